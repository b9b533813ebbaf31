//! `qudao ticket stats`: how the desk does, each figure with the list behind it.

mod text;

use std::ffi::OsStr;

use chrono::NaiveDate;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Command};
use serde_json::{Map, Value as Json, json};

use crate::cli::output;
use crate::cli::{Ctx, Exit, Format, Usage, explain as explanations};
use crate::domain::desk_figures::{Count, DeskFigure, DeskTargets, Dimension, Diverted, Key, Share};
use crate::domain::money::Rate;
use crate::domain::period::{self, Month, Named, Span};
use crate::domain::policy::Policy;
use crate::domain::record::{Field, FieldType, Lang, Value};
use crate::domain::sla::Spread;
use crate::exchange::formula;
use crate::i18n::desk;
use crate::ops::Session;
use crate::ops::ticket;
use crate::ops::ticket::figures::{DivertedBy, Figures, Group, explain};
use crate::t;
use text::Text;

/// Options of `ticket stats`.
#[derive(Debug, clap::Args)]
pub(super) struct StatsArgs {
    /// 2025, 2025-Q3, 2025-07, 2025-W30; this month if not given.
    #[arg(long, short, value_name = "PERIOD", conflicts_with_all = ["from", "to"])]
    period: Option<Named>,
    /// First day of any span.
    #[arg(long, value_name = "DATE", requires = "to", value_parser = period::day)]
    from: Option<NaiveDate>,
    /// Last day of it.
    #[arg(long, value_name = "DATE", requires = "from", value_parser = period::day)]
    to: Option<NaiveDate>,
    /// Only this breakdown, with all its figures.
    #[arg(long, short, value_name = "WHAT", value_parser = Dimensions)]
    by: Option<Dimension>,
    /// Say where each figure comes from.
    #[arg(long)]
    explain: bool,
}

/// Reads a dimension by its name, its words joined by `_` or `-`.
#[derive(Clone)]
struct Dimensions;

impl TypedValueParser for Dimensions {
    type Value = Dimension;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Dimension, clap::Error> {
        let known = PossibleValuesParser::new(Dimension::all().map(Dimension::code));
        let find = |name: String| Dimension::all().find(|d| d.code() == name).ok_or("not in the list");
        known.try_map(find).parse_ref(command, arg, OsStr::new(&value.to_string_lossy().replace('-', "_")))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Dimension::all().map(|d| PossibleValue::new(d.code()))))
    }
}

/// Prints the figures of the desk.
pub(super) fn run(ctx: &mut Ctx, args: &StatsArgs) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json, Format::Csv])?;
    let session = ctx.session()?;
    let span = match (args.period, args.from, args.to) {
        (Some(named), _, _) => named.span(session.policy.organisation.fiscal_year_month),
        (None, Some(from), Some(to)) if from <= to => Span { from, to },
        (None, Some(from), Some(to)) => {
            return Err(Usage(t!(lang, "kpi-usage-order", from = from.to_string(), to = to.to_string())).into());
        }
        _ => Month::of(session.as_of()).span(),
    };
    let by = args.by.into_iter().filter(|d| !Dimension::SHOWN.contains(d)).chain(Dimension::SHOWN);
    let (figures, rules) = (ticket::figures_by(session, span, &by.collect::<Vec<_>>())?, session.rules_of(span)?);
    let explained = || DeskFigure::ALL.iter().map(|f| explain::explained(&figures, *f, &rules));
    match format {
        Format::Json => {
            let mut document = document(lang, (session, &rules), &figures, args.by);
            if args.explain {
                document.insert("explain".to_owned(), explained().map(|e| explanations::document(&rules, &e)).collect());
            }
            output::json(&document)?;
        }
        Format::Csv => csv_rows(lang, &rules, &figures, args.by)?,
        _ => {
            Text { lang, rules: &rules, figures: &figures }.print(args.by)?;
            if args.explain {
                for e in explained() {
                    output::text("")?;
                    explanations::print(lang, &rules, &e)?;
                }
            }
        }
    }
    Ok(Exit::Done)
}

/// The breakdowns that are printed: the one that was asked for, else those that are shown.
fn shown(only: Option<Dimension>) -> impl Iterator<Item = Dimension> {
    only.into_iter().chain(Dimension::SHOWN.into_iter().filter(move |_| only.is_none()))
}

/// The stable name of one of a dimension.
fn code(group: &Group, targets: &DeskTargets) -> String {
    let none = || "none".to_owned();
    match &group.key {
        Key::All => "all".to_owned(),
        Key::Field(_, Value::Null) | Key::Region(None) => none(),
        Key::Field(name, value) => match Dimension::Field(name).field() {
            Some(Field { ty: FieldType::Ref(_), .. }) | None => group.code.clone(),
            Some(field) => field.strict(value),
        },
        Key::Age(class) => match targets.bounds(*class) {
            (from, Some(to)) => format!("{from}-{to}"),
            (from, None) => format!(">={from}"),
        },
        Key::Month(month) => month.to_string(),
        Key::Region(_) => group.code.clone(),
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
    map.insert("name".to_owned(), desk::group(lang, &group.key, &group.name, targets).into());
    if let Key::Age(class) = &group.key {
        // only what is open has an age
        let (from, to) = targets.bounds(*class);
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

fn document(lang: Lang, (session, rules): (&Session, &Policy), f: &Figures, only: Option<Dimension>) -> Map<String, Json> {
    let targets = &rules.desk_figures;
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
    put("by_kind", Json::Object(open(Dimension::KIND)));
    put("by_severity", Json::Object(open(Dimension::SEVERITY)));
    let class = |i: usize| f.groups(Dimension::Age).iter().find(|g| g.key == Key::Age(i)).map_or(0, |g| g.numbers.open);
    let ages = (0..=targets.ages.len()).map(|i| json!({ "up_to_days": targets.ages.get(i), "open": class(i) }));
    put("by_age", ages.collect());
    let groups = |by: Dimension| f.groups(by).iter().map(|g| group_json(lang, targets, g)).collect::<Vec<_>>();
    let wanted = shown(only).filter(|d| *d != Dimension::Month);
    put("by", Json::Object(wanted.map(|d| (d.code().to_owned(), groups(d).into())).collect()));
    put("months", groups(Dimension::Month).into());
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

fn csv_rows(lang: Lang, rules: &Policy, f: &Figures, only: Option<Dimension>) -> anyhow::Result<()> {
    let targets = &rules.desk_figures;
    let mut out = csv::Writer::from_writer(output::data());
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
    let groups = shown(only).flat_map(|d| f.groups(d).iter().map(move |g| (d.code(), g)));
    for (by, g) in std::iter::once(("all", &f.whole)).chain(groups) {
        let n = &g.numbers;
        // a spreadsheet must not take a name for a formula
        let name = formula::safe(&desk::group(lang, &g.key, &g.name, targets)).into_owned();
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
