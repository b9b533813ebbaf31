//! The register as documents: moves, what a merge comes to, duplicates, core partners with satellites, the address book.

use crate::domain::explain::{Amount, Words};
use crate::domain::figure::Figure as Catalogued;
use crate::domain::kinds::LifecycleMove;
use crate::domain::merge::{MovedFacts, Outcome, Side, Tally};
use crate::domain::money::Money;
use crate::domain::network::{Group, Member, Totals};
use crate::domain::record::{Field, FieldType, Kind, Lang, Row, Stored, Value};
use crate::i18n::{self, number};
use crate::ops::partner::duplicates::{self, Twin, Twins};
use crate::ops::partner::merge::{self, Compared, Wish};
use crate::ops::partner::{contacts, lifecycle, tree};
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, What};
use crate::store::{find, record};
use crate::t;

fn plain(text: impl Into<String>) -> Words {
    Words::Text(text.into())
}

fn note(there: bool, said: impl FnOnce() -> String) -> Option<Block> {
    there.then(|| Block::note(plain(said())))
}

/// A move, and the account of who did it.
type Move = (Stored<LifecycleMove>, String);

/// The moves of a partner with their reasons, the newest first.
pub fn moves(session: &Session, lang: Lang, partner: i64, code: &str) -> Result<Document> {
    let mut rows = Vec::new();
    for moved in lifecycle::moves(session, partner)? {
        let by = moved.moved_by.map(|user| find::label(&session.store, Kind::User, user)).transpose()?.flatten();
        rows.push((moved, by.map(|i| i.code).unwrap_or_default()));
    }
    let columns = Columns::default()
        .with(Column::code("from", Words::key("tier-column-from")), |(m, _): &Move| m.from_status)
        .with(Column::code("to", Words::key("tier-column-to")), |(m, _)| m.to_status)
        .with(Column::text("step", Words::key("partner-moves-move")).aside(), move |(m, _)| {
            format!("{} > {}", m.from_status.label().get(lang), m.to_status.label().get(lang))
        })
        .with(Column::text("reason", Words::key("partner-moves-reason")), move |(m, _)| {
            Cell::from(m.reason.as_str()).said(plain(i18n::approval::reason(lang, &m.reason)))
        })
        .with(Column::code("by", Words::key("partner-moves-by")), |(_, by)| by.clone())
        .with(Column::moment("at", Words::key("partner-moves-at")), |(m, _)| m.moved_at);
    let table = columns.table(&rows).view(&["at", "by", "step", "reason"]).quiet();
    Ok(session
        .document("qudao.lifecycle-moves/1")
        .head("partner", Words::Label(Kind::Partner.def().label), code)
        .with(Block::table("rows", table, Words::nothing()))
        .with_some(note(rows.is_empty(), || t!(lang, "partner-moves-none", code = code))))
}

/// What merging one partner into another comes to; `dry`: nothing is written.
///
/// # Errors
/// A field that is none, what the rules refuse; those of the file.
pub fn merged(session: &mut Session, lang: Lang, (keep, drop): (i64, i64), take: &[String], dry: bool) -> Result<Document> {
    let mut compared = merge::compare(session, keep, drop)?;
    compared.fields = merge::taking(&compared, take)?;
    if !dry {
        let wish = Wish {
            keep: (compared.keep.id, compared.keep.version),
            drop: (compared.drop.id, compared.drop.version),
            chosen: compared.fields.clone(),
        };
        compared.outcome = merge::merge(session, &wish)?;
    }
    let code = |row: &Row| row.get("code").text().unwrap_or_default().to_owned();
    let (keep, drop) = (code(&compared.keep), code(&compared.drop));
    let rows = sides(session, lang, &compared)?;
    let side = |(text, data): &(String, String)| Cell::from(data.as_str()).said(plain(text));
    let columns = Columns::default()
        .with(Column::code("field", Words::key("conflict-field")), |s: &Sides| {
            Cell::from(s.field.name).said(Words::Label(s.field.label))
        })
        .with(Column::text("keep", plain(&keep)), move |s| side(&s.keep))
        .with(Column::code("taken", Words::nothing()).meaning(Words::key("merge-taken")), |s| {
            let arrow = match s.taken {
                Side::Keep => "<",
                Side::Drop => ">",
                Side::Both => "+",
            };
            Cell::from(s.taken.code()).said(plain(arrow))
        })
        .with(Column::text("drop", plain(&drop)), move |s| side(&s.drop));
    let mut told = i18n::register::outcome(lang, &compared.outcome);
    told.push(if dry {
        t!(lang, "merge-would", keep = keep.as_str(), drop = drop.as_str())
    } else {
        t!(lang, "merge-done", keep = keep.as_str(), drop = drop.as_str())
    });
    let outcome = outcome().member("outcome", Words::key("report-result"), Some(&compared.outcome));
    Ok(session
        .document("qudao.merge/1")
        .head("keep", Words::key("merge-keep"), keep.as_str())
        .head("drop", Words::key("merge-drop"), drop.as_str())
        .head("dry_run", Words::key("merge-dry-run"), dry)
        .with(Block::table("fields", columns.table(&rows).quiet(), Words::nothing()))
        .with(Block::members("", vec![outcome], Some(plain(told.join("\n"))))))
}

/// A field of both, for people and as data.
struct Sides {
    field: &'static Field,
    keep: (String, String),
    drop: (String, String),
    taken: Side,
}

fn sides(session: &Session, lang: Lang, c: &Compared) -> Result<Vec<Sides>> {
    let mut rows = Vec::new();
    for d in &c.fields {
        let Some(field) = Kind::Partner.def().fields.get(d.index) else { continue };
        let side = |row: &Row| -> Result<(String, String)> {
            let value = row.get(field.name);
            Ok((shown(session, lang, field, value)?, record::spoken(session.store.conn(), field, value)?))
        };
        rows.push(Sides { field, keep: side(&c.keep)?, drop: side(&c.drop)?, taken: d.side });
    }
    Ok(rows)
}

fn shown(session: &Session, lang: Lang, field: &Field, value: &Value) -> Result<String> {
    let label = match (field.ty, value.int()) {
        (FieldType::Ref(kind), Some(id)) => find::label(&session.store, kind, id)?.map(|i| i.label),
        _ => None,
    };
    let text = number::value(lang, field, value, label.as_deref(), session.policy.organisation.zone);
    Ok(text.replace('\n', " "))
}

fn outcome<'a>() -> Columns<'a, Outcome> {
    let key = Words::key;
    let records = Columns::default()
        .with(Column::code("kind", key("report-record")), |(kind, _): &(Kind, Tally)| kind.def().name)
        .with(Column::count("moved", key("merge-is-moved")), |(_, t)| t.moved)
        .with(Column::count("renamed", key("merge-is-renamed")), |(_, t)| t.renamed)
        .with(Column::count("united", key("merge-is-united")), |(_, t)| t.united)
        .with(Column::count("left_out", key("merge-is-left-out")), |(_, t)| t.left_out);
    let facts = || {
        Columns::default()
            .with(Column::count("rows", key("report-count")), |f: &MovedFacts| f.rows)
            .with(Column::count("days", key("report-day")), |f| f.days)
            .with(Column::count("united", key("merge-is-united")), |f| f.united)
            .with(Column::count("renamed", key("merge-is-renamed")), |f| f.renamed)
            .with(Column::count("left_out", key("merge-is-left-out")), |f| f.left_out)
    };
    let (sales, stock) = (facts(), facts());
    let label = |kind: Kind| Words::Label(kind.def().label);
    Columns::default()
        .with(Column::list("records", key("report-ids")).of(records.columns()), move |o: &Outcome| {
            What::List(o.records.iter().map(|(kind, tally)| records.members(&(*kind, *tally))).collect())
        })
        .with(Column::members("sales", label(Kind::Sale)).of(sales.columns()), move |o| sales.members(&o.sales))
        .with(Column::members("stock", label(Kind::Stock)).of(stock.columns()), move |o| stock.members(&o.stock))
        .with(Column::flag("two_legal_persons", key("merge-is-two-persons")), |o| o.two_persons)
}

/// Partners that may be one and the same, the surest first, at most `limit` pairs; answers whether there are any.
pub fn pairs(session: &Session, lang: Lang, limit: usize) -> Result<(Document, bool)> {
    let found = duplicates::pairs(session)?;
    let twin = || {
        Columns::default()
            .with(Column::code("code", Words::key("health-column-code")), |t: &Twin| t.code.clone())
            .with(Column::text("name", Words::key("health-column-name")), |t| t.name.clone())
            .with(Column::code("status", Words::field(Kind::Partner, "status")), |t| t.status.clone())
    };
    let (left, right) = (twin(), twin());
    let key = Words::key;
    let columns = Columns::default()
        .with(Column::members("left", key("duplicates-first")).nested().of(left.columns()), move |p: &Twins| {
            left.members(&p.left)
        })
        .with(Column::members("right", key("duplicates-second")).nested().of(right.columns()), move |p| right.members(&p.right))
        .with(Column::code("left_code", key("duplicates-first")).flat(), |p| p.left.code.clone())
        .with(Column::text("left_name", Words::nothing()).flat(), |p| p.left.name.clone())
        .with(Column::code("right_code", key("duplicates-second")).flat(), |p| p.right.code.clone())
        .with(Column::text("right_name", Words::nothing()).flat(), |p| p.right.name.clone())
        .with(Column::list("common", key("duplicates-common")), |p| What::List(p.common.iter().map(|c| (*c).into()).collect()));
    let table = columns.table(found.iter().take(limit));
    let table = table.view(&["left_code", "left_name", "right_code", "right_name", "common"]).quiet();
    let said = if found.is_empty() { t!(lang, "duplicates-none") } else { t!(lang, "duplicates-found", count = found.len()) };
    let document = session
        .document("qudao.duplicates/1")
        .head("count", key("report-count"), found.len())
        .with(Block::table("rows", table, Words::nothing()))
        .with(Block::note(plain(said)));
    Ok((document, !found.is_empty()))
}

/// What a line of the tree is.
enum Line<'a> {
    Group(&'a Group),
    Member(&'static str, &'a Member),
}

/// Core partners with their satellites and what they come to; `of`: the group of this partner only.
pub fn trees(session: &mut Session, lang: Lang, of: Option<(i64, &str)>) -> Result<Document> {
    session.stored_figures()?;
    let groups: Vec<Group> = match of {
        Some((id, _)) => tree::tree(session, id)?.into_iter().collect(),
        None => tree::trees(session)?,
    };
    let mut lines = Vec::new();
    for g in &groups {
        lines.extend([Line::Group(g), Line::Member("├ ", &g.core)]);
        let last = g.satellites.len();
        lines.extend((1..).zip(&g.satellites).map(|(i, m)| Line::Member(if i == last { "└ " } else { "├ " }, m)));
    }
    let all = group().list("groups", Words::key("tree-partner"), &groups);
    let none = || of.map_or_else(|| t!(lang, "tree-none"), |(_, code)| t!(lang, "tree-alone", code = code));
    Ok(session
        .document("qudao.tree/1")
        .with(Block::members("", vec![all], Some(Words::nothing())))
        .with(Block::table("", tree_columns(lang).table(&lines).quiet(), Words::nothing()))
        .with_some(note(groups.is_empty(), none)))
}

fn tree_columns<'a>(lang: Lang) -> Columns<'a, Line<'a>> {
    let key = Words::key;
    let money = |name, label| Column::money(name, key(label)).short();
    Columns::default()
        .with(Column::text("partner", key("tree-partner")), move |l: &Line<'_>| match l {
            Line::Group(g) => {
                t!(lang, "tree-group", code = g.core.code.as_str(), name = g.core.name.as_str(), count = g.totals.partners)
            }
            Line::Member(mark, m) => format!("{mark}{} {}", m.code, m.name),
        })
        .with(Column::text("status", key("tree-status")), move |l| match l {
            Line::Group(g) => t!(lang, "tree-trading", count = g.totals.trading),
            Line::Member(_, m) => m.status.label().get(lang).to_owned(),
        })
        .with(money("t12m", "tree-t12m"), |l| l.sum(|t| t.t12m, |m| m.t12m))
        .with(money("sales4", "tree-sales4"), |l| l.sum(|t| t.sales4, |m| m.sales4))
        .with(money("open", "tree-open"), |l| l.sum(|t| t.open, |m| m.open))
        .with(money("overdue", "tree-overdue"), |l| l.sum(|t| t.overdue, |m| m.overdue))
        .with(Column::points("health", key("tree-health")).rated(), |l| match l {
            Line::Group(g) => match (g.totals.health_mean(), g.totals.health_min) {
                (Some(mean), Some(least)) => {
                    Cell::from(Amount::Points(mean)).said(plain(format!("{} ({})", tenth(mean), tenth(least))))
                }
                _ => Cell::of(What::Nothing),
            },
            Line::Member(_, m) => match m.health {
                Some(health) => Cell::from(Amount::Points(health)).said(plain(tenth(health))),
                None => Cell::of(What::Nothing),
            },
        })
}

impl Line<'_> {
    fn sum<T>(&self, of_group: fn(&Totals) -> T, of_member: fn(&Member) -> T) -> T {
        match self {
            Self::Group(g) => of_group(&g.totals),
            Self::Member(_, m) => of_member(m),
        }
    }
}

/// Points with one decimal.
#[expect(clippy::cast_precision_loss, reason = "points have four digits")]
fn tenth(hundredths: i64) -> String {
    format!("{:.1}", hundredths as f64 / 100.0)
}

fn group<'a>() -> Columns<'a, Group> {
    let key = Words::key;
    let points = |name, label| Column::points(name, key(label));
    let member = || {
        sums(
            Columns::default()
                .with(Column::code("code", key("health-column-code")), |m: &Member| m.code.clone())
                .with(Column::text("name", key("health-column-name")), |m| m.name.clone())
                .with(Column::code("status", key("tree-status")), |m| m.status)
                .with(points("health", "tree-health"), |m| m.health.map(Amount::Points)),
            |m: &Member| [m.sales4, m.t12m, m.open, m.overdue],
        )
        .with(Column::count("open_tickets", Catalogued::OpenTickets.words()), |m| m.open_tickets)
    };
    let totals = Columns::default()
        .with(Column::count("partners", key("kpi-partners")), |t: &Totals| t.partners)
        .with(Column::count("trading", key("tree-trades")), |t| t.trading)
        .with(Column::count("rated", key("tree-rated")), |t| t.rated);
    let totals = sums(totals, |t: &Totals| [t.sales4, t.t12m, t.open, t.overdue])
        .with(Column::count("open_tickets", Catalogued::OpenTickets.words()), |t| t.open_tickets)
        .with(points("health_min", "tree-health-min"), |t| t.health_min.map(Amount::Points))
        .with(points("health_mean", "tree-health-mean"), |t| t.health_mean().map(Amount::Points));
    let (core, satellite) = (member(), member());
    Columns::default()
        .with(Column::members("core", Words::field(Kind::Partner, "core")).of(core.columns()), move |g: &Group| {
            core.members(&g.core)
        })
        .with(Column::list("satellites", key("tree-satellites")).of(satellite.columns()), move |g| {
            What::List(g.satellites.iter().map(|m| satellite.members(m)).collect())
        })
        .with(Column::members("totals", key("kpi-total")).of(totals.columns()), move |g| totals.members(&g.totals))
}

/// Sales of 4 weeks and of 12 months, what is owed and overdue.
fn sums<'a, T: 'a>(columns: Columns<'a, T>, of: impl Fn(&T) -> [Money; 4] + Copy + 'a) -> Columns<'a, T> {
    let names = [("sales4", "tree-sales4"), ("t12m", "tree-t12m"), ("open", "tree-open"), ("overdue", "tree-overdue")];
    (0..).zip(names).fold(columns, |columns, (i, (name, label))| {
        columns.with(Column::money(name, Words::key(label)), move |row| of(row).get::<usize>(i).copied())
    })
}

/// The address book: the contacts of a partner, or those that a word finds.
pub fn book(session: &Session, word: &str) -> Result<Document> {
    let found = contacts::book(session, word)?;
    let label = |field| Words::field(Kind::Contact, field);
    let columns = Columns::default()
        .with(Column::code("partner", label("partner")), |e: &contacts::Entry| {
            Cell::from(e.code.as_str()).said(plain(format!("{} {}", e.code, e.partner)))
        })
        .with(Column::text("partner_name", label("partner")), |e| e.partner.clone())
        .with(Column::text("name", label("name")), |e| e.contact.name.clone())
        .with(Column::text("role", label("role")), |e| e.contact.role.clone())
        .with(Column::text("phone", label("phone")), |e| e.contact.phone.clone())
        .with(Column::text("email", label("email")), |e| e.contact.email.clone());
    let table = columns.table(&found).view(&["partner", "name", "role", "phone", "email"]).quiet();
    let none = found.is_empty().then(|| Block::note(Words::key("contacts-none")));
    Ok(session.document("qudao.contacts/1").with(Block::table("rows", table, Words::nothing())).with_some(none))
}
