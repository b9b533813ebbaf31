//! What is asked for and decided.

use super::*;

pub(super) const ACTS: &[(&str, Do)] = &[
    ("ask for an expense", expense),
    ("edit an expense", edit_expense),
    ("approve", approve),
    ("reject", |b, who, _, (x, _)| b.decide(who, x, ApprovalAct::Reject)),
    ("ask back", |b, who, _, (x, _)| b.decide(who, x, ApprovalAct::Ask)),
    ("answer", |b, who, _, (x, _)| b.decide(who, x, ApprovalAct::Answer)),
    ("withdraw", |b, who, _, (x, _)| b.decide(who, x, ApprovalAct::Withdraw)),
    ("ask for approval", |b, who, n, (x, _)| {
        let id = b.one(Kind::Expense, x)?;
        approval::ask_for(&mut b.people[who], Kind::Expense, id, &format!("please {n}")).map(drop)
    }),
    // the last one: what is decided of it later has a rule of its own, so it is no part of the random ones
    ("ask for other rules", |b, who, n, _| {
        let terms = rules::Terms { reason: format!("why {n}"), from: None };
        rules::propose(&mut b.people[who], rules::Wish::Value("tiers.top", "0.25"), &terms).map(drop)
    }),
];

pub(in crate::undo) fn expense(b: &mut Bench, who: usize, n: usize, (x, _): (usize, usize)) -> Result<()> {
    let mut row = Row::blank(Kind::Expense);
    row.set("on", Value::Int(20_200));
    row.set("partner", Value::Int(b.one(Kind::Partner, x)?));
    row.set("amount", Value::Int(10_000 * (5_000 + int(n))));
    row.set("purpose", Value::Text(format!("for {n}")));
    record::save(&mut b.people[who], row, &[]).map(drop)
}

pub(in crate::undo) fn edit_expense(b: &mut Bench, who: usize, n: usize, (x, _): (usize, usize)) -> Result<()> {
    let id = b.one(Kind::Expense, x)?;
    b.change(who, Kind::Expense, id, "amount", Value::Int(10_000 * (if n.is_multiple_of(5) { 700 } else { 6_000 } + int(n))))
}

pub(in crate::undo) fn approve(b: &mut Bench, who: usize, _: usize, (x, _): (usize, usize)) -> Result<()> {
    b.decide(who, x, ApprovalAct::Approve)
}
