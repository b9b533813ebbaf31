use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[test]
fn codes_are_found_in_whatever_was_pasted() {
    let cases: [(&str, &[&str]); 7] = [
        ("", &[]),
        ("A1234567", &["A1234567"]),
        ("a1234567, A1234567；B-77/2\tlong", &["A1234567", "B-77/2"]),
        ("南京超市看到两箱：箱码ＡＢ１２３４和CD5678，照片见群", &["AB1234", "CD5678"]),
        ("no codes, but words and a 42", &[]),
        ("批次 20250601-03。", &["20250601-03"]),
        ("\u{1b}[31mX9999\u{7}", &["31MX9999"]),
    ];
    for (text, expected) in cases {
        let found = codes(text);
        assert_eq!(found, expected, "{text}");
    }
}

fn shipped(code: &str, partner: i64, amount: Option<i64>) -> Shipped {
    Shipped {
        code: code.to_owned(),
        partner,
        shipped_on: day("2025-06-01"),
        document: String::new(),
        line: String::new(),
        sku: String::new(),
        quantity: None,
        amount: amount.map(Money::units),
    }
}

#[test]
fn goods_outside_of_a_territory_make_the_first_suspect() {
    let territory = |partner| Territory {
        regions: match partner {
            1 => vec![32],
            2 => vec![33],
            _ => Vec::new(),
        },
        ..Territory::default()
    };
    // seen in 3201, which is in 32, which is in area 900
    let path = [3201, 32, 900];
    let all = vec![
        shipped("B1", 1, Some(10)),
        shipped("B1", 2, Some(20)),
        shipped("C2", 2, None),
        shipped("D3", 3, None),
        shipped("D4", 3, None),
    ];
    let found = suspects(all.clone(), &path, territory);
    let told: Vec<_> = found.iter().map(|s| (s.partner, s.place, s.own, s.shipped.len(), s.amount)).collect();
    assert_eq!(
        told,
        [
            (2, Place::Outside, 1, 2, Some(Money::units(20))),
            (3, Place::Unknown, 2, 2, None),
            (1, Place::Inside, 0, 1, Some(Money::units(10))),
        ]
    );
    assert!(suspects(all, &[], territory).iter().all(|s| s.place == Place::Unknown), "nobody said where");
    assert_eq!(suspects(Vec::new(), &path, territory), []);
}

fn policy() -> DiversionPolicy {
    DiversionPolicy { tolerance: Rate::percent(5), gap: Rate::percent(10), days: 30, severe_below: Rate::percent(15), severe_gap: Rate::percent(25) }
}

fn seen(id: i64, partner: i64, channel: PriceChannel, on: &str, price: i64, floor: Option<i64>) -> Seen {
    let product = (1, "S1".to_owned());
    Seen { id, partner, product, channel, on: day(on), price: Money::units(price), floor: floor.map(Money::units), place: String::new() }
}

#[test]
fn a_price_below_the_floor_counts_beyond_the_tolerance() {
    let below = |price, floor| seen(1, 1, PriceChannel::Offline, "2025-06-01", price, floor).below(&policy());
    let cases = [
        (100, Some(100), None),
        (95, Some(100), None),
        (94, Some(100), Some(Rate::percent(6))),
        (0, Some(100), Some(Rate::percent(100))),
        (120, Some(100), None),
        (10, Some(0), None),
        (10, None, None),
    ];
    for (price, floor, expected) in cases {
        assert_eq!(below(price, floor), expected, "{price} against {floor:?}");
    }
}

#[test]
fn the_gap_is_of_the_latest_lowest_prices() {
    use PriceChannel::{Offline, Online};
    let all = [
        seen(1, 1, Online, "2025-06-01", 60, None),
        seen(2, 1, Online, "2025-06-05", 88, None),
        seen(3, 2, Online, "2025-06-02", 95, None),
        seen(4, 3, Offline, "2025-06-02", 100, None),
        seen(5, 4, Offline, "2025-06-02", 110, None),
    ];
    let found = gaps(&all, &policy());
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].online, found[0].offline), ((Money::units(88), 1), (Money::units(100), 3)));
    assert_eq!((found[0].gap, found[0].over), (Rate::percent(12), true), "the old price of 60 is not the latest");
    let at_limit = [seen(1, 1, Online, "2025-06-01", 90, None), seen(2, 2, Offline, "2025-06-01", 100, None)];
    assert!(!gaps(&at_limit, &policy())[0].over, "exactly the limit is allowed");
    assert_eq!(gaps(&all[..3], &policy()), [], "only one side is no gap");
    let free = [seen(1, 1, Online, "2025-06-01", 90, None), seen(2, 2, Offline, "2025-06-01", 0, None)];
    assert_eq!(gaps(&free, &policy()), [], "a share of nothing is not rated");
}
