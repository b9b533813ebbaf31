//! `qudao user`: who may do what.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use serde_json::{Value as Json, json};

use super::output::{self, Align, Table};
use super::{Ctx, Exit, Format, Usage, list};
use crate::domain::kinds::{Role, User};
use crate::domain::period;
use crate::domain::record::{Kind, Lang, Stored, Tags};
use crate::i18n::{self, number};
use crate::ops::access::{self, Act};
use crate::ops::admin::{self, Delegation, UserChange};
use crate::ops::gateway::{self, Gateway};
use crate::ops::{OpError, Session, refer};
use crate::store::{Connection, gateways};
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
    /// Print what a user is and may do; without a name, you.
    Show {
        /// The account name.
        name: Option<String>,
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
        What::List => return list::run(ctx, list::Args::of("users")),
        What::Show { name } => return show(ctx, name),
        What::Gateway { account, state, folder } => {
            return gateway(ctx, account.as_deref().zip(state), folder.as_deref());
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
    if must_exist && admin::find_user(session, &name)?.is_none() {
        return Err(missing(session, lang, &name));
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

/// There is no such user; some may be near.
fn missing(session: &Session, lang: Lang, name: &str) -> anyhow::Error {
    let near = refer::near(session, Kind::User, name).unwrap_or_default().join(", ");
    let key = if near.is_empty() { "user-missing" } else { "user-missing-near" };
    Usage(i18n::message(lang, key, &[("user", name.to_owned()), ("near", near)])).into()
}

fn gateway(ctx: &mut Ctx, change: Option<(&str, Switch)>, folder: Option<&Path>) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let session = ctx.session()?;
    if let Some((account, state)) = change {
        gateway::set(session, account, state == Switch::On, folder)?;
        output::text(&gateway_said(lang, session.store.conn(), account)?)?;
        return Ok(Exit::Done);
    }
    let all = gateways::all(session.store.conn())?;
    if all.is_empty() {
        output::text(&t!(lang, "gateway-none"))?;
    }
    for gateway in all {
        output::text(&gateway_said(lang, session.store.conn(), &gateway.account)?)?;
    }
    Ok(Exit::Done)
}

/// Whether an account is a gateway, and where its people see files.
pub(super) fn gateway_said(lang: Lang, conn: &Connection, account: &str) -> anyhow::Result<String> {
    Ok(match gateways::of_account(conn, account)? {
        None => t!(lang, "gateway-off", account = account),
        Some(Gateway { folder: None, .. }) => t!(lang, "gateway-on", account = account),
        Some(Gateway { folder: Some(folder), .. }) => {
            t!(lang, "gateway-on-folder", account = account, folder = folder.display().to_string())
        }
    })
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
            let span = span(delegation.from, delegation.until);
            t!(lang, "user-delegate-set", user = name, to = to.as_str(), span = span)
        }
        None => t!(lang, "user-delegate-none", user = name),
    })?;
    Ok(Exit::Done)
}

/// `2025-06-01 – 2025-06-10`, with what is open left out.
fn span(from: Option<NaiveDate>, until: Option<NaiveDate>) -> String {
    let day = |d: Option<NaiveDate>| d.map(number::date).unwrap_or_default();
    if from.is_none() && until.is_none() { String::new() } else { format!("({} – {})", day(from), day(until)) }
}

fn show(ctx: &mut Ctx, name: Option<String>) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let name = name.unwrap_or_else(|| session.actor.name.clone());
    let Some(user) = admin::find_user(session, &name)? else {
        if name != session.actor.name {
            return Err(missing(session, lang, &name));
        }
        let admins = access::admins(session.store.conn())?.join(", ");
        output::text(&t!(lang, "user-unregistered", user = name, admins = admins))?;
        return Ok(Exit::Done);
    };
    let to = delegate_of(session, &user)?;
    let places = access::principals(session.store.conn(), user.id, session.as_of())?;
    let places: Vec<String> = places.into_iter().map(|p| p.record.name).collect();
    if format == Format::Json {
        output::json(&document(session, &user, to.as_deref(), &places))?;
        return Ok(Exit::Done);
    }
    let regions = user.regions.0.iter().cloned().collect::<Vec<_>>().join(", ");
    let mut table = Table::new([("", Align::Left), ("", Align::Left)]).headless();
    table.row([user.record.name.clone(), user.full_name.clone()]);
    table.row([t!(lang, "user-show-role"), user.role.label().get(lang).to_owned()]);
    let regions = if regions.is_empty() { t!(lang, "user-show-regions-all") } else { regions };
    table.row([t!(lang, "user-show-regions"), regions]);
    if let Some(to) = to {
        table.row([t!(lang, "user-show-delegate"), format!("{to} {}", span(user.delegate_from, user.delegate_until))]);
    }
    if !places.is_empty() {
        table.row([t!(lang, "user-show-for"), places.join(", ")]);
    }
    if !user.active {
        table.row([t!(lang, "user-show-state"), t!(lang, "user-show-off")]);
    }
    for (i, may) in may(lang, user.role).into_iter().enumerate() {
        table.row([if i == 0 { t!(lang, "user-show-may") } else { String::new() }, may]);
    }
    table.print()?;
    Ok(Exit::Done)
}

fn delegate_of(session: &Session, user: &Stored<User>) -> anyhow::Result<Option<String>> {
    let conn = session.store.conn();
    let name = |id| crate::store::record::code_of(conn, crate::domain::record::Kind::User, id);
    Ok(user.delegate.map(name).transpose()?)
}

/// What a role may do, in words.
fn may(lang: Lang, role: Role) -> Vec<String> {
    let act = |act: &Act| match act {
        Act::Look => t!(lang, "access-look"),
        Act::Work => t!(lang, "access-work"),
        Act::Reassign => t!(lang, "access-reassign"),
        Act::Merge => t!(lang, "access-merge"),
        Act::Target => t!(lang, "access-target"),
        Act::Meet => t!(lang, "access-meet"),
        Act::Reference => t!(lang, "access-reference"),
        Act::Adopt => t!(lang, "access-adopt"),
        Act::Users => t!(lang, "access-users"),
        Act::Restore => t!(lang, "access-restore"),
        Act::TakeBack => t!(lang, "access-take-back"),
    };
    let mut may: Vec<String> = Act::ALL.iter().filter(|a| role >= a.needs()).map(act).collect();
    if role >= Role::Manager {
        may.push(t!(lang, "access-decide", needs = role.min(Role::HeadOffice).label().get(lang)));
    }
    may
}

fn document(session: &Session, user: &Stored<User>, to: Option<&str>, places: &[String]) -> Json {
    json!({
        "schema": "qudao.user/1",
        "as_of": session.as_of().to_string(),
        "name": user.record.name,
        "full_name": user.full_name,
        "role": user.role,
        "regions": user.regions.0,
        "active": user.active,
        "delegate": to,
        "delegate_from": user.delegate_from.map(|d| d.to_string()),
        "delegate_until": user.delegate_until.map(|d| d.to_string()),
        "decides_for": places,
    })
}
