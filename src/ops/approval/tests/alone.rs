//! Where nobody else could decide: who counts, for how long, and what is said of it.

use super::team::key;
use super::*;
use crate::domain::record::Tags;
use chrono::Duration;

/// A house with an administrator, a partner in the east, and who else is named.
struct House {
    _folder: tempfile::TempDir,
    session: Session,
    partner: i64,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let given = Given { db: Some(folder.path().join("q.db")), as_of: DAY.parse().ok(), ..Given::default() };
        let mut config = Config::resolve(given).expect("a configuration");
        (config.user, config.policy) = ("boss".to_owned(), None);
        let (mut session, _) = setup::create(&config).expect("a database");
        let region = record::query(session.store.conn(), Kind::Region, "WHERE short_name = '上海' ORDER BY id DESC", &[]);
        let mut row = Row::blank(Kind::Partner);
        for (name, value) in [
            ("code", Value::Text("D1".into())),
            ("name", Value::Text("D1".into())),
            ("region", Value::Int(region.expect("regions")[0].id)),
        ] {
            row.set(name, value);
        }
        let partner = session.write(Role::Specialist, "change-create", "D1", |tx| Ok(tx.insert(&row)?)).expect("a partner");
        Self { _folder: folder, session, partner }
    }

    fn user(&mut self, name: &str, role: Role, regions: &str) {
        let change = UserChange { role: Some(role), regions: Some(Tags::from_text(regions)), ..UserChange::default() };
        admin::set_user(&mut self.session, name, &change).expect("a user");
    }

    fn off(&mut self, name: &str) {
        let change = UserChange { active: Some(false), ..UserChange::default() };
        admin::set_user(&mut self.session, name, &change).expect("switched off");
    }

    fn later(&mut self, days: i64) {
        self.session.clock = Clock::At(self.session.now() + Duration::days(days));
    }

    fn be(&mut self, name: &str) {
        self.session.actor = access::actor(&self.session.store, name).expect("read").expect("a user");
    }

    /// What an expense of the partner's comes to that needs a manager, and from 50,000 on head office too.
    fn ask(&mut self, amount: i64, reason: &str) -> Asked {
        let mut row = Row::blank(Kind::Expense);
        let amount = Money::units(amount);
        for (name, value) in [("on", Value::Int(20_000)), ("amount", amount.to_value()), ("partner", Value::Int(self.partner))] {
            row.set(name, value);
        }
        let (policy, partner) = (self.session.policy.clone(), self.partner);
        let by = self.session.by(&policy);
        let asked = self.session.write(Role::Specialist, "change-create", "", |tx| {
            let record = tx.insert(&row)?;
            let subject = ApprovalSubject::Expense;
            request(tx, by, &Request { subject, record, partner: Some(partner), title: "x", amount: Some(amount), reason })
        });
        asked.expect("asked")
    }

    fn waits(&mut self) -> bool {
        match self.ask(1_000, "why") {
            Asked::Waits(..) => true,
            Asked::Alone(..) => false,
            Asked::WantsReason(..) => panic!("it has a reason"),
            Asked::InForce | Asked::Dropped(_) => panic!("an expense of this amount needs a manager"),
        }
    }
}

#[test]
fn what_nobody_else_could_decide_is_in_force_and_marked() {
    use Role::{HeadOffice, Manager, Specialist, Viewer};
    type Set<'a> = &'a dyn Fn(&mut House);
    let cases: [(&str, Set<'_>, bool); 19] = [
        ("a house of one", &|_| {}, false),
        ("with who only looks", &|h| h.user("a", Viewer, ""), false),
        ("with a specialist, who decides nothing", &|h| h.user("a", Specialist, ""), false),
        ("with a manager of everything", &|h| h.user("a", Manager, ""), true),
        ("with the manager of the region", &|h| h.user("a", Manager, "east"), true),
        ("with a manager of elsewhere", &|h| h.user("a", Manager, "southwest"), false),
        ("with head office", &|h| h.user("a", HeadOffice, ""), true),
        ("with a second administrator", &|h| h.user("a", Role::Admin, ""), true),
        ("with one that was switched off 13 days ago", &|h| gone(h, 13), true),
        ("with one that was switched off 14 days ago", &|h| gone(h, 14), true),
        ("with one that was switched off 15 days ago", &|h| gone(h, 15), false),
        ("with one that is a specialist for 13 days", &|h| demoted(h, 13), true),
        ("with one that is a specialist for 15 days", &|h| demoted(h, 15), false),
        ("with one that was moved elsewhere 13 days ago", &|h| moved(h, 13), true),
        ("with one that was moved elsewhere 15 days ago", &|h| moved(h, 15), false),
        ("with a delegate of who asks", &|h| delegated(h, "boss"), false),
        (
            "with a delegate of one that is gone for long",
            &|h| {
                h.user("m", Manager, "");
                delegated(h, "m");
                h.off("m");
                h.later(15);
            },
            false,
        ),
        (
            "with a delegate of a manager of elsewhere",
            &|h| {
                h.user("m", Manager, "southwest");
                delegated(h, "m");
            },
            false,
        ),
        (
            "with a delegate of a manager that was switched off this week",
            &|h| {
                h.user("m", Manager, "east");
                delegated(h, "m");
                h.off("m");
                h.later(7);
            },
            true,
        ),
    ];
    for (what, set, waits) in cases {
        let mut house = House::new();
        set(&mut house);
        house.be("boss");
        assert_eq!(house.waits(), waits, "{what}");
    }
}

fn gone(house: &mut House, days: i64) {
    house.user("a", Role::Manager, "");
    house.off("a");
    house.later(days);
}

fn demoted(house: &mut House, days: i64) {
    house.user("a", Role::HeadOffice, "");
    house.user("a", Role::Specialist, "");
    house.later(days);
}

fn moved(house: &mut House, days: i64) {
    house.user("a", Role::Manager, "east");
    house.user("a", Role::Manager, "southwest");
    house.later(days);
}

fn delegated(house: &mut House, who: &str) {
    house.user("deputy", Role::Specialist, "");
    let delegation = Delegation { to: Some("deputy".to_owned()), from: None, until: None };
    admin::delegate(&mut house.session, who, &delegation).expect("a delegate");
}

#[test]
fn without_a_reason_it_waits_for_one() {
    let mut house = House::new();
    let Asked::WantsReason(id, _) = house.ask(1_000, " ") else { panic!("it waits") };
    let waiting = inbox(&house.session, 10).expect("an inbox").decide;
    assert_eq!(waiting.iter().map(|w| w.line.id).collect::<Vec<_>>(), [id], "who asked sees that they may");
    assert!(page(&house.session, id).expect("a page").may_decide);
    let seen = Seen { id, version: None };
    let refused = super::super::act(&mut house.session, seen, ApprovalAct::Approve, "").unwrap_err();
    assert_eq!(key(&refused), "usage-approval-alone");
    super::super::act(&mut house.session, seen, ApprovalAct::Approve, "nobody else is here").expect("approved");
    let page = page(&house.session, id).expect("a page");
    assert_eq!((page.line.state, page.line.alone, page.may_decide), (ApprovalState::Approved, true, false));
    let last = page.history.last().expect("a history");
    assert_eq!(
        (last.event.act, last.event.text.as_str(), last.actor.as_deref()),
        (ApprovalAct::Alone, "nobody else is here", Some("boss"))
    );
    assert_eq!(page.steps[0].by.as_ref().map(|b| b.0.as_str()), Some("boss"));
}

#[test]
fn nobody_decides_alone_by_words_of_the_program() {
    use crate::domain::approval::{BY_EDIT, BY_IMPORT};
    let mut house = House::new();
    let mut row = record::get(house.session.store.conn(), Kind::Partner, house.partner).expect("a partner");
    for (reason, kept) in [(BY_EDIT, None), (BY_IMPORT, None), ("they pay early", Some("they pay early"))] {
        let asked = house.ask(1_000, reason);
        let Asked::WantsReason(id, _) = asked else {
            assert!(matches!(asked, Asked::Alone(..)) && kept.is_some(), "{reason}: {asked:?}");
            continue;
        };
        assert_eq!(kept, None, "{reason}");
        super::super::act(&mut house.session, Seen { id, version: None }, ApprovalAct::Approve, "").expect_err("no words");
    }
    // terms that were typed in the register go on once it is said why
    row.set("credit_limit", Money::units(90_000).to_value());
    let saved = crate::ops::record::save(&mut house.session, row, &[]).expect("asked");
    assert_eq!(saved.said.key, "done-approval-wants-reason");
    let limit = |house: &House| {
        let partner = record::get(house.session.store.conn(), Kind::Partner, house.partner).expect("a partner");
        partner.get("credit_limit").int()
    };
    assert_eq!(limit(&house), None);
    let waiting = inbox(&house.session, 10).expect("an inbox").decide;
    let of = waiting.iter().find(|w| w.line.subject == ApprovalSubject::Credit).expect("it waits for who asked");
    let seen = Seen { id: of.line.id, version: None };
    let done = super::super::act(&mut house.session, seen, ApprovalAct::Approve, "they pay early").expect("approved");
    assert_eq!((limit(&house), done.said(ApprovalAct::Approve).key), (Some(900_000_000), "done-approval-approve-alone"));
}

#[test]
fn a_step_that_somebody_can_decide_is_decided_by_them_and_the_next_goes_alone() {
    let mut house = House::new();
    house.user("east", Role::Manager, "east");
    let Asked::Waits(id, _) = house.ask(50_000, "why") else { panic!("the first step waits") };
    house.be("east");
    let done = super::super::act(&mut house.session, Seen { id, version: None }, ApprovalAct::Approve, "").expect("approved");
    assert_eq!((done.state, done.next), (ApprovalState::Approved, None), "head office is who asked");
    let page = page(&house.session, id).expect("a page");
    let acts: Vec<ApprovalAct> = page.history.iter().map(|e| e.event.act).collect();
    assert_eq!(acts, [ApprovalAct::Request, ApprovalAct::Approve, ApprovalAct::Alone]);
    let actors: Vec<&str> = page.history.iter().filter_map(|e| e.actor.as_deref()).collect();
    assert_eq!(actors, ["boss", "east", "boss"], "the step that nobody could decide goes by who asked");
    assert!(page.line.alone);
}

#[test]
fn who_is_needed_for_the_second_step_leaves_the_first_to_others() {
    let mut house = House::new();
    house.user("east", Role::Manager, "east");
    house.user("li.wei", Role::Specialist, "");
    house.be("li.wei");
    let Asked::Waits(id, _) = house.ask(50_000, "why") else { panic!("it waits") };
    let (first, second) = (Seen { id, version: None }, Seen { id, version: None });
    house.be("boss");
    let error = super::super::act(&mut house.session, first, ApprovalAct::Approve, "").expect_err("both steps by one");
    assert!(matches!(error, OpError::Refused { key: "refused-approval-next", ref args } if args[1].1 == "east"), "{error:?}");
    house.be("east");
    super::super::act(&mut house.session, first, ApprovalAct::Approve, "").expect("the first step");
    house.be("boss");
    let done = super::super::act(&mut house.session, second, ApprovalAct::Approve, "").expect("the second step");
    assert_eq!(done.state, ApprovalState::Approved);
    assert!(!page(&house.session, id).expect("a page").line.alone, "two people decided");
}

#[test]
fn nobody_is_left_alone_by_editing_what_another_asked_for() {
    let mut house = House::new();
    house.user("head", Role::HeadOffice, "");
    let mut row = Row::blank(Kind::Expense);
    for (name, value) in
        [("on", Value::Int(20_000)), ("amount", Money::units(1_000).to_value()), ("partner", Value::Int(house.partner))]
    {
        row.set(name, value);
    }
    let expense = crate::ops::record::save(&mut house.session, row, &[]).expect("asked").id;
    house.be("head");
    let mut row = record::get(house.session.store.conn(), Kind::Expense, expense).expect("an expense");
    row.set("amount", Money::units(900_000).to_value());
    crate::ops::record::save(&mut house.session, row, &[]).expect("edited");
    let row = record::get(house.session.store.conn(), Kind::Expense, expense).expect("an expense");
    assert_eq!(effect::state(&row), Decision::Pending, "it waits: an administrator could have decided it");
}

#[test]
fn nobody_is_left_alone_by_moving_a_partner_out_of_a_managers_regions() {
    let mut house = House::new();
    house.user("mg", Role::Manager, "east");
    house.later(20);
    let conn = house.session.store.conn();
    let south = record::query(conn, Kind::Region, "WHERE short_name = '广东'", &[]).expect("regions")[0].id;
    let mut row = record::get(conn, Kind::Partner, house.partner).expect("a partner");
    row.set("region", Value::Int(south));
    house.session.write(Role::Specialist, "change-edit", "D1", |tx| Ok(tx.update(&row)?)).expect("moved");
    let asked = house.ask(1_000, "a new stand");
    assert!(matches!(asked, Asked::Waits(..)), "{asked:?}: the manager could have decided before");
    house.later(15);
    let asked = house.ask(1_000, "a new stand");
    assert!(matches!(asked, Asked::Alone(..)), "{asked:?}");
}

#[test]
fn every_subject_of_a_house_of_one_is_in_force() {
    for subject in ApprovalSubject::ALL {
        let mut team = Team::new();
        team.be("admin");
        for name in ["asker", "other", "east", "east2", "southwest", "head", "head2", "deputy", "guest"] {
            let change = UserChange { active: Some(false), ..UserChange::default() };
            admin::set_user(&mut team.session, name, &change).expect("switched off");
        }
        team.session.clock = Clock::At(team.session.now() + Duration::days(15));
        let (record, id) = team.ask("admin", *subject, Some(Money::units(2_000_000)));
        assert_eq!(id, 0, "{subject:?} does not wait");
        assert_eq!(team.state(*subject, record), Decision::Approved, "{subject:?}");
    }
}
