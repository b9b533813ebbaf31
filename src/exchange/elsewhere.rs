//! What other desks call things: severities, states, kinds of tickets, and the times at which a clock stood.
//!
//! Only what is no name of our own is looked up here. A mapping that says `values.severity` goes before: where 紧急 is the
//! second of four levels and not the first, it has to say so.

use super::value::{Style, fold, moment};
use crate::domain::record::{Expected, Kind, Value};
use crate::domain::worktime::Hold;

/// Severities: P1 to P4, 1 to 4 (Zendesk, Jira, iTop and others) and levels in words.
const SEVERITIES: &[(&str, &[&str])] = &[
    (
        "S1",
        &[
            "p1",
            "p0",
            "1",
            "urgent",
            "critical",
            "blocker",
            "highest",
            "emergency",
            "特急",
            "紧急",
            "严重",
            "致命",
            "一级",
            "1级",
        ],
    ),
    ("S2", &["p2", "2", "high", "major", "高", "较高", "重要", "二级", "2级"]),
    ("S3", &["p3", "3", "medium", "normal", "moderate", "middle", "中", "一般", "普通", "正常", "三级", "3级"]),
    ("S4", &["p4", "p5", "4", "5", "low", "minor", "lowest", "trivial", "planning", "低", "较低", "轻微", "四级", "4级"]),
];

/// States of Zendesk, Jira, iTop and of desks in Chinese. What is open is new until a time says that it was answered.
const STATES: &[(&str, &[&str])] = &[
    (
        "new",
        &[
            "open",
            "opened",
            "todo",
            "backlog",
            "unassigned",
            "escalatedtto",
            "待处理",
            "待受理",
            "未处理",
            "待办",
            "打开",
            "未分配",
        ],
    ),
    ("acknowledged", &["assigned", "accepted", "waitingforsupport", "dispatched", "已分配", "已派单", "已接单", "已响应"]),
    ("investigating", &["inprogress", "working", "workinprogress", "escalatedttr", "active", "处理中", "进行中", "办理中"]),
    ("negotiating", &["underreview", "inreview", "沟通中"]),
    (
        "on_hold",
        &[
            "pending",
            "waiting",
            "hold",
            "waitingforcustomer",
            "awaitingresponse",
            "suspended",
            "paused",
            "待客户",
            "等待",
            "等待中",
            "等待客户",
            "待反馈",
            "暂停",
            "已暂停",
            "已挂起",
            "挂起中",
        ],
    ),
    ("resolved", &["solved", "done", "fixed", "completed", "complete", "解决", "完成", "已完成", "已处理"]),
    (
        "closed",
        &["close", "cancelled", "canceled", "archived", "关闭", "已完结", "完结", "已办结", "办结", "已结案", "结案", "已归档"],
    ),
    ("reopened", &["reopen", "重开", "已重开", "再次打开"]),
];

const KINDS: &[(&str, &[&str])] = &[
    ("complaint", &["complaints", "客诉", "客户投诉", "服务投诉", "售后", "incident", "problem"]),
    ("order", &["orders", "订单问题", "订单咨询", "发货", "交付"]),
    ("diversion", &["greymarket", "graymarket", "串货", "跨区", "跨区销售", "窜货举报"]),
    ("multi_channel", &["multichannel", "线上线下冲突", "价差", "渠道冲突"]),
    ("horizontal", &["价格战", "抢客户", "区域冲突"]),
    ("vertical", &["厂商冲突", "直供"]),
    ("dispute", &["资源", "费用争议", "政策争议", "额度争议", "返利争议"]),
];

/// The code that another desk's word stands for in a field of a ticket.
#[must_use]
pub fn code(kind: Kind, field: &str, text: &str) -> Option<&'static str> {
    let list = match (kind, field) {
        (Kind::Ticket, "severity") => SEVERITIES,
        (Kind::Ticket, "state") => STATES,
        (Kind::Ticket, "kind") => KINDS,
        _ => return None,
    };
    let folded = fold(text);
    list.iter().find(|(_, words)| words.contains(&folded.as_str())).map(|(code, _)| *code)
}

/// Reads a value of a ticket that is no word of our own.
///
/// # Errors
/// `expected`, if it is none of other desks either.
pub fn read(kind: Kind, field: &str, text: &str, expected: Expected) -> Result<Value, Expected> {
    code(kind, field, text).map(|code| Value::Text(code.to_owned())).ok_or(expected)
}

/// Reads pauses: `2025-06-03 10:00 ~ 2025-06-04 09:00; 2025/6/5 14:00 至 2025/6/5 16:00`, or as they are exported.
///
/// Pauses are set apart by `;` or line breaks; their ends by `~`, `至`, `→`, `to` or `..`. One with no end lasts still; one
/// with neither is left out, as an empty pair of cells is.
///
/// # Errors
/// [`Expected::Rule`] if a moment can't be read.
pub fn pauses(text: &str, style: &Style) -> Result<Vec<Hold>, Expected> {
    let bad = || Expected::Rule("expected-pauses");
    let mut found = Vec::new();
    for one in text.split([';', '；', '\n']).map(str::trim).filter(|t| !t.is_empty()) {
        let ends = [" to ", "~", "～", "至", "→", ".."].iter().find_map(|mark| one.split_once(mark));
        // as they are exported: a slash between two moments
        let ends = ends.or_else(|| one.split_once('/').filter(|(from, _)| from.contains('T')));
        let (from, to) = ends.ok_or_else(bad)?;
        let (from, to) = (from.trim(), to.trim());
        if from.is_empty() && to.is_empty() {
            continue;
        }
        let from = moment(from, style).ok_or_else(bad)?;
        let to = if to.is_empty() { None } else { Some(moment(to, style).ok_or_else(bad)?) };
        found.push(Hold { from, to });
    }
    found.sort_by_key(|p| p.from);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kinds::{Severity, TicketKind, TicketState};
    use crate::domain::pauses::write;

    #[test]
    fn words_of_other_desks_stand_for_codes() {
        let cases = [
            ("severity", "P1", Some("S1")),
            ("severity", "Urgent", Some("S1")),
            ("severity", "紧急", Some("S1")),
            ("severity", "高", Some("S2")),
            ("severity", "High", Some("S2")),
            ("severity", "中", Some("S3")),
            ("severity", "Normal", Some("S3")),
            ("severity", "低", Some("S4")),
            ("severity", "3", Some("S3")),
            ("severity", "whatever", None),
            ("state", "Open", Some("new")),
            ("state", "In Progress", Some("investigating")),
            ("state", "PENDING", Some("on_hold")),
            ("state", "Waiting for customer", Some("on_hold")),
            ("state", "Solved", Some("resolved")),
            ("state", "Done", Some("resolved")),
            ("state", "已完结", Some("closed")),
            ("state", "escalated_ttr", Some("investigating")),
            ("kind", "串货", Some("diversion")),
            ("title", "high", None),
        ];
        for (field, text, code) in cases {
            assert_eq!(super::code(Kind::Ticket, field, text), code, "{field} {text}");
        }
        assert_eq!(super::code(Kind::Partner, "severity", "P1"), None);
    }

    #[test]
    fn every_word_stands_for_one_code_that_there_is() {
        let check = |list: &[(&str, &[&str])], known: &dyn Fn(&str) -> bool| {
            let mut seen = std::collections::BTreeSet::new();
            for (code, words) in list {
                assert!(known(code), "{code}");
                for word in *words {
                    assert_eq!(fold(word), *word, "{word} is folded");
                    assert!(seen.insert(*word), "{word} stands for two codes");
                }
            }
        };
        check(SEVERITIES, &|c| Severity::from_code(c).is_some());
        check(STATES, &|c| TicketState::from_code(c).is_some());
        check(KINDS, &|c| TicketKind::from_code(c).is_some());
    }

    #[test]
    fn pauses_are_read_as_people_write_them() {
        let style = Style { zone: chrono_tz::Asia::Shanghai, ..Style::default() };
        let one = "2025-06-03T02:00:00Z/2025-06-04T01:00:00Z";
        let cases = [
            ("2025-06-03 10:00 ~ 2025-06-04 09:00", Some(one.to_owned())),
            ("2025/6/3 10:00 至 2025/6/4 9:00", Some(one.to_owned())),
            ("2025-06-03T02:00:00Z/2025-06-04T01:00:00Z", Some(one.to_owned())),
            ("2025-06-03 10:00 to 2025-06-04 09:00; ~ ; ", Some(one.to_owned())),
            ("2025-06-05 10:00→；2025-06-03 10:00～2025-06-04 09:00", Some(format!("{one}; 2025-06-05T02:00:00Z/"))),
            (" ~ ", Some(String::new())),
            ("2025-06-03 10:00", None),
            ("soon ~ later", None),
            ("~ 2025-06-04 09:00", None),
            ("2025-06-03 10:00 ~ 2025-06-31 09:00", None),
        ];
        for (text, expected) in cases {
            let found = pauses(text, &style).map(|p| write(&p)).ok();
            assert_eq!(found, expected, "{text}");
        }
    }
}
