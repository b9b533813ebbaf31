//! New tickets: checked, numbered, given their clocks and somebody who works on them.

use chrono::{DateTime, Utc};

use super::super::{OpError, Result, Session};
use super::ladder::{Loads, assignee};
use crate::domain::kinds::{
    EventKind, PainPoint, Partner, PartyRole, Role, Severity, Ticket, TicketEvent, TicketKind, TicketParty, TicketState,
};
use crate::domain::money::Money;
use crate::domain::record::{Expected, Kind, Problem, Row};
use crate::domain::sla::{ClockKind, Desk, Times};
use crate::domain::worktime::Service;
use crate::store::{Tx, record};

/// What a person gives for a new ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What about.
    pub kind: TicketKind,
    /// How bad.
    pub severity: Severity,
    /// One line.
    pub title: String,
    /// The whole story.
    pub description: String,
    /// The partner it is filed under.
    pub partner: Option<i64>,
    /// Who works on it; by itself if not given.
    pub owner: Option<i64>,
    /// Amount at stake.
    pub amount: Option<Money>,
    /// Why it came to this.
    pub pain_point: Option<PainPoint>,
    /// Since when its clocks run; now if not given.
    pub opened_at: Option<DateTime<Utc>>,
    /// Other partners in it.
    pub parties: Vec<(i64, PartyRole)>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            kind: TicketKind::Complaint,
            severity: Severity::S3,
            title: String::new(),
            description: String::new(),
            partner: None,
            owner: None,
            amount: None,
            pain_point: None,
            opened_at: None,
            parties: Vec::new(),
        }
    }
}

impl Draft {
    /// From the values of a form.
    ///
    /// # Errors
    /// A value that does not have its field's form.
    pub fn from_row(row: &Row) -> Result<Self> {
        let t = row.typed::<Ticket>()?.record;
        Ok(Self {
            kind: t.kind,
            severity: t.severity,
            title: t.title,
            description: t.description,
            partner: t.partner,
            owner: t.owner,
            amount: t.amount,
            pain_point: t.pain_point,
            opened_at: t.opened_at,
            parties: Vec::new(),
        })
    }

    pub(in crate::ops) fn problems(&self, now: DateTime<Utc>) -> Vec<Problem> {
        let mut found = Vec::new();
        if self.title.trim().is_empty() {
            found.push(Problem { field: "title", value: String::new(), expected: Expected::Given });
        }
        if self.title.chars().count() > 200 || self.title.chars().any(char::is_control) {
            found.push(Problem { field: "title", value: self.title.clone(), expected: Expected::ShortText(200) });
        }
        if let Some(amount) = self.amount.filter(|a| a.0 < 0) {
            found.push(Problem { field: "amount", value: amount.to_string(), expected: Expected::AtLeast("0".to_owned()) });
        }
        if let Some(opened) = self.opened_at.filter(|t| *t > now) {
            let text = |t: DateTime<Utc>| t.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
            found.push(Problem { field: "opened_at", value: text(opened), expected: Expected::AtMost(text(now)) });
        }
        found
    }
}

/// Opens a ticket; answers its id and number.
///
/// Without an owner it goes to whom the policy names for its kind ([`crate::domain::ladder`]), never to nobody. The partner it is filed
/// under becomes a party: the respondent of a diversion, else the complainant.
///
/// # Errors
/// [`OpError::Invalid`] for what was given, [`OpError::Refused`] if nobody could work on it.
pub fn new(session: &mut Session, draft: &Draft) -> Result<(i64, i64)> {
    session.require(Role::Specialist)?;
    let now = session.now();
    let problems = draft.problems(now);
    if !problems.is_empty() {
        return Err(OpError::Invalid(problems));
    }
    let (policy, actor) = (session.policy.clone(), session.actor.user);
    let desk = Desk::of(&policy);
    session.write(Role::Specialist, "change-ticket-new", draft.title.trim(), |tx| put(tx, draft, &desk, now, actor))
}

/// Opens a ticket whose draft has no [`problems`](Draft::problems), as part of a change.
///
/// # Errors
/// [`OpError::Refused`] if nobody could work on it.
pub(in crate::ops) fn put(
    tx: &mut Tx<'_>,
    draft: &Draft,
    desk: &Desk<'_>,
    now: DateTime<Utc>,
    actor: Option<i64>,
) -> Result<(i64, i64)> {
    let partner = draft.partner.map(|id| record::get_as::<Partner>(tx.conn(), id)).transpose()?;
    let owner = assignee(tx, &desk.policy.assign, draft.kind, draft.owner, draft.partner, &mut Loads::default())?;
    let opened = draft.opened_at.unwrap_or(now);
    let number = record::next_number(tx.conn(), Kind::Ticket)?;
    let mut ticket = blank(number, draft, opened, owner.id);
    let service = desk.service(partner.as_ref().and_then(|p| p.record.tier), draft.severity);
    ticket.round_the_clock = service == Service::RoundTheClock;
    set_deadlines(&mut ticket, desk);
    let id = tx.add(&ticket)?;
    for (partner, role) in parties(draft) {
        tx.add(&TicketParty { ticket: id, partner, role })?;
    }
    event(tx, id, opened, actor, EventKind::Opened, "")?;
    event(tx, id, now, if draft.owner.is_some() { actor } else { None }, EventKind::Assigned, &owner.record.name)?;
    Ok((id, number))
}

fn blank(number: i64, draft: &Draft, opened: DateTime<Utc>, owner: i64) -> Ticket {
    Ticket {
        brought_in: false,
        number: Some(number),
        kind: draft.kind,
        severity: draft.severity,
        title: draft.title.trim().to_owned(),
        description: draft.description.trim().to_owned(),
        partner: draft.partner,
        owner: Some(owner),
        amount: draft.amount,
        pain_point: draft.pain_point,
        opened_at: Some(opened),
        state: TicketState::New,
        level: 1,
        round_the_clock: false,
        responded_at: None,
        response_due: None,
        resolved_at: None,
        resolution_due: None,
        closed_at: None,
        held_since: None,
        held_state: None,
        breaches: 0,
        reopened: 0,
        resolved_by: None,
        checked_by: None,
        root_cause: String::new(),
        resolution: String::new(),
        agreed_terms: String::new(),
        remedy: String::new(),
        external: String::new(),
        holds: String::new(),
        policy_version: None,
    }
}

/// The parties of a draft, the partner it is filed under among them, each partner once.
pub(super) fn parties(draft: &Draft) -> Vec<(i64, PartyRole)> {
    let own = if draft.kind == TicketKind::Diversion { PartyRole::Respondent } else { PartyRole::Complainant };
    let mut list = draft.parties.clone();
    if let Some(partner) = draft.partner.filter(|p| list.iter().all(|(id, _)| id != p)) {
        list.insert(0, (partner, own));
    }
    list.dedup();
    list
}

pub(super) fn set_deadlines(ticket: &mut Ticket, desk: &Desk<'_>) {
    let times = Times::from(&*ticket);
    ticket.response_due = desk.deadline(&times, ClockKind::Response, &[]);
    ticket.resolution_due = desk.deadline(&times, ClockKind::Resolution, &[]);
}

pub(super) fn event(
    tx: &mut Tx<'_>,
    ticket: i64,
    at: DateTime<Utc>,
    actor: Option<i64>,
    kind: EventKind,
    detail: &str,
) -> Result<()> {
    tx.add(&TicketEvent { detail: detail.to_owned(), ..TicketEvent::new(ticket, at, actor, kind) })?;
    Ok(())
}
