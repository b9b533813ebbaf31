//! Deposits as documents: what is held of each partner, and the account of one.

use super::{Held, all};
use crate::domain::deposit::{Account, Cover, Line};
use crate::domain::explain::Words;
use crate::domain::kinds::DepositEntry;
use crate::domain::money::Money;
use crate::domain::record::{Kind, Lang, Stored};
use crate::i18n::compliance as words;
use crate::ops::shared::{numbered, of_partner, parties};
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Figure, Tone, Type, What};
use crate::store::record::code_of;
use crate::t;

fn state(lang: Lang, cover: Cover) -> Cell {
    let tone = match cover {
        Cover::Owes(_) => Tone::Bad,
        Cover::Short(_) => Tone::Soon,
        Cover::Enough | Cover::NotAgreed => Tone::Plain,
    };
    Cell::from(cover.code()).said(Words::Text(words::cover(lang, cover))).toned(tone)
}

/// What is missing of what is agreed, or owed.
fn missing(cover: Cover) -> Option<Money> {
    match cover {
        Cover::Short(missing) | Cover::Owes(missing) => Some(missing),
        Cover::Enough | Cover::NotAgreed => None,
    }
}

/// What is held of each partner against what is agreed; `short`: only those that are short or owe.
pub fn list(session: &Session, lang: Lang, short: bool) -> Result<Document> {
    let columns = parties(Kind::DepositEntry, |h: &Held| &h.who)
        .with(Column::money("held", Words::key("deposit-column-held")), |h| h.held)
        .with(Column::money("agreed", Words::key("deposit-column-agreed")), |h| h.agreed)
        .with(Column::code("state", Words::key("deposit-column-state")), move |h| state(lang, h.cover))
        .with(Column::money("missing", Words::key("report-missing")), |h| missing(h.cover));
    let table = columns.table(&all(session, short)?).view(&["code", "name", "held", "agreed", "state", "owner"]);
    let empty = Words::key(if short { "deposit-nothing-lacking" } else { "deposit-none" });
    Ok(Document::new("qudao.deposits/1")
        .head("as_of", Words::key("report-as-of"), session.as_of())
        .with(Block::table("partners", table, empty)))
}

/// The account of a partner: every entry with its running balance.
pub fn account(session: &Session, lang: Lang, account: &Account) -> Result<Document> {
    let (document, title) = of_partner(session, "qudao.deposit/1", account.partner)?;
    let title = Words::Text(words::titled(lang, &title, &words::held(lang, account)));
    let document = blocks(session, lang, account)?.into_iter().fold(document.title(title), Document::with);
    Ok(document)
}

struct Entry<'a> {
    of: &'a Stored<DepositEntry>,
    balance: Money,
    violation: Option<String>,
    reverses: Option<String>,
}

impl Entry<'_> {
    /// What it is for, what it takes back, what was noted.
    fn said(&self, lang: Lang) -> String {
        let of = match (&self.reverses, &self.violation) {
            (Some(number), _) => Some(t!(lang, "deposit-takes-back", number = number.as_str())),
            (None, Some(number)) => Some(t!(lang, "deposit-for-violation", number = number.as_str())),
            (None, None) => None,
        };
        let note = Some(self.of.note.clone()).filter(|n| !n.is_empty());
        of.into_iter().chain(note).collect::<Vec<_>>().join(" · ")
    }
}

/// The members and entries of an account; entries of days to come are quiet.
pub fn blocks(session: &Session, lang: Lang, account: &Account) -> Result<Vec<Block>> {
    let code = |kind, id: Option<i64>| id.map(|id| code_of(session.store.conn(), kind, id)).transpose();
    let mut entries = Vec::new();
    for Line { entry, balance } in &account.lines {
        let (violation, reverses) = (code(Kind::Violation, entry.violation)?, code(Kind::DepositEntry, entry.reverses)?);
        entries.push(Entry { of: entry, balance: *balance, violation, reverses });
    }
    let label = |field| Words::field(Kind::DepositEntry, field);
    let number = |code: &Option<String>| code.as_ref().and_then(|c| c.parse().ok()).map_or(What::Nothing, What::Number);
    let as_of = account.as_of;
    let columns = Columns::default()
        .with(Column::number("number", label("number")), |e: &Entry<'_>| numbered(e.of.number, e.of.id))
        .with(Column::day("on", label("on")), |e| e.of.on)
        .with(Column::code("kind", label("kind")), |e| (e.of.kind.code(), e.of.kind.label()))
        .with(Column::money("amount", label("amount")), |e| e.of.amount)
        .with(Column::money("balance", Words::key("deposit-column-balance")), |e| {
            Cell::from(e.balance).toned(if e.balance.0 < 0 { Tone::Bad } else { Tone::Plain })
        })
        .with(Column::number("violation", label("violation")), move |e| number(&e.violation))
        .with(Column::number("reverses", label("reverses")), move |e| number(&e.reverses))
        .with(Column::text("note", label("note")), |e| e.of.note.as_str())
        .with(Column::text("said", label("note")).aside(), move |e| e.said(lang))
        .tone(move |e| if e.of.on > as_of { Tone::Dim } else { Tone::Plain });
    let table = columns.table(&entries).view(&["number", "on", "kind", "amount", "balance", "said"]);
    let of = |name, key, value: Cell| Figure::new(name, Words::key(key), value);
    let members = vec![
        of("held", "deposit-column-held", account.held.into()),
        of("agreed", "deposit-column-agreed", account.agreed.into()).typed(Type::Money),
        of("contract", "report-contract", account.by_contract.as_deref().into()).typed(Type::Code),
        of("state", "deposit-column-state", state(lang, account.cover)),
        of("missing", "report-missing", missing(account.cover).into()).typed(Type::Money),
    ];
    Ok(vec![Block::members("", members, None), Block::table("entries", table, Words::key("deposit-none"))])
}
