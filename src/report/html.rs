//! Documents as self-contained pages: no script, nothing from elsewhere; light and dark, on paper and on a phone.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::block::{Block, Body, Figure};
use super::cell::{Cell, Tone, What};
use super::column::Column;
use super::say::{Reader, cell_text};
use super::table::{Line, Table};
use super::types::Type;
use super::{Document, rules_of, svg};
use crate::domain::explain::Words;
use crate::domain::record::Lang;
use crate::i18n::text::visible;
use crate::t;

const STYLE: &str = include_str!("style.css");

/// The document as a page; `remarks` stand above it.
#[must_use]
pub fn page(reader: Reader, document: &Document, remarks: &[String]) -> String {
    let title = document.title.as_ref().map_or_else(|| document.schema.to_owned(), |title| reader.words(title));
    let page = html! {
        (DOCTYPE)
        html lang=(if reader.lang == Lang::Zh { "zh-Hans" } else { "en" }) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content="qudao";
                title { (visible(&title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (visible(&title)) }
                    @for remark in remarks { p.remark { (visible(remark)) } }
                    (pairs(reader, &document.head))
                    @for block in document.blocks.iter().filter(|b| !b.is_empty() && !b.is_unseen()) { (section(reader, block)) }
                }
            }
        }
    };
    page.into_string()
}

fn section(reader: Reader, block: &Block) -> Markup {
    html! {
        @if let Some(head) = &block.head { h2 { (visible(&reader.words(head))) } }
        @match &block.body {
            Body::Table(of, empty) => (table(reader, of, &reader.words(empty))),
            Body::Members(figures, said) => {
                @if let Some(said) = said.as_ref().filter(|said| **said != Words::nothing()) { p { (visible(&reader.words(said))) } }
                @if said.is_none() { (pairs(reader, figures)) }
            },
            Body::Figures(figures) => (pairs(reader, figures)),
            Body::Trend(trend) => figure { (PreEscaped(svg::trend(reader, trend))) },
            Body::Tiles(map) => figure { figcaption { (visible(&reader.words(&map.figure))) } (PreEscaped(svg::tiles(reader, map))) },
            Body::Text(text) => @for line in text.lines() { p { (visible(line)) } },
            Body::Lines(lines) => pre { @for (line, _) in lines { (visible(line)) "\n" } },
            Body::Points(points) => pre { @for point in points { (visible(&point.line())) "\n" } },
            Body::Group(all) | Body::Page(all) => @for block in all.iter().filter(|b| !b.is_empty() && !b.is_unseen()) { (section(reader, block)) },
            Body::Said(words) => @if *words != Words::nothing() { p { (visible(&reader.words(words))) } },
            Body::Note(words) => p.remark { (visible(&reader.words(words))) },
            Body::Explained(all) => @for e in all {
                @let text = {
                    let mut text = Vec::new();
                    // a vector takes everything
                    let _ = super::explanation::write(reader, &rules_of(e), e, &mut text, super::print::Look::default());
                    String::from_utf8_lossy(&text).into_owned()
                };
                pre { (text) }
            },
        }
    }
}

/// How a cell of a column is laid out and seen.
fn class(column: &Column, cell: Option<&Cell>) -> Option<String> {
    let kind = match column.ty {
        _ if column.right => Some("r"),
        Type::Text | Type::List | Type::Any => Some("t"),
        _ => None,
    };
    let all: Vec<&str> = kind.into_iter().chain(cell.and_then(tone)).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

fn tone(cell: &Cell) -> Option<&'static str> {
    match cell.tone {
        Tone::Plain => None,
        Tone::Dim => Some("dim"),
        Tone::Good => Some("good"),
        Tone::Soon => Some("soon"),
        Tone::Bad => Some("bad"),
    }
}

/// A table with its charts before it; what lists the rows behind a cell stands as its hint.
fn table(reader: Reader, table: &Table, empty: &str) -> Markup {
    let shown = table.shown();
    let columns: Vec<_> = shown.iter().filter_map(|i| table.columns.get(*i)).collect();
    let row = |line: &Line| {
        html! {
            @for (column, cell) in shown.iter().filter_map(|i| table.columns.get(*i).zip(line.cells.get(*i))) {
                td class=[class(column, Some(cell))] title=[cell.rows.as_deref()] {
                    (visible(&reader.cell(column, &cell.what)))
                }
            }
        }
    };
    let seen = table.seen().count();
    html! {
        @for chart in &table.charts {
            figure { (PreEscaped(svg::chart(chart.kind, &svg::drawn(reader, table, chart)))) }
        }
        @if seen == 0 && table.total.is_none() && !empty.is_empty() { p { (visible(empty)) } }
        @else {
            div.wide { table {
                thead { tr { @for column in &columns { th class=[class(column, None)] { (visible(&reader.words(&column.label))) } } } }
                tbody { @for line in table.seen() { tr { (row(line)) } } }
                tfoot { @for line in table.total.as_deref().into_iter().chain(&table.foot) { tr { (row(line)) } } }
            } }
        }
        @if table.count > seen {
            p.remark { (t!(reader.lang, "kpi-more", shown = seen.to_string(), count = table.count.to_string())) }
        }
    }
}

/// Labels with their values.
fn pairs(reader: Reader, figures: &[Figure]) -> Markup {
    html! {
        @if !figures.is_empty() {
            dl {
                @for figure in figures {
                    @let label = reader.words(&figure.label);
                    @let value = cell_text(reader.lang, reader.zone, &figure.value.what);
                    @if let What::Members(_) = figure.value.what {
                        @if !label.is_empty() { div { dd { (visible(&label)) } } }
                    } @else if !label.is_empty() && !value.is_empty() {
                        div {
                            dt { (visible(&label)) }
                            dd class=[tone(&figure.value)] {
                                (visible(&value))
                                @for more in &figure.beside { " " (visible(&cell_text(reader.lang, reader.zone, &more.what))) }
                            }
                        }
                    }
                }
            }
        }
    }
}
