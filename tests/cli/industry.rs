//! Industry averages beside figures, of the type that a partner is.

use super::support::Desk;

const DAY: &str = "2025-07-10";

fn desk() -> Desk {
    let desk = Desk::made_on(DAY);
    desk.write("p.csv", "code,name,channel type,status,onboarded on\nA1,East,marketplace,active,2024-01-01\nA2,West,own_store,active,2024-01-01\n");
    desk.write(
        "s.csv",
        "partner,date,order,amount,returns\nA1,2025-06-03,1,1000,50\nA2,2025-06-04,2,1000,10\nA2,2025-05-04,3,500,0\n",
    );
    desk.write(
        "i.csv",
        "figure,channel type,from,value,source\nreturn_rate,,2024-01-01,2%,Association\nreturn_rate,,2025-06-01,2.5%,Association 2025\n\
         return_rate,marketplace,2025-01-01,4%,Platforms\n",
    );
    desk.run(&["import", "partners", "p.csv"]).code(0);
    desk.run(&["import", "sales", "s.csv"]).code(0);
    desk.run(&["import", "industry-averages", "i.csv"]).code(0);
    desk
}

/// Key, value, average and difference of every row and of the total, in hundredths of a percent.
fn rows(desk: &Desk, args: &[&str]) -> Vec<(String, Vec<Option<i64>>)> {
    let all = [&["kpi", "--figure", "return_rate", "--format", "json"][..], args].concat();
    let json = desk.run(&all).code(0).json();
    let of = |row: &serde_json::Value| {
        #[expect(clippy::cast_possible_truncation, reason = "a rate of a test")]
        let number = |name: &str| row[name].as_f64().map(|n| (n * 10_000.0).round() as i64);
        let key = row["key"].as_str().unwrap_or("total").to_owned();
        (key, ["return_rate", "industry", "beyond_industry"].map(number).to_vec())
    };
    json["rows"].as_array().expect("rows").iter().chain([&json["total"]]).map(of).collect()
}

#[test]
fn a_figure_stands_beside_the_average_of_its_type_and_day() {
    let desk = desk();
    let row = |key: &str, all: [i64; 3]| (key.to_owned(), all.map(Some).to_vec());
    let june = ["--period", "2025-06"];
    let found = rows(&desk, &[&["--by", "type"][..], &june].concat());
    assert!(found.contains(&row("marketplace", [500, 400, 100])), "{found:?}");
    assert!(found.contains(&row("own_store", [100, 250, -150])), "{found:?}");
    assert!(found.contains(&row("total", [300, 250, 50])), "{found:?}");
    let found = rows(&desk, &[&["--by", "partner"][..], &june].concat());
    assert!(found.contains(&row("A1", [500, 400, 100])) && found.contains(&row("A2", [100, 250, -150])), "{found:?}");
    // by time that of the end of each row
    let found = rows(&desk, &["--by", "month", "--from", "2025-05-01", "--to", "2025-06-30"]);
    assert!(found.contains(&row("2025-05", [0, 200, -200])) && found.contains(&row("2025-06", [300, 250, 50])), "{found:?}");
    let said = desk.run(&["kpi", "--figure", "return_rate", "--by", "type", "--period", "2025-06"]).code(0);
    assert!(said.stderr.contains("industry average: Platforms, since 2025-01-01"), "{}", said.stderr);
    assert!(said.stdout.contains("-1.5%"), "{}", said.stdout);
    // what it does not have is not there
    let other = desk.run(&["kpi", "--figure", "net_sales", "--by", "type", "--format", "json"]).code(0).json();
    assert!(other["rows"][0].get("industry").is_none(), "{other}");
}

#[test]
fn an_average_of_no_figure_or_in_another_unit_is_refused_at_its_cell() {
    let desk = desk();
    desk.write("bad.csv", "figure,from,value,source\nreturn_rat,2025-01-01,2%,x\nreturn_rate,2025-01-02,many,x\n");
    let ran = desk.run(&["import", "industry-averages", "bad.csv", "--dry-run"]).code(2);
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(said.contains("`return_rat` is not as expected") && said.contains("`many` is not as expected"), "{said}");
    desk.run_as("wu", &["add", "industry-average", "figure=dso", "from=2025-01-01", "value=40", "source=x"]).code(3);
    let why = desk.run(&["kpi", "--figure", "return_rate", "--period", "2025-06", "--explain"]).code(0).stdout;
    assert!(why.contains("industry average") && why.contains("qudao list industry-averages"), "{why}");
}
