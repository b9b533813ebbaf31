//! Gateways (S20): accounts through which several people come in. Who they are is said by the forced command of their key;
//! which accounts may say so, the database says.
//!
//! Whoever comes in so has no shell of their own, and must not get one: files are seen and written in the gateway's folder only
//! ([`crate::exchange::outfile`]), and bringing a backup back is left to who has the machine.

use std::path::Path;

use super::access::{Act, no_gateway};
use super::{OpError, Result, Session};
use crate::config::Config;
use crate::store::backup::folder_of;
use crate::store::part::is_same_file;
use crate::store::{Store, StoreError, gateways};

pub use crate::store::gateways::Gateway;

/// Makes an account a gateway or one no more; `folder` is where its people see and write files.
///
/// # Errors
/// [`OpError::Role`] for anybody but an administrator; a folder that is none; those of the file.
pub fn set(session: &mut Session, account: &str, on: bool, folder: Option<&Path>) -> Result<()> {
    session.require(Act::Users.needs())?;
    // who comes in how, and what files are seen, is for those who have the machine
    session.not_through_a_gateway()?;
    if on && !is_account(account) {
        return Err(OpError::Refused { key: "usage-gateway-account", args: vec![("account", account.to_owned())] });
    }
    let folder = folder.map(|folder| self::folder(folder, session.store.path())).transpose()?;
    let (label, detail) = match (&folder, on) {
        (Some(folder), true) => ("change-gateway-on", format!("{account}, {folder}")),
        (None, true) => ("change-gateway-on", account.to_owned()),
        (_, false) => ("change-gateway-off", account.to_owned()),
    };
    session.write(Act::Users.needs(), label, &detail, |tx| {
        if on {
            return Ok(tx.open_gateway(account, folder.as_deref())?);
        }
        if gateways::of_account(tx.conn(), account)?.is_none() {
            return Err(no_gateway(account));
        }
        Ok(tx.close_gateway(account)?)
    })
}

/// Whether a name may be that of an account of the machine: no blanks, controls, or signs of paths and lists.
fn is_account(name: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || "._-@$\\".contains(c);
    !name.is_empty() && !name.starts_with('-') && name.chars().all(fits)
}

/// Refuses another database to who comes in through a gateway: what the account's own settings name is theirs, whatever a flag
/// or a variable says, for in another one they would be that account, without the gateway's bounds.
///
/// # Errors
/// [`OpError::Refused`]; those of the database that can't say whether it has the gateway.
pub(in crate::ops) fn stays(config: &Config) -> Result<()> {
    let other = config.passed_over.iter().filter(|own| !is_same_file(own, &config.db));
    match other.map(|own| of(config, own)).find(|found| !matches!(found, Ok(None))) {
        Some(found) => match found? {
            Some(gateway) => Err(OpError::Refused {
                key: "refused-gateway-elsewhere",
                args: vec![("account", gateway.account), ("path", shown(&config.db))],
            }),
            None => Ok(()),
        },
        None => Ok(()),
    }
}

/// Refuses what is for those who have the machine, to who comes in through a gateway of any database that the settings name.
///
/// # Errors
/// As [`stays`].
pub fn none_through(config: &Config) -> Result<()> {
    for place in config.passed_over.iter().chain([&config.db]) {
        if let Some(gateway) = of(config, place)? {
            return Err(OpError::Refused { key: "refused-gateway", args: vec![("account", gateway.account)] });
        }
    }
    Ok(())
}

/// The gateway through which somebody would come into a database; `None` if there is none, or nobody is named.
fn of(config: &Config, place: &Path) -> Result<Option<Gateway>> {
    if config.person.is_none() || !place.is_file() {
        return Ok(None);
    }
    match Store::open(place) {
        Ok(store) => Ok(gateways::of_account(store.conn(), &config.user)?),
        // nor is one theirs that the account may not even read
        Err(StoreError::Foreign(_) | StoreError::Empty(_) | StoreError::NoDatabase(_) | StoreError::ReadOnly(_)) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

/// A folder as it is kept: absolute, its links followed.
///
/// # Errors
/// [`OpError::Refused`] if it is no folder, or its name is no text; if the database lies in it or below it, for there are its copies
/// and what belongs to the machine.
pub(in crate::ops) fn folder(path: &Path, database: &Path) -> Result<String> {
    let whole = path.canonicalize().ok().filter(|p| p.is_dir());
    let at = std::path::absolute(database).ok().map(|db| folder_of(&db));
    let at = at.and_then(|at| at.ancestors().find_map(|up| up.canonicalize().ok()));
    if let Some(whole) = whole.as_deref().filter(|whole| at.as_deref().is_some_and(|at| at.starts_with(whole))) {
        let own = at.unwrap_or_default().join("files");
        let args = vec![("path", shown(whole)), ("folder", shown(&own))];
        return Err(OpError::Refused { key: "refused-gateway-wide", args });
    }
    let named = whole.as_deref().and_then(Path::to_str);
    named
        .map(ToOwned::to_owned)
        .ok_or_else(|| OpError::Refused { key: "usage-gateway-folder", args: vec![("path", shown(path))] })
}

impl Session {
    /// Refuses what is for those who have the machine, to who came in through a gateway.
    ///
    /// # Errors
    /// [`OpError::Refused`].
    pub fn not_through_a_gateway(&self) -> Result<()> {
        match &self.gateway {
            Some(gateway) => Err(OpError::Refused { key: "refused-gateway", args: vec![("account", gateway.account.clone())] }),
            None => Ok(()),
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
