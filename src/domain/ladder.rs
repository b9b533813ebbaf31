//! Who works on a ticket, who is told when it goes up the ladder, who checks how it was resolved (S5).
//!
//! | level | who answers |
//! |---|---|
//! | 1 | the ticket's owner |
//! | 2 | the managers of the partner's region; without any, those of the nearest region above it, then those of everywhere |
//! | 3 | head office, and who answered before |
//! | 4 | the same: outside arbitration is theirs to begin |
//!
//! Where a rung has nobody the next one answers: a ticket never goes to nobody, and nobody's absence hides it. Who stands
//! in for somebody on the day is told as well.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use super::kinds::{Region, Role, TicketKind, User};
use super::record::{Stored, Tags};

/// Whom a new ticket may go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// The partner's owner.
    Owner,
    /// A manager of its region, or of the nearest one above it that has any.
    Region,
    HeadOffice,
    Account(String),
}

impl Whom {
    fn of(word: &str) -> Self {
        match word {
            "owner" => Self::Owner,
            "region" => Self::Region,
            "head_office" => Self::HeadOffice,
            account => Self::Account(account.to_owned()),
        }
    }
}

/// `[desk.assign]` of the policy: whom a ticket of a kind goes to, the first who is there.
#[derive(Clone, Debug, Default)]
pub struct Assign(BTreeMap<TicketKind, Vec<Whom>>);

impl<'de> Deserialize<'de> for Assign {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut list = BTreeMap::new();
        for (code, words) in BTreeMap::<String, Vec<String>>::deserialize(deserializer)? {
            let codes = || TicketKind::ALL.iter().map(|k| k.code()).collect::<Vec<_>>().join(", ");
            let kind = TicketKind::from_code(&code)
                .ok_or_else(|| serde::de::Error::custom(format!("`desk.assign.{code}`: expected one of {}", codes())))?;
            list.insert(kind, words.iter().map(|w| Whom::of(w.trim())).collect());
        }
        Ok(Self(list))
    }
}

impl Assign {
    /// Whom a ticket of this kind goes to, in order; what is not said goes to the partner's owner, then to the region.
    #[must_use]
    pub fn of(&self, kind: TicketKind) -> &[Whom] {
        self.0.get(&kind).map_or(&[Whom::Owner, Whom::Region], Vec::as_slice)
    }

    /// The accounts that it names, for whoever checks that they are there.
    pub fn accounts(&self) -> impl Iterator<Item = (TicketKind, &str)> {
        self.0.iter().flat_map(|(kind, list)| {
            list.iter().filter_map(|w| if let Whom::Account(name) = w { Some((*kind, name.as_str())) } else { None })
        })
    }
}

/// Those who may be given work on a partner's matters.
#[derive(Clone, Copy, Debug)]
pub struct People<'a> {
    /// Everybody who can be given work, by id.
    pub workers: &'a [Stored<User>],
    /// The partner's owner.
    pub owner: Option<i64>,
    /// The partner's region and those above it, nearest first.
    pub path: &'a [Stored<Region>],
}

impl<'a> People<'a> {
    fn with_role(self, role: Role) -> Vec<&'a Stored<User>> {
        self.workers.iter().filter(|u| u.role == role).collect()
    }

    /// The managers of the region, of the nearest one above it that has any, else those who answer for all regions.
    ///
    /// Where head office or an administrator is registered with regions, they are a manager there as well.
    #[must_use]
    pub fn regional(self) -> Vec<&'a Stored<User>> {
        let managers: Vec<_> = self.workers.iter().filter(|u| u.role >= Role::Manager).collect();
        for region in self.path {
            let names = [&region.code, &region.name, &region.short_name];
            let answers = |u: &&&Stored<User>| names.iter().any(|n| u.regions.0.contains(*n));
            let found: Vec<_> = managers.iter().filter(answers).copied().collect();
            if !found.is_empty() {
                return found;
            }
        }
        managers.into_iter().filter(|u| u.role == Role::Manager && u.regions.0.is_empty()).collect()
    }

    /// Head office; where nobody has that role, those who keep the program.
    #[must_use]
    pub fn head_office(self) -> Vec<&'a Stored<User>> {
        let found = self.with_role(Role::HeadOffice);
        if found.is_empty() { self.with_role(Role::Admin) } else { found }
    }

    fn of(self, whom: &Whom) -> Vec<&'a Stored<User>> {
        match whom {
            Whom::Owner => self.workers.iter().filter(|u| Some(u.id) == self.owner).collect(),
            Whom::Region => self.regional(),
            Whom::HeadOffice => self.head_office(),
            Whom::Account(name) => self.workers.iter().filter(|u| u.name == *name).collect(),
        }
    }

    /// Who could get a new ticket: the first of the order who are there, else the region, head office, anybody.
    #[must_use]
    pub fn candidates(self, order: &[Whom]) -> Vec<&'a Stored<User>> {
        let last = [Whom::Owner, Whom::Region, Whom::HeadOffice];
        let found = order.iter().chain(&last).map(|w| self.of(w)).find(|list| !list.is_empty());
        found.unwrap_or_else(|| self.workers.iter().take(1).collect())
    }

    /// Who answers at a level, the ticket's owner among them.
    #[must_use]
    pub fn answering(self, level: i64, ticket_owner: Option<i64>) -> Vec<&'a Stored<User>> {
        let mut list: Vec<&Stored<User>> = self.workers.iter().filter(|u| Some(u.id) == ticket_owner).collect();
        let regional = self.regional();
        if level > 2 || (level == 2 && regional.is_empty()) {
            list.extend(self.head_office());
        }
        if level > 1 {
            list.extend(regional);
        }
        list
    }

    /// The accounts that are told when a ticket reaches a level: who answers there and who stands in for them on the day, but
    /// not who brought it there.
    #[must_use]
    pub fn told(self, level: i64, ticket_owner: Option<i64>, actor: Option<i64>, day: NaiveDate) -> Tags {
        let answering = self.answering(level, ticket_owner);
        let absent = answering.iter().filter(|u| u.is_away(day));
        let stand_ins = absent.filter_map(|u| self.workers.iter().find(|w| Some(w.id) == u.delegate));
        let all = answering.iter().copied().chain(stand_ins);
        Tags(all.filter(|u| Some(u.id) != actor).map(|u| u.name.clone()).collect())
    }

    /// Who may check a resolution: the managers of the region and head office; where that is only the resolver, everybody else.
    #[must_use]
    pub fn checkers(self, resolver: Option<i64>) -> Vec<i64> {
        let other = |u: &&&Stored<User>| Some(u.id) != resolver;
        let (regional, head_office) = (self.regional(), self.head_office());
        let found: Vec<i64> = regional.iter().chain(&head_office).filter(other).map(|u| u.id).collect();
        if found.is_empty() { self.workers.iter().map(|u| u.id).filter(|id| Some(*id) != resolver).collect() } else { found }
    }
}

#[cfg(test)]
mod tests;
