//! Every earlier moment is shown as it was then.

use proptest::prelude::*;

use super::*;
use crate::domain::period::from_day_number;
use crate::domain::record::{Field, FieldType, Row, Stored};
use crate::store::{Change, Tx, record};

/// The first day of these histories.
const FIRST: i32 = 20_000;

/// Nine in the morning, in UTC, of a day after the first.
fn morning(day: i32) -> DateTime<Utc> {
    from_day_number(FIRST + day).and_hms_opt(9, 0, 0).expect("a time").and_utc()
}

fn end_of(day: i32) -> Then {
    let day = from_day_number(FIRST + day);
    Then { at: day.and_hms_opt(23, 59, 59).expect("a time").and_utc(), day }
}

fn on<T>(store: &mut Store, day: i32, label: &str, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> T {
    let change = Change { actor: "li.wei", at: morning(day), label, detail: "", rules: 0 };
    store.write(&change, f).expect("written")
}

fn text(s: &str) -> Value {
    Value::Text(s.to_owned())
}

fn row(kind: Kind, values: &[(&str, Value)]) -> Row {
    let mut row = Row::blank(kind);
    for (name, value) in values {
        row.set(name, value.clone());
    }
    row
}

/// A kind of which records come, change and go in [`every_day_is_shown_as_it_was`], one that is new on a day, and a field to
/// change.
fn sorts(partner: i64, day: i32, n: usize) -> [(Row, &'static str); 4] {
    let today = Value::Int(i64::from(FIRST + day));
    let partner = ("partner", Value::Int(partner));
    let named = |name: &str| text(&format!("{name}{n}"));
    [
        (row(Kind::Partner, &[("code", named("D")), ("name", named("D"))]), "notes"),
        (
            row(
                Kind::Contract,
                &[("number", named("C")), partner.clone(), ("from_day", today.clone()), ("to_day", today.clone())],
            ),
            "notes",
        ),
        (row(Kind::Task, &[("title", named("T")), partner, ("due_on", today)]), "findings"),
        (row(Kind::Ticket, &[("title", named("K")), ("opened_at", Value::Int(morning(day).timestamp()))]), "description"),
    ]
}

fn dump(store: &Store) -> Vec<Row> {
    let kinds = [Kind::Partner, Kind::Contract, Kind::Task, Kind::Ticket];
    let of = |kind: Kind| record::query(store.conn(), kind, "ORDER BY id", &[]).expect("rows");
    kinds.into_iter().flat_map(of).map(|row| Row { version: 0, ..row }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_day_is_shown_as_it_was(acts in prop::collection::vec((0..4_usize, 0..3_u8, any::<prop::sample::Index>()), 1..30)) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::create(&folder.path().join("q.db")).expect("a database");
        let first = on(&mut store, 0, "change-create", |tx| tx.insert(&row(Kind::Partner, &[("code", text("A")), ("name", text("A"))])));
        let mut days = vec![dump(&store)];
        for (n, (sort, act, which)) in acts.iter().enumerate() {
            let day = i32::try_from(days.len()).expect("a day");
            let (new, field) = sorts(first, day, n)[*sort].clone();
            let mut there = record::query(store.conn(), new.kind, "WHERE id > ?1 ORDER BY id", &[&i64::from(new.kind == Kind::Partner)]).expect("rows");
            on(&mut store, day, "change-create", |tx| {
                match (act, there.is_empty()) {
                    (0, _) | (_, true) => tx.insert(&new).map(|_| ()),
                    (1, _) => {
                        let mut row = there.swap_remove(which.index(there.len()));
                        row.set(field, text(&format!("changed {n}")));
                        tx.update(&row).map(|_| ())
                    }
                    _ => {
                        let row = &there[which.index(there.len())];
                        tx.delete(row.kind, row.id, row.version)
                    }
                }
            });
            days.push(dump(&store));
        }
        for (day, was) in days.iter().enumerate().rev() {
            store.look_back(Some(end_of(i32::try_from(day).expect("a day")))).expect("brought back");
            prop_assert_eq!(&dump(&store), was, "day {}", day);
        }
        store.look_back(None).expect("as it is");
        prop_assert_eq!(&dump(&store), days.last().expect("a day"));
    }
}

/// A network that came in on the hundredth day with a history: a partner taken on on the tenth that was improving from the 40th to the
/// 60th and demoted on the 50th, one taken on on the 80th, one of which no day is known, and a ticket.
fn history(store: &mut Store) -> [i64; 4] {
    let day = |n: i32| Value::Int(i64::from(FIRST + n));
    let at = |n: i32| Value::Int(morning(n).timestamp());
    on(store, 100, "change-import", |tx| {
        let first = [("onboarded_on", day(10)), ("tier", text("watch")), ("status", text("active"))];
        let partner = |code: &str, more: &[(&str, Value)]| {
            row(Kind::Partner, &[&[("code", text(code)), ("name", text(code))], more].concat())
        };
        let old = tx.insert(&partner("D1", &first))?;
        let new = tx.insert(&partner("D2", &[("onboarded_on", day(80)), ("tier", text("growth"))]))?;
        let timeless = tx.insert(&partner("D3", &[]))?;
        for (from, to, n) in [("active", "improving", 40), ("improving", "active", 60)] {
            let values = [
                ("partner", Value::Int(old)),
                ("from_status", text(from)),
                ("to_status", text(to)),
                ("reason", text("r")),
                ("moved_at", at(n)),
            ];
            tx.insert(&row(Kind::LifecycleMove, &values))?;
        }
        let change = [
            ("partner", Value::Int(old)),
            ("from_tier", text("growth")),
            ("to_tier", text("watch")),
            ("movement", text("demote")),
            ("reason", text("r")),
            ("state", text("approved")),
            ("proposed_at", at(30)),
            ("decided_at", at(35)),
            ("effective_on", day(50)),
        ];
        tx.insert(&row(Kind::TierChange, &change))?;
        let ticket = [
            ("title", text("late")),
            ("partner", Value::Int(old)),
            ("opened_at", at(20)),
            ("responded_at", at(21)),
            ("resolved_at", at(25)),
            ("closed_at", at(26)),
            ("state", text("closed")),
        ];
        let ticket = tx.insert(&row(Kind::Ticket, &ticket))?;
        for (kind, n) in [("opened", 20), ("acknowledged", 21), ("resolved", 25), ("closed", 26)] {
            let values = [("ticket", Value::Int(ticket)), ("at", at(n)), ("kind", text(kind))];
            tx.insert(&row(Kind::TicketEvent, &values))?;
        }
        Ok([old, new, timeless, ticket])
    })
}

#[test]
fn a_history_that_came_in_stands_as_its_own_logs_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::create(&folder.path().join("q.db")).expect("a database");
    let [old, new, timeless, ticket] = history(&mut store);
    // day, who is there, how the first stands and its tier, its ticket and the change of its tier
    for (day, there, (status, tier), (state, change)) in [
        (5, &[timeless][..], ("", ""), (None, None)),
        (15, &[old, timeless], ("active", "growth"), (None, None)),
        (22, &[old, timeless], ("active", "growth"), (Some("acknowledged"), None)),
        (25, &[old, timeless], ("active", "growth"), (Some("resolved"), None)),
        (31, &[old, timeless], ("active", "growth"), (Some("closed"), Some("proposed"))),
        (45, &[old, timeless], ("improving", "growth"), (Some("closed"), Some("approved"))),
        (90, &[old, new, timeless], ("active", "watch"), (Some("closed"), Some("approved"))),
    ] {
        store.look_back(Some(end_of(day))).expect("brought back");
        let rows = |kind: Kind| record::query(store.conn(), kind, "ORDER BY id", &[]).expect("rows");
        assert_eq!(rows(Kind::Partner).iter().map(|r| r.id).collect::<Vec<_>>(), there, "day {day}");
        if let Some(partner) = rows(Kind::Partner).iter().find(|r| r.id == old) {
            assert_eq!((partner.get("status").text(), partner.get("tier").text()), (Some(status), Some(tier)), "day {day}");
        }
        let of = |kind: Kind| rows(kind).first().and_then(|r| r.get("state").text().map(str::to_owned));
        assert_eq!((of(Kind::Ticket).as_deref(), of(Kind::TierChange).as_deref()), (state, change), "day {day}");
        let told = rows(Kind::TicketEvent).len();
        assert_eq!(told, [20, 21, 25, 26].iter().filter(|n| **n <= day).count(), "day {day}");
    }
    assert_eq!(rows_of_file(&store), 3, "nothing was written");
    let closed: Stored<Ticket> = record::get_as(store.conn(), ticket).expect("a ticket");
    assert_eq!(closed.record.closed_at, Some(morning(26)));
}

fn rows_of_file(store: &Store) -> i64 {
    store.conn().query_row("SELECT count(*) FROM main.partner", [], |r| r.get(0)).expect("a count")
}

#[test]
fn a_change_of_tier_holds_from_its_day_whenever_it_was_put_down_and_in_days_to_come() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::create(&folder.path().join("q.db")).expect("a database");
    let partner = on(&mut store, 0, "change-create", |tx| {
        let partner = tx.insert(&row(Kind::Partner, &[("code", text("D1")), ("name", text("D1")), ("tier", text("growth"))]))?;
        let change = [
            ("partner", Value::Int(partner)),
            ("from_tier", text("growth")),
            ("to_tier", text("watch")),
            ("movement", text("demote")),
            ("reason", text("r")),
            ("state", text("approved")),
            ("proposed_at", Value::Int(morning(0).timestamp())),
            ("effective_on", Value::Int(i64::from(FIRST + 14))),
        ];
        tx.insert(&row(Kind::TierChange, &change))?;
        Ok(partner)
    });
    let tier = |store: &mut Store, day: i32| {
        store.look_back(Some(end_of(day))).expect("brought back");
        let partner = record::get(store.conn(), Kind::Partner, partner).expect("a partner");
        partner.get("tier").text().map(str::to_owned)
    };
    assert_eq!(tier(&mut store, 13).as_deref(), Some("growth"));
    assert_eq!(tier(&mut store, 14).as_deref(), Some("watch"), "nobody has put it into force yet");
    store.look_back(None).expect("as it is");
    on(&mut store, 20, "change-tier-effect", |tx| {
        let mut partner = record::get(tx.conn(), Kind::Partner, partner)?;
        partner.set("tier", text("watch"));
        tx.update(&partner)
    });
    assert_eq!(tier(&mut store, 16).as_deref(), Some("watch"), "it was put down on the twentieth day");
    assert_eq!(tier(&mut store, 13).as_deref(), Some("growth"));
}

#[test]
fn the_history_of_a_record_ends_with_the_day_and_a_merge_holds_for_all_days() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::create(&folder.path().join("q.db")).expect("a database");
    let named = |code: &str| row(Kind::Partner, &[("code", text(code)), ("name", text(code))]);
    let (keep, merged) = on(&mut store, 0, "change-create", |tx| Ok((tx.insert(&named("D1"))?, tx.insert(&named("D2"))?)));
    on(&mut store, 3, "change-partner-merge", |tx| {
        let mut row = record::get(tx.conn(), Kind::Partner, keep)?;
        row.set("former_codes", text("D2"));
        tx.update(&row)?;
        tx.delete(Kind::Partner, merged, 1)
    });
    on(&mut store, 5, "change-edit", |tx| {
        let mut row = record::get(tx.conn(), Kind::Partner, keep)?;
        row.set("notes", text("later"));
        tx.update(&row)
    });
    store.look_back(Some(end_of(1))).expect("brought back");
    let rows = record::query(store.conn(), Kind::Partner, "", &[]).expect("rows");
    assert_eq!(rows.len(), 1, "what it sold is sold by the other");
    assert_eq!((rows[0].get("former_codes").text(), rows[0].get("notes").text()), (Some("D2"), None));
    let told = audit::entries(store.conn(), "WHERE a.record = ?1", &[&keep]).expect("entries");
    assert_eq!(told.len(), 1, "{told:?}");
}

/// Another value of a field each time.
fn value(field: &Field, n: usize) -> Value {
    let n_th = i64::try_from(n).expect("few");
    match field.ty {
        FieldType::Text | FieldType::Note | FieldType::Tags => text(&format!("{}{n}", field.name)),
        FieldType::Int | FieldType::Money | FieldType::Rate | FieldType::Points | FieldType::Ref(_) => Value::Int(n_th + 1),
        FieldType::Date => Value::Int(i64::from(FIRST) - 10 + n_th),
        FieldType::Time => Value::Int(morning(-10).timestamp() + n_th),
        FieldType::Bool => Value::Int(n_th % 2),
        FieldType::Choice(all) => text(all[n % all.len()].code),
    }
}

#[test]
fn every_column_of_partners_tickets_contracts_and_accounts_is_brought_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::create(&folder.path().join("q.db")).expect("a database");
    // what they refer to is not looked at
    store.conn().pragma_update(None, "foreign_keys", false).expect("no references");
    for kind in [Kind::Partner, Kind::Ticket, Kind::Contract, Kind::User] {
        let fields = kind.def().fields;
        let columns = format!(
            "SELECT name FROM pragma_table_info('{}') WHERE name NOT IN ('id', 'version') ORDER BY name",
            kind.def().name
        );
        let columns = {
            let mut statement = store.conn().prepare(&columns).expect("a query");
            let columns = statement.query_map([], |r| r.get(0)).expect("columns");
            columns.collect::<rusqlite::Result<Vec<String>>>()
        };
        let mut declared: Vec<&str> = fields.iter().map(|f| f.name).collect();
        declared.sort_unstable();
        assert_eq!(columns.expect("columns"), declared, "{kind:?}: the log has what is declared, and nothing else is in a row");
        let filled = |n: usize| fields.iter().map(|f| (f.name, value(f, n))).collect::<Vec<_>>();
        let first = row(kind, &filled(0));
        let id = on(&mut store, 0, "change-create", |tx| tx.insert(&first));
        on(&mut store, 2, "change-edit", |tx| {
            let mut later = record::get(tx.conn(), kind, id)?;
            for (name, value) in filled(1) {
                later.set(name, value);
            }
            tx.update(&later)
        });
        store.look_back(Some(end_of(1))).expect("brought back");
        let was = record::get(store.conn(), kind, id).expect("it was there");
        for (field, (was, first)) in fields.iter().zip(was.values.iter().zip(&first.values)) {
            assert_eq!(was, first, "{kind:?} {}", field.name);
        }
        store.look_back(None).expect("as it is");
    }
}

#[test]
fn invoices_and_payments_stand_as_they_stood_and_are_looked_at_up_to_their_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::create(&folder.path().join("q.db")).expect("a database");
    let day = |n: i32| Value::Int(i64::from(FIRST + n));
    let bill = |number: &str, partner: i64, n: i32| {
        let days = [("issued_on", day(n)), ("due_on", day(n + 30)), ("amount", Value::Int(100)), ("disputed", Value::Int(0))];
        row(Kind::Invoice, &[&[("number", text(number)), ("partner", Value::Int(partner))], &days[..]].concat())
    };
    let (partner, first, paid) = on(&mut store, 0, "change-create", |tx| {
        let partner = tx.insert(&row(Kind::Partner, &[("code", text("D1")), ("name", text("D1"))]))?;
        let first = tx.insert(&bill("A", partner, 0))?;
        let paid = [("number", text("P")), ("partner", Value::Int(partner)), ("paid_on", day(1)), ("amount", Value::Int(40))];
        Ok((partner, first, tx.insert(&row(Kind::Payment, &paid))?))
    });
    on(&mut store, 5, "change-edit", |tx| {
        let mut bill_a = record::get(tx.conn(), Kind::Invoice, first)?;
        bill_a.set("amount", Value::Int(150));
        tx.update(&bill_a)?;
        tx.delete(Kind::Payment, paid, 1)?;
        tx.insert(&bill("B", partner, 1))
    });
    for (n, bills, payments) in [
        (Some(2), &[("A", 100), ("B", 100)][..], &[40][..]),
        (Some(0), &[("A", 100)], &[]),
        (Some(6), &[("A", 150), ("B", 100)], &[]),
        (Some(1), &[("A", 100), ("B", 100)], &[40]),
        (None, &[("A", 150), ("B", 100)], &[]),
    ] {
        store.look_back(n.map(end_of)).expect("brought back");
        let rows = |kind: Kind| record::query(store.conn(), kind, "ORDER BY id", &[]).expect("rows");
        let of = |r: &Row| (r.get("number").text().map(str::to_owned), r.get("amount").int());
        let found: Vec<_> = rows(Kind::Invoice).iter().map(of).collect();
        assert_eq!(found, bills.iter().map(|(number, n)| (Some((*number).to_owned()), Some(*n))).collect::<Vec<_>>(), "{n:?}");
        let found: Vec<_> = rows(Kind::Payment).iter().filter_map(|r| r.get("amount").int()).collect();
        assert_eq!(found, payments, "{n:?}");
    }
}

#[test]
fn terms_and_deadlines_that_came_in_hold_from_the_first_day_until_they_are_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::create(&folder.path().join("q.db")).expect("a database");
    let due = |n: i32| Value::Int(morning(n).timestamp());
    let (partner, ticket) = on(&mut store, 100, "change-import", |tx| {
        let partner = [
            ("code", text("D1")),
            ("name", text("D1")),
            ("onboarded_on", Value::Int(i64::from(FIRST + 10))),
            ("credit_days", Value::Int(30)),
        ];
        let ticket = [("title", text("T")), ("opened_at", due(20)), ("response_due", due(21)), ("resolution_due", due(24))];
        Ok((tx.insert(&row(Kind::Partner, &partner))?, tx.insert(&row(Kind::Ticket, &ticket))?))
    });
    on(&mut store, 110, "change-edit", |tx| {
        let mut terms = record::get(tx.conn(), Kind::Partner, partner)?;
        terms.set("credit_days", Value::Int(60));
        tx.update(&terms)?;
        let mut later = record::get(tx.conn(), Kind::Ticket, ticket)?;
        later.set("resolution_due", due(120));
        tx.update(&later)
    });
    for (day, days, resolve) in [(12, 30, None), (22, 30, Some(24)), (105, 30, Some(24)), (111, 60, Some(120))] {
        store.look_back(Some(end_of(day))).expect("brought back");
        let terms = record::get(store.conn(), Kind::Partner, partner).expect("a partner").get("credit_days").int();
        assert_eq!(terms, Some(days), "day {day}");
        let found = record::query(store.conn(), Kind::Ticket, "", &[]).expect("tickets");
        assert_eq!(found.first().map(|t| t.get("resolution_due").clone()), resolve.map(due), "day {day}");
    }
}
