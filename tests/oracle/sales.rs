//! Sums of sales by everything that rows can be, and what is divided by what.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::aims::{Aim, Question};
use super::days::{self, Calendar, Span};
use super::exact::{Differences, Frac};
use super::rows::{self, Rows, Sale};
use super::support::Desk;
use super::until::{Delivery, figures_until};
use super::{TODAY, ask, demo};

/// What the rows of a breakdown are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Region,
    Level(&'static str),
    Type,
    Owner,
    Line,
    Partner,
    Tier,
    CityClass,
    Week,
    Month,
    Quarter,
    Year,
}

impl By {
    pub const ALL: [Self; 13] = [
        Self::Region,
        Self::Level("area"),
        Self::Level("province"),
        Self::Type,
        Self::Owner,
        Self::Line,
        Self::Partner,
        Self::Tier,
        Self::CityClass,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    pub fn args(self) -> Vec<&'static str> {
        match self {
            Self::Region => vec!["--by", "region"],
            Self::Level(level) => vec!["--by", "region", "--level", level],
            Self::Type => vec!["--by", "type"],
            Self::Owner => vec!["--by", "owner"],
            Self::Line => vec!["--by", "line"],
            Self::Partner => vec!["--by", "partner"],
            Self::Tier => vec!["--by", "tier"],
            Self::CityClass => vec!["--by", "city-class"],
            Self::Week => vec!["--by", "week"],
            Self::Month => vec!["--by", "month"],
            Self::Quarter => vec!["--by", "quarter"],
            Self::Year => vec!["--by", "year"],
        }
    }

    /// The key of a day's row; the fiscal year begins in January.
    pub fn of_day(self, day: i64) -> String {
        let month = days::month_of(day);
        match self {
            Self::Week => days::week_text(day),
            Self::Month => days::month_text(month),
            Self::Quarter => format!("{}-Q{}", month / 12, month % 12 / 3 + 1),
            _ => format!("{}", month / 12),
        }
    }

    pub fn of_partner(self, rows: &Rows, id: i64) -> String {
        let partner = &rows.partners[&id];
        let found = match self {
            Self::Type => partner.channel_type.map(|id| rows.types[&id].clone()),
            Self::Owner => partner.owner.map(|id| rows.users[&id].clone()),
            Self::Partner => Some(partner.code.clone()),
            Self::Tier => partner.tier.clone(),
            Self::CityClass => partner.city_class.clone(),
            Self::Region | Self::Level(_) => self.of_region(rows, partner.region),
            _ => None,
        };
        found.unwrap_or_default()
    }

    fn of_region(self, rows: &Rows, region: Option<i64>) -> Option<String> {
        let chain = rows.above(region);
        let wanted = |id: &&i64| !matches!(self, Self::Level(level) if rows.regions[*id].level != level);
        chain.iter().find(wanted).map(|id| rows.regions[id].code.clone())
    }

    pub fn of_sale(self, rows: &Rows, sale: &Sale) -> String {
        match self {
            Self::Region | Self::Level(_) => self.of_region(rows, rows.region_of(sale)).unwrap_or_default(),
            Self::Owner => rows.owner_of(sale).map(|id| rows.users[&id].clone()).unwrap_or_default(),
            Self::Line => rows.lines.get(&sale.line).cloned().unwrap_or_default(),
            Self::Week | Self::Month | Self::Quarter | Self::Year => self.of_day(sale.day),
            _ => self.of_partner(rows, sale.partner),
        }
    }
}

/// Sums of sales.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    pub net: i64,
    pub returns: i64,
    pub cost: i64,
    pub fees: i64,
    pub quantity: i64,
    pub sellout: i64,
    pub orders: i64,
    pub partners: BTreeSet<i64>,
    /// What the row that was added last counted for.
    counted: i64,
    documents: BTreeSet<(i64, i64, String)>,
}

impl Sum {
    pub fn of<'a>(sales: impl IntoIterator<Item = &'a Sale>) -> Self {
        let mut sum = Self::default();
        for sale in sales {
            sum.add(sale);
        }
        sum
    }

    fn add(&mut self, sale: &Sale) {
        self.net += sale.net;
        self.returns += sale.returns;
        self.cost += sale.cost;
        self.fees += sale.fees;
        self.quantity += sale.quantity;
        self.sellout += sale.sellout;
        self.partners.insert(sale.partner);
        // a document of several lines is one order; a row without one says how many it is
        let known = !sale.document.is_empty() && !self.documents.insert((sale.partner, sale.day, sale.document.clone()));
        self.counted = if known { 0 } else { sale.orders };
        self.orders += self.counted;
    }

    /// With that of other months.
    pub fn plus(&mut self, other: &Self) {
        self.net += other.net;
        self.returns += other.returns;
        self.cost += other.cost;
        self.fees += other.fees;
        self.quantity += other.quantity;
        self.sellout += other.sellout;
        self.orders += other.orders;
        self.partners.extend(&other.partners);
    }

    pub fn sales(&self) -> i64 {
        self.net - self.returns
    }

    pub fn contribution(&self) -> i64 {
        self.sales() - self.cost - self.fees
    }
}

/// The figures that are sums or quotients of sums, with the digits in which they are printed; none: an amount.
type Figure = (&'static str, Option<u32>, fn(&Sum) -> Option<Frac>);

const FIGURES: [Figure; 14] = [
    ("net_sales", None, |s| Some(Frac::whole(s.sales()))),
    ("gross_shipments", None, |s| Some(Frac::whole(s.net))),
    ("returns", None, |s| Some(Frac::whole(s.returns))),
    ("return_rate", Some(6), |s| quotient(s.returns, s.net)),
    ("orders", Some(0), |s| Some(Frac::whole(s.orders))),
    ("average_order", None, |s| quotient(s.sales(), s.orders)),
    ("quantity", Some(0), |s| Some(Frac::whole(s.quantity))),
    ("sellout", Some(0), |s| Some(Frac::whole(s.sellout))),
    ("buyers", Some(0), |s| Some(Frac::whole(i64::try_from(s.partners.len()).expect("a count")))),
    ("cost", None, |s| Some(Frac::whole(s.cost))),
    ("fees", None, |s| Some(Frac::whole(s.fees))),
    ("fee_rate", Some(6), |s| quotient(s.fees, s.sales())),
    ("contribution", None, |s| Some(Frac::whole(s.contribution()))),
    ("margin", Some(6), |s| quotient(s.contribution(), s.sales())),
];

/// One of them.
pub fn figure(name: &str) -> Option<fn(&Sum) -> Option<Frac>> {
    FIGURES.iter().find(|(its, ..)| *its == name).map(|(_, _, value)| *value)
}

/// Nothing is a share of nothing, or of less.
fn quotient(num: i64, den: i64) -> Option<Frac> {
    Frac::of(num, den).filter(|_| den > 0)
}

/// A database with its rows.
pub struct Known<'a> {
    pub desk: &'a Desk,
    pub rows: Rows,
    pub calendar: Calendar,
    /// The day of the figures.
    pub today: &'a str,
    /// The day on which they are asked for.
    pub clock: &'a str,
    until: OnceCell<Option<i64>>,
}

impl<'a> Known<'a> {
    pub fn of(desk: &'a Desk, today: &'a str) -> Self {
        Self::as_of(desk, today, today)
    }

    /// As of an earlier day than the clock's.
    pub fn as_of(desk: &'a Desk, clock: &'a str, today: &'a str) -> Self {
        Self { desk, rows: Rows::read(&rows::open(desk)), calendar: Calendar::china(), today, clock, until: OnceCell::new() }
    }

    /// What the program answers as of the day.
    #[track_caller]
    pub fn ask(&self, args: &[&str]) -> Json {
        let of = if self.today == self.clock { vec![] } else { vec!["--as-of", self.today] };
        ask(self.desk, self.clock, &[of.as_slice(), args].concat())
    }

    pub fn until(&self) -> Option<i64> {
        *self.until.get_or_init(|| {
            let of = |s: &Sale| Delivery { partner: s.partner, day: s.day, amount: s.net - s.returns };
            let as_of = days::number(self.today);
            let known: Vec<Delivery> = self.rows.sales.iter().filter(|s| s.day <= as_of).map(of).collect();
            let expected = self.rows.partners.keys().copied().filter(|id| self.trades(*id)).collect();
            figures_until(&known, &expected, as_of)
        })
    }

    pub fn question(&self, from: &str, to: &str) -> Question<'_> {
        let (span, as_of) = (Span::of(from, to), days::number(self.today));
        Question { rows: &self.rows, calendar: &self.calendar, span, until: self.until(), as_of }
    }

    /// Sums of a span by the key of their row, and of all.
    pub fn sums(&self, q: &Question<'_>, by: By) -> (BTreeMap<String, Sum>, Sum) {
        let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
        let mut all = Sum::default();
        for sale in self.rows.sales.iter().filter(|s| q.span.has(s.day) && s.day <= q.as_of) {
            let sum = sums.entry(by.of_sale(&self.rows, sale)).or_default();
            let before = all.orders;
            all.add(sale);
            sum.add(sale);
            // an order is of one region and one owner, those of its first line; it is of every product line that is in it
            if by != By::Line && all.orders == before {
                sum.orders -= sum.counted;
            }
        }
        (sums, all)
    }

    /// The whole document of a span by everything that rows can be.
    pub fn breakdowns(&self, d: &mut Differences, (from, to): (&str, &str), bys: &[By]) {
        let q = self.question(from, to);
        for by in bys.iter().copied() {
            let head = format!("{from}..{to} {}", by.args().join(" "));
            let document = self.ask(&[&["kpi", "--from", from, "--to", to], by.args().as_slice()].concat());
            d.same(&head, &document["figures_until"], &q.until.map(days::text).into());
            let ((sums, whole), aims) = (self.sums(&q, by), q.by(by));
            let listed = listed(&document);
            self.members(d, (&head, by, &q), &sums, &aims, &listed);
            for (key, row) in listed {
                let at = format!("{head} {key}");
                let sub = part_of(&q, by, &key);
                compare(d, &at, row, &sums.get(&key).cloned().unwrap_or_default(), aims.get(&key).copied(), &sub);
            }
            compare(d, &format!("{head} total"), &document["total"], &whole, q.network(), &q);
        }
    }

    /// Rows are who sold, who has a target and who trades.
    fn members(
        &self,
        d: &mut Differences,
        (head, by, q): (&str, By, &Question<'_>),
        sums: &BTreeMap<String, Sum>,
        aims: &BTreeMap<String, Aim>,
        listed: &BTreeMap<String, &Json>,
    ) {
        let mut wanted: BTreeSet<String> = sums.keys().chain(aims.keys()).cloned().collect();
        if !matches!(by, By::Line | By::Week | By::Month | By::Quarter | By::Year) {
            let there = |p: &&rows::Partner| p.onboarded_on.is_none_or(|day| day <= q.span.to);
            let active = self.rows.partners.iter().filter(|(id, p)| self.trades(**id) && there(p));
            wanted.extend(active.map(|(id, _)| by.of_partner(&self.rows, *id)));
        }
        // what is above a region with a target has one, too, and may have no partner of its own
        let extra = |key: &String| by == By::Region && aims.contains_key(key) && !listed.contains_key(key);
        let wanted: Vec<&String> = wanted.iter().filter(|key| !extra(key)).collect();
        let keys = |keys: Vec<&String>| -> Json { keys.into_iter().cloned().collect() };
        d.same(&format!("{head} rows"), &keys(listed.keys().collect()), &keys(wanted));
    }

    /// Each figure of the catalogue that is made of sums, by these rows.
    pub fn figures(&self, d: &mut Differences, from: &str, to: &str, by: By) {
        let q = self.question(from, to);
        let (sums, whole) = self.sums(&q, by);
        for (name, digits, value) in FIGURES {
            let asked = [&["kpi", "--from", from, "--to", to, "--figure", name], by.args().as_slice()].concat();
            let document = self.ask(&asked);
            let mut check = |at: &str, got: &Json, sum: &Sum| match digits {
                Some(digits) => d.number(&format!("{name} {at}"), got, value(sum), digits),
                None => d.money(&format!("{name} {at}"), got, value(sum)),
            };
            for (key, row) in listed(&document) {
                check(&format!("{from}..{to} {key}"), &row[name], &sums.get(&key).cloned().unwrap_or_default());
            }
            check(&format!("{from}..{to} total"), &document["total"][name], &whole);
        }
    }
}

pub fn listed(document: &Json) -> BTreeMap<String, &Json> {
    let rows = document["rows"].as_array().expect("rows");
    rows.iter().map(|row| (row["key"].as_str().expect("a key").to_owned(), row)).collect()
}

/// A row of times is judged by its own span.
pub fn part_of<'a>(q: &Question<'a>, by: By, key: &str) -> Question<'a> {
    let its = q.span.months().filter(|month| by.of_day(days::month(*month).from) == key);
    let spans: Vec<Span> = its.map(days::month).collect();
    let span = match (by, spans.first(), spans.last()) {
        (By::Month | By::Quarter | By::Year, Some(first), Some(last)) => {
            q.span.both(Span { from: first.from, to: last.to }).expect("days of it")
        }
        _ => q.span,
    };
    Question { rows: q.rows, calendar: q.calendar, span, until: q.until, as_of: q.as_of }
}

pub fn compare(d: &mut Differences, at: &str, row: &Json, sum: &Sum, aim: Option<Aim>, q: &Question<'_>) {
    let mut money = |name: &str, value: i64| d.money(&format!("{at} {name}"), &row[name], Some(Frac::whole(value)));
    money("net_amount", sum.net);
    money("returns", sum.returns);
    money("cost", sum.cost);
    money("fees", sum.fees);
    money("contribution", sum.contribution());
    money("net_sales", sum.sales());
    d.count(&format!("{at} orders"), &row["orders"], sum.orders);
    d.count(&format!("{at} quantity"), &row["quantity"], sum.quantity);
    d.count(&format!("{at} sellout"), &row["sellout"], sum.sellout);
    d.count(&format!("{at} partners"), &row["partners"], i64::try_from(sum.partners.len()).expect("a count"));
    let begun = q.span.from <= q.as_of;
    d.money(&format!("{at} target"), &row["target"], aim.map(|a| a.target));
    d.money(&format!("{at} target_due"), &row["target_due"], aim.map(|a| a.due));
    d.money(&format!("{at} target_sales"), &row["target_sales"], aim.map(|a| Frac::whole(a.sales)));
    d.number(&format!("{at} attainment"), &row["attainment"], aim.and_then(Aim::attainment).filter(|_| begun), 6);
    d.number(&format!("{at} pace"), &row["pace"], aim.and_then(Aim::pace), 4);
    let coverage = aim.and_then(|a| quotient(a.sales, sum.sales()));
    d.number(&format!("{at} target_coverage"), &row["target_coverage"], coverage, 6);
    d.same(&format!("{at} class"), &row["class"], &q.class(aim).into());
}

/// A leap day, a week 53, what has not begun, parts of months.
const SPANS: [(&str, &str); 4] =
    [("2020-02-29", "2020-02-29"), ("2020-12-28", "2021-01-03"), ("2021-03-01", "2021-06-30"), ("2020-11-10", "2021-02-20")];

#[test]
fn sales_targets_and_attainment_of_the_generated_network_are_those_of_its_rows() {
    let desk = demo();
    let known = Known::of(&desk, TODAY);
    let mut d = Differences::default();
    known.breakdowns(&mut d, ("2021-01-01", "2021-03-31"), &By::ALL);
    known.breakdowns(&mut d, ("2020-01-01", "2020-12-31"), &[By::Level("area"), By::Line, By::Quarter]);
    for span in SPANS {
        known.breakdowns(&mut d, span, &[By::Region, By::Partner, By::Tier, By::Month]);
    }
    d.none(5_000);
}

#[test]
fn as_of_an_earlier_day_nothing_of_later_counts() {
    let desk = demo();
    let known = Known::as_of(&desk, TODAY, "2020-11-18");
    let mut d = Differences::default();
    known.breakdowns(&mut d, ("2020-10-01", "2020-12-31"), &[By::Type, By::Line, By::Month]);
    known.breakdowns(&mut d, ("2020-01-01", "2020-12-31"), &[By::Region, By::Week]);
    d.none(1_000);
}

#[test]
fn figures_of_the_catalogue_that_are_sums_and_quotients_are_those_of_the_rows() {
    let desk = demo();
    let known = Known::of(&desk, TODAY);
    let mut d = Differences::default();
    known.figures(&mut d, "2020-01-01", "2020-12-31", By::Partner);
    known.figures(&mut d, "2021-01-01", "2021-03-31", By::Line);
    d.none(600);
}
