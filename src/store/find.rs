//! Records by what a person types: code, name, and for partners pinyin.

use rusqlite::OptionalExtension as _;

use super::{Result, Store};
use crate::domain::record::{FieldType, Kind};
use crate::domain::search;

/// A record as people choose it from a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    pub id: i64,
    /// What identifies it to people.
    pub code: String,
    /// What it is called.
    pub label: String,
    /// What else tells it from others.
    pub hint: String,
}

/// The columns that say what a record is called, in the order of the lists: code, label, hint.
fn columns(kind: Kind) -> (String, String, String) {
    let def = kind.def();
    let called = def.conduct.called;
    let column = |field: &str| format!("\"{}\".\"{field}\"", def.name);
    let code = column(called.code);
    let code = if called.mark.is_empty() { code } else { format!("'{}' || {code}", called.mark) };
    let hint = called.hint.map_or_else(
        || "''".to_owned(),
        |field| match def.field(field).map(|(_, f)| f.ty) {
            Some(FieldType::Ref(other)) => {
                let other = other.def();
                let name = first(other.conduct.called.label, |f| format!("o.\"{f}\""));
                format!("(SELECT {name} FROM \"{}\" o WHERE o.id = {})", other.name, column(field))
            }
            _ => column(field),
        },
    );
    (code, first(called.label, column), hint)
}

/// The first of some columns that is given.
fn first(fields: &[&str], column: impl Fn(&str) -> String) -> String {
    match fields {
        [one] => column(one),
        several => format!("coalesce({})", several.iter().map(|f| column(f)).collect::<Vec<_>>().join(", ")),
    }
}

fn select(kind: Kind) -> String {
    let (code, label, hint) = columns(kind);
    let table = kind.def().name;
    format!("SELECT id, CAST({code} AS TEXT), CAST({label} AS TEXT), CAST({hint} AS TEXT) FROM \"{table}\"")
}

fn item(r: &rusqlite::Row<'_>) -> rusqlite::Result<Item> {
    let text = |i| r.get::<_, Option<String>>(i).map(Option::unwrap_or_default);
    Ok(Item { id: r.get(0)?, code: text(1)?, label: text(2)?, hint: text(3)? })
}

/// Code and name of a record.
pub fn label(store: &Store, kind: Kind, id: i64) -> Result<Option<Item>> {
    let sql = format!("{} WHERE id = ?1", select(kind));
    Ok(store.conn().prepare_cached(&sql)?.query_row([id], item).optional()?)
}

/// The records that match what is typed, best first: at the start of code or name before inside, short before long.
/// Partners are also found by pinyin initials and full pinyin.
pub fn find(store: &Store, kind: Kind, text: &str, limit: usize) -> Result<Vec<Item>> {
    let folded = search::fold(text);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    if kind == Kind::Partner && !folded.is_empty() {
        let sql = format!(
            "{} JOIN partner_search s ON s.partner = partner.id WHERE instr(s.keys, ?1) > 0
             ORDER BY instr('|' || s.keys, '|' || ?1) = 0, status IN ('exited', 'suspended'), length(s.keys), code LIMIT ?2",
            select(kind)
        );
        let mut statement = store.conn().prepare_cached(&sql)?;
        let found = statement.query_map((&folded, limit), item)?.collect::<rusqlite::Result<Vec<_>>>()?;
        return Ok(found);
    }
    let (code, label, _) = columns(kind);
    let order = if kind.def().field("code").is_some() { "2" } else { "id DESC" };
    let sql = format!(
        "{} WHERE ?1 = '' OR instr(lower({code}), ?1) > 0 OR instr(lower({label}), ?1) > 0
         ORDER BY CASE WHEN lower({code}) = ?1 THEN 0 WHEN instr(lower({code}), ?1) = 1 THEN 1 WHEN instr(lower({label}), ?1) = 1 THEN 2 ELSE 3 END, {order} LIMIT ?2",
        select(kind)
    );
    let mut statement = store.conn().prepare_cached(&sql)?;
    let mut found = statement.query_map((&folded, limit), item)?.collect::<rusqlite::Result<Vec<_>>>()?;
    if found.is_empty() && !folded.is_empty() && kind.def().conduct.few {
        // few records: their pinyin is made on the spot
        let mut statement = store.conn().prepare_cached(&select(kind))?;
        let all = statement.query_map([], item)?.collect::<rusqlite::Result<Vec<_>>>()?;
        found = all.into_iter().filter(|i| search::keys(&[&i.code, &i.label]).contains(&folded)).collect();
    }
    Ok(found)
}

/// The records that have exactly this text as their shown name or in a field of their key; of a field that refers to a partner as the
/// partner's code or name.
pub fn called(store: &Store, kind: Kind, text: &str, limit: usize) -> Result<Vec<Item>> {
    if kind.is_fact() {
        return Ok(Vec::new());
    }
    let (code, label, _) = columns(kind);
    let table = kind.def().name;
    let mut ways = vec![format!("CAST({code} AS TEXT) = ?1"), format!("CAST({label} AS TEXT) = ?1")];
    for (_, field) in kind.def().key.iter().filter_map(|name| kind.def().field(name)) {
        let column = format!("\"{table}\".\"{}\"", field.name);
        ways.push(match field.ty {
            FieldType::Ref(Kind::Partner) => {
                format!("{column} IN (SELECT p.id FROM partner p WHERE p.code = ?1 OR p.name = ?1)")
            }
            FieldType::Ref(_) => continue,
            _ => format!("CAST({column} AS TEXT) = ?1"),
        });
    }
    let sql = format!("{} WHERE {} ORDER BY id LIMIT ?2", select(kind), ways.join(" OR "));
    let mut statement = store.conn().prepare_cached(&sql)?;
    let found = statement.query_map((text.trim(), i64::try_from(limit).unwrap_or(i64::MAX)), item)?;
    Ok(found.collect::<rusqlite::Result<Vec<_>>>()?)
}
