//! Sales targets: whose they are (S4).

use super::Result;
use super::record::rules::{Context, Source};
use crate::domain::kinds::TargetScope;
use crate::domain::record::{Expected, Problem, Row, Value};
use crate::exchange::directory::Directory;
use crate::store::{Connection, directory, record};

/// A target is for somebody that there is: a name stands for its code, what is not known is refused with what is near.
///
/// # Errors
/// Those of the file.
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
    let known = Directory::new(kind, directory::entries(conn, kind)?);
    let Some(code) = known.code_of(&subject).map(str::to_owned) else {
        return problem(Expected::Existing(kind, known.near(&subject)));
    };
    row.set("subject", Value::Text(code));
    Ok(Vec::new())
}
