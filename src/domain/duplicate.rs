//! Partners that may be one and the same: same social credit code, same telephone, same name (S1).

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;

/// What two partners have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Common {
    /// Unified social credit code 统一社会信用代码: one legal person.
    CreditCode,
    /// Main telephone, by its digits.
    Phone,
    /// Name without legal form, brackets and spacing.
    Name,
}

/// What of a partner is compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Identity<'a> {
    /// Its code, by which it is told to people.
    pub code: &'a str,
    /// Registered name.
    pub name: &'a str,
    /// Main telephone.
    pub phone: &'a str,
    /// Unified social credit code.
    pub credit_code: &'a str,
}

/// Partners by what could be in common.
#[derive(Debug, Default)]
pub struct Duplicates {
    by: HashMap<(Common, String), String>,
}

impl Duplicates {
    /// The codes of partners added before that have something in common with `who`, the strongest reason of each.
    #[must_use]
    pub fn find(&self, who: Identity<'_>) -> Vec<(String, Common)> {
        let mut found: Vec<(String, Common)> = Vec::new();
        for key in keys(who) {
            if let Some(code) = self.by.get(&key)
                && code != who.code
                && found.iter().all(|(c, _)| c != code)
            {
                found.push((code.clone(), key.0));
            }
        }
        found
    }

    /// Adds a partner; of several with something in common the first is kept.
    pub fn add(&mut self, who: Identity<'_>) {
        for key in keys(who) {
            self.by.entry(key).or_insert_with(|| who.code.to_owned());
        }
    }
}

fn keys(who: Identity<'_>) -> impl Iterator<Item = (Common, String)> {
    let credit_code: String = who.credit_code.nfkc().filter(char::is_ascii_alphanumeric).flat_map(char::to_uppercase).collect();
    let keys =
        [(Common::CreditCode, credit_code, 15), (Common::Phone, digits(who.phone), 7), (Common::Name, normal_name(who.name), 1)];
    // too short to tell one from another: `0`, `none`
    keys.into_iter().filter(|(_, key, least)| key.chars().count() >= *least).map(|(common, key, _)| (common, key))
}

/// The digits of a telephone number, without the prefix of the country.
fn digits(phone: &str) -> String {
    let digits: String = phone.nfkc().filter(char::is_ascii_digit).collect();
    let mobile = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")).filter(|d| d.len() == 11);
    mobile.map(str::to_owned).unwrap_or(digits)
}

/// A name without what makes no difference: legal form, brackets, spaces, punctuation, case, full width.
#[must_use]
pub fn normal_name(name: &str) -> String {
    const FORMS: &[&str] = &[
        "股份有限公司",
        "有限责任公司",
        "集团有限公司",
        "有限公司",
        "股份公司",
        "公司",
        "集团",
        "corporation",
        "limited",
        "company",
        "gmbh",
        "inc",
        "llc",
        "ltd",
        "corp",
        "co",
    ];
    let folded: String = name.nfkc().flat_map(char::to_lowercase).collect();
    let words: String = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    let mut rest = words.as_str();
    // from the end, as long as something is left
    while let Some(shorter) = FORMS.iter().find_map(|form| {
        let shorter = rest.strip_suffix(form)?;
        let is_word = !form.is_ascii() || shorter.ends_with(' ');
        (is_word && !shorter.trim().is_empty()).then(|| shorter.trim_end())
    }) {
        rest = shorter;
    }
    rest.chars().filter(|c| *c != ' ').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_whatever_its_legal_form_and_spacing() {
        let cases = [
            ("杭州西湖贸易有限公司", "杭州西湖贸易"),
            ("杭州西湖贸易（集团）股份有限公司", "杭州西湖贸易"),
            ("杭州 西湖贸易", "杭州西湖贸易"),
            ("ＡＢＣ Trading Co., Ltd.", "abctrading"),
            ("abc trading", "abctrading"),
            ("Tesco", "tesco"),
            ("公司", "公司"),
            ("Company", "company"),
        ];
        for (name, normal) in cases {
            assert_eq!(normal_name(name), normal, "{name}");
        }
    }

    #[test]
    fn duplicates_are_found_by_the_strongest_reason() {
        let who = |code, name, phone, credit_code| Identity { code, name, phone, credit_code };
        let mut known = Duplicates::default();
        known.add(who("D001", "杭州西湖贸易有限公司", "+86 138-0000-1111", "91330100MA27XYZ12A"));
        known.add(who("D002", "上海浦江", "021-55550000", ""));
        let cases = [
            (who("D003", "杭州西湖贸易", "", ""), vec![("D001", Common::Name)]),
            (who("D003", "别的", "13800001111", ""), vec![("D001", Common::Phone)]),
            (
                who("D003", "上海浦江（有限公司）", "138 0000 1111", "91330100ma27xyz12a"),
                vec![("D001", Common::CreditCode), ("D002", Common::Name)],
            ),
            (who("D001", "杭州西湖贸易", "", ""), vec![]),
            (who("D003", "", "0", "-"), vec![]),
        ];
        for (identity, expected) in cases {
            let expected: Vec<(String, Common)> = expected.into_iter().map(|(c, r)| (c.to_owned(), r)).collect();
            assert_eq!(known.find(identity), expected, "{identity:?}");
        }
    }
}
