//! The tickets of a partner: open ones with their clocks, past ones, and as what it takes part.

use super::{Page, Result};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::kinds::{PartyRole, Severity};
use crate::domain::record::Kind;
use crate::domain::sla::Phase;
use crate::ops::ticket::{self, Filter, Listed, Scope};
use crate::report::{Block, Cell, Column, Figure, Line, Table, Tone, What};
use crate::store::tickets;

/// At most so many closed tickets are shown.
const PAST: usize = 50;

pub(super) fn blocks(page: &Page<'_>) -> Result<Vec<Block>> {
    let filter = |scope| Filter { partner: Some(page.id()), scope, ..Filter::default() };
    let open = ticket::list(page.session, &filter(Scope::Unclosed))?;
    let mut past = ticket::ids(page.session, &filter(Scope::Closed))?;
    past.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
    let all_past = past.len();
    past.truncate(PAST);
    let past = ticket::lines(page.session, &past)?;
    let open_table = table(page, &open, open.len(), "page-clock")?;
    let past_table = table(page, &past, all_past, "page-closed-on")?;
    let answers = page.query(Kind::Satisfaction, "WHERE partner = ?1 ORDER BY \"on\" DESC, id DESC LIMIT 20")?;
    let answers = page.table(Kind::Satisfaction, &["on", "occasion", "score", "respondent?", "ticket?", "comment!"], &answers)?;
    Ok(vec![
        Block::figures("figures", figures(page, &open, all_past)),
        Block::table("open", open_table, Words::key("page-no-open-tickets"))
            .head(Words::key("page-open-tickets"))
            .adds(Kind::Ticket),
        Block::table("satisfaction", answers, Words::key("page-no-satisfaction"))
            .head(Words::key("page-satisfaction"))
            .adds(Kind::Satisfaction),
        Block::table("past", past_table, Words::key("page-no-past-tickets")).head(Words::key("page-past-tickets")),
    ])
}

fn figures(page: &Page<'_>, open: &[Listed], past: usize) -> Vec<Figure> {
    let count = |n: usize| Amount::Count(i64::try_from(n).unwrap_or(i64::MAX));
    let breached = |l: &&Listed| [&l.response, &l.resolution].into_iter().flatten().any(|c| c.phase == Phase::Breached);
    let over = open.iter().filter(breached).count();
    let mut late = Explanation::new(Words::key("page-breached"), count(over)).formula(Words::key("page-formula-breached"));
    for l in open.iter().filter(breached) {
        let (name, left) = (format!("#{} {}", l.line.number, l.line.title), l.next().map(|c| Amount::Minutes(c.left / 60)));
        late = late
            .input(Words::Text(name), left.unwrap_or(Amount::NotRated))
            .from_rows(Source::new(Kind::Ticket, format!("number:{}", l.line.number)));
    }
    let (unclosed, closed) = ("-state:closed", "state:closed");
    let mut why =
        Explanation::new(Words::key("page-open-tickets"), count(open.len())).formula(Words::key("page-formula-tickets"));
    for severity in Severity::ALL {
        let of = open.iter().filter(|l| l.line.times.severity == *severity).count();
        why = why
            .input(Words::Label(severity.label()), count(of))
            .from_rows(page.rows(Kind::Ticket, &format!("severity:{} {unclosed}", severity.code())));
    }
    vec![
        Figure::new("open", Words::key("page-open-tickets"), Cell::amount(count(open.len())))
            .rows(page.rows(Kind::Ticket, unclosed))
            .explained(why),
        Figure::new("breached", Words::key("page-breached"), super::toned(Cell::amount(count(over)), over > 0, false))
            .explained(late),
        Figure::new("past", Words::key("page-past-tickets"), Cell::amount(count(past)))
            .rows(page.rows(Kind::Ticket, closed))
            .explained(
                Explanation::new(Words::key("page-past-tickets"), count(past))
                    .formula(Words::key("page-formula-past"))
                    .input(Words::key("page-past-tickets"), count(past))
                    .from_rows(page.rows(Kind::Ticket, closed)),
            ),
    ]
}

fn table(page: &Page<'_>, tickets: &[Listed], count: usize, clock: &'static str) -> Result<Table> {
    let label =
        |name: &str| Kind::Ticket.def().field(name).map_or_else(|| Words::Text(String::new()), |(_, f)| Words::Label(f.label));
    let columns = vec![
        Column::new("number", label("number")),
        Column::new("title", label("title")).wide(),
        Column::new("kind", label("kind")).minor(),
        Column::new("severity", label("severity")).minor(),
        Column::new("state", label("state")),
        Column::new("clock", Words::key(clock)),
        Column::new("role", Words::key("page-role")).minor(),
        Column::new("owner", label("owner")).minor(),
    ];
    let rows = tickets.iter().map(|l| line(page, l)).collect::<Result<_>>()?;
    Ok(Table::new(columns, rows).of(count))
}

fn line(page: &Page<'_>, listed: &Listed) -> Result<Line> {
    let (t, times) = (&listed.line, &listed.line.times);
    let roles: Vec<PartyRole> = tickets::parties(page.session.store.conn(), t.id)?
        .into_iter()
        .filter(|p| p.partner == page.id())
        .map(|p| p.role)
        .collect();
    let role = match (roles.first(), t.partner == Some(page.id())) {
        (Some(role), _) => Cell::of(What::Choice(role.code(), role.label())),
        (None, true) => Cell::key("page-subject"),
        (None, false) => Cell::text(""),
    };
    let clock = match listed.next() {
        Some(c) => Cell::of(What::Left(c.left, c.day)).toned(match c.phase {
            Phase::Breached => Tone::Bad,
            Phase::Warning => Tone::Soon,
            _ => Tone::Plain,
        }),
        None => t.closed_at.or(times.resolved_at).map_or_else(
            || Cell::text(""),
            |at| {
                Cell::amount(Amount::Date(at.with_timezone(&page.session.policy.organisation.zone).date_naive())).toned(Tone::Dim)
            },
        ),
    };
    let severe = matches!(times.severity, Severity::S1) && t.closed_at.is_none();
    let cells = vec![
        Cell::text(format!("#{}", t.number)),
        Cell::text(t.title.clone()),
        Cell::of(What::Choice(times.kind.code(), times.kind.label())),
        super::toned(Cell::of(What::Choice(times.severity.code(), times.severity.label())), severe, false),
        Cell::of(What::Choice(times.state.code(), times.state.label())),
        clock,
        role,
        Cell::text(t.owner_name.clone()),
    ];
    Ok(Line::new(cells).opens(Kind::Ticket, t.id).asked(format!("ticket:{}", t.number)))
}
