//! Working on tickets, one or many, and escalation by breached clocks.

use std::sync::Arc;

use super::super::{OpError, PROGRAM, Result, Session, access, contract};
use super::follow;
use super::ladder::{Ladder, worker};
use super::open::{Draft, event, set_deadlines};
use crate::domain::conflict::corrected::{self, LOWERS, Loosens};
use crate::domain::conflict::{self, Act, Action, Context, Denied};
use crate::domain::kinds::{EventKind, Role, Ticket, TicketState};
use crate::domain::record::{Expected, Kind, Problem, Row, Stored};
use crate::domain::sentence::Sentence;
use crate::domain::sla::{ClockKind, Desk, Times};
use crate::ops::context::{self, Source};
use crate::store::{Change, Connection, StoreError, Tx, record, tickets};

/// What an act led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The ticket.
    pub id: i64,
    pub number: i64,
    /// Where it stands now.
    pub state: TicketState,
    /// Its escalation level now.
    pub level: i64,
    /// Its version now.
    pub version: i64,
    /// What is wrong with the violation that the remedy would have recorded: none was.
    pub unrecorded: Option<Problem>,
}

impl Done {
    /// What a person is told beside what was done: that no violation was recorded, and why.
    #[must_use]
    pub fn warning(&self) -> Option<Sentence> {
        let problem = self.unrecorded.as_ref()?;
        let said = Sentence::new("done-ticket-no-violation").with("number", self.number);
        Some(said.with("violation_field", problem.field).with("value", &problem.value))
    }
}

impl From<Denied> for OpError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Refused(refusal) => Self::Refused { key: refusal.key(), args: Vec::new() },
            Denied::Incomplete(problems) => Self::Invalid(problems),
        }
    }
}

/// Does something with a ticket: checks, changes it, logs what happened, in one transaction.
///
/// `seen` is the version that the person looked at; `None` takes it as it is.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody was first, [`OpError::Refused`] by a rule, [`OpError::Invalid`] for what is missing.
pub fn act(session: &mut Session, id: i64, seen: Option<i64>, act: &Act) -> Result<Done> {
    let label = change_label(act.action());
    let detail = named(session, id)?;
    let policy = session.policy.clone();
    let context = context::Context::of(session, &policy, Source::Person);
    session.write(Role::Specialist, label, &detail, |tx| {
        let done = one(tx, &context, id, seen, act)?;
        let unrecorded = follow::follow(tx, &context, id, act)?;
        Ok(Done { unrecorded, ..done })
    })
}

/// What became of many tickets.
#[derive(Debug, Default)]
pub struct Bulk {
    /// Those that were done.
    pub done: Vec<Done>,
    /// Those that were not, with the reason.
    pub refused: Vec<(i64, OpError)>,
}

/// Does the same with many tickets, as one step of undo: those whose rules allow it are done, the others named.
///
/// # Errors
/// Those of the file; then nothing was done.
pub fn act_all(session: &mut Session, ids: &[i64], act: &Act) -> Result<Bulk> {
    each(session, ids, change_label(act.action()), |tx, context, id| {
        let done = one(tx, context, id, None, act)?;
        let unrecorded = follow::follow(tx, context, id, act)?;
        Ok(Done { unrecorded, ..done })
    })
}

/// Moves many tickets to the state that comes next for each, as one step of undo; what has to be resolved is refused.
///
/// # Errors
/// Those of the file; then nothing was done.
pub fn advance_all(session: &mut Session, ids: &[i64]) -> Result<Bulk> {
    each(session, ids, "change-ticket-advance", |tx, context, id| {
        let ticket: Stored<Ticket> = record::get_as(tx.conn(), id)?;
        let refused = |key| OpError::Refused { key, args: Vec::new() };
        let act = conflict::onward(ticket.state).ok_or_else(|| match ticket.state {
            TicketState::Closed => refused("refused-ticket-closed"),
            _ => refused("refused-ticket-to-resolve"),
        })?;
        let done = one(tx, context, id, None, &act)?;
        let unrecorded = follow::follow(tx, context, id, &act)?;
        Ok(Done { unrecorded, ..done })
    })
}

/// What closing needs, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Why it came to this.
    pub root_cause: String,
    /// What was done.
    pub resolution: String,
    /// What was agreed.
    pub agreed_terms: String,
}

impl Words {
    /// The same three of a ticket.
    #[must_use]
    pub fn of(ticket: &Ticket) -> Self {
        let text = str::to_owned;
        Self {
            root_cause: text(&ticket.root_cause),
            resolution: text(&ticket.resolution),
            agreed_terms: text(&ticket.agreed_terms),
        }
    }
}

/// Closes tickets, with the words that closing needs where they are missing, as one step of undo.
///
/// `seen` is the version of a single one whose words were edited: these are written over then.
///
/// # Errors
/// Those of the file; then nothing was done.
pub fn close_all(session: &mut Session, ids: &[i64], seen: Option<i64>, words: &Words) -> Result<Bulk> {
    each(session, ids, change_label(Action::Close), |tx, context, id| {
        let mut stored: Stored<Ticket> = record::get_as(tx.conn(), id)?;
        if seen.is_some_and(|v| v != stored.version) {
            return Err(StoreError::Conflict { kind: Kind::Ticket, id, theirs: Some(Box::new(Row::from(stored))) }.into());
        }
        let t = &mut stored.record;
        let pairs = [
            (&mut t.root_cause, &words.root_cause),
            (&mut t.resolution, &words.resolution),
            (&mut t.agreed_terms, &words.agreed_terms),
        ];
        for (old, new) in pairs {
            if !new.trim().is_empty() && (seen.is_some() || old.trim().is_empty()) {
                new.trim().clone_into(old);
            }
        }
        let close = Act::Close { note: String::new(), satisfaction: None };
        // asked before the first write: a refused one keeps the words that it had
        let desk = Desk::of(context.policy);
        let asked = Context { now: tx.at(), actor: context.user, clause: false, desk: &desk };
        conflict::apply(id, &mut stored.record.clone(), &close, &asked)?;
        tx.save(&stored)?;
        let done = one(tx, context, id, None, &close)?;
        follow::follow(tx, context, id, &close)?;
        Ok(done)
    })
}

/// Does something with each of many tickets in one transaction.
fn each(
    session: &mut Session,
    ids: &[i64],
    label: &'static str,
    mut f: impl FnMut(&mut Tx<'_>, &context::Context<'_>, i64) -> Result<Done>,
) -> Result<Bulk> {
    let policy = session.policy.clone();
    let context = context::Context::of(session, &policy, Source::Person);
    let detail = match ids {
        [id] => named(session, *id)?,
        _ => format!("{} x", ids.len()),
    };
    session.write(Role::Specialist, label, &detail, |tx| {
        let mut bulk = Bulk::default();
        for id in ids {
            // A refused one wrote nothing: the rule is asked before the first write.
            match f(tx, &context, *id) {
                Ok(done) => bulk.done.push(done),
                Err(e @ (OpError::Refused { .. } | OpError::Invalid(_) | OpError::Store(StoreError::Missing { .. }))) => {
                    bulk.refused.push((*id, e));
                }
                Err(e) => return Err(e),
            }
        }
        Ok(bulk)
    })
}

/// Does something with a ticket as part of a change, with all that follows.
///
/// # Errors
/// As [`act`]; a refused act wrote nothing.
pub(in crate::ops) fn within(tx: &mut Tx<'_>, by: &context::Context<'_>, id: i64, act: &Act) -> Result<Done> {
    let done = one(tx, by, id, None, act)?;
    let unrecorded = follow::follow(tx, by, id, act)?;
    Ok(Done { unrecorded, ..done })
}

fn one(tx: &mut Tx<'_>, by: &context::Context<'_>, id: i64, seen: Option<i64>, act: &Act) -> Result<Done> {
    let mut stored: Stored<Ticket> = record::get_as(tx.conn(), id)?;
    if seen.is_some_and(|v| v != stored.version) {
        return Err(StoreError::Conflict { kind: Kind::Ticket, id, theirs: Some(Box::new(Row::from(stored))) }.into());
    }
    let named = if let Act::Assign { to, .. } = act { Some(worker(tx, *to)?) } else { None };
    // The history has the name as it is registered, whatever the caller called it.
    let renamed = named.map(|user| Act::Assign { to: user.id, name: user.record.name });
    let act = renamed.as_ref().unwrap_or(act);
    // what goes on, goes on by the rules that gave the deadline
    let goes_on = stored.held_since.is_some() || act.action() == Action::Reopen;
    let theirs = stored.policy_version.filter(|n| goes_on && by.policy.number != 0 && *n != by.policy.number);
    let theirs = theirs.map(|n| super::super::rules::numbered(tx.conn(), n, &Arc::new(by.policy.clone()))).transpose()?;
    let desk = Desk::of(theirs.as_deref().unwrap_or(by.policy));
    follow::known(by.policy, &stored.record, act)?;
    let clause = matches!(act.action(), Action::Arbitrate | Action::Escalate) && has_clause(tx, &desk, &stored)?;
    let context = Context { now: tx.at(), actor: by.user, clause, desk: &desk };
    let level = stored.level;
    let mut events = conflict::apply(id, &mut stored.record, act, &context).map_err(|denied| why(tx, &stored, denied))?;
    if let Some(event) = events.last_mut().filter(|_| stored.level > level) {
        event.told = Ladder::read(tx.conn())?.told(tx.conn(), &stored, by.user, by.as_of)?;
    }
    let version = tx.save(&stored)?;
    for event in &events {
        tx.add(event)?;
    }
    let number = stored.number.unwrap_or(id);
    Ok(Done { id, number, state: stored.state, level: stored.level, version, unrecorded: None })
}

/// The partners that a ticket is about: its own and every other party, each once.
fn partners(tx: &Tx<'_>, ticket: &Stored<Ticket>) -> Result<Vec<i64>> {
    let mut out: Vec<i64> = ticket.partner.into_iter().collect();
    for party in tickets::parties(tx.conn(), ticket.id)? {
        if !out.contains(&party.partner) {
            out.push(party.partner);
        }
    }
    Ok(out)
}

/// Whether a contract in force of one of the parties has the arbitration clause.
fn has_clause(tx: &Tx<'_>, desk: &Desk<'_>, ticket: &Stored<Ticket>) -> Result<bool> {
    let today = desk.time.date(tx.at());
    for partner in partners(tx, ticket)? {
        if contract::arbitration(tx.conn(), partner, today)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The refusal; without a clause it names the parties whose contracts lack it.
fn why(tx: &Tx<'_>, ticket: &Stored<Ticket>, denied: Denied) -> OpError {
    let mut refused = OpError::from(denied);
    if let OpError::Refused { key: "refused-ticket-no-clause", args } = &mut refused {
        let codes = partners(tx, ticket).unwrap_or_default();
        let codes = codes.into_iter().filter_map(|p| record::code_of(tx.conn(), Kind::Partner, p).ok());
        args.push(("codes", codes.collect::<Vec<_>>().join(", ")));
    }
    refused
}

/// Changes what a ticket says; if kind, severity or opening change, its deadlines follow as if it had been so from the start.
///
/// State, level, clocks and history are not a form's: they stay as they are stored.
///
/// # Errors
/// As [`act`]; [`OpError::Invalid`] for values that are not as expected.
pub fn edit(session: &mut Session, wanted: &Stored<Ticket>) -> Result<Sentence> {
    let draft = Draft::from_row(&Row::from(wanted.clone()))?;
    let problems = draft.problems(session.now());
    if !problems.is_empty() {
        return Err(OpError::Invalid(problems));
    }
    let detail = named(session, wanted.id)?;
    let policy = session.policy.clone();
    let desk = Desk::of(&policy);
    let (role, user) = (session.actor.role, session.actor.user);
    session.write(Role::Specialist, "change-ticket-edit", &detail, |tx| {
        let mut stored: Stored<Ticket> = record::get_as(tx.conn(), wanted.id)?;
        if wanted.version != stored.version {
            return Err(
                StoreError::Conflict { kind: Kind::Ticket, id: wanted.id, theirs: Some(Box::new(Row::from(stored))) }.into()
            );
        }
        let (old, w) = (stored.record.clone(), wanted.record.clone());
        let (was, is) = (Row::new(&old), Row::new(&w));
        let lost = Kind::Ticket.def().fields.iter().filter(|f| f.kept && is.get(f.name).is_null() && !was.get(f.name).is_null());
        let lost: Vec<Problem> =
            lost.map(|f| Problem { field: f.name, value: String::new(), expected: Expected::Given }).collect();
        if !lost.is_empty() {
            return Err(OpError::Invalid(lost));
        }
        if w.owner.is_some_and(|o| old.owner != Some(o)) {
            w.owner.map(|o| worker(tx, o)).transpose()?;
        }
        stored.record = Ticket {
            kind: w.kind,
            severity: w.severity,
            title: w.title,
            description: w.description,
            partner: w.partner,
            owner: w.owner,
            amount: w.amount,
            pain_point: w.pain_point,
            opened_at: w.opened_at,
            root_cause: w.root_cause,
            resolution: w.resolution,
            agreed_terms: w.agreed_terms,
            external: w.external,
            ..old.clone()
        };
        if let Some(problem) = super::import::taken(tx, wanted.id, &stored.record)? {
            return Err(OpError::Invalid(vec![problem]));
        }
        let now = &stored.record;
        let wrong = corrected::loosens(&old, now, Role::Specialist);
        if wrong == Some(Loosens::Severity) && role >= LOWERS {
            access::manages(tx.conn(), (user, role), old.partner)?;
        }
        if let Some(wrong) = corrected::loosens(&old, now, role) {
            return Err(OpError::Invalid(vec![loosened(tx.conn(), now, wrong)?]));
        }
        if let Some(told) = corrected::corrected(&old, now) {
            let at = tx.at();
            event(tx, wanted.id, at, user, EventKind::Corrected, &told)?;
        }
        let now = &stored.record;
        if (old.kind, old.severity, old.opened_at) != (now.kind, now.severity, now.opened_at) {
            let events: Vec<_> = tickets::history(tx.conn(), wanted.id)?.into_iter().map(|(e, _)| e.record).collect();
            set_deadlines(&mut stored.record, &desk);
            let times = Times::from(&stored.record);
            // a hold that still lasts moves the deadline when it ends
            let ended: Vec<_> = conflict::holds(&events).into_iter().filter(|h| h.to.is_some()).collect();
            stored.record.resolution_due = desk.deadline(&times, ClockKind::Resolution, &ended);
            if let Some(wrong) = corrected::forgives(&old, &stored.record, tx.at(), Role::Specialist) {
                if role < LOWERS {
                    return Err(OpError::Invalid(vec![loosened(tx.conn(), &stored.record, wrong)?]));
                }
                access::manages(tx.conn(), (user, role), old.partner)?;
            }
        }
        tx.save(&stored)?;
        Ok(Sentence::new("change-ticket-edit").with("what", detail.as_str()))
    })
}

/// What is wrong with a correction, at its field.
pub(super) fn loosened(conn: &Connection, wanted: &Ticket, wrong: Loosens) -> Result<Problem> {
    let row = Row::new(wanted);
    let value = Kind::Ticket.def().field(wrong.field()).map(|(_, f)| record::spoken(conn, f, row.get(f.name)));
    let value = value.transpose()?.unwrap_or_default();
    Ok(Problem { field: wrong.field(), value, expected: Expected::Rule(wrong.expected()) })
}

/// Escalates every open ticket by its breached clocks, one step for each clock, once, dated at the breach; answers how many
/// steps.
///
/// Safe from several processes at once: whoever comes second finds nothing to do. A session whose clock stands still
/// (`--as-of`) and one that may not write change nothing.
pub fn sweep(session: &mut Session) -> Result<usize> {
    if !session.clock.runs() || session.aside.is_some() || session.actor.role < Role::Specialist {
        return Ok(0);
    }
    sweep_now(session)
}

/// [`sweep`] as of the session's clock, whatever it is.
pub(super) fn sweep_now(session: &mut Session) -> Result<usize> {
    enum Stop {
        Nothing,
        Failed(OpError),
    }
    impl<E: Into<OpError>> From<E> for Stop {
        fn from(e: E) -> Self {
            Self::Failed(e.into())
        }
    }
    let now = session.now();
    if tickets::overdue(session.store.conn(), now)?.is_empty() {
        return Ok(0);
    }
    let policy = session.policy.clone();
    let desk = Desk::of(&policy);
    let today = desk.time.date(now);
    let change = Change { actor: PROGRAM, at: now, label: "change-ticket-sweep", detail: "", rules: policy.number };
    let swept = session.store.write(&change, |tx| {
        let mut steps = 0;
        let mut ladder = Ladder::read(tx.conn())?;
        for mut stored in tickets::overdue(tx.conn(), now)? {
            let mut events = Vec::new();
            for breach in conflict::overdue(&stored.record, now, &desk) {
                let mut event = conflict::escalate_by_clock(stored.id, &mut stored.record, breach);
                event.told = ladder.told(tx.conn(), &stored, None, today)?;
                events.push(event);
            }
            tx.save(&stored)?;
            for event in &events {
                tx.add(event)?;
            }
            steps += events.len();
        }
        // Another process was first: an empty change set is not worth keeping.
        if steps == 0 { Err(Stop::Nothing) } else { Ok(steps) }
    });
    match swept {
        Ok(steps) => Ok(steps),
        Err(Stop::Nothing) => Ok(0),
        Err(Stop::Failed(e)) => Err(e),
    }
}

/// `#214 short delivery`.
pub(super) fn named(session: &Session, id: i64) -> Result<String> {
    let ticket: Stored<Ticket> = record::get_as(session.store.conn(), id)?;
    Ok(format!("#{} {}", ticket.number.unwrap_or(id), ticket.title))
}

/// Message key of an action in the history.
pub(super) const fn change_label(action: Action) -> &'static str {
    match action {
        Action::Acknowledge => "change-ticket-acknowledge",
        Action::Assign => "change-ticket-assign",
        Action::Comment => "change-ticket-comment",
        Action::Evidence => "change-ticket-evidence",
        Action::Hold => "change-ticket-hold",
        Action::Resume => "change-ticket-resume",
        Action::Investigate => "change-ticket-investigate",
        Action::Negotiate => "change-ticket-negotiate",
        Action::Arbitrate => "change-ticket-arbitrate",
        Action::Escalate => "change-ticket-escalate",
        Action::Resolve => "change-ticket-resolve",
        Action::Check => "change-ticket-check",
        Action::Close => "change-ticket-close",
        Action::Reopen => "change-ticket-reopen",
    }
}

#[cfg(test)]
mod tests;
