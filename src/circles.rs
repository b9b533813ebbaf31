//! The test that holds the subjects of `ops` apart: what one is built on is not built on it.
//!
//! A subject is a file of `src/ops` with the folder of its name. Each may use those below it; two that need each other have a third
//! in common, or one of them registers what it does in a list ([`LISTS`]), which is asked without being named.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::arrows::{code, heads, sources};

/// The lists in which subjects register: what a kind's rules do, and what a decision does.
const LISTS: &[&str] = &["ops/record/rules/list.rs", "ops/approval/effect.rs"];

/// Subjects with those that each names.
type Uses = BTreeMap<String, BTreeSet<String>>;

/// The subjects that a file names: behind `crate::ops::`, and behind as many `super::` as lead to the room.
fn subjects<'a>(place: &str, text: &'a str) -> Vec<&'a str> {
    let up = "super::".repeat(place.matches('/').count());
    let behind = |path: &'a str| text.match_indices(path).map(move |(at, word)| (at, at + word.len()));
    let begins = |at: usize| {
        !text.get(..at).and_then(|b| b.chars().next_back()).is_some_and(|c| c == ':' || c.is_alphanumeric() || c == '_')
    };
    let up: Vec<_> = text.match_indices(up.as_str()).map(|(at, word)| (at, at + word.len())).collect();
    let found = behind("crate::ops::").chain(up).filter(|(at, _)| begins(*at));
    found.filter_map(|(_, end)| text.get(end..)).flat_map(heads).collect()
}

/// What every subject of the room names of the others.
fn uses() -> Uses {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src.join("ops"), &mut files);
    let mut read: Vec<(String, String)> = Vec::new();
    for file in files {
        let place = file.strip_prefix(&src).expect("a file of src").to_string_lossy().replace('\\', "/");
        let is_test = ["/tests.rs", "/fixture.rs"].iter().any(|end| place.ends_with(end)) || place.contains("/tests/");
        if !is_test && !LISTS.contains(&place.as_str()) {
            let text = std::fs::read_to_string(&file).expect("a source");
            let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            read.push((place, own.lines().map(code).collect::<Vec<_>>().join(" ")));
        }
    }
    let subject = |place: &str| place.split('/').nth(1).map(|s| s.trim_end_matches(".rs").to_owned()).unwrap_or_default();
    let all: BTreeSet<String> = read.iter().map(|(place, _)| subject(place)).collect();
    let mut uses = Uses::new();
    for (place, text) in &read {
        let own = subject(place);
        let named = subjects(place, text).into_iter().filter(|name| *name != own && all.contains(*name)).map(ToOwned::to_owned);
        uses.entry(own.clone()).or_default().extend(named.collect::<Vec<_>>());
    }
    uses
}

/// The subjects that come round to themselves, in alphabetical order; what others alone hold up is taken away until nothing goes.
fn circles(mut uses: Uses) -> Vec<String> {
    loop {
        let named: BTreeSet<String> = uses.values().flatten().cloned().collect();
        let before = uses.len();
        uses.retain(|subject, below| !below.is_empty() && named.contains(subject));
        let left: BTreeSet<String> = uses.keys().cloned().collect();
        for below in uses.values_mut() {
            below.retain(|name| left.contains(name));
        }
        if uses.len() == before && uses.values().all(|below| !below.is_empty()) {
            return left.into_iter().collect();
        }
    }
}

#[test]
fn no_subject_is_built_on_one_that_is_built_on_it() {
    let uses = uses();
    assert!(uses.len() > 30 && uses["today"].contains("ticket"), "the subjects were not found: {uses:?}");
    let round = circles(uses.clone());
    let named: Vec<_> = round.iter().map(|subject| (subject, &uses[subject])).collect();
    assert!(round.is_empty(), "these need each other: {named:#?}");
}

#[test]
fn a_circle_is_found() {
    let uses = |all: &[(&str, &[&str])]| {
        let set = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<BTreeSet<_>>();
        all.iter().map(|(subject, below)| ((*subject).to_owned(), set(below))).collect::<Uses>()
    };
    assert_eq!(circles(uses(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[])])), Vec::<String>::new());
    assert_eq!(circles(uses(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"]), ("d", &["a"])])), ["b", "c"]);
    let text =
        "use crate::ops::{Result, rules}; use super::super::{access, tier::Line}; let x = super::own(crate::ops::plan::all());";
    assert_eq!(subjects("ops/x/y.rs", text), ["Result", "rules", "plan", "access", "tier"]);
}
