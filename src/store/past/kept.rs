//! From when on each kind of record is there, and what is taken back of one that came in with its history.

use crate::domain::record::Kind;

/// When a record that came in later was there already: by a day or a moment of its own, in SQL.
#[derive(Clone, Copy, Debug)]
pub(super) enum Begins {
    Day(&'static str),
    /// At this moment.
    Moment(&'static str),
    /// When the first thing is known of it ([`super::forget_known`]).
    Known,
    /// It has no day of its own: always.
    Always,
    /// When it was put down; with a history that came in, always.
    Logged,
    /// On this day, whenever it was put down: it is looked at up to its own day, and stands as its log says.
    Dated(&'static str),
}

impl Begins {
    /// The day or moment of its own, in SQL.
    pub(super) const fn when(self) -> Option<&'static str> {
        match self {
            Self::Day(when) | Self::Moment(when) => Some(when),
            Self::Known | Self::Always | Self::Logged | Self::Dated(_) => None,
        }
    }

    /// Whether it has begun by a moment (`?1`) and its day (`?2`), in SQL; `None`: that goes by the log.
    pub(super) fn by(self) -> Option<String> {
        match self {
            Self::Day(day) | Self::Dated(day) => Some(format!("coalesce({day} <= ?2, 0)")),
            Self::Moment(at) => Some(format!("coalesce({at} <= ?1, 0)")),
            Self::Known | Self::Always | Self::Logged => None,
        }
    }
}

/// How the records of a kind are brought back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub(super) begins: Begins,
    /// Of a record that came in later: when something happened to it, and what stands there before it has.
    pub(super) undone: Option<(Begins, &'static str)>,
}

const fn from(begins: Begins) -> Kept {
    Kept { begins, undone: None }
}

const fn until(begins: Begins, happened: Begins, before: &'static str) -> Kept {
    Kept { begins, undone: Some((happened, before)) }
}

/// How a kind is brought back; `None`: it is looked at by days of its own, or in versions.
pub(super) const fn kept(kind: Kind) -> Option<Kept> {
    use Begins::{Always, Day, Known, Logged, Moment};
    Some(match kind {
        Kind::User | Kind::Region | Kind::ChannelType | Kind::ProductLine | Kind::Article => from(Always),
        Kind::Contact | Kind::TicketParty | Kind::MeetingItem => from(Logged),
        Kind::Partner => from(Known),
        Kind::Ticket => from(Moment("opened_at")),
        Kind::TicketEvent | Kind::ApprovalEvent => from(Moment("at")),
        Kind::LifecycleMove => from(Moment("moved_at")),
        Kind::CreditChange | Kind::PartnerExit => from(Moment("effective_at")),
        Kind::Alert => from(Day("first_seen")),
        Kind::Screening
        | Kind::CreditAssessment
        | Kind::Violation
        | Kind::DepositEntry
        | Kind::Training
        | Kind::BackupAssessment
        | Kind::Expense => from(Day("\"on\"")),
        Kind::Meeting => until(Day("planned_on"), Day("held_on"), "state = 'planned', held_on = NULL, minutes = NULL"),
        Kind::Task => until(Day("due_on"), Moment("done_at"), "state = 'open', done_at = NULL, findings = NULL, reason = NULL"),
        Kind::TierChange => until(
            Moment("proposed_at"),
            Moment("decided_at"),
            "state = 'proposed', decided_by = NULL, decided_at = NULL, effective_on = NULL",
        ),
        Kind::Contract => until(Day("min(from_day, coalesce(signed_on, from_day))"), Day("ended_on"), "ended_on = NULL"),
        Kind::ChannelAudit => until(Day("\"on\""), Day("closed_on"), "closed_on = NULL"),
        Kind::Approval => until(
            Moment("requested_at"),
            Moment("decided_at"),
            "state = 'pending', decided_at = NULL, alone = 0, step = 1,
             needs = iif(path IS NULL, needs, substr(path, 1, instr(path || ',', ',') - 1))",
        ),
        Kind::Invoice => from(Begins::Dated("issued_on")),
        Kind::Payment => from(Begins::Dated("paid_on")),
        Kind::PolicyVersion | Kind::Sale | Kind::Target | Kind::Stock | Kind::Shipment | Kind::PriceSighting => return None,
    })
}
