//! `health` and `tier`.

use super::support::{Desk, FIRST};

/// A desk with a demo network as of 12 November 2025.
fn demo() -> (Desk, String) {
    let desk = Desk::empty();
    let db = desk.path("demo.db");
    let keep = db.to_string_lossy().into_owned();
    desk.run_at("2025-11-12", &[&["demo", "--partners", "120", "--weeks", "70", "--keep", &keep, "--no-open"], FIRST].concat())
        .code(0);
    (desk, keep)
}

#[test]
fn the_weekly_check_is_a_stable_document_and_a_page() {
    let (desk, db) = demo();
    let run = |args: &[&str]| desk.run_at("2025-11-12", &[&["--db", &db], args].concat());
    let document = run(&["health", "--format", "json"]).code(1).json();
    assert_eq!(document["schema"], "qudao.health/1");
    assert_eq!((document["as_of"].as_str(), document["week"].as_str()), (Some("2025-11-12"), Some("2025-W45")));
    let partners = document["partners"].as_array().expect("partners");
    assert_eq!(partners.len() as u64, document["network"]["attention"].as_u64().expect("a count"));
    for p in partners {
        assert!(p["code"].is_string() && p["name"].is_string(), "{p}");
        let reasons = p["reasons"].as_array().expect("reasons");
        assert!(!reasons.is_empty(), "who needs attention has a reason: {p}");
        for r in reasons {
            assert!(r["rule"].is_string() && r["severity"].is_string() && r["text"].is_string(), "{r}");
        }
    }
    assert!((1..=5).contains(&document["actions"].as_array().expect("actions").len()));
    let page = run(&["--lang", "en", "health"]).code(1).stdout;
    for head in ["Weekly health check 2025-W45", "To do first", "Who is slipping and why", "What moved", "What is overdue"] {
        assert!(page.contains(head), "{head}: {page}");
    }
    let zh = run(&["--lang", "zh", "health", "--format", "md"]).code(1).stdout;
    assert!(zh.starts_with("# 周度健康检查 2025-W45") && zh.contains("| ---"), "{zh}");
}

#[test]
fn whoever_causes_a_finding_is_named() {
    let (desk, db) = demo();
    let document = desk.run_at("2025-11-12", &["--db", &db, "health", "--format", "json"]).code(1).json();
    let listed = ["partners", "warned"].into_iter().flat_map(|list| document[list].as_array().expect("a list"));
    let named: u64 = listed
        .flat_map(|p| p["reasons"].as_array().expect("reasons"))
        .map(|r| u64::from(r["severity"] == "critical" || r["severity"] == "warning"))
        .sum();
    let alerts = &document["network"]["alerts"];
    assert_eq!(named, alerts["critical"].as_u64().expect("a count") + alerts["warning"].as_u64().expect("a count"));
    assert_eq!(
        document["warned"].as_array().expect("a list").len() as u64,
        document["network"]["warned"].as_u64().expect("a count")
    );

    // nobody slips, and one is ten days late
    let desk = Desk::new();
    desk.write("p.csv", "code,name,status,onboarded_on\nD001,East Fresh,active,2024-11-03\nD002,West Foods,active,2024-11-03\n");
    let days = (0..250).step_by(7).map(|n| chrono::NaiveDate::from_ymd_opt(2025, 3, 4).expect("a day") + chrono::Days::new(n));
    let sales: String = days.flat_map(|day| [1, 2].map(|n| format!("D00{n},{day},S{n}{day},100\n"))).collect();
    desk.write("s.csv", format!("partner,date,order,amount\n{sales}"));
    desk.write(
        "i.csv",
        "number,partner,issued_on,due_on,amount\nF1,D002,2025-10-03,2025-11-02,900\nF2,D001,2025-11-05,2025-12-05,900\n",
    );
    desk.run_at("2025-11-12", &["import", "partners", "p.csv"]).code(0);
    desk.run_at("2025-11-12", &["import", "invoices", "i.csv"]).code(0);
    desk.run_at("2025-11-12", &["import", "sales", "s.csv"]).code(0);
    let page = desk.run_at("2025-11-12", &["health"]).code(1).stdout;
    assert!(page.contains("0 (1) need attention") && page.contains("Nobody is slipping"), "{page}");
    assert!(page.contains("1. D002 West Foods: "), "warnings fill what critical ones leave: {page}");
    let (_, warned) = page.split_once("Who else has warnings").expect("a section");
    assert!(warned.lines().nth(2).is_some_and(|line| line.starts_with("D002")), "{page}");
}

const SALES: &str = "partner,day,document,net_amount,quantity,cost,returns";

/// A file of lines below a head.
fn csv(head: &str, lines: impl Iterator<Item = String>) -> String {
    std::iter::once(head.to_owned()).chain(lines).map(|line| line + "\n").collect()
}

/// Ten partners that deliver weekly since January 2025, up to the week before 2025-11-03; of two sales fell, one is behind
/// its target, one has much stock, one returns, one is late.
fn weekly() -> Desk {
    let desk = Desk::new();
    let line = |n: u64| format!("P{n:02},Partner {n},active,2024-11-03,50000");
    desk.write("p.csv", csv("code,name,status,onboarded,credit_limit", (1..=10).map(line)));
    let each = || mondays().flat_map(|(back, day)| (1..=10).map(move |n| (back, day, n)));
    let sold = each().map(|(back, day, n)| {
        let amount = if (n == 2 || n == 7) && back < 4 { 300 } else { 1_000 };
        let returns = if n == 4 { 120 } else { 0 };
        format!("P{n:02},{day},S{n}-{day},{amount},{amount},600,{returns}")
    });
    desk.write("s.csv", csv(SALES, sold));
    let counted = each().map(|(_, day, n)| format!("P{n:02},{day},TEA,{}", if n == 5 { 9_000 } else { 100 }));
    desk.write("k.csv", csv("partner,day,sku,quantity", counted));
    desk.write("a.csv", "code,name\nTEA,Tea 500 ml\n");
    let bills = ["F1,P06,2025-09-01,2025-10-01,900", "F2,P08,2025-10-01,2025-10-30,70", "F3,P08,2025-10-01,2025-12-30,9000"];
    desk.write("i.csv", csv("number,partner,issued_on,due_on,amount", bills.map(str::to_owned).into_iter()));
    let paid = each().filter(|(_, _, n)| ![6, 8].contains(n)).map(|(_, day, n)| format!("M{n}-{day},P{n:02},{day},50"));
    desk.write("m.csv", csv("number,partner,paid_on,amount", paid));
    let aim = |n| format!("partner,P{n:02},2025-10-01,2025-12-31,{}", if n == 3 { 30_000 } else { 9_000 });
    desk.write("t.csv", csv("scope,subject,from_day,to_day,amount", (1..=10).map(aim)));
    for (kind, file) in [
        ("partners", "p.csv"),
        ("sales", "s.csv"),
        ("skus", "a.csv"),
        ("stock", "k.csv"),
        ("invoices", "i.csv"),
        ("payments", "m.csv"),
        ("targets", "t.csv"),
    ] {
        desk.run_at("2025-11-03", &["import", kind, file]).code(0);
    }
    desk
}

/// The Mondays of those weeks, the last one first, each with how many weeks it is before that.
fn mondays() -> impl Iterator<Item = (u64, chrono::NaiveDate)> {
    (0..43).map(|back| (back, chrono::NaiveDate::from_ymd_opt(2025, 10, 27).expect("a day") - chrono::Days::new(7 * back)))
}

/// Code and rules of everybody that a check names.
fn findings(document: &serde_json::Value) -> Vec<String> {
    let listed = ["partners", "warned"].into_iter().flat_map(|list| document[list].as_array().expect("a list"));
    let reason = |p: &serde_json::Value, r: &serde_json::Value| format!("{} {} {}", p["code"], r["rule"], r["value"]);
    let mut all: Vec<String> = listed
        .flat_map(|p| p["reasons"].as_array().expect("reasons").iter().map(move |r| reason(p, r)))
        .map(|text| text.replace('"', ""))
        .collect();
    all.sort_unstable();
    all
}

#[test]
fn before_last_week_is_in_the_findings_are_those_of_the_week_before() {
    let desk = weekly();
    let check = |day: &str| {
        desk.run_at(day, &["refresh"]).code(0);
        desk.run_at(day, &["health", "--format", "json"]).code(1).json()
    };
    let before = check("2025-11-03");
    assert_eq!((before["week"].as_str(), before["figures_until"].as_str()), (Some("2025-W44"), Some("2025-W44")));
    let rules = |of: &[String]| of.iter().map(|f| f.rsplit_once(' ').expect("a value").0.to_owned()).collect::<Vec<_>>();
    let found = findings(&before);
    let expected = ["P02 sales_drop", "P03 pace", "P04 return_rate", "P05 inventory_days", "P06 overdue", "P07 sales_drop"];
    for rule in expected {
        assert!(rules(&found).iter().any(|f| f == rule), "{rule}: {found:?}");
    }
    let monday = check("2025-11-10");
    assert_eq!((monday["week"].as_str(), monday["figures_until"].as_str()), (Some("2025-W45"), Some("2025-W44")));
    let clocks = |f: &String| f.contains(" overdue ") || f.contains(" red_light ");
    let of_figures = |all: &[String]| all.iter().filter(|f| !clocks(f)).cloned().collect::<Vec<_>>();
    let now = findings(&monday);
    assert_eq!(of_figures(&now), of_figures(&found), "what rests on figures is that of the week before");
    let more: Vec<String> = rules(&now).into_iter().filter(|f| !rules(&found).contains(f)).collect();
    assert_eq!(more, ["P08 overdue"], "an item overdue before is a clock that moves by itself");
    let page = desk.run_at("2025-11-10", &["health"]).code(1).stdout;
    let said = page.lines().filter(|line| line.contains("2025-W44")).collect::<Vec<_>>();
    assert!(matches!(said.as_slice(), [line] if line.contains("sales 2025-W44") && line.contains("stock 2025-W44")), "{page}");
}

#[test]
fn every_figure_has_last_weeks_beside_it() {
    let (desk, db) = demo();
    let run = |args: &[&str]| desk.run_at("2025-11-12", &[&["--db", &db, "health", "--format", "json"], args].concat()).json();
    let now = run(&[]);
    let earlier = desk.run_at("2025-11-12", &["--db", &db, "--as-of", "2025-11-05", "health", "--format", "json"]).json();
    let (last, then) = (&now["last_week"], &earlier["network"]);
    for figure in ["partners", "health", "sales_4_weeks", "open_amount", "overdue", "open_tickets", "attention", "warned"] {
        assert_eq!(last[figure], then[figure], "{figure}: {last} {then}");
    }
    assert_eq!(last["alerts"], then["alerts"]);
}

#[test]
fn an_early_file_of_one_partner_changes_nothing_for_the_others() {
    let desk = weekly();
    desk.run_at("2025-11-10", &["refresh"]).code(0);
    let check = || desk.run_at("2025-11-10", &["health", "--format", "json"]).code(1).json();
    let before = findings(&check());
    desk.write("early.csv", csv(SALES, ["P10,2025-11-04,E1,9000,9000,5000,4000".to_owned()].into_iter()));
    desk.write("count.csv", "partner,day,sku,quantity\nP10,2025-11-04,TEA,90000\n");
    desk.run_at("2025-11-10", &["import", "sales", "early.csv"]).code(0);
    desk.run_at("2025-11-10", &["import", "stock", "count.csv"]).code(0);
    let document = check();
    assert_eq!(document["figures_until"], "2025-W44");
    assert_eq!(findings(&document), before);
    // and when the others come in, so does the week
    desk.write("rest.csv", csv(SALES, (1..=9).map(|n| format!("P{n:02},2025-11-04,L{n},1000,1000,600,0"))));
    desk.run_at("2025-11-10", &["import", "sales", "rest.csv"]).code(0);
    assert_eq!(check()["figures_until"], "2025-W45");
}

#[test]
fn a_price_below_the_floor_counts_when_its_week_is_in() {
    let desk = Desk::new();
    desk.write("l.csv", "code,name,floor_price\nTEA,Tea,10\n");
    desk.write("p.csv", csv("code,name,status,onboarded", (1..=5).map(|n| format!("P{n:02},Partner {n},active,2024-11-03"))));
    let head = "partner,day,document,line,net_amount,quantity";
    let sold = mondays().take(20).flat_map(|(_, day)| (1..=5).map(move |n| format!("P{n:02},{day},S{n}-{day},TEA,1200,100")));
    desk.write("s.csv", csv(head, sold));
    for (kind, file) in [("product-lines", "l.csv"), ("partners", "p.csv"), ("sales", "s.csv")] {
        desk.run_at("2025-11-03", &["import", kind, file]).code(0);
    }
    let warned = |args: &[&str]| -> Vec<String> {
        let args = [args, &["health", "--format", "json"]].concat();
        findings(&desk.run_at("2025-11-10", &args).json()).into_iter().filter(|f| f.contains("price_floor")).collect()
    };
    // one sends its file early, and sold at half the floor
    desk.write("early.csv", csv(head, ["P01,2025-11-04,E1,TEA,500,100".to_owned()].into_iter()));
    desk.run_at("2025-11-10", &["import", "sales", "early.csv"]).code(0);
    desk.run_at("2025-11-10", &["refresh"]).code(0);
    assert_eq!(warned(&[]), [""; 0], "nothing is known of that week yet");
    desk.write("rest.csv", csv(head, (2..=5).map(|n| format!("P{n:02},2025-11-04,L{n},TEA,1200,100"))));
    desk.run_at("2025-11-10", &["import", "sales", "rest.csv"]).code(0);
    desk.run_at("2025-11-10", &["refresh"]).code(0);
    assert_eq!(warned(&[]), ["P01 price_floor 5.00"], "now it is");
    assert_eq!(warned(&["--as-of", "2025-11-09"]), [""; 0], "and the eve knew nothing of it");
    // what was sold dearly after that week does not hide it
    desk.write("dear.csv", csv(head, ["P01,2025-11-10,E2,TEA,90000,100".to_owned()].into_iter()));
    desk.run_at("2025-11-10", &["import", "sales", "dear.csv"]).code(0);
    desk.run_at("2025-11-10", &["refresh"]).code(0);
    assert_eq!(warned(&[]), ["P01 price_floor 5.00"]);
}

#[test]
fn an_unusual_week_that_turns_is_one_warning_and_says_so() {
    let desk = Desk::new();
    desk.write("p.csv", "code,name,status,onboarded\nP01,East Fresh,active,2024-11-03\n");
    let sold = mondays().enumerate().map(|(i, (_, day))| {
        format!("P01,{day},S{day},{}", [9_000, 920, 960, 1_000, 1_040, 1_080][if i == 0 { 0 } else { 1 + i % 5 }])
    });
    desk.write("s.csv", csv("partner,day,document,net_amount", sold));
    desk.run_at("2025-11-03", &["import", "partners", "p.csv"]).code(0);
    let week = |day: &str, file: &str| -> Vec<serde_json::Value> {
        desk.run_at(day, &["import", "sales", file]).code(0);
        desk.run_at(day, &["refresh"]).code(0);
        let list = desk.run_at(day, &["alert", "list", "--rule", "outlier", "--format", "json"]).code(0).json();
        list["alerts"].as_array().expect("a list").clone()
    };
    let high = week("2025-11-03", "s.csv");
    let number = &high[0]["number"];
    assert_eq!((high.len(), &high[0]["severity"], &high[0]["turned_on"]), (1, &"info".into(), &().into()));
    desk.run_at("2025-11-03", &["alert", "ack", &number.to_string(), "--reason", "a fair"]).code(0);
    desk.write("low.csv", "partner,day,document,net_amount\nP01,2025-11-04,L1,50\n");
    let low = week("2025-11-10", "low.csv");
    assert_eq!((low.len(), &low[0]["number"], &low[0]["severity"]), (1, number, &"warning".into()), "it is the same one");
    assert_eq!((&low[0]["state"], &low[0]["turned_on"]), (&"open".into(), &"2025-11-10".into()), "and asks again");
    let text = low[0]["text"].as_str().expect("a sentence");
    assert!(text.ends_with("; turned from high to low on 2025-11-10"), "{text}");
    let zh = desk.run_at("2025-11-10", &["--lang", "zh", "alert", "list", "--rule", "outlier"]).code(0).stdout;
    assert!(zh.contains("2025-11-10 由高转低"), "{zh}");
    desk.write("usual.csv", "partner,day,document,net_amount\nP01,2025-11-11,L2,1000\n");
    assert_eq!(week("2025-11-17", "usual.csv").len(), 0);
}

#[test]
fn a_past_week_can_be_asked_for_and_one_that_is_not_over_can_not() {
    let (desk, db) = demo();
    let run = |args: &[&str]| desk.run_at("2025-11-12", &[&["--db", &db], args].concat());
    let past = run(&["health", "--week", "2025-W40", "--format", "json"]).json();
    assert_eq!((past["as_of"].as_str(), past["week"].as_str()), (Some("2025-10-06"), Some("2025-W40")));
    let late = run(&["--lang", "en", "health", "--week", "2025-W46"]).code(2);
    assert!(late.stderr.contains("not over yet"), "{}", late.stderr);
    run(&["health", "--week", "2025-W99"]).code(2);
    run(&["health", "--owner", "nobody.here"]).code(2);
}

#[test]
fn a_warning_that_is_found_for_another_day_alone_has_no_number_of_one_that_is_stored() {
    let (desk, db) = demo();
    let run = |args: &[&str]| desk.run_at("2025-11-12", &[&["--db", &db, "--lang", "en"], args].concat());
    run(&["refresh"]).code(0);
    let stored = run(&["list", "alerts", "-n", "5000", "--format", "json"]).code(0).json();
    let text = |a: &serde_json::Value, name: &str| a[name].as_str().unwrap_or_default().to_owned();
    let of = |list: &serde_json::Value, rows: &str, number: &str, code: &str| {
        let all = list[rows].as_array().expect("warnings").iter();
        all.filter_map(|a| Some((a[number].as_i64()?, (text(a, code), text(a, "rule")))))
            .collect::<std::collections::BTreeMap<_, _>>()
    };
    let known = of(&stored, "rows", "id", "partner");
    let mut new = 0;
    // other limits on the same day, and an earlier day: what is new there is nobody else's warning
    desk.write("strict.toml", "[alerts]\npace = { warn = 1.5, critical = 0.9 }\n");
    let strict = desk.path("strict.toml").to_string_lossy().into_owned();
    for look in [&["--policy", strict.as_str()][..], &["--as-of", "2025-10-20"]] {
        let list = run(&[look, &["alert", "list", "-n", "5000", "--format", "json"]].concat()).code(0).json();
        for (number, what) in of(&list, "alerts", "number", "code") {
            assert_eq!(known.get(&number), Some(&what), "{look:?} #{number}");
        }
        new += list["alerts"].as_array().expect("warnings").iter().filter(|a| a["number"].is_null()).count();
        let health = run(&[look, &["health", "--all", "--format", "json"]].concat()).json();
        for p in ["partners", "warned"].into_iter().flat_map(|part| health[part].as_array().expect("partners")) {
            let code = p["code"].as_str().unwrap_or_default();
            for a in p["doing"]["alerts"].as_array().into_iter().flatten() {
                let rule = a["rule"].as_str().unwrap_or_default();
                if let Some(number) = a["number"].as_i64() {
                    assert_eq!(known.get(&number), Some(&(code.to_owned(), rule.to_owned())), "{look:?} #{number}");
                }
            }
        }
    }
    assert!(new > 5, "some are new: {new}");
}

#[test]
fn an_empty_network_is_fine_and_a_missing_one_could_not_run() {
    let desk = Desk::new();
    let ran = desk.run_at("2025-11-12", &["health", "--format", "json"]).code(0).json();
    assert_eq!(ran["network"]["partners"], 0);
    assert!(ran["network"]["health"].is_null(), "not rated is not 0");
    Desk::empty().run(&["health"]).code(4);
}

#[test]
fn a_robots_message_fits_its_robot() {
    let (desk, db) = demo();
    for (robot, room, text) in [("wecom", 4_096, "content"), ("dingtalk", 20_000, "text")] {
        let ran = desk.run_at("2025-11-12", &["--db", &db, "--lang", "zh", "health", "--robot", robot]).code(1).json();
        assert_eq!(ran["msgtype"], "markdown");
        let body = ran["markdown"][text].as_str().expect("a body");
        assert!(body.len() <= room && body.contains("优先处理"), "{robot}: {body}");
    }
}

#[test]
fn a_review_proposes_once_and_nobody_approves_their_own() {
    let (desk, db) = demo();
    let run = |args: &[&str]| desk.run_at("2025-11-12", &[&["--db", &db, "--lang", "en"], args].concat());
    let first = run(&["tier", "review", "--format", "json"]).code(0).json();
    assert_eq!(first["schema"], "qudao.tiers/1");
    let again = run(&["tier", "review", "--format", "json"]).code(0).json();
    assert_eq!(again["proposals"], first["proposals"], "run twice it proposes nothing twice");
    let partner = run(&["list", "partners", "-f", "status:active tier:growth", "-n", "1", "--format", "json"]).json();
    let code = partner["rows"][0]["code"].as_str().expect("a partner").to_owned();
    run(&["tier", "reject", &code]);
    let made = run(&["tier", "propose", &code, "strategic", "--reason", "opened 40 outlets", "--format", "json"]).code(0).json();
    assert_eq!(
        (made["changes"].as_array().map(Vec::len), &made["changes"][0]["code"]),
        (Some(1), &code.as_str().into()),
        "{made}"
    );
    let own = run(&["tier", "approve", &code]).code(3);
    assert!(own.stderr.contains("can't approve it"), "{}", own.stderr);
    run(&["tier", "propose", &code, "watch", "--reason", "again"]).code(3);
    run(&["tier", "propose", &code, "golden", "--reason", "x"]).code(2);
    run(&["tier", "withdraw", &code]).code(0);
    let history = run(&["tier", "history", &code, "--format", "json"]).code(0).json();
    assert_eq!(history["changes"][0]["state"], "withdrawn");
    // each with its approval, as everything that is asked for
    let approval = |change: &serde_json::Value, state: &str| {
        let approval = &change["approval"];
        assert!(approval["number"].is_i64() && approval["state"] == state && approval["alone"] == false, "{change}");
    };
    first["proposals"].as_array().expect("proposals").iter().for_each(|p| approval(p, "pending"));
    approval(&made["changes"][0], "pending");
    approval(&history["changes"][0], "withdrawn");
    approval(&run(&["tier", "show", &code, "--format", "json"]).code(0).json()["changes"][0], "withdrawn");
    let explained = run(&["tier", "show", &code]).code(0).stdout;
    assert!(explained.contains("tier score of") && explained.contains("tiers.weights"), "{explained}");
}
