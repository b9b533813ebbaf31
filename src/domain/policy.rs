//! Every number that the organisation may dispute, read from `data/policy.toml`.
//!
//! Each subject declares the struct of its own section beside its rules; this file only gathers them. The organisation's
//! text, which its database keeps in versions ([`Texts`]), is laid over the embedded one key by key. What may stand at a key,
//! in which unit and what it is for is declared once in [`mod@keys`]; what keys must be to each other in [`order`]. A key that
//! is not declared, or holds what it may not, is refused where the policy is read, so no rule meets a number that it can't
//! compute with.

pub mod key;
pub mod keys;
pub mod order;
mod place;
pub mod rebase;
mod texts;

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

pub(in crate::domain) use place::lines_of;
pub use texts::{Differs, Texts};

use super::alert::AlertPolicy;
use super::approval::ApprovalPolicy;
use super::backup::BackupPolicy;
use super::cohort::CohortPolicy;
use super::compliance::{AuditPolicy, TrainingPolicy};
use super::contract::ContractPolicy;
use super::credit::CreditPolicy;
use super::delivery::DeliveryPolicy;
use super::desk_figures::DeskTargets;
use super::diversion::DiversionPolicy;
use super::health::HealthPolicy;
use super::inventory::InventoryPolicy;
use super::maintenance::Maintenance;
use super::meeting::MeetingPolicy;
use super::receivables::ReceivablesPolicy;
use super::remedy::Playbooks;
use super::sales::SalesPolicy;
use super::screening::ScreeningPolicy;
use super::sentence::{Sentence, Speak};
use super::sla::DeskPolicy;
use super::tier::TierPolicy;
use super::today::TodayPolicy;
use super::violation::ViolationPolicy;
use super::workcal::{Calendar, CalendarError};

pub use key::{Allowed, Key};
pub use keys::keys;

/// The embedded defaults, with comments.
pub const DEFAULTS: &str = include_str!("../../data/policy.toml");

/// What `desk.calendar` and `desk.playbooks` say where the organisation's own text counts.
pub const OWN: &str = "own";

/// What the first version is called where it is stored.
pub const FIRST: &str = "the program's default";

/// All policy values.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Which edition of the policy it is; shown in explanations.
    pub version: String,
    pub organisation: Organisation,
    /// Tickets: working hours, goals of the clocks.
    pub desk: DeskPolicy,
    /// What the figures of the desk are measured against.
    pub desk_figures: DeskTargets,
    /// Up to when figures are in.
    pub delivery: DeliveryPolicy,
    /// Health of a partner.
    pub health: HealthPolicy,
    /// Warnings.
    pub alerts: AlertPolicy,
    /// Tiers and their score.
    pub tiers: TierPolicy,
    /// Stock.
    pub inventory: InventoryPolicy,
    /// Who decides what, in how many steps.
    pub approvals: ApprovalPolicy,
    /// The assessment of new channels, and the red lines.
    pub screening: ScreeningPolicy,
    /// Quality of new partners.
    pub cohorts: CohortPolicy,
    /// Renewal of contracts.
    pub contracts: ContractPolicy,
    /// The risk light.
    pub credit: CreditPolicy,
    /// What violations cost.
    pub violations: ViolationPolicy,
    /// Quarterly audits.
    pub audits: AuditPolicy,
    /// Compliance training.
    pub training: TrainingPolicy,
    /// Backup partners.
    pub backups: BackupPolicy,
    /// Goods and prices where they have no business.
    pub diversion: DiversionPolicy,
    /// Attainment, pace, concentration.
    pub sales: SalesPolicy,
    /// Open items and days sales outstanding.
    pub receivables: ReceivablesPolicy,
    /// The maintenance plan: what is owed to whom, how often.
    pub maintenance: Maintenance,
    /// The queue of the day.
    pub today: TodayPolicy,
    /// Joint meetings.
    pub meeting: MeetingPolicy,
    /// The working days that `desk.calendar` names; covers no year until a text of one's own is [read](Self::use_calendar).
    #[serde(skip, default = "Calendar::none")]
    pub calendar: Arc<Calendar>,
    /// The organisation's own remedies over those that ship; `None`: those that ship.
    #[serde(skip)]
    own_playbooks: Option<Arc<Playbooks>>,
    /// What stands at each key, as it is read.
    #[serde(skip)]
    table: Arc<toml::Table>,
    /// Identifies the values as a whole: results computed under another policy are computed again.
    #[serde(skip)]
    pub hash: u64,
    /// Which version of the organisation's rules it is in its database; 0: none of them, such as a what-if.
    #[serde(skip)]
    pub number: i64,
}

/// The organisation: currency, zone, fiscal year.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// ISO 4217 code of the currency of every amount.
    pub currency: String,
    /// IANA name of the zone whose days count.
    pub zone: chrono_tz::Tz,
    /// First month of the fiscal year, 1 to 12.
    pub fiscal_year_month: u32,
}

/// Why a policy can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("policy: {place}{} {:?}", said.key, said.args)]
pub struct PolicyError {
    /// In which file or version, with what parts it from what is wrong there; empty: it goes without saying.
    pub place: String,
    /// What is wrong: key, value, what may stand there, what to try.
    pub said: Sentence,
}

impl From<Sentence> for PolicyError {
    fn from(said: Sentence) -> Self {
        Self { place: String::new(), said }
    }
}

impl PolicyError {
    /// A sentence about a version that gives this as its reason.
    #[must_use]
    pub fn of_version(&self, key: &'static str, number: i64) -> Sentence {
        Sentence { key, ..self.sentence() }.with("version", number)
    }

    /// The same, found in a file or a version.
    #[must_use]
    pub fn found_in(self, place: &str) -> Self {
        Self { place: format!("{place}: {}", self.place), said: self.said }
    }

    /// The same, found in a file with such a text: on its line, where the text has the key that it is about.
    #[must_use]
    pub fn found_in_file(self, file: &str, text: &str) -> Self {
        let path = self.said.args.iter().find(|(name, _)| *name == "path").map(|(_, path)| path.clone());
        self.found_at(file, text, &path.unwrap_or_default())
    }

    /// The same, found where a file with such a text names it, at a key.
    #[must_use]
    pub fn found_at(self, file: &str, text: &str, key: &str) -> Self {
        let line = place::line_of(text, key);
        self.found_in(&line.map_or_else(|| format!("`{file}`"), |line| format!("`{file}:{line}`")))
    }

    /// The same, where these keys were changed.
    #[must_use]
    pub fn after(self, changed: &[&str]) -> Self {
        Self { place: self.place, said: order::turned(self.said, changed) }
    }

    /// A text that is no TOML: where the parser stopped, and what it says.
    fn no_toml(text: &str, span: Option<Range<usize>>, said: &str) -> Self {
        let key = if said.contains("duplicate key") { "policy-twice" } else { "policy-no-toml" };
        at_place(Sentence::new(key), text, span, said).into()
    }

    fn de(text: &str, e: &toml::de::Error) -> Self {
        Self::no_toml(text, e.span(), e.message())
    }

    fn edit(text: &str, e: &toml_edit::TomlError) -> Self {
        Self::no_toml(text, e.span(), e.message())
    }
}

impl Speak for PolicyError {
    fn sentence(&self) -> Sentence {
        let mut args = self.said.args.clone();
        args.extend([("place", self.place.clone()), ("because", self.said.key.to_owned())]);
        Sentence { key: "error-policy", args }
    }
}

impl Policy {
    /// The embedded defaults with `user`, a text of the same form, laid over them.
    ///
    /// # Errors
    /// Names the line that is not TOML; the key that is not declared, or what stands at it, what may, and what to try.
    pub fn load(user: Option<&str>) -> Result<Self, PolicyError> {
        let Some(text) = user else { return EMBEDDED.clone() };
        let mut table = defaults()?;
        lay_over(&mut table, parse(text)?);
        Self::of(table)
    }

    /// What stands at a key, as TOML; `None` where nothing does.
    #[must_use]
    pub fn value(&self, path: &str) -> Option<String> {
        keys::at(&self.table, path).map(toml::Value::to_string)
    }

    /// Every path at which something stands, with its declaration, in the order of the declarations.
    #[must_use]
    pub fn paths(&self) -> Vec<(String, &'static Key)> {
        let of = |(path, _): (String, &toml::Value)| keys::order(&path).map(|(order, key)| (order, path, key));
        let mut paths: Vec<(keys::Order, String, &'static Key)> = keys::leaves(&self.table).into_iter().filter_map(of).collect();
        paths.sort_by(|a, b| a.0.cmp(&b.0));
        paths.into_iter().map(|(_, path, key)| (path, key)).collect()
    }

    /// The same policy with another value at one key: TOML, or the bare word where words stand.
    ///
    /// Calendar and remedies stay those of this policy, unless the key names others.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn with(&self, path: &str, value: &str) -> Result<Self, PolicyError> {
        self.with_all([(path, value)])
    }

    /// The same with several values at once, where one alone would not go with the others.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn with_all<'a>(&self, values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, PolicyError> {
        let (mut table, mut changed) = (toml::Table::clone(&self.table), Vec::new());
        for (path, text) in values {
            let value = keys::read(path, text).map_err(|said| keys::fitting(&table, said))?;
            keys::put(&mut table, path, value);
            changed.push(path);
        }
        let mut policy = Self::of(table).map_err(|e| e.after(&changed))?;
        if policy.desk.calendar == self.desk.calendar {
            policy.calendar = Arc::clone(&self.calendar);
        }
        if policy.desk.playbooks == self.desk.playbooks {
            policy.own_playbooks.clone_from(&self.own_playbooks);
        }
        Ok(policy)
    }

    fn of(table: toml::Table) -> Result<Self, PolicyError> {
        keys::check(&table)?;
        let hash = fnv(table.to_string().as_bytes());
        let mut policy: Self =
            table.clone().try_into().map_err(|e: toml::de::Error| Sentence::new("policy-apart").with("detail", e.message()))?;
        policy.hash = hash;
        policy.table = Arc::new(table);
        if let Some(calendar) = Calendar::embedded(&policy.desk.calendar) {
            policy.calendar = calendar;
        }
        Ok(policy)
    }

    /// What stored results name: the version (`v3`), or the hash of what is no version of the database (`x0123456789abcdef`).
    #[must_use]
    pub fn identity(&self) -> String {
        if self.number > 0 { format!("v{}", self.number) } else { format!("x{:016x}", self.hash) }
    }

    /// The file of working days that is to be read for [`Self::use_calendar`]; `None` if the calendar is an embedded one.
    #[must_use]
    pub fn calendar_file(&self) -> Option<&str> {
        Calendar::embedded(&self.desk.calendar).is_none().then_some(self.desk.calendar.as_str())
    }

    /// The remedies that are offered.
    #[must_use]
    pub fn playbooks(&self) -> Arc<Playbooks> {
        self.own_playbooks.clone().unwrap_or_else(Playbooks::shipped)
    }

    /// The file of remedies that is to be read for [`Self::use_playbooks`], if the organisation has one.
    #[must_use]
    pub fn playbooks_file(&self) -> Option<&str> {
        Some(self.desk.playbooks.as_str()).filter(|path| !path.is_empty())
    }

    /// Takes the text of the user's file of remedies. No figure depends on them: the hash stays.
    ///
    /// # Errors
    /// What is not understood, and where.
    pub fn use_playbooks(&mut self, text: &str) -> Result<(), PolicyError> {
        self.own_playbooks = Some(Arc::new(Playbooks::with(text)?));
        Ok(())
    }

    /// Takes the text of the user's calendar file.
    ///
    /// # Errors
    /// The line that is not understood.
    pub fn use_calendar(&mut self, text: &str) -> Result<(), CalendarError> {
        self.calendar = Arc::new(Calendar::parse(text)?);
        self.hash ^= fnv(text.as_bytes());
        Ok(())
    }
}

/// What stands at each key of the embedded policy.
fn defaults() -> Result<toml::Table, PolicyError> {
    EMBEDDED.as_ref().map(|policy| toml::Table::clone(&policy.table)).map_err(Clone::clone)
}

/// The embedded policy: it is read once.
static EMBEDDED: LazyLock<Result<Policy, PolicyError>> = LazyLock::new(|| Policy::of(parse(DEFAULTS)?));

fn parse(text: &str) -> Result<toml::Table, PolicyError> {
    text.parse().map_err(|e| PolicyError::de(text, &e))
}

fn lay_over(base: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => lay_over(below, above),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

/// A sentence with the line and the column of a text at which a parser stopped, and what it says of it in a line.
pub(in crate::domain) fn at_place(sentence: Sentence, text: &str, span: Option<Range<usize>>, said: &str) -> Sentence {
    let before = span.and_then(|s| text.get(..s.start)).unwrap_or(text);
    let (line, column) = (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1);
    sentence.with("line", line).with("column", column).with("detail", said.trim().replace('\n', ", "))
}

/// FNV-1a, stable across runs and machines.
#[must_use]
pub fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests;
