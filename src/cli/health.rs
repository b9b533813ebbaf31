//! `qudao health`: the weekly health check on one page, as JSON, as Markdown, or as the message of a group robot.

mod document;
mod page;

use clap::ValueEnum;

use super::{Ctx, Exit, Format, explain as explanations, output};
use crate::domain::explain::Explanation;
use crate::domain::figure::Figure;
use crate::domain::kinds::AlertSeverity;
use crate::domain::period::Week;
use crate::i18n;
use crate::ops::Session;
use crate::ops::health::{Of, Report, Wish, report};
use crate::ops::partner::sheet;
use page::Block;

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
    #[arg(long, value_name = "ROBOT")]
    robot: Option<Robot>,
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
    let format = ctx.format(&[Format::Text, Format::Json, Format::Md])?;
    let document = format == Format::Json && args.robot.is_none();
    let limit = (!args.all && !document).then_some(SHOWN);
    let wish = Wish { week: args.week, whose: args.owner.map_or(Of::All, Of::Account) };
    let made = report(ctx.session()?, &wish, limit)?;
    match (args.robot, format) {
        (Some(robot), _) => output::json(&message(lang, robot, &made))?,
        (None, Format::Json) => {
            let mut document = document::document(lang, &made);
            if let (true, Some(map)) = (args.explain, document.as_object_mut()) {
                let session = ctx.session()?;
                let of = explained(session, lang, &made)?;
                map.insert("explain".to_owned(), of.iter().map(|e| explanations::document(&session.policy, e)).collect());
            }
            output::json(&document)?;
        }
        (None, Format::Md) => output::text(&page::markdown(&page::page(lang, &made)))?,
        (None, _) => {
            print(&page::page(lang, &made))?;
            if args.explain {
                let session = ctx.session()?;
                for e in explained(session, lang, &made)? {
                    output::text("")?;
                    explanations::print(lang, &session.policy, &e)?;
                }
            }
        }
    }
    let least = if args.fail_on == FailOn::Critical { AlertSeverity::Critical } else { AlertSeverity::Warning };
    Ok(if made.has(least) || !made.beyond.is_empty() { Exit::Findings } else { Exit::Done })
}

/// Where the health of the partners comes from that need attention.
fn explained(session: &Session, lang: i18n::Lang, made: &Report) -> anyhow::Result<Vec<Explanation>> {
    made.attention.iter().map(|line| Ok(sheet::explain(session, line.partner, Figure::Health.name(), lang)?)).collect()
}

/// A check as the text of a file: Markdown, or the document.
///
/// # Errors
/// Those of writing JSON.
pub(super) fn text(lang: i18n::Lang, report: &Report, format: Format) -> anyhow::Result<String> {
    if format != Format::Json {
        return Ok(format!("{}\n", page::markdown(&page::page(lang, report)).trim_end()));
    }
    let mut out = Vec::new();
    output::write_json(&mut out, &document::document(lang, report))?;
    Ok(String::from_utf8(out)?)
}

fn print(page: &[Block]) -> anyhow::Result<()> {
    for block in page {
        match block {
            Block::Title(text) | Block::Line(text) => output::text(text)?,
            Block::Head(text) => output::text(&format!("\n{text}"))?,
            Block::Table(table) => table.print()?,
            Block::Numbered(lines) => {
                for (i, line) in lines.iter().enumerate() {
                    output::text(&format!("{}. {line}", i + 1))?;
                }
            }
        }
    }
    Ok(())
}

/// The body that the robot takes, cut at a line so that it fits.
fn message(lang: i18n::Lang, robot: Robot, report: &Report) -> serde_json::Value {
    let page = page::page(lang, report);
    let title = page.iter().find_map(|b| if let Block::Title(t) = b { Some(t.clone()) } else { None }).unwrap_or_default();
    let text = cut(&page::message(&page), robot.room());
    match robot {
        Robot::Wecom => serde_json::json!({ "msgtype": "markdown", "markdown": { "content": text } }),
        Robot::Dingtalk => serde_json::json!({ "msgtype": "markdown", "markdown": { "title": title, "text": text } }),
    }
}

/// Whole lines of at most so many bytes.
fn cut(text: &str, bytes: usize) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        if out.len() + line.len() > bytes {
            break;
        }
        out.push_str(line);
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_robots_message_is_cut_at_a_line() {
        assert_eq!(cut("渠道\n健康度\n", 7), "渠道");
        assert_eq!(cut("渠道\n健康度\n", 17), "渠道\n健康度");
        assert_eq!(cut("渠道\n", 3), "");
    }
}
