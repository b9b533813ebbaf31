//! What a partner is, how it is, and what it needs now.

use super::{Page, Result, grown, moved, toned};
use crate::domain::alert::Finding;
use crate::domain::credit::Light;
use crate::domain::explain::{Amount, Words};
use crate::domain::figure::Figure as Catalogued;
use crate::domain::figures::PartnerFigures;
use crate::domain::kinds::{Alert, AlertSeverity, Approval, Lifecycle};
use crate::domain::money::{Money, Rate};
use crate::domain::network::Member;
use crate::domain::period::day_number;
use crate::domain::record::{BROUGHT_IN, Kind, Stored};
use crate::domain::sla::Phase;
use crate::ops::partner::tree;
use crate::ops::ticket;
use crate::report::{Block, Cell, Column, Figure, Line, Table, Tone, What};
use crate::store::figures;

/// The fields of the register that are read rather than sorted by.
const REGISTER: [&str; 20] = [
    "short_name",
    "channel_type",
    "region",
    "city",
    "city_class",
    "phone",
    "address",
    "credit_code",
    "products",
    "territories",
    "outlets_planned",
    "outlets_covered",
    "onboarded_on",
    "first_order_on",
    "credit_limit",
    "credit_days",
    "deduction_rate",
    "deposit",
    "former_codes",
    "tags",
];

pub(super) fn blocks(page: &Page<'_>) -> Result<Vec<Block>> {
    let mut register = Vec::new();
    for name in REGISTER {
        register.extend(page.own(name)?);
    }
    if page.row.is_brought_in() {
        register.extend(page.own(BROUGHT_IN)?);
    }
    let contacts = page.query(Kind::Contact, "WHERE partner = ?1 ORDER BY name")?;
    let contacts = page.table(Kind::Contact, &["name", "role", "phone", "email!"], &contacts)?;
    let notes = page.row.get("notes").text().unwrap_or_default().to_owned();
    let needs = Block::table("needs", needs(page)?, Words::key("page-nothing-needed")).head(Words::key("page-needs"));
    let contacts = Block::table("contacts", contacts, Words::key("page-no-contacts")).head(Words::key("page-contacts"));
    let mut blocks = vec![
        Block::figures("figures", figures(page)?),
        needs,
        Block::figures("register", register).head(Words::key("page-register")),
        contacts.adds(Kind::Contact),
    ];
    blocks.extend(group(page)?);
    if !notes.is_empty() {
        blocks.push(Block::text("notes", notes).head(Words::key("page-notes")));
    }
    Ok(blocks)
}

fn score(points: Option<i64>) -> Cell {
    let Some(p) = points else { return Cell::unknown() };
    toned(Cell::amount(Amount::Points(p)), p < 5_500, p < 7_000)
}

/// A risk light; a green one is hardly to be seen.
pub(super) fn light(light: Option<Light>) -> Cell {
    light.map_or_else(Cell::unknown, |l| {
        let tone = match l {
            Light::Red => Tone::Bad,
            Light::Yellow => Tone::Soon,
            Light::Green => Tone::Good,
        };
        Cell::of(What::Choice(l.code(), l.label())).toned(tone)
    })
}

/// How it is, in seven figures.
fn figures(page: &Page<'_>) -> Result<Vec<Figure>> {
    let Some(f) = figures::of_partner(page.session.store.conn(), page.id())? else {
        return Ok(vec![Figure::new("health", Catalogued::Health.words(), Cell::unknown()).asked("health")]);
    };
    let tier = if page.row.get("tier").is_null() { Cell::unknown() } else { page.field(&page.row, "tier")? };
    let mut tier = Figure::new("tier", Words::key("page-tier"), tier).asked("score");
    if let Some(computed) = f.computed_tier.filter(|c| Some(c.code()) != page.row.get("tier").text()) {
        tier = tier.beside(Cell::text("→")).beside(Cell::of(What::Choice(computed.code(), computed.label())).toned(Tone::Soon));
    }
    let sales = Figure::new("sales4", Catalogued::Sales4.words(), Cell::short(Money(f.sales4)));
    let on_time = f.pace.map_or_else(Cell::unknown, |r| toned(Cell::amount(Amount::Rate(Rate(r))), false, r < 8_000));
    Ok(vec![
        Figure::new("health", Catalogued::Health.words(), score(f.health))
            .beside(moved(f.health, f.health_before))
            .asked("health"),
        Figure::new("score", Catalogued::Score.words(), score(f.score)).beside(moved(f.score, f.score_before)).asked("score"),
        tier,
        Figure::new("light", Catalogued::Light.words(), light(f.light)).asked("light"),
        sales.beside(grown(Money(f.sales4), Money(f.sales4_before))).asked("sales4"),
        Figure::new("pace", Catalogued::Pace.words(), on_time).asked("pace"),
        owed(page, &f),
    ])
}

/// What is open against the limit, and what of it is late.
fn owed(page: &Page<'_>, f: &PartnerFigures) -> Figure {
    let said = f.open_amount.map_or_else(Cell::unknown, |open| Cell::short(Money(open)));
    let mut open = Figure::new("open", Catalogued::Open.words(), said).asked("open").rows(page.rows(Kind::Invoice, ""));
    if let Some(limit) = page.row.get("credit_limit").int() {
        open = open.beside(Cell::text("/").toned(Tone::Dim)).beside(Cell::short(Money(limit)).toned(Tone::Dim));
    }
    if let Some((overdue, days)) = f.overdue.zip(f.overdue_days).filter(|(overdue, _)| *overdue > 0) {
        let args = vec![("amount", Amount::Money(Money(overdue))), ("days", Amount::Count(days))];
        open = open.beside(Cell::of(What::Words(Words::with("page-overdue", args))).toned(Tone::Bad));
    }
    open
}

/// What needs somebody: clocks, warnings, late tasks, what waits for approval; the worst first.
fn needs(page: &Page<'_>) -> Result<Table> {
    let mut rows: Vec<(Tone, Line)> = Vec::new();
    clocks(page, &mut rows)?;
    let warnings = "WHERE partner = ?1 AND state IN ('open', 'snoozed') ORDER BY severity, first_seen DESC LIMIT 20";
    for row in page.query(Kind::Alert, warnings)? {
        let alert: Stored<Alert> = row.typed()?;
        let (value, bound) = (alert.value.unwrap_or(0), alert.bound.unwrap_or(0));
        let finding = Finding { rule: alert.rule, severity: alert.severity, value, bound };
        let tone = if alert.severity == AlertSeverity::Critical { Tone::Bad } else { Tone::Soon };
        let since = Words::with("page-since", vec![("day", Amount::Date(alert.first_seen))]);
        let kind = Cell::of(What::Words(Words::Label(Kind::Alert.def().label)));
        let cells = vec![kind, Cell::of(What::Finding(finding)), Cell::of(What::Words(since))];
        let name = format!("warning:{}", alert.rule.code());
        rows.push((tone, Line::new(cells).opens(Kind::Alert, row.id).asked(name)));
    }
    let today = i64::from(day_number(page.session.as_of()));
    for row in page.query(Kind::Task, "WHERE partner = ?1 AND state = 'open' ORDER BY due_on LIMIT 20")? {
        let Some(due) = row.get("due_on").int().filter(|d| *d <= today) else { continue };
        let late = today - due;
        let when =
            if late > 0 { Words::with("page-late-days", vec![("days", Amount::Count(late))]) } else { Words::key("today") };
        let cells = vec![page.field(&row, "kind")?, Cell::of(What::Named(page.task_title(&row))), Cell::of(What::Words(when))];
        let line = Line::new(cells).opens(Kind::Task, row.id).asked(format!("task:#{}", row.id));
        rows.push((if late > 0 { Tone::Soon } else { Tone::Plain }, line));
    }
    for row in page.query(Kind::TierChange, "WHERE partner = ?1 AND state = 'proposed' ORDER BY id DESC")? {
        let cells = vec![
            Cell::of(What::Words(Words::Label(Kind::TierChange.def().label))),
            page.field(&row, "to_tier")?,
            Cell::key("page-waits"),
        ];
        rows.push((Tone::Plain, Line::new(cells).opens(Kind::TierChange, row.id).asked("score")));
    }
    for row in page.query(Kind::Approval, "WHERE partner = ?1 AND state IN ('pending', 'asked') ORDER BY id DESC")? {
        let approval: Stored<Approval> = row.typed()?;
        let late = approval.due_at.is_some_and(|due| due < page.session.now());
        let subject = Cell::of(What::Choice(approval.subject.code(), approval.subject.label()));
        let cells = vec![subject, Cell::text(approval.title.clone()), page.field(&row, "state")?];
        rows.push((if late { Tone::Soon } else { Tone::Plain }, Line::new(cells).opens(Kind::Approval, row.id)));
    }
    rows.sort_by_key(|(tone, _)| std::cmp::Reverse(*tone as u8));
    let seen = |(tone, mut line): (Tone, Line)| {
        for cell in &mut line.cells {
            cell.tone = tone;
        }
        line
    };
    let rows: Vec<Line> = rows.into_iter().map(seen).collect();
    let columns = vec![
        Column::new("kind", Words::key("page-kind")),
        Column::new("what", Words::key("page-what")).wide(),
        Column::new("when", Words::key("page-when")),
    ];
    Ok(Table::new(columns, rows))
}

fn clocks(page: &Page<'_>, rows: &mut Vec<(Tone, Line)>) -> Result<()> {
    let filter = ticket::Filter { partner: Some(page.id()), scope: ticket::Scope::Open, ..ticket::Filter::default() };
    for listed in ticket::list(page.session, &filter)? {
        let Some(clock) = listed.next() else { continue };
        let tone = match clock.phase {
            Phase::Breached => Tone::Bad,
            Phase::Warning => Tone::Soon,
            _ => Tone::Plain,
        };
        let kind = listed.line.times.kind;
        let cells = vec![
            Cell::of(What::Choice(kind.code(), kind.label())),
            Cell::text(format!("#{} {}", listed.line.number, listed.line.title)),
            Cell::of(What::Left(clock.left, clock.day)),
        ];
        let name = format!("ticket:{}", listed.line.number);
        rows.push((tone, Line::new(cells).opens(Kind::Ticket, listed.line.id).asked(name)));
    }
    Ok(())
}

/// The core partner and its satellites, with what they come to together.
fn group(page: &Page<'_>) -> Result<Option<Block>> {
    let Some(group) = tree::tree(page.session, page.id())? else { return Ok(None) };
    let line = |m: &Member| {
        let mark = if m.id == group.core.id { "◆" } else { "└" };
        let called = Cell::text(format!("{mark} {} {}", m.code, m.name));
        let called = match m.status {
            Lifecycle::Exited => called.toned(Tone::Dim),
            _ if m.id == page.id() => called.toned(Tone::Good),
            _ => called,
        };
        let open = toned(Cell::short(m.open), m.overdue.0 > 0, false);
        Line::new(vec![called, score(m.health), Cell::short(m.t12m), open])
            .opens(Kind::Partner, m.id)
            .asked(format!("partner:{}", m.code))
    };
    let mut rows: Vec<Line> = std::iter::once(&group.core).chain(&group.satellites).map(line).collect();
    let t = &group.totals;
    let together = Words::with("page-group-total", vec![("count", Amount::Count(t.partners))]);
    let all = vec![Cell::of(What::Words(together)), score(t.health_mean()), Cell::short(t.t12m), Cell::short(t.open)];
    rows.push(Line::new(all).asked("group"));
    let columns = vec![
        Column::new("partner", Words::Label(Kind::Partner.def().label)).wide(),
        Column::new("health", Catalogued::Health.words()).right(),
        Column::new("t12m", Catalogued::T12m.words()).right(),
        Column::new("open", Catalogued::Open.words()).right(),
    ];
    let count = rows.len() - 1;
    let table = Table::new(columns, rows).of(count);
    Ok(Some(Block::table("group", table, Words::key("page-no-group")).head(Words::key("page-group"))))
}
