//! One partner of the network: its record, its contacts, its targets.

use chrono::Days;

use super::Plan;
use super::figures::{self, Account};
use super::network::{Course, Profile};
use super::random::Random;
use crate::domain::kinds::{Contact, Lifecycle, Partner, Target, TargetScope};
use crate::domain::money::{Money, Rate};
use crate::domain::period::Month;
use crate::domain::record::Tags;
use crate::ops::Result;
use crate::store::Tx;

/// Adds one partner with its contacts; answers its id.
pub(super) fn add(tx: &mut Tx<'_>, plan: &Plan<'_>, p: &Profile, code: &str) -> Result<i64> {
    let (trade, city) = (&plan.words.types[p.trade], &plan.cities[p.city]);
    let mut r = Random::new(plan.seed ^ 0x00c0_de00, p.index as u64);
    let lists = &plan.words.lists;
    let limit = (trade.term > 0).then(|| {
        let weeks = if p.index % 37 == 5 { 3 } else { trade.term / 7 + 7 };
        Money::units((p.weekly * weeks * 115 / 100 / 10_000 + 1) * 10_000)
    });
    let planned = (trade.outlets > 0).then(|| (trade.outlets * r.between(60, 150) / 100).max(1));
    let buys = p.trades();
    let tags: &[&str] = match p.course {
        Course::Drift(d) if d > 350 => &["潜力"],
        _ if p.index.is_multiple_of(41) => &["样板市场"],
        _ if p.index % 29 == 4 => &["独家"],
        _ => &[],
    };
    let id = tx.add(&Partner {
        brought_in: false,
        code: code.to_owned(),
        name: p.name.clone(),
        short_name: p.short.clone(),
        channel_type: plan.types.get(p.trade).copied(),
        region: plan.places[p.city].0,
        city: city.name.clone(),
        city_class: Some(city.class),
        status: p.status,
        owner: plan.owner(p),
        core: None,
        credit_code: credit_code(p.index),
        phone: format!("139{:08}", (p.index * 7_919 + 20_000_003) % 100_000_000),
        address: format!("{}市{}{}号", city.name, r.pick(&lists.streets), r.between(1, 388)),
        products: Tags(p.lines.iter().map(|at| plan.words.line[*at].code.clone()).collect()),
        territories: if tags == ["独家"] { Tags::from_text(&city.name) } else { Tags::default() },
        outlets_planned: planned,
        outlets_covered: planned.map(|n| (n * r.between(45, 104) / 100).max(1)).filter(|_| buys),
        onboarded_on: match p.status {
            Lifecycle::Onboarding => Some(plan.frame.as_of - Days::new(8 + p.index as u64 % 95)),
            _ => buys.then_some(p.onboarded),
        },
        first_order_on: buys.then(|| p.since.monday() + Days::new(2)),
        credit_limit: limit.filter(|_| buys),
        credit_days: (trade.term > 0).then_some(trade.term),
        deduction_rate: (trade.commission == 0 && trade.outlets > 0).then(|| Rate::percent(r.between(6, 15))),
        deposit: (trade.term > 0 && buys).then(|| Money::units((p.weekly / 2 / 5_000 + 1) * 5_000)),
        former_codes: Tags::default(),
        tier: p.tier,
        tags: Tags(tags.iter().map(|t| (*t).to_owned()).collect()),
        notes: String::new(),
    })?;
    for n in 0..if plan.frame.lean { 1 } else { r.between(1, 2) } {
        let name = format!("{}{}", r.pick(&lists.surnames), r.pick(&lists.given));
        tx.add(&Contact {
            partner: id,
            name: if n == 0 { name } else { format!("{name}{}", if r.permille(500) { "经理" } else { "" }) },
            role: r.pick(&lists.roles).clone(),
            phone: format!("138{:08}", (p.index * 2 + usize::try_from(n).unwrap_or(0) + 10_000_019) * 17 % 100_000_000),
            email: if r.permille(400) {
                format!("{}@{}.example", if n == 0 { "sales" } else { "info" }, code.to_lowercase())
            } else {
                String::new()
            },
        })?;
    }
    Ok(id)
}

/// The months (quarters, if lean) that have a target: from January of last year to this December.
pub(super) fn targets(tx: &mut Tx<'_>, plan: &Plan<'_>, account: &Account<'_>, code: &str) -> Result<usize> {
    let p = account.profile;
    if !p.trades() || p.status == Lifecycle::Exited {
        return Ok(0);
    }
    let year = Month::of(plan.frame.as_of).year();
    let (first, step) = if plan.frame.lean { (year * 12, 3) } else { ((year - 1) * 12, 1) };
    let mut count = 0;
    let mut month = first;
    while month < (year + 1) * 12 {
        let amount: Money = (month..month + step).map(|m| figures::target(account, Month(m))).sum();
        if amount.0 > 0 {
            tx.add(&Target {
                scope: TargetScope::Partner,
                subject: code.to_owned(),
                from_day: Month(month).first(),
                to_day: Month(month + step - 1).span().to,
                line: None,
                amount,
            })?;
            count += 1;
        }
        month += step;
    }
    Ok(count)
}

/// A unified social credit code (GB 32100-2015) that nobody has: `91`, an administrative code, an organisation code with
/// its own check character (GB 11714), a check character.
pub(super) fn credit_code(index: usize) -> String {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let value = |c: u8| ALPHABET.iter().position(|a| *a == c).unwrap_or(0);
    let organisation = format!("MA{:06}", index % 1_000_000);
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let digit = |c: u8| if c.is_ascii_digit() { usize::from(c - b'0') } else { usize::from(c - b'A') + 10 };
    let sum: usize = organisation.bytes().zip(weights).map(|(c, w)| digit(c) * w).sum();
    let check = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        n => char::from(b'0' + u8::try_from(n).unwrap_or(0)),
    };
    let body = format!("91310000{organisation}{check}");
    let mut weight = 1;
    let mut sum = 0;
    for c in body.bytes() {
        sum += value(c) * weight;
        weight = weight * 3 % 31;
    }
    format!("{body}{}", char::from(ALPHABET[(31 - sum % 31) % 31]))
}
