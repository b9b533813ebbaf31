//! Looking after the database: users, backups, its log. [`super::restore`] brings a backup back.
//!
//! - [`mod@undo`]: steps back over one's own changes, and forward again
//! - [`results`]: what acts on the whole database came to

pub mod pages;
pub mod results;
pub mod undo;

pub use undo::{changes, redo, undo};

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};

use super::access::{self, Act};
use super::{OpError, Result, Session, rules};
use crate::domain::kinds::{Role, User};
use crate::domain::policy::Differs;
use crate::domain::record::{Expected, FieldType, Kind, Problem, Row, Stored, Tags, Value};
use crate::store::audit::{self, Action, Entry, Search};
use crate::store::gateways::{self, Deed};
use crate::store::{Connection, backup, record, today};

/// Adds a user, or gives a known one this role, name and regions; answers whether it is new.
///
/// What is `None` stays as it is; a new user is a specialist unless a role is given.
///
/// # Errors
/// [`OpError::Role`] for anybody but an administrator, [`OpError::Refused`] if no administrator would be left or a region
/// is not known.
pub fn set_user(session: &mut Session, name: &str, change: &UserChange) -> Result<bool> {
    session.require(Act::Users.needs())?;
    for region in change.regions.iter().flat_map(|r| &r.0) {
        if today::regions_named(session.store.conn(), [region])?.is_empty() {
            return Err(OpError::Refused { key: "usage-regions-unknown", args: vec![("region", region.clone())] });
        }
    }
    let seen = access::find_user(session, name)?;
    let Some(mut user) = seen else {
        let user = User {
            regions: change.regions.clone().unwrap_or_default(),
            active: change.active.unwrap_or(true),
            ..User::new(name, change.full_name.as_deref().unwrap_or_default(), change.role.unwrap_or(Role::Specialist))
        };
        session.write(Act::Users.needs(), "change-create", name, |tx| Ok(tx.add(&user)?))?;
        return Ok(true);
    };
    let record = &mut user.record;
    record.role = change.role.unwrap_or(record.role);
    record.active = change.active.unwrap_or(record.active);
    if let Some(full_name) = &change.full_name {
        record.full_name.clone_from(full_name);
    }
    if let Some(regions) = &change.regions {
        record.regions.clone_from(regions);
    }
    session.write(Act::Users.needs(), "change-edit", name, |tx| {
        tx.save(&user)?;
        an_admin_is_left(tx.conn(), name)
    })?;
    Ok(false)
}

/// What is wrong with a user: a region that is not known, a delegate who is the user or can't act for others.
pub(in crate::ops) fn complete(conn: &Connection, row: &Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let changed = |name: &str| before.is_none_or(|b| b.get(name) != row.get(name));
    let Ok(user) = row.typed::<User>() else { return Ok(problems) };
    for region in user.regions.0.iter().filter(|_| changed("regions")) {
        if today::regions_named(conn, [region])?.is_empty() {
            let expected = Expected::Existing(Kind::Region, Vec::new());
            problems.push(Problem { field: "regions", value: region.clone(), expected });
        }
    }
    if let Some(to) = user.delegate.filter(|_| changed("delegate")) {
        let delegate: Stored<User> = record::get_as(conn, to)?;
        let rule = match () {
            () if to == row.id => Some("expected-other-delegate"),
            () if !delegate.active || delegate.role < Act::Work.needs() => Some("expected-working-delegate"),
            () => None,
        };
        let value = delegate.record.name;
        problems.extend(rule.map(|rule| Problem { field: "delegate", value, expected: Expected::Rule(rule) }));
    }
    Ok(problems)
}

/// Refuses what would leave nobody who keeps users; called in the transaction that has changed them.
///
/// # Errors
/// [`OpError::Refused`], those of the file.
pub(in crate::ops) fn an_admin_is_left(conn: &Connection, user: &str) -> Result<()> {
    if access::admins(conn)?.is_empty() {
        return Err(OpError::Refused { key: "refused-last-admin", args: vec![("user", user.to_owned())] });
    }
    Ok(())
}

/// Who decides in a user's place, from the first day to the last; `None`: nobody any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delegation {
    /// The account of the delegate.
    pub to: Option<String>,
    /// First day; `None`: at once.
    pub from: Option<NaiveDate>,
    /// Last day; `None`: until it is taken back.
    pub until: Option<NaiveDate>,
}

/// Names the delegate of a user: one's own, or as an administrator anybody's.
///
/// # Errors
/// [`OpError::Role`], a user that is not known or can't act for others, a last day before the first.
pub fn delegate(session: &mut Session, name: &str, delegation: &Delegation) -> Result<()> {
    let needs = if session.actor.name == name { Act::Work.needs() } else { Act::Users.needs() };
    session.require(needs)?;
    let unknown = |user: &str| OpError::Refused { key: "usage-unknown-user", args: vec![("user", user.to_owned())] };
    let mut user = access::find_user(session, name)?.ok_or_else(|| unknown(name))?;
    let to = match &delegation.to {
        None => None,
        Some(to) if to == name => return Err(OpError::Refused { key: "usage-delegate-self", args: Vec::new() }),
        Some(to) => {
            let delegate = access::find_user(session, to)?.ok_or_else(|| unknown(to))?;
            if !delegate.active || delegate.role < Act::Work.needs() {
                return Err(OpError::Refused { key: "refused-delegate-role", args: vec![("user", to.clone())] });
            }
            Some(delegate.id)
        }
    };
    if let (Some(from), Some(until)) = (delegation.from, delegation.until)
        && until < from
    {
        let args = vec![("from", from.to_string()), ("until", until.to_string())];
        return Err(OpError::Refused { key: "usage-delegate-span", args });
    }
    user.record.delegate = to;
    (user.record.delegate_from, user.record.delegate_until) = match to {
        Some(_) => (delegation.from, delegation.until),
        None => (None, None),
    };
    session.write(needs, "change-user-delegate", name, |tx| Ok(tx.save(&user).map(|_| ())?))
}

/// What is to be changed of a user.
#[derive(Clone, Debug, Default)]
pub struct UserChange {
    /// What they may do.
    pub role: Option<Role>,
    /// What colleagues call them.
    pub full_name: Option<String>,
    /// Region codes.
    pub regions: Option<Tags>,
    /// May sign in.
    pub active: Option<bool>,
}

/// What of the log is asked for.
#[derive(Clone, Debug, Default)]
pub struct History {
    pub kind: Option<Kind>,
    /// Of the record with this key.
    pub code: Option<String>,
    /// By this account.
    pub user: Option<String>,
    /// Not before.
    pub since: Option<DateTime<Utc>>,
    /// At most so many.
    pub limit: i64,
}

/// What was done to the database itself, the newest first, as far as the log is asked for that: not where it is of a kind.
pub fn deeds(session: &Session, wish: &History) -> Result<Vec<Deed>> {
    if wish.kind.is_some() {
        return Ok(Vec::new());
    }
    Ok(gateways::deeds(session.store.conn(), wish.user.as_deref(), wish.since, wish.limit)?)
}

/// A line of the log with what people call things.
#[derive(Clone, Debug)]
pub struct Logged {
    /// As stored.
    pub entry: Entry,
    /// Its code or number, as files have it.
    pub code: String,
    /// What people call the record.
    pub called: String,
    /// Fields that changed: name, before, after; whole texts of rules are none of them.
    pub fields: Vec<Changed>,
    /// The keys of the rules that changed.
    pub keys: Vec<Differs>,
}

/// A field that changed; codes are those of records referred to.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Declared name.
    pub field: &'static str,
    /// What was.
    pub before: (Value, Option<String>),
    pub after: (Value, Option<String>),
}

/// The newest entries of the log that are asked for, newest first.
///
/// # Errors
/// [`crate::store::StoreError::Missing`] for a record that never was, and those of the file.
pub fn history(session: &Session, history: &History) -> Result<Vec<Logged>> {
    let conn = session.store.conn();
    let record = match (history.kind, &history.code) {
        (Some(kind), Some(code)) => Some(match code.strip_prefix('#').map(str::parse) {
            Some(Ok(id)) if kind.def().field("number").is_none() => id,
            _ => super::list::find(session, kind, code)?.id,
        }),
        _ => None,
    };
    let search =
        Search { kind: history.kind, record, actor: history.user.as_deref(), since: history.since, limit: history.limit };
    audit::search(conn, &search)?.into_iter().map(|entry| logged(session, entry)).collect()
}

fn logged(session: &Session, entry: Entry) -> Result<Logged> {
    let conn = session.store.conn();
    let def = entry.kind.def();
    let mut fields = Vec::new();
    for f in def.fields {
        let of = |values: &[(&'static str, Value)]| values.iter().find(|(n, _)| *n == f.name).map(|(_, v)| v.clone());
        let (before, after) = (of(&entry.before), of(&entry.after));
        if (before.is_none() && after.is_none()) || rules::is_text(entry.kind, f.name) {
            continue;
        }
        let with_code = |value: Option<Value>| -> Result<(Value, Option<String>)> {
            let value = value.unwrap_or_default();
            let code = match (f.ty, value.int()) {
                (FieldType::Ref(kind), Some(id)) => Some(record::code_of(conn, kind, id)?),
                _ => None,
            };
            Ok((value, code))
        };
        fields.push(Changed { field: f.name, before: with_code(before)?, after: with_code(after)? });
    }
    // a record that is gone is called by what it had
    let gone = || {
        let key = def.key.first()?;
        let (_, f) = def.field(key)?;
        entry.before.iter().find(|(n, _)| n == key).map(|(_, v)| record::spoken(conn, f, v))
    };
    let (code, called) = match (entry.action, gone().transpose()?) {
        (Action::Delete, Some(had)) => (had.clone(), had),
        (Action::Delete, None) => (entry.record.to_string(), format!("#{}", entry.record)),
        _ => (record::code_of(conn, entry.kind, entry.record)?, record::called(conn, entry.kind, entry.record)?),
    };
    let keys = rules::of_entry(conn, &entry)?;
    Ok(Logged { entry, code, called, fields, keys })
}

/// Makes a verified copy of the database, while others work on; answers its size in bytes.
///
/// # Errors
/// [`OpError::File`] if the file is not to be made, [`crate::store::StoreError::Taken`] if it is no earlier backup, and those of the file.
pub fn back_up(session: &Session, to: &Path, force: bool) -> Result<u64> {
    let to = would_back_up(session, to, force)?;
    session.files().lead_to(&to)?;
    let size = backup::backup(&session.store, &to, force)?;
    session.files().mark(&to);
    Ok(size)
}

/// Where a copy would be made, if it may be; nothing is made.
///
/// # Errors
/// As [`back_up`].
pub(in crate::ops) fn would_back_up(session: &Session, to: &Path, force: bool) -> Result<PathBuf> {
    let to = session.files().for_backup(to, force.into())?;
    // where people have no shell the folder is made
    if session.files().has_a_shell() || backup::folder_of(&to).exists() {
        backup::has_room(&to, force)?;
    }
    Ok(to)
}
