//! `qudao policy`: the organisation's rules, which stand in its database in versions.

use std::collections::HashMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::output::{self, Align, Cell, Table, Tone};
use super::show::partner::body;
use super::{Ctx, Exit, Format};
use crate::domain::kinds::Decision;
use crate::domain::period;
use crate::domain::policy::{Differs, keys};
use crate::domain::record::Lang;
use crate::domain::remedy;
use crate::i18n::{self, number};
use crate::ops::approval::{Asked, Page};
use crate::ops::policy::impact::{blocks, impact as would_change, of_approval};
use crate::ops::rules::{self, Proposed, Terms, Wish};
use crate::ops::{self, Session};
use crate::report::{Block, Why as Source};
use crate::t;

/// Most rows of a table of what would change.
const ROWS: usize = 200;

/// Options of `policy`.
pub(super) type Args = super::OneOf<What>;

/// What it does.
#[derive(Debug, clap::Subcommand)]
pub(super) enum What {
    /// Print the keys of the rules in force with their values; KEY: those that begin with it or have it in their name.
    Show {
        /// A key, or a part of one.
        key: Option<String>,
    },
    /// Propose another value of a key; it rules once head office has approved it.
    Set {
        /// The whole key, such as tiers.top.
        key: String,
        /// The value, as TOML; words need no quotes.
        #[arg(allow_hyphen_values = true)]
        value: String,
        #[command(flatten)]
        why: Asking,
    },
    /// Print what one version changes of another, without numbers what the latest changed; 0 is the program's default.
    Diff {
        /// The number of the version to compare with.
        from: Option<i64>,
        /// The number of the version that is compared; without it the one in force.
        to: Option<i64>,
    },
    /// List every version: who, when, why, from which day, by which approval.
    History,
    /// Propose what a policy file says, with the calendar and remedies beside it, or a calendar or remedies alone.
    Import(Import),
    /// Print the rules in force, or of a version, as a file that import takes.
    Export(Export),
}

#[derive(Debug, clap::Args)]
pub(super) struct Asking {
    /// Why.
    #[arg(long, short, default_value = "", hide_default_value = true)]
    reason: String,
    /// The first day; without it from the decision on.
    #[arg(long, value_name = "DAY", value_parser = period::day)]
    from: Option<NaiveDate>,
    /// Print what it would change, by name, and ask for nothing.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The policy file: what it says is laid over the rules in force.
    #[arg(required_unless_present_any = ["calendar", "playbooks", "version"], conflicts_with_all = ["calendar", "playbooks", "version"])]
    file: Option<PathBuf>,
    /// A calendar of working days, in the form of data/calendars/cn.csv.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["playbooks", "version"])]
    calendar: Option<PathBuf>,
    /// Remedies, in the form of data/playbooks.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "version")]
    playbooks: Option<PathBuf>,
    /// The number of an earlier version whose rules are to come back.
    #[arg(long, value_name = "NUMBER")]
    version: Option<i64>,
    #[command(flatten)]
    why: Asking,
}

#[derive(Debug, clap::Args)]
pub(super) struct Export {
    /// The file; without it the text is printed.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace a file that is there.
    #[arg(long, requires = "output")]
    force: bool,
    /// The number of a version; 0 is the program's default.
    #[arg(long, value_name = "NUMBER")]
    version: Option<i64>,
    /// The calendar instead of the policy.
    #[arg(long, conflicts_with = "playbooks")]
    calendar: bool,
    /// The remedies of one's own instead of the policy.
    #[arg(long)]
    playbooks: bool,
}

/// Shows the rules, or asks for others.
///
/// # Errors
/// Those of [`rules`].
pub(super) fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    match &args.what {
        What::Show { key } => show(ctx, key.as_deref()),
        What::Set { key, value, why } => propose(ctx, Wish::Value(key, value), why),
        What::Diff { from, to } => diff(ctx, *from, *to),
        What::History => history(ctx),
        What::Import(args) => {
            let file = args.calendar.as_ref().or(args.playbooks.as_ref()).or(args.file.as_ref());
            let file = file.map(|file| ctx.session()?.files().reached(file).map_err(anyhow::Error::from)).transpose()?;
            let wish = match (&file, args.version) {
                (Some(file), _) if args.calendar.is_some() => Wish::Calendar(file),
                (Some(file), _) if args.playbooks.is_some() => Wish::Playbooks(file),
                (Some(file), _) => Wish::File(file),
                (None, number) => Wish::Version(number.unwrap_or_default()),
            };
            propose(ctx, wish, &args.why)
        }
        What::Export(args) => export(ctx, args),
    }
}

/// A value of TOML as JSON.
fn value(text: &str) -> Json {
    let table: Option<toml::Table> = format!("v = {text}").parse().ok();
    table.and_then(|t| t.get("v").and_then(|v| serde_json::to_value(v).ok())).unwrap_or(Json::Null)
}

fn show(ctx: &mut Ctx, key: Option<&str>) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let keys = rules::listed(session, key)?;
    let (identity, origins) = (rules::identity(session)?, rules::origins(session, None)?);
    // what a file says otherwise is of no version
    let origin = |k: &rules::Key| origins.get(&k.key).filter(|_| k.in_force.as_ref() == Some(&k.value));
    let what_if = identity.what_if.is_some();
    if format == Format::Json {
        let rows = keys.iter().map(|k| {
            let mut row = json!({
                "key": k.key, "value": value(&k.value), "default": k.default.as_deref().map(value), "changed": !k.is_default(),
                "unit": k.unit(lang), "expected": k.bounds(lang), "does": k.sentence(lang), "set": origin(k).map(set),
            });
            if let (Json::Object(row), true) = (&mut row, what_if) {
                row.insert("in_force".to_owned(), k.in_force.as_deref().map(value).into());
            }
            row
        });
        let mut document = json!({"schema": "qudao.policy/1", "as_of": session.as_of()});
        if let Json::Object(document) = &mut document {
            document.extend(named(&identity));
            document.insert("rows".to_owned(), rows.collect());
        }
        output::json(&document)?;
        return Ok(Exit::Done);
    }
    let mut heads: Vec<String> =
        ["policy-key", "policy-value", "policy-unit", "policy-default"].map(|head| i18n::message(lang, head, &[])).to_vec();
    if what_if {
        heads.push(t!(lang, "policy-in-force-column", number = identity.version));
    }
    let mut table = Table::new(heads.into_iter().map(|head| (head, Align::Left)));
    let other = |of: &Option<String>, k: &rules::Key| match of {
        Some(other) if *other == k.value => String::new(),
        Some(other) => other.clone(),
        None => "–".to_owned(),
    };
    for k in &keys {
        let tone = if k.is_default() { Tone::Plain } else { Tone::Soon };
        let mut cells = vec![Cell::from(&k.key), Cell::toned(&k.value, tone), k.unit(lang).into(), other(&k.default, k).into()];
        if what_if {
            cells.push(other(&k.in_force, k).into());
        }
        table.row(cells);
    }
    table.print()?;
    if let [only] = keys.as_slice() {
        output::text(&t!(lang, "policy-expected", does = only.sentence(lang), bounds = only.bounds(lang)))?;
        if let Some(origin) = origin(only) {
            let at = origin.at.map(|at| number::moment(at, session.policy.organisation.zone)).unwrap_or_default();
            let (by, reason) = (origin.by.as_deref().unwrap_or("qudao"), origin.reason.as_str());
            output::text(&t!(lang, "policy-origin", version = origin.version, by = by, at = at, reason = reason))?;
        }
    }
    output::note(&match &identity.what_if {
        Some(file) => t!(lang, "policy-version-what-if", path = file.display().to_string(), number = identity.version),
        None => t!(lang, "policy-version", number = identity.version),
    });
    Ok(Exit::Done)
}

/// Where a value comes from.
fn set(origin: &rules::Origin) -> Json {
    json!({"version": origin.version, "by": origin.by, "at": origin.at, "reason": origin.reason})
}

/// Which rules a document is of: their version, or the file that is tried and the version with which it is compared.
fn named(identity: &rules::Identity) -> Vec<(String, Json)> {
    let named = |name: &str, value: Json| (name.to_owned(), value);
    match &identity.what_if {
        Some(file) => vec![
            named("version", Json::Null),
            named("what_if", file.display().to_string().into()),
            named("compared_with", identity.version.into()),
        ],
        None => vec![named("version", identity.version.into())],
    }
}

pub(super) fn differences(lang: Lang, changes: &[Differs]) -> Table {
    let heads = ["policy-key", "policy-before", "policy-after"];
    let mut table = Table::new(heads.map(|head| (i18n::message(lang, head, &[]), Align::Left)));
    for d in changes {
        let [from, to] = sides(d);
        table.row([Cell::from(&d.key), from, to]);
    }
    table
}

/// What was and what is.
fn sides(d: &Differs) -> [Cell; 2] {
    let of = |value: &str| if value.is_empty() { "–".to_owned() } else { value.to_owned() };
    [of(&d.from).into(), Cell::toned(of(&d.to), Tone::Soon)]
}

pub(super) fn rows(changes: &[Differs]) -> Vec<Json> {
    let unit = |path: &str| keys::key(path).map(|key| key.unit.get(Lang::En)).filter(|unit| !unit.is_empty());
    changes.iter().map(|d| json!({"key": d.key, "unit": unit(&d.key), "from": value(&d.from), "to": value(&d.to)})).collect()
}

fn propose(ctx: &mut Ctx, wish: Wish<'_>, why: &Asking) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let terms = Terms { reason: why.reason.clone(), from: why.from };
    let session = ctx.session()?;
    if why.dry_run {
        let other = rules::tried(session, wish)?;
        let limit = if format == Format::Json { usize::MAX } else { ROWS };
        let found = blocks(&would_change(session, &other)?, limit);
        if format == Format::Json {
            let (as_of, found) = (session.as_of(), impact_document(&found)?);
            output::json(&json!({"schema": "qudao.policy-impact/1", "as_of": as_of, "impact": found}))?;
            return Ok(Exit::Done);
        }
        found.iter().try_for_each(|block| output::block(lang, session, block))?;
        return Ok(Exit::Done);
    }
    let Proposed { number, changes, asked } = rules::propose(session, wish, &terms)?;
    if format == Format::Json {
        let (approval, waits, alone, from) = match asked {
            Asked::Waits(_, approval) | Asked::WantsReason(_, approval) => (Some(approval), true, false, None),
            Asked::Alone(approval, from) => (Some(approval), false, true, from),
            Asked::InForce => (None, false, false, None),
        };
        let rules_from = if waits { why.from } else { from.or(Some(session.as_of())) };
        output::json(&json!({
            "schema": "qudao.policy-change/1", "as_of": session.as_of(), "version": number, "waits": waits, "alone": alone,
            "from": rules_from, "approval": approval, "rows": rows(&changes),
        }))?;
    } else {
        differences(lang, &changes).print()?;
    }
    output::note(&i18n::sentence(lang, &asked.said(&t!(lang, "policy-number", number = number))));
    Ok(Exit::Done)
}

/// What other rules that wait for a decision would change, by name; nothing of anything else.
pub(super) fn impact(session: &mut Session, page: &Page) -> anyhow::Result<Vec<Block>> {
    let found = of_approval(session, page.line.id)?;
    Ok(found.map(|found| blocks(&found, ROWS)).unwrap_or_default())
}

/// The same as data.
pub(super) fn impact_document(found: &[Block]) -> anyhow::Result<Json> {
    let unexplained: Option<&fn(&Source) -> ops::Result<Json>> = None;
    let bodies = found.iter().map(|b| Ok((b.name.to_owned(), body(b, unexplained)?)));
    Ok(Json::Object(bodies.collect::<ops::Result<_>>()?))
}

fn diff(ctx: &mut Ctx, from: Option<i64>, to: Option<i64>) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let (from, to, changes) = rules::diff(session, from, to)?;
    let origins = if to == 0 { HashMap::new() } else { rules::origins(session, Some(to))? };
    if format == Format::Json {
        let mut rows = rows(&changes);
        for (row, change) in rows.iter_mut().filter_map(Json::as_object_mut).zip(&changes) {
            row.insert("set".to_owned(), origins.get(&change.key).map_or(Json::Null, set));
        }
        output::json(&json!({
            "schema": "qudao.policy-diff/1", "as_of": session.as_of(), "from": from, "to": to, "rows": rows,
        }))?;
        return Ok(Exit::Done);
    }
    if !changes.is_empty() {
        let head = |number: i64| if number == 0 { t!(lang, "policy-default") } else { format!("v{number}") };
        let zone = session.policy.organisation.zone;
        let mut heads = vec![t!(lang, "policy-key"), head(from), head(to)];
        heads.extend(["policy-by", "policy-at", "policy-why"].map(|head| i18n::message(lang, head, &[])));
        let mut table = Table::new(heads.into_iter().map(|head| (head, Align::Left)));
        for d in &changes {
            let [from, to] = sides(d);
            let mut cells = vec![Cell::from(&d.key), from, to];
            if let Some(origin) = origins.get(&d.key) {
                let at = origin.at.map(|at| number::moment(at, zone)).unwrap_or_default();
                cells.extend([
                    origin.by.as_deref().unwrap_or("qudao").into(),
                    at.into(),
                    origin.reason.replace('\n', " / ").into(),
                ]);
            }
            table.row(cells);
        }
        table.print()?;
    }
    output::note(&t!(lang, "policy-diff", from = from, to = to, count = changes.len()));
    Ok(Exit::Done)
}

fn history(ctx: &mut Ctx) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let (zone, lines) = (session.policy.organisation.zone, rules::history(session)?);
    let number_of = |l: &rules::Line| l.version.number.unwrap_or(l.version.id);
    if format == Format::Json {
        let rows = lines.iter().map(|l| {
            let v = &l.version;
            json!({
                "version": number_of(l), "in_force": l.in_force, "state": v.state, "from": v.from_day, "change": v.title,
                "reason": v.reason, "by": l.by, "at": v.proposed_at, "decided_at": v.decided_at, "hash": v.hash,
                "approval": l.approval.as_ref().and_then(|a| a.number), "alone": l.approval.as_ref().is_some_and(|a| a.alone),
            })
        });
        let rows: Vec<Json> = rows.collect();
        output::json(&json!({"schema": "qudao.policy-history/1", "as_of": session.as_of(), "rows": rows}))?;
        return Ok(Exit::Done);
    }
    let heads = ["policy-version-head", "policy-state", "policy-from", "policy-change", "policy-by", "policy-at", "policy-why"];
    let mut table = Table::new(heads.map(|head| (i18n::message(lang, head, &[]), Align::Left)));
    for l in &lines {
        let v = &l.version;
        let state = if l.in_force { t!(lang, "policy-in-force") } else { v.state.label().get(lang).to_owned() };
        let state = match l.approval.as_ref().and_then(|a| a.number) {
            Some(approval) if l.approval.as_ref().is_some_and(|a| a.alone) => {
                t!(lang, "approval-alone", state = format!("{state} #{approval}"))
            }
            Some(approval) => format!("{state} #{approval}"),
            None => state,
        };
        let day = match v.from_day {
            Some(day) => day.to_string(),
            None if v.state == Decision::Approved => t!(lang, "policy-beginning"),
            None => "–".to_owned(),
        };
        let at = v.decided_at.or(v.proposed_at).map(|at| number::moment(at, zone)).unwrap_or_default();
        let tone = if l.in_force { Tone::Good } else { Tone::Plain };
        let by = l.by.clone().unwrap_or_else(|| "qudao".to_owned());
        table.row([
            Cell::from(number_of(l).to_string()),
            Cell::toned(state, tone),
            day.into(),
            i18n::title_of_version(lang, &v.title).into(),
            by.into(),
            at.into(),
            v.reason.replace('\n', " / ").into(),
        ]);
    }
    table.print()?;
    Ok(Exit::Done)
}

fn export(ctx: &mut Ctx, args: &Export) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let texts = match args.version {
        Some(number) => rules::texts_of(session, number)?,
        None => rules::in_force(session)?,
    };
    // what rules: the one that ships, unless the organisation's own is named
    let shipped = if args.calendar { texts.shipped_calendar()? } else { "" };
    let text = match (args.calendar, args.playbooks) {
        (true, _) if !shipped.is_empty() => shipped,
        (true, _) => &texts.calendar,
        (_, true) if texts.read()?.playbooks_file().is_none() => remedy::SHIPPED,
        (_, true) => &texts.playbooks,
        _ => &texts.policy,
    };
    if format == Format::Json {
        let mut document = json!({"schema": "qudao.policy-text/1", "as_of": session.as_of()});
        if let Json::Object(document) = &mut document {
            document.extend(match args.version {
                Some(number) => vec![("version".to_owned(), number.into())],
                None => named(&rules::identity(session)?),
            });
            let rest = [
                ("hash", texts.hash()),
                ("policy", texts.policy.clone()),
                ("calendar", texts.calendar.clone()),
                ("playbooks", texts.playbooks.clone()),
            ];
            document.extend(rest.map(|(name, text)| (name.to_owned(), text.into())));
        }
        output::json(&document)?;
        return Ok(Exit::Done);
    }
    let text = text.to_owned();
    // a head would be no line of the file that it is read back from
    output::set_medium(output::Medium::File);
    let Some(path) = &args.output else {
        output::text(text.trim_end())?;
        return Ok(Exit::Done);
    };
    let out = ctx.session()?.files().create(path, args.force.into())?;
    out.with(format!("{}\n", text.trim_end()).as_bytes())?;
    output::note(&t!(lang, "policy-exported", path = path.display().to_string()));
    Ok(Exit::Done)
}
