//! Violations as documents: points in force of each partner, and all of one.

use super::{Account, Item, Standing, standings};
use crate::domain::explain::{Amount, Words};
use crate::domain::kinds::Decision;
use crate::domain::record::{Kind, Lang};
use crate::i18n::{compliance as words, number};
use crate::ops::shared::{numbered, of_partner, parties};
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Figure, Tone, Type, What};
use crate::store::record::code_of;
use crate::t;

fn label(field: &str) -> Words {
    Words::field(Kind::Violation, field)
}

/// The days on which points go, and how many.
fn expiring<'a>() -> Columns<'a, (chrono::NaiveDate, i64)> {
    Columns::default()
        .with(Column::day("on", Words::key("report-day")), |(day, _): &(chrono::NaiveDate, i64)| *day)
        .with(Column::count("points", label("points")), |(_, n)| points_of(*n))
}

/// Whole points.
fn points_of(n: i64) -> What {
    What::Amount(Amount::Count(n))
}

/// Partners with points in force.
pub fn list(session: &Session) -> Result<Document> {
    let bounds = session.policy.alerts.points;
    let columns = parties(Kind::Violation, |s: &Standing| &s.who)
        .with(Column::points("points", label("points")), move |s| {
            Cell::from(s.points.in_force).toned(match s.points.in_force {
                n if n >= bounds.critical => Tone::Bad,
                n if n >= bounds.warn => Tone::Soon,
                _ => Tone::Plain,
            })
        })
        .with(Column::typed("expiring", Words::key("violation-column-next"), Type::List).of(expiring().columns()), |s| {
            let first = s.points.expiring.first();
            let args = |&(day, n): &_| vec![("points", Amount::Count(n)), ("day", Amount::Date(day))];
            let said = first.map_or_else(Words::nothing, |next| Words::with("violation-points-on", args(next)));
            Cell::of(What::List(s.points.expiring.iter().map(|one| expiring().members(one)).collect())).said(said)
        });
    let table = columns.table(&standings(session)?).view(&["code", "name", "points", "expiring", "owner"]);
    Ok(Document::new("qudao.violations/1").head("as_of", Words::key("report-as-of"), session.as_of()).with(Block::table(
        "partners",
        table,
        Words::key("violation-none"),
    )))
}

/// The violations of a partner and when their points go.
pub fn account(session: &Session, lang: Lang, account: &Account) -> Result<Document> {
    let (document, title) = of_partner(session, "qudao.violation/1", account.partner)?;
    let title = Words::Text(words::titled(lang, &title, &line(lang, account)));
    Ok(blocks(session, lang, account)?.into_iter().fold(document.title(title), Document::with))
}

/// Points in force, the veto, what waits: one line.
pub(in crate::ops) fn line(lang: Lang, account: &Account) -> String {
    let mut parts = vec![words::points(lang, &account.points)];
    if account.veto {
        parts.push(t!(lang, "points-veto"));
    }
    if account.waiting > 0 {
        parts.push(t!(lang, "violation-waiting", count = account.waiting));
    }
    parts.join(if lang == Lang::Zh { "；" } else { "; " })
}

/// Until when its points count.
fn counted(lang: Lang, item: &Item) -> String {
    match item.violation.state {
        Decision::Approved if item.counts => {
            let last = item.ends.pred_opt().unwrap_or(item.ends);
            t!(lang, "violation-until", day = number::date(last))
        }
        Decision::Approved => t!(lang, "violation-expired"),
        _ => String::new(),
    }
}

/// A violation with the number of its ticket.
type Row<'a> = (&'a Item, Option<i64>);

/// The members and violations of an account.
pub(in crate::ops) fn blocks(session: &Session, lang: Lang, account: &Account) -> Result<Vec<Block>> {
    let mut items = Vec::new();
    for item in &account.items {
        let ticket = item.violation.ticket.map(|id| code_of(session.store.conn(), Kind::Ticket, id)).transpose()?;
        items.push((item, ticket.and_then(|n| n.parse().ok())));
    }
    let columns = Columns::default()
        .with(Column::number("number", label("number")), |(i, _): &Row<'_>| numbered(i.violation.number, i.violation.id))
        .with(Column::day("on", label("on")), |(i, _)| i.violation.on)
        .with(Column::code("kind", label("kind")), |(i, _)| (i.violation.kind.code(), i.violation.kind.label()))
        .with(Column::money("amount", label("amount")), |(i, _)| i.violation.amount)
        .with(Column::text("evidence", label("evidence")), |(i, _)| i.violation.evidence.as_str())
        .with(Column::points("points", label("points")), |(i, _)| match i.violation.points {
            Some(n) => Cell::from(n),
            None => Cell::of(What::Nothing).said(Words::Text("0".to_owned())),
        })
        .with(Column::flag("counts", Words::key("violation-column-counts")), move |(i, _)| {
            Cell::from(i.counts).said(Words::Text(counted(lang, i)))
        })
        .with(Column::day("ends", Words::key("report-ends")), |(i, _)| i.ends)
        .with(Column::money("deduction", label("deduction")), |(i, _)| i.violation.deduction)
        .with(Column::number("ticket", label("ticket")), |(_, ticket)| ticket.map_or(What::Nothing, What::Number))
        .with(Column::code("state", label("state")), |(i, _)| (i.violation.state.code(), i.violation.state.label()))
        .with(Column::number("policy_version", label("policy_version")), |(i, _)| {
            i.violation.policy_version.map_or(What::Nothing, What::Number)
        })
        .tone(|(i, _)| if i.counts || i.violation.state == Decision::Pending { Tone::Plain } else { Tone::Dim });
    let view = ["number", "on", "kind", "amount", "points", "counts", "deduction", "state"];
    let table = columns.table(&items).view(&view);
    let of = |name, label: Words, value: Cell| Figure::new(name, label, value);
    let members = vec![
        of("points", label("points"), points_of(account.points.in_force).into()),
        expiring().list("expiring", Words::key("violation-column-next"), &account.points.expiring),
        of("limit", Words::key("report-warned-from"), account.limit.into()),
        of("veto", Words::key("report-veto"), account.veto.into()),
        of("waiting", Words::key("report-waiting"), account.waiting.into()),
        of("deducted", Words::key("report-deducted"), account.deducted.into()),
    ];
    Ok(vec![Block::members("", members, None), Block::table("violations", table, Words::nothing())])
}
