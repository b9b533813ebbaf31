//! The plan of visits and reviews.

use toml::{Table, Value};

use super::{MONTHS, NONE, PERCENT, TASKS, at, codes, declare};
use crate::domain::kinds::{ChannelGroup, Lifecycle, TaskKind, Tier};
use crate::domain::maintenance::{Every, Scope};
use crate::domain::policy::key::Allowed::{Flag, Lines, Name, Text, Whole, Word, Words};
use crate::domain::policy::order::SHIPPED;

codes! {
    tasks: TaskKind;
    periods: Every;
    scopes: Scope;
    tiers: Tier;
    groups: ChannelGroup;
    statuses: Lifecycle;
}

declare! {
    "maintenance.daily_capacity": Whole(1, 1_000), TASKS, "tasks that one person is given for a day", "每人每天最多安排的任务数";
    "maintenance.rule.*.series": Name, NONE,
        "of several rules of one series the first that fits a partner holds", "同一系列的规则中只取适用的第一条";
    "maintenance.rule.*.off": Flag, NONE, "switches the rule off", "停用此规则";
    "maintenance.rule.*.kind": Word(tasks), NONE, "the kind of task that the rule makes", "规则生成的任务类型";
    "maintenance.rule.*.every": Word(periods), NONE, "how often it is owed", "多久一次";
    "maintenance.rule.*.scope": Word(scopes), NONE,
        "who gets one each: every partner, everybody who looks after partners, the organisation",
        "按渠道、按负责人还是全组织各一项";
    "maintenance.rule.*.tiers": Words(tiers), NONE, "the tiers that the rule holds for; empty: all", "适用的级别；空为全部";
    "maintenance.rule.*.groups": Words(groups), NONE,
        "the channel groups that the rule holds for; empty: all", "适用的渠道大类；空为全部";
    "maintenance.rule.*.statuses": Words(statuses), NONE,
        "the statuses that the rule holds for; empty: active and improving", "适用的状态；空为合作中与改善中";
    "maintenance.rule.*.on_credit": Flag, NONE, "only for partners that buy on credit", "仅适用于赊销渠道";
    "maintenance.rule.*.around": Whole(0, 100), PERCENT,
        "where in the period it is best done; without it the tasks are spread over the month",
        "在周期内的最佳位置；不填则分散到全月";
    "maintenance.rule.*.cycle": Whole(1, 120), MONTHS,
        "counts the occurrences of a cycle since the tier began: 1/3, 2/3, 3/3", "自进入级别起按周期编号：1/3、2/3、3/3";
    "maintenance.rule.*.title.en": Text { empty: false }, NONE, "what the task is called in English", "任务的英文名称";
    "maintenance.rule.*.title.zh": Text { empty: false }, NONE, "what the task is called in Chinese", "任务的中文名称";
    "maintenance.rule.*.checklist": Lines, NONE, "lines to go through", "检查清单";
}

/// Where a rule of the plan stands.
const RULE: &str = "maintenance.rule";
/// What every rule of the plan has to say.
const NEEDED: [&str; 4] = ["kind", "every", "title.en", "title.zh"];

/// The path of what a rule of the plan has to say and doesn't.
pub(super) fn lacking(table: &Table) -> Option<String> {
    let rules = at(table, RULE)?.as_table()?;
    let missing = |(name, rule): (&String, &Value)| {
        let part = NEEDED.into_iter().find(|part| rule.as_table().is_none_or(|rule| at(rule, part).is_none()))?;
        Some(format!("{RULE}.{name}.{part}"))
    };
    rules.iter().find_map(missing)
}

/// What a rule that ships says there.
pub(super) fn like(path: &str) -> Option<&'static Value> {
    let part = NEEDED.into_iter().find(|part| path.ends_with(part))?;
    let rules = at(&SHIPPED, RULE)?.as_table()?;
    rules.values().find_map(|rule| at(rule.as_table()?, part))
}
