//! What an approver decides on: what is in force, and what is asked for, field by field.

use super::{Result, Session, effect};
use crate::domain::approval;
use crate::domain::kinds::{Approval, ApprovalState};
use crate::domain::record::{Field, FieldType, Kind, Row, Stored, Value};
use crate::store::{Connection, record};

/// A value and, of a reference, what people call the record.
pub type Shown = (Value, Option<String>);

/// One field of what is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Its declaration.
    pub field: &'static Field,
    /// What is in force.
    pub before: Shown,
    /// What is asked for.
    pub after: Shown,
}

impl Change {
    /// Whether it would change.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.before.0 != self.after.0
    }
}

/// What is asked for beside what is in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The kind of record.
    pub kind: Kind,
    /// Every guarded field that is given on either side, in the order of the form.
    pub fields: Vec<Change>,
    /// What is no longer as it was asked for: asked for, now. Nothing is approved then.
    pub drift: Vec<Change>,
}

/// What an approval asks for beside what is in force, or was when it was approved.
///
/// # Errors
/// An approval that is gone, those of the file.
pub fn difference(session: &Session, id: i64) -> Result<Difference> {
    let conn = session.store.conn();
    of(conn, &record::get_as::<Approval>(conn, id)?)
}

pub(super) fn of(conn: &Connection, approval: &Stored<Approval>) -> Result<Difference> {
    let (kind, _) = approval::about(approval.subject);
    let row = record::get(conn, kind, approval.record.record)?;
    let before = if approval.was.is_empty() {
        effect::in_force(conn, &row, approval.id)?
    } else {
        approval::values(kind, &approval.was).into_iter().map(|(f, v)| (f.name, v)).collect()
    };
    let asked = approval::values(kind, &approval.snapshot);
    let mut fields = Vec::new();
    for f in kind.def().fields.iter().filter(|f| f.guarded && compared(kind, f)) {
        let was = before.iter().find(|(name, _)| *name == f.name).map(|(_, v)| v.clone()).unwrap_or_default();
        let mut after = asked.iter().find(|(a, _)| a.name == f.name).map(|(_, v)| v.clone()).unwrap_or_default();
        if kind == Kind::CreditChange && after.is_null() && !was.is_null() {
            // what it does not name stays as it is
            after = was.clone();
        }
        if kind == Kind::PolicyVersion && f.name == "from_day" && after.is_null() {
            // it rules from its decision on, whatever the first day of the one in force was
            continue;
        }
        let said = |v: &Value| !(v.is_null() || (f.ty == FieldType::Bool && *v == Value::Int(0)));
        if said(&was) || said(&after) {
            fields.push(Change { field: f, before: shown(conn, f, was)?, after: shown(conn, f, after)? });
        }
    }
    let open = matches!(approval.state, ApprovalState::Pending | ApprovalState::Asked);
    let drift = if open { approval::drift(&approval.snapshot, &row) } else { Vec::new() };
    let drift = drift
        .into_iter()
        .map(|(field, was, is)| Ok(Change { field, before: shown(conn, field, was)?, after: shown(conn, field, is)? }))
        .collect::<Result<Vec<_>>>()?;
    Ok(Difference { kind, fields, drift })
}

/// What the page says elsewhere is said once: whose it is, the number of a contract, why credit or an exit is asked for, the tier that is in
/// force, what other rules change.
fn compared(kind: Kind, field: &Field) -> bool {
    match (kind, field.name) {
        (Kind::TierChange, "from_tier")
        | (Kind::Contract, "number" | "renews")
        | (Kind::CreditChange | Kind::PartnerExit, "reason")
        | (Kind::PolicyVersion, "hash")
        | (Kind::Screening, "on") => false,
        (kind, "partner") => kind == Kind::Expense,
        _ => true,
    }
}

fn shown(conn: &Connection, field: &Field, value: Value) -> Result<Shown> {
    let code = match (field.ty, value.int()) {
        (FieldType::Ref(kind), Some(id)) => Some(record::code_of(conn, kind, id)?),
        _ => None,
    };
    Ok((value, code))
}

/// What is in force at the moment of an approval, as it is kept with it.
pub(super) fn was(conn: &Connection, approval: &Stored<Approval>) -> Result<String> {
    let (kind, _) = approval::about(approval.subject);
    let row: Row = record::get(conn, kind, approval.record.record)?;
    let before = effect::in_force(conn, &row, approval.id)?;
    let named = before.iter().filter_map(|(name, v)| kind.def().field(name).map(|(_, f)| (f, v)));
    Ok(approval::strict(named))
}
