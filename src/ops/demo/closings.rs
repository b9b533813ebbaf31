//! Closed periods of the demo: the two quarters before this one.

use chrono::Days;

use super::Frame;
use crate::domain::history::fiscal_span;
use crate::ops::{Result, Session, close, closings};

/// Closes them; a network that is made large is spared the time.
pub(super) fn closings(session: &mut Session, frame: Frame) -> Result<()> {
    if frame.lean {
        return Ok(());
    }
    let first_month = session.policy.organisation.fiscal_year_month;
    let now = fiscal_span(session.as_of(), first_month, 3);
    let last = fiscal_span(now.from - Days::new(1), first_month, 3);
    let older = fiscal_span(last.from - Days::new(1), first_month, 3);
    for quarter in [older, last] {
        // a fiscal year that begins within a quarter of the calendar has none that can be closed
        if closings::names(session)?.name(quarter).is_some() {
            close::close(session, quarter)?;
        }
    }
    Ok(())
}
