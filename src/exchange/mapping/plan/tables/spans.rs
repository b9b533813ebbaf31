//! From when to when something was of a state, out of a file that tells every change of it.

use chrono::{DateTime, Utc};

use super::{Cells, PlanError};
use crate::exchange::mapping::condition::{Condition, Uncompared};
use crate::exchange::mapping::template::{Find, Template};
use crate::exchange::mapping::{MappingError, Spans, Syntax};
use crate::exchange::value::{Style, moment};

/// How a row tells a change.
pub(super) struct Reader<'a> {
    pub(super) when: Condition,
    at: Template,
    place: &'a str,
    style: &'a Style,
}

/// One change.
pub(super) struct Change {
    /// `None`: what stands there is no moment.
    at: Option<DateTime<Utc>>,
    text: String,
    /// It is of the state from then on.
    begins: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(asked: &Spans, place: &'a str, find: Find<'_>, style: &'a Style) -> Result<Self, MappingError> {
        let when = Condition::parse(&asked.when, place, find, style)?;
        Ok(Self { when, at: Template::parse(&asked.at, place, find)?, place, style })
    }

    pub(super) fn change(&self, cells: &Cells<'_>) -> Result<Change, PlanError> {
        let wrong = |Uncompared { text, test }| MappingError::syntax(self.place, &test, &text, Syntax::Compared);
        let begins = self.when.holds(cells, self.style).map_err(wrong)?;
        let text = self.at.fill(cells).trim().to_owned();
        Ok(Change { at: moment(&text, self.style), text, begins })
    }
}

/// The spans as pauses are written. A moment that can't be read stays in it, so that whoever reads it says so.
pub(super) fn written(mut changes: Vec<Change>) -> String {
    if let Some(unread) = changes.iter().find(|c| c.at.is_none()) {
        return unread.text.clone();
    }
    changes.sort_by_key(|c| c.at);
    let mut spans = Vec::new();
    let mut open: Option<&str> = None;
    for change in &changes {
        match (open, change.begins) {
            (None, true) => open = Some(&change.text),
            (Some(from), false) => {
                spans.push(format!("{from} ~ {}", change.text));
                open = None;
            }
            _ => {}
        }
    }
    spans.extend(open.map(|from| format!("{from} ~ ")));
    spans.join("; ")
}
