//! The record that a person means by a word: its code, or a name that no other has; never a guess.

use super::{OpError, Result, Session};
use crate::domain::record::{Expected, Kind};
use crate::exchange::directory::Directory;
use crate::store::{StoreError, directory, record};

/// The record that a word names; `Err`: none or several, with what may be meant.
pub fn meant(session: &Session, kind: Kind, text: &str) -> Result<std::result::Result<i64, Vec<String>>> {
    let text = text.trim();
    if let Some(id) = record::id_by_code(session.store.conn(), kind, text.trim_start_matches('#'))? {
        return Ok(Ok(id));
    }
    if let (Kind::User, "me" | "我", Some(user)) = (kind, text, session.actor.user) {
        return Ok(Ok(user));
    }
    let known = all(session, kind)?;
    Ok(known.find(text).ok_or_else(|| known.near(text)))
}

/// What may be meant by a word that names no record. A number is near to none: another one is another record.
pub fn near(session: &Session, kind: Kind, text: &str) -> Result<Vec<String>> {
    let text = text.trim();
    if text.trim_start_matches('#').bytes().all(|b| b.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    Ok(all(session, kind)?.near(text))
}

fn all(session: &Session, kind: Kind) -> Result<Directory> {
    Ok(Directory::new(kind, directory::entries(session.store.conn(), kind)?))
}

/// An error with what may be meant where it is that a word is not known.
#[must_use]
pub fn with_near(session: &Session, error: OpError) -> OpError {
    let near = |kind, text: &str| near(session, kind, text).unwrap_or_default();
    match error {
        OpError::Store(StoreError::Missing { kind, key }) => match near(kind, &key) {
            near if near.is_empty() => StoreError::Missing { kind, key }.into(),
            near => OpError::Unknown { kind, key, near },
        },
        OpError::Invalid(mut problems) => {
            for problem in &mut problems {
                if let Expected::Existing(kind, known) = &mut problem.expected
                    && known.is_empty()
                {
                    *known = near(*kind, &problem.value);
                }
            }
            OpError::Invalid(problems)
        }
        other => other,
    }
}
