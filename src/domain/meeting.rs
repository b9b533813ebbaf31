//! Joint meetings 渠道联席会议: what stands on the agenda and in which order, when the next one is, what a page of one holds (S5).
//!
//! An agenda is built from what the last meetings left undone, then from the open tickets ([`agenda`]); built again it takes up
//! what is new and drops what is done with, but what a person has touched stays where it stands ([`rebuilt`]).

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::Deserialize;

use super::kinds::{
    ItemSource, Meeting, MeetingDecision, MeetingItem, Rhythm, Severity, TaskKind, TaskState, TicketKind, TicketState,
};
use super::maintenance::{Every, Maintenance, Scope};
use super::period::{self, Month, Span};
use super::record::Stored;
use super::workcal::Calendar;

/// The series of meetings where the plan has no rule for them.
const SERIES: &str = "joint_meeting";

/// Policy section `[meeting]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeetingPolicy {
    /// At most so many open tickets are put on an agenda; the others are counted.
    pub agenda_most: usize,
    /// So many working days before it a meeting comes up in Today, so that its agenda gets ready.
    pub prepare_days: i64,
    /// An action without a day is due so many working days after the meeting.
    pub action_days: i64,
}

/// How often the plan would have to make a meeting of a rhythm; `None` for a special one.
#[must_use]
pub const fn every(rhythm: Rhythm) -> Option<Every> {
    match rhythm {
        Rhythm::Quarter => Some(Every::Quarter),
        Rhythm::HalfYear => Some(Every::HalfYear),
        Rhythm::Special => None,
    }
}

/// The rhythm of what the plan makes so often.
#[must_use]
pub const fn rhythm(every: Every) -> Rhythm {
    match every {
        Every::Quarter => Rhythm::Quarter,
        Every::HalfYear => Rhythm::HalfYear,
        Every::Month | Every::ContractEnd => Rhythm::Special,
    }
}

/// The plan's own rule for meetings of the whole network in a rhythm: its series and where in the period it puts them.
#[must_use]
pub fn rule(plan: &Maintenance, rhythm: Rhythm) -> Option<(&str, &super::maintenance::Rule)> {
    let fits = |r: &&super::maintenance::Rule| {
        !r.off && r.kind == TaskKind::Meeting && r.scope == Scope::Network && Some(r.every) == every(rhythm)
    };
    plan.rule.iter().find(|(_, r)| fits(r)).map(|(name, r)| (r.series.as_deref().unwrap_or(name), r))
}

/// The series and period of a meeting, which name it once: those of the plan's rule for the whole network, so that neither makes
/// the other's again; a region has a series of its own. `None` for a special one.
#[must_use]
pub fn occurrence(plan: &Maintenance, rhythm: Rhythm, region: Option<&str>, on: NaiveDate) -> Option<(String, String)> {
    let every = every(rhythm)?;
    let base = rule(plan, rhythm).map_or(SERIES, |(series, _)| series);
    let series = region.map_or_else(|| base.to_owned(), |code| format!("{base}@{code}"));
    Some((series, every.period(Month::of(on)).1))
}

/// The days of a period by its name: `2025-Q2`, `2025-H1`.
#[must_use]
pub fn span_of(period: &str) -> Option<Span> {
    let (year, part) = period.split_once('-')?;
    let year: i32 = year.parse().ok()?;
    let (every, month) = match part.split_at_checked(1)? {
        ("Q", n @ ("1" | "2" | "3" | "4")) => (Every::Quarter, (n.parse::<i32>().ok()? - 1) * 3),
        ("H", n @ ("1" | "2")) => (Every::HalfYear, (n.parse::<i32>().ok()? - 1) * 6),
        _ => return None,
    };
    Some(every.period(Month(year * 12 + month)).0)
}

/// When the meeting after one is, and its period: as far into the next period that is not over as this one was planned into its
/// own, on a working day of that period; `None` after a special one.
#[must_use]
pub fn next(calendar: &Calendar, meeting: &Meeting, after: NaiveDate) -> Option<(NaiveDate, String)> {
    let every = every(meeting.rhythm)?;
    let length = if every == Every::HalfYear { 6 } else { 3 };
    let first = span_of(&meeting.period).map_or_else(|| Month::of(meeting.planned_on), |span| Month::of(span.from));
    (1..=40).find_map(|n: u32| {
        let months = length * n;
        let (span, period) = every.period(Month(first.0 + i32::try_from(months).ok()?));
        let wanted = meeting.planned_on.checked_add_months(Months::new(months))?.clamp(span.from, span.to);
        let day = on_a_workday(calendar, wanted, span);
        (day > after).then_some((day, period))
    })
}

/// The day of a period on which a meeting is planned if nobody says when: where the plan's rule has it, from a day on.
#[must_use]
pub fn suggested(calendar: &Calendar, plan: &Maintenance, rhythm: Rhythm, from: NaiveDate) -> NaiveDate {
    let Some(every) = every(rhythm) else { return calendar.add_workdays(from, 10) };
    let span = every.period(Month::of(from)).0;
    let percent = rule(plan, rhythm).and_then(|(_, r)| r.around).unwrap_or(90).min(100);
    let wanted = span.from + chrono::Duration::days((span.days() - 1) * i64::from(percent) / 100);
    on_a_workday(calendar, wanted, span).max(calendar.on_or_after(from))
}

/// The day on which a meeting was held if nobody says: that which it was planned for, unless that is still to come.
#[must_use]
pub fn held_day(planned_on: NaiveDate, today: NaiveDate) -> NaiveDate {
    planned_on.min(today)
}

/// The first working day from `wanted` on, within the span; else the span's last one.
fn on_a_workday(calendar: &Calendar, wanted: NaiveDate, span: Span) -> NaiveDate {
    let day = calendar.on_or_after(wanted);
    if span.contains(day) { day } else { calendar.on_or_before(span.to) }
}

/// An open ticket that may come on an agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub ticket: i64,
    pub title: String,
    /// What about.
    pub kind: TicketKind,
    /// The partner it is filed under.
    pub partner: Option<i64>,
    /// Escalation.
    pub level: i64,
    /// How bad.
    pub severity: Severity,
    /// Since when.
    pub opened_at: Option<DateTime<Utc>>,
}

/// The open tickets of an agenda in order, and how many more there are than `most`: those of the highest level first, then the
/// worst, then the oldest. Tickets of one kind stand together where its most urgent one stands, and within it a partner's.
#[must_use]
pub fn agenda(mut open: Vec<Candidate>, most: usize) -> (Vec<Candidate>, usize) {
    open.sort_by_key(|c| (-c.level, c.severity, c.opened_at, c.ticket));
    let more = open.len().saturating_sub(most);
    open.truncate(most);
    let first = |same: &dyn Fn(&Candidate) -> bool| open.iter().position(same).unwrap_or(0);
    let mut placed: Vec<((usize, usize, usize), &Candidate)> = open
        .iter()
        .enumerate()
        .map(|(i, c)| {
            let kind = first(&|o| o.kind == c.kind);
            let partner = first(&|o| o.kind == c.kind && o.partner == c.partner);
            ((kind, partner, i), c)
        })
        .collect();
    placed.sort_by_key(|(place, _)| *place);
    (placed.into_iter().map(|(_, c)| c.clone()).collect(), more)
}

/// Something that belongs on an agenda now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fresh {
    /// Why.
    pub source: ItemSource,
    pub ticket: Option<i64>,
    /// The action of an earlier meeting.
    pub task: Option<i64>,
    /// One line.
    pub topic: String,
}

impl Fresh {
    /// Whether an item is about the same.
    fn is(&self, item: &MeetingItem) -> bool {
        let same = (item.ticket, item.task) == (self.ticket, self.task);
        same && (self.ticket.is_some() || self.task.is_some() || item.topic == self.topic)
    }
}

/// A place of an agenda that was built again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// An item that is there, by its id; why it is on the agenda may be another reason now.
    There(i64, ItemSource),
    New(Fresh),
}

/// Whether a person has added, moved or written something to an item.
#[must_use]
pub fn touched(item: &MeetingItem) -> bool {
    let texts = [&item.discussion, &item.actions];
    item.by_hand || item.decision.is_some() || texts.iter().any(|t| !t.trim().is_empty())
}

/// An agenda built again: its places in order, and the items that go. What a person has touched keeps its place; the rest
/// is as it would be built now.
#[must_use]
pub fn rebuilt(items: &[Stored<MeetingItem>], fresh: Vec<Fresh>) -> (Vec<Slot>, Vec<i64>) {
    let mut kept: Vec<&Stored<MeetingItem>> = items.iter().filter(|i| touched(i)).collect();
    kept.sort_by_key(|i| (i.position, i.id));
    let mut order = Vec::with_capacity(items.len() + fresh.len());
    for f in fresh {
        match items.iter().find(|i| f.is(i)) {
            Some(item) if touched(item) => {}
            Some(item) => order.push(Slot::There(item.id, f.source)),
            None => order.push(Slot::New(f)),
        }
    }
    let stays = |id: i64| order.iter().any(|s| matches!(s, Slot::There(there, _) if *there == id));
    let gone = items.iter().filter(|i| !touched(i) && !stays(i.id)).map(|i| i.id).collect();
    for item in kept {
        let at = usize::try_from(item.position.unwrap_or(i64::MAX).max(1) - 1).unwrap_or(usize::MAX);
        order.insert(at.min(order.len()), Slot::There(item.id, item.source));
    }
    (order, gone)
}

/// An action as it is written down: what, who, by when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// What is to be done.
    pub title: String,
    /// The account that is to do it.
    pub who: Option<String>,
    /// By when.
    pub due: Option<NaiveDate>,
}

/// The actions of a note, one a line: `call the partner @li.wei 2025-07-10`; a dash or box before it does not count.
#[must_use]
pub fn noted(text: &str) -> Vec<Noted> {
    text.lines().filter_map(note).collect()
}

fn note(line: &str) -> Option<Noted> {
    let line = line.trim().trim_start_matches(['-', '*', '•', '·']).trim_start();
    let line = line.strip_prefix("[ ]").unwrap_or(line);
    let (mut title, mut who, mut due) = (Vec::new(), None, None);
    for word in line.split_whitespace() {
        let day = || period::day(&word.replace('/', "-")).ok();
        match word.strip_prefix('@').or_else(|| word.strip_prefix('＠')) {
            Some(name) if !name.is_empty() && who.is_none() => who = Some(name.to_owned()),
            _ => match day().filter(|_| due.is_none()) {
                Some(day) => due = Some(day),
                None => title.push(word),
            },
        }
    }
    let title = title.join(" ");
    (!title.is_empty() || who.is_some() || due.is_some()).then_some(Noted { title, who, due })
}

/// A ticket as an agenda shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketRef {
    /// Row id.
    pub id: i64,
    pub number: i64,
    /// What about.
    pub kind: TicketKind,
    /// How bad.
    pub severity: Severity,
    /// Escalation.
    pub level: i64,
    /// Where it stands.
    pub state: TicketState,
    /// The partner's id.
    pub partner: Option<i64>,
    /// The partner's code.
    pub code: String,
    /// What people call the partner.
    pub name: String,
    /// The account of who works on it.
    pub owner: String,
    /// Since when.
    pub opened_at: Option<DateTime<Utc>>,
}

/// An action as a meeting shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionRef {
    /// The task.
    pub id: i64,
    /// What is to be done.
    pub title: String,
    /// The account of who does it.
    pub owner: String,
    /// By when.
    pub due_on: NaiveDate,
    /// Whether it is.
    pub state: TaskState,
    /// The number of its ticket.
    pub ticket: Option<i64>,
}

/// An item with what it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub item: Stored<MeetingItem>,
    pub ticket: Option<TicketRef>,
    /// The action that it asks about.
    pub action: Option<ActionRef>,
}

/// Another meeting, as one names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// Row id.
    pub id: i64,
    pub number: i64,
    /// When.
    pub on: NaiveDate,
}

/// All of one meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The record.
    pub meeting: Stored<Meeting>,
    /// Code and name of its region.
    pub region: Option<(String, String)>,
    /// Account and name of its chair.
    pub chair: Option<(String, String)>,
    /// The participants: as given, and what that account or partner is called.
    pub participants: Vec<(String, String)>,
    /// The agenda.
    pub entries: Vec<Entry>,
    /// The actions that it led to.
    pub actions: Vec<ActionRef>,
    /// The meeting that was held before it.
    pub previous: Option<Other>,
    /// The meeting that was planned after it.
    pub next: Option<Other>,
    /// Open tickets of its region that are not on the agenda.
    pub more: usize,
}

impl Page {
    #[must_use]
    pub fn number(&self) -> i64 {
        self.meeting.number.unwrap_or(self.meeting.id)
    }

    /// The items without a decision.
    pub fn undecided(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|e| e.item.decision.is_none())
    }
}

/// Whether a decision is one about a ticket, which a mere topic can't have.
#[must_use]
pub const fn needs_ticket(decision: MeetingDecision) -> bool {
    matches!(decision, MeetingDecision::Escalate | MeetingDecision::Arbitration)
}

#[cfg(test)]
mod tests;
