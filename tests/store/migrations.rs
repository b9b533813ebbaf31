//! Files of older programs, with rows in the old shape, brought up to date.

use std::path::Path;

use qudao::domain::kinds::{Approval, ApprovalState, Decision, DepositEntry, DepositMove, Partner, Violation, ViolationKind};
use qudao::domain::money::Money;
use qudao::ops::{doctor, tier};
use qudao::store::{Store, open, record};

use super::session;

/// A database as the program of schema 1 left it.
fn of_schema_1(path: &Path, rows: &str) {
    let old = rusqlite::Connection::open(path).expect("a file");
    old.execute_batch(include_str!("../../src/store/migrations/0001_first.sql")).expect("schema 1");
    old.pragma_update(None, "application_id", open::APPLICATION_ID).expect("an application id");
    old.pragma_update(None, "user_version", 1).expect("a schema number");
    old.execute_batch(rows).expect("rows of schema 1");
}

const ROWS: &str = r"
    INSERT INTO user (id, name, role, active) VALUES (1, 'li.wei', 'admin', 1), (2, 'zhao.min', 'manager', 1);
    INSERT INTO change_set (id, at, actor, label, detail) VALUES (1, 1749254400, 'li.wei', 'change-create', '');
    INSERT INTO partner (id, code, name, status, deposit, points) VALUES
      (1, 'D001', '重庆川渝食品', 'active', 500000000, 12),
      (2, 'D002', 'East Fresh', 'active', NULL, NULL),
      (3, 'D003', '广州粤美', 'suspended', 0, 0);
";

#[test]
fn deposits_and_points_of_schema_1_become_their_ledgers() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = folder.path().join("old.db");
    of_schema_1(&db, ROWS);
    let store = Store::open(&db).expect("an old database opens");
    assert_eq!(open::schema(&store).expect("a number"), open::newest());
    let entries = record::query_as::<DepositEntry>(store.conn(), "ORDER BY id", &[]).expect("entries");
    let told: Vec<_> = entries.iter().map(|e| (e.number, e.partner, e.on.to_string(), e.kind, e.amount)).collect();
    assert_eq!(told, [(Some(1), 1, "2025-06-07".to_owned(), DepositMove::Opening, Money::units(50_000))]);
    let violations = record::query_as::<Violation>(store.conn(), "ORDER BY id", &[]).expect("violations");
    let told: Vec<_> = violations.iter().map(|v| (v.partner, v.kind, v.points, v.state)).collect();
    assert_eq!(told, [(1, ViolationKind::Other, Some(12), Decision::Approved)]);
    let partners = record::query_as::<Partner>(store.conn(), "ORDER BY id", &[]).expect("partners");
    assert_eq!(partners.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["重庆川渝食品", "East Fresh", "广州粤美"]);
    assert_eq!(partners[0].deposit, Some(Money::units(50_000)), "what is agreed stays");
    drop(store);
    let mut session = session(&db, "li.wei");
    // its rows were written without the keys by which they are searched
    session.make_again().expect("search keys");
    session.refresh_figures().expect("figures");
    let checks = doctor::doctor(&mut session, None).expect("a check");
    let findings: Vec<_> = checks.iter().flat_map(|c| &c.findings).collect();
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn open_proposals_of_schema_1_wait_for_an_approval() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = folder.path().join("old.db");
    let rows = r"
        INSERT INTO tier_change (id, partner, from_tier, to_tier, movement, reason, state, proposed_by, proposed_at) VALUES
          (1, 1, 'growth', 'strategic', 'promote', '两期达标', 'proposed', 1, 1749254400),
          (2, 2, NULL, 'growth', 'promote', 'new', 'proposed', NULL, 1749254401),
          (3, 2, 'growth', 'watch', 'demote', 'done before', 'approved', 1, 1749000000);
        INSERT INTO change_set (id, at, actor, label, detail) VALUES
          (2, 1749254400, 'li.wei', 'change-tier-review', '2025-Q2'), (3, 1749254401, 'li.wei', 'change-tier-propose', 'D002');
        INSERT INTO audit (change_set, kind, record, action, version) VALUES
          (2, 'tier_change', 1, 'insert', 1), (3, 'tier_change', 2, 'insert', 1);
    ";
    of_schema_1(&db, &[ROWS, rows].concat());
    // brought up to date it is given a clock: the day of its rows is today
    let store = Store::open(&db).expect("an old database opens");
    store.conn().execute("INSERT INTO meta (name, value) VALUES ('clock', '2025-06-07 0')", []).expect("a clock");
    drop(store);
    let mut session = session(&db, "zhao.min");
    let by_review: Vec<(i64, bool)> = tier::proposals(&session).expect("proposals").iter().map(|l| (l.id, l.by_review)).collect();
    assert_eq!(by_review, [(2, false), (1, true)], "the act that wrote it says so");
    let open = record::query_as::<Approval>(session.store.conn(), "ORDER BY id", &[]).expect("approvals");
    let told: Vec<_> = open.iter().map(|a| (a.number, a.record.record, a.partner, a.requested_by, a.state)).collect();
    let waits = ApprovalState::Pending;
    assert_eq!(told, [(Some(1), 1, Some(1), Some(1), waits), (Some(2), 2, Some(2), None, waits)]);
    assert_eq!(open[0].due_at.zip(open[0].requested_at).map(|(d, r)| (d - r).num_hours()), Some(24));
    // what was asked for is what the record holds: it can be decided, by the manager and not by who proposed it
    let day = tier::approve(&mut session, 1).expect("approved");
    assert_eq!(day.map(|d| d.to_string()).as_deref(), Some("2025-06-07"));
    tier::reject(&mut session, 2, "no").expect("rejected");
}

#[test]
fn meetings_that_the_plan_made_as_mere_tasks_become_meetings() {
    use qudao::domain::kinds::{Meeting, Rhythm, Task};
    let folder = tempfile::tempdir().expect("a folder");
    let db = folder.path().join("old.db");
    let rows = r"
        INSERT INTO ticket (id, number, kind, severity, title, state, level, round_the_clock, breaches, reopened)
          VALUES (1, 1, 'horizontal', 'S3', 'overlap', 'resolved', 1, 0, 0, 0);
        INSERT INTO task (id, kind, title, owner, due_on, state, series, period, ticket) VALUES
          (1, 'meeting', '季度渠道联席会议', 2, 20262, 'open', 'joint_meeting', '2025-Q2', NULL),
          (2, 'meeting', '季度渠道联席会议', 2, 20171, 'done', 'joint_meeting', '2025-Q1', NULL),
          (3, 'meeting', '通报决议执行情况', 1, 20262, 'open', 'remedy:joint', '#1.1', 1),
          (4, 'visit', '拜访', 1, 20262, 'open', NULL, NULL, NULL);
    ";
    of_schema_1(&db, &[ROWS, rows].concat());
    let store = Store::open(&db).expect("an old database opens");
    let meetings = record::query_as::<Meeting>(store.conn(), "ORDER BY id", &[]).expect("meetings");
    let told: Vec<_> =
        meetings.iter().map(|m| (m.number, m.rhythm, m.planned_on.to_string(), m.chair, m.period.as_str())).collect();
    assert_eq!(told, [(Some(1), Rhythm::Quarter, "2025-06-23".to_owned(), Some(2), "2025-Q2")]);
    let tasks = record::query_as::<Task>(store.conn(), "ORDER BY id", &[]).expect("tasks");
    assert_eq!(tasks.iter().map(|t| t.meeting).collect::<Vec<_>>(), [Some(1), None, None, None]);
}

/// `SQLite` makes a table of its own for a list of more than two, each time that a row is checked by it.
#[test]
fn no_rule_of_the_schema_that_every_row_is_checked_by_is_a_long_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = folder.path().join("old.db");
    of_schema_1(&db, ROWS);
    drop(Store::open(&db).expect("an old database opens"));
    let conn = rusqlite::Connection::open(&db).expect("the file");
    let mut all = conn.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").expect("the schema");
    let all = all.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).expect("the schema");
    for (name, sql) in all.collect::<Result<Vec<(String, String)>, _>>().expect("names") {
        for list in sql.split(" IN (").skip(1) {
            let length = list.split(')').next().map_or(0, |l| l.split(',').count());
            assert!(length <= 2, "{name}: IN ({list}");
        }
    }
    // the rule itself stands
    let other = "INSERT INTO audit (change_set, kind, record, action, version) VALUES (1, 'partner', 1, 'other', 1)";
    let refused = conn.execute(other, []).expect_err("no such action");
    assert!(refused.to_string().contains("CHECK"), "{refused}");
    assert_eq!(conn.query_row("PRAGMA integrity_check", [], |r| r.get::<_, String>(0)).expect("a word"), "ok");
}

#[test]
fn of_several_who_open_an_old_file_at_once_each_finds_it_brought_up_to_date() {
    let folder = tempfile::tempdir().expect("a folder");
    for round in 0..8 {
        let db = folder.path().join(format!("old-{round}.db"));
        of_schema_1(&db, ROWS);
        let all = std::sync::Barrier::new(6);
        std::thread::scope(|threads| {
            for _ in 0..6 {
                threads.spawn(|| {
                    all.wait();
                    let store = Store::open(&db).expect("it opens for each");
                    assert_eq!(open::schema(&store).expect("a number"), open::newest());
                });
            }
        });
        let store = Store::open(&db).expect("it opens");
        let entries = record::query_as::<DepositEntry>(store.conn(), "", &[]).expect("entries");
        assert_eq!(entries.len(), 1, "its rows were brought over once");
    }
}
