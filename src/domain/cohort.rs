//! Quality of new partners by cohort (S3): who was taken on together, and what became of them.
//!
//! Each rate is asked only of those who are old enough for it; with none of them it is not rated.
//! - *Conversion* 首单转化率: of those taken on at least 60 days ago, the share with an order by day 60. One that bought
//!   before it was taken on is converted.
//! - *Retention* 留存率: of those whose first order is at least 90 days old, the share with an order on day 61 or later,
//!   the day of the first order being day 0.
//! - *Repurchase* 复购率: of the same, the share with a second order within 90 days of the first.
//! - *Audience* 客群匹配: of those whose screening names an audience match, the share with B+ or better.

pub mod explain;

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::kinds::AudienceMatch;
use super::money::{Rate, div_round};

/// `[cohorts]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CohortPolicy {
    /// A first order within so many days of onboarding is conversion.
    pub first_order_days: u64,
    /// Benchmark of conversion.
    pub first_order: Rate,
    /// How old a first order is at least for retention and repurchase, in days.
    pub retention_age: u64,
    /// An order more than so many days after the first is retention.
    pub retention_after: u64,
    /// Benchmark of retention.
    pub retention: Rate,
    /// Benchmark of repurchase.
    pub repurchase: Rate,
    /// Benchmark of audience.
    pub audience: Rate,
    /// The least audience match that counts as good.
    pub audience_match: AudienceMatch,
    /// Months that are shown unless others are asked for.
    pub months: i32,
}

/// A partner that was taken on, and its orders up to the day of the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Row id.
    pub partner: i64,
    /// Taken on.
    pub onboarded: NaiveDate,
    /// Kind of channel; 0: none given.
    pub channel_type: i64,
    /// Its first order.
    pub first: Option<NaiveDate>,
    /// It has an order later than the policy's days after the first.
    pub late: bool,
    /// It has a second order within the policy's days of the first.
    pub again: bool,
    /// The audience match of its last screening.
    pub audience: Option<AudienceMatch>,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Of whom it holds.
    pub count: i64,
    /// Of whom it is asked.
    pub of: i64,
}

impl Share {
    fn ask(&mut self, asked: bool, holds: bool) {
        self.of += i64::from(asked);
        self.count += i64::from(asked && holds);
    }

    /// The rate; `None`: not rated, nobody is old enough.
    #[must_use]
    pub fn rate(self) -> Option<Rate> {
        (self.of > 0).then(|| Rate(div_round(i128::from(self.count) * 10_000, self.of.into())))
    }

    /// Whether the benchmark is reached, on the exact fraction; `None`: not rated.
    #[must_use]
    pub fn reaches(self, benchmark: Rate) -> Option<bool> {
        (self.of > 0).then(|| i128::from(self.count) * 10_000 >= i128::from(benchmark.0) * i128::from(self.of))
    }
}

/// The figures that a cohort is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// First-order conversion.
    Conversion,
    /// Retention after three months.
    Retention,
    Repurchase,
    /// Audience match.
    Audience,
}

impl Figure {
    /// In the order that they are shown.
    pub const ALL: [Self; 4] = [Self::Conversion, Self::Retention, Self::Repurchase, Self::Audience];

    /// Its name in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Conversion => "conversion",
            Self::Retention => "retention",
            Self::Repurchase => "repurchase",
            Self::Audience => "audience",
        }
    }

    /// What it should be.
    #[must_use]
    pub const fn benchmark(self, policy: &CohortPolicy) -> Rate {
        match self {
            Self::Conversion => policy.first_order,
            Self::Retention => policy.retention,
            Self::Repurchase => policy.repurchase,
            Self::Audience => policy.audience,
        }
    }
}

/// What became of a cohort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quality {
    /// How many were taken on.
    pub size: i64,
    /// With a first order in time.
    pub conversion: Share,
    /// Still buying after three months.
    pub retention: Share,
    /// With a second order.
    pub repurchase: Share,
    /// With a good audience match.
    pub audience: Share,
}

impl Quality {
    /// One of the figures.
    #[must_use]
    pub const fn share(&self, figure: Figure) -> Share {
        match figure {
            Figure::Conversion => self.conversion,
            Figure::Retention => self.retention,
            Figure::Repurchase => self.repurchase,
            Figure::Audience => self.audience,
        }
    }

    /// Counts a partner; one that is taken on after the day of the figures is in no cohort yet.
    pub fn add(&mut self, m: &Member, as_of: NaiveDate, policy: &CohortPolicy) {
        if m.onboarded > as_of {
            return;
        }
        let after = |day: NaiveDate, days: u64| day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
        let first = m.first.filter(|f| *f <= as_of);
        let until = after(m.onboarded, policy.first_order_days);
        let ripe = first.is_some_and(|f| after(f, policy.retention_age) <= as_of);
        self.size += 1;
        self.conversion.ask(until <= as_of, first.is_some_and(|f| f <= until));
        self.retention.ask(ripe, m.late);
        self.repurchase.ask(ripe, m.again);
        // grades are declared from the best to the worst
        self.audience.ask(m.audience.is_some(), m.audience.is_some_and(|a| a <= policy.audience_match));
    }
}

#[cfg(test)]
mod tests;
