//! What a person does with a ticket, with what it needs, and why it is not done.

use chrono::NaiveDate;

use crate::choices;
use crate::domain::kinds::Evidence;
use crate::domain::money::Money;
use crate::domain::record::Problem;

choices! {
    /// What a person does with a ticket.
    pub enum Action {
        Acknowledge = "acknowledge", "acknowledge", "受理";
        Assign = "assign", "assign", "指派";
        Comment = "comment", "comment", "备注";
        Evidence = "evidence", "add evidence", "添加证据";
        Hold = "hold", "put on hold", "挂起";
        Resume = "resume", "resume", "恢复";
        Investigate = "investigate", "investigate", "开始调查";
        Negotiate = "negotiate", "negotiate", "开始协商";
        Arbitrate = "arbitrate", "go to arbitration", "提交仲裁";
        Escalate = "escalate", "escalate", "升级";
        Resolve = "resolve", "resolve", "解决";
        Check = "check", "check the resolution", "复核";
        Close = "close", "close", "关闭";
        Reopen = "reopen", "reopen", "重新打开";
    }
}

/// What is done, with what it needs.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// First response given.
    Acknowledge {
        /// A word to it, may be empty.
        note: String,
    },
    /// Somebody works on it.
    Assign {
        /// The user.
        to: i64,
        /// Their account name, for the history.
        name: String,
    },
    /// Words.
    Comment {
        /// What is said.
        text: String,
    },
    /// A dated piece of evidence.
    Evidence {
        kind: Evidence,
        /// Of which day.
        on: Option<NaiveDate>,
        /// How much.
        amount: Option<Money>,
        /// What it shows, or where the file is.
        text: String,
    },
    /// Waits for somebody else; both clocks stop.
    Hold { reason: String },
    /// Goes on; the clocks run again.
    Resume {
        /// A word to it, may be empty.
        note: String,
    },
    /// To the state of working on it: investigating, negotiating or arbitration.
    Move {
        /// Where to.
        to: Action,
        /// A word to it, may be empty.
        note: String,
    },
    /// One level up.
    Escalate {
        /// Why.
        reason: String,
    },
    /// It is settled.
    Resolve {
        /// Why it came to this.
        root_cause: String,
        /// What was done.
        resolution: String,
        /// What was agreed.
        agreed_terms: String,
        /// The remedy that was chosen, as its code; empty: none of the playbook's.
        remedy: String,
    },
    /// Somebody else than the resolver has looked at it.
    Check {
        /// A word to it, may be empty.
        note: String,
    },
    /// Done with.
    Close {
        /// A word to it, may be empty.
        note: String,
        /// How content who reported it is with what was done, from 1 to 5; `None`: not asked, or no answer.
        satisfaction: Option<i64>,
    },
    /// It wasn't settled after all.
    Reopen {
        /// Why.
        reason: String,
    },
}

impl Act {
    /// What it is in the state machine.
    #[must_use]
    pub fn action(&self) -> Action {
        match self {
            Self::Acknowledge { .. } => Action::Acknowledge,
            Self::Assign { .. } => Action::Assign,
            Self::Comment { .. } => Action::Comment,
            Self::Evidence { .. } => Action::Evidence,
            Self::Hold { .. } => Action::Hold,
            Self::Resume { .. } => Action::Resume,
            Self::Move { to, .. } => *to,
            Self::Escalate { .. } => Action::Escalate,
            Self::Resolve { .. } => Action::Resolve,
            Self::Check { .. } => Action::Check,
            Self::Close { .. } => Action::Close,
            Self::Reopen { .. } => Action::Reopen,
        }
    }
}

/// Why a rule forbids an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// It was acknowledged before.
    AlreadyAcknowledged,
    /// It has to be acknowledged first.
    NotAcknowledged,
    /// A hold would stop the clock of the first response.
    HoldUnanswered,
    /// It has to be resumed first.
    OnHold,
    NotOnHold,
    /// It is in that state already.
    AlreadyThere,
    /// Arbitration follows negotiation.
    NotNegotiating,
    /// It is resolved: it has to be reopened first.
    Resolved,
    /// It is closed: it has to be reopened first.
    Closed,
    /// Only a resolved one can be checked or closed.
    NotResolved,
    /// Only a resolved or closed one can be reopened.
    NotDone,
    /// No contract of the parties has the arbitration clause.
    NoClause,
    /// There is no level above.
    TopLevel,
    /// It was checked before.
    AlreadyChecked,
    /// The resolver can't check their own resolution.
    OwnResolution,
    /// S1 and S2 need the check of a second person before they are closed.
    Unchecked,
    /// Only a registered user can.
    Unregistered,
}

impl Refusal {
    /// Message key of its sentence.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::AlreadyAcknowledged => "refused-ticket-acknowledged",
            Self::NotAcknowledged => "refused-ticket-not-acknowledged",
            Self::HoldUnanswered => "refused-ticket-hold-unanswered",
            Self::OnHold => "refused-ticket-on-hold",
            Self::NotOnHold => "refused-ticket-not-on-hold",
            Self::AlreadyThere => "refused-ticket-already-there",
            Self::NotNegotiating => "refused-ticket-not-negotiating",
            Self::Resolved => "refused-ticket-resolved",
            Self::Closed => "refused-ticket-closed",
            Self::NotResolved => "refused-ticket-not-resolved",
            Self::NotDone => "refused-ticket-not-done",
            Self::NoClause => "refused-ticket-no-clause",
            Self::TopLevel => "refused-ticket-top-level",
            Self::AlreadyChecked => "refused-ticket-checked",
            Self::OwnResolution => "refused-ticket-own-resolution",
            Self::Unchecked => "refused-ticket-unchecked",
            Self::Unregistered => "refused-ticket-unregistered",
        }
    }
}

/// Why an act was not applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denied {
    /// A rule forbids it.
    Refused(Refusal),
    /// Something is missing in what was given.
    Incomplete(Vec<Problem>),
}

impl From<Refusal> for Denied {
    fn from(r: Refusal) -> Self {
        Self::Refused(r)
    }
}
