//! The contracts of a partner: what is in force, until when, and what the register says otherwise.

use super::{Page, Result, toned, why};
use crate::domain::contract::Stage;
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::record::{Kind, Row};
use crate::ops::contract;
use crate::report::{Block, Cell, Column, Figure, Line, Table, Tone, What, Why};

/// The terms that both the contract and the register have.
const TERMS: [&str; 4] = ["credit_days", "deduction_rate", "deposit", "territories"];

pub(super) fn blocks(page: &Page<'_>) -> Result<Vec<Block>> {
    let section = contract::section(page.session, page.id())?;
    let binds = |l: &contract::Line| section.in_force.contains(&l.contract.number);
    let current = section.contracts.iter().find(|l| binds(l));
    let rows: Vec<Row> = section.contracts.iter().map(|l| l.contract.clone().into()).collect();
    let mut table = page.table(Kind::Contract, &["number!", "from_day", "to_day", "state", "arbitration?"], &rows)?;
    table.columns.push(Column::new("stage", Words::key("page-stage")));
    for (line, listed) in table.rows.iter_mut().zip(&section.contracts) {
        let (said, tone) = stage(listed);
        line.why = Some(Why::Asked(format!("contract:{}", listed.contract.number).into()));
        line.cells.push(Cell::of(What::Words(said)).toned(tone));
        if matches!(listed.stage, Stage::Expired(_) | Stage::Ended(_)) && (listed.followed || tone == Tone::Dim) {
            line.cells.iter_mut().for_each(|c| c.tone = Tone::Dim);
        }
    }
    let mut blocks = Vec::new();
    let binding = match current {
        Some(listed) => figures(page, &listed.contract.clone().into(), listed)?,
        None => vec![none()],
    };
    blocks.push(Block::figures("in_force", binding));
    if let Some(listed) = current {
        let terms = terms(page, &listed.contract.clone().into())?;
        blocks.push(Block::table("terms", terms, Words::key("page-terms-same")).head(Words::key("page-terms")));
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

/// Where a contract stands, in words.
fn stage(line: &contract::Line) -> (Words, Tone) {
    let on = |key, day| Words::with(key, vec![("day", Amount::Date(day))]);
    match line.stage {
        Stage::Undecided => (Words::key("page-stage-undecided"), Tone::Plain),
        Stage::Ahead => (Words::key("page-stage-ahead"), Tone::Plain),
        Stage::Running => (Words::key("page-stage-running"), Tone::Plain),
        Stage::Renew(day) => (on("page-stage-renew", day), if line.followed { Tone::Plain } else { Tone::Soon }),
        Stage::Notice(day) => (on("page-stage-notice", day), Tone::Soon),
        Stage::Renewing => (Words::key("page-stage-renewing"), Tone::Plain),
        Stage::Expired(day) => (on("page-stage-expired", day), if line.followed { Tone::Dim } else { Tone::Bad }),
        Stage::Ended(day) => (on("page-stage-ended", day), Tone::Dim),
    }
}

fn figures(page: &Page<'_>, row: &Row, listed: &contract::Line) -> Result<Vec<Figure>> {
    let as_of = page.session.as_of();
    let mut figures = vec![
        Figure::new("number", Words::key("page-in-force"), page.field(row, "number")?).opens(Kind::Contract, row.id).explained(
            Explanation::new(Words::key("page-in-force"), Amount::Text(row.called()))
                .formula(Words::key("page-formula-in-force"))
                .input(Words::key("page-begins"), Amount::Date(listed.contract.from_day))
                .from_rows(page.rows(Kind::Contract, ""))
                .input(Words::key("page-ends"), Amount::Date(listed.term.to)),
        ),
    ];
    let end = listed.term.to;
    let left = (end - as_of).num_days();
    let (said, tone) = stage(listed);
    let why = why::contracts::ends(page, listed);
    let left = Words::with("page-in-days", vec![("days", Amount::Count(left))]);
    figures.push(
        Figure::new("to_day", Words::key("page-ends"), Cell::amount(Amount::Date(end)).toned(tone))
            .beside(Cell::of(What::Words(left)).toned(Tone::Dim))
            .opens(Kind::Contract, row.id)
            .explained(why.clone()),
    );
    figures.push(Figure::new("stage", Words::key("page-stage"), Cell::of(What::Words(said)).toned(tone)).explained(why));
    for name in ["auto_renew", "notice_days", "exclusive", "retention_of_title", "insured", "arbitration", "arbitrator", "file"] {
        let Some((_, field)) = Kind::Contract.def().field(name).filter(|_| !row.get(name).is_null()) else { continue };
        let said = page.field(row, name)?;
        let name = format!("contract-field:{}:{name}", row.id);
        figures.push(Figure::new(field.name, Words::Label(field.label), said).opens(Kind::Contract, row.id).asked(name));
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
        rows.push(Line::new(cells).opens(Kind::Contract, row.id).asked(format!("term:{name}")));
    }
    let columns = vec![
        Column::new("term", Words::key("page-term")),
        Column::new("contract", Words::Label(Kind::Contract.def().label)),
        Column::new("register", Words::key("page-register")),
        Column::new("same", Words::Text(String::new())),
    ];
    Ok(Table::new(columns, rows))
}
