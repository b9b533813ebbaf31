//! Opens a file of somebody else and hands out its rows, one at a time.
//!
//! What a file is, is told by its first bytes and not by its name: a workbook (XLSX, XLSB, XLS, ODS), compressed
//! text, JSON, text. Text is UTF-8 (with or without a byte-order mark), UTF-16 or GB18030; the whole file is looked through
//! before the first row is handed out, so that a row is never read in the wrong encoding.

mod bounds;
mod error;
mod json;
mod quotes;
mod text;
mod workbook;

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::StringRecord;
use encoding_rs::Encoding;

use error::reason;

pub use bounds::TooMuch;
pub use error::FileError;

/// The cell of a field that a record of JSON does not name: as in a table without such a column, it stays as it is. No text: the
/// code point is a noncharacter.
pub(crate) const ABSENT: &str = "\u{ffff}";

/// Before the text of a cell that stands in another row and reaches over this one, too. No text either.
pub(crate) const MERGED: char = '\u{fdd0}';

/// A cell's text, wherever it stands.
pub(crate) fn plain(cell: &str) -> &str {
    cell.strip_prefix(MERGED).unwrap_or(cell)
}

/// What a person says about a file, where it does not tell by itself.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The sheet of a workbook; the first one otherwise.
    pub sheet: Option<String>,
    /// The name of the encoding.
    pub encoding: Option<String>,
    /// Between the cells of a row.
    pub delimiter: Option<char>,
    /// A quote is a character as any other.
    pub no_quotes: bool,
    /// The decimal mark, point or comma; each column's own otherwise.
    pub decimal: Option<char>,
}

#[derive(Clone, Debug)]
enum Form {
    Text {
        encoding: &'static Encoding,
        compressed: bool,
        delimiter: u8,
        terminator: u8,
        quoting: bool,
    },
    Json {
        encoding: &'static Encoding,
        compressed: bool,
    },
    Workbook {
        about: workbook::About,
        sheet: Option<String>,
        /// The sheet was asked for.
        named: bool,
    },
}

/// A file whose form is known.
#[derive(Clone, Debug)]
pub struct Source {
    path: PathBuf,
    form: Form,
    size: u64,
    done: Arc<AtomicU64>,
}

impl Source {
    /// Opens a file and finds out what it is.
    ///
    /// # Errors
    /// [`FileError`]: it is not there, or is neither a workbook nor text.
    pub fn open(path: &Path, options: &Options) -> Result<Self, FileError> {
        let failed = |e: std::io::Error| reason(path, &e);
        // before it is opened: a pipe would be waited for, and can't be read a second time
        let there = std::fs::metadata(path).map_err(failed)?;
        if there.is_dir() {
            return Err(FileError::Folder(path.to_path_buf()));
        }
        if !there.is_file() {
            return Err(FileError::NoFile(path.to_path_buf()));
        }
        let mut file = File::open(path).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        let mut magic = [0; 4];
        let got = file.read(&mut magic).map_err(failed)?;
        let form = match magic.get(..got).unwrap_or_default() {
            [b'P', b'K', 3 | 5, _] | [0xd0, 0xcf, 0x11, 0xe0] => {
                let about = workbook::about(path)?;
                Form::Workbook { named: options.sheet.is_some(), sheet: options.sheet.clone(), about }
            }
            start => text::examine(path, start.starts_with(&[0x1f, 0x8b]), options)?,
        };
        let source = Self { path: path.to_path_buf(), form, size, done: Arc::default() };
        if source.has_sheet() { Ok(source) } else { source.at_first_sheet() }
    }

    /// The same file at the first sheet that people see and that has rows.
    fn at_first_sheet(self) -> Result<Self, FileError> {
        let mut first = None;
        for sheet in self.sheets() {
            let there = self.at_sheet(sheet);
            match there.header() {
                Err(FileError::Empty(_)) => first = first.or(Some(there)),
                found => return found.map(|_| there),
            }
        }
        Ok(first.unwrap_or(self))
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How it is written, for the report: its encoding, and what stands between cells if it is no comma.
    #[must_use]
    pub fn form(&self) -> String {
        match &self.form {
            Form::Json { .. } => "JSON".to_owned(),
            Form::Workbook { sheet: Some(sheet), about, named } if *named || about.sheets.len() > 1 => {
                format!("workbook, {sheet}")
            }
            Form::Workbook { .. } => "workbook".to_owned(),
            Form::Text { encoding, compressed, delimiter, .. } => {
                let packed = if *compressed { ", gzip" } else { "" };
                let between = match delimiter {
                    b',' => String::new(),
                    b'\t' => ", tab".to_owned(),
                    d => format!(", `{}`", char::from(*d)),
                };
                format!("{}{packed}{between}", encoding.name())
            }
        }
    }

    /// The names of the sheets of a workbook that people see; of another file none.
    #[must_use]
    pub fn sheets(&self) -> Vec<String> {
        if let Form::Workbook { about, .. } = &self.form { about.sheets.clone() } else { Vec::new() }
    }

    /// Whether days that are numbers count from 1904.
    #[must_use]
    pub fn is_from_1904(&self) -> bool {
        matches!(&self.form, Form::Workbook { about: workbook::About { from_1904: true, .. }, .. })
    }

    /// The sheet that is read, where there are several.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        if let Form::Workbook { sheet, .. } = &self.form { sheet.as_deref() } else { None }
    }

    /// The same file, read from another sheet.
    #[must_use]
    pub fn at_sheet(&self, sheet: String) -> Self {
        let Form::Workbook { about, named, .. } = &self.form else { return self.clone() };
        let form = Form::Workbook { about: about.clone(), sheet: Some(sheet), named: *named };
        Self { form, done: Arc::default(), ..self.clone() }
    }

    /// Whether a sheet was asked for.
    #[must_use]
    pub fn has_sheet(&self) -> bool {
        matches!(&self.form, Form::Workbook { named: true, .. })
    }

    /// Bytes of the file.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Bytes of the file that were read so far.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Hands every row that is not blank to `row`, with its number as a person sees it; the first is the header.
    ///
    /// `row` answers whether to go on. Cells are as in the file, perhaps with spaces around them.
    ///
    /// # Errors
    /// [`FileError`], and what `row` answers.
    pub fn each<E: From<FileError>>(&self, mut row: impl FnMut(u64, &StringRecord) -> Result<bool, E>) -> Result<(), E> {
        self.done.store(0, Ordering::Relaxed);
        match &self.form {
            Form::Json { encoding, compressed } => {
                let reader = text::decoded(self, encoding, *compressed)?;
                json::each(self, reader, &mut row)
            }
            Form::Workbook { sheet, .. } => workbook::each(self, sheet.as_deref(), &mut row),
            Form::Text { encoding, compressed, delimiter, terminator, quoting } => {
                let reader = text::decoded(self, encoding, *compressed)?;
                text::each(self, reader, (*delimiter, *terminator, *quoting), &mut row)
            }
        }
    }

    /// The cells of the header row.
    ///
    /// # Errors
    /// [`FileError`], among them [`FileError::Empty`].
    pub fn header(&self) -> Result<StringRecord, FileError> {
        let mut header = None;
        self.each(|_, record| {
            header = Some(record.clone());
            Ok::<_, FileError>(false)
        })?;
        header.ok_or_else(|| FileError::Empty(self.path.clone()))
    }
}

fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn rows(name: &str, bytes: &[u8]) -> Result<Vec<(u64, Vec<String>)>, FileError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        let source = Source::open(&path, &Options::default())?;
        let mut found = Vec::new();
        source.each(|number, record| {
            found.push((number, record.iter().map(|c| c.trim().to_owned()).collect()));
            Ok::<_, FileError>(true)
        })?;
        Ok(found)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).expect("compressed");
        encoder.finish().expect("compressed")
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_rows() {
        let text = "编码,名称\nD001,华东大众\nD002,\"重庆,川渝\"\n";
        let expected = rows("a.csv", text.as_bytes()).expect("UTF-8");
        assert_eq!(expected[2], (3, vec!["D002".to_owned(), "重庆,川渝".to_owned()]));
        let mut marked = b"\xef\xbb\xbf".to_vec();
        marked.extend(text.as_bytes());
        let mut little = b"\xff\xfe".to_vec();
        little.extend(utf16(text, false));
        let mut big = b"\xfe\xff".to_vec();
        big.extend(utf16(text, true));
        let national = encoding_rs::GB18030.encode(text).0.into_owned();
        let cases = [
            ("byte-order mark", marked.clone()),
            ("UTF-16 LE", little.clone()),
            ("UTF-16 BE", big),
            ("UTF-16 LE without mark", utf16(&text.replace("华东大众", "East"), false)),
            ("GB18030", national.clone()),
            ("gzip", gzip(text.as_bytes())),
            ("gzip GB18030", gzip(&national)),
            ("no last line end", text.trim_end().as_bytes().to_vec()),
            ("CRLF", text.replace('\n', "\r\n").into_bytes()),
            ("CR", text.replace('\n', "\r").into_bytes()),
            ("semicolon", text.replace(',', ";").into_bytes()),
            ("tab", text.replace(',', "\t").into_bytes()),
        ];
        for (name, bytes) in cases {
            let found = rows("a.csv", &bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
            let (cells, wanted): (Vec<_>, Vec<_>) = (found.iter().map(|r| r.0).collect(), expected.iter().map(|r| r.0).collect());
            assert_eq!(cells, wanted, "{name}");
            assert_eq!(found[0].1, expected[0].1, "{name}");
            assert_eq!(found[2].1[0], "D002", "{name}");
        }
    }

    #[test]
    fn a_late_byte_decides_the_encoding() {
        let mut text = "code,name\n".to_owned();
        for i in 0..20_000 {
            use std::fmt::Write as _;
            let _ = writeln!(text, "D{i},plain");
        }
        text.push_str("D9,重庆\n");
        let national = encoding_rs::GB18030.encode(&text).0.into_owned();
        let found = rows("a.csv", &national).expect("GB18030");
        assert_eq!(found.last().map(|r| r.1[1].as_str()), Some("重庆"));
    }

    #[test]
    fn row_numbers_are_those_of_the_editor() {
        let cases = ["a,b\n1,2\n\n\n3,\"x\ny\"\n4,5\n", "a,b\r\n1,2\r\n\r\n \r\n3,\"x\r\ny\"\r\n4,5", "\n\na,b\n1,2\n"];
        let numbers: Vec<Vec<u64>> =
            cases.iter().map(|c| rows("a.csv", c.as_bytes()).expect("rows").iter().map(|r| r.0).collect()).collect();
        assert_eq!(numbers, [vec![1, 2, 5, 7], vec![1, 2, 5, 7], vec![3, 4]]);
    }

    #[test]
    fn what_is_no_table_is_refused_in_words() {
        let cut = gzip("a,b\n1,2\n".repeat(500).as_bytes());
        let cases: [(&str, &[u8], &str); 7] = [
            ("empty.csv", b"", "is empty"),
            ("blank.csv", b"\n \n\n", "is empty"),
            ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0", "line 1 is neither"),
            ("binary.csv", b"a,b\n1,\xff\xfe\xff\n", "line 2 is neither"),
            ("cut.csv.gz", &cut[..cut.len() / 2], "damaged gzip file"),
            ("fake.xlsx", b"PK\x03\x04 not a workbook", "damaged workbook"),
            ("old.xls", b"\xd0\xcf\x11\xe0 not a workbook", "damaged workbook"),
        ];
        for (name, bytes, words) in cases {
            let message = rows(name, bytes).expect_err(name).to_string();
            assert!(message.contains(words), "{name}: {message}");
        }
    }

    #[test]
    fn a_workbook_is_read_by_its_rows_and_types() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
        let sheet = book.add_worksheet().set_name("渠道").expect("named");
        sheet.write(2, 0, "编码").expect("written");
        sheet.write(2, 1, "日期").expect("written");
        sheet.write(2, 2, "金额").expect("written");
        sheet.write(4, 0, "D001").expect("written");
        sheet
            .write_with_format(4, 1, rust_xlsxwriter::ExcelDateTime::from_ymd(2025, 3, 1).expect("a day"), &day)
            .expect("written");
        sheet.write(4, 2, 1234.5).expect("written");
        sheet.write(5, 2, true).expect("written");
        let bytes = book.save_to_buffer().expect("saved");
        let found = rows("a.xlsx", &bytes).expect("rows");
        let text: Vec<(u64, String)> = found.iter().map(|(n, cells)| (*n, cells.join("|"))).collect();
        assert_eq!(text, [(3, "编码|日期|金额".to_owned()), (5, "D001|2025-03-01|1234.5".to_owned()), (6, "||true".to_owned())]);
        assert_eq!(rows("renamed.csv", &bytes).expect("by its bytes"), found);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.xlsx");
        std::fs::write(&path, &bytes).expect("written");
        let source = Source::open(&path, &Options { sheet: Some("no".into()), ..Options::default() }).expect("opened");
        let message = source.header().expect_err("no such sheet").to_string();
        assert!(message.contains("`no`") && message.contains("渠道"), "{message}");
    }
}
