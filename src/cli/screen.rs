//! `qudao` without a command: the program opens.

use std::io::IsTerminal as _;
use std::path::Path;

use super::{Ctx, Exit, Usage, output};
use crate::config::{Glyphs, Theme};
use crate::domain::record::Lang;
use crate::domain::sentence::Sentence;
use crate::i18n;
use crate::ops::{Session, setup};
use crate::t;
use crate::tui::{self, Options, ThemeName};

/// Opens the program on the database.
///
/// # Errors
/// Those of [`setup::open`] and of the terminal.
pub fn run(ctx: &mut Ctx) -> anyhow::Result<Exit> {
    let session = setup::open(&ctx.config)?;
    ctx.heed(&session);
    show(ctx, session)
}

/// Shows a session on the terminal until it is left.
///
/// # Errors
/// A keymap that can't be read or is not understood, and those of the terminal.
pub fn show(ctx: &Ctx, session: Session) -> anyhow::Result<Exit> {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return Err(Usage(t!(ctx.lang(), "usage-no-terminal")).into());
    }
    let text = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    // what the terminal is like is the environment's, not a word that was typed wrongly
    let term = text("TERM").unwrap_or_default();
    if !places_text(&term) {
        let key = if term.is_empty() { "error-no-term" } else { "error-dumb-terminal" };
        return Err(anyhow::anyhow!(i18n::message(ctx.lang(), key, &[("term", term)])));
    }
    let locale = locale();
    if let Some(said) = not_utf8(&locale) {
        return Err(anyhow::anyhow!(said));
    }
    // a locale that names no encoding promises nothing beyond ASCII; the terminal may do better, which its user can say
    let ascii = ctx.config.glyphs.map_or(!names_encoding(&locale), |glyphs| glyphs == Glyphs::Ascii);
    let told = (ascii && ctx.config.glyphs.is_none()).then(|| {
        let locale = if locale.is_empty() { "-".to_owned() } else { locale.clone() };
        Sentence::new("locale-ascii").with("locale", locale)
    });
    let keymap = ctx.config.keys.as_deref().map(|path| read_keymap(ctx.lang(), path)).transpose()?;
    let background = std::env::var("COLORFGBG").ok();
    let theme = match ctx.config.theme {
        Theme::Mono => ThemeName::Mono,
        Theme::Light => ThemeName::Light,
        Theme::Dark => ThemeName::Dark,
        Theme::Auto => ThemeName::of_background(background.as_deref()),
    };
    let ask_background = ctx.config.theme == Theme::Auto && background.is_none();
    // what is thrown away afterwards has no drafts
    let state = ctx.config.state.clone().filter(|_| session.store.path() == ctx.config.db);
    let log = ctx.config.state.as_deref().map(super::log::file);
    tui::run(session, &Options { lang: ctx.lang(), theme, ask_background, state, log, ascii, told, keymap })?;
    Ok(Exit::Done)
}

/// The locale of characters, as the C library reads it from the environment.
fn locale() -> String {
    let text = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(text).unwrap_or_default()
}

/// What is said where a locale has another encoding than the program's, in what a terminal of every encoding shows.
fn not_utf8(locale: &str) -> Option<String> {
    other_encoding(locale).map(|encoding| t!(Lang::En, "error-not-utf8", locale = locale, encoding = encoding))
}

/// Says before a command prints to a terminal of another encoding why it may not be readable.
pub(super) fn note_encoding() {
    if let Some(said) = not_utf8(&locale()).filter(|_| std::io::stdout().is_terminal()) {
        output::note(&said);
    }
}

fn read_keymap(lang: Lang, path: &Path) -> anyhow::Result<String> {
    let unread = |e: std::io::Error| {
        let detail = i18n::system(lang, &e.to_string());
        Usage(t!(lang, "error-keymap-unread", path = path.display().to_string(), detail = detail)).into()
    };
    std::fs::read_to_string(path).map_err(unread)
}

/// Whether a terminal of this type puts text where it is told to by the sequences of ECMA-48, as all do but those from before it
/// and windows that are no terminals.
fn places_text(term: &str) -> bool {
    const OTHERS: [&str; 10] = ["dumb", "vt52", "vt05", "adm3", "tvi9", "wy30", "wy50", "hp26", "unknown", "network"];
    !term.is_empty() && !OTHERS.iter().any(|other| term.starts_with(other))
}

/// Whether a locale names its encoding; `C`, `POSIX` and none at all are of ASCII.
fn names_encoding(locale: &str) -> bool {
    !matches!(locale, "" | "C" | "POSIX")
}

/// The encoding that a locale names, if it is not UTF-8: `zh_CN.GBK`. One that names none is a matter of the terminal.
fn other_encoding(locale: &str) -> Option<&str> {
    let encoding = locale.split_once('.')?.1.split('@').next()?;
    let plain: String = encoding.chars().filter(char::is_ascii_alphanumeric).collect();
    (!plain.eq_ignore_ascii_case("utf8")).then_some(encoding)
}

#[cfg(test)]
mod tests {
    use super::{names_encoding, other_encoding, places_text};

    #[test]
    fn a_terminal_from_before_ecma_48_is_told_from_one_that_places_text() {
        for fine in ["xterm", "xterm-256color", "screen", "tmux-256color", "linux", "vt100", "vt220", "alacritty", "foot"] {
            assert!(places_text(fine), "{fine}");
        }
        for other in ["", "dumb", "vt52", "dumb-emacs-ansi", "unknown", "adm3a"] {
            assert!(!places_text(other), "{other}");
        }
        assert!(names_encoding("C.UTF-8") && names_encoding("de_DE") && !names_encoding("C") && !names_encoding(""));
    }

    #[test]
    fn a_locale_of_another_encoding_is_told_from_one_of_utf8() {
        for fine in ["", "C", "POSIX", "C.UTF-8", "zh_CN.utf8", "zh_CN.UTF-8@pinyin", "en_US"] {
            assert_eq!(other_encoding(fine), None, "{fine}");
        }
        for (locale, encoding) in [("zh_CN.GBK", "GBK"), ("de_DE.ISO-8859-15@euro", "ISO-8859-15")] {
            assert_eq!(other_encoding(locale), Some(encoding));
        }
    }
}
