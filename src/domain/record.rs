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
//! 3. What is not as usual with it (what a record is called, since when it is there, who may write it, where it is shown) stands in
//!    its declaration as its [`Conduct`]; rules of its own are an entry of the list `ops/record/rules/list.rs`.
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

mod conduct;
mod def;
mod field;
mod kind;
mod problem;
mod value;

pub use conduct::{Called, Conduct, Elsewhere, Home, Since, Undone};
pub use def::KindDef;
pub use field::{Choice, Field, FieldType, Label, Lang};
pub use kind::Kind;
pub use problem::{Expected, Problem};
pub use value::{Coded, Storable, Tags, Value};

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
    pub kind: Kind,
    /// Row id; 0 for a new one.
    pub id: i64,
    /// The version that was seen.
    pub version: i64,
    /// In the order of the declared fields.
    pub values: Vec<Value>,
}

/// The field that says of a record that it was brought in ([`Field::brought_in`]).
pub const BROUGHT_IN: &str = "brought_in";

/// The field in which a result names the version of the rules that gave it.
pub const POLICY_VERSION: &str = "policy_version";

impl Row {
    /// A new record with the defaults.
    #[must_use]
    pub fn blank(kind: Kind) -> Self {
        Self { kind, id: 0, version: 0, values: kind.def().blank() }
    }

    /// What people call it: its code or number and its name or title; else its kind.
    #[must_use]
    pub fn called(&self) -> String {
        let text = |name: &str| match self.get(name) {
            Value::Text(s) => s.clone(),
            Value::Int(i) if name == "number" => format!("#{i}"),
            _ => String::new(),
        };
        let parts = ["code", "number", "name", "title"].map(text);
        let said = parts.iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        if said.is_empty() { self.kind.def().label.en.to_owned() } else { said }
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

    /// Whether it came in with the state that it had elsewhere ([`Field::brought_in`]): it starts no clock and gives no right.
    #[must_use]
    pub fn is_brought_in(&self) -> bool {
        self.get(BROUGHT_IN).int() == Some(1)
    }

    /// Sets a declared field; an unknown name changes nothing.
    pub fn set(&mut self, name: &str, value: Value) {
        if let Some(slot) = self.kind.def().field(name).and_then(|(i, _)| self.values.get_mut(i)) {
            *slot = value;
        }
    }

    /// The records that it refers to.
    pub fn references(&self) -> impl Iterator<Item = (Kind, i64)> {
        self.kind.def().fields.iter().zip(&self.values).filter_map(|(field, value)| match field.ty {
            FieldType::Ref(kind) => Some((kind, value.int()?)),
            _ => None,
        })
    }

    /// What people call it by itself: its code or number, `#id` where it has none.
    #[must_use]
    pub fn code(&self) -> String {
        let number = || self.get("number").int().map(|n| format!("#{n}"));
        let code = self.get("code").text().map(str::to_owned).or_else(number);
        code.or_else(|| self.get("number").text().map(str::to_owned)).unwrap_or_else(|| format!("#{}", self.id))
    }

    /// The typed record.
    ///
    /// # Errors
    /// Names the field whose value does not have the declared form.
    pub fn typed<R: Record>(&self) -> Result<Stored<R>, BadValue> {
        let named = |e: BadValue| BadValue { of: (self.id != 0).then(|| (self.kind, self.code())), ..e };
        Ok(Stored { id: self.id, version: self.version, record: R::from_values(&self.values).map_err(named)? })
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
    /// Of which record: its kind and what people call it; `None`: of one that is not stored.
    pub of: Option<(Kind, String)>,
    /// The declared name.
    pub field: &'static str,
    /// What was found.
    pub found: String,
}

impl BadValue {
    /// Of a record that is not known, or not stored.
    #[must_use]
    pub fn new(field: &'static str, found: String) -> Self {
        Self { of: None, field, found }
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

        impl $crate::domain::record::Coded for $name {
            fn coded(self) -> (&'static str, $crate::domain::record::Label) {
                (self.code(), self.label())
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

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::from_code(&code).ok_or_else(|| {
                    let codes: Vec<&str> = Self::ALL.iter().map(|v| v.code()).collect();
                    serde::de::Error::custom(format!("`{code}`: expected one of {}", codes.join(", ")))
                })
            }
        }
    };
}

/// Declares a kind of record: see the [module](self) for an example.
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident = $kind:expr, $table:literal, $plural:literal, ($en:literal, $zh:literal), key [$($key:literal),*]
        $(, kept by $keeper:literal $($form:ident)?)? $(, known by [$($known:literal),*])? $(, unnumbered [$($unnumbered:literal),*])?
        $(, conduct ($conduct:expr))? {
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
                known: &[$($($known),*)?],
                unnumbered: &[$($($unnumbered),*)?],
                keeper: [$(Some($keeper),)? None][0],
                form: [$($({ let _ = stringify!($form); true },)?)? false][0],
                fields: &[$($decl.named(stringify!($field)),)+],
                conduct: [$($conduct,)? $crate::domain::record::Conduct::USUAL][0],
                reads: |values| <Self as $crate::domain::record::Record>::from_values(values).map(|_| ()),
            };

            fn to_values(&self) -> Vec<$crate::domain::record::Value> {
                vec![$($crate::domain::record::Storable::to_value(&self.$field),)+]
            }

            fn from_values(values: &[$crate::domain::record::Value]) -> Result<Self, $crate::domain::record::BadValue> {
                let mut values = values.iter();
                $(
                    let value = values.next().unwrap_or(&$crate::domain::record::Value::Null);
                    let $field = <$ty as $crate::domain::record::Storable>::from_value(value)
                        .ok_or_else(|| $crate::domain::record::BadValue::new(stringify!($field), value.to_string()))?;
                )+
                Ok(Self { $($field,)+ })
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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
