//! What a ticket says beside its clocks, as blocks: words, parties, evidence, what is linked to it, what happened.
//!
//! The program draws it, `qudao ticket show` prints it. Each row says what it opens.
//!
//! # How to add
//! A [`Block`] in [`blocks`], its words in both languages; what it links to also under `linked` in `cli/ticket/print.rs`.

use chrono::{DateTime, Days, Utc};

use super::super::{Result, Session};
use super::{Filter, Listed, Page, Scope, list};
use crate::domain::diversion;
use crate::domain::explain::{Amount, Words};
use crate::domain::kinds::{
    Approval, ApprovalSubject, EventKind, Evidence, Partner, PriceSighting, Task, TaskState, TicketEvent, TicketKind, User,
    Violation,
};
use crate::domain::money::Money;
use crate::domain::period::day_number;
use crate::domain::record::{BROUGHT_IN, Kind, Lang, Stored};
use crate::domain::sla::Phase;
use crate::i18n::desk;
use crate::report::{Block, Cell, Column, Figure, Line, Name, Table, Tone, What};
use crate::store::{diversion as traces, record};

/// At most so many other tickets, shipments and seen prices are shown.
const FEW: usize = 8;
/// Prices seen so many days before a ticket was opened may be what it is about.
const PRICE_DAYS: u64 = 30;

/// The blocks of a ticket.
pub fn blocks(session: &Session, page: &Page) -> Result<Vec<Block>> {
    let t = &page.ticket.record;
    let words = |name: &'static str, text: &str| Block::text(name, text.to_owned()).head(label(Kind::Ticket, name));
    let mut blocks = vec![Block::figures("facts", facts(session, page)?), words("description", &t.description)];
    blocks.push(parties(page));
    blocks.push(evidence(page));
    blocks.push(words("root_cause", &t.root_cause));
    blocks.push(words("resolution", &t.resolution));
    blocks.push(words("agreed_terms", &t.agreed_terms));
    let (violations, approvals) = violations(session, page)?;
    blocks.extend([violations, approvals, tasks(session, page)?, shipments(session, page)?, prices(session, page)?]);
    blocks.push(similar(session, page)?);
    blocks.push(history(page));
    blocks.retain(|b| !b.is_empty() || b.adds.is_some());
    Ok(blocks)
}

fn label(kind: Kind, field: &str) -> Words {
    kind.def().field(field).map_or_else(|| Words::Text(String::new()), |(_, f)| Words::Label(f.label))
}

fn column(kind: Kind, field: &'static str) -> Column {
    Column::new(field, label(kind, field))
}

fn user(session: &Session, id: Option<i64>) -> Result<String> {
    let name = |id| record::get_as::<User>(session.store.conn(), id).map(|u| u.record.name);
    Ok(id.map(name).transpose()?.unwrap_or_default())
}

fn time(at: DateTime<Utc>) -> Cell {
    Cell::amount(Amount::Time(at))
}

fn money(amount: Option<Money>) -> Cell {
    amount.map_or_else(|| Cell::text(""), |m| Cell::amount(Amount::Money(m)))
}

fn table(columns: Vec<Column>, rows: Vec<Line>) -> Table {
    Table::new(columns, rows)
}

/// What is said of it once and not in its head: since when, why, how often.
fn facts(session: &Session, page: &Page) -> Result<Vec<Figure>> {
    let t = &page.ticket.record;
    let of = |name: &'static str, cell: Cell| Figure::new(name, label(Kind::Ticket, name), cell);
    let mut figures = vec![];
    figures.extend(t.opened_at.map(|at| of("opened_at", time(at))));
    figures.extend(t.pain_point.map(|p| of("pain_point", Cell::of(What::Choice(p.code(), p.label())))));
    if t.reopened > 0 {
        figures.push(of("reopened", Cell::amount(Amount::Count(t.reopened)).toned(Tone::Soon)));
    }
    if let Some(remedy) = session.policy.playbooks().get(&t.remedy) {
        let name = |lang| remedy.name.get(lang).to_owned();
        let called = Name { code: remedy.code.clone(), en: name(Lang::En), zh: name(Lang::Zh) };
        figures.push(of("remedy", Cell::of(What::Named(called))));
    }
    if t.brought_in {
        figures.push(of(BROUGHT_IN, Cell::of(What::Words(Words::key("brought-in")))));
    }
    for (name, id) in [("resolved_by", t.resolved_by), ("checked_by", t.checked_by)] {
        if id.is_some() {
            figures.push(of(name, Cell::text(user(session, id)?)));
        }
    }
    figures.extend(t.policy_version.map(|number| of("policy_version", Cell::amount(Amount::Count(number)))));
    Ok(figures)
}

fn parties(page: &Page) -> Block {
    let row = |p: &super::Party| {
        let cells =
            vec![Cell::of(What::Choice(p.role.code(), p.role.label())), Cell::text(p.code.clone()), Cell::text(p.name.clone())];
        Line::new(cells).opens(Kind::Partner, p.partner)
    };
    let columns = vec![
        column(Kind::TicketParty, "role"),
        Column::new("code", label(Kind::Partner, "code")),
        column(Kind::Partner, "name").wide(),
    ];
    let rows = page.parties.iter().map(row).collect();
    Block::table("parties", table(columns, rows), Words::key("ticket-no-parties"))
        .head(Words::key("ticket-parties"))
        .adds(Kind::TicketParty)
}

/// Dated notes, amounts and files, with the sum of the amounts.
fn evidence(page: &Page) -> Block {
    let pieces: Vec<&(Stored<TicketEvent>, Option<String>)> =
        page.history.iter().filter(|(e, _)| e.kind == EventKind::Evidence).collect();
    let sum = pieces.iter().filter_map(|(e, _)| e.amount).fold(Money::ZERO, |a, b| a + b);
    let row = |(e, by): &&(Stored<TicketEvent>, Option<String>)| {
        let kind = e.evidence.unwrap_or(Evidence::Note);
        Line::new(vec![
            e.evidence_on.map_or_else(|| Cell::text(""), |d| Cell::amount(Amount::Date(d))),
            Cell::of(What::Choice(kind.code(), kind.label())),
            Cell::text(e.text.clone()),
            money(e.amount),
            Cell::text(by.clone().unwrap_or_else(|| "qudao".to_owned())),
        ])
    };
    let columns = vec![
        column(Kind::TicketEvent, "evidence_on"),
        column(Kind::TicketEvent, "evidence"),
        column(Kind::TicketEvent, "text").wide().wraps(),
        column(Kind::TicketEvent, "amount").right(),
        column(Kind::TicketEvent, "actor").minor(),
    ];
    let count = Amount::Count(i64::try_from(pieces.len()).unwrap_or(i64::MAX));
    let head = if sum.0 > 0 {
        Words::with("ticket-evidence-sum", vec![("count", count), ("sum", Amount::Money(sum))])
    } else {
        Words::key("ticket-evidence")
    };
    Block::table("evidence", table(columns, pieces.iter().map(row).collect()), Words::key("ticket-no-evidence"))
        .head(head)
        .adds(Kind::TicketEvent)
}

/// The violations that were recorded from it, and what they wait for.
fn violations(session: &Session, page: &Page) -> Result<(Block, Block)> {
    let conn = session.store.conn();
    let found = record::query_as::<Violation>(conn, "WHERE ticket = ?1 ORDER BY id", &[&page.ticket.id])?;
    let (mut rows, mut asked) = (Vec::new(), Vec::new());
    for v in &found {
        let partner = record::get_as::<Partner>(conn, v.partner)?;
        rows.push(
            Line::new(vec![
                Cell::text(v.number.map_or_else(String::new, |n| format!("#{n}"))),
                Cell::text(partner.code.clone()),
                Cell::of(What::Choice(v.kind.code(), v.kind.label())),
                v.points.map_or_else(|| Cell::text(""), |p| Cell::amount(Amount::Count(p))),
                money(v.deduction),
                Cell::of(What::Choice(v.state.code(), v.state.label())),
            ])
            .opens(Kind::Violation, v.id),
        );
        let clause = "WHERE subject = ?1 AND record = ?2 ORDER BY id DESC LIMIT 1";
        asked.extend(record::query_as::<Approval>(conn, clause, &[&ApprovalSubject::Penalty.code(), &v.id])?);
    }
    let columns = vec![
        column(Kind::Violation, "number"),
        column(Kind::Violation, "partner"),
        column(Kind::Violation, "kind").wide(),
        column(Kind::Violation, "points").right(),
        column(Kind::Violation, "deduction").right().minor(),
        column(Kind::Violation, "state"),
    ];
    let violations = Block::table("violations", table(columns, rows), Words::key("page-no-violations"));
    let now = session.now();
    let row = |a: &Stored<Approval>| {
        let pending = a.decided_at.is_none();
        let late = pending && a.due_at.is_some_and(|d| d < now);
        let due = a.due_at.filter(|_| pending).map_or_else(|| Cell::text(""), time);
        Line::new(vec![
            Cell::text(a.number.map_or_else(String::new, |n| format!("#{n}"))),
            Cell::text(a.title.clone()),
            Cell::of(What::Choice(a.state.code(), a.state.label())),
            if pending { Cell::of(What::Choice(a.needs.code(), a.needs.label())) } else { Cell::text("") },
            if late { due.toned(Tone::Bad) } else { due },
        ])
        .opens(Kind::Approval, a.id)
    };
    let columns = vec![
        column(Kind::Approval, "number"),
        column(Kind::Approval, "title").wide(),
        column(Kind::Approval, "state"),
        column(Kind::Approval, "needs"),
        column(Kind::Approval, "due_at").minor(),
    ];
    let approvals = Block::table("approvals", table(columns, asked.iter().map(row).collect()), Words::key("ticket-no-approvals"));
    Ok((violations.head(Words::key("page-violations")), approvals.head(Words::key("ticket-approvals"))))
}

/// What follows from it, the open ones first.
fn tasks(session: &Session, page: &Page) -> Result<Block> {
    let clause = "WHERE ticket = ?1 ORDER BY state <> 'open', due_on, id";
    let found = record::query_as::<Task>(session.store.conn(), clause, &[&page.ticket.id])?;
    let today = session.as_of();
    let mut rows = Vec::new();
    for t in &found {
        let due = Cell::amount(Amount::Date(t.due_on));
        let shown = |lang| session.policy.maintenance.shown(&t.title, lang).into_owned();
        let open = t.state == TaskState::Open;
        let cells = vec![
            match (open, t.due_on.cmp(&today)) {
                (true, std::cmp::Ordering::Less) => due.toned(Tone::Bad),
                (true, std::cmp::Ordering::Equal) => due.toned(Tone::Soon),
                (true, _) => due,
                (false, _) => due.toned(Tone::Dim),
            },
            Cell::of(What::Named(Name { code: t.title.clone(), en: shown(Lang::En), zh: shown(Lang::Zh) })),
            Cell::of(What::Choice(t.state.code(), t.state.label())),
            Cell::text(user(session, t.owner)?),
        ];
        rows.push(Line::new(cells).opens(Kind::Task, t.id));
    }
    let columns = vec![
        column(Kind::Task, "due_on"),
        column(Kind::Task, "title").wide(),
        column(Kind::Task, "state"),
        column(Kind::Task, "owner").minor(),
    ];
    Ok(Block::table("tasks", table(columns, rows), Words::key("page-no-tasks")).head(Words::key("ticket-tasks")))
}

/// What the codes in its evidence were shipped as.
fn shipments(session: &Session, page: &Page) -> Result<Block> {
    let texts = page.history.iter().filter(|(e, _)| e.kind == EventKind::Evidence).map(|(e, _)| e.text.as_str());
    let codes = if page.ticket.kind == TicketKind::Diversion {
        diversion::codes(&texts.collect::<Vec<_>>().join("\n"))
    } else {
        Vec::new()
    };
    let conn = session.store.conn();
    let found = traces::shipped(conn, &codes)?;
    let count = found.len();
    let mut rows = Vec::new();
    for s in found.iter().take(FEW) {
        let clause = "WHERE code = ?1 AND partner = ?2 LIMIT 1";
        let id = record::query(conn, Kind::Shipment, clause, &[&s.code, &s.partner])?.pop().map(|r| r.id);
        let line = Line::new(vec![
            Cell::text(s.code.clone()),
            Cell::text(record::get_as::<Partner>(conn, s.partner)?.record.code),
            Cell::amount(Amount::Date(s.shipped_on)),
            Cell::text(s.document.clone()),
            money(s.amount),
        ]);
        rows.push(match id {
            Some(id) => line.opens(Kind::Shipment, id),
            None => line,
        });
    }
    let columns = vec![
        column(Kind::Shipment, "code").wide(),
        column(Kind::Shipment, "partner"),
        column(Kind::Shipment, "shipped_on"),
        column(Kind::Shipment, "document").minor(),
        column(Kind::Shipment, "amount").right().minor(),
    ];
    Ok(Block::table("shipments", Table::new(columns, rows).of(count), Words::key("ticket-no-shipments"))
        .head(Words::key("ticket-shipments")))
}

/// Prices that were seen at its partner shortly before it was opened, where it may be about prices.
fn prices(session: &Session, page: &Page) -> Result<Block> {
    let t = &page.ticket.record;
    let about = matches!(t.kind, TicketKind::Horizontal | TicketKind::MultiChannel);
    let opened =
        t.opened_at.map_or_else(|| session.as_of(), |at| at.with_timezone(&session.policy.organisation.zone).date_naive());
    let found = match t.partner.filter(|_| about) {
        Some(partner) => {
            let clause = "WHERE partner = ?1 AND \"on\" BETWEEN ?2 AND ?3 ORDER BY \"on\" DESC, id DESC";
            let (from, to) = (day_number(opened - Days::new(PRICE_DAYS)), day_number(session.as_of()));
            record::query_as::<PriceSighting>(session.store.conn(), clause, &[&partner, &from, &to])?
        }
        None => Vec::new(),
    };
    let mut rows = Vec::new();
    for s in found.iter().take(FEW) {
        let sku = s.sku.map(|id| record::code_of(session.store.conn(), Kind::Sku, id)).transpose()?;
        let line = Line::new(vec![
            Cell::amount(Amount::Date(s.on)),
            Cell::text(sku.unwrap_or_default()),
            Cell::of(What::Choice(s.channel.code(), s.channel.label())),
            money(Some(s.price)),
            Cell::text(s.place.clone()),
        ]);
        rows.push(line.opens(Kind::PriceSighting, s.id));
    }
    let columns = vec![
        column(Kind::PriceSighting, "on"),
        column(Kind::PriceSighting, "sku"),
        column(Kind::PriceSighting, "channel"),
        column(Kind::PriceSighting, "price").right(),
        column(Kind::PriceSighting, "place").wide().minor(),
    ];
    Ok(Block::table("prices", Table::new(columns, rows).of(found.len()), Words::key("ticket-no-prices"))
        .head(Words::key("ticket-prices")))
}

/// Other tickets of its partner that are not closed.
fn similar(session: &Session, page: &Page) -> Result<Block> {
    let found = match page.ticket.partner {
        Some(_) => list(session, &Filter { partner: page.ticket.partner, scope: Scope::Unclosed, ..Filter::default() })?,
        None => Vec::new(),
    };
    let mut found: Vec<&Listed> = found.iter().filter(|l| l.line.id != page.ticket.id).collect();
    // the same kind first
    found.sort_by_key(|l| l.line.times.kind != page.ticket.kind);
    let row = |l: &&Listed| {
        let (line, times) = (&l.line, &l.line.times);
        let clock = l.next().map_or_else(
            || Cell::text(""),
            |c| {
                Cell::of(What::Left(c.left, c.day)).toned(match c.phase {
                    Phase::Breached => Tone::Bad,
                    Phase::Warning => Tone::Soon,
                    _ => Tone::Plain,
                })
            },
        );
        Line::new(vec![
            Cell::text(format!("#{}", line.number)),
            Cell::text(line.title.clone()),
            Cell::of(What::Choice(times.kind.code(), times.kind.label())),
            Cell::of(What::Choice(times.state.code(), times.state.label())),
            clock,
        ])
        .opens(Kind::Ticket, line.id)
    };
    let columns = vec![
        column(Kind::Ticket, "number"),
        column(Kind::Ticket, "title").wide(),
        column(Kind::Ticket, "kind").minor(),
        column(Kind::Ticket, "state"),
        Column::new("clock", Words::key("page-clock")),
    ];
    let rows = found.iter().take(FEW).map(row).collect();
    Ok(Block::table("similar", Table::new(columns, rows).of(found.len()), Words::key("page-no-open-tickets"))
        .head(Words::key("ticket-similar")))
}

/// What happened, the newest first: what happened last is what one looks for.
fn history(page: &Page) -> Block {
    let row = |(e, by): &(Stored<TicketEvent>, Option<String>)| {
        let said = |lang| desk::event(lang, e);
        Line::new(vec![
            time(e.at).toned(Tone::Dim),
            Cell::text(by.clone().unwrap_or_else(|| "qudao".to_owned())).toned(Tone::Dim),
            Cell::of(What::Named(Name { code: e.kind.code().to_owned(), en: said(Lang::En), zh: said(Lang::Zh) })),
        ])
    };
    let columns = vec![
        column(Kind::TicketEvent, "at"),
        column(Kind::TicketEvent, "actor"),
        column(Kind::TicketEvent, "kind").wide().wraps(),
    ];
    let rows = page.history.iter().rev().map(row).collect();
    Block::table("history", table(columns, rows), Words::key("ticket-history")).head(Words::key("ticket-history"))
}
