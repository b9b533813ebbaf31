//! Texts as words of the index, and back.

use unicode_normalization::UnicodeNormalization as _;

use crate::domain::search;

/// So many characters on from each the title is kept as it is said.
const SAID: usize = 6;

/// Most terms of a query; what is typed beyond them is not looked for.
const TERMS: usize = 12;

/// What the index holds of an article: words with blanks between them, by column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indexed {
    pub title: String,
    /// Of the tags, the kinds of tickets and the code.
    pub tags: String,
    /// How title and tags are said.
    pub said: String,
    /// Of the text.
    pub body: String,
}

/// A part of what is looked for: a run of Chinese characters, or a word of other letters and digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As it was typed, folded.
    pub text: String,
    /// The words of the index that have to follow each other.
    words: Vec<String>,
    /// Whether the last of them may go on.
    open: bool,
}

impl Term {
    /// As the index asks: a phrase, all of its characters letters and digits, so that nothing typed commands.
    #[must_use]
    pub fn phrase(&self) -> String {
        format!("\"{}\"{}", self.words.join(" "), if self.open { " *" } else { "" })
    }

    /// Whether it may be pinyin.
    #[must_use]
    pub fn may_be_said(&self) -> bool {
        self.text.len() > 1 && self.text.bytes().all(|b| b.is_ascii_lowercase())
    }
}

/// Whether a character is Chinese.
#[must_use]
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// The runs of a text: Chinese characters, or other letters and digits; folded, without what stands between them.
fn runs(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut last = None;
    for c in text.nfkc().flat_map(char::to_lowercase) {
        let class = if is_han(c) { Some(true) } else { c.is_alphanumeric().then_some(false) };
        match class {
            None => {}
            same if same == last => found.last_mut().into_iter().for_each(|run| run.push(c)),
            _ => found.push(c.to_string()),
        }
        last = class;
    }
    found
}

/// The pairs of a run of Chinese characters; one character is itself.
fn pairs(run: &str) -> Vec<String> {
    let chars: Vec<char> = run.chars().collect();
    if chars.len() < 2 { vec![run.to_owned()] } else { chars.windows(2).map(|pair| pair.iter().collect()).collect() }
}

/// A text as words of the index.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for run in runs(text) {
        let mut push = |word: &str| {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        };
        if run.starts_with(is_han) {
            let pairs = pairs(&run);
            for pair in &pairs {
                push(pair);
            }
            if run.chars().nth(1).is_some() {
                run.chars().next_back().into_iter().for_each(|c| push(c.encode_utf8(&mut [0; 4])));
            }
        } else {
            push(&run);
        }
    }
    out
}

/// How a text is said from each Chinese character on: initials and full pinyin, with the readings of polyphones.
fn said(text: &str) -> String {
    let mut keys: Vec<String> = Vec::new();
    for run in runs(text).into_iter().filter(|r| r.starts_with(is_han)) {
        let chars: Vec<char> = run.chars().collect();
        for at in 0..chars.len() {
            let ahead: String = chars.iter().skip(at).take(SAID).collect();
            for key in search::keys(&[&ahead]).split('|').filter(|k| k.is_ascii()) {
                if !keys.iter().any(|k| k.starts_with(key)) {
                    keys.push(key.to_owned());
                }
            }
        }
    }
    keys.join(" ")
}

/// What the index holds of an article; `found_by` is its tags with all else that stands for them.
#[must_use]
pub fn indexed(title: &str, tags: &str, found_by: &str, body: &str) -> Indexed {
    Indexed { title: words(title), tags: words(found_by), said: said(&format!("{title} {tags}")), body: words(body) }
}

/// What a person's words look for; all of them have to be found.
#[must_use]
pub fn terms(text: &str) -> Vec<Term> {
    let term = |run: String| {
        let han = run.starts_with(is_han);
        let words = if han { pairs(&run) } else { vec![run.clone()] };
        // a single character begins a pair; two and more are looked for as they stand
        let open = !han || words.first() == Some(&run) && run.chars().count() == 1;
        Term { text: run, words, open }
    };
    runs(text).into_iter().take(TERMS).map(term).collect()
}

/// What a text has in common with others, as the index asks: any of its words or pairs; `None` for a text without any.
#[must_use]
pub fn overlap(text: &str) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    for run in runs(text) {
        if run.starts_with(is_han) {
            words.extend(pairs(&run).into_iter().filter(|p| p.chars().count() == 2));
        } else if run.chars().count() > 2 {
            words.push(run);
        }
    }
    words.truncate(40);
    let any: Vec<String> = words.iter().map(|w| format!("\"{w}\"")).collect();
    (!any.is_empty()).then(|| any.join(" OR "))
}

/// How many pairs of Chinese characters and words longer than two letters two texts have in common.
#[must_use]
pub fn shared(a: &str, b: &str) -> usize {
    let of = |text: &str| -> std::collections::BTreeSet<String> {
        let long = |run: String| if run.starts_with(is_han) { pairs(&run) } else { vec![run] };
        let words = runs(text).into_iter().flat_map(long);
        words.filter(|w| w.chars().count() > if w.starts_with(is_han) { 1 } else { 2 }).collect()
    };
    of(a).intersection(&of(b)).count()
}

/// A piece of an excerpt, and whether it is what was looked for.
pub type Mark = (String, bool);

/// The part of a text, of about `columns` characters, in which a term stands, with all terms in it marked; the beginning
/// of the text if there is none.
#[must_use]
pub fn snippet(body: &str, terms: &[Term], columns: usize) -> Vec<Mark> {
    let lines = || body.lines().map(plain).filter(|line| !line.is_empty());
    let with_hit = lines().find(|line| !hits(line, terms).is_empty());
    // without a hit the first that is no heading says most
    let words = || body.lines().filter(|line| !line.starts_with('#')).map(plain).find(|line| !line.is_empty());
    let Some(line) = with_hit.or_else(words).or_else(|| lines().next()) else { return Vec::new() };
    let hits = hits(line, terms);
    let chars: Vec<char> = line.chars().collect();
    let first = hits.first().map_or(0, |(from, _)| *from);
    let mut from = if first < columns * 2 / 3 { 0 } else { first.saturating_sub(columns / 3) };
    // not in the middle of a word of letters
    let in_word = |at: usize| at > 0 && chars.get(at - 1).is_some_and(|c| c.is_alphanumeric() && !is_han(*c));
    while from < first && (in_word(from) || chars.get(from) == Some(&' ')) {
        from += 1;
    }
    let to = chars.len().min(from + columns);
    let mut out: Vec<Mark> = Vec::new();
    let mut put = |from: usize, to: usize, hit: bool| {
        let piece: String = chars.iter().skip(from).take(to.saturating_sub(from)).collect();
        if !piece.is_empty() {
            out.push((piece, hit));
        }
    };
    let mut at = from;
    for (start, end) in hits.into_iter().filter(|(start, end)| *end > from && *start < to) {
        put(at, start.clamp(at, to), false);
        put(start.max(at), end.min(to), true);
        at = end.min(to).max(at);
    }
    put(at, to, false);
    if from > 0 {
        out.insert(0, ("…".to_owned(), false));
    }
    if to < chars.len() {
        out.push(("…".to_owned(), false));
    }
    out
}

/// A line without the signs of its form.
fn plain(line: &str) -> &str {
    line.trim().trim_start_matches(['#', '-', '*', '>']).trim()
}

/// Where terms stand in a line, from and to by characters, in order and without overlaps.
fn hits(line: &str, terms: &[Term]) -> Vec<(usize, usize)> {
    let mut folded: Vec<char> = Vec::new();
    let mut origin: Vec<usize> = Vec::new();
    for (i, c) in line.chars().enumerate() {
        for f in std::iter::once(c).nfkc().flat_map(char::to_lowercase) {
            folded.push(f);
            origin.push(i);
        }
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    for term in terms {
        let needle: Vec<char> = term.text.chars().collect();
        let begins = |at: usize| {
            let before = at.checked_sub(1).and_then(|b| folded.get(b)).copied();
            needle.first().is_some_and(|c| is_han(*c)) || !before.is_some_and(|b| b.is_alphanumeric() && !is_han(b))
        };
        for at in 0..folded.len().saturating_sub(needle.len().saturating_sub(1)) {
            let here = folded.get(at..at + needle.len());
            if !needle.is_empty() && here == Some(&needle) && begins(at) {
                let end = origin.get(at + needle.len() - 1).map_or(0, |o| o + 1);
                found.push((origin.get(at).copied().unwrap_or(0), end));
            }
        }
    }
    found.sort_unstable();
    let mut apart: Vec<(usize, usize)> = Vec::new();
    for (from, to) in found {
        match apart.last_mut() {
            Some((_, end)) if from < *end => *end = (*end).max(to),
            _ => apart.push((from, to)),
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(marks: &[Mark]) -> String {
        marks.iter().map(|(text, hit)| if *hit { format!("[{text}]") } else { text.clone() }).collect()
    }

    #[test]
    fn chinese_is_indexed_by_pairs_and_the_rest_by_words() {
        let cases = [
            ("窜货处理", "窜货 货处 处理 理"),
            ("处理。投诉", "处理 理 投诉 诉"),
            ("货", "货"),
            ("Short Delivery, 3rd time", "short delivery 3rd time"),
            ("ＳＬＡ是 2h 响应", "sla 是 2h 响应 应"),
            ("\"DROP\" * (NEAR) ^ ' \u{0}\u{1b}", "drop near"),
        ];
        for (text, wanted) in cases {
            assert_eq!(words(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_title_is_found_by_how_any_part_of_it_is_said() {
        let keys = said("重庆窜货取证");
        let found = |begins: &str| keys.split(' ').any(|k| k.starts_with(begins));
        for begins in ["cq", "zq", "chongqing", "zhongqing", "ch", "chqz", "cuanhuo", "huoquzheng", "qz"] {
            assert!(found(begins), "{begins} in {keys}");
        }
        for inside in ["uanhuo", "ongqing", "zz"] {
            assert!(!found(inside), "{inside} in {keys}");
        }
        assert_eq!(said("short delivery"), "");
    }

    #[test]
    fn what_is_typed_never_commands_the_index() {
        let cases: &[(&str, &[&str])] = &[
            ("窜货", &["\"窜货\""]),
            ("窜", &["\"窜\" *"]),
            ("窜货取证", &["\"窜货 货取 取证\""]),
            ("deliv", &["\"deliv\" *"]),
            ("title:x OR \"y\" NEAR(z)", &["\"title\" *", "\"x\" *", "\"or\" *", "\"y\" *", "\"near\" *", "\"z\" *"]),
            ("\"'*()^-{}:\u{0}", &[]),
            ("A-17号", &["\"a\" *", "\"17\" *", "\"号\" *"]),
        ];
        for (typed, wanted) in cases {
            assert_eq!(terms(typed).iter().map(Term::phrase).collect::<Vec<_>>(), *wanted, "{typed}");
        }
        assert!(terms(&"a ".repeat(500)).len() <= TERMS);
    }

    #[test]
    fn an_excerpt_is_cut_around_the_first_hit_and_marks_all() {
        let body = "# Title\n\nWe deliver late sometimes.\n- A short delivery is counted at the dock, then Delivered again to the dealer.";
        assert_eq!(shown(&snippet(body, &terms("deliver"), 200)), "We [deliver] late sometimes.");
        assert_eq!(
            shown(&snippet(body, &terms("dock deliver"), 200)),
            "We [deliver] late sometimes.",
            "the first line with any of them"
        );
        assert_eq!(shown(&snippet(body, &terms("counted"), 24)), "…is [counted] at the dock, …", "no word is cut at its front");
        assert_eq!(shown(&snippet("当场清点。少发的货三日内补齐。", &terms("少发"), 60)), "当场清点。[少发]的货三日内补齐。");
        assert_eq!(shown(&snippet("没有", &terms("x"), 60)), "没有");
        assert_eq!(shown(&snippet("", &terms("x"), 60)), "");
        let long = format!("{}少发{}", "前".repeat(50), "后".repeat(50));
        assert_eq!(shown(&snippet(&long, &terms("少发"), 12)), format!("…{}[少发]{}…", "前".repeat(4), "后".repeat(6)));
    }

    #[test]
    fn what_texts_have_in_common_is_any_pair_or_word() {
        assert_eq!(overlap("窜货 in Nanjing"), Some("\"窜货\" OR \"nanjing\"".to_owned()));
        assert_eq!(overlap("?!"), None);
        assert_eq!(shared("批次码不对 of batch", "批次码追溯 batch of"), 3, "批次, 次码, batch");
        assert_eq!(shared("客户争终端", "新客户"), 1);
    }
}
