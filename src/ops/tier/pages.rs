//! Tiers as documents: the board with its open proposals, one partner's score, changes, who would move under other numbers.

use super::{Overtaken, Reviews};
use crate::domain::explain::{Amount, Words};
use crate::domain::figure::share;
use crate::domain::record::{Kind, Lang};
use crate::i18n::number;
use crate::ops::{Result, Session, approval};
use crate::report::{Block, Cell, Column, Columns, Document, Figure, Table, What};
use crate::store::tiers::{self, Line};
use crate::t;

/// People are shown so many changes of a partner beside its score.
const CHANGES: usize = 10;

fn begun(session: &Session) -> Document {
    session.document("qudao.tiers/1")
}

fn approval_column() -> Column {
    Column::members("approval", Words::Label(Kind::Approval.def().label)).nested().of(approval::pages::brief().columns())
}

/// The columns of changes, and of those what people are shown of proposals.
fn table(session: &Session, lines: Vec<Line>) -> Result<Table> {
    let with = |line: Line| Ok((approval::pages::of_record(session, Kind::TierChange, line.id)?, line));
    let rows = lines.into_iter().map(with).collect::<Result<Vec<_>>>()?;
    let label = |field| Words::field(Kind::TierChange, field);
    let columns = Columns::default()
        .with(Column::number("id", Words::key("tier-column-id")), |(_, l): &(What, Line)| What::Number(l.id))
        .with(Column::code("code", Words::key("health-column-code")), |(_, l)| l.code.clone())
        .with(Column::text("name", Words::key("health-column-name")), |(_, l)| l.name.clone())
        .with(Column::code("from", Words::key("tier-column-from")), |(_, l)| match l.from {
            Some(tier) => Cell::from(tier),
            None => Cell::of(What::Nothing).said(Words::Text("–".to_owned())),
        })
        .with(Column::code("to", Words::key("tier-column-to")), |(_, l)| l.to)
        .with(Column::code("movement", Words::key("tier-column-move")), |(_, l)| l.movement)
        .with(Column::points("score", Words::key("tier-column-score")).rated(), |(_, l)| l.score.map(Amount::Points))
        .with(Column::text("reason", Words::key("tier-column-reason")), |(_, l)| {
            Cell::from(l.reason.as_str()).said(Words::Text(l.reason.replace('\n', " / ")))
        })
        .with(Column::code("state", Words::key("tier-column-state")), |(_, l)| l.state)
        .with(Column::code("proposed_by", Words::key("tier-column-by")), |(_, l)| l.proposed_by.clone())
        .with(Column::moment("proposed_at", label("proposed_at")), |(_, l)| l.proposed_at)
        .with(Column::code("decided_by", label("decided_by")), |(_, l)| l.decided_by.clone())
        .with(Column::day("effective_on", Words::key("tier-column-effective")), |(_, l)| l.effective_on)
        .with(Column::number("policy_version", label("policy_version")), |(_, l)| l.policy_version.map(What::Number))
        .with(Column::flag("by_review", label("by_review")), |(_, l)| l.by_review)
        .with(approval_column(), |(a, _)| Cell::of(a.clone()));
    let view = ["id", "code", "name", "from", "to", "movement", "score", "proposed_by", "state", "effective_on", "reason"];
    Ok(columns.table(&rows).view(&view))
}

/// Changes of tier, the newest first: of one partner, or of all.
pub fn history(session: &Session, partner: Option<i64>, limit: i64) -> Result<Document> {
    let changes = table(session, super::history(session, partner, limit)?)?;
    Ok(begun(session).with(Block::table("changes", changes, Words::nothing())))
}

/// What a proposal came to, in words and as the change that it is.
pub fn proposed(session: &Session, partner: i64, said: Words) -> Result<Document> {
    let change = table(session, super::history(session, Some(partner), 1)?)?;
    Ok(begun(session).with(Block::said(said)).with(Block::table("changes", change.unseen(), Words::nothing())))
}

/// One partner's score explained, with its changes.
///
/// # Errors
/// A partner that does not exist, those of the file.
pub fn of_partner(session: &mut Session, id: i64, code: &str) -> Result<Document> {
    session.stored_figures()?;
    let explanation = super::explain(session, id)?.under_policy(&session.policy);
    let card = tiers::cards(session.store.conn(), &[id])?.pop();
    let card = card.as_ref();
    let changes = table(session, super::history(session, Some(id), -1)?)?.first(CHANGES).quiet();
    let gap = (!changes.rows.is_empty()).then(Block::gap);
    let whole =
        Figure::new("explanation", Words::key("health-column-why"), What::Explained(Box::new(explanation.clone())).into());
    Ok(begun(session)
        .head("code", Words::key("health-column-code"), code)
        .head("tier", Words::key("health-column-tier"), card.and_then(|c| c.tier))
        .head("computed_tier", Words::key("page-computed-tier"), card.and_then(|c| c.computed))
        .head("score", Words::key("tier-column-score"), card.and_then(|c| c.score).map(Amount::Points))
        .with(Block::members("", vec![whole], None))
        .with(Block { name: "", ..Block::explained(vec![explanation]) })
        .with_some(gap)
        .with(Block::table("changes", changes, Words::nothing())))
}

/// What a review came to: the proposals of earlier ones that gave way, and the board.
pub fn reviewed(session: &mut Session, lang: Lang, done: &Reviews) -> Result<Document> {
    let told = overtaken("overtaken", "tier-overtaken", lang, &done.overtaken);
    Ok(figures(session, lang)?.with(told))
}

/// The proposals of earlier reviews that a review would not make: as they are, what is proposed instead, and why.
fn overtaken(name: &'static str, head: &'static str, lang: Lang, all: &[Overtaken]) -> Block {
    let columns = Columns::default()
        .with(Column::number("id", Words::key("tier-column-id")), |o: &Overtaken| What::Number(o.was.id))
        .with(Column::code("code", Words::key("health-column-code")), |o| o.was.code.clone())
        .with(Column::text("name", Words::key("health-column-name")), |o| o.was.name.clone())
        .with(Column::code("from", Words::key("tier-column-from")), |o| o.was.from)
        .with(Column::code("to", Words::key("tier-column-to")), |o| o.was.to)
        .with(Column::code("now", Words::key("tier-column-instead")), |o| match o.now {
            Some((tier, _)) => Cell::from(tier),
            None => Cell::of(What::Nothing).said(Words::key("tier-nothing")),
        })
        .with(Column::text("why", Words::key("tier-column-reason")), move |o| {
            o.now.map(|(_, because)| because.label().get(lang))
        });
    Block::table(name, columns.table(all).quiet(), Words::nothing()).head(Words::key(head))
}

/// The board in figures with the open proposals, and those of earlier reviews that a review now would not make.
pub fn board(session: &mut Session, lang: Lang) -> Result<Document> {
    let document = figures(session, lang)?;
    Ok(document.with(overtaken("outdated", "tier-outdated", lang, &super::overtaken(session)?)))
}

fn figures(session: &mut Session, lang: Lang) -> Result<Document> {
    session.stored_figures()?;
    let conn = session.store.conn();
    let mut counts = Vec::new();
    for tier in tiers::COLUMNS {
        counts.push((tier, i64::try_from(tiers::column(conn, tier)?.len()).unwrap_or(i64::MAX)));
    }
    let all: i64 = counts.iter().map(|(_, n)| n).sum();
    let without = tiers::without_tier(conn)?;
    let line = counts.iter().map(|(t, n)| {
        let share = number::percent(share(*n, all.max(1)).unwrap_or_default());
        t!(lang, "tier-board-line", tier = t.label().get(lang), count = number::count(*n), share = share)
    });
    let mut said = line.collect::<Vec<_>>().join(" · ");
    if without > 0 {
        said = format!("{said}\n{}", t!(lang, "tier-board-without", count = number::count(without)));
    }
    let part =
        |column: fn(&'static str, Words) -> Column| tiers::COLUMNS.map(|t| column(t.code(), Words::Label(t.label()))).to_vec();
    let named = counts.iter().map(|(t, n)| (t.code(), What::from(*n))).collect();
    let filters = tiers::COLUMNS.iter().map(|t| (t.code(), What::from(super::behind(*t))));
    let members = vec![
        Figure::new("partners", Words::key("kpi-partners"), all.into()),
        Figure::new("counts", Words::key("health-column-tier"), What::Members(named).into()).of(part(Column::count)),
        Figure::new("filters", Words::key("report-list"), What::Members(filters.collect()).into()).of(part(Column::text)),
        Figure::new("without_tier", Words::key("report-without-tier"), without.into()),
    ];
    let proposals = table(session, super::proposals(session)?)?;
    let view = ["id", "code", "name", "from", "to", "movement", "score", "proposed_by", "reason"];
    let gap = (!proposals.rows.is_empty()).then(Block::gap);
    Ok(begun(session).with(Block::members("", members, Some(Words::Text(said)))).with_some(gap).with(Block::table(
        "proposals",
        proposals.view(&view),
        Words::key("tier-nothing-proposed"),
    )))
}
