//! What a review of tiers proposes.

use std::collections::{BTreeMap, BTreeSet};

use super::days;
use super::exact::{Differences, policy};
use super::rows;
use super::sales::Known;
use super::standing::Others;
use super::{TODAY, ask, demo};

const LADDER: [&str; 3] = ["watch", "growth", "strategic"];

fn rung(tier: &str) -> usize {
    // who is new begins in the middle
    LADDER.iter().position(|t| *t == tier).unwrap_or(1)
}

/// One step at most, a veto straight to the last one: by partner the tier and how it is called.
fn moves(known: &Known<'_>, waiting: &BTreeSet<String>, was_lower: &BTreeSet<String>) -> BTreeMap<String, (String, String)> {
    let others = Others::read(&rows::open(known.desk));
    let as_of = days::number(known.today);
    let mut found = BTreeMap::new();
    for (id, band) in known.bands() {
        let partner = &known.rows.partners[&id];
        let Some(tier) = partner.tier.as_deref().filter(|_| !waiting.contains(&partner.code) && band != "probation") else {
            continue;
        };
        let (now, then) = (rung(tier), rung(band));
        let parts = known.parts(&others, id);
        let score = parts.score();
        let low = score.is_some_and(|score| policy("tiers.demote_score").more_than(score));
        let enough = score.is_some_and(|score| !policy("tiers.promote_score").more_than(score)) && parts.sales.is_some();
        let step = if others.vetoed(id, as_of) {
            (now > 0).then_some((0, "veto"))
        } else if then > now {
            enough.then_some((now + 1, "promote"))
        } else if then < now {
            (low || was_lower.contains(&partner.code)).then_some((now - 1, "demote"))
        } else {
            None
        };
        if let Some((to, called)) = step {
            found.insert(partner.code.clone(), (LADDER[to].to_owned(), called.to_owned()));
        }
    }
    found
}

#[test]
fn a_review_proposes_one_step_with_the_score_for_it_and_a_veto() {
    let desk = demo();
    let mut was_lower: BTreeSet<String> = BTreeSet::new();
    let mut d = Differences::default();
    let mut proposed = 0;
    for today in [TODAY, "2021-06-10"] {
        let known = Known::of(&desk, today);
        let open = |known: &Known<'_>| -> BTreeMap<String, (String, String)> {
            let sql = "SELECT p.code, t.to_tier, t.movement FROM tier_change t JOIN partner p ON p.id = t.partner \
                       WHERE t.state = 'proposed'";
            rows::all(&rows::open(known.desk), sql, |r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?)))).into_iter().collect()
        };
        let before = open(&known);
        let wanted = moves(&known, &before.keys().cloned().collect(), &was_lower);
        ask(&desk, today, &["tier", "review"]);
        let mut after = open(&known);
        after.retain(|code, _| !before.contains_key(code));
        proposed += after.len();
        d.same(&format!("moves of {today}"), &format!("{after:?}").into(), &format!("{wanted:?}").into());
        for (id, band) in known.bands() {
            let partner = &known.rows.partners[&id];
            let tier = partner.tier.as_deref().unwrap_or("growth");
            if band != "probation" && rung(band) < rung(tier) {
                was_lower.insert(partner.code.clone());
            }
        }
    }
    d.none(2);
    assert!(proposed >= 5, "only {proposed} were proposed");
}
