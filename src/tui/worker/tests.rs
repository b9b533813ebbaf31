use super::*;
use crate::config::{Config, Given};
use crate::domain::kinds::Role;
use crate::domain::record::Value;
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
