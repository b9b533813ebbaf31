//! Where the figures of lists come from: of all that a list holds together, with the commands that give its rows.

use super::{Result, Session, compliance, deposit, standby, violation};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::Figure;
use crate::domain::money::Money;
use crate::domain::period::{Span, Week, from_day_number};
use crate::domain::record::Kind;
use crate::domain::violation::since;
use crate::store::{figures, record, tiers};

fn count(n: usize) -> Amount {
    Amount::Count(i64::try_from(n).unwrap_or(i64::MAX))
}

/// A figure that is a sum, with its rows.
fn sum(title: Words, formula: Words, value: Amount, rows: Source) -> Explanation {
    Explanation::new(title.clone(), value.clone()).formula(formula).input(title, value).from_rows(rows)
}

/// A filter of some partners, by their codes.
fn of<'a>(field: &str, codes: impl Iterator<Item = &'a str>) -> String {
    let codes: Vec<String> = codes.map(|code| format!("\"{code}\"")).collect();
    format!("{field}={}", codes.join(","))
}

/// Points in force of all partners.
///
/// # Errors
/// Those of the file.
pub fn points(session: &Session) -> Result<Explanation> {
    let (as_of, months) = (session.as_of(), session.policy.violations.months);
    let all = violation::standings(session)?.iter().map(|s| s.points.in_force).sum();
    let rows = Source::new(Kind::Violation, format!("state:approved on>={} on<={as_of}", since(as_of, months)));
    let figure = Figure::Points;
    Ok(sum(figure.words(), figure.formula(), Amount::Count(all), rows).policy("violations.months", months.to_string()))
}

/// Deposits held of the partners that are listed; `short`: those that are short or owe.
///
/// # Errors
/// Those of the file.
pub fn deposits(session: &Session, short: bool) -> Result<Explanation> {
    let all = deposit::all(session, short)?;
    let figure = Figure::DepositHeld;
    let held: Money = all.iter().map(|h| h.held).sum();
    let (value, day) = (Amount::Money(held), format!("on<={}", session.as_of()));
    if short && all.is_empty() {
        return Ok(Explanation::new(figure.words(), Amount::NotRated).formula(figure.formula()));
    }
    let whose = if short { format!("{} {day}", of("partner", all.iter().map(|h| h.who.code.as_str()))) } else { day };
    Ok(sum(figure.words(), figure.formula(), value, Source::new(Kind::DepositEntry, whose)))
}

/// The capacity of the backups that are listed, each with the assessment that says so.
///
/// # Errors
/// Those of the file.
pub fn backups(session: &Session, region: Option<i64>) -> Result<Explanation> {
    let all = standby::backups(session, region)?;
    let capacity: Money = all.backups.iter().map(|b| b.candidate.assessment.capacity).sum();
    let value = if all.backups.is_empty() { Amount::NotRated } else { Amount::Money(capacity) };
    let title = Words::field(Kind::BackupAssessment, "capacity");
    let e = Explanation::new(title, value).formula(Words::key("formula-capacity"));
    let e = all.backups.iter().fold(e, |e, b| {
        let c = &b.candidate;
        assessed(e, &format!("{} {}", c.code, c.name), &c.code, c.assessment.capacity, c.assessment.on)
    });
    Ok(e.policy("backups.months", session.policy.backups.months.to_string()))
}

fn assessed(e: Explanation, name: &str, code: &str, capacity: Money, on: chrono::NaiveDate) -> Explanation {
    let rows = Source::new(Kind::BackupAssessment, format!("{} on={on}", of("partner", std::iter::once(code))));
    e.input(Words::Text(name.to_owned()), Amount::Money(capacity)).from_rows(rows)
}

/// A month of what a partner sells, and the capacity of those that could take it over.
///
/// # Errors
/// Those of the file.
pub fn takeover(session: &Session, partner: i64) -> Result<Explanation> {
    let cover = standby::able(session, partner)?;
    let conn = session.store.conn();
    let code = record::code_of(conn, Kind::Partner, partner)?;
    let weeks = session.policy.backups.weeks;
    let basis = super::figures::basis(&session.policy, session.as_of());
    let (sold, week) = figures::with_inputs(conn, partner, &basis, |inputs, _, around| {
        let week = basis.day(0, &around.until).week();
        (inputs.history.weeks_before(week, weeks).after_returns(), week)
    })?;
    let span = Span { from: from_day_number(Week(week.0 - weeks).first_day()), to: from_day_number(week.first_day() - 1) };
    let rows = format!("{} day>={} day<={}", of("partner", std::iter::once(code.as_str())), span.from, span.to);
    let volume = cover.need.volume.map_or(Amount::NotRated, Amount::Money);
    let title = Words::with("explain-takeover", vec![("code", Amount::Text(code))]);
    let e = Explanation::new(title, volume).formula(Words::key("formula-takeover"));
    let e = e.input(Figure::NetSales.words(), Amount::Money(sold)).from_rows(Source::new(Kind::Sale, rows));
    let e = cover.able().fold(e, |e, fit| {
        let c = &fit.candidate;
        assessed(e, &format!("→ {} {}", c.code, c.name), &c.code, c.assessment.capacity, c.assessment.on)
    });
    Ok(e.policy("backups.weeks", weeks.to_string()))
}

/// Audits that left something to do that is not done.
///
/// # Errors
/// Those of the file.
pub fn open_actions(session: &Session) -> Result<Explanation> {
    let open = compliance::audits(session)?.iter().map(|a| a.audits.open.len()).sum();
    let rows = Source::new(Kind::ChannelAudit, format!("actions!=none closed_on:none on<={}", session.as_of()));
    Ok(sum(Words::key("audit-column-open"), Words::key("formula-open-actions"), count(open), rows))
}

/// The completion of the year's compliance training.
///
/// # Errors
/// Those of the file.
pub fn completion(session: &Session) -> Result<Explanation> {
    let all = compliance::training(session)?;
    let policy = &session.policy.training;
    let span = policy.span(session.as_of(), session.policy.organisation.fiscal_year_month);
    let trained = all.partners.iter().filter(|(_, t)| t.invited > 0).map(|(who, _)| who.code.as_str());
    let field = |name| Words::field(Kind::Training, name);
    let value = all.completion.map_or(Amount::NotRated, Amount::Rate);
    let e = Explanation::new(Words::key("training-column-rate"), value).formula(Words::key("page-formula-trained"));
    let mut e = e.input(field("completed"), Amount::Count(all.completed));
    if all.invited > 0 {
        let whose = of("partner", trained);
        e = e.from_rows(Source::new(
            Kind::Training,
            format!("{whose} kind:compliance invited!=none on>={} on<={}", span.from, span.to),
        ));
    }
    let e = e.input(field("invited"), Amount::Count(all.invited)).policy("training.months", policy.months.to_string());
    Ok(e.policy("training.target", policy.target.to_f64().to_string()))
}

/// How many partners stand in each column of the board.
///
/// # Errors
/// Those of the file.
pub fn board(session: &Session) -> Result<Explanation> {
    let conn = session.store.conn();
    let mut columns = Vec::new();
    for tier in tiers::COLUMNS {
        columns.push((tier, tiers::column(conn, tier)?.len()));
    }
    let figure = Figure::BoardTier;
    let all = count(columns.iter().map(|(_, n)| n).sum());
    let e = Explanation::new(figure.words(), all).formula(figure.formula());
    Ok(columns.into_iter().fold(e, |e, (tier, n)| {
        e.input(Words::Label(tier.label()), count(n)).from_rows(Source::new(Kind::Partner, super::tier::behind(tier)))
    }))
}
