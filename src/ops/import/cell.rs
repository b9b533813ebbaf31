//! One cell: whether it is a key as it stands, days and periods, how it is shown in a message.

use crate::domain::period::day_number;
use crate::domain::record::{Expected, Field, Kind, Problem, Value};
use crate::exchange::mapping::{Uncompared, Untaken};
use crate::exchange::value::{self, DayOrder, Style};

/// The hash of what is a hash already.
#[derive(Default)]
pub(super) struct AsIs(u64);

impl std::hash::Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*b);
        }
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

/// Whether a text is a key as it stands.
pub(super) fn is_key(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && !text.bytes().any(|b| b < b' ') && !value::is_dash(text)
}

/// A day; for a target a period fills both ends, for sales a period counts from its first day, for stock to its last.
pub(super) fn day(kind: Kind, field: &Field, text: &str, style: &Style, given: &mut [Option<Value>]) -> Result<Value, Expected> {
    if let Ok(day) = value::read_with(field, text, style) {
        return Ok(day);
    }
    let span = value::span(text, style).ok_or(Expected::Date)?;
    let stored = |d| Value::Int(day_number(d).into());
    match (kind, field.name) {
        (Kind::Target, "from_day") => {
            let to = Kind::Target.def().field("to_day").map(|(i, _)| i);
            if let Some(slot) = to.and_then(|i| given.get_mut(i))
                && slot.as_ref().is_none_or(Value::is_null)
            {
                *slot = Some(stored(span.to));
            }
            Ok(stored(span.from))
        }
        (Kind::Target, "to_day") | (Kind::Stock, "day") => Ok(stored(span.to)),
        (Kind::Sale, "day") => Ok(stored(span.from)),
        _ => Err(Expected::Date),
    }
}

/// Without the apostrophe with which an export keeps a spreadsheet from running a text as a formula.
pub(super) fn unescaped(text: &str) -> &str {
    crate::exchange::formula::plain(text)
}

/// A value in a message is cut: a quote that is not closed takes half a file with it.
pub(super) fn shown(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((i, _)) => format!("{}…", text.get(..i).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A day or moment that is one as soon as it is told which of its numbers is the month.
pub(super) fn without_order(text: &str, style: &Style, expected: Expected) -> Expected {
    let by = |order| Style { order: Some(order), ..style.clone() };
    let is_read = |order| value::span(text, &by(order)).is_some() || value::moment(text, &by(order)).is_some();
    let is_day = matches!(expected, Expected::Date | Expected::Time) && style.order.is_none();
    let or_other = is_day && (is_read(DayOrder::Dmy) || is_read(DayOrder::Mdy));
    if or_other { Expected::Rule("expected-day-order") } else { expected }
}

/// What is wrong with a row that can't be taken.
pub(super) fn not_taken(untaken: Untaken) -> Problem {
    match untaken {
        Untaken::Uncompared(cell) => unread("", cell),
        Untaken::Several { join, key, rows } => {
            let shown_rows = rows.iter().take(5).map(u64::to_string).collect::<Vec<_>>().join(", ");
            let more = if rows.len() > 5 { " …" } else { "" };
            let args = vec![("join", join), ("key", shown(&key)), ("rows", format!("{shown_rows}{more}"))];
            Problem { field: "", value: shown(&key), expected: Expected::Named("expected-one-joined", args) }
        }
    }
}

/// What is wrong with a row of which a condition compares what can't be compared.
pub(super) fn unread(field: &'static str, Uncompared { text, test }: Uncompared) -> Problem {
    Problem { field, value: shown(&text), expected: Expected::Named("expected-compared", vec![("test", test)]) }
}
