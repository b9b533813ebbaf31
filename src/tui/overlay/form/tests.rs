//! What a form says before it is saved, and what it leaves alone.

use super::*;
use crate::domain::kinds::Role;
use crate::i18n;
use crate::tui::overlay::Overlay;
use crate::tui::testing::{app, press, screen};

fn row(kind: Kind, values: &[(&str, Value)]) -> Row {
    let mut row = Row { id: 7, version: 1, ..Row::blank(kind) };
    for (name, value) in values {
        row.set(name, value.clone());
    }
    row
}

#[test]
fn what_nobody_types_over_stays_to_the_second() {
    let app = app();
    // 59 seconds, and less than a cent
    let there = row(Kind::Ticket, &[("opened_at", Value::Int(1_763_868_779)), ("amount", Value::Int(12_345))]);
    let mut form = Form::new(there.clone(), &["title", "opened_at", "amount", "description"], &app.ctx);
    form.fields[0].set_text("short");
    form.fields[3].set_text("and the story");
    let (kept, _) = form.filled(&app.ctx).expect("filled in");
    assert_eq!((kept.get("opened_at"), kept.get("amount")), (there.get("opened_at"), there.get("amount")));
    assert_eq!(kept.get("title"), &Value::Text("short".into()));
    form.fields[1].set_text("2025-11-23 10:00");
    let (moved, _) = form.filled(&app.ctx).expect("filled in");
    assert_eq!(moved.get("opened_at"), &Value::Int(1_763_863_200));
}

#[test]
fn what_an_edit_of_something_approved_does_is_said_before_it_is_saved() {
    let approved = ("state", Value::Text("approved".into()));
    let terms = ("kind", Value::Text("terms".into()));
    for (kind, values, said) in [
        (Kind::Contract, vec![approved.clone()], "approved: a change is decided anew, out of force until then"),
        (Kind::CreditChange, vec![approved, terms], "approved: a change is decided anew"),
        (Kind::Contract, Vec::new(), "* "),
    ] {
        let mut app = app();
        let form = Form::new(row(kind, &values), &["partner"], &app.ctx);
        app.overlays.push(Overlay::Form(Box::new(form)));
        let screen = screen(&app);
        assert!(screen.contains(said), "{screen}");
        assert_eq!(screen.contains("out of force"), said.contains("out of force"), "{screen}");
    }
}

#[test]
fn who_could_not_save_it_is_shown_no_form() {
    for (role, opens) in [(Role::Specialist, true), (Role::Viewer, false)] {
        let mut app = app();
        app.ctx.who.role = role;
        press(&mut app, "1a");
        assert_eq!(matches!(app.overlays.last(), Some(Overlay::Form(_))), opens, "{role:?}");
        assert_eq!(screen(&app).contains("this needs the role specialist"), !opens, "{}", screen(&app));
    }
}

#[test]
fn a_long_refusal_is_shown_to_its_last_word() {
    let mut app = app();
    let mut form = Form::new(row(Kind::Ticket, &[]), &["title", "amount", "description"], &app.ctx);
    let long = Sentence::new("refused-approval-twice-nobody").with("number", 12);
    let words = i18n::sentence(app.ctx.lang, &long);
    form.refused(Trouble { said: long, why: Why::Other }, &app.ctx);
    app.overlays.push(Overlay::Form(Box::new(form)));
    let screen = screen(&app);
    // whatever line it breaks at
    for word in words.split_whitespace() {
        assert!(screen.contains(word), "{word}: {screen}");
    }
    assert!(screen.contains("Save") || screen.contains("save"), "{screen}");
}
