//! What stands beside the form of a change of terms while it is filled in.

use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::Figure;
use crate::domain::kinds::{CreditChangeKind, Partner};
use crate::domain::money::Money;
use crate::domain::record::{Kind, Row, Stored};
use crate::ops::{Result, Session};

/// The use of the limit after a change of it, or with what is let through.
pub(in crate::ops) fn change(session: &Session, row: &Row, partner: &Stored<Partner>) -> Result<Option<Explanation>> {
    let file = super::file(session, partner.id)?;
    let once = row.get("kind").text() == Some(CreditChangeKind::Override.code());
    let limit = if once { file.terms.limit } else { row.get("credit_limit").int().map(Money).or(file.terms.limit) };
    let more = if once { Money(row.get("amount").int().unwrap_or(0)) } else { Money::ZERO };
    let exposure = file.owed.open + more;
    let used = crate::domain::credit::used(exposure, limit);
    let money = |m: Option<Money>| m.map_or(Amount::NotRated, Amount::Money);
    let mut e = Explanation::new(Words::key("aside-use"), used.map_or(Amount::NotRated, Amount::Rate))
        .formula(Words::key("aside-formula-use"))
        .input(Words::key("aside-open"), Amount::Money(file.owed.open))
        .from_rows(Source::new(Kind::Invoice, format!("partner:{}", file.code)))
        .input(Words::key("aside-limit-now"), money(file.terms.limit));
    if once {
        e = e.input(Words::key("aside-more"), Amount::Money(more));
    } else {
        e = e.input(Words::key("aside-limit-then"), money(limit));
    }
    if file.owed.overdue.0 > 0 {
        e = e.input(Figure::Overdue.words(), Amount::Money(file.owed.overdue));
    }
    e = e.input(Figure::Light.words(), file.light.map_or(Amount::NotRated, |l| Amount::Label(l.label())));
    Ok(Some(e))
}
