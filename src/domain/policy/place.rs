//! Where in a text of the rules something stands, as people count: in lines from 1.

use std::ops::Range;

use toml_edit::{Document, Item, TableLike};

/// Tables with names of one's own lie so deep, as `maintenance.rule.mine`: what such a one lacks is told where it begins.
const OWN: usize = 3;

/// The line on which a key stands in a text of TOML, or on which the table of one's own begins that lacks it.
#[must_use]
pub(super) fn line_of(text: &str, path: &str) -> Option<usize> {
    let document = Document::parse(text).ok()?;
    let mut table: &dyn TableLike = document.as_table();
    let (mut rest, mut depth, mut begins) = (path, 0, None);
    loop {
        let of = |name: &str| rest.strip_prefix(name).filter(|left| left.is_empty() || left.starts_with('.'));
        let Some((name, item)) = table.iter().find(|(name, _)| of(name).is_some()) else { break };
        rest = of(name).map(|left| left.trim_start_matches('.')).unwrap_or_default();
        let key = table.key(name).and_then(toml_edit::Key::span);
        begins = key.or_else(|| item.span()).or(begins);
        depth += 1;
        match item.as_table_like() {
            Some(below) if !rest.is_empty() => table = below,
            _ => break,
        }
    }
    begins.filter(|_| rest.is_empty() || depth >= OWN).map(|span| line_at(text, &span))
}

/// The lines on which the tables of a list begin, as `[[remedy]]`.
#[must_use]
pub(in crate::domain) fn lines_of(text: &str, list: &str) -> Vec<Option<usize>> {
    let Ok(document) = Document::parse(text) else { return Vec::new() };
    let tables = document.as_table().get(list).and_then(Item::as_array_of_tables);
    tables.map(|all| all.iter().map(|t| t.span().map(|span| line_at(text, &span))).collect()).unwrap_or_default()
}

fn line_at(text: &str, span: &Range<usize>) -> usize {
    text.get(..span.start).unwrap_or(text).matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_on_its_line_and_what_is_lacking_where_its_table_begins() {
        let text = "tiers.top = 0.2\n[alerts]\npace = { warn = 0.9,\n  critical = 0.7 }\n\n[maintenance.rule.mine]\nkind = \"visit\"\n\
                    [screening.audience]\n\"A+\" = 1\n";
        for (path, line) in [
            ("tiers.top", Some(1)),
            ("tiers.bottom", None),
            ("alerts", Some(2)),
            ("alerts.pace.warn", Some(3)),
            ("alerts.gap", None),
            ("maintenance.rule.mine.kind", Some(7)),
            ("maintenance.rule.mine.every", Some(6)),
            ("screening.audience.A+", Some(9)),
            ("screening.audience.A", None),
        ] {
            assert_eq!(line_of(text, path), line, "{path}");
        }
        assert_eq!(lines_of("[[a]]\nx = 1\n\n[[a]]\n", "a"), [Some(1), Some(4)]);
    }
}
