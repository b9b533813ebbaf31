//! The service desk and warnings.

use super::*;

pub(super) const ACTS: &[(&str, Do)] = &[
    ("open a ticket", open_ticket),
    ("edit a ticket", |b, who, n, (x, _)| {
        let id = b.one(Kind::Ticket, x)?;
        b.change(who, Kind::Ticket, id, "title", Value::Text(format!("title {n}")))
    }),
    ("take a party off", |b, who, _, (x, _)| {
        let id = b.one(Kind::TicketParty, x)?;
        ticket::form::remove_party(&mut b.people[who], id).map(drop)
    }),
    ("acknowledge", |b, who, _, (x, _)| b.act(who, x, &Act::Acknowledge { note: String::new() })),
    ("assign a ticket", |b, who, _, (x, y)| {
        let (to, name) = [(1, "li.wei"), (2, "zhao.min")][y % 2];
        b.act(who, x, &Act::Assign { to, name: name.into() })
    }),
    ("comment", |b, who, n, (x, _)| b.act(who, x, &Act::Comment { text: format!("words {n}") })),
    ("evidence", |b, who, n, (x, _)| {
        b.act(
            who,
            x,
            &Act::Evidence { kind: Evidence::Note, on: None, amount: Some(Money::units(int(n))), text: format!("it {n}") },
        )
    }),
    ("hold", |b, who, n, (x, _)| b.act(who, x, &Act::Hold { reason: format!("wait {n}") })),
    ("resume", |b, who, _, (x, _)| b.act(who, x, &Act::Resume { note: String::new() })),
    ("investigate", |b, who, _, (x, _)| b.act(who, x, &Act::Move { to: Action::Investigate, note: String::new() })),
    ("negotiate", |b, who, _, (x, _)| b.act(who, x, &Act::Move { to: Action::Negotiate, note: String::new() })),
    ("arbitrate", |b, who, _, (x, _)| b.act(who, x, &Act::Move { to: Action::Arbitrate, note: String::new() })),
    ("escalate", |b, who, n, (x, _)| b.act(who, x, &Act::Escalate { reason: format!("why {n}") })),
    ("resolve", |b, who, n, (x, _)| b.act(who, x, &resolution(n))),
    ("check", |b, who, _, (x, _)| b.act(who, x, &Act::Check { note: String::new() })),
    ("close", |b, who, _, (x, _)| b.act(who, x, &Act::Close { note: String::new(), satisfaction: None })),
    ("reopen", |b, who, n, (x, _)| b.act(who, x, &Act::Reopen { reason: format!("not so {n}") })),
    ("comment on many", |b, who, n, (x, _)| {
        let ids = b.some(Kind::Ticket, x);
        desk::act_all(&mut b.people[who], &ids, &Act::Comment { text: format!("all {n}") }).map(drop)
    }),
    ("advance many", |b, who, _, (x, _)| {
        let ids = b.some(Kind::Ticket, x);
        desk::advance_all(&mut b.people[who], &ids).map(drop)
    }),
    ("acknowledge a warning", |b, who, _, (x, _)| {
        let id = b.one(Kind::Alert, x)?;
        let version = b.get(Kind::Alert, id)?.version;
        alert::acknowledge(&mut b.people[who], &[alert::Seen { id, version: Some(version) }], "")
    }),
    ("snooze a warning", |b, who, n, (x, _)| {
        let id = b.one(Kind::Alert, x)?;
        alert::snooze(&mut b.people[who], &[alert::Seen { id, version: None }], day("2025-07-01") + Days::new(n as u64), "")
    }),
    ("give a warning to somebody", |b, who, n, (x, _)| {
        let id = b.one(Kind::Alert, x)?;
        let to = b.people[(who + n) % b.people.len()].actor.user.expect("an account");
        alert::assign(&mut b.people[who], &[alert::Seen { id, version: None }], to)
    }),
    ("a task of a warning", |b, who, n, (x, _)| {
        let id = b.one(Kind::Alert, x)?;
        let version = b.get(Kind::Alert, id)?.version;
        alert::to_task(&mut b.people[who], alert::Seen { id, version: Some(version) }, &format!("look {n}"), day("2025-06-20"))
            .map(drop)
    }),
    ("a ticket of a warning", |b, who, n, (x, _)| {
        let id = b.one(Kind::Alert, x)?;
        alert::to_ticket(&mut b.people[who], id, &format!("alert {n}"), Lang::En).map(drop)
    }),
];

pub(in crate::undo) fn open_ticket(b: &mut Bench, who: usize, n: usize, (x, y): (usize, usize)) -> Result<()> {
    let draft = ticket::open::Draft {
        kind: [TicketKind::Complaint, TicketKind::Diversion][y % 2],
        severity: Severity::S2,
        title: format!("ticket {n}"),
        partner: Some(b.one(Kind::Partner, x)?),
        opened_at: Some(b.people[who].now() - chrono::Duration::days(3)),
        parties: vec![(b.one(Kind::Partner, y)?, PartyRole::Respondent)],
        ..ticket::open::Draft::default()
    };
    ticket::open::new(&mut b.people[who], &draft).map(drop)
}

pub(in crate::undo) fn resolution(n: usize) -> Act {
    Act::Resolve {
        root_cause: format!("cause {n}"),
        resolution: format!("done {n}"),
        agreed_terms: format!("agreed {n}"),
        remedy: String::new(),
    }
}
