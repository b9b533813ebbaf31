//! What somebody may have meant: the known names nearest to an unknown one.

use unicode_normalization::UnicodeNormalization as _;

/// Folds what makes no difference to people: case, full width, spaces, underscores and hyphens.
#[must_use]
pub fn fold(text: &str) -> String {
    let skip = |c: &char| !(c.is_whitespace() || matches!(c, '_' | '-' | '\u{feff}' | '\u{200b}'));
    text.nfkc().flat_map(char::to_lowercase).filter(skip).collect()
}

/// The up to `limit` candidates nearest to `text`, the nearest first; none that is too far to be meant.
///
/// Near is: one contains the other, or few letters differ (Levenshtein distance, at most a third of the letters).
#[must_use]
pub fn nearest<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>, limit: usize) -> Vec<String> {
    let known: Vec<(String, &str)> = candidates.into_iter().map(|c| (fold(c), c)).collect();
    nearest_folded(&fold(text), known.iter().map(|(f, c)| (f.as_str(), *c)), limit)
}

/// [`nearest`] among candidates that are folded already: folded form and what is answered.
#[must_use]
pub fn nearest_folded<'a>(folded: &str, candidates: impl Iterator<Item = (&'a str, &'a str)>, limit: usize) -> Vec<String> {
    let wanted: Vec<char> = folded.chars().take(64).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, &str)> = candidates
        .filter_map(|(known, shown)| {
            let letters = known.chars().count();
            if letters == 0 {
                return None;
            }
            let part = letters.min(wanted.len()) >= 2 && (known.contains(folded) || folded.contains(known));
            let allowed = (wanted.len().max(letters) / 3).max(1);
            if !part && letters.abs_diff(wanted.len()) > allowed {
                return None;
            }
            let distance = if part { 1 } else { distance(&wanted, &known.chars().take(64).collect::<Vec<_>>(), allowed)? };
            Some((distance, shown))
        })
        .collect();
    found.sort_unstable();
    found.dedup_by(|a, b| a.1 == b.1);
    found.into_iter().take(limit).map(|(_, shown)| shown.to_owned()).collect()
}

/// The Levenshtein distance if it is at most `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (slot, y) in row.iter_mut().skip(1).zip(b) {
            let above = *slot;
            left = (diagonal + usize::from(x != y)).min(left + 1).min(above + 1);
            diagonal = above;
            *slot = left;
        }
    }
    row.last().copied().filter(|d| *d <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_names_come_first() {
        let known = ["D001", "D010", "D200", "华东", "华南", "Hangzhou Xihu"];
        let cases: [(&str, &[&str]); 6] = [
            ("D01", &["D001", "D010"]),
            ("d 001", &["D001"]),
            ("D002", &["D001"]),
            ("华东区", &["华东"]),
            ("Hangzhou", &["Hangzhou Xihu"]),
            ("zzz", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(nearest(text, known, 2), expected, "{text}");
        }
    }
}
