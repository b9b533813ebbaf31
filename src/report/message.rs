//! Documents as messages of group robots, whose Markdown knows no tables: a line a row.

use super::Document;
use super::block::{Block, Body};
use super::say::Reader;
use super::text::grid;
use crate::domain::explain::Words;
use crate::i18n::text::markdown as plain;

/// The document as lines, the first one its title.
#[must_use]
pub fn document(reader: Reader, document: &Document) -> String {
    let mut lines: Vec<String> = document.title.iter().map(|title| format!("## {}", plain(&reader.words(title)))).collect();
    blocks(reader, &document.blocks, &mut lines);
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

fn blocks(reader: Reader, all: &[Block], lines: &mut Vec<String>) {
    for block in all.iter().filter(|b| !b.is_empty() && !b.is_unseen()) {
        lines.extend(block.head.as_ref().map(|head| format!("\n**{}**", plain(&reader.words(head)))));
        match &block.body {
            Body::Table(table, _) => lines.extend(grid(reader, table).lines().map(|line| format!("- {}", plain(&line)))),
            Body::Said(said) | Body::Members(_, Some(said)) if *said == Words::nothing() => {}
            Body::Said(said) | Body::Note(said) | Body::Members(_, Some(said)) => {
                lines.push(format!("> {}", plain(&reader.words(said))));
            }
            Body::Lines(all) => lines.extend(all.iter().map(|(line, _)| plain(line))),
            Body::Points(all) => lines.extend(all.iter().map(|point| plain(&point.line()))),
            Body::Group(all) | Body::Page(all) => blocks(reader, all, lines),
            _ => {}
        }
    }
}

/// Whole lines of at most so many bytes.
#[must_use]
pub fn cut(text: &str, bytes: usize) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        if out.len() + line.len() > bytes {
            break;
        }
        out.push_str(line);
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_robots_message_is_cut_at_a_line() {
        assert_eq!(cut("渠道\n健康度\n", 7), "渠道");
        assert_eq!(cut("渠道\n健康度\n", 17), "渠道\n健康度");
        assert_eq!(cut("渠道\n", 3), "");
    }
}
