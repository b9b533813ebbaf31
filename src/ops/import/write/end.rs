//! The end of a section: references to what came later, facts and counts.

use super::super::super::{admin, partner as partners, region, ticket};
use super::super::{ImportError, SectionReport, changes};
use super::{Sink as _, Writer};
use crate::domain::record::{Expected, Kind, KindDef, Problem, Value};
use crate::store::facts::Counts;
use crate::store::record;

impl Writer<'_, '_> {
    /// Ends a section: references to what came later, facts and counts.
    pub(in crate::ops::import) fn finish(&mut self, report: &mut SectionReport) -> Result<(), ImportError> {
        let Some(mut section) = self.section.take() else { return Ok(()) };
        for (id, number, field, text) in std::mem::take(&mut section.pending) {
            self.point(section.def, id, number, field, &text, report)?;
        }
        for (id, number) in std::mem::take(&mut section.replayed) {
            if let Some(problem) = ticket::replay(self.tx, self.desk, id)? {
                report.is_wrong(number, problem.field, problem);
                report.turn_down();
            }
        }
        if !section.admins.is_empty() {
            admin::an_admin_is_left(self.tx.conn(), &section.admins.join(", "))?;
        }
        report.created = section.created;
        report.set_aside = section.set_aside.into_iter().collect();
        if let Some(mut facts) = section.facts.take() {
            for (old, new) in facts.changes(self.tx)? {
                let code = |kind, value: &Value| self.code_of(kind, value);
                report.changes(changes::between(&changes::key_of(&old, code), &old, &new, code));
            }
            report.counted(facts.finish(self.tx)?);
            self.tx.count_batch(section.batch, Counts::default(), signed(report.rejected))?;
        } else {
            let counts = Counts {
                inserted: signed(report.inserted),
                updated: signed(report.updated),
                unchanged: signed(report.unchanged + report.kept),
                removed: 0,
            };
            self.tx.count_batch(section.batch, counts, signed(report.rejected))?;
        }
        Ok(())
    }

    /// Sets a reference to a record of the same kind, now that all of the file are there.
    fn point(
        &mut self,
        def: &'static KindDef,
        id: i64,
        number: u64,
        field: usize,
        text: &str,
        report: &mut SectionReport,
    ) -> Result<(), ImportError> {
        self.load(def.kind)?;
        let Some((directory, declared)) = self.directories.get(&def.kind).zip(def.fields.get(field)) else { return Ok(()) };
        let Some(target) = directory.find(text) else {
            let expected = Expected::Existing(def.kind, directory.near(text));
            let problem = Problem { field: declared.name, value: text.to_owned(), expected };
            report.is_wrong(number, declared.name, problem);
            report.turn_down();
            return Ok(());
        };
        let mut row = record::get(self.tx.conn(), def.kind, id)?;
        row.set(declared.name, Value::Int(target));
        let wrong = match def.kind {
            // it stood so
            _ if self.whole => Vec::new(),
            Kind::Partner => partners::tree::placed(self.tx, &row)?,
            Kind::Region => region::complete(self.tx.conn(), &row)?,
            Kind::User => admin::complete(self.tx.conn(), &row, None)?,
            _ => Vec::new(),
        };
        if wrong.is_empty() {
            self.tx.update(&row)?;
            return Ok(());
        }
        for problem in wrong {
            report.is_wrong(number, declared.name, problem);
        }
        report.turn_down();
        Ok(())
    }
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
