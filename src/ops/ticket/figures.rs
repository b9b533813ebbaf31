//! How the desk does: what is open, how long it takes, how often it is in time, how much is diverted.
//!
//! What each figure means is in [`crate::domain::desk_figures`]. All are made in one reading of the tickets; each has the filter
//! of the tickets behind it ([`Group::filter`]).
//!
//! - [`mod@explain`]: where each comes from

pub mod explain;
pub mod pages;

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::kpi::{self, Wish};
use super::super::{Result, Session};
use super::filter::{self, Behind};
use super::{Filter, Scope, list};
use crate::domain::desk_figures::{Case, Count, Counter, DeskTargets, Dimension, Diverted, Frame, Key, Numbers};
use crate::domain::kinds::{Decision, RegionLevel, TicketKind, TicketState};
use crate::domain::money::Money;
use crate::domain::period::{Month, Span};
use crate::domain::record::{FieldType, Kind};
use crate::domain::sales::By;
use crate::domain::sla::{Desk, Phase};
use crate::domain::target::tally::Rows;
use crate::store::kpi as sales;
use crate::store::tickets::figures as read;
use crate::store::{self, exact};

/// Months of the trend.
pub const MONTHS: i32 = 12;

/// What is on the desk now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Neither resolved nor closed.
    pub open: usize,
    /// With a clock that is over.
    pub breached: usize,
    /// With a clock that warns.
    pub warning: usize,
    /// On hold.
    pub held: usize,
    /// Not acknowledged yet.
    pub unread: usize,
    /// The actor's own.
    pub mine: usize,
    /// Resolved, to be checked or closed.
    pub resolved: usize,
}

/// Figures of one of a dimension, or of all together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub key: Key,
    pub span: Span,
    /// The code of the record that its key is; empty: none, or it is no record.
    pub code: String,
    /// What people call that record.
    pub name: String,
    /// Its figures.
    pub numbers: Numbers,
    /// The filter of each count, in the order of [`Count::ALL`].
    filters: Vec<String>,
}

/// What was diverted in a region or by a partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DivertedBy {
    /// The region or partner; none: in no region.
    pub id: Option<i64>,
    pub code: String,
    /// What people call it.
    pub name: String,
    /// How much.
    pub diverted: Diverted,
}

/// What was diverted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diversion {
    /// All together.
    pub whole: Diverted,
    /// By region, the most confirmed first, then the most suspected; only those with any.
    pub regions: Vec<DivertedBy>,
    /// By partner, in the same order.
    pub partners: Vec<DivertedBy>,
    /// Of the [`MONTHS`] months, without what is suspected.
    pub months: Vec<(Month, Diverted)>,
}

/// Figures of a span of days.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// As of which day.
    pub as_of: chrono::NaiveDate,
    /// The days.
    pub span: Span,
    /// All together.
    pub whole: Group,
    /// By each dimension that was asked for but the month, in the order of what they are; records by what is open, then by what came.
    pub by: Vec<(Dimension, Vec<Group>)>,
    /// [`MONTHS`] months, the last is the one in which the span ends, or that runs.
    pub months: Vec<Group>,
    /// What was diverted.
    pub diversion: Diversion,
}

impl Figures {
    /// Whether the span is not over.
    #[must_use]
    pub fn runs(&self) -> bool {
        self.as_of <= self.span.to
    }

    #[must_use]
    pub fn groups(&self, by: Dimension) -> &[Group] {
        match by {
            Dimension::Month => &self.months,
            _ => self.by.iter().find(|(d, _)| *d == by).map_or(&[], |(_, groups)| groups),
        }
    }

    /// Every group: the whole, those of each dimension, the months.
    pub fn all(&self) -> impl Iterator<Item = &Group> {
        std::iter::once(&self.whole).chain(self.by.iter().flat_map(|(_, groups)| groups)).chain(&self.months)
    }
}

impl Group {
    fn new(
        session: &Session,
        targets: &DeskTargets,
        (key, span): (Key, Span),
        called: (String, String),
        numbers: Numbers,
    ) -> Self {
        let (code, name) = called;
        let behind = Behind { key: &key, code: &code, span, targets };
        let filters = Count::ALL.iter().map(|count| filter::behind(session, &behind, *count)).collect();
        Self { key, span, code, name, numbers, filters }
    }

    /// The filter of a count: the list of it has as many tickets.
    #[must_use]
    pub fn filter(&self, count: Count) -> &str {
        Count::ALL.iter().position(|c| *c == count).and_then(|i| self.filters.get(i)).map_or("", String::as_str)
    }
}

/// What is on the desk now.
pub fn counts(session: &Session) -> Result<Counts> {
    let mut counts = Counts::default();
    for l in list(session, &Filter { scope: Scope::Unclosed, ..Filter::default() })? {
        if l.line.times.state == TicketState::Resolved {
            counts.resolved += 1;
            continue;
        }
        counts.open += 1;
        let phase = l.next().map(|c| c.phase);
        let over = [&l.response, &l.resolution].iter().any(|c| c.is_some_and(|c| c.phase == Phase::Breached));
        counts.breached += usize::from(over);
        counts.warning += usize::from(!over && phase == Some(Phase::Warning));
        counts.held += usize::from(l.line.times.state == TicketState::OnHold);
        counts.unread += usize::from(l.line.times.state == TicketState::New);
        counts.mine += usize::from(l.line.owner.is_some() && l.line.owner == session.actor.user);
    }
    Ok(counts)
}

/// The moments of a span, up to now.
fn frame(session: &Session, span: Span) -> Frame {
    let after_now = filter::after_now(session);
    let from = filter::midnight(session, span.from);
    Frame { from, to: filter::end_of(session, span.to).max(from), end: after_now }
}

/// The months up to the one in which a span ends, or that runs.
fn months(session: &Session, span: Span) -> Vec<(Month, Frame)> {
    let (first, last) = months_of(session, span);
    let of = |month: Month| {
        let days = month.span();
        (month, Frame { end: filter::end_of(session, days.to), ..frame(session, days) })
    };
    (first.0..=last.0).map(|m| of(Month(m))).collect()
}

/// The first and the last month of the trend.
fn months_of(session: &Session, span: Span) -> (Month, Month) {
    let last = Month::of(span.to.min(session.as_of().max(span.from)));
    (Month(last.0 - MONTHS + 1), last)
}

/// The figures of a span of days, by what is shown where nothing is asked for.
pub fn figures(session: &Session, span: Span) -> Result<Figures> {
    figures_by(session, span, &Dimension::SHOWN)
}

/// The figures of a span of days by these dimensions, and by region and month.
pub fn figures_by(session: &Session, span: Span, by: &[Dimension]) -> Result<Figures> {
    let fields: Vec<&'static str> = by.iter().filter(|d| matches!(d, Dimension::Field(_))).map(|d| d.code()).collect();
    let rules = session.rules_of(span)?;
    let desk = Desk::of(&rules);
    let (whole, months) = (frame(session, span), months(session, span));
    // as of an earlier day what was resolved after it is open
    let since = months.first().map_or(whole.from, |(_, f)| f.from.min(whole.from)).min(session.now());
    let mut counter = Counter::new(&desk.time, &rules.desk_figures, session.now(), whole, months, &fields);
    let conn = session.store.conn();
    let (areas, suspects) = sales::steadily(conn, || {
        let areas = read::areas(conn)?;
        let recorded = read::recorded(conn)?;
        let mut suspects = Vec::new();
        read::cases(conn, since, &areas, &fields, |case, holds| {
            counter.add(case, holds);
            suspects.extend(suspected(case, session, &whole, &recorded));
        })?;
        Ok::<_, super::super::OpError>((areas, suspects))
    })?;
    let (numbers, groups) = counter.finish();
    let diversion = exact(|| span.to_string(), || diversion(session, span, &areas, suspects))?;
    let names = names(session, groups.keys())?;
    let group = |(key, numbers): (Key, Numbers)| {
        let span = if let Key::Month(month) = &key { month.span() } else { span };
        let called = names.get(&key).cloned().unwrap_or_default();
        Group::new(session, &rules.desk_figures, (key, span), called, numbers)
    };
    let mut by: Vec<(Dimension, Vec<Group>)> = by.iter().filter(|d| **d != Dimension::Month).map(|d| (*d, Vec::new())).collect();
    let mut months = Vec::new();
    for found in groups.into_iter().map(group) {
        match found.key.dimension() {
            Some(Dimension::Month) => months.push(found),
            of => by.iter_mut().filter(|(d, _)| Some(*d) == of).take(1).for_each(|(_, groups)| groups.push(found.clone())),
        }
    }
    for (by, groups) in &mut by {
        if kind(*by).is_none() {
            groups.sort_by_key(|g| g.key.place());
            continue;
        }
        groups.sort_by(|a, b| {
            let most = |g: &Group| (g.code.is_empty(), -g.numbers.open, -g.numbers.opened);
            most(a).cmp(&most(b)).then_with(|| a.code.cmp(&b.code))
        });
    }
    let whole = Group::new(session, &rules.desk_figures, (Key::All, span), Default::default(), numbers);
    Ok(Figures { as_of: session.as_of(), span, whole, by, months, diversion })
}

/// The kind of record that each of a dimension is; none: they are no records.
fn kind(by: Dimension) -> Option<Kind> {
    match (by, by.field().map(|f| f.ty)) {
        (Dimension::Region, _) => Some(Kind::Region),
        (_, Some(FieldType::Ref(kind))) => Some(kind),
        _ => None,
    }
}

/// Codes and names of records.
fn names<'k>(session: &Session, keys: impl Iterator<Item = &'k Key>) -> Result<HashMap<Key, (String, String)>> {
    let conn = session.store.conn();
    let mut found = HashMap::new();
    for key in keys {
        let id = match key {
            Key::Region(id) => *id,
            Key::Field(_, value) => value.int(),
            _ => None,
        };
        if let (Some(kind), Some(id)) = (key.dimension().and_then(kind), id) {
            found.insert(key.clone(), called(conn, kind, id)?);
        }
    }
    Ok(found)
}

/// Code and name of a record.
fn called(conn: &store::Connection, kind: Kind, id: i64) -> Result<(String, String)> {
    let row = store::record::get(conn, kind, id)?;
    let text = |field: &str| row.get(field).text().unwrap_or_default().to_owned();
    let code = store::record::code_of(conn, kind, id)?;
    let named = ["short_name", "full_name", "name"].into_iter().map(text).find(|n| !n.is_empty());
    let name = named.unwrap_or_else(|| code.clone());
    Ok((code, name))
}

/// A ticket that is suspected to be a diversion: opened in the span, open, worth something and not recorded as a violation.
fn suspected(case: &Case, session: &Session, span: &Frame, recorded: &HashSet<i64>) -> Option<Suspect> {
    let t = &case.times;
    let opened = t.opened_at.filter(|at| span.from <= *at && *at < span.to)?;
    let open = t.kind == TicketKind::Diversion && opened <= session.now() && t.resolved_at.is_none_or(|at| at > session.now());
    let amount = case.amount.filter(|_| open && !recorded.contains(&case.id))?;
    Some(Suspect { partner: case.partner, region: case.region, amount })
}

struct Suspect {
    partner: Option<i64>,
    region: Option<i64>,
    amount: Money,
}

fn diversion(session: &Session, span: Span, areas: &read::Areas, suspects: Vec<Suspect>) -> Result<Diversion> {
    let conn = session.store.conn();
    let until = kpi::until(span, session.as_of());
    let mut whole = Diverted::default();
    let mut regions: BTreeMap<Option<i64>, Diverted> = BTreeMap::new();
    let mut partners: BTreeMap<i64, Diverted> = BTreeMap::new();
    let mut add = |partner: Option<i64>, region: Option<i64>, confirmed: bool, amount: Money| {
        let into = |d: &mut Diverted| {
            *(if confirmed { &mut d.confirmed } else { &mut d.suspected }) += amount;
        };
        into(&mut whole);
        into(regions.entry(region).or_default());
        if let Some(partner) = partner {
            into(partners.entry(partner).or_default());
        }
    };
    for found in read::diversions(conn, until.from, until.to, areas)? {
        match found.state {
            Decision::Approved => add(Some(found.partner), found.region, true, found.amount),
            Decision::Draft | Decision::Pending => add(Some(found.partner), found.region, false, found.amount),
            Decision::Rejected | Decision::Withdrawn => {}
        }
    }
    for s in suspects {
        add(s.partner, s.region, false, s.amount);
    }
    // the sales of the figures page, which stand still when a period is closed
    let sold = kpi::kpi(session, &Wish { level: Some(RegionLevel::Area), ..Wish::new(span, By::Region) })?;
    whole.sales = sold.total.figures.after_returns();
    for line in &sold.rows {
        if let Some(d) = regions.get_mut(&Some(line.id).filter(|id| *id != 0)) {
            d.sales = line.figures.after_returns();
        }
    }
    let some: std::collections::BTreeSet<i64> = partners.keys().copied().collect();
    let rows = Rows { by: By::Partner, level: None, first_month: 1 };
    let ask = sales::Ask { span: until, rows, partners: Some(&some) };
    if !some.is_empty() {
        for line in sales::slice(conn, &ask)?.rows {
            if let Some(d) = partners.get_mut(&line.key) {
                d.sales = line.figures.after_returns();
            }
        }
    }
    let named = |kind: Kind, (id, diverted): (Option<i64>, Diverted)| {
        let (code, name) = id.map(|id| called(conn, kind, id)).transpose()?.unwrap_or_default();
        Ok(DivertedBy { id, code, name, diverted })
    };
    let most_first = |mut list: Vec<DivertedBy>| {
        list.sort_by(|a, b| {
            let most = |d: &DivertedBy| std::cmp::Reverse((d.diverted.confirmed, d.diverted.suspected));
            most(a).cmp(&most(b)).then_with(|| a.code.cmp(&b.code))
        });
        list
    };
    let regions = regions.into_iter().map(|r| named(Kind::Region, r)).collect::<Result<_>>()?;
    let partners = partners.into_iter().map(|(id, d)| named(Kind::Partner, (Some(id), d))).collect::<Result<_>>()?;
    let months = diverted_months(session, span, areas)?;
    Ok(Diversion { whole, regions: most_first(regions), partners: most_first(partners), months })
}

/// What was confirmed of each month of the trend, and what was sold in it.
fn diverted_months(session: &Session, span: Span, areas: &read::Areas) -> Result<Vec<(Month, Diverted)>> {
    let conn = session.store.conn();
    let (first, last) = months_of(session, span);
    let sold = sales::months(conn, first, last)?;
    let mut found: Vec<(Month, Diverted)> = (first.0..=last.0)
        .map(Month)
        .zip(sold)
        .map(|(month, f)| (month, Diverted { sales: f.after_returns(), ..Diverted::default() }))
        .collect();
    let until = last.span().to.min(session.as_of());
    for v in read::diversions(conn, first.first(), until, areas)?.iter().filter(|v| v.state == Decision::Approved) {
        if let Some((_, d)) = found.iter_mut().find(|(month, _)| *month == Month::of(v.on)) {
            d.confirmed += v.amount;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
