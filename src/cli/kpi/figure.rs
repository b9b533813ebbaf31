//! `qudao kpi --figure`: one figure of the catalogue by any dimension; `qudao kpi figures`: the catalogue.

use serde_json::{Map, Value as Json, json};

use super::{Sort, money, whole_units};
use crate::cli::output::{self, Align, Cell, Table, Tone};
use crate::cli::{Ctx, Exit, Format, Usage};
use crate::domain::figure::{Figure, Parts, Unit};
use crate::domain::money::{Money, Rate};
use crate::domain::record::Lang;
use crate::domain::sales::Standing;
use crate::i18n::number;
use crate::ops::Session;
use crate::ops::kpi::Wish;
use crate::ops::kpi::figure::{self as figures, Row, Shown};
use crate::t;

/// Prints a figure.
pub(super) fn run(
    lang: Lang,
    format: Format,
    session: &Session,
    figure: Figure,
    (wish, sort, top): (&Wish, Sort, Option<usize>),
) -> anyhow::Result<Exit> {
    if !figures::goes_by(figure, wish.by) {
        let by = wish.by.label().get(lang).to_owned();
        return Err(Usage(t!(lang, "kpi-figure-not-by", figure = figure.name(), by = by)).into());
    }
    let sort = match sort {
        Sort::Value => figures::Sort::Value,
        Sort::Change => figures::Sort::Change,
        Sort::Name => figures::Sort::Name,
    };
    let mut shown = figures::figure(session, figure, wish, sort)?;
    let all = shown.rows.len();
    shown.rows.truncate(top.unwrap_or(usize::MAX));
    match format {
        Format::Json => output::json(&document(lang, session, &shown))?,
        Format::Csv => {
            let rows: Vec<_> = shown.rows.iter().map(|r| row(lang, &shown, r, true)).collect();
            super::document::csv_of(&rows)?;
        }
        _ => {
            table(lang, session, &shown)?;
            if all > shown.rows.len() {
                output::note(&t!(lang, "kpi-more", shown = shown.rows.len().to_string(), count = all.to_string()));
            }
        }
    }
    Ok(Exit::Done)
}

/// A number in a unit, as JSON has it.
fn json_of(unit: Unit, n: i64) -> Json {
    match unit {
        Unit::Money => money(Money(n)),
        Unit::Rate => Rate(n).to_f64().into(),
        Unit::Count => n.into(),
    }
}

fn value_of(shown: &Shown, parts: Option<&Parts>) -> Json {
    let unit = shown.figure.def().unit;
    let Some(parts) = parts else { return Json::Null };
    if unit == Unit::Rate { parts.six().into() } else { json_of(unit, parts.value(unit)) }
}

fn row(lang: Lang, shown: &Shown, row: &Row, key: bool) -> Map<String, Json> {
    let def = shown.figure.def();
    let mut map = Map::new();
    let mut put = |name: &str, value: Json| map.insert(name.to_owned(), value);
    if key {
        put("key", row.name.code.clone().into());
        put("name", called(lang, row).into());
    }
    put(def.name, value_of(shown, row.parts.as_ref()));
    put("numerator", row.parts.map_or(Json::Null, |p| json_of(def.num.1, p.num)));
    put("denominator", row.parts.and_then(|p| p.den).zip(def.den.as_ref()).map_or(Json::Null, |(n, den)| json_of(den.1, n)));
    let reach = row.parts.and_then(|p| p.reach);
    put("partners_covered", reach.map(|r| r.0).into());
    put("partners_of", reach.map(|r| r.1).into());
    put("class", row.standing.map(Standing::code).into());
    if shown.compared.is_some() {
        put("before", value_of(shown, row.before.as_ref()));
        put("change", row.change(shown.figure).map_or(Json::Null, |n| json_of(def.unit, n)));
    }
    map
}

fn document(lang: Lang, session: &Session, shown: &Shown) -> Map<String, Json> {
    let report = &shown.report;
    let rows: Vec<Json> = shown.rows.iter().map(|r| Json::Object(row(lang, shown, r, true))).collect();
    let mut map = Map::new();
    let mut put = |name: &str, value: Json| map.insert(name.to_owned(), value);
    put("schema", "qudao.kpi.figure/1".into());
    put("figure", Json::Object(declared(lang, session, shown.figure)));
    put("as_of", report.as_of.to_string().into());
    put("from", report.span.from.to_string().into());
    put("to", report.span.to.to_string().into());
    put("by", report.by.code().into());
    put("currency", session.policy.organisation.currency.as_str().into());
    put("figures_until", report.until.to_string().into());
    put("rows", rows.into());
    put("total", Json::Object(row(lang, shown, &shown.total, false)));
    put("compared", shown.compared.map_or(Json::Null, |s| json!({"from": s.from.to_string(), "to": s.to.to_string()})));
    map
}

/// A figure as it is declared.
fn declared(lang: Lang, session: &Session, figure: Figure) -> Map<String, Json> {
    let def = figure.def();
    let mut map = Map::new();
    let mut put = |name: &str, value: Json| map.insert(name.to_owned(), value);
    put("name", def.name.into());
    put("label", def.label.get(lang).into());
    put("unit", def.unit.code().into());
    put("better", def.better.code().into());
    put("formula", formula(lang, figure).into());
    put("numerator_unit", def.num.1.code().into());
    put("denominator_unit", def.den.as_ref().map(|d| d.1.code()).into());
    let target = figure.target(&session.policy);
    put("target", target.map(|t| t.1.to_f64()).into());
    put("target_key", target.map(|t| t.0).into());
    map
}

fn formula(lang: Lang, figure: Figure) -> String {
    let def = figure.def();
    let num = def.num.0.get(lang);
    def.den.as_ref().map_or_else(
        || num.to_owned(),
        |(den, _)| {
            let whole =
                |text: &str| if text.contains(" + ") || text.contains(" - ") { format!("({text})") } else { text.to_owned() };
            format!("{} / {}", whole(num), whole(den.get(lang)))
        },
    )
}

fn called(lang: Lang, row: &Row) -> String {
    let name = match (lang, &row.name.name_zh) {
        (Lang::Zh, Some(zh)) if !zh.is_empty() => zh,
        _ => &row.name.name,
    };
    if name.is_empty() { t!(lang, "kpi-none") } else { name.clone() }
}

/// A number in a unit, for people.
fn text_of(unit: Unit, n: i64) -> String {
    match unit {
        Unit::Money => whole_units(Money(n)),
        Unit::Rate => number::percent(Rate(n)),
        Unit::Count => number::count(n),
    }
}

/// A value: small money with its decimals.
fn value_text(figure: Figure, n: i64) -> String {
    let def = figure.def();
    if def.unit == Unit::Money && def.den.is_some() { number::amount_full(Money(n)) } else { text_of(def.unit, n) }
}

fn table(lang: Lang, session: &Session, shown: &Shown) -> anyhow::Result<()> {
    let (report, figure, def) = (&shown.report, shown.figure, shown.figure.def());
    output::text(&t!(
        lang,
        "kpi-head",
        from = number::date(report.span.from),
        to = number::date(report.span.to),
        by = report.by.label().get(lang),
        currency = session.policy.organisation.currency.as_str(),
        as_of = number::date(report.as_of)
    ))?;
    let coded = !report.by.is_time();
    let mut heads = Vec::new();
    if coded {
        heads.push((t!(lang, "kpi-code"), Align::Left));
    }
    heads.push((report.by.label().get(lang).to_owned(), Align::Left));
    heads.push((def.label.get(lang).to_owned(), Align::Right));
    if def.den.is_some() {
        heads.push((t!(lang, "kpi-numerator"), Align::Right));
        heads.push((t!(lang, "kpi-denominator"), Align::Right));
    }
    if shown.compared.is_some() {
        heads.push((t!(lang, "kpi-before"), Align::Right));
        heads.push((t!(lang, "kpi-change"), Align::Right));
    }
    heads.push((String::new(), Align::Left));
    let mut table = Table::new(heads);
    for row in shown.rows.iter().chain(std::iter::once(&shown.total)) {
        let is_total = std::ptr::eq(row, &raw const shown.total);
        let mut cells: Vec<Cell> = Vec::new();
        if coded {
            cells.push(if is_total { "".into() } else { Cell::toned(&row.name.code, Tone::Quiet) });
        }
        cells.push(if is_total { t!(lang, "kpi-total").into() } else { called(lang, row).into() });
        let value =
            |n: Option<i64>| n.map_or_else(|| Cell::toned(t!(lang, "not-rated"), Tone::Quiet), |n| value_text(figure, n).into());
        cells.push(value(row.value(figure)));
        if let Some((_, den)) = &def.den {
            cells.push(row.parts.map(|p| text_of(def.num.1, p.num)).unwrap_or_default().into());
            cells.push(row.parts.and_then(|p| p.den).map(|n| text_of(*den, n)).unwrap_or_default().into());
        }
        if shown.compared.is_some() {
            cells.push(value(row.before.map(|p| p.value(def.unit))));
            cells.push(row.change(figure).map(|n| signed(figure, n)).unwrap_or_default().into());
        }
        cells.push(remark(lang, session, figure, row));
        table.row(cells);
    }
    table.print()?;
    output::text(&format!("{} = {}", def.label.get(lang), formula(lang, figure)))?;
    if let Some(s) = shown.compared {
        output::text(&t!(lang, "kpi-compared", from = number::date(s.from), to = number::date(s.to)))?;
    }
    Ok(())
}

fn signed(figure: Figure, n: i64) -> String {
    if figure.def().unit == Unit::Rate {
        return number::percent_signed(Rate(n));
    }
    let text = value_text(figure, n);
    if n > 0 { format!("+{text}") } else { text }
}

/// How it stands against a target, and of how many partners it is.
fn remark(lang: Lang, session: &Session, figure: Figure, row: &Row) -> Cell {
    let (mut words, mut tone) = (Vec::new(), Tone::Plain);
    if let Some(standing) = row.standing {
        words.push(standing.label().get(lang).to_owned());
        tone = super::tone_of(standing);
    } else if let (Some((_, target)), Some(value)) = (figure.target(&session.policy), row.value(figure)) {
        use crate::domain::figure::Better;
        let better = figure.def().better;
        let good = if better == Better::Higher { value >= target.0 } else { value <= target.0 };
        if !good {
            let key = number::percent(target);
            words.push(if better == Better::Higher {
                t!(lang, "kpi-under", target = key)
            } else {
                t!(lang, "kpi-over", target = key)
            });
            tone = Tone::Bad;
        }
    }
    if let Some((count, of)) = row.parts.and_then(|p| p.reach) {
        words.push(t!(lang, "kpi-partly", count = count.to_string(), of = of.to_string()));
    }
    Cell::toned(words.join(" · "), tone)
}

/// Prints the catalogue.
pub(super) fn catalogue(ctx: &mut Ctx) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json, Format::Csv])?;
    let session = ctx.session()?;
    let all: Vec<Map<String, Json>> = Figure::ALL.iter().map(|f| declared(lang, session, *f)).collect();
    match format {
        Format::Json => {
            let rows: Vec<Json> = all.into_iter().map(Json::Object).collect();
            output::json(&json!({"schema": "qudao.figures/1", "rows": rows}))?;
        }
        Format::Csv => super::document::csv_of(&all)?,
        _ => {
            let left = |key: String| (key, Align::Left);
            let heads = vec![
                left(t!(lang, "kpi-figure-name")),
                left(t!(lang, "kpi-figure-label")),
                left(t!(lang, "kpi-figure-formula")),
                (t!(lang, "figure-target"), Align::Right),
            ];
            let mut table = Table::new(heads);
            for figure in Figure::ALL {
                let target = figure.target(&session.policy).map(|(_, rate)| number::percent(rate)).unwrap_or_default();
                let label = figure.def().label.get(lang).to_owned();
                table.row([figure.name().to_owned(), label, formula(lang, *figure), target]);
            }
            table.print()?;
        }
    }
    Ok(Exit::Done)
}
