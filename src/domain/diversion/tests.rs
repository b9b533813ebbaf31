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
    DiversionPolicy {
        tolerance: Rate::percent(5),
        gap: Rate::percent(10),
        days: 30,
        severe_below: Rate::percent(15),
        severe_gap: Rate::percent(25),
    }
}

fn seen(id: i64, partner: i64, channel: PriceChannel, on: &str, price: i64, floor: Option<i64>) -> Seen {
    let product = (1, "S1".to_owned());
    Seen {
        id,
        partner,
        product,
        channel,
        on: day(on),
        price: Money::units(price),
        floor: floor.map(Money::units),
        place: String::new(),
    }
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

#[test]
fn a_gap_is_the_finding_of_whoever_is_cheaper() {
    use PriceChannel::{Offline, Online};
    // price online and offline, who is found, by how much: a share of the offline price, either way
    let cases = [
        (90, 100, None),
        (89, 100, Some((1, 1_100))),
        (110, 100, None),
        (112, 100, Some((2, 1_200))),
        (100, 100, None),
        (0, 100, Some((1, 10_000))),
        (100, 0, None),
        (0, 0, None),
    ];
    for (online, offline, expected) in cases {
        let all = [seen(1, 1, Online, "2025-06-01", online, None), seen(2, 2, Offline, "2025-06-01", offline, None)];
        let found = price_findings(&all, &policy());
        let gap = found.iter().find_map(|(p, f)| Some((*p, f[1]?.value)));
        assert_eq!(gap, expected, "{online} online, {offline} offline");
        assert!(found.values().all(|f| f[0].is_none()), "without a floor nothing is below it");
        assert_eq!(gaps(&all, &policy()).iter().any(|g| g.over), expected.is_some(), "the table says the same");
    }
}

#[test]
fn a_finding_is_critical_beyond_the_severe_limit_and_of_the_worst_product() {
    use AlertSeverity::{Critical, Warning};
    let below = |price| {
        let found = price_findings(&[seen(1, 7, PriceChannel::Offline, "2025-06-01", price, Some(100))], &policy());
        found.get(&7).and_then(|f| f[0]).map(|f| (f.rule, f.severity, f.value, f.bound))
    };
    let money = |units| Money::units(units).0;
    let told = |severity, price| Some((AlertRule::SeenPrice, severity, money(price), money(100)));
    for (price, expected) in [
        (100, None),
        (95, None),
        (94, told(Warning, 94)),
        (85, told(Warning, 85)),
        (84, told(Critical, 84)),
        (0, told(Critical, 0)),
    ] {
        assert_eq!(below(price), expected, "{price}");
    }
    let other = |sku: &str, s: Seen| Seen { product: (1, sku.to_owned()), ..s };
    let all = [
        other("S1", seen(1, 7, PriceChannel::Online, "2025-06-01", 60, None)),
        other("S1", seen(2, 8, PriceChannel::Offline, "2025-06-01", 100, None)),
        other("S2", seen(3, 7, PriceChannel::Online, "2025-06-01", 80, None)),
        other("S2", seen(4, 8, PriceChannel::Offline, "2025-06-01", 100, None)),
    ];
    let found = price_findings(&all, &policy());
    assert_eq!(found.get(&7).and_then(|f| f[1]).map(|f| (f.severity, f.value)), Some((Critical, 4_000)));
    assert_eq!(found.len(), 1, "who is undercut has done nothing");
}

#[test]
fn a_price_that_was_put_right_is_no_finding() {
    let first = seen(1, 1, PriceChannel::Offline, "2025-06-01", 50, Some(100));
    let again = seen(2, 1, PriceChannel::Offline, "2025-06-03", 100, Some(100));
    assert_eq!(price_findings(std::slice::from_ref(&first), &policy()).len(), 1);
    assert_eq!(price_findings(&[first.clone(), again.clone()], &policy()).len(), 0);
    let online = Seen { channel: PriceChannel::Online, ..again };
    assert_eq!(price_findings(&[first, online], &policy()).len(), 1, "another channel puts nothing right");
}

#[test]
fn everybody_who_undercuts_the_other_channel_is_found() {
    use PriceChannel::{Offline, Online};
    let all = [
        seen(1, 1, Online, "2025-06-01", 80, None),
        seen(2, 2, Online, "2025-06-01", 85, None),
        seen(3, 3, Online, "2025-06-01", 95, None),
        seen(4, 4, Offline, "2025-06-01", 100, None),
        seen(5, 5, Offline, "2025-06-01", 120, None),
    ];
    let found: Vec<i64> = price_findings(&all, &policy()).into_keys().collect();
    assert_eq!(found, [1, 2], "against the lowest of the other channel");
    let rows = watched(&all);
    assert_eq!(rows.iter().map(|w| w.seen.id).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(rows[4].gap.map(|g| g.0), Some(-3_333), "dearer than online, by a share of the offline price");
}

#[test]
fn prices_count_for_so_many_days_today_among_them() {
    assert_eq!(policy().first_day(day("2025-06-30")), day("2025-06-01"));
    let none = DiversionPolicy { days: 0, ..policy() };
    assert_eq!(none.first_day(day("2025-06-30")), day("2025-06-30"));
}
