//! Copies of the whole file: made while others write, checked before they count, brought back in one transaction.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::open::{APPLICATION_ID, FOR_THE_GROUP, newest, share};
use super::part::Part;
use super::{Result, Store, StoreError};

/// How long a copy waits when somebody is in the way, and how often.
const PATIENCE: (Duration, u32) = (Duration::from_millis(50), 200);

/// Makes a verified copy of the database as it is now; nobody who writes meanwhile is held up.
///
/// It is written beside `to` under another name, checked, and given its name last: there is never half a file. With
/// `replace` an earlier backup of that name gives way, any other file does not.
///
/// # Errors
/// [`StoreError::Taken`] if `to` is something else than an earlier backup or is to stay, [`StoreError::NoFolder`], and
/// those of the file.
pub fn backup(store: &Store, to: &Path, replace: bool) -> Result<u64> {
    let folder = folder_of(to);
    if !folder.is_dir() {
        return Err(StoreError::NoFolder(folder));
    }
    if to.exists() && (!replace || is_live(to) || check(to).is_err()) {
        return Err(StoreError::Taken(to.to_path_buf()));
    }
    let part = copy(store.conn(), to)?;
    check(part.path()).map_err(|e| e.at(to))?;
    part.keep(to, replace).map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => StoreError::Taken(to.to_path_buf()),
        _ => StoreError::file(&e, to),
    })
}

/// What a file is as a backup: its schema number.
///
/// # Errors
/// [`StoreError::NoDatabase`], [`StoreError::Foreign`], [`StoreError::Newer`], [`StoreError::Corrupt`].
pub fn check(path: &Path) -> Result<i64> {
    if !path.is_file() {
        return Err(StoreError::NoDatabase(path.to_path_buf()));
    }
    let sorted = |e| StoreError::sorted(e, path);
    let conn = open_still(path)?;
    let number = |name: &str| conn.pragma_query_value(None, name, |r| r.get::<_, i64>(0)).map_err(sorted);
    if number("application_id")? != APPLICATION_ID {
        return Err(StoreError::Foreign(path.to_path_buf()));
    }
    let schema = number("user_version")?;
    if schema > newest() {
        return Err(StoreError::Newer { path: path.to_path_buf(), found: schema, known: newest() });
    }
    match integrity(&conn).map_err(|e| e.at(path))?.into_iter().next() {
        None => Ok(schema),
        Some(detail) => Err(StoreError::Corrupt { path: path.to_path_buf(), detail }),
    }
}

/// What `SQLite` finds wrong with the file itself; nothing in a sound one.
///
/// # Errors
/// Those of the file.
pub fn integrity(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare("PRAGMA integrity_check(20)")?;
    let lines = statement.query_map([], |r| r.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(lines.into_iter().filter(|l| l != "ok").collect())
}

/// References to records that are not there: table, row, and the table referred to.
///
/// # Errors
/// Those of the file.
pub fn dangling(conn: &Connection) -> Result<Vec<(String, i64, String)>> {
    let mut statement = conn.prepare("PRAGMA foreign_key_check")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get::<_, Option<i64>>(1)?.unwrap_or(0), r.get(2)?)))?;
    Ok(rows.take(20).collect::<rusqlite::Result<_>>()?)
}

/// Brings a checked backup back into an open database, in one transaction: other processes see the old or the new.
///
/// # Errors
/// [`StoreError::Busy`] if others are in the way for too long, and those of both files.
pub fn restore_into(store: &mut Store, from: &Path) -> Result<()> {
    let path = store.path.clone();
    let sorted = |e| StoreError::sorted(e, &path);
    let source = open_still(from)?;
    run(&source, &mut store.conn).map_err(|e| e.at(&path))?;
    store.conn.pragma_update(None, "journal_mode", "WAL").map_err(sorted)
}

/// Puts a checked backup where no usable database is; what is there is moved aside first, with its log. Answers where.
///
/// # Errors
/// Those of the files.
pub fn restore_over(from: &Path, to: &Path, aside: &Path) -> Result<Option<PathBuf>> {
    let io = |e: std::io::Error| StoreError::file(&e, to);
    let mut moved = None;
    if to.exists() {
        for end in ["-wal", "-shm", ""] {
            let (now, then) = (with_end(to, end), with_end(aside, end));
            if now.exists() {
                super::part::rename(&now, &then).map_err(io)?;
            }
        }
        moved = Some(aside.to_path_buf());
    }
    let source = open_still(from)?;
    copy(&source, to)?.keep(to, false).map_err(io)?;
    Ok(moved)
}

/// Opens a file for reading only, without leaving a log beside it where nobody has it open.
fn open_still(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = if is_live(path) {
        Connection::open_with_flags(path, flags)
    } else {
        let mut uri = String::from("file:");
        for c in path.to_string_lossy().chars() {
            match c {
                '%' | '?' | '#' => uri.extend(["%", &format!("{:02X}", u32::from(c))]),
                c => uri.push(c),
            }
        }
        Connection::open_with_flags(uri + "?immutable=1", flags | OpenFlags::SQLITE_OPEN_URI)
    };
    opened.map_err(|e| StoreError::sorted(e, path))
}

/// Copies a database into a part beside `to` that needs no log beside it.
fn copy(from: &Connection, to: &Path) -> Result<Part> {
    let part = Part::beside(to, FOR_THE_GROUP).map_err(|e| StoreError::file(&e, to))?;
    share(part.file());
    let sorted = |e| StoreError::sorted(e, to);
    let mut target = Connection::open(part.path()).map_err(sorted)?;
    run(from, &mut target).map_err(|e| e.at(to))?;
    let mode: String = target.pragma_update_and_check(None, "journal_mode", "DELETE", |r| r.get(0)).map_err(sorted)?;
    debug_assert_eq!(mode, "delete");
    target.close().map_err(|(_, e)| sorted(e))?;
    Ok(part)
}

/// Copies all pages in one step, under one read lock: a writer can't make it begin again.
fn run(from: &Connection, to: &mut Connection) -> Result<()> {
    use rusqlite::backup::StepResult;
    let backup = Backup::new(from, to)?;
    for _ in 0..PATIENCE.1 {
        match backup.step(-1)? {
            StepResult::Done => return Ok(()),
            _ => std::thread::sleep(PATIENCE.0),
        }
    }
    Err(StoreError::Busy(PathBuf::new()))
}

/// Whether a file has a log beside it, so that somebody may have it open.
fn is_live(path: &Path) -> bool {
    with_end(path, "-wal").exists() || with_end(path, "-shm").exists()
}

/// The folder that a file is in.
pub(crate) fn folder_of(path: &Path) -> PathBuf {
    path.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The path with something behind its name.
#[must_use]
pub fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}
