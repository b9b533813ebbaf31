use chrono::{NaiveDateTime, TimeZone};

use super::*;
use crate::domain::kinds::{Severity, TicketKind, TicketState};
use crate::domain::policy::Policy;
use crate::domain::record::Storable as _;
use crate::domain::sla::Desk;
use crate::domain::worktime::Service;

fn at(text: &str) -> DateTime<Utc> {
    let wall = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect(text);
    chrono_tz::Asia::Shanghai.from_local_datetime(&wall).single().expect(text).with_timezone(&Utc)
}

fn policy() -> Policy {
    Policy::load(None).expect("the embedded policy")
}

/// A ticket opened and, if given, resolved at these moments; answered half an hour after the opening.
fn case(desk: &Desk<'_>, opened: &str, resolved: Option<&str>) -> Case {
    let opened = at(opened);
    let mut times = Times {
        kind: TicketKind::Complaint,
        severity: Severity::S3,
        state: if resolved.is_some() { TicketState::Closed } else { TicketState::Acknowledged },
        service: Service::WorkingHours,
        opened_at: Some(opened),
        responded_at: Some(opened + chrono::Duration::minutes(30)),
        response_due: None,
        resolved_at: resolved.map(at),
        resolution_due: None,
        held_since: None,
    };
    times.response_due = desk.deadline(&times, ClockKind::Response, &[]);
    times.resolution_due = desk.deadline(&times, ClockKind::Resolution, &[]);
    let values = vec![times.kind.to_value()];
    Case { id: 1, partner: None, region: None, reopened: 0, amount: None, times, values }
}

const NOW: &str = "2025-07-16 12:00";

/// Figures of July 2025 as of the 16th at noon, and of the months June and July.
fn count(policy: &Policy, cases: &[(Case, Vec<Hold>)]) -> (Numbers, BTreeMap<Key, Numbers>) {
    let desk = Desk::of(policy);
    let now = at(NOW);
    let end = now + chrono::Duration::seconds(1);
    let july = Frame { from: at("2025-07-01 00:00"), to: end, end };
    let june = Frame { from: at("2025-06-01 00:00"), to: at("2025-07-01 00:00"), end: at("2025-07-01 00:00") };
    let months = vec![(Month(2025 * 12 + 5), june), (Month(2025 * 12 + 6), july)];
    let mut counter = Counter::new(&desk.time, &policy.desk_figures, now, july, months, &["kind"]);
    for (case, holds) in cases {
        counter.add(case, holds);
    }
    counter.finish()
}

#[test]
fn nothing_is_not_rated_and_no_zero() {
    let policy = policy();
    let (whole, groups) = count(&policy, &[]);
    assert!(whole.is_empty());
    assert_eq!((whole.response, whole.answered.rate(), whole.settled.rate(), whole.reopened.rate()), (None, None, None, None));
    assert_eq!(groups.keys().cloned().collect::<Vec<_>>(), [Key::Month(Month(2025 * 12 + 5)), Key::Month(Month(2025 * 12 + 6))]);
    assert_eq!(at_least(Share::default(), Rate(9_500), Rate(500)), None);
    assert_eq!(at_most(None, Rate(500)), None);
}

#[test]
fn medians_are_of_working_time_without_holds() {
    let policy = policy();
    let desk = Desk::of(&policy);
    let hold = |from: &str, to: &str| Hold { from: at(from), to: Some(at(to)) };
    let one = |resolved: &str, holds: Vec<Hold>| (case(&desk, "2025-07-11 16:00", Some(resolved)), holds);
    // Friday 16:00 to Monday 10:00 is 2 h + 1 h, over the weekend nothing
    let plain = one("2025-07-14 10:00", vec![]);
    // the same with an hour on hold on Friday, and one over the whole weekend: 2 h - 1 h, and 1 h
    let paused = one("2025-07-14 11:00", vec![hold("2025-07-11 17:00", "2025-07-14 10:00")]);
    let minutes = |cases: &[(Case, Vec<Hold>)]| count(&policy, cases).0.resolution.map(|s| (s.median / 60, s.p90 / 60, s.count));
    assert_eq!(minutes(std::slice::from_ref(&plain)), Some((180, 180, 1)), "one ticket");
    assert_eq!(minutes(&[plain.clone(), paused.clone()]), Some((150, 180, 2)), "the mean of the two in the middle");
    assert_eq!(
        minutes(&[plain.clone(), paused.clone(), paused.clone()]),
        Some((120, 180, 3)),
        "the one in the middle, ties and all"
    );
    // nearest rank: of ten the ninth
    let mut ten = vec![paused; 9];
    ten.push(plain);
    assert_eq!(minutes(&ten), Some((120, 120, 10)));
    // round the clock the weekend counts
    let (mut always, _) = one("2025-07-14 10:00", vec![]);
    always.times.service = Service::RoundTheClock;
    assert_eq!(minutes(&[(always, vec![])]), Some((66 * 60, 66 * 60, 1)));
}

#[test]
fn a_month_begins_and_ends_at_midnight_where_the_organisation_is() {
    let policy = policy();
    let desk = Desk::of(&policy);
    let cases: Vec<(Case, Vec<Hold>)> = [
        ("2025-06-30 23:59", None),
        ("2025-07-01 00:00", None),
        ("2025-06-30 10:00", Some("2025-06-30 23:59")),
        ("2025-06-30 11:00", Some("2025-07-01 00:00")),
    ]
    .into_iter()
    .map(|(opened, resolved)| (case(&desk, opened, resolved), vec![]))
    .collect();
    let (whole, groups) = count(&policy, &cases);
    let of = |n: &Numbers| (n.open, n.opened, n.resolved);
    assert_eq!(of(&whole), (2, 1, 1));
    assert_eq!(of(&groups[&Key::Month(Month(2025 * 12 + 6))]), (2, 1, 1));
    assert_eq!(of(&groups[&Key::Month(Month(2025 * 12 + 5))]), (2, 3, 1), "open at the end of June");
}

#[test]
fn what_happens_later_has_not_happened() {
    let policy = policy();
    let desk = Desk::of(&policy);
    let later = case(&desk, "2025-07-16 09:00", Some("2025-07-17 09:00"));
    let tomorrow = case(&desk, "2025-07-17 09:00", None);
    let (whole, _) = count(&policy, &[(later, vec![]), (tomorrow, vec![])]);
    assert_eq!((whole.open, whole.opened, whole.resolved, whole.settled.of), (1, 1, 0, 0));
}

#[test]
fn late_and_not_done_yet_counts_as_late_where_its_deadline_is() {
    let policy = policy();
    let desk = Desk::of(&policy);
    // seven working days: due on 1 July at 18:00, and on 10 July at 18:00
    let due = |opened: &str| case(&desk, opened, None).times.resolution_due;
    assert_eq!(due("2025-06-20 18:00"), Some(at("2025-07-01 18:00")));
    let cases = [
        (case(&desk, "2025-06-20 18:00", None), vec![]),
        (case(&desk, "2025-07-14 09:00", None), vec![]),
        (case(&desk, "2025-06-20 18:00", Some("2025-07-01 18:00")), vec![]),
        (case(&desk, "2025-06-20 18:00", Some("2025-07-01 18:01")), vec![]),
    ];
    let (whole, groups) = count(&policy, &cases);
    assert_eq!(whole.settled, Share { count: 1, of: 3 }, "to the minute is in time; the one that has time left is not asked");
    assert_eq!(whole.settled.rate(), Some(Rate(3_333)));
    assert_eq!(groups[&Key::Month(Month(2025 * 12 + 5))].settled.of, 0);
    // one that was held before its deadline is not late
    let mut held = case(&desk, "2025-06-20 18:00", None);
    held.times.held_since = Some(at("2025-07-01 17:00"));
    assert_eq!(count(&policy, &[(held, vec![])]).0.settled.of, 0);
}

#[test]
fn the_reopened_share_is_of_those_that_were_ever_resolved() {
    let policy = policy();
    let desk = Desk::of(&policy);
    let mut again = case(&desk, "2025-07-02 09:00", None);
    again.reopened = 2;
    let cases = [
        (again, vec![]),
        (case(&desk, "2025-07-02 09:00", None), vec![]),
        (case(&desk, "2025-07-02 09:00", Some("2025-07-03 09:00")), vec![]),
    ];
    assert_eq!(count(&policy, &cases).0.reopened, Share { count: 1, of: 2 });
}

#[test]
fn resolving_without_a_response_is_one() {
    let policy = policy();
    let desk = Desk::of(&policy);
    let mut mute = case(&desk, "2025-07-02 09:00", Some("2025-07-02 10:00"));
    mute.times.responded_at = None;
    let (whole, _) = count(&policy, &[(mute, vec![])]);
    assert_eq!((whole.response.map(|s| s.median), whole.answered), (Some(3_600), Share { count: 1, of: 1 }));
}

#[test]
fn every_age_has_one_class() {
    let targets = policy().desk_figures;
    let classes: Vec<usize> = [0, 1, 2, 3, 4, 7, 8, 15, 16, 400].into_iter().map(|d| targets.class(d)).collect();
    assert_eq!(classes, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    assert_eq!([targets.bounds(0), targets.bounds(2), targets.bounds(4)], [(0, Some(1)), (4, Some(7)), (16, None)]);
    for bad in ["[3, 1]", "[]", "[1, 1]", "[-1, 3]"] {
        let e = Policy::load(Some(&format!("[desk_figures]\nages = {bad}\n"))).expect_err(bad);
        assert!(e.to_string().contains("desk_figures.ages"), "{e}");
    }
}

#[test]
fn a_share_is_met_close_or_missed_on_the_exact_fraction() {
    let of = |count, of| at_least(Share { count, of }, Rate(9_500), Rate(500));
    assert_eq!([of(19, 20), of(18, 20), of(17, 20)], [Some(Verdict::Met), Some(Verdict::Close), Some(Verdict::Missed)]);
    // 0.94999 is shown as 95 % and isn't
    assert_eq!(of(94_999, 100_000), Some(Verdict::Close));
    let most = |rate| at_most(Some(Rate(rate)), Rate(50));
    assert_eq!([most(50), most(100), most(101)], [Some(Verdict::Met), Some(Verdict::Close), Some(Verdict::Missed)]);
}

#[test]
fn a_diversion_rate_is_of_net_sales() {
    let of = |confirmed, sales| Diverted { confirmed: Money(confirmed), suspected: Money(1), sales: Money(sales) };
    assert_eq!(of(5, 1_000).rate(), Some(Rate(50)));
    assert_eq!(of(1, 20_000).rate(), Some(Rate(1)), "half a point is rounded away from zero");
    assert_eq!((of(5, 0).rate(), of(5, -3).rate(), of(5, 0).suspected_rate()), (None, None, None));
}
