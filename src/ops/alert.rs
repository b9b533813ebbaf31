//! What a person does about a warning that is on record: put it off until a day, open a ticket for it, ask why.
//!
//! Acknowledging one and making a task of it is done where warnings are worked through ([`today`](super::today)).
//! A warning that was put off is open again on its day, or as soon as it gets more serious.

use chrono::NaiveDate;

use super::ticket::{self, Draft, prices};
use super::{OpError, Result, Session};
use crate::domain::explain::Explanation;
use crate::domain::kinds::{Alert, AlertRule, AlertSeverity, AlertState, Role, Severity, TicketKind};
use crate::domain::record::{Expected, Kind, Lang, Problem, Stored};
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
/// A price below its floor or below the other channel is a conflict of prices over channels, everything else a complaint
/// to be looked into. What the price watch has seen goes with it as evidence.
///
/// # Errors
/// Role (specialist), a warning that is over, those of [`ticket::new`].
pub fn to_ticket(session: &mut Session, id: i64, title: &str, lang: Lang) -> Result<(i64, i64)> {
    session.require(Role::Specialist)?;
    let mut alert = live(session, id)?;
    let case = if is_of_prices(alert.rule) { prices::case(session, alert.partner)? } else { None };
    let draft = case.as_ref().map(|c| c.draft(title, lang, &session.policy.diversion));
    let draft = draft.unwrap_or_else(|| Draft {
        kind: if alert.rule == AlertRule::PriceFloor || is_of_prices(alert.rule) {
            TicketKind::MultiChannel
        } else {
            TicketKind::Complaint
        },
        severity: if alert.severity == AlertSeverity::Critical { Severity::S2 } else { Severity::S3 },
        title: title.to_owned(),
        partner: Some(alert.partner),
        ..Draft::default()
    });
    let now = session.now();
    let problems = draft.problems(now);
    if !problems.is_empty() {
        return Err(OpError::Invalid(problems));
    }
    let (policy, actor) = (session.policy.clone(), session.actor.user);
    alert.record.state = AlertState::Acknowledged;
    alert.record.acknowledged_by = actor;
    let code = record::code_of(session.store.conn(), Kind::Partner, alert.partner)?;
    // one change, so that one undo takes back both
    session.write(Role::Specialist, "change-alert-ticket", &code, |tx| {
        tx.save(&alert)?;
        match &case {
            Some(case) => case.put(tx, &draft, lang, (now, actor), &policy),
            None => ticket::put(tx, &draft, &Desk::of(&policy), now, actor),
        }
    })
}

/// Whether a warning is of what the price watch has seen.
fn is_of_prices(rule: AlertRule) -> bool {
    matches!(rule, AlertRule::SeenPrice | AlertRule::PriceGap)
}

/// Where a warning comes from: its figure and its limit, the rows behind it and the lines of the policy.
///
/// # Errors
/// A warning that does not exist, those of the file.
pub fn explain(session: &Session, id: i64, lang: Lang) -> Result<Explanation> {
    let alert = record::get_as::<Alert>(session.store.conn(), id)?.record;
    super::partner::sheet::explain_warning(session, &alert, lang)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Given};
    use crate::domain::explain::Amount;
    use crate::domain::kinds::{
        Invoice, Lifecycle, Partner, PartyRole, PriceChannel, PriceSighting, Ticket, TicketEvent, TicketParty,
    };
    use crate::domain::money::{Money, Rate};
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
            let bill = Invoice { number, partner, issued_on, due_on, amount: Money::units(90), disputed: false };
            tx.add(&bill)?;
            // one of last week says that until then nothing was paid
            let (issued_on, due_on) = (day("2025-11-04"), day("2025-12-04"));
            tx.add(&Invoice { number: "F2".to_owned(), issued_on, due_on, amount: Money::units(1), ..bill })?;
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
        let (ticket, _) = to_ticket(&mut s, id, "70 days beyond term", Lang::En).expect("opened");
        let made = record::get_as::<Ticket>(s.store.conn(), ticket).expect("a ticket");
        assert_eq!((made.severity, made.title.as_str()), (Severity::S2, "70 days beyond term"));
        let alert = record::get_as::<Alert>(s.store.conn(), id).expect("on record");
        assert_eq!(alert.state, AlertState::Acknowledged);
    }

    /// Two partners that trade, a product with a floor of 10, and the first one's price online: 8.
    fn shop(folder: &std::path::Path) -> (Session, [i64; 2], i64) {
        let (mut s, _) = desk(folder);
        let first = record::query_as::<Partner>(s.store.conn(), "WHERE code = 'D1'", &[]).expect("partners").remove(0);
        let second = Partner { code: "D2".to_owned(), name: "东方".to_owned(), ..first.record.clone() };
        let line = Row::blank(Kind::ProductLine);
        let mut line = crate::domain::kinds::ProductLine::from_values(&line.values).expect("a line");
        (line.code, line.name) = ("BEV".to_owned(), "饮料".to_owned());
        line.floor_price = Some(Money::units(10));
        let made = s
            .write(Role::Specialist, "change-create", "D2", |tx| {
                let (second, line) = (tx.add(&second)?, tx.add(&line)?);
                tx.add(&price(first.id, line, PriceChannel::Online, 8))?;
                Ok((second, line))
            })
            .expect("written");
        s.refresh_figures().expect("figures");
        (s, [first.id, made.0], made.1)
    }

    fn price(partner: i64, line: i64, channel: PriceChannel, units: i64) -> PriceSighting {
        let (sku, place) = (String::new(), "https://shop.example/1".to_owned());
        let (on, price) = ("2025-11-10".parse().expect("a date"), Money::units(units));
        PriceSighting { partner, line, sku, channel, on, price, place, evidence: String::new() }
    }

    /// Rule and state of the warnings of the price watch.
    fn of_prices(s: &Session, partner: i64) -> Vec<(AlertRule, AlertSeverity, AlertState)> {
        let of = "WHERE partner = ?1 AND rule IN ('seen_price', 'price_gap') ORDER BY id";
        let alerts = record::query_as::<Alert>(s.store.conn(), of, &[&partner]).expect("warnings");
        alerts.iter().map(|a| (a.rule, a.severity, a.state)).collect()
    }

    #[test]
    fn a_price_seen_at_one_partner_raises_and_ends_the_warning_of_another() {
        use AlertSeverity::Critical;
        use AlertState::{Cleared, Open};
        let dir = tempfile::tempdir().expect("a folder");
        let (mut s, [first, second], line) = shop(dir.path());
        assert_eq!(of_prices(&s, first), [(AlertRule::SeenPrice, Critical, Open)], "20 % below the floor");
        s.write(Role::Specialist, "change-create", "", |tx| {
            tx.add(&price(second, line, PriceChannel::Offline, 12))?;
            Ok(())
        })
        .expect("written");
        let done = s.refresh_figures().expect("figures");
        assert!(done.computed <= 2, "who has nothing to do with it is not computed: {done:?}");
        assert_eq!(of_prices(&s, first)[1..], [(AlertRule::PriceGap, Critical, Open)], "33 % below the shop");
        assert_eq!(of_prices(&s, second), [], "who is undercut has done nothing");
        let sighting = "WHERE channel = 'offline'";
        let mut seen = record::query_as::<PriceSighting>(s.store.conn(), sighting, &[]).expect("sightings").remove(0);
        seen.record.price = Money::units(8);
        s.write(Role::Specialist, "change-edit", "", |tx| Ok(tx.save(&seen)?)).expect("written");
        s.refresh_figures().expect("figures");
        assert_eq!(of_prices(&s, first)[1..], [(AlertRule::PriceGap, Critical, Cleared)]);
    }

    #[test]
    fn a_ticket_of_a_price_has_the_sightings_as_evidence_and_takes_all_its_warnings() {
        let dir = tempfile::tempdir().expect("a folder");
        let (mut s, [first, second], line) = shop(dir.path());
        s.write(Role::Specialist, "change-create", "", |tx| {
            tx.add(&price(second, line, PriceChannel::Offline, 12))?;
            Ok(())
        })
        .expect("written");
        s.refresh_figures().expect("figures");
        let alert = record::query_as::<Alert>(s.store.conn(), "WHERE rule = 'price_gap'", &[]).expect("warnings").remove(0);
        let why = explain(&s, alert.id, Lang::En).expect("explained");
        assert_eq!(why.value, Amount::Rate(Rate(3_333)));
        assert!(why.inputs.iter().filter(|i| i.source.as_ref().is_some_and(|s| s.kind == Kind::PriceSighting)).count() == 2);
        let (ticket, _) = to_ticket(&mut s, alert.id, "too cheap", Lang::En).expect("opened");
        let made = record::get_as::<Ticket>(s.store.conn(), ticket).expect("a ticket");
        assert_eq!((made.kind, made.severity, made.partner), (TicketKind::MultiChannel, Severity::S2, Some(first)));
        assert!(made.description.contains("20% below the floor of 10.00"), "{}", made.description);
        let parties =
            record::query_as::<TicketParty>(s.store.conn(), "WHERE ticket = ?1 ORDER BY id", &[&ticket]).expect("parties");
        let parties: Vec<(i64, PartyRole)> = parties.iter().map(|p| (p.partner, p.role)).collect();
        assert_eq!(parties, [(first, PartyRole::Respondent), (second, PartyRole::Affected)]);
        let evidence = "WHERE ticket = ?1 AND kind = 'evidence' ORDER BY id";
        let evidence = record::query_as::<TicketEvent>(s.store.conn(), evidence, &[&ticket]).expect("events");
        let told: Vec<&str> = evidence.iter().map(|e| e.text.as_str()).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("at 8.00 on 2025-11-10 · https://shop.example/1"), "{told:?}");
        assert!(told[1].contains("东方") && told[1].contains("12.00"), "{told:?}");
        assert!(of_prices(&s, first).iter().all(|a| a.2 == AlertState::Acknowledged), "both warnings are what it is about");
    }

    #[test]
    fn every_warning_says_where_it_comes_from() {
        let dir = tempfile::tempdir().expect("a folder");
        let (s, id) = desk(dir.path());
        for lang in [Lang::En, Lang::Zh] {
            let why = explain(&s, id, lang).expect("explained");
            assert_eq!(why.value, Amount::Days(700));
            assert!(why.inputs.iter().any(|i| i.source.as_ref().is_some_and(|s| s.kind == Kind::Invoice)), "{why:?}");
            assert_eq!(why.policy[0].path, "alerts.overdue_days");
        }
    }

    #[test]
    fn a_warning_is_explained_by_the_limits_of_the_version_that_found_it() {
        let dir = tempfile::tempdir().expect("a folder");
        let (mut s, id) = desk(dir.path());
        let limits = |s: &Session| {
            let why = explain(s, id, Lang::En).expect("explained");
            (why.rules(&s.policy).number, why.policy[0].value.clone())
        };
        assert_eq!(limits(&s), (Some(1), "7 / 60".to_owned()));
        let terms = crate::ops::rules::Terms { reason: "they pay late".into(), from: None };
        let wish = [("alerts.overdue_days.warn", "20"), ("alerts.overdue_days.critical", "65")];
        crate::ops::rules::propose(&mut s, crate::ops::rules::Wish::Values(&wish), &terms).expect("alone");
        assert_eq!(s.policy.number, 2);
        assert_eq!(limits(&s), (Some(1), "7 / 60".to_owned()), "it was found by the first");
        s.refresh_figures().expect("figures");
        assert_eq!(limits(&s), (Some(2), "20 / 65".to_owned()));
    }

    #[test]
    fn no_ticket_is_opened_where_no_price_is_over_a_limit() {
        let dir = tempfile::tempdir().expect("a folder");
        let (mut s, [_, second], _) = shop(dir.path());
        let refused = prices::open(&mut s, second, None, Lang::En);
        assert!(matches!(refused, Err(OpError::Refused { key: "refused-prices-fine", .. })), "{refused:?}");
    }
}
