//! Where the figures of a core partner and its satellites come from, one by one and together.

use super::super::{Page, Result};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::Figure;
use crate::domain::network::{Group, Member};
use crate::domain::period::Span;
use crate::domain::record::Kind;
use crate::ops::partner::tree;

fn points(p: Option<i64>) -> Amount {
    p.map_or(Amount::NotRated, Amount::Points)
}

/// The sales of a partner in the 12 months.
fn sales(page: &Page<'_>, code: &str) -> Source {
    let year = Span::trailing_year(page.session.as_of());
    Source::new(Kind::Sale, format!("partner:\"{code}\" day>={} day<={}", year.from, year.to))
}

fn group_of(page: &Page<'_>) -> Result<Option<Group>> {
    tree::tree(page.session, page.id())
}

/// One partner of the group.
pub(super) fn member(page: &Page<'_>, code: &str) -> Result<Option<Explanation>> {
    let Some(group) = group_of(page)? else { return Ok(None) };
    let of = |m: &&Member| m.code == code;
    let Some(m) = std::iter::once(&group.core).chain(&group.satellites).find(of) else { return Ok(None) };
    let title = Words::with("page-t12m-of", vec![("code", Amount::Text(m.code.clone()))]);
    let own = |kind| Source::new(kind, format!("partner:\"{}\"", m.code));
    Ok(Some(
        Explanation::new(title, Amount::Money(m.t12m))
            .formula(Figure::NetSales.formula())
            .input(Figure::T12m.words(), Amount::Money(m.t12m))
            .from_rows(sales(page, &m.code))
            .input(Figure::Health.words(), points(m.health))
            .from_rows(Source::new(Kind::Partner, format!("code:\"{}\"", m.code)))
            .input(Figure::Open.words(), Amount::Money(m.open))
            .from_rows(own(Kind::Invoice))
            .input(Figure::Overdue.words(), Amount::Money(m.overdue))
            .note(Words::key("page-note-member")),
    ))
}

/// All of the group together.
pub(super) fn group(page: &Page<'_>) -> Result<Option<Explanation>> {
    let Some(group) = group_of(page)? else { return Ok(None) };
    let t = &group.totals;
    let title = Words::with("page-group-total", vec![("count", Amount::Count(t.partners))]);
    let mut e = Explanation::new(title, Amount::Money(t.t12m)).formula(Words::key("page-formula-group"));
    for m in std::iter::once(&group.core).chain(&group.satellites) {
        e = e.input(Words::Text(format!("{} {}", m.code, m.name)), Amount::Money(m.t12m)).from_rows(sales(page, &m.code));
    }
    Ok(Some(
        e.input(Figure::Health.words(), points(t.health_mean()))
            .input(Words::key("page-rated"), Amount::Count(t.rated))
            .input(Figure::Open.words(), Amount::Money(t.open))
            .input(Figure::Overdue.words(), Amount::Money(t.overdue))
            .note(Words::key("page-note-group")),
    ))
}
