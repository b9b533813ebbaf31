//! `qudao schema`: the fields of each document, with type, unit and meaning.

use std::collections::BTreeSet;

use super::output::{To, print};
use super::{Ctx, Exit, Usage, demo};
use crate::domain::nearest::nearest;
use crate::ops::setup::{self, First};
use crate::report::schema;
use crate::t;

/// Options of `schema`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of one document only: qudao.credit.aging/1, or credit.aging.
    name: Option<String>,
    #[command(flatten)]
    to: To,
}

/// Prints the fields.
///
/// The documents are made of an empty database: they say the same of every other.
///
/// # Errors
/// A document that is not known; those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let folder = demo::own_folder(&std::env::temp_dir(), "qudao-schema")?;
    let mut config = ctx.config.clone();
    config.db = folder.join("empty.db");
    (config.as_of, config.policy) = (None, None);
    let made =
        setup::found(&config, &First::default()).and_then(|(mut session, _)| crate::ops::schema::documents(&mut session, lang));
    // what can't be removed is left to the system's own sweep of temporary files
    let _ = std::fs::remove_dir_all(&folder);
    let documents = made?;
    let short = |schema: &'static str| schema.trim_start_matches("qudao.").split('/').next().unwrap_or_default();
    let named = |schema: &'static str| args.name.as_deref().is_none_or(|name| name == schema || name == short(schema));
    let mut fields: Vec<_> = documents.iter().filter(|d| named(d.schema)).flat_map(schema::fields).collect();
    // of several shapes of one document each field once
    let mut known = BTreeSet::new();
    fields.retain(|f| known.insert((f.document, f.place.clone(), f.name)));
    if let Some(name) = args.name.as_deref().filter(|_| fields.is_empty()) {
        let near = nearest(name, documents.iter().map(|d| short(d.schema)), 3).join(", ");
        return Err(Usage(t!(lang, "usage-schema", name = name, near = near)).into());
    }
    print(ctx, &args.to, |_| Ok(schema::document(&fields)))
}
