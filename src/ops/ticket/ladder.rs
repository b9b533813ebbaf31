//! Who gets a ticket, who is told of an escalation, who checks: what the rules of [`crate::domain::ladder`] are asked with.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::super::{OpError, Result};
use crate::domain::kinds::{Partner, Region, Role, Ticket, TicketKind, User};
use crate::domain::ladder::{Assign, People};
use crate::domain::record::{Stored, Tags};
use crate::store::{Connection, Tx, record, tickets};

/// Everybody who can be given work, and the partners that were asked about: read once for many tickets.
#[derive(Debug)]
pub(in crate::ops) struct Ladder {
    workers: Vec<Stored<User>>,
    /// A partner's owner and region.
    partners: HashMap<i64, (Option<i64>, Option<i64>)>,
    /// A region and those above it.
    paths: HashMap<i64, Vec<Stored<Region>>>,
}

impl Ladder {
    pub(in crate::ops) fn read(conn: &Connection) -> Result<Self> {
        Ok(Self { workers: tickets::workers(conn)?, partners: HashMap::new(), paths: HashMap::new() })
    }

    /// Those who may be given work on the matters of a partner.
    pub(in crate::ops) fn people(&mut self, conn: &Connection, partner: Option<i64>) -> Result<People<'_>> {
        let (owner, region) = match partner {
            Some(id) => *match self.partners.entry(id) {
                std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::hash_map::Entry::Vacant(unknown) => {
                    let partner = record::get_as::<Partner>(conn, id)?;
                    unknown.insert((partner.owner, partner.region))
                }
            },
            None => (None, None),
        };
        if let Some(region) = region
            && !self.paths.contains_key(&region)
        {
            self.paths.insert(region, tickets::region_path(conn, region)?);
        }
        let path = region.and_then(|r| self.paths.get(&r)).map_or(&[][..], Vec::as_slice);
        Ok(People { workers: &self.workers, owner, path })
    }

    /// What somebody is called.
    pub(in crate::ops) fn name(&self, user: Option<i64>) -> Option<&str> {
        self.workers.iter().find(|u| Some(u.id) == user).map(|u| u.name.as_str())
    }

    /// The accounts that are told that a ticket has come to its level.
    pub(in crate::ops) fn told(
        &mut self,
        conn: &Connection,
        ticket: &Ticket,
        actor: Option<i64>,
        day: NaiveDate,
    ) -> Result<Tags> {
        Ok(self.people(conn, ticket.partner)?.told(ticket.level, ticket.owner, actor, day))
    }
}

/// How many open tickets people have, each counted once: of many that come in together each would be counted again.
#[derive(Debug, Default)]
pub struct Loads {
    ladder: Option<Ladder>,
    open: HashMap<i64, i64>,
}

impl Loads {
    /// A ticket that is open was given to somebody.
    pub(super) fn given(&mut self, user: i64) {
        if let Some(open) = self.open.get_mut(&user) {
            *open += 1;
        }
    }
}

/// Who gets a new ticket: the one who was named, else the first of the policy's order who is there; of several the one with
/// the fewest open tickets.
pub(super) fn assignee(
    tx: &Tx<'_>,
    assign: &Assign,
    kind: TicketKind,
    named: Option<i64>,
    partner: Option<i64>,
    loads: &mut Loads,
) -> Result<Stored<User>> {
    if let Some(id) = named {
        return worker(tx, id);
    }
    let Loads { ladder, open: known } = loads;
    let ladder = match ladder {
        Some(ladder) => ladder,
        None => ladder.insert(Ladder::read(tx.conn())?),
    };
    let candidates = ladder.people(tx.conn(), partner)?.candidates(assign.of(kind));
    let mut least: Option<(i64, &Stored<User>)> = None;
    for user in &candidates {
        let open = match known.get(&user.id) {
            Some(open) => *open,
            None if candidates.len() > 1 => {
                let open = tickets::open_of(tx.conn(), user.id)?;
                known.insert(user.id, open);
                open
            }
            None => 0,
        };
        if least.is_none_or(|(fewest, _)| open < fewest) {
            least = Some((open, user));
        }
    }
    least.map(|(_, user)| user.clone()).ok_or(OpError::Refused { key: "refused-ticket-nobody", args: Vec::new() })
}

/// A user who can be given work.
pub(super) fn worker(tx: &Tx<'_>, id: i64) -> Result<Stored<User>> {
    let user = record::get_as::<User>(tx.conn(), id)?;
    if user.active && user.role > Role::Viewer {
        return Ok(user);
    }
    Err(OpError::Refused { key: "refused-ticket-assignee", args: vec![("user", user.record.name)] })
}

#[cfg(test)]
mod tests;
