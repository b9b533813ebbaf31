use super::*;
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::report::{Cell as Said, Column, Figure, Line, Table};
use crate::tui::app::App;
use crate::tui::testing;
use crate::tui::worker;

fn app() -> App {
    testing::app()
}

fn asked(effects: &[Effect]) -> Vec<Section> {
    let section = |e: &Effect| match e {
        Effect::Query(worker::Query::Partners(Query::Section(7, section))) => Some(*section),
        _ => None,
    };
    effects.iter().filter_map(section).collect()
}

/// A page of which the overview has a figure that explains itself, one that is asked, one that says nothing, and a contact.
fn page() -> PageState {
    let mut page = PageState::new(7);
    let label = || Words::Text("a".to_owned());
    let why = Explanation::new(Words::Text("why".to_owned()), Amount::Count(1));
    let figures = vec![
        Figure::new("a", label(), Said::text("1")).explained(why),
        Figure::new("b", label(), Said::text("2")).asked("health").rows(Source::new(Kind::Sale, "partner:D001")),
        Figure::new("c", label(), Said::text("3")),
    ];
    let rows = vec![Line::new(vec![Said::text("x")]).opens(Kind::Contact, 3)];
    let table = Table::new(vec![Column::new("name", label()).wide()], rows);
    let blocks = vec![Block::figures("figures", figures), Block::table("contacts", table, label()).adds(Kind::Contact)];
    page.receive_section(Section::Overview, blocks);
    page
}

#[test]
fn each_section_is_reached_by_one_key_and_read_when_it_is_looked_at() {
    let app = app();
    for (section, action) in KEYS {
        assert_eq!(asked(&PageState::new(7).update(action, &app.ctx)), [section]);
        assert!(app.ctx.keymap.of(Scope::Page).any(|b| b.action == action), "{section:?} has a key");
    }
    let mut page = PageState::new(7);
    assert_eq!(asked(&page.update(Action::PreviousSection, &app.ctx)), [Section::History], "around the corner");
    assert_eq!(asked(&page.update(Action::NextSection, &app.ctx)), [Section::Overview]);
}

#[test]
fn as_many_sections_stand_side_by_side_as_there_is_room_for_the_focused_one_among_them() {
    let mut app = app();
    let cases = [
        (80, Action::SectionCredit, vec![Section::Credit]),
        (119, Action::SectionCredit, vec![Section::Credit]),
        (120, Action::SectionSales, vec![Section::Sales, Section::Overview]),
        (120, Action::SectionHistory, vec![Section::History, Section::Screening]),
        (160, Action::SectionPlan, vec![Section::Plan, Section::Compliance, Section::Conflicts]),
    ];
    for (width, action, expected) in cases {
        app.ctx.size = (width, 40);
        assert_eq!(asked(&PageState::new(7).update(action, &app.ctx)), expected, "{width}");
    }
}

#[test]
fn a_number_explains_itself_and_what_has_no_number_says_so() {
    let app = app();
    let mut page = page();
    let explained = |effects: Vec<Effect>| matches!(effects.as_slice(), [Effect::Explain(_)]);
    assert!(explained(page.update(Action::Explain, &app.ctx)));
    page.update(Action::Down, &app.ctx);
    let effects = page.update(Action::Explain, &app.ctx);
    let asks = |e: &Effect| match e {
        Effect::Query(worker::Query::Partners(Query::Explain { partner: 7, figure, .. })) => figure == "health",
        _ => false,
    };
    assert!(effects.iter().any(asks), "{effects:?}");
    page.update(Action::Down, &app.ctx);
    assert!(matches!(page.update(Action::Explain, &app.ctx).as_slice(), [Effect::Say(_)]));
}

#[test]
fn enter_opens_and_e_edits_what_is_under_the_cursor() {
    let app = app();
    let mut page = page();
    assert!(matches!(page.update(Action::Edit, &app.ctx).as_slice(), [Effect::Edit(Kind::Partner, 7)]), "else the partner");
    page.update(Action::Down, &app.ctx);
    assert!(matches!(page.update(Action::Open, &app.ctx).as_slice(), [Effect::OpenList(s)] if s.kind == Kind::Sale));
    page.update(Action::Bottom, &app.ctx);
    assert!(matches!(page.update(Action::Open, &app.ctx).as_slice(), [Effect::Open(Kind::Contact, 3)]));
    assert!(matches!(page.update(Action::Edit, &app.ctx).as_slice(), [Effect::Edit(Kind::Contact, 3)]));
}

#[test]
fn a_adds_what_the_section_is_about_with_the_partner_filled_in() {
    let app = app();
    let mut page = page();
    for (action, kind) in [
        (Action::SectionContracts, Kind::Contract),
        (Action::SectionScreening, Kind::Screening),
        (Action::SectionConflicts, Kind::Ticket),
        (Action::SectionPlan, Kind::Task),
    ] {
        page.update(action, &app.ctx);
        let effects = page.update(Action::Add, &app.ctx);
        let [Effect::OpenForm { row, .. }] = effects.as_slice() else { panic!("{kind:?}: {effects:?}") };
        assert_eq!((row.kind, row.get("partner")), (kind, &Value::Int(7)));
    }
    page.update(Action::SectionOverview, &app.ctx);
    page.update(Action::Bottom, &app.ctx);
    let effects = page.update(Action::Add, &app.ctx);
    let [Effect::Pick(picker)] = effects.as_slice() else { panic!("{effects:?}") };
    let first = picker.shown_items().first().map(|i| i.code.clone());
    assert_eq!(first.as_deref(), Some("contact"), "what stands under the cursor comes first");
    page.update(Action::SectionHistory, &app.ctx);
    assert!(matches!(page.update(Action::Add, &app.ctx).as_slice(), [Effect::Say(_)]));
}

#[test]
fn the_cursor_stays_when_a_section_is_read_again_and_never_stands_beyond_its_end() {
    let app = app();
    let mut page = page();
    page.update(Action::Bottom, &app.ctx);
    let at = |p: &PageState| p.part().map(|p| p.at);
    assert_eq!(at(&page), Some(3));
    page.receive_section(Section::Overview, vec![Block::text("notes", "a".to_owned())]);
    assert_eq!(at(&page), Some(0));
}
