//! The warnings.

use super::{DAYS, LEAST_A_DAY, ORDERS, PART, POINTS, RATE, RATIO, RETURNS, SALES, SHARE, SOME_DAYS, TIMES, WEEKS, declare};
use crate::domain::alert::Outlier;
use crate::domain::policy::key::Allowed::{self, Whole};
use crate::domain::record::Label;

const HUNDREDTHS: Label = Label { en: "hundredths", zh: "（百分之一）" };
/// Penalty points in force, or events.
const COUNT: Allowed = Whole(0, 10_000);
#[expect(clippy::cast_possible_wrap, reason = "52")]
const HISTORY: Allowed = Whole(Outlier::MIN_WEEKS as i64, Outlier::MAX_WEEKS as i64);

declare! {
    "alerts.order_drop.warn": SHARE, PART,
        "orders of the last 4 weeks below the usual of the 12 before by this share: warning",
        "近 4 周订单低于前 12 周常态此比例：预警";
    "alerts.order_drop.critical": SHARE, PART,
        "orders of the last 4 weeks below the usual of the 12 before by this share: critical",
        "近 4 周订单低于前 12 周常态此比例：严重";
    "alerts.order_drop_least": COUNT, ORDERS,
        "with fewer orders in those 12 weeks a drop says nothing", "前 12 周订单少于此数时不判断下降";
    "alerts.sales_drop.warn": SHARE, PART,
        "sales of the last 4 weeks below the usual of the 12 before by this share: warning",
        "近 4 周销售低于前 12 周常态此比例：预警";
    "alerts.sales_drop.critical": SHARE, PART,
        "sales of the last 4 weeks below the usual of the 12 before by this share: critical",
        "近 4 周销售低于前 12 周常态此比例：严重";
    "alerts.inventory_days.warn": SOME_DAYS, DAYS, "stock above this: warning", "库存天数超过此值：预警";
    "alerts.inventory_days.critical": SOME_DAYS, DAYS, "stock above this: critical", "库存天数超过此值：严重";
    "alerts.inventory_norm": RATE, TIMES,
        "stock above so many times the partner's own norm: warning", "库存天数超过渠道自身常态此倍数：预警";
    "alerts.return_rate.warn": RATE, RATIO,
        "returned of what was shipped in 12 weeks above this: warning", "12 周退货率超过此值：预警";
    "alerts.return_rate.critical": RATE, RATIO,
        "returned of what was shipped in 12 weeks above this: critical", "12 周退货率超过此值：严重";
    "alerts.pace.warn": RATE, RATIO, "sales against the share of the target due below this: warning", "目标进度低于此值：预警";
    "alerts.pace.critical": RATE, RATIO,
        "sales against the share of the target due below this: critical", "目标进度低于此值：严重";
    "alerts.overdue_days.warn": SOME_DAYS, DAYS,
        "oldest open item beyond term by more than this: warning", "最早未付款项超期超过此天数：预警";
    "alerts.overdue_days.critical": SOME_DAYS, DAYS,
        "oldest open item beyond term by more than this: critical", "最早未付款项超期超过此天数：严重";
    "alerts.credit_use.warn": RATE, RATIO,
        "open amount against the credit limit above this: warning", "额度使用率超过此值：预警";
    "alerts.credit_use.critical": RATE, RATIO,
        "open amount against the credit limit above this: critical", "额度使用率超过此值：严重";
    "alerts.missing_weeks": Whole(1, 520), WEEKS,
        "whole weeks without figures while others have them", "别家有数而本渠道无数的整周数";
    "alerts.credit_sale.times": RATE, TIMES,
        "a sale on credit above so many times the usual document and the usual week", "赊销同时超过通常单据与通常周的此倍数";
    "alerts.credit_sale.least": Whole(1, 10_000), SALES,
        "fewest documents in 12 months for one of them to be usual", "12 个月内至少多少张单据才有通常单据";
    "alerts.credit_sale.days": LEAST_A_DAY, DAYS, "sales on credit of so long are looked at", "查看近多少天的赊销";
    "alerts.outlier.z": Whole(1, 100_000), HUNDREDTHS,
        "modified z-score beyond which a week is unusual", "修正 z 分数超过此值的周为异常";
    "alerts.outlier.least_change": RATE, RATIO,
        "an unusual week differs from the usual by at least this", "异常周与常态的最小差异";
    "alerts.outlier.weeks": HISTORY, WEEKS, "history that makes the usual", "用多少周历史算常态";
    "alerts.points.warn": COUNT, POINTS, "penalty points in force from here: warning", "有效违规分达到此值：预警";
    "alerts.points.critical": COUNT, POINTS, "penalty points in force from here: critical", "有效违规分达到此值：严重";
    "alerts.returns.warn": COUNT, RETURNS,
        "returns within `alerts.returns.days`, more than this: warning", "`alerts.returns.days` 内退货次数超过此值：预警";
    "alerts.returns.critical": COUNT, RETURNS,
        "returns within `alerts.returns.days`, more than this: critical", "`alerts.returns.days` 内退货次数超过此值：严重";
    "alerts.returns.days": LEAST_A_DAY, DAYS, "returns of so long are counted", "统计近多少天的退货";
    "alerts.returns.least": SHARE, PART,
        "a document counts if returns are at least this share of what was sold in it", "单据中退货占销售达到此比例才计入";
}
