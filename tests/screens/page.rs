//! The page of a partner: every section as people see it, and what its keys do.

use qudao::domain::record::Lang;
use qudao::tui::testing::Rig;

use super::Stage;

/// The key and the name of each section.
const SECTIONS: [(&str, &str); 9] = [
    ("o", "overview"),
    ("s", "sales"),
    ("c", "credit"),
    ("m", "compliance"),
    ("t", "conflicts"),
    ("p", "plan"),
    ("r", "contracts"),
    ("i", "screening"),
    ("w", "history"),
];

/// On the page of the partner with the most tickets.
fn open(rig: &mut Rig) {
    rig.press("1").press("<Enter>");
}

#[test]
fn every_section_in_both_languages_and_sizes() {
    let stage = Stage::new();
    for (lang, code) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
        for size in [(80, 24), (160, 45)] {
            let mut rig = stage.rig(lang, size);
            open(&mut rig);
            for (key, name) in SECTIONS {
                rig.press(key);
                insta::assert_snapshot!(format!("{name}-{code}-{}x{}", size.0, size.1), rig.screen());
            }
        }
    }
}
