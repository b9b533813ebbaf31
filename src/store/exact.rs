//! Sums that are asked whether they are exact.

use super::StoreError;
use crate::domain::money;

/// An error that may be that of a sum, which does not know whose it is.
pub trait Summed: From<StoreError> {
    /// The same, where it is that of a sum naming the place, if it names none.
    #[must_use]
    fn summed_at(self, place: impl FnOnce() -> String) -> Self;
}

impl Summed for StoreError {
    fn summed_at(self, place: impl FnOnce() -> String) -> Self {
        match self {
            Self::Overflow(known) if known.is_empty() => Self::Overflow(place()),
            other => other,
        }
    }
}

/// Does what adds up amounts, in SQL or on this thread: a sum that is larger than 64 bits hold is an error that names the place
/// (a partner, a period), never a limit value.
///
/// # Errors
/// [`StoreError::Overflow`], and those of `f`.
pub fn exact<T, E: Summed>(
    place: impl FnOnce() -> String,
    f: impl FnOnce() -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let mut done = None;
    let exact = money::exact(|| done = Some(f())).is_some();
    match done {
        Some(Ok(value)) if exact => Ok(value),
        // what knows its place better, or stood in the way before
        Some(Err(e)) => Err(e.summed_at(place)),
        _ => Err(StoreError::Overflow(place()).into()),
    }
}
