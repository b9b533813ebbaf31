use std::io::{Cursor, Read as _};

use super::*;
use crate::report::tiles::Tiles;
use crate::report::{Cell, Tone};

fn reader() -> Reader {
    Reader { lang: Lang::Zh, zone: chrono_tz::Tz::UTC }
}

/// A document with a table of so many rows and its chart, a map and a sentence.
fn document(rows: usize) -> Document {
    let rows: Vec<(String, i64)> =
        (1..=rows).map(|i| (format!("渠道 <{i}> & Co"), i64::try_from(i).unwrap_or(0) * 10_000)).collect();
    let columns = Columns::default()
        .with(Column::text("name", Words::Text("渠道商".into())), |(name, _): &(String, i64)| name.clone())
        .with(Column::money("sales", Words::Text("销售额".into())), |(_, n)| Cell::from(Money(*n)).toned(Tone::Bad));
    let table = columns.table(&rows).chart(Chart::new(ChartKind::Bars, "name", &["sales"]));
    let provinces = [("32", 5), ("33", 9)].map(|(code, n)| (code.to_owned(), Cell::short(Money(n * 10_000))));
    let map = Tiles::of(reader(), Words::Text("地图".into()), provinces);
    Document::new("qudao.test/1")
        .title(Words::Text("六月 \u{1b}[31m渠道".into()))
        .with(Block::said(Words::Text("一句话".into())))
        .with(Block::table("rows", table, Words::nothing()))
        .with(Block::tiles(map))
        .with(Block::note(Words::Text("备注".into())))
}

fn parts(document: &Document) -> Vec<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    write(reader(), document, "remark", &mut bytes).expect("slides");
    let mut again = Vec::new();
    write(reader(), document, "remark", &mut again).expect("slides");
    assert_eq!(bytes, again, "the same document gives the same file");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let names: Vec<String> = archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    let mut read = |name: &String| {
        let mut part = Vec::new();
        archive.by_name(name).expect("a part").read_to_end(&mut part).expect("bytes");
        (name.clone(), part)
    };
    names.iter().map(&mut read).collect()
}

#[test]
fn every_part_is_sound_and_every_relation_leads_to_one() {
    let parts = parts(&document(30));
    let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
    for (name, bytes) in parts.iter().filter(|(name, _)| !name.contains("embeddings")) {
        let text = std::str::from_utf8(bytes).expect("text");
        let mut open: Vec<&str> = Vec::new();
        for tag in text.split('<').skip(1) {
            let (tag, after) = tag.split_once('>').unwrap_or_else(|| panic!("{name}: a tag without end: {tag}"));
            let element = tag.trim_end_matches('/').split(' ').next().unwrap_or_default();
            match tag.chars().next() {
                Some('?') => {}
                Some('/') => assert_eq!(open.pop(), Some(element.trim_start_matches('/')), "{name}: {tag}"),
                _ if tag.ends_with('/') => {}
                _ => open.push(element),
            }
            let references = after.split('&').skip(1);
            let known = ["amp;", "lt;", "gt;", "quot;", "apos;", "#"];
            assert!(references.clone().all(|r| known.iter().any(|k| r.starts_with(k))), "{name}: {after}");
            if element == "Relationship" {
                let target = tag.split("Target=\"").nth(1).and_then(|t| t.split('"').next()).expect("a target");
                let folder = name.replace("_rels/", "");
                let mut path: Vec<&str> = folder.split('/').collect();
                path.pop();
                for step in target.split('/') {
                    if step == ".." {
                        path.pop();
                    } else {
                        path.push(step);
                    }
                }
                assert!(names.contains(&path.join("/").as_str()), "{name}: {target} leads nowhere");
            }
        }
        assert!(open.is_empty(), "{name}: {open:?} is left open");
    }
}

#[test]
fn a_document_has_a_title_its_chart_its_rows_and_its_map_and_tells_what_does_not_fit() {
    let parts = parts(&document(60));
    let slide = |n: usize| {
        let name = format!("ppt/slides/slide{n}.xml");
        parts.iter().find(|(known, _)| *known == name).map(|(_, xml)| String::from_utf8_lossy(xml).into_owned())
    };
    let all: Vec<String> = (1..).map_while(slide).collect();
    let has = |i: usize, text: &str| assert!(all[i].contains(text), "slide {}: {text}\n{}", i + 1, all[i]);
    has(0, "六月 ");
    assert!(!all[0].contains('\u{1b}'));
    // what is where
    has(1, "3  六月 ");
    has(1, "8  地图");
    has(2, "一句话");
    has(2, "<c:chart");
    has(3, "渠道 &lt;1&gt; &amp; Co");
    has(3, "销售额");
    // 52 of 60 rows on four slides
    has(6, "渠道 &lt;52&gt;");
    has(6, "60");
    has(7, "苏");
    has(8, "备注");
    assert_eq!(all.len(), 9);
}

#[test]
fn a_chart_brings_its_data() {
    let parts = parts(&document(5));
    let part = |name: &str| parts.iter().find(|(known, _)| known == name).map(|(_, bytes)| bytes.clone()).expect("a part");
    let chart = String::from_utf8(part("ppt/charts/chart1.xml")).expect("text");
    assert!(chart.contains("<c:externalData r:id=\"rId1\">") && !chart.contains("printSettings"), "{chart}");
    assert!(chart.contains("<c:v>渠道 &lt;1&gt; &amp; Co</c:v>"), "names are kept in the chart, too: {chart}");
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(part("ppt/embeddings/workbook1.xlsx"))).expect("a workbook");
    let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).expect("a sheet").expect("cells");
    assert_eq!(sheet.height(), 6);
}
