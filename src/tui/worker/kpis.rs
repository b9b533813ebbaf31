//! What the tab asks of the database; each question is a lane of its own, so that a slow one holds up no other's answer.

pub mod cohorts;

use super::Done;
use crate::domain::desk_figures::DeskFigure;
use crate::domain::explain::Explanation;
use crate::domain::kinds::RegionLevel;
use crate::domain::period::Month;
use crate::domain::sales::{Against, By};
use crate::ops::kpi::{self, Wish, explain, receivables};
use crate::ops::{Result, Session, ticket};
use crate::store::{board, kpi as read};

pub use self::cohorts::Cohorts;
pub use crate::domain::sales::Figures;
pub use crate::ops::kpi::receivables::{Owing, Report as OwedReport};
pub use crate::ops::kpi::{Line, Report};
pub use crate::ops::ticket::figures::{DivertedBy, Figures as Desk, Group};
pub use crate::store::board::{Health, Owed};

/// Months of the trend: the one shown last, and two years before.
pub const MONTHS: i32 = 25;

/// A period and what it is set beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub span: crate::domain::period::Span,
    /// What it is compared with.
    pub against: Against,
}

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// Sales of the network by month up to this one, and where figures begin and end.
    Trend(Month),
    /// By area, with the whole and its targets.
    Regions(Asked),
    /// By channel type.
    Types(Asked),
    /// By product line.
    Lines(Asked),
    Owners(Asked),
    /// Health, warnings, new partners, what is owed by stored results.
    Network(Asked),
    Desk(Asked),
    /// New partners of the last months.
    Cohorts,
    /// What is owed by age.
    Owed,
}

/// Health, warnings, new partners, what is owed.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Spread of health.
    pub health: Health,
    /// Open warnings by rule and severity.
    pub alerts: Vec<(crate::domain::kinds::AlertRule, crate::domain::kinds::AlertSeverity, i64)>,
    /// Taken on in the period.
    pub taken_on: i64,
    /// Taken on in the period it is compared with.
    pub taken_on_before: i64,
    /// What is owed, by stored results.
    pub owed: Owed,
}

/// The whole of a period and where it comes from.
#[derive(Clone, Debug)]
pub struct Whole {
    /// By area.
    pub report: Report,
    /// Of attainment, contribution, returns, net sales and buying partners.
    pub explained: [Explanation; 5],
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Trend`]: [`MONTHS`] months, and the first and last month with figures.
    Trend(Vec<Figures>, Option<(Month, Month)>),
    /// To [`Query::Regions`].
    Regions(Box<Whole>),
    /// To the other breakdowns.
    By(By, Box<Report>),
    /// To [`Query::Network`], and where warnings and new partners come from.
    Network(Box<Network>, Box<[Explanation; 2]>),
    /// To [`Query::Desk`], and where each figure of the desk comes from, in the order of [`DeskFigure::ALL`].
    Desk(Box<Desk>, Vec<Explanation>),
    /// To [`Query::Cohorts`].
    Cohorts(Box<Cohorts>),
    /// To [`Query::Owed`].
    Owed(Box<OwedReport>, Box<Explanation>),
}

/// What is done: nothing, figures are only looked at.
#[derive(Clone, Debug)]
pub enum Op {}

fn wish(asked: &Asked, by: By) -> Wish {
    let level = (by == By::Region).then_some(RegionLevel::Area);
    Wish { level, compare: Some(asked.against), ..Wish::new(asked.span, by) }
}

pub(super) fn answer(session: &mut Session, query: &Query) -> Result<Reply> {
    let by = |asked: &Asked, by: By| Ok(Reply::By(by, Box::new(kpi::kpi(session, &wish(asked, by))?)));
    match query {
        Query::Trend(last) => {
            let conn = session.store.conn();
            Ok(Reply::Trend(read::months(conn, Month(last.0 - MONTHS + 1), *last)?, read::extent(conn)?))
        }
        Query::Regions(asked) => {
            let report = kpi::kpi(session, &wish(asked, By::Region))?;
            let policy = &session.rules_of(asked.span)?;
            let explained = [
                explain::attainment(&report),
                explain::contribution(&report, policy),
                explain::returns(&report, policy),
                explain::net_sales(&report, policy),
                explain::buyers(&report, policy),
            ];
            Ok(Reply::Regions(Box::new(Whole { report, explained })))
        }
        Query::Types(asked) => by(asked, By::Type),
        Query::Lines(asked) => by(asked, By::Line),
        Query::Owners(asked) => by(asked, By::Owner),
        Query::Network(asked) => {
            let conn = session.store.conn();
            let earlier = crate::domain::sales::compared(asked.span, session.as_of(), asked.against);
            let network = Network {
                health: board::health(conn, session.policy.health.slipping * 100)?,
                alerts: board::alerts(conn)?,
                taken_on: board::taken_on(conn, asked.span)?,
                taken_on_before: board::taken_on(conn, earlier)?,
                owed: board::owed(conn)?,
            };
            let policy = &session.policy;
            let explained = [
                explain::warnings(&network.alerts, policy),
                explain::taken_on(network.taken_on, network.taken_on_before, asked.span, earlier, policy),
            ];
            Ok(Reply::Network(Box::new(network), Box::new(explained)))
        }
        Query::Desk(asked) => {
            let (desk, policy) = (ticket::figures::figures(session, asked.span)?, session.rules_of(asked.span)?);
            let explained = DeskFigure::ALL.iter().map(|f| ticket::figures::explain::explained(&desk, *f, &policy)).collect();
            Ok(Reply::Desk(Box::new(desk), explained))
        }
        Query::Cohorts => Ok(Reply::Cohorts(Box::new(cohorts::read(session)?))),
        Query::Owed => {
            let mut report = receivables::receivables(session, "", None)?;
            let explained = explain::owed(&report.total, report.as_of, &session.policy);
            report.rows.truncate(50);
            Ok(Reply::Owed(Box::new(report), Box::new(explained)))
        }
    }
}

pub(super) fn act(_session: &mut Session, op: &Op) -> Result<Done> {
    match *op {}
}
