//! Queries of the tier board and of reviews.
//!
//! A partner stands in the column of its tier in force, else of the one that the figures give it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::Result;
use crate::domain::credit::Light;
use crate::domain::kinds::{TaskKind, Tier, TierChange, TierChangeState, TierMove, ViolationKind};
use crate::domain::period::{Span, day_number, from_day_number};
use crate::domain::record::Stored;
use crate::domain::tier::outcome::Candidate;
use crate::domain::violation;
use crate::store::record::query_as;

/// The columns of the board.
pub const COLUMNS: [Tier; 4] = [Tier::Strategic, Tier::Growth, Tier::Watch, Tier::Probation];

/// A card of the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Row id of the partner.
    pub partner: i64,
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Tier in force.
    pub tier: Option<Tier>,
    /// Where the figures put it.
    pub computed: Option<Tier>,
    /// Score, in 1/100 points.
    pub score: Option<i64>,
    /// Four weeks earlier.
    pub score_before: Option<i64>,
    /// Health, in 1/100 points.
    pub health: Option<i64>,
    /// Points of sales, coverage, capital and compliance.
    pub parts: [Option<i64>; 4],
    /// Risk light.
    pub light: Option<Light>,
    pub open_tickets: i64,
    /// Taken on, or the first order.
    pub since: Option<i32>,
    /// Its open proposal.
    pub proposal: Option<Proposed>,
}

/// An open proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Row id.
    pub id: i64,
    pub from: Option<Tier>,
    pub to: Tier,
    /// Why.
    pub reason: String,
    /// Account of who asked.
    pub by: Option<String>,
}

/// Partner ids of a column: highest score first, then those without, each in the order of ids.
pub fn column(conn: &Connection, tier: Tier) -> Result<Vec<i64>> {
    let sql = "SELECT partner FROM partner_figures WHERE board_tier = ?1 ORDER BY score DESC, partner";
    Ok(conn.prepare_cached(sql)?.query_map([tier.code()], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Partners on the board that have no tier in force: they stand where their figures put them.
pub fn without_tier(conn: &Connection) -> Result<i64> {
    let sql = "SELECT count(*) FROM partner_figures WHERE tier IS NULL AND board_tier IS NOT NULL";
    Ok(conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
}

/// The cards of these partners, in their order.
pub fn cards(conn: &Connection, partners: &[i64]) -> Result<Vec<Card>> {
    let mut statement = conn.prepare_cached(
        "SELECT f.partner, p.code, coalesce(nullif(p.short_name, ''), p.name), p.tier, f.computed_tier, f.score, f.score_before,
         f.health, f.parts, f.light, f.open_tickets, coalesce(p.onboarded_on, p.first_order_on),
         c.id, c.from_tier, c.to_tier, c.reason, u.name
         FROM partner_figures f JOIN partner p ON p.id = f.partner
         LEFT JOIN tier_change c ON c.partner = f.partner AND c.state = 'proposed'
         LEFT JOIN user u ON u.id = c.proposed_by
         WHERE f.partner = ?1 ORDER BY c.id DESC LIMIT 1",
    )?;
    let mut cards = Vec::with_capacity(partners.len());
    for partner in partners {
        let mut rows = statement.query([partner])?;
        if let Some(r) = rows.next()? {
            cards.push(card(r)?);
        }
    }
    Ok(cards)
}

fn tier_at(r: &Row<'_>, i: usize) -> rusqlite::Result<Option<Tier>> {
    Ok(r.get_ref(i)?.as_str_or_null()?.and_then(Tier::from_code))
}

fn card(r: &Row<'_>) -> rusqlite::Result<Card> {
    let proposal = match (r.get::<_, Option<i64>>(12)?, tier_at(r, 14)?) {
        (Some(id), Some(to)) => Some(Proposed { id, from: tier_at(r, 13)?, to, reason: r.get(15)?, by: r.get(16)? }),
        _ => None,
    };
    Ok(Card {
        partner: r.get(0)?,
        code: r.get(1)?,
        name: r.get(2)?,
        tier: tier_at(r, 3)?,
        computed: tier_at(r, 4)?,
        score: r.get(5)?,
        score_before: r.get(6)?,
        health: r.get(7)?,
        parts: r.get_ref(8)?.as_blob_or_null()?.map(crate::domain::figures::Parts::decode).unwrap_or_default().tier,
        light: r.get_ref(9)?.as_str_or_null()?.and_then(Light::from_code),
        open_tickets: r.get(10)?,
        since: r.get(11)?,
        proposal,
    })
}

/// What the plan owes to the partners of each column: kind, done, all.
pub type Owed = HashMap<Tier, Vec<(TaskKind, i64, i64)>>;

/// How much of what the plan owes to the partners of a column in a span is done: kind, done, all.
pub fn owed(conn: &Connection, span: Span) -> Result<Owed> {
    let mut statement = conn.prepare_cached(
        "SELECT f.board_tier, t.kind, sum(t.state = 'done'), count(*)
         FROM task t JOIN partner_figures f ON f.partner = t.partner
         WHERE t.due_on BETWEEN ?1 AND ?2 AND t.state <> 'skipped' AND f.board_tier IS NOT NULL
           AND t.kind IN ('training', 'marketing_plan', 'business_review', 'checkpoint') GROUP BY 1, 2",
    )?;
    let mut rows = statement.query([day_number(span.from), day_number(span.to)])?;
    let mut owed = Owed::new();
    while let Some(r) = rows.next()? {
        let kind = r.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        if let (Some(tier), Some(kind)) = (tier_at(r, 0)?, TaskKind::from_code(kind)) {
            owed.entry(tier).or_default().push((kind, r.get(2)?, r.get(3)?));
        }
    }
    for list in owed.values_mut() {
        list.sort_unstable();
    }
    Ok(owed)
}

/// A ranked partner, or one on probation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    /// Row id.
    pub partner: i64,
    pub code: String,
    /// Tier in force.
    pub tier: Option<Tier>,
    /// Where the figures put it.
    pub computed: Tier,
    /// Score, in 1/100 points.
    pub score: Option<i64>,
}

/// A partner as a review looks at it; `None` if it does not trade.
pub fn reviewed(conn: &Connection, partner: i64) -> Result<Option<Reviewed>> {
    let mut statement = conn.prepare_cached(
        "SELECT f.partner, p.code, p.tier, f.computed_tier, f.score FROM partner_figures f JOIN partner p ON p.id = f.partner
         WHERE f.computed_tier IS NOT NULL AND f.partner = ?1",
    )?;
    let row = statement.query_row([partner], |r| {
        let computed = tier_at(r, 3)?.unwrap_or(Tier::Growth);
        Ok(Reviewed { partner: r.get(0)?, code: r.get(1)?, tier: tier_at(r, 2)?, computed, score: r.get(4)? })
    });
    Ok(row.optional()?)
}

/// Every partner that trades, as a review of the network looks at it, in the order of ids.
pub fn candidates(conn: &Connection) -> Result<Vec<Candidate>> {
    let sql =
        "SELECT partner, tier, contribution, measures FROM partner_figures WHERE computed_tier IS NOT NULL ORDER BY partner";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |r| {
        let measures = r.get_ref(3)?.as_blob_or_null()?.map(super::figures::measures::decode).unwrap_or_default();
        Ok(Candidate { partner: r.get(0)?, in_force: tier_at(r, 1)?, contribution: r.get(2)?, measures })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Partners with a confirmed violation of these kinds that counts as of a day, so many months long.
pub fn vetoed(conn: &Connection, kinds: &[ViolationKind], as_of: NaiveDate, months: u32) -> Result<HashSet<i64>> {
    let mut statement = conn.prepare_cached("SELECT partner, \"on\", kind FROM violation WHERE state = 'approved'")?;
    let mut rows = statement.query([])?;
    let mut found = HashSet::new();
    while let Some(r) = rows.next()? {
        let kind = r.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
        let vetoes = ViolationKind::from_code(kind).is_some_and(|k| kinds.contains(&k));
        if vetoes && violation::counts(from_day_number(r.get(1)?), as_of, months) {
            found.insert(r.get(0)?);
        }
    }
    Ok(found)
}

/// Partners that a review found in a lower band, without moving them, between two moments (UTC seconds).
pub fn lower_before(conn: &Connection, from: i64, to: i64) -> Result<HashSet<i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT partner FROM tier_change WHERE movement = 'stay' AND from_tier IS to_tier AND state = 'approved'
         AND proposed_at >= ?1 AND proposed_at < ?2",
    )?;
    Ok(statement.query_map([from, to], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Partners with an open proposal.
pub fn proposed(conn: &Connection) -> Result<HashSet<i64>> {
    partners(conn, "SELECT partner FROM tier_change WHERE state = 'proposed'")
}

/// Partners with an open proposal that a person made.
pub fn proposed_by_hand(conn: &Connection) -> Result<HashSet<i64>> {
    partners(conn, "SELECT partner FROM tier_change WHERE state = 'proposed' AND by_review = 0")
}

fn partners(conn: &Connection, sql: &str) -> Result<HashSet<i64>> {
    Ok(conn.prepare_cached(sql)?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Changes that were approved here, whose day has come and whose partner still stands where they found it.
pub fn due(conn: &Connection, today: NaiveDate) -> Result<Vec<Stored<TierChange>>> {
    query_as(
        conn,
        "WHERE state = 'approved' AND effective_on <= ?1 AND from_tier IS NOT to_tier AND brought_in = 0
         AND EXISTS (SELECT 1 FROM partner p WHERE p.id = tier_change.partner AND p.tier IS tier_change.from_tier)
         AND NOT EXISTS (SELECT 1 FROM tier_change n WHERE n.partner = tier_change.partner AND n.state = 'approved' AND n.id > tier_change.id)",
        &[&day_number(today)],
    )
}

/// A change of tier with names, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Row id.
    pub id: i64,
    /// Row id of the partner.
    pub partner: i64,
    pub code: String,
    /// What people call it.
    pub name: String,
    pub from: Option<Tier>,
    pub to: Tier,
    pub movement: TierMove,
    /// The score it stands on, in 1/100 points.
    pub score: Option<i64>,
    /// Why.
    pub reason: String,
    /// How far.
    pub state: TierChangeState,
    /// Account of who asked.
    pub proposed_by: Option<String>,
    /// When.
    pub proposed_at: Option<DateTime<Utc>>,
    /// Account of who decided.
    pub decided_by: Option<String>,
    /// In force from.
    pub effective_on: Option<NaiveDate>,
    /// The version of the rules that gave tier and score.
    pub policy_version: Option<i64>,
    /// A review proposed it, and no person.
    pub by_review: bool,
}

/// Changes of tier, the newest first: the open ones only, or all; of one partner, or of all.
pub fn changes(conn: &Connection, open: bool, partner: Option<i64>, limit: i64) -> Result<Vec<Line>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.id, c.partner, p.code, coalesce(nullif(p.short_name, ''), p.name), c.from_tier, c.to_tier, c.movement, c.score,
         c.reason, c.state, u.name, c.proposed_at, d.name, c.effective_on, c.policy_version, c.by_review
         FROM tier_change c JOIN partner p ON p.id = c.partner
         LEFT JOIN user u ON u.id = c.proposed_by LEFT JOIN user d ON d.id = c.decided_by
         WHERE (NOT ?1 OR c.state = 'proposed') AND (?2 IS NULL OR c.partner = ?2) ORDER BY c.id DESC LIMIT ?3",
    )?;
    let rows = statement.query_map(params![open, partner, limit], |r| {
        let text = |i: usize| Ok::<_, rusqlite::Error>(r.get_ref(i)?.as_str_or_null()?.unwrap_or_default());
        Ok(Line {
            id: r.get(0)?,
            partner: r.get(1)?,
            code: r.get(2)?,
            name: r.get(3)?,
            from: tier_at(r, 4)?,
            to: tier_at(r, 5)?.unwrap_or(Tier::Growth),
            movement: TierMove::from_code(text(6)?).unwrap_or(TierMove::Stay),
            score: r.get(7)?,
            reason: r.get(8)?,
            state: TierChangeState::from_code(text(9)?).unwrap_or(TierChangeState::Proposed),
            proposed_by: r.get(10)?,
            proposed_at: r.get::<_, Option<i64>>(11)?.and_then(|t| DateTime::from_timestamp(t, 0)),
            decided_by: r.get(12)?,
            effective_on: r.get::<_, Option<i32>>(13)?.map(crate::domain::period::from_day_number),
            policy_version: r.get(14)?,
            by_review: r.get(15)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
