//! Diversion 窜货 (S5): whose goods were seen where they have no business, and prices that break the price policy.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;

use super::kinds::PriceChannel;
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
    let mut found: Vec<String> = Vec::new();
    let mark = |c: char| matches!(c, '-' | '_' | '/' | '.' | '#');
    for run in plain.split(|c: char| !c.is_ascii_alphanumeric() && !mark(c)) {
        let code = run.trim_matches(mark).to_ascii_uppercase();
        let is_code = code.len() >= 4 && code.bytes().any(|b| b.is_ascii_digit());
        if is_code && !found.contains(&code) {
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
    /// Outside of it.
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
}

impl Seen {
    /// The share by which it is below the floor, if by more than is tolerated.
    #[must_use]
    pub fn below(&self, policy: &DiversionPolicy) -> Option<Rate> {
        let floor = self.floor.filter(|f| f.0 > 0)?;
        let below = (floor - self.price).ratio(floor)?;
        (below > policy.tolerance).then_some(below)
    }
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

/// The gaps between online and offline, the widest first; of each partner its latest price of a product counts.
#[must_use]
pub fn gaps(seen: &[Seen], policy: &DiversionPolicy) -> Vec<Gap> {
    let mut latest: BTreeMap<(i64, &str, i64, PriceChannel), &Seen> = BTreeMap::new();
    for s in seen {
        let kept = latest.entry((s.product.0, s.product.1.as_str(), s.partner, s.channel)).or_insert(s);
        if (s.on, s.id) > (kept.on, kept.id) {
            *kept = s;
        }
    }
    // online and offline
    let mut lowest: BTreeMap<(i64, &str), [Option<Offer>; 2]> = BTreeMap::new();
    for s in latest.values() {
        let side = usize::from(s.channel == PriceChannel::Offline);
        let slots = lowest.entry((s.product.0, s.product.1.as_str())).or_default();
        if let Some(slot) = slots.get_mut(side) {
            let offer = (s.price, s.partner);
            *slot = Some(slot.map_or(offer, |kept| kept.min(offer)));
        }
    }
    let mut found: Vec<Gap> = lowest
        .into_iter()
        .filter_map(|((line, sku), [online, offline])| {
            let (online, offline) = (online?, offline?);
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
