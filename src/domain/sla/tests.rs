use chrono::TimeZone;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    let wall = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect(text);
    chrono_tz::Asia::Shanghai.from_local_datetime(&wall).single().expect(text).with_timezone(&Utc)
}

fn times(opened: &str) -> Times {
    Times {
        kind: TicketKind::Complaint,
        severity: Severity::S3,
        state: TicketState::New,
        service: Service::WorkingHours,
        opened_at: Some(at(opened)),
        responded_at: None,
        response_due: None,
        resolved_at: None,
        resolution_due: None,
        held_since: None,
    }
}

fn with<T>(f: impl FnOnce(&Desk<'_>) -> T) -> T {
    let policy = Policy::load(None).expect("the embedded policy");
    f(&Desk::of(&policy))
}

#[test]
fn goals_are_read_as_written() {
    for (text, goal) in [
        ("2 h", Goal::Hours(7200)),
        ("1.5h", Goal::Hours(5400)),
        ("3 d", Goal::Days(3)),
        ("24 hc", Goal::Clock(86_400)),
        ("0.5hc", Goal::Clock(1800)),
    ] {
        assert_eq!(Goal::parse(text), Some(goal));
    }
    for bad in ["", "3", "0 h", "-1 d", "2 w", "h", "hc", "0 hc", "24 ch", "24 h c"] {
        assert_eq!(Goal::parse(bad), None, "{bad}");
    }
    assert_eq!([Goal::Hours(5400), Goal::Days(3), Goal::Clock(5400)].map(|g| g.to_string()), ["1.5 h", "3 d", "1.5 hc"]);
}

#[test]
fn deadlines_follow_kind_severity_and_service() {
    let response = [
        (TicketKind::Complaint, "2025-06-07 15:00", "2025-06-09 11:00"),
        (TicketKind::Order, "2025-06-06 17:30", "2025-06-07 17:30"),
        (TicketKind::Diversion, "2025-09-30 17:00", "2025-10-09 12:00"),
    ];
    // Resolution of one opened on Monday 2025-06-09 09:00: 24 hours of the clock, then working days of nine hours.
    let resolution = [
        (Severity::S1, "2025-06-10 09:00"),
        (Severity::S2, "2025-06-11 18:00"),
        (Severity::S3, "2025-06-17 18:00"),
        (Severity::S4, "2025-06-27 18:00"),
    ];
    with(|desk| {
        for (kind, opened, due) in response {
            let t = Times { kind, ..times(opened) };
            assert_eq!(desk.deadline(&t, ClockKind::Response, &[]), Some(at(due)), "{kind:?}");
        }
        for (severity, due) in resolution {
            let t = Times { severity, ..times("2025-06-09 09:00") };
            assert_eq!(desk.deadline(&t, ClockKind::Resolution, &[]), Some(at(due)), "{severity:?}");
        }
        let always = Times { service: Service::RoundTheClock, severity: Severity::S2, ..times("2025-06-06 17:00") };
        assert_eq!(desk.deadline(&always, ClockKind::Response, &[]), Some(at("2025-06-06 19:00")));
        assert_eq!(desk.deadline(&always, ClockKind::Resolution, &[]), Some(at("2025-06-09 17:00")));
        assert_eq!(desk.service(Some(Tier::Strategic), Severity::S4), Service::RoundTheClock);
        assert_eq!(desk.service(Some(Tier::Growth), Severity::S1), Service::WorkingHours);
    });
}

#[test]
fn a_clock_runs_warns_and_breaches() {
    let due = Times { response_due: Some(at("2025-06-09 11:00")), ..times("2025-06-09 09:00") };
    let cases = [
        (due, "2025-06-09 10:35", Phase::Running, 25),
        (due, "2025-06-09 10:36", Phase::Warning, 24),
        (due, "2025-06-09 10:59", Phase::Warning, 1),
        (due, "2025-06-09 11:00", Phase::Breached, 0),
        (due, "2025-06-10 10:00", Phase::Breached, -8 * 60),
        (Times { responded_at: Some(at("2025-06-09 11:00")), ..due }, "2025-07-01 09:00", Phase::Met, 0),
        (Times { responded_at: Some(at("2025-06-09 11:01")), ..due }, "2025-07-01 09:00", Phase::Missed, -1),
        (Times { held_since: Some(at("2025-06-09 10:00")), ..due }, "2025-07-01 09:00", Phase::Held, 60),
        (Times { held_since: Some(at("2025-06-09 12:00")), ..due }, "2025-07-01 09:00", Phase::Breached, -60),
        (Times { resolved_at: Some(at("2025-06-09 10:30")), ..due }, "2025-07-01 09:00", Phase::Met, 30),
    ];
    with(|desk| {
        for (times, now, phase, left) in cases {
            let clock = desk.clock(&times, ClockKind::Response, at(now)).expect("a clock");
            assert_eq!((clock.phase, clock.left / 60, clock.used / 60), (phase, left, 120 - left), "{now} {times:?}");
        }
        assert_eq!(desk.clock(&due, ClockKind::Resolution, at("2025-06-09 10:00")), None);
    });
}

#[test]
fn a_clock_that_runs_into_a_year_without_a_calendar_says_so() {
    with(|desk| {
        let t = Times { severity: Severity::S4, ..times("2026-12-21 09:00") };
        let due = desk.deadline(&t, ClockKind::Resolution, &[]);
        let clock =
            desk.clock(&Times { resolution_due: due, ..t }, ClockKind::Resolution, at("2026-12-22 09:00")).expect("a clock");
        assert_eq!(clock.uncovered, Some(2027));
        let always = Times { service: Service::RoundTheClock, resolution_due: due, ..t };
        assert_eq!(desk.clock(&always, ClockKind::Resolution, at("2026-12-22 09:00")).and_then(|c| c.uncovered), None);
    });
}

#[test]
fn why_a_deadline_lists_every_window() {
    with(|desk| {
        let t = Times { response_due: Some(at("2025-10-09 10:00")), ..times("2025-09-30 17:00") };
        let why = desk.why(&t, ClockKind::Response, &[], Lang::Zh).expect("an explanation");
        let said: Vec<(String, Amount)> = why
            .inputs
            .iter()
            .map(|i| match &i.name {
                Words::Key { key, args } => {
                    let holiday = args.iter().find(|(name, _)| *name == "holiday").map(|(_, v)| v.clone());
                    (format!("{key} {holiday:?}"), i.value.clone())
                }
                Words::Text(text) => (text.clone(), i.value.clone()),
                Words::Label(label) => (label.en.to_owned(), i.value.clone()),
                Words::Figure(figure) | Words::Formula(figure) => (figure.name().to_owned(), i.value.clone()),
            })
            .collect();
        assert_eq!(said.first().map(|s| s.1.clone()), Some(Amount::Time(at("2025-09-30 17:00"))));
        assert_eq!(said.get(1).map(|s| s.1.clone()), Some(Amount::Minutes(120)));
        assert!(said.iter().any(|(words, value)| words.contains("国庆节") && *value == Amount::Minutes(0)), "{said:?}");
        let counted: i64 = said.iter().skip(2).map(|(_, v)| if let Amount::Minutes(m) = v { *m } else { 0 }).sum();
        assert_eq!(counted, 120);
        assert!(why.notes.is_empty());
        assert_eq!(why.policy.first().map(|p| (p.path.as_str(), p.value.as_str())), Some(("desk.response.complaint", "2 h")));
    });
}

#[test]
fn a_policy_without_a_goal_is_refused() {
    for (text, word) in [
        ("[desk]\nhours = [\"18:00-09:00\"]\n", "18:00-09:00"),
        ("[desk.response]\ncomplaint = \"soon\"\n", "soon"),
        ("[desk.response]\ngossip = \"2 h\"\n", "gossip"),
        ("[desk]\nalways_tiers = [\"platinum\"]\n", "platinum"),
    ] {
        let e = Policy::load(Some(text)).expect_err(word);
        assert!(e.to_string().contains(word), "{e}");
    }
}

#[test]
fn a_spread_is_the_median_and_the_nearest_rank() {
    let of = |list: &[i64]| Spread::of(list.to_vec()).map(|s| (s.median, s.p90, s.count));
    assert_eq!(of(&[]), None);
    assert_eq!(of(&[5]), Some((5, 5, 1)));
    assert_eq!(of(&[30, 10, 20, 40]), Some((25, 40, 4)));
    assert_eq!(of(&(1..=10).collect::<Vec<_>>()), Some((6, 9, 10)), "5.5 is rounded away from zero");
}

/// Opened, kind, severity, service, holds; response due, resolution due.
type Case = (&'static str, TicketKind, Severity, Service, Vec<Hold>, &'static str, &'static str);

/// Off from 1 to 8 October 2025; Sunday 28 September and Saturday 11 October are worked in exchange. Computed by hand.
#[test]
fn clocks_across_the_october_holiday() {
    use Severity::{S1, S2, S3, S4};
    use TicketKind::{Complaint, Order};
    let (working, always) = (Service::WorkingHours, Service::RoundTheClock);
    let hold = |from: &str, to: &str| Hold { from: at(from), to: Some(at(to)) };
    let open = |from: &str| Hold { from: at(from), to: None };
    let over = vec![hold("2025-09-30 17:30", "2025-10-09 09:30")];
    let cases: [Case; 13] = [
        ("2025-09-30 17:00", Complaint, S3, working, vec![], "2025-10-09 10:00", "2025-10-16 17:00"),
        ("2025-09-30 17:00", Complaint, S3, always, vec![], "2025-09-30 19:00", "2025-10-07 17:00"),
        ("2025-09-30 16:00", Complaint, S1, working, vec![], "2025-09-30 18:00", "2025-10-01 16:00"),
        // opened on a Saturday: the make-up Sunday counts, and an order is confirmed by the clock
        ("2025-09-27 10:00", Order, S2, working, vec![], "2025-09-28 10:00", "2025-09-30 18:00"),
        // opened on the holiday: the first working moment is Thursday the 9th
        ("2025-10-03 12:00", Complaint, S1, working, vec![], "2025-10-09 11:00", "2025-10-04 12:00"),
        ("2025-10-08 23:59", Complaint, S2, working, vec![], "2025-10-09 11:00", "2025-10-11 18:00"),
        ("2025-09-29 09:00", Complaint, S4, working, vec![], "2025-09-29 11:00", "2025-10-24 18:00"),
        // half an hour of working time on hold before the holiday, half an hour after it
        ("2025-09-30 17:00", Complaint, S1, working, over, "2025-10-09 11:00", "2025-10-10 09:00"),
        // on hold only while nobody works: nothing moves, round the clock and by the clock it does
        (
            "2025-09-30 17:00",
            Complaint,
            S2,
            working,
            vec![hold("2025-10-02 08:00", "2025-10-07 20:00")],
            "2025-10-09 10:00",
            "2025-10-11 17:00",
        ),
        (
            "2025-09-30 17:00",
            Complaint,
            S1,
            working,
            vec![hold("2025-10-01 08:00", "2025-10-02 08:00")],
            "2025-10-09 10:00",
            "2025-10-02 17:00",
        ),
        (
            "2025-09-30 17:00",
            Complaint,
            S1,
            always,
            vec![hold("2025-10-01 08:00", "2025-10-02 08:00")],
            "2025-09-30 19:00",
            "2025-10-02 17:00",
        ),
        // two holds that overlap count once
        (
            "2025-09-29 09:00",
            Complaint,
            S1,
            working,
            vec![hold("2025-09-29 12:00", "2025-09-29 15:00"), hold("2025-09-29 14:00", "2025-09-29 17:00")],
            "2025-09-29 11:00",
            "2025-09-30 14:00",
        ),
        ("2025-10-11 17:00", Order, S3, working, vec![], "2025-10-12 17:00", "2025-10-21 17:00"),
    ];
    with(|desk| {
        for (opened, kind, severity, service, holds, response, resolution) in cases {
            let t = Times { kind, severity, service, ..times(opened) };
            let due = |clock, holds: &[Hold]| desk.deadline(&t, clock, holds);
            assert_eq!(due(ClockKind::Response, &holds), Some(at(response)), "response of {opened} {kind:?} {severity:?}");
            assert_eq!(due(ClockKind::Resolution, &holds), Some(at(resolution)), "resolution of {opened} {kind:?} {severity:?}");
        }
        assert_eq!(desk.deadline(&times("2025-09-30 17:00"), ClockKind::Resolution, &[open("2025-10-01 00:00")]), None);
        // what is left of a clock does not shrink while nobody works
        let t = Times { response_due: Some(at("2025-10-09 10:00")), ..times("2025-09-30 17:00") };
        for (now, left, phase) in [
            ("2025-09-30 17:00", 120, Phase::Running),
            ("2025-09-30 18:00", 60, Phase::Running),
            ("2025-10-04 12:00", 60, Phase::Running),
            ("2025-10-09 09:00", 60, Phase::Running),
            ("2025-10-09 09:36", 24, Phase::Warning),
            ("2025-10-09 10:00", 0, Phase::Breached),
            ("2025-10-09 11:30", -90, Phase::Breached),
        ] {
            let clock = desk.clock(&t, ClockKind::Response, at(now)).expect("a clock");
            assert_eq!((clock.left / 60, clock.phase), (left, phase), "at {now}");
        }
    });
}

#[test]
fn why_claims_a_changed_goal_only_where_it_changed() {
    let pause = |from: &str, to: Option<&str>| Hold { from: at(from), to: to.map(at) };
    let said = |times: &Times, holds: &[Hold]| {
        with(|desk| {
            let why = desk.why(times, ClockKind::Response, holds, Lang::En).expect("an explanation");
            let key = |w: &Words| if let Words::Key { key, .. } = w { *key } else { "" };
            why.notes.iter().map(key).collect::<Vec<_>>()
        })
    };
    // two hours from Monday 09:00
    let open = Times { response_due: Some(at("2025-06-09 11:00")), ..times("2025-06-09 09:00") };
    assert_eq!(said(&open, &[]), [""; 0]);
    let held = Times { held_since: Some(at("2025-06-09 10:00")), ..open };
    assert_eq!(said(&held, &[pause("2025-06-09 10:00", None)]), ["sla-on-hold"], "it moves when the hold ends");
    let moved = Times { response_due: Some(at("2025-06-09 12:00")), ..open };
    assert_eq!(said(&moved, &[pause("2025-06-09 10:00", Some("2025-06-09 11:00"))]), [""; 0], "it moved by the hold");
    let answered = Times { responded_at: Some(at("2025-06-09 09:30")), ..open };
    let later = [pause("2025-06-09 10:00", Some("2025-06-09 10:30")), pause("2025-06-09 10:40", None)];
    assert_eq!(said(&answered, &later), [""; 0], "held after it was answered");
    let other = Times { response_due: Some(at("2025-06-09 13:00")), ..open };
    assert_eq!(said(&other, &[]), ["sla-goal-changed"]);
}

#[test]
fn the_windows_of_a_deadline_add_up_to_its_goal_in_whole_minutes() {
    use crate::domain::explain::Amount;
    // opened 20 seconds after 17:00: 59:40 that day, 1:00:20 on the next
    let seconds = chrono::TimeDelta::seconds(20);
    let opened = Times { opened_at: Some(at("2025-06-09 17:00") + seconds), ..times("2025-06-09 17:00") };
    let t = Times { response_due: Some(at("2025-06-10 10:00") + seconds), ..opened };
    with(|desk| {
        let why = desk.why(&t, ClockKind::Response, &[], Lang::En).expect("an explanation");
        let minutes: Vec<i64> =
            why.inputs.iter().filter_map(|i| if let Amount::Minutes(m) = i.value { Some(m) } else { None }).collect();
        assert_eq!(minutes, [120, 59, 61], "the goal, then the windows");
        assert!(why.notes.is_empty(), "{:?}", why.notes);
    });
}

#[test]
fn a_goal_of_the_clock_runs_at_night_and_stands_on_hold() {
    with(|desk| {
        // an order of Friday 17:30 is confirmed by Saturday 17:30
        let t = Times { kind: TicketKind::Order, response_due: Some(at("2025-06-07 17:30")), ..times("2025-06-06 17:30") };
        for (now, left, phase) in [
            ("2025-06-07 02:30", 15 * 60, Phase::Running),
            ("2025-06-07 12:41", 4 * 60 + 49, Phase::Running),
            ("2025-06-07 12:42", 4 * 60 + 48, Phase::Warning),
            ("2025-06-07 18:00", -30, Phase::Breached),
        ] {
            let clock = desk.clock(&t, ClockKind::Response, at(now)).expect("a clock");
            assert_eq!((clock.left / 60, clock.phase, clock.day), (left, phase, 86_400), "at {now}");
        }
        // the weekend on hold moves the clock by all of it, working days by what was worked of it
        let (from, to) = (at("2025-06-06 19:30"), at("2025-06-08 19:30"));
        let due = |kind, due| desk.moved(&t, kind, at(due), (from, to));
        assert_eq!(due(ClockKind::Response, "2025-06-07 17:30"), at("2025-06-09 17:30"));
        assert_eq!(due(ClockKind::Resolution, "2025-06-17 17:30"), at("2025-06-17 17:30"));
        let hold = Hold { from, to: Some(to) };
        let moved = Times { response_due: Some(at("2025-06-09 17:30")), ..t };
        let why = desk.why(&moved, ClockKind::Response, &[hold], Lang::En).expect("an explanation");
        assert_eq!(why.formula, Some(Words::key("sla-formula-clock")));
        let minutes: Vec<&Amount> = why.inputs.iter().skip(1).map(|i| &i.value).collect();
        let counted = [1_440, 120, 0, 270, 1_050].map(Amount::Minutes);
        assert_eq!(
            minutes,
            counted.iter().collect::<Vec<_>>(),
            "the goal, Friday's two hours, the hold, Sunday's and Monday's rest"
        );
        assert!(why.notes.is_empty(), "{:?}", why.notes);
        assert_eq!(why.policy.first().map(|p| p.value.as_str()), Some("24 hc"));
        // who is served round the clock has the same hours of the clock, and days of 24 hours
        let always = Times { service: Service::RoundTheClock, severity: Severity::S1, ..t };
        assert_eq!(desk.deadline(&always, ClockKind::Response, &[]), Some(at("2025-06-07 17:30")));
        assert_eq!(desk.deadline(&always, ClockKind::Resolution, &[]), Some(at("2025-06-07 17:30")));
        let s2 = Times { severity: Severity::S2, ..always };
        assert_eq!(desk.deadline(&s2, ClockKind::Resolution, &[]), Some(at("2025-06-09 17:30")));
    });
}
