//! A million rows come in: who looks waits for nothing, who writes for the one transaction at its end.

use std::fmt::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::support::Desk;
use super::{furnished, seen, share};

/// Who looks waits no longer than this while an import goes on.
const LOOK: Duration = Duration::from_secs(3);

/// Who writes is not refused: a busy file is waited for ten seconds.
const WRITE: Duration = Duration::from_secs(8);

/// The codes of the network.
fn partners(desk: &Desk) -> Vec<String> {
    let rows = desk.run(&["list", "partners", "--columns", "code", "--format", "json"]).code(0).json();
    rows["rows"].as_array().expect("rows").iter().filter_map(|r| r["code"].as_str().map(str::to_owned)).collect()
}

/// Imports a file while somebody looks and somebody writes; answers how long it took, and how long each waited at most.
fn bring(desk: &Desk, kind: &str, file: &str) -> [Duration; 3] {
    let mut command = desk.command();
    let start = Instant::now();
    let mut import = command.args(["import", kind, file]).stdout(Stdio::null()).spawn().expect("it starts");
    let (mut looked, mut wrote) = (Duration::ZERO, Duration::ZERO);
    let code = &partners(desk)[0];
    while import.try_wait().expect("it runs").is_none() {
        let look = Instant::now();
        desk.run(&["list", "partners", "--limit", "20"]).code(0);
        looked = looked.max(look.elapsed());
        let write = Instant::now();
        desk.run(&["edit", "partner", code, &format!("notes={:?}", start.elapsed())]).code(0);
        wrote = wrote.max(write.elapsed());
    }
    assert!(import.wait().expect("it ended").success(), "{kind}");
    [start.elapsed(), looked, wrote]
}

#[test]
fn a_million_rows_come_in_and_nobody_waits_long() {
    let desk = furnished();
    let codes = partners(&desk);
    let (sales, tickets) = (share(1_000_000), share(100_000));
    let mut rows = String::from("partner,date,order,line,amount\n");
    for n in 0..sales {
        let (code, day) = (&codes[n % codes.len()], n % 28 + 1);
        let _ = writeln!(rows, "{code},2025-{:02}-{day:02},L{n},bulk,{}", n % 12 + 1, n % 9_000);
    }
    desk.run(&["add", "product-line", "code=bulk", "name=bulk"]).code(0);
    desk.write("sales.csv", rows);
    let mut rows = String::from("title,severity,partner,opened,external\n");
    for n in 0..tickets {
        let _ = writeln!(rows, "late {n},S3,{},2025-0{}-{:02} 09:00,X-{n}", codes[n % codes.len()], n % 5 + 1, n % 28 + 1);
    }
    desk.write("tickets.csv", rows);
    for (kind, file, count) in [("sales", "sales.csv", sales), ("tickets", "tickets.csv", tickets)] {
        let [took, looked, wrote] = bring(&desk, kind, file);
        seen(&format!("{count} {kind} in {took:.1?}: who looks waits {looked:.2?}, who writes {wrote:.2?} at most"));
        assert!(looked < LOOK && wrote < WRITE, "{kind}");
    }
    super::sound(&desk, "the imports");
}
