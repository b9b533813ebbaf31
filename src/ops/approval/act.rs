//! What a person does with an approval: approve, reject, ask back, answer, take back.

use chrono::NaiveDate;

use super::super::access;
use super::{OpError, Result, Session, difference, effect, note, path};
use crate::domain::approval::{self, Bar, Case, capacity};
use crate::domain::kinds::{Approval, ApprovalAct, ApprovalState, ApprovalSubject, Decision, Role, User};
use crate::domain::record::{Field, Kind, Stored, Value};
use crate::domain::sentence::{Sentence, Speak as _};
use crate::ops::context::By;
use crate::store::{Connection, Tx, approvals, record};

/// An approval as somebody saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Row id.
    pub id: i64,
    /// The version that was seen; `None`: as it is now.
    pub version: Option<i64>,
}

/// What an act came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Row id.
    pub id: i64,
    /// What people call it.
    pub number: i64,
    /// What it is about.
    pub subject: ApprovalSubject,
    /// The record that it is about.
    pub record: i64,
    pub partner: Option<i64>,
    /// What was asked for.
    pub title: String,
    /// How far it is now.
    pub state: ApprovalState,
    /// The role of the next step, if one is left.
    pub next: Option<Role>,
    /// In whose place it was decided.
    pub place_of: Option<String>,
    /// A step of it was decided by who asked, because nobody else could.
    pub alone: bool,
    /// The first day of what was approved, where that is to come.
    pub from: Option<NaiveDate>,
}

impl Done {
    /// What the person is told.
    #[must_use]
    pub fn said(&self, act: ApprovalAct) -> Sentence {
        let key = match (act, self.next) {
            (ApprovalAct::Approve, Some(_)) => "done-approval-step",
            (ApprovalAct::Approve, None) if self.alone && self.from.is_some() => "done-approval-approve-alone-from",
            (ApprovalAct::Approve, None) if self.alone => "done-approval-approve-alone",
            (ApprovalAct::Approve, None) if self.from.is_some() => "done-approval-approve-from",
            (ApprovalAct::Reject, _) => "done-approval-reject",
            (ApprovalAct::Ask, _) => "done-approval-ask",
            (ApprovalAct::Answer, _) => "done-approval-answer",
            (ApprovalAct::Withdraw, _) => "done-approval-withdraw",
            _ => "done-approval-approve",
        };
        let said = Sentence::new(key).with("number", self.number).with("title", &self.title);
        let said = match self.from {
            Some(day) => said.with("from", day),
            None => said,
        };
        match self.next {
            Some(role) => said.with("needs", role.code()),
            None => said,
        }
    }
}

/// What became of several that were to be approved.
#[derive(Debug)]
pub struct Many {
    /// What the person is told.
    pub said: Sentence,
    /// The numbers of those that were not, with the reason of each.
    pub refused: Vec<(i64, OpError)>,
}

/// Approves several, each a change of its own: what is refused does not keep the others back.
///
/// # Errors
/// The refusal if there is but one, or if none could be approved; those of the file.
pub fn approve_many(session: &mut Session, many: &[Seen], text: &str) -> Result<Many> {
    let mut refused: Vec<(i64, OpError)> = Vec::new();
    let mut approved = 0;
    for seen in many {
        match act(session, *seen, ApprovalAct::Approve, text) {
            Ok(done) if many.len() == 1 => return Ok(Many { said: done.said(ApprovalAct::Approve), refused }),
            Ok(_) => approved += 1,
            Err(e @ (OpError::Refused { .. } | OpError::Role { .. })) => {
                let number = record::get_as::<Approval>(session.store.conn(), seen.id)?.number;
                refused.push((number.unwrap_or(seen.id), e));
            }
            Err(e) => return Err(e),
        }
    }
    if approved == 0 && !refused.is_empty() {
        return Err(refused.swap_remove(0).1);
    }
    let said = match refused.first() {
        Some((_, e)) => {
            let numbers: Vec<String> = refused.iter().map(|(number, _)| format!("#{number}")).collect();
            let said = Sentence::new("done-approval-some").with("count", approved).with("all", many.len());
            let why = e.sentence();
            let mut said = said.with("numbers", numbers.join(", ")).with("because", why.key);
            said.args.extend(why.args);
            said
        }
        None => Sentence::new("done-approval-many").with("count", approved),
    };
    Ok(Many { said, refused })
}

/// Does something with an approval; a rejection, a question and an answer need words.
///
/// # Errors
/// What the rules forbid ([`OpError::Role`], [`OpError::Refused`]): who asked decides, a role or region that is not
/// enough, a second step by the same person, a record that is no longer what was asked for. If somebody was first since
/// `seen`, the refusal names them. Those of the file.
pub fn act(session: &mut Session, seen: Seen, act: ApprovalAct, text: &str) -> Result<Done> {
    let about: Stored<Approval> = record::get_as(session.store.conn(), seen.id)?;
    if about.subject == ApprovalSubject::Policy {
        return session.mending(|session| acted(session, seen, act, text));
    }
    acted(session, seen, act, text)
}

fn acted(session: &mut Session, seen: Seen, act: ApprovalAct, text: &str) -> Result<Done> {
    session.require(Role::Specialist)?;
    let text = text.trim();
    if text.is_empty() {
        let key = match act {
            ApprovalAct::Reject => "usage-approval-reason",
            ApprovalAct::Ask => "usage-approval-question",
            ApprovalAct::Answer => "usage-approval-answer",
            _ => "",
        };
        if !key.is_empty() {
            return Err(OpError::Refused { key, args: Vec::new() });
        }
    }
    let now: Stored<Approval> = record::get_as(session.store.conn(), seen.id)?;
    let version = seen.version.unwrap_or(now.version);
    let detail = format!("#{} {}", now.number.unwrap_or(now.id), now.title);
    let label = match act {
        ApprovalAct::Approve => "change-approval-approve",
        ApprovalAct::Reject => "change-approval-reject",
        ApprovalAct::Ask => "change-approval-ask",
        ApprovalAct::Answer => "change-approval-answer",
        ApprovalAct::Withdraw => "change-approval-withdraw",
        ApprovalAct::Request | ApprovalAct::Reopen | ApprovalAct::Alone => "change-approval-request",
    };
    let policy = session.policy.clone();
    let by = session.by(&policy);
    session.write(Role::Specialist, label, &detail, |tx| {
        is_open(tx.conn(), &record::get_as(tx.conn(), seen.id)?, version)?;
        decide(tx, by, seen.id, act, text)
    })
}

/// [`act`] within a transaction, on an approval as it is in it.
///
/// # Errors
/// As [`act`].
pub(in crate::ops) fn decide(tx: &mut Tx<'_>, by: By<'_>, id: i64, act: ApprovalAct, text: &str) -> Result<Done> {
    let approval: Stored<Approval> = record::get_as(tx.conn(), id)?;
    is_open(tx.conn(), &approval, approval.version)?;
    match act {
        ApprovalAct::Approve => approve(tx, by, approval, text),
        ApprovalAct::Reject => reject(tx, by, approval, text),
        ApprovalAct::Ask => ask(tx, by, approval, text),
        ApprovalAct::Answer => answer(tx, by, approval, text),
        ApprovalAct::Withdraw => withdraw(tx, by, approval, text),
        ApprovalAct::Request | ApprovalAct::Reopen | ApprovalAct::Alone => refuse("refused-approval-by-record", &approval),
    }
}

fn refuse<T>(key: &'static str, approval: &Stored<Approval>) -> Result<T> {
    Err(OpError::Refused { key, args: vec![("number", number(approval).to_string())] })
}

fn number(approval: &Stored<Approval>) -> i64 {
    approval.number.unwrap_or(approval.id)
}

/// Refuses what is decided, or what somebody has dealt with since it was seen, and says who.
fn is_open(conn: &Connection, approval: &Stored<Approval>, version: i64) -> Result<()> {
    let open = matches!(approval.state, ApprovalState::Pending | ApprovalState::Asked);
    if open && approval.version == version {
        return Ok(());
    }
    let last = approvals::events(conn, approval.id)?.pop();
    let args = vec![
        ("number", number(approval).to_string()),
        ("who", last.as_ref().and_then(|e| e.actor.clone()).unwrap_or_else(|| crate::ops::PROGRAM.to_owned())),
        ("done", last.map_or(ApprovalAct::Request, |e| e.event.act).code().to_owned()),
    ];
    let key = if open || approval.version != version { "refused-approval-first" } else { "refused-approval-over" };
    Err(OpError::Refused { key, args })
}

/// What is known of who had a hand in an approval.
pub(super) fn case(conn: &Connection, approval: &Stored<Approval>) -> Result<Case> {
    let open = matches!(approval.state, ApprovalState::Pending | ApprovalState::Asked);
    let mut requesters = approvals::requesters(conn, approval.subject, approval.record.record)?;
    requesters.extend(approval.requested_by);
    Ok(Case { needs: open.then_some(approval.needs), requesters, decided: approvals::deciders(conn, approval.id)? })
}

/// In whose place the actor decides the present step; `None`: as themselves.
///
/// Role and regions are read in this transaction: who has lost them since the program began does not decide.
fn authority(conn: &Connection, by: By<'_>, approval: &Stored<Approval>) -> Result<Option<i64>> {
    let Some(me) = by.user else { return refuse("refused-approval-unregistered", approval) };
    let me: Stored<User> = record::get_as(conn, me)?;
    let actor = access::person(conn, &me, approval.partner)?;
    let named = access::principals(conn, me.id, by.day)?;
    let principals = named.iter().map(|u| access::person(conn, u, approval.partner)).collect::<Result<Vec<_>>>()?;
    let case = case(conn, approval)?;
    let bar = match capacity(&case, &actor, &principals) {
        Ok(place_of) => return Ok(place_of),
        Err(bar) => bar,
    };
    // who else may, or that nobody does
    let others = |some, nobody| -> Result<OpError> {
        let may = super::page::deciders(conn, by.day, approval)?;
        let who = may.iter().map(|d| d.name.clone()).collect::<Vec<_>>().join(", ");
        let key = if who.is_empty() { nobody } else { some };
        Ok(OpError::Refused { key, args: vec![("number", number(approval).to_string()), ("who", who)] })
    };
    Err(match bar {
        Bar::Own => others("refused-approval-own", "refused-approval-own-nobody")?,
        Bar::Twice => others("refused-approval-twice", "refused-approval-twice-nobody")?,
        Bar::Role => OpError::Role { needs: approval.needs, has: actor.role, user: me.record.name },
        Bar::Region => {
            let code = approval.partner.map(|p| record::code_of(conn, Kind::Partner, p)).transpose()?;
            access::outside(conn, &me.record, approval.partner, code.unwrap_or_else(|| "none".to_owned()))?
        }
    })
}

/// What is decided on is what was seen.
fn unchanged(conn: &Connection, approval: &Stored<Approval>) -> Result<()> {
    let (kind, _) = approval::about(approval.subject);
    let row = record::get(conn, kind, approval.record.record)?;
    let changes = approval::drift(&approval.snapshot, &row);
    if changes.is_empty() {
        return Ok(());
    }
    // field, what was asked for, what is: said with labels where a person reads it
    let said = |(f, was, is): &(&'static Field, Value, Value)| -> Result<String> {
        let spoken = |value| record::spoken(conn, f, value);
        Ok(format!("{}\u{1f}{}\u{1f}{}", f.name, spoken(was)?, spoken(is)?))
    };
    let args = vec![
        ("number", number(approval).to_string()),
        ("about", kind.def().name.to_owned()),
        ("changes", changes.iter().map(said).collect::<Result<Vec<_>>>()?.join("\u{1e}")),
    ];
    Err(OpError::Refused { key: "refused-approval-changed", args })
}

fn approve(tx: &mut Tx<'_>, by: By<'_>, mut approval: Stored<Approval>, text: &str) -> Result<Done> {
    if by.user.is_some() && approval.requested_by == by.user && super::alone::is_alone(tx.conn(), by, &approval)? {
        unchanged(tx.conn(), &approval)?;
        if text.is_empty() && !approval::is_words_of_a_person(&approval.reason) {
            return refuse("usage-approval-alone", &approval);
        }
        super::alone::settle(tx, by, approval.id, text)?;
        let approval: Stored<Approval> = record::get_as(tx.conn(), approval.id)?;
        let next = (approval.state == ApprovalState::Pending).then_some(approval.needs);
        return done(tx, by, &approval, next, None);
    }
    let place_of = authority(tx.conn(), by, &approval)?;
    if super::alone::is_for_the_next(tx.conn(), by, &approval, place_of)? {
        let may = super::page::deciders(tx.conn(), by.day, &approval)?;
        let me = by.user.map(|me| record::code_of(tx.conn(), Kind::User, me)).transpose()?.unwrap_or_default();
        let others: Vec<&str> = may.iter().map(|d| d.name.as_str()).filter(|name| *name != me).collect();
        let args = vec![("number", number(&approval).to_string()), ("who", others.join(", "))];
        return Err(OpError::Refused { key: "refused-approval-next", args });
    }
    unchanged(tx.conn(), &approval)?;
    let step = approval.step;
    let next = advance(tx, by, &mut approval)?;
    note(tx, by, approval.id, ApprovalAct::Approve, (step, place_of), text)?;
    if next.is_none() {
        effect::approved(tx, by, approval.subject, approval.record.record)?;
    } else if super::alone::settle(tx, by, approval.id, "")? {
        // nobody is left for the next step
        let approval: Stored<Approval> = record::get_as(tx.conn(), approval.id)?;
        return done(tx, by, &approval, None, place_of);
    }
    done(tx, by, &approval, next, place_of)
}

/// Takes an approval a step on: to the next one, whose role is the answer, or to its end.
pub(super) fn advance(tx: &mut Tx<'_>, by: By<'_>, approval: &mut Stored<Approval>) -> Result<Option<Role>> {
    let step = approval.step;
    let next = usize::try_from(step).ok().and_then(|i| path(approval).get(i).copied());
    if let Some(role) = next {
        let record = &mut approval.record;
        (record.step, record.needs, record.state) = (step + 1, role, ApprovalState::Pending);
        record.due_at = Some(by.due());
    } else {
        let was = difference::was(tx.conn(), approval)?;
        let record = &mut approval.record;
        (record.state, record.decided_at, record.was) = (ApprovalState::Approved, Some(by.at), was);
    }
    save(tx, approval)?;
    Ok(next)
}

fn reject(tx: &mut Tx<'_>, by: By<'_>, mut approval: Stored<Approval>, text: &str) -> Result<Done> {
    let place_of = authority(tx.conn(), by, &approval)?;
    (approval.record.state, approval.record.decided_at) = (ApprovalState::Rejected, Some(by.at));
    save(tx, &mut approval)?;
    note(tx, by, approval.id, ApprovalAct::Reject, (approval.step, place_of), text)?;
    effect::refused(tx, by, (approval.subject, approval.record.record), Decision::Rejected, text)?;
    done(tx, by, &approval, None, place_of)
}

fn ask(tx: &mut Tx<'_>, by: By<'_>, mut approval: Stored<Approval>, text: &str) -> Result<Done> {
    let place_of = authority(tx.conn(), by, &approval)?;
    if approval.state == ApprovalState::Asked {
        return refuse("refused-approval-asked", &approval);
    }
    if approval.requested_by.is_none() {
        return refuse("refused-approval-nobody", &approval);
    }
    // the requester has as long for the answer as an approver for the step
    (approval.record.state, approval.record.due_at) = (ApprovalState::Asked, Some(by.due()));
    save(tx, &mut approval)?;
    note(tx, by, approval.id, ApprovalAct::Ask, (approval.step, place_of), text)?;
    let next = Some(approval.needs);
    done(tx, by, &approval, next, place_of)
}

fn answer(tx: &mut Tx<'_>, by: By<'_>, mut approval: Stored<Approval>, text: &str) -> Result<Done> {
    requester(by, &approval)?;
    if approval.state != ApprovalState::Asked {
        return refuse("refused-approval-not-asked", &approval);
    }
    (approval.record.state, approval.record.due_at) = (ApprovalState::Pending, Some(by.due()));
    save(tx, &mut approval)?;
    note(tx, by, approval.id, ApprovalAct::Answer, (approval.step, None), text)?;
    let next = Some(approval.needs);
    done(tx, by, &approval, next, None)
}

fn withdraw(tx: &mut Tx<'_>, by: By<'_>, mut approval: Stored<Approval>, text: &str) -> Result<Done> {
    requester(by, &approval)?;
    (approval.record.state, approval.record.decided_at) = (ApprovalState::Withdrawn, Some(by.at));
    save(tx, &mut approval)?;
    note(tx, by, approval.id, ApprovalAct::Withdraw, (approval.step, None), text)?;
    effect::refused(tx, by, (approval.subject, approval.record.record), Decision::Withdrawn, text)?;
    done(tx, by, &approval, None, None)
}

/// Only who asked answers and takes back.
fn requester(by: By<'_>, approval: &Stored<Approval>) -> Result<()> {
    if by.user.is_some() && approval.requested_by == by.user { Ok(()) } else { refuse("refused-approval-not-yours", approval) }
}

fn save(tx: &mut Tx<'_>, approval: &mut Stored<Approval>) -> Result<()> {
    approval.version = tx.save(approval)?;
    Ok(())
}

fn done(tx: &Tx<'_>, by: By<'_>, approval: &Stored<Approval>, next: Option<Role>, place_of: Option<i64>) -> Result<Done> {
    let from = if approval.state == ApprovalState::Approved { effect::begins(tx.conn(), by, approval)? } else { None };
    let place_of = place_of.map(|id| record::code_of(tx.conn(), Kind::User, id)).transpose()?;
    Ok(Done {
        id: approval.id,
        number: number(approval),
        subject: approval.subject,
        record: approval.record.record,
        partner: approval.partner,
        title: approval.title.clone(),
        state: approval.state,
        next,
        place_of,
        alone: approval.alone,
        from,
    })
}
