use proptest::prelude::*;

use super::*;
use crate::domain::kinds::{Lifecycle, Role};
use crate::ops::partner::fixture::{about, drift, dump, get, partner, put, refused, row, session, text};
use crate::ops::{admin, list, record as records};
use crate::store::{Change, find, listing};

fn whole(session: &Session, id: i64) -> (i64, i64) {
    (id, record::get(session.store.conn(), Kind::Partner, id).expect("a partner").version)
}

fn wish(session: &Session, keep: i64, drop: i64) -> Wish {
    Wish { keep: whole(session, keep), drop: whole(session, drop), chosen: Vec::new() }
}

fn join(session: &mut Session, keep: i64, drop: i64) -> Result<Outcome> {
    let wish = wish(session, keep, drop);
    merge(session, &wish)
}

fn fact(session: &mut Session, kind: Kind, values: &[(&str, Value)]) {
    let fact = row(kind, values);
    session.write(Role::Admin, "change-create", "x", |tx| Ok(tx.edit_fact(None, Some(&fact))?)).expect("a fact");
}

fn referring(kind: Kind) -> Vec<&'static str> {
    let fields = kind.def().fields.iter();
    fields.filter(|f| f.ty == FieldType::Ref(Kind::Partner)).map(|f| f.name).collect()
}

fn count(session: &Session, kind: Kind, clause: &str, id: i64) -> usize {
    record::query(session.store.conn(), kind, clause, &[&id]).expect("rows").len()
}

#[test]
fn every_record_of_every_kind_goes_over_and_one_undo_brings_all_back() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let keep = partner(&mut session, "D1", Lifecycle::Active, &[("city", text("杭州"))]);
    let drop = partner(&mut session, "D31", Lifecycle::Active, &[("phone", text("0571-88880000"))]);
    let satellite = partner(&mut session, "S", Lifecycle::Active, &[("core", Value::Int(drop))]);
    let kinds: Vec<Kind> =
        Kind::ALL.iter().copied().filter(|k| !k.is_fact() && *k != Kind::Partner && !referring(*k).is_empty()).collect();
    assert!(kinds.len() >= 18, "{kinds:?}");
    for (n, kind) in (1i64..).zip(&kinds) {
        about(&mut session, *kind, drop, n);
        about(&mut session, *kind, drop, 100 + n);
    }
    let target = |code: &str, amount: i64, from: i64| {
        vec![
            ("scope", text("partner")),
            ("subject", text(code)),
            ("from_day", Value::Int(from)),
            ("to_day", Value::Int(from + 30)),
            ("amount", Value::Int(amount)),
        ]
    };
    put(&mut session, Kind::Target, &target("D31", 5, 20_000));
    put(&mut session, Kind::Target, &target("D31", 7, 20_100));
    put(&mut session, Kind::Target, &target("D1", 11, 20_100));
    let amount = |n: i64| ("net_amount", Value::Int(n));
    for (who, day, document, n) in [
        (drop, 20_000, "", 3),
        (keep, 20_000, "", 4),
        (drop, 20_001, "A1", 5),
        (keep, 20_001, "A1", 5),
        (drop, 20_002, "A2", 6),
        (keep, 20_002, "A2", 7),
        (drop, 20_003, "A3", 8),
    ] {
        let document = if document.is_empty() { Value::Null } else { text(document) };
        fact(
            &mut session,
            Kind::Sale,
            &[("partner", Value::Int(who)), ("day", Value::Int(day)), ("document", document), amount(n)],
        );
    }
    let sku = put(&mut session, Kind::Sku, &[("code", text("K")), ("name", text("K"))]);
    for (who, n) in [(drop, 20), (keep, 30)] {
        fact(
            &mut session,
            Kind::Stock,
            &[("partner", Value::Int(who)), ("day", Value::Int(20_000)), ("sku", Value::Int(sku)), ("quantity", Value::Int(n))],
        );
    }
    let before = dump(&session);
    assert_eq!(drift(&session), []);

    let seen = compare(&mut session, keep, drop).expect("compared");
    assert_eq!(dump(&session), before, "trying writes nothing");
    let done = join(&mut session, keep, drop).expect("merged");
    assert_eq!(done, seen.outcome);
    assert_eq!(drift(&session), []);
    for kind in Kind::ALL {
        for name in referring(*kind) {
            assert_eq!(count(&session, *kind, &format!("WHERE \"{name}\" = ?1"), drop), 0, "{}.{name}", kind.def().name);
        }
    }
    for kind in kinds.iter().filter(|k| **k != Kind::Alert) {
        assert_eq!(done.records[kind].moved, 2, "{}", kind.def().name);
        assert_eq!(count(&session, *kind, "WHERE partner = ?1", keep), 2, "{}", kind.def().name);
    }
    // what holds is found anew
    assert_eq!(done.records[&Kind::Alert].left_out, 2);
    assert_eq!(get(&session, satellite).core, Some(keep));
    assert_eq!((done.records[&Kind::Target].moved, done.records[&Kind::Target].united), (1, 1));
    let amounts: Vec<Option<i64>> =
        record::query(session.store.conn(), Kind::Target, "WHERE subject = 'D1' ORDER BY from_day", &[])
            .expect("targets")
            .iter()
            .map(|t| t.get("amount").int())
            .collect();
    assert_eq!(amounts, [Some(5), Some(18)]);
    assert_eq!((done.sales.rows, done.sales.days), (4, 4));
    assert_eq!((done.sales.united, done.sales.left_out, done.sales.renamed), (1, 1, 1));
    let sales: Vec<(String, i64)> =
        record::query(session.store.conn(), Kind::Sale, "WHERE partner = ?1 ORDER BY day, document", &[&keep])
            .expect("sales")
            .iter()
            .map(|s| (s.get("document").text().unwrap_or_default().to_owned(), s.get("net_amount").int().unwrap_or(0)))
            .collect();
    let expected = [("", 7), ("A1", 5), ("A2", 7), ("A2 (D31)", 6), ("A3", 8)].map(|(d, n)| (d.to_owned(), n));
    assert_eq!(sales, expected);
    let stock = record::query(session.store.conn(), Kind::Stock, "WHERE partner = ?1", &[&keep]).expect("stock");
    assert_eq!(stock.iter().map(|s| s.get("quantity").int()).collect::<Vec<_>>(), [Some(50)]);

    // found by its former code: at the command line, in forms and pickers, in filters
    assert_eq!(get(&session, keep).former_codes.0.iter().collect::<Vec<_>>(), ["D31"]);
    assert_eq!(list::find(&session, Kind::Partner, "D31").expect("found").id, keep);
    assert_eq!(crate::ops::refer::meant(&session, Kind::Partner, "D31").expect("asked"), Ok(keep));
    assert_eq!(find::find(&session.store, Kind::Partner, "d31", 5).expect("asked").first().map(|i| i.id), Some(keep));
    let filtered = list::conditions(&session, Kind::Ticket, "partner:D31").expect("understood");
    assert_eq!(listing::ids(session.store.conn(), Kind::Ticket, &filtered).expect("ids").len(), 2);

    session.refresh_figures().expect("figures");
    admin::undo(&mut session, None).expect("undone");
    assert_eq!(drift(&session), []);
    // the rules may have raised what holds of both together meanwhile; all else is as it was
    let rest = |all: Vec<String>| all.into_iter().filter(|l| !l.starts_with("alert ")).collect::<Vec<_>>();
    assert_eq!(rest(dump(&session)), rest(before));
    assert_eq!(crate::ops::refer::meant(&session, Kind::Partner, "D31").expect("asked"), Ok(drop));
}

#[test]
fn what_both_have_of_one_key_is_decided_by_kind() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let keep = partner(&mut session, "D1", Lifecycle::Active, &[]);
    let drop = partner(&mut session, "D2", Lifecycle::Active, &[]);
    let ticket = about(&mut session, Kind::Ticket, keep, 1);
    let mut both = |kind: Kind, mine: &[(&str, Value)], theirs: &[(&str, Value)]| {
        for (id, values) in [(keep, mine), (drop, theirs)] {
            let mut all = vec![("partner", Value::Int(id))];
            all.extend(values.iter().cloned());
            put(&mut session, kind, &all);
        }
    };
    let named =
        |name: &str, phone: &str| [("name", text(name)), ("phone", if phone.is_empty() { Value::Null } else { text(phone) })];
    both(Kind::Contact, &named("王芳", ""), &named("王芳", "1"));
    both(Kind::Contact, &named("李雷", "2"), &named("李雷", "3"));
    let course = |invited: Value, completed: i64| {
        [("kind", text("product")), ("on", Value::Int(20_000)), ("invited", invited), ("completed", Value::Int(completed))]
    };
    both(Kind::Training, &course(Value::Int(5), 4), &course(Value::Null, 3));
    let task = |series: &str, state: &str| {
        [
            ("title", text("T")),
            ("due_on", Value::Int(20_000)),
            ("series", text(series)),
            ("period", text("2025-06")),
            ("state", text(state)),
        ]
    };
    both(Kind::Task, &task("open-open", "open"), &task("open-open", "open"));
    both(Kind::Task, &task("open-done", "open"), &task("open-done", "done"));
    both(Kind::Task, &task("done-open", "done"), &task("done-open", "open"));
    both(Kind::Task, &task("done-done", "done"), &task("done-done", "done"));
    both(Kind::Screening, &[("on", Value::Int(1))], &[("on", Value::Int(1)), ("state", text("approved"))]);
    both(Kind::Screening, &[("on", Value::Int(2)), ("remarks", text("mine"))], &[("on", Value::Int(2))]);
    let audit = |score: i64| [("subject", text("rebates")), ("on", Value::Int(3)), ("score", Value::Int(score))];
    both(Kind::ChannelAudit, &audit(80), &audit(60));
    let answer = |score: i64| [("on", Value::Int(4)), ("occasion", text("survey")), ("score", Value::Int(score))];
    both(Kind::Satisfaction, &answer(5), &answer(2));
    for (id, role) in [(keep, "complainant"), (drop, "complainant"), (drop, "respondent")] {
        put(
            &mut session,
            Kind::TicketParty,
            &[("ticket", Value::Int(ticket)), ("partner", Value::Int(id)), ("role", text(role))],
        );
    }
    let before = dump(&session);
    let done = join(&mut session, keep, drop).expect("merged");
    let of = |kind| {
        let t: crate::domain::merge::Tally = done.records[&kind];
        (t.moved, t.renamed, t.united, t.left_out)
    };
    assert_eq!(of(Kind::Contact), (1, 1, 1, 0));
    assert_eq!(of(Kind::Training), (0, 0, 1, 0));
    assert_eq!(of(Kind::Task), (1, 1, 1, 2));
    assert_eq!(of(Kind::Screening), (0, 0, 1, 1));
    assert_eq!(of(Kind::ChannelAudit), (0, 0, 0, 1));
    assert_eq!(of(Kind::TicketParty), (1, 0, 0, 1));
    assert_eq!(of(Kind::Satisfaction), (1, 1, 0, 0));
    let all = |kind, name: &str| -> Vec<String> {
        let def: &crate::domain::record::KindDef = Kind::def(kind);
        let field = def.field(name).expect("a field").1;
        let rows = record::query(session.store.conn(), kind, "WHERE partner = ?1 ORDER BY id", &[&keep]).expect("rows");
        rows.iter().map(|r| field.strict(r.get(name))).collect()
    };
    assert_eq!(all(Kind::Contact, "name"), ["王芳", "李雷", "李雷 (D2)"]);
    assert_eq!(
        (all(Kind::Satisfaction, "score"), all(Kind::Satisfaction, "respondent")),
        (vec!["5".to_owned(), "2".to_owned()], vec![String::new(), "D2".to_owned()])
    );
    assert_eq!(all(Kind::Contact, "phone"), ["1", "2", "3"]);
    assert_eq!((all(Kind::Training, "invited"), all(Kind::Training, "completed")), (vec!["5".to_owned()], vec!["7".to_owned()]));
    assert_eq!(all(Kind::Task, "state"), ["open", "done", "done", "done", "done"]);
    assert_eq!(all(Kind::Screening, "state"), ["approved", "draft"]);
    assert_eq!(all(Kind::ChannelAudit, "score"), ["80"]);
    admin::undo(&mut session, None).expect("undone");
    assert_eq!(dump(&session), before);
}

#[test]
fn an_edit_of_either_between_the_look_and_the_merge_is_a_conflict() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let keep = partner(&mut session, "D1", Lifecycle::Active, &[]);
    let drop = partner(&mut session, "D2", Lifecycle::Active, &[]);
    for changed in [keep, drop] {
        let seen = wish(&session, keep, drop);
        let mut other = record::get(session.store.conn(), Kind::Partner, changed).expect("a partner");
        other.set("city", text(&format!("city {changed}")));
        records::save(&mut session, other, &[]).expect("saved");
        match merge(&mut session, &seen) {
            Err(OpError::Store(StoreError::Conflict { id, .. })) => assert_eq!(id, changed),
            other => panic!("{other:?}"),
        }
    }
    // and an edit of one that was merged away meets nothing
    let mut late = record::get(session.store.conn(), Kind::Partner, drop).expect("a partner");
    join(&mut session, keep, drop).expect("merged");
    late.set("city", text("late"));
    assert!(matches!(records::save(&mut session, late, &[]), Err(OpError::Store(StoreError::Conflict { theirs: None, .. }))));
}

#[test]
fn an_undo_is_refused_once_what_the_merge_filled_in_was_changed_again() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let keep = partner(&mut session, "D1", Lifecycle::Active, &[]);
    let drop = partner(&mut session, "D2", Lifecycle::Active, &[("city", text("杭州"))]);
    join(&mut session, keep, drop).expect("merged");
    let set = crate::store::undo::last_of(session.store.conn(), "li.wei").expect("asked").expect("a change").id;
    let mut row = record::get(session.store.conn(), Kind::Partner, keep).expect("a partner");
    row.set("city", text("上海"));
    records::save(&mut session, row, &[]).expect("saved");
    assert!(matches!(admin::undo(&mut session, Some(set)), Err(OpError::Store(StoreError::NotUndoable { .. }))));
    assert!(record::get(session.store.conn(), Kind::Partner, drop).is_err(), "nothing was taken back");
}

#[test]
fn a_manager_merges_in_their_regions_and_nobody_what_waits_for_a_decision() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let region = |session: &Session, code: &str| {
        record::id_by_code(session.store.conn(), Kind::Region, code).expect("asked").map(Value::Int)
    };
    let (east, south) = (region(&session, "east").expect("a region"), region(&session, "south").expect("a region"));
    let keep = partner(&mut session, "D1", Lifecycle::Active, &[("region", east.clone())]);
    let drop = partner(&mut session, "D2", Lifecycle::Active, &[("region", south)]);
    let near = partner(&mut session, "D3", Lifecycle::Active, &[("region", east)]);
    let me = session.actor.user.expect("a user");
    let mut user = record::get(session.store.conn(), Kind::User, me).expect("a user");
    user.set("regions", text("east"));
    user.set("role", text("manager"));
    session.write(Role::Admin, "change-edit", "me", |tx| Ok(tx.update(&user)?)).expect("written");
    session.actor.role = Role::Specialist;
    assert_eq!(refused(join(&mut session, keep, near)), "needs manager");
    session.actor.role = Role::Manager;
    assert_eq!(refused(join(&mut session, keep, drop)), "refused-region");
    assert_eq!(refused(join(&mut session, keep, keep)), "usage-merge-itself");
    join(&mut session, keep, near).expect("both are in the east");
    session.actor.role = Role::Admin;
    put(
        &mut session,
        Kind::TierChange,
        &[("partner", Value::Int(drop)), ("to_tier", text("growth")), ("movement", text("promote")), ("reason", text("r"))],
    );
    user = record::get(session.store.conn(), Kind::User, me).expect("a user");
    user.set("role", text("head_office"));
    let change = Change { actor: "boss", at: session.now(), label: "change-edit", detail: "me", rules: 0 };
    session.store.write(&change, |tx| tx.update(&user)).expect("written");
    session.actor.role = Role::HeadOffice;
    assert_eq!(refused(join(&mut session, keep, drop)), "refused-merge-proposal");
    join(&mut session, drop, keep).expect("that of the one that stays goes on");
}

#[test]
fn satellites_follow_and_nobody_becomes_core_and_satellite_at_once() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let core = partner(&mut session, "C", Lifecycle::Active, &[]);
    let satellite = partner(&mut session, "S", Lifecycle::Active, &[("core", Value::Int(core))]);
    let other = partner(&mut session, "O", Lifecycle::Active, &[]);
    let third = partner(&mut session, "T", Lifecycle::Active, &[("core", Value::Int(other))]);
    assert_eq!(refused(join(&mut session, satellite, other)), "refused-merge-core");
    // a satellite merged into its core, and the core into its satellite
    for (keep, drop) in [(core, satellite), (satellite, core)] {
        join(&mut session, keep, drop).expect("merged");
        assert_eq!(get(&session, keep).core, None);
        admin::undo(&mut session, None).expect("undone");
    }
    join(&mut session, core, other).expect("merged");
    assert_eq!(get(&session, third).core, Some(core));
}

#[test]
fn a_status_that_is_taken_over_is_a_move_and_a_field_that_does_not_differ_is_named() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let keep = partner(&mut session, "D1", Lifecycle::Active, &[("name", text("A"))]);
    let drop = partner(&mut session, "D2", Lifecycle::Suspended, &[("name", text("B"))]);
    let seen = compare(&mut session, keep, drop).expect("compared");
    let wrong = taking(&seen, &["city".to_owned()]);
    assert_eq!(refused(wrong), "take: OneOf([\"name\", \"status\"])");
    let chosen = taking(&seen, &["status".to_owned(), "name".to_owned()]).expect("understood");
    let wanted = Wish { chosen, ..wish(&session, keep, drop) };
    merge(&mut session, &wanted).expect("merged");
    let p = get(&session, keep);
    assert_eq!((p.code.as_str(), p.name.as_str(), p.status), ("D1", "B", Lifecycle::Suspended));
    let moves = crate::ops::partner::lifecycle::moves(&session, keep).expect("moves");
    assert_eq!(
        moves.iter().map(|m| (m.from_status, m.to_status, m.reason.as_str())).collect::<Vec<_>>(),
        [(Lifecycle::Active, Lifecycle::Suspended, "merge D2")]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_merge_loses_no_sale_and_its_undo_leaves_no_trace(
        sales in prop::collection::vec((any::<bool>(), 0i64..40, 0usize..3, 0i64..2, any::<bool>(), -500i64..500), 0..60),
        stock in prop::collection::vec((any::<bool>(), 0i64..6, 0i64..90), 0..12),
        contacts in prop::collection::vec((any::<bool>(), 0usize..3, 0usize..3), 0..8),
    ) {
        let dir = tempfile::tempdir().expect("a folder");
        let mut session = session(&dir);
        let keep = partner(&mut session, "K", Lifecycle::Active, &[]);
        let drop = partner(&mut session, "D", Lifecycle::Active, &[]);
        let line = put(&mut session, Kind::ProductLine, &[("code", text("L")), ("name", text("L"))]);
        let me = session.actor.user;
        let whose = |first: bool| Value::Int(if first { keep } else { drop });
        session.write(Role::Admin, "change-create", "x", |tx| {
            let batch = tx.open_batch(Kind::Sale, "")?;
            let mut writer = crate::store::facts::FactWriter::new(batch);
            for (first, day, document, of, owned, n) in &sales {
                let fact = row(Kind::Sale, &[
                    ("partner", whose(*first)),
                    ("day", Value::Int(20_000 + day)),
                    ("document", [Value::Null, text("A"), text("B")][*document].clone()),
                    ("line", if *of == 0 { Value::Null } else { Value::Int(line) }),
                    ("owner", me.filter(|_| *owned).map_or(Value::Null, Value::Int)),
                    ("net_amount", Value::Int(*n)),
                ]);
                writer.put(tx, &fact)?;
            }
            for (first, day, n) in &stock {
                let fact = row(Kind::Stock, &[
                    ("partner", whose(*first)), ("day", Value::Int(20_000 + day)), ("quantity", Value::Int(*n)),
                ]);
                writer.put(tx, &fact)?;
            }
            writer.finish(tx)?;
            for (i, (first, name, phone)) in contacts.iter().enumerate() {
                let name = if contacts.iter().take(i).any(|c| (c.0, c.1) == (*first, *name)) { format!("n{i}") } else { format!("c{name}") };
                let phone = [Value::Null, text("1"), text("2")][*phone].clone();
                tx.insert(&row(Kind::Contact, &[("partner", whose(*first)), ("name", text(&name)), ("phone", phone)]))?;
            }
            Ok(())
        }).expect("written");
        let sum = |session: &Session, kind: Kind, name: &str| -> i64 {
            let rows = record::query(session.store.conn(), kind, "", &[]).expect("rows");
            rows.iter().filter_map(|r| r.get(name).int()).sum()
        };
        let net = sum(&session, Kind::Sale, "net_amount");
        let quantity = sum(&session, Kind::Stock, "quantity");
        let before = dump(&session);
        prop_assert_eq!(drift(&session), []);
        let twice: i64 = doubled(&session, keep, drop);
        let done = join(&mut session, keep, drop).expect("merged");
        prop_assert_eq!(drift(&session), []);
        prop_assert_eq!(sum(&session, Kind::Sale, "net_amount"), net - twice);
        prop_assert_eq!(sum(&session, Kind::Stock, "quantity"), quantity);
        prop_assert_eq!(count(&session, Kind::Sale, "WHERE partner = ?1", drop), 0);
        prop_assert!(done.sales.united + done.sales.renamed + done.sales.left_out <= done.sales.rows);
        admin::undo(&mut session, None).expect("undone");
        prop_assert_eq!(drift(&session), []);
        prop_assert_eq!(dump(&session), before);
    }
}

/// What documents that both have as they are come to.
fn doubled(session: &Session, keep: i64, drop: i64) -> i64 {
    let of = |id: i64| record::query(session.store.conn(), Kind::Sale, "WHERE partner = ?1", &[&id]).expect("sales");
    let mine = of(keep);
    let same = |r: &Row| {
        let key = ["day", "document", "line", "sku", "owner", "net_amount"];
        !r.get("document").text().unwrap_or_default().is_empty() && mine.iter().any(|m| key.iter().all(|k| m.get(k) == r.get(k)))
    };
    of(drop).iter().filter(|r| same(r)).filter_map(|r| r.get("net_amount").int()).sum()
}
