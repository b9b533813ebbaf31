//! What every tab and overlay may know and none may change.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::Setup;
use crate::domain::kinds::Role;
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Lang};
use crate::domain::sentence::Sentence;
use crate::tui::keymap::Keymap;
use crate::tui::theme::Theme;
use crate::tui::worker::core::{Counts, Names};

/// Who is at the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Account name.
    pub name: String,
    /// The user record; `None` if the account is not registered.
    pub user: Option<i64>,
    /// What they may do; operations check it again.
    pub role: Role,
}

/// What every tab and overlay may know.
#[derive(Debug)]
pub struct Ctx {
    /// Language of the interface.
    pub lang: Lang,
    /// Styles.
    pub theme: Theme,
    /// Who is at the keys.
    pub who: Who,
    /// Which key does what.
    pub keymap: Arc<Keymap>,
    /// The organisation's numbers.
    pub policy: Arc<Policy>,
    /// Why nothing is written, for the head of every screen.
    pub aside: Vec<Sentence>,
    /// Now; set by the runtime before each message.
    pub now: DateTime<Utc>,
    /// Names of users, regions, channel types and product lines.
    pub names: Names,
    /// The counts of the head line.
    pub counts: Counts,
    /// Name of the database.
    pub database: String,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
}

impl Ctx {
    pub(super) fn new(setup: Setup) -> Self {
        Self {
            lang: setup.lang,
            theme: Theme::new(setup.theme),
            who: setup.who,
            keymap: setup.keymap,
            policy: setup.policy,
            aside: setup.aside,
            now: setup.now,
            names: Names::default(),
            counts: Counts::default(),
            database: setup.database,
            size: setup.size,
        }
    }

    /// The day, where the organisation is.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.local(self.now).date()
    }

    /// A moment on the organisation's clocks.
    #[must_use]
    pub fn local(&self, at: DateTime<Utc>) -> chrono::NaiveDateTime {
        at.with_timezone(&self.policy.organisation.zone).naive_local()
    }

    /// What a reference is called, of a kind whose names are at hand; a dash for one that has none.
    #[must_use]
    pub fn referred(&self, kind: Kind, id: i64) -> Option<&str> {
        let name = self.names.of(kind)?.get(&id);
        Some(name.map_or("–", |n| if kind == Kind::User { n.code.as_str() } else { n.get(self.lang) }))
    }

    /// The account name of a user; a dash without one.
    #[must_use]
    pub fn user(&self, id: Option<i64>) -> &str {
        id.and_then(|id| self.names.users.get(&id)).map_or("–", |n| n.code.as_str())
    }

    /// The name of a region; a dash without one.
    #[must_use]
    pub fn region(&self, id: Option<i64>) -> &str {
        id.and_then(|id| self.names.regions.get(&id)).map_or("–", |n| n.get(self.lang))
    }

    /// The name of a channel type; a dash without one.
    #[must_use]
    pub fn channel_type(&self, id: Option<i64>) -> &str {
        id.and_then(|id| self.names.types.get(&id)).map_or("–", |n| n.get(self.lang))
    }

    /// The name of a product line; a dash without one.
    #[must_use]
    pub fn line(&self, id: Option<i64>) -> &str {
        id.and_then(|id| self.names.lines.get(&id)).map_or("–", |n| n.get(self.lang))
    }
}
