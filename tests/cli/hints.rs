//! Every command that a message tells people to type does something: each `qudao ...` in the words of both languages is run,
//! with what stands in the place of its names, on a demo that has something of everything.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::examples;
use super::support::{Desk, FIRST, Ran, account};

const LOCALES: [(&str, &str); 2] =
    [("en", include_str!("../../data/locales/en/qudao.ftl")), ("zh", include_str!("../../data/locales/zh/qudao.ftl"))];

const AT: &str = "2025-11-25T10:20";

/// Words of a sentence in which a command has ended.
const PROSE: &[&str] = &["or", "and", "in", "then", "needs", "takes", "database"];

/// What stands for a name in a command, by how the command begins: the first that fits. `{x}` is what the program fills in,
/// capitals and Chinese words what people do. Numbers and codes of the demo are by name in [`House`].
const NAMES: &[(&str, &[&str], &str)] = &[
    ("list", &["{plural}"], "partners"),
    ("help fields", &["KIND", "类别"], "contact"),
    ("audit --kind", &["{plural}"], "partners"),
    ("--db", &["{path}", "NEW", "NEW.db", "新文件"], "new.db"),
    ("--db", &["{as-of}", "DATE", "日期"], "2025-11-01"),
    ("restore", &["BACKUP", "FILE", "备份文件"], "house.db"),
    ("backup", &["FILE", "备份文件"], "another.db"),
    ("user add", &["{user}", "ACCOUNT", "账号"], "sun.li"),
    ("user add", &["{code}", "ROLE", "角色"], "specialist"),
    ("user on", &["{user}"], "zhao.min"),
    ("user set", &["ACCOUNT", "账号"], "wang.jun"),
    ("user set", &["CODES", "区域"], "east"),
    ("user gateway", &["{account}", "ACCOUNT", "账号"], "shared"),
    ("user gateway", &["FOLDER", "文件夹"], "files"),
    ("policy set", &["KEY", "键"], "tiers.top"),
    ("policy set", &["VALUE", "值"], "0.3"),
    ("policy import --calendar", &["FILE", "文件"], "calendar.csv"),
    ("policy import --playbooks", &["FILE", "文件"], "remedies.toml"),
    ("policy import --version", &["NUMBER", "版本号"], "1"),
    ("policy import", &["FILE", "文件", "{path}", "{file}"], "rules.toml"),
    ("clock set", &["DATE", "日期"], "2025-11-26"),
    ("edit ticket", &["{code}"], "@ticket"),
    ("edit ticket", &["{name}"], "severity"),
    ("edit ticket", &["VALUE", "值"], "S2"),
    ("edit partner", &["{what}"], "@partner"),
    ("edit partner", &["FIELD", "字段"], "credit_limit"),
    ("edit partner", &["VALUE", "值"], "350000"),
    ("edit region", &["{code}"], "east"),
    ("edit {name}", &["{name}"], "partner"),
    ("edit {name}", &["{field}"], "core"),
    ("user delegate", &["{code}"], "wang.jun"),
    ("export all", &["FOLDER", "文件夹", "{folder}"], "out"),
    ("import all", &["{path}"], "whole"),
    ("import price-sightings", &["FILE", "文件"], "prices.csv"),
    ("import shipments", &["FILE", "文件"], "shipments.csv"),
    ("import sales", &["FILE", "文件"], "sales.csv"),
    ("import", &["{kind}"], "partners"),
    ("import", &["FILE", "文件"], "partners.csv"),
    ("run --save", &["FILE", "文件"], "saved.toml"),
    ("verify", &["{period}"], "2025-06"),
    ("close --reopen", &["PERIOD", "期间"], "2025-06"),
    ("close", &["PERIOD", "期间"], "2025-07"),
    ("ticket act", &["ACTION", "操作"], "take"),
    ("ticket act", &["214", "{code}", "NUMBER", "编号"], "@ticket"),
    ("violation from-ticket", &["{number}"], "@diversion"),
    ("violation record", &["KIND", "类别"], "price_breach"),
    ("meeting", &["{number}"], "@meeting"),
    ("contract renew", &["{number}"], "@renewable"),
    ("contract end", &["NUMBER", "编号"], "@contract"),
    ("contract submit", &["{number}"], "@draft"),
    ("tier approve", &["{code}"], "@proposed"),
    ("tier propose", &["CODE", "编码"], "@growth"),
    ("tier propose", &["TIER", "等级"], "strategic"),
    ("deposit reverse", &["{code}", "NUMBER", "编号"], "@entry"),
    ("approval request", &["KIND", "类别"], "expense"),
    ("approval request", &["NUMBER", "编号"], "@rejected"),
    ("approval", &["{approval}", "{number}", "{code}"], "@waiting"),
    ("partner move", &["STATUS", "状态"], "suspended"),
    ("partner move", &["{codes}"], "@partner"),
    ("partner exit", &["{codes}"], "@partner"),
    ("partner merge", &["DROP", "并入编码"], "@second"),
    ("partner merge", &["KEEP", "保留编码"], "@partner"),
    ("", &["{code}", "CODE", "编码", "{of}"], "@partner"),
    ("", &["AMOUNT", "金额"], "5000"),
    ("", &["DATE", "日期"], "2025-11-20"),
    ("", &["NAME", "姓名"], "王五"),
    ("", &["NUMBER", "电话"], "13812345678"),
    ("", &["REASON", "理由"], "why"),
];

/// Each value that a name stands for where it may be one of several.
const SEVERAL: &[(&str, &[&str])] =
    &[("{command}", &["user", "ticket", "meeting", "tier", "approval", "partner", "today", "policy", "import"])];

/// Commands that open the program, which needs a terminal.
const SCREENS: &[&str] = &["demo", "demo --lang zh"];

/// Commands that say of themselves that they are for a database without anything in it.
const EMPTY: &[&str] = &["import all"];

/// The messages of a language, whole: key and words.
fn messages(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        match line.split_once(" = ") {
            Some((key, words)) if key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') => {
                found.push((key.to_owned(), words.to_owned()));
            }
            _ => {
                if let Some((_, words)) = found.last_mut() {
                    words.extend(["\n", line]);
                }
            }
        }
    }
    found
}

/// The commands that a message names, without `qudao`, as they are typed but for their names.
fn commands(message: &str) -> Vec<String> {
    // a placeholder is one word
    let text = message.replace("{ WORD($", "{").replace(") }", "}").replace("{ $", "{").replace(" }", "}");
    let mut found = Vec::new();
    for (at, _) in text.match_indices("qudao ") {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || "./-".contains(c)) {
            continue;
        }
        let rest = text.get(at + "qudao ".len()..).and_then(|text| text.lines().next()).unwrap_or_default();
        let rest = match before {
            Some('`') => rest.split('`').next().unwrap_or_default(),
            _ => rest.split([')', '）', '，', '；', '、', '。', '：', ';', '…']).next().unwrap_or_default(),
        };
        let mut words = Vec::new();
        for word in rest.split_whitespace() {
            let (word, last) = word.strip_suffix([',', ':']).map_or((word, false), |w| (w, true));
            let foreign = !word.is_ascii() && !NAMES.iter().any(|(_, names, _)| names.iter().any(|n| word.ends_with(n)));
            if PROSE.contains(&word) || foreign {
                break;
            }
            words.push(word);
            if last {
                break;
            }
        }
        if !words.is_empty() {
            found.push(words.join(" "));
        }
    }
    found
}

/// The command with what its names stand for, once for each of several.
fn filled(command: &str) -> Vec<Vec<String>> {
    let mut lines = vec![Vec::new()];
    for word in command.split(' ') {
        let (field, name) = word.split_once('=').map_or(("", word), |(field, name)| (field, name));
        let capitals = name.chars().any(|c| c.is_ascii_uppercase()) && !name.chars().any(|c| c.is_ascii_lowercase());
        let is_name = name.starts_with('{') || !name.is_ascii() || name == "214" || name == "NEW.db" || capitals;
        let values: Vec<String> = if !is_name {
            vec![name.to_owned()]
        } else if let Some((_, values)) = SEVERAL.iter().find(|(n, _)| *n == name) {
            values.iter().map(|v| (*v).to_owned()).collect()
        } else {
            let fits = |(begins, names, _): &&(&str, &[&str], &str)| command.starts_with(begins) && names.contains(&name);
            let (.., value) = NAMES.iter().find(fits).unwrap_or_else(|| panic!("`{command}`: nothing stands for `{name}`"));
            vec![(*value).to_owned()]
        };
        // the field itself may be what the program fills in
        let fits = |(begins, names, _): &&(&str, &[&str], &str)| command.starts_with(begins) && names.contains(&field);
        let field = NAMES.iter().find(fits).map_or(field, |(.., value)| value);
        let before = if word.contains('=') { format!("{field}=") } else { String::new() };
        lines = lines
            .iter()
            .flat_map(|line: &Vec<String>| values.iter().map(|v| [line.as_slice(), &[format!("{before}{v}")]].concat()))
            .collect();
    }
    lines
}

/// What a person has looked up before typing a command: its sentence, and where the demo has it.
const LOOKED_UP: &[(&str, &str)] = &[
    ("@partner", "SELECT code FROM partner WHERE status = 'active' ORDER BY id LIMIT 1"),
    ("@second", "SELECT code FROM partner WHERE status = 'active' ORDER BY id DESC LIMIT 1"),
    ("@ticket", "SELECT number FROM ticket WHERE state = 'new' LIMIT 1"),
    ("@diversion", "SELECT number FROM ticket WHERE kind = 'diversion' AND state = 'new' LIMIT 1"),
    ("@meeting", "SELECT number FROM meeting WHERE state = 'planned' LIMIT 1"),
    ("@contract", "SELECT number FROM contract WHERE state = 'approved' ORDER BY to_day DESC LIMIT 1"),
    (
        "@renewable",
        "SELECT number FROM contract c WHERE state = 'approved'
         AND NOT EXISTS (SELECT 1 FROM contract r WHERE r.renews = c.id) ORDER BY to_day DESC LIMIT 1 OFFSET 1",
    ),
    ("@line", "SELECT code FROM product_line LIMIT 1"),
    ("@entry", "SELECT number FROM deposit_entry WHERE kind = 'paid_in' LIMIT 1"),
    ("@proposed", "SELECT p.code FROM tier_change t JOIN partner p ON p.id = t.partner WHERE t.state = 'proposed' LIMIT 1"),
    (
        "@growth",
        "SELECT code FROM partner p WHERE tier = 'growth'
         AND NOT EXISTS (SELECT 1 FROM tier_change t WHERE t.partner = p.id AND t.state = 'proposed') LIMIT 1",
    ),
    ("@waiting", "SELECT number FROM approval WHERE subject = 'tier' AND state = 'pending' LIMIT 1"),
    (
        "@rejected",
        "SELECT e.number FROM approval a JOIN expense e ON e.id = a.record WHERE subject = 'expense' AND a.state = 'rejected' LIMIT 1",
    ),
];

/// A demo in which everything is that a message may speak of.
pub(super) struct House {
    desk: Desk,
    looked_up: BTreeMap<&'static str, String>,
}

impl House {
    fn new() -> Self {
        let desk = Desk::empty();
        let db = desk.db().to_string_lossy().into_owned();
        let demo = ["demo", "--partners", "20", "--weeks", "30", "--no-open", "--keep", &db];
        desk.run_at(AT, &[&demo[..], FIRST].concat()).code(0);
        let find = |(name, sql): &(&'static str, &str)| (*name, Self::look_up(desk.db(), name, sql));
        let mut looked_up: BTreeMap<_, _> = LOOKED_UP.iter().map(find).collect();
        looked_up.insert("@draft", "DRAFT-1".to_owned());
        std::fs::create_dir(desk.path("files")).expect("a folder");
        let (me, partner) = (account(), looked_up["@partner"].clone());
        desk.run_at(AT, &["user", "add", &me, "--role", "admin"]).code(0);
        for (name, text) in [
            ("partners.csv", "Code,Name\nZ1,One\n"),
            ("sales.csv", "Partner,Date,Document,SKU,Quantity,Net amount\nD001,2025-11-20,N1,YL-500,1,10\n"),
            ("shipments.csv", "Partner,Code,Shipped on\nD001,AB123456,2025-11-20\n"),
            ("rules.toml", "[tiers]\ntop = 0.4\n"),
            ("calendar.csv", "calendar,ours,Ours,我们的\nweek,1111110\ncovers,2025,2031\n"),
            ("remedies.toml", "[[remedy]]\ncode = \"separate-products\"\noff = true\n"),
        ] {
            desk.write(name, text);
        }
        desk.write(
            "prices.csv",
            format!("Partner,Product line,SKU,Seen on,Price\nD001,{},YL-500,2025-11-20,99\n", looked_up["@line"]),
        );
        // by the account itself: it comes in through no gateway
        for args in [
            &["contract", "renew", &looked_up["@contract"], "--as", "DRAFT-1"][..],
            &["close", "2025-06"],
            &["user", "gateway", "shared", "on"],
            &["policy", "set", "tiers.top", "0.25", "-r", "why"],
            &["export", "all", "whole"],
            &["edit", "partner", &partner, "notes=a"],
            &["edit", "partner", &partner, "notes=b"],
            &["undo"],
        ] {
            desk.own_at(AT, args).code(0);
        }
        let version = "SELECT number FROM approval WHERE subject = 'policy' AND state = 'pending'";
        let (_, version) = find(&("@version", version));
        desk.run_at_as("zhao.min", AT, &["approval", "approve", &version]).code(0);
        desk.own_at(AT, &["backup", "house.db"]).code(0);
        Self { desk, looked_up }
    }

    /// Runs a command on a copy of the database, as an administrator at a shell.
    fn run(&self, line: &[String], copy: &str) -> Ran {
        let db = self.desk.path(copy);
        if EMPTY.iter().any(|e| line.join(" ").starts_with(e)) {
            self.with(&db, &["init".to_owned()]).code(0);
        } else {
            std::fs::copy(self.desk.path("house.db"), &db).expect("a copy");
        }
        self.with(&db, line)
    }

    /// A copy of the database.
    pub(super) fn copy(&self, name: &str) -> PathBuf {
        self.copied(&self.desk.path("house.db"), name)
    }

    /// A copy of a database.
    pub(super) fn copied(&self, of: &Path, name: &str) -> PathBuf {
        let db = self.desk.path(name);
        std::fs::copy(of, &db).expect("a copy");
        db
    }

    /// What a database has, by a sentence.
    pub(super) fn look_up(db: &Path, name: &str, sql: &str) -> String {
        let conn = rusqlite::Connection::open(db).expect(name);
        let value: rusqlite::types::Value = conn.query_row(sql, [], |r| r.get(0)).expect(name);
        match value {
            rusqlite::types::Value::Integer(n) => n.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => panic!("{name}: {other:?}"),
        }
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        self.desk.write(name, text);
    }

    /// Runs a command on a database as somebody who comes in through the gateway.
    pub(super) fn by(&self, who: &str, db: &Path, line: &[String]) -> Ran {
        self.desk.command().env("QUDAO_USER", who).env("QUDAO_DB", db).args(line).output().expect("the program starts").into()
    }

    /// Runs it as an administrator at a shell.
    pub(super) fn with(&self, db: &Path, line: &[String]) -> Ran {
        // each makes a database of its own
        let fresh = format!("new-{}", db.file_name().map(|n| n.to_string_lossy()).unwrap_or_default());
        let words = line.iter().map(|word| {
            let (field, value) = word.split_once('=').map_or(("", word.as_str()), |(field, value)| (field, value));
            let value = if value == "new.db" { fresh.as_str() } else { self.looked_up.get(value).map_or(value, String::as_str) };
            if word.contains('=') { format!("{field}={value}") } else { value.to_owned() }
        });
        let mut command = self.desk.command();
        command.env_remove("QUDAO_USER").env("QUDAO_DB", db).args(words);
        command.output().expect("the program starts").into()
    }
}

/// Why a command that somebody was told to type leads nowhere.
pub(super) fn nowhere(line: &[String], ran: &Ran) -> Option<String> {
    let opens = SCREENS.contains(&line.join(" ").as_str())
        && (ran.stderr.contains("the program needs a terminal") || ran.stderr.contains("程序界面需要终端"));
    let fine = matches!(ran.code, Some(0 | 1)) || opens;
    (!fine).then(|| format!("qudao {}: {:?}: {}", line.join(" "), ran.code, ran.stderr.trim_end()))
}

#[test]
fn every_command_that_a_message_names_or_the_help_shows_does_something() {
    let mut told: BTreeMap<Vec<String>, BTreeSet<String>> = BTreeMap::new();
    let mut by_key: BTreeMap<String, Vec<BTreeSet<Vec<String>>>> = BTreeMap::new();
    for (lang, text) in LOCALES {
        for (key, message) in messages(text) {
            let lines: BTreeSet<Vec<String>> = commands(&message).iter().flat_map(|c| filled(c)).collect();
            for line in &lines {
                told.entry(line.clone()).or_default().insert(format!("{lang} {key}"));
            }
            by_key.entry(key).or_default().push(lines);
        }
    }
    let differ = by_key.iter().filter(|(_, said)| said.windows(2).any(|pair| pair[0] != pair[1]));
    let differ: Vec<String> = differ.map(|(key, said)| format!("{key}: {said:?}")).collect();
    assert!(differ.is_empty(), "the languages name other commands:\n{}", differ.join("\n"));
    assert!(told.len() > 60, "only {} commands are named", told.len());

    let house = House::new();
    let bad = Mutex::new(Vec::new());
    let todo = Mutex::new(told.iter().enumerate());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some((n, (line, keys))) = todo.lock().expect("the others went well").next() else { break };
                    let ran = house.run(line, &format!("copy-{n}.db"));
                    let wrong = nowhere(line, &ran).map(|why| format!("{why}  ({keys:?})"));
                    bad.lock().expect("the others went well").extend(wrong);
                }
            });
        }
    });
    let mut bad = bad.into_inner().expect("the others went well");
    // the house is dear: what the help shows is typed in the same
    bad.extend(examples::lead_nowhere(&house));
    assert!(bad.is_empty(), "{} lead nowhere:\n{}", bad.len(), bad.join("\n"));
}

#[test]
fn a_command_is_read_out_of_a_message_as_it_is_typed() {
    let cases = [
        ("(try: qudao undo --list, another change by --id)", &["undo --list"][..]),
        ("(try: qudao user add { $user } --role ROLE or qudao user role)", &["user add {user} --role ROLE", "user role"]),
        ("made by `qudao init`", &["init"]),
        ("（请执行：qudao --db { WORD($path) } init，或 qudao demo）", &["--db {path} init", "demo"]),
        ("（请执行：qudao restore 备份文件 恢复）", &["restore 备份文件"]),
        ("expected a qudao database", &[]),
        ("in /srv/qudao backups", &[]),
    ];
    for (message, expected) in cases {
        assert_eq!(commands(message), expected, "{message}");
    }
    assert_eq!(filled("edit region {code} parent="), [["edit", "region", "east", "parent="]]);
}

#[test]
fn a_command_that_leads_nowhere_is_found() {
    let desk = Desk::new();
    for line in ["undone", "undo --lost", "user ad x", "contract end", "restore `x.db`", "show partner Z1"] {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let ran = desk.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(nowhere(&words, &ran).is_some(), "{line}: {ran:?}");
    }
    let ran = desk.run(&["doctor"]);
    assert_eq!(nowhere(&["doctor".to_owned()], &ran), None);
}
