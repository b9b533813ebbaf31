//! Who is in the network: every partner's place, size and course, decided before anything is written.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::random::Random;
use super::words::{City, Trade, Words};
use crate::domain::kinds::{Lifecycle, Tier};
use crate::domain::period::{Week, day_number};

/// How a partner's business runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    /// So many permille a year up or down.
    Drift(i64),
    /// Orders have dropped in the last weeks.
    Slipping,
    /// Stopped buying so many weeks ago.
    Stopped(i64),
    /// Its figures have not come in for three weeks.
    Silent,
    /// Buys more than it sells: the stock grows.
    Stuffed,
    /// Sends much back, lately.
    Returning,
}

/// How a partner pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Payer {
    /// On the day, or some days before.
    Prompt,
    /// One to three weeks late.
    Late,
    /// Has not paid for months.
    Stuck,
    /// Pays, but in parts.
    Partly,
}

/// A partner as it will be written.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    /// From 0.
    pub(super) index: usize,
    pub(super) name: String,
    pub(super) short: String,
    /// Position among the types.
    pub(super) trade: usize,
    /// Position among the cities.
    pub(super) city: usize,
    pub(super) status: Lifecycle,
    /// Typical net sales a week, in currency units.
    pub(super) weekly: i64,
    /// Orders a week, in tenths.
    pub(super) orders: i64,
    pub(super) course: Course,
    pub(super) payer: Payer,
    /// Its first week.
    pub(super) since: Week,
    /// When it was taken on.
    pub(super) onboarded: NaiveDate,
    /// Positions of the lines it carries, the strongest first.
    pub(super) lines: Vec<usize>,
    pub(super) tier: Option<Tier>,
    /// Target over plan, permille.
    pub(super) ambition: i64,
    /// Penalty points.
    pub(super) points: i64,
}

impl Profile {
    /// Whether it buys at all.
    pub(super) fn trades(&self) -> bool {
        matches!(self.status, Lifecycle::Active | Lifecycle::Improving | Lifecycle::Suspended | Lifecycle::Exited)
    }
}

/// Decides every partner.
pub(super) fn profiles(words: &Words, cities: &[City], count: usize, seed: u64, as_of: NaiveDate, weeks: i32) -> Vec<Profile> {
    let mut taken = HashSet::with_capacity(count);
    let now = Week::of(as_of);
    let types: Vec<usize> = (0..words.types.len()).collect();
    let places: Vec<usize> = (0..cities.len()).collect();
    let mut all: Vec<Profile> = (0..count)
        .map(|index| {
            let mut r = Random::new(seed, index as u64 + 1);
            let trade = *r.weighted(&types, |i| words.types[*i].share);
            let city = *r.weighted(&places, |i| cities[*i].weight);
            let (name, short) = named(words, &words.types[trade], &cities[city], index, &mut r, &mut taken);
            one(&mut r, index, (name, short), (trade, &words.types[trade]), city, words.line.len(), now, weeks)
        })
        .collect();
    rank(&mut all, now);
    all
}

#[expect(clippy::too_many_arguments, reason = "one partner's dice, thrown in one place")]
fn one(
    r: &mut Random,
    index: usize,
    (name, short): (String, String),
    (trade, kind): (usize, &Trade),
    city: usize,
    all_lines: usize,
    now: Week,
    weeks: i32,
) -> Profile {
    // a long tail: most are small, some few very large
    let u = r.between(0, 999);
    let size = 350 + u * 7 / 10 + u * u / 1_000 * u / 1_000 * 38 / 10;
    let course = match r.between(0, 99) {
        0..=4 => Course::Slipping,
        5..=6 => Course::Stopped(r.between(6, 30)),
        7 => Course::Silent,
        8..=11 => Course::Stuffed,
        12..=14 => Course::Returning,
        15..=34 => Course::Drift(r.between(120, 520)),
        35..=49 => Course::Drift(-r.between(90, 320)),
        _ => Course::Drift(r.between(-60, 110)),
    };
    let status = match r.between(0, 99) {
        0 => Lifecycle::Lead,
        1 => Lifecycle::Screening,
        2 => Lifecycle::Onboarding,
        3..=4 => Lifecycle::Backup,
        5..=6 => Lifecycle::Improving,
        7 => Lifecycle::Suspended,
        8 => Lifecycle::Exited,
        _ => Lifecycle::Active,
    };
    let course = match (status, course) {
        (Lifecycle::Suspended, _) => Course::Stopped(r.between(3, 12)),
        (Lifecycle::Exited, _) => Course::Stopped(r.between(20, 60)),
        (Lifecycle::Improving, Course::Drift(d)) if d > 0 => Course::Drift(-d),
        (Lifecycle::Active, Course::Stopped(n)) if n > 16 => Course::Drift(-180),
        (_, c) => c,
    };
    // one in twelve came in the last half year, one in six within the figures
    let age = match r.between(0, 11) {
        0 if matches!(course, Course::Drift(_)) => r.between(5, 25),
        1 | 2 => r.between(27, i64::from(weeks.max(60))),
        _ => r.between(i64::from(weeks) + 10, i64::from(weeks) + 320),
    };
    let since = Week(now.0 - i32::try_from(age).unwrap_or(52));
    let payer = match r.between(0, 99) {
        0..=2 => Payer::Stuck,
        3..=15 => Payer::Late,
        16..=22 => Payer::Partly,
        _ => Payer::Prompt,
    };
    let mut lines: Vec<usize> = (0..all_lines).collect();
    while lines.len() > kind.lines.max(1) {
        let at = usize::try_from(r.between(0, i64::try_from(lines.len()).unwrap_or(1) - 1)).unwrap_or(0);
        lines.swap_remove(at);
    }
    Profile {
        index,
        name,
        short,
        trade,
        city,
        status,
        weekly: kind.weekly * size / 1_000,
        orders: 10 + r.between(0, 25) + size / 150,
        course,
        payer,
        since,
        // one in four took longer than two months to its first order
        onboarded: since.monday()
            - chrono::Days::new(u64::try_from(r.between(6, 40)).unwrap_or(20) + if index % 4 == 1 { 60 } else { 0 }),
        lines,
        tier: None,
        ambition: r.between(880, 1_060),
        points: if r.permille(70) { r.between(1, 5) * 2 } else { 0 },
    }
}

/// A registered name that no other has, and what people call it.
fn named(
    words: &Words,
    kind: &Trade,
    city: &City,
    index: usize,
    r: &mut Random,
    taken: &mut HashSet<String>,
) -> (String, String) {
    let lists = &words.lists;
    for attempt in 0.. {
        let brand = format!("{}{}", r.pick(&lists.first), r.pick(&lists.second));
        let trade = r.pick(&kind.signs);
        let (mut name, short) = if kind.code == "own_store" {
            let place = format!("{}{}", city.name, r.pick(&lists.streets));
            (format!("{}{place}自营店", lists.vendor), place)
        } else {
            let legal = match r.between(0, 19) {
                _ if is_sole_trader(trade) => "",
                0 => "股份有限公司",
                1 | 2 => "有限责任公司",
                _ => "有限公司",
            };
            (format!("{}{brand}{trade}{legal}", city.name), format!("{}{brand}", city.name))
        };
        if attempt > 12 {
            name = format!("{name}({})", index + 1);
        }
        // the short name is what people say, so it is theirs alone as long as names last
        let key = if attempt > 6 { name.clone() } else { short.clone() };
        if taken.insert(key) {
            return (name, short);
        }
    }
    unreachable!("a name with its number is always free")
}

fn is_sole_trader(trade: &str) -> bool {
    ["部", "行", "便利店"].iter().any(|end| trade.ends_with(end))
}

/// Gives the tiers that the last review left: by size, but for some whose business has moved since.
fn rank(all: &mut [Profile], now: Week) {
    let grows = |p: &Profile| match p.course {
        Course::Drift(d) => 1_000 + d / 3,
        Course::Stopped(_) => 500,
        _ => 950,
    };
    let mut ranked: Vec<(i64, usize)> = all
        .iter()
        .enumerate()
        .filter(|(_, p)| matches!(p.status, Lifecycle::Active | Lifecycle::Improving) && now.0 - p.since.0 > 26)
        .map(|(i, p)| (-(p.weekly * grows(p)), i))
        .collect();
    ranked.sort_unstable();
    let (top, last) = (ranked.len() / 5, ranked.len() - ranked.len() / 5);
    for (place, (_, i)) in ranked.into_iter().enumerate() {
        // every eleventh stands one step from where its figures are by now
        let shifted = i % 11 == 3;
        all[i].tier = Some(match place {
            _ if place < top && !shifted => Tier::Strategic,
            _ if place >= last && !shifted => Tier::Watch,
            _ => Tier::Growth,
        });
    }
    for p in all.iter_mut().filter(|p| p.status == Lifecycle::Active && now.0 - p.since.0 <= 26) {
        p.tier = Some(Tier::Probation);
    }
}

/// Sales of a week by season and festivals, permille of an average one.
pub(super) fn season(words: &Words, kind: &Trade, monday: NaiveDate) -> i64 {
    use chrono::Datelike;
    let middle = monday + chrono::Days::new(3);
    let month = words.season.months.get(middle.month0() as usize).copied().unwrap_or(100) * 10;
    let (m, d) = (middle.month(), middle.day());
    let festival = match (m, d) {
        (6, 8..=21) => 1_000 + kind.promo * 6,
        (10, 26..=31) | (11, 1..=7) => 1_000 + kind.promo * 4,
        (11, 8..=14) => 1_000 + kind.promo * 10,
        (6, 22..=30) | (11, 15..=25) => 1_000 - kind.promo.min(200),
        _ => 1_000,
    };
    let lunar = words.season.spring_festival.iter().map(|f| day_number(*f) - day_number(middle)).find(|d| (-14..=42).contains(d));
    let spring = match lunar {
        Some(14..=42) => 1_250,
        Some(4..=13) => 900,
        Some(-10..=3) => 420,
        Some(-14..=-11) => 800,
        _ => 1_000,
    };
    month * festival / 1_000 * spring / 1_000
}

/// A partner's trend in a week, permille of its typical one; nothing before it began and after it stopped.
pub(super) fn trend(p: &Profile, week: Week, now: Week) -> i64 {
    let ago = i64::from(now.0 - week.0);
    let age = i64::from(week.0 - p.since.0);
    if age < 0 {
        return 0;
    }
    let ramp = (400 + age * 50).min(1_000);
    let course = match p.course {
        Course::Drift(d) => 1_000 + d * (26 - ago.min(130)) / 52,
        Course::Slipping if ago <= 5 => 430 + ago * 30,
        Course::Stopped(n) if ago < n => 0,
        Course::Silent if ago <= 3 => 0,
        Course::Stuffed if ago <= 16 => 1_180,
        _ => 1_000,
    };
    ramp * course.max(150 * i64::from(course > 0)) / 1_000
}
