//! What proves a diversion: codes of the last deliveries, and prices that colleagues saw.

use chrono::Days;

use super::super::Result;
use super::agenda::Moment;
use super::desk::People;
use super::random::Random;
use crate::domain::kinds::{PriceChannel, PriceSighting, ProductLine, Shipment, Sku};
use crate::domain::money::Money;
use crate::domain::record::Stored;
use crate::store::{Tx, record};

/// So many partners have codes and seen prices: enough to try a trace, and few for a large network.
const PARTNERS: usize = 40;

/// Writes shipment codes and seen prices.
pub(super) fn write(tx: &mut Tx<'_>, people: &People<'_>, moment: &Moment<'_>) -> Result<()> {
    let lines = record::query_as::<ProductLine>(tx.conn(), "WHERE floor_price > 0 ORDER BY id", &[])?;
    if lines.is_empty() {
        return Ok(());
    }
    let buying = people.profiles.iter().zip(people.ids).enumerate().filter(|(_, (p, _))| p.trades());
    let buying: Vec<(usize, _, i64)> = buying.take(PARTNERS).map(|(i, (profile, id))| (i, profile, *id)).collect();
    for (index, profile, partner) in &buying {
        let mut r = Random::new(moment.seed, 0x6469_7665 + *index as u64);
        let line = profile.lines.first().and_then(|at| lines.get(at % lines.len())).unwrap_or(&lines[0]);
        for n in 0..r.between(1, 3) {
            shipment(tx, &mut r, (*index, n), *partner, line, moment)?;
        }
        if r.permille(400) {
            sighting(tx, &mut r, *partner, line, moment)?;
        }
    }
    // whatever chance brings: a pack that one sells online far below the shop of another
    let [.., (_, _, online), (_, _, offline)] = buying.as_slice() else { return Ok(()) };
    for (partner, channel, permille) in [(*online, PriceChannel::Online, 1_010), (*offline, PriceChannel::Offline, 1_240)] {
        let price = Money(lines[0].floor_price.unwrap_or_default().0 * permille / 1_000 / 100 * 100);
        let (on, sku, place) = (ago(moment, 2), article(tx, lines[0].id, 1)?, words(channel).to_owned());
        tx.add(&PriceSighting { partner, line: lines[0].id, sku, channel, on, price, place, evidence: String::new() })?;
    }
    Ok(())
}

/// The article of a line at a position: what sells most is the first.
fn article(tx: &Tx<'_>, line: i64, at: usize) -> Result<Option<i64>> {
    Ok(record::query_as::<Sku>(tx.conn(), "WHERE line = ?1 ORDER BY id", &[&line])?.get(at).map(|sku| sku.id))
}

fn words(channel: PriceChannel) -> &'static str {
    match channel {
        PriceChannel::Online => "店铺页面",
        PriceChannel::Offline => "门店货架",
    }
}

fn ago(moment: &Moment<'_>, days: i64) -> chrono::NaiveDate {
    moment.today - Days::new(u64::try_from(days).unwrap_or_default())
}

fn shipment(
    tx: &mut Tx<'_>,
    r: &mut Random,
    (index, n): (usize, i64),
    partner: i64,
    line: &Stored<ProductLine>,
    moment: &Moment<'_>,
) -> Result<()> {
    let quantity = r.between(2, 20) * 12;
    let price = line.floor_price.unwrap_or_default().0 * r.between(1_020, 1_180) / 1_000;
    tx.add(&Shipment {
        code: format!("QD{:05}{n}{}", index * 37 + 10_001, r.between(100, 999)),
        partner,
        shipped_on: ago(moment, r.between(3, 60)),
        document: format!("DN-{}", 40_000 + index),
        line: Some(line.id),
        sku: article(tx, line.id, 0)?,
        quantity: Some(quantity),
        amount: Some(Money(price * quantity)),
    })?;
    Ok(())
}

fn sighting(tx: &mut Tx<'_>, r: &mut Random, partner: i64, line: &Stored<ProductLine>, moment: &Moment<'_>) -> Result<()> {
    let channel = if r.permille(450) { PriceChannel::Online } else { PriceChannel::Offline };
    // one in five undercuts the floor
    let permille = if r.permille(200) { r.between(820, 960) } else { r.between(1_040, 1_220) };
    let price = Money(line.floor_price.unwrap_or_default().0 * permille / 1_000 / 100 * 100);
    tx.add(&PriceSighting {
        partner,
        line: line.id,
        sku: article(tx, line.id, 0)?,
        channel,
        on: ago(moment, r.between(1, 25)),
        price,
        place: words(channel).to_owned(),
        evidence: String::new(),
    })?;
    Ok(())
}
