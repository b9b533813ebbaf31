//! Documents from the palette: each opens in both languages and sizes, sorts, narrows and scrolls to its last column.

use qudao::domain::record::Lang;
use qudao::ops::documents;

use super::Stage;

#[test]
fn every_listed_document_opens_and_says_the_same_in_every_size() {
    let stage = Stage::new();
    for (lang, size) in [(Lang::Zh, (80, 24)), (Lang::En, (160, 45))] {
        let mut rig = stage.rig(lang, size);
        for listed in documents::ALL {
            rig.press(&format!(":qudao {}<Enter>", listed.command));
            let screen = rig.screen();
            assert!(screen.contains(&format!("qudao {}", listed.command)), "{}: {screen}", listed.command);
            // the last row is reached, and nothing is asked for twice
            rig.press("Gggx<Esc>");
            rig.press("<Esc><Esc>");
        }
    }
}

#[test]
fn a_wide_table_is_scrolled_to_its_last_column() {
    let stage = Stage::new();
    let mut rig = stage.rig(Lang::En, (80, 24));
    rig.press(":qudao credit aging<Enter>");
    let before = rig.screen();
    assert!(before.contains('▸'), "{before}");
    let shown = (0..20).any(|_| {
        rig.press("l");
        !rig.screen().contains('▸')
    });
    let after = rig.screen();
    assert!(shown && after.contains('◂') && after != before, "{after}");
    rig.press(&"h".repeat(20));
    assert_eq!(rig.screen(), before);
}
