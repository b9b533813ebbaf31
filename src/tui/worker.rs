//! The database thread: queries, which can be overtaken, and operations, which can't.
//!
//! The only room of the screen that calls `ops` and `store` (with [`runtime`](super::runtime)). Every tab has a file here with its
//! `Query`, `Reply` and `Op` and the two functions that answer them; tabs name the types of their own file only,
//! which may re-export what `ops` answers.
//!
//! A query of a *lane* (tab and question) that is asked again before it is answered is given up: the running one is
//! interrupted, a waiting one is never run. Each second the worker looks whether another process has written.

pub mod calendar;
pub mod conflicts;
pub mod core;
pub mod document;
pub mod form;
pub mod health;
pub mod knowledge;
pub mod kpis;
pub mod list;
pub mod meetings;
mod message;
pub mod partners;
pub mod policy;
pub mod tiers;
pub mod today;
pub mod trace;

use std::collections::HashMap;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::domain::policy::Policy;
use crate::domain::sentence::Sentence;
use crate::domain::sentence::Speak as _;
use crate::ops::{Clock, OpError, Session, access, figures, ticket};
use crate::store::StoreError;
use crate::store::figures::Refreshed;
use crate::store::watch::Interrupter;

pub use message::{Done, Op, Query, Reply, Report, Trouble, Why};

/// How long nobody has asked anything before figures are computed.
const IDLE: Duration = Duration::from_millis(150);

enum Job {
    Query { lane: u64, tag: u64, query: Query },
    Op(Op),
    Look,
    Stop,
}

#[derive(Debug, Default)]
struct Lanes {
    newest: HashMap<u64, u64>,
    running: Option<(u64, u64)>,
    /// Nothing is answered any more.
    over: bool,
}

/// The runtime's end of the worker.
#[derive(Debug)]
pub struct Handle {
    jobs: Sender<Job>,
    lanes: Arc<Mutex<Lanes>>,
    interrupter: Interrupter,
    tag: u64,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Handle {
    /// Starts the thread, which reports by `report`.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(session: Session, report: impl Fn(Report) + Send + 'static) -> std::io::Result<Self> {
        let (jobs, inbox) = mpsc::channel();
        let lanes = Arc::new(Mutex::new(Lanes::default()));
        let interrupter = session.store.interrupter();
        let (known, head) = ((Arc::clone(&session.policy), session.clock), session.head());
        let (lanes_of, memory) = (Arc::clone(&lanes), Memory::default());
        let worker = Worker {
            session,
            known,
            head,
            memory,
            lanes: lanes_of,
            inbox,
            report,
            stale: true,
            unswept: false,
            failures: HashMap::new(),
            figures: Arc::default(),
        };
        let thread = std::thread::Builder::new().name("database".to_owned()).spawn(move || worker.run())?;
        Ok(Self { jobs, lanes, interrupter, tag: 0, thread: Some(thread) })
    }

    /// Asks; what was asked before in this lane is given up.
    pub fn ask(&mut self, query: Query) {
        self.tag += 1;
        let (lane, tag) = (query.lane(), self.tag);
        {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            lanes.newest.insert(lane, tag);
            // under the lock: the worker clears `running` under it too, so an operation is never hit
            if lanes.running.is_some_and(|(running, old)| running == lane && old < tag) {
                self.interrupter.interrupt();
            }
        }
        let _ = self.jobs.send(Job::Query { lane, tag, query });
    }

    /// Does.
    pub fn perform(&self, op: Op) {
        let _ = self.jobs.send(Job::Op(op));
    }

    /// Looks at once whether another process has written.
    pub fn look(&self) {
        let _ = self.jobs.send(Job::Look);
    }

    /// Finishes what was asked to be done, and ends; nobody waits for an answer any more.
    pub fn stop(mut self) {
        {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            lanes.over = true;
            if lanes.running.is_some() {
                self.interrupter.interrupt();
            }
        }
        let _ = self.jobs.send(Job::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the worker keeps between queries.
#[derive(Debug, Default)]
struct Memory {
    partners: partners::Memory,
}

struct Worker<F: Fn(Report)> {
    session: Session,
    /// The rules and the clock that the screen knows of.
    known: (Arc<Policy>, Clock),
    memory: Memory,
    /// What the screen says in its head.
    head: Vec<Sentence>,
    lanes: Arc<Mutex<Lanes>>,
    inbox: Receiver<Job>,
    report: F,
    /// Figures may have to be computed again; done when nothing is asked.
    stale: bool,
    /// Clocks that ran out may have to escalate tickets; done when nothing is asked.
    unswept: bool,
    /// What failed last of each thing that nobody had asked for, until it succeeds.
    failures: HashMap<&'static str, Sentence>,
    /// Why the figures that a thread of their own computed last are not there.
    figures: Arc<Mutex<Option<OpError>>>,
}

/// Panics where a test has put the file that it named: no other way leads into a panic of this thread.
#[cfg(debug_assertions)]
fn stumble() {
    let there = std::env::var_os("QUDAO_STUMBLE").is_some_and(|file| std::path::Path::new(&file).exists());
    assert!(!there, "stumbled as a test wanted");
}

impl<F: Fn(Report)> Worker<F> {
    fn run(mut self) {
        let mut seen = self.session.store.data_version().unwrap_or(0);
        loop {
            let wait = if self.stale || self.unswept { IDLE } else { Duration::from_secs(1) };
            match self.inbox.recv_timeout(wait) {
                Ok(Job::Query { lane, tag, query }) => self.answer(lane, tag, &query),
                Ok(Job::Op(op)) => {
                    let done = act(&mut self.session, &op);
                    self.memory.partners.forget();
                    self.stale = true;
                    self.tell_renewed();
                    (self.report)(match done {
                        Ok(done) => Report::Done(done),
                        Err(e) => Report::NotDone(op, e.at(self.session.store.path()).into()),
                    });
                }
                Ok(Job::Look) | Err(RecvTimeoutError::Timeout) => {
                    #[cfg(debug_assertions)]
                    stumble();
                    // a restore over a damaged file gives its name to another one
                    let followed = self.session.follow();
                    match self.background("database", followed) {
                        Some(true) => {
                            let path = self.session.store.path().display();
                            (self.report)(Report::Failed(Sentence::new("database-replaced").with("path", path)));
                            (self.report)(Report::Role(self.session.actor.role));
                            seen = 0;
                        }
                        Some(false) => {}
                        None => continue,
                    }
                    // others may have changed the rules or the clock; what can't be read now is read at the next look
                    let renewed = self.session.renew();
                    self.background("rules", renewed);
                    let figures = self.figures.lock().unwrap_or_else(PoisonError::into_inner).take();
                    if let Some(e) = figures {
                        self.background("figures", Err::<(), _>(e));
                    }
                    self.tell_renewed();
                    self.sweep();
                    let version = self.session.store.data_version().map_err(OpError::from);
                    if let Some(now) = self.background("version", version)
                        && now != seen
                    {
                        seen = now;
                        let had = self.session.actor.role;
                        let looked = access::look_again(&mut self.session);
                        self.background("role", looked);
                        if self.session.actor.role != had {
                            (self.report)(Report::Role(self.session.actor.role));
                        }
                        self.memory.partners.forget();
                        self.stale = true;
                        (self.report)(Report::Changed);
                    } else if self.stale {
                        self.refresh();
                    }
                }
                Ok(Job::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Tells the screen of rules or a clock that it does not know; what is shown was computed under others.
    fn tell_renewed(&mut self) {
        let (policy, clock) = (&self.session.policy, self.session.clock);
        if !Arc::ptr_eq(&self.known.0, policy) || self.known.1 != clock {
            self.known = (Arc::clone(policy), clock);
            self.memory.partners.forget();
            self.stale = true;
            (self.report)(Report::Renewed(Arc::clone(&self.known.0), clock));
        }
        self.tell_head();
    }

    fn tell_head(&mut self) {
        let head = self.session.head();
        if head != self.head {
            self.head.clone_from(&head);
            (self.report)(Report::Head(head));
        }
    }

    /// Escalates the tickets whose clocks ran out, after those were shown whose clocks run: a look waits for nothing.
    fn sweep(&mut self) {
        if !std::mem::take(&mut self.unswept) {
            return;
        }
        let swept = self.session.if_free(ticket::sweep);
        match self.background("escalations", swept) {
            Some(Some(steps)) if steps > 0 => (self.report)(Report::Changed),
            // somebody is writing: the next moment of rest tries again
            Some(None) => self.unswept = true,
            _ => {}
        }
    }

    /// What was done without anybody having asked; an error is written to the log and told on the screen, once until it succeeds.
    fn background<T>(&mut self, job: &'static str, done: crate::ops::Result<T>) -> Option<T> {
        match done {
            Ok(done) => {
                self.failures.remove(job);
                Some(done)
            }
            // whoever holds the file lets go of it: the next moment of rest tries again
            Err(OpError::Store(StoreError::Busy(_))) => None,
            Err(e) => {
                let e = e.at(self.session.store.path());
                let said = e.sentence();
                if self.failures.get(job) != Some(&said) {
                    tracing::error!(job, "{e}");
                    (self.report)(Report::Failed(said.clone()));
                    self.failures.insert(job, said);
                }
                None
            }
        }
    }

    /// Brings the figures up to date, in the time in which nobody asks anything.
    ///
    /// Those of many partners are computed by a thread of its own, whose writing is noticed like another process's.
    fn refresh(&mut self) {
        self.stale = false;
        let other = figures::in_background(&self.session);
        if let Some(Some(mut other)) = self.background("figures", other) {
            let failed = Arc::clone(&self.figures);
            let compute = move || {
                *failed.lock().unwrap_or_else(PoisonError::into_inner) = other.refresh_figures().err();
            };
            if std::thread::Builder::new().name("figures".to_owned()).spawn(compute).is_ok() {
                return;
            }
        }
        let refreshed = self.session.if_free(Session::refresh_figures);
        match self.background("figures", refreshed) {
            Some(Some(done)) if done != Refreshed::default() => {
                self.memory.partners.forget();
                (self.report)(Report::Changed);
            }
            // somebody is writing: the stored figures stay, and the next moment of rest tries again
            Some(None) => {
                let day = self.session.stored_figures();
                self.background("day of the figures", day);
                self.stale = true;
            }
            _ => {}
        }
        self.tell_head();
    }

    fn answer(&mut self, lane: u64, tag: u64, query: &Query) {
        {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            if lanes.over || lanes.newest.get(&lane).is_some_and(|newest| *newest > tag) {
                (self.report)(Report::Overtaken);
                return;
            }
            lanes.running = Some((lane, tag));
        }
        let reply = answer(&mut self.session, &mut self.memory, query);
        self.unswept |= matches!(query, Query::Today(today::Query::Queue(_)) | Query::Conflicts(conflicts::Query::List { .. }));
        let overtaken = {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            lanes.running = None;
            lanes.newest.get(&lane).is_some_and(|newest| *newest > tag)
        };
        (self.report)(match reply {
            _ if overtaken => Report::Overtaken,
            Ok(reply) => Report::Answered(lane, Box::new(reply)),
            Err(e) => Report::Unanswered(lane, e.at(self.session.store.path()).into()),
        });
    }
}

fn answer(session: &mut Session, memory: &mut Memory, query: &Query) -> crate::ops::Result<Reply> {
    // under the head of a what-if, or of another day, nothing is shown of what is stored for everybody
    session.warnings_aside()?;
    Ok(match query {
        Query::Core(q) => Reply::Core(core::answer(session, q)?),
        Query::Form(q) => Reply::Form(form::answer(session, q)?),
        Query::List(q) => Reply::List(list::answer(session, q)?),
        Query::Knowledge(q) => Reply::Knowledge(knowledge::answer(session, q)?),
        Query::Trace(q) => Reply::Trace(trace::answer(session, q)?),
        Query::Health(q) => Reply::Health(health::answer(session, q)?),
        Query::Document(q) => Reply::Document(document::answer(session, q)?),
        Query::Meetings(q) => Reply::Meetings(meetings::answer(session, q)?),
        Query::Policy(q) => Reply::Policy(policy::answer(session, q)?),
        Query::Today(q) => Reply::Today(today::answer(session, q)?),
        Query::Partners(q) => Reply::Partners(partners::answer(session, &mut memory.partners, q)?),
        Query::Tiers(q) => Reply::Tiers(tiers::answer(session, q)?),
        Query::Conflicts(q) => Reply::Conflicts(conflicts::answer(session, q)?),
        Query::Calendar(q) => Reply::Calendar(calendar::answer(session, q)?),
        Query::Kpis(q) => Reply::Kpis(kpis::answer(session, q)?),
    })
}

fn act(session: &mut Session, op: &Op) -> crate::ops::Result<Done> {
    match op {
        Op::Undo => core::step(session, false),
        Op::Redo => core::step(session, true),
        Op::Form(op) => form::act(session, op),
        Op::Trace(op) => trace::act(session, op),
        Op::Health(op) => health::act(session, op),
        Op::Meetings(op) => meetings::act(session, op),
        Op::Policy(op) => policy::act(session, op),
        Op::Today(op) => today::act(session, op),
        Op::Partners(op) => partners::act(session, op),
        Op::Tiers(op) => tiers::act(session, op),
        Op::Conflicts(op) => conflicts::act(session, op),
        Op::Calendar(op) => calendar::act(session, op),
        Op::Kpis(op) => kpis::act(session, op),
    }
}

/// Answers and does without a thread, for tests of whole screens.
#[derive(Debug)]
pub struct Bench {
    session: Session,
    memory: Memory,
}

impl Bench {
    /// Over a session.
    #[must_use]
    pub fn new(session: Session) -> Self {
        Self { session, memory: Memory::default() }
    }

    pub fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    /// The session again.
    #[must_use]
    pub fn into_session(self) -> Session {
        self.session
    }

    /// Another process has written, as the worker would notice.
    pub fn changed(&mut self) {
        self.memory.partners.forget();
    }

    /// What the worker would report of a query.
    pub fn ask(&mut self, query: &Query) -> Report {
        let lane = query.lane();
        match answer(&mut self.session, &mut self.memory, query) {
            Ok(reply) => Report::Answered(lane, Box::new(reply)),
            Err(e) => Report::Unanswered(lane, e.into()),
        }
    }

    /// What the worker would report of an operation.
    pub fn perform(&mut self, op: Op) -> Report {
        let done = act(&mut self.session, &op);
        self.memory.partners.forget();
        match done {
            Ok(done) => Report::Done(done),
            Err(e) => Report::NotDone(op, e.into()),
        }
    }
}

#[cfg(test)]
mod tests;
