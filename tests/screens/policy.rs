//! The organisation's policy: the keys, a search, and what another value would change.

use qudao::domain::kinds::ApprovalAct;
use qudao::domain::record::Lang;
use qudao::ops::approval::{self, Asked, Seen};
use qudao::ops::rules::{self, Terms, Wish};

use super::Stage;

#[test]
fn the_policy_in_both_languages_and_sizes() {
    let stage = Stage::new();
    // nobody asks for the same twice
    let mut value = 94;
    for (lang, code) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
        for size in [(80, 24), (160, 45)] {
            value += 1;
            let try_it = format!("<C-u>{value}<Enter>");
            let mut rig = stage.rig(lang, size);
            let steps = [
                ("keys", "<F5>"),
                ("search", "/promote"),
                ("change", "<Enter>e<C-u>130"),
                ("refused", "<Enter>"),
                ("impact", &try_it),
                ("rows", "<PageDown><PageDown>"),
                ("asked", "too many rise<Enter>"),
                ("versions", "<Esc>v"),
            ];
            for (what, keys) in steps {
                rig.press(keys);
                insta::assert_snapshot!(format!("{what}-{code}-{}x{}", size.0, size.1), rig.screen());
            }
        }
    }
}

#[test]
fn the_desk_counts_each_ticket_by_the_rules_that_gave_it_its_deadlines() {
    let stage = Stage::new();
    let shown = || {
        let mut rig = stage.rig(Lang::En, (180, 45));
        // beneath the head, in which another figure may change
        let below = |screen: String| screen.split_once('\n').map(|(_, rest)| rest.to_owned()).expect("lines");
        rig.press("3");
        let list = below(rig.screen());
        rig.press("x");
        (list, below(rig.screen()))
    };
    let before = shown();
    assert!(before.1.contains("policy v1"), "{}", before.1);
    let mut session = stage.session();
    let wish = Wish::Values(&[
        ("desk.hours", "00:00-24:00"),
        ("desk.resolution.S3", "90 d"),
        ("desk.resolution.S4", "90 d"),
        ("desk.warn_at", "0.1"),
    ]);
    let terms = Terms { reason: "longer days".into(), from: None };
    let asked = rules::propose(&mut session, wish, &terms).expect("asked").asked;
    let Asked::Waits(id, _) = asked else { panic!("{asked:?}") };
    let mut config = stage.config();
    "zhao.min".clone_into(&mut config.user);
    let mut head = qudao::ops::setup::open(&config).expect("a session");
    head.aside = None;
    approval::act(&mut head, Seen { id, version: None }, ApprovalAct::Approve, "").expect("approved");
    assert_eq!(stage.session().policy.number, 2);
    let after = shown();
    assert_eq!(after.0, before.0);
    assert_eq!(after.1, before.1);
}
