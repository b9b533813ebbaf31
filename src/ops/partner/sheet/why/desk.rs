//! Where the clock of a ticket stands and why, how late a task is, what one action touched.

use super::super::history::MOST;
use super::super::{Page, Result};
use super::of_key;
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::period::{day_number, from_day_number};
use crate::domain::record::{Kind, Stored};
use crate::domain::sla::{Clock, ClockKind, Desk};
use crate::domain::{kinds, sla};
use crate::ops::ticket;
use crate::store::audit::Action;
use crate::store::page as store;
use crate::store::tickets;

/// The clock of a ticket that is due next; of one that is closed, what its clocks came to.
pub(super) fn ticket(page: &Page<'_>, number: &str) -> Result<Option<Explanation>> {
    let session = page.session;
    let Ok(number) = number.parse() else { return Ok(None) };
    let Some(id) = tickets::id_of(session.store.conn(), number)? else { return Ok(None) };
    let Some(listed) = ticket::lines(session, &[id])?.pop() else { return Ok(None) };
    let times = &listed.line.times;
    let rows = Source::new(Kind::Ticket, format!("number:{number}"));
    let named = |key, n: i64| Words::with(key, vec![("number", Amount::Count(n))]);
    let mut e = match listed.next() {
        Some(clock) => Explanation::new(named(title(clock.kind), number), Amount::Minutes(clock.left / 60))
            .formula(Words::key("page-formula-clock")),
        None => {
            let ended = listed.line.closed_at.or(times.resolved_at);
            let day = ended.map(|at| at.with_timezone(&session.policy.organisation.zone).date_naive());
            Explanation::new(named("page-ticket-ended", number), day.map_or(Amount::NotRated, Amount::Date))
                .formula(Words::key("page-formula-ended"))
        }
    };
    if let Some(opened) = times.opened_at {
        e = e.input(Words::key("sla-opened"), Amount::Time(opened)).from_rows(rows);
    }
    let desk = Desk::of(&session.policy);
    let clocks: Vec<&Clock> = match listed.next() {
        Some(clock) => vec![clock],
        None => [&listed.response, &listed.resolution].into_iter().flatten().collect(),
    };
    for clock in clocks {
        if listed.next().is_none() {
            e = e.input(Words::key(short(clock.kind)), Amount::Label(standing(clock.phase)));
        }
        e = e
            .input(Words::key("sla-goal"), Amount::Minutes(clock.goal / 60))
            .input(Words::key("page-clock-used"), Amount::Minutes(clock.used / 60))
            .input(Words::key("page-clock-due"), Amount::Time(clock.due));
        let goal = desk.goal(times, clock.kind).to_string();
        e = match clock.kind {
            ClockKind::Response => e.policy(format!("desk.response.{}", times.kind.code()), goal),
            ClockKind::Resolution => e.policy(format!("desk.resolution.{}", times.severity.code()), goal),
        };
    }
    if let Some(since) = times.held_since.filter(|_| listed.next().is_some()) {
        e = e.input(Words::key("page-held-since"), Amount::Time(since));
    }
    let hours = match times.service {
        crate::domain::worktime::Service::WorkingHours => "sla-formula",
        crate::domain::worktime::Service::RoundTheClock => "sla-formula-always",
    };
    Ok(Some(
        e.policy("desk.calendar", session.policy.desk.calendar.clone())
            .policy("desk.warn_at", session.policy.desk.warn_at.to_string())
            .note(Words::key(hours))
            .note(Words::with("page-now", vec![("at", Amount::Time(session.now()))])),
    ))
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

const fn standing(phase: sla::Phase) -> crate::domain::record::Label {
    use crate::domain::record::Label;
    match phase {
        sla::Phase::Met => Label { en: "in time", zh: "按时" },
        _ => Label { en: "late", zh: "超时" },
    }
}

/// How late a task is.
pub(super) fn task(page: &Page<'_>, key: &str) -> Result<Option<Explanation>> {
    let Some(row) = of_key(page, Kind::Task, key)? else { return Ok(None) };
    let task: Stored<kinds::Task> = row.typed()?;
    let as_of = page.session.as_of();
    let late = i64::from(day_number(as_of)) - row.get("due_on").int().unwrap_or_else(|| day_number(as_of).into());
    let due = from_day_number(day_number(as_of) - i32::try_from(late).unwrap_or(0));
    Ok(Some(
        Explanation::new(Words::Text(task.record.title), Amount::Days(late.max(0) * 10))
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
