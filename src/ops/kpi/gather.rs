//! Sums of a report: sales by a dimension, and what stands against targets; both come from one pass over the months.

use std::collections::{BTreeSet, HashMap};

use super::kept::Kept;
use crate::domain::kinds::TargetScope;
use crate::domain::money::Money;
use crate::domain::period::{Month, Span, day_number, from_day_number};
use crate::domain::policy::Policy;
use crate::domain::sales::By;
use crate::domain::target::tally::{Aims, Home, Homes, MonthSold, Plan, Rows, Seen, Tally, Trees};
use crate::domain::target::{Aimed, Horizon};
use crate::store::kpi::{self as read, PartnerMonth, Sliced, Slicer};
use crate::store::{self, Connection};

#[derive(Clone, Copy, Debug)]
pub(super) struct Ask<'a> {
    /// The whole period; sales count up to the day of the horizon.
    pub(super) span: Span,
    pub(super) rows: Rows,
    pub(super) partners: Option<&'a BTreeSet<i64>>,
    pub(super) horizon: Horizon<'a>,
}

/// How far figures are looked at as of a day: pace up to the last week that has any.
pub(in crate::ops) fn horizon<'a>(conn: &Connection, as_of: chrono::NaiveDate, rules: &'a Policy) -> store::Result<Horizon<'a>> {
    let until = store::figures::until(conn, as_of, rules)?.sales_day(as_of);
    Ok(Horizon { as_of: day_number(as_of), until, calendar: &rules.calendar })
}

/// What each partner's own targets come to, of all that have sales, targets or trade.
pub(super) type Each = HashMap<i64, Aimed>;

/// Sales of the days that have figures, and the targets of the whole span.
pub(super) fn sums(conn: &Connection, ask: &Ask<'_>, kept: &mut Kept<'_>) -> store::Result<(Sliced, Aims)> {
    Ok(sums_and_each(conn, ask, kept)?.0)
}

/// The same; with it what each partner's targets come to where the sums are made to be kept, which is then known by the way.
pub(super) fn sums_and_each(
    conn: &Connection,
    ask: &Ask<'_>,
    kept: &mut Kept<'_>,
) -> store::Result<((Sliced, Aims), Option<Each>)> {
    let sold = super::until(ask.span, from_day_number(ask.horizon.as_of));
    let last = day_number(ask.span.to);
    let seen = format!("{} {}", ask.horizon.as_of.min(last), ask.horizon.until.min(last));
    let names = [kept.name("sales", sold, ""), kept.name("aims", ask.span, &seen)];
    let [sales, aims] = &names;
    let (sales, aims) = (sales.as_deref(), aims.as_deref());
    if let (Some(sliced), Some(found)) = (kept.recall(sales), kept.recall(aims)) {
        return Ok(((sliced, found), None));
    }
    let mut each = sales.filter(|_| Slicer::needs_homes(ask.rows.by)).map(|_| Each::new());
    let made = add_up(conn, ask, sold, each.as_mut())?;
    kept.note(sales, &made.0);
    kept.note(aims, &made.1);
    // without any target nobody was looked at
    Ok((made, each.filter(|each| !each.is_empty())))
}

fn add_up(conn: &Connection, ask: &Ask<'_>, sold: Span, each: Option<&mut Each>) -> store::Result<(Sliced, Aims)> {
    let mut plan = Plan::default();
    let mut regional = false;
    read::each_subject(conn, ask.span, |scope, id, goals, days| {
        // targets of more than single partners mean nothing for some of them
        if ask.partners.is_none_or(|set| scope == TargetScope::Partner && set.contains(&id)) {
            plan.add(scope, id, goals, days, &ask.horizon);
            regional |= scope == TargetScope::Region;
        }
    })?;
    let homes = if regional || Slicer::needs_homes(ask.rows.by) { read::homes(conn, ask.span)? } else { Homes::default() };
    let trees = if regional || ask.rows.by == By::Region { read::trees(conn, ask.span)? } else { Trees::default() };
    let mut slicer = Slicer::new(ask.rows, &homes, &trees);
    let weekly = ask.rows.by == By::Week;
    if plan.is_empty() && weekly {
        return Ok((read::by_week(conn, sold, ask.partners)?, Aims::default()));
    }
    if plan.is_empty() {
        read::each(conn, sold, ask.partners, |m| slicer.add(m))?;
        return Ok((slicer.done(), Aims::default()));
    }
    let mut tally = match &each {
        None => Tally::new(&plan, ask.rows, &homes, &trees),
        Some(_) => Tally::with_each(&plan, ask.rows, &homes, &trees),
    };
    let mut seen = Seen::default();
    read::each(conn, sold, ask.partners, |m| {
        slicer.add(m);
        seen.add(m.partner);
        against(&mut tally, m, false);
    })?;
    // what came after the last week of figures is no part of what pace looks at
    let after = Span { from: from_day_number(ask.horizon.until + 1).max(sold.from), to: sold.to };
    read::each(conn, after, ask.partners, |m| against(&mut tally, m, true))?;
    let sales = if weekly { read::by_week(conn, sold, ask.partners)? } else { slicer.done() };
    if let Some(each) = each {
        *each = tally.each();
        let last = last_day(ask);
        let trades = homes.at(month_of(last)).filter(|(_, home)| home.trades_by(last)).map(|(id, _)| id);
        for partner in trades.chain(seen.ids()) {
            each.entry(partner).or_default();
        }
    }
    Ok((sales, tally.settle(ask.span)))
}

fn against(tally: &mut Tally<'_>, m: &PartnerMonth<'_>, after: bool) {
    let parts = |f: &mut dyn FnMut(i64, i64, i64, Money)| {
        m.parts().for_each(|p| f(p.line, p.region, p.owner, p.figures.after_returns()));
    };
    tally.sold(&MonthSold { month: m.month, partner: m.partner, net: m.all.after_returns(), after, parts: &parts });
}

/// The last day on which a partner that trades stands in a report.
fn last_day(ask: &Ask<'_>) -> i32 {
    ask.horizon.as_of.min(day_number(ask.span.to))
}

fn month_of(day: i32) -> i32 {
    Month::of(from_day_number(day)).0
}

/// The rows that stand in a report though nothing was sold in them: those of partners that trade.
pub(super) fn members(conn: &Connection, ask: &Ask<'_>) -> store::Result<Vec<i64>> {
    if !Slicer::needs_homes(ask.rows.by) && ask.rows.by != By::Partner {
        return Ok(Vec::new());
    }
    let last = last_day(ask);
    let month = month_of(last);
    let days = Month(month).span();
    let trees = if ask.rows.level.is_some() { read::trees(conn, days)? } else { Trees::default() };
    let asked = |id: &i64| ask.partners.is_none_or(|set| set.contains(id));
    let homes = read::homes(conn, days)?;
    let found: BTreeSet<i64> = homes
        .at(month)
        .filter(|(id, home)| asked(id) && home.trades_by(last))
        .filter_map(|(id, home): (i64, Home)| home.key(id, ask.rows, trees.of(month)))
        .collect();
    Ok(found.into_iter().collect())
}
