//! Documents as JSON: members by name, numbers as numbers, money as decimal strings; and the units of all that measures.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde_json::{Map, Value as Json};

use super::block::{Block, Body, Figure};
use super::cell::What;
use super::column::Column;
use super::explanation;
use super::say::{Reader, cell_text};
use super::table::{Line, Table};
use super::tiles::Tiles;
use super::types::Type;
use super::{Document, rules_of};
use crate::domain::explain::Amount;
use crate::domain::figure::Unit;
use crate::domain::record::Lang;
use crate::domain::sales::growth;
use crate::exchange::json;

/// What a cell says, as data; sentences in the language of the reader.
#[must_use]
pub fn value(reader: Reader, what: &What) -> Json {
    match what {
        What::Amount(amount) => explanation::value(amount),
        What::Short(money) => Json::from(money.to_string()),
        What::Words(words) => Json::from(reader.words(words)),
        What::Named(name) => Json::from(name.code.as_str()),
        What::Choice(code, _) => Json::from(*code),
        What::Field { field, value, label } => json::value(field, value, label.as_ref().map(|n| n.code.as_str())),
        What::Left(seconds, _) => Json::from(*seconds),
        What::Moved(points) => Json::from(*points),
        What::Grown(now, before) => Json::from(growth(*now, *before)),
        What::Nothing | What::Absent => Json::Null,
        What::Share(share) => Json::from(share.to_f64()),
        What::Quotient(ratio) => Json::from(ratio.six()),
        What::Span(days) => Json::from(days.to_f64()),
        What::Part(part) | What::Ratio(part) => Json::from(*part),
        What::Month(month) => Json::from(month.to_string()),
        What::Number(n) | What::Days(n) => Json::from(*n),
        What::Flag(flag) => Json::from(*flag),
        What::Called(name) => Json::from(name.en.as_str()),
        What::Sentences(all) => all.iter().map(|w| Json::from(reader.words(w))).collect(),
        What::List(all) => all.iter().map(|w| value(reader, w)).collect(),
        What::Members(all) => {
            let there = all.iter().filter(|(_, w)| *w != What::Absent);
            there.map(|(name, w)| ((*name).to_owned(), value(reader, w))).collect::<Map<_, _>>().into()
        }
        What::Explained(e) => explanation::document(reader.zone, &rules_of(e), e),
        What::Said(what, _) => value(reader, what),
        What::Data(data) => data.clone(),
        What::Finding(_) | What::Change(..) | What::Changed(_) => Json::from(cell_text(Lang::En, Tz::UTC, what)),
    }
}

/// A row as an object of the columns that hold data; the row of the whole has no keys.
#[must_use]
pub fn row(reader: Reader, columns: &[Column], line: &Line, whole: bool) -> Map<String, Json> {
    let mut map = Map::new();
    for (column, cell) in
        columns.iter().zip(&line.cells).filter(|(c, _)| !c.aside && !c.flat && (if whole { !c.key } else { !c.whole }))
    {
        if cell.what == What::Absent {
            continue;
        }
        let value = value(reader, &cell.what);
        let Some((list, index)) = column.item else {
            map.insert(column.name.to_owned(), value);
            continue;
        };
        if let Json::Array(items) = map.entry(list).or_insert_with(|| Json::Array(Vec::new())) {
            items.resize_with(items.len().max(index + 1), || Json::Object(Map::new()));
            if let Some(Json::Object(item)) = items.get_mut(index) {
                item.insert(column.name.to_owned(), value);
            }
        }
    }
    map
}

/// The row of the whole as members of something.
#[must_use]
pub fn members_of(columns: &[Column], line: &Line) -> What {
    let mut members: Vec<(&'static str, What)> = Vec::new();
    for (column, cell) in columns.iter().zip(&line.cells).filter(|(c, _)| !c.aside && !c.flat && !c.key) {
        let Some((list, index)) = column.item else {
            members.push((column.name, cell.what.clone()));
            continue;
        };
        if !members.iter().any(|(name, _)| *name == list) {
            members.push((list, What::List(Vec::new())));
        }
        if let Some((_, What::List(items))) = members.iter_mut().find(|(name, _)| *name == list) {
            items.resize_with(items.len().max(index + 1), || What::Members(Vec::new()));
            if let Some(What::Members(item)) = items.get_mut(index) {
                item.push((column.name, cell.what.clone()));
            }
        }
    }
    What::Members(members)
}

fn rows(reader: Reader, table: &Table) -> Json {
    table.rows.iter().map(|line| Json::Object(row(reader, &table.columns, line, false))).collect()
}

fn members(reader: Reader, figures: &[Figure]) -> Map<String, Json> {
    let there = figures.iter().filter(|f| f.value.what != What::Absent);
    there.map(|f| (f.name.to_owned(), value(reader, &f.value.what))).collect()
}

fn block(reader: Reader, block: &Block, map: &mut Map<String, Json>) {
    match &block.body {
        // for people: what it holds are members of another
        Body::Table(..) | Body::Explained(_) | Body::Page(_) if block.name.is_empty() => {}
        Body::Table(table, _) => {
            map.insert(block.name.to_owned(), rows(reader, table));
            if let Some(total) = &table.total {
                map.insert("total".to_owned(), row(reader, &table.columns, total, true).into());
            }
        }
        Body::Members(figures, _) if block.name.is_empty() => map.extend(members(reader, figures)),
        Body::Members(figures, _) if figures.iter().all(|f| f.value.what == What::Absent) => {
            map.insert(block.name.to_owned(), Json::Null);
        }
        Body::Members(figures, _) | Body::Figures(figures) => {
            map.insert(block.name.to_owned(), members(reader, figures).into());
        }
        Body::Explained(all) => {
            let of = |e| explanation::document(reader.zone, &rules_of(e), e);
            map.insert(block.name.to_owned(), all.iter().map(of).collect());
        }
        Body::Text(text) => {
            map.insert(block.name.to_owned(), text.as_str().into());
        }
        Body::Trend(trend) => {
            let month = |(month, now, before): (String, _, Option<_>)| {
                let before = before.map(|b: crate::domain::money::Money| b.to_string());
                serde_json::json!({"month": month, "net": crate::domain::money::Money::to_string(&now), "year_before": before})
            };
            map.insert(block.name.to_owned(), trend.months().map(month).collect());
        }
        Body::Tiles(tiles) => {
            let columns = Tiles::columns();
            map.insert(block.name.to_owned(), tiles.tiles.iter().map(|tile| value(reader, &columns.members(tile))).collect());
        }
        Body::Group(all) | Body::Page(all) => {
            map.insert(block.name.to_owned(), blocks(reader, all).into());
        }
        Body::Said(_) | Body::Lines(_) | Body::Points(_) | Body::Note(_) => {}
    }
}

/// Blocks by their names.
#[must_use]
pub fn blocks(reader: Reader, blocks: &[Block]) -> Map<String, Json> {
    let mut map = Map::new();
    for each in blocks {
        block(reader, each, &mut map);
    }
    map
}

/// The document: its schema, what holds for all of it, its blocks by their names.
#[must_use]
pub fn document(reader: Reader, document: &Document) -> Map<String, Json> {
    let mut map = Map::new();
    map.insert("schema".to_owned(), document.schema.into());
    map.append(&mut members(reader, &document.head));
    map.append(&mut blocks(reader, &document.blocks));
    map
}

/// The unit of a value that measures something.
pub(super) fn unit_of(what: &What) -> Option<&'static str> {
    match what {
        What::Amount(Amount::Date(_) | Amount::Time(_)) => None,
        What::Amount(amount) => explanation::unit(amount),
        What::Short(_) => Some(Unit::Money.code()),
        What::Share(_) | What::Quotient(_) | What::Part(_) | What::Grown(..) => Some(Unit::Rate.code()),
        What::Span(_) | What::Days(_) => Some(Unit::Days.code()),
        What::Ratio(_) => Some("ratio"),
        What::Left(..) => Some("seconds"),
        What::Field { field, .. } => Type::of(field).unit(),
        What::Said(what, _) => unit_of(what),
        _ => None,
    }
}

/// The unit of the value of what has one: `{"value": ...}` is in the unit of its own name.
fn unit_of_value(what: &What) -> Option<&'static str> {
    let What::Members(parts) = what else { return None };
    parts.iter().find(|(name, _)| *name == "value").and_then(|(_, what)| unit_of(what))
}

/// The unit of every field that measures something, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Units(pub BTreeMap<&'static str, &'static str>);

impl Units {
    /// Those of a document, as its columns and members declare them.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let mut units = Self::default();
        units.figures(&document.head);
        units.blocks(&document.blocks);
        units
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match &block.body {
                Body::Table(table, _) => {
                    self.columns(&table.columns);
                    for line in &table.rows {
                        line.cells.iter().for_each(|cell| self.inside(&cell.what));
                    }
                }
                Body::Members(figures, _) | Body::Figures(figures) => self.figures(figures),
                Body::Trend(_) => self.0.extend([("net", Unit::Money.code()), ("year_before", Unit::Money.code())]),
                // what explains has its own unit beside each value
                Body::Explained(all) => {
                    let inputs = || all.iter().flat_map(|e| &e.inputs);
                    self.0.extend(inputs().any(|i| i.score.is_some()).then_some(("score", Unit::Points.code())));
                    self.0.extend(inputs().any(|i| i.weight.is_some()).then_some(("weight", Unit::Rate.code())));
                }
                Body::Tiles(map) => {
                    let unit = map.tiles.iter().find_map(|tile| unit_of(&tile.value.what));
                    self.0.extend(unit.map(|unit| (block.name, unit)));
                }
                Body::Group(all) => self.blocks(all),
                Body::Page(all) if !block.name.is_empty() => self.blocks(all),
                _ => {}
            }
        }
    }

    fn columns(&mut self, columns: &[Column]) {
        for column in columns.iter().filter(|c| !c.aside && !c.flat) {
            self.0.extend(column.ty.unit().map(|unit| (column.name, unit)));
            self.columns(&column.parts);
        }
    }

    fn figures(&mut self, figures: &[Figure]) {
        for figure in figures.iter().filter(|f| f.value.what != What::Absent) {
            self.columns(&figure.parts);
            self.0.extend(figure.ty.unit().or_else(|| unit_of(&figure.value.what)).map(|unit| (figure.name, unit)));
            self.inside(&figure.value.what);
        }
    }

    /// Those of what has members of its own.
    fn inside(&mut self, what: &What) {
        match what {
            // what says its own unit needs none here
            What::Members(all) if all.iter().any(|(name, _)| *name == "unit") => {}
            What::Members(all) => {
                for (name, what) in all {
                    if let Some(unit) = unit_of(what).or_else(|| unit_of_value(what)) {
                        self.0.entry(name).or_insert(unit);
                    }
                    match what {
                        What::Members(parts) if unit_of_value(what).is_some() => {
                            parts.iter().filter(|(name, _)| *name != "value").for_each(|(_, what)| self.inside(what));
                        }
                        what => self.inside(what),
                    }
                }
            }
            What::List(all) => all.iter().for_each(|what| self.inside(what)),
            What::Said(what, _) => self.inside(what),
            _ => {}
        }
    }

    #[must_use]
    pub fn object(&self) -> Map<String, Json> {
        self.0.iter().map(|(name, unit)| ((*name).to_owned(), Json::from(*unit))).collect()
    }
}
