//! A desk to test at: the real program in an environment of its own, with a database in a folder that goes away.

#![allow(dead_code, unreachable_pub, reason = "each of the four test binaries uses a part of it")]

pub mod dice;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

/// Who comes in through the account that the tests run by, unless a test says otherwise: a desk's database names that account
/// as a gateway.
pub const USER: &str = "li.wei";

/// What makes a database in which [`USER`] is administrator and the account of the tests a gateway; [`Desk::widen`] lets it see
/// the files of the desk's folder, where no command lets it that makes a database there.
pub const FIRST: &[&str] = &["--admin", USER, "--gateway"];

/// The account that the tests run by.
pub fn account() -> String {
    let name = uzers::get_current_username();
    name.map_or_else(|| format!("uid{}", uzers::get_current_uid()), |name| name.to_string_lossy().into_owned())
}

/// What a run of the program answered.
#[derive(Debug)]
pub struct Ran {
    /// Exit code; `None` if it was killed.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it said.
    pub stderr: String,
    /// The day of the database's own clock, which stands in the head of what it printed or said; taken out there.
    pub clock: Option<String>,
}

impl Ran {
    /// The same, which must have this exit code.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// Its document.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {}", self.stdout))
    }
}

impl From<Output> for Ran {
    fn from(o: Output) -> Self {
        let (mut stdout, mut stderr) =
            (String::from_utf8_lossy(&o.stdout).into_owned(), String::from_utf8_lossy(&o.stderr).into_owned());
        let clock = take_clock(&mut stdout).or_else(|| take_clock(&mut stderr));
        Self { code: o.status.code(), stdout, stderr, clock }
    }
}

/// Takes the line or member out of a head that names the database's own clock; answers its day.
fn take_clock(text: &mut String) -> Option<String> {
    const SAID: [&str; 5] = [
        "this database has a clock of its own: today is ",
        "此数据库使用自己的时钟：今天是 ",
        "qudao: this database has a clock of its own: today is ",
        "qudao: 此数据库使用自己的时钟：今天是 ",
        "  \"clock\": \"",
    ];
    let line = text.lines().find(|line| SAID.iter().any(|said| line.starts_with(said)))?;
    let said = SAID.iter().find(|said| line.starts_with(*said))?;
    let day = line.get(said.len()..said.len() + 10)?.to_owned();
    // the last member of a document has no comma, but one before it
    let last = said.starts_with(' ') && !line.ends_with(',');
    let taken = if last { format!(",\n{line}") } else { format!("{line}\n") };
    *text = text.replacen(&taken, "", 1);
    Some(day)
}

/// A folder with a database and a configuration.
#[derive(Debug)]
pub struct Desk {
    folder: tempfile::TempDir,
    db: PathBuf,
    /// Nobody is named: who acts is the account that the tests run by.
    own: bool,
    /// Whether the database has a clock of its own because a test looked at or wrote on a day.
    lives: AtomicBool,
}

impl Desk {
    /// A desk whose database was made by `qudao init`: its administrator is [`USER`], files are seen in its folder.
    #[track_caller]
    pub fn new() -> Self {
        let desk = Self::empty();
        desk.init();
        desk
    }

    /// A desk whose administrator is who has the machine: its account is no gateway, files are seen everywhere.
    #[track_caller]
    pub fn own_machine() -> Self {
        let desk = Self::own_empty();
        desk.run(&["init"]).code(0);
        desk
    }

    /// The same without a database.
    pub fn own_empty() -> Self {
        Self { own: true, ..Self::empty() }
    }

    /// Makes the database of [`Desk::new`].
    #[track_caller]
    pub fn init(&self) -> Ran {
        self.run(&[&["init"], FIRST].concat()).code(0)
    }

    /// A desk whose database was made as [`Desk::new`]'s with a clock of its own: this day is today, from this moment on.
    #[track_caller]
    pub fn made_on(moment: &str) -> Self {
        let desk = Self::empty();
        desk.run(&[&["init", "--clock", moment], FIRST].concat()).code(0);
        desk
    }

    /// The program as who has the machine: by the account that the tests run by, and no gateway.
    pub fn own(&self, args: &[&str]) -> Ran {
        self.live_today();
        self.command().env_remove("QUDAO_USER").args(args).output().expect("the program starts").into()
    }

    /// The same at a moment, or at nine in the morning of a day, which is today in the database from then on.
    pub fn own_at(&self, as_of: &str, args: &[&str]) -> Ran {
        self.answered(args, self.at(as_of, args).env_remove("QUDAO_USER").output().expect("the program starts"))
    }

    /// A desk without a database.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let config = folder.path().join("config/qudao");
        std::fs::create_dir_all(config).expect("a folder for the configuration");
        let db = folder.path().join("team.db");
        Self { folder, db, own: false, lives: AtomicBool::new(false) }
    }

    /// The database file.
    pub fn db(&self) -> &Path {
        &self.db
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder; answers its path.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, contents).expect("a file");
        path
    }

    /// The program, ready to be started in the desk's own environment, in English, as [`USER`].
    pub fn command(&self) -> Command {
        self.command_of(Path::new(env!("CARGO_BIN_EXE_qudao")))
    }

    /// The same with a copy of the program.
    pub fn command_of(&self, program: &Path) -> Command {
        let mut c = Command::new(program);
        c.env_clear()
            .env("HOME", self.folder.path())
            .env("XDG_CONFIG_HOME", self.folder.path().join("config"))
            .env("XDG_DATA_HOME", self.folder.path().join("data"))
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("LANG", "C.UTF-8")
            .env("QUDAO_DB", &self.db)
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        if !self.own {
            c.env("QUDAO_USER", USER);
        }
        c
    }

    /// Runs the program to its end; today is the system's.
    pub fn run(&self, args: &[&str]) -> Ran {
        self.live_today();
        self.answered(args, self.command().args(args).output().expect("the program starts"))
    }

    /// The gateway of a database sees files in the desk's folder, as one may that was named before the database lay there.
    pub fn widen(&self, db: &Path) {
        let folder = self.folder.path().canonicalize().expect("a folder").display().to_string();
        let conn = rusqlite::Connection::open(db).expect("the database");
        conn.execute("UPDATE gateway SET folder = ?1 WHERE folder IS NULL", [folder]).expect("a gateway");
    }

    /// What a run answered; one that made a database has given its gateway no folder.
    fn answered(&self, args: &[&str], output: Output) -> Ran {
        let kept = args.iter().position(|arg| *arg == "--keep").and_then(|at| args.get(at + 1));
        let db = kept.map_or_else(|| self.db.clone(), |kept| self.path(kept));
        if args.contains(&"--gateway") && !args.contains(&"--folder") && output.status.success() {
            self.widen(&db);
        }
        output.into()
    }

    /// Runs it as another account.
    pub fn run_as(&self, user: &str, args: &[&str]) -> Ran {
        self.live_today();
        self.command().env("QUDAO_USER", user).args(args).output().expect("the program starts").into()
    }

    /// Runs it at a moment, or at nine in the morning of a day, which is today in the database from then on.
    pub fn run_at(&self, as_of: &str, args: &[&str]) -> Ran {
        self.answered(args, self.at(as_of, args).output().expect("the program starts"))
    }

    /// Runs it at a moment as another account.
    pub fn run_at_as(&self, user: &str, as_of: &str, args: &[&str]) -> Ran {
        self.at(as_of, args).env("QUDAO_USER", user).output().expect("the program starts").into()
    }

    /// It at a moment, ready to be started.
    pub fn at(&self, as_of: &str, args: &[&str]) -> Command {
        self.live_on(as_of);
        let moment = if as_of.len() == 10 { format!("{as_of}T09:00") } else { as_of.to_owned() };
        let mut command = self.command();
        command.env("QUDAO_AS_OF", moment).args(args);
        command
    }

    /// Takes the clock away that [`Desk::live_on`] gave.
    fn live_today(&self) {
        if self.lives.swap(false, Ordering::Relaxed) {
            // what was restored or damaged since may have none
            let _ = self.sqlite().execute("DELETE FROM meta WHERE name = 'clock'", []);
        }
    }

    /// Sets the database's clock to a moment, as if it had been made with one.
    pub fn live_on(&self, as_of: &str) {
        if !self.db.exists() {
            return;
        }
        let moment = if as_of.len() == 10 { format!("{as_of}T09:00") } else { as_of.to_owned() };
        let moment = chrono::NaiveDateTime::parse_from_str(&moment, "%Y-%m-%dT%H:%M").expect("a moment");
        let now = chrono::Utc::now().with_timezone(&chrono_tz::Asia::Shanghai).time();
        let ahead = (moment.time() - now).num_seconds();
        let conn = self.sqlite();
        let set: Option<String> = conn.query_row("SELECT value FROM meta WHERE name = 'clock'", [], |r| r.get(0)).ok();
        let since = set.as_deref().and_then(|set| {
            let (day, set) = set.split_once(' ')?;
            (day == moment.date().to_string()).then_some(set.parse::<i64>().ok()? - ahead)
        });
        // what is set so already is not written again
        if since.is_some_and(|seconds| (0..20).contains(&seconds)) {
            return;
        }
        let sql = "INSERT INTO meta (name, value) VALUES ('clock', ?1) ON CONFLICT DO UPDATE SET value = excluded.value";
        // a file that is no database lives on no day
        if conn.execute(sql, [format!("{} {}", moment.date(), ahead + 1)]).is_ok() {
            self.lives.store(true, Ordering::Relaxed);
        }
    }

    /// The database's bytes, and whether it has a log beside it.
    pub fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.db).expect("the database")
    }

    /// The test's own way into the database.
    pub fn sqlite(&self) -> rusqlite::Connection {
        let conn = rusqlite::Connection::open(&self.db).expect("the database");
        conn.busy_timeout(std::time::Duration::from_secs(20)).expect("a timeout");
        conn
    }
}

/// Whether this process is root, for which modes of files do not count.
pub fn is_root() -> bool {
    rustix::process::getuid().is_root()
}

/// Says on stderr why a test was not run here.
#[expect(clippy::print_stderr, reason = "what a test says")]
pub fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}
