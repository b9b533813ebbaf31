//! Every example of the help does something: each is typed on a demo, with what the demo has in the place of its names.

use std::path::Path;
use std::sync::Mutex;

use super::hints::{House, nowhere};
use super::support::Ran;

const SOURCE: &str = include_str!("../../src/cli/examples.rs");

/// What stands for a word of an example, by how the command begins: the first that fits.
const WORDS: &[(&str, &str, &str)] = &[
    ("--db", "/srv/qudao/team.db", "fresh.db"),
    ("import partners", "partners.xlsx", "partners.csv"),
    ("import sales", "june.csv", "sales.csv"),
    ("add partner", "code=D001", "code=D999"),
    ("alert", "12", "@warning"),
    ("alert", "15", "@warning-too"),
    ("alert", "2025-09-30", "2025-12-10"),
    ("meeting plan", "2025-09-20", "2025-12-20"),
    ("meeting", "3", "@meeting"),
    ("violation", "214", "@diversion"),
    ("violation record", "D001", "@of-diversion"),
    ("deposit", "D001", "@depositor"),
    ("deposit reverse", "12", "@entry"),
    ("credit override", "2025-07-31", "2025-12-31"),
    ("approval request", "12", "@rejected"),
    ("approval answer", "12", "@newest"),
    ("approval withdraw", "12", "@newest"),
    ("approval", "12", "@waiting"),
    ("approval", "13", "@waits-too"),
    ("contract submit", "C-2026-014", "@draft"),
    ("contract end", "C-2025-014", "@contract"),
    ("contract end", "2025-09-30", "2025-12-31"),
    ("contract", "C-2025-014", "@renewable"),
    ("plan generate", "2025-07", "2025-12"),
    ("policy set", "0.25", "0.35"),
    ("policy export", "rules.toml", "rules-out.toml"),
    ("user gateway", "/srv/qudao/files", "files"),
    ("restore", "monday.db", "house.db"),
    ("", "214", "@ticket"),
    ("", "215", "@ticket-too"),
];

/// What somebody has done before a command makes sense: how it begins, who, what.
const BEFORE: &[(&str, &str, &[&str])] = &[
    ("tier approve D001", "li.wei", &["tier", "propose", "D001", "strategic", "--reason", "why"]),
    ("tier reject", "li.wei", &["tier", "propose", "D001", "strategic", "--reason", "why"]),
    ("tier withdraw", "", &["tier", "propose", "D001", "strategic", "--reason", "why"]),
    ("ticket act 214 resolve", "", &["ticket", "act", "@ticket", "acknowledge"]),
    ("approval withdraw", "", &["credit", "change", "D001", "--limit", "9000000", "--reason", "why"]),
    ("approval answer", "", &["credit", "change", "D001", "--limit", "9000000", "--reason", "why"]),
    ("approval answer", "zhao.min", &["approval", "ask", "@newest", "what for?"]),
    ("meeting item 3 1", "", &["meeting", "item", "@meeting", "--topic", "first"]),
];

/// What the demo has that [`House`] does not look up: by a sentence, on the copy, after what was done before.
const LOOKED_UP: &[(&str, &str)] = &[
    ("@ticket-too", "SELECT number FROM ticket WHERE state = 'new' ORDER BY id DESC LIMIT 1"),
    ("@warning", "SELECT id FROM alert WHERE state = 'open' ORDER BY id LIMIT 1"),
    ("@warning-too", "SELECT id FROM alert WHERE state = 'open' ORDER BY id LIMIT 1 OFFSET 1"),
    ("@waits-too", "SELECT number FROM approval WHERE subject = 'contract' AND state = 'pending' LIMIT 1"),
    ("@newest", "SELECT max(number) FROM approval"),
    (
        "@of-diversion",
        "SELECT p.code FROM ticket t JOIN partner p ON p.id = t.partner WHERE t.kind = 'diversion' AND t.state = 'new' LIMIT 1",
    ),
    (
        "@depositor",
        "SELECT p.code FROM deposit_entry d JOIN partner p ON p.id = d.partner GROUP BY p.id ORDER BY sum(d.amount) DESC LIMIT 1",
    ),
];

/// The lines of the table, as they are typed.
fn lines() -> Vec<&'static str> {
    let table = SOURCE.split("const EXAMPLES").nth(1).and_then(|s| s.split("\n];").next()).expect("the table");
    table.split('"').filter(|text| text.starts_with("qudao ")).collect()
}

/// The words of a line, with what stands in quotes as one.
fn words(line: &str) -> Vec<String> {
    let quoted = line.split('\'').enumerate();
    quoted
        .flat_map(|(i, part)| if i % 2 == 1 { vec![part] } else { part.split_whitespace().collect() })
        .map(str::to_owned)
        .collect()
}

/// Types an example; answers the line, how it ended, and what is wrong with how it ends under a policy file.
fn typed(house: &House, line: &str, n: usize) -> (Vec<String>, Ran, Option<String>) {
    let command = line.trim_start_matches("qudao ");
    let stands = |word: &String| {
        let fits = |(begins, name, _): &&(&str, &str, &str)| command.starts_with(begins) && word == name;
        WORDS.iter().find(fits).map_or_else(|| word.clone(), |(.., value)| (*value).to_owned())
    };
    let line: Vec<String> = words(command).iter().map(stands).collect();
    let db = house.copy(&format!("example-{n}.db"));
    let found = |word: &String| match LOOKED_UP.iter().find(|(name, _)| name == word) {
        Some((name, sql)) => House::look_up(&db, name, sql),
        None => word.clone(),
    };
    for (_, who, args) in BEFORE.iter().filter(|(begins, ..)| command.starts_with(begins)) {
        let args: Vec<String> = args.iter().map(|a| found(&(*a).to_owned())).collect();
        let ran = if who.is_empty() { house.with(&db, &args) } else { house.by(who, &db, &args) };
        assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.stderr);
    }
    let line: Vec<String> = line.iter().map(found).collect();
    // with the log that a database has: the bytes differ only where something was written
    rusqlite::Connection::open(&db).and_then(|c| c.pragma_update(None, "journal_mode", "WAL")).expect("a log");
    let bytes = |db: &Path| std::fs::read(db).expect("a database");
    let (before, copy) = (bytes(&db), house.copied(&db, &format!("aside-{n}.db")));
    let ran = house.with(&db, &line);
    // a what-if writes nothing, whatever is typed, and refuses what would write
    let under = house.with(&copy, &[&["--policy", "rules.toml"].map(str::to_owned), &line[..]].concat());
    let said = |what: &str| format!("`{}` under a policy file {what}: {under:?}", line.join(" "));
    let wrong = match (bytes(&copy) == before, under.code == Some(3) || bytes(&db) == before) {
        (false, _) => Some(said("writes")),
        (_, false) => Some(said("is not refused")),
        _ => None,
    };
    (line, ran, wrong)
}

/// The examples that lead nowhere in a house.
pub(super) fn lead_nowhere(house: &House) -> Vec<String> {
    let all = lines();
    assert!(all.len() > 140, "only {} examples", all.len());
    house.write("month-end.toml", "[[step]]\ndo = \"check\"\n");
    house.write("minutes.txt", "all agreed");
    let bad = Mutex::new(Vec::new());
    let todo = Mutex::new(all.iter().enumerate());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some((n, line)) = todo.lock().expect("the others went well").next() else { break };
                    let (typed, ran, aside) = typed(house, line, n);
                    let wrong = nowhere(&typed, &ran).map(|why| format!("`{line}`: {why}"));
                    bad.lock().expect("the others went well").extend(wrong.into_iter().chain(aside));
                }
            });
        }
    });
    bad.into_inner().expect("the others went well")
}
