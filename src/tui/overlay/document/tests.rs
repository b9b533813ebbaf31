use super::*;
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::money::Money;
use crate::domain::record::Kind;
use crate::report::{Column, Columns, What};
use crate::tui::app::{App, Msg};
use crate::tui::overlay::Overlay;
use crate::tui::testing::{app, press};
use crate::tui::worker::{Reply, Report};

type Row = (&'static str, &'static str, i64);

/// Three partners with what they owe.
fn owed() -> Document {
    let rows: [Row; 3] = [("D1", "East", 50_000), ("D2", "West", 1_200_000), ("D3", "North", 90_000)];
    let columns = Columns::default()
        .with(Column::code("code", Words::Text("code".into())), |(code, ..): &Row| *code)
        .with(Column::text("name", Words::Text("name".into())), |(_, name, _)| *name)
        .with(Column::money("open", Words::Text("open".into())), |(.., open)| Money(*open))
        .with(Column::members("explain", Words::nothing()).nested(), |(code, ..)| {
            let title = Words::Text(format!("why {code}"));
            What::Explained(Box::new(Explanation::new(title, Amount::Count(1))))
        });
    let mut table = columns.table(&rows);
    table.rows[1].opens = Some(Opens::Record(Kind::Partner, 7));
    Document::new("qudao.test/1").title(Words::Text("Owed".into())).with(Block::table("rows", table, Words::nothing()))
}

/// The program with that document open.
fn reading() -> App {
    let mut app = app();
    press(&mut app, ":qudao credit aging<Enter>");
    let reply = Reply::Document(document::Reply::Of("credit aging".to_owned(), Box::new(owed())));
    app.update(Msg::Report(Report::Answered(0, Box::new(reply))));
    app
}

/// The codes that are shown, from top to bottom.
fn codes(app: &App) -> Vec<String> {
    let Some(Overlay::Reading(reading)) = app.overlays.last() else { return Vec::new() };
    let Some(table) = shape::main(&reading.blocks) else { return Vec::new() };
    table.rows.iter().filter_map(|l| l.cells.first()).map(|c| sheet::said(c, &app.ctx)).collect()
}

#[test]
fn a_command_without_a_screen_of_its_own_opens_from_the_palette() {
    assert_eq!(codes(&reading()), ["D1", "D2", "D3"]);
}

#[test]
fn rows_are_sorted_by_what_they_are_and_back() {
    let mut app = reading();
    press(&mut app, "s");
    press(&mut app, "open<Enter>");
    assert_eq!(codes(&app), ["D1", "D3", "D2"], "by amount, not by text");
    press(&mut app, "S");
    assert_eq!(codes(&app), ["D2", "D3", "D1"]);
}

#[test]
fn a_filter_narrows_as_one_types_and_escape_clears_it_before_it_closes() {
    let mut app = reading();
    press(&mut app, "/");
    press(&mut app, "or");
    assert_eq!(codes(&app), ["D3"]);
    press(&mut app, "<Enter><Esc>");
    assert_eq!(codes(&app), ["D1", "D2", "D3"]);
    press(&mut app, "<Esc>");
    assert!(app.overlays.is_empty());
}

#[test]
fn a_row_opens_what_it_is_about_and_explains_itself() {
    let mut app = reading();
    press(&mut app, "jx");
    assert!(matches!(app.overlays.last(), Some(Overlay::Explain(_))));
    press(&mut app, "<Esc>");
    let effects = press(&mut app, "<Enter>");
    assert!(app.overlays.iter().all(|o| !matches!(o, Overlay::Explain(_))), "{effects:?}");
    assert_eq!(app.tab, crate::tui::tabs::TabId::Partners, "the partner's page");
}

#[test]
fn a_row_without_an_explanation_tells_its_own_figure_else_that_the_whole_is_meant() {
    let row: (&str, i64, i64) = ("T1", 90_000, 3);
    let rows = [row];
    let figures = Columns::default()
        .with(Column::text("name", Words::Text("name".into())), |(name, ..): &(&str, i64, i64)| name.to_string())
        .with(Column::money("net_sales", crate::domain::figure::Figure::NetSales.words()), |(_, sales, _)| Money(*sales))
        .with(Column::count("orders", Words::Text("orders".into())), |(.., orders)| *orders);
    let plain = Columns::default().with(Column::text("name", Words::Text("name".into())), |(name, ..): &(&str, i64, i64)| *name);
    let shown = |columns: Columns<'_, (&'static str, i64, i64)>| {
        let whole = Explanation::new(Words::Text("all of them".into()), Amount::Count(7));
        let table = Block::table("rows", columns.table(&rows), Words::nothing());
        let document = Document::new("qudao.test/1").with(table).with(Block::explained(vec![whole]));
        let mut app = app();
        press(&mut app, ":qudao credit aging<Enter>");
        let reply = Reply::Document(document::Reply::Of("credit aging".to_owned(), Box::new(document)));
        app.update(Msg::Report(Report::Answered(0, Box::new(reply))));
        press(&mut app, "x");
        crate::tui::testing::screen(&app)
    };
    let own = shown(figures);
    assert!(own.contains("T1") && own.contains("orders") && !own.contains("whole page"), "{own}");
    let whole = shown(plain);
    assert!(whole.contains("all of them = 7") && whole.contains("whole page"), "{whole}");
}

#[test]
fn every_listed_command_is_one_and_stands_once() {
    let mut all: Vec<&str> = document::ALL.iter().map(|l| l.command).collect();
    let sorted = all.is_sorted();
    all.dedup();
    assert!(sorted && all.len() == document::ALL.len(), "{all:?}");
}
