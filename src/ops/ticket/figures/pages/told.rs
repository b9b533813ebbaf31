//! The figures of the desk as a person reads them: tables and bars.

use super::super::{DivertedBy, Figures, Group};
use crate::domain::desk_figures::{Count, DeskTargets, Dimension, Key, Numbers, Share, Verdict, at_least, at_most};
use crate::domain::explain::{Amount, Words};
use crate::domain::money::{Money, Rate};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Lang};
use crate::domain::sla::{Desk, Spread};
use crate::i18n::{desk, number};
use crate::report::print::bar;
use crate::report::{Block, Cell, Column, Line, Table, Tone};
use crate::t;

/// Columns of a bar.
const BAR: i64 = 20;
/// Rows of a breakdown by region, owner or partner, unless it is asked for.
const ROWS: usize = 10;

/// From when to when.
pub(super) fn title(f: &Figures) -> Words {
    Words::with("stats-title", vec![("from", Amount::Date(f.span.from)), ("to", Amount::Date(f.span.to))])
}

/// What people read, from top to bottom.
pub(super) fn blocks(lang: Lang, rules: &Policy, figures: &Figures, by: Option<Dimension>) -> Vec<Block> {
    Told { lang, rules, figures }.blocks(by)
}

struct Told<'a> {
    lang: Lang,
    /// By what the span is judged.
    rules: &'a Policy,
    figures: &'a Figures,
}

/// A table of these heads for people; `right`: which of them stand at the right.
fn table(heads: impl IntoIterator<Item = String>, right: impl Fn(usize) -> bool, rows: Vec<Vec<Cell>>) -> Table {
    let columns = heads.into_iter().enumerate().map(|(i, head)| {
        let column = Column::text("", Words::Text(head)).aside();
        if right(i) { column.right() } else { column }
    });
    Table::new(columns.collect(), rows.into_iter().map(Line::new).collect())
}

fn block(table: Table, head: Option<String>) -> Block {
    Block { head: head.map(Words::Text), ..Block::table("", table, Words::nothing()) }
}

impl Told<'_> {
    fn targets(&self) -> &DeskTargets {
        &self.rules.desk_figures
    }

    fn blocks(&self, by: Option<Dimension>) -> Vec<Block> {
        let (lang, f) = (self.lang, self.figures);
        let mut blocks = Vec::new();
        if f.runs() {
            blocks.push(Block::said(Words::Text(t!(lang, "stats-running", day = f.as_of.to_string()))));
        }
        blocks.push(Block::gap());
        blocks.push(self.whole());
        if f.whole.numbers.is_empty() && by.is_none() {
            blocks.push(Block::note(Words::key("stats-none")));
            return blocks;
        }
        let asked = |d: Dimension| by.is_none_or(|b| b == d);
        let open = [Dimension::SEVERITY, Dimension::KIND, Dimension::LEVEL, Dimension::STATE, Dimension::Age];
        blocks.extend(open.into_iter().filter(|d| asked(*d)).filter_map(|d| self.open(d)));
        match by {
            Some(Dimension::Age) => {}
            Some(d) => blocks.extend(self.breakdown(d, true)),
            None => {
                let shown = [Dimension::Region, Dimension::OWNER, Dimension::Month];
                blocks.extend(shown.into_iter().filter_map(|d| self.breakdown(d, false)));
            }
        }
        if asked(Dimension::Region) {
            let what = desk::dimension(lang, Dimension::Region);
            blocks.extend(self.diversion(t!(lang, "stats-diversion-by", what = what), &f.diversion.regions));
        }
        if by.is_none() {
            let what = Kind::Partner.def().label.get(lang);
            blocks.extend(self.diversion(t!(lang, "stats-diversion-by", what = what), &f.diversion.partners));
        }
        blocks
    }

    fn time(&self, seconds: Option<i64>) -> String {
        let day = Desk::of(self.rules).time.hours.per_day();
        seconds.map_or_else(|| t!(self.lang, "not-rated"), |s| desk::span(self.lang, s, day))
    }

    fn rate(&self, rate: Option<Rate>) -> String {
        rate.map_or_else(|| t!(self.lang, "not-rated"), number::percent)
    }

    /// A rate, its part and whole.
    fn share(&self, share: Share) -> String {
        if share.of == 0 {
            t!(self.lang, "not-rated")
        } else {
            format!("{} ({}/{})", self.rate(share.rate()), share.count, share.of)
        }
    }

    /// The whole: figure, value, what is wanted, the list behind it.
    fn whole(&self) -> Block {
        let (lang, n, g, targets) = (self.lang, &self.figures.whole.numbers, &self.figures.whole, self.targets());
        let judged = |v: Option<Verdict>, wanted: String| match v {
            Some(v) => Cell::text(format!("{wanted} · {}", desk::verdict(lang, v))).toned(tone(v)),
            None => Cell::from(wanted),
        };
        let least = |share: Share, wanted: Rate| {
            judged(at_least(share, wanted, targets.close), t!(lang, "stats-at-least", rate = number::percent(wanted)))
        };
        let most = |rate: Option<Rate>, borne: Rate| {
            judged(at_most(rate, borne), t!(lang, "stats-at-most", rate = number::percent(borne)))
        };
        let none = || Cell::text("");
        let d = &self.figures.diversion.whole;
        let amount = |rate: Option<Rate>, m: Money| format!("{} ({})", self.rate(rate), number::amount(lang, m));
        let heads = [t!(lang, "stats-figure"), t!(lang, "stats-value"), t!(lang, "stats-wanted"), t!(lang, "stats-list")];
        let spread = |s: Option<Spread>, pick: fn(Spread) -> i64| self.time(s.map(pick));
        let rows: Vec<(String, String, Cell, Option<Count>)> = vec![
            (t!(lang, "stats-open"), number::count(n.open), none(), Some(Count::Open)),
            (t!(lang, "stats-opened"), number::count(n.opened), none(), Some(Count::Opened)),
            (t!(lang, "stats-resolved"), number::count(n.resolved), none(), Some(Count::Resolved)),
            (t!(lang, "stats-response-median"), spread(n.response, |s| s.median), none(), Some(Count::Answered)),
            (t!(lang, "stats-response-p90"), spread(n.response, |s| s.p90), none(), None),
            (
                t!(lang, "stats-response-met"),
                self.share(n.answered),
                least(n.answered, targets.response_met),
                Some(Count::ResponseLate),
            ),
            (t!(lang, "stats-resolution-median"), spread(n.resolution, |s| s.median), none(), Some(Count::Resolved)),
            (t!(lang, "stats-resolution-p90"), spread(n.resolution, |s| s.p90), none(), None),
            (
                t!(lang, "stats-resolution-met"),
                self.share(n.settled),
                least(n.settled, targets.resolution_met),
                Some(Count::ResolutionLate),
            ),
            (
                t!(lang, "stats-reopened"),
                self.share(n.reopened),
                most(n.reopened.rate(), targets.reopened),
                Some(Count::Reopened),
            ),
            (t!(lang, "stats-diversion"), amount(d.rate(), d.confirmed), most(d.rate(), targets.diversion), None),
            (format!("  {}", t!(lang, "stats-suspected")), amount(d.suspected_rate(), d.suspected), none(), None),
        ];
        let row = |(name, value, wanted, count): (String, String, Cell, Option<Count>)| {
            let list = count.map(|c| g.filter(c)).unwrap_or_default();
            vec![Cell::from(name), Cell::from(value), wanted, Cell::text(list).toned(Tone::Dim)]
        };
        block(table(heads, |i| i == 1, rows.into_iter().map(row).collect()), None)
    }

    /// What is open by one dimension, with bars.
    fn open(&self, by: Dimension) -> Option<Block> {
        let groups: Vec<&Group> = self.figures.groups(by).iter().filter(|g| g.numbers.open > 0).collect();
        let most = groups.iter().map(|g| g.numbers.open).max().unwrap_or(0);
        if most == 0 {
            return None;
        }
        let row = |g: &Group| {
            vec![
                Cell::from(format!("  {}", desk::group(self.lang, &g.key, &g.name, self.targets()))),
                Cell::from(number::count(g.numbers.open)),
                Cell::from(bar(g.numbers.open, most, BAR)),
                Cell::text(g.filter(Count::Open)).toned(Tone::Dim),
            ]
        };
        let rows = groups.into_iter().map(row).collect();
        let head = t!(self.lang, "stats-open-by", what = desk::dimension(self.lang, by));
        Some(block(table([const { String::new() }; 4], |i| i == 1, rows).bare(), Some(head)))
    }

    /// Every figure of each of a dimension.
    fn breakdown(&self, by: Dimension, whole: bool) -> Option<Block> {
        let lang = self.lang;
        let groups = self.figures.groups(by);
        if groups.is_empty() {
            return None;
        }
        let shown = if whole || by == Dimension::Month { groups.len() } else { groups.len().min(ROWS) };
        let title = match by {
            Dimension::Month => t!(lang, "stats-months"),
            _ => t!(lang, "stats-by", what = desk::dimension(lang, by)),
        };
        let (response, resolution) = (t!(lang, "stats-response-short"), t!(lang, "stats-resolution-short"));
        let open = if by == Dimension::Month { t!(lang, "stats-month-open") } else { t!(lang, "stats-open") };
        let heads = [
            String::new(),
            open,
            t!(lang, "stats-opened"),
            t!(lang, "stats-resolved"),
            format!("{response} {}", t!(lang, "stats-median-short")),
            t!(lang, "stats-p90-short"),
            t!(lang, "stats-met-short"),
            format!("{resolution} {}", t!(lang, "stats-median-short")),
            t!(lang, "stats-p90-short"),
            t!(lang, "stats-met-short"),
            t!(lang, "stats-reopened"),
        ];
        let mut rows = Vec::new();
        for g in groups.iter().take(shown) {
            let mut name = desk::group(lang, &g.key, &g.name, self.targets());
            if matches!(g.key, Key::Month(_)) && self.figures.as_of <= g.span.to {
                // the month that runs
                name.push('…');
            }
            rows.push(self.cells(&name, &g.numbers));
        }
        let mut told = table(heads, |i| i > 0, rows).of(groups.len());
        if by != Dimension::Month {
            told.foot.push(Line::new(self.cells(&t!(lang, "kpi-total"), &self.figures.whole.numbers)));
        }
        Some(block(told, Some(title)))
    }

    fn cells(&self, name: &str, n: &Numbers) -> Vec<Cell> {
        let targets = self.targets();
        let time = |s: Option<i64>| s.map_or_else(|| "–".to_owned(), |s| self.time(Some(s)));
        let rate = |r: Option<Rate>| r.map_or_else(|| "–".to_owned(), number::percent);
        let judged = |share: Share, v: Option<Verdict>| Cell::text(rate(share.rate())).toned(v.map_or(Tone::Plain, tone));
        let least = |share: Share, wanted: Rate| judged(share, at_least(share, wanted, targets.close));
        vec![
            Cell::from(format!("  {name}")),
            Cell::from(number::count(n.open)),
            Cell::from(number::count(n.opened)),
            Cell::from(number::count(n.resolved)),
            Cell::from(time(n.response.map(|s| s.median))),
            Cell::from(time(n.response.map(|s| s.p90))),
            least(n.answered, targets.response_met),
            Cell::from(time(n.resolution.map(|s| s.median))),
            Cell::from(time(n.resolution.map(|s| s.p90))),
            least(n.settled, targets.resolution_met),
            judged(n.reopened, at_most(n.reopened.rate(), targets.reopened)),
        ]
    }

    /// What was diverted, by region or partner.
    fn diversion(&self, title: String, rows: &[DivertedBy]) -> Option<Block> {
        if rows.is_empty() {
            return None;
        }
        let lang = self.lang;
        let heads = [
            String::new(),
            t!(lang, "stats-confirmed"),
            t!(lang, "stats-suspected"),
            t!(lang, "stats-sales"),
            t!(lang, "stats-rate"),
            t!(lang, "stats-suspected"),
        ];
        let row = |by: &DivertedBy| {
            let d = &by.diverted;
            let name = if by.id.is_none() { t!(lang, "kpi-none") } else { format!("{} {}", by.code, by.name) };
            let verdict = at_most(d.rate(), self.targets().diversion);
            vec![
                Cell::from(format!("  {name}")),
                Cell::from(number::amount_full(d.confirmed)),
                Cell::from(number::amount_full(d.suspected)),
                Cell::from(number::amount_full(d.sales)),
                Cell::text(self.rate(d.rate())).toned(verdict.map_or(Tone::Plain, tone)),
                Cell::from(self.rate(d.suspected_rate())),
            ]
        };
        let told = table(heads, |i| i > 0, rows.iter().take(ROWS).map(row).collect()).of(rows.len());
        Some(block(told, Some(title)))
    }
}

const fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Met => Tone::Plain,
        Verdict::Close => Tone::Soon,
        Verdict::Missed => Tone::Bad,
    }
}
