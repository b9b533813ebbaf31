//! The test that holds the rooms apart: it reads the sources and fails on an arrow that points up.

use std::path::{Path, PathBuf};

/// Every room and the rooms that it may name beside itself.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("i18n", &["domain"]),
    ("config", &["domain"]),
    ("store", &["domain"]),
    ("exchange", &["domain", "i18n", "store"]),
    ("report", &["domain", "i18n", "exchange"]),
    ("ops", &["domain", "i18n", "config", "store", "exchange", "report"]),
    ("tui", &["domain", "i18n", "exchange", "report"]),
    ("cli", &["domain", "i18n", "config", "store", "exchange", "report", "ops", "tui"]),
];

/// What the screen's runtime and worker may name besides: they alone touch the rest of the world.
const HANDS: &[&str] = &["ops", "store", "config"];

/// Words that belong to some files only: the word, where it may stand, and why.
const ONLY_IN: &[(&str, &[&str], &str)] = &[
    ("rusqlite", &["store"], "only the store says rusqlite"),
    ("Utc::now", &["ops/clock.rs"], "only ops::Clock reads the clock"),
    ("Local::now", &["ops/clock.rs"], "only ops::Clock reads the clock"),
    ("SystemTime::now", &["ops/clock.rs"], "only ops::Clock reads the clock"),
];

/// Words that nothing in the screen but its runtime and worker may say.
const HANDS_ONLY: &[&str] = &["std::fs", "std::env", "Instant::now", "File::open", "std::process"];

pub(crate) fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The code of a line: without its comment.
pub(crate) fn code(line: &str) -> &str {
    let line = line.trim_start();
    if line.starts_with("//") { "" } else { line.split(" //").next().unwrap_or(line) }
}

/// The names with which a path goes on: `store::record`, or of a group `{config, ops::{self, Clock}}` config and ops.
pub(crate) fn heads(rest: &str) -> Vec<&str> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').count();
    let Some(group) = rest.strip_prefix('{') else { return vec![rest.get(..word(rest)).unwrap_or_default()] };
    let (mut names, mut depth, mut begin) = (Vec::new(), 0, true);
    for (i, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => begin = true,
            c if begin && c.is_alphabetic() => {
                begin = false;
                let name = group.get(i..).unwrap_or_default();
                names.push(name.get(..word(name)).unwrap_or_default());
            }
            _ => {}
        }
    }
    names
}

/// The rooms that a line names: `crate::store::...`, `use crate::{domain::..., store}`.
fn named(line: &str) -> Vec<&str> {
    let behind = line.match_indices("crate::").filter_map(|(at, word)| line.get(at + word.len()..));
    behind.flat_map(heads).filter(|name| MAY_NAME.iter().any(|(room, _)| room == name)).collect()
}

/// What is wrong with a file of a room.
fn wrong(place: &str, text: &str) -> Vec<String> {
    let room = place.split(['/', '.']).next().unwrap_or_default();
    let Some((_, allowed)) = MAY_NAME.iter().find(|(r, _)| *r == room) else { return Vec::new() };
    let is_hand = ["tui/worker", "tui/runtime", "tui.rs", "tui/testing"].iter().any(|p| place.starts_with(p));
    let mut found = Vec::new();
    for (i, line) in text.lines().enumerate() {
        // tests may build what they test on
        if line.trim() == "#[cfg(test)]"
            && text.lines().nth(i + 1).is_some_and(|next| next.trim_start().starts_with("mod ") && next.ends_with('{'))
        {
            break;
        }
        let line = code(line);
        let mut complain = |what: String| found.push(format!("src/{place}:{}: {what}", i + 1));
        for other in named(line) {
            let fine = other == room || allowed.contains(&other) || (is_hand && HANDS.contains(&other));
            if !fine {
                complain(format!("`{room}` names `{other}`, which is above it"));
            }
        }
        for (word, files, why) in ONLY_IN {
            if line.contains(word) && !files.iter().any(|f| place.starts_with(f)) {
                complain(format!("`{word}`: {why}"));
            }
        }
        if room == "tui" && !is_hand {
            for word in HANDS_ONLY.iter().filter(|w| line.contains(*w)) {
                complain(format!("`{word}`: in tui only runtime and worker touch the world"));
            }
        }
    }
    found
}

#[test]
fn arrows_point_down() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut found = Vec::new();
    for file in &files {
        let place = file.strip_prefix(&src).expect("a file of src").to_string_lossy().replace('\\', "/");
        if place.ends_with("/tests.rs") || place.contains("/tests/") || place == "arrows.rs" {
            continue;
        }
        found.extend(wrong(&place, &std::fs::read_to_string(file).expect("a source")));
    }
    assert!(files.len() > 50, "the sources were not found");
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// What divides: a figure's formula stands in the domain alone.
const DIVIDES: &[&str] = &[".ratio(", ".ratio_f64(", "div_round(", "Ratio::of("];

/// Where an amount is divided to be written down, and how often: units, percent, 万, parts of a bar.
const WRITTEN: &[(&str, usize)] = &[
    ("i18n/number.rs", 7),
    ("report/print.rs", 1),
    ("report/say.rs", 2),
    ("ops/list/pages.rs", 2),
    ("ops/ticket/figures/pages.rs", 1),
    ("tui/widgets/figures.rs", 2),
    // a network that never was is made up
    ("ops/demo/figures.rs", 1),
];

#[test]
fn no_file_outside_the_domain_divides_two_sums() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut found: Vec<(String, usize)> = Vec::new();
    for file in &files {
        let place = file.strip_prefix(&src).expect("a file of src").to_string_lossy().replace('\\', "/");
        if place.starts_with("domain") || place.ends_with("tests.rs") || place.contains("/tests/") || place == "arrows.rs" {
            continue;
        }
        let text = std::fs::read_to_string(file).expect("a source");
        let own = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = own.lines().map(code).filter(|l| !l.starts_with("use "));
        let count = lines.map(|l| DIVIDES.iter().map(|word| l.matches(word).count()).sum::<usize>()).sum();
        if count > 0 {
            found.push((place, count));
        }
    }
    let mut allowed: Vec<(String, usize)> = WRITTEN.iter().map(|(place, count)| ((*place).to_owned(), *count)).collect();
    found.sort();
    allowed.sort();
    assert_eq!(found, allowed, "a figure is a line of `domain::figure`: take its value from there");
}

/// Where a kind is declared, and the one list of its rules: there it is named. What a network that never was is made of names kinds, too.
const DECLARES: &[&str] =
    &["domain/kinds", "domain/record", "ops/record/rules/list.rs", "ops/demo", "ops/extremes", "ops/partner/fixture"];

/// Arms of a `match`, and patterns of a `matches!`, that decide something by the kind of a record where none is declared. Who adds a
/// kind must have thought of each: so there are to be fewer, and what is new goes into [`crate::domain::record::Conduct`] or the
/// list of rules.
const ARMS: usize = 69;
/// Lines that compare a kind with one (`== Kind::Ticket`): what is of that kind alone.
const COMPARED: usize = 126;

/// How many lines of a file decide by kind: as arms, and by comparison.
fn decisions(text: &str) -> (usize, usize) {
    let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    // `ErrorKind::` is none
    let kind = |part: &str| {
        part.match_indices("Kind::").any(|(at, word)| {
            let before = part.get(..at).and_then(|b| b.chars().next_back());
            let after = part.get(at + word.len()..).and_then(|a| a.chars().next());
            !before.is_some_and(|c| c.is_alphanumeric() || c == '_') && after.is_some_and(char::is_uppercase)
        })
    };
    let is_arm = |line: &str| {
        let pattern = line.split("=>").next().filter(|_| line.contains("=>"));
        let of_several = line.starts_with("| Kind::") || line.ends_with('|');
        pattern.is_some_and(|p| kind(p.split(" if ").next().unwrap_or(p)))
            || (of_several && kind(line))
            || line.split("matches!(").nth(1).is_some_and(kind)
    };
    let is_compared = |line: &str| ["== Kind::", "!= Kind::"].iter().any(|word| line.contains(word));
    let lines = || own.lines().map(code).map(str::trim);
    (lines().filter(|l| is_arm(l)).count(), lines().filter(|l| is_compared(l) && !is_arm(l)).count())
}

#[test]
fn what_a_kind_is_like_is_decided_where_it_is_declared() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for file in &files {
        let place = file.strip_prefix(&src).expect("a file of src").to_string_lossy().replace('\\', "/");
        let declares = DECLARES.iter().any(|d| place.starts_with(d));
        if declares || place.ends_with("tests.rs") || place.contains("/tests/") || place == "arrows.rs" {
            continue;
        }
        let (arms, compared) = decisions(&std::fs::read_to_string(file).expect("a source"));
        if arms + compared > 0 {
            found.push((arms, compared, place));
        }
    }
    found.sort();
    let arms: usize = found.iter().map(|(arms, ..)| arms).sum();
    let compared: usize = found.iter().map(|(_, compared, _)| compared).sum();
    assert!(arms <= ARMS && compared <= COMPARED, "{arms} arms and {compared} comparisons name a kind: {found:#?}");
}

#[test]
fn a_decision_by_kind_is_found_however_it_is_written() {
    let cases = [
        ("        Kind::Ticket => 1,", (1, 0)),
        ("        Kind::Ticket\n        | Kind::Task => 1,", (1, 0)),
        ("        (record::Kind::Ticket, _) => 1,", (1, 0)),
        ("        _ => open(Kind::Ticket),", (0, 0)),
        ("    if matches!(row.kind, Kind::Ticket | Kind::Task) {", (1, 0)),
        ("    if row.kind == Kind::Ticket {", (0, 1)),
        ("    // Kind::Ticket => 1", (0, 0)),
        ("        ErrorKind::NotFound => 1,", (0, 0)),
        ("        CreditChangeKind::Terms => 1,", (0, 0)),
    ];
    for (text, count) in cases {
        assert_eq!(decisions(text), count, "{text}");
    }
}

#[test]
fn an_arrow_that_points_up_is_found() {
    let cases = [
        ("domain/tier.rs", "use crate::store::record;", 1),
        ("domain/tier.rs", "// use crate::store::record;", 0),
        ("domain/tier.rs", "let x = super::money::Money(1);", 0),
        ("store/x.rs", "use crate::{domain::record::Kind, ops::{self, Clock}};", 1),
        ("ops/x.rs", "use crate::{config, ops::Clock, store::Store};", 0),
        ("exchange/x.rs", "use crate::domain::record::Kind;", 0),
        ("ops/x.rs", "let e: rusqlite::Error;", 1),
        ("store/x.rs", "let now = chrono::Utc::now();", 1),
        ("tui/tabs/today.rs", "use crate::ops::Session;", 1),
        ("tui/worker/today.rs", "use crate::ops::Session;", 0),
        ("tui/app.rs", "let t = std::time::Instant::now();", 1),
        ("cli/x.rs", "use crate::ops::Session;\n#[cfg(test)]\nmod tests {\n    use rusqlite::Connection;", 0),
    ];
    for (place, text, count) in cases {
        assert_eq!(wrong(place, text).len(), count, "{place}: {text}");
    }
}

/// Lines of a file: one that is longer has two subjects.
const LONGEST: usize = 450;

#[test]
fn no_file_is_longer_than_one_reads_at_a_time() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for room in ["src", "tests", "benches"] {
        sources(&house.join(room), &mut files);
    }
    let lines = |file: &PathBuf| std::fs::read_to_string(file).expect("a source").lines().count();
    let long: Vec<_> = files.iter().map(|file| (file.display(), lines(file))).filter(|(_, lines)| *lines > LONGEST).collect();
    assert!(long.is_empty(), "above {LONGEST} lines, to be split by subject: {long:#?}");
}
