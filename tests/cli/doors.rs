//! One rule for a record whatever way it comes in: what a person may not do by a command, no file of theirs does.

use super::support::{Desk, Ran, account};

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
        refused(import(&desk, user, "tickets", lines), &["of `1` this is not changed by a file", "qudao ticket act 1"]);
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
fn a_status_moves_only_where_the_command_would_move_it() {
    let desk = desk();
    desk.write("invoices.csv", "Number,Partner,Issued on,Due on,Amount\nI-1,D001,2025-03-01,2025-03-31,202761\n");
    desk.run(&["import", "invoices", "invoices.csv"]).code(0);
    refused(import(&desk, "wu", "partners", "Code,Status\nD001,exited\n"), &["with D001 this is still open", "202,761"]);
    let illegal = import(&desk, "wu", "partners", "Code,Status\nD001,backup\n").code(2);
    assert!(illegal.stderr.contains("Status: `backup`"), "{}", illegal.stderr);
    import(&desk, "wu", "partners", "Code,Status\nD001,suspended\n").code(0);
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
    // the ledger of another system is a history
    import(&desk, "boss", "deposit-entries", deduction).code(0);
}

#[test]
fn no_file_says_who_decided_what_was_asked_for_here() {
    let desk = desk();
    desk.run_as("wu", &["add", "expense", "on=2025-06-01", "kind=development", "project=mid", "amount=20000", "purpose=fair"])
        .code(0);
    let events = "Approval,At,By,Act,Step\n1,2025-06-02 10:00,boss,approve,1\n";
    refused(import(&desk, "boss", "approval-events", events), &["needs the role"]);
    refused(import(&desk, "li.wei", "approval-events", events), &["qudao approval show 1"]);
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
        desk.run_as("wu", &["tier", "propose", code, "strategic", "--reason", "sells"]).code(0);
    }
    let ran = desk.run_as("east", &["tier", "approve", "--all"]).code(0);
    assert!(ran.stdout.contains("D001") && !ran.stdout.contains("D002"), "{}", ran.stdout);
    assert!(ran.stderr.contains("D002 is left out"), "{}", ran.stderr);
    desk.run_as("east", &["tier", "approve", "--all"]).code(3);
    assert_ne!(account(), "east");
}
