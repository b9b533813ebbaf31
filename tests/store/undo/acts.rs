//! What two people can do to a small network, every sort of it that the log has a name for.

use std::path::PathBuf;
use std::sync::OnceLock;

use chrono::{Days, NaiveDate, TimeZone as _, Utc};
use qudao::domain::conflict::{Act, Action};
use qudao::domain::kinds::{
    ApprovalAct, DepositMove, Evidence, Lifecycle, PartyRole, Severity, Task, TaskKind, TicketKind, Tier,
};
use qudao::domain::money::Money;
use qudao::domain::period::Month;
use qudao::domain::record::{Kind, Lang, Row, Tags, Value};
use qudao::ops::admin::{self, Delegation, UserChange};
use qudao::ops::meeting::{self, Held};
use qudao::ops::ticket::{self, act as desk};
use qudao::ops::{
    Clock, OpError, Result, Session, alert, approval, contract, deposit, import, knowledge, partner, plan, record, rules, task,
    tier, today,
};
use qudao::store::record as rows;

/// Two people at one database, both administrators, so that who may what is no question here.
pub(super) struct Bench {
    folder: tempfile::TempDir,
    pub(super) people: [Session; 2],
}

/// Does something by person `who` as the `n`-th act, with two arbitrary numbers.
pub(super) type Do = fn(&mut Bench, usize, usize, (usize, usize)) -> Result<()>;

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
        partner::lifecycle::move_to(&mut b.people[who], &[id], to, "because", true).map(drop)
    }),
    ("merge partners", merge),
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
    ("close", |b, who, _, (x, _)| b.act(who, x, &Act::Close { note: String::new() })),
    ("reopen", |b, who, n, (x, _)| b.act(who, x, &Act::Reopen { reason: format!("not so {n}") })),
    ("comment on many", |b, who, n, (x, _)| {
        let ids = b.some(Kind::Ticket, x);
        desk::act_all(&mut b.people[who], &ids, &Act::Comment { text: format!("all {n}") }).map(drop)
    }),
    ("advance many", |b, who, _, (x, _)| {
        let ids = b.some(Kind::Ticket, x);
        desk::advance_all(&mut b.people[who], &ids).map(drop)
    }),
    ("add a task", |b, who, n, (x, _)| {
        let partner = b.one(Kind::Partner, x)?;
        let checklist = "[ ] shelf\n[ ] price".to_owned();
        let task = Task::new(TaskKind::Visit, format!("task {n}"), day("2025-06-12"));
        let task = Task { partner: Some(partner), checklist, ..task };
        task::add(&mut b.people[who], task).map(drop)
    }),
    ("tick a line", |b, who, _, (x, _)| {
        let id = b.one(Kind::Task, x)?;
        task::tick(&mut b.people[who], seen(id), 0).map(drop)
    }),
    ("finish tasks", |b, who, n, (x, _)| {
        let ids: Vec<_> = b.some(Kind::Task, x).into_iter().map(seen).collect();
        task::done(&mut b.people[who], &ids, &task::Finish { findings: format!("found {n}"), checklist: None })
    }),
    ("move a task", |b, who, n, (x, y)| {
        let id = b.one(Kind::Task, x)?;
        task::move_to(&mut b.people[who], &[seen(id)], day("2025-07-01") + Days::new((y % 20) as u64), &format!("later {n}"))
    }),
    ("skip a task", |b, who, n, (x, _)| {
        let id = b.one(Kind::Task, x)?;
        task::skip(&mut b.people[who], &[seen(id)], &format!("no {n}"))
    }),
    ("assign a task", |b, who, _, (x, y)| {
        let id = b.one(Kind::Task, x)?;
        task::assign(&mut b.people[who], &[seen(id)], 1 + int(y % 2))
    }),
    ("put off in Today", |b, who, n, (x, _)| {
        let until = Utc.with_ymd_and_hms(2025, 6, 8, 9, 0, 0).single().expect("a moment") + chrono::Duration::seconds(int(n));
        today::snooze(&mut b.people[who], &[format!("task:{}", x % 3), format!("alert:{n}")], until)
    }),
    ("bring back in Today", |b, who, _, _| today::recall_all(&mut b.people[who]).map(|_| ())),
    ("acknowledge a warning", |b, who, _, (x, _)| {
        let id = b.one(Kind::Alert, x)?;
        let version = b.get(Kind::Alert, id)?.version;
        today::acknowledge_alert(&mut b.people[who], (id, version))
    }),
    ("snooze a warning", |b, who, n, (x, _)| {
        let id = b.one(Kind::Alert, x)?;
        alert::snooze(&mut b.people[who], id, day("2025-07-01") + Days::new(n as u64))
    }),
    ("a task of a warning", |b, who, n, (x, _)| {
        let id = b.one(Kind::Alert, x)?;
        let version = b.get(Kind::Alert, id)?.version;
        today::alert_to_task(&mut b.people[who], (id, version), &format!("look {n}"), day("2025-06-20")).map(drop)
    }),
    ("a ticket of a warning", |b, who, n, (x, _)| {
        let id = b.one(Kind::Alert, x)?;
        alert::to_ticket(&mut b.people[who], id, &format!("alert {n}"), Lang::En).map(drop)
    }),
    ("ask for an expense", expense),
    ("edit an expense", edit_expense),
    ("approve", approve),
    ("reject", |b, who, _, (x, _)| b.decide(who, x, ApprovalAct::Reject)),
    ("ask back", |b, who, _, (x, _)| b.decide(who, x, ApprovalAct::Ask)),
    ("answer", |b, who, _, (x, _)| b.decide(who, x, ApprovalAct::Answer)),
    ("withdraw", |b, who, _, (x, _)| b.decide(who, x, ApprovalAct::Withdraw)),
    ("ask for approval", |b, who, n, (x, _)| {
        let id = b.one(Kind::Expense, x)?;
        approval::ask_for(&mut b.people[who], Kind::Expense, id, &format!("please {n}")).map(drop)
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
    ("plan a month", |b, who, _, (x, _)| {
        plan::generate(&mut b.people[who], Month(2025 * 12 + 6 + i32::try_from(x % 3).expect("small")), Lang::En).map(drop)
    }),
    ("plan a meeting", |b, who, n, _| {
        let draft = meeting::Draft {
            title: format!("meeting {n}"),
            rhythm: None,
            region: None,
            on: Some(day("2025-06-20")),
            place: String::new(),
            chair: None,
            participants: Tags::default(),
        };
        meeting::plan(&mut b.people[who], &draft).map(drop)
    }),
    ("build an agenda", |b, who, _, (x, _)| {
        let id = b.one(Kind::Meeting, x)?;
        meeting::agenda(&mut b.people[who], id).map(drop)
    }),
    ("take off an agenda", |b, who, _, (x, _)| {
        let id = b.one(Kind::MeetingItem, x)?;
        meeting::remove(&mut b.people[who], id, None)
    }),
    ("hold a meeting", |b, who, n, (x, _)| {
        let id = b.one(Kind::Meeting, x)?;
        meeting::hold::hold(&mut b.people[who], id, None, &Held { on: day("2025-06-07"), minutes: Some(format!("said {n}")) })
            .map(drop)
    }),
    ("cancel a meeting", |b, who, n, (x, _)| {
        let id = b.one(Kind::Meeting, x)?;
        meeting::hold::cancel(&mut b.people[who], id, None, &format!("no {n}"))
    }),
    ("review the tiers", |b, who, _, _| tier::review(&mut b.people[who], Lang::En).map(drop)),
    ("propose a tier", |b, who, n, (x, y)| {
        let id = b.one(Kind::Partner, x)?;
        let to = [Tier::Growth, Tier::Watch, Tier::Strategic][y % 3];
        tier::propose(&mut b.people[who], id, to, &format!("why {n}")).map(drop)
    }),
    ("draft a contract", draft_contract),
    ("renew a contract", |b, who, _, (x, _)| {
        let number = b.number_of(Kind::Contract, x)?;
        contract::renew(&mut b.people[who], &number, None).map(drop)
    }),
    ("end a contract", |b, who, n, (x, _)| {
        let number = b.number_of(Kind::Contract, x)?;
        contract::end(&mut b.people[who], &number, day("2025-06-07"), &format!("over {n}"))
    }),
    ("name a delegate", |b, who, n, _| {
        let (me, to) = [("li.wei", "zhao.min"), ("zhao.min", "li.wei")][who];
        let delegation = Delegation { to: Some(to.into()), from: None, until: Some(day("2026-01-01") + Days::new(n as u64)) };
        admin::delegate(&mut b.people[who], me, &delegation)
    }),
    ("name a user", |b, who, n, (x, _)| {
        let name = if x % 2 == 0 { format!("user{n}") } else { "zhao.min".to_owned() };
        admin::set_user(&mut b.people[who], &name, &UserChange { full_name: Some(format!("name {n}")), ..UserChange::default() })
            .map(drop)
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
    ("add the starting articles", |b, who, _, _| knowledge::add_starters(&mut b.people[who]).map(drop)),
    // the last one: what is decided of it later has a rule of its own, so it is no part of the random ones
    ("ask for other rules", |b, who, n, _| {
        let terms = rules::Terms { reason: format!("why {n}"), from: None };
        rules::propose(&mut b.people[who], rules::Wish::Value("tiers.top", "0.25"), &terms).map(drop)
    }),
];

fn int(n: usize) -> i64 {
    i64::try_from(n).expect("small")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn seen(id: i64) -> task::Seen {
    task::Seen { id, version: None }
}

fn resolution(n: usize) -> Act {
    Act::Resolve {
        root_cause: format!("cause {n}"),
        resolution: format!("done {n}"),
        agreed_terms: format!("agreed {n}"),
        remedy: String::new(),
    }
}

fn none() -> OpError {
    OpError::Refused { key: "none", args: Vec::new() }
}

pub(super) fn edit_partner(b: &mut Bench, who: usize, n: usize, (x, y): (usize, usize)) -> Result<()> {
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

fn open_ticket(b: &mut Bench, who: usize, n: usize, (x, y): (usize, usize)) -> Result<()> {
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

pub(super) fn expense(b: &mut Bench, who: usize, n: usize, (x, _): (usize, usize)) -> Result<()> {
    let mut row = Row::blank(Kind::Expense);
    row.set("on", Value::Int(20_200));
    row.set("partner", Value::Int(b.one(Kind::Partner, x)?));
    row.set("amount", Value::Int(10_000 * (5_000 + int(n))));
    row.set("purpose", Value::Text(format!("for {n}")));
    record::save(&mut b.people[who], row, &[]).map(drop)
}

pub(super) fn edit_expense(b: &mut Bench, who: usize, n: usize, (x, _): (usize, usize)) -> Result<()> {
    let id = b.one(Kind::Expense, x)?;
    b.change(who, Kind::Expense, id, "amount", Value::Int(10_000 * (if n.is_multiple_of(5) { 700 } else { 6_000 } + int(n))))
}

pub(super) fn approve(b: &mut Bench, who: usize, _: usize, (x, _): (usize, usize)) -> Result<()> {
    b.decide(who, x, ApprovalAct::Approve)
}

fn draft_contract(b: &mut Bench, who: usize, n: usize, (x, _): (usize, usize)) -> Result<()> {
    let mut row = Row::blank(Kind::Contract);
    row.set("number", Value::Text(format!("C{n}")));
    row.set("partner", Value::Int(b.one(Kind::Partner, x)?));
    row.set("from_day", Value::Int(20_000));
    row.set("to_day", Value::Int(20_364));
    record::save(&mut b.people[who], row, &[]).map(drop)
}

impl Bench {
    /// Three partners with sales and warnings.
    pub(super) fn new() -> Self {
        static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
        Self::copy(TEMPLATE.get_or_init(|| Self::made(false)))
    }

    /// And with something to do of every sort.
    pub(super) fn prepared() -> Self {
        static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
        Self::copy(TEMPLATE.get_or_init(|| Self::made(true)))
    }

    fn open(folder: tempfile::TempDir) -> Self {
        let db = folder.path().join("q.db");
        let mut li = super::super::session(&db, "li.wei");
        let zhao = UserChange { role: Some(qudao::domain::kinds::Role::Admin), ..UserChange::default() };
        admin::set_user(&mut li, "zhao.min", &zhao).expect("a colleague");
        Self { folder, people: [li, super::super::session(&db, "zhao.min")] }
    }

    fn copy(template: &[u8]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("q.db"), template).expect("a database");
        Self::open(folder)
    }

    /// The file of a network; what is there before anybody in a test does something is nobody's.
    fn made(prepared: bool) -> Vec<u8> {
        let mut bench = Self::open(tempfile::tempdir().expect("a folder"));
        let partners = "code,name,status,onboarded on,city\nD001,East Fresh,active,2024-01-01,\n\
                        D002,West Foods,active,2024-01-01,Chengdu\nD003,North Trade,active,2024-01-01,Beijing\n";
        let sales = "partner,day,document,net amount\nD001,2025-05-01,A0,100\nD002,2025-05-02,A1,50\nD003,2025-05-02,,70\n";
        bench.import(0, Kind::Partner, partners).expect("partners");
        bench.import(0, Kind::Sale, sales).expect("sales");
        bench.look(0);
        if prepared {
            bench.prepare();
        }
        bench.people[0]
            .store
            .conn()
            .execute("UPDATE change_set SET actor = 'before' WHERE actor <> 'qudao'", [])
            .expect("nobody's");
        let Self { folder, people } = bench;
        // the last one out writes the log into the file
        drop(people);
        std::fs::read(folder.path().join("q.db")).expect("a database")
    }

    fn prepare(&mut self) {
        for n in 0..9 {
            open_ticket(self, n % 2, 50 + n, (n, n + 1)).expect("a ticket");
        }
        for n in 0..4 {
            expense(self, n % 2, 60 + n, (n, 0)).expect("an expense");
        }
        let contracts = "number,partner,from_day,to_day,state,arbitration\n\
                         CX,D002,2025-01-01,2025-12-31,approved,no\nCY,D003,2025-01-01,2025-12-31,approved,yes\n";
        self.import(1, Kind::Contract, contracts).expect("a contract");
        draft_contract(self, 1, 70, (0, 0)).expect("a draft");
        for who in [0, 1] {
            let act = |name: &str| ACTS.iter().find(|(known, _)| *known == name).expect("an act").1;
            for (n, name) in ["plan a month", "plan a meeting", "put off in Today", "add a task"].into_iter().enumerate() {
                act(name)(self, who, 80 + 10 * who + n, (who, 1)).expect(name);
            }
            act("build an agenda")(self, who, 79, (who, 0)).expect("an agenda");
        }
        let note = String::new;
        let investigate = Act::Move { to: Action::Investigate, note: note() };
        let negotiate = Act::Move { to: Action::Negotiate, note: note() };
        for ticket in [0, 1, 2, 4, 5, 6, 7, 8] {
            self.act(ticket % 2, ticket, &Act::Acknowledge { note: note() }).expect("acknowledged");
        }
        for (who, ticket, act) in [
            (0, 0, Act::Hold { reason: "wait".into() }),
            (0, 1, resolution(1)),
            (0, 2, resolution(2)),
            (1, 2, Act::Check { note: note() }),
            (1, 2, Act::Close { note: note() }),
            (1, 5, resolution(3)),
            (0, 6, resolution(4)),
            (1, 6, Act::Check { note: note() }),
            (0, 7, investigate.clone()),
            (0, 8, investigate),
            (0, 8, negotiate),
        ] {
            self.act(who, ticket, &act).unwrap_or_else(|e| panic!("{act:?} of {ticket}: {e}"));
        }
        // asked back: the first one's by the second, and the other way round
        self.decide(1, 0, ApprovalAct::Ask).expect("asked");
        self.decide(0, 1, ApprovalAct::Ask).expect("asked");
    }

    /// What the program does when somebody looks.
    pub(super) fn look(&mut self, who: usize) {
        let session = &mut self.people[who];
        session.refresh_figures().expect("figures");
        let still = session.clock;
        session.clock = Clock::System;
        desk::sweep(session).expect("escalations");
        session.clock = still;
    }

    fn ids(&self, kind: Kind) -> Vec<i64> {
        let clause = match kind {
            Kind::Alert => "WHERE state = 'open' ORDER BY id",
            Kind::Approval => "WHERE state IN ('pending', 'asked') ORDER BY id",
            Kind::Task => "WHERE state = 'open' ORDER BY id LIMIT 24",
            _ => "ORDER BY id",
        };
        rows::query(self.people[0].store.conn(), kind, clause, &[]).expect("rows").iter().map(|r| r.id).collect()
    }

    fn one(&self, kind: Kind, x: usize) -> Result<i64> {
        let all = self.ids(kind);
        all.get(x % all.len().max(1)).copied().ok_or_else(none)
    }

    fn some(&self, kind: Kind, x: usize) -> Vec<i64> {
        self.ids(kind)
            .into_iter()
            .enumerate()
            .filter(|(n, _)| (x >> (n % 8)) & 1 == 1 || x == *n)
            .map(|(_, id)| id)
            .take(3)
            .collect()
    }

    fn get(&self, kind: Kind, id: i64) -> Result<Row> {
        Ok(rows::get(self.people[0].store.conn(), kind, id)?)
    }

    fn code_of(&self, kind: Kind, x: usize) -> Result<String> {
        Ok(rows::code_of(self.people[0].store.conn(), kind, self.one(kind, x)?)?)
    }

    fn number_of(&self, kind: Kind, x: usize) -> Result<String> {
        let id = self.one(kind, x)?;
        Ok(self.get(kind, id)?.get("number").text().unwrap_or_default().to_owned())
    }

    fn change(&mut self, who: usize, kind: Kind, id: i64, field: &str, value: Value) -> Result<()> {
        let mut row = self.get(kind, id)?;
        row.set(field, value);
        record::save(&mut self.people[who], row, &[]).map(drop)
    }

    fn act(&mut self, who: usize, x: usize, act: &Act) -> Result<()> {
        let id = self.one(Kind::Ticket, x)?;
        desk::act(&mut self.people[who], id, None, act).map(drop)
    }

    fn decide(&mut self, who: usize, x: usize, act: ApprovalAct) -> Result<()> {
        let id = self.one(Kind::Approval, x)?;
        approval::act(&mut self.people[who], approval::Seen { id, version: None }, act, "words").map(drop)
    }

    pub(super) fn import(&mut self, who: usize, kind: Kind, text: &str) -> Result<()> {
        let file: PathBuf = self.folder.path().join("in.csv");
        std::fs::write(&file, text).expect("a file");
        let request = import::Request { kind: Some(kind), files: vec![file], ..import::Request::default() };
        match import::run(&mut self.people[who], &request, &mut |_| {}) {
            // a number that has come to be another partner's by now: nothing is written
            Ok(report) if report.problem_count() > 0 => Err(none()),
            Ok(_) => Ok(()),
            Err(import::ImportError::Op(e)) => Err(e),
            Err(other) => panic!("{other}"),
        }
    }
}
