use super::*;
use crate::domain::credit::check::Verdict;
use crate::domain::deposit;
use crate::domain::kinds::{Contract, Decision, DepositMove, Invoice, Payment};
use crate::domain::record::{Record, Row, Storable as _, Value};
use crate::domain::sales::By;
use crate::ops::compliance::tests::{House, d, refused};
use crate::ops::credit::explain::{Figure, explain};
use crate::ops::record::save;

const FREE: &str = "[approvals.steps]\ncredit = []";

fn put<R: Record>(session: &mut Session, record: &R) -> i64 {
    save(session, Row::new(record), &[]).expect("saved").id
}

fn invoice(session: &mut Session, number: &str, issued: &str, due: &str, units: i64) -> i64 {
    let record = Invoice {
        number: number.into(),
        partner: 1,
        issued_on: d(issued),
        due_on: d(due),
        amount: Money::units(units),
        disputed: number.ends_with('D'),
    };
    put(session, &record)
}

fn pay(session: &mut Session, number: &str, on: &str, units: i64, invoice: i64) {
    let record =
        Payment { number: number.into(), partner: 1, paid_on: d(on), amount: Money::units(units), invoice: Some(invoice) };
    put(session, &record);
}

/// Partner 1: a limit of 1,000 at 30 days; paid in time, paid late, open and overdue, contested, of the future.
fn trading() -> House {
    let house = House::new();
    let mut s = house.under(2, "2025-06-30", FREE);
    change::terms(&mut s, 1, Terms { limit: Some(Money::units(1_000)), days: Some(30), rate: None }, "agreed").expect("in force");
    let first = invoice(&mut s, "A1", "2025-01-10", "2025-02-09", 400);
    let second = invoice(&mut s, "A2", "2025-03-10", "2025-04-09", 300);
    invoice(&mut s, "A3", "2025-05-01", "2025-05-31", 200);
    invoice(&mut s, "A4D", "2025-06-20", "2025-07-20", 100);
    invoice(&mut s, "A5", "2025-07-02", "2025-08-01", 5_000);
    pay(&mut s, "P1", "2025-02-05", 400, first);
    pay(&mut s, "P2", "2025-04-29", 300, second);
    house
}

#[test]
fn a_credit_file_says_what_is_owed_and_how_it_is_paid() {
    let house = trading();
    let s = house.session(1, "2025-06-30");
    let f = file(&s, 1).expect("a file");
    assert_eq!((f.owed.open, f.owed.overdue, f.owed.overdue_days), (Money::units(300), Money::units(200), 30));
    let ages: Vec<(i64, Money)> = f.buckets.iter().map(|b| (b.items, b.amount)).collect();
    let none = (0, Money::ZERO);
    assert_eq!(ages, [(1, Money::units(100)), (1, Money::units(200)), none, none, none]);
    let b = &f.behaviour;
    assert_eq!((b.invoices, b.judged, b.late, b.settled), (4, 3, 2, 2));
    assert_eq!(b.mean_late().map(Dso::to_f64), Some(16.666_667), "0, 20 and 30 days");
    assert_eq!(b.punctual_amount(), Some(Rate(4_444)), "400 of 900");
    assert_eq!(f.utilisation, Some(Rate(3_000)));
    assert_eq!(f.peak, Some((d("2025-01-10"), Money::units(400))));
    assert_eq!((f.disputed, f.bad_debt.amount), (Money::units(100), Money::ZERO));
    assert_eq!(f.light, Some(Light::Yellow), "two thirds are overdue");
    assert_eq!(f.reasons, [Reason::YellowShare(Rate(6_667))]);
    assert_eq!(f.numbers.len(), 2);
    // what is explained is what is shown
    let value = |figure| explain(&f, figure, &s.policy).value;
    assert_eq!(value(Figure::Open), crate::domain::explain::Amount::Money(Money::units(300)));
    assert_eq!(value(Figure::Light), crate::domain::explain::Amount::Label(Light::Yellow.label()));
}

#[test]
fn a_file_of_the_past_knows_nothing_of_what_came_later() {
    let house = trading();
    let f = file(&house.session(1, "2025-04-10"), 1).expect("a file");
    assert_eq!((f.owed.open, f.owed.overdue_days), (Money::units(300), 1));
    assert_eq!(f.peak, Some((d("2025-01-10"), Money::units(400))));
    let before = file(&house.session(1, "2025-01-09"), 1).expect("a file");
    assert!(!before.owed.known);
    assert_eq!((before.light, before.dso, before.utilisation, before.peak), (None, None, None, None));
    assert_eq!(before.reasons, [Reason::Unknown]);
    let e = explain(&before, Figure::Open, &house.session(1, "2025-01-09").policy);
    assert_eq!(e.value, crate::domain::explain::Amount::NotRated, "never 0");
}

#[test]
fn what_is_open_for_long_is_bad_debt_against_sales_or_billing() {
    let house = trading();
    let f = file(&house.session(1, "2025-12-15"), 1).expect("a file");
    // the third invoice is 198 days beyond its term; there are no sales: what was billed from 2024-12 to 2025-11 counts
    assert_eq!(f.bad_debt.amount, Money::units(200));
    assert!(f.bad_debt.billed && f.bad_debt.red);
    assert_eq!(f.bad_debt.against, Money::units(6_000));
    assert_eq!(f.light, Some(Light::Red));
}

#[test]
fn security_is_the_deposit_and_the_contracts_in_force() {
    let house = trading();
    let mut s = house.session(2, "2025-06-30");
    let made: Result<()> = s.write(crate::domain::kinds::Role::Manager, "change-create", "", |tx| {
        let deposit = |on: &str, units| deposit::entry(1, d(on), DepositMove::PaidIn, Money::units(units));
        tx.add(&deposit("2025-01-05", 150))?;
        tx.add(&deposit("2025-07-05", 999))?;
        let mut contract = Row::blank(Kind::Contract);
        for (name, value) in [
            ("number", Value::Text("C1".into())),
            ("partner", Value::Int(1)),
            ("from_day", d("2025-01-01").to_value()),
            ("to_day", d("2025-12-31").to_value()),
            ("insured", Money::units(80).to_value()),
            ("retention_of_title", Value::Int(1)),
            ("state", Decision::Approved.to_value()),
        ] {
            contract.set(name, value);
        }
        contract.typed::<Contract>()?;
        tx.insert(&contract)?;
        contract.set("number", Value::Text("C2".into()));
        contract.set("state", Decision::Pending.to_value());
        tx.insert(&contract)?;
        Ok(())
    });
    made.expect("written");
    let f = file(&s, 1).expect("a file");
    assert_eq!((f.security.deposit, f.security.insured, f.security.retention), (Money::units(150), Money::units(80), true));
    assert_eq!(f.security.contracts, ["C1"]);
    assert_eq!(f.uncovered(), Money::units(70));
}

fn assessment(on: &str, five: Option<i64>) -> Row {
    let mut row = Row::blank(Kind::CreditAssessment);
    row.set("partner", Value::Int(1));
    row.set("on", d(on).to_value());
    for c in ["character", "capacity", "capital", "collateral", "conditions"] {
        row.set(c, five.to_value());
    }
    row
}

#[test]
fn an_assessment_is_scored_when_it_is_saved_and_decides_the_light_while_it_counts() {
    let house = trading();
    let mut s = house.session(1, "2025-06-30");
    assert_eq!(refused(save(&mut s, assessment("2025-06-30", None), &[])), "character: Rule(\"expected-one-of-five\")");
    assert!(refused(save(&mut s, assessment("2025-07-01", Some(90)), &[])).starts_with("on: AtMost"), "of the future");
    let beside = assess::aside(&s, &assessment("2025-06-30", Some(90))).expect("read").expect("a partner is given");
    let id = save(&mut s, assessment("2025-06-30", Some(90)), &[]).expect("saved").id;
    let kept: Stored<CreditAssessment> = record::get_as(s.store.conn(), id).expect("there");
    assert_eq!((kept.assessor, kept.light), (Some(1), Some(Light::Yellow)), "late payments weigh on good marks");
    let score = kept.score.expect("a score");
    assert_eq!(beside.value, crate::domain::explain::Amount::Points(score), "the form showed what was saved");
    let f = file(&s, 1).expect("a file");
    assert_eq!((f.light, f.reasons.first()), (Some(Light::Yellow), Some(&Reason::Assessed(score, d("2025-12-29")))));
    s.refresh_figures().expect("computed");
    let figures = crate::store::figures::of_partner(s.store.conn(), 1).expect("read");
    assert_eq!(figures.and_then(|f| f.light), Some(Light::Yellow), "the list says the same");
    assert!(assess::explain(&s, 1).expect("read").is_some_and(|e| e.value == beside.value));
    // a hard rule comes first, and an old assessment counts no more
    assert_eq!(file(&house.session(1, "2025-08-15"), 1).expect("a file").light, Some(Light::Red));
    let later = file(&house.session(1, "2026-02-01"), 1).expect("a file");
    assert!(!later.valid && later.reasons.contains(&Reason::Expired(d("2025-12-29"))));
}

#[test]
fn terms_typed_into_the_register_wait_while_the_rest_is_saved() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-30");
    let mut row = record::get(s.store.conn(), Kind::Partner, 1).expect("a partner");
    row.set("city", Value::Text("南京".into()));
    row.set("credit_limit", Value::Int(Money::units(500).0));
    let saved = save(&mut s, row.clone(), &[]).expect("saved");
    assert_eq!(saved.said.key, "done-credit-rest-waits");
    let there: Stored<Partner> = record::get_as(s.store.conn(), 1).expect("a partner");
    assert_eq!((there.city.as_str(), there.credit_limit), ("南京", None));
    let f = file(&s, 1).expect("a file");
    assert_eq!(f.pending.iter().map(|c| c.credit_limit).collect::<Vec<_>>(), [Some(Money::units(500))]);
    // typed again it is the same request
    let mut again = record::get(s.store.conn(), Kind::Partner, 1).expect("a partner");
    again.set("credit_limit", Value::Int(Money::units(500).0));
    assert_eq!(save(&mut s, again, &[]).expect("saved").said, saved.said);
    assert_eq!(file(&s, 1).expect("a file").pending.len(), 1);
    // beyond a red line nothing is written at all
    let mut beyond = record::get(s.store.conn(), Kind::Partner, 1).expect("a partner");
    beyond.set("city", Value::Text("苏州".into()));
    beyond.set("credit_days", Value::Int(61));
    assert!(refused(save(&mut s, beyond, &[])).starts_with("credit_days: Named(\"expected-red-days\""));
    let there: Stored<Partner> = record::get_as(s.store.conn(), 1).expect("a partner");
    assert_eq!(there.city, "南京");
    // where the policy asks for nobody it is in force at once
    let mut free = house.under(1, "2025-06-30", FREE);
    let mut row = record::get(free.store.conn(), Kind::Partner, 2).expect("a partner");
    row.set("credit_days", Value::Int(45));
    assert_eq!(save(&mut free, row, &[]).expect("saved").said.key, "done-credit-in-force");
    let there: Stored<Partner> = record::get_as(free.store.conn(), 2).expect("a partner");
    assert_eq!(there.credit_days, Some(45));
}

#[test]
fn a_change_is_refused_beyond_a_red_line_without_an_exception_and_when_it_changes_nothing() {
    let house = trading();
    let mut s = house.session(1, "2025-06-30");
    let days = |days| Terms { days: Some(days), ..Terms::default() };
    assert!(refused(change::terms(&mut s, 1, days(61), "more")).contains("expected-red-days"));
    let rate = Terms { rate: Some(Rate(1_801)), ..Terms::default() };
    assert!(refused(change::terms(&mut s, 1, rate, "more")).contains("expected-red-rate"));
    assert!(refused(change::terms(&mut s, 1, days(30), "as it is")).contains("expected-other-terms"));
    assert!(refused(change::terms(&mut s, 1, days(45), " ")).starts_with("reason"));
    assert_eq!(change::terms(&mut s, 1, days(60), "on the line").expect("asked").said.key, "done-credit-waits");
    let made: Result<i64> = s.write(crate::domain::kinds::Role::Specialist, "change-create", "", |tx| {
        let mut exception = Row::blank(Kind::Screening);
        exception.set("partner", Value::Int(1));
        exception.set("on", d("2025-06-01").to_value());
        exception.set("credit_days", Value::Int(90));
        exception.set("state", Decision::Approved.to_value());
        Ok(tx.insert(&exception)?)
    });
    made.expect("an exception");
    assert_eq!(change::terms(&mut s, 1, days(90), "covered").expect("asked").said.key, "done-credit-waits");
    assert!(refused(change::terms(&mut s, 1, days(91), "not covered")).contains("expected-red-days"));
}

#[test]
fn an_override_lets_a_sale_through_until_its_end() {
    let house = trading();
    let mut s = house.under(1, "2025-06-30", FREE);
    let sale = |s: &Session, units, on| {
        let done = check(s, 1, Money::units(units), false, on).expect("checked");
        (done.checked.verdict, done.checked.overridden.map(|o| o.amount))
    };
    assert_eq!(sale(&s, 900, None).0, Verdict::Stop, "1,200 of 1,000");
    let yesterday = change::let_through(&mut s, 1, Money::units(900), d("2025-06-29"), "festival");
    assert_eq!(refused(yesterday), "until: Rule(\"expected-not-past\")");
    change::let_through(&mut s, 1, Money::units(900), d("2025-07-05"), "festival").expect("in force");
    assert_eq!(sale(&s, 900, None), (Verdict::Pass, Some(Money::units(900))));
    assert_eq!(sale(&s, 901, None).0, Verdict::Stop, "more than it lets through");
    assert_eq!(sale(&s, 900, Some(d("2025-07-06"))).0, Verdict::Stop, "it is over");
    assert_eq!(sale(&s, 900, Some(d("2025-06-29"))).0, Verdict::Stop, "it was not in force yet");
    assert!(refused(check(&s, 1, Money::ZERO, false, None)).contains("expected-above-zero"));
}

#[test]
fn groups_add_up_to_the_whole() {
    let house = trading();
    let s = house.session(1, "2025-06-30");
    for by in network::GROUPS {
        let found = network::payers(&s, "", *by, None).expect("read");
        assert_eq!(found.rows.iter().map(|r| r.behaviour.invoices).sum::<i64>(), found.total.behaviour.invoices, "{by:?}");
        let owed = crate::ops::kpi::receivables::receivables_by(&s, "", None, *by).expect("read");
        assert_eq!(owed.rows.iter().map(|r| r.open).sum::<Money>(), owed.total.open, "{by:?}");
    }
    let [calm, contested] = network::payers(&s, "", By::Partner, None).expect("read").by_dispute;
    assert_eq!((calm.invoices, contested.invoices), (3, 1));
    let months = network::months(&s, "").expect("read");
    assert_eq!(months.values().map(|m| m.billed).sum::<Money>(), Money::units(1_000));
    assert_eq!(months.values().map(|m| m.collected).sum::<Money>(), Money::units(700));
    let e = network::exposure(&s, "").expect("read");
    assert_eq!((e.total.open, e.total.peak), (Money::units(300), Some((d("2025-01-10"), Money::units(400)))));
    let due = network::due(&s, "").expect("read");
    assert_eq!(due.iter().map(|r| (r.name.code.as_str(), r.until)).collect::<Vec<_>>(), [("D001", None)]);
    let red = network::lights(&house.session(1, "2025-12-15"), "", &[Light::Red]).expect("read");
    assert_eq!(red.len(), 1);
}
