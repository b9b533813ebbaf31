//! Odd values inside frames that are valid, so that they get past the first door: imports, filters, policies, keymaps.

use std::panic::{AssertUnwindSafe, catch_unwind};

use qudao::config::{Config, Given};
use qudao::domain::filter;
use qudao::domain::policy::{self, Policy};
use qudao::domain::record::{Field, FieldType, Kind};
use qudao::ops::import::{self, Request};
use qudao::ops::{Session, list, setup};
use qudao::tui::keymap::Keymap;

use super::{Desk, Dice, furnished, seen, share};

/// What people and machines write where something else is meant.
const ODD: &[&str] = &[
    "",
    " ",
    "-",
    "0",
    "-0",
    "0.00001",
    "1e9",
    "1E400",
    "NaN",
    "∞",
    "99999999999999999999",
    "-99999999999999999999",
    "1,2,3",
    "1.234.567,89",
    "１２３",
    "¥1万",
    "3.5亿",
    "12%",
    "-5％",
    "(100)",
    "100-",
    "=1+1",
    "@SUM(A1)",
    "'1",
    "0x10",
    "1_000",
    "二〇二五年三月",
    "2025-02-30",
    "0000-00-00",
    "9999-12-31",
    "262143-12-31",
    "2025年13月1日",
    "45000",
    "-45000",
    "45000.5",
    "25:61",
    "2025-W53",
    "昨天",
    "null",
    "none",
    "无",
    "\u{feff}x",
    "\u{202e}abc",
    "e\u{301}",
    "👨‍👩‍👧",
    "🇨🇳",
    "a\u{0}b",
    "\u{1b}[31m",
    "\r",
    "\t",
    "a\nb",
    "\"",
    "\"\"",
    ";",
    "，",
    "true",
    "是",
    "D001",
    "D999",
    "3201",
    "#1",
    "a,b,c",
    "strategic",
    "战略级",
    "零售；批发",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ",
];

/// A value as it should be for a field.
fn fitting(field: &Field, row: usize, dice: &mut Dice) -> String {
    match field.ty {
        FieldType::Int => dice.of(100).to_string(),
        FieldType::Money => format!("{}.{:02}", dice.of(1_000_000), dice.of(100)),
        FieldType::Rate => format!("{}%", dice.of(100)),
        FieldType::Points => format!("{}.{:02}", dice.of(100), dice.of(100)),
        FieldType::Date => format!("2024-{:02}-{:02}", dice.of(12) + 1, dice.of(28) + 1),
        FieldType::Time => format!("2024-{:02}-{:02} {:02}:30", dice.of(12) + 1, dice.of(28) + 1, dice.of(24)),
        FieldType::Bool => (*dice.pick(&["yes", "no", "是", "否"])).to_owned(),
        FieldType::Choice(choices) => {
            let choice = dice.pick(choices);
            (*dice.pick(&[choice.code, choice.label.en, choice.label.zh])).to_owned()
        }
        FieldType::Ref(Kind::Partner) => format!("D{:03}", dice.of(60) + 1),
        FieldType::Ref(Kind::Region) => "3201".to_owned(),
        FieldType::Ref(Kind::ChannelType) => "city_distributor".to_owned(),
        FieldType::Ref(_) => String::new(),
        FieldType::Tags => "甲,乙".to_owned(),
        FieldType::Text | FieldType::Note => format!("N{row}-{}", dice.of(1_000)),
    }
}

/// A few characters of a value are lost, doubled or others.
fn bent(value: &str, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = value.chars().collect();
    for _ in 0..=dice.of(3) {
        let at = dice.of(chars.len() + 1);
        match dice.of(3) {
            0 if at < chars.len() => drop(chars.remove(at)),
            1 if at < chars.len() => chars[at] = char::from_u32(u32::try_from(dice.of(0x2_0000)).unwrap_or(0)).unwrap_or('?'),
            _ => chars.insert(at, *dice.pick(&['0', '-', '.', ',', '万', ' ', '"', '\u{200b}'])),
        }
    }
    chars.into_iter().collect()
}

/// A table of a kind: its header in any of the names, rows of mostly fitting values.
fn table(kind: Kind, dice: &mut Dice) -> Vec<Vec<String>> {
    let def = kind.def();
    // what the program computes is given by some files all the same
    let mut wanted = |f: &&Field| f.required || def.key.contains(&f.name) || dice.of(3) > usize::from(f.computed);
    let fields: Vec<&Field> = def.fields.iter().filter(&mut wanted).collect();
    let name = |f: &Field, dice: &mut Dice| (*dice.pick(&[f.name, f.label.en, f.label.zh])).to_owned();
    let mut rows = vec![fields.iter().map(|f| name(f, dice)).collect::<Vec<_>>()];
    for row in 0..=dice.of(12) {
        let cell = |f: &&Field, dice: &mut Dice| match dice.of(12) {
            0 => (*dice.pick(ODD)).to_owned(),
            1 => bent(&fitting(f, row, dice), dice),
            _ => fitting(f, row, dice),
        };
        rows.push(fields.iter().map(|f| cell(f, dice)).collect());
    }
    rows
}

fn file(desk: &Desk, case: usize, rows: &[Vec<String>], dice: &mut Dice) -> std::path::PathBuf {
    let path = |ending: &str| desk.path(&format!("f{}.{ending}", case % 8));
    match dice.of(4) {
        0 => {
            let path = path("xlsx");
            let mut book = rust_xlsxwriter::Workbook::new();
            let sheet = book.add_worksheet();
            for (r, row) in (0..).zip(rows) {
                for (c, cell) in (0..).zip(row) {
                    // what looks like a number is one, as in a workbook of people
                    match cell.parse::<f64>().ok().filter(|n| n.is_finite() && dice.of(3) > 0) {
                        Some(number) => sheet.write_number(r, c, number).map(|_| ()),
                        None => sheet.write_string(r, c, cell).map(|_| ()),
                    }
                    .expect("a cell");
                }
            }
            book.save(&path).expect("a workbook");
            path
        }
        form => {
            let mut out = csv::WriterBuilder::new().delimiter(if form == 1 { b';' } else { b',' }).from_writer(Vec::new());
            for row in rows {
                out.write_record(row).expect("a row");
            }
            let mut bytes = out.into_inner().expect("a table");
            if form == 2 {
                bytes = encoding_rs::GB18030.encode(&String::from_utf8_lossy(&bytes)).0.into_owned();
            }
            if dice.of(10) == 0 {
                // and now and then the frame itself is bent
                let at = dice.of(bytes.len());
                bytes[at] = dice.byte();
            }
            let path = path("csv");
            std::fs::write(&path, bytes).expect("a file");
            path
        }
    }
}

fn session(desk: &Desk) -> Session {
    let given = Given { db: Some(desk.db().to_path_buf()), ..Given::default() };
    let mut config = Config::resolve(given).expect("a configuration");
    super::support::USER.clone_into(&mut config.user);
    setup::open(&config).expect("a session")
}

#[test]
fn twenty_thousand_imports_of_odd_values_in_valid_frames_never_panic() {
    let desk = furnished();
    let mut session = session(&desk);
    let (cases, mut dice, mut past, mut written) = (share(20_000), Dice(4711), 0, 0);
    for case in 0..cases {
        let kind = *dice.pick(Kind::ALL);
        let rows = table(kind, &mut dice);
        let file = file(&desk, case, &rows, &mut dice);
        let rejects = (dice.of(2) == 0).then(|| desk.path(&format!("r{case}.csv")));
        let request = Request {
            kind: Some(kind),
            files: vec![file],
            dry_run: dice.of(8) > 0,
            rejects: rejects.clone(),
            allow_duplicates: true,
            ..Request::default()
        };
        let ran = catch_unwind(AssertUnwindSafe(|| import::run(&mut session, &request, &mut |_| {})));
        let ran = ran.unwrap_or_else(|_| panic!("case {case}, {kind:?}: {rows:?}"));
        if let Ok(report) = ran {
            past += usize::from(report.sections.iter().any(|s| s.rows > 0));
            written += usize::from(report.written);
        }
        if let Some(rejects) = rejects {
            let _ = std::fs::remove_file(rejects);
        }
    }
    assert!(past * 2 >= cases, "only {past} of {cases} got past the frame");
    super::sound(&desk, "after all imports");
    seen(&format!(
        "fuzz of imports: {cases} files of {} kinds, {past} read to their rows, {written} written; 0 panics",
        Kind::ALL.len()
    ));
}

#[test]
fn filters_of_every_field_and_sign_never_panic() {
    let desk = furnished();
    let session = session(&desk);
    let (cases, mut dice, mut past) = (share(20_000), Dice(815), 0);
    for _ in 0..cases {
        let kind = *dice.pick(Kind::ALL);
        let term = |dice: &mut Dice| {
            let field = dice.pick(kind.def().fields);
            let name = *dice.pick(&[field.name, field.label.en, field.label.zh]);
            let value = match dice.of(6) {
                0 => (*dice.pick(ODD)).to_owned(),
                1 => bent(&fitting(field, 0, dice), dice),
                _ => fitting(field, 0, dice),
            };
            let value = if value.is_empty() { "none".to_owned() } else { value };
            // now and then one that this field knows no order for
            let ordered = filter::is_ordered(field.ty) || dice.of(12) == 0;
            let sign = *dice.pick(if ordered {
                &[":", "=", "<", ">", "<=", ">=", "!=", "："]
            } else {
                &[":", "=", "!=", "："] as &[&str]
            });
            let quoted = |text: String| if text.contains(' ') { format!("\"{text}\"") } else { text };
            format!("{}{}{sign}{}", if dice.of(8) == 0 { "-" } else { "" }, quoted(name.to_owned()), quoted(value))
        };
        let text: Vec<String> = (0..=dice.of(2)).map(|_| term(&mut dice)).collect();
        let text = text.join(" ");
        let ran = catch_unwind(AssertUnwindSafe(|| list::conditions(&session, kind, &text)));
        past += usize::from(ran.unwrap_or_else(|_| panic!("{kind:?}: {text}")).is_ok());
    }
    assert!(past * 2 >= cases, "only {past} of {cases} were understood");
    seen(&format!("fuzz of filters: {cases}, {past} understood; 0 panics"));
}

/// Every value of the shipped policy with the path to it.
fn leaves(table: &toml::Table, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, toml::Value)>) {
    for (key, value) in table {
        path.push(key.clone());
        match value {
            toml::Value::Table(inner) => leaves(inner, path, found),
            value => found.push((path.clone(), value.clone())),
        }
        path.pop();
    }
}

fn nested(path: &[String], value: toml::Value) -> toml::Value {
    path.iter().rev().fold(value, |inner, key| toml::Value::Table([(key.clone(), inner)].into_iter().collect()))
}

#[test]
fn policies_with_other_values_at_any_key_never_panic() {
    let mut found = Vec::new();
    leaves(&policy::DEFAULTS.parse().expect("the shipped policy"), &mut Vec::new(), &mut found);
    let (cases, mut dice, mut past) = (share(20_000), Dice(42), 0);
    for _ in 0..cases {
        let (path, value) = dice.pick(&found).clone();
        let other = match value {
            toml::Value::Integer(i) => match dice.of(6) {
                0 => toml::Value::Integer(*dice.pick(&[0, -1, 1, 3_660, 3_661, i64::MAX, i64::MIN, 100])),
                1 => toml::Value::Float(0.5),
                _ => toml::Value::Integer(i + i64::try_from(dice.of(5)).unwrap_or(0) - 1),
            },
            toml::Value::Float(f) => match dice.of(6) {
                0 => toml::Value::Float(*dice.pick(&[0.0, -1.0, 1.0, 10.0, 10.1, f64::MAX, f64::NAN, f64::INFINITY])),
                _ => toml::Value::Float(f * (0.95 + f64::from(u32::try_from(dice.of(10)).unwrap_or(0)) / 100.0)),
            },
            toml::Value::String(text) => match dice.of(3) {
                0 => toml::Value::String((*dice.pick(ODD)).to_owned()),
                1 => toml::Value::String(bent(&text, &mut dice)),
                _ => toml::Value::String(text),
            },
            toml::Value::Array(mut array) => {
                if !array.is_empty() && dice.of(2) == 0 {
                    let at = dice.of(array.len());
                    if dice.of(2) == 0 { drop(array.remove(at)) } else { array.push(array[at].clone()) }
                }
                toml::Value::Array(array)
            }
            other => other,
        };
        let text = toml::to_string(&nested(&path, other)).expect("TOML");
        let ran = catch_unwind(AssertUnwindSafe(|| Policy::load(Some(&text))));
        past += usize::from(ran.unwrap_or_else(|_| panic!("{text}")).is_ok());
    }
    assert!(past * 2 >= cases, "only {past} of {cases} were accepted");
    seen(&format!("fuzz of policies: {cases} at {} keys, {past} accepted; 0 panics", found.len()));
}

#[test]
fn keymaps_with_other_keys_at_any_line_never_panic() {
    let shipped: toml::Table = include_str!("../../data/keymap.toml").parse().expect("the shipped keymap");
    let lines = shipped["key"].as_array().expect("lines");
    let (cases, mut dice, mut past) = (share(10_000), Dice(99), 0);
    for _ in 0..cases {
        let mut line = dice.pick(lines).as_table().expect("a line").clone();
        let key = match dice.of(6) {
            0 => (*dice.pick(ODD)).to_owned(),
            1 => bent("<C-d>", &mut dice),
            _ => format!("<F{}>", dice.of(12) + 1),
        };
        line.insert("keys".to_owned(), toml::Value::Array(vec![toml::Value::String(key)]));
        let text = format!("[[key]]\n{}", toml::to_string(&line).expect("TOML"));
        let ran = catch_unwind(AssertUnwindSafe(|| Keymap::load(Some(&text))));
        past += usize::from(ran.unwrap_or_else(|_| panic!("{text}")).is_ok());
    }
    assert!(past * 2 >= cases, "only {past} of {cases} were accepted");
    seen(&format!("fuzz of keymaps: {cases}, {past} accepted; 0 panics"));
}
