//! New partners of the last months, by month and by type, and where their figures come from.

use crate::domain::explain::{Amount, Explanation, Words};
use crate::ops::kpi::cohorts::{self, Report, Rows, explained, usual};
use crate::ops::{Result, Session};

/// New partners by month and by type.
#[derive(Clone, Debug)]
pub struct Cohorts {
    /// By month of onboarding.
    pub months: Report,
    /// By channel type.
    pub types: Report,
    /// Of the whole: conversion, retention, repurchase, audience.
    pub explained: [Explanation; 4],
    /// How many months the policy shows.
    pub shown: i32,
}

pub(super) fn read(session: &Session) -> Result<Cohorts> {
    let span = usual(session);
    let months = cohorts::cohorts(session, span, Rows::Month)?;
    let types = cohorts::cohorts(session, span, Rows::Type)?;
    let explained = explained(&months.total, months.as_of, &session.policy);
    Ok(Cohorts { months, types, explained, shown: session.policy.cohorts.months })
}

/// Where the number of new partners comes from.
#[must_use]
pub fn size(c: &Cohorts) -> Explanation {
    let mut e = Explanation::new(Words::key("kpis-cohorts"), Amount::Count(c.months.total.quality.size))
        .formula(Words::key("formula-new"));
    for line in &c.months.rows {
        e = e.input(Words::Text(line.name.name.clone()), Amount::Count(line.quality.size)).from_rows(line.rows.clone());
    }
    e.policy("cohorts.months", c.shown.to_string())
}
