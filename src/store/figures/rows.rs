//! The rows of `partner_figures`: read, written where they differ, put into their bands.

use std::iter::once;

use rusqlite::types::{ToSql as _, ToSqlOutput, Value};
use rusqlite::{Connection, Row, params_from_iter};

use super::{Chunk, before, measures};
use crate::domain::credit::Light;
use crate::domain::figures::{PartnerFigures, Parts, WeekBefore, partner_figures};
use crate::domain::kinds::Tier;
use crate::domain::policy::Policy;
use crate::domain::tier::{Bands, Measures, bands};
use crate::store::Result;

/// What can be a column.
trait Column: Sized {
    fn read(r: &Row<'_>, i: usize) -> rusqlite::Result<Self>;
    fn value(&self) -> rusqlite::Result<ToSqlOutput<'_>>;
}

macro_rules! column {
    ($($type:ty),+) => {$(
        impl Column for $type {
            fn read(r: &Row<'_>, i: usize) -> rusqlite::Result<Self> {
                r.get(i)
            }

            fn value(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.to_sql()
            }
        }
    )+};
    // kept as a text or packed: from what is read, to what is written
    ($type:ty: |$from:ident| $read:expr, |$to:ident| $write:expr) => {
        impl Column for $type {
            fn read(r: &Row<'_>, i: usize) -> rusqlite::Result<Self> {
                let $from = r.get_ref(i)?;
                Ok($read)
            }

            fn value(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                let $to = self;
                Ok(ToSqlOutput::Owned($write.into()))
            }
        }
    };
}

column!(i64, Option<i64>, Option<i32>);
column!(Option<Light>: |v| v.as_str_or_null()?.and_then(Light::from_code), |l| text(l.map(Light::code)));
column!(Option<Tier>: |v| v.as_str_or_null()?.and_then(Tier::from_code), |t| text(t.map(Tier::code)));
column!(Parts: |v| v.as_blob_or_null()?.map(Self::decode).unwrap_or_default(), |p| p.encode());
column!(Measures: |v| v.as_blob_or_null()?.map(measures::decode).unwrap_or_default(), |m| measures::encode(m));
column!(WeekBefore: |v| v.as_blob_or_null()?.map(before::decode).unwrap_or_default(), |b| before::encode(b));

fn text(code: Option<&str>) -> Value {
    code.map_or(Value::Null, |code| Value::Text(code.to_owned()))
}

macro_rules! columns {
    ($($field:ident,)+) => {
        pub(super) const COLUMNS: &str = concat!($(stringify!($field), ", ",)+ "open_alerts");

        /// How many they are.
        const COUNT: usize = [$(stringify!($field)),+].len();

        /// Reads the [`COLUMNS`] from column `i` on.
        pub(super) fn read(r: &Row<'_>, i: usize) -> rusqlite::Result<PartnerFigures> {
            let mut at = i..;
            let mut next = || at.next().unwrap_or(usize::MAX);
            Ok(PartnerFigures { $($field: Column::read(r, next())?,)+ })
        }

        fn values(f: &PartnerFigures) -> rusqlite::Result<[ToSqlOutput<'_>; COUNT]> {
            Ok([$(f.$field.value()?,)+])
        }
    };
}
partner_figures!(columns);

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
    // partner, columns, number of warnings
    let marks = ", ?".repeat(COUNT + 1);
    let mut put =
        conn.prepare_cached(&format!("INSERT OR REPLACE INTO partner_figures (partner, {COLUMNS}) VALUES (?{marks})"))?;
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
        let (id, values) = (ToSqlOutput::from(*partner), values(new)?);
        put.execute(params_from_iter(once(id).chain(values).chain(once(ToSqlOutput::from(alerts)))))?;
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
