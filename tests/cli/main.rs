//! The command line, run as people run it: whole stdout, whole stderr, exit codes.

#[path = "../support/mod.rs"]
mod support;

mod admin;
mod edits;
mod frame;
mod import;
mod kpi;
mod health;
mod lists;
mod readme;
mod real;
mod ticket;
mod trouble;
