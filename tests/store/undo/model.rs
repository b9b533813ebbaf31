//! What the database holds, as records of fields, and what steps back and forward must make of it.

use std::collections::{BTreeMap, BTreeSet};

use qudao::domain::record::{FieldType, Kind, Value};
use qudao::ops::Session;
use qudao::store::record;

pub(super) type Key = (String, String);
pub(super) type Record = BTreeMap<String, Value>;
pub(super) type State = BTreeMap<Key, Record>;

/// Violations that entries of deposits name: no step removes an entry, so none removes these.
pub(super) const LEDGER: &str = "named by the ledger";

/// Everything that people see, without versions: records by id, facts by their key, marks in Today, the ledger of deposits
/// as what each day of a partner comes to.
pub(super) fn snapshot(s: &Session) -> State {
    let conn = s.store.conn();
    let mut state = State::new();
    for kind in Kind::ALL {
        let def = kind.def();
        for row in record::query(conn, *kind, "", &[]).expect("rows") {
            let fields: Record = def.fields.iter().zip(&row.values).map(|(f, v)| (f.name.to_owned(), v.clone())).collect();
            if *kind == Kind::DepositEntry {
                // entries stay for ever, and with them what they name
                if let Some(violation) = fields["violation"].int() {
                    state.insert((LEDGER.to_owned(), violation.to_string()), Record::new());
                }
                let key = (def.name.to_owned(), format!("{:?} {:?}", fields["partner"], fields["on"]));
                let entry = state.entry(key).or_insert_with(|| [("amount".to_owned(), Value::Int(0))].into());
                let sum = entry["amount"].int().unwrap_or(0) + fields["amount"].int().unwrap_or(0);
                entry.insert("amount".to_owned(), Value::Int(sum));
                continue;
            }
            let id = if kind.is_fact() {
                def.key.iter().map(|name| format!("{:?}", row.get(name))).collect::<Vec<_>>().join(" ")
            } else {
                row.id.to_string()
            };
            state.insert((def.name.to_owned(), id), fields);
        }
    }
    state.retain(|(kind, _), r| kind != Kind::DepositEntry.def().name || r["amount"] != Value::Int(0));
    let mut marks = conn.prepare("SELECT user, item, until, at FROM today_mark").expect("marks");
    let rows = marks.query_map([], |r| {
        let fields = [("until".to_owned(), r.get(2)?), ("at".to_owned(), r.get(3)?)];
        Ok((("mark".to_owned(), format!("{} {}", r.get::<_, String>(0)?, r.get::<_, String>(1)?)), Record::from(fields)))
    });
    state.extend(rows.expect("marks").map(|r| r.expect("a mark")));
    state
}

/// What a step must come to.
#[derive(Debug)]
pub(super) enum Step {
    Done,
    /// And what was approved becomes another thing by it, for which approval is asked again: [`Model::adopted`].
    Asks,
    Nothing,
    Refused(String),
    /// A decision is not made again by a step forward.
    Decided,
}

/// One change: what it made of which record.
#[derive(Clone, Debug)]
pub(super) struct Change {
    name: &'static str,
    diff: Diff,
    /// Of its fields those that the program had written last.
    was_derived: BTreeSet<(Key, Option<String>)>,
    /// While it is taken back: what that changed, the other way round.
    back: Diff,
}

type Diff = Vec<(Key, Option<Record>, Option<Record>)>;

#[derive(Debug, Default)]
pub(super) struct Person {
    pub(super) done: Vec<Change>,
    undone: Vec<Change>,
}

#[derive(Debug)]
pub(super) struct Model {
    pub(super) state: State,
    pub(super) people: [Person; 2],
    /// Fields that the program wrote last; without a field: records that it made and nobody has changed.
    derived: BTreeSet<(Key, Option<String>)>,
    next: Option<State>,
}

impl Person {
    /// Where the next step forward stands: decisions are passed over.
    fn forward(&self) -> Option<usize> {
        self.undone.iter().rposition(|change| !decides(change))
    }
}

fn diff(before: &State, after: &State) -> Diff {
    let keys: BTreeSet<&Key> = before.keys().chain(after.keys()).collect();
    let all = keys.into_iter().map(|k| (k.clone(), before.get(k).cloned(), after.get(k).cloned()));
    all.filter(|(k, b, a)| b != a && k.0 != LEDGER).collect()
}

impl Model {
    pub(super) fn new(state: State) -> Self {
        Self { state, people: Default::default(), derived: BTreeSet::new(), next: None }
    }

    /// Somebody did something, if it came to anything.
    pub(super) fn acted(&mut self, who: usize, name: &'static str, now: State) {
        let diff = diff(&self.state, &now);
        if diff.is_empty() {
            return;
        }
        let mut was_derived = BTreeSet::new();
        for (key, before, after) in &diff {
            let fields = changed(before.as_ref(), after.as_ref()).into_iter().map(Some).chain([None]);
            was_derived.extend(fields.filter_map(|f| self.derived.take(&(key.clone(), f))));
        }
        self.people[who].done.push(Change { name, diff, was_derived, back: Vec::new() });
        self.people[who].undone.clear();
        self.state = now;
    }

    /// The program did something by itself.
    pub(super) fn derived(&mut self, now: State) {
        for (key, before, after) in diff(&self.state, &now) {
            if before.is_none() {
                self.derived.insert((key.clone(), None));
            }
            for name in changed(before.as_ref(), after.as_ref()) {
                self.derived.insert((key.clone(), Some(name)));
            }
        }
        self.state = now;
    }

    /// Before or after what somebody did the program brought its warnings up to date.
    pub(super) fn brought_up_to_date(&mut self, now: &State) {
        let is_alert = |(key, _): &(&Key, &Record)| key.0 == "alert";
        let rest = self.state.iter().filter(|entry| !is_alert(entry));
        let both = rest.chain(now.iter().filter(is_alert)).map(|(k, r)| (k.clone(), r.clone())).collect();
        self.derived(both);
    }

    /// What a step of somebody must come to; [`Model::stepped`] takes it.
    pub(super) fn step(&mut self, who: usize, forward: bool) -> Step {
        let person = &self.people[who];
        let next = if forward { person.forward().and_then(|at| person.undone.get(at)) } else { person.done.last() };
        let Some(change) = next else {
            return if forward && !person.undone.is_empty() { Step::Decided } else { Step::Nothing };
        };
        let of = if forward { &change.back } else { &change.diff };
        let inverse: Vec<_> = of.iter().map(|(k, b, a)| (k, b.as_ref(), a.as_ref())).collect();
        match self.apply(&inverse) {
            Ok(state) => {
                let asks = self.asks(of, &state);
                self.next = Some(state);
                if asks { Step::Asks } else { Step::Done }
            }
            Err(why) => Step::Refused(format!("{}: {why}", change.name)),
        }
    }

    /// Whether a step changes what is approved or waits for it, without being what asked for that.
    fn asks(&self, of: &Diff, next: &State) -> bool {
        let asked = of.iter().any(|(k, ..)| k.0 == "approval");
        let guarded = |k: &Key| Kind::from_name(&k.0).and_then(qudao::domain::approval::subject_of).is_some();
        !asked
            && of.iter().filter(|(k, ..)| guarded(k)).any(|(k, ..)| {
                let (Some(now), Some(next)) = (self.state.get(k), next.get(k)) else { return false };
                let live = |r: &Record| r.get("state").and_then(Value::text).is_some_and(|s| s == "pending" || s == "approved");
                live(now) && now != next
            })
    }

    /// The step was taken.
    pub(super) fn stepped(&mut self, who: usize, forward: bool) {
        let next = self.next.take().expect("a step");
        self.adopted(who, forward, next);
    }

    /// The step was taken and led here.
    pub(super) fn adopted(&mut self, who: usize, forward: bool, next: State) {
        let person = &mut self.people[who];
        let passed = person.forward();
        let (from, to) = if forward { (&mut person.undone, &mut person.done) } else { (&mut person.done, &mut person.undone) };
        let at = if forward { passed.expect("a change") } else { from.len() - 1 };
        let mut change = from.remove(at);
        for (key, before, after) in &change.diff {
            for name in changed(before.as_ref(), after.as_ref()) {
                let field = (key.clone(), Some(name.clone()));
                self.derived.remove(&field);
                // what the program had written over it has come back with it
                let left = after.as_ref().and_then(|a| a.get(&name));
                if forward && next.get(key).and_then(|r| r.get(&name)) != left {
                    self.derived.insert(field);
                }
            }
        }
        if !forward {
            self.derived.extend(change.was_derived.iter().cloned());
            change.back = diff(&next, &self.state).into_iter().map(|(k, b, a)| (k, a, b)).collect();
        }
        self.state = next;
        // what had nothing left to take back leaves nothing to do again
        if forward || !change.back.is_empty() {
            to.push(change);
        }
    }

    fn apply(&self, inverse: &[(&Key, Option<&Record>, Option<&Record>)]) -> Result<State, String> {
        let mut state = self.state.clone();
        let (mut gone, mut written) = (Vec::new(), Vec::new());
        for (key, to, from) in inverse {
            let now = self.state.get(*key);
            let is_alert = key.0 == "alert";
            match (from, now) {
                (None, None) => {}
                (None, Some(_)) if key.0 == "mark" => {}
                (None, Some(_)) => return Err(format!("{key:?} is there")),
                (Some(_), None) if is_alert => continue,
                (Some(_), None) => return Err(format!("{key:?} is gone")),
                (Some(from), Some(now)) => {
                    // who decides after somebody builds on what they decided, whatever the fields say
                    let touched = match key.0.as_str() {
                        "approval" => from.keys().cloned().collect(),
                        _ => changed(Some(from), *to),
                    };
                    let other = touched
                        .iter()
                        .find(|f| now.get(*f) != from.get(*f) && !self.derived.contains(&((*key).clone(), Some((*f).clone()))));
                    if let Some(other) = other {
                        return Err(format!("{key:?}.{other} is {:?}, was left {:?}", now.get(other), from.get(other)));
                    }
                    let differs = touched.iter().any(|f| now.get(f) != from.get(f));
                    if is_alert && differs && now.get("state") == Some(&Value::Text("cleared".into())) {
                        continue;
                    }
                }
            }
            match to {
                None => {
                    state.remove(*key);
                    gone.push((*key).clone());
                }
                Some(to) => {
                    let mut to: Record = (*to).clone();
                    if is_alert && from.is_none() {
                        self.make_room(&mut state, key, &mut to);
                    }
                    let to = &to;
                    let record = state.entry((*key).clone()).or_default();
                    for name in changed(*from, Some(to)) {
                        record.insert(name.clone(), to.get(&name).cloned().unwrap_or_default());
                    }
                    written.push((*key).clone());
                }
            }
        }
        // what the program hung on what goes, goes; what people did stays, and keeps it
        while let Some(key) = gone.pop() {
            if key.0 == Kind::Violation.def().name && state.contains_key(&(LEDGER.to_owned(), key.1.clone())) {
                return Err(format!("the ledger needs {key:?}"));
            }
            let refers = |k: &Key, r: &Record| {
                references(k).any(|(name, kind)| {
                    kind == key.0 && r.get(name).and_then(Value::int).map(|i| i.to_string()).as_ref() == Some(&key.1)
                })
            };
            let on: Vec<Key> = state.iter().filter(|(k, r)| **k != key && refers(k, r)).map(|(k, _)| k.clone()).collect();
            for other in on {
                if !self.derived.contains(&(other.clone(), None)) {
                    return Err(format!("{other:?} needs {key:?}"));
                }
                state.remove(&other);
                gone.push(other);
            }
        }
        for key in &written {
            let record = &state[key];
            for (name, kind) in references(key) {
                // of facts no line is 0
                let id = record.get(name).and_then(Value::int).filter(|id| *id != 0);
                if id.is_some_and(|id| !state.contains_key(&(kind.to_owned(), id.to_string()))) {
                    return Err(format!("{key:?}.{name} refers to what is gone"));
                }
            }
            for unique in uniques(key) {
                let mine: Vec<_> = unique.iter().map(|n| record.get(*n).cloned().unwrap_or_default()).collect();
                if mine.iter().all(Value::is_null) || (unique.len() > 1 && mine.first().is_some_and(Value::is_null)) {
                    continue;
                }
                let same = |r: &Record| unique.iter().zip(&mine).all(|(n, v)| r.get(*n).unwrap_or(&Value::Null) == v);
                if let Some((other, _)) = state.iter().find(|(k, r)| k.0 == key.0 && *k != key && same(r)) {
                    return Err(format!("{other:?} has the key of {key:?}"));
                }
            }
        }
        Ok(state)
    }

    /// A warning that comes back replaces the one that the program raised for the same; one that people know stays.
    fn make_room(&self, state: &mut State, key: &Key, alert: &mut Record) {
        let cleared = Value::Text("cleared".into());
        let same = |r: &Record| {
            ["partner", "rule"].iter().all(|n| r.get(*n) == alert.get(*n))
                && (r.get("state") != Some(&cleared) || r.get("first_seen") == alert.get("first_seen"))
        };
        let beside: Vec<Key> =
            state.iter().filter(|(k, r)| k.0 == "alert" && *k != key && same(r)).map(|(k, _)| k.clone()).collect();
        for other in beside {
            if self.derived.contains(&(other.clone(), None)) {
                state.remove(&other);
            } else {
                alert.insert("state".to_owned(), cleared.clone());
            }
        }
    }

    /// The database is as the model has it.
    pub(super) fn same_as(&mut self, real: &State) {
        let other = diff(&self.state, real);
        assert!(other.is_empty(), "the model has, the database has: {other:#?}");
    }

    /// The same but for what the program does by itself.
    pub(super) fn same_but_for_derived(&self, other: &State) {
        let by_program = |key: &Key| ["alert", "ticket_event"].contains(&key.0.as_str());
        let rest: Vec<_> = diff(other, &self.state)
            .into_iter()
            .filter(|(key, b, a)| {
                !by_program(key)
                    && changed(b.as_ref(), a.as_ref()).iter().any(|f| !self.derived.contains(&(key.clone(), Some(f.clone()))))
            })
            .collect();
        assert!(rest.is_empty(), "{rest:#?}");
    }
}

/// Fields whose values differ; all of a record that is new or gone.
fn changed(before: Option<&Record>, after: Option<&Record>) -> Vec<String> {
    match (before, after) {
        (Some(b), Some(a)) => a.iter().filter(|(n, v)| b.get(*n) != Some(*v)).map(|(n, _)| n.clone()).collect(),
        (Some(r), None) | (None, Some(r)) => r.keys().cloned().collect(),
        (None, None) => Vec::new(),
    }
}

fn references(key: &Key) -> impl Iterator<Item = (&'static str, &'static str)> {
    let fields = Kind::from_name(&key.0).map_or(&[][..], |k| k.def().fields);
    let ledger = key.0 == Kind::DepositEntry.def().name;
    fields.iter().filter(move |_| !ledger).filter_map(|f| match f.ty {
        FieldType::Ref(kind) => Some((f.name, kind.def().name)),
        _ => None,
    })
}

/// What no two records of a kind have in common.
fn uniques(key: &Key) -> Vec<Vec<&'static str>> {
    let Some(kind) = Kind::from_name(&key.0).filter(|k| !k.is_fact() && *k != Kind::DepositEntry) else { return Vec::new() };
    let mut all = vec![kind.def().key.to_vec()];
    all.retain(|k| !k.is_empty());
    match kind {
        Kind::Task => all.push(vec!["series", "period", "partner"]),
        Kind::Meeting => all.push(vec!["series", "period"]),
        _ => {}
    }
    all
}

/// Whether a change decides an approval.
fn decides(change: &Change) -> bool {
    let act = |r: &Record| r.get("act").and_then(Value::text).is_some_and(|a| a == "approve" || a == "reject");
    change.diff.iter().any(|(key, b, a)| key.0 == "approval_event" && a.as_ref().or(b.as_ref()).is_some_and(act))
}
