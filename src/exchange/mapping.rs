//! A saved mapping: how the files of somebody else's system become records.
//!
//! A TOML file with one `[[record]]` for each kind of record to make; they are read in order, so that what is referred
//! to comes first, and one file may give several kinds.
//!
//! ```
//! # let text = r##"
//! [[record]]
//! kind = "regions"                    # what to make
//! file = "order_header_*.csv"         # a file among those given or in the folder given, `*` is anything; else all are read
//! repeats = "first"                   # rows of one key: "refuse" (default), "first", "last", "add" (numbers are added up)
//! set.code = "{Area}"                 # a field, and the text to read it from: `{column}` and anything around it
//! set.name = "{Area}"
//! set.level = "area"                  # a constant
//!
//! [[record]]
//! kind = "sales"
//! file = "order_line_*.csv"
//! headers = true                      # columns that no `set` mentions are matched by their names, too
//! dates = "dmy"                       # what 3/1/2025 means: "dmy", "mdy" or a pattern such as "%d.%m.%y"
//! decimal = ","                       # 1.234,50
//! sheet = "Q1"                        # of a workbook, or its place: "2"
//! header_row = 3                      # if the first row with these columns is not the header
//! skip = ["{Status} = void", "{Day} < 2025-01-01"] # rows to leave out, see below
//! only = ["{Amount} > 0"]             # rows to read: all of these hold
//! create = ["product-lines"]          # referred to and not there: made, with the text as code and name; "missing": see below
//!
//! [[record.join]]                     # look a row up in a second file; its columns are then `{head.Column}`
//! name = "head"
//! file = "order_header_*.csv"
//! key = "OrderNo"                     # a column of that file, or a template of several
//! by = "{OrderNo}"                    # where this row has it; may be a column of an earlier join
//! repeats = "first"                   # of several rows of one key: "refuse" (default) where they differ, "first", "last"
//!
//! [record.set]
//! partner = "{head.Customer}"
//! document = "{OrderNo}/{head.Customer}"
//! net_amount = "= {Price} * {Quantity} * (1 - {Discount})"      # `=`: a sum of numbers, + - * / and brackets
//! returns = { when = "{Returned} = yes", then = "= {Price} * {Quantity}", else = "0" }
//!
//! [record.values.line]                # replace values as they are in the file
//! "01" = "beverages"
//!
//! [[record]]
//! kind = "targets"
//! file = "quota.csv"
//! [record.set]
//! scope = "owner"
//! subject = "{Employee}"
//! from_day = "{Date}"
//! to_day = { until_next = "Date", last = "2025-12-31" }         # the day before the next later date in that column
//! amount = "{Quota}"
//! # "##;
//! # let mapping = qudao::exchange::mapping::Mapping::parse(text).unwrap();
//! # assert_eq!(mapping.record.len(), 3);
//! ```
//!
//! Where a second file has several rows of one key, `each = "{from} ~ {to}"` in its `[[record.join]]` makes one text of them
//! all, `{name.each}`: so the pauses of tickets come from a file of their own (`set.holds = "{pauses.each}"`). Pauses in
//! columns beside each other are a template: `set.holds = "{from 1} ~ {to 1}; {from 2} ~ {to 2}"`. Where the file tells every
//! change of state, `spans = { when = "{Status} = Waiting", at = "{Changed}" }` makes `{name.spans}` of those of a key: from each
//! moment at which a row is such to the next at which one is not.
//!
//! With `create = "missing"` what is not there is added, and what is there stays as it is.
//!
//! In a condition the name of a join alone, `{head}`, tells whether it has found a row.
//!
//! A cell that is empty makes a sum empty; a text around an empty cell stays. Columns are named as in the file, case
//! and full width make no difference. Only what `set` names is read, unless `headers = true`.

mod condition;
mod error;
mod function;
mod plan;
mod template;

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

pub use condition::Uncompared;
pub use error::{MappingError, Named, Syntax};
pub use plan::{Cells, Plan, PlanError, Tables, Untaken, files_in};

use super::value::fold;
use crate::domain::record::{Field, Kind, KindDef};
use crate::exchange::outfile::Files;

/// A mapping file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What it makes, in order.
    pub record: Vec<Section>,
}

/// How one kind of record is made.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The kind, singular or plural.
    pub kind: String,
    /// From which file; `*` is anything.
    pub file: Option<String>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The name of the file's encoding.
    pub encoding: Option<String>,
    /// The number of the header row; without it the first row that has the columns.
    pub header_row: Option<u64>,
    /// Match the columns that no `set` mentions by their names.
    #[serde(default)]
    pub headers: bool,
    /// What to do with rows of one key.
    #[serde(default)]
    pub repeats: Repeats,
    /// `dmy`, `mdy` or a pattern.
    pub dates: Option<String>,
    /// `,` or `.`.
    pub decimal: Option<String>,
    /// Rows to leave out: any of these holds.
    #[serde(default)]
    pub skip: Vec<String>,
    /// Rows to read: all of these hold.
    #[serde(default)]
    pub only: Vec<String>,
    /// Kinds of which missing records are made; [`MISSING`]: what is there already stays as it is.
    #[serde(default, deserialize_with = "one_or_several")]
    pub create: Vec<String>,
    /// Second files.
    #[serde(default)]
    pub join: Vec<Join>,
    /// Field and where it comes from.
    #[serde(default)]
    pub set: BTreeMap<String, Source>,
    /// Field, value in the file and what it stands for.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

/// What to do with rows of one key in one file.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Repeats {
    /// It is a problem of the second row.
    #[default]
    Refuse,
    /// The first counts.
    First,
    /// The last counts.
    Last,
    /// Numbers and amounts are added up, the first tells the rest.
    Add,
}

/// In place of a kind to create: only records that are not there are added.
pub const MISSING: &str = "missing";

/// Where a field comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Source {
    /// A template, or with `=` in front a sum.
    Text(String),
    /// One of two templates.
    When {
        /// The condition.
        when: String,
        /// If it holds.
        then: String,
        /// If it does not; empty without it.
        #[serde(default)]
        r#else: String,
    },
    /// The day before the next later date that a column has in the file.
    UntilNext {
        /// The column.
        until_next: String,
        /// Where there is no later one.
        last: String,
    },
    /// What is none of them, to be named.
    Other(toml::Value),
}

/// A second file in which rows are looked up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// What its columns are called by: `{name.Column}`.
    pub name: String,
    /// The file, beside the first one.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// What identifies its rows: a column, or a template of several.
    pub key: String,
    /// The same of the row that looks it up; without it the column of the same name.
    pub by: Option<String>,
    /// Which of several rows of one key counts.
    #[serde(default)]
    pub repeats: Pick,
    /// Every row of the key by this template, one after the other with `; ` between, as the column `{name.each}`.
    pub each: Option<String>,
    /// From when to when the rows of the key were of a state, as the column `{name.spans}`.
    pub spans: Option<Spans>,
}

/// Which of several rows of one key of a second file counts.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Pick {
    /// None: where they differ, it is a problem of the row that looks them up.
    #[default]
    Refuse,
    First,
    Last,
}

/// Spans out of rows each of which tells a change of state.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Hash)]
#[serde(deny_unknown_fields)]
pub struct Spans {
    /// Such is a row with which a span begins; the next that is not ends it.
    pub when: String,
    /// The moment of the change.
    pub at: String,
}

/// How the files of mappings end.
const TOML: &str = ".toml";

impl Mapping {
    /// Reads the mapping of a file, else the one that is kept in a folder under a plain name, without its ending; answers its
    /// place, too.
    ///
    /// # Errors
    /// [`MappingError::Missing`], and those of [`Mapping::parse`].
    pub fn find(files: &Files, name: &Path, own: &Path, folder: &Path) -> Result<(Self, PathBuf), MappingError> {
        let plain = name.components().all(|c| matches!(c, Component::Normal(_)));
        let kept = || folder.join(format!("{}{TOML}", name.to_string_lossy().trim_end_matches(TOML)));
        let mut places = files.reached(own).ok().into_iter().chain(plain.then(kept));
        let found = places.find_map(|path| std::fs::read_to_string(&path).ok().map(|text| (text, path)));
        let (text, path) = found.ok_or_else(|| {
            let names = plan::files_in(folder, &format!("*{TOML}")).into_iter();
            let known = names.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()));
            MappingError::Missing { path: own.to_path_buf(), folder: folder.to_path_buf(), known: known.collect() }
        })?;
        Ok((Self::parse(&text)?, path))
    }

    /// Reads a mapping file.
    ///
    /// # Errors
    /// Names the line, the kind or the field that is not known.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let form = |e: toml::de::Error| MappingError::Form(e.to_string());
        if let Some(toml::Value::Table(_)) = toml::from_str::<toml::Table>(text).map_err(form)?.get("record") {
            return Err(MappingError::syntax("record", "[record]", "", Syntax::Sections));
        }
        let mapping: Self = toml::from_str(text).map_err(form)?;
        for section in &mapping.record {
            section.check()?;
        }
        Ok(mapping)
    }
}

impl Section {
    /// The kind that it makes.
    ///
    /// # Errors
    /// There is no such kind.
    pub fn def(&self) -> Result<&'static KindDef, MappingError> {
        kind_named(&self.kind, "kind").map(Kind::def)
    }

    /// The kinds of which missing records are made.
    ///
    /// # Errors
    /// There is no such kind.
    pub fn creates(&self) -> Result<Vec<Kind>, MappingError> {
        self.create.iter().filter(|name| *name != MISSING).map(|name| kind_named(name, &self.kind)).collect()
    }

    /// Whether what is there already stays as it is.
    #[must_use]
    pub fn only_adds(&self) -> bool {
        self.create.iter().any(|name| name == MISSING)
    }

    fn check(&self) -> Result<(), MappingError> {
        let def = self.def()?;
        self.creates()?;
        for name in self.set.keys().chain(self.values.keys()) {
            if def.field(name).is_none() {
                return Err(self.no_field(def, name));
            }
            if def.is_own(name) {
                return Err(MappingError::NotGiven { place: self.kind.clone(), name: name.clone() });
            }
        }
        for (name, source) in &self.set {
            if let Source::Other(value) = source {
                let expected = if value.is_table() { Syntax::Source } else { Syntax::Quoted };
                return Err(MappingError::syntax(&format!("{}.{name}", self.kind), &value.to_string(), "", expected));
            }
        }
        if self.decimal.as_deref().is_some_and(|d| d != "," && d != ".") {
            let text = self.decimal.clone().unwrap_or_default();
            return Err(MappingError::syntax(&format!("{}.decimal", self.kind), &text, "", Syntax::Decimal));
        }
        if self.dates.as_deref().is_some_and(|d| d != "dmy" && d != "mdy" && !d.contains('%')) {
            let text = self.dates.clone().unwrap_or_default();
            return Err(MappingError::syntax(&format!("{}.dates", self.kind), &text, "", Syntax::Dates));
        }
        Ok(())
    }

    /// A name that no field has: the field that people call so, else those with names like it.
    fn no_field(&self, def: &KindDef, name: &str) -> MappingError {
        let called = |f: &&Field| [f.label.en, f.label.zh].iter().chain(f.aliases).any(|known| fold(known) == fold(name));
        let near = match def.fields.iter().find(called) {
            Some(field) => vec![field.name.to_owned()],
            None => crate::domain::nearest::nearest(name, def.fields.iter().map(|f| f.name), 3),
        };
        MappingError::Unknown { place: self.kind.clone(), what: Named::Field, name: name.to_owned(), near }
    }

    /// How its file writes days and numbers.
    #[must_use]
    pub fn style(&self, written: &super::value::Style) -> super::value::Style {
        use super::value::{DayOrder, Style};
        let order = match self.dates.as_deref() {
            Some("dmy") => Some(DayOrder::Dmy),
            Some("mdy") => Some(DayOrder::Mdy),
            _ => None,
        };
        let pattern = self.dates.clone().filter(|d| d.contains('%'));
        let decimal_comma = self.decimal.as_deref().map_or(written.decimal_comma, |mark| mark == ",");
        Style { order, pattern, decimal_comma, ..written.clone() }
    }
}

fn kind_named(name: &str, place: &str) -> Result<Kind, MappingError> {
    Kind::from_name(name).ok_or_else(|| {
        let near = crate::domain::nearest::nearest(name, Kind::ALL.iter().map(|k| k.def().plural), 3);
        MappingError::Unknown { place: place.to_owned(), what: Named::Kind, name: name.to_owned(), near }
    })
}

/// One name, or a list of them.
fn one_or_several<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    struct Names;
    impl<'de> Visitor<'de> for Names {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a list of kinds, or \"missing\"")
        }

        fn visit_str<E>(self, name: &str) -> Result<Vec<String>, E> {
            Ok(vec![name.to_owned()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<String>, A::Error> {
            let mut names = Vec::new();
            while let Some(name) = list.next_element()? {
                names.push(name);
            }
            Ok(names)
        }
    }
    from.deserialize_any(Names)
}

/// Whether a file's name fits a pattern in which `*` is anything.
#[must_use]
pub fn name_fits(pattern: &str, name: &str) -> bool {
    let mut texts = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(texts.next().unwrap_or_default()) else { return false };
    let Some(last) = texts.next_back() else { return rest.is_empty() };
    // where each first stands leaves most for those behind it
    for text in texts {
        let Some((_, behind)) = rest.split_once(text) else { return false };
        rest = behind;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_name_in_a_mapping_is_told_with_the_right_one() {
        let cases = [
            ("[[record]]\nkind = \"salez\"", "there is no kind `salez`: expected sales"),
            ("[[record]]\nkind = \"sales\"\nset.partnr = \"{a}\"", "there is no field `partnr`: expected partner"),
            ("[[record]]\nkind = \"sales\"\nsett.x = 1", "unknown field `sett`"),
            ("[[record]]\nkind = \"sales\"\nrepeats = \"sum\"", "unknown variant `sum`"),
            ("[[record]]\nkind = \"sales\"\ndates = \"ymd\"", "`ymd` is not understood"),
            ("record = ", "mapping:"),
            ("[record]\nkind = \"sales\"", "expected `[[record]]`"),
            ("[[record]]\nkind = \"sales\"\nset.date = \"{a}\"", "there is no field `date`: expected day"),
            ("[[record]]\nkind = \"sales\"\nset.\"净额\" = \"{a}\"", "expected net_amount"),
            ("[[record]]\nkind = \"sales\"\nset.quantity = 30", "expected a text in quotes, such as `\"30\"`"),
            ("[[record]]\nkind = \"sales\"\nset.quantity = { if = \"{a}\" }", "expected a text, `{ when"),
            (
                "[[record]]\nkind = \"sales\"\nset.quantity = { when = \"{a}\", then = \"1\", els = \"2\" }",
                "expected a text, `{ when",
            ),
            ("[[record]]\nkind = \"tickets\"\nset.resolution_due = \"{a}\"", "`resolution_due` is worked out here"),
            ("[[record]]\nkind = \"partners\"\ncreate = 3", "a list of kinds, or \"missing\""),
        ];
        for (text, words) in cases {
            let message = Mapping::parse(text).expect_err(text).to_string();
            assert!(message.contains(words), "{text}: {message}");
        }
    }

    #[test]
    fn a_star_is_anything() {
        let cases = [
            ("a.csv", "a.csv", true),
            ("a*.csv", "a-2025-03.csv", true),
            ("*订单*", "3月订单.xlsx", true),
            ("a*b", "ab", true),
            ("a*b", "abc", false),
            ("a*b", "a", false),
            ("ab*ba", "aba", false),
            ("*a*b*", "xxaxxbxx", true),
            ("**", "", true),
            ("*a*a*a*b", "aaaaaaaaaaaa", false),
        ];
        for (pattern, name, fits) in cases {
            assert_eq!(name_fits(pattern, name), fits, "{pattern} {name}");
        }
    }
}
