//! What the rules of a kind add when one of its records is written by a form, an edit or an import.
//!
//! Keys are brought to their form by [`canonical`]. Then two moments, both inside the transaction that writes: [`complete`] before (computed fields are filled in, what does not
//! go together is named by field), [`written`] after (approval is asked for, what follows from it is written). A kind with
//! rules of its own has one entry in [`list::ALL`], which calls its module.

mod list;

use crate::domain::credit::change::Terms;
use crate::domain::duplicate::Alike;
use crate::domain::explain::Explanation;
use crate::domain::kinds::{Role, User};
use crate::domain::record::{Expected, Kind, Problem, Row};
use crate::ops::approval::{self, Told};
use crate::ops::context::{Context, Source};
use crate::ops::record::Saved;
use crate::ops::record::doors;
use crate::ops::{Result, Session, access};
use crate::store::{Connection, Tx, record};

type Complete = fn(&Tx<'_>, &Context<'_>, &mut Row, Option<&Row>) -> Result<Vec<Problem>>;
type Adopted = fn(&Tx<'_>, &Context<'_>, &Row) -> Result<Vec<Problem>>;
type Written = fn(&mut Tx<'_>, &Context<'_>, Option<&Row>, &Row) -> Result<Option<Told>>;
type Aside = fn(&Session, &Row) -> Result<Option<Explanation>>;
type Save = fn(&mut Session, &Row, &[(&'static str, String)]) -> Result<Saved>;
type AlikeTo = fn(&Connection, &Row, Option<&Row>) -> Result<Vec<Alike>>;
type Withhold = fn(&Context<'_>, &mut Row, Option<&Row>) -> Option<Terms>;
type AskFor = fn(&mut Tx<'_>, &Context<'_>, i64, Terms) -> Result<Option<Told>>;

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
    /// Writes it from a form where that is another way than that of all others.
    pub(super) save: Option<Save>,
    /// The others that a new or changed one looks like, the surest first.
    pub(super) alike: Option<AlikeTo>,
    /// Takes out of it what is not written but asked for, and asks for that once the rest is written.
    withheld: Option<(Withhold, AskFor)>,
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
            let told = |asked: approval::Asked| Told::new(asked.said_of_edit(before, &after.called()), asked);
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

/// Takes out of a record what is not written but asked for: a partner's credit terms; answers what asks for it once the rest is
/// written.
pub(in crate::ops) fn withhold(context: &Context<'_>, row: &mut Row, before: Option<&Row>) -> Option<Withheld> {
    let (withhold, ask_for) = of(row.kind)?.withheld?;
    Some(Withheld { terms: withhold(context, row, before)?, ask_for })
}

/// What was taken out of a record.
#[derive(Clone, Copy)]
pub(in crate::ops) struct Withheld {
    terms: Terms,
    ask_for: AskFor,
}

impl Withheld {
    /// Asks for it, of a record that is written now; answers what the person is told.
    pub(in crate::ops) fn ask_for(self, tx: &mut Tx<'_>, context: &Context<'_>, id: i64) -> Result<Option<Told>> {
        (self.ask_for)(tx, context, id, self.terms)
    }
}
