use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::config::{Config, Given};
use crate::domain::impact::TaskTurn;
use crate::domain::kinds::{Alert, AlertRule, ApprovalAct, Tier};
use crate::ops::approval::{self, Asked, Seen};
use crate::ops::{demo, setup};
use crate::store::record::query_as;

fn config(db: &Path, user: &str) -> Config {
    let given = Given { db: Some(db.to_path_buf()), as_of: "2025-11-12".parse().ok(), ..Given::default() };
    let mut config = Config::resolve(given).expect("a configuration");
    (config.user, config.policy) = (user.to_owned(), None);
    config
}

/// A demo network as of 12 November 2025 without proposals, figures computed.
fn network(db: &Path, partners: usize) -> Session {
    let (mut s, _) = setup::create(&config(db, "li.wei")).expect("a database");
    let scale = demo::Scale { partners, weeks: 70, seed: 11 };
    demo::generate(&mut s, scale, &mut |_| {}).expect("a network");
    s.store.conn().execute("DELETE FROM tier_change WHERE state = 'proposed'", []).expect("nothing proposed");
    s.refresh_figures().expect("figures");
    s
}

/// The same network once more, in a file of its own, where one has asked for other rules and another has approved them; with
/// what they were shown before.
fn approved(s: &Session, db: &Path, over: &str) -> (Session, Impact) {
    s.store.conn().execute("VACUUM INTO ?1", [db.to_str().expect("a path")]).expect("a copy");
    let file = db.with_extension("toml");
    std::fs::write(&file, over).expect("a file");
    let mut asks = setup::open(&config(db, "li.wei")).expect("the copy");
    let terms = rules::Terms { reason: "tried".into(), from: None };
    let asked = rules::propose(&mut asks, rules::Wish::File(&file), &terms).expect("asked").asked;
    let Asked::Waits(id, _) = asked else { panic!("{asked:?}") };
    let mut decides = setup::open(&config(db, "zhao.min")).expect("the copy");
    let shown = of_approval(&mut decides, id).expect("an impact").expect("it waits");
    approval::act(&mut decides, Seen { id, version: None }, ApprovalAct::Approve, "").expect("approved");
    assert_eq!(of_approval(&mut decides, id).expect("an approval"), None, "it is decided");
    let other = setup::open(&config(db, "li.wei")).expect("the copy");
    assert_eq!((asks.policy.number, decides.policy.number, other.policy.number), (1, 2, 2));
    (other, shown)
}

/// What a review proposes: partner, tier.
fn proposals(s: &mut Session) -> BTreeSet<(String, Tier)> {
    tier::review(s, Lang::En).expect("a review");
    tier::proposals(s).expect("proposals").into_iter().map(|l| (l.code, l.to)).collect()
}

type Live = BTreeSet<(i64, AlertRule, crate::domain::kinds::AlertSeverity)>;

fn live(s: &Session) -> Live {
    let all = query_as::<Alert>(s.store.conn(), "WHERE state <> 'cleared'", &[]).expect("warnings");
    all.into_iter().map(|a| (a.partner, a.rule, a.severity)).collect()
}

#[test]
fn what_a_policy_would_change_is_what_happens_when_it_is_approved() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut s = network(&dir.path().join("a.db"), 200);
    let over = "[tiers]\ntop = 0.3\nprobation_months = 3\ndemote_score = 70\n[tiers.weights]\ncapital = 30\n
         [alerts]\npace = { warn = 0.9, critical = 0.7 }\noverdue_days = { warn = 20, critical = 30 }\n
         [violations]\nmonths = 3\n[inventory]\ntarget_days = 20\n
         [maintenance.rule.quarterly_training]\ntiers = [\"growth\", \"watch\"]\n[maintenance.rule.marketing_plan]\noff = true\n";
    let policy = Policy::load(Some(over)).expect("a policy");
    // proposals of a review wait under the rules in force, and one of a person
    let waiting = proposals(&mut s);
    let stays = "SELECT partner FROM partner_figures f WHERE tier = 'growth' AND computed_tier = 'growth'
                 AND NOT EXISTS (SELECT 1 FROM tier_change c WHERE c.partner = f.partner AND c.state = 'proposed') LIMIT 1";
    let theirs: i64 = s.store.conn().query_row(stays, [], |r| r.get(0)).expect("a partner");
    tier::propose(&mut s, theirs, Tier::Watch, "by hand").expect("proposed");
    let told = impact(&mut s, &policy).expect("an impact");
    let told_of_waiting = told.tiers.movers.iter().filter(|m| waiting.iter().any(|(code, _)| *code == m.party.code)).count();
    assert!(told_of_waiting > 2, "whose proposal waits is named, too: {:?}", told.tiers.movers);
    assert!(told.tiers.movers.len() > 5 && told.warnings.len() > 20 && told.plan.len() > 20, "it changes something");
    let (mut other, shown) = approved(&s, &dir.path().join("b.db"), over);
    assert_eq!(shown, told, "whoever decides is shown the same");

    // warnings
    let before = live(&s);
    other.refresh_figures().expect("figures");
    let mut expected = before.clone();
    for w in &told.warnings {
        expected.retain(|(partner, rule, _)| (*partner, *rule) != (w.party.id, w.finding.rule));
        if w.turn != WarningTurn::Cleared {
            expected.insert((w.party.id, w.finding.rule, w.finding.severity));
        }
    }
    assert_eq!(live(&other), expected);
    let turns: BTreeSet<_> = told.warnings.iter().map(|w| w.turn).collect();
    assert!(turns.contains(&WarningTurn::Raised) && turns.contains(&WarningTurn::Cleared), "{turns:?}");

    // the plan of this month, written, and of the next
    let month = Month::of(told.as_of);
    let named = |d: &crate::domain::maintenance::Draft| format!("{} {:?} {} {}", d.series, d.partner, d.period, d.due_on);
    let planned = |s: &mut Session| -> BTreeSet<String> {
        let mut all = plan::generate(s, month, Lang::En).expect("a plan").drafts;
        all.extend(plan::preview(s, Month(month.0 + 1), Lang::En).expect("a plan").drafts);
        all.iter().map(named).collect()
    };
    let (mut expected, then) = (planned(&mut s), planned(&mut other));
    for change in told.plan.iter().map(|p| &p.change) {
        change.before.iter().for_each(|d| assert!(expected.remove(&named(d)), "{d:?}"));
    }
    for change in told.plan.iter().map(|p| &p.change) {
        change.after.iter().for_each(|d| assert!(expected.insert(named(d)), "{d:?}"));
    }
    assert_eq!(then, expected);
    let turns: BTreeSet<_> = told.plan.iter().map(|p| p.change.turn).collect();
    assert!(turns.contains(&TaskTurn::Added) && turns.contains(&TaskTurn::Removed), "{turns:?}");

    // tiers
    let (now, then) = (proposals(&mut s), proposals(&mut other));
    let stays =
        |o: &outcome::Outcome| o.in_force == Some(o.proposal.to) || o.proposal.because == crate::domain::tier::Because::Probation;
    let mut expected = now;
    for m in &told.tiers.movers {
        expected.retain(|(code, _)| *code != m.party.code);
        if !stays(&m.mover.after) {
            expected.insert((m.party.code.clone(), m.mover.after.proposal.to));
        }
    }
    assert_eq!(then, expected);
}

#[test]
fn the_counts_of_what_would_change_leave_nothing_out() {
    use crate::domain::explain::{Amount, Words};
    use crate::report::{Body, What};
    let dir = tempfile::tempdir().expect("a folder");
    let mut s = network(&dir.path().join("a.db"), 200);
    // who has no tier in force goes from a band to probation, which is neither up nor down; a warning that stays is more serious
    s.store.conn().execute("UPDATE partner SET tier = NULL WHERE id % 3 = 0", []).expect("no tier yet");
    s.store.conn().execute("DELETE FROM meta WHERE name = 'figures_state'", []).expect("to be computed");
    s.refresh_figures().expect("figures");
    let over = "[tiers]\nprobation_months = 60\ntop = 0.3\n[alerts]\npace = { warn = 0.9, critical = 0.85 }\n
         [maintenance.rule.marketing_plan]\noff = true\n";
    let told = impact(&mut s, &Policy::load(Some(over)).expect("a policy")).expect("an impact");
    let blocks = blocks(&told, 5);
    let Body::Figures(figures) = &blocks[0].body else { panic!("figures") };
    let counted = |name: &str| -> (i64, Vec<(&str, i64)>) {
        let of = |amount: &Amount| if let Amount::Count(n) = amount { *n } else { panic!("{amount:?}") };
        let figure = figures.iter().find(|f| f.name == name).expect("a figure");
        let (What::Amount(all), What::Words(Words::Key { args, .. })) = (&figure.value.what, &figure.beside[0].what) else {
            panic!("{figure:?}")
        };
        (of(all), args.iter().map(|(name, n)| (*name, of(n))).collect())
    };
    for (name, wanted, all) in [
        ("movers", "other", told.tiers.movers.len()),
        ("warnings", "worse", told.warnings.len()),
        ("plan", "removed", told.plan.len()),
    ] {
        let (count, parts) = counted(name);
        assert_eq!(usize::try_from(count), Ok(all), "{name}");
        assert_eq!(parts.iter().map(|p| p.1).sum::<i64>(), count, "{name}: {parts:?}");
        assert!(parts.iter().any(|p| p.0 == wanted && p.1 > 0), "{name}: {parts:?}");
    }
}

#[test]
fn what_is_stored_of_a_partner_scores_it_as_its_figures_do() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut s = network(&dir.path().join("a.db"), 200);
    let same = s.policy.clone();
    let tiers = of_tiers(&mut s, &same).expect("a review");
    assert_eq!(tiers.movers, []);
    let mut seen = 0;
    figures::each(s.store.conn(), |partner, stored| {
        let found = tiers.before.outcomes.iter().find(|o| o.partner == partner).expect("every partner that trades");
        assert_eq!((found.score, Some(found.band), found.in_force), (stored.score, stored.computed_tier, stored.tier));
        seen += 1;
        Ok(())
    })
    .expect("figures");
    assert_eq!(seen, tiers.before.outcomes.len());
    // and any number of [tiers] moves the same partners as reading the network again
    for change in ["tiers.dso_days = 20", "tiers.growth.full = 0.9", "tiers.probation_months = 12", "tiers.veto_months = 1"] {
        let policy = Policy::load(Some(change)).expect("a policy");
        let whole = impact(&mut s, &policy).expect("an impact");
        assert_eq!(of_tiers(&mut s, &policy).expect("tiers"), whole.tiers, "{change}");
        assert_eq!((whole.warnings.len(), whole.plan.len()), (0, 0), "{change}");
    }
}

#[test]
fn asking_what_a_policy_would_change_changes_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut s = network(&dir.path().join("a.db"), 60);
    let version = |s: &Session| -> Vec<i64> {
        ["PRAGMA data_version", "SELECT count(*) FROM change_set", "SELECT total_changes()"]
            .map(|sql| s.store.conn().query_row(sql, [], |r| r.get(0)).expect(sql))
            .to_vec()
    };
    let before = version(&s);
    let policy = Policy::load(Some("alerts.missing_weeks = 1\ntiers.top = 0.5\n")).expect("a policy");
    assert!(!impact(&mut s, &policy).expect("an impact").is_empty());
    assert_eq!(version(&s), before);
}
