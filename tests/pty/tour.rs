//! A tour through the tabs and what lies over them, and every way out.

use rustix::process::Signal;

use super::support::{Desk, FIRST};
use super::terminal::Terminal;

/// The path of a demo's database, which is made if it is not there.
fn demo_db(desk: &Desk) -> String {
    let db = desk.path("demo.db");
    // a gateway's settings name its one database, which is not this
    let settings = desk.path("config/qudao/config.toml");
    if std::fs::read_to_string(&settings).is_ok_and(|text| text.contains("\ndb = ")) {
        std::fs::remove_file(settings).expect("settings");
    }
    let path = db.to_str().expect("a path").to_owned();
    if !db.exists() {
        let args = ["demo", "--partners", "40", "--weeks", "20", "--keep", &path, "--no-open"];
        desk.own_at("2026-11-23T09:12", &[&args, FIRST].concat()).code(0);
    }
    path
}

pub(crate) fn demo(desk: &Desk, lang: &str) -> Terminal {
    let path = demo_db(desk);
    let terminal = Terminal::start_with(desk, &["--lang", lang], &[("QUDAO_DB", &path)]);
    terminal.until("the tabs", |s| s.contents().contains("5 ") && s.alternate_screen());
    terminal
}

/// Every row of the box that an overlay draws has both borders.
#[track_caller]
fn borders_are_whole(terminal: &Terminal) {
    let lines: Vec<String> = terminal.look(|s| s.rows(0, 80).collect());
    let top = lines.iter().position(|l| l.contains('┌')).expect("a box");
    let bottom = lines.iter().position(|l| l.contains('└')).expect("its end");
    let column = |line: &str, at: usize| {
        // columns of the terminal, not characters
        let mut x = 0;
        for c in line.chars() {
            if x == at {
                return Some(c);
            }
            x += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        }
        None
    };
    let x = |line: &str, corner: char| -> usize {
        line.chars().take_while(|c| *c != corner).map(|c| unicode_width::UnicodeWidthChar::width(c).unwrap_or(0)).sum()
    };
    let (left, right) = (x(&lines[top], '┌'), x(&lines[top], '┐'));
    for line in &lines[top + 1..bottom] {
        assert_eq!(column(line, left), Some('│'), "left border: {line}\n{}", lines.join("\n"));
        assert_eq!(column(line, right), Some('│'), "right border: {line}\n{}", lines.join("\n"));
    }
}

#[test]
fn popups_over_chinese_text_keep_their_borders() {
    let desk = Desk::new();
    let mut t = demo(&desk, "zh");
    t.keys("1");
    t.shows("编码");
    for (key, shows) in [("?", "按键"), (":", "要做什么"), ("f", "拼音"), ("a", "新增渠道商")] {
        t.keys(key);
        t.shows(shows);
        t.settle();
        borders_are_whole(&t);
        t.keys("\x1b");
        t.until("the box closed", |s| !s.contents().contains('┌'));
    }
    // nothing of the popups is left: a whole new drawing shows the same
    let lines = |t: &Terminal| t.look(|s| s.rows(0, 80).map(|l| l.trim_end().to_owned()).collect::<Vec<_>>());
    let before = lines(&t);
    t.resize(24, 81);
    t.settle();
    t.resize(24, 80);
    t.settle();
    assert_eq!(lines(&t), before);
    t.keys("q");
    t.ends();
    t.is_sane();
}

#[test]
fn what_was_typed_outlives_a_lost_connection() {
    let desk = Desk::new();
    for signal in [Signal::HUP, Signal::TERM] {
        let mut t = demo(&desk, "zh");
        t.keys("1");
        t.shows("编码");
        t.keys("a");
        t.shows("新增渠道商");
        t.keys("D900\t重庆新桥食品");
        t.shows("重庆新桥食品");
        t.signal(signal);
        t.ends();
        let mut again = demo(&desk, "zh");
        again.keys("1");
        again.shows("编码");
        again.keys("a");
        again.shows("重庆新桥食品");
        again.keys("\x1b");
        again.until("the form closed", |s| !s.contents().contains('┌'));
        again.keys("q");
        again.ends();
    }
}

/// The colour of the current tab's name in the head line.
fn accent(screen: &vt100::Screen) -> Option<vt100::Color> {
    screen.cell(0, 1).map(vt100::Cell::fgcolor)
}

#[test]
fn the_colours_are_those_for_the_ground_of_the_terminal() {
    let desk = Desk::new();
    let dark = demo(&desk, "en");
    let on_dark = dark.look(accent);
    let path = desk.path("demo.db");
    let white = Terminal::start_white(&desk, &["--lang", "en"], &[("QUDAO_DB", path.to_str().expect("a path"))]);
    white.until("colours for a white ground", |s| s.alternate_screen() && s.cell(0, 1).is_some_and(vt100::Cell::has_contents));
    white.until("other colours than on a dark ground", |s| accent(s) != on_dark);
}

#[test]
fn a_burst_of_keys_is_drawn_in_few_frames_and_idleness_sends_nothing() {
    let desk = Desk::new();
    let mut t = demo(&desk, "en");
    t.keys("1");
    t.shows("Code");
    let before = t.settle();
    t.keys(&"j".repeat(30));
    let after = t.settle();
    assert!(after - before < 30 * 300, "{} bytes", after - before);
    let idle = t.settle();
    assert_eq!(after, idle);
    t.keys("q");
    t.ends();
}

#[test]
fn every_size_is_drawn_and_the_last_one_is_whole() {
    let desk = Desk::new();
    let mut t = demo(&desk, "en");
    t.keys("1");
    t.shows("Code");
    for (rows, cols) in [(40, 120), (16, 60), (5, 20), (60, 200), (24, 80)] {
        t.resize(rows, cols);
        t.settle();
    }
    t.shows("Code");
    t.shows("5 KPIs");
    t.keys("q");
    t.ends();
    t.is_sane();
}

#[test]
fn a_stopped_program_gives_the_terminal_back_and_takes_it_again() {
    let desk = Desk::new();
    let path = demo_db(&desk);
    let mut t = Terminal::start_in_shell(&desk, &["--lang", "en"], &[("QUDAO_DB", &path)]);
    t.shows("5 KPIs");
    t.keys("\x1a");
    t.is_sane();
    t.keys("\n");
    t.until("the program again", |s| s.alternate_screen() && s.contents().contains("5 KPIs"));
    t.keys("1");
    t.shows("Code");
    t.keys("q");
    t.until("the shell again", |s| !s.alternate_screen());
    t.keys("\n");
    t.ends();
    t.is_sane();
}

#[test]
fn signals_leave_the_terminal_sane() {
    let desk = Desk::new();
    for signal in [Signal::TERM, Signal::INT, Signal::QUIT] {
        let mut t = demo(&desk, "zh");
        t.keys("1a");
        t.shows("新增渠道商");
        t.signal(signal);
        t.ends();
        t.is_sane();
    }
}
