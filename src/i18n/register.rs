//! The register in words: what a merge does, what is open with who leaves.

use super::number;
use crate::domain::merge::{MovedFacts, Outcome};
use crate::domain::partner::Matters;
use crate::domain::record::{Kind, Lang};
use crate::t;

/// What a merge did or would do, a line each.
#[must_use]
pub fn outcome(lang: Lang, o: &Outcome) -> Vec<String> {
    let mut lines = Vec::new();
    if o.two_persons {
        lines.push(t!(lang, "merge-two-persons"));
    }
    for (kind, f) in [(Kind::Sale, &o.sales), (Kind::Stock, &o.stock)] {
        if f.rows > 0 {
            let label = kind.def().label.get(lang);
            lines.push(joined(t!(lang, "merge-facts", kind = label, rows = f.rows, days = f.days), &fates(lang, f)));
        }
    }
    for (kind, t) in &o.records {
        let mut more = Vec::new();
        if t.renamed > 0 {
            more.push(t!(lang, "merge-renamed", count = t.renamed));
        }
        if t.united > 0 {
            more.push(t!(lang, "merge-united", count = t.united));
        }
        if t.left_out > 0 {
            more.push(t!(lang, "merge-left-out", count = t.left_out));
        }
        lines.push(joined(t!(lang, "merge-records", kind = kind.def().label.get(lang), moved = t.moved), &more));
    }
    lines
}

/// What is open with partners, for a sentence.
#[must_use]
pub fn open_matters(open: &Matters) -> Vec<(&'static str, String)> {
    vec![
        ("open", number::amount_full(open.open)),
        ("tickets", open.tickets.to_string()),
        ("deposit", number::amount_full(open.deposit)),
        ("satellites", open.satellites.to_string()),
    ]
}

fn fates(lang: Lang, f: &MovedFacts) -> Vec<String> {
    let mut more = Vec::new();
    if f.united > 0 {
        more.push(t!(lang, "merge-added-up", count = f.united));
    }
    if f.renamed > 0 {
        more.push(t!(lang, "merge-renamed", count = f.renamed));
    }
    if f.left_out > 0 {
        more.push(t!(lang, "merge-same-document", count = f.left_out));
    }
    more
}

fn joined(line: String, more: &[String]) -> String {
    if more.is_empty() { line } else { format!("{line} ({})", more.join(", ")) }
}
