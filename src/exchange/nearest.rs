//! What somebody may have meant: the known names nearest to an unknown one.

use super::value::fold;

/// The up to `limit` candidates nearest to `text`, the nearest first; none that is too far to be meant.
///
/// Near is: one contains the other, or few letters differ (Levenshtein distance, at most a third of the letters).
#[must_use]
pub fn nearest<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>, limit: usize) -> Vec<String> {
    let wanted: Vec<char> = fold(text).chars().take(64).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let known: Vec<char> = fold(candidate).chars().take(64).collect();
            let allowed = wanted.len().max(known.len()) / 3;
            if known.is_empty() {
                return None;
            }
            let part = contains(&known, &wanted) || contains(&wanted, &known);
            let distance = if part { 1 } else { distance(&wanted, &known, allowed.max(1))? };
            Some((distance, candidate))
        })
        .collect();
    found.sort_unstable();
    found.dedup_by(|a, b| a.1 == b.1);
    found.into_iter().take(limit).map(|(_, candidate)| candidate.to_owned()).collect()
}

fn contains(whole: &[char], part: &[char]) -> bool {
    part.len() >= 2 && whole.windows(part.len()).any(|w| w == part)
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
