//! `qudao partner`: moves along the lifecycle, exits, duplicates and merging, core partners with satellites, the address book.

use serde_json::{Value as Json, json};

use super::output::{self, Align, Table};
use super::{Ctx, Exit, Format, Usage};
use crate::domain::kinds::Lifecycle;
use crate::domain::merge::{MovedFacts, Outcome, Side};
use crate::domain::money::Money;
use crate::domain::network::{Group, Member, Totals};
use crate::domain::record::{Field, FieldType, Kind, Lang, Value};
use crate::i18n::{self, number};
use crate::ops::partner::duplicates::Twin;
use crate::ops::partner::merge::{Compared, Wish};
use crate::ops::partner::{contacts, duplicates, exit, lifecycle, merge, tree};
use crate::ops::{Session, list};
use crate::store::{find, record};
use crate::t;

/// Options of `partner`.
pub(super) type Args = super::OneOf<What>;

/// What it does.
#[derive(Debug, clap::Subcommand)]
pub(super) enum What {
    /// Move partners along their lifecycle: lead, screening, onboarding, active, improving, suspended, backup.
    Move {
        /// The partners, with commas.
        #[arg(value_delimiter = ',', required = true)]
        partners: Vec<String>,
        /// Where to.
        status: String,
        /// Why.
        #[arg(long, short)]
        reason: String,
    },
    /// Ask that partners may leave: others decide, and they leave with the decision.
    Exit {
        /// The partners, with commas.
        #[arg(value_delimiter = ',', required = true)]
        partners: Vec<String>,
        /// Why.
        #[arg(long, short)]
        reason: String,
        /// Ask though something is open with them; it is named to who decides.
        #[arg(long)]
        anyway: bool,
    },
    /// The moves of a partner with their reasons, the newest first.
    Moves {
        /// The partner.
        partner: String,
    },
    /// Merge a partner into another one: everything of it goes over, its code becomes a former code.
    Merge {
        /// The partner that stays.
        keep: String,
        /// The partner that is merged into it.
        drop: String,
        /// Fields to take from the one that goes, where both have something.
        #[arg(long, value_delimiter = ',', value_name = "FIELD")]
        take: Vec<String>,
        /// Say what would be done, write nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Partners that may be one and the same, the surest first. Exit code 1: there are some.
    Duplicates {
        /// At most so many pairs.
        #[arg(long, short = 'n', value_name = "N")]
        limit: Option<usize>,
    },
    /// Core partners with their satellites and what they come to.
    Tree {
        /// The group of this partner only.
        partner: Option<String>,
    },
    /// The address book: the contacts of a partner, or those that a word finds.
    Contacts {
        /// A partner, or a part of a name, telephone or e-mail; without it everybody.
        word: Option<String>,
    },
}

/// Does it.
///
/// # Errors
/// A partner or status that is not known, refusals, those of the file and of stdout.
pub(super) fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    ctx.subject = Some(Kind::Partner);
    match &args.what {
        What::Move { partners, status, reason } => move_to(ctx, partners, status, reason),
        What::Exit { partners, reason, anyway } => ask_exit(ctx, partners, reason, *anyway),
        What::Moves { partner } => moves(ctx, partner),
        What::Merge { keep, drop, take, dry_run } => merged(ctx, keep, drop, take, *dry_run),
        What::Duplicates { limit } => pairs(ctx, limit.unwrap_or(usize::MAX)),
        What::Tree { partner } => trees(ctx, partner.as_deref()),
        What::Contacts { word } => book(ctx, word.as_deref()),
    }
}

fn partner_of(ctx: &mut Ctx, code: &str) -> anyhow::Result<i64> {
    Ok(list::find(ctx.session()?, Kind::Partner, code)?.id)
}

fn status_of(lang: Lang, name: &str) -> anyhow::Result<Lifecycle> {
    let wanted = name.trim().to_lowercase();
    let known = |s: &&Lifecycle| s.code() == wanted || s.label().en == wanted || s.label().zh == wanted;
    Lifecycle::ALL.iter().find(known).copied().ok_or_else(|| {
        let all = Lifecycle::ALL.iter().map(|s| s.code()).collect::<Vec<_>>().join(", ");
        let meant = i18n::meant(lang, name, Lifecycle::ALL.iter().map(|s| s.code()));
        Usage(t!(lang, "usage-status", status = name, known = all, meant = meant)).into()
    })
}

fn move_to(ctx: &mut Ctx, partners: &[String], status: &str, reason: &str) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let to = status_of(lang, status)?;
    let ids = partners.iter().map(|code| partner_of(ctx, code)).collect::<anyhow::Result<Vec<i64>>>()?;
    let what = lifecycle::move_to(ctx.session()?, &ids, to, reason)?;
    output::text(&t!(lang, "done-partner-moved", what = what, status = to.label().get(lang)))?;
    Ok(Exit::Done)
}

fn ask_exit(ctx: &mut Ctx, partners: &[String], reason: &str, anyway: bool) -> anyhow::Result<Exit> {
    let ids = partners.iter().map(|code| partner_of(ctx, code)).collect::<anyhow::Result<Vec<i64>>>()?;
    let said = exit::ask(ctx.session()?, &ids, reason, anyway)?;
    output::text(&i18n::sentence(ctx.lang(), &said))?;
    Ok(Exit::Done)
}

fn moves(ctx: &mut Ctx, code: &str) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let id = partner_of(ctx, code)?;
    let session = ctx.session()?;
    let moves = lifecycle::moves(session, id)?;
    let by = |user: Option<i64>| -> anyhow::Result<String> {
        let found = user.map(|u| find::label(&session.store, Kind::User, u)).transpose()?.flatten();
        Ok(found.map(|i| i.code).unwrap_or_default())
    };
    if format == Format::Json {
        let mut rows = Vec::new();
        for m in &moves {
            rows.push(json!({
                "from": m.from_status.code(), "to": m.to_status.code(), "reason": m.reason, "by": by(m.moved_by)?,
                "at": m.moved_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            }));
        }
        let as_of = session.as_of().to_string();
        output::json(&json!({"schema": "qudao.lifecycle-moves/1", "as_of": as_of, "partner": code, "rows": rows}))?;
        return Ok(Exit::Done);
    }
    let zone = session.policy.organisation.zone;
    let mut table = Table::new([
        (t!(lang, "partner-moves-at"), Align::Left),
        (t!(lang, "partner-moves-by"), Align::Left),
        (t!(lang, "partner-moves-move"), Align::Left),
        (t!(lang, "partner-moves-reason"), Align::Left),
    ]);
    for m in &moves {
        let step = format!("{} > {}", m.from_status.label().get(lang), m.to_status.label().get(lang));
        table.row([
            number::moment(m.moved_at, zone),
            by(m.moved_by)?,
            step,
            i18n::approval::reason(lang, &m.reason).into_owned(),
        ]);
    }
    if table.is_empty() {
        output::note(&t!(lang, "partner-moves-none", code = code));
    } else {
        table.print()?;
    }
    Ok(Exit::Done)
}

fn merged(ctx: &mut Ctx, keep: &str, drop: &str, take: &[String], dry_run: bool) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let (keep, drop) = (partner_of(ctx, keep)?, partner_of(ctx, drop)?);
    let session = ctx.session()?;
    let mut compared = merge::compare(session, keep, drop)?;
    compared.fields = merge::taking(&compared, take)?;
    if !dry_run {
        let wish = Wish {
            keep: (compared.keep.id, compared.keep.version),
            drop: (compared.drop.id, compared.drop.version),
            chosen: compared.fields.clone(),
        };
        compared.outcome = merge::merge(session, &wish)?;
    }
    if format == Format::Json {
        output::json(&document(session, &compared, dry_run)?)?;
        return Ok(Exit::Done);
    }
    side_by_side(ctx, &compared)?;
    for line in i18n::register::outcome(lang, &compared.outcome) {
        output::text(&line)?;
    }
    let code = |row: &crate::domain::record::Row| row.get("code").text().unwrap_or_default().to_owned();
    let (keep, drop) = (code(&compared.keep), code(&compared.drop));
    output::text(&if dry_run {
        t!(lang, "merge-would", keep = keep, drop = drop)
    } else {
        t!(lang, "merge-done", keep = keep, drop = drop)
    })?;
    Ok(Exit::Done)
}

/// The fields that differ, with whose value is taken.
fn side_by_side(ctx: &mut Ctx, c: &Compared) -> anyhow::Result<()> {
    let lang = ctx.lang();
    let session = ctx.session()?;
    let code = |row: &crate::domain::record::Row| row.get("code").text().unwrap_or_default().to_owned();
    let mut table = Table::new([
        (t!(lang, "conflict-field"), Align::Left),
        (code(&c.keep), Align::Left),
        (String::new(), Align::Left),
        (code(&c.drop), Align::Left),
    ]);
    for d in &c.fields {
        let Some(field) = Kind::Partner.def().fields.get(d.index) else { continue };
        let arrow = match d.side {
            Side::Keep => "<",
            Side::Drop => ">",
            Side::Both => "+",
        };
        let [left, right] = [&c.keep, &c.drop].map(|row| shown(session, lang, field, row.get(field.name)));
        table.row([field.label.get(lang).to_owned(), left?, arrow.to_owned(), right?]);
    }
    if !table.is_empty() {
        table.print()?;
    }
    Ok(())
}

fn shown(session: &Session, lang: Lang, field: &Field, value: &Value) -> anyhow::Result<String> {
    let label = match (field.ty, value.int()) {
        (FieldType::Ref(kind), Some(id)) => find::label(&session.store, kind, id)?.map(|i| i.label),
        _ => None,
    };
    let text = number::value(lang, field, value, label.as_deref(), session.policy.organisation.zone);
    Ok(text.replace('\n', " "))
}

fn document(session: &Session, c: &Compared, dry_run: bool) -> anyhow::Result<Json> {
    let code = |row: &crate::domain::record::Row| row.get("code").text().unwrap_or_default().to_owned();
    let fields: Vec<Json> = c
        .fields
        .iter()
        .filter_map(|d| Kind::Partner.def().fields.get(d.index).map(|f| (d, f)))
        .map(|(d, f)| {
            let shown = |row: &crate::domain::record::Row| record::spoken(session.store.conn(), f, row.get(f.name));
            Ok(json!({"field": f.name, "keep": shown(&c.keep)?, "drop": shown(&c.drop)?, "taken": d.side.code()}))
        })
        .collect::<anyhow::Result<_>>()?;
    Ok(json!({
        "schema": "qudao.merge/1",
        "as_of": session.as_of().to_string(),
        "keep": code(&c.keep),
        "drop": code(&c.drop),
        "dry_run": dry_run,
        "fields": fields,
        "outcome": outcome(&c.outcome),
    }))
}

fn outcome(o: &Outcome) -> Json {
    let records: Vec<Json> = o
        .records
        .iter()
        .map(|(kind, t)| {
            json!({"kind": kind.def().name, "moved": t.moved, "renamed": t.renamed, "united": t.united, "left_out": t.left_out})
        })
        .collect();
    let facts = |f: &MovedFacts| json!({"rows": f.rows, "days": f.days, "united": f.united, "renamed": f.renamed, "left_out": f.left_out});
    json!({"records": records, "sales": facts(&o.sales), "stock": facts(&o.stock), "two_legal_persons": o.two_persons})
}

fn pairs(ctx: &mut Ctx, limit: usize) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let found = duplicates::pairs(session)?;
    let exit = if found.is_empty() { Exit::Done } else { Exit::Findings };
    if format == Format::Json {
        let twin = |t: &Twin| json!({"code": t.code, "name": t.name, "status": t.status});
        let rows: Vec<Json> = found
            .iter()
            .take(limit)
            .map(|p| {
                let common: Vec<&str> = p.common.iter().map(|c| c.code()).collect();
                json!({"left": twin(&p.left), "right": twin(&p.right), "common": common})
            })
            .collect();
        let as_of = session.as_of().to_string();
        output::json(&json!({"schema": "qudao.duplicates/1", "as_of": as_of, "count": found.len(), "rows": rows}))?;
        return Ok(exit);
    }
    if found.is_empty() {
        output::note(&t!(lang, "duplicates-none"));
        return Ok(exit);
    }
    let mut table = Table::new([
        (t!(lang, "duplicates-first"), Align::Left),
        (String::new(), Align::Left),
        (t!(lang, "duplicates-second"), Align::Left),
        (String::new(), Align::Left),
        (t!(lang, "duplicates-common"), Align::Left),
    ]);
    for p in found.iter().take(limit) {
        let common = p.common.iter().map(|c| c.label().get(lang)).collect::<Vec<_>>().join(", ");
        table.row([p.left.code.clone(), p.left.name.clone(), p.right.code.clone(), p.right.name.clone(), common]);
    }
    table.print()?;
    output::note(&t!(lang, "duplicates-found", count = found.len()));
    Ok(exit)
}

fn trees(ctx: &mut Ctx, code: Option<&str>) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let id = code.map(|c| partner_of(ctx, c)).transpose()?;
    let session = ctx.session()?;
    session.stored_figures()?;
    let groups = match id {
        Some(id) => tree::tree(session, id)?.into_iter().collect(),
        None => tree::trees(session)?,
    };
    if format == Format::Json {
        let rows: Vec<Json> = groups.iter().map(group).collect();
        output::json(&json!({"schema": "qudao.tree/1", "as_of": session.as_of().to_string(), "groups": rows}))?;
        return Ok(Exit::Done);
    }
    if groups.is_empty() {
        output::note(&code.map_or_else(|| t!(lang, "tree-none"), |code| t!(lang, "tree-alone", code = code)));
        return Ok(Exit::Done);
    }
    let mut table = Table::new([
        (t!(lang, "tree-partner"), Align::Left),
        (t!(lang, "tree-status"), Align::Left),
        (t!(lang, "tree-t12m"), Align::Right),
        (t!(lang, "tree-sales4"), Align::Right),
        (t!(lang, "tree-open"), Align::Right),
        (t!(lang, "tree-overdue"), Align::Right),
        (t!(lang, "tree-health"), Align::Right),
    ]);
    let money = |m: Money| number::amount(lang, m);
    let points = |p: Option<i64>| p.map_or_else(|| t!(lang, "not-rated"), |p| format!("{:.1}", to_points(p)));
    let line = |mark: &str, m: &Member| {
        let status = m.status.label().get(lang).to_owned();
        let figures = [money(m.t12m), money(m.sales4), money(m.open), money(m.overdue), points(m.health)];
        [vec![format!("{mark}{} {}", m.code, m.name), status], figures.to_vec()].concat()
    };
    for g in &groups {
        let t = &g.totals;
        let health = match (t.health_mean(), t.health_min) {
            (Some(mean), Some(least)) => format!("{:.1} ({:.1})", to_points(mean), to_points(least)),
            _ => t!(lang, "not-rated"),
        };
        let sums = [money(t.t12m), money(t.sales4), money(t.open), money(t.overdue), health];
        let head = t!(lang, "tree-group", code = g.core.code.as_str(), name = g.core.name.as_str(), count = t.partners);
        table.row([vec![head, t!(lang, "tree-trading", count = t.trading)], sums.to_vec()].concat());
        table.row(line("├ ", &g.core));
        for (i, m) in g.satellites.iter().enumerate() {
            table.row(line(if i + 1 == g.satellites.len() { "└ " } else { "├ " }, m));
        }
    }
    table.print()?;
    Ok(Exit::Done)
}

#[expect(clippy::cast_precision_loss, reason = "points have four digits")]
fn to_points(hundredths: i64) -> f64 {
    hundredths as f64 / 100.0
}

fn group(g: &Group) -> Json {
    let member = |m: &Member| {
        json!({
            "code": m.code, "name": m.name, "status": m.status.code(), "health": m.health.map(to_points),
            "sales4": m.sales4.to_string(), "t12m": m.t12m.to_string(), "open": m.open.to_string(),
            "overdue": m.overdue.to_string(), "open_tickets": m.open_tickets,
        })
    };
    let totals = |t: &Totals| {
        json!({
            "partners": t.partners, "trading": t.trading, "rated": t.rated, "sales4": t.sales4.to_string(),
            "t12m": t.t12m.to_string(), "open": t.open.to_string(), "overdue": t.overdue.to_string(),
            "open_tickets": t.open_tickets, "health_min": t.health_min.map(to_points),
            "health_mean": t.health_mean().map(to_points),
        })
    };
    let satellites: Vec<Json> = g.satellites.iter().map(member).collect();
    json!({"core": member(&g.core), "satellites": satellites, "totals": totals(&g.totals)})
}

fn book(ctx: &mut Ctx, word: Option<&str>) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let found = contacts::book(session, word.unwrap_or_default())?;
    if format == Format::Json {
        let rows: Vec<Json> = found
            .iter()
            .map(|e| {
                json!({"partner": e.code, "partner_name": e.partner, "name": e.contact.name, "role": e.contact.role,
                       "phone": e.contact.phone, "email": e.contact.email})
            })
            .collect();
        output::json(&json!({"schema": "qudao.contacts/1", "as_of": session.as_of().to_string(), "rows": rows}))?;
        return Ok(Exit::Done);
    }
    if found.is_empty() {
        output::note(&t!(lang, "contacts-none"));
        return Ok(Exit::Done);
    }
    let label = |name: &str| Kind::Contact.def().field(name).map_or("", |(_, f)| f.label.get(lang)).to_owned();
    let mut table = Table::new(["partner", "name", "role", "phone", "email"].map(|name| (label(name), Align::Left)));
    for e in &found {
        let c = &e.contact;
        table.row([format!("{} {}", e.code, e.partner), c.name.clone(), c.role.clone(), c.phone.clone(), c.email.clone()]);
    }
    table.print()?;
    Ok(Exit::Done)
}
