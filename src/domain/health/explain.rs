//! Where a partner's health comes from.

use chrono::NaiveDate;

use super::{BEFORE, Health, RECENT};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::Figure;
use crate::domain::history::weeks_before;
use crate::domain::money::{Money, Rate, div_round};
use crate::domain::period::{Span, Week};
use crate::domain::policy::Policy;
use crate::domain::record::Kind;
use crate::domain::score::Component;

/// The components, in the order of the weights.
pub const COMPONENTS: [Figure; 6] =
    [Figure::Frequency, Figure::SellThrough, Figure::ReturnRate, Figure::Pace, Figure::Overdue, Figure::OpenTickets];

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

/// What was sold of what has a target: in which days, of which product lines (none: all).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The days.
    pub span: Span,
    /// Codes of the lines.
    pub lines: Vec<String>,
    /// Net sales.
    pub sold: Money,
}

/// A filter word for product lines.
#[must_use]
pub fn of_lines(lines: &[String]) -> String {
    let quoted: Vec<String> = lines.iter().map(|code| format!("\"{code}\"")).collect();
    if quoted.is_empty() { String::new() } else { format!(" line:{}", quoted.join(",")) }
}

/// The sales of which `counted` tells, each piece with its rows, and the targets that they stand against.
#[must_use]
pub fn against_targets(
    mut e: Explanation,
    code: &str,
    counted: &[Counted],
    span: Span,
    (target, due): (Words, Money),
) -> Explanation {
    for piece in counted {
        let days = vec![("from", Amount::Date(piece.span.from)), ("to", Amount::Date(piece.span.to))];
        let name = if piece.lines.is_empty() {
            Words::with("health-pace-sales", days)
        } else {
            let lines = ("lines", Amount::Text(piece.lines.join(", ")));
            Words::with("health-pace-sales-of", days.into_iter().chain([lines]).collect())
        };
        let filter = format!("partner:\"{code}\" day>={} day<={}{}", piece.span.from, piece.span.to, of_lines(&piece.lines));
        e = e.input(name, Amount::Money(piece.sold)).from_rows(Source::new(Kind::Sale, filter));
    }
    e.input(target, Amount::Money(due)).from_rows(targets(code, counted, span))
}

/// The targets of a partner in a span that count: where there is one for all lines, those for single ones do not.
fn targets(code: &str, counted: &[Counted], span: Span) -> Source {
    let mut lines: Vec<String> = counted.iter().flat_map(|p| p.lines.iter().cloned()).collect();
    lines.sort_unstable();
    lines.dedup();
    let more = match (counted.iter().all(|p| p.lines.is_empty()), counted.iter().all(|p| !p.lines.is_empty())) {
        (true, false) => " line:none".to_owned(),
        (false, true) => of_lines(&lines),
        _ => String::new(),
    };
    let filter = format!("scope:partner subject=\"{code}\" to_day>={} from_day<={}{more}", span.from, span.to);
    Source::new(Kind::Target, filter)
}

/// The whole calculation of a partner's health, each component with the rows that it was computed from; `counted` is what pace counts.
///
/// What is overdue is told by its items, which who asks adds; tickets are listed as they stand, so only of the day itself.
#[must_use]
pub fn explanation(
    code: &str,
    h: &Health,
    counted: &[Counted],
    (as_of, is_now): (NaiveDate, bool),
    policy: &Policy,
) -> Explanation {
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
        Some(rows(Kind::Sale, code, "day", Span { from: usual.from, to: twelve.to })),
        Some(rows(Kind::Sale, code, "day", twelve)),
        Some(rows(Kind::Sale, code, "day", twelve)),
        Some(targets(code, counted, pace_span)),
        None,
        is_now.then(|| Source::new(Kind::Ticket, format!("partner:{code} -state:resolved,closed"))),
    ];
    let value = h.points.map_or(Amount::NotRated, Amount::Points);
    let mut e = Explanation::new(Words::with("health-explained", vec![("code", Amount::Text(code.to_owned()))]), value)
        .formula(Figure::Health.formula());
    let named = COMPONENTS.into_iter().zip(values).zip(sources).zip(&h.parts).enumerate();
    for (i, (((figure, value), source), part)) in named {
        e = e.weighted(figure.words(), value, part.points, share(&h.parts, i));
        e = source.into_iter().fold(e, Explanation::from_rows);
    }
    if let Some(f) = h.frequency {
        e = e
            .input(Words::key("health-orders-recent"), Amount::Count(f.recent))
            .input(Words::key("health-orders-before"), Amount::Count(f.before));
    }
    if let Some(p) = h.pace {
        e = against_targets(e, code, counted, p.span, (Words::key("health-pace-due"), p.aimed.due));
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
