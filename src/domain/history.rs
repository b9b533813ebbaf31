//! What was sold to a partner over time, and sums of it over any whole weeks or months.
//!
//! A week is cut where a month ends, so that weeks and months are both exact sums of cuts. Windows are counted back
//! from a day: the last 4 weeks are the 4 whole ISO weeks before the week of that day.

use chrono::NaiveDate;

use super::money::plus;
use super::period::{Month, Span, Week, day_number};
use super::sales::Figures;

/// A partner's sales, oldest first: the first day of each cut and what was sold in it.
#[derive(Clone, Debug, Default)]
pub struct History {
    cuts: Vec<(i32, Figures)>,
    /// What was sold up to and including each cut: the rules ask for some sixty windows of a partner, and each is the
    /// difference of two of these.
    sums: Vec<Figures>,
}

impl History {
    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        self.cuts.clear();
        self.sums.clear();
    }

    /// Adds the next cut; they come in the order of their days.
    pub fn push(&mut self, first_day: i32, figures: Figures) {
        debug_assert!(self.cuts.last().is_none_or(|(day, _)| *day < first_day), "cuts come in order");
        self.cuts.push((first_day, figures));
        let sum = self.sums.last().copied().unwrap_or_default() + figures;
        self.sums.push(sum);
    }

    /// The first day of the first cut that has any fact.
    #[must_use]
    pub fn first_day(&self) -> Option<i32> {
        self.cuts.first().map(|c| c.0)
    }

    /// The first day of the last cut before the week of `as_of`.
    #[must_use]
    pub fn last_day_before(&self, week: Week) -> Option<i32> {
        let end = week.first_day();
        let at = self.cuts.partition_point(|c| c.0 < end);
        at.checked_sub(1).and_then(|i| self.cuts.get(i)).map(|c| c.0)
    }

    /// What was sold from `from` up to and including `to`, both ends of weeks or months.
    #[must_use]
    pub fn between(&self, from: i32, to: i32) -> Figures {
        if from > to {
            return Figures::default();
        }
        self.before(to.saturating_add(1)) - self.before(from)
    }

    /// What was sold in all cuts that begin before `day`.
    fn before(&self, day: i32) -> Figures {
        let count = self.cuts.partition_point(|c| c.0 < day);
        count.checked_sub(1).and_then(|i| self.sums.get(i)).copied().unwrap_or_default()
    }

    /// What was sold in a span whose ends are ends of weeks or months.
    #[must_use]
    pub fn over(&self, span: Span) -> Figures {
        self.between(day_number(span.from), day_number(span.to))
    }

    /// What was sold in the `count` whole weeks before `week`.
    #[must_use]
    pub fn weeks_before(&self, week: Week, count: i32) -> Figures {
        self.between(Week(week.0 - count).first_day(), week.first_day() - 1)
    }

    /// Whether there are figures since before the `count` weeks that end before `week`: the window is whole.
    #[must_use]
    pub fn reaches(&self, week: Week, count: i32) -> bool {
        self.first_day().is_some_and(|first| Week::of_day(first) <= Week(week.0 - count))
    }

    /// Net sales less returns, in 1/10,000 of the unit, of each of the `out.len()` weeks before `week`, oldest first.
    pub fn sales_by_week(&self, week: Week, out: &mut [i64]) {
        out.fill(0);
        let count = i32::try_from(out.len()).unwrap_or(i32::MAX);
        let from = Week(week.0 - count).first_day();
        let start = self.cuts.partition_point(|c| c.0 < from);
        for (day, figures) in self.cuts.iter().skip(start) {
            let slot = usize::try_from((day - from).div_euclid(7)).ok().and_then(|i| out.get_mut(i));
            match slot {
                Some(slot) => *slot = plus(*slot, figures.after_returns().0),
                None => break,
            }
        }
    }
}

/// The `count` whole weeks before `week`.
#[must_use]
pub fn weeks_before(week: Week, count: i32) -> Span {
    Span { from: Week(week.0 - count).monday(), to: Week(week.0 - 1).span().to }
}

/// The fiscal quarter or year that `day` is in; `first_month` (1 to 12) begins the fiscal year.
#[must_use]
pub fn fiscal_span(day: NaiveDate, first_month: u32, months: i32) -> Span {
    let month = Month::of(day);
    let offset = (month.0 - (i32::try_from(first_month).unwrap_or(1) - 1)).rem_euclid(12);
    let first = Month(month.0 - offset.rem_euclid(months));
    Span { from: first.first(), to: Month(first.0 + months - 1).span().to }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Money;

    fn d(s: &str) -> NaiveDate {
        s.parse().expect("a date")
    }

    fn sold(net: i64) -> Figures {
        Figures { orders: 1, net_amount: Money(net), ..Figures::default() }
    }

    #[test]
    fn windows_are_the_whole_weeks_before() {
        let mut h = History::default();
        for (day, net) in [("2025-07-21", 1), ("2025-07-28", 2), ("2025-08-01", 4), ("2025-08-04", 8), ("2025-08-11", 16)] {
            h.push(day_number(d(day)), sold(net));
        }
        let week = Week::of(d("2025-08-13"));
        assert_eq!(h.weeks_before(week, 1).net_amount, Money(8), "the week of the day itself does not count");
        assert_eq!(h.weeks_before(week, 2).net_amount, Money(14), "a week cut by a month's end is whole");
        assert_eq!(h.over("2025-08".parse().expect("a month")).net_amount, Money(28));
        let mut by_week = [9; 4];
        h.sales_by_week(week, &mut by_week);
        assert_eq!(by_week, [0, 1, 6, 8]);
        assert!(h.reaches(week, 3) && !h.reaches(week, 4));
        assert_eq!(h.last_day_before(week), Some(day_number(d("2025-08-04"))));
    }

    #[test]
    fn a_partner_without_sales_sums_to_nothing() {
        let h = History::default();
        assert!(h.weeks_before(Week::of(d("2025-08-13")), 52).is_zero());
        assert!(!h.reaches(Week::of(d("2025-08-13")), 0));
    }

    #[test]
    fn fiscal_quarters_follow_the_years_first_month() {
        for (day, first, months, from, to) in [
            ("2025-08-13", 1, 3, "2025-07-01", "2025-09-30"),
            ("2025-08-13", 4, 3, "2025-07-01", "2025-09-30"),
            ("2025-08-13", 2, 3, "2025-08-01", "2025-10-31"),
            ("2025-01-31", 2, 3, "2024-11-01", "2025-01-31"),
            ("2025-03-31", 4, 12, "2024-04-01", "2025-03-31"),
            ("2025-01-01", 1, 12, "2025-01-01", "2025-12-31"),
        ] {
            assert_eq!(fiscal_span(d(day), first, months), Span { from: d(from), to: d(to) }, "{day} from month {first}");
        }
    }
}
