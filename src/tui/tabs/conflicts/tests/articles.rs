//! Articles beside a ticket.

use super::{Desk, shown};
use crate::domain::record::Lang;

/// A desk whose database has the articles that come with the program.
fn with_articles() -> Desk {
    let desk = Desk::new();
    let added = crate::ops::knowledge::add_starters(&mut desk.session("li.wei", "2025-06-09 09:00")).expect("added");
    assert!(added > 20);
    desk
}

#[test]
fn a_ticket_names_the_articles_that_fit_and_one_key_opens_them_beside_it() {
    let desk = with_articles();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (160, 45));
    assert!(shown(&rig, "articles fit K") && shown(&rig, "  Answering a complaint about a short delivery"), "{}", rig.screen());
    rig.press("K");
    assert!(shown(&rig, "Knowledge base · for #1") && shown(&rig, "#1 short delivery"), "{}", rig.screen());
    let first = rig.screen().lines().find(|l| l.contains("› Answering")).map(str::to_owned).unwrap_or_default();
    assert!(first.contains("Answering a complaint about a short delivery"), "the likest title first: {}", rig.screen());
    rig.press("<Enter>");
    assert!(shown(&rig, "First answer, within two hours") && shown(&rig, "#1 short delivery"), "{}", rig.screen());
    rig.press("y");
    assert!(rig.copied.last().is_some_and(|t| t.starts_with("# First answer, within two hours\nThank you")), "{:?}", rig.copied);
    assert!(shown(&rig, "copied Answering a complaint about a short delivery"), "{}", rig.screen());
    rig.press("<Esc>");
    assert!(shown(&rig, "Knowledge base · for #1"), "back to the list: {}", rig.screen());
    rig.press("<Esc>");
    assert!(!shown(&rig, "Knowledge base") && shown(&rig, "3 of 3"), "{}", rig.screen());
    rig.press("2K");
    assert!(
        shown(&rig, "┌─ Knowledge base ─") && shown(&rig, "32 articles"),
        "from anywhere, about everything: {}",
        rig.screen()
    );
}

#[test]
fn the_knowledge_base_narrows_as_one_types_and_scrolls_on_a_narrow_screen() {
    let desk = with_articles();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::Zh, (80, 24));
    rig.press("K窜货");
    assert!(shown(&rig, "窜货取证：用批次码证明货从哪里来"), "{}", rig.screen());
    rig.press("<C-u>jgz");
    assert!(shown(&rig, "› 两家经销商打价格战怎么办"), "{}", rig.screen());
    rig.press("zzz");
    assert!(shown(&rig, "没有找到"), "{}", rig.screen());
    rig.press("<C-u>jgz<Enter>");
    assert!(shown(&rig, "先止血") && !shown(&rig, "两周后、三十天后"), "{}", rig.screen());
    rig.press("G");
    assert!(shown(&rig, "两周后、三十天后各抄价一次"), "{}", rig.screen());
    rig.press("gg");
    assert!(shown(&rig, "先止血"), "{}", rig.screen());
    rig.press("e<Tab>x<C-o>");
    assert!(shown(&rig, "两家经销商打价格战怎么办x"), "an edit is seen at once: {}", rig.screen());
    let quoted = "\"' OR 1=1 *(";
    rig.press("<Esc><C-u>").press(quoted);
    assert!(shown(&rig, "知识库"), "{}", rig.screen());
}
