//! Rules that look at single rows: unusual weeks, silence, one's own norm of stock, prices, returns, sales on credit.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::days::{self, Span};
use super::exact::{Frac, policy};
use super::fitness::{State, Warning};
use super::rows;

/// A price that was seen.
pub struct Seen {
    partner: i64,
    product: (i64, String),
    online: bool,
    day: i64,
    price: i64,
}

/// What these rules need beside the rest.
pub struct Prices {
    seen: Vec<Seen>,
    floors: BTreeMap<i64, i64>,
    /// Of articles that have one of their own, by code.
    own_floors: BTreeMap<String, i64>,
}

impl Prices {
    pub fn read(conn: &Connection) -> Self {
        let sql = "SELECT partner, line, coalesce((SELECT code FROM sku k WHERE k.id = sku), ''), channel, \"on\", price FROM price_sighting";
        let seen = rows::all(conn, sql, |r| {
            let channel: String = r.get(3)?;
            let product = (r.get(1)?, r.get(2)?);
            Ok(Seen { partner: r.get(0)?, product, online: channel == "online", day: r.get(4)?, price: r.get(5)? })
        });
        let sql = "SELECT id, floor_price FROM product_line WHERE floor_price IS NOT NULL";
        let floors = rows::all(conn, sql, |r| Ok((r.get(0)?, r.get(1)?))).into_iter().collect();
        let sql = "SELECT code, floor_price FROM sku WHERE floor_price IS NOT NULL";
        Self { seen, floors, own_floors: rows::all(conn, sql, |r| Ok((r.get(0)?, r.get(1)?))).into_iter().collect() }
    }

    /// Of each partner, product and channel the latest price of the last days.
    fn latest(&self, as_of: i64) -> Vec<&Seen> {
        let days = number("diversion.days");
        let mut latest: BTreeMap<(i64, &(i64, String), bool), &Seen> = BTreeMap::new();
        for seen in self.seen.iter().filter(|s| as_of - days < s.day && s.day <= as_of) {
            let at = latest.entry((seen.partner, &seen.product, seen.online)).or_insert(seen);
            if seen.day >= at.day {
                *at = seen;
            }
        }
        latest.into_values().collect()
    }
}

fn number(path: &str) -> i64 {
    i64::try_from(policy(path).rounded(0)).expect("a number")
}

/// The middle one, of an even number the mean of the two in the middle.
pub fn median(mut values: Vec<Frac>) -> Option<Frac> {
    values.sort_by(|a, b| {
        if a == b {
            std::cmp::Ordering::Equal
        } else if a.more_than(*b) {
            std::cmp::Ordering::Greater
        } else {
            std::cmp::Ordering::Less
        }
    });
    let last = values.len().checked_sub(1)?;
    Some((values[last / 2] + values[values.len() / 2]) * Frac::of(1, 2).expect("a half"))
}

fn mean(values: &[Frac]) -> Frac {
    let n = i64::try_from(values.len()).expect("a count");
    values.iter().copied().fold(Frac::ZERO, |a, b| a + b).over(Frac::whole(n)).expect("some")
}

/// An amount in units of the currency.
fn money(amount: i64) -> Frac {
    Frac::of(amount, 10_000).expect("a fraction")
}

impl State<'_> {
    /// What these rules say of a partner.
    pub fn single(&self, id: i64) -> Vec<Warning> {
        let found = [
            self.outlier(id),
            self.missing_data(id),
            self.returned_often(id),
            self.price_floor(id),
            self.seen_price(id),
            self.price_gap(id),
            self.discontent(id),
            self.credit_sale(id),
            self.red_light(id),
        ];
        found.into_iter().flatten().collect()
    }

    /// Sales of so many weeks up to the last one that is in, the oldest first; so many weeks earlier.
    fn week_sales(&self, id: i64, weeks: i64, back: i64) -> Vec<Frac> {
        let week = |n: i64| self.known.sum_of(id, Self::weeks(self.sales, back + n, 1)).sales();
        (0..weeks).rev().map(|n| Frac::whole(week(n))).collect()
    }

    /// Whether there are figures since so many weeks before the last one that is in.
    fn reaches(&self, id: i64, weeks: i64) -> bool {
        let from = Self::weeks(self.sales, weeks - 1, 1).from;
        self.known.rows.first_sale(id).is_some_and(|day| days::monday(day) <= from)
    }

    /// The last week against the 26 before it, each over its season, where last year tells one.
    fn outlier(&self, id: i64) -> Option<Warning> {
        let n = number("alerts.outlier.weeks");
        if !self.reaches(id, n + 1) || self.silent(id).is_some() {
            return None;
        }
        let mut weeks = self.week_sales(id, n + 1, 0);
        let actual = *weeks.last()?;
        // the season of a week: the three around it a year ago over the mean of that year
        if self.reaches(id, n + 2 + 52) {
            let year = self.week_sales(id, n + 3, 51);
            let all = mean(&year);
            if all.more_than(Frac::ZERO) {
                for (place, week) in weeks.iter_mut().enumerate() {
                    let season = mean(&year[place..place + 3]).over(all).expect("a mean");
                    let (least, most) = (Frac::of(1, 4).expect("a quarter"), Frac::whole(4));
                    let season = if least.more_than(season) { least } else { season };
                    let season = if season.more_than(most) { most } else { season };
                    *week = week.over(season).expect("a season").to(0);
                }
            }
        }
        let last = weeks.pop()?;
        let middle = median(weeks.clone())?;
        let away = |week: Frac| if week.more_than(middle) { week - middle } else { middle - week };
        let deviation = median(weeks.into_iter().map(away).collect())?;
        // 0.6745 x |last - median| / MAD > z, and the change is large enough
        let score = away(last) * Frac::of(6745, 10_000).expect("a constant");
        let bound = deviation * policy("alerts.outlier.z") * Frac::of(1, 100).expect("1/100");
        let change = away(last).over(middle).filter(|_| middle.more_than(Frac::ZERO))?;
        let unusual =
            deviation.more_than(Frac::ZERO) && score.more_than(bound) && !policy("alerts.outlier.least_change").more_than(change);
        // a rise is no harm
        let severity = if last.more_than(middle) { "info" } else { "warning" };
        unusual.then(|| Warning { rule: "outlier", severity, value: actual * money(1), digits: 2 })
    }

    /// Whole weeks without figures while others have them, if they are too many.
    pub fn silent(&self, id: i64) -> Option<i64> {
        let partner = &self.known.rows.partners[&id];
        let its = self.known.rows.of_span(id, Span { from: 0, to: self.sales }).map(|s| s.day).max();
        // who never had figures is waited for since it was taken on
        let its = its.or(partner.onboarded_on).or(partner.first_order_on)?;
        let weeks = (days::monday(self.sales) - days::monday(its)) / 7;
        (weeks >= number("alerts.missing_weeks")).then_some(weeks)
    }

    /// Who ordered often and has not at all for a month has stopped: that is a drop.
    pub fn stopped(&self, id: i64) -> bool {
        let before = self.known.sum_of(id, Self::weeks(self.sales, 4, 12)).orders;
        self.frequency(id) == Some(Frac::ZERO) && before >= number("alerts.order_drop_least")
    }

    fn missing_data(&self, id: i64) -> Option<Warning> {
        let weeks = self.silent(id).filter(|_| !self.stopped(id))?;
        Some(warning("missing_data", Frac::whole(weeks), 0))
    }

    /// Documents, or days without one, in which returns are a fifth at least, in thirty days.
    fn returned_often(&self, id: i64) -> Option<Warning> {
        let span = Span { from: self.sales - number("alerts.returns.days") + 1, to: self.sales };
        let mut documents: BTreeMap<(i64, &str), (i64, i64)> = BTreeMap::new();
        for sale in self.known.rows.of_span(id, span) {
            let (net, returns) = documents.entry((sale.day, &sale.document)).or_default();
            (*net, *returns) = (*net + sale.net, *returns + sale.returns);
        }
        let least = policy("alerts.returns.least");
        let counts = |(net, returns): &&(i64, i64)| {
            *returns > 0 && (*net <= 0 || !least.more_than(Frac::of(*returns, *net).expect("something sold")))
        };
        let times = Frac::whole(i64::try_from(documents.values().filter(counts).count()).expect("a count"));
        let found = times.more_than(policy("alerts.returns.warn"));
        let severity = if times.more_than(policy("alerts.returns.critical")) { "critical" } else { "warning" };
        found.then_some(Warning { rule: "returns", severity, value: times, digits: 0 })
    }

    /// Answers of the last ninety days whose mean is below the limit, or a point below that of the ninety before.
    fn discontent(&self, id: i64) -> Option<Warning> {
        let window = number("alerts.satisfaction.days");
        let mean = |to: i64| {
            let its = self.answers.iter().filter(|(of, day, _)| *of == id && (to - window + 1..=to).contains(day));
            let (sum, n) = its.fold((0, 0), |(sum, n), (.., score)| (sum + score, n + 1));
            let mean = Frac::of(sum, n).filter(|_| n > 0)?;
            // as it is printed
            Frac::of(i64::try_from(mean.rounded(2)).expect("a score"), 100)
        };
        let hundredths = |name: &str| Frac::of(number(name), 100).expect("a score");
        let lately = mean(self.as_of)?;
        let below = |bound: Frac| bound.more_than(lately);
        let low = below(hundredths("alerts.satisfaction.warn"));
        let fallen =
            mean(self.as_of - window).is_some_and(|before| !lately.more_than(before - hundredths("alerts.satisfaction.fall")));
        let severity = if below(hundredths("alerts.satisfaction.critical")) { "critical" } else { "warning" };
        (low || fallen).then_some(Warning { rule: "satisfaction", severity, value: lately, digits: 2 })
    }

    /// The average price of a line in a month that is below its floor, of this month and the one before: the one furthest below.
    fn price_floor(&self, id: i64) -> Option<Warning> {
        let month = days::month_of(self.sales);
        let mut worst: Option<(Frac, Frac)> = None;
        for (line, floor) in &self.prices.floors {
            for month in [month - 1, month] {
                let its = self.known.rows.of_month(Some(id), month).filter(|s| s.line == *line && s.day <= self.sales);
                let (net, pieces) = its.fold((0, 0), |(net, pieces), s| (net + s.net, pieces + s.quantity));
                let Some(price) = Frac::of(net, pieces).filter(|_| pieces > 0 && net > 0) else { continue };
                let below = price.over(Frac::whole(*floor)).expect("a floor");
                if Frac::whole(1).more_than(below) && worst.is_none_or(|(worst, _)| worst.more_than(below)) {
                    worst = Some((below, price));
                }
            }
        }
        worst.map(|(_, price)| warning("price_floor", price * money(1), 2))
    }

    /// The price that was seen furthest below its floor.
    fn seen_price(&self, id: i64) -> Option<Warning> {
        let below = |seen: &Seen| {
            let own = self.prices.own_floors.get(&seen.product.1);
            let floor = *own.or_else(|| self.prices.floors.get(&seen.product.0))?;
            Some((Frac::of(floor - seen.price, floor)?, seen.price))
        };
        let its = self.prices.latest(self.as_of).into_iter().filter(|s| s.partner == id).filter_map(below);
        let (below, price) = its.reduce(|a, b| if b.0.more_than(a.0) { b } else { a })?;
        let severity = if below.more_than(policy("diversion.severe_below")) { "critical" } else { "warning" };
        let found = below.more_than(policy("diversion.tolerance"));
        found.then(|| Warning { rule: "seen_price", severity, value: money(price), digits: 2 })
    }

    /// By how much it is below the lowest price of the other channel, as a share of the offline price.
    fn price_gap(&self, id: i64) -> Option<Warning> {
        let latest = self.prices.latest(self.as_of);
        let gap = |seen: &&Seen| {
            let others = latest.iter().filter(|o| o.product == seen.product && o.online != seen.online);
            let other = others.map(|o| o.price).min()?;
            Frac::of(other - seen.price, if seen.online { other } else { seen.price })
        };
        let its = latest.iter().copied().filter(|s| s.partner == id);
        let gap = its.filter_map(|seen| gap(&seen)).reduce(|a, b| if b.more_than(a) { b } else { a })?;
        let severity = if gap.more_than(policy("diversion.severe_gap")) { "critical" } else { "warning" };
        gap.more_than(policy("diversion.gap")).then_some(Warning { rule: "price_gap", severity, value: gap, digits: 4 })
    }

    /// The largest invoice of the last days, above three usual documents and three usual weeks.
    fn credit_sale(&self, id: i64) -> Option<Warning> {
        let since = self.payments - number("alerts.credit_sale.days");
        let its = |from: i64, to: i64| {
            let its = move |i: &&super::owed::Invoice| from < i.issued && i.issued <= to && i.amount > 0;
            self.others.ledger.invoices.partner(id).filter(its).map(|i| i.amount)
        };
        let sale = Frac::whole(its(since, self.payments).max()?);
        let year: Vec<Frac> = its(days::months_later(since, -12), since).map(Frac::whole).collect();
        if year.len() < usize::try_from(number("alerts.credit_sale.least")).expect("a count") {
            return None;
        }
        let week = Frac::of(its(since - 84, since).sum(), 12).expect("weeks");
        let times = policy("alerts.credit_sale.times");
        let found = sale.more_than(median(year)? * times) && sale.more_than(week * times);
        found.then(|| warning("credit_sale", sale * money(1), 2))
    }

    fn red_light(&self, id: i64) -> Option<Warning> {
        let red = self.light(id) == Some("red");
        let (book, days) = (self.book(id), policy("credit.red_days"));
        let oldest = Frac::whole(book.oldest_days());
        let used = self.known.used(id, &book).filter(|used| used.more_than(policy("credit.red_use")));
        let (value, digits) = match used {
            _ if oldest.more_than(days) => (oldest, 0),
            Some(used) => (used, 4),
            None => (self.last_score(id).unwrap_or(Frac::ZERO), 2),
        };
        red.then_some(Warning { rule: "red_light", severity: "critical", value, digits })
    }

    /// The middle of its inventory days at every fourth week of the year, before the window.
    pub fn stock_norm(&self, id: i64) -> Option<Frac> {
        let at = |n: i64| self.known.stock_days(&self.others, id, self.stock.min(self.sales) - 84 - 28 * n);
        let measured: Vec<Frac> = (0..10).filter_map(at).map(|days| days.to(1)).collect();
        median(measured.clone()).filter(|_| measured.len() >= 6)
    }
}

fn warning(rule: &'static str, value: Frac, digits: u32) -> Warning {
    Warning { rule, severity: "warning", value, digits }
}
