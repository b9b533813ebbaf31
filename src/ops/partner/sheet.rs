//! The page of a partner, section by section, as data: what the program draws, `qudao show partner` prints and JSON holds.
//!
//! A section is read when it is looked at. Each of its figures says where it comes from, or by which name [`explain`]
//! tells it; each of its rows says what it opens and, if anything in it is computed, by which name it is explained.
//!
//! # How to add
//! - a figure or a table to a section: a [`Block`] in the section's file, and its words in both languages; what is computed
//!   in it needs a name and its arm in [`explain`] (`why/tests.rs` walks every page and says what has none);
//! - a section: a variant of [`Section`], its file, its arm in [`section`], a key in `data/keymap.toml`.

mod compliance;
mod conflicts;
mod contracts;
mod credit;
mod history;
mod overview;
mod plan;
mod sales;
mod screening;
mod why;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use crate::domain::approval::subject_of;
use crate::domain::explain::{Amount, Source, Words};
use crate::domain::record::{FieldType, Kind, Lang, Row, Value};
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Figure, Line, Name, Table, Tone, What};
use crate::store::{approvals, exact, find, record};

pub use why::explain;
pub(in crate::ops) use why::explain_warning;

/// A section of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// What it is, how it is, what it needs now.
    Overview,
    /// What it sells.
    Sales,
    /// What it owes and may owe.
    Credit,
    /// Violations, deposit, audits, trainings.
    Compliance,
    /// Tickets.
    Conflicts,
    /// Tasks.
    Plan,
    Contracts,
    /// What it was judged by before it was taken on.
    Screening,
    /// Who did what to it.
    History,
}

impl Section {
    /// Every one, in the order of the page.
    pub const ALL: [Self; 9] = [
        Self::Overview,
        Self::Sales,
        Self::Credit,
        Self::Compliance,
        Self::Conflicts,
        Self::Plan,
        Self::Contracts,
        Self::Screening,
        Self::History,
    ];

    /// Its name on the command line and in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Sales => "sales",
            Self::Credit => "credit",
            Self::Compliance => "compliance",
            Self::Conflicts => "conflicts",
            Self::Plan => "plan",
            Self::Contracts => "contracts",
            Self::Screening => "screening",
            Self::History => "history",
        }
    }

    /// The one that is called so.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// The message key of its title.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Overview => "page-overview",
            Self::Sales => "page-sales",
            Self::Credit => "page-credit",
            Self::Compliance => "page-compliance",
            Self::Conflicts => "page-conflicts",
            Self::Plan => "page-plan",
            Self::Contracts => "page-contracts",
            Self::Screening => "page-screening",
            Self::History => "page-history",
        }
    }

    /// The kinds that are added in it, the most frequent first.
    #[must_use]
    pub const fn adds(self) -> &'static [Kind] {
        match self {
            Self::Overview => &[Kind::Contact, Kind::Task, Kind::Ticket],
            Self::Credit => &[Kind::CreditAssessment, Kind::CreditChange],
            Self::Compliance => {
                &[Kind::Violation, Kind::DepositEntry, Kind::ChannelAudit, Kind::Training, Kind::BackupAssessment]
            }
            Self::Conflicts => &[Kind::Ticket],
            Self::Sales | Self::Plan => &[Kind::Task],
            Self::Contracts => &[Kind::Contract],
            Self::Screening => &[Kind::Screening],
            Self::History => &[],
        }
    }
}

/// What a section says.
///
/// # Errors
/// A partner that is gone, and those of the file.
pub fn section(session: &Session, partner: i64, section: Section) -> Result<Vec<Block>> {
    // the credit file reads at one moment by itself
    let _one_moment = if section == Section::Credit { None } else { Some(session.store.snapshot()?) };
    let page = Page::read(session, partner)?;
    exact(|| page.code.clone(), || blocks(&page, section))
}

fn blocks(page: &Page<'_>, section: Section) -> Result<Vec<Block>> {
    match section {
        Section::Overview => overview::blocks(page),
        Section::Sales => sales::blocks(page),
        Section::Credit => credit::blocks(page),
        Section::Compliance => compliance::blocks(page),
        Section::Conflicts => conflicts::blocks(page),
        Section::Plan => plan::blocks(page),
        Section::Contracts => contracts::blocks(page),
        Section::Screening => screening::blocks(page),
        Section::History => history::blocks(page),
    }
}

/// The partner that is read, and what records are called.
struct Page<'a> {
    session: &'a Session,
    row: Row,
    code: String,
    names: RefCell<HashMap<(Kind, i64), Name>>,
}

impl<'a> Page<'a> {
    fn read(session: &'a Session, partner: i64) -> Result<Self> {
        let row = record::get(session.store.conn(), Kind::Partner, partner)?;
        let code = row.get("code").text().unwrap_or_default().to_owned();
        Ok(Self { session, row, code, names: RefCell::default() })
    }

    fn id(&self) -> i64 {
        self.row.id
    }

    /// Records of a kind.
    fn query(&self, kind: Kind, clause: &str) -> Result<Vec<Row>> {
        Ok(record::query(self.session.store.conn(), kind, clause, &[&self.id()])?)
    }

    /// The records of this partner for which an expression holds.
    fn rows(&self, kind: Kind, more: &str) -> Source {
        Source::new(kind, format!("partner:\"{}\" {more}", self.code).trim())
    }

    /// What a record is called.
    fn name(&self, kind: Kind, id: i64) -> Result<Name> {
        if let Some(known) = self.names.borrow().get(&(kind, id)) {
            return Ok(known.clone());
        }
        let item = find::label(&self.session.store, kind, id)?.unwrap_or_default();
        let both = |said: String| Name { code: item.code.clone(), zh: said.clone(), en: said };
        let name = match kind {
            Kind::ChannelType => Name { code: item.code, en: item.hint, zh: item.label },
            Kind::User => both(item.code.clone()),
            Kind::Region | Kind::ProductLine => both(item.label.clone()),
            _ if item.code == item.label || item.label.is_empty() => both(item.code.clone()),
            _ => both(format!("{} {}", item.code, item.label)),
        };
        self.names.borrow_mut().insert((kind, id), name.clone());
        Ok(name)
    }

    /// A field of a record, with what a reference is called.
    fn field(&self, row: &Row, name: &str) -> Result<Cell> {
        let Some((_, field)) = row.kind.def().field(name) else { return Ok(Cell::text("")) };
        let value = row.get(name).clone();
        let label = match (field.ty, &value) {
            (FieldType::Ref(kind), Value::Int(id)) => Some(self.name(kind, *id)?),
            _ => None,
        };
        Ok(Cell::of(What::Field { field, value, label }))
    }

    /// The title of a task in the reader's words, where it is the plan's own.
    fn task_title(&self, row: &Row) -> Name {
        let title = row.get("title").text().unwrap_or_default();
        let shown = |lang| self.session.policy.maintenance.shown(title, lang).into_owned();
        Name { code: title.to_owned(), en: shown(Lang::En), zh: shown(Lang::Zh) }
    }

    /// A field of the partner as a figure; `None` if it is not given.
    fn own(&self, name: &'static str) -> Result<Option<Figure>> {
        let Some((_, field)) = Kind::Partner.def().field(name).filter(|_| !self.row.get(name).is_null()) else { return Ok(None) };
        let figure = Figure::new(field.name, Words::Label(field.label), self.field(&self.row, name)?);
        Ok(Some(figure.asked(field.name).opens(Kind::Partner, self.id())))
    }

    /// A table of records by their declared fields; each row opens its record. The column in front of `!` takes what is left,
    /// one in front of `?` is left out first. Where one of them was approved by who asked, because nobody else could, a last
    /// column marks it.
    fn table(&self, kind: Kind, names: &[&'static str], rows: &[Row]) -> Result<Table> {
        let mut columns: Vec<Column> = names.iter().filter_map(|n| column(kind, n)).collect();
        let line = |row: &Row| -> Result<Line> {
            let cells = columns.iter().map(|c| self.field(row, c.name)).collect::<Result<Vec<_>>>()?;
            Ok(Line::new(cells).opens(kind, row.id))
        };
        let mut lines = rows.iter().map(line).collect::<Result<Vec<_>>>()?;
        let alone = match subject_of(kind) {
            Some(subject) => approvals::decided_alone(self.session.store.conn(), subject, self.id())?,
            None => HashSet::new(),
        };
        let mark = Kind::Approval.def().field("alone").zip(column(Kind::Approval, "alone"));
        if let Some(((_, field), mark)) = mark.filter(|_| rows.iter().any(|row| alone.contains(&row.id))) {
            for (line, row) in lines.iter_mut().zip(rows) {
                let value = Value::Int(alone.contains(&row.id).into());
                line.cells.push(Cell::of(What::Field { field, value, label: None }));
            }
            columns.push(mark);
        }
        Ok(Table::new(columns, lines))
    }
}

/// The column of a declared field: `title!` takes what is left, `owner?` is left out first.
fn column(kind: Kind, spec: &'static str) -> Option<Column> {
    let name = spec.trim_end_matches(['!', '?']);
    let (_, field) = kind.def().field(name)?;
    let right = matches!(field.ty, FieldType::Int | FieldType::Money | FieldType::Rate | FieldType::Points) && name != "number";
    let (wide, minor) = (spec.ends_with('!'), spec.ends_with('?'));
    Some(Column { right, wide, minor, ..Column::new(field.name, Words::Label(field.label)) })
}

/// Whether a cell is to be seen, by how bad it is.
fn toned(cell: Cell, bad: bool, soon: bool) -> Cell {
    let tone = if bad {
        Tone::Bad
    } else if soon {
        Tone::Soon
    } else {
        cell.tone
    };
    cell.toned(tone)
}

/// How much it grew; nothing if before was nothing.
fn grown(now: crate::domain::money::Money, before: crate::domain::money::Money) -> Cell {
    let fell = before.0 > 0 && (i128::from(before.0) - i128::from(now.0)) * 10 >= i128::from(before.0);
    Cell::of(What::Grown(now, before)).toned(if fell { Tone::Soon } else { Tone::Dim })
}

/// How many whole points a score moved.
fn moved(now: Option<i64>, before: Option<i64>) -> Cell {
    let whole = |p: i64| (p + 50).div_euclid(100);
    let (Some(now), Some(before)) = (now, before) else { return Cell::text("") };
    let change = whole(now) - whole(before);
    Cell::of(What::Moved(change)).toned(if change <= -5 { Tone::Soon } else { Tone::Dim })
}

/// By what a record without a number of its own is told from others: `#12`.
fn key(row: &Row) -> String {
    row.get("number").int().map_or_else(|| format!("#{}", row.id), |number| number.to_string())
}

/// Scores that are kept in 1/100 points.
fn points(table: &mut Table, names: &[&str]) {
    for cell in table.rows.iter_mut().flat_map(|line| &mut line.cells) {
        if let What::Field { field, value, .. } = &cell.what
            && names.contains(&field.name)
        {
            *cell = value.int().map_or_else(Cell::unknown, |p| Cell::amount(Amount::Points(p)));
        }
    }
}
