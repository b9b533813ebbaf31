//! All of a database, from the folder that `qudao export all` makes, into an empty one.
//!
//! Every record comes back as it was, with its state: nothing is computed, asked for or logged a second time, for what
//! followed from it has rows of its own. What was let in or decided stands with its approvals, which come, too; the marks of
//! what was brought in are made anew. Closed periods, gateways, views, marks of Today and the log of changes are of the file
//! itself: a backup takes them along, an export does not.

use std::path::{Path, PathBuf};

use super::{ImportError, Job};
use crate::domain::record::{FieldType, Kind};
use crate::exchange::mapping::Section;
use crate::ops::OpError;
use crate::store::{Connection, record};

/// The endings of the files, the first that is there.
const ENDINGS: [&str; 3] = ["csv", "json", "xlsx"];

/// What `qudao init` makes; everything else must not be there.
const FIRST: [Kind; 6] = [Kind::User, Kind::PolicyVersion, Kind::Region, Kind::ChannelType, Kind::ProductLine, Kind::Article];

/// Every kind, those first that others refer to; approvals, which may be about anything, last.
#[must_use]
pub fn order() -> Vec<Kind> {
    let last = [Kind::Approval, Kind::ApprovalEvent];
    let mut left: Vec<Kind> = Kind::ALL.iter().copied().filter(|k| !last.contains(k)).collect();
    let mut done: Vec<Kind> = Vec::new();
    while !left.is_empty() {
        let ready = |k: &Kind| {
            let refers = |other: Kind| other == *k || done.contains(&other);
            k.def().fields.iter().all(|f| if let FieldType::Ref(other) = f.ty { refers(other) } else { true })
        };
        // a circle would be broken anywhere
        let at = left.iter().position(ready).unwrap_or(0);
        done.push(left.remove(at));
    }
    done.extend(last);
    done
}

/// By what the records of a kind are sorted in a whole export: in the order in which they were made, in which they are made
/// again; but of users an empty database has one already.
#[must_use]
pub fn sorted_by(kind: Kind) -> Vec<String> {
    if kind == Kind::User { vec!["name".to_owned()] } else { Vec::new() }
}

/// The files of a whole export, each with its kind, in the order in which they are read.
pub(super) fn jobs(given: &[PathBuf]) -> Result<Vec<Job>, ImportError> {
    let folder = given.iter().find(|p| p.is_dir()).or(given.first()).cloned().unwrap_or_default();
    let (mut jobs, mut missing) = (Vec::new(), Vec::new());
    for kind in order() {
        match file(&folder, kind) {
            Some(file) => jobs.push(Job { section: section(kind), file, mapped: false }),
            None => missing.push(format!("{}.csv", kind.def().plural)),
        }
    }
    if missing.is_empty() { Ok(jobs) } else { Err(ImportError::NotWhole { folder, missing }) }
}

fn section(kind: Kind) -> Section {
    Section { kind: kind.def().plural.to_owned(), headers: true, ..Section::default() }
}

fn file(folder: &Path, kind: Kind) -> Option<PathBuf> {
    ENDINGS.iter().map(|end| folder.join(format!("{}.{end}", kind.def().plural))).find(|path| path.is_file())
}

/// Refuses a database that is not empty: it may have what `qudao init` makes, and the administrator who brings it in.
pub(super) fn into_empty(conn: &Connection) -> Result<(), OpError> {
    for kind in Kind::ALL.iter().copied() {
        let most = match kind {
            Kind::User | Kind::PolicyVersion => 1,
            kind if FIRST.contains(&kind) => continue,
            _ => 0,
        };
        let there = record::count(conn, kind)?;
        if there > most {
            let args = vec![("kind", kind.def().plural.to_owned()), ("count", there.to_string())];
            return Err(OpError::Refused { key: "refused-not-empty", args });
        }
    }
    Ok(())
}
