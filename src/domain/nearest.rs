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
/// Near is: one contains the other, or few letters differ (at most a third of them; two that changed places are one).
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
            let distance = if known == folded {
                0
            } else if part {
                1
            } else {
                distance(&wanted, &known.chars().take(64).collect::<Vec<_>>(), allowed)?
            };
            Some((distance, shown))
        })
        .collect();
    found.sort_unstable();
    found.dedup_by(|a, b| a.1 == b.1);
    if found.first().is_some_and(|(distance, _)| *distance == 0) {
        // what differs in case, width or a hyphen alone is meant
        found.retain(|(distance, _)| *distance == 0);
    }
    found.into_iter().take(limit).map(|(_, shown)| shown.to_owned()).collect()
}

/// How many letters are put in, left out, changed, or changed places with their neighbour, if that is at most `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut above: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let of = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut least = (of(&row, j) + usize::from(x != y)).min(of(&row, j + 1) + 1).min(of(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(of(&above, j - 1) + 1);
            }
            next.push(least);
        }
        above = std::mem::replace(&mut row, next);
    }
    row.last().copied().filter(|d| *d <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_names_come_first() {
        let known = ["D001", "D010", "D200", "华东", "华南", "Hangzhou Xihu"];
        let cases: [(&str, &[&str]); 7] = [
            ("D01", &["D001", "D010"]),
            ("d 001", &["D001"]),
            ("D002", &["D001"]),
            ("华东区", &["华东"]),
            ("Hangzhou", &["Hangzhou Xihu"]),
            ("D0001", &["D001"]),
            ("zzz", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(nearest(text, known, 2), expected, "{text}");
        }
        // letters that changed places are one slip, at any place
        for (slip, meant) in [("nmae", "name"), ("anme", "name"), ("naem", "name"), ("statsu", "status"), ("prtners", "partners")]
        {
            assert_eq!(nearest(slip, ["name", "status", "partners", "owner"], 3), [meant], "{slip}");
        }
    }
}
