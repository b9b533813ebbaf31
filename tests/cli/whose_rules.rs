//! Whose rules decide: the organisation's, whoever acts and by whatever door; a file of one person decides nothing.

use super::support::{Desk, FIRST, Ran};

/// Under these rules each of the acts below would go through, or clear what others work on.
const MINE: &str = include_str!("../data/rules_of_ones_own.toml");

/// Each role with its account in the network.
const PEOPLE: [(&str, &str); 5] = [
    ("viewer", "he.viewer"),
    ("specialist", "zhou.yan"),
    ("manager", "wang.jun"),
    ("head_office", "zhao.min"),
    ("admin", "li.wei"),
];

/// A network with a partner of zhou.yan's that asks for terms beyond the red line, and warnings that somebody works on.
struct Network {
    desk: Desk,
    partner: String,
}

fn network() -> Network {
    let desk = Desk::empty();
    let db = desk.db().to_str().expect("a path").to_owned();
    desk.run(&[&["demo", "--partners", "80", "--weeks", "60", "--no-open", "--keep", &db], FIRST].concat()).code(0);
    desk.run(&["user", "add", "he.viewer", "--role", "viewer"]).code(0);
    desk.write("x.csv", "code,name,status,owner\nX01,绍兴新渠道贸易,screening,zhou.yan\n");
    desk.run(&["import", "partners", "x.csv"]).code(0);
    let items = [
        "licences",
        "finances",
        "warehouse",
        "team",
        "coverage_fit",
        "product_fit",
        "digital",
        "willingness",
        "credit_record",
        "litigation",
        "rivals",
        "price_discipline",
    ];
    let mut screening: Vec<String> = items.iter().map(|item| format!("{item}=95")).collect();
    screening.extend(["partner=X01", "on=2026-01-05", "credit_days=75", "audience_match=A+"].map(str::to_owned));
    let screening: Vec<&str> = ["add", "screening"].into_iter().chain(screening.iter().map(String::as_str)).collect();
    desk.run(&screening).code(0);
    desk.run(&["health"]);
    let partner = "SELECT p.code FROM partner p JOIN user u ON u.id = p.owner
        WHERE u.name = 'zhou.yan' AND p.status = 'active' AND p.tier = 'growth' AND p.credit_limit > 0 ORDER BY p.code";
    let partner: String = desk.sqlite().query_row(partner, [], |r| r.get(0)).expect("a partner of zhou.yan's");
    desk.write("limit.csv", format!("code,credit_limit\n{partner},9000000\n"));
    desk.write("tier.csv", format!("partner,to_tier,movement,reason,state\n{partner},strategic,promote,mine,proposed\n"));
    desk.write("status.csv", "code,status\nX01,onboarding\n");
    desk.write("ticket.csv", format!("number,title,kind,severity,partner\n9001,late,complaint,S3,{partner}\n"));
    desk.write("mine.toml", MINE);
    let acknowledged = "SELECT count(*) FROM alert WHERE rule = 'pace' AND state = 'acknowledged'";
    let acknowledged: i64 = desk.sqlite().query_row(acknowledged, [], |r| r.get(0)).expect("warnings");
    assert!(acknowledged > 0, "somebody works on warnings");
    Network { desk, partner }
}

impl Network {
    /// What a person's rules would let through: limit, tier, red line, proposals and deadlines, by command and by import.
    fn acts(&self) -> Vec<Vec<&str>> {
        let partner = self.partner.as_str();
        vec![
            vec!["credit", "change", partner, "--limit", "9000000", "-r", "mine"],
            vec!["import", "partners", "limit.csv"],
            vec!["tier", "propose", partner, "strategic", "-r", "mine"],
            vec!["import", "tier-changes", "tier.csv"],
            vec!["partner", "move", "X01", "onboarding", "-r", "mine"],
            vec!["import", "partners", "status.csv", "--reason", "mine"],
            vec!["tier", "review"],
            vec!["ticket", "new", "-t", "late", "-s", "S3", "-p", partner],
            vec!["import", "tickets", "ticket.csv"],
            vec!["plan", "generate"],
        ]
    }

    /// Runs the program as a person on this database, or on a copy of it.
    fn run(&self, db: &std::path::Path, user: &str, environment: &[(&str, &str)], args: &[&str]) -> Ran {
        let mut command = self.desk.command();
        command.env("QUDAO_DB", db).env("QUDAO_USER", user).envs(environment.iter().copied());
        command.args(args).output().expect("the program starts").into()
    }

    fn copy(&self, name: &str) -> std::path::PathBuf {
        let path = self.desk.path(name);
        std::fs::copy(self.desk.db(), &path).expect("a copy");
        path
    }
}

/// What the rules decided: terms and standing of partners, proposals, deadlines, warnings with who works on them, approvals.
fn decided(db: &std::path::Path) -> Vec<String> {
    let conn = rusqlite::Connection::open(db).expect("the database");
    let all = [
        "SELECT code, status, tier, credit_limit, credit_days FROM partner",
        "SELECT partner, from_tier, to_tier, state FROM tier_change",
        "SELECT number, severity, response_due - opened_at, resolution_due - opened_at FROM ticket WHERE title <> 'late'",
        "SELECT title, (resolution_due - opened_at) / 86400 > 3 FROM ticket WHERE title = 'late'",
        "SELECT partner, rule, severity, state, acknowledged_by FROM alert",
        "SELECT subject, state, count(*) FROM approval GROUP BY 1, 2",
    ];
    let mut out = Vec::new();
    for sql in all {
        let mut statement = conn.prepare(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
        let columns = statement.column_count();
        let rows = statement
            .query_map([], |r| (0..columns).map(|i| Ok(format!("{:?}", r.get_ref(i)?))).collect::<rusqlite::Result<Vec<_>>>());
        let mut rows: Vec<String> = rows.expect("rows").map(|r| r.expect("a row").join(" ")).collect();
        rows.sort();
        out.extend(rows);
    }
    out
}

#[test]
fn under_rules_of_ones_own_nobody_writes_anything_by_any_door() {
    let network = network();
    let db = network.desk.db();
    let before = decided(db);
    let sets =
        |desk: &Desk| desk.sqlite().query_row("SELECT max(id) FROM change_set", [], |r| r.get::<_, i64>(0)).expect("a number");
    let changes = sets(&network.desk);
    for (role, user) in PEOPLE {
        for act in network.acts() {
            let named = network.run(db, user, &[], &[&["--policy", "mine.toml"], &act[..]].concat());
            let by_environment = network.run(db, user, &[("QUDAO_POLICY", "mine.toml")], &act);
            for ran in [named, by_environment] {
                assert_eq!(ran.code, Some(3), "{role}: {act:?}: {} {}", ran.stdout, ran.stderr);
            }
        }
        // what is only looked at is computed for that session, and says so
        for look in [&["health"][..], &["list", "partners"], &["kpi"], &["today"], &["tier", "show"]] {
            let ran = network.run(db, user, &[], &[&["--policy", "mine.toml"], look].concat());
            assert!(ran.stdout.contains("what-if under mine.toml"), "{role}: {look:?}: {} {}", ran.stdout, ran.stderr);
        }
    }
    assert_eq!(sets(&network.desk), changes, "no change set was written");
    assert_eq!(decided(db), before);
}

#[test]
fn a_policy_file_in_a_persons_folder_changes_nothing_of_what_is_decided() {
    let network = network();
    let mut through = 0;
    for (role, user) in PEOPLE {
        for act in network.acts() {
            // the same act on two copies, with the person's file and without
            let (with, without) = (network.copy("with.db"), network.copy("without.db"));
            let file = network.desk.write("config/qudao/policy.toml", MINE);
            let told = network.run(&with, user, &[], &act);
            std::fs::remove_file(file).expect("the file goes");
            let plain = network.run(&without, user, &[], &act);
            assert_eq!((told.code, &told.stderr), (plain.code, &plain.stderr), "{role}: {act:?}");
            assert_eq!(decided(&with), decided(&without), "{role}: {act:?}");
            through += usize::from(plain.code == Some(0));
        }
    }
    // most acts are allowed to most people: they are measured by the organisation's rules
    assert!(through > 20, "{through}");
}
