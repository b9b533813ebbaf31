//! What years, halves and quarters of the fiscal year are called, and which days a name means: here and nowhere else.
//!
//! A fiscal year has the name of the calendar year in which it begins, and begins with the month that the rules say. Once a period of
//! it is closed it begins as it did then, whatever the rules say later: one name means one span everywhere, and another first month
//! holds for the years of which nothing is closed.

use std::collections::BTreeMap;

use super::{Month, Named, Span};

/// The months of a fiscal year.
const YEAR: i32 = 12;

/// A year, half or quarter of a fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    /// The calendar year in which the fiscal one begins.
    year: i32,
    /// How many months of it lie before.
    before: i32,
    /// How many months it has: 3, 6 or 12.
    months: i32,
}

impl Part {
    fn named(named: Named) -> Option<Self> {
        let (first, last) = (Month::of(named.calendar.from), Month::of(named.calendar.to));
        named.fiscal.then(|| Self { year: first.year(), before: first.0.rem_euclid(YEAR), months: last.0 - first.0 + 1 })
    }

    /// Its days in a year that begins with a month.
    fn span(self, begin: i32) -> Span {
        let first = begin + self.before;
        Span { from: Month(first).first(), to: Month(first + self.months - 1).span().to }
    }

    fn name(self) -> String {
        let Self { year, before, months } = self;
        match months {
            3 => format!("{year:04}-Q{}", before / 3 + 1),
            6 => format!("{year:04}-H{}", before / 6 + 1),
            _ => format!("{year:04}"),
        }
    }
}

/// What names of periods mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The first month of fiscal years, 1 to 12, as the rules say.
    first_month: u32,
    /// The month with which a year begins of which a period is closed.
    begun: BTreeMap<i32, i32>,
    /// What is closed under a name that is another span than its year's.
    odd: BTreeMap<Part, Span>,
}

/// Of a fiscal year that is the calendar year, of which nothing is closed.
impl Default for Names {
    fn default() -> Self {
        Self::of(1)
    }
}

impl Names {
    /// Where nothing is closed; `first_month`: 1 to 12.
    #[must_use]
    pub fn of(first_month: u32) -> Self {
        Self { first_month, begun: BTreeMap::new(), odd: BTreeMap::new() }
    }

    /// Where periods are closed under names: in the order in which they were.
    #[must_use]
    pub fn with<'a>(first_month: u32, closed: impl IntoIterator<Item = (&'a str, Span)>) -> Self {
        let mut names = Self::of(first_month);
        for (name, span) in closed {
            let Some(part) = name.parse().ok().and_then(Part::named) else { continue };
            let begin = *names.begun.entry(part.year).or_insert(Month::of(span.from).0 - part.before);
            if part.span(begin) != span {
                names.odd.entry(part).or_insert(span);
            }
        }
        names
    }

    /// The month with which a fiscal year begins.
    fn begin(&self, year: i32) -> i32 {
        let said = || year * YEAR + i32::try_from(self.first_month).unwrap_or(1) - 1;
        self.begun.get(&year).copied().unwrap_or_else(said)
    }

    fn days(&self, part: Part) -> Span {
        self.odd.get(&part).copied().unwrap_or_else(|| part.span(self.begin(part.year)))
    }

    /// The days that a name means.
    #[must_use]
    pub fn span(&self, named: Named) -> Span {
        Part::named(named).map_or(named.calendar, |part| self.days(part))
    }

    /// What a whole month, or a quarter, half-year or year of the fiscal year is called; `None`: such days have no name.
    #[must_use]
    pub fn name(&self, span: Span) -> Option<String> {
        let (first, last) = (Month::of(span.from), Month::of(span.to));
        if span.from != first.first() || span.to != last.span().to {
            return None;
        }
        let months = last.0 - first.0 + 1;
        if months == 1 {
            return Some(first.to_string());
        }
        if ![3, 6, YEAR].contains(&months) {
            return None;
        }
        if let Some((part, _)) = self.odd.iter().find(|(_, days)| **days == span) {
            return Some(part.name());
        }
        let part = |year| Part { year, before: first.0 - self.begin(year), months };
        let fits = |part: &Part| (0..YEAR).contains(&part.before) && part.before % months == 0 && self.days(*part) == span;
        let mut years = [first.year() + 1, first.year(), first.year() - 1];
        // where two years overlap, days belong to the one of which something is closed
        years.sort_by_key(|year| !self.begun.contains_key(year));
        years.into_iter().map(part).find(fits).map(Part::name)
    }

    /// What days are called: by their name, else by their months, else by themselves.
    #[must_use]
    pub fn called(&self, span: Span) -> String {
        let (first, last) = (Month::of(span.from), Month::of(span.to));
        let whole = span.from == first.first() && span.to == last.span().to;
        self.name(span).unwrap_or_else(|| if whole { format!("{first}..{last}") } else { span.to_string() })
    }

    /// The first month, 1 to 12, of the fiscal year in which a span begins.
    #[must_use]
    pub fn first_month(&self, span: Span) -> u32 {
        let month = Month::of(span.from).0;
        let within = |begin: &i32| (*begin..begin + YEAR).contains(&month);
        let begin = self.begun.values().copied().find(within);
        begin.map_or(self.first_month, |begin| begin.rem_euclid(YEAR).cast_unsigned() + 1)
    }

    /// What a fiscal year of which something is closed would mean by the rules, if that is something else: its days as they stay.
    #[must_use]
    pub fn kept(&self, named: Named) -> Option<Span> {
        let days = self.span(named);
        (Self::of(self.first_month).span(named) != days).then_some(days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Span {
        let (from, to) = text.split_once("..").expect("two days");
        Span { from: from.parse().expect("a day"), to: to.parse().expect("a day") }
    }

    fn named(text: &str) -> Named {
        text.parse().expect(text)
    }

    #[test]
    fn years_halves_and_quarters_are_fiscal_and_months_weeks_and_days_are_not() {
        for (text, first_month, from, to) in [
            ("2025-Q1", 4, "2025-04-01", "2025-06-30"),
            ("2025-Q4", 4, "2026-01-01", "2026-03-31"),
            ("2025", 4, "2025-04-01", "2026-03-31"),
            ("2025H2", 2, "2025-08-01", "2026-01-31"),
            ("2025-Q1", 1, "2025-01-01", "2025-03-31"),
            ("2025-02", 4, "2025-02-01", "2025-02-28"),
            ("2025-W30", 4, "2025-07-21", "2025-07-27"),
            ("2025-07-01", 4, "2025-07-01", "2025-07-01"),
        ] {
            let expected = days(&format!("{from}..{to}"));
            assert_eq!(Names::of(first_month).span(named(text)), expected, "{text} from month {first_month}");
        }
    }

    #[test]
    fn a_period_that_can_be_closed_has_a_name() {
        let name = |first_month, text: &str| Names::of(first_month).name(days(text));
        for (text, expected) in [
            ("2025-06-01..2025-06-30", Some("2025-06")),
            ("2025-04-01..2025-06-30", Some("2025-Q2")),
            ("2025-07-01..2025-12-31", Some("2025-H2")),
            ("2025-01-01..2025-12-31", Some("2025")),
            ("2025-06-09..2025-06-15", None),
            ("2025-02-01..2025-04-30", None),
        ] {
            assert_eq!(name(1, text).as_deref(), expected, "{text}");
        }
        assert_eq!(name(2, "2025-02-01..2025-04-30").as_deref(), Some("2025-Q1"), "where the year begins with February");
        assert_eq!(name(4, "2025-04-01..2026-03-31").as_deref(), Some("2025"));
        assert_eq!(name(4, "2025-01-01..2025-12-31"), None);
        assert_eq!(name(4, "2026-01-01..2026-03-31").as_deref(), Some("2025-Q4"));
    }

    #[test]
    fn a_year_of_which_something_is_closed_begins_as_it_did() {
        let closed = [("2025-Q2", days("2025-04-01..2025-06-30")), ("2025-08", days("2025-08-01..2025-08-31"))];
        let names = Names::with(2, closed);
        assert_eq!(names.span(named("2025-Q2")), days("2025-04-01..2025-06-30"));
        assert_eq!(names.span(named("2025")), days("2025-01-01..2025-12-31"), "the whole year of it");
        assert_eq!(names.span(named("2026")), days("2026-02-01..2027-01-31"), "another is as the rules say");
        assert_eq!(names.kept(named("2025")), Some(days("2025-01-01..2025-12-31")));
        assert_eq!((names.kept(named("2026")), names.kept(named("2025-08"))), (None, None));
        assert_eq!(
            (names.first_month(days("2025-05-01..2025-05-31")), names.first_month(days("2026-05-01..2026-05-31"))),
            (1, 2)
        );
        // every name leads to days that lead back to it, and no two names to the same days
        let all = (2023..2028).flat_map(|y| ["", "-H1", "-H2", "-Q1", "-Q2", "-Q3", "-Q4"].map(|part| format!("{y}{part}")));
        for name in all {
            let span = names.span(named(&name));
            assert_eq!(names.name(span).as_deref(), Some(name.as_str()), "{span}");
        }
        assert_eq!(names.called(days("2025-02-01..2025-04-30")), "2025-02..2025-04", "it was a quarter of no year");
    }

    #[test]
    fn what_was_closed_under_a_name_of_another_year_keeps_it_too() {
        // as before years were kept as they were: a quarter under either first month
        let closed = [("2025-Q1", days("2025-01-01..2025-03-31")), ("2025-Q2", days("2025-07-01..2025-09-30"))];
        let names = Names::with(4, closed);
        assert_eq!(names.span(named("2025-Q2")), days("2025-07-01..2025-09-30"));
        assert_eq!(names.name(days("2025-07-01..2025-09-30")).as_deref(), Some("2025-Q2"));
        assert_eq!(names.name(days("2025-04-01..2025-06-30")), None, "its name means other days");
        assert_eq!(names.called(days("2025-04-01..2025-06-30")), "2025-04..2025-06");
    }
}
