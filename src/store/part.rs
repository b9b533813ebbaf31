//! Files in the making: beside their place under another name, held by their maker, given their name when they are complete.
//!
//! A name ends in `.PID.qudao.part`. Its maker keeps it locked (`flock`, which the system lets go of when a process dies
//! in whatever way), so that nobody mistakes it for the [`leftovers`] of one that was killed; those the next maker in
//! the folder removes.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use super::backup::{folder_of, with_end};
use crate::domain::nearest::nearest;

const END: &str = ".qudao.part";
/// What `SQLite` puts beside a database.
pub(crate) const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];
/// A name that is longer is left out of the name in the making, which the file system limits to 255 bytes.
const LONGEST: usize = 200;
/// Names that are offered.
const NAMES: usize = 3;

/// A file in the making; removed if it is dropped before [`Part::keep`].
#[derive(Debug)]
pub struct Part {
    path: PathBuf,
    file: File,
}

impl Part {
    /// Begins a file beside `to`, with a mode from which the umask takes its bits away.
    ///
    /// # Errors
    /// The folder does not exist or may not be written; `to` is no name of a file.
    pub fn beside(to: &Path, mode: u32) -> io::Result<Self> {
        let name = to.file_name().ok_or(io::ErrorKind::IsADirectory)?;
        remove_leftovers(&folder_of(to));
        let name = if name.len() > LONGEST { "file".as_ref() } else { name };
        for n in 1..1_000 {
            let mut fresh = name.to_os_string();
            let again = if n == 1 { String::new() } else { format!("-{n}") };
            fresh.push(format!(".{}{again}{END}", std::process::id()));
            let path = folder_of(to).join(fresh);
            let file = match create_new(&path, mode) {
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => continue,
                begun => begun?,
            };
            let part = Self { path, file };
            // between the making and the lock it looked like a leftover
            if part.file.try_lock().is_ok() && is_at(&part.file, &part.path) {
                return Ok(part);
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Where it is in the making.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file; another handle of it is `&File`, which writes, too.
    #[must_use]
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Gives it the mode of a file that it will replace, and where that may be its owner and group.
    pub fn as_before(&self, old: &std::fs::Metadata) {
        use std::os::unix::fs::fchown;
        let _ = fchown(&self.file, Some(old.uid()), Some(old.gid())).or_else(|_| fchown(&self.file, None, Some(old.gid())));
        let _ = self.file.set_permissions(std::fs::Permissions::from_mode(old.mode() & 0o777));
    }

    /// Puts the complete file in its place, on the disk and not only in its cache; answers its size in bytes.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] if a file of the name is there and not to be replaced; those of the disk. Then
    /// what was there stays.
    pub fn keep(&self, to: &Path, replace: bool) -> io::Result<u64> {
        self.file.sync_all()?;
        let size = self.file.metadata()?.len();
        if replace {
            rename(&self.path, to)?;
        } else {
            rename_to_new(&self.path, to)?;
        }
        // it has its name; a folder that can't be read can't be synced
        let _ = File::open(folder_of(to)).and_then(|folder| folder.sync_all());
        Ok(size)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // when it has its name there is nothing of this one any more
        remove(&self.path);
    }
}

/// Which file it is, whatever its name: device and inode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileId(u64, u64);

impl From<&std::fs::Metadata> for FileId {
    fn from(file: &std::fs::Metadata) -> Self {
        Self(file.dev(), file.ino())
    }
}

impl FileId {
    /// Of the file to which a name leads now; `None`: to none that this user may ask about.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().map(|m| Self::from(&m))
    }

    /// Whether a name leads to it now.
    #[must_use]
    pub fn is_at(self, path: &Path) -> bool {
        Self::of(path) == Some(self)
    }
}

/// Whether two names lead to one file.
#[must_use]
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    FileId::of(a).is_some_and(|a| a.is_at(b))
}

/// Whether an open file is still what a path names, which is no link to it.
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    let of = |m: io::Result<std::fs::Metadata>| m.ok().map(|m| FileId::from(&m));
    let open = of(file.metadata());
    open.is_some() && open == of(std::fs::symlink_metadata(path))
}

pub(super) fn remove(part: &Path) {
    for end in ["", BESIDE[0], BESIDE[1], BESIDE[2]] {
        let _ = std::fs::remove_file(with_end(part, end));
    }
}

/// Makes a file that is not there yet; a link of the name is not followed.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`], and those of the folder.
#[expect(clippy::disallowed_methods, reason = "the one place that makes files")]
pub(super) fn create_new(path: &Path, mode: u32) -> io::Result<File> {
    std::fs::OpenOptions::new().read(true).write(true).create_new(true).mode(mode).open(path)
}

#[expect(clippy::disallowed_methods, reason = "a complete file gets its name")]
pub(super) fn rename(part: &Path, to: &Path) -> io::Result<()> {
    std::fs::rename(part, to)
}

/// Renames where there is no file of the name, in one step where the file system can.
fn rename_to_new(part: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, part, CWD, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => match std::fs::symlink_metadata(to) {
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => rename(part, to),
        },
        done => Ok(done?),
    }
}

/// Gives a file a second name that nobody had, so that it stays when something is put over the first.
#[expect(clippy::disallowed_methods, reason = "what is replaced keeps a name")]
pub(super) fn link(file: &Path, second: &Path) -> io::Result<()> {
    std::fs::hard_link(file, second)
}

/// Files in the making in a folder whose maker is no more, in order; with what `SQLite` left beside them.
#[must_use]
pub fn leftovers(folder: &Path) -> Vec<PathBuf> {
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = names.filter(|path| Name::of(path).is_some_and(|n| n.maker_is_gone())).collect();
    found.sort();
    found
}

/// Removes the [`leftovers`] of a folder.
pub(super) fn remove_leftovers(folder: &Path) {
    for path in leftovers(folder) {
        remove(&path);
    }
}

/// What a path where nothing is may mean, with commas: names in its folder that are near, else some that end as it does; `none`.
#[must_use]
pub fn meant(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let entries = std::fs::read_dir(folder_of(path)).into_iter().flatten().flatten();
    let files = entries.filter(|e| e.file_type().is_ok_and(|t| !t.is_dir()));
    let mut names: Vec<String> =
        files.filter_map(|e| e.file_name().into_string().ok()).filter(|n| !n.starts_with('.') && *n != *name).collect();
    names.sort();
    let mut meant = nearest(&name, names.iter().map(String::as_str), NAMES);
    if meant.is_empty() {
        meant.extend(names.into_iter().filter(|n| Path::new(n).extension() == path.extension()).take(NAMES));
    }
    if meant.is_empty() { "none".to_owned() } else { meant.join(", ") }
}

/// Whether a file begins as every `SQLite` database does.
#[must_use]
pub fn is_database(path: &Path) -> bool {
    let mut head = [0; 16];
    File::open(path).and_then(|mut f| f.read_exact(&mut head)).is_ok() && head == *b"SQLite format 3\0"
}

/// What the name of a part says, or that of a file that `SQLite` put beside one.
struct Name {
    /// The part itself.
    part: PathBuf,
    /// Who made it.
    pid: u32,
    /// Whether its maker locks it; versions before did not.
    locked: bool,
}

impl Name {
    fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let beside = BESIDE.iter().find_map(|end| name.strip_suffix(end));
        let part = beside.unwrap_or(name);
        let (locked, rest) = match part.strip_suffix(END) {
            Some(rest) => (true, rest),
            None => (false, part.strip_suffix(".part")?),
        };
        let (_, number) = rest.rsplit_once('.')?;
        let (pid, again) = number.split_once('-').unwrap_or((number, "0"));
        again.parse::<u32>().ok()?;
        let found = Self { part: path.with_file_name(part), pid: pid.parse().ok()?, locked };
        // other programs call theirs `.part`, too
        (locked || beside.is_some() || is_database(path)).then_some(found)
    }

    fn maker_is_gone(&self) -> bool {
        if !self.locked {
            return !Path::new(&format!("/proc/{}", self.pid)).exists();
        }
        // of one's own it is known without looking, and a look would let go of the locks that `SQLite` has on it
        if self.pid == std::process::id() {
            return false;
        }
        match File::open(&self.part) {
            Ok(file) => !matches!(file.try_lock(), Err(TryLockError::WouldBlock)),
            Err(e) => e.kind() == io::ErrorKind::NotFound,
        }
    }
}
