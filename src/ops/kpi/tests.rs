mod after_closing;
mod catalogue;

use std::sync::Arc;

use super::*;
use crate::domain::kinds::{Invoice, Payment, Role, Sale, Target, TargetScope};
use crate::domain::policy::Policy;
use crate::domain::record::{Row, Value};
use crate::ops::{Actor, Clock};
use crate::store::Store;
use crate::store::facts::FactWriter;

struct Desk {
    session: Session,
    _folder: tempfile::TempDir,
}

fn d(s: &str) -> NaiveDate {
    s.parse().expect("a date")
}

/// Regions east > js > nj and north; types a and b; lines x and y; the partners D1 (nj, a, li.wei), D2 (js, b, li.wei), D3
/// (north, a, nobody).
fn desk(as_of: &str) -> Desk {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::create(&folder.path().join("q.db")).expect("a database");
    let policy = Arc::new(Policy::load(None).expect("the embedded policy"));
    let clock = Clock::at_day(d(as_of), policy.organisation.zone);
    let actor = Actor { name: "li.wei".into(), user: None, role: Role::Admin };
    let mut session = Session::new(store, actor, clock, policy);
    session
        .write(Role::Admin, "change-create", "", |tx| {
            let sql = "INSERT INTO region (id, code, name, level, parent) VALUES
                         (91, 'east', 'East', 'area', NULL), (92, 'js', 'Jiangsu', 'province', 91),
                         (93, 'nj', 'Nanjing', 'city', 92), (94, 'north', 'North', 'area', NULL);
                       INSERT INTO channel_type (id, code, name, name_zh, \"group\") VALUES
                         (81, 'a', 'Type A', '甲类', 'offline'), (82, 'b', 'Type B', NULL, 'offline');
                       INSERT INTO product_line (id, code, name) VALUES (71, 'x', 'Line X'), (72, 'y', 'Line Y');
                       INSERT INTO sku (id, code, name, state)
                         SELECT 50 + value, 'S' || value, 'Article ' || value, 'active' FROM json_each('[1, 2, 3, 4, 5, 6, 7, 8, 9]');
                       INSERT INTO user (id, name, role, active) VALUES (61, 'li.wei', 'specialist', 1), (62, 'zhao', 'specialist', 1);";
            tx.conn().execute_batch(sql).expect("rows");
            for row in [partner("D1", 93, 81, Some(61)), partner("D2", 92, 82, Some(61)), partner("D3", 94, 81, None)] {
                tx.insert(&row)?;
            }
            Ok(())
        })
        .expect("a network");
    Desk { session, _folder: folder }
}

fn partner(code: &str, region: i64, kind: i64, owner: Option<i64>) -> Row {
    let mut row = Row::blank(Kind::Partner);
    for (name, value) in [
        ("code", Value::Text(code.into())),
        ("name", Value::Text(code.into())),
        ("region", Value::Int(region)),
        ("channel_type", Value::Int(kind)),
        ("owner", owner.map_or(Value::Null, Value::Int)),
    ] {
        row.set(name, value);
    }
    row
}

/// Partner, day, document, line, region, owner, units.
type Sold<'a> = (&'a str, &'a str, &'a str, Option<i64>, Option<i64>, Option<i64>, i64);

impl Desk {
    fn partner(&self, code: &str) -> i64 {
        crate::store::record::id_by_code(self.session.store.conn(), Kind::Partner, code).expect("a query").expect("a partner")
    }

    fn sell(&mut self, sales: &[Sold<'_>]) {
        let rows: Vec<Sale> = sales
            .iter()
            .map(|(code, day, document, line, region, owner, units)| Sale {
                partner: self.partner(code),
                day: d(day),
                document: (*document).into(),
                line: *line,
                sku: None,
                region: *region,
                owner: *owner,
                orders: 1,
                quantity: 1,
                net_amount: Money::units(*units),
                returns: Money::ZERO,
                cost: Money::ZERO,
                commission: Money::ZERO,
                advertising: Money::ZERO,
                logistics: Money::ZERO,
                promotion: Money::ZERO,
                sellout: 0,
            })
            .collect();
        self.session
            .write(Role::Admin, "change-create", "", |tx| {
                let mut writer = FactWriter::new(tx.open_batch(Kind::Sale, "")?);
                for row in rows {
                    writer.sale(tx, row)?;
                }
                Ok(writer.finish(tx)?)
            })
            .expect("sales");
    }

    fn aim(&mut self, scope: TargetScope, subject: &str, period: &str, line: Option<i64>, units: i64) {
        let span: Span = period.parse().expect("a period");
        let target =
            Target { scope, subject: subject.into(), from_day: span.from, to_day: span.to, line, amount: Money::units(units) };
        self.session.write(Role::Admin, "change-create", "", |tx| Ok(tx.add(&target)?)).expect("a target");
    }

    fn bill(&mut self, bills: &[Invoice], paid: &Payment) {
        self.session
            .write(Role::Admin, "change-create", "", |tx| {
                for b in bills {
                    tx.add(b)?;
                }
                Ok(tx.add(paid)?)
            })
            .expect("documents");
    }

    fn ask(&self, period: &str, by: By) -> Report {
        kpi(&self.session, &Wish::new(period.parse().expect("a period"), by)).expect("a report")
    }
}

/// Code, units, partners, orders of each row, then of the whole.
fn shown(r: &Report) -> Vec<(String, i64, i64, i64)> {
    r.rows
        .iter()
        .chain(std::iter::once(&r.total))
        .map(|l| (l.name.code.clone(), l.figures.net_amount.0 / 10_000, l.partners, l.figures.orders))
        .collect()
}

fn row(code: &str, units: i64, partners: i64, orders: i64) -> (String, i64, i64, i64) {
    (code.to_owned(), units, partners, orders)
}

fn targets(r: &Report) -> Vec<(String, Option<i64>)> {
    r.rows.iter().chain(std::iter::once(&r.total)).map(|l| (l.name.code.clone(), l.target().map(|t| t.0 / 10_000))).collect()
}

fn target(code: &str, units: impl Into<Option<i64>>) -> (String, Option<i64>) {
    (code.to_owned(), units.into())
}

#[test]
fn every_dimension_adds_up_to_the_same_whole() {
    let mut desk = desk("2026-01-15");
    desk.sell(&[
        ("D1", "2025-01-10", "A", Some(71), None, None, 100),
        ("D1", "2025-01-10", "A", Some(72), None, Some(62), 50),
        ("D1", "2025-05-02", "B", None, Some(94), None, 30),
        ("D2", "2025-01-20", "", Some(71), None, None, 20),
        ("D3", "2025-12-31", "C", Some(72), None, None, 5),
        ("D3", "2026-01-01", "D", Some(72), None, None, 1_000),
    ]);
    let whole = row("", 205, 3, 4);
    let cases = [
        (By::Region, vec![row("nj", 150, 1, 1), row("north", 35, 2, 2), row("js", 20, 1, 1)]),
        (By::Type, vec![row("a", 185, 2, 3), row("b", 20, 1, 1)]),
        // a document counts for the owner of its first line
        (By::Owner, vec![row("li.wei", 150, 2, 3), row("zhao", 50, 1, 0), row("", 5, 1, 1)]),
        // within a line it is one order of that line
        (By::Line, vec![row("x", 120, 2, 2), row("y", 55, 2, 2), row("", 30, 1, 1)]),
        (By::Partner, vec![row("D1", 180, 1, 2), row("D2", 20, 1, 1), row("D3", 5, 1, 1)]),
        (By::Month, vec![row("2025-01", 170, 2, 2), row("2025-05", 30, 1, 1), row("2025-12", 5, 1, 1)]),
        (By::Quarter, vec![row("2025-Q1", 170, 2, 2), row("2025-Q2", 30, 1, 1), row("2025-Q4", 5, 1, 1)]),
        (By::Year, vec![row("2025", 205, 3, 4)]),
    ];
    for (by, mut expected) in cases {
        expected.push(whole.clone());
        assert_eq!(shown(&desk.ask("2025", by)), expected, "{by:?}");
    }
}

#[test]
fn a_span_that_cuts_months_counts_its_own_days_only() {
    let mut desk = desk("2026-01-15");
    desk.sell(&[
        ("D1", "2025-01-10", "", None, None, None, 1),
        ("D1", "2025-01-11", "", None, None, None, 2),
        ("D2", "2025-02-28", "", None, None, None, 4),
        ("D2", "2025-03-01", "", None, None, None, 8),
        ("D2", "2025-03-02", "", None, None, None, 16),
    ]);
    for (from, to, units) in [
        ("2025-01-11", "2025-03-01", 14),
        ("2025-01-10", "2025-01-10", 1),
        ("2025-01-01", "2025-02-28", 7),
        ("2025-01-12", "2025-02-27", 0),
        ("2025-03-02", "2025-12-31", 16),
        ("2024-12-31", "2025-01-10", 1),
    ] {
        let span = Span { from: d(from), to: d(to) };
        let report = kpi(&desk.session, &Wish::new(span, By::Month)).expect("a report");
        assert_eq!(report.total.figures.net_amount, Money::units(units), "{from} to {to}");
    }
}

#[test]
fn what_is_dated_after_the_day_of_the_report_does_not_count() {
    let mut desk = desk("2025-02-10");
    desk.sell(&[("D1", "2025-02-10", "", None, None, None, 1), ("D1", "2025-02-11", "", None, None, None, 2)]);
    assert_eq!(
        shown(&desk.ask("2025-Q1", By::Region)),
        [row("nj", 1, 1, 1), row("js", 0, 0, 0), row("north", 0, 0, 0), row("", 1, 1, 1)]
    );
    let nothing = [row("js", 0, 0, 0), row("nj", 0, 0, 0), row("north", 0, 0, 0), row("", 0, 0, 0)];
    assert_eq!(shown(&desk.ask("2025-03", By::Region)), nothing, "who trades has a row");
}

#[test]
fn regions_are_lifted_to_a_level_and_a_filter_takes_the_subtree() {
    let mut desk = desk("2026-01-15");
    desk.sell(&[("D1", "2025-01-10", "", None, None, None, 1), ("D2", "2025-01-10", "", None, None, None, 2)]);
    let mut wish = Wish::new("2025".parse().expect("a period"), By::Region);
    wish.level = Some(RegionLevel::Area);
    assert_eq!(
        shown(&kpi(&desk.session, &wish).expect("a report")),
        [row("east", 3, 2, 2), row("north", 0, 0, 0), row("", 3, 2, 2)]
    );
    wish.level = Some(RegionLevel::City);
    let rows = [row("js", 2, 1, 1), row("nj", 1, 1, 1), row("north", 0, 0, 0), row("", 3, 2, 2)];
    assert_eq!(shown(&kpi(&desk.session, &wish).expect("a report")), rows);
    wish.filter = "region:nj".into();
    assert_eq!(shown(&kpi(&desk.session, &wish).expect("a report")), [row("nj", 1, 1, 1), row("", 1, 1, 1)]);
    wish.filter = "no_such_field:1".into();
    assert!(kpi(&desk.session, &wish).is_err());
}

mod closed;
mod figures;
mod targets;

#[test]
fn a_partner_that_trades_is_a_row_without_sales_and_one_without_a_target_is_not_rated() {
    let mut desk = desk("2026-01-15");
    desk.sell(&[("D1", "2025-01-10", "", None, None, None, 90)]);
    desk.aim(TargetScope::Partner, "D2", "2025", None, 50);
    let report = desk.ask("2025", By::Partner);
    assert_eq!(targets(&report), [target("D1", None), target("D2", 50), target("D3", None), target("", 50)]);
    assert_eq!(report.rows.iter().map(|l| l.attainment().map(Ratio::six)).collect::<Vec<_>>(), [None, Some(0.0), None]);
    assert_eq!(report.concentration.expect("one partner sells").n, 1);
}

#[test]
fn months_stand_beside_those_of_the_earlier_period() {
    let mut desk = desk("2025-02-10");
    desk.sell(&[
        ("D1", "2024-01-10", "", None, None, None, 10),
        ("D1", "2024-02-10", "", None, None, None, 20),
        ("D1", "2024-02-11", "", None, None, None, 500),
        ("D1", "2025-01-10", "", None, None, None, 15),
        ("D1", "2025-02-10", "", None, None, None, 10),
    ]);
    let mut wish = Wish::new("2025-Q1".parse().expect("a period"), By::Month);
    wish.compare = Some(Against::LastYear);
    let report = kpi(&desk.session, &wish).expect("a report");
    assert_eq!(report.compared, Some(Span { from: d("2024-01-01"), to: d("2024-02-10") }), "up to the same day");
    let growth: Vec<_> = report.rows.iter().map(|l| (l.name.code.as_str(), l.growth())).collect();
    assert_eq!(growth, [("2025-01", Some(0.5)), ("2025-02", Some(-0.5))]);
    assert_eq!(report.total.growth(), Some(-0.166_667));
}

fn bill(number: &str, partner: i64, issued: &str, due: &str, units: i64) -> Invoice {
    Invoice { number: number.into(), partner, issued_on: d(issued), due_on: d(due), amount: Money::units(units), disputed: false }
}

#[test]
fn receivables_are_those_of_the_day_and_the_oldest_come_first() {
    let mut desk = desk("2025-03-31");
    let (d1, d2) = (desk.partner("D1"), desk.partner("D2"));
    let bills = [
        bill("1", d1, "2025-01-01", "2025-01-31", 100),
        bill("2", d1, "2025-03-01", "2025-03-31", 60),
        bill("3", d2, "2025-02-20", "2025-03-22", 40),
        bill("4", d2, "2025-04-01", "2025-05-01", 999),
    ];
    let paid = Payment { number: "p".into(), partner: d1, paid_on: d("2025-02-01"), amount: Money::units(30), invoice: None };
    desk.bill(&bills, &paid);
    let report = receivables::receivables(&desk.session, "", None).expect("a report");
    let rows: Vec<_> =
        report.rows.iter().map(|o| (o.name.code.as_str(), o.open.0 / 10_000, o.overdue.0 / 10_000, o.oldest_days)).collect();
    assert_eq!(rows, [("D1", 130, 70, 59), ("D2", 40, 40, 9)]);
    let ages: Vec<_> = report.total.buckets.iter().map(|b| (b.items, b.amount.0 / 10_000)).collect();
    assert_eq!(ages, [(1, 60), (1, 40), (1, 70), (0, 0), (0, 0)]);
    assert_eq!(report.total.billed, Money::units(200), "of the 90 days that end today: 1 January is the first of them");
    // 170 open: March 60 of 31 days, February 40 of 28, then 70 of January's 100
    assert_eq!(report.total.dso.map(crate::domain::receivables::Dso::to_f64), Some(31.0 + 28.0 + 21.7));
    let one = receivables::receivables(&desk.session, "D2", None).expect("a report");
    assert_eq!(one.total.open, Money::units(40));
}

/// Every report with sums kept, compared with one that is made from nothing.
fn assert_kept_is_made(desk: &Desk, after: &str) {
    let span = Span::year(2025);
    for by in By::ALL {
        for level in [None, Some(RegionLevel::Area)] {
            let wish = Wish { level, compare: Some(Against::LastYear), ..Wish::new(span, *by) };
            let made = kpi_of(&desk.session, &wish, i64::MAX).expect("figures");
            for _ in 0..2 {
                assert_eq!(kpi_of(&desk.session, &wish, 0).expect("figures"), made, "{by:?} {level:?} after {after}");
            }
            let standings = |many: i64| figure::distribution_of(&desk.session, &wish, many).expect("how many stand how");
            assert_eq!(standings(0), standings(i64::MAX), "{by:?} {level:?} after {after}");
        }
    }
}

#[test]
fn kept_sums_are_those_that_would_be_made_whatever_changes() {
    let mut desk = desk("2025-11-12");
    let kept = |desk: &Desk| -> i64 {
        desk.session.store.conn().query_row("SELECT count(*) FROM kept_sums", [], |r| r.get(0)).expect("a count")
    };
    desk.sell(&[("D1", "2025-03-01", "A", Some(71), None, None, 100), ("D3", "2024-05-01", "", Some(72), Some(91), None, 7)]);
    assert_kept_is_made(&desk, "the first sales");
    assert!(kept(&desk) > 0, "sums are kept");
    desk.sell(&[("D2", "2025-04-01", "B", None, None, Some(62), 30), ("D1", "2025-03-01", "A", Some(71), None, None, 50)]);
    assert_kept_is_made(&desk, "a sale and a changed one");
    let moves: [(&str, &str, Value); 3] =
        [("D1", "region", Value::Int(94)), ("D2", "channel_type", Value::Int(81)), ("D3", "owner", Value::Int(62))];
    for (code, field, value) in moves {
        let id = desk.partner(code);
        let change = |tx: &mut crate::store::Tx<'_>| {
            let mut row = crate::store::record::get(tx.conn(), Kind::Partner, id)?;
            row.set(field, value);
            Ok(tx.update(&row)?)
        };
        desk.session.write(Role::Specialist, "change-edit", code, change).expect("a change");
        assert_kept_is_made(&desk, field);
    }
    desk.session
        .write(Role::Admin, "change-edit", "", |tx| {
            let mut row = crate::store::record::get(tx.conn(), Kind::Region, 92)?;
            row.set("parent", Value::Int(94));
            Ok(tx.update(&row)?)
        })
        .expect("a change");
    assert_kept_is_made(&desk, "a region moved");
    desk.aim(TargetScope::Partner, "D1", "2025", None, 500);
    assert_kept_is_made(&desk, "a target was set");
    for undone in ["the target", "the region's move", "the owner", "the type", "the region", "the later sales"] {
        crate::ops::admin::undo(&mut desk.session, None).expect("undone");
        assert_kept_is_made(&desk, undone);
    }
    let all = kept(&desk);
    assert_kept_is_made(&desk, "nothing");
    assert_eq!(kept(&desk), all, "what is kept is not made again");
    desk.session.actor.role = Role::Viewer;
    desk.session.store.conn().execute("DELETE FROM kept_sums", []).expect("forgotten");
    assert_kept_is_made(&desk, "a viewer looks");
    assert_eq!(kept(&desk), 0, "who only looks writes nothing");
}

#[test]
fn a_file_of_older_days_changes_nothing_of_a_span_that_cuts_a_later_month() {
    let mut desk = desk("2025-08-13");
    desk.sell(&[("D1", "2025-07-10", "A", None, None, None, 100), ("D1", "2025-07-16", "A", None, None, None, 50)]);
    let half: Span = Span { from: d("2025-07-01"), to: d("2025-07-14") };
    let sold = |desk: &Desk| kpi(&desk.session, &Wish::new(half, By::Partner)).expect("figures").total.figures.net_amount;
    assert_eq!(sold(&desk), Money::units(100));
    desk.sell(&[("D2", "2025-04-02", "A", None, None, None, 1)]);
    assert_eq!(sold(&desk), Money::units(100));
}

#[test]
fn what_fell_due_on_the_last_day_before_a_period_is_collectable_in_it_and_a_month_to_come_is_not_rated() {
    let mut desk = desk("2025-04-20");
    let d1 = desk.partner("D1");
    let bills = [bill("1", d1, "2025-03-01", "2025-03-31", 100), bill("2", d1, "2025-04-01", "2025-05-10", 60)];
    let paid = Payment { number: "p".into(), partner: d1, paid_on: d("2025-04-05"), amount: Money::units(100), invoice: None };
    desk.bill(&bills, &paid);
    let wish = Wish::new("2025-Q2".parse().expect("a period"), By::Month);
    desk.sell(&[("D1", "2025-04-02", "", None, None, None, 15)]);
    let shown = figure::figure(&desk.session, Figure::Collection, &wish, figure::Sort::Value).expect("a figure");
    let rate = |row: &figure::Row| row.parts.map(|p| (p.num / 10_000, p.den.map(|d| d / 10_000)));
    let months: Vec<_> = shown.rows.iter().map(|r| (r.name.code.as_str(), rate(r))).collect();
    assert!(months.contains(&("2025-04", Some((100, Some(100))))), "due on 31 March, paid in April: {months:?}");
    assert_eq!(rate(&shown.total), Some((100, Some(100))), "up to today");
    let later = Wish::new("2025-Q3".parse().expect("a period"), By::Partner);
    let later = figure::figure(&desk.session, Figure::Collection, &later, figure::Sort::Value).expect("a figure");
    assert_eq!((rate(&later.total), later.rows.iter().find_map(rate)), (None, None), "it has not begun");
}
