use super::*;
use crate::config::{Config, Given};
use crate::domain::kinds::Role;

struct Desk {
    session: Session,
    _folder: tempfile::TempDir,
}

/// Five partners, one of them owned by nobody.
fn desk() -> Desk {
    let folder = tempfile::tempdir().expect("a folder");
    let given = Given { db: Some(folder.path().join("q.db")), as_of: "2025-06-07".parse().ok(), ..Given::default() };
    let mut config = Config::resolve(given).expect("a configuration");
    (config.user, config.policy) = ("li.wei".to_owned(), None);
    let (mut session, _) = crate::ops::setup::create(&config).expect("a database");
    let me = session.actor.user;
    let rows = [
        ("D001", "重庆川渝食品", "50", "active", me, 100, Some("2025-06-03"), "vip,new"),
        ("D002", "East Fresh", "31", "active", me, 50, Some("2025-06-30"), "new"),
        ("D003", "100% 苏果", "3201", "suspended", me, 20, Some("2025-07-01"), ""),
        ("D004", "Huadong Mart", "east", "exited", None, 900, None, "vips"),
        ("D005", "广州粤美", "4401", "lead", me, 0, Some("2024-06-15"), ""),
    ];
    session
        .write(Role::Specialist, "change-create", "", |tx| {
            for (code, name, region, status, owner, limit, since, tags) in rows {
                let mut row = Row::blank(Kind::Partner);
                let region = record::id_by_code(tx.conn(), Kind::Region, region)?;
                row.set("code", Value::Text(code.into()));
                row.set("name", Value::Text(name.into()));
                row.set("region", region.map_or(Value::Null, Value::Int));
                row.set("status", Value::Text(status.into()));
                row.set("owner", owner.map_or(Value::Null, Value::Int));
                row.set("credit_limit", Value::Int(limit * 10_000));
                let since = since.and_then(|s| Field::date().parse_strict(s)).unwrap_or_default();
                row.set("onboarded_on", since);
                row.set("tags", Field::tags().parse_strict(tags).unwrap_or_default());
                tx.insert(&row)?;
            }
            Ok(())
        })
        .expect("five partners");
    Desk { session, _folder: folder }
}

fn codes(session: &Session, wish: &Wish) -> Vec<String> {
    let list = list(session, Kind::Partner, wish).expect("a wish that is understood");
    let mut codes = Vec::new();
    each(session, &list, |row| {
        codes.push(row.get("code").text().unwrap_or_default().to_owned());
        Ok::<_, StoreError>(())
    })
    .expect("rows");
    codes
}

#[test]
fn a_filter_finds_what_it_says() {
    let desk = desk();
    let cases: &[(&str, &[&str])] = &[
        ("", &["D001", "D002", "D003", "D004", "D005"]),
        ("region:华东", &["D002", "D003", "D004"]),
        ("区域：上海，南京", &["D002", "D003"]),
        ("status:active,exited", &["D001", "D002", "D004"]),
        ("状态:合作中", &["D001", "D002"]),
        ("-status:active", &["D003", "D004", "D005"]),
        ("status!=active", &["D003", "D004", "D005"]),
        ("owner:me", &["D001", "D002", "D003", "D005"]),
        ("owner:none", &["D004"]),
        ("-owner:me", &["D004"]),
        ("credit_limit>=100", &["D001", "D004"]),
        ("credit_limit<100 -credit_limit:0", &["D002", "D003"]),
        ("onboarded_on:2025-06", &["D001", "D002"]),
        ("onboarded_on>2025-06", &["D003"]),
        ("onboarded_on<=2025-06", &["D001", "D002", "D005"]),
        ("onboarded_on<today", &["D001", "D005"]),
        ("tags:vip", &["D001"]),
        ("tags:new -tags:vip", &["D002"]),
        ("川渝", &["D001"]),
        ("fresh", &["D002"]),
        ("\"100% \"", &["D003"]),
        ("name:_", &[]),
        ("name=\"East Fresh\"", &["D002"]),
    ];
    for (filter, expected) in cases {
        let found = codes(&desk.session, &Wish { filter: (*filter).to_owned(), ..Wish::default() });
        assert_eq!(found, *expected, "{filter}");
    }
}

#[test]
fn a_list_is_sorted_by_what_people_see_and_cut() {
    let desk = desk();
    let sorted = |sort: &str, limit| {
        codes(&desk.session, &Wish { sort: sort.split(',').map(str::to_owned).collect(), limit, ..Wish::default() })
    };
    assert_eq!(sorted("-credit_limit", Some(2)), ["D004", "D001"]);
    assert_eq!(sorted("status", None), ["D005", "D001", "D002", "D003", "D004"], "in the order of the life cycle");
    assert_eq!(sorted("region,-code", None), ["D002", "D003", "D005", "D001", "D004"], "by the code of the region");
}

#[test]
fn partners_are_listed_by_their_figures() {
    let mut desk = desk();
    desk.session.refresh_figures().expect("figures");
    let wish = Wish {
        filter: "open_tickets:0 -health<0".into(),
        sort: vec!["-health".into(), "code".into()],
        columns: vec!["code".into(), "健康度".into()],
        ..Wish::default()
    };
    let found = list(&desk.session, Kind::Partner, &wish).expect("a wish that is understood");
    assert!(found.needs_figures());
    assert_eq!(found.figure(found.columns[1]).map(Figure::name), Some("health"));
    assert!(!list(&desk.session, Kind::Partner, &Wish::default()).expect("a list").needs_figures());
    let mut rows = 0;
    each(&desk.session, &found, |row| {
        rows += 1;
        assert_eq!(row.values.len(), Kind::Partner.def().fields.len() + FIGURES.len());
        Ok::<_, StoreError>(())
    })
    .expect("rows");
    assert_eq!(rows, 5);
    let contacts = Wish { sort: vec!["health".into()], ..Wish::default() };
    assert!(list(&desk.session, Kind::Contact, &contacts).is_err(), "only partners have figures");
}

#[test]
fn what_is_not_understood_is_named() {
    let desk = desk();
    let cases = [
        ("colour:red", "colour", "code"),
        ("region:Atlantis", "Atlantis", ""),
        ("status:gone", "gone", "active"),
        ("credit_limit>many", "many", ""),
        ("name<5", "name<5", ""),
    ];
    for (filter, value, hint) in cases {
        let wish = Wish { filter: filter.to_owned(), ..Wish::default() };
        match list(&desk.session, Kind::Partner, &wish) {
            Err(OpError::Invalid(problems)) => {
                assert_eq!(problems[0].value, value);
                if let Expected::OneOf(known) = &problems[0].expected {
                    assert!(known.iter().any(|k| k == hint), "{filter}: {known:?}");
                }
            }
            other => panic!("{filter}: {other:?}"),
        }
    }
}

#[test]
fn a_record_is_found_by_its_key_or_number() {
    let desk = desk();
    assert_eq!(find(&desk.session, Kind::Partner, "D003").expect("a partner").get("name").text(), Some("100% 苏果"));
    assert_eq!(find(&desk.session, Kind::Partner, "#2").expect("a partner").get("code").text(), Some("D002"));
    for nobody in ["D099", "#99", "#x"] {
        assert!(matches!(find(&desk.session, Kind::Partner, nobody), Err(OpError::Store(StoreError::Missing { .. }))));
    }
}
