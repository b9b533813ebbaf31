//! What a partner bought, sold, owes and holds, week by week.

use chrono::{Days, NaiveDate};

use super::network::{Course, Payer, Profile, trend};
use super::random::Random;
use super::words::{Line, Trade, Words};
use crate::domain::kinds::{Invoice, Payment, Sale, Stock};
use crate::domain::money::{Money, div_round};
use crate::domain::period::{Month, Week};

/// The weeks that figures are made for, and how finely.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) as_of: NaiveDate,
    /// Whole weeks before the one of `as_of`.
    pub(super) weeks: i32,
    /// One line a week instead of all that a partner carries, targets by quarter, invoices of the last months only.
    pub(super) lean: bool,
}

/// A partner on paper: its profile, how its type trades, and the ids that the store gave.
#[derive(Clone, Copy, Debug)]
pub(super) struct Account<'a> {
    pub(super) profile: &'a Profile,
    pub(super) trade: &'a Trade,
    pub(super) id: i64,
    /// Ids of all product lines, in the order of the words.
    pub(super) lines: &'a [i64],
    /// Ids of the articles of each, what sells most first.
    pub(super) skus: &'a [Vec<i64>],
    /// Season by week since the first of the calendar of the demo, permille.
    pub(super) season: &'a Calendar,
}

impl Account<'_> {
    /// Whether it tells its sales by article: one in four does, so that there are both sorts of files.
    fn tells_articles(&self, frame: Frame) -> bool {
        !frame.lean && self.profile.index % 4 == 1
    }

    /// Whether it sends its orders, each with its number: some of those that tell articles.
    fn sends_orders(&self, frame: Frame) -> bool {
        self.tells_articles(frame) && self.profile.index % 16 == 13 && matches!(self.profile.course, Course::Drift(_))
    }

    /// The articles of a line, by its position.
    fn articles(&self, line: usize) -> &[i64] {
        self.skus.get(line).map_or(&[], Vec::as_slice)
    }
}

/// Season of a channel type by week.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    pub(super) first: Week,
    pub(super) permille: Vec<i64>,
}

impl Calendar {
    fn at(&self, week: Week) -> i64 {
        usize::try_from(week.0 - self.first.0).ok().and_then(|i| self.permille.get(i)).copied().unwrap_or(1_000)
    }
}

/// The sales of every week, oldest first.
pub(super) fn sales(words: &Words, account: &Account<'_>, frame: Frame, r: &mut Random) -> Vec<Sale> {
    let p = account.profile;
    let now = Week::of(frame.as_of);
    let mut out = Vec::new();
    for week in now.0 - frame.weeks..=now.0 {
        let monday = Week(week).monday();
        // of the running week only what has come in by last night
        let (part, day) = if week < now.0 {
            (1_000, monday + Days::new(u64::try_from(r.between(1, 3)).unwrap_or(2)))
        } else {
            let days = (frame.as_of - monday).num_days();
            if days == 0 {
                break;
            }
            (days * 143, frame.as_of - Days::new(1))
        };
        let course = trend(p, Week(week), now);
        if course == 0 || (course < 600 && r.permille(250)) || r.permille(6) {
            continue;
        }
        let flow = account.season.at(Week(week)) * course / 1_000 * r.bell(320) / 1_000 * part / 1_000;
        let orders = (p.orders * (course + 1_000) / 2_000 * r.bell(350) / 1_000 * part.max(400) / 1_000 + 5) / 10;
        week_of(words, account, frame, (Week(week), now, day), (flow, orders.max(1)), r, &mut out);
    }
    out
}

/// One week by the lines that the partner carries.
fn week_of(
    words: &Words,
    account: &Account<'_>,
    frame: Frame,
    (week, now, day): (Week, Week, NaiveDate),
    (flow, orders): (i64, i64),
    r: &mut Random,
    out: &mut Vec<Sale>,
) {
    use chrono::Datelike;
    let p = account.profile;
    let count = p.lines.len();
    let turn = usize::try_from(week.0).unwrap_or(0) % count;
    let shown: &[usize] = if frame.lean { &p.lines[turn..=turn] } else { &p.lines };
    let weights: i64 = (0..shown.len()).map(|k| weight(shown.len(), k)).sum();
    let ago = now.0 - week.0;
    let mut left = orders;
    for (k, at) in shown.iter().enumerate() {
        let line = &words.line[*at];
        let away = (i64::from(day.month0()) - i64::from(line.heat.0 - 1)).abs();
        let heat = 1_000 + line.heat.1 * (6 - away.min(12 - away) * 2) * 10 / 6;
        let amount = p.weekly * Money::SCALE * weight(shown.len(), k) / weights / 1_000 * flow / 1_000 * heat;
        // now and then one sells below the floor price
        let discount = if p.index % 53 == 7 && ago <= 3 { 830 } else { r.between(960, 1_000) };
        let list = price(line.price);
        // in whole cents, as a price list is
        let unit = list * discount / 100_000 * 100;
        let quantity = (amount / unit.max(1)).max(1);
        let net = quantity * unit;
        let permille = |rate: i64| Money(div_round(i128::from(net) * i128::from(rate), 100_000) * 100);
        let many = if p.course == Course::Returning && ago <= 12 { 5 } else { 1 };
        let sold = if p.course == Course::Stuffed && ago <= 16 { r.between(520, 640) } else { r.between(880, 1_060) };
        let share = if k + 1 == shown.len() { left } else { (orders * weight(shown.len(), k) + weights / 2) / weights };
        left = (left - share).max(0);
        let online = account.trade.commission > 0;
        let sale = Sale {
            partner: account.id,
            day,
            document: String::new(),
            line: account.lines.get(*at).copied(),
            sku: None,
            region: None,
            owner: None,
            orders: share.max(0),
            quantity,
            net_amount: Money(net),
            returns: if r.permille(620) { permille(account.trade.returns * many * r.bell(700) / 620) } else { Money::ZERO },
            cost: Money(quantity * cost(line).0),
            commission: permille(account.trade.commission),
            advertising: permille(if online { 28 } else { 6 }),
            logistics: permille(24),
            promotion: permille(account.trade.promo / 10),
            sellout: quantity * sold / 1_000,
        };
        if account.sends_orders(frame) {
            let document = format!("SO-{:04}-{:05}-{}", p.index + 1, week.0, k + 1);
            by_article(Sale { document, orders: 1, ..sale }, account.articles(*at), out);
        } else if account.tells_articles(frame) {
            by_article(sale, account.articles(*at), out);
        } else {
            out.push(sale);
        }
    }
}

/// How much of a line its second article is, in percent.
const SECOND: i64 = 30;

/// A line's sale told by its two articles: what does not go by the piece is told with the first.
fn by_article(sale: Sale, articles: &[i64], out: &mut Vec<Sale>) {
    let [first, rest @ ..] = articles else { return out.push(sale) };
    let mut main = Sale { sku: Some(*first), ..sale };
    let pieces = main.quantity * SECOND / 100;
    if let Some(second) = rest.first().filter(|_| pieces > 0) {
        let share = |money: Money| Money(money.0 / main.quantity * pieces);
        let other = Sale {
            sku: Some(*second),
            orders: 0,
            quantity: pieces,
            net_amount: share(main.net_amount),
            returns: Money::ZERO,
            cost: share(main.cost),
            commission: Money::ZERO,
            advertising: Money::ZERO,
            logistics: Money::ZERO,
            promotion: Money::ZERO,
            sellout: main.sellout * SECOND / 100,
            ..main.clone()
        };
        main.quantity -= other.quantity;
        main.net_amount -= other.net_amount;
        main.cost -= other.cost;
        main.sellout -= other.sellout;
        out.push(other);
    }
    out.push(main);
}

fn weight(count: usize, k: usize) -> i64 {
    i64::try_from(count - k).unwrap_or(1) + 1
}

/// A price of the words as money.
#[expect(clippy::cast_possible_truncation, reason = "a price has two decimals")]
pub(super) fn price(units: f64) -> i64 {
    (units * 10_000.0).round() as i64
}

/// What a piece of a line costs the vendor, in whole cents.
pub(super) fn cost(line: &Line) -> Money {
    Money(price(line.price) * (100 - line.margin) / 10_000 * 100)
}

/// What was planned for the weeks whose Thursday is in the month, rounded to hundreds.
pub(super) fn target(account: &Account<'_>, month: Month) -> Money {
    let p = account.profile;
    let span = month.span();
    let mut units = 0;
    let mut week = Week::of(span.from);
    while week.monday() + Days::new(3) <= span.to {
        if week.monday() + Days::new(3) >= span.from && week >= p.since {
            units += p.weekly * account.season.at(week) / 1_000;
        }
        week = Week(week.0 + 1);
    }
    Money::units(units * p.ambition / 1_000 / 100 * 100)
}

/// A month's invoice, as it stands at `as_of`, with what was paid on it.
pub(super) struct Bill {
    pub(super) invoice: Invoice,
    /// Day and amount.
    pub(super) paid: Vec<(NaiveDate, Money)>,
}

/// The invoices of a partner that buys on credit: one for each month's sales, paid as it is its habit.
pub(super) fn bills(account: &Account<'_>, sales: &[Sale], frame: Frame, r: &mut Random) -> Vec<Bill> {
    let (p, term) = (account.profile, account.trade.term);
    if term == 0 {
        return Vec::new();
    }
    let this = Month::of(frame.as_of);
    let back = if frame.lean { 3 } else { 13 };
    let mut bills = Vec::new();
    for m in (this.0 - back..this.0).map(Month) {
        let span = m.span();
        let amount: Money = sales.iter().filter(|s| span.contains(s.day)).map(|s| s.net_amount - s.returns).sum();
        if amount.0 <= 0 {
            continue;
        }
        let amount = amount.rounded();
        let due = span.to + Days::new(u64::try_from(term).unwrap_or(30));
        let late = |days: i64| due + chrono::Duration::days(days);
        let paid = match p.payer {
            Payer::Prompt => vec![(late(r.between(-9, 2)), amount)],
            Payer::Late => vec![(late(r.between(7, 27)), amount)],
            Payer::Stuck if this.0 - m.0 <= 5 => Vec::new(),
            Payer::Stuck => vec![(late(r.between(25, 45)), amount)],
            Payer::Partly => {
                let part = Money(amount.0 / 500_000 * 300_000);
                vec![(late(0), part), (late(r.between(20, 40)), amount - part)]
            }
        };
        let count = bills.len();
        bills.push(Bill {
            invoice: Invoice {
                number: format!("FP{}{:02}-{:05}", span.from.format("%y"), (m.0 % 12) + 1, p.index + 1),
                partner: account.id,
                issued_on: span.to,
                due_on: due,
                amount,
                disputed: paid.is_empty() && r.permille(120) || (p.payer == Payer::Late && (p.index + count) % 7 == 3),
            },
            paid: paid.into_iter().filter(|(day, sum)| *day <= frame.as_of && sum.0 > 0).collect(),
        });
    }
    bills
}

/// The payments of a bill, under the id that its invoice got.
pub(super) fn payments(bill: &Bill, invoice: i64) -> Vec<Payment> {
    let letter = |k: usize| char::from(b'A' + u8::try_from(k).unwrap_or(0));
    let of = |(k, (day, amount)): (usize, &(NaiveDate, Money))| Payment {
        number: format!("HK{}{}", bill.invoice.number.trim_start_matches("FP"), letter(k)),
        partner: bill.invoice.partner,
        paid_on: *day,
        amount: *amount,
        invoice: Some(invoice),
    };
    bill.paid.iter().enumerate().map(of).collect()
}

/// The stock counted at the last month ends and last Sunday.
pub(super) fn stock(words: &Words, account: &Account<'_>, sales: &[Sale], frame: Frame, r: &mut Random) -> Vec<Stock> {
    let p = account.profile;
    if account.trade.outlets == 0 || p.course == Course::Silent {
        return Vec::new();
    }
    let sunday = Week::of(frame.as_of).monday() - Days::new(1);
    let this = Month::of(frame.as_of);
    let ends = if frame.lean { 1 } else { 3 };
    let mut days: Vec<NaiveDate> = (1..=ends).rev().map(|k| Month(this.0 - k).span().to).filter(|d| *d < sunday).collect();
    days.push(sunday);
    let mut out = Vec::new();
    for (n, day) in days.iter().enumerate() {
        for at in &p.lines {
            let (line, id) = (&words.line[*at], account.lines.get(*at).copied());
            let recent = |s: &&Sale| s.line == id && *day - Days::new(84) < s.day && s.day <= *day;
            let pieces: i64 = sales.iter().filter(recent).map(|s| s.quantity).sum();
            let weeks = if p.course == Course::Stuffed { 80 + 22 * i64::try_from(n).unwrap_or(0) } else { r.between(38, 66) };
            let quantity = pieces / 12 * weeks / 10;
            let articles = account.articles(*at);
            // who tells articles counts the second the evening before
            let other = if account.tells_articles(frame) && articles.len() > 1 { quantity * SECOND / 100 } else { 0 };
            for (sku, quantity, before) in
                articles.iter().zip([quantity - other, other]).zip([0, 1]).map(|((s, q), b)| (*s, q, b))
            {
                if quantity > 0 {
                    out.push(Stock {
                        partner: account.id,
                        day: *day - Days::new(before),
                        sku: Some(sku),
                        line: id,
                        quantity,
                        value: Money(quantity * cost(line).0),
                    });
                }
            }
        }
    }
    out
}
