//! The figures of the desk as a person reads them: tables and bars.

use crate::cli::output::{self, Align, Cell, Table, Tone};
use crate::domain::desk_figures::{Count, DeskTargets, Dimension, Key, Numbers, Share, Verdict, at_least, at_most};
use crate::domain::money::{Money, Rate};
use crate::domain::policy::Policy;
use crate::domain::record::Lang;
use crate::domain::sla::{Desk, Spread};
use crate::i18n::{desk, number};
use crate::ops::ticket::figures::{DivertedBy, Figures, Group};
use crate::t;

/// Columns of a bar.
const BAR: i64 = 20;
/// Rows of a breakdown by region, owner or partner, unless it is asked for.
const ROWS: usize = 10;

/// The figures for people.
pub(super) struct Text<'a> {
    pub(super) lang: Lang,
    /// By what the span is judged.
    pub(super) rules: &'a Policy,
    pub(super) figures: &'a Figures,
}

impl Text<'_> {
    fn targets(&self) -> &DeskTargets {
        &self.rules.desk_figures
    }

    pub(super) fn print(&self, by: Option<Dimension>) -> anyhow::Result<()> {
        let (lang, f) = (self.lang, self.figures);
        output::text(&t!(lang, "stats-title", from = f.span.from.to_string(), to = f.span.to.to_string()))?;
        if f.runs() {
            output::text(&t!(lang, "stats-running", day = f.as_of.to_string()))?;
        }
        output::text("")?;
        self.whole()?;
        if f.whole.numbers.is_empty() && by.is_none() {
            output::note(&t!(lang, "stats-none"));
            return Ok(());
        }
        let asked = |d: Dimension| by.is_none_or(|b| b == d);
        let open = [Dimension::SEVERITY, Dimension::KIND, Dimension::LEVEL, Dimension::STATE, Dimension::Age];
        for d in open.into_iter().filter(|d| asked(*d)) {
            self.open(d)?;
        }
        match by {
            Some(Dimension::Age) => {}
            Some(d) => self.breakdown(d, true)?,
            None => {
                for d in [Dimension::Region, Dimension::OWNER, Dimension::Month] {
                    self.breakdown(d, false)?;
                }
            }
        }
        if asked(Dimension::Region) {
            self.diversion(
                &t!(lang, "stats-diversion-by", what = desk::dimension(lang, Dimension::Region)),
                &f.diversion.regions,
            )?;
        }
        if by.is_none() {
            let what = crate::domain::record::Kind::Partner.def().label.get(lang);
            self.diversion(&t!(lang, "stats-diversion-by", what = what), &f.diversion.partners)?;
        }
        Ok(())
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
    fn whole(&self) -> anyhow::Result<()> {
        let (lang, n, g, targets) = (self.lang, &self.figures.whole.numbers, &self.figures.whole, self.targets());
        let judged = |v: Option<Verdict>, wanted: String| match v {
            Some(v) => Cell::toned(format!("{wanted} · {}", desk::verdict(lang, v)), tone(v)),
            None => Cell::from(wanted),
        };
        let least = |share: Share, wanted: Rate| {
            judged(at_least(share, wanted, targets.close), t!(lang, "stats-at-least", rate = number::percent(wanted)))
        };
        let most = |rate: Option<Rate>, borne: Rate| {
            judged(at_most(rate, borne), t!(lang, "stats-at-most", rate = number::percent(borne)))
        };
        let none = Cell::default;
        let d = &self.figures.diversion.whole;
        let amount = |rate: Option<Rate>, m: Money| format!("{} ({})", self.rate(rate), number::amount(lang, m));
        let mut table = Table::new([
            (t!(lang, "stats-figure"), Align::Left),
            (t!(lang, "stats-value"), Align::Right),
            (t!(lang, "stats-wanted"), Align::Left),
            (t!(lang, "stats-list"), Align::Left),
        ]);
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
        for (name, value, wanted, count) in rows {
            let list = count.map(|c| g.filter(c)).unwrap_or_default();
            table.row([Cell::from(name), Cell::from(value), wanted, Cell::toned(list, Tone::Dim)]);
        }
        table.print()?;
        Ok(())
    }

    /// What is open by one dimension, with bars.
    fn open(&self, by: Dimension) -> anyhow::Result<()> {
        let groups: Vec<&Group> = self.figures.groups(by).iter().filter(|g| g.numbers.open > 0).collect();
        let most = groups.iter().map(|g| g.numbers.open).max().unwrap_or(0);
        if most == 0 {
            return Ok(());
        }
        output::text("")?;
        output::text(&t!(self.lang, "stats-open-by", what = desk::dimension(self.lang, by)))?;
        let mut table = Table::new([("", Align::Left), ("", Align::Right), ("", Align::Left), ("", Align::Left)]).headless();
        for g in groups {
            table.row([
                Cell::from(format!("  {}", desk::group(self.lang, &g.key, &g.name, self.targets()))),
                Cell::from(number::count(g.numbers.open)),
                Cell::from(output::bar(g.numbers.open, most, BAR)),
                Cell::toned(g.filter(Count::Open), Tone::Dim),
            ]);
        }
        table.print()?;
        Ok(())
    }

    /// Every figure of each of a dimension.
    fn breakdown(&self, by: Dimension, whole: bool) -> anyhow::Result<()> {
        let lang = self.lang;
        let groups = self.figures.groups(by);
        if groups.is_empty() {
            return Ok(());
        }
        let shown = if whole || by == Dimension::Month { groups.len() } else { groups.len().min(ROWS) };
        output::text("")?;
        output::text(&match by {
            Dimension::Month => t!(lang, "stats-months"),
            _ => t!(lang, "stats-by", what = desk::dimension(lang, by)),
        })?;
        let (response, resolution) = (t!(lang, "stats-response-short"), t!(lang, "stats-resolution-short"));
        let open = if by == Dimension::Month { t!(lang, "stats-month-open") } else { t!(lang, "stats-open") };
        let mut table = Table::new([
            (String::new(), Align::Left),
            (open, Align::Right),
            (t!(lang, "stats-opened"), Align::Right),
            (t!(lang, "stats-resolved"), Align::Right),
            (format!("{response} {}", t!(lang, "stats-median-short")), Align::Right),
            (t!(lang, "stats-p90-short"), Align::Right),
            (t!(lang, "stats-met-short"), Align::Right),
            (format!("{resolution} {}", t!(lang, "stats-median-short")), Align::Right),
            (t!(lang, "stats-p90-short"), Align::Right),
            (t!(lang, "stats-met-short"), Align::Right),
            (t!(lang, "stats-reopened"), Align::Right),
        ]);
        for g in groups.iter().take(shown) {
            let mut name = desk::group(lang, &g.key, &g.name, self.targets());
            if matches!(g.key, Key::Month(_)) && self.figures.as_of <= g.span.to {
                // the month that runs
                name.push('…');
            }
            table.row(self.cells(&name, &g.numbers));
        }
        if by != Dimension::Month {
            table.row(self.cells(&t!(lang, "kpi-total"), &self.figures.whole.numbers));
        }
        table.print()?;
        if shown < groups.len() {
            output::note(&t!(lang, "kpi-more", shown = shown.to_string(), count = groups.len().to_string()));
        }
        Ok(())
    }

    fn cells(&self, name: &str, n: &Numbers) -> [Cell; 11] {
        let targets = self.targets();
        let time = |s: Option<i64>| s.map_or_else(|| "–".to_owned(), |s| self.time(Some(s)));
        let rate = |r: Option<Rate>| r.map_or_else(|| "–".to_owned(), number::percent);
        let judged = |share: Share, v: Option<Verdict>| Cell::toned(rate(share.rate()), v.map_or(Tone::Plain, tone));
        let least = |share: Share, wanted: Rate| judged(share, at_least(share, wanted, targets.close));
        [
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
    fn diversion(&self, title: &str, rows: &[DivertedBy]) -> anyhow::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let lang = self.lang;
        output::text("")?;
        output::text(title)?;
        let mut table = Table::new([
            (String::new(), Align::Left),
            (t!(lang, "stats-confirmed"), Align::Right),
            (t!(lang, "stats-suspected"), Align::Right),
            (t!(lang, "stats-sales"), Align::Right),
            (t!(lang, "stats-rate"), Align::Right),
            (t!(lang, "stats-suspected"), Align::Right),
        ]);
        for by in rows.iter().take(ROWS) {
            let d = &by.diverted;
            let name = if by.id.is_none() { t!(lang, "kpi-none") } else { format!("{} {}", by.code, by.name) };
            let verdict = at_most(d.rate(), self.targets().diversion);
            table.row([
                Cell::from(format!("  {name}")),
                Cell::from(number::amount_full(d.confirmed)),
                Cell::from(number::amount_full(d.suspected)),
                Cell::from(number::amount_full(d.sales)),
                Cell::toned(self.rate(d.rate()), verdict.map_or(Tone::Plain, tone)),
                Cell::from(self.rate(d.suspected_rate())),
            ]);
        }
        table.print()?;
        if rows.len() > ROWS {
            output::note(&t!(lang, "kpi-more", shown = ROWS.to_string(), count = rows.len().to_string()));
        }
        Ok(())
    }
}

const fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Met => Tone::Plain,
        Verdict::Close => Tone::Soon,
        Verdict::Missed => Tone::Bad,
    }
}
