//! The knowledge base: what the index holds of an article, what words look for, and the excerpt that shows why (S17).
//!
//! The index is one of words. Chinese is written without blanks, so that of a run of characters each pair is a word
//! (窜货处理: 窜货, 货处, 处理) and the last character is one: two characters, the length of most Chinese words, are found as
//! exactly as any longer text, and a single one by its beginning. Title and tags are also kept as they are said, in full
//! pinyin and initials with the readings of polyphones, from each character on. Everything that is looked for is the beginning of a word.

mod starter;
mod text;

pub use starter::{Starter, starters};
pub use text::{Indexed, Mark, Term, indexed, overlap, shared, snippet, terms};

use chrono::NaiveDate;

use super::kinds::{ArticleState, Language, TicketKind};
use super::record::{Expected, Lang, Problem, Row, Tags, Value};

/// What of a list of articles decides about the order.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// The article.
    pub id: i64,
    /// What people call it.
    pub code: String,
    /// In which language it is written.
    pub language: Language,
    /// Whether it is offered.
    pub state: ArticleState,
    /// Last day on which it holds.
    pub valid_until: Option<NaiveDate>,
    pub kinds: Vec<TicketKind>,
}

impl Head {
    /// Whether it may be used as it is on a day.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.state == ArticleState::Published && self.valid_until.is_none_or(|until| day <= until)
    }
}

/// How well an article fits what was asked: by term where it was found, and the index's own measure among equals.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Fit {
    /// The sum of the places' worths.
    pub worth: i64,
    /// Best match 25 of the index; smaller is better.
    pub rank: f64,
}

/// Where a term is found in an article, best first, with what it is worth there: title over tags over text.
pub const PLACES: [(&str, i64); 4] = [("title", 8), ("said", 6), ("tags", 4), ("body", 1)];

/// The order of articles that were found: those that hold first, then by fit, the reader's language, the code.
#[must_use]
pub fn order(a: (&Head, Fit), b: (&Head, Fit), lang: Lang, day: NaiveDate) -> std::cmp::Ordering {
    let key = |(head, fit): (&Head, Fit)| (!head.holds(day), -fit.worth, !speaks(head.language, lang));
    key(a).cmp(&key(b)).then(a.1.rank.total_cmp(&b.1.rank)).then_with(|| a.0.code.cmp(&b.0.code))
}

/// Whether an article's language is the reader's.
#[must_use]
pub fn speaks(language: Language, lang: Lang) -> bool {
    matches!((language, lang), (Language::Zh, Lang::Zh) | (Language::En, Lang::En))
}

/// The kind of ticket that a word names: its code, or its name in one of the languages.
#[must_use]
pub fn ticket_kind(word: &str) -> Option<TicketKind> {
    let word = word.trim().to_lowercase();
    TicketKind::ALL.iter().copied().find(|k| {
        let label = k.label();
        [k.code(), label.en, label.zh].iter().any(|name| name.to_lowercase() == word)
    })
}

/// The kinds of tickets of an article, as codes.
#[must_use]
pub fn ticket_kinds(tags: &Tags) -> Vec<TicketKind> {
    tags.0.iter().filter_map(|t| ticket_kind(t)).collect()
}

/// What is wrong with an article by itself: a kind of ticket that there is not.
#[must_use]
pub fn check(row: &Row) -> Vec<Problem> {
    let Some(text) = row.get("ticket_kinds").text() else { return Vec::new() };
    let unknown = Tags::from_text(text).0.into_iter().find(|t| ticket_kind(t).is_none());
    let codes = || TicketKind::ALL.iter().map(|k| k.code().to_owned()).collect();
    unknown.map(|value| Problem { field: "ticket_kinds", value, expected: Expected::OneOf(codes()) }).into_iter().collect()
}

/// Fills in what follows from an article: its kinds of tickets as codes, and the day when its words were changed.
pub fn complete(row: &mut Row, before: Option<&Row>, today: NaiveDate) {
    use super::record::Storable as _;
    if let Some(text) = row.get("ticket_kinds").text() {
        let codes = ticket_kinds(&Tags::from_text(text)).into_iter().map(|k| k.code().to_owned()).collect();
        row.set("ticket_kinds", Tags(codes).to_value());
    }
    let words = ["title", "body", "tags", "kind", "ticket_kinds"];
    match before {
        Some(old) if words.iter().all(|f| old.get(f) == row.get(f)) => row.set("updated_on", old.get("updated_on").clone()),
        _ => row.set("updated_on", today.to_value()),
    }
}

/// An article's language by its letters, where it is not said: Chinese if there is a Chinese character in it.
#[must_use]
pub fn language_of(text: &str) -> Language {
    if text.chars().any(text::is_han) { Language::Zh } else { Language::En }
}

/// The same as the language of the interface.
#[must_use]
pub fn lang_of(text: &str) -> Lang {
    if language_of(text) == Language::Zh { Lang::Zh } else { Lang::En }
}

/// The text of a value, empty without one.
fn text_of<'r>(row: &'r Row, field: &str) -> &'r str {
    row.get(field).text().unwrap_or_default()
}

/// What the index holds of a row of an article.
#[must_use]
pub fn index_of(values: &[Value]) -> Indexed {
    let row = Row { kind: super::record::Kind::Article, id: 0, version: 0, values: values.to_vec() };
    let kinds = ticket_kinds(&Tags::from_text(text_of(&row, "ticket_kinds")));
    let names: Vec<&str> = kinds.iter().flat_map(|k| [k.label().zh, k.label().en]).collect();
    let tags = format!("{} {} {}", text_of(&row, "tags"), names.join(" "), text_of(&row, "code"));
    indexed(text_of(&row, "title"), text_of(&row, "tags"), &tags, text_of(&row, "body"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Kind;

    #[test]
    fn kinds_of_tickets_are_named_in_any_way_and_kept_as_codes() {
        let mut row = Row::blank(Kind::Article);
        row.set("ticket_kinds", Value::Text("窜货,complaint，多渠道冲突".into()));
        assert_eq!(check(&row), []);
        complete(&mut row, None, NaiveDate::default());
        assert_eq!(row.get("ticket_kinds"), &Value::Text("complaint,diversion,multi_channel".into()));
        row.set("ticket_kinds", Value::Text("complaint,gossip".into()));
        assert!(matches!(check(&row).as_slice(), [Problem { field: "ticket_kinds", value, .. }] if value == "gossip"));
    }

    #[test]
    fn the_day_of_change_is_that_of_the_words() {
        let day = |d| NaiveDate::from_ymd_opt(2025, 6, d).expect("a day");
        let mut row = Row::blank(Kind::Article);
        row.set("title", Value::Text("a".into()));
        complete(&mut row, None, day(1));
        let old = row.clone();
        row.set("owner", Value::Int(1));
        complete(&mut row, Some(&old), day(2));
        assert_eq!(row.get("updated_on"), old.get("updated_on"), "the owner is not a word of it");
        row.set("body", Value::Text("b".into()));
        complete(&mut row, Some(&old), day(3));
        assert_ne!(row.get("updated_on"), old.get("updated_on"));
    }
}
