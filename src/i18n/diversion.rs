//! Diversion in words: what a trace found, as a title, a story and pieces of evidence.

use std::collections::HashMap;

use super::number;
use crate::domain::diversion::{DiversionPolicy, Place, Seen, Shipped, Suspect, Watched};
use crate::domain::record::Lang;
use crate::t;

/// The title of a diversion ticket.
#[must_use]
pub fn trace_title(lang: Lang, who: &str, place: Option<&str>) -> String {
    match place {
        Some(place) => t!(lang, "trace-title", who = who, place = place),
        None => t!(lang, "trace-title-somewhere", who = who),
    }
}

/// What a trace found of one partner, in a sentence or two.
#[must_use]
pub fn trace_story(lang: Lang, suspect: &Suspect, place: Option<&str>) -> String {
    let found = t!(lang, "trace-story", count = suspect.shipped.len(), own = suspect.own);
    let judged = match (suspect.place, place) {
        (Place::Outside, Some(place)) => t!(lang, "trace-outside", place = place, territory = territory(suspect)),
        (Place::Inside, Some(place)) => t!(lang, "trace-inside", place = place, territory = territory(suspect)),
        _ => t!(lang, "trace-unknown"),
    };
    format!("{found} {judged}")
}

/// The names of where a partner may sell.
#[must_use]
pub fn territory(suspect: &Suspect) -> String {
    let t = &suspect.territory;
    t.names.iter().chain(&t.unknown).map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// What a trace found, as text to be sent to somebody: each partner with its codes, what nobody got, who is affected.
#[must_use]
pub fn trace_text(
    lang: Lang,
    (codes, suspects, unknown): (usize, &[Suspect], &[String]),
    affected: &[i64],
    called: &Called,
    seen_in: Option<&str>,
) -> String {
    let found = codes.saturating_sub(unknown.len());
    let mut lines = vec![t!(lang, "trace-summary", codes = codes, found = found, partners = suspects.len())];
    lines.extend(seen_in.map(|place| t!(lang, "trace-seen-in", place = place)));
    for s in suspects {
        let (code, name) = called.partner(s.partner);
        let amount = s.amount.map_or_else(String::new, |a| format!(" · {}", number::amount_full(a)));
        let counts = t!(lang, "trace-counts", count = s.shipped.len(), own = s.own);
        lines.push(format!("{code} {name} · {} ({}) · {counts}{amount}", place(lang, s.place), territory(s)));
        lines.extend(s.shipped.iter().map(|shipped| format!("  {}", trace_evidence(lang, shipped))));
    }
    if !unknown.is_empty() {
        lines.push(t!(lang, "trace-not-found", codes = unknown.join(", ")));
    }
    lines.extend(affected.iter().map(|p| {
        let (code, name) = called.partner(*p);
        t!(lang, "trace-affected", who = format!("{code} {name}"))
    }));
    lines.join("\n")
}

/// Whether the goods were seen in the partner's territory, in a word.
#[must_use]
pub fn place(lang: Lang, place: Place) -> String {
    match place {
        Place::Outside => t!(lang, "place-outside"),
        Place::Inside => t!(lang, "place-inside"),
        Place::Unknown => t!(lang, "place-unknown"),
    }
}

/// A code and whom it was shipped to when, as evidence.
#[must_use]
pub fn trace_evidence(lang: Lang, shipped: &Shipped) -> String {
    let day = number::date(shipped.shipped_on);
    let mut text = t!(lang, "trace-evidence", code = shipped.code.as_str(), day = day);
    for (key, value) in [("trace-document", &shipped.document), ("trace-line", &shipped.line), ("trace-sku", &shipped.sku)] {
        if !value.is_empty() {
            text.push_str(&super::message(lang, key, &[("value", value.clone())]));
        }
    }
    text
}

/// What partners and product lines are called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Called {
    /// Code and name of partners.
    pub partners: HashMap<i64, (String, String)>,
    /// Names of product lines.
    pub lines: HashMap<i64, String>,
}

impl Called {
    /// A partner's code and name.
    #[must_use]
    pub fn partner(&self, id: i64) -> (&str, &str) {
        self.partners.get(&id).map_or(("", ""), |(code, name)| (code, name))
    }

    /// Product line and article.
    #[must_use]
    pub fn product(&self, (line, sku): &(i64, String)) -> String {
        let line = self.lines.get(line).map_or("", String::as_str);
        if sku.is_empty() { line.to_owned() } else { format!("{line} {sku}") }
    }
}

/// The title of a ticket about a partner's prices.
#[must_use]
pub fn prices_title(lang: Lang, who: &str) -> String {
    t!(lang, "prices-title", who = who)
}

/// A price that was seen: whose, of what, where and when.
#[must_use]
pub fn seen(lang: Lang, seen: &Seen, called: &Called) -> String {
    with_place(price(lang, seen, called), seen)
}

fn with_place(text: String, seen: &Seen) -> String {
    if seen.place.is_empty() { text } else { format!("{text} · {}", seen.place) }
}

fn price(lang: Lang, seen: &Seen, called: &Called) -> String {
    t!(
        lang,
        "price-seen",
        who = called.partner(seen.partner).1,
        product = called.product(&seen.product),
        channel = seen.channel.label().get(lang),
        price = number::amount_full(seen.price),
        day = number::date(seen.on)
    )
}

/// A price that was seen and what is wrong with it.
#[must_use]
pub fn watched(lang: Lang, watched: &Watched, called: &Called, policy: &DiversionPolicy) -> String {
    let mut text = price(lang, &watched.seen, called);
    if let (Some(by), Some(floor)) = (watched.seen.below(policy), watched.seen.floor) {
        text.push_str(&t!(lang, "price-below", by = number::percent(by), floor = number::amount_full(floor)));
    }
    if let (Some(gap), Some(other)) = (watched.undercut(policy), &watched.other) {
        let who = called.partner(other.partner).1;
        text.push_str(&t!(
            lang,
            "price-undercuts",
            by = number::percent(gap),
            who = who,
            price = number::amount_full(other.price)
        ));
    }
    with_place(text, &watched.seen)
}
