//! Closed periods on real files: figures that don't move, late data that is told, tampering that is found.

use qudao::domain::closing::Item;
use qudao::domain::kinds::Role;
use qudao::domain::period::Span;
use qudao::domain::record::Kind;
use qudao::domain::sales::By;
use qudao::ops::close::{self, Done};
use qudao::ops::closings;
use qudao::ops::kpi::{self, Wish};
use qudao::ops::{OpError, demo};

use super::import::House;

fn span(text: &str) -> Span {
    text.parse().expect("a period")
}

/// Partners D001 and D002, sales of March 2025, an invoice and a target.
fn house() -> House {
    let mut house = House::furnished();
    house.take(Kind::Invoice, "i.csv", "number,partner,issued_on,due_on,amount\nI1,D001,2025-03-05,2025-04-04,500\n");
    house.take(Kind::Target, "t.csv", "scope,subject,period,amount\npartner,D001,2025-03,2000\nnetwork,,2025-03,5000\n");
    house
}

fn closed(house: &mut House, period: &str) {
    let done = close::close(&mut house.session, span(period)).expect("closed");
    assert!(matches!(done, Done::Closed(_)), "{done:?}");
}

const LATE: &str = "partner,date,order,line,amount\nD002,2025-03-30,SO9,food,300\n";

#[test]
fn figures_of_a_closed_period_stay_and_what_came_late_is_told() {
    let mut house = house();
    closed(&mut house, "2025-03");
    let before: Vec<kpi::Report> =
        By::ALL.iter().map(|by| kpi::kpi(&house.session, &Wish::new(span("2025-03"), *by)).expect("a report")).collect();
    let report = house.take(Kind::Sale, "late.csv", LATE);
    assert_eq!(report.sections[0].late, [("2025-03".to_owned(), 1)]);
    for (by, before) in By::ALL.iter().zip(&before) {
        let now = kpi::kpi(&house.session, &Wish::new(span("2025-03"), *by)).expect("a report");
        let figures = |r: &kpi::Report| {
            let lines: Vec<_> =
                r.rows.iter().filter(|l| !l.figures.is_zero()).map(|l| (l.id, l.figures, l.partners, l.aim)).collect();
            (lines, r.total.figures, r.total.aim, r.total.partners)
        };
        assert_eq!(figures(&now), figures(before), "{by:?}");
        let late = now.total.late.expect("something came late");
        assert_eq!((late.net_amount.0, late.orders), (3_000_000, 1), "{by:?}");
        let of_lines: i64 = now.rows.iter().filter_map(|l| l.late).map(|l| l.net_amount.0).sum();
        assert_eq!(of_lines, 3_000_000, "{by:?}: the lines say whose it is");
        let closed = now.closed.expect("a closed period");
        assert!(closed.frozen, "{by:?}");
    }
    // a longer one that is not closed keeps its closed month, and says what came late for it
    let quarter = kpi::kpi(&house.session, &Wish::new(span("2025-Q1"), By::Partner)).expect("a report");
    assert!(quarter.closed.is_none() && quarter.late_for == ["2025-03"]);
    assert_eq!(quarter.total.late.map(|l| l.net_amount.0), Some(3_000_000));
    // again: nothing is new, nothing is late
    let again = house.take(Kind::Sale, "late.csv", LATE);
    assert!(again.sections[0].late.is_empty() && !again.written);
}

#[test]
fn a_filter_shows_figures_of_then_and_by_others_than_partners_says_how_they_are_grouped() {
    let mut house = house();
    closed(&mut house, "2025-03");
    house.take(Kind::Sale, "late.csv", LATE);
    let wish = |by| Wish { filter: "code:D002".into(), ..Wish::new(span("2025-03"), by) };
    let by_partner = kpi::kpi(&house.session, &wish(By::Partner)).expect("a report");
    assert_eq!(by_partner.total.figures.net_amount.0, 7_000_000);
    assert_eq!(by_partner.total.late.map(|l| l.net_amount.0), Some(3_000_000));
    let by_line = kpi::kpi(&house.session, &wish(By::Line)).expect("a report");
    assert!(by_line.closed.as_ref().is_some_and(|c| !c.frozen));
    assert_eq!(by_line.total.figures.net_amount.0, 7_000_000);
    assert_eq!(by_line.total.late.map(|l| l.net_amount.0), Some(3_000_000));
}

#[test]
fn verify_names_the_partner_and_the_figure_that_drifted() {
    let mut house = house();
    closed(&mut house, "2025-03");
    let found = close::verify(&mut house.session, Some(span("2025-03"))).expect("verified");
    assert!(found[0].holds(), "{:?}", found[0].drift);
    house.take(Kind::Sale, "late.csv", LATE);
    house.take(Kind::Payment, "p.csv", "number,partner,paid_on,amount,invoice\nP1,D001,2025-03-20,100,I1\n");
    // what was aimed at stays
    let report =
        house.import(Kind::Target, "t.csv", "scope,subject,period,amount\npartner,D001,2025-03,2500\n").expect("a report");
    assert_eq!((report.sections[0].updated, report.sections[0].rejected), (0, 1));
    let found = close::verify(&mut house.session, None).expect("verified");
    let named: Vec<(String, Item)> = found[0]
        .drift
        .iter()
        .filter(|d| !d.item.is_result())
        .map(|d| (found[0].codes.get(&d.partner).cloned().unwrap_or_default(), d.item))
        .collect();
    let expected = [
        ("", Item::Orders),
        ("", Item::NetAmount),
        ("", Item::Open),
        ("D001", Item::Open),
        ("D002", Item::Orders),
        ("D002", Item::NetAmount),
    ];
    assert_eq!(named, expected.map(|(code, item)| (code.to_owned(), item)));
    assert!(found[0].sound && found[0].same_policy && !found[0].holds());
    // closing it again says so and writes nothing
    let again = close::close(&mut house.session, span("2025-03")).expect("looked at");
    assert!(matches!(again, Done::Already(v) if v.drift.len() == found[0].drift.len()));
}

#[test]
fn frozen_figures_that_were_changed_by_other_means_are_found() {
    let mut house = house();
    closed(&mut house, "2025-03");
    let conn = house.session.store.conn();
    conn.execute("UPDATE closing_partner SET data = (SELECT data FROM closing_partner WHERE partner = 0) WHERE partner > 0", [])
        .expect("tampered with");
    let found = close::verify(&mut house.session, None).expect("verified");
    assert!(!found[0].sound && !found[0].holds());
}

#[test]
fn a_period_is_closed_when_it_is_over_by_head_office_and_opened_again_by_an_admin() {
    let mut house = house();
    let refused = |e: OpError| match e {
        OpError::Refused { key, .. } => key,
        OpError::Role { .. } => "role",
        other => panic!("{other}"),
    };
    let cases = [("2025-06", "refused-close-running"), ("2025", "refused-close-running"), ("2025-W10", "usage-close-period")];
    for (period, key) in cases {
        assert_eq!(refused(close::close(&mut house.session, span(period)).expect_err(period)), key, "{period}");
    }
    house.session.actor.role = Role::Manager;
    assert_eq!(refused(close::close(&mut house.session, span("2025-03")).expect_err("a manager")), "role");
    house.session.actor.role = Role::HeadOffice;
    closed(&mut house, "2025-03");
    let reopen = |house: &mut House, reason: &str| close::reopen(&mut house.session, span("2025-03"), reason);
    assert_eq!(refused(reopen(&mut house, "an invoice is wrong").expect_err("head office")), "role");
    house.session.actor.role = Role::Admin;
    assert_eq!(refused(reopen(&mut house, "  ").expect_err("no reason")), "usage-reopen-reason");
    reopen(&mut house, "an invoice is wrong").expect("opened again");
    assert_eq!(refused(reopen(&mut house, "again").expect_err("it is open")), "refused-not-closed");
    assert!(closings::list(&house.session, false).expect("listed").is_empty());
    let all = closings::list(&house.session, true).expect("listed");
    let (_, by, why) = all[0].reopened.clone().expect("opened again");
    assert_eq!((by.as_str(), why.as_str()), ("li.wei", "an invoice is wrong"));
    let report = kpi::kpi(&house.session, &Wish::new(span("2025-03"), By::Partner)).expect("a report");
    assert!(report.closed.is_none());
    closed(&mut house, "2025-03");
}

#[test]
fn a_demo_can_be_closed_month_by_month_and_holds() {
    let mut house = House::new();
    demo::generate(&mut house.session, demo::Scale { partners: 60, weeks: 40, seed: 8 }, &mut |_| {}).expect("a network");
    // the demo closes two quarters itself
    for period in ["2025-03", "2025-04"] {
        closed(&mut house, period);
    }
    let found = close::verify(&mut house.session, None).expect("verified");
    assert_eq!(found.len(), 4);
    for verified in found {
        assert!(verified.holds(), "{}: {:?}", verified.closing.name, verified.drift);
        assert!(verified.closing.partners > 30, "{}", verified.closing.partners);
    }
}
