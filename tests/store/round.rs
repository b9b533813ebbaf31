//! What goes out comes back: every kind, in every form, in both languages; and templates, filled in.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use qudao::domain::record::{FieldType, Kind, Lang, Row, Value};
use qudao::exchange::json;
use qudao::exchange::out::{Cell, Csv, OutError, Sink, Xlsx};
use qudao::exchange::template::{Explained, Template};
use qudao::ops::demo::{self, Scale};
use qudao::ops::import::{Request, template as wanted, whole};
use qudao::ops::{OpError, Session, export};

use super::import::{House, of};

/// A form in which records go out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Form {
    /// CSV by stable names.
    Names,
    /// CSV as people call things.
    Labels(Lang),
    /// A workbook.
    Book(Lang),
    /// A document.
    Json,
}

const FORMS: [Form; 6] =
    [Form::Names, Form::Labels(Lang::En), Form::Labels(Lang::Zh), Form::Book(Lang::En), Form::Book(Lang::Zh), Form::Json];

/// Rows as JSON.
struct Rows(Vec<serde_json::Value>);

impl Sink for Rows {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), OutError> {
        self.0.push(json::record(cells.iter().copied()).into());
        Ok(())
    }
}

/// Every record of a kind in a file.
pub(super) fn export_kind(session: &Session, folder: &Path, kind: Kind, form: Form) -> PathBuf {
    let list = export::list(session, kind, "").expect("a list");
    let fields = export::fields(&list);
    let ending = match form {
        Form::Names | Form::Labels(_) => "csv",
        Form::Book(_) => "xlsx",
        Form::Json => "json",
    };
    let path = folder.join(format!("{}.{ending}", kind.def().plural));
    let mut out = std::fs::File::create(&path).expect("a file");
    match form {
        Form::Book(lang) => {
            let zone = session.policy.organisation.zone;
            let mut sheet = Xlsx::begin(kind.def().label, &fields, lang, zone).expect("a sheet");
            export::rows(session, &list, &mut sheet as &mut dyn Sink).expect("rows");
            sheet.end(&mut out).expect("saved");
        }
        Form::Json => {
            let mut rows = Rows(Vec::new());
            export::rows(session, &list, &mut rows as &mut dyn Sink).expect("rows");
            let document = serde_json::json!({"schema": "qudao.export/1", "kind": kind.def().name, "rows": rows.0});
            out.write_all(document.to_string().as_bytes()).expect("saved");
        }
        Form::Names | Form::Labels(_) => {
            let labels = if let Form::Labels(lang) = form { Some(lang) } else { None };
            let mut table = Csv::called(&mut out, &fields, true, labels).expect("a table");
            export::rows(session, &list, &mut table as &mut dyn Sink).expect("rows");
            table.end().expect("saved");
        }
    }
    path
}

/// A demo with some records of every kind; of those that the demo has none of, three made up.
fn furnished(house: &mut House, partners: usize) {
    demo::generate(&mut house.session, Scale { partners, weeks: 24, seed: 3 }, &mut |_| {}).expect("a network");
    let none: Vec<Kind> = Kind::ALL
        .iter()
        .copied()
        .filter(|k| !k.is_fact())
        .filter(|k| qudao::store::record::query(house.session.store.conn(), *k, "LIMIT 1", &[]).expect("rows").is_empty())
        .collect();
    let admin = qudao::domain::kinds::Role::Admin;
    house
        .session
        .write(admin, "change-create", "", |tx| {
            for kind in &none {
                for n in 1..=3 {
                    let row = made_up(tx.conn(), *kind, n);
                    tx.insert(&row)?;
                }
            }
            Ok::<_, OpError>(())
        })
        .expect("records of every kind");
}

/// A record with something in every field.
fn made_up(conn: &qudao::store::Connection, kind: Kind, n: i64) -> Row {
    let mut row = Row::blank(kind);
    for field in kind.def().fields {
        let value = match field.ty {
            FieldType::Text if ["code", "batch", "sku"].contains(&field.name) => Value::Text(format!("CODE-{n}00")),
            FieldType::Text => Value::Text(format!("{} {n}", field.label.zh)),
            FieldType::Note => Value::Text(format!("{}\n\"{n}\", x", field.label.en)),
            FieldType::Int if field.name == "record" => {
                let first = qudao::store::record::query(conn, Kind::TierChange, "ORDER BY id LIMIT 1", &[]).expect("a change");
                Value::Int(first[0].id)
            }
            FieldType::Int => Value::Int(n),
            FieldType::Money => Value::Int(n * 12_345_600),
            FieldType::Rate | FieldType::Points => Value::Int(n * 125),
            FieldType::Date => Value::Int(20_000 + n),
            FieldType::Time => Value::Int(1_740_000_000 + n * 3_600),
            FieldType::Bool => Value::Int(n % 2),
            FieldType::Choice(_) if field.name == "subject" && kind == Kind::Approval => Value::Text("tier".into()),
            // what is usual goes with everything else
            FieldType::Choice(_) if field.default.is_some() => Value::Text(field.default.unwrap_or_default().into()),
            FieldType::Choice(list) => Value::Text(list[usize::try_from(n).expect("small") % list.len()].code.into()),
            FieldType::Ref(other) if other == kind => Value::Null,
            FieldType::Ref(other) => {
                // another one each time: some are referred to but once
                let rows = qudao::store::record::query(conn, other, "ORDER BY id LIMIT 9", &[]).expect("rows");
                let at = usize::try_from(n).expect("small") % rows.len().max(1);
                rows.get(at).map_or(Value::Null, |r| Value::Int(r.id))
            }
            FieldType::Tags => Value::Text(format!("a{n},b")),
        };
        row.set(field.name, value);
    }
    row
}

#[test]
fn what_is_exported_is_read_back_unchanged_in_every_form() {
    let mut house = House::new();
    furnished(&mut house, 30);
    for form in FORMS {
        let before = house.dump();
        for kind in Kind::ALL {
            let file = export_kind(&house.session, house.folder.path(), *kind, form);
            let report = house.run(&of(*kind, &file)).unwrap_or_else(|e| panic!("{} {form:?}: {e}", kind.def().name));
            let s = &report.sections[0];
            assert_eq!(report.problem_count(), 0, "{} {form:?}: {:?}", kind.def().name, s.problems.first());
            assert!(s.unknown.is_empty() && s.rows > 0, "{} {form:?}: {:?}", kind.def().name, s.unknown);
            let same = (s.inserted, s.updated, s.unchanged);
            assert_eq!(same, (0, 0, s.rows), "{} {form:?}", kind.def().name);
            assert!(s.set_aside.is_empty() && s.totals.is_empty(), "{} {form:?}", kind.def().name);
        }
        assert!(house.dump() == before, "{form:?}");
    }
}

/// A line of a table without the mark of what was brought in.
fn unmarked(table: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
    let mark = rows.first().and_then(|head| head.iter().position(|h| h == "brought_in"));
    let line = |r: &csv::StringRecord| {
        r.iter().enumerate().filter(|(i, _)| Some(*i) != mark).map(|(_, cell)| cell).collect::<Vec<_>>().join("|")
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.sort();
    lines
}

#[test]
fn a_whole_export_makes_the_same_records_in_a_new_database() {
    let mut old = House::new();
    furnished(&mut old, 30);
    for form in [Form::Names, Form::Book(Lang::Zh), Form::Json] {
        let mut new = House::new();
        let folder = old.folder.path().join(format!("{form:?}").replace(['(', ')'], ""));
        std::fs::create_dir(&folder).expect("a folder");
        for kind in whole::order() {
            export_kind(&old.session, &folder, kind, form);
        }
        let request = Request { files: vec![folder], ..Request::default() };
        let report = new.run(&request).unwrap_or_else(|e| panic!("{form:?}: {e}"));
        let problems: Vec<_> = report.sections.iter().filter_map(|s| s.problems.first().map(|p| (s.kind, p))).collect();
        assert!(problems.is_empty() && report.written, "{form:?}: {problems:?}");
        for kind in whole::order() {
            let lines = |house: &House| {
                let path = export_kind(&house.session, house.folder.path(), kind, Form::Names);
                unmarked(&std::fs::read_to_string(path).expect("read"))
            };
            let (a, b) = (lines(&old), lines(&new));
            let differs = a.iter().zip(&b).find(|(x, y)| x != y);
            assert_eq!(differs, None, "{} {form:?}", kind.def().name);
            assert_eq!(a.len(), b.len(), "{} {form:?}", kind.def().name);
        }
    }
}

/// Writes into a template those of an export's cells that it asks for, in its order.
struct Filled<'a, 'b> {
    template: &'a mut Template<'b>,
    names: Vec<&'static str>,
}

impl Sink for Filled<'_, '_> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), OutError> {
        let cells: Vec<Cell<'_>> =
            self.names.iter().filter_map(|n| cells.iter().find(|(f, _, _)| f.name == *n)).copied().collect();
        self.template.row(&cells)
    }
}

#[test]
fn a_template_filled_in_is_imported_as_it_is() {
    let mut house = House::new();
    furnished(&mut house, 25);
    for lang in [Lang::Zh, Lang::En] {
        for kind in Kind::ALL {
            let columns = wanted::columns(&house.session, *kind, lang).expect("columns");
            let required = columns.iter().take_while(|c| c.required).count();
            assert!(columns.iter().skip(required).all(|c| !c.required), "{}: required ones first", kind.def().name);
            let explained = Explained {
                sheets: ["说明".into(), "列表".into()],
                heads: vec!["列".into()],
                rows: columns.iter().map(|c| vec![c.field.label.zh.to_owned()]).collect(),
                ..Explained::default()
            };
            let zone = house.session.policy.organisation.zone;
            let mut template = Template::begin(kind.def(), &columns, &explained, lang, zone).expect("a template");
            let list = export::list(&house.session, *kind, "").expect("a list");
            let names = columns.iter().map(|c| c.field.name).collect();
            export::rows(&house.session, &list, &mut Filled { template: &mut template, names } as &mut dyn Sink).expect("rows");
            let path = house.folder.path().join("template.xlsx");
            template.end(&mut std::fs::File::create(&path).expect("a file")).expect("saved");
            let report = house.run(&of(*kind, &path)).unwrap_or_else(|e| panic!("{} {lang:?}: {e}", kind.def().name));
            let s = &report.sections[0];
            assert_eq!(report.problem_count(), 0, "{} {lang:?}: {:?}", kind.def().name, s.problems.first());
            assert!(s.unknown.is_empty() && s.doubled.is_empty(), "{} {lang:?}: {:?}", kind.def().name, s.unknown);
            assert_eq!((s.unchanged, s.inserted, s.updated), (s.rows, 0, 0), "{} {lang:?}", kind.def().name);
            assert!(s.rows > 0, "{}", kind.def().name);
        }
    }
}
