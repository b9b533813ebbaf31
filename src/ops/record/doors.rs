//! What a file may not do that its user may not do by hand.
//!
//! A record that is there is changed by an import as by a form: what has a way of its own (a state that a command moves, a decision,
//! a log) is left to that way, and a key stays with the partner that has it. A record that is not there yet may come in
//! with the state that it had elsewhere where its user may load a history; it is then marked as brought in
//! ([`Row::is_brought_in`]), starts no clock and gives no right, and later files of such a user go on telling that history.

use crate::domain::kinds::{ApprovalState, ApprovalSubject, Role};
use crate::domain::record::{Elsewhere, Expected, Field, Kind, Problem, Row, Storable as _};
use crate::ops::Result;
use crate::ops::context::{Context, Source};
use crate::store::{Connection, Tx, approvals, record};

/// The least role that may load a history: records with the state that they had elsewhere.
pub(in crate::ops) const HISTORY: Role = Role::HeadOffice;

/// Fields that have a way of their own once the record is there.
struct Way {
    kind: Kind,
    /// Their names; `None`: every field, for what is only added to.
    fields: Option<&'static [&'static str]>,
    /// The sentence that names the command that is the way; `None`: nothing changes it.
    command: Option<&'static str>,
}

/// What a ticket's clocks stand on: corrected by hand, in words that its history keeps.
const CORRECTED: &[&str] = &["kind", "severity"];

/// What a desk does with a ticket.
const TICKET: &[&str] = &[
    "state",
    "level",
    "responded_at",
    "resolved_at",
    "closed_at",
    "held_since",
    "held_state",
    "breaches",
    "reopened",
    "resolved_by",
    "checked_by",
    "holds",
];

const WAYS: &[Way] = &[
    Way { kind: Kind::Ticket, fields: Some(TICKET), command: Some("way-ticket") },
    Way { kind: Kind::Ticket, fields: Some(CORRECTED), command: Some("way-ticket-edit") },
    Way { kind: Kind::Ticket, fields: Some(&["remedy"]), command: Some("way-ticket-resolve") },
    // it is so from the opening on
    Way { kind: Kind::Ticket, fields: Some(&["round_the_clock"]), command: None },
    Way { kind: Kind::TicketEvent, fields: None, command: Some("way-ticket-event") },
    Way { kind: Kind::Approval, fields: None, command: Some("way-approval") },
    Way { kind: Kind::ApprovalEvent, fields: None, command: Some("way-approval") },
    Way { kind: Kind::TierChange, fields: None, command: Some("way-tier") },
    Way { kind: Kind::DepositEntry, fields: None, command: Some("way-deposit") },
    Way { kind: Kind::PolicyVersion, fields: None, command: Some("way-policy") },
    Way { kind: Kind::LifecycleMove, fields: None, command: Some("way-status") },
    Way {
        kind: Kind::Alert,
        fields: Some(&["state", "snoozed_until", "acknowledged_by", "assignee", "reason"]),
        command: Some("way-alert"),
    },
];

/// What keeps a row of a file from being written, by field: nothing where a person writes at a form.
pub(in crate::ops) fn barred(tx: &Tx<'_>, context: &Context<'_>, row: &Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    if context.source != Source::Import {
        return Ok(Vec::new());
    }
    match before {
        Some(before) => there(tx, context, row, before),
        None => new(tx, context, row),
    }
}

fn there(tx: &Tx<'_>, context: &Context<'_>, row: &Row, before: &Row) -> Result<Vec<Problem>> {
    let fields = row.kind.def().fields;
    let differs = |f: &Field| row.get(f.name) != before.get(f.name);
    let mut problems = Vec::new();
    // open elsewhere is no step back from how far it is here
    let open = |f: &Field| row.kind == Kind::Ticket && f.name == "state" && row.get("state").text() == Some("new");
    let changed: Vec<&Field> = fields.iter().filter(|f| differs(f) && !open(f)).collect();
    for way in WAYS.iter().filter(|w| w.kind == row.kind) {
        for f in changed.iter().filter(|f| way.fields.is_none_or(|all| all.contains(&f.name))) {
            if goes_on(tx, context, before)? {
                break;
            }
            problems.push(refused(tx.conn(), f, row, (row.kind, before.id), way.command)?);
        }
    }
    // a key stays with its partner, unless the partner is a part of it
    let def = row.kind.def();
    if let (Some((_, f)), Some(key)) = (def.field("partner"), def.key.first())
        && !def.key.contains(&"partner")
        && !before.get("partner").is_null()
        && differs(f)
        && !goes_on(tx, context, before)?
        && let (Some(id), Some((_, key))) = (before.get("partner").int(), def.field(key))
    {
        let of = vec![("of", record::code_of(tx.conn(), Kind::Partner, id)?)];
        let expected = Expected::Named("refused-others-key", of);
        problems.push(Problem { field: key.name, value: record::spoken(tx.conn(), key, before.get(key.name))?, expected });
    }
    Ok(problems)
}

/// What a file says of a record that is only added to, in fields that the rules have set: by field.
pub(in crate::ops) fn written_down(tx: &Tx<'_>, there: &Row, fields: &[&'static str]) -> Result<Vec<Problem>> {
    // the events of a ticket that was brought in go on with it
    let Some(way) = WAYS.iter().find(|w| w.kind == there.kind && w.fields.is_none() && w.kind != Kind::TicketEvent) else {
        return Ok(Vec::new());
    };
    let of = (there.kind, there.id);
    let declared = there.kind.def().fields.iter().filter(|f| fields.contains(&f.name));
    declared.map(|f| refused(tx.conn(), f, there, of, way.command)).collect()
}

/// Whether a later file may go on telling the history of a record: of a ticket that was brought in, who may load it.
fn goes_on(tx: &Tx<'_>, context: &Context<'_>, before: &Row) -> Result<bool> {
    let ticket = match before.kind {
        Kind::Ticket => Some(before.id),
        Kind::TicketEvent => before.get("ticket").int(),
        _ => None,
    };
    match ticket.filter(|_| context.role >= HISTORY) {
        Some(ticket) => Ok(record::get(tx.conn(), Kind::Ticket, ticket)?.is_brought_in()),
        None => Ok(false),
    }
}

/// Whether a new record comes with the state that it had elsewhere, brought in by somebody who may.
pub(in crate::ops) fn is_elsewhere(context: &Context<'_>, row: &Row) -> bool {
    context.source == Source::Import
        && context.role >= HISTORY
        && match row.kind.def().conduct.elsewhere {
            Elsewhere::Nothing => false,
            Elsewhere::Always => true,
            Elsewhere::By(fields) => {
                let blank = Row::blank(row.kind);
                fields.iter().any(|f| row.get(f) != blank.get(f))
            }
        }
}

/// Whether somebody has asked for something in this database: what waits elsewhere comes into one that is new, with all
/// that belongs to it.
pub(in crate::ops) fn is_at_work(tx: &Tx<'_>) -> Result<bool> {
    Ok(approvals::any_made_here(tx.conn())?)
}

/// What is not changed of a record: said by what people call it, and by its code where that is typed.
fn refused(conn: &Connection, f: &Field, row: &Row, (kind, id): (Kind, i64), command: Option<&str>) -> Result<Problem> {
    let (called, code) = (record::called(conn, kind, id)?, record::code_of(conn, kind, id)?);
    let value = record::spoken(conn, f, row.get(f.name))?;
    let Some(command) = command else {
        return Ok(Problem { field: f.name, value, expected: Expected::Named("refused-fixed", vec![("called", called)]) });
    };
    let args = vec![
        ("kind", kind.def().name.to_owned()),
        ("called", called),
        ("code", code),
        ("name", f.name.to_owned()),
        ("command", command.to_owned()),
    ];
    Ok(Problem { field: f.name, value, expected: Expected::Named("refused-own-way", args) })
}

fn new(tx: &Tx<'_>, context: &Context<'_>, row: &Row) -> Result<Vec<Problem>> {
    match row.kind {
        Kind::Ticket if context.role < HISTORY => {
            let blank = Row::blank(Kind::Ticket);
            let fields = Kind::Ticket.def().fields.iter();
            // how bad it is everybody says of a new one
            let told =
                fields.filter(|f| (TICKET.contains(&f.name) || f.name == "remedy") && row.get(f.name) != blank.get(f.name));
            let needs = vec![("needs", HISTORY.code().to_owned())];
            let expected = Expected::Named("refused-history", needs);
            let said = |f: &Field| {
                let value = record::spoken(tx.conn(), f, row.get(f.name))?;
                Ok(Problem { field: f.name, value, expected: expected.clone() })
            };
            told.map(said).collect()
        }
        Kind::Task if context.role < HISTORY && row.get("state") != Row::blank(Kind::Task).get("state") => {
            let value = row.get("state").text().unwrap_or_default().to_owned();
            let needs = vec![("needs", HISTORY.code().to_owned())];
            Ok(vec![Problem { field: "state", value, expected: Expected::Named("refused-history", needs) }])
        }
        Kind::TicketEvent => part_of(tx, row, "ticket", Kind::Ticket, Some("way-ticket")),
        Kind::ApprovalEvent => part_of(tx, row, "approval", Kind::Approval, Some("way-approval-show")),
        Kind::Approval => {
            // one that waits gives somebody the right to decide: it comes with all of a database, not into one at work
            let open = ApprovalState::from_value(row.get("state"));
            let open = open.is_none_or(|s| matches!(s, ApprovalState::Pending | ApprovalState::Asked));
            if !open {
                return decided_here(tx, row);
            }
            if !is_at_work(tx)? {
                return Ok(Vec::new());
            }
            let value = row.get("state").text().unwrap_or_default().to_owned();
            Ok(vec![Problem { field: "state", value, expected: Expected::Named("refused-open-approval", Vec::new()) }])
        }
        _ => Ok(Vec::new()),
    }
}

/// What was asked for and decided here is decided by no file a second time.
fn decided_here(tx: &Tx<'_>, row: &Row) -> Result<Vec<Problem>> {
    let subject = row.get("subject").text().and_then(ApprovalSubject::from_code);
    let (Some(subject), Some(id)) = (subject, row.get("record").int()) else { return Ok(Vec::new()) };
    let (Some((_, f)), Some(of)) = (row.kind.def().field("record"), approvals::made_here(tx.conn(), subject, id)?) else {
        return Ok(Vec::new());
    };
    Ok(vec![refused(tx.conn(), f, row, (Kind::Approval, of), Some("way-approval-show"))?])
}

/// A line of a log comes with what it is of: to a record that was made here only its command adds one.
fn part_of(tx: &Tx<'_>, row: &Row, field: &'static str, kind: Kind, command: Option<&str>) -> Result<Vec<Problem>> {
    let (Some(id), Some((_, f))) = (row.get(field).int(), row.kind.def().field(field)) else { return Ok(Vec::new()) };
    if record::get(tx.conn(), kind, id)?.is_brought_in() {
        return Ok(Vec::new());
    }
    Ok(vec![refused(tx.conn(), f, row, (kind, id), command)?])
}

#[cfg(test)]
mod tests;
