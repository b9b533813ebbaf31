//! One figure of the catalogue by any dimension: values, what they are made of, how they changed.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::gather::Each;
use super::kept::Kept;
use super::{Line, MANY, Report, Wish, horizon, kpi, partners_of, receivables, shift, until};
use crate::domain::figure::{Figure, More, Needs, Parts, Ratio, Sums};
use crate::domain::industry::Average;
use crate::domain::kinds::RegionLevel;
use crate::domain::money::Rate;
use crate::domain::period::{Month, Span};
use crate::domain::receivables::Dso;
use crate::domain::sales::{By, SalesPolicy, Standing, compared, standing};
use crate::domain::target::tally::{Homes, Rows, Trees};
use crate::ops::{Result, Session, industry};
use crate::store::StoreError;
use crate::store::kpi::more;
use crate::store::kpi::{self as read, Name};

/// In which order rows are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The greatest value first.
    Value,
    /// What adds most to the change first, whichever way.
    Change,
    Name,
}

/// A row of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it is about.
    pub id: i64,
    /// What that is called.
    pub name: Name,
    /// What the figure is made of; `None`: not rated.
    pub parts: Option<Parts>,
    /// The same in the earlier period.
    pub before: Option<Parts>,
    /// What it is on average in the trade, in the unit of the figure.
    pub industry: Option<Average>,
    /// The same with what came late for closed months, where that is another and rated.
    pub with_late: Option<Parts>,
    /// How it stands against a target of sales, of figures of targets.
    pub standing: Option<Standing>,
    /// The share of its net sales that has a target, of such figures.
    pub coverage: Option<Rate>,
    /// Whether the target is its own and no sum.
    pub own: bool,
}

impl Row {
    /// The value, in the unit of the figure.
    #[must_use]
    pub fn value(&self, figure: Figure) -> Option<i64> {
        self.parts.map(|p| p.value(figure.def().unit))
    }

    /// How much it is above the average of the trade, in the unit of the figure; below 0: below it.
    #[must_use]
    pub fn beyond_industry(&self, figure: Figure) -> Option<i64> {
        Some(self.value(figure)?.saturating_sub(self.industry.as_ref()?.value))
    }

    /// How much it changed, in the unit of the figure; what was not there changed from nothing, a rate did not.
    #[must_use]
    pub fn change(&self, figure: Figure) -> Option<i64> {
        let unit = figure.def().unit;
        let value = |p: Option<Parts>| match p {
            Some(p) => Some(p.value(unit)),
            None if figure.def().den.is_none() => Some(0),
            None => None,
        };
        Some(value(self.parts)?.saturating_sub(value(self.before)?))
    }
}

/// A figure by a dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub figure: Figure,
    /// The report that it is from.
    pub report: Report,
    /// The days of the earlier period.
    pub compared: Option<Span>,
    /// Its rows, in the order asked for; times in their own.
    pub rows: Vec<Row>,
    /// All together.
    pub total: Row,
}

/// Whether a figure can be told apart by a dimension: what is read for a partner is not known by line, and what is of a day not
/// by time.
#[must_use]
pub fn goes_by(figure: Figure, by: By) -> bool {
    match figure.def().needs {
        Needs::Sales => true,
        Needs::Partner => false,
        needs => by != By::Line && !(needs.is_of_a_day() && by.is_time()),
    }
}

/// A figure by a dimension.
///
/// # Errors
/// A filter that is not understood; those of the file.
pub fn figure(session: &Session, figure: Figure, wish: &Wish, sort: Sort) -> Result<Shown> {
    let asked = Wish { compare: None, ..wish.clone() };
    let (report, sums) = sums(session, figure, &asked)?;
    let late = came_late(session, figure, &asked, (&report, &sums))?;
    let earlier = wish.compare.map(|against| compared(wish.span, session.as_of(), against));
    let before = match earlier {
        Some(span) => Some((shift(wish, span), self::sums(session, figure, &Wish { span, compare: None, ..wish.clone() })?)),
        None => None,
    };
    let of = |all: &HashMap<i64, Sums>, id: i64| all.get(&id).and_then(|s| figure.parts(s));
    let then = |id: i64| before.as_ref().and_then(|(by, (_, (all, _)))| of(all, id - by));
    let of_targets = matches!(figure, Figure::Attainment | Figure::Pace);
    let row = |line: &Line, parts: Option<Parts>, before: Option<Parts>| {
        let standing = report.standing(line).filter(|_| of_targets);
        let coverage = line.coverage().filter(|_| of_targets).map(Ratio::rate);
        let name = line.name.clone();
        let (own, industry, with_late) = (line.own && of_targets, None, None);
        Row { id: line.id, name, parts, before, industry, with_late, standing, coverage, own }
    };
    let with_late = |sums: Option<&Sums>, now: Option<Parts>| sums.and_then(|s| figure.parts(s)).filter(|p| Some(*p) != now);
    let mut rows: Vec<Row> = report.rows.iter().map(|l| row(l, of(&sums.0, l.id), then(l.id))).collect();
    // what there was only in the earlier period is a part of the change, too
    let here: BTreeSet<i64> = report.rows.iter().map(|l| l.id).collect();
    let gone = before.iter().flat_map(|(by, (was, _))| was.rows.iter().map(move |l| (l, l.id + by)));
    for (line, id) in gone.filter(|(_, id)| !wish.by.is_time() && !here.contains(id)) {
        rows.push(Row { id, ..row(line, None, then(id)) });
    }
    let mut total = row(&report.total, figure.parts(&sums.1), before.as_ref().and_then(|(_, (_, (_, all)))| figure.parts(all)));
    for row in &mut rows {
        row.with_late = with_late(late.0.get(&row.id), row.parts);
    }
    total.with_late = with_late(late.1.as_ref(), total.parts);
    beside_the_trade(session, figure, wish, (&report, &mut rows, &mut total))?;
    if !wish.by.is_time() {
        rows.sort_by(|a, b| a.name.code.cmp(&b.name.code));
        match sort {
            Sort::Value => rows.sort_by_key(|r| Reverse(r.value(figure))),
            Sort::Change => rows.sort_by_key(|r| Reverse(r.change(figure).map(i64::unsigned_abs))),
            Sort::Name => rows.sort_by(|a, b| a.name.name.cmp(&b.name.name)),
        }
    }
    Ok(Shown { figure, report, compared: earlier, rows, total })
}

/// What the figure of each row is on average in the trade at the end of its days: of a channel type, or a partner of one, that of the
/// type; of all others that of all.
fn beside_the_trade(
    session: &Session,
    figure: Figure,
    wish: &Wish,
    (report, rows, total): (&Report, &mut [Row], &mut Row),
) -> Result<()> {
    let averages = industry::averages(session.store.conn(), figure)?;
    if averages.is_empty() {
        return Ok(());
    }
    let end = wish.span.to.min(session.as_of());
    let places = match wish.by {
        By::Partner => Some(Places::read(session, &Wish { by: By::Type, ..wish.clone() }, figure.def().needs.is_of_a_day())?),
        _ => None,
    };
    for row in rows {
        let of = match (wish.by, &places) {
            (By::Type, _) => Some(row.id),
            (_, Some(places)) => places.row(row.id),
            _ => None,
        };
        let days = report.rows.iter().find(|l| wish.by.is_time() && l.id == row.id).and_then(|l| l.days);
        row.industry = averages.at(of, days.map_or(end, |days| days.to.min(end))).cloned();
    }
    total.industry = averages.at(None, end).cloned();
    Ok(())
}

type All = (HashMap<i64, Sums>, Sums);

/// What a figure is made of, by row and all together.
fn sums(session: &Session, figure: Figure, wish: &Wish) -> Result<(Report, All)> {
    let mut report = kpi(session, wish)?;
    let needs = figure.def().needs;
    let (more, whole) = match needs {
        Needs::Sales | Needs::Partner => (HashMap::new(), More::default()),
        Needs::Outstanding => outstanding(session, wish)?,
        _ => more_of(session, figure, wish, &report)?,
    };
    let of = |l: &Line, more: More| Sums { more, ..l.sums() };
    // who neither sold nor trades may owe: without a row of theirs the others would not add up to the total
    let there: BTreeSet<i64> = report.rows.iter().map(|l| l.id).collect();
    let counts = |more: &More| figure.parts(&of(&Line::default(), *more)).is_some_and(|parts| parts.num != 0);
    let lacking: BTreeSet<i64> =
        more.iter().filter(|(id, more)| !there.contains(id) && counts(more)).map(|(id, _)| *id).collect();
    if !lacking.is_empty() {
        let mut names = read::names(session.store.conn(), wish.by, &lacking)?;
        let line = |id: i64| Line { id, name: names.remove(&id).unwrap_or_default(), ..Line::default() };
        report.rows.extend(lacking.into_iter().map(line));
    }
    let rows = report.rows.iter().map(|l| (l.id, of(l, more.get(&l.id).copied().unwrap_or_default()))).collect();
    let total = of(&report.total, whole);
    Ok((report, (rows, total)))
}

/// What a figure is made of with what came late for closed months, by row and all together: of what is read of documents and counts; what
/// came late of sales stands in the report.
fn came_late(
    session: &Session,
    figure: Figure,
    wish: &Wish,
    (report, (rows, whole)): (&Report, &All),
) -> Result<(HashMap<i64, Sums>, Option<Sums>)> {
    let needs = figure.def().needs;
    if !matches!(needs, Needs::Receivables | Needs::Stock | Needs::Answers) || wish.span.from > session.as_of() {
        return Ok((HashMap::new(), None));
    }
    let read = |span: Span| Ok(more::came_late(session.store.conn(), needs, until(span, session.as_of()))?);
    let (late, all) = by_row(session, wish, report, (read, needs.is_of_a_day()))?;
    let added = |sums: Option<&Sums>, late: &More| {
        let mut sums = sums.copied().unwrap_or_default();
        sums.more.add(late);
        sums
    };
    let whole = (all != More::default()).then(|| added(Some(whole), &all));
    Ok((late.iter().map(|(id, late)| (*id, added(rows.get(id), late))).collect(), whole))
}

/// What is read beside sales, by row and all together.
fn more_of(session: &Session, figure: Figure, wish: &Wish, report: &Report) -> Result<(HashMap<i64, More>, More)> {
    let conn = session.store.conn();
    let read = |span: Span| -> Result<HashMap<i64, More>> {
        // what has not begun is not rated
        if span.from > session.as_of() && figure.def().needs != Needs::Standings {
            return Ok(HashMap::new());
        }
        let seen = until(span, session.as_of());
        Ok(match figure.def().needs {
            Needs::Sales | Needs::Partner | Needs::Outstanding => HashMap::new(),
            Needs::Results => more::results(conn, figure)?,
            Needs::Receivables => more::collection(conn, seen)?,
            Needs::Stock => more::articles(conn, seen)?,
            Needs::Answers => more::answers(conn, seen)?,
            Needs::Register => more::outlets(conn, seen)?,
            Needs::Standings => standings(session, &Wish { span, ..wish.clone() })?,
        })
    };
    by_row(session, wish, report, (read, figure.def().needs.is_of_a_day()))
}

/// What is read of a span by partner, by row and all together.
fn by_row(
    session: &Session,
    wish: &Wish,
    report: &Report,
    (read, of_a_day): (impl Fn(Span) -> Result<HashMap<i64, More>>, bool),
) -> Result<(HashMap<i64, More>, More)> {
    let partners = partners_of(session, &wish.filter)?;
    let read = |span: Span| -> Result<HashMap<i64, More>> {
        let mut found = read(span)?;
        found.retain(|id, _| partners.as_ref().is_none_or(|set| set.contains(id)));
        Ok(found)
    };
    let add_up = |found: &HashMap<i64, More>| {
        let mut sum = More::default();
        for m in found.values() {
            sum.add(m);
        }
        sum
    };
    let found = read(wish.span)?;
    let whole = add_up(&found);
    let mut rows: HashMap<i64, More> = HashMap::new();
    if wish.by.is_time() {
        for line in &report.rows {
            if let Some(days) = line.days {
                rows.insert(line.id, add_up(&read(days)?));
            }
        }
        return Ok((rows, whole));
    }
    let places = Places::read(session, wish, of_a_day)?;
    for (id, more) in &found {
        if let Some(key) = places.row(*id) {
            rows.entry(key).or_default().add(more);
        }
    }
    Ok((rows, whole))
}

/// In which row of a report each partner stands: in the last month of a span, so in a closed period as it was then; of what is of a day,
/// as it is.
struct Places {
    asked: Rows,
    trees: Trees,
    homes: Homes,
    month: i32,
}

impl Places {
    fn read(session: &Session, wish: &Wish, of_a_day: bool) -> Result<Self> {
        let conn = session.store.conn();
        let level = if wish.by == By::Area { Some(RegionLevel::Area) } else { wish.level.filter(|_| wish.by == By::Region) };
        let mut trees = if level.is_some() { read::trees(conn, wish.span)? } else { Trees::default() };
        if of_a_day {
            trees.closed.clear();
        }
        let month = Month::of(wish.span.to).0;
        let homes =
            if of_a_day { Homes { now: read::homes_now(conn)?, closed: Vec::new() } } else { read::homes(conn, wish.span)? };
        Ok(Self { asked: Rows { by: wish.by, level, first_month: 1 }, trees, homes, month })
    }

    fn row(&self, partner: i64) -> Option<i64> {
        self.homes.of(partner, self.month).key(partner, self.asked, self.trees.of(self.month))
    }
}

/// Days outstanding of what the partners of each row owe, and of all together.
fn outstanding(session: &Session, wish: &Wish) -> Result<(HashMap<i64, More>, More)> {
    let places = Places::read(session, wish, true)?;
    let owed = |dso: Option<Dso>| More { dso: dso.map(Dso::tenths), ..More::default() };
    let (by_row, whole) = receivables::outstanding(session, &wish.filter, |partner| places.row(partner))?;
    Ok((by_row.into_iter().map(|(key, dso)| (key, owed(dso))).collect(), owed(whole)))
}

/// How many partners of a report stand how against their targets: in the order of [`Standing::ALL`], then those that are not rated.
///
/// # Errors
/// A filter that is not understood; those of the file.
pub fn distribution(session: &Session, wish: &Wish) -> Result<[i64; 7]> {
    distribution_of(session, wish, MANY)
}

/// The same; of a network of at least `many` partners it is kept, as its sums are.
pub(super) fn distribution_of(session: &Session, wish: &Wish, many: i64) -> Result<[i64; 7]> {
    let conn = session.store.conn();
    let mut kept = Kept::new(session, &Wish { by: By::Region, level: None, ..wish.clone() }, many)?;
    let until = horizon(conn, session.as_of(), &*session.rules_of(wish.span)?)?.until;
    let (name, found) = read::steadily(conn, || {
        kept.begin()?;
        let name = standings_name(&kept, wish, (session.as_of(), until));
        let found: Option<Vec<i64>> = kept.recall(name.as_deref());
        Ok::<_, StoreError>((name, found))
    })?;
    if let Some(counts) = found.and_then(|numbers| <[i64; 7]>::try_from(numbers).ok()) {
        return Ok(counts);
    }
    let mut all = More::default();
    standings(session, wish)?.values().for_each(|more| all.add(more));
    kept.note(name.as_deref(), &all.standings.to_vec());
    kept.end();
    Ok(all.standings)
}

/// Under what it is kept how many partners stand how.
fn standings_name(kept: &Kept<'_>, wish: &Wish, (as_of, until): (NaiveDate, i32)) -> Option<String> {
    kept.name_of_all("standings", wish.span, &format!("{as_of} {until}"))
}

/// Keeps how many partners stand how, where sums were made of the whole network and that is known by the way.
pub(super) fn note_standings(
    kept: &mut Kept<'_>,
    wish: &Wish,
    (as_of, until): (NaiveDate, i32),
    each: &Each,
    rules: &SalesPolicy,
) {
    let mut counts = [0; 7];
    for aimed in each.values() {
        let at = standing(aimed, wish.span, as_of, rules).map_or(Standing::ALL.len(), |s| s as usize);
        counts.iter_mut().skip(at).take(1).for_each(|n| *n += 1);
    }
    let name = standings_name(kept, wish, (as_of, until));
    kept.note(name.as_deref(), &counts.to_vec());
}

/// How each partner stands.
fn standings(session: &Session, wish: &Wish) -> Result<HashMap<i64, More>> {
    let by_partner = kpi(session, &Wish { by: By::Partner, level: None, compare: None, ..wish.clone() })?;
    let of = |line: &Line| {
        let at = match by_partner.standing(line) {
            Some(standing) => standing as usize,
            None => Standing::ALL.len(),
        };
        let mut more = More::default();
        more.standings.iter_mut().skip(at).take(1).for_each(|n| *n = 1);
        (line.id, more)
    };
    Ok(by_partner.rows.iter().filter(|line| !line.only_late).map(of).collect())
}
