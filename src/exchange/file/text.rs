//! Delimited text: its encoding, its delimiter, its rows.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::{ReaderBuilder, StringRecord, Terminator};
use encoding_rs::{BIG5, Decoder, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use flate2::read::MultiGzDecoder;

use super::bounds::{Measured, Unfolding};
use super::quotes::{Quotes, Unclosed};
use super::{FileError, Form, Options, Source, is_blank, reason};

/// How much is looked at to find delimiters and UTF-16 without a mark.
const SAMPLE: usize = 64 * 1024;

/// Looks the whole text through and tells its form.
pub(super) fn examine(path: &Path, compressed: bool, options: &Options) -> Result<Form, FileError> {
    let failed = |e: io::Error| reason(path, &e);
    let encoding = match &options.encoding {
        Some(name) => Encoding::for_label(name.as_bytes()).ok_or_else(|| FileError::NoEncoding(name.clone()))?,
        None => detect(path, compressed)?,
    };
    let counter = Arc::default();
    let mut sample = Vec::new();
    let raw = raw(path, compressed, &counter).map_err(failed)?;
    Utf8::new(raw, encoding).take(SAMPLE as u64).read_to_end(&mut sample).map_err(failed)?;
    if sample.iter().all(u8::is_ascii_whitespace) {
        return Err(FileError::Empty(path.to_path_buf()));
    }
    if super::json::begins(&String::from_utf8_lossy(&sample)) {
        return Ok(Form::Json { encoding, compressed });
    }
    let terminator = if sample.contains(&b'\n') || !sample.contains(&b'\r') { b'\n' } else { b'\r' };
    let delimiter = match options.delimiter.map(u8::try_from) {
        Some(Ok(d)) => d,
        _ => sniff(&sample, terminator),
    };
    Ok(Form::Text { encoding, compressed, delimiter, terminator, quoting: !options.no_quotes })
}

/// The text as UTF-8.
pub(super) fn decoded(source: &Source, encoding: &'static Encoding, compressed: bool) -> Result<Box<dyn Read>, FileError> {
    let failed = |e: io::Error| reason(&source.path, &e);
    let raw = raw(&source.path, compressed, &source.done).map_err(failed)?;
    if encoding == UTF_8 {
        return Ok(Box::new(Ended::new(raw)));
    }
    Ok(Box::new(Ended::new(Box::new(Utf8::new(raw, encoding)))))
}

/// Reads the rows. Lines end at the line feed alone (a carriage return before it is white space), so that the
/// reader's line count is the editor's.
pub(super) fn each<E: From<FileError>>(
    source: &Source,
    reader: Box<dyn Read>,
    (delimiter, terminator, quoting): (u8, u8, bool),
    row: &mut impl FnMut(u64, &StringRecord) -> Result<bool, E>,
) -> Result<(), E> {
    let reader = Measured::new(reader, delimiter, terminator);
    let reader: Box<dyn Read> = if quoting { Box::new(Quotes::new(reader, delimiter, terminator)) } else { Box::new(reader) };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .terminator(Terminator::Any(terminator))
        .quoting(quoting)
        .buffer_capacity(256 * 1024)
        .from_reader(reader);
    let mut record = StringRecord::new();
    let mut rows = 0;
    loop {
        let more = reader.read_record(&mut record).map_err(|e| failure(source, &e, reader.position().line()))?;
        if !more {
            return Ok(());
        }
        rows += 1;
        if rows == 1
            && let Some(rest) = record.get(0).and_then(|first| first.strip_prefix('\u{feff}'))
        {
            record = std::iter::once(rest.trim_matches('"')).chain(record.iter().skip(1)).collect();
        }
        if is_blank(&record) {
            continue;
        }
        let inside = breaks(record.as_byte_record().as_slice());
        let number = if terminator == b'\n' { reader.position().line().saturating_sub(1 + inside) } else { rows };
        if !row(number.max(1), &record)? {
            return Ok(());
        }
    }
}

/// How many line feeds.
fn breaks(text: &[u8]) -> u64 {
    text.split(|b| *b == b'\n').count() as u64 - 1
}

fn failure(source: &Source, e: &csv::Error, line: u64) -> FileError {
    let path = source.path.clone();
    match e.kind() {
        csv::ErrorKind::Utf8 { .. } => FileError::Undecodable { path, line },
        csv::ErrorKind::Io(io) if io.kind() == io::ErrorKind::InvalidData => FileError::Undecodable { path, line },
        csv::ErrorKind::Io(io) => match unclosed(io) {
            Some(Unclosed(line)) => FileError::Quote { path, line },
            None => reason(&path, io),
        },
        _ => FileError::Io { path, detail: e.to_string() },
    }
}

fn unclosed(e: &io::Error) -> Option<Unclosed> {
    e.get_ref()?.downcast_ref().copied()
}

fn raw(path: &Path, compressed: bool, counter: &Arc<AtomicU64>) -> io::Result<Box<dyn Read>> {
    let file = Counted { inner: File::open(path)?, counter: Arc::clone(counter) };
    if !compressed {
        return Ok(Box::new(file));
    }
    let unpacked = MultiGzDecoder::new(BufReader::with_capacity(128 * 1024, file));
    Ok(Box::new(Unfolding::new(unpacked, Arc::clone(counter))))
}

/// The encoding of a text that does not say: the first of UTF-8 and GB18030 in which every byte makes sense.
fn detect(path: &Path, compressed: bool) -> Result<&'static Encoding, FileError> {
    let failed = |e: io::Error| reason(path, &e);
    let mut start = Vec::new();
    raw(path, compressed, &Arc::default()).map_err(failed)?.take(4096).read_to_end(&mut start).map_err(failed)?;
    if let Some((encoding, _)) = Encoding::for_bom(&start) {
        return check(path, compressed, encoding)?.map_or(Ok(encoding), |line| Err(undecodable(path, line)));
    }
    let zeros = |parity| start.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, quarter) = (zeros(0), zeros(1), start.len() / 8);
    if odd > quarter && odd > 4 * even {
        return Ok(UTF_16LE);
    }
    if even > quarter && even > 4 * odd {
        return Ok(UTF_16BE);
    }
    let Some(line) = check(path, compressed, UTF_8)? else { return Ok(UTF_8) };
    if check(path, compressed, GB18030)?.is_some() {
        return Err(undecodable(path, line));
    }
    let mut sample = Vec::new();
    raw(path, compressed, &Arc::default()).map_err(failed)?.take(SAMPLE as u64).read_to_end(&mut sample).map_err(failed)?;
    if looks_like_big5(&sample) {
        return Err(FileError::Doubtful(path.to_path_buf()));
    }
    Ok(GB18030)
}

/// Whether bytes that GB18030 takes are rather Big5: by it they are its frequent characters, by GB18030 rare ones.
///
/// Of Big5's 5,401 frequent characters (A440 to C67E) about four in ten have a second byte below 80; of the characters of
/// GB 2312, in which nearly all simplified text is written, none has.
fn looks_like_big5(sample: &[u8]) -> bool {
    let (mut pairs, mut low, mut frequent) = (0_usize, 0_usize, 0_usize);
    let mut bytes = sample.iter().copied();
    while let Some(lead) = bytes.next() {
        if lead < 0x81 {
            continue;
        }
        let Some(trail) = bytes.next() else { break };
        pairs += 1;
        low += usize::from(trail < 0x80);
        frequent += usize::from(
            (0xa4..=0xc6).contains(&lead) && (0x40..=0x7e).contains(&trail) || (0xa4..0xc6).contains(&lead) && trail >= 0xa1,
        );
    }
    let whole = sample.len() < SAMPLE;
    let sound = BIG5.new_decoder_without_bom_handling().decode_to_utf8_without_replacement(
        sample,
        &mut vec![0; sample.len() * 3 + 16],
        whole,
    );
    pairs > 0 && low * 10 >= pairs && frequent * 10 >= pairs * 7 && matches!(sound.0, DecoderResult::InputEmpty)
}

fn undecodable(path: &Path, line: u64) -> FileError {
    FileError::Undecodable { path: path.to_path_buf(), line }
}

/// The line of the first byte that makes no sense in an encoding; `None` if all do.
fn check(path: &Path, compressed: bool, encoding: &'static Encoding) -> Result<Option<u64>, FileError> {
    let failed = |e: io::Error| reason(path, &e);
    let mut reader = Utf8::new(raw(path, compressed, &Arc::default()).map_err(failed)?, encoding);
    let mut buffer = vec![0; SAMPLE];
    let mut lines: u64 = 1;
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(None),
            Ok(n) => {
                let text = buffer.get(..n).unwrap_or_default();
                if text.contains(&0) {
                    return Ok(Some(lines));
                }
                lines += breaks(text);
            }
            Err(e) if e.kind() == io::ErrorKind::InvalidData => return Ok(Some(lines)),
            Err(e) => return Err(failed(e)),
        }
    }
}

/// What stands between the cells: the most frequent of comma, semicolon, tab and bar in the first lines, outside quotes.
fn sniff(sample: &[u8], terminator: u8) -> u8 {
    let candidates = *b",;\t|";
    let mut counts = [0_usize; 4];
    let (mut quoted, mut lines) = (false, 0);
    for b in sample {
        if *b == b'"' {
            quoted = !quoted;
        } else if !quoted && *b == terminator {
            lines += 1;
            // the header decides; its neighbours only where it has a single cell
            if lines == 1 && counts.iter().any(|c| *c > 0) || lines == 5 {
                break;
            }
        } else if !quoted && let Some(i) = candidates.iter().position(|c| c == b) {
            counts[i] += 1;
        }
    }
    let best = (0..4).rev().max_by_key(|i| counts[*i]).unwrap_or(0);
    candidates[best]
}

/// Counts what was read of the file itself, for the progress bar.
struct Counted {
    inner: File,
    counter: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.counter.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Text of any encoding as UTF-8; what makes no sense is an error of kind `InvalidData`.
struct Utf8 {
    inner: Box<dyn Read>,
    decoder: Decoder,
    input: Vec<u8>,
    output: Vec<u8>,
    served: usize,
    ended: bool,
    /// What comes behind the output makes no sense; said when the output is served, so that its line is known.
    senseless: bool,
}

impl Utf8 {
    fn new(inner: Box<dyn Read>, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { inner, decoder, input: vec![0; SAMPLE], output: Vec::new(), served: 0, ended: false, senseless: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        let n = self.inner.read(&mut self.input)?;
        self.ended = n == 0;
        let input = self.input.get(..n).unwrap_or_default();
        let room = self.decoder.max_utf8_buffer_length_without_replacement(n).unwrap_or(n * 4 + 16);
        self.output.resize(room, 0);
        let (result, _, written) = self.decoder.decode_to_utf8_without_replacement(input, &mut self.output, self.ended);
        self.output.truncate(written);
        self.served = 0;
        self.senseless = !matches!(result, DecoderResult::InputEmpty);
        Ok(())
    }
}

impl Read for Utf8 {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.served == self.output.len() {
            if self.senseless {
                return Err(io::ErrorKind::InvalidData.into());
            }
            if self.ended {
                return Ok(0);
            }
            self.fill()?;
        }
        let ready = self.output.get(self.served..).unwrap_or_default();
        let n = ready.len().min(buf.len());
        for (to, from) in buf.iter_mut().zip(ready) {
            *to = *from;
        }
        self.served += n;
        Ok(n)
    }
}

/// Ends the last line if the text does not.
struct Ended {
    inner: Box<dyn Read>,
    last: u8,
    done: bool,
}

impl Ended {
    fn new(inner: Box<dyn Read>) -> Self {
        Self { inner, last: b'\n', done: false }
    }
}

impl Read for Ended {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.done || buf.is_empty() {
            return Ok(0);
        }
        let n = self.inner.read(buf)?;
        if n > 0 {
            self.last = buf.get(n - 1).copied().unwrap_or(self.last);
            return Ok(n);
        }
        self.done = true;
        if self.last == b'\n' {
            return Ok(0);
        }
        buf.iter_mut().take(1).for_each(|b| *b = b'\n');
        Ok(1)
    }
}
