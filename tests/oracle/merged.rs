//! Merges after a closing: in closed months both stay what they were, in others all is of the one that stays.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::aims::{Aim, sum};
use super::closed::{DAY, LATE, PARTNERS, weekly};
use super::edges::network;
use super::exact::Differences;
use super::sales::{By, Known, Sum, compare, listed, part_of};
use super::support::Desk;
use super::{ask, bring};

/// Targets that lie in closed months, in open ones and in both, of all lines and of one; of one day, as long and longer.
const TARGETS: &str = "\
scope,subject,from_day,to_day,line,amount
partner,A1,2025-01-01,2025-03-31,,1500
partner,A1,2025-04-01,2025-06-30,,1600
partner,A2,2025-03-01,2025-03-31,L1,700
partner,A3,2025-01-01,2025-12-31,L2,1000.03
partner,A3,2025-02-01,2025-02-28,,300
partner,A3,2025-04-01,2025-04-30,,77.7
partner,A3,2025-05-01,2025-05-31,,90
region,江苏,2025-02-01,2025-02-28,,800
";

const QUARTER: (&str, &str) = ("2025-01-01", "2025-03-31");
const NEXT: (&str, &str) = ("2025-04-01", "2025-06-30");

/// What is closed and parts of it.
const CLOSED: [(&str, &str); 5] = [
    QUARTER,
    ("2025-03-01", "2025-03-31"),
    ("2025-01-01", "2025-02-28"),
    ("2025-02-10", "2025-03-05"),
    ("2025-02-10", "2025-02-20"),
];

fn desk(more: &str) -> Desk {
    let sales = weekly() + more;
    network(DAY, &[("partners", PARTNERS), ("targets", TARGETS), ("sales", &sales)])
}

/// The rows as they are now: what was aimed at for who was merged is aimed at for the one that stays, whatever code stands in a target.
fn one<'a>(desk: &'a Desk, gone: &[&str], stays: &str) -> Known<'a> {
    let mut known = Known::of(desk, DAY);
    known.rows.aim_at(gone, stays);
    known
}

fn run(desk: &Desk, args: &[&str]) {
    desk.run_at(DAY, args).code(0);
}

/// What is sold and aimed at.
type Both = (Sum, Option<Aim>);

/// What is sold and aimed at in months of which some are as they were then, others as they are now: of each row, and of all.
fn together(
    (then, of_then): (&Known<'_>, (&str, &str)),
    (now, of_now): (&Known<'_>, (&str, &str)),
    by: By,
) -> (BTreeMap<String, Both>, Both) {
    let mut rows: BTreeMap<String, Both> = BTreeMap::new();
    let mut all = (Sum::default(), None);
    for (known, (from, to)) in [(then, of_then), (now, of_now)] {
        let q = known.question(from, to);
        let (sums, whole) = known.sums(&q, by);
        for (key, its) in sums {
            rows.entry(key).or_default().0.plus(&its);
        }
        for (key, aim) in q.by(by) {
            let of = &mut rows.entry(key).or_default().1;
            *of = sum([*of, Some(aim)]);
        }
        all.0.plus(&whole);
        all.1 = sum([all.1, q.network()]);
    }
    (rows, all)
}

/// A span of which a part is closed, with all of its rows.
fn across(d: &mut Differences, (then, now): (&Known<'_>, &Known<'_>), (of_then, of_now): ((&str, &str), (&str, &str))) {
    for by in By::ALL {
        let (from, to) = (of_then.0.min(of_now.0), of_then.1.max(of_now.1));
        let (rows, all) = together((then, of_then), (now, of_now), by);
        let document = now.ask(&[&["kpi", "--from", from, "--to", to], by.args().as_slice()].concat());
        let (q, shown) = (now.question(from, to), listed(&document));
        let head = format!("{from}..{to} {}", by.args().join(" "));
        for (key, (sum, aim)) in &rows {
            // what is above a region with a target has one, too, and may have no partner of its own
            if by == By::Region && sum.partners.is_empty() && !shown.contains_key(key) {
                continue;
            }
            let row = shown.get(key).copied().unwrap_or(&Json::Null);
            compare(d, &format!("{head} {key}"), row, sum, *aim, &part_of(&q, by, key));
        }
        compare(d, &format!("{head} total"), &document["total"], &all.0, all.1, &q);
    }
}

#[test]
fn a_merge_after_a_closing_leaves_closed_months_to_both() {
    let desk = desk("");
    let then = Known::of(&desk, DAY);
    run(&desk, &["close", "2025-Q1"]);
    run(&desk, &["partner", "merge", "A1", "A3"]);
    let now = one(&desk, &["A3"], "A1");
    assert!(now.rows.partners.len() < then.rows.partners.len(), "they are one");
    let mut d = Differences::default();
    for span in CLOSED {
        then.breakdowns(&mut d, span, &By::ALL);
    }
    then.figures(&mut d, "2025-03-01", "2025-03-31", By::Region);
    now.breakdowns(&mut d, NEXT, &By::ALL);
    now.breakdowns(&mut d, ("2024-07-01", "2024-12-31"), &By::ALL);
    across(&mut d, (&then, &now), (QUARTER, NEXT));
    // what was aimed at for both is aimed at for one: in June a target for one line beside that of the other for all
    let of =
        |code: &str, (from, to): (&str, &str)| then.question(from, to).by(By::Partner).remove(code).expect("a target").target;
    let next = ask(&desk, DAY, &["kpi", "--from", NEXT.0, "--to", NEXT.1, "--by", "partner"]);
    let both = of("A1", NEXT) + of("A3", NEXT) - of("A3", ("2025-06-01", "2025-06-30"));
    d.money("both", &listed(&next)["A1"]["target"], Some(both));
    run(&desk, &["undo"]);
    let again = Known::of(&desk, DAY);
    assert_eq!(again.rows.partners.len(), then.rows.partners.len());
    for span in [QUARTER, ("2025-01-01", "2025-06-30"), ("2025-02-01", "2025-02-28")] {
        then.breakdowns(&mut d, span, &By::ALL);
    }
    run(&desk, &["redo"]);
    for span in CLOSED {
        then.breakdowns(&mut d, span, &[By::Region, By::Partner, By::Week]);
    }
    across(&mut d, (&then, &now), (QUARTER, NEXT));
    d.none(3_000);
}

/// Both have one document, and it is one.
const TWICE: &str = "\
A1,2025-02-12,both,L1,1,20,555.5,0,60,1,3
A3,2025-02-12,both,L1,1,20,555.5,0,60,1,3
";

#[test]
fn what_came_late_and_what_both_have_moves_no_closed_month_when_they_are_merged() {
    let desk = desk(TWICE);
    let then = Known::of(&desk, DAY);
    run(&desk, &["close", "2025-Q1"]);
    bring(&desk, DAY, "sales", LATE);
    run(&desk, &["partner", "merge", "A1", "A3"]);
    let now = one(&desk, &["A3"], "A1");
    let mut d = Differences::default();
    // a week for which only something came late has a row
    let bys: Vec<By> = By::ALL.into_iter().filter(|by| *by != By::Week).collect();
    for span in CLOSED {
        then.breakdowns(&mut d, span, &bys);
    }
    across(&mut d, (&then, &now), (QUARTER, NEXT));
    run(&desk, &["undo"]);
    for span in CLOSED {
        then.breakdowns(&mut d, span, &[By::Region, By::Partner, By::Month]);
    }
    run(&desk, &["redo"]);
    // opened again it is as if it had not been closed
    run(&desk, &["close", "--reopen", "2025-Q1", "--reason", "both are one"]);
    let open = one(&desk, &["A3"], "A1");
    for span in [QUARTER, ("2025-01-01", "2025-06-30"), ("2025-02-10", "2025-03-05")] {
        open.breakdowns(&mut d, span, &By::ALL);
    }
    d.none(2_500);
}

#[test]
fn a_month_that_is_closed_after_the_merge_is_of_the_one_that_stays() {
    let desk = desk("");
    let then = Known::of(&desk, DAY);
    run(&desk, &["close", "2025-01"]);
    run(&desk, &["partner", "merge", "A1", "A3"]);
    let first = one(&desk, &["A3"], "A1");
    run(&desk, &["close", "2025-Q1"]);
    run(&desk, &["partner", "merge", "A2", "A1"]);
    let now = one(&desk, &["A3", "A1"], "A2");
    let (january, rest) = (("2025-01-01", "2025-01-31"), ("2025-02-01", "2025-03-31"));
    let mut d = Differences::default();
    then.breakdowns(&mut d, january, &By::ALL);
    first.breakdowns(&mut d, rest, &[By::Region, By::Type, By::Partner, By::Line, By::Month, By::Week]);
    now.breakdowns(&mut d, NEXT, &By::ALL);
    across(&mut d, (&then, &first), (january, rest));
    across(&mut d, (&first, &now), (rest, NEXT));
    d.none(1_500);
}
