//! Violations and what they cost a partner: points that count for a year, a deduction from the deposit, the tier veto (S8).
//!
//! Only a confirmed violation (its penalty is approved) counts, from its own day until [`ends`]: points of 3 January 2025
//! count through 2 January 2026 and are gone on the 3rd. One of 29 February ends on 28 February.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use serde::Deserialize;

use super::kinds::{Evidence, PartyRole, Ticket, TicketEvent, TicketKind, Violation, ViolationKind};
use super::money::{Money, Rate, div_round};

/// `[violations]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViolationPolicy {
    /// How long points count, in months.
    pub months: u32,
    /// What keeps a partner at Watch: the veto of the tiers.
    pub veto: Vec<ViolationKind>,
    /// What is proposed by kind where nothing is given.
    pub penalty: BTreeMap<ViolationKind, Penalty>,
}

/// What a kind of violation costs where nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Penalty {
    pub points: i64,
    /// This part of the amount is taken from the deposit,
    #[serde(default)]
    pub share: Rate,
    /// at least this, in whole units of the currency.
    #[serde(default)]
    pub least: i64,
}

impl Penalty {
    /// What is taken from the deposit, in whole cents; nothing where it comes to nothing.
    #[must_use]
    pub fn deduction(&self, amount: Option<Money>) -> Option<Money> {
        let part = amount.map_or(0, |a| div_round(i128::from(a.0) * i128::from(self.share.0), 1_000_000) * 100);
        Some(Money(part).max(Money::units(self.least))).filter(|d| d.0 > 0)
    }
}

impl ViolationPolicy {
    /// Points and deduction of a kind; nothing for a kind that the policy does not name.
    #[must_use]
    pub fn penalty(&self, kind: ViolationKind) -> Penalty {
        self.penalty.get(&kind).copied().unwrap_or(Penalty { points: 0, share: Rate(0), least: 0 })
    }

    /// Fills in what is not given: points and deduction by kind. 0 that is given stays 0.
    pub fn complete(&self, violation: &mut Violation) {
        let penalty = self.penalty(violation.kind);
        if violation.points.is_none() {
            violation.points = Some(penalty.points);
        }
        if violation.deduction.is_none() {
            violation.deduction = penalty.deduction(violation.amount);
        }
    }
}

/// The first day on which the points of a violation on `on` no longer count.
#[must_use]
pub fn ends(on: NaiveDate, months: u32) -> NaiveDate {
    on.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// Whether a violation on `on` counts as of a day: not before its day, and until it [`ends`].
#[must_use]
pub fn counts(on: NaiveDate, as_of: NaiveDate, months: u32) -> bool {
    on <= as_of && as_of < ends(on, months)
}

/// The first day whose violations count as of a day.
#[must_use]
pub fn since(as_of: NaiveDate, months: u32) -> NaiveDate {
    let begin = as_of.checked_sub_months(Months::new(months)).unwrap_or(as_of);
    // a day or two later, as months are of different lengths
    begin.iter_days().take(5).find(|day| counts(*day, as_of, months)).unwrap_or(as_of)
}

/// Points in force as of a day, and when they go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Points {
    pub in_force: i64,
    /// How many go on which day, the next first.
    pub expiring: Vec<(NaiveDate, i64)>,
}

impl Points {
    /// The points of confirmed violations, given as day and points.
    #[must_use]
    pub fn of(confirmed: impl IntoIterator<Item = (NaiveDate, i64)>, as_of: NaiveDate, months: u32) -> Self {
        let mut by_day: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        for (on, points) in confirmed.into_iter().filter(|(on, p)| *p != 0 && counts(*on, as_of, months)) {
            *by_day.entry(ends(on, months)).or_default() += points;
        }
        Self { in_force: by_day.values().sum(), expiring: by_day.into_iter().collect() }
    }
}

/// The violation that a ticket amounts to: the respondent, else the partner that it is filed under; the amount and the
/// evidence taken over. Points and deduction are left to the policy. `None` without a partner.
///
/// The amount is the ticket's, else the sum of the evidence's amounts.
#[must_use]
pub fn of_ticket<'a>(
    (id, ticket): (i64, &Ticket),
    parties: impl IntoIterator<Item = (i64, PartyRole)>,
    history: impl IntoIterator<Item = &'a TicketEvent>,
    (today, zone): (NaiveDate, chrono_tz::Tz),
) -> Option<Violation> {
    let respondent = parties.into_iter().find(|(_, role)| *role == PartyRole::Respondent).map(|(partner, _)| partner);
    let mut evidence = vec![ticket.title.trim().to_owned()];
    let mut found = Money::ZERO;
    let mut on: Option<NaiveDate> = None;
    for event in history {
        let Some(kind) = event.evidence else { continue };
        if kind == Evidence::Amount {
            found += event.amount.unwrap_or_default();
        }
        on = [on, event.evidence_on].into_iter().flatten().min();
        let day = event.evidence_on.map(|d| format!("{d} ")).unwrap_or_default();
        let amount = event.amount.map(|a| format!(" {a}")).unwrap_or_default();
        evidence.push(format!("{day}{}{amount}", event.text.trim()));
    }
    Some(Violation {
        brought_in: false,
        number: None,
        partner: respondent.or(ticket.partner)?,
        kind: match ticket.kind {
            TicketKind::Diversion => ViolationKind::Diversion,
            TicketKind::Horizontal | TicketKind::MultiChannel => ViolationKind::PriceBreach,
            _ => ViolationKind::Other,
        },
        on: on.or(ticket.opened_at.map(|t| t.with_timezone(&zone).date_naive())).unwrap_or(today).min(today),
        amount: ticket.amount.or(Some(found)).filter(|a| a.0 > 0),
        evidence: evidence.into_iter().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n"),
        points: None,
        deduction: None,
        ticket: Some(id),
        state: super::kinds::Decision::Draft,
        policy_version: None,
    })
}

#[cfg(test)]
mod tests;
