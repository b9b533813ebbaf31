//! Where a number comes from, as data: formula, inputs with their rows, weights and policy lines.
//!
//! Every figure that is shown can be explained by one [`Explanation`]: `x` in the program, `--explain` on the command
//! line, an appendix of a report. The rules make it from the same values that they compute with; `i18n` makes the
//! sentences of its message keys.
//!
//! # Example
//! ```
//! use qudao::domain::explain::{Amount, Explanation, Source, Words};
//! use qudao::domain::figure::Figure;
//! use qudao::domain::money::Rate;
//! use qudao::domain::record::Kind;
//!
//! let health = Explanation::new(Figure::Health.words(), Amount::Points(6_100))
//!     .formula(Figure::Health.formula())
//!     .weighted(Figure::Pace.words(), Amount::Rate(Rate(8_200)), Some(7_000), Some(Rate(2_500)))
//!     .from_rows(Source::new(Kind::Target, "partner:D002"))
//!     .policy("health.weights.pace", "0.25");
//! assert_eq!(health.inputs.len(), 1);
//! ```

use chrono::{DateTime, NaiveDate, Utc};

use super::figure::{Figure, Unit};
use super::money::{Money, Rate};
use super::policy::Policy;
use super::record::{Kind, Label};

/// A message key of the locale files with its arguments, or a text that is the same in every language.
#[derive(Clone, Debug, PartialEq)]
pub enum Words {
    /// A message and what stands in it.
    Key {
        /// Message key.
        key: &'static str,
        /// Arguments by name.
        args: Vec<(&'static str, Amount)>,
    },
    /// A name, a code, a number: said as it is.
    Text(String),
    /// A name that the declarations have in both languages.
    Label(Label),
    /// What a figure of the catalogue is called.
    Figure(Figure),
    /// How a figure of the catalogue is computed.
    Formula(Figure),
}

impl Words {
    /// A message without arguments.
    #[must_use]
    pub fn key(key: &'static str) -> Self {
        Self::Key { key, args: Vec::new() }
    }

    /// Nothing at all.
    #[must_use]
    pub const fn nothing() -> Self {
        Self::Text(String::new())
    }

    /// What a field of a kind is called.
    #[must_use]
    pub fn field(kind: Kind, name: &str) -> Self {
        kind.def().field(name).map_or_else(Self::nothing, |(_, field)| Self::Label(field.label))
    }

    /// A message with arguments.
    #[must_use]
    pub fn with(key: &'static str, args: Vec<(&'static str, Amount)>) -> Self {
        Self::Key { key, args }
    }
}

/// A value with its unit, so that each language can write it its own way.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// Money in the organisation's currency.
    Money(Money),
    /// A rate, shown in percent.
    Rate(Rate),
    /// A score of 0 to 100, in 1/100 points.
    Points(i64),
    /// A rating from 1 to 5, in 1/100 points.
    Rating(i64),
    Count(i64),
    Days(i64),
    /// Minutes of working time.
    Minutes(i64),
    /// A plain ratio or average, in 1/10,000.
    Number(i64),
    /// A day.
    Date(NaiveDate),
    /// A moment.
    Time(DateTime<Utc>),
    /// A name or code.
    Text(String),
    /// A name that the declarations have in both languages.
    Label(Label),
    /// It can't be computed: "not rated" 未评, never 0.
    NotRated,
}

impl Amount {
    /// A value in the unit of a figure.
    #[must_use]
    pub fn of(unit: Unit, n: i64) -> Self {
        match unit {
            Unit::Money => Self::Money(Money(n)),
            Unit::Rate => Self::Rate(Rate(n)),
            Unit::Points => Self::Points(n),
            Unit::Rating => Self::Rating(n),
            Unit::Days => Self::Days(n),
            Unit::Count | Unit::Day | Unit::Code(_) => Self::Count(n),
        }
    }
}

/// The list behind a figure: a kind and a filter expression ([`crate::domain::filter`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Which kind of record.
    pub kind: Kind,
    /// Which of them: `partner:D002 due_on<2025-06-01`.
    pub filter: String,
    /// The filter is one of the desk (`qudao ticket list`), not one of the lists of records.
    pub desk: bool,
}

impl Source {
    /// The records of `kind` for which `filter` holds.
    #[must_use]
    pub fn new(kind: Kind, filter: impl Into<String>) -> Self {
        Self { kind, filter: filter.into(), desk: false }
    }

    /// The tickets of a filter of the desk.
    #[must_use]
    pub fn desk(filter: impl Into<String>) -> Self {
        Self { kind: Kind::Ticket, filter: filter.into(), desk: true }
    }

    /// What prints it on the command line.
    #[must_use]
    pub fn command(&self) -> String {
        if self.desk {
            return format!("qudao ticket list {}", quoted(&self.filter));
        }
        format!("qudao list {} -f '{}'", self.kind.def().plural, self.filter)
    }
}

/// The words of a filter of the desk as a shell takes them.
fn quoted(filter: &str) -> String {
    if filter.contains(['<', '>', '"', '\'']) { format!("'{}'", filter.replace('\'', "'\\''")) } else { filter.to_owned() }
}

/// One input of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    pub name: Words,
    pub value: Amount,
    /// Its score, in 1/100 points, where inputs are scored.
    pub score: Option<i64>,
    /// Its weight after renormalisation; `None`: not weighted, or left out.
    pub weight: Option<Rate>,
    /// The rows it was computed from.
    pub source: Option<Source>,
}

/// A line of the policy that was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyLine {
    /// Where it stands: `health.weights.pace`.
    pub path: String,
    /// What it says.
    pub value: String,
}

/// The rules that a number was computed under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Which version of the organisation's rules; `None`: none of them, such as a what-if.
    pub number: Option<i64>,
    /// What explanations call them: version, or hash of what is none, and edition.
    pub name: String,
}

impl From<&Policy> for Rules {
    fn from(policy: &Policy) -> Self {
        let number = Some(policy.number).filter(|number| *number > 0);
        Self { number, name: format!("{} · {}", policy.identity(), policy.version) }
    }
}

/// Where a number comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What the figure is called.
    pub title: Words,
    /// The figure.
    pub value: Amount,
    /// How it is computed, in words or symbols.
    pub formula: Option<Words>,
    /// From what.
    pub inputs: Vec<Input>,
    /// By which lines of the policy.
    pub policy: Vec<PolicyLine>,
    /// What else is to be known: what was left out and why, caps, vetoes.
    pub notes: Vec<Words>,
    /// Under which rules; `None`: those of the session that shows it ([`Self::rules`]).
    pub under: Option<Rules>,
    /// What else it says as data, by name: by what it is asked for, on which page it stands.
    pub more: Vec<(&'static str, String)>,
}

impl Explanation {
    /// A figure without anything about it yet.
    #[must_use]
    pub fn new(title: Words, value: Amount) -> Self {
        Self {
            title,
            value,
            formula: None,
            inputs: Vec::new(),
            policy: Vec::new(),
            notes: Vec::new(),
            under: None,
            more: Vec::new(),
        }
    }

    /// How it is computed.
    #[must_use]
    pub fn formula(mut self, formula: Words) -> Self {
        self.formula = Some(formula);
        self
    }

    /// An input that is neither scored nor weighted.
    #[must_use]
    pub fn input(mut self, name: Words, value: Amount) -> Self {
        self.inputs.push(Input { name, value, score: None, weight: None, source: None });
        self
    }

    /// An input with its score (1/100 points) and its weight after renormalisation; without a weight it was left out.
    #[must_use]
    pub fn weighted(mut self, name: Words, value: Amount, score: Option<i64>, weight: Option<Rate>) -> Self {
        self.inputs.push(Input { name, value, score, weight, source: None });
        self
    }

    /// The rows behind the input that was added last.
    #[must_use]
    pub fn from_rows(mut self, source: Source) -> Self {
        if let Some(input) = self.inputs.last_mut() {
            input.source = Some(source);
        }
        self
    }

    /// A line of the policy that was used.
    #[must_use]
    pub fn policy(mut self, path: impl Into<String>, value: impl Into<String>) -> Self {
        self.policy.push(PolicyLine { path: path.into(), value: value.into() });
        self
    }

    /// Computed under these rules, which may not be those of the session that shows it.
    #[must_use]
    pub fn under(self, rules: impl Into<Rules>) -> Self {
        Self { under: Some(rules.into()), ..self }
    }

    /// Computed under this policy, where it names no other.
    #[must_use]
    pub fn under_policy(self, policy: &Policy) -> Self {
        let rules = self.rules(policy);
        self.under(rules)
    }

    /// The rules that it was computed under, shown by a session with this policy.
    #[must_use]
    pub fn rules(&self, policy: &Policy) -> Rules {
        self.under.clone().unwrap_or_else(|| policy.into())
    }

    /// What else is to be known.
    #[must_use]
    pub fn note(mut self, note: Words) -> Self {
        self.notes.push(note);
        self
    }
}
