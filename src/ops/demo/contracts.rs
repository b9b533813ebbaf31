//! Contracts of the demo: most partners are bound, some renewals are due, a few ran out.

use std::collections::HashSet;

use chrono::{Datelike, Days, Duration, Months, NaiveDate};

use super::agenda::Moment;
use super::desk::People;
use super::network::Profile;
use super::random::Random;
use crate::domain::kinds::{ApprovalSubject, Contract, Decision, Lifecycle, Partner};
use crate::domain::money::Money;
use crate::domain::record::{Stored, Tags};
use crate::ops::Result;
use crate::ops::approval::{self, Request};
use crate::ops::context::By;
use crate::store::{Tx, record};

/// Of a large network only so many are on file.
const MOST: usize = 600;

/// Writes them; answers how many.
pub(super) fn write(tx: &mut Tx<'_>, people: &People<'_>, moment: &Moment<'_>) -> Result<usize> {
    let mut count = 0;
    let mut asked = 0;
    let mut cities = HashSet::new();
    let bound = |p: &&Profile| p.trades() && p.status != Lifecycle::Exited && !p.index.is_multiple_of(17);
    for p in people.profiles.iter().filter(bound).take(MOST) {
        let mut r = Random::new(moment.seed ^ 0xc0_17, p.index as u64);
        let partner: Stored<Partner> = record::get_as(tx.conn(), people.ids[p.index])?;
        let mut c = terms(&partner, p, moment.today, &mut r);
        if c.exclusive && !cities.insert(partner.city.clone()) {
            c.exclusive = false;
        }
        let id = tx.add(&c)?;
        count += 1;
        let near = c.to_day - Days::new(moment.policy.contracts.renewal_days) <= moment.today && moment.today <= c.to_day;
        if near && !c.auto_renew && c.ended_on.is_none() && p.index % 5 != 1 {
            let waits = p.index % 5 == 2 && asked < 3;
            follow(tx, people, moment, (p, id, &c), waits)?;
            asked += usize::from(waits);
            count += 1;
        }
    }
    Ok(count)
}

/// The contract that runs, or the last that ran.
fn terms(partner: &Stored<Partner>, p: &Profile, today: NaiveDate, r: &mut Random) -> Contract {
    let first = p.onboarded.with_day(1).unwrap_or(p.onboarded);
    let years = *r.pick(&[1_i32, 1, 1, 2]);
    let after = |n: i32| first.checked_add_months(Months::new(12 * n.unsigned_abs())).unwrap_or(first);
    let mut term = 0;
    while after((term + 1) * years) <= today && term < 40 {
        term += 1;
    }
    // a few ran out some weeks ago, and nobody noticed
    let lapsed = p.index % 43 == 9 && term > 0;
    if lapsed {
        term -= 1;
    }
    let (from_day, end) = (after(term * years), after((term + 1) * years) - Days::new(1));
    let ended = p.index % 67 == 11 && from_day + Days::new(90) < today;
    let exclusive = !partner.territories.0.is_empty();
    let mut c = Contract {
        brought_in: false,
        number: format!("HT-{}-{:04}", from_day.year(), p.index + 1),
        partner: partner.id,
        signed_on: Some(from_day - Days::new(u64::try_from(r.between(3, 20)).unwrap_or(7))),
        from_day,
        to_day: end,
        // here and there the register was changed and the paper was not
        credit_days: partner.credit_days.map(|d| if p.index % 31 == 7 { (d - 15).max(0) } else { d }),
        deduction_rate: partner.deduction_rate,
        territories: if exclusive { partner.territories.clone() } else { Tags::default() },
        exclusive,
        deposit: partner.deposit,
        retention_of_title: partner.credit_days.is_some() && r.permille(400),
        insured: partner.credit_limit.filter(|_| r.permille(200)).map(|l| Money(l.0 / 10 * 8)),
        arbitration: r.permille(450),
        arbitrator: String::new(),
        auto_renew: !lapsed && r.permille(180),
        notice_days: None,
        renews: None,
        ended_on: ended.then(|| from_day + Days::new(60)),
        file: String::new(),
        state: Decision::Approved,
        notes: String::new(),
    };
    if c.arbitration {
        (*r.pick(&["上海国际经济贸易仲裁委员会", "中国国际经济贸易仲裁委员会", "杭州仲裁委员会"])).clone_into(&mut c.arbitrator);
    }
    if c.auto_renew {
        c.notice_days = Some(*r.pick(&[30, 60, 90]));
    }
    c
}

/// The contract that follows: signed already, or waiting for approval.
fn follow(
    tx: &mut Tx<'_>,
    people: &People<'_>,
    moment: &Moment<'_>,
    (p, id, c): (&Profile, i64, &Contract),
    waits: bool,
) -> Result<()> {
    let number = format!("HT-{}-{:04}", c.to_day.year() + 1, p.index + 1);
    let mut next = crate::domain::contract::renewal(id, c, number, moment.today);
    if !waits {
        next.state = Decision::Approved;
        next.signed_on = Some(moment.today - Days::new(3));
    }
    let next_id = tx.add(&next)?;
    if waits {
        let by = By {
            user: people.owners[p.index],
            at: moment.now - Duration::hours(19),
            day: moment.today,
            policy: moment.policy,
            why: "",
        };
        let title = format!("{} {} {} – {}", next.number, p.short, next.from_day, next.to_day);
        let request = Request {
            subject: ApprovalSubject::Contract,
            record: next_id,
            partner: Some(people.ids[p.index]),
            title: &title,
            amount: Some(Money(p.weekly * 52)),
            reason: "条款不变，按原合同续签一年。",
        };
        approval::request(tx, by, &request)?;
    }
    Ok(())
}
