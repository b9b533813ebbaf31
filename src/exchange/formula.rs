//! Keeps a spreadsheet from running a text as a formula.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab or a line break and is no number gets an apostrophe in front when
//! it is written, and loses one when it is read. A text that has apostrophes before such a sign gets one more, so that
//! whatever is written is read back as it was.

use std::borrow::Cow;

fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// As it is safely written in a cell.
#[must_use]
pub fn safe(text: &str) -> Cow<'_, str> {
    let number = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-')) && text.parse::<f64>().is_ok();
    if is_formula(text) && !number { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A text that is no cell of a table, as [`plain`] reads it back: with one apostrophe more where it has some already.
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    if text.starts_with('\'') && is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// As it was before it was written safely.
#[must_use]
pub fn plain(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_written_as_text_and_read_back() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("+86 138", "'+86 138"),
            ("-12.50", "-12.50"),
            ("-12-5", "'-12-5"),
            ("-", "'-"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("'=x", "''=x"),
            ("'quoted", "'quoted"),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("＝1", "'＝1"),
            ("华东", "华东"),
            ("", ""),
        ];
        for (text, written) in cases {
            assert_eq!(safe(text), written, "{text}");
            assert_eq!(plain(&safe(text)), text, "{text}");
        }
    }
}
