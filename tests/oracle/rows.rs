//! The raw rows, as they are stored.

use std::collections::BTreeMap;

use rusqlite::{Connection, OpenFlags, Row};

use super::days::{self, Span};
use super::support::Desk;

#[derive(Debug)]
pub struct Partner {
    pub code: String,
    pub channel_type: Option<i64>,
    pub region: Option<i64>,
    pub city_class: Option<String>,
    pub status: String,
    pub owner: Option<i64>,
    pub tier: Option<String>,
    pub onboarded_on: Option<i64>,
    pub first_order_on: Option<i64>,
    pub credit_limit: Option<i64>,
    pub credit_days: Option<i64>,
    pub outlets_planned: Option<i64>,
    pub outlets_covered: Option<i64>,
}

#[derive(Debug)]
pub struct Region {
    pub code: String,
    pub level: String,
    pub parent: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct Sale {
    pub partner: i64,
    pub day: i64,
    pub document: String,
    pub line: i64,
    pub sku: String,
    pub region: Option<i64>,
    pub owner: Option<i64>,
    pub orders: i64,
    pub quantity: i64,
    pub net: i64,
    pub returns: i64,
    pub cost: i64,
    pub fees: i64,
    pub sellout: i64,
}

#[derive(Debug)]
pub struct Target {
    pub scope: String,
    pub subject: Option<String>,
    pub from: i64,
    pub to: i64,
    pub line: Option<i64>,
    pub amount: i64,
}

/// What most figures are made of.
#[derive(Debug)]
pub struct Rows {
    pub partners: BTreeMap<i64, Partner>,
    pub regions: BTreeMap<i64, Region>,
    pub types: BTreeMap<i64, String>,
    pub lines: BTreeMap<i64, String>,
    pub users: BTreeMap<i64, String>,
    pub sales: Vec<Sale>,
    /// Places in `sales` by month, and by partner and month.
    months: BTreeMap<i64, Vec<usize>>,
    partner_months: BTreeMap<(i64, i64), Vec<usize>>,
    pub targets: Vec<Target>,
    /// Places in `targets` by scope and subject.
    aimed: BTreeMap<(String, Option<String>), Vec<usize>>,
}

/// Things of partners, found by the partner.
pub struct Of<T>(BTreeMap<i64, Vec<T>>);

impl<T> Of<T> {
    pub fn new(all: Vec<T>, partner: impl Fn(&T) -> i64) -> Self {
        let mut of: BTreeMap<i64, Vec<T>> = BTreeMap::new();
        for thing in all {
            of.entry(partner(&thing)).or_default().push(thing);
        }
        Self(of)
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.values().flatten()
    }

    pub fn partner(&self, id: i64) -> impl Iterator<Item = &T> {
        self.0.get(&id).into_iter().flatten()
    }
}

/// The file, opened for looking.
pub fn open(desk: &Desk) -> Connection {
    Connection::open_with_flags(desk.db(), OpenFlags::SQLITE_OPEN_READ_ONLY).expect("the database")
}

/// All rows of a question.
pub fn all<T>(conn: &Connection, sql: &str, read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
    let mut asked = conn.prepare(sql).expect("a question");
    asked.query_map([], read).and_then(Iterator::collect).expect("rows")
}

fn named(conn: &Connection, sql: &str) -> BTreeMap<i64, String> {
    all(conn, sql, |r| Ok((r.get(0)?, r.get(1)?))).into_iter().collect()
}

impl Rows {
    pub fn read(conn: &Connection) -> Self {
        let sql = "SELECT id, code, channel_type, region, city_class, status, owner, tier, onboarded_on, first_order_on, credit_limit, \
                   credit_days, outlets_planned, outlets_covered FROM partner";
        let partners = all(conn, sql, |r| {
            let partner = Partner {
                code: r.get(1)?,
                channel_type: r.get(2)?,
                region: r.get(3)?,
                city_class: r.get(4)?,
                status: r.get(5)?,
                owner: r.get(6)?,
                tier: r.get(7)?,
                onboarded_on: r.get(8)?,
                first_order_on: r.get(9)?,
                credit_limit: r.get(10)?,
                credit_days: r.get(11)?,
                outlets_planned: r.get(12)?,
                outlets_covered: r.get(13)?,
            };
            Ok((r.get(0)?, partner))
        });
        let regions = all(conn, "SELECT id, code, level, parent FROM region", |r| {
            Ok((r.get(0)?, Region { code: r.get(1)?, level: r.get(2)?, parent: r.get(3)? }))
        });
        let targets = all(conn, "SELECT scope, subject, from_day, to_day, line, amount FROM target", |r| {
            Ok(Target {
                scope: r.get(0)?,
                subject: r.get(1)?,
                from: r.get(2)?,
                to: r.get(3)?,
                line: r.get(4)?,
                amount: r.get(5)?,
            })
        });
        let mut aimed: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (place, target) in targets.iter().enumerate() {
            let Target { scope, subject, .. } = target;
            aimed.entry((scope.clone(), subject.clone())).or_default().push(place);
        }
        let mut rows = Self {
            partners: partners.into_iter().collect(),
            regions: regions.into_iter().collect(),
            types: named(conn, "SELECT id, code FROM channel_type"),
            lines: named(conn, "SELECT id, code FROM product_line"),
            users: named(conn, "SELECT id, name FROM user"),
            sales: Vec::new(),
            months: BTreeMap::new(),
            partner_months: BTreeMap::new(),
            targets,
            aimed,
        };
        rows.take(Self::sales(conn));
        rows
    }

    /// Takes these sales in place of those that are there.
    pub fn take(&mut self, sales: Vec<Sale>) {
        self.months.clear();
        self.partner_months.clear();
        for (place, sale) in sales.iter().enumerate() {
            let month = days::month_of(sale.day);
            self.months.entry(month).or_default().push(place);
            self.partner_months.entry((sale.partner, month)).or_default().push(place);
        }
        self.sales = sales;
    }

    /// The sales of a month, of one partner or of all.
    pub fn of_month(&self, partner: Option<i64>, month: i64) -> impl Iterator<Item = &Sale> {
        let places = match partner {
            Some(partner) => self.partner_months.get(&(partner, month)),
            None => self.months.get(&month),
        };
        places.into_iter().flatten().map(|place| &self.sales[*place])
    }

    /// A partner's sales of a span.
    pub fn of_span(&self, partner: i64, span: Span) -> impl Iterator<Item = &Sale> {
        span.months().flat_map(move |month| self.of_month(Some(partner), month)).filter(move |sale| span.has(sale.day))
    }

    /// The first day on which a partner was sold anything.
    pub fn first_sale(&self, partner: i64) -> Option<i64> {
        let months = self.partner_months.range((partner, i64::MIN)..=(partner, i64::MAX));
        months.flat_map(|(_, places)| places).map(|place| self.sales[*place].day).min()
    }

    /// The targets of a subject.
    pub fn targets_of(&self, scope: &str, subject: Option<&str>) -> impl Iterator<Item = &Target> {
        let places = self.aimed.get(&(scope.to_owned(), subject.map(str::to_owned)));
        places.into_iter().flatten().map(|place| &self.targets[*place])
    }

    /// Counts targets of partners that are no more as those of another.
    pub fn aim_at(&mut self, gone: &[&str], stays: &str) {
        for code in gone {
            let subject = |code: &str| ("partner".to_owned(), Some(code.to_owned()));
            let places = self.aimed.remove(&subject(code)).unwrap_or_default();
            self.aimed.entry(subject(stays)).or_default().extend(places);
        }
    }

    pub fn sales(conn: &Connection) -> Vec<Sale> {
        let sql = "SELECT partner, day, document, line, coalesce((SELECT code FROM sku k WHERE k.id = sku), ''), region, owner, orders, quantity, net_amount, returns, cost, \
                   commission + advertising + logistics + promotion, sellout FROM sale ORDER BY partner, day, document, line, sku";
        all(conn, sql, |r| {
            Ok(Sale {
                partner: r.get(0)?,
                day: r.get(1)?,
                document: r.get(2)?,
                line: r.get(3)?,
                sku: r.get(4)?,
                region: r.get(5)?,
                owner: r.get(6)?,
                orders: r.get(7)?,
                quantity: r.get(8)?,
                net: r.get(9)?,
                returns: r.get(10)?,
                cost: r.get(11)?,
                fees: r.get(12)?,
                sellout: r.get(13)?,
            })
        })
    }

    pub fn by_code(&self, code: &str) -> i64 {
        *self.partners.iter().find(|(_, p)| p.code == code).expect("a partner").0
    }

    /// Where a sale counts: its own region, else the partner's.
    pub fn region_of(&self, sale: &Sale) -> Option<i64> {
        sale.region.or(self.partners[&sale.partner].region)
    }

    pub fn owner_of(&self, sale: &Sale) -> Option<i64> {
        sale.owner.or(self.partners[&sale.partner].owner)
    }

    /// A region and those above it, the nearest first.
    pub fn above(&self, region: Option<i64>) -> Vec<i64> {
        let mut chain = Vec::new();
        let mut at = region;
        while let Some(id) = at {
            chain.push(id);
            at = self.regions[&id].parent;
        }
        chain
    }
}
