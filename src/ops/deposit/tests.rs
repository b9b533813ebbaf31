use super::*;
use crate::ops::admin;
use crate::ops::compliance::tests::{House, d, refused};

fn posting(kind: DepositMove, amount: i64) -> Posting {
    Posting { partner: 1, kind, amount: Money::units(amount), on: d("2025-06-10"), violation: None, note: String::new() }
}

fn rows(session: &Session) -> Vec<(i64, i64)> {
    let entries = compliance::entries(session.store.conn(), 1).expect("entries");
    entries.iter().map(|e| (e.number.unwrap_or(0), e.amount.0 / 10_000)).collect()
}

#[test]
fn an_entry_that_is_posted_stays_as_it_is() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-10");
    let id = post(&mut s, posting(DepositMove::PaidIn, 500)).expect("posted").id;
    let mut row = record::get(s.store.conn(), Kind::DepositEntry, id).expect("an entry");
    row.set("amount", Value::Int(9_000_000));
    let said = refused(save(&mut s, row.clone(), &[]));
    assert_eq!(said, "amount: Rule(\"expected-deposit-kept\")");
    // the file itself refuses what comes past the rules
    for sql in ["UPDATE deposit_entry SET amount = 1", "UPDATE deposit_entry SET note = 'x'", "DELETE FROM deposit_entry"] {
        let e = s.store.conn().execute(sql, []).expect_err(sql);
        assert!(e.to_string().contains("only added to"), "{e}");
    }
    let raw: Result<()> = s.write(Role::Specialist, "change-edit", "", |tx| Ok(tx.update(&row).map(|_| ())?));
    assert!(raw.is_err());
    let raw: Result<()> = s.write(Role::Specialist, "change-edit", "", |tx| Ok(tx.delete(Kind::DepositEntry, id, 1)?));
    assert!(raw.is_err());
    assert_eq!(rows(&s), [(1, 500)]);
    // merging duplicates may give it to the partner that stays
    s.store.conn().execute("UPDATE deposit_entry SET partner = 2, version = version + 1", []).expect("moved");
}

#[test]
fn what_a_person_posts_is_checked_by_its_kind() {
    use DepositMove as M;
    let house = House::new();
    let mut s = house.session(1, "2025-06-10");
    post(&mut s, posting(M::Opening, 300)).expect("posted");
    let cases = [
        (posting(M::PaidIn, 0), "amount: Rule(\"expected-deposit-positive\")"),
        (posting(M::PaidIn, -1), "amount: Rule(\"expected-deposit-positive\")"),
        (posting(M::Opening, 5), "kind: Rule(\"expected-deposit-one-opening\")"),
        (posting(M::Refund, 5), "amount: Rule(\"expected-deposit-negative\")"),
        (posting(M::Refund, -301), "amount: AtLeast(\"-300.00\")"),
        (posting(M::Correction, 0), "amount: Rule(\"expected-deposit-not-zero\")"),
        (posting(M::Deduction, -5), "kind: Rule(\"expected-deposit-penalty\")"),
    ];
    for (posting, expected) in cases {
        assert_eq!(refused(post(&mut s, posting.clone())), expected, "{posting:?}");
    }
    assert_eq!(rows(&s), [(1, 300)], "nothing was written");
    post(&mut s, posting(M::Refund, -300)).expect("all of it");
    assert_eq!(refused(post(&mut s, posting(M::Refund, -1))), "amount: AtLeast(\"0.00\")");
}

#[test]
fn a_mistake_is_reversed_once_and_undo_reverses_too() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-10");
    let id = post(&mut s, Posting { on: d("2025-03-01"), ..posting(DepositMove::PaidIn, 500) }).expect("posted").id;
    assert_eq!(refused(reverse(&mut s, id, " ")), "usage-no-reason");
    let said = reverse(&mut s, id, "paid for another partner").expect("reversed").said;
    assert_eq!(said.key, "done-deposit");
    assert_eq!(refused(reverse(&mut s, id, "again")), "reverses: Unique(\"#2\")");
    assert_eq!(rows(&s), [(1, 500), (2, -500)]);
    let account = account(&s, 1).expect("an account");
    assert_eq!((account.held, account.lines[1].entry.on), (Money::ZERO, d("2025-06-10")), "on the day it was noticed");
    assert_eq!(compliance::held(s.store.conn(), 1, d("2025-05-01")).expect("held"), Money::units(500));

    // undo of the reversal takes the reversal back; nothing is ever removed
    admin::undo(&mut s, None).expect("undone");
    assert_eq!(rows(&s), [(1, 500), (2, -500), (3, 500)]);
    // undo of a posting: as if it had never been, on every day
    let wrong = Posting { on: d("2025-02-01"), ..posting(DepositMove::PaidIn, 70) };
    post(&mut s, wrong).expect("posted");
    admin::undo(&mut s, None).expect("undone");
    assert_eq!(compliance::held(s.store.conn(), 1, d("2025-02-01")).expect("held"), Money::ZERO);
    assert_eq!(s.store.conn().query_row("SELECT count(*) FROM deposit_entry", [], |r| r.get::<_, i64>(0)).expect("a count"), 5);
}

#[test]
fn a_reversal_by_form_must_match_what_it_reverses() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-10");
    let id = post(&mut s, posting(DepositMove::PaidIn, 500)).expect("posted").id;
    let entry: Stored<DepositEntry> = record::get_as(s.store.conn(), id).expect("an entry");
    let right = deposit::reversal(id, &entry, d("2025-06-10"), "");
    for wrong in [
        DepositEntry { amount: Money::units(-499), ..right.clone() },
        DepositEntry { partner: 2, ..right.clone() },
        DepositEntry { kind: DepositMove::Refund, ..right.clone() },
    ] {
        let said = refused(save(&mut s, Row::new(&wrong), &[]));
        assert!(said.contains("reverses: Rule(\"expected-deposit-reversal\")"), "{said}");
    }
    save(&mut s, Row::new(&right), &[]).expect("saved");
}

#[test]
fn what_is_agreed_is_the_contracts_else_the_registers() {
    let house = House::new();
    let s = house.session(1, "2025-06-10");
    let conn = s.store.conn();
    let agreed = || account(&s, 1).map(|a| (a.agreed, a.by_contract, a.cover)).expect("an account");
    assert_eq!(agreed(), (None, None, Cover::NotAgreed));
    conn.execute("UPDATE partner SET deposit = 400000 WHERE id = 1", []).expect("set");
    assert_eq!(agreed(), (Some(Money::units(40)), None, Cover::Short(Money::units(40))));
    let contract = |number: &str, from: &str, to: &str, deposit: i64, state: &str| {
        let sql = "INSERT INTO contract (number, partner, from_day, to_day, exclusive, deposit, retention_of_title, arbitration, auto_renew, state)
                   VALUES (?1, 1, ?2, ?3, 0, ?4, 0, 0, 0, ?5)";
        let days = (d(from).to_epoch_days(), d(to).to_epoch_days());
        conn.execute(sql, (number, days.0, days.1, deposit * 10_000, state)).expect("a contract");
    };
    contract("draft", "2025-01-01", "2025-12-31", 99, "draft");
    contract("over", "2024-01-01", "2025-06-09", 98, "approved");
    contract("next", "2025-06-11", "2025-12-31", 97, "approved");
    assert_eq!(agreed().0, Some(Money::units(40)), "none of them is in force");
    contract("C1", "2025-01-01", "2025-06-10", 60, "approved");
    contract("C2", "2025-06-10", "2026-06-09", 70, "approved");
    assert_eq!(agreed().1.as_deref(), Some("C2"), "the newest in force");
    conn.execute("UPDATE contract SET ended_on = ?1 WHERE number = 'C2'", [d("2025-06-09").to_epoch_days()]).expect("ended");
    assert_eq!((agreed().0, agreed().1.as_deref()), (Some(Money::units(60)), Some("C1")));
    let listed = all(&s, true).expect("a list");
    assert_eq!(
        listed.iter().map(|h| (h.who.code.as_str(), h.cover)).collect::<Vec<_>>(),
        [("D001", Cover::Short(Money::units(60)))]
    );
}

#[test]
fn two_people_posting_at_once_both_count_and_refund_no_more_than_is_held() {
    let house = House::new();
    post(&mut house.session(1, "2025-06-10"), posting(DepositMove::PaidIn, 100)).expect("posted");
    let refunds: Vec<bool> = std::thread::scope(|scope| {
        let people: Vec<_> = (0..4)
            .map(|n| {
                let mut s = house.session(1 + n % 3, "2025-06-10");
                scope.spawn(move || {
                    post(&mut s, posting(DepositMove::PaidIn, 10)).expect("posted");
                    (0..3).map(|_| post(&mut s, posting(DepositMove::Refund, -40)).is_ok()).filter(|ok| *ok).count()
                })
            })
            .collect();
        people.into_iter().flat_map(|p| vec![true; p.join().expect("a thread")]).collect()
    });
    let s = house.session(1, "2025-06-10");
    let account = account(&s, 1).expect("an account");
    let refunded = i64::try_from(refunds.len()).expect("few") * 40;
    assert_eq!(account.held, Money::units(140 - refunded));
    assert!(account.held.0 >= 0 && refunded >= 80, "three refunds of 40 out of 100 and what came in: {refunded}");
    let numbers: std::collections::BTreeSet<i64> = account.lines.iter().filter_map(|l| l.entry.number).collect();
    assert_eq!(numbers.len(), account.lines.len(), "each has a number of its own");
}
