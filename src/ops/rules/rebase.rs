//! A version at its decision: what came between its proposal and now is kept.
//!
//! A proposal is what it changes, key by key. When it is decided that is laid over the rules of its first day, and over every
//! version that was approved for a later one, so that neither the one nor the other is lost. The same key changed by both is
//! refused where the other rules already; one that an approved later version changes is that version's from its day on.

use chrono::NaiveDate;

use super::{number, texts};
use crate::domain::kinds::{Decision, PolicyVersion};
use crate::domain::policy::rebase::Clash;
use crate::domain::policy::{PolicyError, Texts};
use crate::domain::record::Stored;
use crate::domain::sentence::{Sentence, Speak as _};
use crate::ops::context::By;
use crate::ops::{OpError, Result};
use crate::store::{Connection, Tx, record, rules};

/// What becomes of a version when it is approved.
#[derive(Debug)]
pub(super) struct Landing {
    /// Its first day.
    from: NaiveDate,
    /// The version that rules on that day without it.
    base: Option<i64>,
    /// What it says.
    pub(super) texts: Texts,
    later: Vec<Carried>,
}

/// A version of a later day, with what it says when it takes over a change, and what it keeps of its own against that.
type Carried = (Stored<PolicyVersion>, Texts, Vec<Clash>);

fn of_base(conn: &Connection, version: &PolicyVersion) -> Result<Texts> {
    let base = version.base.map(|id| record::get_as::<PolicyVersion>(conn, id)).transpose()?;
    Ok(base.map_or_else(Texts::embedded, |b| texts(&b)))
}

/// What a version would be if it were approved on a day.
///
/// # Errors
/// [`OpError::Refused`]: a key that was changed otherwise since, nothing that is left to change; rules that don't go together.
pub(super) fn landing(conn: &Connection, version: &Stored<PolicyVersion>, today: NaiveDate) -> Result<Landing> {
    let from = version.from_day.map_or(today, |day| day.max(today));
    let before = rules::in_force_but(conn, from, version.id)?;
    let (base, wanted) = (of_base(conn, version)?, texts(version));
    let here = before.as_ref().map_or_else(Texts::embedded, |v| texts(v));
    let (landed, clashes) = wanted.rebased(&base, &here)?;
    if let Some(clash) = clashes.into_iter().next() {
        let args = vec![
            ("number", number(version).to_string()),
            ("key", clash.key),
            ("base", clash.base),
            ("value", clash.now),
            ("now", before.as_ref().map_or(0, number).to_string()),
        ];
        return Err(OpError::Refused { key: "refused-policy-clash", args });
    }
    // whatever is wrong with it was right when it was asked for: what stands against it is the rules of now
    let unfit = |e: PolicyError| {
        let args = e.of_version("refused-policy-unfit", number(version)).args;
        OpError::Refused { key: "refused-policy-unfit", args }
    };
    landed.read().map_err(|e| unfit(e.found_in(&format!("v{}", number(version)))))?;
    // what came between may have said it all
    if version.base != before.as_ref().map(|b| b.id) && here.differences(&landed)?.is_empty() {
        let args = vec![("number", number(version).to_string()), ("now", before.as_ref().map_or(0, number).to_string())];
        return Err(OpError::Refused { key: "refused-policy-moot", args });
    }
    let later = carried(conn, from, Some(version.id), (&here, &landed)).map_err(|e| match e {
        OpError::Policy(e) => unfit(e),
        e => e,
    })?;
    Ok(Landing { from, base: before.map(|b| b.id), texts: landed, later })
}

/// What the versions of later days, but for one, become when the rules of a day change from the one to the other.
///
/// # Errors
/// [`OpError::Policy`]: what does not go with one of them, which is named.
pub(super) fn carried(
    conn: &Connection,
    from: NaiveDate,
    but: Option<i64>,
    (here, landed): (&Texts, &Texts),
) -> Result<Vec<Carried>> {
    let one = |after: Stored<PolicyVersion>| {
        let (merged, kept) = landed.rebased(here, &texts(&after))?;
        merged.read().map_err(|e| e.found_in(&format!("v{}", number(&after))))?;
        Ok((after, merged, kept))
    };
    rules::after(conn, from, but)?.into_iter().map(one).collect()
}

/// Why a version that waits can't be approved as it is, and what later versions keep against it.
pub fn outlook(
    conn: &Connection,
    version: &Stored<PolicyVersion>,
    today: NaiveDate,
) -> Result<(Option<Sentence>, Vec<Sentence>)> {
    let landing = match landing(conn, version, today) {
        Ok(landing) => landing,
        Err(e @ (OpError::Refused { .. } | OpError::Policy(_))) => return Ok((Some(e.sentence()), Vec::new())),
        Err(e) => return Err(e),
    };
    let mut kept = Vec::new();
    for (after, _, clashes) in &landing.later {
        kept.extend(clashes.iter().map(|clash| {
            let from = after.from_day.map(|day| day.to_string()).unwrap_or_default();
            let said = Sentence::new("policy-kept").with("number", number(after)).with("from", from);
            said.with("key", &clash.key).with("value", &clash.now)
        }));
    }
    Ok((None, kept))
}

/// A version was approved: it rules from its day, or from today if that is over, and every later one that was approved already
/// takes over what it changes, as a version of its own, which is a change of whoever asked for this one.
///
/// # Errors
/// As [`landing`].
pub(in crate::ops) fn approved(tx: &mut Tx<'_>, by: By<'_>, id: i64) -> Result<()> {
    let mut version = record::get_as::<PolicyVersion>(tx.conn(), id)?;
    let Landing { from, base, texts: landed, later } = landing(tx.conn(), &version, by.day)?;
    let what = format!("v{}: {}", number(&version), version.title);
    let record = &mut version.record;
    (record.from_day, record.decided_at, record.base, record.hash) = (Some(from), Some(by.at), base, landed.hash());
    (record.policy, record.calendar, record.playbooks) = (landed.policy, landed.calendar, landed.playbooks);
    tx.save(&version)?;
    for (after, merged, _) in later {
        if merged == texts(&after) {
            continue;
        }
        tx.add(&PolicyVersion {
            number: None,
            title: format!("v{} + {what}", number(&after)),
            reason: version.reason.clone(),
            base: Some(after.id),
            proposed_by: version.proposed_by,
            proposed_at: Some(by.at),
            state: Decision::Approved,
            decided_at: Some(by.at),
            hash: merged.hash(),
            policy: merged.policy,
            calendar: merged.calendar,
            playbooks: merged.playbooks,
            ..after.record
        })?;
    }
    Ok(())
}
