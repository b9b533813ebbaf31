//! The program in a real terminal: what only a terminal shows.

#![allow(clippy::disallowed_methods, reason = "tests make what files they need")]

#[path = "../support/mod.rs"]
mod support;

mod desk;
mod kinds;
mod terminal;
mod tour;
mod whose_rules;
mod wire;
