//! The values of figures, and how sums go together.

use super::*;
use crate::domain::money::Money;
use crate::domain::sales::Figures;
use crate::domain::target::Aimed;
use crate::domain::target::tally::Aim;

fn sold() -> Figures {
    let [net_amount, returns, cost, fees] = [1_000, 100, 500, 90].map(Money::units);
    Figures { orders: 4, quantity: 7, net_amount, returns, cost, fees, sellout: 5 }
}

#[test]
fn each_figure_is_its_sums_divided_once() {
    let aimed = Aimed {
        set: true,
        begun: true,
        target: Money::units(400),
        due: Money::units(200),
        sold: Money::units(180),
        sold_by_then: Money::units(170),
    };
    let more = More {
        paid: Money::units(30),
        collectable: Money::units(40),
        articles_sold: 3,
        articles_stocked: 4,
        // 5, 5 and 4
        answers: Answers { points: 1_400, satisfied: 3, count: 3 },
        outlets: 6,
        outlets_planned: 8,
        standings: [1, 2, 3, 1, 2, 1, 4],
        // of three that trade one has 30 and one 60
        results: Results { sum: 90, greatest: 60, rated: 2, of: 3, stock: Money::units(20), outflow: Money::units(10) },
        dso: Some(415),
    };
    let sums = Sums { sold: sold(), buyers: 2, aim: Aim { aimed, covered: 1, of: 3 }, more };
    let value = |name: &str| {
        let figure = Figure::named(name).expect(name);
        figure.parts(&sums).map(|p| p.value(figure.def().unit))
    };
    let expected = [
        ("net_sales", 9_000_000),
        ("gross_shipments", 10_000_000),
        ("orders", 4),
        ("average_order", 2_250_000),
        ("quantity", 7),
        ("sellout", 5),
        ("buyers", 2),
        ("cost", 5_000_000),
        ("fees", 900_000),
        ("fee_rate", 1_000),
        ("contribution", 3_100_000),
        ("margin", 3_444),
        ("target", 4_000_000),
        ("attainment", 4_500),
        ("pace", 8_500),
        ("target_coverage", 2_000),
        ("returns", 1_000_000),
        ("return_rate", 1_000),
        ("collection_rate", 7_500),
        ("active_sku_rate", 7_500),
        ("distribution", 7_500),
        ("satisfaction", 467),
        ("satisfied", 10_000),
        ("satisfaction_answers", 3),
        // one exceeded, two met, three missed, one on pace, two close, one behind, four not rated
        ("exceeded", 714),
        ("met", 1_429),
        ("missed", 2_143),
        ("on_pace", 714),
        ("close", 1_429),
        ("behind", 714),
        ("not_rated", 2_857),
        ("health", 45),
        ("health_before", 45),
        ("score", 45),
        ("sales4", 90),
        ("orders4", 90),
        ("t12m", 90),
        ("open_amount", 90),
        ("overdue", 90),
        ("overdue_days", 60),
        ("dso", 415),
        ("inventory_days", 1_680),
        ("open_tickets", 90),
        ("open_alerts", 90),
        ("points", 90),
        ("deposit_held", 90),
    ];
    for figure in Figure::ALL.iter().filter(|f| f.def().needs.goes_together()) {
        let found = expected.iter().find(|(name, _)| *name == figure.name());
        assert_eq!(value(figure.name()), found.map(|f| f.1), "{}", figure.name());
    }
    assert_eq!(Figure::Attainment.parts(&sums).and_then(|p| p.reach), Some((1, 3)));
    assert_eq!(Figure::named("nothing"), None);
}

#[test]
fn what_can_not_be_divided_is_not_rated_and_never_0() {
    for figure in Figure::ALL {
        let parts = figure.parts(&Sums::default());
        let a_sum = figure.def().den.is_none()
            && matches!(figure.def().needs, Needs::Sales | Needs::Answers)
            && *figure != Figure::Target;
        assert_eq!(parts.is_some(), a_sum, "{figure:?}");
    }
}

#[test]
fn sums_of_parts_give_the_whole_and_their_values_do_not() {
    let (a, b) = (sold(), Figures { orders: 1, net_amount: Money::units(100), ..Figures::default() });
    let of = |sold: Figures| Figure::AverageOrder.parts(&Sums { sold, ..Sums::default() }).expect("orders").value(Unit::Money);
    assert_eq!((of(a), of(b), of(a + b)), (2_250_000, 1_000_000, 2_000_000));
}

#[test]
fn an_amount_by_division_is_rounded_once_where_it_is_shown() {
    let of = |net: i64, orders: i64| {
        let sold = Figures { orders, net_amount: Money(net), ..Figures::default() };
        Money(Figure::AverageOrder.parts(&Sums { sold, ..Sums::default() }).expect("orders").value(Unit::Money)).cents()
    };
    // 397.174967 and its mirror; just half a cent is rounded away from zero
    assert_eq!((of(11_915_249, 3), of(-11_915_249, 3)), (39_717, -39_717));
    assert_eq!((of(11_915_250, 3), of(-11_915_250, 3)), (39_718, -39_718));
}

#[test]
fn results_of_partners_go_together_over_those_that_have_one() {
    let with = |values: &[Option<i64>]| {
        let mut more = More::default();
        for value in values {
            more.add(&More { results: Results::one(*value), ..More::default() });
        }
        Sums { more, ..Sums::default() }
    };
    let sums = with(&[Some(9_000), None, Some(6_001)]);
    let of = |figure: Figure| figure.parts(&sums).map(|p| (p.value(figure.unit()), p.reach));
    assert_eq!(of(Figure::Health), Some((7_501, Some((2, 3)))), "a mean of those that are rated");
    assert_eq!(of(Figure::Open), Some((15_001, Some((2, 3)))), "a sum");
    assert_eq!(of(Figure::OverdueDays), Some((9_000, Some((2, 3)))), "the oldest");
    assert_eq!(Figure::Health.parts(&with(&[None])), None);
    // 40 in stock of which 10 went out in the 84 days of the window
    let (stock, outflow) = (Money::units(40), Money::units(10));
    let more = More { results: Results { stock, outflow, ..Results::one(Some(1)) }, ..More::default() };
    let days = Figure::InventoryDays.parts(&Sums { more, ..Sums::default() });
    assert_eq!(days.map(|p| p.value(Unit::Days)), Some(3_360));
}

#[test]
fn every_figure_has_a_name_and_a_label_of_its_own() {
    for of in [|f: &Figure| f.name(), |f: &Figure| f.def().label.en, |f: &Figure| f.def().label.zh] {
        let names: std::collections::BTreeSet<&str> = Figure::ALL.iter().map(of).collect();
        assert_eq!(names.len(), Figure::ALL.len());
    }
}

#[test]
fn what_is_frozen_or_in_a_credit_file_is_called_as_in_the_catalogue() {
    use crate::domain::closing::Item;
    for item in Item::ALL {
        if let Some(figure) = item.figure() {
            assert_eq!(item.label(), figure.label(), "{item:?}");
        }
    }
}
