//! The mechanism by which a kind of record is declared once.
//!
//! [`record!`](crate::record) writes a plain Rust struct, which the rules use, and beside it a table of
//! [`Field`]s, from which come the table's columns, the form, import headers in both languages, export,
//! `list` and `show`, JSON, the generic read and write, and the audit's before and after.
//!
//! # How to add a field
//! 1. Add a line to the kind's declaration in [`kinds`](crate::domain::kinds).
//! 2. Add the column to the newest unreleased file in `src/store/migrations/` (or a new one).
//!
//! The test `tables_have_the_declared_columns` names the column you forgot. Nothing else changes: the form
//! shows the field, import and export know both its names, the audit logs it.
//!
//! # How to add a kind
//! 1. Add a variant to [`Kind`] and its line to [`Kind::ALL`] and [`Kind::def`].
//! 2. Declare it with `record!` in a file under `domain/kinds/`, and its table in a migration.
//! 3. If it has rules of its own, add a check to [`kinds::check`](crate::domain::kinds::check).
//!
//! # Example
//! ```
//! use qudao::domain::record::{Field, Kind, Record};
//! qudao::record! {
//!     /// A shop of a partner.
//!     pub struct Outlet = Kind::Contact, "outlet", "outlets", ("outlet", "门店"), key ["name"] {
//!         /// What the sign says.
//!         name: String = Field::text().required().label("Name", "名称").also(&["shop", "店名"]),
//!         /// Floor area in square metres.
//!         area: Option<i64> = Field::int().label("Area m²", "面积㎡"),
//!     }
//! }
//! assert_eq!(Outlet::DEF.fields[1].name, "area");
//! ```

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::money::{Money, Rate};
use super::period::{day_number, from_day_number};

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

/// A stored value; what it means is its field's [`FieldType`].
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Not given.
    #[default]
    Null,
    /// An integer: number, money, rate, day, moment, yes/no or id.
    Int(i64),
    /// A text, note, code or list of tags.
    Text(String),
}

impl Value {
    /// Whether nothing is given.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The integer, if it is one.
    #[must_use]
    pub fn int(&self) -> Option<i64> {
        if let Self::Int(i) = self { Some(*i) } else { None }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(s) = self { Some(s) } else { None }
    }
}

/// One field of a kind, as declared.
#[derive(Clone, Copy, Debug, PartialEq)]
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
    /// Shown in a list unless columns were chosen.
    pub listed: bool,
    /// What a new record has, in the form that the strict parser reads.
    pub default: Option<&'static str>,
    /// Unit shown behind the label ("days" / "天").
    pub unit: Option<Label>,
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
            listed: false,
            default: None,
            unit: None,
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
    /// Money.
    #[must_use]
    pub const fn money() -> Self {
        Self::of(FieldType::Money)
    }
    /// A rate in basis points.
    #[must_use]
    pub const fn rate() -> Self {
        Self::of(FieldType::Rate)
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
    /// Yes or no.
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
    /// Its unit.
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
    /// Its column name; `record!` sets it from the struct's field.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }
}

/// A kind as declared: its names, its key and its fields in column order.
#[derive(Debug, PartialEq)]
pub struct KindDef {
    /// Which kind.
    pub kind: Kind,
    /// Table name and singular, `snake_case`.
    pub name: &'static str,
    /// What the command line calls it: `partners`.
    pub plural: &'static str,
    /// What people call one.
    pub label: Label,
    /// The fields that identify a record to people and to a second import; empty: each is new.
    pub key: &'static [&'static str],
    /// Fields in column order, without `id` and `version`.
    pub fields: &'static [Field],
}

impl KindDef {
    /// The position and declaration of a field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<(usize, &'static Field)> {
        self.fields.iter().enumerate().find(|(_, f)| f.name == name)
    }

    /// A new record's values: the defaults, the rest not given.
    #[must_use]
    pub fn blank(&self) -> Vec<Value> {
        self.fields.iter().map(|f| f.default.and_then(|d| f.parse_strict(d)).unwrap_or_default()).collect()
    }
}

impl Field {
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
            FieldType::Date => Value::Int(day_number(text.parse().ok()?).into()),
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
            (Value::Int(i), FieldType::Date) => i32::try_from(*i).map(from_day_number).map(|d| d.to_string()).unwrap_or_default(),
            (Value::Int(i), FieldType::Time) => {
                DateTime::from_timestamp(*i, 0).map(|t| t.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)).unwrap_or_default()
            }
            (Value::Int(i), FieldType::Bool) => if *i == 0 { "false" } else { "true" }.to_owned(),
            (Value::Int(i), _) => i.to_string(),
        }
    }
}

/// A record's typed struct.
pub trait Record: Sized {
    /// Its declaration.
    const DEF: &'static KindDef;

    /// The values in the order of the declared fields.
    fn to_values(&self) -> Vec<Value>;

    /// From values in the order of the declared fields.
    ///
    /// # Errors
    /// Names the field whose value does not have the declared form.
    fn from_values(values: &[Value]) -> Result<Self, BadValue>;
}

/// A record with its identity.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored<R> {
    /// Row id.
    pub id: i64,
    /// Counts writes; an update names the version it saw.
    pub version: i64,
    /// The record.
    pub record: R,
}

impl<R> std::ops::Deref for Stored<R> {
    type Target = R;
    fn deref(&self) -> &R {
        &self.record
    }
}

/// A record as untyped values, for forms, lists, import and audit.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which kind.
    pub kind: Kind,
    /// Row id; 0 for a new one.
    pub id: i64,
    /// The version that was seen.
    pub version: i64,
    /// In the order of the declared fields.
    pub values: Vec<Value>,
}

impl Row {
    /// A new record with the defaults.
    #[must_use]
    pub fn blank(kind: Kind) -> Self {
        Self { kind, id: 0, version: 0, values: kind.def().blank() }
    }

    /// A new record from its struct.
    #[must_use]
    pub fn new<R: Record>(record: &R) -> Self {
        Self { kind: R::DEF.kind, id: 0, version: 0, values: record.to_values() }
    }

    /// The value of a declared field; `Null` for an unknown name.
    #[must_use]
    pub fn get(&self, name: &str) -> &Value {
        self.kind.def().field(name).and_then(|(i, _)| self.values.get(i)).unwrap_or(&Value::Null)
    }

    /// Sets a declared field; an unknown name changes nothing.
    pub fn set(&mut self, name: &str, value: Value) {
        if let Some(slot) = self.kind.def().field(name).and_then(|(i, _)| self.values.get_mut(i)) {
            *slot = value;
        }
    }

    /// The typed record.
    ///
    /// # Errors
    /// Names the field whose value does not have the declared form.
    pub fn typed<R: Record>(&self) -> Result<Stored<R>, BadValue> {
        Ok(Stored { id: self.id, version: self.version, record: R::from_values(&self.values)? })
    }
}

impl<R: Record> From<Stored<R>> for Row {
    fn from(s: Stored<R>) -> Self {
        Self { kind: R::DEF.kind, id: s.id, version: s.version, values: s.record.to_values() }
    }
}

/// A value that does not have its field's form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("field `{field}` holds `{found}`, which its type does not allow")]
pub struct BadValue {
    /// The declared name.
    pub field: &'static str,
    /// What was found.
    pub found: String,
}

/// A Rust type that a field can have.
pub trait Storable: Sized {
    /// Its stored form.
    fn to_value(&self) -> Value;
    /// From the stored form; `None` if it is not one.
    fn from_value(value: &Value) -> Option<Self>;
}

impl Storable for String {
    fn to_value(&self) -> Value {
        if self.is_empty() { Value::Null } else { Value::Text(self.clone()) }
    }
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(Self::new()),
            Value::Text(s) => Some(s.clone()),
            Value::Int(_) => None,
        }
    }
}

impl<T: Storable> Storable for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Storable::to_value)
    }
    fn from_value(value: &Value) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::from_value(value).map(Some) }
    }
}

macro_rules! storable_int {
    ($($ty:ty: $to:expr, $from:expr;)+) => {$(
        impl Storable for $ty {
            fn to_value(&self) -> Value {
                Value::Int(($to)(self))
            }
            fn from_value(value: &Value) -> Option<Self> {
                value.int().and_then($from)
            }
        }
    )+};
}

storable_int! {
    i64: |v: &i64| *v, Some;
    Money: |v: &Money| v.0, |i| Some(Money(i));
    Rate: |v: &Rate| v.0, |i| Some(Rate(i));
    bool: |v: &bool| i64::from(*v), |i| Some(i != 0);
    NaiveDate: |v: &NaiveDate| day_number(*v).into(), |i| i32::try_from(i).ok().map(from_day_number);
    DateTime<Utc>: |v: &DateTime<Utc>| v.timestamp(), |i| DateTime::from_timestamp(i, 0);
}

/// Words without order or doubles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags(pub BTreeSet<String>);

impl Tags {
    /// Splits at commas, ideographic commas, semicolons and white space.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let split = |c: char| matches!(c, ',' | '，' | '、' | ';' | '；') || c.is_whitespace();
        Self(text.split(split).filter(|s| !s.is_empty()).map(str::to_owned).collect())
    }
}

impl Storable for Tags {
    fn to_value(&self) -> Value {
        if self.0.is_empty() { Value::Null } else { Value::Text(self.0.iter().cloned().collect::<Vec<_>>().join(",")) }
    }
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(Self::default()),
            Value::Text(s) => Some(Self::from_text(s)),
            Value::Int(_) => None,
        }
    }
}

/// Declares a closed list: an enum whose variants have a stored code and a label in both languages.
#[macro_export]
macro_rules! choices {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal, $en:literal, $zh:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $en] $(#[$vmeta])* $variant,)+ }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// Codes and labels, in the order of declaration.
            pub const CHOICES: &'static [$crate::domain::record::Choice] = &[$(
                $crate::domain::record::Choice { code: $code, label: $crate::domain::record::Label { en: $en, zh: $zh } },
            )+];

            /// What is stored.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What people read.
            #[must_use]
            pub const fn label(self) -> $crate::domain::record::Label {
                match self { $(Self::$variant => $crate::domain::record::Label { en: $en, zh: $zh },)+ }
            }

            /// The value with this code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl $crate::domain::record::Storable for $name {
            fn to_value(&self) -> $crate::domain::record::Value {
                $crate::domain::record::Value::Text(self.code().to_owned())
            }
            fn from_value(value: &$crate::domain::record::Value) -> Option<Self> {
                value.text().and_then(Self::from_code)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }
    };
}

/// Declares a kind of record: see the [module](self) for an example.
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident = $kind:expr, $table:literal, $plural:literal, ($en:literal, $zh:literal), key [$($key:literal),*] {
        $($(#[$fmeta:meta])* $field:ident: $ty:ty = $decl:expr,)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty,)+ }

        impl $crate::domain::record::Record for $name {
            const DEF: &'static $crate::domain::record::KindDef = &$crate::domain::record::KindDef {
                kind: $kind,
                name: $table,
                plural: $plural,
                label: $crate::domain::record::Label { en: $en, zh: $zh },
                key: &[$($key),*],
                fields: &[$($decl.named(stringify!($field)),)+],
            };

            fn to_values(&self) -> Vec<$crate::domain::record::Value> {
                vec![$($crate::domain::record::Storable::to_value(&self.$field),)+]
            }

            fn from_values(values: &[$crate::domain::record::Value]) -> Result<Self, $crate::domain::record::BadValue> {
                let mut values = values.iter();
                $(
                    let value = values.next().unwrap_or(&$crate::domain::record::Value::Null);
                    let $field = <$ty as $crate::domain::record::Storable>::from_value(value)
                        .ok_or_else(|| $crate::domain::record::BadValue { field: stringify!($field), found: format!("{value:?}") })?;
                )+
                Ok(Self { $($field,)+ })
            }
        }
    };
}

/// Every kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A person who uses the program.
    User,
    /// Area, province, city or county.
    Region,
    /// Kind of channel.
    ChannelType,
    /// What is sold, as a line.
    ProductLine,
    /// A distribution partner.
    Partner,
    /// A person at a partner.
    Contact,
    /// Sales figures of a partner, day and line.
    Sale,
    /// A sales target over a span of days.
    Target,
    /// A receivable.
    Invoice,
    /// Money received.
    Payment,
    /// Stock of a partner on a day.
    Stock,
    /// A conflict or service ticket.
    Ticket,
    /// A partner's part in a ticket.
    TicketParty,
    /// What happened on a ticket.
    TicketEvent,
    /// A planned activity.
    Task,
    /// A change of tier, proposed or in force.
    TierChange,
    /// A warning that a rule gave.
    Alert,
}

impl Kind {
    /// Every kind, referenced kinds first.
    pub const ALL: &'static [Self] = &[
        Self::User,
        Self::Region,
        Self::ChannelType,
        Self::ProductLine,
        Self::Partner,
        Self::Contact,
        Self::Sale,
        Self::Target,
        Self::Invoice,
        Self::Payment,
        Self::Stock,
        Self::Ticket,
        Self::TicketParty,
        Self::TicketEvent,
        Self::Task,
        Self::TierChange,
        Self::Alert,
    ];

    /// Its declaration.
    #[must_use]
    pub const fn def(self) -> &'static KindDef {
        use super::kinds as k;
        match self {
            Self::User => k::User::DEF,
            Self::Region => k::Region::DEF,
            Self::ChannelType => k::ChannelType::DEF,
            Self::ProductLine => k::ProductLine::DEF,
            Self::Partner => k::Partner::DEF,
            Self::Contact => k::Contact::DEF,
            Self::Sale => k::Sale::DEF,
            Self::Target => k::Target::DEF,
            Self::Invoice => k::Invoice::DEF,
            Self::Payment => k::Payment::DEF,
            Self::Stock => k::Stock::DEF,
            Self::Ticket => k::Ticket::DEF,
            Self::TicketParty => k::TicketParty::DEF,
            Self::TicketEvent => k::TicketEvent::DEF,
            Self::Task => k::Task::DEF,
            Self::TierChange => k::TierChange::DEF,
            Self::Alert => k::Alert::DEF,
        }
    }

    /// The kind that a person names, singular or plural.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|k| k.def().name == name || k.def().plural == name)
    }

    /// Whether rows are facts: keyed by their natural key, without id, version and a history each.
    #[must_use]
    pub const fn is_fact(self) -> bool {
        matches!(self, Self::Sale | Self::Stock)
    }
}

/// What is wrong with one value, as data; `i18n` makes the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The declared field name; empty if it is the whole record's.
    pub field: &'static str,
    /// What was given, as given.
    pub value: String,
    /// What was expected.
    pub expected: Expected,
}

/// What was expected of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Anything at all.
    Given,
    /// A whole number.
    Integer,
    /// An amount.
    Amount,
    /// A rate or percentage.
    Rate,
    /// A day.
    Date,
    /// A moment.
    Time,
    /// Yes or no.
    YesNo,
    /// One of these codes.
    OneOf(Vec<String>),
    /// An existing record of this kind; with the nearest existing keys.
    Existing(Kind, Vec<String>),
    /// A value no other record has; who has it.
    Unique(String),
    /// Not below this, in the field's strict form.
    AtLeast(String),
    /// Not above this, in the field's strict form.
    AtMost(String),
    /// Not before the value of this field.
    NotBefore(&'static str),
    /// A legal move; the moves there are.
    Transition(Vec<String>),
    /// Text without control characters, of at most so many characters.
    ShortText(usize),
    /// Something particular, named by a message key of the locale files.
    Rule(&'static str),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_named_labelled_and_unambiguous() {
        for kind in Kind::ALL {
            let def = kind.def();
            assert_eq!(def.kind, *kind);
            let mut headers = BTreeSet::new();
            for f in def.fields {
                assert!(!f.label.en.is_empty() && !f.label.zh.is_empty(), "{}.{} needs labels", def.name, f.name);
                let mut own: BTreeSet<String> = [f.name, f.label.en, f.label.zh].iter().map(|s| s.to_lowercase()).collect();
                own.extend(f.aliases.iter().map(|s| s.to_lowercase()));
                for h in own {
                    assert!(headers.insert(h.clone()), "{}: two fields answer to the header `{h}`", def.name);
                }
                if let Some(d) = f.default {
                    assert!(f.parse_strict(d).is_some(), "{}.{} has a default that its type does not read", def.name, f.name);
                }
            }
            for k in def.key {
                assert!(def.field(k).is_some(), "{} has no key field {k}", def.name);
            }
        }
    }

    #[test]
    fn the_strict_form_is_read_back() {
        let cases = [
            (Field::money(), "1234.5678"),
            (Field::money(), "436921.66"),
            (Field::rate(), "0.185"),
            (Field::date(), "2025-03-01"),
            (Field::time(), "2025-03-01T08:00:00Z"),
            (Field::yes_no(), "true"),
            (Field::int(), "-3"),
            (Field::tags(), "a,b"),
        ];
        for (field, text) in cases {
            let value = field.parse_strict(text).expect(text);
            assert_eq!(field.strict(&value), text);
        }
    }
}
