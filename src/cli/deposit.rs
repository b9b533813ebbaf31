//! `qudao deposit`: what is held against what is agreed, the ledger of a partner, entries posted and taken back.

use serde_json::{Value as Json, json};

use super::compliance::{called, headed, label, titled};
use super::output::{self, Align, Cell, Table, Tone};
use super::ticket::value;
use super::{Ctx, Exit, Format};
use crate::domain::deposit::{Account, Cover, Line, Sign, sign};
use crate::domain::kinds::DepositMove;
use crate::domain::money::Money;
use crate::domain::record::{Expected, Kind, Lang, Problem, Storable};
use crate::i18n::{compliance as words, number};
use crate::ops::deposit::{self, Held, Posting};
use crate::ops::{OpError, Session, ticket, violation};
use crate::store::record::code_of;
use crate::t;

/// Options of `deposit`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// What is held of each partner against what is agreed.
    List {
        /// Only those that are short or owe.
        #[arg(long)]
        short: bool,
    },
    /// The account of a partner: every entry with its running balance.
    Show {
        /// The partner's code.
        code: String,
    },
    /// Post an entry; the ledger is only added to.
    Add {
        /// The partner's code.
        code: String,
        /// What it is.
        #[arg(help = "What: opening, paid_in, refund, correction, or deduction with the confirmed violation that it is for")]
        kind: String,
        /// How much; a refund or deduction is taken from the balance, with or without a minus. A correction has its sign.
        #[arg(allow_negative_numbers = true)]
        amount: String,
        /// On which day; today if not given.
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
        /// For which violation.
        #[arg(long, value_name = "NUMBER")]
        violation: Option<String>,
        /// In words.
        #[arg(long, short, default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Take an entry back with a correction; a deduction needs a manager.
    Reverse {
        /// The entry's number.
        number: String,
        /// Why.
        #[arg(long, short)]
        reason: String,
    },
}

/// Does it.
///
/// # Errors
/// Values that are not as expected, a role that is too low, those of the file.
pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    ctx.subject = Some(Kind::DepositEntry);
    match args.command {
        Command::List { short } => list(lang, format, ctx.session()?, short)?,
        Command::Show { code } => {
            let session = ctx.session()?;
            let partner = ticket::refer(session, "partner", Kind::Partner, &code)?;
            show(lang, format, session, &deposit::account(session, partner)?)?;
        }
        Command::Add { code, kind, amount, on, violation, note } => {
            let session = ctx.session()?;
            let posting = posting(session, (&code, &kind, &amount), (on.as_deref(), violation.as_deref(), note))?;
            let saved = deposit::post(session, posting)?;
            super::edit::said(ctx, &saved, format)?;
        }
        Command::Reverse { number, reason } => {
            let session = ctx.session()?;
            let id = deposit::find(session, &number)?;
            let saved = deposit::reverse(session, id, &reason)?;
            super::edit::said(ctx, &saved, format)?;
        }
    }
    Ok(Exit::Done)
}

fn posting(
    session: &Session,
    (code, kind, amount): (&str, &str, &str),
    (on, violation, note): (Option<&str>, Option<&str>, String),
) -> anyhow::Result<Posting> {
    let partner = ticket::refer(session, "partner", Kind::Partner, code)?;
    let read = |field, text| value(session, Kind::DepositEntry, field, text);
    let wrong = |field, text: &str, expected| OpError::Invalid(vec![Problem { field, value: text.to_owned(), expected }]);
    let codes = || DepositMove::ALL.iter().map(|k| k.code().to_owned()).collect();
    let known = DepositMove::from_value(&read("kind", kind)?);
    let kind = known.ok_or_else(|| wrong("kind", kind, Expected::OneOf(codes())))?;
    let given = Money::from_value(&read("amount", amount)?).ok_or_else(|| wrong("amount", amount, Expected::Amount))?;
    // what a kind always takes away needs no minus
    let amount = if sign(kind) == Sign::Negative && given.0 > 0 { -given } else { given };
    let on = on.map(|text| read("on", text)).transpose()?.and_then(|v| Storable::from_value(&v));
    let violation = violation.map(|n| violation::find(session, n)).transpose()?.map(|v| v.id);
    Ok(Posting { partner, kind, amount, on: on.unwrap_or_else(|| session.as_of()), violation, note })
}

fn list(lang: Lang, format: Format, session: &Session, short: bool) -> anyhow::Result<()> {
    let all = deposit::all(session, short)?;
    if format == Format::Json {
        let row = |h: &Held| {
            json!({
                "code": h.who.code,
                "name": h.who.name,
                "owner": h.who.owner,
                "held": h.held,
                "agreed": h.agreed,
                "state": h.cover.code(),
                "missing": missing(h.cover),
            })
        };
        let rows: Vec<Json> = all.iter().map(row).collect();
        return Ok(output::json(&json!({ "schema": "qudao.deposits/1", "as_of": session.as_of(), "partners": rows }))?);
    }
    if all.is_empty() {
        let text = if short { t!(lang, "deposit-nothing-lacking") } else { t!(lang, "deposit-none") };
        return Ok(output::text(&text)?);
    }
    let mut table = Table::new([
        (label(lang, Kind::Partner, "code"), Align::Left),
        (label(lang, Kind::DepositEntry, "partner"), Align::Left),
        (t!(lang, "deposit-column-held"), Align::Right),
        (t!(lang, "deposit-column-agreed"), Align::Right),
        (t!(lang, "deposit-column-state"), Align::Left),
        (label(lang, Kind::Partner, "owner"), Align::Left),
    ]);
    for h in &all {
        table.row([
            Cell::from(&h.who.code),
            Cell::from(&h.who.name),
            Cell::from(number::amount_full(h.held)),
            Cell::from(h.agreed.map(number::amount_full).unwrap_or_default()),
            Cell::toned(words::cover(lang, h.cover), tone(h.cover)),
            Cell::from(&h.who.owner),
        ]);
    }
    Ok(table.print()?)
}

fn tone(cover: Cover) -> Tone {
    match cover {
        Cover::Owes(_) => Tone::Bad,
        Cover::Short(_) => Tone::Soon,
        Cover::Enough | Cover::NotAgreed => Tone::Plain,
    }
}

/// What is missing of what is agreed, or owed.
fn missing(cover: Cover) -> Option<Money> {
    match cover {
        Cover::Short(missing) | Cover::Owes(missing) => Some(missing),
        Cover::Enough | Cover::NotAgreed => None,
    }
}

/// An account as a document.
pub(super) fn document(session: &Session, account: &Account) -> Result<Json, OpError> {
    let number = |kind, id: Option<i64>| -> Result<Option<i64>, OpError> {
        let code = id.map(|id| code_of(session.store.conn(), kind, id)).transpose()?;
        Ok(code.and_then(|c| c.parse().ok()))
    };
    let mut entries = Vec::new();
    for Line { entry, balance } in &account.lines {
        entries.push(json!({
            "number": entry.number,
            "on": entry.on,
            "kind": entry.kind.code(),
            "amount": entry.amount,
            "balance": balance,
            "violation": number(Kind::Violation, entry.violation)?,
            "reverses": number(Kind::DepositEntry, entry.reverses)?,
            "note": entry.note,
        }));
    }
    Ok(json!({
        "held": account.held,
        "agreed": account.agreed,
        "contract": account.by_contract,
        "state": account.cover.code(),
        "missing": missing(account.cover),
        "entries": entries,
    }))
}

fn show(lang: Lang, format: Format, session: &Session, account: &Account) -> anyhow::Result<()> {
    let (code, name) = called(session, account.partner)?;
    if format == Format::Json {
        let doc = headed(session, "qudao.deposit/1", (&code, &name), document(session, account)?);
        return Ok(output::json(&doc)?);
    }
    output::text(&titled(lang, &format!("{code} {name}"), &words::held(lang, account)))?;
    if account.lines.is_empty() {
        return Ok(output::text(&t!(lang, "deposit-none"))?);
    }
    Ok(table(lang, session, account)?.print()?)
}

/// The entries as a table; those of days to come are quiet.
pub(super) fn table(lang: Lang, session: &Session, account: &Account) -> Result<Table, OpError> {
    let head = |field, align| (label(lang, Kind::DepositEntry, field), align);
    let mut table = Table::new([
        head("number", Align::Right),
        head("on", Align::Left),
        head("kind", Align::Left),
        head("amount", Align::Right),
        (t!(lang, "deposit-column-balance"), Align::Right),
        head("note", Align::Left),
    ]);
    let conn = session.store.conn();
    for Line { entry, balance } in &account.lines {
        let mut note = Vec::new();
        if let Some(id) = entry.reverses {
            let number = code_of(conn, Kind::DepositEntry, id)?;
            note.push(t!(lang, "deposit-takes-back", number = number));
        } else if let Some(id) = entry.violation {
            let number = code_of(conn, Kind::Violation, id)?;
            note.push(t!(lang, "deposit-for-violation", number = number));
        }
        if !entry.note.is_empty() {
            note.push(entry.note.clone());
        }
        let tone = if entry.on > account.as_of { Tone::Quiet } else { Tone::Plain };
        let below = if balance.0 < 0 { Tone::Bad } else { tone };
        table.row([
            Cell::toned(entry.number.unwrap_or(entry.id).to_string(), tone),
            Cell::toned(number::date(entry.on), tone),
            Cell::toned(entry.kind.label().get(lang), tone),
            Cell::toned(number::amount_full(entry.amount), tone),
            Cell::toned(number::amount_full(*balance), below),
            Cell::toned(note.join(" · "), tone),
        ]);
    }
    Ok(table)
}
