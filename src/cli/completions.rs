//! `qudao completions SHELL`.

use std::io::Write as _;

use clap_complete::Shell;

use super::{Exit, output};

/// Options of `completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which shell.
    shell: Shell,
}

/// Prints the completion script of a shell.
///
/// # Errors
/// Those of stdout.
pub fn run(args: &Args, mut command: clap::Command) -> anyhow::Result<Exit> {
    // it takes no error of a file for an answer
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "qudao", &mut script);
    let mut out = output::stdout();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Exit::Done)
}
