//! Steps back and forward are a door, too.

use super::*;

impl Desk {
    /// An administrator gives somebody a role.
    pub(super) fn appoint(&mut self, name: &str, role: Role) {
        let change = UserChange { role: Some(role), ..UserChange::default() };
        admin::set_user(self.office.be("admin"), name, &change).expect("appointed");
    }

    pub(super) fn step(&mut self, who: &str, forward: bool) -> Outcome {
        let session = self.office.be(who);
        match if forward { admin::redo(session).map(|done| done.set) } else { admin::undo(session, None) } {
            Ok(_) => Outcome::Written,
            Err(e) => Outcome::of(&e),
        }
    }
}

#[test]
fn who_lost_the_role_that_a_change_needs_does_not_get_it_by_a_step_back_or_forward() {
    let mut desk = Desk::new();
    let (mut wrong, mut held, mut taken) = (Vec::new(), 0, 0);
    for kind in Kind::ALL.iter().filter(|k| !k.is_fact()) {
        let says = line(*kind).form[1];
        for (who, role, inside) in people().filter(|(who, ..)| !matches!(*who, "admin" | "chen" | "everywhere")) {
            let Some(role) = role else { continue };
            for forward in [false, true] {
                desk.appoint(who, Role::Admin);
                let there = desk.made(*kind);
                let row = desk.changed(&there);
                if desk.form(who, row) != Outcome::Written || (forward && desk.step(who, false) != Outcome::Written) {
                    desk.appoint(who, role);
                    continue;
                }
                desk.appoint(who, role);
                let got = desk.step(who, forward);
                let may = may(says, Some(role), inside);
                if may == (got == Outcome::Refused) {
                    let step = if forward { "redo" } else { "undo" };
                    wrong.push(format!("{who} {step} {}: {got:?}, the table says {says:?}", kind.def().name));
                }
                *(if got == Outcome::Refused { &mut held } else { &mut taken }) += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(held > 40 && taken > 100, "only {held} steps were refused and {taken} taken: the samples are no longer good");
}
