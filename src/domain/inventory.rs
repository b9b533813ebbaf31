//! Stock against sales: inventory days and sell-through (S18).
//!
//! Inventory days 库存天数 = average stock / cost of sales x days. Sell-through 售罄率 = sold / (opening + received).

use serde::Deserialize;

use super::history::History;
use super::money::{Money, Rate, div_round, median, plus};
use super::period::Week;

/// Weeks over which stock is averaged and sales are counted.
pub const WINDOW: i32 = 12;
/// An opening stock that was counted earlier than this many days before the window is not known.
pub const STALE_DAYS: u64 = 31;
/// The same, to count days with.
const STALE: i32 = 31;

/// The stock of one article (SKU) at a partner, as counted on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Which; 0: not told.
    pub sku: i64,
    /// The day, since 1970-01-01.
    pub day: i32,
    /// Pieces.
    pub quantity: i64,
    /// At cost.
    pub value: Money,
}

/// The counts of each article; `counts` in order of articles, then days.
fn by_article(counts: &[Counted]) -> impl Iterator<Item = &[Counted]> {
    counts.chunk_by(|a, b| a.sku == b.sku)
}

/// The latest count of an article before a day; `None` where that is too long ago to tell anything.
fn latest(article: &[Counted], before: i32) -> Option<&Counted> {
    article.get(..article.partition_point(|c| c.day < before))?.last().filter(|c| c.day >= before - STALE)
}

/// What the rules of this file use, `[inventory]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InventoryPolicy {
    /// Days of stock a partner should hold at most.
    pub target_days: i64,
}

/// Inventory days and what they were computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InventoryDays {
    pub days: i64,
    /// Average stock in the window: at cost if `by_value`, else pieces.
    pub average: i64,
    /// What left it in the window: cost of sales if `by_value`, else pieces.
    pub outflow: i64,
    /// Whether it was measured at cost.
    pub by_value: bool,
}

/// Average stock over days, all articles together: of each the mean of its counts, whatever days they were made on; one that was
/// not counted counts as it was before. In pieces and at cost; `None` without any count in these days.
fn average(counts: &[Counted], from: i32, to: i32) -> Option<(i128, i128)> {
    let (mut pieces, mut worth, mut counted) = (0_i128, 0_i128, false);
    for article in by_article(counts) {
        let within = article.get(article.partition_point(|c| c.day < from)..article.partition_point(|c| c.day <= to))?;
        let n = i128::try_from(within.len()).unwrap_or(i128::MAX);
        if n == 0 {
            let before = latest(article, from);
            pieces += before.map_or(0, |c| i128::from(c.quantity));
            worth += before.map_or(0, |c| i128::from(c.value.0));
            continue;
        }
        counted = true;
        let mean = |sum: i128| i128::from(div_round(sum, n));
        pieces += mean(within.iter().map(|c| i128::from(c.quantity)).sum());
        worth += mean(within.iter().map(|c| i128::from(c.value.0)).sum());
    }
    counted.then_some((pieces, worth))
}

/// Inventory days over the [`WINDOW`] whole weeks before `week`; `counts` in order of articles, then days.
///
/// Measured at cost where stock has a value and sales have a cost, else in pieces (sold out if the partner reports it,
/// else shipped). `None` without a count in the window or with nothing sold: such stock has no days, not zero days.
#[must_use]
pub fn days(history: &History, counts: &[Counted], week: Week) -> Option<InventoryDays> {
    let (from, to) = (Week(week.0 - WINDOW).first_day(), week.first_day() - 1);
    let (pieces, worth) = average(counts, from, to)?;
    let sold = history.between(from, to);
    let by_value = worth > 0 && sold.cost.0 > 0;
    let (stock, outflow) =
        if by_value { (worth, sold.cost.0) } else { (pieces, if sold.sellout > 0 { sold.sellout } else { sold.quantity }) };
    if outflow <= 0 || stock < 0 {
        return None;
    }
    let days = div_round(stock * i128::from(WINDOW) * 70, i128::from(outflow));
    Some(InventoryDays { days, average: i64::try_from(stock).ok()?, outflow, by_value })
}

/// The partner's own norm: the median of its inventory days at every fourth week of the year before the window.
///
/// In 1/10 days; `None` with fewer than 6 measurements.
#[must_use]
pub fn norm(history: &History, counts: &[Counted], week: Week) -> Option<i64> {
    let mut past = [0_i64; 10];
    let mut n = 0;
    for (slot, back) in (0..10).map(|k| WINDOW + 4 * k).enumerate() {
        debug_assert!(slot < past.len());
        if let Some(found) = days(history, counts, Week(week.0 - back))
            && let Some(free) = past.get_mut(n)
        {
            *free = found.days;
            n += 1;
        }
    }
    let known = past.get_mut(..n).filter(|p| p.len() >= 6)?;
    median(known)
}

/// Sell-through and what it was computed from, in pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SellThrough {
    /// Sold / (opening + received).
    pub rate: Rate,
    /// Sold out to consumers.
    pub sold: i64,
    /// Stock before the window.
    pub opening: i64,
    /// Shipped to the partner in the window.
    pub received: i64,
}

/// Sell-through 售罄率 over the [`WINDOW`] whole weeks before `week`.
///
/// `None` where the partner has not reported any sell-out in a year, or where no count in the month before the
/// window tells the opening stock.
#[must_use]
pub fn sell_through(history: &History, counts: &[Counted], week: Week) -> Option<SellThrough> {
    let from = Week(week.0 - WINDOW).first_day();
    let mut opening = None;
    for counted in by_article(counts).filter_map(|article| latest(article, from)) {
        opening = Some(plus(opening.unwrap_or(0), counted.quantity));
    }
    let opening = opening.filter(|_| history.weeks_before(week, 52).sellout > 0)?;
    let window = history.weeks_before(week, WINDOW);
    let available = plus(opening, window.quantity);
    (available > 0).then(|| SellThrough {
        rate: Rate(div_round(i128::from(window.sellout) * 10_000, i128::from(available))),
        sold: window.sellout,
        opening,
        received: window.quantity,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::period::day_number;
    use crate::domain::sales::Figures;

    const WEEK: Week = Week(2_900);

    fn history(weeks: i32, quantity: i64, sellout: i64, cost: i64) -> History {
        let mut h = History::default();
        for w in (1..=weeks).rev() {
            let figures = Figures { orders: 1, quantity, sellout, cost: Money(cost), ..Figures::default() };
            h.push(day_number(Week(WEEK.0 - w).monday()), figures);
        }
        h
    }

    fn count(weeks_back: i32, quantity: i64, value: i64) -> Counted {
        Counted { sku: 0, day: day_number(Week(WEEK.0 - weeks_back).monday()), quantity, value: Money(value) }
    }

    #[test]
    fn inventory_days_are_average_stock_over_cost_of_sales() {
        let h = history(12, 10, 0, 700);
        // 12 weeks cost 8,400 in 84 days: 100 a day
        let cases: [(&[Counted], Option<i64>); 5] = [
            (&[count(3, 0, 4_500)], Some(450)),
            (&[count(8, 0, 3_000), count(2, 0, 6_000)], Some(450)),
            (&[count(13, 0, 4_500)], None),
            (&[], None),
            (&[count(3, 0, 0)], Some(0)),
        ];
        for (counts, expected) in cases {
            assert_eq!(days(&h, counts, WEEK).map(|d| d.days), expected, "{counts:?}");
        }
    }

    #[test]
    fn articles_counted_on_different_days_are_all_there() {
        let h = history(12, 10, 0, 700);
        let other = |count: Counted| Counted { sku: 1, ..count };
        let both = [count(3, 0, 4_000), other(count(2, 0, 4_000))];
        assert_eq!(days(&h, &both, WEEK).map(|d| (d.days, d.average)), Some((800, 8_000)));
        let carried = [count(3, 0, 4_000), other(count(13, 0, 2_000))];
        assert_eq!(days(&h, &carried, WEEK).map(|d| d.average), Some(6_000), "not counted again: as it was");
        let forgotten = [count(3, 0, 4_000), other(count(30, 0, 2_000))];
        assert_eq!(days(&h, &forgotten, WEEK).map(|d| d.average), Some(4_000));
        let opening = [count(13, 100, 0), other(count(14, 900, 0))];
        let found = sell_through(&history(20, 100, 50, 0), &opening, WEEK).expect("all is known");
        assert_eq!((found.opening, found.rate), (1_000, Rate(2_727)), "600 of 2,200");
    }

    #[test]
    fn pieces_serve_where_there_is_no_cost_and_nothing_sold_has_no_days() {
        let counts = [count(2, 120, 0)];
        assert_eq!(days(&history(12, 10, 0, 0), &counts, WEEK).map(|d| d.days), Some(840));
        assert_eq!(days(&history(12, 10, 20, 0), &counts, WEEK).map(|d| d.days), Some(420), "sold out beats shipped");
        assert_eq!(days(&history(12, 0, 0, 0), &counts, WEEK), None);
        assert_eq!(days(&history(12, -10, 0, -5), &counts, WEEK), None);
    }

    #[test]
    fn sell_through_needs_an_opening_stock_and_a_reporting_partner() {
        let counts = [count(13, 60, 0)];
        let found = sell_through(&history(20, 10, 9, 0), &counts, WEEK).expect("all is known");
        assert_eq!((found.sold, found.opening, found.received, found.rate), (108, 60, 120, Rate(6_000)));
        assert_eq!(sell_through(&history(20, 10, 0, 0), &counts, WEEK), None, "never reports sell-out");
        assert_eq!(sell_through(&history(20, 10, 9, 0), &[count(2, 60, 0)], WEEK), None, "no opening count");
        assert_eq!(sell_through(&history(40, 10, 9, 0), &[count(30, 60, 0)], WEEK), None, "counted too long ago");
    }

    #[test]
    fn a_norm_needs_six_measurements() {
        let monthly: Vec<Counted> = (0..14).rev().map(|k| count(1 + 4 * k, 0, 4_500)).collect();
        assert_eq!(norm(&history(70, 0, 0, 700), &monthly, WEEK), Some(450));
        assert_eq!(norm(&history(30, 0, 0, 700), &monthly, WEEK), None);
        let grown: Vec<Counted> = (0..14).rev().map(|k| count(1 + 4 * k, 0, 100 * i64::from(14 - k))).collect();
        // means of three counts each, from the window's 1,000 downwards; of ten the mean of the fifth and the sixth
        assert_eq!(norm(&history(70, 0, 0, 700), &grown, WEEK), Some(55));
    }
}
