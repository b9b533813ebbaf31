//! The list of choices under a field, over what follows.

use ratatui::layout::Rect;

use crate::domain::record::{FieldType, Kind, Lang};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::overlay::form::FieldState;
use crate::tui::overlay::scroll;
use crate::tui::widgets::text;

/// The choices under a field, inside `bounds`.
pub(in crate::tui::overlay) fn view_list(canvas: &mut Canvas<'_>, bounds: Rect, at: Rect, field: &FieldState, ctx: &Ctx) {
    let (th, Some(list)) = (&ctx.theme, &field.list) else { return };
    let rows = u16::try_from(list.items.len().clamp(1, 8)).unwrap_or(8);
    let height = rows + 2;
    let y = if at.y + height > bounds.bottom() { at.y.saturating_sub(height + 1).max(bounds.y) } else { at.y };
    let x = at.x.min(bounds.right().saturating_sub(at.width)).max(bounds.x);
    let inside = canvas.frame(Rect { x, y, width: at.width, height }, "", th.rule, th.overlay);
    if list.items.is_empty() {
        canvas.put(inside.x + 1, inside.y, inside.width.saturating_sub(2), &t!(ctx.lang, "nothing-found"), th.dim);
    }
    let top = scroll(0, list.at, usize::from(inside.height));
    for (row, (i, item)) in (0u16..).zip(list.items.iter().enumerate().skip(top).take(usize::from(inside.height))) {
        let y = inside.y + row;
        let focus = i == list.at;
        canvas.put(inside.x, y, 1, if focus { "›" } else { " " }, th.accent);
        let style = if focus { th.focus } else { th.text };
        let mut x = inside.x + 1;
        let typed = field.field.ty == FieldType::Ref(Kind::ChannelType);
        // a type's label is Chinese, its hint English
        let (label, hint_text) =
            if typed && ctx.lang == Lang::En { (&item.hint, &item.label) } else { (&item.label, &item.hint) };
        if matches!(field.field.ty, FieldType::Ref(_)) && !typed && item.code != item.label {
            x += canvas.put(x, y, 12, &item.code, if focus { th.focus } else { th.dim }) + 1;
        }
        let hint = u16::try_from(text::width(hint_text)).unwrap_or(0).min(18);
        canvas.put(x, y, inside.right().saturating_sub(x + hint + 1), label, style);
        canvas.put_right(inside.right().saturating_sub(hint + 1), y, hint, hint_text, th.dim);
    }
}
