//! What a form or a command refuses no file does, and what needs a manager needs one of the region.

use super::*;

/// A case: who, the command or the file that is imported, the exit code and what is said.
type Case<'a> = (&'a str, &'a [&'a str], i32, &'a str);

/// Runs each; `import KIND LINES` writes the lines to a file first.
#[track_caller]
fn all(desk: &Desk, cases: &[Case<'_>]) {
    for (user, args, code, words) in cases {
        let ran = match args {
            ["import", kind, lines] => import(desk, user, kind, lines),
            args => desk.run_as(user, args),
        };
        assert_eq!(ran.code, Some(*code), "{user} {args:?}: {} {}", ran.stdout, ran.stderr);
        assert!(format!("{}{}", ran.stdout, ran.stderr).contains(words), "{user} {args:?}: {} {}", ran.stdout, ran.stderr);
    }
}

#[test]
fn a_penalty_is_booked_once_by_its_approval_and_taken_back_by_a_manager_of_its_region() {
    let desk = desk();
    desk.run(&["user", "add", "north", "--role", "manager", "--regions", "north"]).code(0);
    desk.run_as("wu", &["violation", "record", "D001", "diversion", "--amount", "100000", "--on", "2025-06-01"]).code(0);
    for user in ["east", "boss", "li.wei"] {
        desk.run_as(user, &["approval", "approve", "1"]);
    }
    let entry = |more: &str| format!("partner,on,kind,amount,violation,reverses\nD001,2025-06-02,{more}\n");
    let (again, back) = (entry("deduction,-5,1,"), entry("correction,10000,1,1"));
    let (once, manager) = ("its approval books it, once", "needs the role manager");
    let by_form = ["add", "deposit-entry", "partner=D001", "on=2025-06-02", "kind=deduction", "amount=-5", "violation=1"];
    let back_by_form =
        ["add", "deposit-entry", "partner=D001", "on=2025-06-02", "kind=correction", "amount=10000", "violation=1", "reverses=1"];
    all(
        &desk,
        &[
            ("wu", &["deposit", "add", "D001", "deduction", "10000", "--violation", "1"], 2, once),
            ("wu", &by_form, 2, once),
            ("boss", &["import", "deposit-entries", &again], 2, once),
            ("wu", &["deposit", "reverse", "1", "--reason", "x"], 3, manager),
            ("wu", &["import", "deposit-entries", &back], 3, manager),
            ("wu", &back_by_form, 3, manager),
            ("wu", &["deposit", "add", "D001", "correction", "10000"], 3, manager),
            ("north", &["deposit", "reverse", "1", "--reason", "x"], 3, "answers for north"),
            ("north", &["import", "deposit-entries", &back], 3, "answers for north"),
            ("east", &["deposit", "reverse", "1", "--reason", "x"], 0, "held now 0.00"),
            ("east", &["deposit", "add", "D001", "deduction", "5", "--violation", "1"], 2, "-10000.00, what is to be taken"),
            ("wu", &["deposit", "add", "D001", "deduction", "10000", "--violation", "1"], 3, manager),
            ("east", &["deposit", "add", "D001", "deduction", "10000", "--violation", "1"], 0, "owes 10,000.00"),
            // what was no penalty is set right by whoever posted it
            ("wu", &["deposit", "add", "D002", "paid_in", "500"], 0, ""),
            ("wu", &["deposit", "reverse", "4", "--reason", "of another"], 0, ""),
        ],
    );
    // nor does a step back take what the command would not
    desk.run(&["user", "set", "east", "--regions", "north"]).code(0);
    refused(desk.run_as("east", &["undo"]), &["answers for north"]);
}

#[test]
fn outside_their_regions_a_manager_is_a_specialist_for_contracts_and_tickets_too() {
    let desk = desk();
    import(&desk, "boss", "contracts", "Number,Partner,From,To,State\nCX,D002,2025-01-01,2199-12-31,approved\n").code(0);
    desk.run(&["ticket", "new", "--title", "short", "--partner", "D002", "--severity", "S1"]).code(0);
    all(
        &desk,
        &[
            ("east", &["contract", "end", "CX", "--reason", "x"], 3, "answers for east"),
            ("east", &["edit", "contract", "CX", "ended_on=2025-06-09"], 3, "answers for east"),
            ("east", &["import", "contracts", "number,ended_on\nCX,2025-06-09\n"], 3, "answers for east"),
            ("east", &["edit", "ticket", "1", "severity=S4"], 3, "answers for east"),
            ("boss", &["edit", "ticket", "1", "severity=S4"], 0, ""),
            ("boss", &["contract", "end", "CX", "--reason", "x"], 0, ""),
        ],
    );
}

#[test]
fn a_missed_goal_is_met_by_no_other_kind_of_ticket() {
    let desk = desk();
    let at = |user: &str, moment: &str, args: &[&str]| desk.run_at_as(user, moment, args);
    at("wu", "2025-06-10T09:00", &["ticket", "new", "-t", "short", "-p", "D001", "-k", "complaint", "--severity", "S1"]).code(0);
    let late = "2025-06-10T16:00";
    refused(
        at("wu", late, &["edit", "ticket", "1", "kind=order"]),
        &["Kind", "a deadline that was missed is moved by a manager"],
    );
    let nothing = at("wu", late, &["edit", "ticket", "1", "opened_at="]).code(2);
    assert!(nothing.stderr.contains("Opened at") && nothing.stderr.contains("nothing given"), "{}", nothing.stderr);
    at("east", late, &["edit", "ticket", "1", "kind=order"]).code(0);
}

#[test]
fn a_file_passes_the_rules_of_the_form() {
    let desk = desk();
    let contract = |line: &str| format!("Number,Partner,From,To,State,credit_days\n{line}\n");
    let (first, over) =
        (contract("CX,D002,2025-01-01,2199-12-31,approved,"), contract("CP,D001,2020-01-01,2021-12-31,approved,90"));
    let (beside, red) =
        (contract("CY,D002,2026-01-01,2199-01-01,approved,"), contract("CZ,D001,2025-01-01,2199-12-31,approved,90"));
    desk.run(&["ticket", "new", "--title", "short", "--partner", "D001", "--severity", "S1"]).code(0);
    let (task, idle) = ("kind,title,partner,due_on", "is switched off or only a viewer");
    let planned = format!("{task}\nvisit,call,D001,2199-06-20\n");
    let given = format!("{task},owner\nvisit,call,D001,2199-06-20,he\n");
    let skipped = |why: &str| format!("{task},state,reason\nvisit,call,D001,2199-06-20,skipped,{why}\n");
    let (bare, told) = (skipped(""), skipped("closed"));
    all(
        &desk,
        &[
            ("boss", &["import", "contracts", &first], 0, ""),
            ("boss", &["import", "contracts", &beside], 2, "CX"),
            ("boss", &["import", "contracts", &red], 2, "Credit"),
            ("boss", &["import", "contracts", &over], 0, ""),
            ("wu", &["import", "tasks", &planned], 0, ""),
            ("wu", &["import", "tasks", &given], 3, idle),
            ("wu", &["import", "tasks", &bare], 2, "Reason"),
            ("wu", &["import", "tasks", &told], 0, ""),
            ("wu", &["import", "tickets", "number,owner\n1,he\n"], 3, idle),
            ("wu", &["import", "partners", "code,owner\nD001,he\n"], 3, idle),
            ("wu", &["edit", "partner", "D001", "owner=he"], 3, idle),
            ("wu", &["import", "tickets", "number,amount\n1,-5\n"], 2, "at least 0.00"),
            ("li.wei", &["import", "partners", "code,phone\nD002,13800001111\n"], 0, ""),
            ("wu", &["import", "partners", "code,phone\nD001,13800001111\n"], 3, "looks like D002"),
            ("wu", &["import", "partners", "code,name\nD001,重庆川渝有限公司\n"], 3, "looks like D002"),
        ],
    );
    desk.write("in.csv", "code,phone\nD001,13800001111\n");
    desk.run_as("wu", &["import", "partners", "in.csv", "--allow-duplicates"]).code(0);
    import(&desk, "wu", "invoices", "Number,Partner,Issued on,Due on,Amount\nI1,D001,2025-03-01,2025-03-31,100\n").code(0);
    import(&desk, "wu", "payments", "Number,Partner,Paid on,Amount,Invoice\nP1,D001,2025-03-20,50,I1\n").code(0);
    let taken = desk.run_as("wu", &["edit", "invoice", "I1", "partner=D002"]).code(2);
    assert!(taken.stderr.contains("`P1` is of `D001`"), "{}", taken.stderr);
}

#[test]
fn what_was_said_in_a_meeting_stays_whatever_a_file_says() {
    let desk = desk();
    desk.run(&["meeting", "plan", "--title", "quarter", "--on", "2199-01-08"]).code(0);
    import(&desk, "wu", "meeting-items", "meeting,position,topic\n1,1,prices\n").code(0);
    desk.run(&["meeting", "hold", "1"]).code(0);
    for user in ["wu", "boss", "li.wei"] {
        for lines in ["meeting,position,topic,discussion\n1,1,prices,rewritten\n", "meeting,position,topic\n1,2,another\n"] {
            let ran = import(&desk, user, "meeting-items", lines).code(2);
            assert!(ran.stderr.contains("a meeting that is still planned"), "{}", ran.stderr);
        }
    }
}

#[test]
fn redo_passes_over_a_decision_and_says_so() {
    let desk = desk();
    let boss = |args: &[&str]| desk.run_as("boss", args);
    desk.run_as("wu", &["add", "expense", "on=2025-06-01", "kind=development", "project=mid", "amount=20000", "purpose=fair"])
        .code(0);
    boss(&["edit", "partner", "D001", "city=First"]).code(0);
    boss(&["approval", "approve", "1"]).code(0);
    boss(&["edit", "partner", "D001", "city=Second"]).code(0);
    for _ in 0..3 {
        boss(&["undo"]).code(0);
    }
    let first = boss(&["redo"]).code(0);
    assert!(!first.stderr.contains("passed over"), "{}", first.stderr);
    let second = boss(&["redo", "--format", "json"]).code(0);
    assert_eq!(second.json()["passed"].as_array().map(Vec::len), Some(1), "{}", second.stdout);
    assert!(second.stderr.contains("passed over") && second.stderr.contains("#1"), "{}", second.stderr);
    let shown = desk.run(&["show", "partner", "D001", "--format", "json"]).code(0).stdout;
    assert!(shown.contains("Second"), "{shown}");
    refused(boss(&["redo"]), &["was a decision"]);
    // what is said once is not said again
    boss(&["undo"]).code(0);
    assert!(!boss(&["redo"]).code(0).stderr.contains("passed over"));
    assert!(desk.run(&["redo", "--help"]).code(0).stdout.contains("passed over"));
}

#[test]
fn a_bulk_act_that_left_something_out_says_each_with_its_reason_and_ends_as_refused() {
    let desk = desk();
    for code in ["D001", "D002"] {
        desk.run_as("wu", &["tier", "propose", code, "growth", "--reason", "sells"]).code(0);
    }
    let ran = desk.run_as("east", &["approval", "approve", "1", "2"]).code(3);
    assert_eq!(ran.stdout, "approved 1 of 2\n");
    assert!(ran.stderr.starts_with("#2 refused:"), "{}", ran.stderr);
}
