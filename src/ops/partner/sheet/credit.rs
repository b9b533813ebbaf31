//! What a partner owes, may owe and is secured by; how it was assessed and what was changed.

use super::{Page, Result, overview::light, toned};
use crate::domain::credit::Reason;
use crate::domain::explain::{Amount, Words};
use crate::domain::figure::Figure as Catalogued;
use crate::domain::money::Rate;
use crate::domain::receivables::{Bucket, OpenItem};
use crate::domain::record::Kind;
use crate::ops::credit::{self, CreditFile, explain::Figure as Kinds};
use crate::report::{Block, Cell, Column, Figure, Line, Opens, Table, Tone, What, Why};

/// At most so many invoices are shown.
const MOST: usize = 60;

pub(super) fn blocks(page: &Page<'_>) -> Result<Vec<Block>> {
    let file = credit::file(page.session, page.id())?;
    let mut blocks = Vec::new();
    let (standing, others) = figures(page, &file)?;
    blocks.extend([Block::figures("standing", standing), reasons(&file), Block::figures("figures", others)]);
    if file.owed.known {
        blocks.push(Block::table("ages", by_age(&file.buckets), Words::key("page-no-invoices")).head(Words::key("page-ages")));
    }
    let assessments = page.query(Kind::CreditAssessment, "WHERE partner = ?1 ORDER BY \"on\" DESC LIMIT 20")?;
    let names = ["on", "character", "capacity", "capital", "collateral", "conditions", "score", "light", "assessor?"];
    let mut assessments = page.table(Kind::CreditAssessment, &names, &assessments)?;
    super::points(&mut assessments, &["score"]);
    for line in &mut assessments.rows {
        if let Some(Opens::Record(_, id)) = line.opens {
            line.why = Some(Why::Asked(format!("assessment:#{id}").into()));
        }
    }
    let changes = page.query(Kind::CreditChange, "WHERE partner = ?1 ORDER BY id DESC LIMIT 20")?;
    let names = ["number", "kind", "credit_limit", "credit_days", "until?", "reason!", "state"];
    let changes = page.table(Kind::CreditChange, &names, &changes)?;
    blocks.extend([
        Block::table("invoices", invoices(&file), Words::key("page-no-invoices")).head(Words::key("page-open-invoices")),
        Block::table("assessments", assessments, Words::key("page-no-assessments"))
            .head(Words::key("page-assessments"))
            .adds(Kind::CreditAssessment),
        Block::table("changes", changes, Words::key("page-no-changes"))
            .head(Words::key("page-credit-changes"))
            .adds(Kind::CreditChange),
    ]);
    Ok(blocks)
}

fn invoices(file: &CreditFile) -> Table {
    let line = |item: &OpenItem| {
        let style = if item.days > 60 { Tone::Bad } else { Tone::Soon };
        let late = match item.days {
            1.. => Cell::amount(Amount::Days(item.days * 10)).toned(style),
            _ => Cell::text("–").toned(Tone::Dim),
        };
        let number = file.numbers.get(&item.bill.id).cloned().unwrap_or_default();
        let name = format!("invoice:{number}");
        let cells = vec![
            Cell::text(number),
            Cell::amount(Amount::Date(item.bill.issued_on)).toned(Tone::Dim),
            Cell::amount(Amount::Date(item.bill.due_on)),
            Cell::amount(Amount::Money(item.open)),
            late,
        ];
        Line::new(cells).opens(Kind::Invoice, item.bill.id).asked(name)
    };
    let columns = vec![
        Column::new("invoice", Words::key("page-invoice")).wide(),
        Column::new("issued_on", Words::key("page-issued")).minor(),
        Column::new("due_on", Words::key("page-due")),
        Column::new("open", Catalogued::Open.words()).right(),
        Column::new("late", Words::key("page-late")).right(),
    ];
    Table::new(columns, file.open.items.iter().take(MOST).map(line).collect()).of(file.open.items.len())
}

/// What speaks for or against the light; what waits for approval or lets a sale through beside it.
fn reasons(file: &CreditFile) -> Block {
    let mut rows: Vec<Line> = Vec::new();
    for reason in &file.reasons {
        let tone = match reason {
            Reason::RedDays(_) | Reason::RedUse(_) => Tone::Bad,
            Reason::YellowDays(_) | Reason::YellowUse(_) | Reason::YellowShare(_) | Reason::Expired(_) => Tone::Soon,
            _ => Tone::Plain,
        };
        let said = Cell::of(What::Words(credit::explain::reason(reason))).toned(tone);
        rows.push(Line::new(vec![said]).asked("light"));
    }
    let columns = vec![Column::new("reason", Words::key("page-why-light")).wide()];
    Block::table("reasons", Table::new(columns, rows), Words::key("page-nothing-needed"))
}

/// The figures of the credit file, each with where it comes from.
fn figures(page: &Page<'_>, file: &CreditFile) -> Result<(Vec<Figure>, Vec<Figure>)> {
    let policy = &page.session.policy;
    let (mut standing, mut found) = (Vec::new(), Vec::new());
    for kind in Kinds::ALL {
        let why = credit::explain::explain(file, *kind, policy);
        let unknown = why.value == Amount::NotRated;
        // what can't be known before the first invoice needs no lines of its own
        if *kind == Kinds::Age || (unknown && !file.owed.known && *kind != Kinds::Light) {
            continue;
        }
        let cell = match kind {
            Kinds::Light => light(file.light),
            _ if unknown => Cell::unknown(),
            Kinds::Overdue => {
                toned(Cell::amount(why.value.clone()), file.owed.overdue_days > policy.credit.red_days, file.owed.overdue.0 > 0)
            }
            Kinds::BadDebt => toned(Cell::amount(why.value.clone()), file.bad_debt.red, false),
            Kinds::Utilisation => {
                let over = |bound: Rate| file.utilisation.is_some_and(|u| u > bound);
                toned(Cell::amount(why.value.clone()), over(policy.credit.red_use), over(policy.credit.yellow_use))
            }
            _ => Cell::amount(why.value.clone()),
        };
        let mut figure = Figure::new(kind.code(), Words::Label(kind.label()), cell).explained(why);
        figure = match (kind, file.terms.limit) {
            (Kinds::Utilisation, Some(limit)) if limit.0 > 0 => figure
                .beside(Cell::key("page-limit").toned(Tone::Dim))
                .beside(Cell::short(limit).toned(Tone::Dim))
                .bar(file.owed.open.0, limit.0.max(file.owed.open.0)),
            (Kinds::Overdue, _) if file.owed.overdue.0 > 0 => {
                figure.beside(Cell::amount(Amount::Days(file.owed.overdue_days * 10)).toned(Tone::Dim))
            }
            (Kinds::Open | Kinds::Disputed, _) => figure.rows(page.rows(Kind::Invoice, "")),
            _ => figure,
        };
        match kind {
            Kinds::Light => standing.insert(0, figure),
            Kinds::Utilisation | Kinds::Open | Kinds::Overdue => standing.push(figure),
            _ => found.push(figure),
        }
    }
    for name in ["credit_limit", "credit_days", "deduction_rate"] {
        found.extend(page.own(name)?);
    }
    Ok((standing, found))
}

/// By what an age is asked for: `not_due`, `1-30`, `90+`.
pub(super) fn age_key(b: &Bucket) -> String {
    match (b.from_days, b.to_days) {
        (None, _) => "not_due".to_owned(),
        (Some(from), Some(to)) => format!("{from}-{to}"),
        (Some(from), None) => format!("{}+", from - 1),
    }
}

/// What people call an age.
pub(super) fn age_name(b: &Bucket) -> Words {
    let days = |n: i64| Amount::Count(n);
    match (b.from_days, b.to_days) {
        (None, _) => Words::key("page-not-due"),
        (Some(from), Some(to)) => Words::with("page-days", vec![("from", days(from)), ("to", days(to))]),
        (Some(from), None) => Words::with("page-days-over", vec![("from", days(from - 1))]),
    }
}

fn by_age(ages: &[Bucket]) -> Table {
    let most = ages.iter().map(|b| b.amount.0).max().unwrap_or(0);
    let line = |b: &Bucket| {
        let late = b.from_days.is_some() && b.amount.0 > 0;
        let cells = vec![
            Cell::of(What::Words(age_name(b))),
            toned(Cell::amount(Amount::Money(b.amount)), false, late),
            Cell::amount(Amount::Count(b.items)).toned(Tone::Dim),
        ];
        Line::new(cells).bar(b.amount.0, most).asked(format!("age:{}", age_key(b)))
    };
    let columns = vec![
        Column::new("age", Words::key("page-age")),
        Column::new("open", Catalogued::Open.words()).right(),
        Column::new("items", Words::key("page-items")).right(),
    ];
    Table::new(columns, ages.iter().map(line).collect())
}
