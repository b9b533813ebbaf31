//! Where the figures of the desk come from, for `x` and `--explain`: formula, inputs with their lists, goals of the policy.

use super::{Figures, Group};
use crate::domain::desk_figures::{Count, DeskFigure, Dimension, Key};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::Figure;
use crate::domain::money::Rate;
use crate::domain::policy::Policy;
use crate::domain::record::{FieldType, Kind, Value};
use crate::domain::sla::Spread;

/// A rate as the policy writes it.
fn written(rate: Rate) -> String {
    rust_decimal::Decimal::new(rate.0, 4).normalize().to_string()
}

fn share(rate: Option<Rate>) -> Amount {
    rate.map_or(Amount::NotRated, Amount::Rate)
}

fn took(seconds: Option<i64>) -> Amount {
    seconds.map_or(Amount::NotRated, |s| Amount::Minutes(s / 60))
}

/// A count with its list.
fn counted(e: Explanation, group: &Group, count: Count) -> Explanation {
    e.input(Words::Label(count.label()), Amount::Count(group.numbers.count(count))).from_rows(Source::desk(group.filter(count)))
}

/// What is open, by one of a dimension each.
fn open_by(mut e: Explanation, figures: &Figures, by: Dimension) -> Explanation {
    for group in figures.groups(by).iter().filter(|g| g.numbers.open > 0) {
        let name = match (by.field().map(|f| f.ty), &group.key) {
            (Some(FieldType::Choice(list)), key) => {
                list.get(key.place()).map_or_else(|| Words::Text(group.name.clone()), |c| Words::Label(c.label))
            }
            (_, Key::Field(_, Value::Int(level))) if by == Dimension::LEVEL => Words::Text(format!("L{level}")),
            _ => Words::Text(group.name.clone()),
        };
        e = e.input(name, Amount::Count(group.numbers.open)).from_rows(Source::desk(group.filter(Count::Open)));
    }
    e
}

/// Where a figure of the whole desk comes from.
#[must_use]
pub fn explained(figures: &Figures, what: DeskFigure, policy: &Policy) -> Explanation {
    let (whole, targets) = (&figures.whole, &policy.desk_figures);
    let n = &whole.numbers;
    let title = Words::Label(what.label());
    let median = |s: Option<&Spread>| took(s.map(|s| s.median));
    let spread = |e: Explanation, s: Option<&Spread>| {
        e.input(Words::key("desk-median"), median(s)).input(Words::key("desk-p90"), took(s.map(|s| s.p90)))
    };
    let e = match what {
        DeskFigure::Open => {
            let mut e = Explanation::new(title, Amount::Count(n.open)).formula(Words::key("formula-open-tickets"));
            for by in [Dimension::SEVERITY, Dimension::KIND, Dimension::LEVEL] {
                e = open_by(e, figures, by);
            }
            e = counted(counted(e, whole, Count::Opened), whole, Count::Resolved);
            e.policy("desk.warn_at", policy.desk.warn_at.to_string())
        }
        DeskFigure::Response => {
            let e = Explanation::new(title, median(n.response.as_ref())).formula(Words::key("formula-response"));
            let e = spread(counted(e, whole, Count::Answered), n.response.as_ref());
            response_goals(e, policy).note(Words::key("note-holds-stop"))
        }
        DeskFigure::ResponseMet => {
            let mut e = Explanation::new(title, share(n.answered.rate())).formula(Words::key("formula-response-met"));
            for count in [Count::ResponseMet, Count::ResponseRated, Count::ResponseLate] {
                e = counted(e, whole, count);
            }
            response_goals(e.policy("desk_figures.response_met", written(targets.response_met)), policy)
        }
        DeskFigure::Resolution => {
            let e = Explanation::new(title, median(n.resolution.as_ref())).formula(Words::key("formula-resolution"));
            let e = spread(counted(e, whole, Count::Resolved), n.resolution.as_ref());
            resolution_goals(e, policy).note(Words::key("note-holds-stop"))
        }
        DeskFigure::ResolutionMet => {
            let mut e = Explanation::new(title, share(n.settled.rate())).formula(Words::key("formula-service"));
            for count in [Count::ResolutionMet, Count::ResolutionRated, Count::ResolutionLate] {
                e = counted(e, whole, count);
            }
            e = e.policy("desk_figures.resolution_met", written(targets.resolution_met));
            resolution_goals(e, policy).note(Words::key("note-holds-stop"))
        }
        DeskFigure::Reopened => {
            let e = Explanation::new(title, share(n.reopened.rate())).formula(Words::key("formula-reopened"));
            let e = counted(counted(e, whole, Count::Reopened), whole, Count::EverResolved);
            e.policy("desk_figures.reopened", written(targets.reopened))
        }
        DeskFigure::Diversion => diversion(figures, title, policy),
    };
    e.under(policy)
}

fn response_goals(mut e: Explanation, policy: &Policy) -> Explanation {
    for (kind, goal) in &policy.desk.response {
        e = e.policy(format!("desk.response.{}", kind.code()), goal.to_string());
    }
    e
}

fn resolution_goals(mut e: Explanation, policy: &Policy) -> Explanation {
    for (severity, goal) in &policy.desk.resolution {
        e = e.policy(format!("desk.resolution.{}", severity.code()), goal.to_string());
    }
    e
}

/// How many partners the explanation of the diversion rate names.
const NAMED: usize = 8;

fn diversion(figures: &Figures, title: Words, policy: &Policy) -> Explanation {
    let d = &figures.diversion.whole;
    let (from, to) = (figures.span.from, figures.span.to.min(figures.as_of));
    let in_span = |field: &str, more: &str| format!("{more} {field}>={from} {field}<={to}");
    let mut e = Explanation::new(title, share(d.rate()))
        .formula(Words::key("formula-diversion"))
        .input(Words::key("desk-diverted"), Amount::Money(d.confirmed))
        .from_rows(Source::new(Kind::Violation, in_span("on", "kind:diversion state:approved")))
        .input(Figure::NetSales.words(), Amount::Money(d.sales))
        .from_rows(Source::new(Kind::Sale, in_span("day", "").trim_start().to_owned()))
        .input(Words::key("desk-suspected"), Amount::Money(d.suspected))
        .from_rows(Source::desk(format!("{} kind:diversion opened:{from}..{to} unrecorded", figures.whole.filter(Count::Open))))
        .input(Words::key("desk-suspected-rate"), share(d.suspected_rate()));
    for by in figures.diversion.partners.iter().take(NAMED) {
        let rate =
            by.diverted.rate().filter(|_| by.diverted.confirmed.0 > 0).map_or(Amount::Money(by.diverted.suspected), Amount::Rate);
        e = e
            .input(Words::Text(format!("{} {}", by.code, by.name)), rate)
            .from_rows(Source::desk(format!("all kind:diversion partner:{}", by.code)));
    }
    e.policy("desk_figures.diversion", written(policy.desk_figures.diversion)).note(Words::key("note-diversion"))
}
