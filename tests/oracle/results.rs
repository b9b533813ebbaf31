//! Figures of a day: what the rules say of each partner, and of several together.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::exact::{Differences, Frac};
use super::fitness::State;
use super::owed::Book;
use super::rows;
use super::sales::Known;

/// How those of several partners go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Together {
    Sum,
    Mean,
    Greatest,
    /// From what they owe or hold all together.
    Whole,
    /// It is of one partner alone.
    Not,
}

/// A value as it is printed: a number, or one of a list, or a day.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(Option<Frac>),
    Text(Option<String>),
}

/// The movements of a deposit account.
struct Deposit {
    partner: i64,
    day: i64,
    amount: i64,
}

/// A contract: whose, from when, to when, ended when.
struct Contract {
    partner: i64,
    from: i64,
    to: i64,
    ended: Option<i64>,
}

/// All that figures of a day are made of.
pub struct Day<'a> {
    known: &'a Known<'a>,
    pub now: State<'a>,
    before: State<'a>,
    bands: BTreeMap<i64, &'static str>,
    deposits: Vec<Deposit>,
    contracts: Vec<Contract>,
    /// What was computed already.
    values: RefCell<BTreeMap<(String, i64), Value>>,
}

impl<'a> Day<'a> {
    /// Of a day, with what was known a week before it.
    pub fn of(known: &'a Known<'a>, week_before: &'a Known<'a>) -> Self {
        let conn = rows::open(known.desk);
        let deposits = rows::all(&conn, "SELECT partner, \"on\", amount FROM deposit_entry", |r| {
            Ok(Deposit { partner: r.get(0)?, day: r.get(1)?, amount: r.get(2)? })
        });
        let sql = "SELECT partner, from_day, to_day, ended_on FROM contract WHERE state = 'approved'";
        let contracts =
            rows::all(&conn, sql, |r| Ok(Contract { partner: r.get(0)?, from: r.get(1)?, to: r.get(2)?, ended: r.get(3)? }));
        Self {
            known,
            now: State::of(known),
            before: State::of(week_before),
            bands: known.bands(),
            deposits,
            contracts,
            values: RefCell::default(),
        }
    }

    /// The names of those that it knows, with how those of several partners go together.
    pub fn together(name: &str) -> Option<Together> {
        Some(match name {
            "health" | "health_before" | "score" => Together::Mean,
            "sales4" | "orders4" | "t12m" | "open_amount" | "overdue" | "open_tickets" | "open_alerts" | "points"
            | "deposit_held" => Together::Sum,
            "overdue_days" => Together::Greatest,
            "dso" | "inventory_days" => Together::Whole,
            "frequency" | "sell_through" | "light" | "computed_tier" | "board_tier" | "contract_end" => Together::Not,
            _ => return None,
        })
    }

    fn book(&self, id: i64) -> Option<Book> {
        Some(self.now.book(id)).filter(|book| !book.billed.is_empty())
    }

    /// A partner's, in the unit of the figure, to as many digits as it has.
    pub fn value(&self, name: &str, id: i64) -> Value {
        let mut values = self.values.borrow_mut();
        values.entry((name.to_owned(), id)).or_insert_with(|| self.computed(name, id)).clone()
    }

    fn computed(&self, name: &str, id: i64) -> Value {
        let now = &self.now;
        let partner = &self.known.rows.partners[&id];
        if !self.known.trades(id) {
            // who doesn't trade is not rated, but what it sold and owes is what it is
            match name {
                "health" | "health_before" | "score" | "frequency" | "sell_through" => return Value::Number(None),
                "open_alerts" => return Value::Number(Some(Frac::ZERO)),
                "computed_tier" | "board_tier" => return Value::Text(None),
                _ => {}
            }
        }
        let whole = |n: i64| Some(Frac::whole(n));
        let text = |text: Option<&str>| Value::Text(text.map(str::to_owned));
        Value::Number(match name {
            "health" => now.health(id).0.map(|points| points.to(2)),
            "health_before" => self.before.health(id).0.map(|points| points.to(2)),
            "score" => self.known.parts(&now.others, id).score().map(|points| points.to(2)),
            "sales4" => whole(now.last_weeks(id).sales()),
            "orders4" => whole(now.last_weeks(id).orders),
            "t12m" => whole(self.known.sum_of(id, super::days::year_before(now.as_of)).sales()),
            "open_amount" => self.book(id).map(|book| Frac::whole(book.open())),
            "overdue" => self.book(id).map(|book| Frac::whole(book.overdue())),
            "overdue_days" => self.book(id).map(|book| Frac::whole(book.oldest_days())),
            "dso" => now.book(id).dso().map(|days| days.to(1)),
            "inventory_days" => self.known.inventory_days(&now.others, id).map(|days| days.to(1)),
            "frequency" => now.frequency(id),
            "sell_through" => now.sell_through(id),
            "open_tickets" => whole(now.open_tickets(id)),
            "open_alerts" => whole(i64::try_from(now.warnings(id).len()).expect("a count")),
            "points" => whole(now.others.points(id, now.as_of)),
            "deposit_held" => {
                let its = self.deposits.iter().filter(|e| e.partner == id && e.day <= now.as_of);
                its.map(|e| Frac::whole(e.amount)).reduce(|a, b| a + b)
            }
            "light" => return text(now.light(id)),
            "computed_tier" => return text(self.bands.get(&id).copied()),
            "board_tier" => return text(partner.tier.as_deref().or_else(|| self.bands.get(&id).copied())),
            "contract_end" => {
                let there = |c: &&Contract| {
                    let end = c.ended.map_or(c.to, |day| day.min(c.to));
                    c.partner == id && c.from <= now.as_of && now.as_of <= end
                };
                let last = self.contracts.iter().filter(there).map(|c| c.to).max();
                return Value::Text(last.map(super::days::text));
            }
            other => panic!("{other} is no figure of a day"),
        })
    }

    /// That of several partners, in the unit of the figure.
    pub fn of_all(&self, name: &str, of: &[i64]) -> Option<Frac> {
        let ids = || of.iter().copied().filter(|id| self.known.trades(*id));
        let number = |id: i64| match self.value(name, id) {
            Value::Number(number) => number,
            Value::Text(_) => None,
        };
        // what is added up is everybody's: who doesn't trade any more owes all the same
        let rated: Vec<Frac> = of.iter().copied().filter_map(number).collect();
        let sum = || rated.iter().copied().reduce(|a, b| a + b);
        match Self::together(name)? {
            Together::Sum => sum(),
            Together::Mean => sum().and_then(|sum| sum.over(Frac::whole(i64::try_from(rated.len()).expect("a count")))),
            Together::Greatest => rated.iter().copied().reduce(|a, b| if b.more_than(a) { b } else { a }),
            Together::Whole if name == "dso" => {
                let mut all = Book::none(self.now.as_of);
                // who doesn't trade any more owes all the same
                for id in of {
                    all.plus(self.now.book(*id));
                }
                all.dso()
            }
            Together::Whole => self.known.stock_of_all(&self.now.others, ids()),
            Together::Not => None,
        }
    }

    /// Every one of these in the list of partners.
    pub fn list(&self, d: &mut Differences, figures: &[(String, String)]) {
        let columns: Vec<&str> = ["code"].into_iter().chain(figures.iter().map(|(name, _)| name.as_str())).collect();
        let document = self.known.ask(&["list", "partners", "-c", &columns.join(",")]);
        for row in document["rows"].as_array().expect("rows") {
            let code = row["code"].as_str().expect("a code");
            let id = self.known.rows.by_code(code);
            for (name, unit) in figures {
                let at = format!("{code} {name}");
                match self.value(name, id) {
                    Value::Text(wanted) => d.same(&at, &row[name], &wanted.into()),
                    Value::Number(wanted) => d.unit(&at, &row[name], wanted, unit, 4),
                }
            }
        }
    }
}
