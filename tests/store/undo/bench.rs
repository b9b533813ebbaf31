//! Two people at a small network.

use std::path::PathBuf;
use std::sync::OnceLock;

use chrono::NaiveDate;
use qudao::domain::conflict::{Act, Action};
use qudao::domain::kinds::{ApprovalAct, Role};
use qudao::domain::record::{Kind, Row, Value};
use qudao::ops::admin::{self, UserChange};
use qudao::ops::ticket::act as desk;
use qudao::ops::{Clock, OpError, Result, Session, approval, import, record};
use qudao::store::record as rows;

use super::acts::{draft_contract, expense, named, open_ticket, resolution};

/// Two people at one database, both administrators, so that who may what is no question here.
pub(super) struct Bench {
    folder: tempfile::TempDir,
    pub(super) people: [Session; 2],
}

/// Does something by person `who` as the `n`-th act, with two arbitrary numbers.
pub(super) type Do = fn(&mut Bench, usize, usize, (usize, usize)) -> Result<()>;

pub(super) fn int(n: usize) -> i64 {
    i64::try_from(n).expect("small")
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub(super) fn none() -> OpError {
    OpError::Refused { key: "none", args: Vec::new() }
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
        let zhao = UserChange { role: Some(Role::Admin), ..UserChange::default() };
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
        if prepared {
            // two without sales, of whom the program warns
            let idle = "code,name,status,onboarded on\nD004,Quiet Mart,active,2024-01-01\nD005,Still Stores,active,2024-01-01\n";
            bench.import(0, Kind::Partner, idle).expect("partners");
        }
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
            open_ticket(self, n % 2, 50 + n, (n % 3, n + 1)).expect("a ticket");
        }
        for n in 0..6 {
            expense(self, n % 2, 60 + n, (n % 3, 0)).expect("an expense");
        }
        let contracts = "number,partner,from_day,to_day,state,arbitration\n\
                         CX,D002,2025-01-01,2025-12-31,approved,no\nCY,D003,2025-01-01,2025-12-31,approved,yes\n";
        self.import(1, Kind::Contract, contracts).expect("a contract");
        draft_contract(self, 1, 70, (0, 0)).expect("a draft");
        for who in [0, 1] {
            for (n, name) in ["plan a month", "plan a meeting", "put off in Today", "add a task"].into_iter().enumerate() {
                named(name)(self, who, 80 + 10 * who + n, (who, 1)).expect(name);
            }
            named("build an agenda")(self, who, 79, (who, 0)).expect("an agenda");
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
            (1, 2, Act::Close { note: note(), satisfaction: None }),
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
        self.decide(1, 2, ApprovalAct::Reject).expect("rejected");
        // one of the articles that the program comes with is not there
        let article = self.get(Kind::Article, self.one(Kind::Article, 0).expect("articles")).expect("an article");
        self.people[0]
            .write(Role::Specialist, "change-edit", "an article", |tx| {
                Ok(tx.delete(Kind::Article, article.id, article.version)?)
            })
            .expect("deleted");
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

    pub(super) fn ids(&self, kind: Kind) -> Vec<i64> {
        let clause = match kind {
            Kind::Alert => "WHERE state = 'open' ORDER BY id",
            Kind::Approval => "WHERE state IN ('pending', 'asked') ORDER BY id",
            Kind::Task => "WHERE state = 'open' ORDER BY id LIMIT 24",
            _ => "ORDER BY id",
        };
        rows::query(self.people[0].store.conn(), kind, clause, &[]).expect("rows").iter().map(|r| r.id).collect()
    }

    pub(super) fn one(&self, kind: Kind, x: usize) -> Result<i64> {
        let all = self.ids(kind);
        all.get(x % all.len().max(1)).copied().ok_or_else(none)
    }

    pub(super) fn some(&self, kind: Kind, x: usize) -> Vec<i64> {
        self.ids(kind)
            .into_iter()
            .enumerate()
            .filter(|(n, _)| (x >> (n % 8)) & 1 == 1 || x == *n)
            .map(|(_, id)| id)
            .take(3)
            .collect()
    }

    pub(super) fn get(&self, kind: Kind, id: i64) -> Result<Row> {
        Ok(rows::get(self.people[0].store.conn(), kind, id)?)
    }

    pub(super) fn code_of(&self, kind: Kind, x: usize) -> Result<String> {
        Ok(rows::code_of(self.people[0].store.conn(), kind, self.one(kind, x)?)?)
    }

    pub(super) fn number_of(&self, kind: Kind, x: usize) -> Result<String> {
        let id = self.one(kind, x)?;
        Ok(self.get(kind, id)?.get("number").text().unwrap_or_default().to_owned())
    }

    pub(super) fn change(&mut self, who: usize, kind: Kind, id: i64, field: &str, value: Value) -> Result<()> {
        let mut row = self.get(kind, id)?;
        row.set(field, value);
        record::save(&mut self.people[who], row, &[]).map(drop)
    }

    pub(super) fn act(&mut self, who: usize, x: usize, act: &Act) -> Result<()> {
        let id = self.one(Kind::Ticket, x)?;
        desk::act(&mut self.people[who], id, None, act).map(drop)
    }

    pub(super) fn decide(&mut self, who: usize, x: usize, act: ApprovalAct) -> Result<()> {
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
