//! Keys: to the overlay on top, else through the keymap to the app or the tab.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use super::{Answer, App, Effect, KINDS, Repeat};
use crate::domain::record::{Kind, Lang};
use crate::domain::sentence::Sentence;
use crate::i18n;
use crate::tui::keymap::{Action, Hit, Key, Scope};
use crate::tui::overlay::{Help, Item, Overlay, Picker, Then};
use crate::tui::tabs::{TabId, new_ticket};
use crate::tui::worker::{Op, Query, core, document};

impl App {
    pub(super) fn key(&mut self, event: KeyEvent) -> Vec<Effect> {
        if event.kind == KeyEventKind::Release {
            return Vec::new();
        }
        self.message = None;
        if self.is_choosing() {
            let key = Key::of(event);
            // a form that is on its way comes, and Esc is meant for it
            let leaves = key == (Key { code: KeyCode::Char('c'), control: true }) || (key.code == KeyCode::Esc && !self.opening);
            if !leaves {
                self.held.push(event);
                return Vec::new();
            }
            self.held.clear();
            self.opening = false;
        }
        let key = Key::of(event);
        if key.code == KeyCode::Esc && !self.pending.is_empty() {
            self.pending.clear();
            return Vec::new();
        }
        if !self.overlays.is_empty() {
            return self.overlay_key(event);
        }
        self.pending.push(key);
        match self.ctx.keymap.resolve(&self.scopes(), &self.pending) {
            Hit::Prefix => Vec::new(),
            Hit::Miss => self.alone(event),
            Hit::Action(action) => {
                self.pending.clear();
                self.act(action)
            }
        }
    }

    /// No sequence goes on with this key: it means what it means by itself.
    fn alone(&mut self, event: KeyEvent) -> Vec<Effect> {
        let began = self.pending.len() > 1;
        self.pending.clear();
        if began { self.key(event) } else { Vec::new() }
    }

    /// Where keys mean something now, most particular first.
    #[must_use]
    pub fn scopes(&self) -> Vec<Scope> {
        if let Some(overlay) = self.overlays.last() {
            return overlay.scopes().to_vec();
        }
        let mut scopes = self.tabs.get(self.tab).scopes().to_vec();
        scopes.extend([Scope::List, Scope::Global]);
        scopes
    }

    /// Whether a picker was left by Enter before its records came, or a form was opened: keys wait for it.
    pub(super) fn is_choosing(&self) -> bool {
        self.opening || matches!(self.overlays.last(), Some(Overlay::Picker(picker)) if picker.is_entered())
    }

    /// What was opened is there: the keys that waited for it are pressed, until one of them opens something again.
    pub(super) fn press_held(&mut self) -> Vec<Effect> {
        let held = if self.is_choosing() { Vec::new() } else { std::mem::take(&mut self.held) };
        held.into_iter().flat_map(|event| self.key(event)).collect()
    }

    fn overlay_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        let Some(overlay) = self.overlays.last_mut() else { return Vec::new() };
        let key = Key::of(event);
        // in a text field a full-width character is text, and only keys that type nothing can command
        let typed = overlay.takes_text() && matches!(event.code, KeyCode::Char(_)) && !key.control;
        let hit = if typed {
            Hit::Miss
        } else {
            self.pending.push(key);
            self.ctx.keymap.resolve(overlay.scopes(), &self.pending)
        };
        let outcome = match hit {
            Hit::Prefix => return Vec::new(),
            Hit::Action(Action::Help) => {
                let help = Help::new(overlay.scopes().to_vec());
                self.pending.clear();
                self.overlays.push(Overlay::Help(Box::new(help)));
                return Vec::new();
            }
            Hit::Action(action) => overlay.action(action, &self.ctx),
            Hit::Miss if self.pending.len() > 1 => return self.alone(event),
            Hit::Miss if key == (Key { code: KeyCode::Char('z'), control: true }) => {
                self.pending.clear();
                return vec![Effect::Suspend];
            }
            Hit::Miss => overlay.typed(event, &self.ctx),
        };
        self.pending.clear();
        self.overlay_outcome(outcome)
    }

    /// Ends the program; what still waits in the tab is done before.
    fn quit(&mut self) -> Vec<Effect> {
        let mut effects = self.tabs.of(self.tab).leave();
        effects.push(Effect::Quit);
        effects
    }

    /// Does what an action means: here if it is the whole screen's, else in the tab.
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Quit => self.quit(),
            Action::Suspend => vec![Effect::Suspend],
            Action::Close | Action::Leave => match self.tabs.of(self.tab).close(&self.ctx) {
                Some(effects) => self.apply(effects),
                None if action == Action::Leave => self.quit(),
                None => Vec::new(),
            },
            Action::TabToday => self.apply(vec![Effect::GoTo(TabId::Today)]),
            Action::TabPartners => self.apply(vec![Effect::GoTo(TabId::Partners)]),
            Action::TabTiers => self.apply(vec![Effect::GoTo(TabId::Tiers)]),
            Action::TabConflicts => self.apply(vec![Effect::GoTo(TabId::Conflicts)]),
            Action::TabCalendar => self.apply(vec![Effect::GoTo(TabId::Calendar)]),
            Action::TabKpis => self.apply(vec![Effect::GoTo(TabId::Kpis)]),
            Action::NextTab => self.apply(vec![Effect::GoTo(self.tab.step(1))]),
            Action::PreviousTab => self.apply(vec![Effect::GoTo(self.tab.step(-1))]),
            Action::Help => {
                self.overlays.push(Overlay::Help(Box::new(Help::new(self.scopes()))));
                Vec::new()
            }
            Action::Palette => {
                let picker = self.palette();
                self.apply(vec![Effect::Pick(Box::new(picker))])
            }
            Action::FindPartner => {
                let picker = Picker::partners(Sentence::new("ask-partner"), Then::OpenPartner);
                self.apply(vec![Effect::Pick(Box::new(picker))])
            }
            Action::Undo => vec![Effect::Do(Op::Undo)],
            Action::Redo => vec![Effect::Do(Op::Redo)],
            Action::Repeat => self.again(),
            Action::Copy => match self.tabs.get(self.tab).copied(&self.ctx) {
                Some(text) => self.apply(vec![Effect::Say(Sentence::new("done-copied").with("what", &text)), Effect::Copy(text)]),
                None => Vec::new(),
            },
            Action::AddTicket => {
                let tab = self.tabs.get(self.tab);
                let own = tab.ticket(&self.ctx);
                let effects = own.unwrap_or_else(|| vec![new_ticket(tab.partner(&self.ctx))]);
                self.apply(effects)
            }
            Action::Knowledge => {
                let about = if self.tab == TabId::Conflicts { self.tabs.conflicts.look_up(&self.ctx) } else { None };
                self.apply(vec![Effect::OpenKnowledge(about)])
            }
            Action::Meetings => self.apply(vec![Effect::OpenMeetings(None)]),
            Action::Policy => self.apply(vec![Effect::OpenPolicy]),
            Action::Health => self.apply(vec![Effect::OpenHealth]),
            Action::Trace => self.apply(vec![Effect::OpenTrace(String::new())]),
            Action::Back => self.walk(-1),
            Action::Forward => self.walk(1),
            Action::Reload => {
                let mut effects = self.tabs.of(self.tab).leave();
                self.tabs.of(self.tab).renew();
                effects.extend(self.reload());
                effects
            }
            Action::Language => {
                self.ctx.lang = if self.ctx.lang == Lang::En { Lang::Zh } else { Lang::En };
                self.reload()
            }
            Action::Theme => {
                self.set_theme(self.ctx.theme.name.next());
                Vec::new()
            }
            other => {
                let effects = self.tabs.of(self.tab).update(other, &self.ctx);
                self.remember(other, None, &effects);
                self.apply(effects)
            }
        }
    }

    /// Notes what `.` will do again: an action, with its answer, that did something to the database.
    pub(super) fn remember(&mut self, action: Action, answer: Option<Answer>, effects: &[Effect]) {
        if effects.iter().any(|e| matches!(e, Effect::Do(_))) {
            self.repeat = Some(Repeat { tab: self.tab, action, answer });
        }
    }

    fn again(&mut self) -> Vec<Effect> {
        if let Some(effects) = self.tabs.of(self.tab).again(&self.ctx) {
            return self.apply(effects);
        }
        let Some(last) = self.repeat.clone().filter(|r| r.tab == self.tab) else {
            return self.apply(vec![Effect::Warn(Sentence::new("nothing-to-repeat"))]);
        };
        let tab = self.tabs.of(self.tab);
        let effects = match last.answer {
            Some(answer) => tab.answer(last.action, &answer, &self.ctx),
            None => tab.update(last.action, &self.ctx),
        };
        self.apply(effects)
    }

    /// The commands of where one is, the documents, and every kind of record.
    fn palette(&self) -> Picker {
        let mut items: Vec<Item> = Vec::new();
        for scope in self.scopes() {
            for b in self.ctx.keymap.of(scope) {
                let name = b.action.name();
                if b.action != Action::Palette && !items.iter().any(|i| i.code == name) {
                    items.push(Item {
                        id: 0,
                        code: name.to_owned(),
                        label: b.says(self.ctx.lang).to_owned(),
                        hint: b.all_shown(),
                    });
                }
            }
        }
        let lang = self.ctx.lang;
        items.extend(document::ALL.iter().map(|listed| Item {
            id: 0,
            code: format!("qudao {}", listed.command),
            label: i18n::message(lang, listed.label, &[]),
            hint: listed.command.to_owned(),
        }));
        items.extend(Kind::ALL.iter().map(|kind| {
            let def = kind.def();
            let code = format!("{KINDS}{}", def.plural);
            Item { id: 0, code, label: def.label.get(lang).to_owned(), hint: def.plural.to_owned() }
        }));
        Picker::fixed(Sentence::new("ask-command"), items, Then::Command).without_codes()
    }

    /// Asks again for everything visible.
    pub(super) fn reload(&mut self) -> Vec<Effect> {
        let mut effects = self.tabs.of(self.tab).load(&self.ctx);
        for overlay in &self.overlays {
            effects.extend(overlay.load(&self.ctx));
        }
        effects.push(Effect::Query(Query::Core(core::Query::Names)));
        effects.push(Effect::Query(Query::Core(core::Query::Counts)));
        self.apply(effects)
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::record::{Kind, Row};
    use crate::domain::sentence::Sentence;
    use crate::tui::app::{Effect, Msg};
    use crate::tui::overlay::Overlay;
    use crate::tui::tabs::TabId;
    use crate::tui::testing::{app, press};
    use crate::tui::worker::{Reply, Report, Trouble, Why, form};

    #[test]
    fn digits_and_brackets_switch_tabs_and_h_goes_back() {
        let mut app = app();
        press(&mut app, "3");
        assert_eq!(app.tab, TabId::Conflicts);
        press(&mut app, "]");
        assert_eq!(app.tab, TabId::Calendar);
        press(&mut app, "H");
        assert_eq!(app.tab, TabId::Conflicts);
        press(&mut app, "L");
        assert_eq!(app.tab, TabId::Calendar);
    }

    #[test]
    fn a_sequence_that_does_not_go_on_loses_no_key() {
        let mut app = app();
        press(&mut app, "g3");
        assert_eq!((app.tab, app.pending.len()), (TabId::Conflicts, 0));
        press(&mut app, "g?");
        press(&mut app, "gq");
        assert_eq!(app.overlays.len(), 0, "over a tab as in it");
        press(&mut app, "g<Esc>3");
        assert_eq!(app.tab, TabId::Conflicts);
    }

    #[test]
    fn keys_pressed_before_a_form_has_come_are_typed_into_it() {
        let mut app = app();
        let asked = app.apply(vec![Effect::Edit(Kind::Contact, 7)]);
        assert!(matches!(asked.as_slice(), [Effect::Query(_)]));
        press(&mut app, "3q王");
        assert_eq!((app.tab, app.overlays.len()), (TabId::Today, 0), "nothing under it is meant");
        let row = Row { id: 7, ..Row::blank(Kind::Contact) };
        app.update(Msg::Report(Report::Answered(0, Box::new(Reply::Form(form::Reply::Row(row))))));
        let Some(Overlay::Form(form)) = app.overlays.last() else { panic!("no form") };
        assert!(form.is_changed());
        app.overlays.clear();
        app.apply(vec![Effect::Edit(Kind::Contact, 7)]);
        press(&mut app, "3<Esc>");
        let gone = Trouble { said: Sentence::new("nothing-found"), why: Why::Other };
        app.update(Msg::Report(Report::Unanswered(0, gone)));
        press(&mut app, "4");
        assert_eq!(app.tab, TabId::Calendar, "one that never comes holds nothing");
    }

    #[test]
    fn q_at_the_top_quits_and_escape_does_not() {
        let mut app = app();
        assert!(press(&mut app, "<Esc>").is_empty());
        assert!(matches!(press(&mut app, "q").as_slice(), [Effect::Quit]));
    }

    #[test]
    fn an_overlay_has_the_keys_until_it_is_closed() {
        let mut app = app();
        press(&mut app, "?");
        assert_eq!(app.overlays.len(), 1);
        press(&mut app, "3");
        assert_eq!(app.tab, TabId::Today);
        press(&mut app, "q");
        assert!(app.overlays.is_empty());
    }
}
