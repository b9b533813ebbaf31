//! The command line, run as people run it: whole stdout, whole stderr, exit codes.

#[path = "../support/mod.rs"]
mod support;

mod admin;
mod edits;
mod frame;
mod health;
mod import;
mod kpi;
mod lists;
mod readme;
mod real;
mod ticket;
mod trouble;
