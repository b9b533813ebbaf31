use proptest::prelude::*;

use super::*;
use crate::domain::policy::Policy;

fn d(s: &str) -> NaiveDate {
    s.parse().expect("a day")
}

fn policy() -> CohortPolicy {
    Policy::load(None).expect("the embedded policy").cohorts
}

fn member(onboarded: &str, first: Option<&str>) -> Member {
    Member {
        partner: 1,
        onboarded: d(onboarded),
        channel_type: 0,
        first: first.map(d),
        late: false,
        again: false,
        audience: None,
    }
}

fn quality(m: &Member, as_of: &str) -> Quality {
    let mut q = Quality::default();
    q.add(m, d(as_of), &policy());
    q
}

#[test]
fn a_first_order_counts_until_day_sixty_and_is_asked_from_then_on() {
    // onboarded on 1 January: day 60 is 2 March
    let cases = [
        (Some("2025-03-02"), "2025-06-01", (1, 1)),
        (Some("2025-03-03"), "2025-06-01", (0, 1)),
        (Some("2025-01-01"), "2025-06-01", (1, 1)),
        (Some("2024-12-01"), "2025-06-01", (1, 1)), // before it was taken on
        (None, "2025-06-01", (0, 1)),
        (Some("2025-01-05"), "2025-03-01", (0, 0)), // too young, whatever it did
        (Some("2025-01-05"), "2025-03-02", (1, 1)),
        (Some("2025-03-02"), "2025-03-02", (1, 1)),
        (None, "2025-03-02", (0, 1)),
    ];
    for (first, as_of, (count, of)) in cases {
        let q = quality(&member("2025-01-01", first), as_of);
        assert_eq!(q.conversion, Share { count, of }, "{first:?} as of {as_of}");
    }
}

#[test]
fn retention_is_asked_of_first_orders_that_are_ninety_days_old() {
    for (as_of, of) in [("2025-03-31", 0), ("2025-04-01", 1)] {
        let m = Member { late: true, again: true, ..member("2024-12-20", Some("2025-01-01")) };
        let q = quality(&m, as_of);
        assert_eq!((q.retention, q.repurchase), (Share { count: of, of }, Share { count: of, of }), "{as_of}");
        let q = quality(&Member { late: false, again: true, ..m }, as_of);
        assert_eq!((q.retention, q.repurchase), (Share { count: 0, of }, Share { count: of, of }), "{as_of}");
    }
    let q = quality(&member("2024-12-20", None), "2026-01-01");
    assert_eq!((q.retention.of, q.retention.rate(), q.size), (0, None, 1));
}

#[test]
fn who_is_taken_on_later_is_in_no_cohort_and_a_later_order_is_none() {
    assert_eq!(quality(&member("2025-06-02", Some("2025-06-01")), "2025-06-01"), Quality::default());
    let q = quality(&member("2025-01-01", Some("2025-02-01")), "2025-01-31");
    assert_eq!((q.size, q.conversion), (1, Share::default()));
}

#[test]
fn an_audience_match_of_b_plus_is_good_and_none_is_not_asked() {
    for (grade, share) in [
        (Some(AudienceMatch::APlus), Share { count: 1, of: 1 }),
        (Some(AudienceMatch::BPlus), Share { count: 1, of: 1 }),
        (Some(AudienceMatch::B), Share { count: 0, of: 1 }),
        (Some(AudienceMatch::D), Share { count: 0, of: 1 }),
        (None, Share::default()),
    ] {
        let m = Member { audience: grade, ..member("2025-01-01", None) };
        assert_eq!(quality(&m, "2025-01-01").audience, share, "{grade:?}");
    }
}

#[test]
fn a_benchmark_is_reached_on_the_exact_fraction() {
    let at = |count, of| Share { count, of }.reaches(Rate(6_500));
    assert_eq!(at(13, 20), Some(true));
    assert_eq!(at(649_999, 1_000_000), Some(false), "65.00 % once rounded");
    assert_eq!(at(0, 0), None);
    assert_eq!(Share { count: 649_999, of: 1_000_000 }.rate(), Some(Rate(6_500)));
}

proptest! {
    #[test]
    fn a_share_is_never_more_than_the_whole(
        members in prop::collection::vec((0_u64..400, prop::option::of(0_u64..400), any::<bool>(), any::<bool>()), 0..40),
        as_of in 0_u64..500,
    ) {
        let day = |n: u64| d("2024-01-01") + Days::new(n);
        let (mut q, policy) = (Quality::default(), policy());
        for (onboarded, first, late, again) in members {
            let m = Member { onboarded: day(onboarded), first: first.map(day), late, again, ..member("2024-01-01", None) };
            q.add(&m, day(as_of), &policy);
        }
        for figure in Figure::ALL {
            let s = q.share(figure);
            prop_assert!(0 <= s.count && s.count <= s.of && s.of <= q.size, "{figure:?} {s:?}");
        }
    }
}
