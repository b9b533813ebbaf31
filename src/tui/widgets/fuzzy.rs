//! The best of a few choices for what is typed.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::domain::search;

/// The choices that match, best first; all of them, in their order, for an empty text. Chinese is found by pinyin too.
pub fn best<T: Clone>(text: &str, items: &[T], said: impl Fn(&T) -> String) -> Vec<T> {
    if text.trim().is_empty() {
        return items.to_vec();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::new(text, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    let mut buffer = Vec::new();
    let mut found: Vec<(u32, usize)> = items
        .iter()
        .enumerate()
        .filter_map(|(i, item)| {
            let said = said(item);
            let spoken = if said.is_ascii() { String::new() } else { search::keys(&[&said]) };
            let mut score = |s: &str| pattern.score(Utf32Str::new(s, &mut buffer), &mut matcher);
            score(&said).into_iter().chain(score(&spoken)).max().map(|s| (s, i))
        })
        .collect();
    found.sort_by_key(|(score, i)| (std::cmp::Reverse(*score), *i));
    found.into_iter().filter_map(|(_, i)| items.get(i).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_choices_are_found_by_pinyin() {
        let items = ["指派", "编辑", "escalate"];
        assert_eq!(best("bj", &items, |i| (*i).to_owned()), ["编辑"]);
        assert_eq!(best("esc", &items, |i| (*i).to_owned()), ["escalate"]);
        assert_eq!(best("", &items, |i| (*i).to_owned()).len(), 3);
    }
}
