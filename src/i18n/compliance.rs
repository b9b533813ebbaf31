//! Compliance in words: points and when they go, deposits held, audits, trainings, what a backup lacks.

use chrono::NaiveDate;

use super::number::{amount_full, date, percent};
use super::warning;
use crate::domain::backup::{Fit, Place};
use crate::domain::compliance::{Audits, Trained};
use crate::domain::deposit::{Account, Cover};
use crate::domain::money::Rate;
use crate::domain::record::Lang;
use crate::domain::violation::Points;
use crate::t;

/// `12 points, 4 of them expire on 2026-01-03`.
#[must_use]
pub fn points(lang: Lang, points: &Points) -> String {
    match points.expiring.as_slice() {
        [] => t!(lang, "points-none"),
        &[(day, _)] => t!(lang, "points-one", points = points.in_force, day = date(day)),
        &[(day, next), ..] => t!(lang, "points-some", points = points.in_force, expiring = next, day = date(day)),
    }
}

/// `held 50,000.00 of 60,000.00 agreed: 10,000.00 short`.
#[must_use]
pub fn held(lang: Lang, account: &Account) -> String {
    let (held, agreed) = (amount_full(account.held), account.agreed.map(amount_full));
    let text = match (account.cover, agreed) {
        (Cover::NotAgreed, _) => t!(lang, "deposit-not-agreed", held = held),
        (Cover::Enough, agreed) => t!(lang, "deposit-enough", held = held, agreed = agreed.unwrap_or_default()),
        (Cover::Short(missing), agreed) => {
            t!(lang, "deposit-short", held = held, agreed = agreed.unwrap_or_default(), missing = amount_full(missing))
        }
        (Cover::Owes(missing), Some(agreed)) => t!(lang, "deposit-owes", missing = amount_full(missing), agreed = agreed),
        (Cover::Owes(missing), None) => t!(lang, "deposit-owes-only", missing = amount_full(missing)),
    };
    match &account.by_contract {
        Some(number) if account.agreed.is_some() => {
            let by = t!(lang, "deposit-by-contract", number = number.as_str());
            if lang == Lang::Zh { format!("{text}（{by}）") } else { format!("{text} ({by})") }
        }
        _ => text,
    }
}

/// Whether a deposit is enough, in a cell: `10,000.00 short`.
#[must_use]
pub fn cover(lang: Lang, cover: Cover) -> String {
    match cover {
        Cover::NotAgreed => t!(lang, "deposit-state-not-agreed"),
        Cover::Enough => t!(lang, "deposit-state-enough"),
        Cover::Short(missing) => t!(lang, "deposit-state-short", missing = amount_full(missing)),
        Cover::Owes(missing) => t!(lang, "deposit-state-owes", missing = amount_full(missing)),
    }
}

/// `mean of the latest scores 81; 2 actions open, 1 overdue`.
#[must_use]
pub fn audits(lang: Lang, audits: &Audits, today: NaiveDate) -> String {
    let score = match audits.score {
        Some(_) => t!(lang, "audit-score", score = warning::points(lang, audits.score)),
        None if audits.all.is_empty() => t!(lang, "audit-never"),
        None => t!(lang, "not-rated"),
    };
    let overdue = audits.open.iter().filter(|a| a.due_on.is_some_and(|d| d < today)).count();
    let separator = if lang == Lang::Zh { "；" } else { "; " };
    match open_actions(lang, audits.open.len(), overdue) {
        open if open.is_empty() => score,
        open => format!("{score}{separator}{open}"),
    }
}

/// `2 actions open, 1 overdue`; nothing where nothing is left to do.
#[must_use]
pub fn open_actions(lang: Lang, open: usize, overdue: usize) -> String {
    match (open, overdue) {
        (0, _) => String::new(),
        (open, 0) => t!(lang, "audit-open", count = open),
        (open, overdue) => t!(lang, "audit-open-overdue", count = open, overdue = overdue),
    }
}

/// `75% finished (6 of 8), target 90%`.
#[must_use]
pub fn completion(lang: Lang, (completed, invited): (i64, i64), rate: Option<Rate>, target: Rate) -> String {
    match rate {
        Some(rate) => {
            let (rate, target) = (percent(rate), percent(target));
            t!(lang, "training-completion", rate = rate, completed = completed, invited = invited, target = target)
        }
        None => t!(lang, "training-unrated"),
    }
}

/// How a partner's compliance training stands.
#[must_use]
pub fn trained(lang: Lang, trained: &Trained, target: Rate) -> String {
    match (trained.last, trained.due) {
        (None, _) => t!(lang, "training-never"),
        (_, true) => t!(lang, "training-due"),
        _ => completion(lang, (trained.completed, trained.invited), trained.completion, target),
    }
}

/// How a backup reaches the region.
#[must_use]
pub fn place(lang: Lang, place: Place) -> String {
    match place {
        Place::Same => t!(lang, "standby-place-same"),
        Place::Around => t!(lang, "standby-place-around"),
        Place::Within => t!(lang, "standby-place-within"),
        Place::Further => t!(lang, "standby-place-further"),
        Place::Elsewhere => t!(lang, "standby-place-elsewhere"),
    }
}

/// A line with what it is about before it.
#[must_use]
pub fn titled(lang: Lang, title: &str, line: &str) -> String {
    if lang == Lang::Zh { format!("{title}：{line}") } else { format!("{title}: {line}") }
}

/// `same region (Jiangsu)`.
#[must_use]
pub fn bracketed(lang: Lang, text: &str, more: &str) -> String {
    match lang {
        _ if more.is_empty() => text.to_owned(),
        Lang::Zh => format!("{text}（{more}）"),
        Lang::En => format!("{text} ({more})"),
    }
}

/// What a backup lacks to take over everything, and what is to be minded: `capacity, lines drink`.
#[must_use]
pub fn lacks(lang: Lang, fit: &Fit) -> String {
    let mut words = Vec::new();
    if fit.place == Place::Elsewhere {
        words.push(t!(lang, "standby-lacks-place"));
    }
    if !fit.enough {
        words.push(t!(lang, "standby-lacks-capacity"));
    }
    if !fit.missing.is_empty() {
        words.push(t!(lang, "standby-lacks-lines", lines = fit.missing.join(", ")));
    }
    if fit.candidate.light == Some(crate::domain::credit::Light::Red) {
        words.push(t!(lang, "standby-lacks-light"));
    }
    if fit.stale {
        words.push(t!(lang, "standby-lacks-stale"));
    }
    words.join(if lang == Lang::Zh { "、" } else { ", " })
}
