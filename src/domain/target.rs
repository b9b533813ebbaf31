//! Targets: what one asks for in each month, what of it is due, and what was sold of it (S4).
//!
//! A target has its own first and last day; a month takes its part pro rata of calendar days, rounded so that the months of a
//! target add up to it exactly. What a subject should have sold and what it sold of it is an [`Aimed`], which adds up over
//! partners, product lines and months: its sales are only those of what has a target. [`tally`] says whose targets count for a
//! region, a type, an owner, the network.

pub mod tally;

use super::figure::Ratio;
use super::money::Money;
use super::period::{Month, Span, day_number, from_day_number};
use super::sales::time_progress;
use super::workcal::Calendar;

/// A target of one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    /// First day, since 1970-01-01.
    pub from: i32,
    /// Last day.
    pub to: i32,
    /// The product line, if only one.
    pub line: Option<i64>,
    /// How much.
    pub amount: Money,
}

/// How far sales and targets are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Horizon<'a> {
    /// The day as of which figures are computed, since 1970-01-01.
    pub as_of: i32,
    /// The last day that pace looks at: the Sunday of the last whole week that has figures.
    pub until: i32,
    /// Whose working days say what is due.
    pub calendar: &'a Calendar,
}

/// What should be sold of something that has a target, and what was; adds up over partners, lines and months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aimed {
    /// Whether there is any target.
    pub set: bool,
    /// Whether the days of any have begun.
    pub begun: bool,
    /// What should be sold.
    pub target: Money,
    /// The part of it that is due: each month's by its share of working days gone.
    pub due: Money,
    /// Net sales of what has a target, in the months in which it has one.
    pub sold: Money,
    /// Of them those up to the last week that has figures.
    pub sold_by_then: Money,
}

impl Aimed {
    /// Adds another.
    pub fn add(&mut self, o: &Self) {
        self.set |= o.set;
        self.begun |= o.begun;
        self.target += o.target;
        self.due += o.due;
        self.sold += o.sold;
        self.sold_by_then += o.sold_by_then;
    }

    /// The same with what was sold of it.
    #[must_use]
    pub fn with(self, s: Sold) -> Self {
        Self { sold: self.sold + s.all, sold_by_then: self.sold_by_then + s.by_then, ..self }
    }

    /// Sales / target; `None` without a target above 0, and before its days begin.
    #[must_use]
    pub fn attainment(&self) -> Option<Ratio> {
        (self.begun && self.target.0 > 0).then_some(Ratio { num: self.sold.0, den: self.target.0 })
    }

    /// Sales / what is due of the target, both up to the last week that has figures; `None` before anything is due.
    #[must_use]
    pub fn pace(&self) -> Option<Ratio> {
        (self.due.0 > 0).then_some(Ratio { num: self.sold_by_then.0, den: self.due.0 })
    }
}

/// What was sold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sold {
    /// Up to the day.
    pub all: Money,
    /// Up to the last week that has figures.
    pub by_then: Money,
}

impl Sold {
    /// Adds another.
    pub fn add(&mut self, o: Self) {
        self.all += o.all;
        self.by_then += o.by_then;
    }
}

/// What the targets of one subject come to in one month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonthAim {
    pub month: i32,
    /// For all product lines together.
    pub all: Option<Aimed>,
    /// For single lines, in their order.
    pub lines: Vec<(i64, Aimed)>,
}

impl MonthAim {
    /// Adds what another subject's ask for in the same month.
    pub fn add(&mut self, o: &Self) {
        if let Some(all) = &o.all {
            self.all.get_or_insert_default().add(all);
        }
        for (line, aimed) in &o.lines {
            match self.lines.binary_search_by_key(line, |(l, _)| *l) {
                Ok(at) => self.lines.iter_mut().skip(at).take(1).for_each(|(_, sum)| sum.add(aimed)),
                Err(at) => self.lines.insert(at, (*line, *aimed)),
            }
        }
    }

    /// What counts where lines are not told apart: targets of single lines only without one for all.
    #[must_use]
    pub fn whole(&self) -> Aimed {
        self.all.unwrap_or_else(|| {
            let mut sum = Aimed::default();
            self.lines.iter().for_each(|(_, aimed)| sum.add(aimed));
            sum
        })
    }

    /// What is asked for of a line.
    #[must_use]
    pub fn of_line(&self, line: i64) -> Option<Aimed> {
        self.lines.iter().find(|(l, _)| *l == line).map(|(_, aimed)| *aimed)
    }
}

/// The part of a goal that falls on days from `from` to `to`, which are days of it; parts that follow each other add up exactly.
#[must_use]
pub fn part(goal: &Goal, from: i32, to: i32) -> Money {
    if from <= goal.from && goal.to <= to {
        return goal.amount;
    }
    let days = i64::from(goal.to) - i64::from(goal.from) + 1;
    let up_to = |day: i32| goal.amount.scaled(i64::from(day) - i64::from(goal.from) + 1, days).unwrap_or_default();
    up_to(to) - up_to(from - 1)
}

/// What a goal asks for on the days that it has in common with others; `None` where there are none.
fn share(goal: &Goal, days: (i32, i32), horizon: &Horizon<'_>) -> Option<Aimed> {
    let (from, to) = (goal.from.max(days.0), goal.to.min(days.1));
    if from > to {
        return None;
    }
    let target = part(goal, from, to);
    let due = if horizon.until >= to {
        target
    } else if horizon.until < from {
        Money::ZERO
    } else {
        let span = Span { from: from_day_number(from), to: from_day_number(to) };
        let gone = time_progress(span, from_day_number(horizon.until), horizon.calendar);
        gone.and_then(|(done, all)| target.scaled(done, all)).unwrap_or_default()
    };
    Some(Aimed { set: true, begun: horizon.as_of >= from, target, due, ..Aimed::default() })
}

/// The months of a span, each cut to it: its number, first and last day.
pub fn months(span: Span) -> impl Iterator<Item = (i32, i32, i32)> {
    let (from, to) = (day_number(span.from), day_number(span.to));
    (Month::of(span.from).0..=Month::of(span.to).0).filter_map(move |m| {
        let days = Month(m).span();
        let (first, last) = (day_number(days.from).max(from), day_number(days.to).min(to));
        (first <= last).then_some((m, first, last))
    })
}

/// What the goals of one subject ask for in a month of which the days from `from` to `to` are looked at.
#[must_use]
pub fn in_month(goals: &[Goal], (month, from, to): (i32, i32, i32), horizon: &Horizon<'_>) -> MonthAim {
    let mut aim = MonthAim { month, ..MonthAim::default() };
    for goal in goals {
        let Some(share) = share(goal, (from, to), horizon) else { continue };
        match goal.line {
            None => aim.all.get_or_insert_default().add(&share),
            Some(line) => match aim.lines.iter_mut().find(|(l, _)| *l == line) {
                Some((_, sum)) => sum.add(&share),
                None => aim.lines.push((line, share)),
            },
        }
    }
    aim.lines.sort_unstable_by_key(|(line, _)| *line);
    aim
}

/// Days of which what was sold counts against targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The days: months that follow each other.
    pub span: Span,
    /// Only these product lines; empty: everything.
    pub lines: Vec<i64>,
}

/// The pieces of a span that have a target, in order.
#[must_use]
pub fn pieces(goals: &[Goal], span: Span, horizon: &Horizon<'_>) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    for (month, from, to) in months(span) {
        let aim = in_month(goals, (month, from, to), horizon);
        if aim.all.is_none() && aim.lines.is_empty() {
            continue;
        }
        let lines = if aim.all.is_some() { Vec::new() } else { aim.lines.iter().map(|(line, _)| *line).collect() };
        match found.last_mut() {
            Some(last) if last.lines == lines && day_number(last.span.to) + 1 == from => last.span.to = from_day_number(to),
            _ => found.push(Piece { span: Span { from: from_day_number(from), to: from_day_number(to) }, lines }),
        }
    }
    found
}

/// What one subject should sell in a span and what it sold of it; `sold` says that of a line (`None`: all) from a day up to and
/// including another. `None` where nothing has a target.
pub fn aimed(goals: &[Goal], span: Span, horizon: &Horizon<'_>, sold: impl Fn(Option<i64>, i32, i32) -> Money) -> Option<Aimed> {
    if goals.is_empty() {
        return None;
    }
    let mut sum = Aimed::default();
    for (month, from, to) in months(span) {
        let aim = in_month(goals, (month, from, to), horizon);
        let up_to = |line, day: i32| if day < from { Money::ZERO } else { sold(line, from, to.min(day)) };
        let mut of = |line, aimed: Aimed| {
            let all = up_to(line, horizon.as_of);
            let by_then = if horizon.as_of.min(to) == horizon.until.min(to) { all } else { up_to(line, horizon.until) };
            sum.add(&aimed.with(Sold { all, by_then }));
        };
        match aim.all {
            Some(all) => of(None, all),
            None => aim.lines.iter().for_each(|(line, aimed)| of(Some(*line), *aimed)),
        }
    }
    sum.set.then_some(sum)
}

#[cfg(test)]
mod tests;
