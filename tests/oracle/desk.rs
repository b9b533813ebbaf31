//! The desk's clocks in working time, and its figures.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::Value as Json;

use super::days::{self, Calendar, Span};
use super::edges::network;
use super::exact::{Differences, Frac, policy_text};
use super::rows::{self, Rows};
use super::support::Desk;
use super::{TODAY, ask, bring, demo};

const HOUR: i64 = 3600;
/// Seconds by which the organisation's days begin before those of UTC.
const ZONE: i64 = 8 * HOUR;

struct Ticket {
    id: i64,
    number: i64,
    kind: String,
    severity: String,
    partner: Option<i64>,
    owner: Option<i64>,
    opened: i64,
    state: String,
    level: i64,
    always: bool,
    responded: Option<i64>,
    resolved: Option<i64>,
    reopened: i64,
}

/// What stopped a clock and started it again.
struct Event {
    ticket: i64,
    at: i64,
    kind: String,
}

struct Files {
    tickets: Vec<Ticket>,
    events: Vec<Event>,
    calendar: Calendar,
}

impl Files {
    fn read(conn: &Connection) -> Self {
        let sql = "SELECT id, number, kind, severity, partner, owner, opened_at, state, level, round_the_clock, responded_at, \
                   resolved_at, reopened FROM ticket";
        let tickets = rows::all(conn, sql, |r| {
            Ok(Ticket {
                id: r.get(0)?,
                number: r.get(1)?,
                kind: r.get(2)?,
                severity: r.get(3)?,
                partner: r.get(4)?,
                owner: r.get(5)?,
                opened: r.get(6)?,
                state: r.get(7)?,
                level: r.get(8)?,
                always: r.get(9)?,
                responded: r.get(10)?,
                resolved: r.get(11)?,
                reopened: r.get(12)?,
            })
        });
        let sql =
            "SELECT ticket, at, kind FROM ticket_event WHERE kind IN ('held', 'resumed', 'resolved', 'reopened') ORDER BY at, id";
        let events = rows::all(conn, sql, |r| Ok(Event { ticket: r.get(0)?, at: r.get(1)?, kind: r.get(2)? }));
        Self { tickets, events, calendar: Calendar::china() }
    }

    /// The spans in which a ticket's clock stood and goes again.
    fn pauses(&self, ticket: &Ticket) -> Vec<(i64, i64)> {
        let mut pauses = Vec::new();
        let mut since = None;
        for event in self.events.iter().filter(|e| e.ticket == ticket.id) {
            match event.kind.as_str() {
                "held" | "resolved" => since = since.or(Some(event.at)),
                _ => pauses.extend(since.take().map(|from| (from, event.at))),
            }
        }
        pauses
    }

    /// Whether a second is worked in: nine to six of a working day, or always; never in a pause.
    fn windows(&self, from: i64, days_on: i64, always: bool) -> Vec<(i64, i64)> {
        let first = (from + ZONE).div_euclid(86_400);
        let mut windows = Vec::new();
        for day in first..=first + days_on {
            let midnight = day * 86_400 - ZONE;
            if always {
                windows.push((midnight.max(from), midnight + 86_400));
            } else if self.calendar.works(day) && midnight + 18 * HOUR > from {
                windows.push((from.max(midnight + 9 * HOUR), midnight + 18 * HOUR));
            }
        }
        windows
    }

    /// Windows without the pauses.
    fn counted(windows: Vec<(i64, i64)>, pauses: &[(i64, i64)]) -> Vec<(i64, i64)> {
        let mut left = windows;
        for (stop, go) in pauses {
            let cut = |(from, to): (i64, i64)| [(from, to.min(*stop)), (from.max(*go), to)];
            left = left.into_iter().flat_map(cut).filter(|(from, to)| from < to).collect();
        }
        left
    }

    fn due(&self, from: i64, goal: (i64, bool), always: bool, pauses: &[(i64, i64)]) -> i64 {
        let (mut left, by_the_clock) = goal;
        let windows = Self::counted(self.windows(from, 120, always || by_the_clock), pauses);
        for (from, to) in windows {
            if to - from >= left {
                return from + left;
            }
            left -= to - from;
        }
        panic!("no goal takes so long");
    }

    fn worked(&self, ticket: &Ticket, to: i64) -> i64 {
        let on = (to - ticket.opened) / 86_400 + 2;
        let windows = Self::counted(self.windows(ticket.opened, on, ticket.always), &self.pauses(ticket));
        windows.iter().map(|(from, until)| (to.min(*until) - from).max(0)).sum()
    }

    fn response_due(&self, ticket: &Ticket) -> i64 {
        let goal = goal(&format!("desk.response.{}", ticket.kind), ticket.always);
        self.due(ticket.opened, goal, ticket.always, &self.pauses(ticket))
    }

    fn resolution_due(&self, ticket: &Ticket) -> i64 {
        let goal = goal(&format!("desk.resolution.{}", ticket.severity), ticket.always);
        self.due(ticket.opened, goal, ticket.always, &self.pauses(ticket))
    }

    /// The deadlines of every ticket as the list has them.
    fn deadlines(&self, d: &mut Differences, desk: &Desk, today: &str) {
        let columns = "number,response_due,resolution_due";
        let document = ask(desk, today, &["list", "tickets", "-c", columns]);
        for row in document["rows"].as_array().expect("rows") {
            let number = row["number"].as_i64().expect("a number");
            let ticket = self.tickets.iter().find(|t| t.number == number).expect("a ticket");
            let at = format!("#{number} {} {} {}", ticket.kind, ticket.severity, moment(ticket.opened));
            d.same(&format!("{at} response"), &row["response_due"], &moment(self.response_due(ticket)).into());
            d.same(&format!("{at} resolution"), &row["resolution_due"], &moment(self.resolution_due(ticket)).into());
        }
    }
}

/// Seconds of a goal, and whether they are the clock's: `2 h` and `3 d` are working time, `24 hc` is not.
fn goal(path: &str, always: bool) -> (i64, bool) {
    let text = policy_text(path);
    let (number, unit) = text.split_once(' ').expect("a number and its unit");
    let number: i64 = number.parse().expect("a number");
    match unit {
        "hc" => (number * HOUR, true),
        "d" => (number * if always { 24 } else { 9 } * HOUR, false),
        _ => (number * HOUR, false),
    }
}

fn moment(at: i64) -> String {
    let day = days::text(at.div_euclid(86_400));
    let second = at.rem_euclid(86_400);
    format!("{day}T{:02}:{:02}:{:02}Z", second / HOUR, second / 60 % 60, second % 60)
}

/// Of so many the middle one, of an even number the mean of the two in the middle; and the one below which nine of ten are.
fn median_and_p90(mut seconds: Vec<i64>) -> Option<(Frac, i64)> {
    seconds.sort_unstable();
    let n = seconds.len();
    let last = n.checked_sub(1)?;
    let median = Frac::of(seconds[last / 2] + seconds[n / 2], 2).expect("two");
    Some((median, seconds[(n * 9).div_ceil(10) - 1]))
}

/// What the figures of a period are asked of.
struct Asked<'a> {
    files: &'a Files,
    span: (i64, i64),
    now: i64,
}

impl Asked<'_> {
    fn within(&self, at: i64) -> bool {
        self.span.0 <= at && at < self.span.1
    }

    fn compare(&self, d: &mut Differences, at: &str, row: &Json, its: impl Fn(&Ticket) -> bool) {
        let files = self.files;
        let all: Vec<&Ticket> = files.tickets.iter().filter(|t| t.opened <= self.now && its(t)).collect();
        let count = |n: usize| i64::try_from(n).expect("a count");
        let opened: Vec<_> = all.iter().filter(|t| self.within(t.opened)).collect();
        let resolved: Vec<_> = all.iter().filter(|t| t.resolved.is_some_and(|at| self.within(at))).collect();
        let open = all.iter().filter(|t| !matches!(t.state.as_str(), "resolved" | "closed")).count();
        d.count(&format!("{at} open"), &row["open"], count(open));
        d.count(&format!("{at} opened"), &row["opened"], count(opened.len()));
        d.count(&format!("{at} resolved"), &row["resolved"], count(resolved.len()));
        let times = |d: &mut Differences, name: &str, seconds: Vec<i64>| {
            let n = count(seconds.len());
            let (said, wanted) = (&row[name], median_and_p90(seconds));
            d.number(&format!("{at} {name} median"), &said["median_seconds"], wanted.map(|(median, _)| median), 0);
            d.number(&format!("{at} {name} p90"), &said["p90_seconds"], wanted.map(|(_, p90)| Frac::whole(p90)), 0);
            let counted = if said.is_null() { Json::from(0) } else { said["count"].clone() };
            d.count(&format!("{at} {name} count"), &counted, n);
        };
        times(d, "response", opened.iter().filter_map(|t| t.responded.map(|to| files.worked(t, to))).collect());
        times(d, "resolution", resolved.iter().filter_map(|t| t.resolved.map(|to| files.worked(t, to))).collect());
        let late = |t: &Ticket| t.responded.unwrap_or(self.now) > files.response_due(t);
        let rated: Vec<_> = opened.iter().filter(|t| t.responded.is_some() || late(t)).collect();
        let met = rated.iter().filter(|t| !late(t)).count();
        share(d, &format!("{at} response_met"), row, "response_met", count(met), count(rated.len()));
        // what was resolved in the period, and what should have been by then and is open
        let missed = |t: &Ticket| {
            let due = files.resolution_due(t);
            t.resolved.is_none() && t.state != "on_hold" && due < self.now && self.within(due)
        };
        let open_late = all.iter().filter(|t| missed(t)).count();
        let met = resolved.iter().filter(|t| t.resolved.is_some_and(|at| at <= files.resolution_due(t))).count();
        share(d, &format!("{at} resolution_met"), row, "resolution_met", count(met), count(resolved.len() + open_late));
        let ever: Vec<_> = opened.iter().filter(|t| t.resolved.is_some() || t.reopened > 0).collect();
        let again = ever.iter().filter(|t| t.reopened > 0).count();
        share(d, &format!("{at} reopened"), row, "reopened", count(again), count(ever.len()));
    }
}

fn share(d: &mut Differences, at: &str, row: &Json, name: &str, part: i64, of: i64) {
    d.same(&format!("{at} of"), &row[&format!("{name}_of")], &vec![part, of].into());
    d.number(at, &row[name], Frac::of(part, of), 4);
}

/// What a row is called by.
type Of<'a> = Box<dyn Fn(&Ticket) -> String + 'a>;

/// The figures of a period, altogether and by what tickets are.
fn figures(d: &mut Differences, desk: &Desk, today: &str, period: &str, span: Span) {
    let conn = rows::open(desk);
    let (files, rows) = (Files::read(&conn), Rows::read(&conn));
    let document = ask(desk, today, &["ticket", "stats", "--period", period]);
    let now = chrono::DateTime::parse_from_rfc3339(document["now"].as_str().expect("a moment")).expect("a moment").timestamp();
    let asked = Asked { files: &files, span: (span.from * 86_400 - ZONE, (span.to + 1) * 86_400 - ZONE), now };
    asked.compare(d, period, &document, |_| true);
    let area = |t: &Ticket| {
        let chain = rows.above(t.partner.and_then(|id| rows.partners[&id].region));
        chain.last().map_or_else(|| "none".to_owned(), |id| rows.regions[id].code.clone())
    };
    let owner = |t: &Ticket| t.owner.map(|id| rows.users[&id].clone()).unwrap_or_default();
    let by: BTreeMap<&str, Of<'_>> = [
        ("kind", Box::new(|t: &Ticket| t.kind.clone()) as Of<'_>),
        ("severity", Box::new(|t: &Ticket| t.severity.clone())),
        ("level", Box::new(|t: &Ticket| t.level.to_string())),
        ("region", Box::new(area)),
        ("owner", Box::new(owner)),
    ]
    .into();
    for (name, key) in by {
        for row in document["by"][name].as_array().expect("rows") {
            let wanted = row["key"].as_str().expect("a key");
            asked.compare(d, &format!("{period} {name} {wanted}"), row, |t| key(t) == wanted);
        }
    }
}

#[test]
fn deadlines_and_figures_of_the_generated_desk_follow_from_its_events() {
    let desk = demo();
    let files = Files::read(&rows::open(&desk));
    let mut d = Differences::default();
    files.deadlines(&mut d, &desk, TODAY);
    figures(&mut d, &desk, TODAY, "2021-02", Span::of("2021-02-01", "2021-02-28"));
    figures(&mut d, &desk, TODAY, "2020-Q4", Span::of("2020-10-01", "2020-12-31"));
    d.none(300);
}

#[test]
fn clocks_run_in_working_time_over_weekends_make_up_days_and_holidays() {
    let moments = [
        "2025-06-07 15:00", // a Saturday
        "2025-06-06 17:30",
        "2025-06-06 08:15",
        "2025-06-06 18:00",
        "2025-09-27 10:00", // the Sunday after it is a make-up day
        "2025-09-28 17:59",
        "2025-09-30 17:00", // off until 8 October
        "2025-10-08 23:59",
        "2024-02-29 16:00",
        "2024-12-31 12:00",
    ];
    let kinds = ["complaint", "order", "diversion", "multi_channel", "horizontal", "vertical", "dispute"];
    let mut text = vec![String::from("title,kind,severity,opened_at,partner\n")];
    for (n, at) in moments.iter().enumerate() {
        for (m, kind) in kinds.iter().enumerate() {
            text.push(format!("t{n}.{m},{kind},S{},{at},D{}\n", (n + m) % 4 + 1, m % 2 + 1));
        }
    }
    let today = "2025-10-10";
    let partners = "code,name,status,onboarded_on\nD1,East,active,2020-01-01\nD2,West,active,2020-01-01\n";
    let desk = network(today, &[("partners", partners)]);
    bring(&desk, today, "tickets", &text.concat());
    let files = Files::read(&rows::open(&desk));
    let mut d = Differences::default();
    files.deadlines(&mut d, &desk, today);
    figures(&mut d, &desk, today, "2025-10", Span::of("2025-10-01", "2025-10-31"));
    d.none(140);
}
