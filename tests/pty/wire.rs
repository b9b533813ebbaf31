//! What comes over a slow line, from a poor terminal, or from text that would drive it.

use std::time::Duration;

use super::support::Desk;
use super::terminal::Terminal;

fn partners(desk: &Desk) -> Terminal {
    let mut t = super::tour::demo(desk, "en");
    t.keys("1");
    t.shows("Code");
    t.settle();
    t
}

/// Pieces with a pause between them.
fn in_pieces(t: &mut Terminal, pieces: &[&str]) {
    for piece in pieces {
        t.keys(piece);
        std::thread::sleep(Duration::from_millis(15));
    }
}

#[test]
fn a_key_in_pieces_or_with_a_doubled_escape_acts_as_no_letter() {
    let desk = Desk::new();
    let mut t = partners(&desk);
    for pieces in [&["\x1b\x1b[A"][..], &["\x1b", "[A"], &["\x1b", "[", "B"], &["\x1b", "OA"], &["\x1b", "[1;3D"]] {
        in_pieces(&mut t, pieces);
        t.settle();
        // `[` is another tab, `A` a question, `B` and `D` keys of their own
        let text = t.text();
        assert!(text.contains("Code") && !text.contains("who does it"), "{pieces:?}:\n{text}");
    }
    // an Esc by itself is one
    t.keys("?");
    t.shows("Keys ─");
    t.keys("\x1b");
    t.until("the help closed", |s| !s.contents().contains("Keys ─"));
    t.keys("q");
    t.ends();
}

#[test]
fn a_paste_whose_frame_was_cut_is_text() {
    let desk = Desk::new();
    let mut t = partners(&desk);
    t.keys("/");
    std::thread::sleep(Duration::from_millis(300));
    in_pieces(&mut t, &["\x1b", "[200~4q[A\x1b[201~"]);
    // in the field, and no other tab or question
    t.until("the text in the filter", |s| s.contents().contains("filter 4q[A") && s.contents().contains("Partners"));
}

#[test]
fn a_program_that_nobody_could_continue_is_not_stopped() {
    let desk = Desk::new();
    let mut t = partners(&desk);
    t.keys("\x1a");
    t.settle();
    assert!(!t.is_stopped());
    t.keys("5");
    t.until("another tab", |s| s.alternate_screen() && !s.contents().contains("Code"));
}

#[test]
fn a_terminal_that_can_not_place_text_and_an_encoding_that_is_not_ours_are_told() {
    let desk = Desk::new();
    let cases = [
        (("TERM", "dumb"), "can't place text"),
        (("TERM", "vt52"), "can't place text"),
        (("TERM", ""), "TERM is not set"),
        (("LC_ALL", "zh_CN.GBK"), "has the encoding GBK"),
    ];
    for (environment, said) in cases {
        let mut t = Terminal::start_with(&desk, &["--lang", "en"], &[environment]);
        t.shows(said);
        assert_eq!(t.code(), Some(4), "{environment:?}");
        assert!(!t.look(vt100::Screen::alternate_screen));
    }
    // a command prints all the same: it may go through a converter
    let mut t = Terminal::start_with(&desk, &["--lang", "en", "list", "users"], &[("LC_ALL", "zh_CN.GBK")]);
    t.shows("has the encoding GBK");
    t.shows("li.wei");
    assert_eq!(t.code(), Some(0));
}

#[test]
fn a_locale_that_names_no_encoding_is_drawn_in_ascii_and_says_so() {
    let desk = Desk::new();
    for locale in [("LC_ALL", "C"), ("LC_ALL", "POSIX"), ("LANG", "")] {
        let t = Terminal::start_with(&desk, &["--lang", "en"], &[locale]);
        t.shows("names no encoding");
        let text = t.text();
        let drawn = text.chars().find(|c| matches!(*c, '\u{2500}'..='\u{257f}' | '…'));
        assert_eq!(drawn, None, "{text}");
    }
    // who knows better says so
    desk.write("config/qudao/config.toml", "ui.glyphs = \"unicode\"\n");
    let t = Terminal::start_with(&desk, &["--lang", "en"], &[("LC_ALL", "C")]);
    t.shows("Today");
    assert!(!t.text().contains("names no encoding"));
}

#[test]
fn in_ascii_nothing_is_drawn_with_anything_else() {
    let desk = Desk::new();
    desk.write("config/qudao/config.toml", "ui.glyphs = \"ascii\"\n");
    let mut t = partners(&desk);
    for tab in ["0", "2", "3", "4", "5", "1"] {
        t.keys(tab);
        t.settle();
        let text = t.text();
        let drawn = text.chars().find(|c| matches!(*c, '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{27bf}' | '…' | '·'));
        assert_eq!(drawn, None, "{text}");
    }
}

#[test]
fn no_format_lets_text_drive_the_terminal() {
    let desk = Desk::new();
    desk.run(&["add", "partner", "code=D1", "name=Name"]).code(0);
    desk.sqlite().execute("UPDATE partner SET name = ?1", ["E\u{1b}]0;owned\u{7}\u{9b}2J\u{1b}[?1049h"]).expect("a name");
    for args in [
        &["export", "partners", "--format", "csv"][..],
        &["list", "partners", "--format", "csv"],
        &["list", "partners"],
        &["show", "partner", "D1"],
    ] {
        let mut t = Terminal::start(&desk, args);
        t.ends();
        t.shows("E␛]0;ow");
        assert!(!t.look(vt100::Screen::alternate_screen), "{args:?}");
    }
    // a file gets what is there
    let csv = desk.run(&["export", "partners", "--format", "csv"]).code(0).stdout;
    assert!(csv.contains("E\u{1b}]0;owned"), "{csv:?}");
}

/// Names of whose glyphs a terminal may think otherwise: an emoji with its selector, a flag, joiners, ambiguous ones.
const DISPUTED: [&str; 5] = ["❤\u{fe0f}心商店", "🇨🇳旗商店", "a\u{200b}b\u{200d}c零宽", "👨\u{200d}👩\u{200d}👧家", "────§①商店"];

#[test]
fn a_glyph_of_disputed_width_moves_no_other_cell() {
    let desk = Desk::new();
    // a plain one above and below each
    let rows = DISPUTED.iter().enumerate().map(|(n, name)| format!("W{n}0,甲乙商贸\nW{n}5,{name}\n"));
    desk.write("names.csv", format!("Code,Name\n{}W99,甲乙商贸\n", rows.collect::<String>()));
    desk.run(&["import", "partners", "names.csv"]).code(0);
    let mut t = Terminal::start_with(&desk, &["--lang", "en"], &[]);
    t.keys("1");
    t.shows("W99");
    // where a row has its code and its tier, which is none, by cells
    let places = |s: &vt100::Screen, code: &str| {
        let cell = |y, x| s.cell(y, x).map(|c| c.contents().to_owned()).unwrap_or_default();
        let at =
            |y: u16, text: &str| (0..80).find(|x| text.chars().zip(*x..).all(|(letter, x)| cell(y, x) == letter.to_string()));
        (0..24).find_map(|y| Some((at(y, code)?, at(y, "–")?)))
    };
    let codes: Vec<String> =
        (0..DISPUTED.len()).flat_map(|n| [format!("W{n}0"), format!("W{n}5")]).chain(["W99".to_owned()]).collect();
    for keys in ["", "j", "jj", "kk", "G", "gg"] {
        t.keys(keys);
        t.settle();
        let found: Vec<_> = codes.iter().map(|code| t.look(|s| places(s, code))).collect();
        assert!(found[0].is_some() && found.iter().all(|place| *place == found[0]), "{keys}: {found:?}\n{}", t.text());
    }
    t.keys("q");
    t.ends();
    t.is_sane();
}

#[test]
fn a_panic_in_the_background_gives_the_screen_back_says_so_and_is_written_down() {
    let desk = Desk::new();
    let stumble = desk.path("stumble");
    let mut t = Terminal::start_with(&desk, &["--lang", "en"], &[("QUDAO_STUMBLE", stumble.to_str().expect("a path"))]);
    t.until("the tabs", |s| s.contents().contains("5 ") && s.alternate_screen());
    std::fs::write(&stumble, "").expect("what the thread of the database stumbles over");
    assert_eq!(t.code(), Some(4));
    t.is_sane();
    t.shows("the program failed and has ended");
    let log = std::fs::read_to_string(desk.path(".local/state/qudao/qudao.log")).expect("the log");
    assert!(log.contains(" database qudao::") && log.contains("worker"), "{log}");
}

#[test]
fn what_fails_in_the_background_is_told_and_written_down() {
    let desk = Desk::new();
    desk.run(&["add", "partner", "code=D001", "name=East Fresh", "status=active"]).code(0);
    let mut t = Terminal::start_with(&desk, &["--lang", "en"], &[]);
    t.keys("1");
    t.shows("East Fresh");
    t.settle();
    let stop = "BEFORE INSERT ON partner_figures BEGIN SELECT RAISE(ABORT, 'figures are kept out'); END";
    desk.sqlite().execute_batch(&format!("CREATE TRIGGER stop {stop}")).expect("what keeps figures out");
    // the command does what it was asked for, and writes down what it could not do besides
    desk.run(&["edit", "partner", "D001", "onboarded_on=2025-01-02"]).code(0);
    let log = || std::fs::read_to_string(desk.path(".local/state/qudao/qudao.log")).unwrap_or_default();
    assert!(log().contains("WARN") && log().contains("figures are kept out"), "{}", log());
    t.shows("figures are kept out");
    assert!(log().contains("ERROR database") && log().contains("job=\"figures\""), "{}", log());
    t.keys("5");
    t.until("another tab", |s| !s.contents().contains("figures are kept out"));
    t.settle();
    assert_eq!(log().lines().filter(|line| line.contains("ERROR")).count(), 1, "once:\n{}", log());
    t.keys("q");
    t.ends();
}
