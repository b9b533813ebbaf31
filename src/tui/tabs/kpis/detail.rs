//! What stands behind a figure: a chart by month, or rows with bars, each of which opens a list.

use super::figures::{TREND, label, named, verdict};
use super::{Fig, State, cohorts, desk};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::{self, Figure};
use crate::domain::kinds::AlertRule;
use crate::domain::money::Money;
use crate::domain::period::Month;
use crate::domain::record::Kind;
use crate::domain::sales::By;
use crate::i18n::number;
use crate::t;
use crate::tui::app::{Ctx, Effect};
use crate::tui::theme::Tone;
use crate::tui::widgets::figures as shown;
use crate::tui::worker::kpis::{Figures, Report};

/// Where a row leads.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Go {
    /// The list behind it.
    List(Source),
    Record(Kind, i64),
}

impl Go {
    pub(super) fn effect(self) -> Effect {
        match self {
            Self::List(source) => Effect::OpenList(source),
            Self::Record(kind, id) => Effect::Open(kind, id),
        }
    }
}

/// One row behind a figure.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    /// What its bar measures.
    pub(super) bar: i64,
    pub(super) text: String,
    pub(super) note: String,
    pub(super) tone: Tone,
    pub(super) go: Option<Go>,
}

/// A chart of months, the latest at the right.
#[derive(Debug)]
pub(super) struct Chart {
    pub(super) last: Month,
    pub(super) values: Vec<i64>,
    /// The same months a year before.
    pub(super) marks: Vec<Option<i64>>,
    /// What the values are.
    pub(super) unit: Unit,
}

/// What the values of a chart are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Unit {
    /// Counts, or amounts where they are large.
    #[default]
    Plain,
    /// Rates in 1/10,000.
    Rate,
    /// Seconds of working time.
    Time,
}

/// All that stands behind a figure.
#[derive(Debug, Default)]
pub(super) struct Detail {
    pub(super) title: String,
    pub(super) chart: Option<Chart>,
    pub(super) rows: Vec<Row>,
    /// Where Enter leads if the rows lead nowhere.
    pub(super) go: Option<Go>,
    /// Nothing has come yet.
    pub(super) waits: bool,
}

/// The partners for which a filter holds.
pub(super) fn partners(filter: &str) -> Source {
    Source::new(Kind::Partner, filter)
}

fn quoted(code: &str) -> String {
    if code.contains(char::is_whitespace) { format!("\"{code}\"") } else { code.to_owned() }
}

pub(super) fn of(state: &State, fig: Fig, ctx: &Ctx) -> Detail {
    let title = label(fig, ctx.lang);
    match fig {
        Fig::Sales => months(state, ctx, title, |f| f.after_returns().0),
        Fig::Attainment => months(state, ctx, title, |f| f.after_returns().0),
        Fig::Contribution => months(state, ctx, title, |f| f.contribution().0),
        Fig::Returns => months(state, ctx, title, |f| f.returns.0),
        Fig::Buyers => months(state, ctx, t!(ctx.lang, "kpi-orders"), |f| f.orders),
        Fig::New => new_partners(state, ctx, title),
        Fig::Regions | Fig::Types | Fig::Lines | Fig::Owners => breakdown(state, fig, ctx, title),
        Fig::Cohorts | Fig::Conversion | Fig::Retention | Fig::Repurchase | Fig::Audience => {
            cohorts::detail(state, fig, ctx, title)
        }
        Fig::Health => health(state, ctx, title),
        Fig::Alerts => alerts(state, ctx, title),
        Fig::Tickets | Fig::Response | Fig::Answered | Fig::Resolution | Fig::Service | Fig::Reopened | Fig::Diversion => {
            desk::detail(state, fig, ctx, title)
        }
        Fig::Owed => owed(state, ctx, title),
    }
}

pub(super) fn plain(name: String, text: String) -> Row {
    Row { name, bar: 0, text, note: String::new(), tone: Tone::Plain, go: None }
}

fn months(state: &State, ctx: &Ctx, title: String, value: impl Fn(&Figures) -> i64) -> Detail {
    let lang = ctx.lang;
    let span = state.span(ctx);
    let chart = state.trend.as_ref().map(|all| {
        let values: Vec<i64> = all.iter().map(value).collect();
        let shown = values.len().saturating_sub(TREND);
        let marks = (shown..values.len()).map(|i| i.checked_sub(12).and_then(|j| values.get(j)).copied()).collect();
        Chart { last: state.last_month(ctx), values: values.get(shown..).unwrap_or_default().to_vec(), marks, unit: Unit::Plain }
    });
    let mut rows = Vec::new();
    if let Some(w) = &state.whole {
        let f = &w.report.total.figures;
        let before = w.report.total.before.unwrap_or_default();
        let mut line = |name: String, now: Money, before: Money| {
            let mut row = plain(name, number::amount_full(now));
            row.note = shown::growth(now, before);
            rows.push(row);
        };
        line(Figure::NetSales.called(lang), f.after_returns(), before.after_returns());
        line(Figure::Returns.called(lang), f.returns, before.returns);
        line(Figure::Cost.called(lang), f.cost, before.cost);
        line(Figure::Fees.called(lang), f.fees, before.fees);
        line(Figure::Contribution.called(lang), f.contribution(), before.contribution());
        if let Some(target) = w.report.total.target() {
            line(Figure::Target.called(lang), target, Money::ZERO);
        }
        if let Some(pace) = w.report.total.pace() {
            rows.push(plain(Figure::Pace.called(lang), number::percent(pace.rate())));
        }
    }
    let days = format!("day>={} day<={}", span.from, span.to.min(ctx.today()));
    let waits = chart.is_none();
    Detail { title, chart, rows, go: Some(Go::List(Source::new(Kind::Sale, days))), waits }
}

fn new_partners(state: &State, ctx: &Ctx, title: String) -> Detail {
    let span = state.span(ctx);
    let filter = format!("onboarded_on>={} onboarded_on<={}", span.from, span.to);
    let rows = state.network.as_ref().map_or_else(Vec::new, |n| {
        let bar = |name, count: i64| Row { bar: count, ..plain(name, number::count(count)) };
        vec![bar(t!(ctx.lang, "kpis-this-period"), n.taken_on), bar(t!(ctx.lang, "kpis-earlier"), n.taken_on_before)]
    });
    Detail { title, waits: rows.is_empty(), rows, go: Some(Go::List(partners(&filter))), ..Detail::default() }
}

fn breakdown(state: &State, fig: Fig, ctx: &Ctx, title: String) -> Detail {
    let Some((by, report)) = fig.by().and_then(|by| state.report(by).map(|r| (by, r))) else {
        return Detail { title, waits: true, ..Detail::default() };
    };
    let rows = report.rows.iter().map(|line| {
        let (net, all) = (line.figures.after_returns(), report.total.figures.after_returns());
        let share = figure::share(net.0, all.0).map(number::percent);
        let grown = shown::growth(net, line.before.unwrap_or_default().after_returns());
        let judged = verdict(report, line, ctx);
        let attained = line.attainment().map(|a| number::percent(a.rate()));
        let mut note = vec![format!("{:>4}", share.unwrap_or_default()), format!("{grown:>5}")];
        note.extend(attained.map(|a| format!("{a:>5}")));
        note.extend(judged.as_ref().map(|j| j.1.clone()));
        Row {
            name: named(line, ctx),
            bar: net.0,
            text: number::amount(ctx.lang, net),
            note: note.join(" "),
            tone: judged.map_or(Tone::Plain, |j| j.0),
            go: leads(by, report, line.name.code.as_str()),
        }
    });
    Detail { title, rows: rows.collect(), ..Detail::default() }
}

/// The most lines of a breakdown that its explanation names.
const NAMED: usize = 12;

/// Where a breakdown comes from: each line's sales, whose list it opens.
pub(super) fn breakdown_explained(state: &State, fig: Fig, ctx: &Ctx) -> Option<Explanation> {
    let by = fig.by()?;
    let report = state.report(by)?;
    let title = Words::key(match by {
        By::Region => "kpis-by-region",
        By::Type => "kpis-by-type",
        By::Line => "kpis-by-line",
        _ => "kpis-by-owner",
    });
    let count = i64::try_from(report.rows.len()).unwrap_or(0);
    let mut e = Explanation::new(title, Amount::Count(count)).formula(Words::key("formula-breakdown"));
    for line in report.rows.iter().take(NAMED) {
        e = e.input(Words::Text(named(line, ctx)), Amount::Money(line.figures.after_returns()));
        if let Some(Go::List(source)) = leads(by, report, &line.name.code) {
            e = e.from_rows(source);
        }
    }
    let sales = &report.rules;
    Some(
        e.input(Words::key("explain-all-together"), Amount::Money(report.total.figures.after_returns()))
            .policy("sales.on_pace", format!("{:.2}", sales.on_pace.to_f64()))
            .policy("sales.behind", format!("{:.2}", sales.behind.to_f64()))
            .under(report.under.clone()),
    )
}

fn leads(by: By, report: &Report, code: &str) -> Option<Go> {
    if code.is_empty() {
        return None;
    }
    let code = quoted(code);
    Some(Go::List(match by {
        By::Region => partners(&format!("region:{code}")),
        By::Type => partners(&format!("channel_type:{code}")),
        By::Owner => partners(&format!("owner:{code}")),
        _ => Source::new(Kind::Sale, format!("line:{code} day>={} day<={}", report.span.from, report.span.to)),
    }))
}

fn health(state: &State, ctx: &Ctx, title: String) -> Detail {
    let Some(n) = &state.network else { return Detail { title, waits: true, ..Detail::default() } };
    let line = ctx.policy.health.slipping;
    let rows = n.health.tens.iter().enumerate().rev().map(|(ten, count)| {
        let ten = i64::try_from(ten).unwrap_or(0);
        let (from, to) = (ten * 10, if ten == 9 { 100 } else { ten * 10 + 9 });
        let upper = if ten == 9 { String::new() } else { format!(" health<{}", ten * 10 + 10) };
        Row {
            name: format!("{from:>3}–{to}"),
            bar: *count,
            text: number::count(*count),
            note: String::new(),
            tone: if ten * 10 < line { Tone::Soon } else { Tone::Plain },
            go: (*count > 0).then(|| Go::List(partners(&format!("health>={from}{upper}")))),
        }
    });
    let mut rows: Vec<Row> = rows.collect();
    if n.health.not_rated > 0 {
        rows.push(plain(t!(ctx.lang, "not-rated"), number::count(n.health.not_rated)));
    }
    Detail { title, rows, ..Detail::default() }
}

fn alerts(state: &State, ctx: &Ctx, title: String) -> Detail {
    let Some(n) = &state.network else { return Detail { title, waits: true, ..Detail::default() } };
    let mut rules: Vec<AlertRule> = Vec::new();
    for (rule, _, _) in &n.alerts {
        if !rules.contains(rule) {
            rules.push(*rule);
        }
    }
    let rows = rules.into_iter().map(|rule| {
        let of = || n.alerts.iter().filter(move |a| a.0 == rule);
        let (count, critical) =
            (of().map(|a| a.2).sum::<i64>(), of().filter(|a| a.1.code() == "critical").map(|a| a.2).sum::<i64>());
        Row {
            name: rule.label().get(ctx.lang).to_owned(),
            bar: count,
            text: number::count(count),
            note: if critical > 0 { t!(ctx.lang, "kpis-critical", count = number::count(critical)) } else { String::new() },
            tone: if critical > 0 { Tone::Bad } else { Tone::Plain },
            go: Some(Go::List(Source::new(Kind::Alert, format!("rule:{} -state:cleared", rule.code())))),
        }
    });
    let all = Go::List(Source::new(Kind::Alert, "-state:cleared"));
    Detail { title, rows: rows.collect(), go: Some(all), ..Detail::default() }
}

fn owed(state: &State, ctx: &Ctx, title: String) -> Detail {
    let Some((report, _)) = &state.owed else { return Detail { title, waits: true, ..Detail::default() } };
    let lang = ctx.lang;
    let ages = report.total.buckets.iter().map(|b| Row {
        name: match (b.from_days, b.to_days) {
            (None, _) => t!(lang, "kpi-not-due"),
            (Some(from), Some(to)) => format!("{from}–{to}"),
            (Some(from), None) => format!("{}+", from - 1),
        },
        bar: b.amount.0,
        text: number::amount(lang, b.amount),
        note: t!(lang, "kpis-items", count = number::count(b.items)),
        tone: match b.from_days {
            None => Tone::Plain,
            Some(from) if from > ctx.policy.credit.red_days => Tone::Bad,
            Some(_) => Tone::Soon,
        },
        go: None,
    });
    let mut rows: Vec<Row> = ages.collect();
    let days = report.total.dso.map_or_else(|| t!(lang, "not-rated"), |d| shown::tenths(d.tenths()));
    rows.push(plain(Figure::Dso.called(lang), days));
    rows.extend(report.rows.iter().filter(|o| o.overdue.0 > 0).take(30).map(|o| Row {
        name: o.name.name.clone(),
        bar: o.overdue.0,
        text: number::amount(lang, o.overdue),
        note: number::days(lang, o.oldest_days),
        tone: if o.oldest_days > ctx.policy.credit.red_days { Tone::Bad } else { Tone::Plain },
        go: Some(Go::Record(Kind::Partner, o.partner)),
    }));
    Detail { title, rows, ..Detail::default() }
}
