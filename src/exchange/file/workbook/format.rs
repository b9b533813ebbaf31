//! The number that people see, where a number format makes a code of it (`00042`, `INV-0007`) or says its currency or unit.

use crate::exchange::value::unit;

/// What a number format says beside the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// Nothing.
    Plain,
    /// Digits, so many at least, with texts before and among them.
    Code(Vec<Part>),
    /// A currency or a unit in front or behind.
    Of(String, String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text(char),
    Digit,
    /// A digit only where there is one.
    Perhaps,
}

impl NumberFormat {
    /// Reads what a format makes of a positive number.
    pub(super) fn of(format: &str) -> Self {
        let Some(parts) = parts(format) else { return Self::Plain };
        let is_place = |p: &Part| !matches!(p, Part::Text(_));
        let (Some(first), Some(last)) = (parts.iter().position(is_place), parts.iter().rposition(is_place)) else {
            return Self::Plain;
        };
        let text = |parts: Option<&[Part]>| -> String {
            let chars = parts.unwrap_or_default().iter();
            chars.filter_map(|p| if let Part::Text(c) = p { Some(*c) } else { None }).collect::<String>().trim().to_owned()
        };
        let (before, behind) = (text(parts.get(..first)), text(parts.get(last + 1..)));
        if [&before, &behind].into_iter().any(|t| !t.is_empty() && unit::is_known(t)) {
            let known = |t: String| if unit::is_known(&t) { t } else { String::new() };
            return Self::Of(known(before), known(behind));
        }
        let digits = parts.iter().filter(|p| **p == Part::Digit).count();
        let only_digits = !parts.contains(&Part::Perhaps);
        let named = behind.is_empty() && before.chars().any(char::is_alphabetic);
        if only_digits && (digits > 1 || named) { Self::Code(parts) } else { Self::Plain }
    }

    /// The number as it is to be read.
    pub(super) fn shown(&self, number: String) -> String {
        match self {
            Self::Plain => number,
            Self::Of(before, behind) => format!("{before}{number}{behind}"),
            Self::Code(_) if !number.bytes().all(|b| b.is_ascii_digit()) => number,
            Self::Code(parts) => code(parts, &number),
        }
    }
}

/// Digits in their places from the end on, what is too many before the first.
fn code(parts: &[Part], number: &str) -> String {
    let places = parts.iter().filter(|p| **p == Part::Digit).count();
    let digits = format!("{number:0>places$}");
    let (mut rest, mut first) = (digits.as_str(), digits.len() + 1 - places);
    let mut shown = String::new();
    for part in parts {
        if let Part::Text(c) = part {
            shown.push(*c);
            continue;
        }
        let (these, behind) = rest.split_at_checked(first).unwrap_or((rest, ""));
        shown.push_str(these);
        (rest, first) = (behind, 1);
    }
    shown
}

/// The parts of a format's first section; `None`: it is a day, a percentage, or none of numbers.
fn parts(format: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => parts.extend(chars.by_ref().take_while(|c| *c != '"').map(Part::Text)),
            '\\' => parts.extend(chars.next().map(Part::Text)),
            // as wide as, or filled up with, the next one
            '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                // `[$€-407]` is a currency and whose; colours say nothing; a condition is none of every number
                match inside.strip_prefix('$') {
                    Some(sign) => parts.extend(sign.split('-').next().unwrap_or_default().chars().map(Part::Text)),
                    None if inside.contains(['<', '>', '=']) || inside.len() < 3 => return None,
                    None => {}
                }
            }
            '0' => parts.push(Part::Digit),
            '#' | '?' | '.' => parts.push(Part::Perhaps),
            // between digits it groups, behind them it divides by a thousand
            ',' if matches!(chars.peek(), Some('0' | '#' | '?')) => parts.push(Part::Perhaps),
            ',' | '%' | '!' | '@' => return None,
            'G' if format.starts_with("General") => {
                parts.push(Part::Perhaps);
                chars.nth("eneral".len() - 1);
            }
            c if c.is_ascii_alphabetic() => return None,
            c => parts.push(Part::Text(c)),
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_makes_the_code_that_people_see() {
        let cases = [
            ("00000", "42", "00042"),
            ("\"INV-\"0000", "7", "INV-0007"),
            ("\\I\\N\\V\\-0", "7", "INV-7"),
            ("000-000", "1234567", "1234-567"),
            ("0000\"-A\"", "12", "0012-A"),
            ("00000", "4.5", "4.5"),
            ("00000", "-4", "-4"),
            ("0", "42", "42"),
            ("0\"天\"", "30", "30"),
            ("General", "42", "42"),
            ("#,##0.00", "1234.5", "1234.5"),
            ("0.00%", "0.125", "0.125"),
            ("yyyy-mm-dd", "45000", "45000"),
            ("[Red]000", "7", "007"),
        ];
        for (format, number, shown) in cases {
            assert_eq!(NumberFormat::of(format).shown(number.to_owned()), shown, "{format}");
        }
    }

    #[test]
    fn a_currency_or_unit_of_a_format_goes_with_the_number() {
        let cases = [
            ("\"$\"#,##0.00", "12.5", "$12.5"),
            ("[$€-407] #,##0.00", "12.5", "€12.5"),
            ("_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ", "12.5", "¥12.5"),
            ("[$-804]#,##0.00", "12.5", "12.5"),
            ("0.00\"万元\"", "12.5", "12.5万元"),
            ("#,##0,\"千\"", "12500", "12500"),
            ("0!.0,\"万元\"", "125000", "125000"),
            ("General\"元\"", "3", "3元"),
        ];
        for (format, number, shown) in cases {
            assert_eq!(NumberFormat::of(format).shown(number.to_owned()), shown, "{format}");
        }
    }
}
