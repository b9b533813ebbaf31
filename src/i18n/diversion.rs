//! Diversion in words: what a trace found, as a title, a story and pieces of evidence.

use super::number;
use crate::domain::diversion::{Place, Shipped, Suspect};
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
