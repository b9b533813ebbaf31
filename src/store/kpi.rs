//! Figures of the network: sums of sales by any dimension over any span, and the targets set for it.
//!
//! Whole months come from `sales_month`; the days of a month that a span cuts come from the facts. A span that ends with
//! or after the last day that has any sale cuts nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension};

use super::facts::{SaleRow, read_span};
use super::rollup::{self, ALL_LINES, figures_at};
use super::weeks::Cut;
use super::{Result, Summed, exact, record};
use crate::domain::kinds::TargetScope;
use crate::domain::money::Money;
use crate::domain::period::{Month, Span, day_number, from_day_number};
use crate::domain::record::Kind;
use crate::domain::sales::{By, Figures};
use crate::domain::target::Goal;

/// What is added up.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Over which days.
    pub span: Span,
    /// By what.
    pub by: By,
    /// Only of these partners.
    pub partners: Option<&'a BTreeSet<i64>>,
    /// Region to the region that it is shown under; one that is not in it stays.
    pub lift: Option<&'a HashMap<i64, i64>>,
}

/// One line of figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// Row id of the region, type, owner, line or partner (0: none given); month, quarter (year x 4 + 0 to 3) or year.
    pub key: i64,
    /// What was sold.
    pub figures: Figures,
    /// Partners with any of it.
    pub partners: i64,
}

/// Figures by a dimension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sliced {
    /// In the order of their keys.
    pub rows: Vec<Slice>,
    /// All together, a partner counted once.
    pub total: Slice,
}

/// A set of partners that only counts.
#[derive(Clone, Debug, Default)]
struct Seen {
    bits: Vec<u64>,
    count: i64,
}

impl Seen {
    fn add(&mut self, partner: i64) {
        let Ok(i) = usize::try_from(partner) else { return };
        let (word, bit) = (i / 64, 1 << (i % 64));
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        if let Some(w) = self.bits.get_mut(word)
            && *w & bit == 0
        {
            *w |= bit;
            self.count += 1;
        }
    }
}

/// What a partner is grouped by; 0 where none was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// Its region.
    pub region: i64,
    /// Its channel type.
    pub channel_type: i64,
    /// Its owner.
    pub owner: i64,
}

/// What every partner is grouped by.
///
/// # Errors
/// Those of the file.
pub fn homes(conn: &Connection) -> Result<HashMap<i64, Home>> {
    let mut statement =
        conn.prepare_cached("SELECT id, coalesce(region, 0), coalesce(channel_type, 0), coalesce(owner, 0) FROM partner")?;
    let rows =
        statement.query_map([], |r| Ok((r.get(0)?, Home { region: r.get(1)?, channel_type: r.get(2)?, owner: r.get(3)? })))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Does several reads on one state of the database, whatever others write meanwhile; the file is locked once instead of
/// once a statement.
///
/// # Errors
/// A sum that is too large ([`mod@super::exact`] names its place), those of the file and of `f`.
pub fn steadily<T, E: Summed>(conn: &Connection, f: impl FnOnce() -> std::result::Result<T, E>) -> std::result::Result<T, E> {
    // none of its own where one is running
    let held = if conn.is_autocommit() { Some(conn.unchecked_transaction().map_err(|e| E::from(e.into()))?) } else { None };
    let done = exact(String::new, f);
    drop(held);
    done
}

/// How large the network is: the largest number that a partner has, which is read at once.
///
/// # Errors
/// Those of the file.
pub fn size(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT coalesce(max(id), 0) FROM partner")?.query_row([], |r| r.get(0))?)
}

/// The last day that ever had a sale; `None` if there never was one.
///
/// # Errors
/// Those of the file.
pub fn last_sale_day(conn: &Connection) -> Result<Option<i32>> {
    let sql = "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'last_sale_day'";
    Ok(conn.prepare_cached(sql)?.query_row([], |r| r.get(0)).optional()?)
}

/// The whole months of a span, and the spans of days at its ends that no whole month covers.
fn split(span: Span, last: Option<i32>) -> (Option<(Month, Month)>, Vec<Span>) {
    let (first, end) = (Month::of(span.from), Month::of(span.to));
    let from_whole = first.first() == span.from;
    let to_whole = end.span().to == span.to || last.is_none_or(|l| l <= day_number(span.to));
    let mut edges = Vec::new();
    let (mut a, mut b) = (first, end);
    if first == end && !(from_whole && to_whole) {
        return (None, vec![span]);
    }
    if !from_whole {
        edges.push(Span { from: span.from, to: first.span().to });
        a = Month(a.0 + 1);
    }
    if !to_whole {
        edges.push(Span { from: end.first(), to: span.to });
        b = Month(b.0 - 1);
    }
    ((a <= b).then_some((a, b)), edges)
}

/// Hands every partner's month (or the part of it in the span) to `f`: month, partner, sum, parts.
fn each(
    conn: &Connection,
    span: Span,
    partners: Option<&BTreeSet<i64>>,
    mut f: impl FnMut(i32, i64, &Figures, Option<&[u8]>),
) -> Result<()> {
    if span.from > span.to {
        return Ok(());
    }
    let asked = |p: &i64| partners.is_none_or(|set| set.contains(p));
    let (months, edges) = split(span, last_sale_day(conn)?);
    if let Some((a, b)) = months {
        let mut statement = conn.prepare_cached(
            "SELECT month, partner, orders, quantity, net_amount, returns, cost, fees, sellout, parts FROM sales_month
             WHERE month BETWEEN ?1 AND ?2",
        )?;
        let mut rows = statement.query((a.0, b.0))?;
        while let Some(r) = rows.next()? {
            let partner = r.get(1)?;
            if asked(&partner) {
                f(r.get(0)?, partner, &figures_at(r, 2)?, r.get_ref(9)?.as_blob_or_null().map_err(rusqlite::Error::from)?);
            }
        }
    }
    for edge in edges {
        // a partner whose last sale is older has none in it
        let least = Cut::first_of(day_number(edge.from));
        let mut statement = conn.prepare_cached("SELECT partner FROM partner_weeks WHERE last_day >= ?1")?;
        let recent = statement.query_map([least], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        for partner in recent.into_iter().filter(asked) {
            let facts: Vec<SaleRow> = read_span(conn, partner, day_number(edge.from), day_number(edge.to))?;
            rollup::each_month(&facts, |month, all, parts| f(month, partner, all, parts));
        }
    }
    Ok(())
}

/// Adds up sales by a dimension.
///
/// # Errors
/// Those of the file.
pub fn slice(conn: &Connection, ask: &Ask<'_>) -> Result<Sliced> {
    let needs_home = matches!(ask.by, By::Region | By::Type | By::Owner);
    let homes = if needs_home { homes(conn)? } else { HashMap::new() };
    let lift = |region: i64| ask.lift.and_then(|l| l.get(&region)).copied().unwrap_or(region);
    let mut groups: BTreeMap<i64, (Figures, Seen)> = BTreeMap::new();
    let (mut total, mut seen) = (Figures::default(), Seen::default());
    let by_partner = ask.by == By::Partner;
    each(conn, ask.span, ask.partners, |month, partner, all, parts| {
        total += *all;
        if !all.is_zero() {
            seen.add(partner);
        }
        let mut add = |key: i64, figures: Figures| {
            let group = groups.entry(key).or_default();
            group.0 += figures;
            if by_partner {
                group.1.count = 1;
            } else if !figures.is_zero() {
                group.1.add(partner);
            }
        };
        let home = homes.get(&partner).copied().unwrap_or_default();
        let own = |given: i64, own: i64| if given == 0 { own } else { given };
        match ask.by {
            By::Partner => add(partner, *all),
            By::Month => add(month.into(), *all),
            By::Quarter => add(i64::from(month).div_euclid(3), *all),
            By::Year => add(i64::from(month).div_euclid(12), *all),
            By::Type => add(home.channel_type, *all),
            By::Line => rollup::parts(all, parts).filter(|p| p.line != ALL_LINES).for_each(|p| add(p.line, p.figures)),
            By::Region => rollup::parts(all, parts)
                .filter(|p| p.line == ALL_LINES)
                .for_each(|p| add(lift(own(p.region, home.region)), p.figures)),
            By::Owner => {
                let each = rollup::parts(all, parts).filter(|p| p.line == ALL_LINES);
                each.for_each(|p| add(own(p.owner, home.owner), p.figures));
            }
        }
    })?;
    let rows = groups.into_iter().map(|(key, (figures, seen))| Slice { key, figures, partners: seen.count }).collect();
    Ok(Sliced { rows, total: Slice { key: 0, figures: total, partners: seen.count } })
}

/// Sales of a span by product line and partner.
///
/// # Errors
/// Those of the file.
pub fn lines_of_partners(conn: &Connection, span: Span) -> Result<HashMap<(i64, i64), Figures>> {
    let mut out: HashMap<(i64, i64), Figures> = HashMap::new();
    each(conn, span, None, |_, partner, all, parts| {
        for part in rollup::parts(all, parts).filter(|p| p.line != ALL_LINES) {
            *out.entry((part.line, partner)).or_default() += part.figures;
        }
    })?;
    Ok(out)
}

/// Sales of the network by month from the first up to and including the last, a slot each.
///
/// # Errors
/// Those of the file.
pub fn months(conn: &Connection, from: Month, to: Month) -> Result<Vec<Figures>> {
    let mut slots = vec![Figures::default(); usize::try_from(to.0 - from.0 + 1).unwrap_or(0)];
    let mut statement = conn.prepare_cached(
        "SELECT month, orders, quantity, net_amount, returns, cost, fees, sellout FROM network_month WHERE month BETWEEN ?1 AND ?2",
    )?;
    let mut rows = statement.query((from.0, to.0))?;
    while let Some(r) = rows.next()? {
        let month: i32 = r.get(0)?;
        if let Some(slot) = usize::try_from(month - from.0).ok().and_then(|i| slots.get_mut(i)) {
            *slot = figures_at(r, 1)?;
        }
    }
    Ok(slots)
}

/// Every region's nearest ancestor (itself too) of a level; a region above the level stands for itself.
///
/// # Errors
/// Those of the file.
pub fn lift_to(conn: &Connection, level: &str) -> Result<HashMap<i64, i64>> {
    let mut statement = conn.prepare_cached("SELECT id, parent, level FROM region")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, (r.get(1)?, r.get::<_, String>(2)? == level))))?;
    let tree: HashMap<i64, (Option<i64>, bool)> = rows.collect::<rusqlite::Result<_>>()?;
    let climb = |start: i64| {
        let (mut at, mut steps) = (start, 0);
        loop {
            match tree.get(&at) {
                Some((_, true)) => return at,
                // four levels; more is a cycle made by hand
                Some((Some(parent), false)) if steps < 8 => {
                    at = *parent;
                    steps += 1;
                }
                _ => return start,
            }
        }
    };
    Ok(tree.keys().map(|id| (*id, climb(*id))).collect())
}

/// Every region's parent.
///
/// # Errors
/// Those of the file.
pub fn parents(conn: &Connection) -> Result<HashMap<i64, Option<i64>>> {
    let mut statement = conn.prepare_cached("SELECT id, parent FROM region")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Hands the targets that touch a span to `f`, all of one subject at once, with the row id that the subject has.
///
/// A subject that no record has (any more) is left out; the network is 0.
///
/// # Errors
/// Those of the file.
pub fn each_subject(conn: &Connection, span: Span, mut f: impl FnMut(TargetScope, i64, &[Goal])) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT scope, coalesce(subject, ''), from_day, to_day, line, amount FROM target
         WHERE from_day <= ?2 AND to_day >= ?1 ORDER BY scope, coalesce(subject, ''), from_day",
    )?;
    let mut rows = statement.query((day_number(span.from), day_number(span.to)))?;
    let mut goals: Vec<Goal> = Vec::new();
    let mut hand = |goals: &[Goal]| -> Result<()> {
        let Some(first) = goals.first() else { return Ok(()) };
        let kind = match first.scope {
            TargetScope::Partner => Kind::Partner,
            TargetScope::Region => Kind::Region,
            TargetScope::ChannelType => Kind::ChannelType,
            TargetScope::Owner => Kind::User,
            TargetScope::Network => {
                f(first.scope, 0, goals);
                return Ok(());
            }
        };
        if let Some(id) = record::id_by_code(conn, kind, &first.subject)? {
            f(first.scope, id, goals);
        }
        Ok(())
    };
    while let Some(r) = rows.next()? {
        let scope = r.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        let Some(scope) = TargetScope::from_code(scope) else { continue };
        let subject = r.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        if goals.first().is_some_and(|g| g.scope != scope || g.subject != subject) {
            hand(&goals)?;
            goals.clear();
        }
        let subject = subject.to_owned();
        let span = Span { from: from_day_number(r.get(2)?), to: from_day_number(r.get(3)?) };
        goals.push(Goal { scope, subject, span, line: r.get(4)?, amount: Money(r.get(5)?) });
    }
    hand(&goals)
}

/// What a row of figures is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Chinese name, where it has its own.
    pub name_zh: Option<String>,
}

/// What a dimension's ids are called.
///
/// # Errors
/// Those of the file.
pub fn names(conn: &Connection, by: By, ids: &BTreeSet<i64>) -> Result<HashMap<i64, Name>> {
    let sql = match by {
        By::Region => "SELECT id, code, coalesce(short_name, name), NULL FROM region",
        By::Type => "SELECT id, code, name, name_zh FROM channel_type",
        By::Owner => "SELECT id, name, coalesce(full_name, name), NULL FROM user",
        By::Line => "SELECT id, code, name, NULL FROM product_line",
        By::Partner => "SELECT id, code, name, NULL FROM partner",
        By::Month | By::Quarter | By::Year => return Ok(HashMap::new()),
    };
    let row = |r: &rusqlite::Row<'_>| Ok((r.get(0)?, Name { code: r.get(1)?, name: r.get(2)?, name_zh: r.get(3)? }));
    if by == By::Partner && ids.len() < 1_000 {
        let mut statement = conn.prepare_cached(&format!("{sql} WHERE id = ?1"))?;
        return ids.iter().map(|id| Ok(statement.query_row([id], row)?)).collect();
    }
    let mut statement = conn.prepare_cached(sql)?;
    let all = statement.query_map([], row)?;
    Ok(all.filter(|r| r.as_ref().map_or(true, |(id, _)| ids.contains(id))).collect::<rusqlite::Result<_>>()?)
}

/// The first and the last month that have any sale.
///
/// # Errors
/// Those of the file.
pub fn extent(conn: &Connection) -> Result<Option<(Month, Month)>> {
    let one = |sql: &str| conn.prepare_cached(sql)?.query_row([], |r| r.get::<_, Option<i32>>(0));
    let (first, last) = (one("SELECT min(month) FROM network_month")?, one("SELECT max(month) FROM network_month")?);
    Ok(first.zip(last).map(|(a, b)| (Month(a), Month(b))))
}
