//! The rules and the file that a session goes by: those that others have put there are taken over.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{numbered, usable};
use crate::domain::period::Span;
use crate::domain::policy::Policy;
use crate::ops::{Aside, Result, Session, access, clock};
use crate::store::{closing, rules};

impl Session {
    /// Opens the file that has the database's name now, if that is another one; answers whether it is.
    ///
    /// # Errors
    /// Those of the file; [`OpError::Refused`](crate::ops::OpError::Refused) where it knows no gateway of the account that came through one.
    pub fn follow(&mut self) -> Result<bool> {
        if !self.store.is_replaced() {
            return Ok(false);
        }
        self.store.reopen()?;
        access::known_again(self)?;
        self.use_rules()?;
        self.look_back()?;
        Ok(true)
    }

    /// Takes over the clock and the rules that others have set; answers whether either is another now.
    pub fn renew(&mut self) -> Result<bool> {
        let mut renewed = false;
        if self.clock.runs() {
            let clock = clock::stored(self.store.conn(), self.policy.organisation.zone)?;
            renewed = std::mem::replace(&mut self.clock, clock) != clock;
        }
        let renewed = self.renew_rules()? || renewed;
        self.look_back()?;
        Ok(renewed)
    }

    /// Takes over the rules that others have changed; answers whether they are others now. A what-if stays as it is.
    fn renew_rules(&mut self) -> Result<bool> {
        if matches!(self.aside, Some(Aside::Policy(_))) {
            return Ok(false);
        }
        let number = rules::number_in_force(self.store.conn(), self.as_of())?;
        let told = self.asides().any(|a| matches!(a, Aside::Rules { number: bad, .. } if *bad == number));
        // rules that are no version (of a test, of a database without one) are replaced only by one that is
        if number == 0 || self.policy.number == 0 || number == self.policy.number || told {
            return Ok(false);
        }
        self.use_rules()?;
        Ok(true)
    }

    /// Takes the rules of its day, or of the moment that it looks at.
    pub(in crate::ops) fn use_rules(&mut self) -> Result<()> {
        let (policy, unusable) = usable(self.store.conn(), self.as_of())?;
        self.policy = policy;
        let others: Vec<Aside> = self.asides().filter(|a| !matches!(a, Aside::Rules { .. })).cloned().collect();
        self.set_asides(others.into_iter().chain(unusable));
        Ok(())
    }

    /// Does what may give the organisation rules that can be used, also where those in force can't.
    pub(in crate::ops) fn mending<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if !matches!(self.aside, Some(Aside::Rules { .. })) {
            return f(self);
        }
        self.aside = None;
        // decided under no version of the database
        Arc::make_mut(&mut self.policy).number = 0;
        let done = f(self);
        self.use_rules()?;
        done
    }

    /// The rules by which a span is judged: of a closed period, or a part of one, those under which it was closed, else the
    /// session's.
    pub fn rules_of(&self, span: Span) -> Result<Arc<Policy>> {
        let conn = self.store.conn();
        let closed = if span.to < self.as_of() { closing::around(conn, span)? } else { None };
        match closed.and_then(|c| c.policy_version) {
            Some(number) if self.policy.number != 0 && number != self.policy.number => numbered(conn, number, &self.policy),
            _ => Ok(Arc::clone(&self.policy)),
        }
    }

    /// The rules of a day: of the version that ruled on it, or of the newest that can be used; of a what-if its own.
    pub fn policy_on(&self, day: NaiveDate) -> Result<Arc<Policy>> {
        if self.policy.number == 0 {
            return Ok(Arc::clone(&self.policy));
        }
        Ok(usable(self.store.conn(), day)?.0)
    }
}
