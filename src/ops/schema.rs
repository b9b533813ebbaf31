//! Every document that `ops` gives, for `qudao schema`: as it comes of a database of its own with a record of each kind it needs.

mod sample;

use super::admin::results;
use super::credit::{self, file as credit_file};
use super::documents;
use super::kpi::figure::Sort;
use super::kpi::pages as kpi;
use super::meeting::Outcome;
use super::partner::pages::{self as partner_pages, register};
use super::partner::sheet::Section;
use super::restore::Restored;
use super::ticket::trace;
use super::{
    Result, Session, access, close, compliance, contract, deposit, drill, import, knowledge, list, meeting, plan, recipe, rules,
    screening, standby, ticket, tier, violation,
};
use crate::domain::figure::Figure;
use crate::domain::money::Money;
use crate::domain::period::{Month, Span};
use crate::domain::record::{Kind, Lang};
use crate::domain::sales::By;
use crate::report::Document;
use crate::store::record;
use sample::Sample;

/// The documents, each once; the session is an administrator's, of a database that is thrown away.
pub fn documents(session: &mut Session, lang: Lang) -> Result<Vec<Document>> {
    let sample = sample::made(session)?;
    let mut all = vec![results::undone(session, lang, None)?, results::redone(session, lang)?.0];
    all.extend(of_the_network(session, lang)?);
    all.extend(of_credit(session, lang, &sample)?);
    all.extend(of_a_partner(session, lang, &sample)?);
    all.extend(of_the_desk(session, lang, &sample)?);
    all.extend(of_rules(session, lang)?);
    all.extend(of_the_database(session, lang)?);
    Ok(all)
}

fn of_the_network(session: &mut Session, lang: Lang) -> Result<Vec<Document>> {
    let year = Span::trailing_year(session.as_of());
    let by_region = super::kpi::Wish::new(year, By::Region);
    let mut all = documents::ALL.iter().map(|listed| listed.make(session, lang)).collect::<Result<Vec<_>>>()?;
    all.push(kpi::report(session, lang, &by_region, None, false)?);
    all.push(kpi::figure(session, lang, (Figure::NetSales, &by_region, Sort::Value), None, false)?);
    all.push(plan::pages::generate(session, lang, Month::of(session.as_of()), true)?);
    all.push(list::pages::help(lang, Kind::Partner));
    all.push(list::pages::fields_of(lang, Kind::Partner));
    all.push(list::pages::mapping(lang, &[Kind::Partner]));
    Ok(all)
}

fn of_credit(session: &mut Session, lang: Lang, sample: &Sample) -> Result<Vec<Document>> {
    let (file, sale) = (credit::file(session, sample.partner)?, Money(10_000));
    let check = credit::check::check(session, sample.partner, sale, false, None)?;
    Ok(vec![
        credit_file::document(session, lang, &file, (0, false))?,
        credit_file::checked(session, lang, sale, &check, false),
        credit_file::asked(session, String::new(), &sample.terms)?,
    ])
}

fn of_a_partner(session: &mut Session, lang: Lang, sample: &Sample) -> Result<Vec<Document>> {
    let partner = sample.partner;
    let row = record::get(session.store.conn(), Kind::Partner, partner)?;
    let found = partner_pages::gather(session, partner, &Section::ALL)?;
    let explained = partner_pages::explained(session, lang, &row, &found, Figure::Health.name())?;
    let deposits = deposit::account(session, partner)?;
    let violations = violation::account(session, partner)?;
    let mut all = vec![
        partner_pages::document(session, lang, &row, &found, (0, false))?,
        screening::pages::document(session, lang, &row, false)?,
        deposit::pages::account(session, lang, &deposits)?,
        violation::pages::account(session, lang, &violations)?,
        compliance::pages::show(session, lang, partner)?,
        drill::pages::document(session, lang, &drill::drill(session, partner)?)?,
        standby::pages::for_partner(session, lang, partner)?,
        contract::pages::one(session, lang, sample::CONTRACT)?,
        register::moves(session, lang, partner, sample::PARTNER)?,
        register::merged(session, lang, (partner, sample.double), &[], true)?,
    ];
    all.extend(explained);
    Ok(all)
}

fn of_the_desk(session: &mut Session, lang: Lang, sample: &Sample) -> Result<Vec<Document>> {
    let nothing = Outcome { number: 0, noted: 0, raised: 0, tasks: 0, left: 0, refused: Vec::new(), next: None };
    let looked = trace::look(session, "SN-1001", None)?;
    let article = knowledge::read(session, 1)?;
    let article = article.map(|article| knowledge::pages::one(session, lang, &article)).transpose()?;
    let mut all = vec![
        ticket::pages::list(session, lang, &[sample.ticket])?,
        ticket::pages::one(session, lang, sample.ticket)?,
        ticket::pages::why(session, lang, sample.ticket)?,
        ticket::pages::acted(lang, &[], &[]),
        trace::pages::document(session, lang, &looked, None)?,
        meeting::pages::one(session, lang, sample.meeting, None)?,
        meeting::pages::held(session, lang, &nothing),
        knowledge::pages::starters(session, lang)?,
    ];
    all.extend(article);
    Ok(all)
}

fn of_rules(session: &mut Session, lang: Lang) -> Result<Vec<Document>> {
    let month = Month(Month::of(session.as_of()).0 - 1);
    let (other, same) = ([("health.slipping", "61")], std::sync::Arc::clone(&session.policy));
    let wish = || rules::Wish::Values(&other);
    Ok(vec![
        super::policy::impact::pages::tried(session, wish(), None)?,
        rules::pages::proposed(session, lang, wish(), &rules::Terms { reason: "-".to_owned(), from: None })?,
        super::policy::impact::pages::what_if(session, lang, ("", &same), 0)?,
        close::pages::close(session, lang, month.span())?.0,
        tier::pages::board(session, lang)?,
    ])
}

fn of_the_database(session: &mut Session, lang: Lang) -> Result<Vec<Document>> {
    let copy = session.store.path().with_extension("backup");
    Ok(vec![
        access::pages::gateways(session, lang)?,
        recipe::pages::document(session, lang, ("", false), &[]),
        import::pages::document(session, lang, &import::Report::default(), &[], false),
        results::refresh(session)?,
        results::clock(session, lang)?,
        results::backed_up(lang, &copy, 0),
        results::restored(lang, &copy, &Restored { kept: None, schema: 0 }),
    ])
}

#[cfg(test)]
mod tests;
