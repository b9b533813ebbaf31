//! What a partner owes, may owe and is secured by; how it was assessed and what was changed.

use super::{Page, Result, overview::light, toned};
use crate::domain::credit::{Owed, limit_use};
use crate::domain::explain::{Amount, Words};
use crate::domain::money::{Money, Rate};
use crate::domain::receivables::{Bucket, age, buckets, open_items};
use crate::domain::record::Kind;
use crate::domain::sheet::{Block, Cell, Column, Figure, Line, Table, Tone, What};
use crate::store::{figures, receivables, record};

/// At most so many invoices are shown.
const MOST: usize = 60;

pub(super) fn blocks(page: &Page<'_>) -> Result<Vec<Block>> {
    let conn = page.session.store.conn();
    let as_of = page.session.as_of();
    let ledger = receivables::of_partner(conn, page.id())?;
    let open = open_items(&ledger.bills, &ledger.receipts, as_of);
    let mut ages = buckets(&page.session.policy.receivables.buckets);
    age(&mut ages, &open.items);
    let billed: Vec<_> = ledger.bills.iter().map(|b| (b.issued_on, b.amount)).collect();
    let owed = Owed::of(&ledger.bills, &ledger.receipts, &billed, as_of);
    let mut rows = Vec::new();
    for item in open.items.iter().take(MOST) {
        let style = if item.days > 60 { Tone::Bad } else { Tone::Soon };
        let late = if item.days > 0 {
            Cell::amount(Amount::Days(item.days * 10)).toned(style)
        } else {
            Cell::text("–").toned(Tone::Dim)
        };
        let number = record::code_of(conn, Kind::Invoice, item.bill.id)?;
        let cells = vec![
            Cell::text(number),
            Cell::amount(Amount::Date(item.bill.issued_on)).toned(Tone::Dim),
            Cell::amount(Amount::Date(item.bill.due_on)),
            Cell::amount(Amount::Money(item.open)),
            late,
        ];
        rows.push(Line::new(cells).opens(Kind::Invoice, item.bill.id));
    }
    let columns = vec![
        Column::new("invoice", Words::key("page-invoice")).wide(),
        Column::new("issued_on", Words::key("page-issued")).minor(),
        Column::new("due_on", Words::key("page-due")),
        Column::new("open", Words::key("page-open")).right(),
        Column::new("late", Words::key("page-late")).right(),
    ];
    let invoices = Table { columns, rows, count: open.items.len() };
    let assessments = page.query(Kind::CreditAssessment, "WHERE partner = ?1 ORDER BY \"on\" DESC LIMIT 20")?;
    let names = ["on", "character", "capacity", "capital", "collateral", "conditions", "score", "light", "assessor?"];
    let assessments = page.table(Kind::CreditAssessment, &names, &assessments)?;
    let changes = page.query(Kind::CreditChange, "WHERE partner = ?1 ORDER BY id DESC LIMIT 20")?;
    let changes = page.table(
        Kind::CreditChange,
        &["number", "kind", "credit_limit", "credit_days", "until?", "reason!", "state"],
        &changes,
    )?;
    let mut blocks = vec![Block::figures("figures", figures(page, &owed, open.on_account)?)];
    if owed.known {
        blocks.push(Block::table("ages", by_age(&ages), Words::key("page-no-invoices")).head(Words::key("page-ages")));
    }
    blocks.extend([
        Block::table("invoices", invoices, Words::key("page-no-invoices")).head(Words::key("page-open-invoices")),
        Block::table("assessments", assessments, Words::key("page-no-assessments"))
            .head(Words::key("page-assessments"))
            .adds(Kind::CreditAssessment),
        Block::table("changes", changes, Words::key("page-no-changes"))
            .head(Words::key("page-credit-changes"))
            .adds(Kind::CreditChange),
    ]);
    Ok(blocks)
}

fn figures(page: &Page<'_>, owed: &Owed, on_account: Money) -> Result<Vec<Figure>> {
    let f = figures::of_partner(page.session.store.conn(), page.id())?.unwrap_or_default();
    let limit = page.row.get("credit_limit").int().map(Money);
    let mut found = vec![Figure::new("light", Words::key("page-light"), light(f.light)).asked("light")];
    if owed.known {
        let used = limit_use(owed, limit);
        let policy = &page.session.policy.credit;
        let over = |bound: Rate| used.is_some_and(|u| u > bound);
        let mut exposure = Figure::new("open", Words::key("page-open"), Cell::amount(Amount::Money(owed.open)))
            .asked("open")
            .rows(page.rows(Kind::Invoice, ""));
        if let (Some(limit), Some(used)) = (limit, used) {
            exposure = exposure
                .beside(toned(Cell::amount(Amount::Rate(used)), over(policy.red_use), over(policy.yellow_use)))
                .bar(owed.open.0, limit.0.max(owed.open.0));
        }
        let late = toned(Cell::amount(Amount::Money(owed.overdue)), owed.overdue_days > policy.red_days, owed.overdue.0 > 0);
        let mut overdue = Figure::new("overdue", Words::key("figure-overdue"), late).asked("overdue");
        if owed.overdue.0 > 0 {
            overdue = overdue.beside(Cell::amount(Amount::Days(owed.overdue_days * 10)).toned(Tone::Dim));
        }
        let dso = owed.dso.map_or_else(Cell::unknown, |d| Cell::amount(Amount::Days(d)));
        found.extend([exposure, overdue, Figure::new("dso", Words::key("figure-dso"), dso).asked("dso")]);
        if on_account.0 != 0 {
            found.push(
                Figure::new("on_account", Words::key("figure-on-account"), Cell::amount(Amount::Money(on_account))).asked("open"),
            );
        }
    }
    for name in ["credit_limit", "credit_days", "deduction_rate", "deposit"] {
        found.extend(page.own(name)?);
    }
    Ok(found)
}

fn by_age(ages: &[Bucket]) -> Table {
    let most = ages.iter().map(|b| b.amount.0).max().unwrap_or(0);
    let line = |b: &Bucket| {
        let days = |n: i64| Amount::Count(n);
        let name = match (b.from_days, b.to_days) {
            (None, _) => Words::key("page-not-due"),
            (Some(from), Some(to)) => Words::with("page-days", vec![("from", days(from)), ("to", days(to))]),
            (Some(from), None) => Words::with("page-days-over", vec![("from", days(from - 1))]),
        };
        let late = b.from_days.is_some() && b.amount.0 > 0;
        let cells = vec![
            Cell::of(What::Words(name)),
            toned(Cell::amount(Amount::Money(b.amount)), false, late),
            Cell::amount(Amount::Count(b.items)).toned(Tone::Dim),
        ];
        Line::new(cells).bar(b.amount.0, most)
    };
    let columns = vec![
        Column::new("age", Words::key("page-age")),
        Column::new("open", Words::key("page-open")).right(),
        Column::new("items", Words::key("page-items")).right(),
    ];
    Table { columns, rows: ages.iter().map(line).collect(), count: ages.len() }
}
