//! What the README says of commands and keys is what the program does.

use super::support::Desk;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
const KEYS: &str = include_str!("../../data/keymap.toml");

/// The marks of `name` in the README hold `expected`; `UPDATE_README=1` puts it there.
#[track_caller]
fn stands(name: &str, expected: &str) {
    // the two tests of this file may both write it
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one = ONE.lock().expect("the other test went well");
    let readme = std::fs::read_to_string(README).expect("the README");
    let (from, to) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let begin = readme.find(&from).expect("the first mark") + from.len();
    let end = readme.find(&to).expect("the second mark");
    let (head, rest) = readme.split_at(begin);
    let (found, tail) = rest.split_at(end - begin);
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(README, format!("{head}{expected}{tail}")).expect("the README is written");
    } else {
        assert!(found == expected, "README.md is out of date (try: UPDATE_README=1 cargo test readme)\nexpected:\n{expected}");
    }
}

#[test]
fn the_readme_lists_the_commands() {
    let help = Desk::empty().command().arg("-h").env("COLUMNS", "100").output().expect("a run").stdout;
    let help = String::from_utf8(help).expect("text");
    let commands = help.split("Commands:\n").nth(1).and_then(|s| s.split("\n\n").next()).expect("a list of commands");
    let mut table = String::from("| command | does |\n|---|---|\n");
    for line in commands.lines() {
        match line.trim_start().split_once("  ") {
            // a description goes on in the next line
            _ if line.starts_with("      ") => table = format!("{} {} |\n", table.trim_end_matches(" |\n"), line.trim()),
            Some((name, does)) => table.extend(["| `", name, "` | ", does.trim(), " |\n"]),
            None => table.extend(["| `", line.trim(), "` | |\n"]),
        }
    }
    stands("commands", &table);
}

#[test]
fn the_readme_lists_the_keys() {
    let file: toml::Table = KEYS.parse().expect("TOML");
    let mut table = String::from("| where | key | does | 中文 |\n|---|---|---|---|\n");
    let mut before = "";
    for line in file["key"].as_array().expect("keys") {
        let text = |name: &str| line.get(name).and_then(toml::Value::as_str).unwrap_or_default();
        let keys: Vec<String> = line["keys"]
            .as_array()
            .expect("keys")
            .iter()
            .filter_map(toml::Value::as_str)
            .map(|k| if k == "|" { "`\\|`".to_owned() } else { format!("`{k}`") })
            .collect();
        if keys.is_empty() {
            continue;
        }
        let scope = text("scope");
        let shown = if scope == before { "" } else { scope };
        table.extend(["| ", shown, " | ", &keys.join(" "), " | ", text("en"), " | ", text("zh"), " |\n"]);
        before = scope;
    }
    stands("keys", &table);
}

#[test]
fn the_readme_and_the_manual_say_what_can_not_be_undone() {
    let limits = qudao::cli::undo::limits(qudao::i18n::Lang::En);
    let help = Desk::empty().command().args(["undo", "--help"]).output().expect("a run").stdout;
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&String::from_utf8(help).expect("text")).contains(&words(&limits)), "the manual has it");
    stands("undo", &format!("{limits}\n"));
}
