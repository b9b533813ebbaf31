//! Making a database and opening one.
//!
//! A new database holds the channel types of `data/channel_types.csv`, the regions of `data/regions.csv`, the
//! articles of `data/articles`, the embedded rules as their first version ([`rules`]) and its first user, who is its
//! administrator. Opening is lean: the schema number, the user and the rules in force are all that is looked at.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::access::{self, actor, visitor};
use super::clock::{To, moment, stored};
use super::{Aside, Clock, OpError, PROGRAM, Result, Session, gateway, rules};
use crate::config::{AsOf, Config};
use crate::domain::kinds::{ChannelGroup, ChannelType, Region, RegionLevel, Role, User};
use crate::domain::record::Kind;
use crate::exchange::outfile::{FileRefusal, Reach};
use crate::store::gateways::Gateway;
use crate::store::part;
use crate::store::{Change, Connection, Store, StoreError, Tx, audit, gateways, record, rules as stored_rules};

const CHANNEL_TYPES: &str = include_str!("../../data/channel_types.csv");
const REGIONS: &str = include_str!("../../data/regions.csv");

/// Opens the database of the configuration for its user.
///
/// An account that is not registered may look at everything and change nothing.
///
/// # Errors
/// Those of the file ([`StoreError`]), rules or a policy file that can't be used, an account that was switched off.
pub fn open(config: &Config) -> Result<Session> {
    gateway::stays(config)?;
    // a look at other rules or at another day writes nothing
    let looks = config.policy.is_some() || config.as_of.is_some();
    let opened = if looks { Store::open_as_it_is(&config.db) } else { Store::open(&config.db) };
    let store = opened.map_err(|e| match e {
        // the default place is made by `init`; nobody has to make its folder
        StoreError::NoFolder(_) if !config.db_named => StoreError::NoDatabase(config.db.clone()).into(),
        // bringing it up to date would be a write
        StoreError::Older { found, known, .. } if looks => OpError::Refused {
            key: if config.policy.is_some() { "refused-aside-older" } else { "refused-day-older" },
            args: vec![("path", config.db.display().to_string()), ("found", found.to_string()), ("known", known.to_string())],
        },
        other => OpError::from(other),
    })?;
    session(store, config)
}

/// Refuses to make, finish or replace a database for who only looks what a policy file would give.
///
/// # Errors
/// [`OpError::Refused`], with what to try.
pub fn writes(config: &Config) -> Result<()> {
    let Some(file) = &config.policy else { return Ok(()) };
    let args = vec![("path", file.display().to_string())];
    Err(OpError::Refused { key: "refused-aside-make", args })
}

/// Makes the database of the configuration if there is none, and opens it; answers whether it is new.
///
/// Of several processes that make it at once one does, the others find it made; the session is the administrator's that was
/// named.
///
/// # Errors
/// As [`open`]; a refusal if somebody is named and the database is there already, where it would be made as of another day
/// than today ([`Aside`]), or under a policy file ([`writes`]).
pub fn found(config: &Config, first: &First) -> Result<(Session, bool)> {
    begin(config, first, *first == First::default())
}

/// Whether a file has a name under which `SQLite` keeps the log of another.
fn is_beside(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    part::BESIDE.iter().any(|end| name.ends_with(end))
}

/// [`found`]; `again`: a database that is there already is opened, whoever was named.
fn begin(config: &Config, first: &First, again: bool) -> Result<(Session, bool)> {
    gateway::stays(config)?;
    writes(config)?;
    if first.clock.is_none()
        && let Some(as_of) = config.as_of
        && let Some(aside) = looked_at(as_of, Clock::System, rules::embedded()?.organisation.zone).1
    {
        return Err(aside.refusal());
    }
    if is_beside(&config.db) {
        return Err(FileRefusal::Database(config.db.clone()).into());
    }
    // what can't be used leaves no half of a database
    let folder = first.folder.as_deref().map(|folder| gateway::folder(folder, &config.db)).transpose()?;
    if !config.db_named
        && let Some(folder) = config.db.parent()
    {
        // the default place is ours to make; a folder that somebody named is theirs
        let _ = std::fs::create_dir_all(folder);
    }
    if std::fs::metadata(&config.db).is_ok_and(|there| there.len() == 0) {
        // what was lost may have had administrators
        access::owned(config, "refused-init-owner")?;
    }
    let mut store = Store::create(&config.db)?;
    let fresh = seed(&mut store, config, (first, folder.as_deref()))?;
    if !fresh && !again {
        let args = vec![("path", config.db.display().to_string())];
        return Err(OpError::Refused { key: "refused-init-there", args });
    }
    let mut session = session(store, config)?;
    if let Some(first) = first.admin.as_deref().map(|admin| actor(&session.store, admin)).transpose()?.flatten() {
        session.actor = first;
    }
    Ok((session, fresh))
}

/// [`found`] with a clock that begins at the configuration's day, if it names one: the session stands at the moment that it names.
///
/// # Errors
/// As [`found`].
pub fn create(config: &Config) -> Result<(Session, bool)> {
    let (mut session, fresh) = begin(config, &First { clock: config.as_of.map(To::When), ..First::default() }, true)?;
    if let Some(as_of) = config.as_of {
        (session.clock, session.aside) = (Clock::At(moment(as_of, session.policy.organisation.zone)), None);
        // it writes: the records are those there are
        session.look_back()?;
    }
    Ok((session, fresh))
}

/// Who comes first in a new database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct First {
    /// Its administrator; `None`: whoever makes it.
    pub admin: Option<String>,
    /// Whether the account that makes it is one through which several people come in.
    pub gateway: bool,
    /// The folder in which these see and write files; `None`: they do neither.
    pub folder: Option<PathBuf>,
    /// The clock that it is given; `None`: none of its own.
    pub clock: Option<To>,
}

/// Opens a store that is already there for the configuration's user.
fn session(mut store: Store, config: &Config) -> Result<Session> {
    // whom the environment names counts only where this database lets several people in through the account
    let through = config.person.as_deref().map(|person| gateways::of_account(store.conn(), &config.user).map(|g| (person, g)));
    let (name, gateway) = match through.transpose()? {
        Some((person, Some(gateway))) => (person, Some(gateway)),
        _ => (config.user.as_str(), None),
    };
    let actor = match actor(&store, name)? {
        Some(actor) => actor,
        // whoever made the file died before it had a user: finish the work
        None if record::query(store.conn(), Kind::User, "LIMIT 1", &[])?.is_empty() => {
            if config.person.is_some() {
                // not by one of many who come in through the account
                return Err(StoreError::NoDatabase(config.db.clone()).into());
            }
            writes(config)?;
            access::owned(config, "refused-init-owner")?;
            seed(&mut store, config, (&First::default(), None))?;
            actor(&store, name)?.unwrap_or_else(|| visitor(name))
        }
        None => visitor(name),
    };
    // whom the environment names came in through a command that was set up for many, whether it still counts or not
    let named = config.person.as_deref().is_some_and(|person| person != config.user);
    let reach = match &gateway {
        Some(gateway) => reach(gateway),
        None if named => Reach::Nowhere,
        None => Reach::Anywhere,
    };
    let zone = rules::zone(store.conn())?;
    let (clock, aside) = clock(store.conn(), config, zone)?;
    if actor.role >= Role::Specialist && config.policy.is_none() && aside.is_none() && stored_rules::is_empty(store.conn())? {
        // of an older program; whoever can't write it now goes by the embedded rules, which are the same
        let change = Change { actor: PROGRAM, at: clock.now(), label: "change-rules", detail: "", rules: 0 };
        // nor does a look wait for whoever writes
        store.wait_for_others(false)?;
        if let Err(e) = store.write(&change, rules::seed) {
            tracing::warn!("the rules of the program are not written down as version 1: {e}");
        }
        store.wait_for_others(true)?;
    }
    let (policy, unusable) = rules::usable(store.conn(), clock.now().with_timezone(&zone).date_naive())?;
    let read_only = store.only_looks().then(|| Aside::ReadOnly(config.db.clone()));
    let mut session = Session { reach, gateway, ..Session::new(store, actor, clock, policy) };
    // rules that can't be used come last: what mends them is written at the database's now alone
    session.set_asides(read_only.into_iter().chain(aside).chain(unusable));
    session.look_back()?;
    if session.store.looks_back_to().is_some() {
        // those that ruled at the moment, of which its day may have seen several
        session.use_rules()?;
    }
    if let Some(file) = &config.policy {
        rules::what_if(&mut session, file)?;
    }
    Ok(session)
}

/// Which files those who come in through a gateway may see and make.
fn reach(gateway: &Gateway) -> Reach {
    gateway.folder.clone().map_or(Reach::Nowhere, Reach::Folder)
}

/// The clock of a session, and why it writes nothing if it looks at another moment than the database's now.
fn clock(conn: &Connection, config: &Config, zone: Tz) -> Result<(Clock, Option<Aside>)> {
    let base = stored(conn, zone)?;
    let Some(as_of) = config.as_of else { return Ok((base, None)) };
    Ok(match looked_at(as_of, base, zone) {
        // not before what is in the history already
        (Clock::At(at), None) => (Clock::At(audit::last_until(conn, base.now())?.map_or(at, |last| at.max(last))), None),
        clock => clock,
    })
}

/// What `--as-of` means where it is so late: today is where everybody is, and so is a moment that is now, to the minute; at
/// any other moment one only looks, for what was written there would carry a moment that nobody lived.
fn looked_at(as_of: AsOf, base: Clock, zone: Tz) -> (Clock, Option<Aside>) {
    let local = |t: DateTime<Utc>| t.with_timezone(&zone).naive_local();
    let (at, now) = (moment(as_of, zone), base.now());
    let (day, today) = (local(at).date(), local(now).date());
    if as_of == AsOf::Day(today) {
        return (base, None);
    }
    let aside = if day != today {
        Some(Aside::Day { as_of: day, today })
    } else if at <= now && now < at + chrono::Duration::minutes(1) {
        None
    } else {
        Some(Aside::Moment(local(at)))
    };
    (Clock::At(at), aside)
}

/// Writes what a new database holds, once; answers whether this call did it.
fn seed(store: &mut Store, config: &Config, (first, folder): (&First, Option<&str>)) -> Result<bool> {
    if !record::query(store.conn(), Kind::User, "LIMIT 1", &[])?.is_empty() {
        return Ok(false);
    }
    let zone = rules::embedded()?.organisation.zone;
    let set = first.clock.map(|to| to.set(zone));
    let at = set.map_or(Clock::System, |set| Clock::own(set, zone)).now();
    let change = Change { actor: PROGRAM, at, label: "change-setup", detail: "", rules: 0 };
    store.write(&change, |tx| {
        if !record::query(tx.conn(), Kind::User, "LIMIT 1", &[])?.is_empty() {
            return Ok(false);
        }
        channel_types(tx)?;
        regions(tx)?;
        tx.add(&User::new(first.admin.as_deref().unwrap_or(&config.user), "", Role::Admin))?;
        if first.gateway {
            tx.open_gateway(&config.user, folder)?;
        }
        rules::seed(tx)?;
        if let Some(set) = set {
            tx.set_clock(set)?;
        }
        super::knowledge::put_starters(tx, at.with_timezone(&zone).date_naive())?;
        Ok(true)
    })
}

fn channel_types(tx: &mut Tx<'_>) -> Result<()> {
    for [code, name, name_zh, group] in lines(CHANNEL_TYPES) {
        let group = ChannelGroup::from_code(group).ok_or_else(|| unreadable("channel_types.csv", group))?;
        tx.add(&ChannelType { code: code.into(), name: name.into(), name_zh: name_zh.into(), group })?;
    }
    Ok(())
}

fn regions(tx: &mut Tx<'_>) -> Result<()> {
    let mut ids = std::collections::HashMap::new();
    for [code, name, short_name, level, parent] in lines(REGIONS) {
        let level = RegionLevel::from_code(level).ok_or_else(|| unreadable("regions.csv", level))?;
        let parent = ids.get(parent).copied();
        let region =
            Region { code: code.into(), name: name.into(), short_name: short_name.into(), level, parent, target_partners: None };
        ids.insert(code, tx.add(&region)?);
    }
    Ok(())
}

/// The lines of an embedded table behind its header; none of its cells is quoted.
fn lines<const N: usize>(csv: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    csv.lines().skip(1).map(|line| {
        let mut cells = line.split(',');
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
}

fn unreadable(file: &str, value: &str) -> OpError {
    StoreError::Corrupt { path: file.into(), detail: value.to_owned() }.into()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Given;

    fn config(db: &Path, user: &str) -> Config {
        let given = Given { db: Some(db.to_path_buf()), as_of: "2025-06-07".parse().ok(), ..Given::default() };
        let mut config = Config::resolve(given).expect("a configuration");
        (config.user, config.policy) = (user.to_owned(), None);
        config
    }

    #[test]
    fn who_makes_the_database_is_its_administrator_and_a_stranger_only_looks() {
        let dir = tempfile::tempdir().expect("a folder");
        let db = dir.path().join("q.db");
        let (made, fresh) = create(&config(&db, "li.wei")).expect("a database");
        assert!(fresh);
        assert_eq!(made.actor.role, Role::Admin);
        assert_eq!(made.as_of().to_string(), "2025-06-07");
        let (again, fresh) = create(&config(&db, "zhao.min")).expect("the same database");
        assert!(!fresh);
        assert_eq!((again.actor.role, again.actor.user), (Role::Viewer, None));
    }

    #[test]
    fn a_new_database_knows_the_channel_types_and_the_tree_of_regions() {
        let dir = tempfile::tempdir().expect("a folder");
        let (s, _) = create(&config(&dir.path().join("q.db"), "li.wei")).expect("a database");
        assert_eq!(record::query(s.store.conn(), Kind::ChannelType, "", &[]).expect("types").len(), 16);
        let regions = record::query_as::<Region>(s.store.conn(), "", &[]).expect("regions");
        for (level, count) in [(RegionLevel::Area, 7), (RegionLevel::Province, 31), (RegionLevel::City, 333)] {
            assert_eq!(regions.iter().filter(|r| r.level == level).count(), count, "{level:?}");
        }
        let orphan = regions.iter().find(|r| r.parent.is_none() != (r.level == RegionLevel::Area));
        assert_eq!(orphan, None);
    }

    #[test]
    fn a_calendar_of_ones_own_is_read_from_where_the_policy_is() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("policy.toml");
        std::fs::write(&file, "[desk]\ncalendar = \"mine.csv\"\n").expect("written");
        let db = dir.path().join("q.db");
        drop(create(&config(&db, "li.wei")).expect("a database"));
        let aside = Config { policy: Some(file), ..config(&db, "li.wei") };
        let missing = open(&aside).expect_err("no calendar").to_string();
        assert!(missing.contains("mine.csv"), "{missing}");
        let text = "calendar,mine,Mine,我的\nweek,1111110\ncovers,2030,2031\n";
        std::fs::write(dir.path().join("mine.csv"), text).expect("written");
        let policy = open(&aside).expect("a policy").policy;
        assert!(policy.calendar.covers(2031) && !policy.calendar.covers(2026));
    }

    #[test]
    fn a_database_without_users_is_finished_by_whoever_opens_it() {
        let dir = tempfile::tempdir().expect("a folder");
        let db = dir.path().join("q.db");
        drop(Store::create(&db).expect("an empty database"));
        assert_eq!(open(&config(&db, "li.wei")).expect("a session").actor.role, Role::Admin);
    }
}
