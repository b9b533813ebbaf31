//! Whether a row is about a record that is there already, and what its texts stand for that are no references.

use super::ImportError;
use super::write::Writer;
use crate::domain::approval;
use crate::domain::kinds::{ApprovalSubject, TargetScope};
use crate::domain::record::{Expected, Kind, Problem, Row, Value};
use crate::ops::target;

impl Writer<'_, '_> {
    /// The record that a row is about: by its number or key, else by what tells it from others. Of rows that nothing
    /// tells apart the first of a file is the first that is there, the second the second.
    pub(super) fn existing(&mut self, row: &Row) -> Result<Option<Row>, ImportError> {
        if self.is_fresh() {
            return Ok(None);
        }
        let null = |name: &str| row.get(name).is_null();
        if row.kind == Kind::Ticket && !null("external") {
            let there = self.numbered_elsewhere(row)?;
            if there.is_some() || null("number") {
                return Ok(there);
            }
        }
        let (key, twins): (&[&str], bool) = match row.kind {
            Kind::Task if null("series") => (&["kind", "title", "partner", "due_on"], true),
            Kind::Ticket if null("number") && null("opened_at") => return Ok(None),
            kind if !kind.def().unnumbered.is_empty() && null("number") => (kind.def().unnumbered, kind != Kind::Ticket),
            kind => (kind.identity(), kind.def().key.is_empty()),
        };
        // of a kind that says nothing about it every field tells
        let all: Vec<&str> = row.kind.def().fields.iter().map(|f| f.name).collect();
        let key = if key.is_empty() { all.as_slice() } else { key };
        let values: Vec<Value> = key.iter().map(|name| row.get(name).clone()).collect();
        let earlier = if twins { self.earlier(&values) } else { 0 };
        let found = self.tx.find_same(row.kind, key, &values, earlier)?;
        if found.is_none() && row.kind == Kind::TicketEvent {
            // what the import of the ticket told in short is told in full now
            let names = ["ticket", "at", "kind", "text", "detail", "actor"];
            let values = |actor: Value| {
                let [ticket, at, kind] = ["ticket", "at", "kind"].map(|name| row.get(name).clone());
                [ticket, at, kind, Value::Null, Value::Null, actor]
            };
            let unnamed = self.tx.find_same(row.kind, &names, &values(Value::Null), 0)?;
            return match unnamed {
                None if !null("actor") => Ok(self.tx.find_same(row.kind, &names, &values(row.get("actor").clone()), 0)?),
                found => Ok(found),
            };
        }
        Ok(found)
    }

    /// The ticket that has the number elsewhere that a row tells. One that came before without it is known again; one that has
    /// another is another.
    fn numbered_elsewhere(&self, row: &Row) -> Result<Option<Row>, ImportError> {
        let there = self.tx.find_same(row.kind, &["external"], &[row.get("external").clone()], 0)?;
        if there.is_some() || !row.get("number").is_null() {
            return Ok(there);
        }
        let [kind, title, partner, opened] = ["kind", "title", "partner", "opened_at"].map(|name| row.get(name).clone());
        let names = ["kind", "title", "partner", "opened_at", "external"];
        Ok(self.tx.find_same(row.kind, &names, &[kind, title, partner, opened, Value::Null], 0)?)
    }

    /// The subject of a target as a code: of the partner, region, type or user that it names.
    pub(super) fn subject(&mut self, row: &mut Row, problems: &mut Vec<Problem>) -> Result<(), ImportError> {
        let scope = row.get("scope").text().and_then(TargetScope::from_code);
        let Some(kind) = scope.and_then(TargetScope::kind) else { return Ok(()) };
        self.load(kind)?;
        let Some(directory) = self.directories.get(&kind) else { return Ok(()) };
        match target::named(row, kind, directory) {
            Some(mut unknown) if self.creates(kind) => {
                if let Err(expected) = self.make(kind, &unknown.value)? {
                    unknown.expected = expected;
                    problems.push(unknown);
                }
                Ok(())
            }
            unknown => {
                problems.extend(unknown);
                Ok(())
            }
        }
    }

    /// The record that an approval is about, which a file calls by its code.
    pub(super) fn about(&mut self, row: &mut Row, problems: &mut Vec<Problem>) -> Result<(), ImportError> {
        let subject = row.get("subject").text().and_then(ApprovalSubject::from_code);
        let (Some(subject), Some(text)) = (subject, row.get("record").text().map(str::to_owned)) else { return Ok(()) };
        let (kind, _) = approval::about(subject);
        self.load(kind)?;
        let Some(directory) = self.directories.get(&kind) else { return Ok(()) };
        let found = directory.find(&text);
        row.set("record", Value::Int(found.unwrap_or(0)));
        if found.is_none() {
            let near = directory.near(&text);
            problems.push(Problem { field: "record", expected: Expected::Existing(kind, near), value: text });
        }
        Ok(())
    }

    /// What an approval was asked for refers to others by their codes in a file, and by their ids from here on.
    pub(super) fn asked_for(&mut self, given: &mut [Option<Value>]) -> Result<(), ImportError> {
        let at = |name: &str| Kind::Approval.def().field(name).map(|(i, _)| i);
        let value = |name: &str| at(name).and_then(|i| given.get(i)).and_then(Option::as_ref).and_then(Value::text);
        let Some(subject) = value("subject").and_then(ApprovalSubject::from_code) else { return Ok(()) };
        let (kind, _) = approval::about(subject);
        for of in approval::referred(kind) {
            self.load(of)?;
        }
        let id = |of: Kind, code: &str| self.directories.get(&of)?.find(code).map(|id| id.to_string());
        for i in ["snapshot", "was"].into_iter().filter_map(at) {
            if let Some(Some(Value::Text(kept))) = given.get_mut(i) {
                *kept = approval::referring(kind, kept, id);
            }
        }
        Ok(())
    }
}
