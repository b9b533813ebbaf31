//! What the rules of a kind add when one of its records is written by a form, an edit or an import.
//!
//! Keys are brought to their form by [`canonical`]. Then two moments, both inside the transaction that writes: [`complete`] before (computed fields are filled in, what does not
//! go together is named by field), [`written`] after (approval is asked for, what follows from it is written). A kind with
//! rules of its own has one entry in [`list::ALL`], which calls its module.

mod list;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::credit::change::Terms;
use crate::domain::explain::Explanation;
use crate::domain::kinds::{Role, User};
use crate::domain::policy::Policy;
use crate::domain::record::{Expected, Kind, Problem, Row};
use crate::ops::approval::{self, By, Told};
use crate::ops::record::called;
use crate::ops::record::doors;
use crate::ops::{Result, Session, access, credit};
use crate::store::{Connection, Tx, record};

/// How a record comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A person at a form, or `qudao edit`.
    Person,
    /// A file.
    Import,
}

/// Who writes, when, under which numbers.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The user; `None`: not registered, or the program.
    pub user: Option<i64>,
    /// What they may do.
    pub role: Role,
    /// Now.
    pub at: DateTime<Utc>,
    /// The day of the figures.
    pub as_of: NaiveDate,
    /// The numbers.
    pub policy: &'a Policy,
    /// How the record comes in.
    pub source: Source,
    /// Why, in the words of who writes; empty: they said nothing.
    pub reason: &'a str,
}

impl<'a> Context<'a> {
    /// That of a session; `policy` is a copy of the session's, so that the session is free to write.
    #[must_use]
    pub fn of(session: &Session, policy: &'a Policy, source: Source) -> Self {
        let (user, role) = (session.actor.user, session.actor.role);
        Self { user, role, at: session.now(), as_of: session.as_of(), policy, source, reason: "" }
    }

    /// A day on which nothing can have been done yet, of a record that says when it was.
    #[must_use]
    pub fn not_yet(&self, on: NaiveDate) -> Option<Problem> {
        let expected = Expected::AtMost(self.as_of.to_string());
        (on > self.as_of).then(|| Problem { field: "on", value: on.to_string(), expected })
    }

    /// As somebody who asks for approvals.
    #[must_use]
    pub fn by(&self) -> By<'a> {
        By { user: self.user, at: self.at, day: self.as_of, policy: self.policy, why: self.reason }
    }
}

type Complete = fn(&Tx<'_>, &Context<'_>, &mut Row, Option<&Row>) -> Result<Vec<Problem>>;
type Adopted = fn(&Tx<'_>, &Context<'_>, &Row) -> Result<Vec<Problem>>;
type Written = fn(&mut Tx<'_>, &Context<'_>, Option<&Row>, &Row) -> Result<Option<Told>>;
type Aside = fn(&Session, &Row) -> Result<Option<Explanation>>;

/// What a kind's own rules do when one of its records is written; most kinds have some of them, or none.
#[derive(Clone, Copy)]
pub(in crate::ops) struct Rules {
    kind: Kind,
    /// Brings what identifies a record to the form in which it is compared.
    canonical: Option<fn(&mut Row)>,
    /// Fills in what is computed, and names what does not go together.
    complete: Option<Complete>,
    /// The same of a record that was decided elsewhere and holds here.
    adopted: Option<Adopted>,
    /// Writes what follows, and says what is told beside "saved".
    written: Option<Written>,
    /// What stands beside its form.
    pub(super) aside: Option<Aside>,
}

/// The rules of a kind; `None`: it has none of its own.
pub(super) fn of(kind: Kind) -> Option<&'static Rules> {
    list::ALL.iter().find(|rules| rules.kind == kind)
}

/// Brings what identifies a record to the form in which it is compared, before it is looked up.
pub(in crate::ops) fn canonical(row: &mut Row) {
    if let Some(canonical) = of(row.kind).and_then(|rules| rules.canonical) {
        canonical(row);
    }
}

/// Fills in what the rules compute and names what does not go together; `before` is the record as it is stored.
///
/// # Errors
/// Those of the file; what is wrong with the record is the answer.
pub(in crate::ops) fn complete(tx: &Tx<'_>, context: &Context<'_>, row: &mut Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    access::check(tx.conn(), (context.user, context.role), before, row)?;
    // what a file says of a ticket is asked before the desk's own rules complete it
    let mut problems = if row.kind == Kind::Ticket { Vec::new() } else { doors::barred(tx, context, row, before)? };
    if !problems.is_empty() {
        // what else would be wrong with it follows from that
        return Ok(problems);
    }
    problems.extend(approval::complete(context, row, before)?);
    if let Some(complete) = of(row.kind).and_then(|rules| rules.complete) {
        problems.extend(complete(tx, context, row, before)?);
    }
    if before.is_some() || context.source == Source::Person || context.role < doors::HISTORY {
        problems.extend(idle(tx.conn(), row, before)?);
    }
    Ok(problems)
}

/// Of a record that is given into other hands: that these are nobody's who can be given work. Whose a record was elsewhere comes with
/// it.
pub(in crate::ops) fn idle(conn: &Connection, row: &Row, before: Option<&Row>) -> Result<Option<Problem>> {
    if !row.kind.def().conduct.assigned || before.is_some_and(|b| b.get("owner") == row.get("owner")) {
        return Ok(None);
    }
    let Some(owner) = row.get("owner").int() else { return Ok(None) };
    let user = record::get_as::<User>(conn, owner)?.record;
    Ok((!user.active || user.role == Role::Viewer).then(|| {
        let expected = Expected::Named("refused-ticket-assignee", vec![("user", user.name.clone())]);
        Problem { field: "owner", value: user.name, expected }
    }))
}

/// What keeps a record that was decided elsewhere from holding here: nothing follows from it, but what is in force must go together.
pub(in crate::ops) fn adopted(tx: &Tx<'_>, context: &Context<'_>, row: &Row) -> Result<Vec<Problem>> {
    of(row.kind).and_then(|rules| rules.adopted).map_or_else(|| Ok(Vec::new()), |adopted| adopted(tx, context, row))
}

/// Writes what follows from a record that was just written; answers what the person is told beside "saved".
///
/// # Errors
/// Those of the file and of the rules: nothing is written then.
pub(in crate::ops) fn written(tx: &mut Tx<'_>, context: &Context<'_>, before: Option<&Row>, after: &Row) -> Result<Option<Told>> {
    // what is guarded was edited: it waits for approval again, whatever kind it is
    let again = match before {
        Some(before) => {
            let told = |asked: approval::Asked| Told::new(asked.said_of_edit(before, &called(after)), asked);
            approval::edited(tx, context.by(), before, after)?.map(told)
        }
        None => None,
    };
    let told = match of(after.kind).and_then(|rules| rules.written) {
        Some(written) => written(tx, context, before, after)?,
        None => None,
    };
    Ok(again.or(told))
}

/// Takes out of a record what is not written but asked for: a partner's credit terms. [`ask_for`] asks once the rest is
/// written.
pub(in crate::ops) fn withhold(context: &Context<'_>, row: &mut Row, before: Option<&Row>) -> Option<Terms> {
    if row.kind == Kind::Partner { credit::change::withhold(context, row, before) } else { None }
}

/// Asks for what was taken out of a record that is written now; answers what the person is told.
pub(in crate::ops) fn ask_for(tx: &mut Tx<'_>, context: &Context<'_>, partner: i64, terms: Terms) -> Result<Option<Told>> {
    credit::change::ask_for(tx, context, partner, terms)
}
