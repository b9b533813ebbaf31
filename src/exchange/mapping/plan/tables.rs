//! The second files in which rows of a first are looked up, each loaded once.

mod spans;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::{Cells, PlanError, braced, find};
use crate::exchange::file::{self, Options};
use crate::exchange::mapping::condition::Condition;
use crate::exchange::mapping::template::Template;
use crate::exchange::mapping::{Join, Pick, Spans, name_fits};
use crate::exchange::outfile::Files;
use crate::exchange::value::Style;

/// Second files that are loaded.
#[derive(Debug)]
pub struct Tables {
    files: Files,
    loaded: HashMap<Asked, std::sync::Arc<Table>>,
}

/// What was asked of a second file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Asked {
    path: PathBuf,
    sheet: Option<String>,
    key: String,
    repeats: Pick,
    each: Option<String>,
    spans: Option<Spans>,
}

#[derive(Debug)]
pub(super) struct Table {
    pub(super) header: StringRecord,
    pub(super) rows: HashMap<String, Found>,
    /// The state whose spans are made.
    pub(super) spans: Option<Condition>,
}

/// The row of a key.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) record: StringRecord,
    /// Its number as a person sees it.
    pub(super) number: u64,
    /// Those of other rows of the key that differ, where none may.
    pub(super) others: Vec<u64>,
}

impl Found {
    /// Another row of the same key.
    fn meet(&mut self, record: &StringRecord, number: u64, repeats: Pick) {
        match repeats {
            Pick::First => {}
            Pick::Last => (self.record, self.number) = (record.clone(), number),
            Pick::Refuse if self.record == *record => {}
            Pick::Refuse => self.others.push(number),
        }
    }

    /// Adds a column behind those of the file.
    fn push(&mut self, width: usize, text: String) {
        let cells = (0..width).map(|i| self.record.get(i).unwrap_or_default().to_owned());
        self.record = cells.chain([text]).collect();
    }
}

impl Tables {
    /// None yet, of the files that may be seen.
    #[must_use]
    pub fn among(files: Files) -> Self {
        Self { files, loaded: HashMap::new() }
    }

    pub(super) fn load(
        &mut self,
        join: &Join,
        beside: &Path,
        place: &str,
        style: &Style,
    ) -> Result<std::sync::Arc<Table>, PlanError> {
        let folder = beside.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let path = self.files.reached(&file_in(folder, &join.file))?;
        let Join { sheet, key, repeats, each, spans, .. } = join.clone();
        let asked = Asked { path: path.clone(), sheet, key, repeats, each, spans };
        if let Some(table) = self.loaded.get(&asked) {
            return Ok(std::sync::Arc::clone(table));
        }
        let source = file::Source::open(&path, &Options { sheet: join.sheet.clone(), ..Options::default() })?;
        let table = std::sync::Arc::new(Table::read(&source, join, place, style)?);
        self.loaded.insert(asked, std::sync::Arc::clone(&table));
        Ok(table)
    }
}

impl Table {
    fn read(source: &file::Source, join: &Join, place: &str, style: &Style) -> Result<Self, PlanError> {
        let mut header = source.header()?;
        let column = |name: &str| find(name, &header, &[], place);
        let template = |text: &str| Template::parse(text, place, &column);
        let key = template(&braced(&join.key))?;
        let each = join.each.as_deref().map(template).transpose()?;
        let spans = join.spans.as_ref().map(|asked| spans::Reader::new(asked, place, &column, style)).transpose()?;
        // where all of them are made one text, several are meant
        let repeats = if each.is_some() || spans.is_some() { Pick::First } else { join.repeats };
        let mut width = header.len();
        let mut rows: HashMap<String, Found> = HashMap::new();
        let mut texts: HashMap<String, Vec<String>> = HashMap::new();
        let mut changes: HashMap<String, Vec<spans::Change>> = HashMap::new();
        let mut first = true;
        source.each(|number, record| {
            if std::mem::take(&mut first) {
                return Ok::<_, PlanError>(true);
            }
            let cells = Cells::alone(record);
            let key = key.fill(&cells).trim().to_owned();
            if let Some(each) = &each {
                texts.entry(key.clone()).or_default().push(each.fill(&cells).trim().to_owned());
            }
            if let Some(spans) = &spans {
                changes.entry(key.clone()).or_default().push(spans.change(&cells)?);
            }
            match rows.get_mut(&key) {
                Some(found) => found.meet(record, number, repeats),
                None => {
                    rows.insert(key, Found { record: record.clone(), number, others: Vec::new() });
                }
            }
            Ok(true)
        })?;
        if each.is_some() {
            header.push_field("each");
            for (key, found) in &mut rows {
                found.push(width, texts.remove(key).unwrap_or_default().join("; "));
            }
            width += 1;
        }
        if spans.is_some() {
            header.push_field("spans");
            for (key, found) in &mut rows {
                found.push(width, spans::written(changes.remove(key).unwrap_or_default()));
            }
        }
        Ok(Self { header, rows, spans: spans.map(|s| s.when) })
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
