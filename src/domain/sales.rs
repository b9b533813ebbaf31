//! Sales figures and what they add up to (S4).

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use chrono::{Days, Months, NaiveDate};
use serde::Deserialize;

use super::money::{Money, Rate, plus};
use super::period::{Month, Span, Week};
use super::target::Aimed;
use super::workcal::Calendar;
use crate::choices;

/// `[sales]` of the policy.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SalesPolicy {
    /// Exceeded from this attainment.
    pub exceeded: Rate,
    /// Met from this attainment.
    pub met: Rate,
    /// On pace from this share of what is due by today.
    pub on_pace: Rate,
    /// Behind pace below this share.
    pub behind: Rate,
    /// The part of the partners that is looked at for concentration.
    pub top_share: Rate,
    /// The part of the sales that the fewest partners are counted for.
    pub reach: Rate,
    /// A type that grew more than this is emerging,
    pub emerging_growth: Rate,
    /// as long as its share of sales is below this.
    pub emerging_share: Rate,
}

choices! {
    /// What figures are shown by.
    pub enum By {
        Region = "region", "region", "区域";
        Area = "area", "area", "大区";
        Type = "type", "channel type", "渠道类型";
        Owner = "owner", "owner", "负责人";
        Line = "line", "product line", "产品线";
        Partner = "partner", "partner", "渠道商";
        Tier = "tier", "tier", "等级";
        CityClass = "city-class", "city class", "城市级别";
        Week = "week", "week", "周";
        Month = "month", "month", "月";
        Quarter = "quarter", "quarter", "季度";
        Year = "year", "year", "年";
    }
}

impl By {
    /// The month, quarter or year that a month is in, counted from the year 0; `None` where rows are no times.
    ///
    /// A fiscal year that begins in another month has the name of the calendar year in which it begins.
    #[must_use]
    pub fn bucket(self, month: i32, first_month: u32) -> Option<i64> {
        let months = match self {
            Self::Month => return Some(month.into()),
            Self::Quarter => 3,
            Self::Year => 12,
            _ => return None,
        };
        let first = i32::try_from(first_month).unwrap_or(1) - 1;
        Some((month - first).div_euclid(months).into())
    }

    /// The days of such a month, quarter or year.
    #[must_use]
    pub fn bucket_span(self, key: i64, first_month: u32) -> Option<Span> {
        let months = match self {
            Self::Week => return Some(Week(i32::try_from(key).ok()?).span()),
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
            _ => return None,
        };
        let first = if months == 1 { 0 } else { i32::try_from(first_month).unwrap_or(1) - 1 };
        let begin = i32::try_from(key).ok()?.checked_mul(months)?.checked_add(first)?;
        Some(Span { from: Month(begin).first(), to: Month(begin + months - 1).span().to })
    }

    /// Whether rows are times, in their order.
    #[must_use]
    pub const fn is_time(self) -> bool {
        matches!(self, Self::Week | Self::Month | Self::Quarter | Self::Year)
    }
}

choices! {
    /// How a target stands: by its attainment when its days are over, by its pace while they run.
    pub enum Standing {
        Exceeded = "exceeded", "exceeded", "超额";
        Met = "met", "met", "达标";
        Missed = "missed", "missed", "未达标";
        OnPace = "on_pace", "on pace", "进度正常";
        Close = "close", "close", "略慢";
        Behind = "behind", "behind", "落后";
    }
}

choices! {
    /// What a type contributes 贡献类别.
    pub enum Contributes {
        High = "high", "high", "高";
        Low = "low", "low", "低";
        Emerging = "emerging", "emerging", "新兴";
    }
}

/// How a target stands as of a day; `None` where it has none above 0, or its days have not begun.
#[must_use]
pub fn standing(aimed: &Aimed, days: Span, as_of: NaiveDate, policy: &SalesPolicy) -> Option<Standing> {
    if as_of < days.from {
        return None;
    }
    if as_of < days.to {
        let pace = aimed.pace()?;
        return Some(if pace.at_least(policy.on_pace) {
            Standing::OnPace
        } else if pace.at_least(policy.behind) {
            Standing::Close
        } else {
            Standing::Behind
        });
    }
    let attainment = aimed.attainment()?;
    Some(if attainment.at_least(policy.exceeded) {
        Standing::Exceeded
    } else if attainment.at_least(policy.met) {
        Standing::Met
    } else {
        Standing::Missed
    })
}

/// The part of a period's working days that is over at the end of `as_of`, as done / all; `None` before it begins.
///
/// Years that the calendar does not cover count Mondays to Fridays. This is the time progress 时间进度.
#[must_use]
pub fn time_progress(period: Span, as_of: NaiveDate, calendar: &Calendar) -> Option<(i64, i64)> {
    if as_of < period.from {
        return None;
    }
    let done = calendar.workdays(Span { from: period.from, to: as_of.min(period.to) });
    let all = calendar.workdays(period);
    if all > 0 {
        Some((done, all))
    } else {
        let elapsed = Span { from: period.from, to: as_of.min(period.to) };
        Some((elapsed.days(), period.days()))
    }
}

/// Growth against an earlier figure as a fraction, six decimals; `None` unless the earlier one is above 0.
#[must_use]
pub fn growth(now: Money, before: Money) -> Option<f64> {
    if before.0 <= 0 { None } else { (now - before).ratio_f64(before).map(six) }
}

/// Rounded to six decimals, as ratios are printed.
#[must_use]
pub fn six(ratio: f64) -> f64 {
    (ratio * 1_000_000.0).round() / 1_000_000.0
}

/// What a type contributes: emerging if it grows fast from little, else high from the network's own margin on.
///
/// `growth` is a fraction, the margins are contribution / net sales; `None` without sales.
#[must_use]
pub fn contributes(own: &Figures, network: &Figures, growth: Option<f64>, policy: &SalesPolicy) -> Option<Contributes> {
    let (own_sales, all_sales) = (own.after_returns(), network.after_returns());
    if own_sales.0 <= 0 || all_sales.0 <= 0 {
        return None;
    }
    let share = own_sales.ratio(all_sales)?;
    if growth.is_some_and(|g| g > policy.emerging_growth.to_f64()) && share < policy.emerging_share {
        return Some(Contributes::Emerging);
    }
    let (a, b) = (i128::from(own.contribution().0), i128::from(network.contribution().0));
    let high = a * i128::from(all_sales.0) >= b * i128::from(own_sales.0);
    Some(if high { Contributes::High } else { Contributes::Low })
}

/// How much of the sales hangs on how few partners.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concentration {
    /// Partners with sales above 0.
    pub n: usize,
    /// The top part of them, rounded up.
    pub top: usize,
    /// The share of sales of that part, six decimals.
    pub top_share: f64,
    /// The fewest partners that reach the share of sales which is looked at (80 %).
    pub reach: usize,
    /// Herfindahl index: the sum of squared shares, 0 to 1, six decimals.
    pub hhi: f64,
}

/// The concentration of sales by partner; `None` without any sale above 0.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a share needs six digits")]
pub fn concentration(by_partner: impl IntoIterator<Item = Money>, policy: &SalesPolicy) -> Option<Concentration> {
    let mut sales: Vec<i64> = by_partner.into_iter().map(|m| m.0).filter(|s| *s > 0).collect();
    sales.sort_unstable_by(|a, b| b.cmp(a));
    let n = sales.len();
    let total: i128 = sales.iter().map(|s| i128::from(*s)).sum();
    if total == 0 {
        return None;
    }
    let part = |rate: Rate| usize::try_from((i128::try_from(n).unwrap_or(0) * i128::from(rate.0) + 9_999) / 10_000).unwrap_or(n);
    let top = part(policy.top_share);
    let held: i128 = sales.iter().take(top).map(|s| i128::from(*s)).sum();
    let mut sum = 0_i128;
    let reach = sales
        .iter()
        .position(|s| {
            sum += i128::from(*s);
            sum * 10_000 >= total * i128::from(policy.reach.0)
        })
        .map_or(n, |i| i + 1);
    let squares: f64 = sales.iter().map(|s| (*s as f64 / total as f64).powi(2)).sum();
    Some(Concentration { n, top, top_share: six(held as f64 / total as f64), reach, hhi: six(squares) })
}

/// The period of equal length right before: as many months before whole months, as many days before other spans.
#[must_use]
pub fn previous(span: Span) -> Span {
    let (first, last) = (Month::of(span.from), Month::of(span.to));
    if first.first() == span.from && last.span().to == span.to {
        let months = last.0 - first.0 + 1;
        return Span { from: Month(first.0 - months).first(), to: Month(first.0 - 1).span().to };
    }
    let back = Days::new(u64::try_from(span.days()).unwrap_or(1));
    Span { from: span.from - back, to: span.from - Days::new(1) }
}

/// What is compared with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The period right before.
    Previous,
    /// The same period of the year before.
    LastYear,
}

/// The span that a period as of a day is fairly compared with.
///
/// Of a period that still runs only the part up to `as_of` has figures, so the same part of the earlier one is taken: up to the
/// same day of the month (last year, or whole months before), else as many days.
#[must_use]
pub fn compared(period: Span, as_of: NaiveDate, against: Against) -> Span {
    let whole = match against {
        Against::Previous => previous(period),
        Against::LastYear => period.last_year(),
    };
    if as_of >= period.to {
        return whole;
    }
    let to = if period.week().is_some() {
        whole.from + (as_of - period.from)
    } else if against == Against::LastYear {
        as_of.checked_sub_months(Months::new(12)).unwrap_or(as_of)
    } else {
        let months = Month::of(as_of).0 - Month::of(period.from).0;
        let aligned = whole.from == Month::of(whole.from).first() && period.from == Month::of(period.from).first();
        if aligned {
            let there = Month(Month::of(whole.from).0 + months).span();
            let day = (as_of - Month::of(as_of).first()).num_days();
            (there.from + Days::new(u64::try_from(day).unwrap_or(0))).min(there.to)
        } else {
            whole.from + Days::new(u64::try_from((as_of - period.from).num_days()).unwrap_or(0))
        }
    };
    Span { from: whole.from, to: to.clamp(whole.from, whole.to) }
}

/// Sales of anybody over any span: sums of facts.
///
/// Every member is additive over days, partners, lines, regions and owners, so sums of sums are exact. A document
/// counts as one order, for the region and owner of its first line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Orders: distinct documents per partner and day, or the number given where there is no document.
    pub orders: i64,
    /// Pieces.
    pub quantity: i64,
    /// Net amount before returns.
    pub net_amount: Money,
    pub returns: Money,
    /// Cost of goods.
    pub cost: Money,
    /// Commission, advertising, logistics and promotion together.
    pub fees: Money,
    /// Pieces sold out to consumers.
    pub sellout: i64,
}

impl Figures {
    /// Whether nothing was sold, returned or spent.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }

    /// Net less returns: what counts against a target.
    #[must_use]
    pub fn after_returns(&self) -> Money {
        self.net_amount - self.returns
    }

    /// Contribution = net - returns - cost - fees (rebates accrued come with S9).
    #[must_use]
    pub fn contribution(&self) -> Money {
        self.net_amount - self.returns - self.cost - self.fees
    }

    /// Return rate = returns / net shipments; `None` without shipments.
    #[must_use]
    pub fn return_rate(&self) -> Option<Rate> {
        if self.net_amount.0 <= 0 { None } else { self.returns.ratio(self.net_amount) }
    }
}

impl Add for Figures {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self {
            orders: plus(self.orders, o.orders),
            quantity: plus(self.quantity, o.quantity),
            net_amount: self.net_amount + o.net_amount,
            returns: self.returns + o.returns,
            cost: self.cost + o.cost,
            fees: self.fees + o.fees,
            sellout: plus(self.sellout, o.sellout),
        }
    }
}
impl Sub for Figures {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self {
            orders: self.orders - o.orders,
            quantity: self.quantity - o.quantity,
            net_amount: self.net_amount - o.net_amount,
            returns: self.returns - o.returns,
            cost: self.cost - o.cost,
            fees: self.fees - o.fees,
            sellout: self.sellout - o.sellout,
        }
    }
}
impl AddAssign for Figures {
    fn add_assign(&mut self, o: Self) {
        *self = *self + o;
    }
}
impl Sum for Figures {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), |a, b| a + b)
    }
}

#[cfg(test)]
mod tests;
