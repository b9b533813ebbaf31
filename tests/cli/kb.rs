//! `kb`, and articles through the commands of any kind.

use super::support::Desk;
use serde_json::Value;

fn codes(found: &Value) -> Vec<String> {
    found["rows"].as_array().expect("rows").iter().map(|r| r["code"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_new_database_has_articles_that_two_characters_and_pinyin_find() {
    let desk = Desk::new();
    let search = |lang: &str, args: &[&str]| {
        let mut all = vec!["--lang", lang, "kb", "search", "--format", "json"];
        all.extend(args);
        let found = desk.run(&all).code(0).json();
        assert_eq!(found["schema"], "qudao.articles/1");
        found
    };
    for (words, first) in [
        ("窜货", "diversion"),
        ("串货", "diversion"),
        ("批次", "diversion-proof-zh"),
        ("cuanhuo", "diversion"),
        ("jgz", "price-war-zh"),
        ("short deliv", "short-delivery-en"),
    ] {
        let found = codes(&search("zh", &[words]));
        assert!(found.first().is_some_and(|c| c.starts_with(first)), "{words}: {found:?}");
    }
    let complaints = codes(&search("en", &["return", "--kind", "complaint"]));
    assert_eq!(complaints[0], "return-policy-en", "{complaints:?}");
    assert_eq!(codes(&search("en", &["return", "--kind", "投诉"])), complaints);
    let one = search("en", &["the", "-n", "1"]);
    assert!(one["total"].as_i64() > Some(5) && one["rows"].as_array().map(Vec::len) == Some(1), "{one}");
    assert_eq!(search("en", &["\"*( ) '--"])["total"], 0);
    let ran = desk.run(&["kb", "search", "x", "--kind", "gossip"]).code(2);
    assert!(ran.stderr.contains("`gossip` is not as expected: one of horizontal, vertical"), "{}", ran.stderr);
}

#[test]
fn an_article_is_printed_listed_and_its_hits_are_marked() {
    let desk = Desk::new();
    let ran = desk.run(&["--lang", "zh", "kb", "search", "少发"]).code(0);
    assert!(ran.stdout.starts_with("short-delivery-zh  少发、错发投诉怎么答复\n    "), "{}", ran.stdout);
    assert!(ran.stdout.contains("[少发]部分两个工作日内补发"), "{}", ran.stdout);
    assert!(ran.stderr.contains("篇文章"), "{}", ran.stderr);
    let shown = desk.run(&["--lang", "en", "kb", "show", "Price-War-EN"]).code(0).stdout;
    assert!(shown.starts_with("Two dealers in a price war\nprice-war-en · playbook · "), "{shown}");
    assert!(shown.contains("\n# Stop the bleeding\n- Call both owners"), "{shown}");
    let page = desk.run(&["kb", "show", "price-war-en", "--format", "json"]).code(0).json();
    assert_eq!((&page["schema"], &page["article"]["language"]), (&"qudao.article/1".into(), &"en".into()));
    let list = desk.run(&["--lang", "zh", "kb", "list", "--kind", "diversion"]).code(0).stdout;
    let lines: Vec<&str> = list.lines().collect();
    assert!(lines[0].starts_with("编码") && lines[1].contains("-zh") && lines[lines.len() - 1].contains("-en"), "{list}");
    let gone = desk.run(&["kb", "show", "nothing"]).code(2);
    assert!(gone.stderr.contains("there is no article `nothing`"), "{}", gone.stderr);
}

#[test]
fn articles_are_added_edited_imported_and_exported_like_other_records() {
    let desk = Desk::new();
    let body = "第一行\n\n# 步骤\n- 先听\n- \"引号\", 逗号";
    let text = format!("body={body}");
    desk.run(&["add", "article", "code=own-1", "title=冷链断链怎么答复", "ticket_kinds=投诉,order", "tags=冷链", &text]).code(0);
    let page = desk.run(&["kb", "show", "own-1", "--format", "json"]).code(0).json();
    assert_eq!(page["article"]["body"], body);
    assert_eq!(page["article"]["ticket_kinds"], serde_json::json!(["complaint", "order"]));
    let bad = desk.run(&["edit", "article", "own-1", "ticket_kinds=gossip"]).code(2);
    assert!(bad.stderr.contains("Ticket kinds: `gossip`"), "{}", bad.stderr);
    let taken = desk.run(&["add", "article", "code=own-1", "title=x", "body=y"]).code(2);
    assert!(taken.stderr.contains("Code: `own-1`"), "{}", taken.stderr);
    desk.run(&["edit", "article", "own-1", "title=断链"]).code(0);
    let count = |words: &str| desk.run(&["kb", "search", words, "--format", "json"]).code(0).json()["total"].clone();
    assert_eq!((count("冷链断链"), count("断链")), (0.into(), 1.into()));
    desk.run(&["undo"]).code(0);
    assert_eq!(count("冷链断链"), 1);

    // out and into another database, which has the same ones already
    let file = desk.path("articles.csv");
    let file = file.to_str().expect("a path");
    desk.run(&["export", "articles", "--format", "csv", "-o", file]).code(0);
    let other = Desk::own_machine();
    let ran = other.run(&["import", "articles", file, "--format", "json"]).code(0).json();
    assert_eq!(ran["sections"][0]["inserted"], 1, "{ran}");
    let page = other.run(&["kb", "show", "own-1", "--format", "json"]).code(0).json();
    assert_eq!(page["article"]["body"], body, "line ends and quotes stay");
    let found = other.run(&["kb", "search", "ll", "--format", "json"]).code(0).json();
    assert!(codes(&found).contains(&"own-1".to_owned()), "the index has what was imported: {found}");
    let again = other.run(&["import", "articles", file, "--format", "json"]).code(0).json();
    assert_eq!((&again["sections"][0]["inserted"], &again["sections"][0]["updated"]), (&0.into(), &0.into()), "{again}");
    let header =
        other.write("zh.csv", "编码,标题,类别,适用工单,标签,语言,正文\nown-2,断供说明,标准答复,资源争议,断供,中文,\"甲\n乙\"\n");
    other.run(&["import", "articles", header.to_str().expect("a path")]).code(0);
    assert_eq!(other.run(&["kb", "show", "own-2", "--format", "json"]).code(0).json()["article"]["body"], "甲\n乙");
    let bad = other.write("bad.csv", "code,title,ticket kinds,body\nown-3,x,gossip,y\n");
    let ran = other.run(&["import", "articles", bad.to_str().expect("a path")]).code(2);
    assert!(ran.stderr.contains("gossip"), "{}", ran.stderr);
    other.run(&["kb", "show", "own-3"]).code(2);
}

#[test]
fn the_shipped_articles_come_to_an_old_database_once() {
    let desk = Desk::new();
    let ran = desk.run(&["kb", "starter"]).code(0);
    assert!(ran.stdout.starts_with("nothing added"), "{}", ran.stdout);
    desk.sqlite().execute_batch("DELETE FROM article; DELETE FROM article_text").expect("an old one");
    assert_eq!(desk.run(&["kb", "starter", "--format", "json"]).code(0).json()["added"], 32);
    assert_eq!(desk.run(&["kb", "starter", "--format", "json"]).code(0).json()["added"], 0);
    desk.run_as("mal.ory", &["kb", "starter"]).code(3);
    desk.run_as("mal.ory", &["kb", "search", "窜货"]).code(0);
}
