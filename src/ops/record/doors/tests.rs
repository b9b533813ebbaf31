//! The table of who may write what by which door: a kind without its line does not compile.

mod beginnings;
mod elsewhere;
mod empties;
mod references;
mod regions;
mod steps;

use super::*;
use crate::domain::record::{FieldType, Value};
use crate::domain::sentence::Speak as _;
use crate::ops::admin::{self, UserChange};
use crate::ops::import::{self, ImportError, Request};
use crate::ops::office::{Office, PEOPLE};
use crate::ops::{OpError, record as records};
use crate::store::today;

/// Who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum May {
    /// This role and those above it.
    From(Role),
    /// The same, a manager only in their regions.
    In(Role),
    /// Nobody, because it has a way of its own.
    Nobody,
}

/// A kind's line: by form a new one and one that is there, by import a new one and one that was made here.
struct Line {
    form: [May; 2],
    import: [May; 2],
}

/// The table.
const fn line(kind: Kind) -> Line {
    use May::{From, In, Nobody};
    use Role::{Admin, HeadOffice, Manager, Specialist};
    let (form, import) = match kind {
        Kind::User => ([From(Admin); 2], [From(Admin); 2]),
        Kind::Region | Kind::ChannelType | Kind::ProductLine | Kind::Sku | Kind::IndustryAverage => {
            ([From(HeadOffice); 2], [From(HeadOffice); 2])
        }
        Kind::Target | Kind::Meeting => ([In(Manager); 2], [In(Manager); 2]),
        // rules come from `qudao policy`, with a whole database or not at all
        Kind::Approval | Kind::ApprovalEvent | Kind::PolicyVersion => ([Nobody; 2], [Nobody; 2]),
        Kind::LifecycleMove => ([Nobody; 2], [From(Admin), Nobody]),
        Kind::TierChange => ([From(Specialist); 2], [From(HeadOffice), Nobody]),
        Kind::TicketEvent => ([From(Specialist); 2], [Nobody; 2]),
        Kind::Alert => ([From(Specialist); 2], [From(HeadOffice); 2]),
        // the ledger is only added to
        Kind::DepositEntry => ([From(Specialist), Nobody], [From(Specialist), Nobody]),
        Kind::Partner
        | Kind::Contact
        | Kind::Sale
        | Kind::Invoice
        | Kind::Payment
        | Kind::Stock
        | Kind::Ticket
        | Kind::TicketParty
        | Kind::Task
        | Kind::MeetingItem
        | Kind::Contract
        | Kind::Screening
        | Kind::CreditAssessment
        | Kind::CreditChange
        | Kind::Violation
        | Kind::ChannelAudit
        | Kind::Training
        | Kind::BackupAssessment
        | Kind::PartnerExit
        | Kind::Expense
        | Kind::Shipment
        | Kind::PriceSighting
        | Kind::Satisfaction
        | Kind::Article => ([From(Specialist); 2], [From(Specialist); 2]),
    };
    Line { form, import }
}

/// Everybody and somebody whom nobody knows, with their role and whether the partner lies in their regions.
fn people() -> impl Iterator<Item = (&'static str, Option<Role>, bool)> {
    let known = PEOPLE.iter().map(|(name, role, regions)| (*name, Some(*role), *role > Role::Manager || *regions == "east"));
    [("stranger", None, false), ("admin", Some(Role::Admin), true)].into_iter().chain(known)
}

fn may(may: May, role: Option<Role>, inside: bool) -> bool {
    let role = role.unwrap_or(Role::Viewer);
    match may {
        May::From(least) => role >= least,
        May::In(least) => role >= least && (role > Role::Manager || inside),
        May::Nobody => false,
    }
}

/// The office, with a record of every kind.
struct Desk {
    office: Office,
    count: i64,
    /// What the last import said, if it was neither written nor refused.
    said: String,
    /// Why the next import moves what it moves.
    reason: String,
    /// What was found wrong by the last door.
    problems: Vec<Problem>,
}

impl Desk {
    fn new() -> Self {
        let mut desk = Self { office: Office::new(), count: 0, said: String::new(), reason: String::new(), problems: Vec::new() };
        for kind in Kind::ALL.iter().filter(|k| !k.is_fact()) {
            if *kind != Kind::User && *kind != Kind::Region {
                desk.made(*kind);
            }
        }
        desk
    }

    /// The newest record of a kind.
    fn newest(&self, kind: Kind) -> i64 {
        if kind == Kind::Region {
            return today::regions_named(self.office.session.store.conn(), ["上海市"]).expect("regions")[0];
        }
        record::query(self.office.session.store.conn(), kind, "ORDER BY id DESC LIMIT 1", &[])
            .expect("rows")
            .first()
            .map_or(1, |r| r.id)
    }

    /// A new record with something in every field that must be given, unlike all before.
    fn sample(&mut self, kind: Kind) -> Row {
        self.count += 1;
        let n = self.count;
        let mut row = Row::blank(kind);
        for f in kind.def().fields.iter().filter(|f| f.required && row_is_open(f)) {
            let value = match f.ty {
                FieldType::Ref(of) => Value::Int(self.newest(of)),
                FieldType::Date => Value::Int(18_000 + n),
                FieldType::Time => Value::Int(1_748_000_000 + n),
                FieldType::Choice(list) => Value::Text(list[0].code.to_owned()),
                FieldType::Money => Value::Int((n % 50 + 1) * 10_000),
                FieldType::Int | FieldType::Rate | FieldType::Points => Value::Int(n % 50 + 1),
                FieldType::Bool => Value::Int(0),
                _ => Value::Text(format!("x{n}")),
            };
            row.set(f.name, value);
        }
        let text = |s: &str| Value::Text(s.to_owned());
        let partner = self.newest(Kind::Partner);
        let more: Vec<(&str, Value)> = match kind {
            Kind::Partner => vec![("region", Value::Int(self.newest(Kind::Region)))],
            Kind::Target => {
                let code = record::code_of(self.office.session.store.conn(), Kind::Partner, partner).expect("a code");
                vec![("scope", text("partner")), ("subject", text(&code)), ("to_day", Value::Int(19_400 + n))]
            }
            Kind::Meeting => vec![("region", Value::Int(self.newest(Kind::Region))), ("planned_on", Value::Int(20_300 + n))],
            Kind::MeetingItem => vec![("topic", text(&format!("topic {n}")))],
            Kind::Invoice | Kind::Contract => vec![("due_on", Value::Int(19_500 + n)), ("to_day", Value::Int(19_500 + n))],
            Kind::CreditChange => vec![("credit_days", Value::Int(10 + n % 40))],
            Kind::Ticket => vec![("partner", Value::Int(partner)), ("owner", Value::Int(self.office.user("li")))],
            // one partner has one part in a ticket
            Kind::TicketParty => vec![("ticket", Value::Int(self.made(Kind::Ticket).id))],
            Kind::TicketEvent => vec![("kind", text("commented")), ("text", text(&format!("words {n}")))],
            Kind::Task | Kind::Expense => vec![("partner", Value::Int(partner))],
            // one partner has one open change of tier, and that one open approval, and leaves once
            Kind::TierChange | Kind::PartnerExit => vec![("partner", Value::Int(self.made(Kind::Partner).id))],
            Kind::Approval => vec![("subject", text("tier")), ("record", Value::Int(self.made(Kind::TierChange).id))],
            Kind::Alert => vec![("last_seen", Value::Int(19_500 + n))],
            _ => Vec::new(),
        };
        for (name, value) in more {
            row.set(name, value);
        }
        row
    }

    /// A record that was made here, past every rule; as it is stored.
    fn made(&mut self, kind: Kind) -> Row {
        if kind == Kind::PolicyVersion {
            return record::get(self.office.session.store.conn(), kind, self.newest(kind)).expect("the first rules");
        }
        let mut row = self.sample(kind);
        if kind == Kind::Ticket {
            // as whoever opens one gives it: files call it by that
            row.set("number", Value::Int(1_000 + self.count));
        }
        let change =
            crate::store::Change { actor: "admin", at: self.office.session.now(), label: "change-create", detail: "x", rules: 0 };
        let id = self.office.session.store.write(&change, |tx| tx.insert(&row)).unwrap_or_else(|e| panic!("{kind:?}: {e}"));
        record::get(self.office.session.store.conn(), kind, id).expect("there")
    }

    /// The same with other words in a field that has no way of its own and no part in the key.
    fn changed(&mut self, row: &Row) -> Row {
        self.count += 1;
        let (kind, mut row) = (row.kind, row.clone());
        let own = |f: &Field| WAYS.iter().any(|w| w.kind == kind && w.fields.is_some_and(|all| all.contains(&f.name)));
        let in_key = |f: &Field| kind.identity().contains(&f.name) || kind.def().unnumbered.contains(&f.name);
        let plain = |f: &&Field| !f.computed && !f.once && !own(f) && !in_key(f) && !matches!(f.name, "minutes" | "holds");
        let words = |f: &&Field| matches!(f.ty, FieldType::Text | FieldType::Note);
        let fields = || kind.def().fields.iter().filter(plain);
        let field = fields().find(words).or_else(|| fields().find(|f| matches!(f.ty, FieldType::Money | FieldType::Int)));
        // what is nothing but its key is changed in that
        let field = field.or_else(|| kind.def().fields.iter().rev().find(|f| matches!(f.ty, FieldType::Text | FieldType::Note)));
        if let Some(f) = field {
            let words = matches!(f.ty, FieldType::Text | FieldType::Note);
            let value = match f.ty {
                _ if words => Value::Text(format!("y{}", self.count)),
                // what is less than a cent changes nothing
                FieldType::Money => Value::Int((self.count % 100 + 1) * 10_000),
                _ => Value::Int(self.count % 100),
            };
            row.set(f.name, value);
        }
        row
    }

    fn form(&mut self, who: &str, row: Row) -> Outcome {
        match records::save(self.office.be(who), row, &[]) {
            Ok(_) => Outcome::Written,
            Err(e) => {
                self.problems = e.problems().to_vec();
                Outcome::of(&e)
            }
        }
    }

    fn import(&mut self, who: &str, row: &Row) -> Outcome {
        self.import_but(who, row, "")
    }

    /// The same with nothing in the cell of a field.
    fn import_but(&mut self, who: &str, row: &Row, empty: &str) -> Outcome {
        let kind = row.kind;
        let conn = self.office.session.store.conn();
        let path = self.office.folder.path().join("rows.csv");
        let mut out = csv::Writer::from_writer(Vec::new());
        let fields = || kind.def().fields.iter().filter(|f| f.name == empty || !row.get(f.name).is_null());
        out.write_record(fields().map(|f| f.name)).expect("a header");
        let cell = |f: &Field| match (f.ty, row.get(f.name)) {
            _ if f.name == empty => String::new(),
            (FieldType::Ref(of), Value::Int(id)) => record::code_of(conn, of, *id).expect("a code"),
            (_, Value::Int(id)) if kind == Kind::Approval && f.name == "record" => {
                record::code_of(conn, Kind::TierChange, *id).expect("a code")
            }
            (_, value) => f.strict(value),
        };
        out.write_record(fields().map(cell)).expect("a row");
        std::fs::write(&path, out.into_inner().expect("bytes")).expect("a file");
        let request = Request { kind: Some(kind), files: vec![path], reason: self.reason.clone(), ..Request::default() };
        let done = import::run(self.office.be(who), &request, &mut |_| ());
        if let Ok(report) = &done {
            self.problems = report.sections.iter().flat_map(|s| &s.problems).map(|p| p.problem.clone()).collect();
        }
        match done {
            Ok(report) if report.written => Outcome::Written,
            Ok(report) if report.all_refused() => {
                for p in report.sections.iter().flat_map(|s| &s.problems).map(|p| &p.problem) {
                    assert!(!p.field.is_empty() || !p.value.is_empty(), "{kind:?}: neither field nor code is named: {p:?}");
                }
                Outcome::Refused
            }
            Err(ImportError::Op(e)) => Outcome::of(&e),
            other => {
                self.said = format!("{other:?}");
                Outcome::Invalid
            }
        }
    }
}

/// What must be given to a new record and has no default that would do.
fn row_is_open(f: &Field) -> bool {
    f.default.is_none()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Written,
    /// Not theirs to do.
    Refused,
    /// Theirs to do, but not so.
    Invalid,
}

impl Outcome {
    fn of(e: &OpError) -> Self {
        let keys = ["refused-unregistered", "refused-region", "refused-meeting-region", "refused-approval-by-hand"];
        match e {
            OpError::Role { .. } => Self::Refused,
            OpError::Refused { key, .. } if keys.contains(key) => Self::Refused,
            OpError::Invalid(problems) if !problems.is_empty() && problems.iter().all(|p| p.expected.is_refusal()) => {
                Self::Refused
            }
            _ => Self::Invalid,
        }
    }
}

#[test]
fn whoever_comes_by_whatever_door_the_same_table_says_what_they_may() {
    let mut desk = Desk::new();
    let (mut wrong, mut written, mut allowed) = (Vec::new(), 0, 0);
    for kind in Kind::ALL {
        let Line { form, import } = line(*kind);
        for (who, role, inside) in people().filter(|(who, ..)| !matches!(*who, "chen" | "everywhere")) {
            for (door, act) in [("form", "add"), ("form", "edit"), ("import", "add"), ("import", "edit")] {
                // a fact has no form, and an import of one that is there replaces it
                if kind.is_fact() && (door, act) != ("import", "add") {
                    continue;
                }
                let by = if door == "form" { form } else { import };
                let says = by[usize::from(act == "edit")];
                let row = if act == "add" {
                    desk.sample(*kind)
                } else {
                    let there = desk.made(*kind);
                    desk.changed(&there)
                };
                let got = if door == "form" { desk.form(who, row) } else { desk.import(who, &row) };
                let right = match (may(says, role, inside), says) {
                    (true, _) => got != Outcome::Refused,
                    (false, May::Nobody) if door == "form" => got != Outcome::Written,
                    (false, _) => got == Outcome::Refused,
                };
                if !right {
                    wrong.push(format!(
                        "{who} {act} {} by {door}: {got:?}, the table says {says:?} ({})",
                        kind.def().name,
                        desk.said
                    ));
                }
                if may(says, role, inside) {
                    allowed += 1;
                    written += usize::from(got == Outcome::Written);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(written * 2 >= allowed, "of {allowed} that may be done only {written} were: the samples are no longer good");
}

#[test]
fn what_has_a_way_of_its_own_is_declared_where_it_is_a_field() {
    for way in WAYS {
        for name in way.fields.unwrap_or_default() {
            assert!(way.kind.def().field(name).is_some(), "{} has no field {name}", way.kind.def().name);
        }
    }
}

#[test]
fn who_was_demoted_or_switched_off_while_a_form_was_open_writes_nothing() {
    let mut desk = Desk::new();
    let path = desk.office.session.store.path().to_path_buf();
    let open = desk.office.be("head").beside(crate::store::Store::open(&path).expect("a second connection"));
    for (change, key) in [
        (UserChange { role: Some(Role::Viewer), ..UserChange::default() }, "refused-role-changed"),
        (UserChange { active: Some(false), ..UserChange::default() }, "refused-inactive-user"),
    ] {
        let mut open = open.beside(crate::store::Store::open(&path).expect("a connection"));
        let row = desk.sample(Kind::Region);
        admin::set_user(desk.office.be("admin"), "head", &change).expect("changed");
        let refused = records::save(&mut open, row, &[]);
        assert!(matches!(refused, Err(OpError::Refused { key: k, .. }) if k == key), "{key}: {refused:?}");
        let back = UserChange { role: Some(Role::HeadOffice), active: Some(true), ..UserChange::default() };
        admin::set_user(desk.office.be("admin"), "head", &back).expect("changed back");
    }
}
