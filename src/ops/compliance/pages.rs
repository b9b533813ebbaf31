//! Compliance as documents: all of a partner, the audits and the yearly training of the network.

use super::{Audited, Compliance, audits, training};
use crate::domain::compliance::{Trained, is_open};
use crate::domain::explain::{Amount, Words};
use crate::domain::kinds::{AuditSubject, BackupAssessment, ChannelAudit, Training};
use crate::domain::record::{Kind, Lang, Stored};
use crate::i18n::{compliance as words, number};
use crate::ops::shared::{of_partner, parties};
use crate::ops::{Result, Session, deposit, violation};
use crate::report::{Block, Body, Cell, Column, Columns, Document, Figure, Table, Tone, Type, What};
use crate::store::compliance::Who;
use crate::t;

fn first_line(text: &str) -> Words {
    Words::Text(text.lines().next().unwrap_or_default().to_owned())
}

/// Audits, the newest first.
fn audit_columns(session: &Session) -> Columns<'_, Stored<ChannelAudit>> {
    let label = |field| Words::field(Kind::ChannelAudit, field);
    Columns::default()
        .with(Column::day("on", label("on")), |a: &Stored<ChannelAudit>| a.on)
        .with(Column::code("subject", label("subject")), |a| (a.subject.code(), a.subject.label()))
        .with(Column::points("score", label("score")), |a| {
            Cell::from(a.score).toned(if a.score < session.policy.audits.pass { Tone::Soon } else { Tone::Plain })
        })
        .with(Column::text("findings", label("findings")), |a| Cell::from(a.findings.as_str()).said(first_line(&a.findings)))
        .with(Column::text("actions", label("actions")), |a| Cell::from(a.actions.as_str()).said(first_line(&a.actions)))
        .with(Column::day("due_on", label("due_on")), |a| {
            let late = is_open(a) && a.due_on.is_some_and(|d| d < session.as_of());
            Cell::from(a.due_on).toned(if late { Tone::Bad } else { Tone::Plain })
        })
        .with(Column::day("closed_on", label("closed_on")), |a| a.closed_on)
}

fn trained(t: &Trained) -> Vec<Figure> {
    let label = |field| Words::field(Kind::Training, field);
    vec![
        Figure::new("invited", label("invited"), t.invited.into()),
        Figure::new("completed", label("completed"), t.completed.into()),
        Figure::new("completion", Words::key("training-column-rate"), t.completion.into()).typed(Type::Fraction),
        Figure::new("last", Words::key("training-column-last"), t.last.into()).typed(Type::Day),
        Figure::new("due", Words::key("training-column-due"), t.due.into()),
    ]
}

fn trainings(all: &[Stored<Training>]) -> Table {
    let label = |field| Words::field(Kind::Training, field);
    Columns::default()
        .with(Column::day("on", label("on")), |t: &Stored<Training>| t.on)
        .with(Column::code("kind", label("kind")), |t| (t.kind.code(), t.kind.label()))
        .with(Column::text("title", label("title")), |t| t.title.clone())
        .with(Column::count("invited", label("invited")), |t| t.invited)
        .with(Column::count("completed", label("completed")), |t| t.completed)
        .table(all)
}

fn assessments(all: &[Stored<BackupAssessment>]) -> Table {
    let label = |field| Words::field(Kind::BackupAssessment, field);
    Columns::default()
        .with(Column::day("on", label("on")), |a: &Stored<BackupAssessment>| a.on)
        .with(Column::money("capacity", label("capacity")), |a| a.capacity)
        .with(Column::typed("regions", label("regions"), Type::List), |a| {
            What::List(a.regions.0.iter().map(Into::into).collect())
        })
        .with(Column::days("lead_days", label("lead_days")).in_units(), |a| a.lead_days)
        .with(Column::points("score", label("score")), |a| a.score)
        .with(Column::text("notes", label("notes")), |a| a.notes.clone())
        .table(all)
        .view(&["on", "capacity", "regions", "lead_days", "score"])
}

/// All of a partner's compliance.
///
/// # Errors
/// A partner that is not known, those of the file.
pub fn show(session: &Session, lang: Lang, partner: i64) -> Result<Document> {
    let all = super::of_partner(session, partner)?;
    let (document, title) = of_partner(session, "qudao.compliance/1", partner)?;
    let today = session.as_of();
    let head = |title: String, line: &str| Words::Text(words::titled(lang, &title, line));
    let score = Figure::new("score", Words::key("audit-column-mean"), all.audits.score.map(Amount::Points).into());
    let target = session.policy.training.target;
    let due = Figure::new("due", Words::key("standby-column-due"), all.assessment_due.into()).typed(Type::Day);
    let group = |name, title, line: &str, blocks| Block::group(name, blocks).head(head(title, line));
    let document = document
        .title(Words::Text(title))
        .with(group(
            "violations",
            t!(lang, "compliance-heading-violations"),
            &violation::pages::line(lang, &all.violations),
            silent(violation::pages::blocks(session, lang, &all.violations)?),
        ))
        .with(group(
            "deposit",
            t!(lang, "compliance-heading-deposit"),
            &words::held(lang, &all.deposit),
            silent(deposit::pages::blocks(session, lang, &all.deposit)?),
        ))
        .with(group(
            "audits",
            t!(lang, "audit-heading"),
            &words::audits(lang, &all.audits, today),
            silent(vec![
                Block::members("", vec![score], None),
                Block::table("all", audit_columns(session).table(&all.audits.all), Words::nothing()),
            ]),
        ))
        .with(group(
            "training",
            t!(lang, "training-heading"),
            &words::trained(lang, &all.trained, target),
            silent(vec![
                Block::members("", trained(&all.trained), None),
                Block::table("", trainings(&all.trained.all), Words::nothing()),
            ]),
        ));
    let blocks = vec![Block::members("", vec![due], None), Block::table("all", assessments(&all.assessments), Words::nothing())];
    let group = Block::group("assessments", silent(blocks));
    Ok(document.with(match standby(lang, &all, today) {
        Some(line) => group.head(head(t!(lang, "standby-heading"), &line)),
        None => group,
    }))
}

/// When its assessment as a backup is due.
fn standby(lang: Lang, all: &Compliance, today: chrono::NaiveDate) -> Option<String> {
    let due = all.assessment_due?;
    Some(match (all.assessments.is_empty(), due <= today) {
        (true, _) => t!(lang, "standby-never"),
        (_, true) => t!(lang, "standby-overdue", day = number::date(due)),
        _ => t!(lang, "standby-due", day = number::date(due)),
    })
}

/// The same, with nothing said of empty tables: the heading says it.
fn silent(mut blocks: Vec<Block>) -> Vec<Block> {
    for block in &mut blocks {
        if let Body::Table(table, _) = &mut block.body {
            table.quiet = true;
        }
    }
    blocks
}

/// The latest audit scores by subject and the actions that are open; `open`: only who is below the pass mark or has any.
pub fn of_audits(session: &Session, lang: Lang, open: bool) -> Result<Document> {
    let pass = session.policy.audits.pass;
    let needs = |a: &Audited| !a.audits.open.is_empty() || a.audits.score.is_some_and(|s| s < pass * 100);
    let all: Vec<Audited> = audits(session)?.into_iter().filter(|a| !open || needs(a)).collect();
    let latest = |a: &Audited, subject: AuditSubject| a.audits.latest.iter().find(|x| x.subject == subject).map(|x| x.score);
    let subjects = AuditSubject::ALL.iter().map(|s| Column::points(s.code(), Words::Label(s.label()))).collect();
    let mut columns = parties(Kind::ChannelAudit, |a: &Audited| &a.who)
        .with(Column::points("score", Words::key("audit-column-mean")), |a| a.audits.score.map(Amount::Points))
        .with(
            Column::typed("subjects", Words::field(Kind::ChannelAudit, "subject"), Type::Members).nested().of(subjects),
            move |a| What::Members(AuditSubject::ALL.iter().map(|s| (s.code(), latest(a, *s).into())).collect()),
        );
    for subject in AuditSubject::ALL.iter().copied() {
        // in JSON they are members of `subjects`
        columns = columns.with(Column::points(subject.code(), Words::Label(subject.label())).flat(), move |a| {
            let score = latest(a, subject);
            Cell::from(score).toned(if score.is_some_and(|s| s < pass) { Tone::Soon } else { Tone::Plain })
        });
    }
    let one = audit_columns(session);
    let columns = columns
        .with(Column::day("last", Words::key("audit-column-last")), |a| match a.audits.all.first() {
            Some(x) => Cell::from(x.on),
            None => Cell::of(What::Nothing).said(Words::key("audit-never")).toned(Tone::Dim),
        })
        .with(Column::typed("open", Words::key("audit-column-open"), Type::List).of(one.columns()), move |a| {
            let said = words::open_actions(lang, a.audits.open.len(), a.overdue);
            Cell::of(What::List(a.audits.open.iter().map(|x| one.members(x)).collect()))
                .said(Words::Text(said))
                .toned(if a.overdue > 0 { Tone::Bad } else { Tone::Plain })
        })
        .with(Column::count("overdue", Words::key("report-overdue")), |a| a.overdue);
    let mut view = vec!["code", "name"];
    view.extend(AuditSubject::ALL.iter().map(|s| s.code()));
    view.extend(["score", "last", "open"]);
    Ok(Document::new("qudao.audits/1").head("as_of", Words::key("report-as-of"), session.as_of()).with(Block::table(
        "partners",
        columns.table(&all).view(&view),
        Words::key("audit-nobody"),
    )))
}

/// Who finished the compliance training of the year; `due`: only who is due.
pub fn of_training(session: &Session, lang: Lang, due: bool) -> Result<Document> {
    let all = training(session)?;
    let target = session.policy.training.target;
    let label = |field| Words::field(Kind::Training, field);
    let people = |n: i64, of: i64| match of {
        // nobody said who had to
        ..=0 => Cell::from(n).said(Words::nothing()),
        _ => Cell::from(n),
    };
    let columns = Columns::default()
        .with(Column::count("invited", label("invited")), move |(_, t): &(Who, Trained)| people(t.invited, t.invited))
        .with(Column::count("completed", label("completed")), move |(_, t)| people(t.completed, t.invited))
        .with(Column::fraction("completion", Words::key("training-column-rate")), move |(_, t)| {
            Cell::from(t.completion).toned(if t.completion.is_some_and(|c| c < target) { Tone::Soon } else { Tone::Plain })
        })
        .with(Column::day("last", Words::key("training-column-last")), |(_, t)| match t.last {
            Some(on) => Cell::from(on),
            None => Cell::of(What::Nothing).said(Words::key("training-never")),
        })
        .with(Column::flag("due", Words::key("training-column-due")), |(_, t)| {
            Cell::from(t.due).said(if t.due { Words::key("yes") } else { Words::nothing() }).toned(Tone::Soon)
        })
        .with(Column::code("code", Words::field(Kind::Partner, "code")), |(who, _)| who.code.clone())
        .with(Column::text("name", label("partner")), |(who, _)| who.name.clone())
        .with(Column::code("owner", Words::field(Kind::Partner, "owner")), |(who, _)| who.owner.clone());
    let table = columns.table(all.partners.iter().filter(|(_, t)| !due || t.due));
    let text = words::completion(lang, (all.completed, all.invited), all.completion, target);
    let said = t!(lang, "training-network", text = text, count = all.due);
    let network = vec![
        Figure::new("invited", label("invited"), all.invited.into()),
        Figure::new("completed", label("completed"), all.completed.into()),
        Figure::new("completion", Words::key("training-column-rate"), all.completion.into()).typed(Type::Fraction),
        Figure::new("target", Words::key("report-target"), target.into()),
        Figure::new("due", Words::key("training-column-due"), all.due.into()),
    ];
    Ok(Document::new("qudao.training/1")
        .head("as_of", Words::key("report-as-of"), session.as_of())
        .with(Block::members("", network, Some(Words::Text(said))))
        .with(Block::table(
            "partners",
            table.view(&["code", "name", "invited", "completed", "completion", "last", "due"]).quiet(),
            Words::nothing(),
        )))
}
