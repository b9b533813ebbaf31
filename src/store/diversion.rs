//! What was shipped to whom, where a partner may sell, which prices were seen (S5).

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};

use super::Result;
use crate::domain::diversion::{Seen, Shipped, Territory};
use crate::domain::kinds::PriceChannel;
use crate::domain::money::Money;
use crate::domain::period::{day_number, from_day_number};
use crate::domain::record::Tags;

/// Every shipment of these codes, by one question however many they are.
pub fn shipped(conn: &Connection, codes: &[String]) -> Result<Vec<Shipped>> {
    let mut statement = conn.prepare_cached(
        "SELECT s.code, s.partner, s.shipped_on, coalesce(s.document, ''), coalesce(l.name, ''), coalesce(k.code, ''), s.quantity, s.amount
         FROM json_each(?1) j JOIN shipment s ON s.code = j.value LEFT JOIN product_line l ON l.id = s.line
         LEFT JOIN sku k ON k.id = s.sku
         ORDER BY j.key, s.partner",
    )?;
    let rows = statement.query_map([serde_json::Value::from(codes).to_string()], |r| {
        Ok(Shipped {
            code: r.get(0)?,
            partner: r.get(1)?,
            shipped_on: from_day_number(r.get(2)?),
            document: r.get(3)?,
            line: r.get(4)?,
            sku: r.get(5)?,
            quantity: r.get(6)?,
            amount: r.get::<_, Option<i64>>(7)?.map(Money),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Where a partner may sell on a day: what its contract in force grants, else what its register says, else its region.
pub fn territory(conn: &Connection, partner: i64, day: NaiveDate) -> Result<Territory> {
    let granted = "SELECT territories FROM contract WHERE partner = ?1 AND state = 'approved' AND from_day <= ?2 AND to_day >= ?2
         AND (ended_on IS NULL OR ended_on >= ?2) AND territories <> '' ORDER BY from_day DESC LIMIT 1";
    let granted: Option<String> = conn.prepare_cached(granted)?.query_row((partner, day_number(day)), |r| r.get(0)).optional()?;
    let register = "SELECT coalesce(territories, ''), region FROM partner WHERE id = ?1";
    let (own, region): (String, Option<i64>) =
        conn.prepare_cached(register)?.query_row([partner], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let words = Tags::from_text(granted.as_deref().unwrap_or(&own));
    let mut found = Territory::default();
    if words.0.is_empty() {
        if let Some(region) = region {
            found.regions.push(region);
            found.names.push(conn.prepare_cached("SELECT name FROM region WHERE id = ?1")?.query_row([region], |r| r.get(0))?);
        }
        return Ok(found);
    }
    for word in words.0 {
        let regions = regions_called(conn, &word)?;
        if regions.is_empty() {
            found.unknown.push(word);
        } else {
            found.regions.extend(regions);
            found.names.push(word);
        }
    }
    Ok(found)
}

/// The regions with this code, name or short name.
fn regions_called(conn: &Connection, word: &str) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached("SELECT id FROM region WHERE code = ?1 OR name = ?1 OR short_name = ?1")?;
    Ok(statement.query_map([word], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Other partners to whom a region, or one above it, is granted exclusively: whom goods of others there hurt.
pub fn exclusive_in(conn: &Connection, path: &[i64], day: NaiveDate) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT partner FROM contract WHERE exclusive = 1 AND state = 'approved' AND from_day <= ?1 AND to_day >= ?1
           AND (ended_on IS NULL OR ended_on >= ?1)
         UNION SELECT id FROM partner WHERE territories <> '' AND status IN ('active', 'improving')",
    )?;
    let holders = statement.query_map([day_number(day)], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    let mut found = Vec::new();
    for partner in holders {
        if territory(conn, partner, day)?.regions.iter().any(|r| path.contains(r)) {
            found.push(partner);
        }
    }
    Ok(found)
}

/// The latest open diversion ticket against a partner: its id and number.
pub fn open_against(conn: &Connection, partner: i64) -> Result<Option<(i64, i64)>> {
    let sql = "SELECT t.id, coalesce(t.number, t.id) FROM ticket_party p JOIN ticket t ON t.id = p.ticket
         WHERE p.partner = ?1 AND p.role = 'respondent' AND t.kind = 'diversion' AND t.state NOT IN ('resolved', 'closed')
         ORDER BY t.id DESC LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row([partner], |r| Ok((r.get(0)?, r.get(1)?))).optional()?)
}

/// Prices seen from one day up to and including another, the latest first.
pub fn seen(conn: &Connection, from: NaiveDate, to: NaiveDate) -> Result<Vec<Seen>> {
    let mut statement = conn.prepare_cached(
        "SELECT s.id, s.partner, s.line, coalesce(k.code, ''), s.channel, s.\"on\", s.price, coalesce(k.floor_price, l.floor_price), coalesce(s.place, '')
         FROM price_sighting s JOIN product_line l ON l.id = s.line LEFT JOIN sku k ON k.id = s.sku
         WHERE s.\"on\" BETWEEN ?1 AND ?2 ORDER BY s.\"on\" DESC, s.id DESC",
    )?;
    let rows = statement.query_map((day_number(from), day_number(to)), |r| {
        let channel: String = r.get(4)?;
        Ok(Seen {
            id: r.get(0)?,
            partner: r.get(1)?,
            product: (r.get(2)?, r.get(3)?),
            channel: PriceChannel::from_code(&channel).unwrap_or(PriceChannel::Offline),
            on: from_day_number(r.get(5)?),
            price: Money(r.get(6)?),
            floor: r.get::<_, Option<i64>>(7)?.map(Money),
            place: r.get(8)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
