//! What was typed into forms and not saved: kept until it is, also when the terminal goes away.

use serde::{Deserialize, Serialize};

use super::App;
use crate::domain::record::Kind;
use crate::tui::overlay::{Form, Overlay, Trace};

/// What the draft of a trace has for a kind.
const TRACE: &str = "trace";

/// A form that was left with text in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The kind's name.
    kind: String,
    /// The record; 0 for a new one.
    id: i64,
    /// What is typed, by field.
    fields: Vec<(String, String)>,
}

impl Draft {
    fn of(form: &Form) -> Self {
        let fields = form.texts().into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        Self { kind: form.kind().def().name.to_owned(), id: form.id(), fields }
    }

    fn of_trace(trace: &Trace) -> Self {
        let fields = trace.texts().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        Self { kind: TRACE.to_owned(), id: 0, fields }
    }

    fn is_for(&self, kind: Kind, id: i64) -> bool {
        self.kind == kind.def().name && self.id == id
    }
}

impl App {
    /// Remembers what is typed into a form that is left.
    pub(super) fn keep(&mut self, form: &Form) {
        self.drafts.retain(|d| !d.is_for(form.kind(), form.id()));
        self.drafts.push(Draft::of(form));
    }

    /// Remembers the codes of a trace that is left, if there are some; answers whether there were.
    pub(super) fn keep_trace(&mut self, trace: &Trace) -> bool {
        self.drafts.retain(|d| d.kind != TRACE);
        let changed = trace.is_changed(&self.ctx);
        if changed {
            self.drafts.push(Draft::of_trace(trace));
        }
        changed
    }

    /// What was typed into a trace before.
    pub(super) fn kept_trace(&mut self) -> Option<Vec<(String, String)>> {
        let at = self.drafts.iter().position(|d| d.kind == TRACE)?;
        Some(self.drafts.remove(at).fields)
    }

    /// Puts back what was typed into this record's form before; answers whether that changed anything.
    pub(super) fn put_back(&mut self, form: &mut Form) -> bool {
        let Some(at) = self.drafts.iter().position(|d| d.is_for(form.kind(), form.id())) else { return false };
        form.restore(&self.drafts.remove(at).fields)
    }

    /// All that is typed and not saved, the open form's included.
    #[must_use]
    pub fn unsaved(&self) -> Vec<Draft> {
        let open = self.overlays.iter().filter_map(|o| match o {
            Overlay::Form(form) if form.is_changed() => Some(Draft::of(form)),
            Overlay::Trace(trace) if trace.is_changed(&self.ctx) => Some(Draft::of_trace(trace)),
            _ => None,
        });
        self.drafts.iter().cloned().chain(open).collect()
    }

    /// What was typed and not saved when the program was left the last time.
    pub fn remember_drafts(&mut self, drafts: Vec<Draft>) {
        self.drafts = drafts;
    }
}
