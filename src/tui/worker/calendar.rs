//! What the tab asks of the database and does to it.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::Done;
use crate::domain::period::{Month, Span};
use crate::domain::record::{Kind, Lang};
use crate::domain::sentence::Sentence;
use crate::ops::task::{self, Finish, Seen};
use crate::ops::today::{self, Reach};
use crate::ops::{Result, Session, plan};
use crate::store::tasks;

pub use crate::store::tasks::{DayCount, TaskLine};

/// At most so many tasks are held.
const WINDOW: u32 = 600;

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// The days of a grid with their counts, and the tasks of a span.
    Days {
        reach: Reach,
        /// The days that are counted.
        grid: Span,
        /// The days whose tasks are listed.
        list: Span,
        /// Whether open tasks of before today are listed first.
        overdue: bool,
    },
    /// The day of a task, to go there.
    Find(i64),
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Days`].
    Days(Box<Shown>),
    /// To [`Query::Find`]; `None`: it is gone.
    Found(Option<Box<TaskLine>>),
}

/// Days and tasks.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub reach: Reach,
    /// The days whose tasks are listed.
    pub list: Span,
    /// How much each day of the grid holds.
    pub counts: HashMap<NaiveDate, DayCount>,
    /// Open tasks of before today.
    pub late: usize,
    /// The tasks, those that are late first.
    pub tasks: Vec<TaskLine>,
}

/// What is done.
#[derive(Clone, Debug)]
pub enum Op {
    /// Finishes tasks, with what was found.
    Done(Vec<(i64, i64)>, String),
    /// Moves tasks to a day.
    Move(Vec<(i64, i64)>, NaiveDate),
    /// Skips tasks for a reason.
    Skip(Vec<(i64, i64)>, String),
    /// Gives tasks to somebody.
    Assign(Vec<(i64, i64)>, i64),
    /// Ticks a line of a checklist.
    Tick((i64, i64), usize),
    /// Plans a month.
    Generate(Month, Lang),
    /// Makes a task of what was found.
    FollowUp(i64, String, NaiveDate),
}

pub(super) fn answer(session: &mut Session, query: &Query) -> Result<Reply> {
    Ok(match query {
        Query::Days { reach, grid, list, overdue } => {
            let conn = session.store.conn();
            let whose = today::whose(session, *reach)?;
            let now = session.as_of();
            let mut found = if *overdue { tasks::overdue(conn, now, &whose, WINDOW)? } else { Vec::new() };
            // what is late stands first and not again on its day
            let late: std::collections::HashSet<i64> = found.iter().map(|t| t.id).collect();
            let rest = tasks::between(conn, *list, &whose, WINDOW)?;
            found.extend(rest.into_iter().filter(|t| !late.contains(&t.id)));
            Reply::Days(Box::new(Shown {
                reach: *reach,
                list: *list,
                counts: tasks::day_counts(conn, *grid, &whose)?,
                late: tasks::overdue_count(conn, now, &whose)?,
                tasks: found,
            }))
        }
        Query::Find(id) => Reply::Found(tasks::one(session.store.conn(), *id)?.map(Box::new)),
    })
}

pub(super) fn act(session: &mut Session, op: &Op) -> Result<Done> {
    let seen = |tasks: &[(i64, i64)]| tasks.iter().map(|(id, v)| Seen { id: *id, version: Some(*v) }).collect::<Vec<_>>();
    let count = |key: &'static str, n: usize| Done::say(Sentence::new(key).with("count", n));
    Ok(match op {
        Op::Done(tasks, findings) => {
            task::done(session, &seen(tasks), &Finish { findings: findings.clone(), checklist: None })?;
            count("done-tasks", tasks.len())
        }
        Op::Move(tasks, day) => {
            task::move_to(session, &seen(tasks), *day, "")?;
            Done::say(Sentence::new("done-moved").with("count", tasks.len()).with("day", day))
        }
        Op::Skip(tasks, reason) => {
            task::skip(session, &seen(tasks), reason)?;
            count("done-skipped", tasks.len())
        }
        Op::Assign(tasks, user) => {
            task::assign(session, &seen(tasks), *user)?;
            count("done-assigned", tasks.len())
        }
        Op::Tick((id, version), line) => {
            task::tick(session, Seen { id: *id, version: Some(*version) }, *line)?;
            Done::say(Sentence::new("done-ticked")).select(Kind::Task, *id)
        }
        Op::Generate(month, lang) => {
            let planned = plan::generate(session, *month, *lang)?;
            let said = Sentence::new("done-planned").with("count", planned.drafts.len()).with("known", planned.known);
            Done::say(said.with("over", planned.over_capacity))
        }
        Op::FollowUp(of, title, day) => {
            let id = task::follow_up(session, *of, title, *day)?;
            Done::say(Sentence::new("done-task-made")).select(Kind::Task, id)
        }
    })
}

/// The days of a month's grid: whole weeks, Monday first.
#[must_use]
pub fn grid_of(day: NaiveDate) -> Span {
    let first = crate::domain::period::Week::of(Month::of(day).first()).monday();
    Span { from: first, to: first + Days::new(41) }
}
