//! Every figure of the catalogue, asked for by every dimension of a network.

use super::*;
use crate::domain::figure::{Needs, Unit};
use crate::domain::partner::FIGURES;
use crate::domain::receivables::Dso;
use crate::ops::demo::{self, Scale};
use crate::ops::kpi::figure::{Sort, figure, goes_by};
use crate::ops::partner::fixture;
use crate::store::listing;

#[test]
fn results_of_partners_are_the_same_by_any_dimension_and_in_the_list() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = fixture::session(&dir);
    demo::generate(&mut session, Scale { partners: 30, weeks: 60, seed: 7 }, &mut |_| ()).expect("a network");
    session.refresh_figures().expect("figures");
    let conn = session.store.conn();
    let everybody: BTreeSet<i64> = {
        let mut all = conn.prepare("SELECT partner FROM partner_figures").expect("figures");
        let ids = all.query_map([], |r| r.get(0)).expect("figures");
        ids.collect::<std::result::Result<BTreeSet<i64>, _>>().expect("ids")
    };
    let span = crate::domain::history::fiscal_span(session.as_of(), 1, 3);
    let mut asked = 0;
    for of in Figure::ALL.iter().filter(|f| f.def().needs.goes_together()) {
        let mut whole = None;
        for by in By::ALL.iter().filter(|by| goes_by(*of, **by)) {
            let shown = figure(&session, *of, &Wish::new(span, *by), Sort::Value).expect("a figure");
            asked += 1;
            let total = shown.total.value(*of);
            assert_eq!(*whole.get_or_insert(total), total, "{of:?} by {by:?}: one total whatever the rows are");
            let sum = || shown.rows.iter().filter_map(|r| r.value(*of)).sum::<i64>();
            if of.def().needs == Needs::Results && of.def().den.is_none() && *of != Figure::OverdueDays {
                assert_eq!(Some(sum()), total, "{of:?} by {by:?}: rows add up");
            }
        }
        if of.def().needs != Needs::Results || *of == Figure::InventoryDays {
            continue;
        }
        // what the list of partners shows, added up by hand
        let at = FIGURES.iter().position(|f| f == of).expect("a column of the list");
        let listed: Vec<i64> = everybody
            .iter()
            .filter_map(|id| listing::figures_of(conn, *id).expect("figures").get(at).and_then(Value::int))
            .collect();
        let (sum, n) = (listed.iter().sum::<i64>(), i64::try_from(listed.len()).expect("few"));
        let expected = match of {
            Figure::OverdueDays => listed.iter().copied().max(),
            _ if of.unit() == Unit::Points => Some(crate::domain::money::div_round(sum.into(), n.into())),
            _ => Some(sum),
        };
        assert_eq!(whole.flatten(), expected, "{of:?}");
    }
    assert!(asked > 200, "{asked}");
}

#[test]
fn days_outstanding_by_the_catalogue_are_those_of_the_receivables() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = fixture::session(&dir);
    demo::generate(&mut session, Scale { partners: 30, weeks: 60, seed: 7 }, &mut |_| ()).expect("a network");
    session.refresh_figures().expect("figures");
    let span = crate::domain::history::fiscal_span(session.as_of(), 1, 3);
    for by in [By::Partner, By::Type, By::Owner, By::Region] {
        let shown = figure(&session, Figure::Dso, &Wish::new(span, by), Sort::Value).expect("a figure");
        let owed = receivables::receivables_by(&session, "", None, by).expect("receivables");
        assert_eq!(shown.total.value(Figure::Dso), owed.total.dso.map(Dso::tenths));
        let mut compared = 0;
        for owing in owed.rows.iter().filter(|o| o.dso.is_some() && o.open.0 > 0) {
            if let Some(row) = shown.rows.iter().find(|r| r.id == owing.partner) {
                assert_eq!(row.value(Figure::Dso), owing.dso.map(Dso::tenths), "{by:?} {}", owing.name.code);
                compared += 1;
            }
        }
        assert!(compared > 1, "{by:?}");
    }
    // and those that are kept of each partner
    let conn = session.store.conn();
    let shown = figure(&session, Figure::Dso, &Wish::new(span, By::Partner), Sort::Value).expect("a figure");
    let at = FIGURES.iter().position(|f| *f == Figure::Dso).expect("a column");
    for row in shown.rows.iter().filter(|r| r.value(Figure::Dso).is_some()) {
        let kept = listing::figures_of(conn, row.id).expect("figures").get(at).and_then(Value::int);
        assert_eq!(row.value(Figure::Dso), kept, "{}", row.name.code);
    }
}
