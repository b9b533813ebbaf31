use proptest::prelude::*;

use super::*;
use crate::domain::kinds::Lifecycle;
use crate::domain::money::{Money, Rate};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Record as _, Row};

fn d(s: &str) -> NaiveDate {
    s.parse().expect("a day")
}

fn contract(from: &str, to: &str) -> Contract {
    let mut row = Row::blank(Kind::Contract);
    row.set("number", Value::Text("C-1".into()));
    row.set("partner", Value::Int(7));
    row.set("from_day", d(from).to_value());
    row.set("to_day", d(to).to_value());
    row.set("state", Decision::Approved.to_value());
    Contract::from_values(&row.values).expect("a contract")
}

fn renewing(from: &str, to: &str, notice: i64) -> Contract {
    Contract { auto_renew: true, notice_days: Some(notice), ..contract(from, to) }
}

fn policy() -> ContractPolicy {
    Policy::load(None).expect("the embedded policy").contracts
}

#[test]
fn the_first_and_the_last_day_belong_to_it() {
    let c = contract("2025-01-01", "2025-12-31");
    let ended = Contract { ended_on: Some(d("2025-06-30")), ..c.clone() };
    let draft = Contract { state: Decision::Draft, ..c.clone() };
    let late = Contract { ended_on: Some(d("2026-06-30")), ..c.clone() };
    let cases = [
        (&c, "2024-12-31", false),
        (&c, "2025-01-01", true),
        (&c, "2025-12-31", true),
        (&c, "2026-01-01", false),
        (&ended, "2025-06-30", true),
        (&ended, "2025-07-01", false),
        (&draft, "2025-06-01", false),
        (&late, "2026-01-01", false),
    ];
    for (c, day, binds) in cases {
        assert_eq!(in_force(c, d(day)), binds, "{day}");
    }
}

#[test]
fn one_that_renews_itself_goes_on_until_it_is_ended() {
    let c = renewing("2024-02-29", "2025-02-27", 30);
    let span = |from: &str, to: &str| Span { from: d(from), to: d(to) };
    let cases = [
        ("2024-02-28", span("2024-02-29", "2025-02-27")),
        ("2025-02-27", span("2024-02-29", "2025-02-27")),
        ("2025-02-28", span("2025-02-28", "2026-02-27")),
        ("2028-02-28", span("2027-02-28", "2028-02-28")),
        ("2028-02-29", span("2028-02-29", "2029-02-27")),
    ];
    for (day, running) in cases {
        assert_eq!(term(&c, d(day)), running, "{day}");
        assert_eq!(in_force(&c, d(day)), d(day) >= c.from_day, "{day}");
    }
    let ended = Contract { ended_on: Some(d("2026-02-27")), ..c };
    assert!(in_force(&ended, d("2026-02-27")) && !in_force(&ended, d("2026-02-28")));
    assert_eq!(term(&ended, d("2027-01-01")), span("2025-02-28", "2026-02-27"));
}

#[test]
fn the_renewal_is_due_sixty_days_before_the_end() {
    let c = contract("2025-01-01", "2025-12-31");
    let end = Stage::Renew(d("2025-12-31"));
    let cases = [
        ("2024-12-31", Stage::Ahead),
        // 61 and 60 days before the end
        ("2025-10-31", Stage::Running),
        ("2025-11-01", end),
        ("2025-12-31", end),
        ("2026-01-01", Stage::Expired(d("2025-12-31"))),
    ];
    for (day, expected) in cases {
        assert_eq!(stage(&c, d(day), &policy()), expected, "{day}");
    }
    // over a leap day
    let leap = contract("2023-04-01", "2024-03-31");
    assert_eq!(renewal_from(&leap, d("2024-01-01"), &policy()), d("2024-01-31"), "29 February counts");
}

#[test]
fn notice_comes_up_before_its_last_day_even_where_that_is_early() {
    let late = renewing("2025-01-01", "2025-12-31", 30);
    assert_eq!(notice_by(&late, d("2025-06-01")), Some(d("2025-12-01")));
    assert_eq!(renewal_from(&late, d("2025-06-01"), &policy()), d("2025-11-01"));
    let early = renewing("2025-01-01", "2025-12-31", 90);
    assert_eq!(notice_by(&early, d("2025-06-01")), Some(d("2025-10-02")));
    assert_eq!(renewal_from(&early, d("2025-06-01"), &policy()), d("2025-09-18"));
    let cases = [
        ("2025-09-17", Stage::Running),
        ("2025-09-18", Stage::Notice(d("2025-10-02"))),
        ("2025-10-02", Stage::Notice(d("2025-10-02"))),
        ("2025-10-03", Stage::Renewing),
        ("2025-12-31", Stage::Renewing),
        ("2026-01-01", Stage::Running),
    ];
    for (day, expected) in cases {
        assert_eq!(stage(&early, d(day), &policy()), expected, "{day}");
    }
    assert_eq!(notice_by(&contract("2025-01-01", "2025-12-31"), d("2025-06-01")), None);
}

#[test]
fn one_ended_early_is_ended_and_neither_renewed_nor_expired() {
    let ended = Contract { ended_on: Some(d("2025-06-30")), ..contract("2025-01-01", "2025-12-31") };
    for (day, expected) in [
        ("2025-06-30", Stage::Running),
        ("2025-07-01", Stage::Ended(d("2025-06-30"))),
        ("2026-02-01", Stage::Ended(d("2025-06-30"))),
    ] {
        assert_eq!(stage(&ended, d(day), &policy()), expected, "{day}");
    }
    let draft = Contract { state: Decision::Pending, ..contract("2025-01-01", "2025-12-31") };
    assert_eq!(stage(&draft, d("2025-12-01"), &policy()), Stage::Undecided);
}

#[test]
fn a_renewal_follows_on_for_the_same_length() {
    let cases = [
        ("2025-01-01", "2025-12-31", "2026-01-01", "2026-12-31"),
        ("2023-03-01", "2024-02-29", "2024-03-01", "2025-02-28"),
        ("2024-02-29", "2025-02-27", "2025-02-28", "2026-02-27"),
        ("2025-01-15", "2025-02-28", "2025-03-01", "2025-04-14"),
        ("2025-01-01", "2025-01-01", "2025-01-02", "2025-01-02"),
    ];
    for (from, to, next_from, next_to) in cases {
        let c = Contract { signed_on: Some(d(from)), file: "a.pdf".into(), ..contract(from, to) };
        let next = renewal(3, &c, "C-2".into(), d(from));
        assert_eq!((next.from_day, next.to_day), (d(next_from), d(next_to)), "{from} {to}");
        assert_eq!((next.renews, next.state, next.signed_on, next.file.as_str()), (Some(3), Decision::Draft, None, ""));
        assert_eq!(overlap(&c, &next), None);
        let decided = Contract { state: Decision::Pending, ..next.clone() };
        assert!(follows(&decided, 3, &c, d(to)) && !follows(&next, 3, &c, d(to)), "a draft takes over nothing");
    }
}

#[test]
fn a_contract_of_somebody_else_or_one_that_ends_no_later_follows_nothing() {
    let c = contract("2025-01-01", "2025-12-31");
    let next = contract("2026-01-01", "2026-12-31");
    let cases = [
        (next.clone(), true),
        (Contract { partner: 8, ..next.clone() }, false),
        (contract("2025-06-01", "2025-12-31"), false),
        (contract("2026-01-02", "2026-12-31"), false),
        (Contract { state: Decision::Rejected, ..next.clone() }, false),
        (Contract { ended_on: Some(d("2025-12-01")), ..next }, false),
    ];
    for (next, expected) in cases {
        assert_eq!(follows(&next, 1, &c, d("2025-12-15")), expected, "{next:?}");
    }
}

#[test]
fn terms_that_the_register_says_otherwise_are_named() {
    let mut row = Row::blank(Kind::Partner);
    row.set("code", Value::Text("D1".into()));
    row.set("name", Value::Text("East".into()));
    let mut p = Partner::from_values(&row.values).expect("a partner");
    p.status = Lifecycle::Active;
    (p.credit_days, p.deduction_rate, p.deposit) = (Some(45), None, Some(Money::units(5)));
    let mut c = contract("2025-01-01", "2025-12-31");
    assert_eq!(differences(&c, &p), []);
    (c.credit_days, c.deduction_rate, c.deposit) = (Some(30), Some(Rate(1_200)), Some(Money::units(5)));
    let found: Vec<_> = differences(&c, &p).into_iter().map(|x| (x.field, x.agreed, x.kept)).collect();
    let (int, none) = (Value::Int, Value::Null);
    assert_eq!(found, [("credit_days", int(30), int(45)), ("deduction_rate", int(1_200), none)]);
}

#[test]
fn territories_touch_by_name_and_where_one_lies_in_the_other() {
    let named = [("华东", 1), ("浙江", 2), ("杭州", 3), ("华南", 9)];
    let regions =
        Regions { named: named.iter().map(|(n, id)| ((*n).to_owned(), vec![*id])).collect(), parent: [(2, 1), (3, 2)].into() };
    let tags = Tags::from_text;
    let cases = [
        ("杭州", "杭州", vec!["杭州"]),
        ("杭州,华南", "浙江", vec!["杭州"]),
        ("华东", "杭州", vec!["华东"]),
        ("华南", "杭州", vec![]),
        ("西湖商圈", "西湖商圈", vec!["西湖商圈"]),
        ("", "杭州", vec![]),
    ];
    for (a, b, common) in cases {
        assert_eq!(regions.common(&tags(a), &tags(b)).into_iter().collect::<Vec<_>>(), common, "{a} {b}");
    }
}

proptest! {
    #[test]
    fn the_terms_of_one_that_renews_itself_leave_no_gap(start in 10_000_i32..20_000, length in 1_i64..800, ahead in 0_i64..6_000) {
        let from = NaiveDate::from_epoch_days(start).expect("a day");
        let c = Contract {
            from_day: from,
            to_day: from + chrono::Duration::days(length - 1),
            auto_renew: true,
            ..contract("2025-01-01", "2025-12-31")
        };
        let day = from + chrono::Duration::days(ahead);
        let running = term(&c, day);
        prop_assert!(running.contains(day), "{running:?} {day}");
        prop_assert_eq!(term(&c, running.to).from, running.from);
        prop_assert_eq!(term(&c, running.to + Days::new(1)).from, running.to + Days::new(1));
    }
}
