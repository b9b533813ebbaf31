//! Approvals (S17): how many steps something takes, who may decide one, and what an edit does to a decision.
//!
//! One engine for every subject: tier change, screening exception, credit change, penalty, contract, expense.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::kinds::{ApprovalSubject, Role};
use super::money::Money;
use super::record::{Kind, Row};

/// `[approvals]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalPolicy {
    /// Each step should be decided within so many hours.
    pub hours: i64,
    /// The steps of each subject, in order.
    pub steps: BTreeMap<ApprovalSubject, Vec<Step>>,
}

/// One step of a subject.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The least role that may decide it.
    pub role: Role,
    /// It is needed from this amount on, in whole units of the currency; without it always.
    pub from: Option<i64>,
}

impl Step {
    /// Whether something of this worth takes the step; what has no amount takes only those without a threshold.
    #[must_use]
    pub fn needed(&self, amount: Option<Money>) -> bool {
        self.from.is_none_or(|from| amount.is_some_and(|a| a >= Money::units(from)))
    }
}

impl ApprovalPolicy {
    /// The steps that something takes, in order; none: it needs no approval.
    #[must_use]
    pub fn steps(&self, subject: ApprovalSubject, amount: Option<Money>) -> Vec<Step> {
        self.steps.get(&subject).into_iter().flatten().copied().filter(|s| s.needed(amount)).collect()
    }
}

/// The kind of record that a subject is about, and the field that says how far its decision is.
#[must_use]
pub const fn about(subject: ApprovalSubject) -> (Kind, &'static str) {
    match subject {
        ApprovalSubject::Tier => (Kind::TierChange, "state"),
        ApprovalSubject::Screening => (Kind::Screening, "state"),
        ApprovalSubject::Credit => (Kind::CreditChange, "state"),
        ApprovalSubject::Penalty => (Kind::Violation, "state"),
        ApprovalSubject::Contract => (Kind::Contract, "state"),
        ApprovalSubject::Expense => (Kind::Expense, "state"),
    }
}

/// The guarded values of a record by field name in strict form, as JSON: what is decided on.
#[must_use]
pub fn snapshot(row: &Row) -> String {
    let fields = row.kind.def().fields.iter().zip(&row.values);
    let values: BTreeMap<&str, String> = fields.filter(|(f, _)| f.guarded).map(|(f, v)| (f.name, f.strict(v))).collect();
    serde_json::to_string(&values).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::Policy;

    #[test]
    fn an_amount_decides_how_many_steps_there_are() {
        let policy = Policy::load(None).expect("the embedded policy").approvals;
        let roles = |amount: Option<i64>| -> Vec<Role> {
            policy.steps(ApprovalSubject::Expense, amount.map(Money::units)).iter().map(|s| s.role).collect()
        };
        assert_eq!(roles(None), []);
        assert_eq!(roles(Some(999)), []);
        assert_eq!(roles(Some(1_000)), [Role::Manager]);
        assert_eq!(roles(Some(49_999)), [Role::Manager]);
        assert_eq!(roles(Some(50_000)), [Role::Manager, Role::HeadOffice]);
    }
}
