//! `qudao credit drill CODE`: the stop-supply drill 断供演练, what hangs on a partner and who could step in.

use serde_json::{Map, Value as Json, json};

use crate::cli::output::{self, Align, Cell, Table, Tone};
use crate::cli::{Ctx, Exit, Format};
use crate::domain::money::Money;
use crate::domain::record::{Kind, Lang};
use crate::i18n::{compliance as words, number};
use crate::ops::credit::pages;
use crate::ops::drill::{self, Drill};
use crate::ops::{deposit, standby, ticket};
use crate::report::{Reader, data};
use crate::t;

/// Options of `credit drill`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The partner's code.
    code: String,
}

/// Plays a stop of supply through and prints what it means; nothing is written.
///
/// # Errors
/// A partner that is not known, those of the file.
pub(super) fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    session.stored_figures()?;
    let partner = ticket::refer(session, "partner", Kind::Partner, &args.code)?;
    let found = drill::drill(session, partner)?;
    let reader = Reader { lang, zone: session.policy.organisation.zone };
    if format == Format::Json {
        let account = data::blocks(reader, &deposit::pages::blocks(session, lang, &found.deposit)?);
        let cover = data::blocks(reader, &standby::pages::blocks(lang, &found.cover));
        output::json(&document(&found, &account, &cover))?;
    } else {
        print(lang, &found)?;
        output::blocks(reader, &standby::pages::blocks(lang, &found.cover))?;
    }
    Ok(Exit::Done)
}

#[expect(clippy::cast_precision_loss, reason = "days in tenths")]
fn document(d: &Drill, account: &Map<String, Json>, cover: &Map<String, Json>) -> Json {
    let owing = d.owing.as_ref().map(pages::whole);
    let stock = d.stock.map(|s| {
        let days = s.days.map(|d| d as f64 / 10.0);
        json!({ "counted_on": s.counted_on, "quantity": s.quantity, "value": s.value, "days": days })
    });
    let contract = d.contract.as_ref().map(|c| {
        json!({
            "number": c.number,
            "to": c.to_day,
            "insured": c.insured,
            "retention_of_title": c.retention_of_title,
            "deposit": c.deposit,
        })
    });
    let tickets: Vec<_> = d
        .tickets
        .iter()
        .map(|(number, title, severity)| json!({ "number": number, "title": title, "severity": severity }))
        .collect();
    json!({
        "schema": "qudao.drill/1",
        "as_of": d.as_of,
        "code": d.partner.code,
        "name": d.partner.name,
        "receivables": owing,
        "deposit": { "held": account["held"], "agreed": account["agreed"], "state": account["state"] },
        "contract": contract,
        "secured": d.secured,
        "unsecured": d.unsecured,
        "stock": stock,
        "outlets": d.outlets,
        "unpaid_rebate": d.rebate,
        "tickets": tickets,
        "lost_a_month": d.loss.map(|l| json!({ "sales": l.sales, "contribution": l.contribution })),
        "cover": cover,
    })
}

fn print(lang: Lang, d: &Drill) -> anyhow::Result<()> {
    let money = number::amount_full;
    let unrated = || t!(lang, "not-rated");
    output::text(&t!(lang, "drill-title", code = d.partner.code.as_str(), name = d.partner.name.as_str()))?;
    let mut table = Table::new([("", Align::Left), ("", Align::Right), ("", Align::Left)]).headless();
    let mut row = |name: String, value: String, detail: String, tone: Tone| {
        table.row([Cell::from(name), Cell::toned(value, tone), Cell::from(detail)]);
    };
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
    let open = d.unsecured.is_some_and(|u| u.0 > 0);
    row(
        t!(lang, "drill-unsecured"),
        d.unsecured.map_or_else(unrated, money),
        String::new(),
        if open { Tone::Bad } else { Tone::Plain },
    );
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
    table.print()?;
    Ok(output::text(&format!("\n{}", t!(lang, "drill-backups")))?)
}
