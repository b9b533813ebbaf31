//! What the partner register asks of the database and does to it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::path::Path;

use chrono::NaiveDate;

use super::Done;
use crate::domain::explain::Explanation;
use crate::domain::kinds::Lifecycle;
use crate::domain::partner::Column;
use crate::domain::record::{FieldType, Kind, Lang, Problem, Value};
use crate::domain::sentence::Sentence;
use crate::exchange::out::{Csv, OutError};
use crate::exchange::outfile::{Existing, FileRefusal};
use crate::ops::partner::{self, Listing, duplicates, lifecycle, merge, sheet, tree};
use crate::ops::{OpError, Result, Session, export};
use crate::report::Block;
use crate::store::{find, partners, record};

pub use crate::ops::partner::duplicates::Twins;
pub use crate::ops::partner::lifecycle::{Matters, Outlook};
pub use crate::ops::partner::merge::{Compared, Wish};
pub use crate::ops::partner::sheet::Section;
pub use crate::ops::partner::{Look, Page};
pub use crate::store::partners::Row;

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// The list as a person looks at it.
    List {
        /// Which partners in which order.
        look: Look,
        /// The columns of the window.
        columns: Vec<Column>,
        /// The partner to stay on.
        keep: Option<i64>,
        /// Where the cursor is, if that partner is not in the list.
        at: usize,
        /// Rows of the window.
        len: usize,
    },
    /// Other rows of the list.
    Window {
        /// The first.
        from: usize,
        /// How many.
        len: usize,
        columns: Vec<Column>,
    },
    /// The ids from one place of the list up to and including another.
    Ids(usize, usize),
    /// What of a partner stands in the head of its page and beside the list.
    Page(i64),
    /// What a section of a partner's page says.
    Section(i64, Section),
    /// Where a figure of a partner's page comes from.
    Explain {
        partner: i64,
        /// Its name; that of a row has its key.
        figure: Cow<'static, str>,
        /// In which language names are said that are kept in both.
        lang: Lang,
    },
    /// The actor's named ways of looking at the list.
    Views,
    /// Where partners stand and may go.
    Moves(Vec<i64>),
    /// Partners that may be one and the same.
    Duplicates,
    /// Two partners side by side.
    Compare {
        /// The one that stays.
        keep: i64,
        /// The one that is merged into it.
        drop: i64,
    },
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::List`].
    Listed {
        /// As asked.
        look: Look,
        /// How many.
        total: usize,
        /// How many there are, filtered or not.
        all: usize,
        /// Where the cursor is.
        at: usize,
        /// The first row of the window.
        from: usize,
        /// The window.
        rows: Vec<Row>,
    },
    /// To [`Query::List`] with a filter that is not understood.
    Misunderstood(Vec<Problem>),
    /// To [`Query::Window`].
    Window {
        /// The first row.
        from: usize,
        rows: Vec<Row>,
    },
    /// To [`Query::Ids`].
    Ids(Vec<i64>),
    /// To [`Query::Page`].
    Page(Box<Page>),
    /// To [`Query::Section`].
    Section(i64, Section, Vec<Block>),
    /// To [`Query::Explain`].
    Explained(Box<Explanation>),
    /// To [`Query::Views`]: names and specifications.
    Views(Vec<(String, String)>),
    /// To [`Query::Moves`]: of these.
    Moves(Vec<i64>, Outlook),
    /// To [`Query::Duplicates`].
    Duplicates(Vec<Twins>),
    /// To [`Query::Compare`], with the names of what they refer to.
    Compared(Box<Compared>, HashMap<(Kind, i64), String>),
}

/// What is done.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// Gives partners to an account manager.
    Assign(Vec<i64>, i64),
    /// Adds and takes away words.
    Tag(Vec<i64>, String),
    /// Moves partners along their lifecycle for a reason.
    Move(Vec<i64>, Lifecycle, String),
    /// Asks that partners may leave, and why; whether it is known that something is open with them.
    Exit(Vec<i64>, String, bool),
    /// Makes one partner of two.
    Merge(Wish),
    /// Plans a visit to each.
    Visit(Vec<i64>, NaiveDate, String),
    /// Keeps a way of looking at the list.
    SaveView(String, String),
    /// Writes the filtered partners, or these, as CSV.
    Export {
        /// Where.
        path: String,
        /// A filter expression.
        filter: String,
        /// These only, whatever the filter; all if it is empty.
        only: Vec<i64>,
    },
}

/// What is kept between questions.
#[derive(Debug, Default)]
pub struct Memory {
    listing: Listing,
}

impl Memory {
    /// Somebody has written.
    pub(super) fn forget(&mut self) {
        self.listing.forget();
    }
}

pub(super) fn answer(session: &mut Session, memory: &mut Memory, query: &Query) -> Result<Reply> {
    Ok(match query {
        Query::List { look, columns, keep, at, len } => {
            match memory.listing.look(session, look) {
                Ok(()) => {}
                Err(OpError::Invalid(problems)) => return Ok(Reply::Misunderstood(problems)),
                Err(e) => return Err(e),
            }
            let ids = memory.listing.ids();
            let kept = keep.and_then(|k| u32::try_from(k).ok()).and_then(|k| ids.iter().position(|id| *id == k));
            let at = kept.unwrap_or(*at).min(ids.len().saturating_sub(1));
            let (from, rows) = window(session, &memory.listing, at.saturating_sub(len / 2), *len, columns)?;
            Reply::Listed { look: look.clone(), total: ids.len(), all: memory.listing.all(), at, from, rows }
        }
        Query::Window { from, len, columns } => {
            let (from, rows) = window(session, &memory.listing, *from, *len, columns)?;
            Reply::Window { from, rows }
        }
        Query::Ids(from, to) => {
            let ids = memory.listing.ids();
            Reply::Ids(ids.iter().skip(*from).take(to + 1 - (*from).min(*to)).map(|id| i64::from(*id)).collect())
        }
        Query::Page(id) => Reply::Page(Box::new(partner::page(session, *id)?)),
        Query::Section(id, section) => Reply::Section(*id, *section, sheet::section(session, *id, *section)?),
        Query::Explain { partner, figure, lang } => Reply::Explained(Box::new(sheet::explain(session, *partner, figure, *lang)?)),
        Query::Views => Reply::Views(partners::views(session.store.conn(), &session.actor.name, "partners")?),
        Query::Moves(ids) => Reply::Moves(ids.clone(), lifecycle::outlook(session, ids)?),
        Query::Duplicates => Reply::Duplicates(duplicates::pairs(session)?),
        Query::Compare { keep, drop } => compared(session, *keep, *drop)?,
    })
}

fn window(session: &Session, list: &Listing, from: usize, len: usize, columns: &[Column]) -> Result<(usize, Vec<Row>)> {
    let ids = list.ids();
    let from = from.min(ids.len().saturating_sub(len));
    let ids = ids.get(from..(from + len).min(ids.len())).unwrap_or_default();
    let mut rows = partners::rows(session.store.conn(), ids, columns)?;
    if list.is_tree() {
        for row in rows.iter_mut().filter(|r| r.core.is_none()) {
            row.group = tree::tree(session, row.id)?.map(|g| g.totals);
        }
    }
    Ok((from, rows))
}

/// Two partners side by side, with the names of what they refer to.
fn compared(session: &mut Session, keep: i64, drop: i64) -> Result<Reply> {
    let seen = merge::compare(session, keep, drop)?;
    let mut labels = HashMap::new();
    for row in [&seen.keep, &seen.drop] {
        for (field, value) in Kind::Partner.def().fields.iter().zip(&row.values) {
            if let (FieldType::Ref(kind), Value::Int(id)) = (field.ty, value)
                && let Some(item) = find::label(&session.store, kind, *id)?
            {
                labels.insert((kind, *id), item.label);
            }
        }
    }
    Ok(Reply::Compared(Box::new(seen), labels))
}

pub(super) fn act(session: &mut Session, op: &Op) -> Result<Done> {
    let said = |key: &'static str, what: String| Done::say(Sentence::new(key).with("what", what));
    Ok(match op {
        Op::Assign(ids, owner) => Done::say(partner::assign(session, ids, Some(*owner))?),
        Op::Tag(ids, words) => Done::say(partner::tag(session, ids, words)?),
        Op::Move(ids, to, reason) => said("change-partner-status", partner::lifecycle::move_to(session, ids, *to, reason)?),
        Op::Exit(ids, reason, anyway) => Done::say(partner::exit::ask(session, ids, reason, *anyway)?),
        Op::Merge(wish) => {
            let code = |(id, _): (i64, i64)| record::code_of(session.store.conn(), Kind::Partner, id);
            let what = format!("{} > {}", code(wish.drop)?, code(wish.keep)?);
            merge::merge(session, wish)?;
            said("change-partner-merge", what).select(Kind::Partner, wish.keep.0)
        }
        Op::Visit(ids, day, title) => said("change-partner-visit", partner::plan_visits(session, ids, *day, title)?),
        Op::SaveView(name, spec) => {
            partner::save_view(session, name, spec)?;
            said("change-view", name.clone())
        }
        Op::Export { path, filter, only } => {
            let count = write_csv(session, path, if only.is_empty() { filter } else { "" }, only)?;
            Done::say(Sentence::new("done-export").with("count", count).with("path", path))
        }
    })
}

/// Writes a new file; what is there already stays.
fn write_csv(session: &Session, path: &str, filter: &str, only: &[i64]) -> Result<u64> {
    let path = Path::new(path);
    let out = |e: OutError| FileRefusal::Io { path: path.to_path_buf(), error: std::io::Error::other(e) };
    let list = export::list(session, Kind::Partner, filter)?;
    let mut file = session.files().create(path, Existing::Keep)?;
    let mut csv = Csv::begin(&mut file, &export::fields(&list), true).map_err(out)?;
    let only: HashSet<i64> = only.iter().copied().collect();
    let wanted = |id: i64| only.is_empty() || only.contains(&id);
    let count = export::some_rows(session, &list, wanted, &mut csv).map_err(out)?;
    csv.end().map_err(out)?;
    file.commit()?;
    Ok(count)
}
