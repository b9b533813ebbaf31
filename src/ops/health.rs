//! The weekly health check: what moved, who is slipping and why, what is overdue, what to do first (S13).

pub mod pages;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use super::today::Reach;
use super::{OpError, Result, Session};
use crate::domain::alert::Finding;
use crate::domain::alert::doing::Doing;
use crate::domain::delivery::Until;
use crate::domain::figures::Basis;
use crate::domain::kinds::{AlertSeverity, User};
use crate::domain::period::Week;
use crate::domain::record::Kind;
use crate::store::figures::Shadowed;
use crate::store::health::{self, Few, Line, Network, Scope};
use crate::store::tasks::Whose;
use crate::store::{StoreError, exact, record};

/// Partners shown for each question.
const FEW: usize = 5;

/// Partners among which the first things to do are looked for.
const CANDIDATES: usize = 200;

/// Weeks of sales that are shown beside a partner.
const TREND: i32 = 8;

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The last whole week looked at; the one before today's if not given.
    pub week: Option<Week>,
    /// Whose partners.
    pub whose: Of,
}

/// Whose partners are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Of {
    /// The whole network.
    #[default]
    All,
    /// Those of an account; `me` is the actor's.
    Account(String),
    /// As the queue of the day means it.
    Reach(Reach),
}

/// A thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Todo {
    /// About whom.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Why: its most serious warning.
    pub finding: Finding,
}

/// The weekly health check.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// As of this day.
    pub as_of: NaiveDate,
    /// The last whole week.
    pub week: Week,
    /// Account of whose partners; `None` is the whole network.
    pub owner: Option<String>,
    /// Up to when figures are in.
    pub until: Until,
    /// Sums.
    pub network: Network,
    /// Partners that need attention, most sales at stake first.
    pub attention: Vec<Line>,
    /// Others with critical warnings or warnings, the most serious first: whoever causes a finding is named.
    pub warned: Vec<Line>,
    /// Fell most.
    pub fallen: Vec<Line>,
    /// Rose most.
    pub risen: Vec<Line>,
    /// Owe most beyond term.
    pub overdue: Vec<Line>,
    /// When the figures were brought up to date last; `None`: they are computed for this check alone.
    pub refreshed_at: Option<DateTime<Tz>>,
    /// The day of the figures where that is over.
    pub behind: Option<NaiveDate>,
    /// What is being done about the partners that it names.
    pub doing: HashMap<i64, Doing>,
    /// Their sales of the last eight whole weeks that are in, oldest first; `None` before their first.
    pub sales: HashMap<i64, Vec<Option<i64>>>,
    /// First things to do, at most five.
    pub todo: Vec<Todo>,
    /// Below this health a partner is slipping, in points.
    pub slipping: i64,
    /// Codes of partners whose sums are larger than can be computed with: they are in none of the figures.
    pub beyond: Vec<String>,
}

impl Report {
    /// Whether a warning of this severity or worse holds.
    #[must_use]
    pub fn has(&self, severity: AlertSeverity) -> bool {
        let [critical, warning, info] = self.network.alerts;
        match severity {
            AlertSeverity::Critical => critical > 0,
            AlertSeverity::Warning => critical + warning > 0,
            AlertSeverity::Info => critical + warning + info > 0,
        }
    }
}

/// The health check of a week, of the figures that are stored; a past week is computed beside them.
///
/// # Errors
/// A week that is not over yet, an account that is not known, those of the file.
pub fn report(session: &mut Session, wish: &Wish, limit: Option<i64>) -> Result<Report> {
    let today = session.as_of();
    let last = Week(Week::of(today).0 - 1);
    let week = wish.week.unwrap_or(last);
    if week > last {
        let args = vec![("week", week.to_string()), ("last", last.to_string())];
        return Err(OpError::Refused { key: "usage-week-not-over", args });
    }
    if week == last {
        session.stored_figures()?;
        return of_week(session, wish, limit, (week, today));
    }
    let as_of = Week(week.0 + 1).monday();
    session.on_day(as_of, |session| {
        let policy = session.policy.clone();
        session.store.shadow_figures(&Basis::of(&policy, as_of), Shadowed::Figures)?;
        of_week(session, wish, limit, (week, as_of))
    })
}

/// The health check of the figures that this session sees, which are those of a day.
fn of_week(session: &Session, wish: &Wish, limit: Option<i64>, (week, as_of): (Week, NaiveDate)) -> Result<Report> {
    let policy = session.policy.clone();
    let stored = if session.store.hides_figures()? { None } else { crate::store::figures::refreshed_at(session.store.conn())? };
    let zone = policy.organisation.zone;
    let refreshed_at = stored.and_then(|at| DateTime::from_timestamp(at, 0)).map(|at| at.with_timezone(&zone));
    let (whose, owner) = match &wish.whose {
        Of::All => (Whose::All, None),
        Of::Account(name) => owner(session, name).map(|(id, name)| (Whose::Owner(id), Some(name)))?,
        Of::Reach(reach) => (super::today::whose(session, *reach)?, None),
    };
    let p = &policy.health;
    let scope = Scope { whose, slipping: p.slipping * 100, slip: p.slip * 100 };
    let conn = session.store.conn();
    let wanted = limit.map_or(0, |l| usize::try_from(l).unwrap_or(0));
    let candidates = if limit.is_some() { wanted.max(CANDIDATES) } else { usize::MAX };
    let beyond = if session.store.behind().is_none() { crate::store::figures::beyond(conn)? } else { Vec::new() };
    let overview = exact(|| week.to_string(), || health::overview(conn, &scope, Few { attention: candidates, others: FEW }))?;
    let (mut attention, mut warned) = (overview.attention, overview.warned);
    let most = |lines: &'_ [Line]| lines.len().min(CANDIDATES.max(wanted));
    let todo = todo(attention.iter().take(most(&attention)).chain(warned.iter().take(most(&warned))));
    if limit.is_some() {
        attention.truncate(wanted);
        warned.truncate(wanted);
    }
    let named: Vec<i64> = attention.iter().chain(&warned).map(|l| l.partner).collect();
    let until = crate::store::figures::until(conn, as_of, &policy)?;
    let last_week = Week::of_day(until.sales_day(as_of));
    Ok(Report {
        doing: crate::store::alerts::doing(conn, &named)?,
        sales: health::sales(conn, &named, last_week, TREND)?,
        as_of,
        week,
        owner,
        until,
        network: overview.network,
        attention,
        warned,
        fallen: overview.fallen,
        risen: overview.risen,
        overdue: overview.overdue,
        refreshed_at,
        behind: session.store.behind(),
        todo,
        slipping: p.slipping,
        beyond,
    })
}

/// The most serious warning of each partner, the critical ones first, else in the order given; five at most.
fn todo<'l>(lines: impl Iterator<Item = &'l Line>) -> Vec<Todo> {
    let mut all: Vec<Todo> = lines
        .filter_map(|l| {
            let finding = *l.parts.findings.iter().min_by_key(|f| f.severity)?;
            Some(Todo { code: l.code.clone(), name: l.name.clone(), finding })
        })
        .collect();
    all.sort_by_key(|t| t.finding.severity);
    all.truncate(FEW);
    all
}

fn owner(session: &Session, name: &str) -> Result<(i64, String)> {
    let name = if name == "me" { session.actor.name.as_str() } else { name };
    let found = record::query_as::<User>(session.store.conn(), "WHERE name = ?1 OR full_name = ?1 LIMIT 1", &[&name])?;
    match found.first() {
        Some(user) => Ok((user.id, user.name.clone())),
        None => Err(StoreError::Missing { kind: Kind::User, key: name.to_owned() }.into()),
    }
}
