//! Forms and keys under rules of one's own: whoever acts, they are refused, say what to try, and leave everything as it was.

use qudao::domain::record::{Kind, Lang};
use qudao::ops::{Session, rules, setup};
use qudao::store::record;
use qudao::tui::testing::Rig;

use super::Stage;

/// Under these rules each of the acts below would go through, or clear what others work on.
const MINE: &str = include_str!("../data/rules_of_ones_own.toml");

/// What a person's rules would let through, by keys, from Today on; in the end it is saved or said yes to.
const ACTS: [(&str, &[&str]); 10] = [
    // the form of a credit change: kind, limit, term, deduction, amount, until, reason
    ("limit", &["1", "<Enter>", "C", "<Tab><Tab>9000000<Tab><Tab><Tab><Tab><Tab>mine", "<C-o>"]),
    ("credit terms in the register", &["1", "e", "<C-e>x", "<C-o>"]),
    ("tier", &["2", ">", "mine<Enter>"]),
    ("red line", &["1", "m", "<Enter>", "mine<Enter>"]),
    ("warning", &["w", "w", "/", "behind", "<Enter>", "x"]),
    ("proposal", &["2", "n", "+", "y", "<Enter>"]),
    ("ticket", &["3", "c", "seen<Enter>", "<C-o>"]),
    ("deadline of a new ticket", &["3", "a", "<Tab><Tab>late", "<C-o>"]),
    ("plan", &["4", "P", "<Enter>", "y"]),
    ("rules", &["<F5>", "/promote_score<Enter>", "e<C-u>60<Enter>", "mine<Enter>"]),
];

fn session(stage: &Stage, user: &str, policy: &str) -> Session {
    let mut config = stage.config();
    user.clone_into(&mut config.user);
    let mut session = setup::open(&config).expect("a session");
    session.aside = None;
    let file = stage.folder.path().join("mine.toml");
    std::fs::write(&file, policy).expect("a file");
    rules::what_if(&mut session, &file).expect("a what-if");
    session
}

/// Every record as it is, and how often anything was written.
fn kept(stage: &Stage) -> Vec<String> {
    let session = stage.session();
    let mut all: Vec<String> = Kind::ALL
        .iter()
        .flat_map(|kind| record::query(session.store.conn(), *kind, "", &[]).expect("rows"))
        .map(|row| format!("{row:?}"))
        .collect();
    let sets: i64 = session.store.conn().query_row("SELECT max(id) FROM change_set", [], |r| r.get(0)).expect("a number");
    all.push(format!("{sets} change sets"));
    all
}

#[test]
fn by_no_form_and_no_key_does_anybody_decide_anything_under_rules_of_his_own() {
    let stage = Stage::new();
    let mut viewer = stage.session();
    let change = qudao::ops::admin::UserChange { role: Some(qudao::domain::kinds::Role::Viewer), ..Default::default() };
    qudao::ops::admin::set_user(&mut viewer, "he.viewer", &change).expect("a viewer");
    drop(viewer);
    let before = kept(&stage);
    for (role, user) in [
        ("viewer", "he.viewer"),
        ("specialist", "zhou.yan"),
        ("manager", "wang.jun"),
        ("head office", "zhao.min"),
        ("admin", "li.wei"),
    ] {
        // what the rules give is computed once for a session
        let mut rig = Rig::new(session(&stage, user, MINE), Lang::En, (200, 30));
        for (what, keys) in ACTS {
            rig = rig.again();
            let mut seen = rig.screen();
            for keys in keys {
                rig.press(keys);
                seen = rig.screen();
                if seen.contains("refused") {
                    break;
                }
            }
            assert!(seen.contains("what-if under"), "{role}: {what}:\n{seen}");
            let why = if role == "viewer" { "refused" } else { "this only looks what" };
            assert!(seen.contains(why), "{role}: {what}:\n{seen}");
        }
    }
    assert!(kept(&stage) == before, "something was written");
}
