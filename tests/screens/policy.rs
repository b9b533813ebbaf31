//! The organisation's policy: the keys, a search, and what another value would change.

use qudao::domain::record::Lang;

use super::Stage;

#[test]
fn the_policy_in_both_languages_and_sizes() {
    let stage = Stage::new();
    for (lang, code) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
        for size in [(80, 24), (160, 45)] {
            let mut rig = stage.rig(lang, size);
            let steps = [
                ("keys", "<F5>"),
                ("search", "/promote"),
                ("change", "<Enter>e<C-u>130"),
                ("refused", "<Enter>"),
                ("impact", "<C-u>95<Enter>"),
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
