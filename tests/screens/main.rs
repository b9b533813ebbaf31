//! Whole screens on a database, without a terminal: every tab in both languages and sizes, and what the keys do.

#![allow(clippy::disallowed_methods, reason = "tests make what files they need")]

#[path = "../support/mod.rs"]
mod support;

mod desk;
mod documents;
mod meetings;
mod page;
mod partners;
mod policy;
mod register;
mod tour;
mod trace;
mod whose_rules;

use qudao::config::{Config, Given};
use qudao::domain::record::Lang;
use qudao::ops::demo::{self, Scale};
use qudao::ops::{Session, setup};
use qudao::tui::testing::Rig;

/// A small network as of Monday 23 November 2026, 09:12, and its folder.
struct Stage {
    folder: tempfile::TempDir,
}

impl Stage {
    fn new() -> Self {
        let stage = Self { folder: tempfile::tempdir().expect("a folder") };
        let mut session = stage.create();
        demo::generate(&mut session, Scale { partners: 60, weeks: 60, seed: 7 }, &mut |_| ()).expect("a network");
        session.refresh_figures().expect("figures");
        // the day stands in every picture's head anyway
        session.store.conn().execute("DELETE FROM meta WHERE name = 'clock'", []).expect("the system's clock");
        stage
    }

    fn config(&self) -> Config {
        let as_of = "2026-11-23T09:12".parse().ok();
        let given = Given { db: Some(self.folder.path().join("team.db")), as_of, ..Given::default() };
        let mut config = Config::resolve(given).expect("a configuration");
        (config.user, config.policy) = (support::USER.to_owned(), None);
        config
    }

    fn create(&self) -> Session {
        setup::create(&self.config()).expect("a database").0
    }

    /// Another person at the same database.
    fn session(&self) -> Session {
        let mut session = self.create();
        // it is the day of these pictures, whatever day they are taken on
        session.aside = None;
        session
    }

    fn rig(&self, lang: Lang, size: (u16, u16)) -> Rig {
        Rig::new(self.session(), lang, size)
    }
}
