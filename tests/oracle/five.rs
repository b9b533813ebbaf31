//! Assessments of credit: five Cs, ratios of the figures, audits and training.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::Value as Json;

use super::days::{self, Span};
use super::exact::{Differences, Frac, line, policy};
use super::rows;
use super::sales::Known;
use super::standing::{Others, weighted};
use super::{TODAY, demo};

struct Judged {
    partner: i64,
    day: i64,
    /// Character, capacity, capital, collateral, conditions.
    cs: [Option<i64>; 5],
    cycle: i64,
}

struct Audit {
    subject: String,
    partner: i64,
    day: i64,
    score: i64,
}

struct Training {
    partner: i64,
    day: i64,
    invited: Option<i64>,
    completed: i64,
}

fn judged(conn: &Connection) -> Vec<Judged> {
    let sql = "SELECT partner, \"on\", character, capacity, capital, collateral, conditions, cycle FROM credit_assessment";
    rows::all(conn, sql, |r| {
        let cycle: Option<i64> = r.get(7)?;
        Ok(Judged {
            partner: r.get(0)?,
            day: r.get(1)?,
            cs: [r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?, r.get(6)?],
            cycle: cycle.unwrap_or(0),
        })
    })
}

/// Points of a ratio, which is so many basis points.
fn on(name: &str, value: Option<Frac>) -> Option<Frac> {
    let (zero, full) = line(&format!("credit.assessment.{name}"));
    value.map(|value| value.to(4).points(zero, full).to(2))
}

/// What was paid by its due day of what was paid or is past due, over twelve months.
fn punctual(others: &Others, partner: i64, day: i64) -> Option<Frac> {
    let since = days::months_later(day, -12) + 1;
    let book = others.ledger.book(partner, day);
    let (mut paid, mut in_time) = (0, 0);
    for item in &book.items {
        for (on, amount) in item.paid.iter().filter(|(on, _)| *on >= since) {
            paid += amount;
            in_time += if *on <= item.invoice.due { *amount } else { 0 };
        }
    }
    Frac::of(in_time, paid + book.overdue())
}

fn ratios(known: &Known<'_>, others: &Others, j: &Judged) -> Option<Frac> {
    let partner = &known.rows.partners[&j.partner];
    let book = others.ledger.book(j.partner, j.day);
    if book.billed.is_empty() {
        return None;
    }
    let used = partner.credit_limit.filter(|limit| *limit > 0).and_then(|limit| Frac::of(book.open(), limit));
    let dso = partner.credit_days.filter(|term| *term > 0).zip(book.dso());
    let dso = dso.and_then(|(term, dso)| dso.to(1).over(Frac::whole(term)));
    let late = Frac::of(book.overdue(), book.open()).filter(|_| book.open() > 0);
    let year = days::year_before(j.day);
    let earlier = days::year_before(year.from);
    let first = known.rows.first_sale(j.partner);
    let sum = |span: Span| known.sum_of(j.partner, span).sales();
    let trend = Frac::of(sum(year) - sum(earlier), sum(earlier))
        .filter(|_| sum(earlier) > 0 && first.is_some_and(|day| days::month_of(day) <= days::month_of(earlier.from)));
    let parts = [
        (on("punctuality", punctual(others, j.partner, j.day)), 30),
        (on("utilisation", used), 20),
        (on("dso", dso), 20),
        (on("overdue", late), 20),
        (on("trend", trend), 10),
    ];
    weighted(&parts).0.map(|points| points.to(2))
}

#[test]
fn assessments_of_credit_follow_from_what_was_judged_and_from_the_figures_of_their_day() {
    let desk = demo();
    let conn = rows::open(&desk);
    let known = Known::of(&desk, TODAY);
    let others = Others::read(&conn);
    let audits = rows::all(&conn, "SELECT partner, \"on\", score, subject FROM channel_audit ORDER BY \"on\"", |r| {
        Ok(Audit { partner: r.get(0)?, day: r.get(1)?, score: r.get(2)?, subject: r.get(3)? })
    });
    let sql = "SELECT partner, \"on\", invited, completed FROM training WHERE kind = 'compliance'";
    let trainings =
        rows::all(&conn, sql, |r| Ok(Training { partner: r.get(0)?, day: r.get(1)?, invited: r.get(2)?, completed: r.get(3)? }));
    let mut pages: BTreeMap<i64, Json> = BTreeMap::new();
    let mut d = Differences::default();
    for j in judged(&conn) {
        let five = j.cs.map(|c| c.map(Frac::whole));
        let [character, capacity, capital, collateral, conditions] = five;
        let five = [(character, 25), (capacity, 25), (capital, 20), (collateral, 15), (conditions, 15)];
        let five = weighted(&five).0.map(|points| points.to(2));
        let lately = |day: i64| days::months_later(j.day, -12) < day && day <= j.day;
        // of each subject the latest, and their mean
        let mut latest: BTreeMap<&str, i64> = BTreeMap::new();
        for audit in audits.iter().filter(|a| a.partner == j.partner && lately(a.day)) {
            latest.insert(&audit.subject, audit.score);
        }
        let audit = Frac::of(latest.values().sum(), i64::try_from(latest.len()).expect("a count")).map(|mean| mean.to(2));
        let its = trainings.iter().filter(|t| t.partner == j.partner && lately(t.day));
        let asked: (i64, i64) =
            its.filter_map(|t| t.invited.map(|n| (t.completed, n))).fold((0, 0), |(a, b), (c, n)| (a + c, b + n));
        let trained = Frac::of(asked.0, asked.1).map(|share| (share.to(4) * Frac::whole(100)).to(2));
        let parts = [(five, 50), (ratios(&known, &others, &j), 30), (audit, 10), (trained, 10)];
        let score = weighted(&parts).0.map(|score| score.to(2) + Frac::whole(j.cycle));
        let code = &known.rows.partners[&j.partner].code;
        let page = pages.entry(j.partner).or_insert_with(|| known.ask(&["show", "partner", code]));
        let said = page["sections"]["credit"]["assessments"].as_array().expect("assessments");
        let row = said.iter().find(|row| row["on"] == days::text(j.day)).expect("an assessment");
        let at = format!(
            "{} {} {:?}",
            known.rows.partners[&j.partner].code,
            days::text(j.day),
            parts.map(|(p, _)| p.map(|p| p.rounded(2)))
        );
        d.number(&at, &row["score"], score, 2);
        let light = score.map(|score| match score {
            _ if known.hard_red(&others.ledger.book(j.partner, j.day), j.partner) => "red",
            score if !policy("credit.assessment.green").more_than(score) => "green",
            score if !policy("credit.assessment.yellow").more_than(score) => "yellow",
            _ => "red",
        });
        d.same(&format!("{at} light"), &row["light"], &light.into());
    }
    d.none(30);
}
