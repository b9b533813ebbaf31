//! What a file says beside its rows: units, currencies, quotes, sheets, encodings. Nothing of it is dropped silently.

use std::io::{Cursor, Read as _, Write as _};

use rust_xlsxwriter::{Chart, ChartType, Workbook};
use serde_json::Value as Json;

use super::support::Desk;

const PARTNERS: &str = "code,name\nA1,甲一商贸\nA2,乙二商贸\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("partners.csv", PARTNERS);
    desk.run(&["import", "partners", "partners.csv"]).code(0);
    desk
}

/// The net amounts that are there, by document.
fn amounts(desk: &Desk) -> Vec<(String, f64)> {
    let list = desk.run(&["list", "sales", "--columns", "document,net_amount", "--sort", "document", "--format", "json"]).code(0);
    let of = |row: &Json| {
        (
            row["document"].as_str().unwrap_or_default().to_owned(),
            row["net_amount"].as_str().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN),
        )
    };
    list.json()["rows"].as_array().expect("rows").iter().map(of).collect()
}

fn sales(desk: &Desk, text: &str, more: &[&str]) -> super::support::Ran {
    desk.write("sales.csv", text);
    desk.run(&[&["import", "sales", "sales.csv"], more].concat())
}

#[test]
fn a_unit_of_a_header_or_a_line_above_the_table_scales_and_is_told() {
    for (text, amount) in [
        ("partner,day,document,净额（万元）\nA1,2025-03-01,D1,12.5\n", 125_000.0),
        ("partner,day,document,净额/千元\nA1,2025-03-01,D1,12.5\n", 12_500.0),
        ("partner,day,document,Net amount (k CNY)\nA1,2025-03-01,D1,12.5\n", 12_500.0),
        ("partner,day,document,净额（元）\nA1,2025-03-01,D1,12.5\n", 12.5),
        ("2025年3月,,,\n,,,单位：万元\npartner,day,document,净额\nA1,2025-03-01,D1,12.5\n", 125_000.0),
        ("单位：万元,,,\npartner,day,document,净额(元)\nA1,2025-03-01,D1,12.5\n", 12.5),
    ] {
        let desk = desk();
        let ran = sales(&desk, text, &[]).code(0);
        assert_eq!(amounts(&desk), [("D1".to_owned(), amount)], "{text}");
        let told = ran.stderr.contains("the numbers of `");
        assert_eq!(told, amount > 100.0, "{text}: {}", ran.stderr);
    }
    let desk = desk();
    desk.write("rates.csv", "code,deduction rate (%)\nA1,12\nA2,8.5\n");
    desk.run(&["import", "partners", "rates.csv", "-r", "as agreed"]).code(0);
}

#[test]
fn an_amount_in_another_currency_is_refused_wherever_the_file_says_so() {
    let head = "partner,day,document,net amount";
    for (text, words) in [
        (format!("{head}\nA1,2025-03-01,D1,$100\n"), "an amount in CNY"),
        (format!("{head}\nA1,2025-03-01,D1,100 EUR\n"), "an amount in CNY"),
        (format!("{head},Currency\nA1,2025-03-01,D1,100,CNY\nA1,2025-03-01,D2,100,USD\n"), "an amount in CNY"),
        (format!("{head} (USD)\nA1,2025-03-01,D1,100\n"), "expected amounts in CNY"),
        ("单位：万美元,,,\npartner,day,document,净额\nA1,2025-03-01,D1,100\n".to_owned(), "expected amounts in CNY"),
    ] {
        let desk = desk();
        let ran = sales(&desk, &text, &[]).code(2);
        assert!(ran.stderr.contains(words), "{text}: {}", ran.stderr);
        assert_eq!(amounts(&desk), [], "{text}");
    }
    let desk = desk();
    let ran = sales(&desk, &format!("{head},币种\nA1,2025-03-01,D1,¥100,人民币\nA1,2025-03-01,D2,100元,\n"), &[]).code(0);
    assert_eq!(amounts(&desk).len(), 2);
    assert!(!ran.stderr.contains("was not read"), "{}", ran.stderr);
}

#[test]
fn a_column_writes_its_numbers_in_one_way() {
    let head = "partner;day;document;net amount;quantity\n";
    let comma = format!("{head}A1;2025-03-01;D1;1.234,56;10\nA1;2025-03-01;D2;12,500;10\nA1;2025-03-01;D3;1.250;10\n");
    let desk = desk();
    sales(&desk, &comma, &[]).code(0);
    let all = |found: &[(String, f64)]| found.iter().map(|(_, amount)| *amount).collect::<Vec<_>>();
    assert_eq!(all(&amounts(&desk)), [1_234.56, 12.5, 1_250.0]);
    let two = format!("{head}A1;2025-03-02;E1;12,500;10\nA1;2025-03-02;E2;1.234,56;10\n");
    let ran = sales(&desk, &two, &[]).code(2);
    assert!(ran.stderr.contains("`12,500`") && ran.stderr.contains("--decimal"), "{}", ran.stderr);
    sales(&desk, &two, &["--decimal", ","]).code(0);
    assert_eq!(all(&amounts(&desk)).get(3..), Some(&[12.5, 1_234.56][..]));
    // a group of thousands never begins with 0
    let zero = "partner,day,document,net amount\nA1,2025-03-03,F1,\"0,125\"\n";
    sales(&desk, zero, &["--decimal", "."]).code(2);
    sales(&desk, zero, &[]).code(0);
    assert_eq!(all(&amounts(&desk)).last(), Some(&0.125));
}

#[test]
fn a_quote_that_is_not_closed_takes_no_rows_with_it() {
    let desk = Desk::new();
    let text = "code,name,notes\nB1,丙三商贸,ok\nB2,丁四商贸,\"5 inch display\nB3,戊五商贸,fine\nB4,己六商贸,\"fine\"\n";
    for packed in [false, true] {
        let name = if packed { "p.csv.gz" } else { "p.csv" };
        if packed {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            gzip.write_all(text.as_bytes()).expect("packed");
            std::fs::write(desk.path(name), gzip.finish().expect("packed")).expect("written");
        } else {
            desk.write(name, text);
        }
        let ran = desk.run(&["import", "partners", name]).code(2);
        assert!(ran.stderr.contains("line 3") && ran.stderr.contains("--no-quotes"), "{}", ran.stderr);
        assert!(!desk.run(&["list", "partners"]).stdout.contains("B1"));
    }
    desk.write("inches.csv", "code,name,notes\nB2,丁四商贸,\"5 inch display\nB3,戊五商贸,fine\n");
    desk.run(&["import", "partners", "inches.csv", "--no-quotes"]).code(0);
    let shown = desk.run(&["list", "partners", "--columns", "code,notes", "--format", "json"]).code(0).json();
    assert_eq!((&shown["rows"][0]["notes"], &shown["rows"][1]["code"]), (&"\"5 inch display".into(), &"B3".into()));
}

#[test]
fn text_in_big5_is_not_taken_for_gb18030() {
    let desk = Desk::new();
    let text = "code,name\nT1,台灣貿易有限公司\nT2,高雄食品股份有限公司\n";
    let (bytes, ..) = encoding_rs::BIG5.encode(text);
    std::fs::write(desk.path("big5.csv"), bytes).expect("written");
    let ran = desk.run(&["import", "partners", "big5.csv"]).code(2);
    assert!(ran.stderr.contains("--encoding big5"), "{}", ran.stderr);
    desk.run(&["import", "partners", "big5.csv", "--encoding", "big5"]).code(0);
    assert!(desk.run(&["list", "partners"]).stdout.contains("台灣貿易"));
    let simple = "code,name\nS1,上海贸易有限公司\nS2,臺灣食品\n";
    let (bytes, ..) = encoding_rs::GB18030.encode(simple);
    std::fs::write(desk.path("gb.csv"), bytes).expect("written");
    desk.run(&["import", "partners", "gb.csv"]).code(0);
}

fn sheet(book: &mut Workbook, name: &str, rows: &[(&str, &str)]) {
    let sheet = book.add_worksheet().set_name(name).expect("named");
    for (column, head) in (0..).zip(["partner", "day", "document", "net amount"]) {
        sheet.write(0, column, head).expect("written");
    }
    for (row, (document, day)) in (1..).zip(rows) {
        sheet.write(row, 0, "A1").expect("written");
        sheet.write(row, 1, *day).expect("written");
        sheet.write(row, 2, *document).expect("written");
        sheet.write(row, 3, 100).expect("written");
    }
}

fn documents(desk: &Desk) -> Vec<String> {
    amounts(desk).into_iter().map(|(document, _)| document).collect()
}

#[test]
fn the_first_sheet_that_people_see_and_that_has_rows_is_read_and_others_like_it_are_named() {
    let desk = desk();
    let mut book = Workbook::new();
    sheet(&mut book, "旧", &[("OLD", "2025-03-01")]);
    book.worksheet_from_name("旧").expect("there").set_hidden(true);
    let _ = book.add_worksheet().set_name("空").expect("named");
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values("一月!$D$2:$D$2");
    book.add_chartsheet().insert_chart(0, 0, &chart).expect("drawn");
    sheet(&mut book, "一月", &[("J1", "2025-01-01")]);
    sheet(&mut book, "二月", &[("F1", "2025-02-01"), ("F2", "2025-02-02")]);
    book.worksheet_from_name("一月").expect("there").set_active(true);
    book.save(desk.path("months.xlsx")).expect("saved");
    let ran = desk.run(&["import", "sales", "months.xlsx"]).code(0);
    assert_eq!(documents(&desk), ["J1"]);
    assert!(ran.stderr.contains("二月 has the same columns and was not read") && !ran.stderr.contains("旧"), "{}", ran.stderr);
    desk.run(&["import", "sales", "months.xlsx", "--sheet", "二月"]).code(0);
    assert_eq!(documents(&desk), ["F1", "F2", "J1"]);
    desk.run(&["import", "sales", "months.xlsx", "--sheet", "旧"]).code(0);
    assert_eq!(documents(&desk).len(), 4);
}

#[test]
fn days_that_are_numbers_count_from_where_the_workbook_counts() {
    let desk = desk();
    let mut book = Workbook::new();
    sheet(&mut book, "Sheet1", &[]);
    let there = book.worksheet_from_name("Sheet1").expect("there");
    for (column, text) in [(0, "A1"), (2, "D1")] {
        there.write(1, column, text).expect("written");
    }
    // 2025-03-01 is 45717 where 1900 is the first year, and 44255 where 1904 is
    there.write(1, 1, 44_255).expect("written");
    there.write(1, 3, 100).expect("written");
    let bytes = book.save_to_buffer().expect("saved");
    let mut old = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..old.len() {
        let mut part = old.by_index(i).expect("a part");
        let mut text = Vec::new();
        part.read_to_end(&mut text).expect("read");
        let name = part.name().expect("a name").into_owned();
        if name == "xl/workbook.xml" {
            let xml = String::from_utf8(text).expect("text");
            text = xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" ").into_bytes();
        }
        new.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
        new.write_all(&text).expect("written");
    }
    std::fs::write(desk.path("mac.xlsx"), new.finish().expect("ended").into_inner()).expect("written");
    desk.run(&["import", "sales", "mac.xlsx"]).code(0);
    let list = desk.run(&["list", "sales", "--columns", "day", "--format", "json"]).code(0).json();
    assert_eq!(list["rows"][0]["day"], "2025-03-01");
}

/// A book of sales of which the first column reaches over all rows, and, if asked, the amount.
fn merged(desk: &Desk, amounts: bool) -> super::support::Ran {
    let mut book = Workbook::new();
    let plain = rust_xlsxwriter::Format::new();
    let sheet = book.add_worksheet();
    for (column, head) in (0_u16..).zip(["partner", "day", "document", "net amount"]) {
        sheet.write(0, column, head).expect("written");
    }
    for row in 1..=3_u32 {
        sheet.write(row, 1, format!("2025-03-0{row}")).expect("written");
        sheet.write(row, 2, format!("D{row}")).expect("written");
        sheet.write(row, 3, 100 * row).expect("written");
    }
    sheet.merge_range(1, 0, 3, 0, "A1", &plain).expect("merged");
    if amounts {
        sheet.merge_range(2, 3, 3, 3, "", &plain).expect("merged");
        sheet.write_with_format(2, 3, 500, &plain).expect("written");
    }
    book.save(desk.path("merged.xlsx")).expect("saved");
    desk.run(&["import", "sales", "merged.xlsx"])
}

#[test]
fn a_cell_that_reaches_over_rows_belongs_to_each_but_no_amount_does() {
    let desk = desk();
    merged(&desk, false).code(0);
    let all: Vec<(String, f64)> = [("D1", 100.0), ("D2", 200.0), ("D3", 300.0)].map(|(d, n)| (d.to_owned(), n)).into();
    assert_eq!(amounts(&desk), all);
    let desk = self::desk();
    let ran = merged(&desk, true).code(2);
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(said.contains("row 3") || said.contains("row 4"), "{said}");
    assert!(said.contains("its cell reaches over several rows"), "{said}");
    assert!(amounts(&desk).is_empty());
}

#[test]
fn a_number_format_makes_the_code_that_people_see_and_says_its_currency() {
    let desk = desk();
    let mut book = Workbook::new();
    let format = |text: &str| rust_xlsxwriter::Format::new().set_num_format(text);
    let sheet = book.add_worksheet();
    for (column, head) in (0_u16..).zip(["code", "name", "phone"]) {
        sheet.write(0, column, head).expect("written");
    }
    sheet.write_with_format(1, 0, 42, &format("00000")).expect("written");
    sheet.write(1, 1, "庚七商贸").expect("written");
    sheet.write_with_format(1, 2, 5_718_880_001_f64, &format("00000000000")).expect("written");
    book.save(desk.path("codes.xlsx")).expect("saved");
    desk.run(&["import", "partners", "codes.xlsx"]).code(0);
    let shown = desk.run(&["list", "partners", "--filter", "code:00042", "--columns", "code,phone", "--format", "json"]).code(0);
    assert_eq!(shown.json()["rows"][0]["phone"], "05718880001", "{}", shown.stdout);
    for (text, code) in [("\"$\"#,##0.00", 2), ("\"¥\"#,##0.00", 0)] {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (column, head) in (0_u16..).zip(["partner", "day", "document", "net amount"]) {
            sheet.write(0, column, head).expect("written");
        }
        for (column, cell) in (0_u16..).zip(["A1", "2025-03-01", "D1"]) {
            sheet.write(1, column, cell).expect("written");
        }
        sheet.write_with_format(1, 3, 12.5, &format(text)).expect("written");
        book.save(desk.path("money.xlsx")).expect("saved");
        desk.run(&["import", "sales", "money.xlsx"]).code(code);
    }
    assert_eq!(amounts(&desk), [("D1".to_owned(), 12.5)]);
}

#[test]
fn what_is_no_table_is_told_and_not_waited_for() {
    let desk = desk();
    let head = "partner,day,document,net amount\n";
    let long = format!("{head}A1,2025-03-01,{},5\n", "x".repeat(3_000_000));
    assert!(sales(&desk, &long, &[]).code(2).stderr.contains("line 2: a cell is longer than 1 MiB"));
    let wide = format!("{head}{}\n", ",".repeat(100_000));
    assert!(sales(&desk, &wide, &[]).code(2).stderr.contains("line 2: more than"));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(head.as_bytes()).expect("packed");
    for _ in 0..80 {
        packed.write_all(&vec![b'A'; 1 << 20]).expect("packed");
    }
    std::fs::write(desk.path("sales.csv.gz"), packed.finish().expect("packed")).expect("written");
    let ran = desk.run(&["import", "sales", "sales.csv.gz"]).code(2);
    assert!(ran.stderr.contains("it unfolds to more than"), "{}", ran.stderr);
}

#[test]
fn a_message_names_what_to_write() {
    let desk = desk();
    let row = |day: &str, partner: &str| format!("partner,day,document,net amount\n{partner},{day},D1,5\n{partner},{day},D1,5\n");
    let said = |text: &str| sales(&desk, text, &[]).code(2).stderr;
    assert!(said(&row("03/04/2025", "A1")).contains("dates = \"mdy\""), "{}", said(&row("03/04/2025", "A1")));
    assert!(said(&row("2025-03-04", "A1")).contains("repeats = \"add\""));
    assert!(said(&row("2025-03-04", "Z1")).contains("--create-missing partner"));
}
