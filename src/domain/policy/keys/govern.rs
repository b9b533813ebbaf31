//! Contracts, violations, audits, training, backups, approvals.

use super::{DAYS, LEAST_A_MONTH, MONTHS, NONE, PART, POINTS, SCORE, SHARE, SOME_DAYS, UNITS, WEEKS, codes, declare};
use crate::domain::compliance::Window;
use crate::domain::kinds::{ApprovalSubject, ViolationKind};
use crate::domain::policy::key::Allowed::{Governing, Steps, Whole, Word, Words};
use crate::domain::policy::key::MOST_UNITS;

codes! {
    violations: ViolationKind;
    windows: Window;
}

/// Everything that is approved but the rules themselves, whose steps have bounds of their own.
fn subjects() -> Vec<&'static str> {
    ApprovalSubject::ALL.iter().filter(|s| **s != ApprovalSubject::Policy).map(|s| s.code()).collect()
}

declare! {
    "contracts.renewal_days": SOME_DAYS, DAYS,
        "before the end of a contract from which its renewal is due", "合同到期前多少天起应办续签";
    "contracts.notice_lead": SOME_DAYS, DAYS,
        "before the last day for notice of a contract that renews itself, if that is earlier",
        "自动续期合同在通知截止日前多少天提起（若更早）";
    "contracts.expired_days": SOME_DAYS, DAYS,
        "a contract that ran out without another stays in Today for so long", "到期未续的合同在今日待办中保留的天数";
    "contracts.pressing_days": SOME_DAYS, DAYS,
        "a contract presses from so long before its end or the last day for notice", "距到期或通知截止多少天起为紧急";
    "violations.months": LEAST_A_MONTH, MONTHS, "how long penalty points count", "违规分的有效月数";
    "violations.veto": Words(violations), NONE,
        "who was found at one of these is not above Watch for `tiers.veto_months`",
        "查实其中之一者在 `tiers.veto_months` 内不高于观察级";
    "violations.penalty.*.points" of violations: SCORE, POINTS, "points of a violation of the kind", "此类违规的扣分";
    "violations.penalty.*.share" of violations: SHARE, PART,
        "share of the amount that is taken from the deposit", "从保证金扣除涉案金额的比例";
    "violations.penalty.*.least" of violations: Whole(0, MOST_UNITS), UNITS,
        "what is taken from the deposit at least", "从保证金至少扣除的金额";
    "audits.months": LEAST_A_MONTH, MONTHS, "how long the score of an audit counts", "审计得分的有效月数";
    "audits.pass": SCORE, POINTS, "a score of an audit below this is a finding", "审计得分低于此值为问题";
    "training.window": Word(windows), NONE,
        "how the year of training is counted: the last months, or the fiscal year", "培训年度按最近若干月还是财年计";
    "training.months": LEAST_A_MONTH, MONTHS, "months of a rolling year of training", "滚动培训年度的月数";
    "training.target": SHARE, PART, "of those invited should finish the training", "受邀者应完成培训的比例";
    "backups.months": LEAST_A_MONTH, MONTHS,
        "an assessment of a backup partner is due again after so long", "备用渠道评估多少个月后重评";
    "backups.weeks": Whole(1, 52), WEEKS,
        "whole weeks over which the volume to be taken over is measured", "用多少整周衡量需接手的销量";
    "approvals.steps.policy": Governing, NONE,
        "who decides a change of these rules, in order", "本政策变更的审批步骤";
    "approvals.steps.*" of subjects: Steps, NONE,
        "who decides a subject, in order; `from` is the amount from which a step is needed",
        "各类审批的步骤；`from` 为需要该步的起始金额";
}
