//! What a file gives over what is there or what a new record has, and what of it the program's rules set instead.

use crate::domain::approval;
use crate::domain::kinds::ApprovalSubject;
use crate::domain::record::{BROUGHT_IN, Field, FieldType, Kind, POLICY_VERSION, Row, Value};

/// How a row is laid over.
#[derive(Clone, Copy)]
pub(super) struct Laid {
    /// Over a record that is there.
    pub(super) there: bool,
    /// By somebody who may bring in what rules have set elsewhere.
    pub(super) history: bool,
    /// With all of a database: everything is as the file says.
    pub(super) whole: bool,
}

/// Puts what the file gives over a row; answers the fields that the program's rules set and the file therefore doesn't.
///
/// Of a record that is there, what the rules set stays; of a new one it counts as history where head office brings it in.
/// But a desk of somebody else that a ticket comes from says how far it is, and a number is a record's own. An empty cell takes
/// a value away where a form may; what is never empty ([`Field::stays`]) it leaves as it is, but for the history of a ticket that
/// was brought in: what did not happen yet when its file was written is told by no word.
pub(super) fn lay_over(row: &mut Row, given: impl Iterator<Item = Option<Value>>, laid: Laid) -> Vec<&'static str> {
    let def = row.kind.def();
    let free = match def.kind {
        _ if laid.whole => true,
        Kind::Ticket => true,
        _ => laid.history && !laid.there,
    };
    let telling = row.is_brought_in() && laid.history;
    let mut aside = Vec::new();
    for ((slot, value), field) in row.values.iter_mut().zip(given).zip(def.fields) {
        // whether a record was brought in is not for a file to say, nor which version of the rules here gave what it brings; but
        // all of a database comes with its marks
        let ours = !laid.whole && [BROUGHT_IN, POLICY_VERSION].contains(&field.name);
        let Some(value) = value.filter(|_| !ours) else { continue };
        if field.computed && !free && field.name != "number" {
            // what an approval is about is still a text here
            let is_text = field.name == "record" && value.text().is_some();
            if !value.is_null() && *slot != value && !is_text {
                aside.push(field.name);
            }
            continue;
        }
        if value.is_null() && laid.there && !laid.whole && field.stays() && !(field.computed && telling) {
            continue;
        }
        if value.is_null() && field.required {
            // nothing where something must be: the default, if it is one that says nothing
            let quiet = matches!(field.ty, FieldType::Int | FieldType::Money | FieldType::Bool | FieldType::Choice(_));
            if quiet && let Some(default) = field.default.and_then(|d| field.parse_strict(d)) {
                *slot = default;
                continue;
            }
        }
        *slot = value;
    }
    aside
}

/// What was computed elsewhere, on its day and under its numbers, stays as it was.
pub(super) fn keep_computed(row: &mut Row, given: &[Option<Value>]) {
    for ((slot, value), field) in row.values.iter_mut().zip(given).zip(row.kind.def().fields) {
        let ours = [BROUGHT_IN, POLICY_VERSION].contains(&field.name);
        if let Some(value) = value.as_ref().filter(|v| field.computed && !v.is_null() && !ours) {
            slot.clone_from(value);
        }
    }
}

/// Whether a file says what the rules gave the record elsewhere.
pub(super) fn brings_results(row: &Row, given: &[Option<Value>]) -> bool {
    let fields = row.kind.def().fields.iter().zip(given);
    fields.filter(|(f, _)| f.ruled && f.computed).any(|(_, value)| value.as_ref().is_some_and(|v| !v.is_null()))
}

/// Whether a record says that it was decided, or is what the program wrote down itself.
pub(super) fn is_decided(row: &Row) -> bool {
    let written_down = super::needs(row.kind) > crate::ops::record::needs(row.kind);
    let approved_kind = ApprovalSubject::ALL.iter().any(|s| approval::about(*s).0 == row.kind);
    written_down || (approved_kind && row.get("state") != Row::blank(row.kind).get("state"))
}

/// The fields that are the program's own (deadlines of tickets, the version of the rules, whether a record was brought in), of
/// which a file says something else than the record has: no file is asked about them.
pub(super) fn not_read(row: &Row, given: &[Option<Value>], whole: bool) -> Vec<&'static str> {
    let fields = row.kind.def().fields.iter().zip(given).zip(&row.values);
    let own = |f: &Field| row.kind.def().is_own(f.name);
    // that it was not brought in there says nothing about here
    let says = |f: &Field, given: &Value| !given.is_null() && (f.name != BROUGHT_IN || *given == Value::Int(1));
    let unread = fields.filter(|((f, given), is)| !whole && own(f) && given.as_ref().is_some_and(|g| says(f, g) && g != *is));
    unread.map(|((f, _), _)| f.name).collect()
}
