//! Mappings of exports of other systems: what they say, and what a dry run says of them.

use serde_json::Value as Json;

use super::support::{Desk, Ran};

const PARTNERS: &str = "code,name,city,phone\nA1,甲一商贸,杭州,0571-1\nA2,乙二商贸,宁波,0574-2\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("partners.csv", PARTNERS);
    desk.run(&["import", "partners", "partners.csv"]).code(0);
    desk
}

/// Imports a file with a mapping of one section.
fn mapped(desk: &Desk, kind: &str, text: &str, mapping: &str, more: &[&str]) -> Ran {
    desk.write("export.csv", text);
    desk.write("map.toml", format!("[[record]]\nkind = \"{kind}\"\n{mapping}"));
    desk.run(&[&["import", "all", "export.csv", "--map", "map.toml"], more].concat())
}

fn rows(desk: &Desk, args: &[&str]) -> Vec<Json> {
    desk.run(&[args, &["--format", "json"]].concat()).code(0).json()["rows"].as_array().cloned().unwrap_or_default()
}

#[test]
fn only_what_is_missing_is_added_where_the_mapping_says_so() {
    let desk = desk();
    let text = "no,who,town\nA1,另一个名字,上海\nA9,丙九商贸,苏州\n";
    let set = "set.code = \"{no}\"\nset.name = \"{who}\"\nset.city = \"{town}\"\n";
    let ran = mapped(&desk, "partners", text, &format!("create = \"missing\"\n{set}"), &["--format", "json"]).code(0);
    let section = &ran.json()["sections"][0];
    assert_eq!((&section["inserted"], &section["updated"], &section["kept"]), (&1.into(), &0.into(), &1.into()), "{section}");
    let cities: Vec<Json> = rows(&desk, &["list", "partners", "--columns", "code,city", "--sort", "code"]);
    let cities: Vec<&str> = cities.iter().filter_map(|row| row["city"].as_str()).collect();
    assert_eq!(cities, ["杭州", "宁波", "苏州"]);
    let sales = "who,when,paper,sum\nA1,2025-03-01,D1,100\n";
    let set = "set.partner = \"{who}\"\nset.day = \"{when}\"\nset.document = \"{paper}\"\nset.net_amount = \"{sum}\"\n";
    mapped(&desk, "sales", sales, set, &[]).code(0);
    let sales = "who,when,paper,sum\nA1,2025-03-01,D1,999\nA1,2025-03-02,D2,50\n";
    let ran = mapped(&desk, "sales", sales, &format!("create = \"missing\"\n{set}"), &[]).code(0);
    assert!(ran.stderr.contains("one is there already and stays as it is"), "{}", ran.stderr);
    let amounts = rows(&desk, &["list", "sales", "--columns", "document,net_amount", "--sort", "document"]);
    let amounts: Vec<&str> = amounts.iter().filter_map(|row| row["net_amount"].as_str()).collect();
    assert_eq!(amounts, ["100.00", "50.00"]);
}

#[test]
fn what_is_made_of_a_reference_obeys_the_rules_of_what_is_imported() {
    let desk = desk();
    let text = "who,when,paper,sum\nSite 143,2025-03-01,D1,100\n";
    let set = |who: &str| {
        format!(
            "create = [\"partners\"]\nset.partner = \"{who}\"\nset.day = \"{{when}}\"\nset.document = \"{{paper}}\"\nset.net_amount = \"{{sum}}\"\n"
        )
    };
    let ran = mapped(&desk, "sales", text, &set("{who}"), &[]).code(2);
    assert!(ran.stderr.contains("a code without blanks"), "{}", ran.stderr);
    mapped(&desk, "sales", text, &set("{who | replace ' ' '-'}"), &[]).code(0);
    desk.run(&["edit", "partner", "Site-143", "city=温州"]).code(0);
}

#[test]
fn a_dry_run_says_which_fields_become_what() {
    let desk = desk();
    desk.write("sales.csv", "partner,day,document,net amount\nA1,2025-03-01,D1,100\nA2,2025-03-01,D2,70\n");
    desk.run(&["import", "sales", "sales.csv"]).code(0);
    desk.write("partners.csv", "code,name,city,phone\nA1,甲一商贸,绍兴,0571-1\nA2,乙二商贸,宁波,0574-2\nA3,丙三商贸,台州,\n");
    desk.write("sales.csv", "partner,day,document,net amount\nA1,2025-03-01,D1,120.5\nA2,2025-03-01,D2,70\n");
    let changes = |kind: &str, file: &str| {
        desk.run(&["import", kind, file, "--dry-run", "--format", "json"]).code(0).json()["changes"].clone()
    };
    let expected = serde_json::json!([{ "kind": "partner", "key": "A1", "field": "city", "old": "杭州", "new": "绍兴" }]);
    assert_eq!(changes("partners", "partners.csv"), expected);
    let expected = serde_json::json!([
        { "kind": "sale", "key": "A1 / 2025-03-01 / D1", "field": "net_amount", "old": "100.00", "new": "120.50" }
    ]);
    assert_eq!(changes("sales", "sales.csv"), expected);
    let csv = desk.run(&["import", "partners", "partners.csv", "--dry-run", "--format", "csv"]).code(0);
    assert_eq!(csv.stdout.trim_start_matches('\u{feff}').lines().nth(1), Some("partner,A1,city,杭州,绍兴"), "{}", csv.stdout);
    let text = desk.run(&["import", "partners", "partners.csv", "--dry-run"]).code(0);
    assert!(text.stdout.contains("杭州") && text.stdout.contains("绍兴"), "{}", text.stdout);
    desk.run(&["import", "partners", "partners.csv"]).code(0);
    assert_eq!(changes("partners", "partners.csv"), serde_json::json!([]), "it is as the file says now");
}

#[test]
fn pauses_of_tickets_come_out_of_a_log_of_their_states() {
    let desk = desk();
    let log = "ticket,at,state\n\
        T1,2025-03-03 10:00,Waiting\nT2,2025-03-03 10:30,In work\nT1,2025-03-03 12:00,In work\n\
        T2,2025-03-03 14:00,Waiting\nT2,2025-03-03 15:00,In work\nT1,2025-03-03 16:00,Waiting\nT1,2025-03-03 16:30,Solved\n";
    desk.write("log.csv", log);
    let tickets = "key,title,partner,opened,answered,solved\n\
        T1,one,A1,2025-03-03 09:00,2025-03-03 09:30,2025-03-03 17:00\nT2,two,A2,2025-03-03 09:00,2025-03-03 09:30,2025-03-03 17:00\n";
    let mapping = "[[record.join]]\nname = \"log\"\nfile = \"log.csv\"\nkey = \"ticket\"\nby = \"{key}\"\n\
        spans = { when = \"{state} = Waiting\", at = \"{at}\" }\n\
        [record.set]\nexternal = \"{key}\"\ntitle = \"{title}\"\nkind = \"complaint\"\nseverity = \"S2\"\npartner = \"{partner}\"\n\
        opened_at = \"{opened}\"\nresponded_at = \"{answered}\"\nresolved_at = \"{solved}\"\nholds = \"{log.spans}\"\n";
    mapped(&desk, "tickets", tickets, mapping, &[]).code(0);
    let holds = rows(&desk, &["list", "tickets", "--columns", "external,holds", "--sort", "external"]);
    let holds: Vec<&str> = holds.iter().filter_map(|row| row["holds"].as_str()).collect();
    let expected = [
        "2025-03-03T02:00:00Z/2025-03-03T04:00:00Z; 2025-03-03T08:00:00Z/2025-03-03T08:30:00Z",
        "2025-03-03T06:00:00Z/2025-03-03T07:00:00Z",
    ];
    assert_eq!(holds, expected);
}

#[test]
fn a_mapping_that_can_not_be_meant_is_refused_once() {
    let desk = desk();
    let text = "Customer ID,State\nB1,x\nB2,y\nB3,z\n";
    for (mapping, words) in [
        ("set.code = \"Customer ID\"\nset.name = \"{State}\"\n", "the column's name in braces: `{Customer ID}`"),
        (
            "set.code = \"{Customer ID}\"\nset.name = \"{State}\"\nset.status = \"state\"\n",
            "there is no choice `state`: expected lead",
        ),
        ("set.code = \"{Customer ID}\"\nset.name = \"{State}\"\nset.credit_days = 30\n", "a text in quotes, such as `\"30\"`"),
        ("set.code = \"{Customer ID}\"\nset.\"渠道名称\" = \"{State}\"\n", "expected name"),
    ] {
        let ran = mapped(&desk, "partners", text, mapping, &[]).code(2);
        assert!(ran.stderr.contains(words), "{mapping}: {}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
}

#[test]
fn one_fault_is_told_once_and_what_follows_from_it_is_counted() {
    let desk = Desk::new();
    let heads = (1..=9).map(|i| format!("C{i},名称{i},shop\n")).collect::<Vec<_>>().concat();
    let sales = (1..=9).map(|i| format!("C{i},2025-03-0{i},D{i},5\n")).collect::<Vec<_>>().concat();
    desk.write("heads.csv", format!("no,who,type\n{heads}"));
    desk.write("lines.csv", format!("no,day,doc,sum\n{sales}"));
    let mapping = "[[record]]\nkind = \"partners\"\nfile = \"heads.csv\"\nset.code = \"{no}\"\nset.name = \"{who}\"\nset.channel_type = \"{type}\"\n\
        [[record]]\nkind = \"sales\"\nfile = \"lines.csv\"\nset.partner = \"{no}\"\nset.day = \"{day}\"\nset.document = \"{doc}\"\nset.net_amount = \"{sum}\"\n";
    desk.write("map.toml", mapping);
    let ran = desk.run(&["import", "all", "heads.csv", "lines.csv", "--map", "map.toml"]).code(2);
    let all = format!("{}{}", ran.stdout, ran.stderr);
    assert_eq!(all.matches("`shop`").count(), 1, "{all}");
    assert!(all.contains("row 2, 3, 4, 5, 6 …"), "{all}");
    assert!(all.contains("9 values refer to records whose own rows are wrong"), "{all}");
    let json = desk.run(&["import", "all", "heads.csv", "lines.csv", "--map", "map.toml", "--format", "json"]).code(2).json();
    let counts = |i: usize| (json["sections"][i]["problem_count"].clone(), json["sections"][i]["follow_on"].clone());
    assert_eq!((counts(0), counts(1)), ((9.into(), 0.into()), (0.into(), 9.into())));
}
