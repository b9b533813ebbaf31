//! Each figure as a line: what it is called, its value, what it is measured against, its trend, one word about it.

use super::{Fig, State, cohorts, desk};
use crate::domain::figure::{self, Figure as Catalogued, Ratio, Unit};
use crate::domain::kinds::AlertSeverity;
use crate::domain::money::{Money, Rate};
use crate::domain::record::Lang;
use crate::domain::sales::Standing;
use crate::i18n::number;
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::theme::Tone;
use crate::tui::widgets::{figures as shown, text};
use crate::tui::worker::kpis::{Figures, Line, Network, Report};

/// A figure as it is shown.
#[derive(Debug, Default)]
pub(super) struct Figure {
    pub(super) label: String,
    pub(super) value: String,
    /// What it is measured against, or how it moved.
    pub(super) beside: String,
    /// Thirteen months, or ten bars of a spread.
    pub(super) trend: Vec<Option<i64>>,
    pub(super) verdict: Option<(Tone, String)>,
}

/// Columns of what stands beside a value.
pub(super) const BESIDE: usize = 21;

/// Months that a line's trend shows.
pub(super) const TREND: usize = 13;

pub(super) fn label(fig: Fig, lang: Lang) -> String {
    match fig {
        Fig::Sales => Catalogued::NetSales.called(lang),
        Fig::Attainment => Catalogued::Attainment.called(lang),
        Fig::Contribution => Catalogued::Contribution.called(lang),
        Fig::Returns => Catalogued::ReturnRate.called(lang),
        Fig::Buyers => Catalogued::Buyers.called(lang),
        Fig::New => t!(lang, "kpis-new"),
        Fig::Regions => t!(lang, "kpis-by-region"),
        Fig::Types => t!(lang, "kpis-by-type"),
        Fig::Lines => t!(lang, "kpis-by-line"),
        Fig::Owners => t!(lang, "kpis-by-owner"),
        Fig::Cohorts => t!(lang, "kpis-cohorts"),
        Fig::Conversion => t!(lang, "cohort-conversion"),
        Fig::Retention => t!(lang, "cohort-retention"),
        Fig::Repurchase => t!(lang, "cohort-repurchase"),
        Fig::Audience => t!(lang, "cohort-audience"),
        Fig::Health => Catalogued::Health.called(lang),
        Fig::Alerts => t!(lang, "kpis-alerts"),
        Fig::Tickets | Fig::Response | Fig::Answered | Fig::Resolution | Fig::Service | Fig::Reopened | Fig::Diversion => {
            fig.desk().map_or("", |f| f.label().get(lang)).to_owned()
        }
        Fig::Owed => t!(lang, "kpis-owed", figure = Catalogued::Open.called(lang)),
    }
}

/// How much a figure grew, and the word for it.
fn moved(now: Money, before: Money, ctx: &Ctx) -> (String, Option<(Tone, String)>) {
    let text = shown::growth(now, before);
    let change = figure::change(now.0, before.0);
    let verdict = change.map(|c| {
        let limit = ctx.policy.alerts.sales_drop.warn;
        match c.0 {
            0.. => (Tone::Plain, t!(ctx.lang, "kpis-up")),
            drop if -drop >= limit.0 => (Tone::Bad, t!(ctx.lang, "kpis-drop")),
            _ => (Tone::Soon, t!(ctx.lang, "kpis-down")),
        }
    });
    (text, verdict)
}

/// The word for a target: its class when the period is over, its pace while it runs.
pub(super) fn verdict(report: &Report, line: &Line, ctx: &Ctx) -> Option<(Tone, String)> {
    let standing = report.standing(line)?;
    let tone = match standing {
        Standing::Exceeded => Tone::Good,
        Standing::Met | Standing::OnPace => Tone::Plain,
        Standing::Close => Tone::Soon,
        Standing::Missed | Standing::Behind => Tone::Bad,
    };
    Some((tone, standing.label().get(ctx.lang).to_owned()))
}

fn months(state: &State, value: impl Fn(&Figures) -> Option<i64>) -> Vec<Option<i64>> {
    let all = state.trend.as_deref().unwrap_or_default();
    all.iter().skip(all.len().saturating_sub(TREND)).map(value).collect()
}

pub(super) fn of(state: &State, fig: Fig, ctx: &Ctx) -> Figure {
    let lang = ctx.lang;
    let mut f = Figure { label: label(fig, lang), ..Figure::default() };
    let whole = state.whole.as_ref().map(|w| &w.report);
    match fig {
        Fig::Sales => {
            f.trend = months(state, |m| Some(m.after_returns().0));
            if let Some(r) = whole {
                let now = r.total.figures.after_returns();
                f.value = number::amount(lang, now);
                (f.beside, f.verdict) = moved(now, r.total.before.unwrap_or_default().after_returns(), ctx);
            }
        }
        Fig::Attainment => {
            f.trend = months(state, |m| Some(m.after_returns().0));
            if let Some(r) = whole {
                attainment(&mut f, r, ctx);
            }
        }
        Fig::Contribution => {
            f.trend = months(state, |m| Some(m.contribution().0));
            if let Some(r) = whole {
                let sums = &r.total.figures;
                f.value = number::amount(lang, sums.contribution());
                let margin = Catalogued::Margin.parts(&r.total.sums());
                f.beside = margin
                    .map(|m| t!(lang, "kpis-margin", rate = number::percent(Rate(m.value(Unit::Rate)))))
                    .unwrap_or_default();
                f.verdict = moved(sums.contribution(), r.total.before.unwrap_or_default().contribution(), ctx).1;
            }
        }
        Fig::Returns => {
            f.trend = months(state, |m| m.return_rate().map(|r| r.0));
            if let Some(r) = whole {
                returns(&mut f, r, ctx);
            }
        }
        Fig::Buyers => {
            f.trend = months(state, |m| Some(m.orders));
            if let Some(r) = whole {
                f.value = number::count(r.total.partners);
                f.beside = t!(lang, "kpis-orders", count = number::count(r.total.figures.orders));
            }
        }
        Fig::New => {
            if let Some(n) = &state.network {
                f.value = number::count(n.taken_on);
                f.beside = t!(lang, "kpis-before", count = number::count(n.taken_on_before));
            }
        }
        Fig::Regions | Fig::Types | Fig::Lines | Fig::Owners => breakdown(&mut f, state, fig, ctx),
        Fig::Cohorts | Fig::Conversion | Fig::Retention | Fig::Repurchase | Fig::Audience => {
            cohorts::figure(&mut f, state, fig, ctx);
        }
        _ if fig.desk().is_some() => desk::figure(&mut f, state, fig, ctx),
        _ => network(&mut f, state, fig, ctx),
    }
    f
}

fn attainment(f: &mut Figure, r: &Report, ctx: &Ctx) {
    let target = r.total.target().filter(|t| t.0 > 0);
    f.value = shown::percent(r.total.attainment().map(Ratio::rate), ctx);
    if let Some(target) = target {
        let of = number::amount(ctx.lang, target);
        f.beside = match r.progress.filter(|(done, all)| done < all) {
            Some((done, all)) => {
                let time = number::percent(figure::share(done, all).unwrap_or_default());
                t!(ctx.lang, "kpis-of-target-time", target = of, time = time)
            }
            None => t!(ctx.lang, "kpis-of-target", target = of),
        };
    }
    f.verdict = verdict(r, &r.total, ctx);
}

fn returns(f: &mut Figure, r: &Report, ctx: &Ctx) {
    let (rate, limit) = (r.total.figures.return_rate(), ctx.policy.alerts.return_rate);
    f.value = rate.map_or_else(|| t!(ctx.lang, "not-rated"), number::percent);
    f.beside = t!(ctx.lang, "kpis-limit", limit = number::percent(limit.warn));
    f.verdict = rate.map(|rate| {
        if rate >= limit.critical {
            (Tone::Bad, t!(ctx.lang, "kpis-over"))
        } else if rate >= limit.warn {
            (Tone::Soon, t!(ctx.lang, "kpis-over"))
        } else {
            (Tone::Plain, t!(ctx.lang, "kpis-fine"))
        }
    });
}

fn breakdown(f: &mut Figure, state: &State, fig: Fig, ctx: &Ctx) {
    let Some(r) = fig.by().and_then(|by| state.report(by)) else { return };
    f.value = number::count(i64::try_from(r.rows.len()).unwrap_or(0));
    let Some(first) = r.rows.first() else { return };
    if let Some(share) = figure::share(first.figures.after_returns().0, r.total.figures.after_returns().0) {
        // the name gives way, the share stays
        let share = number::percent(share);
        f.beside = format!("{} {share}", text::cut(&named(first, ctx), BESIDE - text::width(&share) - 1));
    }
    let most = first.figures.after_returns().0.max(1);
    f.trend = r.rows.iter().take(TREND).map(|l| Some(l.figures.after_returns().0.min(most))).collect();
    let count = |tone: Tone| r.rows.iter().filter(|l| verdict(r, l, ctx).is_some_and(|v| v.0 == tone)).count();
    let (bad, rated) = (count(Tone::Bad), r.rows.iter().any(|l| l.target().is_some()));
    if bad > 0 {
        f.verdict = Some((Tone::Bad, t!(ctx.lang, "kpis-behind-count", count = bad.to_string())));
    } else if rated {
        f.verdict = Some((Tone::Plain, t!(ctx.lang, "kpis-none-behind")));
    }
}

/// What a line of a breakdown is called.
pub(super) fn named(line: &Line, ctx: &Ctx) -> String {
    let name = line.called(ctx.lang);
    if name.is_empty() { t!(ctx.lang, "kpi-none") } else { name.to_owned() }
}

fn network(f: &mut Figure, state: &State, fig: Fig, ctx: &Ctx) {
    let lang = ctx.lang;
    // before the partners' figures were ever computed nothing is known, which is not the same as nothing owed
    let computed = |n: &Network| n.health.rated + n.health.not_rated > 0 || ctx.counts.partners == 0;
    if matches!(fig, Fig::Health | Fig::Alerts | Fig::Owed) && !state.network.as_deref().is_some_and(computed) {
        return;
    }
    match (fig, &state.network) {
        (Fig::Health, Some(n)) => {
            let h = &n.health;
            f.value = shown::points(h.mean, ctx);
            let line = ctx.policy.health.slipping.to_string();
            f.beside = t!(lang, "kpis-slipping-count", count = number::count(h.slipping), line = line);
            f.trend = h.tens.iter().map(|n| Some(*n)).collect();
            let moved = shown::moved(h.mean, h.mean_before);
            let tone = if moved.starts_with('▼') { Tone::Soon } else { Tone::Plain };
            f.verdict = (!moved.is_empty()).then(|| (tone, t!(lang, "kpis-in-a-week", change = moved)));
        }
        (Fig::Alerts, Some(n)) => {
            let of = |s: AlertSeverity| n.alerts.iter().filter(|a| a.1 == s).map(|a| a.2).sum::<i64>();
            f.value = number::count(n.alerts.iter().map(|a| a.2).sum());
            let critical = of(AlertSeverity::Critical);
            f.beside = t!(lang, "kpis-critical", count = number::count(critical));
            f.verdict = Some(match n.alerts.is_empty() {
                true => (Tone::Plain, t!(lang, "kpis-fine")),
                false if critical > 0 => (Tone::Bad, t!(lang, "kpis-act")),
                false => (Tone::Soon, t!(lang, "kpis-watch")),
            });
        }
        (Fig::Owed, Some(n)) => {
            f.value = number::amount(lang, n.owed.open);
            f.beside =
                t!(lang, "kpis-overdue", amount = number::amount(lang, n.owed.overdue), count = number::count(n.owed.late));
            let share = figure::share(n.owed.overdue.0, n.owed.open.0).unwrap_or_default();
            f.verdict = Some(if n.owed.overdue.0 <= 0 {
                (Tone::Plain, t!(lang, "kpis-fine"))
            } else if share > ctx.policy.credit.yellow_overdue {
                (Tone::Bad, t!(lang, "kpis-act"))
            } else {
                (Tone::Soon, t!(lang, "kpis-watch"))
            });
        }
        _ => {}
    }
}
