//! `qudao kb`: the knowledge base on the command line.

use std::io::Write as _;

use serde_json::{Value as Json, json};

use super::output::{self, Align, Cell, Table, Tone};
use super::{Ctx, Exit, Format};
use crate::cli::list as generic;
use crate::domain::kinds::{Article, TicketKind};
use crate::domain::knowledge;
use crate::domain::record::{Expected, Kind, Lang, Problem, Row, Stored};
use crate::i18n::{number, text};
use crate::ops::knowledge::{self as ops, Found, Hit, Wish};
use crate::ops::{OpError, Session, list as lists};
use crate::t;

/// Options of `kb`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Look for articles: two Chinese characters are enough, pinyin (cuanhuo, ch) and beginnings of words too.
    Search {
        /// What all has to be found in title, tags or text.
        #[arg(required = true, value_name = "WORD")]
        words: Vec<String>,
        #[command(flatten)]
        which: Which,
    },
    /// The articles, those in your language first.
    List(Which),
    /// Print an article.
    Show {
        /// Its code.
        code: String,
    },
    /// Add the articles that come with the program and are not there; nothing that is there is changed.
    Starter,
}

#[derive(Debug, clap::Args)]
struct Which {
    /// Only those for this kind of ticket: complaint, order, diversion, horizontal, vertical, `multi_channel`, dispute.
    #[arg(long, short, value_name = "KIND")]
    kind: Option<String>,
    /// At most so many.
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
}

/// Does the subcommand.
///
/// # Errors
/// Values that are not as expected, refusals, those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    ctx.subject = Some(Kind::Article);
    let session = ctx.session()?;
    match &args.command {
        Command::Search { words, which } => {
            let wish = wish(&words.join(" "), which, 20, lang)?;
            let found = ops::search(session, &wish)?;
            match format {
                Format::Json => document(session, &wish, &found)?,
                _ => hits(lang, &found)?,
            }
        }
        Command::List(which) => {
            let wish = wish("", which, usize::MAX, lang)?;
            let found = ops::search(session, &wish)?;
            match format {
                Format::Json => document(session, &wish, &found)?,
                _ => table(lang, &found)?,
            }
        }
        Command::Show { code } => {
            let article = ops::find(session, code)?;
            match format {
                Format::Json => {
                    let list = lists::whole(session, Kind::Article)?;
                    output::json(&json!({
                        "schema": "qudao.article/1",
                        "as_of": session.as_of().to_string(),
                        "article": generic::document(&list, &Row::from(article)),
                    }))?;
                }
                _ => page(lang, &article)?,
            }
        }
        Command::Starter => {
            let added = ops::add_starters(session)?;
            match format {
                Format::Json => output::json(&json!({ "schema": "qudao.kb-starter/1", "added": added }))?,
                _ => output::text(&t!(lang, "kb-starter-added", count = i64::try_from(added).unwrap_or(0)))?,
            }
        }
    }
    Ok(Exit::Done)
}

fn wish(words: &str, which: &Which, limit: usize, lang: Lang) -> Result<Wish, OpError> {
    let codes = || TicketKind::ALL.iter().map(|k| k.code().to_owned()).collect();
    let unknown = |text: &str| {
        let expected = Expected::OneOf(codes());
        OpError::Invalid(vec![Problem { field: "ticket_kinds", value: text.to_owned(), expected }])
    };
    let kind = which.kind.as_deref().map(|text| knowledge::ticket_kind(text).ok_or_else(|| unknown(text))).transpose()?;
    Ok(Wish { words: words.to_owned(), kind, lang, limit: which.limit.unwrap_or(limit) })
}

/// The articles' heads, their kinds of tickets and the excerpt.
fn document(session: &Session, wish: &Wish, found: &Found) -> std::io::Result<()> {
    let rows: Vec<Json> = found
        .hits
        .iter()
        .map(|h| {
            let a = &h.article;
            let excerpt: String = h.excerpt.iter().map(|(piece, _)| piece.as_str()).collect();
            json!({
                "code": a.code, "title": a.title, "kind": a.kind, "ticket_kinds": a.ticket_kinds.0, "tags": a.tags.0,
                "language": a.language, "state": a.state, "holds": h.holds, "excerpt": excerpt,
                "valid_until": a.valid_until.map(|d| d.to_string()), "updated_on": a.updated_on.map(|d| d.to_string()),
            })
        })
        .collect();
    output::json(&json!({
        "schema": "qudao.articles/1", "as_of": session.as_of().to_string(),
        "words": wish.words, "total": found.total, "rows": rows,
    }))
}

/// Title and excerpt of each, what was looked for between brackets where there are no colours.
fn hits(lang: Lang, found: &Found) -> std::io::Result<()> {
    let mut out = output::stdout();
    for hit in &found.hits {
        let a = &hit.article;
        output::line(&mut out, &format!("{}  {}{}", a.code, a.title, stale(lang, hit)), Tone::Plain)?;
        let excerpt: String =
            hit.excerpt.iter().map(|(piece, hit)| if *hit { format!("[{piece}]") } else { piece.clone() }).collect();
        output::line(&mut out, &format!("    {excerpt}"), Tone::Dim)?;
    }
    out.flush()?;
    output::note(&t!(lang, "kb-found", count = i64::try_from(found.total).unwrap_or(0)));
    Ok(())
}

/// Behind a title: a draft, or out of date.
fn stale(lang: Lang, hit: &Hit) -> String {
    if hit.holds { String::new() } else { format!(" ({})", why_not(lang, &hit.article)) }
}

/// Why an article is not to be used as it is.
fn why_not(lang: Lang, article: &Article) -> String {
    match article.state {
        crate::domain::kinds::ArticleState::Draft => article.state.label().get(lang).to_owned(),
        crate::domain::kinds::ArticleState::Published => t!(lang, "kb-expired"),
    }
}

fn table(lang: Lang, found: &Found) -> std::io::Result<()> {
    let label = |field: &str| Kind::Article.def().field(field).map_or("", |(_, f)| f.label.get(lang)).to_owned();
    let heads = ["code", "title", "kind", "ticket_kinds", "language", "updated_on"].map(|f| (label(f), Align::Left));
    let mut table = Table::new(heads);
    for hit in &found.hits {
        let a = &hit.article;
        let kinds: Vec<&str> = knowledge::ticket_kinds(&a.ticket_kinds).iter().map(|k| k.label().get(lang)).collect();
        let tone = if hit.holds { Tone::Plain } else { Tone::Dim };
        table.row([
            Cell::toned(&a.code, tone),
            Cell::toned(format!("{}{}", a.title, stale(lang, hit)), tone),
            Cell::from(a.kind.label().get(lang)),
            Cell::from(kinds.join(if lang == Lang::Zh { "、" } else { ", " })),
            Cell::from(a.language.label().get(lang)),
            Cell::from(a.updated_on.map(number::date).unwrap_or_default()),
        ]);
    }
    if !found.hits.is_empty() {
        table.print()?;
    }
    output::note(&t!(lang, "kb-found", count = i64::try_from(found.total).unwrap_or(0)));
    Ok(())
}

fn page(lang: Lang, article: &Stored<Article>) -> std::io::Result<()> {
    let a = &article.record;
    let mut out = output::stdout();
    output::line(&mut out, &a.title, Tone::Plain)?;
    let mut facts = vec![a.code.clone(), a.kind.label().get(lang).to_owned()];
    facts.extend(knowledge::ticket_kinds(&a.ticket_kinds).iter().map(|k| k.label().get(lang).to_owned()));
    facts.extend(a.updated_on.map(number::date));
    output::line(&mut out, &facts.join(" · "), Tone::Dim)?;
    output::line(&mut out, "", Tone::Plain)?;
    for line in text::visible_lines(&a.body).lines() {
        output::line(&mut out, line, Tone::Plain)?;
    }
    out.flush()
}
