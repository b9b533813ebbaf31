//! Sentences for warnings: what was found, in figures, and what to do about it.

use super::explain::decimal;
use super::number::{amount, amount_full, count, date, days, percent, percent_beside, percent_signed};
use crate::domain::alert::{Finding, Unit};
use crate::domain::delivery::Until;
use crate::domain::explain::Amount;
use crate::domain::kinds::{Alert, AlertRule};
use crate::domain::money::{Money, Rate};
use crate::domain::period::Week;
use crate::domain::record::Lang;
use crate::t;

/// What was found: `orders -38% on usual (limit -30%)`.
#[must_use]
pub fn finding(lang: Lang, finding: &Finding) -> String {
    let (value, limit) = figures(lang, finding);
    finding.said().get(lang).replace("{value}", &value).replace("{limit}", &limit)
}

/// What a warning on record found.
#[must_use]
pub fn of(alert: &Alert) -> Finding {
    let (value, bound) = (alert.value.unwrap_or(0), alert.bound.unwrap_or(0));
    Finding { rule: alert.rule, severity: alert.severity, value, bound }
}

/// What a warning on record says, when it turned and when it came back.
#[must_use]
pub fn alert(lang: Lang, alert: &Alert) -> String {
    let found = of(alert);
    let mut said = finding(lang, &found);
    if let Some(day) = alert.turned_on {
        let side = if found.value < found.bound { "below" } else { "above" };
        said = t!(lang, "warning-turned", said = said, side = side, day = date(day));
    }
    match alert.back_on {
        Some(day) => t!(lang, "warning-back", said = said, day = date(day)),
        None => said,
    }
}

/// The figure of a warning on record and its limit with their units.
#[must_use]
pub fn of_alert(lang: Lang, alert: &Alert) -> (String, String) {
    figures(lang, &of(alert))
}

/// The figure and its limit as they stand in a sentence; no limit where the rule says only why it holds.
#[must_use]
pub fn figures(lang: Lang, finding: &Finding) -> (String, String) {
    let (unit, value, limit) = finding.figure();
    let Some(limit) = limit else { return (number(lang, unit, value), String::new()) };
    let value = match unit.amount(value) {
        // so near to its limit that it would read the same
        Amount::Rate(rate) if unit != Unit::Change => percent_beside(rate, Rate(limit)),
        _ => number(lang, unit, value),
    };
    (value, number(lang, unit, limit))
}

/// The figure by itself: `-38%`, `64 days`, `3 weeks`.
#[must_use]
pub fn figure(lang: Lang, finding: &Finding) -> String {
    let (unit, value, _) = finding.figure();
    match unit {
        Unit::Weeks => t!(lang, "today-weeks", weeks = value),
        _ => match unit.amount(value) {
            Amount::Days(tenths) => days(lang, (tenths + 5).div_euclid(10)),
            _ => number(lang, unit, value),
        },
    }
}

/// A value without the name of its unit, which the sentence says.
fn number(lang: Lang, unit: Unit, value: i64) -> String {
    match (unit, unit.amount(value)) {
        (Unit::Change, Amount::Rate(rate)) => percent_signed(rate),
        (Unit::Price, Amount::Money(price)) => amount_full(price),
        (_, Amount::Rate(rate)) => percent(rate),
        (_, Amount::Money(money)) => amount(lang, money),
        (_, Amount::Days(tenths)) => count((tenths + 5).div_euclid(10)),
        (_, Amount::Points(score)) => points(lang, Some(score)),
        (_, Amount::Rating(score)) => decimal(score, 2),
        (_, _) => count(value),
    }
}

/// The next step that a rule suggests: `call, then visit`.
#[must_use]
pub fn step(lang: Lang, rule: AlertRule) -> String {
    rule.def().step.get(lang).to_owned()
}

/// Up to when figures are in, where last week's are not: `figures to: sales 2025-W26, payments 2025-W26 ...`.
#[must_use]
pub fn until(lang: Lang, until: &Until, week: Week, fresh: i64) -> Option<String> {
    if !until.behind(week) {
        return None;
    }
    let kinds = [
        (until.sales, t!(lang, "until-sales")),
        (until.stock, t!(lang, "until-stock")),
        (until.payments, t!(lang, "until-payments")),
    ];
    let behind = |(until, name): (Option<Week>, String)| Some(format!("{name} {}", until.filter(|u| *u < week)?));
    let kinds: Vec<String> = kinds.into_iter().filter_map(behind).collect();
    let mut said = t!(lang, "health-figures-until", kinds = kinds.join(if lang == Lang::Zh { "、" } else { ", " }));
    if fresh > 0 {
        said.push_str(&t!(lang, "health-overdue-fresh", amount = amount(lang, Money(fresh))));
    }
    Some(said)
}

/// A score as people read it: `73`, or "not rated".
#[must_use]
pub fn points(lang: Lang, points: Option<i64>) -> String {
    points.map_or_else(|| t!(lang, "not-rated"), |p| ((p + 50).div_euclid(100)).to_string())
}

/// A change of a score: `▲2`, `▼7`, `=`; nothing where either is not known.
#[must_use]
pub fn change(now: Option<i64>, before: Option<i64>) -> String {
    let (Some(now), Some(before)) = (now, before) else { return String::new() };
    // of rounded points, so that the change is the difference of what is shown
    let round = |p: i64| (p + 50).div_euclid(100);
    match round(now) - round(before) {
        0 => "=".to_owned(),
        up if up > 0 => format!("▲{up}"),
        down => format!("▼{}", -down),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kinds::AlertSeverity;

    #[test]
    fn a_warning_speaks_in_its_own_units_in_both_languages() {
        let f = |rule, value, bound| Finding { rule, severity: AlertSeverity::Warning, value, bound };
        let cases = [
            (f(AlertRule::OrderDrop, -3_800, -3_000), "-38%", "-30%"),
            (f(AlertRule::InventoryDays, 846, 600), "85", "60"),
            (f(AlertRule::Overdue, 64, 7), "64", "7"),
            (f(AlertRule::PriceFloor, 88_000, 90_000), "8.80", "9.00"),
            (f(AlertRule::CreditLimit, 13_400, 10_000), "134%", "100%"),
            (f(AlertRule::SeenPrice, 88_000, 90_000), "8.80", "9.00"),
            (f(AlertRule::PriceGap, 1_739, 1_000), "17%", "10%"),
            (f(AlertRule::RedLight, 1, 75), "75", "75"),
            (f(AlertRule::RedLight, 2, 13_400), "134%", "134%"),
            (f(AlertRule::RedLight, 3, 4_850), "49", "49"),
        ];
        for (finding_, value, limit) in cases {
            for lang in [Lang::En, Lang::Zh] {
                let text = finding(lang, &finding_);
                assert!(text.contains(value) && text.contains(limit), "{text}: {value}, {limit}");
            }
        }
        for rule in AlertRule::ALL {
            let def = rule.def();
            let said = def.below.into_iter().chain([def.found, def.step, def.how]).chain(def.causes.iter().map(|c| c.found));
            for label in said {
                assert!(label.en.is_ascii() || label.en.contains(['−', '÷']), "{label:?}");
                assert!(!label.zh.is_ascii(), "{label:?}");
                let holes = |text: &str| ["{value}", "{limit}"].map(|hole| text.matches(hole).count());
                assert_eq!(holes(label.en), holes(label.zh), "{label:?}");
            }
        }
    }

    #[test]
    fn a_change_is_the_difference_of_what_is_shown() {
        let cases = [
            (Some(6_149), Some(6_150), "▼1"),
            (Some(6_100), Some(6_149), "="),
            (Some(7_000), Some(6_400), "▲6"),
            (None, Some(1), ""),
        ];
        for (now, before, shown) in cases {
            assert_eq!(change(now, before), shown);
        }
    }
}
