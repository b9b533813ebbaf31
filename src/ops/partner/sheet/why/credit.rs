//! Where what is owed comes from: by age, by invoice; and what an assessment came to.

use super::super::credit::{age_key, age_name};
use super::super::{Page, Result};
use super::of_key;
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::Figure as Catalogued;
use crate::domain::money::Money;
use crate::domain::record::Kind;
use crate::ops::credit::explain::Figure;
use crate::ops::credit::{self, explain};

/// So many invoices of an age are told one by one.
const TOLD: usize = 12;

/// The light or what is open; with what is open, what stands beside it.
pub(super) fn file(page: &Page<'_>, name: &str) -> Result<Explanation> {
    let file = credit::file(page.session, page.id())?;
    let policy = &page.session.policy;
    if name == "light" {
        return Ok(explain::explain(&file, Figure::Light, policy));
    }
    let mut e = explain::explain(&file, Figure::Open, policy);
    if let Some(limit) = page.row.get("credit_limit").int() {
        e = e.input(Words::key("page-limit"), Amount::Money(Money(limit)));
    }
    if !file.owed.known {
        return Ok(e);
    }
    Ok(e.input(Catalogued::Overdue.words(), Amount::Money(file.owed.overdue))
        .input(Catalogued::OverdueDays.words(), Amount::Days(file.owed.overdue_days * 10)))
}

/// What is open of one age, and the invoices behind it, the largest first.
pub(super) fn age(page: &Page<'_>, key: &str) -> Result<Option<Explanation>> {
    let file = credit::file(page.session, page.id())?;
    let Some(bucket) = file.buckets.iter().find(|b| age_key(b) == key) else { return Ok(None) };
    let within = |days: i64| match (bucket.from_days, bucket.to_days) {
        (None, _) => days <= 0,
        (Some(from), to) => from <= days && to.is_none_or(|to| days <= to),
    };
    let mut items: Vec<_> = file.open.items.iter().filter(|i| within(i.days)).collect();
    items.sort_by_key(|i| (std::cmp::Reverse(i.open), i.bill.id));
    let mut e = Explanation::new(age_name(bucket), Amount::Money(bucket.amount))
        .formula(Words::key("page-formula-bucket"))
        .input(Words::key("page-items"), Amount::Count(bucket.items));
    e = explain::aged_rows(&file, bucket).into_iter().fold(e, Explanation::from_rows);
    for item in items.iter().take(TOLD) {
        let number = file.numbers.get(&item.bill.id).cloned().unwrap_or_default();
        let rows = page.rows(Kind::Invoice, &format!("number:\"{number}\""));
        e = e.input(Words::Text(number), Amount::Money(item.open)).from_rows(rows);
    }
    if items.len() > TOLD {
        let count = Amount::Count(i64::try_from(items.len() - TOLD).unwrap_or(i64::MAX));
        e = e.note(Words::with("page-and-more", vec![("count", count)]));
    }
    Ok(Some(
        e.policy("receivables.buckets", format!("{:?}", page.session.policy.receivables.buckets))
            .note(Words::key("credit-note-allocation"))
            .note(Words::with("health-as-of", vec![("day", Amount::Date(file.as_of))])),
    ))
}

/// What is open of an invoice, and how late it is.
pub(super) fn invoice(page: &Page<'_>, number: &str) -> Result<Option<Explanation>> {
    let file = credit::file(page.session, page.id())?;
    let named = |id: &i64| file.numbers.get(id).is_some_and(|n| n == number);
    let Some(item) = file.open.items.iter().find(|i| named(&i.bill.id)) else { return Ok(None) };
    let title = Words::with("page-open-of", vec![("number", Amount::Text(number.to_owned()))]);
    Ok(Some(
        Explanation::new(title, Amount::Money(item.open))
            .formula(Words::key("page-formula-open"))
            .input(Words::key("page-invoiced"), Amount::Money(item.bill.amount))
            .from_rows(page.rows(Kind::Invoice, &format!("number:\"{number}\"")))
            .input(Words::key("page-paid"), Amount::Money(item.bill.amount - item.open))
            .from_rows(Source::new(Kind::Payment, format!("partner:\"{}\" paid_on<={}", file.code, file.as_of)))
            .input(Words::key("page-issued"), Amount::Date(item.bill.issued_on))
            .input(Words::key("page-due"), Amount::Date(item.bill.due_on))
            .input(Words::key("page-late-by"), Amount::Days(item.days.max(0) * 10))
            .note(Words::key("page-note-late"))
            .note(Words::key("credit-note-allocation"))
            .note(Words::with("health-as-of", vec![("day", Amount::Date(file.as_of))])),
    ))
}

/// What an assessment came to.
pub(super) fn assessment(page: &Page<'_>, key: &str) -> Result<Option<Explanation>> {
    let Some(row) = of_key(page, Kind::CreditAssessment, key)? else { return Ok(None) };
    credit::assess::explain_one(page.session, &row.typed()?).map(Some)
}
