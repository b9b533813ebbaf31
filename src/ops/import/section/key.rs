//! What tells a row of a file from the others: its key, and rows whose key comes again.

use std::hash::{BuildHasher as _, Hasher as _};

use csv::StringRecord;

use super::Reader;
use crate::domain::record::{FieldType, Kind, KindDef, Value};
use crate::exchange::mapping::Repeats;
use crate::ops::import::write::Sink;

impl Reader<'_> {
    /// A row of a key that may come again: kept until the end of the file.
    pub(super) fn hold(&mut self, number: u64, record: &StringRecord, key: u64) {
        let Some(at) = self.held_at.get(&key).copied() else {
            self.held_at.insert(key, self.held.len());
            self.held.push((number, record.clone(), self.given.clone()));
            return;
        };
        self.report.repeated += 1;
        let Some((first, _, values)) = self.held.get_mut(at) else { return };
        if self.repeats == Repeats::Last {
            *first = number;
            values.clone_from(&self.given);
            return;
        }
        for ((slot, new), field) in values.iter_mut().zip(&self.given).zip(self.def.fields) {
            let is_amount = matches!(field.ty, FieldType::Int | FieldType::Money);
            // the number of orders of one document stays one
            let is_sum = is_amount && !self.def.key.contains(&field.name) && field.name != "orders";
            if is_sum && let (Some(Value::Int(sum)), Some(Value::Int(more))) = (slot, new) {
                *sum = sum.saturating_add(*more);
            }
        }
    }

    /// A fingerprint of the natural key; `None` where a part that tells it is not given.
    pub(super) fn key(&self) -> Option<u64> {
        let mut hasher = self.hasher.build_hasher();
        let mut told = false;
        for index in &self.keys {
            match self.given.get(*index).and_then(Option::as_ref) {
                Some(Value::Int(i)) => {
                    told = true;
                    hasher.write_i64(*i);
                }
                Some(Value::Text(s)) => {
                    told = true;
                    hasher.write(s.as_bytes());
                    hasher.write_u8(0xff);
                }
                _ => hasher.write_u8(0xfe),
            }
        }
        let by_hand = self.def.kind == Kind::Task && self.given_is_null("series");
        (told && !by_hand).then(|| hasher.finish())
    }

    fn given_is_null(&self, name: &str) -> bool {
        let index = self.def.field(name).map(|(i, _)| i);
        index.and_then(|i| self.given.get(i)).is_none_or(|v| v.as_ref().is_none_or(Value::is_null))
    }

    pub(super) fn text_of_key(&self, to: &impl Sink) -> String {
        let part = |index: &usize| {
            let field = self.def.fields.get(*index)?;
            let value = self.given.get(*index)?.as_ref().filter(|v| !v.is_null())?;
            Some(match field.ty {
                FieldType::Ref(kind) => to.code_of(kind, value),
                _ => field.strict(value),
            })
        };
        self.keys.iter().filter_map(part).collect::<Vec<_>>().join(" / ")
    }
}

/// The places of the fields that tell a row of a file from the others; a ticket's number elsewhere is one, too.
pub(super) fn keys_of(def: &KindDef) -> Vec<usize> {
    let elsewhere = Some("external").filter(|_| def.kind == Kind::Ticket);
    def.key.iter().copied().chain(elsewhere).filter_map(|name| def.field(name).map(|(i, _)| i)).collect()
}
