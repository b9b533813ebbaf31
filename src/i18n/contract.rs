//! Contracts in words: where one stands, and where the register differs.

use chrono::NaiveDate;

use super::number;
use crate::domain::contract::{Difference, Stage};
use crate::domain::kinds::Contract;
use crate::domain::money::{Money, Rate};
use crate::domain::record::{FieldType, Kind, Lang, Value};
use crate::t;

/// Where a contract stands: `renewal due, ends in 42 days`.
#[must_use]
pub fn stage(lang: Lang, c: &Contract, stage: Stage, followed: bool, today: NaiveDate) -> String {
    let left = |day: NaiveDate| (day - today).num_days();
    match stage {
        Stage::Undecided => c.state.label().get(lang).to_owned(),
        Stage::Ended(day) => t!(lang, "contract-ended", day = number::date(day)),
        Stage::Ahead => t!(lang, "contract-ahead", day = number::date(c.from_day)),
        Stage::Running | Stage::Renewing if c.ended_on.is_some() => {
            t!(lang, "contract-ends", day = c.ended_on.map(number::date).unwrap_or_default())
        }
        Stage::Running => t!(lang, "contract-running"),
        Stage::Renewing => t!(lang, "contract-renewing"),
        Stage::Renew(_) | Stage::Notice(_) | Stage::Expired(_) if followed => t!(lang, "contract-followed"),
        Stage::Renew(day) => t!(lang, "contract-renew", days = left(day)),
        Stage::Notice(day) => t!(lang, "contract-notice", days = left(day)),
        Stage::Expired(day) => t!(lang, "contract-expired", days = (today - day).num_days()),
    }
}

/// The name of a stage in JSON.
#[must_use]
pub const fn stage_code(stage: Stage) -> &'static str {
    match stage {
        Stage::Undecided => "undecided",
        Stage::Ahead => "ahead",
        Stage::Running => "running",
        Stage::Renew(_) => "renew",
        Stage::Notice(_) => "notice",
        Stage::Renewing => "renewing",
        Stage::Expired(_) => "expired",
        Stage::Ended(_) => "ended",
    }
}

/// `Credit term: 30 days by HT-001, the register says 45 days`.
#[must_use]
pub fn difference(lang: Lang, contract: &str, d: &Difference) -> String {
    let field = Kind::Contract.def().field(d.field).map(|(_, f)| f);
    let shown = |v: &Value| match (v.int(), field.map(|f| f.ty)) {
        (None, _) => t!(lang, "contract-not-given"),
        (Some(i), Some(FieldType::Rate)) => number::percent(Rate(i)),
        (Some(i), Some(FieldType::Money)) => number::amount_full(Money(i)),
        (Some(i), _) => number::days(lang, i),
    };
    let name = field.map_or("", |f| f.label.get(lang));
    t!(lang, "contract-differs", name = name, contract = contract, agreed = shown(&d.agreed), kept = shown(&d.kept))
}
