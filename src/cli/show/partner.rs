//! `qudao show partner CODE`: the sections of a partner's page as text or JSON.
//!
//! # The document `qudao.partner/1`
//!
//! `record` is the register with every field, `related` the records that refer to it. `sections` holds each section by its
//! name, and each of its blocks by its name: figures as `{"value": ...}`; tables as lists of objects; the trend as a list of
//! months; a text as a string. With `--explain` figures and rows have `"explain"` too: where they come from, and the `name`
//! that one of them is asked for by. Money is a decimal string, a rate or a growth a fraction, points and days are numbers,
//! days of the calendar are ISO dates, closed lists have their codes, `null` is not rated.
//!
//! # The document `qudao.partner-explain/1`
//!
//! With `--explain=NAME`: `explain` lists what is called so in the sections asked for, each with its `section`.

use super::super::output::print;
use super::super::{Ctx, Exit, Usage};
use super::Args;
use crate::domain::record::{Kind, Lang};
use crate::i18n;
use crate::ops::list;
use crate::ops::partner::pages;
use crate::ops::partner::sheet::Section;
use crate::t;

/// Prints the page.
///
/// # Errors
/// A section or partner that is not there; those of the file and of stdout.
pub(super) fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let wanted = sections(lang, &args.section)?;
    print(ctx, &args.to, |session| {
        let row = list::find(session, Kind::Partner, &args.code)?;
        let found = pages::gather(session, row.id, &wanted)?;
        let Some(name) = args.explain.as_deref().filter(|n| !n.is_empty()) else {
            return Ok(pages::document(session, lang, &row, &found, (args.limit.into(), args.explain.is_some()))?);
        };
        let unknown = || {
            let (code, near) = (row.get("code").text().unwrap_or_default(), pages::near(&found, name).join(", "));
            Usage(match near.as_str() {
                "" => t!(lang, "usage-explain", name = name, code = code),
                near => t!(lang, "usage-explain-near", name = name, near = near),
            })
        };
        Ok(pages::explained(session, lang, &row, &found, name)?.ok_or_else(unknown)?)
    })
}

fn sections(lang: Lang, names: &[String]) -> anyhow::Result<Vec<Section>> {
    if names.is_empty() {
        return Ok(Section::ALL.to_vec());
    }
    let read = |name: &String| {
        let titled = |s: &Section| i18n::message(Lang::Zh, s.title(), &[]) == *name;
        let found = Section::from_code(&name.to_lowercase()).or_else(|| Section::ALL.into_iter().find(titled));
        found.ok_or_else(|| {
            let known = Section::ALL.iter().map(|s| s.code()).collect::<Vec<_>>().join(", ");
            Usage(t!(lang, "usage-section", name = name.as_str(), known = known)).into()
        })
    };
    names.iter().map(read).collect()
}
