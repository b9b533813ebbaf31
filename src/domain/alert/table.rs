//! What a rule that warns is declared with, and how the table of them ([`super::rules`]) is written.

use chrono::NaiveDate;

use super::{Case, Finding, Found};
use crate::domain::delivery::Until;
use crate::domain::explain::Amount;
use crate::domain::figure::{self, Figure};
use crate::domain::kinds::{AlertRule, TicketKind};
use crate::domain::money::{Money, Rate};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Label};

/// A rule as it is declared.
#[derive(Debug)]
pub struct Def {
    /// The unit of its figure and of its limit.
    pub unit: Unit,
    /// What it says: `{value}` and `{limit}` stand for its figure and its limit.
    pub found: Label,
    /// The same where its figure is below its limit, if that is another thing to say.
    pub below: Option<Label>,
    /// Why it holds, where that is what is found: the figure is the place of the cause in this list, from 1 on, and the limit the
    /// figure that made it, in the unit of the cause.
    pub causes: &'static [Cause],
    /// The next step that it suggests.
    pub step: Label,
    /// How its figure is computed.
    pub how: Label,
    /// The lines of the policy that make it: single ones, or tables of `warn` and `critical`.
    pub by: &'static [&'static str],
    /// The rows that it looks at.
    pub rows: Rows,
    /// What kind of ticket is opened about it.
    pub ticket: TicketKind,
    pub(super) finds: fn(&Case<'_>) -> Option<Found>,
}

/// Why a rule holds that holds for one of several reasons.
#[derive(Debug)]
pub struct Cause {
    /// What it is called in files and JSON.
    pub code: &'static str,
    /// The unit of the figure that made it.
    pub unit: Unit,
    /// What it says: `{value}` stands for that figure.
    pub found: Label,
}

/// The unit of what a rule finds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unit {
    /// That of a figure of the catalogue.
    Of(Figure),
    /// A change against usual, in basis points: -3,800 is 38 % less.
    Change,
    /// A rate, in basis points.
    Share,
    /// Whole days.
    Days,
    /// Whole weeks.
    Weeks,
    /// A number of things.
    Count,
    /// A price of a piece, in 1/10,000 of the currency's unit: told to the last digit.
    Price,
    /// An amount, in 1/10,000 of the currency's unit.
    Money,
    /// A score, in 1/100 points.
    Points,
}

impl Unit {
    #[must_use]
    pub fn amount(self, value: i64) -> Amount {
        match self {
            Self::Of(figure) => Amount::of(figure.unit(), value),
            Self::Change | Self::Share => Amount::Rate(Rate(value)),
            Self::Days => Amount::Days(value * 10),
            Self::Weeks | Self::Count => Amount::Count(value),
            Self::Price | Self::Money => Amount::Money(Money(value)),
            Self::Points => Amount::Points(value),
        }
    }

    /// Its name in files and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Of(figure) => figure.unit().code(),
            Self::Change | Self::Share => figure::Unit::Rate.code(),
            Self::Days => figure::Unit::Days.code(),
            Self::Weeks => "weeks",
            Self::Count => figure::Unit::Count.code(),
            Self::Price | Self::Money => figure::Unit::Money.code(),
            Self::Points => figure::Unit::Points.code(),
        }
    }
}

/// Up to when a rule looks, for the rows behind it.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The day.
    pub as_of: NaiveDate,
    /// The last week that is in, of each kind of fact.
    pub until: &'a Until,
    /// The numbers.
    pub policy: &'a Policy,
}

/// The rows that a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Rows {
    /// A list of the partner's records: what it is called, and the filter of those.
    List(Label, Kind, fn(&Look<'_>) -> String),
    /// Orders of the last 4 weeks and of the 12 before.
    Orders,
    /// Sales of the last 4 weeks and of the 12 before.
    Sales,
    /// Returns and shipments of 12 weeks.
    Returned,
    /// The last whole week.
    Week,
    /// Everything that was sold, up to the last week with figures.
    LastSold,
    /// Targets and what stands against them.
    Targets,
    /// Open invoices.
    Owed,
    /// What the price watch compares.
    SeenPrices,
}

impl Finding {
    /// Why the rule holds, where it holds for one of several reasons.
    #[must_use]
    pub fn cause(&self) -> Option<&'static Cause> {
        let causes = self.rule.def().causes;
        let at = usize::try_from(self.value).ok().and_then(|at| at.checked_sub(1));
        at.and_then(|at| causes.get(at)).or(causes.last())
    }

    /// What it says, with `{value}` and `{limit}` where its figure and its limit stand.
    #[must_use]
    pub fn said(&self) -> Label {
        let def = self.rule.def();
        match (self.cause(), def.below) {
            (Some(cause), _) => cause.found,
            (None, Some(below)) if self.value < self.bound => below,
            _ => def.found,
        }
    }

    /// Whether it is on the other side of its limit than the same rule was with a figure and a limit, where the two are not the same thing
    /// to say.
    #[must_use]
    pub fn turned(&self, (value, bound): (i64, i64)) -> bool {
        self.rule.def().below.is_some() && (self.value < self.bound) != (value < bound)
    }

    /// The unit of its figure, the figure and, unless it holds for one of several reasons, the limit.
    #[must_use]
    pub fn figure(&self) -> (Unit, i64, Option<i64>) {
        match self.cause() {
            Some(cause) => (cause.unit, self.bound, None),
            None => (self.rule.def().unit, self.value, Some(self.bound)),
        }
    }
}

impl AlertRule {
    /// Which lines of the policy make it, and what stands there: `0.3 / 0.6` where it begins to warn and where it is critical.
    pub fn limits(self, policy: &Policy) -> impl Iterator<Item = (&'static str, String)> + use<'_> {
        self.def().by.iter().filter_map(|path| {
            let of = |name: &str| policy.value(&format!("{path}.{name}"));
            let both = of("warn").zip(of("critical")).map(|(warn, critical)| format!("{warn} / {critical}"));
            Some((*path, both.or_else(|| policy.value(path))?))
        })
    }
}

/// Declares the lines of `[alerts]`, each once: field and type, then either what `warn` and `critical` may hold (`rising`: critical is
/// above warn, `falling`: below it) with unit and sentence, or every key by itself.
macro_rules! policy {
    ($($(#[$doc:meta])* $field:ident: $ty:ty
        $(, $way:ident $allowed:ident $unit:ident $en:literal, $zh:literal)?
        $(, [$($path:literal: $each:expr, $of:ident, $each_en:literal, $each_zh:literal;)+])?;)+) => {
        /// `[alerts]` of the policy.
        #[derive(Clone, Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct AlertPolicy {
            $($(#[$doc])* pub $field: $ty,)+
        }

        /// The keys of `[alerts]`.
        pub const KEYS: &[$crate::domain::policy::key::Key] = &[$(
            $(
                policy!(@key concat!("alerts.", stringify!($field), ".warn"), $allowed, $unit,
                    concat!($en, ": warning"), concat!($zh, "：预警")),
                policy!(@key concat!("alerts.", stringify!($field), ".critical"), $allowed, $unit,
                    concat!($en, ": critical"), concat!($zh, "：严重")),
            )?
            $($(policy!(@key $path, $each, $of, $each_en, $each_zh),)+)?
        )+];

        /// Pairs of keys of which the first is at most the second.
        pub const RISING: &[(&str, &str)] = &[$($(policy!(@$way $field),)?)+];
    };
    (@key $path:expr, $allowed:expr, $unit:ident, $en:expr, $zh:expr) => {
        $crate::domain::policy::key::Key {
            path: $path,
            names: None,
            unit: $unit,
            allowed: $allowed,
            sentence: $crate::domain::record::Label { en: $en, zh: $zh },
        }
    };
    (@rising $field:ident) => {
        (concat!("alerts.", stringify!($field), ".warn"), concat!("alerts.", stringify!($field), ".critical"))
    };
    (@falling $field:ident) => {
        (concat!("alerts.", stringify!($field), ".critical"), concat!("alerts.", stringify!($field), ".warn"))
    };
}
pub(super) use policy;

/// Declares the rules, a row each; the order of the rows is that in which findings are told.
macro_rules! rules {
    ($($variant:ident = $code:literal, ($en:literal, $zh:literal), $unit:expr,
        found ($found_en:literal, $found_zh:literal),
        $(below ($below_en:literal, $below_zh:literal),)?
        $(causes [$(($cause:literal, $cause_unit:expr, $cause_en:literal, $cause_zh:literal)),+],)?
        step ($step_en:literal, $step_zh:literal),
        how ($how_en:literal, $how_zh:literal),
        by [$($by:literal),*],
        rows $rows:expr,
        $(ticket $ticket:ident,)?
        => $finds:expr;)+) => {
        $crate::choices! {
            /// The rule that gave a warning (S13).
            pub enum AlertRule { $($variant = $code, $en, $zh;)+ }
        }

        impl AlertRule {
            /// How it is declared.
            #[must_use]
            pub fn def(self) -> &'static Def {
                static DEFS: &[Def] = &[$(Def {
                    unit: $unit,
                    found: label($found_en, $found_zh),
                    below: rules!(@below $($below_en $below_zh)?),
                    causes: &[$($(Cause { code: $cause, unit: $cause_unit, found: label($cause_en, $cause_zh) }),+)?],
                    step: label($step_en, $step_zh),
                    how: label($how_en, $how_zh),
                    by: &[$($by),*],
                    rows: $rows,
                    ticket: rules!(@ticket $($ticket)?),
                    finds: $finds,
                }),+];
                // the list and the enum are written by one macro
                &DEFS[self as usize]
            }
        }
    };
    (@below) => { None };
    (@below $en:literal $zh:literal) => { Some(label($en, $zh)) };
    (@ticket) => { TicketKind::Complaint };
    (@ticket $kind:ident) => { TicketKind::$kind };
}
pub(super) use rules;
