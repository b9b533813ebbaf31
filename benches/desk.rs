//! The desk with many open tickets: `cargo bench --bench desk`.
//!
//! Measured: both clocks and both deadlines of every ticket, the working-time engine alone and no database. Tickets are
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
