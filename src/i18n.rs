//! SPEAKS. Languages, numbers, dates, 万 / 亿; the message files are in `data/locales`.
//!
//! [`t!`](crate::t) answers a message in a language; keys and arguments are checked at compile time against the
//! English file, and a test holds the Chinese file to the same keys and arguments.

pub mod approval;
pub mod compliance;
pub mod contract;
pub mod desk;
pub mod diversion;
pub mod explain;
pub mod glyphs;
pub mod head;
pub mod health;
pub mod meeting;
pub mod number;
pub mod register;
mod system;
pub mod text;
pub mod today;
pub mod warning;
pub mod words;

use std::sync::OnceLock;

use i18n_embed::LanguageLoader as _;
use i18n_embed::fluent::FluentLanguageLoader;
use rust_embed::RustEmbed;

use crate::domain::record::Kind;
pub use crate::domain::record::Lang;
pub use system::system;
pub use words::{error, expected, meant, problem, reason, sentence};

#[derive(RustEmbed)]
#[folder = "data/locales/"]
struct Locales;

/// The messages of a language, loaded when first asked for.
///
/// # Panics
/// If the embedded message file is broken, which a test rules out.
#[must_use]
pub fn loader(lang: Lang) -> &'static FluentLanguageLoader {
    static EN: OnceLock<FluentLanguageLoader> = OnceLock::new();
    static ZH: OnceLock<FluentLanguageLoader> = OnceLock::new();
    let (cell, name) = match lang {
        Lang::En => (&EN, "en"),
        Lang::Zh => (&ZH, "zh"),
    };
    cell.get_or_init(|| {
        let id = |name: &str| name.parse::<unic_langid::LanguageIdentifier>().unwrap_or_default();
        // no language falls back on another, which would be loaded too: both say the same things
        let loader = FluentLanguageLoader::new("qudao", id(name));
        loader.load_languages(&Locales, &[id(name)]).expect("the embedded message files load");
        loader.set_use_isolating(false);
        loader.with_bundles_mut(|bundle| {
            bundle.add_function("WORD", word).expect("no other function is called so");
            bundle.add_function("COUNT", count).expect("no other function is called so");
        });
        loader
    })
}

/// `WORD($path)`: a text as one word of a command that a message tells people to type.
fn word<'a>(given: &[fluent::FluentValue<'a>], _: &fluent::FluentArgs<'_>) -> fluent::FluentValue<'a> {
    match given {
        [fluent::FluentValue::String(text)] => fluent::FluentValue::from(shell_word(text)),
        [other] => other.clone(),
        _ => fluent::FluentValue::Error,
    }
}

/// `COUNT($days, "day")`: a count with its noun, `1 day`, `12 days`, however the count was written.
fn count<'a>(given: &[fluent::FluentValue<'a>], _: &fluent::FluentArgs<'_>) -> fluent::FluentValue<'a> {
    let [count, fluent::FluentValue::String(noun)] = given else { return fluent::FluentValue::Error };
    let count = match count {
        fluent::FluentValue::Number(n) => n.as_string(),
        fluent::FluentValue::String(text) => text.clone(),
        _ => return fluent::FluentValue::Error,
    };
    fluent::FluentValue::from(format!("{count} {noun}{}", if count == "1" { "" } else { "s" }))
}

/// A text as a shell reads it as one word: in quotes where it holds what a shell would act on.
fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+:@%,=".contains(c);
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// A message in a language: `t!(lang, "key")`, `t!(lang, "key", name = value)`.
#[macro_export]
macro_rules! t {
    ($lang:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::i18n::trimmed(i18n_embed_fl::fl!($crate::i18n::loader($lang), $key $(, $name = $value)*))
    };
}

/// A message without what an empty last argument leaves behind.
#[doc(hidden)]
#[must_use]
pub fn trimmed(mut text: String) -> String {
    text.truncate(text.trim_end().len());
    text
}

/// What people read of what a version of the rules changes: the first one changes nothing and is called by what it is.
#[must_use]
pub fn title_of_version(lang: Lang, title: &str) -> String {
    if title == crate::domain::policy::FIRST { t!(lang, "policy-first-title") } else { title.to_owned() }
}

/// A message whose key is known only at run time (change sets, rules); the key itself if there is none.
#[must_use]
pub fn message(lang: Lang, key: &str, args: &[(&'static str, String)]) -> String {
    let loader = loader(lang);
    if !loader.has(key) {
        return key.to_owned();
    }
    // a count chooses between one and many; any other number is a text that stays as it is written
    let value = |name: &str, text: &str| match (name, text.parse::<i64>()) {
        ("count", Ok(n)) => fluent::FluentValue::from(n),
        ("what", _) if text.starts_with('@') => fluent::FluentValue::from(behind_its_kind(lang, text)),
        _ => fluent::FluentValue::from(text.to_owned()),
    };
    let args: std::collections::HashMap<&str, fluent::FluentValue<'_>> =
        args.iter().map(|(name, text)| (*name, value(name, text))).collect();
    trimmed(loader.get_args(key, args))
}

/// What stands behind its kind, `@violation D001`, with the kind's label.
fn behind_its_kind(lang: Lang, kept: &str) -> String {
    let (kind, rest) = kept.split_once(' ').unwrap_or((kept, ""));
    match Kind::from_name(kind.trim_start_matches('@')) {
        Some(kind) => format!("{} {rest}", kind.def().label.get(lang)).trim_end().to_owned(),
        None => kept.to_owned(),
    }
}

/// What a change set did: its label, of what.
#[must_use]
pub fn change(lang: Lang, label: &str, detail: &str) -> String {
    let what = if label.starts_with("change-approval-") { approval::title(lang, detail) } else { detail.to_owned() };
    message(lang, label, &[("what", what)])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fluent_syntax::ast;

    use super::*;

    type Message = (String, BTreeSet<String>, bool);

    /// Key, arguments, and whether it says anything.
    fn messages(lang: &str) -> Vec<Message> {
        let file = Locales::get(&format!("{lang}/qudao.ftl")).expect("a message file");
        let text = String::from_utf8(file.data.into_owned()).expect("UTF-8");
        let resource = fluent::FluentResource::try_new(text).expect("Fluent");
        let message = |entry: &ast::Entry<&str>| {
            let ast::Entry::Message(m) = entry else { return None };
            let mut arguments = BTreeSet::new();
            if let Some(pattern) = &m.value {
                collect(pattern, &mut arguments);
            }
            Some((m.id.name.to_owned(), arguments, m.value.as_ref().is_some_and(|p| !p.elements.is_empty())))
        };
        let mut found: Vec<Message> = resource.entries().filter_map(message).collect();
        found.sort();
        found
    }

    /// Keys with what they say, placeables left out.
    fn texts(lang: Lang) -> Vec<(String, String)> {
        let name = if lang == Lang::Zh { "zh" } else { "en" };
        let file = Locales::get(&format!("{name}/qudao.ftl")).expect("a message file");
        let resource = fluent::FluentResource::try_new(String::from_utf8(file.data.into_owned()).expect("UTF-8"));
        let resource = resource.expect("Fluent");
        let text = |m: &ast::Message<&str>| {
            let elements = m.value.iter().flat_map(|p| &p.elements);
            let plain =
                elements.filter_map(|e| if let ast::PatternElement::TextElement { value } = e { Some(*value) } else { None });
            (m.id.name.to_owned(), plain.collect::<String>())
        };
        resource.entries().filter_map(|e| if let ast::Entry::Message(m) = e { Some(text(m)) } else { None }).collect()
    }

    fn collect(pattern: &ast::Pattern<&str>, arguments: &mut BTreeSet<String>) {
        for element in &pattern.elements {
            let ast::PatternElement::Placeable { expression } = element else { continue };
            let inline = match expression {
                ast::Expression::Inline(inline) => inline,
                ast::Expression::Select { selector, variants } => {
                    for v in variants {
                        collect(&v.value, arguments);
                    }
                    selector
                }
            };
            let given = match inline {
                ast::InlineExpression::FunctionReference { arguments, .. } => arguments.positional.as_slice(),
                _ => std::slice::from_ref(inline),
            };
            for one in given {
                if let ast::InlineExpression::VariableReference { id } = one {
                    arguments.insert(id.name.to_owned());
                }
            }
        }
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let (en, zh) = (messages("en"), messages("zh"));
        for pair in en.windows(2).chain(zh.windows(2)) {
            assert_ne!(pair[0].0, pair[1].0, "a key stands twice");
        }
        let keys = |m: &[Message]| m.iter().map(|(key, _, _)| key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(&en), keys(&zh));
        for (e, z) in en.iter().zip(&zh) {
            assert_eq!(e.1, z.1, "the arguments of `{}`", e.0);
            assert!(e.2 && z.2, "`{}` is empty", e.0);
        }
    }

    #[test]
    fn a_refusal_says_so_in_its_first_word_and_nothing_else_does() {
        for lang in [Lang::En, Lang::Zh] {
            for (key, text) in texts(lang) {
                let refuses = key.starts_with("refused-") || key.starts_with("error-undo-");
                let refuses =
                    refuses || ["error-role", "error-conflict", "error-referred", "error-taken"].contains(&key.as_str());
                let refuses =
                    refuses || ["error-refused-values", "error-nothing-to-undo", "error-nothing-to-redo"].contains(&key.as_str());
                let says = words::refusals(lang).iter().any(|begins| text.starts_with(begins.trim_end()));
                assert_eq!(says, refuses, "{key} = {text}");
            }
        }
    }

    #[test]
    fn what_stands_at_the_end_and_is_empty_leaves_no_blank() {
        let said = t!(Lang::En, "user-delegate-set", user = "a", to = "b", span = "");
        assert_eq!(said, "`b` decides for `a`");
    }

    #[test]
    fn a_path_in_a_command_is_one_word_of_it() {
        let said = |path: &str| t!(Lang::En, "error-no-database", path = path);
        assert!(said("/srv/team.db").ends_with("(try: qudao --db /srv/team.db init, or qudao demo)"));
        assert!(said("我的 库/it's.db").contains(r"(try: qudao --db '我的 库/it'\''s.db' init,"));
        assert!(said("a;b$c.db").contains("(try: qudao --db 'a;b$c.db' init,"));
    }

    #[test]
    fn a_count_stands_with_its_noun() {
        assert_eq!(t!(Lang::En, "explain-days", days = "1"), "1 day");
        assert_eq!(t!(Lang::En, "explain-days", days = 12), "12 days");
        // a noun that is written as many of it, behind a count that may be one, would say "1 days"
        let file = Locales::get("en/qudao.ftl").expect("a message file");
        let text = String::from_utf8(file.data.into_owned()).expect("UTF-8");
        let nouns: BTreeSet<&str> = text.split("COUNT($").skip(1).filter_map(|at| at.split('"').nth(1)).collect();
        for line in text.lines().filter(|line| !line.trim_start().starts_with(['[', '*'])) {
            for behind in line.split(" } ").skip(1) {
                let word = behind.split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or_default();
                let plural = word.strip_suffix('s').is_some_and(|noun| noun != "name" && nouns.contains(noun));
                assert!(!plural || line.contains("{ $kind } records"), "{line}");
            }
        }
    }

    #[test]
    fn a_message_speaks_both_languages() {
        assert_eq!(t!(Lang::Zh, "change-edit", what = "D001"), "修改了 D001");
        assert_eq!(message(Lang::En, "change-edit", &[("what", "D001".into())]), "changed D001");
        assert_eq!(message(Lang::Zh, "change-create", &[("what", "@violation D001".into())]), "新建了 违规 D001");
        assert_eq!(message(Lang::En, "no-such-key", &[]), "no-such-key");
        for (count, said) in [("1", "one finding"), ("2", "2 findings")] {
            assert_eq!(message(Lang::En, "doctor-found", &[("count", count.into())]), said);
        }
    }
}
