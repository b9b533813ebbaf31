//! Why the store could not do what it was asked, sorted by what can be done about it.

use std::path::{Path, PathBuf};

use super::part::meant;
use super::undo;
use crate::domain::record::{BadValue, FieldType, Kind, Row};
use crate::domain::sentence::{Sentence, Speak};

/// Why the store could not do what it was asked; all but the first three leave the file untouched.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The record was changed or removed since it was read.
    #[error("{} {id} was changed by somebody else since it was opened", .kind.def().name)]
    Conflict {
        kind: Kind,
        /// Which record.
        id: i64,
        /// What it is now; `None` if it is gone.
        theirs: Option<Box<Row>>,
    },
    /// There is no such record.
    #[error("there is no {} `{key}`", .kind.def().label.en)]
    Missing {
        kind: Kind,
        /// Id or key.
        key: String,
    },
    /// The change can't be taken back any more.
    #[error("`{label}` can't be undone: {} {} stands in the way ({:?})", .kind.def().name, .why.code, .why.how)]
    NotUndoable {
        /// What was to be undone.
        label: String,
        /// The kind that stands in the way.
        kind: Kind,
        /// The record that stands in the way.
        record: i64,
        /// In which way, and who did it.
        why: Box<undo::Obstacle>,
    },
    /// The log has no such change.
    #[error("there is no change {0}")]
    NoChange(i64),
    /// There is nothing to do again.
    #[error("there is nothing to redo")]
    NothingToRedo,
    /// There is nothing to undo.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// The folder of the database does not exist.
    #[error("the folder `{0}` does not exist: expected an existing folder for the database (try: mkdir -p {0})")]
    NoFolder(PathBuf),
    /// The database does not exist.
    #[error("there is no database `{0}` (try: qudao --db {0} init)")]
    NoDatabase(PathBuf),
    /// There is no backup by this name.
    #[error("there is no file `{0}` to restore from")]
    NoBackup(PathBuf),
    /// The file can't be written.
    #[error("`{0}` can't be written: expected a file and a folder that this user may write (try: ls -ld on both)")]
    ReadOnly(PathBuf),
    /// The file is not a database of this program.
    #[error("`{0}` is not a qudao database: expected a SQLite file made by `qudao init`")]
    Foreign(PathBuf),
    /// The file is damaged.
    #[error("`{path}` is damaged: {detail} (try: qudao restore BACKUP)")]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What `SQLite` says.
        detail: String,
    },
    /// The file is there and holds nothing.
    #[error("`{0}` is empty (0 bytes), so it was cut off or never made (try: qudao restore from a backup, or qudao init)")]
    Empty(PathBuf),
    /// The file may only be read and has a log that can't be shared.
    #[error("`{0}` may only be read, and what was written last is in its log, which can't be shared (try: a copy of both)")]
    Unshared(PathBuf),
    /// The file was made by an older program and can't be written.
    #[error("`{path}` has schema {found} and may only be read: it can't be brought to {known} (try: a copy of your own)")]
    Older {
        /// The file.
        path: PathBuf,
        /// Its schema number.
        found: i64,
        /// The newest known.
        known: i64,
    },
    /// The schema could not be brought up to date; nothing was changed.
    #[error("`{path}` could not be brought from schema {found} to {known}: {detail}")]
    Migration {
        /// The file.
        path: PathBuf,
        /// Its schema number.
        found: i64,
        /// The newest known.
        known: i64,
        /// What `SQLite` says, in one line.
        detail: String,
    },
    /// The file was made by a newer program.
    #[error("`{path}` has schema {found}, this program knows {known}: expected an older or equal one (try: a newer qudao)")]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema number.
        found: i64,
        /// The newest known.
        known: i64,
    },
    /// Somebody else held the file for too long.
    #[error(
        "`{0}` is busy: another process holds it for longer than the timeout (try: again later, or qudao doctor, which says who)"
    )]
    Busy(PathBuf),
    /// A file that is not to be replaced has the name.
    #[error("`{0}` is there already and is no earlier backup: it stays as it is (try: another name)")]
    Taken(PathBuf),
    /// Another file has the name of the one that is open, or none.
    #[error("`{path}` is another file than the one that is open: what was written last may be in no database (try again)")]
    Replaced {
        path: PathBuf,
        /// It came to be so while something was written, which may be in the copy aside alone.
        written: bool,
    },
    /// No room.
    #[error("the disk of `{0}` is full: nothing was written (try: df -h)")]
    DiskFull(PathBuf),
    /// A sum is larger than 64 bits hold; whose it is, empty where that is not known.
    #[error("a sum of `{0}` is beyond 922,337,203,685,477: expected amounts that add up (try: look for one that is mistyped)")]
    Overflow(String),
    /// Another record has the key of one that is written.
    #[error("{} with the same {fields} is there already: nothing was written", kind.map_or("a record", |k| k.def().name))]
    Doubled {
        /// Of which kind; `None` where people never see it by itself.
        kind: Option<Kind>,
        /// The fields that they have in common, by name, with commas; empty where only the file knows.
        fields: String,
    },
    /// A text has characters that would drive a terminal.
    #[error("{} {field}: control characters are not taken", .kind.def().name)]
    Control { kind: Kind, field: &'static str },
    /// A record is referred to and can't go, or refers to one that is gone.
    #[error("it refers to what is gone, or something still refers to it: nothing was written (try: look at it again)")]
    Referred,
    /// A stored value is not what its declaration says.
    #[error(transparent)]
    BadValue(#[from] BadValue),
    /// A query was overtaken by a newer one.
    #[error("interrupted")]
    Interrupted,
    /// Anything else that `SQLite` reports.
    #[error("database: {0}")]
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(e: rusqlite::Error) -> Self {
        Self::sorted(e, Path::new(""))
    }
}

impl StoreError {
    /// Sorts an error of `SQLite` by what can be done about it.
    pub(super) fn sorted(e: rusqlite::Error, path: &Path) -> Self {
        use rusqlite::ErrorCode as C;
        let path = path.to_path_buf();
        if let rusqlite::Error::FromSqlConversionFailure(_, _, why) = &e
            && let Some(bad) = why.downcast_ref::<BadValue>()
        {
            return Self::BadValue(bad.clone());
        }
        match e.sqlite_error_code() {
            Some(C::DatabaseBusy | C::DatabaseLocked) => Self::Busy(path),
            Some(C::DiskFull) => Self::DiskFull(path),
            // the index of the log can't be made larger, for which there is no other reason
            _ if e.sqlite_error().is_some_and(|e| e.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE) => Self::DiskFull(path),
            Some(C::CannotOpen) if is_full(&path) => Self::DiskFull(path),
            Some(C::ReadOnly | C::PermissionDenied | C::CannotOpen) => Self::ReadOnly(path),
            Some(C::DatabaseCorrupt) => Self::Corrupt { path, detail: e.to_string() },
            Some(C::NotADatabase) => Self::Foreign(path),
            Some(C::OperationInterrupted) => Self::Interrupted,
            // `sum()` refuses what 64 bits don't hold, `+` makes a float of it, which a column of integers refuses
            _ if e.to_string().contains("integer overflow")
                || e.to_string().contains("cannot store REAL value in INTEGER column") =>
            {
                Self::Overflow(String::new())
            }
            Some(C::ConstraintViolation) => Self::broken(e),
            _ => Self::Sql(e),
        }
    }

    /// Sorts what the constraints of a table refused.
    fn broken(e: rusqlite::Error) -> Self {
        use rusqlite::ffi::{SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
        match e.sqlite_error().map(|e| e.extended_code) {
            Some(SQLITE_CONSTRAINT_FOREIGNKEY) => Self::Referred,
            Some(SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY) => {
                let (kind, fields) = doubled(&e.to_string());
                Self::Doubled { kind, fields }
            }
            _ => Self::Sql(e),
        }
    }

    /// Whether it is a constraint of the tables that refused.
    #[must_use]
    pub(in crate::store) fn is_constraint(&self) -> bool {
        matches!(self, Self::Doubled { .. } | Self::Referred | Self::Sql(_))
    }

    /// Sorts an error of a file operation.
    pub(super) fn file(e: &std::io::Error, path: &Path) -> Self {
        let path = path.to_path_buf();
        match e.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull(path),
            _ => Self::ReadOnly(path),
        }
    }

    /// What `SQLite` says where it stumbles over what stands in the file, or `None` where the file may be sound: every statement
    /// of the program is one of a sound file.
    #[must_use]
    pub fn damage(&self) -> Option<String> {
        match self {
            Self::Corrupt { detail, .. } => Some(detail.clone()),
            Self::BadValue(e) => Some(e.to_string()),
            Self::Sql(rusqlite::Error::SqlInputError { msg, .. } | rusqlite::Error::SqliteFailure(_, Some(msg))) => {
                Some(msg.clone())
            }
            Self::Sql(e) => Some(e.to_string()),
            _ => None,
        }
    }

    /// Whether the file itself is no usable database, so that only a backup helps.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        matches!(self, Self::Corrupt { .. } | Self::Foreign(_) | Self::BadValue(_) | Self::Empty(_))
    }

    /// The file that it names.
    fn file_mut(&mut self) -> Option<&mut PathBuf> {
        match self {
            Self::NoFolder(path)
            | Self::NoDatabase(path)
            | Self::NoBackup(path)
            | Self::ReadOnly(path)
            | Self::Foreign(path)
            | Self::Corrupt { path, .. }
            | Self::Empty(path)
            | Self::Unshared(path)
            | Self::Older { path, .. }
            | Self::Migration { path, .. }
            | Self::Newer { path, .. }
            | Self::Busy(path)
            | Self::Taken(path)
            | Self::DiskFull(path) => Some(path),
            _ => None,
        }
    }

    /// Names the file where the error did not know it.
    #[must_use]
    pub fn at(self, file: &Path) -> Self {
        self.named(Path::new(""), file)
    }

    /// Names a file by another name: of a file in the making the one that it is made from, or is to be.
    #[must_use]
    pub fn named(mut self, made: &Path, file: &Path) -> Self {
        if let Some(path) = self.file_mut().filter(|path| *path == made) {
            *path = file.to_path_buf();
        }
        self
    }
}

/// Of which kind two records have a key in common, and its fields, as far as `UNIQUE constraint failed: target.scope,
/// target.subject` or `... index 'target_key'` says.
fn doubled(said: &str) -> (Option<Kind>, String) {
    let what = said.rsplit_once("failed: ").map_or("", |(_, what)| what);
    if let Some(index) = what.strip_prefix("index '") {
        let named = |k: &&Kind| index.strip_prefix(k.def().name).is_some_and(|rest| rest.starts_with('_'));
        let kind = Kind::ALL.iter().filter(named).max_by_key(|k| k.def().name.len()).copied();
        return (kind, kind.map_or_else(String::new, |k| k.def().key.join(", ")));
    }
    let columns: Vec<(&str, &str)> = what.split(", ").filter_map(|column| column.split_once('.')).collect();
    let kind = columns.first().and_then(|(table, _)| Kind::from_name(table));
    (kind, columns.iter().map(|(_, field)| *field).collect::<Vec<_>>().join(", "))
}

/// What people call a record by a field of its own; `None` where its key is made of others.
fn own_code(row: &Row) -> Option<String> {
    let (_, field) = row.kind.def().field(row.kind.def().key.first()?)?;
    let value = row.get(field.name);
    let is_own = !matches!(field.ty, FieldType::Ref(_)) && !value.is_null();
    let mark = if field.name == "number" && value.int().is_some() { "#" } else { "" };
    is_own.then(|| format!("{mark}{}", field.strict(value)))
}

/// Whether a file that its user may write lies on a disk that has no room left: `SQLite` can't open it then, and doesn't say why.
fn is_full(path: &Path) -> bool {
    use rustix::fs::{Access, access, statvfs};
    access(path, Access::WRITE_OK).is_ok() && statvfs(path).is_ok_and(|disk| disk.f_bavail == 0)
}

impl Speak for StoreError {
    fn sentence(&self) -> Sentence {
        let path = |key, path: &Path| Sentence::new(key).with("path", path.display());
        match self {
            Self::Conflict { kind, id, theirs } => {
                let code = theirs.as_deref().and_then(own_code).unwrap_or_else(|| format!("#{id}"));
                Sentence::new("error-conflict").with("kind", kind.def().name).with("id", code)
            }
            Self::Missing { kind, key } => Sentence::new("error-missing").with("kind", kind.def().name).with("key", key),
            Self::NotUndoable { kind, why, .. } => why.sentence(*kind),
            Self::NoChange(id) => Sentence::new("error-no-change").with("id", id),
            Self::NothingToRedo => Sentence::new("error-nothing-to-redo"),
            Self::NothingToUndo => Sentence::new("error-nothing-to-undo"),
            Self::NoFolder(p) => path("error-no-folder", p),
            Self::NoDatabase(p) => path("error-no-database", p),
            Self::NoBackup(p) => path("file-no-backup", p).with("near", meant(p)),
            Self::ReadOnly(p) => path("error-read-only", p),
            Self::Foreign(p) => path("error-foreign", p),
            Self::Empty(p) => path("error-empty", p),
            Self::Corrupt { path: p, detail } => path("error-corrupt", p).with("detail", detail),
            Self::Newer { path: p, found, known } => path("error-newer", p).with("found", found).with("known", known),
            Self::Unshared(p) => path("error-unshared", p),
            Self::Older { path: p, found, known } => path("error-older", p).with("found", found).with("known", known),
            Self::Migration { path: p, found, known, detail } => {
                path("error-migration", p).with("found", found).with("known", known).with("detail", detail)
            }
            Self::Busy(p) => path("error-busy", p),
            Self::Taken(p) => path("error-taken", p),
            Self::Replaced { path: p, written: false } => path("error-replaced", p),
            Self::Replaced { path: p, written: true } => path("error-replaced-late", p),
            Self::DiskFull(p) => path("error-disk-full", p),
            Self::Overflow(place) => Sentence::new("error-overflow").with("place", place),
            Self::Doubled { kind, fields } => {
                let key = if kind.is_some() && !fields.is_empty() { "error-doubled" } else { "error-doubled-other" };
                Sentence::new(key).with("kind", kind.map_or("", |k| k.def().name)).with("fields", fields)
            }
            Self::Control { kind, field } => Sentence::new("error-control").with("kind", kind.def().name).with("touched", field),
            Self::Referred => Sentence::new("error-referred"),
            Self::BadValue(BadValue { of: Some((kind, code)), field, found }) => {
                let said = Sentence::new("error-bad-record").with("kind", kind.def().name).with("code", code);
                said.with("touched", field).with("found", found)
            }
            Self::BadValue(e) => Sentence::new("error-bad-value").with("field", e.field).with("found", &e.found),
            Self::Interrupted => Sentence::new("error-interrupted"),
            Self::Sql(e) => Sentence::new("error-sql").with("detail", in_short(e)),
        }
    }
}

/// What `SQLite` says, without the statement that it says it of.
pub(super) fn in_short(e: &rusqlite::Error) -> String {
    let text = match e {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    };
    text.lines().next().unwrap_or_default().to_owned()
}
