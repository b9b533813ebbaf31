//! Filter expressions: `region:华东 status:active,improving credit_limit>=100000 owner:me -tags:vip 川渝`.
//!
//! A filter is words that must all hold. A word with an operator is about a field, called by its name or by one of its
//! labels; any other word is looked for in the texts. `-` or `!=` turns it round, commas are alternatives, quotes keep
//! blanks together, `none` is a field that is not given. An input method's full-width marks count as theirs.

use super::record::{Field, FieldType, Kind};

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `:` contains the text, or is one of the values.
    Has,
    /// `=` is one of the values.
    Is,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

/// One word of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As typed, for messages.
    pub word: String,
    /// Must not hold.
    pub not: bool,
    pub test: Test,
}

/// What a word asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Some text of the record contains this.
    Text(String),
    /// A field compares so to one of these.
    Field {
        /// As typed.
        name: String,
        /// How.
        op: Op,
        /// Alternatives.
        values: Vec<String>,
    },
}

/// The most values that one filter compares with.
pub const MOST_VALUES: usize = 2_000;
/// The most characters of one value.
pub const LONGEST_VALUE: usize = 1_000;

/// Whether a filter is longer than anybody types, or a database answers.
#[must_use]
pub fn is_too_long(terms: &[Term]) -> bool {
    let values = |term: &Term| match &term.test {
        Test::Text(text) => (1, text.chars().count()),
        Test::Field { values, .. } => (values.len(), values.iter().map(|v| v.chars().count()).max().unwrap_or_default()),
    };
    let counted = terms.iter().map(values);
    counted.clone().any(|(_, longest)| longest > LONGEST_VALUE) || counted.map(|(n, _)| n).sum::<usize>() > MOST_VALUES
}

/// The words of a filter, in order. Every text is a filter: what has no operator is looked for.
#[must_use]
pub fn parse(text: &str) -> Vec<Term> {
    words(text).into_iter().filter_map(|w| term(&w)).collect()
}

/// A character with whether it stood in quotes, where it has no meaning but itself.
type Mark = (char, bool);

fn words(text: &str) -> Vec<Vec<Mark>> {
    let (mut words, mut word, mut quoted) = (Vec::new(), Vec::new(), false);
    for c in text.chars() {
        match fold(c) {
            '"' | '“' | '”' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => words.push(std::mem::take(&mut word)),
            folded => word.push((if quoted { c } else { folded }, quoted)),
        }
    }
    words.push(word);
    words.retain(|w| !w.is_empty());
    words
}

/// Full-width marks that an input method leaves behind.
fn fold(c: char) -> char {
    match c {
        '：' => ':',
        '，' | '、' => ',',
        '＜' => '<',
        '＞' => '>',
        '＝' => '=',
        '！' => '!',
        '－' => '-',
        other => other,
    }
}

fn term(word: &[Mark]) -> Option<Term> {
    let plain = |part: &[Mark]| part.iter().map(|(c, _)| *c).collect::<String>();
    let shown = plain(word);
    let not = word.len() > 1 && word.first() == Some(&('-', false));
    let body = if not { word.get(1..)? } else { word };
    let at = body.iter().position(|(c, quoted)| !quoted && matches!(c, ':' | '=' | '<' | '>'));
    let Some(at) = at.filter(|at| *at > 0) else {
        return Some(Term { word: shown, not, test: Test::Text(plain(body)) });
    };
    let (mut name, rest) = body.split_at(at);
    let follows = rest.get(1) == Some(&('=', false));
    let (op, length) = match (rest.first()?.0, follows) {
        ('<', true) => (Op::AtMost, 2),
        ('<', false) => (Op::Below, 1),
        ('>', true) => (Op::AtLeast, 2),
        ('>', false) => (Op::Above, 1),
        ('=', _) => (Op::Is, 1),
        _ => (Op::Has, 1),
    };
    let mut turned = not;
    if op == Op::Is
        && let Some((('!', false), before)) = name.split_last().map(|(last, before)| (*last, before))
    {
        (turned, name) = (!not, before);
    }
    let values = rest.get(length..)?.split(|(c, quoted)| *c == ',' && !quoted && matches!(op, Op::Has | Op::Is));
    let values = values.map(|v| plain(v).trim().to_owned()).collect();
    Some(Term { word: shown, not: turned, test: Test::Field { name: plain(name), op, values } })
}

/// The field that a person means: its name, a label in either language or another name that an import understands.
#[must_use]
pub fn field_of(kind: Kind, name: &str) -> Option<(usize, &'static Field)> {
    let def = kind.def();
    let wanted = folded(name);
    let by = |matches: &dyn Fn(&Field) -> bool| def.fields.iter().enumerate().find(|(_, f)| matches(f));
    by(&|f| folded(f.name) == wanted)
        .or_else(|| by(&|f| folded(f.label.en) == wanted || folded(f.label.zh) == wanted))
        .or_else(|| by(&|f| f.aliases.iter().any(|a| folded(a) == wanted)))
}

fn folded(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// Whether the text means "not given".
#[must_use]
pub fn is_none(text: &str) -> bool {
    matches!(text, "none" | "无" | "")
}

/// Whether smaller and larger mean something for a field.
#[must_use]
pub fn is_ordered(ty: FieldType) -> bool {
    matches!(ty, FieldType::Int | FieldType::Money | FieldType::Rate | FieldType::Points | FieldType::Date | FieldType::Time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, op: Op, values: &[&str]) -> Test {
        Test::Field { name: name.into(), op, values: values.iter().map(|v| (*v).to_owned()).collect() }
    }

    #[test]
    fn a_filter_is_words_that_must_all_hold() {
        let cases: &[(&str, &[(bool, Test)])] = &[
            ("", &[]),
            ("川渝", &[(false, Test::Text("川渝".into()))]),
            (
                "region:华东 score<60 owner:me",
                &[
                    (false, field("region", Op::Has, &["华东"])),
                    (false, field("score", Op::Below, &["60"])),
                    (false, field("owner", Op::Has, &["me"])),
                ],
            ),
            ("status:active,improving", &[(false, field("status", Op::Has, &["active", "improving"]))]),
            ("-tags:vip", &[(true, field("tags", Op::Has, &["vip"]))]),
            ("amount!=5", &[(true, field("amount", Op::Is, &["5"]))]),
            ("-amount!=5", &[(false, field("amount", Op::Is, &["5"]))]),
            ("amount>=1,000", &[(false, field("amount", Op::AtLeast, &["1,000"]))]),
            ("区域：华东，华南", &[(false, field("区域", Op::Has, &["华东", "华南"]))]),
            ("name:\"East Fresh, Ltd\"", &[(false, field("name", Op::Has, &["East Fresh, Ltd"]))]),
            ("\"10:30\"", &[(false, Test::Text("10:30".into()))]),
            ("owner:", &[(false, field("owner", Op::Has, &[""]))]),
            ("- :x", &[(false, Test::Text("-".into())), (false, Test::Text(":x".into()))]),
        ];
        for (text, expected) in cases {
            let found: Vec<(bool, Test)> = parse(text).into_iter().map(|t| (t.not, t.test)).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn a_field_answers_to_its_name_and_both_labels() {
        for name in ["credit_days", "Credit term", "账期", "credit-term-days"] {
            assert_eq!(field_of(Kind::Partner, name).map(|(_, f)| f.name), Some("credit_days"), "{name}");
        }
        assert_eq!(field_of(Kind::Partner, "colour"), None);
    }
}
