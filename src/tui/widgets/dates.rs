//! Days as people write them in a hurry.

use chrono::NaiveDate;

use crate::domain::period::{from_day_number, is_taken_in};
use crate::domain::record::{Field, Value};
use crate::exchange::value;
use crate::tui::app::Ctx;

/// A day: `2025-03-01`, `3月1日`, `today`, `明天`, `+3`, `+2w`; `None` if it is none.
#[must_use]
pub fn read_day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = text.trim();
    let by = match text.to_lowercase().as_str() {
        "today" | "今天" => 0,
        "tomorrow" | "明天" => 1,
        "yesterday" | "昨天" => -1,
        "后天" => 2,
        other => {
            let Some(rest) = other.strip_prefix('+') else {
                let Ok(Value::Int(day)) = value::read(&Field::date(), text) else { return None };
                return i32::try_from(day).ok().map(from_day_number);
            };
            match rest.strip_suffix('w').or_else(|| rest.strip_suffix('周')) {
                Some(weeks) => weeks.parse::<i64>().ok()?.checked_mul(7)?,
                None => rest.parse().ok()?,
            }
        }
    };
    today.checked_add_signed(chrono::TimeDelta::try_days(by)?).filter(is_taken_in)
}

/// As [`read_day`], from the day of the screen.
#[must_use]
pub fn read(text: &str, ctx: &Ctx) -> Option<NaiveDate> {
    read_day(text, ctx.today())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d);
        let today = day(11, 23).expect("a day");
        let cases = [
            ("today", day(11, 23)),
            ("明天", day(11, 24)),
            ("+3", day(11, 26)),
            ("+2w", day(12, 7)),
            ("+1周", day(11, 30)),
            ("2026-12-01", day(12, 1)),
            ("2026年12月1日", day(12, 1)),
            ("soon", None),
            ("+", None),
            ("+99999999999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(read_day(text, today), expected, "{text}");
        }
    }
}
