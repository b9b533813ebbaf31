//! Codes seen in the wrong place and prices that break the policy: two pages of one overlay.
//!
//! On the first page codes are pasted or typed; whom they were shipped to stands below as soon as there is one. On the second
//! stand the prices that were seen, against floors and each other. From either a ticket is opened with the evidence.
//!
//! - `trace/view`: how the codes' page and the question about a ticket are drawn
//! - `trace/prices`: the prices' page

mod prices;
mod view;

use std::cell::Cell;

use crossterm::event::KeyEvent;

use super::form::field::{Content, FieldState};
use super::{Outcome, step};
use crate::domain::diversion::{self, Suspect};
use crate::domain::kinds::Severity;
use crate::domain::record::{Kind, Problem, Value};
use crate::domain::sentence::Sentence;
use crate::i18n::diversion as words;
use crate::tui::app::{Ctx, Effect};
use crate::tui::keymap::{Action, Scope};
use crate::tui::worker::form::Item;
use crate::tui::worker::trace::{self as worker, Named, Op, Query, Reply, Traced, Wish};
use prices::Prices;

/// What its fields are called where their texts are kept.
const NAMES: [&str; 3] = ["codes", "seen", "by"];
/// The field of the codes.
const CODES: usize = 0;
/// That of the place where they were seen.
const SEEN: usize = 1;

/// Where the cursor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// In a field of the first page.
    Field(usize),
    /// In the list of suspects.
    Suspects,
    /// On the second page.
    Prices,
}

/// A ticket that is about to be opened.
#[derive(Clone, Debug, PartialEq)]
struct Ask {
    /// Against whom.
    partner: i64,
    severity: Severity,
    /// For its prices, else for its codes.
    prices: bool,
    /// The diversion ticket that is open already: its id and number.
    open: Option<(i64, i64)>,
}

/// The two pages.
#[derive(Debug)]
pub struct Trace {
    /// Codes, place, reporter.
    fields: Vec<FieldState>,
    at: At,
    /// What was asked last.
    asked: Option<Wish>,
    found: Option<Box<Traced>>,
    /// What is shown answers another question than the last one.
    stale: bool,
    row: usize,
    top: Cell<usize>,
    prices: Prices,
    ask: Option<Ask>,
    /// The wish with which a ticket was opened: it is no draft any more.
    sent: Option<Wish>,
    sending: bool,
}

impl Trace {
    /// With a text in it, which may be empty.
    #[must_use]
    pub fn new(text: &str, ctx: &Ctx) -> Self {
        let field = |kind: Kind, name: &str| kind.def().field(name).map(|(i, f)| FieldState::new(i, f, &Value::Null, ctx));
        let fields = [(Kind::TicketEvent, "text"), (Kind::Partner, "region"), (Kind::Shipment, "partner")];
        let mut fields: Vec<FieldState> = fields.into_iter().filter_map(|(kind, name)| field(kind, name)).collect();
        if let Some(codes) = fields.first_mut() {
            codes.input.set(text);
        }
        Self {
            fields,
            at: At::Field(CODES),
            asked: None,
            found: None,
            stale: false,
            row: 0,
            top: Cell::new(0),
            prices: Prices::default(),
            ask: None,
            sent: None,
            sending: false,
        }
    }

    /// Whether plain characters are text.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        self.ask.is_none() && matches!(self.at, At::Field(_))
    }

    /// The scopes of its keys.
    #[must_use]
    pub fn scopes(&self) -> &'static [Scope] {
        match self.at {
            _ if self.ask.is_some() => &[Scope::TraceTicket],
            At::Field(_) => &[Scope::Trace],
            At::Suspects => &[Scope::Suspects, Scope::Overlay],
            At::Prices => &[Scope::Prices, Scope::Overlay],
        }
    }

    /// Whether something was typed that no ticket was opened for.
    #[must_use]
    pub fn is_changed(&self, ctx: &Ctx) -> bool {
        let wish = self.wish(ctx);
        !wish.text.trim().is_empty() && self.sent.as_ref() != Some(&wish)
    }

    /// What is typed, by field.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        NAMES.into_iter().zip(self.fields.iter().map(FieldState::text))
    }

    /// Puts back what was typed before, by field; a pasted text is added to its codes.
    pub fn restore(&mut self, texts: &[(String, String)]) {
        for (name, field) in NAMES.iter().zip(&mut self.fields) {
            let Some((_, kept)) = texts.iter().find(|(n, _)| n == name) else { continue };
            if field.text().is_empty() {
                field.set_text(kept);
            } else if *name == NAMES[CODES] && !kept.is_empty() {
                let both = format!("{}\n{}", kept.trim_end(), field.text());
                field.set_text(&both);
            }
        }
    }

    /// What is traced.
    fn wish(&self, ctx: &Ctx) -> Wish {
        let named = |i: usize| match self.fields.get(i).map(|f| f.value(ctx)) {
            Some(Ok(Content::Value(Value::Int(id)))) => Named::Picked(id),
            Some(Ok(Content::Typed(text))) => Named::Typed(text),
            _ => Named::Nobody,
        };
        Wish { text: self.fields.first().map_or("", FieldState::text).to_owned(), seen: named(SEEN), by: named(2) }
    }

    /// Asks for what it shows.
    #[must_use]
    pub fn load(&self, ctx: &Ctx) -> Vec<Effect> {
        let wish = self.wish(ctx);
        let codes = (!diversion::codes(&wish.text).is_empty()).then(|| query(Query::Codes(wish)));
        let prices = (self.at == At::Prices || self.prices.is_known()).then(|| query(Query::Prices));
        codes.into_iter().chain(prices).collect()
    }

    /// Asks whom the codes were shipped to, if that is another question than the last one.
    pub fn follow(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let wish = self.wish(ctx);
        if self.asked.as_ref() == Some(&wish) {
            return Vec::new();
        }
        let codes = diversion::codes(&wish.text);
        let same =
            self.asked.as_ref().is_some_and(|a| (&a.seen, &a.by) == (&wish.seen, &wish.by) && diversion::codes(&a.text) == codes);
        self.asked = Some(wish.clone());
        if codes.is_empty() {
            (self.found, self.stale) = (None, false);
            return Vec::new();
        }
        if same {
            return Vec::new();
        }
        self.stale = true;
        vec![query(Query::Codes(wish))]
    }

    /// What was answered; the cursor stays on its partner.
    pub fn receive(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::Codes(found, problems) => {
                if self.asked.as_ref().is_none_or(|a| diversion::codes(&a.text).is_empty()) {
                    return Vec::new();
                }
                let selected = self.suspect().map(|s| s.partner);
                let suspects = &found.trace.suspects;
                let at = selected.and_then(|p| suspects.iter().position(|s| s.partner == p));
                self.row = at.unwrap_or(0);
                if suspects.is_empty() && self.at == At::Suspects {
                    self.at = At::Field(CODES);
                }
                (self.found, self.stale) = (Some(found), false);
                self.tell(&problems);
                Vec::new()
            }
            Reply::Prices(found) => {
                self.prices.receive(*found);
                Vec::new()
            }
            Reply::Explained(explanation) => vec![Effect::Explain(explanation)],
        }
    }

    /// Says at the fields what is wrong with the place and the reporter.
    fn tell(&mut self, problems: &[Problem]) {
        for field in self.fields.iter_mut().skip(SEEN) {
            field.problem = problems.iter().find(|p| p.field == field.field.name).cloned();
        }
    }

    /// The records that match what is typed.
    pub fn offer(&mut self, text: &str, items: Vec<Item>) {
        if let At::Field(at) = self.at
            && let Some(field) = self.fields.get_mut(at)
        {
            field.found(text, items);
        }
    }

    /// What was asked to be done is done, or was refused; answers whether it was waited for.
    pub fn settled(&mut self, done: bool, ctx: &Ctx) -> bool {
        let waited = std::mem::take(&mut self.sending);
        if waited && done {
            self.sent = Some(self.wish(ctx));
        }
        waited
    }

    fn suspect(&self) -> Option<&Suspect> {
        self.found.as_ref().and_then(|f| f.trace.suspects.get(self.row))
    }

    pub(super) fn action(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        if self.ask.is_some() {
            return self.asked_for(action, ctx);
        }
        match self.at {
            At::Field(at) => self.in_field(at, action, ctx),
            At::Suspects => self.in_list(action, ctx),
            At::Prices => match action {
                Action::NextSection => self.to(At::Field(CODES), ctx),
                Action::PreviousField => self.to(self.before_prices(), ctx),
                Action::AddTicket => {
                    self.ask = self.prices.row(ctx).map(|w| Ask {
                        partner: w.seen.partner,
                        severity: prices::severity(w, ctx),
                        prices: true,
                        open: None,
                    });
                    Outcome::stay()
                }
                other => self.prices.action(other, ctx),
            },
        }
    }

    fn before_prices(&self) -> At {
        if self.suspect().is_some() { At::Suspects } else { At::Field(2) }
    }

    fn in_field(&mut self, at: usize, action: Action, ctx: &Ctx) -> Outcome {
        let Some(field) = self.fields.get_mut(at) else { return Outcome::close() };
        if let Some(list) = field.list.as_mut() {
            match action {
                Action::Choose => {
                    field.pick(ctx);
                    return Outcome::Stay(self.follow(ctx));
                }
                Action::NextField => list.at = step(list.at, list.items.len(), 8, Action::Down),
                Action::PreviousField => list.at = step(list.at, list.items.len(), 8, Action::Up),
                _ => field.list = None,
            }
            return Outcome::stay();
        }
        match action {
            Action::Close => Outcome::close(),
            Action::NextSection => self.to(At::Prices, ctx),
            Action::Save => self.about(ctx),
            Action::Choose if field.is_note() => {
                field.input.insert("\n");
                Outcome::stay()
            }
            Action::Choose => Outcome::Stay(field.open_list(true, ctx).into_iter().collect()),
            Action::NextField if field.is_note() && field.input.to_line(1) => Outcome::stay(),
            Action::PreviousField if field.is_note() && field.input.to_line(-1) => Outcome::stay(),
            Action::NextField if at + 1 < self.fields.len() => self.to(At::Field(at + 1), ctx),
            Action::NextField => self.to(if self.suspect().is_some() { At::Suspects } else { At::Prices }, ctx),
            Action::PreviousField if at == 0 => self.to(At::Prices, ctx),
            Action::PreviousField => self.to(At::Field(at - 1), ctx),
            _ => Outcome::stay(),
        }
    }

    /// Moves; what was typed into a field that is left is asked about.
    fn to(&mut self, at: At, ctx: &Ctx) -> Outcome {
        self.at = at;
        let mut effects = self.follow(ctx);
        if at == At::Prices {
            effects.push(query(Query::Prices));
        }
        Outcome::Stay(effects)
    }

    fn in_list(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        let len = self.found.as_ref().map_or(0, |f| f.trace.suspects.len());
        match action {
            Action::Close => Outcome::close(),
            Action::NextSection | Action::NextField => self.to(At::Prices, ctx),
            Action::PreviousField => self.to(At::Field(2), ctx),
            Action::Up if self.row == 0 => self.to(At::Field(2), ctx),
            Action::Edit => self.to(At::Field(CODES), ctx),
            Action::Open => self.about(ctx),
            Action::OpenPartner => match self.suspect() {
                Some(s) => Outcome::Close(vec![Effect::Open(Kind::Partner, s.partner)]),
                None => Outcome::stay(),
            },
            Action::Copy => Outcome::Stay(self.copied(ctx)),
            other => {
                self.row = step(self.row, len, 8, other);
                Outcome::stay()
            }
        }
    }

    /// The result as text for the clipboard.
    fn copied(&self, ctx: &Ctx) -> Vec<Effect> {
        let Some(found) = &self.found else { return Vec::new() };
        let trace = &found.trace;
        let place = trace.seen_in.map(|region| ctx.region(Some(region)));
        let all = (trace.codes.len(), trace.suspects.as_slice(), trace.unknown.as_slice());
        let text = words::trace_text(ctx.lang, all, &trace.affected, &found.called, place);
        vec![Effect::Say(Sentence::new("done-trace-copied").with("count", trace.suspects.len())), Effect::Copy(text)]
    }

    /// Asks about the ticket against the suspect under the cursor.
    fn about(&mut self, ctx: &Ctx) -> Outcome {
        let Some(partner) = self.suspect().map(|s| s.partner).filter(|_| !self.stale) else {
            return Outcome::Stay(vec![Effect::Warn(Sentence::new("trace-nothing"))]);
        };
        let open = self.found.as_ref().and_then(|f| f.open.iter().find(|o| o.0 == partner)).map(|o| (o.1, o.2));
        self.ask = Some(Ask { partner, severity: Severity::S2, prices: false, open });
        Outcome::Stay(self.follow(ctx))
    }

    fn asked_for(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        let wish = self.wish(ctx);
        let Some(ask) = self.ask.as_mut() else { return Outcome::stay() };
        let by = |n: isize| {
            let at = Severity::ALL.iter().position(|s| *s == ask.severity).unwrap_or(0);
            at.checked_add_signed(n).and_then(|at| Severity::ALL.get(at)).copied().unwrap_or(ask.severity)
        };
        let op = match action {
            Action::Right => {
                ask.severity = by(1);
                return Outcome::stay();
            }
            Action::Left => {
                ask.severity = by(-1);
                return Outcome::stay();
            }
            Action::Accept if ask.prices => Op::OpenPrices(ask.partner, ask.severity, ctx.lang),
            Action::Accept => Op::Open(wish, ask.partner, ask.severity, ctx.lang),
            Action::Evidence => match ask.open {
                Some(ticket) => Op::Evidence(wish, ask.partner, ticket, ctx.lang),
                None => return Outcome::stay(),
            },
            _ => {
                self.ask = None;
                return Outcome::stay();
            }
        };
        self.sending = !ask.prices;
        self.ask = None;
        Outcome::Stay(vec![Effect::Do(crate::tui::worker::Op::Trace(op))])
    }

    pub(super) fn typed(&mut self, event: KeyEvent, ctx: &Ctx) -> Outcome {
        let At::Field(at) = self.at else { return Outcome::stay() };
        let Some(field) = self.fields.get_mut(at) else { return Outcome::stay() };
        if !field.input.key(event) {
            return Outcome::stay();
        }
        if field.is_note() {
            return Outcome::Stay(self.follow(ctx));
        }
        field.problem = None;
        Outcome::Stay(field.changed(ctx).into_iter().collect())
    }

    pub(super) fn paste(&mut self, text: &str, ctx: &Ctx) -> Outcome {
        if self.ask.is_some() {
            return Outcome::stay();
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let at = if let At::Field(at) = self.at { at } else { CODES };
        let codes = !diversion::codes(&text).is_empty();
        if at != CODES && !codes {
            let Some(field) = self.fields.get_mut(at) else { return Outcome::stay() };
            field.input.insert(&text.replace('\n', " "));
            return Outcome::Stay(field.changed(ctx).into_iter().collect());
        }
        let Some(field) = self.fields.get_mut(CODES) else { return Outcome::stay() };
        if self.at == At::Field(CODES) {
            field.input.insert(&text);
        } else {
            // pasted beside them: behind those that are there
            let both = if field.text().trim().is_empty() { text } else { format!("{}\n{text}", field.text().trim_end()) };
            field.set_text(&both);
            if self.at == At::Prices {
                self.at = At::Field(CODES);
            }
        }
        Outcome::Stay(self.follow(ctx))
    }
}

fn query(query: worker::Query) -> Effect {
    Effect::Query(crate::tui::worker::Query::Trace(query))
}

#[cfg(test)]
mod tests;
