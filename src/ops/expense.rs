//! Expenses: money spent on a partner or a project, approved by amount (S2, S17).

use super::Result;
use super::approval::{self, Asked, Request, Told};
use crate::domain::approval::snapshot;
use crate::domain::kinds::{ApprovalSubject, Decision, Expense};
use crate::domain::record::{Expected, Problem, Row, Stored};
use crate::ops::context::Context;
use crate::store::Tx;

/// What does not go together: it is for a partner or for a project, and no amount is nothing.
pub(super) fn complete(row: &Row) -> Vec<Problem> {
    let mut problems = Vec::new();
    let missing = |field| Problem { field, value: String::new(), expected: Expected::Rule("expected-partner-or-project") };
    if row.get("partner").is_null() && row.get("project").is_null() {
        problems.push(missing("partner"));
    }
    if row.get("amount").int() == Some(0) {
        problems.push(Problem { field: "amount", value: "0".to_owned(), expected: Expected::Rule("expected-above-zero") });
    }
    problems
}

/// A new expense asks for approval, and one that was rejected asks again once what is guarded was corrected; below the
/// policy's amount it is in force at once. One that comes in as decided stays so.
pub(super) fn written(tx: &mut Tx<'_>, context: &Context<'_>, before: Option<&Row>, after: &Row) -> Result<Option<Told>> {
    let expense: Stored<Expense> = after.typed()?;
    let asks = match before {
        None => matches!(expense.state, Decision::Draft | Decision::Pending),
        Some(before) => expense.state == Decision::Rejected && snapshot(before) != snapshot(after),
    };
    if !asks {
        return Ok(None);
    }
    let asked = request(tx, context.by(), &expense)?;
    Ok(Some(Told::new(asked.said(&after.called()), asked)))
}

/// Asks for approval of an expense.
///
/// # Errors
/// Those of [`approval::request`].
pub(super) fn request(tx: &mut Tx<'_>, by: crate::ops::context::By<'_>, expense: &Stored<Expense>) -> Result<Asked> {
    let request = Request {
        subject: ApprovalSubject::Expense,
        record: expense.id,
        partner: expense.partner,
        title: &title(expense),
        amount: Some(expense.amount),
        reason: &expense.purpose,
    };
    approval::request(tx, by, &request)
}

/// An expense in one line: its project, else what it was for, else its number.
pub(super) fn title(expense: &Stored<Expense>) -> String {
    let first = |text: &str| text.lines().next().unwrap_or_default().trim().to_owned();
    [first(&expense.project), first(&expense.purpose)]
        .into_iter()
        .find(|t| !t.is_empty())
        .unwrap_or_else(|| format!("#{}", expense.number.unwrap_or(expense.id)))
}
