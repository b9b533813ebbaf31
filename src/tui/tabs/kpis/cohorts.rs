//! New partners: how many, what became of them month by month, each figure against its benchmark.

use super::detail::{Detail, Go, Row};
use super::figures::Figure as Line;
use super::{Fig, State};
use crate::domain::cohort::{Figure, Share};
use crate::domain::explain::Explanation;
use crate::i18n::number;
use crate::i18n::text::{Align, fit};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::theme::Tone;
use crate::tui::widgets::{figures as shown, text};
use crate::tui::worker::kpis::{Cohorts, cohorts as worker};

impl Fig {
    /// The figure of new partners that it is.
    pub(super) const fn quality(self) -> Option<Figure> {
        match self {
            Self::Conversion => Some(Figure::Conversion),
            Self::Retention => Some(Figure::Retention),
            Self::Repurchase => Some(Figure::Repurchase),
            Self::Audience => Some(Figure::Audience),
            _ => None,
        }
    }
}

/// The word for a share against its benchmark; none where it is not rated.
fn verdict(share: Share, figure: Figure, ctx: &Ctx) -> Option<(Tone, String)> {
    let reached = share.reaches(figure.benchmark(&ctx.policy.cohorts))?;
    Some(if reached { (Tone::Good, t!(ctx.lang, "kpis-reached")) } else { (Tone::Soon, t!(ctx.lang, "kpis-below")) })
}

/// A share beside its benchmark: one that is just below it is seen to be.
fn percent(share: Share, figure: Figure, ctx: &Ctx) -> String {
    let benchmark = figure.benchmark(&ctx.policy.cohorts);
    share.rate().map_or_else(|| shown::percent(None, ctx), |rate| number::percent_beside(rate, benchmark))
}

/// Fills in the line of a figure.
pub(super) fn figure(f: &mut Line, state: &State, fig: Fig, ctx: &Ctx) {
    let Some(c) = state.cohorts.as_deref() else { return };
    let whole = &c.months.total.quality;
    let Some(figure) = fig.quality() else {
        f.value = number::count(whole.size);
        f.beside = format!("{} – {}", c.months.from, c.months.to);
        f.trend = c.months.rows.iter().map(|r| Some(r.quality.size)).collect();
        return;
    };
    let share = whole.share(figure);
    f.value = percent(share, figure, ctx);
    let benchmark = number::percent(figure.benchmark(&ctx.policy.cohorts));
    f.beside = format!("{} · {}/{}", t!(ctx.lang, "kpis-benchmark", rate = benchmark), share.count, share.of);
    f.trend = c.months.rows.iter().map(|r| r.quality.share(figure).rate().map(|r| r.0)).collect();
    f.verdict = verdict(share, figure, ctx);
}

/// What stands behind a figure: the months of onboarding, or the channel types for repurchase; behind the number of new
/// partners the whole table.
pub(super) fn detail(state: &State, fig: Fig, ctx: &Ctx, title: String) -> Detail {
    let Some(c) = state.cohorts.as_deref() else { return Detail { title, waits: true, ..Detail::default() } };
    match fig.quality() {
        Some(figure) => one(c, figure, ctx, title),
        None => table(c, ctx, title),
    }
}

fn one(c: &Cohorts, figure: Figure, ctx: &Ctx, title: String) -> Detail {
    let report = if figure == Figure::Repurchase { &c.types } else { &c.months };
    let rows = report.rows.iter().map(|line| {
        let share = line.quality.share(figure);
        let judged = verdict(share, figure, ctx);
        let name = line.called(ctx.lang);
        Row {
            name: if name.is_empty() { t!(ctx.lang, "kpi-none") } else { name.to_owned() },
            bar: share.rate().map_or(0, |r| r.0),
            text: percent(share, figure, ctx),
            note: format!("{}/{}  {}", share.count, share.of, judged.as_ref().map_or("", |j| j.1.as_str())),
            tone: judged.map_or(Tone::Plain, |j| j.0),
            go: (line.quality.size > 0).then(|| Go::List(line.rows.clone())),
        }
    });
    Detail { title, rows: rows.collect(), ..Detail::default() }
}

/// One row a month with all four figures under each other.
fn table(c: &Cohorts, ctx: &Ctx, title: String) -> Detail {
    let heads = Figure::ALL.map(|f| crate::i18n::message(ctx.lang, crate::domain::cohort::explain::name(f), &[]));
    let wide = |cell: &str, head: &str| fit(cell, text::width(head).max(7), Align::Right);
    let cells = |shares: [String; 4]| shares.iter().zip(&heads).map(|(s, h)| wide(s, h)).collect::<Vec<_>>().join("  ");
    let mut rows = vec![Row {
        note: cells(heads.clone()),
        ..super::detail::plain(t!(ctx.lang, "cohort-month"), t!(ctx.lang, "cohort-size"))
    }];
    for line in c.months.rows.iter().rev() {
        let q = &line.quality;
        let low = Figure::ALL.iter().any(|f| q.share(*f).reaches(f.benchmark(&ctx.policy.cohorts)) == Some(false));
        rows.push(Row {
            name: line.called(ctx.lang).to_owned(),
            bar: 0,
            text: number::count(q.size),
            note: cells(Figure::ALL.map(|f| if q.size == 0 { "–".to_owned() } else { percent(q.share(f), f, ctx) })),
            tone: if low { Tone::Soon } else { Tone::Plain },
            go: (q.size > 0).then(|| Go::List(line.rows.clone())),
        });
    }
    let whole = Figure::ALL.map(|f| percent(c.months.total.quality.share(f), f, ctx));
    let benchmark = Figure::ALL.map(|f| number::percent(f.benchmark(&ctx.policy.cohorts)));
    let all = number::count(c.months.total.quality.size);
    rows.push(Row { note: cells(whole), ..super::detail::plain(t!(ctx.lang, "kpi-total"), all) });
    rows.push(Row { note: cells(benchmark), ..super::detail::plain(t!(ctx.lang, "cohort-benchmark"), String::new()) });
    Detail { title, rows, ..Detail::default() }
}

/// Where a figure comes from.
pub(super) fn explanation(state: &State, fig: Fig) -> Option<Explanation> {
    let c = state.cohorts.as_deref()?;
    match fig.quality() {
        Some(figure) => Figure::ALL.iter().position(|f| *f == figure).and_then(|i| c.explained.get(i)).cloned(),
        None => Some(worker::size(c)),
    }
}
