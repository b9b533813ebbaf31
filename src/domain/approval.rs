//! Approvals (S17): how many steps something takes, who may decide one, and what an edit does to a decision.
//!
//! One engine for every subject: tier change, screening exception, credit change, penalty, contract, exit of a partner, expense,
//! policy.
//!
//! Who asked for something, by any of its approvals, never decides it, and two steps take two people; whoever decides in
//! somebody's place counts as both. What is decided on is what was seen: the guarded values as they were asked for.

mod decide;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

pub use decide::{Bar, Case, Person, capacity, may_decide};

use super::kinds::{ApprovalSubject, Role, Tier, ViolationKind};
use super::money::{Money, Rate};
use super::partner::Matters;
use super::record::{Field, FieldType, Kind, Row, Value};

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

/// What an approval asks for, read from its record, so that everybody reads it in their own language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Another tier.
    Tier(Option<Tier>, Tier),
    /// A violation confirmed: what was done when, and for how many points.
    Penalty(ViolationKind, NaiveDate, i64),
    /// An exception from a red line: the credit term in days and the deduction rate asked for.
    Exception(Option<i64>, Option<Rate>),
    /// Credit terms: limit, days, deduction rate, each as far as it changes.
    Terms(Option<Money>, Option<i64>, Option<Rate>),
    /// A sale let through: up to which amount, until when.
    Override(Option<Money>, Option<NaiveDate>),
    /// A contract: its number, first and last day.
    Contract(String, NaiveDate, NaiveDate),
    /// A partner leaves: what is open with it.
    Exit(Matters),
}

/// The reason that is kept where a person gave none because they edited the partner's record; people read it in their language.
pub const BY_EDIT: &str = "@edit";
/// The same where a file was imported.
pub const BY_IMPORT: &str = "@import";
/// Why what a review proposed is taken back: the next one proposes something else.
pub const REPLACED: &str = "@replaced";
/// The same: the next one proposes nothing.
pub const NO_MORE: &str = "@no-more";

/// Whether a reason was given by a person: nobody decides alone by the program's.
#[must_use]
pub fn is_words_of_a_person(reason: &str) -> bool {
    !matches!(reason.trim(), "" | BY_EDIT | BY_IMPORT | REPLACED | NO_MORE)
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
        ApprovalSubject::Exit => (Kind::PartnerExit, "state"),
        ApprovalSubject::Expense => (Kind::Expense, "state"),
        ApprovalSubject::Policy => (Kind::PolicyVersion, "state"),
    }
}

/// The subject of the approvals of a kind; `None` if its records need none.
#[must_use]
pub fn subject_of(kind: Kind) -> Option<ApprovalSubject> {
    ApprovalSubject::ALL.iter().copied().find(|subject| about(*subject).0 == kind)
}

/// Whether a record was approved, so that an edit of what is guarded asks again.
#[must_use]
pub fn is_approved(row: &Row) -> bool {
    row.id != 0 && subject_of(row.kind).is_some() && row.get("state").text() == Some("approved")
}

/// Whether what was approved of a record is out of force while an edit of it waits: what is in force by its state alone. A tier,
/// credit terms and rules stand where the approval wrote them until others do; who has left is not back by an edit of why.
#[must_use]
pub fn lapses(row: &Row) -> bool {
    match row.kind {
        Kind::TierChange | Kind::PolicyVersion | Kind::PartnerExit => false,
        Kind::CreditChange => row.get("kind").text() != Some("terms"),
        _ => true,
    }
}

/// The guarded values of a record by field name in strict form, as JSON: what is decided on.
#[must_use]
pub fn snapshot(row: &Row) -> String {
    strict(row.kind.def().fields.iter().zip(&row.values).filter(|(f, _)| f.guarded))
}

/// Values by field name in strict form, as JSON.
#[must_use]
pub fn strict<'a>(values: impl IntoIterator<Item = (&'static Field, &'a Value)>) -> String {
    let values: BTreeMap<&str, String> = values.into_iter().map(|(f, v)| (f.name, f.strict(v))).collect();
    serde_json::to_string(&values).unwrap_or_default()
}

/// A snapshot whose references are told otherwise: its ids by codes outside of the database, and back; `other` is given the
/// kind and what stands there, and may leave it.
#[must_use]
pub fn referring(kind: Kind, snapshot: &str, other: impl Fn(Kind, &str) -> Option<String>) -> String {
    let Ok(mut named) = serde_json::from_str::<BTreeMap<String, String>>(snapshot) else { return snapshot.to_owned() };
    for (name, text) in &mut named {
        if let Some(FieldType::Ref(of)) = kind.def().field(name).map(|(_, f)| f.ty)
            && let Some(told) = other(of, text)
        {
            *text = told;
        }
    }
    serde_json::to_string(&named).unwrap_or_default()
}

/// The kinds that the guarded fields of a kind refer to.
pub fn referred(kind: Kind) -> impl Iterator<Item = Kind> {
    let guarded = kind.def().fields.iter().filter(|f| f.guarded);
    guarded.filter_map(|f| if let FieldType::Ref(of) = f.ty { Some(of) } else { None })
}

/// The values of a snapshot in the order of the declared fields; a field that it does not name is left out.
#[must_use]
pub fn values(kind: Kind, snapshot: &str) -> Vec<(&'static Field, Value)> {
    let named: BTreeMap<String, String> = serde_json::from_str(snapshot).unwrap_or_default();
    let value = |f: &Field, text: &str| match f.ty {
        // a reference is kept as its id
        FieldType::Ref(_) => text.parse().map_or(Value::Null, Value::Int),
        _ => f.parse_strict(text).unwrap_or_default(),
    };
    kind.def().fields.iter().filter_map(|f| named.get(f.name).map(|text| (f, value(f, text)))).collect()
}

/// The guarded fields in which a record is no longer as it was asked for: what was asked for, what is.
#[must_use]
pub fn drift(snapshot: &str, row: &Row) -> Vec<(&'static Field, Value, Value)> {
    let asked = values(row.kind, snapshot);
    let guarded = row.kind.def().fields.iter().filter(|f| f.guarded);
    guarded
        .filter_map(|f| {
            // a field that was not kept when it was asked for is not known to have changed since
            let was = asked.iter().find(|(a, _)| a.name == f.name).map(|(_, v)| v.clone())?;
            let is = row.get(f.name);
            (was != *is).then(|| (f, was, is.clone()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::Policy;

    #[test]
    fn an_amount_decides_how_many_steps_there_are() {
        use Role::{HeadOffice, Manager};
        let policy = Policy::load(None).expect("the embedded policy").approvals;
        let cent = Money(100);
        let cases: &[(ApprovalSubject, Option<Money>, &[Role])] = &[
            (ApprovalSubject::Expense, None, &[]),
            (ApprovalSubject::Expense, Some(Money(0)), &[]),
            (ApprovalSubject::Expense, Some(Money::units(1_000) - cent), &[]),
            (ApprovalSubject::Expense, Some(Money::units(1_000)), &[Manager]),
            (ApprovalSubject::Expense, Some(Money::units(50_000) - cent), &[Manager]),
            (ApprovalSubject::Expense, Some(Money::units(50_000)), &[Manager, HeadOffice]),
            (ApprovalSubject::Tier, None, &[Manager]),
            (ApprovalSubject::Screening, None, &[HeadOffice]),
            (ApprovalSubject::Credit, None, &[Manager]),
            (ApprovalSubject::Credit, Some(Money(0)), &[Manager]),
            (ApprovalSubject::Credit, Some(Money::units(500_000) - cent), &[Manager]),
            (ApprovalSubject::Credit, Some(Money::units(500_000)), &[Manager, HeadOffice]),
            (ApprovalSubject::Penalty, Some(Money::units(50_000)), &[Manager, HeadOffice]),
            (ApprovalSubject::Exit, None, &[Manager]),
            (ApprovalSubject::Exit, Some(Money::units(1_000_000) - cent), &[Manager]),
            (ApprovalSubject::Exit, Some(Money::units(1_000_000)), &[Manager, HeadOffice]),
            (ApprovalSubject::Contract, Some(Money::units(999_999)), &[Manager]),
            (ApprovalSubject::Contract, Some(Money::units(1_000_000)), &[Manager, HeadOffice]),
        ];
        for (subject, amount, expected) in cases {
            let roles: Vec<Role> = policy.steps(*subject, *amount).iter().map(|s| s.role).collect();
            assert_eq!(&roles, expected, "{subject:?} of {amount:?}");
        }
    }

    #[test]
    fn a_policy_in_which_nobody_decides_is_refused() {
        let load = |text: &str| Policy::load(Some(text)).map(|_| ()).map_err(|e| e.to_string());
        assert_eq!(load("[approvals]\nhours = 48"), Ok(()));
        assert!(load("[approvals]\nhours = 0").is_err_and(|e| e.contains("approvals.hours")));
        let viewer = load("[approvals.steps]\ntier = [{ role = \"viewer\" }]");
        assert!(viewer.is_err_and(|e| e.contains("approvals.steps.tier")));
    }

    #[test]
    fn a_snapshot_is_read_back_and_says_what_changed_since() {
        let mut row = Row::blank(Kind::Expense);
        row.set("on", Value::Int(20_000));
        row.set("amount", Value::Int(12_345_678));
        row.set("partner", Value::Int(7));
        row.set("purpose", Value::Text("车费".into()));
        let seen = snapshot(&row);
        assert_eq!(drift(&seen, &row), []);
        let names: Vec<&str> = values(Kind::Expense, &seen).iter().map(|(f, _)| f.name).collect();
        assert_eq!(names, ["on", "kind", "partner", "project", "amount", "purpose"]);
        row.set("purpose", Value::Text("打车".into()));
        let purpose: Vec<&str> = drift(&seen, &row).iter().map(|(f, ..)| f.name).collect();
        assert_eq!(purpose, ["purpose"]);
        row.set("purpose", Value::Text("车费".into()));
        row.set("amount", Value::Int(12_345_679));
        row.set("partner", Value::Null);
        let changed: Vec<_> = drift(&seen, &row).into_iter().map(|(f, was, is)| (f.name, was, is)).collect();
        let expected = [("partner", Value::Int(7), Value::Null), ("amount", Value::Int(12_345_678), Value::Int(12_345_679))];
        assert_eq!(changed, expected);
    }

    #[test]
    fn a_subject_and_its_kind_name_each_other() {
        for subject in ApprovalSubject::ALL {
            let (kind, field) = about(*subject);
            assert_eq!(subject_of(kind), Some(*subject));
            assert!(kind.def().field(field).is_some());
            assert!(kind.def().fields.iter().any(|f| f.guarded), "{kind:?} has nothing to decide on");
        }
        assert_eq!(subject_of(Kind::Partner), None);
    }
}
