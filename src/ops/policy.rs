//! The organisation's policy: what a change of it does.

pub mod impact;

pub use impact::impact;
