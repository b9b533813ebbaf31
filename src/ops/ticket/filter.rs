//! What a person types to filter the desk: `kind:complaint S1 owner:me region:华东 opened:2025-07 late:resolution 短装`.
//!
//! Words with a colon name a field ([`FIELDS`], and every other by which figures are broken down); a value with spaces is put
//! in quotes. `S1` to `S4`, `L1` to `L4`, `mine`,
//! `breached`, `open`, `closed`, `all`, `answered`, `reopened`, `ever-resolved` and `unrecorded` (no violation) stand for
//! themselves, in Chinese too; anything else is looked for. What asks about the past (a time, how a clock came out) means closed tickets too, unless it
//! says otherwise.
//!
//! [`behind`] writes the filter of a figure: the list of it has as many tickets as the figure says.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, TimeZone, Utc};

use super::super::{OpError, Result, Session, closings};
use super::looked_for;
use crate::domain::desk_figures::{Count, DeskTargets, Dimension, Key};
use crate::domain::kinds::{Severity, TicketKind, TicketState};
use crate::domain::period::Span;
use crate::domain::record::{Choice, Expected, Field, FieldType, Kind, Problem, Storable, Value};
use crate::domain::sla::ClockKind;
use crate::exchange::value::{self, Style};
use crate::store::tickets::{Between, Filter, History, Outcome, Scope, Without};

/// The names of fields, each with its Chinese name.
pub const FIELDS: [(&str, &str); 17] = [
    ("kind", "类别"),
    ("severity", "级别"),
    ("state", "状态"),
    ("level", "层级"),
    ("owner", "处理人"),
    ("partner", "渠道商"),
    (FILED, "归属渠道"),
    ("region", "区域"),
    ("age", "时长"),
    ("opened", "创建"),
    ("month", "月份"),
    ("resolved", "解决"),
    ("closed", "关闭"),
    ("settled", "应结"),
    ("late", "逾期"),
    ("met", "达标"),
    ("rated", "已评"),
];

/// The partner that a ticket is filed under, and no other party.
const FILED: &str = "filed";

/// The filter that a text means.
///
/// With `lenient`, as one types, what is not understood yet is looked for as it is.
///
/// # Errors
/// [`OpError::Invalid`] names the word that is not understood.
pub fn understand(session: &Session, text: &str, lenient: bool) -> Result<Filter> {
    let mut read = Reader { session, filter: Filter::default(), scoped: false, past: false };
    read.filter.as_of = Some(session.now());
    let mut words = Vec::new();
    for word in split(text) {
        match read.term(&word) {
            Ok(true) => {}
            Ok(false) => words.push(word),
            Err(OpError::Invalid(_)) if lenient => words.push(word),
            Err(e) => return Err(e),
        }
    }
    if read.past && !read.scoped {
        read.filter.scope = Scope::All;
    }
    read.filter.text = words.join(" ");
    Ok(read.filter)
}

/// The words of a text; what is in quotes stays together, without them.
fn split(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '"' | '“' | '”' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => words.extend(Some(std::mem::take(&mut word)).filter(|w| !w.is_empty())),
            c => word.push(c),
        }
    }
    words.extend(Some(word).filter(|w| !w.is_empty()));
    words
}

/// Midnight at the start of a day where the organisation is.
pub(super) fn midnight(session: &Session, day: NaiveDate) -> DateTime<Utc> {
    let (wall, zone) = (day.and_time(NaiveTime::MIN), session.policy.organisation.zone);
    zone.from_local_datetime(&wall).earliest().map_or_else(|| wall.and_utc(), |t| t.with_timezone(&Utc))
}

/// The moment before which all has happened that has happened by now.
pub(super) fn after_now(session: &Session) -> DateTime<Utc> {
    session.now() + Duration::seconds(1)
}

/// The end of a day, or now while it lasts.
pub(super) fn end_of(session: &Session, day: NaiveDate) -> DateTime<Utc> {
    midnight(session, day + Days::new(1)).min(after_now(session))
}

struct Reader<'s> {
    session: &'s Session,
    filter: Filter,
    /// The text says where they stand.
    scoped: bool,
    /// The text asks about what may be over.
    past: bool,
}

impl Reader<'_> {
    fn history(&mut self, what: History) {
        self.filter.history.push(what);
        self.past = true;
    }

    /// Takes a word into the filter; answers whether it meant something.
    fn term(&mut self, word: &str) -> Result<bool> {
        let scope = match word {
            "mine" | "我的" => {
                self.filter.owner = Some(looked_for(self.session, "owner", Kind::User, "me")?);
                return Ok(true);
            }
            "breached" | "超时" => {
                self.filter.breached_at = Some(self.session.now());
                return Ok(true);
            }
            "answered" | "已响应" => {
                self.history(History::Answered);
                return Ok(true);
            }
            "reopened" | "重开" => {
                self.history(History::Reopened);
                return Ok(true);
            }
            "unrecorded" | "未立案" => {
                self.filter.history.push(History::Unrecorded);
                return Ok(true);
            }
            "ever-resolved" | "曾解决" => {
                self.history(History::EverResolved);
                return Ok(true);
            }
            "open" | "未解决" => Some(Scope::Open),
            "closed" | "已关闭" => Some(Scope::Closed),
            "all" | "全部" => Some(Scope::All),
            _ => None,
        };
        if let Some(scope) = scope {
            (self.filter.scope, self.scoped) = (scope, true);
            return Ok(true);
        }
        if let Some(severity) = Severity::from_code(&word.to_uppercase()) {
            self.filter.severity = Some(severity);
            return Ok(true);
        }
        let level = word.strip_prefix(['L', 'l']).and_then(|n| n.parse::<i64>().ok()).filter(|n| (1..=4).contains(n));
        if level.is_some() {
            self.filter.level = level;
            return Ok(true);
        }
        let Some((name, value)) = word.split_once([':', '：']).filter(|(_, v)| !v.is_empty()) else { return Ok(false) };
        self.field(name, value)?;
        Ok(true)
    }

    /// Takes a field and its value into the filter.
    fn field(&mut self, name: &str, value: &str) -> Result<()> {
        let name = FIELDS.iter().find(|(_, zh)| *zh == name).map_or(name, |(en, _)| en);
        match name {
            "kind" => self.filter.kind = Some(choice::<TicketKind>("kind", TicketKind::CHOICES, value)?),
            "severity" => self.filter.severity = Some(choice::<Severity>("severity", Severity::CHOICES, value)?),
            "state" => {
                let state = choice::<TicketState>("state", TicketState::CHOICES, value)?;
                self.past |= state == TicketState::Closed;
                self.filter.state = Some(state);
            }
            "level" => {
                let levels = || Expected::OneOf(["1", "2", "3", "4"].map(str::to_owned).to_vec());
                let level = value.trim_start_matches(['L', 'l']).parse().ok().filter(|l| (1..=4).contains(l));
                self.filter.level = Some(level.ok_or_else(|| invalid("level", value, levels()))?);
            }
            "owner" | "partner" | "region" if is_none(value) => self.filter.without.push(match name {
                "owner" => Without::Owner,
                "partner" => Without::Partner,
                _ => Without::Region,
            }),
            "owner" => self.filter.owner = Some(looked_for(self.session, "owner", Kind::User, value)?),
            "partner" => self.filter.partner = Some(looked_for(self.session, "partner", Kind::Partner, value)?),
            "region" => self.filter.region = Some(looked_for(self.session, "region", Kind::Region, value)?),
            "age" => self.filter.opened = self.filter.opened.and(self.age(value)?),
            "opened" | "month" => {
                self.filter.opened = self.filter.opened.and(self.time("opened_at", value)?);
                self.past = true;
            }
            "resolved" => {
                self.filter.resolved = self.filter.resolved.and(self.time("resolved_at", value)?);
                self.past = true;
            }
            "closed" => {
                self.filter.closed = self.filter.closed.and(self.time("closed_at", value)?);
                self.past = true;
            }
            "settled" => {
                let time = self.time("resolved_at", value)?;
                self.filter.settled = Some(self.filter.settled.unwrap_or_default().and(time));
                self.past = true;
            }
            "open-on" | "未解决于" => {
                let day = value::span(value, &self.style()?).ok_or_else(|| invalid("filter", value, Expected::Date))?.to;
                self.filter.open_at = Some(end_of(self.session, day));
                self.past = true;
            }
            "late" | "met" | "rated" => {
                let how = match name {
                    "late" => Outcome::Late,
                    "met" => Outcome::Met,
                    _ => Outcome::Rated,
                };
                self.filter.outcomes.push((clock(value)?, how));
                self.past = true;
            }
            _ => {
                let name = if name == FILED { "partner" } else { name };
                let field = Dimension::all()
                    .filter_map(Dimension::field)
                    .find(|f| f.name == name.replace('-', "_") || f.label.zh == name || f.label.en.eq_ignore_ascii_case(name));
                let Some(field) = field else {
                    let fields = Dimension::all().filter_map(Dimension::field).map(|f| f.name).chain(["open-on"]);
                    let known: std::collections::BTreeSet<&str> = FIELDS.iter().map(|(en, _)| *en).chain(fields).collect();
                    return Err(invalid("filter", name, Expected::OneOf(known.into_iter().map(str::to_owned).collect())));
                };
                let value = self.value(field, value)?;
                self.filter.fields.push((field.name, value));
                // what is empty until something happened is asked of what is over, too
                self.past |= field.computed && !field.required;
            }
        }
        Ok(())
    }

    /// A value of a field; none: it has none.
    fn value(&self, field: &'static Field, text: &str) -> Result<Value> {
        match field.ty {
            _ if is_none(text) => Ok(Value::Null),
            FieldType::Ref(kind) => looked_for(self.session, field.name, kind, text).map(Value::Int),
            FieldType::Choice(list) => pick(field.name, list, text).map(|code| Value::Text(code.to_owned())),
            _ => value::read_with(field, text, &self.style()?).map_err(|expected| invalid(field.name, text, expected)),
        }
    }

    fn style(&self) -> Result<Style> {
        self.session.style()
    }

    /// A time: `2025-07`, `2025-Q3`, `2025-07-01..2025-07-15`, `>=2025-07-01`, `<2025-07`; not later than now.
    fn time(&self, field: &'static str, text: &str) -> Result<Between> {
        let style = self.style()?;
        let read = |t: &str| value::span(t, &style).ok_or_else(|| invalid(field, text, Expected::Rule("expected-span")));
        let from = |day: NaiveDate| Some(midnight(self.session, day));
        let after = |day: NaiveDate| from(day + Days::new(1));
        let time = if let Some((a, b)) = text.split_once("..").or_else(|| text.split_once('~')) {
            let day = |t: &str| if t.is_empty() { Ok(None) } else { read(t).map(Some) };
            let (a, b) = (day(a)?, day(b)?);
            Between { from: a.and_then(|s| from(s.from)), before: b.and_then(|s| after(s.to)) }
        } else if let Some(t) = text.strip_prefix(">=") {
            Between { from: from(read(t)?.from), before: None }
        } else if let Some(t) = text.strip_prefix("<=") {
            Between { from: None, before: after(read(t)?.to) }
        } else if let Some(t) = text.strip_prefix('>') {
            Between { from: after(read(t)?.to), before: None }
        } else if let Some(t) = text.strip_prefix('<') {
            Between { from: None, before: from(read(t)?.from) }
        } else {
            let span = read(text)?;
            Between { from: from(span.from), before: after(span.to) }
        };
        Ok(time.and(Between { from: None, before: Some(after_now(self.session)) }))
    }

    /// An age in calendar days, as the time of the opening: `7`, `3-7`, `>7d`, `<=3`.
    fn age(&self, text: &str) -> Result<Between> {
        let bad = || invalid("age", text, Expected::Rule("expected-age"));
        let plain = text.trim_end_matches(['d', 'D', '天', '日']);
        let days =
            |t: &str| t.trim_end_matches(['d', 'D', '天', '日']).parse::<u64>().ok().filter(|d| *d < 100_000).ok_or_else(bad);
        let today = self.session.as_of();
        // so old or younger: opened on that day or later; so old or older: before the day after it
        let at_most = |days: u64| Some(midnight(self.session, today - Days::new(days)));
        let at_least = |days: u64| {
            let day = today - Days::new(days) + Days::new(1);
            Some(midnight(self.session, day).min(after_now(self.session)))
        };
        let between = |from: u64, to: u64| Between { from: at_most(to), before: at_least(from) };
        Ok(if let Some(t) = plain.strip_prefix(">=") {
            Between { from: None, before: at_least(days(t)?) }
        } else if let Some(t) = plain.strip_prefix('>') {
            Between { from: None, before: at_least(days(t)? + 1) }
        } else if let Some(t) = plain.strip_prefix("<=") {
            Between { from: at_most(days(t)?), before: None }
        } else if let Some(t) = plain.strip_prefix('<') {
            let below = days(t)?;
            // nothing is younger than no day
            if below == 0 { between(1, 0) } else { Between { from: at_most(below - 1), before: None } }
        } else if let Some((a, b)) = plain.split_once(['-', '~']) {
            between(days(a)?, days(b)?)
        } else {
            let days = days(plain)?;
            between(days, days)
        })
    }
}

fn is_none(value: &str) -> bool {
    matches!(value, "none" | "无" | "-")
}

fn clock(value: &str) -> Result<ClockKind> {
    let found = match value {
        "响应" | "首次响应" => Some(ClockKind::Response),
        "解决" => Some(ClockKind::Resolution),
        _ => ClockKind::ALL.into_iter().find(|c| c.code() == value),
    };
    let known = || Expected::OneOf(ClockKind::ALL.map(|c| c.code().to_owned()).to_vec());
    found.ok_or_else(|| invalid("filter", value, known()))
}

/// A value of a closed list.
fn choice<T: Storable>(field: &'static str, list: &[Choice], text: &str) -> Result<T> {
    let code = pick(field, list, text)?;
    T::from_value(&Value::Text(code.to_owned())).ok_or_else(|| none_of(field, list, text))
}

/// The code of one of a closed list, by its code or the beginning of its label in either language.
fn pick(field: &'static str, list: &[Choice], text: &str) -> Result<&'static str> {
    let lower = text.to_lowercase();
    let found = list.iter().find(|c| c.code == lower || c.code == text).or_else(|| {
        list.iter().find(|c| c.label.en.starts_with(&lower) || c.label.zh.starts_with(text) || c.code.starts_with(&lower))
    });
    found.map(|c| c.code).ok_or_else(|| none_of(field, list, text))
}

fn none_of(field: &'static str, list: &[Choice], text: &str) -> OpError {
    invalid(field, text, Expected::OneOf(list.iter().map(|c| c.code.to_owned()).collect()))
}

fn invalid(field: &'static str, value: &str, expected: Expected) -> OpError {
    OpError::Invalid(vec![Problem { field, value: value.to_owned(), expected }])
}

/// A span as the filter reads it: `2025-07`, `2025-Q3`, `2025`, else its days.
#[must_use]
pub fn span_text(session: &Session, span: Span) -> String {
    let names = closings::names(session).ok();
    names.and_then(|names| names.name(span)).unwrap_or_else(|| span.to_string())
}

/// Which tickets a figure is about.
#[derive(Clone, Copy, Debug)]
pub struct Behind<'a> {
    /// Of one of a dimension.
    pub key: &'a Key,
    /// The code of the record that it is; empty: none.
    pub code: &'a str,
    /// In which span; of a month, the month's.
    pub span: Span,
    /// The classes of age that it was counted by.
    pub targets: &'a DeskTargets,
}

/// The filter of a count: the list of it has as many tickets.
#[must_use]
pub fn behind(session: &Session, of: &Behind<'_>, count: Count) -> String {
    let span = span_text(session, of.span);
    let terms = match count {
        Count::Open if matches!(of.key, Key::Month(_)) => format!("all open-on:{}", of.span.to.min(session.as_of())),
        Count::Open if session.clock.runs() => "open".to_owned(),
        Count::Open => format!("all open-on:{}", session.as_of()),
        Count::Opened => format!("all opened:{span}"),
        Count::Resolved => format!("all resolved:{span}"),
        Count::Answered => format!("all opened:{span} answered"),
        Count::ResponseMet => format!("all opened:{span} met:response"),
        Count::ResponseLate => format!("all opened:{span} late:response"),
        Count::ResponseRated => format!("all opened:{span} rated:response"),
        Count::ResolutionMet => format!("all settled:{span} met:resolution"),
        Count::ResolutionLate => format!("all settled:{span} late:resolution"),
        Count::ResolutionRated => format!("all settled:{span}"),
        Count::Reopened => format!("all opened:{span} reopened"),
        Count::EverResolved => format!("all opened:{span} ever-resolved"),
    };
    let code = if of.code.is_empty() { "none".to_owned() } else { quoted(of.code) };
    let group = match of.key {
        Key::All | Key::Month(_) => return terms,
        Key::Field(name, value) => {
            let name = if *name == "partner" { FILED } else { name };
            let field = of.key.dimension().and_then(Dimension::field);
            match (value, field.map(|f| f.ty)) {
                (Value::Null, _) => format!("{name}:none"),
                (_, Some(FieldType::Ref(_))) => format!("{name}:{code}"),
                (value, _) => format!("{name}:{}", field.map_or_else(String::new, |f| quoted(&f.strict(value)))),
            }
        }
        Key::Age(class) => {
            let (from, to) = of.targets.bounds(*class);
            to.map_or_else(|| format!("age:>={from}"), |to| format!("age:{from}-{to}"))
        }
        Key::Region(_) => format!("region:{code}"),
    };
    format!("{terms} {group}")
}

/// A code with spaces in quotes.
fn quoted(code: &str) -> String {
    if code.contains(char::is_whitespace) { format!("\"{code}\"") } else { code.to_owned() }
}
