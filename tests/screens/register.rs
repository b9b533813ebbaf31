//! What lies over the register: merging side by side, the question about one that looks alike, the tree.

use qudao::domain::record::{Kind, Lang, Value};
use qudao::store::record;
use qudao::tui::testing::Rig;

use super::{Stage, partners};

const SIZES: [(Lang, (u16, u16)); 2] = [(Lang::Zh, (80, 24)), (Lang::En, (160, 45))];

/// The columns of a line of the screen, a wide character on its two.
fn columns(line: &str) -> Vec<char> {
    let wide = |c: char| unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
    line.chars().flat_map(|c| std::iter::once(c).chain(std::iter::repeat_n(' ', wide(c).saturating_sub(1)))).collect()
}

/// Both sides of the frame stand under its corners down to its foot.
#[track_caller]
pub(super) fn frame_is_whole(screen: &str) {
    let lines: Vec<Vec<char>> = screen.lines().map(columns).collect();
    let top = lines.iter().position(|l| l.contains(&'┌')).expect("a frame");
    let corner = |c: char| lines[top].iter().position(|x| *x == c).expect("its corner");
    let (left, right) = (corner('┌'), corner('┐'));
    let foot = (top + 1..lines.len()).find(|y| lines[*y].get(left) == Some(&'└')).unwrap_or_else(|| panic!("no foot:\n{screen}"));
    assert_eq!(lines[foot].get(right), Some(&'┘'), "{screen}");
    for line in &lines[top + 1..foot] {
        assert_eq!((line.get(left), line.get(right)), (Some(&'│'), Some(&'│')), "{screen}");
    }
}

/// Two partners that are one, with Chinese names.
fn twins(stage: &Stage) {
    partners::add(stage, "ZZ9701", "呼和浩特市草原兴发食品销售有限责任公司");
    partners::add(stage, "ZZ9702", "草原兴发食品");
}

/// On the comparison of the two.
fn compare(rig: &mut Rig) {
    rig.press("1/").press("ZZ9701<Enter>").press("M").press("ZZ9702").press("<Enter>");
}

#[test]
fn two_that_are_one_are_compared_side_by_side_and_merged() {
    for (lang, size) in SIZES {
        let stage = Stage::new();
        twins(&stage);
        let mut rig = stage.rig(lang, size);
        compare(&mut rig);
        let screen = rig.screen();
        frame_is_whole(&screen);
        assert!(screen.contains("ZZ9701") && screen.contains("ZZ9702") && screen.contains("草原兴发食品"), "{screen}");
        // the name of the right one is taken; the question names both, and nothing is written before it is answered
        rig.press("l").press("<Enter>");
        frame_is_whole(&rig.screen());
        assert!(known(&stage, "ZZ9702"), "not before yes");
        rig.press("y");
        assert!(rig.app.overlays.is_empty(), "{}", rig.screen());
        assert!(!known(&stage, "ZZ9702"));
        let kept = partners::partner(&stage, "ZZ9701");
        assert_eq!((kept.get("name").text(), kept.get("former_codes").text()), (Some("草原兴发食品"), Some("ZZ9702")));
    }
}

/// Whether a partner has this code now; a former code does not count.
fn known(stage: &Stage, code: &str) -> bool {
    let session = stage.session();
    record::by_key(session.store.conn(), Kind::Partner, &[&Value::Text(code.to_owned())]).expect("the file").is_some()
}

#[test]
fn a_merge_that_is_declined_writes_nothing() {
    let stage = Stage::new();
    twins(&stage);
    let mut rig = stage.rig(Lang::En, (80, 24));
    compare(&mut rig);
    rig.press("<Enter>").press("n").press("<Esc>");
    assert!(rig.app.overlays.is_empty(), "{}", rig.screen());
    assert!(known(&stage, "ZZ9702"));
}

#[test]
fn a_form_asks_once_about_a_partner_that_looks_like_another() {
    for (lang, size) in SIZES {
        let stage = Stage::new();
        twins(&stage);
        let mut rig = stage.rig(lang, size);
        rig.press("1a").press("ZZ9703<Tab>").press("草原兴发食品").press("<C-o>");
        let screen = rig.screen();
        frame_is_whole(&screen);
        assert!(screen.contains("ZZ9702") && !known(&stage, "ZZ9703"), "{screen}");
        rig.press("<C-o>");
        assert!(rig.app.overlays.is_empty() && known(&stage, "ZZ9703"), "saved again it is kept:\n{}", rig.screen());
    }
}

#[test]
fn satellites_stand_below_their_core() {
    let stage = Stage::new();
    twins(&stage);
    let core = partners::partner(&stage, "ZZ9701").id;
    let mut satellite = partners::partner(&stage, "ZZ9702");
    satellite.set("core", Value::Int(core));
    let mut session = stage.session();
    session
        .write(qudao::domain::kinds::Role::Specialist, "change-edit", "ZZ9702", |tx| Ok(tx.update(&satellite)?))
        .expect("a satellite");
    for (lang, size) in SIZES {
        let mut rig = stage.rig(lang, size);
        rig.press("1/").press("ZZ97<Enter>").press("O");
        let screen = rig.screen();
        let at = |part: &str| screen.lines().position(|l| l.contains(part)).unwrap_or_else(|| panic!("no {part}:\n{screen}"));
        assert_eq!(at("└ "), at("▾ ") + 1, "{screen}");
        assert!(screen.lines().nth(at("▾ ")).is_some_and(|l| l.contains("ZZ9701") && l.contains("Σ2")), "{screen}");
        assert!(screen.lines().nth(at("└ ")).is_some_and(|l| l.contains("ZZ9702")), "{screen}");
    }
}

#[test]
fn the_form_of_a_contract_shows_what_it_collides_with_beside_itself() {
    let stage = Stage::new();
    twins(&stage);
    stage
        .session()
        .store
        .conn()
        .execute_batch(
            "UPDATE partner SET credit_days = 30 WHERE code = 'ZZ9701';
             INSERT INTO contract (number, partner, from_day, to_day, exclusive, retention_of_title, arbitration, auto_renew, state)
               SELECT 'HT-OLD', id, 20600, 20900, 0, 0, 0, 0, 'approved' FROM partner WHERE code = 'ZZ9701'",
        )
        .expect("a contract");
    let mut rig = stage.rig(Lang::En, (160, 45));
    rig.press("1/").press("ZZ9701<Enter>").press("<Enter>").press("r").press("a");
    // number, partner, signed on, from, to, credit term
    rig.press("HT-NEW<Tab><Tab><Tab>").press("2027-01-01<Tab>").press("2027-12-31<Tab>").press("75");
    let screen = rig.screen();
    assert!(screen.contains("days that it binds") && screen.contains("365"), "{screen}");
    assert!(screen.contains("Credit term in the register") || screen.contains("in the register"), "{screen}");
    assert!(screen.contains("HT-OLD binds at the same time"), "{screen}");
    assert!(screen.contains("red line: at most 60 days"), "{screen}");
}
