//! The commands that explanations name are run, and what they print gives the value again: every figure of the list of partners, every
//! partner of a demo.

use std::collections::{BTreeMap, BTreeSet};

use super::super::*;
use crate::domain::figure;
use crate::domain::inventory::{self, Counted, WINDOW};
use crate::domain::kinds::Sale;
use crate::domain::partner::FIGURES;
use crate::domain::period::{Span, Week};
use crate::domain::receivables::dso_count_back;
use crate::domain::sales::Figures;
use crate::domain::target::Goal;
use crate::ops::demo::{self, Scale};
use crate::ops::list::{self, Wish};
use crate::ops::partner::fixture;

/// Types `qudao list KIND -f 'FILTER'`.
fn run(session: &Session, command: &str) -> (Kind, Vec<Row>) {
    let rest = command.strip_prefix("qudao list ").unwrap_or_else(|| panic!("`{command}` is none of the lists"));
    let (kind, filter) = rest.split_once(" -f '").expect("a filter");
    let filter = filter.strip_suffix('\'').expect("in quotes").to_owned();
    let kind = Kind::ALL.iter().copied().find(|k| k.def().plural == kind).expect("a kind");
    let found = list::list(session, kind, &Wish { filter, ..Wish::default() }).unwrap_or_else(|e| panic!("{command}: {e:?}"));
    let mut rows = Vec::new();
    list::each(session, &found, |row| {
        rows.push(row);
        Ok::<_, crate::store::StoreError>(())
    })
    .expect("rows");
    (kind, rows)
}

fn int(row: &Row, field: &str) -> i64 {
    row.get(field).int().unwrap_or(0)
}

fn sum(rows: &[Row], field: &str) -> i64 {
    rows.iter().map(|r| int(r, field)).sum()
}

/// What sales come to, by hand.
fn sold(rows: &[Row]) -> Figures {
    let mut documents = BTreeSet::new();
    let mut orders = 0;
    for row in rows {
        let sale: Sale = row.typed::<Sale>().expect("a sale").record;
        if sale.document.is_empty() {
            orders += sale.orders;
        } else if documents.insert((sale.day, sale.document.clone())) {
            orders += 1;
        }
    }
    let fees = ["commission", "advertising", "logistics", "promotion"].iter().map(|f| sum(rows, f)).sum();
    let [net_amount, returns, cost] = ["net_amount", "returns", "cost"].map(|f| Money(sum(rows, f)));
    let [quantity, sellout] = ["quantity", "sellout"].map(|f| sum(rows, f));
    Figures { orders, quantity, net_amount, returns, cost, fees: Money(fees), sellout }
}

/// What an explanation is about: of whom, as of when, and what the rows of its inputs came to so far.
struct Told<'a> {
    session: &'a Session,
    explanation: &'a Explanation,
    rows: Vec<(Kind, Vec<Row>)>,
}

impl Told<'_> {
    fn of(&self, kind: Kind) -> &[Row] {
        self.rows.iter().find(|(k, _)| *k == kind).map_or(&[], |(_, rows)| rows)
    }

    /// What the rows of an input may come to.
    fn comes_to(&self, at: usize, kind: Kind, rows: &[Row]) -> Vec<Amount> {
        let input = &self.explanation.inputs[at];
        let money = |n: i64| Amount::Money(Money(n));
        match kind {
            Kind::Sale => {
                let f = sold(rows);
                if let Words::Figure(figure) = &input.name {
                    let sums = crate::domain::figure::Sums { sold: f, ..Default::default() };
                    if let Some(parts) = figure.parts(&sums) {
                        let value = parts.value(figure.unit());
                        return vec![money(value), Amount::Rate(crate::domain::money::Rate(value)), Amount::Count(value)];
                    }
                }
                vec![
                    Amount::Money(f.after_returns()),
                    Amount::Count(f.orders),
                    Amount::Count(f.quantity),
                    Amount::Count(f.sellout),
                ]
            }
            Kind::Target => {
                let (span, policy) = (self.span(), &self.session.policy);
                let goals: Vec<Goal> = rows
                    .iter()
                    .map(|r| {
                        let [from, to] = ["from_day", "to_day"].map(|f| i32::try_from(int(r, f)).expect("a day"));
                        Goal { from, to, line: r.get("line").int(), amount: Money(int(r, "amount")) }
                    })
                    .collect();
                let conn = self.session.store.conn();
                let horizon = crate::ops::kpi::horizon(conn, self.session.as_of(), policy).expect("a horizon");
                // a health of a week before looks no further than its own day
                let day = self.session.as_of();
                let before = crate::ops::kpi::horizon(conn, day - chrono::Days::new(7), policy).expect("a horizon");
                let aimed = |h: &crate::domain::target::Horizon<'_>| {
                    crate::domain::target::aimed(&goals, span, h, |_, _, _| Money::ZERO).unwrap_or_default()
                };
                let (now, then) = (aimed(&horizon), aimed(&before));
                vec![
                    Amount::Money(now.target),
                    Amount::Money(now.due),
                    Amount::Money(then.due),
                    self.pace(now.due),
                    self.pace(then.due),
                ]
            }
            Kind::Invoice | Kind::Payment => {
                let amount = sum(rows, "amount");
                let mut all = vec![money(amount)];
                if let (Kind::Invoice, Some(oldest)) = (kind, rows.iter().map(|r| int(r, "due_on")).min()) {
                    let today = i64::from(crate::domain::period::day_number(self.session.as_of()));
                    all.push(Amount::Days((today - oldest) * 10));
                }
                if kind == Kind::Payment {
                    // what was paid of some invoices: by hand, the oldest first unless a payment names its invoice
                    all.push(self.paid_of_them(rows));
                }
                all
            }
            Kind::Stock => vec![self.average(rows)],
            Kind::DepositEntry => vec![money(sum(rows, "amount"))],
            Kind::Contract => {
                let last = rows.iter().map(|r| int(r, "to_day")).max().and_then(|n| i32::try_from(n).ok());
                last.map(|n| Amount::Date(crate::domain::period::from_day_number(n))).into_iter().collect()
            }
            Kind::CreditAssessment => {
                let scored = rows.iter().filter(|r| r.get("score").int().is_some());
                scored.max_by_key(|r| int(r, "on")).map(|r| Amount::Points(int(r, "score"))).into_iter().collect()
            }
            Kind::Violation => vec![Amount::Count(sum(rows, "points"))],
            Kind::Partner => ["credit_limit", "credit_days"]
                .into_iter()
                .flat_map(|field| rows.iter().filter_map(move |r| r.get(field).int()))
                .flat_map(|n| [money(n), Amount::Days(n * 10)])
                .collect(),
            _ => vec![Amount::Count(i64::try_from(rows.len()).expect("few"))],
        }
    }

    /// The fiscal quarter or the 12 months that the targets stand for.
    fn span(&self) -> Span {
        let (as_of, policy) = (self.session.as_of(), &self.session.policy);
        crate::domain::history::fiscal_span(as_of, policy.organisation.fiscal_year_month, policy.health.pace_months)
    }

    /// Pace of what the other inputs sold against what is due.
    fn pace(&self, due: Money) -> Amount {
        let sold: i64 = self
            .explanation
            .inputs
            .iter()
            .filter(|i| i.source.as_ref().is_some_and(|s| s.kind == Kind::Sale))
            .filter(|i| matches!(&i.name, Words::Key { key, .. } if key.starts_with("health-pace-sales")))
            .map(|i| if let Amount::Money(m) = i.value { m.0 } else { 0 })
            .sum();
        figure::Ratio::of(sold, due.0).map_or(Amount::NotRated, |r| Amount::Rate(r.rate()))
    }

    /// What was paid of the invoices that the explanation lists.
    fn paid_of_them(&self, payments: &[Row]) -> Amount {
        let listed = self.of(Kind::Invoice);
        if listed.is_empty() {
            return Amount::NotRated;
        }
        let ids: BTreeSet<i64> = listed.iter().map(|r| r.id).collect();
        let partner = listed.first().map_or(0, |r| int(r, "partner"));
        // the rest of the partner's invoices take their part of the money first
        let code = record::code_of(self.session.store.conn(), Kind::Partner, partner).unwrap_or_default();
        let as_of = self.session.as_of();
        let (_, all) = run(self.session, &format!("qudao list invoices -f 'partner:{code} issued_on<={as_of}'"));
        let mut left: BTreeMap<i64, i64> = all.iter().map(|r| (r.id, int(r, "amount"))).filter(|(_, a)| *a > 0).collect();
        let mut free: i64 = -all.iter().map(|r| int(r, "amount")).filter(|a| *a < 0).sum::<i64>();
        for row in payments {
            match row.get("invoice").int().and_then(|id| left.get_mut(&id)) {
                Some(open) => *open -= int(row, "amount"),
                None => free += int(row, "amount"),
            }
        }
        free += left.values().filter(|l| **l < 0).map(|l| -l).sum::<i64>();
        let mut order: Vec<&Row> = all.iter().collect();
        order.sort_by_key(|r| (int(r, "issued_on"), int(r, "due_on"), r.id));
        let mut paid = 0;
        for row in order {
            let Some(open) = left.get(&row.id).copied() else { continue };
            let taken = free.min(open.max(0)).max(0);
            free -= taken;
            if ids.contains(&row.id) {
                paid += int(row, "amount") - (open.max(0) - taken);
            }
        }
        Amount::Money(Money(paid))
    }

    /// Average stock of the 12 weeks, by the mean of each article's counts; one that was not counted counts as it was.
    fn average(&self, rows: &[Row]) -> Amount {
        let mut counts: Vec<(i64, Counted)> = rows
            .iter()
            .map(|r| {
                let sku = r.get("sku").int().unwrap_or_default();
                let day = i32::try_from(int(r, "day")).expect("a day");
                (sku, Counted { sku: 0, day, quantity: int(r, "quantity"), value: Money(int(r, "value")) })
            })
            .collect();
        counts.sort_by(|a, b| (&a.0, a.1.day).cmp(&(&b.0, b.1.day)));
        let conn = self.session.store.conn();
        let until = figures::until(conn, self.session.as_of(), &self.session.policy).expect("until");
        let week = Week::of_day(until.sales_day(self.session.as_of()) + 1);
        let from = Week(week.0 - WINDOW).first_day();
        let (mut pieces, mut worth) = (0_i64, 0_i64);
        for article in counts.chunk_by(|a, b| a.0 == b.0) {
            let within: Vec<&Counted> = article.iter().map(|(_, c)| c).filter(|c| c.day >= from).collect();
            let n = i128::try_from(within.len()).expect("few");
            if n == 0 {
                pieces += article.last().map_or(0, |(_, c)| c.quantity);
                worth += article.last().map_or(0, |(_, c)| c.value.0);
            } else {
                pieces += crate::domain::money::div_round(within.iter().map(|c| i128::from(c.quantity)).sum(), n);
                worth += crate::domain::money::div_round(within.iter().map(|c| i128::from(c.value.0)).sum(), n);
            }
        }
        let by_value = matches!(self.explanation.inputs.first().map(|i| &i.value), Some(Amount::Money(_)));
        if by_value { Amount::Money(Money(worth)) } else { Amount::Count(pieces) }
    }
}

#[test]
fn the_rows_that_an_explanation_names_give_its_value() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = fixture::session(&dir);
    demo::generate(&mut session, Scale { partners: 40, weeks: 60, seed: 7 }, &mut |_| ()).expect("a network");
    session.refresh_figures().expect("figures");
    let conn = session.store.conn();
    let partners = record::query(conn, Kind::Partner, "ORDER BY id", &[]).expect("partners");
    let (mut wrong, mut checked) = (Vec::new(), BTreeMap::<&str, usize>::new());
    for partner in &partners {
        let code = partner.get("code").text().unwrap_or_default();
        let stored = crate::store::listing::figures_of(conn, partner.id).expect("figures");
        for (at, figure) in FIGURES.iter().enumerate() {
            let e = explain(&session, partner.id, figure.name(), Lang::En).unwrap_or_else(|e| panic!("{code} {figure:?}: {e:?}"));
            // what the list shows
            let shown = as_amount(*figure, &stored[at]);
            if shown != e.value && !(e.value == Amount::NotRated || shown == Amount::NotRated) {
                wrong.push(format!("{code} {}: the list has {shown:?}, explained as {:?}", figure.name(), e.value));
            }
            let mut told = Told { session: &session, explanation: &e, rows: Vec::new() };
            for (i, input) in e.inputs.iter().enumerate() {
                let Some(source) = input.source.as_ref().filter(|s| !s.desk) else { continue };
                let (kind, rows) = run(&session, &source.command());
                let others = rows.iter().filter(|r| !r.get("partner").is_null() && int(r, "partner") != partner.id).count();
                if others > 0 {
                    wrong.push(format!("{code} {}: {others} rows of others by {}", figure.name(), source.command()));
                }
                let told_of = told.comes_to(i, kind, &rows);
                told.rows.push((kind, rows));
                // parts of a score that are rates of two sets of rows are checked by those
                let composed = matches!(&input.name, Words::Figure(Figure::Frequency | Figure::SellThrough));
                // the tier score looks at spans of its own
                let elsewhere = matches!(figure, Figure::Score | Figure::ComputedTier | Figure::BoardTier);
                if !composed && !elsewhere && input.value != Amount::NotRated {
                    *checked.entry(figure.name()).or_default() += 1;
                    if !told_of.contains(&input.value) {
                        let command = source.command();
                        wrong.push(format!(
                            "{code} {} {:?} {:?}: rows give {told_of:?}: {command}",
                            figure.name(),
                            input.name,
                            input.value
                        ));
                    }
                }
            }
            follows(&told, *figure, &mut wrong, code);
        }
    }
    let of: BTreeSet<&str> = wrong.iter().filter_map(|w| w.split(' ').nth(1)).map(|w| w.trim_end_matches(':')).collect();
    let few = wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} of {of:?}:\n{few}", wrong.len());
    for figure in
        FIGURES.iter().filter(|f| !matches!(f, Figure::Score | Figure::ComputedTier | Figure::BoardTier | Figure::Light))
    {
        assert!(checked.get(figure.name()).is_some_and(|n| *n > 0), "nothing of {} was checked: {checked:?}", figure.name());
    }
}

#[test]
fn the_rows_that_a_credit_file_names_are_there() {
    use crate::ops::credit::{self, explain};
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = fixture::session(&dir);
    demo::generate(&mut session, Scale { partners: 40, weeks: 60, seed: 7 }, &mut |_| ()).expect("a network");
    let (mut wrong, mut checked) = (Vec::new(), BTreeMap::<&str, usize>::new());
    for partner in record::query(session.store.conn(), Kind::Partner, "ORDER BY id", &[]).expect("partners") {
        let file = credit::file(&session, partner.id).expect("a file");
        for figure in explain::Figure::ALL {
            let e = explain::explain(&file, *figure, &session.policy);
            for input in &e.inputs {
                let Some(source) = &input.source else { continue };
                let nothing = matches!(
                    input.value,
                    Amount::NotRated
                        | Amount::Money(Money::ZERO)
                        | Amount::Count(0)
                        | Amount::Days(0)
                        | Amount::Rate(crate::domain::money::Rate(0))
                );
                let (kind, rows) = run(&session, &source.command());
                if rows.is_empty() && !nothing {
                    wrong.push(format!("{} {:?} {:?}: {}", figure.code(), input.name, input.value, source.command()));
                }
                if rows.iter().any(|r| !r.get("partner").is_null() && int(r, "partner") != partner.id) {
                    wrong.push(format!("{}: rows of others by {}", figure.code(), source.command()));
                }
                let told = Told { session: &session, explanation: &e, rows: Vec::new() };
                if kind == Kind::Partner && !nothing && !told.comes_to(0, kind, &rows).contains(&input.value) {
                    wrong.push(format!("{} {:?} {:?}: {}", figure.code(), input.name, input.value, source.command()));
                }
                *checked.entry(figure.code()).or_default() += usize::from(!nothing);
            }
        }
    }
    assert!(wrong.is_empty(), "{} of:\n{}", wrong.len(), wrong.iter().take(30).cloned().collect::<Vec<_>>().join("\n"));
    for figure in ["open", "utilisation", "peak", "days_to_pay", "security", "light"] {
        assert!(checked.get(figure).is_some_and(|n| *n > 20), "{figure}: {checked:?}");
    }
}

/// A stored result as an explanation has it.
fn as_amount(figure: Figure, value: &Value) -> Amount {
    use crate::domain::figure::Unit;
    match (figure.unit(), value) {
        (Unit::Code(choices), Value::Text(code)) => {
            choices.iter().find(|c| c.code == code).map_or(Amount::NotRated, |c| Amount::Label(c.label))
        }
        (_, Value::Text(_) | Value::Null) => Amount::NotRated,
        (Unit::Money, Value::Int(n)) => Amount::Money(Money(*n)),
        (Unit::Rate, Value::Int(n)) => Amount::Rate(crate::domain::money::Rate(*n)),
        (Unit::Points, Value::Int(n)) => Amount::Points(*n),
        (Unit::Rating, Value::Int(n)) => Amount::Rating(*n),
        (Unit::Days, Value::Int(n)) => Amount::Days(*n),
        (Unit::Day, Value::Int(n)) => Amount::Date(crate::domain::period::from_day_number(i32::try_from(*n).expect("a day"))),
        (Unit::Count | Unit::Code(_), Value::Int(n)) => Amount::Count(*n),
    }
}

/// The value itself from its inputs.
fn follows(told: &Told<'_>, figure: Figure, wrong: &mut Vec<String>, code: &str) {
    let e = told.explanation;
    let value = |key: &str| {
        let is = |w: &Words| match w {
            Words::Key { key: k, .. } => *k == key,
            Words::Figure(f) => f.name() == key,
            _ => false,
        };
        e.inputs.iter().find(|i| is(&i.name)).map(|i| i.value.clone())
    };
    let money = |key: &str| if let Some(Amount::Money(m)) = value(key) { m.0 } else { 0 };
    let derived = match figure {
        Figure::Open => {
            Amount::Money(Money(money("credit-invoiced-of-them") - money("credit-paid-of-them") - money("figure-on-account")))
        }
        Figure::Sales4 | Figure::T12m => Amount::Money(Money(money("gross_shipments") - money("returns"))),
        Figure::Contribution => Amount::Money(Money(money("gross_shipments") - money("returns") - money("cost") - money("fees"))),
        Figure::ReturnRate => {
            figure::Ratio::of(money("returns"), money("gross_shipments")).map_or(Amount::NotRated, |r| Amount::Rate(r.rate()))
        }
        Figure::Pace | Figure::Attainment => {
            let target = money(if figure == Figure::Pace { "health-pace-due" } else { "target" });
            told.pace(Money(target))
        }
        Figure::Dso => {
            let (Some(Amount::Money(open)), bills) = (value("open_amount"), told.of(Kind::Invoice)) else { return };
            let day = |r: &Row| crate::domain::period::from_day_number(i32::try_from(int(r, "issued_on")).expect("a day"));
            let billed: Vec<_> = bills.iter().map(|r| (day(r), Money(int(r, "amount")))).collect();
            dso_count_back(open, &billed, told.session.as_of()).map_or(Amount::NotRated, |d| Amount::Days(d.tenths()))
        }
        Figure::InventoryDays => {
            let number = |i: usize| match e.inputs.get(i).map(|i| i.value.clone()) {
                Some(Amount::Money(m)) => m.0,
                Some(Amount::Count(n)) => n,
                _ => 0,
            };
            let (average, outflow) = (number(0), number(1));
            if outflow == 0 {
                return;
            }
            let days = i128::from(inventory::WINDOW) * 70;
            Amount::Days(crate::domain::money::div_round(i128::from(average) * days, i128::from(outflow)))
        }
        _ => return,
    };
    if e.value != Amount::NotRated && derived != e.value {
        wrong.push(format!("{code} {}: {:?}, but its inputs give {derived:?}", figure.name(), e.value));
    }
}
