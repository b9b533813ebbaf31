//! `qudao demo`: the program on a generated network in a throw-away database.

use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::init::FirstArgs;
use super::{Ctx, Exit, Format, output, screen};
use crate::exchange::outfile::{Existing, Files, Reach};
use crate::ops::clock::To;
use crate::ops::demo::{self, Scale};
use crate::ops::setup::First;
use crate::ops::{gateway, rules, setup};
use crate::t;

/// Options of `demo`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Partners of the network.
    #[arg(long, value_name = "N", default_value_t = Scale::default().partners as u64, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    partners: u64,
    /// Weeks of figures before this one.
    #[arg(long, value_name = "M", default_value_t = Scale::default().weeks, value_parser = clap::value_parser!(u16).range(1..=520))]
    weeks: u16,
    /// Another seed is another network.
    #[arg(long, value_name = "S", default_value_t = Scale::default().seed)]
    seed: u64,
    /// Keep the database here instead of throwing it away.
    #[arg(long, value_name = "PATH")]
    keep: Option<PathBuf>,
    /// Only write the database, and say where it is.
    #[arg(long)]
    no_open: bool,
    #[command(flatten)]
    first: FirstArgs,
}

/// Makes the network, opens the program on it, and throws it away afterwards unless it is to be kept.
///
/// # Errors
/// A file to keep that is there already, or that would be made under a policy file; those of the file.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    ctx.format(&[Format::Text])?;
    // in its own database somebody would be the account, who came in as one of many
    gateway::none_through(&ctx.config)?;
    if args.keep.is_some() || args.no_open {
        // what is thrown away is there to be looked at; what stays was written
        setup::writes(&ctx.config)?;
    }
    let place = Place::choose(args)?;
    // where there is no database yet, it may have that name
    let guarded = if ctx.config.db.exists() { ctx.config.db.as_path() } else { Path::new("") };
    Files::new(guarded, Reach::Anywhere).for_backup(&place.path, Existing::Keep)?;
    ctx.config.db.clone_from(&place.path);
    ctx.config.passed_over.clear();
    ctx.config.db_named = true;
    // the network is made under the rules in force; a what-if is looked at afterwards
    let policy = ctx.config.policy.take();
    let first = First { clock: Some(ctx.config.as_of.map_or(To::Today, To::When)), ..args.first.first() };
    let (mut session, _) = setup::found(&ctx.config, &first)?;
    let scale = Scale { partners: usize::try_from(args.partners)?, weeks: args.weeks, seed: args.seed };
    // a bar only where it is waited for; it draws itself on a terminal's stderr and nowhere else
    let bar = if args.partners < 2_000 { ProgressBar::hidden() } else { ProgressBar::new(args.partners) };
    let made = demo::generate(&mut session, scale, &mut |done| bar.set_position(done as u64))?;
    bar.finish_and_clear();
    if args.no_open {
        let path = place.path.display().to_string();
        let (partners, weeks, sales) = (made.partners, usize::from(args.weeks), made.sales);
        output::text(&t!(ctx.lang(), "demo-made", path = path, partners = partners, weeks = weeks, sales = sales))?;
        place.keep();
        return Ok(Exit::Done);
    }
    if let Some(file) = policy {
        rules::what_if(&mut session, &file)?;
    }
    screen::show(ctx, session)
}

/// Where the database is while the demo runs; removed when it is dropped unless it is kept.
#[derive(Debug)]
struct Place {
    path: PathBuf,
    folder: Option<PathBuf>,
}

impl Place {
    /// The file to keep, else one in a new folder of one's own among the temporary ones.
    fn choose(args: &Args) -> std::io::Result<Self> {
        if let Some(path) = &args.keep {
            return Ok(Self { path: path.clone(), folder: None });
        }
        let folder = own_folder(&std::env::temp_dir(), "qudao-demo")?;
        Ok(Self { path: folder.join("demo.db"), folder: Some(folder) })
    }

    /// The file stays.
    fn keep(mut self) {
        self.folder = None;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            // what can't be removed is left to the system's own sweep of temporary files
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Makes a folder that only its maker may enter, under a name that nobody had.
pub(super) fn own_folder(base: &Path, name: &str) -> std::io::Result<PathBuf> {
    use std::os::unix::fs::DirBuilderExt as _;
    let mut n = 0_u32;
    loop {
        let folder = base.join(format!("{name}-{}-{n}", std::process::id()));
        match std::fs::DirBuilder::new().mode(0o700).create(&folder) {
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists && n < 1_000 => n += 1,
            made => return made.map(|()| folder),
        }
    }
}
