//! One convention of numbers a column: `1.234,50` or `1,234.50`, never both.

use crate::domain::record::{Expected, FieldType};
use crate::exchange::value::{Marks, marks};

/// What the rows of a column have told so far of how it writes numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// A number that can be read in one way only, and whether its decimal mark is a comma.
    sure: Option<(bool, String)>,
    /// The first number that was read with a point though a comma would do, too.
    either: Option<String>,
}

impl Seen {
    /// Whether a number of the column has a decimal comma.
    ///
    /// # Errors
    /// The column has written numbers the other way before.
    pub(super) fn with(&mut self, text: &str) -> Result<bool, Expected> {
        let two = |one: &str| Expected::Named("expected-one-mark", vec![("one", one.to_owned()), ("other", text.to_owned())]);
        let comma = match (marks(text), &self.sure) {
            (Marks::None, sure) => return Ok(sure.as_ref().is_some_and(|(comma, _)| *comma)),
            (Marks::Either, Some((comma, _))) => return Ok(*comma),
            (Marks::Either, None) => {
                self.either.get_or_insert_with(|| text.to_owned());
                return Ok(false);
            }
            (found, Some((comma, one))) if *comma != (found == Marks::Comma) => return Err(two(one)),
            (found, _) => found == Marks::Comma,
        };
        if let (true, Some(one)) = (comma, &self.either) {
            return Err(two(one));
        }
        if self.sure.is_none() {
            self.sure = Some((comma, text.to_owned()));
        }
        Ok(comma)
    }
}

/// Whether a field is written with a decimal mark.
pub(super) fn is_number(ty: FieldType) -> bool {
    matches!(ty, FieldType::Int | FieldType::Money | FieldType::Rate | FieldType::Points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_writes_numbers_in_one_way() {
        let read = |cells: &[&str]| {
            let mut seen = Seen::default();
            cells.iter().map(|text| seen.with(text).ok()).collect::<Vec<_>>()
        };
        assert_eq!(read(&["1.234,56", "12,500", "1.250"]), [Some(true); 3]);
        assert_eq!(read(&["1,234.56", "12,500", "1.250"]), [Some(false); 3]);
        assert_eq!(read(&["12,500", "1.234,56"]), [Some(false), None]);
        assert_eq!(read(&["1.5", "1.234,56", "2.5"]), [Some(false), None, Some(false)]);
        assert_eq!(read(&["100", "12,500", "1.250"]), [Some(false); 3]);
    }
}
