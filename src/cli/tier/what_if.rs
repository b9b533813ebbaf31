//! `qudao tier what-if KEY=VALUE ...`: who would move under other numbers of `[tiers]`.
//!
//! # The document
//!
//! `rows`: each partner whose proposal differs from that under the policy in force, with the proposal that it would get: `partner`
//! its code, `from` the tier that is proposed under the policy in force, `to` the tier that is proposed under these numbers, `score` in
//! points (`null`: not rated), `why` the reason for the latter in the language of the session.

use super::super::output::{self, To, print};
use super::super::{Ctx, Exit, Usage};
use crate::domain::record::Lang;
use crate::i18n;
use crate::ops::OpError;
use crate::ops::policy::impact::pages;
use crate::ops::rules::{self, Terms, Wish};
use crate::t;

/// Prints who would move; with a reason to `save` it asks for the numbers.
///
/// # Errors
/// A key that is not of `[tiers]`, a value that it does not take; those of the file and of stdout.
pub(super) fn run(ctx: &mut Ctx, changes: &[String], (limit, to): (usize, &To), save: Option<&str>) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let values = values(lang, changes)?;
    print(ctx, to, |session| {
        let policy = session.policy.with_all(values.iter().copied()).map_err(OpError::from)?;
        let found = pages::what_if(session, lang, (&changes.join(", "), &policy), limit)?;
        if let Some(reason) = save {
            let terms = Terms { reason: reason.to_owned(), from: None };
            let asked = rules::propose(session, Wish::Values(&values), &terms)?.asked;
            output::note(&i18n::sentence(lang, &asked.said(&changes.join(", "))));
        }
        Ok(found)
    })
}

/// The keys with their values.
fn values(lang: Lang, changes: &[String]) -> anyhow::Result<Vec<(&str, &str)>> {
    let mut values = Vec::with_capacity(changes.len());
    for given in changes {
        let Some((key, value)) = given.split_once('=') else {
            return Err(Usage(t!(lang, "usage-what-if", given = given.as_str())).into());
        };
        let (key, value) = (key.trim(), value.trim());
        if !key.starts_with("tiers.") {
            return Err(Usage(t!(lang, "usage-what-if-key", key = key)).into());
        }
        if values.iter().any(|(known, _)| *known == key) {
            return Err(Usage(t!(lang, "usage-what-if-twice", key = key)).into());
        }
        values.push((key, value));
    }
    Ok(values)
}
