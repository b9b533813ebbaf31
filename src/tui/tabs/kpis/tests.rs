use super::detail::Go;
use super::*;
use crate::domain::money::Money;
use crate::domain::record::Kind;
use crate::domain::target::Aimed;
use crate::domain::target::tally::Aim;
use crate::i18n::number;
use crate::store::kpi::Name;
use crate::tui::app::App;
use crate::tui::keymap::Action as A;
use crate::tui::testing::{app, press, screen};
use crate::tui::worker::kpis::Line;

/// So much sold of a target, 36 of 65 days of which are over.
fn aim(sold: i64, target: i64) -> Aim {
    let (sold, target) = (Money::units(sold), Money::units(target));
    let due = target.scaled(36, 65).unwrap_or_default();
    Aim { aimed: Aimed { set: true, begun: true, target, due, sold, sold_by_then: sold }, covered: 2, of: 2 }
}

/// The tab with answers of a small network, as of Monday 23 November 2026.
fn page() -> App {
    let mut app = app();
    press(&mut app, "5");
    let ctx = &app.ctx;
    let line = |id: i64, code: &str, net: i64, target: i64| Line {
        id,
        name: Name { code: code.into(), name: code.into(), name_zh: None },
        figures: Figures { net_amount: Money::units(net), orders: 3, ..Figures::default() },
        partners: 2,
        days: None,
        aim: aim(net, target),
        own: false,
        before: Some(Figures { net_amount: Money::units(100), ..Figures::default() }),
        late: None,
        only_late: false,
    };
    let report = Report {
        as_of: ctx.today(),
        span: app.tabs.kpis.span(ctx),
        by: By::Region,
        compared: None,
        rows: vec![line(1, "east", 120, 200), line(2, "north west", 30, 200)],
        total: line(0, "", 150, 400),
        concentration: None,
        progress: Some((36, 65)),
        until: ctx.today() - chrono::Days::new(1),
        closed: None,
        asked: crate::ops::kpi::Asked::All,
        late_for: Vec::new(),
        rules: ctx.policy.sales.clone(),
        under: (&*ctx.policy).into(),
    };
    let (policy, report_span) = (&ctx.policy, report.span);
    let explained = [
        crate::ops::kpi::explain::attainment(&report),
        crate::ops::kpi::explain::contribution(&report, policy),
        crate::ops::kpi::explain::returns(&report, policy),
        crate::ops::kpi::explain::net_sales(&report, policy),
        crate::ops::kpi::explain::buyers(&report, policy),
    ];
    let months = (1..=25).map(|i| Figures { net_amount: Money::units(i), ..Figures::default() }).collect();
    let page = &mut app.tabs.kpis;
    page.receive(Reply::Trend(months, Some((Month(2025 * 12), Month(2026 * 12 + 10)))), &app.ctx);
    page.receive(Reply::Regions(Box::new(Whole { report: report.clone(), explained })), &app.ctx);
    page.receive(Reply::By(By::Type, Box::new(Report { by: By::Type, ..report })), &app.ctx);
    let network = [
        crate::ops::kpi::explain::warnings(&[], policy),
        crate::ops::kpi::explain::taken_on(0, 0, report_span, report_span, policy),
    ];
    page.receive(Reply::Network(Box::default(), Box::new(network)), &app.ctx);
    app
}

fn queries(effects: &[Effect]) -> usize {
    effects.iter().filter(|e| matches!(e, Effect::Query(Ask::Kpis(_)))).count()
}

#[test]
fn every_figure_is_asked_for_and_waits_for_nothing_else() {
    let mut app = app();
    let effects = press(&mut app, "5");
    assert_eq!(queries(&effects), 9);
    assert!(screen(&app).contains("net sales"), "the page is there before any answer");
}

#[test]
fn a_large_network_is_broken_down_only_where_the_cursor_is() {
    let mut app = app();
    app.ctx.counts.partners = MANY + 1;
    let effects = press(&mut app, "5");
    assert_eq!(queries(&effects), 4);
    assert_eq!(queries(&press(&mut app, "jjjjjj")), 0, "areas are part of the whole");
    assert_eq!(queries(&press(&mut app, "j")), 1, "channel types");
    assert_eq!(queries(&press(&mut app, "kj")), 0, "once only");
}

#[test]
fn a_figure_has_its_target_trend_and_one_word() {
    let app = page();
    let text = screen(&app);
    let line = |label: &str| text.lines().find(|l| l.contains(label)).unwrap_or_default().to_owned();
    assert!(line("net sales").contains("▲50%"), "{text}");
    assert!(line("net sales").contains("up"), "{text}");
    assert!(line("attainment").contains("38%"), "150 of 400: {text}");
    assert!(line("attainment").contains("! behind"), "38 % at 55 % of the time: {text}");
    assert!(line("by area").contains("east 80%"), "{text}");
    assert!(line("by area").contains("! 1 behind"), "30 of 200 is behind, 120 of 200 is not: {text}");
}

/// Answers of two cohorts, of which the younger is not rated yet.
fn cohorts(app: &mut App) {
    use crate::domain::cohort::{Quality, Share};
    use crate::ops::kpi::cohorts::{Line, Report, Rows, explained};
    let rated = Share { count: 11, of: 20 };
    let whole = Quality { size: 20, conversion: rated, retention: Share { count: 9, of: 10 }, ..Quality::default() };
    let line = |code: &str, quality| Line {
        name: Name { code: code.into(), name: code.into(), name_zh: None },
        quality,
        rows: detail::partners(&format!("onboarded_on>={code}-01")),
    };
    let young = Quality { size: 3, ..Quality::default() };
    let report = |by| Report {
        as_of: app.ctx.today(),
        from: Month(2026 * 12),
        to: Month(2026 * 12 + 1),
        by,
        rows: vec![line("2026-01", whole), line("2026-02", young)],
        total: line("", Quality { size: 23, ..whole }),
    };
    let months = report(Rows::Month);
    let explained = explained(&months.total, months.as_of, &app.ctx.policy);
    let cohorts = Cohorts { months, types: report(Rows::Type), explained, shown: 12 };
    app.tabs.kpis.receive(Reply::Cohorts(Box::new(cohorts)), &app.ctx);
}

#[test]
fn new_partners_stand_against_their_benchmarks_and_lead_to_their_cohorts() {
    let mut app = page();
    cohorts(&mut app);
    let text = screen(&app);
    let line = |label: &str| text.lines().find(|l| l.contains(label)).unwrap_or_default().to_owned();
    assert!(line("first order").contains("55%") && line("first order").contains("▲ below"), "11 of 20 is under 65 %: {text}");
    assert!(line("retention").contains("90%") && line("retention").contains("reached"), "{text}");
    assert!(line("repurchase").contains("not rated"), "{text}");
    let at = Fig::ALL.iter().position(|f| *f == Fig::Conversion).expect("a figure");
    press(&mut app, &"j".repeat(at));
    let Some(Effect::Explain(e)) = app.tabs.kpis.update(A::Explain, &app.ctx).pop() else { panic!("no explanation") };
    assert!(e.policy.iter().any(|p| p.path == "cohorts.first_order_days"));
    press(&mut app, "<Enter>j");
    let effects = app.tabs.kpis.update(A::Open, &app.ctx);
    let Some(Effect::OpenList(source)) = effects.first() else { panic!("{effects:?}") };
    assert_eq!(source.filter, "onboarded_on>=2026-02-01");
}

#[test]
fn a_row_behind_a_figure_opens_its_partners() {
    let mut app = page();
    press(&mut app, "jjjjjj<Enter>j");
    let effects = app.tabs.kpis.update(A::Open, &app.ctx);
    let Some(Effect::OpenList(source)) = effects.first() else { panic!("{effects:?}") };
    assert_eq!((source.kind, source.filter.as_str()), (Kind::Partner, "region:\"north west\""));
    assert!(app.tabs.kpis.close(&app.ctx).is_some(), "Esc leaves the rows");
    assert!(app.tabs.kpis.close(&app.ctx).is_none());
    let effects = app.tabs.kpis.update(A::Top, &app.ctx);
    assert!(effects.is_empty());
    let effects = app.tabs.kpis.update(A::Open, &app.ctx);
    let Some(Effect::OpenList(source)) = effects.first() else { panic!("{effects:?}") };
    assert_eq!((source.kind, source.filter.as_str()), (Kind::Sale, "day>=2026-10-01 day<=2026-11-23"));
}

#[test]
fn periods_go_back_and_forth_and_never_beyond_today() {
    let mut app = page();
    let span = |app: &App| app.tabs.kpis.span(&app.ctx);
    assert_eq!(span(&app), "2026-Q4".parse().expect("a period"));
    assert!(press(&mut app, "l").is_empty());
    press(&mut app, "h");
    assert_eq!(span(&app), "2026-Q3".parse().expect("a period"));
    press(&mut app, "p");
    assert_eq!(span(&app), "2026".parse().expect("a period"));
    press(&mut app, "p");
    assert_eq!(span(&app), "2026-09".parse().expect("a period"));
    press(&mut app, "hl");
    assert_eq!(span(&app), "2026-09".parse().expect("a period"));
}

#[test]
fn figures_that_ended_long_ago_are_shown_where_they_ended_until_a_person_chooses() {
    let mut app = app();
    press(&mut app, "5");
    let old = || Reply::Trend(Vec::new(), Some((Month(2010 * 12), Month(2013 * 12 + 10))));
    let effects = app.tabs.kpis.receive(old(), &app.ctx);
    assert_eq!(queries(&effects), 9);
    assert_eq!(app.tabs.kpis.span(&app.ctx), "2013-Q4".parse().expect("a period"));
    press(&mut app, "h");
    assert!(app.tabs.kpis.receive(old(), &app.ctx).is_empty());
    assert_eq!(app.tabs.kpis.span(&app.ctx), "2013-Q3".parse().expect("a period"));
}

#[test]
fn numbers_explain_themselves() {
    let mut app = page();
    for keys in ["", "j", "j", "j"] {
        press(&mut app, keys);
        let effects = app.tabs.kpis.update(A::Explain, &app.ctx);
        assert!(matches!(effects.first(), Some(Effect::Explain(e)) if !e.inputs.is_empty()), "after {keys:?}");
    }
}

#[test]
fn the_page_fits_every_size_in_both_languages() {
    for lang in [crate::domain::record::Lang::En, crate::domain::record::Lang::Zh] {
        for size in [(60, 16), (80, 24), (120, 40), (160, 45), (200, 60)] {
            let mut app = page();
            app.ctx.lang = lang;
            app.ctx.size = size;
            for _ in Fig::ALL {
                let text = screen(&app);
                assert!(text.lines().count() <= usize::from(size.1), "{size:?}");
                assert!(!text.contains("kpis-") && !text.contains("figure-"), "a key without words: {text}");
                press(&mut app, "j");
            }
        }
    }
}

/// The whole program on a small demo, at the figures.
fn rig(dir: &tempfile::TempDir, lang: crate::domain::record::Lang) -> crate::tui::testing::Rig {
    let mut rig = crate::tui::testing::Rig::new(crate::tui::testing::demo(dir.path(), 60), lang, (120, 40));
    rig.press("5");
    rig
}

#[test]
fn every_figure_explains_itself_by_formula_inputs_and_policy() {
    use crate::domain::record::Lang;
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::Zh);
    for (i, fig) in Fig::ALL.into_iter().enumerate() {
        rig.press("gg").press(&"j".repeat(i));
        assert_eq!(rig.app.tabs.kpis.fig(), fig);
        let e = rig.app.tabs.kpis.explanation(&rig.app.ctx).unwrap_or_else(|| panic!("{fig:?} is not explained"));
        assert!(e.formula.is_some() && !e.policy.is_empty(), "{fig:?}");
        assert!(e.inputs.iter().any(|i| i.source.is_some()), "{fig:?} has rows behind it");
        rig.press("x");
        let text = rig.screen();
        let label = figures::label(fig, Lang::Zh);
        assert!(text.contains(&format!("{label} = ")), "{fig:?}: {text}");
        rig.press("<Esc>");
    }
}

#[test]
fn what_a_count_is_made_of_is_as_many_rows() {
    use crate::ops::list::{self, Wish};
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, crate::domain::record::Lang::En);
    for fig in Fig::ALL.into_iter().filter(|f| f.desk().is_some() || matches!(f, Fig::Alerts | Fig::New)) {
        let at = Fig::ALL.iter().position(|f| *f == fig).expect("a figure");
        rig.press("gg").press(&"j".repeat(at));
        let e = rig.app.tabs.kpis.explanation(&rig.app.ctx).expect("an explanation");
        for input in e.inputs.iter().filter(|i| i.source.is_some()) {
            let source = input.source.as_ref().expect("rows");
            let session = rig.bench.session();
            if source.desk {
                let asked = crate::ops::ticket::understand(session, &source.filter, false).expect("understood");
                let rows = crate::ops::ticket::ids(session, &asked).expect("read").len();
                if let Amount::Count(said) = input.value {
                    assert_eq!(said, i64::try_from(rows).expect("a count"), "{fig:?} {input:?}");
                }
                continue;
            }
            let wish = Wish { filter: source.filter.clone(), ..Wish::default() };
            let found = list::list(session, source.kind, &wish).expect("understood");
            let mut rows = 0;
            list::each(session, &found, |_| {
                rows += 1;
                Ok::<_, crate::store::StoreError>(())
            })
            .expect("read");
            if matches!(input.value, Amount::Count(_)) {
                assert_eq!(input.value, Amount::Count(rows), "{fig:?} {input:?}");
            }
        }
    }
}

#[test]
fn warnings_open_as_a_list_from_their_explanation() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, crate::domain::record::Lang::En);
    let at = Fig::ALL.iter().position(|f| *f == Fig::Alerts).expect("a figure");
    rig.press(&"j".repeat(at)).press("x<Enter>");
    assert!(rig.screen().contains("severity:critical"), "{}", rig.screen());
}

#[test]
fn a_figure_of_the_desk_opens_the_desk_with_exactly_its_tickets() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, crate::domain::record::Lang::En);
    for fig in Fig::ALL.into_iter().filter(|f| f.desk().is_some()) {
        let at = Fig::ALL.iter().position(|f| *f == fig).expect("a figure");
        rig.press("5").press("gg").press(&"j".repeat(at));
        let mut seen = Vec::new();
        for _ in 0..7 {
            let behind = detail::of(&rig.app.tabs.kpis, fig, &rig.app.ctx);
            if seen.contains(&behind.title) {
                break;
            }
            seen.push(behind.title.clone());
            for (i, row) in behind.rows.iter().enumerate() {
                let Some(Go::List(source)) = &row.go else { continue };
                let asked = crate::ops::ticket::understand(rig.bench.session(), &source.filter, false).expect("understood");
                let found = crate::ops::ticket::ids(rig.bench.session(), &asked).expect("read").len();
                assert!(found > 0, "{fig:?} {row:?}");
                if fig == Fig::Tickets {
                    assert_eq!(row.text, number::count(i64::try_from(found).expect("a count")), "{row:?}");
                }
                if i > 1 {
                    continue;
                }
                rig.press("<Enter>").press(&"j".repeat(i)).press("<Enter>");
                assert_eq!(rig.app.tab, crate::tui::tabs::TabId::Conflicts, "{fig:?} {row:?}");
                let shown = rig.screen();
                assert!(shown.contains(source.filter.split(' ').next().unwrap_or_default()), "{shown}");
                rig.press("5").press("<Esc>");
            }
            rig.press("b");
        }
        let least = if fig == Fig::Diversion { 2 } else { 6 };
        assert!(seen.len() >= least, "{fig:?} is broken down by {seen:?}");
    }
}

#[test]
fn the_provinces_stand_on_a_map_one_key_away() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, crate::domain::record::Lang::En);
    rig.press("5").press("M");
    let shown = rig.screen();
    assert!(shown.contains("qudao kpi --by region --from 2025-10-01 --to 2025-12-31"), "the period of the tab: {shown}");
    rig.press("G");
    assert!(rig.screen().contains("by province"), "{}", rig.screen());
    rig.press("<Esc>");
    assert_eq!((rig.app.tab, rig.app.overlays.len()), (crate::tui::tabs::TabId::Kpis, 0));
}
