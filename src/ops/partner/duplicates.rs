//! Partners that may be one and the same (S1): when one is written, when a file brings one, and among those that are there.
//!
//! A code and a social credit code stop a form at the field; a telephone or a name only asks, because two shops of one
//! owner share both. A file is stopped by the credit code of another partner, and where it gives a partner that is there the
//! telephone or the name of another; of new ones it is warned about these. Who means it (a legal person with one code for
//! each of its channels) says so: `--allow-duplicates`.

use crate::domain::duplicate::{self, Alike, Common, Duplicates, Identity};
use crate::domain::record::{Expected, Kind, Problem, Row, Tags, Value};
use crate::ops::{Result, Session};
use crate::store::{Connection, Tx, partners, record};

/// Brings what is compared to the form in which it is stored.
pub(in crate::ops) fn canonical(row: &mut Row) {
    if let Value::Text(code) = row.get("credit_code") {
        row.set("credit_code", Value::Text(duplicate::credit_code(code)));
    }
}

/// What tells one partner from another.
pub(in crate::ops) fn identity(row: &Row) -> Identity<'_> {
    let text = |name| row.get(name).text().unwrap_or_default();
    Identity {
        code: text("code"),
        name: text("name"),
        phone: text("phone"),
        credit_code: text("credit_code"),
        former_codes: text("former_codes"),
    }
}

/// The same, of a stored one only what is other now.
pub(in crate::ops) fn other_now<'a>(row: &'a Row, before: Option<&Row>) -> Identity<'a> {
    let mut who = identity(row);
    let same = |name: &str| before.is_some_and(|b| b.get(name) == row.get(name));
    for (name, slot) in [("name", &mut who.name), ("phone", &mut who.phone), ("credit_code", &mut who.credit_code)] {
        if same(name) {
            *slot = "";
        }
    }
    who
}

/// The partners that a new or changed one looks like, the surest first; what it had in common with them before is not
/// said again.
pub fn alike(conn: &Connection, row: &Row, before: Option<&Row>) -> Result<Vec<Alike>> {
    let who = other_now(row, before);
    if before.is_some() && [who.name, who.phone, who.credit_code].iter().all(|v| v.is_empty()) {
        // nothing that is compared has changed: the network is not gone through
        return Ok(Vec::new());
    }
    let mut known = Duplicates::default();
    known.add(Identity { code: "", former_codes: "", ..who });
    let mut found = Vec::new();
    partners::identities(conn, |id, other| {
        if id == row.id {
            return;
        }
        let shared = known.find(other).into_iter().map(|(_, common)| common).min();
        let former = before.is_none()
            && other.former_codes.split(',').any(|c| !c.is_empty() && c == row.get("code").text().unwrap_or_default());
        if let Some(common) = if former { Some(Common::FormerCode) } else { shared } {
            found.push(Alike { id, code: other.code.to_owned(), name: other.name.to_owned(), common });
        }
    })?;
    found.sort_by(|a, b| (a.common, &a.code).cmp(&(b.common, &b.code)));
    Ok(found)
}

/// A former code is nobody's code now.
pub(super) fn complete(tx: &Tx<'_>, row: &Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    let text = |row: &Row| row.get("former_codes").text().unwrap_or_default().to_owned();
    let (now, then) = (Tags::from_text(&text(row)), before.map(|b| Tags::from_text(&text(b))).unwrap_or_default());
    for code in now.0.difference(&then.0) {
        let holder = record::by_key(tx.conn(), Kind::Partner, &[&Value::Text(code.clone())])?;
        if let Some(holder) = holder {
            let expected = Expected::Unique(holder.called());
            return Ok(vec![Problem { field: "former_codes", value: code.clone(), expected }]);
        }
    }
    Ok(Vec::new())
}

/// One of a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// Row id.
    pub id: i64,
    pub code: String,
    pub name: String,
    /// Where it stands: the stored code.
    pub status: String,
}

/// Two partners that may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twins {
    /// The one that was there first.
    pub left: Twin,
    /// The other.
    pub right: Twin,
    /// What they have in common, the surest first.
    pub common: Vec<Common>,
}

/// The partners that may be one, the surest pairs first.
pub fn pairs(session: &Session) -> Result<Vec<Twins>> {
    struct Known {
        id: i64,
        code: String,
        name: String,
        phone: String,
        credit_code: String,
    }
    let conn = session.store.conn();
    let mut all: Vec<Known> = Vec::new();
    partners::identities(conn, |id, p| {
        let (code, name) = (p.code.to_owned(), p.name.to_owned());
        all.push(Known { id, code, name, phone: p.phone.to_owned(), credit_code: p.credit_code.to_owned() });
    })?;
    let identities = all.iter().map(|p| Identity {
        code: &p.code,
        name: &p.name,
        phone: &p.phone,
        credit_code: &p.credit_code,
        former_codes: "",
    });
    let twin = |at: usize| -> Result<Option<Twin>> {
        let Some(p) = all.get(at) else { return Ok(None) };
        let status = partners::status(conn, p.id)?;
        Ok(Some(Twin { id: p.id, code: p.code.clone(), name: p.name.clone(), status }))
    };
    let mut found = Vec::new();
    for pair in duplicate::pairs(identities) {
        if let (Some(left), Some(right)) = (twin(pair.left)?, twin(pair.right)?) {
            found.push(Twins { left, right, common: pair.common });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
