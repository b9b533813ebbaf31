//! Every kind of record by keys: listed from the palette, narrowed, opened, added and edited.

use qudao::domain::record::Kind;

use super::support::Desk;
use super::terminal::Terminal;
use super::tour::demo;

/// How many records the list says there are, once it has them.
fn count(t: &Terminal, label: &str) -> usize {
    t.until(&format!("the list of each {label}"), |s| counted(&s.contents(), label).is_some());
    counted(&t.text(), label).expect("a count")
}

fn counted(screen: &str, label: &str) -> Option<usize> {
    let digits = screen.split(&format!("{label}  · ")).nth(1)?.chars().take_while(|c| c.is_ascii_digit() || *c == ',');
    digits.filter(char::is_ascii_digit).collect::<String>().parse().ok()
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

/// Closes what lies over the tab, and asks what to do next: in one piece, as a slow line sends it.
fn close_all(t: &mut Terminal) {
    t.keys("\u{1b}\u{1b}\u{1b}\u{1b}:");
    t.shows("What to do");
}

#[test]
fn every_kind_is_listed_narrowed_opened_added_and_edited_by_keys() {
    let desk = Desk::new();
    let mut t = demo(&desk, "en");
    let mut opened = 0;
    t.keys(":");
    t.shows("What to do");
    for kind in Kind::ALL.iter().copied() {
        let def = kind.def();
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
            let label = def.label.en;
            t.until(&format!("all {} again", def.plural), |s| counted(&s.contents(), label) == Some(all));
            // where it lives: a form, a page, a tab, the ticket or meeting that it is a part of
            let list = format!("{}  · ", def.label.en);
            t.keys("\r");
            t.until(&format!("what {} open", def.plural), |s| {
                let shown = s.contents();
                ["[ Save ]", "qudao show", "qudao list"].iter().any(|text| shown.contains(text)) || !shown.contains(&list)
            });
            opened += 1;
        }
        close_all(&mut t);
    }
    assert!(opened > 20, "{opened} kinds of the demo have records");
}

/// The palette pressed with the Enter that opens a tab, and with the Esc that closes a list: in one piece, as a slow line sends them.
#[test]
fn no_key_is_lost_while_a_tab_is_opened() {
    let desk = Desk::new();
    let mut t = demo(&desk, "en");
    for round in 0..3 {
        t.keys(":");
        t.shows("What to do");
        t.keys("tickets\r");
        count(&t, "ticket");
        t.keys("\r:");
        t.until(&format!("the palette over the desk, round {round}"), |s| s.contents().contains("What to do"));
        t.keys("\u{1b}:partners\r");
        count(&t, "partner");
        t.keys("\u{1b}:");
        t.shows("What to do");
        t.keys("\u{1b}");
        t.until("no palette", |s| !s.contents().contains("What to do"));
        // an opened form has the keys that were typed before it came
        t.keys(":contacts\r");
        count(&t, "contact");
        t.keys("eqqzz");
        t.until("a partner looked for in the form", |s| {
            s.contents().contains("┌─ contact ──") && s.contents().contains("nothing found")
        });
        t.keys("\u{1b}\u{1b}\u{1b}\u{1b}0");
        t.until("the list is closed", |s| !s.contents().contains("contact  · "));
    }
}
