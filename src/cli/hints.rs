//! Every command that a message names is one: each `qudao ...` in the words of both languages is walked along the commands
//! and options that there are.

use clap::CommandFactory as _;

use super::Cli;

const LOCALES: [(&str, &str); 2] =
    [("en", include_str!("../../data/locales/en/qudao.ftl")), ("zh", include_str!("../../data/locales/zh/qudao.ftl"))];

/// Words of a sentence after which it is no longer a command.
const PROSE: &[&str] = &["or", "and", "in", "with", "says", "names", "runs", "writes", "shows", "fills", "takes", "adds"];

/// Whether what comes before says that a command follows, and not prose about the program.
fn is_hint(before: &str) -> bool {
    let inside = |opens: &str, closes: char| before.rsplit_once(opens).is_some_and(|(_, rest)| !rest.contains(closes));
    before.ends_with('`')
        || inside("(try: ", ')')
        || inside("（可试：", '）')
        || inside("（请执行：", '）')
        || inside("（查看：", '）')
}

/// What is wrong with the words behind `qudao`.
fn wrong(root: &clap::Command, line: &str) -> Option<String> {
    let mut command = root.clone();
    let mut walked = String::from("qudao");
    for word in line.split_whitespace() {
        let ascii = word.split(|c: char| !c.is_ascii()).next().unwrap_or_default();
        let plain = ascii.trim_end_matches(['`', ',', ';', ':', ')', '.', '"']);
        let last = plain.len() < word.len();
        if plain.is_empty() || PROSE.contains(&plain) {
            return None;
        }
        walked = format!("{walked} {plain}");
        if let Some(option) = plain.strip_prefix("--") {
            let name = option.split('=').next().unwrap_or_default();
            let known = |c: &clap::Command| name == "help" || c.get_arguments().any(|a| a.get_long() == Some(name));
            if !name.is_empty() && !known(&command) && !known(root) {
                return Some(walked);
            }
        } else if plain.chars().all(|c| c.is_ascii_lowercase() || c == '-') && command.has_subcommands() {
            match command.find_subcommand(plain) {
                Some(sub) => command = sub.clone(),
                // a command that works by itself, too, may be followed by prose
                None if walked.split(' ').count() > 2 && !command.is_subcommand_required_set() => return None,
                None => return Some(walked),
            }
        }
        if last {
            return None;
        }
    }
    None
}

#[test]
fn every_command_that_a_message_names_is_there() {
    let mut root = Cli::command();
    root.build();
    let (mut named, mut bad) = (0, Vec::new());
    for (lang, text) in LOCALES {
        for line in text.lines() {
            for (at, _) in line.match_indices("qudao ") {
                let begins =
                    line.get(..at).and_then(|before| before.chars().last()).is_none_or(|c| !c.is_alphanumeric() && c != '.');
                let rest = line.get(at + "qudao ".len()..).unwrap_or_default();
                if begins && is_hint(line.get(..at).unwrap_or_default()) {
                    named += 1;
                    bad.extend(wrong(&root, rest).map(|words| format!("{lang}: {words}  in  {line}")));
                }
            }
        }
    }
    assert!(named > 100, "only {named} commands are named");
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn a_hint_that_names_no_command_or_option_is_found() {
    let mut root = Cli::command();
    root.build();
    for fine in [
        "undo --list)",
        "user add or qudao user role)",
        "meeting agenda { $number } --rebuild)",
        "--db `x` init",
        "doctor says who",
    ] {
        assert_eq!(wrong(&root, fine), None, "{fine}");
    }
    for bad in ["undone", "undo --lost", "user ad x", "tickets show 1"] {
        assert!(wrong(&root, bad).is_some(), "{bad}");
    }
}
