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
//! | [`report`] | WRITES UP: one document for every format; knows no subject |
//! | [`i18n`] | SPEAKS: languages, numbers, dates |
//! | [`config`] | paths, user, language, theme, keys; what is decided before a database is opened |
//! | [`tui`] | SHOWS: the program on the screen; Elm with effects, one module a tab |
//! | [`cli`] | one file per subcommand; prints, never decides |
//!
//! `data/` is what a channel manager may read and dispute: the policy, calendars, regions, channel types, keys, the words of
//! both languages, the demo's names.
//!
//! # Where a rule lives
//!
//! | subject | rule | its figures and queries | what a person does |
//! |---|---|---|---|
//! | register, lifecycle, exits, duplicates and merging, 1+N (S1) | [`domain::partner`], [`domain::duplicate`], [`domain::merge`], [`domain::network`], [`domain::search`], [`domain::filter`] | [`store::partners`], [`store::network`], [`mod@store::merge`], [`store::listing`] | [`ops::partner`], [`ops::record`], [`ops::list`] |
//! | screening, red lines, cohorts (S3) | [`domain::screening`], [`domain::cohort`] | [`store::screenings`], [`store::cohorts`] | [`ops::screening`], [`ops::kpi::cohorts`] |
//! | sales, targets, the catalogue of figures (S4) | [`domain::sales`], [`domain::target`], [`domain::figure`] | [`store::facts`], [`store::rollup`], [`store::weeks`], [`store::kpi`] | [`ops::kpi`] |
//! | what is sold: lines, SKUs (S18) | [`domain::kinds::product`], [`domain::inventory`] | [`store::facts`] | [`ops::record`] |
//! | tickets and their clocks (S5) | [`domain::conflict`], [`domain::sla`], [`domain::worktime`], [`domain::workcal`] | [`store::tickets`] | [`ops::ticket`] |
//! | the desk's figures; history of another desk (S5) | [`domain::desk_figures`]; [`domain::pauses`] | [`mod@store::tickets::figures`] | [`mod@ops::ticket::figures`]; [`mod@ops::ticket::import`], [`exchange::elsewhere`] |
//! | who gets a ticket, who is told of an escalation, who checks (S5) | [`domain::ladder`] | [`store::today`] | [`ops::ticket`], [`ops::today`] |
//! | diversion: traces, seen prices (S5) | [`domain::diversion`] | [`store::diversion`] | [`mod@ops::ticket::trace`], [`ops::ticket::prices`] |
//! | how content partners are (S5) | [`domain::figure`] | [`store::kpi::more`] | [`ops::satisfaction`] |
//! | joint meetings (S5) | [`domain::meeting`] | [`store::meetings`] | [`ops::meeting`] |
//! | knowledge base (S17), remedies (S5) | [`domain::knowledge`], [`domain::remedy`] | [`store::knowledge`] | [`ops::knowledge`], [`ops::ticket`] |
//! | tiers (S6) | [`domain::tier`], [`domain::score`] | [`store::tiers`] | [`ops::tier`] |
//! | credit: files, assessments, changes, check, receivables (S8) | [`domain::receivables`], [`domain::credit`] | [`store::receivables`] | [`ops::credit`], [`ops::kpi::receivables`] |
//! | violations, deposits, audits, training, backups (S8) | [`domain::violation`], [`domain::deposit`], [`domain::compliance`], [`domain::backup`] | [`store::compliance`] | [`ops::violation`], [`ops::deposit`], [`ops::compliance`], [`ops::standby`], [`ops::drill`] |
//! | plan (S11) | [`domain::maintenance`], [`domain::checklist`] | [`store::tasks`] | [`ops::plan`], [`ops::task`] |
//! | Today (S12) | [`domain::today`] | [`store::today`] | [`ops::today`] |
//! | health, warnings (S13); up to when figures are in | [`domain::health`], [`domain::alert`], [`domain::history`], [`domain::inventory`]; [`domain::delivery`] | [`store::figures`], [`store::health`], [`store::alerts`] | [`ops::figures`], [`ops::health`], [`ops::alert`] |
//! | what another policy would change, by name (S6, S17) | [`domain::tier::outcome`], [`domain::impact`] | [`store::tiers`], [`store::figures`] | [`ops::policy`] |
//! | approvals, expenses (S17) | [`domain::approval`] | [`store::approvals`] | [`ops::approval`], `ops::expense` |
//! | who may do what, and who acts (S20) | [`domain::kinds::Role`] | [`store::gateways`] | [`ops::access`], [`ops::gateway`] |
//! | contracts (S17) | [`domain::contract`] | [`store::contracts`] | [`ops::contract`] |
//! | several people, one file (S20) | | [`mod@store::open`], [`store::audit`], [`store::watch`], [`store::backup`], [`store::shadow`] | [`ops::Session`], [`ops::admin`], [`ops::restore`], [`ops::doctor`] |
//! | steps back and forward (S20) | | [`mod@store::undo`] | [`mod@ops::admin::undo`] |
//! | which record a word means; what is made of records and can be made again | [`domain::nearest`] | [`store::directory`], [`store::derived`] | [`ops::refer`], [`ops::doctor`] |
//! | in and out (S21); which files a person may see and make (S20) | [`exchange`], [`exchange::outfile`] | [`store::directory`] | [`ops::import`], [`ops::export`], [`ops::demo`] |
//! | recipes (S21) | - | [`store::batches`] | [`ops::recipe`] |
//! | what day it is: a clock of the database's own, looking at another day, on which every record is as it stood (S20) | [`domain::conflict::stood`] | [`store::clock`], [`store::past`] | [`mod@ops::clock`] |
//! | the organisation's rules, in versions (S17, S20) | [`domain::policy`] | [`store::rules`] | [`ops::rules`] |
//! | which days a year, half or quarter means | [`domain::period::Names`] | | [`ops::closings::names`] |
//! | closed periods; what came late for them | [`domain::closing`] | [`store::closing`], [`store::rollup::late`] | [`ops::close`] |
//!
//! The numbers that the rules use are in `data/policy.toml`; each subject declares its own section ([`domain::policy`]). The
//! organisation's own stand in its database, in versions ([`ops::rules`]); a file of one person decides nothing.
//! Unit, bounds and sentence of each key are declared once, in [`mod@domain::policy::keys`].
//!
//! # How to add
//!
//! - a field to a partner, or a kind of record: [`domain::record`], with an example; what is not as usual with a kind (what a record is
//!   called where one is picked, since when it is there for looks at an earlier day, who may write it, where it is shown) is its
//!   [`domain::record::Conduct`] in the declaration. Import, export, list, `add` and `edit`, and on the screen the palette's list with
//!   filter, form, page and keys follow (tests walk every kind); a kind whose rules a command keeps says `kept by` in its declaration;
//! - a rule to the warnings: its row and function in [`domain::alert::rules`], where the numbers that it warns by are declared, too, and
//!   their values in `data/policy.toml`; what nobody has gathered yet is a field of [`domain::alert::Facts`] and its query in
//!   `store/figures/gather.rs`, a stream in the order of partners that answers for the day and the one a week earlier;
//! - a figure to `kpi --figure`: a line of [`domain::figure`]'s catalogue; a sum that there is not yet is a field of its `Sums` and what
//!   fills it;
//! - a column to the list of partners: every field is one already; a computed figure is a line of the same catalogue with a heading, a
//!   field of [`domain::figures::PartnerFigures`] with what computes it, and a migration with its column of `partner_figures`;
//! - what a kind's own rules add when one of its records is written: its entry in the list `ops/record/rules/list.rs`, which forms, edits
//!   and imports all pass; a field that a command moves: its line in `ops/record/doors.rs`, so that no file does; who may write
//!   a new kind by which door: its line in that file's test; a kind whose records come in with a state that they had elsewhere:
//!   the mark [`domain::record::Field::brought_in`], what tells it (`elsewhere` in its `Conduct`), and what it must not start or allow in the test beside; a subject of approval: its arms in `ops/approval/effect.rs`;
//! - a list or report: a function of `ops` that gives a [`report::Document`], its tables as [`report::Columns`] (name, label, type and
//!   what fills it in one line each; what holds members of its own is such columns, too, so that they tell their meaning), charts and
//!   maps as [`report::Chart`] and [`report::Tiles`], and a line in `cli` that hands it to `output::print`: text, JSON with its units,
//!   CSV, XLSX, Markdown, HTML and slides follow (a test walks the commands and names those that print none). `qudao schema` and the screen have it by its
//!   line in [`ops::documents`] where it needs no argument; one of a record has a line in `ops/schema.rs` (a test asks for it);
//! - a figure or table of the partner page: a block in `ops/partner/sheet`, from which screen, text and JSON follow;
//! - a number of the policy: its line in `data/policy.toml`, its field in the subject's section, its declaration in
//!   [`mod@domain::policy::keys`] (a test asks for it);
//! - a subject that the policy moves: its list in [`ops::policy::impact::Impact`], from which command, JSON and screen follow;
//! - a tab, a key, an overlay, a form: [`tui`]; a command: a file in [`cli`] and its line in `cli.rs`.
//!
//! # Invariants
//!
//! - Arrows only downwards: `cli, tui > ops > report, exchange > store > domain`; `i18n` may name domain's enums; `domain`
//!   imports nothing of ours. The test `arrows_point_down` reads the `use` lines;
//!   `no_subject_is_built_on_one_that_is_built_on_it` keeps the subjects of `ops` free of circles.
//! - A kind of record is declared once ([`domain::record`]); `what_a_kind_is_like_is_decided_where_it_is_declared` counts what still
//!   decides by kind elsewhere.
//! - Nothing reads the clock but [`ops::Clock`]; every figure is computed as of a date.
//! - Money is an integer of 1/10,000 of the unit and is rounded once ([`domain::money`]).
//! - Every write is one change set in one `BEGIN IMMEDIATE` transaction, with an audit row a record ([`store::Store::write`]);
//!   facts carry their batch instead and keep what they replaced ([`store::facts`]).
//! - Figures of a closed period don't move: its months stay in the sums as they were, what came late stands aside ([`store::rollup::late`]);
//!   facts, invoices and payments that are others since are read as they stood (`store/facts/closed.rs`, [`store::receivables::Books`]);
//!   they are grouped as partners and the tree of regions were then ([`store::kpi::homes`]), and its targets don't change ([`ops::close`]).
//!   Who was merged into another since stands in its closed months for itself, with what it sold and what it should have; rules and the
//!   page of the other look at both.
//! - No screen scans facts: sums are kept in the transaction that writes them, results of the rules are stored with the day
//!   and the version of the rules they hold for ([`store::figures`]). A session as of another day or under other rules computes
//!   them, and the warnings, into temporary tables of the same names, which shadow the stored ones. A look writes nothing: results
//!   that are out of date are shown with their day, and brought up by whoever writes, `qudao refresh` or the worker's rest.
//! - What fails where nobody asked for anything is written by `tracing` to a rolling file in the state folder ([`cli::log`]) and told once
//!   on the screen.
//! - A list holds ordered ids and a window of rows; the screen sends only the cells that differ.
//! - What the rules compute is computed a second time in `tests/oracle`, plainly and from the raw rows, written from the specification
//!   without a look at the rules.
//!
//! # Why so
//!
//! - *An own painter* (`tui/runtime`) on ratatui's buffers and not its `Terminal`: over SSH bytes are latency, `Terminal` repairs
//!   wide characters under popups wrongly, and its `clear` asks the terminal and waits.
//! - *Keys read as bytes* (`tui/runtime/keys`) and not crossterm's events: those hold back all that follows a paste whose end was lost,
//!   and take an answer of the terminal that comes in pieces for typing.
//! - *A thread for the database* and no async runtime: SQLite blocks, there is no network, and an overtaken query is
//!   interrupted.
//! - *Ids of integers*, not ULIDs: one file gives them, references and roll-ups stay small.
//! - *Packed weeks* (one row a partner): the health check of the whole network reads one row each instead of 52.

#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests make what files they need"))]

#[cfg(test)]
mod arrows;
#[cfg(test)]
mod circles;
pub mod cli;
pub mod config;
pub mod domain;
pub mod exchange;
pub mod i18n;
pub mod ops;
pub mod report;
pub mod store;
pub mod tui;
