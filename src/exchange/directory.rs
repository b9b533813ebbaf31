//! Finds the record that a text refers to: by code, name, short name; regions also without 省 or 市.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::value::fold;
use crate::domain::nearest::nearest_folded;
use crate::domain::record::Kind;
use crate::store::directory::Entry;

/// Ends of a region's name that people leave out, longest first.
const REGION_ENDS: &[&str] =
    &["维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区", "自治州", "地区", "省", "市", "县", "区", "盟"];

/// What a name leads to.
#[derive(Clone, Debug)]
enum Named {
    One { id: i64, rank: u8, code: String },
    Several { rank: u8, codes: Vec<String> },
}

/// The records of one kind by what they are called.
#[derive(Debug)]
pub struct Directory {
    kind: Kind,
    codes: HashMap<String, i64>,
    entries: Vec<Entry>,
    /// Made when a code is not found first: names are many and mostly not needed.
    names: OnceCell<HashMap<String, Named>>,
    folded: OnceCell<Vec<(String, String)>>,
}

impl Directory {
    /// From what the records are called.
    #[must_use]
    pub fn new(kind: Kind, entries: Vec<Entry>) -> Self {
        let codes = entries.iter().map(|e| (e.code.clone(), e.id)).collect();
        Self { kind, codes, entries, names: OnceCell::new(), folded: OnceCell::new() }
    }

    /// Adds a record that was made since.
    pub fn add(&mut self, entry: Entry) {
        self.codes.insert(entry.code.clone(), entry.id);
        if let Some(names) = self.names.get_mut() {
            put(names, self.kind, &entry);
        }
        self.folded.take();
        self.entries.push(entry);
    }

    /// The id that a text refers to; `None` if no record, or more than one, is called so.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<i64> {
        if let Some(id) = self.codes.get(text) {
            return Some(*id);
        }
        let names = self.names();
        let folded = fold(text);
        let stem = if self.kind == Kind::Region { region_stem(&folded) } else { folded.as_str() };
        match names.get(&folded).or_else(|| names.get(stem)) {
            Some(Named::One { id, .. }) => Some(*id),
            _ => None,
        }
    }

    /// What may be meant by a text that [`Directory::find`] does not know: the codes of all that are called so, else
    /// the nearest codes and names.
    #[must_use]
    pub fn near(&self, text: &str) -> Vec<String> {
        let folded = fold(text);
        if let Some(Named::Several { codes, .. }) = self.names().get(&folded) {
            return codes.iter().take(5).cloned().collect();
        }
        let known = self.folded.get_or_init(|| {
            let all = self.entries.iter().flat_map(|e| std::iter::once(&e.code).chain(&e.names));
            all.map(|name| (fold(name), name.clone())).collect()
        });
        nearest_folded(&folded, known.iter().map(|(f, n)| (f.as_str(), n.as_str())), 3)
    }

    /// The code of a record that the text refers to.
    #[must_use]
    pub fn code_of(&self, text: &str) -> Option<&str> {
        self.code(self.find(text)?)
    }

    /// The code of a record.
    #[must_use]
    pub fn code(&self, id: i64) -> Option<&str> {
        self.entries.iter().find(|e| e.id == id).map(|e| e.code.as_str())
    }

    fn names(&self) -> &HashMap<String, Named> {
        self.names.get_or_init(|| {
            let mut names = HashMap::new();
            for entry in &self.entries {
                put(&mut names, self.kind, entry);
            }
            names
        })
    }
}

fn put(names: &mut HashMap<String, Named>, kind: Kind, entry: &Entry) {
    let mut folded: Vec<String> = std::iter::once(&entry.code).chain(&entry.names).map(|n| fold(n)).collect();
    if kind == Kind::Region {
        let stems: Vec<String> = folded.iter().skip(1).map(|n| region_stem(n).to_owned()).collect();
        folded.extend(stems);
    }
    folded.sort_unstable();
    folded.dedup();
    for name in folded.into_iter().filter(|n| !n.is_empty()) {
        let new = Named::One { id: entry.id, rank: entry.rank, code: entry.code.clone() };
        match names.get_mut(&name) {
            None => {
                names.insert(name, new);
            }
            Some(Named::One { rank, .. } | Named::Several { rank, .. }) if *rank < entry.rank => {}
            Some(known @ Named::One { .. }) => {
                let Named::One { rank, code, .. } = known else { continue };
                if *rank == entry.rank {
                    *known = Named::Several { rank: *rank, codes: vec![code.clone(), entry.code.clone()] };
                } else {
                    *known = new;
                }
            }
            Some(known @ Named::Several { .. }) => {
                let Named::Several { rank, codes } = known else { continue };
                if *rank == entry.rank {
                    codes.push(entry.code.clone());
                } else {
                    *known = new;
                }
            }
        }
    }
}

/// A region's name without its end, as long as two characters are left.
fn region_stem(name: &str) -> &str {
    let stem = REGION_ENDS.iter().find_map(|end| name.strip_suffix(end));
    stem.filter(|s| s.chars().count() >= 2).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: i64, code: &str, names: &[&str], rank: u8) -> Entry {
        Entry { id, code: code.into(), names: names.iter().map(|n| (*n).to_owned()).collect(), rank }
    }

    #[test]
    fn a_region_is_found_by_code_name_or_name_without_its_end() {
        let mut regions = Directory::new(
            Kind::Region,
            vec![
                entry(1, "east", &["华东", "华东"], 0),
                entry(2, "37", &["山东省", "山东"], 1),
                entry(3, "22", &["吉林省", "吉林"], 1),
                entry(4, "2202", &["吉林市", "吉林"], 2),
                entry(5, "320106", &["鼓楼区"], 3),
                entry(6, "410204", &["鼓楼区"], 3),
                entry(7, "45", &["广西壮族自治区"], 1),
            ],
        );
        let cases = [
            ("east", Some(1)),
            ("EAST", Some(1)),
            ("华东", Some(1)),
            ("37", Some(2)),
            ("山东", Some(2)),
            ("山东省", Some(2)),
            ("吉林", Some(3)),
            ("吉林市", Some(4)),
            ("广西", Some(7)),
            ("鼓楼区", None),
            ("中南", None),
        ];
        for (text, id) in cases {
            assert_eq!(regions.find(text), id, "{text}");
        }
        assert_eq!(regions.near("鼓楼区"), ["320106", "410204"]);
        assert_eq!(regions.near("华东区域"), ["华东"]);
        regions.add(entry(8, "south-central", &["中南"], 0));
        assert_eq!(regions.find("中南"), Some(8));
    }

    #[test]
    fn a_name_of_two_partners_leads_to_neither() {
        let partners = Directory::new(
            Kind::Partner,
            vec![entry(1, "D1", &["Sun", "S"], 0), entry(2, "D2", &["Sun"], 0), entry(3, "Sun Ltd", &[], 0)],
        );
        assert_eq!(partners.find("sun"), None);
        assert_eq!(partners.near("sun"), ["D1", "D2"]);
        assert_eq!((partners.find("s"), partners.find("sun-ltd"), partners.find("D1")), (Some(1), Some(3), Some(1)));
        assert_eq!(partners.code_of("S"), Some("D1"));
    }
}
