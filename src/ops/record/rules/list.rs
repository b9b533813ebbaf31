//! The rules of every kind that has some: one entry a kind, which calls its subject.

use super::Rules;
use crate::domain::knowledge;
use crate::domain::record::Kind;
use crate::ops::approval::Told;
use crate::ops::context::Source;
use crate::ops::record::aside;
use crate::ops::{
    admin, close, compliance, contract, credit, deposit, expense, industry, meeting, partner, region, rules, satisfaction,
    screening, target, task, ticket, tier, violation,
};

/// No rules.
const NONE: Rules = Rules {
    kind: Kind::Contact,
    canonical: None,
    complete: None,
    adopted: None,
    written: None,
    aside: None,
    save: None,
    alike: None,
    withheld: None,
};

/// All of them.
pub(super) const ALL: &[Rules] = &[
    Rules {
        kind: Kind::User,
        complete: Some(|tx, _, row, before| admin::complete(tx.conn(), row, before)),
        // a file may name a new administrator after it has demoted the old one: asked when all of it is there
        written: Some(|tx, context, _, after| match context.source {
            Source::Person => admin::an_admin_is_left(tx.conn(), &after.called()).map(|()| None),
            Source::Import => Ok(None),
        }),
        ..NONE
    },
    Rules {
        kind: Kind::PolicyVersion,
        complete: Some(|tx, context, row, before| rules::complete(tx.conn(), context, row, before)),
        ..NONE
    },
    Rules { kind: Kind::Region, complete: Some(|tx, _, row, _| region::complete(tx.conn(), row)), ..NONE },
    Rules {
        kind: Kind::Partner,
        canonical: Some(partner::duplicates::canonical),
        complete: Some(|tx, context, row, before| {
            let mut problems = screening::of_partner(tx, context, row, before)?;
            problems.extend(partner::complete(tx, context, row, before)?);
            Ok(problems)
        }),
        written: Some(|tx, context, before, after| partner::written(tx, context, before, after).map(|()| None)),
        alike: Some(partner::duplicates::alike),
        withheld: Some((credit::change::withhold, credit::change::ask_for)),
        ..NONE
    },
    // the desk has rules of its own: numbers, clocks, who gets it, moves
    Rules { kind: Kind::Ticket, save: Some(ticket::form::saved), ..NONE },
    Rules { kind: Kind::TicketEvent, save: Some(ticket::form::saved), ..NONE },
    Rules { kind: Kind::LifecycleMove, complete: Some(|_, _, row, _| Ok(vec![partner::lifecycle::by_rule(row)])), ..NONE },
    Rules {
        kind: Kind::PartnerExit,
        complete: Some(|tx, context, row, before| partner::exit::complete(tx.conn(), context, row, before)),
        written: Some(|tx, context, _, after| partner::exit::written(tx, context, after)),
        ..NONE
    },
    Rules {
        kind: Kind::Target,
        complete: Some(|tx, context, row, before| {
            let problems = target::complete(tx.conn(), context, row)?;
            if problems.is_empty() { close::targets::complete(tx.conn(), row, before) } else { Ok(problems) }
        }),
        ..NONE
    },
    Rules { kind: Kind::Payment, complete: Some(|tx, _, row, _| credit::settles_own(tx.conn(), row)), ..NONE },
    Rules { kind: Kind::Invoice, complete: Some(|tx, _, row, before| credit::settled_by_own(tx.conn(), row, before)), ..NONE },
    Rules {
        kind: Kind::Expense,
        complete: Some(|_, _, row, _| Ok(expense::complete(row))),
        adopted: Some(|_, _, row| Ok(expense::complete(row))),
        written: Some(expense::written),
        ..NONE
    },
    Rules { kind: Kind::IndustryAverage, complete: Some(|_, _, row, _| Ok(industry::complete(row))), ..NONE },
    Rules {
        kind: Kind::Satisfaction,
        complete: Some(|tx, context, row, _| satisfaction::complete(tx.conn(), context, row)),
        ..NONE
    },
    Rules {
        kind: Kind::Shipment,
        canonical: Some(ticket::trace::canonical),
        complete: Some(|_, _, row, _| Ok(ticket::trace::check(row))),
        ..NONE
    },
    Rules {
        kind: Kind::Screening,
        complete: Some(|_, context, row, before| screening::complete(context, row, before)),
        written: Some(|tx, context, _, after| screening::written(tx, context, after)),
        aside: Some(|session, row| Ok(Some(screening::aside(session, row)?.explanation))),
        ..NONE
    },
    Rules {
        kind: Kind::Contract,
        complete: Some(contract::complete),
        adopted: Some(contract::adopted),
        written: Some(|tx, context, _, after| contract::written(tx, context, after)),
        aside: Some(|session, row| aside::of_partner(session, row, contract::aside::aside)),
        ..NONE
    },
    Rules {
        kind: Kind::Article,
        complete: Some(|_, context, row, before| {
            knowledge::complete(row, before, context.as_of);
            Ok(Vec::new())
        }),
        ..NONE
    },
    Rules {
        kind: Kind::Meeting,
        complete: Some(meeting::rules::complete),
        written: Some(|tx, context, _, after| meeting::rules::written(tx, context, after).map(|()| None)),
        ..NONE
    },
    Rules {
        kind: Kind::MeetingItem,
        complete: Some(meeting::rules::complete_item),
        written: Some(|tx, _, _, after| meeting::rules::written_item(tx, after).map(|()| None)),
        ..NONE
    },
    Rules {
        kind: Kind::Task,
        complete: Some(|tx, context, row, before| {
            let mut problems: Vec<_> = task::complete(context, row, before).into_iter().collect();
            problems.extend(meeting::rules::complete_task(tx, row, before)?);
            Ok(problems)
        }),
        written: Some(|tx, context, before, after| meeting::rules::written_task(tx, context, before, after).map(|()| None)),
        ..NONE
    },
    Rules {
        kind: Kind::Violation,
        complete: Some(violation::complete),
        written: Some(violation::written),
        aside: Some(|session, row| aside::of_partner(session, row, aside::violation)),
        ..NONE
    },
    Rules {
        kind: Kind::DepositEntry,
        complete: Some(deposit::complete),
        written: Some(|tx, context, before, after| Ok(deposit::written(tx, context, before, after)?.map(Told::from))),
        aside: Some(|session, row| aside::of_partner(session, row, aside::deposit)),
        ..NONE
    },
    Rules {
        kind: Kind::ChannelAudit,
        complete: Some(|_, context, row, _| Ok(compliance::complete_audit(context, row))),
        written: Some(|tx, context, _, after| Ok(compliance::written_audit(tx, context, after)?.map(Told::from))),
        ..NONE
    },
    Rules {
        kind: Kind::Training,
        complete: Some(|_, context, row, _| Ok(compliance::complete_training(context, row))),
        written: Some(|tx, context, before, after| Ok(compliance::written_training(tx, context, before, after)?.map(Told::from))),
        ..NONE
    },
    Rules {
        kind: Kind::BackupAssessment,
        complete: Some(|_, context, row, _| Ok(compliance::complete_assessment(context, row))),
        written: Some(|tx, context, before, after| {
            Ok(compliance::written_assessment(tx, context, before, after)?.map(Told::from))
        }),
        ..NONE
    },
    Rules {
        kind: Kind::CreditChange,
        complete: Some(|tx, context, row, before| credit::change::complete(tx.conn(), context, row, before)),
        written: Some(|tx, context, _, after| credit::change::written(tx, context, after)),
        aside: Some(|session, row| aside::of_partner(session, row, credit::aside::change)),
        ..NONE
    },
    Rules {
        kind: Kind::CreditAssessment,
        complete: Some(|tx, context, row, _| credit::assess::complete(tx.conn(), context, row)),
        aside: Some(credit::assess::aside),
        ..NONE
    },
    Rules { kind: Kind::TierChange, written: Some(tier::written), ..NONE },
];
