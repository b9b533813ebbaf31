use super::*;
use crate::domain::kinds::{ApprovalAct, ApprovalState};
use crate::domain::money::Money;
use crate::ops::approval::Seen;
use crate::ops::import::{self, ImportError, Request as ImportRequest};
use crate::ops::office::Office;
use crate::ops::partner::fixture::{get, partner, put as write, refused, session, text};
use crate::ops::partner::{lifecycle::move_to, merge};
use crate::ops::{admin, approval as approvals_of, record as records};
use crate::store::today;

fn here(office: &mut Office, code: &str, status: Lifecycle) -> i64 {
    let region = today::regions_named(office.session.store.conn(), ["上海市"]).expect("regions")[0];
    partner(office.be("admin"), code, status, &[("region", Value::Int(region))])
}

/// The newest exit of a partner.
fn exit_of(session: &Session, partner: i64) -> Stored<PartnerExit> {
    let found = record::query_as::<PartnerExit>(session.store.conn(), "WHERE partner = ?1 ORDER BY id DESC LIMIT 1", &[&partner]);
    found.expect("rows").pop().expect("an exit")
}

fn open(session: &Session, partner: i64) -> Seen {
    let exit = exit_of(session, partner).id;
    approvals_of::open(session, ApprovalSubject::Exit, exit).expect("read").expect("it waits")
}

fn decide(office: &mut Office, who: &str, partner: i64, act: ApprovalAct) -> String {
    let seen = open(&office.session, partner);
    match approvals_of::act(office.be(who), seen, act, "words") {
        Ok(done) => done.state.code().to_owned(),
        other => refused(other),
    }
}

#[test]
fn a_partner_leaves_by_the_decision_of_another_and_is_back_by_their_undo() {
    let mut office = Office::new();
    let id = here(&mut office, "D1", Lifecycle::Suspended);
    let said = ask(office.be("li"), &[id], " retires ", false).expect("asked");
    assert_eq!((said.key, get(&office.session, id).status), ("done-exit-waits", Lifecycle::Suspended));
    assert_eq!(decide(&mut office, "li", id, ApprovalAct::Approve), "refused-approval-own");
    assert_eq!(decide(&mut office, "south", id, ApprovalAct::Approve), "refused-region");
    assert_eq!(decide(&mut office, "east", id, ApprovalAct::Approve), "approved");
    assert_eq!(get(&office.session, id).status, Lifecycle::Exited);
    let kept = lifecycle::moves(&office.session, id).expect("moves");
    let [kept] = kept.as_slice() else { panic!("{kept:?}") };
    let east = office.user("east");
    assert_eq!((kept.from_status, kept.reason.as_str(), kept.moved_by), (Lifecycle::Suspended, "retires", Some(east)));
    assert_eq!(exit_of(&office.session, id).effective_at, Some(office.session.now()));
    // who asked can't take the decision back; who decided can, and not take that back in turn
    assert!(admin::undo(office.be("li"), None).is_err(), "it is decided");
    assert_eq!(get(&office.session, id).status, Lifecycle::Exited);
    admin::undo(office.be("east"), None).expect("undone");
    assert_eq!(get(&office.session, id).status, Lifecycle::Suspended);
    assert_eq!(lifecycle::moves(&office.session, id).expect("moves"), []);
    assert_eq!(refused(admin::redo(office.be("east"))), "refused-redo-decision");
    assert_eq!(decide(&mut office, "east", id, ApprovalAct::Reject), "rejected");
    assert_eq!(get(&office.session, id).status, Lifecycle::Suspended);
    // once it is over it may be asked for again, and taken back
    ask(office.be("li"), &[id], "retires after all", false).expect("asked");
    assert_eq!(decide(&mut office, "li", id, ApprovalAct::Withdraw), "withdrawn");
    assert_eq!(exit_of(&office.session, id).state, Decision::Withdrawn);
}

#[test]
fn what_a_partner_is_worth_says_how_many_decide() {
    let mut office = Office::new();
    let id = here(&mut office, "D1", Lifecycle::Active);
    let mut stored: Stored<Partner> = record::get_as(office.session.store.conn(), id).expect("it");
    stored.record.credit_limit = Some(Money::units(1_000_000));
    office.be("admin").write(Role::Admin, "change-edit", "x", |tx| Ok(tx.save(&stored)?)).expect("written");
    ask(office.be("li"), &[id], "sold", false).expect("asked");
    assert_eq!(decide(&mut office, "east", id, ApprovalAct::Approve), "pending");
    assert_eq!(get(&office.session, id).status, Lifecycle::Active, "one step is not enough");
    assert_eq!(decide(&mut office, "head", id, ApprovalAct::Approve), "approved");
    assert_eq!(get(&office.session, id).status, Lifecycle::Exited);
}

#[test]
fn no_door_lets_a_partner_leave_past_its_approval() {
    for who in ["li", "east", "head", "admin"] {
        let mut office = Office::new();
        for (i, from) in Lifecycle::ALL.iter().enumerate().filter(|(_, from)| **from != Lifecycle::Exited) {
            let id = here(&mut office, &format!("D{i}"), *from);
            let gone = here(&mut office, &format!("G{i}"), Lifecycle::Exited);
            let mut said = Vec::new();
            // the command, and of many at once
            said.push(("move", refused(move_to(office.be(who), &[id], Lifecycle::Exited, "gone"))));
            said.push(("bulk", refused(move_to(office.be(who), &[gone, id], Lifecycle::Exited, "gone"))));
            // a form, and what writes like one
            let mut row = record::get(office.session.store.conn(), Kind::Partner, id).expect("it");
            row.set("status", Lifecycle::Exited.to_value());
            let saved = records::save_because(office.be(who), row, &[], records::Doubles::Allowed, "gone");
            said.push(("form", refused(saved)));
            // a file
            let path = office.folder.path().join("in.csv");
            std::fs::write(&path, format!("Code,Status\nD{i},exited\n")).expect("a file");
            let request = ImportRequest {
                kind: Some(Kind::Partner),
                files: vec![path],
                reason: "gone".to_owned(),
                ..ImportRequest::default()
            };
            said.push((
                "import",
                match import::run(office.be(who), &request, &mut |_| ()) {
                    Ok(report) => {
                        assert!(!report.written && report.all_refused());
                        let expected =
                            report.sections.iter().flat_map(|s| &s.problems).map(|p| format!("{:?}", p.problem.expected));
                        expected.collect()
                    }
                    Err(ImportError::Op(e)) => refused::<()>(Err(e)),
                    Err(other) => panic!("{other:?}"),
                },
            ));
            // the status of one that is merged into it
            if who != "li" {
                let mut compared = merge::compare(office.be(who), id, gone).expect("compared");
                compared.fields = merge::taking(&compared, &["status".to_owned()]).expect("a field");
                let wish = merge::Wish {
                    keep: (compared.keep.id, compared.keep.version),
                    drop: (compared.drop.id, compared.drop.version),
                    chosen: compared.fields.clone(),
                };
                said.push(("merge", refused(merge::merge(office.be(who), &wish))));
            }
            for (door, said) in said {
                assert!(said.contains(lifecycle::ASKS), "{who} by {door} from {}: {said}", from.code());
            }
            assert_eq!(get(&office.session, id).status, *from, "{who}");
            assert_eq!(lifecycle::moves(&office.session, id).expect("moves"), []);
        }
    }
}

#[test]
fn a_step_forward_lets_nobody_leave_who_left_before_it_was_asked_for() {
    let mut office = Office::new();
    let id = here(&mut office, "D1", Lifecycle::Active);
    // as an earlier version moved it
    let left = |tx: &mut Tx<'_>| {
        let mut stored: Stored<Partner> = record::get_as(tx.conn(), id)?;
        stored.record.status = Lifecycle::Exited;
        Ok(tx.save(&stored)?)
    };
    office.be("li").write(Role::Specialist, "change-partner-status", "D1", left).expect("written");
    admin::undo(office.be("li"), None).expect("undone");
    assert_eq!(get(&office.session, id).status, Lifecycle::Active);
    assert_eq!(refused(admin::redo(office.be("li"))), lifecycle::ASKS);
    assert_eq!(get(&office.session, id).status, Lifecycle::Active);
    // one that came back as a lead is where it was by a step back: that it left was decided
    office.be("li").write(Role::Specialist, "change-partner-status", "D1", left).expect("written");
    move_to(office.be("li"), &[id], Lifecycle::Lead, "is back").expect("moved");
    admin::undo(office.be("li"), None).expect("undone");
    assert_eq!(get(&office.session, id).status, Lifecycle::Exited);
}

#[test]
fn who_has_left_or_is_asked_for_is_not_asked_for_again_and_many_are_told_apart() {
    let mut office = Office::new();
    let [a, b, c] = ["A", "B", "C"].map(|code| here(&mut office, code, Lifecycle::Active));
    let gone = here(&mut office, "G", Lifecycle::Exited);
    assert_eq!(refused(ask(office.be("li"), &[gone], "again", false)), "partner: Named(\"refused-exit-left\", [])");
    ask(office.be("li"), &[a], "one", false).expect("asked");
    assert_eq!(
        refused(ask(office.be("li"), &[a], "two", false)),
        "partner: Named(\"refused-exit-waits\", [(\"number\", \"1\")])"
    );
    let said = ask(office.be("li"), &[a, b, c, gone], "all", false).expect("asked");
    assert_eq!(said, Sentence::new("done-exits-some").with("count", 2).with("codes", "A, G"));
    assert_eq!(refused(ask(office.be("li"), &[b], " ", false)), "usage-no-reason");
    assert_eq!(refused(ask(office.be("guest"), &[b], "x", false)), "needs specialist");
    // one undo takes back all that was asked for at once
    admin::undo(office.be("li"), None).expect("undone");
    let rows = record::query_as::<PartnerExit>(office.session.store.conn(), "", &[]).expect("rows");
    assert_eq!(rows.iter().map(|r| r.partner).collect::<Vec<_>>(), [a]);
}

#[test]
fn what_is_open_is_named_to_who_asks_and_to_who_decides() {
    let mut office = Office::new();
    let id = here(&mut office, "D1", Lifecycle::Active);
    partner(office.be("admin"), "S1", Lifecycle::Active, &[("core", Value::Int(id))]);
    let day = |text: &str| text.parse::<chrono::NaiveDate>().expect("a day").to_value();
    let of = |more: &[(&'static str, Value)]| [&[("partner", Value::Int(id))], more].concat();
    let money = |units| Money::units(units).to_value();
    let bill = [("number", text("I1")), ("issued_on", day("2025-05-01")), ("due_on", day("2025-05-31")), ("amount", money(120))];
    write(office.be("admin"), Kind::Invoice, &of(&bill));
    write(
        office.be("admin"),
        Kind::Payment,
        &of(&[("number", text("P1")), ("paid_on", day("2025-05-20")), ("amount", money(20))]),
    );
    write(office.be("admin"), Kind::DepositEntry, &of(&[("on", day("2025-01-01")), ("amount", money(50))]));
    let expected = lifecycle::Matters { open: Money::units(100), tickets: 0, deposit: Money::units(50), satellites: 1 };
    assert_eq!(lifecycle::outlook(&office.session, &[id]).expect("an outlook").matters, expected);
    assert_eq!(refused(ask(office.be("li"), &[id], "closed", false)), "refused-exit-open");
    ask(office.be("li"), &[id], "closed", true).expect("known");
    let seen = open(&office.session, id);
    let page = approvals_of::page(&office.session, seen.id).expect("a page");
    assert_eq!(page.line.wanted, Some(crate::domain::approval::Wanted::Exit(expected)));
    let shown: Vec<_> = page.difference.fields.iter().map(|c| (c.field.name, c.after.0.clone())).collect();
    let named = [("receivables", money(100)), ("tickets", Value::Int(0)), ("deposit", money(50)), ("satellites", Value::Int(1))];
    assert_eq!(shown, named);
    assert_eq!(decide(&mut office, "east", id, ApprovalAct::Approve), "approved");
    assert_eq!(get(&office.session, id).status, Lifecycle::Exited);
}

#[test]
fn an_edit_of_why_is_decided_anew_and_brings_nobody_back() {
    let mut office = Office::new();
    let id = here(&mut office, "D1", Lifecycle::Active);
    ask(office.be("li"), &[id], "one", false).expect("asked");
    let edit = |office: &mut Office, why: &str| {
        let mut row: Row = exit_of(&office.session, id).into();
        row.set("reason", text(why));
        records::save(office.be("li"), row, &[]).expect("saved").said.key
    };
    let first = open(&office.session, id);
    assert_eq!(edit(&mut office, "two"), "done-approval-asked");
    let page = approvals_of::page(&office.session, first.id).expect("a page");
    assert_eq!(page.line.state, ApprovalState::Withdrawn, "what waited was about other words");
    assert_eq!(decide(&mut office, "east", id, ApprovalAct::Approve), "approved");
    assert_eq!(edit(&mut office, "three"), "done-approval-stays-waits");
    assert_eq!((exit_of(&office.session, id).state, get(&office.session, id).status), (Decision::Pending, Lifecycle::Exited));
    assert_eq!(decide(&mut office, "east", id, ApprovalAct::Approve), "approved");
    assert_eq!(lifecycle::moves(&office.session, id).expect("moves").len(), 1, "it left once");
    // whose exit it is does not change
    let other = here(&mut office, "D2", Lifecycle::Active);
    let mut row: Row = exit_of(&office.session, id).into();
    row.set("partner", Value::Int(other));
    assert!(refused(records::save(office.be("li"), row, &[])).starts_with("partner: Named(\"refused-fixed\""));
    assert_eq!(get(&office.session, other).status, Lifecycle::Active);
}

#[test]
fn in_a_house_of_one_an_exit_is_in_force_and_marked() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let id = partner(&mut session, "D1", Lifecycle::Improving, &[]);
    assert_eq!(ask(&mut session, &[id], "closed", false).expect("asked").key, "done-approval-alone");
    assert_eq!(get(&session, id).status, Lifecycle::Exited);
    let exit = exit_of(&session, id);
    let decided = approvals_of::newest(&session, Kind::PartnerExit, exit.id).expect("read").expect("an approval");
    assert!(decided.alone && exit.state == Decision::Approved);
}
