//! The machine that computes every partner's figures and keeps the warnings.
//!
//! Results are stored with the day and the version of the rules they were computed under (`figures_state`): screens read results.
//! [`Store::refresh_figures`] computes what is out of date: the whole network when the day, the rules or the week
//! up to which figures are in changed, else the partners marked in `stale_figures`. A session that looks at another day or under other
//! rules, or at a file without results, computes into TEMP tables of the same names ([`Store::shadow_figures`]), which hide the stored ones from its
//! queries alone ([`aside`]).
//!
//! The whole network is computed by two threads, each with a read connection of its own, over streams in partner
//! order ([`gather`]); the thread that holds the lock writes only the rows that differ.

mod alerts;
mod aside;
pub(super) mod before;
mod gather;
pub(super) mod measures;
mod rows;
mod until;
mod without;

use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};

use super::{Change, Result, Store, StoreError, Tx, exact, past, rules};
use crate::domain::alert::{self, Around};
use crate::domain::delivery::Until;
use crate::domain::figures::{Basis, OwedThen, PartnerFigures, compute};
use crate::domain::health::Inputs;
use crate::domain::money::take_overflow;
use crate::domain::period::Week;
use crate::domain::tier::Bands;
pub use aside::Shadowed;
use gather::Env;
use rows::{COLUMNS, rank, read, write_rows};
pub use until::until;
pub use without::{beyond, overflows, without};

/// Changes when there are other rules or they compute something else from the same inputs: stored results are then out of date.
const RULES: u32 = alert::EDITION.wrapping_add(12);

/// So many stale partners or more are computed with the whole network.
const MANY: usize = 2_000;

/// A network of fewer partners is computed by one thread.
const SMALL: i64 = 512;

/// Partners handed from a reading thread to the writing one at a time.
const CHUNK: usize = 256;

/// Under what the stored figures were computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// As of this day.
    pub as_of: NaiveDate,
    /// Under this version of the rules ([`crate::domain::policy::Policy::identity`]).
    pub policy: String,
    /// By this edition of the rules.
    rules: u32,
    /// Up to when figures were in.
    pub until: Until,
    /// By which change of what is delivered,
    deliveries: i64,
    /// and by which numbers it was found.
    delivery: String,
    /// Where the tiers are cut, in contribution over T12M.
    pub bands: Bands,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.as_of, self.policy, self.rules)?;
        for until in [self.until.sales, self.until.stock, self.until.payments] {
            match until {
                Some(week) => write!(f, " {}", week.0)?,
                None => write!(f, " -")?,
            }
        }
        write!(f, " {} {} {} {}", self.deliveries, self.delivery, self.bands.top, self.bands.bottom)
    }
}

impl State {
    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let week = |word: &str| word.parse().ok().map(Week);
        Some(Self {
            as_of: words.next()?.parse().ok()?,
            policy: words.next()?.to_owned(),
            rules: words.next()?.parse().ok()?,
            until: Until { sales: week(words.next()?), stock: week(words.next()?), payments: week(words.next()?) },
            deliveries: words.next()?.parse().ok()?,
            delivery: words.next()?.to_owned(),
            bands: Bands { top: words.next()?.parse().ok()?, bottom: words.next()?.parse().ok()? },
        })
    }

    /// Whether figures of this state are those of a day, a policy and of up to when figures are in.
    fn fits(&self, basis: &Basis<'_>, until: Until) -> bool {
        self.as_of == basis.as_of && self.policy == basis.policy.identity() && self.rules == RULES && self.until == until
    }
}

/// What a refresh did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Partners computed.
    pub computed: usize,
    /// Of them with other figures than before.
    pub changed: usize,
    /// Warnings that are new or open again.
    pub raised: usize,
    /// Warnings that are over.
    pub cleared: usize,
}

/// Under what the stored figures were computed; `None` if they never were.
pub fn state(conn: &Connection) -> Result<Option<State>> {
    let text: Option<String> = conn
        .prepare_cached("SELECT value FROM main.meta WHERE name = 'figures_state'")?
        .query_row([], |r| r.get(0))
        .optional()?;
    Ok(text.as_deref().and_then(State::parse))
}

/// When the stored figures were brought up to date last, in seconds since 1970 UTC.
pub fn refreshed_at(conn: &Connection) -> Result<Option<i64>> {
    let mut statement = conn.prepare_cached("SELECT CAST(value AS INTEGER) FROM main.meta WHERE name = 'figures_at'")?;
    Ok(statement.query_row([], |r| r.get(0)).optional()?)
}

/// What is to be computed.
enum Work {
    Nothing,
    Stale(Vec<i64>),
    All,
}

/// What is out of date of the stored figures.
fn work(conn: &Connection, basis: &Basis<'_>) -> Result<Work> {
    let until = until(conn, basis.as_of, basis.policy)?;
    if !state(conn)?.is_some_and(|s| s.fits(basis, until)) {
        return Ok(Work::All);
    }
    let limit = i64::try_from(MANY).unwrap_or(i64::MAX);
    let mut statement = conn.prepare_cached("SELECT partner FROM stale_figures ORDER BY partner LIMIT ?1")?;
    let stale = statement.query_map([limit], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    Ok(match stale.len() {
        0 => Work::Nothing,
        n if n >= MANY => Work::All,
        _ => Work::Stale(stale),
    })
}

/// How many partners' figures are out of date.
pub fn waiting(conn: &Connection, basis: &Basis<'_>) -> Result<i64> {
    Ok(match work(conn, basis)? {
        Work::Nothing => 0,
        Work::Stale(partners) => i64::try_from(partners.len()).unwrap_or(i64::MAX),
        Work::All => conn.query_row("SELECT count(*) FROM partner", [], |r| r.get(0))?,
    })
}

/// Whether the stored figures are those of a day under a policy, with nothing changed since.
pub fn is_current(conn: &Connection, basis: &Basis<'_>) -> Result<bool> {
    Ok(matches!(work(conn, basis)?, Work::Nothing))
}

impl Store {
    /// Brings the stored figures and warnings up to date, in one change set of the program's own.
    ///
    /// # Errors
    /// Those of the file; then nothing is changed.
    pub fn refresh_figures(&mut self, basis: &Basis<'_>, change: &Change<'_>) -> Result<Refreshed> {
        if is_current(self.conn(), basis)? {
            return Ok(Refreshed::default());
        }
        let path = self.path.clone();
        self.write(change, |tx| {
            // nor are figures kept under rules that rule no longer
            let number = basis.policy.number;
            if number > 0 && rules::number_in_force(tx.conn(), basis.as_of)? != number {
                return tx.forget_empty_change().map(|()| Refreshed::default());
            }
            // somebody may have been first while the lock was waited for
            let mut work = work(tx.conn(), basis)?;
            let prices = gather::prices(tx.conn(), basis)?;
            if let Work::Stale(partners) = &mut work {
                // a price is held against those of others: what was seen at one partner may raise or end another's warning
                partners.extend(alerts::other_prices(tx.conn(), &prices)?);
                partners.sort_unstable();
                partners.dedup();
            }
            let env = Env { basis: *basis, until: until(tx.conn(), basis.as_of, basis.policy)?, prices: &prices };
            let bands = state(tx.conn())?.map(|s| s.bands);
            let mut done = Refreshed::default();
            let mut ranking = matches!(work, Work::All);
            let mut keep = |tx: &mut Tx<'_>, chunk: &mut Chunk| -> Result<()> {
                let written = write_rows(tx.conn(), chunk, bands)?;
                done.computed += chunk.len();
                done.changed += written.changed;
                ranking |= written.ranking;
                let (raised, cleared) = alerts::follow_all(tx, chunk, basis.as_of)?;
                done.raised += raised;
                done.cleared += cleared;
                Ok(())
            };
            match &work {
                Work::Nothing => return tx.forget_empty_change().map(|()| done),
                Work::Stale(partners) => {
                    for partner in partners {
                        let mut chunk = part(tx.conn(), (*partner, *partner), &env)?;
                        keep(tx, &mut chunk)?;
                        tx.conn().prepare_cached("DELETE FROM stale_figures WHERE partner = ?1")?.execute([partner])?;
                    }
                }
                Work::All => {
                    let extent = Extent::of(tx.conn())?;
                    if extent.alone {
                        for ids in extent.parts() {
                            let mut chunk = part(tx.conn(), ids, &env)?;
                            keep(tx, &mut chunk)?;
                        }
                    } else {
                        whole((&path, None), &extent, &env, |chunk| keep(tx, chunk))?;
                    }
                    tx.conn().execute("DELETE FROM stale_figures", [])?;
                }
            }
            let bands = match bands.filter(|_| !ranking) {
                Some(bands) => bands,
                None => rank(tx.conn(), basis.policy)?,
            };
            let state = State {
                as_of: basis.as_of,
                policy: basis.policy.identity(),
                rules: RULES,
                until: env.until,
                deliveries: until::mark(tx.conn())?,
                delivery: basis.policy.delivery.identity(),
                bands,
            };
            tx.conn().execute(
                "INSERT INTO meta (name, value) VALUES ('figures_state', ?1) ON CONFLICT DO UPDATE SET value = excluded.value",
                [state.to_string()],
            )?;
            tx.conn().execute(
                "INSERT INTO meta (name, value) VALUES ('figures_at', ?1) ON CONFLICT DO UPDATE SET value = excluded.value",
                [tx.at().timestamp().to_string()],
            )?;
            tx.forget_empty_change()?;
            Ok(done)
        })
    }

    /// Hands what the figures of every partner would be under another policy or on another day to `f`, in no order; ranked
    /// partners stand at Growth, and one whose sums are too large is none of them. Nothing is written, not even for this session.
    pub fn figures_under(&self, basis: &Basis<'_>, mut f: impl FnMut(i64, PartnerFigures)) -> Result<()> {
        let prices = gather::prices(&self.conn, basis)?;
        let env = Env { basis: *basis, until: until(&self.conn, basis.as_of, basis.policy)?, prices: &prices };
        let hand = |chunk: &mut Chunk| -> Result<()> {
            chunk
                .drain(..)
                .filter_map(|(partner, figures)| Some((partner, figures?)))
                .for_each(|(partner, figures)| f(partner, figures));
            Ok(())
        };
        network(&self.conn, (&self.path, self.looks_back_to()), &env, hand)
    }
}

impl Tx<'_> {
    /// A refresh that changed no record leaves no entry in the history.
    pub(super) fn forget_empty_change(&mut self) -> Result<()> {
        let sql = "DELETE FROM change_set WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM audit WHERE change_set = ?1)";
        self.conn().execute(sql, [self.change_set()])?;
        Ok(())
    }
}

/// Figures of some partners, in the order of their ids; `None` where sums are larger than 64 bits hold.
type Chunk = Vec<(i64, Option<PartnerFigures>)>;

/// Computes the figures of a part of the network on this connection.
fn part(conn: &Connection, ids: gather::Part, env: &Env<'_>) -> Result<Chunk> {
    exact(String::new, || {
        let mut chunk = Vec::new();
        gather::each(conn, ids, env, |partner, inputs, owed, around| {
            chunk.push((partner, computed(|| compute(inputs, owed, around, &env.basis))));
            Ok(())
        })?;
        Ok(chunk)
    })
}

/// The ids of the whole network, and how it is gone through.
struct Extent {
    first: i64,
    last: i64,
    /// Small parts, taken in turn, keep both threads busy to the end, and little in memory.
    step: i64,
    /// On the connection itself: the network is small, or nobody else can see what this one sees.
    alone: bool,
}

impl Extent {
    fn of(conn: &Connection) -> Result<Self> {
        let sql = "SELECT coalesce(min(id), 0), coalesce(max(id), -1), count(*) FROM partner";
        let (first, last, count): (i64, i64, i64) = conn.query_row(sql, [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        let small = count < SMALL;
        let step = if small { (last - first + 1).max(1) } else { (last - first) / 32 + 1 };
        Ok(Self { first, last, step, alone: small || super::has_no_name(conn) })
    }

    fn parts(&self) -> impl Iterator<Item = gather::Part> {
        let (last, step) = (self.last, self.step);
        let firsts =
            std::iter::successors(Some(self.first), move |from| from.checked_add(step)).take_while(move |from| *from <= last);
        firsts.map(move |from| (from, (from + step - 1).min(last)))
    }
}

/// Computes the figures of the whole network that a connection sees, and hands them on in chunks, each in the order of ids.
fn network(
    conn: &Connection,
    (path, then): (&Path, Option<past::Then>),
    env: &Env<'_>,
    mut keep: impl FnMut(&mut Chunk) -> Result<()>,
) -> Result<()> {
    let extent = Extent::of(conn)?;
    if !extent.alone {
        return whole((path, then), &extent, env, keep);
    }
    extent.parts().try_for_each(|ids| keep(&mut part(conn, ids, env)?))
}

/// Computes the figures of the whole network of a file, as it is or stood at a moment, by two threads.
fn whole(
    (path, then): (&Path, Option<past::Then>),
    extent: &Extent,
    env: &Env<'_>,
    mut keep: impl FnMut(&mut Chunk) -> Result<()>,
) -> Result<()> {
    let Extent { first, last, step, .. } = *extent;
    let next = AtomicI64::new(first);
    let (send, receive) = mpsc::sync_channel::<Result<Chunk>>(8);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            let (send, next) = (send.clone(), &next);
            scope.spawn(move || {
                let failed = reader(path, then.as_ref()).and_then(|conn| {
                    loop {
                        let from = next.fetch_add(step, Ordering::Relaxed);
                        if from > last {
                            return Ok(());
                        }
                        send_part(&conn, (from, (from + step - 1).min(last)), env, &send)?;
                    }
                });
                if let Err(e) = failed {
                    let _ = send.send(Err(e));
                }
            });
        }
        drop(send);
        receive.iter().try_for_each(|chunk| keep(&mut chunk?))
    })
}

fn send_part(conn: &Connection, ids: gather::Part, env: &Env<'_>, send: &mpsc::SyncSender<Result<Chunk>>) -> Result<()> {
    let mut chunk = Vec::with_capacity(CHUNK);
    gather::each(conn, ids, env, |partner, inputs, owed, around| {
        chunk.push((partner, computed(|| compute(inputs, owed, around, &env.basis))));
        if chunk.len() == CHUNK {
            let full = std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK));
            // nobody receives any more: the other side failed and says so
            send.send(Ok(full)).map_err(|_| StoreError::Interrupted)?;
        }
        Ok(())
    })?;
    if !chunk.is_empty() {
        send.send(Ok(chunk)).map_err(|_| StoreError::Interrupted)?;
    }
    Ok(())
}

/// Computes a partner's figures; nothing where sums are too large, those of its inputs too.
fn computed(compute: impl FnOnce() -> PartnerFigures) -> Option<PartnerFigures> {
    let figures = compute();
    (!take_overflow()).then_some(figures)
}

/// A second connection that only reads, the records as they are or stood at a moment.
fn reader(path: &Path, then: Option<&past::Then>) -> Result<Connection> {
    let conn = super::backup::open_still(path)?;
    conn.busy_timeout(std::time::Duration::from_secs(10))?;
    if let Some(then) = then {
        conn.pragma_update(None, "temp_store", "MEMORY")?;
        past::make(&conn, then)?;
    }
    Ok(conn)
}

/// The figures of a partner, as this connection sees them; `None` if they were not computed yet.
pub fn of_partner(conn: &Connection, partner: i64) -> Result<Option<PartnerFigures>> {
    let sql = format!("SELECT {COLUMNS} FROM partner_figures WHERE partner = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([partner], |r| read(r, 0)).optional()?)
}

/// Hands the figures of every partner that trades to `f`, in the order of their ids.
pub fn each(conn: &Connection, mut f: impl FnMut(i64, PartnerFigures) -> Result<()>) -> Result<()> {
    let sql = format!("SELECT partner, {COLUMNS} FROM partner_figures WHERE computed_tier IS NOT NULL ORDER BY partner");
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        f(r.get(0)?, read(r, 1)?)?;
    }
    Ok(())
}

/// Hands the inputs of one partner's figures to `f`, which explains them.
///
/// # Errors
/// [`StoreError::Missing`], and those of the file.
pub fn with_inputs<T>(
    conn: &Connection,
    partner: i64,
    basis: &Basis<'_>,
    mut f: impl FnMut(&Inputs<'_>, &OwedThen, &Around) -> T,
) -> Result<T> {
    let prices = gather::prices(conn, basis)?;
    let env = Env { basis: *basis, until: until(conn, basis.as_of, basis.policy)?, prices: &prices };
    let mut found = None;
    gather::each(conn, (partner, partner), &env, |_, inputs, owed, around| {
        found = Some(f(inputs, owed, around));
        Ok(())
    })?;
    found.ok_or_else(|| StoreError::Missing { kind: crate::domain::record::Kind::Partner, key: partner.to_string() })
}
