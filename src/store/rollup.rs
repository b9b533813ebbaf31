//! Roll-ups of sales: months of each partner (`sales_month`) and weeks of each partner (`partner_weeks`).
//!
//! Both are functions of the facts of a partner and are kept by the writer of facts in the transaction that writes
//! them; only rows that differ are written. [`verify`] compares them with the facts, [`rebuild`] makes them anew.
//!
//! A row of `sales_month` is one partner's month: the sums as columns, and what they are made of (line, region and owner of the
//! sale) packed in `parts`, which is empty where nothing of it was given. One row instead of one a line keeps the
//! table a fifth in size and the import twice as fast. [`parts`] reads it. `network_month` is the sum of all partners.
//!
//! Months of a closed period stay as they were when it was closed, so that no figure that is made from them moves, of whatever
//! span or page: what came late stands aside ([`late`]).

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::facts::{Fact, SaleRow};
use super::weeks::{self, Cut};
use super::{Result, StoreError, Tx, exact, pack, record};
use crate::domain::money::Money;
use crate::domain::period::{Month, from_day_number};
use crate::domain::record::Kind;
use crate::domain::sales::Figures;

pub mod late;

pub(super) use late::Flow;

/// The `line` of a [`Part`] in which all lines are together, a document counted once.
pub const ALL_LINES: i64 = -1;

/// What a partner's month is made of: one line, sold in one region by one owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Product line, 0 if none was given, [`ALL_LINES`] for all together.
    pub line: i64,
    /// Region of the sale, 0 for the partner's own.
    pub region: i64,
    /// Who sold it, 0 for the partner's own owner.
    pub owner: i64,
    /// What was sold.
    pub figures: Figures,
}

impl Part {
    fn key(&self) -> (i64, i64, i64) {
        (self.line, self.region, self.owner)
    }
}

/// A partner's month.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct MonthSum {
    pub(super) month: i32,
    pub(super) all: Figures,
    /// In the order of their keys; none where neither line nor region nor owner was ever given.
    parts: Vec<Part>,
}

impl MonthSum {
    fn add(&mut self, line: i64, region: i64, owner: i64, figures: Figures) {
        match self.parts.iter_mut().rev().find(|p| p.key() == (line, region, owner)) {
            Some(p) => p.figures += figures,
            None => self.parts.push(Part { line, region, owner, figures }),
        }
    }

    /// Adds what another month is made of.
    fn join(&mut self, other: &Self, signed: impl Fn(Figures) -> Figures) {
        self.all += signed(other.all);
        for p in parts(&other.all, other.packed().as_deref()) {
            self.add(p.line, p.region, p.owner, signed(p.figures));
        }
    }

    /// Leaves out what the sum of all says already.
    fn settle(&mut self) {
        let plain = |p: &&Part| p.region == 0 && p.owner == 0;
        if self.parts.iter().filter(|p| p.line == ALL_LINES).all(|p| plain(&p)) {
            self.parts.retain(|p| p.line != ALL_LINES);
        }
        if matches!(self.parts.as_slice(), [only] if only.key() == (0, 0, 0)) {
            self.parts.clear();
        }
        self.parts.sort_unstable_by_key(Part::key);
    }

    /// Writes it to a table of months.
    fn put(&self, conn: &Connection, partner: i64, table: &str) -> Result<()> {
        let f = &self.all;
        let mut put = conn.prepare_cached(&format!(
            "INSERT OR REPLACE INTO {table} (month, partner, orders, quantity, net_amount, returns, cost, fees, sellout, parts)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
        ))?;
        put.raw_bind_parameter(1, self.month)?;
        let values = [partner, f.orders, f.quantity, f.net_amount.0, f.returns.0, f.cost.0, f.fees.0, f.sellout];
        values.iter().enumerate().try_for_each(|(i, v)| put.raw_bind_parameter(i + 2, *v))?;
        put.raw_bind_parameter(10, self.packed())?;
        put.raw_execute()?;
        Ok(())
    }

    /// From a row of `sales_month`.
    pub(super) fn of(month: i32, all: &Figures, data: Option<&[u8]>) -> Self {
        let mut found = Self { month, all: *all, parts: parts(all, data).collect() };
        found.settle();
        found
    }

    /// Reads it from a table of months.
    fn get(conn: &Connection, table: &str, partner: i64, month: i32) -> Result<Option<Self>> {
        let mut one = conn.prepare_cached(&format!(
            "SELECT orders, quantity, net_amount, returns, cost, fees, sellout, parts FROM {table} WHERE month = ?1 AND partner = ?2"
        ))?;
        let read = |r: &rusqlite::Row<'_>| Ok((figures_at(r, 0)?, r.get::<_, Option<Vec<u8>>>(7)?));
        let found = one.query_row((month, partner), read).optional()?;
        Ok(found.map(|(all, data)| Self::of(month, &all, data.as_deref())))
    }

    pub(super) fn packed(&self) -> Option<Vec<u8>> {
        if self.parts.is_empty() {
            return None;
        }
        let unit = pack::unit_of(self.parts.iter().map(|p| &p.figures));
        let mut out = Vec::with_capacity(1 + self.parts.len() * 20);
        out.push(if unit == 100 { 2 } else { 0 });
        for p in &self.parts {
            for v in [p.line, p.region, p.owner] {
                pack::put_signed(&mut out, v);
            }
            pack::put_figures(&mut out, &p.figures, unit);
        }
        Some(out)
    }
}

/// The parts of a row of `sales_month`, from its `parts` and the sum of all.
///
/// Parts of [`ALL_LINES`] add up to the sum, and so do those of single lines but for their orders.
pub fn parts<'a>(all: &Figures, data: Option<&'a [u8]>) -> impl Iterator<Item = Part> + use<'a> {
    let whole = |line| Part { line, region: 0, owner: 0, figures: *all };
    let (scale, bytes) = data.and_then(<[u8]>::split_first).unwrap_or((&0, &[]));
    let unit = if *scale == 2 { 100 } else { 1 };
    let read = move |reader: &mut pack::Reader<'a>| {
        let (line, region, owner) = (reader.signed()?, reader.signed()?, reader.signed()?);
        Some(Part { line, region, owner, figures: reader.figures(unit)? })
    };
    let mut reader = pack::Reader(bytes);
    let split = read(&mut reader.clone()).is_some_and(|p| p.line == ALL_LINES);
    let implied = [(!split).then(|| whole(ALL_LINES)), bytes.is_empty().then(|| whole(0))];
    implied.into_iter().flatten().chain(std::iter::from_fn(move || read(&mut reader)))
}

/// What the facts of one partner add up to.
#[derive(Debug, Default, PartialEq)]
struct Sums {
    months: Vec<MonthSum>,
    cuts: Vec<Cut>,
}

/// Adds up facts of one partner, which must be in the order of their key.
///
/// A document on a day is one order, for the region and owner of its first line; within a line it is one order of that
/// line. Facts without a document bring their own number of orders.
fn sums(facts: &[SaleRow]) -> Sums {
    let mut out = Sums::default();
    let mut document: Option<(i32, &str, i64)> = None;
    let (mut day, mut month, mut cut) = (i32::MIN, 0, 0);
    for f in facts {
        if f.day != day {
            day = f.day;
            month = Month::of(from_day_number(day)).0;
            cut = Cut::first_of(day);
        }
        let (orders, of_line) = if f.document.is_empty() {
            (f.orders, f.orders)
        } else {
            match document.replace((f.day, &*f.document, f.line)) {
                Some((d, name, line)) if (d, name) == (f.day, &*f.document) => (0, i64::from(line != f.line)),
                _ => (1, 1),
            }
        };
        let figures = Figures {
            orders,
            quantity: f.quantity,
            net_amount: Money(f.net_amount),
            returns: Money(f.returns),
            cost: Money(f.cost),
            fees: Money(f.commission + f.advertising + f.logistics + f.promotion),
            sellout: f.sellout,
        };
        if out.months.last().is_none_or(|m| m.month != month) {
            out.months.push(MonthSum { month, ..MonthSum::default() });
        }
        if let Some(m) = out.months.last_mut() {
            let (region, owner) = (f.region.unwrap_or(0), f.owner.unwrap_or(0));
            m.all += figures;
            m.add(ALL_LINES, region, owner, figures);
            m.add(f.line, region, owner, Figures { orders: of_line, ..figures });
        }
        match out.cuts.last_mut() {
            Some(last) if last.first == cut => last.figures += figures,
            _ => out.cuts.push(Cut { first: cut, figures }),
        }
    }
    out.months.iter_mut().for_each(MonthSum::settle);
    out
}

/// Hands what each week (cut where a month ends) of some facts of one partner, in the order of their key, comes to, to `f`.
pub(super) fn each_cut(facts: &[SaleRow], mut f: impl FnMut(i32, Figures)) {
    sums(facts).cuts.into_iter().for_each(|cut| f(cut.first, cut.figures));
}

/// The month in which a week, cut where a month ends, lies.
fn month_of(cut: &Cut) -> i32 {
    Month::of(from_day_number(cut.first)).0
}

/// By how much months of the network change.
pub(super) type Deltas = BTreeMap<i32, Figures>;

/// Writes what differs; both are all facts of the partner in whole months. Adds to `deltas` what changes for the network.
pub(super) fn refresh(
    tx: &mut Tx<'_>,
    partner: i64,
    (before, now): (&[SaleRow], &[SaleRow]),
    flow: &Flow,
    deltas: &mut Deltas,
) -> Result<()> {
    let conn = tx.conn();
    let code = || record::code_of(conn, Kind::Partner, partner).unwrap_or_default();
    let (old, new) = exact(code, || {
        let (mut old, mut new) = (sums(before), sums(now));
        late::aside(conn, partner, (&mut old, &mut new), flow)?;
        for m in &new.months {
            *deltas.entry(m.month).or_default() += m.all;
        }
        for m in &old.months {
            let delta = deltas.entry(m.month).or_default();
            *delta = *delta - m.all;
        }
        Ok::<_, StoreError>((old, new))
    })?;
    let of = |months: &[MonthSum], month| months.binary_search_by_key(&month, |m| m.month).ok();
    for m in &new.months {
        if of(&old.months, m.month).is_none_or(|i| old.months.get(i) != Some(m)) {
            m.put(conn, partner, "sales_month")?;
        }
    }
    for m in old.months.iter().filter(|m| of(&new.months, m.month).is_none()) {
        conn.prepare_cached("DELETE FROM sales_month WHERE month = ?1 AND partner = ?2")?.execute((m.month, partner))?;
    }
    if old.cuts != new.cuts {
        refresh_cuts(conn, partner, &old.cuts, &new.cuts)?;
    }
    Ok(())
}

/// Puts the new cuts of some whole months in the place of the old ones.
fn refresh_cuts(conn: &Connection, partner: i64, old: &[Cut], new: &[Cut]) -> Result<()> {
    let mut all = weeks::of_partner(conn, partner)?;
    if all.is_empty() {
        all.extend_from_slice(new);
    } else {
        let gone = |c: &Cut| old.binary_search_by_key(&c.first, |o| o.first).is_ok();
        all.retain(|c| !gone(c) && new.binary_search_by_key(&c.first, |n| n.first).is_err());
        all.extend_from_slice(new);
        all.sort_unstable_by_key(|c| c.first);
    }
    match all.last() {
        None => {
            conn.prepare_cached("DELETE FROM partner_weeks WHERE partner = ?1")?.execute([partner])?;
        }
        Some(last) => {
            conn.prepare_cached("INSERT OR REPLACE INTO partner_weeks (partner, data, last_day) VALUES (?1, ?2, ?3)")?
                .execute(params![partner, weeks::encode(&all), last.first])?;
        }
    }
    Ok(())
}

/// Adds what changed to the months of the network.
pub(super) fn add_to_network(conn: &Connection, deltas: &Deltas) -> Result<()> {
    let mut add = conn.prepare_cached(
        "INSERT INTO network_month (month, orders, quantity, net_amount, returns, cost, fees, sellout)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT DO UPDATE SET orders = orders + excluded.orders, quantity = quantity + excluded.quantity,
           net_amount = net_amount + excluded.net_amount, returns = returns + excluded.returns, cost = cost + excluded.cost,
           fees = fees + excluded.fees, sellout = sellout + excluded.sellout",
    )?;
    let mut tidy = conn.prepare_cached(
        "DELETE FROM network_month WHERE month = ?1 AND orders = 0 AND quantity = 0 AND net_amount = 0 AND returns = 0
         AND cost = 0 AND fees = 0 AND sellout = 0",
    )?;
    for (month, f) in deltas.iter().filter(|(_, f)| !f.is_zero()) {
        exact(
            || Month(*month).to_string(),
            || {
                add.execute(params![month, f.orders, f.quantity, f.net_amount.0, f.returns.0, f.cost.0, f.fees.0, f.sellout])?;
                Ok::<_, StoreError>(tidy.execute([month])?)
            },
        )?;
    }
    Ok(())
}

/// A roll-up that is not what its facts add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// Whose; 0 is the network's.
    pub partner: i64,
    pub table: &'static str,
}

/// Hands the facts of each partner, in order, to `f`.
fn each_partner(conn: &Connection, mut f: impl FnMut(i64, &[SaleRow]) -> Result<()>) -> Result<()> {
    let sql = format!("SELECT {} FROM sale ORDER BY partner, day, document, line, sku", SaleRow::COLUMNS.join(", "));
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut facts: Vec<SaleRow> = Vec::new();
    while let Some(r) = rows.next()? {
        let row = SaleRow::read(r)?;
        if let Some(partner) = facts.first().map(|f| f.partner).filter(|p| *p != row.partner) {
            f(partner, &facts)?;
            facts.clear();
        }
        facts.push(row);
    }
    match facts.first() {
        Some(first) => f(first.partner, &facts),
        None => Ok(()),
    }
}

/// Compares every roll-up with the facts; answers those that differ, at most one a partner and table.
pub fn verify(conn: &Connection) -> Result<Vec<Drift>> {
    let mut drift = Vec::new();
    let (mut rows, mut partners) = (0_i64, 0_i64);
    let mut network = Deltas::new();
    let mut check = |partner: i64, facts: &[SaleRow]| -> Result<()> {
        let want = sums(facts);
        let mut of_late = late::months(conn, partner)?;
        let mut one = conn.prepare_cached(
            "SELECT orders, quantity, net_amount, returns, cost, fees, sellout, parts FROM sales_month WHERE month = ?1 AND partner = ?2",
        )?;
        let mut stored = |month: i32| {
            let read = |r: &rusqlite::Row<'_>| Ok((figures_at(r, 0)?, r.get::<_, Option<Vec<u8>>>(7)?));
            one.query_row((month, partner), read).optional()
        };
        let mut bad = false;
        for m in &want.months {
            let there = stored(m.month)?;
            rows += i64::from(there.is_some());
            let late = of_late.remove(&m.month);
            let kept = match (&late, &there) {
                (Some(_), there) => there.as_ref().map(|(all, _)| *all).unwrap_or_default(),
                (None, _) => m.all,
            };
            *network.entry(m.month).or_default() += kept;
            bad |= match late {
                Some(late) => late != *m,
                None => there.is_none_or(|(all, parts)| all != m.all || parts != m.packed()),
            };
        }
        // a closed month of which every fact went later stands where it stood
        for (month, late) in of_late {
            let there = stored(month)?;
            rows += i64::from(there.is_some());
            *network.entry(month).or_default() += there.map(|(all, _)| all).unwrap_or_default();
            bad |= late != MonthSum { month, ..MonthSum::default() };
        }
        if bad {
            drift.push(Drift { partner, table: "sales_month" });
        }
        let mut cuts = weeks::of_partner(conn, partner)?;
        partners += i64::from(!cuts.is_empty());
        let closed = late::months(conn, partner)?;
        let open = |c: &Cut| !closed.contains_key(&month_of(c));
        cuts.retain(open);
        if !cuts.iter().eq(want.cuts.iter().filter(|c| open(c))) {
            drift.push(Drift { partner, table: "partner_weeks" });
        }
        Ok(())
    };
    each_partner(conn, &mut check)?;
    // of whom every fact went later
    let gone = "SELECT DISTINCT partner FROM late_month l WHERE NOT EXISTS (SELECT 1 FROM sale s WHERE s.partner = l.partner)";
    for partner in conn.prepare(gone)?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()? {
        check(partner, &[])?;
    }
    network.retain(|_, f| !f.is_zero());
    let kept: Deltas = conn
        .prepare("SELECT month, orders, quantity, net_amount, returns, cost, fees, sellout FROM network_month")?
        .query_map([], |r| Ok((r.get(0)?, figures_at(r, 1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    if kept != network {
        drift.push(Drift { partner: 0, table: "network_month" });
    }
    // rows that no fact stands behind
    let count = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, i64>(0));
    if count("SELECT count(*) FROM sales_month")? != rows {
        let sql = "SELECT DISTINCT partner FROM sales_month m WHERE NOT EXISTS
                   (SELECT 1 FROM sale s WHERE s.partner = m.partner) LIMIT 100";
        let orphans: Vec<i64> = conn.prepare(sql)?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        let orphans = if orphans.is_empty() { vec![0] } else { orphans };
        drift.extend(orphans.into_iter().map(|partner| Drift { partner, table: "sales_month" }));
    }
    if count("SELECT count(*) FROM partner_weeks")? != partners {
        let sql =
            "SELECT partner FROM partner_weeks w WHERE NOT EXISTS (SELECT 1 FROM sale s WHERE s.partner = w.partner) LIMIT 100";
        let orphans: Vec<i64> = conn.prepare(sql)?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        drift.extend(orphans.into_iter().map(|partner| Drift { partner, table: "partner_weeks" }));
    }
    Ok(drift)
}

/// Makes every roll-up anew from the facts; what came late for a closed period is then in its months.
pub fn rebuild(tx: &mut Tx<'_>) -> Result<()> {
    tx.conn().execute_batch(
        "DELETE FROM sales_month; DELETE FROM partner_weeks; DELETE FROM network_month; DELETE FROM late_month;
             DELETE FROM kept_sums;",
    )?;
    let mut deltas = Deltas::new();
    let partners: Vec<i64> =
        tx.conn().prepare("SELECT id FROM partner ORDER BY id")?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    for partner in partners {
        let facts: Vec<SaleRow> = super::facts::read_span(tx.conn(), partner, i32::MIN, i32::MAX)?;
        if !facts.is_empty() {
            refresh(tx, partner, (&[], &facts), &Flow::default(), &mut deltas)?;
            tx.mark_stale(partner)?;
        }
    }
    add_to_network(tx.conn(), &deltas)
}

/// Orders, quantity, net, returns, cost, fees, sell-out from column `i` on.
pub(in crate::store) fn figures_at(r: &rusqlite::Row<'_>, i: usize) -> rusqlite::Result<Figures> {
    Ok(Figures {
        orders: r.get(i)?,
        quantity: r.get(i + 1)?,
        net_amount: Money(r.get(i + 2)?),
        returns: Money(r.get(i + 3)?),
        cost: Money(r.get(i + 4)?),
        fees: Money(r.get(i + 5)?),
        sellout: r.get(i + 6)?,
    })
}
