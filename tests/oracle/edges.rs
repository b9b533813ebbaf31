//! Small networks that are made of edges.

use super::bring;
use super::exact::Differences;
use super::sales::{By, Known};
use super::support::Desk;

const DAY: &str = "2025-02-14";

const PARTNERS: &str = "\
code,name,status,region,channel_type,owner,onboarded_on,city_class
A1,Alpha,active,浙江,city_distributor,li.wei,2023-01-01,first
A2,Beta,active,杭州,city_distributor,li.wei,2023-01-01,second
A3,Gamma,active,浙江,county_distributor,li.wei,2023-01-01,second
A4,Delta,active,上海,county_distributor,,2023-01-01,lower
A5,Epsilon,active,,,li.wei,2023-01-01,
A6,Zeta,active,江苏,convenience_store,li.wei,2023-01-01,lower
A7,Eta,lead,江苏,convenience_store,,,lower
A8,Theta,active,广东,convenience_store,,2023-01-01,lower
";

const SALES: &str = "\
partner,day,document,line,sku,orders,quantity,net_amount,returns,cost,commission,advertising,logistics,promotion,sellout,region
A1,2024-02-29,x0,L1,,1,4,33.33,0,10,0,0,0,0,0,
A1,2024-12-30,x0,L1,,1,4,33.33,0,10,0,0,0,0,0,
A1,2025-01-03,x1,L1,,1,10,100.0055,0,60,1,0.0001,0,0,5,
A1,2025-01-03,x1,L2,,1,10,900.0049,50,60,1,0,2,0,5,
A1,2025-01-07,,L2,,3,10,90,50,60,1,0,0,3,5,
A1,2025-01-07,,L1,,2,10,90,50,60,1,0,0,0,5,
A2,2025-01-09,y1,L1,S1,1,1,500,0,200,0,0,0,0,0,
A2,2025-01-09,y1,L1,S2,1,1,500,0,200,0,0,0,0,0,
A2,2025-02-09,y2,,,1,1,0,700,200,0,0,0,0,0,
A2,2025-02-05,y3,L2,,1,1,1,0,200,0,0,0,0,0,
A3,2025-02-03,z,L1,,1,1,300,0,0,0,0,0,0,0,上海
A4,2025-02-03,z,L1,,1,1,300,300,0,0,0,0,0,0,
A5,2025-02-14,z,L1,,1,1,45,0,0,0,0,0,0,0,
A5,2025-02-12,z,L1,,1,1,45,0,0,0,0,0,0,0,
A6,2025-01-20,q,L1,,1,1,100,0,0,0,0,0,0,0,
A6,2025-01-21,q,L2,,1,1,900,0,0,0,0,0,0,0,
";

const TARGETS: &str = "\
scope,subject,from_day,to_day,line,amount
partner,A1,2025-01-01,2025-03-31,,1000
partner,A2,2025-01-01,2025-01-31,L1,400
partner,A2,2025-02-01,2025-02-28,L2,100
partner,A3,2025-02-01,2025-02-28,L1,250
partner,A6,2025-01-01,2025-01-31,L1,400
partner,A5,2025-01-01,2025-01-31,,0
partner,A5,2025-02-01,2025-02-28,,90
region,浙江,2025-02-01,2025-02-28,,1000
region,华东,2025-03-01,2025-03-31,,7777.77
region,广东,2025-01-01,2025-03-31,,3000
channel_type,convenience_store,2025-01-01,2025-01-31,,5000
owner,li.wei,2025-02-01,2025-02-28,,123.45
";

/// A desk with records of these kinds.
pub fn network(day: &str, files: &[(&str, &str)]) -> Desk {
    let desk = Desk::made_on(&format!("{day}T09:00"));
    bring(&desk, day, "product-lines", "code,name\nL1,one\nL2,two\n");
    bring(&desk, day, "skus", "code,name\nS1,first\nS2,second\nS3,third\nS9,ninth\n");
    for (kind, text) in files {
        bring(&desk, day, kind, text);
    }
    desk
}

#[test]
fn targets_of_lines_regions_types_and_owners_count_where_they_belong() {
    let desk = network(DAY, &[("partners", PARTNERS), ("sales", SALES), ("targets", TARGETS)]);
    let known = Known::of(&desk, DAY);
    let mut d = Differences::default();
    known.breakdowns(&mut d, ("2025-01-01", "2025-03-31"), &By::ALL);
    known.figures(&mut d, "2025-01-01", "2025-03-31", By::Partner);
    for (from, to) in [
        ("2025-01-01", "2025-01-31"),
        ("2025-02-01", "2025-02-28"),
        ("2025-01-10", "2025-02-20"),
        ("2024-12-30", "2025-01-05"),
        ("2024-02-29", "2024-02-29"),
        ("2025-03-01", "2025-03-31"),
    ] {
        known.breakdowns(&mut d, (from, to), &[By::Region, By::Owner, By::Line]);
    }
    known.breakdowns(&mut d, ("2024-01-01", "2025-12-31"), &[By::Level("area"), By::Week, By::Month, By::Year]);
    d.none(2_500);
}

#[test]
fn the_networks_own_target_is_the_total_whatever_the_rows_are() {
    let network_has = format!("{TARGETS}network,,2025-01-01,2025-01-31,,9999\n");
    let desk = network(DAY, &[("partners", PARTNERS), ("sales", SALES), ("targets", &network_has)]);
    let mut d = Differences::default();
    Known::of(&desk, DAY).breakdowns(&mut d, ("2025-01-01", "2025-03-31"), &[By::Region, By::Line, By::Month]);
    d.none(150);
}

const INVOICES: &str = "\
number,partner,issued_on,due_on,amount,disputed
F1,A1,2024-11-16,2024-12-16,100.0055,false
F2,A1,2024-12-15,2025-01-14,200,false
F3,A1,2025-01-16,2025-02-13,300,true
F4,A1,2025-02-01,2025-02-14,50,false
F5,A1,2025-02-10,2025-03-12,70,false
F6,A2,2024-10-01,2024-11-15,80,false
F7,A2,2024-10-02,2024-11-16,80,false
F8,A2,2024-12-30,2025-01-15,-30,false
F9,A3,2025-01-01,2025-01-31,500,false
G1,A4,2024-02-29,2024-03-30,500,false
G2,A6,2025-02-01,2025-02-20,500,false
";

const PAYMENTS: &str = "\
number,partner,paid_on,amount,invoice
P1,A1,2025-01-20,150,F2
P2,A1,2025-02-01,30.0055,
P3,A3,2025-01-20,800,F9
P4,A4,2024-05-01,100,
P5,A5,2025-01-01,25,
P6,A6,2025-02-05,500,G2
P7,A6,2025-02-14,1,G2
";

#[test]
fn payments_settle_what_they_name_and_then_the_oldest() {
    let desk = network(DAY, &[("partners", PARTNERS), ("sales", SALES), ("invoices", INVOICES), ("payments", PAYMENTS)]);
    let mut d = Differences::default();
    super::owed::receivables(&mut d, &desk, DAY, DAY);
    super::owed::receivables(&mut d, &desk, DAY, "2025-01-15");
    d.none(150);
}

/// Five partners that deliver weekly for half a year, of the last weeks only as many as this says; one delivers now and then.
fn delivered(last_weeks: [usize; 3]) -> String {
    let mut text = vec![String::from("partner,day,document,line,orders,quantity,net_amount\n")];
    for back in 0..26 {
        let day = super::days::text(super::days::number("2025-02-07") - 7 * back);
        let there = usize::try_from(back).ok().and_then(|back| last_weeks.get(back).copied()).unwrap_or(5);
        for partner in 1..=there {
            text.push(format!("A{partner},{day},W{back},L1,1,1,100\n"));
        }
        if back % 5 == 3 {
            text.push(format!("A6,{day},W{back},L1,1,1,40\n"));
        }
    }
    text.concat()
}

#[test]
fn figures_are_in_up_to_the_week_for_which_four_fifths_have_delivered() {
    // of the last week before Friday the 14th, of the one before, and of the one before that
    for (last_weeks, until) in [
        ([5, 5, 5], "2025-02-09"),
        ([4, 5, 5], "2025-02-09"),
        ([3, 5, 5], "2025-02-02"),
        ([1, 3, 5], "2025-01-26"),
        ([0, 0, 0], "2025-01-19"),
    ] {
        let sales = delivered(last_weeks);
        let desk = network(DAY, &[("partners", PARTNERS), ("sales", &sales), ("targets", TARGETS)]);
        let known = Known::of(&desk, DAY);
        assert_eq!(known.until().map(super::days::text).as_deref(), Some(until), "{last_weeks:?}");
        let mut d = Differences::default();
        known.breakdowns(&mut d, ("2025-01-01", "2025-03-31"), &[By::Partner]);
        d.none(80);
    }
}

/// Fiscal years that begin in April, over 29 February and a week 53: a year is called by the calendar year in which it begins.
#[test]
fn fiscal_years_and_their_quarters_begin_in_their_month() {
    let day = "2021-02-24";
    let mut sales = vec![String::from("partner,day,document,line,orders,quantity,net_amount,returns\n")];
    let mut targets = vec![String::from("scope,subject,from_day,to_day,line,amount\n")];
    let span = super::days::Span::of("2019-03-29", day);
    for (n, at) in (span.from..=span.to).step_by(3).enumerate() {
        let (partner, at) = (n % 3 + 1, super::days::text(at));
        sales.push(format!("A{partner},{at},d{n},L1,1,1,{}.{:02},{}\n", 100 + n, n % 97, n % 5));
    }
    sales.push("A1,2020-02-29,leap,L1,1,1,7777,0\nA1,2020-03-31,last,L1,1,1,1.01,0\nA1,2020-04-01,first,L1,1,1,2.02,0\n".into());
    sales.push("A2,2020-12-31,w53,L1,1,1,33,0\nA2,2021-01-03,w53,L1,1,1,44,0\n".into());
    for month in span.months().skip(1) {
        let its = super::days::month(month);
        let (from, to) = (super::days::text(its.from), super::days::text(its.to));
        targets.push(format!("partner,A{},{from},{to},,{}\n", month % 3 + 1, 900 + month % 7));
    }
    let desk = network(day, &[("partners", PARTNERS), ("sales", &sales.concat()), ("targets", &targets.concat())]);
    desk.run_at(day, &["policy", "set", "organisation.fiscal_year_month", "4", "-r", "since April"]).code(0);
    let known = Known::of(&desk, day);
    let name = |at: i64, by: &str| {
        let month = super::days::month_of(at) - 3;
        let (year, quarter) = (month / 12, month % 12 / 3 + 1);
        if by == "year" { format!("{year}") } else { format!("{year}-Q{quarter}") }
    };
    let mut d = Differences::default();
    for by in ["quarter", "year"] {
        let document = known.ask(&["kpi", "--from", "2019-04-01", "--to", "2021-03-31", "--by", by]);
        let rows = super::sales::listed(&document);
        let names: std::collections::BTreeSet<String> = known.rows.sales.iter().map(|s| name(s.day, by)).collect();
        for key in names.iter().filter(|key| key.as_str() >= "2019") {
            let its: Vec<_> = known.rows.sales.iter().filter(|s| name(s.day, by) == *key).collect();
            let first = its.iter().map(|s| s.day).min().expect("a sale");
            let fiscal = super::days::month_of(first) - 3;
            let months = if by == "year" { 12 } else { 3 };
            let from = fiscal / months * months + 3;
            let part = (super::days::month(from).from, super::days::month(from + months - 1).to);
            let (from, to) = (super::days::text(part.0), super::days::text(part.1));
            let sum = super::sales::Sum::of(its.iter().copied());
            let said = rows.get(key).copied().unwrap_or(&serde_json::Value::Null);
            let aim = known.question(&from, &to).network();
            d.money(&format!("{by} {key}"), &said["net_sales"], Some(super::exact::Frac::whole(sum.sales())));
            d.money(&format!("{by} {key} target"), &said["target"], aim.map(|aim| aim.target));
            d.money(&format!("{by} {key} due"), &said["target_due"], aim.map(|aim| aim.due));
            // the period of that name is the same
            let period = known.ask(&["kpi", "--period", key, "--by", "partner"]);
            d.same(&format!("{key} from"), &period["from"], &from.into());
            d.same(&format!("{key} to"), &period["to"], &to.into());
            d.money(&format!("{key} alone"), &period["total"]["net_sales"], Some(super::exact::Frac::whole(sum.sales())));
        }
    }
    d.none(50);
}
