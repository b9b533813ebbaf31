//! The head of a screen in one line: whole sentences where they fit, else each in a few words; nothing of it is lost.

use super::sentence;
use super::text::{truncate, width};
use crate::domain::record::Lang;
use crate::domain::sentence::Sentence;
use crate::t;

/// Between two sentences of a line.
const BETWEEN: &str = " · ";

/// The columns that the name of a file keeps at least.
const LEAST_NAME: usize = 6;

/// What stands in the head, in at most so many columns.
#[must_use]
pub fn line(lang: Lang, head: &[Sentence], columns: usize) -> String {
    let whole = head.iter().map(|said| sentence(lang, said)).collect::<Vec<_>>().join(BETWEEN);
    if width(&whole) <= columns {
        return whole;
    }
    let of = |name: usize| head.iter().map(|said| brief(lang, said, head, name)).collect::<Vec<_>>().join(BETWEEN);
    let full = of(usize::MAX);
    let text = match width(&full).saturating_sub(columns) {
        0 => full,
        // the file's name gives way
        over => of(name_of(head).map_or(0, |name| width(&name).saturating_sub(over)).max(LEAST_NAME)),
    };
    let silent = head.iter().any(|said| said.key.starts_with("aside-"));
    let nothing = format!("{text}{BETWEEN}{}", t!(lang, "brief-nothing"));
    if silent && width(&nothing) <= columns { nothing } else { truncate(&text, columns).into_owned() }
}

fn arg<'s>(said: &'s Sentence, name: &str) -> &'s str {
    said.args.iter().find(|(n, _)| *n == name).map_or("", |(_, value)| value.as_str())
}

/// The name of the file that is tried, without its folders.
fn name_of(head: &[Sentence]) -> Option<String> {
    head.iter().find(|said| said.key == "aside-policy").map(|said| last_part(arg(said, "path")).to_owned())
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A sentence in a few words; the name of a file in at most so many columns.
fn brief(lang: Lang, said: &Sentence, head: &[Sentence], name: usize) -> String {
    let day = |name: &str| arg(said, name).to_owned();
    match said.key {
        "aside-policy" => t!(lang, "brief-policy", path = truncate(last_part(arg(said, "path")), name).into_owned()),
        // the clock names today where there is one
        "aside-day" if head.iter().any(|s| s.key == "head-clock") => t!(lang, "brief-as-of", day = day("as-of")),
        "aside-day" => t!(lang, "brief-day", day = day("as-of"), today = day("today")),
        "aside-moment" => t!(lang, "brief-as-of", day = day("as-of")),
        "aside-read-only" => t!(lang, "brief-read-only"),
        "aside-rules" => t!(lang, "brief-rules", version = day("version")),
        // a moment of today names its day
        "head-clock" if head.iter().any(|s| s.key == "aside-moment") => t!(lang, "brief-own-clock"),
        "head-clock" => t!(lang, "brief-clock", day = day("day")),
        "figures-behind" => t!(lang, "brief-behind", day = day("day")),
        _ => sentence(lang, said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_a_head_says_is_there_in_eighty_columns_and_in_sixty() {
        let path = "/home/li.wei/drafts/rules of the new year, third draft.toml";
        let policy = Sentence::new("aside-policy").with("path", path);
        let day = Sentence::new("aside-day").with("as-of", "2025-06-01").with("today", "2026-11-30");
        let moment = Sentence::new("aside-moment").with("as-of", "2026-11-30 08:15");
        let clock = Sentence::new("head-clock").with("day", "2026-11-30");
        let rules = Sentence::new("aside-rules").with("version", 3).with("because", "policy-hash").with("place", "");
        let read_only = Sentence::new("aside-read-only").with("path", "/srv/qudao/of all.db");
        let behind = Sentence::new("figures-behind").with("day", "2026-11-01");
        let cases: [(&[&Sentence], &[&str]); 7] = [
            (&[&policy], &["rules"]),
            (&[&policy, &day], &["rules", "2025-06-01", "2026-11-30"]),
            (&[&policy, &day, &clock], &["rules", "2025-06-01", "2026-11-30"]),
            (&[&policy, &moment, &clock], &["rules", "2026-11-30 08:15"]),
            (&[&day, &clock], &["2025-06-01", "2026-11-30"]),
            (&[&rules, &clock], &["3", "2026-11-30"]),
            (&[&read_only, &clock, &behind], &["2026-11-30", "2026-11-01"]),
        ];
        for (lang, columns) in [(Lang::En, 76), (Lang::Zh, 76), (Lang::En, 56), (Lang::Zh, 56)] {
            for (head, names) in cases {
                let head: Vec<Sentence> = head.iter().map(|said| (*said).clone()).collect();
                let text = line(lang, &head, columns);
                assert!(width(&text) <= columns, "{text}");
                for name in names {
                    assert!(text.contains(name), "{name}: {text}");
                }
                let tail = text.chars().last();
                assert!(tail != Some('…'), "nothing is cut: {text}");
            }
        }
        // where there is room it is said in whole
        assert_eq!(line(Lang::En, std::slice::from_ref(&day), 76), sentence(Lang::En, &day));
    }
}
