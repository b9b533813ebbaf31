//! Joint meetings of the demo: one of the last quarter that was held, with minutes and actions of which some are not done yet,
//! and the next one with its agenda.

use chrono::{Days, NaiveDate};

use super::agenda::Moment;
use super::desk::People;
use crate::domain::kinds::{ItemSource, Meeting, MeetingDecision, MeetingItem, MeetingState, Rhythm, Role, Task, TaskState};
use crate::domain::maintenance::Every;
use crate::domain::meeting;
use crate::domain::period::{Month, day_number};
use crate::domain::record::{Kind, Lang, Stored, Tags};
use crate::ops::Result;
use crate::ops::context::{Context, Source};
use crate::ops::meeting::hold::{self, Held};
use crate::ops::meeting::{build, rules};
use crate::store::{Tx, record, tasks};

/// What was said and decided about the tickets, and what follows; the topic of the last one is nobody's ticket.
const TALKS: [(&str, MeetingDecision, &str); 4] = [
    (
        "双方说明经过，厂方出示发货与价格记录；按现行价格体系执行，首月每周通报。",
        MeetingDecision::Settled,
        "每周通报价格执行情况",
    ),
    ("区域划分仍有分歧，先冻结新开网点，区域经理主持第二次协商。", MeetingDecision::Talks, "主持第二次协商并反馈结果"),
    ("资料不全，责任未定。", MeetingDecision::Deferred, "补齐物流单据"),
    ("直营大促提前两周告知经销商，活动价不低于渠道供货价。", MeetingDecision::Settled, "下发促销报备模板"),
];

const MINUTES: &str = "到会：厂方销售、市场、法务，渠道代表 6 家；各方对上季度处理结果无异议。\n\
                       共识：价格与区域以合同为准，争议先报渠道专员，不在终端自行处理。";

/// Holds the meetings whose day is over, and builds the agenda of the next one; answers how many tasks that made.
pub(super) fn held(tx: &mut Tx<'_>, moment: &Moment<'_>) -> Result<usize> {
    let mut count = 0;
    while let Some(meeting) = planned(tx, moment.today)? {
        count += hold(tx, moment, &meeting)?;
    }
    if let Some(next) = planned(tx, moment.today + Days::new(400))? {
        build(tx, moment.policy, next.id)?;
    }
    Ok(count)
}

/// The first meeting that is planned for a day before this one.
fn planned(tx: &Tx<'_>, before: NaiveDate) -> Result<Option<Stored<Meeting>>> {
    let clause = "WHERE state = 'planned' AND planned_on < ?1 ORDER BY planned_on LIMIT 1";
    Ok(record::query_as(tx.conn(), clause, &[&day_number(before)])?.pop())
}

/// Holds a meeting on its day; answers how many tasks that made.
fn hold(tx: &mut Tx<'_>, moment: &Moment<'_>, meeting: &Stored<Meeting>) -> Result<usize> {
    let day = meeting.planned_on;
    agenda(tx, meeting, moment)?;
    let context = Context {
        user: meeting.chair,
        role: Role::HeadOffice,
        at: moment.at(day, 16, 30),
        as_of: day,
        policy: moment.policy,
        source: Source::Person,
        reason: "",
    };
    let outcome = hold::within(tx, &context, (meeting.id, None), &Held { on: day, minutes: Some(MINUTES.to_owned()) })?;
    pass(tx, meeting.id, moment)?;
    // the next one's task, unless the plan has made it
    Ok(outcome.tasks + usize::from(outcome.next.is_some_and(|n| n.on >= moment.today)))
}

/// Plans the meeting of the last quarter, if the plan of the last months does not; answers how many tasks that made.
pub(super) fn first(tx: &mut Tx<'_>, people: &People<'_>, moment: &Moment<'_>) -> Result<usize> {
    let day = day(moment);
    if Month::of(day).0 >= Month::of(moment.today).0 - moment.months {
        return Ok(0);
    }
    let codes = people.ids.iter().take(3).map(|id| record::code_of(tx.conn(), Kind::Partner, *id));
    let mut participants: Tags = Tags(codes.collect::<crate::store::Result<_>>()?);
    participants.0.insert("zhao.min".to_owned());
    let plan = &moment.policy.maintenance;
    let (series, period) = meeting::occurrence(plan, Rhythm::Quarter, None, day).unwrap_or_default();
    let title = meeting::rule(plan, Rhythm::Quarter).map(|(_, r)| r.title.get(Lang::Zh).to_owned());
    let id = tx.add(&Meeting {
        brought_in: false,
        number: None,
        title: title.unwrap_or_else(|| "季度渠道联席会议".to_owned()),
        rhythm: Rhythm::Quarter,
        region: None,
        planned_on: day,
        place: "总部三楼会议室（线上同步）".to_owned(),
        chair: tasks::head(tx.conn())?,
        participants,
        state: MeetingState::Planned,
        held_on: None,
        minutes: String::new(),
        reason: String::new(),
        series,
        period,
        next: None,
        policy_version: None,
    })?;
    let stored: Stored<Meeting> = record::get_as(tx.conn(), id)?;
    rules::put_task(tx, moment.policy, &stored)?;
    Ok(1)
}

/// Where the plan's rule had it in the quarter before this one.
fn day(moment: &Moment<'_>) -> NaiveDate {
    let this = Every::Quarter.period(Month::of(moment.today)).0.from;
    let before = Every::Quarter.period(Month::of(this - Days::new(1))).0.from;
    meeting::suggested(&moment.policy.calendar, &moment.policy.maintenance, Rhythm::Quarter, before)
}

/// What was talked about: tickets that were open on that day, and one more topic.
fn agenda(tx: &mut Tx<'_>, meeting: &Stored<Meeting>, moment: &Moment<'_>) -> Result<()> {
    let at = moment.at(meeting.planned_on, 9, 0).timestamp();
    let clause = "WHERE opened_at < ?1 AND (resolved_at IS NULL OR resolved_at > ?1) ORDER BY severity, opened_at, id LIMIT 3";
    let open = record::query_as::<crate::domain::kinds::Ticket>(tx.conn(), clause, &[&at])?;
    let topics = open.iter().map(|t| (Some(t.id), t.title.clone()));
    let other = (None, "大促期间线上线下价格协同".to_owned());
    for (position, ((ticket, topic), (said, decision, action))) in (1..).zip(topics.chain([other]).zip(told(open.len()))) {
        tx.add(&MeetingItem {
            meeting: meeting.id,
            position: Some(position),
            source: if ticket.is_some() { ItemSource::Ticket } else { ItemSource::Topic },
            ticket,
            task: None,
            topic,
            discussion: said.to_owned(),
            decision: Some(decision),
            actions: format!("{action} @zhao.min"),
            by_hand: ticket.is_none(),
        })?;
    }
    Ok(())
}

/// The talks about so many tickets, and that about the topic, which is the last.
fn told(tickets: usize) -> impl Iterator<Item = (&'static str, MeetingDecision, &'static str)> {
    TALKS.into_iter().take(tickets.min(3)).chain(TALKS.into_iter().skip(3))
}

/// The first actions are done, the last one is still to be asked about.
fn pass(tx: &mut Tx<'_>, meeting: i64, moment: &Moment<'_>) -> Result<()> {
    let actions = record::query_as::<Task>(tx.conn(), "WHERE meeting = ?1 AND kind <> 'meeting' ORDER BY id", &[&meeting])?;
    let left = actions.len().saturating_sub(1);
    for mut action in actions.into_iter().take(left).filter(|a| a.due_on < moment.today) {
        action.record.done_at = Some(moment.at(action.due_on, 15, 0));
        action.record.state = TaskState::Done;
        tx.save(&action)?;
    }
    Ok(())
}
