//! Sales targets: whose they are (S4).

use super::Result;
use crate::domain::kinds::TargetScope;
use crate::domain::record::{Expected, Kind, Problem, Row, Value};
use crate::exchange::directory::Directory;
use crate::ops::context::{Context, Source};
use crate::store::{Connection, directory, record};

/// A target is for somebody that there is: a name stands for its code, what is not known is refused with what is near.
pub(super) fn complete(conn: &Connection, context: &Context<'_>, row: &mut Row) -> Result<Vec<Problem>> {
    let scope = row.get("scope").text().and_then(TargetScope::from_code);
    let subject = row.get("subject").text().unwrap_or_default().trim().to_owned();
    let problem = |expected| Ok(vec![Problem { field: "subject", value: subject.clone(), expected }]);
    let Some(kind) = scope.and_then(TargetScope::kind) else {
        return if scope.is_none() || subject.is_empty() {
            Ok(Vec::new())
        } else {
            problem(Expected::Rule("expected-no-subject"))
        };
    };
    if subject.is_empty() {
        return problem(Expected::Given);
    }
    // those of a file are looked up all at once, when it is read
    if context.source == Source::Import || record::id_by_code(conn, kind, &subject)?.is_some() {
        return Ok(Vec::new());
    }
    Ok(named(row, kind, &Directory::new(kind, directory::entries(conn, kind)?)).into_iter().collect())
}

/// Puts the code of whom a target is for where a file or a person says a name; what is not known is named with what is near.
pub(super) fn named(row: &mut Row, kind: Kind, known: &Directory) -> Option<Problem> {
    let subject = row.get("subject").text()?.trim().to_owned();
    let Some(code) = known.code_of(&subject).map(str::to_owned) else {
        let expected = Expected::Existing(kind, known.near(&subject));
        return Some(Problem { field: "subject", value: subject, expected });
    };
    row.set("subject", Value::Text(code));
    None
}
