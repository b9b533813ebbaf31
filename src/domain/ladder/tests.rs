use super::*;
use crate::domain::kinds::RegionLevel;

/// A small house: two managers of 江苏, one of everywhere, one of 华东 above it, head office, specialists, admin.
fn house() -> Vec<Stored<User>> {
    [
        ("li.wei", Role::Specialist, ""),
        ("zhao.min", Role::Manager, "JS"),
        ("qian.li", Role::Manager, "江苏省"),
        ("sun.hao", Role::Manager, ""),
        ("zhou.yu", Role::Manager, "华东"),
        ("chen.bo", Role::HeadOffice, ""),
        ("root", Role::Admin, ""),
        ("wu.ping", Role::Specialist, ""),
    ]
    .iter()
    .zip(1..)
    .map(|((name, role, regions), id)| Stored {
        id,
        version: 1,
        record: User { regions: Tags::from_text(regions), ..User::new(name, "", *role) },
    })
    .collect()
}

fn region(id: i64, code: &str, name: &str) -> Stored<Region> {
    let record = Region {
        code: code.into(),
        name: name.into(),
        short_name: String::new(),
        level: RegionLevel::Area,
        parent: None,
        target_partners: None,
    };
    Stored { id, version: 1, record }
}

fn path() -> Vec<Stored<Region>> {
    vec![region(3, "NJ", "南京市"), region(2, "JS", "江苏省"), region(1, "E", "华东")]
}

/// Who is gone, the partner's owner, the order, who could get it.
type Order = (&'static [&'static str], Option<i64>, Vec<Whom>, &'static [&'static str]);
/// Who is gone, whether the partner has a region, who answers.
type Regional = (&'static [&'static str], bool, &'static [&'static str]);

fn names<'a>(list: &[&'a Stored<User>]) -> Vec<&'a str> {
    list.iter().map(|u| u.name.as_str()).collect()
}

fn without(names: &[&str]) -> Vec<Stored<User>> {
    house().into_iter().filter(|u| !names.contains(&u.name.as_str())).collect()
}

#[test]
fn the_nearest_region_that_has_managers_answers_then_those_of_everywhere() {
    let path = path();
    let cases: [Regional; 5] = [
        (&[], true, &["zhao.min", "qian.li"]),
        (&["zhao.min"], true, &["qian.li"]),
        (&["zhao.min", "qian.li"], true, &["zhou.yu"]),
        (&["zhao.min", "qian.li", "zhou.yu"], true, &["sun.hao"]),
        // a partner without a region
        (&[], false, &["sun.hao"]),
    ];
    for (gone, somewhere, expected) in cases {
        let workers = without(gone);
        let path = if somewhere { &path[..] } else { &[] };
        assert_eq!(names(&People { workers: &workers, owner: None, path }.regional()), expected, "without {gone:?}");
    }
}

#[test]
fn an_administrator_with_regions_is_a_manager_there() {
    let path = path();
    let mut workers = without(&["zhao.min", "qian.li"]);
    let root = workers.iter_mut().find(|u| u.name == "root").expect("root");
    root.record.regions = Tags::from_text("JS");
    assert_eq!(names(&People { workers: &workers, owner: None, path: &path }.regional()), ["root"]);
    assert_eq!(names(&People { workers: &workers, owner: None, path: &[] }.regional()), ["sun.hao"]);
}

#[test]
fn a_new_ticket_goes_to_the_first_of_the_order_who_is_there_and_never_to_nobody() {
    use Whom::{HeadOffice, Owner, Region};
    let path = path();
    let account = |name: &str| Whom::Account(name.to_owned());
    let cases: [Order; 9] = [
        (&[], Some(1), vec![Owner, Region], &["li.wei"]),
        (&[], None, vec![Owner, Region], &["zhao.min", "qian.li"]),
        (&[], Some(1), vec![Region, Owner], &["zhao.min", "qian.li"]),
        (&[], Some(1), vec![account("wu.ping"), Owner], &["wu.ping"]),
        // an account that left, an owner who left
        (&["wu.ping"], Some(1), vec![account("wu.ping"), Owner], &["li.wei"]),
        (&["li.wei"], Some(1), vec![Owner, HeadOffice], &["chen.bo"]),
        // an order that leads to nobody falls back on the usual one
        (&[], Some(1), vec![account("nobody")], &["li.wei"]),
        (&[], Some(1), vec![], &["li.wei"]),
        // whoever is left
        (&["li.wei", "zhao.min", "qian.li", "sun.hao", "zhou.yu", "chen.bo", "root"], Some(1), vec![Owner], &["wu.ping"]),
    ];
    for (gone, owner, order, expected) in cases {
        let workers = without(gone);
        let people = People { workers: &workers, owner, path: &path };
        assert_eq!(names(&people.candidates(&order)), expected, "{order:?} without {gone:?}");
    }
    assert_eq!(names(&People { workers: &[], owner: None, path: &[] }.candidates(&[Owner])), Vec::<&str>::new());
}

#[test]
fn who_answers_at_a_level_is_told_but_not_who_brought_it_there() {
    let path = path();
    let day = NaiveDate::from_ymd_opt(2025, 6, 9).expect("a day");
    let cases: [(i64, Option<i64>, &str); 6] = [
        (1, None, "li.wei"),
        (2, None, "li.wei,qian.li,zhao.min"),
        (2, Some(1), "qian.li,zhao.min"),
        (2, Some(2), "li.wei,qian.li"),
        (3, None, "chen.bo,li.wei,qian.li,zhao.min"),
        (4, Some(6), "li.wei,qian.li,zhao.min"),
    ];
    let workers = house();
    let people = People { workers: &workers, owner: Some(1), path: &path };
    for (level, actor, expected) in cases {
        let told: Vec<String> = people.told(level, Some(1), actor, day).0.into_iter().collect();
        assert_eq!(told.join(","), expected, "L{level} by {actor:?}");
    }
    // without managers head office hears of it at level 2, without head office who keeps the program
    let few = without(&["zhao.min", "qian.li", "sun.hao", "zhou.yu"]);
    let people = People { workers: &few, owner: None, path: &path };
    assert_eq!(people.told(2, None, None, day), Tags::from_text("chen.bo"));
    let fewer = without(&["zhao.min", "qian.li", "sun.hao", "zhou.yu", "chen.bo"]);
    assert_eq!(People { workers: &fewer, owner: None, path: &path }.told(2, None, None, day), Tags::from_text("root"));
}

#[test]
fn who_stands_in_on_the_day_is_told_as_well() {
    let path = path();
    let day = |d| NaiveDate::from_ymd_opt(2025, 6, d).expect("a day");
    let mut workers = house();
    let min = workers.iter_mut().find(|u| u.name == "zhao.min").expect("zhao.min");
    (min.record.delegate, min.record.delegate_from, min.record.delegate_until) = (Some(8), Some(day(9)), Some(day(13)));
    let people = People { workers: &workers, owner: None, path: &path };
    for (d, told) in [(8, false), (9, true), (13, true), (14, false)] {
        assert_eq!(people.told(2, None, None, day(d)).0.contains("wu.ping"), told, "on the {d}th");
    }
}

#[test]
fn a_resolution_is_checked_by_another_of_the_region_or_head_office_and_in_a_small_house_by_whoever_there_is() {
    let path = path();
    let workers = house();
    let people = People { workers: &workers, owner: Some(1), path: &path };
    assert_eq!(people.checkers(Some(1)), [2, 3, 6]);
    assert_eq!(people.checkers(Some(2)), [3, 6]);
    let small: Vec<Stored<User>> = workers.iter().filter(|u| matches!(u.id, 1 | 6 | 8)).cloned().collect();
    let people = People { workers: &small, owner: Some(1), path: &path };
    assert_eq!(people.checkers(Some(6)), [1, 8], "the only one of head office resolved it");
    assert_eq!(people.checkers(Some(1)), [6]);
}

#[test]
fn a_kind_that_there_is_not_is_refused_with_those_there_are() {
    let read = |text: &str| toml::from_str::<BTreeMap<String, Assign>>(text).map(|mut m| m.remove("assign").expect("a section"));
    let said = read("[assign]\ncomplaints = [\"owner\"]").expect_err("no such kind").to_string();
    assert!(said.contains("`desk.assign.complaints`: expected one of horizontal, vertical"), "{said}");
    let own = read("[assign]\norder = [\"sun.hao\", \"region\"]").expect("an order");
    assert_eq!(own.of(TicketKind::Order), [Whom::Account("sun.hao".into()), Whom::Region]);
    assert_eq!(own.of(TicketKind::Complaint), [Whom::Owner, Whom::Region], "what is not said");
    assert_eq!(own.accounts().collect::<Vec<_>>(), [(TicketKind::Order, "sun.hao")]);
}
