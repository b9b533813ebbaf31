//! Marks, bars, sparklines and borders in ASCII, for fonts and lines that have nothing else.

use std::borrow::Cow;

/// What stands for a glyph of the program where there is only ASCII, one column each; `None` for any other character.
#[must_use]
pub const fn ascii(glyph: char) -> Option<char> {
    Some(match glyph {
        '·' | '▂' => '.',
        '–' | '−' | '─' | '━' | '‾' | '▃' | '▄' => '-',
        '…' => '~',
        '█' | '▇' => '#',
        '▉' | '▊' | '▋' | '▌' | '▅' => '=',
        '▍' | '▎' | '▏' | '│' | '┃' | '‖' => '|',
        '▁' => '_',
        '░' => ':',
        '▒' => '%',
        '▓' => '&',
        '▆' | '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' | '✓' | '±' => '+',
        '›' | '→' | '▸' => '>',
        '‹' | '←' | '↵' | '◂' => '<',
        '▲' | '↑' | '⇡' => '^',
        '▼' | '▾' | '↓' | '⇣' => 'v',
        '×' | '✗' | '☑' => 'x',
        '☐' | '○' => 'o',
        '●' => '*',
        '÷' => '/',
        '“' | '”' => '"',
        'Σ' => 'S',
        '↻' => '@',
        _ => return None,
    })
}

/// The text with every glyph of the program in ASCII; words stay as they are.
#[must_use]
pub fn in_ascii(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| ascii(c).is_some()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| ascii(c).unwrap_or(c)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthChar as _;

    #[test]
    fn what_stands_for_a_glyph_is_as_wide() {
        for c in ('\u{80}'..='\u{ffff}').filter(|c| ascii(*c).is_some()) {
            assert_eq!(c.width(), Some(1), "{c}");
        }
        assert_eq!(in_ascii("▲ 华东 ███▌ 12 · ✓"), "^ 华东 ###= 12 . +");
    }

    /// Every drawn glyph that the program has in its source, beside those that stand for control characters.
    #[test]
    fn every_mark_bar_and_border_has_one() {
        fn files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
            for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    files(&path, found);
                } else if path.extension().is_some_and(|e| e == "rs" || e == "ftl") {
                    found.push(path);
                }
            }
        }
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut all = Vec::new();
        for folder in ["src/tui", "src/i18n", "src/report", "src/cli", "data/locales"] {
            files(&root.join(folder), &mut all);
        }
        let drawn = |c: &char| matches!(*c, '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{27bf}');
        for file in all {
            let text = std::fs::read_to_string(&file).expect("text");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for c in code.lines().filter(|l| !l.trim_start().starts_with("//")).flat_map(str::chars).filter(drawn) {
                assert!(ascii(c).is_some(), "{c} in {}", file.display());
            }
        }
    }
}
