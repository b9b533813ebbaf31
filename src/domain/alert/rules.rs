//! The rules that warn, a row each, and what they find; `[alerts]` of the policy, which they warn by.
//!
//! A new rule is a row here with its function, and its line in `data/policy.toml` with that of [`AlertPolicy`] here. Everything else (the
//! sentence, the figure in lists, in JSON, on Today and in explanations, the rows behind it, the keys of the policy) is made of the row.
//! What it looks at is in [`Case`]; of what nobody has gathered yet there is to be a field of [`super::Facts`], which
//! `store/figures/gather.rs` fills. A rule on a figure has the figure's unit, and warns on that side of its limit on which the figure is
//! worse ([`beyond`]).

use chrono::Days;

use super::table::{Cause, Def, Rows, Unit, policy, rules};
use super::{Case, CreditSale, DayBounds, Found, Outlier, RateBounds, ReturnBounds, SatisfactionBounds, outlier};
use crate::domain::credit::{Reason, hard_rule, limit_use};
use crate::domain::figure::{Better, Figure, Ratio};
use crate::domain::health::{BEFORE, RECENT};
use crate::domain::inventory;
use crate::domain::kinds::{AlertSeverity, TicketKind};
use crate::domain::money::{Rate, div_round};
use crate::domain::period::{Month, Week, from_day_number};
use crate::domain::policy::key::Allowed::{self, Whole};
use crate::domain::policy::keys::{
    DAYS, LEAST_A_DAY, ORDERS, PART, POINTS, RATE, RATIO, RETURNS, SALES, SHARE, SOME_DAYS, TIMES, WEEKS,
};
use crate::domain::record::{Kind, Label};

const fn label(en: &'static str, zh: &'static str) -> Label {
    Label { en, zh }
}

const HUNDREDTHS: Label = label("hundredths", "（百分之一）");
/// Penalty points in force, or events.
const COUNT: Allowed = Whole(0, 10_000);
/// A score from 1 to 5, in 1/100 points.
const SCORE: Allowed = Whole(100, 500);
#[expect(clippy::cast_possible_wrap, reason = "52")]
const HISTORY: Allowed = Whole(Outlier::MIN_WEEKS as i64, Outlier::MAX_WEEKS as i64);

policy! {
    /// Fall of orders of the last 4 weeks against usual.
    order_drop: RateBounds, rising SHARE PART
        "orders of the last 4 weeks below the usual of the 12 before by this share", "近 4 周订单低于前 12 周常态此比例";
    /// Fewest orders in the 12 weeks before for a fall to mean something.
    order_drop_least: i64, [
        "alerts.order_drop_least": COUNT, ORDERS,
            "with fewer orders in those 12 weeks a drop says nothing", "前 12 周订单少于此数时不判断下降";
    ];
    /// Fall of sales of the last 4 weeks against usual.
    sales_drop: RateBounds, rising SHARE PART
        "sales of the last 4 weeks below the usual of the 12 before by this share", "近 4 周销售低于前 12 周常态此比例";
    inventory_days: DayBounds, rising SOME_DAYS DAYS "stock above this", "库存天数超过此值";
    /// Inventory days against the partner's own norm.
    inventory_norm: Rate, [
        "alerts.inventory_norm": RATE, TIMES,
            "stock above so many times the partner's own norm: warning", "库存天数超过渠道自身常态此倍数：预警";
    ];
    /// Returns of the last 12 weeks.
    return_rate: RateBounds, rising RATE RATIO "returned of what was shipped in 12 weeks above this", "12 周退货率超过此值";
    pace: RateBounds, falling RATE RATIO "sales against the share of the target due below this", "目标进度低于此值";
    overdue_days: DayBounds, rising SOME_DAYS DAYS "oldest open item beyond term by more than this", "最早未付款项超期超过此天数";
    credit_use: RateBounds, rising RATE RATIO "open amount against the credit limit above this", "额度使用率超过此值";
    /// Whole weeks without figures while others have them.
    missing_weeks: i32, [
        "alerts.missing_weeks": Whole(1, 520), WEEKS,
            "whole weeks without figures while others have them", "别家有数而本渠道无数的整周数";
    ];
    /// Unusual sales on credit.
    credit_sale: CreditSale, [
        "alerts.credit_sale.times": RATE, TIMES,
            "a sale on credit above so many times the usual document and the usual week", "赊销同时超过通常单据与通常周的此倍数";
        "alerts.credit_sale.least": Whole(1, 10_000), SALES,
            "fewest documents in 12 months for one of them to be usual", "12 个月内至少多少张单据才有通常单据";
        "alerts.credit_sale.days": LEAST_A_DAY, DAYS, "sales on credit of so long are looked at", "查看近多少天的赊销";
    ];
    /// Unusual weeks.
    outlier: Outlier, [
        "alerts.outlier.z": Whole(1, 100_000), HUNDREDTHS,
            "modified z-score beyond which a week is unusual", "修正 z 分数超过此值的周为异常";
        "alerts.outlier.least_change": RATE, RATIO,
            "an unusual week differs from the usual by at least this", "异常周与常态的最小差异";
        "alerts.outlier.weeks": HISTORY, WEEKS, "history that makes the usual", "用多少周历史算常态";
    ];
    /// Penalty points in force, at or above.
    points: DayBounds, rising COUNT POINTS "penalty points in force from here", "有效违规分达到此值";
    /// Returns in the last days.
    returns: ReturnBounds, rising COUNT RETURNS
        "returns within `alerts.returns.days`, more than this", "`alerts.returns.days` 内退货次数超过此值", [
        "alerts.returns.days": LEAST_A_DAY, DAYS, "returns of so long are counted", "统计近多少天的退货";
        "alerts.returns.least": SHARE, PART,
            "a document counts if returns are at least this share of what was sold in it", "单据中退货占销售达到此比例才计入";
    ];
    /// How content partners are.
    satisfaction: SatisfactionBounds, falling SCORE HUNDREDTHS "mean satisfaction below this", "满意度均值低于此值", [
        "alerts.satisfaction.fall": Whole(1, 400), HUNDREDTHS,
            "or lower by so much than in as many days before", "或较前一时段下降达到此值";
        "alerts.satisfaction.days": LEAST_A_DAY, DAYS, "answers of so long are looked at", "统计近多少天的评价";
    ];
}

rules! {
    OrderDrop = "order_drop", ("order drop", "订单骤降"), Unit::Change,
        found ("orders {value} on usual (limit {limit})", "订单较常态 {value}（阈值 {limit}）"),
        step ("call, then visit: what do they buy elsewhere?", "先电话后拜访，了解是否转向竞品"),
        how ("orders of the last 4 weeks against a third of the 12 weeks before", "近4周订单数与此前12周三分之一之比"),
        by ["alerts.order_drop"], rows Rows::Orders, => order_drop;
    SalesDrop = "sales_drop", ("sales drop", "销售下滑"), Unit::Change,
        found ("sales {value} on usual (limit {limit})", "销售额较常态 {value}（阈值 {limit}）"),
        step ("go through the product lines with them", "与渠道商逐条产品线复盘"),
        how ("sales of the last 4 weeks against a third of the 12 weeks before", "近4周销售额与此前12周三分之一之比"),
        by ["alerts.sales_drop"], rows Rows::Sales, => sales_drop;
    InventoryDays = "inventory_days", ("inventory days", "库存天数"), Unit::Of(Figure::InventoryDays),
        found ("{value} days of stock (limit {limit})", "库存 {value} 天（阈值 {limit} 天）"),
        step ("stop pushing stock, plan a sell-out promotion", "停止压货，安排动销活动"),
        how ("stock / sales a day, above the limit or so many times the partner's own norm", "库存 / 日均销量，高于阈值或自身常态的若干倍"),
        by ["alerts.inventory_days"], rows Rows::List(label("stock counts", "库存盘点"), Kind::Stock, |_| String::new()),
        => inventory_days;
    ReturnRate = "return_rate", ("return rate", "退货率"), Unit::Of(Figure::ReturnRate),
        found ("returns {value} of shipments (limit {limit})", "退货率 {value}（阈值 {limit}）"),
        step ("look at what is returned and why", "查明退货品类与原因"),
        how ("returns / net sales before returns, last 12 weeks", "近12周退货 / 退货前净销售额"),
        by ["alerts.return_rate"], rows Rows::Returned,
        => |c| beyond(Figure::ReturnRate, c.health.return_rate, c.policy.alerts.return_rate);
    Returns = "returns", ("frequent returns", "频繁退货"), Unit::Count,
        found ("{value} returns in the last days (more than {limit})", "近期退货 {value} 次（上限 {limit} 次）"),
        step ("find out why so much comes back; check the goods and the sell-through", "查明退货原因，核对货品与动销"),
        how ("returns of the last days", "近期退货次数"),
        by ["alerts.returns"],
        rows Rows::List(label("returns", "退货"), Kind::Sale, |l| {
            let to = from_day_number(l.until.sales_day(l.as_of));
            let from = to - Days::new(u64::try_from(l.policy.alerts.returns.days).unwrap_or(0));
            format!("returns>0 day>{from} day<={to}")
        }),
        => returns;
    Pace = "pace", ("behind target pace", "进度落后"), Unit::Of(Figure::Pace),
        found ("at {value} of the target due (limit {limit})", "进度为应达目标的 {value}（阈值 {limit}）"),
        step ("agree on a catch-up plan for the quarter", "商定本季追赶计划"),
        how ("sales / the share of the target that is due", "销售额 / 目标应完成部分"),
        by ["alerts.pace"], rows Rows::Targets,
        => |c| beyond(Figure::Pace, c.health.pace.and_then(|p| p.aimed.pace()).map(Ratio::rate), c.policy.alerts.pace);
    Overdue = "overdue", ("overdue receivables", "应收逾期"), Unit::Days,
        found ("{value} days beyond term (limit {limit})", "逾期 {value} 天（阈值 {limit} 天）"),
        step ("ask for a payment plan, hold new credit orders", "要求还款计划，暂停赊销"),
        how ("days beyond term of the oldest open invoice", "最早未结发票的逾期天数"),
        by ["alerts.overdue_days"], rows Rows::Owed, => overdue;
    CreditLimit = "credit_limit", ("over credit limit", "超信用额度"), Unit::Share,
        found ("{value} of the credit limit used (limit {limit})", "已用信用额度 {value}（阈值 {limit}）"),
        step ("hold credit orders or ask for a higher limit", "暂停赊销，或申请提高额度"),
        how ("open / credit limit", "应收余额 / 信用额度"),
        by ["alerts.credit_use"], rows Rows::Owed,
        => |c| above(limit_use(&c.health.owed, c.inputs.profile.credit_limit), c.policy.alerts.credit_use);
    PriceFloor = "price_floor", ("price below floor", "低于限价"), Unit::Price,
        found ("sold at {value} a piece, floor {limit}", "成交均价 {value}，低于限价 {limit}"),
        step ("check prices, open a ticket if it goes on", "核查价格，如持续则立工单"),
        how ("average price of a product line in a month, below its floor price", "某产品线当月均价，低于最低限价"),
        // a floor belongs to a product line, not to the policy
        by [],
        rows Rows::List(label("sales, this month and the last", "本月与上月销售"), Kind::Sale, |l| {
            let to = from_day_number(l.until.sales_day(l.as_of));
            format!("day>={} day<={to}", Month(Month::of(to).0 - 1).first())
        }),
        ticket MultiChannel,
        => |c| c.facts.below_floor.map(|(price, floor)| Found::warning(price.0, floor.0));
    MissingData = "missing_data", ("no figures", "数据缺失"), Unit::Weeks,
        found ("no figures for {value} weeks (limit {limit})", "已有 {value} 周无数据（阈值 {limit} 周）"),
        step ("ask for the figures", "催收数据"),
        how ("whole weeks without figures while others have them", "他人有数据而该渠道整周无数据的周数"),
        by ["alerts.missing_weeks"], rows Rows::LastSold,
        // who ordered often and has not at all for a month has stopped: one warning says it
        => |c| c.silent.filter(|_| !c.stopped).map(|gap| Found::warning(gap, c.policy.alerts.missing_weeks.into()));
    Outlier = "outlier", ("unusual week", "异常波动"), Unit::Money,
        found ("unusual week: sales {value}, usual up to {limit}", "周销售异常：{value}，常态不超过 {limit}"),
        below ("unusual week: sales {value}, usual from {limit} on", "周销售异常：{value}，常态不低于 {limit}"),
        step ("ask what happened", "了解原因"),
        how ("sales of the last week, beyond the edge of the usual (median and its deviation, season taken out)",
             "上周销售额，超出常态区间（中位数与偏差，剔除季节）"),
        by ["alerts.outlier.z"], rows Rows::Week,
        => |c| outlier(c.inputs.history, c.day.week(), &c.policy.alerts.outlier).filter(|_| c.silent.is_none());
    Points = "points", ("penalty points", "违规扣分"), Unit::Of(Figure::Points),
        found ("{value} penalty points (limit {limit})", "违规扣分 {value} 分（上限 {limit} 分）"),
        step ("talk about the violations; hold support until it is settled", "约谈违规事项，整改前暂缓支持"),
        how ("points of confirmed violations in force", "已确认违规的有效扣分"),
        by ["alerts.points"], rows Rows::List(label("Violations", "违规"), Kind::Violation, |_| String::new()),
        => |c| points(c.facts.points, c.policy.alerts.points);
    CreditSale = "credit_sale", ("unusual credit sale", "赊销异常"), Unit::Money,
        found ("credit sale of {value}, far above the usual document and week (limit {limit})",
               "单笔赊销 {value}，远高于通常单据与通常周（限 {limit}）"),
        step ("ask what it is for; check the credit before it ships", "了解用途，发货前做信用检查"),
        how ("largest sale on credit of the last days, above so many times the usual document (median of the 12 months before) and the usual week (billed in the 12 weeks before / 12)",
             "近期最大一笔赊销，同时高于通常单据（此前12个月中位数）与通常周（此前12周开票额 / 12）的若干倍"),
        by ["alerts.credit_sale.times"],
        rows Rows::List(label("sales on credit", "赊销"), Kind::Invoice, |l| {
            let to = l.until.payments_day(l.as_of);
            format!("issued_on>{} issued_on<={to}", to - Days::new(l.policy.alerts.credit_sale.days))
        }),
        => |c| c.facts.credit_sale.map(|(sale, bound)| Found::warning(sale.0, bound.0));
    SeenPrice = "seen_price", ("seen below floor", "巡价低于限价"), Unit::Price,
        found ("seen at {value}, floor {limit}", "巡价 {value}，低于限价 {limit}"),
        step ("open a ticket, with what was seen as evidence", "以巡价记录为证据立工单"),
        how ("the latest price seen of each product and channel, against the floor of its SKU, or else of its line",
             "每个产品、渠道最近一次巡价，与产品限价（未设则为产品线限价）比较"),
        by ["diversion.tolerance", "diversion.severe_below", "diversion.days"], rows Rows::SeenPrices, ticket MultiChannel,
        => |c| c.facts.prices[0].map(Found::from);
    PriceGap = "price_gap", ("online/offline gap", "线上线下价差"), Unit::Share,
        found ("{value} below the other channel, limit {limit}", "比另一渠道低 {value}，上限 {limit}"),
        step ("one price for both channels; a ticket with the evidence", "统一线上线下价格；以巡价记录为证据立工单"),
        how ("(lowest price in the other channel − price seen) ÷ offline price, of the latest prices of a product",
             "（另一渠道最低价 − 巡价）÷ 线下价，均取同一产品最近一次巡价"),
        by ["diversion.gap", "diversion.severe_gap", "diversion.days"], rows Rows::SeenPrices, ticket MultiChannel,
        => |c| c.facts.prices[1].map(Found::from);
    Satisfaction = "satisfaction", ("low satisfaction", "满意度偏低"), Unit::Of(Figure::Satisfaction),
        found ("satisfaction {value} (limit {limit})", "满意度 {value} 分（下限 {limit} 分）"),
        step ("ask what is wrong; agree on what is done by when", "了解不满原因，约定改进事项与期限"),
        how ("mean of the answers of the last days: below the limit, or lower by so much than in as many days before",
             "近期评分的平均值：低于下限，或较前一同长时段下降达到设定值"),
        by ["alerts.satisfaction", "alerts.satisfaction.fall"],
        rows Rows::List(label("satisfaction answers", "满意度评价"), Kind::Satisfaction, |l| {
            let from = l.as_of - Days::new(u64::try_from(2 * l.policy.alerts.satisfaction.days).unwrap_or(0));
            format!("on>{from} on<={}", l.as_of)
        }),
        => satisfaction;
    RedLight = "red_light", ("risk light red", "风险红灯"), Unit::Count,
        found ("stop supply", "停止供货"),
        causes [
            ("days", Unit::Days, "stop supply: oldest item {value} days beyond term", "停止供货：最长逾期 {value} 天"),
            ("use", Unit::Share, "stop supply: {value} of the credit limit used", "停止供货：信用额度已用 {value}"),
            ("score", Unit::Points, "stop supply: credit assessed at {value} points", "停止供货：信用评估 {value} 分")
        ],
        step ("stop supply on credit; look at the backups able to take over", "停止赊销供货，确认可接替的备用渠道"),
        how ("a hard rule, or an assessment below the bound", "触发硬性规则，或评估得分低于下限"),
        by ["credit.red_days", "credit.red_use"], rows Rows::Owed, => red_light;
}

/// A figure beyond its limit, on the side on which it is worse; exactly at it is in order.
fn beyond(figure: Figure, value: Option<Rate>, bounds: RateBounds) -> Option<Found> {
    let value = value?;
    let is_beyond = |limit: Rate| match figure.def().better {
        Better::Lower => value > limit,
        Better::Higher => value < limit,
    };
    is_beyond(bounds.warn).then(|| Found::of(is_beyond(bounds.critical), value.0, bounds.warn.0))
}

/// A rate above its limit.
fn above(rate: Option<Rate>, bounds: RateBounds) -> Option<Found> {
    let rate = rate.filter(|r| *r > bounds.warn)?;
    Some(Found::of(rate > bounds.critical, rate.0, bounds.warn.0))
}

/// A fall of `recent` against `usual` beyond the bound; `None` where there is no usual.
fn drop(recent: i64, usual: i64, bounds: RateBounds) -> Option<Found> {
    if usual <= 0 {
        return None;
    }
    let change = div_round((i128::from(recent) - i128::from(usual)) * 10_000, i128::from(usual));
    (change < -bounds.warn.0).then(|| Found::of(change < -bounds.critical.0, change, -bounds.warn.0))
}

/// The fall of orders, whoever is silent.
pub(super) fn fall_of_orders(c: &Case<'_>) -> Option<Found> {
    let policy = &c.policy.alerts;
    let f = c.health.frequency.filter(|f| f.before >= policy.order_drop_least)?;
    drop(f.recent * i64::from(BEFORE), f.before * i64::from(RECENT), policy.order_drop)
}

fn order_drop(c: &Case<'_>) -> Option<Found> {
    if c.silent.is_none() || c.stopped { fall_of_orders(c) } else { None }
}

fn sales_drop(c: &Case<'_>) -> Option<Found> {
    let (history, week) = (c.inputs.history, c.day.week());
    if c.silent.is_some() || !history.reaches(week, RECENT + BEFORE) {
        return None;
    }
    let recent = history.weeks_before(week, RECENT).after_returns().times(BEFORE.into()).0;
    let usual = history.weeks_before(Week(week.0 - RECENT), BEFORE).after_returns().times(RECENT.into()).0;
    drop(recent, usual, c.policy.alerts.sales_drop)
}

/// Above the limit, or above so many times the partner's own norm.
fn inventory_days(c: &Case<'_>) -> Option<Found> {
    let (inputs, week, policy) = (c.inputs, c.day.stock_week(), &c.policy.alerts);
    if inputs.counts.is_empty() {
        return None;
    }
    let days = inventory::days(inputs.history, inputs.counts, week)?.days;
    let limit = policy.inventory_days.warn * 10;
    let bound = if days > limit {
        limit
    } else {
        let norm = inventory::norm(inputs.history, inputs.counts, week)?;
        let bound = div_round(i128::from(norm) * i128::from(policy.inventory_norm.0), 10_000);
        if norm == 0 || days <= bound {
            return None;
        }
        bound
    };
    Some(Found::of(days > policy.inventory_days.critical * 10, days, bound))
}

fn returns(c: &Case<'_>) -> Option<Found> {
    let (count, bounds) = (c.facts.returns, c.policy.alerts.returns);
    (count > bounds.warn.max(0)).then(|| Found::of(count > bounds.critical, count, bounds.warn))
}

/// Below the limit, or fallen too far; exactly at the limit is in order.
fn satisfaction(c: &Case<'_>) -> Option<Found> {
    let ([lately, before], bounds) = (c.facts.answers, c.policy.alerts.satisfaction);
    let mean = lately.mean()?;
    let fallen = before.mean().map(|before| before - bounds.fall).filter(|bound| mean <= *bound);
    let bound = if mean < bounds.warn { bounds.warn } else { fallen? };
    Some(Found::of(mean < bounds.critical, mean, bound))
}

/// Points that reach their limit.
pub(super) fn points(points: i64, bounds: DayBounds) -> Option<Found> {
    // a limit of 0 would warn of everybody
    (points >= bounds.warn.max(1)).then(|| Found::of(points >= bounds.critical, points, bounds.warn))
}

fn overdue(c: &Case<'_>) -> Option<Found> {
    let (owed, bounds) = (&c.health.owed, c.policy.alerts.overdue_days);
    (owed.known && owed.counted().0 > 0 && owed.overdue_days > bounds.warn)
        .then(|| Found::of(owed.overdue_days > bounds.critical, owed.overdue_days, bounds.warn))
}

/// That the light is red, and why: the place of the cause, and the figure that made it.
fn red_light(c: &Case<'_>) -> Option<Found> {
    if !c.red {
        return None;
    }
    let (value, bound) = match hard_rule(&c.health.owed, c.inputs.profile.credit_limit, &c.policy.credit) {
        Some(Reason::RedDays(days)) => (1, days),
        Some(Reason::RedUse(rate)) => (2, rate.0),
        _ => (3, c.facts.assessed.map_or(0, |a| a.score)),
    };
    Some(Found { severity: AlertSeverity::Critical, value, bound })
}
