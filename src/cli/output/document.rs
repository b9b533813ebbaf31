//! JSON documents: with the head of every document, and every character escaped that a terminal would obey.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, PrettyFormatter};
use serde_json::{Map, Value as Json};

use super::units::Units;
use super::{HEAD, stdout};
use crate::i18n::text::visible;
use crate::report::data;

/// JSON with every character escaped that a terminal would obey.
struct Safe<F>(F);

macro_rules! delegate {
    ($($name:ident($($arg:ident: $ty:ty)?);)+) => {$(
        fn $name<W: ?Sized + Write>(&mut self, w: &mut W $(, $arg: $ty)?) -> io::Result<()> {
            self.0.$name(w $(, $arg)?)
        }
    )+};
}

impl<F: Formatter> Formatter for Safe<F> {
    delegate! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        begin_object_value();
        end_object_value();
        write_char_escape(escape: CharEscape);
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, w: &mut W, fragment: &str) -> io::Result<()> {
        if matches!(visible(fragment), Cow::Borrowed(_)) {
            return w.write_all(fragment.as_bytes());
        }
        for c in fragment.chars() {
            let mut text = [0; 4];
            let text = c.encode_utf8(&mut text);
            // serde_json escapes the first 32 itself; DEL, C1 and the direction marks remain, all below U+10000
            if matches!(visible(text), Cow::Borrowed(_)) {
                w.write_all(text.as_bytes())?;
            } else {
                write!(w, "\\u{:04x}", u32::from(c))?;
            }
        }
        Ok(())
    }
}

/// Prints a document on stdout.
///
/// # Errors
/// Those of stdout.
pub fn json(document: &impl Serialize) -> io::Result<()> {
    let mut out = stdout();
    write_json(&mut out, document)?;
    out.flush()
}

/// Prints a document that declares its units on stdout.
///
/// # Errors
/// Those of stdout.
pub fn document(document: &Map<String, Json>, units: &data::Units) -> io::Result<()> {
    let mut out = stdout();
    write_document(&mut out, document, units)?;
    out.flush()
}

/// Writes a document that declares its units.
///
/// # Errors
/// Those of `out`.
pub fn write_document(out: &mut impl Write, document: &Map<String, Json>, units: &data::Units) -> io::Result<()> {
    write_headed(out, document.clone(), units.object())
}

/// Writes a document, indented, with a line end; the units are those that its names tell.
///
/// # Errors
/// Those of `out`.
pub fn write_json(out: &mut impl Write, document: &impl Serialize) -> io::Result<()> {
    let whole = serde_json::to_value(document)?;
    let units = Units::of(&whole).object();
    match whole {
        Json::Object(map) => write_headed(out, map, units),
        whole => write_pretty(out, &whole),
    }
}

/// Writes a document with what stands in the head of every document.
fn write_headed(out: &mut impl Write, mut map: Map<String, Json>, units: Map<String, Json>) -> io::Result<()> {
    for (name, value) in HEAD.get().into_iter().flat_map(|head| &head.members) {
        map.insert((*name).to_owned(), value.clone());
    }
    if !units.is_empty() && map.contains_key("schema") {
        map.insert("units".to_owned(), units.into());
    }
    write_pretty(out, &map)
}

fn write_pretty(out: &mut impl Write, document: &impl Serialize) -> io::Result<()> {
    document.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Safe(PrettyFormatter::new())))?;
    writeln!(out)
}

/// A document whose rows are written as they are read, one a line.
#[derive(Debug)]
pub struct JsonRows<W> {
    out: W,
    first: bool,
}

impl<W: Write> JsonRows<W> {
    /// Begins `{"schema": ..., ..., "units": {...}, "rows": [`.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn begin(mut out: W, head: &Map<String, Json>, units: &data::Units) -> io::Result<Self> {
        out.write_all(b"{")?;
        let heads = HEAD.get().into_iter().flat_map(|h| &h.members).map(|(name, value)| (*name, value));
        for (name, value) in head.iter().map(|(name, value)| (name.as_str(), value)).chain(heads) {
            write_compact(&mut out, name)?;
            out.write_all(b": ")?;
            write_compact(&mut out, value)?;
            out.write_all(b", ")?;
        }
        if !units.0.is_empty() {
            out.write_all(b"\"units\": ")?;
            write_compact(&mut out, &units.object())?;
            out.write_all(b", ")?;
        }
        out.write_all(b"\"rows\": [")?;
        Ok(Self { out, first: true })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn row(&mut self, row: &impl Serialize) -> io::Result<()> {
        self.out.write_all(if self.first { b"\n  " } else { b",\n  " })?;
        self.first = false;
        write_compact(&mut self.out, row)
    }

    /// Ends the document.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn end(mut self) -> io::Result<()> {
        self.out.write_all(if self.first { b"]}\n" } else { b"\n]}\n" })?;
        self.out.flush()
    }
}

fn write_compact(out: &mut impl Write, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, Safe(CompactFormatter)))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_written_as_they_come() {
        let mut out = Vec::new();
        let head = Map::from_iter([("schema".to_owned(), Json::from("qudao.list/1"))]);
        let mut rows = JsonRows::begin(&mut out, &head, &data::Units::default()).expect("a vector takes everything");
        rows.row(&serde_json::json!({"code": "D001"})).expect("a row");
        rows.row(&serde_json::json!({"code": "D\u{9b}2"})).expect("a row");
        rows.end().expect("the end");
        let expected = "{\"schema\": \"qudao.list/1\", \"rows\": [\n  {\"code\":\"D001\"},\n  {\"code\":\"D\\u009b2\"}\n]}\n";
        assert_eq!(String::from_utf8(out).expect("text"), expected);
    }

    #[test]
    fn json_escapes_what_a_terminal_would_obey() {
        let mut out = Vec::new();
        write_json(&mut out, &serde_json::json!({"name": "重庆\x1b\u{9b}1m\u{202e}\x7f"})).expect("a vector takes everything");
        let text = String::from_utf8(out).expect("text");
        assert_eq!(text, "{\n  \"name\": \"重庆\\u001b\\u009b1m\\u202e\\u007f\"\n}\n");
        let back: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(back["name"], "重庆\x1b\u{9b}1m\u{202e}\x7f");
    }
}
