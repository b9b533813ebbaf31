//! `qudao init`: the database, and the user's commented policy and configuration files.

use std::path::{Path, PathBuf};

use super::{Ctx, Exit, output};
use crate::domain::policy;
use crate::exchange::outfile::{Existing, FileRefusal, Files, Reach};
use crate::ops::setup::{self, First};
use crate::{config, t};

/// Options of `init`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    first: FirstArgs,
}

/// Who comes first in a new database.
#[derive(Clone, Debug, clap::Args)]
pub struct FirstArgs {
    /// The account of the first administrator; yours without it.
    #[arg(long, value_name = "NAME")]
    admin: Option<String>,
    /// Your account is one through which several people come in, each named in the environment.
    #[arg(long, requires = "admin")]
    gateway: bool,
    /// The one folder in which those who come in through the gateway see and write files.
    #[arg(long, value_name = "DIR", requires = "gateway")]
    folder: Option<PathBuf>,
}

impl FirstArgs {
    /// As the operation wants it.
    pub(super) fn first(&self) -> First {
        First { admin: self.admin.clone(), gateway: self.gateway, folder: self.folder.clone() }
    }
}

/// Makes what is missing; what is there is never written over.
///
/// # Errors
/// Those of the files.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let (session, fresh) = setup::found(&ctx.config, &args.first.first())?;
    let path = session.store.path().display().to_string();
    let role = session.actor.role.label().get(lang);
    let user = session.actor.name.as_str();
    output::text(&if fresh {
        t!(lang, "init-made-database", path = path, user = user, role = role)
    } else {
        t!(lang, "init-kept-database", path = path, user = user, role = role)
    })?;
    let files = Files::new(session.store.path(), Reach::Anywhere);
    if args.first.gateway {
        output::text(&super::user::gateway_said(lang, session.store.conn(), &ctx.config.user)?)?;
    }
    for (name, contents) in [("policy.toml", commented(policy::DEFAULTS)), ("config.toml", config::TEMPLATE.to_owned())] {
        let file = ctx.config.folder.join(name);
        let path = file.display().to_string();
        output::text(&if make(&files, &file, &contents)? {
            t!(lang, "init-made-file", path = path)
        } else {
            t!(lang, "init-kept-file", path = path)
        })?;
    }
    Ok(Exit::Done)
}

/// Writes a file that is not there yet; answers whether it did.
fn make(files: &Files, file: &Path, contents: &str) -> anyhow::Result<bool> {
    match files.create_with_folders(file, Existing::Keep).and_then(|out| out.with(contents.as_bytes())) {
        Ok(()) => Ok(true),
        // a link leads to one's own file somewhere else
        Err(FileRefusal::Exists(_) | FileRefusal::Link(_)) => Ok(false),
        Err(e) => Err(e.into()),
    }
}

/// The policy with every value commented out, so that a later program's defaults still count where nothing was changed.
///
/// Heads of sections stay: an empty section changes nothing.
fn commented(defaults: &str) -> String {
    let mut out = String::with_capacity(defaults.len() + 1024);
    let mut depth = 0_i32;
    for line in defaults.lines() {
        let head = depth == 0 && line.starts_with('[') && !line.starts_with("[[");
        if !line.trim().is_empty() && !line.starts_with('#') && !head {
            out.push_str("# ");
            // a value over several lines stays one value
            depth += line.chars().fold(0, |d, c| match c {
                '[' | '{' => d + 1,
                ']' | '}' => d - 1,
                _ => d,
            });
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::Policy;

    #[test]
    fn the_policy_file_that_init_writes_changes_nothing() {
        let mine = Policy::load(Some(&commented(policy::DEFAULTS))).expect("a good file");
        assert_eq!(mine.hash, Policy::load(None).expect("the defaults").hash);
    }

    #[test]
    fn values_over_several_lines_are_commented_out_whole() {
        let text = "[a]\nx = [\n  1, # one\n]\n\n# why\ny = 2\n";
        assert_eq!(commented(text), "[a]\n# x = [\n#   1, # one\n# ]\n\n# why\n# y = 2\n");
    }

    #[test]
    fn the_configuration_file_that_init_writes_is_understood() {
        assert!(config::TEMPLATE.parse::<toml::Table>().expect("TOML").is_empty());
    }
}
