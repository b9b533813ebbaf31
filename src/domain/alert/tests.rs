mod credit;

use proptest::prelude::*;

use super::*;
use crate::domain::alert;
use crate::domain::credit::{Light, Owed, light};
use crate::domain::figure::Better;
use crate::domain::health::{Day, Profile, health};
use crate::domain::history::History;
use crate::domain::inventory::Counted;
use crate::domain::kinds::{AlertState, Lifecycle};
use crate::domain::money::Rate;
use crate::domain::period::day_number;
use crate::domain::policy::Policy;
use crate::domain::receivables::Bill;
use crate::domain::sales::Figures;
use crate::domain::target::{Goal, Horizon};

fn d(s: &str) -> NaiveDate {
    s.parse().expect("a date")
}

fn as_of() -> NaiveDate {
    d("2025-11-12")
}

fn week() -> Week {
    Week::of(as_of())
}

/// What was sold in each of the weeks before, the last whole week first.
fn history(weeks: &[Figures]) -> History {
    let mut h = History::default();
    for (i, figures) in weeks.iter().enumerate().rev() {
        h.push(day_number(Week(week().0 - 1 - i32::try_from(i).expect("few")).monday()), *figures);
    }
    h
}

fn sold(orders: i64, net: i64) -> Figures {
    Figures { orders, net_amount: Money::units(net), quantity: net, cost: Money::units(net * 7 / 10), ..Figures::default() }
}

#[derive(Clone)]
struct Case {
    history: History,
    counts: Vec<Counted>,
    targets: Vec<Goal>,
    owed: Owed,
    limit: Option<i64>,
    around: Around,
    status: Lifecycle,
}

fn case(weeks: &[Figures]) -> Case {
    Case {
        history: history(weeks),
        counts: Vec::new(),
        targets: Vec::new(),
        owed: Owed::default(),
        limit: None,
        around: Around {
            until: Until { sales: Some(Week(week().0 - 1)), ..Until::default() },
            now: Facts::default(),
            week_before: Facts::default(),
            deposit_held: None,
            contract_end: None,
        },
        status: Lifecycle::Active,
    }
}

fn found(c: &Case) -> Vec<Finding> {
    let policy = Policy::load(None).expect("the embedded policy");
    let profile = Profile {
        status: c.status,
        since: None,
        outlets_covered: None,
        outlets_planned: None,
        credit_limit: c.limit.map(Money::units),
        credit_days: None,
        points: 0,
        tier: None,
    };
    let inputs = Inputs { profile, history: &c.history, counts: &c.counts, targets: &c.targets, lines: &[], tickets: &[] };
    let until = c.around.until.sales_day(as_of());
    let horizon = Horizon { as_of: day_number(as_of()), until, calendar: &policy.calendar };
    let counted = c.around.until.stock_day(as_of());
    let day = Day { as_of: as_of(), moment: 0, first_month: 1, horizon, counted };
    let health = health(&inputs, &c.owed, &day, &policy.health);
    let facts = &c.around.now;
    let red = light(&c.owed, inputs.profile.credit_limit, facts.assessed, as_of(), &policy.credit) == Some(Light::Red);
    alert::Case::new(&inputs, &health, (facts, &c.around.until), &day, &policy, red).findings()
}

fn one(c: &Case, rule: AlertRule) -> Option<(AlertSeverity, i64, i64)> {
    found(c).into_iter().find(|f| f.rule == rule).map(|f| (f.severity, f.value, f.bound))
}

/// Four weeks of `recent` orders a week after twelve of `usual`.
fn orders(recent: i64, usual: i64) -> Case {
    let mut weeks = vec![sold(recent, 1_000); 4];
    weeks.extend([sold(usual, 1_000); 12]);
    case(&weeks)
}

const W: AlertSeverity = AlertSeverity::Warning;
const C: AlertSeverity = AlertSeverity::Critical;

#[test]
fn a_steady_partner_is_not_warned_about() {
    assert_eq!(found(&case(&[sold(3, 1_000); 60])), []);
    assert_eq!(found(&case(&[])), [], "nor is one that never had figures");
}

#[test]
fn orders_that_fall_by_more_than_thirty_percent_warn() {
    for (recent, usual, expected) in [
        (10, 10, None),
        (7, 10, None),
        (6, 10, Some((W, -4_000, -3_000))),
        (4, 10, Some((W, -6_000, -3_000))),
        (3, 10, Some((C, -7_000, -3_000))),
        (0, 10, Some((C, -10_000, -3_000))),
        (20, 10, None),
        (0, 0, None),
    ] {
        assert_eq!(one(&orders(recent, usual), AlertRule::OrderDrop), expected, "{recent} after {usual}");
    }
    let mut few = vec![Figures::default(); 4];
    few.extend([sold(0, 10); 7]);
    few.extend([sold(1, 10); 5]);
    assert_eq!(one(&case(&few), AlertRule::OrderDrop), None, "five orders in twelve weeks say nothing");
}

#[test]
fn sales_fall_against_the_usual_and_negative_sales_are_a_fall() {
    let sales = |recent: i64| {
        let mut weeks = vec![sold(3, recent); 4];
        weeks.extend([sold(3, 1_000); 12]);
        one(&case(&weeks), AlertRule::SalesDrop)
    };
    assert_eq!(sales(700), None);
    assert_eq!(sales(699), Some((W, -3_010, -3_000)));
    assert_eq!(sales(-500), Some((C, -15_000, -3_000)));
    assert_eq!(one(&case(&[sold(3, 10); 15]), AlertRule::SalesDrop), None, "fifteen weeks are too few");
}

#[test]
fn figures_that_do_not_come_in_are_one_warning_not_three() {
    let silent = |weeks: i64| {
        let mut all = vec![sold(3, 1_000); 30];
        let mut c = case(&[]);
        all.splice(0..usize::try_from(weeks).expect("few"), []);
        let mut h = History::default();
        for (i, f) in all.iter().enumerate().rev() {
            let back = 1 + i32::try_from(weeks).expect("few") + i32::try_from(i).expect("few");
            h.push(day_number(Week(week().0 - back).monday()), *f);
        }
        c.history = h;
        c
    };
    assert_eq!(one(&silent(1), AlertRule::MissingData), None);
    assert_eq!(one(&silent(2), AlertRule::MissingData), Some((W, 2, 2)));
    let rules = |weeks: i64| found(&silent(weeks)).iter().map(|f| (f.rule, f.severity)).collect::<Vec<_>>();
    assert_eq!(rules(3), [(AlertRule::MissingData, W)], "its orders did not drop, they are not known");
    assert_eq!(rules(4), [(AlertRule::OrderDrop, C)], "it has stopped: nothing for longer than it ever paused");
    let mut all_silent = silent(4);
    all_silent.around.until.sales = Some(Week(week().0 - 5));
    assert_eq!(one(&all_silent, AlertRule::MissingData), None, "nobody has figures: that is not the partner's");
    all_silent.around.until.sales = None;
    assert_eq!(one(&all_silent, AlertRule::MissingData), None);
}

#[test]
fn returns_above_the_limit_warn() {
    let returned = |percent: i64| {
        let f = Figures { returns: Money::units(10 * percent), ..sold(3, 1_000) };
        one(&case(&[f; 20]), AlertRule::ReturnRate)
    };
    assert_eq!(returned(8), None);
    assert_eq!(returned(9), Some((W, 900, 800)));
    assert_eq!(returned(17), Some((C, 1_700, 800)));
}

#[test]
fn a_pace_under_eighty_percent_warns() {
    let pace = |target: i64| {
        let mut c = case(&[sold(3, 1_000); 20]);
        let amount = Money::units(target);
        c.targets = vec![Goal { from: day_number(d("2025-10-01")), to: day_number(d("2025-10-31")), amount, line: None }];
        one(&c, AlertRule::Pace)
    };
    // 4,000 sold in October, all of its target is due
    assert_eq!(pace(5_000), None, "exactly 80 %");
    assert_eq!(pace(6_250), Some((W, 6_400, 8_000)));
    assert_eq!(pace(8_000), Some((C, 5_000, 8_000)));
    assert_eq!(one(&case(&[sold(3, 1_000); 20]), AlertRule::Pace), None, "no target");
}

#[test]
fn what_fell_due_after_the_last_week_of_payments_is_no_finding() {
    let owed = |fresh: i64, overdue_days: i64| {
        let mut c = case(&[sold(3, 1_000); 20]);
        let (open, overdue) = (Money::units(100), Money::units(60));
        c.owed = Owed { known: true, open, overdue, fresh: Money::units(fresh), overdue_days, ..Owed::default() };
        one(&c, AlertRule::Overdue)
    };
    assert_eq!(owed(60, 70), None, "all of it may have been paid");
    assert_eq!(owed(59, 70), Some((C, 70, 7)), "the oldest was due before");
}

#[test]
fn overdue_and_over_the_limit_warn() {
    let owed = |open: i64, overdue: i64, overdue_days: i64, limit: Option<i64>| {
        let mut c = case(&[sold(3, 1_000); 20]);
        c.owed = Owed { known: true, open: Money::units(open), overdue: Money::units(overdue), overdue_days, ..Owed::default() };
        c.limit = limit;
        c
    };
    for (days, expected) in [(7, None), (8, Some((W, 8, 7))), (60, Some((W, 60, 7))), (61, Some((C, 61, 7)))] {
        assert_eq!(one(&owed(100, 10, days, None), AlertRule::Overdue), expected, "{days} days");
    }
    assert_eq!(one(&owed(100, 0, 0, None), AlertRule::Overdue), None);
    for (open, limit, expected) in [
        (100, Some(100), None),
        (101, Some(100), Some((W, 10_100, 10_000))),
        (121, Some(100), Some((C, 12_100, 10_000))),
        (500, None, None),
        (500, Some(0), None),
        (-5, Some(100), None),
    ] {
        assert_eq!(one(&owed(open, 0, 0, limit), AlertRule::CreditLimit), expected, "{open} of {limit:?}");
    }
}

#[test]
fn stock_beyond_the_limit_or_the_partners_own_norm_warns() {
    // cost of sales 700 a week: 100 a day
    let stock = |values: &[(i32, i64)]| {
        let mut c = case(&[sold(3, 1_000); 70]);
        c.counts = values
            .iter()
            .map(|(back, value)| Counted {
                sku: 0,
                day: day_number(Week(week().0 - back).monday()),
                quantity: 1,
                value: Money::units(*value),
            })
            .collect();
        one(&c, AlertRule::InventoryDays)
    };
    assert_eq!(stock(&[(2, 6_000)]), None, "exactly 60 days");
    assert_eq!(stock(&[(2, 6_100)]), Some((W, 610, 600)));
    assert_eq!(stock(&[(2, 12_100)]), Some((C, 1_210, 600)));
    let monthly: Vec<(i32, i64)> = (4..16).rev().map(|k| (4 * k, 2_000)).chain([(2, 4_000)]).collect();
    assert_eq!(stock(&monthly), Some((W, 400, 300)), "twice its own norm of 20 days");
    assert_eq!(stock(&[]), None);
}

#[test]
fn a_price_below_the_floor_is_passed_on() {
    let mut c = case(&[sold(3, 1_000); 20]);
    c.around.now.below_floor = Some((Money(88_000), Money(90_000)));
    assert_eq!(one(&c, AlertRule::PriceFloor), Some((W, 88_000, 90_000)));
}

#[test]
fn an_unusual_week_is_told_from_noise_and_from_season() {
    let noisy = |i: usize| 1_000 + 40 * (i64::try_from(i % 5).expect("few") - 2);
    let weeks = |last: i64, n: usize| {
        let mut all: Vec<Figures> = (0..n).map(|i| sold(3, noisy(i))).collect();
        all[0] = sold(3, last);
        case(&all)
    };
    assert_eq!(one(&weeks(1_100, 30), AlertRule::Outlier), None, "within the noise");
    assert_eq!(one(&weeks(1_450, 30), AlertRule::Outlier), None, "unusual, but small");
    let low = one(&weeks(100, 30), AlertRule::Outlier).expect("unusual");
    assert_eq!((low.0, low.1), (W, Money::units(100).0));
    assert!(low.2 < Money::units(1_000).0 && low.2 > Money::units(100).0, "{low:?}");
    assert_eq!(one(&weeks(9_000, 30), AlertRule::Outlier).map(|f| f.0), Some(AlertSeverity::Info), "upwards is only to know");
    assert_eq!(one(&weeks(100, 20), AlertRule::Outlier), None, "twenty weeks are too few");
    assert_eq!(one(&case(&[sold(3, 1_000); 30]), AlertRule::Outlier), None, "without spread there is no measure");
    // of an even number of weeks the usual one lies between the two in the middle, and so does its deviation
    let two = case(&(0..30).map(|i| sold(3, if i == 0 { 100 } else { 900 + 200 * (i % 2) })).collect::<Vec<_>>());
    assert_eq!(one(&two, AlertRule::Outlier), Some((W, Money::units(100).0, 4_810_971)), "1,000 - 100 x 3.5 / 0.6745");
    // every year this week sells five times the usual: expected
    let season = |i: usize| if i.is_multiple_of(52) { 5 * noisy(i) } else { noisy(i) };
    let all: Vec<Figures> = (0..110).map(|i| sold(3, season(i))).collect();
    let seasonal = one(&case(&all), AlertRule::Outlier);
    assert!(seasonal.is_none_or(|f| f.0 == AlertSeverity::Info), "{seasonal:?}");
}

#[test]
fn who_does_not_trade_is_not_warned_about() {
    let mut c = orders(0, 10);
    c.status = Lifecycle::Exited;
    assert_eq!(found(&c), []);
}

#[test]
fn a_warning_goes_on_quietly_until_it_gets_worse_or_is_over() {
    use AlertState::{Acknowledged, Open, Snoozed};
    let f = |severity| Finding { rule: AlertRule::Overdue, severity, value: 1, bound: 0 };
    let on = |severity, state, until: Option<&str>| OnRecord { severity, state, snoozed_until: until.map(d), noted: None };
    let cases = [
        (on(W, Open, None), None, Next::Clears),
        (on(W, Acknowledged, None), None, Next::Clears),
        (on(W, Open, None), Some(f(W)), Next::Goes),
        (on(W, Acknowledged, None), Some(f(W)), Next::Goes),
        (on(W, Acknowledged, None), Some(f(C)), Next::Changes(Open, C)),
        (on(C, Acknowledged, None), Some(f(W)), Next::Changes(Acknowledged, W)),
        (on(W, Snoozed, Some("2025-11-13")), Some(f(W)), Next::Goes),
        (on(W, Snoozed, Some("2025-11-12")), Some(f(W)), Next::Changes(Open, W)),
        (on(W, Snoozed, Some("2025-11-13")), Some(f(C)), Next::Changes(Open, C)),
    ];
    for (record, finding, next) in cases {
        assert_eq!(follow(&record, finding.as_ref(), as_of()), next, "{record:?} {finding:?}");
    }
}

#[test]
fn an_acknowledged_warning_comes_back_when_it_is_clearly_worse() {
    let worse = |rule, bound, noted, value| {
        let found = Finding { rule, severity: W, value, bound };
        let record = OnRecord { severity: W, state: AlertState::Acknowledged, snoozed_until: None, noted: Some(noted) };
        follow(&record, Some(&found), as_of()) == Next::Changes(AlertState::Open, W)
    };
    // twice as far beyond the limit, and half the limit more
    assert!(!worse(AlertRule::MissingData, 2, 2, 3) && worse(AlertRule::MissingData, 2, 2, 4));
    assert!(!worse(AlertRule::Overdue, 7, 10, 16) && worse(AlertRule::Overdue, 7, 10, 17));
    assert!(!worse(AlertRule::Pace, 8_000, 7_500, 3_000) && worse(AlertRule::Pace, 8_000, 7_500, 2_999), "downwards too");
    assert!(!worse(AlertRule::OrderDrop, -3_000, -3_800, -6_100) && worse(AlertRule::OrderDrop, -3_000, -3_800, -6_200));
    assert!(!worse(AlertRule::RedLight, 99_000, 2, 3), "its value says why it is red");
}

proptest! {
    #[test]
    fn no_history_makes_a_rule_panic(nets in prop::collection::vec(-9_000_000_000_i64..9_000_000_000, 0..130)) {
        let weeks: Vec<Figures> = nets.iter().map(|n| sold(1, *n)).collect();
        let _ = found(&case(&weeks));
    }
}

#[test]
fn frequent_returns_and_points_warn_at_their_limits() {
    use crate::domain::alert::ReturnBounds;
    let of = |returns: i64| {
        let mut c = case(&[Figures::default(); 4]);
        c.around.now.returns = returns;
        one(&c, AlertRule::Returns)
    };
    let cases = [
        (0, None),
        (3, None),
        (4, Some((AlertSeverity::Warning, 4, 3))),
        (6, Some((AlertSeverity::Warning, 6, 3))),
        (7, Some((AlertSeverity::Critical, 7, 3))),
    ];
    for (returns, expected) in cases {
        assert_eq!(of(returns), expected, "{returns} returns");
    }
    let bounds = ReturnBounds { warn: 3, critical: 6, days: 30, least: Rate::percent(20) };
    for (net, returns, counts) in [(0, 1, true), (-5, 1, true), (100, 20, true), (100, 19, false), (0, 0, false), (0, -1, false)]
    {
        assert_eq!(bounds.is_return(Money(net), Money(returns)), counts, "{returns} of {net}");
    }
}

#[test]
fn points_at_the_limit_are_a_warning() {
    use super::rules::points;
    let bounds = DayBounds { warn: 6, critical: 12 };
    let severity = |n| points(n, bounds).map(|f| (f.severity, f.value, f.bound));
    assert_eq!(severity(5), None);
    assert_eq!(severity(6), Some((AlertSeverity::Warning, 6, 6)));
    assert_eq!(severity(11), Some((AlertSeverity::Warning, 11, 6)));
    assert_eq!(severity(12), Some((AlertSeverity::Critical, 12, 6)));
    assert_eq!(points(0, DayBounds { warn: 0, critical: 0 }), None, "nobody is warned of nothing");
}

#[test]
fn a_rule_on_a_figure_warns_on_the_side_on_which_the_figure_is_worse() {
    for rule in AlertRule::ALL {
        let def = rule.def();
        let Unit::Of(figure) = def.unit else { continue };
        let policy = Policy::load(None).expect("the embedded policy");
        let bounds: Vec<f64> = rule
            .limits(&policy)
            .flat_map(|(_, text)| text.split(" / ").map(str::to_owned).collect::<Vec<_>>())
            .filter_map(|n| n.parse().ok())
            .collect();
        let [warn, critical, ..] = bounds[..] else { panic!("{rule:?}: {bounds:?}") };
        let worse = if figure.def().better == Better::Lower { warn < critical } else { warn > critical };
        assert!(worse, "{rule:?}: {warn} / {critical}");
    }
}

#[test]
fn every_line_of_the_policy_that_a_rule_names_is_there() {
    let policy = Policy::load(None).expect("the embedded policy");
    for rule in AlertRule::ALL {
        assert_eq!(rule.limits(&policy).count(), rule.def().by.len(), "{rule:?}");
    }
}
