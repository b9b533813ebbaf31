//! What came late for closed periods: their months stay in the roll-ups as they were, and stand here as they would be.
//!
//! `late_month` has a row for each partner's month of a closed period that is another by the facts of today. A look at both
//! ([`with_late`]) says what came late; a period that is opened again takes them over ([`Tx::take_late`]). A merge of two partners is
//! nothing that came late: of the one that stays its rules and pages look at the months of both, closed or not
//! ([`Tx::hand_over_closed`]); figures of the network tell them apart again ([`mod@crate::store::kpi`]).

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{Deltas, MonthSum, Sums, add_to_network, month_of, sums};
use crate::domain::period::{Month, Span, day_number};
use crate::domain::sales::Figures;
use crate::store::weeks::{self, Cut};
use crate::store::{Result, Tx, closing, facts};

/// How facts go into the roll-ups.
#[derive(Clone, Debug, Default)]
pub(in crate::store) struct Flow {
    /// The closed periods, as first and last day.
    closed: Vec<(i32, i32)>,
}

impl Flow {
    /// That of a change now.
    pub(in crate::store) fn of(conn: &Connection) -> Result<Self> {
        let mut statement = conn.prepare_cached("SELECT from_day, to_day FROM closing WHERE reopened_at IS NULL")?;
        let closed = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(Self { closed })
    }

    pub(in crate::store) fn is_closed(&self, month: i32) -> bool {
        let span = Month(month).span();
        let (first, last) = (day_number(span.from), day_number(span.to));
        self.closed.iter().any(|(from, to)| *from <= first && last <= *to)
    }
}

/// Takes out of the sums of a partner before and after a change what does not go into the roll-ups, and puts it aside.
pub(super) fn aside(conn: &Connection, partner: i64, (old, new): (&mut Sums, &mut Sums), flow: &Flow) -> Result<()> {
    let mut months: Vec<i32> = old.months.iter().chain(&new.months).map(|m| m.month).filter(|m| flow.is_closed(*m)).collect();
    months.sort_unstable();
    months.dedup();
    for month in months {
        let of = |sums: &Sums| sums.months.iter().find(|m| m.month == month).cloned();
        let (was, is) = (of(old), of(new));
        // its weeks, too, are others than those of the facts where something came late before
        for sums in [&mut *old, &mut *new] {
            sums.months.retain(|m| m.month != month);
            sums.cuts.retain(|c| month_of(c) != month);
        }
        if was == is {
            continue;
        }
        if is == MonthSum::get(conn, "sales_month", partner, month)? {
            conn.prepare_cached("DELETE FROM late_month WHERE month = ?1 AND partner = ?2")?.execute((month, partner))?;
        } else {
            is.unwrap_or(MonthSum { month, ..MonthSum::default() }).put(conn, partner, "late_month")?;
        }
    }
    Ok(())
}

/// The months of some facts of one partner, in the order of their key.
pub(in crate::store) fn months_of(facts: &[facts::SaleRow]) -> Vec<MonthSum> {
    sums(facts).months
}

/// A month of one partner with that of another.
pub(super) fn joined(month: i32, own: Option<&MonthSum>, other: Option<&MonthSum>) -> Option<MonthSum> {
    let mut sum = MonthSum { month, ..MonthSum::default() };
    for from in own.into_iter().chain(other) {
        sum.join(from, |f| f);
    }
    sum.settle();
    (own.is_some() || other.is_some()).then_some(sum)
}

/// A month of a partner without that of another; `None` where nothing is left.
pub(in crate::store) fn without(month: i32, own: Option<&MonthSum>, other: &MonthSum) -> Option<MonthSum> {
    let mut sum = MonthSum { month, ..MonthSum::default() };
    if let Some(own) = own {
        sum.join(own, |f| f);
    }
    sum.join(other, |f| Figures::default() - f);
    sum.parts.retain(|p| !p.figures.is_zero());
    sum.settle();
    (!sum.parts.is_empty() || !sum.all.is_zero()).then_some(sum)
}

/// The months of a partner that are others by the facts of today.
pub(super) fn months(conn: &Connection, partner: i64) -> Result<BTreeMap<i32, MonthSum>> {
    let mut statement = conn.prepare_cached("SELECT month FROM late_month WHERE partner = ?1")?;
    let found = statement.query_map([partner], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i32>>>()?;
    let of = |month: i32| Ok((month, MonthSum::get(conn, "late_month", partner, month)?.unwrap_or_default()));
    found.into_iter().map(of).collect()
}

/// The closed periods with months in a span for which something came late, the latest first.
pub fn came_late(conn: &Connection, span: Span) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached("SELECT DISTINCT month FROM late_month WHERE month BETWEEN ?1 AND ?2")?;
    let given = (Month::of(span.from).0, Month::of(span.to).0);
    let months = statement.query_map(given, |r| r.get(0))?.collect::<rusqlite::Result<Vec<i32>>>()?;
    if months.is_empty() {
        return Ok(Vec::new());
    }
    let has = |period: &Span| months.iter().any(|m| period.intersect(Month(*m).span()).is_some());
    Ok(closing::list(conn, false)?.into_iter().filter(|c| has(&c.span)).map(|c| c.name).collect())
}

/// What came late for closed months of a partner, of these months those with any: as it would be less as it was.
pub fn of_partner(conn: &Connection, partner: i64, first: Month, last: Month) -> Result<BTreeMap<Month, Figures>> {
    let mut found = BTreeMap::new();
    for (month, now) in months(conn, partner)?.range(first.0..=last.0) {
        let then = MonthSum::get(conn, "sales_month", partner, *month)?.map(|m| m.all).unwrap_or_default();
        found.insert(Month(*month), now.all - then);
    }
    Ok(found)
}

/// Reads with what came late for closed periods: months and weeks are those of the facts of today.
///
/// # Errors
/// Those of `f` and of the file.
pub fn with_late<T, E: From<crate::store::StoreError>>(
    conn: &Connection,
    f: impl FnOnce() -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    const COLUMNS: &str = "orders, quantity, net_amount, returns, cost, fees, sellout";
    let run = |sql: &str| conn.execute_batch(sql).map_err(crate::store::StoreError::from);
    let signed = |sign: &str| COLUMNS.split(", ").map(|c| format!("{sign}{c}")).collect::<Vec<_>>().join(", ");
    let summed = COLUMNS.split(", ").map(|c| format!("sum({c}) AS {c}")).collect::<Vec<_>>().join(", ");
    run(&format!(
        "CREATE TEMP VIEW sales_month AS
           SELECT month, partner, {COLUMNS}, parts FROM main.late_month UNION ALL
           SELECT month, partner, {COLUMNS}, parts FROM main.sales_month s WHERE NOT EXISTS
             (SELECT 1 FROM main.late_month l WHERE l.month = s.month AND l.partner = s.partner);
         CREATE TEMP VIEW network_month AS SELECT month, {summed} FROM (
           SELECT month, {COLUMNS} FROM main.network_month UNION ALL
           SELECT month, {COLUMNS} FROM main.late_month UNION ALL
           SELECT month, {} FROM main.sales_month s WHERE EXISTS
             (SELECT 1 FROM main.late_month l WHERE l.month = s.month AND l.partner = s.partner)) GROUP BY month;
         CREATE TEMP TABLE late_weeks (partner INTEGER PRIMARY KEY, data BLOB NOT NULL, last_day INTEGER NOT NULL) STRICT;
         CREATE TEMP VIEW partner_weeks AS SELECT partner, data, last_day FROM temp.late_weeks UNION ALL
           SELECT partner, data, last_day FROM main.partner_weeks WHERE partner NOT IN (SELECT partner FROM main.late_month);",
        signed("-")
    ))?;
    let done = weeks_of_facts(conn).map_err(E::from).and_then(|()| f());
    run("DROP VIEW temp.sales_month; DROP VIEW temp.network_month; DROP VIEW temp.partner_weeks; DROP TABLE temp.late_weeks;")?;
    done
}

/// The weeks of those for whom something came late, as the facts of today are.
fn weeks_of_facts(conn: &Connection) -> Result<()> {
    let mut partners = conn.prepare("SELECT DISTINCT partner FROM main.late_month")?;
    for partner in partners.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()? {
        let of_partner: Vec<facts::SaleRow> = facts::read_span(conn, partner, i32::MIN, i32::MAX)?;
        let cuts = sums(&of_partner).cuts;
        if let Some(last) = cuts.last() {
            conn.prepare_cached("INSERT INTO temp.late_weeks (partner, data, last_day) VALUES (?1, ?2, ?3)")?
                .execute(rusqlite::params![partner, weeks::encode(&cuts), last.first])?;
        }
    }
    Ok(())
}

/// Puts a closed month of a partner in the place of the one that is there, and notes what its facts of today come to where that is
/// another.
fn settle_closed(conn: &Connection, partner: i64, month: i32, kept: Option<&MonthSum>) -> Result<()> {
    for table in ["sales_month", "late_month"] {
        let gone = format!("DELETE FROM {table} WHERE month = ?1 AND partner = ?2");
        conn.prepare_cached(&gone)?.execute((month, partner))?;
    }
    if let Some(kept) = kept {
        kept.put(conn, partner, "sales_month")?;
    }
    let days = Month(month).span();
    let now: Vec<facts::SaleRow> = facts::read_span(conn, partner, day_number(days.from), day_number(days.to))?;
    let now = sums(&now).months.into_iter().next();
    if now.as_ref() != kept {
        now.unwrap_or(MonthSum { month, ..MonthSum::default() }).put(conn, partner, "late_month")?;
    }
    Ok(())
}

/// Adds weeks of another partner to those of a partner, or takes them off.
fn add_cuts(conn: &Connection, partner: i64, cuts: &[Cut], less: bool) -> Result<()> {
    let old = weeks::of_partner(conn, partner)?;
    let mut all: BTreeMap<i32, Figures> = old.iter().map(|c| (c.first, c.figures)).collect();
    for c in cuts {
        let figures = all.entry(c.first).or_default();
        *figures = if less { *figures - c.figures } else { *figures + c.figures };
    }
    let new: Vec<Cut> = all.into_iter().filter(|(_, f)| !f.is_zero()).map(|(first, figures)| Cut { first, figures }).collect();
    super::refresh_cuts(conn, partner, &old, &new)
}

impl Tx<'_> {
    /// Gives the closed months of a partner whose facts have gone over to another, as they were, to that one, too.
    pub(in crate::store) fn hand_over_closed(&mut self, from: i64, to: i64) -> Result<()> {
        let conn = self.conn();
        let months = "SELECT month FROM sales_month WHERE partner = ?1 UNION SELECT month FROM late_month WHERE partner = ?1";
        let months = conn.prepare_cached(months)?.query_map([from], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i32>>>()?;
        for month in months {
            let left = MonthSum::get(conn, "sales_month", from, month)?;
            let own = MonthSum::get(conn, "sales_month", to, month)?;
            settle_closed(conn, from, month, None)?;
            settle_closed(conn, to, month, joined(month, own.as_ref(), left.as_ref()).as_ref())?;
        }
        let left = weeks::of_partner(conn, from)?;
        add_cuts(conn, to, &left, false)?;
        super::refresh_cuts(conn, from, &left, &[])
    }

    /// Takes the closed months of a partner whose facts have come back to it from the one that it was merged into, as they were when
    /// they were closed, back from that one.
    pub(in crate::store) fn take_back_closed(&mut self, from: i64, to: i64) -> Result<()> {
        let conn = self.conn();
        let facts: Vec<facts::SaleRow> = facts::Closed::sales(conn)?.stood(conn, from, (i32::MIN, i32::MAX))?;
        let flow = Flow::of(conn)?;
        let Sums { mut months, mut cuts } = sums(&facts);
        months.retain(|m| flow.is_closed(m.month));
        cuts.retain(|c| flow.is_closed(month_of(c)));
        for m in months {
            let all = MonthSum::get(conn, "sales_month", to, m.month)?;
            settle_closed(conn, to, m.month, without(m.month, all.as_ref(), &m).as_ref())?;
            settle_closed(conn, from, m.month, Some(&m))?;
        }
        add_cuts(conn, to, &cuts, true)?;
        add_cuts(conn, from, &cuts, false)
    }

    /// Takes what came late for a period that is opened again into its months.
    pub(in crate::store) fn take_late(&mut self, span: Span, closing: i64) -> Result<()> {
        let flow = Flow::of(self.conn())?;
        let months = (Month::of(span.from).0..=Month::of(span.to).0).filter(|month| !flow.is_closed(*month));
        let days = |month| (day_number(Month(month).span().from), day_number(Month(month).span().to));
        self.forget_closed(closing, &months.map(days).collect::<Vec<_>>())?;
        let sql = "SELECT partner, month FROM late_month WHERE month BETWEEN ?1 AND ?2 ORDER BY partner, month";
        let given = (Month::of(span.from).0, Month::of(span.to).0);
        let late: Vec<(i64, i32)> = self
            .conn()
            .prepare_cached(sql)?
            .query_map(given, |r| Ok((r.get(0)?, r.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut deltas = Deltas::new();
        for (partner, month) in late.into_iter().filter(|(_, month)| !flow.is_closed(*month)) {
            let days = Month(month).span();
            let now: Vec<facts::SaleRow> = facts::read_span(self.conn(), partner, day_number(days.from), day_number(days.to))?;
            let Sums { months, cuts } = sums(&now);
            let kept = MonthSum::get(self.conn(), "sales_month", partner, month)?.map(|m| m.all).unwrap_or_default();
            let all = months.first().map(|m| m.all).unwrap_or_default();
            *deltas.entry(month).or_default() += all - kept;
            let gone = "DELETE FROM {} WHERE month = ?1 AND partner = ?2";
            for table in ["sales_month", "late_month"] {
                self.conn().prepare_cached(&gone.replace("{}", table))?.execute((month, partner))?;
            }
            for m in &months {
                m.put(self.conn(), partner, "sales_month")?;
            }
            let stored = weeks::of_partner(self.conn(), partner)?;
            let old: Vec<Cut> = stored.into_iter().filter(|c| month_of(c) == month).collect();
            super::refresh_cuts(self.conn(), partner, &old, &cuts)?;
            self.mark_stale(partner)?;
        }
        add_to_network(self.conn(), &deltas)?;
        self.facts_changed()
    }
}

#[cfg(test)]
mod tests;
