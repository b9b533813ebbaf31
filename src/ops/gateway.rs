//! Gateways (S20): accounts through which several people come in. Who they are is said by the forced command of their key;
//! which accounts may say so, the database says.
//!
//! Whoever comes in so has no shell of their own, and must not get one: files are seen and written in the gateway's folder only
//! ([`crate::exchange::outfile`]), and bringing a backup back is left to who has the machine.

use std::path::Path;

use super::access::Act;
use super::admin::History;
use super::{OpError, Result, Session};
use crate::store::gateways;

pub use crate::store::gateways::{Deed, Gateway};

/// Makes an account a gateway or one no more; `folder` is where its people see and write files.
///
/// # Errors
/// [`OpError::Role`] for anybody but an administrator; a folder that is none; those of the file.
pub fn set(session: &mut Session, account: &str, on: bool, folder: Option<&Path>) -> Result<()> {
    session.require(Act::Users.needs())?;
    if folder.is_some() {
        // what files are seen is for those who see them all
        session.not_through_a_gateway()?;
    }
    let folder = folder.map(self::folder).transpose()?;
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
            return Err(none(account));
        }
        Ok(tx.close_gateway(account)?)
    })
}

/// What was done to the database itself, the newest first, as far as the log is asked for that: not where it is of a kind.
///
/// # Errors
/// Those of the file.
pub fn deeds(session: &Session, wish: &History) -> Result<Vec<Deed>> {
    if wish.kind.is_some() {
        return Ok(Vec::new());
    }
    Ok(gateways::deeds(session.store.conn(), wish.user.as_deref(), wish.since, wish.limit)?)
}

/// A folder as it is kept: absolute, its links followed.
///
/// # Errors
/// [`OpError::Refused`] if it is no folder, or its name is no text.
pub(in crate::ops) fn folder(path: &Path) -> Result<String> {
    let whole = path.canonicalize().ok().filter(|p| p.is_dir());
    let named = whole.as_deref().and_then(Path::to_str);
    named
        .map(ToOwned::to_owned)
        .ok_or_else(|| OpError::Refused { key: "refused-gateway-folder", args: vec![("path", shown(path))] })
}

/// The refusal of an account that is no gateway.
pub(in crate::ops) fn none(account: &str) -> OpError {
    OpError::Refused { key: "refused-no-gateway", args: vec![("account", account.to_owned())] }
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
