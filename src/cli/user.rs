//! `qudao user`: who may do what.

use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use super::{Ctx, Exit, Usage, list, output};
use crate::domain::kinds::Role;
use crate::domain::record::Tags;
use crate::ops::admin::{self, UserChange};
use crate::t;

/// Options of `user`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the users.
    List,
    /// Add a user, or change one.
    Add {
        /// The operating-system account name.
        name: String,
        /// What they may do.
        #[arg(long, value_parser = role())]
        role: Option<Role>,
        /// What colleagues call them.
        #[arg(long, value_name = "NAME")]
        full_name: Option<String>,
        /// Region codes that a manager answers for, with commas.
        #[arg(long, value_name = "CODES")]
        regions: Option<String>,
    },
    /// Give a user another role.
    Role {
        /// The account name.
        name: String,
        /// What they may do.
        #[arg(value_parser = role())]
        role: Role,
    },
    /// Let a user in again.
    On {
        /// The account name.
        name: String,
    },
    /// Let a user in no more.
    Off {
        /// The account name.
        name: String,
    },
}

fn role() -> impl clap::builder::TypedValueParser<Value = Role> {
    let codes: Vec<&'static str> = Role::ALL.iter().map(|r| r.code()).collect();
    PossibleValuesParser::new(codes).map(|code| Role::from_code(&code).unwrap_or(Role::Viewer))
}

/// Lists or changes users.
///
/// # Errors
/// Not an administrator, the last administrator, an unknown user; those of the file.
pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let (name, change, must_exist) = match args.what {
        What::List => return list::run(ctx, list::Args::of("users")),
        What::Add { name, role, full_name, regions } => {
            let regions = regions.map(|r| Tags::from_text(&r));
            (name, UserChange { role, full_name, regions, active: None }, false)
        }
        What::Role { name, role } => (name, UserChange { role: Some(role), ..UserChange::default() }, true),
        What::On { name } => (name, UserChange { active: Some(true), ..UserChange::default() }, true),
        What::Off { name } => (name, UserChange { active: Some(false), ..UserChange::default() }, true),
    };
    let session = ctx.session()?;
    if must_exist && admin::find_user(session, &name)?.is_none() {
        return Err(Usage(t!(lang, "user-missing", user = name)).into());
    }
    let fresh = admin::set_user(session, &name, &change)?;
    let role = admin::find_user(session, &name)?.map_or("", |u| u.role.label().get(lang));
    output::text(&if fresh {
        t!(lang, "user-added", user = name, role = role)
    } else {
        t!(lang, "user-changed", user = name, role = role)
    })?;
    Ok(Exit::Done)
}
