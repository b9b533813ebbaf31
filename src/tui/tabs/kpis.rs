//! The figures: a page of them, each with what it is measured against, its trend and one word; beside it what stands
//! behind the one under the cursor.
//!
//! Each figure fills in when its answer comes; the months of the network are a few rows and come at once. In a network
//! of many partners breakdowns are asked for when the cursor comes to them.

mod cohorts;
mod desk;
mod detail;
mod figures;
mod view;

use std::cell::Cell;

use chrono::{Days, NaiveDate};
use ratatui::layout::Rect;

use super::Tab;
use crate::domain::desk_figures::Dimension;
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::figure::Figure;
use crate::domain::history::fiscal_span;
use crate::domain::period::{Month, Span};
use crate::domain::record::Kind;
use crate::domain::sales::{Against, By, previous};
use crate::domain::sentence::Sentence;
use crate::tui::app::{Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::overlay::step;
use crate::tui::worker::Query as Ask;
use crate::tui::worker::document::Of;
use crate::tui::worker::kpis::{Asked, Cohorts, Desk, Figures, Network, OwedReport, Query, Reply, Report, Whole};

/// From so many partners on a breakdown is asked for only when it is looked at.
const MANY: i64 = 5_000;

/// One figure of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::tui) enum Fig {
    #[default]
    Sales,
    Attainment,
    Contribution,
    Returns,
    Buyers,
    New,
    Regions,
    Types,
    Lines,
    Owners,
    Cohorts,
    Conversion,
    Retention,
    Repurchase,
    Audience,
    Health,
    Alerts,
    Tickets,
    Response,
    Answered,
    Resolution,
    Service,
    Reopened,
    Diversion,
    Owed,
}

impl Fig {
    const ALL: [Self; 25] = [
        Self::Sales,
        Self::Attainment,
        Self::Contribution,
        Self::Returns,
        Self::Buyers,
        Self::New,
        Self::Regions,
        Self::Types,
        Self::Lines,
        Self::Owners,
        Self::Cohorts,
        Self::Conversion,
        Self::Retention,
        Self::Repurchase,
        Self::Audience,
        Self::Health,
        Self::Alerts,
        Self::Tickets,
        Self::Response,
        Self::Answered,
        Self::Resolution,
        Self::Service,
        Self::Reopened,
        Self::Diversion,
        Self::Owed,
    ];

    /// Whether a new group of figures begins with it.
    fn begins(self) -> bool {
        matches!(self, Self::Regions | Self::Cohorts | Self::Health | Self::Tickets | Self::Owed)
    }

    fn by(self) -> Option<By> {
        match self {
            Self::Regions => Some(By::Region),
            Self::Types => Some(By::Type),
            Self::Lines => Some(By::Line),
            Self::Owners => Some(By::Owner),
            _ => None,
        }
    }
}

/// How long a period is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Grain {
    Month,
    #[default]
    Quarter,
    Year,
}

/// What the tab shows.
#[derive(Debug)]
pub struct State {
    grain: Grain,
    /// A day of the period; without one it is that of today.
    day: Option<NaiveDate>,
    /// Whether a person chose the period.
    chosen: bool,
    against: Against,
    at: usize,
    /// The cursor is in the rows behind the figure.
    inside: bool,
    row: usize,
    top: Cell<usize>,
    row_top: Cell<usize>,
    /// The first row of what is shown beside without a cursor.
    aside: Cell<usize>,
    trend: Option<Vec<Figures>>,
    whole: Option<Box<Whole>>,
    types: Option<Box<Report>>,
    lines: Option<Box<Report>>,
    owners: Option<Box<Report>>,
    network: Option<Box<Network>>,
    /// Of warnings and new partners.
    explained: Option<Box<[Explanation; 2]>>,
    /// The desk, and where each of its figures comes from.
    desk: Option<(Box<Desk>, Vec<Explanation>)>,
    /// By what the desk's figures are broken down.
    by: Dimension,
    owed: Option<(Box<OwedReport>, Box<Explanation>)>,
    cohorts: Option<Box<Cohorts>>,
    /// Breakdowns that were not asked for since something changed.
    stale: Vec<Fig>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            grain: Grain::default(),
            day: None,
            chosen: false,
            against: Against::Previous,
            at: 0,
            inside: false,
            row: 0,
            top: Cell::new(0),
            row_top: Cell::new(0),
            aside: Cell::new(0),
            trend: None,
            whole: None,
            types: None,
            lines: None,
            owners: None,
            network: None,
            explained: None,
            desk: None,
            by: Dimension::KIND,
            owed: None,
            cohorts: None,
            stale: Vec::new(),
        }
    }
}

impl State {
    fn fig(&self) -> Fig {
        Fig::ALL.get(self.at).copied().unwrap_or_default()
    }

    fn span(&self, ctx: &Ctx) -> Span {
        let day = self.day.unwrap_or_else(|| ctx.today());
        let first = ctx.policy.organisation.fiscal_year_month;
        match self.grain {
            Grain::Month => Month::of(day).span(),
            Grain::Quarter => fiscal_span(day, first, 3),
            Grain::Year => fiscal_span(day, first, 12),
        }
    }

    fn asked(&self, ctx: &Ctx) -> Asked {
        Asked { span: self.span(ctx), against: self.against }
    }

    /// The last month of the trend: that of the period's end, or of today while it runs.
    fn last_month(&self, ctx: &Ctx) -> Month {
        Month::of(self.span(ctx).to.min(ctx.today().max(self.span(ctx).from)))
    }

    fn report(&self, by: By) -> Option<&Report> {
        match by {
            By::Region => self.whole.as_ref().map(|w| &w.report),
            By::Type => self.types.as_deref(),
            By::Line => self.lines.as_deref(),
            _ => self.owners.as_deref(),
        }
    }

    /// What the worker answered.
    pub fn receive(&mut self, reply: Reply, ctx: &Ctx) -> Vec<Effect> {
        match reply {
            Reply::Trend(months, extent) => {
                self.trend = Some(months);
                // figures that ended long ago are shown where they ended, until a person chooses
                if let Some((_, last)) = extent
                    && !self.chosen
                    && last < Month::of(self.span(ctx).from)
                {
                    self.chosen = true;
                    self.day = Some(last.span().to);
                    return self.load(ctx);
                }
            }
            Reply::Regions(whole) => self.whole = Some(whole),
            Reply::By(By::Type, report) => self.types = Some(report),
            Reply::By(By::Line, report) => self.lines = Some(report),
            Reply::By(_, report) => self.owners = Some(report),
            Reply::Network(network, explained) => {
                self.network = Some(network);
                self.explained = Some(explained);
            }
            Reply::Desk(desk, explained) => {
                self.desk = Some((desk, explained));
            }
            Reply::Cohorts(cohorts) => self.cohorts = Some(cohorts),
            Reply::Owed(report, explained) => self.owed = Some((report, explained)),
        }
        Vec::new()
    }

    /// Asks for what the figure under the cursor needs and is not there yet.
    fn look(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let fig = self.fig();
        // the figures of new partners are asked for together
        let wanted = if fig.quality().is_some() { Fig::Cohorts } else { fig };
        let Some(i) = self.stale.iter().position(|s| *s == wanted) else { return Vec::new() };
        self.stale.remove(i);
        let asked = self.asked(ctx);
        let query = match fig {
            Fig::Types => Query::Types(asked),
            Fig::Lines => Query::Lines(asked),
            Fig::Owners => Query::Owners(asked),
            _ if wanted == Fig::Cohorts => Query::Cohorts,
            _ => Query::Owed,
        };
        vec![Effect::Query(Ask::Kpis(query))]
    }

    fn choose(&mut self, day: NaiveDate, ctx: &Ctx) -> Vec<Effect> {
        self.day = Some(day);
        self.chosen = true;
        self.row = 0;
        self.load(ctx)
    }

    /// Goes to the rows behind the figure, or opens the one under the cursor.
    fn open(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let behind = detail::of(self, self.fig(), ctx);
        if self.inside {
            return behind.rows.get(self.row).and_then(|r| r.go.clone()).map(|go| vec![go.effect()]).unwrap_or_default();
        }
        if behind.rows.iter().any(|r| r.go.is_some()) {
            self.inside = true;
            self.row = 0;
            return Vec::new();
        }
        behind.go.map(|go| vec![go.effect()]).unwrap_or_default()
    }

    fn explanation(&self, ctx: &Ctx) -> Option<Explanation> {
        let sales = |i: usize| self.whole.as_ref().and_then(|w| w.explained.get(i)).cloned();
        let behind = |i: usize| self.explained.as_deref().and_then(|e| e.get(i)).cloned();
        match self.fig() {
            Fig::Attainment => sales(0),
            Fig::Contribution => sales(1),
            Fig::Returns => sales(2),
            Fig::Owed => self.owed.as_ref().map(|(_, e)| (**e).clone()),
            Fig::Health => self.network.as_ref().map(|n| {
                let h = &n.health;
                let points = |p: Option<i64>| p.map_or(Amount::NotRated, Amount::Points);
                Explanation::new(Figure::Health.words(), points(h.mean))
                    .formula(Words::key("kpis-formula-health"))
                    .input(Words::key("kpis-rated"), Amount::Count(h.rated))
                    .input(Words::key("kpis-not-rated"), Amount::Count(h.not_rated))
                    .input(Words::key("kpis-slipping"), Amount::Count(h.slipping))
                    .from_rows(detail::partners(&format!("health<{}", ctx.policy.health.slipping)))
                    .input(Words::key("kpis-week-before"), points(h.mean_before))
                    .policy("health.slipping", ctx.policy.health.slipping.to_string())
            }),
            Fig::Alerts => behind(0),
            Fig::New => behind(1),
            Fig::Sales => sales(3),
            Fig::Buyers => sales(4),
            Fig::Regions | Fig::Types | Fig::Lines | Fig::Owners => detail::breakdown_explained(self, self.fig(), ctx),
            Fig::Cohorts | Fig::Conversion | Fig::Retention | Fig::Repurchase | Fig::Audience => {
                cohorts::explanation(self, self.fig())
            }
            Fig::Tickets | Fig::Response | Fig::Answered | Fig::Resolution | Fig::Service | Fig::Reopened | Fig::Diversion => {
                desk::explanation(self, self.fig())
            }
        }
    }
}

impl Tab for State {
    fn partner(&self, ctx: &Ctx) -> Option<i64> {
        let rows = detail::of(self, self.fig(), ctx).rows;
        match rows.get(self.row).filter(|_| self.inside)?.go {
            Some(detail::Go::Record(Kind::Partner, id)) => Some(id),
            _ => None,
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Kpis]
    }

    fn load(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let asked = self.asked(ctx);
        let mut queries =
            vec![Query::Trend(self.last_month(ctx)), Query::Network(asked), Query::Regions(asked), Query::Desk(asked)];
        self.stale = vec![Fig::Types, Fig::Lines, Fig::Owners, Fig::Cohorts, Fig::Owed];
        if ctx.counts.partners <= MANY {
            self.stale.clear();
            queries.extend([Query::Types(asked), Query::Lines(asked), Query::Owners(asked), Query::Cohorts, Query::Owed]);
        }
        let mut effects: Vec<Effect> = queries.into_iter().map(|q| Effect::Query(Ask::Kpis(q))).collect();
        effects.extend(self.look(ctx));
        effects
    }

    fn update(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        match action {
            Action::Open => return self.open(ctx),
            Action::Map => return vec![Effect::OpenDocument(Of::Regions(self.span(ctx)))],
            Action::Left => {
                let span = self.span(ctx);
                return self.choose(previous(span).to, ctx);
            }
            Action::Right => {
                let after = self.span(ctx).to + Days::new(1);
                return if after <= ctx.today() { self.choose(after, ctx) } else { Vec::new() };
            }
            Action::Period => {
                self.grain = match self.grain {
                    Grain::Month => Grain::Quarter,
                    Grain::Quarter => Grain::Year,
                    Grain::Year => Grain::Month,
                };
                return self.load(ctx);
            }
            Action::Compare => {
                self.against = if self.against == Against::Previous { Against::LastYear } else { Against::Previous };
                return self.load(ctx);
            }
            Action::Group if self.fig().desk().is_some() => {
                self.by = desk::next(self.by, self.fig());
                self.row = 0;
                return Vec::new();
            }
            Action::Group => {
                let after = Fig::ALL.iter().enumerate().skip(self.at + 1).find(|(_, f)| f.by().is_some());
                let next = after.or_else(|| Fig::ALL.iter().enumerate().find(|(_, f)| f.by().is_some()));
                self.at = next.map_or(self.at, |(i, _)| i);
                (self.inside, self.row) = (false, 0);
                return self.look(ctx);
            }
            Action::Explain => {
                let why = self.explanation(ctx);
                return vec![
                    why.map_or_else(|| Effect::Warn(Sentence::new("nothing-to-explain")), |e| Effect::Explain(Box::new(e))),
                ];
            }
            _ => {}
        }
        if self.inside {
            self.row = step(self.row, detail::of(self, self.fig(), ctx).rows.len(), 10, action);
            return Vec::new();
        }
        let before = self.at;
        self.at = step(self.at, Fig::ALL.len(), 8, action);
        if self.at == before {
            return Vec::new();
        }
        self.row = 0;
        self.look(ctx)
    }

    fn close(&mut self, _ctx: &Ctx) -> Option<Vec<Effect>> {
        std::mem::take(&mut self.inside).then(Vec::new)
    }

    fn copied(&self, ctx: &Ctx) -> Option<String> {
        if self.inside {
            return detail::of(self, self.fig(), ctx).rows.get(self.row).map(|r| format!("{} {}", r.name, r.text));
        }
        let figure = figures::of(self, self.fig(), ctx);
        Some(format!("{} {}", figure.label, figure.value))
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        view::draw(self, canvas, area, ctx);
    }
}

#[cfg(test)]
mod tests;
