//! Which row of a file is its header, and which rows are no records: titles above it, totals between and below.
//!
//! Exports of other systems begin with a title, a period and whoever printed them, have headers of two rows with merged
//! cells, and end with a total.

use std::collections::BTreeSet;

use csv::StringRecord;

use super::{ImportError, Job};
use crate::exchange::file::{FileError, Source, plain};
use crate::exchange::header::match_header;
use crate::exchange::mapping::{Plan, PlanError, Tables};
use crate::exchange::value::{Style, fold, unit};

/// Among so many rows the header is looked for.
const LOOK: usize = 30;

/// What the first cell of a total says.
const TOTALS: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "累计",
    "共计",
    "本页合计",
    "本页小计",
    "合计金额",
    "total",
    "totals",
    "grandtotal",
    "subtotal",
    "sum",
];

/// The header of a file and what its rows become by it.
pub(super) struct Heading {
    /// The row's number as a person sees it; rows up to it are no records.
    pub(super) number: u64,
    pub(super) cells: StringRecord,
    pub(super) plan: Plan,
}

impl Heading {
    /// Whether it holds the same fields, and all that must be there.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let fields = |of: &Self| of.plan.header.columns.iter().map(|(_, field)| *field).collect::<BTreeSet<_>>();
        self.plan.header.missing.is_empty() && !fields(self).is_empty() && fields(self) == fields(other)
    }
}

/// Finds the header: the row that was named; with a mapping the first that has its columns; else the row in which most
/// cells are names of fields.
pub(super) fn find(
    job: &Job,
    source: &Source,
    asked: Option<u64>,
    written: &Style,
    tables: &mut Tables,
) -> Result<Heading, ImportError> {
    let rows = candidates(source, asked)?;
    let Some((number, cells)) = rows.first().cloned() else {
        return Err(match asked {
            Some(row) => ImportError::HeaderRow { file: job.file.clone(), row },
            None => FileError::Empty(job.file.clone()).into(),
        });
    };
    let style = Style { from_1904: source.is_from_1904(), ..job.section.style(written) };
    let def = job.section.def()?;
    let stated: Vec<(u64, String)> =
        rows.iter().filter_map(|(number, cells)| Some((*number, cells.iter().find_map(unit::stated)?))).collect();
    // a line above the header tells the unit of its amounts
    let heading = |number: u64, cells: StringRecord, mut plan: Plan| {
        if let Some((_, unit)) = stated.iter().rfind(|(at, _)| *at < number) {
            plan.state(def, unit);
        }
        Heading { number, cells, plan }
    };
    if job.mapped {
        let mut first_failure = None;
        for (number, cells) in rows {
            match Plan::of_section(&job.section, source, &cells, style.clone(), tables) {
                Ok(plan) => return Ok(heading(number, cells, plan)),
                // a second file that can't be read is not found better by another header
                Err(e @ (PlanError::File(_) | PlanError::Refused(_))) => return Err(e.into()),
                Err(e) => first_failure = first_failure.or(Some(e)),
            }
        }
        return Err(first_failure.map_or_else(|| FileError::Empty(job.file.clone()).into(), Into::into));
    }
    let score = |cells: &StringRecord| match_header(def, cells).columns.len();
    let mut best = (score(&cells), number, cells);
    for (number, cells) in rows.into_iter().skip(1) {
        let found = score(&cells);
        if found > best.0 {
            best = (found, number, cells);
        }
    }
    let (_, number, cells) = best;
    let plan = Plan::of_header(def, &cells, style);
    Ok(heading(number, cells, plan))
}

/// The rows that may be the header. A blank cell under a cell of the row above belongs to it: a header of two rows has
/// cells that reach over both.
fn candidates(source: &Source, asked: Option<u64>) -> Result<Vec<(u64, StringRecord)>, FileError> {
    let mut rows: Vec<(u64, StringRecord)> = Vec::new();
    let mut above: Option<StringRecord> = None;
    source.each(|number, record| {
        let whole = above.as_ref().map_or_else(|| record.clone(), |above| filled(record, above));
        above = Some(record.clone());
        if asked.is_none_or(|row| row == number) {
            rows.push((number, whole));
        }
        Ok::<_, FileError>(match asked {
            Some(row) => number < row,
            None => rows.len() < LOOK,
        })
    })?;
    Ok(rows)
}

fn filled(record: &StringRecord, above: &StringRecord) -> StringRecord {
    let width = record.len().max(above.len());
    let cell = |r: &StringRecord, i: usize| r.get(i).map(|cell| plain(cell).trim()).unwrap_or_default().to_owned();
    (0..width)
        .map(|i| {
            let own = cell(record, i);
            if own.is_empty() { cell(above, i) } else { own }
        })
        .collect()
}

/// Whether a row says that it is the total of others.
pub(super) fn is_total(record: &StringRecord) -> bool {
    let Some(first) = record.iter().map(|cell| plain(cell).trim()).find(|c| !c.is_empty()) else { return false };
    first.len() <= 40 && TOTALS.contains(&fold(first).trim_end_matches(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_says_so_in_its_first_cell() {
        let cases: [(&[&str], bool); 8] = [
            (&["合计", "", "5"], true),
            (&["", "合 计：", "5"], true),
            (&["Grand Total", "5"], true),
            (&["小计", "1"], true),
            (&["合计商贸有限公司", "1"], false),
            (&["D001", "合计"], false),
            (&["Total Foods Ltd", "1"], false),
            (&["", ""], false),
        ];
        for (cells, total) in cases {
            assert_eq!(is_total(&StringRecord::from(cells.to_vec())), total, "{cells:?}");
        }
    }

    #[test]
    fn a_cell_that_reaches_over_two_rows_belongs_to_the_lower_one() {
        let (above, below) = (StringRecord::from(vec!["编码", "金额", ""]), StringRecord::from(vec!["", "含税", "不含税"]));
        assert_eq!(filled(&below, &above), StringRecord::from(vec!["编码", "含税", "不含税"]));
    }
}
