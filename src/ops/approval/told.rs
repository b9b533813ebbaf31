//! What a person is told of a record that was written, and what became of what it asks for.

use super::Asked;
use crate::domain::sentence::Sentence;

/// What became of what a record asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ops) enum Asks {
    /// It asks for nothing, or nobody needs to decide it.
    Nothing,
    /// It waits for who decides, or for the reason of who asks.
    Waits,
    /// It waits since earlier: nothing was written for it.
    WaitsAlready,
    /// Who asked decided it alone.
    Alone,
    /// It was turned down or taken back before and is not asked for again.
    NotAgain,
}

impl Asks {
    pub(in crate::ops) const fn waits(self) -> bool {
        matches!(self, Self::Waits | Self::WaitsAlready)
    }
}

impl From<Asked> for Asks {
    fn from(asked: Asked) -> Self {
        match asked {
            Asked::Waits(..) | Asked::WantsReason(..) => Self::Waits,
            Asked::Alone(..) => Self::Alone,
            Asked::InForce | Asked::Dropped(_) => Self::Nothing,
        }
    }
}

/// What a person is told beside "saved".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ops) struct Told {
    pub(in crate::ops) said: Sentence,
    pub(in crate::ops) asks: Asks,
}

impl Told {
    pub(in crate::ops) fn new(said: Sentence, asks: impl Into<Asks>) -> Self {
        Self { said, asks: asks.into() }
    }
}

impl From<Sentence> for Told {
    fn from(said: Sentence) -> Self {
        Self::new(said, Asks::Nothing)
    }
}
