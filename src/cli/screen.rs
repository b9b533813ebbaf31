//! `qudao` without a command: the program opens.

use std::io::IsTerminal as _;

use super::{Ctx, Exit, Usage};
use crate::config::Theme;
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
    tui::run(session, &Options { lang: ctx.lang(), theme, ask_background, state, keymap })?;
    Ok(Exit::Done)
}
