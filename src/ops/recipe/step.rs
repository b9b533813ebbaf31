//! The steps of a recipe: the keys of each, and how one is read and filled in.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{REPORTS, RecipeError, STEPS, Step, fill};

/// `do = "import"`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "keys of a step, each as it is written")]
pub struct Import {
    /// The kind; `all` is what the mapping makes.
    pub kind: String,
    /// Files, in their names `*` is anything; with a mapping also folders.
    pub files: Vec<String>,
    /// A mapping.
    pub map: Option<String>,
    /// Leave rows with problems out and write them to this file.
    pub skip_bad: Option<String>,
    /// Kinds of which records that are referred to are made.
    pub create: Vec<String>,
    /// Add up rows of one key.
    pub add_up: bool,
    /// Take partners with the social credit code of another one.
    pub allow_duplicates: bool,
    /// Why, of whatever the files ask for and give no reason of its own for: status and credit terms of partners that are there,
    /// and every record that needs an approval.
    pub reason: Option<String>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The number of the header row.
    pub header_row: Option<u64>,
    /// The name of the encoding.
    pub encoding: Option<String>,
    /// What stands between cells.
    pub delimiter: Option<char>,
    /// A quote is a character as any other.
    pub no_quotes: bool,
    /// The decimal mark.
    pub decimal: Option<char>,
    /// No file is no failure.
    pub optional: bool,
    /// Replace the file of rejected rows if it is there.
    pub force: bool,
}

/// `do = "expect"`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    pub kind: String,
    /// Which records.
    #[serde(default)]
    pub filter: String,
    /// At least so many.
    pub at_least: Option<i64>,
    /// At most so many.
    pub at_most: Option<i64>,
}

/// `do = "plan"`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The month; this one without it.
    pub month: Option<String>,
}

/// `do = "close"`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub period: String,
}

/// `do = "verify"`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnyPeriod {
    /// Which; every closed one without it.
    pub period: Option<String>,
}

/// `do = "export"`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    pub kind: String,
    /// The file; its ending tells the format.
    pub to: String,
    /// Which records.
    #[serde(default)]
    pub filter: String,
    /// In CSV as people call things.
    #[serde(default)]
    pub labels: bool,
    /// Replace the file if it is there.
    #[serde(default)]
    pub force: bool,
}

/// `do = "report"`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub report: String,
    /// The file; its ending tells the format: `.md` or `.json`.
    pub to: String,
    /// Only the partners of this account.
    pub owner: Option<String>,
    /// The last whole week; the last one there is without it.
    pub week: Option<String>,
    /// Replace the file if it is there.
    #[serde(default)]
    pub force: bool,
}

/// `do = "backup"`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct To {
    /// The file.
    pub to: String,
    /// Replace an earlier backup of the name.
    #[serde(default)]
    pub force: bool,
}

fn read<T: serde::de::DeserializeOwned>(table: toml::Table) -> Result<T, String> {
    toml::Value::Table(table).try_into().map_err(|e: toml::de::Error| e.message().to_owned())
}

pub(super) fn step(n: usize, mut table: toml::Table) -> Result<Step, RecipeError> {
    let wrong = |detail: String| RecipeError::Step { step: n, detail };
    let Some(toml::Value::String(name)) = table.remove("do") else {
        return Err(RecipeError::Lacks { step: n, what: format!("do = {}", STEPS.join(" | ")) });
    };
    let step = match name.as_str() {
        "import" => read(table).map(Step::Import),
        "expect" => read(table).map(Step::Expect),
        "plan" => read(table).map(Step::Plan),
        "close" => read(table).map(Step::Close),
        "verify" => read(table).map(Step::Verify),
        "export" => read(table).map(Step::Export),
        "report" => read(table).map(Step::Report),
        "backup" => read(table).map(Step::Backup),
        "check" | "score" | "tiers" => match table.keys().next() {
            Some(key) => Err(format!("unknown field `{key}`, there are no fields")),
            None if name == "check" => Ok(Step::Check),
            None if name == "score" => Ok(Step::Score),
            None => Ok(Step::Tiers),
        },
        _ => return Err(RecipeError::NoStep { step: n, name }),
    };
    let step = step.map_err(wrong)?;
    match &step {
        Step::Report(report) if !REPORTS.contains(&report.report.as_str()) => {
            Err(RecipeError::NoReport { step: n, name: report.report.clone() })
        }
        Step::Import(import) if import.kind.is_empty() || import.files.is_empty() => {
            Err(RecipeError::Lacks { step: n, what: "kind, files".to_owned() })
        }
        Step::Expect(expect) if expect.at_least.is_none() && expect.at_most.is_none() => {
            Err(RecipeError::Lacks { step: n, what: "at_least, at_most".to_owned() })
        }
        _ => Ok(step),
    }
}

impl Step {
    /// Its name in a recipe.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Import(_) => "import",
            Self::Check => "check",
            Self::Expect(_) => "expect",
            Self::Score => "score",
            Self::Tiers => "tiers",
            Self::Plan(_) => "plan",
            Self::Close(_) => "close",
            Self::Verify(_) => "verify",
            Self::Export(_) => "export",
            Self::Report(_) => "report",
            Self::Backup(_) => "backup",
        }
    }

    /// What it is done to, in a few words.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::Import(i) => format!("{} {}", i.kind, i.files.join(" ")),
            Self::Expect(e) => format!("{} {}", e.kind, e.filter).trim_end().to_owned(),
            Self::Plan(p) => p.month.clone().unwrap_or_default(),
            Self::Close(c) => c.period.clone(),
            Self::Verify(v) => v.period.clone().unwrap_or_default(),
            Self::Export(e) => format!("{} {}", e.kind, e.to),
            Self::Report(r) => format!("{} {}", r.report, r.to),
            Self::Backup(b) => b.to.clone(),
            Self::Check | Self::Score | Self::Tiers => String::new(),
        }
    }

    pub(super) fn filled(&self, n: usize, names: &BTreeMap<String, String>) -> Result<Self, RecipeError> {
        let text = |t: &String| fill(n, t, names);
        let maybe = |t: &Option<String>| t.as_ref().map(text).transpose();
        Ok(match self {
            Self::Import(i) => Self::Import(Import {
                files: i.files.iter().map(text).collect::<Result<_, _>>()?,
                map: maybe(&i.map)?,
                skip_bad: maybe(&i.skip_bad)?,
                reason: maybe(&i.reason)?,
                sheet: maybe(&i.sheet)?,
                ..i.clone()
            }),
            Self::Expect(e) => Self::Expect(Expect { filter: text(&e.filter)?, ..e.clone() }),
            Self::Plan(p) => Self::Plan(Plan { month: maybe(&p.month)? }),
            Self::Close(c) => Self::Close(Period { period: text(&c.period)? }),
            Self::Verify(v) => Self::Verify(AnyPeriod { period: maybe(&v.period)? }),
            Self::Export(e) => Self::Export(Export { to: text(&e.to)?, filter: text(&e.filter)?, ..e.clone() }),
            Self::Report(r) => Self::Report(Report { to: text(&r.to)?, week: maybe(&r.week)?, ..r.clone() }),
            Self::Backup(b) => Self::Backup(To { to: text(&b.to)?, ..b.clone() }),
            Self::Check | Self::Score | Self::Tiers => self.clone(),
        })
    }
}
