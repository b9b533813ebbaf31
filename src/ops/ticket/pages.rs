//! Tickets as documents: a list, one with all that belongs to it, why its deadlines are when they are, what an act led to, remedies.

use super::{Done, Listed, Page, page, sheet};
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::kinds::{Severity, TicketEvent, TicketKind};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Lang, Row, Stored};
use crate::domain::remedy::Remedy;
use crate::domain::sla::{Clock, ClockKind, Desk, Phase};
use crate::domain::worktime::Service;
use crate::i18n::{self, desk, explain, number, text};
use crate::ops::list::{self, pages};
use crate::ops::{OpError, Result, Session};
use crate::report::page::members;
use crate::report::{Block, Cell, Column, Columns, Document, Figure, Tone, Type, What};
use crate::t;

fn label(field: &str) -> Words {
    Words::field(Kind::Ticket, field)
}

fn plain(text: impl Into<String>) -> Words {
    Words::Text(text.into())
}

fn given(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|t| !t.is_empty())
}

fn clock<'a>() -> Columns<'a, Clock> {
    let minutes = |name, key| Column::typed(name, Words::key(key), Type::Minutes);
    Columns::default()
        .with(Column::code("phase", Words::key("report-clock-phase")), |c: &Clock| c.phase.code())
        .with(Column::moment("due", Words::key("report-due")), |c| c.due)
        .with(minutes("goal_minutes", "report-clock-goal"), |c| Amount::Minutes(c.goal / 60))
        .with(minutes("used_minutes", "report-clock-used"), |c| Amount::Minutes(c.used.div_euclid(60)))
        .with(minutes("left_minutes", "report-left"), |c| Amount::Minutes(c.left.div_euclid(60)))
        .with(Column::number("uncovered_year", Words::key("report-clock-uncovered")), |c| {
            c.uncovered.map(|year| What::Number(year.into()))
        })
}

/// How a clock stands, for people.
fn stands(lang: Lang, clock: Option<&Clock>) -> Cell {
    let Some(c) = clock else { return Cell::of(What::Nothing) };
    let tone = match c.phase {
        Phase::Breached | Phase::Missed => Tone::Bad,
        Phase::Warning => Tone::Soon,
        Phase::Held => Tone::Dim,
        Phase::Running | Phase::Met => Tone::Plain,
    };
    // A colour is never alone: what is over has a mark.
    let mark = if c.phase == Phase::Breached { "! " } else { "" };
    Cell::from(format!("{mark}{}", desk::clock(lang, c))).toned(tone)
}

fn columns<'a>(lang: Lang) -> Columns<'a, Listed> {
    let clocked = |kind: ClockKind| plain(desk::clock_name(lang, kind));
    let (response, resolution) = (clocked(ClockKind::Response), clocked(ClockKind::Resolution));
    let columns = Columns::default()
        .with(Column::number("number", label("number")), |l: &Listed| {
            Cell::from(What::Number(l.line.number)).said(plain(format!("#{}", l.line.number)))
        })
        .with(Column::code("kind", label("kind")), |l| l.line.times.kind)
        .with(Column::code("severity", label("severity")), |l| {
            let severity = l.line.times.severity;
            let tone = if severity == Severity::S1 { Tone::Bad } else { Tone::Plain };
            Cell::from(severity.code()).toned(tone)
        })
        .with(Column::text("title", label("title")), |l| l.line.title.clone())
        .with(Column::code("state", label("state")), |l| l.line.times.state)
        .with(Column::number("level", plain("L")).left(), |l| What::Number(l.line.level))
        .with(Column::code("partner", label("partner")), |l| {
            Cell::from(given(&l.line.code)).said(plain(format!("{} {}", l.line.code, l.line.name).trim()))
        })
        .with(Column::text("partner_name", label("partner")), |l| given(&l.line.name))
        .with(Column::code("owner", label("owner")), |l| given(&l.line.owner_name))
        .with(Column::moment("opened_at", label("opened_at")), |l| l.line.times.opened_at)
        .with(Column::moment("responded_at", label("responded_at")), |l| l.line.times.responded_at)
        .with(Column::moment("resolved_at", label("resolved_at")), |l| l.line.times.resolved_at)
        .with(Column::moment("closed_at", label("closed_at")), |l| l.line.closed_at)
        .with(Column::flag("round_the_clock", label("round_the_clock")), |l| l.line.times.service == Service::RoundTheClock)
        .with(Column::count("reopened", label("reopened")), |l| l.line.reopened)
        .with(Column::flag("brought_in", label("brought_in")), |l| l.line.brought_in)
        .with(Column::members("response", response.clone()).nested().of(clock().columns()), |l| {
            l.response.as_ref().map(|c| clock().members(c))
        })
        .with(Column::members("resolution", resolution.clone()).nested().of(clock().columns()), |l| {
            l.resolution.as_ref().map(|c| clock().members(c))
        });
    // in JSON they are members of the clocks
    let phase = |c: Option<&Clock>| c.map(|c| c.phase.code());
    columns
        .with(Column::code("response_phase", response.clone()).flat(), move |l| phase(l.response.as_ref()))
        .with(Column::moment("response_due", label("response_due")).flat(), |l| l.response.as_ref().map(|c| c.due))
        .with(Column::code("resolution_phase", resolution.clone()).flat(), move |l| phase(l.resolution.as_ref()))
        .with(Column::moment("resolution_due", label("resolution_due")).flat(), |l| l.resolution.as_ref().map(|c| c.due))
        .with(Column::text("response_said", response).aside(), move |l| stands(lang, l.response.as_ref()))
        .with(Column::text("resolution_said", resolution).aside(), move |l| stands(lang, l.resolution.as_ref()))
}

/// The tickets of these ids, in their order.
pub fn list(session: &Session, lang: Lang, ids: &[i64]) -> Result<Document> {
    let listed = super::lines(session, ids)?;
    let view = ["number", "severity", "level", "kind", "title", "partner", "state", "response_said", "resolution_said", "owner"];
    let breached = listed.iter().filter(|l| l.next().is_some_and(|c| c.phase == Phase::Breached)).count();
    let note = t!(lang, "ticket-rows", count = listed.len().to_string(), breached = breached.to_string());
    let uncovered = super::uncovered_year(session)?.map(|year| t!(lang, "sla-uncovered", year = year.to_string()));
    Ok(session
        .document("qudao.tickets/1")
        .head("now", Words::key("report-now"), session.now())
        .with(Block::table("rows", columns(lang).table(&listed).view(&view).quiet(), Words::nothing()))
        .with(Block::note(plain(note)))
        .with_some(uncovered.map(|said| Block::note(plain(said)))))
}

/// One ticket with its clocks, parties and history.
pub fn one(session: &Session, lang: Lang, id: i64) -> Result<Document> {
    let page = page(session, id)?;
    let (list, blocks) = (list::whole(session, Kind::Ticket)?, sheet::blocks(session, &page)?);
    let linked = ["violations", "approvals", "tasks", "shipments", "prices", "similar"];
    let linked = members::<OpError>(blocks.iter().filter(|b| linked.contains(&b.name)), None)?;
    let record = pages::members(&list, &Row::from(page.ticket.clone()));
    let possible = What::List(page.possible.iter().map(|a| a.code().into()).collect());
    let of = |name, key, what: What| Figure::new(name, Words::key(key), what.into());
    let clocks = vec![
        of("ticket", "report-record", What::Members(record)).of(pages::parts(&list)),
        clock().member("response", Words::key("report-clock"), page.listed.response.as_ref()),
        clock().member("resolution", Words::key("report-clock"), page.listed.resolution.as_ref()),
    ];
    let parties = Columns::default()
        .with(Column::code("role", Words::field(Kind::TicketParty, "role")), |p: &super::Party| p.role)
        .with(Column::code("partner", label("partner")), |p| p.code.clone())
        .with(Column::text("name", label("partner")), |p| p.name.clone());
    let rest = vec![of("linked", "report-linked", What::Members(linked)), of("possible", "report-possible", possible)];
    Ok(session
        .document("qudao.ticket/1")
        .head("now", Words::key("report-now"), session.now())
        .with(Block::members("", clocks, Some(plain(head(lang, session, &page)))))
        .with(Block::table("parties", parties.table(&page.parties).unseen(), Words::nothing()))
        .with(Block::table("events", events().table(&page.history).unseen(), Words::nothing()))
        .with(Block::members("", rest, Some(Words::nothing())))
        .with(Block::page("", blocks)))
}

fn events<'a>() -> Columns<'a, (Stored<TicketEvent>, Option<String>)> {
    let label = |field| Words::field(Kind::TicketEvent, field);
    Columns::default()
        .with(Column::moment("at", label("at")), |(e, _): &(Stored<TicketEvent>, Option<String>)| e.at)
        .with(Column::code("by", label("actor")), |(_, actor)| actor.clone())
        .with(Column::code("kind", label("kind")), |(e, _)| e.kind)
        .with(Column::text("detail", label("detail")), |(e, _)| e.detail.clone())
        .with(Column::text("text", label("text")), |(e, _)| e.text.clone())
        .with(Column::list("told", label("told")), |(e, _)| What::List(e.told.0.iter().map(What::from).collect()))
        .with(Column::code("evidence", label("evidence")), |(e, _)| e.evidence)
        .with(Column::day("evidence_on", label("evidence_on")), |(e, _)| e.evidence_on)
        .with(Column::money("amount", label("amount")), |(e, _)| e.amount)
}

/// Its title, what it is, how its clocks stand.
fn head(lang: Lang, session: &Session, page: &Page) -> String {
    let (line, times) = (&page.listed.line, &page.listed.line.times);
    let service = if page.ticket.round_the_clock { " · 24x7" } else { "" };
    let facts = [times.severity.label().get(lang), times.kind.label().get(lang), times.state.label().get(lang)].join(" · ");
    let mut lines =
        vec![format!("#{} {}", line.number, line.title), format!("{facts} · L{}{service} · {}", line.level, line.owner_name)];
    for clock in [&page.listed.response, &page.listed.resolution].into_iter().flatten() {
        let (name, stands) = (desk::clock_name(lang, clock.kind), desk::clock(lang, clock));
        let due = number::moment(clock.due, session.policy.organisation.zone);
        lines.push(t!(lang, "ticket-clock", clock = name, stands = stands, due = due));
        lines.extend(clock.uncovered.map(|year| t!(lang, "sla-uncovered", year = year.to_string())));
    }
    lines.join("\n")
}

/// Why the deadlines of a ticket are when they are: every window of working time that is counted.
pub fn why(session: &Session, lang: Lang, id: i64) -> Result<Document> {
    let page = page(session, id)?;
    let rules = super::rules_of(session, page.ticket.policy_version)?;
    let desk = Desk::of(&rules);
    let times = page.listed.line.times;
    let mut document = session
        .document("qudao.ticket-why/1")
        .title(plain(format!("#{} {}", page.listed.line.number, page.listed.line.title)))
        .head("number", label("number"), What::Number(page.listed.line.number))
        .head("policy_version", label("policy_version"), page.ticket.policy_version.map(What::Number));
    let mut clocks = Vec::new();
    for kind in ClockKind::ALL {
        let Some(e) = super::why(session, id, kind, lang)? else { continue };
        document = document.with(Block::said(plain(format!("\n{}", explained(lang, &session.policy, &e)))));
        let due = if kind == ClockKind::Response { times.response_due } else { times.resolution_due };
        let Some((opened, due)) = times.opened_at.zip(due) else { continue };
        let windows = desk.time.windows(desk.service_of(&times, kind), opened, due, &page.holds);
        let window = windows.iter().map(|s| {
            What::Members(vec![
                ("from", s.from.into()),
                ("to", s.to.into()),
                ("minutes", Amount::Minutes(s.seconds / 60).into()),
                ("part", s.part.code().into()),
                ("holiday", s.part.holiday().map(|h| if lang == Lang::Zh { h.zh.clone() } else { h.en.clone() }).into()),
            ])
        });
        let policy = e.policy.iter().map(|p| format!("{} = {}", p.path, p.value).into());
        let goal = desk.goal_seconds(&times, kind) / 60;
        clocks.push(What::Members(vec![
            ("clock", kind.code().into()),
            ("opened_at", opened.into()),
            ("due", due.into()),
            ("goal", desk.goal(&times, kind).to_string().into()),
            ("goal_minutes", Amount::Minutes(goal).into()),
            ("windows", What::List(window.collect())),
            ("policy", What::List(policy.collect())),
        ]));
    }
    let clocks = Figure::new("clocks", Words::key("report-clock"), What::List(clocks).into());
    Ok(document.with(Block::members("", vec![clocks], Some(Words::nothing()))))
}

/// An explanation as lines: what it is, the formula, each input with its value, policy, notes.
fn explained(lang: Lang, policy: &Policy, e: &Explanation) -> String {
    let zone = policy.organisation.zone;
    let mut lines = vec![format!("{}: {}", explain::words(lang, zone, &e.title), explain::amount(lang, zone, &e.value))];
    lines.extend(e.formula.iter().map(|f| format!("  {}", explain::words(lang, zone, f))));
    for input in &e.inputs {
        let value = explain::amount(lang, zone, &input.value);
        lines.push(format!("  {}  {}", text::fit(&value, 16, text::Align::Right), explain::words(lang, zone, &input.name)));
    }
    lines.push(format!("  {}", explain::rules(lang, policy, e)));
    lines.extend(e.policy.iter().map(|p| format!("    {} = {}", p.path, p.value)));
    lines.extend(e.notes.iter().map(|n| format!("  ! {}", explain::words(lang, zone, n))));
    lines.join("\n")
}

/// What an act led to: on which tickets, and which of them refused it and why.
#[must_use]
pub fn acted(lang: Lang, done: &[Done], refused: &[(String, String)]) -> Document {
    let acted = Columns::default()
        .with(Column::number("number", label("number")), |d: &Done| What::Number(d.number))
        .with(Column::code("state", label("state")), |d| d.state)
        .with(Column::number("level", label("level")), |d| What::Number(d.level));
    let declined = Columns::default()
        .with(Column::number("number", label("number")), |(number, _): &(String, String)| {
            number.parse::<i64>().ok().map(What::Number)
        })
        .with(Column::text("reason", Words::key("policy-why")), |(_, reason)| reason.clone());
    let line = |d: &Done| (format!("#{} {} · L{}", d.number, d.state.label().get(lang), d.level), Tone::Plain);
    let mut document = Document::new("qudao.ticket-act/1")
        .with(Block::table("done", acted.table(done).unseen(), Words::nothing()))
        .with(Block::table("refused", declined.table(refused).unseen(), Words::nothing()))
        .with(Block::lines(done.iter().map(line).collect()));
    for warning in done.iter().filter_map(Done::warning) {
        document = document.with(Block::note(plain(i18n::sentence(lang, &warning))));
    }
    for (number, reason) in refused {
        document = document.with(Block::note(plain(format!("#{number} {reason}"))));
    }
    document
}

/// The remedies of a kind or of all, with the steps and what follows.
#[must_use]
pub fn remedies(session: &Session, lang: Lang, kind: Option<TicketKind>) -> Document {
    let playbooks = session.policy.playbooks();
    let found: Vec<&Remedy> = match kind {
        Some(kind) => playbooks.of(kind, None),
        None => playbooks.remedy.iter().collect(),
    };
    let task = |field| Words::field(Kind::Task, field);
    let follow = Columns::default()
        .with(Column::text("title", task("title")), move |f: &crate::domain::remedy::Follow| f.title.get(lang).to_owned())
        .with(Column::code("kind", task("kind")), |f| f.kind.code())
        .with(Column::days("after_days", Words::key("remedy-after")), |f| What::Days(f.after_days.into()));
    let columns = Columns::default()
        .with(Column::code("code", Words::key("health-column-code")), |r: &&Remedy| r.code.clone())
        .with(Column::list("kinds", label("kind")), |r| What::List(r.kinds.iter().map(|k| (*k).into()).collect()))
        .with(Column::list("pain_points", label("pain_point")), |r| {
            What::List(r.pain_points.iter().map(|p| (*p).into()).collect())
        })
        .with(Column::text("name", Words::key("report-name")), move |r| r.name.get(lang).to_owned())
        .with(Column::text("text", label("resolution")), move |r| r.text(lang))
        .with(Column::code("violation", Words::Label(Kind::Violation.def().label)), |r| r.violation)
        .with(Column::list("tasks", Words::Label(Kind::Task.def().label)).nested().of(follow.columns()), move |r| {
            What::List(r.task.iter().map(|f| follow.members(f)).collect())
        });
    let mut lines = Vec::new();
    for (i, r) in found.iter().enumerate() {
        let kinds: Vec<&str> = r.kinds.iter().map(|k| k.label().get(lang)).collect();
        let gap = if i > 0 { "\n" } else { "" };
        lines.push((format!("{gap}{}  {}", r.code, kinds.join(" · ")), Tone::Dim));
        lines.push((r.text(lang), Tone::Plain));
        let violation = r.violation.map(|v| t!(lang, "remedy-violation", kind = v.label().get(lang)));
        let task = |f: &crate::domain::remedy::Follow| {
            t!(lang, "remedy-task", days = f.after_days.to_string(), task = f.title.get(lang))
        };
        lines.extend(violation.into_iter().chain(r.task.iter().map(task)).map(|said| (format!("  {said}"), Tone::Plain)));
    }
    session
        .document("qudao.remedies/1")
        .with(Block::table("rows", columns.table(&found).unseen(), Words::nothing()))
        .with(Block::lines(lines))
}
