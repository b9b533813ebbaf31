use std::collections::HashMap;

use super::*;
use crate::domain::diversion::{Place, Shipped, Territory};
use crate::domain::money::Money;
use crate::domain::record::Lang;
use crate::i18n::diversion::Called;
use crate::tui::app::{App, Msg};
use crate::tui::overlay::Overlay;
use crate::tui::tabs::TabId;
use crate::tui::testing::{app, press, screen};
use crate::tui::worker::trace::{PriceWatch, Trace as Result_};
use crate::tui::worker::{Done, Op as AnyOp, Query as AnyQuery, Reply as AnyReply, Report};

fn paste(app: &mut App, text: &str) -> Vec<Effect> {
    app.update(Msg::Paste(text.to_owned()))
}

fn answer(app: &mut App, reply: Reply) -> Vec<Effect> {
    app.update(Msg::Report(Report::Answered(0, Box::new(AnyReply::Trace(reply)))))
}

/// What was asked of codes, by the effects of a key.
fn asked(effects: &[Effect]) -> Vec<Wish> {
    let of = |e: &Effect| match e {
        Effect::Query(AnyQuery::Trace(Query::Codes(wish))) => Some(wish.clone()),
        _ => None,
    };
    effects.iter().filter_map(of).collect()
}

fn shipped(code: &str, partner: i64) -> Shipped {
    Shipped {
        code: code.to_owned(),
        partner,
        shipped_on: "2026-11-02".parse().expect("a date"),
        document: "DN-7".to_owned(),
        line: "饮料".to_owned(),
        sku: String::new(),
        quantity: Some(12),
        amount: Some(Money::units(1_200)),
    }
}

/// Two suspects, an unknown code, a partner that has the place to itself, a ticket that is open.
fn found() -> Traced {
    let suspect = |partner, codes: &[&str], place, own, names: &[&str]| Suspect {
        partner,
        shipped: codes.iter().map(|c| shipped(c, partner)).collect(),
        territory: Territory { names: names.iter().map(|n| (*n).to_owned()).collect(), ..Territory::default() },
        place,
        own,
        amount: Some(Money::units(1_200)),
    };
    let trace = Result_ {
        codes: ["A1001", "A1002", "Z9999"].map(str::to_owned).to_vec(),
        seen_in: None,
        suspects: vec![
            suspect(2, &["A1001", "A1002"], Place::Outside, 1, &["上海市"]),
            suspect(3, &["A1002"], Place::Unknown, 0, &[]),
        ],
        unknown: vec!["Z9999".to_owned()],
        affected: vec![1],
    };
    let partners = [(1, "D001", "南京雨润"), (2, "D002", "East Fresh"), (3, "D003", "游商")];
    let partners = partners.map(|(id, code, name)| (id, (code.to_owned(), name.to_owned())));
    Traced { trace, called: Called { partners: HashMap::from(partners), lines: HashMap::new() }, open: vec![(3, 90, 209)] }
}

/// The overlay with codes in it and their answer.
fn traced() -> App {
    let mut app = app();
    press(&mut app, "3b");
    paste(&mut app, "A1001\r\nA1002\r\nZ9999");
    answer(&mut app, Reply::Codes(Box::new(found()), Vec::new()));
    app
}

#[test]
fn pasted_lines_are_asked_about_at_once() {
    let mut app = app();
    press(&mut app, "<F4>");
    assert!(matches!(app.overlays.last(), Some(Overlay::Trace(_))), "from any tab");
    let wishes = asked(&paste(&mut app, "A1001\r\nA1002\rZ9999"));
    assert_eq!(wishes.len(), 1);
    assert_eq!((wishes[0].text.as_str(), &wishes[0].seen), ("A1001\nA1002\nZ9999", &Named::Nobody));
    assert!(asked(&press(&mut app, " ")).is_empty(), "the same codes are not asked about again");
    assert_eq!(asked(&press(&mut app, "B2002")).last().map(|w| w.text.as_str()), Some("A1001\nA1002\nZ9999 B2002"));
}

#[test]
fn codes_that_are_pasted_on_the_desk_open_the_overlay() {
    let mut app = app();
    assert!(paste(&mut app, "A1001").is_empty() && app.overlays.is_empty(), "Today takes no paste");
    press(&mut app, "3");
    assert!(paste(&mut app, "两箱牛奶").is_empty() && app.overlays.is_empty(), "there is no code in it");
    assert_eq!(asked(&paste(&mut app, "箱码 A1001")).len(), 1);
    assert!(matches!(app.overlays.last(), Some(Overlay::Trace(_))));
}

#[test]
fn the_answer_names_suspects_territory_and_what_nobody_got() {
    let mut app = traced();
    for lang in [Lang::En, Lang::Zh] {
        app.ctx.lang = lang;
        let screen = screen(&app);
        for word in ["D002", "East Fresh", "上海市", "1,200.00", "Z9999", "D001 南京雨润", "#209", "A1002", "DN-7"] {
            assert!(screen.contains(word), "{word} in {screen}");
        }
        let place = if lang == Lang::En { ["! outside", "▲ unknown"] } else { ["! 区域外", "▲ 未知"] };
        assert!(place.iter().all(|p| screen.contains(p)), "a glyph and a word: {screen}");
    }
}

#[test]
fn a_place_that_does_not_exist_is_said_at_its_field_and_what_was_typed_stays() {
    let mut app = traced();
    press(&mut app, "<Tab>Atlantis<Esc>");
    let wishes = asked(&press(&mut app, "<Tab>"));
    assert_eq!(wishes.last().map(|w| w.seen.clone()), Some(Named::Typed("Atlantis".to_owned())), "asked when it is left");
    let expected = crate::domain::record::Expected::Existing(Kind::Region, Vec::new());
    let problem = Problem { field: "region", value: "Atlantis".to_owned(), expected };
    answer(&mut app, Reply::Codes(Box::new(found()), vec![problem]));
    let screen = screen(&app);
    assert!(screen.contains("! Region: `Atlantis`") && screen.contains("East Fresh"), "{screen}");
}

#[test]
fn a_ticket_is_opened_for_the_suspect_under_the_cursor_with_a_severity_that_can_be_changed() {
    let mut app = traced();
    assert!(press(&mut app, "<Tab><Tab><Tab><Enter>").iter().all(|e| !matches!(e, Effect::Do(_))), "it asks first");
    assert!(screen(&app).contains("S2"), "{}", screen(&app));
    let effects = press(&mut app, "h<Enter>");
    let [Effect::Do(AnyOp::Trace(Op::Open(wish, 2, Severity::S1, Lang::En)))] = effects.as_slice() else {
        panic!("a ticket against D002: {effects:?}")
    };
    assert_eq!(wish.text, "A1001\nA1002\nZ9999");
    let done = Done::say(Sentence::new("done-trace-ticket").with("number", 215)).select(Kind::Ticket, 95);
    app.update(Msg::Report(Report::Done(done)));
    assert!(matches!(app.overlays.last(), Some(Overlay::Trace(_))), "the next suspect is at hand");
    assert!(screen(&app).contains("opened #215"), "{}", screen(&app));
    press(&mut app, "<Esc>");
    assert!(app.unsaved().is_empty(), "what was sent is no draft");
}

#[test]
fn the_codes_can_be_added_to_a_ticket_that_is_open_already() {
    let mut app = traced();
    press(&mut app, "<Tab><Tab><Tab>j<Enter>");
    assert!(screen(&app).contains("#209 is open already"), "{}", screen(&app));
    assert!(screen(&app).contains("not known to be outside"), "{}", screen(&app));
    let effects = press(&mut app, "i");
    assert!(matches!(effects.as_slice(), [Effect::Do(AnyOp::Trace(Op::Evidence(_, 3, (90, 209), _)))]), "{effects:?}");
    press(&mut app, "k<Enter>");
    assert!(press(&mut app, "i").is_empty(), "D002 has none");
    assert!(press(&mut app, "<Esc>").is_empty() && app.overlays.len() == 1, "back to the list");
}

#[test]
fn escape_keeps_the_codes_and_the_next_time_they_stand_there() {
    let mut app = traced();
    press(&mut app, "<Tab>南京<Esc><Esc>");
    assert!(app.overlays.is_empty());
    assert_eq!(app.unsaved().len(), 1);
    press(&mut app, "b");
    let shown = screen(&app);
    assert!(shown.contains("A1001") && shown.contains("南京"), "{shown}");
    assert_eq!(app.unsaved().len(), 1, "the open one's");
    press(&mut app, "<Esc>");
    // what is pasted on the desk is added to what was kept
    let wishes = asked(&paste(&mut app, "C3003"));
    assert_eq!(wishes.last().map(|w| w.text.as_str()), Some("A1001\nA1002\nZ9999\nC3003"));
}

#[test]
fn the_result_is_copied_as_text_and_the_partner_is_a_key_away() {
    let mut app = traced();
    press(&mut app, "<Tab><Tab><Tab>");
    let effects = press(&mut app, "y");
    let text = effects.iter().find_map(|e| if let Effect::Copy(text) = e { Some(text.as_str()) } else { None });
    let text = text.expect("a text");
    assert!(text.contains("D002 East Fresh · outside (上海市) · 2 codes, 1 only its own · 1,200.00"), "{text}");
    assert!(text.contains("  A1001, shipped on 2026-11-02, document DN-7, 饮料"), "{text}");
    assert!(text.contains("Z9999") && text.contains("D001"), "{text}");
    press(&mut app, "o");
    assert_eq!(app.tab, TabId::Partners);
    assert_eq!(app.unsaved().len(), 1, "the codes are kept");
}

#[test]
fn a_paste_beside_the_codes_is_added_to_them_and_into_a_field_it_is_text() {
    let mut app = traced();
    press(&mut app, "<Tab><Tab><Tab>");
    assert_eq!(asked(&paste(&mut app, "C3003\n")).last().map(|w| w.text.as_str()), Some("A1001\nA1002\nZ9999\nC3003\n"));
    press(&mut app, "<S-Tab>");
    paste(&mut app, "游商");
    assert!(screen(&app).contains("游商"), "{}", screen(&app));
}

#[test]
fn without_codes_there_is_nothing_to_open_a_ticket_for() {
    let mut app = app();
    press(&mut app, "3b");
    assert!(screen(&app).contains("paste product or batch codes"), "{}", screen(&app));
    assert!(press(&mut app, "<C-o>").is_empty());
    assert!(app.message.as_ref().is_some_and(|m| m.warning));
    press(&mut app, "<Esc>");
    assert!(app.unsaved().is_empty(), "nothing was typed");
}

fn watch() -> Reply {
    use crate::domain::kinds::PriceChannel::{Offline, Online};
    let seen = |id, partner, channel, price| diversion::Seen {
        id,
        partner,
        product: (1, String::new()),
        channel,
        on: "2026-11-10".parse().expect("a date"),
        price: Money::units(price),
        floor: Some(Money::units(10)),
        place: "苏果".to_owned(),
    };
    let rows = diversion::watched(&[seen(7, 2, Online, 8), seen(8, 1, Offline, 12)]);
    let (from, to) = ("2026-10-25".parse().expect("a date"), "2026-11-23".parse().expect("a date"));
    let watch = PriceWatch { from, to, seen: 2, below: Vec::new(), gaps: Vec::new(), rows: rows.into_iter().rev().collect() };
    let lines = HashMap::from([(1, "饮料".to_owned())]);
    Reply::Prices(Box::new((watch, Called { lines, ..found().called })))
}

#[test]
fn seen_prices_stand_on_the_second_page() {
    let mut app = app();
    press(&mut app, "3b");
    let effects = press(&mut app, "<F4>");
    assert!(matches!(effects.as_slice(), [Effect::Query(AnyQuery::Trace(Query::Prices))]), "{effects:?}");
    answer(&mut app, watch());
    for (size, lang) in [((80, 24), Lang::En), ((160, 45), Lang::Zh)] {
        (app.ctx.size, app.ctx.lang) = (size, lang);
        let screen = screen(&app);
        for word in ["饮料", "East Fresh", "8.00", "10.00", "-20%", "-33%", "苏果"] {
            assert!(screen.contains(word), "{word} in {screen}");
        }
    }
    app.ctx.lang = Lang::En;
    assert!(press(&mut app, "T").is_empty(), "it asks first");
    let effects = press(&mut app, "<Enter>");
    assert!(
        matches!(effects.as_slice(), [Effect::Do(AnyOp::Trace(Op::OpenPrices(2, Severity::S2, Lang::En)))]),
        "critical, so S2: {effects:?}"
    );
    press(&mut app, "a");
    assert!(matches!(app.overlays.last(), Some(Overlay::Form(f)) if f.kind() == Kind::PriceSighting));
    press(&mut app, "<Esc>");
    assert!(matches!(press(&mut app, "x").as_slice(), [Effect::Query(AnyQuery::Trace(Query::Explain(2, ..)))]));
    press(&mut app, "w");
    assert!(!screen(&app).contains("南京雨润  "), "only what is over a limit: {}", screen(&app));
    press(&mut app, "<Tab>");
    assert!(screen(&app).contains("Seen in"), "back on the first page");
    press(&mut app, "<Tab>");
    assert!(matches!(press(&mut app, "<Enter>").as_slice(), [Effect::Query(AnyQuery::Form(_))]), "its record is read");
}
