//! Every page is walked: what is computed in it explains itself, and the explanation comes to what is shown.

mod rows;

use super::super::{Section, section};
use super::*;
use crate::domain::kinds::{Lifecycle, Role};
use crate::domain::money::{Rate, div_round};
use crate::domain::period::day_number;
use crate::domain::record::{FieldType, Storable as _};
use crate::ops::demo::{self, Scale};
use crate::ops::partner::fixture;
use crate::report::{Block, Body, Figure, Line, Why};

/// Rows of a table that are asked one by one.
const ROWS: usize = 20;

/// What a person sees computed in a cell.
fn computed(cell: &Cell) -> Vec<Amount> {
    match &cell.what {
        // a moment is that of a log
        What::Amount(Amount::NotRated | Amount::Text(_) | Amount::Label(_) | Amount::Time(_)) => Vec::new(),
        What::Amount(amount) => vec![amount.clone()],
        What::Short(money) => vec![Amount::Money(*money)],
        What::Moved(points) => vec![Amount::Points(points * 100)],
        What::Grown(now, before) if before.0 > 0 => {
            vec![Amount::Rate(Rate(div_round(i128::from(now.0 - before.0) * 10_000, before.0.into())))]
        }
        What::Left(seconds, _) => vec![Amount::Minutes(seconds / 60)],
        What::Finding(f) => {
            let (unit, value, limit) = f.figure();
            limit.into_iter().chain([value]).rev().map(|n| unit.amount(n)).collect()
        }
        What::Words(Words::Key { args, .. }) => {
            args.iter().map(|(_, a)| a.clone()).filter(|a| !matches!(a, Amount::Text(_) | Amount::Label(_))).collect()
        }
        What::Field { field, value: Value::Text(code), .. } if field.name == "light" => match field.ty {
            FieldType::Choice(list) => list.iter().filter(|c| c.code == code).map(|c| Amount::Label(c.label)).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// A number of a record, as typed.
fn typed(cell: &Cell) -> Option<Amount> {
    let What::Field { field, value: Value::Int(n), .. } = &cell.what else { return None };
    Some(match field.ty {
        FieldType::Money => Amount::Money(Money(*n)),
        FieldType::Rate => Amount::Rate(Rate(*n)),
        _ => Amount::Count(*n),
    })
}

/// Whether two amounts say the same: a count of days or points may be one of tenths or hundredths.
fn same(a: &Amount, b: &Amount) -> bool {
    let units = |a: &Amount| match a {
        Amount::Count(n) => Some(n * 100),
        Amount::Points(n) => Some(*n),
        Amount::Days(n) => Some(n * 10),
        _ => None,
    };
    a == b || units(a).zip(units(b)).is_some_and(|(a, b)| a == b)
}

fn told(e: &Explanation, amount: &Amount) -> bool {
    same(&e.value, amount) || e.inputs.iter().any(|i| same(&i.value, amount))
}

/// What is wrong with the pages of a partner.
struct Walk<'a> {
    session: &'a Session,
    partner: i64,
    code: String,
    wrong: Vec<String>,
    asked: usize,
}

impl Walk<'_> {
    fn explained(&mut self, at: &str, why: Option<&Why>) -> Option<Explanation> {
        let e = match why {
            None => Err("explains itself nowhere".to_owned()),
            Some(Why::Here(e)) => Ok((**e).clone()),
            Some(Why::Asked(name)) => explain(self.session, self.partner, name, Lang::En).map_err(|e| format!("`{name}`: {e:?}")),
        };
        self.asked += 1;
        e.map_err(|e| self.wrong.push(format!("{} {at}: {e}", self.code))).ok()
    }

    fn says(&mut self, at: &str, e: &Explanation, shown: &[Amount]) {
        for amount in shown.iter().filter(|a| !told(e, a)) {
            self.wrong.push(format!("{} {at}: {amount:?} is not in {e:?}", self.code));
        }
        if e.formula.is_none() {
            self.wrong.push(format!("{} {at}: has no formula", self.code));
        }
    }

    fn figure(&mut self, at: &str, f: &Figure) {
        let at = format!("{at} {}", f.name);
        let main = match &f.value.what {
            What::Choice(_, label) => vec![Amount::Label(*label)],
            _ => computed(&f.value),
        };
        let recorded = main.is_empty() && f.beside.iter().all(|c| computed(c).is_empty());
        if recorded && f.why.is_none() {
            self.wrong.push(format!("{} {at}: explains itself nowhere", self.code));
        }
        let Some(e) = self.explained(&at, f.why.as_ref()) else { return };
        if main.iter().any(|_| e.value == Amount::NotRated) {
            self.wrong.push(format!("{} {at}: shows {main:?}, explained as not rated", self.code));
        }
        let beside = f.beside.iter().flat_map(|c| match &c.what {
            What::Choice(_, label) => vec![Amount::Label(*label)],
            _ => computed(c),
        });
        self.says(&at, &e, &main.into_iter().chain(beside).collect::<Vec<_>>());
    }

    fn line(&mut self, at: &str, columns: &[&'static str], line: &Line) {
        // the first column says what the row is about
        let own = |i: usize, cell: &Cell| if i == 0 && matches!(cell.what, What::Words(_)) { Vec::new() } else { computed(cell) };
        let cells: Vec<(usize, Vec<Amount>)> = line.cells.iter().enumerate().map(|(i, c)| (i, own(i, c))).collect();
        let shown: Vec<Amount> = cells.iter().flat_map(|(_, a)| a.clone()).collect();
        if shown.is_empty() && line.why.is_none() {
            return;
        }
        let names: Vec<&str> =
            cells.iter().filter(|(_, a)| !a.is_empty()).filter_map(|(i, _)| columns.get(*i).copied()).collect();
        let at = format!("{at} [{}]", names.join(", "));
        let Some(e) = self.explained(&at, line.why.as_ref()) else { return };
        self.says(&at, &e, &shown);
        // those of which the main figure stands in another row or column
        let name = if let Some(Why::Asked(name)) = &line.why { name.as_ref() } else { "" };
        let apart = ["light", "screening:", "contract:", "term:", "score", "change:"].iter().any(|n| name.starts_with(n));
        let all: Vec<Amount> = shown.into_iter().chain(line.cells.iter().filter_map(typed)).collect();
        let nothing = cells.iter().all(|(_, a)| a.is_empty());
        if !apart && !nothing && !all.iter().any(|a| same(a, &e.value)) {
            self.wrong.push(format!("{} {at}: {all:?}, explained as {:?}", self.code, e.value));
        }
    }

    fn block(&mut self, section: Section, block: &Block) {
        let at = format!("{} {}", section.code(), block.name);
        match &block.body {
            Body::Figures(figures) => figures.iter().for_each(|f| self.figure(&at, f)),
            Body::Table(table, _) => {
                let columns: Vec<&'static str> = table.columns.iter().map(|c| c.name).collect();
                let (rows, last) = (table.rows.iter().take(ROWS), table.rows.iter().skip(ROWS).last());
                for (i, line) in rows.chain(last).enumerate() {
                    self.line(&format!("{at} row {i}"), &columns, line);
                }
            }
            Body::Trend(trend) => {
                let sum = |m: &[Money]| Amount::Money(m.iter().copied().sum());
                if let Some(e) = self.explained(&at, trend.why.as_ref()) {
                    self.says(&at, &e, &[sum(&trend.values), sum(&trend.before)]);
                }
            }
            _ => {}
        }
    }
}

fn walk(session: &Session, partner: i64) -> (Vec<String>, usize) {
    let code = record::code_of(session.store.conn(), Kind::Partner, partner).expect("a partner");
    let mut walk = Walk { session, partner, code, wrong: Vec::new(), asked: 0 };
    for at in Section::ALL {
        for block in section(session, partner, at).expect("a section") {
            walk.block(at, &block);
        }
    }
    (walk.wrong, walk.asked)
}

#[test]
fn whatever_is_computed_on_a_page_explains_itself_and_comes_to_what_is_shown() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = fixture::session(&dir);
    demo::generate(&mut session, Scale { partners: 60, weeks: 60, seed: 7 }, &mut |_| ()).expect("a network");
    let poor = poor(&mut session);
    session.refresh_figures().expect("figures");
    let conn = session.store.conn();
    let ids = |sql: &str| -> Vec<i64> {
        let rows = record::query(conn, Kind::Partner, sql, &[]).expect("partners");
        rows.iter().map(|r| r.id).collect()
    };
    // some of all, those that most is known of, those in a group
    let mut partners = ids("WHERE id % 9 = 0 OR id IN (SELECT core FROM partner)");
    partners.extend(ids("WHERE id IN (SELECT partner FROM violation) OR id IN (SELECT partner FROM credit_assessment) LIMIT 8"));
    partners.extend(ids("WHERE id IN (SELECT partner FROM alert WHERE state = 'open' GROUP BY rule)"));
    partners.extend(poor);
    partners.sort_unstable();
    partners.dedup();
    let mut wrong = Vec::new();
    let mut asked = 0;
    for partner in &partners {
        let (found, n) = walk(&session, *partner);
        wrong.extend(found);
        asked += n;
    }
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked > 1_000, "{asked}");
}

/// Partners of whom nothing is known; that returned more than they bought; that paid in advance; that owe far too much.
fn poor(session: &mut Session) -> [i64; 4] {
    let day = |n: u64| Value::Int(i64::from(day_number(session.as_of() - chrono::Days::new(n))));
    let days = [day(300), day(200), day(100), day(40), day(20), day(5)];
    let money = |units: i64| Value::Int(Money::units(units).0);
    let put = fixture::partner;
    let nothing = put(session, "P0", Lifecycle::Lead, &[]);
    let returned = put(session, "P1", Lifecycle::Active, &[("credit_limit", money(0)), ("credit_days", Value::Int(0))]);
    let advance = put(session, "P2", Lifecycle::Active, &[]);
    let owing = put(session, "P3", Lifecycle::Suspended, &[("credit_limit", money(1_000)), ("deposit", money(500))]);
    let mut facts = Vec::new();
    for (i, day) in days.iter().enumerate() {
        let more = if i % 2 == 0 { 0 } else { 90_000 };
        let sale =
            [("day", day.clone()), ("net_amount", money(more)), ("returns", money(60_000)), ("quantity", Value::Int(10_000))];
        for partner in [returned, owing] {
            let mut values = vec![("partner", Value::Int(partner)), ("document", fixture::text(&format!("S{i}")))];
            values.extend(sale.iter().cloned());
            facts.push(fixture::row(Kind::Sale, &values));
        }
        let invoice = |number: &str, partner, amount| {
            let number = fixture::text(&format!("{number}{i}"));
            let all = [("number", number), ("partner", Value::Int(partner)), ("amount", amount)];
            fixture::row(Kind::Invoice, &[&all[..], &[("issued_on", day.clone()), ("due_on", day.clone())]].concat())
        };
        let rows = [invoice("A", advance, money(-50)), invoice("O", owing, money(3_000))];
        session
            .write(Role::Admin, "change-create", "x", |tx| {
                for row in &rows {
                    tx.insert(row)?;
                }
                Ok(())
            })
            .expect("invoices");
    }
    session
        .write(Role::Admin, "change-create", "x", |tx| {
            for fact in &facts {
                tx.edit_fact(None, Some(fact))?;
            }
            Ok(())
        })
        .expect("sales");
    for (n, amount) in [(1, money(400)), (2, money(-600))] {
        let entry = [
            ("number", Value::Int(9_000 + n)),
            ("partner", Value::Int(owing)),
            ("on", days[2].clone()),
            ("kind", crate::domain::kinds::DepositMove::PaidIn.to_value()),
            ("amount", amount),
        ];
        fixture::put(session, Kind::DepositEntry, &entry);
    }
    [nothing, returned, advance, owing]
}

#[test]
fn a_name_that_there_is_not_is_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = fixture::session(&dir);
    let partner = fixture::partner(&mut session, "D1", Lifecycle::Active, &[]);
    for name in [
        "nope",
        "month:soon",
        "month:",
        "line:X",
        "age:",
        "invoice:1",
        "ticket:x",
        "ticket:9",
        "deposit:#9",
        "term:name",
        "warning:nope",
        "warning:pace",
        "contract:1",
        "contract-field:1:file",
        "partner:D9",
        "group",
        "change:1-task",
        "a:b",
    ] {
        assert_eq!(fixture::refused(explain(&session, partner, name, Lang::Zh)), "refused-not-explained", "{name}");
    }
}
