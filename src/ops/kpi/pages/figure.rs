//! One figure of the catalogue as a document, and the catalogue itself.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{headed, shown as view_of, tone_of};
use crate::domain::explain::Words;
use crate::domain::figure::{Better, Figure, Parts, Unit};
use crate::domain::industry::Average;
use crate::domain::money::{Money, Rate};
use crate::domain::record::{Kind, Lang};
use crate::domain::sales::{By, Standing};
use crate::i18n::number;
use crate::ops::kpi::figure::{self as figures, Row, Shown, Sort};
use crate::ops::kpi::{Wish, explain};
use crate::ops::{Result, Session};
use crate::report::say::units;
use crate::report::{Block, Cell, Chart, ChartKind, Column, Columns, Document, Name, Tone, Type, What};
use crate::t;

/// A number in a unit, for people.
fn text_of(unit: Unit, n: i64) -> String {
    match unit {
        Unit::Money => units(Money(n)),
        Unit::Rate => number::percent(Rate(n)),
        Unit::Count | Unit::Code(_) | Unit::Day => number::count(n),
        Unit::Points | Unit::Rating => rust_decimal::Decimal::new(n, 2).normalize().to_string(),
        Unit::Days => rust_decimal::Decimal::new(n, 1).normalize().to_string(),
    }
}

/// A value: small money with its decimals.
fn value_text(figure: Figure, n: i64) -> String {
    let def = figure.def();
    if def.unit == Unit::Money && def.den.is_some() { number::amount_full(Money(n)) } else { text_of(def.unit, n) }
}

fn signed(figure: Figure, n: i64) -> String {
    if figure.def().unit == Unit::Rate {
        return number::percent_signed(Rate(n));
    }
    let text = value_text(figure, n);
    if n > 0 { format!("+{text}") } else { text }
}

/// A value of the figure; a rate with six decimals in files.
fn value(figure: Figure, parts: Option<&Parts>) -> Cell {
    let unit = figure.def().unit;
    let Some(parts) = parts else { return Cell::of(What::Nothing).toned(Tone::Dim) };
    let n = parts.value(unit);
    let data = if unit == Unit::Rate { What::from(parts.six()) } else { What::in_unit(unit, n) };
    Cell::of(data).said(Words::Text(value_text(figure, n)))
}

/// A part of the figure.
fn part(unit: Unit, n: Option<i64>) -> Cell {
    n.map_or_else(|| Cell::of(What::Nothing), |n| Cell::of(What::in_unit(unit, n)).said(Words::Text(text_of(unit, n))))
}

fn columns<'a>(session: &'a Session, lang: Lang, shown: &'a Shown) -> (Columns<'a, Row>, Vec<&'static str>) {
    let (figure, def) = (shown.figure, shown.figure.def());
    let typed = |name, label| Column::typed(name, label, Type::of_unit(def.unit)).right();
    let den = def.den.as_ref().map(|d| d.1);
    let name = move |row: &Row| {
        let name = &row.name;
        let said = match (lang, &name.name_zh) {
            (Lang::Zh, Some(zh)) if !zh.is_empty() => zh.clone(),
            _ if name.name.is_empty() => t!(lang, "kpi-none"),
            _ => name.name.clone(),
        };
        Name { code: String::new(), en: said.clone(), zh: said }
    };
    let mut columns = Columns::default()
        .with(Column::code("key", Words::key("kpi-code")).key(), |r: &Row| Cell::from(r.name.code.clone()).toned(Tone::Dim))
        .with(Column::text("name", Words::Label(shown.report.by.label())).called(Words::key("kpi-total")), name)
        .with(typed(def.name, Words::Label(def.label)).rated(), move |r| value(figure, r.parts.as_ref()))
        .with(Column::typed("numerator", Words::key("kpi-numerator"), Type::of_unit(def.num.1)).right(), move |r| {
            part(def.num.1, r.parts.map(|p| p.num))
        })
        .with(
            Column::typed("denominator", Words::key("kpi-denominator"), den.map_or(Type::Any, Type::of_unit)).right(),
            move |r| den.map_or_else(|| Cell::of(What::Nothing), |unit| part(unit, r.parts.and_then(|p| p.den))),
        )
        .with(Column::count("partners_covered", Words::key("report-covered")), |r| r.parts.and_then(|p| p.reach).map(|r| r.0))
        .with(Column::count("partners_of", Words::key("report-covered-of")), |r| r.parts.and_then(|p| p.reach).map(|r| r.1))
        .with(Column::fraction("sales_covered", Words::key("report-sales-covered")), |r| r.coverage)
        .with(Column::flag("own_target", Words::key("kpi-own-target")), |r| r.own)
        .with(Column::code("class", Words::nothing()).meaning(Words::key("kpi-class")), move |r| {
            let (said, tone) = remark(lang, session, figure, r);
            Cell::from(r.standing.map(Standing::code)).said(Words::Text(said)).toned(tone)
        });
    let mut view = vec![def.name];
    if den.is_some() {
        view.extend(["numerator", "denominator"]);
    }
    if shown.compared.is_some() {
        view.extend(["before", "change"]);
        columns = columns
            .with(typed("before", Words::key("kpi-before")).rated(), move |r| value(figure, r.before.as_ref()))
            .with(typed("change", Words::key("kpi-change")), move |r| {
                let change = |n| Cell::of(What::in_unit(def.unit, n)).said(Words::Text(signed(figure, n)));
                r.change(figure).map_or_else(|| Cell::of(What::Nothing), change)
            });
    }
    if shown.total.industry.is_some() || shown.rows.iter().any(|r| r.industry.is_some()) {
        view.extend(["industry", "beyond_industry"]);
        let number = move |n, said: String| Cell::of(What::in_unit(def.unit, n)).said(Words::Text(said));
        columns = columns
            .with(typed("industry", Words::key("kpi-industry")), move |r| {
                let average = |a: &Average| number(a.value, value_text(figure, a.value));
                r.industry.as_ref().map_or_else(|| Cell::of(What::Nothing), average)
            })
            .with(typed("beyond_industry", Words::key("kpi-beyond-industry")), move |r| {
                let beyond = |n| number(n, signed(figure, n));
                r.beyond_industry(figure).map_or_else(|| Cell::of(What::Nothing), beyond)
            })
            .with(Column::text("industry_source", Words::field(Kind::IndustryAverage, "source")), |r| {
                r.industry.as_ref().map(|a| a.source.clone())
            });
    }
    if shown.total.with_late.is_some() || shown.rows.iter().any(|r| r.with_late.is_some()) {
        view.push("with_late");
        columns = columns.with(typed("with_late", Words::key("kpi-with-late")).rated(), move |r| match &r.with_late {
            Some(parts) => value(figure, Some(parts)),
            None => Cell::of(What::Nothing),
        });
    }
    view.push("class");
    (columns, view_of(shown.report.by, view))
}

/// How it stands against a target, and of how many partners it is.
fn remark(lang: Lang, session: &Session, figure: Figure, row: &Row) -> (String, Tone) {
    let (mut words, mut tone) = (Vec::new(), Tone::Plain);
    if let Some(standing) = row.standing {
        words.push(standing.label().get(lang).to_owned());
        tone = tone_of(standing);
    } else if let (Some((_, target)), Some(value)) = (figure.target(&session.policy), row.value(figure)) {
        let better = figure.def().better;
        let good = if better == Better::Higher { value >= target } else { value <= target };
        if !good {
            let key = text_of(figure.unit(), target);
            words.push(match better {
                Better::Higher => t!(lang, "kpi-under", target = key),
                Better::Lower => t!(lang, "kpi-over", target = key),
            });
            tone = Tone::Bad;
        }
    }
    if let Some((count, of)) = row.parts.and_then(|p| p.reach) {
        words.push(t!(lang, "kpi-partly", count = count.to_string(), of = of.to_string()));
    }
    let share = row.coverage.filter(|share| share.0 != 10_000);
    words.extend(share.map(|share| t!(lang, "kpi-covers", share = number::percent(share))));
    if row.own {
        words.push(t!(lang, "kpi-own-target"));
    }
    (words.join(" · "), tone)
}

/// What is declared of a figure, and what it is measured against.
fn declared(session: &Session, lang: Lang) -> Columns<'_, Figure> {
    let code = |name, key| Column::code(name, Words::key(key));
    let of = |figure: &Figure| match figure.def().needs {
        needs if !needs.goes_together() => "partner",
        needs if needs.is_of_a_day() => "day",
        _ => "period",
    };
    Columns::default()
        .with(code("name", "kpi-figure-name"), |figure: &Figure| figure.def().name)
        .with(Column::text("label", Words::key("kpi-figure-label")), move |figure| figure.def().label.get(lang))
        .with(code("unit", "report-unit"), |figure| figure.def().unit.code())
        .with(code("of", "report-figure-of"), of)
        .with(code("better", "report-better"), |figure| figure.def().better.code())
        .with(Column::text("formula", Words::key("kpi-figure-formula")), move |figure| figure.formula_text(lang))
        .with(code("numerator_unit", "report-numerator-unit"), |figure| figure.def().num.1.code())
        .with(code("denominator_unit", "report-denominator-unit"), |figure| figure.def().den.as_ref().map(|d| d.1.code()))
        .with(Column::new("target", Figure::Target.words()).right(), move |figure| match figure.target(&session.policy) {
            Some((_, n)) => Cell::of(What::in_unit(figure.unit(), n)).said(Words::Text(text_of(figure.unit(), n))),
            None => Cell::of(What::Nothing),
        })
        .with(code("target_key", "report-target-key"), move |figure| figure.target(&session.policy).map(|t| t.0))
}

/// A figure by a dimension; `top`: so many rows, `explained`: also where the whole comes from.
///
/// # Errors
/// A filter that is not understood; those of the file.
pub fn figure(
    session: &Session,
    lang: Lang,
    (figure, wish, sort): (Figure, &Wish, Sort),
    top: Option<usize>,
    explained: bool,
) -> Result<Document> {
    let mut shown = figures::figure(session, figure, wish, sort)?;
    let all = shown.rows.len();
    shown.rows.truncate(top.unwrap_or(usize::MAX));
    let (columns, view) = columns(session, lang, &shown);
    let report = &shown.report;
    let kind = if report.by.is_time() { ChartKind::Lines } else { ChartKind::Bars };
    let mut charted = vec![figure.def().name];
    charted.extend(shown.compared.filter(|_| report.by.is_time()).map(|_| "before"));
    let table = columns.table_and_total(&shown.rows, &shown.total).of(all).view(&view);
    let table = table.chart(Chart::new(kind, "name", &charted));
    let mut document = headed(session, lang, report, "qudao.kpi.figure/1")
        .head("figures_until", Words::key("report-until"), report.until)
        .with(Block::table("rows", table, Words::nothing()));
    if wish.by == By::Region {
        let provinces = figures::figure(session, figure, &super::of_provinces(wish), sort)?.rows;
        let shape = |row: &Row| match (figure.unit(), row.value(figure)) {
            (Unit::Money, Some(n)) => Cell::short(Money(n)),
            _ => value(figure, row.parts.as_ref()),
        };
        let rows = provinces.iter().map(|row| (row.name.code.clone(), shape(row)));
        document = document.with(super::map(session, lang, figure, rows));
    }
    let declared = declared(session, lang).member("figure", Words::nothing(), Some(&figure));
    document.head.insert(0, declared.meaning(Words::key("kpi-figure-label")));
    if figure.def().needs.is_of_a_day() {
        let (by, currency) = (report.by.label().get(lang), session.policy.organisation.currency.as_str());
        let as_of = number::date(report.as_of);
        document = document.title(Words::Text(t!(lang, "kpi-head-day", by = by, currency = currency, as_of = as_of)));
    }
    let formula = format!("{} = {}", figure.def().label.get(lang), figure.formula_text(lang));
    document = document.with(Block::said(Words::Text(formula)));
    if let Some(s) = shown.compared {
        let said = t!(lang, "kpi-compared", from = number::date(s.from), to = number::date(s.to));
        document = document.with(Block::said(Words::Text(said)));
    }
    document = document.with(super::compared(shown.compared));
    document = sources(lang, &shown).into_iter().map(|said| Block::note(Words::Text(said))).fold(document, Document::with);
    if !figure.def().needs.is_of_a_day() {
        document = super::closed_notes(lang, session, report)
            .into_iter()
            .map(|said| Block::note(Words::Text(said)))
            .fold(document, Document::with);
    }
    document = late_note(lang, &shown).into_iter().map(|said| Block::note(Words::Text(said))).fold(document, Document::with);
    if explained {
        let rules = session.rules_of(wish.span)?;
        document = document.explained([explain::figure(&shown, &rules)], &(&*session.policy).into());
    }
    Ok(document)
}

/// Who says what is the average of the trade, and since when that holds.
fn sources(lang: Lang, shown: &Shown) -> BTreeSet<String> {
    let of = |row: &Row| row.industry.as_ref().map(|a| (a.source.clone(), a.from));
    let all: BTreeSet<_> = shown.rows.iter().chain([&shown.total]).filter_map(of).collect();
    let said = |(source, from): (String, NaiveDate)| t!(lang, "kpi-industry-source", source = source, from = number::date(from));
    all.into_iter().map(said).collect()
}

/// What the whole would be with what came late for closed months.
fn late_note(lang: Lang, shown: &Shown) -> Option<String> {
    let (figure, def) = (shown.figure, shown.figure.def());
    let with = shown.total.with_late?;
    let of = |unit: Unit, n: i64| text_of(unit, n);
    let den = with.den.zip(def.den.as_ref()).map_or_else(String::new, |(n, d)| of(d.1, n));
    let (name, value, num) = (figure.called(lang), value_text(figure, with.value(def.unit)), of(def.num.1, with.num));
    Some(t!(lang, "kpi-late-figure", figure = name, value = value, num = num, den = den))
}

/// The catalogue: every figure with its unit, what it is made of and what it is measured against.
#[must_use]
pub fn catalogue(session: &Session, lang: Lang) -> Document {
    let table = declared(session, lang).table(Figure::ALL).view(&["name", "label", "formula", "target"]);
    Document::new("qudao.figures/1").with(Block::table("rows", table, Words::nothing()))
}
