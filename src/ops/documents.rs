//! The documents that need no argument, each by the command that prints it: what the screen opens from the palette.

use super::credit::pages as credit;
use super::kpi::cohorts::{Rows, usual};
use super::kpi::pages as kpi;
use super::partner::pages::register;
use super::{
    Result, Session, access, admin, alert, approval, close, compliance, contract, deposit, doctor, health, knowledge, meeting,
    plan, rules, standby, ticket, tier, today, violation,
};
use crate::domain::explain::Words;
use crate::domain::period::{Month, Span};
use crate::domain::record::{Kind, Lang};
use crate::domain::sales::{Against, By};
use crate::report::{Body, Document, Opens, Table, What};
use crate::store::tasks::Whose;
use crate::store::{exact, record};

/// Rows of a list that grows without end.
const LIMIT: u32 = 500;

/// A document with the command that prints it.
#[derive(Clone, Copy)]
pub struct Listed {
    /// Without the program's name: `credit aging`.
    pub command: &'static str,
    /// Message key of what it says.
    pub label: &'static str,
    make: fn(&mut Session, Lang) -> Result<Document>,
}

impl std::fmt::Debug for Listed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listed").field("command", &self.command).finish_non_exhaustive()
    }
}

macro_rules! listed {
    ($($command:literal, $label:literal => |$session:ident, $lang:pat_param| $made:expr;)+) => {
        /// All of them, by command.
        pub const ALL: &[Listed] = &[$(
            Listed { command: $command, label: $label, make: |$session, $lang| Ok($made) },
        )+];
    };
}

listed! {
    "alert list", "document-warnings" => |s, lang| alert::pages::list(s, lang, &alert::Wish::default(), LIMIT, true)?;
    "approval list", "document-approvals" => |s, lang| approval::pages::list(s, lang, approval::Scope::All, LIMIT)?;
    "audit", "document-log" => |s, lang| admin::pages::audit(s, lang, &admin::History { limit: 100, ..admin::History::default() })?;
    "close --list --all", "document-closings" => |s, _| close::pages::list(s, true)?;
    "compliance audits", "document-audits" => |s, lang| compliance::pages::of_audits(s, lang, false)?;
    "compliance training", "document-training" => |s, lang| compliance::pages::of_training(s, lang, false)?;
    "contract list", "document-contracts" => |s, lang| contract::pages::contracts(s, lang, &contract::Wish::default())?;
    "credit aging", "document-aging" => |s, _| credit::aging(s, &of_partners(), None)?;
    "credit assess", "document-assess" => |s, _| credit::due(s, &of_partners())?;
    "credit disputes", "document-disputes" => |s, _| credit::disputes(s, &of_partners(), None, 1)?;
    "credit dso", "document-dso" => |s, _| credit::dso(s, &of_partners())?;
    "credit exposure", "document-exposure" => |s, _| credit::exposure(s, &of_partners())?;
    "credit months", "document-months" => |s, _| credit::months(s, &of_partners())?;
    "credit payers", "document-payers" => |s, _| credit::payers(s, &of_partners(), None)?;
    "credit red --yellow", "document-lights" => |s, _| credit::lights(s, &of_partners(), true)?;
    "deposit list", "document-deposits" => |s, lang| deposit::pages::list(s, lang, false)?;
    "doctor", "document-doctor" => |s, lang| doctor::pages::document(s, lang, None)?.0;
    "health", "document-health" => |s, lang| health::pages::document(s, lang, &health::Wish::default(), Some(SHOWN), true)?.0;
    "kb list", "document-articles" => |s, lang| {
        let wish = knowledge::Wish { limit: LIMIT as usize, ..knowledge::Wish::default() };
        knowledge::pages::articles(s, lang, &wish, false)?
    };
    "kpi", "document-kpi" => |s, lang| kpi::report(s, lang, &by_type(s), None, true)?;
    "kpi --by region", "document-regions" => |s, lang| kpi::report(s, lang, &by_region(Month::of(s.as_of()).span()), None, true)?;
    "kpi cohorts", "document-cohorts" => |s, lang| kpi::cohorts(s, lang, usual(s), Rows::Month, true)?;
    "kpi figures", "document-catalogue" => |s, lang| kpi::catalogue(s, lang);
    "kpi receivables", "document-receivables" => |s, _| credit::receivables(s, &of_partners(), None)?;
    "kpi showcase", "document-showcase" => |s, lang| kpi::showcase(s, lang, Span::trailing_year(s.as_of()), 3, true)?;
    "meeting list", "document-meetings" => |s, lang| meeting::pages::meetings(s, lang, None, None)?;
    "partner contacts", "document-contacts" => |s, _| register::book(s, "")?;
    "partner duplicates", "document-duplicates" => |s, lang| register::pairs(s, lang, 100)?.0;
    "partner tree", "document-tree" => |s, lang| register::trees(s, lang, None)?;
    "plan list", "document-plan" => |s, lang| plan::pages::list(s, lang, Month::of(s.as_of()), &Whose::All, LIMIT)?;
    "policy diff", "document-policy-diff" => |s, lang| rules::pages::diff(s, lang, None, None)?;
    "policy history", "document-policy-history" => |s, lang| rules::pages::history(s, lang)?;
    "policy show", "document-policy" => |s, lang| rules::pages::keys_of(s, lang, None)?;
    "standby list", "document-standby" => |s, _| standby::pages::list(s, None)?;
    "ticket prices", "document-prices" => |s, lang| ticket::prices::pages::document(s, lang, None)?.0;
    "ticket remedies", "document-remedies" => |s, lang| ticket::pages::remedies(s, lang, None);
    "ticket stats", "document-stats" => |s, lang| {
        let month = Month::of(s.as_of()).span();
        ticket::figures::pages::document(s, lang, month, None, true)?
    };
    "tier history", "document-tiers" => |s, _| tier::pages::history(s, None, i64::from(LIMIT))?;
    "today", "document-today" => |s, lang| today::pages::document(s, lang, today::Reach::Mine, 200, true)?;
    "undo --list", "document-steps" => |s, lang| admin::results::steps(s, lang, false, i64::from(LIMIT))?;
    "user show", "document-user" => |s, lang| user(s, lang)?;
    "verify", "document-verify" => |s, lang| close::pages::verify(s, lang, None, 20)?.0;
    "violation list", "document-violations" => |s, _| violation::pages::list(s)?;
}

/// Partners that need attention in the weekly check.
const SHOWN: i64 = 50;

fn of_partners() -> credit::Wish {
    credit::Wish { filter: String::new(), by: By::Partner, top: None, explain: true }
}

fn by_type(session: &Session) -> super::kpi::Wish {
    let month = Month::of(session.as_of()).span();
    super::kpi::Wish { compare: Some(Against::LastYear), ..super::kpi::Wish::new(month, By::Type) }
}

fn by_region(span: Span) -> super::kpi::Wish {
    super::kpi::Wish { compare: Some(Against::LastYear), ..super::kpi::Wish::new(span, By::Region) }
}

/// Sales and targets of a span by region, with the map of the provinces.
///
/// # Errors
/// Those of the file.
pub fn regions(session: &mut Session, lang: Lang, span: Span) -> Result<Document> {
    exact(|| "total".to_owned(), || kpi::report(session, lang, &by_region(span), None, true))
}

fn user(session: &Session, lang: Lang) -> Result<Document> {
    let found = access::pages::user(session, lang, &session.actor.name)?;
    Ok(found.unwrap_or_else(|| Document::new("qudao.user/1")))
}

impl Listed {
    #[must_use]
    pub fn named(command: &str) -> Option<&'static Self> {
        ALL.iter().find(|listed| listed.command == command)
    }

    /// The document as of now; rows about one record open it.
    ///
    /// # Errors
    /// Those of the file.
    pub fn make(&self, session: &mut Session, lang: Lang) -> Result<Document> {
        let mut document = exact(|| "total".to_owned(), || (self.make)(session, lang))?;
        if document.title.is_none() {
            document.title = Some(Words::key(self.label));
        }
        let kind = of_rows(document.schema);
        for block in &mut document.blocks {
            if let Body::Table(table, _) = &mut block.body {
                open_rows(session, kind, table)?;
            }
        }
        Ok(document)
    }
}

/// The column that names the record of a row, and its kind.
fn of_rows(schema: &str) -> (&'static [&'static str], Kind) {
    match schema {
        "qudao.approvals/1" => (&["number"], Kind::Approval),
        "qudao.articles/1" => (&["code"], Kind::Article),
        "qudao.contracts/1" => (&["number"], Kind::Contract),
        "qudao.meetings/1" => (&["number"], Kind::Meeting),
        "qudao.prices/1" => (&["partner"], Kind::Partner),
        // its rows are regions, types, months
        "qudao.kpi/1" => (&[], Kind::Partner),
        _ => (&["code", "partner", "key"], Kind::Partner),
    }
}

fn open_rows(session: &Session, (columns, kind): (&[&str], Kind), table: &mut Table) -> Result<()> {
    let Some(at) = columns.iter().find_map(|name| table.columns.iter().position(|c| c.name == *name)) else { return Ok(()) };
    for line in table.rows.iter_mut().filter(|l| l.opens.is_none()) {
        let Some(code) = line.cells.get(at).and_then(|c| code(&c.what)) else { continue };
        let id = record::id_by_code(session.store.conn(), kind, &code)?;
        line.opens = id.map(|id| Opens::Record(kind, id));
    }
    Ok(())
}

/// The code or number that a cell holds.
fn code(what: &What) -> Option<String> {
    match what {
        What::Words(Words::Text(text)) => Some(text.clone()),
        What::Named(name) | What::Called(name) => Some(name.code.clone()),
        What::Number(n) => Some(n.to_string()),
        What::Said(what, _) => code(what),
        _ => None,
    }
}
