//! `qudao kpi --figure`: one figure of the catalogue by any dimension; `qudao kpi figures`: the catalogue.

use serde_json::{Map, Value as Json, json};

use super::{Sort, money, whole_units};
use crate::cli::explain::decimal;
use crate::cli::output::{self, Align, Cell, Table, Tone};
use crate::cli::{Ctx, Exit, Format, Usage, explain as explanations};
use crate::domain::figure::{Figure, Parts, Unit};
use crate::domain::money::{Money, Rate};
use crate::domain::period::from_day_number;
use crate::domain::record::Lang;
use crate::domain::sales::Standing;
use crate::i18n::number;
use crate::ops::Session;
use crate::ops::kpi::Wish;
use crate::ops::kpi::explain;
use crate::ops::kpi::figure::{self as figures, Row, Shown};
use crate::t;

/// Prints a figure.
pub(super) fn run(
    lang: Lang,
    format: Format,
    session: &Session,
    figure: Figure,
    (wish, sort, top, explained): (&Wish, Sort, Option<usize>, bool),
) -> anyhow::Result<Exit> {
    if !figure.def().needs.goes_together() {
        return Err(Usage(t!(lang, "kpi-figure-of-one", figure = figure.name())).into());
    }
    let as_of = session.as_of();
    let of_a_day = figure.def().needs.is_of_a_day();
    if of_a_day && (wish.compare.is_some() || wish.by.is_time() || !(wish.span.from..=wish.span.to).contains(&as_of)) {
        return Err(Usage(t!(lang, "kpi-figure-of-a-day", figure = figure.name(), day = as_of.to_string())).into());
    }
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
        Format::Json => {
            let mut map = document(lang, session, &shown);
            if explained {
                let e = explain::figure(&shown, &*session.rules_of(wish.span)?);
                map.insert("explain".to_owned(), vec![explanations::document(&session.policy, &e)].into());
            }
            output::json(&map)?;
        }
        Format::Csv => {
            let rows: Vec<_> = shown.rows.iter().map(|r| row(lang, &shown, r, true)).collect();
            super::document::csv_of(&rows)?;
        }
        _ => {
            table(lang, session, &shown)?;
            if all > shown.rows.len() {
                output::note(&t!(lang, "kpi-more", shown = shown.rows.len().to_string(), count = all.to_string()));
            }
            if explained {
                output::text("")?;
                explanations::print(lang, &session.policy, &explain::figure(&shown, &*session.rules_of(wish.span)?))?;
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
        Unit::Count | Unit::Code(_) => n.into(),
        Unit::Points => decimal(n, 2),
        Unit::Days => decimal(n, 1),
        Unit::Day => i32::try_from(n).map_or(Json::Null, |n| from_day_number(n).to_string().into()),
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
    put("sales_covered", row.coverage.map(Rate::to_f64).into());
    put("own_target", row.own.into());
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
    let of = match def.needs {
        needs if !needs.goes_together() => "partner",
        needs if needs.is_of_a_day() => "day",
        _ => "period",
    };
    put("of", of.into());
    put("better", def.better.code().into());
    put("formula", figure.formula_text(lang).into());
    put("numerator_unit", def.num.1.code().into());
    put("denominator_unit", def.den.as_ref().map(|d| d.1.code()).into());
    let target = figure.target(&session.policy);
    put("target", target.map_or(Json::Null, |t| json_of(def.unit, t.1)));
    put("target_key", target.map(|t| t.0).into());
    map
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
        Unit::Count | Unit::Code(_) | Unit::Day => number::count(n),
        Unit::Points => rust_decimal::Decimal::new(n, 2).normalize().to_string(),
        Unit::Days => rust_decimal::Decimal::new(n, 1).normalize().to_string(),
    }
}

/// A value: small money with its decimals.
fn value_text(figure: Figure, n: i64) -> String {
    let def = figure.def();
    if def.unit == Unit::Money && def.den.is_some() { number::amount_full(Money(n)) } else { text_of(def.unit, n) }
}

fn table(lang: Lang, session: &Session, shown: &Shown) -> anyhow::Result<()> {
    let (report, figure, def) = (&shown.report, shown.figure, shown.figure.def());
    let (by, currency) = (report.by.label().get(lang), session.policy.organisation.currency.as_str());
    let as_of = number::date(report.as_of);
    output::text(&if def.needs.is_of_a_day() {
        t!(lang, "kpi-head-day", by = by, currency = currency, as_of = as_of)
    } else {
        let (from, to) = (number::date(report.span.from), number::date(report.span.to));
        t!(lang, "kpi-head", from = from, to = to, by = by, currency = currency, as_of = as_of)
    })?;
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
            cells.push(if is_total { "".into() } else { Cell::toned(&row.name.code, Tone::Dim) });
        }
        cells.push(if is_total { t!(lang, "kpi-total").into() } else { called(lang, row).into() });
        let value =
            |n: Option<i64>| n.map_or_else(|| Cell::toned(t!(lang, "not-rated"), Tone::Dim), |n| value_text(figure, n).into());
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
    output::text(&format!("{} = {}", def.label.get(lang), figure.formula_text(lang)))?;
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
        let good = if better == Better::Higher { value >= target } else { value <= target };
        if !good {
            let key = text_of(figure.unit(), target);
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
    words.extend(covers(lang, row.coverage));
    if row.own {
        words.push(t!(lang, "kpi-own-target"));
    }
    Cell::toned(words.join(" · "), tone)
}

/// Of what share of all sales a figure is, where that is not all.
pub(super) fn covers(lang: Lang, coverage: Option<Rate>) -> Option<String> {
    coverage.filter(|share| share.0 != 10_000).map(|share| t!(lang, "kpi-covers", share = number::percent(share)))
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
                (Figure::Target.called(lang), Align::Right),
            ];
            let mut table = Table::new(heads);
            for figure in Figure::ALL {
                let target = figure.target(&session.policy).map(|(_, target)| text_of(figure.unit(), target)).unwrap_or_default();
                let label = figure.def().label.get(lang).to_owned();
                table.row([figure.name().to_owned(), label, figure.formula_text(lang), target]);
            }
            table.print()?;
        }
    }
    Ok(Exit::Done)
}
