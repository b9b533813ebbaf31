//! The demo: a believable network of a consumer-goods vendor in China, made from a seed.
//!
//! - [`words`]: what `data/demo/*.toml` say
//! - [`network`]: every partner's place, size and course, decided before anything is written
//! - [`figures`]: what each bought, sold, owes and holds
//! - [`desk`]: tickets in every state, with running clocks
//! - [`screenings`], [`contracts`]: by what partners were taken on, and what binds them
//! - [`register`]: moves with reasons, cores with satellites, two that are on file already
//! - [`agenda`]: tasks past and planned, changes of tier
//! - [`meetings`]: a joint meeting that was held, the next one
//! - [`compliance`]: violations, deposits, audits, trainings, backups
//! - [`credit`]: credit assessments, and changes of credit that wait
//!
//! The same seed, size, account and clock give the same database on every machine. What is written is what a person
//! could have typed or imported; alerts, health and proposals arise from it by the program's own rules.

mod agenda;
mod approvals;
mod closings;
mod compliance;
mod contracts;
mod credit;
mod desk;
mod diversion;
mod figures;
mod meetings;
mod network;
mod partner;
mod random;
mod register;
mod satisfaction;
mod screenings;
mod words;

use std::collections::HashMap;

use chrono::{DateTime, Days, Utc};

use self::agenda::Moment;
use self::desk::People;
use self::figures::{Account, Calendar, Frame};
use self::network::Profile;
use self::random::Random;
use self::words::{City, Words};
use super::{PROGRAM, Result, Session};
use crate::domain::figures::Basis;
use crate::domain::kinds::{
    Alert, AlertState, ChannelType, Partner, ProductLine, Region, RegionLevel, Role, Sku, SkuState, User,
};
use crate::domain::money::Money;
use crate::domain::period::Week;
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Stored, Tags};
use crate::domain::sla::Desk;
use crate::store::facts::FactWriter;
use crate::store::{Change, Tx, record};

/// How large and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Partners of all statuses.
    pub partners: usize,
    /// Whole weeks of figures before this one.
    pub weeks: u16,
    /// Another seed is another network.
    pub seed: u64,
}

impl Default for Scale {
    fn default() -> Self {
        Self { partners: 300, weeks: 104, seed: 1 }
    }
}

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    pub partners: usize,
    /// Rows of sales.
    pub sales: usize,
    /// Rows of stock.
    pub stock: usize,
    pub invoices: usize,
    pub payments: usize,
    pub targets: usize,
    pub tickets: usize,
    pub tasks: usize,
}

/// From this size on a network is made for measuring: figures by week and partner, without the finer grain.
const LEAN_FROM: usize = 2_000;

/// Everything that is known before the first partner is written.
struct Plan<'a> {
    words: &'a Words,
    cities: &'a [City],
    profiles: &'a [Profile],
    frame: Frame,
    seed: u64,
    calendars: Vec<Calendar>,
    lines: Vec<i64>,
    /// The articles of each line.
    skus: Vec<Vec<i64>>,
    types: Vec<i64>,
    /// Region of each city, and the code of its area.
    places: Vec<(Option<i64>, String)>,
    /// Id and areas of those who look after partners.
    owners: Vec<(i64, Vec<String>)>,
}

/// Fills a new database, which [`super::setup::found`] has made, with the network.
///
/// `progress` hears how many partners are done.
pub fn generate(session: &mut Session, scale: Scale, progress: &mut dyn FnMut(usize)) -> Result<Made> {
    let words = Words::load();
    let cities = words.cities();
    let as_of = session.as_of();
    let frame = Frame { as_of, weeks: i32::from(scale.weeks.max(1)), lean: scale.partners > LEAN_FROM };
    let profiles = network::profiles(&words, &cities, scale.partners, scale.seed, as_of, frame.weeks);
    let (me, now, policy) = (session.actor.user, session.now(), session.policy.clone());
    let made = session.write(Role::Admin, "change-demo", &scale.partners.to_string(), |tx| {
        let places = places(tx, &cities)?;
        let (lines, skus) = lines(tx, &words)?;
        let plan = Plan {
            calendars: words.types.iter().map(|t| calendar(&words, t, frame)).collect(),
            lines,
            skus,
            types: types(tx, &words)?,
            owners: team(tx, &words, me, scale)?,
            words: &words,
            cities: &cities,
            profiles: &profiles,
            frame,
            seed: scale.seed,
            places,
        };
        let (mut made, ids) = write_network(tx, &plan, progress)?;
        write_work(tx, &plan, &ids, (me, now), &policy, &mut made)?;
        Ok(made)
    })?;
    warnings(session, frame)?;
    closings::closings(session, frame)?;
    Ok(made)
}

/// Lets the rules look at the network as it was some weeks ago, and the team answer most of what they saw, before they
/// look at it today: so that some warnings are new, some old, and most of the old ones known.
fn warnings(session: &mut Session, frame: Frame) -> Result<()> {
    let policy = session.policy.clone();
    let now = session.now();
    let change = |at| Change { actor: PROGRAM, at, label: "change-alerts", detail: "", rules: policy.number };
    let past: &[u64] = if frame.lean { &[] } else { &[24, 10] };
    for days in past {
        let day = frame.as_of - Days::new(*days);
        session.store.refresh_figures(&Basis::of(&policy, day), &change(now - Days::new(*days)))?;
    }
    if !past.is_empty() {
        session.write(Role::Admin, "change-alert-ack", "D001 …", |tx| {
            for mut alert in record::query_as::<Alert>(tx.conn(), "WHERE state = 'open' AND id % 5 <> 0", &[])? {
                let partner: Stored<Partner> = record::get_as(tx.conn(), alert.partner)?;
                alert.record.state = AlertState::Acknowledged;
                alert.record.acknowledged_by = partner.owner;
                tx.save(&alert)?;
            }
            Ok(())
        })?;
    }
    session.store.refresh_figures(&Basis::of(&policy, frame.as_of), &change(now))?;
    Ok(())
}

/// Changes of tier, tickets and tasks, in this order: the plan asks since when a tier holds.
fn write_work(
    tx: &mut Tx<'_>,
    plan: &Plan<'_>,
    ids: &[i64],
    (me, now): (Option<i64>, DateTime<Utc>),
    policy: &Policy,
    made: &mut Made,
) -> Result<()> {
    let people = People {
        profiles: plan.profiles,
        ids,
        owners: &plan.profiles.iter().map(|p| plan.owner(p)).collect::<Vec<_>>(),
        cities: plan.cities,
        lines: plan.words.line.iter().map(|l| l.name.as_str()).collect(),
        me,
        checker: record::id_by_code(tx.conn(), Kind::User, "zhao.min")?,
    };
    let months = if plan.frame.lean { 0 } else { 2 };
    let moment = Moment { policy, now, today: plan.frame.as_of, months, seed: plan.seed };
    register::write(tx, &people, &moment)?;
    agenda::tiers(tx, &people, &moment)?;
    screenings::write(tx, &people, &moment)?;
    contracts::write(tx, &people, &moment)?;
    made.tickets = desk::write(tx, &people, &Desk::of(policy), now, plan.seed)?;
    let actions = compliance::write(tx, &people, &moment, plan.frame.lean)?;
    made.tasks = meetings::first(tx, &people, &moment)? + actions;
    made.tasks += agenda::tasks(tx, plan.words, &moment)?;
    made.tasks += meetings::held(tx, &moment)?;
    diversion::write(tx, &people, &moment)?;
    satisfaction::write(tx, &people, &moment)?;
    approvals::write(tx, &people, &moment)?;
    credit::write(tx, &people, &moment, plan.frame.lean)?;
    Ok(())
}

/// Season of a channel type from two years and more back to the end of the year.
fn calendar(words: &Words, trade: &words::Trade, frame: Frame) -> Calendar {
    let now = Week::of(frame.as_of).0;
    let first = Week(now - frame.weeks.max(110) - 60);
    let permille = (first.0..now + 60).map(|w| network::season(words, trade, Week(w).monday())).collect();
    Calendar { first, permille }
}

/// Product lines, and the articles of each.
fn lines(tx: &mut Tx<'_>, words: &Words) -> Result<(Vec<i64>, Vec<Vec<i64>>)> {
    let (mut ids, mut skus) = (Vec::new(), Vec::new());
    for line in &words.line {
        let floor = Money(figures::price(line.price) / 10_000 * 8_800);
        let id = tx.add(&ProductLine { code: line.code.clone(), name: line.name.clone(), floor_price: Some(floor) })?;
        let article = |(code, name): &(String, String)| {
            tx.add(&Sku {
                code: code.clone(),
                name: name.clone(),
                line: Some(id),
                pack: Some(line.pack),
                unit: line.unit.clone(),
                list_price: Some(Money(figures::price(line.price))),
                cost: Some(figures::cost(line)),
                // that of the line holds
                floor_price: None,
                shelf_life: Some(line.life),
                state: SkuState::Active,
            })
        };
        skus.push(line.skus.iter().map(article).collect::<crate::store::Result<_>>()?);
        ids.push(id);
    }
    Ok((ids, skus))
}

fn types(tx: &mut Tx<'_>, words: &Words) -> Result<Vec<i64>> {
    let known = record::query_as::<ChannelType>(tx.conn(), "", &[])?;
    let id = |code: &str| known.iter().find(|t| t.code == code).map(|t| t.id);
    let mut ids = Vec::new();
    for trade in &words.types {
        ids.push(match id(&trade.code) {
            Some(id) => id,
            None => record::id_by_code(tx.conn(), Kind::ChannelType, "city_distributor")?.unwrap_or(1),
        });
    }
    Ok(ids)
}

/// The province of each city, and the code of the area that it is in.
fn places(tx: &mut Tx<'_>, cities: &[City]) -> Result<Vec<(Option<i64>, String)>> {
    let regions = record::query_as::<Region>(tx.conn(), "", &[])?;
    let area = |province: &Stored<Region>| regions.iter().find(|a| Some(a.id) == province.parent).map(|a| a.code.clone());
    let mut goals: HashMap<i64, i64> = HashMap::new();
    let mut out = Vec::new();
    for city in cities {
        let province = regions.iter().find(|r| r.level == RegionLevel::Province && r.short_name == city.province);
        if let Some(p) = province {
            *goals.entry(p.id).or_default() += city.weight;
        }
        out.push((province.map(|p| p.id), province.and_then(area).unwrap_or_default()));
    }
    for mut region in regions {
        if let Some(goal) = goals.get(&region.id) {
            region.record.target_partners = Some(goal + goal / 3);
            tx.save(&region)?;
        }
    }
    Ok(out)
}

/// The team beside the person at the keyboard, who looks after partners in the east as well.
fn team(tx: &mut Tx<'_>, words: &Words, me: Option<i64>, scale: Scale) -> Result<Vec<(i64, Vec<String>)>> {
    let mut owners = Vec::new();
    if let Some(id) = me {
        let mut user: Stored<User> = record::get_as(tx.conn(), id)?;
        user.record.regions = Tags::from_text("east");
        tx.save(&user)?;
        owners.push((id, vec!["east".to_owned()]));
    }
    let taken = |tx: &Tx<'_>, name: &str| record::id_by_code(tx.conn(), Kind::User, name);
    for colleague in &words.user {
        if taken(tx, &colleague.name)?.is_some() {
            continue;
        }
        let regions = if colleague.role() == Role::Specialist { Vec::new() } else { colleague.areas.clone() };
        let id = tx.add(&User {
            regions: Tags(regions.into_iter().collect()),
            ..User::new(&colleague.name, &colleague.full_name, colleague.role())
        })?;
        if colleague.role() == Role::Specialist {
            owners.push((id, colleague.areas.clone()));
        }
    }
    // a large network has a large team: one for about a hundred and fifty partners
    let areas = ["east", "south", "central", "north", "northeast", "southwest", "northwest"];
    for n in words.user.len()..scale.partners / 150 {
        let mut r = Random::new(scale.seed, u64::MAX - n as u64);
        let name = format!("{}{}", r.pick(&words.lists.surnames), r.pick(&words.lists.given));
        let id = tx.add(&User::new(&format!("staff{n:03}"), &name, Role::Specialist))?;
        owners.push((id, vec![areas[n % areas.len()].to_owned()]));
    }
    Ok(owners)
}

impl Plan<'_> {
    fn owner(&self, p: &Profile) -> Option<i64> {
        let area = self.places.get(p.city).map(|(_, a)| a.as_str()).unwrap_or_default();
        let here: Vec<i64> = self.owners.iter().filter(|(_, areas)| areas.iter().any(|a| a == area)).map(|(id, _)| *id).collect();
        here.get(p.index % here.len().max(1)).copied()
    }

    fn account(&self, p: &'_ Profile, id: i64) -> Account<'_> {
        // the profile is one of ours: take it from the plan, whose life is longer
        let profile = &self.profiles[p.index];
        Account {
            profile,
            trade: &self.words.types[p.trade],
            id,
            lines: &self.lines,
            skus: &self.skus,
            season: &self.calendars[p.trade],
        }
    }
}

fn write_network(tx: &mut Tx<'_>, plan: &Plan<'_>, progress: &mut dyn FnMut(usize)) -> Result<(Made, Vec<i64>)> {
    let mut made = Made { partners: plan.profiles.len(), ..Made::default() };
    let width = plan.profiles.len().to_string().len().max(3);
    let mut ids = Vec::with_capacity(plan.profiles.len());
    for p in plan.profiles {
        let code = format!("D{:0width$}", p.index + 1);
        let id = partner::add(tx, plan, p, &code)?;
        made.targets += partner::targets(tx, plan, &plan.account(p, id), &code)?;
        ids.push(id);
    }
    let mut facts = FactWriter::new(tx.open_batch(Kind::Sale, "demo")?);
    for (p, id) in plan.profiles.iter().zip(&ids).filter(|(p, _)| p.trades()) {
        let account = plan.account(p, *id);
        let mut r = Random::new(plan.seed ^ 0xf1_60, p.index as u64);
        let sales = figures::sales(plan.words, &account, plan.frame, &mut r);
        made.sales += sales.len();
        for bill in figures::bills(&account, &sales, plan.frame, &mut r) {
            let invoice = tx.add(&bill.invoice)?;
            made.invoices += 1;
            for payment in figures::payments(&bill, invoice) {
                tx.add(&payment)?;
                made.payments += 1;
            }
        }
        for stock in figures::stock(plan.words, &account, &sales, plan.frame, &mut r) {
            facts.stock(tx, stock)?;
            made.stock += 1;
        }
        for sale in sales {
            facts.sale(tx, sale)?;
        }
        if p.index % 100 == 99 {
            progress(p.index + 1);
        }
    }
    facts.finish(tx)?;
    progress(plan.profiles.len());
    Ok((made, ids))
}

#[cfg(test)]
mod tests;
