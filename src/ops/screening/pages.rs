//! A partner's screenings as a document.

use super::{Judged, section};
use crate::domain::explain::{Amount, Words};
use crate::domain::kinds::{AudienceMatch, ScreeningResult};
use crate::domain::record::{Kind, Lang, Row};
use crate::domain::screening::{Bar, Part, RedLine};
use crate::i18n;
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Figure, Tone, What};

fn points(points: Option<i64>) -> What {
    points.map(Amount::Points).into()
}

/// The same with its decimals for people.
fn exact(points: Option<i64>) -> Cell {
    let Some(n) = points else { return Cell::of(What::Nothing) };
    Cell::from(Amount::Points(n)).said(Words::Text(rust_decimal::Decimal::new(n, 2).normalize().to_string()))
}

fn weighed(part: Part, mut more: Vec<(&'static str, What)>) -> What {
    let mut members = vec![("points", points(part.points)), ("weight", What::Number(part.weight))];
    members.append(&mut more);
    What::Members(members)
}

/// Dimensions with their sub-items.
fn dimensions(j: &Judged) -> What {
    let all = j.judgement.dimensions.iter().map(|d| {
        let items = d.items.iter().map(|i| (i.field, weighed(*i, Vec::new()))).collect();
        (d.part.field, weighed(d.part, vec![("items", What::Members(items))]))
    });
    What::Members(all.collect())
}

fn red_lines(j: &Judged) -> What {
    let line = |l: &RedLine| {
        // each line is in a unit of its own
        let (asked, most) = match l {
            RedLine::Days(asked, most) => (What::Number(*asked), What::Number(*most)),
            RedLine::Rate(asked, most) => (What::Data(asked.to_f64().into()), What::Data(most.to_f64().into())),
        };
        What::Members(vec![("field", l.field().into()), ("asked", asked), ("most", most)])
    };
    What::List(j.judgement.red_lines.iter().map(line).collect())
}

fn crossed(line: &RedLine) -> Words {
    match line {
        RedLine::Days(asked, most) => {
            Words::with("screening-red-days", vec![("asked", Amount::Days(asked * 10)), ("most", Amount::Days(most * 10))])
        }
        RedLine::Rate(asked, most) => {
            Words::with("screening-red-rate", vec![("asked", Amount::Rate(*asked)), ("most", Amount::Rate(*most))])
        }
    }
}

fn tone(j: &Judged) -> Tone {
    match (&j.admitted, j.judgement.result) {
        (Ok(()), Some(ScreeningResult::Conditional | ScreeningResult::Stopped)) => Tone::Soon,
        (Ok(()), _) => Tone::Good,
        (Err(Bar::Unrated), _) => Tone::Dim,
        (Err(_), _) => Tone::Bad,
    }
}

fn columns(session: &Session, explained: bool) -> Columns<'_, Judged> {
    let label = |field| Words::field(Kind::Screening, field);
    let mut columns = Columns::default()
        .with(Column::number("id", Words::Text("#".to_owned())), |j: &Judged| What::Number(j.screening.id))
        .with(Column::day("on", label("on")), |j| j.screening.on)
        .with(Column::flag("brought_in", label("brought_in")), |j| j.screening.brought_in)
        .with(Column::code("audience_match", label("audience_match")), |j| j.screening.audience_match.map(AudienceMatch::code))
        .with(Column::members("dimensions", Words::key("screening-dimensions")).nested(), |j| Cell::of(dimensions(j)));
    for field in ["qualification", "synergy", "risk"] {
        // in JSON they are members of `dimensions`
        columns = columns.with(Column::points(field, label(field)).rated().flat(), move |j| {
            exact(j.judgement.dimensions.iter().find(|d| d.part.field == field).and_then(|d| d.part.points))
        });
    }
    columns
        .with(Column::points("score", label("score")).rated(), |j| exact(j.judgement.score).toned(tone(j)))
        .with(Column::code("result", label("result")).rated(), |j| Cell::from(j.judgement.result).toned(tone(j)))
        .with(Column::list("red_lines", Words::key("screening-red-lines")).nested(), |j| Cell::of(red_lines(j)))
        .with(Column::number("policy_version", label("policy_version")), |j| j.screening.policy_version.map(What::Number))
        .with(Column::code("exception", label("state")), |j| {
            let asked = !j.judgement.red_lines.is_empty();
            Cell::from(j.screening.state).said(if asked { Words::Label(j.screening.state.label()) } else { Words::nothing() })
        })
        .with(Column::flag("admits", Words::key("screening-admits")), |j| j.admitted.is_ok())
        .with(Column::members("explain", Words::key("health-column-why")).nested(), move |j| {
            let why = || What::Explained(Box::new(j.explanation.clone().under_policy(&session.policy)));
            Cell::of(if explained { why() } else { What::Absent })
        })
}

/// The screenings of a partner, the latest first, and whether it may be taken on; `explained`: also where scores come from.
pub fn document(session: &Session, lang: Lang, partner: &Row, explained: bool) -> Result<Document> {
    let section = section(session, partner.id)?;
    let text = |field| partner.get(field).text().unwrap_or_default();
    let args = vec![("code", Amount::Text(text("code").to_owned())), ("name", Amount::Text(text("name").to_owned()))];
    let view = ["on", "qualification", "synergy", "risk", "score", "result", "audience_match", "exception"];
    let table = columns(session, explained).table(&section.screenings).view(&view);
    let why_not = section.barred.as_ref().map(|s| i18n::sentence(lang, s));
    let may = match &section.barred {
        None => Words::key("screening-may"),
        Some(why) => Words::with("screening-not-admitted", vec![("why", Amount::Text(i18n::reason(lang, why)))]),
    };
    let head = vec![
        Figure::new("may_onboard", Words::key("screening-admits"), section.barred.is_none().into()),
        Figure::new("why_not", Words::key("health-column-why"), why_not.into()),
    ];
    let latest = section.screenings.first();
    let mut document = session
        .document("qudao.screening/1")
        .title(Words::with("screening-head", args))
        .head("partner", Words::field(Kind::Screening, "partner"), text("code"))
        .with(Block::members("", head, None))
        .with(Block::table("screenings", table, Words::key("screening-none")));
    let reader = crate::report::Reader { lang, zone: session.policy.organisation.zone };
    for line in latest.iter().flat_map(|j| &j.judgement.red_lines) {
        document = document.with(Block::said(Words::Text(format!("! {}", reader.words(&crossed(line))))));
    }
    let told = latest.filter(|_| explained).map(|j| j.explanation.clone().under_policy(&session.policy));
    Ok(document.with(Block::said(may)).with(Block { name: "", ..Block::explained(told.into_iter().collect()) }))
}
