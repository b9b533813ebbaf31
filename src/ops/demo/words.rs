//! What `data/demo/*.toml` say, read into structs.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::kinds::{CityClass, Role};

/// The words of the network.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) line: Vec<Line>,
    pub(super) user: Vec<Colleague>,
    #[serde(rename = "type")]
    pub(super) types: Vec<Trade>,
    pub(super) season: Season,
    #[serde(rename = "words")]
    pub(super) lists: Lists,
}

/// A product line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub(super) code: String,
    pub(super) name: String,
    /// Currency units.
    pub(super) price: f64,
    /// Percent.
    pub(super) margin: i64,
    /// The best month and by how many percent.
    pub(super) heat: (u32, i64),
    /// Code and name of its articles, what sells most first.
    pub(super) skus: Vec<(String, String)>,
    /// Pieces to a case.
    pub(super) pack: i64,
    /// What a piece is called.
    pub(super) unit: String,
    /// Days of shelf life.
    pub(super) life: i64,
}

/// Somebody of the team.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Colleague {
    pub(super) name: String,
    pub(super) full_name: String,
    role: String,
    /// Codes of regions.
    pub(super) areas: Vec<String>,
}

impl Colleague {
    pub(super) fn role(&self) -> Role {
        Role::from_code(&self.role).unwrap_or(Role::Specialist)
    }
}

/// How a channel type trades; the file explains the figures.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trade {
    pub(super) code: String,
    pub(super) share: i64,
    pub(super) weekly: i64,
    pub(super) lines: usize,
    pub(super) term: i64,
    pub(super) returns: i64,
    pub(super) commission: i64,
    pub(super) promo: i64,
    pub(super) outlets: i64,
    #[serde(rename = "trade")]
    pub(super) signs: Vec<String>,
}

/// The year of the trade.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Season {
    pub(super) spring_festival: Vec<NaiveDate>,
    /// Percent of an average month, January first.
    pub(super) months: Vec<i64>,
}

/// Lists of names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lists {
    pub(super) vendor: String,
    cities: Vec<String>,
    pub(super) first: Vec<String>,
    pub(super) second: Vec<String>,
    pub(super) surnames: Vec<String>,
    pub(super) given: Vec<String>,
    pub(super) roles: Vec<String>,
    pub(super) streets: Vec<String>,
    /// What visits find.
    pub(super) findings: Vec<String>,
    /// Why a task is skipped.
    pub(super) skips: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct City {
    pub(super) name: String,
    pub(super) province: String,
    pub(super) class: CityClass,
    pub(super) weight: i64,
}

impl Words {
    /// The embedded files.
    ///
    /// # Panics
    /// If the embedded file is broken, which a test rules out.
    pub(super) fn load() -> Self {
        toml::from_str(include_str!("../../../data/demo/network.toml")).expect("data/demo/network.toml is read")
    }

    /// The cities, `name province class weight`.
    pub(super) fn cities(&self) -> Vec<City> {
        let read = |text: &String| {
            let parts: Vec<&str> = text.split_whitespace().collect();
            let [name, province, class, weight] = parts.as_slice() else { return None };
            Some(City {
                name: (*name).to_owned(),
                province: (*province).to_owned(),
                class: CityClass::from_code(class)?,
                weight: weight.parse().ok()?,
            })
        };
        self.lists.cities.iter().filter_map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_read_whole() {
        let words = Words::load();
        assert_eq!(words.cities().len(), words.lists.cities.len(), "every city has four parts");
        assert_eq!(words.season.months.len(), 12);
        assert!(words.line.iter().all(|l| !l.skus.is_empty()), "every line has an article");
        assert!(words.types.iter().all(|t| t.lines <= words.line.len() && !t.signs.is_empty()));
        assert!(words.user.iter().all(|u| Role::from_code(&u.role).is_some()));
    }
}
