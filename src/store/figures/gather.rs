//! Gathers the inputs of the rules, partner by partner, from streams that are all in partner order.
//!
//! One pass reads each table once from front to back; nothing is loaded but what belongs to the partner in hand.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator as _;
use rusqlite::{Connection, Row, Rows, Statement};

use crate::domain::alert::{Around, Facts, credit_sale};
use crate::domain::credit::Owed;
use crate::domain::delivery::Until;
use crate::domain::diversion::{self, PriceFindings};
use crate::domain::figures::{Basis, OwedThen};
use crate::domain::health::{Inputs, Profile, TicketSpan};
use crate::domain::history::History;
use crate::domain::inventory::Counted;
use crate::domain::kinds::{Lifecycle, Severity, Tier};
use crate::domain::money::Money;
use crate::domain::period::{Month, Week, day_number, from_day_number};
use crate::domain::receivables::{Bill, Receipt};
use crate::domain::target::Goal;
use crate::store::facts::{Closed, SaleRow};
use crate::store::weeks::{Cut, Cuts};
use crate::store::{Result, kpi, rollup};

mod floors;
mod noted;

use floors::Floors;
use noted::{answer, assessment, held, last_term, penalty};

/// A part of the network: partners whose ids are from one up to and including another.
pub(super) type Part = (i64, i64);

/// What every partner is measured against.
#[derive(Clone, Copy, Debug)]
pub(super) struct Env<'a> {
    /// Policy and day.
    pub(super) basis: Basis<'a>,
    /// Up to when figures are in.
    pub(super) until: Until,
    /// What the price watch finds, by partner, on the day and a week earlier: seen prices are compared across the network, and
    /// few.
    pub(super) prices: &'a Prices,
}

/// What the price watch finds, by partner: on the day and a week earlier.
pub(super) type Prices = [BTreeMap<i64, PriceFindings>; 2];

/// What the price watch finds as of a day and a week earlier, by partner.
pub(super) fn prices(conn: &Connection, basis: &Basis<'_>) -> Result<Prices> {
    let policy = &basis.policy.diversion;
    let on = |day: NaiveDate| -> Result<BTreeMap<i64, PriceFindings>> {
        let seen = crate::store::diversion::seen(conn, policy.first_day(day), day)?;
        Ok(diversion::price_findings(&seen, policy))
    };
    Ok([on(basis.as_of)?, on(basis.week_before())?])
}

/// A stream of rows in partner order, the partner first.
struct Stream<'s> {
    rows: Rows<'s>,
    at: Option<i64>,
}

impl<'s> Stream<'s> {
    fn new(rows: Rows<'s>) -> Result<Self> {
        let mut stream = Self { rows, at: None };
        stream.advance()?;
        Ok(stream)
    }

    fn advance(&mut self) -> Result<()> {
        self.rows.advance()?;
        self.at = self.rows.get().map(|r| r.get(0)).transpose()?;
        Ok(())
    }

    /// Hands the rows of `partner` to `f`; those of partners before it, which are gone, are passed over.
    fn of(&mut self, partner: i64, mut f: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        while self.at.is_some_and(|at| at < partner) {
            self.advance()?;
        }
        while self.at == Some(partner) {
            if let Some(row) = self.rows.get() {
                f(row)?;
            }
            self.advance()?;
        }
        Ok(())
    }
}

const PARTNERS: &str =
    "SELECT id, status, coalesce(onboarded_on, first_order_on), outlets_covered, outlets_planned, credit_limit,
    credit_days, tier FROM partner WHERE id BETWEEN ?1 AND ?2 ORDER BY id";
const WEEKS: &str = "SELECT partner, data FROM partner_weeks WHERE partner BETWEEN ?1 AND ?2 ORDER BY partner";
const INVOICES: &str =
    "SELECT partner, id, issued_on, due_on, amount FROM invoice WHERE partner BETWEEN ?1 AND ?2 ORDER BY partner, due_on";
const PAYMENTS: &str =
    "SELECT partner, invoice, paid_on, amount FROM payment WHERE partner BETWEEN ?1 AND ?2 ORDER BY partner, paid_on";
const STOCK: &str = "SELECT partner, day, sku, quantity, value FROM stock WHERE partner BETWEEN ?1 AND ?2
    ORDER BY partner, day, sku";
/// Of who was merged into a partner since a period was closed those with days of it still have the other's code.
const TARGETS: &str = "SELECT p.id, t.from_day, t.to_day, t.amount, t.line FROM partner p
    CROSS JOIN target t ON t.subject = p.code AND t.scope = 'partner' AND t.to_day >= ?3
    WHERE p.id BETWEEN ?1 AND ?2
    UNION ALL SELECT p.id, t.from_day, t.to_day, t.amount, t.line FROM partner p
    CROSS JOIN json_each('[' || replace(json_quote(p.former_codes), ',', '\",\"') || ']') former
    CROSS JOIN target t ON t.subject = former.value AND t.scope = 'partner' AND t.to_day >= ?3
    WHERE p.former_codes IS NOT NULL AND p.id BETWEEN ?1 AND ?2 ORDER BY 1";
const TICKETS: &str = "SELECT partner, severity, coalesce(opened_at, 0),
    CASE WHEN state IN ('resolved', 'closed') THEN coalesce(resolved_at, closed_at, opened_at, 0) END
    FROM ticket WHERE partner BETWEEN ?1 AND ?2 ORDER BY partner";

const VIOLATIONS: &str = "SELECT partner, \"on\", coalesce(points, 0) FROM violation
    WHERE partner BETWEEN ?1 AND ?2 AND state = 'approved' ORDER BY partner";
/// What was sold and what came back, in the order of days and documents.
const RETURNED: &str = "SELECT day, document, net_amount, returns FROM sale WHERE partner = ?1 AND day BETWEEN ?2 AND ?3
    ORDER BY day, document";

const ASSESSMENTS: &str = "SELECT partner, \"on\", score FROM credit_assessment
    WHERE partner BETWEEN ?1 AND ?2 AND \"on\" <= ?3 AND score IS NOT NULL ORDER BY partner, \"on\"";

const ANSWERS: &str = "SELECT partner, \"on\", score FROM satisfaction_answer
    WHERE partner BETWEEN ?1 AND ?2 AND \"on\" <= ?3 ORDER BY partner";
const DEPOSITS: &str = "SELECT partner, amount FROM deposit_entry
    WHERE partner BETWEEN ?1 AND ?2 AND \"on\" <= ?3 ORDER BY partner";
const CONTRACTS: &str = "SELECT partner, from_day, to_day, auto_renew, ended_on FROM contract
    WHERE partner BETWEEN ?1 AND ?2 AND state = 'approved' AND from_day <= ?3 AND (auto_renew = 1 OR to_day >= ?3)
    AND (ended_on IS NULL OR ended_on >= ?3) ORDER BY partner";

/// Hands the inputs of each partner of a part to `f`, in the order of ids.
pub(super) fn each(
    conn: &Connection,
    part: Part,
    env: &Env<'_>,
    mut f: impl FnMut(i64, &Inputs<'_>, &OwedThen, &Around) -> Result<()>,
) -> Result<()> {
    let basis = &env.basis;
    let mut partners = conn.prepare_cached(PARTNERS)?;
    let mut weeks = conn.prepare_cached(WEEKS)?;
    let mut invoices = conn.prepare_cached(INVOICES)?;
    let mut payments = conn.prepare_cached(PAYMENTS)?;
    let mut stock = conn.prepare_cached(STOCK)?;
    let mut targets = conn.prepare_cached(TARGETS)?;
    let mut tickets = conn.prepare_cached(TICKETS)?;
    let mut violations = conn.prepare_cached(VIOLATIONS)?;
    let mut assessments = conn.prepare_cached(ASSESSMENTS)?;
    let mut answers = conn.prepare_cached(ANSWERS)?;
    let mut deposits = conn.prepare_cached(DEPOSITS)?;
    let mut contracts = conn.prepare_cached(CONTRACTS)?;
    let mut returned = conn.prepare_cached(RETURNED)?;
    // a year and the quarter before it is the farthest that a rule looks for a target
    let since = day_number(Month(Month::of(basis.as_of).0 - 16).first());
    let mut weeks = Stream::new(weeks.query(part)?)?;
    let mut invoices = Stream::new(invoices.query(part)?)?;
    let mut payments = Stream::new(payments.query(part)?)?;
    let mut stock = Stream::new(stock.query(part)?)?;
    let mut targets = Stream::new(targets.query((part.0, part.1, since))?)?;
    let mut tickets = Stream::new(tickets.query(part)?)?;
    let mut violations = Stream::new(violations.query(part)?)?;
    let until_today = (part.0, part.1, day_number(basis.as_of));
    let mut assessments = Stream::new(assessments.query(until_today)?)?;
    let mut answers = Stream::new(answers.query(until_today)?)?;
    let mut deposits = Stream::new(deposits.query(until_today)?)?;
    let mut contracts = Stream::new(contracts.query(until_today)?)?;
    let days = [basis.as_of, basis.week_before()];
    let floors = Floors::read(conn, part, days.map(|day| env.until.sales_day(day)))?;
    let mut later = conn.prepare_cached(floors::LATER)?;
    let mut later = Stream::new(later.query(floors.later(part))?)?;
    let today = day_number(basis.as_of);
    // the week that runs is looked at up to the day: what is dated later is known to nobody on that day
    let running = kpi::last_sale_day(conn)?.filter(|last| *last > today).map(|_| Cut::first_of(today));
    let closed = Closed::sales(conn)?;
    let mut own = Own::default();
    let mut rows = partners.query(part)?;
    while let Some(row) = rows.next()? {
        let partner: i64 = row.get(0)?;
        let profile = profile(row)?;
        let mut facts = [Facts::default(); 2];
        own.clear();
        weeks.of(partner, |r| {
            let data = r.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            Cuts::new(data)
                .filter(|cut| running.is_none_or(|first| cut.first < first))
                .for_each(|cut| own.history.push(cut.first, cut.figures));
            Ok(())
        })?;
        if let Some(first) = running {
            let facts: Vec<SaleRow> = closed.read(conn, partner, (first, today))?;
            rollup::each_cut(&facts, |first, figures| own.history.push(first, figures));
        }
        invoices.of(partner, |r| own.bill(r))?;
        payments.of(partner, |r| own.receipt(r))?;
        stock.of(partner, |r| own.count(r))?;
        own.counts.sort_by_key(|c| c.sku);
        targets.of(partner, |r| own.target(r))?;
        own.read_lines(conn, &closed, partner, (since, today))?;
        tickets.of(partner, |r| own.ticket(r))?;
        violations.of(partner, |r| penalty(r, &mut facts, days, basis.policy.violations.months))?;
        let owed = OwedThen {
            now: own.owed(basis.as_of, &env.until),
            week_before: own.owed(basis.week_before(), &env.until),
            fortnight_before: own.owed(basis.week_before() - Days::new(7), &env.until),
            month_before: own.owed(basis.month_before(), &env.until),
        };
        assessments.of(partner, |r| assessment(r, &mut facts, days))?;
        answers.of(partner, |r| answer(r, &mut facts, days, basis.policy.alerts.satisfaction.days))?;
        if profile.trades() {
            let counted = returns(&mut returned, partner, &own.history, env, days)?;
            facts.iter_mut().zip(counted).for_each(|(facts, count)| facts.returns = count);
        }
        own.later.clear();
        later.of(partner, |r| own.later(r))?;
        for ((facts, day), prices) in facts.iter_mut().zip(days).zip(env.prices) {
            facts.below_floor = floors.below(partner, env.until.sales_day(day), &own.later);
            facts.credit_sale = credit_sale(&own.bills, env.until.payments_day(day), &basis.policy.alerts.credit_sale);
            facts.prices = prices.get(&partner).copied().unwrap_or_default();
        }
        let (deposit_held, contract_end) = (held(&mut deposits, partner)?, last_term(&mut contracts, partner, basis.as_of)?);
        let [now, week_before] = facts;
        let around = Around { until: env.until, now, week_before, deposit_held, contract_end };
        let profile = Profile { points: now.points, ..profile };
        let inputs = Inputs {
            profile,
            history: &own.history,
            counts: &own.counts,
            targets: &own.targets,
            lines: &own.lines,
            tickets: &own.tickets,
        };
        f(partner, &inputs, &owed, &around)?;
    }
    Ok(())
}

/// What belongs to the partner in hand; its memory serves the next one.
#[derive(Default)]
struct Own {
    history: History,
    bills: Vec<Bill>,
    receipts: Vec<Receipt>,
    billed: Vec<(NaiveDate, Money)>,
    counts: Vec<Counted>,
    targets: Vec<Goal>,
    lines: Vec<(i64, History)>,
    tickets: Vec<TicketSpan>,
    /// What was sold after the last week that is in.
    later: Vec<floors::Later>,
}

impl Own {
    fn clear(&mut self) {
        self.history.clear();
        self.bills.clear();
        self.receipts.clear();
        self.billed.clear();
        self.counts.clear();
        self.targets.clear();
        self.tickets.clear();
    }

    fn bill(&mut self, r: &Row<'_>) -> Result<()> {
        let (issued_on, amount) = (from_day_number(r.get(2)?), Money(r.get(4)?));
        self.bills.push(Bill { id: r.get(1)?, issued_on, due_on: from_day_number(r.get(3)?), amount, disputed: false });
        self.billed.push((issued_on, amount));
        Ok(())
    }

    fn receipt(&mut self, r: &Row<'_>) -> Result<()> {
        self.receipts.push(Receipt { invoice: r.get(1)?, paid_on: from_day_number(r.get(2)?), amount: Money(r.get(3)?) });
        Ok(())
    }

    fn owed(&self, day: NaiveDate, until: &Until) -> Owed {
        Owed::of(&self.bills, &self.receipts, &self.billed, day, until.payments_day(day))
    }

    fn count(&mut self, r: &Row<'_>) -> Result<()> {
        self.counts.push(Counted { sku: r.get(2)?, day: r.get(1)?, quantity: r.get(3)?, value: Money(r.get(4)?) });
        Ok(())
    }

    fn target(&mut self, r: &Row<'_>) -> Result<()> {
        let amount = Money(r.get(3)?);
        self.targets.push(Goal { from: r.get(1)?, to: r.get(2)?, amount, line: r.get(4)? });
        Ok(())
    }

    /// The sales of each product line that has a target of its own, from the facts: weeks are not told apart by line.
    fn read_lines(&mut self, conn: &Connection, closed: &Closed, partner: i64, days: (i32, i32)) -> Result<()> {
        self.lines.clear();
        let mut lines: Vec<i64> = self.targets.iter().filter_map(|t| t.line).collect();
        if lines.is_empty() {
            return Ok(());
        }
        lines.sort_unstable();
        lines.dedup();
        let facts: Vec<SaleRow> = closed.read(conn, partner, days)?;
        for line in lines {
            let of_line: Vec<SaleRow> = facts.iter().filter(|f| f.line == line).cloned().collect();
            let mut history = History::default();
            rollup::each_cut(&of_line, |first, figures| history.push(first, figures));
            self.lines.push((line, history));
        }
        Ok(())
    }

    fn later(&mut self, r: &Row<'_>) -> Result<()> {
        self.later.push(floors::Later { day: r.get(1)?, line: r.get(2)?, net: Money(r.get(3)?), quantity: r.get(4)? });
        Ok(())
    }

    fn ticket(&mut self, r: &Row<'_>) -> Result<()> {
        let severity = Severity::from_code(r.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?).unwrap_or(Severity::S3);
        self.tickets.push(TicketSpan { opened: r.get(2)?, ended: r.get(3)?, severity });
        Ok(())
    }
}

fn profile(r: &Row<'_>) -> Result<Profile> {
    let status = r.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
    Ok(Profile {
        status: Lifecycle::from_code(status).unwrap_or(Lifecycle::Exited),
        since: r.get(2)?,
        outlets_covered: r.get(3)?,
        outlets_planned: r.get(4)?,
        credit_limit: r.get::<_, Option<i64>>(5)?.map(Money),
        credit_days: r.get(6)?,
        points: 0,
        tier: r.get_ref(7)?.as_str_or_null().map_err(rusqlite::Error::from)?.and_then(Tier::from_code),
    })
}

/// How many returns a partner made in the last days that are in, on the day and a week earlier; its facts are read only if its weeks
/// say that there were any. A return is a document, or a day without one.
fn returns(
    statement: &mut Statement<'_>,
    partner: i64,
    history: &History,
    env: &Env<'_>,
    days: [NaiveDate; 2],
) -> Result<[i64; 2]> {
    let bounds = env.basis.policy.alerts.returns;
    let windows = days.map(|day| {
        let to = env.until.sales_day(day);
        (to.saturating_sub(i32::try_from(bounds.days).unwrap_or(i32::MAX)) + 1, to)
    });
    let has_any = |(from, to): (i32, i32)| history.between(Week::of_day(from).first_day(), to).returns.0 > 0;
    let asked = windows.map(|window| has_any(window).then_some(window));
    let Some((from, to)) = asked.into_iter().flatten().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else { return Ok([0; 2]) };
    let mut counts = [0; 2];
    let mut count = |(day, net, back): (i32, Money, Money)| {
        for (count, _) in counts.iter_mut().zip(asked).filter(|(_, w)| w.is_some_and(|(from, to)| (from..=to).contains(&day))) {
            *count += i64::from(back.0 > 0 && bounds.is_return(net, back));
        }
    };
    let (mut document, mut sum) = (String::new(), None);
    let mut rows = statement.query((partner, from, to))?;
    while let Some(r) = rows.next()? {
        let (day, net, back): (i32, _, _) = (r.get(0)?, Money(r.get(2)?), Money(r.get(3)?));
        let of = r.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        sum = match sum {
            Some((d, n, b)) if d == day && document == of => Some((d, n + net, b + back)),
            before => {
                before.into_iter().for_each(&mut count);
                of.clone_into(&mut document);
                Some((day, net, back))
            }
        };
    }
    sum.into_iter().for_each(count);
    Ok(counts)
}
