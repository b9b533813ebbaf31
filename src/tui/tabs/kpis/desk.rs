//! The desk: what is open, how long it takes, how often it is in time, what is diverted; each group of tickets opens the
//! desk with exactly its tickets.

use super::detail::{Chart, Detail, Go, Row, Unit};
use super::figures::{BESIDE, Figure as Line};
use super::{Fig, State};
use crate::domain::desk_figures::{Count, DeskFigure, Dimension, Key, Numbers, Share, Verdict, at_least, at_most};
use crate::domain::explain::{Explanation, Source};
use crate::domain::kinds::Severity;
use crate::domain::money::{Money, Rate};
use crate::domain::period::Month;
use crate::domain::record::{Kind, Value};
use crate::domain::sla::Spread;
use crate::i18n::{desk as words, number};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::theme::Tone;
use crate::tui::widgets::{figures as shown, text};
use crate::tui::worker::kpis::{Desk, DivertedBy, Group};

impl Fig {
    pub(super) const fn desk(self) -> Option<DeskFigure> {
        Some(match self {
            Self::Tickets => DeskFigure::Open,
            Self::Response => DeskFigure::Response,
            Self::Answered => DeskFigure::ResponseMet,
            Self::Resolution => DeskFigure::Resolution,
            Self::Service => DeskFigure::ResolutionMet,
            Self::Reopened => DeskFigure::Reopened,
            Self::Diversion => DeskFigure::Diversion,
            _ => return None,
        })
    }
}

/// By what figures are broken down, one after the other.
const DIMENSIONS: [Dimension; 7] = [
    Dimension::KIND,
    Dimension::SEVERITY,
    Dimension::LEVEL,
    Dimension::Age,
    Dimension::Region,
    Dimension::OWNER,
    Dimension::Month,
];

/// Whether a figure is broken down by that: only what is open has an age, a diversion a region or a partner.
fn fits(by: Dimension, what: DeskFigure) -> bool {
    match what {
        DeskFigure::Open => true,
        DeskFigure::Diversion => matches!(by, Dimension::Region | Dimension::OWNER),
        _ => by != Dimension::Age,
    }
}

/// The dimension of a figure: the one that was chosen, if it has that.
fn chosen(by: Dimension, what: DeskFigure) -> Dimension {
    if fits(by, what) {
        by
    } else if what == DeskFigure::Diversion {
        Dimension::Region
    } else {
        Dimension::KIND
    }
}

/// The next breakdown of a figure.
pub(super) fn next(by: Dimension, fig: Fig) -> Dimension {
    let Some(what) = fig.desk() else { return by };
    let at = DIMENSIONS.iter().position(|d| *d == chosen(by, what)).unwrap_or(0);
    let after = DIMENSIONS.iter().cycle().skip(at + 1).take(DIMENSIONS.len());
    after.copied().find(|d| fits(*d, what)).unwrap_or(by)
}

pub(super) fn explanation(state: &State, fig: Fig) -> Option<Explanation> {
    let at = DeskFigure::ALL.iter().position(|f| Some(*f) == fig.desk())?;
    state.desk.as_ref().and_then(|(_, explained)| explained.get(at)).cloned()
}

/// Seconds of working time in a few columns.
fn took(seconds: Option<i64>, ctx: &Ctx) -> String {
    let day = crate::domain::sla::Desk::of(&ctx.policy).time.hours.per_day();
    seconds.map_or_else(|| t!(ctx.lang, "not-rated"), |s| words::span_short(ctx.lang, s, day))
}

const fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Met => Tone::Plain,
        Verdict::Close => Tone::Soon,
        Verdict::Missed => Tone::Bad,
    }
}

/// How a group does by a figure that has something to be measured against.
fn verdict(n: &Numbers, what: DeskFigure, ctx: &Ctx) -> Option<Verdict> {
    let targets = &ctx.policy.desk_figures;
    match what {
        DeskFigure::ResponseMet => at_least(n.answered, targets.response_met, targets.close),
        DeskFigure::ResolutionMet => at_least(n.settled, targets.resolution_met, targets.close),
        DeskFigure::Reopened => at_most(n.reopened.rate(), targets.reopened),
        _ => None,
    }
}

/// The value of a figure as a number: a count, seconds, or 1/10,000.
fn value(n: &Numbers, what: DeskFigure) -> Option<i64> {
    let rate = |s: Share| s.rate().map(|r| r.0);
    match what {
        DeskFigure::Open => Some(n.open),
        DeskFigure::Response => n.response.map(|s| s.median),
        DeskFigure::Resolution => n.resolution.map(|s| s.median),
        DeskFigure::ResponseMet => rate(n.answered),
        DeskFigure::ResolutionMet => rate(n.settled),
        DeskFigure::Reopened => rate(n.reopened),
        DeskFigure::Diversion => None,
    }
}

fn said(value: Option<i64>, what: DeskFigure, ctx: &Ctx) -> String {
    match (unit(what), value) {
        (_, None) => t!(ctx.lang, "not-rated"),
        (Unit::Plain, Some(n)) => number::count(n),
        (Unit::Rate, Some(r)) => number::percent(Rate(r)),
        (Unit::Time, Some(s)) => took(Some(s), ctx),
    }
}

const fn unit(what: DeskFigure) -> Unit {
    match what {
        DeskFigure::Open => Unit::Plain,
        DeskFigure::Response | DeskFigure::Resolution => Unit::Time,
        DeskFigure::ResponseMet | DeskFigure::ResolutionMet | DeskFigure::Reopened | DeskFigure::Diversion => Unit::Rate,
    }
}

/// Fills in the line of a figure.
pub(super) fn figure(f: &mut Line, state: &State, fig: Fig, ctx: &Ctx) {
    let (Some((desk, _)), Some(what)) = (&state.desk, fig.desk()) else { return };
    let (lang, n, targets) = (ctx.lang, &desk.whole.numbers, &ctx.policy.desk_figures);
    f.value = said(value(n, what), what, ctx);
    f.trend = desk.months.iter().map(|m| value(&m.numbers, what)).collect();
    let wanted = |share: Share, rate: Rate| {
        t!(lang, "kpis-wanted", rate = number::percent(rate), part = number::count(share.count), whole = number::count(share.of))
    };
    match what {
        DeskFigure::Open => {
            let severity = |s: Severity| {
                let of = |g: &&Group| g.key == Key::Field("severity", Value::Text(s.code().to_owned()));
                desk.groups(Dimension::SEVERITY).iter().find(of).map_or(0, |g| g.numbers.open)
            };
            f.beside = format!("S1 {} · S2 {} · S3 {}", severity(Severity::S1), severity(Severity::S2), severity(Severity::S3));
            let late = ctx.counts.breached;
            f.verdict = Some(if late > 0 {
                (Tone::Bad, t!(lang, "kpis-breached", count = number::count(late)))
            } else {
                (Tone::Plain, t!(lang, "kpis-in-time"))
            });
        }
        DeskFigure::Response | DeskFigure::Resolution => {
            let spread = if what == DeskFigure::Response { n.response } else { n.resolution };
            f.beside = spread.map(|s: Spread| t!(lang, "kpis-within", time = took(Some(s.p90), ctx))).unwrap_or_default();
            f.verdict = pace(&f.trend, ctx);
        }
        DeskFigure::ResponseMet => f.beside = wanted(n.answered, targets.response_met),
        DeskFigure::ResolutionMet => f.beside = wanted(n.settled, targets.resolution_met),
        DeskFigure::Reopened => {
            let (rate, s) = (number::percent(targets.reopened), n.reopened);
            f.beside = t!(lang, "kpis-borne", rate = rate, part = number::count(s.count), whole = number::count(s.of));
        }
        DeskFigure::Diversion => {
            let d = &desk.diversion.whole;
            f.value = shown::percent(d.rate(), ctx);
            f.trend = desk.diversion.months.iter().map(|(_, d)| d.rate().map(|r| r.0)).collect();
            let borne = t!(lang, "kpis-borne-rate", rate = number::percent(targets.diversion));
            let suspected = d.suspected_rate().filter(|_| d.suspected.0 > 0);
            let suspected = suspected.map(|r| t!(lang, "kpis-suspected", rate = number::percent(r))).unwrap_or_default();
            let both = format!("{borne} {suspected}");
            f.beside = if text::width(&both) <= BESIDE { both } else { borne };
            f.verdict = at_most(d.rate(), targets.diversion).map(|v| (tone(v), words::verdict(lang, v)));
        }
    }
    if let Some(v) = verdict(n, what, ctx) {
        f.verdict = Some((tone(v), words::verdict(lang, v)));
    }
}

/// The latest month against the one before: whether it takes longer.
fn pace(trend: &[Option<i64>], ctx: &Ctx) -> Option<(Tone, String)> {
    let known: Vec<i64> = trend.iter().copied().flatten().collect();
    let [.., before, last] = known.as_slice() else { return None };
    let change = crate::domain::figure::change(*last, *before)?;
    let limit = 1_000;
    Some(match change.0 {
        c if c >= limit => (Tone::Soon, t!(ctx.lang, "kpis-slower", change = number::percent_signed(change))),
        c if c <= -limit => (Tone::Plain, t!(ctx.lang, "kpis-faster", change = number::percent_signed(change))),
        _ => (Tone::Plain, t!(ctx.lang, "kpis-steady")),
    })
}

/// What stands behind a figure: its months, and each of the chosen dimension with the tickets it opens.
pub(super) fn detail(state: &State, fig: Fig, ctx: &Ctx, title: String) -> Detail {
    let (Some((desk, _)), Some(what)) = (&state.desk, fig.desk()) else {
        return Detail { title, waits: true, ..Detail::default() };
    };
    let by = chosen(state.by, what);
    if what == DeskFigure::Diversion {
        return diverted(desk, by, ctx, &title);
    }
    let title = t!(ctx.lang, "kpis-by", figure = title, what = words::dimension(ctx.lang, by));
    let values = desk.months.iter().map(|m| value(&m.numbers, what).unwrap_or(0)).collect();
    let last = desk.months.last().map_or(Month::of(ctx.today()), |m| Month::of(m.span.from));
    let chart = Some(Chart { last, values, marks: Vec::new(), unit: unit(what) });
    let some = |g: &&Group| value(&g.numbers, what).is_some_and(|v| v > 0 || what != DeskFigure::Open) && by != Dimension::Month;
    let groups = desk.groups(by).iter().filter(|g| some(g) || by == Dimension::Month);
    let mut rows: Vec<Row> = std::iter::once(&desk.whole).chain(groups).map(|g| row(g, what, ctx)).collect();
    if by == Dimension::Month {
        // the latest first, the whole stays on top
        rows.get_mut(1..).unwrap_or_default().reverse();
    }
    Detail { title, chart, rows, ..Detail::default() }
}

/// A group: its value, what that is of, and the list that it opens.
fn row(group: &Group, what: DeskFigure, ctx: &Ctx) -> Row {
    let (lang, n) = (ctx.lang, &group.numbers);
    let number = value(n, what);
    let late = |share: Share, late: Count, rated: Count| {
        let missed = share.of - share.count;
        let parts = format!("{}/{}", share.count, share.of);
        let note =
            if missed > 0 { format!("{parts} · {}", t!(lang, "kpis-late-count", count = missed.to_string())) } else { parts };
        (note, if missed > 0 { late } else { rated })
    };
    let spread = |s: Option<Spread>| s.map(|s| t!(lang, "kpis-within", time = took(Some(s.p90), ctx))).unwrap_or_default();
    let (note, count) = match what {
        DeskFigure::Open | DeskFigure::Diversion => (String::new(), Count::Open),
        DeskFigure::Response => (format!("{} · {}", n.count(Count::Answered), spread(n.response)), Count::Answered),
        DeskFigure::Resolution => (format!("{} · {}", n.resolved, spread(n.resolution)), Count::Resolved),
        DeskFigure::ResponseMet => late(n.answered, Count::ResponseLate, Count::ResponseRated),
        DeskFigure::ResolutionMet => late(n.settled, Count::ResolutionLate, Count::ResolutionRated),
        DeskFigure::Reopened => {
            let some = n.reopened.count > 0;
            (format!("{}/{}", n.reopened.count, n.reopened.of), if some { Count::Reopened } else { Count::EverResolved })
        }
    };
    let whole = group.key == Key::All;
    Row {
        name: words::group(lang, &group.key, &group.name, &ctx.policy.desk_figures),
        // the whole would flatten the others
        bar: if whole && what == DeskFigure::Open { 0 } else { number.unwrap_or(0) },
        text: said(number, what, ctx),
        note: if number.is_none() { String::new() } else { note },
        tone: verdict(n, what, ctx).map_or(Tone::Plain, tone),
        go: (n.count(count) > 0).then(|| Go::List(Source::desk(group.filter(count)))),
    }
}

/// What was diverted, by region or by partner.
fn diverted(desk: &Desk, by: Dimension, ctx: &Ctx, title: &str) -> Detail {
    let (list, what) = match by {
        Dimension::Region => (&desk.diversion.regions, words::dimension(ctx.lang, by)),
        _ => (&desk.diversion.partners, Kind::Partner.def().label.get(ctx.lang).to_owned()),
    };
    let row = |d: &DivertedBy| {
        let rate = d.diverted.rate();
        let suspected = match d.diverted.suspected {
            Money::ZERO => String::new(),
            amount => t!(ctx.lang, "kpis-suspected", rate = number::amount(ctx.lang, amount)),
        };
        let of = if by == Dimension::Region { "region" } else { "partner" };
        let code = match &d.id {
            None => "none".to_owned(),
            Some(_) if d.code.contains(char::is_whitespace) => format!("\"{}\"", d.code),
            Some(_) => d.code.clone(),
        };
        Row {
            name: if d.id.is_none() { t!(ctx.lang, "kpi-none") } else { d.name.clone() },
            bar: (d.diverted.confirmed + d.diverted.suspected).0,
            text: number::amount(ctx.lang, d.diverted.confirmed),
            note: format!("{} {suspected}", shown::percent(rate, ctx)).trim_end().to_owned(),
            tone: at_most(rate, ctx.policy.desk_figures.diversion).map_or(Tone::Plain, tone),
            go: Some(Go::List(Source::desk(format!("all kind:diversion {of}:{code}")))),
        }
    };
    let title = t!(ctx.lang, "kpis-by", figure = title, what = what);
    let months = &desk.diversion.months;
    let values = months.iter().map(|(_, d)| d.rate().map_or(0, |r| r.0)).collect();
    let chart = months.last().map(|(last, _)| Chart { last: *last, values, marks: Vec::new(), unit: Unit::Rate });
    Detail { title, chart, rows: list.iter().map(row).collect(), ..Detail::default() }
}
