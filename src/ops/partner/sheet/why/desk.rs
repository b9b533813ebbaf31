//! Where the clock of a ticket stands and why, how late a task is, what one action touched.

use std::collections::BTreeSet;

use super::super::history::MOST;
use super::super::{Page, Result};
use super::of_key;
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::period::{day_number, from_day_number};
use crate::domain::record::{Kind, Label, Lang};
use crate::domain::sla::{Clock, ClockKind, Desk, Phase, Times};
use crate::ops::ticket;
use crate::store::audit::Action;
use crate::store::page as store;
use crate::store::tickets;

/// The clock of a ticket that is due next; of one that is closed, what its clocks came to.
pub(super) fn ticket(page: &Page<'_>, number: &str) -> Result<Option<Explanation>> {
    let session = page.session;
    let Ok(number) = number.parse::<i64>() else { return Ok(None) };
    let Some(id) = tickets::id_of(session.store.conn(), number)? else { return Ok(None) };
    let Some(listed) = ticket::lines(session, &[id])?.pop() else { return Ok(None) };
    let (times, next) = (&listed.line.times, listed.next());
    let titled = |key, value| Explanation::new(Words::with(key, vec![("number", Amount::Count(number))]), value);
    let mut e = if let Some(clock) = next {
        titled(title(clock.kind), Amount::Minutes(clock.left / 60)).formula(Words::key("page-formula-clock"))
    } else {
        let ended = listed.line.closed_at.or(times.resolved_at);
        let day = ended.map(|at| at.with_timezone(&session.policy.organisation.zone).date_naive());
        titled("page-ticket-ended", day.map_or(Amount::NotRated, Amount::Date)).formula(Words::key("page-formula-ended"))
    };
    if let Some(opened) = times.opened_at {
        let rows = Source::new(Kind::Ticket, format!("number:{number}"));
        e = e.input(Words::key("sla-opened"), Amount::Time(opened)).from_rows(rows);
    }
    let rules = ticket::rules_of(session, listed.line.rules)?;
    let desk = Desk::of(&rules);
    match next {
        Some(clock) => e = clocked(e, clock, &desk, times),
        None => {
            for clock in [&listed.response, &listed.resolution].into_iter().flatten() {
                e = e.input(Words::key(short(clock.kind)), Amount::Label(standing(clock.phase)));
                e = clocked(e, clock, &desk, times);
            }
        }
    }
    if let Some(since) = times.held_since.filter(|_| next.is_some()) {
        e = e.input(Words::key("page-held-since"), Amount::Time(since));
    }
    let kinds = next.map_or_else(|| ClockKind::ALL.to_vec(), |clock| vec![clock.kind]);
    let hours: BTreeSet<&str> = kinds.into_iter().map(|kind| desk.formula(times, kind)).collect();
    e = e
        .policy("desk.calendar", rules.desk.calendar.clone())
        .policy("desk.warn_at", rules.desk.warn_at.to_string())
        .under(&*rules);
    e = hours.into_iter().fold(e, |e, key| e.note(Words::key(key)));
    Ok(Some(e.note(Words::with("page-now", vec![("at", Amount::Time(session.now()))]))))
}

/// With the goal of a clock, what of it is used up, and its deadline.
fn clocked(e: Explanation, clock: &Clock, desk: &Desk<'_>, times: &Times) -> Explanation {
    let path = match clock.kind {
        ClockKind::Response => format!("desk.response.{}", times.kind.code()),
        ClockKind::Resolution => format!("desk.resolution.{}", times.severity.code()),
    };
    e.input(Words::key("sla-goal"), Amount::Minutes(clock.goal / 60))
        .input(Words::key("page-clock-used"), Amount::Minutes(clock.used / 60))
        .input(Words::key("page-clock-due"), Amount::Time(clock.due))
        .policy(path, desk.goal(times, clock.kind).to_string())
}

const fn title(kind: ClockKind) -> &'static str {
    match kind {
        ClockKind::Response => "page-clock-response",
        ClockKind::Resolution => "page-clock-resolution",
    }
}

const fn short(kind: ClockKind) -> &'static str {
    match kind {
        ClockKind::Response => "sla-response",
        ClockKind::Resolution => "sla-resolution",
    }
}

const fn standing(phase: Phase) -> Label {
    match phase {
        Phase::Met => Label { en: "in time", zh: "按时" },
        _ => Label { en: "late", zh: "超时" },
    }
}

/// How late a task is.
pub(super) fn task(page: &Page<'_>, key: &str, lang: Lang) -> Result<Option<Explanation>> {
    let Some(row) = of_key(page, Kind::Task, key)? else { return Ok(None) };
    let as_of = page.session.as_of();
    let late = i64::from(day_number(as_of)) - row.get("due_on").int().unwrap_or_else(|| day_number(as_of).into());
    let due = from_day_number(day_number(as_of) - i32::try_from(late).unwrap_or(0));
    Ok(Some(
        Explanation::new(Words::Text(page.task_title(&row).get(lang).to_owned()), Amount::Days(late.max(0) * 10))
            .formula(Words::key("page-formula-late-days"))
            .input(Words::key("page-due"), Amount::Date(due))
            .from_rows(page.rows(Kind::Task, &format!("state:open due_on={due}")))
            .input(Words::key("today"), Amount::Date(as_of)),
    ))
}

/// What one action did to the records of a kind: its key is the action's number and the kind.
pub(super) fn change(page: &Page<'_>, key: &str) -> Result<Option<Explanation>> {
    let Some((set, kind)) = key.split_once('-') else { return Ok(None) };
    let log = store::log(page.session.store.conn(), page.id(), MOST)?;
    let of: Vec<_> = log.iter().filter(|e| e.change_set.to_string() == set && e.kind.def().name == kind).collect();
    let Some(first) = of.first() else { return Ok(None) };
    let count = |n: usize| Amount::Count(i64::try_from(n).unwrap_or(i64::MAX));
    let mut e = Explanation::new(Words::Label(first.kind.def().label), count(of.len()))
        .formula(Words::key("page-formula-touched"))
        .input(Words::key("page-who"), Amount::Text(first.actor.clone()))
        .input(Words::key("page-when"), Amount::Time(first.at));
    for (action, name) in [(Action::Insert, "page-inserted"), (Action::Update, "page-updated"), (Action::Delete, "page-deleted")]
    {
        let n = of.iter().filter(|e| e.action == action).count();
        if n > 0 {
            e = e.input(Words::key(name), count(n));
        }
    }
    if !first.kind.is_fact() && first.kind.def().field("partner").is_some() {
        e = e.from_rows(page.rows(first.kind, ""));
    }
    Ok(Some(e))
}
