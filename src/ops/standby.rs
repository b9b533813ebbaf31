//! Backup partners: by region with capacity and age of assessment, and who could take over another's volume (S8).

pub mod pages;

use chrono::NaiveDate;

use super::{Result, Session};
use crate::domain::backup::{Candidate, Fit, Need, Uncovered, fits, uncovered};
use crate::domain::figures::Basis;
use crate::domain::kinds::{BackupAssessment, Lifecycle, Partner};
use crate::domain::record::{Kind, Stored};
use crate::store::compliance::{self, Who};
use crate::store::{exact, figures, kpi, record};

/// A backup in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Backup {
    /// Who, with the latest assessment.
    pub candidate: Candidate,
    /// When it is to be assessed again.
    pub due: NaiveDate,
    /// That day has come.
    pub overdue: bool,
}

/// The backups of the network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Backups {
    /// Those assessed, by region, the largest capacity first.
    pub backups: Vec<Backup>,
    /// Backups that nobody has assessed.
    pub unassessed: Vec<Who>,
}

/// The backups, of all regions or of one and what is below it.
pub fn backups(session: &Session, region: Option<i64>) -> Result<Backups> {
    let (conn, today) = (session.store.conn(), session.as_of());
    let policy = session.policy.backups;
    let within = region.map(|id| crate::store::listing::regions_below(conn, &[id])).transpose()?;
    let mut backups: Vec<Backup> = compliance::candidates(conn, today)?
        .into_iter()
        .filter(|c| c.status != Lifecycle::Exited)
        .filter(|c| {
            let reached = |ids: &Vec<i64>| c.region.into_iter().chain(c.further.iter().copied()).any(|r| ids.contains(&r));
            within.as_ref().is_none_or(reached)
        })
        .map(|candidate| {
            let due = policy.due(candidate.assessment.on);
            Backup { candidate, due, overdue: due <= today }
        })
        .collect();
    backups.sort_by(|a, b| {
        let (a, b) = (&a.candidate, &b.candidate);
        let by_region = a.region_name.is_empty().cmp(&b.region_name.is_empty()).then_with(|| a.region.cmp(&b.region));
        by_region.then_with(|| b.assessment.capacity.cmp(&a.assessment.capacity)).then_with(|| a.code.cmp(&b.code))
    });
    let mut unassessed = compliance::unassessed(conn, today)?;
    if let Some(ids) = within {
        let mut kept = Vec::new();
        for who in unassessed {
            let partner: Stored<Partner> = record::get_as(conn, who.id)?;
            if partner.region.is_some_and(|r| ids.contains(&r)) {
                kept.push(who);
            }
        }
        unassessed = kept;
    }
    Ok(Backups { backups, unassessed })
}

/// A partner's own assessments as a backup, the newest first, and when the next one is due.
pub fn assessments(session: &Session, partner: i64) -> Result<(Vec<Stored<BackupAssessment>>, Option<NaiveDate>)> {
    let (conn, today) = (session.store.conn(), session.as_of());
    let clause = "WHERE partner = ?1 AND \"on\" <= ?2 ORDER BY \"on\" DESC, id DESC";
    let all: Vec<Stored<BackupAssessment>> =
        record::query_as(conn, clause, &[&partner, &crate::domain::period::day_number(today)])?;
    let due = if let Some(latest) = all.first() {
        Some(session.policy.backups.due(latest.on))
    } else {
        let partner: Stored<Partner> = record::get_as(conn, partner)?;
        (partner.status == Lifecycle::Backup).then_some(today)
    };
    Ok((all, due))
}

/// Who could take over from a partner, and what nobody could.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cover {
    /// What is to be taken over.
    pub need: Need,
    /// The candidates, the able first, then by fit and score.
    pub fits: Vec<Fit>,
    /// What all in reach leave uncovered together.
    pub uncovered: Uncovered,
}

impl Cover {
    /// Those that could take over everything alone.
    pub fn able(&self) -> impl Iterator<Item = &Fit> {
        self.fits.iter().filter(|f| f.able)
    }
}

/// The backups able to take over a partner's volume of the last weeks: same region by the tree or one of its further
/// regions, enough capacity, the lines carried; the others follow with what they lack.
///
/// Lights are those of the figures as stored: [`Session::refresh_figures`] brings them up to date.
///
/// # Errors
/// [`crate::store::StoreError::Missing`] for a partner that is not there, those of the file.
pub fn able(session: &Session, partner: i64) -> Result<Cover> {
    let code = record::code_of(session.store.conn(), Kind::Partner, partner)?;
    exact(|| code, || cover(session, partner))
}

fn cover(session: &Session, partner: i64) -> Result<Cover> {
    let (conn, as_of) = (session.store.conn(), session.as_of());
    let policy = session.policy.backups;
    let p: Stored<Partner> = record::get_as(conn, partner)?;
    let basis = Basis::of(&session.policy, as_of);
    let volume = figures::with_inputs(conn, partner, &basis, |inputs, _, around| {
        let week = basis.day(0, &around.until).week();
        let known = inputs.history.first_day().is_some_and(|day| day < week.first_day());
        known.then(|| policy.monthly(inputs.history.weeks_before(week, policy.weeks).after_returns()))
    })?;
    let need = Need { partner, region: p.region, volume, products: p.products.clone() };
    let fits = fits(&need, compliance::candidates(conn, as_of)?, &kpi::parents(conn)?, as_of, &policy);
    let uncovered = uncovered(&need, &fits);
    Ok(Cover { need, fits, uncovered })
}
