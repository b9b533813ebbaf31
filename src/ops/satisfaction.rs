//! How content partners are: what an answer has to say (S5).

use super::Result;
use crate::domain::kinds::{Occasion, Satisfaction};
use crate::domain::record::{Expected, Kind, Problem, Row, Storable as _};
use crate::ops::context::Context;
use crate::store::{Connection, record};

/// Names what does not go together in an answer: a day that is not yet, a ticket in which its partner has no part. An answer about a
/// ticket was asked for when that closed, whatever else stands there.
pub(in crate::ops) fn complete(conn: &Connection, context: &Context<'_>, row: &mut Row) -> Result<Vec<Problem>> {
    // a value that is missing is named already
    let Ok(answer) = row.typed::<Satisfaction>() else { return Ok(Vec::new()) };
    let mut problems: Vec<Problem> = context.not_yet(answer.on).into_iter().collect();
    if let Some(ticket) = answer.ticket {
        row.set("occasion", Occasion::Ticket.to_value());
        let number = record::code_of(conn, Kind::Ticket, ticket)?;
        if !crate::store::tickets::has_part(conn, ticket, answer.partner)? {
            let partner = record::code_of(conn, Kind::Partner, answer.partner)?;
            let expected = Expected::Named("expected-ticket-of", vec![("partner", partner)]);
            problems.push(Problem { field: "ticket", value: number, expected });
        }
    }
    Ok(problems)
}
