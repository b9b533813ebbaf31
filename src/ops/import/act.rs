//! One import: all that needs no lock first, then one transaction.

use super::ready::{self, Ready, Seen};
use super::{ImportError, Job, Progress, Report, Request, detail, section, write};
use crate::domain::kinds::Role;
use crate::exchange::mapping;
use crate::exchange::outfile::Files;
use crate::ops::record::rules::{Context, Source};
use crate::ops::{OpError, Session};

/// How often an import is prepared again because others changed what it refers to.
pub(super) const TRIES: usize = 3;

/// One import, as often as it takes.
pub(super) struct Import<'a> {
    pub(super) request: &'a Request,
    pub(super) jobs: &'a [Job],
    pub(super) role: Role,
    pub(super) files: Files,
    /// Bytes of the files.
    pub(super) size: u64,
    pub(super) progress: &'a mut dyn FnMut(Progress),
}

impl Import<'_> {
    /// Reads, checks and writes; `None` if what was prepared does not hold any more.
    pub(super) fn once(&mut self, session: &mut Session, prepare: bool) -> Result<Option<Report>, ImportError> {
        let mut tables = mapping::Tables::among(self.files.clone());
        let zone = session.policy.organisation.zone;
        let open = |job| Ready::open(job, self.request, zone, &mut tables);
        let mut sections = self.jobs.iter().map(open).collect::<Result<Vec<_>, _>>()?;
        let mut seen = Seen::now(session.store.conn())?;
        let mut done = Progress { done: 0, size: self.size, rows: 0 };
        let makes = |job: &Job| !job.section.create.is_empty();
        let facts_only = self.request.create.is_empty() && sections.iter().all(|s| s.def.kind.is_fact() && !makes(s.job));
        for section in &mut sections {
            if facts_only && prepare {
                let tell = &mut ready::teller(&mut done, self.progress);
                section.gather(session.store.conn(), self.request, &mut seen, tell)?;
            } else if !section.def.kind.is_fact() {
                section.read()?;
            }
        }
        let found = sections.iter().filter_map(|s| s.facts.as_ref()).any(|(report, _)| report.problem_count > 0);
        let looks = self.request.dry_run || (found && !self.request.skip_bad);
        done = Progress { done: 0, size: self.size, rows: 0 };
        if looks && let Ok(mut copy) = session.on_a_copy() {
            return self.write(&mut copy, &mut sections, &seen, &mut done);
        }
        self.write(session, &mut sections, &seen, &mut done)
    }

    /// Writes what was read, in one transaction.
    fn write(
        &mut self,
        session: &mut Session,
        sections: &mut [Ready<'_>],
        seen: &Seen,
        done: &mut Progress,
    ) -> Result<Option<Report>, ImportError> {
        let request = self.request;
        let mut report = Report { dry_run: request.dry_run, ..Report::default() };
        let mut failure = None;
        let mut holds = true;
        let policy = session.policy.clone();
        let desk = crate::domain::sla::Desk::of(&policy);
        let context = Context::of(session, &policy, Source::Import);
        let stop = || OpError::Invalid(Vec::new()); // rolls back; the report tells
        let result = session.write(self.role, "change-import", &detail(self.jobs), |tx| {
            let mut all = || -> Result<(), ImportError> {
                if sections.iter().any(|s| s.facts.is_some()) && !seen.holds(tx.conn())? {
                    holds = false;
                    return Ok(());
                }
                let mut writer = write::Writer::new(tx, request.create.clone(), &desk, &context)?;
                writer.allow_duplicates = request.allow_duplicates;
                for section in sections.iter_mut() {
                    let tell = &mut ready::teller(done, self.progress);
                    report.sections.push(section::run(&mut writer, section, request, tell)?);
                }
                Ok(())
            };
            if let Err(e) = all() {
                failure = Some(e);
                return Err(stop());
            }
            let refused = report.problem_count() > 0 && !request.skip_bad;
            if !holds || request.dry_run || refused || report.changed() == 0 {
                return Err(stop());
            }
            tx.keep_request(&request.spec())?;
            Ok(tx.change_set())
        });
        match (failure, result) {
            (Some(e), _) => return Err(e),
            (None, Ok(change_set)) => (report.written, report.change_set) = (true, Some(change_set)),
            (None, Err(OpError::Invalid(problems))) if problems.is_empty() => {}
            (None, Err(e)) => return Err(e.into()),
        }
        Ok(holds.then_some(report))
    }
}
