//! Approvals in words: the clock of a step, who, and what is asked for, for the table and the screen.

use chrono::{DateTime, Utc};

use super::number;
use crate::domain::approval::Wanted;
use crate::domain::money::{Money, Rate};
use crate::domain::record::Lang;
use crate::t;

/// How long is left of a step, or how late it is: `23:10 left`, `2:05 late`.
#[must_use]
pub fn left(lang: Lang, due: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (due - now).num_seconds();
    let time = number::duration(lang, seconds);
    if seconds > 0 { t!(lang, "today-approve-left", time = time) } else { t!(lang, "today-approve-late", time = time) }
}

/// What is asked for, in one line: `Growth > Strategic`, `limit 200,000.00, 45 days`.
#[must_use]
pub fn wanted(lang: Lang, wanted: &Wanted) -> String {
    match wanted {
        Wanted::Tier(from, to) => format!("{} > {}", from.map_or("-", |t| t.label().get(lang)), to.label().get(lang)),
        Wanted::Penalty(kind, on, points) => {
            let (day, points) = (number::date(*on), *points);
            t!(lang, "approval-penalty", kind = kind.label().get(lang), day = day, points = points)
        }
        Wanted::Exception(days, rate) => terms(lang, None, *days, *rate),
        Wanted::Terms(limit, days, rate) => terms(lang, *limit, *days, *rate),
        Wanted::Override(amount, until) => t!(
            lang,
            "approval-override",
            amount = amount.map_or_else(String::new, number::amount_full),
            until = until.map_or_else(String::new, number::date)
        ),
        Wanted::Contract(number, from, to) => {
            t!(lang, "approval-contract", number = number.as_str(), from = number::date(*from), to = number::date(*to))
        }
    }
}

/// Credit terms, as far as they are given.
fn terms(lang: Lang, limit: Option<Money>, days: Option<i64>, rate: Option<Rate>) -> String {
    let parts = [
        limit.map(|l| t!(lang, "approval-limit", limit = number::amount_full(l))),
        days.map(|d| t!(lang, "approval-term", days = d)),
        rate.map(|r| t!(lang, "approval-rate", rate = number::percent(r))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(if lang == Lang::Zh { "，" } else { ", " })
}

/// Somebody, or the program.
#[must_use]
pub fn who(lang: Lang, name: Option<&str>) -> String {
    name.map_or_else(|| t!(lang, "approval-program"), str::to_owned)
}

/// Somebody, and in whose place they acted.
#[must_use]
pub fn hand(lang: Lang, name: &str, place_of: Option<&str>) -> String {
    match place_of {
        Some(place) => t!(lang, "approval-place", who = name, place = place),
        None => name.to_owned(),
    }
}
