//! The store on real files: every kind, the log, several processes at once, death in the middle of a write.

#![allow(clippy::disallowed_methods, reason = "tests make what files they need")]

#[path = "../support/mod.rs"]
mod support;

mod closing;
mod compliance;
mod import;
mod migrations;
mod records;
mod restore;
mod round;
mod together;
mod undo;

use std::path::Path;

use qudao::config::{Config, Given};
use qudao::ops::{Session, setup};

/// A session on a database, made if there is none, on a day that stands still.
fn session(db: &Path, user: &str) -> Session {
    setup::create(&config(db, user)).expect("a database").0
}

fn config(db: &Path, user: &str) -> Config {
    let given = Given { db: Some(db.to_path_buf()), as_of: "2025-06-07".parse().ok(), ..Given::default() };
    let mut config = Config::resolve(given).expect("a configuration");
    (config.user, config.policy, config.person) = (user.to_owned(), None, None);
    config
}
