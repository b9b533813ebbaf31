//! What type-ahead looks through: code, names, pinyin initials and full pinyin, folded.
//!
//! A Chinese character with several readings gives several keys: 重庆 is found by `cq` (chóng qìng) and by `zq`
//! (zhòng qìng). Few readings of a name are combined each with each. Of more there is the commonest, and one with each
//! other reading of a character, in full pinyin only what stands around it: none is lost and no key grows long.

use pinyin::ToPinyinMulti as _;
use unicode_normalization::UnicodeNormalization as _;

/// Up to so many readings of a name are combined each with each.
const READINGS: usize = 4;

/// Characters before and after one with another reading that make its key in full pinyin.
const AROUND: usize = 4;

/// Initials are short: the whole name makes the key.
const ALL: usize = usize::MAX;

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
        if folded.is_empty() || known(&keys, &folded) {
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
            if !known(&keys, &key) {
                keys.push(key);
            }
        }
    }
    keys.join("|")
}

/// Whether keys find what is called `name`.
#[must_use]
pub fn is_among(keys: &str, name: &str) -> bool {
    // most names are written as they are folded
    (!name.contains('|') && keys.contains(name)) || keys.contains(fold(name).as_str())
}

/// Whether what finds `key` is found already.
fn known(keys: &[String], key: &str) -> bool {
    keys.iter().any(|k| k.contains(key))
}

/// Initials and full pinyin of a text; what is not Chinese stands as it is.
fn readings(text: &str) -> (Vec<String>, Vec<String>) {
    let mut initials: Vec<Vec<String>> = Vec::new();
    let mut full: Vec<Vec<String>> = Vec::new();
    let mut spoken = false;
    for c in text.chars() {
        let sounds: Vec<&str> =
            c.to_pinyin_multi().map(|m| m.into_iter().map(pinyin::Pinyin::plain).collect()).unwrap_or_default();
        spoken |= !sounds.is_empty();
        if sounds.is_empty() {
            initials.push(vec![c.to_string()]);
            full.push(vec![c.to_string()]);
        } else {
            initials.push(different(sounds.iter().map(|s| s.chars().take(1).collect())));
            full.push(different(sounds.iter().map(|s| (*s).to_owned())));
        }
    }
    if spoken { (spelled(&initials, ALL), spelled(&full, AROUND)) } else { (Vec::new(), Vec::new()) }
}

/// Each once, in their order: the commonest first.
fn different(sounds: impl Iterator<Item = String>) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for sound in sounds {
        if !once.contains(&sound) {
            once.push(sound);
        }
    }
    once
}

/// The keys of a text from the sounds of its characters; of many with at most `around` characters on both sides.
fn spelled(sounds: &[Vec<String>], around: usize) -> Vec<String> {
    let combined = sounds.iter().try_fold(1_usize, |n, s| n.checked_mul(s.len())).filter(|n| *n <= READINGS);
    if combined.is_some() {
        return sounds.iter().fold(vec![String::new()], |keys, sounds| {
            sounds.iter().flat_map(|sound| keys.iter().map(move |key| format!("{key}{sound}"))).collect()
        });
    }
    let common = |of: &[Vec<String>]| of.iter().filter_map(|s| s.first()).map(String::as_str).collect::<String>();
    let mut keys = vec![common(sounds)];
    for (i, others) in sounds.iter().enumerate() {
        let before = common(sounds.get(i.saturating_sub(around)..i).unwrap_or_default());
        let after = common(sounds.get(i + 1..sounds.len().min(i.saturating_add(1).saturating_add(around))).unwrap_or_default());
        keys.extend(others.iter().skip(1).map(|sound| format!("{before}{sound}{after}")));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_find_what_they_are_made_of_however_it_is_written() {
        let keys = keys(&["D002", "Ａ１ 超市|华东", "华东"]);
        for name in ["D002", "d002", "Ａ１ 超市|华东", "a1超市", "华东", ""] {
            assert!(is_among(&keys, name), "{name} in {keys}");
        }
        for name in ["D003", "华南", "A2"] {
            assert!(!is_among(&keys, name), "{name} in {keys}");
        }
    }

    #[test]
    fn a_name_is_found_by_characters_initials_and_full_pinyin() {
        let cases: &[(&str, &[&str])] = &[
            ("华东大众", &["华东大众", "hddz", "huadongdazhong", "dazhong"]),
            ("重庆川渝食品", &["cqcysp", "zqcysp", "chongqing", "zhongqing"]),
            ("广汽丰田重庆", &["cq", "zq", "gqft", "aqft", "guangqi", "chongqing", "zhongqing"]),
            ("重庆长安重庆广厦行", &["cq", "zq", "chang", "zhang", "gsx", "gsh", "guangsha", "xiaxing", "hang"]),
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
        assert!(keys.len() < 2_000, "{}", keys.len());
    }
}
