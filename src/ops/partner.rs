//! The register: the list, the page of one partner, and what is done with many at once.
//!
//! - [`contacts`]: the address book
//! - [`duplicates`]: those that may be one and the same
//! - [`exit`]: one that leaves, which others decide
//! - [`lifecycle`]: moves with their reasons
//! - [`sheet`]: the page, section by section
//! - [`merge`]: two that are one and the same
//! - [`tree`]: core partners with their satellites

pub mod contacts;
pub mod duplicates;
pub mod exit;
#[cfg(test)]
pub(in crate::ops) mod fixture;
pub mod lifecycle;
pub mod merge;
pub mod tree;

pub mod pages;
pub mod sheet;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Result, Session, list};
use crate::domain::figures::PartnerFigures;
use crate::domain::filter::{self, Test};
use crate::domain::kinds::{Partner, Role, Task, TaskKind, TaskState};
use crate::domain::network::arranged;
use crate::domain::partner::Column;
use crate::domain::period::Week;
use crate::domain::record::{Kind, Problem, Row, Stored, Tags, Value};
use crate::domain::sales::Figures;
use crate::domain::search;
use crate::domain::sentence::{Sentence, Speak as _};
use crate::ops::context::Context;
use crate::store::partners::{self, IdSet};
use crate::store::{Tx, figures, network, record, weeks};

/// The list as a person looks at it: which partners in which order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// A filter expression.
    pub filter: String,
    /// A column to sort by, and whether downwards; by code without one.
    pub sort: Option<(Column, bool)>,
    /// Satellites below their core partners.
    pub tree: bool,
    /// Cores whose satellites are not shown.
    pub folded: BTreeSet<i64>,
}

/// The ids of a look, and what they were made from, so that the next look is quick.
#[derive(Debug, Default)]
pub struct Listing {
    look: Option<Look>,
    ordered: Vec<u32>,
    /// Those of the filter; without one all are shown.
    shown: Option<Vec<u32>>,
    /// As a tree, where one is asked for.
    tree: Option<Vec<u32>>,
    words: Option<(Vec<String>, IdSet)>,
}

impl Listing {
    /// The ids, in order.
    #[must_use]
    pub fn ids(&self) -> &[u32] {
        self.tree.as_ref().or(self.shown.as_ref()).unwrap_or(&self.ordered)
    }

    /// Whether satellites stand below their cores.
    #[must_use]
    pub fn is_tree(&self) -> bool {
        self.tree.is_some()
    }

    /// How many partners there are, filtered or not.
    #[must_use]
    pub fn all(&self) -> usize {
        self.ordered.len()
    }

    /// Somebody has written: the next look reads again.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Makes the ids those of a look.
    ///
    /// # Errors
    /// [`super::OpError::Invalid`] names what is not understood in the filter: the ids stay as they are. Those of the file.
    pub fn look(&mut self, session: &Session, look: &Look) -> Result<()> {
        if self.look.as_ref() == Some(look) {
            return Ok(());
        }
        let conn = session.store.conn();
        let terms = list::terms(&look.filter)?;
        let (words, others): (Vec<_>, Vec<_>) = terms.into_iter().partition(|t| matches!(t.test, Test::Text(_)));
        let mut kept: Option<IdSet> = None;
        if !others.is_empty() {
            let expression = others.iter().map(|t| quoted(t, &look.filter)).collect::<Vec<_>>().join(" ");
            let conditions = list::conditions(session, Kind::Partner, &expression)?;
            kept = Some(crate::store::listing::ids(conn, Kind::Partner, &conditions)?.into_iter().collect());
        }
        let sorted = self.look.as_ref().is_some_and(|l| l.sort == look.sort) && !self.ordered.is_empty();
        if !sorted {
            self.ordered = partners::ordered(conn, look.sort)?;
        }
        let folded = |not: bool| -> Vec<String> {
            let of = words.iter().filter(|t| t.not == not);
            of.filter_map(|t| if let Test::Text(w) = &t.test { Some(search::fold(w)) } else { None }).collect()
        };
        let (wanted, unwanted) = (folded(false), folded(true));
        if !wanted.is_empty() || !unwanted.is_empty() {
            // one more character: only what was found before can be found now
            let narrowed = self.words.take().filter(|(before, _)| {
                unwanted.is_empty()
                    && !before.is_empty()
                    && before.len() == wanted.len()
                    && before.iter().zip(&wanted).all(|(b, w)| w.starts_with(b.as_str()))
            });
            let found = partners::containing(conn, &wanted, &unwanted, narrowed.as_ref().map(|(_, set)| set))?;
            self.words = unwanted.is_empty().then(|| (wanted, found.clone()));
            match &mut kept {
                Some(kept) => kept.intersect(&found),
                None => kept = Some(found),
            }
        }
        self.shown = kept.map(|kept| {
            let mut ids: Vec<u32> = self.ordered.iter().copied().filter(|id| kept.contains(*id)).collect();
            ids.shrink_to_fit();
            ids
        });
        self.tree = None;
        if look.tree {
            self.tree = Some(arranged(self.ids(), &network::cores(conn)?, &look.folded));
        }
        self.look = Some(look.clone());
        Ok(())
    }
}

/// A term as it was typed, in quotes where it needs them.
fn quoted(term: &filter::Term, typed: &str) -> String {
    if typed.contains(&term.word) {
        return term.word.clone();
    }
    // the quotes are not part of the word: put them back around the value
    match term.word.find([':', '=', '<', '>']) {
        Some(at) => {
            let (name, value) = term.word.split_at(at + 1);
            format!("{name}\"{value}\"")
        }
        None => term.word.clone(),
    }
}

/// What of a partner's page stands beside the list, and in its head: read at each step of the cursor.
#[derive(Clone, Debug)]
pub struct Page {
    /// The partner.
    pub row: Row,
    /// Its computed figures; `None`: not rated yet.
    pub figures: Option<PartnerFigures>,
    /// The last 26 whole weeks, oldest first.
    pub weeks: Vec<Figures>,
    pub contacts: Vec<Row>,
    /// Its tickets, open ones first, newest first.
    pub tickets: Vec<Row>,
    /// Its tasks, open ones first.
    pub tasks: Vec<Row>,
    /// Warnings that are not cleared.
    pub alerts: Vec<Row>,
}

/// Reads what of a partner's page stands beside the list; [`sheet::section`] reads the rest.
///
/// # Errors
/// A partner that is gone, and those of the file.
pub fn page(session: &Session, id: i64) -> Result<Page> {
    let _one_moment = session.store.snapshot()?;
    let conn = session.store.conn();
    let this_week = Week::of(session.as_of());
    let cuts = weeks::of_partner(conn, id)?;
    let of = |kind, clause: &str| record::query(conn, kind, clause, &[&id]);
    Ok(Page {
        row: record::get(conn, Kind::Partner, id)?,
        figures: figures::of_partner(conn, id)?,
        weeks: weeks::by_week(cuts.into_iter(), Week(this_week.0 - 26), Week(this_week.0 - 1)),
        contacts: of(Kind::Contact, "WHERE partner = ?1 ORDER BY name LIMIT 10")?,
        tickets: of(
            Kind::Ticket,
            "WHERE partner = ?1 OR id IN (SELECT ticket FROM ticket_party WHERE partner = ?1) ORDER BY state IN ('resolved', 'closed'), id DESC LIMIT 10",
        )?,
        tasks: of(
            Kind::Task,
            "WHERE partner = ?1 ORDER BY state <> 'open', CASE state WHEN 'open' THEN due_on ELSE -due_on END LIMIT 10",
        )?,
        alerts: of(Kind::Alert, "WHERE partner = ?1 AND state <> 'cleared' ORDER BY severity, first_seen DESC")?,
    })
}

/// What people call some partners: the code of one, else how many.
fn called(session: &Session, ids: &[i64]) -> Result<String> {
    match ids {
        [one] => Ok(record::code_of(session.store.conn(), Kind::Partner, *one)?),
        many => Ok(format!("{} x", many.len())),
    }
}

/// Changes partners as one step of undo; says what was done. Of many those that are not the actor's to change are left out, and
/// named with the reason of the first.
fn change(
    session: &mut Session,
    ids: &[i64],
    label: &'static str,
    more: &str,
    f: impl Fn(&mut Stored<Partner>) -> Result<()>,
) -> Result<Sentence> {
    let what = called(session, ids)?;
    let detail = if more.is_empty() { what.clone() } else { format!("{what}: {more}") };
    let who = (session.actor.user, session.actor.role);
    let left = session.write(Role::Specialist, label, &detail, |tx| {
        let (mut left, mut why) = (Vec::new(), None);
        for id in ids {
            let before = record::get_as::<Partner>(tx.conn(), *id)?;
            let mut stored = before.clone();
            f(&mut stored)?;
            let (before, after) = (before.into(), stored.clone().into());
            if let Some(problem) = super::record::rules::idle(tx.conn(), &after, Some(&before))? {
                return Err(super::OpError::Invalid(vec![problem]));
            }
            match super::access::check(tx.conn(), who, Some(&before), &after) {
                Err(e @ (super::OpError::Role { .. } | super::OpError::Refused { .. })) => {
                    left.push(record::code_of(tx.conn(), Kind::Partner, *id)?);
                    if left.len() == ids.len() {
                        return Err(e);
                    }
                    why.get_or_insert_with(|| e.sentence());
                }
                checked => {
                    checked?;
                    tx.save(&stored)?;
                }
            }
        }
        Ok(why.map(|why| (left, why)))
    })?;
    Ok(match left {
        None => Sentence::new(label).with("what", what),
        Some((left, why)) => {
            let said = Sentence::new("done-partners-some").with("done", ids.len() - left.len()).with("total", ids.len());
            let mut said = said.with("codes", left.join(", ")).with("because", why.key);
            said.args.extend(why.args);
            said
        }
    })
}

/// Gives partners to an account manager.
///
/// # Errors
/// [`super::OpError::Role`], and those of the file.
pub fn assign(session: &mut Session, ids: &[i64], owner: Option<i64>) -> Result<Sentence> {
    change(session, ids, "change-partner-assign", "", |p| {
        p.record.owner = owner;
        Ok(())
    })
}

/// Adds words to partners, and takes those away that have a `-` in front.
///
/// # Errors
/// [`super::OpError::Role`], and those of the file.
pub fn tag(session: &mut Session, ids: &[i64], words: &str) -> Result<Sentence> {
    let words = Tags::from_text(words);
    let shown = words.0.iter().cloned().collect::<Vec<_>>().join(" ");
    change(session, ids, "change-partner-tag", &shown, |p| {
        for word in &words.0 {
            match word.strip_prefix('-') {
                Some(gone) => drop(p.record.tags.0.remove(gone)),
                None => drop(p.record.tags.0.insert(word.trim_start_matches('+').to_owned())),
            }
        }
        Ok(())
    })
}

/// Plans a visit to each of some partners, by its owner, as one step of undo.
///
/// # Errors
/// [`super::OpError::Role`], and those of the file.
pub fn plan_visits(session: &mut Session, ids: &[i64], day: NaiveDate, title: &str) -> Result<String> {
    let what = called(session, ids)?;
    let me = session.actor.user;
    session.write(Role::Specialist, "change-partner-visit", &what, |tx| {
        for id in ids {
            let owner = record::get_as::<Partner>(tx.conn(), *id)?.owner;
            let mut row = Row::blank(Kind::Task);
            row.set("kind", Value::Text(TaskKind::Visit.code().to_owned()));
            row.set("state", Value::Text(TaskState::Open.code().to_owned()));
            row.set("title", Value::Text(title.to_owned()));
            row.set("partner", Value::Int(*id));
            row.set("owner", owner.or(me).map_or(Value::Null, Value::Int));
            row.set("due_on", Value::Int(crate::domain::period::day_number(day).into()));
            let task: Stored<Task> = row.typed()?;
            tx.add(&task.record)?;
        }
        Ok(())
    })?;
    Ok(what)
}

/// Keeps a way of looking at the list under a name; an empty one forgets it.
pub fn save_view(session: &mut Session, name: &str, spec: &str) -> Result<()> {
    let user = session.actor.name.clone();
    session.write(Role::Viewer, "change-view", name, |tx| Ok(tx.save_view(&user, "partners", name, spec)?))
}

/// The actor's named ways of looking at the list.
pub fn views(session: &Session) -> Result<Vec<(String, String)>> {
    Ok(partners::views(session.store.conn(), &session.actor.name, "partners")?)
}

/// What the register's rules say of a partner that is to be written, whoever writes it.
pub(in crate::ops) fn complete(tx: &Tx<'_>, context: &Context<'_>, row: &mut Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    let mut problems = lifecycle::complete(tx, context, row, before)?;
    problems.extend(tree::complete(tx, row, before)?);
    problems.extend(duplicates::complete(tx, row, before)?);
    Ok(problems)
}

/// What follows from a partner that was written.
pub(in crate::ops) fn written(tx: &mut Tx<'_>, context: &Context<'_>, before: Option<&Row>, after: &Row) -> Result<()> {
    lifecycle::written(tx, context, before, after)
}
