//! What writing a meeting or an item of its agenda has to keep to, and what goes with it.
//!
//! The meeting says when it is and who leads it; the task by which it is on the calendar follows, and moving or skipping that
//! task moves or cancels the meeting.

use super::super::record::doors::HISTORY;
use super::super::{OpError, Result, access};
use super::open;
use crate::domain::checklist::Checklist;
use crate::domain::kinds::{ItemSource, Meeting, MeetingItem, MeetingState, Rhythm, Role, Task, TaskKind, TaskState, Ticket};
use crate::domain::knowledge::lang_of;
use crate::domain::maintenance::Draft as Planned;
use crate::domain::meeting;
use crate::domain::policy::Policy;
use crate::domain::record::{Expected, Kind, Problem, Record as _, Row, Stored, Tags};
use crate::ops::context::{Context, Source};
use crate::store::{Connection, Tx, meetings, record};

/// Completes a meeting before it is written: which period of which series it is.
///
/// # Errors
/// Those of the file; what is wrong with the record is the answer.
pub(in crate::ops) fn complete(tx: &Tx<'_>, context: &Context<'_>, row: &mut Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    let Ok(mut wanted) = row.typed::<Meeting>() else { return Ok(Vec::new()) };
    let old = before.map(Row::typed::<Meeting>).transpose()?;
    if let Some(old) = old.as_ref().filter(|o| o.state != MeetingState::Planned) {
        return settled(tx.conn(), old, &wanted);
    }
    let mut problems = Vec::new();
    let moved = old.as_ref().is_none_or(|o| o.planned_on != wanted.planned_on);
    if moved && context.source == Source::Person && wanted.planned_on < context.as_of {
        let expected = Expected::AtLeast(context.as_of.to_string());
        problems.push(Problem { field: "planned_on", value: wanted.planned_on.to_string(), expected });
    }
    if let Some(chair) = wanted.chair.filter(|_| old.as_ref().is_none_or(|o| o.chair != wanted.chair)) {
        let account = record::code_of(tx.conn(), Kind::User, chair)?;
        if meetings::worker(tx.conn(), &account)?.is_none() {
            problems.push(Problem { field: "chair", value: account, expected: Expected::Rule("expected-active-user") });
        }
    }
    // a meeting that is moved stays that of its period
    let same = old.as_ref().is_some_and(|o| (o.rhythm, o.region) == (wanted.rhythm, wanted.region));
    if !same {
        let region = wanted.region.map(|r| meetings::region_code(tx.conn(), r)).transpose()?;
        let found = meeting::occurrence(&context.policy.maintenance, wanted.rhythm, region.as_deref(), wanted.planned_on);
        (wanted.record.series, wanted.record.period) = found.unwrap_or_default();
        if !wanted.series.is_empty()
            && let Some(other) = meetings::of_period(tx.conn(), &wanted.series, &wanted.period)?.filter(|o| o.id != wanted.id)
        {
            let taken = vec![
                ("number", other.number.unwrap_or(other.id).to_string()),
                ("period", other.period.clone()),
                ("day", other.held_on.unwrap_or(other.planned_on).to_string()),
            ];
            let expected = Expected::Named("expected-free-period", taken);
            problems.push(Problem { field: "planned_on", value: wanted.planned_on.to_string(), expected });
        }
    }
    row.values = wanted.record.to_values();
    Ok(problems)
}

/// What may not be changed any more once a meeting is over: minutes, place and who was there may.
fn settled(conn: &Connection, old: &Meeting, wanted: &Meeting) -> Result<Vec<Problem>> {
    let kept = ["title", "rhythm", "region", "planned_on", "chair"];
    let (old, wanted) = (Row::new(old), Row::new(wanted));
    let changed = kept.into_iter().filter(|f| old.get(f) != wanted.get(f));
    changed
        .filter_map(|name| {
            let (_, field) = Kind::Meeting.def().field(name)?;
            let said = |value| Problem { field: field.name, value, expected: Expected::Rule("expected-planned-meeting") };
            Some(record::spoken(conn, field, wanted.get(name)).map(said).map_err(Into::into))
        })
        .collect()
}

/// Writes what goes with a meeting: its task.
pub(in crate::ops) fn written(tx: &mut Tx<'_>, context: &Context<'_>, after: &Row) -> Result<()> {
    let meeting: Stored<Meeting> = after.typed()?;
    if meeting.state == MeetingState::Planned {
        put_task(tx, context.policy, &meeting)?;
    }
    Ok(())
}

/// Completes an item before it is written: its words, where it stands, that a person wrote it.
///
/// # Errors
/// Those of the file; what is wrong with the record is the answer.
pub(in crate::ops) fn complete_item(
    tx: &Tx<'_>,
    context: &Context<'_>,
    row: &mut Row,
    before: Option<&Row>,
) -> Result<Vec<Problem>> {
    let Ok(mut item) = row.typed::<MeetingItem>() else { return Ok(Vec::new()) };
    let old = before.map(Row::typed::<MeetingItem>).transpose()?;
    let meeting: Stored<Meeting> = record::get_as(tx.conn(), item.meeting)?;
    let mut problems = Vec::new();
    let mut wrong = |field: &'static str, value: String, expected| problems.push(Problem { field, value, expected });
    // what another desk held comes with what was said there
    let elsewhere = meeting.brought_in && context.source == Source::Import && context.role >= HISTORY;
    if meeting.state != MeetingState::Planned && !elsewhere {
        let number = format!("#{}", meeting.number.unwrap_or(meeting.id));
        wrong("meeting", number, Expected::Rule("expected-planned-meeting"));
    }
    if item.topic.trim().is_empty()
        && let Some(ticket) = item.ticket
    {
        item.record.topic = record::get_as::<Ticket>(tx.conn(), ticket)?.record.title;
    }
    item.record.topic = item.topic.split_whitespace().collect::<Vec<_>>().join(" ");
    if item.topic.is_empty() {
        wrong("topic", String::new(), Expected::Given);
    }
    if let Some(decision) = item.decision.filter(|d| meeting::needs_ticket(*d) && item.ticket.is_none()) {
        wrong("decision", decision.code().to_owned(), Expected::Rule("expected-ticket-for-decision"));
    }
    for noted in meeting::noted(&item.actions) {
        if noted.title.is_empty() {
            wrong("actions", item.actions.clone(), Expected::Rule("expected-action-words"));
        }
        if let Some(who) = noted.who.filter(|w| meetings::worker(tx.conn(), w).is_ok_and(|found| found.is_none())) {
            wrong("actions", format!("@{who}"), Expected::Rule("expected-active-user"));
        }
    }
    let place = |i: &MeetingItem| (i.position, i.ticket, i.topic.clone());
    match &old {
        None if context.source == Source::Person => {
            item.record.by_hand = true;
            if item.ticket.is_some() && item.source == ItemSource::Topic {
                item.record.source = ItemSource::Ticket;
            }
        }
        Some(old) if place(old) != place(&item) => item.record.by_hand = true,
        _ => {}
    }
    let others = meetings::items(tx.conn(), item.meeting)?;
    let twin =
        |o: &&Stored<MeetingItem>| o.id != item.id && (o.ticket, o.task, &o.topic) == (item.ticket, item.task, &item.topic);
    if let Some(other) = others.iter().find(twin) {
        let place = other.position.unwrap_or_default();
        wrong("topic", item.topic.clone(), Expected::Unique(format!("{place}. {}", other.topic)));
    }
    if item.position.is_none() {
        let last = others.iter().filter(|o| o.id != item.id).filter_map(|o| o.position).max().unwrap_or(0);
        item.record.position = Some(last + 1);
    }
    row.values = item.record.to_values();
    Ok(problems)
}

/// Makes room for an item where it was put.
pub(in crate::ops) fn written_item(tx: &mut Tx<'_>, after: &Row) -> Result<()> {
    let item: Stored<MeetingItem> = after.typed()?;
    renumber(tx, item.meeting, Some(&item))
}

/// Numbers the items of a meeting from 1, in their order; `first` is put where it says, the others make room.
pub(super) fn renumber(tx: &mut Tx<'_>, meeting: i64, first: Option<&Stored<MeetingItem>>) -> Result<()> {
    let mut items = meetings::items(tx.conn(), meeting)?;
    if let Some(wanted) = first
        && let Some(at) = items.iter().position(|i| i.id == wanted.id)
    {
        let item = items.remove(at);
        let to = usize::try_from(wanted.position.unwrap_or(i64::MAX).max(1) - 1).unwrap_or(usize::MAX);
        items.insert(to.min(items.len()), item);
    }
    for (position, mut item) in (1..).zip(items) {
        if item.position != Some(position) {
            item.record.position = Some(position);
            tx.save(&item)?;
        }
    }
    Ok(())
}

/// Numbers an action of a meeting that a form makes, so that it is known by that.
///
/// # Errors
/// Those of the file; what is wrong with the record is the answer.
pub(in crate::ops) fn complete_task(tx: &Tx<'_>, row: &mut Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    let Ok(mut task) = row.typed::<Task>() else { return Ok(Vec::new()) };
    let Some(meeting) = task.meeting.filter(|_| before.is_none() && task.series.is_empty()) else { return Ok(Vec::new()) };
    if task.kind == TaskKind::Meeting {
        let expected = Expected::Rule("expected-action-kind");
        return Ok(vec![Problem { field: "kind", value: task.kind.code().to_owned(), expected }]);
    }
    (task.record.series, task.record.period) = action_key(tx, meeting)?;
    row.values = task.record.to_values();
    Ok(Vec::new())
}

/// What an edit of a meeting's own task does to the meeting.
///
/// # Errors
/// As [`follow_task`].
pub(in crate::ops) fn written_task(tx: &mut Tx<'_>, context: &Context<'_>, before: Option<&Row>, after: &Row) -> Result<()> {
    let Some(before) = before.map(Row::typed::<Task>).transpose()? else { return Ok(()) };
    follow_task(tx, (context.user, context.role), &before, &after.typed()?)
}

/// Series and period of the next action of a meeting: `meeting:3`, `1`.
pub(super) fn action_key(tx: &Tx<'_>, meeting: i64) -> Result<(String, String)> {
    let series = format!("meeting:{}", record::code_of(tx.conn(), Kind::Meeting, meeting)?);
    let period = meetings::next_action(tx.conn(), &series)?.to_string();
    Ok((series, period))
}

/// What changing a meeting's own task does to the meeting: moved and given to somebody with it, cancelled when it is skipped.
///
/// # Errors
/// [`OpError::Refused`] to finish it, which is done by holding the meeting; [`OpError::Role`] for less than a manager.
pub(in crate::ops) fn follow_task(
    tx: &mut Tx<'_>,
    (user, role): (Option<i64>, Role),
    before: &Task,
    after: &Stored<Task>,
) -> Result<()> {
    let said = |t: &Task| (t.state, t.due_on, t.owner);
    let Some(id) = after.meeting.filter(|_| after.kind == TaskKind::Meeting && said(before) != said(after)) else {
        return Ok(());
    };
    let mut meeting: Stored<Meeting> = record::get_as(tx.conn(), id)?;
    if meeting.state != MeetingState::Planned {
        return Ok(());
    }
    access::meets(tx.conn(), (user, role), meeting.region)?;
    match after.state {
        TaskState::Open => {
            meeting.record.planned_on = after.due_on;
            meeting.record.chair = after.owner.or(meeting.chair);
        }
        TaskState::Skipped => {
            meeting.record.state = MeetingState::Cancelled;
            meeting.record.reason.clone_from(&after.reason);
        }
        TaskState::Done => {
            let number = meeting.number.unwrap_or(id).to_string();
            return Err(OpError::Refused { key: "refused-meeting-task", args: vec![("number", number)] });
        }
    }
    tx.save(&meeting)?;
    Ok(())
}

/// Makes the meeting of a task that the plan makes.
pub(in crate::ops) fn of_draft(tx: &mut Tx<'_>, draft: &Planned, task: &mut Task) -> Result<()> {
    if draft.kind != TaskKind::Meeting || draft.partner.is_some() {
        return Ok(());
    }
    let rhythm = match draft.period.split_once('-').map(|(_, part)| part.as_bytes().first()) {
        Some(Some(b'Q')) => Rhythm::Quarter,
        Some(Some(b'H')) => Rhythm::HalfYear,
        _ => Rhythm::Special,
    };
    let meeting = Meeting {
        brought_in: false,
        number: None,
        title: draft.title.clone(),
        rhythm,
        region: None,
        planned_on: draft.due_on,
        place: String::new(),
        chair: draft.owner,
        participants: Tags::default(),
        state: MeetingState::Planned,
        held_on: None,
        minutes: String::new(),
        reason: String::new(),
        series: draft.series.clone(),
        period: draft.period.clone(),
        next: None,
        policy_version: None,
    };
    task.meeting = Some(tx.add(&meeting)?);
    Ok(())
}

/// Puts a planned meeting on the calendar, or moves it there. A task that the plan made for its period and that was skipped is
/// opened again.
pub(in crate::ops) fn put_task(tx: &mut Tx<'_>, policy: &Policy, meeting: &Stored<Meeting>) -> Result<()> {
    open(meeting)?;
    let own = meetings::own_task(tx.conn(), meeting.id)?;
    let own = match own {
        None if !meeting.series.is_empty() => {
            meetings::task_of_period(tx.conn(), &meeting.series, &meeting.period)?.filter(|t| t.state != TaskState::Done)
        }
        own => own,
    };
    let (due_on, owner) = (meeting.planned_on, meeting.chair);
    if let Some(mut task) = own {
        let t = &mut task.record;
        (t.meeting, t.due_on, t.owner, t.state, t.done_at) = (Some(meeting.id), due_on, owner, TaskState::Open, None);
        meeting.title.clone_into(&mut t.title);
        t.reason.clear();
        tx.save(&task)?;
        return Ok(());
    }
    let mut task = Task { owner, meeting: Some(meeting.id), ..Task::new(TaskKind::Meeting, &meeting.title, due_on) };
    if let Some((_, rule)) = meeting::rule(&policy.maintenance, meeting.rhythm) {
        let lines: Vec<&str> = rule.checklist.iter().map(|w| w.get(lang_of(&meeting.title))).collect();
        task.checklist = Checklist::of(&lines).text();
    }
    let taken = meetings::task_of_period(tx.conn(), &meeting.series, &meeting.period)?.is_some();
    if !meeting.series.is_empty() && !taken {
        (task.series, task.period) = (meeting.series.clone(), meeting.period.clone());
    }
    tx.add(&task)?;
    Ok(())
}
