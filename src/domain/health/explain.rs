//! Where a partner's health comes from.

use chrono::NaiveDate;

use super::{BEFORE, Health, RECENT};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::history::weeks_before;
use crate::domain::money::{Rate, div_round};
use crate::domain::period::{Span, Week};
use crate::domain::policy::Policy;
use crate::domain::record::Kind;
use crate::domain::score::Component;

/// Message keys of the components, in the order of the weights.
pub const COMPONENTS: [&str; 6] =
    ["health-frequency", "health-sell-through", "health-returns", "health-pace", "health-owed", "health-tickets"];

/// Message keys of why a component was left out, in the order of the weights.
const LEFT_OUT: [&str; 6] = [
    "health-without-frequency",
    "health-without-sell-through",
    "health-without-returns",
    "health-without-pace",
    "health-without-owed",
    "health-without-tickets",
];

/// A component's weight after those that can't be computed are left out.
#[must_use]
pub fn share(parts: &[Component], of: usize) -> Option<Rate> {
    let counts = |c: &&Component| c.points.is_some() && c.weight > 0;
    let sum: i64 = parts.iter().filter(counts).map(|c| c.weight).sum();
    parts.get(of).filter(counts).filter(|_| sum > 0).map(|c| Rate(div_round(i128::from(c.weight) * 10_000, sum.into())))
}

/// The rows of `kind` of a partner within a span of days.
fn rows(kind: Kind, code: &str, day: &str, span: Span) -> Source {
    Source::new(kind, format!("partner:{code} {day}>={} {day}<={}", span.from, span.to))
}

/// The whole calculation of a partner's health, each component with the rows that it was computed from.
#[must_use]
pub fn explanation(code: &str, h: &Health, as_of: NaiveDate, policy: &Policy) -> Explanation {
    let week = h.week;
    let usual = weeks_before(Week(week.0 - RECENT), BEFORE);
    let twelve = weeks_before(week, BEFORE);
    let values = [
        h.frequency.map_or(Amount::NotRated, |f| Amount::Rate(f.rate)),
        h.sell_through.map_or(Amount::NotRated, |s| Amount::Rate(s.rate)),
        h.return_rate.map_or(Amount::NotRated, Amount::Rate),
        h.pace.and_then(|p| p.aimed.pace()).map_or(Amount::NotRated, |p| Amount::Rate(p.rate())),
        if h.owed.known { Amount::Money(h.owed.overdue) } else { Amount::NotRated },
        Amount::Count(h.tickets.iter().sum()),
    ];
    let pace_span = h.pace.map_or(twelve, |p| p.span);
    let sources = [
        rows(Kind::Sale, code, "day", Span { from: usual.from, to: twelve.to }),
        rows(Kind::Sale, code, "day", twelve),
        rows(Kind::Sale, code, "day", twelve),
        Source::new(Kind::Target, format!("subject:{code} to_day>={} from_day<={}", pace_span.from, pace_span.to)),
        Source::new(Kind::Invoice, format!("partner:{code} due_on<{as_of}")),
        Source::new(Kind::Ticket, format!("partner:{code} -state:resolved -state:closed")),
    ];
    let value = h.points.map_or(Amount::NotRated, Amount::Points);
    let mut e = Explanation::new(Words::with("health-explained", vec![("code", Amount::Text(code.to_owned()))]), value)
        .formula(Words::key("health-formula"));
    let named = COMPONENTS.into_iter().zip(values).zip(sources).zip(&h.parts).enumerate();
    for (i, (((name, value), source), part)) in named {
        e = e.weighted(Words::key(name), value, part.points, share(&h.parts, i)).from_rows(source);
    }
    if let Some(f) = h.frequency {
        e = e
            .input(Words::key("health-orders-recent"), Amount::Count(f.recent))
            .input(Words::key("health-orders-before"), Amount::Count(f.before));
    }
    if let Some(p) = h.pace {
        e = e
            .input(
                Words::with("health-pace-sales", vec![("from", Amount::Date(p.span.from)), ("to", Amount::Date(p.until))]),
                Amount::Money(p.aimed.sold_by_then),
            )
            .from_rows(rows(Kind::Sale, code, "day", Span { to: p.until, ..p.span }))
            .input(Words::key("health-pace-due"), Amount::Money(p.aimed.due));
    }
    if h.owed.overdue.0 > 0 {
        e = e.input(Words::key("health-overdue-days"), Amount::Days(h.owed.overdue_days * 10));
    }
    for (why, part) in LEFT_OUT.into_iter().zip(&h.parts) {
        if part.points.is_none() {
            e = e.note(Words::key(why));
        }
    }
    let p = &policy.health;
    let line = |l: crate::domain::score::RateLine| format!("{} → 0, {} → 100", l.zero.to_f64(), l.full.to_f64());
    let w = &p.weights;
    e.policy(
        "health.weights",
        format!("{} / {} / {} / {} / {} / {}", w.frequency, w.sell_through, w.returns, w.pace, w.overdue, w.tickets),
    )
    .policy("health.frequency", line(p.frequency))
    .policy("health.sell_through", line(p.sell_through))
    .policy("health.returns", line(p.returns))
    .policy("health.pace", line(p.pace))
    .policy("health.overdue_days", format!("{} → 0, {} → 100", p.overdue_days.zero, p.overdue_days.full))
    .policy("version", policy.version.clone())
    .note(Words::with("health-as-of", vec![("day", Amount::Date(as_of))]))
}
