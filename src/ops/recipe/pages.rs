//! What became of the steps of a recipe, as a document.

use crate::domain::explain::Words;
use crate::domain::record::Lang;
use crate::domain::sentence::Sentence;
use crate::i18n::{self, number};
use crate::ops::Session;
use crate::report::{Block, Cell, Column, Columns, Document, Tone, Type, What};
use crate::t;

use super::{Outcome, Step};

/// How a step ended.
#[derive(Debug)]
pub enum End {
    Done(Outcome),
    /// And why.
    Failed(String),
    NotDone,
}

/// A step with what became of it.
#[derive(Debug)]
pub struct Ran {
    pub step: Step,
    pub end: End,
    pub seconds: f64,
}

impl Ran {
    fn done(&self) -> Option<&Outcome> {
        if let End::Done(outcome) = &self.end { Some(outcome) } else { None }
    }

    fn state(&self) -> &'static str {
        match &self.end {
            End::Done(outcome) if outcome.skipped => "skipped",
            End::Done(_) => "done",
            End::Failed(_) => "failed",
            End::NotDone => "not_done",
        }
    }

    /// What it came to, as people read it.
    fn result(&self, lang: Lang) -> (String, Tone) {
        match &self.end {
            End::Done(outcome) => {
                let said = i18n::sentence(lang, &outcome.said);
                if outcome.skipped {
                    (t!(lang, "run-skipped", why = said), Tone::Dim)
                } else {
                    (said, if outcome.findings { Tone::Soon } else { Tone::Plain })
                }
            }
            End::Failed(why) => (t!(lang, "run-failed", why = why.as_str()), Tone::Bad),
            End::NotDone => (t!(lang, "run-not-done"), Tone::Dim),
        }
    }
}

/// The steps of a recipe with what became of them.
#[must_use]
pub fn document(session: &Session, lang: Lang, (recipe, dry_run): (&str, bool), ran: &[Ran]) -> Document {
    let rows: Vec<(usize, &Ran)> = (1..).zip(ran).collect();
    let failed = ran.iter().any(|r| matches!(r.end, End::Failed(_)));
    let text = move |r: &Ran| if let End::Failed(why) = &r.end { why.clone() } else { r.result(lang).0 };
    let counts =
        |r: &Ran| What::Members(r.done().into_iter().flat_map(|o| &o.counts).map(|(name, n)| (*name, (*n).into())).collect());
    let columns = Columns::default()
        .with(Column::number("step", Words::key("run-number")), |(n, _): &(usize, &Ran)| {
            What::Number(i64::try_from(*n).unwrap_or(0))
        })
        .with(Column::code("do", Words::key("run-step")), |(_, r)| r.step.name())
        .with(Column::text("what", Words::key("run-what")), |(_, r)| r.step.what())
        .with(Column::code("state", Words::key("approval-column-state")), |(_, r)| r.state())
        .with(Column::flag("findings", Words::key("doctor-findings")), |(_, r)| r.done().is_some_and(|o| o.findings))
        .with(Column::typed("seconds", Words::key("run-time"), Type::Elapsed), |(_, r)| {
            let said = if matches!(r.end, End::NotDone) { String::new() } else { format!("{:.1}", r.seconds) };
            Cell::of(What::Data(((r.seconds * 1_000.0).round() / 1_000.0).into())).said(Words::Text(said))
        })
        .with(Column::text("text", Words::key("run-result")), move |(_, r)| {
            let (said, tone) = r.result(lang);
            Cell::from(text(r)).said(Words::Text(said)).toned(tone)
        })
        .with(Column::members("counts", Words::key("run-counts")).nested(), move |(_, r)| Cell::of(counts(r)));
    let table = columns.table(&rows).view(&["step", "do", "what", "seconds", "text"]);
    session
        .document("qudao.run/1")
        .head("recipe", Words::key("run-recipe"), recipe)
        .head("dry_run", Words::key("run-is-dry"), dry_run)
        .head("done", Words::key("run-all-done"), !failed)
        .with(Block::table("steps", table, Words::nothing()))
}

/// What the steps remarked, how it went as a whole: told aside, whatever the format.
#[must_use]
pub fn notes(lang: Lang, dry_run: bool, ran: &[Ran]) -> Vec<String> {
    let mut notes = Vec::new();
    for r in ran {
        let said = |note: &Sentence| format!("{}: {}", r.step.what(), i18n::sentence(lang, note));
        notes.extend(r.done().into_iter().flat_map(|o| &o.notes).map(said));
    }
    let failed = (1_u32..).zip(ran).find_map(|(n, r)| if let End::Failed(why) = &r.end { Some((n, r, why)) } else { None });
    if let Some((n, r, why)) = failed {
        let (step, name, what) = (n.to_string(), r.step.name(), r.step.what());
        notes.push(t!(lang, "run-stopped", step = step, name = name, what = what, why = why.as_str()));
        if !dry_run && n > 1 {
            notes.push(t!(lang, "run-kept"));
        }
    } else {
        let seconds: f64 = ran.iter().map(|r| r.seconds).sum();
        let count = number::count(i64::try_from(ran.len()).unwrap_or(i64::MAX));
        notes.push(t!(lang, "run-done", count = count, seconds = format!("{seconds:.1}")));
    }
    notes.extend(dry_run.then(|| t!(lang, "run-dry")));
    notes
}
