//! Every figure of a demo network has the list that it says.

use super::*;
use crate::config::{Config, Given};
use crate::domain::period::Span;
use crate::domain::record::Value;
use crate::ops::demo::{Scale, generate};
use crate::ops::ticket::{ids, understand};
use crate::ops::{Clock, setup};

const NOW: &str = "2025-11-25T10:20";

/// A demo network on a Tuesday morning, with a partner in no region, a region whose code has a space, a ticket without a
/// partner, one that nobody works on, a reopened one that was resolved again.
fn demo(dir: &tempfile::TempDir) -> Session {
    let given = Given { db: Some(dir.path().join("d.db")), as_of: NOW.parse().ok(), ..Given::default() };
    let mut config = Config::resolve(given).expect("a configuration");
    "yang.fan".clone_into(&mut config.user);
    config.policy = None;
    let (mut session, _) = setup::create(&config).expect("a database");
    generate(&mut session, Scale { partners: 300, weeks: 60, seed: 3 }, &mut |_| ()).expect("a network");
    let sql = "UPDATE partner SET region = NULL WHERE id IN (SELECT partner FROM ticket WHERE id % 7 = 1);
        UPDATE region SET code = 'east area' WHERE level = 'area' AND id = (SELECT min(id) FROM region WHERE level = 'area');
        UPDATE ticket SET partner = NULL WHERE id % 11 = 2;
        UPDATE ticket SET owner = NULL WHERE id % 13 = 3;
        UPDATE ticket SET reopened = 1 WHERE id % 9 = 4 AND resolved_at IS NOT NULL;
        UPDATE ticket SET responded_at = NULL WHERE id % 8 = 5;
        UPDATE ticket SET pain_point = CASE id % 3 WHEN 0 THEN 'process' WHEN 1 THEN 'interests' END, remedy = 'two words',
          round_the_clock = id % 4 = 0, brought_in = id % 6 = 0 WHERE id % 5 < 3;
        UPDATE ticket SET resolved_by = 2 + id % 3, checked_by = nullif(id % 3, 0) WHERE resolved_at IS NOT NULL;
        UPDATE ticket SET resolution_due = NULL WHERE id % 17 = 6;
        UPDATE ticket SET opened_at = unixepoch('2025-10-31T16:00:00Z') WHERE id % 10 = 7 AND responded_at > unixepoch('2025-11-02');";
    session.store.conn().execute_batch(sql).expect("rows");
    session
}

#[test]
fn every_figure_has_as_many_tickets_in_its_list() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = demo(&dir);
    let zone = session.policy.organisation.zone;
    let early = Clock::at_day("2025-09-10".parse().expect("a day"), zone);
    let (mut walked, mut some) = (0, 0);
    for clock in [session.clock, early, Clock::System] {
        session.clock = clock;
        for period in ["2025-11", "2025-10", "2025-Q3", "2025", "2025-W47", "2030-01"] {
            let all: Vec<Dimension> = Dimension::all().collect();
            let by = if matches!(period, "2025-10" | "2025") { all.as_slice() } else { Dimension::SHOWN.as_slice() };
            let figures = figures_by(&session, period.parse::<Span>().expect(period), by).expect("figures");
            // of the many partners every eighth, and that there is none
            let many = |key: &Key| matches!(key, Key::Field("partner", Value::Int(id)) if id % 8 != 0);
            for group in figures.all().filter(|g| !many(&g.key)) {
                for count in Count::ALL {
                    if matches!(group.key, Key::Age(_)) && *count != Count::Open {
                        continue;
                    }
                    let filter = group.filter(*count);
                    let found = understand(&session, filter, false).and_then(|f| ids(&session, &f)).expect(filter).len();
                    let said = group.numbers.count(*count);
                    assert_eq!(i64::try_from(found), Ok(said), "{clock:?} {period} {:?} {count:?}: `{filter}`", group.key);
                    walked += 1;
                    some += usize::from(said > 0);
                }
            }
        }
    }
    assert!(walked > 5_000 && some > 1_000, "{some} of {walked} figures say anything");
}

#[test]
fn a_closed_period_has_its_lists_by_the_classes_that_it_was_closed_with() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = demo(&dir);
    let closed: Span = "2025-09".parse().expect("a month");
    let ages = |session: &Session| {
        let figures = figures(session, closed).expect("figures");
        let said = |g: &Group| (g.key.clone(), g.numbers.open, g.filter(Count::Open).to_owned());
        figures.groups(Dimension::Age).iter().map(said).collect::<Vec<_>>()
    };
    let before = ages(&session);
    let row = "INSERT INTO closing (name, from_day, to_day, hash, policy, at, actor, partners, policy_version)
               SELECT '2025-09', ?1, ?2, '', 0, 0, '', 0, 1";
    let days = [closed.from, closed.to].map(crate::domain::period::day_number);
    session.store.conn().execute(row, days).expect("closed");
    let mut other = session.policy.with("desk_figures.ages", "[2, 5]").expect("other classes");
    other.number = 2;
    session.policy = std::sync::Arc::new(other);
    let after = ages(&session);
    assert_eq!(after, before);
    let ruled = |span: &str| session.rules_of(span.parse().expect("a span")).expect("rules").number;
    assert_eq!((ruled("2025-09"), ruled("2025-W37"), ruled("2025-10")), (1, 1, 2), "a part of it, too; what is none is not");
    for (key, said, filter) in after {
        let found = understand(&session, &filter, false).and_then(|f| ids(&session, &f)).expect(&filter).len();
        assert_eq!(i64::try_from(found), Ok(said), "{key:?}: `{filter}`");
    }
}

#[test]
fn groups_of_a_dimension_add_up_to_the_whole() {
    let dir = tempfile::tempdir().expect("a folder");
    let session = demo(&dir);
    let all: Vec<Dimension> = Dimension::all().collect();
    let figures = figures_by(&session, "2025".parse().expect("a year"), &all).expect("figures");
    for by in Dimension::all().filter(|d| *d != Dimension::Month) {
        let groups = figures.groups(by);
        for count in Count::ALL.iter().filter(|c| by != Dimension::Age || **c == Count::Open) {
            let sum: i64 = groups.iter().map(|g| g.numbers.count(*count)).sum();
            assert_eq!(sum, figures.whole.numbers.count(*count), "{by:?} {count:?}");
        }
    }
    assert_eq!(figures.months.len(), 12);
    let opened: i64 = figures.months.iter().map(|g| g.numbers.opened).sum();
    assert_eq!(opened, figures.whole.numbers.opened, "the year is not over: its last month is November");
    let none = |by: Dimension| figures.groups(by).last().is_some_and(|g| g.code.is_empty());
    assert!(none(Dimension::Region) && none(Dimension::OWNER), "what has none comes last");
}

#[test]
fn diverted_amounts_are_those_of_violations_and_of_open_tickets_without_one() {
    let dir = tempfile::tempdir().expect("a folder");
    let session = demo(&dir);
    let conn = session.store.conn();
    conn.execute_batch(
        "UPDATE violation SET state = 'rejected'; UPDATE ticket SET amount = NULL;
         INSERT INTO violation (number, partner, kind, \"on\", amount, points, state, ticket) VALUES
           (901, 1, 'diversion', 20400, 50000000, 3, 'approved', NULL), (902, 2, 'diversion', 20400, 20000000, 3, 'pending', NULL),
           (903, 2, 'diversion', 20400, 70000000, 3, 'rejected', NULL), (904, 1, 'dumping', 20400, 90000000, 3, 'approved', NULL),
           (905, 1, 'diversion', 20300, 90000000, 3, 'approved', NULL);
         UPDATE ticket SET amount = 10000000, partner = 3, opened_at = unixepoch('2025-11-10') WHERE id =
           (SELECT min(id) FROM ticket WHERE kind = 'diversion' AND resolved_at IS NULL);",
    )
    .expect("rows");
    let month = "2025-11".parse().expect("a month");
    let found = figures(&session, month).expect("figures").diversion;
    assert_eq!((found.whole.confirmed, found.whole.suspected), (Money::units(5_000), Money::units(3_000)));
    let net = kpi::kpi(&session, &Wish::new(month, By::Partner)).expect("figures");
    assert_eq!(found.whole.sales, net.total.figures.after_returns());
    assert_eq!(found.whole.rate(), found.whole.confirmed.ratio(found.whole.sales));
    let by: Vec<(Option<i64>, Money, Money)> =
        found.partners.iter().map(|p| (p.id, p.diverted.confirmed, p.diverted.suspected)).collect();
    let units = Money::units;
    assert_eq!(
        by,
        [(Some(1), units(5_000), Money::ZERO), (Some(2), Money::ZERO, units(2_000)), (Some(3), Money::ZERO, units(1_000))]
    );
    for p in &found.partners {
        let line = net.rows.iter().find(|l| Some(l.id) == p.id).map(|l| l.figures.after_returns());
        assert_eq!(Some(p.diverted.sales), line, "{}", p.code);
    }
    let suspected: Money = found.regions.iter().map(|r| r.diverted.suspected).sum();
    assert_eq!(suspected, found.whole.suspected);
    // recorded as a violation, the ticket is not suspected a second time
    conn.execute_batch("UPDATE violation SET ticket = (SELECT id FROM ticket WHERE amount IS NOT NULL) WHERE number = 902")
        .expect("rows");
    let again = figures(&session, month).expect("figures").diversion.whole.suspected;
    assert_eq!(again, units(2_000));
    let filter = explain::explained(
        &figures(&session, month).expect("figures"),
        crate::domain::desk_figures::DeskFigure::Diversion,
        &session.policy,
    );
    let sources: Vec<String> = filter.inputs.iter().filter_map(|i| i.source.as_ref()).map(|s| s.filter.clone()).collect();
    let suspects = sources.iter().find(|s| s.contains("unrecorded")).expect("a list of suspects");
    assert!(understand(&session, suspects, false).is_ok(), "{suspects}");
}

#[test]
fn words_of_the_filter_are_read_in_both_languages() {
    let dir = tempfile::tempdir().expect("a folder");
    let session = demo(&dir);
    let count = |text: &str| understand(&session, text, false).and_then(|f| ids(&session, &f)).expect(text).len();
    let same = [
        ("opened:2025-10", "创建:2025年10月"),
        ("opened:2025-10", "month:2025-10"),
        ("opened:2025-10", "all opened:2025-10-01..2025-10-31"),
        ("opened:2025-10", "opened:>=2025-10-01 opened:<2025-11"),
        ("opened:2025-10", "opened:>2025-09 opened:<=2025-10"),
        ("late:resolution", "逾期:解决"),
        ("met:response all", "达标:响应 全部"),
        ("age:0-3", "age:<=3d"),
        ("age:0-3", "时长:<4天"),
        ("age:>3", "age:>=4d"),
        ("region:none", "区域:无"),
        ("owner:none partner:none", "处理人:无 渠道商:无"),
        ("reopened", "重开 all"),
        ("region:\"east area\"", "区域：“east area”"),
        ("L2", "层级:2"),
        ("pain_point:process", "痛点:流程缺失"),
        ("pain-point:none all", "pain_point:- all"),
        ("resolved_by:none all", "all 解决人:无"),
        ("24x7:yes", "round_the_clock:true"),
        ("remedy:\"two words\"", "处置方案:\"two words\" all"),
        ("resolved:..2025-10", "resolved:<2025-11"),
    ];
    for (a, b) in same {
        assert_eq!(count(a), count(b), "`{a}` and `{b}`");
    }
    assert!(count("age:<=3") + count("age:>3") == count("") && count("age:<=3") > 0);
    assert_eq!(count("age:<0"), 0);
    assert!(count("opened:2025-10 open") < count("opened:2025-10"), "the past means closed ones too, unless it says otherwise");
    assert!(count("closed:2025-10") > 0);
    for bad in ["late:never", "age:old", "opened:soon", "level:7", "month:2025-13", "colour:red", "age:3-x", "open-on:x"] {
        assert!(matches!(understand(&session, bad, false), Err(super::super::super::OpError::Invalid(_))), "{bad}");
        assert_eq!(understand(&session, bad, true).expect("lenient").text, bad);
    }
}
