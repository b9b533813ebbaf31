//! The declarations of every kind of record, and the checks that belong to one record alone.
//!
//! - [`register`]: user, region, channel type, product line, partner, contact (S1)
//! - [`facts`]: sale, target, invoice, payment, stock (S4, S8, S18)
//! - [`desk`]: ticket, its parties and events (S5)
//! - [`plan`]: task, tier change, alert (S6, S11, S13)

mod check;
pub mod desk;
pub mod facts;
pub mod plan;
pub mod register;

pub use check::check;
pub use desk::{EventKind, Evidence, PainPoint, PartyRole, Severity, Ticket, TicketEvent, TicketKind, TicketParty, TicketState};
pub use facts::{Invoice, Payment, Sale, Stock, Target, TargetScope};
pub use plan::{
    Alert, AlertRule, AlertSeverity, AlertState, Task, TaskKind, TaskState, Tier, TierChange, TierChangeState, TierMove,
};
pub use register::{
    ChannelGroup, ChannelType, CityClass, Contact, Lifecycle, Partner, ProductLine, Region, RegionLevel, Role, User,
};
