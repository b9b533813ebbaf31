//! Copies of the whole file: made while others write, checked before they count, brought back in one transaction.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::open::{APPLICATION_ID, BUSY, FOR_THE_GROUP, newest, share};
use super::part::{self, Part};
use super::{Result, Store, StoreError, schema};
use crate::domain::record::{Field, FieldType, Kind};

/// How long a copy waits before it tries again when somebody is in the way.
const PAUSE: Duration = Duration::from_millis(50);

/// Makes a verified copy of the database as it is now; nobody who writes meanwhile is held up.
///
/// It is written beside `to` under another name, checked, and given its name last: there is never half a file. With
/// `replace` an earlier backup of that name gives way, any other file does not.
///
/// # Errors
/// [`StoreError::Taken`] if `to` is something else than an earlier backup or is to stay, [`StoreError::NoFolder`], and
/// those of the file.
pub fn backup(store: &Store, to: &Path, replace: bool) -> Result<u64> {
    has_room(to, replace)?;
    let part = copy(store.conn(), to)?;
    // what is wrong with a copy is wrong with what was copied
    check(part.path()).map_err(|e| e.named(part.path(), &store.path))?;
    part.keep(to, replace).map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => StoreError::Taken(to.to_path_buf()),
        _ => StoreError::file(&e, to),
    })
}

/// Refuses where [`backup`] would not put a copy: no folder, or a file that is to stay.
///
/// # Errors
/// [`StoreError::Taken`], [`StoreError::NoFolder`].
pub fn has_room(to: &Path, replace: bool) -> Result<()> {
    let folder = folder_of(to);
    if !folder.is_dir() {
        return Err(StoreError::NoFolder(folder));
    }
    // a copy keeps no log of its own; a database at work does, also when nobody has it open
    if to.exists() && (!replace || is_live(to) || keeps_a_log(to) || check(to).is_err()) {
        return Err(StoreError::Taken(to.to_path_buf()));
    }
    Ok(())
}

/// What a file is as a backup: its schema number.
///
/// # Errors
/// [`StoreError::NoBackup`], [`StoreError::Foreign`], [`StoreError::Newer`], [`StoreError::Corrupt`].
pub fn check(path: &Path) -> Result<i64> {
    if !path.is_file() {
        return Err(StoreError::NoBackup(path.to_path_buf()));
    }
    let sorted = |e| StoreError::sorted(e, path);
    let conn = open_still(path)?;
    let number = |name: &str| conn.pragma_query_value(None, name, |r| r.get::<_, i64>(0)).map_err(sorted);
    if number("application_id")? != APPLICATION_ID {
        return Err(StoreError::Foreign(path.to_path_buf()));
    }
    let found = number("user_version")?;
    if found > newest() {
        return Err(StoreError::Newer { path: path.to_path_buf(), found, known: newest() });
    }
    let mut wrong = integrity(&conn).map_err(|e| e.at(path))?;
    if wrong.is_empty() {
        wrong.extend(schema::lacking(&conn, found)?.into_iter().map(|part| format!("no {part}")));
    }
    match wrong.into_iter().next() {
        None => Ok(found),
        Some(detail) => Err(StoreError::Corrupt { path: path.to_path_buf(), detail }),
    }
}

/// Whether a checked backup, of any schema, has an administrator who may come in.
pub fn has_an_admin(path: &Path) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM user WHERE role = 'admin' AND active = 1)";
    Ok(open_still(path)?.query_row(sql, [], |r| r.get(0))?)
}

/// What `SQLite` finds wrong with the file itself; nothing in a sound one.
pub fn integrity(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare("PRAGMA integrity_check(20)")?;
    let lines = statement.query_map([], |r| r.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut wrong: Vec<String> = lines.into_iter().filter(|l| l != "ok").collect();
    if wrong.is_empty() {
        wrong = miscounted(conn)?;
    }
    Ok(wrong)
}

/// Indexes of a part of their table that hold other rows than the table has of it: `SQLite` looks whether the rows are in
/// the index, but counts the entries of whole indexes only, so that it misses one whose row is no longer of the part.
fn miscounted(conn: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
    let mut statement = conn.prepare(sql)?;
    let indexes = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    let mut wrong = Vec::new();
    for (name, table, sql) in indexes.collect::<rusqlite::Result<Vec<(String, String, String)>>>()? {
        let Some((_, part)) = sql.split_once("WHERE") else { continue };
        let count = |how: &str| {
            conn.query_row(&format!("SELECT count(*) FROM \"{table}\" {how} WHERE {part}"), [], |r| r.get::<_, i64>(0))
        };
        if count("NOT INDEXED")? != count(&format!("INDEXED BY \"{name}\""))? {
            wrong.push(format!("wrong # of entries in index {name}"));
        }
    }
    Ok(wrong)
}

/// References to records that are not there: table, row (nothing where rows have no number), and the table referred to.
pub fn dangling(conn: &Connection) -> Result<Vec<(String, Option<i64>, String)>> {
    let mut statement = conn.prepare("PRAGMA foreign_key_check")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    Ok(rows.take(20).collect::<rusqlite::Result<_>>()?)
}

/// Facts that name a record which is not there, of which the file knows no reference: kind, partner, the kind of what is gone; twenty of
/// a kind at most.
pub fn facts_of_nothing(conn: &Connection) -> Result<Vec<(Kind, i64, Kind)>> {
    let mut found = Vec::new();
    for kind in Kind::ALL.iter().copied().filter(|kind| kind.is_fact()) {
        let named = |f: &Field| if let FieldType::Ref(of) = f.ty { Some((f.name, of)) } else { None };
        let named: Vec<(&str, Kind)> =
            kind.def().fields.iter().filter_map(named).filter(|(_, of)| *of != Kind::Partner).collect();
        let gone = named.iter().enumerate().map(|(i, (name, of))| {
            format!("WHEN \"{name}\" <> 0 AND \"{name}\" NOT IN (SELECT id FROM main.\"{}\") THEN {i}", of.def().name)
        });
        let gone = gone.collect::<Vec<_>>().join(" ");
        let table = kind.def().name;
        let sql =
            format!("SELECT DISTINCT partner, CASE {gone} END AS gone FROM main.\"{table}\" WHERE gone IS NOT NULL LIMIT 20");
        let mut statement = conn.prepare(&sql)?;
        for row in statement.query_map([], |r| Ok((r.get(0)?, r.get::<_, u16>(1)?)))? {
            let (partner, at) = row?;
            found.extend(named.get(usize::from(at)).map(|(_, of)| (kind, partner, *of)));
        }
    }
    Ok(found)
}

/// Records that refer to themselves where another one is meant, such as a user who is their own delegate: kind, row, field.
pub fn themselves(conn: &Connection) -> Result<Vec<(Kind, i64, &'static str)>> {
    let mut found = Vec::new();
    for kind in Kind::ALL.iter().copied().filter(|kind| !kind.is_fact()) {
        let own = kind.def().fields.iter().filter(|f| f.ty == FieldType::Ref(kind));
        for field in own {
            let sql = format!("SELECT id FROM \"{0}\" WHERE \"{1}\" = id ORDER BY id LIMIT 20", kind.def().name, field.name);
            let mut statement = conn.prepare(&sql)?;
            for id in statement.query_map([], |r| r.get(0))? {
                found.push((kind, id?, field.name));
            }
        }
    }
    Ok(found)
}

/// A checked backup of an older schema brought up to date, in a part beside `to`; `None` if it is of the newest.
pub fn up_to_date(from: &Path, to: &Path) -> Result<Option<Part>> {
    if check(from)? == newest() {
        return Ok(None);
    }
    let part = copy(&open_still(from)?, to)?;
    drop(Store::open(part.path()).map_err(|e| e.named(part.path(), from))?);
    Ok(Some(part))
}

/// Brings a checked backup back into an open database, in one transaction: other processes see the old or the new.
///
/// What was there is copied under the write lock of that transaction, so that what anybody was told to be written is in one of
/// the two. Returns the copy's path: `aside`, with a number behind it if that is taken.
///
/// # Errors
/// [`StoreError::Busy`] if others are in the way for too long, and those of the files; then nothing is restored.
pub fn restore_into(store: &mut Store, from: &Path, aside: &Path) -> Result<PathBuf> {
    let path = store.path.clone();
    let sorted = |e| StoreError::sorted(e, &path);
    let source = open_still(from)?;
    // only with a log can what is there be read under the write lock; a backup that was put here lately may have none yet
    store.conn.pragma_update(None, "journal_mode", "WAL").map_err(sorted)?;
    let restored = Backup::new(&source, &mut store.conn).map_err(sorted)?;
    // the first step takes the write lock, which is held until the last or until `restored` is dropped
    step(&restored, 1).map_err(|e| e.at(&path))?;
    let there = open_shared(&path)?;
    let kept = copy(&there, aside).and_then(|part| keep_beside(aside, &mut |name| part.keep(name, false).map(|_| ())))?;
    drop(there);
    if let Err(e) = step(&restored, -1) {
        // what is there stays, so its copy is of no use, least of all on a full disk
        part::remove(&kept);
        return Err(e.at(&path));
    }
    drop(restored);
    store.conn.pragma_update(None, "journal_mode", "WAL").map_err(sorted)?;
    Ok(kept)
}

/// What became of a restore over a file that is no usable database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Over {
    /// The backup is there; where what was there is kept, if there was something.
    Restored(Option<PathBuf>),
    /// Somebody else has put a file there meanwhile; nothing was done.
    Overtaken,
}

/// Puts a checked backup where no usable database is; there is a file of that name at every moment if there was one.
///
/// What is there gets a second name, its log moves with it, and then the backup takes the name.
pub fn restore_over(from: &Path, to: &Path, aside: &Path) -> Result<Over> {
    let to = &to.canonicalize().unwrap_or_else(|_| to.to_path_buf());
    let io = |e: std::io::Error| StoreError::file(&e, to);
    let part = copy(&open_still(from)?, to)?;
    check(part.path()).map_err(|e| e.named(part.path(), from))?;
    let there = match std::fs::File::open(to) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
        there => Some(there.map_err(io)?),
    };
    let mut kept = None;
    if let Some(there) = &there {
        // one at a time: whoever comes second finds another file under the name
        there.lock().map_err(io)?;
        if !part::is_at(there, to) {
            return Ok(Over::Overtaken);
        }
        kept = Some(keep_beside(aside, &mut |name| part::link(to, name))?);
        part.as_before(&there.metadata().map_err(io)?);
    }
    for end in part::BESIDE {
        let (now, then) = (with_end(to, end), with_end(kept.as_deref().unwrap_or(aside), end));
        match part::rename(&now, &then) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(io(e)),
            _ => {}
        }
    }
    match part.keep(to, there.is_some()) {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(Over::Overtaken),
        done => done.map(|_| Over::Restored(kept)).map_err(io),
    }
}

/// Does something with the first name that is free: the one given, or with a number behind it.
fn keep_beside(name: &Path, keep: &mut dyn FnMut(&Path) -> std::io::Result<()>) -> Result<PathBuf> {
    let others = (2..1_000).map(|n| with_end(name, &format!("-{n}")));
    for name in std::iter::once(name.to_path_buf()).chain(others) {
        match keep(&name) {
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            done => return done.map(|()| name.clone()).map_err(|e| StoreError::file(&e, &name)),
        }
    }
    Err(StoreError::Taken(name.to_path_buf()))
}

/// Opens a file for reading only, without leaving a log beside it where nobody has it open.
pub(super) fn open_still(path: &Path) -> Result<Connection> {
    if is_live(path) { open_shared(path) } else { open_immutable(path) }
}

/// Opens a file for reading only, as one of several processes.
pub(super) fn open_shared(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags).map_err(|e| StoreError::sorted(e, path))
}

/// Opens a file for reading only that nobody writes: without locks, and without a file beside it.
pub(super) fn open_immutable(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let mut uri = String::from("file:");
    for c in path.to_string_lossy().chars() {
        match c {
            '%' | '?' | '#' => uri.extend(["%", &format!("{:02X}", u32::from(c))]),
            c => uri.push(c),
        }
    }
    Connection::open_with_flags(uri + "?immutable=1", flags).map_err(|e| StoreError::sorted(e, path))
}

/// Copies a database into a part beside `to`, for its group as a database is.
fn copy(from: &Connection, to: &Path) -> Result<Part> {
    let part = Part::beside(to, FOR_THE_GROUP).map_err(|e| StoreError::file(&e, to))?;
    share(part.file());
    copy_into(from, &part).map_err(|e| e.at(to))?;
    Ok(part)
}

/// Copies a database into a part that needs no log beside it.
fn copy_into(from: &Connection, part: &Part) -> Result<()> {
    let sorted = |e| StoreError::sorted(e, Path::new(""));
    let mut target = Connection::open(part.path()).map_err(sorted)?;
    run(from, &mut target)?;
    let mode: String = target.pragma_update_and_check(None, "journal_mode", "DELETE", |r| r.get(0)).map_err(sorted)?;
    debug_assert_eq!(mode, "delete");
    target.close().map_err(|(_, e)| sorted(e))
}

/// A copy of a database as it is now, to be written and thrown away. It has no name: what does not fit into memory `SQLite` puts
/// into a file of the temporary folder that is unlinked when it is made, so that nothing is left however the program ends.
///
/// # Errors
/// Those of the file, and of a temporary folder without room.
pub fn private_copy(store: &Store) -> Result<Store> {
    let mut conn = Connection::open("")?;
    run(store.conn(), &mut conn)?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "cache_size", -64_000)?;
    Ok(Store::over(conn, &store.path, None))
}

/// Copies all pages in one step, under one read lock: a writer can't make it begin again.
fn run(from: &Connection, to: &mut Connection) -> Result<()> {
    step(&Backup::new(from, to)?, -1)
}

/// Copies so many pages, all that are left if it is negative; waits for whoever is in the way.
fn step(backup: &Backup<'_, '_>, pages: i32) -> Result<()> {
    use rusqlite::backup::StepResult;
    let until = Instant::now() + BUSY;
    loop {
        match backup.step(pages)? {
            StepResult::Done | StepResult::More => return Ok(()),
            _ if Instant::now() > until => return Err(StoreError::Busy(PathBuf::new())),
            _ => std::thread::sleep(PAUSE),
        }
    }
}

/// Whether a file says of itself that its changes go to a log first (SQLite file format, 1.3.4): true of every database that was
/// worked with, and of no copy made by [`backup`].
fn keeps_a_log(path: &Path) -> bool {
    use std::io::Read as _;
    let mut head = [0; 20];
    std::fs::File::open(path).and_then(|mut f| f.read_exact(&mut head)).is_ok_and(|()| head[18] == 2 || head[19] == 2)
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
