//! Two people changed the same record: the fields that differ, mine and theirs, each to be chosen.

use crate::domain::record::{Row, Value};
use crate::tui::keymap::Action;
use crate::tui::overlay::step;

/// One field that both hold differently.
#[derive(Debug)]
pub(super) struct Difference {
    pub(super) index: usize,
    pub(super) mine: Value,
    pub(super) theirs: Value,
    pub(super) take_mine: bool,
}

/// A record that both changed.
#[derive(Debug)]
pub(super) struct Clash {
    theirs: Row,
    mine: Row,
    pub(super) differences: Vec<Difference>,
    pub(super) at: usize,
}

impl Clash {
    /// From the record as it was opened, as I want it and as it is now; `None` if they differ in nothing.
    ///
    /// A field that only one of us changed is proposed from that one.
    pub(super) fn new(opened: &Row, mine: &Row, theirs: Row) -> Option<Self> {
        let differences: Vec<Difference> = mine
            .values
            .iter()
            .zip(&theirs.values)
            .enumerate()
            .filter(|(_, (m, t))| m != t)
            .map(|(index, (m, t))| Difference {
                index,
                mine: m.clone(),
                theirs: t.clone(),
                take_mine: opened.values.get(index) != Some(m),
            })
            .collect();
        if differences.is_empty() { None } else { Some(Self { theirs, mine: mine.clone(), differences, at: 0 }) }
    }

    /// The version that is stored now.
    pub(super) fn version(&self) -> i64 {
        self.theirs.version
    }

    pub(super) fn action(&mut self, action: Action) {
        match action {
            Action::TakeMine | Action::TakeTheirs => {
                if let Some(d) = self.differences.get_mut(self.at) {
                    d.take_mine = action == Action::TakeMine;
                }
            }
            other => self.at = step(self.at, self.differences.len(), 10, other),
        }
    }

    /// The record with each field from whom it was chosen, on the version that is stored now.
    pub(super) fn merged(&self) -> Row {
        let mut row = Row { version: self.theirs.version, ..self.mine.clone() };
        for d in &self.differences {
            if let Some(slot) = row.values.get_mut(d.index) {
                *slot = if d.take_mine { d.mine.clone() } else { d.theirs.clone() };
            }
        }
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Kind;

    #[test]
    fn what_only_one_changed_is_taken_from_that_one() {
        let text = |s: &str| Value::Text(s.into());
        let mut opened = Row { id: 7, version: 1, ..Row::blank(Kind::Partner) };
        opened.set("name", text("old"));
        opened.set("city", text("old"));
        opened.set("phone", text("old"));
        let (mut mine, mut theirs) = (opened.clone(), Row { version: 2, ..opened.clone() });
        mine.set("name", text("mine"));
        mine.set("phone", text("mine"));
        theirs.set("city", text("theirs"));
        theirs.set("phone", text("theirs"));
        let mut clash = Clash::new(&opened, &mine, theirs).expect("three differences");
        assert_eq!(clash.differences.len(), 3);
        let merged = clash.merged();
        assert_eq!((merged.version, merged.get("name"), merged.get("city")), (2, &text("mine"), &text("theirs")));
        assert_eq!(merged.get("phone"), &text("mine"));
        clash.at =
            clash.differences.iter().position(|d| d.mine == text("mine") && d.theirs == text("theirs")).expect("the phone");
        clash.action(Action::TakeTheirs);
        assert_eq!(clash.merged().get("phone"), &text("theirs"));
    }
}
