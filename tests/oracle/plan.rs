//! How much the plan of half a year has of what, by tier, group and status.

use std::collections::BTreeMap;

use super::ask;
use super::days::{self, Calendar};
use super::edges::network;
use super::exact::Differences;

const DAY: &str = "2025-06-30";

const PARTNERS: &str = "\
code,name,status,channel_type,owner,onboarded_on,credit_limit,credit_days
A1,Alpha,active,city_distributor,li.wei,2023-01-01,1000,30
A2,Beta,active,marketplace,li.wei,2023-01-01,1000,30
A3,Gamma,active,convenience_store,an.ning,2023-01-01,,
A4,Delta,active,business_customer,an.ning,2023-01-01,1000,30
A5,Epsilon,suspended,city_distributor,an.ning,2023-01-01,1000,30
A6,Zeta,backup,city_distributor,an.ning,,,
A7,Eta,lead,city_distributor,an.ning,,,
";

/// What is owed in half a year: kind, partner, how often.
const OWED: &[(&str, &str, i64)] = &[
    // every active partner a visit or contact each month
    ("visit", "A1", 6),
    ("contact", "A2", 6),
    ("visit", "A3", 6),
    ("visit", "A4", 6),
    // Strategic: a marketing plan each month, a review each quarter
    ("marketing_plan", "A1", 6),
    ("business_review", "A1", 2),
    // Growth: training each quarter
    ("training", "A2", 2),
    ("training", "A3", 2),
    // Watch: a checkpoint each month
    ("checkpoint", "A4", 6),
    // on credit and not Watch: a credit review; backups: a review
    ("credit_review", "A1", 1),
    ("credit_review", "A2", 1),
    ("backup_review", "A6", 1),
    // each who looks after partners an audit each quarter
    ("audit", "", 4),
];

#[test]
fn the_plan_of_half_a_year_has_what_is_owed_and_no_more_on_working_days() {
    let desk = network(DAY, &[]);
    desk.run_at(DAY, &["user", "add", "an.ning", "--role", "specialist"]).code(0);
    super::bring(&desk, DAY, "partners", PARTNERS);
    for (partner, tier) in [("A1", "growth"), ("A1", "strategic"), ("A2", "growth"), ("A3", "growth"), ("A4", "watch")] {
        desk.run_at(DAY, &["tier", "propose", partner, tier, "-r", "as it is"]).code(0);
    }
    let calendar = Calendar::china();
    let mut d = Differences::default();
    let mut planned: BTreeMap<(String, String), i64> = BTreeMap::new();
    for month in 7..=12 {
        let month = format!("2025-{month:02}");
        for _ in 0..2 {
            // the second time it adds nothing
            desk.run_at(DAY, &["plan", "generate", "--month", &month]).code(0);
        }
        let document = ask(&desk, DAY, &["plan", "list", "--month", &month]);
        for task in document["tasks"].as_array().expect("tasks") {
            let text = |name: &str| task[name].as_str().unwrap_or_default().to_owned();
            *planned.entry((text("kind"), text("partner"))).or_default() += 1;
            let due = days::number(&text("due_on"));
            d.same(&format!("{} {}", text("due_on"), text("title")), &calendar.works(due).into(), &true.into());
            d.same("in its month", &days::month_text(days::month_of(due)).into(), &month.as_str().into());
        }
    }
    planned.remove(&("meeting".into(), String::new()));
    for (kind, partner, times) in OWED {
        let found = planned.remove(&((*kind).into(), (*partner).into())).unwrap_or(0);
        d.count(&format!("{kind} {partner}"), &found.into(), *times);
    }
    d.same("nothing else", &format!("{planned:?}").into(), &"{}".into());
    d.none(100);
}
