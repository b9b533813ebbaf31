//! What a dry run would change: which fields of which records, from what to what.

use crate::domain::record::{FieldType, Kind, Row, Value};

/// How many changed fields are kept; the others are counted.
pub(super) const CHANGES: usize = 10_000;

/// One field of a record that would be another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The record's code, or the fields that tell it from others.
    pub key: String,
    pub field: &'static str,
    /// In the strict form, references by code; empty: nothing.
    pub old: String,
    pub new: String,
}

/// The fields in which two states of a record differ; `code` is what another record is called.
pub(super) fn between<'a>(
    key: &'a str,
    old: &'a Row,
    new: &'a Row,
    code: impl Fn(Kind, &Value) -> String + 'a,
) -> impl Iterator<Item = Changed> + 'a {
    let pairs = old.kind.def().fields.iter().zip(old.values.iter().zip(&new.values));
    let text = move |ty: FieldType, strict: String, value: &Value| match ty {
        FieldType::Ref(kind) if !value.is_null() => code(kind, value),
        _ => strict,
    };
    pairs.filter(|(_, (old, new))| old != new).map(move |(field, (old, new))| Changed {
        key: key.to_owned(),
        field: field.name,
        old: text(field.ty, field.strict(old), old),
        new: text(field.ty, field.strict(new), new),
    })
}

/// What tells a record from others where it has no code: the fields of its key.
pub(super) fn key_of(row: &Row, code: impl Fn(Kind, &Value) -> String) -> String {
    let part = |name: &&str| {
        let (_, field) = row.kind.def().field(name)?;
        let value = Some(row.get(name)).filter(|v| !v.is_null())?;
        Some(if let FieldType::Ref(kind) = field.ty { code(kind, value) } else { field.strict(value) })
    };
    row.kind.identity().iter().filter_map(part).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" / ")
}
