//! Glyphs about whose width terminals disagree.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns more than its own a glyph may cover on some terminal; `None`: all terminals agree.
///
/// They disagree about clusters of several characters (an emoji with its selector, flags, joiners, marks that combine), each
/// of which an older terminal shows by itself, and about characters that are wide in an East Asian font only.
pub(super) fn doubt(symbol: &str) -> Option<usize> {
    if symbol.len() <= 1 {
        return None;
    }
    let mut chars = symbol.chars();
    let (first, more) = (chars.next()?, chars.count());
    if more == 0 {
        let (usual, wide) = (first.width().unwrap_or(0), first.width_cjk().unwrap_or(0));
        return (usual != wide).then(|| wide.saturating_sub(usual));
    }
    Some((2 * (more + 1)).saturating_sub(symbol.width()))
}

#[cfg(test)]
mod tests {
    use super::doubt;

    #[test]
    fn clusters_and_ambiguous_glyphs_are_disputed_and_others_are_not() {
        for plain in ["a", " ", "", "华", "！", "あ"] {
            assert_eq!(doubt(plain), None, "{plain}");
        }
        assert_eq!((doubt("─"), doubt("·"), doubt("…")), (Some(1), Some(1), Some(1)));
        assert_eq!((doubt("❤\u{fe0f}"), doubt("🇨🇳"), doubt("b\u{200d}")), (Some(2), Some(2), Some(3)));
    }
}
