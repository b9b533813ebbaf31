//! Putting tickets off: one leaves the actor's list until a moment, and comes back before it if it gets worse.
//!
//! The marks are those of Today ([`crate::ops::today`]), by the same keys: what is put off here is put off there. No clock
//! stops, and nobody else's list changes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::super::ticket::{Listed, lines};
use super::super::{Result, Session};
use crate::domain::sla::Phase;
use crate::store::today as store;

/// How bad it is: comes back when it gets worse.
fn rank(phase: &str) -> u8 {
    match phase {
        "warning" => 1,
        "breached" => 2,
        _ => 0,
    }
}

fn rank_now(listed: &Listed) -> u8 {
    listed.next().map_or(0, |c| rank(c.phase.code()))
}

/// The name of the item in the actor's marks: the same as Today's, where it is in Today.
fn key(listed: &Listed) -> String {
    let id = listed.line.id;
    match listed.next() {
        Some(clock) => format!("ticket:{id}:{}:{}", clock.kind.code(), clock.phase.code()),
        None => format!("ticket:{id}:{}:{}", listed.line.times.state.code(), Phase::Met.code()),
    }
}

/// What a key says: the ticket, and how bad it was.
fn parse(key: &str) -> Option<(i64, u8)> {
    let mut parts = key.strip_prefix("ticket:")?.split(':');
    let id = parts.next()?.parse().ok()?;
    Some((id, rank(parts.nth(1)?)))
}

/// The tickets that the actor has put off, by id, each with its moment; without those that came back by a warning or a
/// breach.
pub fn snoozed(session: &Session) -> Result<BTreeMap<i64, DateTime<Utc>>> {
    let now = session.now();
    let mut away: BTreeMap<i64, (u8, DateTime<Utc>)> = BTreeMap::new();
    for (key, (until, _)) in store::marks(session.store.conn(), &session.actor.name)? {
        if let (Some((id, rank)), Some(until)) = (parse(&key), until.filter(|u| *u > now)) {
            let known = away.entry(id).or_insert((rank, until));
            *known = (known.0.max(rank), known.1.max(until));
        }
    }
    let ids: Vec<i64> = away.keys().copied().collect();
    let worse = |l: &Listed| away.get(&l.line.id).is_none_or(|(rank, _)| rank_now(l) > *rank);
    let back: Vec<i64> = lines(session, &ids)?.iter().filter(|l| worse(l)).map(|l| l.line.id).collect();
    Ok(away.into_iter().filter(|(id, _)| !back.contains(id)).map(|(id, (_, until))| (id, until)).collect())
}

/// Puts tickets off until a moment, for the actor alone.
pub fn snooze(session: &mut Session, ids: &[i64], until: DateTime<Utc>) -> Result<()> {
    let keys: Vec<String> = lines(session, ids)?.iter().map(key).collect();
    super::snooze(session, &keys, until)
}

/// Brings tickets back that the actor has put off.
pub fn recall(session: &mut Session, ids: &[i64]) -> Result<()> {
    let marks = store::marks(session.store.conn(), &session.actor.name)?;
    let keys: Vec<String> = marks.into_keys().filter(|k| parse(k).is_some_and(|(id, _)| ids.contains(&id))).collect();
    super::recall(session, &keys)
}

/// Takes the word for what is put off out of a filter; answers whether it was there.
#[must_use]
pub fn split(filter: &str) -> (bool, String) {
    let is = |w: &&str| matches!(*w, "snoozed" | "已推迟");
    let rest: Vec<&str> = filter.split_whitespace().filter(|w| !is(w)).collect();
    (filter.split_whitespace().any(|w| is(&w)), rest.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_the_ticket_and_how_bad_it_was() {
        for (key, expected) in [
            ("ticket:12:response:running", Some((12, 0))),
            ("ticket:12:resolution:warning", Some((12, 1))),
            ("ticket:12:resolution:breached", Some((12, 2))),
            ("ticket:12:resolved:met", Some((12, 0))),
            ("task:12", None),
            ("ticket:x:response:running", None),
        ] {
            assert_eq!(parse(key), expected, "{key}");
        }
    }

    #[test]
    fn the_word_for_what_is_put_off_is_taken_out_of_a_filter() {
        assert_eq!(split("kind:complaint snoozed S1"), (true, "kind:complaint S1".to_owned()));
        assert_eq!(split("已推迟"), (true, String::new()));
        assert_eq!(split("short delivery"), (false, "short delivery".to_owned()));
    }
}
