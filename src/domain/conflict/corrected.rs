//! What may be corrected of a ticket that is open, and what its history says of it.
//!
//! Kind, severity and opening are what the clocks and the check of a closed ticket stand on. A correction of them is told in the
//! history; one that takes weight off the ticket is not everybody's.

use chrono::{DateTime, Utc};

use super::{Ticket, needs_check};
use crate::domain::kinds::Role;

/// The least role that may take a ticket out of those that somebody else must check.
pub const LOWERS: Role = Role::Manager;

/// Why a correction is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loosens {
    /// Its clocks would begin later than they did.
    Opening,
    /// It would be closed without a check by somebody else.
    Severity,
    /// A goal that was missed would be met; by which field.
    Breach(&'static str),
}

impl Loosens {
    /// The field that is corrected.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Opening => "opened_at",
            Self::Severity => "severity",
            Self::Breach(field) => field,
        }
    }

    /// What is expected instead, as a key of the words.
    #[must_use]
    pub const fn expected(self) -> &'static str {
        match self {
            Self::Opening => "expected-not-opened-later",
            Self::Severity => "refused-manager-lowers",
            Self::Breach(_) => "refused-manager-forgives",
        }
    }
}

/// Whether a correction takes weight off a ticket in a way that `role` may not.
#[must_use]
pub fn loosens(old: &Ticket, new: &Ticket, role: Role) -> Option<Loosens> {
    if needs_check(old.severity) && !needs_check(new.severity) && role < LOWERS {
        return Some(Loosens::Severity);
    }
    (new.opened_at > old.opened_at && old.opened_at.is_some()).then_some(Loosens::Opening)
}

/// Whether a correction by `role` makes that a goal was met which was missed: by a kind or a severity that leaves more time. Both
/// have the deadlines that they have as of now.
#[must_use]
pub fn forgives(old: &Ticket, new: &Ticket, now: DateTime<Utc>, role: Role) -> Option<Loosens> {
    let missed = |due: Option<DateTime<Utc>>, done: Option<DateTime<Utc>>| due.is_some_and(|due| due < done.unwrap_or(now));
    let clocks =
        [(old.response_due, new.response_due, old.responded_at), (old.resolution_due, new.resolution_due, old.resolved_at)];
    let forgiven = clocks.into_iter().any(|(was, is, done)| missed(was, done) && !missed(is, done));
    let field = if old.kind == new.kind { "severity" } else { "kind" };
    (forgiven && role < LOWERS).then_some(Loosens::Breach(field))
}

/// What the history says of a correction: `field:before:after` of each, by codes and stored values; `None` if nothing that clocks
/// stand on was corrected.
#[must_use]
pub fn corrected(old: &Ticket, new: &Ticket) -> Option<String> {
    let moment = |t: &Ticket| t.opened_at.map_or_else(String::new, |at| at.timestamp().to_string());
    let pairs = [
        ("kind", old.kind.code().to_owned(), new.kind.code().to_owned()),
        ("severity", old.severity.code().to_owned(), new.severity.code().to_owned()),
        ("opened_at", moment(old), moment(new)),
    ];
    let told: Vec<String> =
        pairs.into_iter().filter(|(_, a, b)| a != b).map(|(field, a, b)| format!("{field}:{a}:{b}")).collect();
    (!told.is_empty()).then(|| told.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kinds::{Severity, TicketKind};
    use crate::domain::record::{Kind, Row};

    fn ticket(severity: Severity, minute: i64) -> Ticket {
        let opened_at = chrono::DateTime::from_timestamp(1_700_000_000 + minute * 60, 0);
        let blank = Row::blank(Kind::Ticket).typed::<Ticket>().expect("a ticket").record;
        Ticket { severity, opened_at, ..blank }
    }

    #[test]
    fn a_correction_that_loosens_is_not_everybodys() {
        use Role::{Manager, Specialist};
        use Severity::{S1, S2, S3, S4};
        for (from, to, role, expected) in [
            ((S1, 0), (S3, 0), Specialist, Some(Loosens::Severity)),
            ((S2, 0), (S4, 0), Specialist, Some(Loosens::Severity)),
            ((S1, 0), (S2, 0), Specialist, None),
            ((S3, 0), (S4, 0), Specialist, None),
            ((S3, 0), (S1, 0), Specialist, None),
            ((S1, 0), (S3, 0), Manager, None),
            ((S3, 0), (S3, 1), Manager, Some(Loosens::Opening)),
            ((S3, 0), (S3, -1), Specialist, None),
        ] {
            assert_eq!(loosens(&ticket(from.0, from.1), &ticket(to.0, to.1), role), expected, "{from:?} {to:?} {role:?}");
        }
    }

    #[test]
    fn a_goal_that_was_missed_is_met_by_no_other_kind_but_a_managers() {
        let at = |minute: i64| chrono::DateTime::from_timestamp(1_700_000_000 + minute * 60, 0);
        let now = at(100).expect("a moment");
        let due = |response: i64, resolution: i64, responded: Option<i64>, kind| {
            let (response_due, resolution_due) = (at(response), at(resolution));
            let responded_at = responded.and_then(at);
            Ticket { kind, responded_at, response_due, resolution_due, ..ticket(Severity::S1, 0) }
        };
        let (complaint, order) = (TicketKind::Complaint, TicketKind::Order);
        for (old, new, expected) in [
            (due(60, 200, None, complaint), due(160, 900, None, order), Some(Loosens::Breach("kind"))),
            (due(60, 200, None, complaint), due(160, 900, None, complaint), Some(Loosens::Breach("severity"))),
            (due(60, 200, Some(70), complaint), due(160, 900, Some(70), order), Some(Loosens::Breach("kind"))),
            (due(60, 90, Some(50), complaint), due(60, 900, Some(50), order), Some(Loosens::Breach("kind"))),
            // what is in time may have more of it, and what is late stays late
            (due(160, 200, None, complaint), due(900, 900, None, order), None),
            (due(60, 90, None, complaint), due(70, 95, None, order), None),
            (due(160, 200, None, order), due(60, 90, None, complaint), None),
        ] {
            assert_eq!(forgives(&old, &new, now, Role::Specialist), expected, "{old:?} {new:?}");
            assert_eq!(forgives(&old, &new, now, Role::Manager), None);
        }
    }

    #[test]
    fn what_was_corrected_is_told() {
        let (old, new) = (ticket(Severity::S1, 0), ticket(Severity::S3, -1));
        assert_eq!(corrected(&old, &new).as_deref(), Some("severity:S1:S3 opened_at:1700000000:1699999940"));
        let other = Ticket { kind: TicketKind::Order, ..old.clone() };
        assert_eq!(corrected(&old, &other).map(|t| t.starts_with("kind:")), Some(true));
        assert_eq!(corrected(&old, &old.clone()), None);
    }
}
