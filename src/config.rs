//! Paths, user, language, theme and keys; precedence flag > environment > file > default.
//!
//! The file is `config.toml` in the user's configuration folder (`~/.config/qudao` on Linux). It holds what a person
//! sets once; the organisation's rules are in its database.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::Deserialize;

use crate::domain::period::{day, is_taken_in};
use crate::domain::record::Lang;

/// What a new configuration file says: every key, commented out.
const TEMPLATE: &str = include_str!("../data/config.toml");

/// The commented configuration file; with the database, where it is to be no other.
#[must_use]
pub fn template(db: Option<&Path>) -> String {
    let Some(db) = db.and_then(Path::to_str) else { return TEMPLATE.to_owned() };
    let line = format!("db = {}\n", toml::Value::from(db));
    let of_line = |l: &str| if l.starts_with("# db = ") { line.clone() } else { format!("{l}\n") };
    TEMPLATE.lines().map(of_line).collect()
}

/// Everything that is decided before a database is opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The database file.
    pub db: PathBuf,
    /// Whether the database was named by a flag, the environment or the file, and not taken from the default.
    pub db_named: bool,
    /// Where the database would be without the flag, and without the variable, that named another.
    pub passed_over: Vec<PathBuf>,
    /// Language of the interface.
    pub lang: Lang,
    /// The policy file whose effect is looked at, laid over the organisation's rules; `None`: none.
    pub policy: Option<PathBuf>,
    /// A policy file of the user's own from before the rules belonged to the database: not read, only told of.
    pub old_policy: Option<PathBuf>,
    /// The day or moment as of which everything is computed; `None` is now.
    pub as_of: Option<AsOf>,
    /// Colours.
    pub theme: Theme,
    /// What marks, bars and borders are drawn with; `None`: what the locale allows.
    pub glyphs: Option<Glyphs>,
    /// The user's keymap file, if there is one.
    pub keys: Option<PathBuf>,
    /// The account of the operating system: who acts.
    pub user: String,
    /// Whom a forced command names (`QUDAO_USER`); counts only where the database names the account as a gateway.
    pub person: Option<String>,
    /// The user's configuration folder.
    pub folder: PathBuf,
    /// The folder of what the program remembers for the user; `None` without a home folder.
    pub state: Option<PathBuf>,
}

/// The colours of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Asks the terminal whether it is dark or light.
    #[default]
    Auto,
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
    /// Without colours, as in a terminal that has none.
    Mono,
}

/// What marks, bars, sparklines and borders are drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Glyphs {
    /// With the signs of Unicode.
    #[default]
    Unicode,
    /// With ASCII, for fonts and lines that have nothing else.
    Ascii,
}

/// How things look: the table `[ui]`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ui {
    #[serde(default)]
    glyphs: Option<Glyphs>,
}

/// A day or a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// The end of this day, where the organisation is.
    Day(NaiveDate),
    /// This moment, where the organisation is.
    Local(NaiveDateTime),
    /// This moment.
    Utc(DateTime<Utc>),
}

/// Why a text is neither a day nor a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither a day nor a moment of the years 1900 to 2199")]
pub struct AsOfError;

impl std::str::FromStr for AsOf {
    type Err = AsOfError;

    /// `2025-06-07`, `2025-06-07T15:00`, `2025-06-07 15:00:30`, or RFC 3339 with a zone.
    fn from_str(text: &str) -> Result<Self, AsOfError> {
        const LOCAL: [&str; 4] = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"];
        let t = text.trim();
        let local = |f| NaiveDateTime::parse_from_str(t, f).ok().filter(|t| is_taken_in(&t.date()));
        day(t)
            .map(Self::Day)
            .ok()
            .or_else(|| LOCAL.iter().copied().find_map(local).map(Self::Local))
            .or_else(|| {
                DateTime::parse_from_rfc3339(t).ok().filter(|t| is_taken_in(&t.date_naive())).map(|t| Self::Utc(t.to_utc()))
            })
            .ok_or(AsOfError)
    }
}

/// What the command line and the environment say; clap has given a flag precedence over its variable.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// `--db`, `QUDAO_DB`.
    pub db: Option<PathBuf>,
    /// `--lang`, `QUDAO_LANG`.
    pub lang: Option<Lang>,
    /// `--policy`, `QUDAO_POLICY`.
    pub policy: Option<PathBuf>,
    /// `--as-of`, `QUDAO_AS_OF`.
    pub as_of: Option<AsOf>,
    /// `--theme`, `QUDAO_THEME`.
    pub theme: Option<Theme>,
}

/// The user's file, key by key; an unknown key is an error that names it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    db: Option<PathBuf>,
    lang: Option<String>,
    /// Of before: understood, so that an old file can be used, and told by `doctor`.
    policy: Option<PathBuf>,
    theme: Option<Theme>,
    keys: Option<PathBuf>,
    #[serde(default)]
    ui: Ui,
    /// Decided who acts, once.
    user_from_environment: Option<toml::Value>,
}

/// What is said of the key that named a gateway before databases did.
const NO_GATEWAY: &str = "`user_from_environment` decides nothing any more: the database names the accounts through which several people come in \
    (try: take the line out; an administrator: qudao user gateway ACCOUNT on)";

/// Why the configuration can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The configuration file is not understood.
    #[error("`{}`: {message}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and where.
        message: String,
    },
    /// The configuration file is there and can't be read.
    #[error("`{}` can't be read: {detail} (try: ls -l `{}`)", .path.display(), .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        detail: String,
    },
    /// Neither a home folder nor a database was named.
    #[error("there is no home folder for the database: expected `HOME` (try: qudao --db PATH)")]
    NoHome,
}

impl Config {
    /// Puts flags, environment, file and defaults together.
    ///
    /// # Errors
    /// A configuration file that is not understood, or no place for the database.
    pub fn resolve(given: Given) -> Result<Self, ConfigError> {
        let folders = directories::ProjectDirs::from("", "", "qudao");
        let folder = folders.as_ref().map(|f| f.config_dir().to_path_buf()).unwrap_or_default();
        let path = folder.join("config.toml");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => String::new(),
            // what somebody has set must not be passed over in silence
            Err(e) => return Err(ConfigError::Unreadable { path, detail: e.to_string() }),
        };
        let data = folders.as_ref().map(|f| f.data_dir().to_path_buf());
        let account = uzers::get_current_username()
            .map_or_else(|| format!("uid{}", uzers::get_current_uid()), |name| name.to_string_lossy().into_owned());
        let state = folders.as_ref().map(|f| f.state_dir().unwrap_or_else(|| f.data_dir()).to_path_buf());
        let config = Self::from_parts(given, &folder, data.as_deref(), &text, &|name| std::env::var_os(name), account)?;
        Ok(Self { state, ..config })
    }

    /// [`Config::resolve`] without the machine.
    fn from_parts(
        given: Given,
        folder: &Path,
        data: Option<&Path>,
        file: &str,
        environment: &dyn Fn(&str) -> Option<OsString>,
        account: String,
    ) -> Result<Self, ConfigError> {
        let path = folder.join("config.toml");
        let bad = |message: String| ConfigError::File { path: path.clone(), message };
        let file: File = toml::from_str(file).map_err(|e| bad(e.to_string()))?;
        if file.user_from_environment.is_some() {
            return Err(bad(NO_GATEWAY.to_owned()));
        }
        let file_lang = match &file.lang {
            Some(name) => Some(lang_of(name).ok_or_else(|| bad(format!("`lang` is `{name}`: expected `en` or `zh`")))?),
            None => None,
        };
        let text = |name: &str| environment(name).and_then(|v| v.into_string().ok()).filter(|v| !v.is_empty());
        let existing = |name: &str| Some(folder.join(name)).filter(|p| p.is_file());
        let own = file.db.map(|p| folder.join(p));
        let db_named = given.db.is_some() || own.is_some();
        let own = own.or_else(|| data.map(|d| d.join("qudao.db")));
        let db = given.db.or_else(|| own.clone()).ok_or(ConfigError::NoHome)?;
        let passed_over = own.into_iter().chain(text("QUDAO_DB").map(PathBuf::from)).filter(|place| *place != db).collect();
        let no_color = text("NO_COLOR").is_some();
        Ok(Self {
            db,
            db_named,
            passed_over,
            lang: given.lang.or(file_lang).unwrap_or_else(|| system_lang(&text)),
            policy: given.policy,
            old_policy: file.policy.map(|p| folder.join(p)).or_else(|| existing("policy.toml")),
            as_of: given.as_of,
            theme: if no_color { Theme::Mono } else { given.theme.or(file.theme).unwrap_or_default() },
            glyphs: file.ui.glyphs,
            keys: file.keys.map(|p| folder.join(p)).or_else(|| existing("keymap.toml")),
            user: account,
            person: text("QUDAO_USER"),
            folder: folder.to_path_buf(),
            state: None,
        })
    }
}

/// The language that a person names.
#[must_use]
pub fn lang_of(name: &str) -> Option<Lang> {
    match name {
        "en" => Some(Lang::En),
        "zh" => Some(Lang::Zh),
        _ => None,
    }
}

/// The language of the system: Chinese if the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set is Chinese.
fn system_lang(text: &dyn Fn(&str) -> Option<String>) -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(text).unwrap_or_default();
    if locale.starts_with("zh") { Lang::Zh } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(given: Given, file: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let environment: Vec<(String, OsString)> =
            environment.iter().map(|(k, v)| ((*k).to_owned(), OsString::from(v))).collect();
        let look = move |name: &str| environment.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone());
        let (folder, data) = (Path::new("/etc/none"), Path::new("/data"));
        Config::from_parts(given, folder, Some(data), file, &look, "li.wei".to_owned())
    }

    #[test]
    fn a_flag_comes_before_the_file_and_the_file_before_the_default() {
        let file = "db = \"/srv/team.db\"\nlang = \"zh\"\ntheme = \"light\"";
        let plain = with(Given::default(), "", &[]).expect("defaults");
        assert_eq!((plain.db, plain.db_named, plain.lang), (PathBuf::from("/data/qudao.db"), false, Lang::En));
        let from_file = with(Given::default(), file, &[]).expect("a good file");
        assert_eq!((from_file.db, from_file.lang, from_file.theme), (PathBuf::from("/srv/team.db"), Lang::Zh, Theme::Light));
        let given = Given { db: Some("x.db".into()), lang: Some(Lang::En), ..Given::default() };
        let flags = with(given, file, &[("LANG", "zh_CN.UTF-8")]).expect("flags");
        assert_eq!((flags.db, flags.db_named, flags.lang), (PathBuf::from("x.db"), true, Lang::En));
    }

    #[test]
    fn the_language_comes_from_the_locale() {
        let cases: [(&[(&str, &str)], Lang); 4] = [
            (&[("LANG", "zh_CN.UTF-8")], Lang::Zh),
            (&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C.UTF-8")], Lang::En),
            (&[("LC_ALL", ""), ("LC_MESSAGES", "zh_SG"), ("LANG", "en_US.UTF-8")], Lang::Zh),
            (&[], Lang::En),
        ];
        for (environment, lang) in cases {
            assert_eq!(with(Given::default(), "", environment).expect("a config").lang, lang, "{environment:?}");
        }
    }

    #[test]
    fn a_name_in_the_environment_is_told_and_decides_nothing_here() {
        let config = with(Given::default(), "", &[("QUDAO_USER", "zhao.min")]).expect("a config");
        assert_eq!((config.user.as_str(), config.person.as_deref()), ("li.wei", Some("zhao.min")));
        for value in ["true", "false"] {
            let old =
                with(Given::default(), &format!("user_from_environment = {value}"), &[]).expect_err("an old key").to_string();
            assert!(old.contains("/etc/none/config.toml") && old.contains("qudao user gateway"), "{old}");
        }
    }

    #[test]
    fn no_color_makes_the_theme_mono() {
        let given = Given { theme: Some(Theme::Dark), ..Given::default() };
        assert_eq!(with(given, "", &[("NO_COLOR", "1")]).expect("a config").theme, Theme::Mono);
    }

    #[test]
    fn an_unknown_key_or_language_is_named() {
        for (file, named) in [("ui.glyphs = \"latin\"", "latin"), ("databse = \"x\"", "databse"), ("lang = \"fr\"", "`fr`")] {
            let e = with(Given::default(), file, &[]).expect_err("a wrong file").to_string();
            assert!(e.contains(named) && e.contains("/etc/none/config.toml"), "{e}");
        }
    }

    #[test]
    fn glyphs_are_what_the_locale_allows_unless_the_file_says_which() {
        assert_eq!(with(Given::default(), "", &[]).expect("a config").glyphs, None);
        for (word, glyphs) in [("ascii", Glyphs::Ascii), ("unicode", Glyphs::Unicode)] {
            let file = format!("ui.glyphs = \"{word}\"");
            assert_eq!(with(Given::default(), &file, &[]).expect("a config").glyphs, Some(glyphs));
        }
    }

    #[test]
    fn as_of_is_a_day_or_a_moment() {
        let day = NaiveDate::from_ymd_opt(2025, 6, 7).expect("a day");
        let at = |h, m, s| day.and_hms_opt(h, m, s).expect("a time");
        let cases = [
            ("2025-06-07", AsOf::Day(day)),
            ("2025-06-07T15:00", AsOf::Local(at(15, 0, 0))),
            ("2025-06-07 15:00:30", AsOf::Local(at(15, 0, 30))),
            ("2025-06-07T15:00:00+08:00", AsOf::Utc(at(7, 0, 0).and_utc())),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
        assert!("yesterday".parse::<AsOf>().is_err());
    }
}
