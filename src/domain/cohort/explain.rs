//! Where the figures of new partners come from.

use chrono::NaiveDate;

use super::{Figure, Quality};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::policy::Policy;

/// Message key of a figure's name.
#[must_use]
pub const fn name(figure: Figure) -> &'static str {
    match figure {
        Figure::Conversion => "cohort-conversion",
        Figure::Retention => "cohort-retention",
        Figure::Repurchase => "cohort-repurchase",
        Figure::Audience => "cohort-audience",
    }
}

/// The whole calculation of one figure; `rows` are the partners of the cohort.
#[must_use]
pub fn explanation(figure: Figure, q: &Quality, rows: &Source, as_of: NaiveDate, policy: &Policy) -> Explanation {
    let p = &policy.cohorts;
    let share = q.share(figure);
    let days = |n: u64| Amount::Days(i64::try_from(n).unwrap_or(0) * 10);
    let (formula, asked, holds) = match figure {
        Figure::Conversion => (
            Words::with("cohort-formula-conversion", vec![("days", days(p.first_order_days))]),
            "cohort-asked-conversion",
            "cohort-holds-conversion",
        ),
        Figure::Retention => (
            Words::with(
                "cohort-formula-retention",
                vec![("age", days(p.retention_age)), ("after", Amount::Count(i64::try_from(p.retention_after).unwrap_or(0)))],
            ),
            "cohort-asked-ripe",
            "cohort-holds-retention",
        ),
        Figure::Repurchase => (
            Words::with("cohort-formula-repurchase", vec![("age", days(p.retention_age))]),
            "cohort-asked-ripe",
            "cohort-holds-repurchase",
        ),
        Figure::Audience => (
            Words::with("cohort-formula-audience", vec![("grade", Amount::Text(p.audience_match.code().to_owned()))]),
            "cohort-asked-audience",
            "cohort-holds-audience",
        ),
    };
    let mut e = Explanation::new(Words::key(name(figure)), share.rate().map_or(Amount::NotRated, Amount::Rate))
        .formula(formula)
        .input(Words::key("cohort-size"), Amount::Count(q.size))
        .from_rows(rows.clone())
        .input(Words::key(asked), Amount::Count(share.of))
        .input(Words::key(holds), Amount::Count(share.count))
        .input(Words::key("cohort-benchmark"), Amount::Rate(figure.benchmark(p)));
    e = match figure {
        Figure::Conversion => e
            .policy("cohorts.first_order_days", p.first_order_days.to_string())
            .policy("cohorts.first_order", p.first_order.to_f64().to_string()),
        Figure::Retention => e
            .policy("cohorts.retention_age", p.retention_age.to_string())
            .policy("cohorts.retention_after", p.retention_after.to_string())
            .policy("cohorts.retention", p.retention.to_f64().to_string()),
        Figure::Repurchase => e
            .policy("cohorts.retention_age", p.retention_age.to_string())
            .policy("cohorts.repurchase", p.repurchase.to_f64().to_string()),
        Figure::Audience => e
            .policy("cohorts.audience_match", p.audience_match.code())
            .policy("cohorts.audience", p.audience.to_f64().to_string()),
    };
    if share.of < q.size {
        e = e.note(Words::with("cohort-left-out", vec![("count", Amount::Count(q.size - share.of))]));
    }
    e.policy("version", policy.version.clone()).note(Words::with("health-as-of", vec![("day", Amount::Date(as_of))]))
}
