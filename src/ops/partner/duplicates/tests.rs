use super::*;
use crate::domain::kinds::Lifecycle;
use crate::ops::partner::fixture::{partner, row, session, text};
use crate::ops::record::{Doubles, save, save_with};
use crate::ops::{OpError, list};

const CREDIT: &str = "91350100M000100Y43";

#[test]
fn a_code_and_a_credit_code_stop_at_the_field_a_telephone_and_a_name_ask() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let old = partner(
        &mut session,
        "D031",
        Lifecycle::Active,
        &[
            ("name", text("杭州东方商贸有限公司")),
            ("phone", text("138 0000 1111")),
            ("credit_code", text(CREDIT)),
            ("former_codes", text("D007")),
        ],
    );
    let new = |values: &[(&str, Value)]| {
        let mut all = vec![("code", text("N1")), ("name", text("新"))];
        all.extend(values.iter().cloned());
        row(Kind::Partner, &all)
    };
    let field = |result: Result<crate::ops::record::Saved>| match result {
        Err(OpError::Invalid(problems)) => problems.iter().map(|p| p.field).collect::<Vec<_>>().join(","),
        Err(OpError::Alike(other)) => format!("{} {}", other.code, other.common.code()),
        other => format!("{other:?}"),
    };
    let cases: &[(&[(&str, Value)], &str)] = &[
        (&[("code", text("D031"))], "code"),
        (&[("code", text("D007"))], "code"),
        (&[("credit_code", text("91350100m000100y43"))], "credit_code"),
        (&[("credit_code", text("９１３５０１００Ｍ０００１００Ｙ４３"))], "credit_code"),
        (&[("credit_code", text("91350100M000100Y44"))], "credit_code"),
        (&[("phone", text("+86 13800001111"))], "D031 phone"),
        (&[("name", text("杭州东方商贸（有限公司）"))], "D031 name"),
        (&[("former_codes", text("D031"))], "former_codes"),
    ];
    for (values, expected) in cases {
        assert_eq!(field(save(&mut session, new(values), &[])), *expected, "{values:?}");
    }
    assert_eq!(list::find(&session, Kind::Partner, "N1").ok(), None, "nothing was written");
    // meant
    save_with(&mut session, new(&[("phone", text("13800001111"))]), &[], Doubles::Known).expect("known about");
    let twin = [("code", text("N2")), ("credit_code", text(CREDIT))];
    assert_eq!(field(save_with(&mut session, new(&twin), &[], Doubles::Known)), "credit_code");
    save_with(&mut session, new(&twin), &[], Doubles::Allowed).expect("allowed");
    // what they had in common before is not asked about at every edit, what is new is
    let mut row = list::find(&session, Kind::Partner, "N1").expect("a partner");
    row.set("city", text("杭州"));
    save(&mut session, row, &[]).expect("saved");
    let mut row = list::find(&session, Kind::Partner, "N1").expect("a partner");
    row.set("credit_code", text(CREDIT));
    assert_eq!(field(save(&mut session, row, &[])), "credit_code");
    assert!(crate::store::record::get(session.store.conn(), Kind::Partner, old).is_ok());
}

#[test]
fn a_credit_code_is_stored_as_it_is_compared() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let new = row(Kind::Partner, &[("code", text("N1")), ("name", text("新")), ("credit_code", text("９１350100-m000100y43"))]);
    save(&mut session, new, &[]).expect("saved");
    assert_eq!(list::find(&session, Kind::Partner, "N1").expect("a partner").get("credit_code"), &text(CREDIT));
}

#[test]
fn pairs_of_the_register_name_both_and_what_they_share() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    partner(&mut session, "B", Lifecycle::Active, &[("name", text("东方商贸有限公司")), ("phone", text("13800001111"))]);
    partner(&mut session, "A", Lifecycle::Exited, &[("name", text("东方商贸")), ("phone", text("138-0000-1111"))]);
    partner(&mut session, "C", Lifecycle::Active, &[("name", text("西方"))]);
    let found = pairs(&session).expect("pairs");
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.left.code.as_str(), one.right.code.as_str(), one.right.status.as_str()), ("B", "A", "exited"));
    assert_eq!(one.common, [Common::Phone, Common::Name]);
}
