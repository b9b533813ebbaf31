//! By what figures of the desk are broken down: every field of a ticket that puts tickets in groups, and what follows from fields.

use crate::domain::kinds::Ticket;
use crate::domain::period::Month;
use crate::domain::record::{Field, FieldType, KindDef, Label, Record as _, Value};

/// By what figures of the desk are broken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// A field of a ticket, by its name.
    Field(&'static str),
    /// How long what is open has been.
    Age,
    /// Where the partner is that it is filed under.
    Region,
    Month,
}

impl Dimension {
    /// What about.
    pub const KIND: Self = Self::Field("kind");
    /// How bad.
    pub const SEVERITY: Self = Self::Field("severity");
    /// Escalation.
    pub const LEVEL: Self = Self::Field("level");
    /// Where it stands.
    pub const STATE: Self = Self::Field("state");
    /// Who works on it.
    pub const OWNER: Self = Self::Field("owner");

    /// What is shown where nothing is asked for.
    pub const SHOWN: [Self; 8] =
        [Self::KIND, Self::SEVERITY, Self::LEVEL, Self::STATE, Self::Age, Self::Region, Self::OWNER, Self::Month];

    /// Every one: those that are shown, then the other fields in the order of their declaration.
    pub fn all() -> impl Iterator<Item = Self> {
        let fields = Ticket::DEF.fields.iter().filter(|f| groups(Ticket::DEF, f)).map(|f| Self::Field(f.name));
        Self::SHOWN.into_iter().chain(fields.filter(|d| !Self::SHOWN.contains(d)))
    }

    /// Its field; none: it is no field of a ticket.
    #[must_use]
    pub fn field(self) -> Option<&'static Field> {
        let Self::Field(name) = self else { return None };
        Ticket::DEF.field(name).map(|(_, field)| field)
    }

    /// The name in files and JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Field(name) => name,
            Self::Age => "age",
            Self::Region => "region",
            Self::Month => "month",
        }
    }

    /// What people read.
    #[must_use]
    pub fn label(self) -> Label {
        match self {
            Self::Field(name) => self.field().map_or(Label { en: name, zh: name }, |f| f.label),
            Self::Age => Label { en: "Age", zh: "时长" },
            Self::Region => Label { en: "Region", zh: "区域" },
            Self::Month => Label { en: "Month", zh: "月份" },
        }
    }
}

/// Whether records fall into groups by a field: what is chosen, referred to, yes or no, or counted, but what names the record;
/// a line of text only where it is a code that the program gives.
fn groups(def: &KindDef, field: &Field) -> bool {
    match field.ty {
        FieldType::Choice(_) | FieldType::Ref(_) | FieldType::Bool => true,
        FieldType::Int => !def.key.contains(&field.name),
        FieldType::Text => field.computed,
        _ => false,
    }
}

/// One of a dimension, or all together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// All together.
    All,
    /// With this value of a field.
    Field(&'static str, Value),
    /// Of a class of age.
    Age(usize),
    /// In a region or below it; none: the partner has none, or there is no partner.
    Region(Option<i64>),
    Month(Month),
}

impl Key {
    /// Of which dimension; all together: of none.
    #[must_use]
    pub const fn dimension(&self) -> Option<Dimension> {
        Some(match self {
            Self::All => return None,
            Self::Field(name, _) => Dimension::Field(name),
            Self::Age(_) => Dimension::Age,
            Self::Region(_) => Dimension::Region,
            Self::Month(_) => Dimension::Month,
        })
    }

    /// The place of a choice in its list; the others: 0.
    #[must_use]
    pub fn place(&self) -> usize {
        let Self::Field(name, value) = self else { return 0 };
        let Some(FieldType::Choice(list)) = Dimension::Field(name).field().map(|f| f.ty) else { return 0 };
        list.iter().position(|c| value.text() == Some(c.code)).unwrap_or(list.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_groups_is_a_dimension_once() {
        let all: Vec<&str> = Dimension::all().map(Dimension::code).collect();
        let once: std::collections::BTreeSet<&&str> = all.iter().collect();
        assert_eq!(once.len(), all.len(), "{all:?}");
        for name in ["partner", "pain_point", "round_the_clock", "resolved_by", "checked_by", "remedy", "reopened", "brought_in"]
        {
            assert!(all.contains(&name), "{name}");
        }
        for name in ["number", "title", "description", "external", "amount", "opened_at", "root_cause"] {
            assert!(!all.contains(&name), "{name}");
        }
        assert!(Dimension::SHOWN.iter().all(|d| !matches!(d, Dimension::Field(_)) || d.field().is_some()));
    }
}
