//! Seen prices as a document: below their floors, online against offline, the latest of each partner.

use std::collections::hash_map::Entry;

use super::{called, watch};
use crate::domain::diversion::{Gap, Offer, Seen, Watched};
use crate::domain::explain::Words;
use crate::domain::kinds::ProductLine;
use crate::domain::money::{Money, Rate};
use crate::domain::record::{Kind, Lang};
use crate::i18n::diversion::Called;
use crate::i18n::number;
use crate::ops::ticket::trace;
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Tone, What};
use crate::store::record;
use crate::t;

fn label(field: &str) -> Words {
    Words::field(Kind::PriceSighting, field)
}

/// A price, and the code of the partner that it was seen at.
type Named = (Money, String);

/// Online against offline of a product.
struct Beside<'w> {
    gap: &'w Gap,
    product: String,
    online: Named,
    offline: Named,
}

/// The prices that were seen, of one partner or all; returns whether something is over a limit, too.
///
/// # Errors
/// Those of the file.
pub fn document(session: &Session, lang: Lang, partner: Option<i64>) -> Result<(Document, bool)> {
    let watch = watch(session, partner)?;
    let policy = &session.policy.diversion;
    let mut called = called(session, &watch.rows)?;
    let mut beside = Vec::new();
    for gap in &watch.gaps {
        let at = |offer: &Offer| Ok::<_, crate::ops::OpError>((offer.0, trace::called(session, offer.1)?.0));
        if let Entry::Vacant(slot) = called.lines.entry(gap.product.0) {
            slot.insert(record::get_as::<ProductLine>(session.store.conn(), gap.product.0)?.record.name);
        }
        beside.push(Beside { gap, product: called.product(&gap.product), online: at(&gap.online)?, offline: at(&gap.offline)? });
    }
    let fine = watch.below.is_empty() && watch.gaps.iter().all(|g| !g.over);
    let (tolerance, gap) = (number::percent(policy.tolerance), number::percent(policy.gap));
    let said = |text: String| Block::said(Words::Text(text));
    let none = || t!(lang, "prices-none", from = number::date(watch.from), to = number::date(watch.to));
    let below_head = Words::Text(t!(lang, "prices-below", tolerance = tolerance));
    let below = Block::table("below", below(&called).table(&watch.below).view(&BELOW).quiet(), Words::nothing());
    let gaps = Block::table("gaps", gaps(lang, gap.clone()).table(&beside).view(&GAPS).quiet(), Words::nothing());
    let latest = latest(&called, session).table(&watch.rows).unseen();
    let document = session
        .document("qudao.prices/1")
        .head("from", Words::key("report-period-from"), watch.from)
        .head("to", Words::key("report-period-to"), watch.to)
        .head("seen", Words::key("prices-seen"), watch.seen)
        .with_some((!watch.below.is_empty()).then(|| Block::said(below_head)))
        .with(below)
        .with_some((!watch.gaps.is_empty()).then(|| Block::said(Words::key("prices-gaps"))))
        .with(gaps)
        .with(Block::table("latest", latest, Words::nothing()));
    Ok((
        match (watch.seen, fine) {
            (0, _) => document.with(said(none())),
            (_, true) => document.with(said(t!(lang, "prices-fine", gap = gap))),
            (_, false) => document,
        },
        !fine,
    ))
}

const BELOW: [&str; 8] = ["partner", "name", "product", "channel", "seen_on", "price", "floor", "below"];

fn seen<'a, T: 'a>(called: &'a Called, of: impl Fn(&T) -> &Seen + Copy + 'a) -> Columns<'a, T> {
    Columns::default()
        .with(Column::code("partner", label("partner")), move |row: &T| called.partner(of(row).partner).0.to_owned())
        .with(Column::text("name", Words::nothing()).flat(), move |row| called.partner(of(row).partner).1.to_owned())
        .with(Column::text("product", label("line")), move |row| called.product(&of(row).product))
        .with(Column::code("channel", label("channel")), move |row| of(row).channel)
        .with(Column::day("seen_on", label("on")), move |row| of(row).on)
        .with(Column::money("price", label("price")), move |row| of(row).price)
        .with(Column::money("floor", Words::key("prices-head-floor")), move |row| of(row).floor)
}

fn below(called: &Called) -> Columns<'_, (Seen, Rate)> {
    seen(called, |(seen, _): &(Seen, Rate)| seen)
        .with(Column::fraction("below", Words::key("prices-head-below")), |(_, by)| Cell::from(*by).toned(Tone::Bad))
}

const GAPS: [&str; 7] = ["product", "online_price", "online_at", "offline_price", "offline_at", "gap", "said"];

fn offer<'a>() -> Columns<'a, Named> {
    Columns::default()
        .with(Column::money("price", label("price")), |(price, _): &Named| *price)
        .with(Column::code("partner", label("partner")), |(_, partner)| partner.clone())
}

/// `limit`: what the policy allows.
fn gaps<'a>(lang: Lang, limit: String) -> Columns<'a, Beside<'a>> {
    let (online, offline) = (|| Words::key("prices-head-online"), || Words::key("prices-head-offline"));
    let tone = |g: &Gap| if g.over { Tone::Bad } else { Tone::Plain };
    Columns::default()
        .with(Column::text("product", label("line")), |b: &Beside<'_>| b.product.clone())
        .with(Column::members("online", online()).nested().of(offer().columns()), |b| offer().members(&b.online))
        .with(Column::money("online_price", online()).flat(), |b| b.online.0)
        .with(Column::code("online_at", Words::nothing()).flat(), |b| b.online.1.clone())
        .with(Column::members("offline", offline()).nested().of(offer().columns()), |b| offer().members(&b.offline))
        .with(Column::money("offline_price", offline()).flat(), |b| b.offline.0)
        .with(Column::code("offline_at", Words::nothing()).flat(), |b| b.offline.1.clone())
        .with(Column::fraction("gap", Words::key("prices-head-gap")), move |b| {
            let shown = number::percent_signed(Rate(-b.gap.gap.0));
            Cell::from(b.gap.gap).said(Words::Text(shown)).toned(tone(b.gap))
        })
        .with(Column::flag("over", Words::key("prices-is-over")), |b| b.gap.over)
        .with(Column::text("said", Words::nothing()).aside(), move |b| {
            Cell::from(b.gap.over.then(|| t!(lang, "prices-over", gap = limit.as_str()))).toned(tone(b.gap))
        })
}

fn latest<'a>(called: &'a Called, session: &'a Session) -> Columns<'a, Watched> {
    let policy = &session.policy.diversion;
    let other = |w: &Watched| -> What {
        let named = w.other.as_ref().map(|o| (o.price, called.partner(o.partner).0.to_owned()));
        named.map_or(What::Nothing, |named| offer().members(&named))
    };
    seen(called, |w: &Watched| &w.seen)
        .with(Column::fraction("below", Words::key("prices-head-below")), |w: &Watched| w.seen.against_floor())
        .with(Column::members("other_channel", Words::key("prices-other-channel")).nested().of(offer().columns()), move |w| {
            Cell::of(other(w))
        })
        .with(Column::fraction("gap", Words::key("prices-head-gap")), |w| w.gap)
        .with(Column::flag("over", Words::key("prices-is-over")), move |w| w.is_over(policy))
        .with(Column::text("place", label("place")), |w| w.seen.place.clone())
}
