//! What a proposal changes, laid over other rules than those that it was made from: three-way, key by key.

use std::collections::BTreeMap;

use toml_edit::{DocumentMut, Key, TableLike};

use super::{Differs, PolicyError, Texts};

/// A key that both sides changed, each to another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The whole key.
    pub key: String,
    /// What stood there when the proposal was made, as TOML.
    pub base: String,
    /// What stands there in the other rules.
    pub now: String,
    /// What the proposal wants there.
    pub wanted: String,
}

impl Texts {
    /// `onto` with what these change of `base`; where `onto` says something else than `base`, and not what these say, it stays and
    /// the key is named.
    ///
    /// # Errors
    /// The line that is no TOML.
    pub fn rebased(&self, base: &Self, onto: &Self) -> Result<(Self, Vec<Clash>), PolicyError> {
        if base == onto {
            return Ok((self.clone(), Vec::new()));
        }
        let theirs: BTreeMap<String, String> = base.differences(onto)?.into_iter().map(|d| (d.key, d.to)).collect();
        let (mut texts, mut clashes) = (onto.clone(), Vec::new());
        for Differs { key, from, to } in base.differences(self)? {
            match theirs.get(&key) {
                Some(now) if *now == to => {}
                Some(now) => clashes.push(Clash { key, base: from, now: now.clone(), wanted: to }),
                None => texts = texts.taking(&key, &to, self)?,
            }
        }
        Ok((texts.trimmed(), clashes))
    }

    /// These with what another has at a key; `value` is empty where it has nothing.
    fn taking(self, key: &str, value: &str, of: &Self) -> Result<Self, PolicyError> {
        match key {
            "calendar" => Ok(Self { calendar: of.calendar.clone(), ..self }),
            "playbooks" => Ok(Self { playbooks: of.playbooks.clone(), ..self }),
            _ if value.is_empty() => {
                let mut doc: DocumentMut = self.policy.parse().map_err(|e| PolicyError::edit(&self.policy, &e))?;
                remove(doc.as_table_mut(), &key.split('.').collect::<Vec<_>>());
                Ok(Self { policy: doc.to_string(), ..self })
            }
            _ => {
                let name = key.split('.').map(|part| Key::new(part).to_string()).collect::<Vec<_>>().join(".");
                self.with(&format!("{name} = {value}\n"))
            }
        }
    }
}

/// Takes a key away, and a table that has nothing else.
fn remove(table: &mut dyn TableLike, path: &[&str]) {
    let [name, below @ ..] = path else { return };
    if below.is_empty() {
        table.remove(name);
        return;
    }
    let Some(inner) = table.get_mut(name).and_then(|item| item.as_table_like_mut()) else { return };
    remove(inner, below);
    if inner.is_empty() {
        table.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(policy: &str) -> Texts {
        Texts::embedded().with(policy).expect("TOML").trimmed()
    }

    fn values(texts: &Texts, keys: &[&str]) -> Vec<String> {
        let table: BTreeMap<String, String> = texts.values().expect("TOML").into_iter().collect();
        keys.iter().map(|key| table.get(*key).cloned().unwrap_or_default()).collect()
    }

    #[test]
    fn what_two_change_apart_is_kept_of_both() {
        let mine = "[maintenance.rule.mine]\nkind = \"visit\"\nevery = \"month\"\nwho = \"owner\"\ntitle = \"x\"\n";
        let base = of(&format!("# ours\n[tiers]\ntop = 0.15 # share\n{mine}"));
        let wanted = base.with_value("health.slip", "12").expect("a key").with_value("tiers.top", "0.25").expect("a key");
        // they took a rule of ours away
        let without = of("# ours\n[tiers]\ntop = 0.15 # share\nbottom = 0.1\n");
        let onto = Texts { calendar: "a calendar".to_owned(), ..without };
        let (both, clashes) = wanted.rebased(&base, &onto).expect("TOML");
        assert_eq!(clashes, []);
        let keys = ["health.slip", "tiers.top", "tiers.bottom", "maintenance.rule.mine.kind"];
        assert_eq!(values(&both, &keys), ["12", "0.25", "0.1", ""]);
        assert_eq!(both.calendar, "a calendar");
        // and the other way round
        let (same, clashes) = onto.rebased(&base, &wanted).expect("TOML");
        assert_eq!((values(&same, &keys), clashes), (values(&both, &keys), Vec::new()));
        assert_eq!(same.calendar, "a calendar");
        assert_eq!(wanted.rebased(&base, &base).expect("TOML").0, wanted, "to the letter where nothing came between");
    }

    #[test]
    fn what_both_change_to_another_value_is_named_and_stays() {
        let base = Texts::embedded();
        let wanted = of("[tiers]\ntop = 0.25\nbottom = 0.1\n[health]\nslip = 12\n");
        let onto = of("[tiers]\ntop = 0.3\nbottom = 0.1\n");
        let (texts, clashes) = wanted.rebased(&base, &onto).expect("TOML");
        let named = |s: &str| s.to_owned();
        let clash = Clash { key: named("tiers.top"), base: named("0.2"), now: named("0.3"), wanted: named("0.25") };
        assert_eq!(clashes, [clash]);
        assert_eq!(values(&texts, &["tiers.top", "tiers.bottom", "health.slip"]), ["0.3", "0.1", "12"]);
    }
}
