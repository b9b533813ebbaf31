//! Contracts (S17): when one is in force, when it is to be renewed, and what it says against the register.
//!
//! A contract runs from its first to its last day, both included. One that renews itself goes on for the same length
//! again and again until somebody ends it; `ended_on` is the last day of one that was ended.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::Deserialize;

use super::kinds::{Contract, Decision, Partner};
use super::period::Span;
use super::record::{Storable as _, Tags, Value};

/// `[contracts]` of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractPolicy {
    /// Days before the end from which the renewal is due.
    pub renewal_days: u64,
    /// Days before the last day for notice from which a contract that renews itself is brought up, if that is earlier.
    pub notice_lead: u64,
    /// So many days after its end one that nothing follows is still brought up.
    pub expired_days: u64,
    /// Days before the end (or the last day for notice) from which it presses.
    pub pressing_days: u64,
}

/// How long one term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Months(u32),
    Days(u64),
}

impl Length {
    /// Whole months where the span is some, days otherwise.
    fn of(span: Span) -> Self {
        let after = span.to + Days::new(1);
        let months = (after.year() - span.from.year()) * 12 + after.month0().cast_signed() - span.from.month0().cast_signed();
        match u32::try_from(months) {
            Ok(months) if months > 0 && span.from.checked_add_months(Months::new(months)) == Some(after) => Self::Months(months),
            _ => Self::Days(span.days().max(1).unsigned_abs()),
        }
    }

    /// The first day of the term that is `n` terms after the one from `first`.
    fn nth(self, first: NaiveDate, n: u32) -> Option<NaiveDate> {
        match self {
            Self::Months(m) => first.checked_add_months(Months::new(m.checked_mul(n)?)),
            Self::Days(d) => first.checked_add_days(Days::new(d.checked_mul(n.into())?)),
        }
    }
}

/// The span that its papers give it, before it renews itself or is ended.
#[must_use]
pub const fn written(c: &Contract) -> Span {
    Span { from: c.from_day, to: c.to_day }
}

/// The term that runs on a day: the first one before it began, the last one after it ended.
#[must_use]
pub fn term(c: &Contract, day: NaiveDate) -> Span {
    running(written(c), c.auto_renew, c.ended_on, day)
}

/// The end of the term of a day, or the day on which it is ended before that.
#[must_use]
pub fn end_of_term(first: Span, auto_renew: bool, ended_on: Option<NaiveDate>, day: NaiveDate) -> NaiveDate {
    let to = running(first, auto_renew, ended_on, day).to;
    ended_on.map_or(to, |end| end.min(to))
}

/// [`term`] of a contract of which only this is known.
fn running(first: Span, auto_renew: bool, ended_on: Option<NaiveDate>, day: NaiveDate) -> Span {
    let until = ended_on.map_or(day, |end| end.min(day));
    if !auto_renew || until <= first.to || first.to < first.from {
        return first;
    }
    let length = Length::of(first);
    // not more terms than there are days
    let passed = match length {
        Length::Months(m) => {
            let gone = (until.year() - first.from.year()) * 12 + until.month0().cast_signed() - first.from.month0().cast_signed();
            (gone.max(0).unsigned_abs() / m).saturating_sub(1)
        }
        Length::Days(d) => {
            u32::try_from((until - first.from).num_days().unsigned_abs() / d).unwrap_or(u32::MAX).saturating_sub(1)
        }
    };
    let mut n = passed;
    loop {
        let (Some(from), Some(next)) = (length.nth(first.from, n), length.nth(first.from, n + 1)) else { return first };
        if next > until {
            return Span { from, to: next - Days::new(1) };
        }
        n += 1;
    }
}

/// The last day on which it can be in force as things stand: `None` while it renews itself.
#[must_use]
pub fn last_day(c: &Contract) -> Option<NaiveDate> {
    match c.ended_on {
        Some(end) if c.auto_renew => Some(end),
        Some(end) => Some(end.min(c.to_day)),
        None => (!c.auto_renew).then_some(c.to_day),
    }
}

/// Whether it binds on a day: approved, begun, and neither run out nor ended before that day.
#[must_use]
pub fn in_force(c: &Contract, day: NaiveDate) -> bool {
    c.state == Decision::Approved && c.from_day <= day && last_day(c).is_none_or(|end| day <= end)
}

/// The days of both on which both would bind.
#[must_use]
pub fn overlap(a: &Contract, b: &Contract) -> Option<Span> {
    let span = |c: &Contract| Span { from: c.from_day, to: last_day(c).unwrap_or(NaiveDate::MAX) };
    span(a).intersect(span(b))
}

/// The last day on which notice can be given in the term of a day; only for one that renews itself.
#[must_use]
pub fn notice_by(c: &Contract, day: NaiveDate) -> Option<NaiveDate> {
    let days = c.notice_days.unwrap_or(0).max(0).unsigned_abs();
    (c.auto_renew && c.ended_on.is_none()).then(|| term(c, day).to.checked_sub_days(Days::new(days))).flatten()
}

/// The first day on which the end of the present term is brought up.
#[must_use]
pub fn renewal_from(c: &Contract, day: NaiveDate, policy: &ContractPolicy) -> NaiveDate {
    let before = |day: NaiveDate, days: u64| day.checked_sub_days(Days::new(days)).unwrap_or(day);
    let usual = before(term(c, day).to, policy.renewal_days);
    notice_by(c, day).map_or(usual, |notice| usual.min(before(notice, policy.notice_lead)))
}

/// Where a contract stands on a day, for those who look after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Not approved: nothing binds.
    Undecided,
    /// Approved, begins later.
    Ahead,
    /// Binds, and there is time.
    Running,
    /// The renewal is due before this day.
    Renew(NaiveDate),
    /// It renews itself unless notice is given until this day.
    Notice(NaiveDate),
    /// It renewed itself or will: the day for notice is over.
    Renewing,
    /// It ran out on this day.
    Expired(NaiveDate),
    /// It was ended on this day.
    Ended(NaiveDate),
}

/// Where a contract stands on a day.
#[must_use]
pub fn stage(c: &Contract, day: NaiveDate, policy: &ContractPolicy) -> Stage {
    if c.state != Decision::Approved {
        return Stage::Undecided;
    }
    if let Some(end) = c.ended_on.filter(|end| *end < day && (c.auto_renew || *end < c.to_day)) {
        return Stage::Ended(end);
    }
    if day < c.from_day {
        return Stage::Ahead;
    }
    if !in_force(c, day) {
        return Stage::Expired(last_day(c).unwrap_or(c.to_day));
    }
    if c.ended_on.is_some() || day < renewal_from(c, day, policy) {
        return Stage::Running;
    }
    match notice_by(c, day) {
        Some(by) if day <= by => Stage::Notice(by),
        Some(_) => Stage::Renewing,
        None => Stage::Renew(term(c, day).to),
    }
}

/// Whether another contract takes over from one: it says so, or it begins before the day after the end and lasts longer.
#[must_use]
pub fn follows(next: &Contract, id: i64, c: &Contract, day: NaiveDate) -> bool {
    let decided = matches!(next.state, Decision::Pending | Decision::Approved) && next.ended_on.is_none_or(|e| e >= day);
    let end = c.ended_on.unwrap_or_else(|| term(c, day).to);
    let lasts = last_day(next).is_none_or(|last| last > end);
    let begins = end.checked_add_days(Days::new(1)).is_some_and(|after| next.from_day <= after);
    decided && next.partner == c.partner && (next.renews == Some(id) || (lasts && begins))
}

/// A draft that follows on: the same terms for the same length from the day after the end.
#[must_use]
pub fn renewal(id: i64, c: &Contract, number: String, day: NaiveDate) -> Contract {
    let running = term(c, day);
    let from_day = c.ended_on.unwrap_or(running.to).checked_add_days(Days::new(1)).unwrap_or(running.to);
    let length = Length::of(written(c));
    let to_day = length.nth(from_day, 1).and_then(|d| d.checked_sub_days(Days::new(1))).unwrap_or(from_day);
    Contract {
        number,
        signed_on: None,
        from_day,
        to_day,
        renews: Some(id),
        ended_on: None,
        file: String::new(),
        state: Decision::Draft,
        ..c.clone()
    }
}

/// A term of a contract that the register says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The field, which both kinds have.
    pub field: &'static str,
    /// What the contract says.
    pub agreed: Value,
    /// What the register says.
    pub kept: Value,
}

/// The terms that a contract names and the register says otherwise.
#[must_use]
pub fn differences(c: &Contract, p: &Partner) -> Vec<Difference> {
    let pairs = [
        ("credit_days", c.credit_days.to_value(), p.credit_days.to_value()),
        ("deduction_rate", c.deduction_rate.to_value(), p.deduction_rate.to_value()),
        ("deposit", c.deposit.to_value(), p.deposit.to_value()),
    ];
    let differs = |(field, agreed, kept): (&'static str, Value, Value)| {
        (!agreed.is_null() && agreed != kept).then_some(Difference { field, agreed, kept })
    };
    pairs.into_iter().filter_map(differs).collect()
}

/// Regions by what people call them, and above what they are: what two territories have in common.
#[derive(Clone, Debug, Default)]
pub struct Regions {
    /// Ids by code, name and short name.
    pub named: HashMap<String, Vec<i64>>,
    /// The region above.
    pub parent: HashMap<i64, i64>,
}

impl Regions {
    /// The region and all above it.
    fn up(&self, region: i64) -> Vec<i64> {
        let mut out = vec![region];
        // four levels; more is a cycle made by hand
        while let Some(above) = out.last().and_then(|r| self.parent.get(r)).filter(|_| out.len() < 8) {
            out.push(*above);
        }
        out
    }

    /// Whether two territories have ground in common: the same name, or one is within the other.
    fn touch(&self, a: &str, b: &str) -> bool {
        if a == b {
            return true;
        }
        let ids = |name: &str| self.named.get(name).cloned().unwrap_or_default();
        let (a, b) = (ids(a), ids(b));
        a.iter().any(|a| b.iter().any(|b| self.up(*a).contains(b) || self.up(*b).contains(a)))
    }

    /// The territories of `a` that have ground in common with one of `b`.
    #[must_use]
    pub fn common<'a>(&self, a: &'a Tags, b: &Tags) -> BTreeSet<&'a str> {
        a.0.iter().filter(|a| b.0.iter().any(|b| self.touch(a, b))).map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests;
