//! What a partner was judged by before it was taken on: three dimensions, their items, the result; earlier ones.

use super::{Page, Result, points, toned};
use crate::domain::explain::{Amount, Words};
use crate::domain::figure::Figure as Catalogued;
use crate::domain::kinds::Decision;
use crate::domain::record::{FieldType, Kind, Row};
use crate::domain::screening::{Bar, Dimension};
use crate::ops::screening::{self, Judged};
use crate::report::{Block, Cell, Column, Figure, Line, Table, Tone, What, Why};

pub(super) fn blocks(page: &Page<'_>) -> Result<Vec<Block>> {
    let section = screening::section(page.session, page.id())?;
    let rows: Vec<Row> = section.screenings.iter().map(|j| Row::from(j.screening.clone())).collect();
    let mut blocks = Vec::new();
    if let Some(latest) = section.screenings.first() {
        blocks.push(Block::figures("latest", figures(page, latest)?).head(Words::key("page-latest")));
        let items = items(page, &latest.screening.clone().into())?;
        blocks.push(Block::table("items", items, Words::key("page-no-items")).head(Words::key("page-items-judged")));
    }
    let names = ["on", "qualification", "synergy", "risk", "score", "result!", "state", "assessor?"];
    let mut all = page.table(Kind::Screening, &names, &rows)?;
    points(&mut all, &["qualification", "synergy", "risk", "score"]);
    for (line, judged) in all.rows.iter_mut().zip(&section.screenings) {
        line.why = Some(Why::Asked(format!("screening:#{}", judged.screening.id).into()));
    }
    blocks.push(
        Block::table("screenings", all, Words::key("page-no-screenings"))
            .head(Words::key("page-all-screenings"))
            .adds(Kind::Screening),
    );
    Ok(blocks)
}

/// The score and the three dimensions as bars, what it came to, and whether it lets the partner be taken on.
fn figures(page: &Page<'_>, judged: &Judged) -> Result<Vec<Figure>> {
    let row: Row = judged.screening.clone().into();
    let policy = &page.session.policy.screening;
    let dimension = |d| judged.judgement.points(d);
    let scores = [
        ("score", judged.judgement.score),
        ("qualification", dimension(Dimension::Qualification)),
        ("synergy", dimension(Dimension::Synergy)),
        ("risk", dimension(Dimension::Risk)),
    ];
    let mut figures = Vec::new();
    for (name, points) in scores {
        let Some((_, field)) = Kind::Screening.def().field(name) else { continue };
        let cell = points.map_or_else(Cell::unknown, |p| {
            toned(Cell::amount(Amount::Points(p)), p < policy.conditional * 100, p < policy.pass * 100)
        });
        figures.push(
            Figure::new(field.name, Words::Label(field.label), cell)
                .bar(points.unwrap_or(0), 10_000)
                .explained(judged.explanation.clone())
                .opens(Kind::Screening, row.id),
        );
    }
    let verdict = match judged.admitted {
        Ok(()) => Cell::key("page-admitted"),
        Err(Bar::Unrated) => Cell::unknown(),
        Err(Bar::Failed(..)) => Cell::key("page-barred-score").toned(Tone::Bad),
        Err(Bar::Stopped(_) | Bar::Elsewhere) => Cell::key("page-barred-line").toned(Tone::Bad),
    };
    figures.push(Figure::new("admitted", Words::key("page-admission"), verdict).explained(judged.explanation.clone()));
    for name in ["result", "state", "on", "assessor", "credit_days", "deduction_rate", "audience_match", "exception_reason"] {
        let Some((_, field)) = Kind::Screening.def().field(name).filter(|_| !row.get(name).is_null()) else { continue };
        // nobody was asked for an exception
        if name == "state" && row.get(name).text() == Some(Decision::Draft.code()) {
            continue;
        }
        let cell = page.field(&row, name)?;
        figures.push(
            Figure::new(field.name, Words::Label(field.label), cell)
                .explained(judged.explanation.clone())
                .opens(Kind::Screening, row.id),
        );
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
        let name = format!("screening:#{}", row.id);
        rows.push(Line::new(cells).bar(score, 100).opens(Kind::Screening, row.id).asked(name));
    }
    let columns = vec![
        Column::new("item", Words::key("page-item")),
        Column::new("score", Catalogued::Score.words()).right(),
        Column::new("note", Words::key("page-note")).wide(),
    ];
    Ok(Table::new(columns, rows))
}
