//! Imports into real files: all or nothing, idempotent, revertible, and never a panic whatever the file.

mod damage;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use qudao::domain::duplicate::Common;
use qudao::domain::record::{Expected, Kind, Lang};
use qudao::exchange::mapping::{Mapping, Repeats};
use qudao::ops::import::{self, ImportError, Report, Request};
use qudao::ops::{OpError, Session};

use super::round::{Form, export_kind};
use super::session;

/// A database and a folder for files.
pub(super) struct House {
    pub(super) folder: tempfile::TempDir,
    pub(super) session: Session,
}

impl House {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let session = session(&folder.path().join("q.db"), "li.wei");
        Self { folder, session }
    }

    /// With partners D001 and D002, a product line and sales of two orders; a copy of one that is made once.
    pub(super) fn furnished() -> Self {
        static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| {
            let mut house = Self::new();
            house.take(Kind::ProductLine, "lines.csv", "code,name\nfood,食品\ndrink,饮料\n");
            house.take(Kind::Sku, "skus.csv", "code,name,line\nA1,坚果,food\nB1,凉茶,饮料\n");
            house.take(Kind::Partner, "partners.csv", PARTNERS);
            house.take(Kind::Sale, "sales.csv", SALES);
            let Self { folder, session } = house;
            drop(session); // the last one out writes the log into the file
            std::fs::read(folder.path().join("q.db")).expect("a database")
        });
        let folder = tempfile::tempdir().expect("a folder");
        let db = folder.path().join("q.db");
        std::fs::write(&db, template).expect("a database");
        let session = session(&db, "li.wei");
        Self { folder, session }
    }

    pub(super) fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, contents).expect("written");
        path
    }

    pub(super) fn run(&mut self, request: &Request) -> Result<Report, ImportError> {
        import::run(&mut self.session, request, &mut |_| {})
    }

    pub(super) fn import(&mut self, kind: Kind, name: &str, contents: impl AsRef<[u8]>) -> Result<Report, ImportError> {
        let file = self.write(name, contents);
        self.run(&of(kind, &file))
    }

    /// An import that must go through.
    #[track_caller]
    pub(super) fn take(&mut self, kind: Kind, name: &str, contents: impl AsRef<[u8]>) -> Report {
        let report = self.import(kind, name, contents).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(report.problem_count(), 0, "{:?}", report.sections);
        report
    }

    /// Everything that people put in and what is rolled up of it, without versions and logs.
    pub(super) fn dump(&self) -> String {
        dump(&self.session)
    }
}

pub(super) fn of(kind: Kind, file: &Path) -> Request {
    Request { kind: Some(kind), files: vec![file.to_path_buf()], ..Request::default() }
}

fn dump(session: &Session) -> String {
    use std::fmt::Write as _;
    let conn = session.store.conn();
    let logs = [
        "audit",
        "change_set",
        "batch",
        "batch_span",
        "meta",
        "stale_figures",
        "partner_figures",
        "figures_state",
        "import_request",
    ];
    let mut tables = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").expect("tables");
    let tables: Vec<String> = tables.query_map([], |r| r.get(0)).expect("tables").map(|n| n.expect("a name")).collect();
    let mut out = String::new();
    for table in tables.iter().filter(|t| !logs.contains(&t.as_str()) && !t.ends_with("_before") && !t.starts_with("sqlite")) {
        let mut rows = conn.prepare(&format!("SELECT * FROM \"{table}\"")).expect("a table");
        let columns: Vec<String> = rows.column_names().iter().map(|c| (*c).to_owned()).collect();
        let mut lines: Vec<String> = rows
            .query_map([], |r| {
                let cell = |i: usize| r.get::<_, rusqlite::types::Value>(i).map(|v| format!("{v:?}"));
                let kept = columns.iter().enumerate().filter(|(_, c)| *c != "version" && *c != "batch");
                Ok(kept.map(|(i, _)| cell(i)).collect::<Result<Vec<_>, _>>()?.join("|"))
            })
            .expect("rows")
            .map(|r| r.expect("a row"))
            .collect();
        lines.sort();
        let _ = writeln!(out, "{table}\n{}", lines.join("\n"));
    }
    out
}

const PARTNERS: &str = "编码,名称,类型,区域,信用额度,账期,扣点,入驻日期\n\
    D001,杭州西湖贸易有限公司,市级经销商,浙江,30万,30,3.5%,2023年3月1日\n\
    D002,重庆川渝食品,county distributor,重庆市,\"1,200.50\",45天,0.04,2024/1/15\n";

const SALES: &str = "partner,date,order,product line,sku,quantity,amount,cost\n\
    D001,2025-03-01,SO1,食品,A1,10,1000.00,800\n\
    D001,2025-03-01,SO1,饮料,B1,5,500.50,300\n\
    D002,2025-03-02,SO2,food,A1,7,700,560\n";

#[test]
fn a_file_in_chinese_is_read_as_people_write_it() {
    let mut house = House::furnished();
    let national = encoding_rs::GB18030.encode(PARTNERS).0.into_owned();
    let report = house.take(Kind::Partner, "gb.csv", &national);
    let section = &report.sections[0];
    assert_eq!((section.form.as_str(), section.unchanged, report.written), ("gb18030", 2, false));
    let listed = qudao::store::record::query(house.session.store.conn(), Kind::Partner, "ORDER BY code", &[]).expect("partners");
    let strict = |name: &str| Kind::Partner.def().field(name).map(|(_, f)| f.strict(listed[0].get(name))).expect("a field");
    assert_eq!(strict("credit_limit"), "300000.00");
    assert_eq!(
        (strict("deduction_rate"), strict("onboarded_on"), strict("status")),
        ("0.035".into(), "2023-03-01".into(), "active".into())
    );
}

#[test]
fn an_import_run_twice_changes_nothing_the_second_time() {
    let mut house = House::furnished();
    let before = house.dump();
    let sets = "SELECT count(*) FROM change_set";
    let count = |h: &House| h.session.store.conn().query_row(sets, [], |r| r.get::<_, i64>(0)).expect("a count");
    let changes = count(&house);
    for (kind, text) in [(Kind::Partner, PARTNERS), (Kind::Sale, SALES)] {
        let report = house.take(kind, "again.csv", text);
        let section = &report.sections[0];
        assert_eq!((section.inserted, section.updated, section.unchanged), (0, 0, section.rows), "{}", kind.def().name);
        assert!(!report.written);
    }
    assert_eq!(house.dump(), before);
    assert_eq!(count(&house), changes, "nothing stands in the history");
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let mut house = House::new();
    let before = house.dump();
    let file = house.write("partners.csv", PARTNERS);
    let report = house.run(&Request { dry_run: true, ..of(Kind::Partner, &file) }).expect("a report");
    assert_eq!((report.sections[0].inserted, report.written, report.change_set), (2, false, None));
    assert_eq!(house.dump(), before);
}

#[test]
fn a_revert_restores_exactly_what_was_there() {
    let mut house = House::furnished();
    let before = house.dump();
    let partners = "code,name,credit_limit,core\nD002,重庆川渝食品,5,D003\nD003,成都新,7,\nD001,杭州西湖,,\n";
    let sales = "partner,date,order,line,sku,quantity,amount\n\
        D001,2025-03-01,SO1,food,A1,99,1.00\nD001,2025-03-09,SO9,food,A1,1,1\nD002,2025-04-02,SO3,drink,,7,700\n";
    for (kind, text, inserted, updated) in [(Kind::Partner, partners, 1, 2), (Kind::Sale, sales, 2, 1)] {
        let report = house.take(kind, "more.csv", text);
        let section = &report.sections[0];
        assert_eq!((section.inserted, section.updated), (inserted, updated), "{}", kind.def().name);
        assert_ne!(house.dump(), before);
        let set = report.change_set.expect("a change set");
        let admin = qudao::domain::kinds::Role::Admin;
        house
            .session
            .write(admin, "change-undo", "", |tx| tx.take_back(set).map_err(OpError::from))
            .unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(house.dump(), before, "{}", kind.def().name);
    }
}

#[test]
fn every_problem_is_told_by_row_and_column_and_nothing_is_written() {
    let mut house = House::furnished();
    let before = house.dump();
    let text = "客户编码,订单日期,订单号,产品线,数量,销售额\n\
        D001,2025-03-01,S1,食品,many,10\n\
        D0O1,3/1/2025,S2,餐饮,1,\n\
        D001,2025-03-05,S3,食品,1,5,6\n\
        D001,2025-03-06,S4,食品,1,5\n\
        D001,2025-03-06,S4,food,2,7\n";
    let report = house.import(Kind::Sale, "bad.csv", text).expect("a report");
    assert!(!report.written);
    assert_eq!(house.dump(), before);
    let section = &report.sections[0];
    let found: Vec<(u64, &str, &str, Expected)> = section
        .problems
        .iter()
        .map(|p| (p.row, p.column.as_str(), p.problem.value.as_str(), p.problem.expected.clone()))
        .collect();
    assert_eq!(
        found,
        [
            (2, "数量", "many", Expected::Integer),
            (3, "客户编码", "D0O1", Expected::Existing(Kind::Partner, vec!["D001".into()])),
            (3, "订单日期", "3/1/2025", Expected::Rule("expected-day-order")),
            (3, "产品线", "餐饮", Expected::Existing(Kind::ProductLine, vec![])),
            (4, "", "6", Expected::Rule("expected-columns")),
            (
                6,
                "客户编码",
                "D001 / 2025-03-06 / S4 / food",
                Expected::Named("expected-one-row", vec![("who", "bad.csv:5".to_owned())])
            ),
        ]
    );
    assert_eq!((report.problem_count(), section.rejected, section.rows), (6, 4, 5));
}

#[test]
fn bad_rows_are_left_out_and_come_back_corrected() {
    let mut house = House::furnished();
    let file = house.write("s.csv", "partner,date,order,line,amount\nD001,2025-05-01,S1,food,10\nD009,2025-05-01,S2,food,20\n");
    let report = house.run(&Request { skip_bad: true, ..of(Kind::Sale, &file) }).expect("a report");
    assert!(report.written);
    let rejects = &report.sections[0].rejects;
    assert_eq!(rejects.rows.len(), 1);
    assert_eq!(rejects.rows[0].0.iter().collect::<Vec<_>>(), ["D009", "2025-05-01", "S2", "food", "20"]);
    let corrected = "\u{feff}partner,date,order,line,amount,import problem\nD002,2025-05-01,S2,food,20,no such partner\n";
    let report = house.take(Kind::Sale, "rejects.csv", corrected);
    assert_eq!(report.sections[0].inserted, 1);
    assert!(report.sections[0].unknown.is_empty(), "the reason is no unknown column");
}

#[test]
fn what_is_referred_to_is_created_only_when_asked_for() {
    let mut house = House::furnished();
    let text = "code,name,region,owner,channel_type\nD010,东区一号,中南,wang.fang,会员店\n";
    let report = house.import(Kind::Partner, "p.csv", text).expect("a report");
    assert_eq!(report.problem_count(), 3);
    let file = house.write("p.csv", text);
    let create = vec![Kind::Region, Kind::User, Kind::ChannelType];
    let report = house.run(&Request { create, ..of(Kind::Partner, &file) }).expect("a report");
    let keys: Vec<&str> = report.sections[0].created.iter().map(|(_, key)| key.as_str()).collect();
    assert_eq!((keys.len(), report.written), (3, true), "{keys:?}");
    let role: String =
        house.session.store.conn().query_row("SELECT role FROM user WHERE name = 'wang.fang'", [], |r| r.get(0)).expect("a user");
    assert_eq!(role, "viewer", "who is only referred to is not let in");
    assert!(matches!(
        house.run(&Request { create: vec![Kind::Sale], ..of(Kind::Partner, &file) }),
        Err(ImportError::Create(Kind::Sale))
    ));
}

#[test]
fn a_target_has_the_days_of_its_period_and_the_code_of_its_subject() {
    let mut house = House::furnished();
    let text =
        "scope,subject,period,amount\npartner,杭州西湖贸易有限公司,2025年第三季度,1万\nregion,浙江,2025-07,5\nnetwork,,2025,9\n";
    house.take(Kind::Target, "t.csv", text);
    let mut rows =
        house.session.store.conn().prepare("SELECT subject, to_day - from_day + 1 FROM target ORDER BY id").expect("targets");
    let found: Vec<(Option<String>, i64)> =
        rows.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).expect("rows").map(|r| r.expect("a row")).collect();
    assert_eq!(found, [(Some("D001".into()), 92), (Some("33".into()), 31), (None, 365)]);
    drop(rows);
    let report = house
        .import(Kind::Target, "t.csv", "scope,subject,period,amount\npartner,D0,2025,1\nnetwork,,soon,1\n")
        .expect("a report");
    let fields: Vec<&str> = report.sections[0].problems.iter().map(|p| p.problem.field).collect();
    assert_eq!(fields, ["subject", "from_day"]);
}

#[test]
fn columns_that_must_be_there_are_named() {
    let mut house = House::furnished();
    let missing = house.import(Kind::Sale, "s.csv", "partnr,date,amuont\nD001,2025-01-01,5\n").expect_err("columns are missing");
    let ImportError::Columns { missing, unknown, .. } = missing else { panic!("{missing}") };
    assert_eq!((missing, unknown), (vec!["partner", "net_amount"], vec!["partnr".to_owned(), "amuont".to_owned()]));
    // a list of codes and limits is enough for partners that are there
    let report = house.take(Kind::Partner, "limits.csv", "code,credit_limit\nD001,5\n");
    assert_eq!(report.sections[0].updated, 1);
    let missing =
        house.import(Kind::Partner, "limits.csv", "code,credit_limit\nD777,5\n").expect_err("a new partner needs a name");
    assert!(matches!(missing, ImportError::Columns { .. }), "{missing}");
}

#[test]
fn rows_of_one_key_are_added_up_when_asked_for() {
    let mut house = House::furnished();
    let file = house
        .write("s.csv", "partner,date,order,line,quantity,amount\nD001,2025-06-01,S1,food,1,10\nD001,2025-06-01,S1,food,2,5.5\n");
    let report = house.run(&Request { repeats: Repeats::Add, ..of(Kind::Sale, &file) }).expect("a report");
    assert_eq!((report.sections[0].inserted, report.sections[0].repeated), (1, 1));
    let sql = "SELECT quantity, net_amount, orders FROM sale WHERE document = 'S1'";
    let sum: (i64, i64, i64) =
        house.session.store.conn().query_row(sql, [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).expect("a sale");
    assert_eq!(sum, (3, 155_000, 1));
}

#[test]
fn partners_that_may_be_the_same_are_told() {
    let mut house = House::furnished();
    let report = house.take(Kind::Partner, "p.csv", "code,name\nD050,杭州 西湖贸易（股份有限公司）\nD051,别的\n");
    let found: Vec<(&str, &str, Common)> =
        report.sections[0].duplicates.iter().map(|d| (d.code.as_str(), d.of.as_str(), d.common)).collect();
    assert_eq!(found, [("D050", "D001", Common::Name)]);
}

#[test]
fn one_file_gives_several_kinds_in_one_step_of_undo() {
    let mut house = House::new();
    let file = house.write(
        "invoice.csv",
        "customer,no,date,due,amount,paid\nC1,I1,2025-01-01,2025-01-31,10,2025-02-01\nC1,I2,2025-01-05,2025-02-04,20,\n",
    );
    let mapping = r#"
        [[record]]
        kind = "partners"
        repeats = "first"
        set = { code = "{customer}", name = "Customer {customer}" }
        [[record]]
        kind = "invoices"
        set = { number = "{no}", partner = "{customer}", issued_on = "{date}", due_on = "{due}", amount = "{amount}" }
        [[record]]
        kind = "payments"
        only = ["{paid}"]
        set = { number = "P-{no}", partner = "{customer}", paid_on = "{paid}", amount = "{amount}", invoice = "{no}" }
    "#;
    let before = house.dump();
    let mapping = Some(Mapping::parse(mapping).expect("a mapping"));
    let report = house.run(&Request { kind: None, files: vec![file], mapping, ..Request::default() }).expect("a report");
    let counts: Vec<(&str, u64, u64)> = report.sections.iter().map(|s| (s.kind.def().name, s.inserted, s.skipped)).collect();
    assert_eq!(counts, [("partner", 1, 0), ("invoice", 2, 0), ("payment", 1, 1)]);
    let set = report.change_set.expect("a change set");
    let admin = qudao::domain::kinds::Role::Admin;
    house.session.write(admin, "change-undo", "", |tx| tx.take_back(set).map_err(OpError::from)).expect("taken back");
    assert_eq!(house.dump(), before);
}

#[test]
fn a_text_that_looks_like_a_formula_goes_out_harmless_and_comes_back() {
    let mut house = House::new();
    let evil = ["=1+1", "+86 21", "-5 apples", "@sum", "'=x", "plain"];
    let mut text = "code,name\n".to_owned();
    for (i, name) in evil.iter().enumerate() {
        // as another program writes it: without any protection
        use std::fmt::Write as _;
        let _ = writeln!(text, "E{i},\"{name}\"");
    }
    house.take(Kind::Partner, "evil.csv", &text);
    for form in [Form::Names, Form::Book(Lang::En), Form::Json] {
        let before = house.dump();
        let file = export_kind(&house.session, house.folder.path(), Kind::Partner, form);
        if form == Form::Names {
            let written = std::fs::read_to_string(&file).expect("text");
            for line in written.lines().skip(1) {
                let cell = line.split(',').nth(1).unwrap_or_default().trim_start_matches('"');
                assert!(!cell.starts_with(['=', '+', '-', '@']), "{line}");
            }
        }
        let report = house.run(&of(Kind::Partner, &file)).expect("read back");
        assert_eq!(report.sections[0].unchanged, evil.len() as u64, "{form:?} {:?}", report.sections[0].problems);
        assert_eq!(house.dump(), before);
    }
}
