//! Screenings of the demo: what the last new partners were taken on by, and those that are being screened now.

use chrono::{Days, Duration, NaiveDate};

use super::agenda::Moment;
use super::desk::People;
use super::network::Profile;
use super::random::Random;
use crate::domain::kinds::{ApprovalSubject, AudienceMatch, Decision, Lifecycle, Screening};
use crate::domain::money::Rate;
use crate::domain::record::{Kind, Record as _, Row, Storable as _, Value};
use crate::domain::screening::{self, Dimension};
use crate::ops::Result;
use crate::ops::approval::{self, Request};
use crate::ops::context::By;
use crate::store::Tx;

/// Of a large network only so many were put on record.
const MOST: usize = 400;

/// Writes them; answers how many.
pub(super) fn write(tx: &mut Tx<'_>, people: &People<'_>, moment: &Moment<'_>) -> Result<usize> {
    let since = moment.today - Days::new(500);
    let mut count = 0;
    let mut waiting = 0;
    for p in people.profiles {
        if count >= MOST {
            break;
        }
        let mut r = Random::new(moment.seed ^ 0x5c2e, p.index as u64);
        if p.status == Lifecycle::Screening {
            waiting += 1;
            count += usize::from(running(tx, people, moment, p, &mut r, waiting)?);
        } else if p.trades() && p.onboarded > since || p.status == Lifecycle::Onboarding {
            let taken_on = if p.trades() { p.onboarded } else { moment.today - Days::new(105) };
            let on = taken_on - Days::new(u64::try_from(r.between(12, 45)).unwrap_or(20));
            // who was taken on had passed, now and then on conditions
            let level = if r.permille(180) { r.between(62, 68) } else { r.between(72, 92) };
            let row = assessment(people, p, on, level, &mut r);
            add(tx, moment, row)?;
            count += 1;
        }
    }
    Ok(count)
}

/// One that is being screened: with every outcome in turn, and one not yet.
fn running(tx: &mut Tx<'_>, people: &People<'_>, moment: &Moment<'_>, p: &Profile, r: &mut Random, n: usize) -> Result<bool> {
    let on = moment.today - Days::new(u64::try_from(r.between(1, 12)).unwrap_or(3));
    let (level, days, rate) = match n % 5 {
        1 => (81, 75, 1_200), // over the red line in days, an exception is asked for
        2 => (84, 30, 800),
        3 => (65, 45, 1_000),
        4 => (52, 30, 1_500),
        _ => return Ok(false),
    };
    let mut row = assessment(people, p, on, level, r);
    row.set("credit_days", Value::Int(days));
    row.set("deduction_rate", Rate(rate).to_value());
    if days > 60 {
        row.set("exception_reason", Value::Text("省内唯一具备冷链与母婴双资质的经销商，同业账期普遍 75 天。".to_owned()));
    }
    let id = add(tx, moment, row)?;
    if days > 60 {
        let by = By {
            user: people.owners[p.index],
            at: moment.now - Duration::hours(7),
            day: moment.today,
            policy: moment.policy,
            why: "",
        };
        let title = format!("{} {days}d", p.short);
        let reason = "省内唯一具备冷链与母婴双资质的经销商，同业账期普遍 75 天。";
        let partner = Some(people.ids[p.index]);
        let subject = ApprovalSubject::Screening;
        approval::request(tx, by, &Request { subject, record: id, partner, title: &title, amount: None, reason })?;
    }
    Ok(true)
}

/// Sub-items around a level; now and then one is not known.
fn assessment(people: &People<'_>, p: &Profile, on: NaiveDate, level: i64, r: &mut Random) -> Row {
    let mut row = Row::blank(Kind::Screening);
    row.set("partner", Value::Int(people.ids[p.index]));
    row.set("on", on.to_value());
    row.set("assessor", people.owners[p.index].to_value());
    row.set("credit_days", Value::Int(*r.pick(&[0, 30, 30, 45, 60])));
    for item in Dimension::ALL.into_iter().flat_map(Dimension::items) {
        if *item == "audience_match" {
            let grade = match level + r.between(-8, 12) {
                90.. => AudienceMatch::APlus,
                82.. => AudienceMatch::A,
                70.. => AudienceMatch::BPlus,
                60.. => AudienceMatch::B,
                _ => AudienceMatch::C,
            };
            row.set(item, grade.to_value());
        } else if !r.permille(60) {
            row.set(item, Value::Int((level + r.between(-7, 7)).clamp(0, 100)));
        }
    }
    let notes = [
        ("licences_note", "营业执照、食品经营许可齐全。"),
        ("warehouse_note", "自有仓 1,200 ㎡，配送车 6 辆。"),
        ("product_fit_note", "现有品类互补，无直接竞品。"),
        ("credit_record_note", "同业访谈：回款准时。"),
    ];
    let (field, note) = *r.pick(&notes);
    row.set(field, Value::Text(note.to_owned()));
    row
}

/// Writes a screening with what it comes to.
fn add(tx: &mut Tx<'_>, moment: &Moment<'_>, mut row: Row) -> Result<i64> {
    row.set("state", Decision::Draft.to_value());
    let judged = screening::judge(&Screening::from_values(&row.values)?, &moment.policy.screening);
    for d in &judged.dimensions {
        row.set(d.part.field, d.part.points.to_value());
    }
    row.set("score", judged.score.to_value());
    row.set("result", judged.result.to_value());
    Ok(tx.insert(&row)?)
}
