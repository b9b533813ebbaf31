//! Charts as SVG: no script, colours by CSS variables, so that they read by day, by night and on paper.

use std::fmt::Write as _;

use super::block::Trend;
use super::cell::What;
use super::say::Reader;
use super::table::{Chart, ChartKind, Table};
use super::tiles::{SIZE, Tiles};
use super::xlsx::datum;
use crate::exchange::workbook::Datum;
use crate::i18n::number;
use crate::t;

/// So many rows stand in a chart of bars.
const BARS: usize = 20;
/// So many colours there are.
const COLOURS: usize = 6;
/// How wide a chart is, in its own units.
const WIDTH: f64 = 720.0;

/// What is drawn: names of the rows, and each series with its values and what people read of them.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// Names of the rows.
    pub names: Vec<String>,
    /// Each with its name; a row may have no value.
    pub series: Vec<Series>,
}

/// One series of a chart.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// What it is called.
    pub name: String,
    /// Its values, a row each.
    pub values: Vec<Option<f64>>,
    /// What people read of each.
    pub said: Vec<String>,
    /// It is of an earlier time: dashed.
    pub earlier: bool,
}

/// A value as a number.
#[must_use]
pub fn number_of(reader: Reader, what: &What) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a picture needs three digits")]
    match datum(reader, what) {
        Datum::Count(n) => Some(n as f64),
        Datum::Money(m) => Some(m.to_f64()),
        Datum::Fraction(n) | Datum::Number(n) => Some(n),
        _ => None,
    }
}

/// The rows and columns of a table that a chart draws.
#[must_use]
pub fn drawn(reader: Reader, table: &Table, chart: &Chart) -> Drawn {
    let by = table.columns.iter().position(|c| c.name == chart.by);
    let most = if chart.kind == ChartKind::Lines { usize::MAX } else { BARS };
    let rows: Vec<_> = table.seen().take(most).collect();
    let said = |column: usize| -> Vec<String> {
        let cell = |line: &&super::Line| {
            let (column, cell) = (table.columns.get(column)?, line.cells.get(column)?);
            Some(reader.cell(column, &cell.what))
        };
        rows.iter().map(|line| cell(line).unwrap_or_default()).collect()
    };
    let series = |column: usize| Series {
        name: table.columns.get(column).map(|c| reader.words(&c.label)).unwrap_or_default(),
        values: rows.iter().map(|line| number_of(reader, &line.cells.get(column)?.what)).collect(),
        said: said(column),
        earlier: table.columns.get(column).is_some_and(|c| c.name.ends_with("before")),
    };
    Drawn { names: by.map(said).unwrap_or_default(), series: chart.columns(table).into_iter().map(series).collect() }
}

/// Text in SVG and HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in crate::i18n::text::visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// What a chart draws, as SVG.
#[must_use]
pub fn chart(kind: ChartKind, drawn: &Drawn) -> String {
    match kind {
        ChartKind::Lines => lines(drawn),
        ChartKind::Bars | ChartKind::Stacked => bars(drawn),
    }
}

/// Months beside those of the year before.
#[must_use]
pub fn trend(reader: Reader, trend: &Trend) -> String {
    let months: Vec<_> = trend.months().collect();
    let series = |name: String, earlier, values: Vec<Option<crate::domain::money::Money>>| Series {
        name,
        earlier,
        said: values.iter().map(|m| m.map(|m| number::amount(reader.lang, m)).unwrap_or_default()).collect(),
        values: values.into_iter().map(|m| m.map(crate::domain::money::Money::to_f64)).collect(),
    };
    let now = series(t!(reader.lang, "page-net"), false, months.iter().map(|m| Some(m.1)).collect());
    let before = series(t!(reader.lang, "page-year-earlier"), true, months.iter().map(|m| m.2).collect());
    lines(&Drawn { names: months.into_iter().map(|m| m.0).collect(), series: vec![now, before] })
}

fn begin(height: f64) -> String {
    format!("<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\">")
}

/// The names of the series with their colours, where there are several; how high they are.
fn legend(out: &mut String, drawn: &Drawn, from: f64) -> f64 {
    if drawn.series.len() < 2 {
        return 0.0;
    }
    let (mut x, mut y) = (from, 14.0);
    for (i, series) in drawn.series.iter().enumerate() {
        let name = escaped(&series.name);
        let wide = 30.0 + 7.5 * width(&series.name);
        if x + wide > WIDTH && x > from {
            (x, y) = (from, y + 20.0);
        }
        let _ = write!(out, "<rect class=\"c{}\" x=\"{x}\" y=\"{}\" width=\"12\" height=\"12\"/>", i % COLOURS, y - 10.0);
        let _ = write!(out, "<text x=\"{}\" y=\"{y}\">{name}</text>", x + 17.0);
        x += wide;
    }
    y + 12.0
}

#[expect(clippy::cast_precision_loss, reason = "columns of a terminal")]
fn width(text: &str) -> f64 {
    crate::i18n::text::width(text) as f64
}

#[expect(clippy::cast_precision_loss, reason = "rows of a picture")]
fn at(i: usize) -> f64 {
    i as f64
}

/// Bars lying down, those of several series one behind the other.
fn bars(drawn: &Drawn) -> String {
    let value = |series: &Series, row: usize| series.values.get(row).copied().flatten().unwrap_or(0.0);
    let whole = |row: usize| drawn.series.iter().map(|s| value(s, row).max(0.0)).sum::<f64>();
    let most = (0..drawn.names.len()).map(whole).fold(0.0, f64::max);
    let names = drawn.names.iter().map(|n| width(n) * 7.5).fold(0.0, f64::max).clamp(40.0, 220.0);
    let (left, room) = (names + 10.0, WIDTH - names - 100.0);
    let mut body = String::new();
    let top = legend(&mut body, drawn, left);
    for (row, name) in drawn.names.iter().enumerate() {
        let y = top + at(row) * 24.0;
        let cut = crate::i18n::text::truncate(name, 29);
        let _ = write!(body, "<text class=\"n\" x=\"{names}\" y=\"{}\">{}</text>", y + 16.0, escaped(&cut));
        let mut x = left;
        for (i, series) in drawn.series.iter().enumerate() {
            let part = if most > 0.0 { value(series, row).max(0.0) / most * room } else { 0.0 };
            let said = series.said.get(row).map(String::as_str).unwrap_or_default();
            let title = format!("{} · {} {said}", escaped(name), escaped(&series.name));
            let class = i % COLOURS;
            let _ = write!(body, "<rect class=\"c{class}\" x=\"{x:.1}\" y=\"{}\" width=\"{part:.1}\" height=\"17\">", y + 3.0);
            let _ = write!(body, "<title>{title}</title></rect>");
            x += part;
        }
        if let [only] = drawn.series.as_slice() {
            let said = only.said.get(row).map(String::as_str).unwrap_or_default();
            let _ = write!(body, "<text x=\"{:.1}\" y=\"{}\">{}</text>", x + 6.0, y + 16.0, escaped(said));
        }
    }
    format!("{}{body}</svg>", begin(top + at(drawn.names.len()) * 24.0 + 6.0))
}

/// Lines over the rows; those of an earlier time are dashed.
fn lines(drawn: &Drawn) -> String {
    let all = || drawn.series.iter().flat_map(|s| s.values.iter().flatten().copied());
    let (most, least) = (all().fold(0.0, f64::max), all().fold(0.0, f64::min));
    let span = if most > least { most - least } else { 1.0 };
    let (left, height) = (70.0, 220.0);
    let mut body = String::new();
    let top = legend(&mut body, drawn, left) + 8.0;
    let x = |i: usize| left + at(i) * (WIDTH - left - 20.0) / at(drawn.names.len().max(2) - 1);
    let y = |v: f64| top + (most - v) / span * height;
    for step in 0..=4_u8 {
        let v = least + span * f64::from(step) / 4.0;
        let _ = write!(body, "<line class=\"g\" x1=\"{left}\" x2=\"{}\" y1=\"{:.1}\" y2=\"{:.1}\"/>", WIDTH - 20.0, y(v), y(v));
        let _ = write!(body, "<text class=\"n\" x=\"{}\" y=\"{:.1}\">{}</text>", left - 6.0, y(v) + 4.0, short(v));
    }
    let every = drawn.names.len().div_ceil(12).max(1);
    for (i, name) in drawn.names.iter().enumerate().filter(|(i, _)| i % every == 0) {
        let _ = write!(body, "<text class=\"m\" x=\"{:.1}\" y=\"{:.1}\">{}</text>", x(i), top + height + 18.0, escaped(name));
    }
    for (k, series) in drawn.series.iter().enumerate() {
        let mut path = String::new();
        let mut pen = "M";
        for (i, v) in series.values.iter().enumerate() {
            match v {
                Some(v) => {
                    let _ = write!(path, "{pen}{:.1} {:.1}", x(i), y(*v));
                    pen = "L";
                }
                None => pen = "M",
            }
        }
        let dashed = if series.earlier { " stroke-dasharray=\"5 4\"" } else { "" };
        let _ = write!(body, "<path class=\"l{}\"{dashed} d=\"{path}\"/>", k % COLOURS);
        for (i, (v, said)) in series.values.iter().zip(&series.said).enumerate() {
            if let Some(v) = v {
                let name = drawn.names.get(i).map(String::as_str).unwrap_or_default();
                let title = format!("{} · {} {}", escaped(name), escaped(&series.name), escaped(said));
                let (class, x, y) = (k % COLOURS, x(i), y(*v));
                let _ = write!(
                    body,
                    "<circle class=\"c{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"><title>{title}</title></circle>"
                );
            }
        }
    }
    format!("{}{body}</svg>", begin(top + height + 30.0))
}

/// The squares of a map, shaded; each says its value.
#[must_use]
pub fn tiles(reader: Reader, map: &Tiles) -> String {
    let side = WIDTH / f64::from(SIZE.0);
    let mut out = begin(side * 0.62 * f64::from(SIZE.1));
    for tile in &map.tiles {
        let (x, y) = (f64::from(tile.at.0) * side, f64::from(tile.at.1) * side * 0.62);
        let class = tile.shade.map_or_else(|| "m".to_owned(), |shade| format!("m{shade}"));
        let (name, said) = (tile.name(reader.lang), escaped(&tile.said(reader)));
        let (wide, tall, middle) = (side - 4.0, side * 0.62 - 4.0, x + side / 2.0 - 2.0);
        let _ = write!(
            out,
            "<g class=\"{class}\"><rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{tall:.1}\" rx=\"3\"><title>{name} {said}</title></rect>\
             <text x=\"{middle:.1}\" y=\"{:.1}\">{name}</text><text x=\"{middle:.1}\" y=\"{:.1}\">{said}</text></g>",
            y + 22.0,
            y + 40.0
        );
    }
    out + "</svg>"
}

/// A number beside an axis, at a glance.
fn short(v: f64) -> String {
    let (part, unit) = match v.abs() {
        a if a >= 1e9 => (v / 1e9, "B"),
        a if a >= 1e6 => (v / 1e6, "M"),
        a if a >= 1e3 => (v / 1e3, "K"),
        _ => (v, ""),
    };
    let text = if part.abs() >= 100.0 || part == 0.0 { format!("{part:.0}") } else { format!("{part:.1}") };
    format!("{text}{unit}")
}
