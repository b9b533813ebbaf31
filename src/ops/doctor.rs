//! Is the database sound? Everything that can be looked at without changing anything.

mod gone;
pub mod pages;

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use super::{Result, Session, region, rules, ticket};
use crate::domain::kinds::{TicketKind, out_of_bounds};
use crate::domain::record::{Field, FieldType, Kind, Row, Value};
use crate::domain::sentence::{Sentence, Speak as _};
use crate::store::gateways::{self, Gateway};
use crate::store::{
    approvals, backup, clock, holders, network, open, part, record, rollup, rules as stored_rules, schema, tickets,
};

/// What was looked at, and what was found.
#[derive(Clone, Debug)]
pub struct Check {
    /// Stable name, for JSON.
    pub name: &'static str,
    /// What it is like where nothing is wrong.
    pub state: Sentence,
    /// What is wrong; empty: nothing.
    pub findings: Vec<Sentence>,
}

/// A log beyond this is not being written back: somebody reads without end.
const LOG_LIMIT: u64 = 256 << 20;

/// Looks at everything, and whether a policy file of the user's own from before is not what rules. The file is looked at as it is, also
/// where the session looks at another day.
///
/// # Errors
/// Those of the file, if it can't even be looked at.
pub fn doctor(session: &mut Session, old_policy: Option<&Path>) -> Result<Vec<Check>> {
    session.at_the_file(|session| checks(session, old_policy))
}

fn checks(session: &Session, old_policy: Option<&Path>) -> Result<Vec<Check>> {
    let path = session.store.path();
    let schema = readable("schema", complete(session))?;
    if !schema.findings.is_empty() {
        // what is not there can't be looked at
        return Ok(vec![schema, readable("integrity", integrity(session))?, files(path), left_over(path)]);
    }
    Ok(vec![
        schema,
        readable("integrity", integrity(session))?,
        readable("references", references(session))?,
        readable("values", values(session))?,
        readable("roll_ups", roll_ups(session))?,
        readable("history", gone::history(session))?,
        readable("search", gone::search(session))?,
        readable("figures", gone::computed(session))?,
        readable("closings", gone::closings(session))?,
        readable("users", users(session))?,
        readable("gateways", gateways(session))?,
        readable("regions", regions(session))?,
        files(path),
        left_over(path),
        readable("log", log(session, path))?,
        holding(path),
        readable("calendar", calendar(session))?,
        readable("assign", assignment(session))?,
        readable("rules", of_rules(session, old_policy))?,
    ])
}

/// A check that stumbled over damage has found it; the others are made all the same.
fn readable(name: &'static str, made: Result<Check>) -> Result<Check> {
    match made {
        Err(super::OpError::Store(e)) => match e.damage() {
            Some(detail) => {
                let finding = Sentence::new("doctor-damaged").with("detail", detail);
                Ok(check(name, Sentence::new("doctor-unread"), vec![finding]))
            }
            None => Err(e.into()),
        },
        made => made,
    }
}

fn check(name: &'static str, state: Sentence, findings: Vec<Sentence>) -> Check {
    Check { name, state, findings }
}

fn complete(session: &Session) -> Result<Check> {
    let found = open::schema(&session.store)?;
    let lacking = schema::lacking(session.store.conn(), found)?;
    let findings = lacking.iter().map(|part| Sentence::new("doctor-lacking").with("part", part)).collect();
    Ok(check("schema", Sentence::new("doctor-schema").with("found", found), findings))
}

fn integrity(session: &Session) -> Result<Check> {
    let wrong = backup::integrity(session.store.conn())?;
    let mut findings: Vec<Sentence> = wrong.iter().map(|line| Sentence::new("doctor-damaged").with("detail", line)).collect();
    let foreign = schema::foreign(session.store.conn(), open::schema(&session.store)?)?;
    findings.extend(foreign.iter().map(|part| Sentence::new("doctor-foreign").with("part", part)));
    Ok(check("integrity", Sentence::new("doctor-integrity"), findings))
}

fn references(session: &Session) -> Result<Check> {
    let wrong = backup::dangling(session.store.conn())?;
    let conn = session.store.conn();
    let finding = |(table, row, other): &(String, Option<i64>, String)| {
        let code = match (Kind::from_name(table), row) {
            (Some(kind), Some(id)) => record::called(conn, kind, *id)?,
            // what people never see by itself is known by its table alone
            _ => String::new(),
        };
        Ok(Sentence::new("doctor-dangling").with("kind", table).with("code", code).with("other", other))
    };
    let mut findings: Vec<Sentence> = wrong.iter().map(finding).collect::<Result<_>>()?;
    for (kind, partner, other) in backup::facts_of_nothing(conn)? {
        let code = record::code_of(conn, Kind::Partner, partner)?;
        let said = Sentence::new("doctor-dangling").with("kind", kind.def().name).with("code", code);
        findings.push(said.with("other", other.def().name));
    }
    for (kind, id, field) in backup::themselves(conn)? {
        let code = record::code_of(conn, kind, id)?;
        let key = if kind == Kind::User { "doctor-own-delegate" } else { "doctor-own-reference" };
        let said = Sentence::new(key).with("kind", kind.def().name).with("code", code).with("touched", field);
        findings.push(said.with("field", field).with("name", kind.def().name));
    }
    for code in network::cores_with_core(conn)? {
        findings.push(Sentence::new("doctor-core-loop").with("code", code));
    }
    Ok(check("references", Sentence::new("doctor-references"), findings))
}

/// Every stored record has the form that its declaration says.
fn values(session: &Session) -> Result<Check> {
    let mut findings = Vec::new();
    let mut all = 0;
    for kind in Kind::ALL {
        if kind.is_fact() {
            facts(session, *kind, &mut findings)?;
        } else {
            all += forms(session, *kind, &mut findings)?;
        }
    }
    let conn = session.store.conn();
    for (number, step, steps) in approvals::beyond_their_path(conn)? {
        let said = Sentence::new("doctor-approval-step").with("number", number);
        findings.push(said.with("step", step).with("steps", steps));
    }
    findings.extend(clock::unreadable(conn)?.map(|found| Sentence::new("doctor-clock").with("found", found)));
    Ok(check("values", Sentence::new("doctor-values").with("count", all), findings))
}

fn forms(session: &Session, kind: Kind, findings: &mut Vec<Sentence>) -> Result<usize> {
    let rows = record::query(session.store.conn(), kind, "", &[])?;
    let def = kind.def();
    for row in &rows {
        let bad = (def.reads)(&row.values).err().map(|e| (e.field, e.found));
        // what came in before the field was bounded: no edit of the record is taken until it is put right
        let beyond = beyond(def.fields, row);
        let empty: Vec<&str> = def.fields.iter().zip(&row.values).filter(|(f, v)| is_empty(f, v)).map(|(f, _)| f.name).collect();
        if bad.is_some() || !beyond.is_empty() || !empty.is_empty() {
            let code = record::called(session.store.conn(), kind, row.id)?;
            findings.extend(bad.map(|(field, found)| bad_value(kind, &code, field, &found)));
            findings.extend(beyond.iter().map(|(field, found)| bad_value(kind, &code, field, found)));
            let said = |field| Sentence::new("doctor-empty").with("kind", def.name).with("code", &code).with("touched", field);
            findings.extend(empty.iter().map(said));
        }
    }
    Ok(rows.len())
}

/// Whether a text that must be given is not.
fn is_empty(field: &Field, value: &Value) -> bool {
    let is_text = matches!(field.ty, FieldType::Text | FieldType::Note);
    field.required && is_text && value.text().unwrap_or_default().trim().is_empty()
}

/// Facts that hold what no door lets in, twenty of a kind at most, by their key.
fn facts(session: &Session, kind: Kind, findings: &mut Vec<Sentence>) -> Result<()> {
    let conn = session.store.conn();
    let any = unbounded(kind);
    for row in record::beyond_limits(conn, kind, &any)? {
        let mut parts = Vec::new();
        for name in kind.def().key {
            let (Some((_, f)), value) = (kind.def().field(name), row.get(name)) else { continue };
            // a fact refers to nothing by 0
            let none = matches!(f.ty, FieldType::Ref(_)) && value.int() == Some(0);
            if !none && !value.is_null() && value.text() != Some("") {
                parts.push(record::spoken(conn, f, value)?);
            }
        }
        let code = parts.join(" ");
        findings.extend(beyond(&any, &row).iter().map(|(field, found)| bad_value(kind, &code, field, found)));
    }
    Ok(())
}

/// A kind's fields with the bounds of their types alone.
fn unbounded(kind: Kind) -> Vec<Field> {
    kind.def().fields.iter().map(|f| Field { bounds: None, ..*f }).collect()
}

/// The fields of a row that hold what their type does not, with what they hold.
fn beyond(fields: &[Field], row: &Row) -> Vec<(&'static str, String)> {
    let beyond = fields.iter().zip(&row.values).filter(|(f, v)| v.int().is_some_and(|i| out_of_bounds(f, i).is_some()));
    beyond.map(|(f, v)| (f.name, f.strict(v))).collect()
}

fn bad_value(kind: Kind, code: &str, field: &str, found: &str) -> Sentence {
    let said = Sentence::new("doctor-bad-value").with("kind", kind.def().name).with("code", code);
    said.with("touched", field).with("found", found)
}

fn roll_ups(session: &Session) -> Result<Check> {
    let conn = session.store.conn();
    let finding = |d: &rollup::Drift| {
        let key = match d.table {
            "sales_month" => "doctor-drift-months",
            "partner_weeks" => "doctor-drift-weeks",
            _ => "doctor-drift-network",
        };
        let code = if d.partner == 0 { String::new() } else { record::code_of(conn, Kind::Partner, d.partner)? };
        Ok(Sentence::new(key).with("code", code))
    };
    let findings = rollup::verify(conn)?.iter().take(20).map(finding).collect::<Result<_>>()?;
    Ok(check("roll_ups", Sentence::new("doctor-roll-ups"), findings))
}

fn users(session: &Session) -> Result<Check> {
    let admins = record::query(session.store.conn(), Kind::User, "WHERE role = 'admin' AND active = 1", &[])?;
    let findings = if admins.is_empty() { vec![Sentence::new("doctor-no-admin")] } else { Vec::new() };
    Ok(check("users", Sentence::new("doctor-users").with("count", admins.len()), findings))
}

/// No region lies in itself: its partners would be in no sum.
fn regions(session: &Session) -> Result<Check> {
    let finding = |code: &String| Sentence::new("doctor-region-loop").with("code", code);
    let findings = region::loops(session.store.conn())?.iter().map(finding).collect();
    Ok(check("regions", Sentence::new("doctor-regions"), findings))
}

/// Every gateway's folder is there.
fn gateways(session: &Session) -> Result<Check> {
    let all = gateways::all(session.store.conn())?;
    let gone = all.iter().filter_map(|g| Some((g, g.folder.as_deref().filter(|f| !f.is_dir())?)));
    let finding = |(g, folder): (&Gateway, &Path)| {
        Sentence::new("doctor-gateway-folder").with("account", &g.account).with("folder", folder.display())
    };
    Ok(check("gateways", Sentence::new("doctor-gateways").with("count", all.len()), gone.map(finding).collect()))
}

/// Modes of the files: in a group's folder (setgid) colleagues must be able to write, strangers never.
fn files(path: &Path) -> Check {
    let mode = |p: &Path| std::fs::metadata(p).ok().map(|m| m.permissions().mode());
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let shared = mode(folder).is_some_and(|m| m & 0o2020 == 0o2020);
    let mut findings = Vec::new();
    for end in ["", "-wal", "-shm"] {
        let file = backup::with_end(path, end);
        let Some(mode) = mode(&file) else { continue };
        let wrong = if mode & 0o002 != 0 {
            "doctor-world-writable"
        } else if shared && mode & 0o060 != 0o060 {
            "doctor-not-group-writable"
        } else {
            continue;
        };
        findings.push(Sentence::new(wrong).with("path", file.display()).with("mode", format!("{:04o}", mode & 0o7777)));
    }
    let state = Sentence::new("doctor-files").with("path", path.display());
    let shown = mode(path).map_or_else(String::new, |m| format!("{:04o}", m & 0o7777));
    let size = std::fs::metadata(path).map_or(0, |m| m.size());
    check("files", state.with("mode", shown).with("size", megabytes(size)), findings)
}

/// What a backup or restore that was killed has left beside the database, which need not be one that can be opened.
#[must_use]
pub fn leftovers(path: &Path) -> Vec<Sentence> {
    let found = part::leftovers(&backup::folder_of(path));
    found.iter().map(|path| Sentence::new("doctor-leftover").with("path", path.display())).collect()
}

fn left_over(path: &Path) -> Check {
    check("leftovers", Sentence::new("doctor-leftovers"), leftovers(path))
}

fn log(session: &Session, path: &Path) -> Result<Check> {
    let size = std::fs::metadata(backup::with_end(path, "-wal")).map_or(0, |m| m.size());
    let mode = open::journal_mode(&session.store)?;
    let mut findings = Vec::new();
    // what is opened as a file that nobody changes says nothing of how it is written
    let looks_only = session.store.only_looks();
    if !looks_only && mode != "wal" && !session.store.is_private() {
        findings.push(Sentence::new("doctor-no-log").with("mode", mode));
    }
    if size > LOG_LIMIT {
        findings.push(Sentence::new("doctor-log-grows").with("size", megabytes(size)));
    }
    Ok(check("log", Sentence::new("doctor-log").with("size", megabytes(size)), findings))
}

fn holding(path: &Path) -> Check {
    let found = holders::holders(path);
    let name = |h: &holders::Holder| {
        let user = uzers::get_user_by_uid(h.uid).map_or_else(|| h.uid.to_string(), |u| u.name().to_string_lossy().into_owned());
        let writes = if h.writes { " (W)" } else { "" };
        format!("{} {user} {}{writes}", h.pid, h.command)
    };
    let list = found.iter().map(name).collect::<Vec<_>>().join(", ");
    let state = Sentence::new(if found.is_empty() { "doctor-nobody" } else { "doctor-holders" });
    check("holders", state.with("count", found.len()).with("list", list), Vec::new())
}

/// The calendar knows the years from today to the last open deadline, and a month ahead.
fn calendar(session: &Session) -> Result<Check> {
    let calendar = &session.policy.calendar;
    let state = Sentence::new("doctor-calendar").with("code", &calendar.code);
    let state = state.with("first", calendar.first_year).with("last", calendar.last_year);
    let missing = ticket::uncovered_year(session)?;
    let finding = |year| Sentence::new("doctor-uncovered").with("year", year).with("code", &calendar.code);
    Ok(check("calendar", state, missing.into_iter().map(finding).collect()))
}

/// The accounts that new tickets go to by the policy are there and can be given work.
fn assignment(session: &Session) -> Result<Check> {
    let workers = tickets::workers(session.store.conn())?;
    let gone = |(_, name): &(TicketKind, &str)| workers.iter().all(|u| u.name != *name);
    let finding =
        |(kind, name): (TicketKind, &str)| Sentence::new("doctor-assign").with("kind", kind.code()).with("account", name);
    let findings = session.policy.desk.assign.accounts().filter(gone).map(finding).collect();
    Ok(check("assign", Sentence::new("doctor-workers").with("count", workers.len()), findings))
}

/// The rules are those of the database; a file that somebody still has and that says otherwise is named.
fn of_rules(session: &Session, old_policy: Option<&Path>) -> Result<Check> {
    // those of the file, whatever this session computes by
    let in_force = stored_rules::number_in_force(session.store.conn(), session.as_of())?;
    let state = Sentence::new("doctor-rules").with("number", in_force);
    let mut findings = Vec::new();
    if let Some(file) = old_policy.filter(|file| file.is_file()) {
        let of = |said: Sentence| said.with("file", file.display());
        findings.extend(match rules::compared(session, file)? {
            rules::Beside::Same => None,
            rules::Beside::Otherwise => Some(of(Sentence::new("doctor-old-policy"))),
            rules::Beside::Unusable(wrong) => Some(of(Sentence { key: "doctor-old-policy-unusable", ..wrong.sentence() })),
        });
    }
    // a database of before there were versions goes by the program's until somebody writes; one that lost them is in its history
    let conn = session.store.conn();
    if !stored_rules::is_empty(conn)? && stored_rules::in_force(conn, session.as_of())?.is_none() {
        findings.push(Sentence::new("doctor-no-rules"));
    }
    let unusable = rules::unusable(session.store.conn(), session.as_of())?;
    findings.extend(unusable.iter().map(|(number, wrong)| wrong.of_version("doctor-rules-unusable", *number)));
    Ok(check("rules", state, findings))
}

fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) >> 20;
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}
