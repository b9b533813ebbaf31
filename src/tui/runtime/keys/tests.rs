use super::*;

/// Bytes with the milliseconds before each piece.
struct Script(VecDeque<(u64, Vec<u8>)>);

impl Source for Script {
    fn next(&mut self, within: Option<Duration>) -> io::Result<Option<Vec<u8>>> {
        let Some((pause, bytes)) = self.0.pop_front() else {
            return if within.is_some() { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
        };
        match within {
            Some(time) if Duration::from_millis(pause) > time => {
                self.0.push_front((pause - u64::try_from(time.as_millis()).expect("small"), bytes));
                Ok(None)
            }
            _ => Ok(Some(bytes)),
        }
    }
}

/// What pieces come to; `␛` is Esc.
fn typed(script: &[(u64, &str)]) -> Vec<String> {
    let bytes = script.iter().map(|(pause, text)| (*pause, text.replace('␛', "\x1b").into_bytes()));
    seen(bytes.collect())
}

fn seen(script: VecDeque<(u64, Vec<u8>)>) -> Vec<String> {
    let mut keys = Keys::new(Script(script));
    let mut seen = Vec::new();
    while let Ok(event) = keys.read() {
        seen.push(match event {
            Event::Key(KeyEvent { code, modifiers: KeyModifiers::NONE, .. }) => format!("{code:?}"),
            Event::Key(KeyEvent { code, modifiers: KeyModifiers::CONTROL, .. }) => format!("Control {code:?}"),
            Event::Key(KeyEvent { code, .. }) => format!("Shift {code:?}"),
            other => format!("{other:?}"),
        });
    }
    seen
}

#[test]
fn an_arrow_in_pieces_or_with_a_doubled_escape_is_an_arrow() {
    for script in [
        &[(0, "␛"), (50, "[A")][..],
        &[(0, "␛"), (30, "["), (90, "A")],
        &[(0, "␛OA")],
        &[(0, "␛[1;2A")],
        &[(0, "␛"), (90, "O"), (90, "A")],
    ] {
        assert_eq!(typed(script), ["Up"], "{script:?}");
    }
    assert_eq!(typed(&[(0, "␛␛[A")]), ["Esc", "Up"]);
    assert_eq!(typed(&[(0, "␛[5~"), (0, "␛[21~␛[1;5C")]), ["PageUp", "F(10)", "Control Right"]);
}

#[test]
fn every_key_is_the_one_that_it_was() {
    assert_eq!(
        typed(&[(0, "aB中\r\t\x7f\x01\x1a")]),
        ["Char('a')", "Shift Char('B')", "Char('中')", "Enter", "Tab", "Backspace", "Control Char('a')", "Control Char('z')"]
    );
    assert_eq!(typed(&[(0, "␛[Z␛OP␛[H␛[3~")]), ["Shift BackTab", "F(1)", "Home", "Delete"]);
    // a character of several bytes in pieces
    let pieces = [vec![0xe4], vec![0xb8], vec![0xad]].map(|b| (300, b));
    assert_eq!(seen(pieces.into()), ["Char('中')"]);
}

#[test]
fn what_is_typed_slowly_is_what_was_typed() {
    assert_eq!(typed(&[(0, "␛"), (150, "["), (150, "A")]), ["Esc", "Char('[')", "Shift Char('A')"]);
    assert_eq!(typed(&[(0, "␛"), (1_200, "[A")]), ["Esc", "Char('[')", "Shift Char('A')"]);
    assert_eq!(typed(&[(0, "␛"), (20, "["), (1_200, "A")]), ["Esc", "Char('[')", "Shift Char('A')"]);
    assert_eq!(typed(&[(0, "␛␛␛")]), ["Esc", "Esc", "Esc"]);
    assert_eq!(typed(&[(0, "␛"), (20, "\rj")]), ["Esc", "Enter", "Char('j')"]);
    assert_eq!(typed(&[(0, "␛"), (20, "中")]), ["Esc", "Char('中')"]);
}

#[test]
fn no_letter_of_a_sequence_acts_on_a_slow_link() {
    assert_eq!(typed(&[(0, "␛"), (20, "["), (700, "A")]), ["Up"]);
    assert_eq!(typed(&[(0, "␛[1"), (700, ";5"), (700, "C"), (0, "k")]), ["Control Right", "Char('k')"]);
    // the Esc has acted, what it began does not
    assert_eq!(typed(&[(0, "␛"), (400, "[A"), (10, "k")]), ["Esc", "Up", "Char('k')"]);
    assert_eq!(typed(&[(0, "␛"), (400, "[<0;12;5Mx")]), ["Esc", "Char('x')"]);
    assert_eq!(typed(&[(0, "␛"), (400, "["), (10, "[A")]), ["Esc", "Char('[')", "Char('[')", "Shift Char('A')"]);
}

#[test]
fn no_letter_of_a_sequence_acts() {
    for sequence in ["␛[<0;12;5M", "␛[99~", "␛[?62c", "␛[13;5u", "␛[M !!", "␛[24;80R"] {
        assert_eq!(typed(&[(0, sequence), (300, "k")]), ["Char('k')"], "{sequence}");
    }
    assert_eq!(seen([(0, b"\x9bA\x8fB".to_vec())].into()), ["Up", "Down"], "controls of eight bits");
    assert_eq!(
        seen([(0, b"\xc4\xe3x".to_vec())].into()).last().map(String::as_str),
        Some("Char('x')"),
        "bytes of another encoding"
    );
}

/// A line that is slow, or a program that is busy, brings both in one piece.
#[test]
fn no_key_typed_just_after_an_escape_is_lost() {
    let key = |c: char| if c.is_uppercase() { format!("Shift Char({c:?})") } else { format!("Char({c:?})") };
    for c in (' '..='~').filter(|c| !"[O]P_".contains(*c)) {
        assert_eq!(typed(&[(0, format!("␛{c}").as_str())]), ["Esc".to_owned(), key(c)], "at once");
        assert_eq!(typed(&[(0, "␛"), (40, c.to_string().as_str())]), ["Esc".to_owned(), key(c)], "within the wait");
    }
    for c in "[O]P_".chars() {
        assert_eq!(typed(&[(0, format!("␛{c}").as_str())]), ["Esc".to_owned(), key(c)], "nothing goes on");
        if c != '_' {
            assert_eq!(typed(&[(0, format!("␛{c}j").as_str())]), ["Esc".to_owned(), key(c), key('j')], "no sequence goes on so");
        }
    }
    assert_eq!(typed(&[(0, "␛]3:")]), ["Esc", "Char(']')", "Char('3')", "Char(':')"]);
    assert_eq!(typed(&[(0, "␛\\r")]), ["Esc", "Char('\\\\')", "Char('r')"]);
}

#[test]
fn an_answer_of_the_terminal_is_no_typing() {
    let answers = [
        &["␛]11;rgb:ffff/ffff/ffff", "\x07"][..],
        &["␛", "]11;rgb:ff", "ff/ffff/ffff", "\x07"],
        &["␛]11;rgb:ffff/ffff/ffff", "␛\\"],
        &["␛P1$r", "dA", "␛", "\\"],
        &["␛_x␛\\"],
    ];
    for pieces in answers {
        let script: Vec<(u64, &str)> = pieces.iter().map(|p| (90, *p)).chain([(10, "k")]).collect();
        assert_eq!(typed(&script), ["Char('k')"], "{script:?}");
    }
    assert_eq!(typed(&[(0, "␛]11;rgb:"), (1_200, "k")]), ["Char('k')"], "its end was lost");
    // however long it is
    for sequence in [format!("␛[{}T", "1;".repeat(1_000)), format!("␛]52;{}\x07", "Tq".repeat(4_000))] {
        assert_eq!(typed(&[(0, sequence.as_str()), (10, "k")]), ["Char('k')"]);
    }
}

#[test]
fn a_paste_whose_frame_was_cut_is_text() {
    assert_eq!(typed(&[(0, "␛[200~a\r\n␛[31mb\t中␛[201~k")]), ["Paste(\"a\\nb\\t中\")", "Char('k')"]);
    assert_eq!(typed(&[(0, "␛"), (40, "[200~dd qx\r3␛[201~")]), ["Paste(\"dd qx\\n3\")"]);
    assert_eq!(typed(&[(0, "␛[200~d"), (700, "d")]), ["Paste(\"dd\")"], "a slow link");
    assert_eq!(typed(&[(0, "␛[200~dxA"), (1_200, "5"), (100, "␛")]), ["Paste(\"dxA\")", "Char('5')", "Esc"], "its end was lost");
    assert_eq!(typed(&[(0, "␛[200~q"), (2_500, "A␛[201~k")]), ["Paste(\"q\")", "Paste(\"A\")", "Char('k')"], "it paused");
    assert_eq!(typed(&[(0, "␛[200~q"), (2_500, "dd"), (100, "x␛[201~")]), ["Paste(\"q\")", "Paste(\"ddx\")"], "in pieces");
    assert_eq!(typed(&[(0, "TA␛[201~k")]), ["Paste(\"TA\")", "Char('k')"], "its beginning was lost");
    assert_eq!(typed(&[(0, "k"), (50, "␛[200~TA␛[201~")]), ["Char('k')", "Paste(\"TA\")"]);
    assert_eq!(typed(&[(0, "␛[200~dd␛"), (1_200, "k")]), ["Paste(\"dd\")", "Char('k')"]);
}
