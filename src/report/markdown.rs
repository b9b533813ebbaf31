//! Documents as Markdown: what people are shown, tables as tables.

use super::block::{Block, Body, Figure, Point};
use super::print::{Align, Table as Printing};
use super::say::{Reader, cell_text};
use super::text::grid;
use super::{Document, rules_of};
use crate::domain::explain::Words;
use crate::i18n::text::markdown as plain;
use crate::t;

/// The document as Markdown.
#[must_use]
pub fn document(reader: Reader, document: &Document) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(document.title.as_ref().map(|title| format!("# {}", plain(&reader.words(title)))));
    blocks(reader, &document.blocks, &mut parts);
    parts.join("\n\n") + "\n"
}

fn blocks(reader: Reader, all: &[Block], parts: &mut Vec<String>) {
    for block in all.iter().filter(|b| !b.is_empty() && !b.is_unseen()) {
        parts.extend(block.head.as_ref().map(|head| format!("## {}", plain(&reader.words(head)))));
        match &block.body {
            Body::Table(table, _) => {
                parts.push(grid(reader, table).markdown());
                let shown = table.seen().count();
                if table.count > shown {
                    let (shown, count) = (shown.to_string(), table.count.to_string());
                    parts.push(format!("*{}*", t!(reader.lang, "kpi-more", shown = shown, count = count)));
                }
            }
            Body::Said(said) | Body::Members(_, Some(said)) if *said == Words::nothing() => {}
            Body::Members(_, Some(said)) | Body::Said(said) => parts.push(plain(&reader.words(said))),
            Body::Members(figures, None) | Body::Figures(figures) => parts.extend(labelled(reader, figures)),
            Body::Note(words) => parts.push(format!("*{}*", plain(&reader.words(words)))),
            Body::Lines(lines) => parts.push(lines.iter().map(|(line, _)| plain(line)).collect::<Vec<_>>().join("  \n")),
            Body::Points(points) => {
                let marked = |p: &Point| match p.depth {
                    0 => p.boxed(&plain(&p.text)),
                    depth => format!("{}- {}", "   ".repeat(depth), p.boxed(&plain(&p.text))),
                };
                parts.push(points.iter().map(marked).collect::<Vec<_>>().join("\n"));
            }
            Body::Text(text) => parts.push(text.lines().map(plain).collect::<Vec<_>>().join("  \n")),
            Body::Tiles(map) => {
                parts.push(format!("## {}", plain(&reader.words(&map.figure))));
                parts.push(format!("```text\n{}\n```", map.lines(reader).join("\n")));
            }
            Body::Trend(trend) => {
                let mut table = Printing::new([
                    (t!(reader.lang, "page-month"), Align::Left),
                    (t!(reader.lang, "page-net"), Align::Right),
                    (t!(reader.lang, "page-year-earlier"), Align::Right),
                ]);
                let amount = |m| crate::i18n::number::amount_full(m);
                for (month, now, before) in trend.months() {
                    table.row([month, amount(now), before.map(amount).unwrap_or_default()]);
                }
                parts.push(table.markdown());
            }
            Body::Explained(all) => {
                for e in all {
                    let mut text = Vec::new();
                    // a vector takes everything
                    let _ = super::explanation::write(reader, &rules_of(e), e, &mut text, super::print::Look::default());
                    parts.push(format!("```text\n{}```", String::from_utf8_lossy(&text)));
                }
            }
            Body::Group(all) | Body::Page(all) => blocks(reader, all, parts),
        }
    }
}

/// Labels with their values, one a line; of those without a label nothing.
fn labelled(reader: Reader, figures: &[Figure]) -> Option<String> {
    let line = |f: &Figure| {
        let label = reader.words(&f.label);
        let value = cell_text(reader.lang, reader.zone, &f.value.what);
        (!label.is_empty() && !value.is_empty()).then(|| format!("- {}: {}", plain(&label), plain(&value)))
    };
    let lines: Vec<String> = figures.iter().filter_map(line).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
