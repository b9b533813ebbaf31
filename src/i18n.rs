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
pub mod meeting;
pub mod number;
pub mod register;
pub mod sheet;
pub mod text;
pub mod today;
pub mod warning;
pub mod words;

use std::sync::OnceLock;

use i18n_embed::LanguageLoader as _;
use i18n_embed::fluent::FluentLanguageLoader;
use rust_embed::RustEmbed;

pub use crate::domain::record::Lang;
pub use words::{error, expected, problem, reason, sentence, system};

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
        loader
    })
}

/// A message in a language: `t!(lang, "key")`, `t!(lang, "key", name = value)`.
#[macro_export]
macro_rules! t {
    ($lang:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        i18n_embed_fl::fl!($crate::i18n::loader($lang), $key $(, $name = $value)*)
    };
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
        _ => fluent::FluentValue::from(text.to_owned()),
    };
    let args: std::collections::HashMap<&str, fluent::FluentValue<'_>> =
        args.iter().map(|(name, text)| (*name, value(name, text))).collect();
    // an argument at the end may be empty
    loader.get_args(key, args).trim_end().to_owned()
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
            if let ast::InlineExpression::VariableReference { id } = inline {
                arguments.insert(id.name.to_owned());
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
    fn a_message_speaks_both_languages() {
        assert_eq!(t!(Lang::Zh, "change-edit", what = "D001"), "修改了 D001");
        assert_eq!(message(Lang::En, "change-edit", &[("what", "D001".into())]), "changed D001");
        assert_eq!(message(Lang::En, "no-such-key", &[]), "no-such-key");
        for (count, said) in [("1", "one finding"), ("2", "2 findings")] {
            assert_eq!(message(Lang::En, "doctor-found", &[("count", count.into())]), said);
        }
    }
}
