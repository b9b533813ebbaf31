//! Contracts: those that bind a partner, those whose end comes near, and who was granted which territory.

use chrono::{Days, NaiveDate};
use rusqlite::{Connection, OptionalExtension, params};

use super::Result;
use super::listing::regions_below;
use super::record::{get_as, query_as};
use super::tasks::Whose;
use super::today::{NAMES, owner, partners, party};
use crate::domain::contract::{self, ContractPolicy, Regions, Stage};
use crate::domain::kinds::{Contract, Decision};
use crate::domain::maintenance::Renewal;
use crate::domain::money::Money;
use crate::domain::period::{Span, day_number, from_day_number};
use crate::domain::record::{Stored, Tags};
use crate::domain::today::Party;

/// The contracts of a partner, the latest first.
pub fn of_partner(conn: &Connection, partner: i64) -> Result<Vec<Stored<Contract>>> {
    query_as(conn, "WHERE partner = ?1 ORDER BY from_day DESC, id DESC", &[&partner])
}

/// The contracts that bind a partner on a day, the latest first.
pub fn in_force(conn: &Connection, partner: i64, day: NaiveDate) -> Result<Vec<Stored<Contract>>> {
    let clause = "WHERE partner = ?1 AND state = 'approved' AND from_day <= ?2 ORDER BY from_day DESC, id DESC";
    let mut found = query_as::<Contract>(conn, clause, &[&partner, &day_number(day)])?;
    found.retain(|c| contract::in_force(c, day));
    Ok(found)
}

/// What a partner's contracts in force secure on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Security {
    /// Goods stay the vendor's until they are paid.
    pub retention_of_title: bool,
    /// What a credit insurance covers; `None`: none is agreed.
    pub insured: Option<Money>,
    /// The deposit that is agreed.
    pub deposit: Option<Money>,
    /// The numbers of the contracts that say so.
    pub contracts: Vec<String>,
}

/// What a partner's contracts in force secure on a day; of several each term counts once, the largest.
pub fn security(conn: &Connection, partner: i64, day: NaiveDate) -> Result<Security> {
    let mut out = Security::default();
    for c in in_force(conn, partner, day)? {
        if c.retention_of_title || c.insured.is_some() || c.deposit.is_some() {
            out.contracts.push(c.number.clone());
        }
        out.retention_of_title |= c.retention_of_title;
        out.insured = out.insured.max(c.insured);
        out.deposit = out.deposit.max(c.deposit);
    }
    Ok(out)
}

/// Where contracts that live are looked for.
enum Reach {
    Everywhere,
    /// With the partners of a user: few, and their contracts are found by partner.
    Owner(i64),
}

/// The ids of approved contracts that were not ended and for which `wanted` holds, those that end first first: those whose
/// end is in a span, then those that renew themselves.
///
/// `wanted` sees days, notice and partner only: what the index of the living ones has, so that of a large network no
/// contract is read that asks for nothing.
fn live(conn: &Connection, reach: &Reach, ends: Span, mut wanted: impl FnMut(&Contract) -> bool) -> Result<Vec<i64>> {
    const LIVE: &str = "c.state = 'approved' AND c.ended_on IS NULL";
    let columns = "SELECT c.id, c.partner, c.from_day, c.to_day, c.notice_days, c.auto_renew";
    let sql = match reach {
        Reach::Everywhere => format!(
            "{columns} FROM contract c WHERE {LIVE} AND c.auto_renew = 0 AND c.to_day BETWEEN ?1 AND ?2
             UNION ALL {columns} FROM contract c WHERE {LIVE} AND c.auto_renew = 1 ORDER BY 6, 4, 1"
        ),
        Reach::Owner(owner) => format!(
            "{columns} FROM partner p CROSS JOIN contract c ON c.partner = p.id WHERE p.owner = {owner} AND {LIVE}
             AND (c.auto_renew = 1 OR c.to_day BETWEEN ?1 AND ?2) ORDER BY 6, 4, 1"
        ),
    };
    let mut found = Vec::new();
    let mut c = outline();
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query((day_number(ends.from), day_number(ends.to)))?;
    while let Some(r) = rows.next()? {
        (c.partner, c.from_day, c.to_day) = (r.get(1)?, from_day_number(r.get(2)?), from_day_number(r.get(3)?));
        (c.notice_days, c.auto_renew) = (r.get(4)?, r.get(5)?);
        if wanted(&c) {
            found.push(r.get(0)?);
        }
    }
    Ok(found)
}

/// An approved contract without terms.
fn outline() -> Contract {
    Contract {
        brought_in: false,
        number: String::new(),
        partner: 0,
        signed_on: None,
        from_day: NaiveDate::MIN,
        to_day: NaiveDate::MIN,
        credit_days: None,
        deduction_rate: None,
        territories: Tags::default(),
        exclusive: false,
        deposit: None,
        retention_of_title: false,
        insured: None,
        arbitration: false,
        arbitrator: String::new(),
        auto_renew: false,
        notice_days: None,
        renews: None,
        ended_on: None,
        file: String::new(),
        state: Decision::Approved,
        notes: String::new(),
    }
}

/// Whether another contract of the partner takes over from one by a day.
pub fn is_followed(conn: &Connection, c: &Stored<Contract>, day: NaiveDate) -> Result<bool> {
    let clause = "WHERE partner = ?1 AND id <> ?2 AND state IN ('pending', 'approved')";
    let others = query_as::<Contract>(conn, clause, &[&c.partner, &c.id])?;
    Ok(others.iter().any(|o| contract::follows(o, c.id, c, day)))
}

/// Contracts in force whose renewal comes due in a span or came due before it, and that nothing follows; `day` is the
/// day as of which they are looked at.
pub fn renewals(conn: &Connection, span: Span, day: NaiveDate, policy: &ContractPolicy) -> Result<Vec<Renewal>> {
    let at = span.from.max(day);
    let ends = Span { from: at, to: span.to + Days::new(policy.renewal_days) };
    let due = |c: &Contract| contract::in_force(c, at) && contract::renewal_from(c, at, policy) <= span.to;
    let mut out = Vec::new();
    for id in live(conn, &Reach::Everywhere, ends, due)? {
        let c: Stored<Contract> = get_as(conn, id)?;
        if !is_followed(conn, &c, at)? {
            let (due, ends) = (contract::renewal_from(&c, at, policy), contract::term(&c, at).to);
            out.push(Renewal { partner: c.partner, number: c.number.clone(), ends, due });
        }
    }
    Ok(out)
}

/// A contract that asks for something now.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    pub contract: Stored<Contract>,
    /// Why: its renewal or notice is due, or it ran out.
    pub stage: Stage,
    /// The partner.
    pub party: Party,
    /// Who looks after it: id and account.
    pub owner: Option<(i64, String)>,
}

/// Contracts of somebody's partners that ask for something on a day: renewal due, notice due, run out while nothing
/// follows and nothing else binds the partner, who still is one; at most `limit`, those that end first first, then
/// those that renew themselves.
pub fn due(conn: &Connection, whose: &Whose, day: NaiveDate, policy: &ContractPolicy, limit: usize) -> Result<Vec<Due>> {
    let ends = Span { from: day - Days::new(policy.expired_days), to: day + Days::new(policy.renewal_days) };
    let reach = if let Whose::Owner(id) = whose { Reach::Owner(*id) } else { Reach::Everywhere };
    let asks = |c: &Contract| matches!(contract::stage(c, day, policy), Stage::Renew(_) | Stage::Notice(_) | Stage::Expired(_));
    // regions are followed down once, not for each contract
    let within = match whose {
        Whose::Regions(tops) => {
            let ids = regions_below(conn, tops)?.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
            format!("p.region IN ({ids})")
        }
        _ => partners(whose),
    };
    let sql = format!(
        "SELECT {NAMES} FROM contract c JOIN partner p ON p.id = c.partner LEFT JOIN user u ON u.id = p.owner
         WHERE c.id = ?1 AND p.status IN ('onboarding', 'active', 'improving', 'suspended') AND {within}"
    );
    let mut names = conn.prepare(&sql)?;
    let mut out: Vec<Due> = Vec::new();
    for id in live(conn, &reach, ends, asks)? {
        if out.len() >= limit {
            break;
        }
        let found = names.query_row([id], |r| Ok((party(r, 0)?, owner(r, 3)?))).optional()?;
        let Some((Some(party), owner)) = found else { continue };
        let c: Stored<Contract> = get_as(conn, id)?;
        let stage = contract::stage(&c, day, policy);
        let ran_out = matches!(stage, Stage::Expired(_));
        let settled = is_followed(conn, &c, day)?
            || (ran_out && (!in_force(conn, c.partner, day)?.is_empty() || is_outlived(conn, &c, day, policy)?));
        if !settled {
            out.push(Due { contract: c, stage, party, owner });
        }
    }
    Ok(out)
}

/// Whether another contract of the partner ran out later, which then is the one to be brought up.
fn is_outlived(conn: &Connection, c: &Stored<Contract>, day: NaiveDate, policy: &ContractPolicy) -> Result<bool> {
    let clause = "WHERE partner = ?1 AND to_day > ?2 AND state = 'approved' AND ended_on IS NULL";
    for later in query_as::<Contract>(conn, clause, &[&c.partner, &day_number(c.to_day)])? {
        if matches!(contract::stage(&later, day, policy), Stage::Expired(_)) && !is_followed(conn, &later, day)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Contracts of a partner that are decided or wait for it, but for one of them.
pub fn others_of(conn: &Connection, partner: i64, but: i64) -> Result<Vec<Stored<Contract>>> {
    query_as(conn, "WHERE partner = ?1 AND id <> ?2 AND state IN ('pending', 'approved')", &[&partner, &but])
}

/// Contracts of other partners that grant territories, decided or waiting; `exclusive`: only those that grant them alone.
pub fn granted_to_others(conn: &Connection, partner: i64, exclusive: bool) -> Result<Vec<Stored<Contract>>> {
    let clause = if exclusive {
        "WHERE exclusive = 1 AND partner <> ?1 AND territories IS NOT NULL AND state IN ('pending', 'approved')"
    } else {
        "WHERE partner <> ?1 AND territories IS NOT NULL AND state IN ('pending', 'approved')"
    };
    query_as(conn, clause, &[&partner])
}

/// What regions are called and what is above them.
pub fn regions(conn: &Connection) -> Result<Regions> {
    let mut out = Regions::default();
    let mut statement = conn.prepare_cached("SELECT id, parent, code, name, coalesce(short_name, '') FROM region")?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        let id: i64 = r.get(0)?;
        if let Some(parent) = r.get::<_, Option<i64>>(1)? {
            out.parent.insert(id, parent);
        }
        let mut names: Vec<String> = vec![r.get(2)?, r.get(3)?, r.get(4)?];
        names.sort_unstable();
        names.dedup();
        for name in names.into_iter().filter(|n| !n.is_empty()) {
            out.named.entry(name).or_default().push(id);
        }
    }
    Ok(out)
}

/// Whether a number is taken.
pub fn is_taken(conn: &Connection, number: &str) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM contract WHERE number = ?1")?.exists(params![number])?)
}

/// What a contract with a partner is worth: its net sales of the last twelve months, else its credit limit.
pub fn worth(conn: &Connection, partner: i64) -> Result<Option<Money>> {
    let sql = "SELECT coalesce((SELECT t12m FROM partner_figures WHERE partner = ?1 AND t12m > 0), credit_limit)
               FROM partner WHERE id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([partner], |r| r.get::<_, Option<i64>>(0))?.map(Money))
}
