//! Quality of new partners, by month of onboarding or by channel type (S3).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::super::{Result, Session};
use crate::domain::cohort::{Figure, Quality, explain};
use crate::domain::explain::{Explanation, Source};
use crate::domain::period::{Month, Span};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Lang};
use crate::domain::sales::By;
use crate::store::cohorts;
use crate::store::kpi::{self as read, Name};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rows {
    /// Months of onboarding.
    #[default]
    Month,
    /// Channel types.
    Type,
}

impl Rows {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Month, Self::Type];

    /// Its name on the command line.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Type => "type",
        }
    }
}

/// New partners of a month or of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// `2025-03`, or the type's code; empty for none and for the whole.
    pub name: Name,
    /// What became of them.
    pub quality: Quality,
    /// The partners.
    pub rows: Source,
}

impl Line {
    /// What it is called in a language.
    #[must_use]
    pub fn called(&self, lang: Lang) -> &str {
        match (lang, &self.name.name_zh) {
            (Lang::Zh, Some(zh)) if !zh.is_empty() => zh,
            _ => &self.name.name,
        }
    }
}

/// New partners of some months.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// As of which day.
    pub as_of: NaiveDate,
    /// First month of onboarding.
    pub from: Month,
    /// Last month of onboarding.
    pub to: Month,
    pub by: Rows,
    /// Months in their order, types with the most partners first.
    pub rows: Vec<Line>,
    /// All together.
    pub total: Line,
}

/// The last months of the policy up to the day of the session.
#[must_use]
pub fn usual(session: &Session) -> (Month, Month) {
    let last = Month::of(session.as_of());
    (Month(last.0 - session.policy.cohorts.months.max(1) + 1), last)
}

/// The cohorts of the months from the first up to and including the last.
pub fn cohorts(session: &Session, (from, to): (Month, Month), by: Rows) -> Result<Report> {
    let (conn, as_of, policy) = (session.store.conn(), session.as_of(), &session.policy.cohorts);
    let span = Span { from: from.first(), to: to.span().to };
    let members = cohorts::members(conn, span, as_of, policy)?;
    let mut total = Quality::default();
    let mut groups: BTreeMap<i64, Quality> = BTreeMap::new();
    if by == Rows::Month {
        // a month without new partners is shown as one
        groups.extend((from.0..=to.0.min(Month::of(as_of).0)).map(|m| (i64::from(m), Quality::default())));
    }
    for m in &members {
        total.add(m, as_of, policy);
        let key = match by {
            Rows::Month => i64::from(Month::of(m.onboarded).0),
            Rows::Type => m.channel_type,
        };
        groups.entry(key).or_default().add(m, as_of, policy);
    }
    let mut names = match by {
        Rows::Type => read::names(conn, By::Type, &groups.keys().copied().collect::<BTreeSet<_>>())?,
        Rows::Month => std::collections::HashMap::new(),
    };
    let line = |(key, quality): (i64, Quality)| match by {
        Rows::Month => {
            let month = Month(i32::try_from(key).unwrap_or(0));
            let code = month.to_string();
            Line { name: Name { name: code.clone(), code, name_zh: None }, quality, rows: onboarded(month.span(), None) }
        }
        Rows::Type => {
            let name = names.remove(&key).unwrap_or_default();
            let rows = onboarded(span, Some(&name.code));
            Line { name, quality, rows }
        }
    };
    let mut rows: Vec<Line> = groups.into_iter().map(line).collect();
    if by == Rows::Type {
        rows.sort_by(|a, b| b.quality.size.cmp(&a.quality.size).then_with(|| a.name.code.cmp(&b.name.code)));
    }
    let total = Line { name: Name::default(), quality: total, rows: onboarded(span, None) };
    Ok(Report { as_of, from, to, by, rows, total })
}

/// The partners that were taken on in a span, of one channel type (empty: of none).
fn onboarded(span: Span, channel_type: Option<&str>) -> Source {
    let mut filter = format!("onboarded_on>={} onboarded_on<={}", span.from, span.to);
    if let Some(code) = channel_type {
        filter.push_str(" channel_type:");
        filter.push_str(if code.is_empty() { "none" } else { code });
    }
    Source::new(Kind::Partner, filter)
}

/// Where each figure of a line comes from.
#[must_use]
pub fn explained(line: &Line, as_of: NaiveDate, policy: &Policy) -> [Explanation; 4] {
    Figure::ALL.map(|figure| explain::explanation(figure, &line.quality, &line.rows, as_of, policy))
}

#[cfg(test)]
mod tests;
