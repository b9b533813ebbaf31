//! `qudao compliance`: all of a partner's compliance, the audits and the yearly training of the network.

use serde_json::{Value as Json, json};

use super::output::{self, Align, Cell, Table, Tone};
use super::{Ctx, Exit, Format, deposit, violation};
use crate::domain::compliance::{Audits, Trained};
use crate::domain::kinds::{AuditSubject, ChannelAudit};
use crate::domain::record::{Kind, Lang, Stored};
use crate::i18n::{compliance as words, number, warning};
use crate::ops::compliance::{self, Audited, Compliance};
use crate::ops::{OpError, Session, ticket};
use crate::t;

/// Options of `compliance`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Violations, deposit, audits, training and backup assessments of a partner.
    Show {
        /// Its code.
        code: String,
    },
    /// The latest audit scores by subject and the actions that are open; overdue ones first, then the lowest scores.
    Audits {
        /// Only partners below the pass mark or with open actions.
        #[arg(long)]
        open: bool,
    },
    /// Who finished the compliance training of the year, and who is due.
    Training {
        /// Only partners that are due.
        #[arg(long)]
        due: bool,
    },
}

/// Prints it.
///
/// # Errors
/// A partner that is not known, those of the file.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    match &args.command {
        Command::Show { code } => {
            let partner = ticket::refer(session, "partner", Kind::Partner, code)?;
            show(lang, format, session, partner)?;
        }
        Command::Audits { open } => audits(lang, format, session, *open)?,
        Command::Training { due } => training(lang, format, session, *due)?,
    }
    Ok(Exit::Done)
}

/// What people call a field.
pub(super) fn label(lang: Lang, kind: Kind, field: &str) -> String {
    kind.def().field(field).map_or("", |(_, f)| f.label.get(lang)).to_owned()
}

/// A line with what it is about before it.
pub(super) fn titled(lang: Lang, title: &str, line: &str) -> String {
    if lang == Lang::Zh { format!("{title}：{line}") } else { format!("{title}: {line}") }
}

/// A document of a partner with its schema, day, code and name first.
pub(super) fn headed(session: &Session, schema: &str, (code, name): (&str, &str), doc: Json) -> Json {
    let mut head = json!({ "schema": schema, "as_of": session.as_of(), "code": code, "name": name });
    if let (Some(head), Json::Object(doc)) = (head.as_object_mut(), doc) {
        head.extend(doc);
    }
    head
}

/// Code and name of a partner.
pub(super) fn called(session: &Session, partner: i64) -> Result<(String, String), OpError> {
    let who = crate::store::compliance::who(session.store.conn(), partner)?;
    Ok(who.map(|w| (w.code, w.name)).unwrap_or_default())
}

fn show(lang: Lang, format: Format, session: &Session, partner: i64) -> anyhow::Result<()> {
    let all = compliance::of_partner(session, partner)?;
    let (code, name) = called(session, partner)?;
    if format == Format::Json {
        return Ok(output::json(&document(session, (&code, &name), &all)?)?);
    }
    let today = session.as_of();
    output::text(&format!("{code} {name}"))?;
    let heading = |title: String, line: String| output::text(&format!("\n{}", titled(lang, &title, &line)));
    heading(t!(lang, "compliance-heading-violations"), violation::line(lang, &all.violations))?;
    if !all.violations.items.is_empty() {
        violation::table(lang, &all.violations).print()?;
    }
    heading(t!(lang, "compliance-heading-deposit"), words::held(lang, &all.deposit))?;
    if !all.deposit.lines.is_empty() {
        deposit::table(lang, session, &all.deposit)?.print()?;
    }
    heading(t!(lang, "audit-heading"), words::audits(lang, &all.audits, today))?;
    if !all.audits.all.is_empty() {
        audit_table(lang, session, &all.audits.all).print()?;
    }
    let target = session.policy.training.target;
    heading(t!(lang, "training-heading"), words::trained(lang, &all.trained, target))?;
    if !all.trained.all.is_empty() {
        training_table(lang, &all.trained).print()?;
    }
    if let Some(due) = all.assessment_due {
        let due = match (all.assessments.is_empty(), due <= today) {
            (true, _) => t!(lang, "standby-never"),
            (_, true) => t!(lang, "standby-overdue", day = number::date(due)),
            _ => t!(lang, "standby-due", day = number::date(due)),
        };
        heading(t!(lang, "standby-heading"), due)?;
        if !all.assessments.is_empty() {
            assessment_table(lang, &all).print()?;
        }
    }
    Ok(())
}

fn audit_table(lang: Lang, session: &Session, audits: &[Stored<ChannelAudit>]) -> Table {
    let head = |field, align| (label(lang, Kind::ChannelAudit, field), align);
    let mut table = Table::new([
        head("on", Align::Left),
        head("subject", Align::Left),
        head("score", Align::Right),
        head("findings", Align::Left),
        head("actions", Align::Left),
        head("due_on", Align::Left),
        head("closed_on", Align::Left),
    ]);
    let date = |d: Option<chrono::NaiveDate>| d.map(number::date).unwrap_or_default();
    let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    for a in audits {
        let late = crate::domain::compliance::is_open(a) && a.due_on.is_some_and(|d| d < session.as_of());
        table.row([
            Cell::from(number::date(a.on)),
            Cell::from(a.subject.label().get(lang)),
            Cell::toned(a.score.to_string(), if a.score < session.policy.audits.pass { Tone::Soon } else { Tone::Plain }),
            Cell::from(first(&a.findings)),
            Cell::from(first(&a.actions)),
            Cell::toned(date(a.due_on), if late { Tone::Bad } else { Tone::Plain }),
            Cell::from(date(a.closed_on)),
        ]);
    }
    table
}

fn training_table(lang: Lang, trained: &Trained) -> Table {
    let head = |field, align| (label(lang, Kind::Training, field), align);
    let mut table = Table::new([
        head("on", Align::Left),
        head("kind", Align::Left),
        head("title", Align::Left),
        head("invited", Align::Right),
        head("completed", Align::Right),
    ]);
    for t in &trained.all {
        table.row([
            number::date(t.on),
            t.kind.label().get(lang).to_owned(),
            t.title.clone(),
            t.invited.map(number::count).unwrap_or_default(),
            number::count(t.completed),
        ]);
    }
    table
}

fn assessment_table(lang: Lang, all: &Compliance) -> Table {
    let head = |field, align| (label(lang, Kind::BackupAssessment, field), align);
    let mut table = Table::new([
        head("on", Align::Left),
        head("capacity", Align::Right),
        head("regions", Align::Left),
        head("lead_days", Align::Right),
        head("score", Align::Right),
    ]);
    for a in &all.assessments {
        table.row([
            number::date(a.on),
            number::amount_full(a.capacity),
            a.regions.0.iter().cloned().collect::<Vec<_>>().join(", "),
            a.lead_days.map(number::count).unwrap_or_default(),
            a.score.map(number::count).unwrap_or_default(),
        ]);
    }
    table
}

fn audit(a: &Stored<ChannelAudit>) -> Json {
    json!({
        "on": a.on,
        "subject": a.subject.code(),
        "score": a.score,
        "findings": a.findings,
        "actions": a.actions,
        "due_on": a.due_on,
        "closed_on": a.closed_on,
    })
}

#[expect(clippy::cast_precision_loss, reason = "points in hundredths")]
fn score(points: Option<i64>) -> Option<f64> {
    points.map(|p| p as f64 / 100.0)
}

fn trained(t: &Trained) -> Json {
    json!({ "invited": t.invited, "completed": t.completed, "completion": t.completion, "last": t.last, "due": t.due })
}

fn document(session: &Session, called: (&str, &str), all: &Compliance) -> Result<Json, OpError> {
    let assessments: Vec<Json> = all
        .assessments
        .iter()
        .map(|a| {
            json!({
                "on": a.on,
                "capacity": a.capacity,
                "regions": a.regions.0,
                "lead_days": a.lead_days,
                "score": a.score,
                "notes": a.notes,
            })
        })
        .collect();
    let doc = json!({
        "violations": violation::document(session, &all.violations)?,
        "deposit": deposit::document(session, &all.deposit)?,
        "audits": { "score": score(all.audits.score), "all": all.audits.all.iter().map(audit).collect::<Vec<_>>() },
        "training": trained(&all.trained),
        "assessments": { "due": all.assessment_due, "all": assessments },
    });
    Ok(headed(session, "qudao.compliance/1", called, doc))
}

/// The latest score of a subject.
fn latest(audits: &Audits, subject: AuditSubject) -> Option<i64> {
    audits.latest.iter().find(|a| a.subject == subject).map(|a| a.score)
}

fn audits(lang: Lang, format: Format, session: &Session, open: bool) -> anyhow::Result<()> {
    let pass = session.policy.audits.pass;
    let needs = |a: &Audited| !a.audits.open.is_empty() || a.audits.score.is_some_and(|s| s < pass * 100);
    let all: Vec<Audited> = compliance::audits(session)?.into_iter().filter(|a| !open || needs(a)).collect();
    if format == Format::Json {
        let row = |a: &Audited| {
            let by: serde_json::Map<String, Json> =
                AuditSubject::ALL.iter().map(|s| (s.code().to_owned(), json!(latest(&a.audits, *s)))).collect();
            json!({
                "code": a.who.code,
                "name": a.who.name,
                "owner": a.who.owner,
                "score": score(a.audits.score),
                "subjects": by,
                "last": a.audits.all.first().map(|x| x.on),
                "open": a.audits.open.iter().map(audit).collect::<Vec<_>>(),
                "overdue": a.overdue,
            })
        };
        let rows: Vec<Json> = all.iter().map(row).collect();
        return Ok(output::json(&json!({ "schema": "qudao.audits/1", "as_of": session.as_of(), "partners": rows }))?);
    }
    if all.is_empty() {
        return Ok(output::text(&t!(lang, "audit-nobody"))?);
    }
    let mut heads =
        vec![(label(lang, Kind::Partner, "code"), Align::Left), (label(lang, Kind::ChannelAudit, "partner"), Align::Left)];
    heads.extend(AuditSubject::ALL.iter().map(|s| (s.label().get(lang).to_owned(), Align::Right)));
    heads.push((t!(lang, "audit-column-mean"), Align::Right));
    heads.push((t!(lang, "audit-column-last"), Align::Left));
    heads.push((t!(lang, "audit-column-open"), Align::Left));
    let mut table = Table::new(heads);
    for a in &all {
        let toned = |score: Option<i64>| {
            let low = score.is_some_and(|s| s < pass);
            Cell::toned(score.map(|s| s.to_string()).unwrap_or_default(), if low { Tone::Soon } else { Tone::Plain })
        };
        let mut cells = vec![Cell::from(&a.who.code), Cell::from(&a.who.name)];
        cells.extend(AuditSubject::ALL.iter().map(|s| toned(latest(&a.audits, *s))));
        cells.push(Cell::from(a.audits.score.map_or_else(String::new, |s| warning::points(lang, Some(s)))));
        let last = a.audits.all.first().map_or_else(|| t!(lang, "audit-never"), |x| number::date(x.on));
        cells.push(Cell::toned(last, if a.audits.all.is_empty() { Tone::Quiet } else { Tone::Plain }));
        let open = words::open_actions(lang, a.audits.open.len(), a.overdue);
        cells.push(Cell::toned(open, if a.overdue > 0 { Tone::Bad } else { Tone::Plain }));
        table.row(cells);
    }
    Ok(table.print()?)
}

fn training(lang: Lang, format: Format, session: &Session, due: bool) -> anyhow::Result<()> {
    let all = compliance::training(session)?;
    let shown = || all.partners.iter().filter(|(_, t)| !due || t.due);
    if format == Format::Json {
        let rows: Vec<Json> = shown()
            .map(|(who, t)| {
                let mut doc = trained(t);
                if let Some(map) = doc.as_object_mut() {
                    map.insert("code".to_owned(), json!(who.code));
                    map.insert("name".to_owned(), json!(who.name));
                    map.insert("owner".to_owned(), json!(who.owner));
                }
                doc
            })
            .collect();
        return Ok(output::json(&json!({
            "schema": "qudao.training/1",
            "as_of": session.as_of(),
            "invited": all.invited,
            "completed": all.completed,
            "completion": all.completion,
            "target": session.policy.training.target,
            "due": all.due,
            "partners": rows,
        }))?);
    }
    let target = session.policy.training.target;
    let text = words::completion(lang, (all.completed, all.invited), all.completion, target);
    output::text(&t!(lang, "training-network", text = text, count = all.due))?;
    let mut table = Table::new([
        (label(lang, Kind::Partner, "code"), Align::Left),
        (label(lang, Kind::Training, "partner"), Align::Left),
        (label(lang, Kind::Training, "invited"), Align::Right),
        (label(lang, Kind::Training, "completed"), Align::Right),
        (t!(lang, "training-column-rate"), Align::Right),
        (t!(lang, "training-column-last"), Align::Left),
        (t!(lang, "training-column-due"), Align::Left),
    ]);
    for (who, t) in shown() {
        let low = t.completion.is_some_and(|c| c < target);
        let people = |n: i64| if t.invited > 0 { number::count(n) } else { String::new() };
        table.row([
            Cell::from(&who.code),
            Cell::from(&who.name),
            Cell::from(people(t.invited)),
            Cell::from(people(t.completed)),
            Cell::toned(t.completion.map(number::percent).unwrap_or_default(), if low { Tone::Soon } else { Tone::Plain }),
            Cell::from(t.last.map_or_else(|| t!(lang, "training-never"), number::date)),
            Cell::toned(if t.due { t!(lang, "yes") } else { String::new() }, Tone::Soon),
        ]);
    }
    if table.is_empty() { Ok(()) } else { Ok(table.print()?) }
}
