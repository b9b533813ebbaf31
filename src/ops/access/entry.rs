//! Who comes in: through which gateway, as whom in another file, and who has the file itself.

use std::os::unix::fs::MetadataExt as _;

use super::{actor, visitor};
use crate::config::Config;
use crate::domain::kinds::User;
use crate::domain::record::{Kind, Stored, Value};
use crate::ops::{OpError, Result, Session};
use crate::store::backup::folder_of;
use crate::store::{StoreError, gateways, record};

/// Looks up in another file who somebody is whose session goes on there.
///
/// # Errors
/// [`OpError::Refused`] where the account is no gateway there through which somebody came; those of the file.
pub(in crate::ops) fn known_again(session: &mut Session) -> Result<()> {
    if let Some(gateway) = &session.gateway {
        let account = gateway.account.clone();
        let gateway = gateways::of_account(session.store.conn(), &account)?;
        session.gateway = Some(gateway.ok_or_else(|| no_gateway(&account))?);
    }
    let name = session.actor.name.clone();
    session.actor = actor(&session.store, &name)?.unwrap_or_else(|| visitor(&name));
    Ok(())
}

/// The refusal of an account that is no gateway.
pub(in crate::ops) fn no_gateway(account: &str) -> OpError {
    OpError::Refused { key: "refused-no-gateway", args: vec![("account", account.to_owned())] }
}

/// Whether the account has the file, or the folder where there is none, or is root.
pub(in crate::ops) fn owned(config: &Config, key: &'static str) -> Result<()> {
    let folder = folder_of(&config.db);
    let (what, owner) = match std::fs::metadata(&config.db) {
        Ok(file) => (config.db.clone(), file.uid()),
        Err(_) => match std::fs::metadata(&folder) {
            Ok(there) => (folder, there.uid()),
            Err(_) => return Err(StoreError::NoFolder(folder).into()),
        },
    };
    let own = rustix::process::geteuid();
    if own.is_root() || own.as_raw() == owner {
        return Ok(());
    }
    let name = uzers::get_user_by_uid(owner).map_or_else(|| format!("uid {owner}"), |u| u.name().to_string_lossy().into_owned());
    Err(OpError::Refused {
        key,
        args: vec![("path", what.display().to_string()), ("owner", name), ("db", config.db.display().to_string())],
    })
}

/// The user of an account.
pub fn find_user(session: &Session, name: &str) -> Result<Option<Stored<User>>> {
    let row = record::by_key(session.store.conn(), Kind::User, &[&Value::Text(name.to_owned())])?;
    Ok(row.map(|r| r.typed()).transpose()?)
}
