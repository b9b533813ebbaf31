use std::sync::Arc;

use super::*;
use crate::config::{Config, Given};
use crate::domain::kinds::{Approval, ApprovalState};
use crate::domain::policy::Policy;
use crate::domain::record::Lang;
use crate::ops::setup;
use crate::ops::{admin, demo};
use crate::store::approvals;

/// A demo network as of 12 November 2025 without proposals, figures computed.
fn network(db: &std::path::Path) -> Session {
    let given = Given { db: Some(db.to_path_buf()), as_of: "2025-11-12".parse().ok(), ..Given::default() };
    let mut config = Config::resolve(given).expect("a configuration");
    (config.user, config.policy) = ("li.wei".to_owned(), None);
    let (mut s, _) = setup::create(&config).expect("a database");
    demo::generate(&mut s, demo::Scale { partners: 200, weeks: 70, seed: 11 }, &mut |_| {}).expect("a network");
    s.store.conn().execute("DELETE FROM tier_change WHERE state = 'proposed'", []).expect("nothing proposed");
    s.refresh_figures().expect("figures");
    s
}

fn open(s: &Session) -> Vec<(String, Tier, bool)> {
    let mut all: Vec<_> = proposals(s).expect("proposals").into_iter().map(|l| (l.code, l.to, l.by_review)).collect();
    all.sort();
    all
}

/// What a file of the same network would hold after a first review under these rules.
fn under(s: &mut Session, over: &str) {
    s.policy = Arc::new(Policy::load(Some(over)).expect("a policy"));
}

#[test]
fn a_review_replaces_its_own_proposals_and_leaves_those_of_people() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut s = network(&dir.path().join("a.db"));
    let first = review(&mut s, Lang::En).expect("a review");
    assert!(first.proposed > 5 && first.overtaken.is_empty(), "{first:?}");
    let by_review = open(&s);
    assert!(by_review.iter().all(|(.., by_review)| *by_review));

    // a person's: of a partner that stays by the figures
    let of = |s: &Session, sql: &str| -> i64 { s.store.conn().query_row(sql, [], |r| r.get(0)).expect("a partner") };
    let stays = "SELECT f.partner FROM partner_figures f WHERE f.tier = 'growth' AND f.computed_tier = 'growth'
                 AND NOT EXISTS (SELECT 1 FROM tier_change c WHERE c.partner = f.partner AND c.state = 'proposed') LIMIT 1";
    let theirs = of(&s, stays);
    propose(&mut s, theirs, Tier::Watch, "they asked for it").expect("proposed");
    let again = review(&mut s, Lang::Zh).expect("a review");
    assert_eq!((again.proposed, again.overtaken.len(), again.open), (0, 0, first.proposed + 1), "the same in another language");

    // other rules: nobody is promoted any more, and a demotion needs less
    let before = proposals(&s).expect("proposals");
    under(&mut s, "tiers.promote_score = 100\ntiers.demote_score = 90\n");
    let outdated = overtaken(&s).expect("read");
    let second = review(&mut s, Lang::En).expect("a review");
    assert_eq!(second.overtaken, outdated, "what is shown before is what a review does");
    let gone = second.overtaken.iter().filter(|o| o.now.is_none()).count();
    assert!(gone > 0, "{second:?}");
    let now = open(&s);
    assert!(now.iter().any(|(_, to, by_review)| *to == Tier::Watch && !by_review), "a person's waits as it is");
    assert!(now.iter().all(|(_, to, _)| *to != Tier::Strategic), "{now:?}");
    for o in &second.overtaken {
        let was = record::get_as::<TierChange>(s.store.conn(), o.was.id).expect("the old one");
        assert_eq!(was.state, TierChangeState::Withdrawn);
        let clause = "WHERE subject = 'tier' AND record = ?1";
        let approvals = record::query_as::<Approval>(s.store.conn(), clause, &[&o.was.id]).expect("approvals");
        assert_eq!(approvals.iter().map(|a| a.state).collect::<Vec<_>>(), [ApprovalState::Withdrawn]);
        let history = approvals::events(s.store.conn(), approvals[0].id).expect("a history");
        let last = &history.last().expect("an event").event;
        let why = if o.now.is_some() { approval::REPLACED } else { approval::NO_MORE };
        assert_eq!((last.act, last.text.as_str()), (ApprovalAct::Withdraw, why));
    }
    // one open proposal a partner, each with its approval
    let mut codes: Vec<&String> = now.iter().map(|(code, ..)| code).collect();
    codes.dedup();
    assert_eq!(codes.len(), now.len());
    assert!(overtaken(&s).expect("read").is_empty());
    // a step back brings the earlier ones back
    under(&mut s, "");
    admin::undo(&mut s, None).expect("undone");
    assert_eq!(proposals(&s).expect("proposals"), before);
}

#[test]
fn a_proposal_that_comes_out_the_same_keeps_its_approval_and_takes_the_new_score() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut s = network(&dir.path().join("a.db"));
    review(&mut s, Lang::En).expect("a review");
    let before = proposals(&s).expect("proposals");
    let approvals = |s: &Session| {
        let all = record::query_as::<Approval>(s.store.conn(), "WHERE subject = 'tier' ORDER BY id", &[]).expect("approvals");
        all.iter().map(|a| (a.id, a.version, a.state)).collect::<Vec<_>>()
    };
    let asked = approvals(&s);
    // another weight of the same parts: scores are others, bands are not
    under(&mut s, "[tiers.weights]\ncompliance = 16\n");
    let done = review(&mut s, Lang::En).expect("a review");
    let after = proposals(&s).expect("proposals");
    let moved: Vec<i64> = done.overtaken.iter().map(|o| o.was.id).collect();
    let stands = |l: &&Line| !moved.contains(&l.id);
    let (old, new): (Vec<_>, Vec<_>) =
        before.iter().filter(stands).zip(after.iter().filter(|l| before.iter().any(|b| b.id == l.id))).unzip();
    assert!(old.len() > 5, "{done:?}");
    assert!(old.iter().zip(&new).all(|(o, n)| (o.id, o.to, &o.reason) == (n.id, n.to, &n.reason)));
    assert!(old.iter().zip(&new).any(|(o, n)| o.score != n.score), "scores follow the rules");
    let kept: Vec<_> = asked.iter().filter(|a| approvals(&s).contains(a)).collect();
    assert_eq!(kept.len(), asked.len() - moved.len(), "an approval that was seen is as it was");
}
