//! Text that is safe and well measured on a terminal.
//!
//! Names come from files and from other people: a control or escape character in them is shown, never sent. Widths
//! are columns of a terminal, in which a Chinese character takes two.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Whether a terminal would obey the character instead of showing it, or a reader be misled by it.
fn is_active(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// The text on one line, with every control, escape and direction character shown: `␛[2J`, `␊`, `\u{202e}`.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    shown(text, false)
}

/// [`visible`], but line ends stay; a tab becomes four blanks.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    shown(text, true)
}

fn shown(text: &str, lines: bool) -> Cow<'_, str> {
    if !text.contains(is_active) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' if lines => out.push('\n'),
            '\r' if lines => {}
            '\t' if lines => out.push_str("    "),
            '\0'..='\x1f' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}')),
            '\x7f' => out.push('\u{2421}'),
            c if is_active(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Text that Markdown shows as it is.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// How many columns the text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text in at most `columns` columns; what does not fit is replaced by `…`.
///
/// It is cut between characters as people see them, so it may take one column less than it could.
#[must_use]
pub fn truncate(text: &str, columns: usize) -> Cow<'_, str> {
    // a text takes at most as many columns as it has bytes, so most are decided without measuring
    if text.len() <= columns || width(text) <= columns {
        return Cow::Borrowed(text);
    }
    if columns == 0 {
        return Cow::Borrowed("");
    }
    let (mut out, mut used) = (String::new(), 0);
    for g in text.graphemes(true) {
        let w = width(g);
        if used + w > columns - 1 {
            break;
        }
        out.push_str(g);
        used += w;
    }
    out.push('…');
    Cow::Owned(out)
}

/// Where the text stands in its field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Words.
    #[default]
    Left,
    /// Numbers.
    Right,
}

/// The text in exactly `columns` columns, cut or filled with blanks.
#[must_use]
pub fn fit(text: &str, columns: usize, align: Align) -> String {
    let text = truncate(text, columns);
    let blanks = " ".repeat(columns.saturating_sub(width(&text)));
    match align {
        Align::Left => format!("{text}{blanks}"),
        Align::Right => format!("{blanks}{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        let cases = [
            ("plain 中文", "plain 中文"),
            ("\x1b[2J", "␛[2J"),
            ("a\r\nb\tc\x07\x7f", "a␍␊b␉c␇␡"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("\u{202e}gnp.exe", "\\u{202e}gnp.exe"),
            ("\u{feff}x", "\\u{feff}x"),
        ];
        for (text, safe) in cases {
            assert_eq!(visible(text), safe);
        }
        assert_eq!(visible_lines("a\r\n\x1bb\tc"), "a\n␛b    c");
    }

    #[test]
    fn a_cut_falls_between_characters_and_never_overflows() {
        let cases = [
            ("重庆川渝", 8, "重庆川渝"),
            ("重庆川渝", 7, "重庆川…"),
            ("重庆川渝", 6, "重庆…"),
            ("abc", 2, "a…"),
            ("abc", 1, "…"),
            ("abc", 0, ""),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
        ];
        for (text, columns, cut) in cases {
            assert_eq!(truncate(text, columns), cut, "{text} in {columns}");
            assert!(width(cut) <= columns);
        }
    }

    #[test]
    fn a_field_is_filled_by_columns_not_characters() {
        assert_eq!(fit("川渝", 6, Align::Left), "川渝  ");
        assert_eq!(fit("1,234", 8, Align::Right), "   1,234");
        assert_eq!(width(&fit("重庆川渝食品", 7, Align::Left)), 7);
    }
}
