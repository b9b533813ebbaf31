//! Sales, receivables, health, tiers, stock.

use super::{
    DAYS, GROWN, GROWTH, LEAST_A_DAY, LEAST_A_MONTH, MONTHS, NONE, PART, PARTNERS, POINTS, RATE, RATIO, SCORE, SHARE, SOME_DAYS,
    SOME_MONTHS, WEEKS, WEIGHT, codes, declare,
};
use crate::domain::delivery::MOST_WEEKS;
use crate::domain::kinds::AudienceMatch;
use crate::domain::policy::key::Allowed::{self, OneOf, Rising, Weight, Whole, Word};
use crate::domain::receivables::BUCKETS;

#[expect(clippy::cast_possible_wrap, reason = "16")]
const SOME_WEEKS: Allowed = Whole(1, MOST_WEEKS as i64);

codes! {
    grades: AudienceMatch;
}

declare! {
    "sales.exceeded": RATE, RATIO,
        "attainment (sales / target) from which a target is exceeded", "达成率（销售额 / 目标）达到此值为超额";
    "sales.met": RATE, RATIO, "attainment from which a target is met; below it is missed", "达成率达到此值为达成，低于为未达成";
    "sales.on_pace": RATE, RATIO,
        "sales against the share of the target due: on pace from here", "销售额对应完成进度：达到此值为跟上进度";
    "sales.behind": RATE, RATIO,
        "sales against the share of the target due: behind below this", "销售额对应完成进度：低于此值为落后";
    "sales.top_share": SHARE, PART,
        "concentration: the sales of this part of the partners are told", "集中度：考察前此比例渠道的销售占比";
    "sales.reach": SHARE, PART,
        "concentration: the fewest partners that make up this part of sales are told", "集中度：考察凑足此销售占比的最少渠道数";
    "sales.emerging_growth": RATE, RATIO,
        "a channel type that grew more than this is emerging", "增长超过此值的渠道类型为新兴渠道";
    "sales.emerging_share": SHARE, PART,
        "a channel type is emerging as long as it makes up less than this of sales", "销售占比低于此值的渠道类型才算新兴";
    "receivables.buckets": Rising(*BUCKETS.start(), *BUCKETS.end()), DAYS,
        "age buckets of what is overdue: each up to so many days past due; the last is older",
        "逾期账龄分段：各段上限天数；更久的归入最后一段";
    "receivables.balance_days": LEAST_A_DAY, DAYS,
        "days sales outstanding by balance: open / billed in so long x days",
        "按余额计算的应收账款周转天数：应收余额 / 此期间开票额 × 天数";
    "receivables.punctuality_months": Whole(2, 120), MONTHS,
        "punctuality looks back so far; its trend sets the later half against the earlier",
        "准时付款率回看的月数；趋势为后半段对前半段";
    "receivables.bad_debt_days": SOME_DAYS, DAYS,
        "open for more than this beyond term is bad debt", "超过账期此天数仍未收回为坏账";
    "receivables.bad_debt_red": SHARE, PART,
        "red line of bad debt as a share of the sales of 12 months", "坏账占 12 个月销售额比例的红线";
    "delivery.weeks": SOME_WEEKS, WEEKS,
        "these weeks before a week say who delivers weekly", "由此前多少周判断哪些渠道每周报数";
    "delivery.least": SOME_WEEKS, WEEKS,
        "with rows in so many of them a partner does", "其中有数的周数达到此值即视为每周报数";
    "delivery.weekly": SHARE, PART,
        "who delivers weekly makes up this share of the amount, else the network has no weekly rhythm",
        "每周报数的渠道占金额达到此比例，否则视为全网没有按周的节奏";
    "delivery.delivered": SHARE, PART,
        "a week is in when they have delivered to this share", "这些渠道按金额到数达到此比例，该周即视为到齐";
    "health.pace_months": OneOf(&[1, 2, 3, 4, 6, 12]), MONTHS,
        "pace to target is measured within the fiscal quarter (3) or the fiscal year (12)",
        "进度在财季（3）还是财年（12）内衡量";
    "health.slipping": SCORE, POINTS, "below this a partner is slipping", "低于此分的渠道为下滑";
    "health.slip": Whole(1, 100), POINTS, "a partner that lost this much in a week is slipping", "一周内下降此分数的渠道为下滑";
    "health.weights.frequency": Weight, WEIGHT,
        "weight of orders of the last 4 weeks against the 12 before", "近 4 周对前 12 周订货频次的权重";
    "health.weights.sell_through": Weight, WEIGHT, "weight of sell-through of 12 weeks", "12 周售罄率的权重";
    "health.weights.returns": Weight, WEIGHT, "weight of returns of what was shipped, 12 weeks", "12 周退货率的权重";
    "health.weights.pace": Weight, WEIGHT, "weight of sales against the share of the target due", "目标进度的权重";
    "health.weights.overdue": Weight, WEIGHT,
        "weight of the worse of days beyond term and overdue share", "逾期（超期天数与逾期占比取差者）的权重";
    "health.weights.tickets": Weight, WEIGHT, "weight of open tickets by severity", "未结工单的权重";
    "health.frequency.zero": RATE, RATIO,
        "orders against the 12 weeks before that score 0", "订货频次对前 12 周之比，得 0 分的值";
    "health.frequency.full": RATE, RATIO,
        "orders against the 12 weeks before that score 100", "订货频次对前 12 周之比，得满分的值";
    "health.sell_through.zero": RATE, RATIO, "sell-through that scores 0", "售罄率得 0 分的值";
    "health.sell_through.full": RATE, RATIO, "sell-through that scores 100", "售罄率得满分的值";
    "health.returns.zero": RATE, RATIO, "return rate that scores 0", "退货率得 0 分的值";
    "health.returns.full": RATE, RATIO, "return rate that scores 100", "退货率得满分的值";
    "health.pace.zero": RATE, RATIO, "pace that scores 0", "进度得 0 分的值";
    "health.pace.full": RATE, RATIO, "pace that scores 100", "进度得满分的值";
    "health.overdue_days.zero": SOME_DAYS, DAYS, "time beyond term that scores 0", "超期天数得 0 分的值";
    "health.overdue_days.full": SOME_DAYS, DAYS, "time beyond term that scores 100", "超期天数得满分的值";
    "health.overdue_share.zero": SHARE, PART, "overdue share of what is open that scores 0", "逾期占比得 0 分的值";
    "health.overdue_share.full": SHARE, PART, "overdue share of what is open that scores 100", "逾期占比得满分的值";
    "health.ticket_points.s1": SCORE, POINTS, "what an open ticket of severity S1 costs", "一张未结 S1 工单扣的分";
    "health.ticket_points.s2": SCORE, POINTS, "what an open ticket of severity S2 costs", "一张未结 S2 工单扣的分";
    "health.ticket_points.s3": SCORE, POINTS, "what an open ticket of severity S3 costs", "一张未结 S3 工单扣的分";
    "health.ticket_points.s4": SCORE, POINTS, "what an open ticket of severity S4 costs", "一张未结 S4 工单扣的分";
    "tiers.top": SHARE, PART,
        "share of the ranked partners that is Strategic, by contribution over 12 months", "按 12 个月贡献排名，战略级所占比例";
    "tiers.bottom": SHARE, PART,
        "share of the ranked partners that is Watch; the middle is Growth", "排名渠道中观察级所占比例；中间为成长级";
    "tiers.least_network": Whole(0, 1_000_000), PARTNERS,
        "with fewer ranked partners all that contributed are Growth", "参与排名的渠道少于此数时，有贡献的全部为成长级";
    "tiers.probation_months": SOME_MONTHS, MONTHS, "new partners are not ranked for so long", "新渠道多少个月内不参与排名";
    "tiers.least_rated": SHARE, PART,
        "share of the weights that must be known for a tier score", "分级得分所需的最低已知权重占比，低于此不评分";
    "tiers.promote_score": SCORE, POINTS, "a promotion needs this score", "升级所需的得分";
    "tiers.demote_score": SCORE, POINTS,
        "a demotion needs a score below this, or two reviews in the lower band", "得分低于此值或连续两次评审落入低档才降级";
    "tiers.notice_days": SOME_DAYS, DAYS, "from the approval of a demotion to its effect", "降级批准后多少天生效";
    "tiers.veto_months": SOME_MONTHS, MONTHS,
        "a confirmed violation of `violations.veto` keeps a partner at Watch for so long",
        "查实 `violations.veto` 所列违规后停留观察级的月数";
    "tiers.dso_days": LEAST_A_DAY, DAYS,
        "target of days sales outstanding where a partner has no credit term", "无账期渠道的应收账款周转天数目标";
    "tiers.weights.sales": Weight, WEIGHT,
        "weight of sales in the tier score; never under 40 % of the whole", "分级得分中销售的权重，不低于总权重的 40%";
    "tiers.weights.coverage": Weight, WEIGHT, "weight of market coverage in the tier score", "分级得分中市场覆盖的权重";
    "tiers.weights.capital": Weight, WEIGHT, "weight of capital turnover in the tier score", "分级得分中资金周转的权重";
    "tiers.weights.compliance": Weight, WEIGHT, "weight of compliance in the tier score", "分级得分中合规的权重";
    "tiers.sales.attainment": Weight, WEIGHT, "weight of attainment within sales", "销售项内达成率的权重";
    "tiers.sales.growth": Weight, WEIGHT, "weight of growth within sales", "销售项内增长的权重";
    "tiers.attainment.zero": RATE, RATIO, "sales of 12 months against target that score 0", "12 个月销售对目标，得 0 分的值";
    "tiers.attainment.full": RATE, RATIO, "sales of 12 months against target that score 100", "12 个月销售对目标，得满分的值";
    "tiers.growth.zero": GROWTH, GROWN, "growth against the 12 months before that scores 0", "对前 12 个月的增长，得 0 分的值";
    "tiers.growth.full": GROWTH, GROWN, "growth against the 12 months before that scores 100", "对前 12 个月的增长，得满分的值";
    "tiers.dso.zero": RATE, RATIO, "days sales outstanding / their target that score 0", "应收账款周转天数 / 目标，得 0 分的值";
    "tiers.dso.full": RATE, RATIO, "days sales outstanding / their target that score 100", "应收账款周转天数 / 目标，得满分的值";
    "tiers.inventory.zero": RATE, RATIO, "inventory days / their target that score 0", "库存天数 / 目标，得 0 分的值";
    "tiers.inventory.full": RATE, RATIO, "inventory days / their target that score 100", "库存天数 / 目标，得满分的值";
    "inventory.target_days": LEAST_A_DAY, DAYS, "stock a partner should hold at most", "渠道最多应持有的库存天数";
    "cohorts.first_order_days": SOME_DAYS, DAYS,
        "a first order within so long of onboarding counts as conversion", "入驻后多少天内首单算转化";
    "cohorts.first_order": SHARE, PART, "benchmark of first-order conversion", "首单转化率基准";
    "cohorts.retention_age": SOME_DAYS, DAYS,
        "retention is asked of those whose first order is at least so old", "首单满多少天的渠道才考察留存";
    "cohorts.retention_after": SOME_DAYS, DAYS,
        "who orders more than so long after the first order is retained", "首单后超过多少天仍有订单算留存";
    "cohorts.retention": SHARE, PART, "benchmark of retention", "留存率基准";
    "cohorts.repurchase": SHARE, PART, "benchmark of the share with a second order in time", "复购率基准";
    "cohorts.audience": SHARE, PART,
        "benchmark of the share with the audience match of `cohorts.audience_match` or better",
        "客群匹配达到 `cohorts.audience_match` 及以上的比例基准";
    "cohorts.audience_match": Word(grades), NONE,
        "the least audience match that counts as good", "算作匹配良好的最低客群匹配等级";
    "cohorts.months": LEAST_A_MONTH, MONTHS,
        "months of onboarding that are shown unless others are asked for", "默认显示的入驻月数";
}
