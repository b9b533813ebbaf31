//! Whose a partner is and where it lies: by every door the right over it as it was and as it becomes.

use super::*;
use crate::domain::record::Tags;

impl Desk {
    fn region(&self, name: &str) -> Value {
        let found = today::regions_named(self.office.session.store.conn(), [name]).expect("regions");
        found.last().map_or(Value::Null, |id| Value::Int(*id))
    }

    fn person(&self, name: &str) -> Value {
        if name.is_empty() { Value::Null } else { Value::Int(self.office.user(name)) }
    }

    /// A partner of somebody, somewhere; of nobody and nowhere without.
    fn partner(&mut self, owner: &str, region: &str) -> Row {
        let mut row = self.sample(Kind::Partner);
        row.set("region", self.region(region));
        row.set("owner", self.person(owner));
        let now = self.office.session.now();
        let change = crate::store::Change { actor: "admin", at: now, label: "change-create", detail: "x", rules: 0 };
        let id = self.office.session.store.write(&change, |tx| tx.insert(&row)).expect("a partner");
        record::get(self.office.session.store.conn(), Kind::Partner, id).expect("there")
    }

    /// The same change of a partner by a door; forward again by who may only do that since they lost the role of a manager.
    fn by(&mut self, door: &str, who: &str, role: Role, row: Row) -> Outcome {
        match door {
            "form" => self.form(who, row),
            "import" => self.import(who, &row),
            _ => {
                self.appoint(who, Role::Admin);
                let done = if door == "redo" { self.form(who, row) } else { self.import(who, &row) };
                assert_eq!(done, Outcome::Written, "{who}: an administrator may");
                assert_eq!(self.step(who, false), Outcome::Written, "{who}: and back");
                self.appoint(who, role);
                self.step(who, true)
            }
        }
    }
}

const DOORS: [&str; 4] = ["form", "import", "redo", "redo of an import"];

#[test]
fn who_moves_a_partner_answers_for_where_it_was_and_where_it_goes() {
    use Outcome::{Refused, Written};
    let (sh, zj, cq) = ("上海市", "浙江省", "重庆市");
    let role_of = |who: &str| PEOPLE.iter().find(|(name, ..)| *name == who).map(|(_, role, _)| *role).expect("somebody");
    let mut desk = Desk::new();
    for (who, owner, from, to, expected) in [
        ("li", "chen", sh, cq, Refused),
        ("li", "chen", sh, zj, Refused),
        ("li", "", sh, zj, Refused),
        ("li", "", "", sh, Written),
        ("chen", "chen", sh, cq, Written),
        ("east", "chen", sh, zj, Written),
        ("east", "chen", sh, cq, Refused),
        ("east", "chen", cq, sh, Refused),
        ("east", "east", cq, sh, Refused),
        ("east", "chen", sh, "", Refused),
        ("everywhere", "chen", cq, sh, Written),
        ("head", "chen", cq, sh, Written),
    ] {
        // a cell without a value is none of this file's
        for door in DOORS.into_iter().filter(|door| !to.is_empty() || !door.contains("import")) {
            let mut row = desk.partner(owner, from);
            row.set("region", desk.region(to));
            let got = desk.by(door, who, role_of(who), row);
            assert_eq!(got, expected, "{who} moves one of {owner:?} from {from:?} to {to:?} by {door} ({})", desk.said);
        }
    }
    // a specialist with regions stays in them, also with what is theirs
    let east = UserChange { regions: Some(Tags::from_text("east")), ..UserChange::default() };
    admin::set_user(desk.office.be("admin"), "chen", &east).expect("given regions");
    for (to, expected) in [(zj, Written), (cq, Refused)] {
        for door in DOORS {
            let mut row = desk.partner("chen", sh);
            row.set("region", desk.region(to));
            assert_eq!(desk.by(door, "chen", Role::Specialist, row), expected, "to {to} by {door}");
        }
    }
}

#[test]
fn whose_a_partner_is_gives_it_to_another_and_nobody_takes_it_by_a_step_forward() {
    use Outcome::{Refused, Written};
    let mut desk = Desk::new();
    for (who, to, expected) in [("li", "li", Refused), ("li", "", Refused), ("chen", "li", Written)] {
        for door in DOORS.into_iter().filter(|door| !to.is_empty() || !door.contains("import")) {
            let mut row = desk.partner("chen", "上海市");
            row.set("owner", desk.person(to));
            assert_eq!(desk.by(door, who, Role::Specialist, row), expected, "{who} gives it to {to:?} by {door}");
        }
    }
}
