//! The keys that mean something here, from the keymap.

use ratatui::layout::Rect;

use super::{Outcome, middle, step};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};

/// The help of some scopes.
#[derive(Debug)]
pub struct Help {
    scopes: Vec<Scope>,
    top: usize,
}

impl Help {
    /// The keys of these scopes, most particular first.
    #[must_use]
    pub fn new(scopes: Vec<Scope>) -> Self {
        Self { scopes, top: 0 }
    }

    pub(super) fn action(&mut self, action: Action) -> Outcome {
        match action {
            Action::Close => Outcome::close(),
            other => {
                self.top = step(self.top, 200, 10, other);
                Outcome::stay()
            }
        }
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let mut lines: Vec<(String, String)> = Vec::new();
        // a key means what the most particular scope says
        let mut seen = Vec::new();
        for scope in &self.scopes {
            lines.push((String::new(), scope_title(*scope, ctx)));
            for b in ctx.keymap.of(*scope) {
                let (own, taken): (Vec<_>, Vec<_>) = b.keys.iter().cloned().partition(|keys| !seen.contains(keys));
                if !own.is_empty() {
                    let shown = if taken.is_empty() { b.all_shown() } else { b.with_keys(&own).all_shown() };
                    lines.push((shown, b.says(ctx.lang).to_owned()));
                }
                seen.extend(own);
            }
        }
        let columns = if area.width >= 100 { 2 } else { 1 };
        let rows = lines.len().div_ceil(columns);
        let height = u16::try_from(rows + 2).unwrap_or(u16::MAX);
        let width = if columns == 2 { 96 } else { 60 };
        let inside = canvas.frame(middle(area, width, height), &t!(ctx.lang, "help-title"), ctx.theme.accent, ctx.theme.overlay);
        let shown = usize::from(inside.height);
        let top = self.top.min(rows.saturating_sub(shown));
        let column = inside.width / u16::try_from(columns).unwrap_or(1);
        for (i, (keys, what)) in lines.iter().enumerate() {
            let (c, r) = (i / rows.max(1), i % rows.max(1));
            let Some(y) = r.checked_sub(top).filter(|y| *y < shown) else { continue };
            let x = inside.x + 1 + u16::try_from(c).unwrap_or(0) * column;
            let y = inside.y + u16::try_from(y).unwrap_or(0);
            if keys.is_empty() {
                canvas.put(x, y, column.saturating_sub(2), what, ctx.theme.head);
            } else {
                canvas.put(x + 1, y, 15, keys, ctx.theme.accent);
                canvas.put(x + 17, y, column.saturating_sub(19), what, ctx.theme.text);
            }
        }
    }
}

fn scope_title(scope: Scope, ctx: &Ctx) -> String {
    match scope {
        Scope::Global => t!(ctx.lang, "scope-global"),
        Scope::List => t!(ctx.lang, "scope-list"),
        Scope::Today => t!(ctx.lang, "tab-today"),
        Scope::Partners => t!(ctx.lang, "tab-partners"),
        Scope::Page => t!(ctx.lang, "scope-page"),
        Scope::Tiers => t!(ctx.lang, "tab-tiers"),
        Scope::Ticket => t!(ctx.lang, "scope-ticket"),
        Scope::Conflicts => t!(ctx.lang, "tab-conflicts"),
        Scope::Calendar => t!(ctx.lang, "tab-calendar"),
        Scope::Kpis => t!(ctx.lang, "tab-kpis"),
        Scope::Meeting => t!(ctx.lang, "meetings-title"),
        Scope::Policy | Scope::PolicyVersions | Scope::PolicyChange => t!(ctx.lang, "policy-title"),
        Scope::Health => t!(ctx.lang, "slippers-title"),
        Scope::Document => t!(ctx.lang, "scope-document"),
        Scope::Records => t!(ctx.lang, "scope-records"),
        Scope::Approval => t!(ctx.lang, "scope-approval"),
        Scope::Trace | Scope::Suspects | Scope::TraceTicket => t!(ctx.lang, "trace-page-codes"),
        Scope::Prices => t!(ctx.lang, "trace-page-prices"),
        Scope::Article | Scope::Overlay | Scope::Picker | Scope::Text | Scope::Form | Scope::Clash | Scope::Merge => {
            t!(ctx.lang, "scope-overlay")
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tui::app::Msg;
    use crate::tui::testing::{app, press, screen};

    #[test]
    fn a_key_is_listed_once_with_what_it_does_here() {
        let mut app = app();
        app.update(Msg::Resize(90, 70));
        press(&mut app, "?");
        let text = screen(&app);
        let listed = text.lines().filter(|l| l.split_whitespace().any(|w| w == "x")).count();
        assert_eq!(listed, 1, "{text}");
        assert!(text.lines().any(|l| l.split_whitespace().any(|w| w == "x") && l.contains("done")), "{text}");
    }
}
