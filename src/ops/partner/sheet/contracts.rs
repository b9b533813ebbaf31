//! The contracts of a partner: what is in force, until when, and what the register says otherwise.

use super::compliance::{day, is_past};
use super::{Page, Result, toned};
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::kinds::Decision;
use crate::domain::record::{Kind, Row};
use crate::domain::sheet::{Block, Cell, Column, Figure, Line, Table, Tone, What};

/// The terms that both the contract and the register have.
const TERMS: [&str; 4] = ["credit_days", "deduction_rate", "deposit", "territories"];

/// From so many days before the end a contract is to be renewed.
const SOON: i64 = 60;

pub(super) fn blocks(page: &Page<'_>) -> Result<Vec<Block>> {
    let rows = page.query(Kind::Contract, "WHERE partner = ?1 ORDER BY to_day DESC, id DESC LIMIT 50")?;
    let current = rows.iter().find(|r| in_force(page, r));
    let mut table = page.table(Kind::Contract, &["number!", "from_day", "to_day", "state", "arbitration?"], &rows)?;
    let as_of = page.session.as_of();
    for (line, row) in table.rows.iter_mut().zip(&rows) {
        if !in_force(page, row) && (is_past(row, "to_day", as_of) || row.get("state").text() != Some(Decision::Pending.code())) {
            line.cells.iter_mut().for_each(|c| c.tone = Tone::Dim);
        }
    }
    let mut blocks = Vec::new();
    blocks.push(Block::figures("in_force", current.map_or_else(|| Ok(vec![none()]), |row| figures(page, row))?));
    if let Some(row) = current {
        blocks.push(Block::table("terms", terms(page, row)?, Words::key("page-terms-same")).head(Words::key("page-terms")));
    }
    blocks.push(
        Block::table("contracts", table, Words::key("page-no-contracts"))
            .head(Words::key("page-all-contracts"))
            .adds(Kind::Contract),
    );
    Ok(blocks)
}

fn none() -> Figure {
    Figure::new("number", Words::key("page-in-force"), Cell::key("page-no-contract").toned(Tone::Soon))
        .explained(Explanation::new(Words::key("page-in-force"), Amount::NotRated).formula(Words::key("page-formula-in-force")))
}

fn in_force(page: &Page<'_>, row: &Row) -> bool {
    let as_of = page.session.as_of();
    row.get("state").text() == Some(Decision::Approved.code())
        && day(row, "from_day").is_some_and(|d| d <= as_of)
        && day(row, "to_day").is_some_and(|d| as_of <= d)
        && day(row, "ended_on").is_none_or(|d| as_of <= d)
}

fn figures(page: &Page<'_>, row: &Row) -> Result<Vec<Figure>> {
    let as_of = page.session.as_of();
    let mut figures = vec![
        Figure::new("number", Words::key("page-in-force"), page.field(row, "number")?).opens(Kind::Contract, row.id).explained(
            Explanation::new(Words::key("page-in-force"), Amount::Text(crate::ops::record::called(row)))
                .formula(Words::key("page-formula-in-force")),
        ),
    ];
    if let Some(end) = day(row, "to_day") {
        let left = (end - as_of).num_days();
        let notice = row.get("notice_days").int().unwrap_or(0);
        let soon = left <= SOON.max(notice);
        let why = Explanation::new(Words::key("page-ends"), Amount::Date(end))
            .formula(Words::key("page-formula-ends"))
            .input(Words::key("page-days-left"), Amount::Days(left * 10))
            .from_rows(page.rows(Kind::Contract, ""));
        let left = Words::with("page-in-days", vec![("days", Amount::Count(left))]);
        figures.push(
            Figure::new("to_day", Words::key("page-ends"), toned(Cell::amount(Amount::Date(end)), false, soon))
                .beside(Cell::of(What::Words(left)).toned(if soon { Tone::Soon } else { Tone::Dim }))
                .opens(Kind::Contract, row.id)
                .explained(why),
        );
    }
    for name in ["auto_renew", "notice_days", "exclusive", "retention_of_title", "insured", "arbitration", "arbitrator", "file"] {
        let Some((_, field)) = Kind::Contract.def().field(name).filter(|_| !row.get(name).is_null()) else { continue };
        figures.push(Figure::new(field.name, Words::Label(field.label), page.field(row, name)?).opens(Kind::Contract, row.id));
    }
    Ok(figures)
}

/// The terms of the contract beside those of the register; those that differ are to be seen.
fn terms(page: &Page<'_>, row: &Row) -> Result<Table> {
    let mut rows = Vec::new();
    for name in TERMS {
        let (agreed, kept) = (row.get(name), page.row.get(name));
        if agreed.is_null() && kept.is_null() {
            continue;
        }
        let differs = !agreed.is_null() && agreed != kept;
        let label = Kind::Contract.def().field(name).map_or_else(|| Words::Text(String::new()), |(_, f)| Words::Label(f.label));
        let verdict = if differs { Cell::key("page-differs") } else { Cell::text("=").toned(Tone::Dim) };
        let cells = vec![
            Cell::of(What::Words(label)),
            page.field(row, name)?,
            toned(page.field(&page.row, name)?, false, differs),
            toned(verdict, false, differs),
        ];
        rows.push(Line::new(cells).opens(Kind::Contract, row.id));
    }
    let columns = vec![
        Column::new("term", Words::key("page-term")),
        Column::new("contract", Words::Label(Kind::Contract.def().label)),
        Column::new("register", Words::key("page-register")),
        Column::new("same", Words::Text(String::new())),
    ];
    Ok(Table { columns, count: rows.len(), rows })
}
