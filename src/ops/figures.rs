//! Keeping every partner's figures up to date, and explaining them.
//!
//! [`Session::refresh_figures`] is called after imports, by `health`, by the program's worker in the background and after
//! a person's change. Screens never wait for it: they show what is stored.

use chrono::{Days, NaiveDate, NaiveTime, TimeZone as _};

use super::{Result, Session, setup};
use crate::domain::explain::Explanation;
use crate::domain::figures::Basis;
use crate::domain::health::{self, health};
use crate::domain::kinds::Role;
use crate::domain::policy::Policy;
use crate::domain::record::Kind;
use crate::store::figures::{self, Refreshed};
use crate::store::{Change, record};

/// What figures of a day are computed under.
#[must_use]
pub fn basis(policy: &Policy, as_of: NaiveDate) -> Basis<'_> {
    let midnight = (as_of + Days::new(1)).and_time(NaiveTime::MIN);
    let end = policy.organisation.zone.from_local_datetime(&midnight).earliest();
    let moment = end.map_or_else(|| midnight.and_utc().timestamp(), |t| t.timestamp()) - 1;
    Basis { policy, as_of, moment }
}

impl Session {
    /// Whether figures that are out of date are computed for this session alone: it may not write, or looks aside.
    fn shadows(&self) -> bool {
        let aside = self.aside.is_some() || self.store.is_full() || self.store.only_looks();
        aside || self.actor.role < Role::Specialist
    }

    /// Whether this session keeps what it computes for everybody.
    pub(super) fn keeps_for_all(&self) -> bool {
        !self.shadows()
    }

    /// Brings every partner's figures up to date, as this session sees them.
    ///
    /// Who may write keeps the stored ones, and the warnings, for everybody. A viewer, and a session that looks aside (at
    /// another day, under other rules), computes what differs from the stored ones for itself alone and writes nothing.
    ///
    /// # Errors
    /// Those of the file.
    pub fn refresh_figures(&mut self) -> Result<Refreshed> {
        // figures are kept under the rules in force alone: those that others have changed are taken over first
        self.renew()?;
        let policy = self.policy.clone();
        let basis = basis(&policy, self.as_of());
        let current = figures::is_current(self.store.conn(), &basis)?;
        if current {
            self.store.unshadow_figures()?;
            return Ok(Refreshed::default());
        }
        if self.shadows() {
            return Ok(self.store.shadow_figures(&basis)?);
        }
        self.store.unshadow_figures()?;
        super::tier::put_due_into_force(self)?;
        let at = self.now();
        // not the person's own change: undo must not meet it
        let change = Change { actor: setup::PROGRAM, at, label: "change-alerts", detail: "", rules: policy.number };
        Ok(self.store.refresh_figures(&basis, &change)?)
    }

    /// The same for a look, which waits for nobody: while somebody else writes it shows what is stored, and
    /// [`Store::behind`](crate::store::Store::behind) says of which day that is.
    ///
    /// # Errors
    /// Those of the file.
    pub fn freshen_figures(&mut self) -> Result<Refreshed> {
        if let Some(done) = self.if_free(Self::refresh_figures)? {
            return Ok(done);
        }
        if let Some(stored) = figures::state(self.store.conn())? {
            self.store.set_behind(stored.as_of);
            return Ok(Refreshed::default());
        }
        // nothing is stored yet
        let policy = self.policy.clone();
        Ok(self.store.shadow_figures(&basis(&policy, self.as_of()))?)
    }
}

/// A session of its own for computing many partners beside this one; `None` if there is little to do, or if this session
/// computes for itself alone.
///
/// # Errors
/// Those of the file.
pub fn in_background(session: &Session) -> Result<Option<Session>> {
    let basis = basis(&session.policy, session.as_of());
    if session.shadows() || figures::waiting(session.store.conn(), &basis)? < MANY {
        return Ok(None);
    }
    let store = crate::store::Store::open(session.store.path())?;
    Ok(Some(session.beside(store)))
}

/// From so many partners on a thread of its own is worth its connection.
const MANY: i64 = 200;

/// The whole calculation of a partner's health.
///
/// # Errors
/// A partner that does not exist, those of the file.
pub fn explain_health(session: &Session, partner: i64) -> Result<Explanation> {
    let basis = basis(&session.policy, session.as_of());
    let conn = session.store.conn();
    let code = record::code_of(conn, Kind::Partner, partner)?;
    let first_month = session.policy.organisation.fiscal_year_month;
    Ok(figures::with_inputs(conn, partner, &basis, |inputs, owed, _| {
        let health = health(inputs, &owed.now, basis.as_of, basis.moment, first_month, &session.policy.health);
        health::explain::explanation(&code, &health, basis.as_of, &session.policy)
    })?)
}

#[cfg(test)]
mod tests;
