//! Two partners that are one and the same, side by side: which value of each field stays (S1).

use std::collections::BTreeMap;

use super::kinds::Lifecycle;
use super::partner::may_move;
use super::record::{FieldType, Kind, Row, Storable as _, Tags, Value};

/// From whom a field is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The partner that stays.
    Keep,
    /// The one that is merged into it.
    Drop,
    /// Both: words are united, notes stand one below the other.
    Both,
}

impl Side {
    /// Its stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Drop => "drop",
            Self::Both => "both",
        }
    }
}

/// A field in which the two differ and that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its position in the declaration.
    pub index: usize,
    /// From whom it is taken.
    pub side: Side,
}

/// What follows from the merge itself: the code that stays, the former codes, the tier of its own changes.
const GIVEN: &[&str] = &["code", "former_codes", "tier"];

/// The sides that a field can be taken from.
#[must_use]
pub fn sides(index: usize) -> &'static [Side] {
    match Kind::Partner.def().fields.get(index).map(|f| f.ty) {
        Some(FieldType::Tags | FieldType::Note) => &[Side::Keep, Side::Drop, Side::Both],
        _ => &[Side::Keep, Side::Drop],
    }
}

/// The fields that differ, with what is proposed: what the partner that stays has, filled from the other where it has
/// nothing; words and notes of both; of the dates the earlier. A status that the lifecycle does not reach is no choice.
#[must_use]
pub fn differences(keep: &Row, drop: &Row) -> Vec<Difference> {
    let fields = Kind::Partner.def().fields;
    let mut found: Vec<Difference> = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let (mine, theirs) = (keep.get(field.name), drop.get(field.name));
        if mine == theirs || GIVEN.contains(&field.name) || (field.name == "status" && !reaches(mine, theirs)) {
            continue;
        }
        let itself = field.name == "core" && [mine, theirs].iter().any(|v| [keep.id, drop.id].map(Some).contains(&v.int()));
        if itself {
            continue;
        }
        let earlier = field.ty == FieldType::Date && theirs.int().is_some_and(|t| mine.int().is_some_and(|m| t < m));
        let side = match field.ty {
            _ if theirs.is_null() => Side::Keep,
            _ if mine.is_null() || earlier => Side::Drop,
            FieldType::Tags | FieldType::Note => Side::Both,
            _ => Side::Keep,
        };
        found.push(Difference { index, side });
    }
    // an order before it was taken on: then it is not known since when it is
    let united = united(keep, drop, &found);
    let before =
        |early: &str, late: &str| matches!((united.get(early).int(), united.get(late).int()), (Some(a), Some(b)) if a < b);
    if before("first_order_on", "onboarded_on") {
        for d in found.iter_mut().filter(|d| fields.get(d.index).is_some_and(|f| f.ty == FieldType::Date)) {
            d.side = Side::Keep;
        }
    }
    found
}

fn reaches(from: &Value, to: &Value) -> bool {
    let status = |v: &Value| v.text().and_then(Lifecycle::from_code);
    matches!((status(from), status(to)), (Some(a), Some(b)) if may_move(a, b))
}

/// The partner that stays, with each field from whom it was chosen and the other's codes as former ones.
#[must_use]
pub fn united(keep: &Row, drop: &Row, chosen: &[Difference]) -> Row {
    let mut row = keep.clone();
    for d in chosen {
        let (Some(mine), Some(theirs)) = (keep.values.get(d.index), drop.values.get(d.index)) else { continue };
        let value = match (d.side, Kind::Partner.def().fields.get(d.index).map(|f| f.ty)) {
            (Side::Keep, _) => mine.clone(),
            (Side::Both, Some(FieldType::Tags)) => both_words(mine, theirs),
            (Side::Both, Some(FieldType::Note)) => match (mine.text(), theirs.text()) {
                (Some(a), Some(b)) if !a.contains(b) => Value::Text(format!("{a}\n{b}")),
                (Some(a), _) => Value::Text(a.to_owned()),
                (None, _) => theirs.clone(),
            },
            _ => theirs.clone(),
        };
        if let Some(slot) = row.values.get_mut(d.index) {
            *slot = value;
        }
    }
    if row.get("tier").is_null() {
        row.set("tier", drop.get("tier").clone());
    }
    if [Some(keep.id), Some(drop.id)].contains(&row.get("core").int()) {
        row.set("core", Value::Null);
    }
    let code = |row: &Row| Tags::from_text(row.get("code").text().unwrap_or_default()).to_value();
    let mut former = Tags::from_value(&both_words(&both_words(keep.get("former_codes"), drop.get("former_codes")), &code(drop)))
        .unwrap_or_default();
    former.0.remove(keep.get("code").text().unwrap_or_default());
    row.set("former_codes", former.to_value());
    row
}

fn both_words(a: &Value, b: &Value) -> Value {
    let mut words = Tags::from_value(a).unwrap_or_default();
    words.0.extend(Tags::from_value(b).unwrap_or_default().0);
    words.to_value()
}

/// What became of the facts of a partner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MovedFacts {
    /// Rows that were moved.
    pub rows: i64,
    /// Days that they are of.
    pub days: i64,
    /// Rows that were added to one of the other partner, because both had one of the key.
    pub united: i64,
    /// Rows with a document that the other partner had with other figures: moved under another name.
    pub renamed: i64,
    /// Documents that the other partner had as they are.
    pub left_out: i64,
}

/// What became of the records of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Refer to the partner that stays.
    pub moved: i64,
    /// Of these, told from one that was there by another name.
    pub renamed: i64,
    /// Became one with one that was there.
    pub united: i64,
    /// Gone, because one that was there says the same or stands for it.
    pub left_out: i64,
}

/// What a merge did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// By kind, those that anything happened to.
    pub records: BTreeMap<Kind, Tally>,
    pub sales: MovedFacts,
    pub stock: MovedFacts,
    /// The social credit codes differ: two legal persons.
    pub two_persons: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partner(id: i64, values: &[(&str, Value)]) -> Row {
        let mut row = Row { id, version: 1, ..Row::blank(Kind::Partner) };
        for (name, value) in values {
            row.set(name, value.clone());
        }
        row
    }

    fn text(s: &str) -> Value {
        Value::Text(s.to_owned())
    }

    fn proposed(keep: &Row, drop: &Row) -> Vec<(&'static str, Side)> {
        differences(keep, drop).iter().map(|d| (Kind::Partner.def().fields[d.index].name, d.side)).collect()
    }

    #[test]
    fn what_one_lacks_is_filled_and_what_both_have_stays() {
        let keep = partner(
            1,
            &[
                ("code", text("D1")),
                ("name", text("East")),
                ("city", text("杭州")),
                ("tags", text("a,b")),
                ("notes", text("old")),
                ("onboarded_on", Value::Int(20)),
                ("first_order_on", Value::Int(30)),
                ("former_codes", text("D0")),
            ],
        );
        let drop = partner(
            2,
            &[
                ("code", text("D2")),
                ("name", text("East Fresh")),
                ("phone", text("1")),
                ("tags", text("b,c")),
                ("notes", text("new")),
                ("onboarded_on", Value::Int(10)),
                ("first_order_on", Value::Int(40)),
                ("former_codes", text("D1,D9")),
                ("tier", text("growth")),
                ("city", text("杭州")),
            ],
        );
        let expected = [
            ("name", Side::Keep),
            ("phone", Side::Drop),
            ("onboarded_on", Side::Drop),
            ("first_order_on", Side::Keep),
            ("tags", Side::Both),
            ("notes", Side::Both),
        ];
        assert_eq!(proposed(&keep, &drop), expected);
        let row = united(&keep, &drop, &differences(&keep, &drop));
        let cases = [
            ("code", text("D1")),
            ("name", text("East")),
            ("phone", text("1")),
            ("tags", text("a,b,c")),
            ("notes", text("old\nnew")),
            ("onboarded_on", Value::Int(10)),
            ("tier", text("growth")),
            ("former_codes", text("D0,D2,D9")),
        ];
        for (name, value) in cases {
            assert_eq!(row.get(name), &value, "{name}");
        }
        assert_eq!((row.id, row.version), (1, 1));
    }

    #[test]
    fn a_status_that_is_not_reached_is_no_choice_and_nobody_is_his_own_core() {
        let of = |s: Lifecycle| ("status", s.to_value());
        let cases = [
            (Lifecycle::Active, Lifecycle::Suspended, vec![("status", Side::Keep)]),
            (Lifecycle::Active, Lifecycle::Lead, vec![]),
            (Lifecycle::Lead, Lifecycle::Active, vec![]),
        ];
        for (mine, theirs, expected) in cases {
            assert_eq!(proposed(&partner(1, &[of(mine)]), &partner(2, &[of(theirs)])), expected);
        }
        let satellite = partner(1, &[("core", Value::Int(2))]);
        let core = partner(2, &[]);
        assert_eq!(proposed(&satellite, &core), []);
        assert_eq!(united(&satellite, &core, &[]).get("core"), &Value::Null);
        assert_eq!(united(&core, &satellite, &differences(&core, &satellite)).get("core"), &Value::Null);
    }

    #[test]
    fn an_order_before_it_was_taken_on_is_not_made_up() {
        let keep = partner(1, &[("first_order_on", Value::Int(3))]);
        let drop = partner(2, &[("onboarded_on", Value::Int(5)), ("first_order_on", Value::Int(9))]);
        let row = united(&keep, &drop, &differences(&keep, &drop));
        assert_eq!((row.get("onboarded_on"), row.get("first_order_on")), (&Value::Null, &Value::Int(3)));
    }
}
