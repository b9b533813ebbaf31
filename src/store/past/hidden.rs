//! What hides a kind's table: of a small one a copy, of a large one a view that reads through, in which only rows that are others then
//! are replaced.

use rusqlite::{Connection, OptionalExtension, params};

use super::kept::{Kept, by, when};
use super::{ANEW, DUE, Then, came, not_yet};
use crate::domain::period::day_number;
use crate::domain::record::{Kind, Since};
use crate::store::{Result, shadow};

/// Tables of fewer rows are copied: queries of them go as they always do.
const SMALL: i64 = if cfg!(test) { 3 } else { 5_000 };

/// The rows of a kind that were others then, as they stood.
pub(super) fn then_of(kind: Kind) -> String {
    format!("{}_then", kind.def().name)
}

/// The ids of those rows of the file that don't stand as they are.
pub(super) fn others(kind: Kind) -> String {
    format!("{}_others", kind.def().name)
}

/// Hides a kind's table by a view, in which rows that may have been others are ready to be written; answers whether there are any.
pub(super) fn hide(conn: &Connection, kind: Kind, kept: Kept, then: &Then) -> Result<bool> {
    let (name, others, rows) = (kind.def().name, others(kind), then_of(kind));
    let (at, day) = (then.at.timestamp(), day_number(then.day));
    let of_moment = |sql: &str| sql.replace("?1", &at.to_string()).replace("?2", &day.to_string());
    conn.execute_batch(&format!("CREATE TEMP TABLE \"{others}\" (id INTEGER PRIMARY KEY) STRICT"))?;
    let note = |which: &str| conn.execute(&format!("INSERT OR IGNORE INTO temp.\"{others}\" {}", of_moment(which)), []);
    for which in which(kind, kept) {
        note(&which)?;
    }
    shadow::empty(conn, name, &rows)?;
    conn.execute(
        &format!("INSERT INTO temp.\"{rows}\" SELECT * FROM main.\"{name}\" WHERE id IN (SELECT id FROM temp.\"{others}\")"),
        [],
    )?;
    // of what had not begun nothing is needed
    if let (Since::Day(_) | Since::Earliest(..) | Since::Moment(_), Some(not_yet)) = (kept.begins, not_yet(kind, kept, name)) {
        note(&format!("SELECT id FROM main.\"{name}\" WHERE {not_yet}"))?;
    }
    let any = conn.prepare(&format!("SELECT 1 FROM temp.\"{others}\""))?.exists([])?;
    // which partners there were is found out when all else is as it was
    if !any && kind != Kind::Partner {
        forget(conn, kind)?;
        return Ok(false);
    }
    let until = match kept.begins {
        // what is of a day of its own ends there
        Since::Dated(_) => by(kept.begins).map(|by| format!(" AND {}", of_moment(&by))).unwrap_or_default(),
        _ => String::new(),
    };
    conn.execute_batch(&format!(
        "CREATE TEMP VIEW \"{name}\" AS
           SELECT * FROM main.\"{name}\" WHERE id NOT IN (SELECT id FROM temp.\"{others}\"){until}
           UNION ALL SELECT * FROM temp.\"{rows}\""
    ))?;
    Ok(true)
}

/// Queries of the rows of the file that were there and may have been others at a moment (`?1`) and its day (`?2`).
fn which(kind: Kind, kept: Kept) -> Vec<String> {
    let name = kind.def().name;
    let mut which = vec![format!("SELECT record FROM temp.later WHERE kind = '{name}'")];
    if let Since::Logged = kept.begins {
        which.push(format!(
            "SELECT a.record FROM temp.later_sets s CROSS JOIN main.audit a ON a.change_set = s.id
             WHERE s.by_hand AND a.kind = '{name}' AND a.action = 'insert' AND {ANEW}"
        ));
    }
    if let Some(undone) = kept.undone
        && let (Some(by), Some(when)) = (by(undone.at), when(undone.at))
    {
        let came = came(kind, "", name);
        which.push(format!("SELECT id FROM main.\"{name}\" WHERE {when} IS NOT NULL AND NOT {by} AND {came}"));
    }
    match kind {
        Kind::Ticket => {
            which.push("SELECT ticket FROM main.ticket_event WHERE at > ?1 AND ticket IS NOT NULL".to_owned());
            which.push("SELECT id FROM main.ticket WHERE responded_at > ?1 OR resolved_at > ?1 OR closed_at > ?1".to_owned());
        }
        Kind::Partner => {
            which.push("SELECT partner FROM main.lifecycle_move WHERE moved_at > ?1 AND partner IS NOT NULL".to_owned());
            which.push(
                "SELECT partner FROM main.tier_change WHERE state = 'approved' AND effective_on > ?2 AND partner IS NOT NULL"
                    .to_owned(),
            );
            which.push(format!(
                "SELECT partner.id FROM main.tier_change c JOIN main.partner ON partner.id = c.partner WHERE {DUE}"
            ));
        }
        _ => {}
    }
    which
}

/// Ends what was begun by [`hide`]: a small table is copied, and one that stands as it is is seen again.
pub(super) fn settle(conn: &Connection, kind: Kind) -> Result<()> {
    let (name, others, rows) = (kind.def().name, others(kind), then_of(kind));
    let is_empty = |table: &str| Ok::<_, rusqlite::Error>(!conn.prepare(&format!("SELECT 1 FROM temp.\"{table}\""))?.exists([])?);
    if is_empty(&others)? && is_empty(&rows)? {
        return forget(conn, kind);
    }
    let count = format!("SELECT count(*) FROM (SELECT 1 FROM main.\"{name}\" LIMIT {SMALL})");
    if conn.query_row(&count, [], |r| r.get::<_, i64>(0))? < SMALL {
        let seen: String =
            conn.query_row("SELECT sql FROM temp.sqlite_schema WHERE type = 'view' AND name = ?1", [name], |r| r.get(0))?;
        let (_, seen) = seen.split_once(" AS").unwrap_or_default();
        conn.execute_batch(&format!("DROP VIEW temp.\"{name}\""))?;
        shadow::table(conn, name, &format!("INSERT INTO temp.\"{name}\" {seen}"))?;
    }
    Ok(())
}

/// Shows a kind's table again.
pub(super) fn forget(conn: &Connection, kind: Kind) -> Result<()> {
    show(conn, kind.def().name)?;
    conn.execute_batch(&format!(
        "DROP TABLE IF EXISTS temp.\"{}\"; DROP TABLE IF EXISTS temp.\"{}\"",
        others(kind),
        then_of(kind)
    ))?;
    Ok(())
}

/// Drops what hides a table, if anything does.
pub(super) fn show(conn: &Connection, name: &str) -> Result<()> {
    let mut sort = conn.prepare_cached("SELECT type FROM temp.sqlite_schema WHERE name = ?1")?;
    if let Some(sort) = sort.query_row(params![name], |r| r.get::<_, String>(0)).optional()? {
        conn.execute_batch(&format!("DROP {sort} temp.\"{name}\""))?;
    }
    Ok(())
}
