//! The tickets that are told: what they are, how far their clocks are, what has happened on them.

use crate::domain::kinds::{Severity, TicketKind};
use crate::domain::sla::ClockKind;

/// What happens on a ticket, in order.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Acknowledge,
    Investigate,
    Negotiate,
    Arbitrate,
    Note(usize),
    Evidence,
    Hold,
    Resolve,
    Check,
    Close,
    Reopen,
    Escalate,
}

/// How far a ticket's clock is by now.
#[derive(Clone, Copy, Debug)]
pub(super) enum Used {
    /// So many permille of the goal are used up.
    Permille(ClockKind, i64),
    /// So many minutes of the goal are left.
    Left(ClockKind, i64),
    /// It ended so many days ago, with so many permille of the resolution's goal used up.
    Ended(i64, i64),
}

/// A ticket to be told: kind, severity, clock, and steps with the permille of the ticket's time at which they happen.
pub(super) struct Case {
    pub(super) kind: TicketKind,
    pub(super) severity: Severity,
    pub(super) used: Used,
    pub(super) steps: &'static [(i64, Step)],
}

const fn case(kind: TicketKind, severity: Severity, used: Used, steps: &'static [(i64, Step)]) -> Case {
    Case { kind, severity, used, steps }
}

/// The tickets that are open: one for each way of standing there.
pub(super) const OPEN: &[Case] = {
    use ClockKind::{Resolution, Response};
    use Severity::{S1, S2, S3, S4};
    use Step::{Acknowledge, Arbitrate, Check, Escalate, Evidence, Hold, Investigate, Negotiate, Note, Reopen, Resolve};
    use TicketKind as K;
    use Used::{Ended, Left, Permille};
    &[
        case(K::Complaint, S2, Left(Response, 42), &[]),
        case(K::Diversion, S1, Permille(Response, 1_250), &[]),
        case(
            K::MultiChannel,
            S3,
            Permille(Resolution, 860),
            &[(20, Acknowledge), (150, Investigate), (400, Evidence), (700, Note(1)), (900, Escalate)],
        ),
        case(K::Order, S3, Permille(Response, 500), &[]),
        case(
            K::Horizontal,
            S3,
            Permille(Resolution, 600),
            &[(30, Acknowledge), (200, Investigate), (450, Note(0)), (700, Negotiate)],
        ),
        case(
            K::Vertical,
            S3,
            Permille(Resolution, 1_080),
            &[(40, Acknowledge), (250, Investigate), (500, Note(0)), (800, Negotiate)],
        ),
        case(K::Dispute, S4, Permille(Resolution, 200), &[(100, Acknowledge), (600, Note(0))]),
        case(K::Complaint, S3, Permille(Resolution, 400), &[(20, Acknowledge), (300, Investigate), (600, Hold)]),
        case(
            K::Diversion,
            S2,
            Permille(Resolution, 920),
            &[(30, Acknowledge), (100, Investigate), (300, Evidence), (600, Note(1))],
        ),
        case(
            K::Horizontal,
            S2,
            Permille(Resolution, 1_300),
            &[(30, Acknowledge), (150, Investigate), (500, Negotiate), (850, Arbitrate)],
        ),
        case(
            K::Complaint,
            S3,
            Permille(Resolution, 700),
            &[(20, Acknowledge), (300, Investigate), (600, Resolve), (950, Reopen)],
        ),
        case(K::Complaint, S2, Ended(1, 720), &[(40, Acknowledge), (300, Investigate), (1_000, Resolve)]),
        case(K::Dispute, S3, Ended(2, 640), &[(100, Acknowledge), (500, Note(0)), (1_000, Resolve)]),
        case(K::Dispute, S3, Permille(Response, 880), &[]),
        case(K::Complaint, S4, Permille(Resolution, 100), &[(200, Acknowledge), (600, Investigate)]),
        case(K::Order, S3, Permille(Resolution, 300), &[(60, Acknowledge), (500, Note(0))]),
        case(K::Vertical, S2, Ended(3, 810), &[(40, Acknowledge), (300, Negotiate), (1_000, Resolve), (1_000, Check)]),
    ]
};

/// The ways in which a ticket was closed.
pub(super) const CLOSED: &[&[(i64, Step)]] = {
    use Step::{Acknowledge, Check, Close, Evidence, Investigate, Negotiate, Note, Resolve};
    &[
        &[(40, Acknowledge), (200, Investigate), (500, Note(0)), (1_000, Resolve), (1_000, Check), (1_000, Close)],
        &[
            (60, Acknowledge),
            (300, Investigate),
            (450, Evidence),
            (700, Negotiate),
            (1_000, Resolve),
            (1_000, Check),
            (1_000, Close),
        ],
        &[(20, Acknowledge), (600, Note(1)), (1_000, Resolve), (1_000, Check), (1_000, Close)],
    ]
};
