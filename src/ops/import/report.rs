//! What an import did, or would do: by file and kind, with the rows that have problems, wait, or are there twice.

use std::path::PathBuf;

use csv::StringRecord;

use super::changes::{CHANGES, Changed};
use crate::domain::duplicate::Common;
use crate::domain::record::{Expected, Kind, Problem};
use crate::domain::sentence::Sentence;
use crate::ops::approval::{Asks, Told};
use crate::store::facts::Counts;

/// What is expected of a reference to a record whose own row is wrong.
pub(super) const FOLLOWS: Expected = Expected::Rule("expected-follows");

/// How many rows that wait for approval are kept; the others are counted.
const WAITS: usize = 100;

/// What an import did, or would do.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Nothing was to be written.
    pub dry_run: bool,
    /// Something was written.
    pub written: bool,
    /// The change set that undo takes back, if something was written.
    pub change_set: Option<i64>,
    /// By file and kind.
    pub sections: Vec<SectionReport>,
}

/// What became of the rows of one file, read as one kind.
#[derive(Clone, Debug)]
pub struct SectionReport {
    pub kind: Kind,
    pub file: PathBuf,
    /// Encoding and delimiter, or sheet.
    pub form: String,
    /// Rows below the header that are not blank.
    pub rows: u64,
    /// New records.
    pub inserted: u64,
    /// Records that were there with other values.
    pub updated: u64,
    /// Records that were there as they came.
    pub unchanged: u64,
    /// Records that were there and stay as they are, because only what is missing is added.
    pub kept: u64,
    /// Only what is missing is added.
    pub only_adds: bool,
    /// Rows that the mapping leaves out.
    pub skipped: u64,
    /// Rows that were joined with another row of their key.
    pub repeated: u64,
    /// Rows with problems.
    pub rejected: u64,
    /// Rows of those that were found wrong when all were read: others of the file may rest on them, so they can't be left out.
    pub rejected_at_end: u64,
    /// Records created because a row refers to them.
    pub created: Vec<(Kind, String)>,
    /// Columns that were not read, with the field that may be meant.
    pub unknown: Vec<(String, Option<&'static str>)>,
    /// Columns that answer to a field that an earlier one holds.
    pub doubled: Vec<String>,
    /// Columns whose numbers are scaled, and the unit that the header or a line above it says.
    pub units: Vec<(String, &'static str)>,
    /// Other sheets of a workbook with the same columns, which were not read.
    pub alike: Vec<String>,
    /// Comparisons of the mapping that no row has fulfilled.
    pub unmet: Vec<String>,
    /// The number of the header row.
    pub header_row: u64,
    /// Rows that are totals of those above and were left out.
    pub totals: Vec<u64>,
    /// Fields that the program's rules set: what the file gives for them was not taken.
    pub set_aside: Vec<&'static str>,
    /// Closed periods that rows belong to, and how many rows.
    pub late: Vec<(String, u64)>,
    /// What waits for approval or was decided alone: the row, and what its user is told; the first hundred.
    pub waits: Vec<(u64, Sentence)>,
    /// How much waits in all.
    pub wait_count: u64,
    /// What a dry run would change, field by field; the first ten thousand.
    pub changes: Vec<Changed>,
    /// How many fields it would change in all that are known.
    pub change_count: u64,
    /// Problems in the order of the rows, at most [`super::PROBLEMS`].
    pub problems: Vec<RowProblem>,
    /// How many problems there are in all.
    pub problem_count: u64,
    /// References to records that are not there because their own rows are wrong: told with those.
    pub follow_on: u64,
    /// New partners that may be there already; the first hundred.
    pub duplicates: Vec<Duplicate>,
    /// How many there are in all.
    pub duplicate_count: u64,
    /// The header and the rows that were left out.
    pub rejects: Rejects,
}

/// Rows that were left out, with what the file of rejected rows needs.
#[derive(Clone, Debug, Default)]
pub struct Rejects {
    /// The header row.
    pub header: StringRecord,
    /// The rows with what is wrong.
    pub rows: Vec<(StringRecord, Vec<Problem>)>,
}

/// What is wrong with one value of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// The row's number as a person sees it.
    pub row: u64,
    /// The column as the file or the mapping calls it; empty if it is the row as a whole.
    pub column: String,
    /// What is wrong.
    pub problem: Problem,
}

/// A new partner that has something in common with another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The row's number.
    pub row: u64,
    pub code: String,
    /// The code of the other one.
    pub of: String,
    /// What they have in common.
    pub common: Common,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read of the files.
    pub done: u64,
    /// Bytes of the files.
    pub size: u64,
    /// Rows read.
    pub rows: u64,
}

impl SectionReport {
    /// Of no rows yet.
    pub(super) fn of(kind: Kind, file: PathBuf, form: String) -> Self {
        Self {
            kind,
            file,
            form,
            rows: 0,
            inserted: 0,
            updated: 0,
            unchanged: 0,
            kept: 0,
            only_adds: false,
            skipped: 0,
            repeated: 0,
            rejected: 0,
            rejected_at_end: 0,
            created: Vec::new(),
            unknown: Vec::new(),
            doubled: Vec::new(),
            units: Vec::new(),
            alike: Vec::new(),
            unmet: Vec::new(),
            header_row: 0,
            totals: Vec::new(),
            set_aside: Vec::new(),
            late: Vec::new(),
            waits: Vec::new(),
            wait_count: 0,
            changes: Vec::new(),
            change_count: 0,
            problems: Vec::new(),
            problem_count: 0,
            follow_on: 0,
            duplicates: Vec::new(),
            duplicate_count: 0,
            rejects: Rejects::default(),
        }
    }

    /// Notes what is wrong with a row; of many the first are kept.
    pub(super) fn is_wrong(&mut self, row: u64, column: &str, problem: Problem) {
        if problem.expected == FOLLOWS {
            self.follow_on += 1;
            return;
        }
        self.problem_count += 1;
        if self.problems.len() < super::PROBLEMS {
            self.problems.push(RowProblem { row, column: column.to_owned(), problem });
        }
    }

    /// Notes the fields in which a record would be another.
    pub(super) fn changes(&mut self, changes: impl Iterator<Item = Changed>) {
        for changed in changes {
            self.change_count += 1;
            if self.changes.len() < CHANGES {
                self.changes.push(changed);
            }
        }
    }

    /// What became of its facts.
    pub(super) fn counted(&mut self, counts: Counts) {
        let count = |n: i64| u64::try_from(n).unwrap_or(0);
        (self.inserted, self.updated) = (count(counts.inserted), count(counts.updated));
        let there = count(counts.unchanged);
        (self.kept, self.unchanged) = if self.only_adds { (there, 0) } else { (0, there) };
    }

    /// A row that was counted as written is wrong after all.
    pub(super) fn turn_down(&mut self) {
        self.rejected += 1;
        self.rejected_at_end += 1;
        let counted = [&mut self.inserted, &mut self.updated, &mut self.unchanged].into_iter().find(|n| **n > 0);
        if let Some(counted) = counted {
            *counted -= 1;
        }
    }

    /// Whether every row was there already as it came: nothing was left out, not taken, or waits.
    #[must_use]
    pub fn is_all_there(&self) -> bool {
        self.unchanged + self.kept + self.repeated == self.rows
            && self.rejected == 0
            && self.waits.is_empty()
            && self.set_aside.is_empty()
    }

    /// Tells that something of a row waits for approval, or was decided alone, if that is what its user is told; of a record that was
    /// there also that it needs none any more.
    pub(super) fn waits_for(&mut self, row: u64, told: Option<Told>, was_there: bool) {
        let Some(told) = told else { return };
        let needs_none = was_there && matches!(told.said.key, "done-approval-none" | "done-approval-dropped");
        if told.asks == Asks::Nothing && !needs_none {
            return;
        }
        self.wait_count += u64::from(told.asks.waits());
        if self.waits.len() < WAITS {
            self.waits.push((row, told.said));
        }
    }
}

impl Report {
    /// Whether rows were refused, and for nothing else than that they are not their user's to change.
    #[must_use]
    pub fn all_refused(&self) -> bool {
        let kept: usize = self.sections.iter().map(|s| s.problems.len()).sum();
        kept > 0 && self.sections.iter().flat_map(|s| &s.problems).all(|p| p.problem.expected.is_refusal())
    }

    /// Whether nothing is written for what is wrong, where rows with problems may or may not be left out.
    #[must_use]
    pub fn stops(&self, skip_bad: bool) -> bool {
        self.sections.iter().any(|s| s.rejected_at_end > 0 || (s.problem_count > 0 && !skip_bad))
    }

    /// Problems in all sections.
    #[must_use]
    pub fn problem_count(&self) -> u64 {
        self.sections.iter().map(|s| s.problem_count).sum()
    }

    /// Records that are new or other.
    #[must_use]
    pub fn changed(&self) -> u64 {
        self.sections.iter().map(|s| s.inserted + s.updated + s.created.len() as u64).sum()
    }
}
