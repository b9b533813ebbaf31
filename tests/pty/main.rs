//! The program in a real terminal: what only a terminal shows.

#[path = "../support/mod.rs"]
mod support;

mod desk;
mod terminal;
mod tour;
