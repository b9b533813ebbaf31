//! What `qudao ticket` prints.

use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};

use crate::cli::Format;
use crate::cli::list as generic;
use crate::cli::output::{self, Align, Cell, JsonRows, Table, Tone, Units};
use crate::cli::show::partner::body;
use crate::domain::explain::Explanation;
use crate::domain::kinds::{Severity, TicketKind};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Lang, Row};
use crate::domain::remedy::Remedy;
use crate::domain::sla::{Clock, ClockKind, Phase};
use crate::i18n::{self, desk, explain, number};
use crate::ops::Session;
use crate::ops::list as lists;
use crate::ops::ticket::{self, Done, Listed, Page};
use crate::report::Why;
use crate::t;

/// A moment in JSON.
fn stamp(at: Option<DateTime<Utc>>) -> Json {
    at.map_or(Json::Null, |t| t.to_rfc3339_opts(chrono::SecondsFormat::Secs, true).into())
}

fn clock_json(clock: Option<&Clock>) -> Json {
    clock.map_or(Json::Null, |c| {
        json!({
            "phase": c.phase.code(),
            "due": stamp(Some(c.due)),
            "goal_minutes": c.goal / 60,
            "used_minutes": c.used.div_euclid(60),
            "left_minutes": c.left.div_euclid(60),
            "uncovered_year": c.uncovered,
        })
    })
}

fn row_json(l: &Listed) -> Json {
    let times = &l.line.times;
    json!({
        "number": l.line.number,
        "kind": times.kind,
        "severity": times.severity,
        "title": l.line.title,
        "state": times.state,
        "level": l.line.level,
        "partner": (!l.line.code.is_empty()).then_some(&l.line.code),
        "partner_name": (!l.line.name.is_empty()).then_some(&l.line.name),
        "owner": (!l.line.owner_name.is_empty()).then_some(&l.line.owner_name),
        "opened_at": stamp(times.opened_at),
        "responded_at": stamp(times.responded_at),
        "resolved_at": stamp(times.resolved_at),
        "closed_at": stamp(l.line.closed_at),
        "round_the_clock": times.service == crate::domain::worktime::Service::RoundTheClock,
        "reopened": l.line.reopened,
        "brought_in": l.line.brought_in,
        "response": clock_json(l.response.as_ref()),
        "resolution": clock_json(l.resolution.as_ref()),
    })
}

fn tone(phase: Phase) -> Tone {
    match phase {
        Phase::Breached | Phase::Missed => Tone::Bad,
        Phase::Warning => Tone::Soon,
        Phase::Held => Tone::Dim,
        Phase::Running | Phase::Met => Tone::Plain,
    }
}

fn clock_cell(lang: Lang, clock: Option<&Clock>) -> Cell {
    clock.map_or_else(Cell::default, |c| {
        // A colour is never alone: what is over has a mark.
        let mark = if c.phase == Phase::Breached { "! " } else { "" };
        Cell::toned(format!("{mark}{}", desk::clock(lang, c)), tone(c.phase))
    })
}

/// Tickets as a table or document.
pub(super) fn list(session: &Session, lang: Lang, format: Format, ids: &[i64]) -> anyhow::Result<()> {
    let listed = ticket::lines(session, ids)?;
    if format == Format::Json {
        let (as_of, now) = (session.as_of().to_string(), session.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        let head = [("schema", "qudao.tickets/1"), ("as_of", as_of.as_str()), ("now", now.as_str())];
        let documents: Vec<Json> = listed.iter().map(row_json).collect();
        let mut rows = JsonRows::begin(output::stdout(), &head, &Units::of(&Json::Array(documents.clone())))?;
        for document in &documents {
            rows.row(document)?;
        }
        rows.end()?;
        return Ok(());
    }
    let label = |field: &str| Kind::Ticket.def().field(field).map_or("", |(_, f)| f.label.get(lang)).to_owned();
    let heads = [
        (label("number"), Align::Right),
        (label("severity"), Align::Left),
        ("L".to_owned(), Align::Left),
        (label("kind"), Align::Left),
        (label("title"), Align::Left),
        (label("partner"), Align::Left),
        (label("state"), Align::Left),
        (desk::clock_name(lang, ClockKind::Response), Align::Left),
        (desk::clock_name(lang, ClockKind::Resolution), Align::Left),
        (label("owner"), Align::Left),
    ];
    let mut table = Table::new(heads);
    for l in &listed {
        let (line, times) = (&l.line, &l.line.times);
        let grave = matches!(times.severity, Severity::S1);
        table.row([
            Cell::from(format!("#{}", line.number)),
            Cell::toned(times.severity.code(), if grave { Tone::Bad } else { Tone::Plain }),
            Cell::from(line.level.to_string()),
            Cell::from(times.kind.label().get(lang)),
            Cell::from(&line.title),
            Cell::from(format!("{} {}", line.code, line.name).trim()),
            Cell::from(times.state.label().get(lang)),
            clock_cell(lang, l.response.as_ref()),
            clock_cell(lang, l.resolution.as_ref()),
            Cell::from(&line.owner_name),
        ]);
    }
    if !listed.is_empty() {
        table.print()?;
    }
    let breached = listed.iter().filter(|l| l.next().is_some_and(|c| c.phase == Phase::Breached)).count();
    output::note(&t!(lang, "ticket-rows", count = listed.len().to_string(), breached = breached.to_string()));
    warn_uncovered(session, lang)
}

/// Says on stderr that deadlines run into a year without a calendar.
fn warn_uncovered(session: &Session, lang: Lang) -> anyhow::Result<()> {
    if let Some(year) = ticket::uncovered_year(session)? {
        output::note(&t!(lang, "sla-uncovered", year = year.to_string()));
    }
    Ok(())
}

/// One ticket as text or document.
pub(super) fn page(session: &Session, lang: Lang, format: Format, id: i64) -> anyhow::Result<()> {
    let page = ticket::page(session, id)?;
    if format == Format::Json {
        return page_json(session, &page);
    }
    let (line, times) = (&page.listed.line, &page.listed.line.times);
    let zone = session.policy.organisation.zone;
    output::text(&format!("#{} {}", line.number, line.title))?;
    let service = if page.ticket.round_the_clock { " · 24x7" } else { "" };
    let facts = [times.severity.label().get(lang), times.kind.label().get(lang), times.state.label().get(lang)].join(" · ");
    output::text(&format!("{facts} · L{}{service} · {}", line.level, line.owner_name))?;
    for clock in [&page.listed.response, &page.listed.resolution].into_iter().flatten() {
        let name = desk::clock_name(lang, clock.kind);
        let stands = desk::clock(lang, clock);
        let due = number::moment(clock.due, zone);
        output::text(&t!(lang, "ticket-clock", clock = name, stands = stands, due = due))?;
        if let Some(year) = clock.uncovered {
            output::text(&t!(lang, "sla-uncovered", year = year.to_string()))?;
        }
    }
    for block in ticket::sheet::blocks(session, &page)? {
        output::block(lang, session, &block)?;
    }
    Ok(())
}

fn page_json(session: &Session, page: &Page) -> anyhow::Result<()> {
    let list = lists::whole(session, Kind::Ticket)?;
    let row = Row::from(page.ticket.clone());
    let events: Vec<Json> = page
        .history
        .iter()
        .map(|(e, actor)| {
            let amount = e.amount.map(|m| m.to_string());
            json!({
                "at": stamp(Some(e.at)), "by": actor, "kind": e.kind, "detail": e.detail, "text": e.text, "told": e.told.0,
                "evidence": e.evidence, "evidence_on": e.evidence_on.map(|d| d.to_string()), "amount": amount,
            })
        })
        .collect();
    let parties: Vec<Json> = page.parties.iter().map(|p| json!({ "role": p.role, "partner": p.code, "name": p.name })).collect();
    let linked = ["violations", "approvals", "tasks", "shipments", "prices", "similar"];
    let mut links = serde_json::Map::new();
    for block in ticket::sheet::blocks(session, page)?.iter().filter(|b| linked.contains(&b.name)) {
        links.insert(block.name.to_owned(), body(block, None::<&fn(&Why) -> crate::ops::Result<Json>>)?);
    }
    let possible: Vec<&str> = page.possible.iter().map(|a| a.code()).collect();
    output::json(&json!({
        "schema": "qudao.ticket/1",
        "as_of": session.as_of().to_string(),
        "now": stamp(Some(session.now())),
        "ticket": generic::document(&list, &row),
        "response": clock_json(page.listed.response.as_ref()),
        "resolution": clock_json(page.listed.resolution.as_ref()),
        "parties": parties,
        "events": events,
        "linked": links,
        "possible": possible,
    }))?;
    Ok(())
}

type Told = (ClockKind, Option<Explanation>);

/// Why the deadlines are when they are.
pub(super) fn why(session: &Session, lang: Lang, format: Format, id: i64, told: &[Told]) -> anyhow::Result<()> {
    let page = ticket::page(session, id)?;
    if format == Format::Json {
        let rules = ticket::rules_of(session, page.ticket.policy_version)?;
        let desk = crate::domain::sla::Desk::of(&rules);
        let clocks: Vec<Json> = told
            .iter()
            .filter_map(|(kind, e)| {
                let e = e.as_ref()?;
                let times = page.listed.line.times;
                let (opened, due) = (times.opened_at?, if *kind == ClockKind::Response { times.response_due? } else { times.resolution_due? });
                let windows: Vec<Json> = desk
                    .time
                    .windows(desk.service_of(&times, *kind), opened, due, &page.holds)
                    .iter()
                    .map(|s| json!({ "from": stamp(Some(s.from)), "to": stamp(Some(s.to)), "minutes": s.seconds / 60, "part": s.part.code(), "holiday": s.part.holiday().map(|h| if lang == Lang::Zh { &h.zh } else { &h.en }) }))
                    .collect();
                let policy: Vec<String> = e.policy.iter().map(|p| format!("{} = {}", p.path, p.value)).collect();
                Some(json!({
                    "clock": kind.code(), "opened_at": stamp(Some(opened)), "due": stamp(Some(due)),
                    "goal": desk.goal(&times, *kind).to_string(),
                    "goal_minutes": desk.goal_seconds(&times, *kind) / 60, "windows": windows, "policy": policy,
                }))
            })
            .collect();
        let head = json!({
            "schema": "qudao.ticket-why/1",
            "as_of": session.as_of().to_string(),
            "number": page.listed.line.number,
            "policy_version": page.ticket.policy_version,
            "clocks": clocks,
        });
        output::json(&head)?;
        return Ok(());
    }
    output::text(&format!("#{} {}", page.listed.line.number, page.listed.line.title))?;
    for (_, explanation) in told {
        if let Some(e) = explanation {
            output::text("")?;
            output::text(&explained(lang, &session.policy, e))?;
        }
    }
    Ok(())
}

/// An explanation as lines: what it is, the formula, each input with its value, policy, notes.
fn explained(lang: Lang, policy: &Policy, e: &Explanation) -> String {
    let zone = policy.organisation.zone;
    let mut lines = vec![format!("{}: {}", explain::words(lang, zone, &e.title), explain::amount(lang, zone, &e.value))];
    lines.extend(e.formula.iter().map(|f| format!("  {}", explain::words(lang, zone, f))));
    for input in &e.inputs {
        let value = explain::amount(lang, zone, &input.value);
        lines.push(format!(
            "  {}  {}",
            crate::i18n::text::fit(&value, 16, Align::Right),
            explain::words(lang, zone, &input.name)
        ));
    }
    lines.push(format!("  {}", explain::rules(lang, policy, e)));
    lines.extend(e.policy.iter().map(|p| format!("    {} = {}", p.path, p.value)));
    lines.extend(e.notes.iter().map(|n| format!("  ! {}", explain::words(lang, zone, n))));
    lines.join("\n")
}

/// What an act led to.
pub(super) fn done(lang: Lang, format: Format, done: &[Done], refused: &[(String, String)]) -> anyhow::Result<()> {
    if format == Format::Json {
        let done: Vec<Json> = done.iter().map(|d| json!({ "number": d.number, "state": d.state, "level": d.level })).collect();
        let refused: Vec<Json> =
            refused.iter().map(|(number, reason)| json!({ "number": number.parse::<i64>().ok(), "reason": reason })).collect();
        output::json(&json!({ "schema": "qudao.ticket-act/1", "done": done, "refused": refused }))?;
        return Ok(());
    }
    for d in done {
        output::text(&format!("#{} {} · L{}", d.number, d.state.label().get(lang), d.level))?;
    }
    for warning in done.iter().filter_map(Done::warning) {
        output::note(&i18n::sentence(lang, &warning));
    }
    for (number, reason) in refused {
        output::note(&format!("#{number} {reason}"));
    }
    Ok(())
}

/// The remedies of a kind or of all, with the steps and what follows.
pub(super) fn remedies(session: &Session, lang: Lang, format: Format, kind: Option<TicketKind>) -> anyhow::Result<()> {
    let playbooks = session.policy.playbooks();
    let found: Vec<&Remedy> = match kind {
        Some(kind) => playbooks.of(kind, None),
        None => playbooks.remedy.iter().collect(),
    };
    if format == Format::Json {
        let rows: Vec<Json> = found
            .iter()
            .map(|r| {
                let task = |f: &crate::domain::remedy::Follow| {
                    json!({ "title": f.title.get(lang), "kind": f.kind.code(), "after_days": f.after_days })
                };
                json!({
                    "code": r.code, "kinds": r.kinds, "pain_points": r.pain_points, "name": r.name.get(lang),
                    "text": r.text(lang), "violation": r.violation,
                    "tasks": r.task.iter().map(task).collect::<Vec<_>>(),
                })
            })
            .collect();
        output::json(&json!({ "schema": "qudao.remedies/1", "as_of": session.as_of().to_string(), "rows": rows }))?;
        return Ok(());
    }
    let mut out = output::stdout();
    for (i, r) in found.iter().enumerate() {
        let kinds: Vec<&str> = r.kinds.iter().map(|k| k.label().get(lang)).collect();
        let gap = if i > 0 { "\n" } else { "" };
        output::line(&mut out, &format!("{gap}{}  {}", r.code, kinds.join(" · ")), Tone::Dim)?;
        output::line(&mut out, &r.text(lang), Tone::Plain)?;
        if let Some(violation) = r.violation {
            let said = t!(lang, "remedy-violation", kind = violation.label().get(lang));
            output::line(&mut out, &format!("  {said}"), Tone::Plain)?;
        }
        for f in &r.task {
            let said = t!(lang, "remedy-task", days = f.after_days.to_string(), task = f.title.get(lang));
            output::line(&mut out, &format!("  {said}"), Tone::Plain)?;
        }
    }
    std::io::Write::flush(&mut out)?;
    Ok(())
}
