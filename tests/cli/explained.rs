//! Wherever figures are printed, `--explain` says where they come from, and the commands that it names give rows.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::support::{Desk, FIRST};

const DAY: &str = "2025-11-12";

/// Commands that print figures, with what they are asked here. `{partner}` is a partner with invoices, sales and violations.
const FIGURES: &[&str] = &[
    "show partner {partner} --section compliance",
    "today --whose all",
    "ticket stats --by pain-point",
    "alert list",
    "health",
    "kpi",
    "kpi --figure net_sales --by region",
    "kpi receivables",
    "kpi cohorts",
    "kpi showcase",
    "violation list",
    "violation list {partner}",
    "deposit list",
    "deposit list --short",
    "deposit show {partner}",
    "compliance show {partner}",
    "compliance audits",
    "compliance training",
    "standby list",
    "standby for {partner}",
    "credit show {partner}",
    "credit check {partner} 1000",
    "credit aging",
    "credit dso",
    "credit payers",
    "credit disputes",
    "credit exposure",
    "credit months",
    "credit red --yellow",
    "credit assess",
    "credit drill {partner}",
    "tier show",
    "screening show {screened}",
    "partner tree",
];

/// Commands that have no figures of their own, with the reason.
const WITHOUT: &[(&str, &str)] = &[
    ("init", "makes a database"),
    ("demo", "makes a database"),
    ("import", "counts the rows of a file"),
    ("export", "writes records as they are"),
    ("list", "prints records; a figure of a partner is explained by show partner --explain=NAME"),
    ("add", "writes a record"),
    ("edit", "writes a record"),
    ("ticket new", "writes a record"),
    ("ticket list", "prints records; its clocks are explained by ticket why"),
    ("ticket show", "prints a record; its clocks are explained by ticket why"),
    ("ticket why", "is itself the explanation of the clocks"),
    ("ticket act", "moves a record"),
    ("ticket trace", "prints records of shipments"),
    ("ticket prices", "prints each price with the floor that it breaks"),
    ("ticket remedies", "prints texts"),
    ("kb search", "prints texts"),
    ("kb list", "prints texts"),
    ("kb show", "prints texts"),
    ("kb starter", "writes records"),
    ("meeting plan", "writes a record"),
    ("meeting list", "prints records"),
    ("meeting show", "prints a record"),
    ("meeting agenda", "prints a record"),
    ("meeting item", "writes a record"),
    ("meeting hold", "moves a record"),
    ("meeting cancel", "moves a record"),
    ("alert ack", "moves a record"),
    ("alert snooze", "moves a record"),
    ("alert assign", "moves a record"),
    ("alert ticket", "writes a record"),
    ("alert task", "writes a record"),
    ("kpi figures", "is itself how figures are computed"),
    ("violation record", "writes a record"),
    ("violation from-ticket", "writes a record"),
    ("deposit add", "writes a record"),
    ("deposit reverse", "writes a record"),
    ("credit change", "writes a record"),
    ("credit override", "writes a record"),
    ("approval list", "prints records"),
    ("approval show", "prints a record"),
    ("approval approve", "moves a record"),
    ("approval reject", "moves a record"),
    ("approval ask", "moves a record"),
    ("approval answer", "moves a record"),
    ("approval withdraw", "moves a record"),
    ("approval request", "writes a record"),
    ("tier review", "writes records; what it prints is tier show"),
    ("tier propose", "writes a record"),
    ("tier approve", "moves a record"),
    ("tier reject", "moves a record"),
    ("tier withdraw", "moves a record"),
    ("tier what-if", "says why each would move; its score is explained by tier show PARTNER"),
    ("tier history", "prints records"),
    ("contract list", "prints records"),
    ("contract show", "prints a record"),
    ("contract renew", "writes a record"),
    ("contract submit", "moves a record"),
    ("contract end", "moves a record"),
    ("partner move", "moves a record"),
    ("partner exit", "writes a record"),
    ("partner moves", "prints records"),
    ("partner merge", "moves records"),
    ("partner duplicates", "prints each pair with what is alike"),
    ("partner contacts", "prints records"),
    ("plan generate", "writes records"),
    ("plan list", "prints records"),
    ("policy show", "prints rules"),
    ("policy set", "says why each would move"),
    ("policy diff", "prints rules"),
    ("policy history", "prints versions"),
    ("policy import", "proposes rules"),
    ("policy export", "prints rules"),
    ("run", "does the steps of a recipe"),
    ("close", "freezes figures, which kpi --period explains"),
    ("refresh", "counts what it did"),
    ("verify", "compares what is frozen with what is computed"),
    ("clock", "prints a moment"),
    ("clock show", "prints a moment"),
    ("clock set", "sets a moment"),
    ("undo", "takes records back"),
    ("redo", "does it again"),
    ("audit", "prints what was written"),
    ("user list", "prints records"),
    ("user show", "prints a record"),
    ("user add", "writes a record"),
    ("user set", "writes a record"),
    ("user role", "writes a record"),
    ("user on", "writes a record"),
    ("user off", "writes a record"),
    ("user gateway", "writes a record"),
    ("user delegate", "writes a record"),
    ("backup", "copies the database"),
    ("restore", "copies a database back"),
    ("doctor", "names what is wrong"),
    ("schema", "says what documents hold"),
    ("completions", "prints a script"),
    ("man", "prints a manual"),
];

/// The commands that do something, by their path, with whether they take `--explain`.
fn leaves(command: &clap::Command, path: &str, found: &mut BTreeMap<String, bool>) {
    let subs: Vec<_> = command.get_subcommands().filter(|s| s.get_name() != "help").collect();
    if !path.is_empty() && (subs.is_empty() || !command.is_subcommand_required_set()) {
        let explains = command.get_arguments().any(|a| a.get_long() == Some("explain"));
        found.insert(path.to_owned(), explains);
    }
    for sub in subs {
        leaves(sub, format!("{path} {}", sub.get_name()).trim_start(), found);
    }
}

/// The command of the tree that is asked.
fn path_of<'t>(asked: &str, tree: &'t BTreeMap<String, bool>) -> &'t str {
    let begins = |path: &&String| asked == path.as_str() || asked.starts_with(&format!("{path} "));
    tree.keys().filter(begins).max_by_key(|p| p.len()).unwrap_or_else(|| panic!("no command `{asked}`"))
}

/// The words of a command as a shell has them.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut some) = (Vec::new(), String::new(), None, false);
    for c in command.chars() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None, '\'' | '"') => (quote, some) = (Some(c), true),
            (None, c) if c.is_whitespace() => {
                if some || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                some = false;
            }
            (_, c) => word.push(c),
        }
    }
    if some || !word.is_empty() {
        words.push(word);
    }
    words
}

/// Every explanation in a document.
fn explanations<'d>(document: &'d Json, found: &mut Vec<&'d Json>) {
    match document {
        Json::Object(map) if map.contains_key("inputs") && map.contains_key("formula") => found.push(document),
        Json::Object(map) => map.values().for_each(|v| explanations(v, found)),
        Json::Array(all) => all.iter().for_each(|v| explanations(v, found)),
        _ => {}
    }
}

fn is_something(value: &Json) -> bool {
    match value {
        Json::Null => false,
        Json::String(text) => text.parse::<f64>() != Ok(0.0),
        Json::Number(n) => n.as_f64() != Some(0.0),
        _ => true,
    }
}

#[test]
fn every_command_that_prints_figures_explains_them_and_the_others_say_why_not() {
    let mut tree = BTreeMap::new();
    leaves(&qudao::cli::described(), "", &mut tree);
    let figures: BTreeSet<&str> = FIGURES.iter().map(|asked| path_of(&asked.replace(['{', '}'], ""), &tree)).collect();
    let without: BTreeMap<&str, &str> = WITHOUT.iter().copied().collect();
    assert_eq!(without.len(), WITHOUT.len());
    for (path, explains) in &tree {
        let path = path.as_str();
        assert!(
            figures.contains(path) ^ without.contains_key(path),
            "`{path}` explains its figures, or a reason says why it has none"
        );
        assert_eq!(figures.contains(path), *explains, "`{path} --explain`");
    }
    for path in without.keys() {
        assert!(tree.contains_key(*path), "there is no `{path}`");
    }
}

#[test]
fn what_is_explained_names_commands_that_give_rows_and_no_message_keys() {
    let desk = Desk::empty();
    let db = desk.db().display().to_string();
    let args = ["demo", "--partners", "60", "--weeks", "70", "--keep", &db, "--no-open"];
    desk.run_at(DAY, &[&args, FIRST].concat()).code(0);
    let sql = desk.sqlite();
    let code = |sql_of: &str| sql.query_row(sql_of, [], |r| r.get::<_, String>(0)).expect("a partner");
    let partner = code(
        "SELECT code FROM partner p WHERE p.status = 'active' ORDER BY
           EXISTS (SELECT 1 FROM violation v WHERE v.partner = p.id AND v.state = 'approved') DESC,
           EXISTS (SELECT 1 FROM deposit_entry d WHERE d.partner = p.id) DESC, EXISTS (SELECT 1 FROM invoice i WHERE i.partner = p.id) DESC, id",
    );
    let screened = code("SELECT p.code FROM screening s JOIN partner p ON p.id = s.partner ORDER BY s.id LIMIT 1");
    let keys = include_str!("../../data/locales/en/qudao.ftl");
    // names of one word may be words of a sentence
    let keys: BTreeSet<&str> = keys
        .lines()
        .filter_map(|l| l.split_once(" =").map(|(key, _)| key))
        .filter(|k| k.matches('-').count() > 1 && !k.contains(' '))
        .collect();
    assert!(keys.len() > 500);
    let (mut wrong, mut ran) = (Vec::new(), BTreeMap::new());
    for asked in FIGURES {
        let asked = asked.replace("{partner}", &partner).replace("{screened}", &screened);
        let of = |more: &[&str]| {
            let mut args = words(&asked);
            args.extend(["--explain"].iter().chain(more).map(|a| (*a).to_owned()));
            let args: Vec<String> = args;
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let ran = desk.run_at(DAY, &args);
            assert!(matches!(ran.code, Some(0 | 1)), "{asked} {more:?}: {:?} {}", ran.code, ran.stderr);
            ran
        };
        let document = of(&["--format", "json"]).json();
        let mut found = Vec::new();
        explanations(&document, &mut found);
        let inputs: Vec<&Json> = found.iter().flat_map(|e| e["inputs"].as_array().expect("inputs")).collect();
        let with_rows: Vec<&&Json> = inputs.iter().filter(|i| i["rows"].is_object()).collect();
        if with_rows.is_empty() {
            wrong.push(format!("{asked}: {} explanations, none of them names rows", found.len()));
        }
        for input in with_rows {
            let command = input["rows"]["command"].as_str().expect("a command");
            let rows = *ran.entry(command.to_owned()).or_insert_with(|| {
                let mut args = words(command.strip_prefix("qudao ").expect("a command of the program"));
                args.extend(["--format", "json"].map(str::to_owned));
                let args: Vec<&str> = args.iter().map(String::as_str).collect();
                let listed = desk.run_at(DAY, &args);
                if listed.code != Some(0) {
                    return None;
                }
                listed.json()["rows"].as_array().map(Vec::len)
            });
            match rows {
                None => wrong.push(format!("{asked}: `{command}` does not run")),
                // a limit that came with the register has no change on file
                Some(0) if command.starts_with("qudao list credit-changes") => {}
                Some(0) if is_something(&input["value"]) => {
                    wrong.push(format!("{asked}: {} is {}, and `{command}` gives no rows", input["name"], input["value"]));
                }
                Some(n) if input["unit"] == "count" && input["rows"]["kind"] != "sales" && asked.starts_with("tier show") => {
                    assert_eq!(Some(n as u64), input["value"].as_u64(), "{asked}: {command}");
                }
                Some(_) => {}
            }
        }
        for (lang, text) in
            [("en", of(&["--lang", "en"]).stdout), ("zh", of(&["--lang", "zh"]).stdout), ("json", document.to_string())]
        {
            let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
            let said: Vec<&str> = words.filter(|w| keys.contains(w)).collect();
            if !said.is_empty() {
                wrong.push(format!("{asked} ({lang}): message keys {said:?}"));
            }
        }
    }
    assert!(ran.len() > 60, "{} commands were run", ran.len());
    assert!(wrong.is_empty(), "{} things:\n{}", wrong.len(), wrong.join("\n"));
}
