//! Every number that the organisation may dispute, read from `data/policy.toml`.
//!
//! Each subject declares the struct of its own section beside its rules; this file only gathers them. The user's
//! file is laid over the embedded one key by key; an unknown key is an error that names it.

use std::sync::Arc;

use serde::Deserialize;

use super::alert::AlertPolicy;
use super::approval::ApprovalPolicy;
use super::backup::BackupPolicy;
use super::cohort::CohortPolicy;
use super::compliance::{AuditPolicy, TrainingPolicy};
use super::contract::ContractPolicy;
use super::credit::CreditPolicy;
use super::desk_figures::DeskTargets;
use super::diversion::DiversionPolicy;
use super::health::HealthPolicy;
use super::inventory::InventoryPolicy;
use super::kinds::{Severity, TicketKind};
use super::maintenance::Maintenance;
use super::meeting::MeetingPolicy;
use super::receivables::ReceivablesPolicy;
use super::remedy::Playbooks;
use super::sales::SalesPolicy;
use super::screening::ScreeningPolicy;
use super::sla::DeskPolicy;
use super::tier::TierPolicy;
use super::today::TodayPolicy;
use super::violation::ViolationPolicy;
use super::workcal::{Calendar, CalendarError};

/// The embedded defaults, with comments.
pub const DEFAULTS: &str = include_str!("../../data/policy.toml");

/// All policy values.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Which edition of the policy it is; shown in explanations.
    pub version: String,
    /// The organisation.
    pub organisation: Organisation,
    /// Tickets: working hours, goals of the clocks.
    pub desk: DeskPolicy,
    /// What the figures of the desk are measured against.
    pub desk_figures: DeskTargets,
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
    /// The working days that `desk.calendar` names; covers no year until a file of the user's is [read](Self::use_calendar).
    #[serde(skip, default = "Calendar::none")]
    pub calendar: Arc<Calendar>,
    /// The organisation's own remedies over those that ship; `None`: those that ship.
    #[serde(skip)]
    own_playbooks: Option<Arc<Playbooks>>,
    /// Identifies the values as a whole: results computed under another policy are computed again.
    #[serde(skip)]
    pub hash: u64,
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

/// Why a policy file can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("policy: {0}")]
pub struct PolicyError(pub String);

impl Policy {
    /// The embedded defaults with `user`, the text of the user's file, laid over them.
    ///
    /// # Errors
    /// Names the line or the key that is not understood.
    pub fn load(user: Option<&str>) -> Result<Self, PolicyError> {
        let mut table: toml::Table = DEFAULTS.parse().map_err(|e: toml::de::Error| PolicyError(e.to_string()))?;
        if let Some(text) = user {
            let over: toml::Table = text.parse().map_err(|e: toml::de::Error| PolicyError(e.to_string()))?;
            lay_over(&mut table, over);
        }
        let hash = fnv(table.to_string().as_bytes());
        let mut policy: Self = table.try_into().map_err(|e: toml::de::Error| PolicyError(e.to_string()))?;
        policy.hash = hash;
        let desk = &policy.desk;
        let lacks = |section: &str, code: &str| {
            Err(PolicyError(format!("`desk.{section}` lacks `{code}`: expected a goal such as \"24 h\"")))
        };
        if let Some(kind) = TicketKind::ALL.iter().find(|k| !desk.response.contains_key(k)) {
            return lacks("response", kind.code());
        }
        if let Some(severity) = Severity::ALL.iter().find(|s| !desk.resolution.contains_key(s)) {
            return lacks("resolution", severity.code());
        }
        policy.tiers.check().map_err(PolicyError)?;
        policy.violations.check().map_err(PolicyError)?;
        policy.backups.check().map_err(PolicyError)?;
        policy.screening.check().map_err(PolicyError)?;
        policy.approvals.check().map_err(PolicyError)?;
        policy.desk_figures.check().map_err(PolicyError)?;
        if let Some(calendar) = Calendar::embedded(&policy.desk.calendar) {
            policy.calendar = calendar;
        }
        Ok(policy)
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
        self.own_playbooks = Some(Arc::new(Playbooks::with(text).map_err(PolicyError)?));
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

/// FNV-1a, stable across runs and machines.
#[must_use]
pub fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_file_is_laid_over_key_by_key() {
        let defaults = Policy::load(None).expect("the embedded policy");
        let mine = Policy::load(Some("[organisation]\ncurrency = \"USD\"\n")).expect("a good file");
        assert_eq!(mine.organisation.currency, "USD");
        assert_eq!(mine.organisation.zone, defaults.organisation.zone);
        assert_ne!(mine.hash, defaults.hash);
    }

    #[test]
    fn an_unknown_key_is_named() {
        let e = Policy::load(Some("[organisation]\ncurency = \"USD\"\n")).expect_err("a wrong key");
        assert!(e.to_string().contains("curency"), "{e}");
    }
}
