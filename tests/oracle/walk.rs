//! Every figure of the catalogue, by everything that its rows can be.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::aims::{Aim, Question};
use super::days;
use super::exact::{Differences, Frac};
use super::results::{Day, Together};
use super::rows;
use super::sales::{By, Known, Sum, figure, listed, part_of};
use super::standing::Others;
use super::{TODAY, ask, demo};

/// Figures of the catalogue that are not compared here, each with the reason.
const LEFT_OUT: [(&str, &str); 2] = [
    ("frequency", "only an explanation prints it: `explained` compares it"),
    ("sell_through", "only an explanation prints it: `explained` compares it"),
];

/// What partners can be put together by.
const GROUPS: [By; 7] = [By::Region, By::Level("area"), By::Type, By::Owner, By::Partner, By::Tier, By::CityClass];
const TIMES: [By; 3] = [By::Month, By::Quarter, By::Year];

/// What the rows of a breakdown must be, and the whole.
struct Wanted {
    rows: BTreeMap<String, Option<Frac>>,
    total: Option<Frac>,
}

/// What is known here of a figure by a dimension.
enum Answer {
    /// Nobody computes the figure a second time.
    Not,
    /// It can't be asked for by that.
    NotBy,
    Values(Wanted),
}

/// What is asked, with the sums and targets of its rows.
struct Asked<'a> {
    q: &'a Question<'a>,
    by: By,
    sums: BTreeMap<String, Sum>,
    whole: Sum,
    aims: BTreeMap<String, Aim>,
}

pub struct Walk<'a> {
    known: &'a Known<'a>,
    others: &'a Others,
    pub day: Day<'a>,
}

impl<'a> Walk<'a> {
    pub fn of(known: &'a Known<'a>, others: &'a Others, week_before: &'a Known<'a>) -> Self {
        Self { known, others, day: Day::of(known, week_before) }
    }

    fn wanted(&self, name: &str, asked: &Asked<'_>) -> Answer {
        let Asked { q, by, sums, whole, aims } = asked;
        if let Some(value) = figure(name) {
            let rows = sums.iter().map(|(key, sum)| (key.clone(), value(sum))).collect();
            return Answer::Values(Wanted { rows, total: value(whole) });
        }
        if let Some(value) = aimed(name) {
            let begun = |q: &Question<'_>| q.span.from <= q.as_of || name == "target";
            let of =
                |key: &str, aim: Aim| value(aim, sums.get(key).map_or(0, Sum::sales)).filter(|_| begun(&part_of(q, *by, key)));
            let rows = aims.iter().map(|(key, aim)| (key.clone(), of(key, *aim))).collect();
            let total = q.network().and_then(|aim| value(aim, whole.sales())).filter(|_| begun(q));
            return Answer::Values(Wanted { rows, total });
        }
        if let Some(share) = super::catalogue::share(name, self.known, self.others) {
            return self.shares((name, &share), q, *by).map_or(Answer::NotBy, Answer::Values);
        }
        match Day::together(name) {
            None => Answer::Not,
            Some(together) if together != Together::Not && GROUPS.contains(by) => Answer::Values(self.results(name, *by)),
            Some(_) => Answer::NotBy,
        }
    }

    fn shares(&self, (name, share): (&str, &super::catalogue::Of<'_>), q: &Question<'_>, by: By) -> Option<Wanted> {
        let value = |(part, whole): (i64, i64)| match name {
            super::catalogue::COUNTED => Some(Frac::whole(part)),
            _ => Frac::of(part, whole).filter(|_| whole > 0),
        };
        let over = |q: &Question<'_>, ids: &mut dyn Iterator<Item = i64>| {
            value(ids.map(|id| share(q, id)).fold((0, 0), |(a, b), (c, d)| (a + c, b + d)))
        };
        let all = || self.known.rows.partners.keys().copied();
        let rows = if GROUPS.contains(&by) {
            self.groups(by).into_iter().map(|(key, ids)| (key, over(q, &mut ids.into_iter()))).collect()
        } else if TIMES.contains(&by) {
            let keys: BTreeSet<String> = q.span.months().map(|month| by.of_day(days::month(month).from)).collect();
            let of = |key: String| {
                let its = part_of(q, by, &key);
                // what has not begun is not rated; partners are counted all the same
                let counts = super::catalogue::CLASSES.contains(&name) || name == super::catalogue::COUNTED;
                let value = over(&its, &mut all()).filter(|_| its.span.from <= q.as_of || counts);
                (key, value)
            };
            keys.into_iter().map(of).collect()
        } else {
            return None;
        };
        Some(Wanted { rows, total: over(q, &mut all()) })
    }

    /// Partners by the key of their row.
    fn groups(&self, by: By) -> BTreeMap<String, Vec<i64>> {
        let mut groups: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for id in self.known.rows.partners.keys() {
            groups.entry(by.of_partner(&self.known.rows, *id)).or_default().push(*id);
        }
        groups
    }

    fn results(&self, name: &str, by: By) -> Wanted {
        let rows = self.groups(by).into_iter().map(|(key, ids)| (key, self.day.of_all(name, &ids))).collect();
        let all: Vec<i64> = self.known.rows.partners.keys().copied().collect();
        Wanted { rows, total: self.day.of_all(name, &all) }
    }

    /// Asks for every figure of the catalogue by every `nth` dimension from a first one on, each beginning with another; a figure that is not known
    /// here is a difference.
    pub fn all(&self, d: &mut Differences, (from, to): (&str, &str), bys: &[By], (nth, first): (usize, usize)) {
        let q = self.known.question(from, to);
        let catalogue = ask(self.known.desk, self.known.clock, &["kpi", "figures"]);
        let text = |row: &Json, name: &str| row[name].as_str().expect("a text").to_owned();
        let figures: Vec<(String, String)> =
            catalogue["rows"].as_array().expect("figures").iter().map(|row| (text(row, "name"), text(row, "unit"))).collect();
        let left_out = |name: &str| LEFT_OUT.iter().any(|(left, _)| *left == name);
        for (n, by) in bys.iter().copied().enumerate() {
            let ((sums, whole), aims) = (self.known.sums(&q, by), q.by(by));
            let asked = Asked { q: &q, by, sums, whole, aims };
            for (name, unit) in
                figures.iter().enumerate().filter(|(place, _)| (place + n + first) % nth == 0).map(|(_, figure)| figure)
            {
                match self.wanted(name, &asked) {
                    _ if left_out(name) => {}
                    Answer::Values(wanted) => self.figure(d, (name, unit), &asked, &wanted),
                    Answer::NotBy => {}
                    Answer::Not => d.same(&format!("{name} is computed a second time"), &false.into(), &true.into()),
                }
            }
        }
        let of_day: Vec<_> = figures.into_iter().filter(|(name, _)| Day::together(name).is_some() && !left_out(name)).collect();
        self.day.list(d, &of_day);
    }

    fn figure(&self, d: &mut Differences, (name, unit): (&str, &str), asked: &Asked<'_>, wanted: &Wanted) {
        let (from, to) = (days::text(asked.q.span.from), days::text(asked.q.span.to));
        let by = asked.by.args();
        let document = self.known.ask(&[&["kpi", "--from", &from, "--to", &to, "--figure", name], by.as_slice()].concat());
        let head = format!("{name} {from}..{to} {}", by.join(" "));
        let rows = listed(&document);
        for (key, row) in &rows {
            // who is a row for another reason sold nothing
            let counted = (name == super::catalogue::COUNTED).then_some(Frac::ZERO);
            let nothing = || figure(name).map_or(counted, |value| value(&Sum::default()));
            let value = wanted.rows.get(key).map_or_else(nothing, |value| *value);
            d.unit(&format!("{head} {key}"), &row[name], value, unit, 6);
        }
        // rows are who sold, has a target or is active; what is above a region with a target has one, too, and may have no partner
        let above = |key: &str| asked.by == By::Region && asked.aims.contains_key(key);
        let rows_of_all = figure(name).is_some() || aimed(name).is_some();
        for (key, value) in wanted.rows.iter().filter(|_| rows_of_all) {
            if value.is_some() && !rows.contains_key(key) && !above(key) {
                d.same(&format!("{head} {key} is a row"), &false.into(), &true.into());
            }
        }
        d.unit(&format!("{head} total"), &document["total"][name], wanted.total, unit, 6);
    }

    /// What only an explanation prints of a partner.
    pub fn explained(&self, d: &mut Differences, ids: impl Iterator<Item = i64>) {
        for id in ids {
            let code = &self.known.rows.partners[&id].code;
            let page = self.known.ask(&["show", "partner", code, "--explain"]);
            let inputs = inputs(&page).unwrap_or_else(|| panic!("{code} has its health explained"));
            for (name, called) in [("frequency", "purchase frequency"), ("sell_through", "sell-through")] {
                let input = inputs.iter().find(|input| input["name"] == called).expect("an input");
                if let super::results::Value::Number(wanted) = self.day.value(name, id) {
                    d.unit(&format!("{code} {name}"), &input["value"], wanted, "fraction", 4);
                }
            }
        }
    }
}

/// Figures of targets: of a target and all sales of a row.
fn aimed(name: &str) -> Option<fn(Aim, i64) -> Option<Frac>> {
    Some(match name {
        "target" => |aim, _| Some(aim.target),
        "attainment" => |aim, _| aim.attainment(),
        "pace" => |aim, _| aim.pace(),
        "target_coverage" => |aim, all| Frac::of(aim.sales, all).filter(|_| all > 0),
        _ => return None,
    })
}

/// The inputs of the explanation of health, wherever they stand on a page.
fn inputs(page: &Json) -> Option<&Vec<Json>> {
    match page {
        Json::Object(object) => {
            let title = object.get("title").and_then(Json::as_str).unwrap_or_default();
            let its = object.get("inputs").and_then(Json::as_array).filter(|_| title.starts_with("health of"));
            its.or_else(|| object.values().find_map(inputs))
        }
        Json::Array(items) => items.iter().find_map(inputs),
        _ => None,
    }
}

#[test]
fn every_figure_of_the_catalogue_is_computed_a_second_time() {
    let desk = demo();
    let known = Known::of(&desk, TODAY);
    let before = Known::as_of(&desk, TODAY, "2021-02-17");
    let others = Others::read(&rows::open(&desk));
    let walk = Walk::of(&known, &others, &before);
    let mut d = Differences::default();
    walk.all(&mut d, ("2021-01-01", "2021-03-31"), &By::ALL, (4, 0));
    walk.explained(&mut d, known.rows.partners.keys().copied().filter(|id| known.trades(*id)));
    d.none(1_500);
}
