//! Approvals in words: the clock of a step, who, and what is asked for, for the table and the screen.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::number;
use crate::domain::approval::{self, Wanted};
use crate::domain::kinds::{Tier, ViolationKind};
use crate::domain::money::{Money, Rate};
use crate::domain::partner::Matters;
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
        Wanted::Exit(open) => leaves(lang, open),
    }
}

/// That a partner leaves, and what is open with it.
fn leaves(lang: Lang, open: &Matters) -> String {
    let amount = |m: Money| (m != Money::ZERO).then(|| number::amount_full(m));
    let count = |n: i64| (n != 0).then(|| n.to_string());
    let parts = [
        amount(open.open).map(|open| t!(lang, "approval-exit-receivables", open = open)),
        count(open.tickets).map(|count| t!(lang, "approval-exit-tickets", tickets = count)),
        amount(open.deposit).map(|deposit| t!(lang, "approval-exit-deposit", deposit = deposit)),
        count(open.satellites).map(|count| t!(lang, "approval-exit-satellites", satellites = count)),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return t!(lang, "approval-exit-clear");
    }
    t!(lang, "approval-exit", open = parts.join(if lang == Lang::Zh { "，" } else { ", " }))
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

/// The title under which something was asked for, as people read it: kept are codes of tiers and violations and plain amounts,
/// `D002 growth > strategic`, `D016 #5 diversion 2026-07-28`, `D001 300000.00 → 500000.00`.
#[must_use]
pub fn title(lang: Lang, kept: &str) -> String {
    let words: Vec<&str> = kept.split(' ').collect();
    let at = |i: Option<usize>| i.and_then(|i| words.get(i)).copied().unwrap_or_default();
    let shown = |i: usize, word: &str| {
        let (before, after) = (at(i.checked_sub(1)), at(i.checked_add(1)));
        if before == ">" || after == ">" {
            return Tier::from_code(word).map(|t| t.label().get(lang).to_owned());
        }
        if before.starts_with('#') {
            return ViolationKind::from_code(word).map(|k| k.label().get(lang).to_owned());
        }
        let (plain, comma) = word.strip_suffix(',').map_or((word, ""), |w| (w, ","));
        let is_amount = (before == "→" || after == "→" || before == "≤") && plain.contains('.') && !plain.ends_with('%');
        let amount = is_amount.then(|| plain.parse::<Money>().ok()).flatten()?;
        Some(format!("{}{comma}", number::amount_full(amount)))
    };
    let words = words.iter().enumerate().map(|(i, word)| shown(i, word).unwrap_or_else(|| (*word).to_owned()));
    words.collect::<Vec<_>>().join(" ")
}

/// Why something was asked for or moved, as people read it: in their words, or the program's.
#[must_use]
pub fn reason(lang: Lang, kept: &str) -> Cow<'_, str> {
    match kept {
        approval::BY_EDIT => t!(lang, "reason-edit").into(),
        approval::BY_IMPORT => t!(lang, "reason-import").into(),
        approval::REPLACED => t!(lang, "reason-replaced").into(),
        approval::NO_MORE => t!(lang, "reason-no-more").into(),
        kept => kept.into(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_read_in_labels_and_grouped_amounts_whatever_else_it_says() {
        for (kept, en, zh) in [
            ("D002 growth > strategic", "D002 Growth > Strategic", "D002 成长级 > 战略级"),
            ("D002 - > watch", "D002 - > Watch", "D002 - > 观察级"),
            ("D016 #5 price_breach 2026-07-28", "D016 #5 price breach 2026-07-28", "D016 #5 违反价格政策 2026-07-28"),
            (
                "D001 East: 300000.00 → 1500000.00, 30 → 45 d",
                "D001 East: 300,000.00 → 1,500,000.00, 30 → 45 d",
                "D001 East: 300,000.00 → 1,500,000.00, 30 → 45 d",
            ),
            (
                "D001 East: ≤ 30000.00, ≤ 2026-12-14",
                "D001 East: ≤ 30,000.00, ≤ 2026-12-14",
                "D001 East: ≤ 30,000.00, ≤ 2026-12-14",
            ),
            ("tiers.top 0.2 > 0.25", "tiers.top 0.2 > 0.25", "tiers.top 0.2 > 0.25"),
            ("growth watch, other costs 3000.00", "growth watch, other costs 3000.00", "growth watch, other costs 3000.00"),
        ] {
            assert_eq!((title(Lang::En, kept), title(Lang::Zh, kept)), (en.to_owned(), zh.to_owned()));
        }
    }
}
