//! `qudao contract`: contracts with partners, their renewal and their end.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::output::{self, Align, Cell, Table, Tone};
use super::{Ctx, Exit, Format};
use crate::domain::contract::{Difference, Stage};
use crate::domain::kinds::Contract;
use crate::domain::period;
use crate::domain::record::{Kind, Record as _, Row, Value};
use crate::i18n::{self, contract as words, number};
use crate::ops::contract::{self, Line, Wish};
use crate::ops::list;
use crate::t;

/// Options of `contract`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List contracts, those that end first first.
    List(List),
    /// Show one: its terms, where it stands, and where the register differs from it.
    Show {
        /// Its number.
        number: String,
    },
    /// Draft the contract that follows one: the same terms, dates following on.
    Renew {
        /// The contract that is renewed.
        number: String,
        /// The number of the new one; without it the old one's with -R1, -R2 ...
        #[arg(long = "as", value_name = "NUMBER")]
        as_number: Option<String>,
    },
    /// Ask for the approval of a draft.
    Submit {
        /// The draft.
        number: String,
    },
    /// End a contract before its time; managers only.
    End {
        /// The contract.
        number: String,
        /// Its last day; today if not given.
        #[arg(long, value_name = "DATE", value_parser = period::day)]
        on: Option<NaiveDate>,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

#[derive(Debug, clap::Args)]
struct List {
    /// Only those of this partner.
    #[arg(long, value_name = "CODE")]
    partner: Option<String>,
    /// Only those that ask for something: renewal or notice due, run out.
    #[arg(long)]
    due: bool,
}

/// Works on contracts.
///
/// # Errors
/// What is refused or not as expected; those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    ctx.subject = Some(Kind::Contract);
    match &args.command {
        Command::List(args) => list_all(ctx, args),
        Command::Show { number } => show(ctx, number),
        Command::Renew { number, as_number } => renew(ctx, number, as_number.as_deref()),
        Command::Submit { number } => {
            let lang = ctx.lang();
            let said = contract::submit(ctx.session()?, number)?;
            output::note(&i18n::sentence(lang, &said));
            Ok(Exit::Done)
        }
        Command::End { number, on, reason } => {
            let lang = ctx.lang();
            let session = ctx.session()?;
            let day = on.unwrap_or_else(|| session.as_of());
            contract::end(session, number, day, reason)?;
            output::note(&t!(lang, "done-contract-ended", number = number.as_str(), day = day.to_string()));
            Ok(Exit::Done)
        }
    }
}

fn renew(ctx: &mut Ctx, number: &str, as_number: Option<&str>) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let draft = contract::renew(ctx.session()?, number, as_number)?;
    output::note(&t!(
        lang,
        "done-contract-renewed",
        number = draft.number.as_str(),
        from = draft.from_day.to_string(),
        to = draft.to_day.to_string()
    ));
    Ok(Exit::Done)
}

fn list_all(ctx: &mut Ctx, args: &List) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let partner = args.partner.as_ref().map(|code| list::find(session, Kind::Partner, code)).transpose()?;
    let lines = contract::list(session, &Wish { partner: partner.map(|p| p.id), due: args.due })?;
    if format == Format::Json {
        output::json(&json!({
            "schema": "qudao.contracts/1",
            "as_of": session.as_of().to_string(),
            "currency": session.policy.organisation.currency,
            "contracts": lines.iter().map(document).collect::<Vec<_>>(),
        }))?;
        return Ok(Exit::Done);
    }
    let named = |field: &str| Contract::DEF.field(field).map_or("", |(_, f)| f.label.get(lang)).to_owned();
    let mut table = Table::new([
        (named("number"), Align::Left),
        (named("partner"), Align::Left),
        (String::new(), Align::Left),
        (named("from_day"), Align::Left),
        (named("to_day"), Align::Left),
        (named("credit_days"), Align::Right),
        (named("deduction_rate"), Align::Right),
        (t!(lang, "contract-stage"), Align::Left),
    ]);
    for l in &lines {
        let (c, today) = (&l.contract, session.as_of());
        table.row([
            Cell::from(&c.number),
            Cell::toned(&l.code, Tone::Dim),
            Cell::from(&l.name),
            Cell::from(number::date(l.term.from)),
            Cell::from(number::date(l.term.to)),
            Cell::from(c.credit_days.map(|d| number::days(lang, d)).unwrap_or_default()),
            Cell::from(c.deduction_rate.map(number::percent).unwrap_or_default()),
            Cell::toned(words::stage(lang, c, l.stage, l.followed, today), tone(l)),
        ]);
    }
    table.print()?;
    output::note(&t!(lang, "contract-count", count = lines.len()));
    Ok(Exit::Done)
}

const fn tone(l: &Line) -> Tone {
    match l.stage {
        _ if l.followed => Tone::Dim,
        Stage::Expired(_) => Tone::Bad,
        Stage::Renew(_) | Stage::Notice(_) => Tone::Soon,
        Stage::Ended(_) | Stage::Undecided => Tone::Dim,
        _ => Tone::Plain,
    }
}

fn show(ctx: &mut Ctx, number: &str) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let (line, differences) = contract::page(session, number)?;
    let row = Row::from(line.contract.clone());
    if format == Format::Json {
        let mut shown = document(&line);
        if let Some(map) = shown.as_object_mut() {
            map.insert("schema".to_owned(), "qudao.contract/1".into());
            map.insert("as_of".to_owned(), session.as_of().to_string().into());
            map.insert("differences".to_owned(), differences.iter().map(|d| differs(&row, d)).collect());
        }
        output::json(&shown)?;
        return Ok(Exit::Done);
    }
    let mut whole = list::whole(session, Kind::Contract)?;
    list::names(session, &mut whole, lang)?;
    super::show::fields(lang, Kind::Contract, &whole, &row, false, session.policy.organisation.zone)?;
    output::text("")?;
    output::text(&words::stage(lang, &line.contract, line.stage, line.followed, session.as_of()))?;
    if let Some(by) = line.notice_by {
        output::text(&t!(lang, "contract-notice-by", day = number::date(by)))?;
    }
    for d in &differences {
        output::text(&format!("! {}", words::difference(lang, &line.contract.number, d)))?;
    }
    Ok(Exit::Done)
}

fn differs(row: &Row, d: &Difference) -> Json {
    let shown = |v: &Value| {
        let strict = row.kind.def().field(d.field).map(|(_, f)| f.strict(v)).unwrap_or_default();
        if v.is_null() { Json::Null } else { strict.into() }
    };
    json!({"field": d.field, "contract": shown(&d.agreed), "register": shown(&d.kept)})
}

fn document(l: &Line) -> Json {
    let c = &l.contract;
    json!({
        "id": c.id,
        "number": c.number,
        "partner": l.code,
        "from": c.from_day.to_string(),
        "to": c.to_day.to_string(),
        "term": {"from": l.term.from.to_string(), "to": l.term.to.to_string()},
        "state": c.state.code(),
        "stage": words::stage_code(l.stage),
        "notice_by": l.notice_by.map(|d| d.to_string()),
        "followed": l.followed,
        "ended_on": c.ended_on.map(|d| d.to_string()),
        "credit_days": c.credit_days,
        "deduction_rate": c.deduction_rate,
        "deposit": c.deposit,
        "insured": c.insured,
        "retention_of_title": c.retention_of_title,
        "territories": c.territories.0,
        "exclusive": c.exclusive,
        "arbitration": c.arbitration,
        "arbitrator": if c.arbitrator.is_empty() { Json::Null } else { c.arbitrator.clone().into() },
        "auto_renew": c.auto_renew,
        "notice_days": c.notice_days,
        "brought_in": c.brought_in,
    })
}
