//! Bringing a backup back: who may, and that nothing that was confirmed is lost by it.
//!
//! The role is asked first. Where the database can't tell roles any more, because it is damaged or gone, its file's owner may,
//! and nobody who comes in by a name of the environment: that account may be many people's.

use std::path::{Path, PathBuf};

use super::access::{self, Act};
use super::{Clock, OpError, Result, clock, rules, setup};
use crate::config::Config;
use crate::store::backup::{self, Over};
use crate::store::part::is_same_file;
use crate::store::{Change, Store, StoreError};

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Where the database that was there is kept; `None` if there was none.
    pub kept: Option<PathBuf>,
    /// Schema of the backup.
    pub schema: i64,
}

/// How often a restore begins again because somebody else was bringing a backup back.
const TRIES: usize = 3;

/// Brings a backup back; the database that is there is kept beside.
///
/// A sound database is replaced in one transaction, so that whoever has it open sees the old or the new; it needs an
/// administrator of it. One that can't be opened needs the file's owner, and is replaced by a rename.
///
/// # Errors
/// [`OpError::Role`], [`OpError::Refused`] (also of a session that writes nothing), those of a backup that is none ([`backup::check`]), and those of the files.
pub fn restore(config: &Config, from: &Path) -> Result<Restored> {
    setup::writes(config)?;
    if is_same_file(from, &config.db) {
        return Err(OpError::Refused { key: "refused-restore-itself", args: vec![("path", from.display().to_string())] });
    }
    for _ in 0..TRIES {
        let kept = match setup::open(config) {
            Ok(mut session) => {
                session.not_through_a_gateway()?;
                session.writes()?;
                if let Err(refused) = session.require(Act::Restore.needs()) {
                    // where nobody may any more, who owns the file may, as where it is lost
                    if !access::admins(session.store.conn())?.is_empty() {
                        return Err(refused);
                    }
                    owner_only(config, "refused-restore-owner")?;
                }
                match into(config, &mut session.store, from) {
                    // it could be opened, and no more than that
                    Err(OpError::Store(e)) if e.is_lost() && backup::check(from).is_ok() => {
                        drop(session);
                        over(config, from)?
                    }
                    done => Over::Restored(Some(done?)),
                }
            }
            Err(OpError::Store(e)) if e.is_lost() || matches!(e, StoreError::NoDatabase(_)) => {
                owner_only(config, "refused-restore-owner")?;
                over(config, from)?
            }
            Err(e) => return Err(e),
        };
        if let Over::Restored(kept) = kept {
            return finish(config, from, kept);
        }
    }
    Err(StoreError::Busy(config.db.clone()).into())
}

/// Refuses a backup in which nobody may look after the database that it would become.
fn has_an_admin(from: &Path) -> Result<()> {
    if backup::has_an_admin(from)? {
        return Ok(());
    }
    Err(OpError::Refused { key: "refused-restore-no-admin", args: vec![("path", from.display().to_string())] })
}

/// Into a database that is open.
fn into(config: &Config, store: &mut Store, from: &Path) -> Result<PathBuf> {
    let newer = backup::up_to_date(from, &config.db)?;
    has_an_admin(from)?;
    let newest = newer.as_ref().map_or(from, |part| part.path());
    Ok(backup::restore_into(store, newest, &aside(config)?).map_err(|e| e.named(newest, from))?)
}

/// Over a file that is none, or where there is none.
fn over(config: &Config, from: &Path) -> Result<Over> {
    backup::check(from)?;
    has_an_admin(from)?;
    Ok(backup::restore_over(from, &config.db, &aside(config)?)?)
}

/// An older schema is brought up to date, and the log says what happened.
fn finish(config: &Config, from: &Path, kept: Option<PathBuf>) -> Result<Restored> {
    let schema = backup::check(from)?;
    let mut store = Store::open(&config.db)?;
    let detail = from.display().to_string();
    let at = clock::stored(store.conn(), rules::embedded()?.organisation.zone)?.now();
    let change = Change { actor: &config.user, at, label: "change-restore", detail: &detail, rules: 0 };
    store.write(&change, |_| Ok::<_, StoreError>(()))?;
    Ok(Restored { kept, schema })
}

/// What the database that is there is called from then on.
fn aside(config: &Config) -> Result<PathBuf> {
    Ok(backup::with_end(&config.db, &now(config)?.format(".before-restore-%Y%m%d-%H%M%S").to_string()))
}

fn now(config: &Config) -> Result<chrono::DateTime<chrono::Utc>> {
    let zone = rules::embedded()?.organisation.zone;
    Ok(config.as_of.map_or(Clock::System, |t| Clock::At(clock::moment(t, zone))).now())
}

/// Lets through who owns the file, or the folder where there is none, and root.
fn owner_only(config: &Config, key: &'static str) -> Result<()> {
    if config.person.is_some() {
        // what is lost names no gateways any more
        return Err(OpError::Refused { key: "refused-gateway", args: vec![("account", config.user.clone())] });
    }
    access::owned(config, key)
}
