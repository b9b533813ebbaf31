//! What other rules would change, as documents.

use chrono::NaiveDate;

use super::{Mover, blocks, impact, of_tiers, tier_blocks};
use crate::domain::explain::{Amount, Words};
use crate::domain::policy::Policy;
use crate::domain::record::Lang;
use crate::ops::rules::{self, Wish};
use crate::ops::{OpError, Result, Session};
use crate::report::page::{members, parts};
use crate::report::{Block, Column, Columns, Document, Figure, What};

/// Most rows of a table of what would change, for people.
pub(in crate::ops) const ROWS: usize = 200;

/// What other rules would change, by name; nothing is asked for.
///
/// # Errors
/// A key, a value or a file that can't be used; those of the file.
pub fn tried(session: &mut Session, wish: Wish<'_>, from: Option<NaiveDate>) -> Result<Document> {
    let other = rules::tried(session, wish, from)?;
    let found = impact(session, &other)?;
    let all = blocks(&found, usize::MAX);
    let whole = What::Members(members::<OpError>(&all, None)?);
    let whole = Figure::new("impact", Words::key("approval-would-change"), whole.into()).of(parts(&all));
    Ok(session
        .document("qudao.policy-impact/1")
        .with(Block::members("", vec![whole], Some(Words::nothing())))
        .with(Block::page("", blocks(&found, ROWS))))
}

/// Who would move under other numbers of `[tiers]`; people are shown `limit` of them.
pub fn what_if(session: &mut Session, lang: Lang, (changes, policy): (&str, &Policy), limit: usize) -> Result<Document> {
    let found = of_tiers(session, policy)?;
    let columns = Columns::default()
        .with(Column::code("partner", Words::key("health-column-code")), |m: &Mover| m.party.code.clone())
        .with(Column::code("from", Words::key("impact-column-before")), |m| m.mover.before.proposal.to)
        .with(Column::code("to", Words::key("impact-column-after")), |m| m.mover.after.proposal.to)
        .with(Column::points("score", Words::key("tier-column-score")).rated(), |m| m.mover.after.score.map(Amount::Points))
        .with(Column::text("why", Words::key("tier-column-reason")), move |m| m.mover.after.proposal.because.label().get(lang));
    let args = vec![("changes", Amount::Text(changes.to_owned())), ("day", Amount::Text(session.as_of().to_string()))];
    Ok(session
        .document("qudao.tier-what-if/1")
        .title(Words::with("tier-what-if", args))
        .with(Block::table("rows", columns.table(&found.movers).unseen(), Words::nothing()))
        .with(Block::page("", tier_blocks(&found, limit))))
}
