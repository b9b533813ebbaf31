//! What every command has at hand, and how it ends.

use clap::ValueEnum;

use super::output;
use crate::config::{self, Config};
use crate::domain::kinds::Role;
use crate::domain::record::{Kind, Lang};
use crate::exchange::outfile::FileRefusal;
use crate::ops::{OpError, Session, setup};
use crate::store::StoreError;
use crate::t;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// As asked.
    Done = 0,
    /// Done, and something needs attention (health, doctor).
    Findings = 1,
    /// Wrong usage or bad input.
    Usage = 2,
    /// Not with this role, not in this state, or somebody was first.
    Refused = 3,
    /// Disk, lock, damaged file.
    Environment = 4,
}

/// Bad usage or input that no operation has judged: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// What a command prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// A stable document.
    Json,
    /// Comma-separated values.
    Csv,
    /// A workbook.
    Xlsx,
    /// Markdown.
    Md,
    /// A self-contained page.
    Html,
    /// Slides.
    Pptx,
    /// A calendar.
    Ics,
}

impl Format {
    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Md => "md",
            Self::Html => "html",
            Self::Pptx => "pptx",
            Self::Ics => "ics",
        }
    }
}

/// What every command has at hand.
#[derive(Debug)]
pub struct Ctx {
    /// Paths, user, language.
    pub config: Config,
    /// The kind that a refused value belongs to, so that its field is called by its name.
    pub subject: Option<Kind>,
    pub(super) format: Option<Format>,
    pub(super) session: Option<Session>,
}

impl Ctx {
    /// The language of messages.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.config.lang
    }

    /// The open database; opened when first asked for.
    ///
    /// # Errors
    /// Those of [`setup::open`].
    pub fn session(&mut self) -> anyhow::Result<&mut Session> {
        if self.session.is_none() {
            let session = setup::open(&self.config)?;
            self.heed(&session);
            output::set_head(self.lang(), &session);
            self.session = Some(session);
        }
        self.session.as_mut().ok_or_else(|| Usage("the database is not open".to_owned()).into())
    }

    /// Ends a command: who has written brings up to date what follows from it, who has looked is told of which day the figures
    /// are where that is over.
    pub(super) fn end(&mut self) {
        let lang = self.lang();
        let Some(session) = &mut self.session else { return };
        if session.store.has_written() && session.actor.role >= Role::Specialist && session.aside.is_none() {
            // what somebody else's writing holds up, or the disk, is done by the next one who may
            if let Err(e) = session.if_free(Session::bring_up_to_date) {
                tracing::warn!("figures are not brought up to date: {e}");
            }
        } else if let Some(day) = session.store.behind() {
            output::note(&t!(lang, "figures-behind", day = day.to_string()));
        }
    }

    /// Says so where the environment names somebody and the database does not let them come in so.
    pub(super) fn heed(&self, session: &Session) {
        if let Some(person) = self.config.person.as_deref().filter(|p| session.gateway.is_none() && *p != session.actor.name) {
            let account = session.actor.name.as_str();
            output::note(&t!(self.lang(), "note-no-gateway", person = person, account = account));
        }
    }

    /// Whether one of these formats was asked for.
    #[must_use]
    pub fn is_asked(&self, formats: &[Format]) -> bool {
        self.format.is_some_and(|asked| formats.contains(&asked))
    }

    /// Whether a format was asked for.
    #[must_use]
    pub fn asked(&self) -> bool {
        self.format.is_some()
    }

    /// The format to print: the one asked for, else the first that the command knows.
    ///
    /// # Errors
    /// [`Usage`] if the command does not know the one asked for.
    pub fn format(&self, known: &[Format]) -> anyhow::Result<Format> {
        let chosen = |format: Format| {
            output::set_medium(match format {
                Format::Text | Format::Md => output::Medium::Prose,
                Format::Json => output::Medium::Json,
                _ => output::Medium::File,
            });
            Ok(format)
        };
        match (self.format, known.first()) {
            (None, Some(first)) => chosen(*first),
            (Some(asked), _) if known.contains(&asked) => chosen(asked),
            (asked, _) => {
                let names = known.iter().map(|f| f.name()).collect::<Vec<_>>().join(", ");
                let asked = asked.map_or("", Format::name);
                Err(Usage(t!(self.lang(), "usage-format", asked = asked, known = names)).into())
            }
        }
    }
}

impl Exit {
    /// The exit code of an error.
    #[must_use]
    pub fn of(error: &anyhow::Error) -> Self {
        if let Some(e) = error.downcast_ref::<OpError>() {
            return match e {
                OpError::Store(e) => Self::of_store(e),
                OpError::File(e) => Self::of_file(e),
                e if e.is_refusal() => Self::Refused,
                _ => Self::Usage,
            };
        }
        if let Some(e) = error.downcast_ref::<FileRefusal>() {
            return Self::of_file(e);
        }
        if let Some(e) = error.downcast_ref::<StoreError>() {
            return Self::of_store(e);
        }
        if error.is::<Usage>() || error.is::<config::ConfigError>() { Self::Usage } else { Self::Environment }
    }

    fn of_file(error: &FileRefusal) -> Self {
        match error {
            FileRefusal::Io { .. } => Self::Environment,
            FileRefusal::Dash => Self::Usage,
            _ => Self::Refused,
        }
    }

    fn of_store(error: &StoreError) -> Self {
        match error {
            StoreError::Conflict { .. }
            | StoreError::NotUndoable { .. }
            | StoreError::NothingToUndo
            | StoreError::NothingToRedo
            | StoreError::Referred
            | StoreError::Taken(_) => Self::Refused,
            StoreError::Missing { .. }
            | StoreError::NoChange(_)
            | StoreError::Overflow(_)
            | StoreError::Doubled { .. }
            | StoreError::Control { .. } => Self::Usage,
            _ => Self::Environment,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_the_exit_code_of_what_can_be_done_about_it() {
        let role =
            OpError::Role { needs: crate::domain::kinds::Role::Admin, has: crate::domain::kinds::Role::Viewer, user: "x".into() };
        let cases: Vec<(anyhow::Error, Exit)> = vec![
            (Usage("no".into()).into(), Exit::Usage),
            (OpError::Invalid(Vec::new()).into(), Exit::Usage),
            (StoreError::Missing { kind: Kind::Partner, key: "D9".into() }.into(), Exit::Usage),
            (role.into(), Exit::Refused),
            (OpError::Store(StoreError::NothingToUndo).into(), Exit::Refused),
            (StoreError::Busy("x".into()).into(), Exit::Environment),
            (std::io::Error::other("disk").into(), Exit::Environment),
        ];
        for (error, exit) in cases {
            assert_eq!(Exit::of(&error), exit, "{error}");
        }
    }
}
