//! Screenings, contracts and cohorts on the command line: in by file, through approval, into Today.

use crate::support::{Desk, Ran};

/// A desk as of 3 June 2025 with two partners.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("p.csv", "code,name,status\nD1,华东大众,screening\nD2,East Fresh,active\n");
    at(&desk, "import partners p.csv").code(0);
    desk
}

/// Runs a line as of 3 June 2025.
fn at(desk: &Desk, line: &str) -> Ran {
    desk.run_at("2025-06-03", &line.split_whitespace().collect::<Vec<_>>())
}

#[test]
fn contracts_come_in_by_file_in_both_languages_and_bad_rows_are_named() {
    let desk = desk();
    desk.write(
        "zh.csv",
        "合同编号,渠道商,生效日期,到期日期,账期,扣点,仲裁条款,授权区域\nHT-1,D1,2025年1月1日,2025-12-31,30,12%,是,\"杭州,宁波\"\n",
    );
    at(&desk, "import contracts zh.csv").code(0);
    desk.write(
        "en.csv",
        "contract no,partner code,valid from,valid to,Credit term,Arbitration clause\nHT-2,D2,2025/1/1,2025/8/2,45,no\n",
    );
    at(&desk, "import contracts en.csv").code(0);
    let again = at(&desk, "import contracts en.csv").code(0);
    assert!(again.stdout.contains('1') || again.stderr.contains('1'), "unchanged is said");
    let listed = at(&desk, "contract list --format json").code(0).json();
    let numbers: Vec<_> =
        listed["contracts"].as_array().expect("rows").iter().map(|c| c["number"].as_str().unwrap_or("")).collect();
    assert_eq!(numbers, ["HT-2", "HT-1"], "by their end");
    assert_eq!(listed["contracts"][1]["territories"], serde_json::json!(["宁波", "杭州"]));
    assert_eq!(listed["contracts"][0]["state"], "pending");

    desk.write(
        "bad.csv",
        "number,partner,from,to,credit term,deduction rate\n\
         HT-3,D1,2026-01-01,2026-12-31,61,12%\n\
         HT-4,D2,2026-01-01,2025-12-31,30,12%\n\
         HT-5,D1,2025-06-01,2026-06-01,30,18.01%\n\
         HT-6,D9,2026-01-01,2026-12-31,30,5%\n",
    );
    let bad = at(&desk, "import contracts bad.csv").code(2);
    for said in ["at most 60 days", "not before", "HT-1", "at most 18%", "D9"] {
        assert!(bad.stdout.contains(said) || bad.stderr.contains(said), "{said}: {}{}", bad.stdout, bad.stderr);
    }
    let count = at(&desk, "contract list --format json").json()["contracts"].as_array().map(Vec::len);
    assert_eq!(count, Some(2), "nothing was written");
}

#[test]
fn a_screening_comes_in_by_file_and_says_who_may_be_taken_on() {
    let desk = desk();
    let none = at(&desk, "screening show D1").code(0);
    assert!(none.stdout.contains("was not screened"), "{}", none.stdout);
    desk.write("s.csv", "渠道商,评估日期,证照资质,客群匹配度,信用记录,要求账期,总分\nD1,2025-06-01,80,B+,60,61,99\n");
    at(&desk, "import screenings s.csv").code(0);
    let shown = at(&desk, "screening show D1 --explain --format json").code(0).json();
    let s = &shown["screenings"][0];
    // 30 % x 80 + 40 % x 80 + 30 % x 60; the file's own score is not taken
    assert_eq!(s["score"], 74.0);
    assert_eq!((s["result"].as_str(), s["admits"].as_bool()), (Some("stopped"), Some(false)));
    assert_eq!(s["red_lines"], serde_json::json!([{"field": "credit_days", "asked": 61, "most": 60}]));
    assert_eq!(shown["may_onboard"], false);
    assert!(
        s["explain"]["notes"]
            .as_array()
            .is_some_and(|n| n.iter().any(|k| k.as_str().is_some_and(|said| said.contains("sub-items are not given"))))
    );
    desk.write("bad.csv", "partner,date,licences,audience match\nD1,2025-06-02,101,A\nD2,2025-06-02,80,E\n");
    let bad = at(&desk, "import screenings bad.csv").code(2);
    for said in ["at most 100", "A+"] {
        assert!(bad.stdout.contains(said) || bad.stderr.contains(said), "{said}: {}{}", bad.stdout, bad.stderr);
    }
    let zh = desk.run_at("2025-06-03", &["--lang", "zh", "screening", "show", "D1"]).code(0);
    assert!(zh.stdout.contains("红线：要求账期 61 天，上限 60 天"), "{}", zh.stdout);
    at(&desk, "screening show D9").code(2);
}

#[test]
fn a_contract_is_drafted_submitted_and_ended_with_its_refusals() {
    let desk = desk();
    desk.write("c.csv", "number,partner,from,to,state\nHT-1,D2,2024-08-01,2025-07-31,approved\n");
    at(&desk, "import contracts c.csv").code(0);
    let due = at(&desk, "contract list --due").code(0);
    assert!(due.stdout.contains("renewal due, ends in 58 days"), "{}", due.stdout);
    assert!(at(&desk, "today --whose all").code(0).stdout.contains("HT-1"));
    let drafted = at(&desk, "contract renew HT-1").code(0);
    assert!(drafted.stderr.contains("drafted HT-1-R1, 2025-08-01 to 2026-07-31"), "{}", drafted.stderr);
    at(&desk, "contract renew HT-1").code(3);
    at(&desk, "contract renew HT-7").code(2);
    assert!(at(&desk, "contract submit HT-1-R1").code(0).stderr.contains("once you have said why"), "nobody else is here");
    at(&desk, "contract submit HT-1-R1").code(3);
    assert!(at(&desk, "contract list --due").code(0).stdout.lines().count() == 1, "what is followed asks for nothing");
    at(&desk, "contract end HT-1 --on 2025-08-01 --reason x").code(2);
    at(&desk, "contract end HT-1 --on 2025-06-30 --reason moved-away").code(0);
    at(&desk, "contract end HT-1 --on 2025-06-30 --reason x").code(3);
    let shown = at(&desk, "contract show HT-1").code(0);
    assert!(shown.stdout.contains("in force until 2025-06-30") && shown.stdout.contains("moved-away"), "{}", shown.stdout);
}

#[test]
fn cohorts_and_showcase_are_printed_and_say_where_they_come_from() {
    let desk = desk();
    desk.write("n.csv", "code,name,onboarded on\nN1,甲,2025-01-02\nN2,乙,2025-01-05\nN3,丙,2025-05-20\n");
    at(&desk, "import partners n.csv").code(0);
    desk.write(
        "sales.csv",
        "partner,date,line,net amount,orders\nN1,2025-01-20,tea,100,1\nN1,2025-04-01,tea,50,1\nN2,2025-05-30,oil,70,1\n",
    );
    at(&desk, "import sales sales.csv --create-missing product-line").code(0);
    let json = at(&desk, "kpi cohorts --from 2025-01 --to 2025-06 --explain --format json").code(0).json();
    assert_eq!(json["schema"], "qudao.cohorts/1");
    let january = &json["rows"][0];
    assert_eq!((january["key"].as_str(), january["partners"].as_i64()), (Some("2025-01"), Some(2)));
    assert_eq!(january["conversion"]["rate"], 0.5);
    assert_eq!(january["retention"]["rate"], 1.0, "only N1's first order is old enough");
    assert!(json["rows"][4]["conversion"]["rate"].is_null(), "May's are too young");
    assert_eq!(json["explain"].as_array().map(Vec::len), Some(4));
    let text = desk.run_at("2025-06-03", &["--lang", "zh", "kpi", "cohorts", "--by", "type"]).code(0);
    assert!(text.stdout.contains("首单转化率") && text.stdout.contains("基准"), "{}", text.stdout);
    at(&desk, "kpi cohorts --from 2025-06 --to 2025-01").code(2);
    let heads = at(&desk, "kpi showcase --period 2025 --format json").code(0).json();
    assert_eq!(heads["lines"][0]["heads"][0]["key"], "N1");
    assert_eq!(heads["lines"][0]["heads"][0]["sales"], "150.00");
}
