//! Sentences for warnings: what was found, in figures, and what to do about it.

use super::number::{amount, percent, percent_beside, percent_signed};
use crate::domain::alert::{Finding, RED_DAYS, RED_USE};
use crate::domain::delivery::Until;
use crate::domain::kinds::{Alert, AlertRule};
use crate::domain::money::{Money, Rate};
use crate::domain::period::Week;
use crate::domain::record::Lang;
use crate::t;

/// What was found: `orders −38% on usual (limit −30%)`.
#[must_use]
pub fn finding(lang: Lang, finding: &Finding) -> String {
    let (value, limit) = figures(lang, finding);
    match finding.rule {
        AlertRule::OrderDrop => t!(lang, "warning-order-drop", value = value, limit = limit),
        AlertRule::SalesDrop => t!(lang, "warning-sales-drop", value = value, limit = limit),
        AlertRule::InventoryDays => t!(lang, "warning-inventory-days", value = value, limit = limit),
        AlertRule::ReturnRate => t!(lang, "warning-return-rate", value = value, limit = limit),
        AlertRule::Pace => t!(lang, "warning-pace", value = value, limit = limit),
        AlertRule::Overdue => t!(lang, "warning-overdue", value = value, limit = limit),
        AlertRule::CreditLimit => t!(lang, "warning-credit-limit", value = value, limit = limit),
        AlertRule::PriceFloor => t!(lang, "warning-price-floor", value = value, limit = limit),
        AlertRule::MissingData => t!(lang, "warning-missing-data", value = value, limit = limit),
        AlertRule::Outlier => {
            let side = if finding.value < finding.bound { "below" } else { "above" };
            t!(lang, "warning-outlier", value = value, limit = limit, side = side)
        }
        AlertRule::Returns => t!(lang, "warning-returns", value = value, limit = limit),
        AlertRule::Points => t!(lang, "warning-points", value = value, limit = limit),
        AlertRule::CreditSale => t!(lang, "warning-credit-sale", value = value, limit = limit),
        AlertRule::SeenPrice => t!(lang, "warning-seen-price", value = value, limit = limit),
        AlertRule::PriceGap => t!(lang, "warning-price-gap", value = value, limit = limit),
        AlertRule::RedLight => match finding.value {
            RED_DAYS => t!(lang, "warning-red-days", value = limit),
            RED_USE => t!(lang, "warning-red-use", value = limit),
            _ => t!(lang, "warning-red-score", value = limit),
        },
    }
}

/// What a warning on record found.
#[must_use]
pub fn of(alert: &Alert) -> Finding {
    let (value, bound) = (alert.value.unwrap_or(0), alert.bound.unwrap_or(0));
    Finding { rule: alert.rule, severity: alert.severity, value, bound }
}

/// What a warning on record says.
#[must_use]
pub fn alert(lang: Lang, alert: &Alert) -> String {
    finding(lang, &of(alert))
}

/// The figure of a warning on record and its limit with their units.
#[must_use]
pub fn of_alert(lang: Lang, alert: &Alert) -> (String, String) {
    figures(lang, &of(alert))
}

/// The figure and its limit with their units.
#[must_use]
pub fn figures(lang: Lang, finding: &Finding) -> (String, String) {
    let both = |f: &dyn Fn(i64) -> String| (f(finding.value), f(finding.bound));
    match finding.rule {
        AlertRule::OrderDrop | AlertRule::SalesDrop => both(&|v| percent_signed(Rate(v))),
        AlertRule::InventoryDays => both(&|v| ((v + 5) / 10).to_string()),
        AlertRule::ReturnRate | AlertRule::Pace | AlertRule::CreditLimit | AlertRule::PriceGap => {
            let (value, bound) = (Rate(finding.value), Rate(finding.bound));
            (percent_beside(value, bound), percent(bound))
        }
        AlertRule::Overdue | AlertRule::MissingData | AlertRule::Returns | AlertRule::Points => both(&|v| v.to_string()),
        AlertRule::PriceFloor | AlertRule::SeenPrice => both(&|v| Money(v).to_string()),
        AlertRule::Outlier | AlertRule::CreditSale => both(&|v| amount(lang, Money(v))),
        // what it is red for, and that figure
        AlertRule::RedLight => {
            let figure = match finding.value {
                RED_DAYS => finding.bound.to_string(),
                RED_USE => percent(Rate(finding.bound)),
                _ => points(lang, Some(finding.bound)),
            };
            (figure.clone(), figure)
        }
    }
}

/// The next step that a rule suggests: `call, then visit`.
#[must_use]
pub fn step(lang: Lang, rule: AlertRule) -> String {
    match rule {
        AlertRule::OrderDrop => t!(lang, "step-order-drop"),
        AlertRule::SalesDrop => t!(lang, "step-sales-drop"),
        AlertRule::InventoryDays => t!(lang, "step-inventory-days"),
        AlertRule::ReturnRate => t!(lang, "step-return-rate"),
        AlertRule::Pace => t!(lang, "step-pace"),
        AlertRule::Overdue => t!(lang, "step-overdue"),
        AlertRule::CreditLimit => t!(lang, "step-credit-limit"),
        AlertRule::PriceFloor => t!(lang, "step-price-floor"),
        AlertRule::MissingData => t!(lang, "step-missing-data"),
        AlertRule::Outlier => t!(lang, "step-outlier"),
        AlertRule::Returns => t!(lang, "step-returns"),
        AlertRule::Points => t!(lang, "step-points"),
        AlertRule::CreditSale => t!(lang, "step-credit-sale"),
        AlertRule::SeenPrice => t!(lang, "step-seen-price"),
        AlertRule::PriceGap => t!(lang, "step-price-gap"),
        AlertRule::RedLight => t!(lang, "step-red-light"),
    }
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
            (f(AlertRule::RedLight, RED_DAYS, 75), "75", "75"),
            (f(AlertRule::RedLight, RED_USE, 13_400), "134%", "134%"),
            (f(AlertRule::RedLight, 3, 4_850), "49", "49"),
        ];
        for (finding_, value, limit) in cases {
            for lang in [Lang::En, Lang::Zh] {
                let text = finding(lang, &finding_);
                assert!(text.contains(value) && text.contains(limit), "{text}: {value}, {limit}");
            }
        }
        for rule in AlertRule::ALL {
            assert_ne!(step(Lang::En, *rule), step(Lang::Zh, *rule));
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
