//! One field of a form: its text, its choices, and the value that they come to.

use crate::domain::record::{Expected, Field, FieldType, Kind, Problem, Value};
use crate::exchange::value::{Style, read_with};
use crate::i18n::number;
use crate::tui::app::{Ctx, Effect};
use crate::tui::overlay::Input;
use crate::tui::widgets::{dates, fuzzy};
use crate::tui::worker::form::Item;
use crate::tui::worker::{Query, form};

/// The place of a field that is none of the record's: it names partners by their codes, with commas.
pub(super) const BESIDE: usize = usize::MAX;

/// What a field's text comes to.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::tui::overlay) enum Content {
    Value(Value),
    /// A reference that was typed and not picked.
    Typed(String),
}

/// What stands between several names.
const SEPARATORS: [char; 4] = [',', '，', '、', ';'];

/// The choices under a field.
#[derive(Debug, Default)]
pub(in crate::tui::overlay) struct ChoiceList {
    pub(in crate::tui::overlay) items: Vec<Item>,
    pub(in crate::tui::overlay) at: usize,
    /// The text whose matches they are.
    of: String,
}

#[derive(Debug)]
pub(in crate::tui::overlay) struct FieldState {
    /// Where it stands in the record.
    pub(in crate::tui::overlay) index: usize,
    pub(in crate::tui::overlay) field: &'static Field,
    pub(in crate::tui::overlay) input: Input,
    /// The record that was picked, and the text that shows it.
    picked: Option<(i64, String)>,
    /// The value that it was given, and the text that shows it: less than the value, as a moment's minute.
    given: (Value, String),
    pub(in crate::tui::overlay) list: Option<ChoiceList>,
    pub(in crate::tui::overlay) problem: Option<Problem>,
}

impl FieldState {
    pub(in crate::tui::overlay) fn new(index: usize, field: &'static Field, value: &Value, ctx: &Ctx) -> Self {
        let mut state = Self {
            index,
            field,
            input: Input::default(),
            picked: None,
            given: (Value::Null, String::new()),
            list: None,
            problem: None,
        };
        state.set_value(value, ctx);
        state
    }

    pub(in crate::tui::overlay) fn set_value(&mut self, value: &Value, ctx: &Ctx) {
        let text = if let (FieldType::Ref(kind), Value::Int(id)) = (self.field.ty, value) {
            let text = known(kind, *id, ctx).unwrap_or_else(|| format!("#{id}"));
            self.picked = Some((*id, text.clone()));
            text
        } else {
            self.picked = None;
            number::value(ctx.lang, self.field, value, None, ctx.policy.organisation.zone)
        };
        self.given = (value.clone(), text.clone());
        self.input.set(text);
    }

    pub(in crate::tui::overlay) fn text(&self) -> &str {
        self.input.text()
    }

    pub(in crate::tui::overlay) fn set_text(&mut self, text: &str) {
        self.input.set(text);
    }

    pub(in crate::tui::overlay) fn is_note(&self) -> bool {
        self.field.ty == FieldType::Note
    }

    /// Whether its values are a closed list.
    pub(in crate::tui::overlay) fn is_fixed_choice(&self) -> bool {
        matches!(self.field.ty, FieldType::Choice(_) | FieldType::Bool)
    }

    /// Whether it names several partners, with commas.
    fn names_many(&self) -> bool {
        self.index == BESIDE
    }

    /// The part of the text that is being typed: what follows the last comma.
    fn last_part(&self) -> &str {
        self.text().rsplit(SEPARATORS).next().unwrap_or_default().trim()
    }

    pub(in crate::tui::overlay) fn has_list(&self) -> bool {
        self.names_many() || self.is_fixed_choice() || matches!(self.field.ty, FieldType::Ref(_))
    }

    /// The record that it refers to, if its name is not known yet.
    pub(in crate::tui::overlay) fn unnamed(&self) -> Option<(Kind, i64)> {
        let FieldType::Ref(kind) = self.field.ty else { return None };
        self.picked.as_ref().filter(|(id, text)| *text == format!("#{id}")).map(|(id, _)| (kind, *id))
    }

    /// Takes the name of the record that it refers to; answers whether it was among them.
    pub(in crate::tui::overlay) fn label(&mut self, labels: &[(Kind, Item)]) -> bool {
        let Some((kind, id)) = self.unnamed() else { return false };
        let Some((_, item)) = labels.iter().find(|(k, i)| *k == kind && i.id == id) else { return false };
        let text = shown(item);
        self.picked = Some((id, text.clone()));
        self.input.set(text);
        true
    }

    /// What the text comes to.
    pub(in crate::tui::overlay) fn value(&self, ctx: &Ctx) -> Result<Content, Expected> {
        let text = self.text().trim();
        if text.is_empty() {
            return Ok(Content::Value(Value::Null));
        }
        if self.names_many() {
            return Ok(Content::Typed(text.to_owned()));
        }
        match self.field.ty {
            FieldType::Ref(_) => Ok(match &self.picked {
                Some((id, shown)) if shown == self.text() => Content::Value(Value::Int(*id)),
                _ => Content::Typed(text.to_owned()),
            }),
            // what is not typed over stays as it is, to the second and the last decimal
            _ if self.given.1 == self.text() => Ok(Content::Value(self.given.0.clone())),
            FieldType::Date => match dates::read(text, ctx) {
                Some(day) => Ok(Content::Value(Value::Int(crate::domain::period::day_number(day).into()))),
                None => self.read(text, ctx),
            },
            _ => self.read(text, ctx),
        }
    }

    fn read(&self, text: &str, ctx: &Ctx) -> Result<Content, Expected> {
        let style = Style::of(&ctx.policy.organisation);
        read_with(self.field, text, &style).map(Content::Value)
    }

    /// What is wrong with a number that can be read and is out of its bounds.
    pub(in crate::tui::overlay) fn out_of_bounds(&self, ctx: &Ctx) -> Option<Problem> {
        self.field.limits()?;
        let Ok(Content::Value(Value::Int(i))) = self.value(ctx) else { return None };
        let expected = crate::domain::kinds::out_of_bounds(self.field, i)?;
        Some(Problem { field: self.field.name, value: self.text().to_owned(), expected })
    }

    /// What the text is understood as, where that is not obvious: a day with its weekday.
    pub(in crate::tui::overlay) fn understood(&self, ctx: &Ctx) -> Option<String> {
        let (FieldType::Date, Ok(Content::Value(Value::Int(day)))) = (self.field.ty, self.value(ctx)) else { return None };
        let date = crate::domain::period::from_day_number(i32::try_from(day).ok()?);
        Some(number::date_long(ctx.lang, date))
    }

    pub(in crate::tui::overlay) fn insert_today(&mut self, ctx: &Ctx) {
        match self.field.ty {
            FieldType::Date => self.input.set(number::date(ctx.today())),
            FieldType::Time => self.input.set(number::moment(ctx.now, ctx.policy.organisation.zone)),
            _ => {}
        }
    }

    /// The fixed choices, as items.
    fn choices(&self, ctx: &Ctx) -> Vec<Item> {
        let item = |code: &str, label: &str| Item { id: 0, code: code.to_owned(), label: label.to_owned(), hint: String::new() };
        match self.field.ty {
            FieldType::Choice(list) => list.iter().map(|c| item(c.code, c.label.get(ctx.lang))).collect(),
            FieldType::Bool => [1, 0]
                .iter()
                .map(|b| item("", &number::value(ctx.lang, self.field, &Value::Int(*b), None, ctx.policy.organisation.zone)))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Opens the list; `all` shows every choice whatever is typed.
    pub(in crate::tui::overlay) fn open_list(&mut self, all: bool, ctx: &Ctx) -> Option<Effect> {
        if let FieldType::Ref(kind) = self.field.ty {
            let picked = self.picked.as_ref().is_some_and(|(_, shown)| shown == self.text());
            let text = if all && picked { String::new() } else { self.text().to_owned() };
            self.list = Some(ChoiceList { of: text.clone(), ..ChoiceList::default() });
            return Some(Effect::Query(Query::Form(form::Query::Find { kind, text, limit: 30 })));
        }
        if self.names_many() {
            let text = self.last_part().to_owned();
            self.list = Some(ChoiceList { of: text.clone(), ..ChoiceList::default() });
            return Some(Effect::Query(Query::Form(form::Query::Find { kind: Kind::Partner, text, limit: 30 })));
        }
        let all_items = self.choices(ctx);
        let items = if all { all_items } else { fuzzy::best(self.text(), &all_items, |i| format!("{} {}", i.label, i.code)) };
        let at = items.iter().position(|i| i.label == self.text()).unwrap_or(0);
        self.list = Some(ChoiceList { items, at, of: String::new() });
        None
    }

    /// The text was changed by typing.
    pub(in crate::tui::overlay) fn changed(&mut self, ctx: &Ctx) -> Option<Effect> {
        if self.has_list() { self.open_list(false, ctx) } else { None }
    }

    /// The records that match `text`, if that is still what was asked for.
    pub(in crate::tui::overlay) fn found(&mut self, text: &str, items: Vec<Item>) {
        if let Some(list) = self.list.as_mut().filter(|l| l.of == text) {
            list.items = items;
            list.at = 0;
        }
    }

    /// Takes the choice under the cursor.
    pub(in crate::tui::overlay) fn pick(&mut self, ctx: &Ctx) {
        let Some(list) = self.list.take() else { return };
        let Some(item) = list.items.into_iter().nth(list.at) else { return };
        self.problem = None;
        if self.names_many() {
            let kept = self.text().strip_suffix(self.last_part()).unwrap_or_default().trim_end().to_owned();
            let gap = if kept.is_empty() { "" } else { " " };
            self.input.set(format!("{kept}{gap}{}, ", item.code));
        } else if let FieldType::Ref(kind) = self.field.ty {
            let text = known(kind, item.id, ctx).unwrap_or_else(|| shown(&item));
            self.picked = Some((item.id, text.clone()));
            self.input.set(text);
        } else {
            self.input.set(item.label);
        }
    }

    /// The next of the fixed choices, around the corner.
    pub(in crate::tui::overlay) fn next_choice(&mut self, ctx: &Ctx) {
        let items = self.choices(ctx);
        let at = items.iter().position(|i| i.label == self.text()).map_or(0, |i| (i + 1) % items.len().max(1));
        if let Some(item) = items.into_iter().nth(at) {
            self.input.set(item.label);
            self.problem = None;
        }
    }
}

/// A record as the text of a field: `D002 重庆川渝`.
fn shown(item: &Item) -> String {
    if item.code == item.label { item.code.clone() } else { format!("{} {}", item.code, item.label) }
}

fn known(kind: Kind, id: i64, ctx: &Ctx) -> Option<String> {
    let names = ctx.names.of(kind)?;
    // the code of a type says what its name says
    let bare = |n: &crate::tui::worker::core::Name| kind == Kind::ChannelType || n.code == n.get(ctx.lang);
    names.get(&id).map(|n| if bare(n) { n.get(ctx.lang).to_owned() } else { format!("{} {}", n.code, n.get(ctx.lang)) })
}
