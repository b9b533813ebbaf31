use proptest::prelude::*;

use super::*;
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Record as _, Row, Storable as _, Value};
use crate::domain::score::FULL;

fn policy() -> ScreeningPolicy {
    Policy::load(None).expect("the embedded policy").screening
}

fn screening(given: &[(&str, i64)]) -> Screening {
    let mut row = Row::blank(Kind::Screening);
    row.set("partner", Value::Int(1));
    row.set("on", Value::Int(20_000));
    for (name, value) in given {
        row.set(name, Value::Int(*value));
    }
    Screening::from_values(&row.values).expect("a screening")
}

/// Every sub-item but the audience match with these points.
fn all(points: i64) -> Vec<(&'static str, i64)> {
    let items = Dimension::ALL.into_iter().flat_map(Dimension::items);
    items.filter(|i| **i != "audience_match").map(|i| (*i, points)).collect()
}

#[test]
fn on_a_red_line_is_not_over_it() {
    let (policy, rate) = (policy(), |r| Some(Rate(r)));
    let cases = [
        (None, None, vec![]),
        (Some(60), rate(1_800), vec![]),
        (Some(61), rate(1_800), vec![RedLine::Days(61, 60)]),
        (Some(60), rate(1_801), vec![RedLine::Rate(Rate(1_801), Rate(1_800))]),
        (Some(90), rate(2_000), vec![RedLine::Days(90, 60), RedLine::Rate(Rate(2_000), Rate(1_800))]),
        (Some(0), rate(0), vec![]),
    ];
    for (days, rate, crossed) in cases {
        assert_eq!(red_lines(days, rate, &policy), crossed, "{days:?} {rate:?}");
    }
}

#[test]
fn the_bounds_of_a_result_belong_to_the_better_one() {
    let policy = policy();
    for (points, result) in [
        (100, ScreeningResult::Pass),
        (70, ScreeningResult::Pass),
        (69, ScreeningResult::Conditional),
        (60, ScreeningResult::Conditional),
        (59, ScreeningResult::Fail),
        (0, ScreeningResult::Fail),
    ] {
        let judged = judge(&screening(&all(points)), &policy);
        assert_eq!((judged.score, judged.result), (Some(points * 100), Some(result)), "{points}");
    }
    assert_eq!(policy.result(6_999), ScreeningResult::Conditional);
    assert_eq!(policy.result(5_999), ScreeningResult::Fail);
}

#[test]
fn what_is_not_given_is_left_out_and_nothing_given_is_not_rated() {
    let policy = policy();
    let nothing = judge(&screening(&[]), &policy);
    assert_eq!((nothing.score, nothing.result), (None, None));
    // one sub-item stands for its dimension, one dimension for the whole
    let one = judge(&screening(&[("rivals", 80)]), &policy);
    assert_eq!(one.points(Dimension::Risk), Some(8_000));
    assert_eq!((one.points(Dimension::Synergy), one.score), (None, Some(8_000)));
    // 30 % of 60 and 30 % of 90 weigh the same once synergy is left out
    let two = judge(&screening(&[("licences", 60), ("litigation", 90)]), &policy);
    assert_eq!(two.score, Some(7_500));
    // all three: 30/40/30
    let three = judge(&screening(&[("licences", 60), ("digital", 50), ("litigation", 90)]), &policy);
    assert_eq!(three.score, Some(6_500));
}

#[test]
fn the_audience_match_counts_with_the_points_of_the_policy() {
    let policy = policy();
    for (grade, points) in [(AudienceMatch::APlus, 10_000), (AudienceMatch::D, 2_000)] {
        let mut s = screening(&[]);
        s.audience_match = Some(grade);
        assert_eq!(judge(&s, &policy).points(Dimension::Synergy), Some(points), "{}", grade.code());
    }
    let points: Vec<i64> = AudienceMatch::ALL.iter().map(|a| policy.audience[a]).collect();
    assert!(points.is_sorted_by(|a, b| a > b), "a better match has more points: {points:?}");
}

#[test]
fn a_red_line_stops_whatever_the_score_and_an_exception_lifts_only_it() {
    let policy = policy();
    let with = |points: i64, days: i64, state: Decision| {
        let mut s = screening(&all(points));
        (s.credit_days, s.state) = (Some(days), state);
        s
    };
    assert_eq!(judge(&with(90, 61, Decision::Draft), &policy).result, Some(ScreeningResult::Stopped));
    assert_eq!(judge(&with(90, 61, Decision::Approved), &policy).result, Some(ScreeningResult::Stopped));
    let cases = [
        (90, 60, Decision::Draft, Ok(())),
        (60, 60, Decision::Draft, Ok(())),
        (59, 60, Decision::Draft, Err(Bar::Failed(5_900, 60))),
        (90, 61, Decision::Draft, Err(Bar::Stopped(Decision::Draft))),
        (90, 61, Decision::Pending, Err(Bar::Stopped(Decision::Pending))),
        (90, 61, Decision::Rejected, Err(Bar::Stopped(Decision::Rejected))),
        (90, 61, Decision::Approved, Ok(())),
        (40, 61, Decision::Approved, Err(Bar::Failed(4_000, 60))),
    ];
    for (points, days, state, admitted) in cases {
        assert_eq!(admits(&with(points, days, state), &policy), admitted, "{points} {days} {state:?}");
    }
    assert_eq!(admits(&screening(&[]), &policy), Err(Bar::Unrated));
}

#[test]
fn an_exception_covers_what_was_approved_and_no_more() {
    let policy = policy();
    let mut exception = screening(&[("credit_days", 75)]);
    exception.state = Decision::Approved;
    let cases = [
        (Some(75), None, true),
        (Some(76), None, false),
        (Some(61), Some(1_800), true),
        (Some(61), Some(1_801), false),
        (None, None, true),
    ];
    for (days, rate, covered) in cases {
        assert_eq!(covers(&exception, days, rate.map(Rate), &policy), covered, "{days:?} {rate:?}");
    }
    exception.state = Decision::Pending;
    assert!(!covers(&exception, Some(61), None, &policy));
}

#[test]
fn a_policy_with_a_missing_or_unknown_line_is_refused() {
    for (text, named) in [
        ("[screening.risk]\nluck = 5\n", "screening.risk.luck"),
        ("[screening.audience]\n\"A\" = 101\n", "screening.audience.A"),
        ("[screening]\nconditional = 80\n", "screening.conditional"),
    ] {
        let error = Policy::load(Some(text)).expect_err("a wrong policy").to_string();
        assert!(error.contains(named), "{error}");
    }
}

#[test]
fn every_sub_item_is_a_field_of_the_form() {
    for dimension in Dimension::ALL {
        assert!(Screening::DEF.field(dimension.code()).is_some_and(|(_, f)| f.computed));
        for item in dimension.items() {
            assert!(Screening::DEF.field(item).is_some_and(|(_, f)| !f.computed), "{item}");
        }
    }
    assert_eq!(Decision::Draft.to_value(), Value::Text("draft".into()));
}

proptest! {
    #[test]
    fn a_score_lies_between_the_least_and_the_greatest_sub_item(points in prop::collection::vec(prop::option::of(0_i64..=100), 12)) {
        let items: Vec<&str> =
            Dimension::ALL.into_iter().flat_map(Dimension::items).copied().filter(|i| *i != "audience_match").collect();
        let given: Vec<(&str, i64)> = items.iter().zip(&points).filter_map(|(i, p)| p.map(|p| (*i, p))).collect();
        let judged = judge(&screening(&given), &policy());
        match (given.iter().map(|g| g.1).min(), given.iter().map(|g| g.1).max(), judged.score) {
            (Some(least), Some(most), Some(score)) => prop_assert!((least * 100..=most * 100).contains(&score) && score <= FULL),
            (None, None, None) => {}
            other => prop_assert!(false, "{other:?}"),
        }
    }
}
