//! `qudao tier`: reviews, the board's figures, proposals and approvals, who would move under other numbers.

mod what_if;

use serde_json::{Map, Value as Json, json};

use super::output::{self, Align, Table};
use super::{Ctx, Exit, Format, Usage, approval, explain};
use crate::domain::kinds::Tier;
use crate::domain::record::{Kind, Lang};
use crate::i18n::{self, number, warning};
use crate::ops::{OpError, Session, list, tier};
use crate::store::tiers::{self, Line};
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
    Review,
    /// The board in figures with the open proposals, or one partner's score explained.
    Show {
        /// The partner.
        partner: Option<String>,
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
    /// Who would move under other numbers of [tiers]; nothing is changed.
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
    },
    /// Changes of tier, the newest first.
    History {
        /// Of this partner only.
        partner: Option<String>,
        /// At most so many.
        #[arg(long, short = 'n', default_value_t = 50)]
        limit: i64,
    },
}

/// Does it.
///
/// # Errors
/// A partner or tier that is not known, refusals, those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    match args.what {
        What::Review => {
            let done = tier::review(ctx.session()?, lang)?;
            let (proposed, noted, kept, open) = (done.proposed, done.noted, done.kept, done.open);
            output::note(&t!(lang, "tier-review-done", proposed = proposed, noted = noted, kept = kept, open = open));
            board(ctx)
        }
        What::Show { partner: None } => board(ctx),
        What::Show { partner: Some(partner) } => show(ctx, &partner),
        What::Propose { partner, tier: name, reason } => {
            let to = tier_of(lang, &name)?;
            let format = ctx.format(&[Format::Text, Format::Json])?;
            let id = partner_of(ctx, &partner)?;
            let session = ctx.session()?;
            let saved = tier::propose(session, id, to, &reason)?;
            if format == Format::Json {
                let lines = tier::history(session, Some(id), 1)?;
                let (as_of, changes) = (session.as_of(), documents(session, &lines)?);
                output::json(&json!({"schema": "qudao.tiers/1", "as_of": as_of, "changes": changes}))?;
            } else {
                output::text(&i18n::sentence(lang, &saved.said))?;
            }
            Ok(Exit::Done)
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
        What::Try { changes, limit, save } => what_if::run(ctx, &changes, limit, save.as_deref()),
        What::History { partner, limit } => {
            let id = partner.map(|p| partner_of(ctx, &p)).transpose()?;
            let format = ctx.format(&[Format::Text, Format::Json])?;
            let session = ctx.session()?;
            let lines = tier::history(session, id, limit)?;
            if format == Format::Json {
                let (as_of, changes) = (session.as_of(), documents(session, &lines)?);
                output::json(&json!({"schema": "qudao.tiers/1", "as_of": as_of, "changes": changes}))?;
            } else {
                table(lang, &lines, true).print()?;
            }
            Ok(Exit::Done)
        }
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

fn show(ctx: &mut Ctx, partner: &str) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let id = partner_of(ctx, partner)?;
    let session = ctx.session()?;
    session.stored_figures()?;
    let explanation = tier::explain(session, id)?;
    let card = tiers::cards(session.store.conn(), &[id])?.pop();
    if format == Format::Json {
        let as_of = session.as_of();
        output::json(&json!({
            "schema": "qudao.tiers/1",
            "as_of": as_of,
            "code": partner,
            "tier": card.as_ref().and_then(|c| c.tier),
            "computed_tier": card.as_ref().and_then(|c| c.computed),
            "score": card.as_ref().and_then(|c| c.score).map(points),
            "explanation": explain::document(&session.policy, &explanation),
            "changes": documents(session, &tier::history(session, Some(id), -1)?)?,
        }))?;
        return Ok(Exit::Done);
    }
    explain::print(lang, &session.policy, &explanation)?;
    let lines = tier::history(session, Some(id), 10)?;
    if !lines.is_empty() {
        output::text("")?;
        table(lang, &lines, true).print()?;
    }
    Ok(Exit::Done)
}

/// The board in figures, and the open proposals.
fn board(ctx: &mut Ctx) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    session.stored_figures()?;
    let conn = session.store.conn();
    let counts = tiers::COLUMNS.map(|t| tiers::column(conn, t).map(|ids| ids.len()));
    let counts: Vec<usize> = counts.into_iter().collect::<Result<_, _>>()?;
    let all: usize = counts.iter().sum();
    let without = tiers::without_tier(conn)?;
    let lines = tier::proposals(session)?;
    if format == Format::Json {
        let filters: Map<String, Json> = tiers::COLUMNS.iter().map(|t| (t.code().to_owned(), tier::behind(*t).into())).collect();
        let named: Map<String, Json> = tiers::COLUMNS.iter().zip(&counts).map(|(t, n)| (t.code().to_owned(), json!(n))).collect();
        let as_of = session.as_of();
        output::json(&json!({
            "schema": "qudao.tiers/1",
            "as_of": as_of,
            "partners": all,
            "counts": named,
            "filters": filters,
            "without_tier": without,
            "proposals": documents(session, &lines)?,
        }))?;
        return Ok(Exit::Done);
    }
    let share = |n: usize| {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        number::percent(crate::domain::figure::share(count(n), count(all.max(1))).unwrap_or_default())
    };
    let heads = tiers::COLUMNS.iter().zip(&counts).map(|(t, n)| {
        let count = number::count(i64::try_from(*n).unwrap_or(i64::MAX));
        t!(lang, "tier-board-line", tier = t.label().get(lang), count = count, share = share(*n))
    });
    output::text(&heads.collect::<Vec<_>>().join(" · "))?;
    if without > 0 {
        output::text(&t!(lang, "tier-board-without", count = number::count(without)))?;
    }
    if lines.is_empty() {
        output::text(&t!(lang, "tier-nothing-proposed"))?;
    } else {
        output::text("")?;
        table(lang, &lines, false).print()?;
    }
    Ok(Exit::Done)
}

fn table(lang: Lang, lines: &[Line], whole: bool) -> Table {
    let mut heads = vec![
        (t!(lang, "tier-column-id"), Align::Right),
        (t!(lang, "health-column-code"), Align::Left),
        (t!(lang, "health-column-name"), Align::Left),
        (t!(lang, "tier-column-from"), Align::Left),
        (t!(lang, "tier-column-to"), Align::Left),
        (t!(lang, "tier-column-move"), Align::Left),
        (t!(lang, "tier-column-score"), Align::Right),
        (t!(lang, "tier-column-by"), Align::Left),
    ];
    if whole {
        heads.extend([(t!(lang, "tier-column-state"), Align::Left), (t!(lang, "tier-column-effective"), Align::Left)]);
    }
    heads.push((t!(lang, "tier-column-reason"), Align::Left));
    let mut table = Table::new(heads);
    for l in lines {
        let mut cells = vec![
            l.id.to_string(),
            l.code.clone(),
            l.name.clone(),
            l.from.map_or("–", |t| t.label().get(lang)).to_owned(),
            l.to.label().get(lang).to_owned(),
            l.movement.label().get(lang).to_owned(),
            warning::points(lang, l.score),
            l.proposed_by.clone().unwrap_or_default(),
        ];
        if whole {
            cells.push(l.state.label().get(lang).to_owned());
            cells.push(l.effective_on.map(number::date).unwrap_or_default());
        }
        cells.push(l.reason.replace('\n', " / "));
        table.row(cells);
    }
    table
}

/// Points with two decimals.
fn points(points: i64) -> Json {
    #[expect(clippy::cast_precision_loss, reason = "points are at most 10,000")]
    let shown = points as f64 / 100.0;
    json!(shown)
}

fn documents(session: &Session, lines: &[Line]) -> anyhow::Result<Vec<Json>> {
    lines.iter().map(|line| document(session, line)).collect()
}

fn document(session: &Session, l: &Line) -> anyhow::Result<Json> {
    Ok(json!({
        "id": l.id,
        "code": l.code,
        "name": l.name,
        "from": l.from,
        "to": l.to,
        "movement": l.movement,
        "score": l.score.map(points),
        "reason": l.reason,
        "state": l.state,
        "proposed_by": l.proposed_by,
        "proposed_at": l.proposed_at.map(|t| t.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
        "decided_by": l.decided_by,
        "effective_on": l.effective_on,
        "policy_version": l.policy_version,
        "approval": approval::of_record(session, Kind::TierChange, l.id)?,
    }))
}
