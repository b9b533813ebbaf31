//! Every key of the policy at the ends of what it may be, through everything that computes with it.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::*;
use crate::domain::kinds::{PartyRole, Severity, TicketKind};
use crate::domain::money::Money;
use crate::domain::period::{Month, Span};
use crate::domain::policy::{Allowed, order};
use crate::domain::record::{Kind, Lang};
use crate::domain::sales::By;
use crate::ops::credit::explain::Figure;
use crate::ops::demo::Scale;
use crate::ops::partner::fixture;
use crate::ops::partner::sheet::{Section, section};
use crate::store::record;

/// A value at a key, and at those beside it where they don't go together otherwise.
type Case = Vec<(String, String)>;

fn with(policy: &Policy, case: &[(String, String)]) -> Option<Policy> {
    policy.with_all(case.iter().map(|(path, value)| (path.as_str(), value.as_str()))).ok()
}

fn case(policy: &Policy, path: &str, allowed: Allowed, value: &str) -> Option<Case> {
    let alone = vec![(path.to_owned(), value.to_owned())];
    let beside = order::beside(path);
    let both = |v: &str| -> Case { alone.iter().cloned().chain(beside.iter().map(|b| (b.clone(), v.to_owned()))).collect() };
    let ends: Vec<String> = allowed.ends().iter().map(ToString::to_string).collect();
    // the same value for a threshold, the other end for the other end of a line
    let moved = std::iter::once(value).chain(ends.iter().map(String::as_str)).map(both);
    std::iter::once(alone.clone()).chain(moved).find(|case| with(policy, case).is_some())
}

/// Everything that reads the policy, in the order in which a week would.
fn compute(session: &mut Session, partners: &[i64]) -> Result<()> {
    let day = session.as_of();
    let (year, month) = (Span::year(2025), Month::of(day));
    session.refresh_figures()?;
    health::report(session, &health::Wish::default(), None)?;
    for by in [By::Region, By::Line, By::Quarter] {
        kpi::kpi(session, &kpi::Wish::new(year, by))?;
    }
    kpi::receivables::receivables(session, "", None)?;
    kpi::showcase::showcase(session, year, 3)?;
    let usual = kpi::cohorts::usual(session);
    kpi::cohorts::cohorts(session, usual, kpi::cohorts::Rows::Month)?;
    tier::review(session, Lang::En)?;
    tier::proposals(session)?;
    plan::preview(session, month, Lang::En)?;
    plan::preview(session, Month(month.0 + 1), Lang::Zh)?;
    credit::network::exposure(session, "")?;
    credit::network::months(session, "")?;
    credit::network::due(session, "")?;
    credit::network::payers(session, "", By::Region, None)?;
    compliance::audits(session)?;
    compliance::training(session)?;
    standby::backups(session, None)?;
    violation::standings(session)?;
    contract::list(session, &contract::Wish { due: true, ..contract::Wish::default() })?;
    ticket::figures::figures(session, month.span())?;
    today::queue(session, today::Reach::All)?;
    for id in partners {
        let file = credit::file(session, *id)?;
        for figure in Figure::ALL {
            let _why = credit::explain::explain(&file, *figure, &session.policy);
        }
        credit::assess::explain(session, *id)?;
        credit::check::check(session, *id, Money::units(10_000), false, None)?;
        tier::explain(session, *id)?;
        figures::explain_health(session, *id)?;
        for at in Section::ALL {
            section(session, *id, at)?;
        }
    }
    Ok(())
}

/// A ticket gets its clocks.
fn open_ticket(session: &mut Session, partner: i64, severity: Severity) -> Result<()> {
    let draft = ticket::Draft {
        title: "批次码出现在南京".into(),
        kind: TicketKind::Complaint,
        severity,
        partner: Some(partner),
        parties: vec![(partner, PartyRole::Affected)],
        ..ticket::Draft::default()
    };
    let (id, _) = ticket::new(session, &draft)?;
    ticket::act(session, id, None, &crate::domain::conflict::Act::Acknowledge { note: String::new() })?;
    Ok(())
}

#[test]
fn no_value_that_a_key_may_have_breaks_what_is_computed_with_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = fixture::session(&dir);
    demo::generate(&mut session, Scale { partners: 14, weeks: 60, seed: 7 }, &mut |_| ()).expect("a network");
    let some = "WHERE id IN (SELECT partner FROM credit_assessment) OR id IN (SELECT partner FROM contract) ORDER BY id LIMIT 2";
    let partners: Vec<i64> =
        record::query(session.store.conn(), Kind::Partner, some, &[]).expect("partners").iter().map(|r| r.id).collect();
    assert_eq!(partners.len(), 2, "the demo has contracts");
    let defaults = Arc::clone(&session.policy);
    let (mut sections, mut weights) = (BTreeMap::<String, Vec<Case>>::new(), BTreeMap::<String, Vec<Case>>::new());
    let (mut unreachable, mut seen) = (Vec::new(), BTreeSet::new());
    // everything at its least, everything at its greatest, as far as they go together
    let (mut least, mut greatest) = (Case::new(), Case::new());
    // one of the keys that are declared together stands for all
    for (path, key) in defaults.paths().into_iter().filter(|(_, key)| seen.insert(key.path)) {
        let ends: Vec<String> = key.allowed.ends().iter().map(ToString::to_string).collect();
        for (all, end) in [(&mut least, ends.first()), (&mut greatest, ends.last())] {
            let more = end.and_then(|end| case(&with(&defaults, all)?, &path, key.allowed, end));
            all.extend(more.into_iter().flatten());
        }
        // numbers of one part of a section stand in one sum, those of others beside it; a weight of 0 hides what it weighs
        let part = path.rsplit_once('.').map_or("", |(part, _)| part).to_owned();
        let cases = if key.is_weight() { &mut weights } else { &mut sections }.entry(part).or_default();
        for value in ends {
            match case(&defaults, &path, key.allowed, &value) {
                Some(case) => cases.push(case),
                None => unreachable.push(format!("{path} = {value}")),
            }
        }
    }
    // of a line that scores one end lies above the other: each has a value that leaves nothing for the other
    let is_end = |path: &str| path.rsplit_once('.').is_some_and(|(_, name)| name == "zero" || name == "full");
    let (ends, unreachable): (Vec<String>, Vec<String>) =
        unreachable.into_iter().partition(|case| case.split_once(" = ").is_some_and(|(path, _)| is_end(path)));
    assert_eq!(ends.len(), seen.iter().filter(|path| is_end(path)).count(), "{ends:?}");
    // these can't stand beside any value of the others
    assert_eq!(
        unreachable,
        [
            "tiers.top = 1.0",
            "tiers.bottom = 1.0",
            "tiers.weights.sales = 0",
            "credit.assessment.green = 0",
            "credit.assessment.yellow = 100"
        ]
    );
    // parts know nothing of each other: one key of each at a time
    let together = |parts: &BTreeMap<String, Vec<Case>>| -> Vec<Case> {
        let count = parts.values().map(Vec::len).max().unwrap_or(0);
        (0..count).map(|i| parts.values().filter_map(|cases| cases.get(i)).flatten().cloned().collect()).collect()
    };
    let ends = sections.values().chain(weights.values()).map(Vec::len).sum::<usize>();
    let mut cases = [together(&sections), together(&weights)].concat();
    assert!(ends > 400 && cases.len() < 60, "{ends} ends, {} cases", cases.len());
    cases.extend([least, greatest]);
    let mut broken = Vec::new();
    for (n, case) in cases.iter().enumerate() {
        // it is no version of the database: figures of another are computed again
        session.policy = Arc::new(with(&defaults, case).unwrap_or_else(|| panic!("parts go together: {case:?}")));
        let ran = catch_unwind(AssertUnwindSafe(|| {
            if case.iter().any(|(path, _)| path.starts_with("desk.")) {
                let severity = Severity::ALL[n % Severity::ALL.len()];
                open_ticket(&mut session, partners[0], severity).map_err(|e| e.to_string())?;
            }
            compute(&mut session, &partners).map_err(|e| e.to_string())
        }));
        match ran {
            Ok(Ok(())) => {}
            Ok(Err(e)) => broken.push(format!("{e}: {case:?}")),
            Err(_) => broken.push(format!("a panic: {case:?}")),
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
