//! Cells that reach over several rows: what stands in the first row belongs to all of them.

use std::collections::HashMap;
use std::io::{Read, Seek};
use std::sync::{Arc, Mutex};

use calamine::{Dimensions, Xlsx, XlsxError};

use super::Line;
use crate::exchange::file::MERGED;

/// The regions of a sheet that reach over several rows, by their first row.
pub(super) type Merges = Arc<Vec<Dimensions>>;

/// Those of the sheets that were asked: a sheet has to be read to its end for them.
#[derive(Clone, Debug, Default)]
pub(super) struct Known(Arc<Mutex<HashMap<String, Merges>>>);

impl Known {
    /// Those of a sheet.
    pub(super) fn of<R: Read + Seek>(&self, book: &mut Xlsx<R>, sheet: &str) -> Result<Merges, XlsxError> {
        let mut known = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(merges) = known.get(sheet) {
            return Ok(Arc::clone(merges));
        }
        let mut regions = book.merge_cells_by_sheet_name(sheet)?;
        regions.retain(|region| region.end.0 > region.start.0);
        regions.sort_by_key(|region| region.start);
        let merges = Arc::new(regions);
        known.insert(sheet.to_owned(), Arc::clone(&merges));
        Ok(merges)
    }
}

/// What reaches from rows that were read into those below.
pub(super) struct Merged<'a> {
    /// Those that begin further down.
    coming: std::slice::Iter<'a, Dimensions>,
    next: Option<&'a Dimensions>,
    /// Column, last row and text of those that are open.
    open: Vec<(usize, u32, String)>,
}

impl<'a> Merged<'a> {
    pub(super) fn new(regions: &'a Merges) -> Self {
        let mut coming = regions.iter();
        let next = coming.next();
        Self { coming, next, open: Vec::new() }
    }

    /// Fills the cells of a row that belong to one above. A row that has nothing of its own stays blank.
    pub(super) fn fill(&mut self, line: &mut Line) {
        self.open.retain(|(_, last, _)| *last >= line.number);
        if line.cells.iter().any(|cell| !cell.trim().is_empty()) {
            for (column, _, text) in &self.open {
                if line.cells.len() <= *column {
                    line.cells.resize(*column + 1, String::new());
                }
                if let Some(cell) = line.cells.get_mut(*column).filter(|cell| cell.is_empty()) {
                    *cell = format!("{MERGED}{text}");
                }
            }
        }
        while let Some(region) = self.next.filter(|region| region.start.0 <= line.number) {
            let column = region.start.1 as usize;
            let text = line.cells.get(column).filter(|text| region.start.0 == line.number && !text.is_empty());
            self.open.extend(text.map(|text| (column, region.end.0, text.clone())));
            self.next = self.coming.next();
        }
    }
}
