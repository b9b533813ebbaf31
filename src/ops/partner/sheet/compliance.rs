//! How a partner keeps the rules: violations and their points, the deposit, audits, trainings, whether it can step in.

use super::{Page, Result, key, toned};
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::figure::Figure as Catalogued;
use crate::domain::kinds::{Decision, Violation};
use crate::domain::money::Money;
use crate::domain::record::{Kind, Row, Stored};
use crate::domain::violation::{self, Points};
use crate::report::{Block, Cell, Column, Figure, Table, Tone, What, Why};
use crate::store::compliance;

pub(super) fn blocks(page: &Page<'_>) -> Result<Vec<Block>> {
    let violations = page.query(Kind::Violation, "WHERE partner = ?1 ORDER BY \"on\" DESC, id DESC LIMIT 50")?;
    let deposit = page.query(Kind::DepositEntry, "WHERE partner = ?1 ORDER BY \"on\", id")?;
    let mut blocks = vec![
        Block::figures("figures", figures(page, &violations, &deposit)?),
        Block::table("violations", wrongs(page, &violations)?, Words::key("page-no-violations"))
            .head(Words::key("page-violations"))
            .adds(Kind::Violation),
        Block::table("deposit", account(page, &deposit)?, Words::key("page-no-deposit"))
            .head(Words::key("page-deposit"))
            .adds(Kind::DepositEntry),
    ];
    let lists: [(&'static str, Kind, &[&'static str], &'static str, &'static str); 3] = [
        ("audits", Kind::ChannelAudit, &["on", "subject!", "score", "due_on", "closed_on?"], "page-audits", "page-no-audits"),
        ("trainings", Kind::Training, &["on", "kind", "title!", "invited?", "completed"], "page-trainings", "page-no-trainings"),
        (
            "backup",
            Kind::BackupAssessment,
            &["on", "capacity", "regions!", "lead_days", "score"],
            "page-backup",
            "page-no-backup",
        ),
    ];
    for (name, kind, columns, head, empty) in lists {
        let rows = page.query(kind, "WHERE partner = ?1 ORDER BY \"on\" DESC, id DESC LIMIT 20")?;
        if kind == Kind::BackupAssessment && rows.is_empty() {
            continue;
        }
        let table = page.table(kind, columns, &rows)?;
        blocks.push(Block::table(name, table, Words::key(empty)).head(Words::key(head)).adds(kind));
    }
    Ok(blocks)
}

pub(super) fn confirmed(row: &Row) -> bool {
    row.get("state").text() == Some(Decision::Approved.code())
}

fn figures(page: &Page<'_>, violations: &[Row], deposit: &[Row]) -> Result<Vec<Figure>> {
    let as_of = page.session.as_of();
    let months = page.session.policy.violations.months;
    let mut counting = Vec::new();
    let mut why = Explanation::new(Words::key("page-points"), Amount::Count(0)).formula(Catalogued::Points.formula());
    for row in violations.iter().filter(|r| confirmed(r)) {
        let v: Stored<Violation> = row.typed()?;
        let points = v.points.unwrap_or(0);
        if violation::counts(v.on, as_of, months) {
            counting.push((v.on, points));
            let number = v.number.unwrap_or(row.id);
            let name = Words::Text(format!("#{number} {}", v.on));
            why = why.input(name, Amount::Count(points)).from_rows(page.rows(Kind::Violation, &format!("number:{number}")));
        }
    }
    let points = Points::of(counting, as_of, months);
    why.value = Amount::Count(points.in_force);
    if let Some((day, gone)) = points.expiring.first() {
        why = why
            .input(Words::key("page-points-go"), Amount::Count(*gone))
            .input(Words::key("page-points-go-on"), Amount::Date(*day));
    }
    let why = why.policy("violations.months", months.to_string());
    let conn = page.session.store.conn();
    let held = compliance::held(conn, page.id(), as_of)?;
    let (agreed, _) = compliance::agreed(conn, page.id(), as_of)?;
    let short = agreed.is_some_and(|a| held < a);
    let explained = Explanation::new(Words::key("page-deposit-held"), Amount::Money(held))
        .formula(Catalogued::DepositHeld.formula())
        .input(Words::key("page-deposit-agreed"), agreed.map_or(Amount::NotRated, Amount::Money))
        .input(Words::key("page-deposit-moves"), Amount::Count(i64::try_from(deposit.len()).unwrap_or(0)))
        .from_rows(page.rows(Kind::DepositEntry, ""));
    let mut held =
        Figure::new("deposit_held", Words::key("page-deposit-held"), toned(Cell::amount(Amount::Money(held)), held.0 < 0, short))
            .explained(explained)
            .rows(page.rows(Kind::DepositEntry, ""));
    if let Some(agreed) = agreed {
        held = held.beside(Cell::text("/").toned(Tone::Dim)).beside(Cell::amount(Amount::Money(agreed)).toned(Tone::Dim));
    }
    let in_force = toned(Cell::amount(Amount::Count(points.in_force)), false, points.in_force > 0);
    let mut figure =
        Figure::new("points", Words::key("page-points"), in_force).explained(why).rows(page.rows(Kind::Violation, ""));
    if let Some((day, gone)) = points.expiring.first() {
        let args = vec![("points", Amount::Count(*gone)), ("day", Amount::Date(*day))];
        figure = figure.beside(Cell::of(What::Words(Words::with("page-expiring", args))).toned(Tone::Dim));
    }
    let span = page.session.policy.audits.span(as_of);
    let audits = compliance::audits_of(conn, page.id(), span)?;
    let score = audits
        .score
        .map_or_else(Cell::unknown, |p| toned(Cell::amount(Amount::Points(p)), false, p < page.session.policy.audits.pass * 100));
    let mut audited = Explanation::new(Words::key("page-audit-score"), audits.score.map_or(Amount::NotRated, Amount::Points))
        .formula(Words::key("page-formula-audit"))
        .policy("audits.months", page.session.policy.audits.months.to_string())
        .policy("audits.pass", page.session.policy.audits.pass.to_string());
    for a in &audits.latest {
        audited = audited.input(Words::Label(a.subject.label()), Amount::Count(a.score));
    }
    let fiscal = page.session.policy.organisation.fiscal_year_month;
    let training = page.session.policy.training.span(as_of, fiscal);
    let done = compliance::training_completion(conn, page.id(), training)?;
    let trained = Explanation::new(Words::key("page-trained"), done.map_or(Amount::NotRated, Amount::Rate))
        .formula(Words::key("page-formula-trained"))
        .input(
            Words::key("page-trainings"),
            Amount::Count(i64::try_from(compliance::trainings(conn, page.id())?.len()).unwrap_or(0)),
        )
        .from_rows(page.rows(Kind::Training, "kind:compliance"))
        .policy("training.months", page.session.policy.training.months.to_string());
    let low = done.is_some_and(|d| d < page.session.policy.training.target);
    let done = done.map_or_else(Cell::unknown, |d| toned(Cell::amount(Amount::Rate(d)), false, low));
    Ok(vec![
        figure,
        held,
        Figure::new("audit_score", Words::key("page-audit-score"), score)
            .explained(audited)
            .rows(page.rows(Kind::ChannelAudit, "")),
        Figure::new("trained", Words::key("page-trained"), done).explained(trained).rows(page.rows(Kind::Training, "")),
    ])
}

/// Violations with the day on which their points stop counting.
fn wrongs(page: &Page<'_>, rows: &[Row]) -> Result<Table> {
    let mut table =
        page.table(Kind::Violation, &["number?", "on", "kind!", "amount?", "points", "deduction?", "state?"], rows)?;
    table.columns.push(Column::new("expires_on", Words::key("page-expires")));
    let as_of = page.session.as_of();
    for (line, row) in table.rows.iter_mut().zip(rows) {
        let v: Stored<Violation> = row.typed()?;
        let months = page.session.policy.violations.months;
        let end = v.points.filter(|p| *p > 0).map(|_| violation::ends(v.on, months));
        let counting = confirmed(row) && violation::counts(v.on, as_of, months);
        let expires = end.map_or_else(|| Cell::text(""), |end| Cell::amount(Amount::Date(end)));
        line.cells.push(if counting { expires } else { expires.toned(Tone::Dim) });
        line.why = Some(Why::Asked(format!("violation:{}", key(row)).into()));
        if !counting {
            line.cells.iter_mut().for_each(|c| c.tone = Tone::Dim);
        }
    }
    Ok(table)
}

/// The account with its balance after each movement, the newest first.
fn account(page: &Page<'_>, rows: &[Row]) -> Result<Table> {
    let mut table = page.table(Kind::DepositEntry, &["number?", "on", "kind", "amount", "note!"], rows)?;
    table.columns.insert(4, Column::new("balance", Words::key("page-balance")).right());
    let mut balance = Money::ZERO;
    for (line, row) in table.rows.iter_mut().zip(rows) {
        balance += Money(row.get("amount").int().unwrap_or(0));
        line.cells.insert(4, toned(Cell::amount(Amount::Money(balance)), balance.0 < 0, false));
        line.why = Some(Why::Asked(format!("deposit:{}", key(row)).into()));
    }
    table.rows.reverse();
    table.rows.truncate(30);
    Ok(table)
}
