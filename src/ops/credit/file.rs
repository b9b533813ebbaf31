//! The credit file of a partner as a document; what a check of a sale came to, and what was asked for.

use super::check::Check;
use super::explain::{Figure as Explained, explain, reason};
use super::pages::{age_text, behaviour};
use super::{CreditFile, Security, assess};
use crate::domain::credit::check::{Override, Verdict};
use crate::domain::credit::{self, Light};
use crate::domain::explain::{Amount, Words};
use crate::domain::figure::Figure as Catalogued;
use crate::domain::kinds::{CreditAssessment, CreditChange};
use crate::domain::money::{Money, Rate};
use crate::domain::receivables::behaviour::{Behaviour, Six};
use crate::domain::receivables::{Bucket, Dso, OpenItem};
use crate::domain::record::{Kind, Lang, Stored};
use crate::i18n::explain::words;
use crate::i18n::{number, warning};
use crate::ops::record::Saved;
use crate::ops::{Result, Session, approval};
use crate::report::{Block, Cell, Column, Columns, Document, Figure, Tone, Type, What};
use crate::store::record;
use crate::t;

fn begun(session: &Session, schema: &'static str) -> Document {
    let currency = session.policy.organisation.currency.clone();
    session.document(schema).head("currency", Words::key("report-currency"), currency)
}

fn of(name: &'static str, key: &'static str, value: impl Into<What>) -> Figure {
    Figure::new(name, Words::key(key), Cell::of(value.into()))
}

/// What stands between reasons.
const fn separator(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "；",
        Lang::En => "; ",
    }
}

/// A number of days, or "not rated".
fn days_text(lang: Lang, d: Option<Dso>) -> String {
    d.map_or_else(|| t!(lang, "not-rated"), crate::report::say::days)
}

/// A share, or "not rated".
fn rate_text(lang: Lang, r: Option<Rate>) -> String {
    r.map_or_else(|| t!(lang, "not-rated"), number::percent)
}

/// A figure that is not rated before the first invoice.
fn known_text(lang: Lang, f: &CreditFile, m: Money) -> String {
    if f.owed.known { number::amount_full(m) } else { t!(lang, "not-rated") }
}

/// The file; people are shown `limit` open invoices, oldest first; `explained`: also where its figures come from.
pub fn document(session: &Session, lang: Lang, f: &CreditFile, (limit, explained): (usize, bool)) -> Result<Document> {
    let currency = session.policy.organisation.currency.as_str();
    let (code, as_of) = (f.code.as_str(), number::date(f.as_of));
    let title = t!(lang, "credit-head-file", code = code, name = f.name.as_str(), currency = currency, as_of = as_of);
    let (mut before, mut after) = owed(session, lang, f);
    after.extend(agreed(f));
    before.push(buckets().list("buckets", Words::key("credit-aging"), &f.buckets));
    let mut document = begun(session, "qudao.credit.file/1")
        .title(Words::Text(title))
        .with(Block::members("", before, Some(Words::nothing())))
        .with(Block::table("", lines(session, lang, f), Words::nothing()));
    document = document.with(Block::members("", after, Some(Words::Text(remarks(lang, f)))));
    let items = items(f);
    let table = items.table(&f.open.items).view(&["number", "issued_on", "due_on", "open", "late", "said"]);
    let shown = f.open.items.len().min(limit);
    let more = f.open.items.len() > limit && limit > 0;
    let note = t!(lang, "kpi-more", shown = limit.to_string(), count = f.open.items.len().to_string());
    document = document
        .with_some((shown > 0).then(Block::gap))
        .with(Block::table("items", table.first(limit).quiet(), Words::nothing()))
        .with_some(more.then(|| Block::note(Words::Text(note))));
    if explained {
        let mut all: Vec<_> = Explained::ALL.iter().map(|figure| explain(f, *figure, &session.policy)).collect();
        all.extend(assess::explain(session, f.partner)?);
        document = document.explained(all, &(&*session.policy).into());
    }
    Ok(document)
}

fn buckets<'a>() -> Columns<'a, Bucket> {
    let days = |name, key| Column::days(name, Words::key(key));
    Columns::default()
        .with(days("from_days", "report-period-from"), |b: &Bucket| b.from_days.map(What::Days))
        .with(days("to_days", "report-period-to"), |b| b.to_days.map(What::Days))
        .with(Column::count("items", Words::key("credit-invoices")), |b| b.items)
        .with(Column::money("amount", Catalogued::Open.words()), |b| b.amount)
}

/// How late it paid of late, and before that.
fn trend<'a>() -> Columns<'a, CreditFile> {
    let change = |f: &CreditFile| f.lately.mean_late().zip(f.earlier.mean_late()).map(|(now, before)| Dso(now.0 - before.0));
    Columns::default()
        .with(Column::days("lately", Words::key("credit-lately")), |f: &CreditFile| f.lately.mean_late())
        .with(Column::days("earlier", Words::key("credit-earlier")), |f| f.earlier.mean_late())
        .with(Column::days("change", Words::key("kpi-change")), change)
}

/// What it owes and how it pays, before and after its open invoices.
fn owed(session: &Session, lang: Lang, f: &CreditFile) -> (Vec<Figure>, Vec<Figure>) {
    let zone = session.policy.organisation.zone;
    let known = |m: Money| -> What { f.owed.known.then_some(m).into() };
    let reasons = f.reasons.iter().map(|r| words(lang, zone, &reason(r)).into());
    let catalogued = |name, figure: Catalogued, value: What| Figure::new(name, figure.words(), Cell::of(value));
    let before = vec![
        of("key", "health-column-code", f.code.as_str()),
        of("name", "health-column-name", f.name.as_str()),
        Figure::new("status", Words::field(Kind::Partner, "status"), f.status.into()),
        of("limit", "credit-limit", f.terms.limit),
        of("credit_days", "credit-term", f.terms.days.map(What::Days)),
        Figure::new("deduction_rate", Words::field(Kind::Partner, "deduction_rate"), f.terms.rate.into()),
        of("light", "credit-light", f.light),
        of("reasons", "credit-check-reason", What::List(reasons.collect())),
        catalogued("open", Catalogued::Open, known(f.owed.open)),
        catalogued("overdue", Catalogued::Overdue, known(f.owed.overdue)),
        catalogued("oldest_days", Catalogued::OverdueDays, f.owed.known.then_some(What::Days(f.owed.overdue_days)).into()),
        of("on_account", "figure-on-account", known(f.open.on_account)).typed(Type::Money),
    ];
    let paid = behaviour(Columns::default(), |b: &Behaviour| b);
    let after = vec![
        catalogued("dso", Catalogued::Dso, f.dso.into()),
        of("dso_balance", "figure-dso-balance", f.dso_balance).typed(Type::Days),
        of("billed", "credit-billed", known(f.billed)).typed(Type::Money),
        of("since", "report-period-from", f.since),
        of("payment", "credit-days-to-pay", paid.members(&f.behaviour)).typed(Type::Members).of(paid.columns()),
        of("on_time_share", "credit-punctuality-count", f.behaviour.punctual()).typed(Type::Fraction),
        trend().member("trend", Words::key("credit-lately"), Some(f)),
    ];
    (before, after)
}

/// What it may owe, what secures it, what is asked for.
fn agreed(f: &CreditFile) -> Vec<Figure> {
    let known = |m: Money| -> What { f.owed.known.then_some(m).into() };
    let key = Words::key;
    let secured = |field| Words::field(Kind::Contract, field);
    let security = Columns::default()
        .with(Column::money("amount", key("credit-security")), |s: &Security| s.amount())
        .with(Column::money("deposit", secured("deposit")), |s| s.deposit)
        .with(Column::money("insured", secured("insured")), |s| s.insured)
        .with(Column::flag("retention_of_title", secured("retention_of_title")), |s| s.retention)
        .with(Column::list("contracts", Words::Label(Kind::Contract.def().label)), |s| {
            What::List(s.contracts.iter().map(What::from).collect())
        });
    let bad = Columns::default()
        .with(Column::money("amount", key("report-bad-debt")), |f: &CreditFile| f.owed.known.then_some(f.bad_debt.amount))
        .with(Column::money("against", key("report-against")), |f| f.bad_debt.against)
        .with(Column::code("measure", key("report-measure")), |f| if f.bad_debt.billed { "billed" } else { "sales" })
        .with(Column::fraction("rate", key("report-rate")), |f| f.bad_debt.rate)
        .with(Column::flag("red", key("report-red")), |f| f.bad_debt.red);
    let assessed = |field| Words::field(Kind::CreditAssessment, field);
    let valid = f.valid;
    let until = f.valid_until;
    let assessment = Columns::default()
        .with(Column::day("on", assessed("on")), |a: &Stored<CreditAssessment>| a.on)
        .with(Column::points("score", assessed("score")), |a| a.score.map(Amount::Points))
        .with(Column::code("light", key("credit-light")), |a| a.light)
        .with(Column::number("policy_version", assessed("policy_version")), |a| a.policy_version.map(What::Number))
        .with(Column::day("valid_until", key("credit-valid-until")), move |_| until)
        .with(Column::flag("valid", key("credit-is-valid")), move |_| valid);
    let changed = |field| Words::field(Kind::CreditChange, field);
    let pending = Columns::default()
        .with(Column::number("number", changed("number")), |c: &Stored<CreditChange>| c.number.map(What::Number))
        .with(Column::code("kind", changed("kind")), |c| c.kind)
        .with(Column::money("limit", changed("credit_limit")), |c| c.credit_limit)
        .with(Column::days("credit_days", changed("credit_days")), |c| c.credit_days.map(What::Days))
        .with(Column::fraction("deduction_rate", changed("deduction_rate")), |c| c.deduction_rate)
        .with(Column::money("amount", changed("amount")), |c| c.amount)
        .with(Column::day("until", changed("until")), |c| c.until)
        .with(Column::text("reason", changed("reason")), |c| c.reason.clone());
    vec![
        of("used", "credit-utilisation", f.utilisation).typed(Type::Fraction),
        of("peak", "credit-peak", f.peak.map(|p| p.1)).typed(Type::Money),
        of("peak_on", "credit-peak-day", f.peak.map(|p| p.0)).typed(Type::Day),
        security.member("security", key("credit-security"), Some(&f.security)),
        of("uncovered", "credit-uncovered", known(f.uncovered())).typed(Type::Money),
        of("disputed", "credit-disputed-amount", known(f.disputed)).typed(Type::Money),
        bad.member("bad_debt", key("report-bad-debt"), Some(f)),
        assessment.member("assessment", key("credit-assessment"), f.assessment.as_ref()),
        overridden().list("overrides", key("credit-overrides"), &f.overrides),
        pending.list("pending", key("report-waiting"), &f.pending),
    ]
}

fn overridden<'a>() -> Columns<'a, Override> {
    let label = |field| Words::field(Kind::CreditChange, field);
    Columns::default()
        .with(Column::number("number", label("number")), |o: &Override| What::Number(o.number))
        .with(Column::money("amount", label("amount")), |o| o.amount)
        .with(Column::day("until", label("until")), |o| o.until)
        .with(Column::text("reason", label("reason")), |o| o.reason.clone())
        .with(Column::text("approver", Words::key("close-by")), |o| o.approver.clone())
}

fn items(f: &CreditFile) -> Columns<'_, OpenItem> {
    Columns::default()
        .with(Column::code("number", Words::key("credit-invoice")), |i: &OpenItem| f.numbers.get(&i.bill.id).cloned())
        .with(Column::day("issued_on", Words::key("credit-issued")), |i| i.bill.issued_on)
        .with(Column::day("due_on", Words::key("credit-due")), |i| i.bill.due_on)
        .with(Column::money("open", Catalogued::Open.words()), |i| i.open)
        .with(Column::days("days", Words::key("credit-days-late")), |i| What::Days(i.days))
        .with(Column::days("late", Words::key("credit-days-late")).aside(), |i| {
            Cell::of(if i.days > 0 { What::Days(i.days) } else { What::Nothing }).toned(Tone::Bad)
        })
        .with(Column::flag("disputed", Words::key("credit-disputed")), |i| i.bill.disputed)
        .with(Column::text("said", Words::nothing()).aside(), |i| i.bill.disputed.then(|| Words::key("credit-disputed")))
}

/// What people read line by line: what, how much, what more is to be known of it.
fn lines(session: &Session, lang: Lang, f: &CreditFile) -> crate::report::Table {
    let zone = session.policy.organisation.zone;
    let mut rows: Vec<(String, String, String, Tone)> = Vec::new();
    let mut row = |name: String, value: String, more: String, tone: Tone| rows.push((name, value, more, tone));
    let plain = Tone::Plain;
    let light = f.light.map_or_else(|| t!(lang, "not-rated"), |l| l.label().get(lang).to_owned());
    let tone = match f.light {
        Some(Light::Red) => Tone::Bad,
        Some(Light::Yellow) => Tone::Soon,
        Some(Light::Green) => Tone::Good,
        None => plain,
    };
    let why: Vec<String> = f.reasons.iter().map(|r| words(lang, zone, &reason(r))).collect();
    row(t!(lang, "credit-light"), light, why.join(separator(lang)), tone);
    let on_account = (f.open.on_account != Money::ZERO)
        .then(|| format!("{} {}", t!(lang, "figure-on-account"), number::amount_full(f.open.on_account)));
    row(Catalogued::Open.called(lang), known_text(lang, f, f.owed.open), on_account.unwrap_or_default(), plain);
    for b in f.buckets.iter().filter(|b| b.items > 0) {
        let tone = if b.from_days.is_some() { Tone::Soon } else { plain };
        let items = t!(lang, "credit-item-count", count = b.items);
        row(format!("  {}", age_text(lang, b)), number::amount_full(b.amount), items, tone);
    }
    let oldest = if f.owed.overdue_days > 0 { number::days(lang, f.owed.overdue_days) } else { String::new() };
    let tone = if f.owed.overdue.0 > 0 { Tone::Bad } else { plain };
    row(Catalogued::Overdue.called(lang), known_text(lang, f, f.owed.overdue), oldest, tone);
    let balance = format!("{} {}", t!(lang, "figure-dso-balance"), days_text(lang, f.dso_balance));
    row(Catalogued::Dso.called(lang), days_text(lang, f.dso), balance, plain);
    let b = &f.behaviour;
    let amount_share = format!("{} {}", t!(lang, "credit-punctual-amount"), rate_text(lang, b.punctual_amount()));
    row(t!(lang, "credit-punctuality-count"), rate_text(lang, b.punctual()), amount_share, plain);
    let index = format!("{} {}", t!(lang, "credit-index"), days_text(lang, b.index()));
    row(t!(lang, "credit-mean-late"), days_text(lang, b.mean_late()), index, plain);
    let before = format!("{} {}", t!(lang, "credit-earlier"), days_text(lang, f.earlier.mean_late()));
    row(t!(lang, "credit-lately"), days_text(lang, f.lately.mean_late()), before, plain);
    let term = f.terms.days.map(|d| format!("{} {}", t!(lang, "credit-term"), number::days(lang, d))).unwrap_or_default();
    row(t!(lang, "credit-days-to-pay"), days_text(lang, b.weighted_days()), term, plain);
    let limit = f.terms.limit.map_or_else(|| t!(lang, "credit-none-agreed"), number::amount_full);
    let used = format!("{} {}", t!(lang, "credit-utilisation"), rate_text(lang, f.utilisation));
    row(t!(lang, "credit-limit"), limit, used, plain);
    let peak = f.peak.map_or_else(|| t!(lang, "not-rated"), |p| number::amount_full(p.1));
    row(t!(lang, "credit-peak"), peak, f.peak.map(|p| number::date(p.0)).unwrap_or_default(), plain);
    row(t!(lang, "credit-security"), number::amount_full(f.security.amount()), secured(lang, f), plain);
    row(t!(lang, "credit-uncovered"), known_text(lang, f, f.uncovered()), String::new(), plain);
    let contested = format!("{} {}", t!(lang, "credit-dispute-rate"), rate_text(lang, b.dispute_rate().map(Six::rate)));
    row(t!(lang, "credit-disputed-amount"), known_text(lang, f, f.disputed), contested, plain);
    let bad = &f.bad_debt;
    let red = number::percent(session.policy.receivables.bad_debt_red);
    let line = t!(lang, "credit-red-line", rate = rate_text(lang, bad.rate.map(Six::rate)), red = red);
    row(t!(lang, "credit-bad"), known_text(lang, f, bad.amount), line, if bad.red { Tone::Bad } else { plain });
    let assessed = f.assessment.as_ref();
    let (score, until) = (warning::points(lang, assessed.and_then(|a| a.score)), f.valid_until.map(number::date));
    let until = until.map(|day| format!("{} {day}", t!(lang, "credit-valid-until"))).unwrap_or_default();
    row(t!(lang, "credit-assessment"), score, until, if f.valid { plain } else { Tone::Soon });
    three(&rows)
}

/// Lines of a name, a value at the right and a remark, for people.
pub(in crate::ops) fn three(rows: &[(String, String, String, Tone)]) -> crate::report::Table {
    type Row = (String, String, String, Tone);
    Columns::default()
        .with(Column::text("name", Words::nothing()).aside(), |r: &Row| Cell::from(r.0.as_str()))
        .with(Column::text("value", Words::nothing()).aside().right(), |r| Cell::from(r.1.as_str()).toned(r.3))
        .with(Column::text("more", Words::nothing()).aside(), |r| Cell::from(r.2.as_str()).toned(Tone::Dim))
        .table(rows)
        .bare()
}

fn secured(lang: Lang, f: &CreditFile) -> String {
    let s = &f.security;
    let mut parts = Vec::new();
    if s.deposit != Money::ZERO {
        parts.push(format!("{} {}", t!(lang, "credit-deposit"), number::amount_full(s.deposit)));
    }
    if s.insured != Money::ZERO {
        parts.push(format!("{} {}", t!(lang, "credit-insured"), number::amount_full(s.insured)));
    }
    if s.retention {
        parts.push(t!(lang, "credit-retention"));
    }
    parts.extend(s.contracts.iter().cloned());
    parts.join(separator(lang))
}

/// What lets sales through, and what waits for approval.
fn remarks(lang: Lang, f: &CreditFile) -> String {
    let mut lines: Vec<String> = f.overrides.iter().map(|o| said(lang, o, false)).collect();
    for c in &f.pending {
        let number = c.number.unwrap_or(c.id).to_string();
        let reason = crate::i18n::approval::reason(lang, &c.reason).into_owned();
        lines.push(t!(lang, "credit-pending-line", number = number, kind = c.kind.label().get(lang), reason = reason));
    }
    lines.join("\n")
}

/// An override in words; `used`: it let the sale through.
fn said(lang: Lang, o: &credit::check::Override, used: bool) -> String {
    let approver = if o.approver.is_empty() { t!(lang, "credit-check-nobody") } else { o.approver.clone() };
    let (number, reason) = (o.number.to_string(), o.reason.as_str());
    let (amount, until) = (number::amount_full(o.amount), number::date(o.until));
    if used {
        t!(lang, "credit-check-overridden", number = number, amount = amount, until = until, reason = reason, approver = approver)
    } else {
        t!(lang, "credit-override-line", number = number, amount = amount, until = until, reason = reason, approver = approver)
    }
}

/// What a check of a sale came to, step by step; `explained`: also from which figures and lines of the policy.
#[must_use]
pub fn checked(session: &Session, lang: Lang, sale: Money, done: &Check, explained: bool) -> Document {
    let (zone, f) = (session.policy.organisation.zone, &done.facts);
    let title = t!(
        lang,
        "credit-check-head",
        code = done.file.code.as_str(),
        name = done.file.name.as_str(),
        amount = number::amount_full(sale),
        currency = session.policy.organisation.currency.as_str(),
        as_of = number::date(done.file.as_of)
    );
    let tone = |v: Verdict| match v {
        Verdict::Pass => Tone::Good,
        Verdict::Warn => Tone::Soon,
        Verdict::Stop => Tone::Bad,
    };
    let steps = Columns::default()
        .with(Column::code("step", Words::key("credit-check-step")), |s: &credit::check::Step| s.kind)
        .with(Column::code("verdict", Words::key("credit-check-result")), move |s| Cell::from(s.verdict).toned(tone(s.verdict)))
        .with(Column::text("reason", Words::key("credit-check-reason")), move |s| words(lang, zone, &s.reason));
    let by = done.checked.overridden.as_ref();
    let before = vec![
        of("key", "health-column-code", done.file.code.as_str()),
        of("name", "health-column-name", done.file.name.as_str()),
        of("day", "report-day", done.file.as_of),
        of("amount", "approval-column-amount", f.amount),
        of("prepaid", "credit-prepaid", f.prepaid),
        of("verdict", "credit-check-result", done.checked.verdict),
    ];
    let after = vec![
        overridden().member("override", Words::key("credit-overrides"), by),
        Figure::new("open", Catalogued::Open.words(), f.open.into()),
        of("limit", "credit-limit", f.limit),
        of("used_after", "credit-utilisation", credit::used(f.open + f.amount, f.limit)),
        of("largest", "credit-largest", f.largest).typed(Type::Money),
        Figure::new("oldest_days", Catalogued::OverdueDays.words(), What::Days(f.oldest_days).into()),
        of("payment_index", "credit-index", f.index).typed(Type::Days),
        of("security", "credit-security", f.security),
        of("light", "credit-light", f.light),
    ];
    let mut told: Vec<String> = by.map(|o| said(lang, o, true)).into_iter().collect();
    told.push(t!(lang, "credit-check-verdict", verdict = done.checked.verdict.label().get(lang)));
    let document = begun(session, "qudao.credit.check/1")
        .title(Words::Text(title))
        .with(Block::members("", before, None))
        .with(Block::table("steps", steps.table(&done.checked.steps), Words::nothing()))
        .with(Block::members("", after, Some(Words::Text(told.join("\n")))));
    if !explained {
        return document;
    }
    document.explained([super::check::explain(done, &session.policy)], &(&*session.policy).into())
}

/// What asking for other terms came to.
pub fn asked(session: &Session, text: String, saved: &Saved) -> Result<Document> {
    let row = record::get(session.store.conn(), saved.kind, saved.id)?;
    let of_record = approval::pages::of_record(session, saved.kind, saved.id)?;
    let members = vec![
        Figure::new("id", Words::Text("#".to_owned()), What::Number(saved.id).into()),
        of("number", "report-number", row.get("number").int().map(What::Number)),
        of("state", "approval-column-state", row.get("state").text().unwrap_or_default()),
        Figure::new("approval", Words::Label(Kind::Approval.def().label), of_record.into())
            .of(approval::pages::brief().columns()),
        of("text", "report-said", text.as_str()),
    ];
    Ok(begun(session, "qudao.credit.change/1").with(Block::members("", members, Some(Words::Text(text)))))
}
