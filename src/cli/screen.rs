//! `qudao` without a command: the program opens.

use std::io::IsTerminal as _;

use super::{Ctx, Exit, Usage};
use crate::config::{Glyphs, Theme};
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
    if let Some(term) = text("TERM").filter(|t| t == "dumb") {
        return Err(Usage(t!(ctx.lang(), "usage-dumb-terminal", term = term)).into());
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(text).unwrap_or_default();
    if let Some(encoding) = other_encoding(&locale) {
        return Err(Usage(t!(ctx.lang(), "usage-not-utf8", locale = locale.as_str(), encoding = encoding)).into());
    }
    let keymap = ctx.config.keys.as_deref().map(std::fs::read_to_string).transpose()?;
    let told = std::env::var("COLORFGBG").ok();
    let theme = match ctx.config.theme {
        Theme::Mono => ThemeName::Mono,
        Theme::Light => ThemeName::Light,
        Theme::Dark => ThemeName::Dark,
        Theme::Auto => ThemeName::of_background(told.as_deref()),
    };
    let ask_background = ctx.config.theme == Theme::Auto && told.is_none();
    // what is thrown away afterwards has no drafts
    let state = ctx.config.state.clone().filter(|_| session.store.path() == ctx.config.db);
    let crash = ctx.config.state.as_deref().map(|folder| folder.join("crash.log"));
    let ascii = ctx.config.glyphs == Glyphs::Ascii;
    tui::run(session, &Options { lang: ctx.lang(), theme, ask_background, state, crash, ascii, keymap })?;
    Ok(Exit::Done)
}

/// The encoding that a locale names, if it is not UTF-8: `zh_CN.GBK`. One that names none is a matter of the terminal.
fn other_encoding(locale: &str) -> Option<&str> {
    let encoding = locale.split_once('.')?.1.split('@').next()?;
    let plain: String = encoding.chars().filter(char::is_ascii_alphanumeric).collect();
    (!plain.eq_ignore_ascii_case("utf8")).then_some(encoding)
}

#[cfg(test)]
mod tests {
    use super::other_encoding;

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
