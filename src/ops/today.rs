//! The queue of the day: what needs the actor now, and putting it off.
//!
//! - `desk`: what of the tickets stands in it

mod desk;
pub mod pages;
pub mod tickets;

use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};

use super::standby::{self, Cover};
use super::{Result, Session, approval, ticket};
use crate::domain::contract::{self, Stage};
use crate::domain::kinds::{AlertRule, AlertSeverity, Contract, Role, Screening, TicketEvent, User};
use crate::domain::record::Stored;
use crate::domain::today::{self, Item, Matter, Part, Screened};
use crate::store::record;
use crate::store::tasks::{self, Whose};
use crate::store::today::{self as store, Card, Found, Marks};

/// Whose queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Reach {
    /// What the actor is to do.
    #[default]
    Mine,
    /// What concerns the regions that the actor answers for; without such regions everything.
    Regions,
    /// Everything.
    All,
}

impl Reach {
    /// The next one, for a key that goes round.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Mine => Self::Regions,
            Self::Regions => Self::All,
            Self::All => Self::Mine,
        }
    }

    /// Its name on the command line and in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Regions => "regions",
            Self::All => "all",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    /// Most urgent first, at most the policy's window of each kind.
    pub items: Vec<Item>,
    /// Items that there are beyond the window.
    pub beyond: usize,
    /// Put off until later.
    pub snoozed: usize,
    /// Finished today by the actor.
    pub done: usize,
}

/// The queue of the actor.
pub fn queue(session: &Session, reach: Reach) -> Result<Queue> {
    let (now, today) = (session.now(), session.as_of());
    let _one_moment = session.store.snapshot()?;
    let conn = session.store.conn();
    let policy = &session.policy.today;
    let whose = whose(session, reach)?;
    let mut found = desk::clocks(session, &whose)?;
    found.extend(desk::checks(session)?);
    let mut beyond = 0;
    for severity in AlertSeverity::ALL {
        found.extend(store::alerts(conn, *severity, &whose, today, policy.window)?);
    }
    let alerts = found.iter().filter(|f| matches!(f.matter, Matter::Alert { .. })).count();
    beyond += store::alert_count(conn, &whose, today)?.saturating_sub(alerts);
    // a joint meeting comes up before its day, so that its agenda gets ready
    let due = (today, session.policy.calendar.add_workdays(today, session.policy.meeting.prepare_days));
    let tasks = store::tasks(conn, &whose, due, policy.window)?;
    beyond += store::task_count(conn, &whose, due)?.saturating_sub(tasks.len());
    found.extend(tasks);
    found.extend(contracts(session, &whose)?);
    found.extend(screened(session, &whose)?);
    // who decides is asked about others' partners, so the reach does not matter
    let inbox = approval::inbox(session, policy.window)?;
    beyond += inbox.beyond;
    let marks = store::marks(conn, &session.actor.name)?;
    found.extend(approvals(inbox, &marks));
    let told = desk::told(session, &found, &marks)?;
    found.extend(told);
    let midnight = midnight(session);
    let (items, snoozed) = shown(found, &marks, now, midnight);
    let items = items.into_iter().map(|f| item(f, session)).collect();
    let marked = marks.values().filter(|(until, at)| until.is_none() && *at >= midnight).count();
    let finished = match session.actor.user {
        Some(user) => store::finished_since(conn, user, midnight)?,
        None => 0,
    };
    Ok(Queue { items: today::ordered(items), beyond, snoozed, done: marked + finished })
}

/// Puts items off until a moment. No clock stops by it.
pub fn snooze(session: &mut Session, keys: &[String], until: DateTime<Utc>) -> Result<()> {
    mark(session, keys, Some(until))
}

/// Takes items off the actor's queue for the rest of the day. What they are about stays as it is, and no clock stops by it.
pub fn done(session: &mut Session, keys: &[String]) -> Result<()> {
    mark(session, keys, None)
}

/// Brings items back that were put off or taken off.
pub fn recall(session: &mut Session, keys: &[String]) -> Result<()> {
    session.write(Role::Viewer, "change-today", &keys.join(", "), |tx| Ok(tx.unmark_today(keys)?))
}

/// Brings everything back that is put off or was taken off today; answers how many.
pub fn recall_all(session: &mut Session) -> Result<usize> {
    let (now, midnight) = (session.now(), midnight(session));
    let marks = store::marks(session.store.conn(), &session.actor.name)?;
    let away = |(until, at): &(Option<DateTime<Utc>>, DateTime<Utc>)| until.map_or(*at >= midnight, |u| u > now);
    let keys: Vec<String> = marks.into_iter().filter(|(_, mark)| away(mark)).map(|(key, _)| key).collect();
    if !keys.is_empty() {
        recall(session, &keys)?;
    }
    Ok(keys.len())
}

fn mark(session: &mut Session, keys: &[String], until: Option<DateTime<Utc>>) -> Result<()> {
    // one's own marks are nobody else's business: every role may
    session.write(Role::Viewer, "change-today", &keys.join(", "), |tx| Ok(tx.mark_today(keys, until)?))
}

/// What stands below or beside an item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detail {
    /// The item.
    pub key: String,
    /// Its first partner at a glance.
    pub card: Option<Card>,
    /// The words of it: a ticket's description, a proposal's reason, the findings of a task.
    pub text: String,
    /// Its history, newest first: a ticket's last events.
    pub events: Vec<TicketEvent>,
    /// The checklists of its tasks, in their stored form.
    pub checklists: Vec<String>,
    /// All of an approval.
    pub approval: Option<approval::Page>,
    /// Of a red light, who could take over the partner's volume.
    pub cover: Option<Cover>,
}

/// All that is shown of an item.
pub fn detail(session: &Session, item: &Item) -> Result<Detail> {
    let conn = session.store.conn();
    let mut detail = Detail { key: item.key.clone(), ..Detail::default() };
    if let Some(party) = item.parties.first() {
        detail.card = store::card(conn, party.id, session.as_of())?;
    }
    let Some((id, _)) = item.ids.first() else { return Ok(detail) };
    match &item.matter {
        Matter::Clock { .. } | Matter::Check { .. } | Matter::Escalated { .. } => {
            let page = ticket::page(session, *id)?;
            detail.text.clone_from(&page.ticket.description);
            detail.events = page.history.iter().rev().take(8).map(|(e, _)| e.record.clone()).collect();
        }
        Matter::Task { .. } => {
            for (id, _) in item.ids.iter().take(8) {
                if let Some(task) = tasks::one(conn, *id)? {
                    detail.text.clone_from(&task.findings);
                    detail.checklists.push(task.checklist);
                }
            }
        }
        Matter::Approval { .. } => {
            let page = approval::page(session, *id)?;
            detail.text.clone_from(&page.line.reason);
            detail.approval = Some(page);
        }
        Matter::Contract { .. } => detail.text = record::get_as::<Contract>(conn, *id)?.record.notes,
        Matter::Screening { found: Some(s) } => detail.text = record::get_as::<Screening>(conn, s.id)?.record.remarks,
        Matter::Alert { rule: AlertRule::RedLight, .. } => {
            detail.cover = item.parties.first().map(|p| standby::able(session, p.id)).transpose()?;
        }
        Matter::Alert { .. } | Matter::Screening { found: None } => {}
    }
    Ok(detail)
}

/// Whose records a reach means for the actor.
pub fn whose(session: &Session, reach: Reach) -> Result<Whose> {
    let Some(user) = session.actor.user else { return Ok(Whose::All) };
    Ok(match reach {
        Reach::Mine => Whose::Owner(user),
        Reach::All => Whose::All,
        Reach::Regions => {
            let me: Stored<User> = record::get_as(session.store.conn(), user)?;
            let ids = store::regions_named(session.store.conn(), &me.regions.0)?;
            if ids.is_empty() { Whose::All } else { Whose::Regions(ids) }
        }
    })
}

/// Contracts of these partners that ask for something.
fn contracts(session: &Session, whose: &Whose) -> Result<Vec<Found>> {
    let policy = &session.policy.contracts;
    let window = session.policy.today.window as usize;
    let due = crate::store::contracts::due(session.store.conn(), whose, session.as_of(), policy, window)?;
    let found = |d: crate::store::contracts::Due| {
        let (name, day) = match d.stage {
            Stage::Notice(day) => ("notice", day),
            Stage::Expired(day) => ("expired", day),
            _ => ("renew", contract::term(&d.contract, session.as_of()).to),
        };
        Found {
            // what was put off comes back with the next stage, and with the next term
            key: format!("contract:{}:{name}:{day}", d.contract.id),
            id: d.contract.id,
            version: d.contract.version,
            matter: Matter::Contract {
                number: d.contract.number.clone(),
                stage: d.stage,
                pressing: day - Days::new(policy.pressing_days),
            },
            party: Some(d.party),
            owner: d.owner,
        }
    };
    Ok(due.into_iter().map(found).collect())
}

/// Partners that are being screened, with how far that is.
fn screened(session: &Session, whose: &Whose) -> Result<Vec<Found>> {
    let waiting = crate::store::screenings::waiting(session.store.conn(), whose, session.as_of(), session.policy.today.window)?;
    let found = |w: crate::store::screenings::Waiting| Found {
        key: format!("screening:{}:{}", w.party.id, w.screening.as_ref().map_or(0, |s| s.version)),
        id: w.party.id,
        version: 0,
        matter: Matter::Screening {
            found: w.screening.map(|s| Screened { id: s.id, on: s.on, score: s.score, result: s.result, exception: s.state }),
        },
        party: Some(w.party),
        owner: w.owner,
    };
    Ok(waiting.into_iter().map(found).collect())
}

/// What of the approvals concerns the actor; what became of their requests until they have taken note of it.
fn approvals(inbox: approval::Inbox, marks: &Marks) -> Vec<Found> {
    let found = |line: approval::Line, part: Part, place_of: Option<String>| {
        let (step, due) = (line.step, if let Part::Note(_) = part { line.decided } else { line.due });
        let key = match part {
            Part::Decide => format!("approval:{}:{}", line.id, step.0),
            Part::Answer => format!("approval:{}:asked", line.id),
            Part::Note(state) => format!("approval:{}:{}", line.id, state.code()),
        };
        Found {
            key,
            id: line.id,
            version: line.version,
            matter: Matter::Approval {
                number: line.number,
                subject: line.subject,
                title: line.title,
                wanted: line.wanted,
                amount: line.amount,
                by: line.by.map(|(_, name)| name).unwrap_or_default(),
                place_of,
                step,
                part,
                due: due.unwrap_or(line.at),
            },
            party: line.party,
            owner: line.owner,
        }
    };
    let decide = inbox.decide.into_iter().map(|w| found(w.line, Part::Decide, w.place_of));
    let answer = inbox.answer.into_iter().map(|line| found(line, Part::Answer, None));
    let news = inbox.decided.into_iter().map(|line| {
        let state = line.state;
        found(line, Part::Note(state), None)
    });
    // taken note of once, they do not come back the next day
    let news = news.filter(|f| !matches!(marks.get(&f.key), Some((None, _))));
    decide.chain(answer).chain(news).collect()
}

/// What is neither put off nor taken off, and how many are put off.
fn shown(found: Vec<Found>, marks: &Marks, now: DateTime<Utc>, midnight: DateTime<Utc>) -> (Vec<Found>, usize) {
    let mut snoozed = 0;
    let keep = found
        .into_iter()
        .filter(|f| match marks.get(&f.key) {
            Some((Some(until), _)) if *until > now => {
                snoozed += 1;
                false
            }
            // taken off for the rest of the day it was
            Some((None, at)) => *at < midnight,
            _ => true,
        })
        .collect();
    (keep, snoozed)
}

fn item(f: Found, session: &Session) -> Item {
    let band = today::band(&f.matter, session.now(), session.as_of(), &session.policy.today);
    Item {
        key: f.key,
        ids: vec![(f.id, f.version)],
        matter: f.matter,
        parties: f.party.into_iter().collect(),
        owner: f.owner,
        band,
    }
}

/// The beginning of the day, in the organisation's zone.
fn midnight(session: &Session) -> DateTime<Utc> {
    let local = session.as_of().and_time(NaiveTime::MIN);
    let zone = session.policy.organisation.zone;
    zone.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |t| t.to_utc())
}
