//! `qudao user`: who may do what.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use super::output::{self, To, print};
use super::{Ctx, Exit, Usage, list};
use crate::domain::kinds::Role;
use crate::domain::period;
use crate::domain::record::{Kind, Lang, Tags};
use crate::i18n;
use crate::ops::access::{self, pages};
use crate::ops::admin::{self, Delegation, UserChange};
use crate::ops::{OpError, Session, gateway, refer};
use crate::store::gateways;
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
    List {
        #[command(flatten)]
        to: To,
    },
    /// Print what a user is and may do; without a name, you.
    Show {
        /// The account name.
        name: Option<String>,
        #[command(flatten)]
        to: To,
    },
    /// Add a user, or change one.
    Add(Set),
    /// Change a user: only what is given.
    Set(Set),
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
    /// List the gateways, or make an account one: several people come in through it, each named in the environment.
    Gateway {
        /// The account on this machine.
        #[arg(requires = "state")]
        account: Option<String>,
        /// Whether it is one.
        #[arg(value_enum)]
        state: Option<Switch>,
        /// The one folder in which those who come in see and write files; without it they do neither.
        #[arg(long, value_name = "DIR", requires = "state")]
        folder: Option<PathBuf>,
        #[command(flatten)]
        to: To,
    },
    /// Name who decides approvals in a user's place, yours or as an administrator anybody's; without TO, nobody any more.
    Delegate {
        /// The account name.
        name: String,
        /// Who decides in their place.
        to: Option<String>,
        /// First day; at once without it.
        #[arg(long, value_name = "DATE", requires = "to", value_parser = period::day)]
        from: Option<NaiveDate>,
        /// Last day; until it is taken back without it.
        #[arg(long, value_name = "DATE", requires = "to", value_parser = period::day)]
        until: Option<NaiveDate>,
    },
}

/// Something is so, or is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Switch {
    /// It is.
    On,
    /// It is not.
    Off,
}

#[derive(Debug, clap::Args)]
struct Set {
    /// The operating-system account name.
    name: String,
    /// What they may do.
    #[arg(long, value_parser = role())]
    role: Option<Role>,
    /// What colleagues call them.
    #[arg(long, value_name = "NAME")]
    full_name: Option<String>,
    /// Regions that a manager answers for, by code or name, with commas; '' is all of them.
    #[arg(long, value_name = "CODES")]
    regions: Option<String>,
}

fn role() -> impl clap::builder::TypedValueParser<Value = Role> {
    let codes: Vec<&'static str> = Role::ALL.iter().map(|r| r.code()).collect();
    PossibleValuesParser::new(codes).map(|code| Role::from_code(&code).unwrap_or(Role::Viewer))
}

impl Set {
    fn change(self) -> (String, UserChange) {
        let regions = self.regions.map(|r| Tags::from_text(&r));
        (self.name, UserChange { role: self.role, full_name: self.full_name, regions, active: None })
    }
}

/// Lists or changes users.
///
/// # Errors
/// Not an administrator, the last administrator, an unknown user; those of the file.
pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let (name, change, must_exist) = match args.what {
        What::List { to } => return list::run(ctx, list::Args::of("users", to)),
        What::Show { name, to } => return show(ctx, name, &to),
        What::Gateway { account, state, folder, to } => {
            return gateway(ctx, account.as_deref().zip(state), folder.as_deref(), &to);
        }
        What::Delegate { name, to, from, until } => return delegate(ctx, &name, &Delegation { to, from, until }),
        What::Add(set) => {
            let (name, change) = set.change();
            (name, change, false)
        }
        What::Set(set) => {
            let (name, change) = set.change();
            (name, change, true)
        }
        What::Role { name, role } => (name, UserChange { role: Some(role), ..UserChange::default() }, true),
        What::On { name } => (name, UserChange { active: Some(true), ..UserChange::default() }, true),
        What::Off { name } => (name, UserChange { active: Some(false), ..UserChange::default() }, true),
    };
    let session = ctx.session()?;
    if must_exist && access::find_user(session, &name)?.is_none() {
        return Err(missing(session, lang, &name));
    }
    let fresh = admin::set_user(session, &name, &change)?;
    let role = access::find_user(session, &name)?.map_or("", |u| u.role.label().get(lang));
    output::text(&if fresh {
        t!(lang, "user-added", user = name, role = role)
    } else {
        t!(lang, "user-changed", user = name, role = role)
    })?;
    Ok(Exit::Done)
}

/// There is no such user; some may be near.
fn missing(session: &Session, lang: Lang, name: &str) -> anyhow::Error {
    let near = refer::near(session, Kind::User, name).unwrap_or_default().join(", ");
    let key = if near.is_empty() { "user-missing" } else { "user-missing-near" };
    Usage(i18n::message(lang, key, &[("user", name.to_owned()), ("near", near)])).into()
}

fn gateway(ctx: &mut Ctx, change: Option<(&str, Switch)>, folder: Option<&Path>, to: &To) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let Some((account, state)) = change else {
        return print(ctx, to, |session| Ok(pages::gateways(session, lang)?));
    };
    let session = ctx.session()?;
    gateway::set(session, account, state == Switch::On, folder)?;
    output::text(&gateway_said(lang, session, account)?)?;
    Ok(Exit::Done)
}

/// Whether an account is a gateway, and where its people see files.
pub(super) fn gateway_said(lang: Lang, session: &Session, account: &str) -> anyhow::Result<String> {
    let gateway = gateways::of_account(session.store.conn(), account)?;
    Ok(pages::gateway_said(lang, account, gateway.as_ref()))
}

fn delegate(ctx: &mut Ctx, name: &str, delegation: &Delegation) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let session = ctx.session()?;
    if let Err(e) = admin::delegate(session, name, delegation) {
        return Err(match e {
            OpError::Refused { key: "usage-unknown-user", args } => {
                let user = args.into_iter().next().map(|(_, user)| user).unwrap_or_default();
                missing(session, lang, &user)
            }
            e => e.into(),
        });
    }
    output::text(&match &delegation.to {
        Some(to) => {
            let span = pages::span(delegation.from, delegation.until);
            t!(lang, "user-delegate-set", user = name, to = to.as_str(), span = span)
        }
        None => t!(lang, "user-delegate-none", user = name),
    })?;
    Ok(Exit::Done)
}

fn show(ctx: &mut Ctx, name: Option<String>, to: &To) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    print(ctx, to, |session| {
        let name = name.unwrap_or_else(|| session.actor.name.clone());
        pages::user(session, lang, &name)?.ok_or_else(|| missing(session, lang, &name))
    })
}
