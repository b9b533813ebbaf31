use super::*;

fn d(s: &str) -> NaiveDate {
    s.parse().expect("a day")
}

const POLICY: BackupPolicy = BackupPolicy { months: 6, weeks: 12 };

/// East > Jiangsu > Nanjing, Suzhou; South > Guangdong.
fn tree() -> Parents {
    HashMap::from([(1, None), (2, Some(1)), (3, Some(2)), (4, Some(2)), (5, None), (6, Some(5))])
}

fn candidate(code: &str, region: Option<i64>, capacity: i64) -> Candidate {
    Candidate {
        partner: code.bytes().map(i64::from).sum(),
        code: code.to_owned(),
        name: code.to_owned(),
        status: Lifecycle::Backup,
        region,
        region_name: String::new(),
        products: Tags::default(),
        light: None,
        assessment: BackupAssessment {
            partner: 0,
            on: d("2025-03-01"),
            assessor: None,
            capacity: Money::units(capacity),
            regions: Tags::default(),
            lead_days: Some(14),
            score: Some(70),
            notes: String::new(),
        },
        further: Vec::new(),
    }
}

fn need(region: i64, volume: i64, lines: &str) -> Need {
    let volume = Some(Money::units(volume));
    Need { partner: 1, region: Some(region), volume, products: Tags::from_text(lines) }
}

fn asked(need: &Need, candidates: Vec<Candidate>) -> Vec<(String, bool)> {
    let fits = fits(need, candidates, &tree(), d("2025-06-30"), &POLICY);
    fits.into_iter().map(|f| (f.candidate.code, f.able)).collect()
}

#[test]
fn a_region_is_reached_by_the_tree_or_by_further_regions() {
    let further = |regions: &[i64], home| Candidate { further: regions.to_vec(), ..candidate("B1", home, 1) };
    let cases = [
        (further(&[], Some(3)), Place::Same),
        (further(&[], Some(2)), Place::Around),
        (further(&[], Some(1)), Place::Around),
        (further(&[], Some(4)), Place::Elsewhere),
        (further(&[], None), Place::Elsewhere),
        (further(&[4], Some(6)), Place::Elsewhere),
        (further(&[5, 1], Some(6)), Place::Further),
        (further(&[3], None), Place::Further),
    ];
    for (c, expected) in cases {
        assert_eq!(place(Some(3), &c, &tree()), expected, "{c:?}");
    }
    assert_eq!(place(Some(2), &candidate("B1", Some(3), 1), &tree()), Place::Within);
    assert_eq!(place(None, &candidate("B1", Some(3), 1), &tree()), Place::Elsewhere, "it is not known where it is");
    let circle = Parents::from([(7, Some(8)), (8, Some(7))]);
    assert_eq!(place(Some(7), &candidate("B1", Some(9), 1), &circle), Place::Elsewhere, "a circle ends");
}

#[test]
fn the_able_come_first_by_fit_then_by_score() {
    let with = |code: &str, change: &dyn Fn(&mut Candidate)| {
        let mut c = candidate(code, Some(3), 100);
        change(&mut c);
        c
    };
    let all = vec![
        with("small", &|c| c.assessment.capacity = Money::units(99)),
        with("better", &|c| c.assessment.score = Some(90)),
        with("even", &|_| ()),
        with("around", &|c| (c.region, c.assessment.score) = (Some(1), Some(99))),
        with("far", &|c| (c.region, c.assessment.score) = (Some(6), Some(99))),
        with("stale", &|c| (c.assessment.on, c.assessment.score) = (d("2024-12-30"), Some(99))),
        with("red", &|c| c.light = Some(Light::Red)),
        with("narrow", &|c| c.products = Tags::from_text("food")),
        with("broad", &|c| c.products = Tags::from_text("drink, food")),
        with("gone", &|c| c.status = Lifecycle::Exited),
        with("held", &|c| c.status = Lifecycle::Suspended),
        with("later", &|c| c.assessment.on = d("2025-07-01")),
        with("itself", &|c| c.partner = 1),
    ];
    let found = asked(&need(3, 100, "drink, food"), all);
    let able: Vec<&str> = found.iter().filter(|f| f.1).map(|f| f.0.as_str()).collect();
    assert_eq!(able, ["better", "broad", "even", "stale", "around"]);
    let rest: Vec<&str> = found.iter().filter(|f| !f.1).map(|f| f.0.as_str()).collect();
    assert_eq!(rest, ["red", "small", "narrow", "far"], "those that may not step in are not there at all");
}

#[test]
fn an_assessment_is_due_again_after_six_months() {
    for (on, due) in [("2025-01-15", "2025-07-15"), ("2025-08-31", "2026-02-28"), ("2024-08-31", "2025-02-28")] {
        assert_eq!(POLICY.due(d(on)), d(due));
    }
    let stale = |as_of| fits(&need(3, 1, ""), vec![candidate("B", Some(3), 9)], &tree(), d(as_of), &POLICY)[0].stale;
    assert!(!stale("2025-08-31") && stale("2025-09-01"), "assessed on 1 March");
}

#[test]
fn a_month_of_sales_is_a_twelfth_of_52_weeks() {
    let cases = [(0, 0), (36, 13), (-36, -13), (100, 36)];
    for (sum, month) in cases {
        assert_eq!(POLICY.monthly(Money(sum)), Money(month));
    }
    assert_eq!(BackupPolicy { months: 6, weeks: 52 }.monthly(Money::units(52)), Money(43_333));
}

#[test]
fn without_figures_any_capacity_will_do() {
    let unknown = Need { volume: None, ..need(3, 0, "") };
    assert_eq!(asked(&unknown, vec![candidate("B", Some(3), 0)]), [("B".to_owned(), true)]);
    let none = uncovered(&unknown, &fits(&unknown, Vec::new(), &tree(), d("2025-06-30"), &POLICY));
    assert_eq!(none.volume, None, "not known, not 0");
}

#[test]
fn what_nobody_can_take_over_stays_uncovered() {
    let left = |volume, candidates: Vec<Candidate>| {
        let need = need(3, volume, "drink, food, home");
        let u = uncovered(&need, &fits(&need, candidates, &tree(), d("2025-06-30"), &POLICY));
        (u.volume.map(|v| v.0 / 10_000), u.lines.join(","))
    };
    let lines =
        |code, capacity, lines: &str| Candidate { products: Tags::from_text(lines), ..candidate(code, Some(3), capacity) };
    assert_eq!(left(100, vec![]), (Some(100), "drink,food,home".to_owned()));
    assert_eq!(left(100, vec![lines("A", 30, "food"), lines("B", 50, "drink")]), (Some(20), "home".to_owned()));
    assert_eq!(left(80, vec![lines("A", 30, ""), lines("B", 60, "drink")]), (Some(0), String::new()));
    let red = Candidate { light: Some(Light::Red), ..lines("A", 500, "") };
    let far = Candidate { region: Some(6), ..lines("B", 500, "") };
    assert_eq!(left(100, vec![red, far]), (Some(100), "drink,food,home".to_owned()));
}
