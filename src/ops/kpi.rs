//! Figures of the network by any dimension, with targets, comparison and concentration (S4, S19).

pub mod cohorts;
pub mod explain;
pub mod figure;
pub mod frozen;
mod gather;
mod kept;
pub mod pages;
pub mod receivables;
pub mod showcase;

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveDate};

pub(in crate::ops) use self::gather::horizon;

use self::gather::Ask;
use self::kept::Kept;
use super::list::{self, Wish as ListWish};
use super::{Result, Session, closings};
use crate::domain::explain::Rules;
use crate::domain::figure::{Figure, More, Ratio, Sums};
use crate::domain::kinds::{RegionLevel, TargetScope};
use crate::domain::money::Money;
use crate::domain::period::{Month, Names, Span, Week, from_day_number};
use crate::domain::record::{Kind, Lang};
use crate::domain::sales::{
    Against, By, Concentration, Contributes, Figures, SalesPolicy, Standing, compared, concentration, contributes, growth,
    standing, time_progress,
};
use crate::domain::target::tally::{Aim, Aims, Rows, Trees};
use crate::store::kpi::{self as read, Name, Slice, Sliced};
use crate::store::rollup::late;
use crate::store::{self, StoreError, closing, exact, record};

/// From so many partners on making sums takes longer than keeping them.
const MANY: i64 = 2_000;

/// Figures as a person asks for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Over which days; only those up to the day as of which everything is computed have figures.
    pub span: Span,
    pub by: By,
    /// Regions are shown under their ancestor of this level; without it as the sale or the partner names them.
    pub level: Option<RegionLevel>,
    /// Only partners for which this expression holds; empty is all.
    pub filter: String,
    /// Set beside an earlier period.
    pub compare: Option<Against>,
}

impl Wish {
    /// Everything of a span by a dimension.
    #[must_use]
    pub fn new(span: Span, by: By) -> Self {
        Self { span, by, level: None, filter: String::new(), compare: None }
    }
}

/// One line of a report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Row id of what it is about (0: none given), or month, quarter, year as numbers.
    pub id: i64,
    /// Its code, `2025-03`, `2025-Q1`, `2025`; empty where none was given.
    pub name: Name,
    /// What was sold.
    pub figures: Figures,
    /// Partners with any of it.
    pub partners: i64,
    /// Its own days: of a month, quarter or year those of it that are asked for.
    pub days: Option<Span>,
    /// What stands against a target.
    pub aim: Aim,
    /// The target is its own and no sum of its partners': that of a type or owner counts in its row only.
    pub own: bool,
    /// What was sold in the earlier period.
    pub before: Option<Figures>,
    /// What came late for a closed period and is not in the figures.
    pub late: Option<Figures>,
    /// It stands here for that alone.
    pub only_late: bool,
}

impl Line {
    /// What it is called in a language.
    #[must_use]
    pub fn called(&self, lang: Lang) -> &str {
        match (lang, &self.name.name_zh) {
            (Lang::Zh, Some(zh)) if !zh.is_empty() => zh,
            _ => &self.name.name,
        }
    }

    /// What figures of the catalogue are made of in it.
    #[must_use]
    pub fn sums(&self) -> Sums {
        Sums { sold: self.figures, buyers: self.partners, aim: self.aim, more: More::default() }
    }

    /// What should have been sold, if anybody said so.
    #[must_use]
    pub fn target(&self) -> Option<Money> {
        self.aim.aimed.set.then_some(self.aim.aimed.target)
    }

    /// Net sales of what has a target, against it; `None` without a target above 0, and before it begins.
    #[must_use]
    pub fn attainment(&self) -> Option<Ratio> {
        self.aim.aimed.attainment()
    }

    /// The same up to the last week that has figures, against what is due by then.
    #[must_use]
    pub fn pace(&self) -> Option<Ratio> {
        self.aim.aimed.pace()
    }

    /// The part of its net sales that has a target; `None` where nothing was sold.
    #[must_use]
    pub fn coverage(&self) -> Option<Ratio> {
        Figure::Coverage.parts(&self.sums()).and_then(|p| p.divided())
    }

    /// Growth of net sales against the earlier period, six decimals.
    #[must_use]
    pub fn growth(&self) -> Option<f64> {
        self.before.and_then(|b| growth(self.figures.after_returns(), b.after_returns()))
    }
}

/// Of whom a report is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    /// Of everybody.
    #[default]
    All,
    /// Of these partners, by their codes.
    These(Vec<String>),
    /// Of more than a command can name.
    Many,
}

/// From so many partners on a command does not name them one by one.
const NAMED: usize = 40;

/// Figures of a span by a dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// As of which day.
    pub as_of: NaiveDate,
    /// The days asked for.
    pub span: Span,
    pub by: By,
    /// The days of the earlier period.
    pub compared: Option<Span>,
    /// Largest sales first; months, quarters and years in their order.
    pub rows: Vec<Line>,
    /// All together, each partner counted once.
    pub total: Line,
    /// By partner only: how much hangs on how few.
    pub concentration: Option<Concentration>,
    /// Working days over and all; `None` before the span begins.
    pub progress: Option<(i64, i64)>,
    /// The last day that pace looks at.
    pub until: NaiveDate,
    /// The period is closed.
    pub closed: Option<frozen::Closed>,
    /// The closed periods with months in the span for which something came late: it stands beside the figures, not in them.
    pub late_for: Vec<String>,
    /// The codes of the partners that were asked for, where that is not all and not many: what lists their rows.
    pub asked: Asked,
    /// By what its lines are judged: a closed period by the rules under which it was closed.
    pub rules: SalesPolicy,
    /// Which rules these are.
    pub under: Rules,
}

impl Report {
    /// How a line stands against its target.
    #[must_use]
    pub fn standing(&self, line: &Line) -> Option<Standing> {
        standing(&line.aim.aimed, line.days.unwrap_or(self.span), self.as_of, &self.rules)
    }

    /// What a line contributes, beside the whole.
    #[must_use]
    pub fn contributes(&self, line: &Line) -> Option<Contributes> {
        contributes(&line.figures, &self.total.figures, line.growth(), &self.rules)
    }
}

/// The partners that a filter expression means; `None` for all.
///
/// # Errors
/// What is not understood in it.
pub fn partners_of(session: &Session, filter: &str) -> Result<Option<BTreeSet<i64>>> {
    if filter.trim().is_empty() {
        return Ok(None);
    }
    let wish = ListWish { filter: filter.to_owned(), ..ListWish::default() };
    let found = list::list(session, Kind::Partner, &wish)?;
    let mut ids = BTreeSet::new();
    list::each(session, &found, |row| {
        ids.insert(row.id);
        Ok::<_, StoreError>(())
    })?;
    Ok(Some(ids))
}

/// The figures.
///
/// # Errors
/// A filter that is not understood; those of the file.
pub fn kpi(session: &Session, wish: &Wish) -> Result<Report> {
    kpi_of(session, wish, MANY)
}

/// The figures; sums of a network of at least `many` partners are kept for the next who asks.
fn kpi_of(session: &Session, wish: &Wish, many: i64) -> Result<Report> {
    if wish.by == By::Area {
        let areas = Wish { by: By::Region, level: Some(RegionLevel::Area), ..wish.clone() };
        return Ok(Report { by: By::Area, ..kpi_of(session, &areas, many)? });
    }
    let mut kept = Kept::new(session, wish, many)?;
    let report = exact(
        || wish.span.to_string(),
        || {
            read::steadily(session.store.conn(), || {
                kept.begin()?;
                report(session, wish, &mut kept)
            })
        },
    )?;
    kept.end();
    Ok(report)
}

fn report(session: &Session, wish: &Wish, kept: &mut Kept<'_>) -> Result<Report> {
    let conn = session.store.conn();
    let as_of = session.as_of();
    let partners = partners_of(session, &wish.filter)?;
    let rules = session.rules_of(wish.span)?;
    let level = wish.level.filter(|_| wish.by == By::Region);
    let called = closings::names(session)?;
    let rows_of = Rows { by: wish.by, level, first_month: called.first_month(wish.span) };
    let horizon = horizon(conn, as_of, &rules)?;
    let ask = Ask { span: wish.span, rows: rows_of, partners: partners.as_ref(), horizon };
    let ((mut now, mut aims), each) = gather::sums_and_each(conn, &ask, kept)?;
    let earlier = wish.compare.map(|against| compared(wish.span, as_of, against));
    let mut slice = |span| {
        let ask = read::Ask { span, rows: rows_of, partners: partners.as_ref() };
        kept.of("sales", span, || read::slice(conn, &ask))
    };
    let earlier = earlier.map(|span| Ok::<_, StoreError>((span, shifted(slice(span)?, wish, span)))).transpose()?;
    // figures of a closed period don't move: what came late is shown beside them
    let closing = if wish.span.to < as_of { closing::of_span(conn, wish.span)? } else { None };
    let late_for = late::came_late(conn, wish.span)?;
    let with_late = || late::with_late(conn, || gather::sums(conn, &ask, &mut Kept::none(conn)));
    let mut today = if late_for.is_empty() { None } else { Some(with_late()?.0) };
    if let Some(each) = each.filter(|_| closing.is_none() && late_for.is_empty()) {
        figure::note_standings(kept, wish, (as_of, horizon.until), &each, &rules.sales);
    }
    let (mut closed, mut without) = (None, None);
    if let Some(closing) = closing {
        let asked = (wish, partners.as_ref());
        let (said, months) = frozen::put(conn, closing, asked, (&mut now, &mut aims), &mut today)?;
        (closed, without) = (Some(said), months);
    }

    let mut by_id: HashMap<i64, Line> = HashMap::new();
    for Slice { key, figures, partners } in &now.rows {
        by_id.insert(*key, Line { id: *key, figures: *figures, partners: *partners, ..Line::default() });
    }
    if closed.as_ref().is_none_or(|c| c.members) {
        let members = kept.of("members", until(wish.span, as_of), || gather::members(conn, &ask))?;
        for key in members {
            by_id.entry(key).or_insert_with(|| Line { id: key, ..Line::default() });
        }
    }
    let Aims { rows: aimed, total: of_all } = aims;
    let trees = if level.is_some() { read::trees(conn, wish.span)? } else { Trees::default() };
    for (key, aim) in aimed {
        // what a region above the level of the rows has a target for is in the whole
        if by_id.contains_key(&key) || level.is_none() || trees.is_of(key, level) {
            by_id.entry(key).or_insert_with(|| Line { id: key, ..Line::default() }).aim = aim;
        }
    }
    let mut total = Line { figures: now.total.figures, partners: now.total.partners, aim: of_all, ..Line::default() };
    if let Some((_, earlier)) = &earlier {
        total.before = Some(earlier.total.figures);
        for line in by_id.values_mut() {
            line.before = Some(Figures::default());
        }
        for Slice { key, figures, .. } in &earlier.rows {
            by_id.entry(*key).or_insert_with(|| Line { id: *key, ..Line::default() }).before = Some(*figures);
        }
    }
    let came = today.as_ref().map(|today| frozen::late(today, without.as_ref().unwrap_or(&now))).unwrap_or_default();
    for (key, late) in came {
        let line = by_id.entry(key).or_insert_with(|| Line { id: key, only_late: true, ..Line::default() });
        line.late = Some(late);
    }
    if partners.is_none() {
        note_own(session, wish, &mut by_id)?;
    }
    let ids: BTreeSet<i64> = by_id.keys().copied().collect();
    let mut names = read::names(conn, wish.by, &ids)?;
    let mut rows: Vec<Line> = by_id.into_values().collect();
    for line in &mut rows {
        let days = wish.by.bucket_span(line.id, rows_of.first_month);
        line.name = names.remove(&line.id).or_else(|| Some(period_name(&called, wish.by, days?))).unwrap_or_default();
        line.days = days.and_then(|days| days.intersect(wish.span));
    }
    if let Some(today) = &today {
        total.late = Some(today.total.figures - total.figures).filter(|late| !late.is_zero());
    }
    in_order(wish.by, &mut rows);
    let policy = &rules.sales;
    let concentration =
        (wish.by == By::Partner).then(|| concentration(rows.iter().map(|l| l.figures.after_returns()), policy)).flatten();
    Ok(Report {
        as_of,
        span: wish.span,
        by: wish.by,
        compared: earlier.map(|(span, _)| span),
        rows,
        total,
        concentration,
        progress: time_progress(wish.span, as_of, &rules.calendar),
        until: from_day_number(horizon.until),
        closed,
        late_for,
        asked: Asked::of(session, partners.as_ref())?,
        rules: rules.sales.clone(),
        under: (&*rules).into(),
    })
}

impl Asked {
    fn of(session: &Session, partners: Option<&BTreeSet<i64>>) -> store::Result<Self> {
        let code = |id: &i64| record::code_of(session.store.conn(), Kind::Partner, *id);
        Ok(match partners {
            None => Self::All,
            Some(set) if set.len() > NAMED => Self::Many,
            Some(set) => Self::These(set.iter().map(code).collect::<store::Result<_>>()?),
        })
    }
}

/// Notes on the lines of types and owners which target is their own and no sum.
fn note_own(session: &Session, wish: &Wish, by_id: &mut HashMap<i64, Line>) -> store::Result<()> {
    let scope = match wish.by {
        By::Type => TargetScope::ChannelType,
        By::Owner => TargetScope::Owner,
        _ => return Ok(()),
    };
    for id in read::own_targets(session.store.conn(), scope, wish.span)? {
        by_id.entry(id).and_modify(|line| line.own = line.target().is_some());
    }
    Ok(())
}

/// Times in their order, anything else by what it sold, the most first.
fn in_order(by: By, rows: &mut [Line]) {
    if by.is_time() {
        rows.sort_by_key(|l| l.id);
    } else {
        rows.sort_by(|a, b| {
            b.figures.after_returns().cmp(&a.figures.after_returns()).then_with(|| a.name.code.cmp(&b.name.code))
        });
    }
}

/// The days of a span that have figures: up to `as_of`.
#[must_use]
pub fn until(span: Span, as_of: NaiveDate) -> Span {
    if as_of < span.from {
        Span { from: span.from, to: span.from - Days::new(1) }
    } else {
        Span { to: span.to.min(as_of), ..span }
    }
}

/// Moves the months, quarters or years of an earlier period to those that they stand beside.
fn shifted(mut earlier: Sliced, wish: &Wish, span: Span) -> Sliced {
    let by = shift(wish, span);
    for row in &mut earlier.rows {
        row.key += by;
    }
    earlier
}

/// How many weeks, months, quarters or years an earlier span lies before the one asked for; 0 where rows are no times.
fn shift(wish: &Wish, span: Span) -> i64 {
    let months = Month::of(wish.span.from).0 - Month::of(span.from).0;
    i64::from(match wish.by {
        By::Week => Week::of(wish.span.from).0 - Week::of(span.from).0,
        By::Month => months,
        By::Quarter => months / 3,
        By::Year => months / 12,
        _ => 0,
    })
}

/// The name of a week, month, quarter or year.
fn period_name(called: &Names, by: By, days: Span) -> Name {
    let code = if by == By::Week { Week::of(days.from).to_string() } else { called.called(days) };
    Name { name: code.clone(), code, name_zh: None }
}

#[cfg(test)]
mod tests;
