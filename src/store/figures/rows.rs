//! The rows of `partner_figures`: read, written where they differ, put into their bands.

use rusqlite::{Connection, Row, params};

use super::{Chunk, before, measures};
use crate::domain::credit::Light;
use crate::domain::figures::{PartnerFigures, Parts};
use crate::domain::kinds::Tier;
use crate::domain::policy::Policy;
use crate::domain::tier::{Bands, bands};
use crate::store::Result;

pub(super) const COLUMNS: &str = "health, health_before, score, score_before, sales4, sales4_before, orders4, t12m, contribution, attainment,
    pace, return_rate, open_amount, overdue, overdue_days, dso, inventory_days, light, tier, computed_tier, open_tickets, open_alerts, parts,
    points, deposit_held, contract_end, measures, overdue_fresh, week_before";

/// Reads the [`COLUMNS`] from column `i` on.
pub(super) fn read(r: &Row<'_>, i: usize) -> rusqlite::Result<PartnerFigures> {
    let code = |i: usize| -> rusqlite::Result<Option<String>> { r.get(i) };
    Ok(PartnerFigures {
        health: r.get(i)?,
        health_before: r.get(i + 1)?,
        score: r.get(i + 2)?,
        score_before: r.get(i + 3)?,
        sales4: r.get(i + 4)?,
        sales4_before: r.get(i + 5)?,
        orders4: r.get(i + 6)?,
        t12m: r.get(i + 7)?,
        contribution: r.get(i + 8)?,
        attainment: r.get(i + 9)?,
        pace: r.get(i + 10)?,
        return_rate: r.get(i + 11)?,
        open_amount: r.get(i + 12)?,
        overdue: r.get(i + 13)?,
        overdue_days: r.get(i + 14)?,
        dso: r.get(i + 15)?,
        inventory_days: r.get(i + 16)?,
        light: code(i + 17)?.as_deref().and_then(Light::from_code),
        tier: code(i + 18)?.as_deref().and_then(Tier::from_code),
        computed_tier: code(i + 19)?.as_deref().and_then(Tier::from_code),
        open_tickets: r.get(i + 20)?,
        points: r.get(i + 23)?,
        deposit_held: r.get(i + 24)?,
        contract_end: r.get(i + 25)?,
        parts: r.get_ref(i + 22)?.as_blob_or_null()?.map(Parts::decode).unwrap_or_default(),
        measures: r.get_ref(i + 26)?.as_blob_or_null()?.map(measures::decode).unwrap_or_default(),
        overdue_fresh: r.get(i + 27)?,
        week_before: r.get_ref(i + 28)?.as_blob_or_null()?.map(before::decode).unwrap_or_default(),
    })
}

pub(super) struct Written {
    /// Rows that differ.
    pub(super) changed: usize,
    /// Whether anything changed that the bands depend on.
    pub(super) ranking: bool,
}

/// Writes the figures of a chunk that differ from what is there; ranked partners get their band by the last known bands.
pub(super) fn write_rows(conn: &Connection, chunk: &mut Chunk, bands: Option<Bands>) -> Result<Written> {
    let mut written = Written { changed: 0, ranking: false };
    let (Some(first), Some(last)) = (chunk.first().map(|c| c.0), chunk.last().map(|c| c.0)) else { return Ok(written) };
    let mut old = conn.prepare_cached(&format!(
        "SELECT partner, {COLUMNS} FROM partner_figures WHERE partner BETWEEN ?1 AND ?2 ORDER BY partner"
    ))?;
    let mut old = old
        .query_map([first, last], |r| Ok((r.get::<_, i64>(0)?, read(r, 1)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?
        .into_iter()
        .peekable();
    let mut put = conn.prepare_cached(&format!(
        "INSERT OR REPLACE INTO partner_figures (partner, {COLUMNS}) VALUES
         (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24,
          ?25, ?26, ?27, ?28, ?29, ?30)"
    ))?;
    for (partner, new) in chunk {
        let Some(new) = new else {
            // no figures are better than those of yesterday, or a limit value
            let gone = conn.prepare_cached("DELETE FROM partner_figures WHERE partner = ?1")?.execute([*partner])?;
            written.ranking |= gone > 0;
            written.changed += gone;
            continue;
        };
        if let (Some(Tier::Growth), Some(bands)) = (new.computed_tier, bands) {
            new.computed_tier = Some(bands.of(new.contribution));
        }
        while old.next_if(|o| o.0 < *partner).is_some() {}
        let there = old.next_if(|o| o.0 == *partner).map(|o| o.1);
        if there.as_ref() == Some(new) {
            continue;
        }
        let ranked = |f: &PartnerFigures| (f.computed_tier.is_some_and(|t| t != Tier::Probation), f.contribution);
        written.ranking |= there.as_ref().map(ranked) != Some(ranked(new));
        written.changed += 1;
        let alerts = i64::try_from(new.parts.findings.len()).unwrap_or(i64::MAX);
        put.execute(params![
            *partner,
            new.health,
            new.health_before,
            new.score,
            new.score_before,
            new.sales4,
            new.sales4_before,
            new.orders4,
            new.t12m,
            new.contribution,
            new.attainment,
            new.pace,
            new.return_rate,
            new.open_amount,
            new.overdue,
            new.overdue_days,
            new.dso,
            new.inventory_days,
            new.light.map(Light::code),
            new.tier.map(Tier::code),
            new.computed_tier.map(Tier::code),
            new.open_tickets,
            alerts,
            new.parts.encode(),
            new.points,
            new.deposit_held,
            new.contract_end,
            measures::encode(&new.measures),
            new.overdue_fresh,
            before::encode(&new.week_before),
        ])?;
    }
    Ok(written)
}

const RANKED: &str = "computed_tier IN ('strategic', 'growth', 'watch')";

/// Puts every ranked partner into its band; answers where they are cut.
pub(super) fn rank(conn: &Connection, policy: &Policy) -> Result<Bands> {
    let mut falling = conn
        .prepare_cached(&format!("SELECT contribution FROM partner_figures WHERE {RANKED}"))?
        .query_map([], |r| r.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    falling.sort_unstable_by(|a, b| b.cmp(a));
    let cut = bands(&falling, &policy.tiers);
    let band = "CASE WHEN contribution >= ?1 THEN 'strategic' WHEN contribution <= ?2 THEN 'watch' ELSE 'growth' END";
    conn.prepare_cached(&format!(
        "UPDATE partner_figures SET computed_tier = {band} WHERE {RANKED} AND computed_tier <> {band}"
    ))?
    .execute([cut.top, cut.bottom])?;
    Ok(cut)
}
