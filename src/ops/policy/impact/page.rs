//! What another policy would change as blocks: the same on the command line, in JSON and in the program.

use super::{Impact, Mover, PlanChange, Tiers, Warning};
use crate::domain::explain::{Amount, Words};
use crate::domain::impact::{TaskTurn, WarningTurn};
use crate::domain::kinds::{AlertSeverity, Tier};
use crate::domain::money::Money;
use crate::domain::record::{Kind, Label};
use crate::domain::tier::outcome::Review;
use crate::report::{Block, Cell, Column, Figure, Line, Name, Table, Tone, What};
use crate::store::tiers::COLUMNS;

/// All of it, each table with at most `limit` rows.
#[must_use]
pub fn blocks(impact: &Impact, limit: usize) -> Vec<Block> {
    let mut figures = heads(&impact.tiers);
    let turned = |turn| count(impact.warnings.iter().filter(|w| w.turn == turn).count());
    let counts = vec![
        ("raised", turned(WarningTurn::Raised)),
        ("cleared", turned(WarningTurn::Cleared)),
        ("worse", turned(WarningTurn::Worse)),
        ("better", turned(WarningTurn::Better)),
    ];
    figures.push(
        Figure::new("warnings", Words::key("impact-warning-count"), Cell::amount(count(impact.warnings.len())))
            .beside(Cell::of(What::Words(Words::with("impact-come-go", counts))).toned(Tone::Dim)),
    );
    let planned = |turn| count(impact.plan.iter().filter(|p| p.change.turn == turn).count());
    let counts = vec![
        ("added", planned(TaskTurn::Added)),
        ("removed", planned(TaskTurn::Removed)),
        ("changed", planned(TaskTurn::Changed)),
    ];
    figures.push(
        Figure::new("plan", Words::key("impact-plan-count"), Cell::amount(count(impact.plan.len())))
            .beside(Cell::of(What::Words(Words::with("impact-plan-turns", counts))).toned(Tone::Dim)),
    );
    vec![
        Block::figures("figures", figures),
        movers(&impact.tiers, limit),
        Block::table("warnings", table(WARNING, &impact.warnings, limit, warning), Words::key("impact-no-warnings"))
            .head(Words::key("impact-warnings")),
        Block::table("plan", table(PLAN, &impact.plan, limit, task), Words::key("impact-no-plan"))
            .head(Words::key("impact-plan")),
    ]
}

/// What becomes of the tiers alone.
#[must_use]
pub fn tier_blocks(tiers: &Tiers, limit: usize) -> Vec<Block> {
    vec![Block::figures("figures", heads(tiers)), movers(tiers, limit)]
}

fn count(n: usize) -> Amount {
    Amount::Count(i64::try_from(n).unwrap_or(i64::MAX))
}

fn was(amount: Amount) -> Cell {
    Cell::of(What::Words(Words::with("impact-was", vec![("before", amount)]))).toned(Tone::Dim)
}

/// How many move and where, how many each tier has, where the bands are cut.
fn heads(tiers: &Tiers) -> Vec<Figure> {
    let up = tiers.movers.iter().filter(|m| m.mover.steps() > 0).count();
    let down = tiers.movers.iter().filter(|m| m.mover.steps() < 0).count();
    // to or from probation, or another way to the same tier
    let other = tiers.movers.len() - up - down;
    let ways = vec![("up", count(up)), ("down", count(down)), ("other", count(other))];
    let mut figures = vec![
        Figure::new("movers", Words::key("impact-movers"), Cell::amount(count(tiers.movers.len())))
            .beside(Cell::of(What::Words(Words::with("impact-up-down", ways))).toned(Tone::Dim)),
    ];
    let of = |review: &Review, tier: Tier| review.outcomes.iter().filter(|o| o.stands() == Some(tier)).count();
    for tier in COLUMNS {
        let (before, after) = (of(&tiers.before, tier), of(&tiers.after, tier));
        let figure = Figure::new(tier.code(), Words::Label(tier.label()), Cell::amount(count(after)));
        figures.push(if before == after { figure } else { figure.beside(was(count(before))) });
    }
    let (before, after) = (tiers.before.bands, tiers.after.bands);
    let cuts = [
        ("strategic_from", "impact-strategic-from", before.top, after.top, i64::MAX),
        ("watch_to", "impact-watch-to", before.bottom, after.bottom, i64::MIN),
    ];
    for (name, label, before, after, none) in cuts {
        let money = |cut: i64| if cut == none { Amount::NotRated } else { Amount::Money(Money(cut)) };
        let figure = Figure::new(name, Words::key(label), Cell::amount(money(after)));
        figures.push(if before == after { figure } else { figure.beside(was(money(before))) });
    }
    figures
}

type Heads = &'static [(&'static str, &'static str)];

const MOVER: Heads = &[
    ("partner", "health-column-code"),
    ("name", "health-column-name"),
    ("from", "tier-column-from"),
    ("before", "impact-column-before"),
    ("to", "impact-column-after"),
    ("score", "tier-column-score"),
    ("why", "tier-column-reason"),
];
const WARNING: Heads = &[
    ("partner", "health-column-code"),
    ("name", "health-column-name"),
    ("change", "impact-column-change"),
    ("severity", "impact-column-severity"),
    ("rule", "impact-column-rule"),
    ("text", "impact-column-warning"),
];
const PLAN: Heads = &[
    ("partner", "health-column-code"),
    ("name", "health-column-name"),
    ("change", "impact-column-change"),
    ("due_on", "impact-column-day"),
    ("before", "impact-column-day-before"),
    ("title", "impact-column-task"),
];

fn table<T>(heads: Heads, rows: &[T], limit: usize, line: impl Fn(&T) -> Line) -> Table {
    let column = |(name, label): &(&'static str, &'static str)| {
        let column = Column::new(name, Words::key(label));
        match *name {
            "score" => column.right(),
            "why" | "text" | "title" => column.wide(),
            "rule" => column.minor(),
            _ => column,
        }
    };
    Table::new(heads.iter().map(column).collect(), rows.iter().take(limit).map(line).collect()).of(rows.len())
}

fn movers(tiers: &Tiers, limit: usize) -> Block {
    Block::table("tiers", table(MOVER, &tiers.movers, limit, mover), Words::key("impact-no-movers"))
        .head(Words::key("impact-movers"))
}

fn choice(code: &'static str, label: Label) -> Cell {
    Cell::of(What::Choice(code, label))
}

fn tier(tier: Option<Tier>) -> Cell {
    tier.map_or_else(Cell::unknown, |t| choice(t.code(), t.label()))
}

fn mover(m: &Mover) -> Line {
    let (before, after) = (&m.mover.before, &m.mover.after);
    let because = after.proposal.because;
    let cells = vec![
        Cell::text(&m.party.code),
        Cell::text(&m.party.name),
        tier(after.in_force),
        tier(Some(before.proposal.to)),
        tier(Some(after.proposal.to)),
        Cell::amount(after.score.map_or(Amount::NotRated, Amount::Points)),
        choice(because.code(), because.label()),
    ];
    Line::new(cells).opens(Kind::Partner, m.party.id)
}

fn warning(w: &Warning) -> Line {
    let (rule, severity) = (w.finding.rule, w.finding.severity);
    let tone = match (w.turn, severity) {
        (WarningTurn::Cleared | WarningTurn::Better, _) => Tone::Dim,
        (_, AlertSeverity::Critical) => Tone::Bad,
        _ => Tone::Soon,
    };
    let cells = vec![
        Cell::text(&w.party.code),
        Cell::text(&w.party.name),
        choice(w.turn.code(), w.turn.label()).toned(tone),
        choice(severity.code(), severity.label()),
        choice(rule.code(), rule.label()),
        Cell::of(What::Finding(w.finding)),
    ];
    Line::new(cells).opens(Kind::Partner, w.party.id)
}

fn task(p: &PlanChange) -> Line {
    let turn = p.change.turn;
    let day = |draft: &Option<crate::domain::maintenance::Draft>| {
        draft.as_ref().map_or_else(|| Cell::text(""), |d| Cell::amount(Amount::Date(d.due_on)))
    };
    let (code, name) = p.party.as_ref().map_or(("", ""), |party| (&party.code, &party.name));
    let code_of_task = p.change.draft().map(|d| d.series.clone()).unwrap_or_default();
    let title = Name { code: code_of_task, en: p.title.0.clone(), zh: p.title.1.clone() };
    let cells = vec![
        Cell::text(code),
        Cell::text(name),
        choice(turn.code(), turn.label()).toned(if turn == TaskTurn::Removed { Tone::Dim } else { Tone::Plain }),
        day(&p.change.after),
        day(&p.change.before).toned(Tone::Dim),
        Cell::of(What::Named(title)),
    ];
    let line = Line::new(cells);
    match &p.party {
        Some(party) => line.opens(Kind::Partner, party.id),
        None => line,
    }
}
