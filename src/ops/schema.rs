//! Every document that `ops` gives, for `qudao schema`: as it comes of this session's database.

use super::credit::pages as credit;
use super::kpi::cohorts::{Rows, usual};
use super::kpi::figure::Sort;
use super::kpi::pages as kpi;
use super::{Result, Session, alert, compliance, contract, deposit, plan, screening, standby, tier, today, violation};
use crate::domain::figure::Figure;
use crate::domain::period::{Month, Span};
use crate::domain::record::{Kind, Lang, Row};
use crate::domain::sales::{Against, By};
use crate::report::Document;
use crate::store::tasks::Whose;

/// The documents that are of no one record, each once.
pub fn documents(session: &mut Session, lang: Lang) -> Result<Vec<Document>> {
    let wish = credit::Wish { filter: String::new(), by: By::Partner, top: None, explain: false };
    let year = Span::trailing_year(session.as_of());
    let by_type = super::kpi::Wish { compare: Some(Against::LastYear), ..super::kpi::Wish::new(year, By::Type) };
    let month = Month::of(session.as_of());
    Ok(vec![
        tier::pages::board(session, lang)?,
        tier::pages::history(session, None, 0)?,
        alert::pages::list(session, lang, &alert::Wish::default(), 0, false)?,
        today::pages::document(session, lang, today::Reach::All, 0, false)?,
        plan::pages::list(session, lang, month, &Whose::All, 0)?,
        contract::pages::contracts(session, lang, &contract::Wish::default())?,
        screening::pages::document(session, lang, &Row::blank(Kind::Partner), false)?,
        credit::aging(session, &wish, None)?,
        credit::dso(session, &wish)?,
        credit::payers(session, &wish, None)?,
        credit::disputes(session, &wish, None, 1)?,
        credit::exposure(session, &wish)?,
        credit::months(session, &wish)?,
        credit::lights(session, &wish, true)?,
        credit::due(session, &wish)?,
        credit::receivables(session, &wish, None)?,
        kpi::report(session, lang, &by_type, None, false)?,
        kpi::figure(session, lang, (Figure::NetSales, &by_type, Sort::Value), None, false)?,
        kpi::catalogue(session, lang),
        kpi::cohorts(session, lang, usual(session), Rows::Month, false)?,
        kpi::showcase(session, lang, year, 3, false)?,
        deposit::pages::list(session, lang, false)?,
        violation::pages::list(session)?,
        standby::pages::list(session, None)?,
        compliance::pages::of_audits(session, lang, false)?,
        compliance::pages::of_training(session, lang, false)?,
    ])
}
