//! Every kind that is declared: its table, its way there and back, its log, its undo.

use qudao::domain::kinds::{Role, User};
use qudao::domain::record::{FieldType, Kind, Row, Tags, Value};
use qudao::ops::{OpError, Session, admin};
use qudao::store::{StoreError, Tx, audit, record, undo};

use super::session;

fn desk() -> (tempfile::TempDir, Session) {
    let folder = tempfile::tempdir().expect("a folder");
    let session = session(&folder.path().join("q.db"), "li.wei");
    (folder, session)
}

fn write<T>(session: &mut Session, f: impl FnOnce(&mut Tx<'_>) -> Result<T, OpError>) -> Result<T, OpError> {
    session.write(Role::Specialist, "change-edit", "test", f)
}

/// A record with a value in every field; `n` makes two of them differ.
fn filled(kind: Kind, n: i64, id_of: &dyn Fn(Kind) -> i64) -> Row {
    let mut row = Row::blank(kind);
    for f in kind.def().fields {
        let value = match f.ty {
            FieldType::Text | FieldType::Note => Value::Text(format!("{} {n} 重庆\n\u{1f600}'\"", f.name)),
            FieldType::Int | FieldType::Money | FieldType::Rate | FieldType::Points => Value::Int(1_000_003 * n),
            FieldType::Date => Value::Int(20_000 + n),
            FieldType::Time => Value::Int(1_750_000_000 + n),
            FieldType::Bool => Value::Int(n % 2),
            FieldType::Choice(list) => {
                Value::Text(list[usize::try_from(n).expect("a small number") % list.len()].code.to_owned())
            }
            FieldType::Ref(kind) => Value::Int(id_of(kind)),
            FieldType::Tags => qudao::domain::record::Storable::to_value(&Tags::from_text(&format!("b{n},a{n}"))),
        };
        row.set(f.name, value);
    }
    row
}

/// One record of every kind that is no fact, each with a value in every field.
fn one_of_each(session: &mut Session, n: i64) -> Vec<Row> {
    // an alert is referred to before it is there
    let order = |k: &Kind| match k {
        Kind::Task => 1,
        // an item of an agenda may be about a task
        Kind::MeetingItem => 2,
        _ => 0,
    };
    let mut kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(|k| !k.is_fact()).collect();
    kinds.sort_by_key(order);
    write(session, |tx| {
        let mut made: Vec<Row> = Vec::new();
        for kind in kinds {
            let id_of = |k: Kind| made.iter().find(|r| r.kind == k).map(|r| r.id);
            let mut row = filled(kind, n, &|k| id_of(k).unwrap_or(1));
            // nothing of its own kind is there yet, but what came with the database
            for f in kind.def().fields {
                if f.ty == FieldType::Ref(kind) && kind != Kind::Region {
                    row.set(f.name, Value::Null);
                }
            }
            if kind == Kind::PolicyVersion {
                // one that ruled would have to be understood
                row.set("state", Value::Text("draft".into()));
            }
            row.id = tx.insert(&row)?;
            row.version = 1;
            made.push(row);
        }
        Ok(made)
    })
    .expect("one of each")
}

#[test]
fn tables_have_the_declared_columns() {
    let (_folder, s) = desk();
    for kind in Kind::ALL {
        let def = kind.def();
        let mut statement = s
            .store
            .conn()
            .prepare(&format!("SELECT name, type, \"notnull\" FROM pragma_table_info('{}')", def.name))
            .expect("a table");
        let mut columns: Vec<(String, String, bool)> = statement
            .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .expect("columns")
            .map(|c| c.expect("a column"))
            .collect();
        let mut declared: Vec<(String, &str, bool)> = def
            .fields
            .iter()
            .map(|f| {
                let text = matches!(f.ty, FieldType::Text | FieldType::Note | FieldType::Choice(_) | FieldType::Tags);
                // the key of a fact has no nulls: what is absent is the empty text or 0
                let never = f.required || (kind.is_fact() && def.key.contains(&f.name));
                (f.name.to_owned(), if text { "TEXT" } else { "INTEGER" }, never)
            })
            .collect();
        if kind.is_fact() {
            declared.push(("batch".to_owned(), "INTEGER", true));
        } else {
            declared.splice(0..0, [("id".to_owned(), "INTEGER", false), ("version".to_owned(), "INTEGER", true)]);
        }
        let mut declared: Vec<(String, String, bool)> = declared.into_iter().map(|(n, t, r)| (n, t.to_owned(), r)).collect();
        // a migration adds columns at the end, a declaration where people look for them
        columns.sort_unstable();
        declared.sort_unstable();
        assert_eq!(columns, declared, "the table `{}` and its declaration (column, type, required)", def.name);
    }
}

#[test]
fn every_kind_comes_back_as_it_was_written() {
    let (_folder, mut s) = desk();
    for row in one_of_each(&mut s, 7) {
        let read = record::get(s.store.conn(), row.kind, row.id).expect("a record");
        assert_eq!(read, row, "{:?}", row.kind);
        if row.kind.def().key.len() == 1 {
            let key = row.get(row.kind.def().key[0]);
            assert_eq!(record::by_key(s.store.conn(), row.kind, &[key]).expect("a look"), Some(read));
        }
    }
}

#[test]
fn facts_come_back_as_they_were_written() {
    let (_folder, mut s) = desk();
    let made = one_of_each(&mut s, 7);
    let id_of = |k: Kind| made.iter().find(|r| r.kind == k).map_or(1, |r| r.id);
    for kind in [Kind::Sale, Kind::Stock] {
        let row = filled(kind, 3, &id_of);
        let mut bare = row.clone();
        for name in ["document", "line", "sku", "region", "owner"] {
            bare.set(name, Value::Null);
        }
        write(&mut s, |tx| {
            tx.edit_fact(None, Some(&row))?;
            Ok(tx.edit_fact(None, Some(&bare))?)
        })
        .expect("two facts");
        let read = write(&mut s, |tx| Ok((tx.fact_with_key_of(&row)?, tx.fact_with_key_of(&bare)?))).expect("a look");
        assert_eq!(read, (Some(row), Some(bare)), "{kind:?}");
    }
}

#[test]
fn writing_what_is_there_changes_nothing() {
    let (_folder, mut s) = desk();
    let rows = one_of_each(&mut s, 7);
    let before = audit::search(s.store.conn(), &audit::Search { limit: 1, ..audit::Search::default() }).expect("the log")[0].id;
    for row in &rows {
        assert_eq!(write(&mut s, |tx| Ok(tx.update(row)?)).expect("an update"), 1, "{:?}", row.kind);
    }
    let after = audit::search(s.store.conn(), &audit::Search { limit: 1, ..audit::Search::default() }).expect("the log")[0].id;
    assert_eq!(before, after);
}

#[test]
fn the_second_of_two_changes_is_shown_what_the_first_made() {
    let (folder, mut s) = desk();
    let rows = one_of_each(&mut s, 7);
    let mut other = session(&folder.path().join("q.db"), "li.wei");
    // the ledger refuses the first change already
    for mine in rows.into_iter().filter(|r| !matches!(r.kind, Kind::User | Kind::DepositEntry)) {
        let text = mine.kind.def().fields.iter().find(|f| matches!(f.ty, FieldType::Text | FieldType::Note));
        let Some(field) = text else { continue };
        let mut theirs = mine.clone();
        theirs.set(field.name, Value::Text("theirs".into()));
        assert_eq!(write(&mut other, |tx| Ok(tx.update(&theirs)?)).expect("the first"), 2);
        let mut late = mine.clone();
        late.set(field.name, Value::Text("mine".into()));
        for attempt in
            [write(&mut s, |tx| Ok(tx.update(&late)?)).map(drop), write(&mut s, |tx| Ok(tx.delete(late.kind, late.id, 1)?))]
        {
            match attempt {
                Err(OpError::Store(StoreError::Conflict { kind, id, theirs: Some(found) })) => {
                    assert_eq!((kind, id, found.version), (mine.kind, mine.id, 2));
                    assert_eq!(found.get(field.name).text(), Some("theirs"));
                }
                answer => panic!("{:?}: {answer:?}", mine.kind),
            }
        }
        assert_eq!(record::get(s.store.conn(), mine.kind, mine.id).expect("the record").get(field.name).text(), Some("theirs"));
    }
}

#[test]
fn a_record_that_is_gone_is_a_conflict_too() {
    let (_folder, mut s) = desk();
    let contact = one_of_each(&mut s, 7).into_iter().find(|r| r.kind == Kind::Contact).expect("a contact");
    write(&mut s, |tx| Ok(tx.delete(Kind::Contact, contact.id, 1)?)).expect("it goes");
    let answer = write(&mut s, |tx| Ok(tx.update(&contact)?));
    assert!(matches!(answer, Err(OpError::Store(StoreError::Conflict { theirs: None, .. }))), "{answer:?}");
}

#[test]
fn an_action_that_fails_leaves_nothing_of_itself() {
    let (_folder, mut s) = desk();
    let count =
        |s: &Session, table: &str| s.store.conn().query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get::<_, i64>(0));
    let before: Vec<_> = ["change_set", "audit", "contact", "partner"].map(|t| count(&s, t).expect("a count")).to_vec();
    let failed = write(&mut s, |tx| {
        let partner = filled(Kind::Partner, 9, &|_| 1);
        let mut partner_without_core = partner;
        partner_without_core.set("core", Value::Null);
        tx.insert(&partner_without_core)?;
        tx.insert(&partner_without_core)?;
        Ok(())
    });
    assert!(
        matches!(failed, Err(OpError::Store(StoreError::Doubled { kind: Some(_), .. }))),
        "a second record of one key: {failed:?}"
    );
    let after: Vec<_> = ["change_set", "audit", "contact", "partner"].map(|t| count(&s, t).expect("a count")).to_vec();
    assert_eq!(before, after);
}

#[test]
fn a_viewer_writes_nothing() {
    let (folder, _s) = desk();
    let mut viewer = session(&folder.path().join("q.db"), "stranger");
    let answer = viewer.write(Role::Specialist, "change-edit", "", |tx| Ok(tx.change_set()));
    assert!(matches!(answer, Err(OpError::Refused { key: "refused-unregistered", .. })), "{answer:?}");
    session(&folder.path().join("q.db"), "li.wei")
        .write(Role::Admin, "change-create", "", |tx| Ok(tx.add(&User::new("mal.ory", "", Role::Viewer))?))
        .expect("a viewer");
    let mut viewer = session(&folder.path().join("q.db"), "mal.ory");
    let answer = viewer.write(Role::Specialist, "change-edit", "", |tx| Ok(tx.change_set()));
    assert!(matches!(answer, Err(OpError::Role { needs: Role::Specialist, has: Role::Viewer, .. })), "{answer:?}");
}

#[test]
fn inserts_updates_and_deletes_are_taken_back_and_done_again() {
    let (_folder, mut s) = desk();
    let rows = one_of_each(&mut s, 7);
    let contact = rows.iter().find(|r| r.kind == Kind::Contact).expect("a contact").clone();
    let partner = rows.iter().find(|r| r.kind == Kind::Partner).expect("a partner").clone();
    let now = |s: &Session, row: &Row| record::get(s.store.conn(), row.kind, row.id).ok().map(|r| r.values);

    // one action: a change of two records and the end of a third
    let mut renamed = partner.clone();
    renamed.set("name", Value::Text("华东大众".into()));
    write(&mut s, |tx| {
        tx.update(&renamed)?;
        tx.delete(Kind::Contact, contact.id, 1)?;
        let mut fresh = filled(Kind::Contact, 8, &|_| 1);
        fresh.set("partner", Value::Int(partner.id));
        Ok(tx.insert(&fresh)?)
    })
    .expect("one action");
    assert_eq!((now(&s, &contact), now(&s, &partner)), (None, Some(renamed.values.clone())));

    let undone = admin::undo(&mut s, None).expect("it is taken back");
    assert_eq!((now(&s, &contact), now(&s, &partner)), (Some(contact.values.clone()), Some(partner.values.clone())));
    let contacts = record::query(s.store.conn(), Kind::Contact, "", &[]).expect("contacts");
    assert_eq!(contacts.len(), 1, "the new one is gone");

    // taking the taking back back
    let again = audit::change_set_of(s.store.conn(), undone.id).expect("a look").and_then(|c| c.undone_by).expect("its undo");
    admin::undo(&mut s, Some(again)).expect("it is done again");
    assert_eq!((now(&s, &contact), now(&s, &partner)), (None, Some(renamed.values.clone())));

    // it stands again, and is what the next step back takes
    assert_eq!(admin::undo(&mut s, None).expect("back once more").id, undone.id);
    assert_eq!((now(&s, &contact), now(&s, &partner)), (Some(contact.values.clone()), Some(partner.values.clone())));
    assert_eq!(admin::redo(&mut s).expect("forward").set.id, undone.id);
    assert_eq!((now(&s, &contact), now(&s, &partner)), (None, Some(renamed.values)));
}

#[test]
fn a_change_that_another_record_stands_on_is_not_taken_back() {
    let (_folder, mut s) = desk();
    let mut partner = filled(Kind::Partner, 9, &|_| 1);
    partner.set("core", Value::Null);
    let id = write(&mut s, |tx| Ok(tx.insert(&partner)?)).expect("a partner");
    let made = undo::last_of(s.store.conn(), "li.wei").expect("a look").expect("a change").id;
    let mut contact = filled(Kind::Contact, 9, &|_| 1);
    contact.set("partner", Value::Int(id));
    write(&mut s, |tx| Ok(tx.insert(&contact)?)).expect("a contact of it");
    let answer = admin::undo(&mut s, Some(made));
    assert!(matches!(answer, Err(OpError::Store(StoreError::NotUndoable { kind: Kind::Contact, .. }))), "{answer:?}");
    assert_eq!(record::query(s.store.conn(), Kind::Contact, "", &[]).expect("contacts").len(), 1);
    // newest first it goes
    admin::undo(&mut s, None).expect("the contact goes");
    admin::undo(&mut s, None).expect("the partner goes");
}

#[test]
fn a_full_disk_says_so_and_keeps_what_was_there() {
    let (_folder, mut s) = desk();
    let pages: i64 = s.store.conn().pragma_query_value(None, "page_count", |r| r.get(0)).expect("a count");
    s.store.conn().pragma_update(None, "max_page_count", pages + 4).expect("a limit");
    let mut written = 0;
    let failure = loop {
        let mut row = filled(Kind::ProductLine, written + 1, &|_| 1);
        row.set("name", Value::Text("x".repeat(1_000)));
        match write(&mut s, |tx| Ok(tx.insert(&row)?)) {
            Ok(_) => written += 1,
            Err(e) => break e,
        }
    };
    assert!(matches!(failure, OpError::Store(StoreError::DiskFull(_))), "{failure:?}");
    let lines = record::query(s.store.conn(), Kind::ProductLine, "", &[]).expect("what was written");
    assert_eq!(i64::try_from(lines.len()), Ok(written));
    assert_eq!(qudao::store::backup::integrity(s.store.conn()).expect("a check"), Vec::<String>::new());
}
