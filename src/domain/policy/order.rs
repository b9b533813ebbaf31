//! What the keys of the policy must be to each other: thresholds in order, lines with two ends, weights that weigh something.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use toml::{Table, Value};

use super::DEFAULTS;
use super::key::{MOST_WEIGHT, fraction};
use super::keys::{at, key, leaves};
use crate::domain::alert;
use crate::domain::sentence::Sentence;
use crate::domain::sla::Goal;
use crate::domain::worktime::Hours;

/// Pairs of keys of which the first is at most the second.
const RISING: &[(&str, &str)] = &[
    ("diversion.tolerance", "diversion.severe_below"),
    ("diversion.gap", "diversion.severe_gap"),
    ("sales.met", "sales.exceeded"),
    ("sales.behind", "sales.on_pace"),
    ("delivery.least", "delivery.weeks"),
    ("tiers.demote_score", "tiers.promote_score"),
    ("credit.yellow_days", "credit.red_days"),
    ("credit.yellow_use", "credit.red_use"),
    ("credit.check.limit_warn", "credit.check.limit_stop"),
    ("credit.check.oldest_warn", "credit.check.oldest_stop"),
    ("credit.check.late_warn", "credit.check.late_stop"),
    ("screening.conditional", "screening.pass"),
    ("cohorts.retention_after", "cohorts.retention_age"),
    ("health.ticket_points.s4", "health.ticket_points.s3"),
    ("health.ticket_points.s3", "health.ticket_points.s2"),
    ("health.ticket_points.s2", "health.ticket_points.s1"),
    ("screening.audience.D", "screening.audience.C"),
    ("screening.audience.C", "screening.audience.B"),
    ("screening.audience.B", "screening.audience.B+"),
    ("screening.audience.B+", "screening.audience.A"),
    ("screening.audience.A", "screening.audience.A+"),
];

/// Pairs of goals of which the first is not longer than the second: what is more serious is not resolved later.
const GOALS: &[(&str, &str)] = &[
    ("desk.resolution.S1", "desk.resolution.S2"),
    ("desk.resolution.S2", "desk.resolution.S3"),
    ("desk.resolution.S3", "desk.resolution.S4"),
];

/// Pairs of keys of which the first is below the second.
const BELOW: &[(&str, &str)] = &[("credit.assessment.yellow", "credit.assessment.green")];

/// Two shares of one whole that leave something between them.
const PARTS: (&str, &str) = ("tiers.top", "tiers.bottom");

/// Part and whole of the weights of the tier score: sales are never under 40 % (S6).
const SALES_WEIGHT: (&str, i64) = ("tiers.weights", 40);

/// The policy that the program comes with: which way its lines go is not a matter of taste.
pub(super) static SHIPPED: LazyLock<Table> = LazyLock::new(|| DEFAULTS.parse().unwrap_or_default());

/// Whether the values of a whole policy, each within its own bounds, go together.
///
/// # Errors
/// The keys, their values and what was expected.
pub fn check(table: &Table) -> Result<(), Sentence> {
    for (low, high) in RISING.iter().chain(alert::rules::RISING) {
        if number(table, low) > number(table, high) {
            return Err(pair(table, "policy-order", low, high));
        }
    }
    for (low, high) in GOALS {
        if goal(table, low).zip(goal(table, high)).is_some_and(|(low, high)| is_longer(table, low, high)) {
            return Err(pair(table, "policy-order", low, high));
        }
    }
    for (low, high) in BELOW {
        if number(table, low) >= number(table, high) {
            return Err(pair(table, "policy-order-below", low, high));
        }
    }
    if number(table, PARTS.0).zip(number(table, PARTS.1)).is_some_and(|(a, b)| a + b >= WHOLE) {
        return Err(pair(table, "policy-parts", PARTS.0, PARTS.1));
    }
    let leaves = leaves(table);
    for (full, value) in &leaves {
        let Some(line) = full.strip_suffix(".full") else { continue };
        let zero = format!("{line}.zero");
        let way = |table: &Table| number(table, full).zip(number(table, &zero)).map(|(full, zero)| full.cmp(&zero));
        // turned round the weakest would score best
        if way(table) != way(&SHIPPED) {
            let above = way(&SHIPPED) == Some(Ordering::Greater);
            let said = Sentence::new("policy-line").with("path", full).with("value", value).with("other", shown(table, &zero));
            return Err(said.with("beside", zero).with("way", if above { "above" } else { "below" }));
        }
    }
    weights(&leaves)
}

/// The keys that a key must be in order with, or apart from, those that these must be included.
#[must_use]
pub fn beside(path: &str) -> Vec<String> {
    let mut found = vec![path.to_owned()];
    let mut at = 0;
    while let Some(one) = found.get(at).cloned() {
        at += 1;
        for (a, b) in RISING.iter().chain(alert::rules::RISING).chain(BELOW).chain(GOALS).chain([&PARTS]) {
            let other = if *a == one { b } else { a };
            if (*a == one || *b == one) && !found.iter().any(|f| f == other) {
                found.push((*other).to_owned());
            }
        }
    }
    let end = |this: &str, that: &str| path.strip_suffix(this).map(|line| format!("{line}{that}"));
    let weight = path.strip_prefix(SALES_WEIGHT.0).filter(|rest| *rest != ".sales");
    let single = weight.map(|_| format!("{}.sales", SALES_WEIGHT.0));
    let single = single.or_else(|| end(".zero", ".full")).or_else(|| end(".full", ".zero"));
    found.into_iter().skip(1).chain(single).collect()
}

fn goal(table: &Table, path: &str) -> Option<Goal> {
    at(table, path)?.as_str().and_then(Goal::parse)
}

/// Whether a goal is longer than another whatever days are meant: a working day is as long as the desk works in it, or 24 hours
/// where service is round the clock. Working time takes as much of the clock at least, and no more than its weeks of five days.
fn is_longer(table: &Table, one: Goal, other: Goal) -> bool {
    const WHOLE_DAY: i64 = 86_400;
    let hours =
        at(table, "desk.hours").and_then(Value::as_array).map(|list| list.iter().filter_map(Value::as_str).collect::<Vec<_>>());
    let day = hours.and_then(|list| Hours::parse(&list)).map_or(WHOLE_DAY, |h| h.per_day());
    let weeks = |days: i64| (days + 4) / 5 * 7 * WHOLE_DAY;
    match (one, other) {
        (Goal::Days(one), Goal::Days(other))
        | (Goal::Hours(one) | Goal::Clock(one), Goal::Clock(other))
        | (Goal::Hours(one), Goal::Hours(other)) => one > other,
        (Goal::Days(one), Goal::Hours(other) | Goal::Clock(other)) => one * day > other,
        (Goal::Hours(one), Goal::Days(other)) => one > other * WHOLE_DAY,
        (Goal::Clock(one), Goal::Days(other)) => one > weeks(other),
        (Goal::Clock(one), Goal::Hours(other)) => one > weeks((other + day - 1) / day),
    }
}

/// The weights of each section weigh something together, and those of the sales in the tier score enough.
fn weights(leaves: &[(String, &Value)]) -> Result<(), Sentence> {
    let weights: Vec<&(String, &Value)> =
        leaves.iter().filter(|(path, _)| key(path).is_some_and(super::key::Key::is_weight)).collect();
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for (path, value) in &weights {
        let section = path.rsplit_once('.').map_or("", |(section, _)| section);
        *sums.entry(section).or_default() += value.as_integer().unwrap_or(0);
    }
    let (sold, least) = SALES_WEIGHT;
    let is_sales = |path: &str| path.strip_prefix(sold) == Some(".sales");
    if let Some((section, _)) = sums.iter().find(|(_, sum)| **sum <= 0) {
        // the one that may stand alone
        let within =
            |path: &str| path.rsplit_once('.').is_some_and(|(s, _)| s == *section) && (*section != sold || is_sales(path));
        let first = weights.iter().find(|(path, _)| within(path)).map_or("", |(path, _)| path);
        return Err(Sentence::new("policy-weights").with("path", section).with("first", first));
    }
    let sales = weights.iter().find(|(path, _)| is_sales(path));
    if let (Some((path, sales)), Some(sum)) = (sales, sums.get(sold))
        && sales.as_integer().unwrap_or(0) * 100 < sum * least
    {
        let said = Sentence::new("policy-weight-share").with("path", path).with("value", sales).with("sum", sum);
        // beside the others as they are: it is a part of the sum itself
        let enough = ((sum - sales.as_integer().unwrap_or(0)) * least + 99 - least) / (100 - least);
        let enough = Some(enough).filter(|e| *e <= MOST_WEIGHT).map_or_else(|| "none".to_owned(), |e| e.to_string());
        return Err(said.with("least", least).with("enough", enough));
    }
    Ok(())
}

/// 1 in the unit of [`number`].
const WHOLE: i64 = 10_000;

/// A number in 1/10,000, whole or fraction.
fn number(table: &Table, path: &str) -> Option<i64> {
    at(table, path).and_then(fraction).map(|r| r.0)
}

fn shown(table: &Table, path: &str) -> String {
    at(table, path).map_or_else(String::new, Value::to_string)
}

fn pair(table: &Table, key: &'static str, low: &str, high: &str) -> Sentence {
    let said = Sentence::new(key).with("path", low).with("value", shown(table, low));
    said.with("beside", high).with("other", shown(table, high)).with("first", high)
}

/// What [`check`] said of a policy in which these keys were changed: the other key of the two is to be changed first.
#[must_use]
pub fn turned(mut said: Sentence, changed: &[&str]) -> Sentence {
    let arg = |name: &str| said.args.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone());
    if let (Some(path), Some(beside)) = (arg("path"), arg("beside"))
        && changed.contains(&beside.as_str())
        && let Some(first) = said.args.iter_mut().find(|(n, _)| *n == "first")
    {
        first.1 = path;
    }
    said
}
