//! Figures: what each is called, what it is made of, in which unit, what it is measured against.
//!
//! A figure is declared once, in [`Figure`]'s table: reports, lists, explanations take name, unit and value from there and know no
//! formula. What it is made of are sums ([`Sums`]) that add up over partners, product lines and months; its value is computed
//! once, at the end, from a numerator and a denominator ([`Parts`]).
//!
//! To add one: a line of the table; a sum that there is not yet is a field of [`Sums`] or [`More`] and what fills it.

use super::money::{Money, Rate, div_round};
use super::policy::Policy;
use super::record::Label;
use super::sales::Figures;
use super::target::tally::Aim;

/// A numerator and its denominator, both sums; the value is computed once, at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// What is measured.
    pub num: i64,
    /// What it is measured against; above 0.
    pub den: i64,
}

impl Ratio {
    /// `None` where there is nothing to divide by.
    #[must_use]
    pub fn of(num: i64, den: i64) -> Option<Self> {
        (den > 0).then_some(Self { num, den })
    }

    /// In basis points, rounded once.
    #[must_use]
    pub fn rate(self) -> Rate {
        Rate(div_round(i128::from(self.num) * 10_000, i128::from(self.den)))
    }

    /// As a fraction of six decimals, as JSON has it.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a millionth is within 53 bits")]
    pub fn six(self) -> f64 {
        div_round(i128::from(self.num) * 1_000_000, i128::from(self.den)) as f64 / 1_000_000.0
    }

    /// Whether it is a rate or more, exactly: 109.996 % is not 110 %.
    #[must_use]
    pub fn at_least(self, rate: Rate) -> bool {
        i128::from(self.num) * 10_000 >= i128::from(self.den) * i128::from(rate.0)
    }
}

/// The part of a whole; `None` where there is no whole.
#[must_use]
pub fn share(part: i64, whole: i64) -> Option<Rate> {
    Ratio::of(part, whole).map(Ratio::rate)
}

/// How much an amount grew on an earlier one; `None` unless that was above 0.
#[must_use]
pub fn change(now: i64, before: i64) -> Option<Rate> {
    (before > 0).then(|| Rate(div_round((i128::from(now) - i128::from(before)) * 10_000, i128::from(before))))
}

/// The unit of a figure's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Money, in 1/10,000 of the currency's unit; a decimal number of units in files and JSON.
    Money,
    /// A rate, in basis points; a fraction in files and JSON.
    Rate,
    /// A number of things.
    Count,
}

impl Unit {
    /// Its name in files and JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Money => "currency",
            Self::Rate => "fraction",
            Self::Count => "count",
        }
    }
}

/// Which way a figure should move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

impl Better {
    /// Its name in files and JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
        }
    }
}

/// What a figure needs beside sales and targets, which is read only for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Sales and targets are enough.
    Sales,
    /// Invoices and payments.
    Receivables,
    /// Counts of stock, and sales of the same articles.
    Stock,
    /// Outlets of the register.
    Register,
    /// How each partner stands against its target.
    Standings,
}

/// What is read for single figures; adds up over partners.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct More {
    /// Paid in the period.
    pub paid: Money,
    /// Fallen due in the period, and overdue at its start.
    pub collectable: Money,
    /// Articles (per partner) in stock at one count of the period at least, and sold in it.
    pub articles_sold: i64,
    /// Articles in stock at one count of the period at least.
    pub articles_stocked: i64,
    /// Outlets covered, of partners with a plan.
    pub outlets: i64,
    /// Outlets planned.
    pub outlets_planned: i64,
    /// Partners that trade or have a target, by how they stand: exceeded, met, missed, on pace, close, behind, not rated.
    pub standings: [i64; 7],
}

impl More {
    /// Adds another.
    pub fn add(&mut self, o: &Self) {
        self.paid += o.paid;
        self.collectable += o.collectable;
        self.articles_sold += o.articles_sold;
        self.articles_stocked += o.articles_stocked;
        self.outlets += o.outlets;
        self.outlets_planned += o.outlets_planned;
        self.standings.iter_mut().zip(o.standings).for_each(|(a, b)| *a += b);
    }

    fn partners(&self) -> i64 {
        self.standings.iter().sum()
    }

    fn standing(&self, at: usize) -> i64 {
        self.standings.get(at).copied().unwrap_or(0)
    }
}

/// Everything that figures of a row are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// What was sold.
    pub sold: Figures,
    /// Partners with sales.
    pub buyers: i64,
    /// What stands against a target.
    pub aim: Aim,
    /// What is read for single figures.
    pub more: More,
}

/// What a figure is made of in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The numerator; the value itself where there is no denominator.
    pub num: i64,
    /// The denominator, where there is one.
    pub den: Option<i64>,
    /// How many partners of how many it is measured over, where that is not all.
    pub reach: Option<(i64, i64)>,
}

impl Parts {
    const fn sum(num: i64) -> Self {
        Self { num, den: None, reach: None }
    }

    fn of(num: i64, den: i64) -> Option<Self> {
        (den > 0).then_some(Self { num, den: Some(den), reach: None })
    }

    /// The value, in the unit of the figure.
    #[must_use]
    pub fn value(&self, unit: Unit) -> i64 {
        let scale = if unit == Unit::Rate { 10_000 } else { 1 };
        self.den.map_or(self.num, |den| div_round(i128::from(self.num) * scale, i128::from(den)))
    }

    /// Numerator and denominator, where there is one.
    #[must_use]
    pub fn divided(&self) -> Option<Ratio> {
        self.den.and_then(|den| Ratio::of(self.num, den))
    }

    /// The value as a fraction of six decimals, of a rate.
    #[must_use]
    pub fn six(&self) -> Option<f64> {
        self.divided().map(Ratio::six)
    }
}

/// A figure as it is declared.
#[derive(Debug)]
pub struct Def {
    /// Its name in commands, files and JSON.
    pub name: &'static str,
    /// What people call it.
    pub label: Label,
    /// The unit of its value.
    pub unit: Unit,
    /// Which way it should move.
    pub better: Better,
    /// What the numerator is, and its unit.
    pub num: (Label, Unit),
    /// What the denominator is, and its unit.
    pub den: Option<(Label, Unit)>,
    /// The line of the policy that it is measured against.
    pub target: Option<Against>,
    /// What is read for it.
    pub needs: Needs,
    parts: fn(&Sums) -> Option<Parts>,
}

const fn label(en: &'static str, zh: &'static str) -> Label {
    Label { en, zh }
}

/// What a figure is measured against.
#[derive(Debug)]
pub struct Against {
    /// The line of the policy.
    pub path: &'static str,
    rate: fn(&Policy) -> Rate,
}

macro_rules! figures {
    ($($variant:ident = $name:literal, ($en:literal, $zh:literal), $unit:ident, $better:ident, $needs:ident,
       $num_unit:ident ($num_en:literal, $num_zh:literal) $(/ $den_unit:ident ($den_en:literal, $den_zh:literal))?
       $(, against $path:literal $target:expr)? => $parts:expr;)*) => {
        /// A figure of the catalogue.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Figure {
            $(
                #[doc = concat!($en, ": ", $num_en $(, " / ", $den_en)?, ".")]
                $variant,
            )*
        }

        impl Figure {
            /// All of them, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// How it is declared.
            #[must_use]
            pub fn def(self) -> &'static Def {
                static DEFS: &[Def] = &[$(Def {
                    name: $name,
                    label: label($en, $zh),
                    unit: Unit::$unit,
                    better: Better::$better,
                    num: (label($num_en, $num_zh), Unit::$num_unit),
                    den: figures!(@den $($den_unit $den_en $den_zh)?),
                    target: figures!(@target $($path $target)?),
                    needs: Needs::$needs,
                    parts: $parts,
                }),*];
                // the list and the enum are written by one macro
                &DEFS[self as usize]
            }
        }
    };
    (@den) => { None };
    (@den $unit:ident $en:literal $zh:literal) => { Some((label($en, $zh), Unit::$unit)) };
    (@target) => { None };
    (@target $path:literal $target:expr) => { Some(Against { path: $path, rate: $target }) };
}

figures! {
    NetSales = "net_sales", ("net sales", "净销售额"), Money, Higher, Sales,
        Money ("net amount - returns", "销售额 - 退货额") => |s| Some(Parts::sum(s.sold.after_returns().0));
    GrossShipments = "gross_shipments", ("gross shipments", "发货额"), Money, Higher, Sales,
        Money ("net amount before returns", "未扣退货的销售额") => |s| Some(Parts::sum(s.sold.net_amount.0));
    Returns = "returns", ("returns", "退货额"), Money, Lower, Sales,
        Money ("returns", "退货额") => |s| Some(Parts::sum(s.sold.returns.0));
    ReturnRate = "return_rate", ("return rate", "退货率"), Rate, Lower, Sales,
        Money ("returns", "退货额") / Money ("gross shipments", "发货额"),
        against "alerts.return_rate.warn" |p| p.alerts.return_rate.warn => |s| Parts::of(s.sold.returns.0, s.sold.net_amount.0);
    Orders = "orders", ("orders", "订单数"), Count, Higher, Sales,
        Count ("orders", "订单数") => |s| Some(Parts::sum(s.sold.orders));
    AverageOrder = "average_order", ("average order", "客单价"), Money, Higher, Sales,
        Money ("net sales", "净销售额") / Count ("orders", "订单数") => |s| Parts::of(s.sold.after_returns().0, s.sold.orders);
    Quantity = "quantity", ("quantity", "数量"), Count, Higher, Sales,
        Count ("pieces sold", "销售件数") => |s| Some(Parts::sum(s.sold.quantity));
    SellOut = "sellout", ("sell-out", "动销数量"), Count, Higher, Sales,
        Count ("pieces sold to consumers", "售给消费者的件数") => |s| Some(Parts::sum(s.sold.sellout));
    Buyers = "buyers", ("buying partners", "有销售的渠道商"), Count, Higher, Sales,
        Count ("partners with a sale", "有销售的渠道商") => |s| Some(Parts::sum(s.buyers));
    Cost = "cost", ("cost of goods", "成本"), Money, Lower, Sales,
        Money ("cost of goods", "成本") => |s| Some(Parts::sum(s.sold.cost.0));
    Fees = "fees", ("fees", "费用"), Money, Lower, Sales,
        Money ("fees of all kinds", "各类费用") => |s| Some(Parts::sum(s.sold.fees.0));
    FeeRate = "fee_rate", ("fee rate", "费用率"), Rate, Lower, Sales,
        Money ("fees of all kinds", "各类费用") / Money ("net sales", "净销售额") => |s| Parts::of(s.sold.fees.0, s.sold.after_returns().0);
    Contribution = "contribution", ("contribution", "贡献"), Money, Higher, Sales,
        Money ("net sales - cost of goods - fees", "净销售额 - 成本 - 费用") => |s| Some(Parts::sum(s.sold.contribution().0));
    Margin = "margin", ("margin", "贡献率"), Rate, Higher, Sales,
        Money ("contribution", "贡献") / Money ("net sales", "净销售额") => |s| Parts::of(s.sold.contribution().0, s.sold.after_returns().0);
    Target = "target", ("target", "目标"), Money, Higher, Sales,
        Money ("targets", "目标") => |s| s.aim.aimed.set.then_some(s.aim.aimed.target.0).map(Parts::sum);
    Attainment = "attainment", ("attainment", "达成率"), Rate, Higher, Sales,
        Money ("net sales of what has a target (partner, line, month)", "有目标部分（渠道商、产品线、月份）的净销售额")
            / Money ("targets", "目标"),
        against "sales.met" |p| p.sales.met => |s| s.aim.parts(s.aim.aimed.attainment());
    Pace = "pace", ("pace", "进度"), Rate, Higher, Sales,
        Money ("the same up to the last week that has figures", "截至有数据的最近一周的同口径净销售额")
            / Money ("targets due by then, by working days", "按工作日截至该周应达的目标"),
        against "sales.on_pace" |p| p.sales.on_pace => |s| s.aim.parts(s.aim.aimed.pace());
    Coverage = "target_coverage", ("share with a target", "有目标的销售占比"), Rate, Higher, Sales,
        Money ("net sales of what has a target (partner, line, month)", "有目标部分（渠道商、产品线、月份）的净销售额")
            / Money ("net sales", "净销售额") => |s| Parts::of(s.aim.aimed.sold.0, s.sold.after_returns().0).filter(|_| s.aim.aimed.set);
    Collection = "collection_rate", ("collection rate", "回款率"), Rate, Higher, Receivables,
        Money ("paid in the period", "期内回款") / Money ("due in it + overdue at its start", "期内到期 + 期初逾期") => |s| Parts::of(s.more.paid.0, s.more.collectable.0);
    ActiveSku = "active_sku_rate", ("active-SKU rate", "动销率"), Rate, Higher, Stock,
        Count ("SKUs in stock and sold", "有库存且有销售的 SKU") / Count ("SKUs in stock", "有库存的 SKU") => |s| Parts::of(s.more.articles_sold, s.more.articles_stocked);
    Distribution = "distribution", ("distribution", "铺货率"), Rate, Higher, Register,
        Count ("outlets covered", "已覆盖网点") / Count ("outlets planned", "计划网点") => |s| Parts::of(s.more.outlets, s.more.outlets_planned);
    Exceeded = "exceeded", ("targets exceeded", "超额占比"), Rate, Higher, Standings,
        Count ("partners over their target", "超额的渠道商") / Count ("partners", "渠道商") => |s| Parts::of(s.more.standing(0), s.more.partners());
    Met = "met", ("targets met", "达标占比"), Rate, Higher, Standings,
        Count ("partners that met their target", "达标的渠道商") / Count ("partners", "渠道商") => |s| Parts::of(s.more.standing(1), s.more.partners());
    Missed = "missed", ("targets missed", "未达标占比"), Rate, Lower, Standings,
        Count ("partners that missed their target", "未达标的渠道商") / Count ("partners", "渠道商") => |s| Parts::of(s.more.standing(2), s.more.partners());
    OnPace = "on_pace", ("on pace", "进度正常占比"), Rate, Higher, Standings,
        Count ("partners on pace", "进度正常的渠道商") / Count ("partners", "渠道商") => |s| Parts::of(s.more.standing(3), s.more.partners());
    Close = "close", ("close to pace", "略慢占比"), Rate, Lower, Standings,
        Count ("partners close to pace", "进度略慢的渠道商") / Count ("partners", "渠道商") => |s| Parts::of(s.more.standing(4), s.more.partners());
    Behind = "behind", ("behind pace", "落后占比"), Rate, Lower, Standings,
        Count ("partners behind pace", "进度落后的渠道商") / Count ("partners", "渠道商") => |s| Parts::of(s.more.standing(5), s.more.partners());
    NotRated = "not_rated", ("without a target", "未评占比"), Rate, Lower, Standings,
        Count ("partners whose target is not rated", "目标未评的渠道商") / Count ("partners", "渠道商") => |s| Parts::of(s.more.standing(6), s.more.partners());
}

impl Aim {
    fn parts(&self, ratio: Option<Ratio>) -> Option<Parts> {
        let reach = (self.covered < self.of).then_some((self.covered, self.of));
        ratio.map(|r| Parts { num: r.num, den: Some(r.den), reach })
    }
}

impl Figure {
    /// The figure of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.name() == name)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.def().name
    }

    /// What it is made of in a row; `None`: not rated.
    #[must_use]
    pub fn parts(self, sums: &Sums) -> Option<Parts> {
        (self.def().parts)(sums)
    }

    /// What it is measured against, where the policy says so.
    #[must_use]
    pub fn target(self, policy: &Policy) -> Option<(&'static str, Rate)> {
        self.def().target.as_ref().map(|t| (t.path, (t.rate)(policy)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::target::Aimed;

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
            sold_by_then: Money::units(180),
        };
        let more = More {
            paid: Money::units(30),
            collectable: Money::units(40),
            articles_sold: 3,
            articles_stocked: 4,
            outlets: 6,
            outlets_planned: 8,
            standings: [1, 2, 3, 0, 0, 0, 4],
        };
        let sums = Sums { sold: sold(), buyers: 2, aim: Aim { aimed, covered: 1, of: 3 }, more };
        let value = |name: &str| {
            let figure = Figure::named(name).expect(name);
            figure.parts(&sums).map(|p| p.value(figure.def().unit))
        };
        for (name, expected) in [
            ("net_sales", 9_000_000),
            ("gross_shipments", 10_000_000),
            ("return_rate", 1_000),
            ("average_order", 2_250_000),
            ("fee_rate", 1_000),
            ("contribution", 3_100_000),
            ("margin", 3_444),
            ("attainment", 4_500),
            ("pace", 9_000),
            ("target_coverage", 2_000),
            ("collection_rate", 7_500),
            ("active_sku_rate", 7_500),
            ("distribution", 7_500),
            ("missed", 3_000),
            ("not_rated", 4_000),
        ] {
            assert_eq!(value(name), Some(expected), "{name}");
        }
        assert_eq!(Figure::Attainment.parts(&sums).and_then(|p| p.reach), Some((1, 3)));
        assert_eq!(Figure::named("nothing"), None);
    }

    #[test]
    fn what_can_not_be_divided_is_not_rated_and_never_0() {
        for figure in Figure::ALL {
            let parts = figure.parts(&Sums::default());
            assert_eq!(parts.is_some(), figure.def().den.is_none() && *figure != Figure::Target, "{figure:?}");
        }
    }

    #[test]
    fn sums_of_parts_give_the_whole_and_their_values_do_not() {
        let (a, b) = (sold(), Figures { orders: 1, net_amount: Money::units(100), ..Figures::default() });
        let of =
            |sold: Figures| Figure::AverageOrder.parts(&Sums { sold, ..Sums::default() }).expect("orders").value(Unit::Money);
        assert_eq!((of(a), of(b), of(a + b)), (2_250_000, 1_000_000, 2_000_000));
    }

    #[test]
    fn every_figure_has_a_name_and_a_label_of_its_own() {
        for of in [|f: &Figure| f.name(), |f: &Figure| f.def().label.en, |f: &Figure| f.def().label.zh] {
            let names: std::collections::BTreeSet<&str> = Figure::ALL.iter().map(of).collect();
            assert_eq!(names.len(), Figure::ALL.len());
        }
    }
}
