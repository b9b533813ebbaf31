use crate::domain::kinds::{Role, Tier, TierChange, TierChangeState};
use crate::domain::record::Lang;
use crate::ops::tier;
use crate::store::record;
use crate::tui::app::Effect;
use crate::tui::testing::{Rig, app, demo, events};
use crate::tui::worker::tiers::{Board, Reply};
use crate::tui::worker::{Query as AnyQuery, tiers::Query};

/// The board of a small demo, figures computed.
fn rig(dir: &tempfile::TempDir, size: (u16, u16)) -> Rig {
    let mut session = demo(dir.path(), 120);
    session.refresh_figures().expect("figures");
    let mut rig = Rig::new(session, Lang::En, size);
    rig.press("2");
    rig
}

fn changes(rig: &mut Rig) -> Vec<TierChange> {
    let conn = rig.bench.session().store.conn();
    record::query_as::<TierChange>(conn, "ORDER BY id", &[]).expect("changes").into_iter().map(|c| c.record).collect()
}

#[test]
fn a_move_asks_for_a_reason_and_is_a_proposal_never_a_change() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, (120, 40));
    let before = changes(&mut rig).len();
    // to the first Growth partner without a proposal
    rig.press("l");
    while rig.app.tabs.tiers.card().is_some_and(|c| c.proposal.is_some()) {
        rig.press("j");
    }
    let card = rig.app.tabs.tiers.card().cloned().expect("a card");
    let partner = |rig: &mut Rig| {
        record::get_as::<crate::domain::kinds::Partner>(rig.bench.session().store.conn(), card.partner).expect("a partner")
    };
    let tier_before = partner(&mut rig).tier;
    rig.press("<");
    assert!(rig.screen().contains("Why move"), "{}", rig.screen());
    rig.press("<Enter>");
    assert_eq!(changes(&mut rig).len(), before, "without a reason nothing is proposed");
    rig.press("<").press("steady growth<Enter>");
    let made = changes(&mut rig).pop().expect("a proposal");
    assert_eq!((made.partner, made.to_tier, made.state), (card.partner, Tier::Strategic, TierChangeState::Proposed));
    assert_eq!(made.reason, "steady growth");
    assert_eq!(partner(&mut rig).tier, tier_before, "the tier in force is as it was");
    assert!(rig.screen().contains("⇡"), "{}", rig.screen());
    rig.press("+");
    assert_eq!(changes(&mut rig).pop().map(|c| c.state), Some(TierChangeState::Proposed), "who proposed it can't approve it");
}

#[test]
fn there_is_no_tier_beyond_the_ends() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, (80, 24));
    let before = changes(&mut rig).len();
    rig.press("<");
    assert!(rig.screen().contains("no tier beyond"), "{}", rig.screen());
    assert_eq!(changes(&mut rig).len(), before);
}

#[test]
fn the_score_is_explained_with_its_inputs() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, (120, 40));
    rig.press("x");
    let screen = rig.screen();
    for word in ["tier score of", "attainment of 12 months", "policy", "sales"] {
        assert!(screen.contains(word), "{word}: {screen}");
    }
}

#[test]
fn n_goes_from_proposal_to_proposal_and_an_approval_takes_effect() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, (160, 45));
    let open = tier::proposals(rig.bench.session()).expect("proposals");
    let Some(first) = open.first() else { panic!("the demo has proposals") };
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..open.len() {
        rig.press("n");
        let card = rig.app.tabs.tiers.card().expect("a card");
        assert!(card.proposal.is_some());
        seen.insert(card.partner);
    }
    assert_eq!(seen.len(), open.len(), "each once");
    while rig.app.tabs.tiers.card().map(|c| c.partner) != Some(first.partner) {
        rig.press("n");
    }
    rig.bench.session().actor.role = Role::Manager;
    rig.press("+");
    let decided = changes(&mut rig).into_iter().find(|c| c.partner == first.partner && c.to_tier == first.to).expect("on record");
    assert_eq!(decided.state, TierChangeState::Approved);
}

#[test]
fn a_column_of_sixty_thousand_asks_only_for_the_cards_near_the_window() {
    let mut app = app();
    app.tab = crate::tui::tabs::TabId::Tiers;
    let board = Board { columns: [Vec::new(), (1..=60_000).collect(), Vec::new(), Vec::new()], ..Board::default() };
    let asked = |effects: &[Effect]| -> usize {
        let cards = |e: &Effect| match e {
            Effect::Query(AnyQuery::Tiers(Query::Cards(ids))) => ids.len(),
            _ => 0,
        };
        effects.iter().map(cards).sum()
    };
    let first = app.tabs.tiers.receive(Reply::Board(Box::new(board)), &app.ctx);
    assert!((1..=48).contains(&asked(&first)), "{}", asked(&first));
    let mut total = 0;
    for event in events("G") {
        let effects = app.update(crate::tui::app::Msg::Key(event));
        total += asked(&effects);
    }
    assert!((1..=64).contains(&total), "{total}");
    assert_eq!(app.tabs.tiers.row_of(1), 59_999);
}

#[test]
fn the_selection_stays_with_its_partner_when_the_board_is_sorted_anew() {
    let mut app = app();
    app.tab = crate::tui::tabs::TabId::Tiers;
    let board = |ids: Vec<i64>| Board { columns: [ids, Vec::new(), Vec::new(), Vec::new()], ..Board::default() };
    app.tabs.tiers.receive(Reply::Board(Box::new(board(vec![1, 2, 3]))), &app.ctx);
    for event in events("jj") {
        app.update(crate::tui::app::Msg::Key(event));
    }
    app.tabs.tiers.receive(Reply::Board(Box::new(board(vec![3, 1, 2]))), &app.ctx);
    assert_eq!(app.tabs.tiers.id_at(0), Some(3));
    app.tabs.tiers.receive(Reply::Board(Box::new(board(Vec::new()))), &app.ctx);
    assert_eq!(app.tabs.tiers.id_at(0), None);
}
