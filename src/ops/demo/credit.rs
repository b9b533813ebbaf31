//! Credit assessments of the last year and a half, and changes of credit terms that wait for approval.

use chrono::Days;

use super::agenda::Moment;
use super::desk::People;
use super::network::{Payer, Profile};
use super::random::Random;
use crate::domain::kinds::{CreditAssessment, CreditChange, CreditChangeKind, Decision, Lifecycle, Partner, Role};
use crate::domain::money::Money;
use crate::domain::record::Stored;
use crate::ops::Result;
use crate::ops::credit::{assess, change};
use crate::ops::record::rules::{Context, Source};
use crate::store::{Tx, record};

/// In a lean network only so many partners are assessed: each costs a look at its ledger.
const LEAN: usize = 40;

/// Writes assessments and changes.
pub(super) fn write(tx: &mut Tx<'_>, people: &People<'_>, moment: &Moment<'_>, lean: bool) -> Result<()> {
    let mut assessed = 0;
    let mut asked = 0;
    for (p, (id, owner)) in people.profiles.iter().zip(people.ids.iter().zip(people.owners)) {
        if !matches!(p.status, Lifecycle::Active | Lifecycle::Improving | Lifecycle::Suspended) || (lean && assessed >= LEAN) {
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
            ask(tx, &asks, *owner, moment)?;
            asked += 1;
        }
        if p.payer == Payer::Late && p.index % 61 == 9 && asked < 6 {
            let asks = CreditChange {
                kind: CreditChangeKind::Override,
                amount: Some(Money::units((p.weekly / 10_000 + 1) * 10_000)),
                until: Some(moment.today + Days::new(14)),
                reason: "已承诺本周回款，先发一单".to_owned(),
                ..blank(*id)
            };
            ask(tx, &asks, *owner, moment)?;
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
    };
    let found = assess::of(tx.conn(), moment.policy, &judged)?;
    (judged.score, judged.light) = (found.score.points, found.light);
    tx.add(&judged)?;
    Ok(())
}

fn blank(partner: i64) -> CreditChange {
    CreditChange {
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

/// Asks as the owner would have.
fn ask(tx: &mut Tx<'_>, asks: &CreditChange, owner: Option<i64>, moment: &Moment<'_>) -> Result<()> {
    let context = Context {
        user: owner,
        role: Role::Specialist,
        at: moment.now - chrono::Duration::hours(5),
        as_of: moment.today,
        policy: moment.policy,
        source: Source::Person,
    };
    let id = tx.add(asks)?;
    let row = record::get(tx.conn(), crate::domain::record::Kind::CreditChange, id)?;
    change::written(tx, &context, &row)?;
    Ok(())
}
