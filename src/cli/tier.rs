//! `qudao tier`: reviews, the board's figures, proposals and approvals, who would move under other numbers.

mod what_if;

use super::output::{self, To, print};
use super::{Ctx, Exit, Usage};
use crate::domain::explain::Words;
use crate::domain::kinds::Tier;
use crate::domain::record::{Kind, Lang};
use crate::i18n;
use crate::ops::tier::{self, pages};
use crate::ops::{OpError, list};
use crate::store::tiers::Line;
use crate::t;

/// Options of `tier`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Compute every partner's tier and propose what should change.
    Review {
        #[command(flatten)]
        to: To,
    },
    /// The board in figures with the open proposals, or one partner's score explained.
    Show {
        /// The partner.
        partner: Option<String>,
        #[command(flatten)]
        to: To,
    },
    /// Propose a tier by hand.
    Propose {
        /// The partner.
        partner: String,
        /// strategic, growth or watch.
        tier: String,
        /// Why.
        #[arg(long, short)]
        reason: String,
        #[command(flatten)]
        to: To,
    },
    /// Approve the open proposals of partners; never one's own.
    Approve {
        /// Partners; none with --all.
        partners: Vec<String>,
        /// Every open proposal that is not one's own.
        #[arg(long, conflicts_with = "partners")]
        all: bool,
    },
    /// Reject the open proposal of a partner.
    Reject {
        /// The partner.
        partner: String,
        /// Why.
        #[arg(long, short)]
        reason: String,
    },
    /// Take one's own open proposal back.
    Withdraw {
        /// The partner.
        partner: String,
    },
    /// Who would move under other numbers of `tiers`; nothing is changed.
    #[command(name = "what-if")]
    Try {
        /// Keys with other values, such as `tiers.promote_score=80`.
        #[arg(required = true, value_name = "KEY=VALUE")]
        changes: Vec<String>,
        /// At most so many rows as text.
        #[arg(long, short = 'n', default_value_t = 200)]
        limit: usize,
        /// Ask for these numbers, with this reason.
        #[arg(long, value_name = "REASON")]
        save: Option<String>,
        #[command(flatten)]
        to: To,
    },
    /// Changes of tier, the newest first.
    History {
        /// Of this partner only.
        partner: Option<String>,
        /// At most so many.
        #[arg(long, short = 'n', default_value_t = 50)]
        limit: i64,
        #[command(flatten)]
        to: To,
    },
}

/// Does it.
///
/// # Errors
/// A partner or tier that is not known, refusals, those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    match args.what {
        What::Review { to } => print(ctx, &to, |session| {
            let done = tier::review(session, lang)?;
            let (proposed, noted, kept, open) = (done.proposed, done.noted, done.kept, done.open);
            output::note(&t!(lang, "tier-review-done", proposed = proposed, noted = noted, kept = kept, open = open));
            let replaced = done.overtaken.iter().filter(|o| o.now.is_some()).count();
            let withdrawn = done.overtaken.len() - replaced;
            if !done.overtaken.is_empty() {
                output::note(&t!(lang, "tier-review-overtaken", replaced = replaced, withdrawn = withdrawn));
            }
            Ok(pages::reviewed(session, lang, &done)?)
        }),
        What::Show { partner: None, to } => print(ctx, &to, |session| Ok(pages::board(session, lang)?)),
        What::Show { partner: Some(partner), to } => print(ctx, &to, |session| {
            let id = list::find(session, Kind::Partner, &partner)?.id;
            Ok(pages::of_partner(session, id, &partner)?)
        }),
        What::Propose { partner, tier: name, reason, to } => {
            let tier = tier_of(lang, &name)?;
            print(ctx, &to, |session| {
                let id = list::find(session, Kind::Partner, &partner)?.id;
                let saved = tier::propose(session, id, tier, &reason)?;
                Ok(pages::proposed(session, id, Words::Text(i18n::sentence(lang, &saved.said)))?)
            })
        }
        What::Approve { partners, all } => approve(ctx, &partners, all),
        What::Reject { partner, reason } => {
            let id = partner_of(ctx, &partner)?;
            let session = ctx.session()?;
            let open = tier::open_of(session, id)?;
            tier::reject(session, open, &reason)?;
            output::text(&t!(lang, "done-tier-rejected", code = partner))?;
            Ok(Exit::Done)
        }
        What::Withdraw { partner } => {
            let id = partner_of(ctx, &partner)?;
            let session = ctx.session()?;
            let open = tier::open_of(session, id)?;
            tier::withdraw(session, open)?;
            output::text(&t!(lang, "done-tier-withdrawn", code = partner))?;
            Ok(Exit::Done)
        }
        What::Try { changes, limit, save, to } => what_if::run(ctx, &changes, (limit, &to), save.as_deref()),
        What::History { partner, limit, to } => print(ctx, &to, |session| {
            let id = partner.map(|p| list::find(session, Kind::Partner, &p)).transpose()?.map(|row| row.id);
            Ok(pages::history(session, id, limit)?)
        }),
    }
}

fn tier_of(lang: Lang, name: &str) -> anyhow::Result<Tier> {
    let ranked = [Tier::Strategic, Tier::Growth, Tier::Watch];
    let named = |t: &Tier| t.code() == name.to_lowercase() || t.label().zh == name;
    ranked.into_iter().find(named).ok_or_else(|| {
        let known = ranked.map(Tier::code).join(", ");
        Usage(t!(lang, "usage-tier", name = name, known = known)).into()
    })
}

fn partner_of(ctx: &mut Ctx, code: &str) -> anyhow::Result<i64> {
    Ok(list::find(ctx.session()?, Kind::Partner, code)?.id)
}

fn approve(ctx: &mut Ctx, partners: &[String], all: bool) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let mut open: Vec<(i64, String, Tier)> = Vec::new();
    if all {
        let session = ctx.session()?;
        let me = session.actor.name.clone();
        let lines = tier::proposals(session)?;
        // one's own are decided by others, as long as there are any
        let alone = tier::mine_to_decide(session)?;
        let decides = |l: &Line| l.proposed_by.as_deref() != Some(&me) || alone.contains(&l.id);
        open.extend(lines.into_iter().filter(decides).map(|l| (l.id, l.code, l.to)));
    }
    for code in partners {
        let id = partner_of(ctx, code)?;
        let session = ctx.session()?;
        let change = tier::open_of(session, id)?;
        let to = tier::proposals(session)?.into_iter().find(|l| l.id == change).map_or(Tier::Growth, |l| l.to);
        open.push((change, code.clone(), to));
    }
    if open.is_empty() {
        output::note(&t!(lang, "tier-nothing-proposed"));
    }
    let (mut approved, mut last) = (false, None);
    for (id, code, to) in open {
        let day = match tier::approve(ctx.session()?, id) {
            // of all of them those that are not one's to decide wait for who may
            Err(e @ (OpError::Role { .. } | OpError::Refused { .. })) if all => {
                let why = i18n::error(lang, &e);
                output::note(&t!(lang, "tier-skipped", code = code, why = why));
                last = Some(e);
                continue;
            }
            done => done?,
        };
        approved = true;
        let tier = to.label().get(lang);
        output::text(&match day {
            Some(day) => t!(lang, "done-tier-approved", code = code, tier = tier, day = day.to_string()),
            None => t!(lang, "done-tier-step", code = code, tier = tier),
        })?;
    }
    match last {
        Some(refused) if !approved => Err(refused.into()),
        Some(_) => Ok(Exit::Refused),
        None => Ok(Exit::Done),
    }
}
