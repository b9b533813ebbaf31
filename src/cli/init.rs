//! `qudao init`: the database, and the user's commented configuration file.

use std::path::{Path, PathBuf};

use super::{Ctx, Exit, Format, output};
use crate::config::AsOf;
use crate::exchange::outfile::{Existing, FileRefusal, Files, Reach};
use crate::ops::clock::To;
use crate::ops::setup::{self, First};
use crate::{config, t};

/// Options of `init`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    first: FirstArgs,
    /// Give a new database a clock of its own: this day is today for everybody, the time of day runs on.
    #[arg(long, value_name = "DATE")]
    clock: Option<AsOf>,
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
        First { admin: self.admin.clone(), gateway: self.gateway, folder: self.folder.clone(), clock: None }
    }
}

/// Makes what is missing; what is there is never written over.
///
/// # Errors
/// Those of the files.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    ctx.format(&[Format::Text])?;
    let first = First { clock: args.clock.map(To::When), ..args.first.first() };
    let (session, fresh) = setup::found(&ctx.config, &first)?;
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
        output::text(&super::user::gateway_said(lang, &session, &ctx.config.user)?)?;
    }
    if session.gateway.is_some() && !fresh {
        // who comes in through a gateway has no configuration of their own
        return Ok(Exit::Done);
    }
    let file = ctx.config.folder.join("config.toml");
    let path = file.display().to_string();
    // who comes in through the gateway stays in its database, whatever a flag says
    let db = args.first.gateway.then(|| std::path::absolute(session.store.path())).transpose()?;
    output::text(&if make(&files, &file, &config::template(db.as_deref()))? {
        t!(lang, "init-made-file", path = path)
    } else {
        t!(lang, "init-kept-file", path = path)
    })?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_file_that_init_writes_is_understood() {
        let read = |db| config::template(db).parse::<toml::Table>().expect("TOML");
        assert!(read(None).is_empty());
        let of_gateway = read(Some(Path::new("/srv/a \"b\".db")));
        assert_eq!(of_gateway.into_iter().collect::<Vec<_>>(), [("db".to_owned(), "/srv/a \"b\".db".into())]);
    }
}
