//! `qudao health`: the weekly health check, and as the message of a group robot.

use clap::ValueEnum;

use super::output::{self, To, print, reader};
use super::{Ctx, Exit, Format};
use crate::domain::kinds::AlertSeverity;
use crate::domain::period::Week;
use crate::ops::health::{Of, Report, Wish, pages};
use crate::report::{Document, Reader, message};

/// Options of `health`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A whole week, this year's or an earlier one (2025-W30); the last one if not given.
    #[arg(long, value_name = "WEEK")]
    week: Option<Week>,
    /// From which severity on the exit code is 1.
    #[arg(long, value_name = "SEVERITY", default_value = "warn")]
    fail_on: FailOn,
    /// Only the partners of this account; `me` is yours.
    #[arg(long, value_name = "ACCOUNT")]
    owner: Option<String>,
    /// Every partner that needs attention, not only the first ones.
    #[arg(long)]
    all: bool,
    /// Say where the health of each partner that needs attention comes from; as of the day of the check.
    #[arg(long, conflicts_with_all = ["robot", "week"])]
    explain: bool,
    /// Print the message that a group robot takes, for another program to post.
    #[arg(long, value_name = "ROBOT", conflicts_with = "output")]
    robot: Option<Robot>,
    #[command(flatten)]
    to: To,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Warn,
    Critical,
}

/// A group robot's dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Robot {
    /// 企业微信
    Wecom,
    /// 钉钉
    Dingtalk,
}

impl Robot {
    /// How many bytes of Markdown a message may have.
    fn room(self) -> usize {
        match self {
            Self::Wecom => 4_096,
            Self::Dingtalk => 20_000,
        }
    }
}

/// Partners that need attention on the page.
const SHOWN: i64 = 10;

/// Prints the health check; exit code 0 fine, 1 findings.
///
/// # Errors
/// A week that is not over, an owner who is not known; those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = args.to.format(ctx)?;
    // a file of data holds all of them
    let whole = args.all || args.robot.is_none() && matches!(format, Format::Json | Format::Csv | Format::Xlsx);
    let limit = (!whole).then_some(SHOWN);
    let wish = Wish { week: args.week, whose: args.owner.map_or(Of::All, Of::Account) };
    let least = if args.fail_on == FailOn::Critical { AlertSeverity::Critical } else { AlertSeverity::Warning };
    let exit = |made: &Report| if made.has(least) || !made.beyond.is_empty() { Exit::Findings } else { Exit::Done };
    if let Some(robot) = args.robot {
        let session = ctx.session()?;
        let (document, made) = pages::document(session, lang, &wish, limit, false)?;
        output::json(&message(reader(lang, session), robot, &document))?;
        return Ok(exit(&made));
    }
    let mut ended = Exit::Done;
    print(ctx, &args.to, |session| {
        let (document, made) = pages::document(session, lang, &wish, limit, args.explain)?;
        ended = exit(&made);
        Ok(document)
    })?;
    Ok(ended)
}

/// The body that the robot takes, cut at a line so that it fits.
fn message(reader: Reader, robot: Robot, document: &Document) -> serde_json::Value {
    let title = document.title.as_ref().map(|title| reader.words(title)).unwrap_or_default();
    let text = message::cut(&message::document(reader, document), robot.room());
    match robot {
        Robot::Wecom => serde_json::json!({ "msgtype": "markdown", "markdown": { "content": text } }),
        Robot::Dingtalk => serde_json::json!({ "msgtype": "markdown", "markdown": { "title": title, "text": text } }),
    }
}
