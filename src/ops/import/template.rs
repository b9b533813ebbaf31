//! What a template of a kind asks for: its columns, those that must be given first, with the lists to choose from.

use super::needs;
use crate::domain::record::{FieldType, Kind, Lang};
use crate::exchange::directory::Directory;
use crate::exchange::template::Column;
use crate::ops::export::ABOUT;
use crate::ops::{Result, Session};
use crate::store::directory::{self, Entry};

/// Longer lists are no help in a drop-down.
const LONGEST: usize = 1_000;

/// The columns of a kind's template. What the program sets by its rules is asked for only where it is all there is: in
/// the kinds that are the program's own notes.
pub fn columns(session: &Session, kind: Kind, lang: Lang) -> Result<Vec<Column>> {
    let own = needs(kind) > crate::ops::record::needs(kind);
    let mut columns = Vec::new();
    for field in kind.def().fields.iter().filter(|f| own || !f.computed) {
        let list = match field.ty {
            FieldType::Ref(of) => list(session, of, lang)?,
            _ => Vec::new(),
        };
        let required = field.required && field.default.is_none();
        let field = if kind == Kind::Approval && field.name == ABOUT.name { &ABOUT } else { field };
        columns.push(Column { field, required, list, hint: String::new() });
    }
    columns.sort_by_key(|c| !c.required);
    Ok(columns)
}

/// What a reference may be to, as people call it, where the records are few: by name where that leads to one record, else
/// by code.
fn list(session: &Session, kind: Kind, lang: Lang) -> Result<Vec<String>> {
    if !kind.def().conduct.few {
        return Ok(Vec::new());
    }
    let mut entries = directory::entries(session.store.conn(), kind)?;
    if entries.len() > LONGEST {
        return Ok(Vec::new());
    }
    entries.sort_by(|a, b| (a.rank, &a.code).cmp(&(b.rank, &b.code)));
    let known = Directory::new(kind, entries.clone());
    Ok(entries
        .iter()
        .map(|entry| match called(entry, kind, lang) {
            Some(name) if known.find(name) == Some(entry.id) => name.to_owned(),
            _ => entry.code.clone(),
        })
        .collect())
}

fn called(entry: &Entry, kind: Kind, lang: Lang) -> Option<&str> {
    let name = if kind == Kind::ChannelType && lang == Lang::Zh { entry.names.last() } else { entry.names.first() };
    name.map(String::as_str)
}
