use super::*;
use crate::config::{Config, Given};
use crate::domain::explain::Amount;
use crate::domain::kinds::TicketKind;
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
    assert!(matches!(
        snooze(&mut s, &[Seen { id, version: None }], "2025-11-12".parse().expect("a date"), ""),
        Err(OpError::Invalid(_))
    ));
    snooze(&mut s, &[Seen { id, version: None }], "2025-11-14".parse().expect("a date"), "truck strike").expect("put off");
    s.refresh_figures().expect("figures");
    let alert = record::get_as::<Alert>(s.store.conn(), id).expect("on record");
    assert_eq!((alert.state, alert.reason.as_str()), (AlertState::Snoozed, "truck strike"), "still quiet");
}

#[test]
fn a_warning_that_flaps_stays_the_same_until_it_was_in_order_for_two_weeks() {
    use crate::domain::kinds::Payment;
    let dir = tempfile::tempdir().expect("a folder");
    let (mut s, id) = desk(dir.path());
    acknowledge(&mut s, &[Seen { id, version: None }], "pays on Friday").expect("acknowledged");
    let alerts =
        |s: &Session| record::query_as::<Alert>(s.store.conn(), "WHERE rule = 'overdue' ORDER BY id", &[]).expect("warnings");
    let partner = alerts(&s)[0].partner;
    // paid, and taken back when it was in order for so many days
    let flap = |s: &mut Session, days: i64| {
        let day = s.as_of();
        let paid = s
            .write(Role::Specialist, "change-create", "", |tx| {
                let (number, amount) = (format!("P{days}"), Money::units(90));
                Ok(tx.add(&Payment { number, partner, paid_on: day, amount, invoice: None })?)
            })
            .expect("paid");
        s.refresh_figures().expect("figures");
        assert_eq!(alerts(s).last().map(|a| a.state), Some(AlertState::Cleared));
        let back = "UPDATE alert SET first_seen = first_seen - ?1 - 60, last_seen = last_seen - ?1 WHERE rule = 'overdue'";
        s.store.conn().execute(back, [days]).expect("as if it were later");
        s.write(Role::Specialist, "change-delete", "", |tx| Ok(tx.delete(Kind::Payment, paid, 1)?)).expect("taken back");
        s.refresh_figures().expect("figures");
        alerts(s).into_iter().map(|a| (a.id, a.state, a.record.reason)).collect::<Vec<_>>()
    };
    let reason = "pays on Friday".to_owned();
    let first = alerts(&s)[0].first_seen;
    assert_eq!(flap(&mut s, 13), [(id, AlertState::Acknowledged, reason.clone())], "the same, with its acknowledgement");
    let back = alerts(&s).remove(0).record;
    assert_eq!((back.first_seen, back.back_on), (first - chrono::Days::new(73), Some(s.as_of())), "and says that it is back");
    assert!(crate::i18n::warning::alert(crate::domain::record::Lang::En, &back).ends_with("; back on 2025-11-12"));
    let after = flap(&mut s, 14);
    assert_eq!(after[0], (id, AlertState::Cleared, reason));
    assert!(matches!(after.as_slice(), [_, (_, AlertState::Open, _)]), "two weeks in order: another one: {after:?}");
}

#[test]
fn a_warning_given_to_somebody_is_theirs_and_so_is_its_task() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut s, id) = desk(dir.path());
    let seen = [Seen { id, version: None }];
    let user = |name: &str, role| User { active: true, ..User::new(name, "", role) };
    let (zhao, looker) = s
        .write(Role::Specialist, "change-create", "", |tx| {
            Ok((tx.add(&user("zhao.min", Role::Specialist))?, tx.add(&user("bo", Role::Viewer))?))
        })
        .expect("written");
    assert!(matches!(assign(&mut s, &seen, looker), Err(OpError::Invalid(_))), "who may not see to it");
    assign(&mut s, &seen, zhao).expect("assigned");
    let queue = crate::ops::today::queue(&s, crate::ops::today::Reach::All).expect("a queue");
    let item = queue.items.iter().find(|i| i.key == format!("alert:{id}")).expect("in the queue");
    assert_eq!(item.owner.as_ref().map(|o| o.0), Some(zhao));
    let whose = |user| crate::store::tasks::Whose::Owner(user);
    let of =
        |user| crate::store::today::alerts(s.store.conn(), AlertSeverity::Critical, &whose(user), s.as_of(), 9).expect("alerts");
    assert!(of(zhao).iter().any(|f| f.id == id));
    let task = to_task(&mut s, seen[0], "call", "2025-11-13".parse().expect("a date")).expect("a task");
    let made = record::get_as::<Task>(s.store.conn(), task).expect("a task");
    assert_eq!((made.owner, made.alert), (Some(zhao), Some(id)));
    // it is known by that, and one more may be made of it; nobody takes note of it twice
    assert_eq!(record::get_as::<Alert>(s.store.conn(), id).expect("a warning").state, AlertState::Acknowledged);
    to_task(&mut s, seen[0], "visit", "2025-11-14".parse().expect("a date")).expect("another task");
    assert!(matches!(acknowledge(&mut s, &seen, ""), Err(OpError::Refused { key: "refused-alert-known", .. })));
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
    let (sku, place) = (None, "https://shop.example/1".to_owned());
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
    let parties = record::query_as::<TicketParty>(s.store.conn(), "WHERE ticket = ?1 ORDER BY id", &[&ticket]).expect("parties");
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
