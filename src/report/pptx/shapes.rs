//! What stands on a slide, as `DrawingML`: text, tables, the frame of a chart, the tiles of a map. Lengths are in EMU (1/914,400 inch).

use std::fmt::Write as _;

use super::super::cell::{Cell, Tone};
use super::super::say::Reader;
use super::super::table::Line;
use super::super::tiles::{SIZE, Tiles};
use super::{Shown, tag};
use crate::domain::record::Lang;
use crate::i18n::text::visible;

/// A slide of 13.3 x 7.5 inches.
pub(super) const WIDTH: u32 = 12_192_000;
pub(super) const HEIGHT: u32 = 6_858_000;
/// Between text and edge.
const MARGIN: u32 = 450_000;
/// A line of text of 14 points.
const TALL: u32 = 290_000;
const INK: &str = "1B2733";
const DIM: &str = "6B7885";
const ACCENT: &str = "2F6DB5";
/// Shades of a map, from little to much, and the ink on each.
const SHADES: [(&str, &str); 4] = [("E3EDF7", INK), ("A9C8E8", INK), ("5F9AD3", "FFFFFF"), ("23578F", "FFFFFF")];

/// A part of a slide.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    x: u32,
    y: u32,
    w: u32,
    h: u32,
}

impl Area {
    /// Below the heading.
    pub(super) const BODY: Self = Self { x: MARGIN, y: 1_050_000, w: WIDTH - 2 * MARGIN, h: 5_250_000 };
    /// Remarks below a table.
    pub(super) const NOTES: Self = Self { x: MARGIN, y: 6_100_000, w: WIDTH - 2 * MARGIN, h: 400_000 };

    /// What is left below so many lines of text.
    pub(super) fn below(self, lines: usize) -> Self {
        let taken = if lines == 0 { 0 } else { TALL * u32::try_from(lines).unwrap_or(9).min(9) + 120_000 };
        Self { y: self.y + taken, h: self.h - taken, ..self }
    }
}

/// A paragraph: its text, points, colour, whether it is bold.
#[derive(Clone, Debug)]
pub(super) struct Para {
    text: String,
    points: u32,
    colour: &'static str,
    bold: bool,
}

impl Para {
    pub(super) fn plain(text: &str, points: u32) -> Self {
        Self { text: text.to_owned(), points, colour: INK, bold: false }
    }

    pub(super) fn dim(text: &str) -> Self {
        Self { colour: DIM, ..Self::plain(text, 11) }
    }
}

/// The shapes of a slide, each with its number.
#[derive(Clone, Debug, Default)]
pub(super) struct Shapes {
    pub(super) xml: String,
    count: u32,
}

/// Text in XML, without what drives a terminal or what XML does not know.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c < ' ' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn run(lang: Lang, para: &Para) -> String {
    let (bold, size) = (if para.bold { " b=\"1\"" } else { "" }, para.points * 100);
    format!(
        "<a:r><a:rPr lang=\"{}\" sz=\"{size}\"{bold} dirty=\"0\"><a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill></a:rPr><a:t>{}</a:t></a:r>",
        tag(lang),
        para.colour,
        escaped(&para.text)
    )
}

fn of_script(text: &str) -> Lang {
    if text.is_ascii() { Lang::En } else { Lang::Zh }
}

impl Shapes {
    /// A slide with a heading.
    pub(super) fn new(head: &str) -> Self {
        let area = Area { x: MARGIN, y: 320_000, w: WIDTH - 2 * MARGIN, h: 600_000 };
        let points = if crate::i18n::text::width(head) > 70 { 18 } else { 24 };
        Self::default().text(area, [Para { bold: true, ..Para::plain(head, points) }])
    }

    /// The first slide.
    pub(super) fn title(title: &str, about: &[String]) -> Self {
        let area = |y, h| Area { x: 900_000, y, w: WIDTH - 1_800_000, h };
        let points = if crate::i18n::text::width(title) > 60 { 28 } else { 36 };
        let shapes = Self::default().text(area(1_900_000, 1_500_000), [Para { bold: true, ..Para::plain(title, points) }]);
        shapes.text(area(3_600_000, 2_300_000), about.iter().take(9).map(|line| Para { points: 16, ..Para::dim(line) }))
    }

    /// With what stands at the foot of every slide but the first: what it is of, and which of how many.
    pub(super) fn page(self, title: &str, number: usize, of: usize) -> Self {
        if number == 1 {
            return self;
        }
        let area = Area { x: MARGIN, y: HEIGHT - 330_000, w: WIDTH - 2 * MARGIN, h: 200_000 };
        let title = crate::i18n::text::truncate(title, 90);
        self.text(area, [Para { points: 9, ..Para::dim(&format!("{title}   {number} / {of}")) }])
    }

    fn next(&mut self) -> u32 {
        self.count += 1;
        // 1 is the group of all shapes
        self.count + 1
    }

    /// A box of text.
    pub(super) fn text(mut self, area: Area, paras: impl IntoIterator<Item = Para>) -> Self {
        let mut xml = String::new();
        for para in paras {
            let _ = write!(xml, "<a:p>{}</a:p>", run(of_script(&para.text), &para));
        }
        if !xml.is_empty() {
            self.shape(area, "<a:noFill/>", "l", "t", &xml);
        }
        self
    }

    fn shape(&mut self, area: Area, fill: &str, align: &str, anchor: &str, paras: &str) {
        let (id, Area { x, y, w, h }) = (self.next(), area);
        let paras = paras.replace("<a:p><a:r>", &format!("<a:p><a:pPr algn=\"{align}\"/><a:r>"));
        let _ = write!(
            self.xml,
            "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"Text {id}\"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x=\"{x}\" y=\"{y}\"/>\
             <a:ext cx=\"{w}\" cy=\"{h}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>{fill}</p:spPr><p:txBody>\
             <a:bodyPr wrap=\"square\" lIns=\"0\" tIns=\"0\" rIns=\"0\" bIns=\"0\" anchor=\"{anchor}\"><a:normAutofit/></a:bodyPr><a:lstStyle/>{paras}</p:txBody></p:sp>"
        );
    }

    /// Room for the slide's chart.
    pub(super) fn chart(mut self, area: Area) -> Self {
        let (id, Area { x, y, w, h }) = (self.next(), area);
        let _ = write!(
            self.xml,
            "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id=\"{id}\" name=\"Chart {id}\"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>\
             <p:xfrm><a:off x=\"{x}\" y=\"{y}\"/><a:ext cx=\"{w}\" cy=\"{h}\"/></p:xfrm><a:graphic>\
             <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\">\
             <c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" r:id=\"rId2\"/></a:graphicData></a:graphic></p:graphicFrame>"
        );
        self
    }

    /// A table of these columns: its heads, rows, and what stands below them.
    pub(super) fn table(mut self, reader: Reader, columns: &[Shown<'_>], rows: &[&Line], foot: &[&Line]) -> Self {
        const ROW: u32 = 330_000;
        let (id, area) = (self.next(), Area::BODY);
        let all: usize = columns.iter().map(|c| c.width + 2).sum();
        // a table of few columns need not be as wide as the slide
        let width = (u64::from(area.w) * all.clamp(60, super::ACROSS) as u64 / super::ACROSS as u64).min(u64::from(area.w));
        let part = |c: &Shown<'_>| width * (c.width as u64 + 2) / all.max(1) as u64;
        let mut grid = String::new();
        for column in columns {
            let _ = write!(grid, "<a:gridCol w=\"{}\"/>", part(column));
        }
        let said = |c: &Shown<'_>, cell: Option<&Cell>| {
            let text = cell.map(|cell| reader.cell(c.column, &cell.what)).unwrap_or_default();
            (text, cell.map_or(Tone::Plain, |cell| cell.tone))
        };
        let row = |cells: Vec<String>| format!("<a:tr h=\"{ROW}\">{}</a:tr>", cells.concat());
        let heads = columns.iter().map(|c| {
            let head = Para { bold: true, points: 12, ..Para::dim(&reader.words(&c.column.label)) };
            cell_of(&head, c.column.right, true)
        });
        let mut body = row(heads.collect());
        for (line, bold) in rows.iter().map(|l| (*l, false)).chain(foot.iter().map(|l| (*l, true))) {
            let cells = columns.iter().map(|c| {
                let (text, tone) = said(c, line.cells.get(c.place));
                let text = crate::i18n::text::truncate(&text.replace('\n', " "), super::WIDEST).into_owned();
                cell_of(&Para { colour: ink(tone), bold, ..Para::plain(&text, 12) }, c.column.right, bold)
            });
            body.push_str(&row(cells.collect()));
        }
        let height = ROW * u32::try_from(rows.len() + foot.len() + 1).unwrap_or(1);
        let Area { x, y, .. } = area;
        let _ = write!(
            self.xml,
            "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id=\"{id}\" name=\"Table {id}\"/><p:cNvGraphicFramePr><a:graphicFrameLocks noGrp=\"1\"/>\
             </p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x=\"{x}\" y=\"{y}\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></p:xfrm><a:graphic>\
             <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/table\"><a:tbl><a:tblPr firstRow=\"1\"/><a:tblGrid>{grid}</a:tblGrid>{body}\
             </a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
        );
        self
    }

    /// The squares of a map.
    pub(super) fn tiles(mut self, reader: Reader, map: &Tiles) -> Self {
        let (wide, tall) = (1_150_000, 610_000);
        let left = (WIDTH - u32::from(SIZE.0) * wide) / 2;
        for tile in &map.tiles {
            let (column, row) = (u32::from(tile.at.0), u32::from(tile.at.1));
            let area = Area { x: left + column * wide, y: 1_100_000 + row * tall, w: wide - 40_000, h: tall - 40_000 };
            let (fill, ink) = tile.shade.and_then(|i| SHADES.get(i)).copied().unwrap_or(("F2F4F6", DIM));
            let fill = format!("<a:solidFill><a:srgbClr val=\"{fill}\"/></a:solidFill>");
            let para = |text: &str, points, bold| {
                let para = Para { text: text.to_owned(), points, colour: ink, bold };
                format!("<a:p>{}</a:p>", run(of_script(text), &para))
            };
            let paras = format!("{}{}", para(tile.name(reader.lang), 14, true), para(&tile.said(reader), 11, false));
            self.shape(area, &fill, "ctr", "ctr", &paras);
        }
        self
    }
}

const fn ink(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => INK,
        Tone::Dim => DIM,
        Tone::Good => "1B6E3C",
        Tone::Soon => "8A5A00",
        Tone::Bad => "B3261E",
    }
}

/// A cell of a table, with a rule below it that is strong under heads and sums.
fn cell_of(para: &Para, right: bool, strong: bool) -> String {
    let (rule, colour) = if strong { (12_700, ACCENT) } else { (6_350, "D8DEE4") };
    let align = if right { "r" } else { "l" };
    let text = if para.text.is_empty() { String::new() } else { run(of_script(&para.text), para) };
    let none = |side| format!("<a:{side} w=\"0\"><a:noFill/></a:{side}>");
    let (left, right, top) = (none("lnL"), none("lnR"), none("lnT"));
    format!(
        "<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn=\"{align}\"/>{text}</a:p></a:txBody>\
         <a:tcPr marL=\"60000\" marR=\"60000\" marT=\"30000\" marB=\"30000\" anchor=\"ctr\">{left}{right}{top}\
         <a:lnB w=\"{rule}\"><a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill></a:lnB><a:noFill/></a:tcPr></a:tc>"
    )
}
