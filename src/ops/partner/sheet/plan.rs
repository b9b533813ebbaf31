//! The plan for a partner: what is late, what is due, what was done.

use chrono::Days;

use super::{Page, Result, toned};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::kinds::{TaskKind, TaskState};
use crate::domain::period::{day_number, from_day_number};
use crate::domain::record::{Kind, Row, Value};
use crate::report::{Block, Cell, Figure, Table, Tone, What};

/// How far back what was done is counted, in days.
const BACK: u64 = 90;

pub(super) fn blocks(page: &Page<'_>) -> Result<Vec<Block>> {
    let open = page.query(Kind::Task, "WHERE partner = ?1 AND state = 'open' ORDER BY due_on, id LIMIT 100")?;
    let over = page.query(Kind::Task, "WHERE partner = ?1 AND state <> 'open' ORDER BY due_on DESC, id DESC LIMIT 100")?;
    Ok(vec![
        Block::figures("figures", figures(page, &open, &over)),
        Block::table("open", table(page, &open, &["due_on", "title!", "kind", "owner?"])?, Words::key("page-no-open-tasks"))
            .head(Words::key("page-open-tasks"))
            .adds(Kind::Task),
        Block::table(
            "past",
            table(page, &over, &["due_on", "title!", "kind", "state", "findings?"])?,
            Words::key("page-no-past-tasks"),
        )
        .head(Words::key("page-past-tasks")),
    ])
}

fn due(row: &Row) -> i64 {
    row.get("due_on").int().unwrap_or(i64::MAX)
}

fn is(row: &Row, kind: TaskKind) -> bool {
    row.get("kind").text() == Some(kind.code())
}

fn figures(page: &Page<'_>, open: &[Row], over: &[Row]) -> Vec<Figure> {
    let as_of = page.session.as_of();
    let today = i64::from(day_number(as_of));
    let from = as_of - Days::new(BACK);
    let back = i64::from(day_number(from));
    let count = |n: usize| Amount::Count(i64::try_from(n).unwrap_or(i64::MAX));
    let late = open.iter().filter(|r| due(r) < today).count();
    let done = |r: &&Row| r.get("state").text() == Some(TaskState::Done.code());
    let of_late = over.iter().filter(|r| due(r) >= back && due(r) <= today);
    let (all, kept) = (of_late.clone().count() + late, of_late.filter(done).count());
    let visit = over.iter().filter(done).find(|r| is(r, TaskKind::Visit));
    let improving = open.iter().filter(|r| is(r, TaskKind::Checkpoint)).count();
    let explained = |key, value: Amount, formula| Explanation::new(Words::key(key), value).formula(Words::key(formula));
    // how many, and where they are listed
    let listed = |key, n: usize, formula, rows: &Source| {
        explained(key, count(n), formula).input(Words::key(key), count(n)).from_rows(rows.clone())
    };
    let overdue = page.rows(Kind::Task, &format!("state:open due_on<{as_of}"));
    let planned = page.rows(Kind::Task, "state:open");
    let mut figures = vec![
        Figure::new("late", Words::key("page-tasks-late"), toned(Cell::amount(count(late)), late > 0, false))
            .explained(listed("page-tasks-late", late, "page-formula-late", &overdue))
            .rows(overdue),
        Figure::new("open", Words::key("page-open-tasks"), Cell::amount(count(open.len())))
            .explained(listed("page-open-tasks", open.len(), "page-formula-open-tasks", &planned))
            .rows(planned),
        Figure::new("done", Words::key("page-tasks-done"), Cell::amount(count(kept)))
            .beside(Cell::text("/").toned(Tone::Dim))
            .beside(Cell::amount(count(all)).toned(Tone::Dim))
            .rows(page.rows(Kind::Task, &format!("state:done due_on>={from}")))
            .explained(
                explained("page-tasks-done", count(kept), "page-formula-done")
                    .input(Words::key("page-tasks-planned"), count(all))
                    .from_rows(page.rows(Kind::Task, &format!("due_on>={from} due_on<={as_of}"))),
            ),
    ];
    let last = visit.and_then(|r| r.get("due_on").int()).and_then(|d| i32::try_from(d).ok()).map(from_day_number);
    let shown = last.map_or_else(Cell::unknown, |day| Cell::amount(Amount::Date(day)));
    let why = last.map_or(Amount::NotRated, Amount::Date);
    let mut why = explained("page-last-visit", why, "page-formula-visit");
    if let Some(day) = last {
        why = why
            .input(Words::key("page-days-since"), Amount::Days((as_of - day).num_days() * 10))
            .from_rows(page.rows(Kind::Task, "kind:visit state:done"));
    }
    let mut visited = Figure::new("last_visit", Words::key("page-last-visit"), shown).explained(why);
    if let Some(row) = visit {
        visited = visited.opens(Kind::Task, row.id);
    }
    if let Some(day) = last {
        let ago = Words::with("page-days-ago", vec![("days", Amount::Count((as_of - day).num_days()))]);
        visited = visited.beside(Cell::of(What::Words(ago)).toned(Tone::Dim));
    }
    figures.push(visited);
    if improving > 0 {
        let checks = page.rows(Kind::Task, "kind:checkpoint state:open");
        figures.push(
            Figure::new(
                "improvement",
                Words::Label(TaskKind::Checkpoint.label()),
                Cell::amount(count(improving)).toned(Tone::Soon),
            )
            .explained(listed("page-improvement", improving, "page-formula-open-tasks", &checks))
            .rows(checks),
        );
    }
    figures
}

/// The tasks, with the titles of the plan in the reader's words and what is late to be seen.
fn table(page: &Page<'_>, rows: &[Row], names: &[&'static str]) -> Result<Table> {
    let mut table = page.table(Kind::Task, names, rows)?;
    let today = i64::from(day_number(page.session.as_of()));
    for (line, row) in table.rows.iter_mut().zip(rows) {
        let open = row.get("state").text() == Some(TaskState::Open.code());
        for (cell, column) in line.cells.iter_mut().zip(&table.columns) {
            match column.name {
                "due_on" if open && due(row) < today => cell.tone = Tone::Bad,
                "title" => {
                    cell.what = What::Named(page.task_title(row));
                }
                "findings" => {
                    if let What::Field { value: Value::Text(text), .. } = &mut cell.what {
                        *text = text.replace('\n', " ");
                    }
                }
                _ if !open => cell.tone = Tone::Dim,
                _ => {}
            }
        }
    }
    Ok(table)
}
