//! What is wrong with a command line, in the language of who typed it: the parser itself speaks English only.

use std::ffi::OsString;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::{Exit, output};
use crate::config::{self, Config, Given};
use crate::domain::period;
use crate::domain::record::Lang;
use crate::t;

/// Options of every command that the environment may set: they are no part of the usage of one.
const OF_EVERY: [&str; 6] =
    ["--db <PATH>", "--lang <LANG>", "--policy <PATH>", "--as-of <DATE>", "--format <FORMAT>", "--theme <THEME>"];

/// Says what is wrong with a command line; answers the exit code.
pub(super) fn said(error: &Error) -> Exit {
    let lang = language(std::env::args_os().skip(1));
    let text = match lang {
        // what the parser says of a value is what its type says, in words for who wrote the type
        Lang::En if expected(Lang::En, error).is_none() => None,
        lang => worded(lang, error),
    };
    let text = text.unwrap_or_else(|| error.render().to_string());
    output::note(OF_EVERY.iter().fold(text, |text, option| text.replace(&format!(" {option}"), "")).trim_end());
    Exit::Usage
}

/// The language that a command line which can't be read asks for: its own option, else what it would be without.
pub(super) fn language(args: impl Iterator<Item = OsString>) -> Lang {
    let words: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    let next = words.iter().position(|word| word == "--lang").and_then(|at| words.get(at + 1)).map(String::as_str);
    let named = next.or_else(|| words.iter().find_map(|word| word.strip_prefix("--lang="))).and_then(config::lang_of);
    named.or_else(|| Config::resolve(Given::default()).ok().map(|config| config.lang)).unwrap_or_default()
}

/// The usual faults by their kind and what the parser knows of them; `None`: one that has no words here.
fn worded(lang: Lang, error: &Error) -> Option<String> {
    let text = |kind| error.get(kind).map(words).unwrap_or_default();
    let (arg, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let known = Some(text(ContextKind::ValidValue)).filter(|known| !known.is_empty()).unwrap_or_else(|| "none".to_owned());
    let said = match error.kind() {
        ErrorKind::UnknownArgument => t!(lang, "usage-unknown-argument", arg = arg),
        ErrorKind::InvalidSubcommand => t!(lang, "usage-unknown-command", arg = text(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue if value.is_empty() => t!(lang, "usage-value-missing", arg = arg, known = known),
        ErrorKind::InvalidValue => t!(lang, "usage-value-unknown", arg = arg, value = value, known = known),
        ErrorKind::ValueValidation => {
            let expected = expected(lang, error).unwrap_or_else(|| "none".to_owned());
            t!(lang, "usage-value-wrong", arg = arg, value = value, expected = expected)
        }
        ErrorKind::MissingRequiredArgument => t!(lang, "usage-argument-missing", arg = arg),
        ErrorKind::MissingSubcommand => t!(lang, "usage-command-missing", known = text(ContextKind::ValidSubcommand)),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            t!(lang, "usage-value-count", arg = arg)
        }
        ErrorKind::NoEquals => t!(lang, "usage-value-equals", arg = arg),
        ErrorKind::ArgumentConflict => t!(lang, "usage-argument-conflict", arg = arg, other = text(ContextKind::PriorArg)),
        ErrorKind::InvalidUtf8 => t!(lang, "usage-argument-bytes"),
        _ => return None,
    };
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue].map(text);
    let near = near.into_iter().filter(|near| !near.is_empty()).collect::<Vec<_>>().join(", ");
    let near = if near.is_empty() { String::new() } else { t!(lang, "usage-near", near = near) };
    let usage = text(ContextKind::Usage);
    let usage = usage.trim_start_matches("Usage:").trim();
    let usage = if usage.is_empty() { String::new() } else { t!(lang, "usage-usage", usage = usage) };
    let lines = [format!("qudao: {said}{near}"), usage, t!(lang, "usage-help")];
    Some(lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n\n"))
}

/// What a value should have been, by the error of the type that it was read as.
fn expected(lang: Lang, error: &Error) -> Option<String> {
    let source = std::error::Error::source(error)?;
    if source.is::<std::num::ParseIntError>() {
        return Some(t!(lang, "expected-integer"));
    }
    if source.is::<period::DayError>() {
        return Some(t!(lang, "expected-date"));
    }
    if source.is::<period::WeekError>() {
        return Some(t!(lang, "expected-week"));
    }
    if source.is::<period::PeriodError>() {
        return Some(t!(lang, "expected-period"));
    }
    if source.is::<config::AsOfError>() {
        return Some(t!(lang, "expected-as-of"));
    }
    let said = source.to_string();
    let (_, range) = said.split_once(" is not in ")?;
    let (least, most) = range.split_once("..=")?;
    Some(t!(lang, "expected-between", least = least, most = most))
}

/// What the parser knows of a fault, as text without the colours.
fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(one) => one.clone(),
        ContextValue::Strings(many) => many.join(", "),
        ContextValue::StyledStr(one) => one.to_string(),
        ContextValue::StyledStrs(many) => many.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        ContextValue::Number(n) => n.to_string(),
        _ => String::new(),
    }
}
