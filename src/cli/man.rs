//! `qudao man`: the manual page, of the program or of one command.

use std::io::Write as _;

use super::{Exit, Usage, output};
use crate::domain::record::Lang;
use crate::t;

/// Options of `man`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The command; without one the program's own page.
    command: Option<String>,
}

/// Prints a manual page in roff.
///
/// # Errors
/// An unknown command, and those of stdout.
pub fn run(lang: Lang, args: &Args, mut command: clap::Command) -> anyhow::Result<Exit> {
    command.build();
    let page = match &args.command {
        None => command,
        Some(name) => {
            let sub = command.find_subcommand(name).cloned();
            sub.ok_or_else(|| Usage(t!(lang, "usage-unknown-command", arg = name.as_str())))?
        }
    };
    let mut out = output::stdout();
    clap_mangen::Man::new(page).render(&mut out)?;
    out.flush()?;
    Ok(Exit::Done)
}
