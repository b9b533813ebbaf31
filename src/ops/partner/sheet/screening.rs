//! What a partner was judged by before it was taken on: three dimensions, their items, the result; earlier ones.

use super::{Page, Result, toned};
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::record::{FieldType, Kind, Row};
use crate::domain::sheet::{Block, Cell, Column, Figure, Line, Table, Tone, What};

pub(super) fn blocks(page: &Page<'_>) -> Result<Vec<Block>> {
    let rows = page.query(Kind::Screening, "WHERE partner = ?1 ORDER BY \"on\" DESC, id DESC LIMIT 20")?;
    let mut blocks = Vec::new();
    if let Some(latest) = rows.first() {
        blocks.push(Block::figures("latest", figures(page, latest)?).head(Words::key("page-latest")));
        blocks
            .push(Block::table("items", items(page, latest)?, Words::key("page-no-items")).head(Words::key("page-items-judged")));
    }
    let all = page.table(
        Kind::Screening,
        &["on", "qualification", "synergy", "risk", "score", "result!", "state", "assessor?"],
        &rows,
    )?;
    blocks.push(
        Block::table("screenings", points(all), Words::key("page-no-screenings"))
            .head(Words::key("page-all-screenings"))
            .adds(Kind::Screening),
    );
    Ok(blocks)
}

/// Scores are kept in 1/100 points.
fn points(mut table: Table) -> Table {
    for line in &mut table.rows {
        for cell in &mut line.cells {
            if let What::Field { field, value, .. } = &cell.what
                && matches!(field.name, "qualification" | "synergy" | "risk" | "score")
            {
                *cell = value.int().map_or_else(Cell::unknown, |p| Cell::amount(Amount::Points(p)));
            }
        }
    }
    table
}

fn figures(page: &Page<'_>, row: &Row) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for name in ["score", "qualification", "synergy", "risk"] {
        let Some((_, field)) = Kind::Screening.def().field(name) else { continue };
        let Some(score) = row.get(name).int() else { continue };
        let why =
            Explanation::new(Words::Label(field.label), Amount::Points(score)).formula(Words::key("page-formula-screening"));
        figures.push(
            Figure::new(
                field.name,
                Words::Label(field.label),
                toned(Cell::amount(Amount::Points(score)), score < 6_000, score < 7_000),
            )
            .bar(score, 10_000)
            .explained(why)
            .opens(Kind::Screening, row.id),
        );
    }
    for name in ["result", "state", "on", "assessor", "credit_days", "deduction_rate", "audience_match", "exception_reason"] {
        let Some((_, field)) = Kind::Screening.def().field(name).filter(|_| !row.get(name).is_null()) else { continue };
        let cell = page.field(row, name)?;
        let stopped = name == "result" && matches!(row.get(name).text(), Some("stopped" | "fail"));
        figures
            .push(Figure::new(field.name, Words::Label(field.label), toned(cell, stopped, false)).opens(Kind::Screening, row.id));
    }
    Ok(figures)
}

/// Every score of the form beside its note.
fn items(page: &Page<'_>, row: &Row) -> Result<Table> {
    let fields = Kind::Screening.def().fields;
    let mut rows = Vec::new();
    for field in fields.iter().filter(|f| f.ty == FieldType::Int && f.bounds == Some((0, 100)) && !f.computed) {
        let Some(score) = row.get(field.name).int() else { continue };
        let note = format!("{}_note", field.name);
        let cells = vec![
            Cell::of(What::Words(Words::Label(field.label))),
            toned(Cell::amount(Amount::Count(score)), score < 40, score < 60),
            page.field(row, &note)?.toned(Tone::Dim),
        ];
        rows.push(Line::new(cells).bar(score, 100).opens(Kind::Screening, row.id));
    }
    let columns = vec![
        Column::new("item", Words::key("page-item")),
        Column::new("score", Words::key("page-score")).right(),
        Column::new("note", Words::key("page-note")).wide(),
    ];
    Ok(Table { columns, count: rows.len(), rows })
}
