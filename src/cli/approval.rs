//! `qudao approval`: what waits for a decision, and deciding it.

use serde_json::{Value as Json, json};

use super::output::{self, Align, Cell, Table, Tone};
use super::{Ctx, Exit, Format, Usage, list as lists, policy};
use crate::domain::approval::Wanted;
use crate::domain::kinds::{ApprovalAct, ApprovalState};
use crate::domain::record::{Field, Kind, Lang};
use crate::i18n::{self, approval as words, number};
use crate::ops::approval::{self, Change, Line, Page, Scope, Seen, Shown, Waiting};
use crate::ops::{Session, list};
use crate::t;

/// Options of `approval`.
pub(super) type Args = super::OneOf<What>;

/// What it does.
#[derive(Debug, clap::Subcommand)]
pub(super) enum What {
    /// What waits for your decision.
    List {
        /// What you asked for, whatever became of it.
        #[arg(long, conflicts_with_all = ["asked", "open", "all"])]
        mine: bool,
        /// What you asked for and were asked about.
        #[arg(long, conflicts_with_all = ["open", "all"])]
        asked: bool,
        /// All that is open, whoever decides it.
        #[arg(long, conflicts_with = "all")]
        open: bool,
        /// All there ever was.
        #[arg(long)]
        all: bool,
        /// At most so many.
        #[arg(long, short = 'n', default_value_t = 200)]
        limit: u32,
    },
    /// Print one: what would change, its steps and history, who may decide it now.
    Show {
        /// Its number.
        number: String,
    },
    /// Approve the step that each waits for; never what you asked for.
    Approve {
        /// Their numbers.
        #[arg(required = true)]
        numbers: Vec<String>,
        /// A word to it.
        #[arg(long, short, default_value = "", hide_default_value = true)]
        text: String,
        /// The version that you looked at: refused if somebody was first.
        #[arg(long, value_name = "VERSION")]
        seen: Option<i64>,
    },
    /// Reject one, with the reason.
    Reject {
        /// Its number.
        number: String,
        /// Why.
        text: String,
    },
    /// Ask who asked for it; they have a day to answer.
    Ask {
        /// Its number.
        number: String,
        /// What you want to know.
        text: String,
    },
    /// Answer what you were asked about your request.
    Answer {
        /// Its number.
        number: String,
        /// The answer.
        text: String,
    },
    /// Take your request back.
    Withdraw {
        /// Its number.
        number: String,
        /// Why.
        #[arg(default_value = "", hide_default_value = true)]
        text: String,
    },
    /// Ask again for a record that was rejected, taken back, or has changed since.
    Request {
        /// What: expense, contract, credit-change, violation, screening, exit.
        kind: String,
        /// Its code or number.
        code: String,
        /// Why.
        #[arg(default_value = "", hide_default_value = true)]
        text: String,
    },
}

/// Does it.
///
/// # Errors
/// A number that there is not, what the rules refuse, those of the file and of stdout.
pub(super) fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    match args.what {
        What::List { mine, asked, open, all, limit } => {
            let scope = match (mine, asked, open, all) {
                (true, ..) => Scope::Mine,
                (_, true, ..) => Scope::Asked,
                (_, _, true, _) => Scope::Open,
                (.., true) => Scope::All,
                _ => Scope::Waiting,
            };
            print_list(ctx, scope, limit)
        }
        What::Show { number } => show(ctx, &number),
        What::Approve { numbers, text, seen } => {
            if seen.is_some() && numbers.len() > 1 {
                return Err(Usage(t!(ctx.lang(), "usage-approval-seen")).into());
            }
            let many = numbers.iter().map(|number| Ok(Seen { id: find(ctx, number)?, version: seen }));
            let many = many.collect::<anyhow::Result<Vec<_>>>()?;
            let done = approval::approve_many(ctx.session()?, &many, &text)?;
            let lang = ctx.lang();
            if done.refused.is_empty() {
                output::text(&i18n::sentence(lang, &done.said))?;
                return Ok(Exit::Done);
            }
            output::text(&t!(
                lang,
                "done-approval-part",
                count = many.len().saturating_sub(done.refused.len()),
                all = many.len()
            ))?;
            for (number, why) in &done.refused {
                output::note(&format!("#{number} {}", i18n::error(lang, why)));
            }
            Ok(Exit::Refused)
        }
        What::Reject { number, text } => act(ctx, &number, None, ApprovalAct::Reject, &text),
        What::Ask { number, text } => act(ctx, &number, None, ApprovalAct::Ask, &text),
        What::Answer { number, text } => act(ctx, &number, None, ApprovalAct::Answer, &text),
        What::Withdraw { number, text } => act(ctx, &number, None, ApprovalAct::Withdraw, &text),
        What::Request { kind, code, text } => request(ctx, &kind, &code, &text),
    }
}

fn find(ctx: &mut Ctx, number: &str) -> anyhow::Result<i64> {
    let lang = ctx.lang();
    let digits = number.strip_prefix('#').unwrap_or(number);
    let number = digits.parse().map_err(|_| Usage(t!(lang, "usage-approval-number", text = number)))?;
    Ok(approval::find(ctx.session()?, number)?)
}

/// The newest approval of a record that was just written: its number, how far it is, and whether it was decided alone.
pub(super) fn of_record(session: &Session, kind: Kind, record: i64) -> anyhow::Result<Option<Json>> {
    let found = approval::newest(session, kind, record)?;
    Ok(found.map(|a| json!({"number": a.number, "state": a.state, "alone": a.alone})))
}

fn act(ctx: &mut Ctx, number: &str, version: Option<i64>, act: ApprovalAct, text: &str) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let id = find(ctx, number)?;
    let done = approval::act(ctx.session()?, Seen { id, version }, act, text)?;
    output::text(&i18n::sentence(lang, &done.said(act)))?;
    Ok(Exit::Done)
}

fn request(ctx: &mut Ctx, kind: &str, code: &str, text: &str) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let kind = lists::kind_of(lang, kind)?;
    ctx.subject = Some(kind);
    let session = ctx.session()?;
    let row = list::find(session, kind, code)?;
    let asked = approval::ask_for(session, kind, row.id, text)?;
    output::text(&i18n::sentence(lang, &asked.said(&crate::ops::record::called(&row))))?;
    Ok(Exit::Done)
}

fn print_list(ctx: &mut Ctx, scope: Scope, limit: u32) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let found = approval::list(session, scope, limit)?;
    if format == Format::Json {
        let rows: Vec<Json> = found.iter().map(document).collect();
        output::json(&json!({"schema": "qudao.approvals/1", "as_of": session.as_of().to_string(), "rows": rows}))?;
        return Ok(Exit::Done);
    }
    if found.is_empty() {
        output::note(&t!(lang, "approval-list-empty"));
        return Ok(Exit::Done);
    }
    let now = session.now();
    let mut table = Table::new([
        (t!(lang, "approval-column-number"), Align::Right),
        (t!(lang, "approval-column-left"), Align::Left),
        (t!(lang, "approval-column-subject"), Align::Left),
        (t!(lang, "approval-column-partner"), Align::Left),
        (t!(lang, "approval-column-title"), Align::Left),
        (t!(lang, "approval-column-amount"), Align::Right),
        (t!(lang, "approval-column-by"), Align::Left),
        (t!(lang, "approval-column-step"), Align::Left),
        (t!(lang, "approval-column-state"), Align::Left),
    ]);
    for w in &found {
        let l = &w.line;
        let open = matches!(l.state, ApprovalState::Pending | ApprovalState::Asked);
        let clock = match l.due.filter(|_| open) {
            Some(due) => Cell::toned(words::left(lang, due, now), if due <= now { Tone::Bad } else { Tone::Plain }),
            None => Cell::default(),
        };
        let by = words::who(lang, l.by.as_ref().map(|(_, name)| name.as_str()));
        let step = match &w.place_of {
            Some(place) => t!(lang, "approval-place", who = role(lang, l), place = place.as_str()),
            None => role(lang, l),
        };
        table.row([
            l.number.to_string().into(),
            clock,
            l.subject.label().get(lang).into(),
            l.party.as_ref().map(|p| p.code.clone()).unwrap_or_default().into(),
            title(lang, l).into(),
            l.amount.map(number::amount_full).unwrap_or_default().into(),
            by.into(),
            step.into(),
            state(lang, l).into(),
        ]);
    }
    table.print()?;
    Ok(Exit::Done)
}

/// How far it is, and whether it came so far alone.
fn state(lang: Lang, l: &Line) -> String {
    let state = l.state.label().get(lang);
    if l.alone { t!(lang, "approval-alone", state = state) } else { state.to_owned() }
}

/// The role that the present step needs: `manager 1/2`.
fn role(lang: Lang, l: &Line) -> String {
    let role = l.needs.label().get(lang);
    if l.step.1 > 1 { format!("{role} {}/{}", l.step.0, l.step.1) } else { role.to_owned() }
}

/// What is asked for in one line.
fn title(lang: Lang, l: &Line) -> String {
    l.wanted.as_ref().map_or_else(|| l.title.clone(), |w| words::wanted(lang, w))
}

fn show(ctx: &mut Ctx, number: &str) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let id = find(ctx, number)?;
    let session = ctx.session()?;
    let page = approval::page(session, id)?;
    let does = policy::impact(session, &page)?;
    if format == Format::Json {
        let mut document = whole(session, lang, &page);
        if let (Json::Object(map), false) = (&mut document, does.is_empty()) {
            map.insert("impact".to_owned(), policy::impact_document(&does)?);
        }
        output::json(&document)?;
        return Ok(Exit::Done);
    }
    let (zone, now, l) = (session.policy.organisation.zone, session.now(), &page.line);
    let subject = l.subject.label().get(lang);
    let party = l.party.as_ref().map(|p| format!("  {} {}", p.code, p.name)).unwrap_or_default();
    let amount = l.amount.map(|a| format!("  {}", number::amount_full(a))).unwrap_or_default();
    output::text(&format!(
        "{}{party}\n{}{amount}",
        t!(lang, "approval-subject", number = l.number, subject = subject),
        title(lang, l)
    ))?;
    let who = words::who(lang, l.by.as_ref().map(|(_, name)| name.as_str()));
    output::text(&t!(lang, "approval-by", who = who.as_str(), at = number::moment(l.at, zone)))?;
    if let Some(number) = page.policy_version {
        output::text(&t!(lang, "approval-by-rules", number = number))?;
    }
    if page.brought_in {
        output::text(&t!(lang, "brought-in"))?;
    }
    if !l.reason.is_empty() {
        output::text(&format!("{}: {}", t!(lang, "approval-why"), words::reason(lang, &l.reason)))?;
    }
    if !page.difference.drift.is_empty() {
        output::text(&format!("\n{}", t!(lang, "approval-drift")))?;
        changes(lang, zone, &page.difference.drift).print()?;
    }
    let stale = page.stale.iter().map(|why| t!(lang, "approval-stale", why = i18n::reason(lang, why)));
    for said in stale.chain(page.kept.iter().map(|said| i18n::sentence(lang, said))) {
        output::text(&format!("\n{said}"))?;
    }
    if !page.difference.fields.is_empty() {
        output::text("")?;
        changes(lang, zone, &page.difference.fields).print()?;
    }
    if !page.rules.is_empty() {
        output::text("")?;
        policy::differences(lang, &page.rules).print()?;
    }
    for block in &does {
        output::block(lang, session, block)?;
    }
    output::text("")?;
    for line in steps(lang, zone, now, &page) {
        output::text(&line)?;
    }
    output::text(&format!("\n{}", t!(lang, "approval-history")))?;
    let mut history = Table::new([("", Align::Left), ("", Align::Left), ("", Align::Left), ("", Align::Left)]).headless();
    for e in &page.history {
        let who = words::hand(lang, &words::who(lang, e.actor.as_deref()), e.place_of.as_deref());
        let act = e.event.act.label().get(lang).to_owned();
        let said = words::reason(lang, &e.event.text).replace('\n', " / ");
        history.row([number::moment(e.event.at, zone), who, act, said]);
    }
    history.print()?;
    Ok(Exit::Done)
}

/// Its steps, who approved them or how long is left, and who may decide now.
fn steps(lang: Lang, zone: chrono_tz::Tz, now: chrono::DateTime<chrono::Utc>, page: &Page) -> Vec<String> {
    let l = &page.line;
    let open = matches!(l.state, ApprovalState::Pending | ApprovalState::Asked);
    let left = l.due.map(|due| words::left(lang, due, now)).unwrap_or_default();
    let mut out = Vec::new();
    for (step, done) in (1_i64..).zip(&page.steps) {
        let role = done.role.label().get(lang);
        out.push(match &done.by {
            Some((who, place_of, at)) => {
                let who = words::hand(lang, who, place_of.as_deref());
                t!(lang, "approval-step-done", step = step, role = role, who = who, at = number::moment(*at, zone))
            }
            None if l.state == ApprovalState::Pending && step == l.step.0 => {
                t!(lang, "approval-step-now", step = step, role = role, left = left.as_str())
            }
            None => t!(lang, "approval-step-open", step = step, role = role),
        });
    }
    if l.state == ApprovalState::Asked {
        let who = words::who(lang, l.by.as_ref().map(|(_, name)| name.as_str()));
        out.push(t!(lang, "approval-answer-due", who = who, left = left));
    }
    if !open {
        out.push(state(lang, l));
        return out;
    }
    let who: Vec<String> = page.deciders.iter().map(|d| words::hand(lang, &d.name, d.place_of.as_deref())).collect();
    out.push(if who.is_empty() { t!(lang, "approval-may-nobody") } else { t!(lang, "approval-may", who = who.join(", ")) });
    out
}

fn changes(lang: Lang, zone: chrono_tz::Tz, changes: &[Change]) -> Table {
    let heads = ["approval-column-field", "approval-column-before", "approval-column-after"];
    let mut table = Table::new(heads.map(|key| (i18n::message(lang, key, &[]), Align::Left)));
    for c in changes {
        let said = |v: &Shown| said(lang, c.field, v, zone);
        let tone = if c.changes() { Tone::Soon } else { Tone::Plain };
        table.row([Cell::from(c.field.label.get(lang)), said(&c.before).into(), Cell::toned(said(&c.after), tone)]);
    }
    table
}

fn said(lang: Lang, field: &Field, (value, code): &Shown, zone: chrono_tz::Tz) -> String {
    if value.is_null() { "–".to_owned() } else { number::value(lang, field, value, code.as_deref(), zone) }
}

fn time(at: chrono::DateTime<chrono::Utc>) -> Json {
    json!(at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}

fn document(w: &Waiting) -> Json {
    let l = &w.line;
    let tiers = match l.wanted {
        Some(Wanted::Tier(from, to)) => Some((from, to)),
        _ => None,
    };
    json!({
        "number": l.number,
        "version": l.version,
        "subject": l.subject,
        "partner": l.party.as_ref().map(|p| &p.code),
        "title": l.title,
        "from_tier": tiers.and_then(|(from, _)| from),
        "to_tier": tiers.map(|(_, to)| to),
        "amount": l.amount.map(|a| a.to_string()),
        "reason": l.reason,
        "state": l.state,
        "step": l.step.0,
        "steps": l.step.1,
        "needs": l.needs,
        "in_place_of": w.place_of,
        "alone": l.alone,
        "requested_by": l.by.as_ref().map(|(_, name)| name),
        "requested_at": time(l.at),
        "due_at": l.due.map(time),
        "decided_at": l.decided.map(time),
    })
}

fn whole(session: &Session, lang: Lang, page: &Page) -> Json {
    let mut doc = document(&Waiting { line: page.line.clone(), place_of: None });
    let side = |field: &Field, (value, code): &Shown| match code {
        Some(code) => json!(code),
        None if value.is_null() => Json::Null,
        None => crate::exchange::json::value(field, value, None),
    };
    let changes = |all: &[Change]| -> Vec<Json> {
        let one = |c: &Change| json!({"field": c.field.name, "before": side(c.field, &c.before), "after": side(c.field, &c.after), "changes": c.changes()});
        all.iter().map(one).collect()
    };
    let steps = page.steps.iter().map(|s| {
        let by = s.by.as_ref();
        json!({"role": s.role, "by": by.map(|b| &b.0), "in_place_of": by.and_then(|b| b.1.as_ref()), "at": by.map(|b| time(b.2))})
    });
    let history = page.history.iter().map(|e| {
        json!({"at": time(e.event.at), "by": e.actor, "in_place_of": e.place_of, "act": e.event.act, "step": e.event.step, "text": e.event.text})
    });
    let may = page.deciders.iter().map(|d| json!({"user": d.name, "in_place_of": d.place_of}));
    if let Json::Object(map) = &mut doc {
        map.insert("schema".to_owned(), json!("qudao.approvals/1"));
        map.insert("as_of".to_owned(), json!(session.as_of().to_string()));
        map.insert("kind".to_owned(), json!(page.difference.kind.def().name));
        map.insert("record".to_owned(), json!(page.record));
        map.insert("policy_version".to_owned(), json!(page.policy_version));
        map.insert("difference".to_owned(), json!(changes(&page.difference.fields)));
        if !page.rules.is_empty() {
            map.insert("rules".to_owned(), json!(policy::rows(&page.rules)));
        }
        map.insert("changed_since".to_owned(), json!(changes(&page.difference.drift)));
        if page.difference.kind == Kind::PolicyVersion {
            map.insert("stale".to_owned(), json!(page.stale.as_ref().map(|why| i18n::reason(lang, why))));
            map.insert("kept".to_owned(), page.kept.iter().map(|said| json!(i18n::sentence(lang, said))).collect());
        }
        map.insert("path".to_owned(), steps.collect());
        map.insert("history".to_owned(), history.collect());
        map.insert("may_decide".to_owned(), may.collect());
    }
    doc
}
