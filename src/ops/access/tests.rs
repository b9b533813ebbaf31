//! The table of who may do what, each role and each act; regions; whom a stranger is told to ask.

use super::*;
use crate::domain::record::Tags;
use crate::ops::admin::{self, UserChange};
use crate::ops::office::Office;
use crate::ops::partner;

/// The office with a partner in the east and one elsewhere, both of `chen`.
fn office() -> Office {
    let mut office = Office::new();
    for (code, region) in [("SH", "上海市"), ("CQ", "重庆市")] {
        let region = today::regions_named(office.session.store.conn(), [region]).expect("regions");
        let mut row = Row::blank(Kind::Partner);
        row.set("code", Value::Text(code.into()));
        row.set("name", Value::Text(code.into()));
        row.set("region", region.last().map_or(Value::Null, |r| Value::Int(*r)));
        row.set("owner", Value::Int(office.user("chen")));
        office.session.write(Role::Specialist, "change-create", code, |tx| Ok(tx.insert(&row)?)).expect("a partner");
    }
    office
}

fn partner_of(office: &Office, code: &str) -> i64 {
    record::id_by_code(office.session.store.conn(), Kind::Partner, code).expect("read").expect("a partner")
}

fn said(result: Result<()>) -> &'static str {
    match result {
        Ok(()) => "yes",
        Err(OpError::Role { .. }) => "role",
        Err(OpError::Refused { key: "refused-region", .. }) => "region",
        Err(OpError::Refused { key: "refused-unregistered", .. }) => "stranger",
        Err(e) => panic!("{e:?}"),
    }
}

#[test]
fn each_role_and_each_act() {
    let mut office = office();
    let (inside, outside) = (partner_of(&office, "SH"), partner_of(&office, "CQ"));
    // look, work, reassign, merge, target, meet, reference, adopt, users, restore, take back
    let table = [
        ("stranger", "yes stranger stranger stranger stranger stranger stranger stranger stranger stranger stranger"),
        ("guest", "yes role role role role role role role role role role"),
        ("li", "yes yes role role role role role role role role role"),
        ("everywhere", "yes yes yes yes yes yes role role role role role"),
        ("east", "yes yes yes yes yes yes role role role role role"),
        ("head", "yes yes yes yes yes yes yes yes role role role"),
        ("admin", "yes yes yes yes yes yes yes yes yes yes yes"),
    ];
    for (who, expected) in table {
        let session = office.be(who);
        let got: Vec<&str> = Act::ALL.iter().map(|act| said(session.may(*act, Some(inside)))).collect();
        assert_eq!(got.join(" "), expected, "{who} in the east");
        let elsewhere: Vec<&str> = Act::ALL.iter().map(|act| said(session.may(*act, Some(outside)))).collect();
        let expected = if who == "east" { "yes yes region region region region role role role role role" } else { expected };
        assert_eq!(elsewhere.join(" "), expected, "{who} elsewhere");
        let nowhere: Vec<&str> = Act::ALL.iter().map(|act| said(session.may(*act, None))).collect();
        assert_eq!(nowhere.join(" "), table.iter().find(|t| t.0 == who).map_or("", |t| t.1), "{who}, of no partner");
    }
}

#[test]
fn a_partner_of_somebody_else_is_given_away_by_a_manager_of_its_region() {
    let mut office = office();
    let (inside, outside) = (partner_of(&office, "SH"), partner_of(&office, "CQ"));
    let li = record::id_by_code(office.session.store.conn(), Kind::User, "li").expect("read");
    let mut give = |who: &str, partner: i64| said(partner::assign(office.be(who), &[partner], li).map(|_| ()));
    assert_eq!(give("li", inside), "role");
    assert_eq!(give("east", outside), "region");
    assert_eq!(give("chen", inside), "yes", "one's own");
    assert_eq!(give("east", inside), "yes", "nothing changes");
    assert_eq!(give("everywhere", outside), "yes");
    // of many those that are not theirs to give are left out, and named
    let chen = record::id_by_code(office.session.store.conn(), Kind::User, "chen").expect("read");
    let some = partner::assign(office.be("east"), &[inside, outside], chen).expect("one of them");
    let some = crate::i18n::sentence(crate::domain::record::Lang::En, &some);
    assert!(some.starts_with("done for 1 of 2; left out: CQ: refused: ") && some.contains("east"), "{some}");
    partner::assign(office.be("everywhere"), &[inside], li).expect("given back");
    // by the form too
    let mut row = record::get(office.session.store.conn(), Kind::Partner, inside).expect("a partner");
    row.set("owner", Value::Null);
    let saved = |office: &mut Office, who: &str| said(crate::ops::record::save(office.be(who), row.clone(), &[]).map(|_| ()));
    assert_eq!(saved(&mut office, "chen"), "role");
    assert_eq!(saved(&mut office, "head"), "yes");
}

#[test]
fn a_managers_targets_are_for_their_regions() {
    let mut office = office();
    let mut set = |who: &str, scope: &str, subject: &str| {
        let mut row = Row::blank(Kind::Target);
        let day = i64::try_from(subject.len() + scope.len() + who.len()).expect("few");
        for (name, value) in [
            ("scope", Value::Text(scope.into())),
            ("subject", Value::Text(subject.into())),
            ("from_day", Value::Int(20_000 + day)),
            ("to_day", Value::Int(20_100)),
            ("amount", Value::Int(10_000)),
        ] {
            row.set(name, value);
        }
        said(crate::ops::record::save(office.be(who), row, &[]).map(|_| ()))
    };
    let code = |name: &str| name.to_owned();
    assert_eq!(set("li", "partner", "SH"), "role");
    assert_eq!(set("east", "partner", "SH"), "yes");
    assert_eq!(set("east", "partner", "CQ"), "region");
    assert_eq!(set("east", "region", "east"), "yes");
    assert_eq!(set("east", "region", "southwest"), "region");
    assert_eq!(set("east", "owner", "li"), "yes");
    assert_eq!(set("east", "network", ""), "role");
    assert_eq!(set("everywhere", "network", ""), "yes");
    assert_eq!(set("everywhere", "region", &code("southwest")), "yes");
    assert_eq!(set("head", "partner", "CQ"), "yes");
}

#[test]
fn a_stranger_is_told_whom_to_ask() {
    let mut office = office();
    let refused = office.be("nobody").require(Role::Specialist).expect_err("a stranger");
    let said = crate::i18n::error(crate::domain::record::Lang::En, &refused);
    assert_eq!(said, "refused: this needs the role specialist, `nobody` is not registered and only looks (ask: admin)");
}

#[test]
fn a_program_that_is_open_learns_what_was_given_and_taken() {
    let mut office = office();
    let role = |office: &mut Office, of: &Actor| {
        office.session.actor = of.clone();
        look_again(&mut office.session).expect("read");
        office.session.actor.role
    };
    let (open, stranger) = (office.be("east").actor.clone(), visitor("later"));
    let change = |role, active| UserChange { role, active, ..UserChange::default() };
    admin::set_user(office.be("admin"), "east", &change(Some(Role::Specialist), None)).expect("demoted");
    assert_eq!(role(&mut office, &open), Role::Specialist);
    admin::set_user(office.be("admin"), "east", &change(None, Some(false))).expect("switched off");
    assert_eq!(role(&mut office, &open), Role::Viewer);
    assert_eq!(role(&mut office, &stranger), Role::Viewer);
    admin::set_user(office.be("admin"), "later", &change(Some(Role::Manager), None)).expect("registered");
    assert_eq!(role(&mut office, &stranger), Role::Manager);
}

#[test]
fn the_last_administrator_stays_whatever_is_undone() {
    let mut office = office();
    let change = |role| UserChange { role: Some(role), ..UserChange::default() };
    let key = |r: Result<bool>| match r {
        Err(OpError::Refused { key, .. }) => key,
        other => panic!("{other:?}"),
    };
    assert_eq!(key(admin::set_user(office.be("admin"), "admin", &change(Role::HeadOffice))), "refused-last-admin");
    let off = UserChange { active: Some(false), ..UserChange::default() };
    assert_eq!(key(admin::set_user(office.be("admin"), "admin", &off)), "refused-last-admin");
    // the first makes a second, who demotes the first; the first can't undo either any more
    admin::set_user(office.be("admin"), "head", &change(Role::Admin)).expect("a second");
    let made = admin::changes(&office.session, true, 1).expect("changes").remove(0);
    admin::set_user(office.be("head"), "admin", &change(Role::Specialist)).expect("demoted");
    let undone = admin::undo(office.be("admin"), Some(made.id)).map(|_| ());
    assert!(matches!(undone, Err(OpError::Role { needs: Role::Admin, .. })), "{undone:?}");
    // nor does the undo of an administrator leave none
    admin::set_user(office.be("head"), "li", &change(Role::Admin)).expect("a third");
    admin::set_user(office.be("li"), "head", &change(Role::HeadOffice)).expect("demoted");
    let third = admin::changes(&office.session, true, 2).expect("changes").remove(1);
    let undone = admin::undo(office.be("li"), Some(third.id)).map(|_| ());
    assert!(matches!(undone, Err(OpError::Refused { key: "refused-last-admin", .. })), "{undone:?}");
}

#[test]
fn a_region_that_nobody_knows_is_refused_and_one_that_is_gone_reaches_nothing() {
    let mut office = office();
    let regions = |text: &str| UserChange { regions: Some(Tags::from_text(text)), ..UserChange::default() };
    let refused = admin::set_user(office.be("admin"), "east", &regions("east atlantis"));
    assert!(matches!(refused, Err(OpError::Refused { key: "usage-regions-unknown", .. })), "{refused:?}");
    let partner = partner_of(&office, "SH");
    let mut user = record::get_as::<User>(office.session.store.conn(), 1).expect("a user").record;
    (user.role, user.regions) = (Role::Manager, Tags::from_text("atlantis"));
    assert!(!reaches(office.session.store.conn(), &user, Some(partner)).expect("read"));
    assert!(reaches(office.session.store.conn(), &user, None).expect("read"));
}
