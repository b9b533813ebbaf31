//! The health of partners, the warnings that rules give, the light.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::Value as Json;

use super::days::{self, Span};
use super::exact::{Differences, Frac, line, policy};
use super::owed::Book;
use super::rows;
use super::rules::Prices;
use super::sales::{Known, Sum};
use super::standing::{Others, weighted};
use super::{TODAY, demo};

/// Every rule that warns.
pub const RULES: [&str; 16] = [
    "order_drop",
    "sales_drop",
    "inventory_days",
    "return_rate",
    "returns",
    "pace",
    "overdue",
    "credit_limit",
    "price_floor",
    "missing_data",
    "outlier",
    "points",
    "credit_sale",
    "seen_price",
    "price_gap",
    "red_light",
];

/// A ticket as health sees it: whose, how bad, when it was open.
pub struct Ticket {
    pub partner: Option<i64>,
    pub severity: String,
    pub open: bool,
}

/// An assessment of a partner's credit.
pub struct Assessment {
    pub partner: i64,
    pub day: i64,
    pub light: Option<String>,
    pub score: Option<i64>,
}

/// Seconds by which the organisation's days begin before those of UTC.
const ZONE: i64 = 8 * 3600;

/// Tickets that were there at the end of a day, by their events.
fn tickets(conn: &Connection, as_of: i64) -> Vec<Ticket> {
    let end = (as_of + 1) * 86_400 - ZONE;
    let sql = format!("SELECT ticket, kind FROM ticket_event WHERE at < {end} ORDER BY at, id");
    let mut over: BTreeMap<i64, bool> = BTreeMap::new();
    for (ticket, kind) in rows::all(conn, &sql, |r| Ok((r.get(0)?, r.get::<_, String>(1)?))) {
        match kind.as_str() {
            "resolved" | "closed" => over.insert(ticket, true),
            "reopened" => over.insert(ticket, false),
            _ => None,
        };
    }
    let sql = format!("SELECT id, partner, severity FROM ticket WHERE opened_at < {end}");
    rows::all(conn, &sql, |r| {
        let open = !over.get(&r.get(0)?).copied().unwrap_or(false);
        Ok(Ticket { partner: r.get(1)?, severity: r.get(2)?, open })
    })
}

fn assessments(conn: &Connection) -> Vec<Assessment> {
    rows::all(conn, "SELECT partner, \"on\", light, score FROM credit_assessment ORDER BY \"on\"", |r| {
        Ok(Assessment { partner: r.get(0)?, day: r.get(1)?, light: r.get(2)?, score: r.get(3)? })
    })
}

/// What health and warnings of a day are made of.
pub struct State<'a> {
    pub known: &'a Known<'a>,
    pub prices: Prices,
    /// Partner, day and points of what was answered of how content they are.
    pub answers: Vec<(i64, i64, i64)>,
    pub others: Others,
    tickets: Vec<Ticket>,
    assessments: Vec<Assessment>,
    pub as_of: i64,
    /// The last days of which sales, stock and payments are in.
    pub sales: i64,
    pub stock: i64,
    pub payments: i64,
}

/// A warning: its rule, how bad it is, what was found, printed with so many digits.
#[derive(Debug, PartialEq)]
pub struct Warning {
    pub rule: &'static str,
    pub severity: &'static str,
    pub value: Frac,
    pub digits: u32,
}

impl Known<'_> {
    /// Open of the limit.
    pub fn used(&self, id: i64, book: &Book) -> Option<Frac> {
        let limit = self.rows.partners[&id].credit_limit?;
        Frac::of(book.open(), limit).filter(|_| limit > 0)
    }

    /// What sets red at once.
    pub fn hard_red(&self, book: &Book, id: i64) -> bool {
        Frac::whole(book.oldest_days()).more_than(policy("credit.red_days"))
            || self.used(id, book).is_some_and(|used| used.more_than(policy("credit.red_use")))
    }
}

impl<'a> State<'a> {
    pub fn of(known: &'a Known<'a>) -> Self {
        let conn = rows::open(known.desk);
        let others = Others::read(&conn);
        let as_of = days::number(known.today);
        let week_before = days::monday(as_of) - 1;
        let (stock, payments) = (others.stock_until(as_of), others.ledger.until(as_of));
        Self {
            known,
            prices: Prices::read(&conn),
            answers: super::standing::answers(&conn),
            tickets: tickets(&conn, as_of),
            assessments: assessments(&conn),
            as_of,
            sales: known.until().unwrap_or(week_before),
            stock: stock.unwrap_or(week_before),
            payments: payments.unwrap_or(week_before),
            others,
        }
    }

    pub fn weeks(until: i64, back: i64, weeks: i64) -> Span {
        Span { from: until - 7 * (back + weeks) + 1, to: until - 7 * back }
    }

    pub fn last_weeks(&self, id: i64) -> Sum {
        self.known.sum_of(id, Self::weeks(self.sales, 0, 4))
    }

    pub fn open_tickets(&self, id: i64) -> i64 {
        i64::try_from(self.tickets.iter().filter(|t| t.partner == Some(id) && t.open).count()).expect("a count")
    }

    /// Whether there are figures of all sixteen weeks.
    fn is_known(&self, id: i64) -> bool {
        let began = Self::weeks(self.sales, 4, 12).from;
        self.known.rows.first_sale(id).is_some_and(|day| days::monday(day) <= began)
    }

    /// Orders of the last four weeks against the usual of the twelve before.
    pub fn frequency(&self, id: i64) -> Option<Frac> {
        let now = self.known.sum_of(id, Self::weeks(self.sales, 0, 4)).orders;
        let before = self.known.sum_of(id, Self::weeks(self.sales, 4, 12)).orders;
        Frac::of(now * 3, before).filter(|_| before > 0 && self.is_known(id))
    }

    fn sales_change(&self, id: i64) -> Option<Frac> {
        let now = self.known.sum_of(id, Self::weeks(self.sales, 0, 4)).sales();
        let before = self.known.sum_of(id, Self::weeks(self.sales, 4, 12)).sales();
        Frac::of(now * 3, before).filter(|_| before > 0 && self.is_known(id))
    }

    /// Sold out of what was there and came in, twelve weeks, of who reports it.
    pub fn sell_through(&self, id: i64) -> Option<Frac> {
        let until = self.sales.min(self.stock);
        let span = Self::weeks(until, 0, 12);
        let sum = self.known.sum_of(id, span);
        let opening = self.others.opening(id, span.from);
        let reports = self.known.sum_of(id, Self::weeks(until, 0, 52)).sellout > 0;
        let there = opening.values().map(|count| count.quantity).sum::<i64>() + sum.quantity;
        Frac::of(sum.sellout, there).filter(|_| reports && !opening.is_empty() && there > 0)
    }

    fn returns(&self, id: i64) -> Option<Frac> {
        let sum = self.known.sum_of(id, Self::weeks(self.sales, 0, 12));
        Frac::of(sum.returns, sum.net).filter(|_| sum.net > 0)
    }

    /// The fiscal quarter in which that day is.
    fn quarter(day: i64) -> Span {
        let first = days::month_of(day) / 3 * 3;
        Span { from: days::month(first).from, to: days::month(first + 2).to }
    }

    fn aim(&self, id: i64) -> Option<super::aims::Aim> {
        let quarter = Self::quarter(self.as_of);
        self.known.question(&days::text(quarter.from), &days::text(quarter.to)).partner(id)
    }

    fn pace(&self, id: i64) -> Option<Frac> {
        self.aim(id).and_then(super::aims::Aim::pace)
    }

    pub fn book(&self, id: i64) -> Book {
        self.others.ledger.book(id, self.as_of)
    }

    /// What fell due after the last week of payments that is in is told apart and is no finding.
    fn overdue(&self, book: &Book) -> (i64, i64) {
        let its = || book.aged(1, i64::MAX).filter(|item| item.invoice.due <= self.payments);
        (its().map(|item| item.open).sum(), its().map(|item| item.late(self.as_of)).max().unwrap_or(0))
    }

    pub fn health(&self, id: i64) -> (Option<Frac>, String) {
        let on = |name: &str, value: Option<Frac>| {
            let (zero, full) = line(&format!("health.{name}"));
            // a rate is so many basis points, points are printed with two digits
            value.map(|value| value.to(4).points(zero, full).to(2))
        };
        let book = self.book(id);
        let (amount, oldest) = self.overdue(&book);
        let billed = !book.billed.is_empty();
        let late = on("overdue_days", billed.then(|| Frac::whole(oldest)));
        let share = on("overdue_share", Frac::of(amount, book.open()).filter(|_| book.open() > 0));
        let overdue = match (late, share) {
            (Some(late), Some(share)) if late.more_than(share) => Some(share),
            (late, _) => late,
        };
        let open = self.tickets.iter().filter(|t| t.partner == Some(id) && t.open);
        let cost: Frac =
            open.fold(Frac::ZERO, |sum, t| sum + policy(&format!("health.ticket_points.{}", t.severity.to_lowercase())));
        let desk = Frac::whole(100) - cost;
        let desk = if Frac::ZERO.more_than(desk) { Frac::ZERO } else { desk };
        // no ticket of whom nothing else is known says nothing
        let parts = [
            (on("frequency", self.frequency(id)), 25),
            (on("sell_through", self.sell_through(id)), 15),
            (on("returns", self.returns(id)), 10),
            (on("pace", self.pace(id)), 20),
            (overdue, 20),
            (Some(desk), 10),
        ];
        let known = parts.iter().take(5).any(|(part, _)| part.is_some());
        (weighted(&parts).0.filter(|_| known), format!("{:?}", parts.map(|(part, _)| part.map(|part| part.rounded(2)))))
    }

    /// A hard rule is red; else a valid assessment decides; else the yellow ratios.
    pub fn light(&self, id: i64) -> Option<&'static str> {
        let book = self.book(id);
        if book.billed.is_empty() {
            return None;
        }
        if self.known.hard_red(&book, id) {
            return Some("red");
        }
        if let Some(last) = self.assessments.iter().rfind(|a| a.partner == id && a.day <= self.as_of) {
            let months = match last.light.as_deref() {
                Some("green") => 12,
                _ => 6,
            };
            if self.as_of < days::months_later(last.day, months) {
                return match last.light.as_deref() {
                    Some("green") => Some("green"),
                    Some("yellow") => Some("yellow"),
                    _ => Some("red"),
                };
            }
        }
        let share = Frac::of(book.overdue(), book.open()).filter(|_| book.open() > 0);
        let used = self.known.used(id, &book);
        let over = |bound: &str| used.is_some_and(|used| used.more_than(policy(bound)));
        let late = Frac::whole(book.oldest_days());
        let yellow = late.more_than(policy("credit.yellow_days"))
            || over("credit.yellow_use")
            || share.is_some_and(|share| share.more_than(policy("credit.yellow_overdue")));
        Some(if yellow { "yellow" } else { "green" })
    }

    /// Points of the last assessment.
    pub fn last_score(&self, id: i64) -> Option<Frac> {
        let last = self.assessments.iter().rfind(|a| a.partner == id && a.day <= self.as_of)?;
        Frac::of(last.score?, 100)
    }

    /// What the rules say of a partner.
    pub fn warnings(&self, id: i64) -> Vec<Warning> {
        let mut found = Vec::new();
        let bound = |path: &str| (policy(&format!("alerts.{path}.warn")), policy(&format!("alerts.{path}.critical")));
        let mut above = |rule, path: &str, value: Option<Frac>, digits, reached: bool| {
            let (warn, critical) = bound(path);
            // a rule compares what is printed, so that a list with the same bound names the same partners
            let Some(value) = value.map(|value| value.to(digits)) else { return };
            // a drop is printed as the change that it is
            let by = if path.ends_with("_drop") { Frac::ZERO - value } else { value };
            let over = |bound: Frac| value.more_than(bound) || (reached && value == bound);
            if over(warn) {
                let severity = if over(critical) { "critical" } else { "warning" };
                found.push(Warning { rule, severity, value: by, digits });
            }
        };
        let whole = Frac::whole(1);
        let orders = self.known.sum_of(id, Self::weeks(self.sales, 4, 12)).orders;
        let drop = self.frequency(id).filter(|_| orders >= 6).map(|share| whole - share);
        // whose figures are not in has not fallen, but who has stopped has
        let silent = self.silent(id).is_some();
        above("order_drop", "order_drop", drop.filter(|_| !silent || self.stopped(id)), 4, false);
        let drop = self.sales_change(id).map(|share| whole - share).filter(|_| !silent);
        above("sales_drop", "sales_drop", drop, 4, false);
        let stock = self.known.inventory_days(&self.others, id);
        above("inventory_days", "inventory_days", stock, 1, false);
        above("return_rate", "return_rate", self.returns(id), 4, false);
        let book = self.book(id);
        above("overdue", "overdue_days", Some(Frac::whole(self.overdue(&book).1)), 0, false);
        above("credit_limit", "credit_use", self.known.used(id, &book), 4, false);
        above("points", "points", Some(Frac::whole(self.others.points(id, self.as_of))), 0, true);
        if let Some(pace) = self.pace(id).map(|pace| pace.to(4)) {
            let (warn, critical) = bound("pace");
            if warn.more_than(pace) {
                let severity = if critical.more_than(pace) { "critical" } else { "warning" };
                found.push(Warning { rule: "pace", severity, value: pace, digits: 4 });
            }
        }
        let norm = self.stock_norm(id).map(|norm| (norm.to(1) * policy("alerts.inventory_norm")).to(1));
        if let (Some(stock), Some(norm)) = (stock.map(|days| days.to(1)), norm)
            && stock.more_than(norm)
            && found.iter().all(|w| w.rule != "inventory_days")
        {
            found.push(Warning { rule: "inventory_days", severity: "warning", value: stock, digits: 1 });
        }
        found.extend(self.single(id));
        found
    }

    /// Health, pace, returns and the light as the list of partners has them.
    pub fn list(&self, d: &mut Differences) {
        let columns = "code,health,light,return_rate,attainment,pace,sales4,orders4,open_amount,overdue,overdue_days";
        let document = self.known.ask(&["list", "partners", "-c", columns]);
        for row in document["rows"].as_array().expect("rows") {
            let id = self.known.rows.by_code(row["code"].as_str().expect("a code"));
            let at = |what: &str| format!("{} {what}", row["code"]);
            let trades = self.known.trades(id);
            let (health, parts) = self.health(id);
            d.number(&at(&format!("health {parts}")), &row["health"], health.filter(|_| trades), 2);
            d.same(&at("light"), &row["light"], &self.light(id).map_or(Json::Null, Json::from));
            d.number(&at("return_rate"), &row["return_rate"], self.returns(id), 4);
            let aim = self.aim(id);
            d.number(&at("attainment"), &row["attainment"], aim.and_then(super::aims::Aim::attainment), 4);
            d.number(&at("pace"), &row["pace"], self.pace(id), 4);
            let last = self.known.sum_of(id, Self::weeks(self.sales, 0, 4));
            d.money(&at("sales4"), &row["sales4"], Some(Frac::whole(last.sales())));
            d.count(&at("orders4"), &row["orders4"], last.orders);
            let book = self.book(id);
            // nothing of what was never billed can be rated
            let billed = !book.billed.is_empty();
            d.money(&at("open_amount"), &row["open_amount"], billed.then(|| Frac::whole(book.open())));
            d.money(&at("overdue"), &row["overdue"], billed.then(|| Frac::whole(book.overdue())));
            let days = if billed { Json::from(book.oldest_days()) } else { Json::Null };
            d.same(&at("overdue_days"), &row["overdue_days"], &days);
        }
    }

    /// The findings of the weekly check, rule by rule.
    pub fn check(&self, d: &mut Differences) {
        let document = self.known.ask(&["health", "--all"]);
        d.same("figures_until", &document["figures_until"], &days::week_text(self.sales).into());
        d.same("stock_until", &document["stock_until"], &days::week_text(self.stock).into());
        d.same("payments_until", &document["payments_until"], &days::week_text(self.payments).into());
        let listed: Vec<&Json> =
            ["partners", "warned"].iter().flat_map(|list| document[list].as_array().expect("a list")).collect();
        let all = self.known.ask(&["alert", "list", "--limit", "1000000"]);
        let all = all["alerts"].as_array().expect("a list");
        for (id, partner) in self.known.rows.partners.iter().filter(|(id, _)| self.known.trades(**id)) {
            let of = |row: &&Json| row["code"] == partner.code.as_str();
            let wanted = self.warnings(*id);
            let mut said: Vec<&Json> = Vec::new();
            for row in listed.iter().copied().filter(of) {
                said.extend(row["reasons"].as_array().expect("reasons"));
            }
            if !listed.iter().copied().any(|row| of(&row)) {
                // who has only what is good to know slips nowhere: that stands among the warnings
                let warned = wanted.iter().any(|w| w.severity != "info");
                d.same(&format!("{} is listed", partner.code), &false.into(), &warned.into());
                said.extend(all.iter().filter(of));
            }
            for rule in RULES {
                let at = format!("{} {rule}", partner.code);
                // why somebody slipped without a warning is called by the part of health that fell, only to know
                let warns = |r: &&&Json| r["rule"] == rule && (rule == "outlier" || r["severity"] != "info");
                let (got, wanted) = (said.iter().find(warns), wanted.iter().find(|w| w.rule == rule));
                d.same(
                    &at,
                    &got.map_or(Json::Null, |r| r["severity"].clone()),
                    &wanted.map_or(Json::Null, |w| w.severity.into()),
                );
                if let (Some(got), Some(wanted)) = (got, wanted) {
                    d.number(&format!("{at} value"), &got["value"], Some(wanted.value), wanted.digits);
                }
            }
        }
    }
}

#[test]
fn health_and_lights_of_the_generated_network_follow_from_its_rows() {
    let desk = demo();
    let known = Known::of(&desk, TODAY);
    let mut d = Differences::default();
    State::of(&known).list(&mut d);
    d.none(400);
}

#[test]
fn warnings_of_the_generated_network_follow_from_its_rows() {
    let desk = demo();
    let known = Known::of(&desk, TODAY);
    let mut d = Differences::default();
    State::of(&known).check(&mut d);
    d.none(300);
}
