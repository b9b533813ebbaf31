//! What partners owe: ages, days sales outstanding, payment behaviour, the light, from invoices and payments.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use serde_json::Value as Json;

use super::days::{self, Span};
use super::exact::{Differences, Frac};
use super::rows::{self, Of, Rows};
use super::support::Desk;
use super::until::{Delivery, expected, figures_until};
use super::{TODAY, ask, demo};

#[derive(Clone, Debug)]
pub struct Invoice {
    pub id: i64,
    pub partner: i64,
    pub issued: i64,
    pub due: i64,
    pub amount: i64,
    pub disputed: bool,
}

#[derive(Clone, Debug)]
pub struct Payment {
    pub partner: i64,
    pub paid: i64,
    pub amount: i64,
    pub invoice: Option<i64>,
}

/// All invoices and payments.
pub struct Ledger {
    pub invoices: Of<Invoice>,
    pub payments: Of<Payment>,
    expected: BTreeSet<i64>,
}

/// An invoice with what is open of it, and what settled it when.
#[derive(Clone, Debug)]
pub struct Item {
    pub invoice: Invoice,
    pub open: i64,
    pub paid: Vec<(i64, i64)>,
}

impl Item {
    /// Days past due; 0 and below is not due yet.
    pub fn late(&self, as_of: i64) -> i64 {
        as_of - self.invoice.due
    }
}

/// What is open of some partners as of a day.
pub struct Book {
    pub as_of: i64,
    pub items: Vec<Item>,
    /// Paid and belonging to nothing.
    pub on_account: i64,
    /// Billed by month.
    pub billed: BTreeMap<i64, i64>,
    /// Billed in the last 90 days.
    pub lately: i64,
}

impl Ledger {
    pub fn read(conn: &Connection) -> Self {
        let sql = "SELECT id, partner, issued_on, due_on, amount, disputed FROM invoice";
        let invoices = rows::all(conn, sql, |r| {
            Ok(Invoice {
                id: r.get(0)?,
                partner: r.get(1)?,
                issued: r.get(2)?,
                due: r.get(3)?,
                amount: r.get(4)?,
                disputed: r.get(5)?,
            })
        });
        let payments = rows::all(conn, "SELECT partner, paid_on, amount, invoice FROM payment", |r| {
            Ok(Payment { partner: r.get(0)?, paid: r.get(1)?, amount: r.get(2)?, invoice: r.get(3)? })
        });
        let (invoices, payments) = (Of::new(invoices, |i: &Invoice| i.partner), Of::new(payments, |p: &Payment| p.partner));
        Self { invoices, payments, expected: expected(conn) }
    }

    /// Up to when invoices and payments are in.
    pub fn until(&self, as_of: i64) -> Option<i64> {
        let invoices = self.invoices.iter().map(|i| Delivery { partner: i.partner, day: i.issued, amount: i.amount });
        let payments = self.payments.iter().map(|p| Delivery { partner: p.partner, day: p.paid, amount: p.amount });
        let all: Vec<_> = invoices.chain(payments).filter(|d| d.day <= as_of).collect();
        figures_until(&all, &self.expected, as_of)
    }

    /// One partner's: a payment settles the invoice that it names; the rest and credit notes settle the oldest.
    pub fn book(&self, partner: i64, as_of: i64) -> Book {
        let its = self.invoices.partner(partner).filter(|i| i.issued <= as_of);
        let mut book = Book::none(as_of);
        // what has no invoice of its own: day and amount
        let mut free: Vec<(i64, i64)> = Vec::new();
        for invoice in its {
            *book.billed.entry(days::month_of(invoice.issued)).or_default() += invoice.amount;
            if invoice.issued > as_of - 90 {
                book.lately += invoice.amount;
            }
            if invoice.amount > 0 {
                book.items.push(Item { invoice: invoice.clone(), open: invoice.amount, paid: Vec::new() });
            } else {
                free.push((invoice.issued, -invoice.amount));
            }
        }
        let mut payments: Vec<_> = self.payments.partner(partner).filter(|p| p.paid <= as_of).collect();
        payments.sort_by_key(|p| p.paid);
        for payment in payments {
            let named = book.items.iter_mut().find(|item| Some(item.invoice.id) == payment.invoice);
            let taken = named.map_or(0, |item| {
                let taken = payment.amount.min(item.open);
                item.open -= taken;
                item.paid.push((payment.paid, taken));
                taken
            });
            free.push((payment.paid, payment.amount - taken));
        }
        free.sort_unstable();
        book.items.sort_by_key(|item| (item.invoice.due, item.invoice.issued, item.invoice.id));
        for (day, mut amount) in free {
            for item in &mut book.items {
                let taken = amount.min(item.open);
                item.open -= taken;
                amount -= taken;
                if taken > 0 {
                    item.paid.push((day, taken));
                }
            }
            book.on_account += amount;
        }
        book
    }
}

impl Book {
    pub fn none(as_of: i64) -> Self {
        Self { as_of, items: Vec::new(), on_account: 0, billed: BTreeMap::new(), lately: 0 }
    }

    /// Open, less what was paid and belongs to nothing.
    pub fn open(&self) -> i64 {
        self.items.iter().map(|item| item.open).sum::<i64>() - self.on_account
    }

    /// Past due by at least so many days and at most so many.
    pub fn aged(&self, from: i64, to: i64) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.open > 0 && (from..=to).contains(&item.late(self.as_of)))
    }

    pub fn overdue(&self) -> i64 {
        self.aged(1, i64::MAX).map(|item| item.open).sum()
    }

    pub fn oldest_days(&self) -> i64 {
        self.aged(1, i64::MAX).map(|item| item.late(self.as_of)).max().unwrap_or(0)
    }

    /// Counted back: what is open is set against what was billed in the latest months, and how many days that takes.
    pub fn dso(&self) -> Option<Frac> {
        let first = *self.billed.keys().next()?;
        let mut open = self.open();
        let mut taken = Frac::ZERO;
        let mut month = days::month_of(self.as_of);
        while open > 0 && month >= first {
            let all = days::month(month);
            let its = Span { from: all.from, to: all.to.min(self.as_of) }.days();
            let billed = self.billed.get(&month).copied().unwrap_or(0).max(0);
            if billed > open {
                taken = taken + Frac::of(open * its, billed).expect("something was billed");
            } else {
                taken = taken + Frac::whole(its);
            }
            open -= billed.min(open);
            month -= 1;
        }
        Some(taken)
    }

    pub fn dso_balance(&self) -> Option<Frac> {
        Frac::of(self.open().max(0), self.lately).filter(|_| self.lately > 0).map(|share| share * Frac::whole(90))
    }

    pub fn plus(&mut self, other: Self) {
        self.items.extend(other.items);
        self.on_account += other.on_account;
        self.lately += other.lately;
        for (month, amount) in other.billed {
            *self.billed.entry(month).or_default() += amount;
        }
    }
}

const AGES: [(i64, i64); 5] = [(i64::MIN, 0), (1, 30), (31, 60), (61, 90), (91, i64::MAX)];

fn compare(d: &mut Differences, at: &str, row: &Json, book: &Book) {
    let whole = |amount: i64| Some(Frac::whole(amount));
    d.money(&format!("{at} open"), &row["open"], whole(book.open()));
    d.money(&format!("{at} overdue"), &row["overdue"], whole(book.overdue()));
    d.money(&format!("{at} on_account"), &row["on_account"], whole(book.on_account));
    d.money(&format!("{at} billed"), &row["billed"], whole(book.lately));
    let contested = book.items.iter().filter(|item| item.invoice.disputed).map(|item| item.open).sum();
    d.money(&format!("{at} disputed"), &row["disputed"], whole(contested));
    d.count(&format!("{at} oldest"), &row["oldest_days"], book.oldest_days());
    d.number(&format!("{at} dso"), &row["dso"], book.dso(), 6);
    d.number(&format!("{at} dso_balance"), &row["dso_balance"], book.dso_balance(), 6);
    for (n, (from, to)) in AGES.iter().enumerate() {
        let bucket = &row["buckets"][n];
        let items: Vec<_> = book.aged(*from, *to).collect();
        d.count(&format!("{at} items {n}"), &bucket["items"], i64::try_from(items.len()).expect("a count"));
        d.money(&format!("{at} age {n}"), &bucket["amount"], whole(items.iter().map(|item| item.open).sum()));
    }
}

/// All that is owed by partner and altogether.
pub fn receivables(d: &mut Differences, desk: &Desk, today: &str, as_of: &str) {
    let conn = rows::open(desk);
    let (rows, ledger) = (Rows::read(&conn), Ledger::read(&conn));
    let document = ask(desk, today, &["--as-of", as_of, "kpi", "receivables"]);
    let as_of = days::number(as_of);
    let mut all = Book::none(as_of);
    for (id, partner) in &rows.partners {
        let book = ledger.book(*id, as_of);
        let row = document["rows"].as_array().expect("rows").iter().find(|row| row["key"] == partner.code.as_str());
        d.same(
            &format!("{} is listed", partner.code),
            &row.is_some().into(),
            &(!book.aged(i64::MIN, i64::MAX).collect::<Vec<_>>().is_empty() || book.on_account > 0).into(),
        );
        if let Some(row) = row {
            compare(d, &partner.code, row, &book);
        }
        all.plus(book);
    }
    compare(d, "all", &document["total"], &all);
}

#[test]
fn what_is_owed_in_the_generated_network_follows_from_invoices_and_payments() {
    let desk = demo();
    let mut d = Differences::default();
    receivables(&mut d, &desk, TODAY, TODAY);
    receivables(&mut d, &desk, TODAY, "2020-12-31");
    d.none(400);
}
