//! BRINGS IN AND OUT. CSV, XLSX, ICS and JSON text to and from records and problems.
//!
//! - [`value`]: one value as people write it (the form and the command line read with it, too)

pub mod value;
