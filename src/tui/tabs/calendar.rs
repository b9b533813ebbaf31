//! What is planned.

use ratatui::layout::Rect;

use super::{Tab, empty};
use crate::t;
use crate::tui::app::{Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::worker::calendar::Reply;

/// What the tab shows.
#[derive(Debug, Default)]
pub struct State {}

impl State {
    /// What the worker answered.
    pub fn receive(&mut self, reply: Reply, _ctx: &Ctx) -> Vec<Effect> {
        match reply {}
    }
}

impl Tab for State {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Calendar]
    }

    fn load(&mut self, _ctx: &Ctx) -> Vec<Effect> {
        Vec::new()
    }

    fn update(&mut self, _action: Action, _ctx: &Ctx) -> Vec<Effect> {
        Vec::new()
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        empty(canvas, area, &t!(ctx.lang, "nothing-here"), &t!(ctx.lang, "nothing-here-hint"), ctx);
    }
}
