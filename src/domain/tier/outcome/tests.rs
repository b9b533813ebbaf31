use super::*;
use crate::domain::figure::Ratio;
use crate::domain::kinds::TierMove;
use crate::domain::money::Money;
use crate::domain::policy::Policy;
use crate::domain::tier::Because;

fn load(text: &str) -> Policy {
    Policy::load(Some(text)).expect("a policy")
}

/// Ten partners of contributions 10 to 1 with all that they sold against a target of 100: the first sold `sold[0]`, and so on.
fn network(sold: [i64; 10]) -> Vec<Candidate> {
    (1..)
        .zip(sold)
        .map(|(partner, sales)| Candidate {
            partner,
            in_force: Some(Tier::Growth),
            contribution: 11 - partner,
            measures: Measures {
                trades: true,
                attained: Some(Ratio { num: Money::units(sales).0, den: Money::units(100).0 }),
                ..Measures::default()
            },
        })
        .collect()
}

fn reviewed(candidates: &[Candidate], policy: &Policy) -> Review {
    reviewed_with(candidates, &OnRecord::default(), policy)
}

fn reviewed_with(candidates: &[Candidate], on_record: &OnRecord, policy: &Policy) -> Review {
    review(candidates, on_record, &Basis { policy, as_of: "2025-11-12".parse().expect("a date"), moment: 0 })
}

#[test]
fn a_review_bands_the_ranked_and_passes_over_who_does_not_trade() {
    let mut all = network([110; 10]);
    all[0].measures.trades = false;
    all[1].measures.since = Some(20_400);
    let found = reviewed(&all, &load(""));
    assert_eq!(found.outcomes.len(), 9);
    let tiers: Vec<Tier> = found.outcomes.iter().map(|o| o.band).collect();
    // eight are ranked: a fifth of them, rounded, is two
    let (s, g, w) = (Tier::Strategic, Tier::Growth, Tier::Watch);
    assert_eq!(tiers, [Tier::Probation, s, s, g, g, g, g, w, w]);
}

#[test]
fn who_moves_is_told_with_both_proposals() {
    // sales 110 % of target score 100, 100 % score 80, 60 % score 0; compliance is 100
    let all = network([110, 100, 110, 110, 110, 110, 110, 110, 60, 110]);
    let before = reviewed(&all, &load(""));
    assert_eq!(before.outcomes[1].score, Some(8_500), "45 of 80 and 15 of 100");
    let strict = reviewed(&all, &load("tiers.promote_score = 86\n"));
    let moved = movers(&before, &strict);
    assert_eq!(moved.iter().map(|m| m.after.partner).collect::<Vec<_>>(), [2]);
    assert_eq!((moved[0].before.proposal.to, moved[0].before.proposal.because), (Tier::Strategic, Because::Promoted));
    assert_eq!((moved[0].after.proposal.to, moved[0].after.proposal.because), (Tier::Growth, Because::ScoreTooLow));
    assert_eq!(moved[0].steps(), -1);
    // a wider Watch band takes in number eight, whose score keeps it; number nine is there already
    let wide = reviewed(&all, &load("tiers.bottom = 0.3\n"));
    assert_eq!(wide.outcomes[7].proposal.because, Because::LowerOnce);
    assert_eq!(movers(&before, &wide), [], "another reason for the same tier moves nobody");
    let harsh = reviewed(&all, &load("tiers.demote_score = 20\n"));
    let moved = movers(&before, &harsh);
    assert_eq!((moved.len(), moved[0].after.partner, moved[0].steps()), (1, 9, 1), "25 points are no longer too few");
}

#[test]
fn a_veto_in_place_of_a_demotion_is_another_way_and_told() {
    let all = network([110, 110, 110, 110, 110, 110, 110, 110, 60, 110]);
    let policy = load("");
    let plain = reviewed(&all, &policy);
    let vetoed = reviewed_with(&all, &OnRecord { vetoed: HashSet::from([9]), ..OnRecord::default() }, &policy);
    let moved = movers(&plain, &vetoed);
    assert_eq!(moved.len(), 1);
    assert_eq!(moved[0].before.proposal.to, moved[0].after.proposal.to);
    assert_eq!((moved[0].before.proposal.movement, moved[0].after.proposal.movement), (TierMove::Demote, TierMove::Veto));
    assert_eq!(moved[0].steps(), 0);
}

#[test]
fn what_a_review_does_not_propose_moves_nobody() {
    let all = network([110, 100, 110, 110, 110, 110, 110, 110, 60, 110]);
    let strict = load("tiers.promote_score = 86\n");
    let waiting = OnRecord { waiting: HashSet::from([2]), ..OnRecord::default() };
    let (before, after) = (reviewed_with(&all, &waiting, &load("")), reviewed_with(&all, &waiting, &strict));
    assert_ne!(before.outcomes[1].proposal.to, after.outcomes[1].proposal.to);
    assert_eq!(before.outcomes[1].action, Action::Wait);
    assert_eq!(movers(&before, &after), [], "its proposal waits, whatever the policy");
    // a first tier that is proposed no more, because a longer probation ranks nobody, is a move
    let mut new = all;
    new[1].in_force = None;
    new[1].measures.since = Some(20_200);
    let (before, after) = (reviewed(&new, &load("")), reviewed(&new, &load("tiers.probation_months = 9\n")));
    assert_eq!((before.outcomes[1].action, after.outcomes[1].action), (Action::Propose, Action::Keep));
    let moved = movers(&before, &after);
    assert!(moved.iter().any(|m| m.after.partner == 2), "{moved:?}");
    // and one that had a tier stays where it is under both: a band that is cut elsewhere moves it only if a review says so
    new[1].in_force = Some(Tier::Growth);
    let (before, after) =
        (reviewed(&new, &load("tiers.promote_score = 90\n")), reviewed(&new, &load("tiers.probation_months = 9\n")));
    assert_eq!((before.outcomes[1].action, after.outcomes[1].action), (Action::Keep, Action::Keep));
    assert!(!movers(&before, &after).iter().any(|m| m.after.partner == 2));
}
