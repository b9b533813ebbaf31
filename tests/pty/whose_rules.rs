//! Programs left open under rules of one's own: they look, and never decide, write or clear anything.

use super::support::{Desk, FIRST};
use super::terminal::Terminal;

const CLEARS: &str =
    "[alerts]\npace = { warn = 0.0, critical = 0.0 }\n[desk.resolution]\nS1 = \"1 h\"\nS2 = \"1 h\"\nS3 = \"1 h\"\n";
const RAISES: &str = "[alerts]\npace = { warn = 10.0, critical = 10.0 }\n[health]\nslipping = 100\n";

fn desk() -> Desk {
    let desk = Desk::empty();
    let db = desk.db().to_str().expect("a path").to_owned();
    desk.run(&[&["demo", "--partners", "40", "--weeks", "60", "--no-open", "--keep", &db], FIRST].concat()).code(0);
    desk.run(&["user", "add", "he.viewer", "--role", "viewer"]).code(0);
    desk.run(&["health"]);
    desk.write("clears.toml", CLEARS);
    desk.write("raises.toml", RAISES);
    desk
}

/// Warnings with who works on them, figures, and how often anything was written.
fn kept(desk: &Desk) -> Vec<String> {
    let conn = desk.sqlite();
    let rows = |sql: &str| -> Vec<String> {
        let mut statement = conn.prepare(sql).expect(sql);
        let columns = statement.column_count();
        let rows = statement
            .query_map([], |r| (0..columns).map(|i| Ok(format!("{:?}", r.get_ref(i)?))).collect::<rusqlite::Result<Vec<_>>>());
        rows.expect(sql).map(|r| r.expect(sql).join(" ")).collect()
    };
    let mut all = rows("SELECT id, partner, rule, severity, state, acknowledged_by FROM alert ORDER BY id");
    all.extend(rows("SELECT partner, health, score, open_alerts FROM partner_figures ORDER BY partner"));
    all.extend(rows("SELECT count(*), max(id) FROM change_set"));
    all
}

#[test]
fn two_open_programs_with_rules_of_their_own_leave_everybodys_figures_and_warnings_as_they_are() {
    let desk = desk();
    let before = kept(&desk);
    let started: Vec<Terminal> = [("zhou.yan", "clears.toml"), ("wang.jun", "raises.toml"), ("he.viewer", "clears.toml")]
        .into_iter()
        .map(|(user, file)| Terminal::start_now(&desk, user, &["--lang", "en", "--policy", file]))
        .collect();
    for t in &started {
        t.until("the tabs", |s| s.alternate_screen() && s.contents().contains("5 KPIs"));
        t.shows("what-if");
    }
    let plain = Terminal::start_now(&desk, "zhao.min", &["--lang", "en"]);
    plain.until("the tabs", |s| s.alternate_screen() && s.contents().contains("5 KPIs"));
    for t in started.iter().chain([&plain]) {
        t.settle();
    }
    assert_eq!(kept(&desk), before);
    for mut t in started.into_iter().chain([plain]) {
        t.keys("q");
        t.ends();
    }
    assert_eq!(kept(&desk), before);
}

#[test]
fn a_form_under_rules_of_ones_own_is_refused_and_says_what_to_try() {
    let desk = desk();
    let before = kept(&desk);
    for user in ["zhou.yan", "wang.jun", "zhao.min", "li.wei"] {
        let mut t = Terminal::start_now(&desk, user, &["--lang", "en", "--policy", "clears.toml"]);
        t.until("the tabs", |s| s.alternate_screen() && s.contents().contains("5 KPIs"));
        t.keys("3");
        t.shows("of");
        t.settle();
        t.keys("a");
        t.shows("save");
        t.keys("\t\tshort delivery\x0f");
        t.shows("this only looks what");
        drop(t);
    }
    assert_eq!(kept(&desk), before);
    let tickets =
        desk.sqlite().query_row("SELECT count(*) FROM ticket WHERE title = 'short delivery'", [], |r| r.get::<_, i64>(0));
    assert_eq!(tickets, Ok(0));
}

#[test]
fn an_open_program_takes_up_the_rules_that_others_put_into_force() {
    let desk = desk();
    let mut t = Terminal::start_now(&desk, "zhou.yan", &["--lang", "en"]);
    t.until("the tabs", |s| s.alternate_screen() && s.contents().contains("5 KPIs"));
    t.keys("\x1b[15~");
    t.shows("keys: ");
    t.keys("/promote\r");
    t.until("what holds", |s| s.contents().contains("tiers.promote_score  75 points"));
    let set = ["policy", "set", "tiers.promote_score", "80", "-r", "more", "--format", "json"];
    let asked = desk.run_as("wang.jun", &set).code(0).json();
    t.settle();
    assert!(t.text().contains("tiers.promote_score  75 points"), "it waits: {}", t.text());
    desk.run_as("zhao.min", &["approval", "approve", &asked["approval"].to_string()]).code(0);
    // without a key
    t.until("what holds now", |s| s.contents().contains("tiers.promote_score  80 points"));
    // out of the search, and of the page, to a partner's
    for keys in ["\x1b", "\x1b", "1", "\r", "x"] {
        t.keys(keys);
        t.settle();
    }
    t.shows("policy v2 ");
    t.keys("\x1b\x1b");
    drop(t);
    let state: String =
        desk.sqlite().query_row("SELECT value FROM meta WHERE name = 'figures_state'", [], |r| r.get(0)).expect("figures");
    assert!(state.contains(" v2 "), "its figures are those of the rules in force: {state}");
}
