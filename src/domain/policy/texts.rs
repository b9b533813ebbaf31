//! The rules as they are kept: the text of the policy, of a calendar and of remedies of one's own, and what is done with
//! them: laying one over another without losing its comments, and telling them apart key by key.

use std::collections::{BTreeMap, HashSet};

use toml_edit::{DocumentMut, Item, Key, TableLike};

use super::{DEFAULTS, Policy, PolicyError, fnv, keys, lay_over};
use crate::domain::sentence::{Sentence, Speak as _};
use crate::domain::workcal::Calendar;

/// The texts of one version of the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// The policy, as TOML: laid over the embedded one key by key.
    pub policy: String,
    /// The calendar that `desk.calendar = "own"` means; empty: none.
    pub calendar: String,
    /// The remedies that `desk.playbooks = "own"` means; empty: none.
    pub playbooks: String,
}

/// A key whose value differs; what one side lacks is empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Differs {
    /// The whole key, such as `tiers.top`; `calendar` and `playbooks` are the texts of one's own.
    pub key: String,
    /// Here, as TOML.
    pub from: String,
    /// There, as TOML.
    pub to: String,
}

impl Texts {
    /// The embedded default.
    #[must_use]
    pub fn embedded() -> Self {
        Self { policy: DEFAULTS.trim_end().to_owned(), ..Self::default() }
    }

    /// Without what stands behind the last line of each, which no file brings back.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let trim = |text: String| if text.ends_with(char::is_whitespace) { text.trim_end().to_owned() } else { text };
        Self { policy: trim(self.policy), calendar: trim(self.calendar), playbooks: trim(self.playbooks) }
    }

    /// Identifies the three texts, in 16 hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> String {
        let whole = [self.policy.as_str(), &self.calendar, &self.playbooks].join("\u{1e}");
        format!("{:016x}", fnv(whole.as_bytes()))
    }

    /// The numbers of these texts.
    ///
    /// # Errors
    /// The key that is not understood, a calendar or remedies of one's own that are not there or can't be read.
    pub fn read(&self) -> Result<Policy, PolicyError> {
        let mut policy = Policy::load(Some(&self.policy))?;
        if policy.calendar_file().is_some() {
            if self.calendar.is_empty() {
                let name = &policy.desk.calendar;
                return Err(Sentence::new("policy-no-calendar").with("value", name).into());
            }
            policy.use_calendar(&self.calendar).map_err(|e| PolicyError::from(e.sentence()))?;
        }
        if policy.playbooks_file().is_some() {
            if self.playbooks.is_empty() {
                let name = &policy.desk.playbooks;
                return Err(Sentence::new("policy-no-playbooks").with("value", name).into());
            }
            policy.use_playbooks(&self.playbooks)?;
        }
        Ok(policy)
    }

    /// These with the keys of another policy laid over theirs; comments stay where they are.
    ///
    /// # Errors
    /// The line of `over` that is no TOML.
    pub fn with(&self, over: &str) -> Result<Self, PolicyError> {
        let read = |text: &str| text.parse::<DocumentMut>().map_err(|e| PolicyError::edit(text, &e));
        let (mut base, over) = (read(&self.policy)?, read(over)?);
        lay(base.as_table_mut(), over.as_table());
        Ok(Self { policy: base.to_string(), ..self.clone() })
    }

    /// These with one key changed to a value as a person types it: TOML, or the words of a text without its quotes.
    ///
    /// # Errors
    /// A key that is none; what it may not hold, with what it may.
    pub fn with_value(&self, key: &str, value: &str) -> Result<Self, PolicyError> {
        let path = path(key);
        let table = self.table()?;
        let value = keys::read(&path.join("."), value).map_err(|said| keys::fitting(&table, said))?;
        let name = path.iter().map(|part| Key::new(part).to_string()).collect::<Vec<_>>().join(".");
        self.with(&format!("{name} = {value}\n"))
    }

    /// The text of the calendar that comes with the program and is named; empty: one of one's own is.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn shipped_calendar(&self) -> Result<&'static str, PolicyError> {
        Ok(Calendar::shipped(&self.read()?.desk.calendar).unwrap_or_default())
    }

    /// The policy as a whole: the embedded one with this text laid over it.
    ///
    /// # Errors
    /// The line that is no TOML.
    pub fn table(&self) -> Result<toml::Table, PolicyError> {
        let mut table = super::defaults()?;
        lay_over(&mut table, super::parse(&self.policy)?);
        Ok(table)
    }

    /// Every key with its value as TOML, in the order of the policy; arrays are one value.
    ///
    /// # Errors
    /// The line that is no TOML.
    pub fn values(&self) -> Result<Vec<(String, String)>, PolicyError> {
        let table = self.table()?;
        let mut all: Vec<_> =
            keys::leaves(&table).into_iter().map(|(path, v)| (keys::order(&path), path, v.to_string())).collect();
        // what is not declared, which only a version of elsewhere has, comes last
        all.sort_by_cached_key(|(order, ..)| {
            order.as_ref().map_or((usize::MAX, 0, String::new(), 0), |(order, _)| order.clone())
        });
        Ok(all.into_iter().map(|(_, path, value)| (path, value)).collect())
    }

    /// The keys in which others differ from these, in the order of the alphabet.
    ///
    /// # Errors
    /// The line that is no TOML.
    pub fn differences(&self, other: &Self) -> Result<Vec<Differs>, PolicyError> {
        let here: BTreeMap<String, String> = self.values()?.into_iter().collect();
        let there: BTreeMap<String, String> = other.values()?.into_iter().collect();
        let of = |side: &BTreeMap<String, String>, key: &str| side.get(key).cloned().unwrap_or_default();
        let mut keys: Vec<&String> = here.keys().chain(there.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut found: Vec<Differs> = keys
            .into_iter()
            .map(|key| Differs { key: key.clone(), from: of(&here, key), to: of(&there, key) })
            .filter(|d| d.from != d.to)
            .collect();
        let texts = [("calendar", &self.calendar, &other.calendar), ("playbooks", &self.playbooks, &other.playbooks)];
        found.extend(texts.into_iter().filter(|(_, a, b)| a != b).map(|(key, a, b)| Differs {
            key: key.to_owned(),
            from: lines_beyond(a, b),
            to: lines_beyond(b, a),
        }));
        Ok(found)
    }
}

/// The lines of a text that another lacks, as one line: the first few, how many more, and the hash of the whole text, by which two that
/// read alike are told apart.
fn lines_beyond(text: &str, other: &str) -> String {
    const SHOWN: usize = 8;
    if text.is_empty() {
        return String::new();
    }
    let known: HashSet<&str> = other.lines().map(str::trim).collect();
    let own: Vec<&str> =
        text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#') && !known.contains(l)).collect();
    let more = own.len().saturating_sub(SHOWN);
    let mut shown: Vec<String> = own.iter().take(SHOWN).map(|line| (*line).to_owned()).collect();
    shown.extend((more > 0).then(|| format!("... +{more}")));
    shown.push(format!("#{:016x}", fnv(text.as_bytes())));
    shown.join("; ")
}

/// The parts of a key as a person types it: dots between them, quotes around one that has a dot.
fn path(key: &str) -> Vec<String> {
    match Key::parse(key.trim()) {
        Ok(keys) => keys.iter().map(|k| k.get().to_owned()).collect(),
        Err(_) => key.trim().split('.').map(str::to_owned).collect(),
    }
}

fn lay(base: &mut dyn TableLike, over: &dyn TableLike) {
    for (key, item) in over.iter() {
        let below = base.get_mut(key);
        let both = below.map(|below| (below.as_table_like().is_some(), below));
        match (both, item.as_table_like()) {
            (Some((true, below)), Some(above)) => {
                if let Some(below) = below.as_table_like_mut() {
                    lay(below, above);
                }
            }
            (Some((_, below)), _) => {
                let mut new = item.clone();
                if let (Item::Value(old), Item::Value(new)) = (&*below, &mut new) {
                    *new.decor_mut() = old.decor().clone();
                }
                *below = new;
            }
            (None, _) => {
                base.insert(key, item.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::OWN;

    #[test]
    fn what_is_laid_over_counts_and_comments_stay() {
        let base = Texts { policy: "# ours\n[tiers]\ntop = 0.2 # share\n".to_owned(), ..Texts::default() };
        let over = base.with("[tiers]\ntop = 0.25\n[maintenance.rule.mine]\nkind = \"visit\"\n").expect("two policies");
        assert!(over.policy.contains("# ours\n[tiers]\ntop = 0.25 # share\n"), "{}", over.policy);
        let changed: Vec<_> = base.differences(&over).expect("TOML").into_iter().map(|d| (d.key, d.from, d.to)).collect();
        let of = |key: &str, from: &str, to: &str| (key.to_owned(), from.to_owned(), to.to_owned());
        assert_eq!(changed, [of("maintenance.rule.mine.kind", "", "\"visit\""), of("tiers.top", "0.2", "0.25")]);
    }

    #[test]
    fn a_value_is_typed_as_toml_or_as_plain_words() {
        let base = Texts::embedded();
        let cases = [
            ("tiers.top", "0.3", "0.3"),
            ("organisation.zone", "Asia/Hong_Kong", "\"Asia/Hong_Kong\""),
            ("desk.resolution.S3", "5 d", "\"5 d\""),
            ("version", "2027.1", "\"2027.1\""),
            ("screening.audience.\"A+\"", "90", "90"),
            ("screening.audience.A+", "90", "90"),
            ("sales.reach", " 0.7 ", "0.7"),
            ("desk.hours", "[\"08:00-17:00\"]", "[\"08:00-17:00\"]"),
        ];
        for (key, typed, expected) in cases {
            let changed = base.with_value(key, typed).unwrap_or_else(|e| panic!("{key}: {e}"));
            let found = base.differences(&changed).expect("TOML");
            assert_eq!(found.iter().map(|d| d.to.as_str()).collect::<Vec<_>>(), [expected], "{key}");
            changed.read().unwrap_or_else(|e| panic!("{key}: {e}"));
        }
    }

    #[test]
    fn a_calendar_of_ones_own_has_to_be_there() {
        let own = Texts::embedded().with_value("desk.calendar", OWN).expect("a value");
        assert!(own.read().is_err_and(|e| e.said.key == "policy-no-calendar"));
        let text = "calendar,mine,Mine,我的\nweek,1111110\ncovers,2030,2031\n";
        let own = Texts { calendar: text.to_owned(), ..own };
        assert!(own.read().expect("a calendar").calendar.covers(2031));
        assert_ne!(own.hash(), Texts::embedded().hash());
    }
}
