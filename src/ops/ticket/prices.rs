//! Price watch (S5): prices seen against the floor, online against offline, and the ticket with the evidence.

pub mod pages;

use std::cmp::Reverse;
use std::collections::hash_map::Entry;

use chrono::{DateTime, NaiveDate, Utc};

use super::super::{OpError, Result, Session};
use super::open::{self, Draft};
use crate::domain::diversion::{self, DiversionPolicy, Gap, Seen, Watched};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::kinds::{
    Alert, AlertRule, AlertSeverity, AlertState, EventKind, Evidence, PartyRole, ProductLine, Role, Severity, Sku, TicketEvent,
    TicketKind,
};
use crate::domain::money::Rate;
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Lang};
use crate::domain::sla::Desk;
use crate::i18n::diversion::{self as words, Called};
use crate::store::{Tx, diversion as store, record};

/// What the prices seen lately come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    /// From this day
    pub from: NaiveDate,
    /// up to and including this one.
    pub to: NaiveDate,
    /// How many prices were seen.
    pub seen: usize,
    /// Those below their floor, the furthest first, and by which share.
    pub below: Vec<(Seen, Rate)>,
    /// Online against offline, the widest gap first.
    pub gaps: Vec<Gap>,
    /// The latest price of each partner, product and channel: what is over a limit first, the worst of it before.
    pub rows: Vec<Watched>,
}

/// Compares the prices seen within the days of the policy, of all partners or of one.
///
/// Of one partner the gaps are those in which it is the cheaper side: they are its findings.
pub fn watch(session: &Session, partner: Option<i64>) -> Result<Watch> {
    let policy = &session.policy.diversion;
    let to = session.as_of();
    let from = policy.first_day(to);
    let seen = store::seen(session.store.conn(), from, to)?;
    let mut rows = diversion::watched(&seen);
    rows.retain(|w| partner.is_none_or(|p| p == w.seen.partner));
    rows.sort_by_key(|w| {
        let worst = w.findings(policy).into_iter().flatten().map(|f| f.severity).min();
        let by = w.seen.below(policy).max(w.undercut(policy));
        (worst.is_none(), worst, Reverse(by), w.seen.product.clone(), w.seen.price, w.seen.partner)
    });
    let mut below: Vec<(Seen, Rate)> = rows.iter().filter_map(|w| Some((w.seen.clone(), w.seen.below(policy)?))).collect();
    below.sort_by_key(|(s, by)| (Reverse(*by), s.partner, s.id));
    let mut gaps = diversion::gaps(&seen, policy);
    gaps.retain(|g| partner.is_none_or(|p| p == g.cheaper()));
    Ok(Watch { from, to, seen: seen.iter().filter(|s| partner.is_none_or(|p| p == s.partner)).count(), below, gaps, rows })
}

/// What the price watch holds against a partner.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ops) struct Case {
    partner: i64,
    /// Its prices that are over a limit, the worst first.
    rows: Vec<Watched>,
    /// What partners and products are called.
    called: Called,
    severity: Severity,
}

/// What the partners and product lines of a watch are called.
pub fn called(session: &Session, rows: &[Watched]) -> Result<Called> {
    let conn = session.store.conn();
    let mut called = Called::default();
    for seen in rows.iter().flat_map(|w| std::iter::once(&w.seen).chain(&w.other)) {
        if let Entry::Vacant(slot) = called.partners.entry(seen.partner) {
            slot.insert(super::trace::called(session, seen.partner)?);
        }
        if let Entry::Vacant(slot) = called.lines.entry(seen.product.0) {
            slot.insert(record::get_as::<ProductLine>(conn, seen.product.0)?.record.name);
        }
    }
    Ok(called)
}

/// What the price watch holds against a partner; `None` if nothing is over a limit.
pub(in crate::ops) fn case(session: &Session, partner: i64) -> Result<Option<Case>> {
    let policy = &session.policy.diversion;
    let mut rows = watch(session, Some(partner))?.rows;
    rows.retain(|w| w.is_over(policy));
    let called = called(session, &rows)?;
    let critical = rows.iter().flat_map(|w| w.findings(policy)).flatten().any(|f| f.severity == AlertSeverity::Critical);
    let severity = if critical { Severity::S2 } else { Severity::S3 };
    Ok((!rows.is_empty()).then_some(Case { partner, rows, called, severity }))
}

impl Case {
    /// The ticket: the partner answers for its prices, whoever it undercuts is affected.
    pub(in crate::ops) fn draft(&self, title: &str, lang: Lang, policy: &DiversionPolicy) -> Draft {
        let undercut = self.rows.iter().filter(|w| w.undercut(policy).is_some()).filter_map(|w| w.other.as_ref());
        let mut parties = vec![(self.partner, PartyRole::Respondent)];
        for other in undercut {
            if parties.iter().all(|(p, _)| *p != other.partner) {
                parties.push((other.partner, PartyRole::Affected));
            }
        }
        let told: Vec<String> = self.rows.iter().map(|w| words::watched(lang, w, &self.called, policy)).collect();
        Draft {
            kind: TicketKind::MultiChannel,
            severity: self.severity,
            title: title.to_owned(),
            description: told.join("\n"),
            partner: Some(self.partner),
            parties,
            ..Draft::default()
        }
    }

    /// Adds what was seen to a ticket as evidence: each price, and the price of the other channel that it undercuts.
    pub(in crate::ops) fn put_evidence(
        &self,
        tx: &mut Tx<'_>,
        ticket: i64,
        lang: Lang,
        (at, actor): (DateTime<Utc>, Option<i64>),
        policy: &DiversionPolicy,
    ) -> Result<()> {
        let mut shown: Vec<&Seen> = Vec::new();
        for w in &self.rows {
            let other = w.other.as_ref().filter(|_| w.undercut(policy).is_some());
            for seen in std::iter::once(&w.seen).chain(other) {
                if shown.iter().all(|s| s.id != seen.id) {
                    shown.push(seen);
                }
            }
        }
        for seen in shown {
            tx.add(&TicketEvent {
                text: words::seen(lang, seen, &self.called),
                evidence: Some(Evidence::Note),
                evidence_on: Some(seen.on),
                ..TicketEvent::new(ticket, at, actor, EventKind::Evidence)
            })?;
        }
        Ok(())
    }

    /// Opens the ticket as part of a change and acknowledges the warnings that it is about; answers its id and number.
    pub(in crate::ops) fn put(
        &self,
        tx: &mut Tx<'_>,
        draft: &Draft,
        lang: Lang,
        (at, actor): (DateTime<Utc>, Option<i64>),
        policy: &Policy,
    ) -> Result<(i64, i64)> {
        let (id, number) = open::put(tx, draft, &Desk::of(policy), at, actor)?;
        self.put_evidence(tx, id, lang, (at, actor), &policy.diversion)?;
        let live = "WHERE partner = ?1 AND rule IN ('seen_price', 'price_gap') AND state IN ('open', 'snoozed')";
        for mut alert in record::query_as::<Alert>(tx.conn(), live, &[&self.partner])? {
            alert.record.state = AlertState::Acknowledged;
            alert.record.acknowledged_by = actor;
            alert.record.noted = alert.value;
            tx.save(&alert)?;
        }
        Ok((id, number))
    }
}

/// Opens a ticket for what the price watch holds against a partner, with the prices as evidence; answers its id and
/// number. The warnings that it is about are acknowledged by it.
///
/// # Errors
/// Role (specialist); [`OpError::Refused`] if nothing is over a limit, or if nobody could work on it; those of the file.
pub fn open(session: &mut Session, partner: i64, severity: Option<Severity>, lang: Lang) -> Result<(i64, i64)> {
    session.require(Role::Specialist)?;
    let Some(case) = case(session, partner)? else {
        return Err(OpError::Refused { key: "refused-prices-fine", args: Vec::new() });
    };
    let who = case.called.partners.get(&partner).map_or("", |(_, name)| name.as_str());
    let mut draft = case.draft(&words::prices_title(lang, who), lang, &session.policy.diversion);
    draft.severity = severity.unwrap_or(draft.severity);
    let (policy, by) = (session.policy.clone(), (session.now(), session.actor.user));
    session.write(Role::Specialist, "change-ticket-new", &draft.title, |tx| case.put(tx, &draft, lang, by, &policy))
}

/// Whose floor price it is: that of the SKU, or where it has none that of its line.
fn whose_floor(session: &Session, seen: &Seen) -> Result<Source> {
    let conn = session.store.conn();
    let (line, sku) = &seen.product;
    let id = if sku.is_empty() { None } else { record::id_by_code(conn, Kind::Sku, sku)? };
    let own = id.map(|id| record::get_as::<Sku>(conn, id)).transpose()?.is_some_and(|sku| sku.floor_price.is_some());
    let of = |kind, code| Source::new(kind, format!("code:{code}"));
    Ok(if own { of(Kind::Sku, sku.clone()) } else { of(Kind::ProductLine, record::code_of(conn, Kind::ProductLine, *line)?) })
}

/// Where a finding of the price watch comes from: every price that was seen at the partner, its floor, the other channel.
///
/// `rule` says against which of them, `value` is its figure, `policy` the rules that found it.
///
/// # Errors
/// A partner that does not exist, those of the file.
pub fn explain(
    session: &Session,
    policy: &Policy,
    (partner, rule, value): (i64, AlertRule, i64),
    lang: Lang,
) -> Result<Explanation> {
    let watch = watch(session, Some(partner))?;
    let called = called(session, &watch.rows)?;
    let conn = session.store.conn();
    let gap = rule == AlertRule::PriceGap;
    let def = rule.def();
    let mut e = Explanation::new(Words::Label(rule.label()), def.unit.amount(value)).formula(Words::Label(def.how));
    let rows = |seen: &Seen| -> Result<Source> {
        let partner = record::code_of(conn, Kind::Partner, seen.partner)?;
        let line = record::code_of(conn, Kind::ProductLine, seen.product.0)?;
        Ok(Source::new(
            Kind::PriceSighting,
            format!("partner:{partner} line:{line} channel:{} on>={} on<={}", seen.channel.code(), watch.from, watch.to),
        ))
    };
    for w in &watch.rows {
        let name = Words::Text(words::seen(lang, &w.seen, &called));
        e = e.input(name, Amount::Money(w.seen.price)).from_rows(rows(&w.seen)?);
        if gap {
            if let Some(other) = &w.other {
                e = e
                    .input(Words::Text(words::seen(lang, other, &called)), Amount::Money(other.price))
                    .from_rows(rows(other)?)
                    .input(Words::key("explain-gap"), w.gap.map_or(Amount::NotRated, Amount::Rate));
            }
        } else {
            e = e
                .input(Words::key("explain-floor"), w.seen.floor.map_or(Amount::NotRated, Amount::Money))
                .from_rows(whose_floor(session, &w.seen)?)
                .input(Words::key("explain-below"), w.seen.against_floor().map_or(Amount::NotRated, Amount::Rate));
        }
    }
    let e = rule.limits(policy).fold(e, |e, (path, value)| e.policy(path, value));
    Ok(e.note(Words::key("note-latest-price")))
}
