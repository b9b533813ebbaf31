//! Who may do what: from the operating-system user to a role, regions and delegations. Decided here and nowhere else.
//!
//! | act | viewer | specialist | manager | head office | admin |
//! |---|---|---|---|---|---|
//! | look at everything, own marks and saved views | yes | yes | yes | yes | yes |
//! | partners, tickets, tasks, proposals, requests, imports, own changes taken back | | yes | yes | yes | yes |
//! | give one's own partner, or nobody's, to another owner | | yes | yes | yes | yes |
//! | give somebody else's | | | in their regions | yes | yes |
//! | move a partner to another region | | their own, in their regions | from and to their regions | yes | yes |
//! | merge two partners into one | | | in their regions | yes | yes |
//! | end a contract; take a penalty back, correct a deposit; take weight or a breach off a ticket | | | in their regions | yes | yes |
//! | targets | | | in their regions | yes | yes |
//! | joint meetings: plan, hold, cancel | | their agenda | in their regions | yes | yes |
//! | decide a step that needs a manager | | as a delegate | in their regions | yes | yes |
//! | decide a step that needs head office | | as a delegate | as a delegate | yes | yes |
//! | regions, channel types, product lines | | | | yes | yes |
//! | bring records in as approved already, or with the state that they had elsewhere | | | | yes | yes |
//! | users, approvals and logs of another database, restoring a backup, taking back others' changes, the database's clock | | | | | yes |
//!
//! Nobody decides what they asked for, whatever their role ([`crate::domain::approval`]). A manager without regions
//! answers for all of them; one with regions has a manager's powers for partners in or below these, and is a specialist
//! elsewhere. What has no partner lies nowhere in particular: every manager may. A delegate decides with the role and the
//! regions of who named them, from the first day to the last, and can't pass that on. An account that is not registered
//! looks, and is told whom to ask.

mod entry;
pub mod pages;

pub use entry::find_user;
pub(in crate::ops) use entry::{known_again, no_gateway, owned};

use chrono::NaiveDate;

use super::{Actor, OpError, Result, Session};
use crate::domain::approval::Person;
use crate::domain::kinds::{Role, TargetScope, User};
use crate::domain::record::{Kind, Row, Stored, Value};
use crate::store::gateways::{self, Gateway};
use crate::store::tasks::Whose;
use crate::store::{Connection, Store, approvals, record, today};

/// What somebody wants to do, as far as roles go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Look at everything; keep one's own marks and views.
    Look,
    /// Work: partners, tickets, tasks, proposals, requests, imports.
    Work,
    /// Give the partner of somebody else to another, or to another region.
    Reassign,
    /// Make one partner of two.
    Merge,
    /// Set targets.
    Target,
    /// Plan, hold and cancel joint meetings.
    Meet,
    /// Keep regions, channel types and product lines.
    Reference,
    /// Bring records in as approved.
    Adopt,
    /// Keep users.
    Users,
    /// Bring a backup back.
    Restore,
    /// Take back the changes of others.
    TakeBack,
}

impl Act {
    /// Every act.
    pub const ALL: &'static [Self] = &[
        Self::Look,
        Self::Work,
        Self::Reassign,
        Self::Merge,
        Self::Target,
        Self::Meet,
        Self::Reference,
        Self::Adopt,
        Self::Users,
        Self::Restore,
        Self::TakeBack,
    ];

    /// The least role that may.
    #[must_use]
    pub const fn needs(self) -> Role {
        match self {
            Self::Look => Role::Viewer,
            Self::Work => Role::Specialist,
            Self::Reassign | Self::Merge | Self::Target | Self::Meet => Role::Manager,
            Self::Reference | Self::Adopt => Role::HeadOffice,
            Self::Users | Self::Restore | Self::TakeBack => Role::Admin,
        }
    }
}

/// The least role that may write a kind by form.
#[must_use]
pub const fn needs(kind: Kind) -> Role {
    kind.def().conduct.needs
}

/// The registered user of an account, who may sign in; `None`: the account is not registered.
///
/// # Errors
/// [`OpError::Refused`] for an account that is switched off, and those of the file.
pub fn actor(store: &Store, name: &str) -> Result<Option<Actor>> {
    let Some(row) = record::by_key(store.conn(), Kind::User, &[&Value::Text(name.to_owned())])? else { return Ok(None) };
    let user = row.typed::<User>()?;
    if !user.active {
        return Err(OpError::Refused { key: "refused-inactive-user", args: vec![("user", name.to_owned())] });
    }
    Ok(Some(Actor { name: name.to_owned(), user: Some(user.id), role: user.role }))
}

/// Somebody whose account is not registered: they may look.
#[must_use]
pub fn visitor(name: &str) -> Actor {
    Actor { name: name.to_owned(), user: None, role: Role::Viewer }
}

/// Reads again what the actor may do, after others have written: a role that was taken away does not last until a program
/// that is open is closed, nor does one that was given wait for it.
pub fn look_again(session: &mut Session) -> Result<()> {
    match session.actor.user {
        Some(user) => {
            let user = record::get_as::<User>(session.store.conn(), user)?;
            session.actor.role = if user.active { user.role } else { Role::Viewer };
        }
        None => {
            if let Ok(Some(known)) = actor(&session.store, &session.actor.name) {
                session.actor = known;
            }
        }
    }
    Ok(())
}

/// The refusal of somebody whose rights changed while they were at work.
pub const CHANGED: &str = "refused-role-changed";

/// Refuses somebody who may do less than when they were last looked at, or is let in no more; for the transaction that writes.
///
/// # Errors
/// [`OpError::Refused`], those of the file.
pub(in crate::ops) fn still(conn: &Connection, actor: &Actor, gateway: Option<&Gateway>) -> Result<()> {
    if let Some(gateway) = gateway
        && gateways::of_account(conn, &gateway.account)?.is_none()
    {
        return Err(no_gateway(&gateway.account));
    }
    let Some(id) = actor.user else { return Ok(()) };
    let user = record::get_as::<User>(conn, id)?;
    if !user.active {
        return Err(OpError::Refused { key: "refused-inactive-user", args: vec![("user", actor.name.clone())] });
    }
    if user.role < actor.role {
        let args = vec![("user", actor.name.clone()), ("role", user.role.code().to_owned())];
        return Err(OpError::Refused { key: CHANGED, args });
    }
    Ok(())
}

/// The accounts that may register others, for those who have to ask.
pub fn admins(conn: &Connection) -> Result<Vec<String>> {
    let admins = record::query_as::<User>(conn, "WHERE role = 'admin' AND active = 1 ORDER BY id LIMIT 5", &[])?;
    Ok(admins.into_iter().map(|u| u.record.name).collect())
}

impl Session {
    /// Refuses unless the actor has at least this role; more than looking a session that writes nothing does not do.
    ///
    /// # Errors
    /// [`OpError::Role`]; for an account that is not registered a refusal that names whom to ask; [`Session::writes`].
    pub fn require(&self, needs: Role) -> Result<()> {
        self.has(needs)?;
        if needs > Role::Viewer { self.writes() } else { Ok(()) }
    }

    /// Refuses unless the actor has at least this role, also where nothing is written.
    ///
    /// # Errors
    /// [`OpError::Role`]; for an account that is not registered a refusal that names whom to ask.
    pub(in crate::ops) fn has(&self, needs: Role) -> Result<()> {
        if self.actor.role >= needs {
            return Ok(());
        }
        if self.actor.user.is_none() {
            let admins = admins(self.store.conn())?.join(", ");
            let args = vec![("user", self.actor.name.clone()), ("needs", needs.code().to_owned()), ("admins", admins)];
            return Err(OpError::Refused { key: "refused-unregistered", args });
        }
        Err(OpError::Role { needs, has: self.actor.role, user: self.actor.name.clone() })
    }

    /// Refuses unless the actor may do this, there where it is about a partner.
    ///
    /// # Errors
    /// [`OpError::Role`]; a refusal that names the region for a manager of others.
    pub fn may(&self, act: Act, partner: Option<i64>) -> Result<()> {
        self.require(act.needs())?;
        reach(self.store.conn(), (self.actor.user, self.actor.role), act.needs(), partner)
    }
}

/// Refuses what needs a manager to who is less, and to a manager of other regions than the partner's.
///
/// # Errors
/// [`OpError::Role`], a refusal that names the region, those of the file.
pub(in crate::ops) fn manages(conn: &Connection, (user, role): (Option<i64>, Role), partner: Option<i64>) -> Result<()> {
    let needs = Role::Manager;
    if role < needs {
        return Err(role_error(conn, user, role, needs)?);
    }
    reach(conn, (user, role), needs, partner)
}

/// Refuses a manager what needs a manager, for a partner outside their regions.
fn reach(conn: &Connection, (user, role): (Option<i64>, Role), needs: Role, partner: Option<i64>) -> Result<()> {
    let (Role::Manager, Role::Manager, Some(user)) = (role, needs, user) else { return Ok(()) };
    let user = record::get_as::<User>(conn, user)?;
    if reaches(conn, &user.record, partner)? {
        return Ok(());
    }
    let code = partner.map(|p| record::code_of(conn, Kind::Partner, p)).transpose()?.unwrap_or_else(|| "none".to_owned());
    Err(outside(conn, &user.record, partner, code)?)
}

/// The refusal of a manager of other regions.
pub(in crate::ops) fn outside(conn: &Connection, user: &User, partner: Option<i64>, code: String) -> Result<OpError> {
    let region = partner.map(|p| record::get(conn, Kind::Partner, p)).transpose()?.and_then(|p| p.get("region").int());
    not_in(conn, user, region, code)
}

/// The refusal of what lies in a region that is not theirs.
fn not_in(conn: &Connection, user: &User, region: Option<i64>, code: String) -> Result<OpError> {
    let region = region.map(|id| record::get(conn, Kind::Region, id)).transpose()?;
    let region = region.and_then(|r| r.get("name").text().map(str::to_owned)).unwrap_or_else(|| "-".to_owned());
    let regions = user.regions.0.iter().cloned().collect::<Vec<_>>().join(", ");
    let args = vec![
        ("needs", user.role.min(Role::Manager).code().to_owned()),
        ("region", region),
        ("code", code),
        ("user", user.name.clone()),
        ("regions", regions),
    ];
    Ok(OpError::Refused { key: "refused-region", args })
}

/// The regions that a manager answers for, by id; `None`: all of them.
pub fn regions(conn: &Connection, user: &User) -> Result<Option<Vec<i64>>> {
    if user.role != Role::Manager || user.regions.0.is_empty() {
        return Ok(None);
    }
    // a name that no region has any more reaches nothing
    Ok(Some(today::regions_named(conn, &user.regions.0)?))
}

/// Whether a partner lies in or below a manager's regions.
pub fn reaches(conn: &Connection, user: &User, partner: Option<i64>) -> Result<bool> {
    let (Some(regions), Some(partner)) = (regions(conn, user)?, partner) else { return Ok(true) };
    Ok(!regions.is_empty() && today::within(conn, &Whose::Regions(regions), partner)?)
}

/// Refuses a write of a record that needs more than working on it: targets of partners or regions of others, a partner
/// given into other hands or another region, the end of a contract of other regions.
///
/// # Errors
/// [`OpError::Role`], a refusal that names the region, those of the file.
pub(in crate::ops) fn check(
    conn: &Connection,
    (user, role): (Option<i64>, Role),
    before: Option<&Row>,
    after: &Row,
) -> Result<()> {
    match after.kind {
        Kind::Partner => before.map_or(Ok(()), |before| given(conn, (user, role), before, after)),
        Kind::Target if role == Role::Manager => {
            for row in before.into_iter().chain([after]) {
                target(conn, user, row)?;
            }
            Ok(())
        }
        Kind::Meeting => {
            for row in before.into_iter().chain([after]) {
                meets(conn, (user, role), row.get("region").int())?;
            }
            Ok(())
        }
        // that less than a manager ends none is said at the field
        Kind::Contract if before.is_some_and(|before| before.get("ended_on") != after.get("ended_on")) => {
            reach(conn, (user, role), Role::Manager, after.get("partner").int())
        }
        _ => Ok(()),
    }
}

/// Refuses to give a partner into other hands or another region to who has no right over it as it was, and as
/// it becomes.
///
/// Whose it is gives it away, and anybody takes what is nobody's. A region is also what decides who has a say: who moves a partner to
/// another one must answer for both of them.
fn given(conn: &Connection, (user, role): (Option<i64>, Role), before: &Row, after: &Row) -> Result<()> {
    let differs = |name: &str| before.get(name) != after.get(name);
    let (given, moved) = (differs("owner"), differs("region"));
    if role > Role::Manager || !(given || moved) {
        return Ok(());
    }
    let owner = before.get("owner").int();
    // what is nobody's and lies nowhere yet may be placed by who finds it
    let free = if owner.is_some() { owner == user } else { !moved || before.get("region").is_null() };
    let needs = Act::Reassign.needs();
    if !free && role < needs {
        return Err(role_error(conn, user, role, needs)?);
    }
    let Some(user) = user.map(|u| record::get_as::<User>(conn, u)).transpose()? else { return Ok(()) };
    let named = if user.regions.0.is_empty() { None } else { Some(today::regions_named(conn, &user.regions.0)?) };
    let Some(own) = named else { return Ok(()) };
    let below = approvals::below(conn, &own)?;
    let lies = |row: &Row| row.get("region").int().is_some_and(|region| below.contains(&region));
    let places = if moved {
        [Some(before).filter(|b| !b.get("region").is_null()), Some(after)]
    } else {
        [Some(before).filter(|_| !free), None]
    };
    match places.into_iter().flatten().find(|row| !lies(row)) {
        None => Ok(()),
        Some(outside) => Err(not_in(conn, &user.record, outside.get("region").int(), code_of(before))?),
    }
}

fn code_of(row: &Row) -> String {
    row.get("code").text().unwrap_or("none").to_owned()
}

/// Refuses a meeting to who is less than a manager, and to a manager of other regions; one of the whole network lies nowhere in
/// particular.
///
/// # Errors
/// [`OpError::Role`]; a refusal that names the region.
pub(in crate::ops) fn meets(conn: &Connection, (user, role): (Option<i64>, Role), region: Option<i64>) -> Result<()> {
    let needs = Act::Meet.needs();
    if role < needs {
        return Err(role_error(conn, user, role, needs)?);
    }
    let (Role::Manager, Some(user), Some(region)) = (role, user, region) else { return Ok(()) };
    let user = record::get_as::<User>(conn, user)?;
    let Some(own) = regions(conn, &user.record)? else { return Ok(()) };
    if approvals::below(conn, &own)?.contains(&region) {
        return Ok(());
    }
    let name = record::get(conn, Kind::Region, region)?.get("name").text().unwrap_or_default().to_owned();
    let regions = user.regions.0.iter().cloned().collect::<Vec<_>>().join(", ");
    let args = vec![("region", name), ("user", user.record.name), ("regions", regions)];
    Err(OpError::Refused { key: "refused-meeting-region", args })
}

/// A manager sets targets for partners, regions and people of theirs; those of the network and its types are for who
/// answers for all regions.
fn target(conn: &Connection, user: Option<i64>, row: &Row) -> Result<()> {
    let Some(user) = user.map(|u| record::get_as::<User>(conn, u)).transpose()? else { return Ok(()) };
    let Some(own) = regions(conn, &user.record)? else { return Ok(()) };
    let scope = row.get("scope").text().and_then(TargetScope::from_code);
    let subject = row.get("subject").text().unwrap_or_default();
    match scope {
        Some(TargetScope::Partner) => {
            let partner = record::id_by_code(conn, Kind::Partner, subject)?;
            reach(conn, (Some(user.id), user.role), Role::Manager, partner)
        }
        Some(TargetScope::Owner) | None => Ok(()),
        Some(TargetScope::Region) => {
            let region = record::id_by_code(conn, Kind::Region, subject)?;
            let inside = region.is_some_and(|r| approvals::below(conn, &own).is_ok_and(|all| all.contains(&r)));
            if inside { Ok(()) } else { Err(outside(conn, &user.record, None, subject.to_owned())?) }
        }
        Some(TargetScope::Network | TargetScope::ChannelType) => {
            Err(OpError::Role { needs: Role::HeadOffice, has: user.role, user: user.record.name })
        }
    }
}

fn role_error(conn: &Connection, user: Option<i64>, has: Role, needs: Role) -> Result<OpError> {
    let user = user.map(|u| record::code_of(conn, Kind::User, u)).transpose()?.unwrap_or_default();
    Ok(OpError::Role { needs, has, user })
}

/// A user as somebody who may decide about a partner.
pub(in crate::ops) fn person(conn: &Connection, user: &Stored<User>, partner: Option<i64>) -> Result<Person> {
    // who is switched off has no part in anything
    let role = if user.active { user.role } else { Role::Viewer };
    Ok(Person { id: user.id, role, reaches: reaches(conn, &user.record, partner)? })
}

/// Those in whose place a user may decide on a day.
pub fn principals(conn: &Connection, user: i64, day: NaiveDate) -> Result<Vec<Stored<User>>> {
    let named = record::query_as::<User>(conn, "WHERE delegate = ?1 AND active = 1 ORDER BY id", &[&user])?;
    Ok(named.into_iter().filter(|u| u.id != user && u.is_away(day)).collect())
}

#[cfg(test)]
mod tests;
