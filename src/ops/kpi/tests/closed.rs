//! Figures of closed periods stay, alone and inside longer spans.

use super::*;
use crate::domain::explain::Words;
use crate::ops::partner::sheet::{Section, section};
use crate::report::{Body, What};

/// What the page of a partner says that came late, by month; `None`: it has no column for it.
fn late_on_the_page(desk: &Desk, code: &str) -> Option<Vec<(String, Money)>> {
    let blocks = section(&desk.session, desk.partner(code), Section::Sales).expect("a page");
    let table = blocks.iter().find_map(|b| match &b.body {
        Body::Table(table, _) if b.name == "months" => Some(table),
        _ => None,
    })?;
    let at = table.columns.iter().position(|c| c.name == "came_late")?;
    let said = |line: &crate::report::Line| match (&line.cells[0].what, &line.cells[at].what) {
        (What::Words(Words::Text(month)), What::Short(late)) => Some((month.clone(), *late)),
        _ => None,
    };
    Some(table.rows.iter().filter_map(said).collect())
}

#[test]
fn a_closed_quarter_stays_in_longer_spans_and_on_pages_and_what_came_late_stands_beside() {
    let mut desk = desk("2025-11-12");
    desk.sell(&[
        ("D1", "2025-05-10", "A", None, None, None, 100),
        ("D2", "2025-06-10", "A", Some(72), None, None, 50),
        ("D1", "2025-08-01", "B", None, None, None, 40),
    ]);
    crate::ops::close::close(&mut desk.session, "2025-Q2".parse().expect("a quarter")).expect("closed");
    let year: Span = "2025".parse().expect("a year");
    let dimensions = [By::Partner, By::Region, By::Type, By::Owner, By::Line, By::Week, By::Month, By::Quarter];
    let look = |desk: &Desk, by: By| kpi(&desk.session, &Wish::new(year, by)).expect("figures");
    let sold = |report: &Report| {
        let rows = report.rows.iter().filter(|l| !l.figures.is_zero()).map(|l| (l.name.code.clone(), l.figures));
        (report.total.figures, rows.collect::<Vec<_>>())
    };
    let page = |desk: &mut Desk| {
        desk.session.refresh_figures().expect("figures");
        let sql = "SELECT partner, t12m, score, health, contribution FROM partner_figures ORDER BY partner";
        let mut statement = desk.session.store.conn().prepare(sql).expect("a query");
        let row = |r: &rusqlite::Row<'_>| (0..5).map(|i| r.get::<_, Option<i64>>(i)).collect::<rusqlite::Result<Vec<_>>>();
        statement.query_map([], row).expect("rows").map(|r| r.expect("a row")).collect::<Vec<_>>()
    };
    let before = dimensions.map(|by| sold(&look(&desk, by)));
    let on_pages = page(&mut desk);
    assert_eq!(late_on_the_page(&desk, "D1"), None);
    desk.sell(&[("D1", "2025-05-20", "C", Some(71), None, None, 777)]);
    assert_eq!(late_on_the_page(&desk, "D1"), Some(vec![("2025-05".to_owned(), Money::units(777))]));
    assert_eq!(late_on_the_page(&desk, "D2"), None);
    for (by, before) in dimensions.into_iter().zip(before) {
        let report = look(&desk, by);
        assert_eq!(sold(&report), before, "{by:?}");
        assert_eq!(report.late_for, ["2025-Q2"], "{by:?}");
        let late = |l: &Line| l.late.map_or(0, |f| f.net_amount.0);
        assert_eq!(late(&report.total), Money::units(777).0, "{by:?}");
        assert_eq!(report.rows.iter().map(late).sum::<i64>(), Money::units(777).0, "{by:?}");
    }
    assert_eq!(page(&mut desk), on_pages);
    let third = kpi(&desk.session, &Wish::new("2025-Q3".parse().expect("a quarter"), By::Partner)).expect("figures");
    assert_eq!((third.late_for.len(), third.total.late), (0, None), "nothing came late for it");
    let verified = crate::ops::close::verify(&mut desk.session, None).expect("verified");
    assert!(!verified[0].drift.is_empty(), "the facts are others");
    // and a year that is closed has its quarters as they were
    crate::ops::close::close(&mut desk.session, year).map(|_| ()).expect_err("it is not over");
}

#[test]
fn months_of_a_closed_quarter_are_grouped_as_partners_were_then() {
    let mut desk = desk("2025-11-12");
    desk.sell(&[("D1", "2025-05-10", "A", None, None, None, 100), ("D1", "2025-08-01", "B", None, None, None, 40)]);
    desk.aim(TargetScope::Partner, "D1", "2025-05", None, 200);
    desk.aim(TargetScope::Partner, "D1", "2025-08", None, 80);
    crate::ops::close::close(&mut desk.session, "2025-Q2".parse().expect("a quarter")).expect("closed");
    let moved = desk.partner("D1");
    desk.session
        .write(Role::Admin, "change-edit", "", |tx| {
            let mut row = crate::store::record::get(tx.conn(), Kind::Partner, moved)?;
            let other = |kind: Kind, code: &str| crate::store::record::id_by_code(tx.conn(), kind, code);
            let (region, kind) = (other(Kind::Region, "north")?, other(Kind::ChannelType, "b")?);
            row.set("region", region.map_or(Value::Null, Value::Int));
            row.set("channel_type", kind.map_or(Value::Null, Value::Int));
            row.set("owner", Value::Null);
            Ok(tx.update(&row)?)
        })
        .expect("moved");
    for (by, then, now) in [(By::Region, "nj", "north"), (By::Type, "a", "b"), (By::Owner, "li.wei", "")] {
        let report = desk.ask("2025", by);
        let of = |code: &str| {
            let row = report.rows.iter().find(|l| l.name.code == code);
            row.map(|l| (l.figures.net_amount, l.aim.aimed.target))
        };
        let units = |sold, target| Some((Money::units(sold), Money::units(target)));
        assert_eq!((of(then), of(now)), (units(100, 200), units(40, 80)), "{by:?}");
    }
    // opened again its months are grouped as partners are today
    crate::ops::close::reopen(&mut desk.session, "2025-Q2".parse().expect("a quarter"), "moved").expect("opened");
    let report = desk.ask("2025", By::Type);
    let b = report.rows.iter().find(|l| l.name.code == "b").map(|l| l.figures.net_amount);
    assert_eq!(b, Some(Money::units(140)));
}

#[test]
fn months_of_a_closed_quarter_stand_under_the_areas_that_their_regions_were_in_then() {
    let mut desk = desk("2025-11-12");
    desk.sell(&[("D1", "2025-05-10", "A", None, None, None, 100), ("D1", "2025-08-01", "B", None, None, None, 40)]);
    desk.aim(TargetScope::Partner, "D1", "2025-05", None, 200);
    desk.aim(TargetScope::Partner, "D1", "2025-08", None, 80);
    desk.aim(TargetScope::Region, "js", "2025-06", None, 30);
    crate::ops::close::close(&mut desk.session, "2025-Q2".parse().expect("a quarter")).expect("closed");
    let sql = "UPDATE region SET parent = 94 WHERE id = 92";
    desk.session.write(Role::Admin, "change-edit", "", |tx| Ok(tx.conn().execute(sql, []).expect("moved"))).expect("moved");
    let of = |desk: &Desk, period: &str, code: &str| {
        let report = kpi(&desk.session, &Wish::new(period.parse().expect("a period"), By::Area)).expect("figures");
        let row = report.rows.iter().find(|l| l.name.code == code);
        row.map(|l| (l.figures.net_amount.0 / 10_000, l.aim.aimed.target.0 / 10_000))
    };
    for period in ["2025-Q2", "2025-05"] {
        assert_eq!(of(&desk, period, "east").map(|l| l.0), Some(100), "{period}");
        assert_eq!(of(&desk, period, "north").map_or(0, |l| l.0), 0, "{period}");
    }
    assert_eq!(of(&desk, "2025-Q2", "east"), Some((100, 230)));
    assert_eq!((of(&desk, "2025", "east"), of(&desk, "2025", "north")), (Some((100, 230)), Some((40, 80))));
    // opened again its months stand where they would stand today
    crate::ops::close::reopen(&mut desk.session, "2025-Q2".parse().expect("a quarter"), "moved").expect("opened");
    assert_eq!((of(&desk, "2025", "east"), of(&desk, "2025", "north")), (None, Some((140, 310))));
}

#[test]
fn a_closed_period_has_its_partners_by_the_names_that_they_had_when_one_was_merged_since() {
    let mut desk = desk("2025-08-13");
    desk.sell(&[("D1", "2025-04-10", "A", None, None, None, 100), ("D3", "2025-04-11", "A", None, None, None, 1_000)]);
    crate::ops::close::close(&mut desk.session, "2025-04".parse().expect("a month")).expect("closed");
    let (keep, drop) = (desk.partner("D1"), desk.partner("D3"));
    desk.session
        .write(Role::Admin, "change-partner-merge", "", |tx| {
            tx.move_facts(drop, keep, "D3")?;
            Ok(tx.delete(Kind::Partner, drop, 1)?)
        })
        .expect("merged");
    let report = kpi(&desk.session, &Wish::new("2025-04".parse().expect("a month"), By::Partner)).expect("figures");
    let named: Vec<(&str, i64)> = report.rows.iter().map(|l| (l.name.code.as_str(), l.figures.net_amount.0 / 10_000)).collect();
    assert_eq!(named, [("D3", 1_000), ("D1", 100)]);
}
