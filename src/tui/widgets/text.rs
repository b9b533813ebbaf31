//! Text as it is shown: measured in columns, cut and padded by them, and never able to drive the terminal.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::i18n::text::{Align, fit};
pub use crate::i18n::text::{truncate as cut, visible as sanitise, visible_lines as sanitise_lines, width};

/// Exactly `columns` columns, the text at the left.
#[must_use]
pub fn left(text: &str, columns: usize) -> String {
    fit(text, columns, Align::Left)
}

/// Exactly `columns` columns, the text at the right.
#[must_use]
pub fn right(text: &str, columns: usize) -> String {
    fit(text, columns, Align::Right)
}

/// Breaks text into lines of at most `columns` columns: at blanks in Latin text, anywhere in Chinese.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in pieces(paragraph) {
            let w = width(word);
            if used + width(word.trim_end()) > columns && used > 0 {
                lines.push(line.trim_end().to_owned());
                line.clear();
                used = 0;
            }
            if width(word.trim_end()) > columns {
                for g in word.graphemes(true) {
                    if used + g.width() > columns {
                        lines.push(std::mem::take(&mut line));
                        used = 0;
                    }
                    used += g.width();
                    line.push_str(g);
                }
            } else {
                line.push_str(word);
                used += w;
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Words with the blanks behind them; a wide character is a piece of its own, with the closing mark behind it.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let wide = |c: char| c.width() == Some(2);
        let closing = matches!(c, '，' | '。' | '、' | '；' | '：' | '！' | '？' | '）' | '」' | '』' | '》' | '”');
        let breaks = before.is_some_and(|b| (b == ' ' && c != ' ') || ((wide(b) || wide(c)) && !closing && c != ' '));
        if breaks {
            found.push(text.get(start..at).unwrap_or_default());
            start = at;
        }
        before = Some(c);
    }
    found.push(text.get(start..).unwrap_or_default());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_by_columns() {
        for (text, columns, l, r) in [
            ("abc", 5, "abc  ", "  abc"),
            ("华东大众", 10, "华东大众  ", "  华东大众"),
            ("华东大众", 7, "华东大…", "华东大…"),
            ("华东大众", 6, "华东… ", " 华东…"),
            ("abc", 0, "", ""),
        ] {
            assert_eq!(left(text, columns), l);
            assert_eq!(right(text, columns), r);
            assert_eq!(width(&left(text, columns)), columns);
        }
    }

    #[test]
    fn lines_break_at_blanks_and_between_chinese_characters() {
        assert_eq!(wrap("two partners fight", 8), ["two", "partners", "fight"]);
        assert_eq!(wrap("渠道冲突，需处理", 8), ["渠道冲", "突，需处", "理"]);
        assert_eq!(wrap("a\n\nb", 8), ["a", "", "b"]);
    }
}
