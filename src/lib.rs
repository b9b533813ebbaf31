//! qudao (渠道, "channel"): a terminal program with which a vendor's channel specialists and managers run their
//! distribution partners, day by day, from the keyboard.
//!
//! # Bird's-eye view
//!
//! One binary over one SQLite file that many processes use at once. A person's key or command becomes an *operation*
//! ([`ops`]): check the role, read, let the [`domain`] decide, write with the version check, audit, in one
//! transaction ([`store`]). What is shown is read back from the store.
//!
//! # Code map
//!
//! | room | does |
//! |---|---|
//! | [`domain`] | DECIDES: pure rules; no I/O, no clock, no SQL, no sentences for people |
//! | [`store`] | REMEMBERS: the only room that says rusqlite |
//! | [`ops`] | DOES: one function for each thing a person can do |
//! | [`exchange`] | BRINGS IN AND OUT: files of others to and from records and problems |
//! | [`i18n`] | SPEAKS: languages, numbers, dates |
//! | [`config`] | paths, user, language, theme, keys; what is decided before a database is opened |
//! | [`tui`] | SHOWS: the program on the screen; Elm with effects, one module a tab |
//! | [`cli`] | one file per subcommand; prints, never decides |
//!
//! # Invariants
//!
//! - Arrows only downwards: `cli, tui > ops, report, exchange > store > domain`; `i18n` may name domain's enums; `domain`
//!   imports nothing of ours. The test `arrows_point_down` reads the `use` lines.
//! - A kind of record is declared once ([`domain::record`]).
//! - Nothing reads the clock but [`ops::Clock`]; every figure is computed as of a date.
//! - Money is an integer of 1/10,000 of the unit and is rounded once ([`domain::money`]).
//! - Every write is one change set in one `BEGIN IMMEDIATE` transaction, with an audit row a record ([`store::Store::write`]).

#[cfg(test)]
mod arrows;
pub mod cli;
pub mod config;
pub mod domain;
pub mod exchange;
pub mod i18n;
pub mod ops;
pub mod store;
pub mod tui;
