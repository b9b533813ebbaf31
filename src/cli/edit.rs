//! `qudao add KIND FIELD=VALUE...` and `qudao edit KIND CODE FIELD=VALUE...`.

use serde_json::{Value as Json, json};

use super::output::{self, Align, Table};
use super::{Ctx, Exit, Format, Usage, list as lists};
use crate::domain::filter::field_of;
use crate::domain::nearest::nearest;
use crate::domain::record::{Expected, Field, FieldType, Kind, Problem, Row};
use crate::exchange::value::{Style, read_with};
use crate::i18n;
use crate::ops::record::{self, Doubles, Saved};
use crate::ops::{OpError, list};
use crate::store::StoreError;
use crate::t;

/// Options of `add`.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// What: partner, contact, target, invoice, payment, region, product-line, channel-type.
    kind: String,
    /// Its values: `code=D001 name=重庆川渝 region=重庆`; see `qudao help fields KIND`.
    #[arg(required = true, value_name = "FIELD=VALUE")]
    values: Vec<String>,
    /// Why, where what is given is asked for: a partner's credit terms.
    #[arg(long, short, default_value = "", hide_default_value = true)]
    reason: String,
    /// Write a partner though it has the telephone, name or social credit code of another one.
    #[arg(long)]
    allow_duplicates: bool,
}

/// Options of `edit`.
#[derive(Debug, clap::Args)]
pub struct Edit {
    /// What: partner, contact, target, invoice, payment, ticket, region, product-line, channel-type.
    kind: String,
    /// Its code, number or name, or what else of its key no other has; `#12` where that is not enough.
    code: String,
    /// What changes: `credit_limit=500000 owner=zhao.min`; nothing behind `=` takes the value away.
    #[arg(required = true, value_name = "FIELD=VALUE")]
    values: Vec<String>,
    /// Why, where what changes is asked for: a partner's credit terms.
    #[arg(long, short, default_value = "", hide_default_value = true)]
    reason: String,
    /// The version that you looked at: refused if somebody has changed the record since.
    #[arg(long, value_name = "VERSION")]
    seen: Option<i64>,
    /// Write a partner though it has the telephone, name or social credit code of another one.
    #[arg(long)]
    allow_duplicates: bool,
}

/// Adds a record.
///
/// # Errors
/// Every value that is not as expected; a key that is taken; those of the file.
pub fn add(ctx: &mut Ctx, args: &Add) -> anyhow::Result<Exit> {
    let kind = plain(ctx, &args.kind, &[])?;
    let format = ctx.format(&[Format::Text, Format::Json])?;
    save(ctx, Row::blank(kind), (&args.values, &args.reason), doubles(args.allow_duplicates), format)
}

/// Changes a record.
///
/// # Errors
/// Every value that is not as expected; a record that somebody has changed since; those of the file.
pub fn edit(ctx: &mut Ctx, args: &Edit) -> anyhow::Result<Exit> {
    let kind = plain(ctx, &args.kind, &[Kind::Ticket])?;
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let mut row = list::find(ctx.session()?, kind, &args.code)?;
    row.version = args.seen.unwrap_or(row.version);
    save(ctx, row, (&args.values, &args.reason), doubles(args.allow_duplicates), format)
}

/// The kind of a name, if it is plain or one of those that are only new by a command of their own.
fn plain(ctx: &mut Ctx, name: &str, also: &[Kind]) -> anyhow::Result<Kind> {
    let kind = lists::kind_of(ctx.lang(), name)?;
    ctx.subject = Some(kind);
    match kind.def().keeper {
        Some(command) if !also.contains(&kind) => {
            Err(Usage(t!(ctx.lang(), "usage-not-plain", kind = kind.def().plural, command = command)).into())
        }
        _ => Ok(kind),
    }
}

fn doubles(allowed: bool) -> Doubles {
    if allowed { Doubles::Allowed } else { Doubles::Asked }
}

fn save(
    ctx: &mut Ctx,
    mut row: Row,
    (values, reason): (&[String], &str),
    doubles: Doubles,
    format: Format,
) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let session = ctx.session()?;
    let style = session.style()?;
    let (mut problems, mut references) = (Vec::new(), Vec::new());
    for word in values {
        match understood(row.kind, word, &style) {
            Ok(Given::Value(name, value)) => row.set(name, value),
            Ok(Given::Reference(name, text)) => references.push((name, text)),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(OpError::Invalid(problems).into());
    }
    let mine = row.clone();
    match record::save_because(session, row, &references, doubles, reason) {
        Ok(saved) => {
            said(ctx, &saved, format)?;
            Ok(Exit::Done)
        }
        Err(OpError::Store(StoreError::Conflict { kind, id, theirs: Some(theirs) })) => {
            side_by_side(ctx, &mine, &theirs)?;
            let conflict = StoreError::Conflict { kind, id, theirs: Some(theirs) };
            output::note(&format!("qudao: {}", i18n::error(lang, &conflict)));
            Ok(Exit::Refused)
        }
        Err(e) => Err(e.into()),
    }
}

/// A word that was understood.
enum Given {
    Value(&'static str, crate::domain::record::Value),
    /// Looked up where the record is saved.
    Reference(&'static str, String),
}

/// A field that the kind does not have, with those that may be meant.
fn unknown(kind: Kind, name: &str) -> Expected {
    let def = kind.def();
    let near = nearest(name, def.fields.iter().filter(|f| !f.computed).map(|f| f.name), 3).join(", ");
    let key = if near.is_empty() { "expected-no-field" } else { "expected-no-field-near" };
    let args = vec![("name", name.to_owned()), ("kind", def.name.to_owned()), ("plural", def.plural.to_owned()), ("near", near)];
    Expected::Named(key, args)
}

fn understood(kind: Kind, word: &str, style: &Style) -> Result<Given, Problem> {
    let whole = |expected| Problem { field: "", value: word.to_owned(), expected };
    let pair = || whole(Expected::Named("expected-pair", vec![("word", word.to_owned())]));
    let (name, text) = word.split_once(['=', '＝']).ok_or_else(pair)?;
    let (_, f): (usize, &'static Field) = field_of(kind, name.trim()).ok_or_else(|| whole(unknown(kind, name.trim())))?;
    if f.computed {
        let expected = Expected::Rule("expected-not-computed");
        return Err(Problem { field: f.name, value: text.to_owned(), expected });
    }
    match f.ty {
        FieldType::Ref(_) if !text.trim().is_empty() => Ok(Given::Reference(f.name, text.trim().to_owned())),
        _ => read_with(f, text, style).map(|value| Given::Value(f.name, value)).map_err(|expected| Problem {
            field: f.name,
            value: text.to_owned(),
            expected,
        }),
    }
}

pub(super) fn said(ctx: &mut Ctx, saved: &Saved, format: Format) -> anyhow::Result<()> {
    let lang = ctx.lang();
    let text = i18n::sentence(lang, &saved.said);
    if format == Format::Text {
        return Ok(output::text(&text)?);
    }
    let session = ctx.session()?;
    let row = crate::store::record::get(session.store.conn(), saved.kind, saved.id)?;
    let code = crate::store::record::code_of(session.store.conn(), saved.kind, saved.id)?;
    let mut document = json!({
        "schema": "qudao.saved/1",
        "as_of": session.as_of().to_string(),
        "kind": saved.kind.def().name,
        "id": saved.id,
        "code": code,
        "version": row.version,
        "text": text,
    });
    let approval = super::approval::of_record(session, saved.kind, saved.id)?;
    if let (Json::Object(document), Some(approval)) = (&mut document, approval) {
        document.insert("approval".to_owned(), approval);
    }
    output::json(&document)?;
    Ok(())
}

/// What was to be written beside what is there now, where they differ.
fn side_by_side(ctx: &mut Ctx, mine: &Row, theirs: &Row) -> anyhow::Result<()> {
    let lang = ctx.lang();
    let session = ctx.session()?;
    let zone = session.policy.organisation.zone;
    let mut whole = list::whole(session, mine.kind)?;
    list::names(session, &mut whole, lang)?;
    let heads = [t!(lang, "conflict-field"), t!(lang, "conflict-mine"), t!(lang, "conflict-theirs")];
    let mut table = Table::new(heads.map(|h| (h, Align::Left)));
    for (i, f) in mine.kind.def().fields.iter().enumerate() {
        let shown = |row: &Row| list::pages::shown(lang, zone, &whole, row, i, f);
        if shown(mine) != shown(theirs) {
            table.row([f.label.get(lang).to_owned(), shown(mine), shown(theirs)]);
        }
    }
    table.print()?;
    Ok(())
}
