//! Which tickets: a filter and its condition.

use chrono::{DateTime, Utc};
use rusqlite::ToSql;

use crate::domain::kinds::{Severity, TicketKind, TicketState};
use crate::domain::record::Value;
use crate::domain::sla::ClockKind;

/// Which tickets, by where they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Somebody has to do something: all but the closed.
    #[default]
    Unclosed,
    /// Neither resolved nor closed.
    Open,
    Closed,
    All,
}

/// A time, from and before; open where nothing is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Between {
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub before: Option<DateTime<Utc>>,
}

impl Between {
    /// The time that is in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let both = |a: Option<DateTime<Utc>>,
                    b: Option<DateTime<Utc>>,
                    pick: fn(DateTime<Utc>, DateTime<Utc>) -> DateTime<Utc>| match (a, b) {
            (Some(a), Some(b)) => Some(pick(a, b)),
            (a, b) => a.or(b),
        };
        Self { from: both(self.from, other.from, Ord::max), before: both(self.before, other.before, Ord::min) }
    }
}

/// How a clock came out, or is by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Stopped in time.
    Met,
    /// Stopped too late, or not stopped and over.
    Late,
    /// Either.
    Rated,
}

/// What became of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// It has a first response, or was resolved without one.
    Answered,
    /// It was reopened at least once.
    Reopened,
    /// It is resolved, or was reopened.
    EverResolved,
    /// No violation was recorded from it, but one that was rejected or withdrawn.
    Unrecorded,
}

/// What a ticket does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Without {
    Partner,
    /// A partner with a region.
    Region,
    /// Somebody who works on it.
    Owner,
}

/// Which tickets; what is not given does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// By where they stand.
    pub scope: Scope,
    /// What about.
    pub kind: Option<TicketKind>,
    /// How bad.
    pub severity: Option<Severity>,
    /// Exactly this state.
    pub state: Option<TicketState>,
    /// Escalation level.
    pub level: Option<i64>,
    /// Who works on it.
    pub owner: Option<i64>,
    /// Filed under this partner, or a party to it.
    pub partner: Option<i64>,
    /// In this region or below it.
    pub region: Option<i64>,
    /// With exactly these values of fields.
    pub fields: Vec<(&'static str, Value)>,
    /// What they don't have.
    pub without: Vec<Without>,
    /// A clock was over at this moment, and still runs.
    pub breached_at: Option<DateTime<Utc>>,
    /// Words in number, title, partner's code, name or pinyin.
    pub text: String,
    pub opened: Between,
    pub resolved: Between,
    pub closed: Between,
    /// Opened before this moment and not resolved before it.
    pub open_at: Option<DateTime<Utc>>,
    /// Resolved in this time, or not resolved and late since a deadline in it; as of `as_of`.
    pub settled: Option<Between>,
    /// How clocks came out as of `as_of`.
    pub outcomes: Vec<(ClockKind, Outcome)>,
    /// What became of them as of `as_of`.
    pub history: Vec<History>,
    /// What happened later has not happened, for what is asked of clocks; none: nothing is later.
    pub as_of: Option<DateTime<Utc>>,
}

/// The pattern of `LIKE` that finds a word anywhere, as it is.
fn containing(word: &str) -> String {
    let mut pattern = String::from("%");
    for c in word.to_lowercase().chars() {
        if matches!(c, '\\' | '%' | '_') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern + "%"
}

/// A condition as it grows.
#[derive(Default)]
struct Condition {
    parts: Vec<String>,
    params: Vec<Box<dyn ToSql>>,
}

impl Condition {
    fn holds(&mut self, sql: &str) {
        self.parts.push(sql.to_owned());
    }

    /// A part with one parameter, which `?` stands for as often as it is there.
    fn given(&mut self, sql: &str, param: Option<Box<dyn ToSql>>) {
        if let Some(param) = param {
            self.params.push(param);
            self.parts.push(sql.replace('?', &format!("?{}", self.params.len())));
        }
    }

    fn between(&mut self, column: &str, time: Between) {
        self.given(&format!("{column} >= ?"), time.from.map(moment));
        self.given(&format!("{column} < ?"), time.before.map(moment));
    }
}

fn moment(t: DateTime<Utc>) -> Box<dyn ToSql> {
    Box::new(t.timestamp())
}

/// When the first response was given by `?`: resolving is one.
const ANSWERED: &str =
    "coalesce(CASE WHEN t.responded_at <= ? THEN t.responded_at END, CASE WHEN t.resolved_at <= ? THEN t.resolved_at END)";
/// When it was resolved by `?`.
const RESOLVED: &str = "CASE WHEN t.resolved_at <= ? THEN t.resolved_at END";
/// Until when a clock that is not stopped has run by `?`.
const UNTIL: &str = "coalesce(CASE WHEN t.held_since <= ? THEN t.held_since END, ?)";

/// The SQL of an outcome, with `?` for the moment.
fn outcome(clock: ClockKind, outcome: Outcome) -> String {
    let (stopped, due) = match clock {
        ClockKind::Response => (ANSWERED, "t.response_due"),
        ClockKind::Resolution => (RESOLVED, "t.resolution_due"),
    };
    let late = format!("coalesce(({stopped}) > {due}, {UNTIL} >= {due})");
    match outcome {
        Outcome::Met => format!("({stopped}) <= {due}"),
        Outcome::Late => late,
        Outcome::Rated => format!("(({stopped}) <= {due} OR {late})"),
    }
}

/// The condition of a filter, and its parameters in order.
pub(super) fn condition(filter: &Filter) -> (String, Vec<Box<dyn ToSql>>) {
    let mut c = Condition::default();
    match filter.scope {
        Scope::Unclosed => c.holds("t.state <> 'closed'"),
        Scope::Open => c.holds("t.state NOT IN ('resolved', 'closed')"),
        Scope::Closed => c.holds("t.state = 'closed'"),
        Scope::All => {}
    }
    let code = |c: &'static str| Box::new(c) as Box<dyn ToSql>;
    let int = |i: i64| Box::new(i) as Box<dyn ToSql>;
    c.given("t.kind = ?", filter.kind.map(|k| code(k.code())));
    c.given("t.severity = ?", filter.severity.map(|s| code(s.code())));
    c.given("t.state = ?", filter.state.map(|s| code(s.code())));
    c.given("t.level = ?", filter.level.map(int));
    c.given("t.owner = ?", filter.owner.map(int));
    let involved = "(t.partner = ? OR EXISTS (SELECT 1 FROM ticket_party y WHERE y.ticket = t.id AND y.partner = ?))";
    c.given(involved, filter.partner.map(int));
    let below = "p.region IN (WITH RECURSIVE below(id) AS
      (SELECT ? UNION SELECT r.id FROM region r JOIN below ON r.parent = below.id) SELECT id FROM below)";
    c.given(below, filter.region.map(int));
    for (name, value) in &filter.fields {
        c.given(&format!("t.\"{name}\" IS ?"), Some(Box::new(value.clone())));
    }
    for without in &filter.without {
        c.holds(match without {
            Without::Partner => "t.partner IS NULL",
            Without::Region => "p.region IS NULL",
            Without::Owner => "t.owner IS NULL",
        });
    }
    let breached = "t.state NOT IN ('resolved', 'closed') AND ((t.responded_at IS NULL AND t.response_due <= ?)
      OR (t.resolution_due <= ? AND (t.held_since IS NULL OR t.held_since >= t.resolution_due)))";
    c.given(breached, filter.breached_at.map(moment));
    c.between("t.opened_at", filter.opened);
    c.between("t.resolved_at", filter.resolved);
    c.between("t.closed_at", filter.closed);
    c.given("t.opened_at < ? AND (t.resolved_at IS NULL OR t.resolved_at >= ?)", filter.open_at.map(moment));
    history(filter, &mut c);
    for word in filter.text.split_whitespace() {
        let has = "(t.title LIKE ? ESCAPE '\\' OR '#' || t.number LIKE ? ESCAPE '\\' OR p.code LIKE ? ESCAPE '\\' OR p.name LIKE ? ESCAPE '\\'
          OR t.external LIKE ? ESCAPE '\\'
          OR EXISTS (SELECT 1 FROM partner_search s WHERE s.partner = t.partner AND s.keys LIKE ? ESCAPE '\\'))";
        c.given(has, Some(Box::new(containing(word))));
    }
    (if c.parts.is_empty() { String::new() } else { format!("WHERE {}", c.parts.join(" AND ")) }, c.params)
}

/// What became of them.
fn history(filter: &Filter, c: &mut Condition) {
    let now = || Some(moment(filter.as_of.unwrap_or(DateTime::<Utc>::MAX_UTC)));
    if let Some(time) = filter.settled {
        c.given(&outcome(ClockKind::Resolution, Outcome::Rated), now());
        let at = format!("coalesce({RESOLVED}, t.resolution_due)");
        for (compare, bound) in [(">=", time.from), ("<", time.before)] {
            if let Some(bound) = bound {
                c.given(&format!("{at} {compare} {}", bound.timestamp()), now());
            }
        }
    }
    for (clock, how) in &filter.outcomes {
        c.given(&outcome(*clock, *how), now());
    }
    for what in &filter.history {
        match what {
            History::Answered => c.given(&format!("{ANSWERED} IS NOT NULL"), now()),
            History::Reopened => c.holds("t.reopened > 0"),
            History::EverResolved => c.given(&format!("(t.reopened > 0 OR {RESOLVED} IS NOT NULL)"), now()),
            History::Unrecorded => c.holds(
                "NOT EXISTS (SELECT 1 FROM violation v WHERE v.ticket = t.id AND v.state NOT IN ('rejected', 'withdrawn'))",
            ),
        }
    }
}
