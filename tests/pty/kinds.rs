//! Every kind of record by keys: listed from the palette, narrowed, opened, added and edited.

use qudao::domain::record::Kind;

use super::support::Desk;
use super::terminal::Terminal;
use super::tour::demo;

/// How many records the list says there are, once it has them.
fn count(t: &Terminal, label: &str) -> usize {
    let head = format!("{label}  · ");
    t.until(&head, |s| s.contents().contains(&head));
    let text = t.text();
    let digits = text.split(&head).nth(1).unwrap_or_default().chars().take_while(|c| c.is_ascii_digit() || *c == ',');
    digits.filter(char::is_ascii_digit).collect::<String>().parse().expect("a count")
}

/// Presses a key that opens a form, or is told which command keeps the rules of the kind; back to the list.
fn form(t: &mut Terminal, key: &str, kind: Kind) {
    t.keys(key);
    let def = kind.def();
    let by_hand = def.keeper.is_none() || def.form;
    let shown = if by_hand { "[ Save ]" } else { "not written by hand" };
    t.until(&format!("{key} on {}: {shown}", def.plural), |s| s.contents().contains(shown));
    if by_hand {
        t.keys("\u{1b}");
        t.until(&format!("the list of {}", def.plural), |s| !s.contents().contains(shown));
    }
}

/// Closes whatever lies over the tab.
fn close_all(t: &mut Terminal) {
    for _ in 0..5 {
        let before = t.text();
        if before.contains('┌') {
            t.keys("\u{1b}");
            // a key that comes before it is dealt with would be one with Alt
            t.until("something to close", |s| s.contents() != before);
        }
    }
    assert!(!t.text().contains('┌'), "{}", t.text());
}

#[test]
fn every_kind_is_listed_narrowed_opened_added_and_edited_by_keys() {
    let desk = Desk::new();
    let mut t = demo(&desk, "en");
    let mut opened = 0;
    for kind in Kind::ALL.iter().copied() {
        let def = kind.def();
        t.keys(":");
        t.shows("What to do");
        t.keys(&format!("{}\r", def.plural));
        let all = count(&t, def.label.en);
        form(&mut t, "a", kind);
        if all > 0 {
            form(&mut t, "e", kind);
            t.keys("/");
            t.shows("/ ");
            t.keys("qqzz\r");
            t.shows("nothing found");
            t.keys("/");
            t.catches_up();
            t.keys("\u{15}\r");
            assert_eq!(count(&t, def.label.en), all, "{}", def.plural);
            // where it lives: a form, a tab, the ticket, meeting or partner that it is of
            let list = format!("{}  · ", def.label.en);
            t.keys("\r");
            t.until(&format!("what {} open", def.plural), |s| {
                let shown = s.contents();
                ["[ Save ]", "not written by hand"].iter().any(|text| shown.contains(text)) || !shown.contains(&list)
            });
            opened += 1;
        }
        close_all(&mut t);
    }
    assert!(opened > 20, "{opened} kinds of the demo have records");
}
