//! Where a partner's tier score comes from.

use chrono::NaiveDate;

use super::{Measures, Score};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::Figure;
use crate::domain::health::explain::share;
use crate::domain::money::{Money, Rate, div_round};
use crate::domain::period::Span;
use crate::domain::policy::Policy;
use crate::domain::record::Kind;
use crate::domain::score::RateLine;
use crate::domain::violation;

/// Message keys of the components, in the order of the weights.
pub const COMPONENTS: [&str; 4] = ["tier-sales", "tier-coverage", "tier-capital", "tier-compliance"];

/// The whole calculation of a partner's score, each component with the rows that it was computed from.
#[must_use]
pub fn explanation(code: &str, measured: &Measures, s: &Score, as_of: NaiveDate, policy: &Policy) -> Explanation {
    let span = Span::trailing_year(as_of);
    let before = Span::trailing_year(span.from);
    let points = |p: Option<i64>| p.map_or(Amount::NotRated, Amount::Points);
    let title = Words::with("tier-explained", vec![("code", Amount::Text(code.to_owned()))]);
    let mut e = Explanation::new(title, points(s.points)).formula(Figure::Score.formula());
    for (i, (name, part)) in COMPONENTS.into_iter().zip(&s.parts).enumerate() {
        e = e.weighted(Words::key(name), points(part.points), part.points, share(&s.parts, i));
    }
    let [attainment, growth, dso, stock] = s.within;
    let sales = format!("partner:{code} day>={} day<={}", span.from, span.to);
    let rate = |num: i64, den: i64| {
        if den == 0 { Amount::NotRated } else { Amount::Rate(Rate(div_round(i128::from(num) * 10_000, den.into()))) }
    };
    if let Some(a) = measured.attained {
        e = e
            .weighted(
                Words::with("figure-of-year", vec![("figure", Amount::Label(Figure::Attainment.label()))]),
                rate(a.num, a.den),
                attainment,
                None,
            )
            .from_rows(Source::new(Kind::Sale, sales.clone()))
            .input(Words::key("tier-attained-sales"), Amount::Money(Money(a.num)))
            .input(Words::key("tier-attained-due"), Amount::Money(Money(a.den)))
            .from_rows(Source::new(
                Kind::Target,
                format!("scope:partner subject=\"{code}\" to_day>={} from_day<={}", span.from, span.to),
            ));
    }
    if let Some((now, then)) = measured.growth {
        e = e
            .weighted(Words::key("tier-growth"), rate((now - then).0, then.0), growth, None)
            .from_rows(Source::new(Kind::Sale, sales))
            .input(Words::key("tier-growth-before"), Amount::Money(then))
            .from_rows(Source::new(Kind::Sale, format!("partner:{code} day>={} day<={}", before.from, before.to)));
    }
    if let Some((covered, planned)) = measured.coverage {
        e = e
            .input(Words::key("tier-outlets-covered"), Amount::Count(covered))
            .input(Words::key("tier-outlets-planned"), Amount::Count(planned));
    }
    if let Some(days) = measured.dso {
        e = e
            .weighted(Figure::Dso.words(), Amount::Days(days), dso, None)
            .from_rows(Source::new(Kind::Invoice, format!("partner:{code} issued_on<={as_of}")))
            .input(Words::key("tier-dso-target"), Amount::Days(s.dso_target));
    }
    if let Some(i) = measured.inventory {
        e = e
            .weighted(Figure::InventoryDays.words(), Amount::Days(i.days), stock, None)
            .from_rows(Source::new(Kind::Stock, format!("partner:{code} day<={as_of}")))
            .input(Words::key("tier-inventory-target"), Amount::Days(policy.inventory.target_days * 10));
    }
    let since = violation::since(as_of, policy.violations.months);
    e = e
        .input(Words::key("tier-penalty"), Amount::Count(measured.penalty))
        .from_rows(Source::new(Kind::Violation, format!("partner:{code} state:approved on>={since} on<={as_of}")));
    for (missing, why) in [
        (measured.attained.is_none(), "tier-without-attainment"),
        (measured.growth.is_none(), "tier-without-growth"),
        (measured.coverage.is_none(), "tier-without-coverage"),
        (measured.dso.is_none(), "tier-without-dso"),
        (measured.inventory.is_none(), "tier-without-inventory"),
        (s.parts[0].points.is_none(), "tier-without-sales"),
        (s.points.is_none() && measured.trades, "tier-without-share"),
    ] {
        if missing {
            e = e.note(Words::key(why));
        }
    }
    let p = &policy.tiers;
    let line = |l: RateLine| format!("{} → 0, {} → 100", l.zero.to_f64(), l.full.to_f64());
    let w = &p.weights;
    e.policy("tiers.weights", format!("{} / {} / {} / {}", w.sales, w.coverage, w.capital, w.compliance))
        .policy("tiers.least_rated", p.least_rated.to_f64().to_string())
        .policy("tiers.sales", format!("{} / {}", p.sales.attainment, p.sales.growth))
        .policy("tiers.attainment", line(p.attainment))
        .policy("tiers.growth", line(p.growth))
        .policy("tiers.dso", line(p.dso))
        .policy("tiers.inventory", line(p.inventory))
        .policy("violations.months", policy.violations.months.to_string())
        .policy("version", policy.version.clone())
        .note(Words::with("health-as-of", vec![("day", Amount::Date(as_of))]))
}
