//! Violations, deposits, audits, backups and the stop-supply drill on the command line, in both languages.

use super::support::Desk;

/// A desk on 10 June 2025 with three partners, a backup of them, audits and a training.
fn desk() -> Desk {
    let desk = Desk::new();
    // somebody else decides what is asked for
    desk.run(&["user", "add", "chen.bo", "--role", "head_office"]).code(0);
    let take = |kind: &str, text: &str| {
        let file = desk.write(&format!("{kind}.csv"), text);
        desk.run_at("2025-06-10", &["import", kind, file.to_str().expect("a path")]).code(0);
    };
    take(
        "partners",
        "code,name,region,status,deposit,products\nD001,南京雨润,江苏省,active,6000,TW\nD002,苏州金鸡,江苏省,active,,\nB001,无锡锦湖,江苏省,backup,,TW\n",
    );
    take("backup-assessments", "partner,date,capacity,lead time,score\nB001,2024-12-01,50000,14,80\n");
    take(
        "channel-audits",
        "partner,subject,date,score,findings,actions,due on\nD001,rebate payments,2025-05-01,62,late,pay in time,2025-06-01\n",
    );
    take("trainings", "partner,kind,date,invited,completed\nD001,compliance,2025-04-01,8,6\n");
    desk
}

#[test]
fn a_violation_is_recorded_waits_and_is_listed() {
    let desk = desk();
    let run = |args: &[&str]| desk.run_at("2025-06-10", args);
    let said = run(&["violation", "record", "D001", "diversion", "--amount", "100,000", "--on", "2025-06-01"]).code(0);
    assert_eq!(said.stdout, "violation #1 of D001 recorded: 12 points, 10,000.00 from the deposit; waits for approval #1\n");
    let list = run(&["violation", "list", "D001"]).code(0).stdout;
    assert!(list.starts_with("D001 南京雨润: no points; 1 waits for approval\n"), "{list}");
    assert!(
        list.contains("2025-06-01  diversion  100,000.00      12                  10,000.00  waiting for approval"),
        "{list}"
    );
    let zh = run(&["--lang", "zh", "violation", "list", "D001"]).code(0).stdout;
    assert!(zh.starts_with("D001 南京雨润：无扣分；1 项待审批\n"), "{zh}");
    let doc = run(&["violation", "list", "D001", "--format", "json"]).code(0).json();
    assert_eq!((&doc["schema"], &doc["points"], &doc["waiting"]), (&"qudao.violation/1".into(), &0.into(), &1.into()));
    assert_eq!(doc["violations"][0]["deduction"], "10000.00");
    assert_eq!(run(&["violation", "list"]).code(0).stdout, "no violations\n");
}

#[test]
fn a_ticket_is_recorded_as_a_violation_once() {
    let desk = desk();
    let run = |args: &[&str]| desk.run_at("2025-06-10", args);
    run(&["ticket", "new", "-k", "diversion", "-t", "batch in Nanjing", "-p", "D001", "--amount", "3000"]).code(0);
    let said = run(&["violation", "from-ticket", "1", "--points", "6"]).code(0).stdout;
    assert_eq!(said, "violation #1 of D001 recorded: 6 points, 5,000.00 from the deposit; waits for approval #1\n");
    let again = run(&["violation", "from-ticket", "#1"]).code(2).stderr;
    assert!(again.contains("Ticket: `#1` is not as expected: a value that no other record has (`#1` has it)"), "{again}");
    run(&["ticket", "new", "-k", "complaint", "-t", "no name"]).code(0);
    let nobody = run(&["violation", "from-ticket", "2"]).code(2).stderr;
    assert_eq!(nobody, "qudao: ticket #2 names no partner that it could be recorded of (try: --partner CODE)\n");
    run(&["violation", "from-ticket", "2", "--partner", "D002", "--kind", "other"]).code(0);
}

#[test]
fn what_is_wrong_is_named_and_nothing_is_written() {
    let desk = desk();
    let cases: [(&[&str], i32, &str); 9] = [
        (&["violation", "record", "D009", "other"], 2, "Partner: `D009`"),
        (&["violation", "record", "D001", "theft"], 2, "Kind: `theft` is not as expected: one of diversion"),
        (&["violation", "record", "D001", "other", "--points", "101", "--amount", "x"], 2, "Amount: `x`"),
        (&["violation", "record", "D001", "other", "--on", "2025-06-11"], 2, "at most 2025-06-10"),
        (&["violation", "from-ticket", "99"], 2, "there is no ticket `99`"),
        (&["deposit", "add", "D001", "paid_in", "-5"], 2, "Amount: `-5.00` is not as expected: an amount above 0"),
        (&["deposit", "add", "D001", "deduction", "5"], 2, "a deduction for a confirmed violation"),
        (&["deposit", "add", "D001", "refund", "5"], 2, "at least 0.00"),
        (&["deposit", "reverse", "9", "--reason", "x"], 2, "there is no deposit entry `9`"),
    ];
    for (args, code, part) in cases {
        let said = desk.run_at("2025-06-10", args).code(code);
        assert!(said.stderr.contains(part) && said.stdout.is_empty(), "{args:?}: {}", said.stderr);
    }
    let count = |table: &str| {
        desk.sqlite().query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get::<_, i64>(0)).expect("a count")
    };
    assert_eq!((count("violation"), count("deposit_entry"), count("approval")), (0, 0, 0));
}

#[test]
fn a_deposit_is_posted_shown_and_set_right_by_a_reversal() {
    let desk = desk();
    let run = |args: &[&str]| desk.run_at("2025-06-10", args);
    assert_eq!(
        run(&["deposit", "add", "D001", "paid_in", "5,000"]).code(0).stdout,
        "posted #1: 5,000.00 for D001; held now 5,000.00\n"
    );
    run(&["deposit", "add", "D001", "refund", "1000", "--note", "half of it"]).code(0);
    let show = run(&["deposit", "show", "D001"]).code(0).stdout;
    assert!(show.starts_with("D001 南京雨润: held 4,000.00 of 6,000.00 agreed: 2,000.00 short\n"), "{show}");
    assert!(show.contains("  2  2025-06-10  refund   -1,000.00  4,000.00  half of it"), "{show}");
    let edit = run(&["edit", "deposit-entries", "1", "amount=9000"]).code(2).stderr;
    assert!(edit.contains("a posted entry stays (try: qudao deposit reverse NUMBER --reason REASON)"), "{edit}");
    assert_eq!(
        run(&["deposit", "reverse", "2", "--reason", "wrong partner"]).code(0).stdout,
        "posted #3: 1,000.00 for D001; held now 5,000.00\n"
    );
    let again = run(&["deposit", "reverse", "2", "--reason", "again"]).code(2).stderr;
    assert!(again.contains("`#3` has it"), "{again}");
    let zh = run(&["--lang", "zh", "deposit", "show", "D001"]).code(0).stdout;
    assert!(zh.starts_with("D001 南京雨润：已缴 5,000.00，约定 6,000.00：差 1,000.00\n") && zh.contains("冲销 #2"), "{zh}");
    let short = run(&["deposit", "list", "--short", "--format", "json"]).code(0).json();
    assert_eq!((&short["partners"][0]["code"], &short["partners"][0]["missing"]), (&"D001".into(), &"1000.00".into()));
    let doc = run(&["deposit", "show", "D001", "--format", "json"]).code(0).json();
    assert_eq!((&doc["held"], &doc["entries"][2]["reverses"]), (&"5000.00".into(), &2.into()));
}

#[test]
fn audits_trainings_and_backups_say_who_is_due() {
    let desk = desk();
    let run = |args: &[&str]| desk.run_at("2025-06-10", args);
    let audits = run(&["compliance", "audits", "--open"]).code(0).stdout;
    assert!(audits.contains("D001") && audits.contains("1 action open, 1 overdue") && !audits.contains("D002"), "{audits}");
    let training = run(&["compliance", "training", "--due"]).code(0).stdout;
    assert!(training.starts_with("Network: 75% finished (6 of 8), target 90%; due: 1 partner\n"), "{training}");
    assert!(training.contains("D002") && training.contains("never trained"), "{training}");
    let zh = run(&["--lang", "zh", "compliance", "show", "D001"]).code(0).stdout;
    for text in [
        "违规：无扣分",
        "保证金：已缴 0.00，约定 6,000.00：差 6,000.00",
        "1 项整改未完成，其中 1 项逾期",
        "完成率 75%（6/8），目标 90%",
    ] {
        assert!(zh.contains(text), "{text}: {zh}");
    }
    let standby = run(&["standby", "list"]).code(0).stdout;
    assert!(standby.contains("B001") && standby.contains("50,000.00") && standby.contains("2025-06-01"), "{standby}");
    let doc = run(&["standby", "list", "--format", "json"]).code(0).json();
    assert_eq!((&doc["backups"][0]["overdue"], &doc["backups"][0]["due"]), (&true.into(), &"2025-06-01".into()));
    let today = run(&["today", "--whose", "all"]).code(0).stdout;
    assert!(today.contains("pay in time"), "the overdue action is in the queue: {today}");
}

#[test]
fn the_drill_says_what_hangs_on_a_partner_and_what_is_not_known() {
    let desk = desk();
    let run = |args: &[&str]| desk.run_at("2025-06-10", args);
    let take = |kind: &str, text: &str| {
        let file = desk.write(&format!("{kind}2.csv"), text);
        run(&["import", kind, file.to_str().expect("a path")]).code(0);
    };
    let nothing = run(&["credit", "drill", "D002"]).code(0).stdout;
    assert!(nothing.starts_with("Stop-supply drill: D002 苏州金鸡\n") && nothing.contains("not rated"), "{nothing}");
    take("product-lines", "code,name\nTW,home\n");
    let week = |w| format!("D001,2025-0{}-{:02},TW,10,1000,600", 3 + (w + 2) / 4, 1 + w % 4 * 7);
    let weekly = (0..12).map(week).collect::<Vec<_>>().join("\n");
    take("sales", &format!("partner,date,product line,quantity,amount,cost\n{weekly}"));
    take(
        "invoices",
        "number,partner,issued on,due on,amount\nI1,D001,2025-03-01,2025-03-31,9000\nI2,D001,2025-06-01,2025-07-01,500\n",
    );
    run(&["deposit", "add", "D001", "paid_in", "2000"]).code(0);
    let doc = run(&["credit", "drill", "D001", "--format", "json"]).code(0).json();
    assert_eq!(doc["schema"], "qudao.drill/1");
    assert_eq!((&doc["receivables"]["open"], &doc["unsecured"]), (&"9500.00".into(), &"7500.00".into()));
    assert_eq!((&doc["unpaid_rebate"], &doc["stock"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    let volume = doc["cover"]["volume"].as_str().and_then(|v| v.parse::<f64>().ok()).expect("a volume");
    assert!(volume > 0.0 && doc["lost_a_month"]["sales"] == doc["cover"]["volume"], "{doc}");
    assert_eq!((&doc["cover"]["backups"][0]["code"], &doc["cover"]["backups"][0]["able"]), (&"B001".into(), &true.into()));
    assert_eq!(doc["cover"]["backups"][0]["stale"], true);
    let zh = run(&["--lang", "zh", "credit", "drill", "D001"]).code(0).stdout;
    for text in ["断供演练：D001 南京雨润", "未担保", "未评：返利尚未核算", "1 家备用渠道可单独承接", "合计可承接全部销量"]
    {
        assert!(zh.contains(text), "{text}: {zh}");
    }
}
