//! The kinds of records there are.

use super::{BROUGHT_IN, KindDef, POLICY_VERSION, Record as _};
use crate::domain::nearest::{fold, nearest_folded};

/// Every kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A person who uses the program.
    User,
    /// A version of the organisation's rules.
    PolicyVersion,
    /// Area, province, city or county.
    Region,
    /// Kind of channel.
    ChannelType,
    /// What is sold, as a line.
    ProductLine,
    /// What is sold, as an article of a line.
    Sku,
    /// A distribution partner.
    Partner,
    /// A person at a partner.
    Contact,
    /// Sales figures of a partner, day and line.
    Sale,
    /// A sales target over a span of days.
    Target,
    /// A receivable.
    Invoice,
    /// Money received.
    Payment,
    /// Stock of a partner on a day.
    Stock,
    /// A conflict or service ticket.
    Ticket,
    /// A partner's part in a ticket.
    TicketParty,
    /// What happened on a ticket.
    TicketEvent,
    /// A joint meeting.
    Meeting,
    /// A planned activity.
    Task,
    /// A point of a meeting's agenda.
    MeetingItem,
    /// A change of tier, proposed or in force.
    TierChange,
    /// A warning that a rule gave.
    Alert,
    /// A contract with a partner.
    Contract,
    /// The assessment of a new channel.
    Screening,
    /// A 5C assessment of a partner's credit.
    CreditAssessment,
    /// A change of credit, or an override.
    CreditChange,
    /// Something done against the rules.
    Violation,
    /// A movement of a deposit.
    DepositEntry,
    /// A quarterly audit of a partner.
    ChannelAudit,
    /// A training that a partner's people took.
    Training,
    /// An assessment of a backup partner.
    BackupAssessment,
    /// A request that a partner leaves.
    PartnerExit,
    /// Money spent on a partner or a project.
    Expense,
    /// A product or batch code and whom it was shipped to.
    Shipment,
    /// A price that was seen.
    PriceSighting,
    /// How content a partner was.
    Satisfaction,
    /// What a figure is on average in the trade.
    IndustryAverage,
    /// Something that waits for the decision of others.
    Approval,
    /// One step of an approval.
    ApprovalEvent,
    /// A move of a partner along its lifecycle.
    LifecycleMove,
    /// An article of the knowledge base.
    Article,
}

impl Kind {
    /// Every kind, referenced kinds first.
    pub const ALL: &'static [Self] = &[
        Self::User,
        Self::PolicyVersion,
        Self::Region,
        Self::ChannelType,
        Self::ProductLine,
        Self::Sku,
        Self::Partner,
        Self::Contact,
        Self::Sale,
        Self::Target,
        Self::Invoice,
        Self::Payment,
        Self::Stock,
        Self::Ticket,
        Self::TicketParty,
        Self::TicketEvent,
        Self::Meeting,
        Self::Task,
        Self::MeetingItem,
        Self::TierChange,
        Self::Alert,
        Self::Contract,
        Self::Screening,
        Self::CreditAssessment,
        Self::CreditChange,
        Self::Violation,
        Self::DepositEntry,
        Self::ChannelAudit,
        Self::Training,
        Self::BackupAssessment,
        Self::PartnerExit,
        Self::Expense,
        Self::Shipment,
        Self::PriceSighting,
        Self::Satisfaction,
        Self::IndustryAverage,
        Self::Approval,
        Self::ApprovalEvent,
        Self::LifecycleMove,
        Self::Article,
    ];

    /// Its declaration.
    #[must_use]
    pub const fn def(self) -> &'static KindDef {
        use crate::domain::kinds as k;
        match self {
            Self::User => k::User::DEF,
            Self::PolicyVersion => k::PolicyVersion::DEF,
            Self::Region => k::Region::DEF,
            Self::ChannelType => k::ChannelType::DEF,
            Self::ProductLine => k::ProductLine::DEF,
            Self::Sku => k::Sku::DEF,
            Self::Partner => k::Partner::DEF,
            Self::Contact => k::Contact::DEF,
            Self::Sale => k::Sale::DEF,
            Self::Target => k::Target::DEF,
            Self::Invoice => k::Invoice::DEF,
            Self::Payment => k::Payment::DEF,
            Self::Stock => k::Stock::DEF,
            Self::Ticket => k::Ticket::DEF,
            Self::TicketParty => k::TicketParty::DEF,
            Self::TicketEvent => k::TicketEvent::DEF,
            Self::Meeting => k::Meeting::DEF,
            Self::Task => k::Task::DEF,
            Self::MeetingItem => k::MeetingItem::DEF,
            Self::TierChange => k::TierChange::DEF,
            Self::Alert => k::Alert::DEF,
            Self::Contract => k::Contract::DEF,
            Self::Screening => k::Screening::DEF,
            Self::CreditAssessment => k::CreditAssessment::DEF,
            Self::CreditChange => k::CreditChange::DEF,
            Self::Violation => k::Violation::DEF,
            Self::DepositEntry => k::DepositEntry::DEF,
            Self::ChannelAudit => k::ChannelAudit::DEF,
            Self::Training => k::Training::DEF,
            Self::BackupAssessment => k::BackupAssessment::DEF,
            Self::PartnerExit => k::PartnerExit::DEF,
            Self::Expense => k::Expense::DEF,
            Self::Shipment => k::Shipment::DEF,
            Self::PriceSighting => k::PriceSighting::DEF,
            Self::Satisfaction => k::Satisfaction::DEF,
            Self::IndustryAverage => k::IndustryAverage::DEF,
            Self::Approval => k::Approval::DEF,
            Self::ApprovalEvent => k::ApprovalEvent::DEF,
            Self::LifecycleMove => k::LifecycleMove::DEF,
            Self::Article => k::Article::DEF,
        }
    }

    /// The kind that a person names, singular or plural, with hyphens, underscores or blanks, however it is written.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let part = |c: char| if c == '-' || c == ' ' { '_' } else { c.to_ascii_lowercase() };
        let same = |known: &str| known.chars().map(part).eq(name.trim().chars().map(part));
        Self::ALL.iter().copied().find(|k| same(k.def().name) || same(k.def().plural))
    }

    /// The plural names of at most three kinds that may be meant by a name that none has.
    #[must_use]
    pub fn near(name: &str) -> Vec<String> {
        let known: Vec<(String, &str)> = Self::ALL
            .iter()
            .map(|k| k.def())
            .flat_map(|def| [def.plural, def.name, def.label.en, def.label.zh].map(|called| (fold(called), def.plural)))
            .collect();
        let found = |name: &str| nearest_folded(name, known.iter().map(|(called, plural)| (called.as_str(), *plural)), 3);
        let name = fold(name);
        let near = found(&name);
        // a plural of a part of the name: `deposits`
        if near.is_empty() { found(name.trim_end_matches('s')) } else { near }
    }

    /// The fields by which a record is known again: its key, or of a kind without one what tells it from others.
    #[must_use]
    pub const fn identity(self) -> &'static [&'static str] {
        self.def().identity()
    }

    /// Whether rows are facts: keyed by their natural key, without id, version and a history each.
    #[must_use]
    pub const fn is_fact(self) -> bool {
        matches!(self, Self::Sale | Self::Stock)
    }
}

impl KindDef {
    /// Whether a field is the program's own, which no file is asked about: deadlines of tickets, the version of the rules,
    /// whether a record was brought in.
    #[must_use]
    pub fn is_own(&self, name: &str) -> bool {
        let of_ticket = self.kind == Kind::Ticket && ["response_due", "resolution_due", "round_the_clock"].contains(&name);
        of_ticket || [BROUGHT_IN, POLICY_VERSION].contains(&name)
    }
}
