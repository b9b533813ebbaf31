//! The ticket desk: the list as one triages, one ticket opened, the form of a new one.

use qudao::domain::record::Lang;

use super::Stage;

#[test]
fn the_desk_as_one_triages() {
    let stage = Stage::new();
    for (lang, code) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
        for size in [(80, 24), (160, 45)] {
            let mut rig = stage.rig(lang, size);
            let mut shot = |what: &str, keys: &str| {
                rig.press(keys);
                insta::assert_snapshot!(format!("{what}-{code}-{}x{}", size.0, size.1), rig.screen());
            };
            shot("list", "3");
            shot("alike", "==");
            shot("snooze", "<Esc>z");
            shot("opened", "<Esc><Enter>jjj");
            shot("new", "<Esc>T");
        }
    }
}
