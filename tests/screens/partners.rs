//! What the keys do in the register.

use qudao::domain::kinds::Role;
use qudao::domain::record::{Kind, Lang, Row, Value};
use qudao::store::record;
use qudao::tui::app::Msg;
use qudao::tui::worker::Report;

use super::Stage;

fn text(s: &str) -> Value {
    Value::Text(s.to_owned())
}

/// Adds a partner behind the program's back; answers its id.
pub(super) fn add(stage: &Stage, code: &str, name: &str) -> i64 {
    let mut session = stage.session();
    let mut row = Row::blank(Kind::Partner);
    row.set("code", text(code));
    row.set("name", text(name));
    session.write(Role::Specialist, "change-create", code, |tx| Ok(tx.insert(&row)?)).expect("a partner")
}

pub(super) fn partner(stage: &Stage, code: &str) -> Row {
    let session = stage.session();
    let id = record::id_by_code(session.store.conn(), Kind::Partner, code).expect("the file").expect(code);
    record::get(session.store.conn(), Kind::Partner, id).expect("a partner")
}

#[test]
fn a_partner_is_found_by_initials_and_full_pinyin_as_it_is_typed() {
    let stage = Stage::new();
    add(&stage, "ZZ9001", "重庆川渝食品经销部");
    for typed in ["cqcy", "zqcy", "chongqingchuanyu", "川渝食品", "zz9001"] {
        let mut rig = stage.rig(Lang::En, (80, 24));
        rig.press("1/").press(typed);
        let screen = rig.screen();
        assert!(screen.contains("ZZ9001"), "{typed}:\n{screen}");
        assert!(screen.contains("1 of "), "{typed}:\n{screen}");
        rig.press("<Esc>");
        assert!(!rig.screen().contains("1 of "), "escape shows all again");
    }
}

#[test]
fn a_filter_that_is_not_understood_says_so_until_it_is_mended() {
    let stage = Stage::new();
    let mut rig = stage.rig(Lang::En, (80, 24));
    rig.press("1/regoin:x");
    let screen = rig.screen();
    assert!(screen.contains("! filter: `regoin`"), "{screen}");
    rig.press("<C-u>").press("status:active<Enter>");
    let screen = rig.screen();
    assert!(!screen.contains("regoin") && screen.contains("/ status:active"), "{screen}");
}

#[test]
fn marked_partners_are_assigned_at_once_and_one_undo_takes_it_back() {
    let stage = Stage::new();
    let mut rig = stage.rig(Lang::En, (120, 40));
    rig.press("1/status:active<Enter>").press("<Space><Space><Space>");
    assert!(rig.screen().contains("3 marked"), "{}", rig.screen());
    rig.press("t").press("vip").press("<Enter>");
    let tagged = |stage: &Stage| {
        let session = stage.session();
        let sql = "SELECT count(*) FROM partner WHERE tags LIKE '%vip%'";
        session.store.conn().query_row(sql, [], |r| r.get::<_, i64>(0)).expect("a count")
    };
    let before = tagged(&stage);
    assert!(before >= 3);
    rig.press("u");
    assert_eq!(tagged(&stage), before - 3, "{}", rig.screen());
    assert!(rig.screen().contains("took back: tagged 3 x: vip"), "it says so: {}", rig.screen());
}

#[test]
fn only_the_marked_partners_are_exported_and_the_foot_line_says_how_many_and_where() {
    let stage = Stage::new();
    let mut rig = stage.rig(Lang::En, (120, 40));
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("m.csv");
    let name = path.to_str().expect("a path");
    for (code, more) in [("ZZ9001", "a"), ("ZZ9002", "b"), ("ZZ9003", "c")] {
        add(&stage, code, more);
    }
    rig.press("1/zz900<Enter>").press("<Space><Space>");
    assert!(rig.screen().contains("2 marked"), "{}", rig.screen());
    rig.press("E");
    assert!(rig.screen().contains("the 2 marked partners"), "{}", rig.screen());
    rig.press("<C-u>").press(name).press("<Enter>");
    let screen = rig.screen();
    assert!(screen.contains("wrote 2 partners to ") && screen.contains("m.csv"), "{screen}");
    let csv = std::fs::read_to_string(&path).expect("a file");
    let codes: Vec<&str> = csv.lines().skip(1).filter_map(|l| l.split(',').next()).collect();
    assert_eq!(codes, ["ZZ9001", "ZZ9002"], "{csv}");
}

#[test]
fn a_form_names_what_is_wrong_at_the_field_and_keeps_the_text() {
    let stage = Stage::new();
    let mut rig = stage.rig(Lang::En, (80, 24));
    rig.press("1a").press("ZZ9100<Tab>").press("<C-o>");
    let screen = rig.screen();
    assert!(screen.contains("ZZ9100") && screen.contains("! Name"), "{screen}");
    rig.press("New Partner<C-o>");
    assert!(rig.app.overlays.is_empty(), "{}", rig.screen());
    assert_eq!(partner(&stage, "ZZ9100").get("name"), &text("New Partner"));
    // a second one of that code is refused, at the field
    rig.press("a").press("ZZ9100<Tab>").press("Another").press("<C-o>");
    let screen = rig.screen();
    assert!(screen.contains("Another") && screen.contains("! Code"), "{screen}");
}

#[test]
fn what_was_typed_is_back_when_a_closed_form_is_opened_again() {
    let stage = Stage::new();
    let mut rig = stage.rig(Lang::En, (80, 24));
    rig.press("1a").press("ZZ9200<Tab>").press("Half a na").press("<Esc>");
    assert!(rig.app.overlays.is_empty());
    rig.press("3").press("1a");
    assert!(rig.screen().contains("Half a na"), "{}", rig.screen());
}

#[test]
fn two_people_on_one_record_are_shown_side_by_side() {
    let stage = Stage::new();
    let id = add(&stage, "ZZ9300", "Before");
    let mut rig = stage.rig(Lang::En, (120, 40));
    rig.press("1/zz9300<Enter>e");
    // a colleague is first
    let mut other = stage.session();
    let mut row = record::get(other.store.conn(), Kind::Partner, id).expect("a partner");
    row.set("name", text("Theirs"));
    row.set("city", text("Nanjing"));
    other.write(Role::Specialist, "change-edit", "ZZ9300", |tx| Ok(tx.update(&row)?)).expect("a write");
    rig.press("<Tab>").press(" Mine<C-o>");
    let screen = rig.screen();
    assert!(screen.contains("Before Mine") && screen.contains("Theirs") && screen.contains("Nanjing"), "{screen}");
    // mine for the name, theirs for the city, which only they changed
    rig.press("<Enter>");
    assert!(rig.app.overlays.is_empty(), "{}", rig.screen());
    let saved = partner(&stage, "ZZ9300");
    assert_eq!((saved.get("name"), saved.get("city")), (&text("Before Mine"), &text("Nanjing")));
}

#[test]
fn only_legal_moves_are_made_and_need_a_reason() {
    let stage = Stage::new();
    add(&stage, "ZZ9400", "Leaving");
    let mut rig = stage.rig(Lang::En, (80, 24));
    rig.press("1/zz9400<Enter>d<Enter>");
    assert_eq!(partner(&stage, "ZZ9400").get("status"), &text("active"), "{}", rig.screen());
    rig.press("d").press("moved away<Enter>");
    assert!(rig.screen().contains("ZZ9400: the exit waits for approval #"), "{}", rig.screen());
    assert_eq!(partner(&stage, "ZZ9400").get("status"), &text("active"), "others decide");
    rig.press("d").press("again<Enter>");
    assert!(rig.screen().contains('!'), "{}", rig.screen());
}

#[test]
fn the_list_follows_what_others_write_and_stays_on_its_partner() {
    let stage = Stage::new();
    let mut rig = stage.rig(Lang::En, (80, 24));
    rig.press("1jjjjj");
    let under_the_cursor = |screen: &str| screen.lines().find(|l| l.starts_with('›')).map(str::to_owned).expect("a cursor");
    let before = under_the_cursor(&rig.screen());
    add(&stage, "0000", "The first by code");
    rig.bench.changed();
    rig.happens(Msg::Report(Report::Changed));
    let screen = rig.screen();
    assert!(screen.contains("61 partners"), "{screen}");
    assert_eq!(under_the_cursor(&screen), before);
    rig.press("gg");
    assert!(under_the_cursor(&rig.screen()).contains("0000"));
}

#[test]
fn a_view_is_saved_and_looked_at_again() {
    let stage = Stage::new();
    let mut rig = stage.rig(Lang::En, (80, 24));
    rig.press("1/status:lead<Enter>").press("W").press("leads<Enter>").press("<Esc>");
    assert!(!rig.screen().contains("/ status:lead"), "{}", rig.screen());
    rig.press("w").press("leads<Enter>");
    assert!(rig.screen().contains("/ status:lead"), "{}", rig.screen());
}

#[test]
fn escape_sequences_in_a_name_are_shown_not_sent() {
    let stage = Stage::new();
    add(&stage, "ZZ9500", "evil");
    // no door takes it: it is of a file that somebody wrote otherwise
    let sql = "UPDATE partner SET name = 'evil' || char(27) || '[2Jname' WHERE code = 'ZZ9500'";
    stage.session().store.conn().execute_batch(sql).expect("written");
    let mut rig = stage.rig(Lang::En, (120, 40));
    rig.press("1/zz9500<Enter>");
    let screen = rig.screen();
    assert!(screen.contains("evil␛[2Jname"), "{screen}");
    assert!(!screen.contains('\u{1b}'));
    rig.press("<Enter>");
    assert!(!rig.screen().contains('\u{1b}'));
}

#[test]
fn languages_and_themes_are_switched_while_running() {
    let stage = Stage::new();
    let mut rig = stage.rig(Lang::En, (80, 24));
    rig.press("1<F2>");
    assert!(rig.screen().contains("渠道"), "{}", rig.screen());
    let before = rig.app.ctx.theme.name;
    rig.press("<F3>");
    assert_ne!(rig.app.ctx.theme.name, before);
}

#[test]
fn a_partner_is_jumped_to_from_anywhere() {
    let stage = Stage::new();
    add(&stage, "ZZ9600", "广州粤美商贸");
    let mut rig = stage.rig(Lang::En, (80, 24));
    rig.press("3f").press("gzym").press("<Enter>");
    assert!(rig.screen().contains("ZZ9600 广州粤美商贸"), "{}", rig.screen());
    rig.press("H");
    assert_eq!(rig.app.tab, qudao::tui::tabs::TabId::Conflicts);
}
