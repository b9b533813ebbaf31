//! The score of a 5C assessment: filled in when it is saved, shown beside the form while it is typed, and explained.

use chrono::NaiveDate;

use super::{Facts, latest_assessment};
use crate::domain::credit::assessment::{AssessmentPolicy, Ratios, Score, score};
use crate::domain::credit::{Light, hard_rule};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::health::explain::share;
use crate::domain::kinds::{CreditAssessment, Partner};
use crate::domain::money::Rate;
use crate::domain::period::day_number;
use crate::domain::policy::Policy;
use crate::domain::record::{Expected, Kind, Label, Problem, Row, Storable as _, Stored, Value};
use crate::domain::score::RateLine;
use crate::ops::context::Context;
use crate::ops::{Result, Session};
use crate::store::{Connection, receivables, record};

/// What an assessment comes to on its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The score and its parts.
    pub score: Score,
    /// The light: red by a hard rule, else that of the score.
    pub light: Option<Light>,
    /// A hard rule makes it red.
    pub hard: bool,
    /// What the figures say.
    pub ratios: Ratios,
}

/// Fills in score and light of an assessment and who assessed; names what does not go together.
pub(in crate::ops) fn complete(conn: &Connection, context: &Context<'_>, row: &mut Row) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let (Some(_), Some(on)) = (row.get("partner").int(), row.get("on").int()) else { return Ok(problems) };
    if on > day_number(context.as_of).into() {
        let (value, latest) = (day_text(on), context.as_of.to_string());
        problems.push(Problem { field: "on", value, expected: Expected::AtMost(latest) });
    }
    if FIVE.iter().all(|(name, _)| row.get(name).is_null()) {
        problems.push(Problem { field: "character", value: String::new(), expected: Expected::Rule("expected-one-of-five") });
    }
    if !problems.is_empty() {
        return Ok(problems);
    }
    if row.get("assessor").is_null() {
        row.set("assessor", context.user.to_value());
    }
    if let Some(found) = of_row(conn, context.policy, row)? {
        row.set("score", found.score.points.to_value());
        row.set("light", found.light.to_value());
    }
    Ok(problems)
}

fn day_text(day: i64) -> String {
    i32::try_from(day).map(|d| crate::domain::period::from_day_number(d).to_string()).unwrap_or_default()
}

/// The five Cs: fields and names.
const FIVE: [(&str, Label); 5] = [
    ("character", Label { en: "character", zh: "品德" }),
    ("capacity", Label { en: "capacity", zh: "能力" }),
    ("capital", Label { en: "capital", zh: "资本" }),
    ("collateral", Label { en: "collateral", zh: "抵押" }),
    ("conditions", Label { en: "conditions", zh: "环境" }),
];

/// What an assessment comes to as it is typed; `None` while its partner or day is not known.
fn of_row(conn: &Connection, policy: &Policy, row: &Row) -> Result<Option<Assessment>> {
    let Ok(judged) = row.typed::<CreditAssessment>() else { return Ok(None) };
    if judged.partner == 0 {
        return Ok(None);
    }
    of(conn, policy, &judged.record).map(Some)
}

/// What an assessment comes to by the figures of its day.
pub fn of(conn: &Connection, policy: &Policy, judged: &CreditAssessment) -> Result<Assessment> {
    let partner: Stored<Partner> = record::get_as(conn, judged.partner)?;
    let ledger = receivables::of_partner(conn, judged.partner)?;
    let facts = Facts::of(conn, policy, &partner.record, judged.partner, ledger, judged.on)?;
    let score = score(judged, &facts.ratios, &policy.credit.assessment);
    let hard = hard_rule(&facts.owed, partner.credit_limit, &policy.credit).is_some();
    let light = if hard { Some(Light::Red) } else { score.light(&policy.credit.assessment) };
    Ok(Assessment { score, light, hard, ratios: facts.ratios })
}

/// What is shown beside the form while an assessment is typed: the ratios of the figures, their points, and the score and
/// light that it comes to so far; `None` while its partner is not known. A day that is not given is today.
pub fn aside(session: &Session, row: &Row) -> Result<Option<Explanation>> {
    let mut row = row.clone();
    if row.kind != Kind::CreditAssessment || row.get("partner").int().is_none_or(|p| p <= 0) {
        return Ok(None);
    }
    if row.get("on").is_null() {
        row.set("on", Value::Int(day_number(session.as_of()).into()));
    }
    let conn = session.store.conn();
    let Some(found) = of_row(conn, &session.policy, &row)? else { return Ok(None) };
    let judged: Stored<CreditAssessment> = row.typed()?;
    let code = record::code_of(conn, Kind::Partner, judged.partner)?;
    Ok(Some(explanation(&code, judged.on, &found, &session.policy)))
}

/// Where the score of the latest assessment of a partner comes from; `None` if there is none.
///
/// It is computed again from the figures of its day: what came in late since may have moved them.
pub fn explain(session: &Session, partner: i64) -> Result<Option<Explanation>> {
    let latest = latest_assessment(session.store.conn(), partner, session.as_of())?;
    latest.map(|latest| explain_one(session, &latest)).transpose()
}

/// Where the score of an assessment comes from; what its record keeps beside that, where it was moved since.
pub fn explain_one(session: &Session, assessment: &Stored<CreditAssessment>) -> Result<Explanation> {
    let conn = session.store.conn();
    let code = record::code_of(conn, Kind::Partner, assessment.partner)?;
    let found = of(conn, &session.policy, &assessment.record)?;
    let mut e = explanation(&code, assessment.on, &found, &session.policy);
    let kept = assessment.score.map_or(Amount::NotRated, Amount::Points);
    if assessment.score != found.score.points {
        e = e.input(Words::key("credit-kept"), kept.clone()).note(Words::with("credit-note-kept", vec![("score", kept)]));
    }
    if assessment.light != found.light {
        let kept = assessment.light.map_or(Amount::NotRated, |l| Amount::Label(l.label()));
        e = e.input(Words::key("credit-light-kept"), kept);
    }
    Ok(e)
}

fn explanation(code: &str, on: NaiveDate, found: &Assessment, policy: &Policy) -> Explanation {
    let (s, r, p) = (&found.score, &found.ratios, &policy.credit.assessment);
    let points = |p: Option<i64>| p.map_or(Amount::NotRated, Amount::Points);
    let rate = |r: Option<Rate>| r.map_or(Amount::NotRated, Amount::Rate);
    let title = Words::with("credit-assessed", vec![("code", Amount::Text(code.to_owned())), ("day", Amount::Date(on))]);
    let mut e = Explanation::new(title, points(s.points)).formula(Words::key("credit-formula-assessment"));
    let light = found.light.map_or(Amount::NotRated, |l| Amount::Label(l.label()));
    e = e.input(Words::key("credit-light"), light);
    let parts = ["credit-part-five", "credit-part-ratios", "credit-part-audit", "credit-part-training"];
    for (i, (name, part)) in parts.into_iter().zip(&s.parts).enumerate() {
        e = e.weighted(Words::key(name), points(part.points), part.points, share(&s.parts, i));
    }
    if s.cycle != 0 {
        e = e.input(Words::key("credit-cycle"), Amount::Points(s.cycle * 100));
    }
    for (i, ((_, label), c)) in FIVE.into_iter().zip(&s.five).enumerate() {
        e = e.weighted(Words::Label(label), points(c.points), c.points, share(&s.five, i));
    }
    let dso = r.dso.map_or(Amount::NotRated, Amount::Days);
    let values = [rate(r.punctuality), rate(r.utilisation), dso, rate(r.overdue), rate(r.trend)];
    let names = ["credit-punctuality", "credit-utilisation", "credit-dso-of-term", "credit-overdue-share", "credit-trend"];
    let invoices = format!("partner:{code} issued_on<={on}");
    let sources = [
        Source::new(Kind::Payment, format!("partner:{code} paid_on<={on}")),
        Source::new(Kind::Invoice, invoices.clone()),
        Source::new(Kind::Invoice, invoices.clone()),
        Source::new(Kind::Invoice, format!("{invoices} due_on<{on}")),
        Source::new(Kind::Sale, format!("partner:{code} day<={on}")),
    ];
    for (i, (((name, value), source), c)) in names.into_iter().zip(values).zip(sources).zip(&s.ratios).enumerate() {
        e = e.weighted(Words::key(name), value, c.points, share(&s.ratios, i)).from_rows(source);
    }
    let missing = s.parts.iter().chain(&s.five).chain(&s.ratios).filter(|c| c.points.is_none()).count();
    if missing > 0 {
        e = e.note(Words::key("credit-note-left-out"));
    }
    if found.hard {
        e = e.note(Words::key("credit-note-hard"));
    }
    lines(e, p).policy("credit.red_days", policy.credit.red_days.to_string()).policy("version", policy.version.clone())
}

/// The lines of the policy that an assessment is scored by.
fn lines(e: Explanation, p: &AssessmentPolicy) -> Explanation {
    let line = |l: RateLine| format!("{} → 0, {} → 100", l.zero.to_f64(), l.full.to_f64());
    let (f, w) = (&p.five, &p.weights);
    e.policy("credit.assessment", format!("{} / {} / {} / {}", p.judgement, p.ratios, p.audit, p.training))
        .policy(
            "credit.assessment.five",
            format!("{} / {} / {} / {} / {}", f.character, f.capacity, f.capital, f.collateral, f.conditions),
        )
        .policy(
            "credit.assessment.weights",
            format!("{} / {} / {} / {} / {}", w.punctuality, w.utilisation, w.dso, w.overdue, w.trend),
        )
        .policy("credit.assessment.punctuality", line(p.punctuality))
        .policy("credit.assessment.utilisation", line(p.utilisation))
        .policy("credit.assessment.dso", line(p.dso))
        .policy("credit.assessment.overdue", line(p.overdue))
        .policy("credit.assessment.trend", line(p.trend))
        .policy("credit.assessment.green, yellow", format!("{} / {}", p.green, p.yellow))
}
