//! What is owed, by whom, since when.

use super::{Json, cents, near, row, set};

#[test]
fn receivables_are_those_of_the_reference() {
    for as_of in ["2012-12-31", "2013-06-30"] {
        let Some(set) = set("ibm_receivables_dev", "ibm_receivables_dev.toml", as_of) else { return };
        let report = set.run(&["kpi", "receivables", "--buckets", "15,30"]);
        let total = &report["total"];
        let dso = &set.figure(&format!("dso_{as_of}"))[0];
        assert_eq!((cents(&total["open"]), cents(&total["billed"])), (cents(&dso[0]), cents(&dso[1])));
        near(&total["dso_balance"], &dso[2]);
        let buckets = total["buckets"].as_array().expect("buckets");
        let mut overdue = 0;
        for (i, expected) in set.figure(&format!("aging_{as_of}")).iter().enumerate() {
            assert_eq!(buckets[i]["items"], expected[1], "{expected:?}");
            assert_eq!(cents(&buckets[i]["amount"]), cents(&expected[2]), "{expected:?}");
            overdue += if i > 0 { cents(&expected[2]) } else { 0 };
        }
        assert_eq!(cents(&total["overdue"]), overdue);
    }
}

/// A share or a number of days of six decimals.
#[track_caller]
fn each_near(found: &Json, names: &[&str], expected: &[Json]) {
    for (name, expected) in names.iter().zip(expected) {
        near(&found[*name], expected);
    }
}

#[test]
fn credit_ages_and_days_outstanding_are_those_of_the_reference() {
    for as_of in ["2012-12-31", "2013-06-30"] {
        let Some(set) = set("ibm_receivables_dev", "ibm_receivables_dev.toml", as_of) else { return };
        let dso = &set.figure(&format!("dso_{as_of}"))[0];
        let aging = set.figure(&format!("aging_{as_of}"));
        for by in ["partner", "region", "type", "owner"] {
            let report = set.run(&["credit", "aging", "--buckets", "15,30", "--by", by]);
            let total = &report["total"];
            assert_eq!(cents(&total["open"]), cents(&dso[0]), "{by}");
            let buckets = total["buckets"].as_array().expect("buckets");
            for (found, expected) in buckets.iter().zip(&aging) {
                assert_eq!((&found["items"], cents(&found["amount"])), (&expected[1], cents(&expected[2])), "{expected:?}");
            }
            let rows = report["rows"].as_array().expect("rows");
            assert_eq!(rows.iter().map(|r| cents(&r["open"])).sum::<i64>(), cents(&dso[0]), "the rows add up by {by}");
        }
        let total = &set.run(&["credit", "dso"])["total"];
        assert_eq!((cents(&total["open"]), cents(&total["billed"])), (cents(&dso[0]), cents(&dso[1])));
        near(&total["dso_balance"], &dso[2]);
    }
}

#[test]
fn credit_payers_disputes_and_peaks_are_those_of_the_reference() {
    // after the last settlement: everything is paid
    let Some(set) = set("ibm_receivables_dev", "ibm_receivables_dev.toml", "2014-01-31") else { return };
    let totals = &set.figure("totals")[0];
    let payers = set.run(&["credit", "payers"]);
    let total = &payers["total"];
    assert_eq!((&total["invoices"], &total["partners"]), (&totals[0], &totals[1]));
    assert_eq!(cents(&total["billed"]), cents(&totals[2]));
    assert_eq!((&total["first_issued"], &total["last_issued"], &total["last_settled"]), (&totals[3], &totals[4], &totals[5]));
    assert_eq!((&total["disputed"], &total["late"]), (&totals[6], &totals[7]));
    let rows = payers["rows"].as_array().expect("rows");
    for (found, expected) in rows.iter().zip(set.figure("slowest10")) {
        assert_eq!((&found["key"], &found["invoices"]), (&expected[0], &expected[1]));
        assert_eq!(cents(&found["billed"]), cents(&expected[2]), "{expected:?}");
        each_near(found, &["weighted_days", "mean_days_late"], &expected[3..]);
    }
    let c = &set.figure("concentration")[0];
    assert_eq!((&payers["concentration"]["n"], &payers["concentration"]["top20pct_count"]), (&c[0], &c[1]));
    near(&payers["concentration"]["top20pct_share"], &c[2]);
    let countries = set.run(&["credit", "payers", "--by", "region"]);
    for expected in set.figure("by_country") {
        let found = row(&countries, &format!("country {}", expected[0]));
        assert_eq!((&found["invoices"], &found["partners"]), (&expected[1], &expected[2]));
        assert_eq!(cents(&found["billed"]), cents(&expected[3]), "{expected:?}");
        each_near(found, &["mean_days", "weighted_days", "late_share"], &expected[4..]);
    }
    let disputes = set.run(&["credit", "disputes", "--least", "10"]);
    for expected in set.figure("by_dispute") {
        let found = &disputes["by_dispute"][expected[0].as_str().expect("yes or no").to_lowercase()];
        assert_eq!((&found["invoices"], cents(&found["billed"])), (&expected[1], cents(&expected[2])), "{expected:?}");
        each_near(found, &["mean_days", "late_share"], &expected[3..]);
    }
    let rows = disputes["rows"].as_array().expect("rows");
    for (found, expected) in rows.iter().zip(set.figure("dispute_rate_top10")) {
        assert_eq!((&found["key"], &found["invoices"]), (&expected[0], &expected[1]));
        near(&found["dispute_rate"], &expected[2]);
    }
    let exposure = set.run(&["credit", "exposure", "--top", "10"]);
    let rows = exposure["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 10);
    for (found, expected) in rows.iter().zip(set.figure("peak_exposure_top10")) {
        assert_eq!((&found["key"], cents(&found["peak"])), (&expected[0], cents(&expected[1])));
    }
    let months = set.run(&["credit", "months"]);
    let months = months["rows"].as_array().expect("rows");
    let expected = set.figure("monthly_billed_collected");
    for expected in &expected {
        let found = months.iter().find(|m| m["month"] == expected[0]).unwrap_or_else(|| panic!("no month {}", expected[0]));
        assert_eq!(found["invoices"], expected[1], "{expected:?}");
        assert_eq!(
            (cents(&found["billed"]), cents(&found["collected"])),
            (cents(&expected[2]), cents(&expected[3])),
            "{expected:?}"
        );
    }
    assert_eq!(months.len(), expected.len() + 1, "what came in after the last invoice has a month of its own");
}
