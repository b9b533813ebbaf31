//! The desk with many open tickets: `cargo bench --bench desk`.
//!
//! Measured: both clocks and both deadlines of every ticket, the working-time engine alone and no database; and the figures
//! of the desk out of a file with as many tickets. Tickets are
//! of every kind and severity in equal parts, opened over a year; one in ten is served round the clock, none is on hold
//! (the last bench has twenty holds in twenty years instead). `QUDAO_BENCH_TICKETS` is how many (100,000 unless set).

use chrono::{DateTime, Duration, TimeZone, Utc};
use divan::Bencher;
use qudao::domain::kinds::{Severity, TicketKind, TicketState};
use qudao::domain::policy::Policy;
use qudao::domain::sla::{ClockKind, Desk, Times};
use qudao::domain::worktime::{Hold, Service};

fn main() {
    divan::main();
}

fn count() -> i64 {
    std::env::var("QUDAO_BENCH_TICKETS").ok().and_then(|v| v.parse().ok()).unwrap_or(100_000)
}

fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 1, 2, 1, 0, 0).single().expect("a moment")
}

/// Open tickets of a year, of every kind and severity.
fn tickets(desk: &Desk<'_>) -> Vec<Times> {
    let of = |i: i64| {
        let place = usize::try_from(i).expect("a small number");
        let mut times = Times {
            kind: TicketKind::ALL[place % TicketKind::ALL.len()],
            severity: Severity::ALL[place % Severity::ALL.len()],
            state: TicketState::New,
            service: Service::of(i % 10 == 0),
            opened_at: Some(start() + Duration::seconds(i * 311 % 31_536_000)),
            responded_at: None,
            response_due: None,
            resolved_at: None,
            resolution_due: None,
            held_since: None,
        };
        times.response_due = desk.deadline(&times, ClockKind::Response, &[]);
        times.resolution_due = desk.deadline(&times, ClockKind::Resolution, &[]);
        times
    };
    (0..count()).map(of).collect()
}

/// Both clocks of every open ticket as of a moment.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn clocks(bencher: Bencher<'_, '_>) {
    let policy = Policy::load(None).expect("the embedded policy");
    let desk = Desk::of(&policy);
    let (tickets, now) = (tickets(&desk), start() + Duration::days(200));
    bencher.bench(|| tickets.iter().filter(|t| desk.clocks(t, now).iter().flatten().any(|c| c.left < 0)).count());
}

/// Both deadlines of every ticket.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn deadlines(bencher: Bencher<'_, '_>) {
    let policy = Policy::load(None).expect("the embedded policy");
    let desk = Desk::of(&policy);
    let tickets = tickets(&desk);
    bencher.bench(|| {
        let due = |t: &Times| ClockKind::ALL.map(|kind| desk.deadline(t, kind, &[]));
        tickets.iter().filter(|t| due(t)[0] > due(t)[1]).count()
    });
}

/// Working time over twenty years with twenty holds.
#[divan::bench]
fn elapsed_over_twenty_years(bencher: Bencher<'_, '_>) {
    let policy = Policy::load(None).expect("the embedded policy");
    let desk = Desk::of(&policy);
    let (from, to) = (start() - Duration::days(7_300), start());
    let hold = |year: i64| {
        let since = from + Duration::days(year * 365 + 100);
        Hold { from: since, to: Some(since + Duration::hours(50)) }
    };
    let holds: Vec<Hold> = (0..20).map(hold).collect();
    bencher.bench(|| desk.time.elapsed(Service::WorkingHours, from, to, &holds));
}

/// A database with tickets of two years, one in ten of them open, one in five with a pause, over a hundred partners.
fn filled() -> (tempfile::TempDir, qudao::ops::Session) {
    use qudao::config::{Config, Given};
    let folder = tempfile::tempdir().expect("a folder");
    let given = Given { db: Some(folder.path().join("desk.db")), as_of: "2025-07-16T12:00".parse().ok(), ..Given::default() };
    let mut config = Config::resolve(given).expect("a configuration");
    "root".clone_into(&mut config.user);
    config.policy = None;
    let (session, _) = qudao::ops::setup::create(&config).expect("a database");
    let sql = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
         INSERT INTO partner (code, name, status, region) SELECT 'P' || i, 'P' || i, 'active', 1 + i % 30 FROM n;
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})
         INSERT INTO ticket (number, kind, severity, title, partner, owner, opened_at, state, level, round_the_clock, responded_at,
             response_due, resolved_at, resolution_due, breaches, reopened)
           SELECT i, CASE i % 4 WHEN 0 THEN 'complaint' WHEN 1 THEN 'order' WHEN 2 THEN 'diversion' ELSE 'dispute' END, 'S' || (1 + i % 4), 't',
             1 + i % 100, 1, 1689500000 + i * 631 % 63072000, CASE WHEN i % 10 THEN 'closed' ELSE 'acknowledged' END, 1 + i % 3, i % 20 = 0,
             1689500000 + i * 631 % 63072000 + 3600, 1689500000 + i * 631 % 63072000 + 7200,
             CASE WHEN i % 10 THEN 1689500000 + i * 631 % 63072000 + 400000 END, 1689500000 + i * 631 % 63072000 + 500000, 0, i % 50 = 0
           FROM n;
         INSERT INTO ticket_event (ticket, at, kind) SELECT id, opened_at, 'opened' FROM ticket;
         INSERT INTO ticket_event (ticket, at, kind) SELECT id, responded_at, 'acknowledged' FROM ticket;
         INSERT INTO ticket_event (ticket, at, kind) SELECT id, resolved_at, 'resolved' FROM ticket WHERE resolved_at IS NOT NULL;
         INSERT INTO ticket_event (ticket, at, kind) SELECT id, responded_at + 7200, 'held' FROM ticket WHERE id % 5 = 0;
         INSERT INTO ticket_event (ticket, at, kind) SELECT id, responded_at + 90000, 'resumed' FROM ticket WHERE id % 5 = 0;",
        count()
    );
    rusqlite::Connection::open(folder.path().join("desk.db")).expect("the file").execute_batch(&sql).expect("rows");
    (folder, session)
}

/// All figures of a quarter with every breakdown and the twelve months, out of a file.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn figures(bencher: Bencher<'_, '_>) {
    let (_folder, session) = filled();
    let span = "2025-Q2".parse().expect("a quarter");
    bencher.bench_local(|| qudao::ops::ticket::figures(&session, span).expect("figures").whole.numbers.opened);
}
