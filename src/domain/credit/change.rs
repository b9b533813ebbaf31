//! Changes of a partner's credit terms, and one-time overrides of the check (S8).
//!
//! Credit terms (limit, term, deduction rate) come into force by an approved change only, whoever types them and wherever: a
//! form or an edit that names other terms writes the rest and asks for the change. The one exception is an import by a
//! manager or above: the ERP is where terms are kept, and the import is logged.
//!
//! What an approval is worth: the new limit where it rises, so that a rise in slices takes the same steps as one at once;
//! the limit that stays where the term becomes longer or the rate higher; the amount of an override. A change that only
//! tightens has no amount: it takes the steps that are always needed.

use chrono::NaiveDate;

use crate::domain::kinds::{CreditChange, CreditChangeKind, Decision, Partner};
use crate::domain::money::{Money, Rate};
use crate::domain::record::{Expected, Problem, Row, Storable as _, Value};

/// The credit terms of a partner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// How much may be open.
    pub limit: Option<Money>,
    /// Days until an invoice is due.
    pub days: Option<i64>,
    /// Deduction rate.
    pub rate: Option<Rate>,
}

/// The fields that hold them, in a partner as in a change.
pub const FIELDS: [&str; 3] = ["credit_limit", "credit_days", "deduction_rate"];

impl Terms {
    /// Those of a partner or of a change, as a row.
    #[must_use]
    pub fn of(row: &Row) -> Self {
        let [limit, days, rate] = FIELDS.map(|f| row.get(f).int());
        Self { limit: limit.map(Money), days, rate: rate.map(Rate) }
    }

    /// Those of a partner.
    #[must_use]
    pub fn of_partner(partner: &Partner) -> Self {
        Self { limit: partner.credit_limit, days: partner.credit_days, rate: partner.deduction_rate }
    }

    /// These terms with what a change gives in their place.
    #[must_use]
    pub fn with(self, change: &CreditChange) -> Self {
        Self {
            limit: change.credit_limit.or(self.limit),
            days: change.credit_days.or(self.days),
            rate: change.deduction_rate.or(self.rate),
        }
    }

    /// Writes them into a partner's row.
    pub fn put(self, row: &mut Row) {
        row.set("credit_limit", self.limit.to_value());
        row.set("credit_days", self.days.to_value());
        row.set("deduction_rate", self.rate.to_value());
    }

    /// What differs in others, as a change asks for it: a limit or a term that is taken away is one of 0.
    #[must_use]
    pub fn asked(self, others: Self) -> Self {
        let other = |mine: Option<i64>, theirs: Option<i64>| if mine == theirs { None } else { theirs.or(Some(0)) };
        Self {
            limit: other(self.limit.map(|m| m.0), others.limit.map(|m| m.0)).map(Money),
            days: other(self.days, others.days),
            rate: other(self.rate.map(|r| r.0), others.rate.map(|r| r.0)).map(Rate),
        }
    }

    /// Whether none is given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What the approval of a change is worth; `now` are the partner's terms.
#[must_use]
pub fn worth(change: &CreditChange, now: Terms) -> Option<Money> {
    if change.kind == CreditChangeKind::Override {
        return change.amount;
    }
    let then = now.with(change);
    if then.limit > now.limit {
        return then.limit;
    }
    // a term or rate that was not agreed yet is one of 0
    let looser = then.days.unwrap_or(0) > now.days.unwrap_or(0) || then.rate.unwrap_or_default() > now.rate.unwrap_or_default();
    if looser { then.limit } else { None }
}

/// What does not go together in a change on a day; `now` are the partner's terms, `before` is the change as it is stored.
#[must_use]
pub fn problems(change: &CreditChange, before: Option<&CreditChange>, now: Terms, day: NaiveDate) -> Vec<Problem> {
    let mut out = Vec::new();
    let mut wrong = |field: &'static str, value: String, expected| out.push(Problem { field, value, expected });
    let money = |m: Option<Money>| m.map(|m| m.to_string()).unwrap_or_default();
    let terms = Terms { limit: change.credit_limit, days: change.credit_days, rate: change.deduction_rate };
    if let Some(before) = before.filter(|b| b.state == Decision::Approved) {
        let asked = |c: &CreditChange| (c.partner, c.kind, c.credit_limit, c.credit_days, c.deduction_rate, c.amount, c.until);
        if asked(before) != asked(change) || before.reason != change.reason {
            wrong("kind", change.kind.code().to_owned(), Expected::Rule("expected-new-credit-change"));
            return out;
        }
    }
    match change.kind {
        CreditChangeKind::Terms => {
            if terms.is_empty() {
                wrong("credit_limit", String::new(), Expected::Rule("expected-credit-terms"));
            } else if change.state != Decision::Approved && now.with(change) == now {
                let field = if terms.limit.is_some() {
                    FIELDS[0]
                } else if terms.days.is_some() {
                    FIELDS[1]
                } else {
                    FIELDS[2]
                };
                wrong(field, money(terms.limit), Expected::Rule("expected-other-terms"));
            }
            if change.amount.is_some() {
                wrong("amount", money(change.amount), Expected::Rule("expected-override-only"));
            }
            if let Some(until) = change.until {
                wrong("until", until.to_string(), Expected::Rule("expected-override-only"));
            }
        }
        CreditChangeKind::Override => {
            if change.amount.is_none_or(|a| a.0 <= 0) {
                wrong("amount", money(change.amount), Expected::Rule("expected-override-amount"));
            }
            match change.until {
                None => wrong("until", String::new(), Expected::Given),
                Some(until) if until < day && change.state != Decision::Approved => {
                    wrong("until", until.to_string(), Expected::Rule("expected-not-past"));
                }
                Some(_) => {}
            }
            let given = [
                (FIELDS[0], change.credit_limit.map(|m| m.to_string())),
                (FIELDS[1], change.credit_days.map(|d| d.to_string())),
                (FIELDS[2], change.deduction_rate.map(|r| r.to_f64().to_string())),
            ];
            for (field, value) in given {
                if let Some(value) = value {
                    wrong(field, value, Expected::Rule("expected-terms-only"));
                }
            }
        }
    }
    out
}

/// Takes terms that differ from those in force out of a partner's row; answers what is to be asked for instead.
#[must_use]
pub fn withhold(row: &mut Row, before: Option<&Row>) -> Terms {
    let now = before.map(Terms::of).unwrap_or_default();
    let asked = now.asked(Terms::of(row));
    if !asked.is_empty() {
        for field in FIELDS {
            row.set(field, before.map_or(Value::Null, |b| b.get(field).clone()));
        }
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Kind;

    fn change(kind: CreditChangeKind) -> CreditChange {
        CreditChange {
            brought_in: false,
            number: None,
            partner: 1,
            kind,
            credit_limit: None,
            credit_days: None,
            deduction_rate: None,
            amount: None,
            until: None,
            reason: "season".into(),
            state: Decision::Draft,
            effective_at: None,
        }
    }

    fn terms(limit: i64, days: i64, percent: i64) -> Terms {
        Terms { limit: Some(Money::units(limit)), days: Some(days), rate: Some(Rate::percent(percent)) }
    }

    #[test]
    fn an_approval_is_worth_what_is_vouched_for() {
        let c = || change(CreditChangeKind::Terms);
        let limit = |units| Some(Money::units(units));
        let now = terms(100, 30, 5);
        let cases = [
            ("the whole new limit", CreditChange { credit_limit: limit(150), ..c() }, now, limit(150)),
            ("a lower limit", CreditChange { credit_limit: limit(50), ..c() }, now, None),
            ("none at all", CreditChange { credit_limit: limit(0), ..c() }, now, None),
            ("a longer term", CreditChange { credit_days: Some(45), ..c() }, now, limit(100)),
            ("a shorter term", CreditChange { credit_days: Some(15), ..c() }, now, None),
            ("a higher rate", CreditChange { deduction_rate: Some(Rate::percent(6)), ..c() }, now, limit(100)),
            ("lower limit, longer term", CreditChange { credit_limit: limit(50), credit_days: Some(60), ..c() }, now, limit(50)),
            ("a first limit", CreditChange { credit_limit: limit(10), ..c() }, Terms::default(), limit(10)),
            ("a first limit of nothing", CreditChange { credit_limit: limit(0), ..c() }, Terms::default(), limit(0)),
            ("a first term without a limit", CreditChange { credit_days: Some(30), ..c() }, Terms::default(), None),
        ];
        for (name, change, now, expected) in cases {
            assert_eq!(worth(&change, now), expected, "{name}");
        }
        let over = CreditChange { amount: limit(70), ..change(CreditChangeKind::Override) };
        assert_eq!(worth(&over, now), limit(70));
    }

    #[test]
    fn what_does_not_go_together_is_named_by_field() {
        let day: NaiveDate = "2025-06-30".parse().expect("a date");
        let (c, o) = (|| change(CreditChangeKind::Terms), || change(CreditChangeKind::Override));
        let fields = |change: &CreditChange, before: Option<&CreditChange>| -> Vec<&'static str> {
            problems(change, before, terms(100, 30, 5), day).iter().map(|p| p.field).collect()
        };
        let ten = Some(Money::units(10));
        let cases: Vec<(&str, CreditChange, Vec<&str>)> = vec![
            ("nothing asked", c(), vec!["credit_limit"]),
            ("as it is", CreditChange { credit_days: Some(30), ..c() }, vec!["credit_days"]),
            ("another limit", CreditChange { credit_limit: ten, ..c() }, vec![]),
            (
                "terms with an end",
                CreditChange { credit_limit: ten, amount: ten, until: Some(day), ..c() },
                vec!["amount", "until"],
            ),
            ("an override", CreditChange { amount: ten, until: Some(day), ..o() }, vec![]),
            ("without an end", CreditChange { amount: ten, ..o() }, vec!["until"]),
            ("of nothing", CreditChange { amount: Some(Money::ZERO), until: Some(day), ..o() }, vec!["amount"]),
            ("of the past", CreditChange { amount: ten, until: day.pred_opt(), ..o() }, vec!["until"]),
            (
                "an override of terms",
                CreditChange { amount: ten, until: Some(day), credit_days: Some(9), ..o() },
                vec!["credit_days"],
            ),
        ];
        for (name, change, expected) in cases {
            assert_eq!(fields(&change, None), expected, "{name}");
        }
        let approved = CreditChange { credit_limit: ten, state: Decision::Approved, ..c() };
        assert_eq!(fields(&CreditChange { reason: "typo".into(), ..approved.clone() }, Some(&approved)), ["kind"]);
        assert_eq!(fields(&CreditChange { credit_limit: Some(Money::units(11)), ..approved.clone() }, Some(&approved)), ["kind"]);
    }

    #[test]
    fn terms_are_taken_out_of_the_row_and_asked_for() {
        let mut before = Row::blank(Kind::Partner);
        before.set("name", Value::Text("华东".into()));
        terms(100, 30, 5).put(&mut before);
        let mut row = before.clone();
        assert!(withhold(&mut row, Some(&before)).is_empty());
        row.set("name", Value::Text("华东大众".into()));
        row.set("credit_limit", Value::Int(Money::units(200).0));
        row.set("credit_days", Value::Null);
        let asked = withhold(&mut row, Some(&before));
        assert_eq!(asked, Terms { limit: Some(Money::units(200)), days: Some(0), rate: None });
        assert_eq!((Terms::of(&row), row.get("name").text()), (terms(100, 30, 5), Some("华东大众")));
        let mut new = before.clone();
        assert_eq!(withhold(&mut new, None), terms(100, 30, 5), "a new partner has none until they are approved");
        assert!(Terms::of(&new).is_empty());
    }
}
