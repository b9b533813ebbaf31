//! What a person does about a warning that is on record: put it off until a day, or open a ticket for it.
//!
//! Acknowledging one and making a task of it is done where warnings are worked through ([`today`](super::today)).
//! A warning that was put off is open again on its day, or as soon as it gets more serious.

use chrono::NaiveDate;

use super::ticket::{self, Draft};
use super::{OpError, Result, Session};
use crate::domain::kinds::{Alert, AlertRule, AlertSeverity, AlertState, Role, Severity, TicketKind};
use crate::domain::record::{Expected, Kind, Problem, Stored};
use crate::domain::sla::Desk;
use crate::store::record;

/// A warning that is not over.
fn live(session: &Session, id: i64) -> Result<Stored<Alert>> {
    let alert = record::get_as::<Alert>(session.store.conn(), id)?;
    if alert.state == AlertState::Cleared {
        return Err(OpError::Refused { key: "refused-alert-over", args: Vec::new() });
    }
    Ok(alert)
}

/// Puts a warning off until a day.
///
/// # Errors
/// Role (specialist), a day that is not in the future, a warning that is over, those of the file.
pub fn snooze(session: &mut Session, id: i64, until: NaiveDate) -> Result<()> {
    let mut alert = live(session, id)?;
    if until <= session.as_of() {
        let expected = Expected::AtLeast(session.as_of().succ_opt().unwrap_or(until).to_string());
        return Err(OpError::Invalid(vec![Problem { field: "snoozed_until", value: until.to_string(), expected }]));
    }
    alert.record.state = AlertState::Snoozed;
    alert.record.snoozed_until = Some(until);
    let code = record::code_of(session.store.conn(), Kind::Partner, alert.partner)?;
    session.write(Role::Specialist, "change-alert-snooze", &code, |tx| Ok(tx.save(&alert).map(|_| ())?))
}

/// Opens a ticket for a warning and acknowledges it; answers the ticket's id and number.
///
/// A price below its floor is a conflict of prices over channels, everything else a complaint to be looked into.
///
/// # Errors
/// Role (specialist), a warning that is over, those of [`ticket::new`].
pub fn to_ticket(session: &mut Session, id: i64, title: &str) -> Result<(i64, i64)> {
    session.require(Role::Specialist)?;
    let mut alert = live(session, id)?;
    let draft = Draft {
        kind: if alert.rule == AlertRule::PriceFloor { TicketKind::MultiChannel } else { TicketKind::Complaint },
        severity: if alert.severity == AlertSeverity::Critical { Severity::S2 } else { Severity::S3 },
        title: title.to_owned(),
        partner: Some(alert.partner),
        ..Draft::default()
    };
    let now = session.now();
    let problems = draft.problems(now);
    if !problems.is_empty() {
        return Err(OpError::Invalid(problems));
    }
    let (policy, actor) = (session.policy.clone(), session.actor.user);
    let desk = Desk::of(&policy);
    alert.record.state = AlertState::Acknowledged;
    alert.record.acknowledged_by = actor;
    let code = record::code_of(session.store.conn(), Kind::Partner, alert.partner)?;
    // one change, so that one undo takes back both
    session.write(Role::Specialist, "change-alert-ticket", &code, |tx| {
        tx.save(&alert)?;
        ticket::put(tx, &draft, &desk, now, actor)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Given};
    use crate::domain::kinds::{Invoice, Lifecycle, Partner, Ticket};
    use crate::domain::money::Money;
    use crate::domain::record::{Record as _, Row};
    use crate::ops::setup;

    /// A partner that is 70 days beyond term, and its warning.
    fn desk(folder: &std::path::Path) -> (Session, i64) {
        let given = Given { db: Some(folder.join("q.db")), as_of: "2025-11-12".parse().ok(), ..Given::default() };
        let mut config = Config::resolve(given).expect("a configuration");
        (config.user, config.policy) = ("li.wei".to_owned(), None);
        let (mut s, _) = setup::create(&config).expect("a database");
        let day = |text: &str| text.parse().expect("a date");
        let mut partner = Partner::from_values(&Row::blank(Kind::Partner).values).expect("a partner");
        "D1".clone_into(&mut partner.code);
        "川渝".clone_into(&mut partner.name);
        partner.status = Lifecycle::Active;
        s.write(Role::Specialist, "change-create", "D1", |tx| {
            let partner = tx.add(&partner)?;
            let (issued_on, due_on) = (day("2025-08-04"), day("2025-09-03"));
            let number = "F1".to_owned();
            tx.add(&Invoice { number, partner, issued_on, due_on, amount: Money::units(90), disputed: false })?;
            Ok(())
        })
        .expect("written");
        s.refresh_figures().expect("figures");
        let alert = record::query_as::<Alert>(s.store.conn(), "WHERE rule = 'overdue'", &[]).expect("warnings").remove(0);
        assert_eq!(alert.severity, AlertSeverity::Critical);
        (s, alert.id)
    }

    #[test]
    fn a_warning_is_put_off_until_a_day_to_come() {
        let dir = tempfile::tempdir().expect("a folder");
        let (mut s, id) = desk(dir.path());
        assert!(matches!(snooze(&mut s, id, "2025-11-12".parse().expect("a date")), Err(OpError::Invalid(_))));
        snooze(&mut s, id, "2025-11-14".parse().expect("a date")).expect("put off");
        s.refresh_figures().expect("figures");
        let alert = record::get_as::<Alert>(s.store.conn(), id).expect("on record");
        assert_eq!(alert.state, AlertState::Snoozed, "still quiet");
    }

    #[test]
    fn a_ticket_is_opened_for_a_warning_which_is_acknowledged_by_it() {
        let dir = tempfile::tempdir().expect("a folder");
        let (mut s, id) = desk(dir.path());
        let (ticket, _) = to_ticket(&mut s, id, "70 days beyond term").expect("opened");
        let made = record::get_as::<Ticket>(s.store.conn(), ticket).expect("a ticket");
        assert_eq!((made.severity, made.title.as_str()), (Severity::S2, "70 days beyond term"));
        let alert = record::get_as::<Alert>(s.store.conn(), id).expect("on record");
        assert_eq!(alert.state, AlertState::Acknowledged);
    }
}
