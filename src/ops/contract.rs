//! Contracts: what is checked when one is written, renewing and ending one, and what follows from those in force (S17).

pub(in crate::ops) mod aside;
pub mod pages;

use chrono::{Days, NaiveDate};

use super::approval::{self, Asked, Request, Told};
use super::screening::{decision, keep_decision, problem, red_lines};
use super::{OpError, Result, Session, access};
use crate::domain::contract::{self, Difference, Stage};
use crate::domain::kinds::{ApprovalSubject, Contract, Decision, Partner, Role};
use crate::domain::record::{Expected, Kind, Problem, Row, Stored};
use crate::domain::sentence::Sentence;
use crate::ops::context::Context;
use crate::store::{Connection, Tx, contracts, record};

/// An arbitration clause of a contract in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The contract.
    pub number: String,
    /// Who arbitrates; empty: not named.
    pub arbitrator: String,
}

/// The arbitration clause that binds a partner on a day.
pub fn arbitration(conn: &Connection, partner: i64, day: NaiveDate) -> Result<Option<Clause>> {
    let found = contracts::in_force(conn, partner, day)?.into_iter().find(|c| c.arbitration);
    Ok(found.map(|c| Clause { number: c.record.number, arbitrator: c.record.arbitrator }))
}

/// A contract as a list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub contract: Stored<Contract>,
    /// The partner's code.
    pub code: String,
    /// The partner's name.
    pub name: String,
    /// Where it stands.
    pub stage: Stage,
    /// The term that runs, or the last one.
    pub term: crate::domain::period::Span,
    /// The last day for notice, if it renews itself.
    pub notice_by: Option<NaiveDate>,
    /// Another takes over from it.
    pub followed: bool,
}

/// Which contracts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Only those of this partner.
    pub partner: Option<i64>,
    /// Only those that ask for something: renewal or notice due, run out and not followed.
    pub due: bool,
}

/// Contracts, those that end first first.
pub fn list(session: &Session, wish: &Wish) -> Result<Vec<Line>> {
    let conn = session.store.conn();
    let found = match wish.partner {
        Some(partner) => contracts::of_partner(conn, partner)?,
        None if wish.due => {
            let policy = &session.policy.contracts;
            let due = contracts::due(conn, &crate::store::tasks::Whose::All, session.as_of(), policy, usize::MAX)?;
            due.into_iter().map(|d| d.contract).collect()
        }
        None => record::query_as::<Contract>(conn, "ORDER BY to_day, number", &[])?,
    };
    let mut lines = found.into_iter().map(|c| line(session, c)).collect::<Result<Vec<_>>>()?;
    if wish.due {
        lines.retain(|l| matches!(l.stage, Stage::Renew(_) | Stage::Notice(_) | Stage::Expired(_)) && !l.followed);
    }
    lines.sort_by(|a, b| (a.term.to, &a.contract.number).cmp(&(b.term.to, &b.contract.number)));
    Ok(lines)
}

fn line(session: &Session, c: Stored<Contract>) -> Result<Line> {
    let (conn, day, policy) = (session.store.conn(), session.as_of(), &session.policy.contracts);
    let partner: Stored<Partner> = record::get_as(conn, c.partner)?;
    let name = if partner.short_name.is_empty() { partner.name.clone() } else { partner.short_name.clone() };
    Ok(Line {
        code: partner.record.code,
        name,
        stage: contract::stage(&c, day, policy),
        term: contract::term(&c, day),
        notice_by: contract::notice_by(&c, day),
        followed: contracts::is_followed(conn, &c, day)?,
        contract: c,
    })
}

/// The part of a partner's page about its contracts.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its contracts, the latest first.
    pub contracts: Vec<Line>,
    /// The numbers of those in force.
    pub in_force: Vec<String>,
    /// Where the register differs from the contract in force: its number and the terms.
    pub differences: Vec<(String, Difference)>,
    /// The arbitration clause in force.
    pub clause: Option<Clause>,
    /// What the contracts in force secure.
    pub security: contracts::Security,
}

/// A partner's contracts as of the session's day.
pub fn section(session: &Session, partner: i64) -> Result<Section> {
    let (conn, day) = (session.store.conn(), session.as_of());
    let kept: Stored<Partner> = record::get_as(conn, partner)?;
    let binding = contracts::in_force(conn, partner, day)?;
    let differences =
        binding.iter().flat_map(|c| contract::differences(c, &kept).into_iter().map(|d| (c.number.clone(), d))).collect();
    let all = contracts::of_partner(conn, partner)?;
    Ok(Section {
        contracts: all.into_iter().map(|c| line(session, c)).collect::<Result<_>>()?,
        in_force: binding.iter().map(|c| c.number.clone()).collect(),
        differences,
        clause: arbitration(conn, partner, day)?,
        security: contracts::security(conn, partner, day)?,
    })
}

/// One contract with the register's differences, for its page.
///
/// # Errors
/// A number that there is not; those of the file.
pub fn page(session: &Session, number: &str) -> Result<(Line, Vec<Difference>)> {
    let c = by_number(session, number)?;
    let partner: Stored<Partner> = record::get_as(session.store.conn(), c.partner)?;
    let differences = contract::differences(&c, &partner);
    Ok((line(session, c)?, differences))
}

fn by_number(session: &Session, number: &str) -> Result<Stored<Contract>> {
    let conn = session.store.conn();
    let missing = || crate::store::StoreError::Missing { kind: Kind::Contract, key: number.to_owned() };
    let id = record::id_by_code(conn, Kind::Contract, number)?.ok_or_else(missing)?;
    Ok(record::get_as(conn, id)?)
}

/// The draft that follows a contract, not written yet: for the form.
///
/// # Errors
/// [`OpError::Refused`] if it is not approved or another takes over already; those of the file.
pub fn renewal(session: &Session, id: i64, number: Option<&str>) -> Result<Contract> {
    let conn = session.store.conn();
    let c: Stored<Contract> = record::get_as(conn, id)?;
    let refused = |key, args| Err(OpError::Refused { key, args });
    if c.state != Decision::Approved {
        let args = vec![("number", c.number.clone()), ("state", c.state.code().to_owned())];
        return refused("refused-contract-undecided", args);
    }
    let next = record::query_as::<Contract>(conn, "WHERE renews = ?1 AND state NOT IN ('rejected', 'withdrawn')", &[&id])?;
    if let Some(next) = next.first() {
        return refused("refused-contract-renewed", vec![("number", c.number.clone()), ("next", next.number.clone())]);
    }
    let number = match number {
        Some(number) => number.to_owned(),
        None => free_number(conn, &c.number)?,
    };
    Ok(contract::renewal(id, &c, number, session.as_of()))
}

/// The record that a form shows to renew a contract: the draft that was begun already, else a new one.
///
/// # Errors
/// As [`renewal`].
pub fn renewal_form(session: &Session, id: i64) -> Result<Row> {
    let clause = "WHERE renews = ?1 AND state = 'draft' ORDER BY id DESC LIMIT 1";
    match record::query_as::<Contract>(session.store.conn(), clause, &[&id])?.pop() {
        Some(draft) => Ok(draft.into()),
        None => Ok(Row::new(&renewal(session, id, None)?)),
    }
}

/// `HT-014-R1`, then `HT-014-R2`: the first that is free.
fn free_number(conn: &Connection, number: &str) -> Result<String> {
    let (stem, n) = match number.rsplit_once("-R").and_then(|(stem, n)| Some((stem, n.parse::<u32>().ok()?))) {
        Some((stem, n)) => (stem, n),
        None => (number, 0),
    };
    let mut n = n + 1;
    loop {
        let free = format!("{stem}-R{n}");
        if !contracts::is_taken(conn, &free)? {
            return Ok(free);
        }
        n += 1;
    }
}

/// Writes the draft that follows a contract: the same terms for the same length, dates following on; answers it.
///
/// It is asked for once it is submitted ([`submit`]) or saved from its form.
///
/// # Errors
/// As [`renewal`]; [`OpError::Invalid`] for a number that is taken.
pub fn renew(session: &mut Session, number: &str, as_number: Option<&str>) -> Result<Contract> {
    session.require(Role::Specialist)?;
    let old = by_number(session, number)?;
    let draft = renewal(session, old.id, as_number)?;
    if contracts::is_taken(session.store.conn(), &draft.number)? {
        let problem = Problem { field: "number", value: draft.number.clone(), expected: Expected::Unique(draft.number) };
        return Err(OpError::Invalid(vec![problem]));
    }
    session.write(Role::Specialist, "change-contract-renew", number, |tx| Ok(tx.add(&draft)?))?;
    Ok(draft)
}

/// Asks for the approval of a draft; answers what came of it.
///
/// # Errors
/// [`OpError::Refused`] if it is no draft, [`OpError::Invalid`] for what is wrong with it by now.
pub fn submit(session: &mut Session, number: &str) -> Result<Sentence> {
    session.require(Role::Specialist)?;
    let c = by_number(session, number)?;
    if !matches!(c.state, Decision::Draft | Decision::Rejected | Decision::Withdrawn) {
        let args = vec![("number", c.number.clone()), ("state", c.state.code().to_owned())];
        return Err(OpError::Refused { key: "refused-contract-no-draft", args });
    }
    let row = Row::from(c);
    let saved = super::record::save(session, row, &[])?;
    Ok(saved.said)
}

/// Ends a contract on a day, its last; managers only, of its partner's region.
///
/// # Errors
/// [`OpError::Refused`] if it is not approved or ended already, or of another region; [`OpError::Invalid`] for a day outside of it.
pub fn end(session: &mut Session, number: &str, day: NaiveDate, reason: &str) -> Result<()> {
    session.require(Role::Manager)?;
    let mut c = by_number(session, number)?;
    let before = Row::from(c.clone());
    if c.state != Decision::Approved {
        let args = vec![("number", c.number.clone()), ("state", c.state.code().to_owned())];
        return Err(OpError::Refused { key: "refused-contract-undecided", args });
    }
    if let Some(ended) = c.ended_on {
        let args = vec![("number", c.number.clone()), ("day", ended.to_string())];
        return Err(OpError::Refused { key: "refused-contract-ended", args });
    }
    let wrong = |expected| OpError::Invalid(vec![Problem { field: "ended_on", value: day.to_string(), expected }]);
    if day < c.from_day {
        return Err(wrong(Expected::NotBefore("from_day")));
    }
    if let Some(last) = contract::last_day(&c).filter(|last| day > *last) {
        return Err(wrong(Expected::AtMost(last.to_string())));
    }
    if reason.trim().is_empty() {
        let problem = Problem { field: "notes", value: String::new(), expected: Expected::Given };
        return Err(OpError::Invalid(vec![problem]));
    }
    c.record.ended_on = Some(day);
    if !c.notes.is_empty() {
        c.record.notes.push('\n');
    }
    let notes = &mut c.record.notes;
    notes.push_str(&day.to_string());
    notes.push_str(": ");
    notes.push_str(reason.trim());
    let who = (session.actor.user, session.actor.role);
    session.write(Role::Manager, "change-contract-end", number, |tx| {
        access::check(tx.conn(), who, Some(&before), &c.clone().into())?;
        Ok(tx.save(&c)?)
    })?;
    Ok(())
}

/// Whether any of these fields is not as it was.
fn changed(row: &Row, before: Option<&Row>, fields: &[&str]) -> bool {
    before.is_none_or(|b| fields.iter().any(|f| b.get(f) != row.get(f)))
}

/// What the rules name of a contract: red lines, other contracts of the partner, territories that are granted, who ends it.
pub(super) fn complete(tx: &Tx<'_>, context: &Context<'_>, row: &mut Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    keep_decision(context, row, before);
    let conn = tx.conn();
    let missing = ["number", "partner", "from_day", "to_day"].iter().any(|f| row.get(f).is_null());
    if missing || row.get("to_day") < row.get("from_day") {
        return Ok(Vec::new());
    }
    let c = row.typed::<Contract>()?;
    let mut problems = red_lines(conn, context.policy, Some(c.partner), row, before)?;
    if before.is_some() && changed(row, before, &["ended_on"]) && context.role < Role::Manager {
        problems.push(problem(row, "ended_on", Expected::Rule("expected-manager-ends")));
    }
    if let Some(old) = c.renews
        && changed(row, before, &["renews", "partner"])
        && (old == c.id || record::get_as::<Contract>(conn, old)?.partner != c.partner)
    {
        problems.push(problem(row, "renews", Expected::Rule("expected-own-contract")));
    }
    let undecided = decision(row).is_none_or(|d| d != Decision::Approved);
    let dates = ["partner", "from_day", "to_day", "ended_on", "auto_renew", "renews"];
    if undecided || changed(row, before, &dates) {
        problems.extend(beside(conn, row, &c)?);
    }
    let grants = ["partner", "from_day", "to_day", "ended_on", "auto_renew", "territories", "exclusive"];
    if undecided || changed(row, before, &grants) {
        problems.extend(elsewhere(conn, row, &c)?);
    }
    Ok(problems)
}

/// What keeps a contract that was approved elsewhere from binding here: what stands against one that is asked for here, as long as it
/// runs. One that is over is history.
pub(super) fn adopted(tx: &Tx<'_>, context: &Context<'_>, row: &Row) -> Result<Vec<Problem>> {
    let conn = tx.conn();
    let c = row.typed::<Contract>()?;
    let over = contract::last_day(&c).is_some_and(|last| last < context.as_of);
    if c.state != Decision::Approved || over || c.to_day < c.from_day {
        return Ok(Vec::new());
    }
    let mut problems = red_lines(conn, context.policy, Some(c.partner), row, None)?;
    problems.extend(beside(conn, row, &c)?);
    problems.extend(elsewhere(conn, row, &c)?);
    Ok(problems)
}

/// Another contract of the partner binds at the same time: two would contradict each other.
///
/// One that renews itself makes way for the contract that renews it, from the end of its first term on.
fn beside(conn: &Connection, row: &Row, c: &Stored<Contract>) -> Result<Vec<Problem>> {
    for other in contracts::others_of(conn, c.partner, c.id)? {
        let makes_way = c.renews == Some(other.id) && other.auto_renew && other.to_day < c.from_day;
        let made_way = other.renews == Some(c.id) && c.auto_renew && c.to_day < other.from_day;
        if makes_way || made_way {
            continue;
        }
        if let Some(both) = contract::overlap(c, &other) {
            let args = vec![("number", other.number.clone()), ("from", both.from.to_string())];
            return Ok(vec![problem(row, "from_day", Expected::Named("expected-contract-apart", args))]);
        }
    }
    Ok(Vec::new())
}

/// Ground that was granted to another partner alone, or that is now and was granted to another.
fn elsewhere(conn: &Connection, row: &Row, c: &Stored<Contract>) -> Result<Vec<Problem>> {
    if c.territories.0.is_empty() {
        return Ok(Vec::new());
    }
    let others = contracts::granted_to_others(conn, c.partner, !c.exclusive)?;
    let mut regions = None;
    for other in others.iter().filter(|o| contract::overlap(c, o).is_some()) {
        let regions = match &regions {
            Some(known) => known,
            None => regions.insert(contracts::regions(conn)?),
        };
        let common = regions.common(&c.territories, &other.territories);
        if !common.is_empty() {
            let args = vec![
                ("places", common.into_iter().collect::<Vec<_>>().join(", ")),
                ("code", record::code_of(conn, Kind::Partner, other.partner)?),
                ("number", other.number.clone()),
            ];
            return Ok(vec![problem(row, "territories", Expected::Named("expected-free-territory", args))]);
        }
    }
    Ok(Vec::new())
}

/// Asks for approval of a contract that was written and is not decided.
pub(super) fn written(tx: &mut Tx<'_>, context: &Context<'_>, after: &Row) -> Result<Option<Told>> {
    let undecided = matches!(decision(after), Some(Decision::Draft | Decision::Rejected | Decision::Withdrawn));
    if !undecided {
        return Ok(None);
    }
    let c = after.typed::<Contract>()?;
    let code = record::code_of(tx.conn(), Kind::Partner, c.partner)?;
    let title = format!("{} {code} {} – {}", c.number, c.from_day, c.to_day);
    let amount = contracts::worth(tx.conn(), c.partner)?;
    let request = Request {
        subject: ApprovalSubject::Contract,
        record: c.id,
        partner: Some(c.partner),
        title: &title,
        amount,
        reason: &c.notes,
    };
    let asked = approval::request(tx, context.by(), &request)?;
    let said = match asked {
        Asked::Waits(_, number) => Sentence::new("done-contract-asked").with("what", &c.number).with("number", number),
        Asked::Alone(..) | Asked::WantsReason(..) => asked.said(&c.number),
        Asked::InForce | Asked::Dropped(_) => return Ok(None),
    };
    Ok(Some(Told::new(said, asked)))
}

/// What follows from the approval of a contract: one that renews itself and that it renews ends on the day before.
pub(super) fn approved(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let c: Stored<Contract> = record::get_as(tx.conn(), id)?;
    let Some(old) = c.renews else { return Ok(()) };
    let mut old: Stored<Contract> = record::get_as(tx.conn(), old)?;
    let last = c.from_day - Days::new(1);
    if old.auto_renew && old.ended_on.is_none() && last >= old.from_day {
        old.record.ended_on = Some(last);
        tx.save(&old)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
