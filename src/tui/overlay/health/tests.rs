use super::*;
use crate::domain::kinds::{Alert, Role, Task, User};
use crate::domain::record::Lang;
use crate::ops::demo::{self, Scale};
use crate::ops::{Session, setup};
use crate::store::record;
use crate::tui::overlay::Overlay;
use crate::tui::testing::Rig;

/// A small demo network, looked at by somebody of head office.
fn rig(folder: &tempfile::TempDir, lang: Lang, size: (u16, u16)) -> Rig {
    use crate::config::{Config, Given};
    let given = Given { db: Some(folder.path().join("q.db")), as_of: "2025-06-16".parse().ok(), ..Given::default() };
    let mut config = Config::resolve(given).expect("a configuration");
    "chen.bo".clone_into(&mut config.user);
    config.policy = None;
    let (mut session, _) = setup::create(&config).expect("a database");
    demo::generate(&mut session, Scale { partners: 40, weeks: 60, seed: 11 }, &mut |_| ()).expect("a network");
    session.refresh_figures().expect("figures");
    let zhao = User { active: true, ..User::new("zhao.test", "", Role::Specialist) };
    session.write(Role::Admin, "change-create", "", |tx| Ok(tx.add(&zhao)?)).expect("an account");
    Rig::new(session, lang, size)
}

fn page(rig: &Rig) -> &Health {
    match rig.app.overlays.last() {
        Some(Overlay::Health(page)) => page,
        _ => panic!("{}", rig.screen()),
    }
}

/// Opens the page of the whole network and goes to the first partner with a warning that nobody has taken note of.
fn opened(rig: &mut Rig) {
    rig.press("gh");
    while page(rig).reach != Reach::All {
        rig.press("w");
    }
    while page(rig).open().is_empty() {
        let at = page(rig).at;
        rig.press("j");
        assert!(page(rig).at > at, "nobody has an open warning: {}", rig.screen());
    }
}

#[test]
fn two_keys_from_anywhere_show_who_slips_with_what_is_done_and_last_week() {
    for (lang, head) in [(Lang::En, "Who slips this week"), (Lang::Zh, "本周下滑的渠道")] {
        for size in [(80, 24), (160, 45)] {
            let folder = tempfile::tempdir().expect("a folder");
            let mut rig = rig(&folder, lang, size);
            rig.press("4");
            opened(&mut rig);
            let shown = rig.screen();
            let line = page(&rig).line().expect("a partner").clone();
            assert!(shown.contains(head) && shown.contains(&line.code), "{shown}");
            let report = page(&rig).report.as_ref().expect("a report");
            let slipping = format!("{} ({})", report.network.attention, report.network.before.attention);
            assert!(shown.contains(&slipping), "{slipping}: {shown}");
            rig.press("<Enter>");
            assert!(rig.app.overlays.is_empty(), "Enter opens the page");
        }
    }
}

#[test]
fn the_row_is_acted_on_by_one_key_each() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&folder, Lang::En, (160, 45));
    opened(&mut rig);
    let of = |rig: &Rig| page(rig).open().iter().map(|s| s.id).collect::<Vec<_>>();
    let alert = |rig: &mut Rig, id: i64| record::get_as::<Alert>(rig.bench.session().store.conn(), id).expect("a warning");
    let first = of(&rig)[0];
    // given to somebody: what is done about it says so
    rig.press("azhao.test<Enter>");
    let given = alert(&mut rig, first);
    assert!(given.assignee.is_some() && rig.screen().contains("given to zhao.test"), "{}", rig.screen());
    // put off until a day
    rig.press("z<Enter>");
    let put_off = alert(&mut rig, first);
    assert_eq!(put_off.state, AlertState::Snoozed, "{}", rig.screen());
    // a task of the worst one, in the words that the rule suggests
    rig.press("t<Enter>");
    let of_alert = |session: &Session, id: i64| record::query_as::<Task>(session.store.conn(), "WHERE alert = ?1", &[&id]);
    let worst = page(&rig).known().first().expect("a warning").seen.0;
    assert_eq!(of_alert(rig.bench.session(), worst).expect("tasks").len(), 1, "{}", rig.screen());
    assert_eq!(alert(&mut rig, worst).state, AlertState::Acknowledged);
    // and what is left is noted, with the reason
    if !of(&rig).is_empty() {
        let left = of(&rig)[0];
        rig.press("dknown<Enter>");
        let noted = alert(&mut rig, left);
        assert_eq!((noted.state, noted.reason.as_str()), (AlertState::Acknowledged, "known"));
    }
    rig.press("x");
    assert!(matches!(rig.app.overlays.last(), Some(Overlay::Explain(_))), "{}", rig.screen());
}
