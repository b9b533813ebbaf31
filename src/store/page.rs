//! What the page of one partner reads beside the records: its product lines, its last orders, its log.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use super::audit::{self, Entry};
use super::record::query;
use super::{Result, rollup};
use crate::domain::period::Month;
use crate::domain::record::{FieldType, Kind, Row};
use crate::domain::sales::Figures;

/// Sales of one partner in whole months by product line (0: none given).
///
/// A month is read by its key: others' months are not looked at.
pub fn lines(conn: &Connection, partner: i64, first: Month, last: Month) -> Result<BTreeMap<i64, Figures>> {
    let mut statement = conn.prepare_cached(
        "SELECT orders, quantity, net_amount, returns, cost, fees, sellout, parts FROM sales_month WHERE month = ?1 AND partner = ?2",
    )?;
    let mut found: BTreeMap<i64, Figures> = BTreeMap::new();
    for month in first.0..=last.0 {
        let read = |r: &rusqlite::Row<'_>| Ok((rollup::figures_at(r, 0)?, r.get::<_, Option<Vec<u8>>>(7)?));
        let Some((all, parts)) = statement.query_row((month, partner), read).optional()? else { continue };
        for part in rollup::parts(&all, parts.as_deref()).filter(|p| p.line != rollup::ALL_LINES) {
            *found.entry(part.line).or_default() += part.figures;
        }
    }
    Ok(found)
}

/// The last sales of a partner, newest first.
pub fn last_sales(conn: &Connection, partner: i64, limit: i64) -> Result<Vec<Row>> {
    query(conn, Kind::Sale, "WHERE partner = ?1 ORDER BY day DESC, document DESC, line, sku LIMIT ?2", &[&partner, &limit])
}

/// What happened to a partner and to the records that belong to it, newest first: not what imports of figures brought.
pub fn log(conn: &Connection, partner: i64, limit: i64) -> Result<Vec<Entry>> {
    // what comes by the thousand, or is kept by the program itself, would hide what people did
    let figures = [Kind::Invoice, Kind::Payment, Kind::Target, Kind::Alert];
    let mut parts = vec!["SELECT id FROM audit WHERE kind = 'partner' AND record = ?1".to_owned()];
    for kind in Kind::ALL.iter().filter(|k| !k.is_fact() && **k != Kind::Partner && !figures.contains(k)) {
        let def = kind.def();
        if def.field("partner").is_some_and(|(_, f)| f.ty == FieldType::Ref(Kind::Partner)) {
            let name = def.name;
            parts.push(format!(
                "SELECT id FROM audit WHERE kind = '{name}' AND record IN (SELECT id FROM \"{name}\" WHERE partner = ?1)"
            ));
        }
    }
    let clause = format!("WHERE a.id IN ({}) ORDER BY a.id DESC LIMIT ?2", parts.join(" UNION ALL "));
    audit::entries(conn, &clause, &[&partner, &limit])
}

/// The last change of one field of a record: who made it and when. What was given when it was created counts.
pub fn last_change(conn: &Connection, kind: Kind, record: i64, field: &str) -> Result<Option<Entry>> {
    let clause = "WHERE a.kind = ?1 AND a.record = ?2 AND json_type(a.after, '$.' || ?3) IS NOT NULL ORDER BY a.id DESC LIMIT 1";
    Ok(audit::entries(conn, clause, &[&kind.def().name, &record, &field])?.into_iter().next())
}
