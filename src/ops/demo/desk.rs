//! The desk of the demo: tickets in every state, with clocks that run, warn and are over.
//!
//! Each ticket lives its life through the desk's own state machine, at moments measured in the working time that its
//! clock has used up, so that what is written is what the desk could have written.

mod cases;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;

use cases::{CLOSED, Case, OPEN, Step, Used};

use super::super::ticket::ladder::Ladder;
use super::network::Profile;
use super::random::Random;
use crate::domain::conflict::{self, Act, Action, Context};
use crate::domain::kinds::{
    EventKind, Evidence, Lifecycle, PainPoint, PartyRole, Severity, Ticket, TicketEvent, TicketKind, TicketParty, TicketState,
    Tier,
};
use crate::domain::money::Money;
use crate::domain::remedy::Playbooks;
use crate::domain::sla::{ClockKind, Desk, Times};
use crate::domain::worktime::Service;
use crate::ops::Result;
use crate::store::Tx;

/// What `data/demo/stories.toml` say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stories {
    story: Vec<Story>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    kind: String,
    #[serde(default)]
    other: bool,
    title: String,
    description: String,
    pain_point: String,
    amount: i64,
    root_cause: String,
    resolution: String,
    agreed_terms: String,
    notes: Vec<String>,
}

/// Who can be in a ticket.
pub(super) struct People<'a> {
    pub(super) profiles: &'a [Profile],
    /// Row ids of the profiles.
    pub(super) ids: &'a [i64],
    /// Who looks after each profile.
    pub(super) owners: &'a [Option<i64>],
    pub(super) cities: &'a [super::City],
    /// Names of the product lines.
    pub(super) lines: Vec<&'a str>,
    /// The person at the keyboard.
    pub(super) me: Option<i64>,
    /// Who checks what others resolve.
    pub(super) checker: Option<i64>,
}

/// A ticket on paper.
struct Told {
    ticket: Ticket,
    events: Vec<TicketEvent>,
    parties: Vec<(i64, PartyRole)>,
}

/// Writes the tickets; answers how many.
pub(super) fn write(tx: &mut Tx<'_>, people: &People<'_>, desk: &Desk<'_>, now: DateTime<Utc>, seed: u64) -> Result<usize> {
    let stories: Stories = toml::from_str(include_str!("../../../data/demo/stories.toml")).expect("stories that a test reads");
    let mut r = Random::new(seed ^ 0xde5c, 0);
    // one of each for three hundred partners; a very large network has a few hundred
    let open = if people.profiles.len() < 40 { 6 } else { (people.profiles.len() / 18).clamp(OPEN.len(), 400) };
    let mut told = Vec::new();
    for n in 0..open {
        let case = &OPEN[n % OPEN.len()];
        told.extend(tell(people, desk, now, &stories, case, n, &mut r)?);
    }
    for n in 0..open * 2 {
        let kind = *r.pick(TicketKind::ALL);
        let severity = *r.weighted(Severity::ALL, |s| match s {
            Severity::S1 => 1,
            Severity::S2 => 3,
            Severity::S3 => 8,
            Severity::S4 => 4,
        });
        // one in seven took longer than it may
        let used = if n % 7 == 3 { r.between(1_020, 1_400) } else { r.between(180, 960) };
        let case = Case { kind, severity, used: Used::Ended(r.between(3, 170), used), steps: CLOSED[n % CLOSED.len()] };
        told.extend(tell(people, desk, now, &stories, &case, n + open, &mut r)?);
    }
    told.sort_by_key(|t| t.ticket.opened_at);
    let mut ladder = Ladder::read(tx.conn())?;
    for (n, mut t) in told.into_iter().enumerate() {
        t.ticket.number = Some(101 + i64::try_from(n).unwrap_or(0));
        let id = settled(tx, desk, now, &mut t.ticket)?;
        for (partner, role) in t.parties {
            tx.add(&TicketParty { ticket: id, partner, role })?;
        }
        for mut event in t.events {
            event.ticket = id;
            if event.kind == EventKind::Escalated {
                let level = event.detail.parse().unwrap_or(t.ticket.level);
                let there = Ticket { level, ..t.ticket.clone() };
                event.told = ladder.told(tx.conn(), &there, event.actor, desk.time.date(event.at))?;
            }
            tx.add(&event)?;
        }
    }
    Ok(open * 3)
}

/// Adds a ticket; a settled one was so by a remedy of the playbook, and what follows from it later than today is planned.
fn settled(tx: &mut Tx<'_>, desk: &Desk<'_>, now: DateTime<Utc>, ticket: &mut Ticket) -> Result<i64> {
    let playbooks = Playbooks::shipped();
    let remedy = playbooks.of(ticket.kind, ticket.pain_point).into_iter().next().filter(|_| ticket.resolved_at.is_some());
    ticket.remedy = remedy.map(|r| r.code.clone()).unwrap_or_default();
    let id = tx.add(ticket)?;
    let day = |t: DateTime<Utc>| desk.time.date(t);
    let mut tasks = remedy.zip(ticket.resolved_at).map(|(r, t)| r.tasks(id, ticket, day(t))).unwrap_or_default();
    tasks.extend(ticket.closed_at.map(|t| playbooks.check_of_effect(id, ticket, day(t), 30)));
    for task in tasks.iter().filter(|t| t.due_on > day(now)) {
        tx.add(task)?;
    }
    Ok(id)
}

/// The moment so many counted seconds before `end`.
fn back(desk: &Desk<'_>, service: Service, end: DateTime<Utc>, seconds: i64) -> DateTime<Utc> {
    // the latest second from which that much counts, between so long ago and now
    let (mut early, mut late) = (end - Duration::seconds(seconds * 5 + 30 * 86_400), end);
    while (late - early).num_seconds() > 1 {
        let middle = early + (late - early) / 2;
        if desk.time.between(service, middle, end) >= seconds {
            early = middle;
        } else {
            late = middle;
        }
    }
    // whole seconds, as they are stored
    DateTime::from_timestamp(early.timestamp(), 0).unwrap_or(early)
}

/// Tells one ticket from its opening to now; nobody to tell it about is no ticket.
fn tell(
    people: &People<'_>,
    desk: &Desk<'_>,
    now: DateTime<Utc>,
    stories: &Stories,
    case: &Case,
    n: usize,
    r: &mut Random,
) -> Result<Option<Told>> {
    let fit: Vec<&Story> = stories.story.iter().filter(|s| s.kind == case.kind.code()).collect();
    let story = if n == 0 { fit.first().copied() } else { (!fit.is_empty()).then(|| *r.pick(&fit)) };
    let Some((at, story)) = choose(people, n, r).zip(story) else { return Ok(None) };
    let other = neighbour(people, at, r);
    let words = Text::of(people, at, other, r);
    let p = &people.profiles[at];
    let service = desk.service(p.tier, case.severity);
    let (opened, end) = times(desk, now, case, service);
    let mut ticket = blank(case, story, &words, people.ids[at], people.owners[at], opened);
    ticket.round_the_clock = service == Service::RoundTheClock;
    let clocks = Times::from(&ticket);
    ticket.response_due = desk.deadline(&clocks, ClockKind::Response, &[]);
    ticket.resolution_due = desk.deadline(&clocks, ClockKind::Resolution, &[]);
    let mut events = vec![event(opened, people.owners[at], EventKind::Opened, "")];
    let span = desk.time.between(service, opened, end);
    let mut last = opened;
    for (permille, step) in case.steps {
        let moment = desk.time.add(service, opened, span * permille / 1_000, &[]).unwrap_or(end);
        let after = match step {
            // the next morning, or the day after
            Step::Check => end + Duration::hours(3),
            Step::Close => end + Duration::hours(20),
            _ => moment.min(end),
        };
        // never two at one moment, never in the future
        let moment = after.max(last + Duration::minutes(3)).min(now);
        let actor = if matches!(step, Step::Check) { people.checker } else { people.owners[at] };
        let context = Context { now: moment, actor, clause: true, desk };
        // an S3 or S4 needs no check, and whoever resolved may not
        if matches!(step, Step::Check) && (actor == ticket.resolved_by || !conflict::needs_check(case.severity)) {
            continue;
        }
        let act = act(*step, story, &words, moment);
        events.extend(conflict::apply(0, &mut ticket, &act, &context)?);
        last = moment;
    }
    for breach in conflict::overdue(&ticket, now, desk) {
        events.push(conflict::escalate_by_clock(0, &mut ticket, breach));
    }
    events.sort_by_key(|e| e.at);
    let own = if case.kind == TicketKind::Diversion { PartyRole::Respondent } else { PartyRole::Complainant };
    let mut parties = vec![(people.ids[at], own)];
    if let Some(other) = other.filter(|_| story.other) {
        let role = if own == PartyRole::Respondent { PartyRole::Complainant } else { PartyRole::Respondent };
        parties.push((people.ids[other], role));
    }
    Ok(Some(Told { ticket, events, parties }))
}

/// When it was opened, and when its story so far ends.
fn times(desk: &Desk<'_>, now: DateTime<Utc>, case: &Case, service: Service) -> (DateTime<Utc>, DateTime<Utc>) {
    let probe = Times {
        kind: case.kind,
        severity: case.severity,
        state: TicketState::New,
        service,
        opened_at: None,
        responded_at: None,
        response_due: None,
        resolved_at: None,
        resolution_due: None,
        held_since: None,
    };
    let goal = |kind| desk.goal_seconds(&probe, kind);
    let back = |kind, end, seconds| back(desk, desk.service_of(&probe, kind), end, seconds);
    match case.used {
        Used::Permille(kind, permille) => (back(kind, now, goal(kind) * permille / 1_000), now),
        Used::Left(kind, minutes) => (back(kind, now, goal(kind) - minutes * 60), now),
        Used::Ended(days, permille) => {
            let end = now - Duration::days(days);
            (back(ClockKind::Resolution, end, goal(ClockKind::Resolution) * permille / 1_000), end)
        }
    }
}

/// Somebody whose business runs; the first and every third ticket is the person's at the keyboard, the first a strategic partner's.
fn choose(people: &People<'_>, n: usize, r: &mut Random) -> Option<usize> {
    let active = |p: &&Profile| p.status == Lifecycle::Active && p.tier != Some(Tier::Probation);
    let mine = |p: &&Profile| people.me.is_some() && people.owners[p.index] == people.me;
    let strategic = |p: &&Profile| p.tier == Some(Tier::Strategic);
    let all: Vec<usize> = people.profiles.iter().filter(active).map(|p| p.index).collect();
    let own = || people.profiles.iter().filter(active).filter(mine);
    let served: Vec<usize> = own().filter(strategic).map(|p| p.index).collect();
    if n == 0 && !served.is_empty() {
        return Some(*r.pick(&served));
    }
    // the third came up the ladder to the person: a colleague's in one of their provinces
    if n == 2 {
        let province = |p: &Profile| people.cities[p.city].province.as_str();
        let provinces: HashSet<&str> = own().map(province).collect();
        let theirs = |p: &&Profile| people.owners[p.index] != people.me && provinces.contains(province(p));
        let beside: Vec<usize> = people.profiles.iter().filter(active).filter(theirs).map(|p| p.index).collect();
        if !beside.is_empty() {
            return Some(*r.pick(&beside));
        }
    }
    // the others of the person's own are served in working hours, so that their clocks differ
    let plain: Vec<usize> = own().filter(|p| !strategic(p)).map(|p| p.index).collect();
    match (n % 3, plain.is_empty(), all.is_empty()) {
        (0 | 1, false, _) if n < 12 => Some(*r.pick(&plain)),
        (_, _, false) => Some(*r.pick(&all)),
        _ => None,
    }
}

/// Another partner of the same province if there is one.
fn neighbour(people: &People<'_>, at: usize, r: &mut Random) -> Option<usize> {
    let province = |p: &Profile| &people.cities[p.city].province;
    let mine = &people.profiles[at];
    let near: Vec<usize> = people
        .profiles
        .iter()
        .filter(|p| p.index != at && p.trades() && province(p) == province(mine))
        .map(|p| p.index)
        .take(40)
        .collect();
    (!near.is_empty()).then(|| *r.pick(&near))
}

/// What the blanks of a story are filled with.
struct Text(HashMap<&'static str, String>);

impl Text {
    fn of(people: &People<'_>, at: usize, other: Option<usize>, r: &mut Random) -> Self {
        let p = &people.profiles[at];
        let line = p.lines.first().and_then(|l| people.lines.get(*l)).copied().unwrap_or("产品");
        Self(HashMap::from([
            ("{me}", p.short.clone()),
            ("{other}", other.map_or_else(|| "邻区客户".to_owned(), |o| people.profiles[o].short.clone())),
            ("{city}", people.cities[p.city].name.clone()),
            ("{line}", line.to_owned()),
            ("{n}", r.between(3, 8).to_string()),
        ]))
    }

    fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |t, (blank, word)| t.replace(blank, word))
    }
}

fn act(step: Step, story: &Story, words: &Text, at: DateTime<Utc>) -> Act {
    let note = |i: usize| words.fill(story.notes.get(i).or(story.notes.first()).map(String::as_str).unwrap_or_default());
    match step {
        Step::Acknowledge => Act::Acknowledge { note: note(0) },
        Step::Investigate => Act::Move { to: Action::Investigate, note: String::new() },
        Step::Negotiate => Act::Move { to: Action::Negotiate, note: note(1) },
        Step::Arbitrate => Act::Move {
            to: Action::Arbitrate, note: "双方未能达成一致，按合同条款提交第三方仲裁。".to_owned()
        },
        Step::Note(i) => Act::Comment { text: note(i) },
        Step::Evidence => Act::Evidence {
            kind: Evidence::Amount,
            on: Some(at.date_naive()),
            amount: Some(Money::units(story.amount)),
            text: note(0),
        },
        Step::Hold => Act::Hold { reason: "等待客户补充签收单。".to_owned() },
        Step::Resolve => Act::Resolve {
            root_cause: words.fill(&story.root_cause),
            resolution: words.fill(&story.resolution),
            agreed_terms: words.fill(&story.agreed_terms),
            remedy: String::new(),
        },
        Step::Check => Act::Check { note: "已电话回访，客户认可。".to_owned() },
        Step::Close => Act::Close { note: String::new(), satisfaction: None },
        Step::Escalate => Act::Escalate { reason: "双方各执一词，需要区域经理出面。".to_owned() },
        Step::Reopen => Act::Reopen { reason: "补发后再次短少，客户要求重新处理。".to_owned() },
    }
}

fn blank(case: &Case, story: &Story, words: &Text, partner: i64, owner: Option<i64>, opened: DateTime<Utc>) -> Ticket {
    Ticket {
        brought_in: false,
        number: None,
        kind: case.kind,
        severity: case.severity,
        title: words.fill(&story.title),
        description: words.fill(&story.description),
        partner: Some(partner),
        owner,
        amount: Some(Money::units(story.amount)),
        pain_point: PainPoint::from_code(&story.pain_point),
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

fn event(at: DateTime<Utc>, actor: Option<i64>, kind: EventKind, text: &str) -> TicketEvent {
    TicketEvent { text: text.to_owned(), ..TicketEvent::new(0, at, actor, kind) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_ticket_that_is_told_has_a_story() {
        let stories: Stories = toml::from_str(include_str!("../../../data/demo/stories.toml")).expect("the stories are read");
        for kind in TicketKind::ALL {
            assert!(stories.story.iter().any(|s| s.kind == kind.code()), "{kind:?}");
        }
        assert!(stories.story.iter().all(|s| PainPoint::from_code(&s.pain_point).is_some() && !s.notes.is_empty()));
    }
}
