//! The maintenance plan: what is owed to whom, how often, and on which day (S11).
//!
//! A [`Rule`] of the policy says what kind of task a group of partners gets each month, quarter or half-year. [`plan`] turns
//! the rules into tasks for one month. An occurrence has the key *series, period, partner*: one that exists, wherever it
//! was moved to and whether it was skipped, is not planned again, so that planning twice adds nothing.
//!
//! Days are chosen in two steps: each owner's visits are put together by city, then laid on the working days of the
//! month evenly, as far as the owner's daily capacity goes.

mod days;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use serde::Deserialize;

use super::checklist::Checklist;
use super::kinds::{ChannelGroup, Lifecycle, TaskKind, Tier};
use super::period::{Month, Span};
use super::record::Lang;
use super::workcal::Calendar;
use crate::choices;
use days::{Desk, lay, working_days};

/// Policy section `[maintenance]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Maintenance {
    /// Tasks that one person is given for a day.
    pub daily_capacity: usize,
    /// What is owed, by name; of several rules of one series the first (by name) that fits a partner holds.
    pub rule: BTreeMap<String, Rule>,
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Words {
    /// The text in `lang`.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

choices! {
    /// How often something is owed.
    pub enum Every {
        Month = "month", "each calendar month", "每月";
        Quarter = "quarter", "each calendar quarter", "每季度";
        HalfYear = "half_year", "each half of a calendar year", "每半年";
        ContractEnd = "contract_end", "once before the end of each contract in force", "每份有效合同到期前一次";
    }
}

impl Every {
    /// The period that a month is in: its days and its name (`2025-03`, `2025-Q1`, `2025-H1`).
    #[must_use]
    pub fn period(self, month: Month) -> (Span, String) {
        let (year, m) = (month.year(), month.0.rem_euclid(12));
        let whole = |first: i32, months: i32| Span {
            from: Month(year * 12 + first).first(),
            to: Month(year * 12 + first + months - 1).span().to,
        };
        match self {
            // each contract has a period of its own ([`Renewal::period`]); the month says which are planned
            Self::Month | Self::ContractEnd => (month.span(), format!("{year}-{:02}", m + 1)),
            Self::Quarter => (whole(m / 3 * 3, 3), format!("{year}-Q{}", m / 3 + 1)),
            Self::HalfYear => (whole(m / 6 * 6, 6), format!("{year}-H{}", m / 6 + 1)),
        }
    }
}

choices! {
    /// Who gets one task each.
    #[derive(Default)]
    pub enum Scope {
        #[default]
        Partner = "partner", "every partner that the rule fits", "适用规则的每家渠道";
        Owner = "owner", "everybody who owns a partner that the rule fits", "适用渠道的每位负责人";
        Network = "network", "the organisation", "全组织";
    }
}

/// What is owed to a group of partners.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Part of the key of an occurrence, the rule's name if not given; rules of one series exclude each other.
    #[serde(default)]
    pub series: Option<String>,
    /// Switched off.
    #[serde(default)]
    pub off: bool,
    /// What kind of task it makes.
    #[serde(deserialize_with = "task_kind")]
    pub kind: TaskKind,
    /// How often.
    pub every: Every,
    /// Who gets one each.
    #[serde(default)]
    pub scope: Scope,
    /// Tiers that it holds for; empty: all.
    #[serde(default, deserialize_with = "tiers")]
    pub tiers: Vec<Tier>,
    /// Channel groups that it holds for; empty: all.
    #[serde(default, deserialize_with = "groups")]
    pub groups: Vec<ChannelGroup>,
    /// Statuses that it holds for; empty: active and improving.
    #[serde(default, deserialize_with = "statuses")]
    pub statuses: Vec<Lifecycle>,
    /// Only for partners that buy on credit.
    #[serde(default)]
    pub on_credit: bool,
    /// Where in the period it is best done, in percent; without one the tasks are spread over the month.
    #[serde(default)]
    pub around: Option<u8>,
    /// Counts the occurrences of a cycle of so many months since the tier began: 1/3, 2/3, 3/3.
    #[serde(default)]
    pub cycle: Option<i32>,
    /// What it is called.
    pub title: Words,
    /// Lines to go through.
    #[serde(default)]
    pub checklist: Vec<Words>,
}

macro_rules! coded {
    ($name:ident, $list:ident, $ty:ty) => {
        fn $list<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Vec<$ty>, D::Error> {
            let codes = Vec::<String>::deserialize(d)?;
            codes.iter().map(|c| $name(c).map_err(serde::de::Error::custom)).collect()
        }

        fn $name(code: &str) -> Result<$ty, String> {
            <$ty>::from_code(code).ok_or_else(|| {
                let all: Vec<&str> = <$ty>::ALL.iter().map(|v| v.code()).collect();
                format!("`{code}`: expected one of {}", all.join(", "))
            })
        }
    };
}

coded!(tier, tiers, Tier);
coded!(group, groups, ChannelGroup);
coded!(status, statuses, Lifecycle);

fn task_kind<'de, D: serde::Deserializer<'de>>(d: D) -> Result<TaskKind, D::Error> {
    let code = String::deserialize(d)?;
    TaskKind::from_code(&code).ok_or_else(|| serde::de::Error::custom(format!("`{code}` is not a kind of task")))
}

/// What the plan needs to know of a partner.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Row id.
    pub id: i64,
    /// Where it stands.
    pub status: Lifecycle,
    /// Tier in force.
    pub tier: Option<Tier>,
    /// Since when.
    pub tier_since: Option<NaiveDate>,
    /// Upper level of its channel type.
    pub group: Option<ChannelGroup>,
    /// Where a visit goes to.
    pub city: String,
    /// Who looks after it.
    pub owner: Option<i64>,
    /// Whether it buys on credit.
    pub on_credit: bool,
}

impl Rule {
    /// Whether a partner is owed this.
    #[must_use]
    pub fn fits(&self, s: &Subject) -> bool {
        let status = if self.statuses.is_empty() {
            matches!(s.status, Lifecycle::Active | Lifecycle::Improving)
        } else {
            self.statuses.contains(&s.status)
        };
        status
            && (self.tiers.is_empty() || s.tier.is_some_and(|t| self.tiers.contains(&t)))
            && (self.groups.is_empty() || s.group.is_some_and(|g| self.groups.contains(&g)))
            && (!self.on_credit || s.on_credit)
    }

    /// What an occurrence is called.
    fn named(&self, lang: Lang, month: Month, since: Option<NaiveDate>) -> String {
        let title = self.title.get(lang);
        match self.cycle {
            Some(of) if of > 0 => {
                let began = since.map_or(month.0 - month.0.rem_euclid(of), |d| Month::of(d).0);
                format!("{title} {}/{of}", (month.0 - began).rem_euclid(of) + 1)
            }
            _ => title.to_owned(),
        }
    }
}

impl Maintenance {
    /// A stored title or line of a checklist in the reader's language, where it is the policy's own.
    #[must_use]
    pub fn shown<'a>(&'a self, text: &'a str, lang: Lang) -> std::borrow::Cow<'a, str> {
        let of = |r: &'a Rule| {
            let numbered = r.every == Every::ContractEnd;
            std::iter::once((&r.title, numbered)).chain(r.checklist.iter().map(|line| (line, false)))
        };
        for (words, numbered) in self.rule.values().flat_map(of) {
            for known in [&words.en, &words.zh] {
                // what a rule adds to its title: 1/3, or the number of a contract
                if let Some(rest) = text.strip_prefix(known.as_str())
                    && (rest.is_empty() || rest.starts_with(' ') && (numbered || rest.contains('/')))
                {
                    return format!("{}{rest}", words.get(lang)).into();
                }
            }
        }
        text.into()
    }

    /// What makes one of a line of a checklist in either language.
    #[must_use]
    pub fn line(&self, text: &str) -> String {
        self.shown(text, Lang::En).into_owned()
    }
}

/// The key of an occurrence: series, period, partner (0: none).
pub type Key = (String, String, i64);

/// A task to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub kind: TaskKind,
    /// What it is called.
    pub title: String,
    /// For whom.
    pub partner: Option<i64>,
    /// Who does it.
    pub owner: Option<i64>,
    /// When.
    pub due_on: NaiveDate,
    /// What to go through.
    pub checklist: Checklist,
    /// The rule.
    pub series: String,
    /// The rule's period.
    pub period: String,
}

/// A contract whose end comes near.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    pub partner: i64,
    pub number: String,
    /// The end of its present term.
    pub ends: NaiveDate,
    /// The day from which the renewal is due.
    pub due: NaiveDate,
}

impl Renewal {
    /// The period of its task: a contract and the end of its term, so that each end is planned once.
    #[must_use]
    pub fn period(&self) -> String {
        format!("{}@{}", self.number, self.ends)
    }
}

/// What a month is planned from.
#[derive(Clone, Debug)]
pub struct Inputs<'a> {
    pub month: Month,
    /// Nothing is planned before this day.
    pub from: NaiveDate,
    /// Everybody who is owed something, in a fixed order.
    pub subjects: &'a [Subject],
    /// Contracts in force whose renewal is due before the month is over, in a fixed order.
    pub renewals: &'a [Renewal],
    /// Who answers for what concerns the whole network.
    pub head: Option<i64>,
    /// Occurrences that exist.
    pub known: &'a HashSet<Key>,
    /// Open tasks by owner (0: nobody) and day.
    pub load: HashMap<(i64, NaiveDate), usize>,
    /// Working days.
    pub calendar: &'a Calendar,
    /// Language of the texts that are written.
    pub lang: Lang,
}

/// A planned month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Planned {
    /// What is new, by day and owner.
    pub drafts: Vec<Draft>,
    /// How many the rules ask for that exist already.
    pub known: usize,
    /// How many lie on a day on which their owner has more than can be done.
    pub over_capacity: usize,
}

/// Plans a month under the rules.
#[must_use]
pub fn plan(policy: &Maintenance, inputs: &Inputs<'_>) -> Planned {
    let mut out = Planned::default();
    let wanted = wanted(policy, inputs, &mut out.known);
    let days = working_days(inputs);
    let mut load = inputs.load.clone();
    let mut by_owner: BTreeMap<i64, Vec<Wanted>> = BTreeMap::new();
    for w in wanted {
        by_owner.entry(w.draft.owner.unwrap_or(0)).or_default().push(w);
    }
    for (owner, wanted) in by_owner {
        let mut desk = Desk { owner, days: &days, load: &mut load, capacity: policy.daily_capacity.max(1), over: 0 };
        lay(wanted, &mut desk, &mut out.drafts);
        out.over_capacity += desk.over;
    }
    out.drafts.sort_by(|a, b| (a.due_on, a.owner, a.partner, &a.series).cmp(&(b.due_on, b.owner, b.partner, &b.series)));
    out
}

/// A draft without its day.
struct Wanted {
    draft: Draft,
    /// Put together with others of this city.
    city: Option<String>,
    /// The day that suits best.
    best: Option<NaiveDate>,
}

fn wanted(policy: &Maintenance, inputs: &Inputs<'_>, known: &mut usize) -> Vec<Wanted> {
    let mut out = Vec::new();
    let mut taken: HashSet<(&str, i64)> = HashSet::new();
    for (name, rule) in policy.rule.iter().filter(|(_, rule)| !rule.off) {
        let series = rule.series.as_deref().unwrap_or(name);
        if rule.every == Every::ContractEnd {
            renewals(series, rule, inputs, known, &mut out);
            continue;
        }
        let (span, period) = rule.every.period(inputs.month);
        let best =
            rule.around.map(|percent| span.from + chrono::Duration::days((span.days() - 1) * i64::from(percent.min(100)) / 100));
        // a later month's turn: it is planned then
        if best.is_some_and(|day| Month::of(day) > inputs.month) {
            continue;
        }
        let mut add = |series: String, partner: Option<&Subject>, owner: Option<i64>| {
            let key = (series, period.clone(), partner.map_or(0, |p| p.id));
            if inputs.known.contains(&key) {
                *known += 1;
                return;
            }
            let lines: Vec<&str> = rule.checklist.iter().map(|w| w.get(inputs.lang)).collect();
            let travels = rule.kind == TaskKind::Visit;
            out.push(Wanted {
                city: partner.filter(|p| travels && !p.city.is_empty()).map(|p| p.city.clone()),
                best,
                draft: Draft {
                    kind: rule.kind,
                    title: rule.named(inputs.lang, inputs.month, partner.and_then(|p| p.tier_since)),
                    partner: partner.map(|p| p.id),
                    owner,
                    due_on: span.to,
                    checklist: Checklist::of(&lines),
                    series: key.0,
                    period: key.1,
                },
            });
        };
        match rule.scope {
            Scope::Network => add(series.to_owned(), None, inputs.head),
            Scope::Owner => {
                let mut owners: Vec<i64> = inputs.subjects.iter().filter(|s| rule.fits(s)).filter_map(|s| s.owner).collect();
                owners.sort_unstable();
                owners.dedup();
                for owner in owners {
                    add(format!("{series}@{owner}"), None, Some(owner));
                }
            }
            Scope::Partner => {
                for s in inputs.subjects.iter().filter(|s| rule.fits(s)) {
                    if taken.insert((series, s.id)) {
                        add(series.to_owned(), Some(s), s.owner);
                    }
                }
            }
        }
    }
    out
}

/// One task for each contract whose renewal has come due and is not planned yet, by the end of the month.
fn renewals(series: &str, rule: &Rule, inputs: &Inputs<'_>, known: &mut usize, out: &mut Vec<Wanted>) {
    let by_id: HashMap<i64, &Subject> = inputs.subjects.iter().map(|s| (s.id, s)).collect();
    for renewal in inputs.renewals.iter().filter(|r| Month::of(r.due) <= inputs.month) {
        let Some(subject) = by_id.get(&renewal.partner).filter(|s| rule.fits(s)) else { continue };
        let key = (series.to_owned(), renewal.period(), renewal.partner);
        if inputs.known.contains(&key) {
            *known += 1;
            continue;
        }
        let lines: Vec<&str> = rule.checklist.iter().map(|w| w.get(inputs.lang)).collect();
        out.push(Wanted {
            city: None,
            best: Some(renewal.due),
            draft: Draft {
                kind: rule.kind,
                title: format!("{} {}", rule.title.get(inputs.lang), renewal.number),
                partner: Some(renewal.partner),
                owner: subject.owner,
                due_on: renewal.due,
                checklist: Checklist::of(&lines),
                series: key.0,
                period: key.1,
            },
        });
    }
}

#[cfg(test)]
mod tests;
