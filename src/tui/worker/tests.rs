use super::*;
use crate::config::{Config, Given};
use crate::domain::kinds::Role;
use crate::domain::record::{Kind, Row, Value};
use crate::ops::setup;
use crate::store::Store;

#[test]
fn who_may_not_write_is_told_of_which_day_the_figures_are_until_somebody_brings_them_up_to_date() {
    let folder = tempfile::tempdir().expect("a folder");
    let day = |day: &str| day.parse().expect("a day");
    let given = Given { db: Some(folder.path().join("q.db")), as_of: "2025-11-12T10:00".parse().ok(), ..Given::default() };
    let config = Config { user: "li.wei".to_owned(), policy: None, ..Config::resolve(given).expect("a configuration") };
    let (mut writer, _) = setup::create(&config).expect("a database");
    let mut partner = Row::blank(Kind::Partner);
    for (name, value) in [("code", "D001"), ("name", "East Fresh"), ("status", "active")] {
        partner.set(name, Value::Text(value.to_owned()));
    }
    writer.write(Role::Specialist, "change-create", "D001", |tx| Ok(tx.insert(&partner)?)).expect("a partner");
    writer.refresh_figures().expect("figures");
    writer.clock = Clock::at_day(day("2025-11-14"), writer.policy.organisation.zone);
    let mut viewer = writer.beside(Store::open(writer.store.path()).expect("opened"));
    viewer.actor.role = Role::Viewer;

    let (tell, told) = mpsc::channel();
    let worker = Handle::start(viewer, move |report| {
        if let Report::Head(head) = report {
            let _gone = tell.send(head);
        }
    })
    .expect("a thread");
    let next = || {
        let head: Vec<Sentence> = told.recv_timeout(Duration::from_secs(20)).expect("another head");
        head.into_iter().filter(|said| said.key != "head-clock").collect::<Vec<_>>()
    };
    assert_eq!(next(), [Sentence::new("figures-behind").with("day", "2025-11-12")]);
    writer.refresh_figures().expect("figures");
    assert_eq!(next(), []);
    worker.stop();
}

#[test]
fn what_is_read_again_after_others_wrote_is_read_under_the_rules_of_now() {
    let folder = tempfile::tempdir().expect("a folder");
    let given = Given { db: Some(folder.path().join("q.db")), as_of: "2025-11-12T10:00".parse().ok(), ..Given::default() };
    let config = Config { user: "li.wei".to_owned(), policy: None, ..Config::resolve(given).expect("a configuration") };
    let (mut writer, _) = setup::create(&config).expect("a database");
    let looker = writer.beside(Store::open(writer.store.path()).expect("opened"));
    let (tell, told) = mpsc::channel();
    let worker = Handle::start(looker, move |report| {
        let said = match report {
            Report::Renewed(policy, _) => Some(policy.number),
            Report::Changed => Some(0),
            _ => None,
        };
        if let Some(said) = said {
            let _gone = tell.send(said);
        }
    })
    .expect("a thread");
    let terms = crate::ops::rules::Terms { reason: "small".into(), from: None };
    crate::ops::rules::propose(&mut writer, crate::ops::rules::Wish::Value("health.slip", "12"), &terms).expect("alone");
    worker.look();
    let next = || told.recv_timeout(Duration::from_secs(20)).expect("a report");
    assert_eq!(next(), 2, "the rules come before what is to be read again");
    assert_eq!(next(), 0);
    worker.stop();
}

#[test]
fn a_what_if_answers_nothing_of_what_is_stored() {
    let folder = tempfile::tempdir().expect("a folder");
    let given = Given { db: Some(folder.path().join("q.db")), as_of: "2025-11-12T10:00".parse().ok(), ..Given::default() };
    let config = Config { user: "li.wei".to_owned(), policy: None, ..Config::resolve(given).expect("a configuration") };
    let (mut writer, _) = setup::create(&config).expect("a database");
    let scale = crate::ops::demo::Scale { partners: 30, weeks: 60, seed: 3 };
    crate::ops::demo::generate(&mut writer, scale, &mut |_| ()).expect("a network");
    writer.refresh_figures().expect("figures");
    let file = folder.path().join("mine.toml");
    std::fs::write(&file, "[tiers.weights]\nsales = 90\ncoverage = 0\ncapital = 0\n").expect("a file");
    let scores = |session: Session| -> Vec<Option<i64>> {
        let mut bench = Bench::new(session);
        let cards = Query::Tiers(tiers::Query::Cards((1..=30).collect()));
        let Report::Answered(_, reply) = bench.ask(&cards) else { panic!("cards") };
        let Reply::Tiers(tiers::Reply::Cards(cards)) = *reply else { panic!("cards") };
        cards.iter().map(|c| c.score).collect()
    };
    let stored = scores(writer.beside(Store::open(writer.store.path()).expect("opened")));
    let mut aside = setup::open(&config).expect("opened");
    crate::ops::rules::what_if(&mut aside, &file).expect("a what-if");
    let tried = scores(aside);
    assert!(tried.len() > 10 && tried != stored, "the first answer is the what-if's");
}
