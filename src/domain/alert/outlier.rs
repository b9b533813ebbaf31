//! Unusual weeks.

use super::{Found, Outlier};
use crate::domain::history::History;
use crate::domain::kinds::AlertSeverity;
use crate::domain::money::{div_round, median};
use crate::domain::period::Week;

/// The last whole week against the partner's own history: median and MAD of the weeks before, each divided by its
/// season where last year's figures tell it.
///
/// A week's season is the mean of the three weeks around it last year over last year's mean; without figures for
/// all of it no season is taken out. The modified z-score is 0.6745 (x - median) / MAD (Iglewicz and Hoaglin 1993).
#[must_use]
pub fn outlier(history: &History, week: Week, policy: &Outlier) -> Option<Found> {
    const YEAR: usize = 52;
    let weeks = policy.weeks.clamp(Outlier::MIN_WEEKS, Outlier::MAX_WEEKS);
    let span = i32::try_from(weeks).unwrap_or(i32::MAX) + 1;
    if !history.reaches(week, span) {
        return None;
    }
    let mut sales = [0_i64; Outlier::MAX_WEEKS + 1];
    let sales = sales.get_mut(..=weeks)?;
    history.sales_by_week(week, sales);
    // the season of slot i is read from the slots i, i + 1, i + 2 of the year before, which starts a week earlier
    let mut before = [0_i64; Outlier::MAX_WEEKS + 3];
    let before = before.get_mut(..weeks + 3)?;
    let seasonal = history.reaches(week, span + 53);
    if seasonal {
        history.sales_by_week(Week(week.0 - i32::try_from(YEAR).unwrap_or(52) + 1), before);
    }
    let year: i128 = before.iter().map(|v| i128::from(*v)).sum();
    let count = i128::try_from(before.len()).unwrap_or(1);
    let season = |i: usize| -> (i128, i128) {
        let around: i128 = before.iter().skip(i).take(3).map(|v| i128::from(*v)).sum();
        // between a quarter and four times the mean: a holiday's zero must not divide
        let (num, den) = (around * count, year * 3);
        if !seasonal || den <= 0 {
            (1, 1)
        } else if num * 4 < den {
            (1, 4)
        } else if num > den * 4 {
            (4, 1)
        } else {
            (num, den)
        }
    };
    let mut usual = [0_i64; Outlier::MAX_WEEKS];
    let usual = usual.get_mut(..weeks)?;
    for (i, (slot, value)) in usual.iter_mut().zip(sales.iter()).enumerate() {
        let (num, den) = season(i);
        *slot = div_round(i128::from(*value) * den, num);
    }
    let middle = median(usual)?;
    for v in usual.iter_mut() {
        *v = (*v - middle).abs();
    }
    let mad = median(usual)?;
    let now = *sales.last()?;
    let (num, den) = season(weeks);
    let adjusted = div_round(i128::from(now) * den, num);
    let away = (i128::from(adjusted) - i128::from(middle)).abs();
    // 0.6745 * away / mad > z, in integers; without spread every change would be unusual, so there is no answer
    let unusual = mad > 0 && away * 674_500 > i128::from(policy.z) * 10_000 * i128::from(mad);
    let large = middle > 0 && away * 10_000 >= i128::from(policy.least_change.0) * i128::from(middle);
    if !(unusual && large) {
        return None;
    }
    let reach = div_round(i128::from(policy.z) * 10_000 * i128::from(mad), 674_500);
    let edge = if adjusted < middle { middle - reach } else { middle + reach };
    let bound = div_round(i128::from(edge) * num, den).max(0);
    let severity = if adjusted < middle { AlertSeverity::Warning } else { AlertSeverity::Info };
    Some(Found { severity, value: now, bound })
}
