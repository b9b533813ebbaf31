//! The records as they stood at an earlier moment, for one connection.
//!
//! What has changed since goes to TEMP tables; they or views over them hide the tables of the file from this connection's queries
//! alone ([`hidden`]); nothing is written to the file. The log is played back, the newest entry first; where a kind has a log of its own
//! (moves of the lifecycle, changes of tier, events of tickets) that decides, because it knows the day on which something held and
//! not only when it was put down. A record whose log begins later came in with a history: it stands as it was first known,
//! from its own first day on ([`fn@kept`]). A merge of two partners holds for the past, too: their facts are one's.
//!
//! Deadlines of a ticket and terms of a partner that came in with a history are so, too: as first known, from its first day on.
//!
//! Not kept: which targets, invoices, payments and counts were known when. They are of a day of their own, up to which they are
//! looked at, whenever they were put down; invoices and payments that were changed or deleted since stand as they stood.

mod hidden;
mod kept;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use self::hidden::{hide, others, settle, show, then_of};
use self::kept::{Kept, before, by, kept, when};
use super::audit::{self, Action};
use super::record::query_as;
use super::{Result, Store};
use crate::domain::conflict::stood::stood;
use crate::domain::kinds::{Ticket, TicketEvent};
use crate::domain::period::day_number;
use crate::domain::record::{FieldType, Kind, Record as _, Since, Value};

/// A moment that is looked at, and its day where the organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Then {
    /// The moment.
    pub at: DateTime<Utc>,
    pub day: chrono::NaiveDate,
}

/// The kinds that are brought back with all others; warnings are followed with the figures ([`super::figures`]).
fn kinds() -> impl Iterator<Item = (Kind, Kept)> {
    Kind::ALL.iter().filter(|k| **k != Kind::Alert).filter_map(|k| Some((*k, kept(*k)?)))
}

impl Store {
    /// Shows the records as they stood at a moment, or, with none, as they are; made again only when somebody wrote since.
    pub fn look_back(&mut self, then: Option<Then>) -> Result<()> {
        if (then, self.past) == (None, None) {
            return Ok(());
        }
        let newest: i64 = self.conn.query_row("SELECT coalesce(max(id), 0) FROM main.change_set", [], |r| r.get(0))?;
        let wanted = then.map(|then| (then, newest));
        if self.past == wanted {
            return Ok(());
        }
        self.unshadow_figures()?;
        let tx = self.conn.unchecked_transaction()?;
        forget(&self.conn)?;
        if let Some(then) = then {
            make(&self.conn, &then)?;
        }
        tx.commit()?;
        self.past = wanted;
        Ok(())
    }

    /// The moment whose records are shown, where that is not now.
    #[must_use]
    pub fn looks_back_to(&self) -> Option<Then> {
        self.past.map(|(then, _)| then)
    }
}

/// Whether records of an earlier moment, by which sums are grouped, hide those of the file.
pub(super) fn regroups(conn: &Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM temp.sqlite_schema WHERE name IN ('partner', 'region', 'channel_type'))";
    Ok(conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
}

/// Shows the tables of the file again.
fn forget(conn: &Connection) -> Result<()> {
    for table in ["later_sets", "later", "came_in"] {
        conn.execute_batch(&format!("DROP TABLE IF EXISTS temp.{table}"))?;
    }
    for (kind, _) in kinds() {
        hidden::forget(conn, kind)?;
    }
    ENDS.iter().map(|(table, _)| *table).chain([VERSIONS]).try_for_each(|table| show(conn, table))
}

/// Hides from a connection what came after a moment.
pub(super) fn make(conn: &Connection, then: &Then) -> Result<()> {
    let at = then.at.timestamp();
    conn.execute_batch(
        "CREATE TEMP TABLE later_sets (id INTEGER PRIMARY KEY, by_hand INTEGER NOT NULL) STRICT;
         CREATE TEMP TABLE later (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, record INTEGER NOT NULL, action TEXT NOT NULL) STRICT;
         CREATE TEMP TABLE came_in (record INTEGER PRIMARY KEY, by_hand INTEGER NOT NULL) STRICT;",
    )?;
    // a merge that stands is one for the past, too
    conn.execute(
        "INSERT INTO later_sets SELECT id, label NOT IN ('change-import', 'change-import-all', 'change-demo') FROM main.change_set
         WHERE at > ?1 AND NOT (label = 'change-partner-merge' AND undone_by IS NULL)",
        [at],
    )?;
    // what came in is looked for by kind: it may be a whole network, of which most stays
    conn.execute_batch(
        "INSERT INTO later SELECT a.id, a.kind, a.record, a.action FROM later_sets s CROSS JOIN main.audit a ON a.change_set = s.id
           WHERE a.action <> 'insert';
         CREATE INDEX temp.later_record ON later (kind, record, id);",
    )?;
    for (kind, kept) in kinds() {
        if hide(conn, kind, kept, then)? {
            play_back(conn, kind)?;
            // while the events of later are still seen
            if kind == Kind::Ticket {
                tickets(conn, then)?;
            }
        }
    }
    // a partner is known by what there is of it then
    for (kind, kept) in kinds().filter(|(k, _)| *k != Kind::Partner) {
        brought_in(conn, kind, kept, then)?;
    }
    partners(conn, then)?;
    for (kind, _) in kinds() {
        if is_hidden(conn, kind)? {
            settle(conn, kind)?;
        }
    }
    // and what has a day of its own, as the history has, ends there
    for (table, until) in ENDS {
        if hides_table(conn, table)? {
            continue;
        }
        let until = until.replace("?1", &at.to_string()).replace("?2", &day_number(then.day).to_string());
        conn.execute_batch(&format!("CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {until}"))?;
    }
    versions(conn, at)
}

/// Versions of the rules stand as they stood: one that was decided later waits. The first is from the beginning, whenever it
/// was put down.
fn versions(conn: &Connection, at: i64) -> Result<()> {
    let mut columns = conn.prepare("SELECT name FROM pragma_table_info('policy_version') ORDER BY cid")?;
    let columns = columns.query_map([], |r| r.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let later = format!("(from_day IS NOT NULL AND coalesce(decided_at, 0) > {at})");
    let of = |name: &String| match name.as_str() {
        "state" => format!("iif({later}, 'pending', state) AS state"),
        "decided_at" => format!("iif({later}, NULL, decided_at) AS decided_at"),
        name => format!("\"{name}\""),
    };
    let columns: Vec<String> = columns.iter().map(of).collect();
    let columns = columns.join(", ");
    Ok(conn.execute_batch(&format!(
        "CREATE TEMP VIEW {VERSIONS} AS SELECT {columns} FROM main.{VERSIONS}
         WHERE coalesce(proposed_at, 0) <= {at} OR (from_day IS NULL AND state = 'approved')"
    ))?)
}

/// The table of [`versions`].
const VERSIONS: &str = "policy_version";

/// Whether a table is hidden by what its records were.
fn is_hidden(conn: &Connection, kind: Kind) -> Result<bool> {
    hides_table(conn, kind.def().name)
}

fn hides_table(conn: &Connection, table: &str) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM temp.sqlite_schema WHERE name = ?1")?.exists([table])?)
}

/// Tables of which nothing is looked at that is of later than a moment (`?1`) and its day (`?2`).
const ENDS: [(&str, &str); 6] = [
    ("change_set", "at <= ?1"),
    ("invoice", "issued_on <= ?2"),
    ("payment", "paid_on <= ?2"),
    ("shipment", "shipped_on <= ?2"),
    ("price_sighting", "\"on\" <= ?2"),
    ("sale", "day <= ?2"),
];

/// What was put down by somebody, and not brought in with others.
const BY_HAND: &str = " WHERE by_hand";

/// Whether the record of a row of a table came in since, by some of the changes; one that was there, went and is there again did not.
fn came(kind: Kind, of: &str, table: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM main.audit a WHERE a.kind = '{}' AND a.record = \"{table}\".id AND a.action = 'insert'
           AND +a.change_set IN (SELECT id FROM temp.later_sets{of}) AND {ANEW})",
        kind.def().name
    )
}

/// Whether an entry of the log (`a`) by which a record came is no return.
const ANEW: &str = "NOT EXISTS (SELECT 1 FROM temp.later d WHERE d.kind = a.kind AND d.record = a.record AND d.id < a.id AND d.action = 'delete')";

/// Whether a row of a kind came in since and had not begun: what stands in the row is looked at first, the log only where that
/// leaves it open.
fn not_yet(kind: Kind, kept: Kept, table: &str) -> Option<String> {
    match kept.begins {
        Since::Day(_) | Since::Earliest(..) | Since::Moment(_) => {
            Some(format!("NOT ({}) AND {}", by(kept.begins)?, came(kind, "", table)))
        }
        Since::Logged => Some(came(kind, BY_HAND, table)),
        Since::Dated(_) => Some(format!("NOT ({})", by(kept.begins)?)),
        Since::Known | Since::Always | Since::Own => None,
    }
}

/// The table in which rows of a kind are brought back: warnings have one of their own ([`super::figures`]).
fn written(kind: Kind) -> String {
    if kind == Kind::Alert { kind.def().name.to_owned() } else { then_of(kind) }
}

/// Takes back what the log says of later, the newest first; what came in since stays, as it was first known.
fn play_back(conn: &Connection, kind: Kind) -> Result<()> {
    let table = written(kind);
    // a record is first known as it stood when all was done by which it came: a history comes in and is completed at once
    let later = "WHERE a.id IN (SELECT id FROM temp.later WHERE kind = ?1) AND NOT (a.action = 'update' AND EXISTS
        (SELECT 1 FROM main.audit i WHERE i.kind = a.kind AND i.record = a.record AND i.change_set = a.change_set
           AND i.action = 'insert' AND i.id < a.id)) ORDER BY a.id DESC";
    for entry in audit::entries_of_all_days(conn, later, &[&kind.def().name])? {
        match entry.action {
            Action::Insert => {}
            Action::Update => {
                for (field, value) in &entry.before {
                    set(conn, kind, entry.record, field, value)?;
                }
            }
            Action::Delete => {
                let given = entry.before.iter().fold("id, version".to_owned(), |all, (field, _)| all + ", \"" + field + "\"");
                let marks = ["?"].repeat(entry.before.len() + 2).join(", ");
                let sql = format!("INSERT OR REPLACE INTO temp.\"{table}\" ({given}) VALUES ({marks})");
                let identity = [Value::Int(entry.record), Value::Int(entry.version)];
                let values = identity.iter().chain(entry.before.iter().map(|(_, value)| value));
                conn.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(values))?;
            }
        }
    }
    Ok(())
}

fn set(conn: &Connection, kind: Kind, id: i64, field: &str, value: &Value) -> Result<()> {
    let sql = format!("UPDATE temp.\"{}\" SET \"{field}\" = ?2 WHERE id = ?1", written(kind));
    conn.prepare_cached(&sql)?.execute(params![id, value])?;
    Ok(())
}

/// Takes away what came in later and had not begun, or is gone again, and of the rest what had not happened yet.
fn brought_in(conn: &Connection, kind: Kind, kept: Kept, then: &Then) -> Result<()> {
    if !is_hidden(conn, kind)? {
        return Ok(());
    }
    let table = written(kind);
    let given = params![then.at.timestamp(), day_number(then.day)];
    let came = came(kind, "", &table);
    let gone_again = format!("id NOT IN (SELECT id FROM main.\"{}\") AND {came}", kind.def().name);
    let not_yet = not_yet(kind, kept, &table).map_or_else(String::new, |not_yet| format!("({not_yet}) OR "));
    let gone = format!("DELETE FROM temp.\"{table}\" WHERE ({not_yet}{gone_again}) AND ?1 IS ?1 AND ?2 IS ?2");
    conn.prepare_cached(&gone)?.execute(given)?;
    if let Some(undone) = kept.undone
        && let (Some(by), Some(when)) = (by(undone.at), when(undone.at))
    {
        let before = before(kind, &undone);
        let sql = format!(
            "UPDATE temp.\"{table}\" SET {before} WHERE {when} IS NOT NULL AND NOT {by} AND {came} AND ?1 IS ?1 AND ?2 IS ?2"
        );
        conn.prepare_cached(&sql)?.execute(given)?;
    }
    Ok(())
}

/// An approved change of tier (`c`), decided by a moment (`?1`), whose day (`?2`) has come and that its partner does not stand at yet;
/// one that came in with a history gives no tier.
const DUE: &str = "c.state = 'approved' AND c.effective_on <= ?2 AND coalesce(c.decided_at <= ?1, 1) AND c.brought_in = 0 AND c.from_tier IS NOT c.to_tier
    AND partner.tier IS c.from_tier
    AND NOT EXISTS (SELECT 1 FROM main.tier_change n WHERE n.partner = c.partner AND n.state = 'approved' AND n.id > c.id)";

/// Status and tier by their own logs, and which partners there were.
fn partners(conn: &Connection, then: &Then) -> Result<()> {
    if !is_hidden(conn, Kind::Partner)? {
        return Ok(());
    }
    let given = params![then.at.timestamp(), day_number(then.day)];
    let set = |field: &str, value: &str, from: &str| -> Result<()> {
        let sql = format!(
            "UPDATE temp.partner_then AS partner SET {field} = (SELECT {value} {from}) WHERE EXISTS (SELECT 1 {from}) AND ?1 IS ?1 AND ?2 IS ?2"
        );
        conn.execute(&sql, given)?;
        Ok(())
    };
    let moved = "FROM main.lifecycle_move m WHERE m.partner = partner.id AND m.moved_at > ?1 ORDER BY m.moved_at, m.id LIMIT 1";
    set("status", "m.from_status", moved)?;
    let next = "FROM main.tier_change c WHERE c.partner = partner.id AND c.state = 'approved' AND c.brought_in = 0 AND
        c.effective_on > ?2 ORDER BY c.effective_on, c.id LIMIT 1";
    set("tier", "c.from_tier", next)?;
    set("tier", "c.to_tier", &format!("FROM main.tier_change c WHERE c.partner = partner.id AND {DUE}"))?;
    let came = |of: &str| came(Kind::Partner, of, "partner");
    conn.execute_batch(&format!(
        "DELETE FROM temp.partner_then AS partner WHERE id NOT IN (SELECT id FROM main.partner) AND {}",
        came("")
    ))?;
    // who was taken on, or had ordered, was there; what costs most to ask is asked of those that are left
    let sql = format!(
        "INSERT INTO temp.came_in SELECT id, {} FROM partner
         WHERE NOT (coalesce(onboarded_on <= ?2, 0) OR coalesce(first_order_on <= ?2, 0)) AND {} AND ?1 IS ?1",
        came(BY_HAND),
        came("")
    );
    conn.execute(&sql, given)?;
    forget_known(conn, then)?;
    // a day of later, or being put in by hand, tells that it was not there; a list without any day tells nothing
    let since = "onboarded_on IS NOT NULL OR first_order_on IS NOT NULL OR EXISTS (SELECT 1 FROM main.sale s WHERE s.partner = partner.id)";
    let by_hand = "id IN (SELECT record FROM temp.came_in WHERE by_hand)";
    conn.execute_batch(&format!(
        "DELETE FROM temp.came_in WHERE record NOT IN (SELECT id FROM partner WHERE id IN (SELECT record FROM temp.came_in) AND ({by_hand} OR {since}));
         INSERT OR IGNORE INTO temp.{} SELECT record FROM temp.came_in;
         DELETE FROM temp.partner_then WHERE id IN (SELECT record FROM temp.came_in);",
        others(Kind::Partner)
    ))?;
    Ok(())
}

/// Leaves of the partners that came in those of which nothing was known then: who owed, or stands in a record of then, was there.
fn forget_known(conn: &Connection, then: &Then) -> Result<()> {
    let mut of = Vec::new();
    // of facts there are many, and they are kept by partner
    for (facts, day) in [("invoice", "issued_on"), ("payment", "paid_on"), ("sale", "day")] {
        of.push(format!("EXISTS (SELECT 1 FROM main.{facts} f WHERE f.partner = record AND f.{day} <= ?2)"));
    }
    for (kind, kept) in kinds() {
        let of_partner = |f: &crate::domain::record::Field| f.name == "partner" && f.ty == FieldType::Ref(Kind::Partner);
        if when(kept.begins).is_some()
            && let Some(by) = by(kept.begins)
            && kind.def().fields.iter().any(of_partner)
        {
            of.push(format!("record IN (SELECT partner FROM \"{}\" WHERE {by})", kind.def().name));
        }
    }
    let given = params![then.at.timestamp(), day_number(then.day)];
    for known in of {
        if !conn.prepare_cached("SELECT 1 FROM temp.came_in")?.exists([])? {
            return Ok(());
        }
        let sql = format!("DELETE FROM temp.came_in WHERE {known} AND ?1 IS ?1 AND ?2 IS ?2");
        conn.execute(&sql, given)?;
    }
    Ok(())
}

/// Tickets by their events.
fn tickets(conn: &Connection, then: &Then) -> Result<()> {
    if !is_hidden(conn, Kind::Ticket)? {
        return Ok(());
    }
    let at = then.at.timestamp();
    let moved_on = "WHERE id IN (SELECT ticket FROM main.ticket_event WHERE at > ?1)
        OR id IN (SELECT record FROM temp.later WHERE kind = 'ticket') OR responded_at > ?1 OR resolved_at > ?1 OR closed_at > ?1";
    let account = |name: &str| {
        let mut statement = conn.prepare_cached("SELECT id FROM main.user WHERE name = ?1").ok()?;
        statement.query_row([name], |r| r.get(0)).optional().ok().flatten()
    };
    for ticket in query_as::<Ticket>(conn, moved_on, &[&at])? {
        let events = query_as::<TicketEvent>(conn, "WHERE ticket = ?1 ORDER BY at, id", &[&ticket.id])?;
        let events: Vec<TicketEvent> = events.into_iter().map(|e| e.record).collect();
        let (now, mut was) = (ticket.record.to_values(), ticket.record);
        stood(&mut was, &events, then.at, account);
        for ((field, now), was) in Ticket::DEF.fields.iter().zip(now).zip(was.to_values()) {
            if now != was {
                set(conn, Kind::Ticket, ticket.id, field.name, &was)?;
            }
        }
    }
    Ok(())
}

/// Brings the warnings, whose table is hidden by one that can be written, back to a moment.
pub(super) fn warnings(conn: &Connection, then: &Then) -> Result<()> {
    play_back(conn, Kind::Alert)?;
    kept(Kind::Alert).map_or(Ok(()), |kept| brought_in(conn, Kind::Alert, kept, then))
}

#[cfg(test)]
mod tests;
