//! The database file: making it, opening it, its migrations, and clear words when it can't be used.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};
use rustix::fs::Access;

use super::part::FileId;
use super::{Result, Store, StoreError, Unwritable};

/// "qdao", in the header of the file: tells it from any other `SQLite` database.
pub const APPLICATION_ID: i64 = 0x7164_616f;

/// How long a busy file is waited for.
pub(super) const BUSY: Duration = Duration::from_secs(10);

const STEPS: &[M<'_>] = &[
    M::up(include_str!("migrations/0001_first.sql")),
    M::up(include_str!("migrations/0002_partners.sql")),
    M::up(include_str!("migrations/0003_desk.sql")),
    M::up(include_str!("migrations/0004_conflicts.sql")),
    M::up(include_str!("migrations/0005_measures.sql")),
    M::up(include_str!("migrations/0006_gateways.sql")),
    M::up(include_str!("migrations/0007_rules.sql")),
    M::up(include_str!("migrations/0008_undo.sql")),
    M::up(include_str!("migrations/0009_ticket_import.sql")),
    M::up(include_str!("migrations/0010_alone.sql")),
    M::up(include_str!("migrations/0011_results.sql")),
    M::up(include_str!("migrations/0012_brought_in.sql")),
    M::up(include_str!("migrations/0013_lists.sql")),
    M::up(include_str!("migrations/0014_until.sql")),
    M::up(include_str!("migrations/0015_late.sql")),
    M::up(include_str!("migrations/0016_alerts.sql")),
    M::up(include_str!("migrations/0017_last_sale_day.sql")),
    M::up(include_str!("migrations/0018_owed.sql")),
    M::up(include_str!("migrations/0019_exits.sql")),
    M::up(include_str!("migrations/0020_turned.sql")),
    M::up(include_str!("migrations/0022_standing.sql")),
    M::up(include_str!("migrations/0023_closed.sql")),
    M::up(include_str!("migrations/0024_by_review.sql")),
    M::up(include_str!("migrations/0025_unnumbered.sql")),
    M::up(include_str!("migrations/0026_back.sql")),
    M::up(include_str!("migrations/0027_satisfaction.sql")),
    M::up(include_str!("migrations/0028_industry.sql")),
    M::up(include_str!("migrations/0029_sku.sql")),
];

/// The newest schema that this program knows.
#[must_use]
pub fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// The schema number of an open database.
pub fn schema(store: &Store) -> Result<i64> {
    Ok(store.conn.pragma_query_value(None, "user_version", |r| r.get(0))?)
}

/// How the database keeps its log; `wal` is as it should be.
pub fn journal_mode(store: &Store) -> Result<String> {
    Ok(store.conn.pragma_query_value(None, "journal_mode", |r| r.get(0))?)
}

impl Store {
    /// Makes the database if there is none, and opens it.
    ///
    /// The file is created with mode 0660 before `SQLite` sees it, so that in a group's folder its colleagues can
    /// write it whatever the umask is.
    ///
    /// # Errors
    /// As [`Store::open`], but a missing or empty file is made.
    pub fn create(path: &Path) -> Result<Self> {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        if let Some(folder) = folder
            && !folder.is_dir()
        {
            return Err(StoreError::NoFolder(folder.to_path_buf()));
        }
        if !path.exists() {
            make_file(path)?;
        }
        Self::open_as(path, Way::Make)
    }

    /// Opens an existing database and brings an older schema up to date.
    ///
    /// # Errors
    /// [`StoreError::NoFolder`], [`StoreError::NoDatabase`], [`StoreError::ReadOnly`], [`StoreError::Foreign`],
    /// [`StoreError::Corrupt`], [`StoreError::Newer`], [`StoreError::Busy`]: the file is untouched.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_as(path, Way::Open)
    }

    /// Opens an existing database and leaves every byte of it as it is, an older schema and the way of its log among it.
    ///
    /// # Errors
    /// As [`Store::open`]; [`StoreError::Older`].
    pub fn open_as_it_is(path: &Path) -> Result<Self> {
        Self::open_as(path, Way::AsItIs)
    }

    /// A file that can't be written, on a full disk or by this user, opens to be looked at.
    fn open_as(path: &Path, way: Way) -> Result<Self> {
        match Self::open_to_write(path, way) {
            Err(e @ (StoreError::ReadOnly(_) | StoreError::DiskFull(_))) if way != Way::Make => {
                let why = if matches!(e, StoreError::DiskFull(_)) { Unwritable::Full } else { Unwritable::Forbidden };
                let readable = rustix::fs::access(path, Access::READ_OK).is_ok();
                if readable { Self::open_to_look(path, why) } else { Err(e) }
            }
            opened => opened,
        }
    }

    /// Opens a file that can't be written: as it stands where it has no log beside it, else with others who have it open.
    pub(super) fn open_to_look(path: &Path, why: Unwritable) -> Result<Self> {
        let sorted = |e| StoreError::sorted(e, path);
        let log = std::fs::metadata(super::backup::with_end(path, "-wal")).is_ok_and(|m| m.len() > 0);
        let conn = if log { super::backup::open_shared(path)? } else { super::backup::open_immutable(path)? };
        let is = |name: &str| conn.pragma_query_value(None, name, |r| r.get::<_, i64>(0));
        let version = match is("user_version").map_err(sorted) {
            Err(StoreError::ReadOnly(_) | StoreError::DiskFull(_)) if log => {
                return Err(StoreError::Unshared(path.to_path_buf()));
            }
            version => version?,
        };
        if is("application_id").map_err(sorted)? != APPLICATION_ID {
            return Err(StoreError::Foreign(path.to_path_buf()));
        }
        if version > newest() {
            return Err(StoreError::Newer { path: path.to_path_buf(), found: version, known: newest() });
        }
        if version < newest() {
            return Err(StoreError::Older { path: path.to_path_buf(), found: version, known: newest() });
        }
        conn.busy_timeout(BUSY).map_err(sorted)?;
        conn.set_prepared_statement_cache_capacity(64);
        conn.pragma_update(None, "temp_store", "MEMORY").map_err(sorted)?;
        conn.pragma_update(None, "cache_size", -2_000).map_err(sorted)?;
        Ok(Self { unwritable: Some(why), ..Self::over(conn, path, FileId::of(path)) })
    }

    fn open_to_write(path: &Path, way: Way) -> Result<Self> {
        let make = way == Way::Make;
        is_there(path, make)?;
        let sorted = |e| StoreError::sorted(e, path);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut conn = Connection::open_with_flags(path, flags).map_err(sorted)?;
        conn.busy_timeout(BUSY).map_err(sorted)?;
        conn.set_prepared_statement_cache_capacity(64);
        let is = |name: &str| conn.pragma_query_value(None, name, |r| r.get::<_, i64>(0)).map_err(sorted);
        let (version, application) = (is("user_version")?, is("application_id")?);
        let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0)).map_err(sorted)?;
        if application != APPLICATION_ID && tables > 0 {
            return Err(StoreError::Foreign(path.to_path_buf()));
        }
        if application != APPLICATION_ID && !make {
            return Err(StoreError::NoDatabase(path.to_path_buf()));
        }
        if version > newest() {
            return Err(StoreError::Newer { path: path.to_path_buf(), found: version, known: newest() });
        }
        if conn.is_readonly("main").map_err(sorted)? {
            return Err(StoreError::ReadOnly(path.to_path_buf()));
        }
        if version < newest() && way == Way::AsItIs {
            return Err(StoreError::Older { path: path.to_path_buf(), found: version, known: newest() });
        }
        if version < newest() {
            migrate(&mut conn, path)?;
        }
        if way != Way::AsItIs
            && conn.pragma_query_value(None, "journal_mode", |r| r.get::<_, String>(0)).map_err(sorted)? != "wal"
        {
            // a copied backup; while others have it open it can't be changed, and works nevertheless
            let _ = conn.pragma_update(None, "journal_mode", "WAL");
        }
        conn.pragma_update(None, "foreign_keys", true).map_err(sorted)?;
        // WAL with NORMAL: a commit survives the process (kill -9) because it is in the log; only a power cut may lose the last ones.
        conn.pragma_update(None, "synchronous", "NORMAL").map_err(sorted)?;
        conn.pragma_update(None, "temp_store", "MEMORY").map_err(sorted)?;
        conn.pragma_update(None, "cache_size", -2_000).map_err(sorted)?;
        Ok(Self::over(conn, path, FileId::of(path)))
    }
}

/// What may be done to a file on the way to opening it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// It is made if it is missing or empty.
    Make,
    /// It is brought up to date.
    Open,
    /// Nothing.
    AsItIs,
}

/// Tells a missing folder from a missing file from one that may not be looked at.
fn is_there(path: &Path, make: bool) -> Result<()> {
    match std::fs::metadata(path) {
        // before SQLite sees it, which throws the log away that stands beside an empty file
        Ok(m) if m.is_file() && m.len() == 0 && !make => Err(StoreError::Empty(path.to_path_buf())),
        // asked beforehand: SQLite would open it for reading and leave a log behind. Not by opening it, for closing would
        // drop the locks of another connection of this process.
        Ok(m) if m.is_file() => {
            rustix::fs::access(path, Access::READ_OK | Access::WRITE_OK).map_err(|_| StoreError::ReadOnly(path.to_path_buf()))
        }
        Ok(_) => Err(StoreError::Foreign(path.to_path_buf())),
        Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => Err(StoreError::ReadOnly(path.to_path_buf())),
        Err(_) => match path.parent().filter(|p| !p.as_os_str().is_empty()) {
            Some(folder) if !folder.is_dir() => Err(StoreError::NoFolder(folder.to_path_buf())),
            _ => Err(StoreError::NoDatabase(path.to_path_buf())),
        },
    }
}

/// The mode of a database: its group may write it, strangers may not even look.
pub(super) const FOR_THE_GROUP: u32 = 0o660;

fn make_file(path: &Path) -> Result<()> {
    match super::part::create_new(path, FOR_THE_GROUP) {
        Ok(file) => {
            share(&file);
            Ok(())
        }
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(StoreError::file(&e, path)),
    }
}

/// Gives the bits that the umask has taken away back to the group of a shared folder.
pub(super) fn share(file: &std::fs::File) {
    use std::os::unix::fs::PermissionsExt as _;
    let _ = file.set_permissions(std::fs::Permissions::from_mode(FOR_THE_GROUP));
}

/// How often a race for the schema is run again.
const TRIES: u32 = 100;

/// Brings the schema up to date; of several processes that find an old one one does it, the others find it done.
fn migrate(conn: &mut Connection, path: &Path) -> Result<()> {
    let mut tries = 0;
    let version = |conn: &Connection| conn.pragma_query_value(None, "user_version", |r| r.get::<_, i64>(0)).unwrap_or(0);
    loop {
        let before = version(conn);
        match try_migrate(conn) {
            Ok(()) => return Ok(()),
            // changing the journal mode does not wait for others, so waiting is done here; whoever was first has made what a step makes
            Err(rusqlite_migration::Error::RusqliteError { err, .. })
                if tries < TRIES && (is_race(&err) || version(conn) != before) =>
            {
                tries += 1;
                std::thread::sleep(Duration::from_millis(50));
            }
            Err(rusqlite_migration::Error::RusqliteError { err, .. }) => {
                let detail = super::error::in_short(&err);
                return Err(match StoreError::sorted(err, path) {
                    e if e.is_constraint() => {
                        let found = version(conn);
                        StoreError::Migration { path: path.to_path_buf(), found, known: newest(), detail }
                    }
                    other => other,
                });
            }
            Err(e) => {
                let detail = e.to_string().lines().next().unwrap_or_default().to_owned();
                return Err(StoreError::Corrupt { path: path.to_path_buf(), detail });
            }
        }
    }
}

fn try_migrate(conn: &mut Connection) -> rusqlite_migration::Result<()> {
    let number = |conn: &Connection, name: &str| conn.pragma_query_value(None, name, |r| r.get::<_, i64>(0));
    // whose file it is stands first: a process that dies after this leaves an empty database of this program
    if number(conn, "application_id")? != APPLICATION_ID {
        conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    conn.pragma_update(None, "journal_mode", "WAL")?;
    if number(conn, "user_version")? >= newest() {
        return Ok(());
    }
    conn.pragma_update(None, "foreign_keys", false)?;
    Migrations::from_slice(STEPS).to_latest(conn)
}

/// An empty database of an older or the newest schema, in memory.
///
/// # Errors
/// [`StoreError::Migration`].
pub(super) fn in_memory(schema: i64) -> Result<Connection> {
    let mut conn = Connection::open_in_memory()?;
    let made = Migrations::from_slice(STEPS).to_version(&mut conn, usize::try_from(schema).unwrap_or(0));
    made.map_err(|e| StoreError::Migration { path: ":memory:".into(), found: 0, known: schema, detail: e.to_string() })?;
    Ok(conn)
}

fn is_race(e: &rusqlite::Error) -> bool {
    matches!(e.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked))
        || e.to_string().contains("already exists")
}

#[cfg(test)]
mod tests;
