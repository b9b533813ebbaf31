//! What becomes of the targets of a partner that is merged into another.
//!
//! Targets name their partner by its code. One with days of a closed period stays as it is: what was aimed at is part of what was closed;
//! of its other months it is found by the former code ([`crate::store::kpi::each_subject`]). The others are the one's that stays; of one
//! first day and line they are added up for the days that they have in common.

use super::{Fate, Merger, code};
use crate::domain::money::Money;
use crate::domain::period::{Span, from_day_number};
use crate::domain::record::{Kind, Row, Value};
use crate::domain::target::{Goal, part};
use crate::ops::Result;
use crate::store::{closing, record};

fn goal(row: &Row) -> Goal {
    let day = |name| row.get(name).int().and_then(|day| i32::try_from(day).ok()).unwrap_or_default();
    let amount = Money(row.get("amount").int().unwrap_or_default());
    Goal { from: day("from_day"), to: day("to_day"), line: row.get("line").int(), amount }
}

fn set(row: &mut Row, goal: &Goal) {
    row.set("from_day", Value::Int(goal.from.into()));
    row.set("to_day", Value::Int(goal.to.into()));
    row.set("amount", Value::Int(goal.amount.0));
}

impl Merger<'_, '_> {
    pub(super) fn targets(&mut self) -> Result<()> {
        let clause = "WHERE scope = 'partner' AND subject = ?1 ORDER BY id";
        let closed: Vec<Span> = closing::list(self.tx.conn(), false)?.into_iter().map(|c| c.span).collect();
        for mut theirs in record::query(self.tx.conn(), Kind::Target, clause, &[&code(self.drop)])? {
            let Goal { from, to, .. } = goal(&theirs);
            let days = Span { from: from_day_number(from), to: from_day_number(to) };
            if closed.iter().any(|c| c.intersect(days).is_some()) {
                continue;
            }
            theirs.set("subject", Value::Text(code(self.keep)));
            let fate = self.give_target(theirs)?;
            self.note(Kind::Target, &fate);
        }
        Ok(())
    }

    /// Gives a target to the partner that stays.
    fn give_target(&mut self, mut theirs: Row) -> Result<Fate> {
        let mut fate = Fate::Moved;
        loop {
            let key: Vec<&Value> = Kind::Target.def().key.iter().map(|k| theirs.get(k)).collect();
            let Some(mut mine) = record::by_key(self.tx.conn(), Kind::Target, &key)?.filter(|mine| mine.id != theirs.id) else {
                if theirs.id == 0 {
                    self.tx.insert(&theirs)?;
                } else {
                    self.tx.update(&theirs)?;
                }
                return Ok(fate);
            };
            fate = Fate::United;
            let (own, other) = (goal(&mine), goal(&theirs));
            let to = own.to.min(other.to);
            let both = part(&own, own.from, to) + part(&other, other.from, to);
            set(&mut mine, &Goal { to, amount: both, ..own });
            self.tx.update(&mine)?;
            // what is left of the longer one begins on another day
            let longer = if own.to > to { own } else { other };
            let left = Goal { from: to + 1, amount: longer.amount - part(&longer, longer.from, to), ..longer };
            if longer.to == to {
                if theirs.id != 0 {
                    self.remove(&theirs, Some(mine.id))?;
                }
                return Ok(fate);
            }
            set(&mut theirs, &left);
        }
    }
}
