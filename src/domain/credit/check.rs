//! The check before a sale on credit: ordered steps, each with its reason; the worst wins (S8).
//!
//! The steps are those that credit management of the large ERP systems knows (static limit, largest document, oldest open
//! item, payment index), after the partner's status and its light:
//!
//! | step | warns | stops |
//! |---|---|---|
//! | prepaid | | never: nothing is lent, no other step is asked |
//! | status | onboarding, backup | lead, screening, suspended, exited |
//! | light | yellow without security for all of it; not rated | red |
//! | limit | above `limit_warn` of it; none is agreed | above `limit_stop`; a limit of 0 |
//! | document | above `document_share` of the limit, or `document_times` the largest of 12 months | above both |
//! | oldest | beyond `oldest_warn` days | beyond `oldest_stop` |
//! | index | late by more than `late_warn` days on average | by more than `late_stop` |
//!
//! An approved override in force that reaches the amount lets the sale pass whatever the steps of credit say; the status is
//! no matter of credit and stays.

use chrono::NaiveDate;
use serde::Deserialize;

use super::Light;
use crate::choices;
use crate::domain::explain::{Amount, Words};
use crate::domain::kinds::Lifecycle;
use crate::domain::money::{Money, Rate};
use crate::domain::receivables::Dso;

/// `[credit.check]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckPolicy {
    /// Use of the limit after the sale that warns.
    pub limit_warn: Rate,
    pub limit_stop: Rate,
    /// Share of the limit that one sale may be.
    pub document_share: Rate,
    /// Times the largest sale of 12 months that one may be.
    pub document_times: Rate,
    /// Days beyond term of the oldest open item that warn.
    pub oldest_warn: i64,
    pub oldest_stop: i64,
    /// Average days late that warn.
    pub late_warn: i64,
    pub late_stop: i64,
}

choices! {
    /// What a step, or all of them, come to.
    pub enum Verdict {
        Pass = "pass", "pass", "通过";
        Warn = "warn", "warn", "提醒";
        Stop = "stop", "stop", "拦截";
    }
}

choices! {
    /// A step of the check, in its order.
    pub enum StepKind {
        Prepaid = "prepaid", "payment", "付款方式";
        Status = "status", "status", "合作状态";
        Light = "light", "risk light", "风险灯";
        Limit = "limit", "limit", "信用额度";
        Document = "document", "largest document", "单笔金额";
        Oldest = "oldest", "oldest item", "最长逾期";
        Index = "index", "payment index", "付款指数";
    }
}

/// One step and its reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub kind: StepKind,
    /// What it comes to.
    pub verdict: Verdict,
    /// Why, in words.
    pub reason: Words,
}

/// What is known of the partner and of the sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What the sale comes to.
    pub amount: Money,
    /// It is paid before it is delivered.
    pub prepaid: bool,
    /// Where the partner stands.
    pub status: Lifecycle,
    pub light: Option<Light>,
    /// What it owes, net of money on account.
    pub open: Money,
    pub limit: Option<Money>,
    /// Security held: deposit and credit insurance.
    pub security: Money,
    /// Its largest invoice of the last 12 months.
    pub largest: Option<Money>,
    /// Days beyond term of its oldest open item.
    pub oldest_days: i64,
    /// Days late on average, weighted by amount.
    pub index: Option<Dso>,
}

/// An approved override.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Number of the credit change.
    pub number: i64,
    /// Up to which amount.
    pub amount: Money,
    /// Last day.
    pub until: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approver: String,
}

/// What the check comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// Every step, in order.
    pub steps: Vec<Step>,
    /// The worst of the steps, or pass by an override.
    pub verdict: Verdict,
    /// The override that lets it pass.
    pub overridden: Option<Override>,
}

/// Checks a sale. `overrides` are those in force on the day; the one that ends first is taken.
#[must_use]
pub fn check(facts: &Facts, overrides: &[Override], policy: &CheckPolicy) -> Checked {
    if facts.prepaid {
        let step = Step { kind: StepKind::Prepaid, verdict: Verdict::Pass, reason: Words::key("credit-check-prepaid") };
        return Checked { steps: vec![step], verdict: Verdict::Pass, overridden: None };
    }
    let on_credit = Step { kind: StepKind::Prepaid, verdict: Verdict::Pass, reason: Words::key("credit-check-on-credit") };
    let steps = vec![
        on_credit,
        status(facts),
        light(facts),
        limit(facts, policy),
        document(facts, policy),
        oldest(facts, policy),
        index(facts, policy),
    ];
    let worst = |of: &dyn Fn(&Step) -> bool| steps.iter().filter(|s| of(s)).map(|s| s.verdict).max().unwrap_or(Verdict::Pass);
    let verdict = worst(&|_| true);
    let of_status = worst(&|s| s.kind == StepKind::Status);
    let reaches = overrides.iter().filter(|o| o.amount >= facts.amount);
    let overridden = reaches.min_by_key(|o| (o.until, o.number)).filter(|_| verdict > of_status).cloned();
    let verdict = if overridden.is_some() { of_status } else { verdict };
    Checked { steps, verdict, overridden }
}

fn step(kind: StepKind, verdict: Verdict, key: &'static str, args: Vec<(&'static str, Amount)>) -> Step {
    Step { kind, verdict, reason: Words::with(key, args) }
}

fn between(value: bool, stops: bool) -> Verdict {
    match (stops, value) {
        (true, _) => Verdict::Stop,
        (false, true) => Verdict::Warn,
        (false, false) => Verdict::Pass,
    }
}

fn status(f: &Facts) -> Step {
    let (verdict, key) = match f.status {
        Lifecycle::Active | Lifecycle::Improving => (Verdict::Pass, "credit-check-status-active"),
        Lifecycle::Onboarding | Lifecycle::Backup => (Verdict::Warn, "credit-check-status-not-yet"),
        Lifecycle::Lead | Lifecycle::Screening => (Verdict::Stop, "credit-check-status-not-yet"),
        Lifecycle::Suspended | Lifecycle::Exited => (Verdict::Stop, "credit-check-status-stopped"),
    };
    Step { kind: StepKind::Status, verdict, reason: Words::with(key, vec![("status", Amount::Label(f.status.label()))]) }
}

fn light(f: &Facts) -> Step {
    let after = f.open + f.amount;
    let secured = f.security >= after;
    let (verdict, key) = match f.light {
        Some(Light::Green) => (Verdict::Pass, "credit-check-light-green"),
        Some(Light::Yellow) if secured => (Verdict::Pass, "credit-check-light-secured"),
        Some(Light::Yellow) => (Verdict::Warn, "credit-check-light-yellow"),
        Some(Light::Red) => (Verdict::Stop, "credit-check-light-red"),
        None => (Verdict::Warn, "credit-check-light-none"),
    };
    step(StepKind::Light, verdict, key, vec![("security", Amount::Money(f.security)), ("after", Amount::Money(after))])
}

fn limit(f: &Facts, policy: &CheckPolicy) -> Step {
    let after = f.open + f.amount;
    let mut args = vec![("after", Amount::Money(after)), ("open", Amount::Money(f.open))];
    let Some(limit) = f.limit else { return step(StepKind::Limit, Verdict::Warn, "credit-check-limit-none", args) };
    args.push(("limit", Amount::Money(limit)));
    let Some(used) = after.ratio(limit) else {
        let verdict = if after.0 > 0 { Verdict::Stop } else { Verdict::Pass };
        return step(StepKind::Limit, verdict, "credit-check-limit-zero", args);
    };
    // exactly at the bound passes: compared without rounding
    let beyond = |rate: Rate| i128::from(after.0) * 10_000 > i128::from(limit.0) * i128::from(rate.0);
    args.push(("used", Amount::Rate(used)));
    args.push(("bound", Amount::Rate(if beyond(policy.limit_stop) { policy.limit_stop } else { policy.limit_warn })));
    step(StepKind::Limit, between(beyond(policy.limit_warn), beyond(policy.limit_stop)), "credit-check-limit", args)
}

fn document(f: &Facts, policy: &CheckPolicy) -> Step {
    let beyond = |whole: Option<Money>, rate: Rate| {
        whole.filter(|w| w.0 > 0).map(|w| (w.at(rate), i128::from(f.amount.0) * 10_000 > i128::from(w.0) * i128::from(rate.0)))
    };
    let of_limit = beyond(f.limit, policy.document_share);
    let of_largest = beyond(f.largest, policy.document_times);
    let shown = |bound: Option<(Money, bool)>| bound.map_or(Amount::NotRated, |(m, _)| Amount::Money(m));
    let above = |bound: Option<(Money, bool)>| bound.is_some_and(|(_, above)| above);
    let (a, b) = (above(of_limit), above(of_largest));
    let key = match (of_limit.is_none() && of_largest.is_none(), a || b) {
        (true, _) => "credit-check-document-unknown",
        (false, true) => "credit-check-document-above",
        (false, false) => "credit-check-document",
    };
    step(
        StepKind::Document,
        between(a || b, a && b),
        key,
        vec![("amount", Amount::Money(f.amount)), ("share", shown(of_limit)), ("times", shown(of_largest))],
    )
}

fn oldest(f: &Facts, policy: &CheckPolicy) -> Step {
    let (warns, stops) = (f.oldest_days > policy.oldest_warn, f.oldest_days > policy.oldest_stop);
    let key = if f.oldest_days > 0 { "credit-check-oldest" } else { "credit-check-oldest-none" };
    let bound = if stops { policy.oldest_stop } else { policy.oldest_warn };
    step(
        StepKind::Oldest,
        between(warns, stops),
        key,
        vec![("days", Amount::Days(f.oldest_days * 10)), ("bound", Amount::Days(bound * 10))],
    )
}

fn index(f: &Facts, policy: &CheckPolicy) -> Step {
    let Some(index) = f.index else { return step(StepKind::Index, Verdict::Pass, "credit-check-index-none", Vec::new()) };
    let above = |days: i64| index > Dso(days * 1_000_000);
    let bound = if above(policy.late_stop) { policy.late_stop } else { policy.late_warn };
    step(
        StepKind::Index,
        between(above(policy.late_warn), above(policy.late_stop)),
        "credit-check-index",
        vec![("days", Amount::Days(index.tenths())), ("bound", Amount::Days(bound * 10))],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::Policy;
    use proptest::prelude::*;

    fn policy() -> CheckPolicy {
        Policy::load(None).expect("the embedded policy").credit.check
    }

    fn facts() -> Facts {
        Facts {
            amount: Money::units(10),
            prepaid: false,
            status: Lifecycle::Active,
            light: Some(Light::Green),
            open: Money::units(30),
            limit: Some(Money::units(100)),
            security: Money::ZERO,
            largest: Some(Money::units(20)),
            oldest_days: 0,
            index: Some(Dso(0)),
        }
    }

    fn verdict_of(f: &Facts, kind: StepKind) -> Verdict {
        let steps = check(f, &[], &policy()).steps;
        steps.iter().find(|s| s.kind == kind).map_or(Verdict::Pass, |s| s.verdict)
    }

    use Verdict::{Pass, Stop, Warn};

    #[test]
    fn each_step_has_its_bounds() {
        let f = facts;
        let u = Money::units;
        let cases = [
            ("all is well", StepKind::Limit, f(), Pass),
            ("90 of 100", StepKind::Limit, Facts { open: u(80), ..f() }, Pass),
            ("a cent more", StepKind::Limit, Facts { open: u(80) + Money(100), ..f() }, Warn),
            ("100 of 100", StepKind::Limit, Facts { open: u(90), ..f() }, Warn),
            ("a cent above", StepKind::Limit, Facts { open: u(90) + Money(100), ..f() }, Stop),
            ("a credit balance", StepKind::Limit, Facts { open: u(-50), amount: u(140), ..f() }, Pass),
            ("no limit agreed", StepKind::Limit, Facts { limit: None, ..f() }, Warn),
            ("a limit of nothing", StepKind::Limit, Facts { limit: Some(Money::ZERO), ..f() }, Stop),
            (
                "a limit of nothing, money on account",
                StepKind::Limit,
                Facts { limit: Some(Money::ZERO), open: u(-10), ..f() },
                Pass,
            ),
            ("60 of 100", StepKind::Document, Facts { amount: u(60), ..f() }, Pass),
            ("above 60", StepKind::Document, Facts { amount: u(61), largest: Some(u(30)), ..f() }, Warn),
            ("thrice the largest", StepKind::Document, Facts { amount: u(15), largest: Some(u(5)), ..f() }, Pass),
            ("above it", StepKind::Document, Facts { amount: u(16), largest: Some(u(5)), ..f() }, Warn),
            ("above both", StepKind::Document, Facts { amount: u(61), ..f() }, Stop),
            ("neither is known", StepKind::Document, Facts { limit: None, largest: None, amount: u(9_999), ..f() }, Pass),
            ("7 days", StepKind::Oldest, Facts { oldest_days: 7, ..f() }, Pass),
            ("8 days", StepKind::Oldest, Facts { oldest_days: 8, ..f() }, Warn),
            ("30 days", StepKind::Oldest, Facts { oldest_days: 30, ..f() }, Warn),
            ("31 days", StepKind::Oldest, Facts { oldest_days: 31, ..f() }, Stop),
            ("not rated", StepKind::Index, Facts { index: None, ..f() }, Pass),
            ("10 days late", StepKind::Index, Facts { index: Some(Dso(10_000_000)), ..f() }, Pass),
            ("a little more", StepKind::Index, Facts { index: Some(Dso(10_000_001)), ..f() }, Warn),
            ("31 days late", StepKind::Index, Facts { index: Some(Dso(31_000_000)), ..f() }, Stop),
            ("red", StepKind::Light, Facts { light: Some(Light::Red), ..f() }, Stop),
            ("yellow", StepKind::Light, Facts { light: Some(Light::Yellow), security: u(39), ..f() }, Warn),
            ("yellow, secured", StepKind::Light, Facts { light: Some(Light::Yellow), security: u(40), ..f() }, Pass),
            ("not rated", StepKind::Light, Facts { light: None, ..f() }, Warn),
            ("suspended", StepKind::Status, Facts { status: Lifecycle::Suspended, ..f() }, Stop),
            ("exited", StepKind::Status, Facts { status: Lifecycle::Exited, ..f() }, Stop),
            ("a lead", StepKind::Status, Facts { status: Lifecycle::Lead, ..f() }, Stop),
            ("improving", StepKind::Status, Facts { status: Lifecycle::Improving, ..f() }, Pass),
            ("being onboarded", StepKind::Status, Facts { status: Lifecycle::Onboarding, ..f() }, Warn),
        ];
        for (name, kind, facts, expected) in cases {
            assert_eq!(verdict_of(&facts, kind), expected, "{name}");
        }
    }

    #[test]
    fn prepaid_passes_whatever_else_holds() {
        let f = Facts { prepaid: true, light: Some(Light::Red), status: Lifecycle::Suspended, oldest_days: 400, ..facts() };
        let checked = check(&f, &[], &policy());
        assert_eq!((checked.verdict, checked.steps.len()), (Pass, 1));
    }

    #[test]
    fn an_override_lets_pass_what_credit_stops_but_not_what_the_status_does() {
        let over = |number, units, until: &str| Override {
            number,
            amount: Money::units(units),
            until: until.parse().expect("a date"),
            reason: "festival".into(),
            approver: "Zhao Min".into(),
        };
        let red = Facts { light: Some(Light::Red), ..facts() };
        let cases = [
            ("in force", red.clone(), vec![over(1, 10, "2025-07-01")], Pass, Some(1)),
            ("too small", red.clone(), vec![over(1, 9, "2025-07-01")], Stop, None),
            ("the one that ends first", red.clone(), vec![over(1, 50, "2025-08-01"), over(2, 10, "2025-07-01")], Pass, Some(2)),
            ("a warning too", Facts { oldest_days: 8, ..facts() }, vec![over(1, 10, "2025-07-01")], Pass, Some(1)),
            ("nothing to override", facts(), vec![over(1, 10, "2025-07-01")], Pass, None),
            (
                "being onboarded",
                Facts { status: Lifecycle::Onboarding, ..red.clone() },
                vec![over(1, 10, "2025-07-01")],
                Warn,
                Some(1),
            ),
            ("suspended", Facts { status: Lifecycle::Suspended, ..red }, vec![over(1, 10, "2025-07-01")], Stop, None),
        ];
        for (name, facts, overrides, verdict, number) in cases {
            let checked = check(&facts, &overrides, &policy());
            assert_eq!((checked.verdict, checked.overridden.map(|o| o.number)), (verdict, number), "{name}");
        }
    }

    prop_compose! {
        fn any_facts()(
            amount in 0_i64..2_000_000, open in -500_000_i64..2_000_000, limit in prop::option::of(0_i64..2_000_000),
            security in 0_i64..1_000_000, largest in prop::option::of(1_i64..900_000), oldest_days in 0_i64..90,
            index in prop::option::of(0_i64..60_000_000), light in 0_usize..4, status in 0..Lifecycle::ALL.len(),
        ) -> Facts {
            Facts {
                amount: Money(amount), prepaid: false, status: Lifecycle::ALL[status], light: Light::ALL.get(light).copied(),
                open: Money(open), limit: limit.map(Money), security: Money(security), largest: largest.map(Money), oldest_days,
                index: index.map(Dso),
            }
        }
    }

    proptest! {
        #[test]
        fn one_step_that_stops_stops_and_one_that_warns_warns(facts in any_facts()) {
            let checked = check(&facts, &[], &policy());
            let any = |verdict| checked.steps.iter().any(|s| s.verdict == verdict);
            let expected = if any(Stop) { Stop } else if any(Warn) { Warn } else { Pass };
            prop_assert_eq!(checked.verdict, expected);
        }

        #[test]
        fn a_larger_sale_is_never_judged_better(facts in any_facts(), more in 1_i64..1_000_000) {
            let larger = Facts { amount: facts.amount + Money(more), ..facts.clone() };
            prop_assert!(check(&larger, &[], &policy()).verdict >= check(&facts, &[], &policy()).verdict);
        }
    }
}
