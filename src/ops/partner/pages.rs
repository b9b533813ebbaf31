//! The page of a partner as a document, section by section; and where one figure of it comes from.

pub mod register;

use super::sheet::{self, Section};
use crate::domain::explain::{Explanation, Words};
use crate::domain::figure::Figure as Catalogued;
use crate::domain::nearest::nearest;
use crate::domain::record::{Kind, Lang, Row};
use crate::i18n;
use crate::ops::list::{self, pages};
use crate::ops::{Result, Session};
use crate::report::page::{Tell, members, parts, whys};
use crate::report::{Block, Body, Document, Figure, What, Why};

/// Sections with their blocks.
pub type Found = Vec<(Section, Vec<Block>)>;

/// What stands in these sections of a partner.
pub fn gather(session: &mut Session, partner: i64, sections: &[Section]) -> Result<Found> {
    session.stored_figures()?;
    sections.iter().map(|section| Ok((*section, sheet::section(session, partner, *section)?))).collect()
}

fn tell(session: &Session, lang: Lang, partner: i64) -> impl Fn(&Why) -> Result<Explanation> + '_ {
    move |why| {
        let e = match why {
            Why::Here(e) => (**e).clone(),
            Why::Asked(name) => sheet::explain(session, partner, name, lang)?,
        };
        Ok(e.under_policy(&session.policy))
    }
}

/// The sections, with the register and at most `limit` of each kind that refers to it; `explained`: also where figures and rows come
/// from.
pub fn document(session: &Session, lang: Lang, row: &Row, found: &Found, (limit, explained): (i64, bool)) -> Result<Document> {
    let tell = tell(session, lang, row.id);
    let mut sections = Vec::new();
    for (section, blocks) in found {
        let held = parts(blocks);
        let blocks = members(blocks, explained.then_some(&tell as &Tell<'_, _>))?;
        let name = Words::key(section.title());
        sections.push(Figure::new(section.code(), name, What::Members(blocks).into()).of(held));
    }
    let whole = list::whole(session, Kind::Partner)?;
    let mut document = session.document("qudao.partner/1").head("kind", Words::key("report-kind"), "partner");
    document.blocks.extend(pages::record("record", &whole, row, Some(Words::nothing())));
    document = document.with(Block::members("sections", sections, Some(Words::nothing())));
    document = document.with(pages::related(&list::related(session, row, limit)?));
    for (i, (section, blocks)) in found.iter().enumerate() {
        let title = format!("== {} {}", row.called(), i18n::message(lang, section.title(), &[]));
        let shown = blocks.iter().filter(|b| !b.is_empty() || matches!(b.body, Body::Table(..)));
        document = document.with_some((i > 0).then(Block::gap)).with(Block::said(Words::Text(title)));
        document = document.with(Block::page("", shown.cloned().collect()));
        let mut told: Vec<&str> = Vec::new();
        let mut all = Vec::new();
        // what several rows have in common once
        for (name, why) in blocks.iter().flat_map(whys).filter(|_| explained) {
            if !told.contains(&name) {
                told.push(name);
                all.push(tell(why)?);
            }
        }
        document = document.with(Block { name: "", ..Block::explained(all) });
    }
    Ok(document)
}

/// Where one figure or row comes from, in each section that has it; `None`: nothing is called so.
pub fn explained(session: &Session, lang: Lang, row: &Row, found: &Found, name: &str) -> Result<Option<Document>> {
    let tell = tell(session, lang, row.id);
    let mut told: Vec<Explanation> = Vec::new();
    let of = |section: Section, e: Explanation| Explanation { more: vec![("section", section.code().to_owned())], ..e };
    for (section, blocks) in found {
        if let Some((_, why)) = blocks.iter().flat_map(whys).find(|(n, _)| *n == name) {
            told.push(of(*section, tell(why)?));
        }
    }
    // what the list of partners shows explains itself whether a page shows it or not
    if told.is_empty() && Catalogued::named(name).is_some_and(|f| Catalogued::OF_PARTNERS.contains(&f)) {
        let e = sheet::explain(session, row.id, name, lang)?.under_policy(&session.policy);
        told.push(of(Section::Overview, e));
    }
    if told.is_empty() {
        return Ok(None);
    }
    let document = session
        .document("qudao.partner-explain/1")
        .head("partner", Words::Label(Kind::Partner.def().label), row.get("code").text())
        .head("name", Words::key("report-name"), name);
    Ok(Some(document.with(Block::explained(told))))
}

/// The names in these sections that are near one.
#[must_use]
pub fn near(found: &Found, name: &str) -> Vec<String> {
    let known = found.iter().flat_map(|(_, blocks)| blocks).flat_map(whys).map(|(n, _)| n);
    nearest(name, known, 3)
}
