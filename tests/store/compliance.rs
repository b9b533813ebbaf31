//! Violations, deposits, audits, trainings and assessments from files in both languages, and a ledger that keeps everything.

use proptest::prelude::*;
use qudao::domain::kinds::DepositMove;
use qudao::domain::money::Money;
use qudao::domain::period::from_day_number;
use qudao::domain::record::{Kind, Row, Value};
use qudao::ops::deposit::{self, Posting};
use qudao::ops::{Session, admin, compliance, violation};
use qudao::store::record::query;

use super::import::House;
use super::session;

/// Each kind as a file in English and in Chinese that says the same, and how many rows it has.
const FILES: [(Kind, &str, &str, u64); 5] = [
    (
        Kind::Violation,
        "partner,kind,date,amount,points,deposit deduction,evidence\n\
         D001,diversion,2025-03-01,\"100,000\",12,,batch P2505\n\
         D002,price breach,2025-02-28,,,,\n",
        "渠道编码,违规类型,日期,涉及金额,扣分,扣保证金,证据\n\
         D001,窜货,2025年3月1日,10万,12,,batch P2505\n\
         D002,违反价格政策,2025/2/28,,,,\n",
        2,
    ),
    (
        Kind::DepositEntry,
        "partner,date,kind,amount,note\n\
         D001,2025-01-01,opening balance,5000,\n\
         D001,2025-02-01,paid in,2500.50,transfer\n\
         D001,2025-02-01,paid in,2500.50,transfer\n\
         D001,2025-01-20,refund,-1000,\n",
        "渠道编码,日期,类别,金额,备注\n\
         D001,2025年1月1日,期初余额,\"¥5,000\",\n\
         D001,2025/2/1,缴纳,2500.50,transfer\n\
         D001,2025/2/1,缴纳,2500.50,transfer\n\
         D001,2025/1/20,退还,-1000,\n",
        4,
    ),
    (
        Kind::ChannelAudit,
        "partner,subject,date,score,findings,actions,due on\n\
         D001,rebate payments,2025-05-01,62,late,pay in time,2025-06-30\n\
         D001,service terms,2025-05-01,95,,,\n",
        "渠道商,审计内容,日期,得分,发现,整改措施,整改期限\n\
         D001,返利兑付,2025年5月1日,62,late,pay in time,2025/6/30\n\
         D001,服务条款履行,2025-05-01,95,,,\n",
        2,
    ),
    (
        Kind::Training,
        "partner,kind,date,title,invited,completed\nD001,compliance,2025-04-01,yearly,8,6\nD002,,2025-04-02,yearly,,3\n",
        "渠道编码,类别,日期,课程,应到人数,完成人数\nD001,合规,2025/4/1,yearly,8,6\nD002,,2025/4/2,yearly,,3\n",
        2,
    ),
    (
        Kind::BackupAssessment,
        "partner,date,capacity a month,further regions,lead time,score\nD002,2025-05-20,\"80,000\",浙江,14,77\n",
        "渠道编码,评估日期,月承接能力,可覆盖区域,启动周期,得分\nD002,2025年5月20日,8万,浙江,14,77\n",
        1,
    ),
];

#[test]
fn each_kind_is_read_in_both_languages_and_twice_is_once() {
    for (kind, english, chinese, rows) in FILES {
        let mut one = House::furnished();
        let report = one.take(kind, "en.csv", english);
        assert_eq!(report.sections[0].inserted, rows, "{kind:?}");
        let before = one.dump();
        for (name, text) in [("again.csv", english), ("zh.csv", chinese)] {
            let report = one.take(kind, name, text);
            assert_eq!((report.sections[0].unchanged, report.written), (rows, false), "{kind:?} {name}: {:?}", report.sections);
        }
        assert_eq!(one.dump(), before, "{kind:?}");
    }
}

#[test]
fn bad_rows_are_named_by_field_and_nothing_of_the_file_is_kept() {
    type Case<'a> = (Kind, &'a str, &'a [(&'a str, &'a str)]);
    let cases: [Case<'_>; 5] = [
        (
            Kind::Violation,
            "partner,kind,date,amount,points\nD001,theft,2025-03-01,1,1\nD009,diversion,2025-03-01,1,1\nD001,diversion,2025-06-08,-1,101\n",
            &[("kind", "theft"), ("partner", "D009"), ("amount", "-1.00"), ("points", "101"), ("on", "2025-06-08")],
        ),
        (
            Kind::DepositEntry,
            "partner,date,kind,amount\nD001,2025-03-01,paid in,-5\nD001,2025-03-01,refund,5\nD001,2025-03-01,correction,0\nD001,x,paid in,5\n",
            &[("amount", "-5.00"), ("amount", "5.00"), ("amount", "0.00"), ("on", "x")],
        ),
        (
            Kind::ChannelAudit,
            "partner,subject,date,score,due on\nD001,rebate payments,2025-05-01,101,\nD001,service terms,2025-05-01,50,2025-04-01\n",
            &[("score", "101"), ("due_on", "2025-04-01"), ("actions", "")],
        ),
        (
            Kind::Training,
            "partner,date,invited,completed\nD001,2025-05-01,3,4\nD001,2025-05-02,3,\n",
            &[("completed", "4"), ("completed", "")],
        ),
        (
            Kind::BackupAssessment,
            "partner,date,capacity a month,score\nD001,2025-05-01,-1,101\nD001,2025-06-08,1,1\n",
            &[("capacity", "-1.00"), ("score", "101"), ("on", "2025-06-08")],
        ),
    ];
    for (kind, text, expected) in cases {
        let mut house = House::furnished();
        let before = house.dump();
        let report = house.import(kind, "bad.csv", text).unwrap_or_else(|e| panic!("{e}"));
        let found: Vec<(&str, &str)> =
            report.sections[0].problems.iter().map(|p| (p.problem.field, p.problem.value.as_str())).collect();
        assert_eq!(found, expected, "{kind:?}");
        assert!(!report.written);
        assert_eq!(house.dump(), before, "{kind:?}");
    }
}

#[test]
fn an_imported_ledger_is_not_changed_by_a_later_file_and_revert_reverses() {
    let mut house = House::furnished();
    house.take(Kind::DepositEntry, "one.csv", "number,partner,date,kind,amount\n7,D001,2025-01-01,paid in,500\n");
    let changed = "number,partner,date,kind,amount\n7,D001,2025-01-01,paid in,900\n";
    let report = house.import(Kind::DepositEntry, "two.csv", changed).expect("a report");
    let problem = &report.sections[0].problems[0].problem;
    assert_eq!((problem.field, problem.value.as_str()), ("amount", "900.00"));
    admin::undo(&mut house.session, None).expect("the import taken back");
    let entries = query(house.session.store.conn(), Kind::DepositEntry, "ORDER BY id", &[]).expect("entries");
    let amounts: Vec<i64> = entries.iter().filter_map(|e| e.get("amount").int()).collect();
    assert_eq!(amounts, [5_000_000, -5_000_000], "reversed, not removed");
}

#[test]
fn an_import_asks_for_approval_unless_head_office_brings_what_was_decided() {
    let file = "partner,kind,date,points,approval\nD001,diversion,2025-03-01,12,approved\n";
    let mut house = House::furnished();
    house.take(Kind::Violation, "v.csv", file);
    let account = violation::account(&house.session, 1).expect("an account");
    assert_eq!((account.points.in_force, account.waiting), (12, 0), "an administrator's word");
    assert_eq!(account.deducted, Money::ZERO, "its ledger comes by itself");

    let mut house = House::furnished();
    house.session.actor.role = qudao::domain::kinds::Role::Specialist;
    house.take(Kind::Violation, "v.csv", file);
    let account = violation::account(&house.session, 1).expect("an account");
    assert_eq!((account.points.in_force, account.waiting), (0, 1), "a specialist's is asked for");
}

#[test]
fn what_is_imported_is_what_the_page_shows() {
    let mut house = House::furnished();
    for (kind, english, _, _) in FILES {
        house.take(kind, "in.csv", english);
    }
    let page = compliance::of_partner(&house.session, 1).expect("a page");
    // 5,000 + 2,500.50 twice - 1,000, and the tenth of 100,000 that the violation costs: in a house of one nobody else decides it
    assert_eq!(page.deposit.held, Money::units(9_001 - 10_000));
    assert_eq!(page.audits.score, Some(7_850));
    assert_eq!(page.audits.open.len(), 1);
    assert_eq!(page.trained.completion.map(|r| r.0), Some(7_500));
    let tasks = query(house.session.store.conn(), Kind::Task, "", &[]).expect("tasks");
    assert_eq!(tasks.iter().filter_map(|t| t.get("title").text()).collect::<Vec<_>>(), ["pay in time"]);
    assert_eq!(page.violations.waiting + usize::from(page.violations.points.in_force > 0), 1);
}

fn amounts(s: &Session) -> Vec<(i64, i64)> {
    let rows: Vec<Row> = query(s.store.conn(), Kind::DepositEntry, "ORDER BY id", &[]).expect("entries");
    rows.iter().map(|r| (r.get("number").int().unwrap_or(0), r.get("amount").int().unwrap_or(0))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_is_posted_corrected_and_taken_back_nothing_is_ever_removed(
        steps in prop::collection::vec((0_u8..4, 0_i32..120, 1_i64..900), 1..14),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut s = session(&folder.path().join("q.db"), "li.wei");
        let mut partner = Row::blank(Kind::Partner);
        partner.set("code", Value::Text("D001".into()));
        partner.set("name", Value::Text("南京雨润".into()));
        qudao::ops::record::save(&mut s, partner, &[]).expect("a partner");
        let mut before = amounts(&s);
        for (what, day, units) in steps {
            let posting = |kind, amount| Posting {
                partner: 1, kind, amount: Money::units(amount), on: from_day_number(20_100 + day), violation: None, note: String::new(),
            };
            match what {
                0 => { let _ = deposit::post(&mut s, posting(DepositMove::PaidIn, units)); }
                1 => { let _ = deposit::post(&mut s, posting(DepositMove::Refund, -units)); }
                2 => {
                    let id = i64::try_from(before.len()).expect("a few");
                    let _ = if id > 0 { deposit::reverse(&mut s, (units % id) + 1, "wrong").map(|_| ()) } else { Ok(()) };
                }
                _ => { let _ = admin::undo(&mut s, None); }
            }
            let now = amounts(&s);
            prop_assert!(now.starts_with(&before), "{before:?} became {now:?}");
            before = now;
            let account = deposit::account(&s, 1).expect("an account");
            let sum: i64 = account.lines.iter().map(|l| l.entry.amount.0).sum();
            prop_assert_eq!(account.lines.last().map_or(0, |l| l.balance.0), sum, "the running balance ends at the sum");
            let held: i64 = account.lines.iter().filter(|l| l.entry.on <= account.as_of).map(|l| l.entry.amount.0).sum();
            prop_assert_eq!(account.held.0, held);
        }
    }
}
