//! What others said of a file, in words: the system, SQLite, the reader of TOML.

use super::Lang;
use crate::t;

/// What the system, SQLite or the reader of TOML said: `No such file or directory (os error 2)` is its own language.
#[must_use]
pub fn system(lang: Lang, said: &str) -> String {
    if let Some((name, _)) = said.strip_prefix("malformed database schema (").and_then(|rest| rest.split_once(')')) {
        return t!(lang, "system-schema", name = name);
    }
    let known = [
        ("database disk image is malformed", t!(lang, "system-malformed")),
        ("No such file or directory (os error 2)", t!(lang, "system-no-file")),
        ("Permission denied (os error 13)", t!(lang, "system-no-permission")),
        ("File exists (os error 17)", t!(lang, "system-there")),
        ("Not a directory (os error 20)", t!(lang, "system-no-folder")),
        ("Is a directory (os error 21)", t!(lang, "system-a-folder")),
        ("No space left on device (os error 28)", t!(lang, "system-full")),
        ("Read-only file system (os error 30)", t!(lang, "system-read-only")),
        ("File name too long (os error 36)", t!(lang, "system-long-name")),
        ("Too many levels of symbolic links (os error 40)", t!(lang, "system-links")),
        ("stream did not contain valid UTF-8", t!(lang, "system-no-utf8")),
    ];
    let text = known.iter().fold(said.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours));
    parsed(lang, &text).unwrap_or(text)
}

/// What the reader of TOML said: the place, without a picture of the line, and what was expected there.
fn parsed(lang: Lang, said: &str) -> Option<String> {
    let Some((before, at)) = said.split_once("TOML parse error at line ") else { return unread(lang, said) };
    let (place, below) = at.split_once('\n')?;
    let (line, column) = place.split_once(", column ")?;
    let of_picture = |line: &str| line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit()).starts_with('|');
    let what: Vec<&str> = below.lines().map(str::trim).filter(|line| !line.is_empty() && !of_picture(line)).collect();
    let what = what.join(", ");
    let detail = unread(lang, &what).unwrap_or(what);
    Some(format!("{before}{}", t!(lang, "parser-at", line = line, column = column, detail = detail)))
}

/// What serde says of a name or a value that is not one of those declared.
fn unread(lang: Lang, said: &str) -> Option<String> {
    let name = |rest: &str| Some(rest.split('`').nth(1)?.to_owned());
    let (form, rest) = said.split_once(' ').filter(|(form, _)| ["unknown", "missing", "invalid", "duplicate"].contains(form))?;
    match (form, rest.split([' ', ':']).next()?) {
        ("unknown", "field" | "variant") => {
            let (unknown, known) = rest.split_once(", ")?;
            let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
            let name = name(unknown)?;
            Some(match known.as_slice() {
                [] => t!(lang, "parser-unknown-alone", name = name),
                known => t!(lang, "parser-unknown", name = name, known = known.join(", ")),
            })
        }
        ("missing", "field") => Some(t!(lang, "parser-missing", name = name(rest)?)),
        ("duplicate", "field") => Some(t!(lang, "parser-twice", name = name(rest)?)),
        ("invalid", "type" | "value" | "length") => {
            let (found, expected) = rest.split_once(": ")?.1.rsplit_once(", expected ")?;
            let value = found.split(['`', '"']).nth(1).map_or_else(|| found.to_owned(), str::to_owned);
            Some(t!(lang, "parser-value", value = value, expected = shape(expected), theirs = expected))
        }
        _ => None,
    }
}

/// What a value should have been, as the message calls it; `other`: as serde does.
fn shape(expected: &str) -> &'static str {
    match expected {
        "a string" | "string" | "path string" => "text",
        "a boolean" => "flag",
        "a character" => "character",
        "a map" => "table",
        "f64" | "f32" | "a number" => "number",
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => "whole",
        other if other.starts_with("struct ") => "table",
        other if ["a sequence", "an array", "a tuple"].iter().any(|list| other.starts_with(list)) => "list",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Step {
        #[serde(default, rename = "kind")]
        _kind: String,
        #[serde(default, rename = "files")]
        _files: Vec<String>,
        #[serde(default, rename = "rows")]
        _rows: Option<u32>,
        #[serde(rename = "to")]
        _to: Option<char>,
    }

    #[test]
    fn what_the_reader_of_toml_says_is_said_in_words() {
        let said = |text: &str| {
            let error = toml::from_str::<Step>(text).expect_err("it is not read").to_string();
            (system(Lang::En, &format!("recipe: {error}")), system(Lang::Zh, &error))
        };
        for (text, en, zh) in [
            ("kind = 3", "recipe: line 1, column 8: `3`: expected a text in quotes", "第 1 行第 8 列：`3`：应为带引号的文本"),
            ("\nfiles = \"a\"", "recipe: line 2, column 9: `a`: expected a list", "第 2 行第 9 列：`a`：应为列表"),
            ("rows = -1", "recipe: line 1, column 8: `-1`: expected a whole number", "第 1 行第 8 列：`-1`：应为整数"),
            ("rows = true", "recipe: line 1, column 8: `true`: expected a whole number", "第 1 行第 8 列：`true`：应为整数"),
            ("to = \"ab\"", "recipe: line 1, column 6: `ab`: expected one character", "第 1 行第 6 列：`ab`：应为一个字符"),
            (
                "bogus = 3",
                "recipe: line 1, column 1: there is no `bogus` here: expected one of kind, files, rows, to",
                "第 1 行第 1 列：这里没有 `bogus`：应为 kind, files, rows, to 之一",
            ),
        ] {
            let (said_en, said_zh) = said(text);
            assert!(said_en.starts_with(en), "{said_en}");
            assert!(said_zh.starts_with(zh), "{said_zh}");
        }
        let (en, _) = said("[[step]\nkind = 3");
        assert!(en.starts_with("recipe: line 1, column 8: ") && !en.contains('\n'), "{en}");
    }

    #[test]
    fn what_the_system_says_is_said_in_words() {
        let error = |number| std::io::Error::from_raw_os_error(number).to_string();
        for number in [2, 13, 17, 20, 21, 28, 30, 36, 40] {
            let said = system(Lang::En, &error(number));
            assert!(!said.contains("os error"), "{said}");
        }
    }
}
