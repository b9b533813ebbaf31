//! `qudao import KIND --template FILE`: an empty table to fill in, with an explanation of its columns.

use std::path::Path;

use crate::cli::output;
use crate::cli::{Ctx, Exit};
use crate::domain::record::{Expected, Field, FieldType, Kind, Lang};
use crate::exchange::out::OutError;
use crate::exchange::outfile::FileRefusal;
use crate::exchange::template::{self, Column, Explained, Template};
use crate::exchange::value;
use crate::i18n;
use crate::ops::import::template as wanted;
use crate::t;

/// Writes the template: a workbook, or where the file's name ends in `.csv` its header row.
///
/// # Errors
/// Those of the database and of the file.
pub(super) fn run(ctx: &mut Ctx, kind: Kind, path: &Path, force: bool) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let session = ctx.session()?;
    let mut columns = wanted::columns(session, kind, lang)?;
    for column in &mut columns {
        column.hint = hint(kind, column, lang);
    }
    let mut out = session.files().create(path, force.into())?;
    let failed = |e: OutError| match e {
        OutError::Io(error) => FileRefusal::Io { path: path.to_path_buf(), error }.into(),
        other => anyhow::anyhow!("{other}"),
    };
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) {
        template::csv(&columns, lang, &mut out).map_err(failed)?;
    } else {
        let explained = explained(kind, &columns, lang);
        let zone = session.policy.organisation.zone;
        let book = Template::begin(kind.def(), &columns, &explained, lang, zone).map_err(failed)?;
        book.end(&mut out).map_err(failed)?;
    }
    out.commit()?;
    let required = columns.iter().filter(|c| c.required).count();
    let (path, kind_name) = (path.display().to_string(), kind.def().plural);
    output::note(&t!(
        lang,
        "template-made",
        path = path,
        columns = columns.len().to_string(),
        required = required.to_string(),
        kind = kind_name
    ));
    Ok(Exit::Done)
}

/// What a person is told at a cell.
fn hint(kind: Kind, column: &Column, lang: Lang) -> String {
    let form = form(kind, column, lang);
    if column.required {
        return t!(lang, "template-required", form = form);
    }
    match default(column.field, lang) {
        Some(default) => t!(lang, "template-else", form = form, value = default),
        None => form,
    }
}

/// How a value is written.
fn form(kind: Kind, column: &Column, lang: Lang) -> String {
    let field = column.field;
    let expected = |e: &Expected| i18n::expected(lang, Some(kind), Some(field), e);
    let form = match field.ty {
        FieldType::Int => expected(&Expected::Integer),
        FieldType::Money => expected(&Expected::Amount),
        FieldType::Rate => expected(&Expected::Rate),
        FieldType::Points => expected(&Expected::Rule("expected-points")),
        FieldType::Date if kind == Kind::Target => t!(lang, "template-period"),
        FieldType::Date => expected(&Expected::Date),
        FieldType::Time => expected(&Expected::Time),
        FieldType::Bool => expected(&Expected::YesNo),
        FieldType::Choice(_) => t!(lang, "template-choice"),
        FieldType::Ref(of) => t!(lang, "template-reference", kind = of.def().label.get(lang)),
        FieldType::Tags => t!(lang, "template-tags"),
        FieldType::Note => t!(lang, "template-note"),
        FieldType::Text => expected(&Expected::ShortText(value::LINE)),
    };
    let Some((least, greatest)) = field.bounds else { return form };
    let bound = |i| field.strict(&crate::domain::record::Value::Int(i));
    let mut parts = vec![form];
    parts.push(expected(&Expected::AtLeast(bound(least))));
    if greatest != i64::MAX {
        parts.push(expected(&Expected::AtMost(bound(greatest))));
    }
    parts.join(if lang == Lang::Zh { "，" } else { ", " })
}

/// What a new record has where the cell is empty, as people write it.
fn default(field: &Field, lang: Lang) -> Option<String> {
    let code = field.default?;
    Some(match field.ty {
        FieldType::Choice(list) => list.iter().find(|c| c.code == code).map_or(code, |c| c.label.get(lang)).to_owned(),
        FieldType::Bool => yes_no(code == "true", lang).to_owned(),
        _ => code.to_owned(),
    })
}

fn yes_no(yes: bool, lang: Lang) -> &'static str {
    match (yes, lang) {
        (true, Lang::Zh) => "是",
        (false, Lang::Zh) => "否",
        (true, Lang::En) => "yes",
        (false, Lang::En) => "no",
    }
}

fn explained(kind: Kind, columns: &[Column], lang: Lang) -> Explained {
    let label = kind.def().label.get(lang);
    let heads = [
        t!(lang, "template-column"),
        t!(lang, "template-also"),
        t!(lang, "template-needed"),
        t!(lang, "template-form"),
        t!(lang, "template-values"),
        t!(lang, "template-default"),
        t!(lang, "template-example"),
    ];
    let rows = columns.iter().map(|column| {
        let field = column.field;
        let other = if lang == Lang::Zh { field.label.en } else { field.label.zh };
        let also: Vec<&str> = [field.name, other].into_iter().chain(field.aliases.iter().copied()).collect();
        let needed = if column.required { t!(lang, "template-yes") } else { String::new() };
        vec![
            template::title(column, lang),
            also.join(", "),
            needed,
            form(kind, column, lang),
            values(column, lang),
            default(field, lang).unwrap_or_default(),
            example(column, lang),
        ]
    });
    Explained {
        sheets: [t!(lang, "template-sheet"), t!(lang, "template-lists")],
        lines: vec![
            t!(lang, "template-line-fill", kind = label),
            t!(lang, "template-line-import", command = format!("qudao import {} FILE", kind.def().plural)),
        ],
        heads: heads.into(),
        rows: rows.collect(),
    }
}

/// The choices with their codes, both of which are read.
fn values(column: &Column, lang: Lang) -> String {
    match column.field.ty {
        FieldType::Choice(list) => list
            .iter()
            .map(|c| match c.label.get(lang) {
                label if label == c.code => label.to_owned(),
                label => format!("{label} ({})", c.code),
            })
            .collect::<Vec<_>>()
            .join("\n"),
        FieldType::Bool => format!("{}\n{}", yes_no(true, lang), yes_no(false, lang)),
        _ if column.list.len() <= 20 => column.list.join("\n"),
        _ => t!(lang, "template-see-lists"),
    }
}

/// A value as a person may write it.
fn example(column: &Column, lang: Lang) -> String {
    let field = column.field;
    let text = match (field.ty, field.name) {
        (FieldType::Text, "code") | (FieldType::Ref(Kind::Partner), _) => "D001",
        (FieldType::Text, "number") => "2025-0001",
        (FieldType::Text, "name") => "杭州西湖贸易有限公司",
        (FieldType::Text, "short_name") => "西湖贸易",
        (FieldType::Text, "phone") => "0571-88886666",
        (FieldType::Text, "email") => "wang.fang@example.com",
        (FieldType::Text, "city") => "杭州",
        (FieldType::Int, _) => "12",
        (FieldType::Money, _) => "1,234.50",
        (FieldType::Rate, _) => "3.5%",
        (FieldType::Points, _) => "90.12",
        (FieldType::Date, _) => "2025-03-01",
        (FieldType::Time, _) => "2025-03-01 14:30",
        (FieldType::Bool, _) => yes_no(true, lang),
        (FieldType::Choice(list), _) => list.first().map_or("", |c| c.label.get(lang)),
        (FieldType::Ref(_), _) => column.list.first().map_or("", String::as_str),
        (FieldType::Tags, _) => "vip, 2025",
        _ => "",
    };
    text.to_owned()
}
