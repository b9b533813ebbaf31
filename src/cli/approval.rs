//! `qudao approval`: what waits for a decision, and deciding it.

use serde_json::Value as Json;

use super::output::{self, To, print};
use super::{Ctx, Exit, Usage, list as lists};
use crate::domain::kinds::ApprovalAct;
use crate::domain::record::{Kind, Lang};
use crate::i18n;
use crate::ops::approval::{self, Scope, Seen, pages};
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
        #[command(flatten)]
        to: To,
    },
    /// Print one: what would change, its steps and history, who may decide it now.
    Show {
        /// Its number.
        number: String,
        #[command(flatten)]
        to: To,
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
        What::List { mine, asked, open, all, limit, to } => {
            let scope = match (mine, asked, open, all) {
                (true, ..) => Scope::Mine,
                (_, true, ..) => Scope::Asked,
                (_, _, true, _) => Scope::Open,
                (.., true) => Scope::All,
                _ => Scope::Waiting,
            };
            let lang = ctx.lang();
            print(ctx, &to, |session| Ok(pages::list(session, lang, scope, limit)?))
        }
        What::Show { number, to } => {
            let (lang, number) = (ctx.lang(), number_of(ctx.lang(), &number)?);
            print(ctx, &to, |session| {
                let id = approval::find(session, number)?;
                Ok(pages::one(session, lang, id)?)
            })
        }
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

fn number_of(lang: Lang, number: &str) -> anyhow::Result<i64> {
    let digits = number.strip_prefix('#').unwrap_or(number);
    Ok(digits.parse().map_err(|_| Usage(t!(lang, "usage-approval-number", text = number)))?)
}

fn find(ctx: &mut Ctx, number: &str) -> anyhow::Result<i64> {
    let number = number_of(ctx.lang(), number)?;
    Ok(approval::find(ctx.session()?, number)?)
}

/// The newest approval of a record that was just written: its number, how far it is, and whether it was decided alone.
pub(super) fn of_record(session: &Session, kind: Kind, record: i64) -> anyhow::Result<Option<Json>> {
    let found =
        crate::report::data::value(output::reader(Lang::En, session), &approval::pages::of_record(session, kind, record)?);
    Ok(Some(found).filter(|f| !f.is_null()))
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
    output::text(&i18n::sentence(lang, &asked.said(&row.called())))?;
    Ok(Exit::Done)
}
