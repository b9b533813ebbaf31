//! Every key of the policy, declared once: unit, bounds, sentence; what is laid over the defaults is checked against it.

mod desk;
mod govern;
mod network;
mod plan;
mod risk;

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use toml::{Table, Value};
use toml_edit::{DocumentMut, TableLike};

use super::key::{Allowed, Key};
use super::order;
use crate::domain::alert;
use crate::domain::money::Rate;
use crate::domain::nearest::nearest;
use crate::domain::record::Label;
use crate::domain::sentence::Sentence;

/// Every key, by section in the order of the embedded policy.
pub fn keys() -> impl Iterator<Item = &'static Key> {
    [desk::KEYS, network::KEYS, alert::rules::KEYS, risk::KEYS, govern::KEYS, plan::KEYS].into_iter().flatten()
}

/// The declaration of a path.
#[must_use]
pub fn key(path: &str) -> Option<&'static Key> {
    placed(path).map(|(_, key)| key)
}

/// Where a path stands among all: keys of one name below a section, such as all of a rule of the plan, stand together, names in
/// the order of the embedded policy, those that it does not have behind them.
pub(super) fn order(path: &str) -> Option<(Order, &'static Key)> {
    static FIRST: OnceLock<HashMap<&'static str, usize>> = OnceLock::new();
    static NAMES: OnceLock<HashMap<String, usize>> = OnceLock::new();
    let (at, key) = placed(path)?;
    let Some(section) = section_of(key) else { return Some(((at, 0, String::new(), 0), key)) };
    let first = FIRST.get_or_init(|| {
        let all = keys().enumerate().filter_map(|(at, key)| Some((section_of(key)?, at)));
        all.fold(HashMap::new(), |mut first, (section, at)| {
            first.entry(section).or_insert(at);
            first
        })
    });
    let names = NAMES.get_or_init(|| written(super::DEFAULTS));
    let name: String = path.split('.').take(section.split('.').count() + 1).collect::<Vec<_>>().join(".");
    let place = names.get(&name).copied().unwrap_or(usize::MAX);
    Some(((first.get(section).copied().unwrap_or(at), place, name, at), key))
}

/// The declaration of a path with its place among all.
fn placed(path: &str) -> Option<(usize, &'static Key)> {
    static PLAIN: OnceLock<HashMap<&'static str, (usize, &'static Key)>> = OnceLock::new();
    static FORMS: OnceLock<Vec<(usize, &'static Key)>> = OnceLock::new();
    let is_form = |k: &Key| k.path.contains('*');
    let plain = PLAIN.get_or_init(|| keys().enumerate().filter(|(_, k)| !is_form(k)).map(|(i, k)| (k.path, (i, k))).collect());
    let forms = FORMS.get_or_init(|| keys().enumerate().filter(|(_, k)| is_form(k)).collect());
    plain.get(path).or_else(|| forms.iter().find(|(_, k)| k.matches(path))).copied()
}

/// A place among all keys.
pub(super) type Order = (usize, usize, String, usize);

/// The section below which a key has names of its own: `maintenance.rule` of `maintenance.rule.*.kind`.
fn section_of(key: &'static Key) -> Option<&'static str> {
    key.path.split_once(".*").map(|(section, _)| section)
}

/// The paths of a policy's text, tables and values, in the order in which they are written.
fn written(text: &str) -> HashMap<String, usize> {
    fn walk(at: &str, table: &dyn TableLike, out: &mut HashMap<String, usize>) {
        for (name, item) in table.iter() {
            let path = if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
            out.insert(path.clone(), out.len());
            if let Some(below) = item.as_table_like() {
                walk(&path, below, out);
            }
        }
    }
    let mut out = HashMap::new();
    if let Ok(document) = text.parse::<DocumentMut>() {
        walk("", document.as_table(), &mut out);
    }
    out
}

/// Path and value of everything that stands in a policy, in the order of its tables.
#[must_use]
pub fn leaves(table: &Table) -> Vec<(String, &Value)> {
    fn walk<'t>(at: &str, table: &'t Table, out: &mut Vec<(String, &'t Value)>) {
        for (name, value) in table {
            let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
            match value {
                Value::Table(below) => walk(&path, below, out),
                value => out.push((path, value)),
            }
        }
    }
    let mut out = Vec::new();
    walk("", table, &mut out);
    out
}

/// What stands at a path.
#[must_use]
pub fn at<'t>(table: &'t Table, path: &str) -> Option<&'t Value> {
    let (parents, name) = path.rsplit_once('.').unwrap_or(("", path));
    parents.split('.').filter(|p| !p.is_empty()).try_fold(table, |t, part| t.get(part)?.as_table())?.get(name)
}

/// Puts a value at a path, with the tables above it; nothing where a value stands in place of one of them.
pub fn put(table: &mut Table, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            table.insert(path.to_owned(), value);
        }
        Some((name, rest)) => {
            let below = table.entry(name).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(below) = below {
                put(below, rest, value);
            }
        }
    }
}

/// Reads what a person writes at a path.
///
/// # Errors
/// The path that no key has; what stands there, what may, and what to try.
pub fn read(path: &str, text: &str) -> Result<Value, Sentence> {
    let key = key(path).ok_or_else(|| unknown(path))?;
    // as people write a share
    let whole = text.trim().strip_prefix('.').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let text = whole.map_or_else(|| text.to_owned(), |rest| format!("0.{rest}"));
    key.read(&text).ok_or_else(|| refused(path, text.trim()))
}

/// Whether every key of a whole policy is declared and holds what it may, alone and beside the others.
///
/// # Errors
/// The key, what stands there, what may, and what to try.
pub fn check(table: &Table) -> Result<(), Sentence> {
    for (path, value) in leaves(table) {
        let key = key(&path).ok_or_else(|| unknown(&path))?;
        if !key.allowed.admits(value) {
            return Err(fitting(table, refused(&path, &value.to_string())));
        }
    }
    if let Some(path) = plan::lacking(table) {
        let like = plan::like(&path).map_or_else(String::new, Value::to_string);
        return Err(Sentence::new("policy-lacking").with("path", &path).with("bounds", &path).with("like", like));
    }
    order::check(table)
}

fn refused(path: &str, value: &str) -> Sentence {
    let default = at(&order::SHIPPED, path).map(Value::to_string);
    // what may stand there is said in the reader's language, by the key's own declaration
    let with = |key| Sentence::new(key).with("path", path).with("value", value).with("bounds", path);
    match default {
        Some(default) => with("policy-refused-default").with("default", default),
        None => match plan::like(path) {
            Some(like) => with("policy-refused-like").with("like", like),
            None => with("policy-refused"),
        },
    }
}

/// A refusal that proposes the default only where it goes with the rest of a policy, else what stands there and may.
#[must_use]
pub fn fitting(table: &Table, mut said: Sentence) -> Sentence {
    let of = |name: &str| said.args.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone());
    let (Some(path), Some(default)) = (of("path"), of("default")) else { return said };
    let Some(key) = key(&path) else { return said };
    let sound = order::check(table).is_ok();
    let fits = |value: Value| {
        let mut table = table.clone();
        put(&mut table, &path, value);
        // what is wrong elsewhere is said of that
        let about = |said: Sentence| said.args.iter().any(|(name, v)| matches!(*name, "path" | "beside") && *v == path);
        order::check(&table).map_or_else(|said| !sound && !about(said), |()| true)
    };
    if key.read(&default).is_some_and(fits) {
        return said;
    }
    said.args.retain(|(name, _)| *name != "default");
    match at(table, &path).filter(|v| key.allowed.admits(v)) {
        Some(now) => Sentence { key: "policy-refused-now", ..said }.with("now", now),
        None => Sentence { key: "policy-refused", ..said },
    }
}

/// The keys whose paths are near to one that there is not, with commas.
#[must_use]
pub fn near(path: &str) -> String {
    nearest(path, keys().map(|k| k.path).filter(|p| !p.contains('*')), 3).join(", ")
}

/// Names the first part of a path that is nowhere, and what may stand there; of a section what is below it.
fn unknown(path: &str) -> Sentence {
    let parts: Vec<&str> = path.split('.').collect();
    let takes = |k: &Key, section: &[&str]| {
        let fitting = k.path.split('.').zip(section).filter(|(mine, part)| k.takes(mine, part));
        fitting.count() == section.len()
    };
    let known = (0..=parts.len()).rev().find(|n| keys().any(|k| takes(k, &parts[..*n]))).unwrap_or_default();
    let (section, rest) = parts.split_at(known);
    let mut free = false;
    let mut below = BTreeSet::new();
    for key in keys().filter(|k| takes(k, section)) {
        match (key.path.split('.').nth(known), key.names) {
            (Some("*"), Some(names)) => below.extend(names()),
            (Some("*"), None) => free = true,
            (name, _) => below.extend(name),
        }
    }
    let names = below.into_iter().collect::<Vec<_>>().join(", ");
    let Some(first) = rest.first() else { return Sentence::new("policy-section").with("path", path).with("names", names) };
    let nowhere = section.iter().chain([first]).copied().collect::<Vec<_>>().join(".");
    if free {
        return Sentence::new("policy-no-name").with("path", nowhere);
    }
    let meant = near(path);
    let (path, names) = match (section, names.is_empty()) {
        ([], _) if !meant.is_empty() => (path, meant),
        (_, false) => (nowhere.as_str(), names),
        // what it is laid below is a key itself
        (_, true) => (path, section.join(".")),
    };
    Sentence::new("policy-no-key-near").with("path", path).with("names", names)
}

// What the tables are written with.

const NONE: Label = Label { en: "", zh: "" };
pub(in crate::domain) const DAYS: Label = Label { en: "days", zh: "天" };
const WORKING_DAYS: Label = Label { en: "working days", zh: "个工作日" };
pub(in crate::domain) const WEEKS: Label = Label { en: "weeks", zh: "周" };
const MONTHS: Label = Label { en: "months", zh: "个月" };
const HOURS: Label = Label { en: "hours", zh: "小时" };
const MINUTES: Label = Label { en: "minutes", zh: "分钟" };
pub(in crate::domain) const POINTS: Label = Label { en: "points", zh: "分" };
const PERCENT: Label = Label { en: "percent", zh: "%" };
const UNITS: Label = Label { en: "units of the currency", zh: "货币单位" };
pub(in crate::domain) const PART: Label = Label { en: "share", zh: "占比" };
pub(in crate::domain) const RATIO: Label = Label { en: "ratio", zh: "比率" };
const GROWN: Label = Label { en: "growth", zh: "增长率" };
const WEIGHT: Label = Label { en: "weight", zh: "权重" };
pub(in crate::domain) const TIMES: Label = Label { en: "times", zh: "倍" };
const MONTH_OF_YEAR: Label = Label { en: "month of the year", zh: "月" };
const PARTNERS: Label = Label { en: "partners", zh: "家渠道" };
pub(in crate::domain) const ORDERS: Label = Label { en: "orders", zh: "笔订单" };
pub(in crate::domain) const SALES: Label = Label { en: "sales", zh: "笔赊销" };
pub(in crate::domain) const RETURNS: Label = Label { en: "returns", zh: "次退货" };
const ITEMS: Label = Label { en: "items", zh: "条" };
const TICKETS: Label = Label { en: "tickets", zh: "张工单" };
const TASKS: Label = Label { en: "tasks", zh: "项任务" };

/// A part of a whole.
pub(in crate::domain) const SHARE: Allowed = Allowed::Fraction(Rate(0), Rate::ONE);
/// A ratio or a multiple.
pub(in crate::domain) const RATE: Allowed = Allowed::Fraction(Rate(0), Rate(100_000));
/// A growth: a fall to nothing is -1.
const GROWTH: Allowed = Allowed::Fraction(Rate(-10_000), Rate(100_000));
/// Days that may be none.
pub(in crate::domain) const SOME_DAYS: Allowed = Allowed::Whole(0, 3_660);
/// Days that something is divided by, or looked back over.
pub(in crate::domain) const LEAST_A_DAY: Allowed = Allowed::Whole(1, 3_660);
/// Months that may be none.
const SOME_MONTHS: Allowed = Allowed::Whole(0, 120);
/// Months that something is looked back over.
const LEAST_A_MONTH: Allowed = Allowed::Whole(1, 120);
const SCORE: Allowed = Allowed::Whole(0, 100);

/// Declares keys: path (`of` what may stand for its `*`), what is allowed, unit, sentence in both languages.
macro_rules! declare {
    ($($path:literal $(of $names:ident)?: $allowed:expr, $unit:ident, $en:literal, $zh:literal;)+) => {
        pub(super) const KEYS: &[$crate::domain::policy::key::Key] = &[$(
            $crate::domain::policy::key::Key {
                path: $path,
                names: declare!(@names $($names)?),
                unit: $unit,
                allowed: $allowed,
                sentence: $crate::domain::record::Label { en: $en, zh: $zh },
            },
        )+];
    };
    (@names) => { None };
    (@names $names:ident) => { Some($names) };
}
use declare;

macro_rules! codes {
    ($($name:ident: $ty:ty;)+) => {
        $(fn $name() -> Vec<&'static str> {
            <$ty>::ALL.iter().map(|v| v.code()).collect()
        })+
    };
}
use codes;
