//! What an import did as a document: a row a file and kind, what should be known of each, the files of rejected rows.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use super::{Changed, Duplicate, Report, RowProblem, SectionReport};
use crate::domain::explain::Words;
use crate::domain::record::{Expected, Kind, Lang};
use crate::domain::sentence::Sentence;
use crate::exchange::value::fold;
use crate::i18n;
use crate::ops::Session;
use crate::report::{Block, Column, Columns, Document, Type, What};
use crate::t;

/// How many problems a person is shown at once.
const SHOWN: usize = 20;

/// How many rows are named that are wrong in the same way.
const ROWS: usize = 5;

/// The columns that people are shown.
const VIEW: &[&str] = &["kind", "file", "rows", "inserted", "updated", "unchanged", "skipped", "repeated", "rejected"];

/// A file of rejected rows, and how many are in it.
pub type Rejected = (PathBuf, usize);

/// What became of the rows; `whole`: all of a database came in.
#[must_use]
pub fn document(session: &Session, lang: Lang, report: &Report, rejects: &[Rejected], whole: bool) -> Document {
    let files = Columns::default()
        .with(Column::text("file", key("import-file")), |(path, _): &Rejected| path.display().to_string())
        .with(Column::count("rows", key("import-rows")), |(_, rows)| *rows);
    let mut document = session
        .document("qudao.import/1")
        .head("dry_run", key("import-dry-run"), report.dry_run)
        .head("written", key("report-is-written"), report.written)
        .head("change_set", key("audit-change"), report.change_set.map(What::Number))
        .typed(Type::Number);
    let sections = Block::table("sections", sections(lang).table(&report.sections).view(VIEW), Words::nothing());
    let changes = Block::table("changes", changed(lang).table(&changes(report)).first(SHOWN).quiet(), key("import-changes"));
    // what a dry run would change is what it is asked for, and its CSV
    let tables = if report.sections.iter().any(|s| s.change_count > 0) { [changes, sections] } else { [sections, changes] };
    document = tables.into_iter().fold(document, Document::with);
    document = document.with(Block::table("rejects", files.table(rejects).unseen(), Words::nothing()));
    let more = report.sections.iter().map(|s| s.change_count).sum::<u64>().saturating_sub(SHOWN as u64);
    let mut said: Vec<String> = Vec::new();
    said.extend((more > 0).then(|| t!(lang, "import-more-changes", count = more)));
    said.extend(report.sections.iter().flat_map(|s| notes(lang, s)));
    said.extend(problems(lang, report));
    let left_out: usize = report.sections.iter().map(|s| s.rejects.rows.len()).sum();
    said.extend((report.dry_run && left_out > 0).then(|| t!(lang, "import-rejects-dry", count = left_out)));
    said.extend(
        rejects.iter().map(|(path, n): &Rejected| t!(lang, "import-rejects", count = n, path = path.display().to_string())),
    );
    said.push(end(lang, report, rejects, whole));
    for said in said {
        document = document.with(Block::note(Words::Text(said)));
    }
    document
}

fn key(key: &'static str) -> Words {
    Words::key(key)
}

fn count(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn number(n: u64) -> What {
    What::Number(count(n))
}

/// The rows of some columns as one value.
fn list<T>(columns: &Columns<'_, T>, rows: &[T]) -> What {
    What::List(rows.iter().map(|row| columns.members(row)).collect())
}

fn texts<S: AsRef<str>>(all: &[S]) -> What {
    What::List(all.iter().map(|text| text.as_ref().into()).collect())
}

/// A section's columns; what is no number of rows is in JSON alone.
fn sections<'a>(lang: Lang) -> Columns<'a, SectionReport> {
    let nested = |name, label, parts| Column::list(name, key(label)).of(parts).nested();
    let plain = |name, label| nested(name, label, Vec::new());
    Columns::default()
        .with(Column::code("kind", key("import-kind-column")), |s: &SectionReport| {
            What::Choice(s.kind.def().plural, s.kind.def().label)
        })
        .with(Column::text("file", key("import-file")), |s| {
            What::from(s.file.display().to_string()).said(Words::Text(format!("{} ({})", name(s), s.form)))
        })
        .with(Column::text("form", key("import-form")), |s| s.form.clone())
        .with(Column::count("rows", key("import-rows")), |s| count(s.rows))
        .with(Column::count("inserted", key("import-new")), |s| count(s.inserted))
        .with(Column::count("updated", key("import-changed")), |s| count(s.updated))
        .with(Column::count("unchanged", key("import-same")), |s| count(s.unchanged))
        .with(Column::count("kept", key("import-kept-column")), |s| count(s.kept))
        .with(Column::count("skipped", key("import-skipped")), |s| count(s.skipped))
        .with(Column::count("repeated", key("import-repeated")), |s| count(s.repeated))
        .with(Column::count("rejected", key("import-rejected")), |s| count(s.rejected))
        .with(nested("created", "import-created-records", created().columns()), |s| list(&created(), &s.created))
        .with(nested("unknown_columns", "import-unknown-columns", unknown().columns()), |s| list(&unknown(), &s.unknown))
        .with(plain("doubled_columns", "import-doubled-columns"), |s| texts(&s.doubled))
        .with(plain("sheets_alike", "import-sheets-like"), |s| texts(&s.alike))
        .with(plain("unmet", "import-unmet-tests"), |s| texts(&s.unmet))
        .with(nested("units", "import-units", units().columns()), |s| list(&units(), &s.units))
        .with(Column::typed("header_row", key("import-header-number"), Type::Number).nested(), |s| number(s.header_row))
        .with(plain("totals", "import-total-rows"), |s| What::List(s.totals.iter().map(|row| number(*row)).collect()))
        .with(plain("set_aside", "import-set-fields"), |s| texts(&s.set_aside))
        .with(Column::count("waiting", key("report-waiting")), |s| count(s.wait_count))
        .with(nested("waits", "import-waiting", waits(lang).columns()), move |s| list(&waits(lang), &s.waits))
        .with(nested("late", "import-late-rows", late().columns()), |s| list(&late(), &s.late))
        .with(Column::count("follow_on", key("import-follow-on-column")), |s| count(s.follow_on))
        .with(Column::count("problem_count", key("import-problem-count")), |s| count(s.problem_count))
        .with(nested("problems", "import-problems", wrong(lang, Kind::Partner).columns()), move |s| {
            list(&wrong(lang, s.kind), &s.problems)
        })
        .with(Column::count("duplicate_count", key("import-duplicate-count")), |s| count(s.duplicate_count))
        .with(nested("duplicates", "import-duplicates", duplicates().columns()), |s| list(&duplicates(), &s.duplicates))
}

fn row<T: 'static>(of: fn(&T) -> u64) -> Columns<'static, T> {
    Columns::default().with(Column::typed("row", key("import-row"), Type::Number), move |t: &T| number(of(t)))
}

/// What would be changed, with the kind of each.
fn changes(report: &Report) -> Vec<(Kind, &Changed)> {
    report.sections.iter().flat_map(|s| s.changes.iter().map(|changed| (s.kind, changed))).collect()
}

fn changed<'a>(lang: Lang) -> Columns<'a, (Kind, &'a Changed)> {
    let label = move |kind: Kind, field: &'static str| kind.def().field(field).map_or(field, |(_, f)| f.label.get(lang));
    Columns::default()
        .with(Column::code("kind", key("import-kind-column")), |(kind, _): &(Kind, &Changed)| {
            What::Choice(kind.def().name, kind.def().label)
        })
        .with(Column::text("key", key("report-key")), |(_, c)| c.key.clone())
        .with(Column::text("field", key("schema-field")), move |(kind, c)| {
            What::from(c.field).said(Words::Text(label(*kind, c.field).to_owned()))
        })
        .with(Column::text("old", key("import-old")), |(_, c)| c.old.clone())
        .with(Column::text("new", key("import-new-value")), |(_, c)| c.new.clone())
}

fn created() -> Columns<'static, (Kind, String)> {
    Columns::default()
        .with(Column::code("kind", key("import-kind-column")), |(kind, _): &(Kind, String)| kind.def().name)
        .with(Column::text("key", key("report-key")), |(_, key)| key.clone())
}

fn unknown() -> Columns<'static, (String, Option<&'static str>)> {
    Columns::default()
        .with(Column::text("column", key("import-column")), |(column, _): &(String, Option<&'static str>)| column.clone())
        .with(Column::text("near", key("import-near")), |(_, near)| *near)
}

fn units() -> Columns<'static, (String, &'static str)> {
    Columns::default()
        .with(Column::text("column", key("import-column")), |(column, _): &(String, &'static str)| column.clone())
        .with(Column::text("unit", key("report-unit")), |(_, unit)| *unit)
}

fn waits(lang: Lang) -> Columns<'static, (u64, Sentence)> {
    row(|(row, _): &(u64, Sentence)| *row)
        .with(Column::text("text", key("report-said")), move |(_, told)| i18n::sentence(lang, told))
}

fn late() -> Columns<'static, (String, u64)> {
    Columns::default()
        .with(Column::code("period", key("report-closing")), |(period, _): &(String, u64)| period.clone())
        .with(Column::count("rows", key("import-rows")), |(_, rows)| count(*rows))
}

fn wrong(lang: Lang, kind: Kind) -> Columns<'static, RowProblem> {
    row(|p: &RowProblem| p.row)
        .with(Column::text("column", key("import-column")), |p: &RowProblem| p.column.clone())
        .with(Column::code("field", key("schema-field")), |p| p.problem.field)
        .with(Column::text("value", key("import-value")), |p| p.problem.value.clone())
        .with(Column::text("text", key("report-said")), move |p| i18n::problem(lang, Some(kind), &p.problem))
}

fn duplicates() -> Columns<'static, Duplicate> {
    row(|d: &Duplicate| d.row)
        .with(Column::code("code", key("health-column-code")), |d: &Duplicate| d.code.clone())
        .with(Column::code("of", key("import-duplicate-of")), |d| d.of.clone())
        .with(Column::code("common", key("import-common")), |d| d.common)
}

fn name(s: &SectionReport) -> String {
    s.file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What all of it came to.
fn end(lang: Lang, report: &Report, rejects: &[Rejected], whole: bool) -> String {
    let total = report.problem_count();
    if report.dry_run {
        t!(lang, "import-dry")
    } else if report.written {
        if whole { t!(lang, "import-done-all") } else { t!(lang, "import-done") }
    } else if total > 0 && rejects.is_empty() {
        if report.sections.iter().any(|s| s.rejected_at_end > 0) {
            return t!(lang, "import-refused-at-end", count = total);
        }
        let how = if report.all_refused() { "refused" } else { "wrong" };
        t!(lang, "import-refused", count = total, how = how)
    } else if report.sections.iter().all(SectionReport::is_all_there) {
        t!(lang, "import-nothing-new")
    } else {
        t!(lang, "import-nothing-written")
    }
}

/// Which values are not as expected, by row and column: the first of many; what is wrong in the same way in several rows is said
/// once.
#[must_use]
pub fn problems(lang: Lang, report: &Report) -> Vec<String> {
    let (mut said, mut told) = (Vec::new(), 0);
    for s in &report.sections {
        let mut alike: Vec<(&RowProblem, Vec<u64>)> = Vec::new();
        let mut at: HashMap<(&str, &str, &str), usize> = HashMap::new();
        for p in &s.problems {
            let called = (p.column.as_str(), p.problem.field, p.problem.value.as_str());
            let known = at.get(&called).and_then(|i| alike.get_mut(*i)).filter(|(first, _)| first.problem == p.problem);
            if let Some((_, rows)) = known {
                rows.push(p.row);
            } else {
                at.insert(called, alike.len());
                alike.push((p, vec![p.row]));
            }
        }
        for (p, rows) in alike.into_iter().take(SHOWN - said.len()) {
            told += rows.len() as u64;
            said.push(one_problem(lang, s, p, &rows));
        }
        said.extend(
            (s.follow_on > 0 && said.len() < SHOWN).then(|| t!(lang, "import-follow-on", file = name(s), count = s.follow_on)),
        );
    }
    let hidden = report.problem_count().saturating_sub(told);
    said.extend((hidden > 0).then(|| t!(lang, "import-more-problems", count = hidden.to_string())));
    let all = report.sections.iter().flat_map(|s| &s.problems);
    let missing = all.filter_map(|p| if let Expected::Existing(kind, _) = p.problem.expected { Some(kind) } else { None });
    let made: BTreeSet<Kind> = missing.filter(|kind| kind.def().conduct.of_text).collect();
    let made: Vec<String> = made.iter().map(|kind| kind.def().name.replace('_', "-")).collect();
    said.extend((!made.is_empty()).then(|| t!(lang, "import-create-them", kinds = made.join(","))));
    said
}

/// What is wrong in the same way in these rows.
fn one_problem(lang: Lang, s: &SectionReport, p: &RowProblem, rows: &[u64]) -> String {
    let problem = i18n::problem(lang, Some(s.kind), &p.problem);
    let first = rows.iter().take(ROWS).map(u64::to_string).collect::<Vec<_>>().join(", ");
    let row = if rows.len() > ROWS { format!("{first} …") } else { first };
    // a column that is called as the field is needs no name of its own
    let of = s.kind.def().field(p.problem.field);
    let is_label = of.is_none_or(|(_, f)| [f.name, f.label.en, f.label.zh].iter().any(|known| fold(known) == fold(&p.column)));
    if is_label {
        t!(lang, "import-problem-row", file = name(s), row = row, problem = problem)
    } else {
        t!(lang, "import-problem", file = name(s), row = row, column = p.column.as_str(), problem = problem)
    }
}

/// What a person should know about a file that is no problem of a row.
fn notes(lang: Lang, s: &SectionReport) -> Vec<String> {
    let mut said = Vec::new();
    for (column, near) in &s.unknown {
        said.push(match near {
            Some(near) => {
                t!(lang, "import-unknown-column-near", file = name(s), column = column.as_str(), near = (*near).to_owned())
            }
            None => t!(lang, "import-unknown-column", file = name(s), column = column.as_str()),
        });
    }
    for (column, unit) in &s.units {
        said.push(t!(lang, "import-unit", file = name(s), column = column.as_str(), unit = (*unit).to_owned()));
    }
    if !s.alike.is_empty() {
        said.push(t!(lang, "import-sheets-alike", file = name(s), sheets = s.alike.join(", ")));
    }
    for test in &s.unmet {
        said.push(t!(lang, "import-unmet", file = name(s), test = test.as_str()));
    }
    if s.header_row > 1 {
        said.push(t!(lang, "import-header-at", file = name(s), row = s.header_row.to_string()));
    }
    if !s.totals.is_empty() {
        let rows = s.totals.iter().take(5).map(u64::to_string).collect::<Vec<_>>().join(", ");
        let more = if s.totals.len() > 5 { " …" } else { "" };
        said.push(t!(lang, "import-totals", file = name(s), rows = format!("{rows}{more}")));
    }
    said.extend((s.kept > 0).then(|| t!(lang, "import-kept", file = name(s), count = s.kept)));
    for field in &s.set_aside {
        let label = s.kind.def().field(field).map_or(*field, |(_, f)| f.label.get(lang));
        said.push(t!(lang, "import-set-aside", file = name(s), column = label));
    }
    for (row, told) in s.waits.iter().take(SHOWN / 2) {
        let told = i18n::sentence(lang, told);
        said.push(t!(lang, "import-waits", file = name(s), row = row.to_string(), told = told));
    }
    if s.wait_count > 0 {
        said.push(t!(lang, "import-wait-count", file = name(s), count = s.wait_count));
    }
    for (period, rows) in &s.late {
        said.push(t!(lang, "import-late", file = name(s), period = period.as_str(), rows = rows.to_string()));
    }
    for column in &s.doubled {
        said.push(t!(lang, "import-doubled-column", file = name(s), column = column.as_str()));
    }
    said.extend(referred(lang, s));
    for d in s.duplicates.iter().take(SHOWN / 2) {
        let (row, common) = (d.row.to_string(), d.common.code());
        said.push(t!(lang, "import-duplicate", row = row, code = d.code.as_str(), of = d.of.as_str(), common = common));
    }
    let hidden = s.duplicate_count.saturating_sub((SHOWN / 2).min(s.duplicates.len()) as u64);
    said.extend((hidden > 0).then(|| t!(lang, "import-more-duplicates", count = hidden.to_string())));
    said
}

/// What was created because rows refer to it, by kind.
fn referred(lang: Lang, s: &SectionReport) -> Vec<String> {
    let mut kinds: Vec<Kind> = s.created.iter().map(|(k, _)| *k).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let of = |kind: Kind| {
        let keys: Vec<&str> = s.created.iter().filter(|(k, _)| *k == kind).map(|(_, key)| key.as_str()).collect();
        let shown = keys.iter().take(10).copied().collect::<Vec<_>>().join(", ");
        let more = if keys.len() > 10 { format!(" … {}", keys.len()) } else { String::new() };
        t!(lang, "import-created", kind = kind.def().label.get(lang), keys = format!("{shown}{more}"))
    };
    kinds.into_iter().map(of).collect()
}
