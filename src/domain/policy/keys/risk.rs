//! Credit, screening.

use super::{
    DAYS, GROWN, GROWTH, LEAST_A_MONTH, MONTHS, PART, POINTS, RATE, RATIO, SCORE, SHARE, SOME_DAYS, TIMES, WEIGHT, codes, declare,
};
use crate::domain::kinds::AudienceMatch;
use crate::domain::policy::key::Allowed::Weight;

codes! {
    grades: AudienceMatch;
}

declare! {
    "credit.red_days": SOME_DAYS, DAYS,
        "stop supply: an item is beyond term by more than this", "停止供货：有款项超期超过此天数";
    "credit.red_use": RATE, RATIO, "stop supply: more than this of the limit is open", "停止供货：额度使用率超过此值";
    "credit.yellow_days": SOME_DAYS, DAYS,
        "secured trading only: an item is beyond term by more than this", "仅限担保交易：有款项超期超过此天数";
    "credit.yellow_use": RATE, RATIO,
        "secured trading only: more than this of the limit is open", "仅限担保交易：额度使用率超过此值";
    "credit.yellow_overdue": SHARE, PART,
        "secured trading only: more than this share of what is open is overdue", "仅限担保交易：逾期占应收超过此比例";
    "credit.assessment.green": SCORE, POINTS,
        "a 5C assessment is green from here on: better terms", "5C 评估达到此分为绿灯：条件更优";
    "credit.assessment.yellow": SCORE, POINTS,
        "a 5C assessment is yellow from here on; below it red: stop supply", "5C 评估达到此分为黄灯；低于为红灯：停止供货";
    "credit.assessment.valid_months.green": LEAST_A_MONTH, MONTHS,
        "a green assessment counts for so long", "绿灯评估的有效月数";
    "credit.assessment.valid_months.yellow": LEAST_A_MONTH, MONTHS,
        "a yellow assessment counts for so long", "黄灯评估的有效月数";
    "credit.assessment.valid_months.red": LEAST_A_MONTH, MONTHS, "a red assessment counts for so long", "红灯评估的有效月数";
    "credit.assessment.lead_days": SOME_DAYS, DAYS,
        "an assessment is called due so long before it stops counting", "评估失效前多少天提示重评";
    "credit.assessment.judgement": Weight, WEIGHT, "weight of the five Cs as they were judged", "5C 评判的权重";
    "credit.assessment.ratios": Weight, WEIGHT, "weight of the ratios of the figures", "财务比率的权重";
    "credit.assessment.audit": Weight, WEIGHT, "weight of the latest audit", "最近审计的权重";
    "credit.assessment.training": Weight, WEIGHT, "weight of the completion of compliance training", "合规培训完成度的权重";
    "credit.assessment.five.character": Weight, WEIGHT, "weight of character within the five Cs", "5C 中品格的权重";
    "credit.assessment.five.capacity": Weight, WEIGHT, "weight of capacity within the five Cs", "5C 中能力的权重";
    "credit.assessment.five.capital": Weight, WEIGHT, "weight of capital within the five Cs", "5C 中资本的权重";
    "credit.assessment.five.collateral": Weight, WEIGHT, "weight of collateral within the five Cs", "5C 中担保的权重";
    "credit.assessment.five.conditions": Weight, WEIGHT, "weight of conditions within the five Cs", "5C 中环境的权重";
    "credit.assessment.weights.punctuality": Weight, WEIGHT, "weight of punctuality within the ratios", "比率中准时付款的权重";
    "credit.assessment.weights.utilisation": Weight, WEIGHT,
        "weight of the use of the limit within the ratios", "比率中额度使用的权重";
    "credit.assessment.weights.dso": Weight, WEIGHT,
        "weight of days sales outstanding within the ratios", "比率中应收账款周转天数的权重";
    "credit.assessment.weights.overdue": Weight, WEIGHT, "weight of the overdue share within the ratios", "比率中逾期占比的权重";
    "credit.assessment.weights.trend": Weight, WEIGHT, "weight of the sales trend within the ratios", "比率中销售趋势的权重";
    "credit.assessment.punctuality.zero": SHARE, PART,
        "share of the amount paid on time that scores 0", "按时付款金额占比得 0 分的值";
    "credit.assessment.punctuality.full": SHARE, PART,
        "share of the amount paid on time that scores 100", "按时付款金额占比得满分的值";
    "credit.assessment.utilisation.zero": RATE, RATIO, "use of the credit limit that scores 0", "额度使用率得 0 分的值";
    "credit.assessment.utilisation.full": RATE, RATIO, "use of the credit limit that scores 100", "额度使用率得满分的值";
    "credit.assessment.dso.zero": RATE, RATIO,
        "days sales outstanding / the credit term that score 0", "应收账款周转天数 / 账期，得 0 分的值";
    "credit.assessment.dso.full": RATE, RATIO,
        "days sales outstanding / the credit term that score 100", "应收账款周转天数 / 账期，得满分的值";
    "credit.assessment.overdue.zero": SHARE, PART, "overdue share of what is open that scores 0", "逾期占比得 0 分的值";
    "credit.assessment.overdue.full": SHARE, PART, "overdue share of what is open that scores 100", "逾期占比得满分的值";
    "credit.assessment.trend.zero": GROWTH, GROWN,
        "growth of sales over the 12 months before that scores 0", "对前 12 个月的销售增长，得 0 分的值";
    "credit.assessment.trend.full": GROWTH, GROWN,
        "growth of sales over the 12 months before that scores 100", "对前 12 个月的销售增长，得满分的值";
    "credit.check.limit_warn": RATE, RATIO,
        "before a sale: use of the limit after it warns above this", "开单前：开单后额度使用率超过此值预警";
    "credit.check.limit_stop": RATE, RATIO,
        "before a sale: use of the limit after it stops above this", "开单前：开单后额度使用率超过此值拦截";
    "credit.check.document_share": RATE, RATIO,
        "before a sale: it warns above this share of the limit", "开单前：单笔超过额度此比例预警";
    "credit.check.document_times": RATE, TIMES,
        "before a sale: it warns above so many times the largest of 12 months", "开单前：单笔超过 12 个月最大单此倍数预警";
    "credit.check.oldest_warn": SOME_DAYS, DAYS,
        "before a sale: the oldest open item beyond term by more than this warns", "开单前：最早未付款项超期超过此天数预警";
    "credit.check.oldest_stop": SOME_DAYS, DAYS,
        "before a sale: the oldest open item beyond term by more than this stops", "开单前：最早未付款项超期超过此天数拦截";
    "credit.check.late_warn": SOME_DAYS, DAYS,
        "before a sale: payments late on average by more than this warn", "开单前：平均逾期超过此天数预警";
    "credit.check.late_stop": SOME_DAYS, DAYS,
        "before a sale: payments late on average by more than this stop", "开单前：平均逾期超过此天数拦截";
    "screening.pass": SCORE, POINTS, "a new channel has passed from here", "新渠道评估达到此分为通过";
    "screening.conditional": SCORE, POINTS,
        "a new channel has passed with conditions from here; below it failed", "新渠道评估达到此分为有条件通过；低于为不通过";
    "screening.red_lines.credit_days": SOME_DAYS, DAYS,
        "a longer credit term needs an exception of head office", "账期超过此天数需总部特批";
    "screening.red_lines.deduction_rate": SHARE, PART,
        "a higher deduction rate needs an exception of head office", "扣点超过此比例需总部特批";
    "screening.weights.qualification": Weight, WEIGHT,
        "weight of qualification in the assessment of a new channel", "新渠道评估中资质的权重";
    "screening.weights.synergy": Weight, WEIGHT, "weight of synergy in the assessment of a new channel", "新渠道评估中协同的权重";
    "screening.weights.risk": Weight, WEIGHT, "weight of risk in the assessment of a new channel", "新渠道评估中风险的权重";
    "screening.qualification.licences": Weight, WEIGHT, "weight of licences within qualification", "资质中证照的权重";
    "screening.qualification.finances": Weight, WEIGHT, "weight of finances within qualification", "资质中财务的权重";
    "screening.qualification.warehouse": Weight, WEIGHT, "weight of the warehouse within qualification", "资质中仓储的权重";
    "screening.qualification.team": Weight, WEIGHT, "weight of the team within qualification", "资质中团队的权重";
    "screening.synergy.audience_match": Weight, WEIGHT, "weight of the audience match within synergy", "协同中客群匹配的权重";
    "screening.synergy.coverage_fit": Weight, WEIGHT, "weight of the fit of coverage within synergy", "协同中覆盖契合的权重";
    "screening.synergy.product_fit": Weight, WEIGHT, "weight of the fit of products within synergy", "协同中产品契合的权重";
    "screening.synergy.digital": Weight, WEIGHT, "weight of digital abilities within synergy", "协同中数字化能力的权重";
    "screening.synergy.willingness": Weight, WEIGHT, "weight of willingness within synergy", "协同中合作意愿的权重";
    "screening.risk.credit_record": Weight, WEIGHT, "weight of the credit record within risk", "风险中信用记录的权重";
    "screening.risk.litigation": Weight, WEIGHT, "weight of litigation within risk", "风险中诉讼的权重";
    "screening.risk.rivals": Weight, WEIGHT, "weight of rival brands within risk", "风险中竞品的权重";
    "screening.risk.price_discipline": Weight, WEIGHT, "weight of price discipline within risk", "风险中价格纪律的权重";
    "screening.audience.*" of grades: SCORE, POINTS, "what an audience match of this grade scores", "此客群匹配等级的得分";
}
