//! The page of a partner: every section as people see it, and what its keys do.

use qudao::domain::record::Lang;
use qudao::tui::testing::Rig;

use super::Stage;

/// The key and the name of each section.
const SECTIONS: [(&str, &str); 9] = [
    ("o", "overview"),
    ("s", "sales"),
    ("c", "credit"),
    ("m", "compliance"),
    ("t", "conflicts"),
    ("p", "plan"),
    ("r", "contracts"),
    ("i", "screening"),
    ("w", "history"),
];

/// On the page of the partner with the most tickets.
fn open(rig: &mut Rig) {
    rig.press("1").press("<Enter>");
}

#[test]
fn every_section_in_both_languages_and_sizes() {
    let stage = Stage::new();
    for (lang, code) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
        for size in [(80, 24), (160, 45)] {
            let mut rig = stage.rig(lang, size);
            open(&mut rig);
            for (key, name) in SECTIONS {
                rig.press(key);
                insta::assert_snapshot!(format!("{name}-{code}-{}x{}", size.0, size.1), rig.screen());
            }
        }
    }
}

/// The columns of a line of the screen, a wide character on its two.
fn columns(line: &str) -> Vec<String> {
    let mut columns = Vec::new();
    for c in line.chars() {
        let mut said = c.to_string();
        let wide = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        for _ in 0..wide {
            columns.push(std::mem::take(&mut said));
        }
    }
    columns
}

#[test]
fn wide_characters_never_break_a_border() {
    let stage = Stage::new();
    for size in [(80, 24), (120, 40), (160, 45), (161, 45)] {
        let mut rig = stage.rig(Lang::Zh, size);
        open(&mut rig);
        for key in ["i", "m", "o"] {
            rig.press(key).press("a");
            if key != "i" {
                rig.press("<Enter>");
            }
            let screen = rig.screen();
            let lines: Vec<Vec<String>> = screen.lines().map(columns).collect();
            let top = lines.iter().position(|l| l.iter().any(|c| c == "┌")).expect("a frame");
            let (left, right) = (
                lines[top].iter().position(|c| c == "┌").expect("its corner"),
                lines[top].iter().position(|c| c == "┐").expect("its corner"),
            );
            for line in lines.iter().skip(top + 1) {
                if line.get(left).is_some_and(|c| c == "└") {
                    break;
                }
                assert_eq!(line.get(left).map(String::as_str), Some("│"), "{size:?} {key}:\n{screen}");
                assert_eq!(line.get(right).map(String::as_str), Some("│"), "{size:?} {key}:\n{screen}");
            }
            rig.press("<Esc>");
        }
    }
}

#[test]
fn a_score_out_of_bounds_is_told_as_it_is_typed_and_what_the_rules_make_of_it_stands_beside() {
    let stage = Stage::new();
    for size in [(80, 24), (160, 45)] {
        let mut rig = stage.rig(Lang::En, size);
        open(&mut rig);
        rig.press("ia").press("<Tab><Tab><Tab><Tab><Tab>").press("150");
        assert!(rig.screen().contains("! "), "at the field, before it is left:\n{}", rig.screen());
        rig.press("<C-u>").press("80");
        let screen = rig.screen();
        assert!(screen.contains("80"), "{screen}");
        assert!(!screen.contains("= not rated"), "the score so far:\n{screen}");
        // what was typed is kept, also of a kind that is new
        rig.press("<Esc>").press("a");
        assert!(rig.app.unsaved().len() == 1 && rig.screen().contains("80"), "{}", rig.screen());
    }
}

#[test]
fn the_explanation_of_what_is_typed_lies_over_the_form_and_goes_back_to_it() {
    let stage = Stage::new();
    let mut rig = stage.rig(Lang::En, (80, 24));
    open(&mut rig);
    rig.press("ia").press("<C-x>");
    assert_eq!(rig.app.overlays.len(), 2, "{}", rig.screen());
    rig.press("<Esc>");
    assert_eq!(rig.app.overlays.len(), 1, "{}", rig.screen());
}

#[test]
fn every_figure_of_every_section_explains_itself() {
    let stage = Stage::new();
    let mut rig = stage.rig(Lang::En, (80, 24));
    open(&mut rig);
    for (key, name) in SECTIONS {
        rig.press(key).press("gg");
        for _ in 0..6 {
            rig.press("x");
            if !rig.app.overlays.is_empty() {
                assert!(!rig.screen().contains("nothing to explain"), "{name}");
                rig.press("<Esc>");
            }
            rig.press("j");
        }
    }
}
