//! Joint meetings over the desk: list, agenda, what came of an item, the question before one is held.

use qudao::domain::record::Lang;

use super::Stage;

#[test]
fn meetings_in_both_languages_and_sizes() {
    let stage = Stage::new();
    for (lang, code) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
        for size in [(80, 24), (160, 45)] {
            let mut rig = stage.rig(lang, size);
            for (what, keys) in
                [("list", "3M"), ("agenda", "<Enter>j"), ("outcome", "i"), ("question", "<Esc>d"), ("minutes", "n<Left>j<Enter>")]
            {
                rig.press(keys);
                insta::assert_snapshot!(format!("{what}-{code}-{}x{}", size.0, size.1), rig.screen());
            }
        }
    }
}
