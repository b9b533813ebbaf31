//! SPEAKS. Languages, numbers, dates, 万 / 亿; the message files are in `data/locales`.
//!
//! [`t!`](crate::t) answers a message in a language; keys and arguments are checked at compile time against the
//! English file, and a test holds the Chinese file to the same keys and arguments.

pub mod text;
pub mod words;

use std::sync::OnceLock;

use i18n_embed::LanguageLoader as _;
use i18n_embed::fluent::FluentLanguageLoader;
use rust_embed::RustEmbed;

pub use crate::domain::record::Lang;
pub use words::{error, problem, sentence};

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
        let loader = FluentLanguageLoader::new("qudao", id("en"));
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

/// A message whose key is known only at run time (change sets, rules); the key itself if there is none.
#[must_use]
pub fn message(lang: Lang, key: &str, args: &[(&'static str, String)]) -> String {
    let loader = loader(lang);
    if !loader.has(key) {
        return key.to_owned();
    }
    let args: std::collections::HashMap<&str, fluent::FluentValue<'_>> =
        args.iter().map(|(k, v)| (*k, fluent::FluentValue::from(v.as_str()))).collect();
    loader.get_args(key, args)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_speaks_both_languages() {
        assert_eq!(t!(Lang::Zh, "change-edit", what = "D001"), "修改了 D001");
        assert_eq!(message(Lang::En, "change-edit", &[("what", "D001".into())]), "changed D001");
        assert_eq!(message(Lang::En, "no-such-key", &[]), "no-such-key");
    }
}
