//! `ticket stats`, and the history of another desk in its figures.

use serde_json::{Value, json};

use super::support::{Desk, Ran};

const NOW: &str = "2025-11-03T09:00";

/// A desk with the partners D001 in 江苏 and D002 in 上海, to which the history of another desk came.
fn desk() -> Desk {
    let desk = Desk::own_machine();
    let file = desk.write("partners.csv", "code,name,region\nD001,南京雨润食品有限公司,3201\nD002,East Fresh,31\n");
    desk.run(&["import", "partners", file.to_str().expect("a path")]).code(0);
    desk
}

fn data(path: &str) -> String {
    format!("{}/tests/data/{path}", env!("CARGO_MANIFEST_DIR"))
}

fn bring(desk: &Desk) -> Value {
    let (map, file) = (data("mappings/kefu_desk.toml"), data("desk/kefu_2025.csv"));
    desk.run_at(NOW, &["import", "tickets", &file, "--map", &map, "--format", "json"]).code(0).json()
}

fn stats(desk: &Desk, args: &[&str]) -> Ran {
    let mut all = vec!["ticket", "stats"];
    all.extend(args);
    desk.run_at(NOW, &all).code(0)
}

/// Period; medians and nine of ten in minutes; shares; counts.
type Expected = (&'static str, [f64; 4], [i64; 6], [i64; 3]);

#[test]
fn the_history_of_another_desk_counts_as_it_was() {
    let desk = desk();
    let done = bring(&desk);
    assert_eq!((&done["sections"][0]["inserted"], &done["sections"][0]["rejected"]), (&json!(39), &json!(0)), "{done}");
    // counted minute by minute over working hours, weekends, the October holiday and its make-up days, without holds
    let minutes = |m: f64| json!(m * 60.0).as_f64();
    let cases: [Expected; 3] = [
        ("2025-09", [216.0, 1026.0, 1134.0, 3402.0], [20, 23, 14, 15, 3, 23], [23, 15, 4]),
        ("2025-10", [540.0, 1728.0, 2646.0, 7290.0], [6, 15, 13, 20, 1, 12], [16, 20, 4]),
        ("2025", [222.0, 1296.0, 1890.0, 5670.0], [26, 38, 27, 35, 4, 35], [39, 35, 4]),
    ];
    for (period, times, shares, counts) in cases {
        let found = stats(&desk, &["--period", period, "--format", "json"]).json();
        let time = |path: &str, of: &str| found[path][of].as_f64();
        let given = [
            ("response", "median_seconds"),
            ("response", "p90_seconds"),
            ("resolution", "median_seconds"),
            ("resolution", "p90_seconds"),
        ];
        for ((path, of), expected) in given.into_iter().zip(times) {
            assert_eq!(time(path, of), minutes(expected), "{period} {path} {of}");
        }
        let share = |i: usize| json!([shares[i], shares[i + 1]]);
        let of = [&found["response_met_of"], &found["resolution_met_of"], &found["reopened_of"]];
        assert_eq!(of, [&share(0), &share(2), &share(4)], "{period}");
        let of = [&found["opened"], &found["resolved"], &found["open"]];
        assert_eq!(of, [&json!(counts[0]), &json!(counts[1]), &json!(counts[2])], "{period}");
    }
    // deadlines moved by holds over the holiday, as counted by hand
    let sql = desk.sqlite();
    for (number, due) in [
        ("KF2025-1058", "2025-10-27 12:15:00"),
        ("KF2025-1064", "2025-10-17 09:09:00"),
        ("KF2025-1067", "2025-09-30 18:55:00"),
        ("KF2025-1073", "2025-10-22 11:05:00"),
        ("KF2025-1085", "2025-10-20 09:36:00"),
    ] {
        let query = "SELECT datetime(resolution_due, 'unixepoch', '+8 hours') FROM ticket WHERE external = ?1";
        let found: String = sql.query_row(query, [number], |r| r.get(0)).expect(number);
        assert_eq!(found, due, "{number}");
    }
    // what is done escalates nothing, and what is open starts no clock here
    desk.run(&["ticket", "list"]).code(0);
    let count = |of: &str| {
        let query = format!("SELECT count(*) FROM ticket WHERE {of}");
        sql.query_row(&query, [], |r| r.get::<_, i64>(0)).expect("a count")
    };
    assert_eq!((count("level > 1"), count("brought_in")), (0, 39));
    assert_eq!(count("state NOT IN ('resolved', 'closed') AND resolution_due IS NOT NULL"), 0);
    assert!(count("state IN ('resolved', 'closed') AND resolution_due IS NULL") == 0, "what is done counts as it was");
}

#[test]
fn a_second_import_changes_nothing_and_a_later_file_moves_on() {
    let desk = desk();
    bring(&desk);
    let again = bring(&desk);
    assert_eq!((&again["sections"][0]["unchanged"], &again["sections"][0]["updated"]), (&json!(39), &json!(0)), "{again}");
    let held = desk.run_at(NOW, &["ticket", "list", "state:on_hold", "--format", "json"]).code(0).json();
    assert_eq!(held["rows"].as_array().map(Vec::len), Some(1), "{held}");
    let number = held["rows"][0]["number"].to_string();
    // the customer answered on 3 November at eleven; a day later it was solved
    let text = std::fs::read_to_string(data("desk/kefu_2025.csv")).expect("the export");
    let line = text.lines().find(|l| l.contains("待客户")).expect("the one that waits");
    let later =
        line.replace("2025/10/30 15:00,,,", "2025/10/30 15:00,2025/11/3 11:00,2025/11/4 11:00,").replace("待客户", "已解决");
    assert_ne!(line, later);
    let file = desk.write("kefu_later.csv", text.replace(line, &later));
    let args =
        ["import", "tickets", file.to_str().expect("a path"), "--map", &data("mappings/kefu_desk.toml"), "--format", "json"];
    let done = desk.run_at("2025-11-05T09:00", &args).code(0).json();
    assert_eq!((&done["sections"][0]["updated"], &done["sections"][0]["unchanged"]), (&json!(1), &json!(38)), "{done}");
    let shown = desk.run_at("2025-11-05T09:00", &["ticket", "show", &number, "--format", "json"]).code(0).json();
    let kinds: Vec<&str> = shown["events"].as_array().expect("events").iter().filter_map(|e| e["kind"].as_str()).collect();
    assert_eq!(kinds, ["opened", "acknowledged", "held", "resumed", "held", "resumed", "resolved"]);
    assert_eq!(shown["ticket"]["state"], "resolved");
    // seven days of nine hours from Monday the 20th at nine and one on hold: Wednesday the 29th at 18:00, before the second hold
    assert_eq!((&shown["resolution"]["due"], &shown["resolution"]["phase"]), (&json!("2025-10-29T10:00:00Z"), &json!("missed")));
}

#[test]
fn bad_rows_are_named_at_their_cell_and_nothing_is_written() {
    let desk = desk();
    let head = "external number,title,kind,severity,partner,created,first response,holds,resolved,status\n";
    let good = "A-1,ok,complaint,P2,D001,2025-10-13 09:00,2025-10-13 10:00,2025-10-13 11:00 ~ 2025-10-13 12:00,2025-10-14 09:00,solved\n";
    let row = |cells: &str| format!("B-1,bad,complaint,{cells}\n");
    let cases = [
        (row("P2,D001,2025-10-13 09:00,2025-10-13 08:59,,,open"), "first response", "2025-10-13"),
        (row("P2,D001,2025-10-13 09:00,2025-10-13 10:00,,2025-10-13 08:00,solved"), "resolved", "2025-10-13"),
        (row("P2,D001,2025-10-13 09:00,2025-10-13 10:00,2025-10-12 09:00 ~ 2025-10-13 12:00,,open"), "holds", "within the time"),
        (
            row("P2,D001,2025-10-13 09:00,2025-10-13 10:00,2025-10-13 11:00 ~ 2025-10-15 12:00,2025-10-14 09:00,solved"),
            "holds",
            "within the time",
        ),
        (
            row("P2,D001,2025-10-13 09:00,,2025-10-13 11:00 ~ 2025-10-13 13:00; 2025-10-13 12:00 ~ 2025-10-13 14:00,,open"),
            "holds",
            "after the end of the pause before",
        ),
        (row("P2,D001,2025-10-13 09:00,,2025-10-13 13:00 ~ 2025-10-13 12:00,,open"), "holds", "an end after the beginning"),
        (row("P2,D001,2025-10-13 09:00,,2025-10-13 11:00 ~,2025-10-14 09:00,solved"), "holds", "only the last pause"),
        (row("P2,D001,2025-10-13 09:00,,yesterday,,open"), "holds", "times such as"),
        (row("P9,D001,2025-10-13 09:00,,,,open"), "severity", "S1"),
        (row("P2,D001,2025-10-13 09:00,,,,limbo"), "status", "acknowledged"),
        (row("P2,D001,2025-10-13 09:00,,,,solved"), "resolved", ""),
        ("A-1,again,complaint,P2,D001,2025-10-13 09:00,,,,open\n".to_owned(), "external number", "A-1"),
    ];
    for (bad, column, words) in cases {
        let file = desk.write("bad.csv", format!("{head}{good}{bad}"));
        let path = file.to_str().expect("a path");
        let ran = desk.run_at(NOW, &["import", "tickets", path, "--format", "json"]).code(2);
        let problem = ran.json()["sections"][0]["problems"][0].clone();
        assert!(problem["column"].as_str().is_some_and(|c| c.contains(column)), "{bad}: {problem}");
        let text = desk.run_at(NOW, &["import", "tickets", path]).code(2);
        assert!(text.stderr.contains(words) || text.stdout.contains(words), "{bad}: {}{}", text.stdout, text.stderr);
        let zh = desk.run_at(NOW, &["--lang", "zh", "import", "tickets", path]).code(2);
        assert!(!zh.stderr.contains("expected-"), "{}", zh.stderr);
        let rows = desk.run_at(NOW, &["list", "tickets", "--format", "json"]).code(0).json();
        assert_eq!(rows["rows"], json!([]), "{bad}");
        // left out, the good row comes in alone
        let _ = std::fs::remove_file(&file);
    }
    let file = desk.write("good.csv", format!("{head}{good}B-1,bad,complaint,P9,D001,2025-10-13 09:00,,,,open\n"));
    let rejects = desk.path("rejects.csv");
    let args = ["import", "tickets", file.to_str().expect("a path"), "--skip-bad", rejects.to_str().expect("a path")];
    desk.run_at(NOW, &args);
    let rows = desk.run_at(NOW, &["list", "tickets", "--format", "json"]).code(0).json();
    assert_eq!(rows["rows"].as_array().map(Vec::len), Some(1));
    assert_eq!(rows["rows"][0]["severity"], "S2");
}

#[test]
fn pauses_come_from_a_file_of_their_own_or_as_events() {
    let desk = desk();
    let tickets = "key,subject,type,priority,customer,created,answered,solved\n\
        C-1,short,complaint,High,D001,2025-09-26 16:00,2025-09-26 16:30,2025-09-28 12:00\nC-2,late,complaint,High,D001,2025-09-26 16:00,2025-09-26 16:30,2025-09-29 12:00\n";
    let pauses = "ticket,from,to\nC-1,2025-09-26 17:00,2025-09-28 10:00\nC-1,2025-09-28 11:00,2025-09-28 11:30\nC-3,2025-09-26 17:00,2025-09-28 10:00\n";
    let map = "[[record]]\nkind = \"tickets\"\nfile = \"issues.csv\"\n[[record.join]]\nname = \"p\"\nfile = \"pauses.csv\"\nkey = \"ticket\"\nby = \"{key}\"\neach = \"{from} ~ {to}\"\n\
        [record.set]\nexternal = \"{key}\"\ntitle = \"{subject}\"\nkind = \"{type}\"\nseverity = \"{priority}\"\npartner = \"{customer}\"\nopened_at = \"{created}\"\nresponded_at = \"{answered}\"\nresolved_at = \"{solved}\"\nholds = \"{p.each}\"\n";
    let issues = desk.write("issues.csv", tickets);
    desk.write("pauses.csv", pauses);
    let map = desk.write("map.toml", map);
    let args = ["import", "tickets", issues.to_str().expect("a path"), "--map", map.to_str().expect("a path")];
    desk.run_at(NOW, &args).code(0);
    let median = || stats(&desk, &["--period", "2025-09", "--format", "json"]).json()["resolution"].clone();
    // C-1: 1 h on Friday, on the make-up Sunday 10-11 and 11:30-12; C-2: 2 h, 9 h on Sunday, 3 h on Monday
    let found = median();
    assert_eq!((&found["median_minutes"], &found["p90_minutes"], &found["p90_hours"]), (&json!(495), &json!(840), &json!(14.0)));
    // the same for C-2 by its history: on hold on Sunday, and reopened over Monday's first hour
    let events = "ticket,at,event\nC-2,2025-09-28 09:00,held\nC-2,2025-09-28 18:00,resumed\nC-2,2025-09-29 09:00,resolved\nC-2,2025-09-29 10:00,reopened\n";
    let file = desk.write("events.csv", events);
    desk.run_at(NOW, &["import", "ticket-events", file.to_str().expect("a path")]).code(0);
    let found = median();
    assert_eq!(found["p90_minutes"], json!(120 + 120), "{found}");
    let shown = desk.run_at(NOW, &["ticket", "list", "all", "reopened", "--format", "json"]).code(0).json();
    assert_eq!(shown["rows"].as_array().map(Vec::len), Some(1));
    // 27 h: 2 on Friday, none on Sunday, 8 on Monday, 9 on Tuesday, and after the holiday 8 on 9 October
    assert_eq!(shown["rows"][0]["resolution"]["due"], "2025-10-09T09:00:00Z");
    for (bad, words) in [
        ("C-1,2025-09-28 11:45,resumed\n", "the beginning of a pause"),
        ("C-2,2025-09-28 12:00,held\n", "after the end of the pause"),
        ("C-1,2025-09-25 12:00,held\nC-1,2025-09-25 13:00,resumed\n", "within the time"),
    ] {
        let file = desk.write("bad.csv", format!("ticket,at,event\n{bad}"));
        let before = desk.bytes();
        let ran = desk.run_at(NOW, &["import", "ticket-events", file.to_str().expect("a path")]).code(2);
        assert!(ran.stderr.contains(words) || ran.stdout.contains(words), "{bad}: {}{}", ran.stdout, ran.stderr);
        assert!(before == desk.bytes(), "{bad}: nothing is written");
    }
}

/// Of any days, by fields that are shown only where they are asked for.
fn figures_by_a_field_name_their_lists(desk: &Desk) {
    desk.sqlite()
        .execute_batch(
            "UPDATE ticket SET pain_point = 'process' WHERE id % 2 = 0;
             INSERT INTO ticket_party (ticket, partner, role)
               SELECT t.id, p.id, 'affected' FROM ticket t JOIN partner p ON p.id = (SELECT max(id) FROM partner) WHERE p.id <> t.partner",
        )
        .expect("rows");
    let days = ["--from", "2025-09-10", "--to", "2025-10-20", "--format", "json"];
    for (by, name) in [
        ("partner", "partner"),
        ("pain-point", "pain_point"),
        ("pain_point", "pain_point"),
        ("resolved-by", "resolved_by"),
        ("24x7", ""),
    ] {
        if name.is_empty() {
            desk.run_at(NOW, &["ticket", "stats", "--by", by]).code(2);
            continue;
        }
        let mut args = vec!["--by", by];
        args.extend(days);
        let found = stats(desk, &args).json();
        assert_eq!((&found["from"], &found["to"]), (&json!("2025-09-10"), &json!("2025-10-20")));
        let groups = found["by"][name].as_array().expect("groups");
        let opened: u64 = groups.iter().filter_map(|g| g["opened"].as_u64()).sum();
        assert_eq!((Some(opened), groups.is_empty()), (found["opened"].as_u64(), false), "{by}");
        for group in groups {
            for count in ["opened", "resolved", "open"] {
                let filter = group["filters"][count].as_str().expect("text");
                let list = desk.run_at(NOW, &["ticket", "list", filter, "--format", "json"]).code(0).json();
                let rows = list["rows"].as_array().map(|rows| rows.len() as u64);
                assert_eq!(rows, group[count].as_u64(), "{by} {count}: {filter}");
            }
        }
        let text = stats(desk, &["--from", "2025-09-10", "--to", "2025-10-20", "--by", by]).stdout;
        assert!(text.contains(&format!("by {}", name.replace('_', " "))), "{text}");
    }
}

#[test]
fn figures_are_text_json_and_csv_and_name_their_lists() {
    let desk = desk();
    bring(&desk);
    let text = stats(&desk, &["--period", "2025-10"]).stdout;
    for line in [
        "tickets from 2025-10-01 to 2025-10-31",
        "open by severity",
        "the last 12 months",
        "by region",
        "all opened:2025-10 late:response",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let zh = desk.run_at(NOW, &["--lang", "zh", "ticket", "stats", "--period", "2025-10"]).code(0).stdout;
    assert!(zh.contains("按期解决率") && zh.contains("近 12 个月") && !zh.contains("stats-"), "{zh}");
    let found = stats(&desk, &["--period", "2025-10", "--format", "json"]).json();
    assert_eq!((&found["schema"], &found["running"]), (&json!("qudao.ticket-stats/1"), &json!(false)));
    assert_eq!(found["months"].as_array().map(Vec::len), Some(12));
    let dimensions = ["kind", "severity", "level", "state", "age", "region", "owner"];
    assert!(dimensions.iter().all(|d| found["by"][d].is_array()), "{}", found["by"]);
    let filters = found["by"]["owner"][0]["filters"].as_object().expect("filters");
    for (count, filter) in filters {
        let list = desk.run_at(NOW, &["ticket", "list", filter.as_str().expect("text"), "--format", "json"]).code(0).json();
        let rows = list["rows"].as_array().map(Vec::len);
        let said = match count.as_str() {
            "open" | "opened" | "resolved" => found["by"]["owner"][0][count].as_u64(),
            "answered" => found["by"]["owner"][0]["response"]["count"].as_u64(),
            "response_met" => found["by"]["owner"][0]["response_met_of"][0].as_u64(),
            "response_rated" => found["by"]["owner"][0]["response_met_of"][1].as_u64(),
            _ => continue,
        };
        assert_eq!(rows.map(|n| n as u64), said, "{count}: {filter}");
    }
    let only = stats(&desk, &["--by", "owner", "--format", "json"]).json();
    assert_eq!(only["by"].as_object().map(serde_json::Map::len), Some(1));
    figures_by_a_field_name_their_lists(&desk);
    let csv = stats(&desk, &["--period", "2025-10", "--by", "kind", "--format", "csv"]).stdout;
    assert!(
        csv.starts_with("by,key,name,open,opened,resolved") && csv.lines().any(|l| l.starts_with("kind,complaint,")),
        "{csv}"
    );
    let told = stats(&desk, &["--explain"]).stdout;
    assert!(told.contains("qudao ticket list") && told.contains("desk_figures.response_met"), "{told}");
    desk.run_at(NOW, &["ticket", "stats", "--period", "soon"]).code(2);
    desk.run_at(NOW, &["ticket", "stats", "--by", "mood"]).code(2);
    let empty = Desk::own_machine();
    let nothing = empty.run_at(NOW, &["ticket", "stats"]).code(0);
    assert!(nothing.stderr.contains("no tickets in this period"), "{}", nothing.stderr);
}
