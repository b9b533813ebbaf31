//! The second files in which rows of a first are looked up, each loaded once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::{Cells, PlanError, braced, find};
use crate::exchange::file::{self, FileError, Options};
use crate::exchange::mapping::template::Template;
use crate::exchange::mapping::{Join, name_fits};
use crate::exchange::outfile::Files;

/// Second files that are loaded.
#[derive(Debug)]
pub struct Tables {
    files: Files,
    /// By path and key.
    loaded: HashMap<(PathBuf, String, Option<String>), std::sync::Arc<Table>>,
}

#[derive(Debug)]
pub(super) struct Table {
    pub(super) header: StringRecord,
    pub(super) rows: HashMap<String, StringRecord>,
}

impl Tables {
    /// None yet, of the files that may be seen.
    #[must_use]
    pub fn among(files: Files) -> Self {
        Self { files, loaded: HashMap::new() }
    }

    pub(super) fn load(&mut self, join: &Join, beside: &Path, place: &str) -> Result<std::sync::Arc<Table>, PlanError> {
        let folder = beside.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let path = self.files.reached(&file_in(folder, &join.file))?;
        let id = (path.clone(), join.key.clone(), join.each.clone());
        if let Some(table) = self.loaded.get(&id) {
            return Ok(std::sync::Arc::clone(table));
        }
        let source = file::Source::open(&path, &Options { sheet: join.sheet.clone(), ..Options::default() })?;
        let mut header = source.header()?;
        let template = |text: &str| Template::parse(text, place, &|name| find(name, &header, &[], place));
        let key = template(&braced(&join.key))?;
        let each = join.each.as_deref().map(template).transpose()?;
        let width = header.len();
        let mut rows: HashMap<String, StringRecord> = HashMap::new();
        let mut texts: HashMap<String, Vec<String>> = HashMap::new();
        let mut first = true;
        source.each(|_, record| {
            if !std::mem::take(&mut first) {
                let cells = Cells::alone(record);
                let key = key.fill(&cells).trim().to_owned();
                if let Some(each) = &each {
                    texts.entry(key.clone()).or_default().push(each.fill(&cells).trim().to_owned());
                }
                rows.entry(key).or_insert_with(|| record.clone());
            }
            Ok::<_, FileError>(true)
        })?;
        if each.is_some() {
            header.push_field("each");
            for (key, row) in &mut rows {
                let text = texts.remove(key).unwrap_or_default().join("; ");
                let cells = (0..width).map(|i| row.get(i).unwrap_or_default().to_owned()).chain([text]);
                *row = cells.collect();
            }
        }
        let table = std::sync::Arc::new(Table { header, rows });
        self.loaded.insert(id, std::sync::Arc::clone(&table));
        Ok(table)
    }
}

/// The file of a folder whose name fits; the pattern itself if none does, so that the error names it.
fn file_in(folder: &Path, pattern: &str) -> PathBuf {
    if !pattern.contains('*') {
        return folder.join(pattern);
    }
    files_in(folder, pattern).into_iter().next().unwrap_or_else(|| folder.join(pattern))
}

/// The files of a folder whose names fit, by name.
#[must_use]
pub fn files_in(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> =
        entries.filter(|e| name_fits(pattern, &e.file_name().to_string_lossy())).map(|e| e.path()).collect();
    found.sort();
    found
}
