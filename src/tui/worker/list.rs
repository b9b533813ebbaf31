//! The records behind a figure: any kind, by a filter expression.

use std::collections::HashMap;

use crate::domain::explain::Source;
use crate::domain::record::{FieldType, Kind, Row};
use crate::ops::{Result, Session, list as ops_list};
use crate::store::{StoreError, find, listing};

/// At most so many rows are shown.
pub const LIMIT: usize = 500;

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// The records of a source.
    Rows(Source),
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Rows`].
    Rows {
        /// The first [`LIMIT`] of them.
        rows: Vec<Row>,
        /// How many there are.
        total: usize,
        /// What the records are called to which they refer.
        labels: HashMap<(Kind, i64), String>,
    },
}

pub(super) fn answer(session: &mut Session, query: &Query) -> Result<Reply> {
    let Query::Rows(source) = query;
    if source.kind == Kind::Alert {
        session.warnings_aside()?;
    }
    let conditions = ops_list::conditions(session, source.kind, &source.filter)?;
    let query = listing::Query { conditions, sort: Vec::new(), limit: None };
    let conn = session.store.conn();
    let total = usize::try_from(listing::count(conn, source.kind, &query)?).unwrap_or(0);
    let mut rows = Vec::new();
    let limited = listing::Query { limit: i64::try_from(LIMIT).ok(), ..query };
    listing::each(conn, source.kind, &limited, |row| {
        rows.push(row);
        Ok::<(), StoreError>(())
    })?;
    let mut labels = HashMap::new();
    for (i, field) in source.kind.def().fields.iter().enumerate() {
        let FieldType::Ref(kind) = field.ty else { continue };
        for id in rows.iter().filter_map(|r| r.values.get(i).and_then(crate::domain::record::Value::int)) {
            if let std::collections::hash_map::Entry::Vacant(slot) = labels.entry((kind, id))
                && let Some(item) = find::label(&session.store, kind, id)?
            {
                slot.insert(if item.code == item.label { item.code } else { format!("{} {}", item.code, item.label) });
            }
        }
    }
    Ok(Reply::Rows { rows, total, labels })
}
