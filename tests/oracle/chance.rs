//! Networks made by chance: the same for a seed, with every edge that rows can have.

use super::days;
use super::exact::Differences;
use super::sales::{By, Known};
use super::standing::Others;
use super::support::{Desk, dice::Dice};
use super::walk::Walk;
use super::{bring, rows};

/// What a network is made by.
pub struct Plan {
    pub seed: u64,
    pub partners: usize,
    pub weeks: i64,
    pub today: &'static str,
}

const REGIONS: [&str; 12] = ["浙江", "杭州", "上海", "江苏", "广东", "深圳", "四川", "成都", "湖北", "北京", "", "陕西"];
const TYPES: [&str; 8] = [
    "city_distributor",
    "county_distributor",
    "convenience_store",
    "marketplace",
    "live_commerce",
    "business_customer",
    "specialty_store",
    "",
];
const OWNERS: [&str; 4] = ["li.wei", "an.ning", "bo.yu", ""];
const SKUS: [&str; 5] = ["S1", "S2", "S3", "S4", ""];
const LINES: [(&str, &str); 4] = [("L1", "9.5"), ("L2", ""), ("L3", "20"), ("L4", "3.3333")];

/// How a partner trades.
struct Habit {
    code: String,
    /// Every so many weeks.
    every: usize,
    /// Its first week, and for how many weeks it has been silent.
    begins: i64,
    silent: i64,
    amount: usize,
    lines: usize,
    sells_out: bool,
    counts: usize,
}

fn amount(dice: &mut Dice, most: usize) -> String {
    // half of them in whole units, some with four decimals
    match dice.of(4) {
        0 | 1 => format!("{}", dice.of(most)),
        2 => format!("{}.{:02}", dice.of(most), dice.of(100)),
        _ => format!("{}.{:04}", dice.of(most), dice.of(10_000)),
    }
}

impl Plan {
    fn habits(&self, dice: &mut Dice) -> Vec<Habit> {
        let habit = |n: usize| Habit {
            code: format!("P{n:04}"),
            every: *dice.pick(&[1, 1, 1, 1, 1, 2, 4, 9]),
            begins: *dice.pick(&[0, 0, 0, 0, self.weeks - 60, self.weeks - 30, self.weeks - 18, self.weeks - 3]).max(&0),
            silent: *dice.pick(&[0, 0, 0, 0, 0, 0, 1, 2, 4, 6, 20]),
            amount: *dice.pick(&[300, 1000, 1000, 5000, 40_000]),
            lines: 1 + dice.of(3),
            sells_out: dice.of(3) > 0,
            counts: *dice.pick(&[0, 1, 1, 2, 4]),
        };
        (0..self.partners).map(habit).collect()
    }

    /// The day of a weekday of a week, the first week being the one so many weeks before today's.
    fn day(&self, week: i64, weekday: usize) -> String {
        let monday = days::monday(days::number(self.today)) - 7 * (self.weeks - week);
        days::text(monday + i64::try_from(weekday).expect("a day"))
    }

    fn partners(&self, habits: &[Habit], dice: &mut Dice) -> String {
        let mut text = vec![String::from(
            "code,name,status,region,channel_type,owner,city_class,onboarded_on,first_order_on,credit_limit,credit_days,outlets_planned,outlets_covered,tier\n",
        )];
        for (n, habit) in habits.iter().enumerate() {
            let status = *dice.pick(&[
                "active",
                "active",
                "active",
                "active",
                "active",
                "active",
                "active",
                "suspended",
                "lead",
                "exited",
            ]);
            let began = *dice.pick(&["2015-02-28", "2016-02-29", "2020-02-29", "2020-08-24", "2020-08-25", "2020-12-31", ""]);
            let began = if began > self.today { "" } else { began };
            let ordered = if began.is_empty() { *dice.pick(&["2020-01-31", "", "2019-11-11"]) } else { "" };
            let (limit, term) = (*dice.pick(&["", "0", "1000", "20000", "90000.5"]), *dice.pick(&["", "0", "30", "45"]));
            let (planned, covered) = (*dice.pick(&["", "0", "10", "7"]), *dice.pick(&["", "0", "3", "7"]));
            let tier = *dice.pick(&["", "growth", "watch", "strategic"]);
            text.push(format!(
                "{},Firm {n},{status},{},{},{},{},{began},{ordered},{limit},{term},{planned},{covered},{tier}\n",
                habit.code,
                dice.pick(&REGIONS),
                dice.pick(&TYPES),
                dice.pick(&OWNERS),
                dice.pick(&["first", "second", "lower", ""]),
            ));
        }
        text.concat()
    }

    fn sales(&self, habits: &[Habit], dice: &mut Dice) -> String {
        let mut text = vec![String::from(
            "partner,day,document,line,sku,orders,quantity,net_amount,returns,cost,commission,advertising,logistics,promotion,sellout,region\n",
        )];
        for habit in habits {
            for week in habit.begins..self.weeks + 1 - habit.silent {
                if dice.of(habit.every) > 0 || dice.of(40) == 0 {
                    continue;
                }
                for document in 0..=dice.of(2) {
                    let day = self.day(week, dice.of(7));
                    if day.as_str() > self.today {
                        continue;
                    }
                    let number = if dice.of(4) == 0 { String::new() } else { format!("W{week}.{document}") };
                    for line in 0..habit.lines {
                        let most = if dice.of(60) == 0 { habit.amount * 6 } else { habit.amount };
                        let returns = match dice.of(12) {
                            0 => amount(dice, most),
                            1 | 2 => amount(dice, most / 10),
                            _ => String::from("0"),
                        };
                        let net = if dice.of(50) == 0 { String::from("0") } else { amount(dice, most) };
                        let sellout = if habit.sells_out { dice.of(most / 8 + 1) } else { 0 };
                        text.push(format!(
                            "{},{day},{number},{},{},{},{},{net},{returns},{},{},{},{},0,{sellout},{}\n",
                            habit.code,
                            LINES[(line + habit.counts) % LINES.len()].0,
                            SKUS[(line + dice.of(2)) % SKUS.len()],
                            if number.is_empty() { dice.of(3) } else { 1 },
                            dice.of(most / 9 + 1),
                            amount(dice, most / 2),
                            dice.of(9),
                            if dice.of(5) == 0 { "0.0001" } else { "0" },
                            dice.of(5),
                            if dice.of(30) == 0 { REGIONS[dice.of(10)] } else { "" },
                        ));
                    }
                }
            }
        }
        // two rows of one key are one fact
        let mut seen = std::collections::BTreeSet::new();
        let key = |line: &str| line.split(',').take(5).collect::<Vec<_>>().join(",");
        text.retain(|line| seen.insert(key(line)));
        text.concat()
    }

    fn targets(&self, habits: &[Habit], dice: &mut Dice) -> String {
        let mut text = vec![String::from("scope,subject,from_day,to_day,line,amount\n")];
        let (first, last) = (days::month_of(days::number(&self.day(0, 0))), days::month_of(days::number(self.today)) + 4);
        let mut push = |scope: &str, subject: &str, from: i64, to: i64, line: &str, amount: String| {
            let (from, to) = (days::text(days::month(from).from), days::text(days::month(to).to));
            text.push(format!("{scope},{subject},{from},{to},{line},{amount}\n"));
        };
        for habit in habits {
            let kind = dice.of(6);
            let most = habit.amount * 4;
            let mut month = first;
            while month <= last {
                match kind {
                    0 => {}
                    1 => {
                        push("partner", &habit.code, month, month + 2, "", amount(dice, most * 3));
                        month += 2;
                    }
                    2 => push("partner", &habit.code, month, month, "L1", amount(dice, most / 2)),
                    3 if dice.of(3) == 0 => push("partner", &habit.code, month, month, LINES[dice.of(4)].0, amount(dice, most)),
                    _ if dice.of(15) == 0 => push("partner", &habit.code, month, month, "", String::from("0")),
                    _ => push("partner", &habit.code, month, month, "", amount(dice, most)),
                }
                month += 1;
            }
        }
        for month in first..=last {
            for region in ["浙江", "杭州", "华东", "四川"] {
                if dice.of(4) == 0 {
                    push("region", region, month, month, "", amount(dice, 900_000));
                }
            }
            for (scope, subject) in [("channel_type", "marketplace"), ("owner", "bo.yu")] {
                if dice.of(4) == 0 {
                    push(scope, subject, month, month, "", amount(dice, 900_000));
                }
            }
            if dice.of(6) == 0 {
                push("network", "", month, month, "", amount(dice, 9_000_000));
            }
        }
        text.concat()
    }

    /// Invoices, and payments that name one, or none, of a part or of more.
    fn owed(&self, habits: &[Habit], dice: &mut Dice) -> [String; 2] {
        let mut invoices = vec![String::from("number,partner,issued_on,due_on,amount,disputed\n")];
        let mut payments = vec![String::from("number,partner,paid_on,amount,invoice\n")];
        let today = days::number(self.today);
        for habit in habits {
            if dice.of(8) == 0 {
                continue;
            }
            let (pays, term) = (dice.of(5), [0, 15, 30, 60][dice.of(4)]);
            for week in (habit.begins..=self.weeks).filter(|week| *week % [1, 4, 4][habit.counts % 3] == 0) {
                let issued = days::number(&self.day(week, dice.of(7)));
                if issued > today {
                    continue;
                }
                let (number, note) = (format!("F{}.{week}", habit.code), dice.of(25) == 0);
                let most = if dice.of(25) == 0 { habit.amount * 12 } else { habit.amount };
                let value = if note { format!("-{}", 1 + dice.of(most)) } else { format!("{}", 1 + dice.of(most)) };
                let due = days::text(issued + term);
                invoices.push(format!("{number},{},{},{due},{value},{}\n", habit.code, days::text(issued), dice.of(30) == 0));
                let paid = issued + term - 10 + i64::try_from(dice.of(20 + 25 * pays)).expect("days");
                if note || pays == 4 && dice.of(2) == 0 || paid > today || paid < issued {
                    continue;
                }
                let part = match dice.of(5) {
                    0 => 1 + dice.of(most),
                    _ => value.parse().expect("a number"),
                };
                let named = if dice.of(4) == 0 { "" } else { number.as_str() };
                payments.push(format!("Z{number},{},{},{part},{named}\n", habit.code, days::text(paid)));
            }
        }
        [invoices.concat(), payments.concat()]
    }

    fn stock(&self, habits: &[Habit], dice: &mut Dice) -> String {
        let mut text = vec![String::from("partner,day,sku,quantity,value\n")];
        for habit in habits.iter().filter(|h| h.counts > 0) {
            let stale = if dice.of(9) == 0 { 15 } else { 0 };
            for week in (0..self.weeks - stale).filter(|week| *week % i64::try_from(habit.counts).expect("weeks") == 0) {
                let day = self.day(week, 6);
                for sku in &SKUS[..=dice.of(3)] {
                    let pieces = if dice.of(9) == 0 { 0 } else { dice.of(habit.amount) };
                    text.push(format!("{},{day},{sku},{pieces},{}\n", habit.code, amount(dice, pieces * 4 + 1)));
                }
            }
        }
        text.concat()
    }

    /// Tickets, violations, deposits, prices seen.
    fn events(&self, habits: &[Habit], dice: &mut Dice) -> [(&'static str, String); 4] {
        let mut tickets = vec![String::from("title,kind,severity,opened_at,partner\n")];
        let mut violations = vec![String::from("number,partner,kind,on,amount,points,state\n")];
        let mut deposits = vec![String::from("partner,on,kind,amount\n")];
        let mut prices = vec![String::from("partner,line,sku,channel,on,price\n")];
        for (n, habit) in habits.iter().enumerate() {
            let day = |dice: &mut Dice, weeks: usize| {
                let back = i64::try_from(dice.of(weeks)).expect("weeks");
                self.day(self.weeks - 1 - back, dice.of(7))
            };
            if dice.of(5) == 0 {
                let at = day(dice, 30);
                let kind = dice.pick(&["complaint", "order", "diversion", "horizontal", "dispute"]);
                tickets.push(format!("t{n},{kind},S{},{at} 23:{:02},{}\n", 1 + dice.of(4), dice.of(60), habit.code));
            }
            if dice.of(8) == 0 {
                let kind = dice.pick(&["diversion", "dumping", "price_breach", "false_claim", "other"]);
                let at = day(dice, 70);
                violations.push(format!("{},{},{kind},{at},100,{},approved\n", n + 1, habit.code, dice.of(13)));
            }
            if dice.of(2) == 0 {
                let at = day(dice, 70);
                deposits.push(format!("{},{at},paid_in,{}\n", habit.code, 1 + dice.of(9000)));
            }
            if dice.of(4) == 0 {
                for channel in ["online", "offline"].iter().take(1 + dice.of(2)) {
                    let at = day(dice, 8);
                    let (line, floor) = LINES[[0, 2, 3][dice.of(3)]];
                    let price: f64 = floor.parse().expect("a price");
                    let price = price * [0.8, 0.95, 1.0, 1.2][dice.of(4)];
                    prices.push(format!("{},{line},{},{channel},{at},{price:.2}\n", habit.code, ["S1", ""][dice.of(2)]));
                }
            }
        }
        [("tickets", tickets), ("violations", violations), ("deposit-entries", deposits), ("price-sightings", prices)]
            .map(|(kind, text)| (kind, text.concat()))
    }

    /// The database with all of it.
    pub fn made(&self) -> Desk {
        let mut dice = Dice(self.seed);
        let dice = &mut dice;
        let desk = Desk::made_on(&format!("{}T09:00", self.today));
        for name in ["an.ning", "bo.yu"] {
            desk.run_at(self.today, &["user", "add", name, "--role", "specialist"]).code(0);
        }
        let lines: Vec<String> = LINES.iter().map(|(code, floor)| format!("{code},line {code},{floor}\n")).collect();
        bring(&desk, self.today, "product-lines", &format!("code,name,floor_price\n{}", lines.concat()));
        let habits = self.habits(dice);
        // the first has a floor price of its own
        let skus: Vec<String> = (1..5).map(|n| format!("S{n},article {n},{}\n", if n == 1 { "7.77" } else { "" })).collect();
        bring(&desk, self.today, "skus", &format!("code,name,floor_price\n{}", skus.concat()));
        bring(&desk, self.today, "partners", &self.partners(&habits, dice));
        bring(&desk, self.today, "sales", &self.sales(&habits, dice));
        bring(&desk, self.today, "targets", &self.targets(&habits, dice));
        let [invoices, payments] = self.owed(&habits, dice);
        bring(&desk, self.today, "invoices", &invoices);
        bring(&desk, self.today, "payments", &payments);
        bring(&desk, self.today, "stock", &self.stock(&habits, dice));
        for (kind, text) in self.events(&habits, dice) {
            bring(&desk, self.today, kind, &text);
        }
        desk.run_at(self.today, &["refresh"]).code(0);
        desk
    }

    /// Everything that is computed of it: of a span by every `nth` dimension, and as of its day.
    pub fn compared(&self, spans: &[(&str, &str)], nth: usize) -> Differences {
        let desk = self.made();
        let known = Known::of(&desk, self.today);
        let week_before = days::text(days::number(self.today) - 7);
        let before = Known::as_of(&desk, self.today, &week_before);
        let others = Others::read(&rows::open(&desk));
        let mut d = Differences::default();
        let walk = Walk::of(&known, &others, &before);
        let first = usize::try_from(self.seed).expect("a number");
        for span in spans {
            walk.all(&mut d, *span, &By::ALL, (nth, first));
        }
        walk.day.now.check(&mut d);
        super::owed::receivables(&mut d, &desk, self.today, self.today);
        let trading = known.rows.partners.keys().copied().filter(|id| known.trades(*id));
        walk.explained(&mut d, trading.take(20));
        d
    }
}

const QUARTER: (&str, &str) = ("2021-01-01", "2021-03-31");

/// Over 29 February, week 53 and Spring Festival.
#[test]
fn figures_of_a_network_made_by_chance_are_those_of_its_rows() {
    let plan = Plan { seed: 11, partners: 120, weeks: 85, today: super::TODAY };
    plan.compared(&[QUARTER], 8).none(5_000);
}

/// On days around 29 February and the weeks 53 of 2020 and 2026.
#[test]
fn on_days_at_the_edges_of_years_figures_are_those_of_the_rows() {
    for (seed, today, span) in [
        (1, "2020-02-29", ("2020-01-01", "2020-03-31")),
        (2, "2021-01-03", ("2020-12-28", "2021-01-03")),
        (3, "2027-01-04", ("2026-10-01", "2027-01-31")),
    ] {
        Plan { seed, partners: 30, weeks: 56, today }.compared(&[span], 6).none(500);
    }
}

/// Prints how many values were compared, and what differs.
fn say(text: &str) {
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{text}").expect("a place to print to");
}

#[test]
#[ignore = "takes minutes"]
fn long_figures_of_large_networks_made_by_chance_are_those_of_their_rows() {
    let mut all = Differences::default();
    for seed in 1..=20 {
        let found = Plan { seed, partners: 300, weeks: 85, today: super::TODAY }.compared(&[QUARTER], 4);
        say(&format!("network {seed}: {found}"));
        all.add(&format!("network {seed}: "), found);
    }
    say(&format!("together: {all}"));
    all.none(20 * 12_000);
}

#[test]
#[ignore = "takes minutes"]
fn long_figures_of_a_very_large_network_made_by_chance_are_those_of_its_rows() {
    Plan { seed: 5, partners: 3_000, weeks: 78, today: super::TODAY }.compared(&[QUARTER], 13).none(60_000);
}
