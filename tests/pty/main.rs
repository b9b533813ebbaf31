//! The program in a real terminal: what only a terminal shows.

#[path = "../support/mod.rs"]
mod support;

mod terminal;
mod tour;
