//! What a decision does to the record that it is about.

use super::{By, Result, kind_of, stored};
use crate::domain::approval;
use crate::domain::kinds::{ApprovalSubject, Decision};
use crate::ops::{contract, credit, violation};
use crate::store::{Tx, record};

/// Puts an approved record into force.
pub(super) fn approved(tx: &mut Tx<'_>, by: By<'_>, subject: ApprovalSubject, id: i64) -> Result<()> {
    set(tx, subject, id, Decision::Approved)?;
    match subject {
        ApprovalSubject::Contract => contract::approved(tx, id),
        ApprovalSubject::Penalty => violation::settle(tx, by, id),
        ApprovalSubject::Credit => credit::change::approved(tx, by, id),
        _ => Ok(()),
    }
}

/// Writes how far the decision on a record is.
pub(super) fn set(tx: &mut Tx<'_>, subject: ApprovalSubject, id: i64, decision: Decision) -> Result<()> {
    let mut row = record::get(tx.conn(), kind_of(subject), id)?;
    row.set(approval::about(subject).1, stored(decision));
    tx.update(&row)?;
    Ok(())
}
