use chrono::NaiveDate;

use super::*;
use crate::domain::policy::Policy;

fn d(s: &str) -> NaiveDate {
    s.parse().expect("a date")
}

fn policy() -> Policy {
    Policy::load(None).expect("the embedded policy")
}

/// `count` active partners of a tier and group in a city, owned by one person.
fn partners(from: i64, count: i64, tier: Tier, group: ChannelGroup, city: &str, owner: i64) -> Vec<Subject> {
    (from..from + count)
        .map(|id| Subject {
            id,
            status: Lifecycle::Active,
            tier: Some(tier),
            tier_since: None,
            group: Some(group),
            city: city.to_owned(),
            owner: Some(owner),
            on_credit: true,
        })
        .collect()
}

/// Plans June 2025 (20 working days, 端午 on Monday the 2nd) from a day, with what is known already.
fn june(subjects: &[Subject], from: &str, known: &HashSet<Key>) -> Planned {
    let policy = policy();
    let inputs = Inputs {
        month: Month::of(d("2025-06-01")),
        from: d(from),
        subjects,
        renewals: &[],
        head: Some(9),
        known,
        load: HashMap::new(),
        calendar: &policy.calendar,
        lang: Lang::Zh,
    };
    plan(&policy.maintenance, &inputs)
}

fn keys(drafts: &[Draft]) -> HashSet<Key> {
    drafts.iter().map(|t| (t.series.clone(), t.period.clone(), t.partner.unwrap_or(0))).collect()
}

fn of<'a>(planned: &'a Planned, series: &str) -> Vec<&'a Draft> {
    planned.drafts.iter().filter(|t| t.series == series).collect()
}

#[test]
fn each_tier_gets_what_the_policy_owes_it() {
    let distribution = ChannelGroup::Distribution;
    let cases: [(Tier, &[&str]); 4] = [
        // in June the quarter's review (85 %), training (45 %), audit (70 %) and meeting (90 %) have come due
        (Tier::Strategic, &["marketing_plan", "monthly", "quarterly_review"]),
        (Tier::Growth, &["monthly", "quarterly_training"]),
        (Tier::Watch, &["improvement", "monthly"]),
        (Tier::Probation, &["monthly"]),
    ];
    for (tier, expected) in cases {
        let mut subject = partners(1, 1, tier, distribution, "杭州", 5);
        subject[0].on_credit = false;
        let planned = june(&subject, "2025-06-01", &HashSet::new());
        let mut series: Vec<&str> = planned.drafts.iter().filter(|t| t.partner.is_some()).map(|t| t.series.as_str()).collect();
        series.sort_unstable();
        assert_eq!(series, expected, "{tier:?}");
        assert_eq!(of(&planned, "quarterly_audit@5").len(), 1, "one audit for each owner");
        assert_eq!(of(&planned, "joint_meeting")[0].owner, Some(9), "the meeting is head office's");
    }
}

#[test]
fn planning_twice_adds_nothing_twice_wherever_a_task_went() {
    let mut subjects = partners(1, 40, Tier::Growth, ChannelGroup::Offline, "杭州", 5);
    let first = june(&subjects, "2025-06-01", &HashSet::new());
    let known = keys(&first.drafts);
    assert_eq!(known.len(), first.drafts.len(), "a key is used once");
    let again = june(&subjects, "2025-06-01", &known);
    assert_eq!((again.drafts.len(), again.known), (0, first.drafts.len()));
    // a new partner is planned for, the others are not planned again
    subjects.extend(partners(41, 1, Tier::Growth, ChannelGroup::Offline, "杭州", 5));
    let more = june(&subjects, "2025-06-01", &known);
    assert!(!more.drafts.is_empty() && more.drafts.iter().all(|t| t.partner == Some(41)));
}

#[test]
fn a_partner_has_one_contact_a_month_of_the_kind_that_suits_it() {
    for (group, kind) in [(ChannelGroup::Online, TaskKind::Contact), (ChannelGroup::Distribution, TaskKind::Visit)] {
        let planned = june(&partners(1, 1, Tier::Growth, group, "杭州", 5), "2025-06-01", &HashSet::new());
        assert_eq!(of(&planned, "monthly").iter().map(|t| t.kind).collect::<Vec<_>>(), [kind]);
    }
}

#[test]
fn tasks_lie_on_working_days_that_are_still_to_come() {
    let subjects = partners(1, 60, Tier::Strategic, ChannelGroup::Offline, "杭州", 5);
    let policy = policy();
    for from in ["2025-06-01", "2025-06-11", "2025-06-28", "2025-06-30"] {
        let planned = june(&subjects, from, &HashSet::new());
        assert!(!planned.drafts.is_empty());
        for t in &planned.drafts {
            assert!(policy.calendar.is_workday(t.due_on), "{} is not a working day", t.due_on);
            assert!(d(from) <= t.due_on && t.due_on <= d("2025-06-30"), "{from}: {}", t.due_on);
        }
    }
    // 2 June 2025 is 端午, a Monday off
    assert!(june(&subjects, "2025-06-01", &HashSet::new()).drafts.iter().all(|t| t.due_on != d("2025-06-02")));
}

#[test]
fn a_day_holds_no_more_than_the_owner_can_do_while_there_is_room() {
    // 20 working days of 6 hold 120: 100 visits, an audit and a meeting fit, 150 do not
    for (count, over) in [(100, false), (150, true)] {
        let subjects = partners(1, count, Tier::Probation, ChannelGroup::Offline, "杭州", 5);
        let planned = june(&subjects, "2025-06-01", &HashSet::new());
        let mut days: HashMap<(Option<i64>, NaiveDate), usize> = HashMap::new();
        for t in &planned.drafts {
            *days.entry((t.owner, t.due_on)).or_default() += 1;
        }
        assert_eq!(days.values().any(|n| *n > 6), over, "{count}");
        assert_eq!(planned.over_capacity > 0, over, "{count}");
        assert_eq!(of(&planned, "monthly").len(), usize::try_from(count).expect("small"), "all are planned all the same");
    }
}

#[test]
fn what_a_person_has_to_do_already_takes_its_room() {
    let policy = policy();
    let subjects = partners(1, 4, Tier::Probation, ChannelGroup::Offline, "杭州", 5);
    let full = d("2025-06-03");
    let inputs = Inputs {
        month: Month::of(full),
        from: full,
        subjects: &subjects,
        renewals: &[],
        head: None,
        known: &HashSet::new(),
        load: HashMap::from([((5, full), 6)]),
        calendar: &policy.calendar,
        lang: Lang::En,
    };
    assert!(plan(&policy.maintenance, &inputs).drafts.iter().all(|t| t.due_on != full));
}

#[test]
fn visits_in_one_city_are_put_together() {
    let cities = ["杭州", "宁波", "温州", "嘉兴"];
    let mut subjects = Vec::new();
    for (i, city) in cities.iter().enumerate() {
        subjects.extend(partners(100 * i64::try_from(i).expect("small"), 6, Tier::Probation, ChannelGroup::Offline, city, 5));
    }
    let planned = june(&subjects, "2025-06-01", &HashSet::new());
    let mut cities_of_day: HashMap<NaiveDate, HashSet<String>> = HashMap::new();
    for t in of(&planned, "monthly") {
        let city = subjects.iter().find(|s| Some(s.id) == t.partner).expect("a partner").city.clone();
        cities_of_day.entry(t.due_on).or_default().insert(city);
    }
    assert_eq!(cities_of_day.len(), 4, "one day for each city");
    assert!(cities_of_day.values().all(|c| c.len() == 1));
}

#[test]
fn a_later_turn_of_a_long_period_is_planned_in_its_month() {
    let subjects = partners(1, 1, Tier::Strategic, ChannelGroup::Offline, "杭州", 5);
    let policy = policy();
    let in_month = |day: &str| {
        let inputs = Inputs {
            month: Month::of(d(day)),
            from: d(day),
            subjects: &subjects,
            renewals: &[],
            head: None,
            known: &HashSet::new(),
            load: HashMap::new(),
            calendar: &policy.calendar,
            lang: Lang::En,
        };
        plan(&policy.maintenance, &inputs).drafts.iter().any(|t| t.series == "quarterly_review")
    };
    assert_eq!([in_month("2025-04-01"), in_month("2025-05-01"), in_month("2025-06-01")], [false, false, true]);
}

#[test]
fn an_improvement_plan_counts_its_checkpoints_from_the_month_it_began() {
    for (since, expected) in
        [("2025-06-10", "改善计划检查 1/3"), ("2025-05-31", "改善计划检查 2/3"), ("2025-03-01", "改善计划检查 1/3")]
    {
        let mut subjects = partners(1, 1, Tier::Watch, ChannelGroup::Offline, "杭州", 5);
        subjects[0].tier_since = Some(d(since));
        let planned = june(&subjects, "2025-06-01", &HashSet::new());
        assert_eq!(of(&planned, "improvement")[0].title, expected, "{since}");
    }
}

#[test]
fn the_policys_own_words_are_shown_in_the_readers_language() {
    let m = policy().maintenance;
    for (stored, lang, shown) in [
        ("月度拜访", Lang::En, "Monthly visit"),
        ("Improvement checkpoint 2/3", Lang::Zh, "改善计划检查 2/3"),
        ("库存", Lang::En, "stock"),
        ("月度拜访张总", Lang::En, "月度拜访张总"),
    ] {
        assert_eq!(m.shown(stored, lang), shown);
    }
}

#[test]
fn nobody_is_owed_anything_who_is_not_active() {
    for (status, expected) in [(Lifecycle::Lead, 0), (Lifecycle::Exited, 0), (Lifecycle::Suspended, 0), (Lifecycle::Backup, 1)] {
        let mut subjects = partners(1, 1, Tier::Growth, ChannelGroup::Offline, "杭州", 5);
        (subjects[0].status, subjects[0].tier) = (status, None);
        let planned = june(&subjects, "2025-06-01", &HashSet::new());
        assert_eq!(planned.drafts.iter().filter(|t| t.partner.is_some()).count(), expected, "{status:?}");
    }
}
