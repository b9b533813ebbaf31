//! Partners and what hangs on them: the register, figures, contracts, tiers, people.

use super::*;

pub(super) const ACTS: &[(&str, Do)] = &[
    ("edit a partner", edit_partner),
    ("add a partner", add_partner),
    ("add a contact", add_contact),
    ("import partners", import_partners),
    ("import sales", import_sales),
    ("edit a sale", edit_sale),
    ("assign partners", |b, who, _, (x, y)| {
        let ids = b.some(Kind::Partner, x);
        partner::assign(&mut b.people[who], &ids, Some(1 + int(y % 2))).map(drop)
    }),
    ("tag partners", |b, who, n, (x, _)| {
        let ids = b.some(Kind::Partner, x);
        partner::tag(&mut b.people[who], &ids, &format!("t{n}")).map(drop)
    }),
    ("plan visits", |b, who, n, (x, _)| {
        let ids = b.some(Kind::Partner, x);
        partner::plan_visits(&mut b.people[who], &ids, day("2025-06-20"), &format!("visit {n}")).map(drop)
    }),
    ("move a partner", |b, who, _, (x, y)| {
        let to = [Lifecycle::Suspended, Lifecycle::Active, Lifecycle::Improving][y % 3];
        let id = b.one(Kind::Partner, x)?;
        partner::lifecycle::move_to(&mut b.people[who], &[id], to, "because").map(drop)
    }),
    ("ask for an exit", |b, who, n, (x, _)| {
        let id = b.one(Kind::Partner, x)?;
        partner::exit::ask(&mut b.people[who], &[id], &format!("why {n}"), true).map(drop)
    }),
    ("merge partners", merge),
    ("draft a contract", draft_contract),
    ("renew a contract", |b, who, _, (x, _)| {
        let number = b.number_of(Kind::Contract, x)?;
        contract::renew(&mut b.people[who], &number, None).map(drop)
    }),
    ("end a contract", |b, who, n, (x, _)| {
        let number = b.number_of(Kind::Contract, x)?;
        contract::end(&mut b.people[who], &number, day("2025-06-07"), &format!("over {n}"))
    }),
    ("name a user", |b, who, n, (x, _)| {
        let name = if x % 2 == 0 { format!("user{n}") } else { "zhao.min".to_owned() };
        admin::set_user(&mut b.people[who], &name, &UserChange { full_name: Some(format!("name {n}")), ..UserChange::default() })
            .map(drop)
    }),
    ("name a delegate", |b, who, n, _| {
        let (me, to) = [("li.wei", "zhao.min"), ("zhao.min", "li.wei")][who];
        let delegation = Delegation { to: Some(to.into()), from: None, until: Some(day("2026-01-01") + Days::new(n as u64)) };
        admin::delegate(&mut b.people[who], me, &delegation)
    }),
    ("set a target", |b, who, n, (x, _)| {
        let code = b.code_of(Kind::Partner, x)?;
        let mut row = Row::blank(Kind::Target);
        row.set("scope", Value::Text("partner".into()));
        row.set("subject", Value::Text(code));
        row.set("from_day", Value::Int(20_089));
        row.set("to_day", Value::Int(20_118));
        row.set("amount", Value::Int(10_000 * int(n)));
        record::save(&mut b.people[who], row, &[]).map(drop)
    }),
    ("add a product line", |b, who, n, _| {
        let mut row = Row::blank(Kind::ProductLine);
        row.set("code", Value::Text(format!("L{n}")));
        row.set("name", Value::Text(format!("line {n}")));
        record::save(&mut b.people[who], row, &[]).map(drop)
    }),
    ("ask for other terms", |b, who, n, (x, _)| {
        let id = b.one(Kind::Partner, x)?;
        b.change(who, Kind::Partner, id, "credit_limit", Value::Int(10_000 * (500 + int(n))))
    }),
    ("review the tiers", |b, who, _, _| tier::review(&mut b.people[who], Lang::En).map(drop)),
    ("propose a tier", |b, who, n, (x, y)| {
        let id = b.one(Kind::Partner, x)?;
        let to = [Tier::Growth, Tier::Watch, Tier::Strategic][y % 3];
        tier::propose(&mut b.people[who], id, to, &format!("why {n}")).map(drop)
    }),
    ("post to a deposit", |b, who, n, _| {
        let on = day("2024-01-01") + Days::new(n as u64);
        let posting = deposit::Posting {
            partner: 1,
            kind: DepositMove::PaidIn,
            amount: Money::units(10 + int(n)),
            on,
            violation: None,
            note: format!("n{n}"),
        };
        deposit::post(&mut b.people[who], posting).map(drop)
    }),
    ("record a violation", |b, who, n, _| {
        let mut row = Row::blank(Kind::Violation);
        row.set("partner", Value::Int(1));
        row.set("kind", Value::Text("price_breach".into()));
        row.set("on", Value::Int(20_000 + int(n)));
        row.set("evidence", Value::Text(format!("seen {n}")));
        record::save(&mut b.people[who], row, &[]).map(drop)
    }),
];

pub(in crate::undo) fn edit_partner(b: &mut Bench, who: usize, n: usize, (x, y): (usize, usize)) -> Result<()> {
    let id = b.one(Kind::Partner, x)?;
    let field = ["city", "notes"][y % 2];
    b.change(who, Kind::Partner, id, field, Value::Text(format!("{field} {n}")))
}

fn add_partner(b: &mut Bench, who: usize, n: usize, _: (usize, usize)) -> Result<()> {
    let mut row = Row::blank(Kind::Partner);
    row.set("code", Value::Text(format!("N{n}")));
    row.set("name", Value::Text(format!("New partner {n}")));
    record::save(&mut b.people[who], row, &[]).map(drop)
}

fn add_contact(b: &mut Bench, who: usize, n: usize, (x, _): (usize, usize)) -> Result<()> {
    let mut row = Row::blank(Kind::Contact);
    row.set("partner", Value::Int(b.one(Kind::Partner, x)?));
    row.set("name", Value::Text(format!("contact {n}")));
    record::save(&mut b.people[who], row, &[]).map(drop)
}

fn import_partners(b: &mut Bench, who: usize, n: usize, (x, _): (usize, usize)) -> Result<()> {
    let there = b.get(Kind::Partner, b.one(Kind::Partner, x)?)?;
    let text = |name: &str| there.get(name).text().unwrap_or_default().to_owned();
    let (code, name) = (text("code"), text("name"));
    b.import(who, Kind::Partner, &format!("code,name,notes\nI{n},Imported {n},new\n{code},{name},note {n}\n"))
}

fn import_sales(b: &mut Bench, who: usize, n: usize, (x, y): (usize, usize)) -> Result<()> {
    let (one, other) = (b.code_of(Kind::Partner, x)?, b.code_of(Kind::Partner, y)?);
    let row = |code: &str, k: usize| format!("{code},2025-05-{:02},A{},{}\n", 1 + k % 3, k % 2, 1_000 + n * 10 + k);
    b.import(
        who,
        Kind::Sale,
        &format!("partner,day,document,net amount\n{}{}{}", row(&one, x), row(&one, x + 1), row(&other, y + 5)),
    )
}

fn edit_sale(b: &mut Bench, who: usize, n: usize, (x, y): (usize, usize)) -> Result<()> {
    let all = rows::query(b.people[who].store.conn(), Kind::Sale, "ORDER BY partner, day, document", &[])?;
    let before = all.get(x % all.len().max(1)).ok_or_else(none)?.clone();
    let mut after = before.clone();
    after.set("net_amount", Value::Int(10_000 * (7_000 + int(n))));
    let (before, after) = match y % 3 {
        0 => (Some(&before), None),
        _ => (Some(&before), Some(&after)),
    };
    let needs = qudao::domain::kinds::Role::Specialist;
    b.people[who].write(needs, "change-edit", "a sale", |tx| Ok(tx.edit_fact(before, after)?))
}

fn merge(b: &mut Bench, who: usize, _: usize, (x, y): (usize, usize)) -> Result<()> {
    let (keep, drop) = (b.one(Kind::Partner, x)?, b.one(Kind::Partner, y + 1)?);
    // the ledger of the first is looked at by its days
    if drop == 1 || keep == drop {
        return Err(none());
    }
    let wish = partner::merge::Wish {
        keep: (keep, b.get(Kind::Partner, keep)?.version),
        drop: (drop, b.get(Kind::Partner, drop)?.version),
        chosen: Vec::new(),
    };
    partner::merge::merge(&mut b.people[who], &wish).map(|_| ())
}

pub(in crate::undo) fn draft_contract(b: &mut Bench, who: usize, n: usize, (x, _): (usize, usize)) -> Result<()> {
    let mut row = Row::blank(Kind::Contract);
    row.set("number", Value::Text(format!("C{n}")));
    row.set("partner", Value::Int(b.one(Kind::Partner, x)?));
    row.set("from_day", Value::Int(20_000));
    row.set("to_day", Value::Int(20_364));
    record::save(&mut b.people[who], row, &[]).map(drop)
}
