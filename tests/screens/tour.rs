//! Every screen as people see it.

use qudao::domain::record::Lang;
use qudao::tui::app::Msg;
use qudao::tui::tabs::TabId;

use super::Stage;

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

fn lang_code(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Zh => "zh",
    }
}

#[test]
fn every_tab_in_both_languages_and_sizes() {
    let stage = Stage::new();
    for lang in [Lang::En, Lang::Zh] {
        for size in SIZES {
            let mut rig = stage.rig(lang, size);
            for tab in TabId::ALL {
                rig.press(&tab.digit().to_string());
                let name = format!("{}-{}-{}x{}", tab.digit(), lang_code(lang), size.0, size.1);
                insta::assert_snapshot!(name, rig.screen());
            }
        }
    }
}

#[test]
fn what_lies_over_a_partners_page() {
    let stage = Stage::new();
    for lang in [Lang::En, Lang::Zh] {
        for size in SIZES {
            let mut rig = stage.rig(lang, size);
            let shot = |rig: &mut qudao::tui::testing::Rig, what: &str, keys: &str| {
                rig.press(keys);
                let name = format!("{what}-{}-{}x{}", lang_code(lang), size.0, size.1);
                insta::assert_snapshot!(name, rig.screen());
            };
            rig.press("1<Enter>");
            shot(&mut rig, "explain", "x");
            shot(&mut rig, "form", "<Esc>E");
            shot(&mut rig, "help", "<Esc>?");
            shot(&mut rig, "palette", "<Esc>:");
        }
    }
}

#[test]
fn every_size_down_to_nothing_is_drawn() {
    let stage = Stage::new();
    let mut rig = stage.rig(Lang::Zh, (200, 60));
    for tab in TabId::ALL {
        rig.press(&tab.digit().to_string());
        for size in [(200, 60), (180, 45), (119, 30), (80, 24), (60, 16), (59, 16), (60, 15), (20, 5), (2, 1), (1, 1)] {
            rig.happens(Msg::Resize(size.0, size.1));
            let screen = rig.screen();
            assert!(screen.lines().count() <= usize::from(size.1), "{tab:?} at {size:?}");
        }
    }
}

#[test]
fn under_60x16_there_is_a_message() {
    let stage = Stage::new();
    let mut rig = stage.rig(Lang::En, (80, 24));
    rig.happens(Msg::Resize(59, 16));
    assert!(rig.screen().contains("60x16"), "{}", rig.screen());
}
