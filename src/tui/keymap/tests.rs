use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;

#[test]
fn the_shipped_table_is_sound_and_speaks_both_languages() {
    let map = Keymap::load(None).expect("the shipped table");
    for b in &map.bindings {
        assert!(!b.en.is_empty() && !b.zh.is_empty(), "{} {} needs both languages", b.scope.name(), b.action.name());
    }
    // Alt, flow control and what tmux takes are not used
    for b in &map.bindings {
        for k in b.keys.iter().flatten() {
            let taken = k.control && matches!(k.code, KeyCode::Char('a' | 'b' | 's' | 'q' | 'h' | 'i'));
            assert!(!taken, "{} uses {}", b.action.name(), k.shown());
        }
    }
}

#[test]
fn the_most_particular_scope_wins_and_sequences_wait() {
    let map = Keymap::load(None).expect("the shipped table");
    let key = |t: &str| sequence(t).expect("a key");
    assert_eq!(map.resolve(&[Scope::List, Scope::Global], &key("g")), Hit::Prefix);
    assert_eq!(map.resolve(&[Scope::List, Scope::Global], &key("g g")), Hit::Action(Action::Top));
    assert_eq!(map.resolve(&[Scope::Global], &key("j")), Hit::Miss);
    assert_eq!(map.resolve(&[Scope::Today, Scope::List, Scope::Global], &key("x")), Hit::Action(Action::Done));
    assert_eq!(map.resolve(&[Scope::Partners, Scope::List, Scope::Global], &key("x")), Hit::Action(Action::Explain));
}

#[test]
fn the_users_file_takes_a_key_from_what_had_it() {
    let map = Keymap::load(Some("[[key]]\nscope = \"list\"\nkeys = [\"k\"]\naction = \"down\"\n")).expect("a good file");
    let key = |t: &str| sequence(t).expect("a key");
    assert_eq!(map.resolve(&[Scope::List], &key("k")), Hit::Action(Action::Down));
    assert_eq!(map.resolve(&[Scope::List], &key("j")), Hit::Miss);
    assert_eq!(map.resolve(&[Scope::List], &key("<Up>")), Hit::Action(Action::Up));
    let e = Keymap::load(Some("[[key]]\nscope = \"list\"\nkeys = [\"k\"]\naction = \"fly\"\n")).expect_err("no such action");
    assert!(e.to_string().contains("fly"));
}

#[test]
fn a_chinese_input_method_left_on_still_commands() {
    for (wide, ascii) in [('：', ':'), ('、', '/'), ('！', '!'), ('？', '?'), ('ｊ', 'j'), ('。', '.')] {
        let event = KeyEvent::new(KeyCode::Char(wide), KeyModifiers::NONE);
        assert_eq!(Key::of(event).code, KeyCode::Char(ascii));
    }
}
