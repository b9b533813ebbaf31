//! A house of one: whatever is asked for is decided at once, and whoever asked is told so, alone, and what holds from when.

use super::support::Desk;

/// Somebody alone, with a partner.
fn house() -> Desk {
    let desk = Desk::new();
    let partner = ["code=D1", "name=渠道D1", "status=active", "onboarded_on=2024-01-10", "credit_limit=100000", "credit_days=30"];
    desk.run(&[&["add", "partner"], &partner[..], &["-r", "as agreed"]].concat()).code(0);
    desk
}

const EN: &str = "decided alone";
const ZH: &str = "独自批准";

#[test]
fn whatever_is_decided_alone_says_so() {
    let desk = house();
    let items = ["licences", "finances", "warehouse", "team", "coverage_fit", "product_fit", "digital", "willingness"];
    let more = ["credit_record", "litigation", "rivals", "price_discipline"];
    let mut screening: Vec<String> = items.iter().chain(&more).map(|item| format!("{item}=95")).collect();
    let rest = ["partner=D1", "on=2026-01-05", "credit_days=75", "audience_match=A+", "exception_reason=the only one there"];
    screening.extend(rest.map(str::to_owned));
    let screening: Vec<&str> = ["add", "screening"].into_iter().chain(screening.iter().map(String::as_str)).collect();
    let violation = ["add", "violation", "partner=D1", "kind=diversion", "on=2026-03-01", "amount=5000", "evidence=codes"];
    let contract = ["add", "contract", "number=C1", "partner=D1", "from_day=2026-01-01", "to_day=2026-12-31", "notes=as agreed"];
    let cases: [&[&str]; 9] = [
        &["policy", "set", "health.slip", "12", "-r", "small"],
        &["credit", "change", "D1", "--limit", "150000", "-r", "small"],
        &["credit", "override", "D1", "5000", "--until", "2099-01-01", "-r", "small"],
        &["edit", "partner", "D1", "credit_limit=160000", "-r", "small"],
        &["add", "expense", "on=2026-01-09", "partner=D1", "amount=60000", "purpose=small"],
        &["tier", "propose", "D1", "watch", "-r", "small"],
        &screening,
        &violation,
        &contract,
    ];
    let tier = ["tier", "propose", "D1", "growth", "-r", "small", "--format", "json"];
    let tier = desk.run(&tier).code(0).json()["changes"][0]["approval"].clone();
    assert_eq!((&tier["state"], &tier["alone"]), (&"approved".into(), &true.into()), "{tier}");
    let change = ["credit", "change", "D1", "--limit", "140000", "-r", "small", "--format", "json"];
    let approval = desk.run(&change).code(0).json()["approval"].clone();
    assert_eq!((&approval["state"], &approval["alone"]), (&"approved".into(), &true.into()));
    for (args, (lang, said)) in cases.iter().zip([("en", EN), ("zh", ZH)].iter().cycle()) {
        let ran = desk.run(&[&["--lang", lang], *args].concat()).code(0);
        let told = format!("{}{}", ran.stdout, ran.stderr);
        assert!(told.contains(said), "{lang} {args:?}: {told}");
        let listed = desk.run(&["approval", "list", "--all", "--format", "json"]).code(0).json();
        let newest = &listed["rows"][0];
        assert_eq!((&newest["state"], &newest["alone"]), (&"approved".into(), &true.into()), "{args:?}");
    }
}

#[test]
fn what_begins_later_names_its_day_and_what_holds_until_then_goes_on() {
    let desk = house();
    let set = ["policy", "set", "health.slip", "12", "-r", "small", "--from", "2099-01-01"];
    let told = desk.run(&set).code(0).stderr;
    assert!(told.contains(EN) && told.contains("in force from 2099-01-01") && !told.contains("it is in force and"), "{told}");
    let again = ["policy", "set", "health.slip", "13", "-r", "small", "--from", "2099-02-01", "--format", "json"];
    let done = desk.run(&again).code(0).json();
    assert_eq!((&done["alone"], &done["from"]), (&true.into(), &"2099-02-01".into()));
    assert_eq!(desk.run(&["policy", "show", "health.slip", "--format", "json"]).code(0).json()["rows"][0]["value"], 10);
    // asked without a reason it waits, and the decision names the day as well
    let contract = ["number=C1", "partner=D1", "from_day=2098-01-01", "to_day=2098-12-31"];
    let told = desk.run(&[&["add", "contract"], &contract[..]].concat()).code(0).stdout;
    assert!(told.contains("once you have said why"), "{told}");
    let number = desk.run(&["approval", "list", "--format", "json"]).code(0).json()["rows"][0]["number"].to_string();
    desk.run(&["approval", "approve", &number]).code(2);
    let told = desk.run(&["approval", "approve", &number, "--text", "as agreed"]).code(0).stdout;
    assert!(told.contains(EN) && told.contains("in force from 2098-01-01"), "{told}");
}

#[test]
fn a_file_says_why_or_waits_for_the_reason() {
    let desk = house();
    desk.write("limits.csv", "code,credit_limit\nD1,120000\n");
    let limit = || desk.sqlite().query_row("SELECT credit_limit FROM partner", [], |r| r.get::<_, i64>(0)).expect("a limit");
    let told = desk.run(&["import", "partners", "limits.csv"]).code(0).stderr;
    assert!(told.contains("once you have said why"), "{told}");
    assert_eq!(limit(), 1_000_000_000, "it is as it was");
    let shown = desk.run(&["--lang", "zh", "approval", "show", "2"]).code(0).stdout;
    assert!(!shown.contains('@') && shown.matches("导入").count() > 1, "in words, in its history too: {shown}");
    let other = house();
    other.write("limits.csv", "code,credit_limit\nD1,120000\n");
    other.run(&["import", "partners", "limits.csv", "-r", "the yearly round"]).code(0);
    let listed = other.run(&["approval", "list", "--all", "--format", "json"]).code(0).json();
    assert_eq!((&listed["rows"][0]["reason"], &listed["rows"][0]["alone"]), (&"the yearly round".into(), &true.into()));
}

#[test]
fn the_reason_of_a_recipe_is_that_of_whatever_its_files_ask_for_and_give_none_for() {
    let files = [
        ("expenses", "on,partner,amount,purpose\n2026-01-09,D1,60000,\n2026-01-10,D1,70000,a fair\n"),
        ("contracts", "number,partner,from_day,to_day\nC1,D1,2026-01-01,2026-12-31\n"),
        ("violations", "partner,kind,on,amount\nD1,diversion,2026-03-01,5000\n"),
        ("partners", "code,credit_limit\nD1,150000\n"),
    ];
    let decided = |by: &str, reason: &str| -> Vec<(String, String, bool)> {
        let desk = house();
        let steps = files.map(|(kind, text)| {
            desk.write(&format!("{kind}.csv"), text);
            format!("[[step]]\ndo = \"import\"\nkind = \"{kind}\"\nfiles = [\"{kind}.csv\"]\n{reason}")
        });
        desk.write("month.toml", format!("[set]\nwhy = \"month end\"\n{}", steps.join("")));
        if by == "run" {
            desk.run(&["run", "month.toml"]).code(0);
        } else {
            for (kind, _) in files {
                let file = format!("{kind}.csv");
                desk.run(&["import", kind, &file, "--reason", "month end"]).code(0);
            }
        }
        let conn = desk.sqlite();
        let sql = "SELECT state, coalesce(reason, ''), alone FROM approval WHERE reason IS NOT 'as agreed' ORDER BY id";
        let mut statement = conn.prepare(sql).expect(sql);
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).expect(sql);
        rows.map(|r| r.expect("an approval")).collect()
    };
    let row = |state: &str, reason: &str| (state.to_owned(), reason.to_owned(), state == "approved");
    let with = decided("run", "reason = \"{why}\"\n");
    let ours = "month end";
    assert_eq!(with, [ours, "a fair", ours, ours, ours].map(|reason| row("approved", reason)));
    assert_eq!(decided("import", ""), with, "nor has an import by hand");
    let without = decided("run", "");
    assert_eq!(without[1], row("approved", "a fair"));
    assert!(without.iter().enumerate().all(|(i, (state, ..))| i == 1 || state == "pending"), "{without:?}");
}
