//! The prices that were seen, against floors and each other: products by partner and channel.

use std::cell::Cell;

use ratatui::layout::Rect;

use super::query;
use crate::domain::diversion::Watched;
use crate::domain::kinds::{AlertRule, AlertSeverity, PriceChannel, Severity};
use crate::domain::record::{Kind, Row, Storable as _, Value};
use crate::domain::sentence::Sentence;
use crate::i18n::diversion::{self as words, Called};
use crate::i18n::number;
use crate::t;
use crate::tui::app::{Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::Action;
use crate::tui::overlay::{Outcome, scroll, step};
use crate::tui::theme::Tone;
use crate::tui::widgets::text;
use crate::tui::worker::trace::{PriceWatch, Query};

/// Fields of a seen price, in the order of the form.
const SIGHTING: [&str; 8] = ["partner", "line", "sku", "channel", "on", "price", "place", "evidence"];

/// The page.
#[derive(Debug, Default)]
pub(super) struct Prices {
    /// `None` until the first answer.
    found: Option<(PriceWatch, Called)>,
    at: usize,
    top: Cell<usize>,
    /// Only what is over a limit.
    over: bool,
}

/// How bad a ticket of a price is by itself.
pub(super) fn severity(row: &Watched, ctx: &Ctx) -> Severity {
    let critical = |f: &crate::domain::alert::Finding| f.severity == AlertSeverity::Critical;
    if row.findings(&ctx.policy.diversion).iter().flatten().any(critical) { Severity::S2 } else { Severity::S3 }
}

fn tone(row: &Watched, ctx: &Ctx) -> Tone {
    match row.findings(&ctx.policy.diversion).iter().flatten().map(|f| f.severity).min() {
        Some(AlertSeverity::Critical) => Tone::Bad,
        Some(_) => Tone::Soon,
        None => Tone::Plain,
    }
}

impl Prices {
    pub(super) fn is_known(&self) -> bool {
        self.found.is_some()
    }

    /// What was answered; the cursor stays on its price.
    pub(super) fn receive(&mut self, found: (PriceWatch, Called)) {
        let selected = self.found.as_ref().and_then(|(w, _)| w.rows.get(self.at)).map(|w| w.seen.id);
        let at = selected.and_then(|id| found.0.rows.iter().position(|w| w.seen.id == id));
        self.at = at.unwrap_or(self.at).min(found.0.rows.len().saturating_sub(1));
        self.found = Some(found);
    }

    /// The rows that are shown; those over a limit stand first.
    fn rows(&self, ctx: &Ctx) -> &[Watched] {
        let rows = self.found.as_ref().map_or(&[][..], |(w, _)| &w.rows);
        let over = rows.iter().take_while(|w| w.is_over(&ctx.policy.diversion)).count();
        if self.over { rows.get(..over).unwrap_or_default() } else { rows }
    }

    /// The price under the cursor.
    pub(super) fn row(&self, ctx: &Ctx) -> Option<&Watched> {
        self.rows(ctx).get(self.at)
    }

    /// What partners and products are called.
    pub(super) fn called(&self) -> Option<&Called> {
        self.found.as_ref().map(|(_, called)| called)
    }

    pub(super) fn action(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        match action {
            Action::Close => Outcome::close(),
            Action::Views => {
                self.over = !self.over;
                self.at = self.at.min(self.rows(ctx).len().saturating_sub(1));
                Outcome::stay()
            }
            Action::Open => self.of_row(ctx, |w| Effect::Edit(Kind::PriceSighting, w.seen.id)),
            Action::OpenPartner => match self.row(ctx) {
                Some(w) => Outcome::Close(vec![Effect::Open(Kind::Partner, w.seen.partner)]),
                None => Outcome::stay(),
            },
            Action::Explain => self.of_row(ctx, |w| {
                let policy = &ctx.policy.diversion;
                let gap = w.undercut(policy).filter(|_| w.seen.below(policy).is_none());
                let (rule, value) = gap.map_or((AlertRule::SeenPrice, w.seen.price.0), |gap| (AlertRule::PriceGap, gap.0));
                query(Query::Explain(w.seen.partner, rule, value, ctx.lang))
            }),
            Action::Add => {
                let mut row = Row::blank(Kind::PriceSighting);
                row.set("on", ctx.today().to_value());
                if let Some(w) = self.row(ctx) {
                    row.set("line", Value::Int(w.seen.product.0));
                }
                Outcome::Stay(vec![Effect::OpenForm { row, fields: SIGHTING.to_vec() }])
            }
            Action::Copy => {
                let policy = &ctx.policy.diversion;
                let Some(called) = self.called() else { return Outcome::stay() };
                let lines: Vec<String> = self.rows(ctx).iter().map(|w| words::watched(ctx.lang, w, called, policy)).collect();
                let said = Sentence::new("done-prices-copied").with("count", lines.len());
                Outcome::Stay(vec![Effect::Say(said), Effect::Copy(lines.join("\n"))])
            }
            other => {
                self.at = step(self.at, self.rows(ctx).len(), 12, other);
                Outcome::stay()
            }
        }
    }

    fn of_row(&self, ctx: &Ctx, effect: impl Fn(&Watched) -> Effect) -> Outcome {
        Outcome::Stay(self.row(ctx).map(effect).into_iter().collect())
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let (th, lang) = (&ctx.theme, ctx.lang);
        let Some((watch, called)) = &self.found else { return };
        let (from, to) = (number::date(watch.from), number::date(watch.to));
        if watch.rows.is_empty() {
            canvas.paragraph(
                Rect { x: area.x + 2, width: area.width - 4, ..area },
                &t!(lang, "prices-empty", from = from, to = to),
                th.dim,
            );
            return;
        }
        let over = watch.rows.iter().filter(|w| w.is_over(&ctx.policy.diversion)).count();
        let policy = &ctx.policy.diversion;
        let (tolerance, gap) = (number::percent(policy.tolerance), number::percent(policy.gap));
        let summary = t!(lang, "prices-summary", seen = watch.rows.len(), over = over, tolerance = tolerance, gap = gap);
        canvas.put(area.x + 1, area.y, area.width - 2, &summary, th.dim);
        if self.over {
            canvas.put_right(area.x, area.y, area.width - 1, &t!(lang, "prices-only-over"), th.accent);
        }
        let rows = self.rows(ctx);
        let Some(current) = rows.get(self.at) else {
            canvas.paragraph(
                Rect { x: area.x + 2, y: area.y + 2, width: area.width - 4, height: 2 },
                &t!(lang, "prices-none-over"),
                th.dim,
            );
            return;
        };
        // what is wrong with the one under the cursor, at the foot
        let mut said = text::wrap(&words::watched(lang, current, called, policy), usize::from(area.width - 3));
        if current.undercut(policy).is_none()
            && let Some(other) = &current.other
        {
            let other = t!(lang, "prices-other", what = words::seen(lang, other, called));
            said.extend(text::wrap(&other, usize::from(area.width - 3)));
        }
        let foot = u16::try_from(said.len()).unwrap_or(1).min(area.height / 3);
        let columns = Columns::of(area, called, rows);
        columns.head(canvas, area.y + 1, ctx);
        let visible = usize::from(area.height.saturating_sub(foot + 3)).max(1);
        let top = scroll(self.top.get().min(rows.len().saturating_sub(visible)), self.at, visible);
        self.top.set(top);
        for (y, (i, row)) in (area.y + 2..).zip(rows.iter().enumerate().skip(top).take(visible)) {
            columns.row(canvas, y, row, called, i == self.at, ctx);
        }
        canvas.rule(area.x, area.bottom() - foot - 1, area.width, th.rule);
        for (y, line) in (area.bottom() - foot..area.bottom()).zip(&said) {
            canvas.put(area.x + 1, y, area.width - 2, line, th.text);
        }
    }
}

/// Where the columns begin and how wide they are.
struct Columns {
    x: u16,
    product: u16,
    code: u16,
    name: u16,
    /// Whether the day and the other channel's price have room.
    wide: bool,
}

/// Columns of a price, a share, a channel, a day.
const PRICE: u16 = 10;
const SHARE: u16 = 9;
const CHANNEL: u16 = 8;
const DAY: u16 = 12;

impl Columns {
    fn of(area: Rect, called: &Called, rows: &[Watched]) -> Self {
        let wide = area.width >= 100;
        let code = rows.iter().map(|w| text::width(called.partner(w.seen.partner).0)).max().unwrap_or(4).min(10);
        let code = u16::try_from(code).unwrap_or(4) + 1;
        let fixed = 4 + code + CHANNEL + PRICE * 2 + SHARE * 2 + if wide { PRICE + DAY } else { 0 };
        let rest = area.width.saturating_sub(fixed);
        let product = (rest / 2).clamp(6, 26);
        Self { x: area.x + 1, product, code, name: rest.saturating_sub(product + 1).min(30), wide }
    }

    /// The texts of a row at their places; the first three columns stand at the left.
    fn put(
        &self,
        canvas: &mut Canvas<'_>,
        y: u16,
        left: [(&str, ratatui::style::Style); 4],
        right: &[(u16, String, ratatui::style::Style)],
    ) {
        let mut x = self.x + 3;
        for ((what, style), width) in left.into_iter().zip([self.product, self.code, self.name, CHANNEL]) {
            canvas.put(x, y, width.saturating_sub(1), what, style);
            x += width;
        }
        for (width, what, style) in right {
            canvas.put_right(x, y, *width, what, *style);
            x += width;
        }
    }

    fn head(&self, canvas: &mut Canvas<'_>, y: u16, ctx: &Ctx) {
        let (th, lang) = (ctx.theme.head, ctx.lang);
        let label = |field: &str| Kind::PriceSighting.def().field(field).map_or("", |(_, f)| f.label.get(lang));
        let mut right = vec![
            (PRICE, t!(lang, "prices-head-seen"), th),
            (PRICE, t!(lang, "prices-head-floor"), th),
            (SHARE, t!(lang, "prices-head-against"), th),
        ];
        if self.wide {
            right.push((PRICE, t!(lang, "prices-head-other"), th));
        }
        right.push((SHARE, t!(lang, "prices-head-gap"), th));
        if self.wide {
            right.push((DAY, label("on").to_owned(), th));
        }
        self.put(canvas, y, [(label("line"), th), ("", th), ("", th), (label("channel"), th)], &right);
        // over code and name
        canvas.put(self.x + 3 + self.product, y, self.code + self.name - 1, label("partner"), th);
    }

    fn row(&self, canvas: &mut Canvas<'_>, y: u16, row: &Watched, called: &Called, focus: bool, ctx: &Ctx) {
        let (th, policy) = (&ctx.theme, &ctx.policy.diversion);
        let tone = tone(row, ctx);
        let plain = if focus { th.focus } else { th.text };
        canvas.put(self.x, y, 1, if focus { "›" } else { " " }, th.accent);
        canvas.put(self.x + 1, y, 1, tone.glyph(), if tone == Tone::Plain { th.dim } else { th.tone(tone) });
        let (code, name) = called.partner(row.seen.partner);
        let channel = row.seen.channel.label().get(ctx.lang);
        let (product, article) = (called.product(&row.seen.product), &row.seen.product.1);
        // an article is known by its code alone
        let fits = article.is_empty() || text::width(&product) < usize::from(self.product);
        let product = if fits { &product } else { article };
        let share = |rate: Option<crate::domain::money::Rate>, over: bool| {
            let said = rate.map_or_else(|| "–".to_owned(), |r| number::percent_signed(crate::domain::money::Rate(-r.0)));
            (SHARE, said, if over { th.tone(tone) } else { th.dim })
        };
        let money = |m: Option<crate::domain::money::Money>| m.map_or_else(|| "–".to_owned(), number::amount_full);
        let mut right = vec![
            (PRICE, money(Some(row.seen.price)), plain),
            (PRICE, money(row.seen.floor), th.dim),
            share(row.seen.against_floor(), row.seen.below(policy).is_some()),
        ];
        if self.wide {
            right.push((PRICE, money(row.other.as_ref().map(|o| o.price)), th.dim));
        }
        right.push(share(row.gap, row.undercut(policy).is_some()));
        if self.wide {
            right.push((DAY, number::date(row.seen.on), th.dim));
        }
        let channel_style = if row.seen.channel == PriceChannel::Online { th.text } else { th.dim };
        self.put(canvas, y, [(product, plain), (code, th.dim), (name, plain), (channel, channel_style)], &right);
    }
}
