//! Where a partner may stand when it is new, and why a file moves one.

use super::*;
use crate::domain::kinds::Lifecycle;
use crate::domain::record::BROUGHT_IN;
use crate::ops::partner::lifecycle;

#[test]
fn a_new_partner_begins_and_only_who_may_load_a_history_says_what_became_of_it() {
    let mut desk = Desk::new();
    let begins = ["lead", "screening", "onboarding", "active", "backup"];
    for status in Lifecycle::ALL {
        for (who, role, _) in people() {
            for door in ["form", "import"] {
                let mut row = desk.sample(Kind::Partner);
                row.set("status", Value::Text(status.code().to_owned()));
                let got = if door == "form" { desk.form(who, row) } else { desk.import(who, &row) };
                let least = if begins.contains(&status.code()) { Role::Specialist } else { Role::HeadOffice };
                let right = if may(May::From(least), role, true) { Outcome::Written } else { Outcome::Refused };
                assert_eq!(got, right, "{who} makes one that is {} by {door}: {}", status.code(), desk.said);
                if (got, door, *status) == (Outcome::Written, "import", Lifecycle::Exited) {
                    let there = record::get(desk.office.session.store.conn(), Kind::Partner, desk.newest(Kind::Partner));
                    assert_eq!(there.expect("it").get(BROUGHT_IN), &Value::Int(1));
                }
            }
        }
    }
}

#[test]
fn a_file_that_moves_a_partner_says_why() {
    let mut desk = Desk::new();
    let mut row = desk.made(Kind::Partner);
    row.set("status", Value::Text("suspended".into()));
    for (who, reason) in [("li", ""), ("head", ""), ("li", "  ")] {
        desk.reason = reason.to_owned();
        assert_eq!(desk.import(who, &row), Outcome::Invalid, "{who}");
        let said: Vec<_> = desk.problems.iter().map(|p| (p.field, p.expected.clone())).collect();
        assert_eq!(said, [("status", Expected::Rule("expected-import-reason"))]);
    }
    desk.reason = "stopped paying".to_owned();
    assert_eq!(desk.import("li", &row), Outcome::Written, "{}", desk.said);
    let moves = lifecycle::moves(&desk.office.session, row.id).expect("read");
    assert_eq!(moves.first().map(|m| (m.reason.as_str(), m.to_status)), Some(("stopped paying", Lifecycle::Suspended)));
}
