//! Why a file can't be read, in words.

use std::path::{Path, PathBuf};

use super::bounds::TooMuch;
use crate::domain::sentence::{Sentence, Speak};
use crate::store::part::meant;

/// Why a file can't be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It can't be opened, or reading stopped.
    #[error("`{path}` can't be read: {detail}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        detail: String,
    },
    /// There is none.
    #[error("there is no file `{0}`")]
    Missing(PathBuf),
    /// This user may not read it.
    #[error("`{0}` may not be read by this user")]
    Forbidden(PathBuf),
    #[error("`{0}` is a folder: expected a file, or --map with a mapping that names the files in it")]
    Folder(PathBuf),
    /// It is a pipe or a device.
    #[error("`{0}` is a pipe or a device: expected a file (try: write it to a file first)")]
    NoFile(PathBuf),
    /// It is damaged or ends too early.
    #[error("`{0}` is a damaged gzip file: it ends too early or its contents are not as packed (try: gzip -t)")]
    Gzip(PathBuf),
    /// Its text is in no encoding that is known.
    #[error(
        "`{path}` is not text that can be read: line {line} is neither UTF-8 nor GB18030, and there is no mark of UTF-16 (try: --encoding with its name, or save it as CSV UTF-8)"
    )]
    Undecodable {
        /// The file.
        path: PathBuf,
        /// The line of the first byte that is not text.
        line: u64,
    },
    /// Its text can be read in two encodings, and is rather in the one than in the other.
    #[error("`{0}` looks like Big5 rather than GB18030 (try: --encoding big5, or --encoding gb18030)")]
    Doubtful(PathBuf),
    /// A cell in quotes is not closed where a cell ends.
    #[error(
        "`{path}`, line {line}: a quote is opened there and not closed where a cell ends (try: close it, write \"\" for a quote inside, or --no-quotes)"
    )]
    Quote {
        /// The file.
        path: PathBuf,
        /// The line in which it was opened.
        line: u64,
    },
    /// It holds more than a table does.
    #[error("`{path}`: {what}")]
    TooMuch {
        /// The file.
        path: PathBuf,
        /// Of what.
        what: TooMuch,
    },
    /// There is no encoding of this name.
    #[error("`{0}` is no encoding: expected a name such as utf-8, utf-16le, gb18030, big5, windows-1252")]
    NoEncoding(String),
    /// A damaged workbook.
    #[error("`{path}` is a damaged workbook: {detail} (try: open it and save it again)")]
    Workbook {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        detail: String,
    },
    /// The workbook has no such sheet.
    #[error("`{path}` has no sheet `{sheet}`: expected one of {}", .sheets.join(", "))]
    NoSheet {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        sheet: String,
        /// What there is.
        sheets: Vec<String>,
    },
    /// JSON that is not well formed, or is no list of records.
    #[error("`{path}` is no JSON with records: {detail}")]
    Json {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
    /// Nothing in it.
    #[error("`{0}` is empty: expected a header row and rows below it")]
    Empty(PathBuf),
}

impl Speak for FileError {
    fn sentence(&self) -> Sentence {
        let of = |key, path: &Path| Sentence::new(key).with("path", path.display());
        match self {
            Self::Io { path, detail } => of("file-io", path).with("detail", detail),
            Self::Missing(path) => of("file-missing", path).with("near", meant(path)),
            Self::Forbidden(path) => of("file-forbidden", path),
            Self::Folder(path) => of("file-folder", path),
            Self::NoFile(path) => of("file-none", path),
            Self::Gzip(path) => of("file-gzip", path),
            Self::Undecodable { path, line } => of("file-undecodable", path).with("line", line),
            Self::Doubtful(path) => of("file-doubtful", path),
            Self::Quote { path, line } => of("file-quote", path).with("line", line),
            Self::TooMuch { path, what } => {
                let (code, line, most) = what.said();
                of("file-too-much", path).with("what", code).with("line", line).with("most", most)
            }
            Self::NoEncoding(name) => Sentence::new("file-no-encoding").with("name", name),
            Self::Workbook { path, detail } => of("file-workbook", path).with("detail", detail),
            Self::NoSheet { path, sheet, sheets } => {
                of("file-no-sheet", path).with("sheet", sheet).with("sheets", sheets.join(", "))
            }
            Self::Json { path, detail } => of("file-json", path).with("detail", detail),
            Self::Empty(path) => of("file-empty", path),
        }
    }
}

/// Sorts what the system says by what can be done about it.
pub(super) fn reason(path: &Path, e: &std::io::Error) -> FileError {
    let path = path.to_path_buf();
    if let Some(what) = e.get_ref().and_then(|inner| inner.downcast_ref().copied()) {
        return FileError::TooMuch { path, what };
    }
    match e.kind() {
        std::io::ErrorKind::NotFound => FileError::Missing(path),
        std::io::ErrorKind::PermissionDenied => FileError::Forbidden(path),
        std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::InvalidInput => FileError::Gzip(path),
        _ => FileError::Io { path, detail: e.to_string() },
    }
}
