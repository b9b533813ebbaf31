//! Who may decide a step: never who asked for it, two steps by two people, by role and region, or in somebody's place.

use crate::domain::kinds::Role;

/// Somebody, as far as deciding goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// The user.
    pub id: i64,
    /// What they may do.
    pub role: Role,
    /// Whether what it is about lies in their regions.
    pub reaches: bool,
}

/// A step that waits, and who has had a hand in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// The least role that may decide it; `None`: nobody's turn.
    pub needs: Option<Role>,
    /// Who asked for it, by this approval or an earlier one of the same record.
    pub requesters: Vec<i64>,
    /// Who approved an earlier step, or in whose place that was done.
    pub decided: Vec<i64>,
}

/// Why somebody may not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// They asked for it, or they act for who did.
    Own,
    /// They decided an earlier step, or they act for who did.
    Twice,
    /// Their role is too low.
    Role,
    /// It lies outside their regions.
    Region,
}

/// Whether `actor` may decide the step, by themselves or in the place of `principal`, whose role and regions count then.
///
/// # Errors
/// The first reason why not.
pub fn may_decide(case: &Case, actor: &Person, principal: Option<&Person>) -> Result<(), Bar> {
    let one_of = |ids: &[i64]| ids.contains(&actor.id) || principal.is_some_and(|p| ids.contains(&p.id));
    if one_of(&case.requesters) {
        return Err(Bar::Own);
    }
    if one_of(&case.decided) {
        return Err(Bar::Twice);
    }
    let authority = principal.unwrap_or(actor);
    if case.needs.is_none_or(|needs| authority.role < needs) {
        return Err(Bar::Role);
    }
    // regions bound a manager; head office answers for all of them
    if authority.role == Role::Manager && !authority.reaches {
        return Err(Bar::Region);
    }
    Ok(())
}

/// As who `actor` may decide the step: `None` as themselves, else in the place of the first of `principals` who may.
///
/// `principals` are those whose delegate the actor is today; a delegate's own delegate is none of theirs.
///
/// # Errors
/// Why the actor may not as themselves, if nobody's place helps; where what they lack is what a principal has, why that one may not.
pub fn capacity(case: &Case, actor: &Person, principals: &[Person]) -> Result<Option<i64>, Bar> {
    let Err(bar) = may_decide(case, actor, None) else { return Ok(None) };
    let mut why = bar;
    for principal in principals.iter().filter(|p| p.id != actor.id) {
        match may_decide(case, actor, Some(principal)) {
            Ok(()) => return Ok(Some(principal.id)),
            Err(theirs @ (Bar::Own | Bar::Twice)) if may_decide(&unasked(case), actor, Some(principal)).is_ok() => why = theirs,
            Err(_) => {}
        }
    }
    Err(if matches!(bar, Bar::Role | Bar::Region) { why } else { bar })
}

/// A step in which nobody has had a hand.
fn unasked(case: &Case) -> Case {
    Case { needs: case.needs, ..Case::default() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn person(id: i64, role: Role) -> Person {
        Person { id, role, reaches: true }
    }

    #[test]
    fn role_region_and_hands_decide_who_may() {
        let away = Person { reaches: false, ..person(4, Role::Manager) };
        let case = |needs| Case { needs: Some(needs), requesters: vec![1], decided: vec![2] };
        let cases = [
            ("who asked", person(1, Role::Admin), None, Role::Manager, Err(Bar::Own)),
            ("who decided before", person(2, Role::Admin), None, Role::HeadOffice, Err(Bar::Twice)),
            ("a specialist", person(3, Role::Specialist), None, Role::Manager, Err(Bar::Role)),
            ("a manager", person(3, Role::Manager), None, Role::Manager, Ok(())),
            ("a manager of elsewhere", away, None, Role::Manager, Err(Bar::Region)),
            ("a manager, for head office", person(3, Role::Manager), None, Role::HeadOffice, Err(Bar::Role)),
            ("head office of elsewhere", Person { role: Role::HeadOffice, ..away }, None, Role::Manager, Ok(())),
            ("a delegate", person(3, Role::Specialist), Some(person(5, Role::Manager)), Role::Manager, Ok(())),
            ("a delegate of elsewhere's manager", person(3, Role::Specialist), Some(away), Role::Manager, Err(Bar::Region)),
            ("a delegate who asked", person(1, Role::Specialist), Some(person(5, Role::Manager)), Role::Manager, Err(Bar::Own)),
            ("a delegate of who asked", person(3, Role::Manager), Some(person(1, Role::Manager)), Role::Manager, Err(Bar::Own)),
            ("a delegate of who decided", person(3, Role::Admin), Some(person(2, Role::Admin)), Role::Manager, Err(Bar::Twice)),
            (
                "a delegate of a specialist",
                person(3, Role::Admin),
                Some(person(6, Role::Specialist)),
                Role::Manager,
                Err(Bar::Role),
            ),
        ];
        for (who, actor, principal, needs, expected) in cases {
            assert_eq!(may_decide(&case(needs), &actor, principal.as_ref()), expected, "{who}");
        }
    }

    #[test]
    fn ones_own_right_comes_before_anothers_place() {
        let case = Case { needs: Some(Role::Manager), requesters: vec![1], decided: Vec::new() };
        let places = [person(1, Role::Admin), person(6, Role::Specialist), person(5, Role::Manager), person(7, Role::Admin)];
        assert_eq!(capacity(&case, &person(3, Role::Manager), &places), Ok(None));
        assert_eq!(capacity(&case, &person(3, Role::Specialist), &places), Ok(Some(5)));
        assert_eq!(capacity(&case, &person(3, Role::Specialist), &places[..2]), Err(Bar::Own), "what they lack, who asked has");
        assert_eq!(capacity(&case, &person(3, Role::Specialist), &places[1..2]), Err(Bar::Role));
        assert_eq!(capacity(&case, &person(1, Role::Admin), &places), Err(Bar::Own), "nobody's place helps who asked");
    }

    proptest! {
        /// However a record is asked for, asked for again and decided, with whatever delegates.
        #[test]
        fn who_asked_never_decides_and_no_two_steps_are_one_persons(
            acts in prop::collection::vec((0_i64..6, 0_i64..6, prop::bool::ANY, 0_usize..5), 1..60),
        ) {
            let mut case = Case { needs: Some(Role::Manager), requesters: vec![0], decided: Vec::new() };
            for (actor, place, delegated, role) in acts {
                let role = Role::ALL[role];
                let me = Person { id: actor, role, reaches: place % 2 == 0 };
                let principal = Person { id: place, role: Role::HeadOffice, reaches: true };
                let principals: &[Person] = if delegated { std::slice::from_ref(&principal) } else { &[] };
                if let Ok(behalf) = capacity(&case, &me, principals) {
                    for hand in std::iter::once(actor).chain(behalf) {
                        prop_assert!(!case.requesters.contains(&hand));
                        prop_assert!(!case.decided.contains(&hand));
                        case.decided.push(hand);
                    }
                } else if role >= Role::Specialist {
                    // an edit: asked for again, and the steps begin anew
                    case.requesters.push(actor);
                    case.decided.clear();
                }
            }
        }
    }
}
