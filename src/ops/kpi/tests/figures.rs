//! Figures of the catalogue by each dimension.

use super::*;
use crate::domain::figure::Figure;
use crate::ops::kpi::figure::{Shown, Sort, figure};

/// Code and value of each row, then of the whole.
fn values(shown: &Shown) -> Vec<(String, Option<i64>)> {
    let of = |r: &figure::Row| (r.name.code.clone(), r.value(shown.figure));
    shown.rows.iter().chain(std::iter::once(&shown.total)).map(of).collect()
}

fn show(desk: &Desk, name: &str, period: &str, by: By, compare: Option<Against>, sort: Sort) -> Shown {
    let wish = Wish { compare, ..Wish::new(period.parse().expect("a period"), by) };
    figure(&desk.session, Figure::named(name).expect("a figure"), &wish, sort).expect("a figure")
}

fn shows(desk: &Desk, name: &str, period: &str, by: By, expected: &[(&str, Option<i64>)]) {
    let found = values(&show(desk, name, period, by, None, Sort::Name));
    let expected: Vec<_> = expected.iter().map(|(code, value)| ((*code).to_owned(), *value)).collect();
    assert_eq!(found, expected, "{name} by {by:?}");
}

/// Money in units.
#[expect(clippy::unnecessary_wraps, reason = "it stands beside what is not rated")]
const fn m(units: i64) -> Option<i64> {
    Some(Money::units(units).0)
}

#[test]
fn a_figure_is_the_same_sum_by_every_dimension() {
    let mut desk = desk("2025-12-31");
    desk.session
        .store
        .conn()
        .execute_batch(
            "UPDATE partner SET tier = 'growth' WHERE code <> 'D3'; UPDATE partner SET city_class = 'first' WHERE code = 'D3';",
        )
        .expect("tiers");
    desk.sell(&[
        ("D1", "2025-03-30", "a", Some(71), None, None, 100),
        ("D1", "2025-03-31", "b", Some(72), None, None, 50),
        ("D2", "2025-04-01", "", None, None, None, 30),
        ("D3", "2025-04-06", "", None, None, None, 20),
        ("D3", "2025-04-07", "", None, None, None, 7),
    ]);
    let year = |by, expected: &[_]| shows(&desk, "net_sales", "2025", by, expected);
    year(By::Area, &[("east", m(180)), ("north", m(27)), ("", m(207))]);
    year(By::Tier, &[("", m(27)), ("growth", m(180)), ("", m(207))]);
    year(By::CityClass, &[("", m(180)), ("first", m(27)), ("", m(207))]);
    year(By::Week, &[("2025-W13", m(100)), ("2025-W14", m(100)), ("2025-W15", m(7)), ("", m(207))]);
    // 31 March and 1 April are days of one week
    shows(&desk, "net_sales", "2025-03", By::Week, &[("2025-W13", m(100)), ("2025-W14", m(50)), ("", m(150))]);
    let from_april = Wish::new(Span { from: d("2025-04-01"), to: d("2025-04-06") }, By::Week);
    let part = figure(&desk.session, Figure::NetSales, &from_april, Sort::Value).expect("a figure");
    assert_eq!(values(&part), [("2025-W14".to_owned(), m(50)), (String::new(), m(50))]);
    shows(
        &desk,
        "average_order",
        "2025",
        By::Partner,
        &[("D1", m(75)), ("D2", m(30)), ("D3", Some(135_000)), ("", Some(414_000))],
    );
}

#[test]
fn the_parts_of_a_change_add_up_to_it() {
    let mut desk = desk("2025-12-31");
    desk.sell(&[
        ("D1", "2024-03-30", "a", None, None, None, 100),
        ("D2", "2024-03-30", "b", None, None, None, 60),
        ("D1", "2025-03-30", "c", None, None, None, 120),
        ("D3", "2025-03-30", "d", None, None, None, 10),
    ]);
    let shown = show(&desk, "net_sales", "2025-03", By::Partner, Some(Against::LastYear), Sort::Change);
    let changes: Vec<_> = shown.rows.iter().map(|r| (r.name.code.as_str(), r.change(Figure::NetSales))).collect();
    assert_eq!(changes, [("D2", m(-60)), ("D1", m(20)), ("D3", m(10))], "what adds most first");
    assert_eq!(shown.total.change(Figure::NetSales), m(-30));
    let months = show(&desk, "net_sales", "2025", By::Month, Some(Against::LastYear), Sort::Value);
    let march = months.rows.iter().find(|r| r.name.code == "2025-03").expect("March");
    assert_eq!(march.change(Figure::NetSales), m(-30), "months stand beside those of the year before");
}

#[test]
fn what_is_collected_is_held_against_what_fell_due_and_was_overdue_before() {
    let mut desk = desk("2025-06-30");
    let (d1, d2) = (desk.partner("D1"), desk.partner("D2"));
    let bills = [
        bill("1", d1, "2025-01-01", "2025-02-10", 100),
        bill("2", d1, "2025-03-01", "2025-04-10", 60),
        bill("3", d1, "2025-04-01", "2025-07-10", 999),
        bill("4", d2, "2025-04-01", "2025-05-10", 50),
    ];
    let pay = |number: &str, partner, on: &str, units| Payment {
        number: number.into(),
        partner,
        paid_on: d(on),
        amount: Money::units(units),
        invoice: None,
    };
    let paid = [pay("a", d1, "2025-03-20", 40), pay("b", d1, "2025-05-02", 90)];
    desk.session
        .write(Role::Admin, "change-create", "", |tx| {
            for b in &bills {
                tx.add(b)?;
            }
            for p in &paid {
                tx.add(p)?;
            }
            Ok(())
        })
        .expect("documents");
    // D1: 90 of 60 due and 60 overdue before; D2: 0 of 50
    let rows = [("D1", Some(7_500)), ("D2", Some(0)), ("D3", None), ("", Some(5_294))];
    shows(&desk, "collection_rate", "2025-Q2", By::Partner, &rows);
    shows(&desk, "collection_rate", "2025-Q2", By::Type, &[("a", Some(7_500)), ("b", Some(0)), ("", Some(5_294))]);
    let by_area = [("east", Some(5_294)), ("north", None), ("", Some(5_294))];
    shows(&desk, "collection_rate", "2025-Q2", By::Area, &by_area);
}

#[test]
fn classes_of_targets_are_counted_by_partner() {
    let mut desk = desk("2025-12-31");
    desk.sell(&[("D1", "2025-03-05", "", None, None, None, 110), ("D2", "2025-03-05", "", None, None, None, 90)]);
    desk.aim(TargetScope::Partner, "D1", "2025-03", None, 100);
    desk.aim(TargetScope::Partner, "D2", "2025-03", None, 100);
    let share = |name, expected: &[_]| shows(&desk, name, "2025-03", By::Type, expected);
    share("exceeded", &[("a", Some(5_000)), ("b", Some(0)), ("", Some(3_333))]);
    share("missed", &[("a", Some(0)), ("b", Some(10_000)), ("", Some(3_333))]);
    share("not_rated", &[("a", Some(5_000)), ("b", Some(0)), ("", Some(3_333))]);
}

#[test]
fn stock_that_was_sold_and_outlets_that_are_covered_are_shares_of_what_there_is() {
    let desk = desk("2025-12-31");
    let (d1, d2) = (desk.partner("D1"), desk.partner("D2"));
    let sql = format!(
        "INSERT INTO stock (partner, day, sku, quantity, value, batch) VALUES
           ({d1}, {0}, 51, 5, 0, 1), ({d1}, {0}, 52, 5, 0, 1), ({d1}, {0}, 53, 0, 0, 1), ({d2}, {0}, 51, 1, 0, 1);
         INSERT INTO sale (partner, day, document, line, sku, orders, quantity, net_amount, returns, cost, commission, advertising,
           logistics, promotion, sellout, batch) VALUES ({d1}, {0}, '', 0, 51, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0, 1);
         UPDATE partner SET outlets_covered = 3, outlets_planned = 4 WHERE code = 'D1';
         UPDATE partner SET outlets_planned = 4 WHERE code = 'D2';",
        crate::domain::period::day_number(d("2025-03-05"))
    );
    desk.session.store.conn().execute_batch("INSERT INTO batch (id, kind, source, at) VALUES (1, 'stock', '', 0);").ok();
    desk.session.store.conn().execute_batch(&sql).expect("rows");
    shows(
        &desk,
        "active_sku_rate",
        "2025-Q1",
        By::Partner,
        &[("D1", Some(5_000)), ("D2", Some(0)), ("D3", None), ("", Some(3_333))],
    );
    shows(&desk, "distribution", "2025-Q1", By::Type, &[("a", Some(7_500)), ("b", None), ("", Some(7_500))]);
}
