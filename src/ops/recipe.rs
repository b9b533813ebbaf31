//! Recipes: what is done every month, as a file of steps that one command does in order.
//!
//! ```
//! # let text = r##"
//! name = "月结"
//!
//! [set]                               # names of one's own; `--set name=value` goes before
//! folder = "exports/{prev_month}"     # relative to the recipe's folder
//!
//! [[step]]
//! do = "import"                       # kind, files (`*` is anything), map, skip_bad, create, add_up, optional, reason ...
//! kind = "sales"
//! files = ["{folder}/sales_*.csv"]
//! map = "erp.toml"
//! skip_bad = "rejects/sales-{prev_month}.csv"
//!
//! [[step]]
//! do = "expect"                       # kind, filter, at_least, at_most
//! kind = "sales"
//! filter = "day:{prev_month}"
//! at_least = 1
//!
//! [[step]]
//! do = "check"                        # what `qudao doctor` looks at
//!
//! [[step]]
//! do = "score"                        # every partner's figures and warnings
//!
//! [[step]]
//! do = "close"
//! period = "{prev_month}"
//!
//! [[step]]
//! do = "export"
//! kind = "partners"
//! to = "out/partners-{prev_month}.xlsx"
//! force = true                        # replace the file if it is there; otherwise the step fails
//!
//! [[step]]
//! do = "report"
//! report = "health"
//! to = "out/health-{prev_month}.md"
//! # "##;
//! # let recipe = qudao::ops::recipe::Recipe::parse(text).unwrap();
//! # assert_eq!(recipe.steps.len(), 7);
//! ```
//!
//! Also: `verify` (period), `tiers` (a review), `plan` (month), `backup` (to). Each step is one transaction or none, so that
//! a run that is stopped leaves whole steps; run again it finds done what was done.

mod act;
pub mod pages;
mod saved;
mod step;

use std::collections::BTreeMap;

use chrono::{Datelike as _, Days, NaiveDate};
use serde::Deserialize;

pub use act::{Outcome, Place, StepError, act, kind_of};
pub use saved::saved;
use step::step;
pub use step::{AnyPeriod, Expect, Export, Import, Period, Plan, Report, To};

use crate::domain::history::fiscal_span;
use crate::domain::period::{Month, Names, Span, Week};
use crate::domain::sentence::{Sentence, Speak};

/// A recipe, as it is written.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// What it is called.
    pub name: String,
    /// Names of its own.
    pub set: BTreeMap<String, String>,
    /// What is done, in order.
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug)]
pub enum Step {
    /// Brings files in.
    Import(Import),
    /// Looks whether the database is sound.
    Check,
    /// Counts records.
    Expect(Expect),
    /// Brings every partner's figures and warnings up to date.
    Score,
    /// Reviews the tiers.
    Tiers,
    /// Plans a month.
    Plan(Plan),
    /// Closes a period.
    Close(Period),
    /// Looks whether closed periods still hold.
    Verify(AnyPeriod),
    /// Writes records to a file.
    Export(Export),
    /// Writes a report to a file.
    Report(Report),
    /// Makes a verified copy of the database.
    Backup(To),
}

/// The names of the steps there are.
pub const STEPS: &[&str] =
    &["import", "check", "expect", "score", "tiers", "plan", "close", "verify", "export", "report", "backup"];

/// The reports there are.
pub const REPORTS: &[&str] = &["health"];

/// Why a recipe can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecipeError {
    /// It is not the TOML that is expected.
    #[error("recipe: {0}")]
    Form(String),
    /// A step is not as expected.
    #[error("recipe, step {step}: {detail}")]
    Step {
        /// Its number.
        step: usize,
        /// What is wrong.
        detail: String,
    },
    /// A step lacks keys; of some one is enough.
    #[error("recipe, step {step}: expected {what}")]
    Lacks {
        /// Its number.
        step: usize,
        /// The keys.
        what: String,
    },
    /// There is no step in it.
    #[error("recipe: expected at least one [[step]]")]
    Empty,
    /// There is no step of this name.
    #[error("recipe, step {step}: there is no step `{name}`: expected one of {}", STEPS.join(", "))]
    NoStep {
        /// Its number.
        step: usize,
        /// What it says.
        name: String,
    },
    /// There is no report of this name.
    #[error("recipe, step {step}: there is no report `{name}`: expected one of {}", REPORTS.join(", "))]
    NoReport {
        /// Its number.
        step: usize,
        /// What it says.
        name: String,
    },
    /// A name in braces is not known.
    #[error("recipe, step {step}: there is no `{{{name}}}`: expected one of {known}")]
    Variable {
        /// The step's number.
        step: usize,
        name: String,
        /// Those there are.
        known: String,
    },
}

impl Speak for RecipeError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Form(detail) => Sentence::new("recipe-form").with("detail", detail.trim_end()),
            Self::Step { step, detail } => Sentence::new("recipe-step").with("step", step).with("detail", detail.trim_end()),
            Self::Lacks { step, what } => Sentence::new("recipe-lacks").with("step", step).with("what", what),
            Self::Empty => Sentence::new("recipe-empty"),
            Self::NoStep { step, name } => {
                Sentence::new("recipe-no-step").with("step", step).with("name", name).with("known", STEPS.join(", "))
            }
            Self::NoReport { step, name } => {
                Sentence::new("recipe-no-report").with("step", step).with("name", name).with("known", REPORTS.join(", "))
            }
            Self::Variable { step, name, known } => {
                Sentence::new("recipe-no-variable").with("step", step).with("name", name).with("known", known)
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(default)]
    name: String,
    #[serde(default)]
    set: BTreeMap<String, String>,
    #[serde(default)]
    step: Vec<toml::Table>,
}

impl Recipe {
    /// Reads a recipe.
    ///
    /// # Errors
    /// [`RecipeError`] names the step, and what there is where a name is not known.
    pub fn parse(text: &str) -> Result<Self, RecipeError> {
        let text: Text = toml::from_str(text).map_err(|e| RecipeError::Form(e.to_string()))?;
        if text.step.is_empty() {
            return Err(RecipeError::Empty);
        }
        let steps = (1..).zip(text.step).map(|(n, table)| step(n, table)).collect::<Result<_, _>>()?;
        Ok(Self { name: text.name, set: text.set, steps })
    }

    /// The steps with every name in braces replaced, for a day.
    ///
    /// # Errors
    /// [`RecipeError::Variable`].
    pub fn filled(&self, (day, called): (NaiveDate, &Names), given: &[(String, String)]) -> Result<Vec<Step>, RecipeError> {
        let mut names = variables(day, called);
        let mut own: Vec<(&String, &String)> = self.set.iter().collect();
        own.extend(given.iter().map(|(name, value)| (name, value)));
        // a name may be made of others that stand anywhere: as often as there are names is often enough
        for _ in 0..=own.len() {
            for (name, value) in &own {
                if let Ok(filled) = fill(0, value, &names) {
                    names.insert((*name).clone(), filled);
                }
            }
        }
        (1..).zip(&self.steps).map(|(n, step)| step.filled(n, &names)).collect()
    }
}

/// The names that a recipe has on a day; quarters are those of the fiscal year.
#[must_use]
pub fn variables(day: NaiveDate, called: &Names) -> BTreeMap<String, String> {
    let month = Month::of(day);
    let before = Month(month.0 - 1);
    let week = Week::of(day);
    let quarter = |day| fiscal_span(day, called.first_month(Span { from: day, to: day }), 3);
    let quarter_before = quarter(quarter(day).from - Days::new(1));
    let names = [
        ("today", day.to_string()),
        ("month", month.to_string()),
        ("prev_month", before.to_string()),
        ("month_digits", month.to_string().replace('-', "")),
        ("prev_month_digits", before.to_string().replace('-', "")),
        ("quarter", called.called(quarter(day))),
        ("prev_quarter", called.called(quarter_before)),
        ("year", format!("{:04}", day.year())),
        ("prev_year", format!("{:04}", day.year() - 1)),
        ("week", week.to_string()),
        ("prev_week", Week(week.0 - 1).to_string()),
    ];
    names.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Replaces every `{name}`.
fn fill(step: usize, text: &str, names: &BTreeMap<String, String>) -> Result<String, RecipeError> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('{') {
        let Some((name, after)) = tail.split_once('}') else { break };
        let unknown =
            || RecipeError::Variable { step, name: name.to_owned(), known: names.keys().cloned().collect::<Vec<_>>().join(", ") };
        out.push_str(before);
        out.push_str(names.get(name.trim()).ok_or_else(unknown)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_step_is_named_with_what_there_is() {
        let cases = [
            ("", "at least one [[step]]"),
            (
                "[[step]]\ndo = \"score\"\n[[step]]\ndo = \"bake\"",
                "step 2: there is no step `bake`: expected one of import, check",
            ),
            ("[[step]]\nkind = \"sales\"", "step 1: expected do = import | check"),
            ("[[step]]\ndo = \"import\"\nkind = \"sales\"", "step 1: expected kind, files"),
            ("[[step]]\ndo = \"import\"\nkind = \"sales\"\nfiles = [\"a\"]\nskipbad = \"b\"", "step 1: unknown field `skipbad`"),
            (
                "[[step]]\ndo = \"report\"\nreport = \"annual\"\nto = \"a.md\"",
                "there is no report `annual`: expected one of health",
            ),
            ("[[step]]\ndo = \"close\"", "step 1: missing field `period`"),
            ("[[step]]\ndo = \"expect\"\nkind = \"sales\"", "expected at_least, at_most"),
            ("[[step]]\ndo = \"score\"\nfast = true", "unknown field `fast`"),
            ("steps = 1", "recipe:"),
        ];
        for (text, words) in cases {
            let message = Recipe::parse(text).expect_err(text).to_string();
            assert!(message.contains(words), "{text}: {message}");
        }
    }

    #[test]
    fn names_in_braces_are_those_of_the_day_and_ones_own() {
        let text = "[set]\nroot = \"/data/{prev_month}\"\nin = \"{root}/in\"\n[[step]]\ndo = \"import\"\nkind = \"sales\"\n\
                    files = [\"{in}/s_{prev_month_digits}_*.csv\"]\n[[step]]\ndo = \"close\"\nperiod = \"{prev_quarter}\"";
        let recipe = Recipe::parse(text).expect("a recipe");
        let day = "2026-01-05".parse().expect("a day");
        let what = |given: &[(String, String)]| -> Vec<String> {
            recipe.filled((day, &Names::default()), given).expect("filled").iter().map(Step::what).collect()
        };
        assert_eq!(what(&[]), ["sales /data/2025-12/in/s_202512_*.csv", "2025-Q4"]);
        assert_eq!(what(&[("root".into(), "x".into())])[0], "sales x/in/s_202512_*.csv");
        let fiscal = recipe.filled((day, &Names::of(4)), &[]).expect("filled");
        assert_eq!(
            fiscal.iter().map(Step::what).next_back().as_deref(),
            Some("2025-Q3"),
            "October to December where April begins"
        );
        let unknown = Recipe::parse("[[step]]\ndo = \"close\"\nperiod = \"{mounth}\"").expect("a recipe");
        let message = unknown.filled((day, &Names::default()), &[]).expect_err("no such name").to_string();
        assert!(message.contains("there is no `{mounth}`: expected one of month, month_digits"), "{message}");
    }
}
