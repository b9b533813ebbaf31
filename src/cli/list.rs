//! `qudao list KIND`: records of any kind, in every format; JSON and CSV on stdout are written as the rows are read.

use super::output::{To, print, stream};
use super::{Ctx, Exit, Format, Usage};
use crate::domain::partner::LISTED;
use crate::domain::record::{Kind, Lang};
use crate::ops::Session;
use crate::ops::list::{self, List, Wish, pages};
use crate::t;

/// Options of `list`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = kinds())]
pub struct Args {
    /// What: partners, contacts, tickets, tasks, invoices, payments, targets, sales, inventory, regions, users ...
    kind: String,
    /// Which: `region:华东 status:active credit_limit>=100000 owner:me -tags:vip 川渝`; see `qudao help filter`.
    #[arg(long, short, default_value = "", hide_default_value = true, value_name = "EXPR", allow_hyphen_values = true)]
    filter: String,
    /// Fields to sort by, with commas; `-` in front is downwards.
    #[arg(long, short, value_delimiter = ',', value_name = "FIELD", allow_hyphen_values = true)]
    sort: Vec<String>,
    /// Fields to show, with commas; `help` lists them.
    #[arg(long, short, value_delimiter = ',', value_name = "FIELD")]
    columns: Vec<String>,
    /// At most so many rows.
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<u32>,
    #[command(flatten)]
    to: To,
}

impl Args {
    /// Everything of a kind.
    pub(super) fn of(kind: &str, to: To) -> Self {
        Self { kind: kind.to_owned(), filter: String::new(), sort: Vec::new(), columns: Vec::new(), limit: None, to }
    }
}

/// The names of every kind, for the manual.
#[must_use]
pub fn kinds() -> String {
    let names = Kind::ALL.iter().map(|k| k.def().plural).collect::<Vec<_>>().join(", ");
    format!("Kinds: {names}.")
}

/// The kind that a person names.
///
/// # Errors
/// [`Usage`] names the kinds there are.
pub fn kind_of(lang: Lang, name: &str) -> anyhow::Result<Kind> {
    let found = Kind::from_name(name).or_else(|| Kind::ALL.iter().copied().find(|k| k.def().label.zh == name));
    found.ok_or_else(|| {
        let near = Kind::near(name).join(if lang == Lang::Zh { "、" } else { ", " });
        Usage(match near.as_str() {
            "" => t!(lang, "usage-kind", name = name),
            near => t!(lang, "usage-kind-near", name = name, near = near),
        })
        .into()
    })
}

/// Prints the list.
///
/// # Errors
/// A kind, field or value that is not known; those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = args.to.format(ctx)?;
    let kind = kind_of(lang, &args.kind)?;
    ctx.subject = Some(kind);
    if args.columns.iter().map(String::as_str).eq(["help"]) {
        return print(ctx, &args.to, |_| Ok(pages::help(lang, kind)));
    }
    // a document holds every field unless columns were chosen; a table has no room for them
    let for_people = matches!(format, Format::Text | Format::Md | Format::Html);
    let columns = match (for_people, args.columns.is_empty()) {
        (true, true) if kind == Kind::Partner => LISTED.iter().map(|n| (*n).to_owned()).collect(),
        (false, true) => kind.def().fields.iter().map(|f| f.name.to_owned()).collect(),
        _ => args.columns,
    };
    let wish = Wish { filter: args.filter, sort: args.sort, columns, limit: args.limit.map(i64::from) };
    let begin = |session: &mut Session| {
        let mut list = list::list(session, kind, &wish)?;
        if list.needs_figures() || kind == Kind::Alert {
            session.stored_figures()?;
        }
        if !matches!(format, Format::Json | Format::Csv) {
            list::names(session, &mut list, lang)?;
        }
        let mut document = pages::begun(session, lang, &list);
        // a table on the terminal is known by what was typed
        document.title = document.title.filter(|_| format != Format::Text);
        Ok((document, list))
    };
    let rows = |session: &Session, list: &List, push: &mut dyn FnMut(_) -> _| pages::rows(session, lang, list, push);
    stream(ctx, &args.to, begin, rows, |count| pages::count(lang, count))
}
