//! What is declared: languages, labels, choices, fields and kinds, and the strict form of a value.

use chrono::DateTime;

use super::Kind;
use super::value::{Storable as _, Tags, Value};
use crate::domain::money::Money;
use crate::domain::period::{self, day_number, from_day_number};

/// The languages of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

/// A name in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// English.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

impl Label {
    /// The name in `lang`.
    #[must_use]
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

/// One value of a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is stored and what JSON and CSV show.
    pub code: &'static str,
    /// What people read.
    pub label: Label,
}

/// What a field holds and how it is stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FieldType {
    /// One line of text. Stored as text.
    Text,
    /// Several lines of text. Stored as text.
    Note,
    /// A whole number. Stored as an integer.
    Int,
    /// Money in 1/10,000 of the unit. Stored as an integer.
    Money,
    /// A rate in basis points. Stored as an integer.
    Rate,
    /// A score of 0 to 100, with two decimals. Stored as an integer of 1/100 points.
    Points,
    /// A day. Stored as days since 1970-01-01.
    Date,
    /// A moment in UTC. Stored as seconds since 1970-01-01T00:00Z.
    Time,
    /// Yes or no. Stored as 0 or 1.
    Bool,
    /// One of a closed list. Stored as its code.
    Choice(&'static [Choice]),
    /// The id of another record; people give and see its key. Stored as an integer.
    Ref(Kind),
    /// Words without order, shown with commas. Stored as text, sorted, with commas.
    Tags,
}

/// One field of a kind, as declared.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "a declaration is a list of properties that a field has or has not")]
pub struct Field {
    /// The column, JSON and CSV name: `snake_case`, stable.
    pub name: &'static str,
    /// What it holds.
    pub ty: FieldType,
    /// What people read.
    pub label: Label,
    /// Other headers that an import understands, any case, beside `name` and both labels.
    pub aliases: &'static [&'static str],
    /// Must be given.
    pub required: bool,
    /// Set by the program's rules only: shown, never in a form.
    pub computed: bool,
    /// Given when the record is new; afterwards only a rule moves it, and a form does not show it.
    pub once: bool,
    /// Never empty once the record is there: the program gives it where a new one comes without.
    pub kept: bool,
    /// Shown in a list unless columns were chosen.
    pub listed: bool,
    /// What a new record has, in the form that the strict parser reads.
    pub default: Option<&'static str>,
    /// Unit shown behind the label ("days" / "天").
    pub unit: Option<Label>,
    /// Least and greatest stored number.
    pub bounds: Option<(i64, i64)>,
    /// An approved record whose guarded value is edited needs approval again (S17).
    pub guarded: bool,
    /// A result of the organisation's rules: its record names the version that gave it (`policy_version`).
    pub ruled: bool,
    /// The heading of the part of a form that begins with this field.
    pub section: Option<Label>,
    /// An amount or price of somebody's ledger: with up to four decimals, so that sums of its lines are exact. Any other amount has the
    /// decimals of the currency.
    pub ledger: bool,
}

impl Field {
    const fn of(ty: FieldType) -> Self {
        let none = Label { en: "", zh: "" };
        Self {
            name: "",
            ty,
            label: none,
            aliases: &[],
            required: false,
            computed: false,
            once: false,
            kept: false,
            listed: false,
            default: None,
            unit: None,
            bounds: None,
            guarded: false,
            ruled: false,
            section: None,
            ledger: false,
        }
    }
    /// One line of text.
    #[must_use]
    pub const fn text() -> Self {
        Self::of(FieldType::Text)
    }
    /// Several lines of text.
    #[must_use]
    pub const fn note() -> Self {
        Self::of(FieldType::Note)
    }
    /// A whole number.
    #[must_use]
    pub const fn int() -> Self {
        Self::of(FieldType::Int)
    }
    #[must_use]
    pub const fn money() -> Self {
        Self::of(FieldType::Money)
    }
    /// An amount with up to four decimals, as ledgers have them.
    #[must_use]
    pub const fn ledger() -> Self {
        let mut field = Self::money();
        field.ledger = true;
        field
    }
    /// A rate in basis points.
    #[must_use]
    pub const fn rate() -> Self {
        Self::of(FieldType::Rate)
    }
    /// A score in 1/100 points.
    #[must_use]
    pub const fn points() -> Self {
        Self::of(FieldType::Points)
    }
    /// A day.
    #[must_use]
    pub const fn date() -> Self {
        Self::of(FieldType::Date)
    }
    /// A moment.
    #[must_use]
    pub const fn time() -> Self {
        Self::of(FieldType::Time)
    }
    #[must_use]
    pub const fn yes_no() -> Self {
        Self::of(FieldType::Bool)
    }
    /// One of a closed list.
    #[must_use]
    pub const fn choice(choices: &'static [Choice]) -> Self {
        Self::of(FieldType::Choice(choices))
    }
    /// Another record.
    #[must_use]
    pub const fn reference(kind: Kind) -> Self {
        Self::of(FieldType::Ref(kind))
    }
    /// Words.
    #[must_use]
    pub const fn tags() -> Self {
        Self::of(FieldType::Tags)
    }
    /// The mark of a record that came in with the state that it had elsewhere; whoever brings one in sets it, no file does.
    #[must_use]
    pub const fn brought_in() -> Self {
        Self::of(FieldType::Bool).required().computed().default("false").label("Brought in", "由导入带入")
    }
    /// Must be given.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
    /// Set by rules only.
    #[must_use]
    pub const fn computed(mut self) -> Self {
        self.computed = true;
        self
    }
    /// Moved by a rule once the record is there.
    #[must_use]
    pub const fn once(mut self) -> Self {
        self.once = true;
        self
    }
    /// Never empty once the record is there.
    #[must_use]
    pub const fn kept(mut self) -> Self {
        self.kept = true;
        self
    }
    /// In a list by default.
    #[must_use]
    pub const fn listed(mut self) -> Self {
        self.listed = true;
        self
    }
    /// Its names.
    #[must_use]
    pub const fn label(mut self, en: &'static str, zh: &'static str) -> Self {
        self.label = Label { en, zh };
        self
    }
    #[must_use]
    pub const fn unit(mut self, en: &'static str, zh: &'static str) -> Self {
        self.unit = Some(Label { en, zh });
        self
    }
    /// Further import headers.
    #[must_use]
    pub const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }
    /// What a new record has.
    #[must_use]
    pub const fn default(mut self, text: &'static str) -> Self {
        self.default = Some(text);
        self
    }
    /// Numbers from `least` to `greatest`, in their stored form.
    #[must_use]
    pub const fn between(mut self, least: i64, greatest: i64) -> Self {
        self.bounds = Some((least, greatest));
        self
    }
    /// Numbers not below `least`, in their stored form.
    #[must_use]
    pub const fn at_least(self, least: i64) -> Self {
        self.between(least, i64::MAX)
    }
    /// Editing it reopens an approval.
    #[must_use]
    pub const fn guarded(mut self) -> Self {
        self.guarded = true;
        self
    }
    /// A result of the rules; the record has a [`Field::policy_version`].
    #[must_use]
    pub const fn ruled(mut self) -> Self {
        self.ruled = true;
        self
    }
    /// The number of the version of the rules that gave the record's results; empty: it was brought in, or is from before there
    /// were versions. The write path sets it.
    #[must_use]
    pub const fn policy_version() -> Self {
        Self::int().computed().label("Policy version", "政策版本")
    }
    /// A form's heading above it.
    #[must_use]
    pub const fn section(mut self, en: &'static str, zh: &'static str) -> Self {
        self.section = Some(Label { en, zh });
        self
    }
    /// Its column name; `record!` sets it from the struct's field.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }
}

/// The greatest whole number that is taken in.
const MOST: i64 = 10_000_000_000_000;

impl Field {
    /// Least and greatest stored number: as declared, within what any field of the type takes.
    ///
    /// Amounts and whole numbers go to 10^13 either way, so that sums of many stay exact; days and moments are of the years
    /// 1900 to 2199. What the program computes is not asked.
    #[must_use]
    pub fn limits(&self) -> Option<(i64, i64)> {
        const SECONDS: i64 = 86_400;
        let days = (i64::from(day_number(period::FIRST_DAY)), i64::from(day_number(period::LAST_DAY)));
        let widest = match self.ty {
            _ if self.computed => None,
            FieldType::Money => Some((-Money::MOST.0, Money::MOST.0)),
            // a result is in the unit of its rule, which may be that of amounts
            FieldType::Int if self.ruled => Some((-Money::MOST.0, Money::MOST.0)),
            FieldType::Int | FieldType::Points => Some((-MOST, MOST)),
            FieldType::Date => Some(days),
            FieldType::Time => Some((days.0 * SECONDS, (days.1 + 1) * SECONDS - 1)),
            _ => None,
        };
        match (self.bounds, widest) {
            (Some((least, greatest)), Some((from, to))) => Some((least.max(from), greatest.min(to))),
            (declared, widest) => declared.or(widest),
        }
    }

    /// Whether nothing given for it says nothing of a record that is there: what the program gives, and what has a default.
    ///
    /// Of the rest it takes the value away, which is refused where something must be.
    #[must_use]
    pub const fn stays(&self) -> bool {
        self.computed || self.kept || (self.required && self.default.is_some())
    }

    /// Reads the strict form (the one that JSON and CSV export write); `None` if it is not one.
    ///
    /// References are not read here: the store looks their key up.
    #[must_use]
    pub fn parse_strict(&self, text: &str) -> Option<Value> {
        if text.is_empty() {
            return Some(Value::Null);
        }
        Some(match self.ty {
            FieldType::Text | FieldType::Note => Value::Text(text.to_owned()),
            FieldType::Int => Value::Int(text.parse().ok()?),
            FieldType::Money => Value::Int(text.parse::<Money>().ok()?.0),
            FieldType::Rate => {
                let fraction: rust_decimal::Decimal = text.parse().ok()?;
                Value::Int(Money::from_decimal(fraction)?.0)
            }
            FieldType::Points => {
                let points: rust_decimal::Decimal = text.parse().ok()?;
                // an amount has four decimals, points have two
                Value::Int(Some(Money::from_decimal(points)?.0).filter(|p| p % 100 == 0)? / 100)
            }
            FieldType::Date => Value::Int(day_number(period::day(text).ok()?).into()),
            FieldType::Time => Value::Int(DateTime::parse_from_rfc3339(text).ok()?.timestamp()),
            FieldType::Bool => Value::Int(match text {
                "true" | "1" => 1,
                "false" | "0" => 0,
                _ => return None,
            }),
            FieldType::Choice(list) => Value::Text(list.iter().find(|c| c.code == text)?.code.to_owned()),
            FieldType::Ref(_) => return None,
            FieldType::Tags => Tags::from_text(text).to_value(),
        })
    }

    /// The strict form of a value: JSON strings, CSV cells, keys. References show their id.
    #[must_use]
    pub fn strict(&self, value: &Value) -> String {
        match (value, self.ty) {
            (Value::Null, _) => String::new(),
            (Value::Text(s), _) => s.clone(),
            (Value::Int(i), FieldType::Money) => {
                let m = Money(*i);
                if i % 100 == 0 { m.to_string() } else { rust_decimal::Decimal::new(*i, 4).to_string() }
            }
            (Value::Int(i), FieldType::Rate) => rust_decimal::Decimal::new(*i, 4).normalize().to_string(),
            (Value::Int(i), FieldType::Points) => rust_decimal::Decimal::new(*i, 2).normalize().to_string(),
            (Value::Int(i), FieldType::Date) => i32::try_from(*i).map(from_day_number).map(|d| d.to_string()).unwrap_or_default(),
            (Value::Int(i), FieldType::Time) => {
                DateTime::from_timestamp(*i, 0).map(|t| t.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)).unwrap_or_default()
            }
            (Value::Int(i), FieldType::Bool) => if *i == 0 { "false" } else { "true" }.to_owned(),
            (Value::Int(i), _) => i.to_string(),
        }
    }
}
