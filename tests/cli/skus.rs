//! SKUs: brought in, made of what rows name, named by sales, counts and seen prices.

use super::support::Desk;
use serde_json::Value;

const DAY: &str = "2025-06-10";

/// Two partners and two product lines, of which the first has a floor price.
fn desk() -> Desk {
    let desk = Desk::new();
    bring(&desk, "partners", "code,name,status\nD1,East Fresh,active\nD2,West Foods,active\n", &[]);
    bring(&desk, "product-lines", "code,name,floor price\nBEV,饮料,10.00\nSNK,零食,\n", &[]);
    desk
}

fn bring(desk: &Desk, kind: &str, text: &str, more: &[&str]) {
    let file = desk.write(&format!("{kind}.csv"), text);
    let args = ["import", kind, file.to_str().expect("a path")];
    desk.run_at(DAY, &[&args[..], more].concat()).code(0);
}

/// What a list shows of some columns.
fn rows(desk: &Desk, kind: &str, columns: &[&str]) -> Vec<String> {
    let all = desk.run_at(DAY, &["list", kind, "--format", "json"]).code(0).json()["rows"].clone();
    let cell = |row: &Value, name: &str| match &row[name] {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let row = |row: &Value| columns.iter().map(|name| cell(row, name)).collect::<Vec<_>>().join(" ");
    let mut told: Vec<String> = all.as_array().expect("rows").iter().map(row).collect();
    told.sort_unstable();
    told
}

const SALES: &str = "partner,day,document,sku,line,quantity,net amount\n\
    D1,2025-06-01,N1,TEA,BEV,10,120\nD1,2025-06-01,N1,NUT,,4,60\nD2,2025-06-02,N2,NUT,SNK,5,70\nD2,2025-06-03,N3,,SNK,5,70\n";

#[test]
fn an_article_that_nobody_knows_is_refused_and_made_where_that_is_asked_for() {
    let desk = desk();
    let file = desk.write("sales.csv", SALES);
    let refused = desk.run_at(DAY, &["import", "sales", file.to_str().expect("a path")]).code(2);
    let said = format!("{}{}", refused.stdout, refused.stderr);
    assert!(said.contains("TEA") && said.contains("--create-missing sku"), "{said}");
    assert_eq!(rows(&desk, "skus", &["code"]), [""; 0], "all or nothing");
    bring(&desk, "sales", SALES, &["--create-missing", "sku"]);
    // of the line of the first row that tells one
    assert_eq!(rows(&desk, "skus", &["code", "name", "line", "state"]), ["NUT NUT SNK active", "TEA TEA BEV active"]);
    let exported = desk.run_at(DAY, &["export", "sales"]).code(0).stdout;
    let (head, first) = exported.split_once('\n').expect("a head");
    let at = head.split(',').position(|name| name == "sku").expect("a column");
    let codes: Vec<&str> = first.lines().filter_map(|line| line.split(',').nth(at)).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["", "NUT", "NUT", "TEA"], "{exported}");
    // what was exported comes in again and changes nothing
    let file = desk.write("again.csv", &exported);
    let again = ["import", "sales", file.to_str().expect("a path"), "--format", "json"];
    assert_eq!(desk.run_at(DAY, &again).code(0).json()["written"], false);
    let one = desk.run_at(DAY, &["list", "sales", "--filter", "sku:NUT", "--format", "json"]).code(0).json();
    assert_eq!(one["rows"].as_array().map(Vec::len), Some(2));
    // one step back takes the sales and what was made for them
    desk.run_at(DAY, &["undo"]).code(0);
    assert_eq!((rows(&desk, "skus", &["code"]).len(), rows(&desk, "sales", &["day"]).len()), (0, 0));
    desk.run_at(DAY, &["redo"]).code(0);
    assert_eq!((rows(&desk, "skus", &["line"]).len(), rows(&desk, "sales", &["day"]).len()), (2, 4));
    assert!(desk.run_at(DAY, &["doctor"]).code(0).stdout.lines().count() > 0);
}

#[test]
fn an_article_that_sales_name_stays_while_they_do() {
    let desk = desk();
    desk.run_at(DAY, &["user", "add", "zhao.min", "--role", "head_office"]).code(0);
    bring(&desk, "skus", "code,name,line,箱规,list price,保质期\nTEA,凉茶 500ml,BEV,15,4.2,270\n", &[]);
    let file = desk.write("sales.csv", "partner,day,sku,quantity,net amount\nD1,2025-06-01,凉茶 500ml,10,42\n");
    desk.run_at_as("zhao.min", DAY, &["import", "sales", file.to_str().expect("a path")]).code(0);
    assert_eq!(rows(&desk, "sales", &["sku", "quantity"]), ["TEA 10"], "found by its name, called by its code");
    assert_eq!(rows(&desk, "skus", &["code", "pack", "list_price"]), ["TEA 15 4.20"]);
    let refused = desk.run_at(DAY, &["undo"]).code(3).stderr;
    assert!(refused.contains("sale D1") && refused.contains("zhao.min"), "{refused}");
    desk.run_at_as("zhao.min", DAY, &["undo"]).code(0);
    desk.run_at(DAY, &["undo"]).code(0);
    assert_eq!(rows(&desk, "skus", &["code"]), [""; 0]);
}

#[test]
fn the_floor_price_of_an_article_goes_before_that_of_its_line() {
    let desk = desk();
    bring(&desk, "skus", "code,name,line,floor price\nBIG,大瓶,BEV,16\nCAN,罐装,BEV,\n", &[]);
    let seen = "partner,line,sku,channel,on,price\nD1,BEV,BIG,offline,2025-06-03,14\nD1,BEV,CAN,offline,2025-06-03,14\nD2,BEV,,offline,2025-06-03,9\n";
    bring(&desk, "price-sightings", seen, &[]);
    let found = desk.run_at(DAY, &["ticket", "prices", "--format", "json"]).code(1).json();
    let below = found["below"].as_array().expect("rows").iter();
    let told: Vec<String> = below.map(|b| format!("{} {} {}", b["product"], b["price"], b["floor"]).replace('"', "")).collect();
    assert_eq!(told, ["饮料 BIG 14.00 16.00", "饮料 9.00 10.00"], "14.00 is below the floor of the one, not of the other");
}
