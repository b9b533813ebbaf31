use super::*;
use crate::domain::kinds::Lifecycle;
use crate::domain::money::Money;
use crate::domain::record::{Storable as _, Value};
use crate::ops::partner::fixture::{get, partner, put, refused, row, session, text};
use crate::ops::record::save;

fn day(s: &str) -> NaiveDate {
    s.parse().expect("a day")
}

/// The fields of a contract of a partner.
fn values<'a>(number: &str, partner: i64, (from, to): (&str, &str), more: &[(&'a str, Value)]) -> Vec<(&'a str, Value)> {
    let mut values = vec![
        ("number", text(number)),
        ("partner", Value::Int(partner)),
        ("from_day", day(from).to_value()),
        ("to_day", day(to).to_value()),
    ];
    values.extend(more.iter().cloned());
    values
}

/// An approved contract, written past every rule.
fn approved_one(session: &mut Session, number: &str, partner: i64, span: (&str, &str), more: &[(&str, Value)]) -> i64 {
    let mut all = values(number, partner, span, more);
    all.push(("state", text("approved")));
    put(session, Kind::Contract, &all)
}

fn stored(session: &Session, id: i64) -> Contract {
    record::get_as::<Contract>(session.store.conn(), id).expect("a contract").record
}

/// From and to, further fields, what is said.
type Case<'a> = ((&'a str, &'a str), Vec<(&'a str, Value)>, &'a str);

const YEAR: (&str, &str) = ("2025-01-01", "2025-12-31");

#[test]
fn a_contract_that_is_saved_waits_for_approval_by_what_it_is_worth() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let limit = |units: i64| [("credit_limit", Money::units(units).to_value())];
    for (code, units, steps) in [("D1", 999_999, 1), ("D2", 1_000_000, 2)] {
        let p = partner(&mut session, code, Lifecycle::Active, &limit(units));
        let saved = save(&mut session, row(Kind::Contract, &values(&format!("C-{code}"), p, YEAR, &[])), &[]).expect("saved");
        assert_eq!(saved.said.key, "done-approval-wants-reason");
        assert_eq!(stored(&session, saved.id).state, Decision::Pending);
        let sql = "SELECT steps, amount FROM approval WHERE record = ?1";
        let found = session.store.conn().query_row(sql, [saved.id], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?)));
        assert_eq!(found.expect("an approval"), (steps, Money::units(units).0));
    }
}

#[test]
fn what_is_wrong_stands_at_its_field_and_nothing_is_written() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let (p, other) = (partner(&mut session, "D1", Lifecycle::Active, &[]), partner(&mut session, "D2", Lifecycle::Active, &[]));
    let there = approved_one(&mut session, "C-1", p, YEAR, &[]);
    let theirs = approved_one(&mut session, "C-9", other, YEAR, &[("territories", text("杭州")), ("exclusive", Value::Int(1))]);
    let after = ("2026-01-01", "2026-12-31");
    let cases: Vec<Case<'_>> = vec![
        (after, vec![("credit_days", Value::Int(61))], r#"credit_days: Named("expected-red-days", [("most", "60")])"#),
        (after, vec![("deduction_rate", Value::Int(1_801))], r#"deduction_rate: Named("expected-red-rate", [("most", "18")])"#),
        (("2026-01-02", "2026-01-01"), vec![], r#"to_day: NotBefore("from_day")"#),
        (
            ("2025-12-31", "2026-12-30"),
            vec![],
            r#"from_day: Named("expected-contract-apart", [("number", "C-1"), ("from", "2025-12-31")])"#,
        ),
        (after, vec![("renews", Value::Int(theirs))], r#"renews: Rule("expected-own-contract")"#),
        (after, vec![("ended_on", day("2025-12-31").to_value())], r#"ended_on: NotBefore("from_day")"#),
        (after, vec![("notice_days", Value::Int(-1))], r#"notice_days: AtLeast("0")"#),
        (
            ("2025-06-01", "2025-06-02"),
            vec![
                ("partner", Value::Int(partner(&mut session, "D3", Lifecycle::Active, &[]))),
                ("territories", text("杭州,西湖")),
            ],
            r#"territories: Named("expected-free-territory", [("places", "杭州"), ("code", "D2"), ("number", "C-9")])"#,
        ),
    ];
    for (span, more, expected) in cases {
        let said = refused(save(&mut session, row(Kind::Contract, &values("C-2", p, span, &more)), &[]));
        assert_eq!(said, expected);
    }
    let taken = refused(save(&mut session, row(Kind::Contract, &values("C-1", p, after, &[])), &[]));
    assert_eq!(taken, r#"number: Unique("C-1")"#);
    let count: i64 = session.store.conn().query_row("SELECT count(*) FROM contract", [], |r| r.get(0)).expect("a count");
    assert_eq!(count, 2);
    // an exception that was approved covers the term
    let exception =
        [("partner", Value::Int(p)), ("on", Value::Int(20_000)), ("credit_days", Value::Int(75)), ("state", text("approved"))];
    put(&mut session, Kind::Screening, &exception);
    let covered = values("C-2", p, after, &[("credit_days", Value::Int(75)), ("renews", Value::Int(there))]);
    save(&mut session, row(Kind::Contract, &covered), &[]).expect("covered");
}

#[test]
fn ground_within_granted_ground_is_not_free() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let (a, b) = (partner(&mut session, "D1", Lifecycle::Active, &[]), partner(&mut session, "D2", Lifecycle::Active, &[]));
    let alone = ("exclusive", Value::Int(1));
    approved_one(&mut session, "C-1", a, YEAR, &[("territories", text("浙江")), alone.clone()]);
    let grant = |span, places: &str, more: &[(&'static str, Value)]| {
        let mut all = vec![("territories", text(places))];
        all.extend(more.iter().cloned());
        row(Kind::Contract, &values("C-2", b, span, &all))
    };
    // the area above it, exclusive or not; elsewhere and afterwards it is free
    for more in [vec![], vec![alone.clone()]] {
        assert!(refused(save(&mut session, grant(YEAR, "华东", &more), &[])).starts_with("territories"), "{more:?}");
    }
    save(&mut session, grant(("2026-01-01", "2026-12-31"), "浙江", &[alone]), &[]).expect("afterwards it is free");
}

#[test]
fn a_renewal_follows_on_and_is_made_once() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let p = partner(&mut session, "D1", Lifecycle::Active, &[]);
    approved_one(&mut session, "HT-1", p, YEAR, &[("credit_days", Value::Int(30)), ("arbitration", Value::Int(1))]);
    put(&mut session, Kind::Contract, &values("HT-1-R1", p, ("2020-01-01", "2020-12-31"), &[]));
    let draft = renew(&mut session, "HT-1", None).expect("drafted");
    assert_eq!((draft.number.as_str(), draft.from_day, draft.to_day), ("HT-1-R2", day("2026-01-01"), day("2026-12-31")));
    assert_eq!((draft.credit_days, draft.arbitration, draft.state), (Some(30), true, Decision::Draft));
    assert_eq!(refused(renew(&mut session, "HT-1", None)), "refused-contract-renewed");
    assert_eq!(refused(renew(&mut session, "HT-1-R2", None)), "refused-contract-undecided");
    assert!(refused(renew(&mut session, "HT-7", None)).contains("Missing"));
    let id = record::id_by_code(session.store.conn(), Kind::Contract, "HT-1-R2").expect("read").expect("the draft");
    let old = record::id_by_code(session.store.conn(), Kind::Contract, "HT-1").expect("read").expect("the old one");
    assert_eq!(renewal_form(&session, old).expect("a form").id, id, "the draft that was begun is opened again");
    assert_eq!(submit(&mut session, "HT-1-R2").expect("submitted").key, "done-approval-wants-reason");
    assert_eq!(stored(&session, id).state, Decision::Pending);
    assert_eq!(refused(submit(&mut session, "HT-1-R2")), "refused-contract-no-draft");
}

#[test]
fn one_that_renews_itself_makes_way_for_the_contract_that_renews_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let p = partner(&mut session, "D1", Lifecycle::Active, &[]);
    let old = approved_one(&mut session, "C-1", p, YEAR, &[("auto_renew", Value::Int(1)), ("notice_days", Value::Int(30))]);
    let next = ("2026-01-01", "2026-12-31");
    assert!(refused(save(&mut session, row(Kind::Contract, &values("C-2", p, next, &[])), &[])).starts_with("from_day"));
    let saved = save(&mut session, row(Kind::Contract, &values("C-2", p, next, &[("renews", Value::Int(old))])), &[]);
    let id = saved.expect("it renews the old one").id;
    session.write(Role::Admin, "change-edit", "x", |tx| approved(tx, id)).expect("approved");
    assert_eq!(stored(&session, old).ended_on, Some(day("2025-12-31")));
}

#[test]
fn a_manager_ends_a_contract_once_on_a_day_of_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let p = partner(&mut session, "D1", Lifecycle::Active, &[]);
    let id = approved_one(&mut session, "C-1", p, YEAR, &[]);
    put(&mut session, Kind::Contract, &values("C-2", p, ("2026-01-01", "2026-12-31"), &[]));
    let role = session.actor.role;
    session.actor.role = Role::Specialist;
    assert_eq!(refused(end(&mut session, "C-1", day("2025-06-30"), "x")), "needs manager");
    let mut typed = Row::from(record::get_as::<Contract>(session.store.conn(), id).expect("it"));
    typed.set("ended_on", day("2025-06-30").to_value());
    assert_eq!(refused(save(&mut session, typed, &[])), r#"ended_on: Rule("expected-manager-ends")"#);
    session.actor.role = role;
    assert_eq!(refused(end(&mut session, "C-1", day("2024-12-31"), "x")), r#"ended_on: NotBefore("from_day")"#);
    assert_eq!(refused(end(&mut session, "C-1", day("2026-01-01"), "x")), r#"ended_on: AtMost("2025-12-31")"#);
    assert_eq!(refused(end(&mut session, "C-1", day("2025-06-30"), " ")), "notes: Given");
    assert_eq!(refused(end(&mut session, "C-2", day("2026-06-30"), "x")), "refused-contract-undecided");
    end(&mut session, "C-1", day("2025-06-30"), "moved away").expect("ended");
    assert_eq!(
        (stored(&session, id).ended_on, stored(&session, id).notes),
        (Some(day("2025-06-30")), "2025-06-30: moved away".into())
    );
    assert_eq!(refused(end(&mut session, "C-1", day("2025-06-30"), "x")), "refused-contract-ended");
}

#[test]
fn a_clause_and_a_security_bind_only_while_their_contract_does() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let p = partner(&mut session, "D1", Lifecycle::Active, &[("credit_days", Value::Int(45))]);
    let security = [
        ("arbitration", Value::Int(1)),
        ("arbitrator", text("CIETAC")),
        ("retention_of_title", Value::Int(1)),
        ("insured", Money::units(80).to_value()),
        ("credit_days", Value::Int(30)),
    ];
    approved_one(&mut session, "C-1", p, YEAR, &security);
    put(&mut session, Kind::Contract, &values("C-2", p, ("2026-01-01", "2026-12-31"), &security));
    let conn = session.store.conn();
    let clause = |on: &str| arbitration(conn, p, day(on)).expect("read").map(|c| c.number);
    for (on, number) in [("2024-12-31", None), ("2025-01-01", Some("C-1")), ("2025-12-31", Some("C-1")), ("2026-06-01", None)] {
        assert_eq!(clause(on).as_deref(), number, "{on}");
    }
    let held = contracts::security(conn, p, day("2025-06-01")).expect("read");
    assert_eq!((held.retention_of_title, held.insured, held.deposit), (true, Some(Money::units(80)), None));
    assert_eq!(contracts::security(conn, p, day("2026-06-01")).expect("read"), contracts::Security::default());
    let shown = section(&session, p).expect("a section");
    assert_eq!((shown.in_force, shown.contracts.len()), (vec!["C-1".to_owned()], 2));
    let differ: Vec<_> = shown.differences.iter().map(|(n, d)| (n.as_str(), d.field)).collect();
    assert_eq!(differ, [("C-1", "credit_days")]);
    assert_eq!(get(&session, p).credit_days, Some(45), "the register stays as it is");
}

#[test]
fn what_asks_for_something_is_listed_once_and_only_for_partners_that_are_some() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let one = |session: &mut Session, code: &str, status, span: (&str, &str), more: &[(&str, Value)]| {
        let p = partner(session, code, status, &[]);
        approved_one(session, &format!("C-{code}"), p, span, more);
        p
    };
    let active = Lifecycle::Active;
    // the session is on 3 June 2025: 60 days on is 2 August
    one(&mut session, "DUE", active, ("2024-08-03", "2025-08-02"), &[]);
    one(&mut session, "LATER", active, ("2024-08-04", "2025-08-03"), &[]);
    one(&mut session, "OVER", active, ("2024-06-03", "2025-06-02"), &[]);
    one(&mut session, "LONG", active, ("2023-06-03", "2024-06-02"), &[]); // 366 days ago
    one(&mut session, "GONE", Lifecycle::Exited, ("2024-06-03", "2025-06-02"), &[]);
    one(
        &mut session,
        "AUTO",
        active,
        ("2024-07-01", "2025-06-30"),
        &[("auto_renew", Value::Int(1)), ("notice_days", Value::Int(27))],
    );
    one(
        &mut session,
        "MISSED",
        active,
        ("2024-07-01", "2025-06-30"),
        &[("auto_renew", Value::Int(1)), ("notice_days", Value::Int(28))],
    );
    let next = one(&mut session, "NEXT", active, ("2024-08-03", "2025-08-02"), &[]);
    let follower = values("C-N2", next, ("2025-08-03", "2026-08-02"), &[("state", text("pending"))]);
    put(&mut session, Kind::Contract, &follower);
    let lines = list(&session, &Wish { partner: None, due: true }).expect("a list");
    let found: Vec<_> = lines.iter().map(|l| (l.code.as_str(), l.stage)).collect();
    let expected = [
        ("OVER", Stage::Expired(day("2025-06-02"))),
        ("AUTO", Stage::Notice(day("2025-06-03"))),
        ("DUE", Stage::Renew(day("2025-08-02"))),
    ];
    assert_eq!(found, expected);
    let queue = crate::ops::today::queue(&session, crate::ops::today::Reach::All).expect("a queue");
    let keys: Vec<_> = queue.items.iter().map(|i| i.key.as_str()).filter(|k| k.starts_with("contract:")).collect();
    assert_eq!(keys.len(), 3, "{keys:?}");
}

#[test]
fn each_end_is_planned_once_as_a_task() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let plan = |session: &mut Session, month: &str| {
        let month = crate::domain::period::Month::of(day(month));
        let planned = crate::ops::plan::generate(session, month, crate::domain::record::Lang::En).expect("a plan");
        planned
            .drafts
            .into_iter()
            .filter(|d| d.series == "contract_renewal")
            .map(|d| (d.title, d.period, d.due_on))
            .collect::<Vec<_>>()
    };
    let p = partner(&mut session, "D1", Lifecycle::Active, &[]);
    let id = approved_one(&mut session, "C-1", p, ("2024-08-03", "2025-08-20"), &[]);
    // due from 21 June: a Saturday, so that it is done on Monday
    let expected = [("Contract renewal C-1".to_owned(), "C-1@2025-08-20".to_owned(), day("2025-06-23"))];
    assert_eq!(plan(&mut session, "2025-06-01"), expected);
    assert_eq!(plan(&mut session, "2025-06-01"), []);
    assert_eq!(plan(&mut session, "2025-07-01"), [], "not in the month after, either");
    // another end is another task; one that is followed needs none
    let mut c: Stored<Contract> = record::get_as(session.store.conn(), id).expect("it");
    c.record.to_day = day("2025-08-29");
    session.write(Role::Admin, "change-edit", "x", |tx| Ok(tx.save(&c)?)).expect("written");
    put(&mut session, Kind::Contract, &values("C-2", p, ("2025-08-30", "2026-08-29"), &[("state", text("approved"))]));
    assert_eq!(plan(&mut session, "2025-07-01"), []);
}
