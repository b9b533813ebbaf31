//! Where each figure of a credit file comes from (key `x`, `--explain`).

use super::CreditFile;
use crate::choices;
use crate::domain::credit::{Light, Reason};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::Figure as Catalogued;
use crate::domain::money::{Money, Rate};
use crate::domain::period::Span;
use crate::domain::policy::Policy;
use crate::domain::receivables::behaviour::Six;
use crate::domain::receivables::{Bucket, Dso};
use crate::domain::record::Kind;

choices! {
    /// A figure of the credit file.
    pub enum Figure {
        Open = "open", "open", "未收款";
        Overdue = "overdue", "overdue", "逾期";
        Age = "age", "by age", "账龄";
        Dso = "dso", "days outstanding", "应收天数";
        DsoBalance = "dso_balance", "days outstanding by balance", "应收天数（余额法）";
        Punctuality = "punctuality", "punctuality", "按时付款率";
        DaysToPay = "days_to_pay", "days to pay", "付款天数";
        Trend = "trend", "payment trend", "付款趋势";
        Utilisation = "utilisation", "use of the limit", "额度占用";
        Peak = "peak", "peak exposure", "最高敞口";
        Security = "security", "security", "担保";
        Disputed = "disputed", "disputed", "争议金额";
        BadDebt = "bad_debt", "bad debt", "坏账";
        Light = "light", "risk light", "风险灯";
    }
}

fn money(m: Money) -> Amount {
    Amount::Money(m)
}

fn rate(r: Option<Rate>) -> Amount {
    r.map_or(Amount::NotRated, Amount::Rate)
}

fn days(d: Option<Dso>) -> Amount {
    d.map_or(Amount::NotRated, |d| Amount::Days(d.tenths()))
}

/// A reason of the light in words.
#[must_use]
pub fn reason(reason: &Reason) -> Words {
    let with = |key, name, value| Words::with(key, vec![(name, value)]);
    match *reason {
        Reason::RedDays(d) => with("credit-reason-red-days", "days", Amount::Days(d * 10)),
        Reason::RedUse(r) => with("credit-reason-red-use", "used", Amount::Rate(r)),
        Reason::Assessed(score, until) => {
            Words::with("credit-reason-assessed", vec![("score", Amount::Points(score)), ("until", Amount::Date(until))])
        }
        Reason::Expired(until) => with("credit-reason-expired", "until", Amount::Date(until)),
        Reason::YellowDays(d) => with("credit-reason-yellow-days", "days", Amount::Days(d * 10)),
        Reason::YellowUse(r) => with("credit-reason-yellow-use", "used", Amount::Rate(r)),
        Reason::YellowShare(r) => with("credit-reason-yellow-share", "share", Amount::Rate(r)),
        Reason::InOrder => Words::key("credit-reason-in-order"),
        Reason::Unknown => Words::key("credit-reason-unknown"),
    }
}

/// Where a figure of a credit file comes from.
#[must_use]
pub fn explain(f: &CreditFile, figure: Figure, policy: &Policy) -> Explanation {
    let e = match figure {
        Figure::Open => open(f),
        Figure::Overdue => overdue(f),
        Figure::Age => aged(f, policy),
        Figure::Dso => dso(f),
        Figure::DsoBalance => dso_balance(f, policy),
        Figure::Punctuality => punctuality(f, policy),
        Figure::DaysToPay => days_to_pay(f),
        Figure::Trend => trend(f, policy),
        Figure::Utilisation => utilisation(f),
        Figure::Peak => peak(f),
        Figure::Security => security(f),
        Figure::Disputed => disputed(f),
        Figure::BadDebt => bad_debt(f, policy),
        Figure::Light => light(f, policy),
    };
    let e = match figure {
        _ if f.owed.known => e,
        // these two stand without an invoice
        Figure::Security => e.note(Words::key("credit-note-nothing-to-secure")),
        Figure::Light => e.note(Words::key("credit-note-light-without-invoices")),
        _ => e.note(Words::key("credit-note-no-invoices")),
    };
    e.policy("version", policy.version.clone()).note(Words::with("health-as-of", vec![("day", Amount::Date(f.as_of))]))
}

fn titled(f: &CreditFile, figure: Figure, value: Amount) -> Explanation {
    // before the first invoice nothing is known: not 0
    let value = if f.owed.known || matches!(figure, Figure::Security | Figure::Light) { value } else { Amount::NotRated };
    Explanation::new(Words::Label(figure.label()), value)
}

fn invoices(f: &CreditFile, more: &str) -> Source {
    Source::new(Kind::Invoice, format!("partner:{} issued_on<={}{more}", f.code, f.as_of))
}

fn payments(f: &CreditFile, more: &str) -> Source {
    Source::new(Kind::Payment, format!("partner:{} paid_on<={}{more}", f.code, f.as_of))
}

/// The partner itself, which has its terms.
fn register(f: &CreditFile) -> Source {
    Source::new(Kind::Partner, format!("code:{}", f.code))
}

fn items(f: &CreditFile, days: impl Fn(i64) -> bool) -> (Money, i64) {
    let of = || f.open.items.iter().filter(|i| days(i.days));
    (of().map(|i| i.open).sum(), i64::try_from(of().count()).unwrap_or(i64::MAX))
}

/// The open invoices of an age, each by its number; `None` where there is none.
fn numbered(f: &CreditFile, days: impl Fn(i64) -> bool) -> Option<Source> {
    let of = f.open.items.iter().filter(|i| days(i.days)).filter_map(|i| f.numbers.get(&i.bill.id));
    let numbers: Vec<String> = of.map(|n| format!("\"{n}\"")).collect();
    (!numbers.is_empty()).then(|| Source::new(Kind::Invoice, format!("partner:{} number={}", f.code, numbers.join(","))))
}

/// The open invoices of an age, each by its number, and what was paid of them so far; nothing where there is none.
pub(in crate::ops) fn item_rows(e: Explanation, f: &CreditFile, days: impl Fn(i64) -> bool) -> Explanation {
    let Some(rows) = numbered(f, &days) else { return e };
    let of = || f.open.items.iter().filter(|i| days(i.days));
    let (billed, left): (Money, Money) = (of().map(|i| i.bill.amount).sum(), of().map(|i| i.open).sum());
    e.input(Words::key("credit-invoiced-of-them"), money(billed))
        .from_rows(rows)
        .input(Words::key("credit-paid-of-them"), money(billed - left))
        .from_rows(payments(f, ""))
}

fn open(f: &CreditFile) -> Explanation {
    let (sum, count) = items(f, |_| true);
    let e = titled(f, Figure::Open, money(f.owed.open))
        .formula(Catalogued::Open.formula())
        .input(Words::key("credit-open-invoices"), money(sum));
    item_rows(e, f, |_| true)
        .input(Words::key("credit-items"), Amount::Count(count))
        .input(Words::key("figure-on-account"), money(f.open.on_account))
        .note(Words::key("credit-note-allocation"))
}

fn overdue(f: &CreditFile) -> Explanation {
    let (sum, count) = items(f, |d| d > 0);
    let e = titled(f, Figure::Overdue, money(f.owed.overdue))
        .formula(Catalogued::Overdue.formula())
        .input(Catalogued::Overdue.words(), money(sum));
    item_rows(e, f, |d| d > 0)
        .input(Words::key("credit-items"), Amount::Count(count))
        .input(Catalogued::OverdueDays.words(), Amount::Days(f.owed.overdue_days * 10))
}

/// The open invoices whose due day lies as far back as an age says; `None` where there is none.
pub(in crate::ops) fn aged_rows(f: &CreditFile, b: &Bucket) -> Option<Source> {
    numbered(f, |days| match (b.from_days, b.to_days) {
        (None, _) => days <= 0,
        (Some(from), to) => from <= days && to.is_none_or(|to| days <= to),
    })
}

fn aged(f: &CreditFile, policy: &Policy) -> Explanation {
    let mut e =
        titled(f, Figure::Age, money(f.open.items.iter().map(|i| i.open).sum())).formula(Words::key("credit-formula-age"));
    for b in &f.buckets {
        let name = match (b.from_days, b.to_days) {
            (None, _) => Words::key("kpi-not-due"),
            (Some(from), Some(to)) => Words::Text(format!("{from}-{to}")),
            (Some(from), None) => Words::Text(format!("{}+", from - 1)),
        };
        e = aged_rows(f, b).into_iter().fold(e.input(name, money(b.amount)), Explanation::from_rows);
    }
    e.policy("receivables.buckets", format!("{:?}", policy.receivables.buckets))
}

fn dso(f: &CreditFile) -> Explanation {
    titled(f, Figure::Dso, days(f.dso))
        .formula(Catalogued::Dso.formula())
        .input(Catalogued::Open.words(), money(f.owed.open))
        .input(Words::key("credit-all-billed"), money(f.all_billed))
        .from_rows(invoices(f, ""))
        .input(Words::key("credit-all-paid"), money(f.all_billed - f.owed.open))
        .from_rows(payments(f, ""))
}

fn dso_balance(f: &CreditFile, policy: &Policy) -> Explanation {
    let n = policy.receivables.balance_days;
    let from = f.as_of - chrono::Days::new(u64::try_from(n.max(1) - 1).unwrap_or(0));
    titled(f, Figure::DsoBalance, days(f.dso_balance))
        .formula(Words::key("credit-formula-dso-balance"))
        .input(Catalogued::Open.words(), money(f.owed.open))
        .from_rows(invoices(f, ""))
        .input(Words::with("figure-billed", vec![("days", Amount::Count(n))]), money(f.billed))
        .from_rows(invoices(f, &format!(" issued_on>={from}")))
        .policy("receivables.balance_days", n.to_string())
}

fn punctuality(f: &CreditFile, policy: &Policy) -> Explanation {
    let b = &f.behaviour;
    let paid = format!(" paid_on>={}", f.since);
    titled(f, Figure::Punctuality, rate(b.punctual()))
        .formula(Words::key("credit-formula-punctuality"))
        .input(Words::key("credit-judged"), Amount::Count(b.judged))
        .from_rows(invoices(f, ""))
        .input(Words::key("credit-late"), Amount::Count(b.late))
        .input(Words::key("credit-punctual-amount"), rate(b.punctual_amount()))
        .input(Words::key("credit-paid"), money(b.paid))
        .from_rows(payments(f, &paid))
        .input(Words::key("credit-paid-on-time"), money(b.on_time))
        .input(Catalogued::Overdue.words(), money(b.overdue))
        .input(Words::key("credit-mean-late"), days(b.mean_late()))
        .input(Words::key("credit-index"), days(b.index()))
        .policy("receivables.punctuality_months", policy.receivables.punctuality_months.to_string())
        .note(Words::with("credit-note-since", vec![("day", Amount::Date(f.since))]))
        .note(Words::key("credit-note-credit-notes"))
}

fn days_to_pay(f: &CreditFile) -> Explanation {
    let b = &f.behaviour;
    titled(f, Figure::DaysToPay, days(b.weighted_days()))
        .formula(Words::key("credit-formula-days-to-pay"))
        .input(Words::key("credit-paid"), money(b.paid))
        .from_rows(payments(f, &format!(" paid_on>={}", f.since)))
        .input(Words::key("credit-mean-days"), days(b.mean_days()))
        .input(Words::key("credit-settled"), Amount::Count(b.settled))
        .input(Words::key("credit-term"), f.terms.days.map_or(Amount::NotRated, |d| Amount::Days(d * 10)))
        .from_rows(register(f))
        .note(Words::with("credit-note-since", vec![("day", Amount::Date(f.since))]))
}

fn trend(f: &CreditFile, policy: &Policy) -> Explanation {
    let change = f.lately.mean_late().zip(f.earlier.mean_late()).map(|(now, before)| Dso(now.0 - before.0));
    titled(f, Figure::Trend, days(change))
        .formula(Words::key("credit-formula-trend"))
        .input(Words::key("credit-lately"), days(f.lately.mean_late()))
        .input(Words::key("credit-judged"), Amount::Count(f.lately.judged))
        .input(Words::key("credit-earlier"), days(f.earlier.mean_late()))
        .input(Words::key("credit-judged"), Amount::Count(f.earlier.judged))
        .policy("receivables.punctuality_months", policy.receivables.punctuality_months.to_string())
}

fn utilisation(f: &CreditFile) -> Explanation {
    let e = titled(f, Figure::Utilisation, rate(f.utilisation))
        .formula(Words::key("credit-formula-utilisation"))
        .input(Catalogued::Open.words(), money(f.owed.open))
        .from_rows(invoices(f, ""))
        .input(Words::key("credit-limit"), f.terms.limit.map_or(Amount::NotRated, money))
        .from_rows(register(f))
        .note(Words::key("credit-note-exposure"));
    if f.terms.limit.is_none_or(|l| l.0 <= 0) { e.note(Words::key("credit-note-no-limit")) } else { e }
}

fn peak(f: &CreditFile) -> Explanation {
    let e =
        titled(f, Figure::Peak, f.peak.map_or(Amount::NotRated, |(_, m)| money(m))).formula(Words::key("credit-formula-peak"));
    let e = match f.peak {
        Some((day, _)) => e
            .input(Words::key("credit-peak-day"), Amount::Date(day))
            .from_rows(Source::new(Kind::Invoice, format!("partner:{} issued_on<={day}", f.code))),
        None => e,
    };
    e.input(Words::key("credit-limit"), f.terms.limit.map_or(Amount::NotRated, money)).from_rows(register(f))
}

fn security(f: &CreditFile) -> Explanation {
    let s = &f.security;
    let contracts = Source::new(Kind::Contract, format!("partner:{} from_day<={} to_day>={}", f.code, f.as_of, f.as_of));
    let e = titled(f, Figure::Security, money(s.amount()))
        .formula(Words::key("credit-formula-security"))
        .input(Words::key("credit-deposit"), money(s.deposit))
        .from_rows(Source::new(Kind::DepositEntry, format!("partner:{} on<={}", f.code, f.as_of)))
        .input(Words::key("credit-insured"), money(s.insured))
        .from_rows(contracts.clone())
        .input(Words::key("credit-uncovered"), if f.owed.known { money(f.uncovered()) } else { Amount::NotRated });
    if s.retention { e.note(Words::key("credit-note-retention")) } else { e }
}

fn disputed(f: &CreditFile) -> Explanation {
    titled(f, Figure::Disputed, money(f.disputed))
        .formula(Words::key("credit-formula-disputed"))
        .input(Words::key("credit-dispute-rate"), rate(f.behaviour.dispute_rate().map(Six::rate)))
        .from_rows(invoices(f, " disputed:yes"))
        .input(Words::key("credit-disputed-invoices"), Amount::Count(f.behaviour.disputed))
        .input(Words::key("credit-invoices"), Amount::Count(f.behaviour.invoices))
        .note(Words::with("credit-note-since", vec![("day", Amount::Date(f.since))]))
}

fn bad_debt(f: &CreditFile, policy: &Policy) -> Explanation {
    let (b, p) = (&f.bad_debt, &policy.receivables);
    let beyond = f.as_of - chrono::Days::new(u64::try_from(p.bad_debt_days).unwrap_or(0));
    let year = Span::trailing_year(f.as_of);
    let days = |kind, field: &str| Source::new(kind, format!("partner:{} {field}>={} {field}<={}", f.code, year.from, year.to));
    let (name, rows) = if b.billed {
        ("credit-billed-year", days(Kind::Invoice, "issued_on"))
    } else {
        ("credit-sales-year", days(Kind::Sale, "day"))
    };
    titled(f, Figure::BadDebt, rate(b.rate.map(Six::rate)))
        .formula(Words::key("credit-formula-bad-debt"))
        .input(Words::with("credit-beyond", vec![("days", Amount::Count(p.bad_debt_days))]), money(b.amount))
        .from_rows(invoices(f, &format!(" due_on<{beyond}")))
        .input(Words::key(name), money(b.against))
        .from_rows(rows)
        .policy("receivables.bad_debt_days", p.bad_debt_days.to_string())
        .policy("receivables.bad_debt_red", p.bad_debt_red.to_f64().to_string())
}

fn light(f: &CreditFile, policy: &Policy) -> Explanation {
    let p = &policy.credit;
    let value = f.light.map_or(Amount::NotRated, |l: Light| Amount::Label(l.label()));
    let mut e = titled(f, Figure::Light, value)
        .formula(Words::key("credit-formula-light"))
        .input(Catalogued::OverdueDays.words(), Amount::Days(f.owed.overdue_days * 10));
    e = numbered(f, |days| days > 0).into_iter().fold(e, Explanation::from_rows);
    e = e
        .input(Words::key("credit-utilisation"), rate(f.utilisation))
        .input(Words::key("credit-overdue-share"), rate(f.ratios.overdue));
    let score = f.assessment.as_ref().and_then(|a| a.score).map_or(Amount::NotRated, Amount::Points);
    e = e
        .input(Words::key("credit-assessment"), score)
        .from_rows(Source::new(Kind::CreditAssessment, format!("partner:{} on<={}", f.code, f.as_of)));
    if let Some(until) = f.valid_until {
        e = e.input(Words::key("credit-valid-until"), Amount::Date(until));
    }
    for r in &f.reasons {
        e = e.note(reason(r));
    }
    e.policy("credit.red_days, red_use", format!("{} / {}", p.red_days, p.red_use.to_f64()))
        .policy(
            "credit.yellow_days, yellow_use, yellow_overdue",
            format!("{} / {} / {}", p.yellow_days, p.yellow_use.to_f64(), p.yellow_overdue.to_f64()),
        )
        .policy("credit.assessment.green, yellow", format!("{} / {}", p.assessment.green, p.assessment.yellow))
}
