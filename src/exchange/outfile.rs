//! Files made for people: where they may be, what they may replace, and that each is there as a whole or not at all.
//!
//! Every file that a command, a screen, a recipe or a report makes is opened by [`Files::create`]; clippy's
//! `disallowed-methods` shut the other ways. It never replaces a database, what `SQLite` keeps beside one, or a link, whatever
//! is asked; any other file only where that is asked for.

use std::fs::Metadata;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Component, Path, PathBuf};

use rustix::fs::Access;

use crate::domain::sentence::{Sentence, Speak};
use crate::store::backup::{folder_of, with_end};
use crate::store::part::{BESIDE, Part, is_database, is_same_file};

/// Which files a session may see and make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Whatever the account may.
    #[default]
    Anywhere,
    /// What is in this folder: the account is one of many people's.
    Folder(PathBuf),
    /// None: the account is one of many people's, and no folder is set.
    Nowhere,
}

/// What to do with a file that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays: refuse.
    Keep,
    /// It gives way when the new one is complete.
    Replace,
}

impl From<bool> for Existing {
    /// What `--force` says.
    fn from(force: bool) -> Self {
        if force { Self::Replace } else { Self::Keep }
    }
}

/// Why a file is not made or seen; what was there stays.
#[derive(Debug, thiserror::Error)]
pub enum FileRefusal {
    /// It is a database or stands beside one.
    #[error("`{0}` is a database or belongs to one")]
    Database(PathBuf),
    /// It leads to another name.
    #[error("`{0}` is a link")]
    Link(PathBuf),
    /// It is `-`, which other programs take for what they print.
    #[error("`-` is no name of a file here")]
    Dash,
    /// A folder, a device, a pipe.
    #[error("`{0}` is no regular file")]
    NoFile(PathBuf),
    /// It is there.
    #[error("`{0}` is there already")]
    Exists(PathBuf),
    /// Somebody else made it through the account that several people share.
    #[error("`{0}` is somebody else's")]
    Others(PathBuf),
    /// It is not in the one folder, or has a name that begins with a dot.
    #[error("`{path}` is not in `{folder}`")]
    Outside { path: PathBuf, folder: PathBuf },
    /// There is no folder for files.
    #[error("`{0}`: no folder for files is set")]
    Nowhere(PathBuf),
    /// The disk, the folder, the rights.
    #[error("`{path}` can't be written: {error}")]
    Io {
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl Speak for FileRefusal {
    fn sentence(&self) -> Sentence {
        let said = |key, path: &Path| Sentence::new(key).with("path", path.display());
        match self {
            Self::Database(path) => said("refused-file-database", path),
            Self::Link(path) => said("refused-file-link", path),
            Self::NoFile(path) => said("refused-file-none", path),
            Self::Exists(path) => said("refused-file-exists", path),
            Self::Dash => Sentence::new("file-dash"),
            Self::Others(path) => said("refused-file-others", path),
            Self::Outside { path, folder } => said("refused-file-outside", path).with("folder", folder.display()),
            Self::Nowhere(path) => said("refused-file-nowhere", path),
            Self::Io { path, error } if error.kind() == io::ErrorKind::NotFound => said("file-no-folder", &folder_of(path)),
            Self::Io { path, error } => said("file-write", path).with("detail", error),
        }
    }
}

/// The files that one session may see and make, beside its database.
#[derive(Clone, Debug)]
pub struct Files {
    database: PathBuf,
    reach: Reach,
    person: Option<Person>,
}

/// In whose name files are made through an account that several people share, and whether they may replace everybody's.
#[derive(Clone, Debug)]
struct Person {
    name: String,
    all: bool,
}

impl Person {
    fn mark(&self, file: &std::fs::File) {
        // a file system without attributes keeps no names: then it is nobody's
        let _ = rustix::fs::fsetxattr(file, MARK, self.name.as_bytes(), rustix::fs::XattrFlags::empty());
    }

    fn may_replace(&self, path: &Path) -> bool {
        self.all || maker(path).is_some_and(|maker| maker == self.name)
    }
}

/// The attribute of a file that names who made it through an account that several people share.
const MARK: &str = "user.qudao.person";

/// Who made a file, as far as it says so.
fn maker(path: &Path) -> Option<String> {
    let mut name = [0; 255];
    let length = rustix::fs::lgetxattr(path, MARK, &mut name).ok()?;
    String::from_utf8(name.get(..length)?.to_vec()).ok()
}

impl Files {
    /// Those of a session on a database.
    #[must_use]
    pub fn new(database: &Path, reach: Reach) -> Self {
        Self { database: database.to_path_buf(), reach, person: None }
    }

    /// The same in the name of somebody who shares the account with others: a file that is there is replaced only by who made it,
    /// where the file system can't keep that, by nobody but those who may replace `all`.
    #[must_use]
    pub fn of_person(self, name: &str, all: bool) -> Self {
        Self { person: Some(Person { name: name.to_owned(), all }), ..self }
    }

    /// Notes in whose name a file was made, where several people share the account.
    pub fn mark(&self, path: &Path) {
        if let (Some(person), Ok(file)) = (&self.person, std::fs::File::open(path)) {
            person.mark(&file);
        }
    }

    /// Begins a file that will be at `path` when it is complete ([`OutFile::commit`]). The folder that leads there must be there;
    /// only in a gateway session, where people have no shell to make one, it is made.
    ///
    /// # Errors
    /// [`FileRefusal`]: what is there stays.
    pub fn create(&self, path: &Path, existing: Existing) -> Result<OutFile, FileRefusal> {
        let path = self.reached(path)?;
        let there = self.replaceable(&path, existing)?;
        if is_database(&path) {
            return Err(FileRefusal::Database(path));
        }
        let failed = |error| FileRefusal::Io { path: path.clone(), error };
        self.lead_to(&path)?;
        let part = Part::beside(&path, 0o666).map_err(failed)?;
        if let Some(there) = &there {
            part.as_before(there);
        }
        if let Some(person) = &self.person {
            person.mark(part.file());
        }
        let out = BufWriter::new(part.file().try_clone().map_err(failed)?);
        Ok(OutFile { files: self.clone(), path, existing, part, out })
    }

    /// Makes the folders that lead to a file in a gateway session, in no other.
    ///
    /// # Errors
    /// [`FileRefusal::Io`].
    pub fn lead_to(&self, path: &Path) -> Result<(), FileRefusal> {
        if self.has_a_shell() { Ok(()) } else { make_way(path) }
    }

    /// Whether people can make folders themselves.
    #[must_use]
    pub fn has_a_shell(&self) -> bool {
        self.reach == Reach::Anywhere
    }

    /// [`Files::create`] that makes the folders that lead there in every session.
    ///
    /// # Errors
    /// [`FileRefusal`]: what is there stays.
    pub fn create_with_folders(&self, path: &Path, existing: Existing) -> Result<OutFile, FileRefusal> {
        make_way(&self.reached(path)?)?;
        self.create(path, existing)
    }

    /// Whether [`Files::create_with_folders`] would begin a file; nothing is made.
    ///
    /// # Errors
    /// [`FileRefusal`].
    pub fn would_create(&self, path: &Path, existing: Existing) -> Result<PathBuf, FileRefusal> {
        let path = self.reached(path)?;
        self.replaceable(&path, existing)?;
        if is_database(&path) {
            return Err(FileRefusal::Database(path));
        }
        // of the folders that lead there the last that is there must take what is made in it
        let there = folder_of(&path).ancestors().find(|f| f.exists()).map_or_else(|| PathBuf::from("."), Path::to_path_buf);
        let error = match there.metadata() {
            Ok(m) if !m.is_dir() => Some(io::ErrorKind::NotADirectory.into()),
            Ok(_) => rustix::fs::access(&there, Access::WRITE_OK | Access::EXEC_OK).err().map(Into::into),
            Err(e) => Some(e),
        };
        error.map_or(Ok(()), |error| Err(FileRefusal::Io { path: path.clone(), error }))?;
        Ok(path)
    }

    /// Where a copy of the database may be made: a new file, or an earlier copy that gives way.
    ///
    /// # Errors
    /// [`FileRefusal`].
    pub fn for_backup(&self, path: &Path, existing: Existing) -> Result<PathBuf, FileRefusal> {
        let path = self.reached(path)?;
        self.replaceable(&path, existing)?;
        Ok(path)
    }

    /// Where a file that is named is, if it may be seen.
    ///
    /// In one folder, names are meant from there on; none begins with a dot, and no link leads out.
    ///
    /// # Errors
    /// [`FileRefusal::Outside`], [`FileRefusal::Nowhere`].
    pub fn reached(&self, path: &Path) -> Result<PathBuf, FileRefusal> {
        let folder = match &self.reach {
            Reach::Anywhere => return Ok(path.to_path_buf()),
            Reach::Nowhere => return Err(FileRefusal::Nowhere(path.to_path_buf())),
            Reach::Folder(folder) => folder,
        };
        let outside = || FileRefusal::Outside { path: path.to_path_buf(), folder: folder.clone() };
        let within = if path.is_absolute() { path.strip_prefix(folder).map_err(|_| outside())? } else { path };
        let plain = |c: Component<'_>| match c {
            Component::Normal(name) => !name.as_encoded_bytes().starts_with(b"."),
            other => other == Component::CurDir,
        };
        if within.file_name().is_none() || !within.components().all(plain) {
            return Err(outside());
        }
        let whole = folder.join(within);
        // of what leads there the part that is there must stay in the folder
        let there = whole.ancestors().find_map(|p| p.canonicalize().ok());
        let inside = there.zip(folder.canonicalize().ok()).is_some_and(|(there, folder)| there.starts_with(folder));
        // a name that means the same from where the program runs stays as it was typed
        let typed = std::path::absolute(path).is_ok_and(|p| p == whole);
        match inside {
            true if typed => Ok(path.to_path_buf()),
            true => Ok(whole),
            false => Err(outside()),
        }
    }

    /// What is at a path that a new file may have; `None`: nothing.
    fn replaceable(&self, path: &Path, existing: Existing) -> Result<Option<Metadata>, FileRefusal> {
        if path.as_os_str() == "-" {
            return Err(FileRefusal::Dash);
        }
        let there = match std::fs::symlink_metadata(path) {
            Ok(there) => Some(there),
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(FileRefusal::Io { path: path.to_path_buf(), error }),
        };
        if self.is_of_a_database(path) {
            return Err(FileRefusal::Database(path.to_path_buf()));
        }
        match &there {
            Some(t) if t.is_symlink() => Err(FileRefusal::Link(path.to_path_buf())),
            Some(t) if !t.is_file() => Err(FileRefusal::NoFile(path.to_path_buf())),
            Some(_) if existing == Existing::Keep => Err(FileRefusal::Exists(path.to_path_buf())),
            Some(_) if self.person.as_ref().is_some_and(|p| !p.may_replace(path)) => Err(FileRefusal::Others(path.to_path_buf())),
            _ => Ok(there),
        }
    }

    /// Whether it is the session's database or what `SQLite` keeps beside it, under whatever name; or stands beside any database.
    fn is_of_a_database(&self, path: &Path) -> bool {
        let place = |path: &Path| folder_of(path).canonicalize().ok().zip(path.file_name().map(ToOwned::to_owned));
        let is = |own: &Path| is_same_file(path, own) || place(path).is_some_and(|p| place(own).as_ref() == Some(&p));
        let target = self.database.canonicalize().unwrap_or_else(|_| self.database.clone());
        let own = [&self.database, &target]
            .into_iter()
            .flat_map(|db| ["", BESIDE[0], BESIDE[1], BESIDE[2]].map(|end| with_end(db, end)));
        let text = path.as_os_str().as_encoded_bytes();
        // asked last: a look at one's own database would let go of the locks on it
        let beside = || {
            BESIDE.iter().filter(|end| text.ends_with(end.as_bytes())).any(|end| {
                let name = path.to_string_lossy();
                is_database(Path::new(name.strip_suffix(end).unwrap_or(&name)))
            })
        };
        own.into_iter().any(|own| is(&own)) || beside()
    }
}

/// A file in the making; dropped before [`OutFile::commit`] it leaves nothing, and what was there stays.
#[derive(Debug)]
pub struct OutFile {
    files: Files,
    path: PathBuf,
    existing: Existing,
    part: Part,
    out: BufWriter<std::fs::File>,
}

impl OutFile {
    /// Where it will be.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the complete file in its place.
    ///
    /// # Errors
    /// [`FileRefusal`]: those of the disk, and what has come to be there since it was begun.
    pub fn commit(self) -> Result<(), FileRefusal> {
        let Self { files, path, existing, part, out } = self;
        let failed = |error| FileRefusal::Io { path: path.clone(), error };
        drop(out.into_inner().map_err(|e| failed(e.into_error()))?);
        files.replaceable(&path, existing)?;
        match part.keep(&path, existing == Existing::Replace) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Err(FileRefusal::Exists(path)),
            done => done.map(|_| ()).map_err(failed),
        }
    }

    /// Writes all of it and puts it in its place.
    ///
    /// # Errors
    /// As [`OutFile::commit`].
    pub fn with(mut self, contents: &[u8]) -> Result<(), FileRefusal> {
        let path = self.path.clone();
        self.write_all(contents).map_err(|error| FileRefusal::Io { path, error })?;
        self.commit()
    }
}

impl Write for OutFile {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.out.write(buf)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Keeps what the program remembers for one person: replaces the file as a whole, readable by its owner only.
///
/// # Errors
/// Those of the disk; what was kept before is then still there.
pub fn remember(path: &Path, contents: &[u8]) -> io::Result<()> {
    let part = Part::beside(path, 0o600)?;
    let mut file = part.file();
    file.write_all(contents)?;
    part.keep(path, true).map(|_| ())
}

/// Adds a line to a log that only its owner reads. One that has come to `longest` bytes is kept beside as `.1`, in place of the one that
/// was there.
#[expect(clippy::disallowed_methods, reason = "a log grows, and is nobody's document")]
pub fn append(path: &Path, line: &[u8], longest: u64) -> io::Result<()> {
    if std::fs::metadata(path).is_ok_and(|log| log.len() >= longest) {
        std::fs::rename(path, with_end(path, ".1"))?;
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // one write a line: those of several programs don't mix
    std::fs::OpenOptions::new().append(true).create(true).mode(0o600).open(path)?.write_all(line)
}

/// Makes the folders that lead to a file.
fn make_way(path: &Path) -> Result<(), FileRefusal> {
    std::fs::create_dir_all(folder_of(path)).map_err(|error| FileRefusal::Io { path: path.to_path_buf(), error })
}

#[cfg(test)]
mod tests;
