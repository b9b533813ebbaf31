//! Closed periods 关账: figures that stay as they were, and what has drifted from them since.
//!
//! What is frozen is a row of figures for each partner and one for the network. The rows have one canonical text, of
//! which a SHA-256 hash is kept: figures that were tampered with are found, and so is everything that is computed
//! otherwise today from data that came late.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::credit::Light;
use super::figure::Figure;
use super::kinds::Tier;
use super::money::Money;
use super::sales::Figures;
use crate::choices;

choices! {
    /// A figure that is frozen.
    pub enum Item {
        Orders = "orders", "orders", "订单数";
        Quantity = "quantity", "quantity", "数量";
        NetAmount = "net_amount", "gross shipments", "发货额";
        Returns = "returns", "returns", "退货额";
        Cost = "cost", "cost of goods", "销货成本";
        Fees = "fees", "fees", "费用";
        Sellout = "sellout", "sell-out", "动销数量";
        Target = "target", "target", "目标";
        Open = "open", "open", "未收款";
        Overdue = "overdue", "overdue", "逾期";
        Health = "health", "health", "健康度";
        Score = "score", "score", "得分";
        Light = "light", "risk light", "风险灯";
        Tier = "tier", "tier", "等级";
    }
}

/// How a figure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A whole number.
    Count,
    Money,
    Points,
    /// The place of a choice in its list.
    Choice,
}

impl Item {
    /// The figure of the catalogue that it is; `None`: no figure, a choice of the register.
    #[must_use]
    pub const fn figure(self) -> Option<Figure> {
        Some(match self {
            Self::Orders => Figure::Orders,
            Self::Quantity => Figure::Quantity,
            Self::NetAmount => Figure::GrossShipments,
            Self::Returns => Figure::Returns,
            Self::Cost => Figure::Cost,
            Self::Fees => Figure::Fees,
            Self::Sellout => Figure::SellOut,
            Self::Target => Figure::Target,
            Self::Open => Figure::Open,
            Self::Overdue => Figure::Overdue,
            Self::Health => Figure::Health,
            Self::Score => Figure::Score,
            Self::Light => Figure::Light,
            Self::Tier => return None,
        })
    }

    /// How it is written.
    #[must_use]
    pub const fn written(self) -> Written {
        match self {
            Self::Orders | Self::Quantity | Self::Sellout => Written::Count,
            Self::Health | Self::Score => Written::Points,
            Self::Light | Self::Tier => Written::Choice,
            _ => Written::Money,
        }
    }

    /// Whether it is computed by rules: another policy gives another one.
    #[must_use]
    pub const fn is_result(self) -> bool {
        matches!(self, Self::Health | Self::Score | Self::Light)
    }
}

/// How many figures a row has.
pub const ITEMS: usize = Item::ALL.len();

/// The figures of one partner at the end of a period, or of the network (partner 0).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frozen {
    /// Row id of the partner.
    pub partner: i64,
    /// In the order of [`Item::ALL`]; `None`: not rated.
    pub values: [Option<i64>; ITEMS],
}

impl Frozen {
    /// From what was sold and should have been.
    #[must_use]
    pub fn sold(partner: i64, f: &Figures, target: Option<Money>) -> Self {
        let mut row = Self { partner, ..Self::default() };
        let amounts = [f.orders, f.quantity, f.net_amount.0, f.returns.0, f.cost.0, f.fees.0, f.sellout];
        for (slot, value) in row.values.iter_mut().zip(amounts) {
            *slot = Some(value);
        }
        row.set(Item::Target, target.map(|t| t.0));
        row
    }

    /// A figure.
    #[must_use]
    pub fn get(&self, item: Item) -> Option<i64> {
        self.values.get(item as usize).copied().flatten()
    }

    /// Sets a figure.
    pub fn set(&mut self, item: Item, value: Option<i64>) {
        if let Some(slot) = self.values.get_mut(item as usize) {
            *slot = value;
        }
    }

    /// What was sold.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let value = |item| self.get(item).unwrap_or(0);
        let [net_amount, returns, cost, fees] = [Item::NetAmount, Item::Returns, Item::Cost, Item::Fees].map(|i| Money(value(i)));
        let [orders, quantity, sellout] = [Item::Orders, Item::Quantity, Item::Sellout].map(value);
        Figures { orders, quantity, net_amount, returns, cost, fees, sellout }
    }

    /// What should have been sold.
    #[must_use]
    pub fn target(&self) -> Option<Money> {
        self.get(Item::Target).map(Money)
    }

    /// Whether there is anything to freeze.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.iter().all(|v| v.is_none_or(|v| v == 0))
    }
}

/// The place of a light in its list.
#[must_use]
pub fn light(light: Option<Light>) -> Option<i64> {
    place(light.map(Light::code), Light::CHOICES)
}

/// The place of a tier in its list.
#[must_use]
pub fn tier(tier: Option<Tier>) -> Option<i64> {
    place(tier.map(Tier::code), Tier::CHOICES)
}

fn place(code: Option<&str>, list: &[super::record::Choice]) -> Option<i64> {
    let found = list.iter().position(|c| Some(c.code) == code)?;
    i64::try_from(found).ok()
}

/// One figure that is another today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drift {
    /// Row id of the partner; 0: the network.
    pub partner: i64,
    /// Which figure.
    pub item: Item,
    /// As it was frozen.
    pub frozen: Option<i64>,
    /// As it is computed today.
    pub now: Option<i64>,
}

/// What differs, in the order of partners and figures; both sides are in the order of their partners.
///
/// Without `results` the figures that rules compute are left out: under another policy they say nothing. The tier in
/// force is kept for the record; it moves with later reviews and is no drift.
#[must_use]
pub fn drift(frozen: &[Frozen], now: &[Frozen], results: bool) -> Vec<Drift> {
    let mut found = Vec::new();
    let (mut a, mut b) = (frozen.iter().peekable(), now.iter().peekable());
    loop {
        let next = match (a.peek(), b.peek()) {
            (None, None) => return found,
            (Some(x), Some(y)) => x.partner.min(y.partner),
            (Some(x), None) => x.partner,
            (None, Some(y)) => y.partner,
        };
        let none = Frozen { partner: next, ..Frozen::default() };
        let then = a.next_if(|r| r.partner == next).unwrap_or(&none);
        let today = b.next_if(|r| r.partner == next).unwrap_or(&none);
        for item in Item::ALL.iter().copied().filter(|i| *i != Item::Tier && (results || !i.is_result())) {
            // what is not there is 0, but where nothing is rated
            let value =
                |r: &Frozen| r.get(item).or_else(|| (item.written() != Written::Choice && !item.is_result()).then_some(0));
            if value(then) != value(today) {
                found.push(Drift { partner: next, item, frozen: then.get(item), now: today.get(item) });
            }
        }
    }
}

/// The SHA-256 hash of a closed period: its name, its policy, every row in the order of partners, and the sums by every
/// dimension in the order of their names, as text.
#[must_use]
pub fn hash(name: &str, policy: u64, rows: &[Frozen], sums: &[(String, Vec<i64>)]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(format!("qudao closing 1\n{name} {policy:016x}\n"));
    for row in rows {
        let mut line = row.partner.to_string();
        for value in &row.values {
            match value {
                Some(v) => {
                    let _ = write!(line, "|{v}");
                }
                None => line.push_str("|-"),
            }
        }
        line.push('\n');
        hasher.update(line);
    }
    for (name, numbers) in sums {
        let numbers = numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        hasher.update(format!("{name}: {numbers}\n"));
    }
    hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(partner: i64, net: i64, health: Option<i64>) -> Frozen {
        let mut row = Frozen { partner, ..Frozen::default() };
        row.set(Item::NetAmount, Some(net));
        row.set(Item::Health, health);
        row
    }

    #[test]
    fn what_differs_is_named_by_partner_and_figure() {
        type Case<'a> = (&'a [Frozen], bool, Vec<(i64, Item)>);
        let frozen = [row(1, 100, Some(8_000)), row(2, 50, None), row(4, 0, None)];
        let cases: [Case<'_>; 5] = [
            (&frozen, true, vec![]),
            (&[row(1, 101, Some(8_000)), row(2, 50, None)], true, vec![(1, Item::NetAmount)]),
            (&[row(1, 100, Some(7_000)), row(2, 50, None)], true, vec![(1, Item::Health)]),
            (&[row(1, 100, Some(7_000)), row(2, 50, None)], false, vec![]),
            (
                &[row(2, 50, Some(1)), row(3, 7, None)],
                true,
                vec![(1, Item::NetAmount), (1, Item::Health), (2, Item::Health), (3, Item::NetAmount)],
            ),
        ];
        for (now, results, expected) in cases {
            let found: Vec<(i64, Item)> = drift(&frozen, now, results).iter().map(|d| (d.partner, d.item)).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn the_tier_in_force_is_kept_and_no_drift() {
        let mut then = row(1, 5, None);
        then.set(Item::Tier, tier(Some(Tier::Growth)));
        assert_eq!(drift(&[then], &[row(1, 5, None)], true), []);
    }

    proptest::proptest! {
        #[test]
        fn the_hash_tells_every_difference(values in proptest::collection::vec(proptest::option::of(-5_i64..5), ITEMS), at in 0..ITEMS) {
            let mut a = Frozen { partner: 7, ..Frozen::default() };
            a.values.copy_from_slice(&values);
            let mut b = a.clone();
            b.values[at] = match b.values[at] { None => Some(0), Some(v) => Some(v + 1) };
            proptest::prop_assert_ne!(hash("2025-06", 1, &[a.clone()], &[]), hash("2025-06", 1, &[b], &[]));
            proptest::prop_assert_eq!(hash("2025-06", 1, &[a.clone()], &[]), hash("2025-06", 1, &[a.clone()], &[]));
            proptest::prop_assert_ne!(hash("2025-06", 1, &[a.clone()], &[]), hash("2025-06", 2, &[a.clone()], &[]));
            proptest::prop_assert_eq!(Frozen::sold(7, &a.figures(), a.target()).figures(), a.figures());
        }
    }
}
