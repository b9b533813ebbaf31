//! Figures of the network: sums of sales by any dimension over any span, and the targets set for it.
//!
//! Whole months come from `sales_month`; the days of a month that a span cuts come from the facts. A span that ends with
//! or after the last day that has any sale cuts nothing. In closed months a partner that was merged into another since is itself
//! (`apart`).

mod apart;
mod homes;
pub mod more;
mod weeks;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension};

use super::facts::{Closed, SaleRow};
use super::rollup::{self, ALL_LINES, MonthSum, Part, figures_at};
use super::weeks::Cut;
use super::{Result, Summed, exact, record};
use crate::domain::kinds::{CityClass, IndustryAverage, RegionLevel, TargetScope, Tier};
use crate::domain::money::Money;
use crate::domain::period::{Month, Span, day_number};
use crate::domain::record::{Choice, Kind};
use crate::domain::sales::{By, Figures};
use crate::domain::target::Goal;
use crate::domain::target::tally::{Homes, Rows, Seen, Tree, Trees};

/// What is added up.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Over which days.
    pub span: Span,
    pub rows: Rows,
    /// Only of these partners.
    pub partners: Option<&'a BTreeSet<i64>>,
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
pub fn size(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT coalesce(max(id), 0) FROM partner")?.query_row([], |r| r.get(0))?)
}

/// The last day that ever had a sale; `None` if there never was one.
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

/// What a partner sold in a month, or in the part of it that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct PartnerMonth<'a> {
    pub month: i32,
    pub partner: i64,
    pub all: &'a Figures,
    parts: Option<&'a [u8]>,
}

impl<'a> PartnerMonth<'a> {
    /// What it is made of ([`rollup::parts`]).
    pub fn parts(&self) -> impl Iterator<Item = Part> + use<'a> {
        rollup::parts(self.all, self.parts)
    }
}

/// Hands every partner's month (or the part of it in the span) to `f`.
pub fn each(conn: &Connection, span: Span, partners: Option<&BTreeSet<i64>>, mut f: impl FnMut(&PartnerMonth<'_>)) -> Result<()> {
    if span.from > span.to {
        return Ok(());
    }
    let asked = |partner: i64| partners.is_none_or(|set| set.contains(&partner));
    let mut f = |m: &PartnerMonth<'_>| {
        if asked(m.partner) {
            f(m);
        }
    };
    let (months, edges) = split(span, last_sale_day(conn)?);
    let closed = Closed::sales(conn)?;
    if let Some((a, b)) = months {
        let mut apart = apart::Months::of(conn, &closed, (day_number(a.first()), day_number(b.span().to)))?;
        let mut statement = conn.prepare_cached(
            "SELECT month, partner, orders, quantity, net_amount, returns, cost, fees, sellout, parts FROM sales_month
             WHERE month BETWEEN ?1 AND ?2",
        )?;
        let mut rows = statement.query((a.0, b.0))?;
        while let Some(r) = rows.next()? {
            let (month, partner) = (r.get(0)?, r.get(1)?);
            let others = apart.take(partner, month);
            if others.is_none() && !asked(partner) {
                continue;
            }
            let (all, parts) = (figures_at(r, 2)?, r.get_ref(9)?.as_blob_or_null().map_err(rusqlite::Error::from)?);
            match others {
                None => f(&PartnerMonth { month, partner, all: &all, parts }),
                Some(others) => apart::each((partner, month), Some(MonthSum::of(month, &all, parts)), &others, &mut f),
            }
        }
        apart.rest().for_each(|(whose, others)| apart::each(whose, None, &others, &mut f));
    }
    for edge in edges {
        let days = (day_number(edge.from), day_number(edge.to));
        let mut apart = apart::Months::of(conn, &closed, days)?;
        // a partner whose last sale is older has none in it
        let mut statement = conn.prepare_cached("SELECT partner FROM partner_weeks WHERE last_day >= ?1")?;
        let recent = statement.query_map([Cut::first_of(days.0)], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        for partner in recent.into_iter().filter(|partner| asked(*partner)) {
            let facts: Vec<SaleRow> = closed.read(conn, partner, days)?;
            for m in rollup::late::months_of(&facts) {
                // as facts stood they are of each alone
                let others = if closed.with_late { apart.take(partner, m.month) } else { None };
                apart::each((partner, m.month), Some(m), &others.unwrap_or_default(), &mut f);
            }
        }
        for (whose, others) in apart.rest() {
            if closed.with_late {
                apart::each(whose, None, &others, &mut f);
            } else {
                for (gone, m) in &others {
                    apart::alone(*gone, Some(m), &mut f);
                }
            }
        }
    }
    Ok(())
}

pub use self::homes::{homes, homes_now, homes_to_freeze, trading_to_freeze, tree_to_freeze, trees};
pub use self::weeks::by_week;

/// Adds up sales by a dimension.
#[derive(Debug)]
pub struct Slicer<'a> {
    rows: Rows,
    homes: &'a Homes,
    trees: &'a Trees,
    groups: BTreeMap<i64, (Figures, Seen)>,
    total: Figures,
    seen: Seen,
}

impl<'a> Slicer<'a> {
    /// `homes` may be empty where rows are no groups of partners, `trees` where regions are not shown under those above them.
    #[must_use]
    pub fn new(rows: Rows, homes: &'a Homes, trees: &'a Trees) -> Self {
        Self { rows, homes, trees, groups: BTreeMap::new(), total: Figures::default(), seen: Seen::default() }
    }

    /// Whether rows are groups of partners, so that it must be known where each belongs.
    #[must_use]
    pub const fn needs_homes(by: By) -> bool {
        matches!(by, By::Region | By::Area | By::Type | By::Owner | By::Tier | By::CityClass)
    }

    /// Takes in a partner's month.
    pub fn add(&mut self, m: &PartnerMonth<'_>) {
        self.total += *m.all;
        if !m.all.is_zero() {
            self.seen.add(m.partner);
        }
        let by = self.rows.by;
        let groups = &mut self.groups;
        let mut add = |key: i64, figures: Figures| {
            let group = groups.entry(key).or_default();
            group.0 += figures;
            if by == By::Partner {
                group.1.count = 1;
            } else if !figures.is_zero() {
                group.1.add(m.partner);
            }
        };
        let home = self.homes.of(m.partner, m.month);
        let own = |given: i64, own: i64| if given == 0 { own } else { given };
        match by {
            By::Partner => add(m.partner, *m.all),
            By::Week | By::Month | By::Quarter | By::Year => {
                self.rows.bucket(m.month).into_iter().for_each(|key| add(key, *m.all));
            }
            By::Type => add(home.channel_type, *m.all),
            By::Tier => add(home.tier, *m.all),
            By::CityClass => add(home.city_class, *m.all),
            By::Line => m.parts().filter(|p| p.line != ALL_LINES).for_each(|p| add(p.line, p.figures)),
            By::Region | By::Area => {
                let tree = self.trees.of(m.month);
                let each = m.parts().filter(|p| p.line == ALL_LINES);
                each.for_each(|p| add(tree.lift(own(p.region, home.region), self.rows.level), p.figures));
            }
            By::Owner => {
                let each = m.parts().filter(|p| p.line == ALL_LINES);
                each.for_each(|p| add(own(p.owner, home.owner), p.figures));
            }
        }
    }

    /// What it comes to.
    #[must_use]
    pub fn done(self) -> Sliced {
        let slice = |(key, (figures, seen)): (i64, (Figures, Seen))| Slice { key, figures, partners: seen.count };
        let rows = self.groups.into_iter().map(slice).collect();
        Sliced { rows, total: Slice { key: 0, figures: self.total, partners: self.seen.count } }
    }
}

/// Adds up sales by a dimension.
pub fn slice(conn: &Connection, ask: &Ask<'_>) -> Result<Sliced> {
    if ask.rows.by == By::Week {
        return by_week(conn, ask.span, ask.partners);
    }
    let homes = if Slicer::needs_homes(ask.rows.by) { homes(conn, ask.span)? } else { Homes::default() };
    let trees = if ask.rows.level.is_some() { trees(conn, ask.span)? } else { Trees::default() };
    let mut slicer = Slicer::new(ask.rows, &homes, &trees);
    each(conn, ask.span, ask.partners, |m| slicer.add(m))?;
    Ok(slicer.done())
}

/// Sales of a span by product line and partner.
pub fn lines_of_partners(conn: &Connection, span: Span) -> Result<HashMap<(i64, i64), Figures>> {
    let mut out: HashMap<(i64, i64), Figures> = HashMap::new();
    each(conn, span, None, |m| {
        for part in m.parts().filter(|p| p.line != ALL_LINES) {
            *out.entry((part.line, m.partner)).or_default() += part.figures;
        }
    })?;
    Ok(out)
}

/// Sales of the network by month from the first up to and including the last, a slot each.
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

/// The tree of regions as it is today.
pub fn tree(conn: &Connection) -> Result<Tree> {
    let mut statement = conn.prepare_cached("SELECT id, coalesce(parent, 0), level FROM region")?;
    let rows = statement.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?, r.get::<_, String>(2)?)))?;
    let level = |code: &str| RegionLevel::from_code(code).unwrap_or(RegionLevel::County);
    let nodes = rows.map(|r| r.map(|(id, parent, code)| (id, (parent, level(&code))))).collect::<rusqlite::Result<_>>()?;
    Ok(Tree::new(nodes))
}

/// Every region's parent.
pub fn parents(conn: &Connection) -> Result<HashMap<i64, Option<i64>>> {
    let mut statement = conn.prepare_cached("SELECT id, parent FROM region")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Hands the targets that touch a span to `f`, all of one subject at once, with the row id that the subject has, for the days on which they
/// are its: those of a partner that was merged into another since are in closed months its own, in others that one's.
///
/// A subject that no record has (any more) is left out; the network is 0.
pub fn each_subject(conn: &Connection, span: Span, mut f: impl FnMut(TargetScope, i64, &[Goal], Span)) -> Result<()> {
    let mut gone: Option<homes::Gone> = None;
    // who a target is of is looked up with it: most are of partners, one each
    let mut statement = conn.prepare_cached(
        "SELECT t.scope, coalesce(t.subject, ''), t.from_day, t.to_day, t.line, t.amount, p.id FROM target t
         LEFT JOIN partner p ON t.scope = 'partner' AND p.code = t.subject
         WHERE t.from_day <= ?2 AND t.to_day >= ?1 ORDER BY t.scope, coalesce(t.subject, ''), t.from_day",
    )?;
    let mut rows = statement.query((day_number(span.from), day_number(span.to)))?;
    let mut of: Option<(TargetScope, String, Option<i64>)> = None;
    let mut goals: Vec<Goal> = Vec::new();
    let mut hand = |of: Option<&(TargetScope, String, Option<i64>)>, goals: &[Goal]| -> Result<()> {
        let Some((scope, subject, partner)) = of else { return Ok(()) };
        let id = match (scope.kind(), partner) {
            (None, _) => Some(0),
            (Some(_), Some(partner)) => Some(*partner),
            (Some(kind), None) => record::id_by_code(conn, kind, subject)?,
        };
        if *scope == TargetScope::Partner && partner.is_none() {
            let gone = match &mut gone {
                Some(gone) => gone,
                None => gone.insert(homes::Gone::of(conn, span)?),
            };
            for (part, its_own) in gone.stretches(conn, subject, span)? {
                its_own.or(id).into_iter().for_each(|id| f(*scope, id, goals, part));
            }
        } else if let Some(id) = id {
            f(*scope, id, goals, span);
        }
        Ok(())
    };
    while let Some(r) = rows.next()? {
        let scope = r.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        let Some(scope) = TargetScope::from_code(scope) else { continue };
        let subject = r.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        if of.as_ref().is_none_or(|(s, name, _)| *s != scope || name != subject) {
            hand(of.as_ref(), &goals)?;
            goals.clear();
            of = Some((scope, subject.to_owned(), r.get(6)?));
        }
        goals.push(Goal { from: r.get(2)?, to: r.get(3)?, line: r.get(4)?, amount: Money(r.get(5)?) });
    }
    hand(of.as_ref(), &goals)
}

/// Those of a scope that have a target of their own in a span.
pub fn own_targets(conn: &Connection, scope: TargetScope, span: Span) -> Result<BTreeSet<i64>> {
    let Some(kind) = scope.kind() else { return Ok(BTreeSet::new()) };
    let mut statement =
        conn.prepare_cached("SELECT DISTINCT subject FROM target WHERE scope = ?1 AND from_day <= ?3 AND to_day >= ?2")?;
    let mut rows = statement.query((scope.code(), day_number(span.from), day_number(span.to)))?;
    let mut found = BTreeSet::new();
    while let Some(r) = rows.next()? {
        found.extend(record::id_by_code(conn, kind, &r.get::<_, String>(0)?)?);
    }
    Ok(found)
}

/// What a row of figures is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    pub code: String,
    pub name: String,
    /// Chinese name, where it has its own.
    pub name_zh: Option<String>,
}

/// What the places of choices in their list, from 1, are called.
fn choices(all: &[Choice]) -> HashMap<i64, Name> {
    let name = |c: &Choice| Name { code: c.code.into(), name: c.label.en.into(), name_zh: Some(c.label.zh.into()) };
    (1..).zip(all.iter().map(name)).collect()
}

/// What a dimension's ids are called.
pub fn names(conn: &Connection, by: By, ids: &BTreeSet<i64>) -> Result<HashMap<i64, Name>> {
    let sql = match by {
        By::Region | By::Area => "SELECT id, code, coalesce(short_name, name), NULL FROM region",
        By::Type => "SELECT id, code, name, name_zh FROM channel_type",
        By::Owner => "SELECT id, name, coalesce(full_name, name), NULL FROM user",
        By::Line => "SELECT id, code, name, NULL FROM product_line",
        By::Partner => "SELECT id, code, name, NULL FROM partner",
        By::Tier => return Ok(choices(Tier::CHOICES)),
        By::CityClass => return Ok(choices(CityClass::CHOICES)),
        By::Week | By::Month | By::Quarter | By::Year => return Ok(HashMap::new()),
    };
    let row = |r: &rusqlite::Row<'_>| Ok((r.get(0)?, Name { code: r.get(1)?, name: r.get(2)?, name_zh: r.get(3)? }));
    if by == By::Partner && ids.len() < 1_000 {
        let mut statement = conn.prepare_cached(&format!("{sql} WHERE id = ?1"))?;
        let mut found = HashMap::new();
        for id in ids {
            found.extend(statement.query_row([id], row).optional()?);
        }
        return with_gone(conn, found, ids);
    }
    let mut statement = conn.prepare_cached(sql)?;
    let all = statement.query_map([], row)?;
    let found = all.filter(|r| r.as_ref().map_or(true, |(id, _)| ids.contains(id))).collect::<rusqlite::Result<_>>()?;
    if by == By::Partner { with_gone(conn, found, ids) } else { Ok(found) }
}

/// Names of partners, and of those that were merged into another since their figures were frozen.
fn with_gone(conn: &Connection, mut found: HashMap<i64, Name>, ids: &BTreeSet<i64>) -> Result<HashMap<i64, Name>> {
    for id in ids.iter().filter(|id| **id != 0) {
        if !found.contains_key(id)
            && let Some((code, name)) = record::gone(conn, Kind::Partner, *id)?
        {
            found.insert(*id, Name { code, name, name_zh: None });
        }
    }
    Ok(found)
}

/// The first and the last month that have any sale.
pub fn extent(conn: &Connection) -> Result<Option<(Month, Month)>> {
    let one = |sql: &str| conn.prepare_cached(sql)?.query_row([], |r| r.get::<_, Option<i32>>(0));
    let (first, last) = (one("SELECT min(month) FROM network_month")?, one("SELECT max(month) FROM network_month")?);
    Ok(first.zip(last).map(|(a, b)| (Month(a), Month(b))))
}

/// The industry averages of a figure, by its name.
pub fn industry(conn: &Connection, figure: &str) -> Result<Vec<IndustryAverage>> {
    let found = record::query_as(conn, "WHERE figure = ?1", &[&figure])?;
    Ok(found.into_iter().map(|stored| stored.record).collect())
}
