//! The health check as the document `qudao.health/1`.

use serde_json::{Map, Value as Json, json};

use super::page::COMPONENTS;
use crate::cli::explain::{self, decimal};
use crate::domain::alert::Finding;
use crate::domain::explain::Amount;
use crate::domain::money::Money;
use crate::domain::period::Week;
use crate::domain::record::Lang;
use crate::i18n::health::{reasons, weakest};
use crate::i18n::warning;
use crate::ops::health::Report;
use crate::store::health::Line;

/// The document.
pub(super) fn document(lang: Lang, r: &Report) -> Json {
    let (n, b) = (&r.network, &r.network.before);
    json!({
        "schema": "qudao.health/1",
        "as_of": r.as_of,
        "week": r.week.to_string(),
        "owner": r.owner,
        "beyond": r.beyond,
        "figures_until": week(r.until.sales),
        "stock_until": week(r.until.stock),
        "payments_until": week(r.until.payments),
        "refreshed_at": r.refreshed_at.map(|at| at.to_rfc3339()),
        "figures_of": r.behind.unwrap_or(r.as_of),
        "network": {
            "partners": n.partners,
            "rated": n.rated,
            "health": points(n.health),
            "health_before": points(n.health_before),
            "attention": n.attention,
            "warned": n.warned,
            "sales_4_weeks": Money(n.sales4),
            "sales_4_weeks_before": Money(n.sales4_before),
            "open_amount": Money(n.open_amount),
            "overdue": Money(n.overdue),
            "overdue_fresh": Money(n.overdue_fresh),
            "open_tickets": n.open_tickets,
            "alerts": { "critical": n.alerts[0], "warning": n.alerts[1], "info": n.alerts[2] },
        },
        "last_week": {
            "partners": b.partners,
            "rated": b.rated,
            "health": points(n.health_before),
            "attention": b.attention,
            "warned": b.warned,
            "sales_4_weeks": Money(b.sales4),
            "open_amount": Money(b.open_amount),
            "overdue": Money(b.overdue),
            "open_tickets": b.open_tickets,
            "alerts": { "critical": b.alerts[0], "warning": b.alerts[1], "info": b.alerts[2] },
        },
        "partners": r.attention.iter().map(|l| partner(lang, r, l)).collect::<Vec<_>>(),
        "warned": r.warned.iter().map(|l| partner(lang, r, l)).collect::<Vec<_>>(),
        "risen": r.risen.iter().map(mover).collect::<Vec<_>>(),
        "fallen": r.fallen.iter().map(mover).collect::<Vec<_>>(),
        "overdue": r.overdue.iter().map(overdue).collect::<Vec<_>>(),
        "actions": r.todo.iter().map(|t| json!({
            "code": t.code,
            "name": t.name,
            "rule": t.finding.rule,
            "severity": t.finding.severity,
            "text": format!("{}: {}", warning::finding(lang, &t.finding), warning::step(lang, t.finding.rule)),
        })).collect::<Vec<_>>(),
    })
}

/// A week; null where there never was a figure.
fn week(until: Option<Week>) -> Json {
    until.map_or(Json::Null, |w| json!(w.to_string()))
}

/// Points with two decimals; null where not rated.
fn points(points: Option<i64>) -> Json {
    #[expect(clippy::cast_precision_loss, reason = "points are at most 10,000")]
    points.map_or(Json::Null, |p| json!(p as f64 / 100.0))
}

fn partner(lang: Lang, r: &Report, l: &Line) -> Json {
    let mut why: Vec<Json> = l.parts.findings.iter().map(|f| reason(lang, f)).collect();
    if why.is_empty()
        && let Some((component, low)) = weakest(&l.parts)
    {
        why.push(json!({
            "rule": COMPONENTS.get(component),
            "severity": "info",
            "value": points(Some(low)),
            "limit": Json::Null,
            "unit": "points",
            "text": reasons(lang, &l.parts).first(),
        }));
    }
    json!({
        "code": l.code,
        "name": l.name,
        "owner": l.owner,
        "tier": l.tier,
        "health": points(l.health),
        "change": points(l.change()),
        "reasons": why,
        "doing": r.doing.get(&l.partner).map(|d| json!({
            "tickets": d.tickets,
            "tasks": d.tasks.iter().map(|(day, title)| json!({ "due_on": day, "title": title })).collect::<Vec<_>>(),
            "alerts": d.alerts.iter().map(|k| json!({
                "number": k.seen.0,
                "rule": k.rule,
                "state": k.state,
                "snoozed_until": k.until,
                "assigned_to": k.assignee,
            })).collect::<Vec<_>>(),
        })),
    })
}

/// What a rule found: its figure and its limit, or why it holds, in the unit that is named beside them.
fn figures(f: &Finding) -> Map<String, Json> {
    let (unit, value, limit) = f.figure();
    let json = |n: i64| match unit.amount(n) {
        Amount::Days(tenths) => decimal(tenths, 1),
        amount => explain::value(&amount),
    };
    let mut map = Map::new();
    map.insert("value".to_owned(), json(value));
    map.insert("limit".to_owned(), limit.map_or(Json::Null, json));
    map.insert("unit".to_owned(), unit.code().into());
    if let Some(cause) = f.cause() {
        map.insert("cause".to_owned(), cause.code.into());
    }
    map
}

fn reason(lang: Lang, f: &Finding) -> Json {
    let mut reason = json!({ "rule": f.rule, "severity": f.severity, "text": warning::finding(lang, f) });
    if let Json::Object(map) = &mut reason {
        map.extend(figures(f));
    }
    reason
}

fn mover(l: &Line) -> Json {
    json!({ "code": l.code, "name": l.name, "health": points(l.health), "change": points(l.change()) })
}

fn overdue(l: &Line) -> Json {
    json!({ "code": l.code, "name": l.name, "overdue": Money(l.overdue), "overdue_last_week": Money(l.overdue_before), "days": l.overdue_days })
}
