use calamine::{Data, Reader as _};
use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::*;
use crate::domain::explain::Amount;
use crate::domain::money::{Money, Rate};
use crate::domain::record::Lang;

/// A partner of a made-up list.
struct Row {
    code: &'static str,
    open: Option<Money>,
    rate: Option<Rate>,
    late: i64,
    ages: [Money; 2],
}

fn label(text: &str) -> Words {
    Words::Text(text.to_owned())
}

fn document() -> Document {
    let mut columns = Columns::default()
        .with(Column::code("key", label("code")).called(label("all")), |r: &Row| r.code)
        .with(Column::money("open", label("open")).in_units(), |r| r.open)
        .with(Column::fraction("rate", label("rate")).rated(), |r| r.rate)
        .with(Column::days("late", label("late")).sparse(), |r| r.late);
    for (i, name) in ["1-30", "30+"].into_iter().enumerate() {
        columns = columns
            .with(Column::text("from", label("from")).nested().item("ages", i), move |_| name)
            .with(Column::money("amount", label(name)).in_units().sparse().item("ages", i), move |r| r.ages[i]);
    }
    let columns = columns
        .with(Column::text("said", label("said")).aside(), |r| format!("{} days", r.late))
        .with(Column::day("first", label("first")).of_whole(), |_| NaiveDate::from_ymd_opt(2025, 3, 1))
        .hide(|r| r.code == "D3");
    let row = |code, open: Option<i64>, rate, late, ages: [i64; 2]| Row {
        code,
        open: open.map(Money::units),
        rate: Some(Rate(rate)).filter(|r| r.0 > 0),
        late,
        ages: ages.map(Money::units),
    };
    let rows = [row("D1", Some(1_234), 8_250, 7, [1_000, 234]), row("=D2", None, 0, 0, [0, 5]), row("D3", Some(1), 0, 0, [1, 0])];
    let total = row("", Some(1_235), 0, 7, [1_001, 239]);
    let table = columns.table_and_total(&rows, &total).of(9).view(&["key", "open", "rate", "late", "ages", "said"]);
    Document::new("qudao.test/1")
        .title(label("a <list>"))
        .head("as_of", label("as of"), NaiveDate::from_ymd_opt(2025, 6, 7))
        .with(Block::table("rows", table.chart(Chart::new(ChartKind::Stacked, "key", &["ages"])), Words::nothing()))
        .with(Block::members("bad", vec![Figure::new("share", label("share"), Rate(125).into())], Some(label("little is bad"))))
}

fn reader() -> Reader {
    Reader { lang: Lang::En, zone: chrono_tz::Tz::UTC }
}

#[test]
fn people_read_the_view_and_are_told_what_was_left_out() {
    let mut out = Vec::new();
    let notes = text::Text::new(reader(), print::Look::default(), &mut out).document(&document()).expect("a vector takes all");
    let expected = "\
a <list>
code   open        rate    late   1-30  30+  said
D1    1,234         83%  7 days  1,000  234  7 days
=D2          not rated                    5  0 days
all   1,235  not rated   7 days  1,001  239  7 days
little is bad
";
    let squeezed = |text: &str| text.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    assert_eq!(squeezed(&String::from_utf8(out).expect("text")), squeezed(expected));
    assert_eq!(notes, ["2 of 9 rows"]);
}

#[test]
fn data_holds_every_row_and_numbers_are_numbers() {
    let found = Json::Object(data::document(reader(), &document()));
    let ages = |a: &str, b: &str| json!([{"from": "1-30", "amount": a}, {"from": "30+", "amount": b}]);
    let expected = json!({
        "schema": "qudao.test/1",
        "as_of": "2025-06-07",
        "rows": [
            {"key": "D1", "open": "1234.00", "rate": 0.825, "late": 7, "ages": ages("1000.00", "234.00")},
            {"key": "=D2", "open": null, "rate": null, "late": 0, "ages": ages("0.00", "5.00")},
            {"key": "D3", "open": "1.00", "rate": null, "late": 0, "ages": ages("1.00", "0.00")},
        ],
        "total": {"open": "1235.00", "rate": null, "late": 7, "ages": ages("1001.00", "239.00"), "first": "2025-03-01"},
        "bad": {"share": 0.0125},
    });
    assert_eq!(found, expected);
    let units = Json::Object(data::Units::of(&document()).object());
    assert_eq!(units, json!({"amount": "currency", "late": "days", "open": "currency", "rate": "fraction", "share": "fraction"}));
    let mut csv = Vec::new();
    flat::csv(reader(), &document(), &mut csv).expect("a vector takes all");
    let expected = "key,open,rate,late,1-30,30+\nD1,1234.00,0.825,7,1000.00,234.00\n'=D2,,,0,0.00,5.00\nD3,1.00,,0,1.00,0.00\n";
    assert_eq!(String::from_utf8(csv).expect("text"), expected);
}

#[test]
fn a_workbook_holds_typed_cells_and_a_page_needs_nothing_else() {
    let mut bytes = Vec::new();
    xlsx::write(reader(), &document(), "a remark", &mut bytes).expect("a workbook");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("cells");
    let row = |i: usize| sheet.rows().nth(i).expect("a row").to_vec();
    assert_eq!(row(1)[1..], [1234.0, 0.825, 7.0, 1000.0, 234.0].map(Data::Float));
    assert_eq!(row(2)[..4], [Data::String("'=D2".into()), Data::Empty, Data::Empty, Data::Float(0.0)]);
    assert_eq!(row(5)[1], Data::Float(1235.0), "the whole stands apart");
    let page = html::page(reader(), &document(), &["a remark".to_owned()]);
    assert!(page.contains("<h1>a &lt;list&gt;</h1>") && page.contains("<svg") && page.contains("little is bad"), "{page}");
    assert!(!page.replace("http://www.w3.org/2000/svg", "").contains("http"));
    let markdown = markdown::document(reader(), &document());
    assert!(markdown.starts_with("# a \\<list\\>\n\n| code | open | rate | late | 1-30 | 30+ | said |\n"), "{markdown}");
}

#[test]
fn a_schema_names_each_field_once_with_its_unit() {
    let fields = schema::fields(&document());
    let found: Vec<_> = fields.iter().map(|f| (f.place.as_str(), f.name, f.ty, f.unit)).collect();
    let expected = [
        ("", "as_of", "date", None),
        ("rows", "key", "code", None),
        ("rows", "open", "decimal string", Some("currency")),
        ("rows", "rate", "number", Some("fraction")),
        ("rows", "late", "number", Some("days")),
        ("rows.ages", "from", "string", None),
        ("rows.ages", "amount", "decimal string", Some("currency")),
        ("total", "first", "date", None),
        ("bad", "share", "number", Some("fraction")),
    ];
    assert_eq!(found, expected);
    assert_eq!(schema::document(&fields).tables().len(), 1);
    assert!(What::Amount(Amount::NotRated).is_none());
}
