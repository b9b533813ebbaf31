//! The address book: the people at the partners.

use crate::domain::duplicate;
use crate::domain::kinds::Contact;
use crate::domain::record::{Kind, Stored};
use crate::domain::search;
use crate::ops::{Result, Session};
use crate::store::record;

/// A contact and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Code of the partner.
    pub code: String,
    /// Its name.
    pub partner: String,
    /// The person.
    pub contact: Stored<Contact>,
}

/// The contacts of the partner that a word names, else those in whose name, role, telephone or e-mail it is, or whose
/// partner is called so; all without a word. By partner and name.
pub fn book(session: &Session, word: &str) -> Result<Vec<Entry>> {
    let conn = session.store.conn();
    let word = word.trim();
    let partner = if word.is_empty() { None } else { record::id_by_code(conn, Kind::Partner, word)? };
    let contacts = match partner {
        Some(id) => record::query_as::<Contact>(conn, "WHERE partner = ?1 ORDER BY name", &[&id])?,
        None => record::query_as::<Contact>(conn, "ORDER BY partner, name", &[])?,
    };
    let (wanted, digits) = (search::fold(word), duplicate::phones(word));
    let fits = |e: &Entry| {
        let c = &e.contact;
        partner.is_some()
            || wanted.is_empty()
            || duplicate::phones(&c.phone).iter().any(|p| digits.contains(p))
            || search::keys(&[&c.name, &c.role, &c.phone, &c.email, &e.code, &e.partner]).contains(&wanted)
    };
    let mut found = Vec::new();
    for contact in contacts {
        let at = record::get(conn, Kind::Partner, contact.partner)?;
        let text = |name: &str| at.get(name).text().unwrap_or_default().to_owned();
        let entry = Entry { code: text("code"), partner: text("name"), contact };
        if fits(&entry) {
            found.push(entry);
        }
    }
    found.sort_by(|a, b| (&a.code, &a.contact.name).cmp(&(&b.code, &b.contact.name)));
    Ok(found)
}
