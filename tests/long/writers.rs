//! Fifty processes at once write comments, and edit the same five partners.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{furnished, seen, share, sound};

const WRITERS: usize = 50;

#[test]
fn of_ten_thousand_writes_of_fifty_at_once_no_confirmed_one_is_lost_and_no_refused_one_is_there() {
    let desk = furnished();
    let rows = desk.run(&["ticket", "list", "all", "--format", "json"]).code(0).json();
    let tickets: Vec<String> = rows["rows"].as_array().expect("rows").iter().map(|r| r["number"].to_string()).collect();
    let each = share(200);
    let (confirmed, conflicts) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let written = std::thread::scope(|scope| {
        let work = |writer: usize| {
            let (desk, tickets, confirmed, conflicts) = (&desk, &tickets, &confirmed, &conflicts);
            move || {
                let mut written = Vec::new();
                for n in 0..each {
                    let text = format!("w{writer}-{n}-");
                    let ticket = &tickets[(writer * 7 + n) % tickets.len()];
                    let partner = format!("D{:03}", n % 5 + 1);
                    let note = format!("notes={text}");
                    let args: Vec<&str> = if n % 2 == 0 {
                        vec!["ticket", "act", ticket, "comment", "--text", &text]
                    } else {
                        vec!["edit", "partner", &partner, &note]
                    };
                    let ran = desk.run(&args);
                    match ran.code {
                        Some(0) => confirmed.fetch_add(1, Ordering::Relaxed),
                        Some(3) => conflicts.fetch_add(1, Ordering::Relaxed),
                        other => panic!("{args:?}: {other:?} {}", ran.stderr),
                    };
                    written.push((text, ran.code == Some(0)));
                }
                written
            }
        };
        let writers: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(work(writer))).collect();
        writers.into_iter().flat_map(|w| w.join().expect("a writer")).collect::<Vec<_>>()
    });
    let conn = desk.sqlite();
    let mut there = conn.prepare("SELECT count(*) FROM audit WHERE instr(after, ?1) > 0").expect("a question");
    for (text, confirmed) in &written {
        let found: i64 = there.query_row([text], |r| r.get(0)).expect("a count");
        assert_eq!(found, i64::from(*confirmed), "{text}");
    }
    drop(there);
    drop(conn);
    sound(&desk, "after all writers");
    let (confirmed, conflicts) = (confirmed.into_inner(), conflicts.into_inner());
    seen(&format!("{WRITERS} writers x {each}: {confirmed} confirmed, 0 lost; {conflicts} conflicts reported, none written"));
}
