use crate::tui::app::{App, Effect};
use crate::tui::overlay::Overlay;
use crate::tui::testing::{app, press, screen};
use crate::tui::worker;
use crate::tui::worker::policy::{Op, Query, Reply};

fn tried(effects: &[Effect]) -> Vec<(String, String)> {
    let of = |e: &Effect| match e {
        Effect::Query(worker::Query::Policy(Query::Try { path, value })) => Some((path.clone(), value.clone())),
        _ => None,
    };
    effects.iter().filter_map(of).collect()
}

fn open() -> App {
    let mut app = app();
    press(&mut app, "<F5>");
    assert!(matches!(app.overlays.last(), Some(Overlay::Policy(_))));
    app
}

#[test]
fn a_key_is_found_by_its_path_and_by_its_sentence() {
    for words in ["promote_score", "promotion needs", "PROMOTE"] {
        let mut app = open();
        press(&mut app, &format!("/{words}"));
        let shown = screen(&app);
        assert!(shown.contains("tiers.promote_score") && shown.contains("75"), "{words}: {shown}");
        assert!(!shown.contains("health.slip"), "{words}: {shown}");
    }
    let mut app = open();
    press(&mut app, "/nothing of the kind");
    assert!(screen(&app).contains("no key holds these words"), "{}", screen(&app));
    press(&mut app, "<Esc>");
    assert!(screen(&app).contains("organisation.currency"), "{}", screen(&app));
}

#[test]
fn a_value_out_of_bounds_is_said_at_once_and_a_good_one_is_tried() {
    let mut app = open();
    press(&mut app, "/promote<Enter><Enter>");
    let effects = press(&mut app, "<C-u>101<Enter>");
    assert_eq!(tried(&effects), []);
    assert!(screen(&app).contains("0 to 100"), "{}", screen(&app));
    let effects = press(&mut app, "<C-u>80<Enter>");
    assert_eq!(tried(&effects), [("tiers.promote_score".to_owned(), "80".to_owned())]);
    assert_eq!(tried(&press(&mut app, "<Enter>")), [], "it is being worked out already");
    assert_eq!(tried(&press(&mut app, "<Tab>5<Enter>")).len(), 0, "805 is out of bounds");
    press(&mut app, "<Esc>");
    assert!(matches!(app.overlays.last(), Some(Overlay::Policy(_))), "back to the list");
    press(&mut app, "<Esc><Esc>");
    assert!(app.overlays.is_empty(), "first the search goes, then the page");
}

#[test]
fn a_value_is_asked_for_with_a_reason_once_what_it_would_change_is_shown() {
    let mut app = open();
    press(&mut app, "/promote<Enter><Enter><C-u>80<Enter>");
    let asked = |effects: Vec<Effect>| effects.into_iter().any(|e| matches!(e, Effect::Do(_)));
    assert!(!asked(press(&mut app, "too easy<Enter>")), "what it would change is not shown yet");
    let Some(Overlay::Policy(policy)) = app.overlays.last_mut() else { panic!("the page") };
    let (path, value) = ("tiers.promote_score".to_owned(), "80".to_owned());
    policy.receive(Reply::Tried { path: path.clone(), value: value.clone(), blocks: Vec::new() });
    press(&mut app, "<C-u>");
    assert!(!asked(press(&mut app, "<Enter>")), "no reason");
    // somebody else's version rules meanwhile: what was worked out over the one before it says nothing
    app.ctx.policy = std::sync::Arc::new(app.ctx.policy.with("health.slip", "13").expect("another policy"));
    let effects = press(&mut app, "<Enter>");
    assert_eq!(tried(&effects), [("tiers.promote_score".to_owned(), "80".to_owned())]);
    let Some(Overlay::Policy(policy)) = app.overlays.last_mut() else { panic!("the page") };
    policy.receive(Reply::Tried { path: path.clone(), value: value.clone(), blocks: Vec::new() });
    assert!(screen(&app).contains("say why"), "{}", screen(&app));
    press(&mut app, "too easy<Tab><Tab><C-u>75");
    assert!(!asked(press(&mut app, "<Enter>")), "75 it is");
    press(&mut app, "<C-u>80<S-Tab>soon");
    assert!(!asked(press(&mut app, "<Enter>")), "no day");
    assert!(screen(&app).contains("`soon`"), "{}", screen(&app));
    press(&mut app, "<C-u>+7");
    let effects = press(&mut app, "<Enter>");
    let op = effects.into_iter().find_map(|e| if let Effect::Do(worker::Op::Policy(op)) = e { Some(op) } else { None });
    let Some(Op::Propose { path, value, reason, from }) = op else { panic!("asked for") };
    assert_eq!(from.map(|day| day - app.ctx.today()), chrono::TimeDelta::try_days(7), "a week from today");
    assert_eq!((path.as_str(), value.as_str(), reason.as_str()), ("tiers.promote_score", "80", "too easy"));
}

#[test]
fn who_only_looks_is_not_told_to_ask_and_what_was_decided_alone_is_marked() {
    use crate::config::{Config, Given};
    use crate::domain::kinds::Role;
    use crate::ops::rules::{Terms, Wish, propose};
    let dir = tempfile::tempdir().expect("a folder");
    let given = Given { db: Some(dir.path().join("q.db")), as_of: "2025-11-25T10:20".parse().ok(), ..Given::default() };
    let config = Config { user: "li.wei".to_owned(), policy: None, ..Config::resolve(given).expect("a configuration") };
    let (mut session, _) = crate::ops::setup::create(&config).expect("a database");
    let terms = Terms { reason: "small".into(), from: None };
    propose(&mut session, Wish::Value("health.slip", "12"), &terms).expect("alone");
    session.actor.role = Role::Viewer;
    let mut rig = crate::tui::testing::Rig::new(session, crate::domain::record::Lang::En, (120, 30));
    rig.press("<F5>/promote<Enter><Enter><C-u>80<Enter>");
    let shown = rig.screen();
    assert!(shown.contains("asked for by specialists") && !shown.contains("Enter asks for it"), "{shown}");
    rig.press("<Esc>v");
    assert!(rig.screen().contains("in force, alone"), "{}", rig.screen());
    // and at the key itself who gave it its value
    rig.press("<Esc>/<C-u>health.slip<Enter>j");
    let shown = rig.screen();
    assert!(shown.contains("set by version 2: li.wei, 2025-11-25 10:20") && shown.contains("small"), "{shown}");
    assert!(shown.contains("›*health.slip") && shown.contains("version 2 of the rules"), "{shown}");
    rig.press("/<C-u>promote<Enter>");
    assert!(!rig.screen().contains("set by"), "{}", rig.screen());
}
