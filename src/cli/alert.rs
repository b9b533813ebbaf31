//! `qudao alert`: the warnings of the rules, and what is done about them.

use chrono::NaiveDate;

use super::output::{self, To, print};
use super::{Ctx, Exit, Usage};
use crate::domain::kinds::{AlertRule, AlertSeverity, AlertState};
use crate::domain::period;
use crate::domain::record::{Kind, Lang};
use crate::i18n::number;
use crate::ops::alert::{self, Seen, Wish, pages};
use crate::ops::ticket;
use crate::t;

/// Options of `alert`.
pub(super) type Args = super::OneOf<What>;

/// What it does.
#[derive(Debug, clap::Subcommand)]
pub(super) enum What {
    /// Warnings that are not over, the most serious first.
    List {
        /// Only those that are yours to see to.
        #[arg(long)]
        mine: bool,
        /// Only those that this account sees to.
        #[arg(long, value_name = "ACCOUNT", conflicts_with = "mine")]
        owner: Option<String>,
        /// Only those of this partner.
        #[arg(long, short, value_name = "CODE")]
        partner: Option<String>,
        /// Only those of this rule: `order_drop`, `pace`, `overdue` ...
        #[arg(long, value_name = "RULE")]
        rule: Option<String>,
        /// Only those of this severity: critical, warning, info.
        #[arg(long, value_name = "SEVERITY")]
        severity: Option<String>,
        /// Only those in this state: open, acknowledged, snoozed, cleared.
        #[arg(long, value_name = "STATE")]
        state: Option<String>,
        /// At most so many.
        #[arg(long, short = 'n', default_value_t = 200)]
        limit: u32,
        /// Where their figures come from.
        #[arg(long)]
        explain: bool,
        #[command(flatten)]
        to: To,
    },
    /// Take note of warnings: they stay quiet until they get clearly worse.
    Ack {
        /// Their numbers.
        #[arg(required = true)]
        alerts: Vec<i64>,
        /// Why nothing more is to be done.
        #[arg(long, short, default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// Put warnings off until a day, for everybody.
    Snooze {
        /// Their numbers.
        #[arg(required = true)]
        alerts: Vec<i64>,
        /// Until this day.
        #[arg(long, value_name = "DAY", value_parser = period::day)]
        until: NaiveDate,
        /// Why.
        #[arg(long, short, default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// Give warnings to somebody.
    Assign {
        /// Their numbers.
        #[arg(required = true)]
        alerts: Vec<i64>,
        /// Whose they are from now on; `me` is you.
        #[arg(long, value_name = "ACCOUNT")]
        to: String,
    },
    /// Open a ticket for a warning and acknowledge it.
    Ticket {
        /// Its number.
        alert: i64,
        /// What the ticket is called; what the warning says if not given.
        #[arg(long, short)]
        title: Option<String>,
    },
    /// Make a task of a warning and acknowledge it.
    Task {
        /// Its number.
        alert: i64,
        /// What the task is called; the step that the rule suggests if not given.
        #[arg(long, short)]
        title: Option<String>,
        /// To be done on; the next working day if not given.
        #[arg(long, value_name = "DAY", value_parser = period::day)]
        due: Option<NaiveDate>,
    },
}

/// Does it.
///
/// # Errors
/// A number that there is not, what the rules refuse, those of the file and of stdout.
pub(super) fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    ctx.subject = Some(Kind::Alert);
    let seen = |alerts: &[i64]| alerts.iter().map(|id| Seen { id: *id, version: None }).collect::<Vec<_>>();
    let said = match args.what {
        What::List { mine, owner, partner, rule, severity, state, limit, explain, to } => {
            let owner = if mine { Some("me".to_owned()) } else { owner };
            let wish = Wish {
                rule: code(lang, "rule", rule, AlertRule::from_code, AlertRule::ALL.iter().map(|r| r.code()))?,
                severity: code(
                    lang,
                    "severity",
                    severity,
                    AlertSeverity::from_code,
                    AlertSeverity::ALL.iter().map(|s| s.code()),
                )?,
                state: code(lang, "state", state, AlertState::from_code, AlertState::ALL.iter().map(|s| s.code()))?,
                owner,
                partner,
            };
            return print(ctx, &to, |session| Ok(pages::list(session, lang, &wish, limit, explain)?));
        }
        What::Ack { alerts, reason } => {
            alert::acknowledge(ctx.session()?, &seen(&alerts), &reason)?;
            t!(lang, "done-acknowledged")
        }
        What::Snooze { alerts, until, reason } => {
            alert::snooze(ctx.session()?, &seen(&alerts), until, &reason)?;
            t!(lang, "done-alert-snoozed", day = number::date(until))
        }
        What::Assign { alerts, to } => {
            let session = ctx.session()?;
            let to = ticket::refer(session, "assignee", Kind::User, &to)?;
            alert::assign(session, &seen(&alerts), to)?;
            t!(lang, "done-alert-assigned")
        }
        What::Ticket { alert: id, title } => {
            let session = ctx.session()?;
            let title = match title {
                Some(title) => title,
                None => alert::title(session, id, lang)?,
            };
            let (_, number) = alert::to_ticket(session, id, &title, lang)?;
            t!(lang, "done-alert-ticket", number = number)
        }
        What::Task { alert: id, title, due } => {
            let session = ctx.session()?;
            let title = match title {
                Some(title) => title,
                None => alert::step(session, id, lang)?,
            };
            let due = due.unwrap_or_else(|| alert::next_day(session));
            alert::to_task(session, Seen { id, version: None }, &title, due)?;
            t!(lang, "done-task-made")
        }
    };
    output::text(&said)?;
    Ok(Exit::Done)
}

/// A code that was typed; what there is is said where it is none.
fn code<T>(
    lang: Lang,
    what: &str,
    typed: Option<String>,
    of: impl Fn(&str) -> Option<T>,
    all: impl Iterator<Item = &'static str>,
) -> anyhow::Result<Option<T>> {
    let Some(typed) = typed else { return Ok(None) };
    if let Some(found) = of(typed.trim()) {
        return Ok(Some(found));
    }
    let all = all.collect::<Vec<_>>().join(", ");
    Err(Usage(t!(lang, "usage-alert-code", what = what, value = typed.as_str(), all = all)).into())
}
