//! The rows that the explanation of a tier score names give each of its parts again.

use std::collections::BTreeMap;

use super::super::*;
use super::rows::{Told, int, run, sold, sum};
use crate::domain::figure::Ratio;
use crate::domain::inventory::WINDOW;
use crate::domain::money::{Rate, div_round};
use crate::domain::period::{Span, from_day_number};
use crate::domain::receivables::dso_count_back;
use crate::domain::target::{Goal, aimed};
use crate::ops::demo::{self, Scale};
use crate::ops::partner::fixture;

/// An explanation with the rows of its inputs.
struct Score<'a> {
    session: &'a Session,
    e: Explanation,
}

impl Score<'_> {
    fn at(&self, name: &Words) -> Option<usize> {
        self.e.inputs.iter().position(|i| i.name == *name)
    }

    fn value(&self, name: &Words) -> Amount {
        self.at(name).and_then(|at| self.e.inputs.get(at)).map_or(Amount::NotRated, |i| i.value.clone())
    }

    fn rows(&self, name: &Words) -> Vec<Row> {
        let source = self.at(name).and_then(|at| self.e.inputs.get(at)).and_then(|i| i.source.as_ref());
        run(self.session, &source.unwrap_or_else(|| panic!("{name:?} names no rows")).command()).1
    }

    /// What is said of each part, and what its rows come to.
    fn parts(&self) -> Vec<(&'static str, Amount, Amount)> {
        let mut all = Vec::new();
        let key = Words::key;
        let money = |m: Money| Amount::Money(m);
        let year = Span::trailing_year(self.session.as_of());
        if self.at(&key("tier-growth")).is_some() {
            let now = sold(&self.rows(&Figure::T12m.words())).after_returns();
            let then = sold(&self.rows(&key("tier-growth-before"))).after_returns();
            let rate = div_round(i128::from((now - then).0) * 10_000, then.0.into());
            all.push(("sales now", self.value(&Figure::T12m.words()), money(now)));
            all.push(("sales before", self.value(&key("tier-growth-before")), money(then)));
            all.push(("growth", self.value(&key("tier-growth")), Amount::Rate(Rate(rate))));
        }
        if self.at(&key("tier-attained-sales")).is_some() {
            let day = |r: &Row, field: &str| i32::try_from(int(r, field)).expect("a day");
            let goal = |r: &Row| Goal {
                from: day(r, "from_day"),
                to: day(r, "to_day"),
                line: r.get("line").int(),
                amount: Money(int(r, "amount")),
            };
            let goals: Vec<Goal> = self.rows(&key("tier-attained-due")).iter().map(goal).collect();
            let sales = self.rows(&key("tier-attained-sales"));
            let horizon = crate::ops::kpi::horizon(self.session.store.conn(), self.session.as_of(), &self.session.policy)
                .expect("a horizon");
            let of = |line: Option<i64>, from: i32, to: i32| {
                let its = |r: &&Row| (from..=to).contains(&day(r, "day")) && line.is_none_or(|l| int(r, "line") == l);
                let rows: Vec<Row> = sales.iter().filter(its).cloned().collect();
                sold(&rows).after_returns()
            };
            let found = aimed(&goals, year, &horizon, of).and_then(|a| a.attainment());
            let part = |n: fn(&Ratio) -> i64| found.as_ref().map_or(Amount::NotRated, |r| money(Money(n(r))));
            all.push(("attained sales", self.value(&key("tier-attained-sales")), part(|r| r.num)));
            all.push(("attained due", self.value(&key("tier-attained-due")), part(|r| r.den)));
        }
        if self.at(&key("tier-outlets-planned")).is_some() {
            for (name, field) in [("tier-outlets-covered", "outlets_covered"), ("tier-outlets-planned", "outlets_planned")] {
                all.push((field, self.value(&key(name)), Amount::Count(sum(&self.rows(&key(name)), field))));
            }
        }
        if self.at(&Figure::Dso.words()).is_some() {
            let (bills, paid) = (self.rows(&key("credit-all-billed")), sum(&self.rows(&key("credit-all-paid")), "amount"));
            let day = |r: &Row| from_day_number(i32::try_from(int(r, "issued_on")).expect("a day"));
            let billed: Vec<_> = bills.iter().map(|r| (day(r), Money(int(r, "amount")))).collect();
            let open = Money(sum(&bills, "amount") - paid);
            let days = dso_count_back(open, &billed, self.session.as_of());
            all.push(("billed", self.value(&key("credit-all-billed")), money(Money(sum(&bills, "amount")))));
            all.push(("paid", self.value(&key("credit-all-paid")), money(Money(paid))));
            all.push(("dso", self.value(&Figure::Dso.words()), days.map_or(Amount::NotRated, |d| Amount::Days(d.tenths()))));
        }
        let stock = key("figure-average-stock");
        if self.at(&stock).is_some() {
            let average = self.value(&stock);
            let alone = Explanation::new(Words::nothing(), Amount::NotRated).input(stock.clone(), average.clone());
            let told = Told { session: self.session, explanation: &alone, rows: Vec::new() };
            all.push(("average stock", average.clone(), told.average(&self.rows(&stock))));
            let (out, sales) = match average {
                Amount::Money(_) => (Figure::Cost.words(), sold(&self.rows(&Figure::Cost.words())).cost.0),
                _ => (key("figure-pieces-out"), sold(&self.rows(&key("figure-pieces-out"))).quantity),
            };
            let outflow = match self.value(&out) {
                Amount::Money(m) => m.0,
                Amount::Count(n) => n,
                _ => 0,
            };
            all.push(("outflow", Amount::Count(outflow), Amount::Count(sales)));
            let there = match average {
                Amount::Money(m) => m.0,
                Amount::Count(n) => n,
                _ => 0,
            };
            let days = div_round(i128::from(there) * i128::from(WINDOW) * 70, i128::from(outflow));
            all.push(("inventory days", self.value(&Figure::InventoryDays.words()), Amount::Days(days)));
        }
        let penalty = key("tier-penalty");
        all.push(("penalty", self.value(&penalty), Amount::Count(sum(&self.rows(&penalty), "points"))));
        all
    }
}

#[test]
fn the_rows_of_a_tier_score_give_its_parts() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = fixture::session(&dir);
    demo::generate(&mut session, Scale { partners: 40, weeks: 116, seed: 7 }, &mut |_| ()).expect("a network");
    session.refresh_figures().expect("figures");
    let partners = record::query(session.store.conn(), Kind::Partner, "ORDER BY id", &[]).expect("partners");
    let (mut wrong, mut checked) = (Vec::new(), BTreeMap::<&str, usize>::new());
    for partner in &partners {
        let e = explain(&session, partner.id, "score", Lang::En).expect("an explanation");
        for (part, said, found) in (Score { session: &session, e }).parts() {
            *checked.entry(part).or_default() += 1;
            if said != found {
                wrong.push(format!(
                    "{} {part}: said {said:?}, by its rows {found:?}",
                    partner.get("code").text().unwrap_or_default()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} things:\n{}", wrong.len(), wrong.join("\n"));
    for part in ["growth", "attained sales", "attained due", "outlets_planned", "dso", "inventory days", "penalty"] {
        assert!(checked.get(part).is_some_and(|n| *n > 0), "nothing of {part} was checked: {checked:?}");
    }
}
