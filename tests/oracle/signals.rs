//! Signals of single documents: an unusual credit sale, frequent returns; each against the partner's own history.

use serde_json::Value as Json;

use super::ask;
use super::days;
use super::edges::network;
use super::exact::{Differences, Frac};
use super::owed::{Invoice, Ledger};
use super::rows::{self, Rows, Sale};
use super::support::Desk;

/// The mean of the two in the middle where there is no middle.
fn median(mut amounts: Vec<i64>) -> Option<Frac> {
    amounts.sort_unstable();
    let n = amounts.len();
    let last = n.checked_sub(1)?;
    Frac::of(amounts[last / 2] + amounts[n / 2], 2)
}

/// The largest credit sale of the last fourteen days that is more than three times the usual document and the usual week.
fn unusual_sale(invoices: &[Invoice], partner: i64, until: i64) -> Option<i64> {
    let its = || invoices.iter().filter(move |i| i.partner == partner && i.amount > 0);
    let lately = its().filter(|i| until - 13 <= i.issued && i.issued <= until);
    let unusual = lately.filter(|sale| {
        let from = days::months_later(until, -12);
        let before: Vec<i64> = its().filter(|i| from < i.issued && i.issued <= until - 14).map(|i| i.amount).collect();
        let enough = before.len() >= 4;
        let billed: i64 = its().filter(|i| until - 14 - 84 < i.issued && i.issued <= until - 14).map(|i| i.amount).sum();
        let amount = Frac::whole(sale.amount);
        let document = median(before).is_some_and(|usual| amount.more_than(usual * Frac::whole(3)));
        let week = Frac::of(billed, 12).is_some_and(|usual| amount.more_than(usual * Frac::whole(3)));
        enough && document && week
    });
    unusual.map(|sale| sale.amount).max()
}

/// Documents of the last thirty days, or days where a row has none, that are returns: nothing else, or a fifth of what was sold.
fn returned(sales: &[Sale], partner: i64, until: i64) -> i64 {
    let mut documents: std::collections::BTreeMap<(i64, &str), (i64, i64)> = std::collections::BTreeMap::new();
    for s in sales.iter().filter(|s| s.partner == partner && until - 29 <= s.day && s.day <= until) {
        let (net, returns) = documents.entry((s.day, s.document.as_str())).or_default();
        *net += s.net;
        *returns += s.returns;
    }
    let is_one = |(net, returns): &&(i64, i64)| *returns > 0 && returns * 5 >= *net;
    i64::try_from(documents.values().filter(is_one).count()).expect("a count")
}

/// The reasons of a partner in the weekly check.
fn reason<'j>(document: &'j Json, code: &str, rule: &str) -> Option<&'j Json> {
    let lists = ["partners", "warned"].iter().flat_map(|list| document[list].as_array().expect("a list"));
    lists
        .filter(|row| row["code"] == code)
        .flat_map(|row| row["reasons"].as_array().expect("reasons"))
        .find(|r| r["rule"] == rule)
}

fn compare(desk: &Desk, day: &str, d: &mut Differences) {
    let conn = rows::open(desk);
    let (rows, ledger) = (Rows::read(&conn), Ledger::read(&conn));
    let document = ask(desk, day, &["health", "--all"]);
    let until = days::monday(days::number(day)) - 1;
    d.same("figures_until", &document["figures_until"], &days::week_text(until).into());
    d.same("payments_until", &document["payments_until"], &days::week_text(until).into());
    for (id, partner) in &rows.partners {
        let code = &partner.code;
        let sale = unusual_sale(&ledger.invoices, *id, until);
        let got = reason(&document, code, "credit_sale");
        d.same(&format!("{code} {} credit_sale", partner.status), &got.is_some().into(), &sale.is_some().into());
        if let (Some(got), Some(sale)) = (got, sale) {
            d.money(&format!("{code} credit_sale value"), &got["value"], Some(Frac::whole(sale)));
        }
        let returns = returned(&rows.sales, *id, until);
        let got = reason(&document, code, "returns");
        let severity = match returns {
            ..=3 => Json::Null,
            4..=6 => "warning".into(),
            _ => "critical".into(),
        };
        d.same(&format!("{code} returns ({returns})"), &got.map_or(Json::Null, |r| r["severity"].clone()), &severity);
        if let Some(got) = got {
            d.count(&format!("{code} returns value"), &got["value"], returns);
        }
    }
}

/// Invoices of a partner: on these days before the last that is in, of these amounts.
fn billed(code: &str, until: i64, documents: &[(i64, i64)], text: &mut Vec<String>) {
    for (n, (back, amount)) in documents.iter().enumerate() {
        let day = days::text(until - back);
        text.push(format!("{code}-{n},{code},{day},{},{amount}\n", days::text(until - back + 400)));
    }
}

#[test]
fn a_credit_sale_is_unusual_against_the_median_document_and_the_usual_week() {
    // a Wednesday; what is in ends on Sunday the 8th
    let day = "2025-06-11";
    let until = days::number("2025-06-08");
    let months = |amounts: &[i64], sale: i64| -> Vec<(i64, i64)> {
        let before = amounts.iter().enumerate().map(|(n, amount)| (30 * (i64::try_from(n).expect("few") + 1), *amount));
        before.chain([(3, sale)]).collect()
    };
    let weekly = |sale: i64| -> Vec<(i64, i64)> { (2..14).map(|week| (7 * week, 100)).chain([(3, sale)]).collect() };
    let networks: Vec<(&str, Vec<(i64, i64)>)> = vec![
        ("A01", months(&[100, 100, 100, 100], 301)),
        ("A02", months(&[100, 100, 100, 100], 300)),
        ("A03", months(&[100, 100, 100], 900)),
        // four: twice the mean of the two in the middle
        ("A04", months(&[100, 100, 200, 200], 451)),
        // a single large one moves no median
        ("A06", months(&[100, 100, 9_000, 100, 100], 301)),
        ("A07", weekly(301)),
        ("A08", weekly(300)),
        // three of 100 a week: more than three documents and less than three weeks
        ("A09", (4..40).map(|n| (n * 7 / 3 + 14, 100)).chain([(3, 800)]).collect()),
        // the last day of the fourteen, and the one before it
        ("A10", vec![(40, 100), (70, 100), (100, 100), (130, 100), (13, 500)]),
        ("A11", vec![(40, 100), (70, 100), (100, 100), (130, 100), (14, 500)]),
        // a document older than twelve months is none of the four
        ("A12", vec![(40, 100), (70, 100), (100, 100), (380, 100), (3, 500)]),
        // a credit note is no document
        ("A13", vec![(40, 100), (70, 100), (100, 100), (130, 100), (60, -100), (3, 500)]),
    ];
    let mut partners = vec![String::from("code,name,status,onboarded_on\n")];
    let mut sales = vec![String::from("partner,day,document,line,orders,quantity,net_amount,returns\n")];
    let mut invoices = vec![String::from("number,partner,issued_on,due_on,amount\n")];
    for (code, documents) in &networks {
        partners.push(format!("{code},Partner {code},active,2023-01-01\n"));
        billed(code, until, documents, &mut invoices);
        for week in 0..30 {
            sales.push(format!("{code},{},w{week},L1,1,1,10,0\n", days::text(until - 7 * week)));
        }
    }
    let desk = network(day, &[("partners", &partners.concat()), ("sales", &sales.concat()), ("invoices", &invoices.concat())]);
    let mut d = Differences::default();
    compare(&desk, day, &mut d);
    d.none(30);
}

/// Days back, sold, returned.
type Document = (i64, i64, i64);

#[test]
fn frequent_returns_are_documents_of_thirty_days() {
    let day = "2025-06-11";
    let until = days::number("2025-06-08");
    let mut partners = vec![String::from("code,name,status,onboarded_on\n")];
    let mut sales = vec![String::from("partner,day,document,line,orders,quantity,net_amount,returns\n")];
    let networks: Vec<(&str, Vec<Document>)> = vec![
        ("R01", vec![(1, 0, 5), (3, 0, 5), (5, 0, 5)]),
        ("R02", vec![(1, 0, 5), (3, 0, 5), (5, 0, 5), (9, 0, 5)]),
        ("R03", (1..8).map(|n| (n, 0, 5)).collect()),
        ("R04", (1..7).map(|n| (n, 0, 5)).collect()),
        // a fifth of what was sold counts, a little less does not
        ("R05", vec![(1, 100, 20), (3, 100, 20), (5, 100, 20), (9, 100, 20)]),
        ("R06", vec![(1, 100, 19), (3, 100, 20), (5, 100, 20), (9, 100, 20)]),
        // the thirtieth day counts, the one before it does not
        ("R07", vec![(1, 0, 5), (3, 0, 5), (5, 0, 5), (29, 0, 5)]),
        ("R08", vec![(1, 0, 5), (3, 0, 5), (5, 0, 5), (30, 0, 5)]),
    ];
    for (code, documents) in &networks {
        partners.push(format!("{code},Partner {code},active,2023-01-01\n"));
        for week in 0..30 {
            sales.push(format!("{code},{},w{week},L1,1,1,1000,0\n", days::text(until - 7 * week)));
        }
        for (n, (back, net, returns)) in documents.iter().enumerate() {
            let orders = i64::from(*net > 0);
            sales.push(format!("{code},{},r{n},L1,{orders},{orders},{net},{returns}\n", days::text(until - back)));
        }
    }
    // payments and invoices are in as far
    let invoices = format!("number,partner,issued_on,due_on,amount\nI1,R01,{},2026-06-01,5\n", days::text(until - 2));
    let desk = network(day, &[("partners", &partners.concat()), ("sales", &sales.concat()), ("invoices", &invoices)]);
    let mut d = Differences::default();
    compare(&desk, day, &mut d);
    d.none(20);
}

#[test]
fn signals_of_the_generated_network_follow_from_its_rows() {
    let desk = super::demo();
    let mut d = Differences::default();
    compare(&desk, super::TODAY, &mut d);
    d.none(90);
}
