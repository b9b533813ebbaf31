//! One row of records: known again, completed by the rules, written; or, of a whole database, written as it was.

use super::super::super::approval::Asks;
use super::super::super::partner::duplicates;
use super::super::super::record::doors;
use super::super::super::record::put as record_put;
use super::super::super::record::rules;
use super::super::super::{OpError, ticket};
use super::super::lay::{Laid, brings_results, is_decided, keep_computed, lay_over, not_read};
use super::super::report::FOLLOWS;
use super::super::{Duplicate, ImportError, SectionReport, changes};
use super::{Put, Sink, Writer, fact};
use crate::domain::duplicate::{Common, Identity};
use crate::domain::kinds::{self, AlertState};
use crate::domain::partner;
use crate::domain::record::{BROUGHT_IN, Expected, Kind, KindDef, Problem, Row, Storable as _, Value};
use crate::domain::sentence::Speak as _;
use crate::store::record;

impl Writer<'_, '_> {
    /// Completes a ticket by the desk's own rules, as far as it is its user's to bring in.
    fn complete_ticket(&mut self, row: &mut Row, existing: Option<&Row>, problems: &mut Vec<Problem>) -> Result<(), ImportError> {
        let barred = doors::barred(self.tx, self.context, row, existing)?;
        if !barred.is_empty() {
            // what else would be wrong with it follows from that
            *problems = barred;
        }
        if !problems.is_empty() {
            return Ok(());
        }
        match ticket::complete(self.tx, self.desk, row, existing, &mut self.loads) {
            Err(OpError::Invalid(found)) => problems.extend(found),
            other => other?,
        }
        Ok(())
    }

    /// Passes a row through the rules that a form passes; what is not its user's to do is a problem of the row.
    fn complete(&self, row: &mut Row, existing: Option<&Row>, decided: bool) -> Result<Vec<Problem>, ImportError> {
        if decided {
            let mut problems = doors::barred(self.tx, self.context, row, None)?;
            problems.extend(rules::adopted(self.tx, self.context, row)?);
            return Ok(problems);
        }
        match rules::complete(self.tx, self.context, row, existing) {
            Err(e @ (OpError::Role { .. } | OpError::Refused { .. })) => Ok(vec![not_theirs(e, row)]),
            found => Ok(found?),
        }
    }
}

impl Sink for Writer<'_, '_> {
    fn refer(
        &mut self,
        def: &'static KindDef,
        field: usize,
        kind: Kind,
        text: &str,
        quiet: bool,
    ) -> Result<Result<Value, Expected>, ImportError> {
        self.load(kind)?;
        let Some(directory) = self.directories.get(&kind) else { return Ok(Err(Expected::Existing(kind, Vec::new()))) };
        if let Some(id) = directory.find(text) {
            return Ok(Ok(Value::Int(id)));
        }
        let near = if quiet { Vec::new() } else { directory.near(text) };
        let follows = self.missed.contains(&(kind, text.to_owned()));
        let Some(section) = &mut self.section else { return Ok(Err(Expected::Existing(kind, near))) };
        if section.create.contains(&kind) {
            return Ok(self.make(kind, text)?.map(Value::Int));
        }
        let required = def.fields.get(field).is_some_and(|f| f.required);
        if kind == def.kind && !required {
            section.forward.push((field, text.to_owned()));
            return Ok(Ok(Value::Null));
        }
        Ok(Err(if follows { FOLLOWS } else { Expected::Existing(kind, near) }))
    }

    fn miss(&mut self, kind: Kind, key: String) {
        if !key.is_empty() && !kind.is_fact() {
            self.missed.insert((kind, key));
        }
    }

    fn code_of(&self, kind: Kind, value: &Value) -> String {
        let code = value.int().map(|id| record::code_of(self.tx.conn(), kind, id));
        code.and_then(Result::ok).unwrap_or_default()
    }

    fn put(
        &mut self,
        given: &mut [Option<Value>],
        number: u64,
        problems: &mut Vec<Problem>,
        report: &mut SectionReport,
    ) -> Result<Put, ImportError> {
        let Some(section) = &mut self.section else { return Ok(Put::Refused) };
        let def = section.def;
        if let Some(facts) = &mut section.facts {
            let row = fact(&section.blank, given, problems);
            if !problems.is_empty() {
                return Ok(Put::Refused);
            }
            facts.put(self.tx, &row)?;
            self.tell_line(&row)?;
            return Ok(Put::Later);
        }
        let forward = std::mem::take(&mut section.forward);
        let (kind, mut asks) = (def.kind, false);
        if kind == Kind::Approval {
            self.asked_for(given)?;
        }
        let (mut row, existing) = self.laid_over(kind, given, problems)?;
        if existing.is_some() && self.only_adds() {
            problems.clear();
            return Ok(Put::Kept);
        }
        if problems.iter().any(|p| p.expected.is_refusal()) {
            return Ok(Put::Refused);
        }
        if problems.is_empty()
            && let Some(there) = existing.as_ref().filter(|t| t.values == row.values)
        {
            self.set_aside(not_read(&row, given, self.whole));
            self.pend(there.id, number, forward);
            return Ok(Put::Unchanged);
        }
        problems.extend(kinds::check(&row));
        if !self.whole && existing.is_none() && self.waits_without_approval(&row)? {
            let begins = Row::blank(kind).get("state").clone();
            row.set("state", begins);
            asks = true;
        }
        let elsewhere = !self.whole && existing.is_none() && doors::is_elsewhere(self.context, &row);
        if elsewhere {
            row.set(BROUGHT_IN, true.to_value());
        }
        if self.whole {
            return self.as_it_was(&row, existing.as_ref(), number, forward, problems);
        }
        if elsewhere && kind == Kind::Alert && row.get("state").text() != Some(AlertState::Cleared.code()) {
            // what is live is said by the rules here, on the figures here
            row.set("state", AlertState::Cleared.to_value());
            self.set_aside(vec!["state"]);
        }
        if kind == Kind::Partner && self.is_doubtful(&row, existing.as_ref(), number, problems, report)? {
            return Ok(Put::Unchanged);
        }
        if kind == Kind::Ticket {
            self.complete_ticket(&mut row, existing.as_ref(), problems)?;
        }
        // what was decided elsewhere is history: nothing follows from it a second time
        // but rules that somebody decided elsewhere do not rule here for that
        let history = self.context.role >= doors::HISTORY;
        let decided = existing.is_none() && history && is_decided(&row) && kind != Kind::PolicyVersion && !asks;
        problems.extend(self.complete(&mut row, existing.as_ref(), decided)?);
        if !decided && history && existing.is_none() && kind != Kind::Ticket {
            let state = row.get("state").clone();
            keep_computed(&mut row, given);
            if asks {
                row.set("state", state);
            }
        }
        if !problems.is_empty() {
            return Ok(Put::Refused);
        }
        // results that a file brings were given by the rules of where it comes from
        let brought = existing.is_none() && (decided || brings_results(&row, given));
        self.tx.brings_in(Some(kind).filter(|_| brought));
        self.set_aside(not_read(&row, given, self.whole));
        self.written(row, existing, decided, number, forward, report)
    }
}

impl Writer<'_, '_> {
    /// What the file gives over a new record or the one that is there.
    fn laid_over(
        &mut self,
        kind: Kind,
        given: &[Option<Value>],
        problems: &mut Vec<Problem>,
    ) -> Result<(Row, Option<Row>), ImportError> {
        let history = self.context.role >= doors::HISTORY;
        let laid = Laid { there: false, history, whole: self.whole };
        let mut row = self.blank(kind);
        let mut aside = lay_over(&mut row, given.iter().cloned(), laid);
        self.named(&mut row, problems)?;
        rules::canonical(&mut row);
        let existing = self.existing(&row)?;
        if self.only_adds()
            && let Some(there) = existing
        {
            return Ok((there.clone(), Some(there)));
        }
        if let Some(there) = &existing {
            row = there.clone();
            aside = lay_over(&mut row, given.iter().cloned(), Laid { there: true, ..laid });
            self.named(&mut row, &mut Vec::new())?;
            rules::canonical(&mut row);
            if !self.whole {
                // what is refused is not also said to be left out
                let refused = doors::written_down(self.tx, there, &aside)?;
                aside.retain(|field| refused.iter().all(|p| p.field != *field));
                problems.extend(refused);
            }
        }
        self.set_aside(aside);
        Ok((row, existing))
    }

    /// Whether a partner was merged into another one, so that its row changes nothing; else what is wrong with it is told.
    fn is_doubtful(
        &self,
        row: &Row,
        existing: Option<&Row>,
        number: u64,
        problems: &mut Vec<Problem>,
        report: &mut SectionReport,
    ) -> Result<bool, ImportError> {
        if existing.is_none()
            && let Some(of) = self.same(row, Common::FormerCode)
        {
            // its figures go on under the other code
            Self::tell(report, Duplicate { row: number, code: code_of(row), of, common: Common::FormerCode });
            return Ok(true);
        }
        problems.extend(partner::check(row));
        let new = existing.is_none_or(|e| e.get("credit_code") != row.get("credit_code"));
        if let Some(of) = self.same(row, Common::CreditCode).filter(|_| new && !self.allow_duplicates) {
            let value = row.get("credit_code").text().unwrap_or_default().to_owned();
            problems.push(Problem { field: "credit_code", value, expected: Expected::Unique(of) });
        }
        problems.extend(self.becomes_another(row, existing)?);
        Ok(false)
    }

    /// A partner that is there does not get the telephone or the name of another without a word, as by hand.
    fn becomes_another(&self, row: &Row, existing: Option<&Row>) -> Result<Option<Problem>, ImportError> {
        let known = self.section.as_ref().and_then(|s| s.duplicates.as_ref());
        let (Some(known), Some(there)) = (known.filter(|_| !self.allow_duplicates), existing) else { return Ok(None) };
        let who = duplicates::other_now(row, existing);
        if known.find(Identity { code: "", former_codes: "", ..who }).iter().all(|(of, _)| of == who.code) {
            return Ok(None);
        }
        // what the file has changed meanwhile is asked for
        let alike = duplicates::alike(self.tx.conn(), row, Some(there))?;
        let Some(other) = alike.into_iter().find(|a| a.common != Common::CreditCode) else { return Ok(None) };
        let (field, f) = (if other.common == Common::Phone { "phone" } else { "name" }, row.kind.def());
        let field = f.field(field).map_or("", |(_, f)| f.name);
        let value = row.get(field).text().unwrap_or_default().to_owned();
        let said = OpError::Alike(Box::new(other)).sentence();
        Ok(Some(Problem { field, value, expected: Expected::Named(said.key, said.args) }))
    }

    /// Whether a row says that it waits for a decision where nothing of it came that somebody could decide: it is asked for
    /// here. Into a new database its approval comes, too.
    fn waits_without_approval(&self, row: &Row) -> Result<bool, ImportError> {
        let waits = matches!(row.get("state").text(), Some("pending" | "proposed")) && row.kind != Kind::Approval;
        let history = self.context.role >= doors::HISTORY;
        Ok(waits && history && doors::is_at_work(self.tx)?)
    }

    /// Writes a row that is in order, with what follows from it.
    fn written(
        &mut self,
        mut row: Row,
        existing: Option<Row>,
        decided: bool,
        number: u64,
        forward: Vec<(usize, String)>,
        report: &mut SectionReport,
    ) -> Result<Put, ImportError> {
        let kind = row.kind;
        self.tell_line(&row)?;
        let asked = rules::withhold(self.context, &mut row, existing.as_ref());
        let (mut put, id) = match existing {
            Some(there) if there.values == row.values => (Put::Unchanged, there.id),
            Some(there) => {
                let (_, told) = record_put(self.tx, self.context, &mut row, Some(&there))?;
                report.waits_for(number, told, true);
                if self.notes {
                    let key = record::code_of(self.tx.conn(), kind, there.id)?;
                    report.changes(changes::between(&key, &there, &row, |k, v| self.code_of(k, v)));
                }
                if kind == Kind::Ticket {
                    ticket::log_again(self.tx, &there, there.id)?;
                }
                (Put::Updated, there.id)
            }
            None => {
                let (id, told) =
                    if decided { (self.tx.insert(&row)?, None) } else { record_put(self.tx, self.context, &mut row, None)? };
                report.waits_for(number, told, false);
                if kind == Kind::Ticket {
                    ticket::log_import(self.tx, id)?;
                }
                self.known(kind, id, &row)?;
                self.duplicates(&row, number, report);
                (Put::Inserted, id)
            }
        };
        if let Some(told) = asked.map(|terms| terms.ask_for(self.tx, self.context, id)).transpose()?.flatten() {
            let asked = !matches!(told.asks, Asks::WaitsAlready | Asks::NotAgain);
            report.waits_for(number, Some(told), true);
            if asked && put == Put::Unchanged {
                put = Put::Updated;
            }
        }
        if kind == Kind::TicketEvent && put != Put::Unchanged {
            self.moved(&row, number);
        }
        self.pend(id, number, forward);
        Ok(put)
    }

    /// Writes a row of a whole database: nothing is computed, asked for or logged again, all of that has its own rows.
    fn as_it_was(
        &mut self,
        row: &Row,
        existing: Option<&Row>,
        number: u64,
        forward: Vec<(usize, String)>,
        problems: &[Problem],
    ) -> Result<Put, ImportError> {
        if !problems.is_empty() {
            return Ok(Put::Refused);
        }
        // its results were given by the rules that they name, or by those before there were versions
        self.tx.brings_in(Some(row.kind));
        let (put, id) = match existing {
            Some(there) => {
                self.tx.update(row)?;
                (Put::Updated, there.id)
            }
            None => (Put::Inserted, self.tx.insert(row)?),
        };
        self.known(row.kind, id, row)?;
        self.pend(id, number, forward);
        Ok(put)
    }
}

/// What a row asks for that is not its user's to do, as a problem of the row.
fn not_theirs(e: OpError, row: &Row) -> Problem {
    let code = code_of(row);
    let value = if code.is_empty() { row.called() } else { code };
    let expected = match e {
        OpError::Role { needs, has, user } => {
            let args = vec![("needs", needs.code().to_owned()), ("has", has.code().to_owned()), ("user", user)];
            Expected::Named("refused-role", args)
        }
        OpError::Refused { key, args } => Expected::Named(key, args),
        other => Expected::Named("refused-other", vec![("why", other.to_string())]),
    };
    Problem { field: "", value, expected }
}

fn code_of(row: &Row) -> String {
    row.get("code").text().unwrap_or_default().to_owned()
}
