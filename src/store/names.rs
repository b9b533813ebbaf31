//! What every screen needs: the names of the small kinds that others refer to, and the counts of its head line.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::{Result, Store};
use crate::domain::period::day_number;
use crate::domain::record::{Kind, Lang};

/// Code and names of a record that others refer to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// What identifies it to people.
    pub code: String,
    /// English, or the only one.
    pub en: String,
    /// Chinese, or the only one.
    pub zh: String,
    /// The record above it (regions).
    pub parent: Option<i64>,
}

impl Name {
    /// The name in a language; the code if there is none.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        let name = match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        };
        if name.is_empty() { &self.code } else { name }
    }
}

/// Names by id of the kinds that are few.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub users: HashMap<i64, Name>,
    pub regions: HashMap<i64, Name>,
    /// Channel types.
    pub types: HashMap<i64, Name>,
    /// Product lines.
    pub lines: HashMap<i64, Name>,
}

impl Names {
    /// Those of a kind, if its records are few enough to be at hand.
    #[must_use]
    pub fn of(&self, kind: Kind) -> Option<&HashMap<i64, Name>> {
        match kind {
            Kind::User => Some(&self.users),
            Kind::Region => Some(&self.regions),
            Kind::ChannelType => Some(&self.types),
            Kind::ProductLine => Some(&self.lines),
            _ => None,
        }
    }
}

/// Reads the names of users, regions, channel types and product lines.
pub fn names(store: &Store) -> Result<Names> {
    let read = |sql: &str| -> Result<HashMap<i64, Name>> {
        let mut statement = store.conn().prepare_cached(sql)?;
        let rows = statement
            .query_map([], |r| Ok((r.get(0)?, Name { code: r.get(1)?, en: r.get(2)?, zh: r.get(3)?, parent: r.get(4)? })))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    };
    Ok(Names {
        users: read("SELECT id, name, coalesce(full_name, name), coalesce(full_name, name), NULL FROM user")?,
        regions: read("SELECT id, code, coalesce(short_name, name), coalesce(short_name, name), parent FROM region")?,
        types: read("SELECT id, code, name, coalesce(name_zh, name), NULL FROM channel_type")?,
        lines: read("SELECT id, code, name, name, NULL FROM product_line")?,
    })
}

/// The counts of the head line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub partners: i64,
    /// Tickets that are neither resolved nor closed.
    pub open_tickets: i64,
    /// Of these, with a clock that has run out.
    pub breached: i64,
    /// Tier changes that wait for a decision.
    pub proposals: i64,
    /// Open tasks that are due by today.
    pub tasks_due: i64,
}

/// Counts as of a moment and its day.
pub fn counts(store: &Store, now: DateTime<Utc>, today: NaiveDate) -> Result<Counts> {
    let one = |sql: &str, params: &[&dyn rusqlite::ToSql]| -> Result<i64> {
        Ok(store.conn().prepare_cached(sql)?.query_row(params, |r| r.get(0))?)
    };
    let open = "state NOT IN ('resolved', 'closed')";
    let late = "state <> 'on_hold' AND ((responded_at IS NULL AND response_due <= ?1) OR resolution_due <= ?1)";
    Ok(Counts {
        partners: one("SELECT count(*) FROM partner", &[])?,
        open_tickets: one(&format!("SELECT count(*) FROM ticket WHERE {open}"), &[])?,
        breached: one(&format!("SELECT count(*) FROM ticket WHERE {open} AND {late}"), &[&now.timestamp()])?,
        proposals: one("SELECT count(*) FROM tier_change WHERE state = 'proposed'", &[])?,
        tasks_due: one("SELECT count(*) FROM task WHERE state = 'open' AND due_on <= ?1", &[&day_number(today)])?,
    })
}
