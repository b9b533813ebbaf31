//! One or more of many: a list that narrows as one types. Fixed choices or records of a kind.

use chrono::NaiveDate;
use crossterm::event::KeyEvent;
use ratatui::layout::Rect;

use super::{Input, Outcome, Then, middle, scroll, step};
use crate::domain::period::day_number;
use crate::domain::record::{Kind, Lang};
use crate::domain::sentence::Sentence;
use crate::i18n::number;
use crate::tui::app::{Answer, Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::Action;
use crate::tui::widgets::{dates, text};
use crate::tui::worker::{Query, form};
use crate::{i18n, t};

pub use crate::tui::worker::form::Item;

/// What there is to choose from.
#[derive(Debug)]
enum From {
    Fixed(Vec<Item>),
    Records(Kind),
}

impl From {
    /// Fixed choices are at hand, records are asked for.
    const fn answered(&self) -> Answered {
        if matches!(self, Self::Records(_)) { Answered::NotYet } else { Answered::Yes }
    }
}

/// Whether what is shown belongs to what is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answered {
    /// It does.
    Yes,
    /// The records that match have not come yet.
    NotYet,
    /// Nor had they when Enter was pressed: it chooses when they come.
    Entered,
}

/// A list that narrows as one types.
#[derive(Debug)]
pub struct Picker {
    title: Sentence,
    from: From,
    input: Input,
    shown: Vec<Item>,
    at: usize,
    marked: Vec<Item>,
    answered: Answered,
    many: bool,
    codes: bool,
    /// Any day from this one on may be typed as well, read and said in this language.
    days: Option<(NaiveDate, Lang)>,
    then: Then,
}

impl Picker {
    /// Of these choices.
    #[must_use]
    pub fn fixed(title: Sentence, items: Vec<Item>, then: Then) -> Self {
        Self { shown: items.clone(), ..Self::of(title, From::Fixed(items), then) }
    }

    /// Of the records of a kind, found by code, name and pinyin.
    #[must_use]
    pub fn records(title: Sentence, kind: Kind, then: Then) -> Self {
        Self::of(title, From::Records(kind), then)
    }

    #[must_use]
    pub fn partners(title: Sentence, then: Then) -> Self {
        Self::records(title, Kind::Partner, then)
    }

    /// Takes more than one; `Tab` marks.
    #[must_use]
    pub fn many(mut self) -> Self {
        self.many = true;
        self
    }

    /// With these marked already.
    #[must_use]
    pub fn marked(mut self, items: Vec<Item>) -> Self {
        self.marked = items;
        self
    }

    /// The choices that are shown.
    #[must_use]
    pub fn shown_items(&self) -> &[Item] {
        &self.shown
    }

    /// Takes any day that is typed, too, from this one on.
    #[must_use]
    pub fn or_a_day_from(mut self, today: NaiveDate, lang: Lang) -> Self {
        self.days = Some((today, lang));
        self
    }

    /// The day that is typed as the only choice, none if it is over; `None`: no day is typed, and digits alone look for one.
    fn day(&self) -> Option<Vec<Item>> {
        let (today, lang) = self.days?;
        let typed = self.input.text().trim();
        let day = dates::read_day(typed, today).filter(|_| !typed.bytes().all(|b| b.is_ascii_digit()))?;
        let item = || Item {
            id: day_number(day).into(),
            code: day.to_string(),
            label: number::date_long(lang, day),
            hint: String::new(),
        };
        Some((day >= today).then(item).into_iter().collect())
    }

    /// Does not show the codes.
    #[must_use]
    pub fn without_codes(mut self) -> Self {
        self.codes = false;
        self
    }

    fn of(title: Sentence, from: From, then: Then) -> Self {
        let (shown, marked, answered) = (Vec::new(), Vec::new(), from.answered());
        Self { title, from, input: Input::default(), shown, at: 0, marked, answered, many: false, codes: true, days: None, then }
    }

    /// Asks for the records that match.
    #[must_use]
    pub fn load(&self) -> Vec<Effect> {
        match self.from {
            From::Fixed(_) => Vec::new(),
            From::Records(kind) => {
                let text = self.input.text().to_owned();
                vec![Effect::Query(Query::Form(form::Query::Find { kind, text, limit: 50 }))]
            }
        }
    }

    /// The records that match `text`, if that is still what is typed; answers what Enter chose before they came.
    pub fn found(&mut self, text: &str, items: Vec<Item>) -> Option<Outcome> {
        if text != self.input.text() {
            return None;
        }
        self.shown = items;
        self.at = self.at.min(self.shown.len().saturating_sub(1));
        let before = std::mem::replace(&mut self.answered, Answered::Yes);
        (before == Answered::Entered).then(|| self.action(Action::Open))
    }

    /// The records will not come: what is shown stays, and Enter chooses nothing by itself.
    pub const fn give_up(&mut self) {
        self.answered = Answered::Yes;
    }

    /// Whether Enter was pressed and what it chooses has not come yet: keys that follow are not meant for the list.
    #[must_use]
    pub const fn is_entered(&self) -> bool {
        matches!(self.answered, Answered::Entered)
    }

    pub(super) fn action(&mut self, action: Action) -> Outcome {
        match action {
            Action::Close => Outcome::Answer(self.then, Answer::Cancelled),
            // what is shown belongs to what was typed before: nobody wants that one
            Action::Open if self.answered != Answered::Yes && self.marked.is_empty() => {
                self.answered = Answered::Entered;
                Outcome::stay()
            }
            Action::Open => {
                let mut picked = std::mem::take(&mut self.marked);
                if picked.is_empty() {
                    picked.extend(self.shown.get(self.at).cloned());
                }
                if picked.is_empty() { Outcome::stay() } else { Outcome::Answer(self.then, Answer::Picked(picked)) }
            }
            Action::Mark => {
                if self.many
                    && let Some(item) = self.shown.get(self.at)
                {
                    match self.marked.iter().position(|m| m == item) {
                        Some(i) => drop(self.marked.remove(i)),
                        None => self.marked.push(item.clone()),
                    }
                }
                self.at = step(self.at, self.shown.len(), 10, Action::Down);
                Outcome::stay()
            }
            other => {
                self.at = step(self.at, self.shown.len(), 10, other);
                Outcome::stay()
            }
        }
    }

    pub(super) fn typed(&mut self, event: KeyEvent) -> Outcome {
        if self.input.key(event) { self.narrow() } else { Outcome::stay() }
    }

    pub(super) fn paste(&mut self, what: &str) -> Outcome {
        self.input.insert(&what.replace(['\n', '\r'], " "));
        self.narrow()
    }

    fn narrow(&mut self) -> Outcome {
        self.at = 0;
        self.answered = self.from.answered();
        if let From::Fixed(items) = &self.from {
            self.shown =
                super::super::widgets::fuzzy::best(self.input.text(), items, |i| format!("{} {} {}", i.label, i.code, i.hint));
            // what is typed in full goes before what is near
            let typed = self.input.text().trim().to_lowercase();
            self.shown.sort_by_key(|i| i.hint != typed);
            if let Some(typed) = self.day() {
                // that day and no other
                let offered = |day: Item| items.iter().find(|i| i.id == day.id).cloned().unwrap_or(day);
                self.shown = typed.into_iter().map(offered).collect();
            }
        }
        Outcome::Stay(self.load())
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let rows = match self.from {
            From::Fixed(ref items) => items.len(),
            From::Records(_) => 14,
        };
        let height = u16::try_from(rows.clamp(3, 18) + 3).unwrap_or(20);
        let title = i18n::sentence(ctx.lang, &self.title);
        let inside = canvas.frame(middle(area, 66, height), &title, th.accent, th.overlay);
        if inside.height < 2 || inside.width < 10 {
            return;
        }
        canvas.put(inside.x + 1, inside.y, 2, "› ", th.accent);
        self.input.view(canvas, inside.x + 3, inside.y, inside.width - 4, th.text, true);
        let visible = usize::from(inside.height) - 1;
        let top = scroll(0, self.at, visible);
        let code_width = if self.codes { self.shown.iter().map(|i| text::width(&i.code)).max().unwrap_or(0).min(14) } else { 0 };
        for (row, (i, item)) in (0u16..).zip(self.shown.iter().enumerate().skip(top).take(visible)) {
            let y = inside.y + 1 + row;
            let focus = i == self.at;
            let style = if focus { th.focus } else { th.text };
            let glyph = match (focus, self.marked.contains(item)) {
                (_, true) => "✓",
                (true, false) => "›",
                _ => " ",
            };
            canvas.put(inside.x + 1, y, 1, glyph, th.accent);
            let mut x = inside.x + 3;
            if self.codes {
                let width = u16::try_from(code_width).unwrap_or(0);
                canvas.put(x, y, width, &item.code, if focus { th.focus } else { th.dim });
                x += width + 1;
            }
            let hint = u16::try_from(text::width(&item.hint)).unwrap_or(0).min(inside.width / 3);
            let room = inside.right().saturating_sub(x + hint + 2);
            canvas.put(x, y, room, &item.label, style);
            canvas.put_right(inside.right().saturating_sub(hint + 1), y, hint, &item.hint, th.dim);
        }
        if self.shown.is_empty() {
            canvas.put(inside.x + 3, inside.y + 1, inside.width - 4, &t!(ctx.lang, "nothing-found"), th.dim);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::app::{App, Msg};
    use crate::tui::keymap::Scope;
    use crate::tui::overlay::{Help, Overlay};
    use crate::tui::tabs::TabId;
    use crate::tui::testing::{app, press};
    use crate::tui::worker::{Reply, Report};

    fn item(id: i64, code: &str) -> Item {
        Item { id, code: code.to_owned(), label: code.to_owned(), hint: String::new() }
    }

    /// The answer to what was typed up to `text`.
    fn answer(app: &mut App, text: &str, codes: &[(i64, &str)]) -> Vec<Effect> {
        let found = codes.iter().map(|(id, code)| item(*id, code)).collect();
        let reply = Reply::Form(form::Reply::Found(text.to_owned(), found));
        app.update(Msg::Report(Report::Answered(0, Box::new(reply))))
    }

    fn opened(effects: &[Effect]) -> Vec<String> {
        effects.iter().filter(|e| !matches!(e, Effect::Query(_))).map(|e| format!("{e:?}")).collect()
    }

    #[test]
    fn any_day_can_be_typed_beside_those_that_are_offered() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let offered = vec![Item { id: day_number(day("2026-11-24")).into(), hint: "●3".into(), ..item(0, "2026-11-24") }];
        let picked = |text: &str| {
            let then = Then::Tab(Action::Move);
            let mut picker = Picker::fixed(Sentence::new("calendar-move-to"), offered.clone(), then)
                .or_a_day_from(day("2026-11-23"), Lang::En);
            picker.paste(text);
            match picker.action(Action::Open) {
                Outcome::Answer(_, Answer::Picked(items)) => items.into_iter().map(|i| (i.code, i.hint)).collect::<Vec<_>>(),
                _ => Vec::new(),
            }
        };
        let chosen = |code: &str, hint: &str| vec![(code.to_owned(), hint.to_owned())];
        assert_eq!(picked("2027-02-06"), chosen("2027-02-06", ""), "a Saturday in two months and a half");
        assert_eq!(picked("+5"), chosen("2026-11-28", ""));
        assert_eq!(picked("tomorrow"), chosen("2026-11-24", "●3"), "one that is offered says what is in it");
        assert_eq!(picked("2026-11-22"), [], "what is over is no day to move to");
        assert_eq!(picked("24"), chosen("2026-11-24", "●3"), "digits look for one of those that are offered");
    }

    #[test]
    fn enter_waits_for_what_was_typed_last_and_takes_no_older_answer() {
        let mut app = app();
        press(&mut app, "f");
        answer(&mut app, "", &[(1, "D001"), (2, "D002")]);
        press(&mut app, "cq<Enter>");
        assert_eq!(app.overlays.len(), 1, "D001 is what an empty text found");
        answer(&mut app, "c", &[(3, "D003")]);
        assert_eq!(app.overlays.len(), 1, "nor is it what one letter found");
        // keys after Enter are meant for what it opens: here the tab of conflicts
        press(&mut app, "3");
        answer(&mut app, "cq", &[(7, "D007"), (3, "D003")]);
        assert!(app.overlays.is_empty());
        assert_eq!((app.tab, app.scopes().first().copied()), (TabId::Conflicts, Some(Scope::Conflicts)));
        press(&mut app, "H");
        assert_eq!(app.tab, TabId::Partners, "the partner was opened before it");
    }

    #[test]
    fn where_nothing_matches_the_list_stays_and_what_was_typed_after_enter_is_dropped() {
        let mut app = app();
        press(&mut app, "f");
        press(&mut app, "zz<Enter>q");
        let effects = answer(&mut app, "zz", &[]);
        assert_eq!((app.overlays.len(), opened(&effects)), (1, Vec::new()));
        press(&mut app, "<Esc>");
        assert!(app.overlays.is_empty(), "closed by its own key, not by the `q` before");
        press(&mut app, "f");
        press(&mut app, "d<Enter>jj<Esc>");
        assert!(app.overlays.is_empty(), "Esc leaves whatever is on its way");
        answer(&mut app, "d", &[(1, "D001")]);
        assert_eq!(app.tab, TabId::Today);
    }

    #[test]
    fn under_another_overlay_nothing_is_chosen_unseen() {
        let mut app = app();
        press(&mut app, "f");
        press(&mut app, "cq<Enter>");
        // an explanation that was asked for before comes late
        app.overlays.push(Overlay::Help(Box::new(Help::new(Vec::new()))));
        answer(&mut app, "cq", &[(7, "D007")]);
        assert_eq!((app.overlays.len(), app.tab), (2, TabId::Today));
        press(&mut app, "<Esc>");
        press(&mut app, "<Enter>");
        assert_eq!((app.overlays.len(), app.tab), (0, TabId::Partners), "the list was there for a second Enter");
    }
}
