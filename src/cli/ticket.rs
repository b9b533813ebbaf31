//! `qudao ticket`: the desk on the command line.

mod stats;
mod trace;

use super::output::{To, print};
use super::{Ctx, Exit, Usage};
use crate::domain::conflict::{Act, Action};
use crate::domain::kinds::{Evidence, PartyRole, TicketKind};
use crate::domain::record::{Expected, Kind, Lang, Problem, Row, Storable, Value};
use crate::exchange::value::read_with;
use crate::i18n;
use crate::ops::ticket::{self, Draft, Filter, pages};
use crate::ops::{OpError, Session};
use crate::store::StoreError;
use crate::t;

/// Options of `ticket`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Open a ticket; it goes to the partner's owner, else to the region's manager, else to head office.
    New(New),
    /// Tickets by time left: all but the closed unless asked otherwise.
    List(ListArgs),
    /// One ticket with its clocks, parties and history.
    Show {
        /// Its number.
        number: String,
        #[command(flatten)]
        to: To,
    },
    /// Why the deadlines of a ticket are when they are: every window of working time that is counted.
    Why {
        /// Its number.
        number: String,
        #[command(flatten)]
        to: To,
    },
    /// Do something with one ticket or many.
    Act(ActArgs),
    /// Whom product or batch codes were shipped to that were seen in the wrong place, and the ticket with the evidence.
    Trace(trace::TraceArgs),
    /// Prices seen lately against floors, and online against offline; exit code 1 if any breaks the policy.
    Prices {
        /// Only those seen at this partner.
        #[arg(long, short, value_name = "CODE")]
        partner: Option<String>,
        #[command(flatten)]
        to: To,
    },
    /// The remedies that are offered when a ticket is resolved, with what follows from each.
    Remedies {
        /// Only those for this kind of ticket.
        kind: Option<String>,
        #[command(flatten)]
        to: To,
    },
    /// How the desk does: what is open, how long it takes, how often it is in time, what is diverted; each figure with the
    /// list behind it.
    Stats(stats::StatsArgs),
}

#[derive(Debug, clap::Args)]
struct New {
    /// What about: horizontal, vertical, `multi_channel`, diversion, complaint, order, dispute.
    #[arg(long, short, default_value = "complaint")]
    kind: String,
    /// How bad: S1 to S4.
    #[arg(long, short, default_value = "S3")]
    severity: String,
    /// One line.
    #[arg(long, short)]
    title: String,
    /// The whole story.
    #[arg(long, short, default_value = "", hide_default_value = true)]
    description: String,
    /// The partner it is filed under.
    #[arg(long, short, value_name = "CODE")]
    partner: Option<String>,
    /// Another partner in it and its role: complainant, respondent or affected. May be given several times.
    #[arg(long, value_name = "CODE:ROLE")]
    party: Vec<String>,
    /// Who works on it, if not whoever it goes to by itself.
    #[arg(long, value_name = "USER")]
    owner: Option<String>,
    /// Amount at stake.
    #[arg(long)]
    amount: Option<String>,
    /// Why it came to this: information, resources, interests or process.
    #[arg(long, value_name = "CODE")]
    pain_point: Option<String>,
    /// Since when its clocks run, if not now.
    #[arg(long, value_name = "TIME")]
    opened: Option<String>,
    #[command(flatten)]
    to: To,
}

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag on the command line")]
struct ListArgs {
    /// Words in number, title, partner's code, name or pinyin, and words of the filter: `age:>7d`, `opened:2025-07`,
    /// `late:resolution`, `reopened`, `all`, `region:none`, as `ticket stats` prints them.
    words: Vec<String>,
    /// What about.
    #[arg(long, short)]
    kind: Option<String>,
    /// How bad.
    #[arg(long, short)]
    severity: Option<String>,
    /// Where it stands.
    #[arg(long)]
    state: Option<String>,
    /// Who works on it; `me` is you, `none` is nobody.
    #[arg(long, value_name = "USER")]
    owner: Option<String>,
    /// The same as `--owner me`.
    #[arg(long)]
    mine: bool,
    /// The partner it is filed under, or a party to it.
    #[arg(long, short, value_name = "CODE")]
    partner: Option<String>,
    /// The partner's region, or one above it; `none`: without one.
    #[arg(long, short)]
    region: Option<String>,
    /// Escalation level, 1 to 4.
    #[arg(long)]
    level: Option<String>,
    /// Calendar days since the opening: 7, 3-7, ">7d".
    #[arg(long, value_name = "DAYS")]
    age: Option<String>,
    /// Opened in a period: 2025-07, 2025-Q3, 2025-07-01..2025-07-15.
    #[arg(long, value_name = "PERIOD")]
    opened: Option<String>,
    /// Resolved in a period.
    #[arg(long, value_name = "PERIOD")]
    resolved: Option<String>,
    /// Closed in a period.
    #[arg(long, value_name = "PERIOD")]
    closed: Option<String>,
    /// Missed a deadline: response or resolution.
    #[arg(long, value_name = "CLOCK")]
    late: Option<String>,
    /// Kept a deadline: response or resolution.
    #[arg(long, value_name = "CLOCK")]
    met: Option<String>,
    /// Reopened at least once.
    #[arg(long)]
    reopened: bool,
    /// Only those with a clock that is over.
    #[arg(long)]
    breached: bool,
    /// Closed ones too.
    #[arg(long)]
    all: bool,
    /// At most so many rows.
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    to: To,
}

#[derive(Debug, clap::Args)]
struct ActArgs {
    /// Numbers, and what to do with them: acknowledge, take, assign, comment, evidence, hold, resume, investigate,
    /// negotiate, arbitrate, escalate, resolve, check, close, reopen.
    #[arg(required = true, value_name = "NUMBER|ACTION")]
    words: Vec<String>,
    /// The comment, the reason of a hold, escalation or reopening, or a word to anything else.
    #[arg(long, short, default_value = "", hide_default_value = true)]
    text: String,
    /// Whom to assign to.
    #[arg(id = "assignee", long = "to", value_name = "USER")]
    whom: Option<String>,
    /// Resolve: why it came to this.
    #[arg(long, default_value = "", hide_default_value = true)]
    root_cause: String,
    /// Resolve: what was done.
    #[arg(long, default_value = "", hide_default_value = true)]
    resolution: String,
    /// Resolve: what was agreed.
    #[arg(long, default_value = "", hide_default_value = true)]
    agreed_terms: String,
    /// Close: how content who reported it is with what was done.
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(i64).range(1..=5))]
    satisfaction: Option<i64>,
    /// Resolve: by which remedy (see `ticket remedies`); its steps are the resolution if none is given, its tasks follow.
    #[arg(long, value_name = "CODE")]
    remedy: Option<String>,
    /// Evidence: note, amount or file.
    #[arg(long, default_value = "note", value_name = "KIND")]
    evidence: String,
    /// Evidence: of which day.
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Evidence: how much.
    #[arg(long)]
    amount: Option<String>,
    #[command(flatten)]
    to: To,
}

/// Does the subcommand.
///
/// # Errors
/// Values that are not as expected, refusals, those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    ctx.subject = Some(Kind::Ticket);
    match args.command {
        Command::New(new) => print(ctx, &new.to, |session| {
            let draft = draft(session, &new)?;
            let (id, _) = ticket::new(session, &draft)?;
            Ok(pages::one(session, lang, id)?)
        }),
        Command::List(list) => print(ctx, &list.to, |session| {
            let filter = filter(session, &list)?;
            let mut ids = ticket::ids(session, &filter)?;
            ids.truncate(list.limit.unwrap_or(usize::MAX));
            Ok(pages::list(session, lang, &ids)?)
        }),
        Command::Show { number, to } => print(ctx, &to, |session| {
            let id = ticket::find(session, &number)?;
            Ok(pages::one(session, lang, id)?)
        }),
        Command::Why { number, to } => print(ctx, &to, |session| {
            let id = ticket::find(session, &number)?;
            Ok(pages::why(session, lang, id)?)
        }),
        Command::Act(args) => act(ctx, &args),
        Command::Trace(args) => trace::trace(ctx, &args),
        Command::Prices { partner, to } => trace::prices(ctx, &to, partner.as_deref()),
        Command::Remedies { kind, to } => print(ctx, &to, |session| {
            let kind: Option<TicketKind> = kind.as_deref().map(|t| choice(session, "kind", t)).transpose()?;
            Ok(pages::remedies(session, lang, kind))
        }),
        Command::Stats(args) => stats::run(ctx, &args),
    }
}

/// Reads a text as the value of a declared field.
pub(super) fn value(session: &Session, kind: Kind, field: &'static str, text: &str) -> Result<Value, OpError> {
    let Some((_, field)) = kind.def().field(field) else { return Ok(Value::Null) };
    let style = session.style()?;
    let invalid = |expected| OpError::Invalid(vec![Problem { field: field.name, value: text.to_owned(), expected }]);
    match read_with(field, text, &style).map_err(invalid)? {
        Value::Null if field.required => Err(invalid(Expected::Given)),
        value => Ok(value),
    }
}

/// A value of a closed list.
fn choice<T: Storable>(session: &Session, field: &'static str, text: &str) -> Result<T, OpError> {
    let read = value(session, Kind::Ticket, field, text)?;
    T::from_value(&read).ok_or_else(|| StoreError::from(crate::domain::record::BadValue::new(field, text.to_owned())).into())
}

fn draft(session: &Session, new: &New) -> Result<Draft, OpError> {
    let mut row = Row::blank(Kind::Ticket);
    let given: [(&'static str, Option<&str>); 7] = [
        ("kind", Some(&new.kind)),
        ("severity", Some(&new.severity)),
        ("title", Some(&new.title)),
        ("description", Some(&new.description)),
        ("amount", new.amount.as_deref()),
        ("pain_point", new.pain_point.as_deref()),
        ("opened_at", new.opened.as_deref()),
    ];
    let mut problems = Vec::new();
    for (field, text) in given {
        match text.map(|t| value(session, Kind::Ticket, field, t)) {
            Some(Ok(value)) => row.set(field, value),
            Some(Err(OpError::Invalid(found))) => problems.extend(found),
            Some(Err(e)) => return Err(e),
            None => {}
        }
    }
    if !problems.is_empty() {
        return Err(OpError::Invalid(problems));
    }
    let mut draft = Draft::from_row(&row)?;
    draft.partner = new.partner.as_deref().map(|code| ticket::refer(session, "partner", Kind::Partner, code)).transpose()?;
    draft.owner = new.owner.as_deref().map(|name| ticket::refer(session, "owner", Kind::User, name)).transpose()?;
    for party in &new.party {
        let (code, role) = party.rsplit_once([':', '：']).unwrap_or((party, "affected"));
        let codes = || PartyRole::ALL.iter().map(|r| r.code().to_owned()).collect();
        let role = PartyRole::from_code(role.trim()).ok_or_else(|| {
            OpError::Invalid(vec![Problem { field: "role", value: role.to_owned(), expected: Expected::OneOf(codes()) }])
        })?;
        draft.parties.push((ticket::refer(session, "partner", Kind::Partner, code)?, role));
    }
    Ok(draft)
}

/// The filter of the options and words: the options are words of it, too.
fn filter(session: &Session, args: &ListArgs) -> Result<Filter, OpError> {
    let quoted = |value: &str| if value.contains(char::is_whitespace) { format!("\"{value}\"") } else { value.to_owned() };
    let mut words: Vec<String> = args.words.clone();
    let options = [
        ("kind", &args.kind),
        ("severity", &args.severity),
        ("state", &args.state),
        ("owner", &args.owner),
        ("partner", &args.partner),
        ("region", &args.region),
        ("level", &args.level),
        ("age", &args.age),
        ("opened", &args.opened),
        ("resolved", &args.resolved),
        ("closed", &args.closed),
        ("late", &args.late),
        ("met", &args.met),
    ];
    words.extend(options.into_iter().filter_map(|(name, value)| Some(format!("{name}:{}", quoted(value.as_deref()?)))));
    let flags = [("mine", args.mine), ("breached", args.breached), ("reopened", args.reopened), ("all", args.all)];
    words.extend(flags.into_iter().filter(|(_, given)| *given).map(|(word, _)| word.to_owned()));
    ticket::understand(session, &words.join(" "), false)
}

/// What the words of `act` ask for: the numbers, and the action; `take` is an assignment to oneself.
fn asked(lang: Lang, words: &[String]) -> anyhow::Result<(Vec<&str>, Action, bool)> {
    let action_of = |w: &str| if w == "take" { Some((Action::Assign, true)) } else { Action::from_code(w).map(|a| (a, false)) };
    let actions: Vec<(Action, bool)> = words.iter().filter_map(|w| action_of(w)).collect();
    let numbers: Vec<&str> = words.iter().map(String::as_str).filter(|w| action_of(w).is_none()).collect();
    match actions.as_slice() {
        [(action, take)] if !numbers.is_empty() => Ok((numbers, *action, *take)),
        _ => {
            let known: Vec<&str> = std::iter::once("take").chain(Action::ALL.iter().map(|a| a.code())).collect();
            // a word that is no number was meant to be the action
            let word = numbers.iter().find(|w| !w.trim_start_matches('#').bytes().all(|b| b.is_ascii_digit()));
            let meant = word.map(|w| i18n::meant(lang, w, known.iter().copied())).unwrap_or_default();
            Err(Usage(t!(lang, "usage-ticket-act", known = known.join(", "), meant = meant)).into())
        }
    }
}

fn act(ctx: &mut Ctx, args: &ActArgs) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let (numbers, action, take) = asked(lang, &args.words)?;
    if matches!(action, Action::Comment | Action::Evidence | Action::Hold | Action::Escalate | Action::Reopen) {
        ctx.subject = Some(Kind::TicketEvent);
    }
    let mut exit = Exit::Done;
    print(ctx, &args.to, |session| {
        // refused before a ticket is looked for that was not there at the moment that is looked at
        session.writes()?;
        let ids = numbers.iter().map(|n| ticket::find(session, n)).collect::<Result<Vec<i64>, _>>()?;
        let what = wanted(session, lang, args, action, take)?;
        if let [id] = ids.as_slice() {
            let done = ticket::act(session, *id, None, &what)?;
            return Ok(pages::acted(lang, &[done], &[]));
        }
        let bulk = ticket::act_all(session, &ids, &what)?;
        let refused = bulk.refused.iter().map(|(id, e)| (number_of(&numbers, &ids, *id), i18n::error(lang, e)));
        let refused: Vec<(String, String)> = refused.collect();
        if !refused.is_empty() {
            exit = Exit::Refused;
        }
        Ok(pages::acted(lang, &bulk.done, &refused))
    })?;
    Ok(exit)
}

fn number_of(numbers: &[&str], ids: &[i64], id: i64) -> String {
    let at = ids.iter().position(|i| *i == id);
    at.and_then(|i| numbers.get(i)).map(|n| n.trim_start_matches('#').to_owned()).unwrap_or_default()
}

fn wanted(session: &Session, lang: Lang, args: &ActArgs, action: Action, take: bool) -> Result<Act, OpError> {
    let text = || args.text.clone();
    let event = |field, text: &str| value(session, Kind::TicketEvent, field, text);
    Ok(match action {
        Action::Acknowledge => Act::Acknowledge { note: text() },
        Action::Assign => {
            let to = if take { Some("me") } else { args.whom.as_deref() };
            let given = || OpError::Invalid(vec![Problem { field: "owner", value: String::new(), expected: Expected::Given }]);
            Act::Assign { to: ticket::refer(session, "owner", Kind::User, to.ok_or_else(given)?)?, name: String::new() }
        }
        Action::Comment => Act::Comment { text: text() },
        Action::Evidence => Act::Evidence {
            kind: Evidence::from_value(&event("evidence", &args.evidence)?).unwrap_or(Evidence::Note),
            on: args.on.as_deref().map(|t| event("evidence_on", t)).transpose()?.and_then(|v| Storable::from_value(&v)),
            amount: args.amount.as_deref().map(|t| event("amount", t)).transpose()?.and_then(|v| Storable::from_value(&v)),
            text: text(),
        },
        Action::Hold => Act::Hold { reason: text() },
        Action::Resume => Act::Resume { note: text() },
        Action::Investigate | Action::Negotiate | Action::Arbitrate => Act::Move { to: action, note: text() },
        Action::Escalate => Act::Escalate { reason: text() },
        Action::Resolve => Act::Resolve {
            root_cause: args.root_cause.clone(),
            resolution: match (args.resolution.as_str(), args.text.as_str(), &args.remedy) {
                ("", "", Some(code)) => session.policy.playbooks().get(code).map_or_else(String::new, |r| r.text(lang)),
                ("", text, _) => text.to_owned(),
                (resolution, ..) => resolution.to_owned(),
            },
            agreed_terms: args.agreed_terms.clone(),
            remedy: args.remedy.clone().unwrap_or_default(),
        },
        Action::Check => Act::Check { note: text() },
        Action::Close => Act::Close { note: text(), satisfaction: args.satisfaction },
        Action::Reopen => Act::Reopen { reason: text() },
    })
}
