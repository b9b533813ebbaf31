//! `qudao policy`: the organisation's rules, which stand in its database in versions.

use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::output::{self, To, print};
use super::{Ctx, Exit, Format};
use crate::domain::period;
use crate::domain::remedy;
use crate::ops::policy::impact;
use crate::ops::rules::{self, Terms, Wish, pages};
use crate::t;

/// Options of `policy`.
pub(super) type Args = super::OneOf<What>;

/// What it does.
#[derive(Debug, clap::Subcommand)]
pub(super) enum What {
    /// Print the keys of the rules in force with their values; KEY: those that begin with it or have it in their name.
    Show {
        /// A key, or a part of one.
        key: Option<String>,
        #[command(flatten)]
        to: To,
    },
    /// Propose another value of a key; it rules once head office has approved it.
    Set {
        /// The whole key, such as tiers.top.
        key: String,
        /// The value, as TOML; words need no quotes.
        #[arg(allow_hyphen_values = true)]
        value: String,
        #[command(flatten)]
        why: Asking,
    },
    /// Print what one version changes of another, without numbers what the latest changed; 0 is the program's default.
    Diff {
        /// The number of the version to compare with.
        from: Option<i64>,
        /// The number of the version that is compared; without it the one in force.
        #[arg(id = "version", value_name = "TO")]
        with: Option<i64>,
        #[command(flatten)]
        to: To,
    },
    /// List every version: who, when, why, from which day, by which approval.
    History {
        #[command(flatten)]
        to: To,
    },
    /// Propose what a policy file says, with the calendar and remedies beside it, or a calendar or remedies alone.
    Import(Import),
    /// Print the rules in force, or of a version, as a file that import takes.
    Export(Export),
}

#[derive(Debug, clap::Args)]
pub(super) struct Asking {
    /// Why.
    #[arg(long, short, default_value = "", hide_default_value = true)]
    reason: String,
    /// The first day; without it from the decision on.
    #[arg(long, value_name = "DAY", value_parser = period::day)]
    from: Option<NaiveDate>,
    /// Print what it would change, by name, and ask for nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    to: To,
}

#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The policy file: what it says is laid over the rules in force.
    #[arg(required_unless_present_any = ["calendar", "playbooks", "version"], conflicts_with_all = ["calendar", "playbooks", "version"])]
    file: Option<PathBuf>,
    /// A calendar of working days, in the form of data/calendars/cn.csv.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["playbooks", "version"])]
    calendar: Option<PathBuf>,
    /// Remedies, in the form of data/playbooks.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "version")]
    playbooks: Option<PathBuf>,
    /// The number of an earlier version whose rules are to come back.
    #[arg(long, value_name = "NUMBER")]
    version: Option<i64>,
    #[command(flatten)]
    why: Asking,
}

#[derive(Debug, clap::Args)]
pub(super) struct Export {
    /// The file; without it the text is printed.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace a file that is there.
    #[arg(long, requires = "output")]
    force: bool,
    /// The number of a version; 0 is the program's default.
    #[arg(long, value_name = "NUMBER")]
    version: Option<i64>,
    /// The calendar instead of the policy.
    #[arg(long, conflicts_with = "playbooks")]
    calendar: bool,
    /// The remedies of one's own instead of the policy.
    #[arg(long)]
    playbooks: bool,
}

/// Shows the rules, or asks for others.
///
/// # Errors
/// Those of [`rules`].
pub(super) fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    match &args.what {
        What::Show { key, to } => print(ctx, to, |session| Ok(pages::keys_of(session, lang, key.as_deref())?)),
        What::Set { key, value, why } => propose(ctx, Wish::Value(key, value), why),
        What::Diff { from, with, to } => print(ctx, to, |session| Ok(pages::diff(session, lang, *from, *with)?)),
        What::History { to } => print(ctx, to, |session| Ok(pages::history(session, lang)?)),
        What::Import(args) => {
            let file = args.calendar.as_ref().or(args.playbooks.as_ref()).or(args.file.as_ref());
            let file = file.map(|file| ctx.session()?.files().reached(file).map_err(anyhow::Error::from)).transpose()?;
            let wish = match (&file, args.version) {
                (Some(file), _) if args.calendar.is_some() => Wish::Calendar(file),
                (Some(file), _) if args.playbooks.is_some() => Wish::Playbooks(file),
                (Some(file), _) => Wish::File(file),
                (None, number) => Wish::Version(number.unwrap_or_default()),
            };
            propose(ctx, wish, &args.why)
        }
        What::Export(args) => export(ctx, args),
    }
}

fn propose(ctx: &mut Ctx, wish: Wish<'_>, why: &Asking) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let terms = Terms { reason: why.reason.clone(), from: why.from };
    print(ctx, &why.to, |session| {
        Ok(if why.dry_run {
            impact::pages::tried(session, wish, terms.from)?
        } else {
            pages::proposed(session, lang, wish, &terms)?
        })
    })
}

/// Which rules a document is of: their version, or the file that is tried and the version with which it is compared.
fn named(identity: &rules::Identity) -> Vec<(String, Json)> {
    let named = |name: &str, value: Json| (name.to_owned(), value);
    match &identity.what_if {
        Some(file) => vec![
            named("version", Json::Null),
            named("what_if", file.display().to_string().into()),
            named("compared_with", identity.version.into()),
        ],
        None => vec![named("version", identity.version.into())],
    }
}

fn export(ctx: &mut Ctx, args: &Export) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let texts = match args.version {
        Some(number) => rules::texts_of(session, number)?,
        None => rules::in_force(session)?,
    };
    // what rules: the one that ships, unless the organisation's own is named
    let shipped = if args.calendar { texts.shipped_calendar()? } else { "" };
    let text = match (args.calendar, args.playbooks) {
        (true, _) if !shipped.is_empty() => shipped,
        (true, _) => &texts.calendar,
        (_, true) if texts.read()?.playbooks_file().is_none() => remedy::SHIPPED,
        (_, true) => &texts.playbooks,
        _ => &texts.policy,
    };
    if format == Format::Json {
        let mut document = json!({"schema": "qudao.policy-text/1", "as_of": session.as_of()});
        if let Json::Object(document) = &mut document {
            document.extend(match args.version {
                Some(number) => vec![("version".to_owned(), number.into())],
                None => named(&rules::identity(session)?),
            });
            let rest = [
                ("hash", texts.hash()),
                ("policy", texts.policy.clone()),
                ("calendar", texts.calendar.clone()),
                ("playbooks", texts.playbooks.clone()),
            ];
            document.extend(rest.map(|(name, text)| (name.to_owned(), text.into())));
        }
        output::json(&document)?;
        return Ok(Exit::Done);
    }
    let text = text.to_owned();
    // a head would be no line of the file that it is read back from
    output::set_medium(output::Medium::File);
    let Some(path) = &args.output else {
        output::text(text.trim_end())?;
        return Ok(Exit::Done);
    };
    let out = ctx.session()?.files().create(path, args.force.into())?;
    out.with(format!("{}\n", text.trim_end()).as_bytes())?;
    output::note(&t!(lang, "policy-exported", path = path.display().to_string()));
    Ok(Exit::Done)
}
