//! Whatever a team does, in any order.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::team::Team;
use super::*;

#[derive(Clone, Debug)]
enum Move {
    Edit(usize, i64),
    Act(usize, ApprovalAct),
    Delegate(usize, usize),
    Undo(usize),
}

const PEOPLE: [&str; 7] = ["asker", "other", "east", "east2", "head", "head2", "admin"];

fn moves() -> impl Strategy<Value = Move> {
    let who = 0..PEOPLE.len();
    let act = prop::sample::select(vec![ApprovalAct::Approve, ApprovalAct::Approve, ApprovalAct::Ask, ApprovalAct::Answer]);
    prop_oneof![
        2 => (who.clone(), prop::sample::select(vec![500_i64, 2_000, 60_000])).prop_map(|(w, a)| Move::Edit(w, a)),
        6 => (who.clone(), act).prop_map(|(w, a)| Move::Act(w, a)),
        1 => (who.clone(), who.clone()).prop_map(|(a, b)| Move::Delegate(a, b)),
        1 => who.prop_map(Move::Undo),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever a team does, what is approved was decided by others than who asked, each step by another.
    #[test]
    fn an_approval_never_ends_approved_with_the_requester_among_the_deciders(moves in prop::collection::vec(moves(), 5..40)) {
        let mut team = Team::new();
        let expense = team.expense("asker", 2_000);
        for one in moves {
            match one {
                Move::Edit(who, amount) => drop(team.edit(PEOPLE[who], expense, "amount", Money::units(amount).to_value())),
                Move::Act(who, act) => {
                    if let Some(seen) = open(&team.session, ApprovalSubject::Expense, expense).expect("read") {
                        drop(team.act(PEOPLE[who], seen.id, act));
                    }
                }
                Move::Delegate(who, to) => {
                    let delegation = Delegation { to: Some(PEOPLE[to].to_owned()), ..Delegation::default() };
                    drop(admin::delegate(team.be("admin"), PEOPLE[who], &delegation));
                }
                Move::Undo(who) => drop(admin::undo(team.be(PEOPLE[who]), None)),
            }
            let conn = team.session.store.conn();
            // an undo may take back the making of it all
            let Ok(stored) = record::get_as::<Expense>(conn, expense) else { return Ok(()) };
            let all = record::query_as::<Approval>(conn, "ORDER BY id", &[]).expect("approvals");
            for a in all.iter().filter(|a| a.state == ApprovalState::Approved) {
                let deciders: BTreeSet<i64> = approvals::deciders(conn, a.id).expect("deciders").into_iter().collect();
                prop_assert!(a.requested_by.is_none_or(|r| !deciders.contains(&r)));
                prop_assert!(i64::try_from(deciders.len()).expect("few") >= a.steps);
            }
            if stored.state == Decision::Approved && stored.amount >= Money::units(1_000) {
                let covers = |a: &&Stored<Approval>| {
                    let row = record::get(conn, Kind::Expense, expense).expect("it");
                    a.state == ApprovalState::Approved && approval::drift(&a.snapshot, &row).is_empty()
                };
                prop_assert!(all.iter().any(|a| covers(&a)), "approved as it is: {stored:?} {all:?}");
            }
        }
    }
}
