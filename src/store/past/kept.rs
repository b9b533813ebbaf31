//! From when on each kind of record is there, and what is taken back of one that came in with its history, in SQL.

use crate::domain::record::{Kind, Since, Undone};

/// How the records of a kind are brought back, as it is declared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub(super) begins: Since,
    /// Of a record that came in later: when something happened to it, and what stands there before it has.
    pub(super) undone: Option<Undone>,
}

/// How a kind is brought back; `None`: it is looked at by days of its own, or in versions.
pub(super) const fn kept(kind: Kind) -> Option<Kept> {
    let conduct = &kind.def().conduct;
    if matches!(conduct.since, Since::Own) { None } else { Some(Kept { begins: conduct.since, undone: conduct.undone }) }
}

/// The day or moment of its own.
pub(super) fn when(since: Since) -> Option<String> {
    match since {
        Since::Day(field) | Since::Moment(field) => Some(format!("\"{field}\"")),
        Since::Earliest(one, other) => Some(format!("min(\"{one}\", coalesce(\"{other}\", \"{one}\"))")),
        Since::Known | Since::Always | Since::Logged | Since::Dated(_) | Since::Own => None,
    }
}

/// Whether it has begun by a moment (`?1`) and its day (`?2`); `None`: that goes by the log.
pub(super) fn by(since: Since) -> Option<String> {
    match since {
        Since::Dated(field) => Some(format!("coalesce(\"{field}\" <= ?2, 0)")),
        Since::Day(_) | Since::Earliest(..) => Some(format!("coalesce({} <= ?2, 0)", when(since)?)),
        Since::Moment(_) => Some(format!("coalesce({} <= ?1, 0)", when(since)?)),
        Since::Known | Since::Always | Since::Logged | Since::Own => None,
    }
}

/// What stands in a record before something had happened to it.
pub(super) fn before(kind: Kind, undone: &Undone) -> String {
    let state = undone.state.map(|state| format!("state = '{state}'"));
    let cleared = undone.cleared.iter().map(|field| format!("\"{field}\" = NULL"));
    // an approval stands at its first step again
    let step = "alone = 0, step = 1, needs = iif(path IS NULL, needs, substr(path, 1, instr(path || ',', ',') - 1))";
    let step = (kind == Kind::Approval).then(|| step.to_owned());
    state.into_iter().chain(cleared).chain(step).collect::<Vec<_>>().join(", ")
}
