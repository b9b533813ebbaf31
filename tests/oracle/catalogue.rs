//! Figures of the catalogue that are no sums of sales: what is collected, SKUs, outlets, partners by what their target is called.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::aims::Question;
use super::days::{self, Span};
use super::edges::network;
use super::exact::{Differences, Frac};
use super::owed::Ledger;
use super::rows;
use super::sales::{By, Known, listed};
use super::standing::Others;
use super::{TODAY, ask, demo};

/// Part and whole of one partner.
type Share = (i64, i64);

/// Paid in the period / (due in it + overdue at its start).
fn collected(ledger: &Ledger, partner: i64, q: &Question<'_>) -> Share {
    let span = Span { from: q.span.from, to: q.span.to.min(q.as_of) };
    let paid = ledger.payments.partner(partner).filter(|p| span.has(p.paid)).map(|p| p.amount).sum();
    let its = |i: &&super::owed::Invoice| span.has(i.due) && i.issued <= q.as_of;
    let due: i64 = ledger.invoices.partner(partner).filter(its).map(|i| i.amount).sum();
    // what is unpaid at the end of the day before, and past due on the first one
    let before = ledger.book(partner, span.from - 1);
    let overdue: i64 = before.items.iter().filter(|item| item.invoice.due < span.from).map(|item| item.open).sum();
    (paid, due + overdue)
}

/// SKUs in stock at one count of the span at least: those that were sold, and all.
fn active_skus(others: &Others, known: &Known<'_>, partner: i64, span: Span) -> Share {
    let its = others.stock.partner(partner).filter(|c| span.has(c.day) && c.quantity > 0);
    let stocked: BTreeSet<&str> = its.map(|c| c.sku.as_str()).collect();
    let sold = |sku: &&&str| known.rows.of_span(partner, span).any(|s| s.sku == **sku && s.quantity > 0);
    let count = |n: usize| i64::try_from(n).expect("a count");
    (count(stocked.iter().filter(sold).count()), count(stocked.len()))
}

/// What answers of a partner count for, and how many there are.
fn answered(others: &Others, partner: i64, span: Span, counts: fn(i64) -> i64) -> Share {
    let its = others.answers.iter().filter(|(of, day, _)| *of == partner && span.has(*day));
    its.fold((0, 0), |(sum, n), (.., score)| (sum + counts(*score), n + 1))
}

/// Part and whole of a partner in a span.
pub type Of<'a> = Box<dyn Fn(&Question<'_>, i64) -> Share + 'a>;

pub const CLASSES: [&str; 7] = ["exceeded", "met", "missed", "on_pace", "close", "behind", "not_rated"];

/// Of which the parts are counted, whatever the whole.
pub const COUNTED: &str = "satisfaction_answers";

/// A figure that is a part of a whole of partners.
pub fn share<'a>(name: &str, known: &'a Known<'_>, others: &'a Others) -> Option<Of<'a>> {
    if let Some(class) = CLASSES.iter().find(|class| **class == name) {
        return Some(Box::new(move |q, id| classed(known, q, id, class)));
    }
    Some(match name {
        "collection_rate" => Box::new(|q, id| collected(&others.ledger, id, q)),
        "active_sku_rate" => Box::new(|q, id| active_skus(others, known, id, q.span)),
        "satisfaction" => Box::new(|q, id| answered(others, id, q.span, |score| score)),
        COUNTED => Box::new(|q, id| answered(others, id, q.span, |_| 1)),
        "satisfied" => Box::new(|q, id| answered(others, id, q.span, |score| i64::from(score > 3))),
        "distribution" => Box::new(|_, id| {
            let partner = &known.rows.partners[&id];
            partner
                .outlets_covered
                .zip(partner.outlets_planned)
                .filter(|(_, planned)| *planned > 0 && known.trades(id))
                .unwrap_or_default()
        }),
        _ => return None,
    })
}

/// Whether a partner counts, and whether it is called so.
fn classed(known: &Known<'_>, q: &Question<'_>, id: i64, class: &str) -> Share {
    let partner = &known.rows.partners[&id];
    let aim = q.partner(id);
    let sold = || known.rows.of_span(id, q.span).any(|s| s.day <= q.as_of);
    let there = known.trades(id) && partner.onboarded_on.is_none_or(|day| day <= q.span.to);
    let counts = there || aim.is_some() || sold();
    let its = q.class(aim).unwrap_or("not_rated") == class;
    (i64::from(counts && its), i64::from(counts))
}

/// Asks for a figure by type and compares rows and total with the sums over partners.
fn compare(d: &mut Differences, known: &Known<'_>, (from, to): (&str, &str), name: &str, share: &Of<'_>) {
    let q = known.question(from, to);
    let document = known.ask(&["kpi", "--from", from, "--to", to, "--by", "type", "--figure", name]);
    let mut sums: BTreeMap<String, Share> = BTreeMap::new();
    let mut all = (0, 0);
    for id in known.rows.partners.keys() {
        let (part, whole) = share(&q, *id);
        let sum = sums.entry(By::Type.of_partner(&known.rows, *id)).or_default();
        *sum = (sum.0 + part, sum.1 + whole);
        all = (all.0 + part, all.1 + whole);
    }
    let mut check = |at: &str, row: &Json, (part, whole): Share| {
        let digits = if name == "satisfaction" { 2 } else { 6 };
        d.number(&format!("{name} {from}..{to} {at}"), &row[name], Frac::of(part, whole).filter(|_| whole > 0), digits);
    };
    for (key, row) in listed(&document) {
        check(&key, row, sums.get(&key).copied().unwrap_or_default());
    }
    check("total", &document["total"], all);
}

fn shares(d: &mut Differences, (known, others): (&Known<'_>, &Others), span: (&str, &str), names: &[&str]) {
    for name in names {
        compare(d, known, span, name, &share(name, known, others).expect("a share"));
    }
}

const SHARES: [&str; 5] = ["collection_rate", "active_sku_rate", "distribution", "satisfaction", "satisfied"];

#[test]
fn collection_skus_outlets_and_classes_of_the_generated_network_follow_from_its_rows() {
    let desk = demo();
    let known = Known::of(&desk, TODAY);
    let others = Others::read(&rows::open(&desk));
    let mut d = Differences::default();
    shares(&mut d, (&known, &others), ("2021-01-01", "2021-03-31"), &SHARES);
    shares(&mut d, (&known, &others), ("2020-10-01", "2020-12-31"), &SHARES);
    shares(&mut d, (&known, &others), ("2021-01-01", "2021-03-31"), &CLASSES);
    d.none(120);
}

const PARTNERS: &str = "\
code,name,status,channel_type,onboarded_on,outlets_planned,outlets_covered
A1,Alpha,active,city_distributor,2023-01-01,10,7
A2,Beta,active,city_distributor,2023-01-01,0,0
A3,Gamma,active,county_distributor,2023-01-01,5,
A4,Delta,active,county_distributor,2023-01-01,5,6
";

const SALES: &str = "\
partner,day,document,line,sku,orders,quantity,net_amount
A1,2025-01-03,x1,L1,S1,1,10,100
A1,2025-01-03,x1,L1,S2,1,10,100
A1,2024-12-03,x1,L1,S3,1,10,100
A2,2025-01-03,x1,L1,S1,1,10,100
A3,2025-02-03,x1,L1,S1,1,10,110
A4,2025-02-03,x1,L1,S1,1,10,109.99
";

const STOCK: &str = "\
partner,day,sku,quantity,value
A1,2025-01-31,S1,5,50
A1,2025-01-31,S2,0,0
A1,2025-01-15,S2,1,1
A1,2025-01-31,S3,9,90
A2,2025-01-31,S1,0,0
A2,2025-01-31,S2,3,3
";

const TARGETS: &str = "\
scope,subject,from_day,to_day,line,amount
partner,A1,2025-01-01,2025-01-31,,200
partner,A2,2025-01-01,2025-01-31,,100.01
partner,A3,2025-02-01,2025-02-28,,100
partner,A4,2025-02-01,2025-02-28,,100
";

const INVOICES: &str = "\
number,partner,issued_on,due_on,amount,disputed
F1,A1,2024-12-01,2024-12-31,100,false
F2,A1,2024-12-15,2025-01-31,200,false
F3,A1,2025-01-16,2025-02-28,300,false
F4,A2,2024-10-01,2024-11-01,80,false
F5,A3,2025-01-02,2025-03-02,80,false
";

const PAYMENTS: &str = "\
number,partner,paid_on,amount,invoice
P1,A1,2025-01-20,100,F1
P2,A1,2025-02-01,150,F2
P3,A2,2025-01-31,30,F4
P4,A3,2025-01-31,10,F5
";

const ANSWERS: &str = "\
partner,on,occasion,respondent,score
A1,2025-01-31,survey,,4
A1,2025-01-31,survey,Li,2
A1,2024-12-31,visit,,1
A2,2025-01-01,visit,,5
A4,2025-02-01,survey,,3
A3,2025-01-15,survey,,5
";

const KINDS: [(&str, &str); 7] = [
    ("partners", PARTNERS),
    ("sales", SALES),
    ("stock", STOCK),
    ("targets", TARGETS),
    ("invoices", INVOICES),
    ("payments", PAYMENTS),
    ("satisfaction-answers", ANSWERS),
];

/// For a month that is closed: what came late, what is another by now, and one of an older day.
const LATE: [(&str, &str); 5] = [
    (
        "sales",
        "partner,day,document,line,sku,orders,quantity,net_amount\nA1,2025-01-20,x9,L1,S3,1,10,70\nA2,2025-01-09,x9,L1,S2,1,1,9\n",
    ),
    ("stock", "partner,day,sku,quantity,value\nA1,2025-01-31,S3,0,0\nA1,2025-01-30,S9,7,70\nA3,2025-01-30,S1,7,70\n"),
    (
        "invoices",
        "number,partner,issued_on,due_on,amount,disputed\nF1,A1,2024-12-01,2024-12-31,150,false\nF8,A3,2024-11-01,2024-12-01,40,false\n\
         F9,A2,2025-01-10,2025-01-25,60,false\n",
    ),
    ("satisfaction-answers", "partner,on,occasion,respondent,score\nA1,2025-01-31,survey,Li,5\nA4,2025-01-20,visit,,1\n"),
    ("payments", "number,partner,paid_on,amount,invoice\nP3,A2,2025-02-03,30,F4\nP9,A4,2025-01-30,25,\n"),
];

#[test]
fn what_comes_after_a_closing_moves_no_share_of_it() {
    let day = "2025-02-28";
    let desk = network(day, &KINDS);
    let (known, others) = (Known::of(&desk, day), Others::read(&rows::open(&desk)));
    let month = ("2025-01-01", "2025-01-31");
    desk.run_at(day, &["close", "2025-01"]).code(0);
    for (kind, text) in LATE {
        super::bring(&desk, day, kind, text);
    }
    desk.run_at(day, &["edit", "partner", "A1", "outlets_covered=10"]).code(0);
    desk.run_at(day, &["edit", "partner", "A4", "outlets_planned=9", "channel_type=city_distributor"]).code(0);
    let mut d = Differences::default();
    shares(&mut d, (&known, &others), month, &SHARES);
    shares(&mut d, (&known, &others), month, &CLASSES);
    let now = (Known::of(&desk, day), Others::read(&rows::open(&desk)));
    shares(&mut d, (&now.0, &now.1), ("2025-02-01", "2025-02-28"), &SHARES);
    d.none(35);
    // the rows themselves are others: by them it would be another figure
    let mut moved = Differences::default();
    shares(&mut moved, (&known, &now.1), month, &["collection_rate"]);
    assert!(std::panic::catch_unwind(move || moved.none(1)).is_err());
}

#[test]
fn what_falls_due_on_the_eve_of_a_period_is_overdue_at_its_start() {
    let day = "2025-02-28";
    let desk = network(day, &KINDS);
    let known = Known::of(&desk, day);
    let others = Others::read(&rows::open(&desk));
    let mut d = Differences::default();
    shares(&mut d, (&known, &others), ("2025-01-01", "2025-01-31"), &SHARES);
    shares(&mut d, (&known, &others), ("2025-02-01", "2025-02-28"), &SHARES);
    shares(&mut d, (&known, &others), ("2025-01-01", "2025-01-31"), &CLASSES);
    d.none(35);
    let later = ["kpi", "--period", "2025-03", "--by", "type", "--figure", "collection_rate"];
    let total = &ask(&desk, day, &later)["total"]["collection_rate"];
    assert_eq!(*total, Json::Null, "what has not begun is not rated, as of {}", days::number(day));
}
