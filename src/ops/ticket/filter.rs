//! What a person types to filter the desk: `kind:complaint S1 owner:me region:华东 breached 短装`.

use super::super::{OpError, Result, Session};
use super::refer;
use crate::domain::kinds::{Severity, TicketKind, TicketState};
use crate::domain::record::{Choice, Expected, Kind, Problem, Storable, Value};
use crate::store::tickets::{Filter, Scope};

/// The filter that a text means: words with a colon name a field, `S1` to `S4`, `L1` to `L4`, `mine`, `breached`, `open`,
/// `closed` and `all` (in Chinese too) stand for themselves, anything else is looked for.
///
/// With `lenient`, as one types, what is not understood yet is looked for as it is.
///
/// # Errors
/// [`OpError::Invalid`] names the word that is not understood.
pub fn understand(session: &Session, text: &str, lenient: bool) -> Result<Filter> {
    let mut filter = Filter::default();
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        match term(session, &mut filter, word) {
            Ok(true) => {}
            Ok(false) => words.push(word),
            Err(OpError::Invalid(_)) if lenient => words.push(word),
            Err(e) => return Err(e),
        }
    }
    filter.text = words.join(" ");
    Ok(filter)
}

/// Takes a word into the filter; answers whether it meant something.
fn term(session: &Session, filter: &mut Filter, word: &str) -> Result<bool> {
    match word {
        "mine" | "我的" => filter.owner = Some(refer(session, "owner", Kind::User, "me")?),
        "breached" | "超时" => filter.breached_at = Some(session.now()),
        "open" | "未解决" => filter.scope = Scope::Open,
        "closed" | "已关闭" => filter.scope = Scope::Closed,
        "all" | "全部" => filter.scope = Scope::All,
        _ => {
            if let Some(severity) = Severity::from_code(&word.to_uppercase()) {
                filter.severity = Some(severity);
                return Ok(true);
            }
            let level = word.strip_prefix(['L', 'l']).and_then(|n| n.parse::<i64>().ok()).filter(|n| (1..=4).contains(n));
            if level.is_some() {
                filter.level = level;
                return Ok(true);
            }
            let Some((name, value)) = word.split_once([':', '：']).filter(|(_, v)| !v.is_empty()) else { return Ok(false) };
            return field(session, filter, name, value);
        }
    }
    Ok(true)
}

fn field(session: &Session, filter: &mut Filter, name: &str, value: &str) -> Result<bool> {
    match name {
        "kind" | "类别" => filter.kind = Some(choice::<TicketKind>("kind", TicketKind::CHOICES, value)?),
        "severity" | "级别" => filter.severity = Some(choice::<Severity>("severity", Severity::CHOICES, value)?),
        "state" | "状态" => {
            let state = choice::<TicketState>("state", TicketState::CHOICES, value)?;
            if state == TicketState::Closed {
                filter.scope = Scope::All;
            }
            filter.state = Some(state);
        }
        "owner" | "处理人" => filter.owner = Some(refer(session, "owner", Kind::User, value)?),
        "partner" | "渠道商" => filter.partner = Some(refer(session, "partner", Kind::Partner, value)?),
        "region" | "区域" => filter.region = Some(refer(session, "region", Kind::Region, value)?),
        "level" | "层级" => filter.level = value.trim_start_matches(['L', 'l']).parse().ok(),
        _ => {
            let known = ["kind", "severity", "state", "owner", "partner", "region", "level"].map(str::to_owned).to_vec();
            return Err(invalid("filter", name, Expected::OneOf(known)));
        }
    }
    Ok(true)
}

/// A value of a closed list, by its code or the beginning of its label in either language.
fn choice<T: Storable>(field: &'static str, list: &[Choice], text: &str) -> Result<T> {
    let lower = text.to_lowercase();
    let found = list.iter().find(|c| c.code == lower || c.code == text).or_else(|| {
        list.iter().find(|c| c.label.en.starts_with(&lower) || c.label.zh.starts_with(text) || c.code.starts_with(&lower))
    });
    found
        .and_then(|c| T::from_value(&Value::Text(c.code.to_owned())))
        .ok_or_else(|| invalid(field, text, Expected::OneOf(list.iter().map(|c| c.code.to_owned()).collect())))
}

fn invalid(field: &'static str, value: &str, expected: Expected) -> OpError {
    OpError::Invalid(vec![Problem { field, value: value.to_owned(), expected }])
}
