//! Figures: what each is called, what it is made of, in which unit, what it is measured against.
//!
//! A figure is declared once, in [`Figure`]'s table: reports, lists, explanations take name, unit and value from there and know no
//! formula. What it is made of are sums ([`Sums`]) that add up over partners, product lines and months; its value is computed
//! once, at the end, from a numerator and a denominator ([`Parts`]).
//!
//! To add one: a line of the table; a sum that there is not yet is a field of [`Sums`] or [`More`] and what fills it. One that the
//! rules compute of each partner is a line with a heading, a field of [`super::figures::PartnerFigures`] and a column of
//! `partner_figures`: the list of partners shows, sorts and filters it, `kpi --figure` adds it up.

mod catalogue;
mod sums;

pub use self::catalogue::Figure;
pub use self::sums::{Answers, More, Parts, Results, Sums};
use super::explain::Words;
use super::inventory;
use super::money::{Rate, div_round};
use super::policy::Policy;
use super::record::{Choice, Field, Label, Lang};

/// A numerator and its denominator, both sums; the value is computed once, at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// What is measured.
    pub num: i64,
    /// What it is measured against; above 0.
    pub den: i64,
}

impl Ratio {
    /// `None` where there is nothing to divide by.
    #[must_use]
    pub fn of(num: i64, den: i64) -> Option<Self> {
        (den > 0).then_some(Self { num, den })
    }

    /// In basis points, rounded once.
    #[must_use]
    pub fn rate(self) -> Rate {
        Rate(div_round(i128::from(self.num) * 10_000, i128::from(self.den)))
    }

    /// As a fraction of six decimals, as JSON has it.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a millionth is within 53 bits")]
    pub fn six(self) -> f64 {
        div_round(i128::from(self.num) * 1_000_000, i128::from(self.den)) as f64 / 1_000_000.0
    }

    /// Whether it is a rate or more, exactly: 109.996 % is not 110 %.
    #[must_use]
    pub fn at_least(self, rate: Rate) -> bool {
        i128::from(self.num) * 10_000 >= i128::from(self.den) * i128::from(rate.0)
    }
}

/// The part of a whole; `None` where there is no whole.
#[must_use]
pub fn share(part: i64, whole: i64) -> Option<Rate> {
    Ratio::of(part, whole).map(Ratio::rate)
}

/// How much an amount grew on an earlier one; `None` unless that was above 0.
#[must_use]
pub fn change(now: i64, before: i64) -> Option<Rate> {
    (before > 0).then(|| Rate(div_round((i128::from(now) - i128::from(before)) * 10_000, i128::from(before))))
}

/// The unit of a figure's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unit {
    /// Money, in 1/10,000 of the currency's unit; a decimal number of units in files and JSON.
    Money,
    /// A rate, in basis points; a fraction in files and JSON.
    Rate,
    /// A number of things.
    Count,
    /// A score of 0 to 100, in 1/100 points; a decimal number of points in files and JSON.
    Points,
    /// A rating from 1 to 5, in 1/100 points; a decimal number of points in files and JSON, and as people read it.
    Rating,
    /// Days, in 1/10; a decimal number of days in files and JSON.
    Days,
    /// A day, since 1970-01-01; a date in files and JSON.
    Day,
    /// One of a closed list; its code in files and JSON.
    Code(&'static [Choice]),
}

impl Unit {
    /// Its name in files and JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Money => "currency",
            Self::Rate => "fraction",
            Self::Count => "count",
            Self::Points | Self::Rating => "points",
            Self::Days => "days",
            Self::Day => "date",
            Self::Code(_) => "code",
        }
    }

    /// By what a numerator in its own unit is multiplied before it is divided: a rate is in basis points; days of stock are those of the
    /// window in which it was averaged and sold, in 1/10.
    const fn scale(self) -> i128 {
        match self {
            Self::Rate => 10_000,
            Self::Days => inventory::WINDOW as i128 * 70,
            _ => 1,
        }
    }
}

/// Which way a figure should move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

impl Better {
    /// Its name in files and JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
        }
    }
}

/// What a figure needs beside sales and targets, which is read only for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Sales and targets are enough.
    Sales,
    /// Invoices and payments.
    Receivables,
    /// Counts of stock, and sales of the same articles.
    Stock,
    /// How content partners were.
    Answers,
    /// Outlets of the register.
    Register,
    /// How each partner stands against its target.
    Standings,
    /// What the rules computed of each partner as of the day ([`super::figures`]); nothing is known of it by time.
    Results,
    /// Open items and billing as of the day: days outstanding of several partners are those of all they owe and were billed.
    Outstanding,
    /// It is of one partner alone and does not go together.
    Partner,
}

impl Needs {
    /// Whether it is told by kpi: by dimensions, all together.
    #[must_use]
    pub const fn goes_together(self) -> bool {
        !matches!(self, Self::Partner)
    }

    /// Whether it is of a day and not of a period.
    #[must_use]
    pub const fn is_of_a_day(self) -> bool {
        matches!(self, Self::Results | Self::Outstanding)
    }
}

/// A figure as it is declared.
#[derive(Debug)]
pub struct Def {
    /// Its name in commands, files and JSON.
    pub name: &'static str,
    /// What people call it in a sentence or a row.
    pub label: Label,
    /// What it is called above a column of the list of partners; `None`: no result of a partner is kept under its name.
    pub head: Option<Label>,
    /// The unit of its value.
    pub unit: Unit,
    /// Which way it should move.
    pub better: Better,
    /// How it is computed, where that is more than to divide the numerator by the denominator.
    pub how: Option<Label>,
    /// What the numerator is, and its unit.
    pub num: (Label, Unit),
    /// What the denominator is, and its unit.
    pub den: Option<(Label, Unit)>,
    /// The line of the policy that it is measured against.
    pub target: Option<Against>,
    /// What is read for it.
    pub needs: Needs,
    parts: fn(&Sums) -> Option<Parts>,
}

const fn label(en: &'static str, zh: &'static str) -> Label {
    Label { en, zh }
}

/// What a figure is measured against.
#[derive(Debug)]
pub struct Against {
    /// The line of the policy.
    pub path: &'static str,
    value: fn(&Policy) -> i64,
}

impl Figure {
    /// The figure of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.name() == name)
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        self.def().name
    }

    /// What people call it.
    #[must_use]
    pub fn label(self) -> Label {
        self.def().label
    }

    /// What people call it in a language.
    #[must_use]
    pub fn called(self, lang: Lang) -> String {
        self.label().get(lang).to_owned()
    }

    /// What people call it above a column.
    #[must_use]
    pub fn head(self) -> Label {
        self.def().head.unwrap_or(self.def().label)
    }

    /// The unit of its value.
    #[must_use]
    pub fn unit(self) -> Unit {
        self.def().unit
    }

    /// What people call it, in an explanation.
    #[must_use]
    pub const fn words(self) -> Words {
        Words::Figure(self)
    }

    /// How it is computed, in an explanation.
    #[must_use]
    pub const fn formula(self) -> Words {
        Words::Formula(self)
    }

    /// How it is computed, in a language.
    #[must_use]
    pub fn formula_text(self, lang: Lang) -> String {
        let def = self.def();
        if let Some(how) = def.how {
            return how.get(lang).to_owned();
        }
        let num = def.num.0.get(lang);
        let Some((den, _)) = &def.den else { return num.to_owned() };
        let whole = |text: &str| if text.contains(" + ") || text.contains(" - ") { format!("({text})") } else { text.to_owned() };
        format!("{} / {}", whole(num), whole(den.get(lang)))
    }

    /// A field that reads what a person writes for it: scores and days as amounts, with decimals.
    #[must_use]
    pub fn field(self) -> Field {
        let field = match self.unit() {
            Unit::Points | Unit::Rating | Unit::Money | Unit::Days => Field::ledger(),
            Unit::Rate => Field::rate(),
            Unit::Count => Field::int(),
            Unit::Day => Field::date(),
            Unit::Code(choices) => Field::choice(choices),
        };
        field.named(self.name())
    }

    /// Whether it is a number of an extent, which others have an average of.
    #[must_use]
    pub fn is_measured(self) -> bool {
        self.def().needs.goes_together() && !matches!(self.unit(), Unit::Day | Unit::Code(_))
    }

    /// What it is made of in a row; `None`: not rated.
    #[must_use]
    pub fn parts(self, sums: &Sums) -> Option<Parts> {
        (self.def().parts)(sums)
    }

    /// What it is measured against, in its unit, where the policy says so.
    #[must_use]
    pub fn target(self, policy: &Policy) -> Option<(&'static str, i64)> {
        self.def().target.as_ref().map(|t| (t.path, (t.value)(policy)))
    }
}

#[cfg(test)]
mod tests;
