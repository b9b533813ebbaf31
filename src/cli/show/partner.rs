//! `qudao show partner CODE`: the sections of a partner's page as text or JSON.
//!
//! # The document `qudao.partner/1`
//!
//! `record` is the register with every field, `related` the records that refer to it. `sections` holds each section by its
//! name, and each of its blocks by its name: figures as `{"value": ...}`; tables as lists of objects; the trend as a list of
//! months; a text as a string. With `--explain` figures and rows have `"explain"` too: where they come from, and the `name`
//! that one of them is asked for by. Money is a decimal string, a rate or a growth a fraction, points and days are numbers,
//! days of the calendar are ISO dates, closed lists have their codes, `null` is not rated.
//!
//! # The document `qudao.partner-explain/1`
//!
//! With `--explain=NAME`: `explain` lists what is called so in the sections asked for, each with its `section`.

use chrono_tz::Tz;
use serde_json::{Map, Value as Json, json};

use super::super::output;
use super::super::{Ctx, Exit, Format, Usage, explain as explanations, list as lists};
use super::Args;
use crate::domain::explain::Explanation;
use crate::domain::figure::Figure as Catalogued;
use crate::domain::nearest::nearest;
use crate::domain::record::{Kind, Lang};
use crate::i18n;
use crate::ops::partner::sheet::{self, Section};
use crate::ops::{Result, Session, list};
use crate::report::{Block, Body, Cell, Line, Reader, Why, data};
use crate::t;

/// Prints the page.
///
/// # Errors
/// A section or partner that is not there; those of the file and of stdout.
pub(super) fn run(ctx: &mut Ctx, args: &Args, format: Format) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let wanted = sections(lang, &args.section)?;
    let session = ctx.session()?;
    session.stored_figures()?;
    let row = list::find(session, Kind::Partner, &args.code)?;
    let mut found = Vec::new();
    for section in wanted {
        found.push((section, sheet::section(session, row.id, section)?));
    }
    let explained = |why: &Why| -> Result<Explanation> {
        match why {
            Why::Here(e) => Ok((**e).clone()),
            Why::Asked(name) => sheet::explain(session, row.id, name, lang),
        }
    };
    if let Some(name) = args.explain.as_deref().filter(|n| !n.is_empty()) {
        return one(session, &row, (lang, format), (&found, name), &explained);
    }
    let documented = |why: &Why| explained(why).map(|e| explanations::document(&session.policy, &e));
    let all = args.explain.is_some();
    if format == Format::Json {
        let whole = list::whole(session, Kind::Partner)?;
        let mut record = lists::document(&whole, &row);
        record.insert("version".to_owned(), row.version.into());
        let related = list::related(session, &row, args.limit.into())?;
        let mut document = Map::new();
        for (section, blocks) in &found {
            let mut parts = Map::new();
            for block in blocks {
                parts.insert(block.name.to_owned(), body(block, all.then_some(&documented))?);
            }
            document.insert(section.code().to_owned(), Json::Object(parts));
        }
        output::json(&json!({
            "schema": "qudao.partner/1",
            "as_of": session.as_of().to_string(),
            "kind": "partner",
            "record": record,
            "sections": document,
            "related": related.iter().map(super::side).collect::<Map<String, Json>>(),
        }))?;
        return Ok(Exit::Done);
    }
    for (i, (section, blocks)) in found.iter().enumerate() {
        if i > 0 {
            output::text("")?;
        }
        let title = i18n::message(lang, section.title(), &[]);
        output::text(&format!("== {} {title}", crate::ops::record::called(&row)))?;
        for block in blocks.iter().filter(|b| !b.is_empty() || matches!(b.body, Body::Table(..))) {
            output::block(lang, session, block)?;
        }
        if all {
            explain(session, lang, blocks, &explained)?;
        }
    }
    Ok(Exit::Done)
}

/// Everything in a block that explains itself, by its name.
fn whys(block: &Block) -> Vec<(&str, &Why)> {
    fn of_row(l: &Line) -> Option<(&str, &Why)> {
        l.why.as_ref().and_then(|why| if let Why::Asked(name) = why { Some((name.as_ref(), why)) } else { None })
    }
    match &block.body {
        Body::Figures(figures) => figures.iter().filter_map(|f| Some((f.name, f.why.as_ref()?))).collect(),
        Body::Table(table, _) => table.rows.iter().filter_map(of_row).collect(),
        _ => Vec::new(),
    }
}

type Found = [(Section, Vec<Block>)];

/// Prints where one figure or row comes from, in each section that has it.
fn one(
    session: &Session,
    row: &crate::domain::record::Row,
    (lang, format): (Lang, Format),
    (found, name): (&Found, &str),
    of: &impl Fn(&Why) -> Result<Explanation>,
) -> anyhow::Result<Exit> {
    let mut told: Vec<(Section, Explanation)> = Vec::new();
    for (section, blocks) in found {
        let why = blocks.iter().flat_map(whys).find(|(n, _)| *n == name);
        if let Some((_, why)) = why {
            told.push((*section, of(why)?));
        }
    }
    // what the list of partners shows explains itself whether a page shows it or not
    if told.is_empty() && Catalogued::named(name).is_some_and(|f| Catalogued::OF_PARTNERS.contains(&f)) {
        told.push((Section::Overview, sheet::explain(session, row.id, name, lang)?));
    }
    if told.is_empty() {
        let code = row.get("code").text().unwrap_or_default();
        return Err(unknown(lang, found, code, name).into());
    }
    if format == Format::Json {
        let entry = |(section, e): &(Section, Explanation)| {
            let mut document = explanations::document(&session.policy, e);
            if let Some(map) = document.as_object_mut() {
                map.insert("section".to_owned(), section.code().into());
            }
            document
        };
        output::json(&json!({
            "schema": "qudao.partner-explain/1",
            "as_of": session.as_of().to_string(),
            "partner": row.get("code").text(),
            "name": name,
            "explain": told.iter().map(entry).collect::<Vec<_>>(),
        }))?;
        return Ok(Exit::Done);
    }
    for (i, (_, e)) in told.iter().enumerate() {
        if i > 0 {
            output::text("")?;
        }
        explanations::print(lang, &session.policy, e)?;
    }
    Ok(Exit::Done)
}

/// A name that nothing has, with those that are near.
fn unknown(lang: Lang, found: &Found, code: &str, name: &str) -> Usage {
    let known = found.iter().flat_map(|(_, blocks)| blocks).flat_map(whys).map(|(n, _)| n);
    let near = nearest(name, known, 3);
    if near.is_empty() {
        return Usage(t!(lang, "usage-explain", name = name, code = code));
    }
    Usage(t!(lang, "usage-explain-near", name = name, near = near.join(", ")))
}

fn sections(lang: Lang, names: &[String]) -> anyhow::Result<Vec<Section>> {
    if names.is_empty() {
        return Ok(Section::ALL.to_vec());
    }
    let read = |name: &String| {
        let titled = |s: &Section| i18n::message(Lang::Zh, s.title(), &[]) == *name;
        let found = Section::from_code(&name.to_lowercase()).or_else(|| Section::ALL.into_iter().find(titled));
        found.ok_or_else(|| {
            let known = Section::ALL.iter().map(|s| s.code()).collect::<Vec<_>>().join(", ");
            Usage(t!(lang, "usage-section", name = name.as_str(), known = known)).into()
        })
    };
    names.iter().map(read).collect()
}

/// Prints where each figure and row of a section comes from; what several rows have in common once.
fn explain(session: &Session, lang: Lang, blocks: &[Block], of: &impl Fn(&Why) -> Result<Explanation>) -> anyhow::Result<()> {
    let mut told: Vec<&str> = Vec::new();
    for (name, why) in blocks.iter().flat_map(whys) {
        if !told.contains(&name) {
            told.push(name);
            output::text("")?;
            explanations::print(lang, &session.policy, &of(why)?)?;
        }
    }
    Ok(())
}

/// A block as data.
pub(in crate::cli) fn body(block: &Block, explained: Option<&impl Fn(&Why) -> Result<Json>>) -> Result<Json> {
    Ok(match &block.body {
        Body::Figures(figures) => {
            let mut map = Map::new();
            for f in figures {
                let mut figure = Map::new();
                figure.insert("value".to_owned(), value(&f.value));
                if let (Some(of), Some(why)) = (explained, &f.why) {
                    figure.insert("explain".to_owned(), of(why)?);
                }
                map.insert(f.name.to_owned(), Json::Object(figure));
            }
            Json::Object(map)
        }
        Body::Table(table, _) => {
            let line = |l: &Line| -> Result<Json> {
                let cells = table.columns.iter().zip(&l.cells);
                let mut map: Map<_, _> = cells.map(|(c, cell)| (c.name.to_owned(), value(cell))).collect();
                if let (Some(of), Some(why)) = (explained, &l.why) {
                    let mut document = of(why)?;
                    if let (Some(document), Why::Asked(name)) = (document.as_object_mut(), why) {
                        document.insert("name".to_owned(), name.as_ref().into());
                    }
                    map.insert("explain".to_owned(), document);
                }
                Ok(map.into())
            };
            Json::Array(table.rows.iter().map(line).collect::<Result<_>>()?)
        }
        Body::Trend(trend) => trend
            .months()
            .map(|(month, now, before)| json!({"month": month, "net": now.to_string(), "year_before": before.map(|b| b.to_string())}))
            .collect(),
        Body::Text(text) => Json::from(text.as_str()),
        Body::Members(..) | Body::Group(_) | Body::Said(_) | Body::Note(_) | Body::Explained(_) => Json::Null,
    })
}

/// What a cell says, as data: in English whoever asks.
fn value(c: &Cell) -> Json {
    data::value(Reader { lang: Lang::En, zone: Tz::UTC }, &c.what)
}
