//! Every document of the source is known, and each of its fields says what it is, in both languages.

use std::collections::BTreeSet;
use std::path::Path;

use super::documents;
use crate::config::{Config, Given};
use crate::domain::record::Lang;
use crate::ops::setup;
use crate::report::{Reader, schema};

/// Documents whose fields are those of a kind of record, or of a file.
const OTHERS: &[(&str, &str)] = &[
    ("qudao.export/1", "the fields of the kind that was asked for: `qudao list KIND --columns`"),
    ("qudao.list/1", "the fields of the kind that was asked for"),
    ("qudao.policy-text/1", "a file of rules as it is"),
    ("qudao.saved/1", "one record that was written, with the fields of its kind"),
    ("qudao.schema/1", "this one"),
    ("qudao.show/1", "one record, with the fields of its kind"),
    ("qudao.test/1", "of a test"),
];

/// Names of documents in the files below a folder.
fn named(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            named(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).expect("a file");
            let names =
                text.split('"').filter(|t| t.starts_with("qudao.") && t.ends_with("/1") && !t.contains(char::is_whitespace));
            found.extend(names.map(str::to_owned));
        }
    }
}

#[test]
fn every_document_tells_its_fields() {
    let dir = tempfile::tempdir().expect("a folder");
    let given = Given { db: Some(dir.path().join("q.db")), as_of: "2025-06-03".parse().ok(), ..Given::default() };
    let config = Config { policy: None, ..Config::resolve(given).expect("a configuration") };
    let (mut session, _) = setup::create(&config).expect("a database");
    let all = documents(&mut session, Lang::En).expect("documents");
    let known: BTreeSet<&str> = all.iter().map(|d| d.schema).collect();
    let mut found = BTreeSet::new();
    named(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    let missing: Vec<_> =
        found.iter().filter(|name| !known.contains(name.as_str()) && !OTHERS.iter().any(|(other, _)| other == name)).collect();
    assert!(missing.is_empty(), "`qudao schema` does not know {missing:?}");
    let mut wrong = BTreeSet::new();
    for field in all.iter().flat_map(schema::fields) {
        let meaning = |lang| Reader { lang, zone: chrono_tz::Tz::UTC }.words(&field.label);
        if field.ty == "null" || meaning(Lang::En).is_empty() || meaning(Lang::Zh).is_empty() {
            wrong.insert(format!("{} {} {} {}", field.document, field.place, field.name, field.ty));
        }
    }
    assert!(wrong.is_empty(), "fields without type or meaning: {wrong:#?}");
}
