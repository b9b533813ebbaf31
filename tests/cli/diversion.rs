//! `ticket trace` and `ticket prices`: what proves a diversion.

use super::support::Desk;
use serde_json::{Value, json};

/// D001 in Nanjing; D002 in Shanghai, whose contract grants Shanghai and Hangzhou; D003 without a region.
fn desk() -> Desk {
    let desk = Desk::new();
    let file = desk.write(
        "partners.csv",
        "code,name,region,status\nD001,南京雨润食品有限公司,3201,active\nD002,East Fresh,31,active\nD003,游商,,active\n",
    );
    desk.run(&["import", "partners", path(&file)]).code(0);
    let file = desk.write("lines.csv", "code,name,floor price\nBEV,饮料,10.00\nSNK,零食,\n");
    desk.run(&["import", "product-lines", path(&file)]).code(0);
    let shipments = "物流码,渠道编码,发货日期,发货单号,产品线,数量,金额\n\
        a100 1,D001,2025-05-20,DN-1,BEV,24,1200\n\
        Ａ１００２,D002,2025-05-21,DN-2,BEV,24,1300\n\
        B7-BATCH1,D001,2025-05-22,DN-3,SNK,10,\n\
        B7-BATCH1,D002,2025-05-22,DN-4,SNK,10,500\n\
        C9003,D003,2025-05-23,,,1,99.5\n";
    let file = desk.write("shipments.csv", shipments);
    desk.run(&["import", "shipments", path(&file)]).code(0);
    let again = desk.run(&["import", "shipments", path(&file), "--format", "json"]).code(0).json();
    assert_eq!(again["written"], false, "the second time nothing is new: {again}");
    desk
}

fn path(path: &std::path::Path) -> &str {
    path.to_str().expect("a path")
}

fn trace(desk: &Desk, args: &[&str]) -> Value {
    let mut all = vec!["ticket", "trace", "--format", "json"];
    all.extend(args);
    desk.run_at("2025-06-09T10:00", &all).code(0).json()
}

fn told(found: &Value) -> Vec<(String, String, i64, i64)> {
    let rows = found["suspects"].as_array().expect("suspects");
    let of = |s: &Value| {
        let codes = s["shipped"].as_array().map_or(0, Vec::len);
        (
            s["partner"].as_str().unwrap_or_default().to_owned(),
            s["place"].as_str().unwrap_or_default().to_owned(),
            i64::try_from(codes).expect("a count"),
            s["own_codes"].as_i64().unwrap_or(-1),
        )
    };
    rows.iter().map(of).collect()
}

#[test]
fn pasted_codes_name_the_partner_they_were_shipped_to_and_its_territory() {
    let desk = desk();
    let found = trace(&desk, &["南京苏果超市：A1001、ａ１００２ 和 b7-batch1，还有 Z9999 C9003", "--seen", "南京"]);
    assert_eq!(found["schema"], "qudao.trace/1");
    assert_eq!(found["codes"], json!(["A1001", "A1002", "B7-BATCH1", "Z9999", "C9003"]));
    assert_eq!(found["unknown"], json!(["Z9999"]));
    let row = |p: &str, place: &str, codes, own| (p.to_owned(), place.to_owned(), codes, own);
    assert_eq!(
        told(&found),
        [row("D002", "outside", 2, 1), row("D003", "unknown", 1, 1), row("D001", "inside", 2, 1)],
        "outside first; a batch that two got is nobody's own"
    );
    assert_eq!(found["suspects"][0]["amount"], "1800.00");
    assert_eq!(found["suspects"][0]["territory"], json!(["上海市"]));
    assert_eq!(told(&trace(&desk, &["A1002"])), [row("D002", "unknown", 1, 1)], "nobody said where");
}

#[test]
fn a_contract_in_force_says_where_a_partner_may_sell() {
    let desk = desk();
    let granted = "INSERT INTO contract (number, partner, from_day, to_day, territories, exclusive, retention_of_title, arbitration, auto_renew, state)
        SELECT 'C1', id, 20000, 20300, '3201,31', 0, 0, 0, 0, 'approved' FROM partner WHERE code = 'D002'";
    desk.sqlite().execute_batch(granted).expect("a contract");
    let place = |at: &str| {
        let found = desk.run_at(at, &["ticket", "trace", "A1002", "--seen", "3201", "--format", "json"]).code(0).json();
        found["suspects"][0]["place"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(place("2025-06-09"), "inside", "day 20248 is in the contract");
    assert_eq!(place("2025-08-01"), "outside", "its last day was 2025-07-31");
    assert_eq!(place("2025-07-31"), "inside");
}

#[test]
fn the_ticket_has_the_evidence_and_the_partners_in_it() {
    let desk = desk();
    let opened = trace(&desk, &["A1002 B7-BATCH1", "--seen", "3201", "--by", "D001", "--open", "--severity", "S1"]);
    assert_eq!(opened["ticket"], 1);
    let shown = desk.run_at("2025-06-09T10:00", &["ticket", "show", "1", "--format", "json"]).code(0).json();
    assert_eq!((&shown["ticket"]["kind"], &shown["ticket"]["severity"]), (&json!("diversion"), &json!("S1")));
    assert_eq!(shown["ticket"]["title"], "East Fresh: goods seen in 南京市");
    let parties: Vec<(&Value, &Value)> =
        shown["parties"].as_array().expect("parties").iter().map(|p| (&p["role"], &p["partner"])).collect();
    assert!(parties.contains(&(&json!("respondent"), &json!("D002"))), "{parties:?}");
    assert!(parties.contains(&(&json!("complainant"), &json!("D001"))), "{parties:?}");
    let text = desk.run_at("2025-06-09T10:00", &["ticket", "show", "1"]).code(0).stdout;
    assert!(text.contains("A1002, shipped on 2025-05-21, document DN-2, 饮料"), "{text}");
    assert!(text.contains("B7-BATCH1"), "{text}");
    // who traces the same again is told of it
    let again = trace(&desk, &["A1002", "--seen", "3201"]);
    assert_eq!(again["suspects"][0]["open_ticket"], 1);
    let again = desk.run_at("2025-06-09T10:00", &["ticket", "trace", "A1002"]).code(0).stdout;
    assert!(again.contains("a diversion ticket against D002 East Fresh is open: #1"), "{again}");
    // taken back as one
    desk.run(&["undo"]).code(0);
    desk.run(&["ticket", "show", "1"]).code(2);
}

#[test]
fn what_is_no_code_and_nobodys_code_is_said() {
    let desk = desk();
    let refused = desk.run(&["ticket", "trace", "两箱牛奶", "--seen", "3201"]).code(2);
    assert!(refused.stderr.contains("codes such as A1234567"), "{}", refused.stderr);
    let nobody = desk.run(&["ticket", "trace", "X77777"]).code(0);
    assert!(nobody.stdout.contains("no code of these was shipped to anybody"), "{}", nobody.stdout);
    let nowhere = desk.run(&["ticket", "trace", "A1001", "--seen", "Atlantis"]).code(2);
    assert!(nowhere.stderr.contains("Atlantis"), "{}", nowhere.stderr);
    let bad = desk.write("bad.csv", "code,partner,shipped on\n箱码,D001,2025-05-20\nQ1234,D001,2025-05-20\n");
    let refused = desk.run(&["import", "shipments", path(&bad)]).code(2);
    assert!(refused.stderr.contains("codes such as A1234567"), "{}", refused.stderr);
    let kept_out = desk.run(&["ticket", "trace", "Q1234"]).code(0).stdout;
    assert!(kept_out.contains("no code of these"), "nothing of a bad file is written: {kept_out}");
    desk.run_as("mal.ory", &["ticket", "trace", "A1001", "--open"]).code(3);
}

#[test]
fn seen_prices_are_held_against_floors_and_each_other() {
    let desk = desk();
    let empty = desk.run_at("2025-06-09", &["ticket", "prices"]).code(0).stdout;
    assert!(empty.contains("no price was seen from 2025-05-11 to 2025-06-09"), "{empty}");
    let file = desk.write(
        "prices.csv",
        "渠道商,产品线,渠道,日期,价格,地点或链接\nD001,BEV,线下,2025-06-01,11.50,苏果\nD002,BEV,线上,2025-06-02,9.50,店铺\nD003,BEV,线上,2025-04-02,1.00,旧\n",
    );
    desk.run(&["import", "price-sightings", path(&file)]).code(0);
    let found = desk.run_at("2025-06-09", &["ticket", "prices", "--format", "json"]).code(1).json();
    assert_eq!((&found["schema"], &found["seen"]), (&json!("qudao.prices/1"), &json!(2)), "an old price does not count");
    assert_eq!(found["below"].as_array().map(Vec::len), Some(1));
    assert_eq!((&found["below"][0]["partner"], &found["below"][0]["below"]), (&json!("D002"), &json!(0.05)));
    assert_eq!((&found["gaps"][0]["gap"], &found["gaps"][0]["over"]), (&json!(0.1739), &json!(true)));
    let latest: Vec<(&Value, &Value, &Value)> = found["latest"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|r| (&r["partner"], &r["over"], &r["other_channel"]["partner"]))
        .collect();
    assert_eq!(latest, [(&json!("D002"), &json!(true), &json!("D001")), (&json!("D001"), &json!(false), &json!("D002"))]);
    let text = desk.run_at("2025-06-09", &["--lang", "zh", "ticket", "prices"]).code(1).stdout;
    assert!(text.contains("低于限价超过 2%") && text.contains("-17%"), "{text}");
    desk.run_at("2025-06-09", &["ticket", "prices", "--partner", "D001"]).code(0);
}

/// Rule, severity, figure and limit of the warnings of the price watch about a partner.
fn warned(desk: &Desk, partner: &str) -> Vec<[String; 4]> {
    let at = "2025-06-09T10:00";
    desk.run_at(at, &["refresh"]).code(0);
    let filter = format!("partner:{partner} -state:cleared");
    let found = desk.run_at(at, &["list", "alerts", "--filter", &filter, "--format", "csv"]).code(0).stdout;
    let mut rows: Vec<[String; 4]> = found
        .lines()
        .skip(1)
        .filter(|line| line.contains("seen_price") || line.contains("price_gap"))
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            [1, 2, 3, 4].map(|i| cells.get(i).copied().unwrap_or_default().to_owned())
        })
        .collect();
    rows.sort_unstable();
    rows
}

#[test]
fn a_seen_price_over_a_limit_warns_and_the_warning_ends_when_it_was_put_right() {
    let desk = desk();
    let sighting = |line: &str| {
        let file = desk.write("prices.csv", format!("渠道商,产品线,渠道,日期,价格,地点或链接\n{line}\n"));
        desk.run(&["import", "price-sightings", path(&file)]).code(0);
    };
    let row = |rule: &str, value: i64, limit: i64| [rule.to_owned(), "warning".to_owned(), value.to_string(), limit.to_string()];
    sighting("D002,BEV,线上,2025-06-02,9.50,https://shop.example/bev");
    let below = row("seen_price", 95_000, 100_000);
    assert_eq!(warned(&desk, "D002"), std::slice::from_ref(&below), "5 % below the floor");
    // what is seen at one partner raises the warning of another
    sighting("D001,BEV,线下,2025-06-03,12.50,苏果");
    assert_eq!(warned(&desk, "D002"), [row("price_gap", 2_400, 1_000), below], "24 % of the offline price");
    assert_eq!(warned(&desk, "D001").len(), 0, "who is undercut has done nothing");
    // and ends it
    sighting("D001,BEV,线下,2025-06-04,10.10,苏果");
    assert_eq!(warned(&desk, "D002").len(), 1);
    let said = desk.run_at("2025-06-09T10:00", &["--lang", "zh", "show", "partner", "D002"]).code(0).stdout;
    assert!(said.contains("巡价 9.50，低于限价 10.00"), "{said}");
    sighting("D002,BEV,线上,2025-06-05,10.00,https://shop.example/bev");
    assert_eq!(warned(&desk, "D002").len(), 0, "put right");
}

#[test]
fn a_warehouses_cartons_and_a_price_sheet_come_in_by_a_mapping() {
    let desk = desk();
    let map = desk.write("wms_cartons.toml", include_str!("../data/mappings/wms_cartons.toml"));
    let cartons = "箱码,客户编码,出库时间,出库单号,品线,货号,箱规,出库金额,状态\n\
        w100 1,D002,2025-05-20 14:03,CK-1,BEV,B-330,24,\"1,200.50\",已出库\n\
        W1001,D002,2025-05-20 14:04,CK-1,BEV,B-330,24,\"1,200.50\",已出库\n\
        W1001,D001,2025-05-21,CK-2,BEV,B-330,24,900,已出库\n\
        W1002,D002,2025-05-20,CK-1,BEV,B-330,24,900,作废\n合计,,,,,,96,3901,\n";
    std::fs::create_dir(desk.path("wms")).expect("a folder");
    let folder = desk.write("wms/cartons.csv", cartons);
    desk.write(
        "wms/prices.csv",
        "门店,品线,货号,渠道,巡查日期,成交价,链接或门店\nD002,BEV,B-330,线上,2025/6/2,9.50,https://x.example/1\n",
    );
    let folder = folder.parent().expect("its folder");
    desk.run(&["import", "all", path(folder), "--map", path(&map)]).code(0);
    let found = trace(&desk, &["W1001 W1002", "--seen", "3201"]);
    let row = |p: &str, place: &str| (p.to_owned(), place.to_owned(), 1, 0);
    assert_eq!(
        told(&found),
        [row("D002", "outside"), row("D001", "inside")],
        "scanned twice is one, shipped to two is nobody's own"
    );
    assert_eq!(found["unknown"], json!(["W1002"]), "what was cancelled was shipped to nobody");
    let below = desk.run_at("2025-06-09", &["ticket", "prices", "--format", "json"]).code(1).json();
    assert_eq!(below["below"][0]["product"], "饮料 B-330");
}

#[test]
fn every_bad_cell_of_a_file_of_codes_is_named() {
    let desk = desk();
    let rows = "物流码,渠道编码,发货日期,金额\nB1001,D002,2025-05-20,1\nB1001,D002,2025-05-21,1\nB1002,DXXX,2025-05-21,1\n\
        箱,D002,2025-05-20,1\n,D002,2025-05-20,1\nB1003,D002,昨天,1\nB1004,D002,2025-05-20,-5\n";
    let file = desk.write("bad.csv", rows);
    let refused = desk.run(&["--lang", "zh", "import", "shipments", path(&file)]).code(2).stderr;
    let expected = [
        "第 3 行：物流码：`B1001 / D002` 有误",
        "第 4 行，渠道编码：渠道商：`DXXX` 有误，应为已有的渠道商",
        "第 5 行：物流码：`箱` 有误，应为物流码，例如 A1234567",
        "第 6 行：物流码：未填写",
        "第 7 行：发货日期：`昨天` 有误",
        "第 8 行",
    ];
    for said in expected {
        assert!(refused.contains(said), "{said} in {refused}");
    }
    assert_eq!(trace(&desk, &["B1001"])["unknown"], json!(["B1001"]), "nothing was written");
}

#[test]
fn many_codes_are_traced_at_once() {
    let desk = desk();
    let rows = (0..2_000).map(|n| format!("ZX{n:06},D00{},2025-05-20,10", n % 3 + 1));
    let rows: Vec<String> = std::iter::once("物流码,渠道编码,发货日期,金额".to_owned()).chain(rows).collect();
    let file = desk.write("many.csv", rows.join("\n"));
    desk.run(&["import", "shipments", path(&file)]).code(0);
    let pasted: Vec<String> = (0..600).map(|n| format!("ZX{:06}", n * 4)).collect();
    let found = trace(&desk, &[&pasted.join("\n"), "--seen", "3201"]);
    let shipped: usize = told(&found).iter().map(|row| usize::try_from(row.2).expect("a count")).sum();
    assert_eq!((shipped, found["unknown"].as_array().map(Vec::len)), (500, Some(100)), "2000 were shipped, 600 pasted");
}
