//! A small organisation for the tests of the desk: three users, one region with a city, one partner.

use std::sync::Arc;

use chrono::{DateTime, TimeZone, Utc};

use super::Draft;
use crate::domain::kinds::{Region, RegionLevel, Role, User};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Row, Tags, Value};
use crate::ops::{Actor, Clock, Result, Session};
use crate::store::{Change, Store};

/// A moment of Shanghai.
pub(super) fn at(text: &str) -> DateTime<Utc> {
    let wall = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect(text);
    chrono_tz::Asia::Shanghai.from_local_datetime(&wall).single().expect(text).with_timezone(&Utc)
}

/// A database of its own with three users: 1 li.wei (specialist), 2 zhao.min (manager of 江苏), 3 chen.bo (head office).
pub(super) struct House {
    folder: tempfile::TempDir,
}

/// The one partner, in a city of 江苏, without an owner.
pub(super) const PARTNER: i64 = 1;

impl House {
    pub(super) fn new() -> Self {
        let house = Self { folder: tempfile::tempdir().expect("a folder") };
        let mut store = Store::create(&house.folder.path().join("q.db")).expect("a database");
        let change = Change { actor: "root", at: at("2025-01-02 09:00"), label: "change-setup", detail: "", rules: 0 };
        let made: Result<()> = store.write(&change, |tx| {
            let user = |name: &str, role, regions: &str| User { regions: Tags::from_text(regions), ..User::new(name, "", role) };
            tx.add(&user("li.wei", Role::Specialist, ""))?;
            tx.add(&user("zhao.min", Role::Manager, "JS"))?;
            tx.add(&user("chen.bo", Role::HeadOffice, ""))?;
            let region = |code: &str, level, parent| Region {
                code: code.into(),
                name: code.into(),
                short_name: String::new(),
                level,
                parent,
                target_partners: None,
            };
            let province = tx.add(&region("JS", RegionLevel::Province, None))?;
            let city = tx.add(&region("NJ", RegionLevel::City, Some(province)))?;
            let mut partner = Row::blank(Kind::Partner);
            partner.set("code", Value::Text("D001".into()));
            partner.set("name", Value::Text("南京雨润".into()));
            partner.set("region", Value::Int(city));
            tx.insert(&partner)?;
            Ok(())
        });
        made.expect("set up");
        house
    }

    /// A session of one of them (4 and above: a guest) at a moment of Shanghai.
    pub(super) fn session(&self, user: i64, now: &str) -> Session {
        let (name, role) = match user {
            1 => ("li.wei", Role::Specialist),
            2 => ("zhao.min", Role::Manager),
            3 => ("chen.bo", Role::HeadOffice),
            _ => ("guest", Role::Viewer),
        };
        Session::new(
            Store::open(&self.folder.path().join("q.db")).expect("the database"),
            Actor { name: name.into(), user: (user < 4).then_some(user), role },
            Clock::At(at(now)),
            Arc::new(Policy::load(None).expect("the embedded policy")),
        )
    }
}

/// A complaint of the partner.
pub(super) fn draft(title: &str) -> Draft {
    Draft { title: title.into(), partner: Some(PARTNER), ..Draft::default() }
}
