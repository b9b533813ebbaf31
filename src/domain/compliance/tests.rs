use super::*;

fn d(s: &str) -> NaiveDate {
    s.parse().expect("a day")
}

fn audit(id: i64, subject: AuditSubject, on: &str, score: i64) -> Stored<ChannelAudit> {
    let record = ChannelAudit {
        partner: 1,
        subject,
        on: d(on),
        auditor: None,
        score,
        findings: String::new(),
        actions: String::new(),
        due_on: None,
        closed_on: None,
    };
    Stored { id, version: 1, record }
}

fn training(kind: TrainingKind, on: &str, invited: Option<i64>, completed: i64) -> Stored<Training> {
    let record = Training { partner: 1, kind, on: d(on), title: String::new(), invited, completed };
    Stored { id: 1, version: 1, record }
}

#[test]
fn a_year_up_to_a_day_is_a_year() {
    let rolling = TrainingPolicy { window: Window::Rolling, months: 12, target: Rate(9_000) };
    let fiscal = TrainingPolicy { window: Window::FiscalYear, ..rolling.clone() };
    let cases = [
        (&rolling, "2025-06-30", 1, "2024-07-01"),
        (&rolling, "2024-02-29", 1, "2023-03-01"),
        (&rolling, "2025-02-28", 1, "2024-02-29"),
        (&fiscal, "2025-06-30", 1, "2025-01-01"),
        (&fiscal, "2025-03-31", 4, "2024-04-01"),
        (&fiscal, "2025-04-01", 4, "2025-04-01"),
    ];
    for (policy, as_of, month, from) in cases {
        assert_eq!(policy.span(d(as_of), month), Span { from: d(from), to: d(as_of) }, "{as_of}, {month}");
    }
}

#[test]
fn the_latest_audit_of_each_subject_counts() {
    use AuditSubject as S;
    let span = Span { from: d("2024-07-01"), to: d("2025-06-30") };
    let all = vec![
        audit(1, S::Rebates, "2024-06-30", 10),
        audit(2, S::Promotion, "2025-01-10", 60),
        audit(3, S::Promotion, "2025-04-10", 91),
        audit(4, S::Service, "2025-06-30", 70),
        audit(5, S::Service, "2025-07-01", 100),
    ];
    let audits = Audits::of(all, span);
    assert_eq!(audits.latest.iter().map(|a| a.id).collect::<Vec<_>>(), [3, 4], "too old, and not yet");
    assert_eq!(audits.score, Some(8_050));
    assert_eq!(audits.all.iter().map(|a| a.id).collect::<Vec<_>>(), [4, 3, 2, 1]);
    assert_eq!(Audits::of(Vec::new(), span), Audits::default(), "not rated, not 0");
}

#[test]
fn what_is_left_to_do_is_listed_by_its_deadline() {
    use AuditSubject as S;
    let span = Span { from: d("2024-07-01"), to: d("2025-06-30") };
    let with = |mut a: Stored<ChannelAudit>, due: Option<&str>, closed: Option<&str>| {
        "repay what was claimed twice".clone_into(&mut a.record.actions);
        (a.record.due_on, a.record.closed_on) = (due.map(d), closed.map(d));
        a
    };
    let all = vec![
        with(audit(1, S::Rebates, "2023-01-01", 50), Some("2025-08-01"), None),
        with(audit(2, S::Service, "2025-05-01", 50), Some("2025-07-01"), None),
        with(audit(3, S::Service, "2025-05-02", 50), Some("2025-05-20"), Some("2025-05-19")),
        with(audit(4, S::Promotion, "2025-05-02", 50), None, None),
        audit(5, S::Promotion, "2025-05-03", 50),
    ];
    assert_eq!(Audits::of(all, span).open.iter().map(|a| a.id).collect::<Vec<_>>(), [2, 1, 4], "an old one stays to be done");
}

#[test]
fn completion_is_finished_of_those_who_had_to() {
    use TrainingKind as K;
    let span = Span { from: d("2024-07-01"), to: d("2025-06-30") };
    let cases: [(Vec<Stored<Training>>, Option<i64>, bool); 7] = [
        (vec![], None, true),
        (vec![training(K::Compliance, "2025-01-10", Some(8), 6)], Some(7_500), false),
        (vec![training(K::Compliance, "2025-01-10", Some(8), 0)], Some(0), false),
        (vec![training(K::Compliance, "2025-01-10", Some(0), 0)], None, false),
        (vec![training(K::Compliance, "2025-01-10", None, 6)], None, false),
        (vec![training(K::Compliance, "2024-06-30", Some(8), 8)], None, true),
        (vec![training(K::Product, "2025-01-10", Some(8), 8), training(K::Compliance, "2025-07-01", Some(1), 1)], None, true),
    ];
    for (trainings, completion, due) in cases {
        let done = Trained::of(trainings.clone(), span);
        assert_eq!((done.completion, done.due), (completion.map(Rate), due), "{trainings:?}");
    }
    let two = vec![training(K::Compliance, "2025-01-10", Some(3), 3), training(K::Compliance, "2025-06-30", Some(3), 1)];
    assert_eq!(Trained::of(two, span).completion, Some(Rate(6_667)), "rounded half up");
}

#[test]
fn what_does_not_go_together_is_named() {
    let of = |invited, completed| check_training(&training(TrainingKind::Compliance, "2025-01-10", invited, completed).record);
    assert_eq!((of(None, 9), of(Some(9), 9), of(Some(0), 0)), (None, None, None));
    let over = of(Some(8), 9).expect("a problem");
    assert_eq!((over.field, over.value.as_str(), over.expected), ("completed", "9", Expected::AtMost("8".into())));

    let today = d("2025-06-30");
    let audit = |actions: &str, due: Option<&str>, closed: Option<&str>| {
        let mut a = audit(1, AuditSubject::Rebates, "2025-06-01", 50).record;
        actions.clone_into(&mut a.actions);
        (a.due_on, a.closed_on) = (due.map(d), closed.map(d));
        check_audit(&a, today).into_iter().map(|p| p.field).collect::<Vec<_>>()
    };
    assert_eq!(audit("", None, None), [""; 0]);
    assert_eq!(audit("repay", Some("2025-07-01"), Some("2025-06-30")), [""; 0]);
    assert_eq!(audit(" ", Some("2025-07-01"), None), ["actions"]);
    assert_eq!(audit("repay", None, Some("2025-07-01")), ["closed_on"], "not before it is done");
}
