//! Why nothing was imported.

use std::path::PathBuf;

use crate::domain::record::{Kind, Problem};
use crate::domain::sentence::{Sentence, Speak};
use crate::exchange::file::FileError;
use crate::exchange::mapping::{MappingError, PlanError};
use crate::ops::OpError;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The database, or the role.
    #[error(transparent)]
    Op(#[from] OpError),
    /// A file can't be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The mapping does not fit.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// Columns that must be there are not.
    #[error("`{}` has no column for {}", .file.display(), .missing.join(", "))]
    Columns {
        file: PathBuf,
        kind: Kind,
        /// The fields.
        missing: Vec<&'static str>,
        /// The columns that were not understood.
        unknown: Vec<String>,
        /// The sheets of a workbook of which the first was read.
        sheets: Vec<String>,
    },
    /// There is no header row of this number.
    #[error("`{}` has no row {row}", .file.display())]
    HeaderRow {
        file: PathBuf,
        /// The number that was given.
        row: u64,
    },
    /// No file fits the mapping and the kind.
    #[error("nothing to read: no file given fits the mapping")]
    Nothing {
        /// What the mapping looks for.
        wanted: Vec<String>,
    },
    /// Files of a whole export are not there.
    #[error("`{}` is no whole export: {} missing", .folder.display(), .missing.join(", "))]
    NotWhole {
        /// Where they were looked for.
        folder: PathBuf,
        /// Their names.
        missing: Vec<String>,
    },
    /// More facts than are kept in memory: they are read while they are written.
    #[error("too many rows to keep")]
    TooMany,
    /// Amounts are in another currency than the organisation's.
    #[error("the columns {} of `{}` are not in {currency}", .columns.join(", "), .file.display())]
    Currency {
        /// The file.
        file: PathBuf,
        /// The columns whose headers say so.
        columns: Vec<String>,
        /// The organisation's.
        currency: String,
    },
    /// Records of this kind are not created because others refer to them.
    #[error("{} can't be created from a reference", .0.def().plural)]
    Create(Kind),
}

impl From<PlanError> for ImportError {
    fn from(e: PlanError) -> Self {
        match e {
            PlanError::Mapping(e) => Self::Mapping(e),
            PlanError::File(e) => Self::File(e),
            PlanError::Refused(e) => Self::Op(e.into()),
        }
    }
}

impl From<crate::store::StoreError> for ImportError {
    fn from(e: crate::store::StoreError) -> Self {
        Self::Op(e.into())
    }
}

impl Speak for ImportError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Op(e) => e.sentence(),
            Self::File(e) => e.sentence(),
            Self::Mapping(e) => e.sentence(),
            Self::Columns { file, kind, missing, unknown, sheets } => {
                let key = match (sheets.is_empty(), unknown.is_empty()) {
                    (false, _) => "import-columns-sheets",
                    (true, true) => "import-columns-missing",
                    (true, false) => "import-columns-unknown",
                };
                let said = Sentence::new(key).with("file", file.display()).with("kind", kind.def().name);
                let said = said.with("missing", missing.join(", ")).with("unknown", unknown.join(", "));
                said.with("sheets", sheets.join(", "))
            }
            Self::HeaderRow { file, row } => Sentence::new("import-header-row").with("file", file.display()).with("row", row),
            Self::Nothing { wanted } => Sentence::new("import-nothing").with("wanted", wanted.join(", ")),
            Self::NotWhole { folder, missing } => {
                let some = missing.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
                let said = Sentence::new("import-not-whole").with("folder", folder.display()).with("missing", some);
                said.with("count", missing.len())
            }
            Self::Currency { file, columns, currency } => Sentence::new("import-currency")
                .with("file", file.display())
                .with("columns", columns.join(", "))
                .with("currency", currency),
            Self::TooMany => Sentence::new("error-interrupted"),
            Self::Create(kind) => Sentence::new("import-create").with("kind", kind.def().name),
        }
    }

    fn problems(&self) -> &[Problem] {
        if let Self::Op(e) = self { e.problems() } else { &[] }
    }
}
