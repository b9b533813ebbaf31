//! The register's list: ordered ids, search keys, and the rows of a window.
//!
//! A list of 100,000 partners is 100,000 ids of four bytes in the order of its sort; only the rows that are visible
//! are read. What is typed is looked for in the search keys.

use std::fmt::Write as _;

use chrono::NaiveDate;
use memchr::memmem::Finder;
use rusqlite::Connection;

use super::{Result, Tx};
use crate::domain::duplicate::Identity;
use crate::domain::network::Totals;
use crate::domain::partner::{Column, FIGURES};
use crate::domain::period::{day_number, from_day_number};
use crate::domain::record::{FieldType, Kind, Value};
use crate::domain::today::Party;

/// One row of a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The partner.
    pub id: i64,
    /// The version that is shown.
    pub version: i64,
    /// The values of the asked columns, in order.
    pub values: Vec<Value>,
    /// Health a week earlier, in 1/100 points.
    pub health_before: Option<i64>,
    /// Net sales of the four weeks before the last four, in 1/10,000 of the unit.
    pub sales4_before: i64,
    /// Overdue, in 1/10,000 of the unit.
    pub overdue: i64,
    /// The core partner whose satellite it is.
    pub core: Option<i64>,
    /// What a core partner comes to with its satellites, where the list shows them below it.
    pub group: Option<Totals>,
}

const TABLES: &str = "partner LEFT JOIN partner_figures f ON f.partner = partner.id";

fn expression(column: Column) -> String {
    match column {
        Column::Field(i) => {
            Kind::Partner.def().fields.get(i).map_or_else(|| "NULL".to_owned(), |f| format!("partner.\"{}\"", f.name))
        }
        Column::Figure(i) => FIGURES.get(i).map_or_else(|| "NULL".to_owned(), |f| format!("f.\"{}\"", f.name())),
    }
}

/// What a column sorts by: a reference by its name, a closed list by its order.
fn order(column: Column) -> String {
    let expression = expression(column);
    let choices = match column {
        Column::Field(i) => match Kind::Partner.def().fields.get(i).map(|f| f.ty) {
            Some(FieldType::Ref(Kind::Partner)) => {
                return format!("(SELECT o.code FROM partner o WHERE o.id = {expression})");
            }
            Some(FieldType::Ref(kind)) => {
                return format!("(SELECT o.name FROM \"{}\" o WHERE o.id = {expression})", kind.def().name);
            }
            Some(FieldType::Choice(list)) => list,
            _ => return expression,
        },
        Column::Figure(i) => match FIGURES.get(i).map(|f| f.unit()) {
            Some(crate::domain::figure::Unit::Code(list)) => list,
            _ => return expression,
        },
    };
    let mut sql = format!("CASE {expression}");
    for (i, choice) in choices.iter().enumerate() {
        let _ = write!(sql, " WHEN '{}' THEN {i}", choice.code);
    }
    sql + " END"
}

/// Every partner's id in the order of a column (by code without one); what is not given stands last.
pub fn ordered(conn: &Connection, sort: Option<(Column, bool)>) -> Result<Vec<u32>> {
    let sql = match sort {
        None => "SELECT id FROM partner ORDER BY code".to_owned(),
        Some((column, down)) => {
            let (by, down) = (order(column), if down { " DESC" } else { "" });
            format!("SELECT partner.id FROM {TABLES} ORDER BY {by} IS NULL, {by}{down}, partner.code")
        }
    };
    let mut statement = conn.prepare_cached(&sql)?;
    let mut ids: Vec<u32> = statement.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    ids.shrink_to_fit();
    Ok(ids)
}

/// The partners of `among` (all without it) whose search keys contain every word and none of the unwanted.
pub fn containing(conn: &Connection, words: &[String], unwanted: &[String], among: Option<&IdSet>) -> Result<IdSet> {
    let finders = |words: &[String]| words.iter().map(|w| Finder::new(w.as_bytes()).into_owned()).collect::<Vec<_>>();
    let (words, unwanted) = (finders(words), finders(unwanted));
    let mut found = IdSet::default();
    let mut statement = conn.prepare_cached("SELECT partner, keys FROM partner_search")?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        let id: u32 = r.get(0)?;
        if among.is_some_and(|a| !a.contains(id)) {
            continue;
        }
        let keys = r.get_ref(1)?.as_bytes().map_err(rusqlite::Error::from)?;
        if words.iter().all(|w| w.find(keys).is_some()) && !unwanted.iter().any(|w| w.find(keys).is_some()) {
            found.insert(id);
        }
    }
    Ok(found)
}

/// A set of ids, a bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdSet(Vec<u64>);

impl IdSet {
    /// Adds one.
    pub fn insert(&mut self, id: u32) {
        let (word, bit) = (id as usize / 64, id % 64);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(w) = self.0.get_mut(word) {
            *w |= 1 << bit;
        }
    }

    /// Whether it is in it.
    #[must_use]
    pub fn contains(&self, id: u32) -> bool {
        self.0.get(id as usize / 64).is_some_and(|w| w & (1 << (id % 64)) != 0)
    }

    /// Keeps what is in the other too.
    pub fn intersect(&mut self, other: &Self) {
        self.0.truncate(other.0.len());
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a &= b;
        }
    }
}

impl FromIterator<u32> for IdSet {
    fn from_iter<I: IntoIterator<Item = u32>>(ids: I) -> Self {
        let mut set = Self::default();
        for id in ids {
            set.insert(id);
        }
        set
    }
}

/// The rows of these ids, in their order; those that are gone are left out.
pub fn rows(conn: &Connection, ids: &[u32], columns: &[Column]) -> Result<Vec<Row>> {
    let mut asked = vec![
        "partner.id, partner.version, f.health_before, coalesce(f.sales4_before, 0), coalesce(f.overdue, 0), partner.core"
            .to_owned(),
    ];
    asked.extend(columns.iter().map(|c| expression(*c)));
    let asked = asked.join(", ");
    let sql = format!(
        "SELECT {asked}
         FROM {TABLES} WHERE partner.id = ?1"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let mut rows = statement.query([id])?;
        if let Some(r) = rows.next()? {
            let values = (0..columns.len()).map(|i| r.get(6 + i)).collect::<rusqlite::Result<_>>()?;
            found.push(Row {
                id: r.get(0)?,
                version: r.get(1)?,
                values,
                health_before: r.get(2)?,
                sales4_before: r.get(3)?,
                overdue: r.get(4)?,
                core: r.get(5)?,
                group: None,
            });
        }
    }
    Ok(found)
}

/// Hands the id of every partner and what it may have in common with others to `f`, the oldest first.
pub fn identities(conn: &Connection, mut f: impl FnMut(i64, Identity<'_>)) -> Result<()> {
    let sql = "SELECT id, code, name, coalesce(phone, ''), coalesce(credit_code, ''), coalesce(former_codes, '') FROM partner
               ORDER BY id";
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        let text = |i| r.get_ref(i).and_then(|v| v.as_str().map_err(rusqlite::Error::from));
        let who = Identity { code: text(1)?, name: text(2)?, phone: text(3)?, credit_code: text(4)?, former_codes: text(5)? };
        f(r.get(0)?, who);
    }
    Ok(())
}

/// What people call a partner.
pub fn party(conn: &Connection, partner: i64) -> Result<Party> {
    let sql = "SELECT id, code, coalesce(nullif(short_name, ''), name) FROM partner WHERE id = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row([partner], |r| Ok(Party { id: r.get(0)?, code: r.get(1)?, name: r.get(2)? }))?)
}

/// The stored status of a partner.
pub fn status(conn: &Connection, partner: i64) -> Result<String> {
    Ok(conn.prepare_cached("SELECT status FROM partner WHERE id = ?1")?.query_row([partner], |r| r.get(0))?)
}

/// The day of a partner's first sale, from a day on; `None`: it has none.
pub fn first_sale(conn: &Connection, partner: i64, from: Option<NaiveDate>) -> Result<Option<NaiveDate>> {
    let from = from.map_or(i32::MIN, day_number);
    let mut statement = conn.prepare_cached("SELECT min(day) FROM sale WHERE partner = ?1 AND day >= ?2")?;
    let day: Option<i32> = statement.query_row((partner, from), |r| r.get(0))?;
    Ok(day.map(from_day_number))
}

/// How many tickets of a partner are in none of these states.
pub fn open_tickets(conn: &Connection, partner: i64, closed: &[&str; 2]) -> Result<i64> {
    let sql = "SELECT count(*) FROM ticket WHERE partner = ?1 AND state NOT IN (?2, ?3)";
    Ok(conn.prepare_cached(sql)?.query_row((partner, closed[0], closed[1]), |r| r.get(0))?)
}

/// The balance of a partner's deposit, in 1/10,000 of the unit.
pub fn deposit_held(conn: &Connection, partner: i64) -> Result<i64> {
    let sql = "SELECT coalesce(sum(amount), 0) FROM deposit_entry WHERE partner = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([partner], |r| r.get(0))?)
}

/// A person's named ways of looking at a list.
pub fn views(conn: &Connection, user: &str, list: &str) -> Result<Vec<(String, String)>> {
    let sql = "SELECT name, spec FROM saved_view WHERE user = ?1 AND list = ?2 ORDER BY name";
    let mut statement = conn.prepare_cached(sql)?;
    let views = statement.query_map((user, list), |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    Ok(views)
}

impl Tx<'_> {
    /// Keeps a way of looking at a list under a name; an empty one forgets it.
    pub fn save_view(&mut self, user: &str, list: &str, name: &str, spec: &str) -> Result<()> {
        if spec.is_empty() {
            self.conn().execute("DELETE FROM saved_view WHERE user = ?1 AND list = ?2 AND name = ?3", (user, list, name))?;
        } else {
            self.conn().execute(
                "INSERT OR REPLACE INTO saved_view (user, list, name, spec) VALUES (?1, ?2, ?3, ?4)",
                (user, list, name, spec),
            )?;
        }
        Ok(())
    }
}
