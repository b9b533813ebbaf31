//! Until when a contract binds, what its fields say, and its terms beside those of the register.

use super::super::{Page, Result};
use super::recorded;
use crate::domain::contract::{last_day, renewal_from};
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::record::{Field, Kind, Label, Lang, Row, Value};
use crate::ops::contract::{self, Line};

/// When the term of a contract ends, and what is to be done before that.
pub(in crate::ops::partner::sheet) fn ends(page: &Page<'_>, line: &Line) -> Explanation {
    let (as_of, policy, c) = (page.session.as_of(), &page.session.policy.contracts, &line.contract);
    let mut e = Explanation::new(Words::key("page-ends"), Amount::Date(line.term.to))
        .formula(Words::key("page-formula-ends"))
        .input(Words::key("page-begins"), Amount::Date(c.from_day))
        .from_rows(page.rows(Kind::Contract, &format!("number:\"{}\"", c.number)))
        .input(Words::key("page-days-left"), Amount::Days((line.term.to - as_of).num_days() * 10))
        .input(Words::key("page-renew-from"), Amount::Date(renewal_from(c, as_of, policy)));
    if let Some(day) = line.notice_by {
        e = e
            .input(Words::key("page-notice-by"), Amount::Date(day))
            .policy("contracts.notice_lead", policy.notice_lead.to_string());
    }
    if let Some(day) = last_day(c).filter(|day| *day != line.term.to) {
        e = e.input(Words::key("page-last-day"), Amount::Date(day));
    }
    if let Some(day) = c.ended_on {
        e = e.input(Words::key("page-ended-on"), Amount::Date(day));
    }
    if line.followed {
        e = e.note(Words::key("page-followed"));
    }
    e.policy("contracts.renewal_days", policy.renewal_days.to_string())
        .note(Words::with("health-as-of", vec![("day", Amount::Date(as_of))]))
}

/// Where a contract of the partner stands.
pub(super) fn contract(page: &Page<'_>, number: &str) -> Result<Option<Explanation>> {
    let section = contract::section(page.session, page.id())?;
    Ok(section.contracts.iter().find(|l| l.contract.number == number).map(|l| ends(page, l)))
}

/// A field of a contract as it was typed; its key is the contract's id and the field.
pub(super) fn field(page: &Page<'_>, key: &str, lang: Lang) -> Result<Option<Explanation>> {
    let Some((id, name)) = key.split_once(':') else { return Ok(None) };
    let all = contract::section(page.session, page.id())?.contracts;
    let Some(line) = all.into_iter().find(|l| l.contract.id.to_string() == id) else { return Ok(None) };
    recorded(page, &Row::from(line.contract), name, lang)
}

/// A term of the contract in force beside that of the register.
pub(super) fn term(page: &Page<'_>, name: &str, lang: Lang) -> Result<Option<Explanation>> {
    let section = contract::section(page.session, page.id())?;
    let Some(line) = section.contracts.iter().find(|l| section.in_force.contains(&l.contract.number)) else { return Ok(None) };
    let (row, Some((_, field))) = (Row::from(line.contract.clone()), Kind::Contract.def().field(name)) else { return Ok(None) };
    let (agreed, kept) = (row.get(name), page.row.get(name));
    let verdict = if agreed.is_null() {
        Label { en: "not agreed", zh: "合同未约定" }
    } else if agreed == kept {
        Label { en: "the same", zh: "一致" }
    } else {
        Label { en: "differs", zh: "不一致" }
    };
    let mut e = Explanation::new(Words::Label(field.label), Amount::Label(verdict))
        .formula(Words::key("page-formula-terms"))
        .input(
            Words::with("page-term-contract", vec![("number", Amount::Text(line.contract.number.clone()))]),
            said(field, agreed),
        )
        .from_rows(page.rows(Kind::Contract, &format!("number:\"{}\"", line.contract.number)))
        .input(Words::key("page-register"), said(field, kept));
    if let Some(register) = recorded(page, &page.row, name, lang)? {
        e.inputs.extend(register.inputs);
    }
    Ok(Some(e))
}

fn said(field: &Field, value: &Value) -> Amount {
    if value.is_null() { Amount::Text("–".to_owned()) } else { Amount::Text(field.strict(value)) }
}
