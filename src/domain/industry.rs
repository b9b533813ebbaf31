//! Industry averages: what a figure of a partner, a type or the network stands beside (Conventions).

use chrono::NaiveDate;

/// What a figure is on average in the trade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Average {
    /// In the unit of the figure.
    pub value: i64,
    /// Since when it holds.
    pub from: NaiveDate,
    /// Who says so.
    pub source: String,
}

/// The averages of one figure, each of a channel type (its id) or of all (`None`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Averages(Vec<(Option<i64>, Average)>);

impl FromIterator<(Option<i64>, Average)> for Averages {
    fn from_iter<T: IntoIterator<Item = (Option<i64>, Average)>>(known: T) -> Self {
        Self(known.into_iter().collect())
    }
}

impl Averages {
    /// The one that holds on a day for partners of a channel type, else for all: the latest that has begun.
    #[must_use]
    pub fn at(&self, channel_type: Option<i64>, day: NaiveDate) -> Option<&Average> {
        let latest = |of: Option<i64>| {
            let begun = self.0.iter().filter(|(ty, a)| *ty == of && a.from <= day);
            begun.map(|(_, a)| a).max_by_key(|a| a.from)
        };
        channel_type.and_then(|ty| latest(Some(ty))).or_else(|| latest(None))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_that_has_begun_holds_for_its_type_else_for_all() {
        let day = |day: &str| day.parse::<NaiveDate>().expect("a day");
        let known = [(None, "2025-01-01", 300), (None, "2025-07-01", 250), (Some(7), "2025-03-01", 500)];
        let average = |(ty, from, value)| (ty, Average { value, from: day(from), source: String::new() });
        let all: Averages = known.into_iter().map(average).collect();
        let at = |ty, on: &str| all.at(ty, day(on)).map(|a| a.value);
        assert_eq!((at(None, "2024-12-31"), at(None, "2025-06-30"), at(None, "2025-07-01")), (None, Some(300), Some(250)));
        let of_types = (at(Some(7), "2025-02-28"), at(Some(7), "2025-08-01"), at(Some(8), "2025-08-01"));
        assert_eq!(of_types, (Some(300), Some(500), Some(250)));
    }
}
