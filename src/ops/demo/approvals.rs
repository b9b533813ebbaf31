//! What waits for decisions in the demo: expenses of the last weeks, some asked back, one for a delegate, and a partner that leaves.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};

use super::agenda::Moment;
use super::desk::People;
use super::random::Random;
use crate::domain::kinds::{ApprovalAct, Decision, Expense, ExpenseKind, Lifecycle, Role, User};
use crate::domain::money::Money;
use crate::domain::record::{Kind, Row, Stored, Value};
use crate::ops::approval::{self, Asked};
use crate::ops::context::By;
use crate::ops::context::{Context, Source};
use crate::ops::record::rules;
use crate::ops::{OpError, Result, expense, record as records};
use crate::store::{Tx, record};

/// What was spent on: kind, project or purpose, from and to how many hundreds.
const SPENT: &[(ExpenseKind, &str, i64, i64)] = &[
    (ExpenseKind::Development, "新渠道拓展走访", 12, 60),
    (ExpenseKind::Sample, "样板店陈列道具", 30, 180),
    (ExpenseKind::Marketing, "端午联合促销物料", 80, 520),
    (ExpenseKind::Travel, "区域走访差旅", 6, 38),
    (ExpenseKind::Training, "导购培训场地与讲师", 20, 90),
    (ExpenseKind::Marketing, "开学季路演", 200, 760),
    (ExpenseKind::Other, "渠道联席会议会务", 15, 45),
];

/// Who decides, by role.
struct Deciders {
    head: Option<i64>,
    managers: Vec<Stored<User>>,
}

/// Writes expenses, most of them decided, and what waits for somebody now; answers how many.
pub(super) fn write(tx: &mut Tx<'_>, people: &People<'_>, moment: &Moment<'_>) -> Result<usize> {
    let mut r = Random::new(moment.seed ^ 0x0a99_70fe, 0);
    let trading: Vec<usize> = (0..people.ids.len())
        .filter(|i| people.profiles[*i].status == Lifecycle::Active && people.owners[*i].is_some())
        .collect();
    if trading.is_empty() {
        return Ok(0);
    }
    let head = record::id_by_code(tx.conn(), Kind::User, "zhao.min")?;
    let managers = record::query_as::<User>(tx.conn(), "WHERE role = 'manager' ORDER BY id", &[])?;
    let who = Deciders { head, managers };
    let past = if moment.months == 0 { 6 } else { 36 };
    for n in 0..past {
        let day = moment.today - Days::new(u64::try_from(r.between(3, 88)).unwrap_or(3));
        let at = moment.at(day, 10, u32::try_from(n % 60).unwrap_or(0));
        let Some((id, by)) = spend(tx, people, moment, &trading, &mut r, at, None)? else { continue };
        settle(tx, &who, moment, (id, by), at + Duration::hours(r.between(2, 40)), r.permille(120))?;
    }
    // what waits: new, in its last hours, late, at its second step
    for (hours, amount) in [(2, 3_600), (6, 18_500), (21, 8_800), (31, 12_000), (5, 68_000), (27, 86_000)] {
        let at = moment.now - Duration::hours(hours);
        let asked = spend(tx, people, moment, &trading, &mut r, at, Some((Money::units(amount), Whose::Others)))?;
        let first = asked.filter(|_| amount >= 80_000).zip(who.managers.first().map(|m| m.id));
        if let Some(((id, _), manager)) = first {
            let by = by(Some(manager), at + Duration::hours(2), moment);
            // a manager of elsewhere does not: it waits for its first step then
            let _elsewhere = approval::decide(tx, by, id, ApprovalAct::Approve, "").ok();
        }
    }
    if people.me.is_some() {
        own(tx, people, moment, &trading, &who, &mut r)?;
    }
    away(tx, moment, &who)?;
    leaving(tx, people, moment)?;
    Ok(past + 6)
}

/// Asks that a partner may leave that is suspended, as its owner would.
fn leaving(tx: &mut Tx<'_>, people: &People<'_>, moment: &Moment<'_>) -> Result<()> {
    let suspended = |i: &usize| people.profiles[*i].status == Lifecycle::Suspended && people.owners[*i].is_some();
    let mut those = (0..people.ids.len()).filter(suspended).peekable();
    let first = those.peek().copied();
    // another's, so that there is something to decide
    let Some(index) = those.find(|i| people.owners[*i] != people.me).or(first) else { return Ok(()) };
    let at = moment.now - Duration::hours(7);
    let context = Context {
        user: people.owners[index],
        role: Role::Specialist,
        at,
        as_of: day(at, moment),
        policy: moment.policy,
        source: Source::Person,
        reason: "",
    };
    let mut row = Row::blank(Kind::PartnerExit);
    row.set("partner", Value::Int(people.ids[index]));
    row.set("reason", Value::Text("停货三个月，对方计划转行，已谈妥分期清账后退出。".to_owned()));
    if rules::complete(tx, &context, &mut row, None)?.is_empty() {
        records::put(tx, &context, &mut row, None)?;
    }
    Ok(())
}

/// Whose expense it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Others,
    Mine,
}

/// What the person at the keyboard asked for: a question about one, and what became of others.
fn own(
    tx: &mut Tx<'_>,
    people: &People<'_>,
    moment: &Moment<'_>,
    trading: &[usize],
    who: &Deciders,
    r: &mut Random,
) -> Result<()> {
    let Some(head) = who.head else { return Ok(()) };
    let acts = [
        (9, 24_000, ApprovalAct::Ask, "这笔物料费与上月的端午促销是否重复？请附预算表。"),
        (26, 6_500, ApprovalAct::Approve, "同意，注意控制单店费用。"),
        (48, 42_000, ApprovalAct::Reject, "预算已用完，请并入下季度计划。"),
    ];
    for (hours, amount, act, text) in acts {
        let at = moment.now - Duration::hours(hours);
        let mine = spend(tx, people, moment, trading, r, at, Some((Money::units(amount), Whose::Mine)))?;
        if let Some((id, _)) = mine {
            approval::decide(tx, by(Some(head), at + Duration::hours(3), moment), id, act, text)?;
        }
    }
    Ok(())
}

/// An expense that asks for approval, as its form saves it; answers the approval and who asked, `None` if it needs none.
fn spend(
    tx: &mut Tx<'_>,
    people: &People<'_>,
    moment: &Moment<'_>,
    trading: &[usize],
    r: &mut Random,
    at: DateTime<Utc>,
    given: Option<(Money, Whose)>,
) -> Result<Option<(i64, Option<i64>)>> {
    let (kind, purpose, low, high) = *r.pick(SPENT);
    let amount = given.map_or_else(|| Money::units(r.between(low, high) * 100), |(amount, _)| amount);
    let others = |i: &&usize| people.owners[**i] != people.me;
    let index = match given {
        Some((_, Whose::Others)) => {
            let others: Vec<&usize> = trading.iter().filter(others).collect();
            if others.is_empty() {
                return Ok(None);
            }
            **r.pick(&others)
        }
        _ => *r.pick(trading),
    };
    let asker = if matches!(given, Some((_, Whose::Mine))) { people.me } else { people.owners[index] };
    let id = tx.add(&Expense {
        brought_in: false,
        number: None,
        on: day(at, moment),
        kind,
        partner: Some(people.ids[index]),
        project: String::new(),
        amount,
        purpose: purpose.to_owned(),
        state: Decision::Draft,
    })?;
    let expense: Stored<Expense> = record::get_as(tx.conn(), id)?;
    Ok(match expense::request(tx, by(asker, at, moment), &expense)? {
        Asked::Waits(approval, _) | Asked::WantsReason(approval, _) => Some((approval, asker)),
        Asked::InForce | Asked::Dropped(_) | Asked::Alone(..) => None,
    })
}

/// Decides every step of an expense, or rejects it.
fn settle(
    tx: &mut Tx<'_>,
    who: &Deciders,
    moment: &Moment<'_>,
    (id, asker): (i64, Option<i64>),
    at: DateTime<Utc>,
    rejected: bool,
) -> Result<()> {
    let mut may: Vec<i64> = who.managers.iter().map(|m| m.id).chain(who.head).filter(|u| Some(*u) != asker).collect();
    // who may not, by region or role, leaves it to the next; head office ends it
    while let Some(next) = (!may.is_empty()).then(|| may.remove(0)) {
        let act = if rejected { ApprovalAct::Reject } else { ApprovalAct::Approve };
        let text = if rejected { "与年度费用计划不符。" } else { "" };
        match approval::decide(tx, by(Some(next), at, moment), id, act, text) {
            Ok(done) if done.next.is_none() => return Ok(()),
            Ok(_) | Err(OpError::Refused { .. } | OpError::Role { .. }) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

/// One manager is away this week and has named who decides.
fn away(tx: &mut Tx<'_>, moment: &Moment<'_>, who: &Deciders) -> Result<()> {
    let deputy = record::id_by_code(tx.conn(), Kind::User, "huang.lei")?;
    if let (Some(manager), Some(deputy)) = (who.managers.last(), deputy) {
        let mut manager = manager.clone();
        manager.record.delegate = Some(deputy);
        manager.record.delegate_from = Some(moment.today - Days::new(2));
        manager.record.delegate_until = Some(moment.today + Days::new(5));
        tx.save(&manager)?;
    }
    Ok(())
}

fn by<'a>(user: Option<i64>, at: DateTime<Utc>, moment: &Moment<'a>) -> By<'a> {
    By { user, at, day: day(at, moment), policy: moment.policy, why: "" }
}

fn day(at: DateTime<Utc>, moment: &Moment<'_>) -> NaiveDate {
    at.with_timezone(&moment.policy.organisation.zone).date_naive()
}
