//! One import: all that needs no lock first, then one transaction.
//!
//! - A dry run, and a file that turns out to have rows with problems, are done in a shadow of the database.
//! - A long import of records is done in such a shadow, too, and what became of them is then taken over: what is checked under
//!   the lock is that nothing that others have written meanwhile stands in the way ([`Tx::holds`]). If it does, it is prepared
//!   again, and in the end done under the lock, so that it comes to an end however busy the others are.
//! - Facts alone need less: what they refer to, and the closed periods ([`Seen`]).
//! - A short import is checked under the lock.

use super::ready::{self, Ready, Seen};
use super::{ImportError, Job, Progress, Report, Request, detail, section, whole, write};
use crate::domain::kinds::Role;
use crate::domain::record::Kind;
use crate::exchange::mapping;
use crate::exchange::outfile::Files;
use crate::ops::context::{Context, Source};
use crate::ops::{OpError, Session, rules};
use crate::store::facts::{Counts, FactWriter};
use crate::store::shadow::{Facts, KeptFacts, Moment, Taken};
use crate::store::{StoreError, Tx};

/// How often an import is prepared again because others changed what it refers to.
pub(super) const TRIES: usize = 3;

/// From so many rows on an import of records is prepared without the lock: fewer are written in less time than the tables
/// that they may change are copied.
const LONG: usize = 1_000;

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

/// Where it is written to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum To {
    /// The database.
    File,
    /// A shadow of it, to be taken over.
    Shadow,
}

impl Import<'_> {
    /// Reads, checks and writes; `None` if what was prepared does not hold any more.
    pub(super) fn once(&mut self, session: &mut Session, prepare: bool) -> Result<Option<Report>, ImportError> {
        // a private copy has no file that a second connection could read, and nobody waits for its lock
        let prepare = prepare && !session.store.is_private();
        let mut tables = mapping::Tables::among(self.files.clone());
        let written = session.style()?;
        let open = |job| Ready::open(job, self.request, &written, &mut tables);
        let mut sections = self.jobs.iter().map(open).collect::<Result<Vec<_>, _>>()?;
        let mut seen = Seen::now(session.store.conn())?;
        let mut done = Progress { done: 0, size: self.size, rows: 0 };
        let makes = |job: &Job| !job.section.creates().is_ok_and(|kinds| kinds.is_empty());
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
        if (self.request.dry_run && !session.store.is_private()) || (found && !self.request.skip_bad) {
            return self.in_shadow(session, &mut sections, &seen, Facts::Counted).map(|(_, report, _)| Some(report));
        }
        let rows: usize = sections.iter().map(Ready::rows_at_least).sum();
        if prepare && !facts_only && (LONG..ready::MOST).contains(&rows) {
            return self.prepared(session, &mut sections, &seen);
        }
        done = Progress { done: 0, size: self.size, rows: 0 };
        Ok(self.write(session, &mut sections, &seen, &mut done, To::File)?.map(|(report, _)| report))
    }

    /// Does it in a shadow of the database; answers that, what came of it, and of which moment the database was.
    fn in_shadow(
        &mut self,
        session: &Session,
        sections: &mut [Ready<'_>],
        seen: &Seen,
        facts: Facts,
    ) -> Result<(Session, Report, Moment), ImportError> {
        // facts that are read already are written once only
        let once = sections.iter().any(|s| s.facts.is_some());
        for kinds in [self.touches(), everything()] {
            let mut aside = session.in_shadow(kinds.clone(), facts)?;
            let mut done = Progress { done: 0, size: self.size, rows: 0 };
            match self.write(&mut aside, sections, seen, &mut done, To::Shadow) {
                // what a rule writes beside the record itself was not among the tables
                Err(ImportError::Op(OpError::Store(StoreError::ReadOnly(_)))) if !once && kinds != everything() => {}
                done => {
                    let (report, moment) = done?.unwrap_or_default();
                    return Ok((aside, report, moment));
                }
            }
        }
        Ok((session.in_shadow(Vec::new(), facts)?, Report::default(), Moment::default()))
    }

    /// Does it without the lock, and then writes what came of it.
    fn prepared(
        &mut self,
        session: &mut Session,
        sections: &mut [Ready<'_>],
        seen: &Seen,
    ) -> Result<Option<Report>, ImportError> {
        let (aside, mut report, moment) = self.in_shadow(session, sections, seen, Facts::Kept)?;
        if !report.written {
            return Ok(Some(report));
        }
        (report.written, report.change_set) = (false, None);
        let (request, mut holds) = (self.request, true);
        // of other kinds than a desk's the rules look at what is there: nobody may have written any
        let desk =
            |job: &Job| matches!(Kind::from_name(&job.section.kind), Some(Kind::Ticket | Kind::TicketEvent | Kind::TicketParty));
        let alone = !self.jobs.iter().all(|job| desk(job) || Kind::from_name(&job.section.kind).is_some_and(Kind::is_fact));
        let stop = || OpError::Invalid(Vec::new()); // rolls back
        let result = session.write(self.role, request.label(), &detail(self.jobs), |tx| {
            holds = tx.holds(&aside.store, moment, alone)?;
            if !holds {
                return Err(stop());
            }
            let taken = tx.take_over(&aside.store, moment)?;
            let facts = write_facts(tx, aside.store.facts_kept(), &taken)?;
            for (section, counts) in report.sections.iter_mut().filter(|s| s.kind.is_fact()).zip(facts) {
                section.counted(counts);
            }
            if report.changed() == 0 {
                return Err(stop());
            }
            if !request.is_whole() {
                // no step of a recipe: it is done once
                tx.keep_request(&request.spec())?;
            }
            Ok(tx.change_set())
        });
        match result {
            Ok(change_set) => (report.written, report.change_set) = (true, Some(change_set)),
            Err(OpError::Invalid(problems)) if problems.is_empty() => {}
            // a key that somebody else has taken meanwhile, or a record that is gone: what is said of it is found next time
            Err(OpError::Store(StoreError::Sql(_))) => return Ok(None),
            Err(e) => return Err(e.into()),
        }
        Ok(holds.then_some(report))
    }

    /// The kinds whose records it may write: what it brings and makes, and what the rules write beside.
    fn touches(&self) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = self.request.create.clone();
        for job in self.jobs {
            kinds.extend(job.section.creates().unwrap_or_default());
            let Some(kind) = Kind::from_name(&job.section.kind) else { return everything() };
            let written = kind.def().conduct.import_writes;
            if written.is_empty() {
                return everything();
            }
            kinds.extend(written);
        }
        kinds.retain(|k| !k.is_fact());
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Writes what was read, in one transaction; `None` if what was prepared does not hold any more. Answers of which moment
    /// the database was, too.
    fn write(
        &mut self,
        session: &mut Session,
        sections: &mut [Ready<'_>],
        seen: &Seen,
        done: &mut Progress,
        to: To,
    ) -> Result<Option<(Report, Moment)>, ImportError> {
        let request = self.request;
        let mut report = Report { dry_run: request.dry_run, ..Report::default() };
        let mut failure = None;
        let mut holds = true;
        let mut moment = Moment::default();
        let policy = session.policy.clone();
        let desk = crate::domain::sla::Desk::of(&policy);
        let context = Context { reason: request.reason.trim(), ..Context::of(session, &policy, Source::Import) };
        let stop = || OpError::Invalid(Vec::new()); // rolls back; the report tells
        let result = session.write(self.role, request.label(), &detail(self.jobs), |tx| {
            let mut all = || -> Result<(), ImportError> {
                moment = Moment::of(tx.conn())?;
                if to == To::File && sections.iter().any(|s| s.facts.is_some()) && !seen.holds(tx.conn())? {
                    holds = false;
                    return Ok(());
                }
                if request.is_whole() {
                    whole::into_empty(tx.conn())?;
                }
                let mut writer = write::Writer::new(tx, request.create.clone(), &desk, &context)?;
                writer.allow_duplicates = request.allow_duplicates;
                writer.whole = request.is_whole();
                writer.notes = request.dry_run;
                for section in sections.iter_mut() {
                    let tell = &mut ready::teller(done, self.progress);
                    report.sections.push(section::run(&mut writer, section, request, tell)?);
                }
                if report.sections.iter().any(|s| s.kind == Kind::PolicyVersion) {
                    rules::sound(tx.conn(), context.as_of)?;
                }
                Ok(())
            };
            if let Err(e) = all() {
                failure = Some(e);
                return Err(stop());
            }
            let refused = report.stops(request.skip_bad);
            // facts that are kept are not counted yet
            let uncounted = to == To::Shadow && report.sections.iter().any(|s| s.kind.is_fact() && s.rows > 0);
            if !holds || request.dry_run || refused || (report.changed() == 0 && !uncounted) {
                return Err(stop());
            }
            if to == To::File && !request.is_whole() {
                tx.keep_request(&request.spec())?;
            }
            Ok(tx.change_set())
        });
        match (failure, result) {
            (Some(e), _) => return Err(e),
            (None, Ok(change_set)) => (report.written, report.change_set) = (true, Some(change_set)),
            (None, Err(OpError::Invalid(problems))) if problems.is_empty() => {}
            (None, Err(e)) => return Err(e.into()),
        }
        Ok(holds.then_some((report, moment)))
    }
}

/// Every kind of record.
fn everything() -> Vec<Kind> {
    Kind::ALL.iter().copied().filter(|k| !k.is_fact()).collect()
}

/// Writes facts that were kept; answers what became of those of each batch.
fn write_facts(tx: &mut Tx<'_>, kept: Vec<KeptFacts>, taken: &Taken) -> Result<Vec<Counts>, OpError> {
    let (mut counts, mut writer) = (Vec::new(), None::<(i64, FactWriter)>);
    for KeptFacts { batch, keeps, facts } in kept {
        let batch = taken.batches.get(&batch).copied().unwrap_or(batch);
        if writer.as_ref().is_some_and(|(of, _)| *of != batch)
            && let Some((_, done)) = writer.take()
        {
            counts.push(done.finish(tx)?);
        }
        let (_, writer) = writer.get_or_insert_with(|| (batch, FactWriter::new(batch).keeping(keeps)));
        writer.apply(tx, facts.of_batch(batch))?;
    }
    if let Some((_, done)) = writer {
        counts.push(done.finish(tx)?);
    }
    Ok(counts)
}
