//! What type-ahead looks through: code, names, pinyin initials and full pinyin, folded.
//!
//! A Chinese character with several readings gives several keys: 重庆 is found by `cq` (chóng qìng) and by `zq`
//! (zhòng qìng). How many readings of a name are combined is bounded, so that a key never grows long.

use pinyin::ToPinyinMulti as _;
use unicode_normalization::UnicodeNormalization as _;

/// At most so many readings of one name.
const READINGS: usize = 4;

/// Folds case, full width and blanks, which make no difference when one looks for something.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text
            .bytes()
            .filter(|b| !b.is_ascii_whitespace() && *b != b'|')
            .map(|b| char::from(b.to_ascii_lowercase()))
            .collect();
    }
    text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace() && *c != '|').collect()
}

/// The keys of a record that is called by `names`: each folded, and the pinyin of those with Chinese characters;
/// separated by `|`.
#[must_use]
pub fn keys(names: &[&str]) -> String {
    let mut keys: Vec<String> = Vec::new();
    for name in names {
        let folded = fold(name);
        if folded.is_empty() || keys.contains(&folded) {
            continue;
        }
        let mut spoken = Vec::new();
        if !folded.is_ascii() {
            let (initials, full) = readings(&folded);
            spoken.extend(initials);
            spoken.extend(full);
        }
        keys.push(folded);
        for key in spoken {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys.join("|")
}

/// Initials and full pinyin of a text; what is not Chinese stands as it is.
fn readings(text: &str) -> (Vec<String>, Vec<String>) {
    let mut initials = vec![String::new()];
    let mut full = vec![String::new()];
    let mut spoken = false;
    for c in text.chars() {
        let sounds: Vec<&str> =
            c.to_pinyin_multi().map(|m| m.into_iter().map(pinyin::Pinyin::plain).collect()).unwrap_or_default();
        if sounds.is_empty() {
            initials.iter_mut().chain(&mut full).for_each(|s| s.push(c));
            continue;
        }
        spoken = true;
        let first = |s: &str| s.chars().next().map(String::from).unwrap_or_default();
        extend(&mut initials, sounds.iter().copied().map(first));
        extend(&mut full, sounds.iter().map(|s| (*s).to_owned()));
    }
    if spoken { (initials, full) } else { (Vec::new(), Vec::new()) }
}

/// Every key so far with every different sound, while they are few; else with the first sound, the commonest.
fn extend(keys: &mut Vec<String>, sounds: impl Iterator<Item = String>) {
    let mut different: Vec<String> = Vec::new();
    for sound in sounds {
        if !different.contains(&sound) {
            different.push(sound);
        }
    }
    let Some((first, others)) = different.split_first() else { return };
    let mut more = Vec::new();
    for sound in others {
        for key in keys.iter() {
            if keys.len() + more.len() < READINGS {
                more.push(format!("{key}{sound}"));
            }
        }
    }
    for key in keys.iter_mut() {
        key.push_str(first);
    }
    keys.extend(more);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_characters_initials_and_full_pinyin() {
        let cases: &[(&str, &[&str])] = &[
            ("华东大众", &["华东大众", "hddz", "huadongdazhong", "dazhong"]),
            ("重庆川渝食品", &["cqcysp", "zqcysp", "chongqing", "zhongqing"]),
            ("长沙银行", &["csyh", "zsyh", "changshayin"]),
            ("D002", &["d002"]),
            ("East Fresh", &["eastfresh"]),
            ("Ａ１ 超市", &["a1超市", "a1cs"]),
        ];
        for (name, finds) in cases {
            let keys = keys(&[name]);
            for text in *finds {
                assert!(keys.contains(&fold(text)), "{name}: {keys} has no {text}");
            }
        }
    }

    #[test]
    fn many_polyphones_stay_bounded() {
        let keys = keys(&["重重重重重重重重重重长长长长长长"]);
        assert!(keys.len() < 1_000, "{}", keys.len());
    }
}
