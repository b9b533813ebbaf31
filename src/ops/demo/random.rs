//! A small generator of pseudo-random numbers: the same seed gives the same network on every machine.
//!
//! `SplitMix64` (Steele, Lea, Flood 2014): one addition and three mixes a number. Streams are derived from the seed and a
//! number, so that partner 17 is the same in a network of 300 and of 100,000.

/// A stream of numbers.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The stream with this number under this seed.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut mixed = Self(seed ^ stream.wrapping_mul(0xd1b5_4a32_d192_ed03));
        Self(mixed.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` up to and including `high`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low).unwrap_or(0).saturating_add(1);
        low + i64::try_from((u128::from(self.next()) * u128::from(span)) >> 64).unwrap_or(0)
    }

    /// True in so many of a thousand cases.
    pub(super) fn permille(&mut self, p: i64) -> bool {
        self.between(0, 999) < p
    }

    /// One of the items; the list must not be empty.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let last = i64::try_from(items.len()).unwrap_or(1).max(1) - 1;
        &items[usize::try_from(self.between(0, last)).unwrap_or(0)]
    }

    /// One of the items, each as often as its weight says; the list must not be empty.
    pub(super) fn weighted<'a, T>(&mut self, items: &'a [T], weight: impl Fn(&T) -> i64) -> &'a T {
        let total: i64 = items.iter().map(&weight).sum();
        let mut at = self.between(0, total.max(1) - 1);
        for item in items {
            at -= weight(item);
            if at < 0 {
                return item;
            }
        }
        &items[0]
    }

    /// A bell around 1,000: the mean of four, from `1000 - width` to `1000 + width`.
    pub(super) fn bell(&mut self, width: i64) -> i64 {
        let sum: i64 = (0..4).map(|_| self.between(-width, width)).sum();
        1_000 + sum / 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_repeats_itself_and_differs_from_its_neighbour() {
        let take = |seed, stream| {
            let mut r = Random::new(seed, stream);
            (0..8).map(|_| r.between(0, 999_999)).collect::<Vec<_>>()
        };
        assert_eq!(take(1, 1), take(1, 1));
        assert_ne!(take(1, 1), take(1, 2));
        assert_ne!(take(1, 1), take(2, 1));
    }

    #[test]
    fn numbers_stay_in_their_bounds_and_reach_them() {
        let mut r = Random::new(7, 7);
        let seen: std::collections::BTreeSet<i64> = (0..1_000).map(|_| r.between(-2, 3)).collect();
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), [-2, -1, 0, 1, 2, 3]);
        assert!((0..1_000).all(|_| (500..=1_500).contains(&r.bell(500))));
    }
}
