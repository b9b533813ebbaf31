//! Every subject, act and person; two steps; amounts; edits; clocks; delegates; undo.

mod alone;
mod moves;
mod team;

use team::{Team, key};

use super::*;
use crate::config::{Config, Given};
use crate::domain::kinds::{Expense, Partner, TierChange};
use crate::domain::record::{FieldType, Lang, Storable as _, Value};
use crate::domain::today::Band;
use crate::ops::admin::{self, Delegation, UserChange};
use crate::ops::{Clock, access, setup};
use crate::store::StoreError;
use chrono::Duration;

const DAY: &str = "2025-06-10";
/// What becomes of an act of somebody on a request of `asker`'s for a partner in the east.
fn expected(needs: Role, who: &str, act: ApprovalAct) -> &'static str {
    if matches!(act, ApprovalAct::Answer | ApprovalAct::Withdraw) {
        return match (who, act) {
            ("guest", _) => "role specialist",
            ("asker", ApprovalAct::Answer) => "refused-approval-not-asked",
            ("asker", _) => "",
            _ => "refused-approval-not-yours",
        };
    }
    match (needs, who) {
        (_, "guest") => "role specialist",
        (_, "stranger") => "refused-unregistered",
        (_, "asker") => "refused-approval-own",
        (_, "head" | "admin") | (Role::Manager, "east" | "east2" | "deputy") => "",
        (Role::Manager, "other") => "role manager",
        (Role::Manager, _) => "refused-region",
        (_, _) => "role head_office",
    }
}

#[test]
fn every_subject_act_and_person() {
    let mut team = Team::new();
    let acts = [ApprovalAct::Approve, ApprovalAct::Reject, ApprovalAct::Ask, ApprovalAct::Answer, ApprovalAct::Withdraw];
    for subject in ApprovalSubject::ALL {
        for who in ["asker", "other", "east", "east2", "southwest", "head", "deputy", "guest", "admin"] {
            for act in acts {
                // at the amount from which an expense needs a manager
                let (_, id) = team.ask("asker", *subject, Some(Money::units(1_000)));
                let needs = team.approval(id).needs;
                let expected = expected(needs, who, act);
                if act == ApprovalAct::Approve {
                    let session = team.be(who);
                    let listed = list(session, Scope::Waiting, 1_000).expect("a list").iter().any(|w| w.line.id == id);
                    assert_eq!(listed, expected.is_empty(), "the inbox of {who}: {subject:?}");
                    let page = page(session, id).expect("a page");
                    assert_eq!(page.may_decide, expected.is_empty(), "the page for {who}: {subject:?}");
                }
                let got = team.act(who, id, act);
                assert_eq!(got.as_ref().map_or_else(String::as_str, |_| ""), expected, "{subject:?} {act:?} by {who}");
                let state = team.approval(id).state;
                let after = match (expected, act) {
                    ("", ApprovalAct::Approve) => ApprovalState::Approved,
                    ("", ApprovalAct::Reject) => ApprovalState::Rejected,
                    ("", ApprovalAct::Ask) => ApprovalState::Asked,
                    ("", _) => ApprovalState::Withdrawn,
                    _ => ApprovalState::Pending,
                };
                assert_eq!(state, after, "{subject:?} {act:?} by {who}");
            }
        }
    }
    let (_, id) = team.ask("asker", ApprovalSubject::Tier, None);
    assert_eq!(team.act("stranger", id, ApprovalAct::Approve).unwrap_err(), "refused-unregistered");
}

#[test]
fn the_record_follows_its_approval() {
    let mut team = Team::new();
    for subject in ApprovalSubject::ALL {
        let amount = Some(Money::units(1_000));
        for (who, act, state) in [
            ("head", ApprovalAct::Approve, Decision::Approved),
            ("head", ApprovalAct::Reject, Decision::Rejected),
            ("asker", ApprovalAct::Withdraw, Decision::Withdrawn),
        ] {
            let (record, id) = team.ask("asker", *subject, amount);
            assert_eq!(team.state(*subject, record), Decision::Pending);
            team.act(who, id, act).expect("done");
            assert_eq!(team.state(*subject, record), state, "{subject:?}");
            let again = team.act("head2", id, ApprovalAct::Approve).unwrap_err();
            assert_eq!(again, "refused-approval-over", "{subject:?}");
        }
    }
    let tier: Partner = record::get_as(team.session.store.conn(), team.east).map(|s: Stored<_>| s.record).expect("a partner");
    assert!(tier.tier.is_some(), "an approved tier is in force");
}

#[test]
fn an_amount_takes_two_steps_by_two_people() {
    let mut team = Team::new();
    let two = Some(Money::units(50_000));
    let (record, id) = team.ask("asker", ApprovalSubject::Expense, two);
    let done = team.act("east", id, ApprovalAct::Approve).expect("the first step");
    assert_eq!((done.state, done.next), (ApprovalState::Pending, Some(Role::HeadOffice)));
    assert_eq!(team.state(ApprovalSubject::Expense, record), Decision::Pending, "one step is not enough");
    assert_eq!(team.act("east2", id, ApprovalAct::Approve).unwrap_err(), "role head_office");
    team.act("head", id, ApprovalAct::Approve).expect("the second step");
    assert_eq!(team.state(ApprovalSubject::Expense, record), Decision::Approved);
    // head office may take the first step, but then not the second
    let (_, id) = team.ask("asker", ApprovalSubject::Expense, two);
    team.act("head", id, ApprovalAct::Approve).expect("the first step");
    assert_eq!(team.act("head", id, ApprovalAct::Approve).unwrap_err(), "refused-approval-twice");
    assert_eq!(team.act("admin", id, ApprovalAct::Approve).map(|d| d.state), Ok(ApprovalState::Approved));
    // nor may who decided in somebody's place, nor that somebody
    let (_, id) = team.ask("asker", ApprovalSubject::Expense, two);
    team.act("deputy", id, ApprovalAct::Approve).expect("the first step, for east");
    let promote = UserChange { role: Some(Role::HeadOffice), ..UserChange::default() };
    for who in ["east", "deputy"] {
        admin::set_user(team.be("admin"), who, &promote).expect("promoted");
        assert_eq!(team.act(who, id, ApprovalAct::Approve).unwrap_err(), "refused-approval-twice", "{who}");
    }
    let events = approvals::events(team.session.store.conn(), id).expect("events");
    assert_eq!(events.last().map(|e| (e.actor.as_deref(), e.place_of.as_deref())), Some((Some("deputy"), Some("east"))));
}

#[test]
fn a_form_asks_by_amount_and_below_it_is_in_force() {
    let mut team = Team::new();
    for (amount, steps) in [(1, 0), (999, 0), (1_000, 1), (49_999, 1), (50_000, 2)] {
        let id = team.expense("asker", amount);
        let open = super::open(&team.session, ApprovalSubject::Expense, id).expect("read");
        assert_eq!(open.map_or(0, |s| team.approval(s.id).steps), steps, "{amount}");
        let state = if steps == 0 { Decision::Approved } else { Decision::Pending };
        assert_eq!(team.state(ApprovalSubject::Expense, id), state, "{amount}");
    }
    let mut row = team.row(ApprovalSubject::Expense);
    row.set("amount", Value::Int(0));
    row.set("partner", Value::Null);
    let problems = match crate::ops::record::save(team.be("asker"), row, &[]) {
        Err(OpError::Invalid(problems)) => problems.iter().map(|p| p.field).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(problems, ["partner", "amount"]);
}

#[test]
fn an_edit_of_what_is_guarded_asks_again_and_no_other() {
    let mut team = Team::new();
    let expense = team.expense("asker", 2_000);
    let first = team.open(expense);
    // while it waits
    let said = team.edit("other", expense, "amount", Money::units(60_000).to_value()).expect("edited");
    assert_eq!(said.key, "done-approval-asked");
    let second = team.open(expense);
    assert_eq!((team.approval(first).state, team.approval(second).steps), (ApprovalState::Withdrawn, 2));
    // both who asked first and who changed it are out of it
    for who in ["asker", "other"] {
        let promote = UserChange { role: Some(Role::HeadOffice), ..UserChange::default() };
        admin::set_user(team.be("admin"), who, &promote).expect("promoted");
        assert_eq!(team.act(who, second, ApprovalAct::Approve).unwrap_err(), "refused-approval-own");
    }
    team.act("east", second, ApprovalAct::Approve).expect("the first step");
    team.act("head", second, ApprovalAct::Approve).expect("the second step");
    assert_eq!(team.state(ApprovalSubject::Expense, expense), Decision::Approved);
    team.edit("asker", expense, "amount", Money::units(60_001).to_value()).expect("edited");
    assert_eq!(team.state(ApprovalSubject::Expense, expense), Decision::Pending);
    let third = team.open(expense);
    let acts: Vec<ApprovalAct> =
        approvals::events(team.session.store.conn(), third).expect("events").iter().map(|e| e.event.act).collect();
    assert_eq!(acts, [ApprovalAct::Reopen]);
    let shown = difference(&team.session, third).expect("a difference");
    let changed: Vec<_> = shown.fields.iter().filter(|c| c.changes()).map(|c| (c.field.name, &c.before.0, &c.after.0)).collect();
    assert_eq!(changed, [("amount", &Money::units(60_000).to_value(), &Money::units(60_001).to_value())]);
    // its undo gives back what was approved, and the request is gone
    admin::undo(team.be("asker"), None).expect("undone");
    assert_eq!(team.state(ApprovalSubject::Expense, expense), Decision::Approved);
    assert_eq!(super::open(&team.session, ApprovalSubject::Expense, expense).expect("read"), None);
    // below the first threshold nothing waits, even where it was approved by two
    team.edit("asker", expense, "amount", Money::units(10).to_value()).expect("edited");
    assert_eq!(team.state(ApprovalSubject::Expense, expense), Decision::Approved);
}

#[test]
fn what_an_approval_shows_of_its_record_is_guarded() {
    for subject in ApprovalSubject::ALL {
        let mut team = Team::new();
        let (id, approval) = team.ask("asker", *subject, Some(Money::units(2_000)));
        let kind = approval::about(*subject).0;
        let shown = |team: &Team| {
            let conn = team.session.store.conn();
            let (page, row) = (page(&team.session, approval).expect("a page"), record::get(conn, kind, id).expect("there"));
            let fields: Vec<_> = page.difference.fields.iter().map(|c| (c.field.name, c.after.clone())).collect();
            let title = effect::title(conn, &row).expect("a title");
            format!("{} {title} {:?} {} {fields:?}", page.line.title, page.line.wanted, page.record)
        };
        let before = shown(&team);
        for f in kind.def().fields.iter().filter(|f| !f.guarded && !f.computed) {
            let row = record::get(team.session.store.conn(), kind, id).expect("there");
            let mut other = row.clone();
            let value = match f.ty {
                FieldType::Choice(list) => Value::Text(list.last().expect("choices").code.to_owned()),
                FieldType::Text | FieldType::Note | FieldType::Tags => Value::Text("zz".into()),
                FieldType::Ref(Kind::User) => Value::Int(1),
                FieldType::Ref(_) => Value::Null,
                _ => Value::Int(row.get(f.name).int().unwrap_or(0) ^ 1),
            };
            other.set(f.name, value);
            let change =
                crate::store::Change { actor: "admin", at: team.session.now(), label: "change-edit", detail: "x", rules: 0 };
            other.version = team.session.store.write(&change, |tx| tx.update(&other)).expect("written");
            assert_eq!(shown(&team), before, "{} of {} is shown and not guarded", f.name, kind.def().name);
            let back = Row { version: other.version, ..row };
            team.session.store.write(&change, |tx| tx.update(&back)).expect("written");
        }
    }
}

#[test]
fn a_purpose_that_was_approved_is_approved_anew_when_it_changes() {
    let mut team = Team::new();
    let expense = team.expense("asker", 2_000);
    let first = team.open(expense);
    team.act("east", first, ApprovalAct::Approve).expect("approved");
    team.edit("asker", expense, "purpose", Value::Text("展架".into())).expect("edited");
    assert_eq!(team.state(ApprovalSubject::Expense, expense), Decision::Pending);
    assert_eq!(team.approval(team.open(expense)).state, ApprovalState::Pending);
}

#[test]
fn what_was_rejected_is_asked_for_anew_by_an_edit_or_on_request() {
    let mut team = Team::new();
    let expense = team.expense("asker", 2_000);
    let first = team.open(expense);
    assert_eq!(team.act("east", first, ApprovalAct::Reject).map(|d| d.state), Ok(ApprovalState::Rejected));
    team.edit("asker", expense, "amount", Money::units(1_500).to_value()).expect("edited");
    let second = team.open(expense);
    assert!(second > first);
    team.act("asker", second, ApprovalAct::Withdraw).expect("taken back");
    let asked = ask_for(team.be("asker"), Kind::Expense, expense, "after all").expect("asked");
    assert!(matches!(asked, Asked::Waits(..)));
    let twice = ask_for(team.be("asker"), Kind::Expense, expense, "and again").map_err(|e| key(&e));
    assert_eq!(twice, Err("refused-approval-settled".to_owned()));
    let other = ask_for(team.be("asker"), Kind::Partner, 1, "").map_err(|e| key(&e));
    assert_eq!(other, Err("usage-approval-kind".to_owned()));
}

#[test]
fn what_is_decided_on_is_what_was_seen() {
    let mut team = Team::new();
    let expense = team.expense("asker", 2_000);
    let id = team.open(expense);
    // past all rules, as a damaged or foreign writer would
    let session = team.be("asker");
    session
        .write(Role::Specialist, "change-edit", "", |tx| {
            let mut row = record::get(tx.conn(), Kind::Expense, expense)?;
            row.set("amount", Money::units(2_000_000).to_value());
            Ok(tx.update(&row)?)
        })
        .expect("written");
    let refused = super::act(team.be("east"), Seen { id, version: None }, ApprovalAct::Approve, "").unwrap_err();
    let said = crate::i18n::error(Lang::Zh, &refused);
    assert!(said.contains("金额: 2000.00 → 2000000.00"), "{said}");
    let shown = difference(&team.session, id).expect("a difference");
    assert_eq!(shown.drift.iter().map(|c| c.field.name).collect::<Vec<_>>(), ["amount"]);
    assert_eq!(team.approval(id).state, ApprovalState::Pending);
    assert!(ask_for(team.be("asker"), Kind::Expense, expense, "").is_ok(), "asking again is the way out");
    assert_ne!(team.open(expense), id);
    // a version that somebody has passed names who was first
    let id = team.open(expense);
    let seen = Seen { id, version: Some(team.approval(id).version) };
    team.act("east", id, ApprovalAct::Ask).expect("asked");
    let late = super::act(team.be("head"), seen, ApprovalAct::Approve, "").unwrap_err();
    let said = crate::i18n::error(Lang::En, &late);
    assert!(said.contains("`east` was first") && said.contains("asked back"), "{said}");
}

#[test]
fn a_question_goes_back_to_who_asked_and_has_its_own_clock() {
    let mut team = Team::new();
    let expense = team.expense("asker", 2_000);
    let id = team.open(expense);
    let start = team.session.now();
    let due = |team: &Team| team.approval(id).due_at.map(|t| (t - start).num_hours());
    assert_eq!(due(&team), Some(24));
    for (act, expected) in [(ApprovalAct::Reject, "usage-approval-reason"), (ApprovalAct::Ask, "usage-approval-question")] {
        let done = super::act(team.be("east"), Seen { id, version: None }, act, "  ");
        assert_eq!(key(&done.unwrap_err()), expected);
    }
    let later = |team: &mut Team, hours| team.session.clock = Clock::At(start + Duration::hours(hours));
    later(&mut team, 23);
    team.act("east", id, ApprovalAct::Ask).expect("asked");
    assert_eq!((team.approval(id).state, due(&team)), (ApprovalState::Asked, Some(47)));
    assert_eq!(team.act("east", id, ApprovalAct::Ask).unwrap_err(), "refused-approval-asked");
    assert_eq!(inbox(team.be("asker"), 10).expect("an inbox").answer.len(), 1);
    assert_eq!(inbox(team.be("east"), 10).expect("an inbox").decide, []);
    assert_eq!(team.act("other", id, ApprovalAct::Answer).unwrap_err(), "refused-approval-not-yours");
    later(&mut team, 30);
    team.act("asker", id, ApprovalAct::Answer).expect("answered");
    assert_eq!((team.approval(id).state, due(&team)), (ApprovalState::Pending, Some(54)));
    let late = |team: &mut Team| {
        let queue = crate::ops::today::queue(team.be("east"), crate::ops::today::Reach::Mine).expect("a queue");
        queue.items.first().map(|i| (i.key.clone(), i.band))
    };
    let key = format!("approval:{id}:1");
    later(&mut team, 53);
    assert_eq!(late(&mut team), Some((key.clone(), Band::Approval)));
    later(&mut team, 54);
    assert_eq!(late(&mut team), Some((key, Band::ApprovalLate)), "24 h after the answer it is late");
    team.act("deputy", id, ApprovalAct::Approve).expect_err("the delegation is over");
    team.act("east", id, ApprovalAct::Approve).expect("approved");
    let news = inbox(team.be("asker"), 10).expect("an inbox").decided;
    assert_eq!(news.iter().map(|l| (l.id, l.state)).collect::<Vec<_>>(), [(id, ApprovalState::Approved)]);
}

#[test]
fn a_delegate_acts_from_the_first_day_to_the_last_and_never_passes_it_on() {
    let mut team = Team::new();
    let id = {
        let e = team.expense("asker", 2_000);
        team.open(e)
    };
    // deputy decides for east; other is named by deputy and can't decide for east
    team.delegate("deputy", "other");
    assert_eq!(team.act("other", id, ApprovalAct::Approve).unwrap_err(), "role manager");
    for (from, until, may) in [
        ("2025-06-10", "2025-06-10", true),
        ("2025-06-09", "2025-06-11", true),
        ("2025-06-11", "2025-06-12", false),
        ("2025-06-01", "2025-06-09", false),
    ] {
        let delegation = Delegation { to: Some("deputy".into()), from: from.parse().ok(), until: until.parse().ok() };
        admin::delegate(team.be("east"), "east", &delegation).expect("one's own delegate");
        let listed = inbox(team.be("deputy"), 10).expect("an inbox").decide;
        assert_eq!(listed.first().and_then(|w| w.place_of.as_deref()), may.then_some("east"), "{from} to {until}");
    }
    // the request of a delegate, or of who named them, is not for the delegate
    team.delegate("east", "asker");
    assert_eq!(team.act("asker", id, ApprovalAct::Approve).unwrap_err(), "refused-approval-own");
    let of_east = {
        let e = team.expense("east", 2_000);
        team.open(e)
    };
    assert_eq!(team.act("asker", of_east, ApprovalAct::Approve).unwrap_err(), "refused-approval-own", "what they lack east has");
    let bad = |team: &mut Team, who: &str, to: &str, from: &str, until: &str| {
        let delegation = Delegation { to: Some(to.into()), from: from.parse().ok(), until: until.parse().ok() };
        admin::delegate(team.be(who), "east", &delegation).map_err(|e| key(&e)).unwrap_err()
    };
    assert_eq!(bad(&mut team, "east", "east", "", ""), "usage-delegate-self");
    assert_eq!(bad(&mut team, "east", "guest", "", ""), "refused-delegate-role");
    assert_eq!(bad(&mut team, "east", "nobody", "", ""), "usage-unknown-user");
    assert_eq!(bad(&mut team, "east", "other", "2025-06-02", "2025-06-01"), "usage-delegate-span");
    assert_eq!(bad(&mut team, "other", "other", "", ""), "role admin", "somebody else's delegate is for an administrator");
}

#[test]
fn a_decision_is_taken_back_by_who_made_it_once() {
    let mut team = Team::new();
    let (record, id) = team.ask("asker", ApprovalSubject::Tier, None);
    team.act("east", id, ApprovalAct::Approve).expect("approved");
    let tier = |team: &Team| record::get(team.session.store.conn(), Kind::Partner, team.east).expect("it").get("tier").clone();
    assert_eq!(tier(&team), Value::Text("strategic".into()));
    let set = admin::changes(&team.session, true, 1).expect("changes").remove(0);
    let undo = |team: &mut Team, who: &str, id| admin::undo(team.be(who), Some(id)).map(|_| ()).map_err(|e| key(&e));
    assert_eq!(undo(&mut team, "admin", set.id), Err("refused-approval-undo".into()), "not even an administrator");
    assert_eq!(undo(&mut team, "east", set.id), Ok(()));
    assert_eq!((tier(&team), team.approval(id).state), (Value::Null, ApprovalState::Pending));
    assert_eq!(team.state(ApprovalSubject::Tier, record), Decision::Pending);
    let undone = admin::changes(&team.session, true, 1).expect("changes").remove(0);
    for who in ["east", "admin"] {
        assert_eq!(undo(&mut team, who, undone.id), Err("refused-approval-undo".into()), "{who}");
    }
    team.act("head", id, ApprovalAct::Reject).expect("decided anew");
    let change: Stored<TierChange> = record::get_as(team.session.store.conn(), record).expect("a change");
    assert!(change.reason.ends_with("\nwords"), "{}", change.reason);
}

#[test]
fn who_was_switched_off_or_lost_the_role_decides_no_more() {
    let mut team = Team::new();
    let id = {
        let e = team.expense("asker", 2_000);
        team.open(e)
    };
    let manager = access::actor(&team.session.store, "east").expect("read").expect("a user");
    let demote = UserChange { role: Some(Role::Specialist), ..UserChange::default() };
    admin::set_user(team.be("admin"), "east", &demote).expect("demoted");
    // a program that has been open since before
    team.session.actor = manager;
    let refused = super::act(&mut team.session, Seen { id, version: None }, ApprovalAct::Approve, "");
    assert_eq!(refused.map_err(|e| key(&e)), Err("refused-role-changed".to_owned()));
    assert_eq!(team.session.actor.role, Role::Specialist, "and the program knows it now");
    assert_eq!(team.act("deputy", id, ApprovalAct::Approve).unwrap_err(), "role manager", "nor does their delegate");
}

#[test]
fn an_import_or_a_form_is_no_way_around() {
    let mut team = Team::new();
    let mut row = team.row(ApprovalSubject::Contract);
    row.set("state", Decision::Approved.to_value());
    let problems = match crate::ops::record::save(team.be("asker"), row, &[]) {
        Err(OpError::Invalid(problems)) => problems.iter().map(|p| p.field).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(problems, ["state"]);
    let expense = team.expense("asker", 2_000);
    let mut own: Row = team.approval(team.open(expense)).into();
    own.set("state", ApprovalState::Approved.to_value());
    let by_hand = crate::ops::record::save(team.be("admin"), own, &[]).map(|_| ()).map_err(|e| key(&e));
    assert_eq!(by_hand, Err("refused-approval-by-hand".to_owned()));
}

#[test]
fn many_are_approved_each_for_itself() {
    let mut team = Team::new();
    let ids: Vec<i64> = ["asker", "east", "other", "east"]
        .map(|who| {
            let e = team.expense(who, 2_000);
            team.open(e)
        })
        .to_vec();
    let seen: Vec<Seen> = ids.iter().map(|id| Seen { id: *id, version: None }).collect();
    let done = approve_many(team.be("east"), &seen, "").expect("two of four");
    assert_eq!(done.refused.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [2, 4]);
    let text = crate::i18n::sentence(Lang::En, &done.said);
    assert!(text.starts_with("approved 2 of 4, not #2, #4: "), "{text}");
    let text = crate::i18n::sentence(Lang::Zh, &done.said);
    assert!(text.contains("#2, #4") && !text.contains("refused"), "the reason is in the reader's language: {text}");
    let states: Vec<ApprovalState> = ids.iter().map(|id| team.approval(*id).state).collect();
    let (yes, no) = (ApprovalState::Approved, ApprovalState::Pending);
    assert_eq!(states, [yes, no, yes, no]);
}

#[test]
fn a_partner_that_is_gone_is_named() {
    let mut team = Team::new();
    let missing = page(&team.session, 99).map(|_| ());
    assert!(matches!(missing, Err(OpError::Store(StoreError::Missing { kind: Kind::Approval, .. }))), "{missing:?}");
    assert!(find(team.be("asker"), 7).is_err());
}
