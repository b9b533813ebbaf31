//! Remedies: what settles a ticket of a kind, as data, with what follows from it (S5).
//!
//! `data/playbooks.toml` ships them; a file of the organisation's own is laid over it remedy by remedy. What follows is
//! written in the language of the ticket's resolution, which is the language of those who work on it.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::kinds::{PainPoint, Task, TaskKind, Ticket, TicketKind, ViolationKind};
use super::knowledge::lang_of;
use super::maintenance::Words;
use super::policy::{at_place, lines_of};
use super::record::{Choice, Lang};
use super::sentence::Sentence;

/// The remedies that ship.
pub const SHIPPED: &str = include_str!("../../data/playbooks.toml");

/// Begins the series of the tasks that follow a remedy; behind it stands its code.
const SERIES: &str = "remedy:";
/// The series of the tasks that check the effect.
pub const EFFECT: &str = "effect-check";

/// All remedies.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Playbooks {
    /// What the check of the effect is called.
    pub effect_check: Words,
    /// In the order in which they are offered.
    #[serde(default)]
    pub remedy: Vec<Remedy>,
}

/// One way to settle a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    /// Stable name.
    pub code: String,
    /// The kinds of tickets that it settles.
    pub kinds: Vec<TicketKind>,
    /// Offered first where the ticket has one of them.
    #[serde(default)]
    pub pain_points: Vec<PainPoint>,
    /// What people call it.
    pub name: Words,
    /// What is done.
    pub steps: Steps,
    /// The violation that is recorded for the respondent.
    pub violation: Option<ViolationKind>,
    #[serde(default)]
    pub task: Vec<Follow>,
}

/// Steps in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    /// English.
    pub en: Vec<String>,
    /// Chinese.
    pub zh: Vec<String>,
}

/// A task that follows a remedy.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follow {
    /// What is done.
    pub title: Words,
    /// So many calendar days after the ticket was resolved.
    pub after_days: u32,
    pub kind: TaskKind,
}

/// The organisation's own file: whole remedies, and codes that are not offered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    effect_check: Option<Words>,
    #[serde(default)]
    remedy: Vec<toml::Table>,
}

/// What a remedy says of itself: each with whether it has to.
const PARTS: [(&str, bool); 7] = [
    ("code", true),
    ("kinds", true),
    ("pain_points", false),
    ("name", true),
    ("steps", true),
    ("violation", false),
    ("task", false),
];

/// The first part of a remedy that has another form than it should: what stands there, and what might.
fn malformed(table: &toml::Table) -> Option<(String, String, &'static str)> {
    use toml::Value;
    type Form = (&'static str, fn(&Value) -> bool, &'static str);
    const WORDS: &str = r#"{ en = "A visit", zh = "拜访" }"#;
    const PARTS: [Form; 6] = [
        ("code", is_text, r#""our-way""#),
        ("kinds", |v| is_list(v) && v.as_array().is_some_and(|all| !all.is_empty()), r#"["order"]"#),
        ("pain_points", is_list, r#"["process"]"#),
        ("name", |v| in_both(v, is_text), WORDS),
        (
            "steps",
            |v| in_both(v, |v| is_list(v) && v.as_array().is_some_and(|all| !all.is_empty())),
            r#"{ en = ["Visit them"], zh = ["拜访"] }"#,
        ),
        ("violation", is_text, r#""diversion""#),
    ];
    const TASK: [Form; 3] = [
        ("title", |v| in_both(v, is_text), WORDS),
        ("after_days", |v| v.as_integer().is_some_and(|days| (0..=3_660).contains(&days)), "7"),
        ("kind", is_text, r#""visit""#),
    ];
    let shown = |v: Option<&Value>| v.map(ToString::to_string).unwrap_or_default();
    let other = PARTS.iter().find(|(part, fits, _)| table.get(*part).is_some_and(|v| !fits(v)));
    if let Some((part, _, like)) = other {
        return Some(((*part).to_owned(), shown(table.get(*part)), like));
    }
    let tasks = table.get("task")?;
    let Some(tasks) = tasks.as_array() else { return Some(("task".to_owned(), shown(Some(tasks)), "[[remedy.task]]")) };
    tasks.iter().find_map(|task| {
        let (part, _, like) = TASK.iter().find(|(part, fits, _)| !task.get(*part).is_some_and(fits))?;
        Some((format!("task.{part}"), shown(task.get(*part)), *like))
    })
}

fn is_text(value: &toml::Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

fn is_list(value: &toml::Value) -> bool {
    value.as_array().is_some_and(|all| all.iter().all(is_text))
}

/// Whether something stands there in both languages.
fn in_both(value: &toml::Value, fits: fn(&toml::Value) -> bool) -> bool {
    value.as_table().is_some_and(|both| both.len() == 2 && ["en", "zh"].iter().all(|lang| both.get(*lang).is_some_and(fits)))
}

/// Whether a remedy has the parts that it has to, no others, and no codes but those that there are.
fn fits((code, line): (&str, usize), table: &toml::Table, new: bool) -> Result<(), Sentence> {
    let called = if code.is_empty() { "[[remedy]]" } else { code };
    let said = |key, part: &str| Sentence::new(key).with("code", called).with("line", line).with("field", part);
    if let Some(other) = table.keys().find(|key| PARTS.iter().all(|(part, _)| part != key)) {
        return Err(said("policy-playbooks-part", other).with("names", PARTS.map(|(part, _)| part).join(", ")));
    }
    if let Some((missing, _)) = PARTS.iter().find(|(part, needed)| *needed && !table.contains_key(*part)) {
        return Err(said("policy-playbooks-missing", missing));
    }
    if let Some((part, value, like)) = malformed(table).filter(|_| new) {
        return Err(said("policy-playbooks-form", &part).with("value", value).with("like", like));
    }
    let listed = |part: &str| table.get(part).and_then(toml::Value::as_array).into_iter().flatten();
    let follows = || listed("task").filter_map(|task| task.get("kind"));
    let unknown = |part: &str, values: Vec<&toml::Value>, codes: Vec<&str>| {
        let other = values.into_iter().filter_map(toml::Value::as_str).find(|value| !codes.contains(value));
        other.map(|other| said("policy-playbooks-code", part).with("value", other).with("names", codes.join(", ")))
    };
    let codes = |list: &'static [Choice]| list.iter().map(|c| c.code).collect::<Vec<_>>();
    let wrong = unknown("kinds", listed("kinds").collect(), codes(TicketKind::CHOICES))
        .or_else(|| unknown("pain_points", listed("pain_points").collect(), codes(PainPoint::CHOICES)))
        .or_else(|| unknown("violation", table.get("violation").into_iter().collect(), codes(ViolationKind::CHOICES)))
        .or_else(|| unknown("task.kind", follows().collect(), codes(TaskKind::CHOICES)));
    wrong.map_or(Ok(()), Err)
}

impl Playbooks {
    /// Those that ship, read when first asked for.
    ///
    /// # Panics
    /// If the shipped file is broken, which a test rules out.
    #[must_use]
    pub fn shipped() -> Arc<Self> {
        static READ: OnceLock<Arc<Playbooks>> = OnceLock::new();
        Arc::clone(READ.get_or_init(|| Arc::new(toml::from_str(SHIPPED).expect("the shipped playbooks are read"))))
    }

    /// Those that ship with the organisation's own laid over them, remedy by remedy.
    ///
    /// # Errors
    /// What is not understood, and where.
    pub fn with(text: &str) -> Result<Self, Sentence> {
        Self::laid_over(text, false)
    }

    /// The same of a text that is to be kept: nothing of it may be empty or stand twice, as it may in one that is kept from before.
    ///
    /// # Errors
    /// As [`Self::with`].
    pub fn with_new(text: &str) -> Result<Self, Sentence> {
        Self::laid_over(text, true)
    }

    fn laid_over(text: &str, new: bool) -> Result<Self, Sentence> {
        let own: Own =
            toml::from_str(text).map_err(|e| at_place(Sentence::new("policy-playbooks-toml"), text, e.span(), e.message()))?;
        let mut all = Self::shipped().as_ref().clone();
        all.effect_check = own.effect_check.unwrap_or(all.effect_check);
        let lines = lines_of(text, "remedy").into_iter().flatten().chain(std::iter::repeat(1));
        let mut seen = BTreeSet::new();
        for (mut table, line) in own.remedy.into_iter().zip(lines) {
            let code = table.get("code").and_then(toml::Value::as_str).unwrap_or_default().to_owned();
            let named = |key| Sentence::new(key).with("code", &code).with("line", line);
            if new && !code.is_empty() && !seen.insert(code.clone()) {
                return Err(named("policy-playbooks-twice"));
            }
            let at = all.remedy.iter().position(|r| r.code == code);
            let off = table.remove("off");
            if let Some(other) = off.as_ref().filter(|off| new && off.as_bool().is_none()) {
                return Err(named("policy-playbooks-form").with("field", "off").with("value", other).with("like", "true"));
            }
            if off == Some(toml::Value::Boolean(true)) {
                let at = at.ok_or_else(|| named("policy-playbooks-off"))?;
                all.remedy.remove(at);
                continue;
            }
            fits((&code, line), &table, new)?;
            let unread = |e: toml::de::Error| named("policy-playbooks-unread").with("detail", e.message());
            let remedy: Remedy = table.try_into().map_err(unread)?;
            match at.and_then(|at| all.remedy.get_mut(at)) {
                Some(shipped) => *shipped = remedy,
                None => all.remedy.push(remedy),
            }
        }
        Ok(all)
    }

    /// The remedies for a kind of ticket, those for its pain point first.
    #[must_use]
    pub fn of(&self, kind: TicketKind, pain_point: Option<PainPoint>) -> Vec<&Remedy> {
        let mut found: Vec<&Remedy> = self.remedy.iter().filter(|r| r.kinds.contains(&kind)).collect();
        found.sort_by_key(|r| !pain_point.is_some_and(|p| r.pain_points.contains(&p)));
        found
    }

    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Remedy> {
        self.remedy.iter().find(|r| r.code == code)
    }

    /// The task that checks whether a ticket's remedy worked, so many days after it was closed.
    #[must_use]
    pub fn check_of_effect(&self, id: i64, ticket: &Ticket, closed: NaiveDate, days: u32) -> Task {
        let lang = lang_of(&ticket.resolution);
        let number = ticket.number.unwrap_or(id).to_string();
        let title = self.effect_check.get(lang).replace("{number}", &number).replace("{title}", &ticket.title);
        let mut task = follow_up((id, ticket), TaskKind::FollowUp, title, closed, days);
        (task.series, task.period) = (EFFECT.to_owned(), format!("#{number}.{}", ticket.reopened));
        task
    }
}

impl Remedy {
    /// The text of the resolution: its name and its steps.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let steps = match lang {
            Lang::En => &self.steps.en,
            Lang::Zh => &self.steps.zh,
        };
        let lines = steps.iter().enumerate().map(|(i, step)| format!("{}. {step}", i + 1));
        std::iter::once(self.name.get(lang).to_owned()).chain(lines).collect::<Vec<_>>().join("\n")
    }

    /// The series of its tasks.
    #[must_use]
    pub fn series(&self) -> String {
        format!("{SERIES}{}", self.code)
    }

    /// The tasks that follow when a ticket is resolved by it, as of a day.
    #[must_use]
    pub fn tasks(&self, id: i64, ticket: &Ticket, resolved: NaiveDate) -> Vec<Task> {
        let lang = lang_of(&ticket.resolution);
        let number = ticket.number.unwrap_or(id);
        let task = |(n, f): (usize, &Follow)| {
            let title = format!("#{number} {}", f.title.get(lang));
            let mut task = follow_up((id, ticket), f.kind, title, resolved, f.after_days);
            (task.series, task.period) = (self.series(), format!("#{number}.{}", n + 1));
            task
        };
        self.task.iter().enumerate().map(task).collect()
    }
}

/// A task for a ticket's partner and owner, so many days later. Series and period name it: no ticket has one twice.
fn follow_up((id, ticket): (i64, &Ticket), kind: TaskKind, title: String, from: NaiveDate, days: u32) -> Task {
    Task {
        partner: ticket.partner,
        owner: ticket.owner,
        ticket: Some(id),
        ..Task::new(kind, title, from + Days::new(days.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_ticket_has_remedies_and_each_is_whole() {
        let all = Playbooks::shipped();
        for kind in TicketKind::ALL {
            assert!(all.of(*kind, None).len() >= 3, "{kind:?}");
        }
        let mut codes: Vec<&str> = all.remedy.iter().map(|r| r.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all.remedy.len(), "a code stands twice");
        for r in &all.remedy {
            assert_eq!(r.steps.en.len(), r.steps.zh.len(), "{}", r.code);
            assert!(!r.steps.en.is_empty() && !r.task.is_empty(), "{}", r.code);
            assert_eq!((lang_of(&r.text(Lang::En)), lang_of(&r.text(Lang::Zh))), (Lang::En, Lang::Zh), "{}", r.code);
        }
    }

    #[test]
    fn what_fits_the_pain_point_is_offered_first() {
        let all = Playbooks::shipped();
        let first = |pain| all.of(TicketKind::MultiChannel, pain).first().map(|r| r.code.clone());
        assert_eq!(first(None).as_deref(), Some("separate-products"));
        assert_eq!(first(Some(PainPoint::Resources)).as_deref(), Some("separate-services"));
        assert_eq!(first(Some(PainPoint::Process)).as_deref(), Some("price-restored"));
    }

    #[test]
    fn the_organisations_own_file_replaces_adds_and_takes_away() {
        let own = r#"
            [[remedy]]
            code = "credit-note"
            kinds = ["complaint"]
            name = { en = "Voucher", zh = "代金券" }
            steps = { en = ["sent"], zh = ["已发"] }

            [[remedy]]
            code = "our-way"
            kinds = ["order"]
            name = { en = "Our way", zh = "自定" }
            steps = { en = ["a"], zh = ["甲"] }
            task = [{ title = { en = "t", zh = "任务" }, after_days = 1, kind = "visit" }]

            [[remedy]]
            code = "margin-floor"
            off = true
        "#;
        let (all, shipped) = (Playbooks::with_new(own).expect("a good file"), Playbooks::shipped());
        assert_eq!(all.remedy.len(), shipped.remedy.len());
        assert_eq!(all.get("credit-note").map(|r| r.text(Lang::Zh)).as_deref(), Some("代金券\n1. 已发"));
        assert!(all.get("margin-floor").is_none() && all.get("our-way").is_some());
        let whole = |kinds: &str, more: &str| {
            let (name, steps) = ("{ en = \"a\", zh = \"甲\" }", "{ en = [\"a\"], zh = [\"甲\"] }");
            format!("[[remedy]]\ncode = \"x\"\nkinds = {kinds}\nname = {name}\nsteps = {steps}\n{more}")
        };
        Playbooks::with_new(&whole("[\"order\"]", "")).expect("a good one");
        Playbooks::with(&whole("[]", "")).expect("one that is kept from before");
        let task = "[[remedy.task]]\nkind = \"visit\"\nafter_days = -1\ntitle = { en = \"a\", zh = \"甲\" }\n";
        let (gossip, task) = (whole("[\"gossip\"]", ""), whole("[\"order\"]", task));
        for (bad, says) in [
            (gossip.as_str(), "code: x 1 kinds gossip"),
            (task.as_str(), "form: x 1 task.after_days -1 7"),
            ("[[remedy]]\ncode = \"x\"\noff = true\n", "off: x 1"),
            ("\n[[remedy]]\ncode = \"x\"\n", "missing: x 2 kinds"),
            ("[[remedy]]\nkinds = [\"order\"]\n", "missing: [[remedy]] 1 code"),
            ("[[remedy]]\ncode = \"\"\nkinds = [\"order\"]\nname = 1\nsteps = 1\n", "form: [[remedy]] 1 code \"\" \"our-way\""),
            ("[[remedy]]\ncode = \"x\"\nkinds = []\nname = 1\nsteps = 1\n", "form: x 1 kinds []"),
            ("[[remedy]]\ncode = \"x\"\nkinds = [\"\"]\nname = 1\nsteps = 1\n", "form: x 1 kinds [\"\"]"),
            ("[[remedy]]\ncode = \"x\"\noff = \"yes\"\n", "form: x 1 off \"yes\" true"),
            ("[[remedy]]\ncode = \"credit-note\"\noff = true\n[[remedy]]\ncode = \"credit-note\"\n", "twice: credit-note 4"),
            ("[[remedy]]\ncode = \"x\"\nkind = [\"order\"]\n", "part: x 1 kind"),
            ("[[remedy]]\ncode = \"x\"\nkinds = [\"order\"]\nname = 1\nsteps = 1\n", "form: x 1 name 1"),
            ("[[remedy]]\n\n  [[remedies]]\n", "toml: 3 5"),
        ] {
            let e = Playbooks::with_new(bad).expect_err(bad);
            let args = e.args.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" ");
            assert!(format!("{}: {args}", e.key).starts_with(&format!("policy-playbooks-{says}")), "{bad}: {e:?}");
        }
    }
}
