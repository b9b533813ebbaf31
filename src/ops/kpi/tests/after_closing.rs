//! Nothing that is written after a closing moves a figure of the closed period: of every figure of the catalogue, by everything it goes by.

use std::collections::BTreeMap;

use super::*;
use crate::domain::figure::{Needs, Parts};
use crate::domain::kinds::{Occasion, Satisfaction, Stock};
use crate::domain::period::day_number;
use crate::domain::record::Record;
use crate::ops::kpi::figure::{Sort, figure, goes_by};

/// What every figure that is of a period comes to, by figure, dimension and row.
type Shown = BTreeMap<String, Parts>;

/// The SKU of a code: S1 to S9.
fn article(code: &str) -> Option<i64> {
    code.trim_start_matches('S').parse::<i64>().ok().map(|n| 50 + n)
}

fn sale(desk: &Desk, code: &str, day: &str, sku: &str, units: i64) -> Sale {
    let [returns, commission, advertising, logistics, promotion] = [7, 5, 4, 3, 2].map(|n| Money::units(units / (n * n)));
    Sale {
        partner: desk.partner(code),
        day: d(day),
        document: format!("{code} {day}"),
        line: Some(71 + i64::from(sku == "S2")),
        sku: article(sku),
        region: None,
        owner: None,
        orders: 1,
        quantity: units / 10,
        net_amount: Money::units(units),
        returns,
        cost: Money::units(units / 2),
        commission,
        advertising,
        logistics,
        promotion,
        sellout: units / 20,
    }
}

fn stock(desk: &Desk, code: &str, day: &str, sku: &str, quantity: i64) -> Stock {
    Stock { partner: desk.partner(code), day: d(day), sku: article(sku), line: None, quantity, value: Money::units(quantity) }
}

fn answer(desk: &Desk, code: &str, day: &str, score: i64) -> Satisfaction {
    let (partner, occasion, respondent) = (desk.partner(code), Occasion::Survey, format!("{code} {day}"));
    Satisfaction { partner, on: d(day), occasion, ticket: None, respondent, score, comment: String::new() }
}

fn invoice(desk: &Desk, number: &str, code: &str, (issued, due): (&str, &str), units: i64) -> Invoice {
    let amount = Money::units(units);
    Invoice { number: number.into(), partner: desk.partner(code), issued_on: d(issued), due_on: d(due), amount, disputed: false }
}

fn payment(desk: &Desk, number: &str, code: &str, day: &str, units: i64) -> Payment {
    Payment { number: number.into(), partner: desk.partner(code), paid_on: d(day), amount: Money::units(units), invoice: None }
}

impl Desk {
    fn fact<R: Record>(&mut self, before: Option<&R>, after: Option<&R>) {
        let (before, after) = (before.map(Row::new), after.map(Row::new));
        let done = self.session.write(Role::Admin, "change-edit", "", |tx| Ok(tx.edit_fact(before.as_ref(), after.as_ref())?));
        done.expect("a fact");
    }

    fn add<R: Record>(&mut self, record: &R) {
        self.session.write(Role::Admin, "change-create", "", |tx| Ok(tx.add(record)?)).expect("a record");
    }

    fn set(&mut self, kind: Kind, code: &str, values: &[(&str, Value)]) {
        let id = record::id_by_code(self.session.store.conn(), kind, code).expect("a query").expect(code);
        let mut row = record::get(self.session.store.conn(), kind, id).expect("a record");
        for (name, value) in values {
            row.set(name, value.clone());
        }
        self.session.write(Role::Admin, "change-edit", "", |tx| Ok(tx.update(&row)?)).expect("changed");
    }

    fn remove(&mut self, kind: Kind, code: &str) {
        let id = record::id_by_code(self.session.store.conn(), kind, code).expect("a query").expect(code);
        let version = record::get(self.session.store.conn(), kind, id).expect("a record").version;
        self.session.write(Role::Admin, "change-delete", "", |tx| Ok(tx.delete(kind, id, version)?)).expect("deleted");
    }

    /// Every figure that is of a period, by these; what is nothing, or stands there for what came late alone, is left out.
    fn every_figure(&self, period: &str, bys: &[By]) -> Shown {
        let mut shown = Shown::new();
        let span = period.parse().unwrap_or_else(|_| {
            let (from, to) = period.split_once("..").expect("two days");
            Span { from: d(from), to: d(to) }
        });
        for of in Figure::ALL.iter().filter(|f| f.def().needs.goes_together() && !f.def().needs.is_of_a_day()) {
            for by in bys.iter().copied().filter(|by| goes_by(*of, *by)) {
                let wish = Wish::new(span, by);
                let found = figure(&self.session, *of, &wish, Sort::Value).expect("a figure");
                let mut put = |key: String, parts: Option<Parts>| {
                    if let Some(parts) = parts.filter(|p| p.num != 0 || p.den.is_some()) {
                        shown.insert(format!("{} {period} {by:?} {key}", of.name()), parts);
                    }
                };
                found.rows.iter().for_each(|r| put(r.id.to_string(), r.parts));
                put("all".into(), found.total.parts);
            }
        }
        shown
    }

    /// What figures of documents and stock come to with what came late, and where that is not what they are.
    fn with_late(&self) -> (Shown, Vec<String>) {
        let (mut shown, mut others) = (Shown::new(), Vec::new());
        let read = Figure::ALL.iter().filter(|f| matches!(f.def().needs, Needs::Receivables | Needs::Stock | Needs::Answers));
        for (of, period) in read.flat_map(|f| [(f, "2025-Q2"), (f, "2025")]) {
            for by in By::ALL.iter().copied().filter(|by| goes_by(*of, *by)) {
                let wish = Wish::new(period.parse().expect("a period"), by);
                let found = figure(&self.session, *of, &wish, Sort::Value).expect("a figure");
                for row in found.rows.iter().chain([&found.total]) {
                    let key = format!("{} {period} {by:?} {} {}", of.name(), row.id, row.name.code);
                    others.extend(row.with_late.map(|_| key.clone()));
                    shown.extend(row.with_late.or(row.parts).map(|parts| (key, parts)));
                }
            }
        }
        (shown, others)
    }

    /// A quarter that is closed by everything, months, weeks and days of it, and a year that it is in.
    fn closed_figures(&self) -> Shown {
        let mut all = self.every_figure("2025-Q2", By::ALL);
        for (period, by) in
            [("2025-05", By::Area), ("2025-05", By::Type), ("2025-W20", By::Owner), ("2025-05-03..2025-05-21", By::Region)]
        {
            all.extend(self.every_figure(period, &[by]));
        }
        all.extend(self.every_figure("2025", &[By::Month, By::Quarter, By::Year, By::Line]));
        of_closed_days(&all)
    }
}

/// Three partners that trade, with sales, stock, documents and targets of two quarters, of which the first is closed.
fn closed_quarter() -> Desk {
    // they were put down before the quarter began
    let mut desk = desk("2024-01-05");
    let text = |t: &str| Value::Text(t.into());
    for (code, covered) in [("D1", 30), ("D2", 8), ("D3", 5)] {
        let onboarded = Value::Int(day_number(d("2024-01-01")).into());
        let of = [("status", text("active")), ("onboarded_on", onboarded), ("outlets_planned", Value::Int(40))];
        desk.set(Kind::Partner, code, &of);
        desk.set(Kind::Partner, code, &[("outlets_covered", Value::Int(covered)), ("city_class", text("first"))]);
    }
    desk.session.clock = Clock::at_day(d("2025-11-12"), desk.session.policy.organisation.zone);
    for (code, day, sku, units) in [
        ("D1", "2025-04-10", "S1", 1_000),
        ("D1", "2025-05-13", "S1", 2_000),
        ("D1", "2025-05-20", "S2", 3_000),
        ("D2", "2025-05-14", "S1", 700),
        ("D2", "2025-06-30", "S2", 900),
        ("D1", "2025-08-05", "S1", 4_000),
        ("D3", "2025-09-05", "S1", 5_000),
    ] {
        let sale = sale(&desk, code, day, sku, units);
        desk.fact(None, Some(&sale));
    }
    for (code, day, sku) in
        [("D1", "2025-05-12", "S1"), ("D1", "2025-05-12", "S2"), ("D1", "2025-05-12", "S3"), ("D2", "2025-05-15", "S1")]
    {
        let count = stock(&desk, code, day, sku, 50);
        desk.fact(None, Some(&count));
    }
    for (code, day, score) in [("D1", "2025-05-30", 5), ("D1", "2025-06-02", 2), ("D2", "2025-06-30", 4), ("D3", "2025-07-01", 3)]
    {
        let answer = answer(&desk, code, day, score);
        desk.add(&answer);
    }
    for (number, code, days, units) in [
        ("I1", "D1", ("2025-02-01", "2025-03-01"), 500),
        ("I2", "D1", ("2025-04-15", "2025-05-15"), 900),
        ("I3", "D2", ("2025-05-02", "2025-06-01"), 400),
        ("I4", "D2", ("2025-07-02", "2025-08-01"), 300),
    ] {
        let bill = invoice(&desk, number, code, days, units);
        desk.add(&bill);
    }
    for (number, code, day, units) in
        [("P1", "D1", "2025-04-20", 200), ("P2", "D1", "2025-05-14", 600), ("P3", "D2", "2025-08-03", 100)]
    {
        let receipt = payment(&desk, number, code, day, units);
        desk.add(&receipt);
    }
    desk.aim(TargetScope::Partner, "D1", "2025-05", None, 4_000);
    desk.aim(TargetScope::Partner, "D2", "2025-Q2", None, 1_500);
    desk.aim(TargetScope::Region, "js", "2025-06", None, 3_000);
    desk.aim(TargetScope::Partner, "D1", "2025-08", None, 3_500);
    crate::ops::close::close(&mut desk.session, "2025-Q2".parse().expect("a quarter")).expect("closed");
    desk
}

fn needs_of(key: &str) -> Needs {
    let figure = Figure::ALL.iter().find(|f| key.starts_with(&format!("{} ", f.name())));
    figure.expect("a figure").def().needs
}

/// What is of closed days, or of longer spans as far as it is of them: what the register says today of months that run, and what
/// fell due in them, is as it is.
fn of_closed_days(shown: &Shown) -> Shown {
    let closed = [" Month 24303", " Month 24304", " Month 24305", " Quarter 8101"];
    let is_open = |key: &str| {
        let of_year = key.contains(" 2025 ") && !closed.iter().any(|row| key.ends_with(row));
        of_year && matches!(needs_of(key), Needs::Register | Needs::Standings | Needs::Receivables)
    };
    shown.iter().filter(|(key, _)| !is_open(key)).map(|(key, parts)| (key.clone(), *parts)).collect()
}

/// What a merge leaves as it was: the closed period itself, and sums of longer and shorter spans but for who is counted in them.
trait Alone {
    fn alone(&self) -> Shown;
}

impl Alone for Shown {
    fn alone(&self) -> Shown {
        let is_sum = |key: &str| {
            let groups = ["Area", "Type", "Owner", "Region"].iter().any(|by| key.contains(by));
            // its targets are those of the one that stays, in months in which that one had none, too
            let counted = ["buyers", "attainment", "pace", "target_coverage"].iter().any(|name| key.starts_with(name));
            matches!(needs_of(key), Needs::Sales | Needs::Receivables) && !counted && (!groups || key.ends_with("all"))
        };
        let of = |(key, parts): (&String, &Parts)| {
            let part = ["Week", "Month"].iter().any(|by| key.contains(by)) && !key.ends_with("all");
            if key.contains(" 2025-Q2 ") && !part {
                return Some((key.clone(), *parts));
            }
            is_sum(key).then(|| (key.clone(), Parts { reach: None, ..*parts }))
        };
        self.iter().filter_map(of).collect()
    }
}

#[track_caller]
fn same(what: &str, before: &Shown, now: &Shown) {
    let moved = |key: &&String| before.get(*key) != now.get(*key);
    let moved: std::collections::BTreeSet<&String> = before.keys().chain(now.keys()).filter(moved).collect();
    let told: Vec<String> = moved.iter().map(|k| format!("{k}: {:?} -> {:?}", before.get(*k), now.get(*k))).collect();
    assert!(moved.is_empty(), "{what}: {} of {} moved\n{}", told.len(), before.len(), told.join("\n"));
}

#[test]
fn facts_and_documents_that_come_change_or_go_after_a_closing_move_no_figure_of_it() {
    let mut desk = closed_quarter();
    let before = desk.closed_figures();
    assert_eq!(desk.with_late().1, Vec::<String>::new(), "nothing came late");
    for needs in [Needs::Sales, Needs::Receivables, Needs::Stock, Needs::Answers, Needs::Register, Needs::Standings] {
        assert!(before.keys().filter(|key| needs_of(key) == needs).count() > 9, "{needs:?} is looked at");
    }
    let (old, other) = (sale(&desk, "D1", "2025-05-13", "S1", 2_000), sale(&desk, "D1", "2025-05-13", "S1", 2_777));
    desk.fact(Some(&old), Some(&other));
    same("a sale is changed", &before, &desk.closed_figures());
    let old = sale(&desk, "D2", "2025-06-30", "S2", 900);
    desk.fact(Some(&old), None);
    same("a sale is taken out", &before, &desk.closed_figures());
    for (code, day, sku) in [("D1", "2025-05-16", "S3"), ("D3", "2025-05-16", "S1"), ("D2", "2025-05-15", "S9")] {
        let late = sale(&desk, code, day, sku, 320);
        desk.fact(None, Some(&late));
    }
    same("sales come late", &before, &desk.closed_figures());
    let (old, none) = (stock(&desk, "D1", "2025-05-12", "S1", 50), stock(&desk, "D1", "2025-05-12", "S1", 0));
    desk.fact(Some(&old), Some(&none));
    let old = stock(&desk, "D2", "2025-05-15", "S1", 50);
    desk.fact(Some(&old), None);
    for (code, sku) in [("D1", "S4"), ("D3", "S1")] {
        let late = stock(&desk, code, "2025-05-17", sku, 9);
        desk.fact(None, Some(&late));
    }
    same("stock is changed, taken out, comes late", &before, &desk.closed_figures());
    desk.set(Kind::Invoice, "I2", &[("amount", Value::Int(Money::units(950).0))]);
    desk.set(Kind::Invoice, "I1", &[("due_on", Value::Int(day_number(d("2025-05-01")).into()))]);
    desk.remove(Kind::Invoice, "I3");
    let late = [("2024-11-01", "2024-12-01"), ("2025-05-20", "2025-06-20")];
    for (number, days) in ["I8", "I9"].into_iter().zip(late) {
        let bill = invoice(&desk, number, "D3", days, 70);
        desk.add(&bill);
    }
    same("invoices are changed, deleted, come late", &before, &desk.closed_figures());
    desk.set(Kind::Payment, "P2", &[("paid_on", Value::Int(day_number(d("2025-07-14")).into()))]);
    desk.remove(Kind::Payment, "P1");
    let receipt = payment(&desk, "P9", "D2", "2025-05-30", 55);
    desk.add(&receipt);
    same("payments are changed, deleted, come late", &before, &desk.closed_figures());
    for (code, day, score) in [("D3", "2025-05-30", 1), ("D2", "2025-04-01", 5)] {
        let late = answer(&desk, code, day, score);
        desk.add(&late);
    }
    same("answers come late", &before, &desk.closed_figures());
    // what came late stands beside: it is what they come to when the period is opened again
    let (mut with_late, others) = desk.with_late();
    for key in [
        "collection_rate 2025-Q2 Partner",
        "collection_rate 2025 Month",
        "active_sku_rate 2025-Q2 Partner",
        "active_sku_rate 2025 ",
        "satisfaction 2025-Q2 Partner",
    ] {
        assert!(others.iter().any(|other| other.starts_with(key)), "{key}: {others:?}");
    }
    // and when it is opened again all of it counts
    crate::ops::close::reopen(&mut desk.session, "2025-Q2".parse().expect("a quarter"), "late").expect("opened");
    let open = desk.with_late().0;
    // what is not rated with it has nothing to stand beside
    with_late.retain(|key, _| open.contains_key(key));
    same("opened again", &with_late, &open);
    assert_eq!(desk.with_late().1, Vec::<String>::new());
    let open = desk.closed_figures();
    for name in ["net_sales", "collection_rate", "active_sku_rate", "satisfaction", "attainment"] {
        let of = format!("{name} 2025-Q2 ");
        let moved = open.keys().filter(|key| key.starts_with(&of)).any(|key| open.get(key) != before.get(key));
        assert!(moved, "{name}");
    }
}

#[test]
fn what_becomes_of_partners_and_regions_after_a_closing_moves_no_figure_of_it() {
    let mut desk = closed_quarter();
    let before = desk.closed_figures();
    let text = |t: &str| Value::Text(t.into());
    desk.set(Kind::Partner, "D1", &[("outlets_covered", Value::Int(39)), ("outlets_planned", Value::Int(45))]);
    desk.set(Kind::Partner, "D3", &[("status", text("exited"))]);
    same("outlets and status", &before, &desk.closed_figures());
    desk.set(Kind::Partner, "D1", &[("region", Value::Int(94)), ("channel_type", Value::Int(82)), ("owner", Value::Int(62))]);
    desk.set(Kind::Partner, "D1", &[("tier", text("watch")), ("city_class", text("lower"))]);
    same("region, type, owner, tier, class of its city", &before, &desk.closed_figures());
    desk.set(Kind::Region, "js", &[("parent", Value::Int(94))]);
    desk.set(Kind::User, "li.wei", &[("active", Value::Int(0))]);
    same("a region is in another area", &before, &desk.closed_figures());
    let mut new = partner("D9", 93, 81, Some(61));
    let onboarded = Value::Int(day_number(d("2025-01-01")).into());
    for (name, value) in [("status", text("active")), ("onboarded_on", onboarded), ("outlets_planned", Value::Int(9))] {
        new.set(name, value);
    }
    new.set("outlets_covered", Value::Int(9));
    desk.session.write(Role::Admin, "change-create", "", |tx| Ok(tx.insert(&new)?)).expect("a partner");
    same("a partner that is put down later", &before, &desk.closed_figures());
}

#[test]
fn figures_of_a_closed_period_stay_when_a_partner_is_merged_and_what_comes_for_it_is_beside_the_one_that_stays() {
    let mut desk = closed_quarter();
    let before = desk.closed_figures();
    let (keep, drop) = (desk.partner("D1"), desk.partner("D2"));
    let seen = |desk: &Desk, id| (id, record::get(desk.session.store.conn(), Kind::Partner, id).expect("a partner").version);
    let wish = crate::ops::partner::merge::Wish { keep: seen(&desk, keep), drop: seen(&desk, drop), chosen: Vec::new() };
    crate::ops::partner::merge::merge(&mut desk.session, &wish).expect("merged");
    same("merged", &before.alone(), &desk.closed_figures().alone());
    let late = |desk: &Desk, by: By| {
        let report = desk.ask("2025-Q2", by);
        let rows = report.rows.iter().filter_map(|l| Some((l.name.code.clone(), l.late?.net_amount.0 / 10_000)));
        (rows.collect::<Vec<_>>(), report.total.late.map(|l| l.net_amount.0 / 10_000))
    };
    assert_eq!(late(&desk, By::Partner), (vec![], None), "nothing came late");
    assert_eq!(desk.with_late().1, Vec::<String>::new(), "nothing came late");
    assert_eq!(desk.partner("D2"), keep, "its code is a former one");
    let more = sale(&desk, "D2", "2025-05-19", "S1", 111);
    desk.fact(None, Some(&more));
    let receipt = payment(&desk, "P9", "D2", "2025-05-30", 55);
    desk.add(&receipt);
    let count = stock(&desk, "D2", "2025-05-30", "S8", 5);
    desk.fact(None, Some(&count));
    same("data comes late for the one that is gone", &before.alone(), &desk.closed_figures().alone());
    assert_eq!(late(&desk, By::Partner), (vec![("D1".into(), 111)], Some(111)));
    assert_eq!(late(&desk, By::Type), (vec![("a".into(), 111)], Some(111)));
}
