//! `qudao doctor`: is the database sound?

use super::output::{self, To, print};
use super::{Ctx, Exit};
use crate::i18n;
use crate::ops::doctor::{self, pages};

/// Options of `doctor`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    to: To,
}

/// Looks at everything and says what it found; exit code 1 if something.
///
/// # Errors
/// Those of a file that can't be opened.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    args.to.format(ctx)?;
    let old_policy = ctx.config.old_policy.clone();
    let db = ctx.config.db.clone();
    if let Err(e) = ctx.session() {
        // what lies beside it can be seen without it
        for left in doctor::leftovers(&db) {
            output::note(&i18n::sentence(lang, &left));
        }
        return Err(e);
    }
    let mut exit = Exit::Done;
    print(ctx, &args.to, |session| {
        let (document, found) = pages::document(session, lang, old_policy.as_deref())?;
        exit = if found { Exit::Findings } else { Exit::Done };
        Ok(document)
    })?;
    Ok(exit)
}
