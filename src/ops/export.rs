//! Hands records out, filtered as in a list, every field that means something outside the database.

use std::collections::{BTreeSet, HashMap};

use super::list::{self, List, Wish};
use super::{Result, Session};
use crate::domain::approval;
use crate::domain::kinds::{ApprovalSubject, Task};
use crate::domain::record::{Field, Kind, Lang, Stored, Value};
use crate::exchange::ics;
use crate::exchange::out::{Cell, OutError, Sink};
use crate::store::{StoreError, record};

/// A list of the records to export, with all fields.
///
/// # Errors
/// What is not understood in the filter; those of the file.
pub fn list(session: &Session, kind: Kind, filter: &str) -> Result<List> {
    sorted(session, kind, filter, Vec::new())
}

/// The same in the order of these fields.
///
/// # Errors
/// As [`list()`].
pub fn sorted(session: &Session, kind: Kind, filter: &str, sort: Vec<String>) -> Result<List> {
    let columns = kind.def().fields.iter().map(|f| f.name.to_owned()).collect();
    list::list(session, kind, &Wish { filter: filter.to_owned(), columns, sort, ..Wish::default() })
}

/// What an approval is about, outside of the database: the code of the record.
pub(in crate::ops) const ABOUT: Field = Field::text().named("record").label("Record", "记录");

/// The codes of the records that approvals are about, by subject; none for other kinds.
fn about(session: &Session, kind: Kind) -> crate::store::Result<HashMap<&'static str, HashMap<i64, String>>> {
    if kind != Kind::Approval {
        return Ok(HashMap::new());
    }
    let conn = session.store.conn();
    ApprovalSubject::ALL.iter().map(|s| Ok((s.code(), record::codes(conn, approval::about(*s).0)?))).collect()
}

/// The codes of what the guarded values of approvals refer to; none for other kinds.
fn referred(session: &Session, kind: Kind) -> crate::store::Result<HashMap<Kind, HashMap<i64, String>>> {
    if kind != Kind::Approval {
        return Ok(HashMap::new());
    }
    let kinds: BTreeSet<Kind> = ApprovalSubject::ALL.iter().flat_map(|s| approval::referred(approval::about(*s).0)).collect();
    kinds.into_iter().map(|of| Ok((of, record::codes(session.store.conn(), of)?))).collect()
}

/// The fields of an export, in order.
pub fn fields(list: &List) -> Vec<&'static Field> {
    list.columns.iter().filter_map(|i| list.field(*i)).collect()
}

/// Writes every record of a list; answers how many.
///
/// # Errors
/// Those of the file and of `sink`.
pub fn rows(session: &Session, list: &List, sink: &mut dyn Sink) -> std::result::Result<u64, OutError> {
    some_rows(session, list, |_| true, sink)
}

/// Writes those records of a list whose ids are wanted; answers how many.
///
/// # Errors
/// Those of the file and of `sink`.
pub fn some_rows(
    session: &Session,
    list: &List,
    wanted: impl Fn(i64) -> bool,
    sink: &mut dyn Sink,
) -> std::result::Result<u64, OutError> {
    let mut count = 0;
    let about = about(session, list.kind)?;
    let referred = referred(session, list.kind)?;
    list::each(session, list, |row| {
        if !wanted(row.id) {
            return Ok(());
        }
        // an id means nothing outside the file
        let record = row.get("subject").text().and_then(|s| about.get(s)).zip(row.get("record").int());
        let record = Value::Text(record.and_then(|(codes, id)| codes.get(&id)).cloned().unwrap_or_default());
        let subject = row.get("subject").text().and_then(ApprovalSubject::from_code).filter(|_| list.kind == Kind::Approval);
        let told = |name: &str| {
            let code = |of: Kind, id: &str| referred.get(&of)?.get(&id.parse().ok()?).cloned();
            let kept = row.get(name).text()?;
            Some(Value::Text(approval::referring(approval::about(subject?).0, kept, code)))
        };
        let (snapshot, was) = (told("snapshot"), told("was"));
        let cells: Vec<Cell<'_>> = list
            .columns
            .iter()
            .filter_map(|i| {
                let (field, value) = (list.field(*i)?, row.values.get(*i)?);
                if list.kind == Kind::Approval && field.name == ABOUT.name {
                    return Some((&ABOUT, &record, None));
                }
                let told = match field.name {
                    "snapshot" => snapshot.as_ref(),
                    "was" => was.as_ref(),
                    _ => None,
                };
                if let Some(told) = told {
                    return Some((field, told, None));
                }
                Some((field, value, list.code(field, value)))
            })
            .collect();
        count += 1;
        sink.row(&cells)
    })?;
    Ok(count)
}

/// The tasks of a filter as a calendar, and how many they are.
///
/// # Errors
/// What is not understood in the filter; those of the file.
pub fn calendar(session: &Session, filter: &str, lang: Lang) -> Result<(String, usize)> {
    let list = list(session, Kind::Task, filter)?;
    let mut tasks: Vec<Stored<Task>> = Vec::new();
    list::each(session, &list, |row| {
        tasks.push(row.typed::<Task>().map_err(StoreError::from)?);
        Ok::<_, StoreError>(())
    })?;
    let names = record::codes(session.store.conn(), Kind::Partner)?;
    let text = ics::calendar(&tasks, lang, session.now(), |id| names.get(&id).cloned());
    Ok((text, tasks.len()))
}
