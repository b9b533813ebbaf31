//! `qudao today`: the queue of the day.

use clap::ValueEnum;

use super::output::{To, print};
use super::{Ctx, Exit};
use crate::ops::today::{Reach, pages};

/// Options of `today`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose queue: your own, your regions', or everything.
    #[arg(long, value_enum, default_value_t = Whose::Mine)]
    whose: Whose,
    /// At most so many lines.
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Where the figures of warnings come from.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    to: To,
}

/// Whose queue.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Whose {
    /// What you are to do.
    Mine,
    /// What concerns the regions that you answer for.
    Regions,
    /// Everything.
    All,
}

/// Prints the queue.
///
/// # Errors
/// Those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let reach = match args.whose {
        Whose::Mine => Reach::Mine,
        Whose::Regions => Reach::Regions,
        Whose::All => Reach::All,
    };
    print(ctx, &args.to, |session| Ok(pages::document(session, lang, reach, args.limit, args.explain)?))
}
