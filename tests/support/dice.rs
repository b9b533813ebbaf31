//! Chance that is the same in each run.

/// What is thrown next depends on nothing but the seed.
pub struct Dice(pub u64);

impl Dice {
    /// One of `0..n`.
    pub fn of(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % n.max(1)
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.of(of.len())]
    }

    pub fn byte(&mut self) -> u8 {
        u8::try_from(self.of(256)).unwrap_or(0)
    }
}
