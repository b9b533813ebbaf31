//! Industry averages: what one has to say, and those that a figure stands beside.

use super::Result;
use crate::domain::figure::Figure;
use crate::domain::industry::{Average, Averages};
use crate::domain::kinds::IndustryAverage;
use crate::domain::record::{Expected, Problem, Row, Value};
use crate::exchange::value;
use crate::store::{Connection, kpi};

/// The figure and its value in the unit of the figure, or what is wrong with the name or the value.
fn measured(average: &IndustryAverage) -> std::result::Result<(Figure, i64), Problem> {
    let problem = |field, value: &str, expected| Problem { field, value: value.to_owned(), expected };
    let Some(figure) = Figure::named(&average.figure).filter(|f| f.is_measured()) else {
        let known = Figure::ALL.iter().filter(|f| f.is_measured()).map(|f| f.name().to_owned()).collect();
        return Err(problem("figure", &average.figure, Expected::OneOf(known)));
    };
    match value::figure(figure, &average.value) {
        Ok(Value::Int(n)) => Ok((figure, n)),
        Ok(_) => Err(problem("value", &average.value, Expected::Given)),
        Err(expected) => Err(problem("value", &average.value, expected)),
    }
}

/// Names a figure that has no average, and a value that is not in the unit of its figure.
pub(in crate::ops) fn complete(row: &Row) -> Vec<Problem> {
    // a value that is missing is named already
    row.typed().ok().and_then(|average| measured(&average.record).err()).into_iter().collect()
}

/// Those of a figure.
pub(in crate::ops) fn averages(conn: &Connection, figure: Figure) -> Result<Averages> {
    let of = |a: IndustryAverage| {
        let (_, value) = measured(&a).ok()?;
        Some((a.channel_type, Average { value, from: a.from, source: a.source }))
    };
    Ok(kpi::industry(conn, figure.name())?.into_iter().filter_map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_no_figure_has_and_a_value_of_another_unit_are_told() {
        let of = |figure: &str, value: &str| {
            let from = chrono::NaiveDate::default();
            let (figure, value, source) = (figure.to_owned(), value.to_owned(), "association".to_owned());
            let average = IndustryAverage { figure, channel_type: None, from, value, source, note: String::new() };
            measured(&average).map_err(|p| p.field)
        };
        assert_eq!(of("margin_of_error", "1"), Err("figure"));
        assert_eq!(of("tier", "growth"), Err("figure"), "what is no number has no average");
        assert_eq!(of("return_rate", "many"), Err("value"));
        assert_eq!(of("return_rate", "12.5%"), Ok((Figure::ReturnRate, 1_250)));
        assert_eq!(of("dso", "45.5"), Ok((Figure::Dso, 455)));
        assert_eq!(of("satisfaction", "4.2"), Ok((Figure::Satisfaction, 420)));
    }
}
