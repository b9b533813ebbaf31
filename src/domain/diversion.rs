//! Diversion 窜货 (S5): whose goods were seen where they have no business, and prices that break the price policy.

use std::collections::{BTreeMap, HashSet};

use chrono::{Days, NaiveDate};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;

use super::alert::Finding;
use super::kinds::{AlertRule, AlertSeverity, PriceChannel};
use super::money::{Money, Rate};
use super::search::fold;

/// `[diversion]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiversionPolicy {
    /// A seen price may be below the floor by this share before it counts.
    pub tolerance: Rate,
    /// The same product may differ by this share between online and offline.
    pub gap: Rate,
    /// Prices seen within so many days count.
    pub days: u64,
    /// Below the floor by more than this a price is critical.
    pub severe_below: Rate,
    /// A gap beyond this is critical.
    pub severe_gap: Rate,
}

impl DiversionPolicy {
    /// The first of the days within which a seen price counts, on a day.
    #[must_use]
    pub fn first_day(&self, as_of: NaiveDate) -> NaiveDate {
        as_of.checked_sub_days(Days::new(self.days.saturating_sub(1))).unwrap_or(NaiveDate::MIN)
    }
}

/// The form in which a code is stored and compared: half width, upper case, without blanks.
#[must_use]
pub fn code_key(code: &str) -> String {
    fold(code).to_uppercase()
}

/// The codes in a pasted text, each once, in its order.
///
/// A code is a run of Latin letters, digits and `- _ / . #` with a digit in it and at least four characters long: words
/// around it are left out, and so is Chinese text that it stands in.
#[must_use]
pub fn codes(text: &str) -> Vec<String> {
    let plain: String = text.nfkc().collect();
    let (mut found, mut known) = (Vec::new(), HashSet::new());
    let mark = |c: char| matches!(c, '-' | '_' | '/' | '.' | '#');
    for run in plain.split(|c: char| !c.is_ascii_alphanumeric() && !mark(c)) {
        let code = run.trim_matches(mark).to_ascii_uppercase();
        let is_code = code.len() >= 4 && code.bytes().any(|b| b.is_ascii_digit());
        if is_code && known.insert(code.clone()) {
            found.push(code);
        }
    }
    found
}

/// A code and whom it was shipped to.
#[derive(Clone, Debug, PartialEq)]
pub struct Shipped {
    /// As it is printed.
    pub code: String,
    /// Who got it.
    pub partner: i64,
    /// When.
    pub shipped_on: NaiveDate,
    /// Delivery note or order.
    pub document: String,
    /// Name of the product line.
    pub line: String,
    /// Article.
    pub sku: String,
    /// Pieces.
    pub quantity: Option<i64>,
    /// What they were sold for.
    pub amount: Option<Money>,
}

/// Where a partner may sell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Territory {
    /// Regions, each with all below it.
    pub regions: Vec<i64>,
    /// What they are called.
    pub names: Vec<String>,
    /// Words that no region answers to.
    pub unknown: Vec<String>,
}

/// Whether goods of a partner were seen where it may sell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In its territory.
    Inside,
    Outside,
    /// It has none that is known, or nobody said where.
    Unknown,
}

impl Territory {
    /// Whether a place is in it; `path` is the region where goods were seen and those above it.
    #[must_use]
    pub fn place(&self, path: &[i64]) -> Place {
        if path.is_empty() || self.regions.is_empty() {
            Place::Unknown
        } else if path.iter().any(|r| self.regions.contains(r)) {
            Place::Inside
        } else {
            Place::Outside
        }
    }
}

/// What was found of one partner.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspect {
    /// Who.
    pub partner: i64,
    /// What it got.
    pub shipped: Vec<Shipped>,
    /// Where it may sell.
    pub territory: Territory,
    /// Whether it was seen there.
    pub place: Place,
    /// A batch that others got as well proves nothing by itself: codes that only this partner got.
    pub own: usize,
    /// Sold for, as far as it is known.
    pub amount: Option<Money>,
}

/// Who got what was pasted, the surest suspect first: outside its territory, by codes that only it got.
#[must_use]
pub fn suspects(shipped: Vec<Shipped>, path: &[i64], territory_of: impl Fn(i64) -> Territory) -> Vec<Suspect> {
    let mut receivers: BTreeMap<String, usize> = BTreeMap::new();
    for s in &shipped {
        *receivers.entry(s.code.clone()).or_default() += 1;
    }
    let mut by_partner: BTreeMap<i64, Vec<Shipped>> = BTreeMap::new();
    for s in shipped {
        by_partner.entry(s.partner).or_default().push(s);
    }
    let mut found: Vec<Suspect> = by_partner
        .into_iter()
        .map(|(partner, shipped)| {
            let territory = territory_of(partner);
            let own = shipped.iter().filter(|s| receivers.get(&s.code) == Some(&1)).count();
            let amounts: Vec<Money> = shipped.iter().filter_map(|s| s.amount).collect();
            let amount = (!amounts.is_empty()).then(|| amounts.into_iter().fold(Money::ZERO, |a, b| a + b));
            Suspect { partner, place: territory.place(path), territory, own, amount, shipped }
        })
        .collect();
    let rank = |s: &Suspect| match s.place {
        Place::Outside => 0,
        Place::Unknown => 1,
        Place::Inside => 2,
    };
    found.sort_by_key(|s| (rank(s), std::cmp::Reverse((s.own, s.shipped.len())), s.partner));
    found
}

/// A price that was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Its record.
    pub id: i64,
    /// At whom.
    pub partner: i64,
    /// Product line and article.
    pub product: (i64, String),
    /// In a shop or on a page.
    pub channel: PriceChannel,
    /// When.
    pub on: NaiveDate,
    /// What a piece costs there.
    pub price: Money,
    /// No price of the line below this is allowed.
    pub floor: Option<Money>,
    /// Where: a shop, a link.
    pub place: String,
}

impl Seen {
    /// The share by which it is below the floor; below 0: above it. `None` without a floor.
    #[must_use]
    pub fn against_floor(&self) -> Option<Rate> {
        let floor = self.floor.filter(|f| f.0 > 0)?;
        (floor - self.price).ratio(floor)
    }

    /// The share by which it is below the floor, if by more than is tolerated.
    #[must_use]
    pub fn below(&self, policy: &DiversionPolicy) -> Option<Rate> {
        self.against_floor().filter(|below| *below > policy.tolerance)
    }

    fn product(&self) -> (i64, &str) {
        (self.product.0, self.product.1.as_str())
    }
}

/// Of each partner, product and channel the latest price: what was put right since is no finding any more.
#[must_use]
pub fn latest(seen: &[Seen]) -> Vec<&Seen> {
    let mut kept: BTreeMap<(i64, i64, &str, PriceChannel), &Seen> = BTreeMap::new();
    for s in seen {
        let slot = kept.entry((s.partner, s.product.0, s.product.1.as_str(), s.channel)).or_insert(s);
        if (s.on, s.id) > (slot.on, slot.id) {
            *slot = s;
        }
    }
    kept.into_values().collect()
}

/// The latest price of a product at a partner in a channel, held against its floor and the other channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// What was seen.
    pub seen: Seen,
    /// The lowest price of the product in the other channel.
    pub other: Option<Seen>,
    /// By how much it is below that, as a share of the offline price; below 0: above it.
    pub gap: Option<Rate>,
}

impl Watched {
    /// The gap, if it is over the limit.
    #[must_use]
    pub fn undercut(&self, policy: &DiversionPolicy) -> Option<Rate> {
        self.gap.filter(|gap| *gap > policy.gap)
    }

    /// What is found of it: below the floor, below the other channel.
    ///
    /// A gap is a finding of the cheaper side alone: who is undercut has done nothing.
    #[must_use]
    pub fn findings(&self, policy: &DiversionPolicy) -> [Option<Finding>; 2] {
        let severity = |beyond: bool| if beyond { AlertSeverity::Critical } else { AlertSeverity::Warning };
        let below = self.seen.below(policy).zip(self.seen.floor).map(|(by, floor)| Finding {
            rule: AlertRule::SeenPrice,
            severity: severity(by > policy.severe_below),
            value: self.seen.price.0,
            bound: floor.0,
        });
        let gap = self.undercut(policy).map(|gap| Finding {
            rule: AlertRule::PriceGap,
            severity: severity(gap > policy.severe_gap),
            value: gap.0,
            bound: policy.gap.0,
        });
        [below, gap]
    }

    /// Whether anything is found of it.
    #[must_use]
    pub fn is_over(&self, policy: &DiversionPolicy) -> bool {
        self.findings(policy).iter().any(Option::is_some)
    }
}

/// The latest prices, each against its floor and against the lowest of its product in the other channel; by partner.
#[must_use]
pub fn watched(seen: &[Seen]) -> Vec<Watched> {
    let latest = latest(seen);
    let lowest = lowest(&latest);
    let against = |s: &Seen| {
        let other = lowest.get(&s.product()).and_then(|sides| sides[usize::from(s.channel == PriceChannel::Online)])?;
        let offline = if s.channel == PriceChannel::Offline { s.price } else { other.price };
        Some((other.clone(), (other.price - s.price).ratio(offline)?))
    };
    latest
        .iter()
        .map(|s| {
            let (other, gap) = against(s).unzip();
            Watched { seen: (*s).clone(), other, gap }
        })
        .collect()
}

/// The lowest price of each product online and offline.
fn lowest<'s>(latest: &[&'s Seen]) -> BTreeMap<(i64, &'s str), [Option<&'s Seen>; 2]> {
    let mut lowest: BTreeMap<(i64, &str), [Option<&Seen>; 2]> = BTreeMap::new();
    for s in latest {
        let slots = lowest.entry(s.product()).or_default();
        let slot = &mut slots[usize::from(s.channel == PriceChannel::Offline)];
        *slot = Some(slot.map_or(*s, |kept| if (s.price, s.partner) < (kept.price, kept.partner) { s } else { kept }));
    }
    lowest
}

/// What the price watch finds of a partner: its price furthest below a floor, its widest gap.
pub type PriceFindings = [Option<Finding>; 2];

/// What the price watch finds, by partner; of each rule the worst.
#[must_use]
pub fn price_findings(seen: &[Seen], policy: &DiversionPolicy) -> BTreeMap<i64, PriceFindings> {
    // how bad: the share below the floor, the gap
    let mut worst: BTreeMap<i64, [Option<(Rate, Finding)>; 2]> = BTreeMap::new();
    for w in watched(seen) {
        let by = [w.seen.against_floor(), w.gap];
        for (i, found) in w.findings(policy).into_iter().enumerate() {
            if let (Some(finding), Some(by)) = (found, by[i]) {
                let slot = &mut worst.entry(w.seen.partner).or_default()[i];
                if slot.as_ref().is_none_or(|(kept, _)| by > *kept) {
                    *slot = Some((by, finding));
                }
            }
        }
    }
    worst.into_iter().map(|(partner, found)| (partner, found.map(|f| f.map(|(_, finding)| finding)))).collect()
}

/// A price and at whom it was seen.
pub type Offer = (Money, i64);

/// The lowest price of a product online against the lowest offline.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// Product line and article.
    pub product: (i64, String),
    /// Lowest online, and at whom.
    pub online: Offer,
    /// Lowest offline, and at whom.
    pub offline: Offer,
    /// By how much online is below offline, as a share of offline; below 0: above it.
    pub gap: Rate,
    /// More than the policy allows, either way.
    pub over: bool,
}

impl Gap {
    /// At whom the cheaper of the two prices was seen: the gap is its finding.
    #[must_use]
    pub fn cheaper(&self) -> i64 {
        if self.online.0 <= self.offline.0 { self.online.1 } else { self.offline.1 }
    }
}

/// The gaps between online and offline, the widest first; of each partner its latest price of a product counts.
#[must_use]
pub fn gaps(seen: &[Seen], policy: &DiversionPolicy) -> Vec<Gap> {
    let lowest = lowest(&latest(seen));
    let mut found: Vec<Gap> = lowest
        .into_iter()
        .filter_map(|((line, sku), [online, offline])| {
            let (online, offline) = ((online?.price, online?.partner), (offline?.price, offline?.partner));
            let gap = (offline.0 - online.0).ratio(offline.0)?;
            let over = Rate(gap.0.abs()) > policy.gap;
            Some(Gap { product: (line, sku.to_owned()), online, offline, gap, over })
        })
        .collect();
    found.sort_by_key(|g| std::cmp::Reverse(g.gap.0.abs()));
    found
}

#[cfg(test)]
mod tests;
