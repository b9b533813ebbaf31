//! One rule for a record whatever way it comes in: what a person may not do by a command, no file of theirs does.

mod byhand;
mod whole;

use serde_json::json;

use super::support::{Desk, FIRST, Ran, account};

/// Users of every role, two partners of two people, as of a day.
fn desk() -> Desk {
    let desk = Desk::new();
    for (name, role, regions) in
        [("wu", "specialist", ""), ("he", "viewer", ""), ("east", "manager", "east"), ("boss", "head_office", "")]
    {
        desk.run(&["user", "add", name, "--role", role, "--regions", regions]).code(0);
    }
    desk.write("partners.csv", "code,name,region,owner,status\nD001,杭州西湖,浙江,wu,active\nD002,重庆川渝,重庆,li.wei,active\n");
    desk.run(&["import", "partners", "partners.csv"]).code(0);
    desk
}

/// What an import of some lines says.
fn import(desk: &Desk, user: &str, kind: &str, lines: &str) -> Ran {
    desk.write("in.csv", lines);
    desk.run_as(user, &["import", kind, "in.csv"])
}

#[track_caller]
fn refused(ran: Ran, words: &[&str]) {
    let ran = ran.code(3);
    for words in words {
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
}

#[test]
fn the_last_administrator_stays_and_nobody_stands_in_for_themselves_whatever_the_door() {
    let desk = desk();
    refused(import(&desk, "li.wei", "users", "Account,Role\nli.wei,viewer\n"), &["`li.wei` is the last active administrator"]);
    refused(import(&desk, "li.wei", "users", "Account,Active\nli.wei,no\n"), &["last active administrator"]);
    // one file may hand it over
    import(&desk, "li.wei", "users", "Account,Role\nli.wei,viewer\nboss,admin\n").code(0);
    let own = import(&desk, "boss", "users", "Account,Delegate\nwu,wu\n").code(2);
    assert!(own.stderr.contains("nobody stands in for themselves"), "{}", own.stderr);
    let idle = import(&desk, "boss", "users", "Account,Delegate\nwu,he\n").code(2);
    assert!(idle.stderr.contains("specialist or above"), "{}", idle.stderr);
    refused(import(&desk, "wu", "users", "Account,Role\nwu,admin\n"), &["needs the role"]);
}

#[test]
fn a_ticket_that_is_worked_here_is_moved_by_its_acts_and_by_no_file() {
    let desk = desk();
    desk.run(&["ticket", "new", "--title", "short", "--partner", "D001", "--severity", "S1"]).code(0);
    for (user, lines) in [
        ("wu", "Number,State\n1,closed\n"),
        ("wu", "Number,Severity,Level\n1,S4,3\n"),
        ("boss", "Number,State,Resolved at,Closed at\n1,closed,2025-06-09 10:00,2025-06-09 10:00\n"),
        ("li.wei", "Number,Checked by\n1,li.wei\n"),
    ] {
        refused(
            import(&desk, user, "tickets", lines),
            &["of the ticket `#1` this is not changed by a file", "qudao ticket act 1"],
        );
    }
    // what the form lets them change the file may
    import(&desk, "wu", "tickets", "Number,Title\n1,short delivery\n").code(0);
    let events = "Ticket,At,By,Event\n1,2025-06-09 10:00,boss,resolved\n";
    refused(import(&desk, "li.wei", "ticket-events", events), &["qudao ticket act 1"]);
    // a history is brought in by who may load one, and goes on there
    let history = "External number,Title,State,Opened at,First response,Resolved at,Closed at\n\
                   K-1,old,closed,2025-01-06 10:00,2025-01-06 11:00,2025-01-07 10:00,2025-01-07 10:00\n";
    refused(import(&desk, "wu", "tickets", history), &["a new one begins here", "head office"]);
    import(&desk, "boss", "tickets", history).code(0);
    import(&desk, "boss", "tickets", &history.replace("01-07", "01-08")).code(0);
    refused(import(&desk, "wu", "tickets", &history.replace("01-07", "01-09")), &["this is not changed by a file"]);
}

#[test]
fn what_no_file_changes_of_a_ticket_is_said_by_field_with_what_does() {
    let desk = desk();
    desk.run(&["ticket", "new", "--title", "short", "--partner", "D001", "--severity", "S1"]).code(0);
    for (column, value, way) in [
        ("Severity", "S4", "qudao edit ticket 1 severity=VALUE"),
        ("Kind", "order", "qudao edit ticket 1 kind=VALUE"),
        ("Remedy", "apologise-replace", "qudao ticket remedies"),
    ] {
        refused(import(&desk, "wu", "tickets", &format!("Number,{column}\n1,{value}\n")), &[column, way]);
    }
    let other = ["yes", "no"].map(|word| import(&desk, "boss", "tickets", &format!("Number,24x7\n1,{word}\n")));
    assert!(other.iter().any(|ran| ran.code == Some(3) && ran.stderr.contains("since it was opened")), "{other:?}");
    assert!(other.iter().any(|ran| ran.code == Some(0)), "{other:?}");
    // where they lead is a command that does it
    desk.run_as("wu", &["edit", "ticket", "1", "kind=order", "external=K-7"]).code(0);
    desk.run(&["edit", "ticket", "1", "severity=S2"]).code(0);
    let page = desk.run(&["show", "ticket", "1", "--format", "json"]).code(0).stdout;
    assert!(page.contains("\"order\"") && page.contains("\"S2\"") && page.contains("K-7"), "{page}");
    desk.run(&["ticket", "new", "--title", "other"]).code(0);
    assert!(desk.run(&["edit", "ticket", "2", "external=K-7"]).code(2).stderr.contains("#1"));
    // what the program gives itself is not read, and that is said
    let ran = import(
        &desk,
        "boss",
        "tickets",
        "Number,Response due,Resolution due,Brought in\n1,2030-01-01 10:00,2030-01-01 10:00,yes\n",
    );
    let ran = ran.code(0);
    for column in ["Response due", "Resolution due", "Brought in"] {
        assert!(ran.stderr.contains(&format!("`{column}` is set by the program's rules")), "{column}: {}", ran.stderr);
    }
    assert!(!ran.stderr.contains("all of it is there already") && ran.stderr.contains("nothing was written"), "{}", ran.stderr);
}

#[test]
fn all_of_it_is_there_is_said_only_where_it_is() {
    let desk = desk();
    let there = import(&desk, "wu", "partners", "Code,Name\nD001,杭州西湖\n").code(0);
    assert!(there.stderr.contains("all of it is there already"), "{}", there.stderr);
    import(&desk, "wu", "partners", "Code,Credit limit\nD001,30000\n").code(0);
    let waits = import(&desk, "wu", "partners", "Code,Credit limit\nD001,30000\n").code(0);
    assert!(waits.stderr.contains("wait for an approval already, #1"), "{}", waits.stderr);
    desk.run_as("boss", &["approval", "reject", "1", "no"]).code(0);
    let refused = import(&desk, "wu", "partners", "Code,Credit limit\nD001,30000\n").code(0);
    assert!(refused.stderr.contains("does not ask for them again"), "{}", refused.stderr);
    desk.write("in.csv", "Code,Name,Status\nD9,Nine,exited\n");
    let left = desk.run_as("wu", &["import", "partners", "in.csv", "--skip-bad", "bad.csv"]).code(0);
    for ran in [waits, refused, left] {
        assert!(!ran.stderr.contains("all of it is there already"), "{}", ran.stderr);
        assert!(ran.stderr.contains("nothing was written"), "{}", ran.stderr);
    }
}

#[test]
fn who_moves_a_partner_answers_for_both_regions_also_by_a_command() {
    let desk = desk();
    // away from those whose it is, and into one's own hands
    refused(desk.run_as("east", &["edit", "partner", "D002", "region=浙江"]), &["重庆", "`east` answers for east"]);
    refused(import(&desk, "east", "partners", "Code,Region\nD001,重庆\n"), &["`D001`", "answers for east"]);
    refused(desk.run_as("wu", &["edit", "partner", "D002", "region=浙江"]), &["needs the role manager"]);
    refused(import(&desk, "wu", "partners", "Code,Region\nD002,浙江\n"), &["`D002`", "needs the role manager"]);
    desk.run_as("east", &["edit", "partner", "D001", "region=上海"]).code(0);
    desk.run_as("wu", &["edit", "partner", "D001", "region=重庆"]).code(0);
    desk.run_as("boss", &["edit", "partner", "D002", "region=浙江"]).code(0);
}

#[test]
fn a_status_moves_only_where_the_command_would_move_it() {
    let desk = desk();
    desk.write("invoices.csv", "Number,Partner,Issued on,Due on,Amount\nI-1,D001,2025-03-01,2025-03-31,202761\n");
    desk.run(&["import", "invoices", "invoices.csv"]).code(0);
    // a move has a reason, whatever makes it
    let bare = import(&desk, "wu", "partners", "Code,Status\nD001,suspended\n").code(2);
    assert!(bare.stderr.contains("a reason for the move (try: --reason REASON"), "{}", bare.stderr);
    let why = |lines: &str| {
        desk.write("in.csv", lines);
        desk.run_as("wu", &["import", "partners", "in.csv", "--reason", "unpaid"])
    };
    refused(why("Code,Status\nD001,exited\n"), &["decided by others", "qudao partner exit D001 --reason"]);
    // a file of exits asks as the command does, and says so
    desk.write("exits.csv", "Partner,Reason\nD001,closed\n");
    let asked = desk.run_as("wu", &["import", "exits", "exits.csv"]).code(0);
    assert!(asked.stderr.contains("D001: the exit waits for approval #1"), "{}", asked.stderr);
    assert!(desk.run(&["approval", "show", "1"]).code(0).stdout.contains("receivables 202,761.00"));
    let illegal = import(&desk, "wu", "partners", "Code,Status\nD001,backup\n").code(2);
    assert!(illegal.stderr.contains("Status: `backup`"), "{}", illegal.stderr);
    why("Code,Status\nD001,suspended\n").code(0);
    assert!(desk.run(&["partner", "moves", "D001"]).code(0).stdout.contains("unpaid"));
    // and of one that is new only who may load a history says what became of it
    refused(import(&desk, "wu", "partners", "Code,Name,Status\nD9,Nine,exited\n"), &["a new one begins here"]);
    refused(desk.run_as("wu", &["add", "partner", "code=D9", "name=Nine", "status=suspended"]), &["a new one begins here"]);
    desk.run_as("wu", &["add", "partner", "code=D9", "name=Nine", "status=lead"]).code(0);
    import(&desk, "boss", "partners", "Code,Name,Status\nD8,Eight,exited\n").code(0);
    // the partner of another is given away by a manager
    refused(import(&desk, "wu", "partners", "Code,Owner\nD002,wu\n"), &["`D002`", "needs the role"]);
    refused(import(&desk, "east", "partners", "Code,Owner\nD002,wu\n"), &["D002"]);
    import(&desk, "boss", "partners", "Code,Owner\nD002,wu\n").code(0);
}

#[test]
fn credit_terms_in_a_file_wait_for_approval_and_the_report_says_so() {
    let desk = desk();
    for user in ["wu", "boss"] {
        let limit = if user == "wu" { 30_000 } else { 40_000 };
        let ran = import(&desk, user, "partners", &format!("Code,Credit limit\nD001,{limit}\n")).code(0);
        assert!(ran.stderr.contains("row 2") && ran.stderr.contains("1 row waits for approval"), "{}", ran.stderr);
        let now = desk.run(&["list", "partners", "--columns", "credit_limit", "--filter", "code:D001"]).stdout;
        assert!(!now.contains("30,000") && !now.contains("40,000"), "{now}");
        desk.run_as(user, &["undo"]).code(0);
    }
}

#[test]
fn a_deposit_is_deducted_by_a_confirmed_violation_only() {
    let desk = desk();
    import(&desk, "wu", "deposit-entries", "Partner,Date,Kind,Amount\nD001,2025-03-01,paid_in,30000\n").code(0);
    let deduction = "Partner,Date,Kind,Amount\nD001,2025-03-02,deduction,-1000000\n";
    let ran = import(&desk, "wu", "deposit-entries", deduction).code(2);
    assert!(ran.stderr.contains("qudao violation record"), "{}", ran.stderr);
    let refund = import(&desk, "wu", "deposit-entries", "Partner,Date,Kind,Amount\nD001,2025-03-02,refund,-40000\n").code(2);
    assert!(refund.stderr.contains("Amount"), "{}", refund.stderr);
    // the ledger of another system is a history, which ended when this one began
    let later = import(&desk, "boss", "deposit-entries", deduction).code(2);
    assert!(later.stderr.contains("qudao violation record"), "{}", later.stderr);
    let before = deduction.replace("2025-03-02", "2025-02-28");
    import(&desk, "boss", "deposit-entries", &before).code(0);
}

#[test]
fn what_head_office_brings_in_is_marked_and_keeps_the_rules_of_the_record() {
    let desk = desk();
    let terms = "code,name,status,credit limit,credit term\nQ1,Qone,active,9000000,60\nQ2,Qtwo,active,,\n";
    import(&desk, "boss", "partners", terms).code(0);
    let list = desk.run(&["list", "partners", "-f", "code:Q", "--columns", "code,brought_in", "--format", "json"]).code(0).json();
    let marks = list["rows"].as_array().expect("rows").iter().map(|row| row["brought_in"].clone()).collect::<Vec<_>>();
    assert_eq!(marks, [json!(true), json!(false)], "terms that nobody approved here");
    let spent = "On,Kind,Amount,Purpose,State\n2025-06-01,travel,70000,zz,approved\n";
    let ran = import(&desk, "boss", "expenses", spent).code(2);
    assert!(ran.stderr.contains("a partner or a project"), "{}", ran.stderr);
}

#[test]
fn no_file_says_who_decided_what_was_asked_for_here() {
    let desk = desk();
    desk.run_as("wu", &["add", "expense", "on=2025-06-01", "kind=development", "project=mid", "amount=20000", "purpose=fair"])
        .code(0);
    let events = "Approval,At,By,Act,Step\n1,2025-06-02 10:00,boss,approve,1\n";
    refused(import(&desk, "boss", "approval-events", events), &["needs the role"]);
    refused(import(&desk, "li.wei", "approval-events", events), &["qudao approval show 1"]);
    // nor does a second approval of the same, from elsewhere
    let second = "Subject,Record,Title,State,Requested at\nexpense,1,fair,approved,2025-05-01 09:00\n";
    refused(import(&desk, "li.wei", "approvals", second), &["qudao approval show 1"]);
    let page = desk.run(&["approval", "show", "1", "--format", "json"]).code(0).json();
    assert_eq!(page["state"], "pending", "{page}");
    // what approvers read is what they approved
    desk.run_as("boss", &["approval", "approve", "1"]).code(0);
    desk.run_as("wu", &["edit", "expense", "1", "purpose=gift for buyer"]).code(0);
    let state = desk.run(&["list", "expenses", "--columns", "state", "--format", "json"]).code(0).json();
    assert_eq!(state["rows"][0]["state"], "pending", "{state}");
}

#[test]
fn a_number_stays_with_the_partner_that_has_it() {
    let desk = desk();
    let head = "Number,Partner,Issued on,Due on,Amount\n";
    import(&desk, "wu", "invoices", &format!("{head}INV-1,D001,2025-03-01,2025-03-31,100\n")).code(0);
    let others = format!("{head}INV-1,D002,2025-03-02,2025-04-01,200\n");
    refused(import(&desk, "wu", "invoices", &others), &["Number: `INV-1`", "it belongs to `D001`"]);
    refused(import(&desk, "li.wei", "invoices", &others), &["it belongs to `D001`"]);
    let payment = "Number,Partner,Paid on,Amount,Invoice\nP2,D002,2025-03-20,50,INV-1\n";
    let ran = import(&desk, "wu", "payments", payment).code(2);
    assert!(ran.stderr.contains("this one is of `D001`"), "{}", ran.stderr);
    let form =
        desk.run_as("wu", &["add", "payment", "number=P3", "partner=D002", "paid_on=2025-03-20", "amount=5", "invoice=INV-1"]);
    assert!(form.code(2).stderr.contains("this one is of `D001`"));
    import(&desk, "wu", "payments", &payment.replace("D002", "D001")).code(0);
}

#[test]
fn a_region_lies_in_no_region_that_lies_in_it() {
    let desk = desk();
    desk.run(&["add", "region", "code=X1", "name=X1", "level=area"]).code(0);
    desk.run(&["add", "region", "code=X2", "name=X2", "level=area", "parent=X1"]).code(0);
    for parent in ["X1", "X2"] {
        let ran = desk.run(&["edit", "region", "X1", &format!("parent={parent}")]).code(2);
        assert!(ran.stderr.contains("does not lie in this one"), "{}", ran.stderr);
        import(&desk, "boss", "regions", &format!("Code,Parent\nX1,{parent}\n")).code(2);
    }
    let new = "Code,Name,Level,Parent\nY1,Y1,area,Y3\nY2,Y2,area,Y1\nY3,Y3,area,Y2\n";
    import(&desk, "boss", "regions", new).code(2);
    import(&desk, "boss", "regions", "Code,Name,Level,Parent\nZ1,Z1,area,Z1\n").code(2);
    // rows that rest on each other can't be left out one by one
    desk.write("loop.csv", new);
    let ran = desk.run_as("boss", &["import", "regions", "loop.csv", "--skip-bad", "left.csv"]).code(2);
    assert!(ran.stderr.contains("nothing was written") && !ran.stderr.contains("--skip-bad"), "{}", ran.stderr);
    assert_eq!(ran.stdout.lines().last().unwrap_or_default().split_whitespace().last(), Some("1"), "{}", ran.stdout);
    desk.run(&["show", "region", "Y1"]).code(2);
    desk.run(&["doctor"]).code(0);
    desk.sqlite()
        .execute("UPDATE region SET parent = (SELECT id FROM region WHERE code = 'X2') WHERE code = 'X1'", [])
        .expect("a loop");
    let found = desk.run(&["doctor"]).code(1);
    assert!(found.stdout.contains("`X1` lies in itself") || found.stderr.contains("`X1` lies in itself"), "{}", found.stdout);
}

#[test]
fn all_that_waits_is_approved_as_far_as_it_is_ones_to_approve() {
    let desk = desk();
    for code in ["D001", "D002"] {
        desk.run_as("wu", &["tier", "propose", code, "growth", "--reason", "sells"]).code(0);
    }
    let ran = desk.run_as("east", &["tier", "approve", "--all"]).code(3);
    assert!(ran.stdout.contains("D001") && !ran.stdout.contains("D002"), "{}", ran.stdout);
    assert!(ran.stderr.contains("D002 is left out"), "{}", ran.stderr);
    desk.run_as("east", &["tier", "approve", "--all"]).code(3);
    assert_ne!(account(), "east");
}

/// Every role at the commands that write: who may not by one of them may not by another, nor by a step back or forward.
#[test]
fn what_a_role_may_not_do_by_one_command_it_may_not_do_by_another() {
    let desk = desk();
    let contract = "Number,Partner,From,To,State\nCX,D001,2025-01-01,2199-12-31,approved\n";
    import(&desk, "boss", "contracts", contract).code(0);
    let target = |partner: &str| format!("subject={partner}");
    let (inside, outside) = (target("D001"), target("D002"));
    let set = |subject: &str| {
        ["add", "target", "scope=partner", subject, "from_day=2025-07-01", "to_day=2025-07-31", "amount=1"].map(str::to_owned)
    };
    let end = ["contract", "end", "CX", "--reason", "over"].map(str::to_owned);
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let cases: Vec<(&str, Vec<String>, i32)> = vec![
        ("stranger", words("add partner code=N1 name=N1"), 3),
        ("stranger", words("edit partner D001 city=x"), 3),
        ("stranger", end.to_vec(), 3),
        ("stranger", words("undo"), 3),
        ("he", words("add partner code=N1 name=N1"), 3),
        ("he", words("edit partner D001 city=x"), 3),
        ("he", end.to_vec(), 3),
        ("he", words("undo --id 1"), 3),
        ("wu", words("add region code=X1 name=X1 level=area"), 3),
        ("wu", words("edit region X1 name=x"), 2),
        ("wu", end.to_vec(), 3),
        ("wu", set(&inside).to_vec(), 3),
        ("east", words("add product_line code=L1 name=L1"), 3),
        ("east", set(&outside).to_vec(), 3),
        ("east", set(&inside).to_vec(), 0),
        ("east", end.to_vec(), 0),
        ("boss", words("user role wu admin"), 3),
        ("boss", set(&outside).to_vec(), 0),
        ("li.wei", words("user role he viewer"), 0),
    ];
    for (user, args, code) in &cases {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let ran = desk.run_as(user, &args);
        assert_eq!(ran.code, Some(*code), "{user} {args:?}: {} {}", ran.stdout, ran.stderr);
    }
    // the changes of others are an administrator's to take back
    let newest: i64 = desk
        .sqlite()
        .query_row("SELECT max(id) FROM change_set WHERE label = 'change-contract-end'", [], |r| r.get(0))
        .expect("the end");
    for user in ["wu", "boss"] {
        refused(desk.run_as(user, &["undo", "--id", &newest.to_string()]), &["east"]);
    }
    // who was a manager ended a contract and set a target: as a specialist they take neither back
    desk.run(&["user", "role", "east", "specialist"]).code(0);
    refused(desk.run_as("east", &["undo"]), &["needs the role"]);
    desk.run(&["user", "role", "east", "manager"]).code(0);
    desk.run_as("east", &["undo"]).code(0);
    desk.run(&["user", "role", "east", "specialist"]).code(0);
    refused(desk.run_as("east", &["redo"]), &["needs the role"]);
    let ended: Option<i32> =
        desk.sqlite().query_row("SELECT ended_on FROM contract WHERE number = 'CX'", [], |r| r.get(0)).expect("a contract");
    assert_eq!(ended, None, "it still stands");
    // nor does a manager of other regions
    desk.run(&["user", "role", "east", "manager"]).code(0);
    desk.run_as("east", &["redo"]).code(0);
    desk.run_as("east", &["undo"]).code(0);
    desk.run(&["user", "set", "east", "--regions", "north"]).code(0);
    let ran = desk.run_as("east", &["undo"]);
    assert_eq!(ran.code, Some(3), "the target of a partner that is no longer theirs: {} {}", ran.stdout, ran.stderr);
}

#[test]
fn nobody_asks_in_the_words_of_another_and_what_was_asked_for_stays_as_it_was() {
    let desk = desk();
    desk.run_as("wu", &["credit", "override", "D001", "30000", "--until", "2030-07-31", "-r", "promised"]).code(0);
    let file = "number,partner,kind,amount,until,reason\n1,D001,override,900000,2030-12-31,more\n";
    import(&desk, "east", "credit-changes", file).code(0);
    let page = |number: &str| desk.run_as("boss", &["approval", "show", number, "--format", "json"]).code(0).json();
    let (was, is) = (page("1"), page("2"));
    assert_eq!((&was["state"], &was["reason"], &was["requested_by"]), (&json!("withdrawn"), &json!("promised"), &json!("wu")));
    assert_eq!((&is["state"], &is["reason"], &is["requested_by"]), (&json!("pending"), &json!("more"), &json!("east")));
    // nor is what was asked for told by what stands there now
    let shown = desk.run_as("boss", &["approval", "show", "1"]).code(0).stdout;
    assert!(shown.contains("30000") && !shown.lines().take(2).any(|l| l.contains("900")), "{shown}");
    // what approvers read of an edit is what its editor says
    let expense = ["add", "expense", "on=2025-06-01", "kind=development", "project=mid", "amount=20000", "purpose=fair"];
    desk.run_as("wu", &expense).code(0);
    desk.run_as("boss", &["approval", "approve", "3"]).code(0);
    desk.run_as("wu", &["edit", "expense", "1", "amount=900"]).code(0);
    let history = desk.run_as("boss", &["approval", "show", "3"]).code(0).stdout;
    assert!(history.contains("reopened"), "below the first step nobody decides, and the approval says so: {history}");
}

#[test]
fn a_task_that_is_done_by_a_file_is_done_when_that_comes() {
    let desk = desk();
    let file = "title,partner,due_on,state,done_at\nvisit,D001,2025-07-20,done,2025-01-01T00:00:00Z\n";
    let done_at = || {
        let listed =
            desk.run(&["list", "tasks", "--columns", "state,done_at,brought_in", "--filter", "title:visit", "--format", "json"]);
        listed.code(0).json()["rows"][0].clone()
    };
    // a specialist's begins here: open
    refused(import(&desk, "wu", "tasks", file), &["a new one begins here"]);
    desk.write("recipe.toml", "[[step]]\ndo = \"import\"\nkind = \"tasks\"\nfiles = [\"in.csv\"]\n");
    let ran = desk.run_as("wu", &["run", "recipe.toml"]);
    assert!(ran.stdout.contains("refused: ") || ran.stderr.contains("refused: "), "{} {}", ran.stdout, ran.stderr);
    refused(ran, &["a new one begins here"]);
    import(&desk, "boss", "tasks", file).code(0);
    // head office's comes as it stood elsewhere
    let task = done_at();
    assert_eq!(
        (&task["state"], &task["done_at"], &task["brought_in"]),
        (&json!("done"), &json!("2025-01-01T00:00:00Z"), &json!(true))
    );
    desk.sqlite().execute("DELETE FROM task WHERE title = 'visit'", []).expect("gone");
    import(&desk, "wu", "tasks", "title,partner,due_on\nvisit,D001,2025-07-20\n").code(0);
    // what is done by a file is done when that comes
    import(&desk, "wu", "tasks", file).code(0);
    let task = done_at();
    assert!(task["state"] == "done" && task["done_at"].as_str().is_some_and(|at| !at.starts_with("2025-01")), "{task}");
    import(&desk, "wu", "tasks", "title,partner,due_on,state\nvisit,D001,2025-07-20,open\n").code(0);
    assert!(done_at()["done_at"].is_null(), "{}", done_at());
}
