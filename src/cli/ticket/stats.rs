//! `qudao ticket stats`: how the desk does, each figure with the list behind it.

use serde_json::{Map, Value as Json, json};

use crate::cli::output::{self, Align, Cell, Table, Tone};
use crate::cli::{Ctx, Exit, Format, Usage, explain as explanations};
use crate::domain::desk_figures::{
    Count, DeskFigure, DeskTargets, Dimension, Diverted, Key, Numbers, Share, Verdict, at_least, at_most,
};
use crate::domain::money::{Money, Rate};
use crate::domain::period::{Month, Span};
use crate::domain::record::Lang;
use crate::domain::sla::{Desk, Spread};
use crate::exchange::formula;
use crate::i18n::{desk, number};
use crate::ops::Session;
use crate::ops::ticket;
use crate::ops::ticket::figures::{DivertedBy, Figures, Group, explain};
use crate::t;

/// Columns of a bar.
const BAR: i64 = 20;
/// Rows of a breakdown by region, owner or partner, unless it is asked for.
const ROWS: usize = 10;

/// Options of `ticket stats`.
#[derive(Debug, clap::Args)]
pub(super) struct StatsArgs {
    /// 2025, 2025-Q3, 2025-07, 2025-W30; this month if not given.
    #[arg(long, short, value_name = "PERIOD")]
    period: Option<String>,
    /// Only this breakdown, with all its figures.
    #[arg(long, short, value_name = "WHAT", value_parser = crate::cli::kpi::codes(Dimension::ALL, Dimension::code))]
    by: Option<Dimension>,
    /// Say where each figure comes from.
    #[arg(long)]
    explain: bool,
}

/// Prints the figures of the desk.
pub(super) fn run(ctx: &mut Ctx, args: &StatsArgs) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json, Format::Csv])?;
    let session = ctx.session()?;
    let span = match &args.period {
        Some(text) => text.parse::<Span>().map_err(|e| Usage(e.to_string()))?,
        None => Month::of(session.as_of()).span(),
    };
    let figures = ticket::figures(session, span)?;
    let explained = || DeskFigure::ALL.iter().map(|f| explain::explained(&figures, *f, &session.policy));
    match format {
        Format::Json => {
            let mut document = document(lang, session, &figures, args.by);
            if args.explain {
                document.insert("explain".to_owned(), explained().map(|e| explanations::document(&e)).collect());
            }
            output::json(&document)?;
        }
        Format::Csv => csv_rows(lang, session, &figures, args.by)?,
        _ => {
            Text { lang, session, figures: &figures }.print(args.by)?;
            if args.explain {
                for e in explained() {
                    output::text("")?;
                    explanations::print(lang, session.policy.organisation.zone, &e)?;
                }
            }
        }
    }
    Ok(Exit::Done)
}

/// The stable name of one of a dimension.
fn code(group: &Group, targets: &DeskTargets) -> String {
    match group.key {
        Key::All => "all".to_owned(),
        Key::Kind(kind) => kind.code().to_owned(),
        Key::Severity(severity) => severity.code().to_owned(),
        Key::State(state) => state.code().to_owned(),
        Key::Level(level) => level.to_string(),
        Key::Age(class) => match targets.bounds(class) {
            (from, Some(to)) => format!("{from}-{to}"),
            (from, None) => format!(">={from}"),
        },
        Key::Month(month) => month.to_string(),
        Key::Region(None) | Key::Owner(None) => "none".to_owned(),
        Key::Region(_) | Key::Owner(_) => group.code.clone(),
    }
}

fn spread_json(spread: Option<Spread>) -> Json {
    // hours of working time, to the hundredth
    let hours = |s: i64| rust_decimal::Decimal::new(crate::domain::money::div_round(i128::from(s), 36), 2).normalize();
    let hours = |s: i64| hours(s).to_string().parse::<f64>().ok();
    spread.map_or(Json::Null, |s| {
        json!({
            "count": s.count, "median_seconds": s.median, "p90_seconds": s.p90,
            "median_minutes": s.median / 60, "p90_minutes": s.p90 / 60,
            "median_hours": hours(s.median), "p90_hours": hours(s.p90),
        })
    })
}

/// Figures of a group: counts, medians, rates as fractions, and the filter behind each count.
fn numbers_json(group: &Group) -> Map<String, Json> {
    let n = &group.numbers;
    let share = |s: Share| json!([s.count, s.of]);
    let filters: Map<String, Json> = Count::ALL.iter().map(|c| (c.code().to_owned(), group.filter(*c).into())).collect();
    let fields = [
        ("open", json!(n.open)),
        ("opened", json!(n.opened)),
        ("resolved", json!(n.resolved)),
        ("response", spread_json(n.response)),
        ("resolution", spread_json(n.resolution)),
        ("response_met", json!(n.answered.rate())),
        ("response_met_of", share(n.answered)),
        ("resolution_met", json!(n.settled.rate())),
        ("resolution_met_of", share(n.settled)),
        ("reopened", json!(n.reopened.rate())),
        ("reopened_of", share(n.reopened)),
        ("filters", Json::Object(filters)),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn group_json(lang: Lang, targets: &DeskTargets, group: &Group) -> Json {
    let mut map = Map::new();
    map.insert("key".to_owned(), code(group, targets).into());
    map.insert("name".to_owned(), desk::group(lang, group.key, &group.name, targets).into());
    if let Key::Age(class) = group.key {
        // only what is open has an age
        let (from, to) = targets.bounds(class);
        let open = Count::Open;
        let filters = json!({ open.code(): group.filter(open) });
        map.extend([
            ("from_days".to_owned(), json!(from)),
            ("to_days".to_owned(), json!(to)),
            ("open".to_owned(), json!(group.numbers.open)),
            ("filters".to_owned(), filters),
        ]);
        return Json::Object(map);
    }
    map.extend(numbers_json(group));
    Json::Object(map)
}

fn diverted_json(d: &Diverted) -> Map<String, Json> {
    let fields = [
        ("confirmed", json!(d.confirmed.to_string())),
        ("suspected", json!(d.suspected.to_string())),
        ("net_sales", json!(d.sales.to_string())),
        ("rate", json!(d.rate())),
        ("suspected_rate", json!(d.suspected_rate())),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn diverted_by_json(by: &DivertedBy) -> Json {
    let mut map = Map::new();
    map.insert("key".to_owned(), if by.id.is_some() { by.code.as_str() } else { "none" }.into());
    map.insert("name".to_owned(), by.name.as_str().into());
    map.extend(diverted_json(&by.diverted));
    Json::Object(map)
}

fn document(lang: Lang, session: &Session, f: &Figures, only: Option<Dimension>) -> Map<String, Json> {
    let targets = &session.policy.desk_figures;
    let mut map = Map::new();
    let mut put = |name: &str, value: Json| {
        map.insert(name.to_owned(), value);
    };
    put("schema", "qudao.ticket-stats/1".into());
    put("as_of", f.as_of.to_string().into());
    put("now", session.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true).into());
    put("from", f.span.from.to_string().into());
    put("to", f.span.to.to_string().into());
    put("running", f.runs().into());
    for (name, value) in numbers_json(&f.whole) {
        put(&name, value);
    }
    let open = |by: Dimension| {
        let groups = f.groups(by).iter().filter(|g| g.numbers.open > 0);
        groups.map(|g| (code(g, targets), Json::from(g.numbers.open))).collect::<Map<_, _>>()
    };
    put("by_kind", Json::Object(open(Dimension::Kind)));
    put("by_severity", Json::Object(open(Dimension::Severity)));
    let class = |i: usize| f.groups(Dimension::Age).iter().find(|g| g.key == Key::Age(i)).map_or(0, |g| g.numbers.open);
    let ages = (0..=targets.ages.len()).map(|i| json!({ "up_to_days": targets.ages.get(i), "open": class(i) }));
    put("by_age", ages.collect());
    let groups = |by: &Dimension| f.groups(*by).iter().map(|g| group_json(lang, targets, g)).collect::<Vec<_>>();
    let wanted = Dimension::ALL.iter().filter(|d| **d != Dimension::Month && only.is_none_or(|o| o == **d));
    put("by", Json::Object(wanted.map(|d| (d.code().to_owned(), groups(d).into())).collect()));
    put("months", groups(&Dimension::Month).into());
    let mut diversion = diverted_json(&f.diversion.whole);
    diversion.insert("by_region".to_owned(), f.diversion.regions.iter().map(diverted_by_json).collect());
    diversion.insert("by_partner".to_owned(), f.diversion.partners.iter().map(diverted_by_json).collect());
    let month = |(month, d): &(Month, Diverted)| json!({ "key": month.to_string(), "confirmed": d.confirmed.to_string(), "net_sales": d.sales.to_string(), "rate": d.rate() });
    diversion.insert("months".to_owned(), f.diversion.months.iter().map(month).collect());
    put("diversion", Json::Object(diversion));
    put(
        "wanted",
        json!({
            "response_met": targets.response_met, "resolution_met": targets.resolution_met,
            "reopened": targets.reopened, "diversion": targets.diversion,
        }),
    );
    map
}

fn csv_rows(lang: Lang, session: &Session, f: &Figures, only: Option<Dimension>) -> anyhow::Result<()> {
    let targets = &session.policy.desk_figures;
    let mut out = csv::Writer::from_writer(output::stdout());
    let heads = [
        "by",
        "key",
        "name",
        "open",
        "opened",
        "resolved",
        "response_count",
        "response_median_seconds",
        "response_p90_seconds",
        "response_met",
        "resolution_median_seconds",
        "resolution_p90_seconds",
        "resolution_met",
        "reopened",
    ];
    out.write_record(heads)?;
    let rate = |r: Option<Rate>| r.map(|r| r.to_f64().to_string()).unwrap_or_default();
    let seconds = |s: Option<i64>| s.map(|s| s.to_string()).unwrap_or_default();
    let dimensions = Dimension::ALL.iter().filter(|d| only.is_none_or(|o| o == **d));
    let groups = dimensions.flat_map(|d| f.groups(*d).iter().map(move |g| (d.code(), g)));
    for (by, g) in std::iter::once(("all", &f.whole)).chain(groups) {
        let n = &g.numbers;
        // a spreadsheet must not take a name for a formula
        let name = formula::safe(&desk::group(lang, g.key, &g.name, targets)).into_owned();
        out.write_record([
            by.to_owned(),
            formula::safe(&code(g, targets)).into_owned(),
            name,
            n.open.to_string(),
            n.opened.to_string(),
            n.resolved.to_string(),
            n.count(Count::Answered).to_string(),
            seconds(n.response.map(|s| s.median)),
            seconds(n.response.map(|s| s.p90)),
            rate(n.answered.rate()),
            seconds(n.resolution.map(|s| s.median)),
            seconds(n.resolution.map(|s| s.p90)),
            rate(n.settled.rate()),
            rate(n.reopened.rate()),
        ])?;
    }
    out.flush()?;
    Ok(())
}

/// The figures for people.
struct Text<'a> {
    lang: Lang,
    session: &'a Session,
    figures: &'a Figures,
}

impl Text<'_> {
    fn targets(&self) -> &DeskTargets {
        &self.session.policy.desk_figures
    }

    fn print(&self, by: Option<Dimension>) -> anyhow::Result<()> {
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
        for d in [Dimension::Severity, Dimension::Kind, Dimension::Level, Dimension::State, Dimension::Age] {
            if asked(d) {
                self.open(d)?;
            }
        }
        for d in Dimension::ALL.iter().filter(|d| **d != Dimension::Age) {
            let beside = matches!(d, Dimension::Region | Dimension::Owner | Dimension::Month);
            if by == Some(*d) || (by.is_none() && beside) {
                self.breakdown(*d, by.is_some())?;
            }
        }
        if asked(Dimension::Region) {
            self.diversion(&t!(lang, "stats-diversion-by", what = Dimension::Region.label().get(lang)), &f.diversion.regions)?;
        }
        if by.is_none() {
            let what = crate::domain::record::Kind::Partner.def().label.get(lang);
            self.diversion(&t!(lang, "stats-diversion-by", what = what), &f.diversion.partners)?;
        }
        Ok(())
    }

    fn time(&self, seconds: Option<i64>) -> String {
        let day = Desk::of(&self.session.policy).time.hours.per_day();
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
            table.row([Cell::from(name), Cell::from(value), wanted, Cell::toned(list, Tone::Quiet)]);
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
        output::text(&t!(self.lang, "stats-open-by", what = by.label().get(self.lang)))?;
        let mut table = Table::new([("", Align::Left), ("", Align::Right), ("", Align::Left), ("", Align::Left)]).headless();
        for g in groups {
            table.row([
                Cell::from(format!("  {}", desk::group(self.lang, g.key, &g.name, self.targets()))),
                Cell::from(number::count(g.numbers.open)),
                Cell::from(output::bar(g.numbers.open, most, BAR)),
                Cell::toned(g.filter(Count::Open), Tone::Quiet),
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
            _ => t!(lang, "stats-by", what = by.label().get(lang)),
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
            let mut name = desk::group(lang, g.key, &g.name, self.targets());
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
