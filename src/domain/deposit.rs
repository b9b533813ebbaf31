//! The deposit of a partner 保证金: a ledger that is only added to, its balance, and what is held against what is agreed (S8).
//!
//! The sign of an entry follows its kind. A mistake is set right by an entry that reverses it, never by a change. The
//! balance on a day is the sum of the entries up to and including it, whatever the order in which they were posted. A
//! deduction may take more than is held: then the balance is below 0 and the partner owes it.

use chrono::NaiveDate;

use super::kinds::{DepositEntry, DepositMove};
use super::money::Money;
use super::record::{Expected, Problem, Stored};

/// What the amount of a kind of entry may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Above 0.
    Positive,
    /// Below 0.
    Negative,
    /// 0 or more.
    NotNegative,
    /// Anything but 0.
    Either,
}

/// The sign of a kind: paid in above 0, deductions and refunds below, an opening balance not below, a correction either.
#[must_use]
pub const fn sign(kind: DepositMove) -> Sign {
    match kind {
        DepositMove::Opening => Sign::NotNegative,
        DepositMove::PaidIn => Sign::Positive,
        DepositMove::Deduction | DepositMove::Refund => Sign::Negative,
        DepositMove::Correction => Sign::Either,
    }
}

/// What is wrong with the amount of an entry, given its kind.
#[must_use]
pub fn check(entry: &DepositEntry) -> Option<Problem> {
    let amount = entry.amount.0;
    let (right, rule) = match sign(entry.kind) {
        Sign::Positive => (amount > 0, "expected-deposit-positive"),
        Sign::Negative => (amount < 0, "expected-deposit-negative"),
        Sign::NotNegative => (amount >= 0, "expected-deposit-opening"),
        Sign::Either => (amount != 0, "expected-deposit-not-zero"),
    };
    (!right).then(|| Problem { field: "amount", value: entry.amount.to_string(), expected: Expected::Rule(rule) })
}

/// A new entry of a partner: without a number yet, for no violation, in no words.
#[must_use]
pub fn entry(partner: i64, on: NaiveDate, kind: DepositMove, amount: Money) -> DepositEntry {
    DepositEntry {
        brought_in: false,
        number: None,
        partner,
        on,
        kind,
        amount,
        violation: None,
        reverses: None,
        note: String::new(),
    }
}

/// The entry that takes another one back.
#[must_use]
pub fn reversal(id: i64, of: &DepositEntry, on: NaiveDate, note: &str) -> DepositEntry {
    let back = entry(of.partner, on, DepositMove::Correction, -of.amount);
    DepositEntry { violation: of.violation, reverses: Some(id), note: note.to_owned(), ..back }
}

/// What is held at the end of a day.
#[must_use]
pub fn balance<'a>(entries: impl IntoIterator<Item = &'a DepositEntry>, day: NaiveDate) -> Money {
    entries.into_iter().filter(|e| e.on <= day).map(|e| e.amount).sum()
}

/// Whether enough is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// Nothing is agreed.
    NotAgreed,
    /// As much as is agreed, or more.
    Enough,
    /// Less than is agreed: what is missing.
    Short(Money),
    /// More was taken than was held: what the partner owes, beside what is agreed.
    Owes(Money),
}

impl Cover {
    /// What is held against what is agreed.
    #[must_use]
    pub fn of(held: Money, agreed: Option<Money>) -> Self {
        match agreed.filter(|a| a.0 > 0) {
            _ if held.0 < 0 => Self::Owes(-held),
            None => Self::NotAgreed,
            Some(agreed) if held < agreed => Self::Short(agreed - held),
            Some(_) => Self::Enough,
        }
    }

    /// Its stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAgreed => "not_agreed",
            Self::Enough => "enough",
            Self::Short(_) => "short",
            Self::Owes(_) => "owes",
        }
    }
}

/// A line of the account.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub entry: Stored<DepositEntry>,
    /// What is held after it.
    pub balance: Money,
}

/// The account of a partner as of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    pub partner: i64,
    /// As of the end of which day.
    pub as_of: NaiveDate,
    pub held: Money,
    /// Agreed: by the contract in force, else by the register.
    pub agreed: Option<Money>,
    /// The number of the contract that says so; `None`: the register does.
    pub by_contract: Option<String>,
    /// Whether that is enough.
    pub cover: Cover,
    /// Every entry, oldest first, those of later days too, with the balance after each.
    pub lines: Vec<Line>,
}

impl Account {
    /// The account of these entries, which come in any order.
    #[must_use]
    pub fn of(
        partner: i64,
        mut entries: Vec<Stored<DepositEntry>>,
        (agreed, by_contract): (Option<Money>, Option<String>),
        as_of: NaiveDate,
    ) -> Self {
        entries.sort_by_key(|e| (e.on, e.number, e.id));
        let held = balance(entries.iter().map(|e| &e.record), as_of);
        let mut sum = Money::ZERO;
        let lines = entries
            .into_iter()
            .map(|entry| {
                sum += entry.amount;
                Line { entry, balance: sum }
            })
            .collect();
        Self { partner, as_of, held, agreed, by_contract, cover: Cover::of(held, agreed), lines }
    }
}

#[cfg(test)]
mod tests;
