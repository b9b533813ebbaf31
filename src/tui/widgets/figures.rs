//! Figures as people read them, each with its unit and in its language.

use crate::domain::explain::{Amount, Words};
use crate::domain::money::{Money, Rate};
use crate::i18n::{self, number};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::theme::{Theme, Tone};

/// A value of an explanation.
#[must_use]
pub fn amount(amount: &Amount, ctx: &Ctx) -> String {
    match amount {
        Amount::Money(m) => number::amount_full(*m),
        Amount::Rate(r) => number::percent(*r),
        Amount::Points(p) => points(Some(*p), ctx),
        Amount::Count(n) => number::count(*n),
        // of working time days are not of 24 hours, so it stays in hours
        Amount::Rating(_) | Amount::Days(_) | Amount::Minutes(_) => {
            i18n::explain::amount(ctx.lang, ctx.policy.organisation.zone, amount)
        }
        Amount::Number(n) => rust_decimal::Decimal::new(*n, 4).normalize().to_string(),
        Amount::Date(d) => number::date(*d),
        Amount::Time(t) => number::moment(*t, ctx.policy.organisation.zone),
        Amount::Text(s) => s.clone(),
        Amount::Label(label) => label.get(ctx.lang).to_owned(),
        Amount::NotRated => t!(ctx.lang, "not-rated"),
    }
}

/// The words of an explanation.
#[must_use]
pub fn words(words: &Words, ctx: &Ctx) -> String {
    match words {
        Words::Text(s) => s.clone(),
        Words::Label(label) => label.get(ctx.lang).to_owned(),
        Words::Figure(_) | Words::Formula(_) => i18n::explain::words(ctx.lang, ctx.policy.organisation.zone, words),
        Words::Key { key, args } => {
            let args: Vec<(&'static str, String)> = args.iter().map(|(name, value)| (*name, amount(value, ctx))).collect();
            i18n::message(ctx.lang, key, &args)
        }
    }
}

/// A score in 1/100 points, without decimals; "not rated" if there is none.
#[must_use]
pub fn points(points: Option<i64>, ctx: &Ctx) -> String {
    points.map_or_else(|| t!(ctx.lang, "not-rated"), |p| ((p + 50).div_euclid(100)).to_string())
}

/// How a score moved since before: `▼9`, `▲2`, `=`; nothing if either is missing.
#[must_use]
pub fn moved(now: Option<i64>, before: Option<i64>) -> String {
    let whole = |p: i64| (p + 50).div_euclid(100);
    match (now, before) {
        (Some(now), Some(before)) => match whole(now) - whole(before) {
            0 => "=".to_owned(),
            up @ 1.. => format!("▲{up}"),
            down => format!("▼{}", -down),
        },
        _ => String::new(),
    }
}

/// How an amount moved since before, in percent: `▲12%`; nothing if before was nothing.
#[must_use]
pub fn growth(now: Money, before: Money) -> String {
    if before.0 <= 0 {
        return String::new();
    }
    let change = i128::from(now.0 - before.0) * 10_000 / i128::from(before.0);
    let percent = crate::domain::money::div_round(change, 100);
    match percent {
        0 => "=".to_owned(),
        up @ 1.. => format!("▲{}%", up.min(999)),
        down => format!("▼{}%", -down),
    }
}

/// A rate without decimals; "not rated" if there is none.
#[must_use]
pub fn percent(rate: Option<Rate>, ctx: &Ctx) -> String {
    rate.map_or_else(|| t!(ctx.lang, "not-rated"), |r| format!("{}%", crate::domain::money::div_round(r.0.into(), 100)))
}

/// Tenths with one decimal.
#[must_use]
pub fn tenths(tenths: i64) -> String {
    rust_decimal::Decimal::new(tenths, 1).to_string()
}

/// The tone of a risk light, and its name.
#[must_use]
pub fn light(code: Option<&str>, ctx: &Ctx) -> (Tone, String) {
    let label = crate::domain::partner::LIGHTS.iter().find(|l| Some(l.code) == code).map(|l| l.label.get(ctx.lang));
    let tone = match code {
        Some("red") => Tone::Bad,
        Some("yellow") => Tone::Soon,
        Some("green") => Tone::Good,
        _ => Tone::Plain,
    };
    (tone, label.map_or_else(|| t!(ctx.lang, "not-rated"), str::to_owned))
}

/// The tone of a score of 0 to 100 in 1/100 points: under 55 bad, under 70 to be watched.
#[must_use]
pub fn score_tone(points: Option<i64>) -> Tone {
    match points {
        Some(..5_500) => Tone::Bad,
        Some(..7_000) => Tone::Soon,
        _ => Tone::Plain,
    }
}

/// The style of how something moved: down by 5 points or 10 percent is to be seen, the rest is not painted.
#[must_use]
pub fn moved_style(moved: &str, theme: &Theme) -> ratatui::style::Style {
    let digits: String = moved.chars().filter(char::is_ascii_digit).collect();
    let least = if moved.ends_with('%') { 10 } else { 5 };
    let much = digits.parse::<i64>().is_ok_and(|n| n >= least);
    if moved.starts_with('▼') && much { theme.soon } else { theme.dim }
}
