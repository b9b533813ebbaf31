//! What records are called: the codes and names by which a file, a form or a filter may refer to them.

use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use super::record::{code_sql, read, same, select};
use super::{Result, Tx};
use crate::domain::record::{Kind, Row, Value};

/// A record's id and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Row id.
    pub id: i64,
    /// Its key.
    pub code: String,
    /// Its other names: full name, short name, name in the other language.
    pub names: Vec<String>,
    /// Of two of one name the lower is meant; two of one rank are ambiguous.
    pub rank: u8,
}

/// Every record of a kind with what it is called.
pub fn entries(conn: &Connection, kind: Kind) -> Result<Vec<Entry>> {
    let def = kind.def();
    let names = def.conduct.names;
    let rank = if kind == Kind::Region {
        "CASE level WHEN 'area' THEN 0 WHEN 'province' THEN 1 WHEN 'city' THEN 2 ELSE 3 END"
    } else {
        "0"
    };
    let mut columns = vec!["id".to_owned(), rank.to_owned(), code_sql(kind)];
    columns.extend(names.iter().map(|n| format!("\"{n}\"")));
    let sql = format!("SELECT {} FROM \"{}\"", columns.join(", "), def.name);
    let mut statement = conn.prepare(&sql)?;
    let rows = statement.query_map([], |r| {
        let name = |i| r.get::<_, Option<String>>(i).map(|n| n.filter(|n| !n.is_empty()));
        let all = (3..3 + names.len()).filter_map(|i| name(i).transpose().map(|n| (i, n)));
        let mut called = Vec::new();
        for (i, name) in all {
            match names.get(i - 3) {
                Some(&"former_codes") => called.extend(name?.split(',').map(str::to_owned)),
                _ => called.push(name?),
            }
        }
        Ok(Entry { id: r.get(0)?, rank: r.get(1)?, code: name(2)?.unwrap_or_default(), names: called })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Tx<'_> {
    /// The record whose fields of these names have these values; of several the one after `skip` others, in the order in
    /// which they were made.
    pub fn find_same(&self, kind: Kind, names: &[&str], values: &[Value], skip: u32) -> Result<Option<Row>> {
        let order = if skip == 0 { "LIMIT 1".to_owned() } else { format!("ORDER BY id LIMIT 1 OFFSET {skip}") };
        let sql = format!("{} WHERE {} {order}", select(kind), same(names, values.iter()));
        Ok(self.conn().prepare_cached(&sql)?.query_row(params_from_iter(values), |r| read(kind, r)).optional()?)
    }
}
