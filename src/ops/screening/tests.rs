use super::*;
use crate::domain::kinds::Lifecycle;
use crate::domain::record::Value;
use crate::ops::Actor;
use crate::ops::partner::fixture::{partner, put, refused, row, session, text};
use crate::ops::record::save;

/// A screening of a partner on a day, every sub-item of risk with these points.
fn screening(partner: i64, on: &str, points: Option<i64>, more: &[(&str, Value)]) -> Row {
    let day: NaiveDate = on.parse().expect("a day");
    let mut values = vec![("partner", Value::Int(partner)), ("on", day.to_value())];
    values.extend(points.map(|p| ("rivals", Value::Int(p))));
    values.extend(more.iter().cloned());
    row(Kind::Screening, &values)
}

fn stored(session: &Session, id: i64) -> Stored<Screening> {
    record::get_as(session.store.conn(), id).expect("a screening")
}

fn decide(session: &mut Session, id: i64, decision: Decision) {
    let mut s = stored(session, id);
    s.record.state = decision;
    session.write(Role::Admin, "change-edit", "x", |tx| Ok(tx.save(&s)?)).expect("decided");
}

#[test]
fn saving_computes_what_a_form_may_not_type() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let p = partner(&mut session, "D1", Lifecycle::Screening, &[]);
    let typed = [("score", Value::Int(9_999)), ("result", text("pass")), ("state", text("approved"))];
    let saved = save(&mut session, screening(p, "2025-06-01", Some(61), &typed), &[]).expect("saved");
    let s = stored(&session, saved.id);
    assert_eq!((s.score, s.risk, s.synergy, s.qualification), (Some(6_100), Some(6_100), None, None));
    assert_eq!((s.result, s.state), (Some(ScreeningResult::Conditional), Decision::Draft));
    assert_eq!(saved.said.key, "done-screening");
    // an edit computes again
    let mut edited = Row::from(s);
    edited.set("rivals", Value::Int(59));
    save(&mut session, edited, &[]).expect("saved");
    let s = stored(&session, saved.id);
    assert_eq!((s.score, s.result), (Some(5_900), Some(ScreeningResult::Fail)));
}

#[test]
fn a_screening_of_tomorrow_or_a_second_of_one_day_is_not_taken() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let p = partner(&mut session, "D1", Lifecycle::Screening, &[]);
    let tomorrow = save(&mut session, screening(p, "2025-06-04", Some(80), &[]), &[]);
    assert_eq!(refused(tomorrow), r#"on: AtMost("2025-06-03")"#);
    save(&mut session, screening(p, "2025-06-03", Some(80), &[]), &[]).expect("saved");
    assert!(refused(save(&mut session, screening(p, "2025-06-03", Some(80), &[]), &[])).starts_with("on: Unique"));
    assert!(refused(save(&mut session, screening(p, "2025-06-02", Some(101), &[]), &[])).starts_with("rivals: AtMost"));
}

#[test]
fn a_reason_asks_head_office_for_an_exception_and_none_does_not() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let other = crate::ops::admin::UserChange { role: Some(Role::HeadOffice), ..Default::default() };
    crate::ops::admin::set_user(&mut session, "chen.bo", &other).expect("somebody who decides");
    let p = partner(&mut session, "D1", Lifecycle::Screening, &[]);
    let days = ("credit_days", Value::Int(75));
    let saved = save(&mut session, screening(p, "2025-06-01", Some(80), std::slice::from_ref(&days)), &[]).expect("saved");
    assert_eq!(saved.said.key, "done-screening-stopped");
    assert_eq!(
        (stored(&session, saved.id).result, stored(&session, saved.id).state),
        (Some(ScreeningResult::Stopped), Decision::Draft)
    );
    assert_eq!(refused(may_onboard(&session, p)), "refused-onboard-stopped");

    let mut again = Row::from(stored(&session, saved.id));
    again.set("exception_reason", text("the only one there"));
    let asked = save(&mut session, again, &[]).expect("saved");
    assert_eq!(asked.said.key, "done-screening-asked");
    assert_eq!(stored(&session, saved.id).state, Decision::Pending);
    let sql = "SELECT subject, record, partner, steps, title FROM approval";
    let approval = session.store.conn().query_row(sql, [], |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?, r.get::<_, i64>(2)?, r.get::<_, i64>(3)?, r.get::<_, String>(4)?))
    });
    assert_eq!(approval.expect("an approval"), ("screening".into(), saved.id, p, 1, "D1 75d".into()));
    assert_eq!(refused(may_onboard(&session, p)), "refused-onboard-stopped");
    decide(&mut session, saved.id, Decision::Approved);
    may_onboard(&session, p).expect("excepted");
}

#[test]
fn the_last_screening_decides_who_is_taken_on() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let p = partner(&mut session, "D1", Lifecycle::Screening, &[]);
    assert_eq!(refused(may_onboard(&session, p)), "refused-onboard-unscreened");
    let cases = [
        ("2025-05-01", None, "refused-onboard-unrated"),
        ("2025-05-02", Some(59), "refused-onboard-failed"),
        ("2025-05-03", Some(60), "Ok(())"),
        ("2025-05-04", Some(70), "Ok(())"),
        ("2025-05-05", Some(10), "refused-onboard-failed"),
    ];
    for (on, points, expected) in cases {
        save(&mut session, screening(p, on, points, &[]), &[]).expect("saved");
        assert_eq!(refused(may_onboard(&session, p)), expected, "{on}");
    }
    // one that is dated later than the day of the session does not count yet
    let earlier = crate::ops::Clock::at_day("2025-05-04".parse().expect("a day"), session.policy.organisation.zone);
    session.clock = earlier;
    may_onboard(&session, p).expect("passed as of then");
}

#[test]
fn red_lines_stand_at_the_fields_of_a_partner_until_an_exception_covers_them() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let new = |days, rate| {
        let values =
            [("code", text("D9")), ("name", text("D9")), ("credit_days", Value::Int(days)), ("deduction_rate", Value::Int(rate))];
        row(Kind::Partner, &values)
    };
    let said = refused(save(&mut session, new(61, 1_801), &[]));
    assert_eq!(
        said,
        r#"credit_days: Named("expected-red-days", [("most", "60")]); deduction_rate: Named("expected-red-rate", [("most", "18")])"#
    );
    let saved = save(&mut session, new(60, 1_800), &[]).expect("on the line");
    let with = |session: &Session, days| {
        let mut p = record::get(session.store.conn(), Kind::Partner, saved.id).expect("the partner");
        p.set("credit_days", Value::Int(days));
        p
    };
    let edited = with(&session, 75);
    assert!(refused(save(&mut session, edited, &[])).starts_with("credit_days: Named"));
    let exception = [("credit_days", Value::Int(75)), ("state", text("approved"))];
    let id = put(&mut session, Kind::Screening, &screening_values(saved.id, &exception));
    let edited = with(&session, 75);
    save(&mut session, edited, &[]).expect("covered: it is asked for as a credit change");
    let edited = with(&session, 76);
    assert!(refused(save(&mut session, edited, &[])).starts_with("credit_days: Named"), "beyond what was approved");
    let agreed = with(&session, 75);
    session.write(Role::Admin, "change-edit", "x", |tx| Ok(tx.update(&agreed)?)).expect("in force");
    // what stands there is not asked again
    decide(&mut session, id, Decision::Rejected);
    let mut other = with(&session, 75);
    other.set("notes", text("n"));
    save(&mut session, other, &[]).expect("unchanged terms");
}

fn screening_values<'a>(partner: i64, more: &[(&'a str, Value)]) -> Vec<(&'a str, Value)> {
    let mut values = vec![("partner", Value::Int(partner)), ("on", Value::Int(20_200))];
    values.extend(more.iter().cloned());
    values
}

#[test]
fn beside_the_form_stands_what_is_typed_so_far() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let blank = aside(&session, &Row::blank(Kind::Screening)).expect("nothing yet");
    assert_eq!((blank.judgement.score, blank.judgement.result), (None, None));
    let p = partner(&mut session, "D1", Lifecycle::Screening, &[]);
    let typed = screening(p, "2025-06-01", Some(80), &[("credit_days", Value::Int(61))]);
    let shown = aside(&session, &typed).expect("judged");
    assert_eq!(shown.judgement.red_lines, [RedLine::Days(61, 60)]);
    assert_eq!((shown.judgement.score, shown.admitted), (Some(8_000), Err(Bar::Stopped(Decision::Draft))));
    assert!(shown.explanation.inputs.iter().any(|i| i.weight == Some(Rate(10_000))), "the weights are renormalised");
    assert!(shown.explanation.notes.len() >= 4, "what was left out is said: {:?}", shown.explanation.notes);
    assert_eq!(section(&session, p).expect("a section").screenings, [], "nothing was written");
}

#[test]
fn only_head_office_takes_over_decisions_that_a_file_names() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let policy = session.policy.clone();
    for (role, source, kept) in [
        (Role::HeadOffice, Source::Import, Decision::Approved),
        (Role::Admin, Source::Import, Decision::Approved),
        (Role::Manager, Source::Import, Decision::Draft),
        (Role::HeadOffice, Source::Person, Decision::Draft),
    ] {
        session.actor = Actor { role, ..session.actor };
        let context = Context::of(&session, &policy, source);
        let mut row = screening(1, "2025-06-01", Some(80), &[("state", text("approved"))]);
        complete(&context, &mut row, None).expect("completed");
        assert_eq!(decision(&row), Some(kept), "{} {source:?}", role.code());
    }
}
