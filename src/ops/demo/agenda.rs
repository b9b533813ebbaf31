//! What was planned and done in the demo: the maintenance plan of the last months, and the changes of tier.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, TimeZone, Utc};

use super::desk::People;
use super::network::{Course, Profile};
use super::random::Random;
use super::words::Words;
use crate::domain::checklist::Checklist;
use crate::domain::kinds::{Task, TaskKind, TaskState, Tier, TierChange, TierChangeState, TierMove};
use crate::domain::period::Month;
use crate::domain::policy::Policy;
use crate::domain::record::Lang;
use crate::ops::context::By;
use crate::ops::{Result, meeting, plan, tier};
use crate::store::Tx;

/// The past that the plan is given, and when it is now.
pub(super) struct Moment<'a> {
    pub(super) policy: &'a Policy,
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
    /// Whole months before this one that were planned.
    pub(super) months: i32,
    pub(super) seed: u64,
}

impl Moment<'_> {
    /// An hour of a day, in the organisation's zone.
    pub(super) fn at(&self, day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
        let local = day.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default());
        let zone = self.policy.organisation.zone;
        zone.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |t| t.to_utc())
    }
}

/// Plans the last months and this one as they would have been, and lets the team have done most of it.
pub(super) fn tasks(tx: &mut Tx<'_>, words: &Words, moment: &Moment<'_>) -> Result<usize> {
    let this = Month::of(moment.today);
    let mut r = Random::new(moment.seed ^ 0x7a5c, 0);
    let mut count = 0;
    for month in this.0 - moment.months..=this.0 {
        let planned = plan::planned(tx.conn(), moment.policy, Month(month), Month(month).first(), Lang::Zh)?;
        count += planned.drafts.len();
        for draft in &planned.drafts {
            let mut task = plan::task(draft);
            if task.due_on < moment.today {
                let planned = task.clone();
                pass(&mut task, words, moment, &mut r);
                // a joint meeting is held, with what follows
                if task.kind == TaskKind::Meeting {
                    task = planned;
                }
            }
            meeting::rules::of_draft(tx, draft, &mut task)?;
            tx.add(&task)?;
        }
    }
    Ok(count)
}

/// What became of a task whose day is over.
fn pass(task: &mut Task, words: &Words, moment: &Moment<'_>, r: &mut Random) {
    let age = (moment.today - task.due_on).num_days();
    let dice = r.between(0, 99);
    // the last days' are late now and then; what is older was done or let go
    if age <= 9 && dice < 7 {
        return;
    }
    task.done_at = Some(moment.at(
        task.due_on,
        u32::try_from(r.between(10, 17)).unwrap_or(12),
        u32::try_from(r.between(0, 59)).unwrap_or(0),
    ));
    if dice >= 94 {
        task.state = TaskState::Skipped;
        r.pick(&words.lists.skips).clone_into(&mut task.reason);
        return;
    }
    task.state = TaskState::Done;
    let mut list = Checklist::parse(&task.checklist);
    list.finish();
    if dice % 12 == 5 && !list.0.is_empty() {
        // one line was not got to: it carries over
        list.toggle(list.0.len() - 1);
    }
    task.checklist = list.text();
    if matches!(task.kind, TaskKind::Visit | TaskKind::Contact) && dice % 3 == 0 {
        r.pick(&words.lists.findings).clone_into(&mut task.findings);
    }
}

/// What the last reviews changed, and what is proposed and waits for approval.
pub(super) fn tiers(tx: &mut Tx<'_>, people: &People<'_>, moment: &Moment<'_>) -> Result<usize> {
    let mut r = Random::new(moment.seed ^ 0x71e5, 0);
    let (mut waiting, mut count) = (0, 0);
    // a large network was not reviewed by hand: its last hundred moves are enough to see
    for p in people.profiles.iter().filter(|p| p.tier.is_some()).take(2_000) {
        if let Some(change) = reviewed(people, p, moment, &mut r) {
            tx.add(&change)?;
            count += 1;
        }
        if waiting < 6
            && let Some(change) = proposed(people, p, moment, waiting)
        {
            let id = tx.add(&change)?;
            let at = change.proposed_at.unwrap_or(moment.now);
            let by = By { user: change.proposed_by, at, day: moment.today, policy: moment.policy, why: "" };
            tier::ask(tx, by, id, &change)?;
            waiting += 1;
            count += 1;
        }
    }
    Ok(count)
}

/// A change that is in force.
fn reviewed(people: &People<'_>, p: &Profile, moment: &Moment<'_>, r: &mut Random) -> Option<TierChange> {
    let tier = p.tier?;
    let (from, movement, months, often) = match tier {
        Tier::Strategic => (Tier::Growth, TierMove::Promote, r.between(2, 11), 40),
        Tier::Growth if p.index.is_multiple_of(2) => (Tier::Watch, TierMove::Promote, r.between(2, 11), 30),
        Tier::Growth => (Tier::Strategic, TierMove::Demote, r.between(2, 11), 15),
        Tier::Watch => (Tier::Growth, TierMove::Demote, r.between(0, 4), 70),
        Tier::Probation => return None,
    };
    if r.between(0, 99) >= often {
        return None;
    }
    let day = Month(Month::of(moment.today).0 - i32::try_from(months).unwrap_or(0)).first();
    let score = match tier {
        Tier::Strategic => r.between(7_600, 9_300),
        Tier::Growth => r.between(6_200, 8_100),
        Tier::Watch | Tier::Probation => r.between(4_100, 5_900),
    };
    Some(TierChange {
        by_review: false,
        brought_in: false,
        partner: people.ids[p.index],
        from_tier: Some(from),
        to_tier: tier,
        movement,
        score: Some(score),
        reason: if movement == TierMove::Promote {
            "连续两期得分达标，季度评审通过。"
        } else {
            "得分低于 60，季度评审通过，申诉期满。"
        }
        .to_owned(),
        state: TierChangeState::Approved,
        proposed_by: people.owners[p.index],
        proposed_at: Some(moment.at(day - Days::new(9), 14, 20)),
        decided_by: people.checker,
        decided_at: Some(moment.at(day - Days::new(8), 10, 5)),
        effective_on: Some(day),
        policy_version: None,
    })
}

/// A change that somebody else than the person at the keyboard asks for.
fn proposed(people: &People<'_>, p: &Profile, moment: &Moment<'_>, n: usize) -> Option<TierChange> {
    let (from, to, movement, reason) = match (p.tier?, p.course) {
        (Tier::Growth, Course::Drift(d)) if d > 300 => {
            (Tier::Growth, Tier::Strategic, TierMove::Promote, "近两季增长超过三成，新品铺货配合好，建议升级。")
        }
        (Tier::Strategic, Course::Slipping) => {
            (Tier::Strategic, Tier::Growth, TierMove::Demote, "近五周订单骤降，库存偏高，建议降一级并签改善计划。")
        }
        (Tier::Watch, Course::Drift(d)) if d > 150 => {
            (Tier::Watch, Tier::Growth, TierMove::Promote, "改善计划指标完成，建议恢复成长级。")
        }
        _ => return None,
    };
    let by = people.owners[p.index].filter(|owner| Some(*owner) != people.me)?;
    let hours = [1, 5, 20, 23, 30, 52].get(n).copied().unwrap_or(8);
    Some(TierChange {
        by_review: false,
        brought_in: false,
        partner: people.ids[p.index],
        from_tier: Some(from),
        to_tier: to,
        movement,
        score: Some(if movement == TierMove::Promote { 7_640 + 90 * i64::try_from(n).unwrap_or(0) } else { 5_820 }),
        reason: reason.to_owned(),
        state: TierChangeState::Proposed,
        proposed_by: Some(by),
        proposed_at: DateTime::from_timestamp((moment.now - Duration::hours(hours)).timestamp(), 0),
        decided_by: None,
        decided_at: None,
        effective_on: None,
        policy_version: None,
    })
}
