use proptest::prelude::*;

use super::*;
use crate::domain::period::from_day_number;

fn d(s: &str) -> NaiveDate {
    s.parse().expect("a day")
}

fn entry(kind: DepositMove, on: &str, amount: i64) -> DepositEntry {
    super::entry(1, d(on), kind, Money::units(amount))
}

#[test]
fn the_sign_of_an_entry_follows_its_kind() {
    use DepositMove as M;
    let cases = [
        (M::Opening, 0, true),
        (M::Opening, 5, true),
        (M::Opening, -5, false),
        (M::PaidIn, 5, true),
        (M::PaidIn, 0, false),
        (M::PaidIn, -5, false),
        (M::Deduction, -5, true),
        (M::Deduction, 0, false),
        (M::Deduction, 5, false),
        (M::Refund, -5, true),
        (M::Refund, 0, false),
        (M::Refund, 5, false),
        (M::Correction, 5, true),
        (M::Correction, -5, true),
        (M::Correction, 0, false),
    ];
    for (kind, amount, right) in cases {
        assert_eq!(check(&entry(kind, "2025-01-01", amount)).is_none(), right, "{kind:?} {amount}");
    }
}

#[test]
fn what_is_held_is_set_against_what_is_agreed() {
    let y = Money::units;
    let cases = [
        (0, None, Cover::NotAgreed),
        (0, Some(0), Cover::NotAgreed),
        (50, None, Cover::NotAgreed),
        (50, Some(50), Cover::Enough),
        (51, Some(50), Cover::Enough),
        (49, Some(50), Cover::Short(y(1))),
        (0, Some(50), Cover::Short(y(50))),
        (-7, Some(50), Cover::Owes(y(7))),
        (-7, None, Cover::Owes(y(7))),
    ];
    for (held, agreed, cover) in cases {
        assert_eq!(Cover::of(y(held), agreed.map(y)), cover, "{held} of {agreed:?}");
    }
}

#[test]
fn the_account_runs_by_day_and_knows_what_is_to_come() {
    let stored = |id, e: DepositEntry| Stored { id, version: 1, record: DepositEntry { number: Some(id), ..e } };
    let entries = vec![
        stored(1, entry(DepositMove::Deduction, "2025-03-01", -60)),
        stored(2, entry(DepositMove::Opening, "2025-01-01", 50)),
        stored(3, entry(DepositMove::PaidIn, "2025-05-01", 30)),
        stored(4, entry(DepositMove::PaidIn, "2025-03-01", 5)),
    ];
    let account = Account::of(1, entries, (Some(Money::units(40)), None), d("2025-03-31"));
    let balances: Vec<(i64, i64)> = account.lines.iter().map(|l| (l.entry.id, l.balance.0 / 10_000)).collect();
    assert_eq!(balances, [(2, 50), (1, -10), (4, -5), (3, 25)]);
    assert_eq!((account.held, account.cover), (Money::units(-5), Cover::Owes(Money::units(5))), "May is not here yet");
}

proptest! {
    #[test]
    fn any_order_of_posting_gives_the_same_balance_and_a_reversal_takes_back_what_it_reverses(
        all in prop::collection::vec((19_000_i32..19_400, -9_000_000_i64..9_000_000), 0..40),
        day in 18_900_i32..19_500, seed in 0_usize..1_000, back in 0_usize..40,
    ) {
        let entry = |(on, amount): &(i32, i64)| {
            super::entry(1, from_day_number(*on), DepositMove::Correction, Money(*amount))
        };
        let day = from_day_number(day);
        let entries: Vec<DepositEntry> = all.iter().map(entry).collect();
        let mut other = entries.clone();
        if !other.is_empty() {
            let n = other.len();
            other.rotate_left(seed % n);
            other.reverse();
        }
        let sum: i64 = entries.iter().filter(|e| e.on <= day).map(|e| e.amount.0).sum();
        prop_assert_eq!(balance(&entries, day), Money(sum));
        prop_assert_eq!(balance(&other, day), Money(sum));
        let stored = |v: &[DepositEntry]| -> Vec<Stored<DepositEntry>> {
            v.iter().zip(1..).map(|(e, id)| Stored { id, version: 1, record: e.clone() }).collect()
        };
        let account = Account::of(1, stored(&other), (None, None), day);
        prop_assert_eq!(account.held, Money(sum));
        prop_assert_eq!(account.lines.last().map_or(Money::ZERO, |l| l.balance), entries.iter().map(|e| e.amount).sum());
        if let Some(wrong) = entries.get(back) {
            let mut corrected = entries.clone();
            corrected.push(reversal(1, wrong, day, ""));
            let without: Money = entries.iter().enumerate().filter(|(i, e)| *i != back && e.on <= day).map(|(_, e)| e.amount).sum();
            // an entry of a later day is taken back before it comes
            let expected = if wrong.on <= day { without } else { without - wrong.amount };
            prop_assert_eq!(balance(&corrected, day), expected);
        }
    }
}
