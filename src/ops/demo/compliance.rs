//! What the demo's partners did wrong, what is held of them, how they were audited and trained, who could step in.
//!
//! It is written as people write it: a violation that waits asks for its approval, an audit's open actions become a task.
//! A network for measuring has only what the rules compute with: violations and deposits.

use chrono::{Days, NaiveDate};

use super::agenda::Moment;
use super::desk::People;
use super::network::Profile;
use super::random::Random;
use crate::domain::deposit::entry;
use crate::domain::kinds::{
    AuditSubject, BackupAssessment, ChannelAudit, Decision, DepositEntry, DepositMove, Lifecycle, Partner, PartyRole, Region,
    Role, Ticket, TicketParty, Training, TrainingKind, Violation, ViolationKind,
};
use crate::domain::money::Money;
use crate::domain::record::{Kind, Row, Stored, Tags};
use crate::ops::context::{Context, Source};
use crate::ops::record::put;
use crate::ops::{Result, violation};
use crate::store::{Tx, record};

/// How many violations of the network wait for approval.
const WAITING: usize = 2;

/// Findings and actions of audits, by subject.
const FINDINGS: [(AuditSubject, &str, &str); 6] = [
    (AuditSubject::Rebates, "二季度返利有 3 笔未按协议抵扣货款。", "补办抵扣手续\n返利台账按月核对"),
    (AuditSubject::Rebates, "返利兑付晚于约定 20 天。", "按约定时间兑付，财务月底前确认"),
    (AuditSubject::Promotion, "堆头费用无现场照片，2 家门店未执行。", "补齐照片与验收单\n退回未执行门店的费用"),
    (AuditSubject::Promotion, "促销赠品领用登记不全。", "补登记，下次按门店签收"),
    (AuditSubject::Service, "投诉 24 小时回复率低于约定。", "指定专人值守投诉电话"),
    (AuditSubject::Service, "临期品未按月下架。", "清理临期品\n建立月度效期检查"),
];

/// Writes all of it for the partners of the network; answers how many tasks audits left.
pub(super) fn write(tx: &mut Tx<'_>, people: &People<'_>, moment: &Moment<'_>, lean: bool) -> Result<usize> {
    for (i, p) in people.profiles.iter().enumerate() {
        let Some(id) = people.ids.get(i).copied() else { continue };
        let mut r = Random::new(moment.seed ^ 0xc0_4b_11, i as u64);
        if p.trades() {
            deposit(tx, p, id, moment, &mut r)?;
        }
        if p.points > 0 {
            broken(tx, p, id, moment, &mut r)?;
        }
        let owner = people.owners.get(i).copied().flatten();
        if !lean && p.status.trades() {
            audited(tx, id, owner, moment, &mut r)?;
            trained(tx, id, moment, &mut r)?;
        }
        if !lean {
            assessed(tx, p, id, owner, moment, &mut r)?;
        }
    }
    if !lean {
        found_by_the_desk(tx, moment)?;
    }
    Ok(record::query(tx.conn(), Kind::Task, "WHERE series LIKE 'audit_action:%'", &[])?.len())
}

/// Somebody at the program, who writes at a moment.
fn somebody<'a>(user: Option<i64>, moment: &Moment<'a>) -> Context<'a> {
    Context {
        user,
        role: Role::Specialist,
        at: moment.now,
        as_of: moment.today,
        policy: moment.policy,
        source: Source::Person,
        reason: "",
    }
}

/// What was agreed was paid, mostly.
fn deposit(tx: &mut Tx<'_>, p: &Profile, id: i64, moment: &Moment<'_>, r: &mut Random) -> Result<()> {
    let partner: Stored<Partner> = record::get_as(tx.conn(), id)?;
    let Some(agreed) = partner.deposit.filter(|a| a.0 > 0) else { return Ok(()) };
    let first = p.onboarded.min(moment.today);
    let paid = if r.permille(120) { Money(agreed.0 / 20_000 * 10_000) } else { agreed };
    tx.add(&entry(id, first, DepositMove::PaidIn, paid))?;
    if p.status == Lifecycle::Exited {
        tx.add(&entry(id, moment.today - Days::new(20), DepositMove::Refund, -paid))?;
    }
    Ok(())
}

/// The violations that a partner's points come from: one or two, and for some an old one that no longer counts.
fn broken(tx: &mut Tx<'_>, p: &Profile, id: i64, moment: &Moment<'_>, r: &mut Random) -> Result<()> {
    let first = if p.points > 4 { p.points / 2 } else { p.points };
    let mut parts = vec![(r.between(10, 180), first)];
    if p.points > first {
        parts.push((r.between(181, 340), p.points - first));
    }
    if r.permille(400) {
        parts.push((r.between(380, 600), 3));
    }
    let partner: Stored<Partner> = record::get_as(tx.conn(), id)?;
    // a penalty stays within what a deposit of some size can bear
    let most = partner.deposit.filter(|d| d.0 > 0).map_or(Money(i64::MAX), |d| Money::units(d.0 / Money::SCALE / 4_000 * 1_000));
    for (ago, points) in parts {
        let kind = *r.pick(&[ViolationKind::PriceBreach, ViolationKind::FalseClaim, ViolationKind::Other]);
        let amount = Money::units(r.between(2, 40) * 1_000).min(most);
        let on = moment.today - Days::new(u64::try_from(ago).unwrap_or(10));
        // nobody breaks a rule before it is taken on; what counts by now was done since
        let began = p.onboarded + Days::new(10);
        if on < began && (ago > 365 || began > moment.today) {
            continue;
        }
        confirmed(tx, moment, (id, kind, on.max(began)), Some(points), (amount, None, evidence(kind)))?;
    }
    Ok(())
}

const fn evidence(kind: ViolationKind) -> &'static str {
    match kind {
        ViolationKind::Diversion => "批号比对：发往本渠道，在外区售出。",
        ViolationKind::Dumping => "连续两周低于成本价出货，小票存档。",
        ViolationKind::PriceBreach => "门店零售价低于限价，巡店照片存档。",
        ViolationKind::FalseClaim => "费用核销的发票与门店执行不符。",
        ViolationKind::Other => "未按约定上报进销存。",
    }
}

/// A violation that was approved some days after it was done, and what it took from the deposit.
fn confirmed(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    (partner, kind, on): (i64, ViolationKind, NaiveDate),
    points: Option<i64>,
    (amount, ticket, evidence): (Money, Option<i64>, &str),
) -> Result<()> {
    let mut v = Violation {
        brought_in: false,
        number: None,
        partner,
        kind,
        on,
        amount: Some(amount),
        evidence: evidence.to_owned(),
        points,
        deduction: None,
        ticket,
        state: Decision::Approved,
        policy_version: None,
    };
    moment.policy.violations.complete(&mut v);
    let deduction = v.deduction;
    let id = tx.add(&v)?;
    if let Some(deduction) = deduction {
        let booked = (on + Days::new(9)).min(moment.today);
        tx.add(&DepositEntry { violation: Some(id), ..entry(partner, booked, DepositMove::Deduction, -deduction) })?;
    }
    Ok(())
}

/// What the desk found: settled diversions are confirmed violations of their respondents, the newest wait for approval.
fn found_by_the_desk(tx: &mut Tx<'_>, moment: &Moment<'_>) -> Result<()> {
    let clause = "WHERE kind = 'diversion' AND state IN ('resolved', 'closed') AND amount > 0 ORDER BY opened_at DESC, id";
    let tickets: Vec<Stored<Ticket>> = record::query_as(tx.conn(), clause, &[])?;
    let zone = moment.policy.organisation.zone;
    for (i, ticket) in tickets.into_iter().enumerate() {
        let parties: Vec<(i64, PartyRole)> =
            record::query_as::<TicketParty>(tx.conn(), "WHERE ticket = ?1 ORDER BY id", &[&ticket.id])?
                .iter()
                .map(|y| (y.partner, y.role))
                .collect();
        let when = (moment.today, zone);
        let Some(v) = crate::domain::violation::of_ticket((ticket.id, &ticket.record), parties, [], when) else { continue };
        if i < WAITING {
            let mut row = Row::new(&v);
            let context = somebody(ticket.resolved_by.or(ticket.owner), moment);
            if violation::complete(tx, &context, &mut row, None)?.is_empty() {
                put(tx, &context, &mut row, None)?;
            }
        } else {
            let amount = v.amount.unwrap_or_default();
            confirmed(tx, moment, (v.partner, v.kind, v.on), None, (amount, v.ticket, &v.evidence))?;
        }
    }
    Ok(())
}

/// The audits of the last two quarters, of about a third of the partners; some left something to do.
fn audited(tx: &mut Tx<'_>, id: i64, owner: Option<i64>, moment: &Moment<'_>, r: &mut Random) -> Result<()> {
    if !r.permille(350) {
        return Ok(());
    }
    for ago in [r.between(95, 175), r.between(12, 80)] {
        let on = moment.today - Days::new(u64::try_from(ago).unwrap_or(12));
        let (subject, findings, actions) = *r.pick(&FINDINGS);
        let score = 55 + r.between(0, 43);
        let weak = score < 80;
        let due = on + Days::new(u64::try_from(r.between(20, 60)).unwrap_or(30));
        // what was due long ago is mostly done
        let closed = weak && due < moment.today && r.permille(800);
        let audit = ChannelAudit {
            partner: id,
            subject,
            on,
            auditor: owner,
            score,
            findings: if weak { findings.to_owned() } else { String::new() },
            actions: if weak { actions.to_owned() } else { String::new() },
            due_on: weak.then_some(due),
            closed_on: closed.then(|| due - Days::new(3)),
        };
        put(tx, &somebody(owner, moment), &mut Row::new(&audit), None)?;
    }
    Ok(())
}

/// The yearly compliance training, and a product training here and there.
fn trained(tx: &mut Tx<'_>, id: i64, moment: &Moment<'_>, r: &mut Random) -> Result<()> {
    let ago = r.between(15, 420);
    let invited = r.between(3, 14);
    let day = |ago: i64| moment.today - Days::new(u64::try_from(ago).unwrap_or(15));
    if r.permille(850) {
        let missed = if r.permille(550) { 0 } else { r.between(1, 3).min(invited) };
        tx.add(&Training {
            partner: id,
            kind: TrainingKind::Compliance,
            on: day(ago),
            title: "年度合规培训：价格与区域管理".to_owned(),
            invited: Some(invited),
            completed: invited - missed,
        })?;
    }
    if r.permille(300) {
        tx.add(&Training {
            partner: id,
            kind: TrainingKind::Product,
            on: day(r.between(10, 200)),
            title: "新品知识与陈列".to_owned(),
            invited: Some(invited + 4),
            completed: invited + 2,
        })?;
    }
    Ok(())
}

/// Backups are assessed every half year, mostly; a few strong partners could step in too.
fn assessed(tx: &mut Tx<'_>, p: &Profile, id: i64, owner: Option<i64>, moment: &Moment<'_>, r: &mut Random) -> Result<()> {
    let strong = p.status == Lifecycle::Active && p.index % 17 == 3;
    let backup = p.status == Lifecycle::Backup && r.permille(900);
    if !strong && !backup {
        return Ok(());
    }
    let partner: Stored<Partner> = record::get_as(tx.conn(), id)?;
    let around: Option<Stored<Region>> = match partner.region {
        Some(region) => {
            record::get_as::<Region>(tx.conn(), region)?.parent.map(|up| record::get_as(tx.conn(), up)).transpose()?
        }
        None => None,
    };
    let regions = around.filter(|_| r.permille(450)).map(|a| Tags::from_text(&a.code)).unwrap_or_default();
    let month = p.weekly * 13 / 3;
    let share = if strong { r.between(25, 60) } else { r.between(60, 220) };
    tx.add(&BackupAssessment {
        partner: id,
        on: moment.today - Days::new(u64::try_from(r.between(20, 230)).unwrap_or(20)),
        assessor: owner,
        capacity: Money::units((month * share / 100 / 1_000 + 1) * 1_000),
        regions,
        lead_days: Some(r.between(1, 6) * 7),
        score: Some(r.between(58, 94)),
        notes: String::new(),
    })?;
    Ok(())
}
