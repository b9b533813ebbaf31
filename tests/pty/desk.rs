//! A day at the ticket desk: twenty tickets triaged by keys only, by two people in two processes; then the file is read.

use serde_json::{Value, json};

use super::support::Desk;
use super::terminal::Terminal;

const MORNING: &str = "2026-11-23T09:12";
const AFTERNOON: &str = "2026-11-23T14:00";

/// A desk with a manager, ten partners and twenty tickets, opened on Monday 23 November 2026 at 09:00.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.run(&["user", "add", "zhao.min", "--role", "manager"]).code(0);
    let mut partners = String::from("code,name,owner\n");
    partners.extend((1..=10).map(|n| format!("D{n:03},渠道商{n:02},li.wei\n")));
    let mut tickets = String::from("number,kind,severity,title,partner,owner,opened_at\n");
    tickets.extend((1..=10).map(|n| format!("{n},complaint,S3,short delivery,D{n:03},li.wei,2026-11-23 09:00\n")));
    for (n, kind, severity, title) in [
        (11, "diversion", "S1", "batch in Nanjing"),
        (12, "horizontal", "S2", "price war"),
        (13, "complaint", "S2", "damaged pallets"),
        (14, "dispute", "S3", "quota"),
        (15, "order", "S4", "late order"),
        (16, "vertical", "S4", "margin"),
        (17, "multi_channel", "S3", "online below floor"),
        (18, "complaint", "S3", "wrong invoice"),
        (19, "diversion", "S2", "second batch"),
        (20, "dispute", "S4", "sign board"),
    ] {
        tickets.extend([format!("{n},{kind},{severity},{title},D{:03},li.wei,2026-11-23 09:00\n", n - 10)]);
    }
    for (kind, name, text) in [("partners", "p.csv", partners), ("tickets", "t.csv", tickets)] {
        let file = desk.write(name, text);
        desk.run_at(MORNING, &["import", kind, file.to_str().expect("a path")]).code(0);
    }
    desk
}

fn open(desk: &Desk, user: &str, as_of: &str, shown: &str) -> Terminal {
    let mut t = Terminal::start_as(desk, user, as_of, &["--lang", "en"]);
    t.until("the tabs", |s| s.alternate_screen() && s.contents().contains("5 KPIs"));
    t.keys("3");
    t.shows(shown);
    t
}

/// Narrows the list to what is typed: so many tickets.
#[track_caller]
fn find(t: &mut Terminal, filter: &str, count: usize) {
    t.keys(&format!("/\x15{filter}\r"));
    t.until(filter, |s| {
        let head = s.rows(0, 80).nth(2).unwrap_or_default();
        let found = s.rows(0, 80).skip(4).any(|row| row.contains(filter));
        // what the filter before it found may be as many
        found && head.contains(&format!("/ {filter} ")) && head.contains(&format!(" {count} of "))
    });
}

/// Presses keys until the foot says what was done.
#[track_caller]
fn press(t: &mut Terminal, keys: &str, said: &str) {
    let foot = t.look(|s| s.rows(0, 80).last().unwrap_or_default());
    assert!(!foot.contains(said), "the foot says so already, nothing would be waited for: {foot}");
    t.keys(keys);
    t.until(said, |s| s.rows(0, 80).last().unwrap_or_default().contains(said));
}

#[test]
fn twenty_tickets_are_triaged_by_keys_only() {
    let desk = desk();
    let mut t = open(&desk, "li.wei", MORNING, "20 of 20");

    // ten alike: one key marks them, one acknowledges, one takes
    find(&mut t, "short", 10);
    press(&mut t, "=", "10 marked: same kind, state and title");
    press(&mut t, "r", "10 tickets done");
    t.keys("gv");
    t.shows("10 marked");
    t.keys("m");
    // the foot still says what the key before did: the act is over when the marks have gone
    t.until("no marks", |s| !s.contents().contains("10 marked") && s.contents().contains("10 tickets done"));
    // three wait for somebody else: the reason is typed once; one of them was too much
    press(&mut t, "ggp", "save");
    press(&mut t, "waiting for the carrier\x0f", "put #1 on hold");
    press(&mut t, ".", "put #2 on hold");
    press(&mut t, ".", "put #3 on hold");
    press(&mut t, "u", "took back");
    t.until("the cursor back", |s| s.rows(0, 80).any(|l| l.starts_with('›') && l.contains(" 3 S3")));
    // the other seven in one form, then closed
    t.keys("jvG");
    press(&mut t, "d\rpicking error\t\trest on Friday\x0f", "7 tickets done");
    t.keys("gv");
    t.shows("7 marked");
    press(&mut t, "C", "7 tickets done");

    // one is walked to its end in its own page; what closing needs of a second person is refused to the first
    find(&mut t, "damaged", 1);
    press(&mut t, "r", "acknowledged #13");
    press(&mut t, "t", "#13 is being investigated");
    press(&mut t, "t", "#13 is being negotiated");
    press(&mut t, "d\rforklift\t\treplaced by Friday\x0f", "resolved #13");
    t.until("its row", |s| s.rows(0, 80).any(|row| row.contains("damaged") && row.contains("resolved")));
    // the page under the list is read again behind it
    std::thread::sleep(std::time::Duration::from_millis(300));
    press(&mut t, "C", "S1 and S2 are closed only after");
    let mut second = open(&desk, "zhao.min", MORNING, "by time left");
    find(&mut second, "damaged", 1);
    press(&mut second, "V", "checked #13");
    second.keys("q");
    // the first sees it within two seconds, and closes
    t.shows("resolved ✓");
    press(&mut t, "C", "closed #13");

    find(&mut t, "quota", 1);
    press(&mut t, "r", "acknowledged #14");
    press(&mut t, "pwaiting for the contract\x0f", "put #14 on hold");
    find(&mut t, "price", 1);
    press(&mut t, "r", "acknowledged #12");
    press(&mut t, "!both sides are stuck\x0f", "escalated #12");
    // the same again on another one, with the same reason
    find(&mut t, "second", 1);
    press(&mut t, ".", "escalated #19");
    find(&mut t, "Nanjing", 1);
    t.keys("\r");
    t.shows("Parties");
    press(&mut t, "ttt", "#11 is being negotiated");
    press(&mut t, "i\t\t\tbatch 0412 on the shelf\x0f", "added evidence to #11");
    t.shows("batch 0412 on the shelf");
    t.keys("q");
    t.until("the list", |s| !s.contents().contains("Parties"));
    // two can wait a week: they leave the list, their clocks run on
    find(&mut t, "late", 1);
    press(&mut t, "zweek\r", "put off until 2026-11-30 09:00");
    find(&mut t, "margin", 1);
    press(&mut t, ".", "put off until 2026-11-30 09:00");
    t.shows("2 put off");
    find(&mut t, "online", 1);
    press(&mut t, "r", "acknowledged #17");
    press(&mut t, "t", "#17 is being investigated");
    find(&mut t, "invoice", 1);
    press(&mut t, "r", "acknowledged #18");
    press(&mut t, "d\rtypo\t\tcredit note\x0f", "resolved #18");
    press(&mut t, "C", "closed #18");
    find(&mut t, "sign", 1);
    press(&mut t, "ccalled the shop\x0f", "commented on #20");
    t.keys("Azhao");
    t.shows("zhao.min zhao.min");
    press(&mut t, "\r", "assigned #20");
    t.keys("q");
    t.keys("q");
    t.ends();
    t.is_sane();

    // in the afternoon what was waited for is there
    let mut t = open(&desk, "li.wei", AFTERNOON, "2 put off");
    find(&mut t, "quota", 1);
    press(&mut t, "p", "resumed #14");
    drop(t);

    the_file_says_so(&desk);
}

/// A ticket's number, state, level, owner, events after its opening, and resolution's deadline.
type Stands<'a> = (i64, &'a str, i64, &'a str, &'a [&'a str], &'a str);

/// Each ticket is as the keys have left it.
fn the_file_says_so(desk: &Desk) {
    let (s1, s2, s3, s4) = ("2026-11-24T01:00:00Z", "2026-11-25T10:00:00Z", "2026-12-01T10:00:00Z", "2026-12-11T10:00:00Z");
    // on hold from 09:12 to 14:00
    let moved = "2026-12-02T05:48:00Z";
    let settled = &["acknowledged", "assigned", "resolved", "closed"][..];
    let mut expected: Vec<Stands<'_>> = vec![
        (1, "on_hold", 1, "li.wei", &["acknowledged", "assigned", "held"], s3),
        (2, "on_hold", 1, "li.wei", &["acknowledged", "assigned", "held"], s3),
        (3, "acknowledged", 1, "li.wei", &["acknowledged", "assigned"], s3),
    ];
    expected.extend((4..=10).map(|n| (n, "closed", 1, "li.wei", settled, s3)));
    expected.extend([
        (11, "negotiating", 1, "li.wei", &["acknowledged", "moved", "moved", "evidence"][..], s1),
        (12, "acknowledged", 2, "li.wei", &["acknowledged", "escalated"], s2),
        (13, "closed", 1, "li.wei", &["acknowledged", "moved", "moved", "resolved", "checked", "closed"], s2),
        (14, "acknowledged", 1, "li.wei", &["acknowledged", "held", "resumed"], moved),
        (15, "new", 1, "li.wei", &[], s4),
        (16, "new", 1, "li.wei", &[], s4),
        (17, "investigating", 1, "li.wei", &["acknowledged", "moved"], s3),
        (18, "closed", 1, "li.wei", &["acknowledged", "resolved", "closed"], s3),
        (19, "new", 2, "li.wei", &["escalated"], s2),
        (20, "new", 1, "zhao.min", &["commented", "assigned"], s4),
    ]);
    let texts = |events: &[Value], kind: &str| -> Vec<String> {
        let of = events.iter().filter(|e| e["kind"] == kind).filter_map(|e| e["text"].as_str());
        of.map(str::to_owned).collect()
    };
    for (number, state, level, owner, events, due) in expected {
        let shown = desk.run_at(AFTERNOON, &["ticket", "show", &number.to_string(), "--format", "json"]).code(0).json();
        let ticket = &shown["ticket"];
        let log = shown["events"].as_array().expect("events");
        let kinds: Vec<&str> = log.iter().filter_map(|e| e["kind"].as_str()).skip_while(|k| *k == "opened").collect();
        assert_eq!(kinds, events, "#{number}");
        assert_eq!(
            (&ticket["state"], &ticket["level"], &ticket["owner"]),
            (&json!(state), &json!(level), &json!(owner)),
            "#{number}"
        );
        assert_eq!(shown["resolution"]["due"], due, "#{number}");
        match number {
            1 | 2 => assert_eq!(texts(log, "held"), ["waiting for the carrier"]),
            4..=10 => {
                assert_eq!((&ticket["root_cause"], &ticket["agreed_terms"]), (&json!("picking error"), &json!("rest on Friday")));
                assert!(!ticket["remedy"].as_str().unwrap_or_default().is_empty(), "#{number}");
                assert_eq!(shown["linked"]["tasks"].as_array().map(Vec::len), Some(2), "#{number}: {shown}");
            }
            12 | 19 => assert_eq!(texts(log, "escalated"), ["both sides are stuck"]),
            13 => assert_eq!(ticket["checked_by"], "zhao.min"),
            _ => {}
        }
    }
}

/// A bracketed paste of lines as a colleague sent them, then one key for the ticket.
#[test]
fn codes_pasted_on_the_desk_are_traced_and_become_a_ticket() {
    let desk = desk();
    let shipped = "code,partner,shipped_on,document\nQD2025-0001,D003,2026-10-12,DN-17\nQD2025-0002,D003,2026-10-12,DN-17\n";
    let file = desk.write("s.csv", shipped);
    desk.run_at(MORNING, &["import", "shipments", file.to_str().expect("a path")]).code(0);
    let mut t = open(&desk, "li.wei", MORNING, "20 of 20");
    t.keys("\x1b[200~上架批次：QD2025-0001\nqd2025-0002，另有 ZZ99-1234\x1b[201~");
    t.shows("3 codes read");
    t.shows("渠道商03");
    t.keys("\x0f");
    t.shows("S2");
    t.keys("\r");
    t.until("the ticket", |s| s.contents().contains("#21"));
    t.keys("q");
    let page = desk.run_at(MORNING, &["ticket", "show", "21", "--format", "json"]).code(0).json();
    let evidence = page["events"].as_array().expect("events").iter().filter(|e| e["kind"] == "evidence");
    assert_eq!(evidence.count(), 2, "{page}");
}

/// Typed in one breath over a slow line: the name, Enter, and the next command.
#[test]
fn a_burst_of_keys_assigns_to_whom_was_typed() {
    let desk = desk();
    let mut t = open(&desk, "li.wei", MORNING, "20 of 20");
    find(&mut t, "quota", 1);
    press(&mut t, "Azhao\r", "assigned #14");
    t.keys("q");
    let page = desk.run_at(MORNING, &["ticket", "show", "14", "--format", "json"]).code(0).json();
    assert_eq!(page["ticket"]["owner"], json!("zhao.min"), "{page}");
}
