//! What a row says of its main figure, where nothing else explains it: how that is computed, and what else is measured beside it.

use super::shape::reader;
use crate::domain::explain::{Amount, Explanation, Words};
use crate::report::{Line, Table};
use crate::tui::app::Ctx;

/// The first figure of the catalogue that people see in a row; `None`: it has none, or nothing is measured beside it.
pub(super) fn explained(table: &Table, line: &Line, ctx: &Ctx) -> Option<Explanation> {
    let said = |i: usize| {
        let cell = table.columns.get(i).zip(line.cells.get(i));
        cell.map(|(column, cell)| reader(ctx).cell(column, &cell.what)).unwrap_or_default()
    };
    let shown = table.shown();
    let (main, figure) = shown.iter().find_map(|i| match &table.columns.get(*i)?.label {
        Words::Figure(figure) if !line.cells.get(*i)?.what.is_none() => Some((*i, *figure)),
        _ => None,
    })?;
    let of: Vec<String> = shown.iter().take_while(|i| **i != main).map(|i| said(*i)).filter(|s| !s.is_empty()).collect();
    let title = Words::Text(format!("{} · {}", of.join(" "), figure.called(ctx.lang)));
    let mut e = Explanation::new(title, Amount::Text(said(main))).formula(figure.formula());
    for (i, column) in table.columns.iter().enumerate().filter(|(i, c)| *i != main && !c.aside && c.ty.unit().is_some()) {
        let value = said(i);
        if !value.is_empty() && !reader(ctx).words(&column.label).is_empty() {
            e = e.input(column.label.clone(), Amount::Text(value));
        }
    }
    (!e.inputs.is_empty()).then(|| e.under(&*ctx.policy))
}
