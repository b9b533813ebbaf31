//! How a value of a column is shown: width, side, text and tone.

use ratatui::style::Style;

use crate::domain::explain::Amount;
use crate::domain::figure::Unit;
use crate::domain::money::{Money, Rate};
use crate::domain::network::Totals;
use crate::domain::partner::{Column, FIGURES};
use crate::domain::period::from_day_number;
use crate::domain::record::{Field, FieldType, Kind, Value};
use crate::i18n::number;
use crate::tui::app::Ctx;
use crate::tui::theme::Tone;
use crate::tui::widgets::figures;
use crate::tui::worker::partners::Row;

/// A cell in pieces with their styles.
pub(super) type Pieces = Vec<(String, Style)>;

fn field(i: usize) -> Option<&'static Field> {
    Kind::Partner.def().fields.get(i)
}

/// How many columns of the terminal a column takes; the name takes what is left.
pub(super) fn width(column: Column) -> u16 {
    match (column.name(), column) {
        ("tier" | "computed_tier" | "open_amount" | "overdue" | "status", _) => 9,
        ("name", _) => 18,
        ("sales4", _) => 13,
        ("channel_type", _) => 12,
        ("code" | "health" | "light", _) => 8,
        ("pace" | "attainment" | "score", _) => 6,
        ("region" | "owner", _) => 10,
        (_, Column::Figure(i)) => match FIGURES.get(i).map(|f| f.unit()) {
            Some(Unit::Money) => 10,
            Some(Unit::Day) => 11,
            _ => 9,
        },
        (_, Column::Field(i)) => match field(i).map(|f| f.ty) {
            Some(FieldType::Date | FieldType::Money) => 11,
            Some(FieldType::Int | FieldType::Rate | FieldType::Points) => 8,
            _ => 14,
        },
    }
}

/// Whether a column stands at the right of its place.
pub(super) fn is_right(column: Column) -> bool {
    match column {
        Column::Field(i) => {
            field(i).is_some_and(|f| matches!(f.ty, FieldType::Int | FieldType::Money | FieldType::Rate | FieldType::Points))
        }
        Column::Figure(i) => FIGURES.get(i).is_some_and(|f| !matches!(f.unit(), Unit::Code(_) | Unit::Day)),
    }
}

/// The figure of a group in the place of that of its core; `None` for a column that is not added up.
fn of_group(name: &str, totals: &Totals) -> Option<Value> {
    Some(Value::Int(match name {
        "sales4" => totals.sales4.0,
        "t12m" => totals.t12m.0,
        "open_amount" => totals.open.0,
        "overdue" => totals.overdue.0,
        "open_tickets" => totals.open_tickets,
        "health" => return Some(totals.health_mean().map_or(Value::Null, Value::Int)),
        _ => return None,
    }))
}

/// What stands before the name of a partner in a tree, and behind that of a core: how many there are.
pub(super) fn branch(row: &Row, folded: bool) -> (String, String) {
    match (&row.group, row.core) {
        (Some(totals), _) => (if folded { "▸ " } else { "▾ " }.to_owned(), format!(" Σ{}", totals.partners)),
        (None, Some(_)) => ("  └ ".to_owned(), String::new()),
        (None, None) => ("  ".to_owned(), String::new()),
    }
}

pub(super) fn cell(column: Column, i: usize, row: &Row, ctx: &Ctx) -> Pieces {
    let th = &ctx.theme;
    if let Some(totals) = &row.group
        && let Some(sum) = of_group(column.name(), totals)
        && let Column::Figure(f) = column
        && let Some(figure) = FIGURES.get(f)
    {
        if sum.is_null() {
            return vec![("–".to_owned(), th.dim)];
        }
        // what was before is the core's own: a group shows none
        let plain = Row { health_before: None, sales4_before: 0, overdue: totals.overdue.0, ..row.clone() };
        return figure_cell(figure.name(), figure.unit(), &sum, &plain, ctx);
    }
    let value = row.values.get(i).unwrap_or(&Value::Null);
    if value.is_null() {
        return vec![("–".to_owned(), th.dim)];
    }
    match column {
        Column::Field(f) => vec![(field_text(f, value, ctx), th.text)],
        Column::Figure(f) => {
            let Some(figure) = FIGURES.get(f) else { return Vec::new() };
            figure_cell(figure.name(), figure.unit(), value, row, ctx)
        }
    }
}

fn figure_cell(name: &str, unit: Unit, value: &Value, row: &Row, ctx: &Ctx) -> Pieces {
    let th = &ctx.theme;
    let n = value.int().unwrap_or(0);
    match (name, unit) {
        ("health", _) => {
            let moved = figures::moved(Some(n), row.health_before);
            let style = figures::moved_style(&moved, th);
            vec![(figures::points(Some(n), ctx), th.tone(figures::score_tone(Some(n)))), (format!(" {moved:<3}"), style)]
        }
        ("sales4", _) => {
            let grown = figures::growth(Money(n), Money(row.sales4_before));
            let style = figures::moved_style(&grown, th);
            vec![(number::amount(ctx.lang, Money(n)), th.text), (format!(" {grown:<5}"), style)]
        }
        ("open_amount", _) if row.overdue > 0 => {
            vec![(number::amount(ctx.lang, Money(n)), th.text), (" !".to_owned(), th.bad)]
        }
        ("open_amount", _) => vec![(number::amount(ctx.lang, Money(n)), th.text), ("  ".to_owned(), th.text)],
        ("light", _) => {
            let (tone, label) = figures::light(value.text(), ctx);
            let glyph = if tone == Tone::Good { "·" } else { tone.glyph() };
            let style = if tone == Tone::Good { th.dim } else { th.tone(tone) };
            vec![(format!("{glyph} {label}"), style)]
        }
        ("pace" | "attainment", _) => {
            let style = if n < 8_000 { th.soon } else { th.text };
            vec![(figures::percent(Some(Rate(n)), ctx), style)]
        }
        (_, Unit::Points) => vec![(figures::points(Some(n), ctx), th.text)],
        (_, Unit::Rating) => vec![(figures::amount(&Amount::Rating(n), ctx), th.text)],
        (_, Unit::Money) => vec![(number::amount(ctx.lang, Money(n)), th.text)],
        (_, Unit::Rate) => vec![(figures::percent(Some(Rate(n)), ctx), th.text)],
        (_, Unit::Days) => vec![(figures::tenths(n), th.text)],
        (_, Unit::Count) => vec![(number::count(n), if n == 0 { th.dim } else { th.text })],
        (_, Unit::Day) => {
            let day = i32::try_from(n).map_or_else(|_| String::new(), |n| from_day_number(n).to_string());
            vec![(day, th.text)]
        }
        (_, Unit::Code(choices)) => {
            let label = choices.iter().find(|c| Some(c.code) == value.text()).map_or("", |c| c.label.get(ctx.lang));
            vec![(label.to_owned(), th.text)]
        }
    }
}

/// A declared field of a partner as people read it.
pub(super) fn field_text(i: usize, value: &Value, ctx: &Ctx) -> String {
    let Some(field) = field(i) else { return String::new() };
    if let (FieldType::Ref(kind), Value::Int(id)) = (field.ty, value)
        && let Some(name) = ctx.referred(kind, *id)
    {
        return name.to_owned();
    }
    match (field.ty, value) {
        (FieldType::Money, Value::Int(m)) => number::amount(ctx.lang, Money(*m)),
        _ => number::value(ctx.lang, field, value, None, ctx.policy.organisation.zone).replace('\n', " "),
    }
}
