//! A monkey at the keyboard.

use super::terminal::Terminal;
use super::{Dice, furnished, seen, share, sound};

/// What is typed: letters and signs, those that move twice as often.
const LETTERS: &str = "jkjk012345hlgG/:? abcdefimnoprstuvwxyzABCDEFHKLMNOPRSTUVXYZ.,*=!<>[]yn";

/// And keys of other names, texts, a paste, sequences that are doubled or cut.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "\r", "\r", "\x1b", "\x1b", "\t", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[5~", "\x1b[6~", "\x1b[3~", "\x1b[H", "\x1b[F", "\x1b[15~",
    "\x04", "\x15", "\x10", "\x12", "\x7f", "\x1b[Z", "窜货", "：", "D001", "12.5", "\x1b[200~codes\n4711 粘贴\x1b[201~", "\x1b\x1b[A", "\x1b[",
];

/// One of them all.
fn press(dice: &mut Dice) -> String {
    match dice.of(3) {
        0 => (*dice.pick(OTHERS)).to_owned(),
        _ => LETTERS.chars().nth(dice.of(LETTERS.len())).into_iter().collect(),
    }
}

const SIZES: &[(u16, u16)] = &[(24, 80), (40, 120), (45, 160), (16, 60), (5, 20), (60, 200), (1, 2)];

#[test]
fn twenty_monkeys_of_ten_thousand_keys_find_neither_panic_nor_damage() {
    let (monkeys, presses) = (20, share(10_000));
    let (mut ended, mut written) = (0, 0);
    for monkey in 0..monkeys {
        let desk = furnished();
        let entries = || desk.sqlite().query_row("SELECT count(*) FROM audit", [], |r| r.get::<_, i64>(0)).expect("a count");
        let before = entries();
        let mut dice = Dice(1_000 + monkey);
        let lang = if monkey % 2 == 0 { "en" } else { "zh" };
        let mut typed = 0;
        while typed < presses {
            // one that has left is started again: quitting is no fault
            let mut terminal = Terminal::start(&desk, &["--lang", lang]);
            terminal.until("the program", vt100::Screen::alternate_screen);
            while typed < presses && terminal.is_running() {
                let burst: String = (0..50).map(|_| press(&mut dice)).collect();
                terminal.keys(&burst);
                typed += 50;
                if dice.of(20) == 0 {
                    let (rows, cols) = *dice.pick(SIZES);
                    terminal.resize(rows, cols);
                }
                terminal.catches_up();
            }
            if terminal.is_running() {
                terminal.signal(rustix::process::Signal::TERM);
            } else {
                ended += 1;
            }
            let code = terminal.code();
            assert!(matches!(code, Some(0 | 143)), "monkey {monkey} after {typed} keys: {code:?}\n{}", terminal.text());
            terminal.is_sane();
        }
        sound(&desk, &format!("monkey {monkey}"));
        written += entries() - before;
    }
    assert!(written > 0, "they only looked");
    seen(&format!(
        "keys: {monkeys} x {presses} in both languages at {} sizes, {written} entries in the log, {ended} times left by key: \
         0 panics, 0 hangs, 0 findings",
        SIZES.len()
    ));
}
