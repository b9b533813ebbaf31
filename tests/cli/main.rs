//! The command line, run as people run it: whole stdout, whole stderr, exit codes.

#[path = "../support/mod.rs"]
mod support;

mod admin;
mod frame;
mod lists;
mod real;
mod ticket;
mod trouble;
