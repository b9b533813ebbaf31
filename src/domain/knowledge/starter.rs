//! The articles that come with a new database: `data/articles`.
//!
//! A file is a head of `name: value` lines, a line of three dashes, and the text. Its name is the article's code,
//! with the language behind it.

use crate::domain::kinds::{Article, ArticleKind, ArticleState, Language};
use crate::domain::record::Tags;

/// An article as it is shipped.
#[derive(Clone, Debug, PartialEq)]
pub struct Starter {
    /// What people call it.
    pub code: String,
    /// One line.
    pub title: String,
    pub kind: ArticleKind,
    /// Kinds of tickets on which it is offered.
    pub ticket_kinds: Tags,
    /// Words by which it is found.
    pub tags: Tags,
    /// In which language it is written.
    pub language: Language,
    /// The text.
    pub body: String,
}

impl Starter {
    /// The record; it belongs to nobody yet.
    #[must_use]
    pub fn article(self, today: chrono::NaiveDate) -> Article {
        Article {
            code: self.code,
            title: self.title,
            kind: self.kind,
            ticket_kinds: self.ticket_kinds,
            tags: self.tags,
            language: self.language,
            state: ArticleState::Published,
            owner: None,
            valid_until: None,
            updated_on: Some(today),
            body: self.body,
        }
    }

    /// Reads a file; `None` names nothing, a test holds the shipped ones to the form.
    fn parse(name: &str, language: Language, text: &str) -> Option<Self> {
        let (head, body) = text.split_once("\n---\n")?;
        let value = |key: &str| {
            head.lines().filter_map(|line| line.split_once(':')).find(|(k, _)| k.trim() == key).map(|(_, v)| v.trim())
        };
        Some(Self {
            code: format!("{name}-{}", language.code()),
            title: value("title")?.to_owned(),
            kind: ArticleKind::from_code(value("kind")?)?,
            ticket_kinds: Tags::from_text(value("tickets").unwrap_or_default()),
            tags: Tags::from_text(value("tags").unwrap_or_default()),
            language,
            body: body.trim().to_owned(),
        })
    }
}

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        /// Name, Chinese text, English text.
        const FILES: &[(&str, &str, &str)] = &[$((
            $name,
            include_str!(concat!("../../../data/articles/zh/", $name, ".md")),
            include_str!(concat!("../../../data/articles/en/", $name, ".md")),
        ),)+];
    };
}

files![
    "short-delivery",
    "quality-complaint",
    "diversion-proof",
    "diversion-talk",
    "price-war",
    "online-offline-gap",
    "vertical-margin",
    "order-confirmation",
    "deduction-dispute",
    "quota-dispute",
    "stop-supply",
    "joint-meeting",
    "credit-check",
    "welcome-call",
    "return-policy",
    "training-dealers",
];

/// Every article that is shipped, in both languages.
pub fn starters() -> impl Iterator<Item = Starter> {
    FILES.iter().flat_map(|(name, zh, en)| {
        [Starter::parse(name, Language::Zh, zh), Starter::parse(name, Language::En, en)].into_iter().flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::knowledge::{language_of, ticket_kind};

    #[test]
    fn every_shipped_article_is_whole_and_in_its_language() {
        let all: Vec<Starter> = starters().collect();
        assert_eq!(all.len(), FILES.len() * 2, "a file's head is not understood");
        for a in &all {
            assert_eq!(language_of(&a.title), a.language, "{}", a.code);
            assert!(a.title.chars().count() <= 80 && !a.tags.0.is_empty() && a.body.lines().count() > 5, "{}", a.code);
            assert!(a.ticket_kinds.0.iter().all(|k| ticket_kind(k).is_some()), "{}: {:?}", a.code, a.ticket_kinds);
            let chinese = a.body.chars().filter(|c| super::super::text::is_han(*c)).count();
            assert_eq!(chinese > 100, a.language == Language::Zh, "{}", a.code);
        }
        let kinds = |language| {
            let of = all.iter().filter(move |a| a.language == language);
            of.flat_map(|a| a.ticket_kinds.0.clone()).collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(kinds(Language::Zh), kinds(Language::En));
        assert_eq!(kinds(Language::Zh).len(), 7, "every kind of ticket has an article");
    }
}
