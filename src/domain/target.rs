//! Targets: the share of one that falls in a span, and whose targets count for whom (S4).
//!
//! A target has its own first and last day. In a report's period it counts pro rata of calendar days, so that a quarter's
//! target read by month adds up to the quarter again to within one rounding.

use super::kinds::TargetScope;
use super::money::Money;
use super::period::Span;

/// The part of a target over `whole` that falls in `part`, rounded once; 0 where they have no day in common.
#[must_use]
pub fn pro_rata(amount: Money, whole: Span, part: Span) -> Money {
    match whole.intersect(part) {
        Some(common) if common == whole => amount,
        Some(common) => amount.scaled(common.days(), whole.days()).unwrap_or_default(),
        None => Money::ZERO,
    }
}

/// A target as the rules need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Whose.
    pub scope: TargetScope,
    /// Code of the partner, region, channel type or user; empty for the network.
    pub subject: String,
    /// Over which days.
    pub span: Span,
    /// Product line, if only one.
    pub line: Option<i64>,
    /// How much.
    pub amount: Money,
}

/// What the targets of one subject come to in a span; `None` where none touches it.
///
/// Targets of single product lines count only where the subject has no target for all lines together.
#[must_use]
pub fn due<'a>(goals: &(impl Iterator<Item = &'a Goal> + Clone), span: Span) -> Option<Money> {
    let sum = |all: bool| {
        let mut touched = false;
        let sum = goals
            .clone()
            .filter(|g| g.line.is_none() == all && g.span.intersect(span).is_some())
            .inspect(|_| touched = true)
            .map(|g| pro_rata(g.amount, g.span, span))
            .sum();
        touched.then_some(sum)
    };
    sum(true).or_else(|| sum(false))
}

/// What the targets of one subject for one product line come to in a span.
#[must_use]
pub fn due_of_line<'a>(goals: impl Iterator<Item = &'a Goal>, line: i64, span: Span) -> Option<Money> {
    let parts: Vec<Money> = goals
        .filter(|g| g.line == Some(line) && g.span.intersect(span).is_some())
        .map(|g| pro_rata(g.amount, g.span, span))
        .collect();
    (!parts.is_empty()).then(|| parts.into_iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(s: &str) -> Span {
        s.parse().expect("a period")
    }

    fn goal(period: &str, line: Option<i64>, units: i64) -> Goal {
        Goal { scope: TargetScope::Partner, subject: "D1".into(), span: span(period), line, amount: Money::units(units) }
    }

    #[test]
    fn a_target_counts_pro_rata_of_calendar_days() {
        let cases = [
            ("2025-Q1", "2025-Q1", 900_000),
            ("2025-Q1", "2025", 900_000),
            ("2025-Q1", "2025-01", 310_000),
            ("2025-Q1", "2025-02", 280_000),
            ("2025-Q1", "2025-04", 0),
            ("2025-Q1", "2025-01-01", 10_000),
        ];
        for (whole, part, expected) in cases {
            assert_eq!(pro_rata(Money(900_000), span(whole), span(part)), Money(expected), "{whole} in {part}");
        }
    }

    #[test]
    fn lines_count_only_without_a_target_for_all_lines() {
        let lines = [goal("2025-Q1", Some(1), 10), goal("2025-Q1", Some(2), 20)];
        assert_eq!(due(&lines.iter(), span("2025-Q1")), Some(Money::units(30)));
        let both = [lines[0].clone(), goal("2025-Q1", None, 50)];
        assert_eq!(due(&both.iter(), span("2025-Q1")), Some(Money::units(50)));
        assert_eq!(due_of_line(both.iter(), 1, span("2025-Q1")), Some(Money::units(10)));
        assert_eq!(due_of_line(both.iter(), 2, span("2025-Q1")), None);
    }

    #[test]
    fn no_target_is_none_and_a_target_of_nothing_is_nothing() {
        assert_eq!(due(&[].iter(), span("2025")), None);
        assert_eq!(due(&[goal("2024", None, 5)].iter(), span("2025")), None);
        assert_eq!(due(&[goal("2025", None, 0)].iter(), span("2025")), Some(Money::ZERO));
    }
}
