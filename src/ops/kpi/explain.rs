//! Where the figures of the network come from, for `x` and `--explain`.

use chrono::NaiveDate;

use super::figure::Shown;
use super::receivables::Owing;
use super::{Asked, Report};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::{self, Figure, Needs, Ratio};
use crate::domain::kinds::{AlertRule, AlertSeverity};
use crate::domain::money::{Money, Rate};
use crate::domain::period::Span;
use crate::domain::policy::Policy;
use crate::domain::record::Kind;

/// A filter word for the partners of a report; `None`: more than a command can name.
fn of_whom(report: &Report, field: &str) -> Option<String> {
    match &report.asked {
        Asked::All => Some(String::new()),
        Asked::Many => None,
        Asked::These(codes) if codes.is_empty() => None,
        Asked::These(codes) => {
            let quoted: Vec<String> = codes.iter().map(|code| format!("\"{code}\"")).collect();
            Some(format!("{field}{} ", quoted.join(",")))
        }
    }
}

trait FromSales {
    /// The rows of sales of a span behind the input that was added last, where a command can name them.
    fn sold_in(self, report: &Report, span: Span) -> Self;
}

impl FromSales for Explanation {
    fn sold_in(self, report: &Report, span: Span) -> Self {
        let Some(of) = of_whom(report, "partner:") else { return self };
        self.from_rows(Source::new(Kind::Sale, format!("{of}day>={} day<={}", span.from, span.to.min(report.as_of))))
    }
}

fn rate(r: Rate) -> String {
    format!("{:.2}", r.to_f64())
}

/// Net sales of a whole report.
#[must_use]
pub fn net_sales(report: &Report, policy: &Policy) -> Explanation {
    let f = &report.total.figures;
    let before = report.total.before.map_or(Amount::NotRated, |b| Amount::Money(b.after_returns()));
    let mut e = Explanation::new(Figure::NetSales.words(), Amount::Money(f.after_returns()))
        .formula(Figure::NetSales.formula())
        .input(Words::key("kpis-this-period"), Amount::Money(f.after_returns()))
        .sold_in(report, report.span)
        .input(Words::key("kpis-earlier"), before);
    if let Some(earlier) = report.compared {
        e = e.sold_in(report, earlier);
    }
    e.policy("alerts.sales_drop.warn", rate(policy.alerts.sales_drop.warn)).under(policy)
}

/// A figure of the catalogue, all together: what it is made of, and the rows of sales where it is made of them.
#[must_use]
pub fn figure(shown: &Shown, policy: &Policy) -> Explanation {
    let (def, report) = (shown.figure.def(), &shown.report);
    let value = shown.total.value(shown.figure).map_or(Amount::NotRated, |n| Amount::of(def.unit, n));
    let mut e = Explanation::new(shown.figure.words(), value).formula(shown.figure.formula());
    if let Some(parts) = shown.total.parts {
        e = e.input(Words::Label(def.num.0), Amount::of(def.num.1, parts.num));
        // what stands against targets is a part of the sales, which only a partner's own page can list
        let of_targets = matches!(shown.figure, Figure::Attainment | Figure::Pace | Figure::Coverage | Figure::Target);
        if def.needs == Needs::Sales && !of_targets {
            e = e.sold_in(report, report.span);
        }
        if def.needs == Needs::Answers
            && let Some(of) = of_whom(report, "partner:")
        {
            let (from, to) = (report.span.from, report.span.to.min(report.as_of));
            e = e.from_rows(Source::new(Kind::Satisfaction, format!("{of}on>={from} on<={to}")));
        }
        if let (Some((label, unit)), Some(den)) = (&def.den, parts.den) {
            e = e.input(Words::Label(*label), Amount::of(*unit, den));
        }
        if let Some((count, of)) = parts.reach {
            e = e.note(Words::with("note-partly", vec![("count", Amount::Count(count)), ("of", Amount::Count(of))]));
        }
    } else {
        e = e.note(Words::key("note-not-rated"));
    }
    if let (Some(average), Some(beyond)) = (&shown.total.industry, shown.total.beyond_industry(shown.figure)) {
        e = e
            .input(Words::key("kpi-industry"), Amount::of(def.unit, average.value))
            .from_rows(Source::new(Kind::IndustryAverage, format!("figure:{}", shown.figure.name())))
            .input(Words::key("kpi-beyond-industry"), Amount::of(def.unit, beyond));
    }
    if let Some((path, target)) = shown.figure.target(policy) {
        let said = match Amount::of(def.unit, target) {
            Amount::Rate(r) => rate(r),
            Amount::Points(p) | Amount::Rating(p) => rust_decimal::Decimal::new(p, 2).normalize().to_string(),
            Amount::Days(d) => rust_decimal::Decimal::new(d, 1).normalize().to_string(),
            _ => target.to_string(),
        };
        e = e.policy(path, said);
    }
    e.under(report.under.clone())
}

/// Partners that bought, of a whole report.
#[must_use]
pub fn buyers(report: &Report, policy: &Policy) -> Explanation {
    Explanation::new(Figure::Buyers.words(), Amount::Count(report.total.partners))
        .formula(Figure::Buyers.formula())
        .input(Words::key("explain-orders"), Amount::Count(report.total.figures.orders))
        .sold_in(report, report.span)
        .policy("organisation.fiscal_year_month", policy.organisation.fiscal_year_month.to_string())
        .under(policy)
}

/// Partners taken on in a period and in the one it is compared with.
#[must_use]
pub fn taken_on(now: i64, before: i64, span: Span, earlier: Span, policy: &Policy) -> Explanation {
    let rows = |span: Span| Source::new(Kind::Partner, format!("onboarded_on>={} onboarded_on<={}", span.from, span.to));
    Explanation::new(Words::key("kpis-new"), Amount::Count(now))
        .formula(Words::key("formula-new"))
        .input(Words::key("kpis-this-period"), Amount::Count(now))
        .from_rows(rows(span))
        .input(Words::key("kpis-earlier"), Amount::Count(before))
        .from_rows(rows(earlier))
        .policy("organisation.fiscal_year_month", policy.organisation.fiscal_year_month.to_string())
}

/// Warnings that are not over, rule by rule with the limits that make them.
#[must_use]
pub fn warnings(counts: &[(AlertRule, AlertSeverity, i64)], policy: &Policy) -> Explanation {
    let of = |holds: &dyn Fn(&(AlertRule, AlertSeverity, i64)) -> bool| {
        Amount::Count(counts.iter().filter(|c| holds(c)).map(|c| c.2).sum())
    };
    let open = |filter: String| Source::new(Kind::Alert, format!("{filter} -state:cleared"));
    let mut e = Explanation::new(Words::key("kpis-alerts"), of(&|_| true)).formula(Words::key("formula-warnings"));
    for severity in [AlertSeverity::Critical, AlertSeverity::Warning, AlertSeverity::Info] {
        e = e
            .input(Words::Label(severity.label()), of(&|c| c.1 == severity))
            .from_rows(open(format!("severity:{}", severity.code())));
    }
    let mut rules: Vec<AlertRule> = Vec::new();
    for (rule, _, _) in counts {
        if !rules.contains(rule) {
            rules.push(*rule);
        }
    }
    for rule in rules {
        e = e.input(Words::Label(rule.label()), of(&|c| c.0 == rule)).from_rows(open(format!("rule:{}", rule.code())));
        for (path, value) in rule.limits(policy) {
            if !e.policy.iter().any(|line| line.path == path) {
                e = e.policy(path, value);
            }
        }
    }
    e.note(Words::key("note-warnings-quiet"))
}

/// Attainment and pace of a whole report.
#[must_use]
pub fn attainment(report: &Report) -> Explanation {
    let (total, aim) = (&report.total, &report.total.aim);
    let of_target = |m: Money| total.target().map_or(Amount::NotRated, |_| Amount::Money(m));
    let rated = |r: Option<Ratio>| r.map_or(Amount::NotRated, |r| Amount::Rate(r.rate()));
    let mut e = Explanation::new(Figure::Attainment.words(), rated(total.attainment()))
        .formula(Figure::Attainment.formula())
        .input(Words::key("figure-target-sales"), of_target(aim.aimed.sold));
    // rows of sales that have a target are all of them, or no list can tell them
    if total.target().is_some() && aim.aimed.sold == total.figures.after_returns() {
        e = e.sold_in(report, report.span);
    }
    e = e
        .input(Figure::NetSales.words(), Amount::Money(total.figures.after_returns()))
        .sold_in(report, report.span)
        .input(Figure::Coverage.words(), rated(total.coverage()))
        .input(Figure::Target.words(), of_target(aim.aimed.target));
    if let Some(of) = of_whom(report, "scope:partner subject=") {
        let filter = format!("{of}from_day<={} to_day>={}", report.span.to, report.span.from);
        e = e.from_rows(Source::new(Kind::Target, filter));
    }
    match report.progress {
        Some((done, all)) if all > 0 => {
            e = e
                .input(Words::key("figure-progress"), figure::share(done, all).map_or(Amount::NotRated, Amount::Rate))
                .input(Words::key("figure-target-due"), of_target(aim.aimed.due))
                .input(Figure::Pace.words(), rated(total.pace()))
                .note(Words::with("note-progress", vec![("done", Amount::Count(done)), ("all", Amount::Count(all))]))
                .note(Words::with("note-pace-until", vec![("day", Amount::Date(report.until))]));
        }
        _ => e = e.note(Words::key("note-not-begun")),
    }
    if total.target().is_none_or(|t| t.0 <= 0) {
        e = e.note(Words::key("note-no-target"));
    } else if aim.covered < aim.of {
        let counts = vec![("count", Amount::Count(aim.covered)), ("of", Amount::Count(aim.of))];
        e = e.note(Words::with("note-partly", counts));
    }
    e.note(Words::key("note-pro-rata"))
        .policy("sales.exceeded", rate(report.rules.exceeded))
        .policy("sales.met", rate(report.rules.met))
        .policy("sales.behind", rate(report.rules.behind))
        .under(report.under.clone())
}

/// Contribution of a whole report.
#[must_use]
pub fn contribution(report: &Report, policy: &Policy) -> Explanation {
    let f = &report.total.figures;
    Explanation::new(Figure::Contribution.words(), Amount::Money(f.contribution()))
        .formula(Figure::Contribution.formula())
        .input(Figure::NetSales.words(), Amount::Money(f.after_returns()))
        .sold_in(report, report.span)
        .input(Figure::Cost.words(), Amount::Money(f.cost))
        .input(Figure::Fees.words(), Amount::Money(f.fees))
        .policy("alerts.sales_drop.warn", rate(policy.alerts.sales_drop.warn))
        .under(policy)
        .note(Words::key("note-no-rebates"))
}

/// Return rate of a whole report.
#[must_use]
pub fn returns(report: &Report, policy: &Policy) -> Explanation {
    let f = &report.total.figures;
    Explanation::new(Figure::ReturnRate.words(), f.return_rate().map_or(Amount::NotRated, Amount::Rate))
        .formula(Figure::ReturnRate.formula())
        .input(Figure::Returns.words(), Amount::Money(f.returns))
        .sold_in(report, report.span)
        .input(Figure::GrossShipments.words(), Amount::Money(f.net_amount))
        .policy("alerts.return_rate.warn", rate(policy.alerts.return_rate.warn))
        .under(policy)
}

/// What is owed, by both methods of days sales outstanding.
#[must_use]
pub fn receivables(owing: &Owing, as_of: NaiveDate, policy: &Policy) -> Explanation {
    let days = |d: Option<crate::domain::receivables::Dso>| d.map_or(Amount::NotRated, |d| Amount::Days(d.tenths()));
    // an invoice says what was billed, and not what of it is open: that is a figure of who owes it
    let owing_to = |figure: &str| {
        let of = if owing.of.is_empty() { String::new() } else { format!("{} ", owing.of) };
        Source::new(Kind::Partner, format!("{of}{figure}!=0,none"))
    };
    let back = u64::try_from(policy.receivables.balance_days).unwrap_or(0);
    let mut e = Explanation::new(Figure::Dso.words(), days(owing.dso))
        .formula(Figure::Dso.formula())
        .input(Figure::Open.words(), Amount::Money(owing.open))
        .from_rows(owing_to("open_amount"))
        .input(Figure::Overdue.words(), Amount::Money(owing.overdue))
        .from_rows(owing_to("overdue"))
        .input(Words::key("figure-on-account"), Amount::Money(owing.on_account))
        .input(Figure::OverdueDays.words(), Amount::Days(owing.oldest_days * 10))
        .input(
            Words::with("figure-billed", vec![("days", Amount::Count(policy.receivables.balance_days))]),
            Amount::Money(owing.billed),
        );
    // a list of invoices knows no filter of partners
    if owing.of.is_empty() {
        let after = as_of - chrono::Days::new(back);
        e = e.from_rows(Source::new(Kind::Invoice, format!("issued_on>{after} issued_on<={as_of}")));
    }
    e.input(Words::key("figure-dso-balance"), days(owing.dso_balance))
        .policy("receivables.balance_days", policy.receivables.balance_days.to_string())
        .policy("receivables.buckets", format!("{:?}", policy.receivables.buckets))
}

/// What is owed, with the days outstanding among what it is made of.
#[must_use]
pub fn owed(owing: &Owing, as_of: NaiveDate, policy: &Policy) -> Explanation {
    let days = receivables(owing, as_of, policy);
    let mut e = Explanation::new(Figure::Open.words(), Amount::Money(owing.open)).formula(Figure::Open.formula());
    e.inputs = days.inputs;
    e.policy = days.policy;
    e.input(days.title, days.value)
        .policy("credit.yellow_overdue", rate(policy.credit.yellow_overdue))
        .note(Words::key("note-dso"))
}
