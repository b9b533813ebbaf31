//! The deposit of a partner: what is held against what is agreed, entries posted and reversed (S8).
//!
//! The ledger is only added to. A changed or removed entry is refused here with the way out, and by the file itself in any
//! case. Taking back one's own entry (undo) reverses it. A deduction is booked by the approval of its violation, once; what is the same
//! by another name, and taking one back, needs a manager ([`is_managers`]).

pub mod pages;

use chrono::NaiveDate;

use super::record::doors::HISTORY;
use super::record::{Saved, save};
use super::{OpError, Result, Session, access};
use crate::domain::deposit::{self, Account, Cover};
use crate::domain::kinds::{Decision, DepositEntry, DepositMove, Role, Violation};
use crate::domain::money::Money;
use crate::domain::record::{Expected, Field, Kind, Problem, Row, Stored, Value};
use crate::domain::sentence::Sentence;
use crate::i18n::number;
use crate::ops::context::{Context, Source};
use crate::store::compliance::Who;
use crate::store::{Connection, StoreError, Tx, compliance, exact, record};

/// Names what is wrong with an entry: a change of one that is there, a sign against its kind, a deduction by hand.
pub(in crate::ops) fn complete(tx: &Tx<'_>, context: &Context<'_>, row: &mut Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    if let Some(before) = before {
        let changed = row.kind.def().fields.iter().zip(&row.values).zip(&before.values).filter(|((_, now), was)| now != was);
        let expected = Expected::Rule("expected-deposit-kept");
        let said = |((f, now), _): ((&Field, &Value), &Value)| {
            Ok(Problem { field: f.name, value: record::spoken(tx.conn(), f, now)?, expected: expected.clone() })
        };
        return changed.map(said).collect();
    }
    let Ok(typed) = row.typed::<DepositEntry>() else { return Ok(Vec::new()) };
    let entry = typed.record;
    let mut problems: Vec<Problem> = deposit::check(&entry).into_iter().collect();
    let amount = |expected| Problem { field: "amount", value: entry.amount.to_string(), expected };
    if let Some(id) = entry.reverses {
        problems.extend(against(tx, &entry, id)?);
    }
    if let Some(id) = entry.violation {
        let v: Stored<Violation> = record::get_as(tx.conn(), id)?;
        if v.partner != entry.partner {
            let value = format!("#{}", v.number.unwrap_or(id));
            problems.push(Problem { field: "violation", value, expected: Expected::Rule("expected-deposit-own-violation") });
        }
        // what was confirmed elsewhere was deducted there, and is told by who may load that ledger
        let elsewhere = v.brought_in && (context.source == Source::Person || context.role < HISTORY);
        if entry.kind == DepositMove::Deduction && (v.state != Decision::Approved || elsewhere) {
            let value = format!("#{}", v.number.unwrap_or(id));
            problems.push(Problem { field: "violation", value, expected: Expected::Rule("expected-deposit-confirmed") });
        } else if entry.kind == DepositMove::Deduction && !v.brought_in {
            problems.extend(unbooked(tx, &entry, &v)?);
        }
    }
    // who may load a history brings the entries of another ledger in any order; that ledger ended when this one began
    let entries = compliance::entries(tx.conn(), entry.partner)?;
    let begun = entries.iter().filter(|e| !e.brought_in).map(|e| e.on).min();
    let by_hand = context.source == Source::Person || context.role < HISTORY;
    if entry.kind == DepositMove::Deduction && entry.violation.is_none() && (by_hand || begun.is_some_and(|day| entry.on >= day))
    {
        let value = DepositMove::Deduction.code().to_owned();
        problems.push(Problem { field: "kind", value, expected: Expected::Rule("expected-deposit-penalty") });
    }
    if by_hand {
        // others pay back what is there
        let code = || record::code_of(tx.conn(), Kind::Partner, entry.partner).unwrap_or_default();
        let (held, then) = exact(code, || {
            let held: Money = entries.iter().map(|e| e.amount).sum();
            Ok::<_, StoreError>((held, held + entry.amount))
        })?;
        if entry.kind == DepositMove::Refund && entry.amount.0 < 0 && then < Money::ZERO {
            let most = -held.max(Money::ZERO);
            problems.push(amount(Expected::AtLeast(most.to_string())));
        }
    }
    if entry.kind == DepositMove::Opening && opened(tx, entry.partner)? {
        let value = DepositMove::Opening.code().to_owned();
        problems.push(Problem { field: "kind", value, expected: Expected::Rule("expected-deposit-one-opening") });
    }
    if problems.is_empty() && is_managers(tx.conn(), &entry)? {
        access::manages(tx.conn(), (context.user, context.role), Some(entry.partner))?;
    }
    Ok(problems)
}

/// Whether an entry is a manager's to post or to take back: what makes a penalty or takes one back, and what corrects a balance
/// without saying which entry was wrong.
pub(in crate::ops) fn is_managers(conn: &Connection, entry: &DepositEntry) -> Result<bool> {
    Ok(match (entry.kind, entry.reverses) {
        (DepositMove::Deduction, _) | (DepositMove::Correction, None) => true,
        (_, Some(of)) => {
            entry.violation.is_some() || record::get_as::<DepositEntry>(conn, of)?.record.kind == DepositMove::Deduction
        }
        _ => false,
    })
}

/// A deduction by hand is what of a violation that was confirmed here is not booked: its approval books it, once, with its amount.
fn unbooked(tx: &Tx<'_>, entry: &DepositEntry, v: &Stored<Violation>) -> Result<Option<Problem>> {
    let missing = v.deduction.unwrap_or_default() - compliance::taken_for(tx.conn(), v.id)?;
    if missing.0 <= 0 {
        let value = format!("#{}", v.number.unwrap_or(v.id));
        return Ok(Some(Problem { field: "violation", value, expected: Expected::Rule("expected-deposit-unbooked") }));
    }
    Ok((entry.amount != -missing).then(|| {
        let expected = Expected::Named("expected-deposit-missing", vec![("amount", (-missing).to_string())]);
        Problem { field: "amount", value: entry.amount.to_string(), expected }
    }))
}

/// An entry that takes another back is of the same partner and the same amount with the other sign.
fn against(tx: &Tx<'_>, entry: &DepositEntry, id: i64) -> Result<Option<Problem>> {
    let other: Stored<DepositEntry> = record::get_as(tx.conn(), id)?;
    let right = deposit::reversal(id, &other, entry.on, &entry.note);
    let value = format!("#{}", other.number.unwrap_or(id));
    if entry.partner != right.partner || entry.amount != right.amount || entry.kind != right.kind {
        return Ok(Some(Problem { field: "reverses", value, expected: Expected::Rule("expected-deposit-reversal") }));
    }
    let taken = record::query_as::<DepositEntry>(tx.conn(), "WHERE reverses = ?1", &[&id])?.pop();
    Ok(taken.map(|t| {
        let expected = Expected::Unique(format!("#{}", t.number.unwrap_or(t.id)));
        Problem { field: "reverses", value, expected }
    }))
}

/// Whether the account has an opening balance that was not taken back.
fn opened(tx: &Tx<'_>, partner: i64) -> Result<bool> {
    let clause = "WHERE partner = ?1 AND kind = 'opening'
                  AND NOT EXISTS (SELECT 1 FROM deposit_entry r WHERE r.reverses = deposit_entry.id) LIMIT 1";
    Ok(!record::query_as::<DepositEntry>(tx.conn(), clause, &[&partner])?.is_empty())
}

/// What a person is told of a new entry: its number and what is held now.
pub(in crate::ops) fn written(
    tx: &mut Tx<'_>,
    context: &Context<'_>,
    before: Option<&Row>,
    after: &Row,
) -> Result<Option<Sentence>> {
    if before.is_some() || context.source == Source::Import {
        return Ok(None);
    }
    let entry: Stored<DepositEntry> = after.typed()?;
    let held = compliance::held(tx.conn(), entry.partner, context.as_of)?;
    let code = record::code_of(tx.conn(), Kind::Partner, entry.partner)?;
    let said = Sentence::new(if held.0 < 0 { "done-deposit-owes" } else { "done-deposit" });
    let said = said
        .with("number", entry.number.unwrap_or(entry.id))
        .with("code", code)
        .with("amount", number::amount_full(entry.amount));
    Ok(Some(said.with("held", number::amount_full(if held.0 < 0 { -held } else { held }))))
}

/// The account of a partner: held, agreed, enough or short, and every entry with its running balance.
pub fn account(session: &Session, partner: i64) -> Result<Account> {
    let (conn, as_of) = (session.store.conn(), session.as_of());
    let agreed = compliance::agreed(conn, partner, as_of)?;
    let code = record::code_of(conn, Kind::Partner, partner)?;
    exact(|| code, || Ok(Account::of(partner, compliance::entries(conn, partner)?, agreed, as_of)))
}

/// A partner's deposit in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    pub who: Who,
    pub held: Money,
    pub agreed: Option<Money>,
    /// Whether that is enough.
    pub cover: Cover,
}

/// The deposits of all partners that have one or should, by code; only those that are short or owe if `lacking`.
pub fn all(session: &Session, lacking: bool) -> Result<Vec<Held>> {
    let (conn, as_of) = (session.store.conn(), session.as_of());
    let mut out = Vec::new();
    let deposits = exact(|| Kind::DepositEntry.def().plural.to_owned(), || Ok::<_, OpError>(compliance::deposits(conn, as_of)?))?;
    for (partner, held) in deposits {
        let (agreed, _) = compliance::agreed(conn, partner, as_of)?;
        let cover = Cover::of(held, agreed);
        if lacking && !matches!(cover, Cover::Short(_) | Cover::Owes(_)) {
            continue;
        }
        if let Some(who) = compliance::who(conn, partner)? {
            out.push(Held { who, held, agreed, cover });
        }
    }
    Ok(out)
}

/// What is posted by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Posting {
    /// Whose deposit.
    pub partner: i64,
    pub kind: DepositMove,
    /// Added to the balance; below 0: taken from it.
    pub amount: Money,
    /// On which day.
    pub on: NaiveDate,
    pub violation: Option<i64>,
    /// In words.
    pub note: String,
}

/// Posts an entry.
///
/// # Errors
/// [`OpError::Invalid`] for a sign against the kind, a deduction without a confirmed violation, a refund of more than is
/// held, a second opening balance; [`OpError::Role`].
pub fn post(session: &mut Session, posting: Posting) -> Result<Saved> {
    let Posting { partner, kind, amount, on, violation, note } = posting;
    let entry = DepositEntry { violation, note, ..deposit::entry(partner, on, kind, amount) };
    save(session, Row::new(&entry), &[])
}

/// Takes an entry back with a correction of today; a deduction needs a manager of the partner's region.
///
/// # Errors
/// [`OpError::Invalid`] if it was taken back before, [`OpError::Role`], [`OpError::Refused`] without a reason.
pub fn reverse(session: &mut Session, id: i64, reason: &str) -> Result<Saved> {
    let entry: Stored<DepositEntry> = record::get_as(session.store.conn(), id)?;
    session.require(Role::Specialist)?;
    if reason.trim().is_empty() {
        return Err(OpError::Refused { key: "usage-no-reason", args: Vec::new() });
    }
    let back = deposit::reversal(id, &entry, session.as_of(), reason.trim());
    save(session, Row::new(&back), &[])
}

/// The entry that a person names: `12` or `#12`.
///
/// # Errors
/// [`StoreError::Missing`] if there is none.
pub fn find(session: &Session, number: &str) -> Result<i64> {
    let key = number.trim().trim_start_matches(['#', '＃']);
    let row = key.parse().ok().map(|n: i64| record::by_key(session.store.conn(), Kind::DepositEntry, &[&Value::Int(n)]));
    let missing = || StoreError::Missing { kind: Kind::DepositEntry, key: number.to_owned() };
    Ok(row.transpose()?.flatten().ok_or_else(missing)?.id)
}

#[cfg(test)]
mod tests;
