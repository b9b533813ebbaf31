//! `--explain`: where a number comes from, as text and as JSON.

use serde_json::Value as Json;

use super::output;
use crate::domain::explain::Explanation;
use crate::domain::policy::Policy;
use crate::domain::record::Lang;
use crate::report::{Reader, explanation};

pub use crate::report::explanation::{decimal, unit, value};

/// Prints an explanation for people.
///
/// # Errors
/// Those of stdout.
pub fn print(lang: Lang, policy: &Policy, e: &Explanation) -> std::io::Result<()> {
    let reader = Reader { lang, zone: policy.organisation.zone };
    explanation::write(reader, &e.rules(policy), e, &mut output::stdout(), output::look())
}

/// An explanation as a document.
#[must_use]
pub fn document(policy: &Policy, e: &Explanation) -> Json {
    explanation::document(policy.organisation.zone, &e.rules(policy), e)
}
