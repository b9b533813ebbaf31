//! Codes that are pasted, and the prices that were seen: from the desk to the ticket by keys only.

use qudao::domain::kinds::{Alert, AlertState, EventKind, Shipment, Ticket, TicketEvent, TicketKind, TicketParty};
use qudao::domain::record::{Lang, Stored};
use qudao::store::record;
use qudao::tui::app::Msg;
use qudao::tui::testing::Rig;

use super::{Stage, partners, register::frame_is_whole};

/// The wider one is as wide as the overlay: nothing of the desk stands beside it.
const SIZES: [(u16, u16); 2] = [(80, 24), (132, 40)];

/// The screen without its head line, whose counts are others'.
fn below_head(rig: &Rig) -> String {
    rig.screen().lines().skip(2).collect::<Vec<_>>().join("\n")
}

/// The codes of the first few deliveries, and one that nobody got.
fn codes(rig: &mut Rig) -> String {
    let conn = rig.bench.session().store.conn();
    let shipped = record::query_as::<Shipment>(conn, "ORDER BY id LIMIT 5", &[]).expect("shipments");
    let mut codes: Vec<String> = shipped.into_iter().map(|s| s.record.code).collect();
    codes.push("ZZ99999".to_owned());
    codes.join("\n")
}

fn tickets(rig: &mut Rig) -> Vec<Stored<Ticket>> {
    record::query_as::<Ticket>(rig.bench.session().store.conn(), "ORDER BY id DESC LIMIT 2", &[]).expect("tickets")
}

#[test]
fn codes_that_are_pasted_on_the_desk_become_a_ticket_with_the_evidence() {
    for lang in [Lang::En, Lang::Zh] {
        for size in SIZES {
            let stage = Stage::new();
            let mut rig = stage.rig(lang, size);
            let name = |what: &str| format!("{what}-{}-{}x{}", if lang == Lang::En { "en" } else { "zh" }, size.0, size.1);
            rig.press("3");
            let pasted = codes(&mut rig);
            rig.happens(Msg::Paste(pasted));
            // the place: typed, picked from the list, then on to the suspects
            rig.press("<Tab>3201").press("<Enter><Tab><Tab>");
            frame_is_whole(&rig.screen());
            insta::assert_snapshot!(name("codes"), below_head(&rig));
            rig.press("<Enter>h");
            insta::assert_snapshot!(name("ticket"), below_head(&rig));
            let before = tickets(&mut rig).remove(0).id;
            rig.press("<Enter>");
            let made = tickets(&mut rig).remove(0);
            assert_ne!(made.id, before, "a new ticket: {}", rig.screen());
            assert_eq!((made.kind, made.severity.code()), (TicketKind::Diversion, "S1"));
            let number = format!("#{}", made.number.unwrap_or_default());
            assert!(rig.screen().contains(&number), "it stands beside its suspect: {}", rig.screen());
            let conn = rig.bench.session().store.conn();
            let events = record::query_as::<TicketEvent>(conn, "WHERE ticket = ?1", &[&made.id]).expect("events");
            let evidence: Vec<_> = events.iter().filter(|e| e.kind == EventKind::Evidence).collect();
            assert!(!evidence.is_empty() && evidence.iter().all(|e| e.evidence_on.is_some()), "{evidence:?}");
            // the same again adds nothing
            rig.press("<Enter>i");
            let conn = rig.bench.session().store.conn();
            let again = record::query_as::<TicketEvent>(conn, "WHERE ticket = ?1", &[&made.id]).expect("events");
            assert_eq!(again.len(), events.len(), "its codes are on it already");
            // the ticket is under the cursor of the desk, and one undo takes it back
            rig.press("<Esc>");
            assert!(rig.app.overlays.is_empty());
            let row = format!("›    {}", number.trim_start_matches('#'));
            assert!(rig.screen().contains(&row), "{}", rig.screen());
            rig.press("u");
            assert_ne!(tickets(&mut rig).remove(0).id, made.id);
        }
    }
}

#[test]
fn a_seen_price_over_a_limit_becomes_a_ticket_that_takes_its_warnings() {
    for lang in [Lang::En, Lang::Zh] {
        for size in SIZES {
            let stage = Stage::new();
            let mut rig = stage.rig(lang, size);
            let name = |what: &str| format!("{what}-{}-{}x{}", if lang == Lang::En { "en" } else { "zh" }, size.0, size.1);
            rig.press("<F4><F4>");
            frame_is_whole(&rig.screen());
            insta::assert_snapshot!(name("prices"), below_head(&rig));
            rig.press("x");
            insta::assert_snapshot!(name("price-explained"), below_head(&rig));
            rig.press("<Esc>T<Enter>");
            let made = tickets(&mut rig).remove(0);
            assert_eq!(made.kind, TicketKind::MultiChannel, "{}", rig.screen());
            let partner = made.partner.expect("a partner");
            let conn = rig.bench.session().store.conn();
            let of = "WHERE partner = ?1 AND rule IN ('seen_price', 'price_gap') AND state <> 'cleared'";
            let alerts = record::query_as::<Alert>(conn, of, &[&partner]).expect("warnings");
            assert!(!alerts.is_empty() && alerts.iter().all(|a| a.state == AlertState::Acknowledged), "{alerts:?}");
            let parties = record::query_as::<TicketParty>(conn, "WHERE ticket = ?1", &[&made.id]).expect("parties");
            assert_eq!(parties.first().map(|p| (p.partner, p.role.code())), Some((partner, "respondent")));
        }
    }
}

#[test]
fn a_price_is_entered_on_the_page_and_stands_in_it_at_once() {
    let stage = Stage::new();
    partners::add(&stage, "ZZ9801", "试销店");
    let mut rig = stage.rig(Lang::En, (120, 40));
    rig.press("<F4><F4>a");
    // the line of the price under the cursor is known; day and channel are given
    rig.press("ZZ9801<Enter>").press("<Tab><Tab><Tab><Tab><Tab>0.01<C-o>");
    assert!(!rig.screen().contains("Seen on*"), "saved: {}", rig.screen());
    assert!(rig.screen().contains("ZZ9801") && rig.screen().contains("0.01"), "{}", rig.screen());
    // a price that is none: said at the field, and what was typed stays
    rig.press("a").press("ZZ9801<Enter>").press("<Tab><Tab><Tab><Tab><Tab>cheap<C-o>");
    assert!(rig.screen().contains("! Price: `cheap`"), "{}", rig.screen());
}
