//! Keeping every partner's figures up to date, and explaining them.
//!
//! [`Session::bring_up_to_date`] is called by `qudao refresh` and at the end of a command that has written; the program's worker
//! does its two steps in the background, each when nothing is asked, where its user may write. A look never does: it shows what
//! is stored, with its day where that is over ([`Session::stored_figures`]).

use chrono::NaiveDate;

use super::{Aside, PROGRAM, Result, Session, credit};
use crate::domain::credit::Owed;
use crate::domain::explain::Explanation;
use crate::domain::figures::Basis;
use crate::domain::health::explain::Counted;
use crate::domain::health::{self, Day, Inputs, health};
use crate::domain::kinds::Role;
use crate::domain::money::Money;
use crate::domain::period::{Span, Week, day_number};
use crate::domain::policy::Policy;
use crate::domain::record::Kind;
use crate::domain::target::{self, Horizon};
use crate::store::figures::{self, Refreshed, Shadowed};
use crate::store::{Change, record};

impl Session {
    /// Whether this session looks at something else than what is so: another day, other rules. What differs from the stored
    /// figures and warnings is computed for it alone.
    fn looks_aside(&self) -> bool {
        self.asides().any(|aside| !matches!(aside, Aside::ReadOnly(_)))
    }

    /// Whether this session keeps what it computes for everybody.
    pub(super) fn keeps_for_all(&self) -> bool {
        let can = self.aside.is_none() && !self.store.is_full() && !self.store.only_looks();
        can && self.actor.role >= Role::Specialist
    }

    /// Does what the day and the clocks ask for: tickets escalate, figures and warnings become those of today.
    ///
    /// # Errors
    /// Role (specialist), a session that writes nothing, those of the file.
    pub fn bring_up_to_date(&mut self) -> Result<UpToDate> {
        self.require(Role::Specialist)?;
        let escalated = super::ticket::sweep(self)?;
        Ok(UpToDate { escalated, figures: self.refresh_figures()? })
    }

    /// Makes again what is kept beside the records and was lost: search keys, texts, figures; answers of how many records.
    ///
    /// # Errors
    /// Role (specialist), a session that writes nothing, those of the file.
    pub fn make_again(&mut self) -> Result<usize> {
        self.require(Role::Specialist)?;
        let change = Change { actor: PROGRAM, at: self.now(), label: "change-alerts", detail: "", rules: self.policy.number };
        Ok(self.store.make_again(&change)?)
    }

    /// Brings every partner's figures, and the warnings, up to date for everybody; who may not write, or looks aside, sees
    /// those of [`Session::stored_figures`].
    pub fn refresh_figures(&mut self) -> Result<Refreshed> {
        if !self.keeps_for_all() {
            return self.stored_figures();
        }
        // figures are kept under the rules in force alone: those that others have changed are taken over first
        self.renew()?;
        let policy = self.policy.clone();
        let basis = Basis::of(&policy, self.as_of());
        self.store.unshadow_figures()?;
        self.store.set_behind(None);
        if figures::is_current(self.store.conn(), &basis)? {
            return Ok(Refreshed::default());
        }
        super::tier::put_due_into_force(self)?;
        let at = self.now();
        // not the person's own change: undo must not meet it
        let change = Change { actor: PROGRAM, at, label: "change-alerts", detail: "", rules: policy.number };
        Ok(self.store.refresh_figures(&basis, &change)?)
    }

    /// The figures that a look shows, which writes nothing and waits for nobody: those that are stored, and where they are
    /// out of date [`Store::behind`](crate::store::Store::behind) says of which day they are. A session that looks aside (at
    /// another day, under other rules) computes what differs for itself alone, as one does where none are stored yet.
    pub fn stored_figures(&mut self) -> Result<Refreshed> {
        self.renew()?;
        let policy = self.policy.clone();
        let basis = Basis::of(&policy, self.as_of());
        let current = figures::is_current(self.store.conn(), &basis)?;
        let stored = figures::state(self.store.conn())?.map(|state| state.as_of);
        if !current && (self.looks_aside() || stored.is_none()) {
            return Ok(self.store.shadow_figures(&basis, Shadowed::WithWarnings)?);
        }
        self.store.unshadow_figures()?;
        self.store.set_behind(stored.filter(|_| !current));
        Ok(Refreshed::default())
    }

    /// The same for what shows the stored warnings: those of another day, or under other rules, are computed for it first.
    pub fn warnings_aside(&mut self) -> Result<()> {
        if self.looks_aside() {
            self.stored_figures()?;
        }
        Ok(())
    }
}

/// The week after the last one whose sales are in: windows of sales are the whole weeks before it.
pub(super) fn week(session: &Session) -> Result<Week> {
    let as_of = session.as_of();
    let until = figures::until(session.store.conn(), as_of, &session.policy)?;
    Ok(Week::of_day(until.sales_day(as_of) + 1))
}

/// What bringing a database up to date came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UpToDate {
    /// Steps by which tickets escalated.
    pub escalated: usize,
    /// What became of the figures and warnings.
    pub figures: Refreshed,
}

/// A session of its own for computing many partners beside this one; `None` if there is little to do, or if this session
/// computes for itself alone.
pub fn in_background(session: &Session) -> Result<Option<Session>> {
    let basis = Basis::of(&session.policy, session.as_of());
    if !session.keeps_for_all() || figures::waiting(session.store.conn(), &basis)? < MANY {
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
    let basis = Basis::of(&session.policy, session.as_of());
    let conn = session.store.conn();
    let code = record::code_of(conn, Kind::Partner, partner)?;
    let e = figures::with_inputs(conn, partner, &basis, |inputs, owed, around| {
        explained(conn, &code, inputs, &owed.now, (&basis.day(0, &around.until), true), &session.policy)
    })??;
    let file = credit::file(session, partner)?;
    Ok(credit::explain::item_rows(e, &file, |days| days > 0))
}

/// The same as of the day a week earlier.
///
/// # Errors
/// As [`explain_health`].
pub fn explain_health_before(session: &Session, partner: i64) -> Result<Explanation> {
    let basis = Basis::of(&session.policy, session.as_of());
    let conn = session.store.conn();
    let code = record::code_of(conn, Kind::Partner, partner)?;
    Ok(figures::with_inputs(conn, partner, &basis, |inputs, owed, around| {
        explained(conn, &code, inputs, &owed.week_before, (&basis.day(7, &around.until), false), &session.policy)
    })??)
}

fn explained(
    conn: &crate::store::Connection,
    code: &str,
    inputs: &Inputs<'_>,
    owed: &Owed,
    (day, is_now): (&Day<'_>, bool),
    policy: &Policy,
) -> crate::store::Result<Explanation> {
    let health = health(inputs, owed, day, &policy.health);
    let pace = health.pace.map(|p| counted(conn, inputs, p.span, &day.horizon, p.until)).transpose()?.unwrap_or_default();
    Ok(health::explain::explanation(code, &health, &pace, (day.as_of, is_now), policy))
}

/// What a partner sold, up to a day, of what has a target in a span: piece by piece.
pub(super) fn counted(
    conn: &crate::store::Connection,
    inputs: &Inputs<'_>,
    span: Span,
    horizon: &Horizon<'_>,
    to: NaiveDate,
) -> crate::store::Result<Vec<Counted>> {
    let mut found = Vec::new();
    for piece in target::pieces(inputs.targets, span, horizon) {
        let span = Span { to: piece.span.to.min(to), ..piece.span };
        if span.to < span.from {
            continue;
        }
        let days = (day_number(span.from), day_number(span.to));
        let of_line = |line: &i64| {
            let history = inputs.lines.iter().find(|(l, _)| l == line).map(|(_, history)| history);
            history.map_or(Money::ZERO, |h| h.between(days.0, days.1).after_returns())
        };
        let sold = if piece.lines.is_empty() {
            inputs.history.between(days.0, days.1).after_returns()
        } else {
            piece.lines.iter().map(of_line).sum()
        };
        let lines =
            piece.lines.iter().map(|id| record::code_of(conn, Kind::ProductLine, *id)).collect::<crate::store::Result<_>>()?;
        found.push(Counted { span, lines, sold });
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
