//! BRINGS IN AND OUT. CSV, XLSX, ICS and JSON text to and from records and problems.
//!
//! - [`file`]: rows of a CSV or workbook, whatever its encoding
//! - [`json`]: records as JSON, the shape that every command prints
//! - [`value`]: one value as people write it (the form and the command line read with it, too)

pub mod directory;
pub mod file;
pub mod formula;
pub mod header;
pub mod json;
pub mod mapping;
pub mod nearest;
pub mod staged;
pub mod value;
