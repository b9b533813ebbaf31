//! `qudao audit`: who changed what, when, from what to what.

use serde_json::json;

use super::output::{self, Tone};
use super::{Ctx, Exit, Format, Usage, list};
use crate::config::AsOf;
use crate::domain::record::{Field, Lang, Value};
use crate::exchange::json;
use crate::i18n::{self, number};
use crate::ops::admin::{self, Changed, History, Logged};
use crate::ops::gateway::Deed;
use crate::store::audit::Action;
use crate::{ops, t};

/// Options of `audit`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only records of this kind.
    #[arg(long)]
    kind: Option<String>,
    /// Only the record with this code, of the kind.
    #[arg(long, requires = "kind")]
    code: Option<String>,
    /// Only changes by this account.
    #[arg(long)]
    user: Option<String>,
    /// Only changes from this day or moment on.
    #[arg(long, value_name = "DATE")]
    since: Option<AsOf>,
    /// At most so many, the newest.
    #[arg(long, short = 'n', default_value_t = 50, value_name = "N")]
    limit: u32,
}

/// Prints the log, newest first.
///
/// # Errors
/// An unknown kind or record; those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let kind = args.kind.map(|k| list::kind_of(lang, &k)).transpose()?;
    let session = ctx.session()?;
    let zone = session.policy.organisation.zone;
    let since = args.since.map(|t| ops::setup::since(t, zone));
    let wish = History { kind, code: args.code, user: args.user, since, limit: args.limit.into() };
    let found = admin::history(session, &wish)?;
    let mut deeds = ops::gateway::deeds(session, &wish)?.into_iter().peekable();
    if format == Format::Json {
        let deeds: Vec<_> = deeds.map(|d| deed(lang, &d)).collect();
        let rows: Vec<_> = found.iter().map(|l| document(lang, l)).collect();
        output::json(&json!({"schema": "qudao.audit/1", "as_of": session.as_of().to_string(), "rows": rows, "deeds": deeds}))?;
        return Ok(Exit::Done);
    }
    let mut out = output::stdout();
    let told = |d: &Deed| {
        let what = i18n::change(lang, &d.label, &d.detail);
        format!("#{} {}  {}  {what}", d.change_set, number::moment(d.at, zone), d.actor)
    };
    for l in &found {
        while let Some(d) = deeds.next_if(|d| d.change_set > l.entry.change_set) {
            output::line(&mut out, &told(&d), Tone::Plain)?;
        }
        let kind = l.entry.kind.def().label.get(lang);
        let at = number::moment(l.entry.at, zone);
        let action = match l.entry.action {
            Action::Insert => t!(lang, "audit-action-insert"),
            Action::Update => t!(lang, "audit-action-update"),
            Action::Delete => t!(lang, "audit-action-delete"),
        };
        let head = format!("#{} {at}  {}  {action} {kind} {}", l.entry.change_set, l.entry.actor, l.called);
        output::line(&mut out, &head, Tone::Plain)?;
        for c in &l.fields {
            let Some((_, f)) = l.entry.kind.def().field(c.field) else { continue };
            let shown = |v: &(Value, Option<String>)| said(lang, f, v, zone);
            let text = match l.entry.action {
                Action::Insert => shown(&c.after),
                Action::Delete => shown(&c.before),
                Action::Update => format!("{} → {}", shown(&c.before), shown(&c.after)),
            };
            output::line(&mut out, &format!("    {}: {text}", f.label.get(lang)), Tone::Dim)?;
        }
        for d in &l.keys {
            let of = |value: &str| if value.is_empty() { "-".to_owned() } else { value.to_owned() };
            output::line(&mut out, &format!("    {}: {} → {}", d.key, of(&d.from), of(&d.to)), Tone::Dim)?;
        }
    }
    for d in deeds.filter(|_| found.len() < args.limit as usize) {
        output::line(&mut out, &told(&d), Tone::Plain)?;
    }
    std::io::Write::flush(&mut out)?;
    if found.len() == args.limit as usize {
        output::note(&t!(lang, "audit-more", count = args.limit.to_string()));
    }
    Ok(Exit::Done)
}

fn said(lang: Lang, field: &Field, (value, code): &(Value, Option<String>), zone: chrono_tz::Tz) -> String {
    if value.is_null() { "-".to_owned() } else { number::value(lang, field, value, code.as_deref(), zone) }
}

fn deed(lang: Lang, d: &Deed) -> serde_json::Value {
    json!({
        "change": d.change_set,
        "at": d.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "user": d.actor,
        "done": d.label,
        "text": i18n::change(lang, &d.label, &d.detail),
    })
}

fn document(lang: Lang, l: &Logged) -> serde_json::Value {
    let e = &l.entry;
    let side = |pick: fn(&Changed) -> &(Value, Option<String>)| {
        let cells = l.fields.iter().filter_map(|c| {
            let (_, f) = e.kind.def().field(c.field)?;
            let (value, code) = pick(c);
            Some((f, value, code.as_deref()))
        });
        json::record(cells)
    };
    let mut row = json!({
        "id": e.id,
        "change": e.change_set,
        "at": e.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "user": e.actor,
        "done": e.label,
        "text": i18n::change(lang, &e.label, &e.detail),
        "kind": e.kind.def().name,
        "record": e.record,
        "code": l.code,
        "action": e.action.code(),
        "version": e.version,
        "before": if e.action == Action::Insert { serde_json::Map::new() } else { side(|c| &c.before) },
        "after": if e.action == Action::Delete { serde_json::Map::new() } else { side(|c| &c.after) },
    });
    if let (Some(row), false) = (row.as_object_mut(), l.keys.is_empty()) {
        row.insert("keys".to_owned(), super::policy::rows(&l.keys).into());
    }
    row
}

/// The kind of error that an unknown number is.
pub(super) fn number_of(lang: Lang, text: &str) -> anyhow::Result<i64> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    digits.parse().map_err(|_| Usage(t!(lang, "usage-number", text = text)).into())
}
