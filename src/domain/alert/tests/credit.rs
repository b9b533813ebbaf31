//! Warnings about what is owed and sold on credit.

use super::*;

#[test]
fn a_credit_sale_is_unusual_above_so_many_times_the_usual_document_and_week() {
    let policy = &Policy::load(None).expect("the embedded policy").alerts.credit_sale;
    let bill = |days_ago: u64, units: i64| {
        let issued_on = as_of() - chrono::Days::new(days_ago);
        Bill { id: 1, issued_on, due_on: issued_on, amount: Money::units(units), disputed: false }
    };
    let of = |bills: &[Bill]| credit_sale(bills, as_of(), policy).map(|(sale, bound)| (sale.0 / 10_000, bound.0 / 10_000));
    // billed by the month: fewer than 4 documents in 12 weeks, and each of them more than a week
    let monthly: Vec<Bill> = (0..12).map(|month| bill(25 + 30 * month, 1_000)).collect();
    let with = |usual: &[Bill], more: &[Bill]| of(&[usual, more].concat());
    assert_eq!(with(&monthly, &[]), None, "nothing was sold lately");
    assert_eq!(with(&monthly, &[bill(3, 1_000)]), None, "the month as ever");
    assert_eq!(with(&monthly, &[bill(3, 3_000)]), None, "thrice is allowed");
    assert_eq!(with(&monthly, &[bill(3, 3_001)]), Some((3_001, 3_000)), "thrice the usual document");
    assert_eq!(with(&monthly, &[bill(13, 50_000), bill(0, 9_000)]), Some((50_000, 3_000)), "the largest of the last days");
    assert_eq!(with(&monthly, &[bill(14, 50_000)]), None, "it is of the time before");
    assert_eq!(with(&monthly, &[bill(3, 3_001), bill(50, -90)]), Some((3_001, 3_000)), "credit notes are no sales");
    // one large document among small ones makes no other usual
    let mut uneven = monthly.clone();
    uneven.push(bill(200, 90_000));
    assert_eq!(with(&uneven, &[bill(3, 3_001)]), Some((3_001, 3_000)), "the median, not the mean");
    let of_two: Vec<Bill> = (0..12).map(|month| bill(25 + 30 * month, 500 + 1_000 * i64::from(month % 2 == 0))).collect();
    assert_eq!(with(&of_two, &[bill(3, 3_001)]), Some((3_001, 3_000)), "between the two in the middle");
    assert_eq!(with(&of_two, &[bill(3, 3_000)]), None);
    // billed thrice a week 100 each: a document of four days' worth is a large one, but no large week
    let often: Vec<Bill> = (0..60).map(|n| bill(14 + n * 7 / 3, 100)).collect();
    assert_eq!(with(&often, &[bill(3, 700)]), None, "below thrice the usual week");
    assert_eq!(with(&often, &[bill(3, 1_000)]).map(|f| f.0), Some(1_000), "above both");
    assert_eq!(with(&monthly[..3], &[bill(3, 9_000)]), None, "three documents are no usual");
    let old: Vec<Bill> = monthly[..3].iter().copied().chain([bill(380, 1_000)]).collect();
    assert_eq!(with(&old, &[bill(3, 9_000)]), None, "before the 12 months");
    let mut c = case(&[sold(3, 1_000); 20]);
    c.around.now.credit_sale = credit_sale(&[monthly.as_slice(), &[bill(3, 3_001)]].concat(), as_of(), policy);
    assert_eq!(one(&c, AlertRule::CreditSale), Some((W, 30_010_000, 30_000_000)));
}

#[test]
fn a_red_light_says_why() {
    let red = |open, overdue, overdue_days, assessed: Option<i64>| {
        let mut c = case(&[sold(3, 1_000); 20]);
        c.owed = Owed { known: true, open: Money::units(open), overdue: Money::units(overdue), overdue_days, ..Owed::default() };
        c.limit = Some(100);
        c.around.now.assessed = assessed.map(|score| Assessed { on: as_of(), score });
        one(&c, AlertRule::RedLight)
    };
    let cases = [
        (red(10, 5, 61, None), Some((C, 1, 61)), "days"),
        (red(130, 5, 61, None), Some((C, 1, 61)), "days"),
        (red(130, 0, 0, None), Some((C, 2, 13_000)), "use"),
        (red(10, 0, 0, Some(5_000)), Some((C, 3, 5_000)), "score"),
        (red(10, 0, 0, None), None, ""),
    ];
    for (found, expected, why) in cases {
        assert_eq!(found, expected);
        let cause =
            found.and_then(|(severity, value, bound)| Finding { rule: AlertRule::RedLight, severity, value, bound }.cause());
        assert_eq!(cause.map_or("", |c| c.code), why);
    }
}
