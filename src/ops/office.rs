//! A database with somebody of every role, for the tests of who may do what.

use super::access::{actor, visitor};
use super::admin::{self, UserChange};
use super::{Session, setup};
use crate::config::{Config, Given};
use crate::domain::kinds::Role;
use crate::domain::record::{Kind, Tags};
use crate::store::record;

/// Everybody, with their role and the regions that they answer for; `admin` has made the database.
pub(in crate::ops) const PEOPLE: &[(&str, Role, &str)] = &[
    ("guest", Role::Viewer, ""),
    ("li", Role::Specialist, ""),
    ("chen", Role::Specialist, ""),
    ("everywhere", Role::Manager, ""),
    ("south", Role::Manager, "south"),
    ("east", Role::Manager, "east"),
    ("head", Role::HeadOffice, ""),
];

/// It, as of 10 June 2025, and one who is at work in it.
pub(in crate::ops) struct Office {
    pub(in crate::ops) folder: tempfile::TempDir,
    pub(in crate::ops) session: Session,
}

impl Office {
    pub(in crate::ops) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let given = Given { db: Some(folder.path().join("q.db")), as_of: "2025-06-10".parse().ok(), ..Given::default() };
        let mut config = Config::resolve(given).expect("a configuration");
        (config.user, config.policy) = ("admin".to_owned(), None);
        let mut session = setup::create(&config).expect("a database").0;
        for (name, role, regions) in PEOPLE {
            let change = UserChange { role: Some(*role), regions: Some(Tags::from_text(regions)), ..UserChange::default() };
            admin::set_user(&mut session, name, &change).expect("a user");
        }
        Self { folder, session }
    }

    /// The session as somebody's; whom nobody knows is a visitor.
    pub(in crate::ops) fn be(&mut self, name: &str) -> &mut Session {
        self.session.actor = actor(&self.session.store, name).expect("read").unwrap_or_else(|| visitor(name));
        &mut self.session
    }

    pub(in crate::ops) fn user(&self, name: &str) -> i64 {
        record::id_by_code(self.session.store.conn(), Kind::User, name).expect("read").expect("a user")
    }
}
