//! A report for machines: money as decimal strings, rates as fractions, numbers of things as integers.

use serde_json::{Map, Value as Json, json};

use super::money;
use crate::cli::output;
use crate::domain::figure::Ratio;
use crate::domain::record::Lang;
use crate::domain::sales::{By, Standing};
use crate::ops;
use crate::ops::kpi::{Line, Report};

fn figures(lang: Lang, report: &Report, line: &Line, key: bool) -> Map<String, Json> {
    let f = &line.figures;
    let mut map = Map::new();
    let mut put = |name: &str, value: Json| map.insert(name.to_owned(), value);
    if key {
        put("key", line.name.code.clone().into());
        put("name", line.called(lang).into());
    }
    put("partners", line.partners.into());
    put("orders", f.orders.into());
    put("quantity", f.quantity.into());
    put("net_amount", money(f.net_amount));
    put("returns", money(f.returns));
    put("cost", money(f.cost));
    put("target", line.target().map_or(Json::Null, money));
    put("attainment", line.attainment().map(Ratio::six).into());
    put("fees", money(f.fees));
    put("contribution", money(f.contribution()));
    put("sellout", f.sellout.into());
    put("class", report.standing(line).map(Standing::code).into());
    put("pace", line.pace().map(|p| p.rate().to_f64()).into());
    put("target_due", line.target().map_or(Json::Null, |_| money(line.aim.aimed.due)));
    put("target_sales", line.target().map_or(Json::Null, |_| money(line.aim.aimed.sold)));
    put("target_coverage", line.coverage().map(Ratio::six).into());
    put("net_sales", money(f.after_returns()));
    put("own_target", line.own.into());
    if report.compared.is_some() {
        put("net_amount_before", money(line.before.unwrap_or_default().net_amount));
        put("growth", line.growth().into());
    }
    if report.closed.is_some() || !report.late_for.is_empty() {
        put("late", line.late.map_or(Json::Null, late));
    }
    if report.by == By::Type && key {
        let class = report.contributes(line);
        put("contribution_class", class.map(crate::domain::sales::Contributes::code).into());
    }
    map
}

/// What came late for a closed period.
fn late(f: crate::domain::sales::Figures) -> Json {
    json!({
        "orders": f.orders, "quantity": f.quantity, "net_amount": money(f.net_amount), "returns": money(f.returns),
        "cost": money(f.cost), "fees": money(f.fees), "contribution": money(f.contribution()), "sellout": f.sellout,
    })
}

/// A report as JSON.
pub(super) fn of(lang: Lang, session: &ops::Session, report: &Report, standings: Option<[i64; 7]>) -> Map<String, Json> {
    let rows: Vec<Json> = report.rows.iter().map(|l| Json::Object(figures(lang, report, l, true))).collect();
    let mut map = Map::new();
    let mut put = |name: &str, value: Json| map.insert(name.to_owned(), value);
    put("schema", "qudao.kpi/1".into());
    put("as_of", report.as_of.to_string().into());
    put("from", report.span.from.to_string().into());
    put("to", report.span.to.to_string().into());
    put("by", report.by.code().into());
    put("currency", session.policy.organisation.currency.as_str().into());
    put("rows", rows.into());
    put("total", Json::Object(figures(lang, report, &report.total, false)));
    let names = || Standing::ALL.iter().map(|s| s.code()).chain(["not_rated"]);
    let counted = |counts: [i64; 7]| names().zip(counts).map(|(name, n)| (name.to_owned(), n.into())).collect::<Map<_, _>>();
    put("partners_by_class", standings.map(counted).into());
    put("compared", report.compared.map_or(Json::Null, |s| json!({"from": s.from.to_string(), "to": s.to.to_string()})));
    put("figures_until", report.until.to_string().into());
    put("time_progress", report.progress.map_or(Json::Null, |(done, all)| json!({"done": done, "days": all})));
    let closed = report.closed.as_ref();
    put("closed", closed.map_or(Json::Null, |c| json!({"closing": crate::cli::close::document(&c.closing), "frozen": c.frozen})));
    put("late_for", report.late_for.clone().into());
    if report.by == By::Partner {
        let c = report.concentration.map(|c| {
            json!({"n": c.n, "top20pct_count": c.top, "top20pct_share": c.top_share, "count_to_80pct": c.reach, "hhi": c.hhi})
        });
        put("concentration", c.into());
    }
    map
}

/// Prints a report as CSV.
pub(super) fn csv_rows(lang: Lang, report: &Report) -> anyhow::Result<()> {
    let rows: Vec<_> = report.rows.iter().map(|line| figures(lang, report, line, true)).collect();
    csv_of(&rows)
}

/// Prints rows that have the same fields.
pub(super) fn csv_of(rows: &[Map<String, Json>]) -> anyhow::Result<()> {
    let mut out = csv::Writer::from_writer(output::data());
    for (i, map) in rows.iter().enumerate() {
        if i == 0 {
            out.write_record(map.keys())?;
        }
        out.write_record(map.values().map(|v| match v {
            // a spreadsheet must not take a name for a formula
            Json::String(s) if s.starts_with(['=', '+', '@', '\t', '\r']) => format!("'{s}"),
            Json::String(s) => s.clone(),
            Json::Null => String::new(),
            other => other.to_string(),
        }))?;
    }
    out.flush()?;
    Ok(())
}
