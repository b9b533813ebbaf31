//! What a document holds: each field with its type, unit and meaning, from the declarations that it is made of.

use super::block::{Block, Body, Figure};
use super::cell::{Cell, What};
use super::column::{Column, Columns};
use super::tiles::Tiles;
use super::types::Type;
use super::{Document, data};
use crate::domain::explain::{Amount, Words};
use crate::domain::figure::Figure as Figured;
use crate::domain::record::{Kind, Lang};

/// A field of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub document: &'static str,
    /// Where it stands: empty at the top, `rows`, `total`, `bad_debt`.
    pub place: String,
    pub name: &'static str,
    /// What JSON has for it.
    pub ty: &'static str,
    /// Its unit, where it measures something.
    pub unit: Option<&'static str>,
    /// What it means.
    pub label: Words,
}

/// The fields of a document, in their order.
#[must_use]
pub fn fields(document: &Document) -> Vec<Field> {
    let mut found = Vec::new();
    members(document.schema, "", &document.head, &mut found);
    blocks(document.schema, "", &document.blocks, &mut found);
    found
}

fn at(place: &str, name: &str) -> String {
    match (place, name) {
        (place, "") => place.to_owned(),
        ("", name) => name.to_owned(),
        (place, name) => format!("{place}.{name}"),
    }
}

fn blocks(document: &'static str, place: &str, all: &[Block], found: &mut Vec<Field>) {
    for block in all {
        let place = at(place, block.name);
        match &block.body {
            Body::Table(..) | Body::Page(_) if block.name.is_empty() => {}
            Body::Table(table, _) => {
                columns(document, &place, table.columns.iter().filter(|c| !c.whole), found);
                if table.total.is_some() {
                    let total = at(place.strip_suffix(block.name).unwrap_or_default().trim_end_matches('.'), "total");
                    // the others are those of the rows
                    columns(document, &total, table.columns.iter().filter(|c| c.whole), found);
                }
            }
            Body::Members(figures, _) | Body::Figures(figures) => members(document, &place, figures, found),
            Body::Group(all) | Body::Page(all) => blocks(document, &place, all, found),
            Body::Tiles(_) => columns(document, &place, Tiles::columns().columns().iter(), found),
            Body::Text(_)
            | Body::Trend(_)
            | Body::Said(_)
            | Body::Lines(_)
            | Body::Points(_)
            | Body::Note(_)
            | Body::Explained(_) => {}
        }
    }
}

fn columns<'c>(document: &'static str, place: &str, all: impl Iterator<Item = &'c Column>, found: &mut Vec<Field>) {
    // of several items of a list one tells
    let data = all.filter(|c| !c.aside && !c.flat && c.item.is_none_or(|(_, index)| index == 0));
    for column in data {
        let place = column.item.map_or_else(|| place.to_owned(), |(list, _)| at(place, list));
        let (ty, unit) = (column.ty.json(), column.ty.unit());
        let inside = at(&place, column.name);
        found.push(Field { document, place, name: column.name, ty, unit, label: meaning(column) });
        columns(document, &inside, &mut column.parts.iter() as &mut dyn Iterator<Item = &Column>, found);
    }
}

/// What a column means.
fn meaning(column: &Column) -> Words {
    column.meaning.clone().unwrap_or_else(|| column.label.clone())
}

fn members(document: &'static str, place: &str, figures: &[Figure], found: &mut Vec<Field>) {
    for f in figures {
        let (ty, unit) = match f.ty {
            Type::Any => held(f.name, Some(&f.label), &f.value.what),
            ty => (ty.json(), ty.unit()),
        };
        let label = f.meaning.clone().unwrap_or_else(|| f.label.clone());
        found.push(Field { document, place: place.to_owned(), name: f.name, ty, unit, label });
        let place = at(place, f.name);
        inside(document, &place, &f.value.what, &f.parts, found);
    }
}

/// Type and unit of a value; of nothing those of the figure that it is called by, or of the field of this name in the records.
fn held(name: &str, label: Option<&Words>, what: &What) -> (&'static str, Option<&'static str>) {
    if let (true, Some(Words::Figure(figure))) = (what.is_none(), label) {
        let ty = Type::of_unit(figure.unit());
        return (ty.json(), ty.unit());
    }
    if what.is_none()
        && let Some((_, field)) = Kind::ALL.iter().find_map(|kind| kind.def().field(name))
    {
        let ty = Type::of(field);
        return (ty.json(), ty.unit());
    }
    (type_of(what), data::unit_of(what))
}

/// What a name means everywhere: that of a figure of the catalogue, or of a field of a record.
fn called(name: &str) -> Words {
    let figure = Figured::named(name).map(|f| Words::Label(f.label()));
    let field = || Kind::ALL.iter().find_map(|kind| kind.def().field(name)).map(|(_, field)| Words::Label(field.label));
    figure.or_else(field).unwrap_or_else(Words::nothing)
}

/// The members of a value that has some, as they are declared; else those that are.
fn inside(document: &'static str, place: &str, what: &What, parts: &[Column], found: &mut Vec<Field>) {
    let empty = Vec::new();
    let all = if let What::Members(all) = what { all } else { &empty };
    for (name, what) in all {
        let part = parts.iter().find(|part| part.name == *name);
        let label = part.map_or_else(|| called(name), meaning);
        let (ty, unit) = match part.map(|part| part.ty).filter(|ty| *ty != Type::Any) {
            Some(ty) => (ty.json(), ty.unit()),
            // of which type depends on the document
            None if part.is_some() && what.is_none() => (Type::Any.json(), None),
            None => held(name, Some(&label), what),
        };
        found.push(Field { document, place: place.to_owned(), name, ty, unit, label });
        inside(document, &at(place, name), what, part.map_or(&[], |part| &part.parts), found);
    }
    let others = parts.iter().filter(|part| all.iter().all(|(name, _)| *name != part.name));
    columns(document, place, &mut { others } as &mut dyn Iterator<Item = &Column>, found);
}

/// What JSON has for a value.
fn type_of(what: &What) -> &'static str {
    match what {
        What::Amount(Amount::Money(_)) | What::Short(_) => "decimal string",
        What::Amount(Amount::Count(_) | Amount::Minutes(_))
        | What::Number(_)
        | What::Days(_)
        | What::Moved(_)
        | What::Left(..) => "integer",
        What::Amount(Amount::Rate(_) | Amount::Points(_) | Amount::Rating(_) | Amount::Days(_) | Amount::Number(_))
        | What::Share(_)
        | What::Quotient(_)
        | What::Span(_)
        | What::Part(_)
        | What::Ratio(_)
        | What::Grown(..) => "number",
        What::Amount(Amount::Date(_)) => "date",
        What::Amount(Amount::Time(_)) => "moment",
        What::Month(_) => "month",
        What::Flag(_) => "boolean",
        What::Choice(..) | What::Named(_) => "code",
        What::List(_) | What::Sentences(_) | What::Changed(_) => "list",
        What::Members(_) | What::Explained(_) => "object",
        What::Said(what, _) => type_of(what),
        What::Data(_) => "any",
        What::Field { field, .. } => Type::of(field).json(),
        What::Nothing | What::Absent | What::Amount(Amount::NotRated) => "null",
        What::Amount(Amount::Text(_) | Amount::Label(_))
        | What::Words(_)
        | What::Called(_)
        | What::Finding(_)
        | What::Change(..) => "string",
    }
}

/// The fields as a document of their own.
#[must_use]
pub fn document(fields: &[Field]) -> Document {
    let label = |words: &Words, lang: Lang| {
        let text = super::Reader { lang, zone: chrono_tz::Tz::UTC }.words(words);
        Cell::from(text)
    };
    let columns = Columns::default()
        .with(Column::code("document", Words::key("schema-document")), |f: &Field| f.document)
        .with(Column::code("place", Words::key("schema-place")), |f| f.place.clone())
        .with(Column::code("field", Words::key("schema-field")), |f| f.name)
        .with(Column::code("type", Words::key("schema-type")), |f| f.ty)
        .with(Column::code("unit", Words::key("report-unit")), |f| f.unit)
        .with(Column::text("meaning", Words::key("schema-meaning")).aside(), |f| f.label.clone())
        .with(Column::text("en", Words::Text("English".to_owned())), move |f| label(&f.label, Lang::En))
        .with(Column::text("zh", Words::Text("中文".to_owned())), move |f| label(&f.label, Lang::Zh));
    let table = columns.table(fields).view(&["document", "place", "field", "type", "unit", "meaning"]);
    Document::new("qudao.schema/1").with(super::Block::table("rows", table, Words::key("schema-none")))
}
