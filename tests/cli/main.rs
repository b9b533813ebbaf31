//! The command line, run as people run it: whole stdout, whole stderr, exit codes.

#![allow(clippy::disallowed_methods, reason = "tests make what files they need")]

#[path = "../support/mod.rs"]
mod support;

mod admin;
mod agree;
mod alert;
mod alone;
mod approvals;
mod aside;
mod bounds;
mod clock;
mod compliance;
mod contracts;
mod credit;
mod damage;
mod demo;
mod diversion;
mod doctor;
mod documents;
mod doors;
mod edits;
mod examples;
mod files;
mod frame;
mod health;
mod help;
mod hints;
mod import;
mod industry;
mod kb;
mod kpi;
mod lists;
mod mappings;
mod meeting;
mod partner;
mod plan;
mod proposals;
mod readers;
mod readme;
mod real;
mod rules;
mod run;
mod said;
mod satisfaction;
mod show;
mod skus;
mod stats;
mod ticket;
mod tiers;
mod today;
mod trouble;
mod versions;
mod whose_rules;
