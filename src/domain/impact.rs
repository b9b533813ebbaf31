//! What becomes of warnings and of the plan where other numbers decide: what comes, what goes, what is another.
//!
//! Tiers have their own comparison ([`super::tier::outcome`]).

use std::collections::HashMap;

use super::alert::Finding;
use super::maintenance::{Draft, Key};
use crate::choices;

choices! {
    /// What becomes of a warning.
    pub enum WarningTurn {
        Raised = "raised", "comes", "新增";
        Cleared = "cleared", "goes", "解除";
        Worse = "worse", "more serious", "变严重";
        Better = "better", "less serious", "减轻";
    }
}

choices! {
    /// What becomes of a planned task.
    pub enum TaskTurn {
        Added = "added", "comes", "新增";
        Removed = "removed", "goes", "取消";
        Changed = "changed", "is another", "变更";
    }
}

/// What becomes of a partner's warnings, in the order of the rules found after; what goes comes last. A warning that goes is
/// given as it was, any other as it would be.
#[must_use]
pub fn warnings(before: &[Finding], after: &[Finding]) -> Vec<(WarningTurn, Finding)> {
    let of = |found: &[Finding], f: &Finding| found.iter().find(|other| other.rule == f.rule).copied();
    let turned = after.iter().filter_map(|f| match of(before, f) {
        None => Some((WarningTurn::Raised, *f)),
        // declared most serious first
        Some(was) if f.severity < was.severity => Some((WarningTurn::Worse, *f)),
        Some(was) if f.severity > was.severity => Some((WarningTurn::Better, *f)),
        Some(_) => None,
    });
    let gone = before.iter().filter(|f| of(after, f).is_none()).map(|f| (WarningTurn::Cleared, *f));
    turned.chain(gone).collect()
}

/// A task that one of two plans of a period has and the other has not, or has on another day, of another kind or with other
/// words.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskChange {
    /// What becomes of it.
    pub turn: TaskTurn,
    /// As it is planned now.
    pub before: Option<Draft>,
    /// As it would be.
    pub after: Option<Draft>,
}

impl TaskChange {
    /// The task as it would be; one that goes as it is.
    #[must_use]
    pub fn draft(&self) -> Option<&Draft> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

/// What becomes of the tasks of a period, in the order of the plan; what goes comes last.
#[must_use]
pub fn tasks(before: Vec<Draft>, after: Vec<Draft>) -> Vec<TaskChange> {
    let key = |d: &Draft| -> Key { (d.series.clone(), d.period.clone(), d.partner.unwrap_or(0)) };
    let order: Vec<Key> = before.iter().map(key).collect();
    let mut known: HashMap<Key, Draft> = before.into_iter().map(|d| (key(&d), d)).collect();
    let mut out = Vec::new();
    for draft in after {
        match known.remove(&key(&draft)) {
            Some(was) if was == draft => {}
            Some(was) => out.push(TaskChange { turn: TaskTurn::Changed, before: Some(was), after: Some(draft) }),
            None => out.push(TaskChange { turn: TaskTurn::Added, before: None, after: Some(draft) }),
        }
    }
    let gone = order.iter().filter_map(|key| known.remove(key));
    out.extend(gone.map(|was| TaskChange { turn: TaskTurn::Removed, before: Some(was), after: None }));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::checklist::Checklist;
    use crate::domain::kinds::{AlertRule, AlertSeverity, TaskKind};

    #[test]
    fn a_warning_comes_goes_or_is_more_or_less_serious() {
        use AlertSeverity::{Critical, Warning};
        let f = |rule, severity| Finding { rule, severity, value: 1, bound: 2 };
        let before = [f(AlertRule::Pace, Warning), f(AlertRule::Overdue, Critical), f(AlertRule::OrderDrop, Warning)];
        let other = Finding { value: 9, ..f(AlertRule::OrderDrop, Warning) };
        let after = [f(AlertRule::ReturnRate, Warning), f(AlertRule::Pace, Critical), other];
        assert_eq!(
            warnings(&before, &after),
            [
                (WarningTurn::Raised, f(AlertRule::ReturnRate, Warning)),
                (WarningTurn::Worse, f(AlertRule::Pace, Critical)),
                (WarningTurn::Cleared, f(AlertRule::Overdue, Critical)),
            ],
            "another figure of the same warning is no change"
        );
        let better = warnings(&[f(AlertRule::Pace, Critical)], &[f(AlertRule::Pace, Warning)]);
        assert_eq!(better, [(WarningTurn::Better, f(AlertRule::Pace, Warning))]);
    }

    #[test]
    fn a_task_comes_goes_or_is_another() {
        let draft = |series: &str, partner: i64, day: &str| Draft {
            kind: TaskKind::Visit,
            title: series.to_owned(),
            partner: Some(partner),
            owner: None,
            due_on: day.parse().expect("a date"),
            checklist: Checklist::default(),
            series: series.to_owned(),
            period: "2025-11".to_owned(),
        };
        let (same, moved) = (draft("visit", 1, "2025-11-12"), draft("visit", 2, "2025-11-12"));
        let later = draft("visit", 2, "2025-11-19");
        let (gone, new) = (draft("training", 1, "2025-11-12"), draft("audit", 1, "2025-11-12"));
        let changes = tasks(vec![same.clone(), moved.clone(), gone.clone()], vec![new.clone(), same, later.clone()]);
        assert_eq!(
            changes,
            [
                TaskChange { turn: TaskTurn::Added, before: None, after: Some(new) },
                TaskChange { turn: TaskTurn::Changed, before: Some(moved), after: Some(later) },
                TaskChange { turn: TaskTurn::Removed, before: Some(gone), after: None },
            ]
        );
    }
}
