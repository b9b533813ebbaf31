//! The team that the tests of approvals are about.

use super::*;

/// A team on a file of its own: two partners, in the east and in the southwest.
pub(super) struct Team {
    _folder: tempfile::TempDir,
    pub(super) session: Session,
    pub(super) east: i64,
}

impl Team {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let given = Given { db: Some(folder.path().join("q.db")), as_of: DAY.parse().ok(), ..Given::default() };
        let mut config = Config::resolve(given).expect("a configuration");
        (config.user, config.policy) = ("admin".to_owned(), None);
        let (session, _) = setup::create(&config).expect("a database");
        let mut team = Self { _folder: folder, session, east: 0 };
        for (name, role, regions) in [
            ("asker", Role::Specialist, ""),
            ("other", Role::Specialist, ""),
            ("east", Role::Manager, "east"),
            ("east2", Role::Manager, "上海"),
            ("southwest", Role::Manager, "southwest"),
            ("head", Role::HeadOffice, ""),
            ("head2", Role::HeadOffice, ""),
            ("deputy", Role::Specialist, ""),
            ("guest", Role::Viewer, ""),
        ] {
            let regions = Some(crate::domain::record::Tags::from_text(regions));
            let change = UserChange { role: Some(role), regions, ..UserChange::default() };
            admin::set_user(&mut team.session, name, &change).expect("a user");
        }
        team.delegate("east", "deputy");
        team.east = team.partner("D1", "上海");
        team
    }

    pub(super) fn partner(&mut self, code: &str, region: &str) -> i64 {
        let mut row = Row::blank(Kind::Partner);
        let region = record::query(self.session.store.conn(), Kind::Region, "WHERE short_name = ?1 ORDER BY id DESC", &[&region])
            .expect("regions")
            .remove(0);
        for (name, value) in
            [("code", Value::Text(code.into())), ("name", Value::Text(code.into())), ("region", Value::Int(region.id))]
        {
            row.set(name, value);
        }
        self.session.write(Role::Specialist, "change-create", code, |tx| Ok(tx.insert(&row)?)).expect("a partner")
    }

    pub(super) fn delegate(&mut self, who: &str, to: &str) {
        self.be("admin");
        let delegation = Delegation { to: Some(to.to_owned()), from: None, until: DAY.parse().ok() };
        admin::delegate(&mut self.session, who, &delegation).expect("a delegate");
    }

    pub(super) fn be(&mut self, name: &str) -> &mut Session {
        self.session.actor = access::actor(&self.session.store, name).expect("read").unwrap_or_else(|| access::visitor(name));
        &mut self.session
    }

    /// A record of a subject with something in every field that must be given.
    pub(super) fn row(&self, subject: ApprovalSubject) -> Row {
        let (kind, _) = approval::about(subject);
        let mut row = Row::blank(kind);
        let taken = record::query(self.session.store.conn(), kind, "", &[]).expect("rows").len();
        let n = i64::try_from(taken).expect("few");
        for f in kind.def().fields.iter().filter(|f| f.required && f.default.is_none()) {
            row.set(
                f.name,
                match f.ty {
                    FieldType::Ref(_) => Value::Int(self.east),
                    // screenings are one a day
                    FieldType::Date => Value::Int(20_000 + n),
                    FieldType::Text | FieldType::Note => Value::Text(format!("x{n}")),
                    FieldType::Choice(list) => Value::Text(list[0].code.to_owned()),
                    _ => Value::Int(1),
                },
            );
        }
        row.set("partner", Value::Int(self.east));
        if kind == Kind::PolicyVersion {
            let now = crate::store::rules::in_force(self.session.store.conn(), self.session.as_of()).expect("read");
            row.set("base", Value::Int(now.expect("version 1").id));
            // rules that are the same are no change
            row.set("policy", Value::Text(format!("[tiers]\ndso_days = {}\n", 46 + n)));
        }
        row
    }

    pub(super) fn ask(&mut self, who: &str, subject: ApprovalSubject, amount: Option<Money>) -> (i64, i64) {
        let row = self.row(subject);
        let session = self.be(who);
        let policy = session.policy.clone();
        let by = session.by(&policy);
        let partner = row.get("partner").int();
        let asked = session.write(Role::Specialist, "change-create", "", |tx| {
            let record = tx.insert(&row)?;
            Ok((record, request(tx, by, &Request { subject, record, partner, title: "x", amount, reason: "why" })?))
        });
        match asked.expect("asked") {
            (record, Asked::Waits(id, _) | Asked::WantsReason(id, _)) => (record, id),
            (record, Asked::InForce | Asked::Dropped(_) | Asked::Alone(..)) => (record, 0),
        }
    }

    pub(super) fn act(&mut self, who: &str, id: i64, act: ApprovalAct) -> std::result::Result<Done, String> {
        let session = self.be(who);
        super::act(session, Seen { id, version: None }, act, "words").map_err(|e| key(&e))
    }

    pub(super) fn approval(&self, id: i64) -> Stored<Approval> {
        record::get_as(self.session.store.conn(), id).expect("an approval")
    }

    pub(super) fn state(&self, subject: ApprovalSubject, record: i64) -> Decision {
        let row = record::get(self.session.store.conn(), approval::about(subject).0, record).expect("a record");
        effect::state(&row)
    }

    /// An expense as its form saves it.
    pub(super) fn expense(&mut self, who: &str, amount: i64) -> i64 {
        let mut row = self.row(ApprovalSubject::Expense);
        row.set("amount", Money::units(amount).to_value());
        let session = self.be(who);
        crate::ops::record::save(session, row, &[]).expect("saved").id
    }

    pub(super) fn edit(&mut self, who: &str, id: i64, field: &str, value: Value) -> std::result::Result<Sentence, String> {
        let session = self.be(who);
        let mut row = record::get(session.store.conn(), Kind::Expense, id).expect("an expense");
        row.set(field, value);
        crate::ops::record::save(session, row, &[]).map(|s| s.said).map_err(|e| key(&e))
    }

    pub(super) fn open(&self, record: i64) -> i64 {
        super::super::open(&self.session, ApprovalSubject::Expense, record).expect("read").expect("an open approval").id
    }
}

pub(super) fn key(e: &OpError) -> String {
    match e {
        OpError::Refused { key, .. } => (*key).to_owned(),
        OpError::Role { needs, .. } => format!("role {}", needs.code()),
        other => format!("{other:?}"),
    }
}
