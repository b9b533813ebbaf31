//! What a mapping makes of a column's text: `{Code | replace ' ' '' | upper}`.

use std::borrow::Cow;

use super::{MappingError, Named, Syntax};
use crate::domain::nearest::nearest;

/// The widest text that is filled up.
const WIDEST: usize = 200;

/// A function of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Function {
    /// `trim`, `trim '*'`: without blanks, or these characters, at both ends.
    Trim(Option<String>),
    /// `replace ' ' '-'`: every one by another.
    Replace(String, String),
    /// `part '-' 2`: between two of these, from 1; from the end below 0.
    Piece(String, i64),
    /// `part 1 3`: the characters from, to, from 1; to the end without the second.
    Characters(usize, usize),
    Upper,
    Lower,
    /// `pad 5 '0'`: filled up in front.
    Pad(usize, char),
}

const NAMES: [&str; 6] = ["trim", "replace", "part", "upper", "lower", "pad"];

impl Function {
    /// Those between strokes, in order.
    ///
    /// # Errors
    /// A name that there is not; arguments that it does not take.
    pub(super) fn parse_all(text: &str, place: &str) -> Result<Vec<Self>, MappingError> {
        let mut list = Vec::new();
        let mut words = Vec::new();
        for word in split(text).ok_or_else(|| MappingError::syntax(place, text, "", Syntax::Quote))? {
            match word {
                Word::Stroke => list.push(Self::of_words(&std::mem::take(&mut words), text, place)?),
                word => words.push(word),
            }
        }
        list.push(Self::of_words(&words, text, place)?);
        Ok(list)
    }

    fn of_words(words: &[Word], text: &str, place: &str) -> Result<Self, MappingError> {
        let wrong = || MappingError::syntax(place, text.trim(), "", Syntax::Function);
        let (Some(Word::Bare(name)), arguments) = (words.first(), words.get(1..).unwrap_or_default()) else {
            return Err(wrong());
        };
        let whole = |word: &Word| if let Word::Bare(digits) = word { digits.parse::<i64>().ok() } else { None };
        let place_of = |n: i64| usize::try_from(n).ok().filter(|n| *n > 0);
        let function = match (name.to_ascii_lowercase().as_str(), arguments) {
            ("trim", []) => Some(Self::Trim(None)),
            ("trim", [Word::Quoted(chars)]) => Some(Self::Trim(Some(chars.clone()))),
            ("upper", []) => Some(Self::Upper),
            ("lower", []) => Some(Self::Lower),
            ("replace", [Word::Quoted(from), Word::Quoted(to)]) if !from.is_empty() => {
                Some(Self::Replace(from.clone(), to.clone()))
            }
            ("part", [Word::Quoted(by), n]) if !by.is_empty() => whole(n).filter(|n| *n != 0).map(|n| Self::Piece(by.clone(), n)),
            ("part", [from]) => whole(from).and_then(place_of).map(|from| Self::Characters(from, usize::MAX)),
            ("part", [from, to]) => {
                let ends = (whole(from).and_then(place_of), whole(to).and_then(place_of));
                if let (Some(from), Some(to)) = ends { Some(Self::Characters(from, to)).filter(|_| from <= to) } else { None }
            }
            ("pad", [width, Word::Quoted(fill)]) => {
                let mut chars = fill.chars();
                let fill = chars.next().filter(|_| chars.next().is_none());
                let width = whole(width).and_then(place_of).filter(|w| *w <= WIDEST);
                width.zip(fill).map(|(width, fill)| Self::Pad(width, fill))
            }
            (known, _) if NAMES.contains(&known) => None,
            _ => {
                let near = nearest(name, NAMES, 3);
                let near = if near.is_empty() { NAMES.map(str::to_owned).to_vec() } else { near };
                let what = Named::Function;
                return Err(MappingError::Unknown { place: place.to_owned(), what, name: name.clone(), near });
            }
        };
        function.ok_or_else(wrong)
    }

    /// The text that it makes of one.
    pub(super) fn of<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        match self {
            Self::Trim(None) => Cow::Owned(text.trim().to_owned()),
            Self::Trim(Some(chars)) => Cow::Owned(text.trim_matches(|c| chars.contains(c)).to_owned()),
            Self::Replace(from, _) if !text.contains(from.as_str()) => text,
            Self::Replace(from, to) => Cow::Owned(text.replace(from.as_str(), to)),
            Self::Piece(by, n) => {
                let pieces: Vec<&str> = text.split(by.as_str()).collect();
                let steps = usize::try_from(n.unsigned_abs()).unwrap_or(usize::MAX);
                let at = if *n > 0 { Some(steps - 1) } else { pieces.len().checked_sub(steps) };
                Cow::Owned(at.and_then(|at| pieces.get(at)).map(|piece| piece.trim().to_owned()).unwrap_or_default())
            }
            Self::Characters(from, to) => Cow::Owned(text.chars().skip(from - 1).take(to.saturating_sub(from - 1)).collect()),
            Self::Upper => Cow::Owned(text.to_uppercase()),
            Self::Lower => Cow::Owned(text.to_lowercase()),
            // nothing stays nothing
            Self::Pad(..) if text.is_empty() => text,
            Self::Pad(width, fill) => {
                let lacking = width.saturating_sub(text.chars().count());
                Cow::Owned(std::iter::repeat_n(*fill, lacking).chain(text.chars()).collect())
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    Bare(String),
    Quoted(String),
    Stroke,
}

/// Names, numbers and texts in quotes; `None`: a quote that is not closed.
fn split(text: &str) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(c) = rest.chars().next() {
        if let Some(behind) = rest.strip_prefix('|') {
            words.push(Word::Stroke);
            rest = behind;
        } else if matches!(c, '\'' | '"') {
            let (inner, behind) = super::condition::quoted(rest, c)?;
            words.push(Word::Quoted(inner.into_owned()));
            rest = behind;
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '|' | '\'' | '"')).unwrap_or(rest.len());
            let (word, behind) = rest.split_at_checked(end)?;
            words.push(Word::Bare(word.to_owned()));
            rest = behind;
        }
        rest = rest.trim_start();
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_made_of_a_text() {
        for (functions, text, made) in [
            ("trim", " a ", "a"),
            ("trim '*-'", "*-a-b-*", "a-b"),
            ("replace ' ' ''", "Site 143", "Site143"),
            ("part '-' 2", "CN-浙江-3", "浙江"),
            ("part '-' -1", "CN-浙江-3", "3"),
            ("part '-' 4", "CN-浙江-3", ""),
            ("part 1 2", "浙江省", "浙江"),
            ("part 3", "CN0042", "0042"),
            ("upper", "a1", "A1"),
            ("Lower", "A1", "a1"),
            ("pad 5 '0'", "42", "00042"),
            ("pad 5 '0'", "", ""),
            ("part '/' 1 | replace \"'\" '' | pad 4 ' '", "o'b/c", "  ob"),
        ] {
            let functions = Function::parse_all(functions, "x").expect(functions);
            assert_eq!(functions.iter().fold(Cow::Borrowed(text), |t, f| f.of(t)), made, "{functions:?}");
        }
    }

    #[test]
    fn what_is_no_function_or_no_argument_of_one_is_told() {
        for (functions, said) in [
            ("uper", "there is no function `uper`: expected upper"),
            ("part", "`part` is not understood"),
            ("part 0", "`part 0` is not understood"),
            ("part 3 2", "`part 3 2` is not understood"),
            ("pad 5 '00'", "`pad 5 '00'` is not understood"),
            ("replace '' 'x'", "is not understood"),
            ("replace ' ' x", "is not understood"),
            ("replace ' '", "is not understood"),
            ("upper |", "is not understood"),
            ("trim 'x", "a quote that closes"),
        ] {
            let message = Function::parse_all(functions, "x").expect_err(functions).to_string();
            assert!(message.contains(said), "{functions}: {message}");
        }
    }
}
