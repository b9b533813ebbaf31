//! BRINGS IN AND OUT. CSV, XLSX, ICS and JSON text to and from records and problems.
//!
//! In:
//! - [`mod@file`]: rows of a CSV or workbook, whatever its encoding
//! - [`header`]: which column is which field
//! - [`mapping`]: how somebody else's files become records, saved in TOML
//! - [`directory`]: which record a text refers to
//! - [`value`]: one value as people write it (the form and the command line read with it, too)
//!
//! Out:
//! - [`out`]: CSV and XLSX that are read back unchanged; [`formula`]: and that no spreadsheet runs
//! - [`template`]: an empty table to fill in, whose cells know what belongs into them
//! - [`json`]: records as JSON, the shape that every command prints
//! - [`ics`]: tasks as a calendar
//! - [`outfile`]: files made for people, each whole or not at all, and what they may replace

pub mod directory;
pub mod elsewhere;
pub mod file;
pub mod formula;
pub mod header;
pub mod ics;
pub mod json;
pub mod mapping;
pub mod out;
pub mod outfile;
pub mod template;
pub mod value;
pub mod workbook;
