//! The stop-supply drill as a document.

use super::Drill;
use crate::domain::explain::{Amount, Words};
use crate::domain::money::Money;
use crate::domain::record::Lang;
use crate::i18n::{compliance as words, number};
use crate::ops::credit::file::three;
use crate::ops::credit::pages;
use crate::ops::{Result, Session, deposit, standby};
use crate::report::{Block, Body, Cell, Document, Figure, Table, Tone, Type, What};
use crate::t;

fn of(name: &'static str, key: &'static str, value: impl Into<What>) -> Figure {
    Figure::new(name, Words::key(key), Cell::of(value.into()))
}

/// What hangs on a partner, what would be lost, who could step in.
pub fn document(session: &Session, lang: Lang, d: &Drill) -> Result<Document> {
    let account = deposit::pages::blocks(session, lang, &d.deposit)?;
    let held = account.into_iter().find_map(|b| if let Body::Members(figures, _) = b.body { Some(figures) } else { None });
    let held: Vec<Figure> =
        held.unwrap_or_default().into_iter().filter(|f| matches!(f.name, "held" | "agreed" | "state")).collect();
    let parts = held.iter().map(Figure::part).collect();
    let held = held.into_iter().map(|f| (f.name, f.value.what)).collect();
    let stock = d.stock.map_or(What::Nothing, |s| {
        What::Members(vec![
            ("counted_on", s.counted_on.into()),
            ("quantity", s.quantity.into()),
            ("value", s.value.into()),
            ("days", s.days.map(Amount::Days).into()),
        ])
    });
    let contract = d.contract.as_ref().map_or(What::Nothing, |c| {
        What::Members(vec![
            ("number", c.number.as_str().into()),
            ("to", c.to_day.into()),
            ("insured", c.insured.into()),
            ("retention_of_title", c.retention_of_title.into()),
            ("deposit", c.deposit.into()),
        ])
    });
    let tickets = d.tickets.iter().map(|(number, title, severity)| {
        What::Members(vec![
            ("number", What::Number(*number)),
            ("title", title.as_str().into()),
            ("severity", severity.as_str().into()),
        ])
    });
    let loss =
        d.loss.map_or(What::Nothing, |l| What::Members(vec![("sales", l.sales.into()), ("contribution", l.contribution.into())]));
    let members = vec![
        of("receivables", "drill-open", d.owing.as_ref().map_or(What::Nothing, pages::whole)),
        of("deposit", "drill-deposit", What::Members(held)).of(parts),
        of("contract", "drill-contract", contract).typed(Type::Members),
        of("secured", "drill-secured", d.secured),
        of("unsecured", "drill-unsecured", d.unsecured).typed(Type::Money),
        of("stock", "drill-stock", stock).typed(Type::Members),
        of("outlets", "drill-outlets", d.outlets).typed(Type::Count),
        of("unpaid_rebate", "drill-rebate", d.rebate).typed(Type::Money),
        of("tickets", "drill-tickets", What::List(tickets.collect())),
        of("lost_a_month", "drill-loss", loss).typed(Type::Members),
    ];
    let title = t!(lang, "drill-title", code = d.partner.code.as_str(), name = d.partner.name.as_str());
    Ok(session
        .document("qudao.drill/1")
        .title(Words::Text(title))
        .head("code", Words::key("health-column-code"), d.partner.code.as_str())
        .head("name", Words::key("health-column-name"), d.partner.name.as_str())
        .with(Block::members("", members, Some(Words::nothing())))
        .with(Block::table("", lines(lang, d), Words::nothing()))
        .with(Block::said(Words::Text(format!("\n{}", t!(lang, "drill-backups")))))
        .with(Block::group("cover", standby::pages::blocks(lang, &d.cover))))
}

fn lines(lang: Lang, d: &Drill) -> Table {
    let money = number::amount_full;
    let unrated = || t!(lang, "not-rated");
    let mut rows: Vec<(String, String, String, Tone)> = Vec::new();
    let mut row = |name: String, value: String, detail: String, tone: Tone| rows.push((name, value, detail, tone));
    match &d.owing {
        Some(o) => {
            let detail = t!(lang, "drill-open-detail", overdue = money(o.overdue), days = o.oldest_days);
            row(t!(lang, "drill-open"), money(o.open), detail, Tone::Plain);
            for b in o.buckets.iter().filter(|b| b.amount != Money::ZERO) {
                row(format!("  {}", pages::age_text(lang, b)), money(b.amount), String::new(), Tone::Dim);
            }
        }
        None => row(t!(lang, "drill-open"), unrated(), String::new(), Tone::Dim),
    }
    let insured = d.contract.as_ref().and_then(|c| c.insured).unwrap_or_default();
    let mut secured = t!(lang, "drill-secured-detail", held = money(d.deposit.held), insured = money(insured));
    if d.contract.as_ref().is_some_and(|c| c.retention_of_title) {
        secured = format!("{secured}{}{}", if lang == Lang::Zh { "，" } else { ", " }, t!(lang, "drill-retention"));
    }
    row(t!(lang, "drill-secured"), money(d.secured), secured, Tone::Plain);
    let tone = if d.unsecured.is_some_and(|u| u.0 > 0) { Tone::Bad } else { Tone::Plain };
    row(t!(lang, "drill-unsecured"), d.unsecured.map_or_else(unrated, money), String::new(), tone);
    row(t!(lang, "drill-deposit"), String::new(), words::held(lang, &d.deposit), Tone::Plain);
    let contract = d.contract.as_ref().map_or_else(
        || t!(lang, "drill-contract-none"),
        |c| t!(lang, "drill-contract-detail", number = c.number.as_str(), day = number::date(c.to_day)),
    );
    row(t!(lang, "drill-contract"), String::new(), contract, Tone::Plain);
    match &d.stock {
        Some(s) => {
            let (quantity, day) = (number::count(s.quantity), number::date(s.counted_on));
            let detail = match s.days {
                Some(tenths) => {
                    let days = (tenths + 5).div_euclid(10);
                    t!(lang, "drill-stock-detail", days = days, quantity = quantity, day = day)
                }
                None => t!(lang, "drill-stock-unrated", quantity = quantity, day = day),
            };
            row(t!(lang, "drill-stock"), money(s.value), detail, Tone::Plain);
        }
        None => row(t!(lang, "drill-stock"), unrated(), String::new(), Tone::Dim),
    }
    row(t!(lang, "drill-outlets"), d.outlets.map_or_else(unrated, number::count), String::new(), Tone::Plain);
    let rebate = d.rebate.map_or_else(|| t!(lang, "drill-rebate-unknown"), |_| String::new());
    row(t!(lang, "drill-rebate"), d.rebate.map(money).unwrap_or_default(), rebate, Tone::Dim);
    let tickets: Vec<String> = d.tickets.iter().take(5).map(|(n, title, severity)| format!("#{n} {severity} {title}")).collect();
    row(t!(lang, "drill-tickets"), d.tickets.len().to_string(), tickets.join(" · "), Tone::Plain);
    let loss = d
        .loss
        .map_or_else(unrated, |l| t!(lang, "drill-loss-detail", sales = money(l.sales), contribution = money(l.contribution)));
    row(t!(lang, "drill-loss"), String::new(), loss, Tone::Plain);
    three(&rows)
}
