//! Records of which the documents of one record are made.

use crate::domain::credit::change::Terms;
use crate::domain::money::Money;
use crate::domain::period::day_number;
use crate::domain::record::{Kind, Row, Tags, Value};
use crate::ops::credit::change;
use crate::ops::meeting;
use crate::ops::record::{Saved, save};
use crate::ops::ticket::{self, Draft};
use crate::ops::{Result, Session};

/// The partner's code.
pub(super) const PARTNER: &str = "A1";
/// The contract's number.
pub(super) const CONTRACT: &str = "C1";

/// Row ids of one record of each kind that a document is made of.
pub(super) struct Sample {
    pub(super) partner: i64,
    /// A second one.
    pub(super) double: i64,
    pub(super) ticket: i64,
    pub(super) meeting: i64,
    /// Other terms that were asked for.
    pub(super) terms: Saved,
}

/// Writes them; the meeting last, which can be taken back.
pub(super) fn made(session: &mut Session) -> Result<Sample> {
    let partner = partner(session, PARTNER, "East")?;
    let double = self::partner(session, "B2", "West")?;
    let mut contract = Row::blank(Kind::Contract);
    let today = Value::Int(day_number(session.as_of()).into());
    contract.set("number", Value::Text(CONTRACT.to_owned()));
    contract.set("partner", Value::Int(partner));
    contract.set("from_day", today.clone());
    contract.set("to_day", today);
    save(session, contract, &[])?;
    let terms = change::terms(session, partner, Terms { limit: Some(Money(10_000)), ..Terms::default() }, "-")?;
    let draft = Draft { title: "-".to_owned(), partner: Some(partner), ..Draft::default() };
    let (ticket, _) = ticket::new(session, &draft)?;
    let draft = meeting::Draft {
        title: "-".to_owned(),
        rhythm: None,
        region: None,
        on: None,
        place: String::new(),
        chair: None,
        participants: Tags::default(),
    };
    let meeting = meeting::plan(session, &draft)?.id;
    Ok(Sample { partner, double, ticket, meeting, terms })
}

fn partner(session: &mut Session, code: &str, name: &str) -> Result<i64> {
    let mut row = Row::blank(Kind::Partner);
    row.set("code", Value::Text(code.to_owned()));
    row.set("name", Value::Text(name.to_owned()));
    Ok(save(session, row, &[])?.id)
}
