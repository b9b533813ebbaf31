//! Quality of new partners as a document: by month of onboarding or channel type.

use crate::domain::cohort::{Figure, Share, explain};
use crate::domain::explain::{Amount, Words};
use crate::domain::money::Rate;
use crate::domain::period::Month;
use crate::domain::policy::Policy;
use crate::domain::record::Lang;
use crate::domain::sales::By;
use crate::i18n::number;
use crate::ops::kpi::cohorts::{self as new, Line, Rows};
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Line as Printed, Name, Tone, Type, What};

/// Cohorts by what was asked for; `explained`: also where the whole's figures come from.
pub fn cohorts(session: &Session, lang: Lang, months: (Month, Month), by: Rows, explained: bool) -> Result<Document> {
    let report = new::cohorts(session, months, by)?;
    let policy = &session.policy;
    let rows = match report.by {
        Rows::Month => Words::key("cohort-month"),
        Rows::Type => Words::Label(By::Type.label()),
    };
    let mut columns = Columns::default().with(Column::count("partners", Words::key("cohort-size")), |l: &Line| l.quality.size);
    let mut view = vec!["name", "partners"];
    for figure in Figure::ALL {
        let benchmark = figure.benchmark(&policy.cohorts);
        let name = explain::name(figure);
        columns = columns
            .with(Column::typed(figure.code(), Words::key(name), Type::Members).nested().of(one(policy).columns()), move |l| {
                one(policy).members(&(figure, l.quality.share(figure)))
            })
            .with(Column::fraction(figure.code(), Words::key(name)).rated().flat(), move |l| {
                rated(l.quality.share(figure), benchmark)
            })
            .with(Column::text(parts(figure), Words::nothing()).aside().right(), move |l| {
                let share = l.quality.share(figure);
                let said = share.rate().map_or_else(String::new, |_| format!("{}/{}", share.count, share.of));
                Cell::from(said).toned(Tone::Dim)
            });
        view.extend([figure.code(), parts(figure)]);
    }
    let columns = columns
        .with(Column::code("key", Words::key("kpi-code")).key(), |l| l.name.code.clone())
        .with(Column::text("name", rows).called(Words::key("kpi-total")), move |l| {
            let said = l.called(lang).to_owned();
            Name { code: String::new(), en: said.clone(), zh: said }
        })
        .with(Column::text("rows", Words::key("explain-list")).key(), |l| l.rows.filter.clone());
    let mut table = columns.table_and_total(&report.rows, &report.total).view(&view);
    table.foot = vec![benchmarks(policy, &table)];
    let head = vec![
        ("from", Amount::Text(report.from.to_string())),
        ("to", Amount::Text(report.to.to_string())),
        ("as_of", Amount::Date(report.as_of)),
    ];
    let document = Document::new("qudao.cohorts/1")
        .title(Words::with("cohort-head", head))
        .head("as_of", Words::key("report-as-of"), report.as_of)
        .head("from", Words::key("report-period-from"), report.from)
        .head("to", Words::key("report-period-to"), report.to)
        .head("by", Words::key("report-by"), report.by.code())
        .with(Block::table("rows", table, Words::nothing()));
    if !explained {
        return Ok(document);
    }
    Ok(document.explained(new::explained(&report.total, report.as_of, policy), &(&**policy).into()))
}

/// The name of the column of what a rate stands on.
const fn parts(figure: Figure) -> &'static str {
    match figure {
        Figure::Conversion => "conversion_parts",
        Figure::Retention => "retention_parts",
        Figure::Repurchase => "repurchase_parts",
        Figure::Audience => "audience_parts",
    }
}

/// What new partners are measured against, below the whole.
fn benchmarks(policy: &Policy, table: &crate::report::Table) -> Printed {
    let cell = |column: &Column| {
        let figure = Figure::ALL.into_iter().find(|f| f.code() == column.name);
        match figure {
            Some(figure) => Cell::from(figure.benchmark(&policy.cohorts)).toned(Tone::Dim),
            None if column.name == "name" => Cell::from(Words::key("cohort-benchmark")).toned(Tone::Dim),
            None => Cell::of(What::Nothing).said(Words::nothing()),
        }
    };
    Printed::new(table.columns.iter().map(cell).collect())
}

/// The rate with its verdict.
fn rated(share: Share, benchmark: Rate) -> Cell {
    let Some(rate) = share.rate() else { return Cell::of(What::Nothing).toned(Tone::Dim) };
    let (mark, tone) = if share.reaches(benchmark) == Some(true) { ("", Tone::Good) } else { ("▼ ", Tone::Soon) };
    Cell::from(rate).said(Words::Text(format!("{mark}{}", number::percent_beside(rate, benchmark)))).toned(tone)
}

/// A rate with what it stands on.
fn one(policy: &Policy) -> Columns<'_, (Figure, Share)> {
    let benchmark = |figure: Figure| figure.benchmark(&policy.cohorts);
    Columns::default()
        .with(Column::fraction("rate", Words::key("report-rate")), |(_, share): &(Figure, Share)| share.rate())
        .with(Column::count("count", Words::key("kpi-numerator")), |(_, share)| share.count)
        .with(Column::number("of", Words::key("kpi-denominator")), |(_, share)| What::Number(share.of))
        .with(Column::fraction("benchmark", Words::key("cohort-benchmark")), move |(figure, _)| benchmark(*figure))
        .with(Column::flag("reached", Words::key("cohort-reached")), move |(figure, share)| share.reaches(benchmark(*figure)))
}
