//! A tile map of the provinces: each a square of one size where a Chinese reader expects it, shaded by a figure.

use super::cell::{Cell, What};
use super::column::{Column, Columns};
use super::say::{Reader, cell_text};
use super::svg::number_of;
use crate::domain::explain::Words;
use crate::domain::record::Lang;
use crate::i18n::text::{self, Align};

/// Shades, from little to much, for who sees no colours.
pub const SHADES: [&str; 4] = ["·", "░", "▒", "▓"];

/// Columns and rows of the map.
pub const SIZE: (u16, u16) = (7, 8);

/// Columns of a tile as text: those of a row stand apart, and all fit on 80.
const WIDE: usize = 11;

/// A province: the first two digits of its code (GB/T 2260), its short names, where it stands.
struct Place(&'static str, &'static str, &'static str, (u16, u16));

const PLACES: &[Place] = &[
    Place("23", "黑", "HL", (6, 0)),
    Place("15", "蒙", "NM", (3, 1)),
    Place("22", "吉", "JL", (6, 1)),
    Place("65", "新", "XJ", (0, 2)),
    Place("62", "甘", "GS", (1, 2)),
    Place("64", "宁", "NX", (2, 2)),
    Place("14", "晋", "SX", (3, 2)),
    Place("13", "冀", "HE", (4, 2)),
    Place("11", "京", "BJ", (5, 2)),
    Place("21", "辽", "LN", (6, 2)),
    Place("63", "青", "QH", (1, 3)),
    Place("61", "陕", "SN", (2, 3)),
    Place("41", "豫", "HA", (3, 3)),
    Place("37", "鲁", "SD", (4, 3)),
    Place("12", "津", "TJ", (5, 3)),
    Place("54", "藏", "XZ", (0, 4)),
    Place("51", "川", "SC", (1, 4)),
    Place("50", "渝", "CQ", (2, 4)),
    Place("42", "鄂", "HB", (3, 4)),
    Place("34", "皖", "AH", (4, 4)),
    Place("32", "苏", "JS", (5, 4)),
    Place("31", "沪", "SH", (6, 4)),
    Place("52", "贵", "GZ", (2, 5)),
    Place("43", "湘", "HN", (3, 5)),
    Place("36", "赣", "JX", (4, 5)),
    Place("33", "浙", "ZJ", (5, 5)),
    Place("53", "云", "YN", (1, 6)),
    Place("45", "桂", "GX", (2, 6)),
    Place("44", "粤", "GD", (3, 6)),
    Place("35", "闽", "FJ", (4, 6)),
    Place("71", "台", "TW", (6, 6)),
    Place("46", "琼", "HI", (2, 7)),
    Place("82", "澳", "MO", (3, 7)),
    Place("81", "港", "HK", (4, 7)),
];

/// A province on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// Its code.
    pub code: String,
    en: &'static str,
    zh: &'static str,
    /// Column and row, from the top left.
    pub at: (u16, u16),
    pub value: Cell,
    /// In which quarter of the provinces it is by its value, 0 the least; `None`: it has none.
    pub shade: Option<usize>,
}

/// A map of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Tiles {
    /// What the shade says.
    pub figure: Words,
    pub tiles: Vec<Tile>,
}

impl Tile {
    /// What the province is called at a glance.
    #[must_use]
    pub const fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }

    /// What people read of it.
    #[must_use]
    pub fn said(&self, reader: Reader) -> String {
        cell_text(reader.lang, reader.zone, &self.value.what)
    }
}

impl Tiles {
    /// Of provinces by code, each with its value; others are left out. Fewer than two make no map.
    #[must_use]
    pub fn of(reader: Reader, figure: Words, rows: impl IntoIterator<Item = (String, Cell)>) -> Self {
        let rows: Vec<(String, Cell)> = rows.into_iter().filter(|(code, _)| !code.is_empty()).collect();
        let mut tiles: Vec<Tile> = Vec::new();
        for Place(prefix, zh, en, at) in PLACES {
            let Some((code, value)) = rows.iter().find(|(code, _)| code.strip_suffix("0000").unwrap_or(code) == *prefix) else {
                continue;
            };
            tiles.push(Tile { code: code.clone(), en, zh, at: *at, value: value.clone(), shade: None });
        }
        let values: Vec<Option<f64>> = tiles.iter().map(|t| number_of(reader, &t.value.what)).collect();
        let known: Vec<f64> = values.iter().flatten().copied().collect();
        if known.len() < 2 {
            tiles.clear();
        }
        for (tile, value) in tiles.iter_mut().zip(values) {
            // as many are below it as make so many quarters
            tile.shade = value.map(|v| known.iter().filter(|other| **other < v).count() * SHADES.len() / known.len());
        }
        Self { figure, tiles }
    }

    /// As lines of text: a shade, the name and the value of each.
    #[must_use]
    pub fn lines(&self, reader: Reader) -> Vec<String> {
        let tile = |x: u16, y: u16| {
            let said = self.tiles.iter().find(|t| t.at == (x, y)).map(|t| {
                let shade = t.shade.and_then(|i| SHADES.get(i)).copied().unwrap_or(" ");
                format!("{shade}{} {}", t.name(reader.lang), t.said(reader))
            });
            text::fit(&said.unwrap_or_default(), WIDE, Align::Left)
        };
        let rows = (0..SIZE.1).map(|y| (0..SIZE.0).map(|x| tile(x, y)).collect::<String>().trim_end().to_owned());
        rows.collect()
    }

    /// Its tiles as data.
    #[must_use]
    pub fn columns<'a>() -> Columns<'a, Tile> {
        Columns::default()
            .with(Column::code("key", Words::key("kpi-code")), |t: &Tile| t.code.clone())
            .with(Column::number("column", Words::key("tiles-column")), |t| What::Number(t.at.0.into()))
            .with(Column::number("row", Words::key("tiles-row")), |t| What::Number(t.at.1.into()))
            .with(Column::new("value", Words::key("tiles-value")), |t| t.value.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::money::Money;

    fn reader(lang: Lang) -> Reader {
        Reader { lang, zone: chrono_tz::Tz::UTC }
    }

    #[test]
    fn every_province_has_a_place_of_its_own() {
        let places: BTreeSet<(u16, u16)> = PLACES.iter().map(|p| p.3).collect();
        let codes: BTreeSet<&str> = PLACES.iter().map(|p| p.0).collect();
        assert_eq!((places.len(), codes.len(), PLACES.len()), (34, 34, 34));
        assert!(places.iter().all(|(x, y)| *x < SIZE.0 && *y < SIZE.1));
    }

    #[test]
    fn a_map_shades_by_quarters_and_needs_two_provinces() {
        let row = |code: &str, n: i64| (code.to_owned(), Cell::short(Money(n * 10_000)));
        let figure = || Words::Text("sales".into());
        let rows = vec![row("32", 100), row("33", 50), row("440000", 0), row("east", 7), row("", 9)];
        let map = Tiles::of(reader(Lang::Zh), figure(), rows);
        let shades: Vec<_> = map.tiles.iter().map(|t| (t.name(Lang::En), t.shade)).collect();
        assert_eq!(shades, [("JS", Some(2)), ("ZJ", Some(1)), ("GD", Some(0))]);
        let lines = map.lines(reader(Lang::Zh));
        assert!(lines[4].contains("▒苏 100") && lines[6].contains("·粤 0"), "{lines:#?}");
        assert!(lines.iter().all(|l| text::width(l) <= 80), "{lines:#?}");
        assert!(Tiles::of(reader(Lang::En), figure(), vec![row("32", 1)]).tiles.is_empty());
    }
}
