//! DECIDES. Pure rules: no I/O, no clock, no SQL, no sentences for people.
//!
//! Every rule of the channel business is a function here, from values to values; every other room
//! asks. [`record`] is the mechanism by which a kind of record is declared once; [`kinds`] holds the
//! declarations; the [crate's table](crate#where-a-rule-lives) says which file has which rule.

pub mod alert;
pub mod approval;
pub mod backup;
pub mod checklist;
pub mod closing;
pub mod cohort;
pub mod compliance;
pub mod conflict;
pub mod contract;
pub mod credit;
pub mod delivery;
pub mod deposit;
pub mod desk_figures;
pub mod diversion;
pub mod duplicate;
pub mod explain;
pub mod figure;
pub mod figures;
pub mod filter;
pub mod health;
pub mod history;
pub mod impact;
pub mod industry;
pub mod inventory;
pub mod kinds;
pub mod knowledge;
pub mod ladder;
pub mod maintenance;
pub mod meeting;
pub mod merge;
pub mod money;
pub mod nearest;
pub mod network;
pub mod partner;
pub mod pauses;
pub mod period;
pub mod policy;
pub mod receivables;
pub mod record;
pub mod remedy;
pub mod sales;
pub mod score;
pub mod screening;
pub mod search;
pub mod sentence;
pub mod sla;
pub mod target;
pub mod tier;
pub mod today;
pub mod violation;
pub mod workcal;
pub mod worktime;
