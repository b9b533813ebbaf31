//! Screenings of a partner: the last one, and exceptions that were approved.

use chrono::NaiveDate;
use rusqlite::Connection;

use super::Result;
use super::record::query_as;
use super::tasks::Whose;
use super::today::{NAMES, owner, partners, party};
use crate::domain::kinds::Screening;
use crate::domain::period::day_number;
use crate::domain::record::Stored;
use crate::domain::today::Party;

/// The screenings of a partner, the latest first.
pub fn of_partner(conn: &Connection, partner: i64) -> Result<Vec<Stored<Screening>>> {
    query_as(conn, "WHERE partner = ?1 ORDER BY \"on\" DESC, id DESC", &[&partner])
}

/// The last screening of a partner up to a day.
pub fn latest(conn: &Connection, partner: i64, as_of: NaiveDate) -> Result<Option<Stored<Screening>>> {
    let clause = "WHERE partner = ?1 AND \"on\" <= ?2 ORDER BY \"on\" DESC, id DESC LIMIT 1";
    Ok(query_as::<Screening>(conn, clause, &[&partner, &day_number(as_of)])?.pop())
}

/// The exceptions of a partner that were approved here, the latest first.
pub fn exceptions(conn: &Connection, partner: i64) -> Result<Vec<Stored<Screening>>> {
    query_as(conn, "WHERE partner = ?1 AND state = 'approved' AND brought_in = 0 ORDER BY \"on\" DESC", &[&partner])
}

/// A partner that is being screened, and how far that is.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// The partner.
    pub party: Party,
    /// Who looks after it: id and account.
    pub owner: Option<(i64, String)>,
    /// Its last screening; `None`: there is none yet.
    pub screening: Option<Stored<Screening>>,
}

/// Somebody's partners that are being screened, in order of code.
pub fn waiting(conn: &Connection, whose: &Whose, as_of: NaiveDate, limit: u32) -> Result<Vec<Waiting>> {
    // by name: an owner's or a region's partners are many more than those that are being screened
    let by = if super::past::regroups(conn)? { "" } else { " INDEXED BY partner_screened" };
    let sql = format!(
        "SELECT {NAMES} FROM partner p{by} LEFT JOIN user u ON u.id = p.owner
         WHERE p.status = 'screening' AND {} ORDER BY p.code LIMIT ?1",
        partners(whose)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([limit], |r| Ok((party(r, 0)?, owner(r, 3)?)))?;
    let mut out = Vec::new();
    for row in rows {
        let (Some(party), owner) = row? else { continue };
        let screening = latest(conn, party.id, as_of)?;
        out.push(Waiting { party, owner, screening });
    }
    Ok(out)
}
