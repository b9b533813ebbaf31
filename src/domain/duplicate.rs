//! Partners that may be one and the same: same social credit code, same telephone, same name (S1).

use std::collections::{BTreeMap, HashMap};

use unicode_normalization::UnicodeNormalization as _;

use super::record::{Expected, Problem, Row};
use crate::choices;

choices! {
    /// What two partners have in common, the surest first.
    pub enum Common {
        FormerCode = "former_code", "former code", "曾用编码";
        CreditCode = "credit_code", "social credit code", "统一社会信用代码";
        Phone = "phone", "phone", "电话";
        Name = "name", "name", "名称";
    }
}

/// What of a partner is compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Identity<'a> {
    /// Its code, by which it is told to people.
    pub code: &'a str,
    /// Registered name.
    pub name: &'a str,
    /// Main telephone; several with commas or slashes.
    pub phone: &'a str,
    /// Unified social credit code.
    pub credit_code: &'a str,
    /// Codes of partners that were merged into it, with commas.
    pub former_codes: &'a str,
}

/// A partner that another one looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// Row id.
    pub id: i64,
    pub code: String,
    pub name: String,
    /// What they have in common, the surest.
    pub common: Common,
}

/// What of those that it looks like stops a form, at its field; a credit code unless it is `allowed`.
#[must_use]
pub fn stops(row: &Row, alike: &[Alike], allowed: bool) -> Vec<Problem> {
    let named = |a: &Alike| Expected::Unique(format!("{} {}", a.code, a.name));
    let of = |common: Common, field: &'static str| {
        let value = row.get(field).text().unwrap_or_default().to_owned();
        alike.iter().find(|a| a.common == common).map(|a| Problem { field, value, expected: named(a) })
    };
    let credit = of(Common::CreditCode, "credit_code").filter(|_| !allowed);
    [of(Common::FormerCode, "code"), credit].into_iter().flatten().collect()
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
        let former = (Common::FormerCode, who.code.to_owned());
        for key in std::iter::once(former).chain(keys(who)) {
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
        let former = who.former_codes.split(',').filter(|c| !c.is_empty()).map(|c| (Common::FormerCode, c.to_owned()));
        for key in keys(who).chain(former) {
            self.by.entry(key).or_insert_with(|| who.code.to_owned());
        }
    }
}

/// So many partners of one telephone or name are each paired with the first, not each with each.
const MANY: usize = 8;

/// Two partners, by their places, and what they have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The one that was there first.
    pub left: usize,
    /// The other.
    pub right: usize,
    /// The surest first.
    pub common: Vec<Common>,
}

/// The partners that have something in common, the surest pairs first: a credit code before a telephone before a name,
/// more in common before less.
#[must_use]
pub fn pairs<'a>(partners: impl Iterator<Item = Identity<'a>>) -> Vec<Pair> {
    let mut by: HashMap<(Common, String), Vec<usize>> = HashMap::new();
    for (at, who) in partners.enumerate() {
        for key in keys(who) {
            by.entry(key).or_default().push(at);
        }
    }
    let mut found: BTreeMap<(usize, usize), Vec<Common>> = BTreeMap::new();
    for ((common, _), places) in by {
        let firsts = if places.len() > MANY { 1 } else { places.len() };
        for (i, left) in places.iter().take(firsts).enumerate() {
            for right in places.iter().skip(i + 1).filter(|r| *r != left) {
                found.entry((*left, *right)).or_default().push(common);
            }
        }
    }
    let mut pairs: Vec<Pair> = found
        .into_iter()
        .map(|((left, right), mut common)| {
            common.sort_unstable();
            common.dedup();
            Pair { left, right, common }
        })
        .collect();
    pairs.sort_by(|a, b| {
        let surest = |p: &Pair| p.common.first().copied();
        surest(a).cmp(&surest(b)).then(b.common.len().cmp(&a.common.len())).then((a.left, a.right).cmp(&(b.left, b.right)))
    });
    pairs
}

fn keys(who: Identity<'_>) -> impl Iterator<Item = (Common, String)> {
    // too short to tell one from another: `0`, `none`
    let credit_code = Some(credit_code(who.credit_code)).filter(|c| c.len() >= 15).map(|c| (Common::CreditCode, c));
    let name = Some(normal_name(who.name)).filter(|n| !n.is_empty()).map(|n| (Common::Name, n));
    let phones = phones(who.phone).into_iter().map(|p| (Common::Phone, p));
    credit_code.into_iter().chain(phones).chain(name)
}

/// A social credit code as it is compared and stored: without full width, blanks and hyphens, in capitals.
#[must_use]
pub fn credit_code(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.')).flat_map(char::to_uppercase).collect()
}

/// The telephone numbers of a text as they are compared: digits without the prefix of the country and of the long-distance
/// line, without an extension. What is too short to tell one from another is left out.
#[must_use]
pub fn phones(text: &str) -> Vec<String> {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let split = |c: char| matches!(c, '/' | ',' | ';' | '、' | '|' | '\n');
    let mut found: Vec<String> = folded
        .split(split)
        .filter_map(|number| {
            let mut digits = String::new();
            for c in number.chars() {
                match c {
                    '0'..='9' => digits.push(c),
                    // an extension
                    c if digits.len() >= 7 && (c.is_alphabetic() || c == '#') => break,
                    _ => {}
                }
            }
            let home = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86").filter(|d| d.len() >= 10));
            let local = home.unwrap_or(&digits);
            let local = local.strip_prefix('0').unwrap_or(local);
            (local.len() >= 7).then(|| local.to_owned())
        })
        .collect();
    found.sort();
    found.dedup();
    found
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
        "股份合作公司",
        "有限合伙",
        "普通合伙",
        "合伙企业",
        "个体工商户",
        "corporation",
        "limited",
        "company",
        "gmbh",
        "plc",
        "pte",
        "pty",
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
        let who = |code, name, phone, credit_code| Identity { code, name, phone, credit_code, former_codes: "" };
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
    #[test]
    fn a_telephone_is_its_digits_however_it_is_written() {
        let cases: &[(&str, &[&str])] = &[
            ("138 0000 1111", &["13800001111"]),
            ("+86-138-0000-1111", &["13800001111"]),
            ("0086 13800001111", &["13800001111"]),
            ("１３８００００１１１１", &["13800001111"]),
            ("Tel. 13800001111", &["13800001111"]),
            ("021-5555 0000", &["2155550000"]),
            ("+86 (0)21 55550000", &["2155550000"]),
            ("86 21 55550000", &["2155550000"]),
            ("021-55550000转801", &["2155550000"]),
            ("021-55550000 ext. 5", &["2155550000"]),
            ("021-55550000 / 138 0000 1111", &["13800001111", "2155550000"]),
            ("8613800", &["8613800"]),
            ("110", &[]),
            ("无", &[]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(phones(text), *expected, "{text}");
        }
        assert_eq!(credit_code("９１３３ 0100-ma27xyz12a"), "91330100MA27XYZ12A");
    }

    #[test]
    fn pairs_stand_the_surest_first_and_a_shared_hotline_does_not_pair_everybody_with_everybody() {
        use Common::{CreditCode, Name, Phone};
        let who = |code, name, phone, credit_code| Identity { code, name, phone, credit_code, former_codes: "" };
        let some = [
            who("A", "东方", "138 0000 1111", ""),
            who("B", "东方有限公司", "", ""),
            who("C", "西方", "13800001111", ""),
            who("D", "北方", "", "91330100MA27XYZ12A"),
            who("E", "南方", "", "91330100ma27xyz12a"),
            who("F", "东方公司", "+86 13800001111", ""),
        ];
        let found: Vec<(usize, usize, Vec<Common>)> =
            pairs(some.into_iter()).into_iter().map(|p| (p.left, p.right, p.common)).collect();
        let expected = [
            (3, 4, vec![CreditCode]),
            (0, 5, vec![Phone, Name]),
            (0, 2, vec![Phone]),
            (2, 5, vec![Phone]),
            (0, 1, vec![Name]),
            (1, 5, vec![Name]),
        ];
        assert_eq!(found, expected);
        let hotline: Vec<String> = (0..100).map(|i| format!("P{i}")).collect();
        let many = hotline.iter().map(|code| who(code, code, "4008888888", ""));
        assert_eq!(pairs(many).len(), 99);
    }

    #[test]
    fn a_former_code_leads_to_the_partner_that_has_it() {
        let mut known = Duplicates::default();
        known.add(Identity { code: "D001", former_codes: "D007,D031", ..Identity::default() });
        let found = known.find(Identity { code: "D031", name: "East", ..Identity::default() });
        assert_eq!(found, [("D001".to_owned(), Common::FormerCode)]);
        assert!(known.find(Identity { code: "D3", ..Identity::default() }).is_empty());
    }
}
