//! The catalogue: a line for each figure.
//!
//! A line says name, label, unit, which way it should move and what is read for it; `[..]` its heading above a column, which makes it one of
//! those kept of each partner; `{..}` how it is computed, where that is more than numerator / denominator; what numerator and denominator
//! are; what it is measured against; and its parts.

use super::{Against, Better, Def, Needs, Parts, Unit, label};
use crate::domain::kinds::Tier;
use crate::domain::partner::LIGHTS;

macro_rules! figures {
    ($($variant:ident = $name:literal, ($en:literal, $zh:literal), $unit:ident $(($choices:expr))?, $better:ident, $needs:ident,
       $([$head_en:literal, $head_zh:literal],)? $({$how_en:literal, $how_zh:literal},)?
       $num_unit:ident ($num_en:literal, $num_zh:literal) $(/ $den_unit:ident ($den_en:literal, $den_zh:literal))?
       $(, against $path:literal $target:expr)? => $parts:expr;)*) => {
        /// A figure of the catalogue.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Figure {
            $(
                #[doc = concat!($en, ": ", $num_en $(, " / ", $den_en)?, ".")]
                $variant,
            )*
        }

        impl Figure {
            /// All of them, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Those that are kept of each partner, in the order in which the list of partners has them.
            pub const OF_PARTNERS: &'static [Self] = &[$($({ let _ = $head_en; Self::$variant },)?)*];

            /// How it is declared.
            #[must_use]
            pub fn def(self) -> &'static Def {
                static DEFS: &[Def] = &[$(Def {
                    name: $name,
                    label: label($en, $zh),
                    head: figures!(@label $($head_en $head_zh)?),
                    unit: Unit::$unit $(($choices))?,
                    better: Better::$better,
                    how: figures!(@label $($how_en $how_zh)?),
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
    (@label) => { None };
    (@label $en:literal $zh:literal) => { Some(label($en, $zh)) };
    (@den) => { None };
    (@den $unit:ident $en:literal $zh:literal) => { Some((label($en, $zh), Unit::$unit)) };
    (@target) => { None };
    (@target $path:literal $target:expr) => { Some(Against { path: $path, value: $target }) };
}

figures! {
    Health = "health", ("health", "健康度"), Points, Higher, Results,
        ["Health", "健康度"],
        {"sum of points x weight; what can't be computed is left out and the other weights grow; of several partners the mean",
             "各项得分 × 权重之和；无法计算的项不计，其余权重按比例放大；多家渠道商取平均"},
        Points ("health of rated partners", "已评渠道商的健康度") / Count ("rated partners", "已评渠道商"),
        against "health.slipping" |p| p.health.slipping * 100 => |s| s.more.results.mean();
    HealthBefore = "health_before", ("health a week before", "上周健康度"), Points, Higher, Results,
        ["Health before", "上周健康度"],
        {"health as of the day a week earlier", "一周前当日的健康度"},
        Points ("health of rated partners", "已评渠道商的健康度") / Count ("rated partners", "已评渠道商") => |s| s.more.results.mean();
    Score = "score", ("score", "得分"), Points, Higher, Results,
        ["Score", "得分"],
        {"sum of points x weight; what can't be computed is left out and the other weights grow; of several partners the mean",
             "各项得分 × 权重之和；无法计算的项不计，其余权重按比例放大；多家渠道商取平均"},
        Points ("tier scores of rated partners", "已评渠道商的分级得分") / Count ("rated partners", "已评渠道商") => |s| s.more.results.mean();
    NetSales = "net_sales", ("net sales", "净销售额"), Money, Higher, Sales,
        Money ("net amount - returns", "销售额 - 退货额") => |s| Some(Parts::sum(s.sold.after_returns().0));
    GrossShipments = "gross_shipments", ("gross shipments", "发货额"), Money, Higher, Sales,
        Money ("net amount before returns", "未扣退货的销售额") => |s| Some(Parts::sum(s.sold.net_amount.0));
    Sales4 = "sales4", ("sales 4 weeks", "近4周销售"), Money, Higher, Results,
        ["Sales 4 w", "近4周销售"],
        Money ("net sales of the last 4 whole weeks that have figures", "有数据的最近4个整周的净销售额") => |s| s.more.results.sum();
    Orders4 = "orders4", ("orders 4 weeks", "近4周订单"), Count, Higher, Results,
        ["Orders 4 w", "近4周订单"],
        Count ("orders of the last 4 whole weeks that have figures", "有数据的最近4个整周的订单数") => |s| s.more.results.sum();
    T12m = "t12m", ("12 months", "近12个月"), Money, Higher, Results,
        ["Sales 12 m", "近12月销售"],
        Money ("net sales of the 12 whole months before this one", "本月之前12个整月的净销售额") => |s| s.more.results.sum();
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
    Cost = "cost", ("cost of goods", "销货成本"), Money, Lower, Sales,
        Money ("cost of goods", "销货成本") => |s| Some(Parts::sum(s.sold.cost.0));
    Fees = "fees", ("fees", "费用"), Money, Lower, Sales,
        Money ("fees of all kinds", "各类费用") => |s| Some(Parts::sum(s.sold.fees.0));
    FeeRate = "fee_rate", ("fee rate", "费用率"), Rate, Lower, Sales,
        Money ("fees of all kinds", "各类费用") / Money ("net sales", "净销售额") => |s| Parts::of(s.sold.fees.0, s.sold.after_returns().0);
    Contribution = "contribution", ("contribution", "贡献"), Money, Higher, Sales,
        ["Contribution", "贡献"],
        Money ("net sales - cost of goods - fees", "净销售额 - 销货成本 - 费用") => |s| Some(Parts::sum(s.sold.contribution().0));
    Margin = "margin", ("margin", "贡献率"), Rate, Higher, Sales,
        Money ("contribution", "贡献") / Money ("net sales", "净销售额") => |s| Parts::of(s.sold.contribution().0, s.sold.after_returns().0);
    Target = "target", ("target", "目标"), Money, Higher, Sales,
        Money ("targets", "目标") => |s| s.aim.aimed.set.then_some(s.aim.aimed.target.0).map(Parts::sum);
    Attainment = "attainment", ("attainment", "达成率"), Rate, Higher, Sales,
        ["Attainment", "达成率"],
        Money ("net sales of what has a target (partner, line, month)", "有目标部分（渠道商、产品线、月份）的净销售额")
            / Money ("targets", "目标"),
        against "sales.met" |p| p.sales.met.0 => |s| s.aim.parts(s.aim.aimed.attainment());
    Pace = "pace", ("pace", "进度"), Rate, Higher, Sales,
        ["Pace", "进度"],
        Money ("the same up to the last week that has figures", "截至有数据的最近一周的同口径净销售额")
            / Money ("targets due by then, by working days", "按工作日截至该周应达的目标"),
        against "sales.on_pace" |p| p.sales.on_pace.0 => |s| s.aim.parts(s.aim.aimed.pace());
    Coverage = "target_coverage", ("share with a target", "有目标的销售占比"), Rate, Higher, Sales,
        Money ("net sales of what has a target (partner, line, month)", "有目标部分（渠道商、产品线、月份）的净销售额")
            / Money ("net sales", "净销售额") => |s| Parts::of(s.aim.aimed.sold.0, s.sold.after_returns().0).filter(|_| s.aim.aimed.set);
    Returns = "returns", ("returns", "退货额"), Money, Lower, Sales,
        Money ("returns", "退货额") => |s| Some(Parts::sum(s.sold.returns.0));
    ReturnRate = "return_rate", ("return rate", "退货率"), Rate, Lower, Sales,
        ["Return rate", "退货率"],
        Money ("returns", "退货额") / Money ("gross shipments", "发货额"),
        against "alerts.return_rate.warn" |p| p.alerts.return_rate.warn.0 => |s| Parts::of(s.sold.returns.0, s.sold.net_amount.0);
    Frequency = "frequency", ("purchase frequency", "采购频次"), Rate, Higher, Partner,
        Count ("orders a week of the last 4 weeks", "最近4周的周均订单") / Count ("orders a week of the 12 weeks before", "此前12周的周均订单") => |_| None;
    SellThrough = "sell_through", ("sell-through", "售罄率"), Rate, Higher, Partner,
        Count ("sold out", "售出") / Count ("opening stock + received", "期初库存 + 进货") => |_| None;
    Open = "open_amount", ("open", "未收款"), Money, Lower, Results,
        ["Open", "未收款"],
        Money ("what was issued up to the day and is not paid", "截至当日已开票而未收回的金额") => |s| s.more.results.sum();
    Overdue = "overdue", ("overdue", "逾期"), Money, Lower, Results,
        ["Overdue", "逾期"],
        Money ("open invoices past their due day", "已过到期日的未结发票") => |s| s.more.results.sum();
    OverdueDays = "overdue_days", ("oldest overdue", "最长逾期"), Count, Lower, Results,
        ["Overdue days", "逾期天数"],
        Count ("days past due of the oldest open invoice", "最早一笔未结发票的逾期天数") => |s| s.more.results.greatest();
    Dso = "dso", ("days outstanding", "应收天数"), Days, Lower, Outstanding,
        ["DSO", "应收天数"],
        Days ("open receivables consumed against the latest months' billing (count-back)", "未收款按最近各月开票额倒推（倒推法）") => |s| s.more.dso.map(Parts::sum);
    Collection = "collection_rate", ("collection rate", "回款率"), Rate, Higher, Receivables,
        Money ("paid in the period", "期内回款") / Money ("due in it + overdue at its start", "期内到期 + 期初逾期") => |s| Parts::of(s.more.paid.0, s.more.collectable.0);
    InventoryDays = "inventory_days", ("inventory days", "库存天数"), Days, Lower, Results,
        ["Inventory days", "库存天数"],
        {"average stock / cost of sales x days, over 12 weeks; of several partners those that count it at cost",
             "平均库存 / 销货成本 × 天数，按12周计；多家渠道商只计按成本盘点者"},
        Money ("average stock", "平均库存") / Money ("cost of sales", "销货成本"),
        against "inventory.target_days" |p| p.inventory.target_days * 10 => |s| s.more.results.stock_days();
    ActiveSku = "active_sku_rate", ("active-SKU rate", "动销率"), Rate, Higher, Stock,
        Count ("SKUs in stock and sold", "有库存且有销售的 SKU") / Count ("SKUs in stock", "有库存的 SKU") => |s| Parts::of(s.more.articles_sold, s.more.articles_stocked);
    Satisfaction = "satisfaction", ("satisfaction", "客户满意度"), Rating, Higher, Answers,
        {"mean of the answers, 1 to 5", "各次评分的平均值，1 至 5 分"},
        Rating ("points given", "评分之和") / Count ("answers", "评价数"),
        against "alerts.satisfaction.warn" |p| p.alerts.satisfaction.warn => |s| Parts::of(s.more.answers.points, s.more.answers.count);
    Satisfied = "satisfied", ("satisfied answers", "满意率"), Rate, Higher, Answers,
        Count ("answers of 4 and 5", "4 分与 5 分的评价数") / Count ("answers", "评价数") => |s| Parts::of(s.more.answers.satisfied, s.more.answers.count);
    Answers = "satisfaction_answers", ("satisfaction answers", "满意度评价数"), Count, Higher, Answers,
        Count ("answers", "评价数") => |s| Some(Parts::sum(s.more.answers.count));
    Distribution = "distribution", ("distribution", "铺货率"), Rate, Higher, Register,
        Count ("outlets covered", "已覆盖网点") / Count ("outlets planned", "计划网点") => |s| Parts::of(s.more.outlets, s.more.outlets_planned);
    Light = "light", ("risk light", "风险灯"), Code(LIGHTS), Higher, Partner,
        ["Light", "风险灯"],
        {"red by a hard rule, yellow by a ratio, else green", "触发硬规则为红灯，比例超限为黄灯，否则为绿灯"},
        Count ("the worst light of the rules", "各规则中最差的灯") => |_| None;
    ComputedTier = "computed_tier", ("computed tier", "测算等级"), Code(Tier::CHOICES), Higher, Partner,
        ["Computed tier", "测算等级"],
        Money ("contribution of 12 months against that of all", "近12个月贡献与全部渠道商相比") => |_| None;
    BoardTier = "board_tier", ("tier on the board", "看板等级"), Code(Tier::CHOICES), Higher, Partner,
        ["Board tier", "看板等级"],
        {"the tier in force; without one, where the figures put it", "现行等级；尚无现行等级的按测算等级"},
        Count ("where a partner that trades stands on the board", "正常往来的渠道商在看板上的位置") => |_| None;
    OpenTickets = "open_tickets", ("open tickets", "未结工单"), Count, Lower, Results,
        ["Open tickets", "未结工单"],
        Count ("tickets of it that are neither resolved nor closed", "该渠道既未解决也未关闭的工单") => |s| s.more.results.sum();
    OpenAlerts = "open_alerts", ("open alerts", "未处理预警"), Count, Lower, Results,
        ["Open alerts", "未处理预警"],
        Count ("warnings of the rules that hold", "规则判定仍成立的预警") => |s| s.more.results.sum();
    Points = "points", ("penalty points", "有效扣分"), Count, Lower, Results,
        ["Points", "有效扣分"],
        Count ("points of confirmed violations of the last 12 months", "近12个月已确认违规的扣分之和") => |s| s.more.results.sum();
    DepositHeld = "deposit_held", ("deposit held", "保证金余额"), Money, Higher, Results,
        ["Deposit held", "保证金余额"],
        Money ("sum of the movements of the deposit account", "保证金账户流水之和") => |s| s.more.results.sum();
    ContractEnd = "contract_end", ("contract end", "合同到期"), Day, Higher, Partner,
        ["Contract end", "合同到期"],
        Day ("last day of its contracts in force", "现行合同的最后一日") => |_| None;
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
