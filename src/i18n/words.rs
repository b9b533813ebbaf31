//! Sentences for errors and for values that are not as expected.

use super::{message, number, system};
use crate::domain::kinds::{ApprovalAct, Decision, Role, Tier};
use crate::domain::nearest::nearest;
use crate::domain::policy;
use crate::domain::record::{Expected, Field, FieldType, Kind, Lang, Problem};
use crate::domain::sentence::{Sentence, Speak};
use crate::t;

/// A sentence in a language. The arguments `kind`, `other`, `needs`, `has`, `tier` and others hold codes, which people read as labels, as is a field `touched` beside its `kind`;
/// `bounds` is a key of the policy, of which people read what may stand there;
/// `because` is the key of a sentence, of the other arguments, that gives the reason, `command` one that names what to type; `change` is the key of the change that `what` was done by; `changes` are fields of the kind `about` with two values each.
#[must_use]
pub fn sentence(lang: Lang, sentence: &Sentence) -> String {
    let kind = sentence.args.iter().find(|(name, _)| *name == "kind").and_then(|(_, kind)| Kind::from_name(kind));
    let named = |name: &'static str, value: &String| match name {
        "touched" => kind.and_then(|k| k.def().field(value)).map(|(_, f)| f.label),
        "kind" | "other" => Kind::from_name(value).map(|k| k.def().label),
        "needs" | "has" => Role::from_code(value).map(Role::label),
        "done" => ApprovalAct::from_code(value).map(ApprovalAct::label),
        "decision" => Decision::from_code(value).map(Decision::label),
        "violation_field" => Kind::Violation.def().field(value).map(|(_, f)| f.label),
        "tier" => Tier::from_code(value).map(Tier::label),
        _ => None,
    };
    let plain = |name: &str, value: &String| match name {
        "detail" => system(lang, value),
        "fields" => {
            let label = |name: &str| {
                kind.and_then(|k| k.def().field(name)).map_or_else(|| name.to_owned(), |(_, f)| f.label.get(lang).to_owned())
            };
            value.split(", ").map(label).collect::<Vec<_>>().join(if lang == Lang::Zh { "、" } else { ", " })
        }
        // of an approval, which keeps codes; any other title stays as it is
        "title" if sentence.key.starts_with("done-approval-") => super::approval::title(lang, value),
        "bounds" => policy::keys::key(value).map_or_else(String::new, |key| key.bounds(lang)),
        _ => value.clone(),
    };
    let mut args: Vec<(&'static str, String)> = sentence
        .args
        .iter()
        .map(|(name, value)| (*name, named(name, value).map_or_else(|| plain(name, value), |l| l.get(lang).to_owned())))
        .collect();
    let about = sentence.args.iter().find(|(name, _)| *name == "about").and_then(|(_, kind)| Kind::from_name(kind));
    if let Some((kind, changes)) = about.zip(args.iter_mut().find(|(name, _)| *name == "changes")) {
        changes.1 = self::changes(lang, kind, &changes.1);
    }
    for sentence in ["because", "command"] {
        if let Some(at) = args.iter().position(|(name, _)| *name == sentence) {
            args[at].1 = message(lang, &args[at].1, &args);
        }
    }
    let change = args.iter().find(|(name, _)| *name == "change").map(|(_, key)| key.clone());
    if let Some((change, what)) = change.zip(args.iter_mut().find(|(name, _)| *name == "what")) {
        what.1 = super::change(lang, &change, &what.1);
    }
    message(lang, sentence.key, &args)
}

/// Fields with what they were and what they are: `Amount: 900 → 1200`. Each is name, before and after, parted by the unit
/// separator; the fields are parted by the record separator.
fn changes(lang: Lang, kind: Kind, packed: &str) -> String {
    let change = |one: &str| {
        let mut parts = one.split('\u{1f}');
        let (_, field) = kind.def().field(parts.next()?)?;
        let choice = |code: &str| match field.ty {
            FieldType::Choice(list) => list.iter().find(|c| c.code == code).map(|c| c.label.get(lang)),
            _ => None,
        };
        let mut shown = || parts.next().map(|v| if v.is_empty() { "–" } else { choice(v).unwrap_or(v) }.to_owned());
        Some(format!("{}: {} → {}", field.label.get(lang), shown()?, shown()?))
    };
    packed.split('\u{1e}').filter_map(change).collect::<Vec<_>>().join("; ")
}

/// Why something is not so: a refusal without the word that it is one.
#[must_use]
pub fn reason(lang: Lang, refusal: &Sentence) -> String {
    unrefused(lang, sentence(lang, refusal))
}

/// How a refusal begins: what ends with exit code 3, and nothing else.
#[must_use]
pub fn refusals(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::En => &["refused: "],
        Lang::Zh => {
            &["已拒绝：", "无法操作：", "无权操作：", "无法撤销：", "无权撤销：", "无法恢复：", "无法关账：", "无法写入："]
        }
    }
}

fn unrefused(lang: Lang, text: String) -> String {
    refusals(lang).iter().find_map(|begins| text.strip_prefix(begins)).map(str::to_owned).unwrap_or(text)
}

/// What went wrong and what to try next, in a language.
#[must_use]
pub fn error(lang: Lang, error: &impl Speak) -> String {
    sentence(lang, &error.sentence())
}

/// What is wrong with a value: `Credit term: "many" is not as expected: a whole number such as 12`.
///
/// Without the kind of the record the field is called by its stable name.
#[must_use]
pub fn problem(lang: Lang, kind: Option<Kind>, problem: &Problem) -> String {
    let field = kind.and_then(|k| k.def().field(problem.field)).map(|(_, f)| f);
    let label = field.map_or_else(|| of_no_kind(lang, problem.field), |f| f.label.get(lang).to_owned());
    let expected = match &problem.expected {
        // a wall of names helps nobody: those that may be meant
        Expected::OneOf(names) if names.len() > MANY && !problem.value.is_empty() => {
            one_of_many(lang, kind, &problem.value, names)
        }
        other => expected(lang, kind, field, other),
    };
    if problem.expected.is_refusal() {
        // whether all of it was refused is said where it ends
        let expected = unrefused(lang, expected);
        return match (label.is_empty(), problem.value.is_empty()) {
            (true, true) => expected,
            (true, false) => t!(lang, "problem-refused-record", value = problem.value.as_str(), why = expected),
            (false, _) => t!(lang, "problem-refused", field = label.as_str(), value = problem.value.as_str(), why = expected),
        };
    }
    match (label.is_empty(), problem.value.is_empty()) {
        (true, _) => expected,
        (false, true) => t!(lang, "problem-missing", field = label.as_str(), expected = expected),
        (false, false) => t!(lang, "problem-value", field = label.as_str(), value = problem.value.as_str(), expected = expected),
    }
}

/// What a word is called that is a field of no known kind: English by its stable name, Chinese as any kind calls it.
fn of_no_kind(lang: Lang, name: &'static str) -> String {
    match name {
        "filter" => t!(lang, "word-filter"),
        "sort" => t!(lang, "word-sort"),
        "columns" => t!(lang, "word-columns"),
        "age" => t!(lang, "word-age"),
        _ if lang == Lang::En => name.to_owned(),
        _ => Kind::ALL.iter().find_map(|k| k.def().field(name)).map_or(name, |(_, f)| f.label.get(lang)).to_owned(),
    }
}

/// ` (did you mean X?)`, by the names that are near to a word; nothing where none is.
#[must_use]
pub fn meant<'a>(lang: Lang, word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = nearest(word, known, 3);
    if near.is_empty() {
        return String::new();
    }
    t!(lang, "meant", near = near.join(if lang == Lang::Zh { "、" } else { ", " }))
}

/// More names than this are not listed in a sentence.
const MANY: usize = 16;

fn one_of_many(lang: Lang, kind: Option<Kind>, value: &str, names: &[String]) -> String {
    let near = nearest(value, names.iter().map(String::as_str), 3);
    if near.is_empty() {
        let plural = kind.map_or("none", |kind| kind.def().plural);
        return t!(lang, "expected-one-of-many", count = i64::try_from(names.len()).unwrap_or(i64::MAX), plural = plural);
    }
    t!(lang, "expected-near", near = near.join(if lang == Lang::Zh { "、" } else { ", " }))
}

/// What was expected of a value.
#[must_use]
pub fn expected(lang: Lang, kind: Option<Kind>, field: Option<&Field>, expected: &Expected) -> String {
    let join = |words: &[String]| words.join(if lang == Lang::Zh { "、" } else { ", " });
    match expected {
        Expected::Given => t!(lang, "expected-given"),
        Expected::Integer => t!(lang, "expected-integer"),
        Expected::Amount => t!(lang, "expected-amount"),
        Expected::Rate => t!(lang, "expected-rate"),
        Expected::Date => t!(lang, "expected-date"),
        Expected::Time => t!(lang, "expected-time"),
        Expected::YesNo => t!(lang, "expected-yes-no"),
        Expected::OneOf(codes) => {
            t!(lang, "expected-one-of", choices = join(&codes.iter().map(|c| choice(lang, field, c)).collect::<Vec<_>>()))
        }
        Expected::Existing(kind, near) if near.is_empty() => {
            t!(lang, "expected-existing", kind = kind.def().label.get(lang))
        }
        Expected::Existing(kind, near) => {
            t!(lang, "expected-existing-near", kind = kind.def().label.get(lang), near = join(near))
        }
        Expected::Unique(who) => t!(lang, "expected-unique", who = who.as_str()),
        Expected::AtLeast(bound) => t!(lang, "expected-at-least", bound = amount(field, bound)),
        Expected::AtMost(bound) => t!(lang, "expected-at-most", bound = amount(field, bound)),
        Expected::NotBefore(name) => {
            let other = kind.and_then(|k| k.def().field(name)).map_or(*name, |(_, f)| f.label.get(lang));
            t!(lang, "expected-not-before", other = other)
        }
        Expected::Transition(moves) if moves.is_empty() => t!(lang, "expected-no-transition"),
        Expected::Transition(moves) => {
            let moves = moves.iter().map(|c| choice(lang, field, c)).collect::<Vec<_>>();
            t!(lang, "expected-transition", moves = join(&moves))
        }
        Expected::ShortText(length) => t!(lang, "expected-short-text", length = length.to_string()),
        Expected::Rule(key) => message(lang, key, &[]),
        Expected::Named(key, args) => self::sentence(lang, &Sentence { key, args: args.clone() }),
    }
}

/// A bound as people read it: an amount in full, a large number in groups.
fn amount(field: Option<&Field>, bound: &str) -> String {
    match field.map(|f| f.ty) {
        Some(FieldType::Money) => bound.parse().map_or_else(|_| bound.to_owned(), number::amount_full),
        // of years nobody writes groups
        Some(FieldType::Int) if bound.trim_start_matches('-').len() > 4 => {
            bound.parse().map_or_else(|_| bound.to_owned(), number::count)
        }
        _ => bound.to_owned(),
    }
}

/// A code with its label: `active (合作中)`; the code alone where the label says the same.
fn choice(lang: Lang, field: Option<&Field>, code: &str) -> String {
    let label = match field.map(|f| f.ty) {
        Some(FieldType::Choice(list)) => list.iter().find(|c| c.code == code).map(|c| c.label.get(lang)),
        _ => None,
    };
    match label {
        Some(label) if label != code => match lang {
            Lang::En => format!("{code} ({label})"),
            Lang::Zh => format!("{code}（{label}）"),
        },
        _ => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_field_value_and_what_was_expected() {
        let p = |field, value: &str, expected| Problem { field, value: value.into(), expected };
        let kind = Some(Kind::Partner);
        let cases = [
            (
                p("credit_days", "many", Expected::Integer),
                "Credit term: `many` is not as expected: a whole number such as 12",
                "账期：`many` 有误，应为整数，例如 12",
            ),
            (p("name", "", Expected::Given), "Name: nothing given, expected a value", "名称：未填写，应为必填的内容"),
            (
                p("status", "gone", Expected::OneOf(vec!["active".into(), "exited".into()])),
                "Status: `gone` is not as expected: one of active, exited",
                "状态：`gone` 有误，应为以下之一：active（合作中）、exited（已退出）",
            ),
            (
                p("region", "Huadong", Expected::Existing(Kind::Region, vec!["华东".into()])),
                "Region: `Huadong` is not as expected: an existing region (near: 华东)",
                "区域：`Huadong` 有误，应为已有的区域（相近：华东）",
            ),
            (
                p("first_order_on", "2024-01-01", Expected::NotBefore("onboarded_on")),
                "First order on: `2024-01-01` is not as expected: not before `Onboarded on`",
                "首单日期：`2024-01-01` 有误，应为不早于“入驻日期”",
            ),
        ];
        for (p, en, zh) in cases {
            assert_eq!(problem(Lang::En, kind, &p), en);
            assert_eq!(problem(Lang::Zh, kind, &p), zh);
        }
    }

    #[test]
    fn an_unknown_kind_calls_the_field_by_its_name() {
        let p = Problem { field: "amount", value: "x".into(), expected: Expected::Amount };
        assert_eq!(problem(Lang::En, None, &p), "amount: `x` is not as expected: an amount such as 1,234.50");
        assert!(problem(Lang::Zh, None, &Problem { field: "filter", ..p.clone() }).starts_with("筛选："));
    }

    #[test]
    fn a_value_that_a_key_may_not_have_is_refused_in_each_language_with_key_value_bounds_and_unit() {
        let policy = policy::Policy::load(None).expect("the embedded policy");
        for (path, key) in policy.paths() {
            let value = match key.allowed {
                policy::Allowed::Text { .. } => "\"a\\u001bb\"",
                policy::Allowed::Words(_) => "[\"xyz1\"]",
                policy::Allowed::Whom => "[\"\"]",
                _ => "-12345",
            };
            let said = policy.with(&path, value).map(|p| p.hash).expect_err(&path);
            for lang in [Lang::En, Lang::Zh] {
                let text = error(lang, &said);
                let value = format!("`{value}`");
                for part in [path.as_str(), &value, &key.bounds(lang), key.unit.get(lang)] {
                    assert!(text.contains(part), "{path}: {part}: {text}");
                }
            }
        }
        let said = policy.with("sales.behind", "2").map(|p| p.hash).expect_err("above the other").found_in("`mine.toml`");
        assert_eq!(
            error(Lang::Zh, &said),
            "政策：`mine.toml`: `sales.behind` 的值 `2` 有误，应不大于 `sales.on_pace`（现为 `1.0`；请先修改 `sales.on_pace`）"
        );
    }

    #[test]
    fn roles_and_kinds_are_said_in_the_language() {
        let s = Sentence::new("error-role").with("needs", "manager").with("code", "manager");
        let s = s.with("has", "viewer").with("user", "li.wei");
        assert_eq!(
            sentence(Lang::Zh, &s),
            "无权操作：需要区域经理权限，`li.wei` 目前是只读（请管理员执行：qudao user add li.wei --role manager）"
        );
    }
}
