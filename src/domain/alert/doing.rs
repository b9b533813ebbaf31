//! What is being done about a partner that slips.

use chrono::NaiveDate;

use crate::domain::kinds::{AlertRule, AlertSeverity, AlertState};

/// A warning of a partner, as what is done about the partner shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Row id and version; below 0: it is found for this look alone, and stored nowhere.
    pub seen: (i64, i64),
    pub rule: AlertRule,
    /// How serious.
    pub severity: AlertSeverity,
    /// What was done about it.
    pub state: AlertState,
    /// Quiet until.
    pub until: Option<NaiveDate>,
    /// Account of whom it was given to.
    pub assignee: Option<String>,
}

impl Known {
    /// What people call it; one that is stored nowhere has no number.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        numbered(self.seen.0)
    }
}

/// The number of a warning of a row; what is found for one look alone has none.
#[must_use]
pub fn numbered(id: i64) -> Option<i64> {
    (id > 0).then_some(id)
}

/// What is being done about a partner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doing {
    /// Numbers of its open tickets, the newest first.
    pub tickets: Vec<i64>,
    /// Its open tasks: day and title, the next first.
    pub tasks: Vec<(NaiveDate, String)>,
    /// Its warnings that are not over, the most serious first.
    pub alerts: Vec<Known>,
}
