//! `qudao help [COMMAND...]`, `qudao help filter`, `qudao help fields KIND`, `qudao help mapping`: what commands, filters, the fields
//! of records and mappings are.

use super::output::{self, To, print_alone};
use super::{Ctx, Exit, Format, Usage, list};
use crate::domain::record::Kind;
use crate::ops::list::pages;
use crate::t;

/// Options of `help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A command: `ticket act`; or `filter`, `mapping`, or `fields` and a kind of record.
    topic: Vec<String>,
    #[command(flatten)]
    to: To,
}

/// Prints the help of a command, the language of filters, or the fields of a kind.
///
/// # Errors
/// [`Usage`] for a command or kind that there is not; those of stdout.
pub fn run(ctx: &Ctx, args: &Args, mut command: clap::Command) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let topic: Vec<&str> = args.topic.iter().map(String::as_str).collect();
    match topic.as_slice() {
        ["filter" | "filters"] => output::text(&t!(lang, "help-filter"))?,
        ["fields"] => return Err(Usage(t!(lang, "help-fields-of", kinds = list::kinds())).into()),
        ["fields", kind @ ..] => {
            let kind = list::kind_of(lang, &kind.join(" "))?;
            return print_alone(ctx, &args.to, &pages::fields_of(lang, kind));
        }
        ["mapping" | "mappings"] => {
            if args.to.format(ctx)? == Format::Text {
                output::text(&t!(lang, "help-mapping"))?;
                output::text(&format!("\n{}\n", t!(lang, "help-mapping-example")))?;
            }
            return print_alone(ctx, &args.to, &pages::mapping(lang, Kind::ALL));
        }
        ["mapping" | "mappings", kind @ ..] => {
            let kind = list::kind_of(lang, &kind.join(" "))?;
            return print_alone(ctx, &args.to, &pages::mapping(lang, &[kind]));
        }
        path => {
            command.build();
            let mut found = &command;
            for name in path {
                let known = found.find_subcommand(name);
                found = known.ok_or_else(|| Usage(t!(lang, "help-no-command", name = path.join(" "))))?;
            }
            output::text(found.clone().render_long_help().to_string().trim_end())?;
        }
    }
    Ok(Exit::Done)
}
