use super::*;
use crate::domain::credit::Owed;
use crate::domain::health::{Day, Inputs, Profile};
use crate::domain::history::History;
use crate::domain::kinds::Lifecycle;
use crate::domain::money::Money;
use crate::domain::period::Month;
use crate::domain::policy::Policy;
use crate::domain::sales::Figures;
use crate::domain::score::FULL;
use crate::domain::target::{Goal, Horizon};

fn policy() -> TierPolicy {
    Policy::load(None).expect("the embedded policy").tiers
}

fn d(s: &str) -> NaiveDate {
    s.parse().expect("a date")
}

#[test]
fn the_policy_keeps_sales_at_forty_percent() {
    for (text, good) in [
        ("[tiers.weights]\nsales = 40\ncoverage = 25\n", true),
        ("[tiers.weights]\nsales = 39\ncoverage = 26\n", false),
        ("[tiers.weights]\nsales = 100\ncoverage = -20\n", false),
        ("[tiers]\ntop = 0.5\nbottom = 0.5\n", false),
        ("[tiers]\ntop = 0.0\nbottom = 0.0\n", true),
    ] {
        assert_eq!(Policy::load(Some(text)).is_ok(), good, "{text}");
    }
}

#[test]
fn bands_are_shares_of_the_ranked_and_ties_fall_to_the_middle() {
    use Tier::{Growth, Strategic, Watch};
    let cases: [(&[i64], &[Tier]); 10] = [
        (&[], &[]),
        (&[9], &[Growth]),
        (&[9, 8, 7, 6], &[Growth; 4]),
        (&[5, 4, 0, -1], &[Growth, Growth, Watch, Watch]),
        (&[9, 8, 7, 6, 5], &[Strategic, Growth, Growth, Growth, Watch]),
        (&[9, 9, 7, 6, 6], &[Growth; 5]),
        (&[9, 9, 9, 9, 9], &[Growth; 5]),
        (&[0, -1, -2, -3, -4], &[Watch; 5]),
        (&[9, 8, 7, 6, 5, 4, 0, 0, 0, 0], &[Strategic, Strategic, Growth, Growth, Growth, Growth, Watch, Watch, Watch, Watch]),
        (&[9, 8, 7, 6, 5, 4, 3, 3, 1], &[Strategic, Strategic, Growth, Growth, Growth, Growth, Growth, Growth, Watch]),
    ];
    for (falling, tiers) in cases {
        let cut = bands(falling, &policy());
        let found: Vec<Tier> = falling.iter().map(|c| cut.of(*c)).collect();
        assert_eq!(found, tiers, "{falling:?}");
    }
}

#[test]
fn a_tie_at_the_lower_boundary_is_not_cut() {
    // two of ten are the last fifth; the third from the end has the same as the second
    let cut = bands(&[10, 9, 8, 7, 6, 5, 4, 2, 2, 1], &policy());
    assert_eq!([cut.of(10), cut.of(9), cut.of(8)], [Tier::Strategic, Tier::Strategic, Tier::Growth]);
    assert_eq!([cut.of(2), cut.of(1)], [Tier::Growth, Tier::Watch]);
}

#[test]
fn probation_is_six_calendar_months() {
    let day = |s: &str| Some(crate::domain::period::day_number(d(s)));
    for (since, on) in [
        (None, false),
        (day("2025-05-12"), false),
        (day("2025-05-13"), true),
        (day("2025-11-12"), true),
        (day("2026-01-01"), true),
        (day("2020-01-01"), false),
    ] {
        assert_eq!(on_probation(since, d("2025-11-12"), 6), on, "{since:?}");
    }
}

#[test]
fn a_review_moves_one_step_and_only_if_the_score_bears_it_out() {
    use Because as B;
    use Tier::{Growth as G, Probation as P, Strategic as S, Watch as W};
    use TierMove as M;
    let s = |in_force, band, score: Option<i64>| Standing {
        in_force,
        band,
        score: score.map(|p| p * 100),
        sales: true,
        veto: false,
        lower_before: false,
    };
    let twice = |standing| Standing { lower_before: true, ..standing };
    let veto = |standing| Standing { veto: true, ..standing };
    let cases = [
        (s(Some(G), G, Some(50)), G, M::Stay, B::InBand),
        (s(Some(G), S, Some(75)), S, M::Promote, B::Promoted),
        (s(Some(G), S, Some(74)), G, M::Stay, B::ScoreTooLow),
        (s(Some(G), S, None), G, M::Stay, B::ScoreTooLow),
        (Standing { sales: false, ..s(Some(G), S, Some(90)) }, G, M::Stay, B::SalesNotRated),
        (s(Some(W), S, Some(100)), G, M::Promote, B::Promoted),
        (s(Some(S), W, Some(59)), G, M::Demote, B::LowScore),
        (s(Some(S), G, Some(60)), S, M::Stay, B::LowerOnce),
        (s(Some(S), G, None), S, M::Stay, B::LowerOnce),
        (twice(s(Some(S), G, Some(90))), G, M::Demote, B::LowerTwice),
        (twice(s(Some(G), W, None)), W, M::Demote, B::LowerTwice),
        (veto(s(Some(S), S, Some(99))), W, M::Veto, B::Veto),
        (veto(s(Some(W), S, Some(99))), W, M::Stay, B::Veto),
        (s(None, G, Some(10)), G, M::Stay, B::First),
        (s(None, S, Some(80)), S, M::Promote, B::Promoted),
        (s(None, S, Some(70)), G, M::Stay, B::ScoreTooLow),
        (s(None, W, Some(30)), W, M::Demote, B::LowScore),
        (s(Some(P), G, Some(80)), G, M::Stay, B::First),
        (s(Some(P), W, Some(60)), G, M::Stay, B::FirstLower),
        (s(None, W, None), G, M::Stay, B::FirstLower),
        (twice(s(Some(P), W, Some(60))), W, M::Demote, B::LowerTwice),
        (s(Some(G), P, Some(80)), G, M::Stay, B::Probation),
        (veto(s(None, P, None)), P, M::Stay, B::Probation),
    ];
    for (standing, to, movement, because) in cases {
        assert_eq!(propose(&standing, &policy()), Proposal { to, movement, because }, "{standing:?}");
    }
}

#[test]
fn by_hand_a_tier_moves_one_step_but_for_a_veto() {
    use Tier::{Growth, Probation, Strategic, Watch};
    for (from, to, vetoed, may) in [
        (Growth, Strategic, false, true),
        (Strategic, Watch, false, false),
        (Strategic, Watch, true, true),
        (Watch, Strategic, true, false),
        (Probation, Watch, false, true),
    ] {
        assert_eq!(within_a_step(from, to, vetoed), may, "{from:?} > {to:?}");
    }
}

#[test]
fn steps_end_at_the_ends() {
    assert_eq!(step(Tier::Strategic, true), None);
    assert_eq!(step(Tier::Watch, false), None);
    assert_eq!(step(Tier::Probation, true), None, "probation ends by itself");
    assert_eq!(step(Tier::Watch, true).and_then(|t| step(t, true)), Some(Tier::Strategic));
}

fn profile() -> Profile {
    Profile {
        status: Lifecycle::Active,
        since: None,
        outlets_covered: Some(80),
        outlets_planned: Some(100),
        credit_limit: None,
        credit_days: Some(30),
        points: 12,
        tier: None,
    }
}

fn monthly(months: i32, net: i64) -> History {
    let mut h = History::default();
    let this = Month::of(d("2025-11-12")).0;
    for back in (1..=months).rev() {
        let figures = Figures { orders: 1, net_amount: Money::units(net), ..Figures::default() };
        h.push(day_number(Month(this - back).first()), figures);
    }
    h
}

fn scored(inputs: &Inputs<'_>, owed: &Owed) -> Score {
    let (policy, as_of) = (Policy::load(None).expect("the embedded policy"), d("2025-11-12"));
    let until = crate::domain::delivery::Until::default().sales_day(as_of);
    let horizon = Horizon { as_of: day_number(as_of), until, calendar: &policy.calendar };
    measure(inputs, owed, &Day { as_of, moment: 0, first_month: 1, horizon, counted: until }).score(45, &policy.tiers)
}

fn year_target(amount: i64) -> [Goal; 1] {
    let (from, to) = (day_number(d("2024-11-01")), day_number(d("2025-10-31")));
    [Goal { from, to, amount: Money::units(amount), line: None }]
}

#[test]
fn the_score_weighs_what_is_known_from_a_share_of_the_weights() {
    let owed = Owed { known: true, dso: Some(450), ..Owed::default() };
    let rated = |history: &History, targets: &[Goal], owed: &Owed| {
        let inputs = Inputs { profile: profile(), history, counts: &[], targets, lines: &[], tickets: &[] };
        scored(&inputs, owed)
    };
    // attainment 85 % of 60..110 % = 50; coverage 80; 45 days of 30 = 50; compliance 88
    let found = rated(&monthly(12, 850), &year_target(12_000), &owed);
    assert_eq!(found.parts.map(|c| c.points), [Some(5_000), Some(8_000), Some(5_000), Some(8_800)]);
    assert_eq!(found.points, Some((45 * 5_000 + 20 * 8_000 + 20 * 5_000 + 15 * 8_800 + 50) / 100));
    let without = rated(&monthly(12, 850), &[], &owed).points;
    assert_eq!(
        without,
        Some((20 * 8_000 + 20 * 5_000 + 15 * 8_800 + 27) / 55),
        "neither target nor a year before: the rest counts"
    );
    let bare = rated(&monthly(12, 850), &[], &Owed::default());
    assert_eq!(bare.points, None, "coverage and compliance are 35 % of the weights: not rated");
    let grown = rated(&monthly(24, 850), &[], &owed);
    assert_eq!(grown.within[1], Some(6_000), "no growth is 60 on the line from -30 % to +20 %");
    assert!(grown.points.is_some());
    let best = rated(&monthly(12, 2_000), &year_target(12_000), &Owed::default());
    assert_eq!(best.parts[0].points, Some(FULL), "attainment beyond the line is 100, which is in the best band");
}

#[test]
fn penalty_points_take_compliance_to_nothing_and_not_below() {
    for (points, expected) in [(0, 10_000), (12, 8_800), (100, 0), (250, 0)] {
        let history = monthly(12, 850);
        let targets = year_target(12_000);
        let inputs = Inputs {
            profile: Profile { points, ..profile() },
            history: &history,
            counts: &[],
            targets: &targets,
            lines: &[],
            tickets: &[],
        };
        let found = scored(&inputs, &Owed::default());
        assert_eq!(found.parts[3].points, Some(expected), "{points}");
    }
}
