//! What several views draw: text by columns, figures with their units, bars, charts, months.

pub mod approval;
pub mod chart;
pub mod dates;
pub mod figures;
pub mod fuzzy;
pub mod month;
pub(in crate::tui) mod sheet;
pub mod text;
