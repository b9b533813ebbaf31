//! Credit assessments of the last year and a half, and changes of credit terms that wait for approval.

use chrono::{DateTime, Days, Duration, Utc};

use super::agenda::Moment;
use super::desk::People;
use super::network::{Payer, Profile};
use super::random::Random;
use crate::domain::kinds::{Approval, ApprovalAct, CreditAssessment, CreditChange, CreditChangeKind, Decision, Partner, Role};
use crate::domain::money::Money;
use crate::domain::record::{Kind, Stored};
use crate::ops::Result;
use crate::ops::approval;
use crate::ops::context::{Context, Source};
use crate::ops::credit::{assess, change};
use crate::store::{Tx, record};

/// In a lean network only so many partners are assessed: each costs a look at its ledger.
const LEAN: usize = 40;

/// Writes assessments and changes.
pub(super) fn write(tx: &mut Tx<'_>, people: &People<'_>, moment: &Moment<'_>, lean: bool) -> Result<()> {
    let mut assessed = 0;
    let (mut asked, mut granted) = (0, 0);
    for (p, (id, owner)) in people.profiles.iter().zip(people.ids.iter().zip(people.owners)) {
        if !p.status.trades() || (lean && assessed >= LEAN) {
            continue;
        }
        let partner: Stored<Partner> = record::get_as(tx.conn(), *id)?;
        let Some(limit) = partner.credit_limit.filter(|l| l.0 > 0) else { continue };
        let mut r = Random::new(moment.seed ^ 0x05c5, p.index as u64);
        if r.permille(720) {
            assessment(tx, p, *id, *owner, moment, &mut r)?;
            assessed += 1;
        }
        // two or three people wait for more room before the season
        if p.payer == Payer::Prompt && p.index % 67 == 5 && asked < 4 {
            let new = Money(limit.0 / 2 * 3 / 100_000_000 * 100_000_000);
            let asks = CreditChange { credit_limit: Some(new), reason: "旺季备货，申请提额".to_owned(), ..blank(*id) };
            ask(tx, &asks, *owner, moment.now - Duration::hours(5), moment)?;
            asked += 1;
        }
        // some got it weeks ago
        if p.payer == Payer::Prompt && p.index % 23 == 7 && limit < Money::units(400_000) && granted < 8 {
            let new = Money(limit.0 / 10 * 12 / 100_000_000 * 100_000_000);
            let asks = CreditChange { credit_limit: Some(new), reason: "连续六个月按期付款".to_owned(), ..blank(*id) };
            let at = moment.now - Duration::days(r.between(20, 200));
            if new > limit && grant(tx, people, &asks, *owner, at, moment)? {
                granted += 1;
            }
        }
        if p.payer == Payer::Late && p.index % 43 == 11 && granted < 10 {
            let asks = CreditChange {
                kind: CreditChangeKind::Override,
                amount: Some(Money::units((p.weekly / 10_000 + 1) * 10_000).min(Money::units(200_000))),
                until: Some(moment.today + Days::new(10)),
                reason: "新品首铺，客户已出具付款计划".to_owned(),
                ..blank(*id)
            };
            granted += usize::from(grant(tx, people, &asks, *owner, moment.now - Duration::days(3), moment)?);
        }
        if p.payer == Payer::Late && p.index % 61 == 9 && asked < 6 {
            let asks = CreditChange {
                kind: CreditChangeKind::Override,
                amount: Some(Money::units((p.weekly / 10_000 + 1) * 10_000)),
                until: Some(moment.today + Days::new(14)),
                reason: "已承诺本周回款，先发一单".to_owned(),
                ..blank(*id)
            };
            ask(tx, &asks, *owner, moment.now - Duration::hours(5), moment)?;
            asked += 1;
        }
    }
    Ok(())
}

fn assessment(tx: &mut Tx<'_>, p: &Profile, id: i64, owner: Option<i64>, moment: &Moment<'_>, r: &mut Random) -> Result<()> {
    let level = match p.payer {
        Payer::Prompt => 84,
        Payer::Partly => 72,
        Payer::Late => 64,
        Payer::Stuck => 48,
    };
    let judge = |r: &mut Random| Some((level + r.between(-10, 10)).clamp(0, 100));
    let on = moment.today - Days::new(u64::try_from(r.between(12, 420)).unwrap_or(90));
    let mut judged = CreditAssessment {
        partner: id,
        on,
        assessor: owner,
        character: judge(r),
        character_evidence: if level > 70 { "合作多年，无失信记录" } else { "近一年多次晚付" }.to_owned(),
        capacity: judge(r),
        capacity_evidence: "近 12 个月进货与动销".to_owned(),
        capital: judge(r).filter(|_| r.permille(800)),
        capital_evidence: "年报实缴资本".to_owned(),
        collateral: judge(r).filter(|_| r.permille(700)),
        collateral_evidence: "保证金".to_owned(),
        conditions: judge(r),
        conditions_evidence: "区域市场与季节".to_owned(),
        cycle: r.permille(300).then(|| r.between(-5, 5)),
        remarks: String::new(),
        score: None,
        light: None,
        policy_version: None,
    };
    let found = assess::of(tx.conn(), moment.policy, &judged)?;
    (judged.score, judged.light) = (found.score.points, found.light);
    tx.add(&judged)?;
    Ok(())
}

fn blank(partner: i64) -> CreditChange {
    CreditChange {
        brought_in: false,
        number: None,
        partner,
        kind: CreditChangeKind::Terms,
        credit_limit: None,
        credit_days: None,
        deduction_rate: None,
        amount: None,
        until: None,
        reason: String::new(),
        state: Decision::Draft,
        effective_at: None,
    }
}

fn context<'a>(user: Option<i64>, role: Role, at: DateTime<Utc>, moment: &Moment<'a>) -> Context<'a> {
    let as_of = at.with_timezone(&moment.policy.organisation.zone).date_naive();
    Context { user, role, at, as_of, policy: moment.policy, source: Source::Person, reason: "" }
}

/// Asks as the owner would have; answers the id of the change.
fn ask(tx: &mut Tx<'_>, asks: &CreditChange, owner: Option<i64>, at: DateTime<Utc>, moment: &Moment<'_>) -> Result<i64> {
    let id = tx.add(asks)?;
    let row = record::get(tx.conn(), Kind::CreditChange, id)?;
    change::written(tx, &context(owner, Role::Specialist, at, moment), &row)?;
    Ok(id)
}

/// Asks, and head office approves hours later; answers whether it did.
fn grant(
    tx: &mut Tx<'_>,
    people: &People<'_>,
    asks: &CreditChange,
    owner: Option<i64>,
    at: DateTime<Utc>,
    moment: &Moment<'_>,
) -> Result<bool> {
    if people.checker.is_none() || people.checker == owner {
        return Ok(false);
    }
    let id = ask(tx, asks, owner, at, moment)?;
    let clause = "WHERE subject = 'credit' AND record = ?1";
    let Some(waits) = record::query_as::<Approval>(tx.conn(), clause, &[&id])?.pop() else { return Ok(true) };
    let by = context(people.checker, Role::HeadOffice, at + Duration::hours(19), moment).by();
    approval::decide(tx, by, waits.id, ApprovalAct::Approve, "")?;
    Ok(true)
}
