//! The knowledge base as documents: what a search found, the articles, one of them.

use super::{Found, Hit, Wish, search};
use crate::domain::explain::Words;
use crate::domain::kinds::{Article, ArticleState};
use crate::domain::knowledge;
use crate::domain::record::{Kind, Lang, Row, Stored};
use crate::i18n::{number, text};
use crate::ops::list::{self, pages};
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Figure, Table, Tone, What};
use crate::t;

/// Behind a title: a draft, or out of date.
fn stale(lang: Lang, hit: &Hit) -> String {
    let why = match hit.article.state {
        _ if hit.holds => return String::new(),
        ArticleState::Draft => hit.article.state.label().get(lang).to_owned(),
        ArticleState::Published => t!(lang, "kb-expired"),
    };
    format!(" ({why})")
}

fn kinds(lang: Lang, article: &Article) -> Vec<&'static str> {
    knowledge::ticket_kinds(&article.ticket_kinds).iter().map(|k| k.label().get(lang)).collect()
}

fn table(lang: Lang, found: &Found) -> Table {
    let label = |field| Words::field(Kind::Article, field);
    let words = |all: &crate::domain::record::Tags| What::List(all.0.iter().map(What::from).collect());
    let toned = |h: &Hit, cell: Cell| cell.toned(if h.holds { Tone::Plain } else { Tone::Dim });
    let columns = Columns::default()
        .with(Column::code("code", label("code")), move |h: &Hit| toned(h, h.article.code.as_str().into()))
        .with(Column::text("title", label("title")), move |h| {
            let said = format!("{}{}", h.article.title, stale(lang, h));
            toned(h, Cell::from(h.article.title.as_str()).said(Words::Text(said)))
        })
        .with(Column::code("kind", label("kind")), |h| h.article.kind)
        .with(Column::list("ticket_kinds", label("ticket_kinds")), move |h| {
            let said = kinds(lang, &h.article).join(if lang == Lang::Zh { "、" } else { ", " });
            Cell::of(words(&h.article.ticket_kinds)).said(Words::Text(said))
        })
        .with(Column::list("tags", label("tags")), move |h| words(&h.article.tags))
        .with(Column::code("language", label("language")), |h| h.article.language)
        .with(Column::code("state", label("state")), |h| h.article.state)
        .with(Column::flag("holds", Words::key("kb-holds")), |h| h.holds)
        .with(Column::text("excerpt", label("body")), |h| h.excerpt.iter().map(|(piece, _)| piece.as_str()).collect::<String>())
        .with(Column::day("valid_until", label("valid_until")), |h| h.article.valid_until)
        .with(Column::day("updated_on", label("updated_on")), |h| h.article.updated_on);
    columns.table(&found.hits).view(&["code", "title", "kind", "ticket_kinds", "language", "updated_on"]).quiet()
}

/// Articles; `excerpts`: people read of each where it was found, what was looked for between brackets.
pub fn articles(session: &Session, lang: Lang, wish: &Wish, excerpts: bool) -> Result<Document> {
    let found = search(session, wish)?;
    let mut lines = Vec::new();
    for hit in found.hits.iter().filter(|_| excerpts) {
        lines.push((format!("{}  {}{}", hit.article.code, hit.article.title, stale(lang, hit)), Tone::Plain));
        let excerpt = hit.excerpt.iter().map(|(piece, hit)| if *hit { format!("[{piece}]") } else { piece.clone() });
        lines.push((format!("    {}", excerpt.collect::<String>()), Tone::Dim));
    }
    let rows = table(lang, &found);
    let note = t!(lang, "kb-found", count = i64::try_from(found.total).unwrap_or(0));
    Ok(session
        .document("qudao.articles/1")
        .head("words", Words::key("kb-words"), wish.words.as_str())
        .head("total", Words::key("report-count"), found.total)
        .with(Block::table("rows", if excerpts { rows.unseen() } else { rows }, Words::nothing()))
        .with(Block::lines(lines))
        .with(Block::note(Words::Text(note))))
}

pub fn one(session: &Session, lang: Lang, article: &Stored<Article>) -> Result<Document> {
    let list = list::whole(session, Kind::Article)?;
    let record = What::Members(pages::members(&list, &Row::from(article.clone())));
    let mut facts = vec![article.code.clone(), article.kind.label().get(lang).to_owned()];
    facts.extend(kinds(lang, article).into_iter().map(str::to_owned));
    facts.extend(article.updated_on.map(number::date));
    let mut lines = vec![(article.title.clone(), Tone::Plain), (facts.join(" · "), Tone::Dim), (String::new(), Tone::Plain)];
    lines.extend(text::visible_lines(&article.body).lines().map(|line| (line.to_owned(), Tone::Plain)));
    let record = Figure::new("article", Words::Label(Kind::Article.def().label), record.into()).of(pages::parts(&list));
    Ok(session
        .document("qudao.article/1")
        .with(Block::members("", vec![record], Some(Words::nothing())))
        .with(Block::lines(lines)))
}

/// The articles that come with the program and were not there.
///
/// # Errors
/// Role; those of the file.
pub fn starters(session: &mut Session, lang: Lang) -> Result<Document> {
    let added = super::add_starters(session)?;
    let said = t!(lang, "kb-starter-added", count = i64::try_from(added).unwrap_or(0));
    let added = Figure::new("added", Words::key("report-added"), added.into());
    Ok(Document::new("qudao.kb-starter/1").with(Block::members("", vec![added], Some(Words::Text(said)))))
}
