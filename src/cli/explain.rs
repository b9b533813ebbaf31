//! `--explain`: where a number comes from, as text and as JSON.

use serde_json::Value as Json;

use super::output;
use crate::domain::explain::Explanation;
use crate::domain::policy::Policy;
use crate::domain::record::Lang;
use crate::report::{Reader, explanation};

pub use crate::report::explanation::{unit, value};

/// Prints an explanation for people.
///
/// # Errors
/// Those of stdout.
pub fn print(lang: Lang, policy: &Policy, e: &Explanation) -> std::io::Result<()> {
    let reader = Reader { lang, zone: policy.organisation.zone };
    explanation::write(reader, &e.rules(policy), e, &mut output::stdout(), output::look())
}

/// `n` of 10^-`places`, as a number.
pub fn decimal(n: i64, places: u32) -> Json {
    let text = rust_decimal::Decimal::new(n, places).normalize().to_string();
    text.parse::<serde_json::Number>().map_or(Json::Null, Into::into)
}

/// An explanation as a document.
#[must_use]
pub fn document(policy: &Policy, e: &Explanation) -> Json {
    explanation::document(policy.organisation.zone, &e.rules(policy), e)
}
