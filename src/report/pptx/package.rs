//! The parts of a presentation (ECMA-376) and the archive that they are in.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::shapes::{HEIGHT, Shapes, WIDTH};
use super::tag;
use crate::domain::record::Lang;
use crate::exchange::out::OutError;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const A: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const P: &str = "http://schemas.openxmlformats.org/presentationml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const EMPTY: &str = "<p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x=\"0\" y=\"0\"/>\
    <a:ext cx=\"0\" cy=\"0\"/><a:chOff x=\"0\" y=\"0\"/><a:chExt cx=\"0\" cy=\"0\"/></a:xfrm></p:grpSpPr>";

/// A chart and the workbook with what it draws.
#[derive(Debug)]
pub(super) struct Native {
    pub(super) part: String,
    pub(super) workbook: Vec<u8>,
}

/// A slide.
#[derive(Debug)]
pub(super) struct Slide {
    pub(super) shapes: Shapes,
    pub(super) native: Option<Native>,
}

impl Slide {
    pub(super) fn new(shapes: Shapes) -> Self {
        Self { shapes, native: None }
    }
}

/// The chart of a workbook as one of a slide: with its data beside it instead of settings for paper, text that is read from afar, and
/// lines that go straight from value to value.
pub(super) fn chart(part: &str, lines: bool) -> String {
    let outside = "<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"1200\"/></a:pPr><a:endParaRPr lang=\"en-US\"/></a:p></c:txPr>\
        <c:externalData r:id=\"rId1\"><c:autoUpdate val=\"0\"/></c:externalData></c:chartSpace>";
    let end = part.find("<c:printSettings").or_else(|| part.find("</c:chartSpace>")).unwrap_or(part.len());
    let kept = part.get(..end).unwrap_or(part);
    let kept = if lines && !kept.contains("<c:smooth") {
        kept.replace("</c:ser>", "<c:smooth val=\"0\"/></c:ser>")
    } else {
        kept.to_owned()
    };
    format!("{kept}{outside}")
}

/// Relations of a part: what is meant by each id.
fn relations(all: &[(&str, &str)]) -> String {
    let mut xml = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (i, (ty, target)) in (1..).zip(all) {
        let _ = write!(xml, "<Relationship Id=\"rId{i}\" Type=\"{R}/{ty}\" Target=\"{target}\"/>");
    }
    xml + "</Relationships>"
}

/// The presentation as an archive, the same for the same slides.
pub(super) fn zipped(title: &str, lang: Lang, slides: Vec<Slide>) -> Result<Vec<u8>, OutError> {
    let mut archive = Archive { zip: ZipWriter::new(Cursor::new(Vec::new())), types: String::new() };
    archive.part("ppt/theme/theme1.xml", "theme+xml", &theme())?;
    archive.part("ppt/slideMasters/slideMaster1.xml", "presentationml.slideMaster+xml", &master())?;
    let of_master = [("slideLayout", "../slideLayouts/slideLayout1.xml"), ("theme", "../theme/theme1.xml")];
    archive.file("ppt/slideMasters/_rels/slideMaster1.xml.rels", relations(&of_master).as_bytes())?;
    archive.part("ppt/slideLayouts/slideLayout1.xml", "presentationml.slideLayout+xml", &layout())?;
    let of_layout = relations(&[("slideMaster", "../slideMasters/slideMaster1.xml")]);
    archive.file("ppt/slideLayouts/_rels/slideLayout1.xml.rels", of_layout.as_bytes())?;
    let (count, mut charts) = (slides.len(), 0);
    for (n, slide) in (1..).zip(slides) {
        let shapes = slide.shapes.page(title, n, count);
        let xml = format!(
            "{HEAD}<p:sld xmlns:a=\"{A}\" xmlns:r=\"{R}\" xmlns:p=\"{P}\"><p:cSld><p:spTree>{EMPTY}{}</p:spTree></p:cSld>\
             <p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>",
            shapes.xml
        );
        archive.part(&format!("ppt/slides/slide{n}.xml"), "presentationml.slide+xml", &xml)?;
        let mut related = vec![("slideLayout", "../slideLayouts/slideLayout1.xml".to_owned())];
        if let Some(native) = slide.native {
            charts += 1;
            related.push(("chart", format!("../charts/chart{charts}.xml")));
            archive.part(&format!("ppt/charts/chart{charts}.xml"), "drawingml.chart+xml", &native.part)?;
            let of_chart = relations(&[("package", &format!("../embeddings/workbook{charts}.xlsx"))]);
            archive.file(&format!("ppt/charts/_rels/chart{charts}.xml.rels"), of_chart.as_bytes())?;
            archive.file(&format!("ppt/embeddings/workbook{charts}.xlsx"), &native.workbook)?;
        }
        let related: Vec<(&str, &str)> = related.iter().map(|(ty, target)| (*ty, target.as_str())).collect();
        archive.file(&format!("ppt/slides/_rels/slide{n}.xml.rels"), relations(&related).as_bytes())?;
    }
    archive.part("ppt/presentation.xml", "presentationml.presentation.main+xml", &presentation(lang, count))?;
    let names: Vec<String> = (1..=count).map(|n| format!("slides/slide{n}.xml")).collect();
    let mut of_all = vec![("slideMaster", "slideMasters/slideMaster1.xml")];
    of_all.extend(names.iter().map(|name| ("slide", name.as_str())));
    of_all.push(("theme", "theme/theme1.xml"));
    archive.file("ppt/_rels/presentation.xml.rels", relations(&of_all).as_bytes())?;
    archive.end()
}

struct Archive {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    types: String,
}

fn failed(e: impl std::error::Error + Send + Sync + 'static) -> OutError {
    OutError::Io(std::io::Error::other(e))
}

impl Archive {
    fn file(&mut self, name: &str, bytes: &[u8]) -> Result<(), OutError> {
        // without a time of its own a part is of 1980 wherever it is written
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.zip.start_file(name, options).map_err(failed)?;
        Ok(self.zip.write_all(bytes)?)
    }

    /// A part with its type.
    fn part(&mut self, name: &str, ty: &str, xml: &str) -> Result<(), OutError> {
        let _ = write!(
            self.types,
            "<Override PartName=\"/{name}\" ContentType=\"application/vnd.openxmlformats-officedocument.{ty}\"/>"
        );
        self.file(name, xml.as_bytes())
    }

    fn end(mut self) -> Result<Vec<u8>, OutError> {
        let types = format!(
            "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
             ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Default Extension=\"xlsx\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\"/>{}</Types>",
            self.types
        );
        self.file("[Content_Types].xml", types.as_bytes())?;
        self.file("_rels/.rels", relations(&[("officeDocument", "ppt/presentation.xml")]).as_bytes())?;
        Ok(self.zip.finish().map_err(failed)?.into_inner())
    }
}

fn presentation(lang: Lang, slides: usize) -> String {
    let mut ids = String::new();
    for n in 0..slides {
        let _ = write!(ids, "<p:sldId id=\"{}\" r:id=\"rId{}\"/>", 256 + n, n + 2);
    }
    format!(
        "{HEAD}<p:presentation xmlns:a=\"{A}\" xmlns:r=\"{R}\" xmlns:p=\"{P}\"><p:sldMasterIdLst><p:sldMasterId id=\"2147483648\" r:id=\"rId1\"/>\
         </p:sldMasterIdLst><p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx=\"{WIDTH}\" cy=\"{HEIGHT}\"/><p:notesSz cx=\"{HEIGHT}\" cy=\"{WIDTH}\"/>\
         <p:defaultTextStyle><a:defPPr><a:defRPr lang=\"{}\"/></a:defPPr></p:defaultTextStyle></p:presentation>",
        tag(lang)
    )
}

fn master() -> String {
    format!(
        "{HEAD}<p:sldMaster xmlns:a=\"{A}\" xmlns:r=\"{R}\" xmlns:p=\"{P}\"><p:cSld><p:bg><p:bgPr><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill>\
         <a:effectLst/></p:bgPr></p:bg><p:spTree>{EMPTY}</p:spTree></p:cSld><p:clrMap bg1=\"lt1\" tx1=\"dk1\" bg2=\"lt2\" tx2=\"dk2\" accent1=\"accent1\" \
         accent2=\"accent2\" accent3=\"accent3\" accent4=\"accent4\" accent5=\"accent5\" accent6=\"accent6\" hlink=\"hlink\" folHlink=\"folHlink\"/>\
         <p:sldLayoutIdLst><p:sldLayoutId id=\"2147483649\" r:id=\"rId1\"/></p:sldLayoutIdLst><p:txStyles><p:titleStyle/><p:bodyStyle/><p:otherStyle/>\
         </p:txStyles></p:sldMaster>"
    )
}

fn layout() -> String {
    format!(
        "{HEAD}<p:sldLayout xmlns:a=\"{A}\" xmlns:r=\"{R}\" xmlns:p=\"{P}\" type=\"blank\"><p:cSld name=\"Blank\"><p:spTree>{EMPTY}</p:spTree></p:cSld>\
         <p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
    )
}

/// Colours, and fonts for Latin and Chinese text that are where slides are shown.
fn theme() -> String {
    let colour = |name: &str, value: &str| format!("<a:{name}><a:srgbClr val=\"{value}\"/></a:{name}>");
    let colours: String = [
        ("dk1", "1B2733"),
        ("lt1", "FFFFFF"),
        ("dk2", "37424D"),
        ("lt2", "F2F4F6"),
        ("accent1", "2F6DB5"),
        ("accent2", "E08A1E"),
        ("accent3", "4C9A57"),
        ("accent4", "B5483F"),
        ("accent5", "7A5BA8"),
        ("accent6", "4AA3A8"),
        ("hlink", "2F6DB5"),
        ("folHlink", "7A5BA8"),
    ]
    .iter()
    .map(|(name, value)| colour(name, value))
    .collect();
    let face = "<a:latin typeface=\"Calibri\"/><a:ea typeface=\"Microsoft YaHei\"/><a:cs typeface=\"\"/><a:font script=\"Hans\" typeface=\"Microsoft YaHei\"/>";
    let plain = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>";
    let line = format!("<a:ln w=\"6350\">{plain}</a:ln>");
    let effect = "<a:effectStyle><a:effectLst/></a:effectStyle>";
    format!(
        "{HEAD}<a:theme xmlns:a=\"{A}\" name=\"qudao\"><a:themeElements><a:clrScheme name=\"qudao\">{colours}</a:clrScheme><a:fontScheme name=\"qudao\">\
         <a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme><a:fmtScheme name=\"qudao\"><a:fillStyleLst>{}</a:fillStyleLst>\
         <a:lnStyleLst>{}</a:lnStyleLst><a:effectStyleLst>{}</a:effectStyleLst><a:bgFillStyleLst>{}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>",
        plain.repeat(3),
        line.repeat(3),
        effect.repeat(3),
        plain.repeat(3)
    )
}
