//! The register of the demo beyond its rows: how partners came to stand where they do, core partners with their
//! satellites, and two leads that somebody has on file already.

use std::collections::HashMap;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, Utc};

use super::agenda::Moment;
use super::desk::People;
use super::random::Random;
use crate::domain::kinds::{ChannelType, IndustryAverage, Lifecycle, LifecycleMove, Partner};
use crate::domain::record::Stored;
use crate::ops::Result;
use crate::store::{Tx, record};

/// Of a large network the history of so many is on file.
const MOST: usize = 600;

/// So many groups of a core and its satellites, each with at most so many of these.
const GROUPS: (usize, usize) = (12, 5);

/// Writes it.
pub(super) fn write(tx: &mut Tx<'_>, people: &People<'_>, moment: &Moment<'_>) -> Result<()> {
    for p in people.profiles.iter().take(MOST) {
        history(tx, people, moment, p.index)?;
    }
    groups(tx, people)?;
    trade(tx, moment)?;
    twins(tx, people)
}

/// Figures of the trade that somebody has read up: name in the catalogue, channel type (its code) or all, value.
const TRADE: &[(&str, Option<&str>, &str)] = &[
    ("return_rate", None, "2.1%"),
    ("return_rate", Some("community_group_buying"), "3.4%"),
    ("collection_rate", None, "93.5%"),
    ("dso", None, "48.5"),
    ("fee_rate", None, "6.2%"),
    ("satisfaction", None, "4.1"),
];

/// Writes what figures are on average in the trade, since the beginning of last year.
fn trade(tx: &mut Tx<'_>, moment: &Moment<'_>) -> Result<()> {
    let types = record::query_as::<ChannelType>(tx.conn(), "", &[])?;
    let from = NaiveDate::from_ymd_opt(moment.today.year() - 1, 1, 1).unwrap_or(moment.today);
    for (figure, channel_type, value) in TRADE {
        let of = |code: &str| types.iter().find(|t| t.code == code).map(|t| t.id);
        let (figure, channel_type, value) = ((*figure).to_owned(), channel_type.and_then(of), (*value).to_owned());
        let source = "行业协会年度报告（演示）".to_owned();
        tx.add(&IndustryAverage { figure, channel_type, from, value, source, note: String::new() })?;
    }
    Ok(())
}

/// The moves that led to where a partner stands.
fn history(tx: &mut Tx<'_>, people: &People<'_>, moment: &Moment<'_>, index: usize) -> Result<()> {
    use Lifecycle as L;
    let (Some(id), Some(profile)) = (people.ids.get(index), people.profiles.get(index)) else { return Ok(()) };
    let partner: Stored<Partner> = record::get_as(tx.conn(), *id)?;
    let mut r = Random::new(moment.seed ^ 0x11fe, index as u64);
    let mut steps: Vec<(L, L, &str)> = vec![(L::Lead, L::Screening, "意向明确，提交准入评估")];
    match partner.status {
        L::Lead => return Ok(()),
        L::Screening => {}
        L::Backup => steps = vec![(L::Lead, L::Backup, "区域已有主力经销商，列为备用")],
        _ => steps.push((L::Screening, L::Onboarding, "准入评估通过")),
    }
    if matches!(partner.status, L::Active | L::Improving | L::Suspended | L::Exited) {
        steps.push((L::Onboarding, L::Active, "首单到货，正式合作"));
    }
    match partner.status {
        L::Improving => steps.push((L::Active, L::Improving, "连续两月未达标，限期整改")),
        L::Suspended => steps.push((L::Active, L::Suspended, "应收逾期超过 60 天，暂停供货")),
        L::Exited => steps.push((L::Active, L::Exited, "合同到期不再续签")),
        _ => {}
    }
    let last = steps.len();
    for (i, (from, to, reason)) in steps.into_iter().enumerate() {
        // taken on when it was; what came after is recent
        let late = i + 1 == last && matches!(to, L::Improving | L::Suspended | L::Exited);
        let day = if late {
            moment.today - Days::new(u64::try_from(r.between(3, 40)).unwrap_or(3))
        } else {
            let before = u64::try_from(last - i).unwrap_or(1) * 12;
            profile.onboarded.min(moment.today) - Days::new(before)
        };
        let nine = NaiveTime::from_hms_opt(9, 30, 0).unwrap_or_default();
        let at = DateTime::<Utc>::from_naive_utc_and_offset(day.and_time(nine), Utc).min(moment.now);
        tx.add(&LifecycleMove {
            brought_in: false,
            partner: *id,
            from_status: from,
            to_status: to,
            reason: reason.to_owned(),
            moved_by: partner.owner,
            moved_at: at,
        })?;
    }
    Ok(())
}

/// A provincial or city distributor with the county distributors of its province.
fn groups(tx: &mut Tx<'_>, people: &People<'_>) -> Result<()> {
    let types: HashMap<i64, String> =
        record::query_as::<ChannelType>(tx.conn(), "", &[])?.into_iter().map(|t| (t.id, t.record.code)).collect();
    let all = record::query_as::<Partner>(tx.conn(), "WHERE status IN ('active', 'improving') ORDER BY id LIMIT 2000", &[])?;
    let is = |p: &Stored<Partner>, codes: &[&str]| {
        p.channel_type.and_then(|t| types.get(&t)).is_some_and(|code| codes.contains(&code.as_str()))
    };
    let mut cores: HashMap<i64, i64> = HashMap::new();
    for p in all.iter().filter(|p| is(p, &["provincial_distributor"])).chain(all.iter().filter(|p| is(p, &["city_distributor"])))
    {
        if let Some(region) = p.region
            && cores.len() < GROUPS.0
        {
            cores.entry(region).or_insert(p.id);
        }
    }
    let mut sizes: HashMap<i64, usize> = HashMap::new();
    for mut p in all.into_iter().filter(|p| is(p, &["county_distributor", "city_distributor", "specialty_store"])) {
        let Some(core) = p.region.and_then(|r| cores.get(&r)).copied().filter(|c| *c != p.id) else { continue };
        let size = sizes.entry(core).or_default();
        if *size < GROUPS.1 && people.ids.contains(&p.id) {
            *size += 1;
            p.record.core = Some(core);
            tx.save(&p)?;
        }
    }
    Ok(())
}

/// Two leads that are on file already: one written another way, one with the telephone of another.
fn twins(tx: &mut Tx<'_>, people: &People<'_>) -> Result<()> {
    let leads = record::query_as::<Partner>(tx.conn(), "WHERE status = 'lead' ORDER BY id LIMIT 2", &[])?;
    let known = people.ids.iter().filter(|id| leads.iter().all(|l| l.id != **id)).take(2).copied().collect::<Vec<_>>();
    for (i, (mut lead, of)) in leads.into_iter().zip(known).enumerate() {
        let of: Stored<Partner> = record::get_as(tx.conn(), of)?;
        let (first, rest) = of.phone.split_at_checked(3).unwrap_or((&of.phone, ""));
        lead.record.phone = format!("{first} {rest}");
        if i == 0 {
            let bare = of.name.strip_suffix("有限公司").unwrap_or(&of.name);
            lead.record.name = format!("{bare}（有限公司）");
        }
        tx.save(&lead)?;
    }
    Ok(())
}
