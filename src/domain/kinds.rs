//! The declarations of every kind of record, and the checks that belong to one record alone.
//!
//! - [`register`]: user, region, channel type, product line, partner, its moves, contact (S1)
//! - [`product`]: what is sold, article by article (S18)
//! - [`facts`]: sale, target, invoice, payment, stock (S4, S8, S18)
//! - [`desk`]: ticket, its parties and events (S5)
//! - [`diversion`]: shipment code, seen price (S5)
//! - [`meeting`]: joint meeting, its agenda (S5)
//! - [`plan`]: task, tier change, alert (S6, S11, S13)
//! - [`screening`]: the assessment of a new channel (S3)
//! - [`risk`]: 5C assessment, violation, deposit, audit, training, backup (S8)
//! - [`satisfaction`]: answers of partners, 1 to 5 (S5)
//! - [`knowledge`]: articles of the knowledge base (S17)
//! - [`govern`]: approval and its steps, contract, credit change, expense (S17)

mod check;
pub mod desk;
pub mod diversion;
pub mod facts;
pub mod govern;
pub mod industry;
pub mod knowledge;
pub mod meeting;
pub mod plan;
pub mod product;
pub mod register;
pub mod risk;
pub mod satisfaction;
pub mod screening;

pub use check::{check, is_refused, out_of_bounds};
pub use desk::{EventKind, Evidence, PainPoint, PartyRole, Severity, Ticket, TicketEvent, TicketKind, TicketParty, TicketState};
pub use diversion::{PriceChannel, PriceSighting, Shipment};
pub use facts::{Invoice, Payment, Sale, Stock, Target, TargetScope};
pub use govern::{
    Approval, ApprovalAct, ApprovalEvent, ApprovalState, ApprovalSubject, Contract, CreditChange, CreditChangeKind, Decision,
    Expense, ExpenseKind, PartnerExit, PolicyVersion,
};
pub use industry::IndustryAverage;
pub use knowledge::{Article, ArticleKind, ArticleState, Language};
pub use meeting::{ItemSource, Meeting, MeetingDecision, MeetingItem, MeetingState, Rhythm};
pub use plan::{
    Alert, AlertRule, AlertSeverity, AlertState, Task, TaskKind, TaskState, Tier, TierChange, TierChangeState, TierMove,
};
pub use product::{Sku, SkuState};
pub use register::{
    ChannelGroup, ChannelType, CityClass, Contact, Lifecycle, LifecycleMove, Partner, ProductLine, Region, RegionLevel, Role,
    User,
};
pub use risk::{
    AuditSubject, BackupAssessment, ChannelAudit, CreditAssessment, DepositEntry, DepositMove, Training, TrainingKind, Violation,
    ViolationKind,
};
pub use satisfaction::{Occasion, Satisfaction};
pub use screening::{AudienceMatch, Screening, ScreeningResult};
