//! What two people can do to a small network, every sort of it that the log has a name for.

mod asked;
mod conflicts;
mod register;
mod work;

use chrono::{Days, TimeZone as _, Utc};
use qudao::domain::conflict::{Act, Action};
use qudao::domain::kinds::{
    ApprovalAct, DepositMove, Evidence, Lifecycle, PartyRole, Severity, Task, TaskKind, TicketKind, Tier,
};
use qudao::domain::money::Money;
use qudao::domain::period::Month;
use qudao::domain::record::{Kind, Lang, Row, Tags, Value};
use qudao::ops::admin::{self, Delegation, UserChange};
use qudao::ops::meeting::{self, Held};
use qudao::ops::ticket::{self, act as desk};
use qudao::ops::{Result, alert, approval, contract, deposit, knowledge, partner, plan, record, rules, task, tier, today};
use qudao::store::record as rows;

use super::bench::{Bench, Do, day, int, none};
pub(super) use asked::{approve, edit_expense, expense};
pub(super) use conflicts::{open_ticket, resolution};
pub(super) use register::{draft_contract, edit_partner};

/// All of them.
pub(super) fn all() -> Vec<(&'static str, Do)> {
    [register::ACTS, conflicts::ACTS, work::ACTS, asked::ACTS].concat()
}

/// The one with a name.
pub(super) fn named(name: &str) -> Do {
    all().into_iter().find(|(known, _)| *known == name).expect("an act").1
}
